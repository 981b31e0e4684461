"""Where spans begin and end inside one sentence: the pieces a page draws, each with the roles that cover it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from annotator.scheme import ROLES


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters under the same spans: its text, the roles over it, and the roles that open or close at it."""

    text: str
    roles: tuple[str, ...]
    opens: tuple[str, ...]
    closes: tuple[str, ...]


def pieces(text: str, start: int, spans: Iterable[tuple[str, int, int]]) -> list[Piece]:
    """Cut a sentence at the edges of its spans.

    `text` begins at code point `start` of the article; each span is (role, start, end) in code points of the article,
    half-open, and may reach beyond the sentence. The texts of the pieces joined are `text` again.
    """
    end = start + len(text)
    inside = sorted(
        {(role, max(first, start), min(last, end)) for role, first, last in spans if first < end and last > start},
        key=lambda span: (ROLES.index(span[0]), span[1], span[2]),
    )
    edges = sorted({start, end, *(edge for _, first, last in inside for edge in (first, last))})
    made = []
    for first, last in pairwise(edges):
        over = [span for span in inside if span[1] <= first and span[2] >= last]
        made.append(
            Piece(
                text=text[first - start : last - start],
                roles=tuple(dict.fromkeys(role for role, _, _ in over)),
                opens=tuple(role for role, begins, _ in over if begins == first),
                closes=tuple(role for role, _, ends in over if ends == last),
            )
        )
    return made or [Piece(text, (), (), ())]
