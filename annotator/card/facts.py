"""What a card says that the data knows: counted in one pass over an export, and from the phases behind it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from annotator import scheme
from annotator.card.agreeing import Agreeing
from annotator.exporting import counting
from annotator.exporting.choice import Choice
from annotator.exporting.job import Job
from annotator.exporting.plain import Reading, Source
from annotator.exporting.records import share
from annotator.models import Article, Guideline, Phase, table_of

ARTICLE, GUIDELINE, PHASE = (table_of(made) for made in (Article, Guideline, Phase))
LAYERS = ("claims", "attributions")


@dataclass
class Facts:
    """Counts of an export. Labels are counted under their code, an unsure sentence under "unsure".

    `details` and `gold_details` hold the claims and attributions of annotations and of what is settled; `withdrawn` and
    `reasons` are those of the whole project, because no export holds any of it.
    """

    project: dict[str, Any]
    schemes: list[dict[str, Any]]
    guideline: int
    people: list[dict[str, Any]]
    choice: Choice
    articles: int = 0
    sentences: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    published: list[str] = field(default_factory=list)
    splits: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    annotators: set[str] = field(default_factory=set)
    readers: Counter[int] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    gold_details: Counter[str] = field(default_factory=Counter)
    not_blind: int = 0
    later_rounds: int = 0
    splitters: set[str] = field(default_factory=set)
    phases: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: int = 0
    reasons: list[str] = field(default_factory=list)
    not_submitted: int = 0
    own_review: int = 0
    guidelines: int = 0
    pilot_articles: int = 0
    agreement: dict[str, Any] = field(default_factory=dict)
    agreeing: Agreeing | None = None

    def add(self, source: Source) -> None:
        """Count an article."""
        _article(self, source)
        if self.agreeing is not None:
            self.agreeing.add(source)

    def close(self) -> None:
        """Turn the labels that were added into figures, after which they take no memory any more."""
        if self.agreeing is not None:
            self.agreement, self.agreeing = self.agreeing.value(), None


def begun(job: Job, *, pilot_articles: int = 0) -> Facts:
    """Return the facts before any article is counted; `pilot_articles` is how many were left out as pilots."""
    found = Facts(job.project, job.schemes, job.guideline[0], job.people(), job.choice, pilot_articles=pilot_articles)
    if job.card is None:
        found.agreeing = Agreeing()
        if job.choice.rounds == "last":
            # What was said first is not among the last rounds.
            first = Job(job.session, job.project_id, replace(job.choice, rounds="first"), job.left_out)
            for source in first.sources(details=False):
                found.agreeing.add(source)
            found.close()
    return found


def finished(found: Facts, job: Job) -> Facts:
    """Add what stands behind the articles, all of which were counted; changes and returns `found`."""
    found.close()
    _behind(found, job)
    return found


def gather(job: Job, *, pilot_articles: int = 0) -> Facts:
    """Count all that a card says of an export."""
    found = begun(job, pilot_articles=pilot_articles)
    for source in job.sources():
        found.add(source)
    return finished(found, job)


def _article(found: Facts, source: Source) -> None:
    found.articles += 1
    found.sources[source.about["publisher"] or ""] += 1
    found.licences[source.license or ""] += 1
    found.languages[source.language] += 1
    found.splits[share(source.split_key)] += 1
    found.splitters.add(source.splitter)
    if published := source.about["published"]:
        found.published.append(published)
    found.sentences += len(source.lines)
    found.readers.update([len({one.who for one in line.readings}) for line in source.lines if line.readings])
    # Whole lists are counted several times as quickly as one reading after the other.
    every = [reading for line in source.lines for reading in line.readings]
    found.annotators.update({reading.who for reading in every})
    found.labels.update([reading.label or "unsure" for reading in every])
    found.details.update(_details(source, every))
    found.not_blind += sum(not reading.blind for reading in every)
    settled = [line.gold for line in source.lines if line.gold is not None]
    found.gold.update([gold.label or "unsure" for gold in settled])
    found.methods.update([gold.method or "" for gold in settled])
    found.gold_details.update(_details(source, settled))


def _details(source: Source, said: list[Reading]) -> dict[str, int]:
    """Count the claims and attributions of some readings; those that a changed label set aside are not exported."""
    return {
        layer: sum(
            len(marks)
            for reading in said
            if (marks := getattr(reading, layer)) and scheme.asked(source.layers, layer, reading.label)
        )
        for layer in LAYERS
    }


def _behind(found: Facts, job: Job) -> None:
    """Count what an export leaves out, and say how the work on its articles was set up."""
    p, a, session = PHASE.c, ARTICLE.c, job.session
    articles = counting.by_phase(job)
    rows = session.execute(
        select(p.id, p.name, p.annotators, p.overlap, p.pilot, p.layers, p.reveal)
        .where(p.id.in_(articles))
        .order_by(p.position, p.id)
    )
    found.phases = [{**row, "articles": articles[row["id"]]} for row in rows.mappings()]
    gone = session.execute(
        select(a.withdrawn_reason).where(a.project_id == job.project_id, a.withdrawn_at.is_not(None))
    ).scalars()
    reasons = list(gone)
    found.withdrawn, found.reasons = len(reasons), sorted({reason for reason in reasons if reason})
    versions = select(func.count()).select_from(GUIDELINE).where(GUIDELINE.c.project_id == job.project_id)
    found.guidelines = session.execute(versions).scalar_one()
    found.own_review = counting.settled_by_annotators(job)
    found.not_submitted, found.later_rounds = counting.not_submitted(job), counting.later_rounds(job)
