"""Marks in text: spans that may have gaps, compared as sets of characters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

from annotator.agreement.labels import LabelsError

# One mark: its pieces as (start, end), code points, half-open. Most have one piece.
Pieces = tuple[tuple[int, int], ...]


def pieces(spans: Iterable[Sequence[int]]) -> Pieces:
    """Return a mark as sorted pieces without overlaps or seams, so that equal sets of characters are equal.

    Raises LabelsError for a piece without characters or before the start of the text.
    """
    found: list[tuple[int, int]] = []
    given = [(span[0], span[1]) for span in spans]
    for start, end in sorted(given) if len(given) > 1 else given:
        if start < 0 or end <= start:
            raise LabelsError(f"The span {start} to {end} holds no characters: spans need start < end, counted from 0.")
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def size(mark: Pieces) -> int:
    """Return the number of characters of a mark."""
    return sum(end - start for start, end in mark)


def common(one: Pieces, other: Pieces) -> int:
    """Return the number of characters two marks share."""
    total, i, j = 0, 0, 0
    while i < len(one) and j < len(other):
        total += max(0, min(one[i][1], other[j][1]) - max(one[i][0], other[j][0]))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return total


def union_share(one: Pieces, other: Pieces) -> float:
    """Return intersection over union of two marks; two marks without pieces share nothing."""
    shared = common(one, other)
    return shared / (size(one) + size(other) - shared) if shared else 0.0


def match(
    left: Sequence[Pieces], right: Sequence[Pieces], worth: Callable[[int, int], tuple[float, ...] | None]
) -> list[tuple[int, int]]:
    """Match as many pairs as possible one to one, better ones first; return pairs of positions.

    worth(i, j) says how good a pair is, or None where left[i] and right[j] do not match. The best pairs are taken
    first; then chains of swaps (Kuhn's augmenting paths) match what is left over without unmatching anyone.
    """
    if len(left) == len(right) == 1:
        return [(0, 0)] if common(left[0], right[0]) and worth(0, 0) is not None else []
    pairs = [(i, j, value) for i, j in _near(left, right) if (value := worth(i, j)) is not None]
    pairs.sort(key=lambda pair: (tuple(-part for part in pair[2]), pair[0], pair[1]))
    reach: dict[int, list[int]] = {}
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for i, j, _ in pairs:
        reach.setdefault(i, []).append(j)
        if i not in taken and j not in partner:
            partner[j] = i
            taken.add(i)
    for i in reach:
        if i not in taken:
            _augment(i, reach, partner)
    return sorted((i, j) for j, i in partner.items())


def _augment(start: int, reach: dict[int, list[int]], partner: dict[int, int]) -> None:
    """Look, breadth first, for a chain of swaps that gives `start` a partner, and swap along it."""
    came_from: dict[int, int] = {}
    queue = [start]
    for i in queue:
        for j in reach[i]:
            if j in came_from:
                continue
            came_from[j] = i
            if j not in partner:
                _swap(j, start, came_from, partner)
                return
            queue.append(partner[j])


def _swap(j: int, start: int, came_from: dict[int, int], partner: dict[int, int]) -> None:
    before = {i: k for k, i in partner.items()}
    i = came_from[j]
    partner[j] = i
    while i != start:
        j = before[i]
        i = came_from[j]
        partner[j] = i


def _near(left: Sequence[Pieces], right: Sequence[Pieces]) -> Iterable[tuple[int, int]]:
    """Yield the pairs whose outer bounds overlap, without trying all pairs of a long article."""
    order = sorted((mark[0][0], j) for j, mark in enumerate(right) if mark)
    longest = max((mark[-1][1] - mark[0][0] for mark in right if mark), default=0)
    starts = [start for start, _ in order]
    for i, mark in enumerate(left):
        if mark:
            low, high = bisect_right(starts, mark[0][0] - longest), bisect_left(starts, mark[-1][1])
            yield from ((i, j) for _, j in order[low:high])
