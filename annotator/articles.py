"""Articles on their way in: read, split, look for duplicates, store in one short transaction each."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, select

from annotator import scheme
from annotator.errors import BadInput, Conflict, TooLarge
from annotator.fields import clean
from annotator.models import Article, ImportFile, Phase, Sentence, TextVersion, key_of
from annotator.reading import read
from annotator.settings import UPLOAD_LIMIT
from annotator.splitting import VERSION, split

MAX_TITLE = 500
DETAILS = ("author", "publisher", "url", "published", "language", "license")


@dataclass
class Draft:
    """An article that is not stored yet: its text, and segments as `{kind, start, end, sentences: [[start, end]]}`."""

    name: str
    text: str
    title: str
    segments: list[dict[str, Any]]
    data: bytes = b""
    details: dict[str, str | None] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def public_id(self) -> str:
        """The id that this text has in every database: `art_` and 16 hex digits of its SHA-256."""
        return public_id(self.text)


def public_id(text: str) -> str:
    """Return the public id of an article whose text was first imported as `text`."""
    return "art_" + hashlib.sha256(text.encode()).hexdigest()[:16]


def draft(name: str, data: bytes, *, language: str = "en") -> Draft:
    """Read and split a file without storing anything; raises BadInput or TooLarge with one sentence."""
    if len(data) > UPLOAD_LIMIT:
        raise TooLarge(f"{name} is over {UPLOAD_LIMIT // 2**20} MB. Cut it into smaller files.")
    reading = read(name, data)
    return _drafted(name, reading.text, data, reading.warnings, language)


def draft_of_text(text: str, *, language: str = "en") -> Draft:
    """Split pasted text without storing anything; raises BadInput or TooLarge with one sentence."""
    try:
        text = clean(text)
    except ValueError as fault:
        raise BadInput(str(fault)) from fault
    return draft("Pasted text", text.encode(), language=language)


def _drafted(name: str, text: str, data: bytes, warnings: tuple[str, ...], language: str) -> Draft:
    segments = [
        {
            "kind": found.kind,
            "start": found.start,
            "end": found.end,
            "sentences": [list(pair) for pair in found.sentences],
        }
        for found in split(text, language)
    ]
    if not any(segment["kind"] in scheme.ANNOTATED for segment in segments):
        raise BadInput(f"{name} holds no sentence to annotate.")
    return Draft(name, text, title_of(text, segments, name), segments, data, {"language": language}, warnings)


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


def duplicate(session: Session, project_id: int, text: str) -> Article | None:
    """Return the article of the project that was first imported with the same text, if there is one."""
    return session.exec(
        select(Article).where(Article.project_id == project_id, Article.public_id == public_id(text))
    ).first()


def check_details(details: dict[str, str | None]) -> dict[str, str | None]:
    """Return the metadata with blanks as None; raises BadInput for what is unknown, too long or no web address."""
    checked: dict[str, str | None] = {}
    for name, value in details.items():
        if name not in DETAILS:
            raise BadInput(f"There is no detail called {name}.")
        text = " ".join(clean(value or "").split()) or None
        limit = {"url": 2000, "published": 40, "language": 20, "license": 200}.get(name, 500)
        if text is not None and len(text) > limit:
            raise BadInput(f"The {name} is over {limit} characters.")
        if name == "url" and text is not None and not text.startswith(("http://", "https://")):
            raise BadInput("The address of an article must begin with http:// or https://.")
        checked[name] = text
    return checked


def store(session: Session, phase: Phase, made: Draft, *, by: int | None = None) -> Article:
    """Store a draft with its text version and sentences; raises Conflict when the project has the text already."""
    known = duplicate(session, phase.project_id, made.text)
    if known is not None:
        raise Conflict(f"{made.name} has the same text as “{known.title}” and was left out.")
    details = check_details(made.details)
    article = Article(
        project_id=phase.project_id, phase_id=key_of(phase), public_id=made.public_id, split_key=made.public_id,
        title=" ".join(clean(made.title).split())[:MAX_TITLE] or made.name[:MAX_TITLE],
        splitter=VERSION, created_by=by,
    )  # fmt: skip
    for name, value in details.items():
        setattr(article, name, value)
    article.language = details.get("language") or "en"
    session.add(article)
    session.flush()
    key = key_of(article)
    rows = _sentence_rows(made, phase.project_id, key)
    article.sentences = sum(row["number"] is not None for row in rows)
    digest = hashlib.sha256(made.text.encode()).hexdigest()
    session.add(TextVersion(article_id=key, text=made.text, sha256=digest))
    session.execute(insert(Sentence), rows)
    session.flush()
    return article


def _sentence_rows(made: Draft, project_id: int, article_id: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    number = 0
    for place, segment in enumerate(made.segments):
        annotated = segment["kind"] in scheme.ANNOTATED
        for start, end in segment["sentences"]:
            number += annotated
            rows.append({
                "project_id": project_id, "article_id": article_id, "segment": place, "position": len(rows),
                "number": number if annotated else None, "kind": segment["kind"], "start": start, "end": end,
                "text": made.text[start:end], "text_version": 1, "from_cut": 1,
            })  # fmt: skip
    return rows


def keep_original(session: Session, article: Article, made: Draft, *, batch: str, by: int | None = None) -> None:
    """Keep the bytes a draft was read from, with their hash, beside the stored article."""
    session.add(
        ImportFile(
            project_id=article.project_id, user_id=by, batch=batch, name=made.name[:300], data=made.data,
            sha256=hashlib.sha256(made.data).hexdigest(), state="imported", article_id=key_of(article),
        )
    )  # fmt: skip
