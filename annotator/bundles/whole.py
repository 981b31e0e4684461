"""A whole project comes back from the history of a bundle: articles, people, work, gold, comments, events."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, union
from sqlalchemy.exc import OperationalError, StatementError
from sqlmodel import Session

from annotator.bundles.keys import Keys
from annotator.bundles.reading import Bundle
from annotator.bundles.trying import trying
from annotator.db import Database
from annotator.doctor import words
from annotator.errors import AnnotatorError, BadInput, Conflict
from annotator.exporting.choice import SWITCHES, VALUES, Choice
from annotator.exporting.history import TABLES, part_of, renumbered, stored
from annotator.exporting.job import Job
from annotator.exporting.manifest import State
from annotator.exporting.rows import blocks
from annotator.intake import articles, sketches
from annotator.models import Annotation, Article, Assignment, Comment, Event, User, key_of, now, table_of
from annotator.project import projects
from annotator.review import states
from annotator.team import accounts

ARTICLE, EVENT, USER = table_of(Article), table_of(Event), table_of(User)
ANNOTATION, ASSIGNMENT, COMMENT = table_of(Annotation), table_of(Assignment), table_of(Comment)
PAGE = 500
UNUSABLE = "!"
# A number may follow where the name is taken.
LONGEST = 74
NO_HISTORY = (
    "This bundle holds the dataset and not the whole project. Export it with --history, or import its annotations onto "
    "articles that are here."
)


@dataclass
class Taken:
    """What came in: the new project, rows by table, who is who, and notes on what is not as it was."""

    project_id: int
    slug: str
    name: str
    rows: Counter[str] = field(default_factory=Counter)
    people: list[tuple[str, str, bool]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def take_in(session: Session, bundle: Bundle, *, name: str | None = None, match: bool = False) -> Taken:
    """Make a project from a bundle with its history.

    With `match`, people whose names the bundle holds and who have an account here get their work back; all others
    become accounts that nobody can sign in to. The review's counts are left to `taking_in`. Raises BadInput for a
    bundle without history or that is damaged, Conflict when the project's name is taken or a matched person's work is
    here already.
    """
    bundle.check()
    if not bundle.has("history/project.jsonl"):
        raise BadInput(NO_HISTORY)
    with _readable():
        taken = _taken(session, bundle, name, match=match)
    _refuse_moved_words(session, taken)
    sketches.add_all(session, taken.project_id)
    return taken


@contextmanager
def taking_in(
    database: Database, bundle: Bundle, *, name: str | None = None, match: bool = False, dry: bool = False
) -> Iterator[tuple[Session, Taken]]:
    """Make a project from a bundle in one transaction, with what else is done within the block; raises as `take_in`.

    So that saves of others soon go on, only the rows are added in it: all hashes are checked before; the counts of the
    review, an article at a time, and the comparison with the dataset of the bundle come afterwards. With `dry` nothing
    is stored.
    """
    bundle.check()
    with trying(database, dry=dry) as session:
        taken = take_in(session, bundle, name=name, match=match)
        yield session, taken
        if dry:
            _compare(session, bundle, taken)
    if not dry:
        _finish(database, bundle, taken)


def _finish(database: Database, bundle: Bundle, taken: Taken) -> None:
    with database.read() as session:
        begun = _begun(session, taken.project_id)
    for key in begun:
        with database.write() as session:
            states.refresh(session, key)
    with database.read() as session:
        _compare(session, bundle, taken)


@contextmanager
def _readable() -> Iterator[None]:
    """Say in words that a bundle, which anybody may have written, has something else where a value should be."""
    try:
        yield
    except AnnotatorError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
        raise BadInput("The bundle has something else where a value should be, so nothing was imported.") from fault


def _taken(session: Session, bundle: Bundle, name: str | None, *, match: bool) -> Taken:
    wanted = articles.line(name or str(bundle.manifest["project"]["name"]))
    if not 1 <= len(wanted) <= projects.MAX_NAME:
        raise BadInput(f"Give the project a name of 1 to {projects.MAX_NAME} characters.")
    projects.refuse_used_name(session, wanted)
    people = _people(session, bundle, projects.slug_of(wanted), match=match)
    keys = Keys(session, [key for key, _, _ in people])
    rows = Counter({table: _add(session, bundle, keys, table, wanted) for table in _reserved(bundle, keys)})
    key = keys.of("project", 1)
    slug = str(session.execute(select(TABLES["project"].c.slug).where(TABLES["project"].c.id == key)).scalar_one())
    return Taken(key, slug, wanted, rows, _named(bundle, people))


def _people(session: Session, bundle: Bundle, slug: str, *, match: bool) -> list[tuple[int, str, bool]]:
    """Return key and name of the account of each person of the bundle, and whether it was here before."""
    pseudonyms = {line["user_id"]: str(line["pseudonym"]) for line in bundle.lines("history/membership.jsonl")}
    found = []
    for line in bundle.lines("history/user.jsonl"):
        name = line.get("name")
        known = (
            session.execute(select(USER.c.id).where(USER.c.name_key == accounts.name_key(name))).scalar()
            if name
            else None
        )
        if known is not None and match:
            found.append((int(known), str(name), True))
            continue
        shown = str(name) if name and known is None else f"{pseudonyms.get(line['n'], 'person')[:20]} ({slug[:40]})"
        user = accounts.create_user(session, _free(session, articles.line(shown)[:LONGEST]), UNUSABLE, checked=False)
        user.disabled_at = now()
        user.created_at = stored(USER, "created_at", line["created_at"])
        session.add(user)
        session.flush()
        found.append((key_of(user), user.name, False))
    return found


def _free(session: Session, name: str) -> str:
    numbered = (name if number == 1 else f"{name} {number}" for number in range(1, 100_000))
    return next(free for free in numbered if not accounts.is_taken(session, free))


def _reserved(bundle: Bundle, keys: Keys) -> dict[str, int]:
    """Set aside keys for every table of the bundle, as rows may point to tables that come later."""
    listed = {entry["path"]: entry for entry in bundle.manifest["files"]}
    if strange := [path for path in listed if path.startswith("history/") and path[8:-6] not in TABLES]:
        raise BadInput(f"The bundle has a table that this Annotator does not know: {strange[0]}. Install a newer one.")
    counts = {}
    for name, table in TABLES.items():
        entry = listed.get(f"history/{name}.jsonl")
        if entry is None or name == "user":
            continue
        counts[name] = int(entry["lines"])
        keys.reserve(table, counts[name])
    if counts.get("project") != 1:
        raise BadInput("The history of the bundle holds no single project.")
    return counts


def _add(session: Session, bundle: Bundle, keys: Keys, name: str, wanted: str) -> int:
    """Add the rows of one table, and return how many."""
    part, table, count = part_of(name), TABLES[name], 0
    lines = bundle.lines(f"history/{name}.jsonl")
    connection = session.connection()
    while page := list(islice(lines, PAGE)):
        rows = [_row(session, keys, part, line, wanted) for line in page]
        if name == "event":
            _refuse_known(session, rows)
        try:
            connection.execute(insert(table), rows)
        except OperationalError:
            # A full disk is no fault of the row.
            raise
        except StatementError as fault:
            raise BadInput(f"A row of {name} near line {count + 1} does not fit into the database.") from fault
        count += len(rows)
    return count


def _row(session: Session, keys: Keys, part: Any, line: dict[str, Any], wanted: str) -> dict[str, Any]:
    table = TABLES[part.name]
    columns = [column for column in part.columns if column in line]
    if strange := line.keys() - set(part.columns) - {"n"}:
        raise BadInput(f"The bundle has a column that this Annotator does not know: {part.name}.{min(strange)}.")
    try:
        values = renumbered(part, {column: line.get(column) for column in part.columns}, keys.of)
        found = {column: stored(table, column, values[column]) for column in columns}
    except (KeyError, TypeError, ValueError) as fault:
        if isinstance(fault, BadInput):
            raise
        raise BadInput(f"Row {line.get('n')} of {part.name} in the bundle cannot be read.") from fault
    if "id" in table.c:
        found["id"] = keys.of(part.name, line.get("n"))
    if "project_id" in table.c:
        found["project_id"] = keys.of("project", 1)
    if part.name == "project":
        found |= {"name": wanted, "slug": projects.free_slug(session, wanted)}
    return found


def _refuse_known(session: Session, rows: list[dict[str, Any]]) -> None:
    """Refuse work that is in this database already, as it is when a project is imported twice under the same people."""
    sent = {(row["user_id"], row["op_id"]) for row in rows if row.get("op_id") is not None}
    if not sent:
        return
    known = session.execute(
        select(EVENT.c.user_id, EVENT.c.op_id).where(EVENT.c.op_id.in_([op for _, op in sent]))
    )  # fmt: skip
    if any((user, op) in sent for user, op in known):
        raise Conflict(
            "The work of these people is in the database already. Import the project under pseudonyms, or remove "
            "the one that is here for good first."
        )


def _named(bundle: Bundle, people: list[tuple[int, str, bool]]) -> list[tuple[str, str, bool]]:
    """Return pseudonym, name here and whether they were here before, of everybody who is or was a member."""
    return [
        (str(line["pseudonym"]), *people[line["user_id"] - 1][1:]) for line in bundle.lines("history/membership.jsonl")
    ]


def _refuse_moved_words(session: Session, taken: Taken) -> None:
    """Raise BadInput where the words under the offsets are not those that were marked."""
    found = session.execute(
        select(ARTICLE.c.id, ARTICLE.c.public_id).where(ARTICLE.c.project_id == taken.project_id)
    ).all()
    for key, public in found:
        if wrong := next(words.of_article(session, key, public), None):
            raise BadInput(f"In {public} {wrong}, so nothing was imported.")


def _compare(session: Session, bundle: Bundle, taken: Taken) -> None:
    """Note it when another dataset goes out again than the bundle holds."""
    if state(session, taken.project_id, bundle.manifest["choice"]) != bundle.manifest.get("state"):
        taken.notes.append("The dataset that goes out now is not byte for byte that of the bundle.")


def _begun(session: Session, project_id: int) -> list[int]:
    """Return the articles that a review page may show: only of those counts are kept."""
    handed_in = select(ASSIGNMENT.c.article_id).where(
        ASSIGNMENT.c.project_id == project_id, (ASSIGNMENT.c.state == "submitted") | (ASSIGNMENT.c.round > 1)
    )
    settled = select(ANNOTATION.c.article_id).where(
        ANNOTATION.c.project_id == project_id, ANNOTATION.c.layer == "gold"
    )  # fmt: skip
    said = select(COMMENT.c.article_id).where(COMMENT.c.project_id == project_id)
    return list(session.execute(union(handed_in, settled, said)).scalars())


def state(session: Session, project_id: int, chosen: dict[str, Any]) -> str:
    """Return the hash of the state that a bundle of the project would have now."""
    known = {name: value for name, value in chosen.items() if name in VALUES or name in SWITCHES}
    job = Job(session, project_id, Choice(**known | {"format": "bundle"}))
    found = State()
    for source in job.sources():
        for table, _, lines in blocks(source, job.choice):
            found.add(table, lines)
    return found.value()
