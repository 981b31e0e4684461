"""How one text became another, in code points: the runs that both have, and what stands between these runs.

The texts are compared in chunks that end like sentences or lines, what differs by words, and words that are alike
letter by letter (difflib's longest matching blocks, Ratcliff and Obershelp 1988). So an edit stays inside the words it
is about, and a text of 100,000 characters is compared in milliseconds. The runs of any two texts are in order in both.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

CHUNKS = re.compile(r"[^.!?。！？\n]*[.!?。！？\n]*\s*")
WORDS = re.compile(r"\w+|\s+|[^\w\s]")
# Words that share less than this of their letters are others; among more pairs than this frequent ones do not count.
ALIKE, MANY, LETTERS = 0.5, 4_000_000, 500


class Change(NamedTuple):
    """`old[start:end]` became `new[new_start:new_end]`; one of the two may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Edits:
    """The runs that two texts have in common, as (start in the old, start in the new, length), in order."""

    runs: tuple[tuple[int, int, int], ...]
    old_length: int
    new_length: int

    @property
    def changes(self) -> list[Change]:
        """What differs, in order."""
        found, old, new = [], 0, 0
        for start, new_start, length in (*self.runs, (self.old_length, self.new_length, 0)):
            if (start, new_start) != (old, new):
                found.append(Change(old, start, new, new_start))
            old, new = start + length, new_start + length
        return found

    def around(self, place: int) -> tuple[int, int]:
        """Return where a cut before the old `place` may lie in the new text.

        The first is behind the last code point before it that was kept, the second before the first one after it.
        """
        at = bisect_right(self.runs, place - 1, key=lambda run: run[0]) - 1
        left = 0
        if at >= 0:
            start, new_start, length = self.runs[at]
            left = new_start + min(place - start, length)
            if start <= place < start + length:
                return left, left
        rest = self.runs[at + 1] if at + 1 < len(self.runs) else (0, self.new_length, 0)
        return left, rest[1]

    def kept(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what was kept of `old[start:end]`, as start and end in the new text."""
        at = max(0, bisect_right(self.runs, start, key=lambda run: run[0]) - 1)
        for first, new_first, length in self.runs[at:]:
            if first >= end:
                break
            left, right = max(start, first), min(end, first + length)
            if left < right:
                yield new_first + left - first, new_first + right - first


def edits(old: str, new: str) -> Edits:
    """Return how the old text became the new one."""
    runs: list[tuple[int, int, int]] = []
    for start, new_start, length in _runs(old, new, 0, 0):
        if runs and runs[-1][0] + runs[-1][2] == start and runs[-1][1] + runs[-1][2] == new_start:
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + length)
        else:
            runs.append((start, new_start, length))
    return Edits(tuple(runs), len(old), len(new))


def _chunks(text: str) -> list[str]:
    return [chunk for chunk in CHUNKS.findall(text) if chunk]


# From coarse pieces to fine ones.
CUTS: tuple[Callable[[str], list[str]], ...] = (_chunks, WORDS.findall, list)


def _runs(old: str, new: str, at: int, new_at: int, level: int = 0) -> Iterator[tuple[int, int, int]]:
    """Yield the common runs of two stretches that begin at `at` and `new_at`."""
    if old == new:
        if old:
            yield at, new_at, len(old)
        return
    finest = level + 1 == len(CUTS)
    if not old or not new or (finest and not _alike(old, new)):
        return
    pieces, others = CUTS[level](old), CUTS[level](new)
    starts, new_starts = _starts(pieces, at), _starts(others, new_at)
    matcher = SequenceMatcher(None, pieces, others, autojunk=len(pieces) * len(others) > MANY)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            yield starts[first], new_starts[new_first], starts[last] - starts[first]
        elif tag == "replace" and not finest:
            mine, theirs = "".join(pieces[first:last]), "".join(others[new_first:new_last])
            yield from _runs(mine, theirs, starts[first], new_starts[new_first], level + 1)


def _alike(old: str, new: str) -> bool:
    if max(len(old), len(new)) > LETTERS:
        return False
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= ALIKE


def _starts(pieces: Sequence[str], at: int) -> list[int]:
    found = [at]
    for piece in pieces:
        found.append(found[-1] + len(piece))
    return found
