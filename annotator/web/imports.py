"""Import: upload or paste, look at the split, correct it, and only then store articles."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator import importing, previewing, scheme
from annotator.articles import DETAILS
from annotator.errors import BadInput, Conflict, NotFound
from annotator.importing import Edits, Refused
from annotator.previewing import READY, Listed, Preview
from annotator.settings import UPLOAD_LIMIT
from annotator.web.htmx import go, wants_fragment
from annotator.web.identity import me
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("imports", __name__)
LANGUAGES = {
    "en": "English", "uk": "Українська", "de": "Deutsch", "fr": "Français", "es": "Español", "pt": "Português",
    "tr": "Türkçe", "ar": "العربية", "zh": "中文", "ja": "日本語",
}  # fmt: skip


@bp.get("/projects/<slug>/import")
def page(slug: str) -> ResponseReturnValue:
    """Show where to put files or text, and the uploads that wait."""
    return _begin([])


@bp.post("/projects/<slug>/import")
def upload(slug: str) -> ResponseReturnValue:
    """Read and split what was sent and let it wait; when nothing of it can be used, say why of each file."""
    files = [(sent.filename, sent.read()) for sent in request.files.getlist("files") if sent.filename]
    made = importing.read_all(files, request.form.get("text", ""), request.form.get("language", "en"))
    refused = [one for one in made if isinstance(one, Refused)]
    if refused and len(refused) == len(made):
        return _begin(refused), refused[0].status
    with writing() as session:
        batch = importing.keep(session, me(), made)
    return go(url_for(".preview", slug=slug, batch=batch))


def _begin(refused: list[Refused]) -> str:
    with reading() as session:
        found = previewing.beginning(session, me())
    language = request.form.get("language", found.language)
    return render_template(
        "imports/page.html", uploads=found.uploads, refused=refused, text=request.form.get("text", ""),
        spoken=language, languages=_languages(language), limit=UPLOAD_LIMIT,
    )  # fmt: skip


@bp.get("/projects/<slug>/import/<batch>")
def preview(slug: str, batch: str) -> ResponseReturnValue:
    """Show one file of an upload sentence by sentence, or what became of the upload once something is stored."""
    wanted = request.args.get("file")
    return _show(batch, None if wanted is None else _key(wanted))


@bp.post("/projects/<slug>/import/<batch>")
def change(slug: str, batch: str) -> ResponseReturnValue:
    """Save what was changed in a preview, or leave a file out, take it in again, or drop the whole upload."""
    task = request.form.get("do", "save")
    if task == "drop":
        with writing() as session:
            importing.discard(session, me(), batch)
        return go(url_for(".page", slug=slug))
    key = _key(request.form.get("file", ""))
    if task in ("leave-out", "take-in"):
        with writing() as session:
            importing.leave_out(session, me(), batch, key, out=task == "leave-out")
    else:
        try:
            _save(batch, key)
        except BadInput as fault:
            return _show(batch, key, problem=str(fault)), fault.status
    if wants_fragment():
        return _show(batch, key, template="imports/_desk.html")
    return go(url_for(".preview", slug=slug, batch=batch, file=_key(request.form.get("go") or str(key))))


@bp.post("/projects/<slug>/import/<batch>/store")
def store(slug: str, batch: str) -> ResponseReturnValue:
    """Save the preview that was open, then make an article of each file that is ready, one short transaction each."""
    if "editing" in request.form:
        key = _key(request.form.get("file", ""))
        try:
            _save(batch, key)
        except BadInput as fault:
            return _show(batch, key, problem=str(fault)), fault.status
    with reading() as session:
        files = previewing.listed(session, me(), batch)
    ready = [one for one in files if one.state in READY]
    if not ready:
        raise Conflict(_("No file of this upload can be imported as it is. Go back: each file says why."))
    for one in ready:
        # What somebody else stored a moment ago is left out; the page that follows says so.
        with suppress(Conflict), writing() as session:
            importing.store(session, me(), batch, one.key)
    return go(url_for(".preview", slug=slug, batch=batch))


def _save(batch: str, key: int) -> None:
    """Work the posted form into the file; splitting happens before the write transaction, not within."""
    with reading() as session:
        revised = importing.revise(session, me(), batch, key, _edits())
    with writing() as session:
        importing.save(session, me(), batch, revised)


def _edits() -> Edits:
    form = request.form
    kinds = {name.removeprefix("kind-"): value for name, value in form.items() if name.startswith("kind-")}
    return Edits(
        title=form.get("title", ""),
        details={name: form[name] for name in DETAILS if name in form},
        kinds={int(start): kind for start, kind in kinds.items() if start.isdecimal() and len(start) < 10},
    )


def _show(batch: str, key: int | None, *, problem: str = "", template: str = "imports/preview.html") -> str:
    with reading() as session:
        files = previewing.listed(session, me(), batch)
        mine = previewing.mine(session, me())
        if key is None and any(one.state == "imported" for one in files):
            return render_template("imports/done.html", batch=batch, files=files, mine=mine)
        chosen = _chosen(files, key)
        shown = previewing.preview(session, me(), batch, chosen.key)
    if problem and shown is not None:
        shown = _as_typed(shown)
    language = (shown.details["language"] if shown else None) or "en"
    return render_template(
        template, batch=batch, mine=mine, shown=shown, problem=problem, languages=_languages(language),
        kind_names=_kind_names(), **_names(files, chosen),
    )  # fmt: skip


def _as_typed(shown: Preview) -> Preview:
    """Return a preview with what the refused form holds, so that nothing has to be typed again."""
    edits = _edits()
    parts = [replace(part, kind=edits.kinds.get(part.start, part.kind)) for part in shown.parts]
    parts = [one if one.kind in scheme.KINDS else was for one, was in zip(parts, shown.parts, strict=True)]
    return replace(shown, title=edits.title, details=shown.details | edits.details, parts=parts)


def _chosen(files: list[Listed], key: int | None) -> Listed:
    if key is None:
        return next((one for one in files if one.state in READY), files[0])
    found = next((one for one in files if one.key == key), None)
    if found is None:
        raise NotFound(_("There is no such file in this upload."))
    return found


def _names(files: list[Listed], chosen: Listed) -> dict[str, Any]:
    """Return what the page of a preview needs to know of the whole upload."""
    place = files.index(chosen)
    ready = [one for one in files if one.state in READY]
    return {
        "files": files, "chosen": chosen, "ready": len(ready), "sentences": sum(one.sentences for one in ready),
        "before": files[place - 1].key if place else None,
        "after": files[place + 1].key if place + 1 < len(files) else None,
    }  # fmt: skip


def _key(text: str) -> int:
    """Return the key in an address or a form; one that is no number below 63 bits is no key of ours."""
    if not text.isascii() or not text.isdecimal() or len(text) > 19:
        raise NotFound(_("There is no such file in this upload."))
    return int(text)


def _languages(current: str) -> dict[str, str]:
    return LANGUAGES if current in LANGUAGES else {current: current, **LANGUAGES}


def _kind_names() -> dict[str, str]:
    return {
        "headline": _("headline"), "heading": _("heading"), "body": _("body"), "credit": _("credit"), "link": _("link"),
    }  # fmt: skip
