"""`annotator import`: files and folders into a project, one short transaction an article."""

import json
import os
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
from sqlmodel import Session

from annotator import access
from annotator.cli_common import opened
from annotator.db import Database
from annotator.errors import AnnotatorError, BadInput, Conflict, NotFound, TooLarge
from annotator.intake import articles, ruling, sametext, storing
from annotator.intake.articles import Draft, Stored
from annotator.models import Phase, key_of
from annotator.project import projects
from annotator.reading import SUFFIXES, Options
from annotator.reading.ahead import ahead
from annotator.reading.base import FOUND
from annotator.reading.cutting import Rule
from annotator.reading.outside import READER
from annotator.settings import UPLOAD_LIMIT
from annotator.team import accounts

TURN_SECONDS, PAUSE_SECONDS = 5.0, 1.0
# A file's name and one of its articles, or why it holds none; None where the file ends.
Came = tuple[str, Draft | AnnotatorError | None]


@dataclass
class Run:
    """One run of the command: where articles go, what stood on standard input, the titles seen so far by public id."""

    database: Database
    project: str
    options: Options
    dry: bool
    found: bool = False
    given: bytes = b""
    phase: Phase | None = None
    rules: list[Rule] = field(default_factory=list)
    batch: str = field(default_factory=lambda: str(uuid.uuid4()))
    seen: dict[str, str] = field(default_factory=dict)


def import_paths(
    url: str | None, paths: tuple[str, ...], *, project: str, language: str | None, columns: dict[str, str],
    dry: bool, found: bool, as_json: bool,
) -> bool:  # fmt: skip
    """Import files, folders with all files within that can be read, and `-`; return whether all became articles.

    Prints a line for each article: id, number of sentences, title. What is refused gets its reason on standard error
    and does not stop the others. `columns` say which column of tables is what; `found` takes what files say of
    themselves. A project that is missing is made with the first article; a dry run stores nothing.
    """
    fine = True
    with opened(url) as database:
        run = _begin(database, project, language, columns)
        run.dry, run.found = dry, found
        sources = list(_sources(paths))
        run.given = sys.stdin.buffer.read(UPLOAD_LIMIT + 1) if "-" in sources else b""
        # Reading is the work of another process, so it goes on while an article is stored.
        for source, made in _watched(ahead(_read_all(run, sources)), sources):
            if made is None:
                continue
            try:
                stored = _one(run, made)
            except (BadInput, Conflict, TooLarge) as fault:
                fine = False
                _say({"file": source, "refused": str(fault)}, f"annotator: {fault}", as_json=as_json, err=True)
                continue
            named = made.name if isinstance(made, Draft) and source not in (made.name, "-") else source
            line = f"{stored.public_id}\t{stored.sentences}\t{stored.title}"
            found_out = {"id": stored.public_id, "sentences": stored.sentences, "title": stored.title}
            _say({"file": named} | found_out, line, as_json=as_json)
    return fine


def chosen_columns(text: str, columns: Iterable[str]) -> dict[str, str]:
    """Return which column is what, from options like title=headline; raises BadInput for anything else."""
    chosen = {"text": text} if text else {}
    for given in columns:
        name, _, column = given.partition("=")
        if name not in FOUND or not column:
            raise BadInput(f"Write --column FIELD=NAME; FIELD is one of {', '.join(FOUND)}.")
        chosen[name] = column
    return chosen


def _begin(database: Database, project: str, language: str | None, columns: dict[str, str]) -> Run:
    with database.read() as session:
        try:
            known = projects.by_name(session, project)
        except NotFound:
            return Run(database, project, Options(articles.check_language(language or "en"), columns), dry=False)
        options = Options(articles.check_language(language or known.language), columns)
        phase = projects.open_phase(session, key_of(known))
        return Run(database, project, options, dry=False, phase=phase, rules=ruling.rules_of(session, key_of(known)))


def _read_all(run: Run, sources: list[str]) -> Iterator[Came]:
    """Yield what each file holds, with the file; None where a file ends."""
    for source in sources:
        shown = _shown(source)
        for made in _drafts(run, source, shown):
            yield shown, made
        yield shown, None


def _shown(source: str) -> str:
    """Return a path as it can be printed and stored; a byte that is no UTF-8 becomes a question mark."""
    return source.encode("utf-8", "replace").decode()


def _drafts(run: Run, source: str, shown: str) -> Iterator[Draft | AnnotatorError]:
    """Yield the articles of a file, read in the reading process, and a refusal for what is none."""
    try:
        name, data = ("Standard input", run.given) if source == "-" else (shown, _read(source, shown))
    except BadInput as fault:
        yield fault
        return
    for came in READER.articles(name, data, run.options, run.rules):
        if isinstance(came, AnnotatorError):
            yield came
            continue
        made = articles.draft_of(came, run.options.language)
        if run.found:
            made.details = articles.confirmed(made.found) | made.details
        yield made


def _one(run: Run, made: Draft | AnnotatorError) -> Stored:
    if isinstance(made, AnnotatorError):
        raise made
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
            known = sametext.duplicate(session, run.phase.project_id, public)
    if known is not None:
        raise Conflict(f"{made.name} has the same text as “{known}” and would be left out.")
    run.seen[public] = made.title
    return Stored(0, public, made.title, made.sentences)


def _new_project(session: Session, run: Run) -> Phase:
    """Make the project, with everyone who may create projects as its members; commits with the first article."""
    made = projects.create(session, run.project, language=run.options.language)
    for user in accounts.everyone(session):
        if user.is_admin and user.disabled_at is None:
            projects.add_member(session, key_of(made), key_of(user), list(access.ROLES))
    return projects.open_phase(session, key_of(made))


def _sources(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files named, and of folders the readable files within, in the order of their names."""
    for path in paths:
        # Path.is_dir() raises for a name that is too long; as a file it is refused with a reason.
        if path == "-" or not os.path.isdir(path):  # noqa: PTH112
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


def _read(source: str, shown: str) -> bytes:
    path = Path(source)
    if os.path.isdir(path):  # noqa: PTH112
        raise BadInput(f"{shown} holds no file that ends in {', '.join(SUFFIXES)}.")
    try:
        with path.open("rb") as file:
            return file.read(UPLOAD_LIMIT + 1)
    except OSError as fault:
        raise BadInput(f"{shown} cannot be read: {fault.strerror}.") from fault


def _watched(came: Iterator[Came], sources: list[str]) -> Iterator[Came]:
    """Pass on what files hold and show on a terminal how far it is."""
    if not sys.stderr.isatty() or len(sources) < 2:
        yield from came
        return
    with click.progressbar(length=len(sources), label="Importing", file=sys.stderr) as bar:
        for source, made in came:
            yield source, made
            bar.update(made is None)


def _say(found: dict[str, object], line: str, *, as_json: bool, err: bool = False) -> None:
    if sys.stderr.isatty() and (err or sys.stdout.isatty()):
        # The bar stands on this line; it is drawn again below what is said.
        click.echo("\r\x1b[2K", nl=False, err=True)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    if err or not as_json:
        click.echo(line, err=err)


def work(url: str | None, *, once: bool) -> None:
    """Make articles of what is marked to be imported, in any project, until interrupted, or `once` none is left."""
    with opened(url) as database, suppress(KeyboardInterrupt):
        while True:
            taken = storing.take(database, TURN_SECONDS)
            if taken:
                click.echo(f"{taken} files taken")
            elif once:
                return
            else:
                time.sleep(PAUSE_SECONDS)
