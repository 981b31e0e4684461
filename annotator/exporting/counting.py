"""What an export would hold, for the page that offers it: counts, and what to know before sending it on."""

from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, or_, select
from sqlmodel import Session

from annotator import scheme
from annotator.annotate import details
from annotator.exporting.choice import Choice
from annotator.exporting.job import Job
from annotator.exporting.loading import ANNOTATION, ARTICLE, ASSIGNMENT, PHASE, SENTENCE, TEXT, alive, wanted_articles
from annotator.exporting.plain import GOLD
from annotator.sentences import readings
from annotator.work import assignment

# Up to this many claims and attributions are compared with the text whenever the page is opened; writing checks all.
CHECKED = 2000
# As many articles can be ticked on the page: their ids stand in the address.
LISTED = 200


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of one choice.

    `finished` and `all` count the articles there are to choose from, `left_out` those on which the person still works
    blind. `spans` is None where there are too many to compare with the text while the page waits.
    """

    all: int
    finished: int
    left_out: int
    articles: int
    sentences: int
    labels: int
    rows: int
    claims: int
    attributions: int
    unsettled: int
    unlicensed: int
    spans: int | None
    wrong: int


def summary(session: Session, project_id: int, choice: Choice, reader: int) -> Summary:
    """Count what a person would get for a choice."""
    left_out = assignment.open_articles(session, reader, project_id)
    counts = {
        name: _count(session, wanted_articles(project_id, changed(choice, articles=name), left_out))
        for name in ("all", "finished")
    }
    every = _count(session, wanted_articles(project_id, changed(choice, articles="all"), set()))
    where = wanted_articles(project_id, choice, left_out)
    sentences, annotated = _sentences(session, where)
    claims, attributions = (_details(session, layer, where, choice) for layer in ("claims", "attributions"))
    spans, wrong = _compare(session, where, choice) if claims + attributions <= CHECKED else (None, 0)
    labels = _labels(session, where, choice)
    return Summary(
        **counts, left_out=every - counts["all"], articles=_count(session, where), sentences=sentences,
        labels=labels, rows=_rows(session, where, choice, labels, sentences),
        claims=claims, attributions=attributions,
        unsettled=annotated - _labels(session, where, Choice(labels="gold"), only_labelled=False),
        unlicensed=_count(session, and_(where, ARTICLE.c.license.is_(None))), spans=spans, wrong=wrong,
    )  # fmt: skip


def to_choose(session: Session, project_id: int, reader: int) -> list[tuple[str, str]]:
    """Return id and title of the articles that a person may choose from, by title; of very many the first."""
    left_out = assignment.open_articles(session, reader, project_id)
    a = ARTICLE.c
    rows = session.execute(
        select(a.public_id, a.title)
        .where(wanted_articles(project_id, Choice(), left_out))
        .order_by(a.title, a.public_id)
        .limit(LISTED)
    )
    return [(public, title) for public, title in rows]


def rows(session: Session, project_id: int, choice: Choice) -> int:
    """Return about how many lines an export has, for a bar that shows how far it is."""
    where = wanted_articles(project_id, choice, set())
    return _rows(session, where, choice, _labels(session, where, choice), _sentences(session, where)[0])


def not_submitted(job: Job) -> int:
    """Return how many labels an export would hold beside its own if work that is not submitted was in it too."""
    if job.choice.states != "submitted":
        return 0
    said = _said(_where(job), changed(job.choice, states="all"))
    return _total(job.session, said.where(ANNOTATION.c.label.is_not(None), ~_is_submitted()))


def later_rounds(job: Job) -> int:
    """Return how many annotations of an export's articles belong to a round after the first, whatever it holds."""
    said = _said(_where(job), Choice(labels="everyone", rounds="all"))
    return _total(job.session, said.where(ANNOTATION.c.round > 1))


def settled_by_annotators(job: Job) -> int:
    """Return how many sentences of an export were settled by somebody who had annotated them."""
    said = _said(_where(job), Choice(labels="gold", rounds="all"))
    return _total(job.session, said.where(ANNOTATION.c.reviewer_annotated))


def by_phase(job: Job) -> dict[int, int]:
    """Return how many articles of an export are in each phase, by its key; only phases that have some."""
    a = ARTICLE.c
    rows = job.session.execute(select(a.phase_id, func.count()).where(_where(job)).group_by(a.phase_id))
    return {key: count for key, count in rows}  # noqa: C416  a result has keys(), which dict() would misread


def _where(job: Job) -> ColumnElement[bool]:
    found: ColumnElement[bool] = wanted_articles(job.project_id, job.choice, job.left_out)
    return found


def _rows(session: Session, where: Any, choice: Choice, labels: int, sentences: int) -> int:
    if choice.format != "csv":
        return sentences
    return labels if choice.headings else _labels(session, and_(where, SENTENCE.c.kind == "body"), choice)


