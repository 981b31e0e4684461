"""The lines of the log in words."""

from typing import Any

from annotator.team.logs import Entry
from annotator.web.shell import role_name
from annotator.web.texts import gettext as _
from annotator.web.texts import ngettext


def shows() -> dict[str, str]:
    """Return what the log can be narrowed down to, in words."""
    return {
        "all": _("Everything but sign-ins"), "people": _("People and rights"), "work": _("Assigning"),
        "project": _("The project"), "sign-ins": _("Sign-ins"),
    }  # fmt: skip


def words(entry: Entry) -> str:
    """Say in one sentence, without its subject, what a line of the log tells."""
    known, about = entry.details, entry.about or _("someone who was erased")
    simple = {
        "joined": _("joined"), "left": _("left the project"), "invite-revoked": _("revoked an invitation"),
        "archived": _("archived the project"), "unarchived": _("opened the project again"),
        "deleted": _("deleted the project"), "restored": _("brought the project back"),
        "password": _("changed their password; all other sign-ins ended"), "sign-in": _("signed in"),
        "failed": _("gave a wrong password"), "text-erased": _("erased the text of a withdrawn article"),
    }  # fmt: skip
    if entry.kind in simple:
        return simple[entry.kind] + (f" ({known['address']})" if known.get("address") else "")
    person = {
        "removed": _("removed %(about)s from the project", about=about),
        "deactivated": _("deactivated %(about)s", about=about),
        "reactivated": _("opened the account of %(about)s again", about=about),
        "reset-link": _("made a link for a new password for %(about)s", about=about),
        "erased": _("erased a person"),
        "added": _("added %(about)s", about=about),
        "password-set": _("set a new password for %(about)s", about=about),
    }
    return person.get(entry.kind) or _more(entry.kind, known, about)


def _more(kind: str, known: dict[str, Any], about: str) -> str:
    title, name = str(known.get("title", "")), str(known.get("name", ""))
    number, version = int(known.get("number", 0)), str(known.get("version", ""))
    found = {
        "given": _("gave “%(title)s” to %(about)s", title=title, about=about),
        "taken-away": _("took “%(title)s” from %(about)s", title=title, about=about),
        "given-out": ngettext("gave out %(num)s place", "gave out %(num)s places", number),
        "withdrawn": _("withdrew “%(title)s”: %(reason)s", title=title, reason=known.get("reason", "")),
        "text-corrected": _("corrected the text of “%(title)s”, now version %(version)s", title=title, version=version),
        "brought-back": _("brought “%(title)s” back", title=title),
        "guideline": _("published version %(version)s of the guideline: %(change)s", version=version,
                       change=known.get("change", "")),
        "acknowledged": _("acknowledged version %(version)s of the guideline", version=version),
        "adopted": ngettext(
            "imported what %(name)s did in a dataset as the work of %(about)s, on %(num)s article",
            "imported what %(name)s did in a dataset as the work of %(about)s, on %(num)s articles",
            number, name=name, about=about,
        ),
        "needed": ngettext(
            "asked for %(num)s annotator for “%(title)s”", "asked for %(num)s annotators for “%(title)s”", number,
            title=title,
        ) if number else _("asked for as many annotators for “%(title)s” as its phase says", title=title),
        "notice": _("published version %(version)s of the notice", version=version),
        "notice-accepted": _("accepted version %(version)s of the notice", version=version),
        "licensed": ngettext(
            "named the licence of %(num)s article: %(name)s", "named the licence of %(num)s articles: %(name)s", number,
            name=name,
        ),
        "scheme": _("changed the labels to version %(version)s", version=version),
        "phase": _("set up the phase %(name)s", name=name),
        "phase-opened": _("opened the phase %(name)s", name=name),
        "phase-closed": _("closed the phase %(name)s", name=name),
    }  # fmt: skip
    return found.get(kind) or _lists(kind, known, about)


def _lists(kind: str, known: dict[str, Any], about: str) -> str:
    if kind == "roles":
        after = ", ".join(role_name(role) for role in known.get("after", []))
        return _("made %(about)s %(roles)s", about=about, roles=after)
    if kind == "invited":
        return _("invited someone as %(roles)s", roles=", ".join(role_name(role) for role in known.get("roles", [])))
    if kind == "handed-back":
        short = {"knows-author": _("knows the author"), "distressing": _("distressing")}.get(known["reason"])
        why = ": ".join(part for part in (short, known["note"]) if part)
        return _("handed “%(title)s” back: %(why)s", title=known.get("title", ""), why=why)
    if kind == "phase-articles":
        count = int(known.get("number", 0))
        text = ("moved %(num)s article into %(name)s", "moved %(num)s articles into %(name)s")
        return ngettext(*text, count, name=known.get("name", ""))
    if kind == "settings":
        parts = [f"{one['name']}: {one['before']} → {one['after']}" for one in known.get("changes", [])]
        return _("changed settings (%(parts)s)", parts="; ".join(parts))
    return kind
