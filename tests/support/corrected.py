"""What tests of corrected texts do and look at: any edit of a text, a look and a correction through the use cases."""

from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from annotator.corrections import correcting
from annotator.corrections.correcting import Look, Wish
from annotator.models import Article, table_of
from annotator.sentences.recutting import rows_of
from tests.factories import World

WORDS = st.sampled_from(
    (
        "",
        " ",
        "r",
        "not ",
        "She said so. ",
        "\n\nA paragraph. It is new.\n\n",
        "Fares",
        "12",
        "é",
        "👩‍👧",
        ".",
        "”",
        "\n",
    )
)
EDIT = st.tuples(st.integers(0, 400), st.sampled_from((0, 0, 1, 1, 2, 5, 20, 90)), WORDS)
EDITS = st.lists(EDIT, min_size=1, max_size=4)


def edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Return a text with stretches of it replaced."""
    for place, length, words in edits:
        at = place % (len(text) + 1)
        text = text[:at] + words + text[at + length :]
    return text


def text_of(world: World, who: str = "mara", article: int = 0) -> str:
    """Return the text as whoever corrects it sees it."""
    with world.database.read() as session:
        return correcting.ground(session, world.actors[who], world.articles[article]).text


def look(world: World, text: str, who: str = "mara", **more: Any) -> Look:
    """Return what a correction would do."""
    with world.database.read() as session:
        return correcting.look(session, world.actors[who], world.articles[0], Wish(text, **more))


def correct(world: World, text: str, who: str = "mara", **more: Any) -> int:
    """Store a correction."""
    with world.database.write() as session:
        return correcting.correct(session, world.actors[who], world.articles[0], Wish(text, **more))


def undo(world: World, who: str = "mara", **more: Any) -> int:
    """Take the last correction back."""
    with world.database.write() as session:
        return correcting.undo(session, world.actors[who], world.articles[0], Wish("", **more))


def live(world: World) -> list[tuple[int, int, str, str]]:
    """Return start, end, kind and words of the current sentences."""
    a = table_of(Article).c
    with world.database.read() as session:
        key = session.execute(select(a.id).where(a.public_id == world.articles[0])).scalar_one()
        return [(row.start, row.end, row.kind, row.text) for row in rows_of(session, [key])[key]]