def _sentences(session: Session, where: Any) -> tuple[int, int]:
    """Return how many sentences there are, and how many of them are annotated."""
    every, annotated = session.execute(
        select(func.count(), func.count(SENTENCE.c.number))
        .select_from(SENTENCE)
        .join(ARTICLE, ARTICLE.c.id == SENTENCE.c.article_id)
        .where(where, alive())
    ).one()
    return every, annotated


def _count(session: Session, where: Any) -> int:
    return int(session.execute(select(func.count()).select_from(ARTICLE).where(where)).scalar_one())


def _readings(choice: Choice) -> ColumnElement[bool]:
    """Return the condition on annotations that a choice makes; which round is the `last` one it leaves open."""
    n = ANNOTATION.c
    is_answer = or_(n.layer == GOLD, n.label.is_not(None), cast(n.flags, Text).contains('"unsure"'))
    parts: list[ColumnElement[bool]] = [n.retired_at.is_(None), readings.is_said(), is_answer]
    if choice.layers != "both":
        parts.append((n.layer == GOLD) == (choice.layers == GOLD))
    if choice.rounds == "first":
        parts.append(n.round == 1)
    if choice.states == "submitted":
        parts.append(_is_submitted())
    return and_(*parts)


def _is_submitted() -> ColumnElement[bool]:
    """Return the condition that an annotation was handed in; what is settled always counts as that."""
    n, g = ANNOTATION.c, ASSIGNMENT.c
    handed_in = select(g.id).where(
        g.article_id == n.article_id, g.user_id == n.user_id, (g.state == "submitted") | (g.round > n.round)
    )
    return (n.layer == GOLD) | handed_in.exists()


def _said(where: Any, choice: Choice) -> Select[Any]:
    """Return the query of the annotations that a choice makes of some articles; more conditions may be added to it."""
    n = ANNOTATION.c
    query = (
        select(n.id, n.label, ARTICLE.c.phase_id)
        .join(SENTENCE, SENTENCE.c.id == n.sentence_id)
        .join(ARTICLE, ARTICLE.c.id == SENTENCE.c.article_id)
        .where(where, alive(), _readings(choice))
    )
    if choice.rounds != "last":
        return query
    place = func.row_number().over(partition_by=(n.sentence_id, n.user_id, n.layer), order_by=n.round.desc())
    ranked = query.add_columns(place.label("place")).subquery()
    last = select(n.id, n.label, ranked.c.phase_id).join(ranked, ranked.c.id == n.id)
    return last.where(ranked.c.place == 1)


def _total(session: Session, query: Select[Any]) -> int:
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _labels(session: Session, where: Any, choice: Choice, *, only_labelled: bool = True) -> int:
    """Count labels, of a person once a sentence unless all rounds were asked for."""
    said = _said(where, choice)
    return _total(session, said.where(ANNOTATION.c.label.is_not(None)) if only_labelled else said)


def _details(session: Session, layer: str, where: Any, choice: Choice) -> int:
    """Count the claims or attributions on labels that ask for them."""
    table, said = details.TABLES[layer][0], _said(where, choice).subquery().c
    rows = session.execute(
        select(said.phase_id, said.label, func.count())
        .join(table, table.c.annotation_id == said.id)
        .group_by(said.phase_id, said.label)
    ).all()
    phases = {row.phase_id for row in rows}
    found = session.execute(select(PHASE.c.id, PHASE.c.layers).where(PHASE.c.id.in_(phases)))
    layers = {key: asked for key, asked in found}  # noqa: C416  a result has keys(), which dict() would misread
    return sum(count for phase, label, count in rows if scheme.asked(layers[phase], layer, label))


def _compare(session: Session, where: Any, choice: Choice) -> tuple[int, int]:
    """Return how many spans there are, and how many do not cover the words they were marked on.

    Those of old sentences count in older texts and are not exported.
    """
    said = _said(where, choice).subquery()
    texts: dict[int, str] = {}
    total = wrong = 0
    for layer in ("claims", "attributions"):
        table = details.TABLES[layer][0]
        rows = session.execute(select(table).join(said, said.c.id == table.c.annotation_id)).all()
        texts |= _texts(session, {row.article_id for row in rows} - texts.keys())
        for row in rows:
            for span in details.all_spans(details.plain(row, layer)):
                total += 1
                wrong += texts[row.article_id][span["start"] : span["end"]] != span["quote"]
    return total, wrong


def _texts(session: Session, keys: set[int]) -> dict[int, str]:
    rows = session.execute(
        select(TEXT.c.article_id, TEXT.c.text)
        .join(ARTICLE, and_(ARTICLE.c.id == TEXT.c.article_id, ARTICLE.c.text_version == TEXT.c.number))
        .where(TEXT.c.article_id.in_(keys))
    )
    return {key: text for key, text in rows}  # noqa: C416  a result has keys(), which dict() would misread
