"""What a corrected text makes of an article's sentences: which stay, which move, change, go or come. No database.

Where people cut or joined stays so. Only where the splitter says something else of the new words than of the old ones,
and the words beside the cut were touched, does a cut come or go: a lost space that is put back parts two sentences, a
missing paragraph brings its own. Text that was left out at import stays left out.

A label follows its sentence while that says the same: when only letter case, marks or blanks changed, or a letter in a
few longer words (`same_words`). What says something else now is to be looked at again, and so is what was put together
or taken apart with other words. The person who corrects may ask for more or less of that.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from annotator.corrections.edits import Edits, edits
from annotator.corrections.slips import same_words
from annotator.errors import BadInput
from annotator.reading.cutting import Segments
from annotator.sentences.cuts import Slice, numbered

LEFT_OUT, NONE = "", -1
# Sentences belong together when this share of the shorter one stands in the other too.
SHARED = 0.5


@dataclass(slots=True)
class Group:
    """Old sentences and what became of them; one side is empty where sentences vanish or are new."""

    old: list[Slice] = field(default_factory=list)
    new: list[Slice] = field(default_factory=list)

    @property
    def single(self) -> bool:
        """Whether one sentence became one."""
        return len(self.old) == len(self.new) == 1

    @property
    def moved(self) -> bool:
        """Whether the words are the very same, so that at most the place changed."""
        return self.single and self.old[0].text == self.new[0].text

    @property
    def stays(self) -> bool:
        """Whether nothing changed, not even the place."""
        return self.moved and self.old[0][1:5] == self.new[0][1:5]

    @property
    def same(self) -> bool:
        """Whether the sentences say the same as before, so that labels follow."""
        return bool(self.old and self.new) and same_words(
            " ".join(row.text for row in self.old), " ".join(row.text for row in self.new)
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A correction: how the text changed, and what becomes of the sentences, in the order of the new text.

    New sentences have the key 0 and the position and number they will have.
    """

    old: str
    new: str
    edits: Edits
    groups: list[Group]


def planned(old: str, new: str, rows: Sequence[Slice], split: Callable[[str], Segments]) -> Plan:
    """Return what the new text makes of the sentences `rows` of the old one; `split` gives the segments of a text.

    Raises BadInput when no sentence of body text is left.
    """
    made = edits(old, new)
    tiles, before, after = _tiled(old, rows), _tiled(old, _cut(old, split(old))), _tiled(new, _cut(new, split(new)))
    pieces = _pieces(new, _starts(new, made, tiles, before, after))
    shares = _shares(new, made, tiles, pieces)
    coming = _named(new, pieces, tiles, shares, after)
    return Plan(old, new, made, grouped(rows, coming, new, made))


def restored(old: str, new: str, rows: Sequence[Slice], coming: Sequence[Slice]) -> Plan:
    """Return the correction whose new sentences are known already."""
    made = edits(old, new)
    return Plan(old, new, made, grouped(rows, numbered([row._replace(id=0) for row in coming]), new, made))


def _cut(text: str, segments: Segments) -> list[Slice]:
    return [
        Slice(0, place, segment["kind"], start, end, text[start:end])
        for place, segment in enumerate(segments)
        for start, end in segment["sentences"]
    ]


def _tiled(text: str, rows: Iterable[Slice]) -> list[Slice]:
    """Return sentences and between them what belongs to none, as sentences of no kind; blanks are in neither."""
    found: list[Slice] = []
    reached = 0
    for row in [*rows, Slice(0, 0, LEFT_OUT, len(text), len(text), "")]:
        gap = text[reached : row.start]
        if words := gap.strip():
            start = reached + len(gap) - len(gap.lstrip())
            found.append(Slice(0, 0, LEFT_OUT, start, start + len(words), words))
        if row.start < row.end:
            found.append(row)
        reached = row.end
    return found


def _between(made: Edits, tiles: Sequence[Slice], at: int) -> tuple[int, int]:
    """Return where the cut before tile `at` may lie in the new text."""
    left = made.around(tiles[at - 1].end)[0] if at else 0
    return left, made.around(tiles[at].start)[1]


def _starts(
    new: str, made: Edits, tiles: Sequence[Slice], before: Sequence[Slice], after: Sequence[Slice]
) -> list[int]:
    """Return where sentences (and what is left out between them) begin in the new text."""
    told, known = [tile.start for tile in after], {tile.start for tile in before}
    touched = _touched(made, tiles)
    starts: set[int] = {0}
    for at, tile in enumerate(tiles):
        left, right = _between(made, tiles, at)
        inside = told[bisect_left(told, left) : bisect_right(told, right)]
        near = touched[at] or (at > 0 and touched[at - 1])
        if inside:
            starts.update(inside)
        elif not near or (_lives(made, tile) and (tile.start not in known or tile.kind != tiles[at - 1].kind)):
            starts.add(_begin(new, left, right))
    if tiles:
        starts.update(start for start in told if start >= made.around(tiles[-1].end)[0])
    own = {tile.start for tile in tiles}
    joined = [_between(made, before, at) for at, tile in enumerate(before) if tile.start not in own]
    for at, tile in enumerate(tiles):
        if touched[at]:
            first, last = made.around(tile.start)[0], made.around(tile.end)[1]
            fresh = told[bisect_left(told, first) : bisect_right(told, last)]
            starts.update(start for start in fresh if not any(left <= start <= right for left, right in joined))
    return sorted(starts | {len(new)})


