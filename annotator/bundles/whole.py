"""A whole project comes back from the history of a bundle: articles, people, work, gold, comments, events.

Its rows come in short transactions, between which others save. The project is hidden until the last of them, and
removed when anything on the way fails (`annotator.bundles.arriving`).
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from annotator import access
from annotator.bundles import arriving, comparing
from annotator.bundles.adding import Rows, counted
from annotator.bundles.keys import Keys
from annotator.bundles.people import Account, accounts_of, named
from annotator.bundles.reading import Bundle, readable
from annotator.db import Database
from annotator.doctor import frozen, labels, recounting, references, words
from annotator.errors import AnnotatorError, BadInput
from annotator.intake import articles, sketches
from annotator.models import Annotation, Article, Assignment, Comment, table_of
from annotator.project import projects
from annotator.review import states

ARTICLE, ANNOTATION, ASSIGNMENT, COMMENT = (table_of(one) for one in (Article, Annotation, Assignment, Comment))
# Articles whose words are compared, or whose sketches are kept, at a time.
SOME = 50
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


def take_in(
    database: Database, bundle: Bundle, *, name: str | None = None, match: bool = False, dry: bool = False,
    manager: int | None = None,
) -> Taken:  # fmt: skip
    """Make a project from a bundle with its history; `manager` becomes a member with every role.

    With `match`, people whose names the bundle holds and who have an account here get their work back; all others
    become accounts that nobody can sign in to. With `dry` all of it is done and then removed. Raises BadInput for a
    bundle without history or that is damaged, Conflict when the project's name is taken or a matched person's work is
    here already; then nothing stays.
    """
    bundle.check()
    if not bundle.has("history/project.jsonl"):
        raise BadInput(NO_HISTORY)
    arriving.sweep(database)
    with readable():
        taken, rows, people = _begun(database, bundle, name, match=match)
    with _whole(database, taken.project_id, dry=dry), readable():
        # It is stored last, and looked at first.
        values = rows.project()
        with arriving.part(database, taken.project_id) as session:
            arriving.set_options(session, taken.project_id, values["options"])
        taken.rows = rows.add_all()
        taken.people = named(bundle, people)
        _refuse_moved_words(database, taken.project_id)
        _refuse_strays(database, taken.project_id)
        _count(database, taken.project_id)
        here = {pseudonym: name for pseudonym, name, _ in taken.people}
        taken.notes += comparing.notes(database, taken.project_id, bundle, here)
        if not dry:
            with arriving.part(database, taken.project_id) as session:
                taken.slug = _shown(session, values, taken)
                if manager is not None:
                    projects.add_member(session, taken.project_id, manager, list(access.ROLES))
    return taken


@contextmanager
def _whole(database: Database, project_id: int, *, dry: bool) -> Iterator[None]:
    """Remove what came in when anything is raised, and after a dry run."""
    done = False
    try:
        yield
        done = not dry
    finally:
        if not done:
            # What cannot be removed now, on a disk that is full, the next import finds.
            with suppress(AnnotatorError, SQLAlchemyError):
                arriving.remove(database, project_id)


def _begun(database: Database, bundle: Bundle, name: str | None, *, match: bool) -> tuple[Taken, Rows, list[Account]]:
    """Add the people and the hidden project."""
    wanted = articles.line(name or str(bundle.manifest["project"]["name"]))
    if not 1 <= len(wanted) <= projects.MAX_NAME:
        raise BadInput(f"Give the project a name of 1 to {projects.MAX_NAME} characters.")
    counts = counted(bundle)
    with database.write() as session:
        projects.refuse_used_name(session, wanted)
        people = accounts_of(session, bundle, projects.slug_of(wanted), match=match)
        slug = projects.free_slug(session, wanted)
        key = arriving.begin(session, wanted, [one.key for one in people if not one.known])
    rows = Rows(database, bundle, Keys([one.key for one in people], key, counts), counts)
    return Taken(key, slug, wanted), rows, people


def _refuse_moved_words(database: Database, project_id: int) -> None:
    """Raise BadInput where the words under the offsets are not those that were marked."""
    for page in _articles(database, project_id):
        with arriving.part(database, project_id):
            """Say that the import goes on."""
        with database.read() as session:
            for key, public in page:
                if wrong := next(words.of_article(session, key, public), None):
                    raise BadInput(f"In {public} {wrong}, so nothing was imported.")


def _refuse_strays(database: Database, project_id: int) -> None:
    """Raise BadInput where rows are in two articles at once, a label has no name, or a release is not as it was."""
    with database.read() as session:
        for check in (references.strangers, references.strays, labels.faults, frozen.faults):
            if wrong := next(check(session, project_id), None):
                raise BadInput(f"{wrong.wrong} So nothing was imported.")


def _count(database: Database, project_id: int) -> None:
    """Keep what is counted from other rows: sentences, decisions, sketches of the texts, what the review waits for."""
    for page in _articles(database, project_id):
        with arriving.part(database, project_id) as session:
            recounting.count_decisions(session, [key for key, _ in page])
            sketches.add_some(session, project_id, [key for key, _ in page])
    with database.read() as session:
        begun = _at_review(session, project_id)
    for key in begun:
        with arriving.part(database, project_id) as session:
            states.refresh(session, key)


def _articles(database: Database, project_id: int) -> Iterator[list[tuple[int, str]]]:
    """Yield key and public id of the articles, some at a time."""
    last, query = 0, select(ARTICLE.c.id, ARTICLE.c.public_id).where(ARTICLE.c.project_id == project_id)
    while True:
        with database.read() as session:
            rows = session.execute(query.where(ARTICLE.c.id > last).order_by(ARTICLE.c.id).limit(SOME)).all()
        if not rows:
            return
        last = rows[-1].id
        yield [(key, public) for key, public in rows]


def _at_review(session: Session, project_id: int) -> list[int]:
    """Return the articles that a review page may show: only of those counts are kept."""
    handed_in = select(ASSIGNMENT.c.article_id).where(
        ASSIGNMENT.c.project_id == project_id, (ASSIGNMENT.c.state == "submitted") | (ASSIGNMENT.c.round > 1)
    )
    settled = select(ANNOTATION.c.article_id).where(
        ANNOTATION.c.project_id == project_id, ANNOTATION.c.layer == "gold"
    )  # fmt: skip
    said = select(COMMENT.c.article_id).where(COMMENT.c.project_id == project_id)
    return list(session.execute(union(handed_in, settled, said)).scalars())


def _shown(session: Session, values: dict[str, Any], taken: Taken) -> str:
    """Let the project be seen, unless somebody took its name meanwhile, and return its slug."""
    projects.refuse_used_name(session, taken.name)
    slug = projects.free_slug(session, taken.name)
    arriving.show(session, taken.project_id, values | {"name": taken.name, "slug": slug})
    return slug
