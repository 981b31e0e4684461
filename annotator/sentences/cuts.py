"""What a wish to change the sentences of an article comes to: which rows go and which come. No database.

Offsets are code points of the article, half-open. White space between sentences belongs to none of them.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from annotator import scheme
from annotator.errors import BadInput
from annotator.fields import Strict

JOINER = "\u200d"


class Slice(NamedTuple):
    """A sentence of a cut: its key (0 while it has none), its segment and kind, where it stands and what it says."""

    id: int
    segment: int
    kind: str
    start: int
    end: int
    text: str
    from_cut: int = 0
    position: int = 0
    number: int | None = None


class Wish(Strict):
    """The value of an operation of kind `boundary`: exactly one of join, split and kind."""

    join: Literal["next"] | None = None
    split: Annotated[int, Field(strict=True, ge=0, lt=2**31)] | None = None
    kind: Literal[scheme.KINDS] | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _is_one_wish(self) -> "Wish":
        if sum(value is not None for value in (self.join, self.split, self.kind)) != 1:
            raise ValueError("Send exactly one of join, split and kind.")
        return self


def concerned(wish: Wish, rows: Sequence[Slice], place: int) -> list[Slice]:
    """Return the sentences that a wish about the one at `place` replaces; raises BadInput when there is no next one."""
    if wish.join is None:
        return [rows[place]]
    if place + 1 == len(rows):
        raise BadInput("This is the last sentence, so there is none to join it with.")
    return [rows[place], rows[place + 1]]


def planned(
    wish: Wish, rows: Sequence[Slice], place: int, between: Callable[[int, int], str]
) -> tuple[list[Slice], list[Slice]]:
    """Return the sentences that go and those that come for them; `between(start, end)` is the article's text there.

    Raises BadInput when the wish makes no sense: different kinds joined, an empty part, no body text left.
    """
    going = concerned(wish, rows, place)
    if wish.join is not None:
        left, right = going
        coming = [_joined(left, right, between(left.end, right.start))]
    elif wish.split is not None:
        coming = _parts(going[0], wish.split)
    else:
        assert wish.kind is not None
        coming = [_named(going[0], wish.kind)]
    if not any(row.kind == "body" for row in (*rows[:place], *coming, *rows[place + len(going) :])):
        raise BadInput("An article needs at least one sentence of body text.")
    return going, coming


def _joined(left: Slice, right: Slice, gap: str) -> Slice:
    if left.kind != right.kind:
        raise BadInput(f"The first is of kind {left.kind}, the next of kind {right.kind}. Give them one kind first.")
    if gap.strip():
        raise BadInput("Text that was left out at import stands between the two, so they cannot be one sentence.")
    return left._replace(id=0, end=right.end, text=left.text + gap + right.text)


def _parts(whole: Slice, offset: int) -> list[Slice]:
    if not whole.start < offset < whole.end:
        raise BadInput(f"Split between {whole.start + 1} and {whole.end - 1}, inside the sentence.")
    place = offset - whole.start
    if _inside_a_character(whole.text, place):
        raise BadInput("That is inside a character. Split before or after it.")
    left, right = whole.text[:place].rstrip(), whole.text[place:].lstrip()
    if not left or not right:
        raise BadInput("A part would be empty. Split between two words.")
    return [
        whole._replace(id=0, end=whole.start + len(left), text=left),
        whole._replace(id=0, start=whole.end - len(right), text=right),
    ]


def _inside_a_character(text: str, place: int) -> bool:
    """Say whether a mark or joiner ties the code points on both sides into what people see as one character."""
    return unicodedata.category(text[place])[0] == "M" or JOINER in text[place - 1 : place + 1]


def _named(row: Slice, kind: str) -> Slice:
    if row.kind == kind:
        raise BadInput(f"This sentence is of kind {kind} already.")
    return row._replace(id=0, kind=kind)


def numbered(rows: Sequence[Slice]) -> list[Slice]:
    """Return the sentences of a cut in order, with positions from 0 and, for those to annotate, numbers from 1."""
    found, number = [], 0
    for position, row in enumerate(sorted(rows, key=lambda row: row.start)):
        annotated = row.kind in scheme.ANNOTATED
        number += annotated
        found.append(row._replace(position=position, number=number if annotated else None))
    return found
