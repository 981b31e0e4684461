"""Articles on their way in: read, split, look for duplicates, store in one short transaction each."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from annotator import scheme
from annotator.db import add_rows
from annotator.errors import BadInput, Conflict, TooLarge
from annotator.fields import clean
from annotator.intake import sametext, sketches
from annotator.intake.grouping import split_key
from annotator.models import Article, ImportFile, Phase, Sentence, TextVersion, key_of, now, table_of
from annotator.project import phases
from annotator.reading import Options, Reading, read
from annotator.reading.cutting import cut
from annotator.reading.outside import Came
from annotator.reading.shingles import sketch
from annotator.settings import UPLOAD_LIMIT
from annotator.splitting import VERSION

ARTICLE, TEXT, SENTENCE = table_of(Article), table_of(TextVersion), table_of(Sentence)
IMPORT = table_of(ImportFile)
# Built once and run on the connection itself: an import runs them thousands of times.
ADD_ARTICLE = insert(ARTICLE).returning(ARTICLE.c.id)
ADD_TEXT, ADD_FILE = insert(TEXT), insert(IMPORT)
MAX_TITLE = 500
DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d.{0,20})?)?)?", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,2}", re.ASCII)
DETAILS = ("author", "publisher", "url", "published", "language", "license")


@dataclass
class Draft:
    """An article that is not stored yet: its text, and segments as `{kind, start, end, sentences: [[start, end]]}`.

    `details` is metadata that holds, `found` what the file says of itself and nobody has confirmed,
    `near` which other text it shares much with, `kept_sketch` the sketch of the text where it is known already.
    """

    name: str
    text: str
    title: str
    segments: list[dict[str, Any]]
    data: bytes = b""
    details: dict[str, str | None] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    found: dict[str, str] = field(default_factory=dict)
    near: dict[str, Any] | None = None
    kept_sketch: str = ""

    @property
    def sketch(self) -> str:
        """The sketch of the text, see `annotator.reading.shingles`."""
        self.kept_sketch = self.kept_sketch or sketch(self.text)
        return self.kept_sketch

    @property
    def public_id(self) -> str:
        """The id that this text has in every database: `art_` and 16 hex digits of its SHA-256."""
        return public_id(self.text)

    @property
    def sentences(self) -> int:
        """How many sentences people will annotate."""
        return sum(len(segment["sentences"]) for segment in self.segments if segment["kind"] in scheme.ANNOTATED)

    def has(self, kind: str) -> bool:
        """Say whether there is a segment of a kind."""
        return any(segment["kind"] == kind for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a draft: the article's key, public id, title and number of sentences to annotate."""

    id: int
    public_id: str
    title: str
    sentences: int


def public_id(text: str) -> str:
    """Return the public id of an article whose text was first imported as `text`."""
    return "art_" + hashlib.sha256(text.encode()).hexdigest()[:16]


def draft(name: str, data: bytes, *, language: str = "en") -> Draft:
    """Read and split a file without storing anything; raises BadInput or TooLarge with one sentence."""
    if len(data) > UPLOAD_LIMIT:
        raise TooLarge(f"{name} is over {UPLOAD_LIMIT // 2**20} MB. Cut it into smaller files.")
    reading = read(name, data, Options(check_language(language)))
    segments = cut(name, reading, language)
    return _drafted(name, data, reading, segments, language)


def draft_of(came: Came, language: str) -> Draft:
    """Return the draft of what the reading process gave; of columns that a person chose, what is no detail is left."""
    if not came.given:
        made = _drafted(came.name, came.data, came.reading, came.segments, language)
        made.kept_sketch = came.sketch
        return made
    details: dict[str, str | None] = {}
    warnings = list(came.reading.warnings)
    for name, value in came.reading.found.items():
        try:
            details |= check_details({name: value}) if name in DETAILS else {}
        except BadInput as fault:
            warnings.append(f"“{value[:60]}” was left out. {fault}")
    made = _drafted(came.name, came.data, came.reading, came.segments, details.get("language") or language)
    made.details |= {name: value for name, value in details.items() if value}
    made.warnings, made.found, made.kept_sketch = tuple(warnings), {}, came.sketch
    return made


def plain_paste(text: str) -> bytes:
    """Return pasted text as a file would hold it; raises BadInput for characters that no database keeps."""
    try:
        return clean(text).encode()
    except ValueError as fault:
        raise BadInput(str(fault)) from fault


def _drafted(name: str, data: bytes, reading: Reading, segments: list[dict[str, Any]], language: str) -> Draft:
    title = " ".join(reading.found.get("title", "").split())[:MAX_TITLE] or title_of(reading.text, segments, name)
    found = {key: value for key, value in reading.found.items() if key in DETAILS}
    spoken = found.pop("language", language)
    warnings = reading.warnings
    if spoken.partition("-")[0].lower() != language.partition("-")[0].lower():
        warnings = (*warnings, f"The file says that its language is {spoken}. Choose that to split the text anew.")
    return Draft(name, reading.text, title, segments, data, {"language": language}, warnings, found)


def title_of(text: str, segments: list[dict[str, Any]], name: str) -> str:
    """Return the headline, else the first sentence to annotate, else the file's name; one line of 500 characters."""
    for kinds in (("headline",), scheme.ANNOTATED):
        for segment in segments:
            if segment["kind"] in kinds:
                start, end = (
                    segment["sentences"][0] if kinds is scheme.ANNOTATED else (segment["start"], segment["end"])
                )
                return " ".join(text[start:end].split())[:MAX_TITLE]
    return name[:MAX_TITLE]


