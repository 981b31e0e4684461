"""Naming the licence of articles that were imported without one, so that their text may be passed on."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlmodel import Session

from annotator.access import Actor
from annotator.errors import BadInput, Conflict
from annotator.intake.articles import check_details
from annotator.models import Article, table_of
from annotator.team import logs

ARTICLE = table_of(Article)
# So many can be ticked at once; the others follow when these have theirs.
LISTED = 200


def unnamed(session: Session, project_id: int) -> list[tuple[str, str]]:
    """Return public id and title of a project's articles without a licence, by title; of very many the first."""
    a = ARTICLE.c
    rows = session.execute(
        select(a.public_id, a.title).where(_unnamed(project_id)).order_by(a.title, a.public_id).limit(LISTED)
    )
    return [(public_id, title) for public_id, title in rows]


def name(session: Session, actor: Actor, articles: Collection[str], license_: str) -> int:
    """Say under which licence some articles are, given by public id; return how many had none.

    One that has a licence keeps it. Raises BadInput without a licence or an article, Conflict when all have one.
    """
    assert actor.project is not None
    found = check_details({"license": license_})["license"]
    if found is None:
        raise BadInput("Write the licence, for example CC-BY-4.0.")
    if not articles:
        raise BadInput("Tick the articles that are under this licence.")
    where = and_(_unnamed(actor.project.id), ARTICLE.c.public_id.in_(articles))
    number = int(session.execute(select(func.count()).select_from(ARTICLE).where(where)).scalar_one())
    if not number:
        raise Conflict("These articles have a licence by now. Go back and reload the page.")
    session.execute(update(ARTICLE).where(where).values(license=found))
    logs.note(session, actor.user_id, actor.project.id, "licensed", number=number, name=found)
    return number


def _unnamed(project_id: int) -> ColumnElement[bool]:
    a = ARTICLE.c
    return and_(a.project_id == project_id, a.withdrawn_at.is_(None), a.license.is_(None))
