"""What tests of agreement begin with: people's whole work on an article, stored in one transaction as if typed."""

import csv
import io
import re
import uuid
from typing import Any

from sqlalchemy import update
from sqlmodel import select

from annotator.annotate import annotating
from annotator.annotate.operations import Operation
from annotator.models import Article, Assignment, key_of, table_of
from annotator.work import assignment
from tests.factories import Client, NewClient, World, signed_in

# Labels of the first text: a headline and five sentences of the body.
ADA = ["CFS", "CFS", "NFS", "NFS", "UFS", "NFS"]
BO = ["CFS", "UFS", "NFS", "NFS", "UFS", "NFS"]
AGREEING = {
    "ada": ("annotator",),
    "bo": ("annotator",),
    "chi": ("annotator",),
    "ruth": ("reviewer", "manager"),
    "mara": ("manager", "annotator"),
}


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


def page(client: Client, world: World, path: str = "") -> str:
    """Return a page of agreement, blanks run together."""
    answer = client.get(f"/projects/{world.slug}/agreement{path}")
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", answer.text)


def figures(client: Client, world: World, query: str = "") -> dict[str, Any]:
    """Return all figures as the file of them says."""
    found: dict[str, Any] = client.get(f"/projects/{world.slug}/agreement/figures.json{query}").get_json()
    return found


def change(world: World, model: Any, values: dict[str, Any], *where: Any) -> None:
    """Change rows behind the application's back."""
    with world.database.write() as session:
        session.execute(update(table_of(model)).where(*where).values(values))


def rows(client: Client, world: World, name: str, query: str = "") -> list[dict[str, str]]:
    """Return the rows of a file of agreement."""
    text = client.get(f"/projects/{world.slug}/agreement/{name}{query}").text
    return list(csv.DictReader(io.StringIO(text)))


def worked(world: World, new_client: NewClient) -> Client:
    """Let Ada and Bo submit the first article, and sign Ruth in."""
    work(world, "ada", ADA)
    work(world, "bo", BO)
    return signed_in(new_client, "ruth")
