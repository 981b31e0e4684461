"""What tests of agreement begin with: people's whole work on an article, stored in one transaction as if typed."""

import uuid
from typing import Any

from sqlmodel import select

from annotator import annotating, assignment
from annotator.models import Article, Assignment, key_of
from annotator.operations import Operation
from tests.factories import World


def operation(kind: str, target: str, value: Any) -> Operation:
    """Return one operation under a new id."""
    return Operation(str(uuid.uuid4()), kind, target, value)


def work(
    world: World,
    who: str,
    labels: list[str],
    article: int = 0,
    *,
    more: dict[int, list[tuple[str, Any]]] | None = None,
    submitted: bool = True,
) -> None:
    """Label every sentence in order, the last label repeated ("" is unsure), do `more` by place, and submit.

    The article is assigned to the person first if it is not theirs yet.
    """
    public_id, actor = world.articles[article], world.actors[who]
    assign(world, who, article)
    views = world.sentences(public_id, who)
    with world.database.write() as session:
        for place, view in enumerate(views):
            label = labels[min(place, len(labels) - 1)]
            first = ("label", label) if label else ("flags", ["unsure"])
            for kind, value in (first, *(more or {}).get(place, ())):
                annotating.annotate(session, actor, operation(kind, view.public_id, value))
        if submitted:
            assignment.hand_in(session, actor, operation("submit", public_id, True))


def assign(world: World, who: str, article: int = 0) -> None:
    """Give an article to a person who does not have it."""
    with world.database.write() as session:
        key = key_of(session.exec(select(Article).where(Article.public_id == world.articles[article])).one())
        mine = select(Assignment).where(Assignment.article_id == key, Assignment.user_id == world.actors[who].user_id)
        if session.exec(mine).first() is None:
            assignment.assign(session, world.project.id, key, world.actors[who].user_id)


def hand_in(world: World, who: str, article: int = 0, *, value: bool = True) -> None:
    """Submit an article, or take it back."""
    with world.database.write() as session:
        assignment.hand_in(session, world.actors[who], operation("submit", world.articles[article], value))