def line(text: str) -> str:
    """Return `text` on one line, trimmed; raises BadInput for characters that no database keeps."""
    try:
        return " ".join(clean(text).split())
    except ValueError as fault:
        raise BadInput(str(fault)) from fault


def check_title(text: str) -> str:
    """Return a title on one line; raises BadInput for one that is too long."""
    title = line(text)
    if len(title) > MAX_TITLE:
        raise BadInput(f"The title is over {MAX_TITLE} characters. Shorten it.")
    return title


def check_language(tag: str) -> str:
    """Return a language tag like en or zh-Hans; raises BadInput for anything else."""
    if not LANGUAGE.fullmatch(tag):
        raise BadInput("Name the language by its tag, for example en, uk or zh-Hans.")
    return tag


def check_date(text: str) -> str:
    """Return a date like 2026-05-31, 2026-05 or 2026, maybe with a time; raises BadInput for anything else."""
    fault = BadInput("Write the date as year, month and day, for example 2026-05-31, or as 2026-05 or 2026.")
    if not DATE.fullmatch(text):
        raise fault
    try:
        date.fromisoformat((text + "-01-01"[len(text) - 4 :])[:10] if len(text) < 10 else text[:10])
    except ValueError as wrong:
        raise fault from wrong
    return text


def check_details(details: dict[str, str | None]) -> dict[str, str | None]:
    """Return the metadata with blanks as None; raises BadInput for what is unknown, too long or no web address."""
    checked: dict[str, str | None] = {}
    for name, value in details.items():
        if name not in DETAILS:
            raise BadInput(f"There is no detail called {name}.")
        text = line(value or "") or None
        limit = {"url": 2000, "published": 40, "language": 20, "license": 200}.get(name, 500)
        if text is not None and len(text) > limit:
            raise BadInput(f"The {name} is over {limit} characters.")
        if name == "url" and text is not None and not text.startswith(("http://", "https://")):
            raise BadInput("The address of an article must begin with http:// or https://.")
        if name == "language" and text is not None:
            check_language(text)
        if name == "published" and text is not None:
            check_date(text)
        checked[name] = text
    return checked


def confirmed(found: dict[str, str]) -> dict[str, str | None]:
    """Return what a file says of itself as details, without what is none: a guess may be anything."""
    details: dict[str, str | None] = {}
    for name, value in found.items():
        try:
            details |= check_details({name: value})
        except BadInput:
            continue
    return details


def refuse_without_body(made: Draft) -> None:
    """Raise BadInput for a draft that is all headings: either no article, or its kinds were read wrongly."""
    if not made.has("body"):
        raise BadInput(f"{made.name} holds headings only. Say in the browser which line is body text, then import it.")


def store(session: Session, phase: Phase, made: Draft, *, by: int | None = None) -> Stored:
    """Store a draft with its text version and sentences, without entities.

    Raises Conflict when the project has the text already, BadInput when there is no body text or a detail is wrong.
    """
    refuse_without_body(made)
    public = made.public_id
    known = sametext.duplicate(session, phase.project_id, public)
    if known is not None:
        raise Conflict(f"{made.name} has the same text as “{known}” and was left out.")
    title = line(made.title)[:MAX_TITLE] or made.name[:MAX_TITLE]
    details = check_details(made.details)
    rows = _sentence_rows(made, phase.project_id)
    numbered = sum(row["number"] is not None for row in rows)
    having = sketches.having(session, phase.project_id, made.sketch)
    group = split_key(session, public, made.text, made.sketch, having)
    article = dict.fromkeys(DETAILS) | details | {
        "project_id": phase.project_id, "phase_id": key_of(phase), "public_id": public, "split_key": group,
        "title": title, "splitter": VERSION, "created_by": by, "created_at": now(), "sentences": numbered,
        "language": details.get("language") or "en", "text_version": 1, "cut": 1, "sketch": made.sketch,
        "needed": phases.needed(phase, public),
    }  # fmt: skip
    connection = session.connection()
    try:
        key = connection.execute(ADD_ARTICLE, article).scalar_one()
    except IntegrityError as fault:
        # On PostgreSQL two people may store the same text at the same moment; the constraint lets one through.
        raise Conflict(f"{made.name} has the same text as an article that was stored just now.") from fault
    digest = hashlib.sha256(made.text.encode()).hexdigest()
    version = {"article_id": key, "number": 1, "text": made.text, "sha256": digest, "created_at": now()}
    connection.execute(ADD_TEXT, version)
    for row in rows:
        row["article_id"] = key
    add_rows(connection, SENTENCE, rows)
    sketches.add(session, phase.project_id, key, made.sketch, having)
    return Stored(key, public, title, numbered)


def _sentence_rows(made: Draft, project_id: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    number = 0
    for place, segment in enumerate(made.segments):
        annotated = segment["kind"] in scheme.ANNOTATED
        for start, end in segment["sentences"]:
            number += annotated
            rows.append({
                "project_id": project_id, "segment": place, "position": len(rows),
                "number": number if annotated else None, "kind": segment["kind"], "start": start, "end": end,
                "text": made.text[start:end], "text_version": 1, "from_cut": 1,
            })  # fmt: skip
    return rows


def keep_original(session: Session, article: Stored, made: Draft, *, batch: str, project_id: int) -> None:
    """Keep the bytes that a draft was read from, with their hash, beside the stored article."""
    row = {
        "project_id": project_id, "batch": batch, "name": PurePath(made.name).name[:300], "data": made.data,
        "sha256": hashlib.sha256(made.data).hexdigest(), "text": "", "title": article.title, "segments": [],
        "details": {}, "state": "imported", "article_id": article.id, "created_at": now(),
    }  # fmt: skip
    session.connection().execute(ADD_FILE, row)
