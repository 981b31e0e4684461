"""Import: upload or paste, look at the split, correct it, and only then store articles."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator import scheme
from annotator.errors import BadInput, Conflict, NotFound
from annotator.intake import importing, likeness, previewing, ruling, storing, uploading
from annotator.intake.articles import DETAILS, Draft
from annotator.intake.importing import Edits, Kept, Refused
from annotator.intake.likeness import Known
from annotator.intake.previewing import READY, Listed, Preview
from annotator.reading import SUFFIXES
from annotator.reading.base import FOUND
from annotator.settings import UPLOAD_LIMIT
from annotator.web.htmx import go, wants_fragment
from annotator.web.identity import me, my_project
from annotator.web.importnames import fields, file_key, kind_names, languages
from annotator.web.texts import gettext as _
from annotator.web.unit import database, reading, writing

bp = Blueprint("imports", __name__)
STEPS = ("join", "split", "omit")
STEP_SECONDS = 0.7
CHUNK = 50


@bp.get("/projects/<slug>/import")
def page(slug: str) -> ResponseReturnValue:
    """Show where to put files or text, the uploads that wait, and the project's rules."""
    return _begin([])


@bp.post("/projects/<slug>/import")
def upload(slug: str) -> ResponseReturnValue:
    """Read and split what was sent and let it wait; when nothing of it can be used, say why of each file."""
    files = [(sent.filename, sent.read()) for sent in request.files.getlist("files") if sent.filename]
    with reading() as session:
        rules = ruling.rules(session, me())
    made = uploading.read_all(files, request.form.get("text", ""), request.form.get("language", "en"), rules)
    try:
        refused, batch = _kept(made)
    except BadInput as fault:
        return _begin([Refused("", str(fault), fault.status)]), fault.status
    if refused:
        return _begin(refused), refused[0].status
    return go(url_for(".preview", slug=slug, batch=batch))


def _kept(made: Iterable[Kept]) -> tuple[list[Refused], str]:
    """Let what is read wait in a new batch, part by part; when all of the first part is refused, keep nothing."""
    batch = str(uuid.uuid4())
    refused: list[Refused] = []
    held: list[Kept] = []
    known = Known(my_project().id)
    for part in uploading.in_parts(made):
        held += part
        refused += [one for one in part if isinstance(one, Refused)]
        if len(refused) < len(held):
            _keep(batch, held, known)
            held, refused = [], []
    if held and (len(refused) < len(held) or known.kept):
        _keep(batch, held, known)
        refused = []
    return refused, batch


def _keep(batch: str, made: list[Kept], known: Known) -> None:
    with reading() as session:
        likeness.look(session, known, (one for one in made if isinstance(one, Draft)))
    with writing() as session:
        importing.keep(session, me(), batch, made)
    known.kept = True


@bp.post("/projects/<slug>/import/rules")
def rules(slug: str) -> ResponseReturnValue:
    """Remove a rule of the project; what it did to files that wait stays."""
    with writing() as session:
        ruling.remove(session, me(), request.form.get("starts", ""))
    return go(url_for(".page", slug=slug))


def _begin(refused: list[Refused]) -> str:
    with reading() as session:
        found = previewing.beginning(session, me())
        known = ruling.rules(session, me())
    language = request.form.get("language", found.language)
    return render_template(
        "imports/page.html", uploads=found.uploads, refused=refused, text=request.form.get("text", ""), rules=known,
        spoken=language, languages=languages(language), limit=UPLOAD_LIMIT, suffixes=SUFFIXES,
        kind_names=kind_names(),
    )  # fmt: skip


@bp.get("/projects/<slug>/import/<batch>")
def preview(slug: str, batch: str) -> ResponseReturnValue:
    """Show one file of an upload sentence by sentence, or what became of the upload once something is stored."""
    wanted = request.args.get("file")
    return _show(batch, None if wanted is None else file_key(wanted))


@bp.post("/projects/<slug>/import/<batch>")
def change(slug: str, batch: str) -> ResponseReturnValue:
    """Save what was changed in a preview and take one more step, or do something with a file or the whole upload."""
    task, _sep, place = request.form.get("do", "save").partition(":")
    if task == "drop":
        with writing() as session:
            importing.discard(session, me(), batch)
        return go(url_for(".page", slug=slug))
    key = file_key(request.form.get("file", ""))
    if task == "columns":
        return _columns(slug, batch, key)
    try:
        _done(batch, key, task, place)
    except BadInput as fault:
        return _show(batch, key, problem=str(fault), template=_template()), fault.status
    if wants_fragment():
        return _show(batch, key, template="imports/_desk.html")
    shown = file_key(request.form.get("go") or str(key))
    return go(url_for(".preview", slug=slug, batch=batch, file=shown, at=request.form.get("at") or None))


def _template() -> str:
    return "imports/_desk.html" if wants_fragment() else "imports/preview.html"