def _lives(made: Edits, tile: Slice) -> bool:
    """Say whether enough of a tile is left that its cut is worth keeping."""
    kept = sum(end - start for start, end in made.kept(tile.start, tile.end))
    return kept >= SHARED * len(tile.text)


def _touched(made: Edits, tiles: Sequence[Slice]) -> list[bool]:
    """Say of each tile whether a change touches it or the blanks before it."""
    changes = made.changes
    ends = [change.end for change in changes]
    found = []
    reached = 0
    for tile in tiles:
        at = bisect_left(ends, reached)
        found.append(at < len(changes) and changes[at].start <= tile.end)
        reached = tile.end
    return found


def _begin(new: str, left: int, right: int) -> int:
    """Return the first beginning of a word from `left` on, at most `right`."""
    starts = (
        place for place in range(left, right) if not new[place].isspace() and (place == 0 or new[place - 1].isspace())
    )
    return next(starts, right)


def _pieces(new: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return what stands between the cuts, without the blanks at its edges."""
    found = []
    for start, end in pairwise(starts):
        words = new[start:end]
        left = start + len(words) - len(words.lstrip())
        if left < end:
            found.append((left, left + len(words.strip())))
    return found


def _shares(
    new: str, made: Edits, tiles: Sequence[Slice], pieces: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """Return how many code points, blanks aside, of each tile stand in each piece now."""
    starts = [start for start, _ in pieces]
    found: dict[tuple[int, int], int] = {}
    for at, tile in enumerate(tiles):
        for first, last in made.kept(tile.start, tile.end):
            place = max(0, bisect_right(starts, first) - 1)
            while place < len(pieces) and starts[place] < last:
                words = new[max(first, starts[place]) : min(last, pieces[place][1])]
                if count := len(words) - sum(map(str.isspace, words)):
                    found[at, place] = found.get((at, place), 0) + count
                place += 1
    return found


def _named(
    new: str,
    pieces: Sequence[tuple[int, int]],
    tiles: Sequence[Slice],
    shares: dict[tuple[int, int], int],
    after: Sequence[Slice],
) -> list[Slice]:
    """Return the new sentences: each of the kind of what it came from, else of the kind that the splitter names."""
    best: dict[int, tuple[int, int]] = {}
    for (at, place), count in shares.items():
        best[place] = max(best.get(place, (0, 0)), (count, -at))
    told = [tile.start for tile in after]
    found: list[Slice] = []
    blocks: list[int] = []
    for place, (start, end) in enumerate(pieces):
        said = after[max(0, bisect_right(told, start) - 1)]
        origin = tiles[-best[place][1]] if place in best else None
        kind, segment = (said.kind, NONE) if origin is None else (origin.kind, origin.segment)
        if kind != LEFT_OUT and any(map(str.isalnum, new[start:end])):
            found.append(Slice(0, segment, kind, start, end, new[start:end]))
            blocks.append(said.segment)
    if not any(row.kind == "body" for row in found):
        raise BadInput("No sentence of body text would be left. An article needs at least one; withdraw it instead.")
    return numbered(_in_segments(found, blocks, max((tile.segment for tile in tiles), default=0)))


def _in_segments(rows: list[Slice], blocks: Sequence[int], last: int) -> list[Slice]:
    """Give new sentences the segment of the paragraph they stand in, or one of their own after the `last` there is."""
    found = list(rows)
    for ahead in (range(1, len(rows)), range(len(rows) - 2, -1, -1)):
        for at in ahead:
            near = at - ahead.step
            if found[at].segment == NONE and blocks[at] == blocks[near]:
                found[at] = found[at]._replace(segment=found[near].segment)
    for at, row in enumerate(found):
        if row.segment == NONE:
            follows = at > 0 and blocks[at] == blocks[at - 1]
            last += not follows
            found[at] = row._replace(segment=last)
    return found


def grouped(rows: Sequence[Slice], coming: Sequence[Slice], new: str, made: Edits) -> list[Group]:
    """Return which old sentences became which new ones, in the order of the new text."""
    shares = _shares(new, made, rows, [(row.start, row.end) for row in coming])
    weight = [_weight(row.text) for row in rows], [_weight(row.text) for row in coming]
    pairs = {(at, to) for (at, to), n in shares.items() if n >= SHARED * min(weight[0][at], weight[1][to])}
    olds, news = {at for at, _ in pairs}, {to for _, to in pairs}
    for (at, to), _ in sorted(shares.items(), key=lambda item: -item[1]):
        # Reworded beyond that, but nothing else is left of either: the same place, to be looked at again.
        if at not in olds and to not in news:
            pairs.add((at, to))
            olds.add(at)
            news.add(to)
    return _joined(rows, coming, pairs)


def _weight(text: str) -> int:
    return sum(not letter.isspace() for letter in text)


def _joined(rows: Sequence[Slice], coming: Sequence[Slice], pairs: set[tuple[int, int]]) -> list[Group]:
    group_of = list(range(len(rows) + len(coming)))

    def root(one: int) -> int:
        while group_of[one] != one:
            group_of[one] = group_of[group_of[one]]
            one = group_of[one]
        return one

    for at, to in pairs:
        group_of[root(at)] = root(len(rows) + to)
    groups: dict[int, Group] = {}
    for at, row in enumerate(rows):
        groups.setdefault(root(at), Group()).old.append(row)
    for to, row in enumerate(coming):
        groups.setdefault(root(len(rows) + to), Group()).new.append(row)
    return sorted(groups.values(), key=lambda group: (group.new or group.old)[0].start)
