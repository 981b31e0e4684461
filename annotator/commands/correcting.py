"""`annotator correct`: a corrected text in the place of an article's, as a new version that carries the work along."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click
from sqlmodel import Session

from annotator.access import Actor, ProjectRef
from annotator.cli_common import opened
from annotator.corrections import correcting
from annotator.corrections.correcting import Look, Wish
from annotator.errors import BadInput
from annotator.models import key_of
from annotator.project import projects
from annotator.reading.plain import decoded

# Who works on the command line has no account.
NOBODY = 0


def correct(url: str | None, article: str, file: str, *, project: str, reason: str, dry: bool) -> None:
    """Store a corrected text, or say what it would move; prints a line for each sentence that does not just follow."""
    with opened(url) as database:
        with database.read() as session:
            actor = _actor(session, project)
            known = correcting.ground(session, actor, article)
            text, _ = decoded(file, _bytes(file), known.language)
            wish = Wish(text, known.base, reason)
            look = correcting.look(session, actor, article, wish)
        for line in _lines(look):
            click.echo(line)
        if dry:
            return
        with database.write() as session:
            number = correcting.correct(session, actor, article, wish)
        click.echo(f"{article}\tversion {number}")


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as fault:
        raise BadInput(f"{file} cannot be read: {fault.strerror}.") from fault


def _actor(session: Session, name: str) -> Actor:
    found = projects.by_name(session, name)
    ref = ProjectRef(
        key_of(found), found.slug, found.name, found.is_sample, found.archived_at is not None, found.options
    )
    return Actor(NOBODY, "", project=ref, roles=frozenset({"manager"}))


def _lines(look: Look) -> list[str]:
    """Return what becomes of sentences that change, in words, and in the last line how much follows."""
    found = []
    for moved in look.work.moved:
        group = moved.group
        if not group.moved:
            old, new = (" ".join(row.text for row in rows) for rows in (group.old, group.new))
            what = "gone" if not new else "new" if not old else "again" if moved.again else "changed"
            found.append(f"{what}\t{old}\t{new}".replace("\n", " "))
    counts: Mapping[str, int] = look.counts or {}
    told = ", ".join(
        f"{counts.get(name, 0)} {name}" for name in ("labels", "claims", "attributions", "settled", "lost")
    )
    return [*found, f"{len(look.work.stay)} sentences stay; {told}; {look.back or 0} people get the article back"]
