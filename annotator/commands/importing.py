"""`annotator import`: files and folders into a project, one short transaction an article."""

import json
import os
import sys
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
from sqlmodel import Session

from annotator import access, accounts, articles, projects
from annotator.articles import Draft, Stored
from annotator.cli_common import opened
from annotator.db import Database
from annotator.errors import BadInput, Conflict, NotFound, TooLarge
from annotator.models import Phase, key_of
from annotator.reading import SUFFIXES
from annotator.settings import UPLOAD_LIMIT


@dataclass
class Run:
    """One run of the command: where the articles go, and the public ids seen so far by the file that held them."""

    database: Database
    project: str
    language: str
    dry: bool
    phase: Phase | None = None
    batch: str = field(default_factory=lambda: str(uuid.uuid4()))
    seen: dict[str, str] = field(default_factory=dict)


def import_paths(
    url: str | None, paths: tuple[str, ...], *, project: str, language: str | None, dry: bool, as_json: bool
) -> bool:
    """Import files, folders with all their text files, and `-`; return whether every one became an article.

    Prints a line for each: id, number of sentences, title. A file that is refused gets its reason on standard error
    and does not stop the others. A project that is missing is made with the first article; a dry run stores nothing.
    """
    fine = True
    with opened(url) as database:
        run = _begin(database, project, language, dry=dry)
        for source in _watched(list(_sources(paths))):
            try:
                stored = _one(run, source)
            except (BadInput, Conflict, TooLarge) as fault:
                fine = False
                _say({"file": source, "refused": str(fault)}, f"annotator: {fault}", as_json=as_json, err=True)
                continue
            found = {"file": source, "id": stored.public_id, "sentences": stored.sentences, "title": stored.title}
            _say(found, f"{stored.public_id}\t{stored.sentences}\t{stored.title}", as_json=as_json)
    return fine


def _begin(database: Database, project: str, language: str | None, *, dry: bool) -> Run:
    with database.read() as session:
        try:
            known = projects.by_name(session, project)
        except NotFound:
            return Run(database, project, articles.check_language(language or "en"), dry)
        spoken = articles.check_language(language or known.language)
        return Run(database, project, spoken, dry, projects.open_phase(session, key_of(known)))


def _one(run: Run, source: str) -> Stored:
    made = articles.draft(*_read(source), language=run.language)
    articles.refuse_without_body(made)
    if run.dry:
        return _tried(run, made)
    with run.database.write() as session:
        phase = run.phase or _new_project(session, run)
        stored = articles.store(session, phase, made)
        articles.keep_original(session, stored, made, batch=run.batch, project_id=phase.project_id)
    run.phase = phase
    return stored


def _tried(run: Run, made: Draft) -> Stored:
    """Return what would be stored; raises Conflict for a text that the project has or an earlier file held."""
    public = made.public_id
    known = run.seen.get(public)
    if known is None and run.phase is not None:
        with run.database.read() as session:
            known = articles.duplicate(session, run.phase.project_id, public)
    if known is not None:
        raise Conflict(f"{made.name} has the same text as “{known}” and would be left out.")
    run.seen[public] = made.title
    return Stored(0, public, made.title, made.sentences)


def _new_project(session: Session, run: Run) -> Phase:
    """Make the project, with everyone who may create projects as its members; commits with the first article."""
    made = projects.create(session, run.project, language=run.language)
    for user in accounts.everyone(session):
        if user.is_admin and user.disabled_at is None:
            projects.add_member(session, key_of(made), key_of(user), list(access.ROLES))
    return projects.open_phase(session, key_of(made))


def _sources(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files named, and of folders the text files within, in the order of their names."""
    for path in paths:
        if path == "-" or not Path(path).is_dir():
            yield path
            continue
        found = False
        for folder, inner, names in os.walk(path):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                    found = True
                    yield str(Path(folder) / name)
        if not found:
            # Read as a file, it is refused with a reason like any other.
            yield path


def _read(source: str) -> tuple[str, bytes]:
    if source == "-":
        return "Standard input", sys.stdin.buffer.read(UPLOAD_LIMIT + 1)
    path = Path(source)
    if path.is_dir():
        raise BadInput(f"{source} holds no file that ends in {', '.join(SUFFIXES)}.")
    try:
        with path.open("rb") as file:
            return source, file.read(UPLOAD_LIMIT + 1)
    except OSError as fault:
        raise BadInput(f"{source} cannot be read: {fault.strerror}.") from fault


def _watched(sources: list[str]) -> Iterator[str]:
    """Pass the files on and show on a terminal how far it is."""
    if not sys.stderr.isatty() or len(sources) < 2:
        yield from sources
        return
    with click.progressbar(sources, label="Importing", file=sys.stderr) as bar:
        yield from bar


def _say(found: dict[str, object], line: str, *, as_json: bool, err: bool = False) -> None:
    if sys.stderr.isatty() and (err or sys.stdout.isatty()):
        # The bar stands on this line; it is drawn again below what is said.
        click.echo("\r\x1b[2K", nl=False, err=True)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    if err or not as_json:
        click.echo(line, err=err)
