"""A release as an export: its records as they were frozen, and every other format made from them."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import select
from sqlmodel import Session

from annotator import card
from annotator.annotate.operations import ARTICLE
from annotator.db import Database
from annotator.errors import BadInput, Conflict, NotFound
from annotator.exporting.choice import Choice
from annotator.exporting.containers import in_chunks, zipped
from annotator.exporting.job import Entry, Job
from annotator.exporting.plain import Line, Reading, Source
from annotator.exporting.records import chosen
from annotator.models import Project, Release, User, table_of
from annotator.releases.packing import is_sound, is_whole, lines, unpacked

PROJECT, RELEASE, USER = table_of(Project), table_of(Release), table_of(User)
FIXED = (
    "A release is always whole, under pseudonyms and of the first rounds: leave out {names}. Choose format, labels and "
    "texts."
)
TEXTLESS = "{title} cannot do without the articles’ text. Choose another format, or all texts."
DAMAGED = "The records of release {name} are not as they were frozen. Run: annotator doctor"
BLIND = "You still annotate articles here yourself. Submit them first, or use the command."


@dataclass(frozen=True, slots=True)
class Thawed:
    """A release as lists show it; `figures` holds counts and agreement of its day."""

    id: int
    name: str
    note: str
    sha256: str
    figures: dict[str, Any]
    choice: dict[str, Any]
    card: str
    created_at: datetime
    by: str | None

    @property
    def states(self) -> str:
        """Which work is in it: all, or only what was submitted."""
        return "all" if self.choice.get("open_work") else "submitted"


def citation(session: Session, project_id: int, name: str) -> str:
    """Return the CITATION.cff of a release, with the title and authors of its day; raises NotFound.

    Those of today stand in for a release that was made when they were not kept yet.
    """
    release = find(session, project_id, name)
    title = session.execute(select(PROJECT.c.name).where(PROJECT.c.id == project_id)).scalar_one()
    now = {"title": title, "authors": card.read(session, project_id)["authors"]}
    title, authors = (str(release.choice.get(part, now[part])) for part in ("title", "authors"))
    return card.citation(title, name, f"{release.created_at:%Y-%m-%d}", authors)


def listed(session: Session, project_id: int) -> list[Thawed]:
    """Return a project's releases, the newest first."""
    r = RELEASE.c
    rows = session.execute(
        select(r.id, r.name, r.note, r.sha256, r.figures, r.choice, r.card, r.created_at, USER.c.name)
        .outerjoin(USER, USER.c.id == r.created_by)
        .where(r.project_id == project_id)
        .order_by(r.id.desc())
    )
    return [Thawed(*row) for row in rows]


def find(session: Session, project_id: int, name: str) -> Thawed:
    """Return a release by its name; raises NotFound."""
    for release in listed(session, project_id):
        if release.name == name:
            return release
    raise NotFound(f"There is no release {name} of this project. See: annotator release list --project NAME")


