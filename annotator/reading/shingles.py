"""How alike two texts are: runs of five words (of scripts without blanks, of characters), by their hashes.

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


def shingles(text: str) -> set[int]:
    """Return the hashes of all runs of a text, upper and lower case alike; a text shorter than a run is one."""
    if len(WIDE.findall(text, 0, 2000)) > 200:
        letters = "".join(WORD.findall(text))
        return {zlib.crc32(letters[i : i + WIDE_RUN].encode()) for i in range(max(1, len(letters) - WIDE_RUN + 1))}
    words = WORD.findall(text.casefold())
    return {zlib.crc32(" ".join(words[i : i + RUN]).encode()) for i in range(max(1, len(words) - RUN + 1))}


def sketch(text: str) -> str:
    """Return the smallest hashes of a text, sorted, eight hex digits each."""
    return sketch_of(shingles(text))


def sketch_of(runs: set[int]) -> str:
    """Return the sketch of a text whose runs are known."""
    return "".join(f"{value:08x}" for value in nsmallest(KEPT, runs))


def values(kept: str) -> list[str]:
    """Return the hashes of a sketch."""
    return [kept[place : place + 8] for place in range(0, len(kept), 8)]


def share(text: str, other: str) -> float:
    """Return how much of a text stands in another one: the share of its runs, 0 to 1."""
    own = shingles(text)
    return len(own & shingles(other)) / len(own)
