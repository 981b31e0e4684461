"""Projects that Hypothesis builds: any order of decisions, marks, cuts, submissions and reviews, on odd texts."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from annotator.annotate.operations import Operation
from annotator.corrections import correcting
from annotator.corrections.correcting import Wish
from annotator.errors import AnnotatorError, NotFound
from annotator.models import Annotation, Article, Assignment, Comment, Project, Scheme, Sentence, table_of
from annotator.talk import talking
from annotator.work import assignment
from tests.factories import World
from tests.support import recut
from tests.support.reviews import case_of, settle_directly

WORDS = st.text(st.sampled_from("None NA 👩‍👧\u2028\u2029é\t\"',;=@𝔘\u200f"), max_size=12)
# Labels that other tools take for nothing.
LABELS = ("CFS", "UFS", "NFS", "None", "NA")
STEP = st.tuples(
    st.sampled_from(
        ("label", "label", "label", "claim", "claim", "attribution", "flags", "note", "join", "split", "submit", "back",
         "reopen", "comment", "undo", "settle", "correct", "take back")
    ),
    st.sampled_from(("ada", "bo")), st.integers(0, 8), st.integers(0, 40), WORDS,
)  # fmt: skip
STEPS = st.lists(STEP, min_size=4, max_size=30)
Step = tuple[str, str, int, int, str]


def label_like_nothing(world: World) -> None:
    """Add labels called None and NA to the scheme, on which claims are asked too."""
    schemes = table_of(Scheme)
    with world.database.write() as session:
        body = session.execute(select(schemes.c.body)).scalar_one()
        more = [{**body["labels"][0], "code": code, "key": key} for code, key in (("None", "7"), ("NA", "8"))]
        session.execute(update(schemes).values(body={**body, "labels": [*body["labels"], *more]}))


def play(world: World, steps: list[Step]) -> int:
    """Do the steps, those that the rules refuse left out, and return how many were done."""
    done = 0
    for step in steps:
        with refusals() as refused:
            _do(world, *step)
        done += not refused
    return done


@contextmanager
def refusals() -> Iterator[list[str]]:
    """Keep what was refused in words; anything else is a fault."""
    refused: list[str] = []
    try:
        yield refused
    except AnnotatorError as fault:
        refused.append(str(fault))


def _do(world: World, kind: str, who: str, place: int, number: int, words: str) -> None:
    views = [view for view in recut.lines(world, who) if view.number is not None]
    view = views[place % len(views)]
    spans = [recut.span(view, number, 3), recut.span(view, number + 2, 9), recut.span(views[-1], number, 4)]
    if kind == "label":
        recut.do(world, "label", view.public_id, LABELS[number % len(LABELS)], who)
    elif kind == "claim":
        value = {"spans": spans[: 1 + number % 3], "normalized": words, "types": ["numerical"][: number % 2]}
        recut.do(world, "claim", view.public_id, {str(uuid.UUID(int=number % 5)): value}, who)
    elif kind == "attribution":
        value = {"source_spans": spans[:1], "content_spans": spans[1:], "source_entity": words}
        recut.do(world, "attribution", view.public_id, {str(uuid.UUID(int=number % 5)): value}, who)
    elif kind == "flags":
        recut.do(world, "flags", view.public_id, ["unsure", "discuss"][: number % 3], who)
    elif kind == "note":
        recut.do(world, "note", view.public_id, words, who)
    elif kind in ("join", "split"):
        cut: dict[str, Any] = {"join": "next"} if kind == "join" else {"split": view.start + number % len(view.text)}
        recut.do(world, "boundary", view.public_id, cut, who)
    else:
        _act(world, kind, who, view, number, words)


def _act(world: World, kind: str, who: str, view: Any, number: int, words: str) -> None:
    article = world.articles[0]
    if kind in ("submit", "back"):
        op = Operation(str(uuid.uuid4()), "submit", article, value=kind == "submit")
        with world.database.write() as session:
            assignment.hand_in(session, world.actors[who], op)
    elif kind == "undo":
        recut.do(world, "undo", view.public_id, str(uuid.UUID(int=1)), who)
    elif kind == "comment":
        comment(world, "ruth" if number % 2 else who, words)
    elif kind == "reopen":
        _reopen(world, who)
    elif kind in ("correct", "take back"):
        _correct(world, kind, view, words)
    else:
        _settle(world, who, view.number, number)


def _settle(world: World, who: str, place: int, number: int) -> None:
    """Settle a sentence with a label of one's own, or take somebody's reading."""
    decision: dict[str, Any] = {"own": {"label": LABELS[number % len(LABELS)]}, "note": "None"}
    if number % 3:
        sides = case_of(world, place).sides
        key = next((side.key for side in sides if side.person.name == who), None)
        if key is None:
            raise NotFound("This person has submitted nothing.")
        decision = {"take": key}
    settle_directly(world, "ruth", place, decision)


def _correct(world: World, kind: str, view: Any, words: str) -> None:
    """Put words in the place of the end of a sentence, or take the last correction back."""
    manager = replace(world.actors["ruth"], roles=frozenset({"manager"}))
    with world.database.write() as session:
        if kind == "take back":
            correcting.undo(session, manager, world.articles[0], Wish(""))
            return
        text = correcting.ground(session, manager, world.articles[0]).text
        wish = Wish(text[: view.start] + view.text[:-4] + words + text[view.end :], reason=words)
        correcting.correct(session, manager, world.articles[0], wish)


def comment(world: World, who: str, words: str) -> None:
    """Let somebody remark on the first sentence; raises BadInput for what is no remark."""
    body = talking.words(words)
    with world.database.write() as session:
        row = session.execute(select(table_of(Sentence)).order_by(table_of(Sentence).c.id)).first()
        assert row is not None
        keys = {"project_id": row.project_id, "article_id": row.article_id, "sentence_id": row.id}
        session.execute(insert(table_of(Comment)), {**keys, "user_id": world.actors[who].user_id, "body": body})


def _reopen(world: World, who: str) -> None:
    """Open submitted work again: what was said is frozen, and a second round begins with a copy that is not blind."""
    g, n, user = table_of(Assignment), table_of(Annotation), world.actors[who].user_id
    with world.database.write() as session:
        again = session.execute(
            update(g).where(g.c.user_id == user, g.c.state == "submitted", g.c.round == 1).values(state="open", round=2)
        )
        if again.rowcount == 0:  # type: ignore[attr-defined]
            return
        rows = session.execute(select(n).where(n.c.user_id == user, n.c.layer == "own", n.c.round == 1)).mappings()
        copies = [{**row, "round": 2, "blind": False} for row in rows]
        for copy in copies:
            del copy["id"]
        session.execute(insert(n), copies)


def empty_everywhere(world: World) -> None:
    """Leave every column of the articles empty that may be."""
    with world.database.write() as session:
        session.execute(
            update(table_of(Article)).values(author=None, publisher=None, url=None, published=None, license=None)
        )
        session.execute(update(table_of(Project)).values(options={}))
