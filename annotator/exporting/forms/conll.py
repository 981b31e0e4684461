"""One word a line with a BIO tag: a file for each role of a span and each annotator, for models that tag tokens.

Columns, with a tab between them: token, start, end (code points of the article, half-open), tag (IOB2). An empty line
ends a sentence; a line that begins with "# " names it. The tokeniser is fixed: runs of letters, digits and underscores
are a token, and so is every other sign that is not a blank. Marks belong to the sign before them, so that words of
Hindi, letters with accents of their own and joined emoji stay whole.

A sentence has one tag a token, so where spans of one role overlap the one that begins first stays, then the longer. A
span that ends inside a token takes the whole token, and a discontinuous one is as many spans as it has parts. What that
changed is counted in `lost.tsv`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from annotator import scheme
from annotator.exporting.flat import marked, said_of
from annotator.exporting.job import Entry, Job
from annotator.exporting.plain import Source
from annotator.exporting.records import records
from annotator.exporting.spooling import Spool


def _marks(*places: range) -> str:
    return "".join(sign for place in places for sign in map(chr, place) if unicodedata.category(sign)[0] == "M")


# The standard library's expressions know no categories. Signs beyond the first plane are looked up only where there is
# one: they stand in no table, so that every other sign would be compared with each of them.
NEAR, FAR = _marks(range(0x300, 0x10000)), _marks(range(0x10000, 0x20000), range(0xE0100, 0xE01F0))
MARK = f"[{NEAR}]|(?=[\U00010000-\U000e01ef])[{FAR}]"
TOKEN = re.compile(rf"\w+(?:(?:{MARK}|[\u200c\u200d])+\w*)*|[^\w\s](?:{MARK}|\u200d[^\w\s])*")
TOKENISER = r"\w+(?:[\p{M}\u200c\u200d]+\w*)*|[^\w\s](?:\p{M}|\u200d[^\w\s])*"
ABOUT = f"""Columns: token, start, end, tag. Offsets are Unicode code points of the article, half-open. Tags are IOB2.
Tokens are the matches of this regular expression, in which \\w stands for letters, digits and underscores and \\p{{M}}
for the combining marks, which are Unicode's category M: {TOKENISER}
lost.tsv counts, for each file, spans left out because they overlap another of their role, and spans that grew to whole
tokens. A file holds the sentences that its annotator labelled.
"""
Place = tuple[int, int]


def entries(job: Job) -> Iterator[Entry]:
    """Yield a file for each role and annotator, and what was lost in them."""
    yield "README.txt", [ABOUT.encode()]
    lost: Counter[tuple[str, str]] = Counter()
    with Spool() as spool:
        for source in job.open_sources():
            for path, block in _blocks(job, source, lost):
                spool.file(path).write(block)
        yield from spool.entries()
    lines = [f"{path}\t{what}\t{count}\n" for (path, what), count in sorted(lost.items())]
    yield "lost.tsv", [b"file\twhat\tcount\n", "".join(lines).encode()]


def preview(job: Job) -> Iterator[bytes]:
    """Yield the beginning of a file."""
    for source in job.open_sources():
        for _, block in _blocks(job, source, Counter()):
            yield block


def _blocks(job: Job, source: Source, lost: Counter[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """Yield each labelled sentence of an article for each of its annotators and roles, by the path of the file."""
    wanted = [record for record in records(source, job.choice) if record["kind"] in scheme.ANNOTATED]
    spans = _spans(wanted)
    for record in wanted:
        start = record["start"]
        tokens = [(start + found.start(), start + found.end()) for found in TOKEN.finditer(record["text"])]
        rows = [f"{record['text'][first - start : last - start]}\t{first}\t{last}\t" for first, last in tokens]
        bare = _block(record, rows, ["O"] * len(rows))
        for annotator, turn, said in said_of(record):
            if said["label"] is None or not tokens:
                continue
            who = job.pseudonyms.get(annotator, annotator) + (f"-{turn}" if turn > 1 else "")
            for role in scheme.ROLES:
                path = f"{role}/{who}.conll"
                places = _within(spans.get((annotator, turn, role), ()), tokens)
                if not places:
                    yield path, bare
                    continue
                tags, changed = tagged(tokens, places, role)
                lost.update({(path, what): count for what, count in changed.items()})
                yield path, _block(record, rows, tags)


def _within(places: Sequence[Place], tokens: list[Place]) -> list[Place]:
    """Return the spans that touch some tokens."""
    first, last = tokens[0][0], tokens[-1][1]
    return [place for place in places if place[0] < last and place[1] > first]


def _spans(wanted: list[dict[str, Any]]) -> dict[tuple[str, int, str], list[Place]]:
    """Return all spans of an article by annotator, round and role, in order, the longer of two first."""
    found: dict[tuple[str, int, str], list[Place]] = {}
    for record in wanted:
        for annotator, turn, said in said_of(record):
            for _, role, span in marked(said):
                found.setdefault((annotator, turn, role), []).append((span["start"], span["end"]))
    return {key: sorted(set(places), key=lambda place: (place[0], -place[1])) for key, places in found.items()}


def tagged(tokens: list[Place], spans: list[Place], role: str) -> tuple[list[str], Counter[str]]:
    """Return the tag of each token, and how many spans overlap another or grew.

    Tokens and spans are in order and count in the same text; of a span that reaches into another sentence only the
    part on these tokens counts.
    """
    tags, lost = ["O"] * len(tokens), Counter[str]()
    for start, end in _within(spans, tokens):
        inside = [place for place, token in enumerate(tokens) if token[0] < end and token[1] > start]
        if not inside:
            continue
        if any(tags[place] != "O" for place in inside):
            lost["overlapping"] += 1
            continue
        grew = tokens[inside[0]][0] < start or tokens[inside[-1]][1] > end
        lost["grown"] += grew
        tags[inside[0]] = f"B-{role}"
        for place in inside[1:]:
            tags[place] = f"I-{role}"
    return tags, +lost


def _block(record: dict[str, Any], rows: list[str], tags: list[str]) -> bytes:
    tagged_rows = map(str.__add__, rows, tags)
    return "\n".join([f"# sentence {record['id']}", *tagged_rows, "", ""]).encode()