def _done(batch: str, key: int, task: str, place: str) -> None:
    """Take the step that a button of the preview names; raises BadInput for one that there is not."""
    if task in ("leave-out", "take-in", "anyway"):
        with writing() as session:
            importing.set_state(session, me(), batch, key, task)
    elif task in ("save", *STEPS):
        if task in STEPS and (not place.isascii() or not place.isdecimal() or len(place) > 9):
            raise BadInput(_("Say at which place of the text."))
        _save(batch, key, (task, int(place)) if task in STEPS else None)
    elif task == "rule":
        _save(batch, key)
        _rule(batch)
    else:
        raise BadInput(_("There is no such step. Reload the page."))


def _rule(batch: str) -> None:
    """Add a rule to the project and apply it to all files of the upload, part by part."""
    with writing() as session:
        rule = ruling.add(session, me(), request.form.get("starts", ""), request.form.get("rule", ""))
    with reading() as session:
        keys = importing.waiting(session, me(), batch)
    for first in range(0, len(keys), CHUNK):
        with writing() as session:
            ruling.apply(session, me(), batch, rule, keys[first : first + CHUNK])


def _columns(slug: str, batch: str, key: int) -> ResponseReturnValue:
    """Read the rows of a table with the columns that were chosen."""
    columns = {name: request.form.get(f"column-{name}", "") for name in ("text", *FOUND)}
    try:
        with reading() as session:
            made = uploading.rows_of(session, me(), batch, key, columns)
    except BadInput as fault:
        return _show(batch, None, problem=str(fault)), fault.status
    known = Known(my_project().id)
    for part in uploading.in_parts(made):
        _keep(batch, part, known)
    with writing() as session:
        uploading.forget_table(session, me(), batch, key)
    return go(url_for(".preview", slug=slug, batch=batch))


@bp.post("/projects/<slug>/import/<batch>/store")
def store(slug: str, batch: str) -> ResponseReturnValue:
    """Save the preview that was open, mark each file that is ready, and make articles of the first ones."""
    if "editing" in request.form:
        key = file_key(request.form.get("file", ""))
        try:
            _save(batch, key)
        except BadInput as fault:
            return _show(batch, key, problem=str(fault)), fault.status
    with reading() as session:
        ready = [one.key for one in previewing.listed(session, me(), batch) if one.state in READY]
    if not ready:
        raise Conflict(_("No file of this upload can be imported as it is. Go back: each file says why."))
    with writing() as session:
        storing.begin(session, me(), batch, ready, found="found" in request.form)
    storing.take(database(), STEP_SECONDS, batch)
    return go(url_for(".preview", slug=slug, batch=batch))


@bp.post("/projects/<slug>/import/<batch>/step")
def step(slug: str, batch: str) -> ResponseReturnValue:
    """Make articles of the next files that are marked, or stop; the page that shows the progress asks for each step."""
    with reading() as session:
        storing.progress(session, me(), batch)
    if request.form.get("do") == "stop":
        with writing() as session:
            storing.stop(session, me(), batch)
        return go(url_for(".preview", slug=slug, batch=batch))
    storing.take(database(), STEP_SECONDS, batch)
    with reading() as session:
        stored, left = storing.progress(session, me(), batch)
    if left and wants_fragment():
        return render_template("imports/_progress.html", batch=batch, stored=stored, left=left)
    return go(url_for(".preview", slug=slug, batch=batch))


def _save(batch: str, key: int, step: tuple[str, int] | None = None) -> None:
    """Work the posted form into the file; splitting happens before the write transaction, not within."""
    with reading() as session:
        revised = importing.revise(session, me(), batch, key, replace(_edits(), step=step))
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
        stored, left = storing.progress(session, me(), batch)
        if left:
            return render_template("imports/progress.html", batch=batch, stored=stored, left=left)
        table = uploading.table_at(session, me(), batch)
        if table is not None:
            return _show_table(batch, table, problem)
        files = previewing.listed(session, me(), batch)
        mine = previewing.mine(session, me())
        if key is None and stored:
            return render_template("imports/done.html", batch=batch, files=files, mine=mine)
        chosen = _chosen(files, key)
        shown = previewing.preview(session, me(), batch, chosen.key, at=_at())
    if problem and shown is not None:
        shown = _as_typed(shown)
    language = (shown.details["language"] if shown else None) or "en"
    return render_template(
        template, batch=batch, mine=mine, shown=shown, problem=problem, languages=languages(language),
        kind_names=kind_names(), **_names(files, chosen),
    )  # fmt: skip


def _show_table(batch: str, table: Any, problem: str) -> str:
    found = table.details["table"]
    chosen = {name: request.form.get(f"column-{name}", found["guess"].get(name, "")) for name in ("text", *FOUND)}
    return render_template(
        "imports/columns.html", batch=batch, key=table.id, name=table.name, columns=found["columns"],
        samples=found["samples"], chosen=chosen, problem=problem, fields=fields(),
    )  # fmt: skip


def _at() -> int | None:
    """Return the offset of the sentence that is open for joining and splitting."""
    at = request.values.get("at", "")
    return int(at) if at.isascii() and at.isdecimal() and len(at) < 10 else None


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
