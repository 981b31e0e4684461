"""How alike two texts are: runs of five words (of scripts without blanks, of eight characters) that they share.

A sketch keeps the smallest hashes of a text; two texts that share much share much of these (Broder 1997, "On the
resemblance and containment of documents").
"""

import re
import zlib
from heapq import nsmallest

WORD = re.compile(r"\w+")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
RUN, WIDE_RUN = 5, 8
KEPT = 24


def runs(text: str) -> set[tuple[str, ...]] | set[str]:
    """Return all runs of a text, upper and lower case alike; a text shorter than a run is one."""
    if len(WIDE.findall(text, 0, 2000)) > 200:
        letters = "".join(WORD.findall(text))
        return {letters[i : i + WIDE_RUN] for i in range(max(1, len(letters) - WIDE_RUN + 1))}
    words = WORD.findall(text.casefold())
    return set(zip(*(words[at:] for at in range(RUN)), strict=False)) or {tuple(words)}


def sketch(text: str) -> str:
    """Return the smallest hashes of the runs of a text, sorted, eight hex digits each."""
    hashes = {zlib.crc32((run if isinstance(run, str) else " ".join(run)).encode()) for run in runs(text)}
    return "".join(f"{value:08x}" for value in nsmallest(KEPT, hashes))


def values(kept: str) -> list[str]:
    """Return the hashes of a sketch."""
    return [kept[place : place + 8] for place in range(0, len(kept), 8)]


def share(text: str, other: str) -> float:
    """Return how much of a text stands in another one: the share of its runs, 0 to 1."""
    own = runs(text)
    return len(own & runs(other)) / len(own)
