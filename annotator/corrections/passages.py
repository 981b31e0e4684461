"""What differs between two texts, as a list of passages to read: whole words that went and came, with a few around."""

from typing import NamedTuple

from annotator.corrections.edits import Change, edits

SAME, GONE, NEW = "same", "gone", "new"
# Code points shown on either side; changes nearer than twice that are one passage. No word is longer than WORD.
AROUND, WORD = 60, 24


class Piece(NamedTuple):
    """A stretch of text that stayed, went or came."""

    kind: str
    text: str


def passages(old: str, new: str) -> list[list[Piece]]:
    """Return what became of one text in another, in order, each passage as its pieces; none where both are the same."""
    found: list[list[Change]] = []
    for change in _whole_words(old, new):
        if found and change.start - found[-1][-1].end <= 2 * AROUND:
            found[-1].append(change)
        else:
            found.append([change])
    return [_passage(old, new, changes) for changes in found]


def pieces(old: str, new: str) -> list[Piece]:
    """Return the whole of two short texts as one passage."""
    return _told(old, new, _whole_words(old, new), 0, len(old))


def _whole_words(old: str, new: str) -> list[Change]:
    """Return the changes, each widened to the words it is in, those that touch as one."""
    found: list[Change] = []
    changes = edits(old, new).changes
    for at, change in enumerate(changes):
        start, end, new_start, new_end = change
        reached = found[-1].end if found else 0
        ahead = changes[at + 1].start if at + 1 < len(changes) else len(old)
        left = _letters(old[max(reached, start - WORD) : start][::-1]) if _in_word(old, new, change, 0) else 0
        right = _letters(old[end : min(ahead, end + WORD)]) if _in_word(old, new, change, -1) else 0
        wide = Change(start - left, end + right, new_start - left, new_end + right)
        if found and wide.start == reached:
            wide = Change(found[-1].start, wide.end, found.pop().new_start, wide.new_end)
        found.append(wide)
    return found


def _in_word(old: str, new: str, change: Change, edge: int) -> bool:
    """Say whether a change begins (edge 0) or ends (edge -1) inside a word, of the old text or of the new one."""
    inner = old[change.start : change.end], new[change.new_start : change.new_end]
    return any(words and words[edge].isalnum() for words in inner)


def _letters(text: str) -> int:
    """Return how many letters and digits a text begins with."""
    return next((place for place, letter in enumerate(text) if not letter.isalnum()), len(text))


def _passage(old: str, new: str, changes: list[Change]) -> list[Piece]:
    first, last = max(0, changes[0].start - AROUND), min(len(old), changes[-1].end + AROUND)
    found = _told(old, new, changes, first, last)
    before, after = ["…"] if first else [], ["…"] if last < len(old) else []
    return [*(Piece(SAME, dots) for dots in before), *found, *(Piece(SAME, dots) for dots in after)]


def _told(old: str, new: str, changes: list[Change], first: int, last: int) -> list[Piece]:
    found = []
    for change in changes:
        found += [
            Piece(SAME, old[first : change.start]),
            Piece(GONE, old[change.start : change.end]),
            Piece(NEW, new[change.new_start : change.new_end]),
        ]
        first = change.end
    return [piece for piece in (*found, Piece(SAME, old[first:last])) if piece.text]
