"""Whether two wordings of a sentence say the same, so that what was said of the one holds for the other."""

import re
import unicodedata

WORD = re.compile(r"\w+")
# At most this many words of a sentence may have a letter changed, each at least this long.
TYPOS, LONG = 3, 5


def same_words(old: str, new: str) -> bool:
    """Say whether two sentences differ in letter case, marks and blanks only, or by a letter in a few longer words.

    A number, a short word (not, now) and the first letter of a word (million, billion) are never a slip of the pen.
    """
    one, other = _plain(old), _plain(new)
    if "".join(one) == "".join(other):
        return True
    if len(one) != len(other):
        return False
    differing = [(left, right) for left, right in zip(one, other, strict=True) if left != right]
    return len(differing) <= TYPOS and all(_typo(left, right) for left, right in differing)


def _plain(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _typo(one: str, other: str) -> bool:
    if any(map(str.isdigit, one + other)):
        return False
    at = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        at = min(len(one), len(other))
    rest, others = one[at:], other[at:]
    if len(one) == len(other) and rest[:2] == others[1::-1] and rest[2:] == others[2:]:
        return True
    if at == 0 or min(len(one), len(other)) < LONG:
        return False
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]