class ThawedJob(Job):
    """An export whose articles come out of a release; the formats cannot tell it from one of the database."""

    def __init__(self, session: Session, project_id: int, choice: Choice, name: str) -> None:
        release = find(session, project_id, name)
        # What was left out on that day is said as it would have been on that day.
        super().__init__(session, project_id, replace(choice, states=release.states))
        row = session.execute(select(RELEASE.c.records, RELEASE.c.frame).where(RELEASE.c.id == release.id)).one()
        self.release, self.records, self._frame = release, row.records, row.frame
        if not (is_sound(self.records, release.sha256) and is_whole(self._frame)):
            raise Conflict(DAMAGED.format(name=name))

    def sources(self, *, details: bool = True) -> Iterator[Source]:
        """Pass over the articles by id, with the readings that were chosen."""
        del details
        frames = lines(self._frame)
        next(frames)
        records = (orjson.loads(line) for line in lines(self.records))
        record = next(records, None)
        for line in frames:
            try:
                row = orjson.loads(line)
                source = _source(row, self.choice)
                while record is not None and record["article_id"] == source.public_id:
                    source.lines.append(_line(record, row["segments"]))
                    record = next(records, None)
            # Only a release that came in with an edited bundle can look otherwise: its hash was made to fit.
            except (KeyError, TypeError, ValueError, StopIteration) as fault:
                raise Conflict(DAMAGED.format(name=self.release.name)) from fault
            yield chosen(source, self.choice)

    @property
    def card(self) -> str:
        """Return the card of that day."""
        return self.release.card

    @property
    def authors(self) -> str | None:
        """Return who published it, as the card of that day had it; None for one that was made before that was kept."""
        return self.release.choice.get("authors")

    @property
    def released(self) -> tuple[str, str]:
        """Return name and day of the release."""
        return self.release.name, f"{self.release.created_at:%Y-%m-%d}"

    @cached_property
    def _about(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(next(lines(self._frame)))
        return found

    @cached_property
    def project(self) -> dict[str, Any]:
        """Return the project's slug, name and language of that day."""
        return dict(self._about["project"])

    @cached_property
    def schemes(self) -> list[dict[str, Any]]:
        """Return the versions of the scheme of that day."""
        return list(self._about["schemes"])

    @cached_property
    def guideline(self) -> tuple[int, str]:
        """Return number and text of the guideline of that day."""
        version, text = self._about["guideline"]
        return version, text

    def people(self) -> list[dict[str, Any]]:
        """Return pseudonym and roles of everybody of that day."""
        return list(self._about["people"])


def job_of(session: Session, project_id: int, name: str, choice: Choice) -> ThawedJob:
    """Return a release ready to be written in a format.

    Raises NotFound for an unknown one, BadInput for what a release cannot give, Conflict when it is damaged.
    """
    refused = [word for word in ("names", "events", "history") if getattr(choice, word)]
    refused += [word for word, always in (("articles", "all"), ("rounds", "first")) if getattr(choice, word) != always]
    if refused:
        raise BadInput(FIXED.format(names=", ".join(refused)))
    choice.form.writer()
    if choice.form.needs_text and choice.texts == "none":
        raise BadInput(TEXTLESS.format(title=choice.form.title))
    return ThawedJob(session, project_id, choice, name)


def stream(
    database: Database, project_id: int, name: str, choice: Choice, *, blind: bool = False
) -> Generator[bytes, None, None]:
    """Yield a release in a format in chunks, lines or a zip; as JSON Lines with every choice at rest its own bytes.

    `blind` says that whoever asks still annotates here: then nothing is given, and Conflict raised.
    """
    if blind:
        raise Conflict(BLIND)
    with database.read() as session:
        job = job_of(session, project_id, name, choice)
        if replace(choice, headings=False, spreadsheet=False) == Choice():
            yield from unpacked(job.records)
        elif choice.form.is_folder:
            yield from zipped(choice.form.writer().entries(job))
        else:
            yield from in_chunks(choice.form.writer().lines(job))


def folder(database: Database, project_id: int, name: str, choice: Choice) -> Iterator[Entry]:
    """Yield the files of a release in a format that is a folder, each to be read to its end before the next."""
    with database.read() as session:
        yield from choice.form.writer().entries(job_of(session, project_id, name, choice))


def _source(row: dict[str, Any], choice: Choice) -> Source:
    if not ARTICLE.fullmatch(row["id"]):
        raise ValueError(row["id"])
    scheme, version = row["scheme"]
    hidden = choice.texts == "none" or (choice.texts == "licensed" and not row["license"])
    return Source(
        row["id"], row["lang"], row["license"], row["split_key"], row["splitter"], row["layers"], scheme, version,
        text=row["text"], about={name: row[name] for name in ("title", "author", "publisher", "url", "published")},
        text_version=row["text_version"], sha256=row["sha256"], hidden=hidden,
    )  # fmt: skip


def _line(record: dict[str, Any], segments: list[list[int]]) -> Line:
    start = record["start"]
    segment = next(place for place, (first, last) in enumerate(segments) if first <= start < last)
    line = Line(segment, record["kind"], start, record["end"], record["text"])
    line.readings = [_reading(said) for said in record["annotations"]]
    if record["gold"] is not None:
        gold = record["gold"]
        line.gold = _reading({**gold, "annotator": gold["settled_by"], "round": 1}, who="gold")
        line.gold.method, line.gold.took, line.gold.reason = gold["method"], gold["took"], gold["reason"]
        line.gold.version = gold["version"]
    return line


def _reading(said: dict[str, Any], who: str | None = None) -> Reading:
    shown = said["annotator"]
    # Nothing refers to a reading but its own marks, which are looked up by this key.
    made = Reading(0, who or shown, shown, said["round"], said["label"], said["flags"], said["note"])
    made.key = id(made)
    for name in ("created_at", "status", "blind", "suggestion", "scheme_version"):
        setattr(made, name, said.get(name, getattr(made, name)))
    made.claims = {claim["id"]: _mark(claim) for claim in said["claims"] or ()}
    made.attributions = {found["id"]: _mark(found) for found in said["attributions"] or ()}
    return made


def _mark(said: dict[str, Any]) -> dict[str, Any]:
    """Return a claim or attribution as it is stored; its exported id serves as its UUID."""
    return {
        name: [{"start": span["start"], "end": span["end"], "quote": span["text"]} for span in value]
        if name.endswith("spans")
        else value
        for name, value in said.items()
        if name not in ("id", "quote_type")
    }
