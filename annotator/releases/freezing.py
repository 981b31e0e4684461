"""Freezing: what is in a project now, read in one snapshot and then stored in one short transaction."""

import re
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import select
from sqlmodel import Session

from annotator import card, exporting
from annotator.errors import BadInput, Conflict
from annotator.exporting.choice import Choice
from annotator.exporting.job import Job
from annotator.exporting.plain import Source
from annotator.exporting.records import records
from annotator.exporting.rows import line_of
from annotator.models import Article, Phase, Project, Release, now, table_of
from annotator.releases.packing import Packer

RELEASE, ARTICLE, PHASE, PROJECT = (table_of(made) for made in (Release, Article, Phase, Project))
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,39}", re.ASCII)
EMPTY = "There is nothing to release here yet: no article holds a sentence."


@dataclass(frozen=True, slots=True)
class Frozen:
    """A state that was read and is not stored yet; its fields are those of the table."""

    name: str
    note: str
    records: bytes
    sha256: str
    frame: bytes
    figures: dict[str, Any]
    choice: dict[str, Any]
    card: str


def freeze(
    session: Session, project_id: int, name: str, note: str = "", *, pilots: bool = False, open_work: bool = False
) -> Frozen:
    """Read the state of a project for a release called `name`.

    Articles of pilot phases stay out unless `pilots`, annotations that are not submitted unless `open_work`. Raises
    BadInput for a name that no address can hold or when there is nothing to release, Conflict when the name is taken.
    """
    if not NAME.fullmatch(name):
        raise BadInput("Name the release with 1 to 40 letters, digits and . _ + -, for example 1.0.")
    if name in names_of(session, project_id):
        raise Conflict(f"There is a release {name} already, and releases never change. Choose another name.")
    choice = exporting.Choice(states="all" if open_work else "submitted")
    left_out = set() if pilots else _pilots(session, project_id)
    job = Job(session, project_id, choice, left_out)
    counts: Counter[str] = Counter()
    facts = card.begun(job, pilot_articles=len(left_out))
    packed, frame = Packer(), Packer()
    frame.add(_about(job))
    for source in job.sources():
        facts.add(source)
        _record(source, choice, packed, counts)
        frame.add(orjson.dumps(_article(source), option=orjson.OPT_APPEND_NEWLINE))
    if not packed.lines:
        raise BadInput(EMPTY)
    facts = card.finished(facts, job)
    records, digest = packed.done()
    figures = {"counts": dict(sorted(counts.items())), "agreement": facts.agreement}
    said = card.read(session, project_id)
    written = card.markdown(facts, said)
    options = {"pilots": pilots, "open_work": open_work, "pilot_articles": len(left_out),
               "title": job.project["name"], "authors": said["authors"]}  # fmt: skip
    return Frozen(name, " ".join(note.split()), records, digest, frame.done()[0], figures, options, written)


def store(session: Session, project_id: int, frozen: Frozen, user_id: int | None) -> None:
    """Store what was frozen; raises Conflict when another release took the name meanwhile."""
    if frozen.name in names_of(session, project_id):
        raise Conflict(f"There is a release {frozen.name} already. Choose another name.")
    values = {**asdict(frozen), "project_id": project_id, "created_by": user_id, "created_at": now()}
    session.execute(RELEASE.insert().values(values))


def names_of(session: Session, project_id: int) -> set[str]:
    """Return the names of a project's releases."""
    return set(session.execute(select(RELEASE.c.name).where(RELEASE.c.project_id == project_id)).scalars())


def _pilots(session: Session, project_id: int) -> set[int]:
    """Return the articles of pilot phases; withdrawn ones are left out, and counted, as such."""
    a = ARTICLE.c
    query = select(a.id).join(PHASE, PHASE.c.id == a.phase_id)
    here = (a.project_id == project_id) & a.withdrawn_at.is_(None)
    return set(session.execute(query.where(PHASE.c.pilot, here)).scalars())


def _record(source: Source, choice: Choice, packed: Packer, counts: Counter[str]) -> None:
    """Add the records of an article."""
    counts["articles"] += 1
    for record in records(source, choice):
        count(record, counts)
        packed.add(line_of(record))


def count(record: dict[str, Any], counts: Counter[str]) -> None:
    """Add one canonical record to the counts that releases are told apart by."""
    counts["sentences"] += 1
    counts["gold"] += record["gold"] is not None
    for said in record["annotations"]:
        counts["annotations"] += 1
        counts[f"label:{said['label'] or 'unsure'}"] += 1
        counts["claims"] += len(said["claims"] or ())
        counts["attributions"] += len(said["attributions"] or ())


def _about(job: Job) -> bytes:
    """Return the first line of what the records leave out: the project with its scheme, guideline and people."""
    about = {
        "project": job.project, "schemes": job.schemes, "guideline": list(job.guideline), "people": job.people(),
    }  # fmt: skip
    return orjson.dumps(about, option=orjson.OPT_APPEND_NEWLINE)


def _article(source: Source) -> dict[str, Any]:
    """Return all of an article that its records do not say; `segments` holds the place of each."""
    segments: dict[int, list[int]] = {}
    for line in source.lines:
        segments.setdefault(line.segment, [line.start, line.end])[1] = line.end
    return {
        "id": source.public_id, "text": source.text, **source.about, "lang": source.language,
        "license": source.license, "sha256": source.sha256, "text_version": source.text_version,
        "segments": list(segments.values()), "split_key": source.split_key, "layers": source.layers,
        "splitter": source.splitter, "scheme": [source.scheme, source.scheme_version],
    }  # fmt: skip
