"""Standoff files for brat: a folder for each annotator, and in it a text and an annotation file for each article.

Offsets are code points of the text file. A span over a line end becomes fragments, as the format asks. A sentence is an
annotation of its own, with its label as an attribute; claims and attributions are events whose arguments are spans.

Source: brat's description of its standoff format.
"""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from annotator.exporting.flat import said_of
from annotator.exporting.job import Entry, Job
from annotator.exporting.plain import Source
from annotator.exporting.records import records

# Where readers split lines or columns, a span is cut into fragments.
LINE_END = re.compile(r"[\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]")
FRAGMENT = re.compile(r"[^\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
ARGUMENTS = {"spans": "Text", "source_spans": "Source", "cue_spans": "Cue", "content_spans": "Content"}
TRIGGERS = ("spans", "content_spans", "source_spans", "cue_spans")
NAMES = {"claims": "Claim", "attributions": "Attribution"}


def entries(job: Job) -> Iterator[Entry]:
    """Yield the configuration and the two files of each article of each annotator."""
    yield "annotation.conf", [_configuration(job).encode()]
    for source in job.open_sources():
        for who, lines in _files(job, source).items():
            yield f"{who}/{source.public_id}.txt", [source.text.encode()]
            yield f"{who}/{source.public_id}.ann", ["".join(f"{line}\n" for line in lines).encode()]


def preview(job: Job) -> Iterator[bytes]:
    """Yield the lines of the first annotation files."""
    for source in job.open_sources():
        for lines in _files(job, source).values():
            yield "".join(f"{line}\n" for line in lines).encode()


def _configuration(job: Job) -> str:
    labels = sorted({label["code"] for one in job.schemes for label in one["labels"]})
    flags = sorted({flag for one in job.schemes for flag in one["flags"]})
    return "\n".join([
        "[entities]", "Sentence", *(f"{argument}-Span" for argument in ARGUMENTS.values()), "",
        "[relations]", "", "[events]", "Claim\tText+:Text-Span",
        "Attribution\tSource*:Source-Span, Cue*:Cue-Span, Content*:Content-Span", "",
        "[attributes]", f"Label\tArg:Sentence, Value:{'|'.join(labels)}",
        *(f"{_name(flag)}\tArg:Sentence" for flag in flags), "",
    ])  # fmt: skip


def _files(job: Job, source: Source) -> dict[str, list[str]]:
    """Return the lines of an article's annotation file for everybody who said something of it."""
    found: dict[str, _File] = {}
    for record in records(source, job.choice):
        for annotator, turn, said in said_of(record):
            who = job.pseudonyms.get(annotator, annotator) + (f"-{turn}" if turn > 1 else "")
            found.setdefault(who, _File(source.text)).add(record, said)
    return {who: found[who].lines for who in sorted(found)}


class _File:
    """The lines of one annotation file; each kind of line is numbered by itself."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._numbers = {letter: count(1) for letter in "TEA#"}
        self.lines: list[str] = []

    def add(self, record: dict[str, Any], said: dict[str, Any]) -> None:
        """Add a sentence with what one person said of it."""
        sentence = self._span("Sentence", record)
        if said["label"] is not None:
            self._line("A", f"Label {sentence} {said['label']}")
        for flag in said["flags"]:
            self._line("A", f"{_name(flag)} {sentence}")
        if said["note"] is not None:
            self._line("#", f"AnnotatorNotes {sentence}\t{_one_line(said['note'])}")
        for layer, name in NAMES.items():
            for value in said[layer] or ():
                self._event(name, value)

    def _event(self, name: str, value: dict[str, Any]) -> None:
        # A source or a cue may be marked alone; then the event hangs on it.
        trigger = next(value[field][0] for field in TRIGGERS if value.get(field))
        words = [f"{name}:{self._span(name, trigger)}"]
        for field, argument in ARGUMENTS.items():
            for number, span in enumerate(value.get(field, ()), 1):
                words.append(f"{argument}{number if number > 1 else ''}:{self._span(f'{argument}-Span', span)}")
        event = self._line("E", " ".join(words))
        said = value.get("normalized") or value.get("source_entity")
        if said:
            self._line("#", f"AnnotatorNotes {event}\t{_one_line(said)}")

    def _span(self, kind: str, span: dict[str, Any]) -> str:
        parts = [(found.start(), found.end()) for found in FRAGMENT.finditer(self._text, span["start"], span["end"])]
        # Nothing but line ends has no fragment, and a line without a place would spoil the file.
        parts = parts or [(span["start"], span["end"])]
        places = ";".join(f"{start} {end}" for start, end in parts)
        words = " ".join(LINE_END.sub(" ", self._text[start:end]) for start, end in parts)
        return self._line("T", f"{kind} {places}\t{words}")

    def _line(self, letter: str, rest: str) -> str:
        key = f"{letter}{next(self._numbers[letter])}"
        self.lines.append(f"{key}\t{rest}")
        return key


def _name(flag: str) -> str:
    return "-".join(word.capitalize() for word in flag.split("-"))


def _one_line(text: str) -> str:
    return " ".join(FRAGMENT.findall(text))
