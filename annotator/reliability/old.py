"""Agreement of a project: which labels count, and the figures its page shows.

Only blind work of round 1 that was submitted counts. Headlines and headings repeat the body and stay out unless asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from annotator import agreement, assignment
from annotator.access import Actor
from annotator.agreement import Basis, Figure, Labels, Pair, formulas
from annotator.agreement.by_label import label_figures
from annotator.agreement.figures import alpha_of
from annotator.models import Annotation, Article, Assignment, Membership, Sentence, table_of
from annotator.scheme import ANNOTATED

ANNOTATION, ARTICLE, ASSIGNMENT = table_of(Annotation), table_of(Article), table_of(Assignment)
MEMBERSHIP, SENTENCE = table_of(Membership), table_of(Sentence)
# From not factual to check-worthy: the order that the ordinal figures name.
ORDER = ("NFS", "UFS", "CFS")
LISTED = 50
PARTED = 0.2

Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class LabelFigure:
    """One label against the rest: its alpha, how often it was used, and the label it is most confused with."""

    label: str
    alpha: Figure
    used: int
    confused_with: str | None
    confused: int


@dataclass(frozen=True)
class Disagreement:
    """A sentence on which people gave different labels, with the entropy of the votes in bits."""

    article: str
    number: int
    text: str
    entropy: float
    votes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Overview:
    """All that the agreement page shows of one project."""

    labels: Labels
    headings: bool
    hidden: int
    articles: int
    items: int
    items_used: int
    labels_used: int
    alpha: Figure
    ordinal: Figure
    percent: Figure
    ac1: Figure
    few: str | None
    shares: tuple[tuple[str, int], ...]
    per_label: tuple[LabelFigure, ...]
    pairs: tuple[Pair, ...]
    confusion: tuple[tuple[int, ...], ...]
    disagreements: tuple[Disagreement, ...]
    seed: int
    resamples: int

    @property
    def majority(self) -> tuple[str, float] | None:
        """The commonest label and its share, or None without labels."""
        total = sum(count for _, count in self.shares)
        if not total:
            return None
        label, count = max(self.shares, key=lambda share: share[1])
        return label, count / total

    @property
    def parted(self) -> bool:
        """Whether alpha and AC1 are so far apart that the page must say why."""
        return (
            self.alpha.value is not None
            and self.ac1.value is not None
            and abs(self.alpha.value - self.ac1.value) > PARTED
        )

    def pair(self, one: str, other: str) -> Pair | None:
        """Return the figures of two annotators in either order."""
        found = (pair for pair in self.pairs if {pair.a, pair.b} == {one, other})
        return next(found, None)


def rows(
    session: Session, project_id: int, *, headings: bool = False, without: set[int] | None = None
) -> Iterator[Row]:
    """Yield item, annotator, label, article of all work that counts, streamed in a fixed order.

    Items are public ids of sentences, annotators pseudonyms. A sentence left unsure has no row. Only rows of the
    current cut count, so that only identical units are compared; `without` names articles to leave out.
    """
    kinds = ANNOTATED if headings else tuple(kind for kind in ANNOTATED if kind == "body")
    a, s, n, g, m = ARTICLE.c, SENTENCE.c, ANNOTATION.c, ASSIGNMENT.c, MEMBERSHIP.c
    query = (
        select(a.public_id, s.start, s.end, m.pseudonym, n.label)
        .select_from(ANNOTATION)
        .join(SENTENCE, s.id == n.sentence_id)
        .join(ARTICLE, a.id == n.article_id)
        .join(ASSIGNMENT, and_(g.article_id == n.article_id, g.user_id == n.user_id))
        .join(MEMBERSHIP, and_(m.project_id == n.project_id, m.user_id == n.user_id))
        .where(
            n.project_id == project_id, n.layer == "own", n.round == 1, n.blind, n.label.is_not(None),
            or_(g.state == "submitted", g.round > 1), a.withdrawn_at.is_(None), s.kind.in_(kinds),
            s.from_cut <= a.cut, or_(s.to_cut.is_(None), s.to_cut > a.cut),
        )
        .order_by(a.id, s.start, m.pseudonym)
        .execution_options(yield_per=2000)
    )  # fmt: skip
    if without:
        query = query.where(a.id.not_in(without))
    for article, start, end, annotator, label in session.execute(query):
        yield f"{article}:{start}:{end}", annotator, label, article


def labels_of(session: Session, actor: Actor, *, headings: bool = False) -> tuple[Labels, int]:
    """Return the labels the person may see figures of, and how many articles are left out as their own open work."""
    assert actor.project is not None
    hidden = assignment.open_articles(session, actor.user_id, actor.project.id)
    found = Labels.from_rows(rows(session, actor.project.id, headings=headings, without=hidden), order=ORDER)
    return found, len(hidden)


def overview(session: Session, actor: Actor, *, headings: bool = False) -> Overview:
    """Compute what the agreement page of the person's project shows."""
    labels, hidden = labels_of(session, actor, headings=headings)
    basis = Basis(labels)
    counts = basis.counts
    confusion = tuple(tuple(int(cell) for cell in line) for line in agreement.confusion(counts))
    return Overview(
        labels=labels, headings=headings, hidden=hidden, articles=len(labels.articles),
        items=int(counts.items.sum()), items_used=basis.n_items, labels_used=basis.n_labels,
        alpha=alpha_of(basis, "nominal"), ordinal=alpha_of(basis, "ordinal"),
        percent=basis.figure(formulas.percent), ac1=basis.figure(formulas.ac1), few=agreement.few(counts),
        shares=_shares(labels), per_label=_per_label(basis, confusion), pairs=tuple(agreement.pair_matrix(counts)),
        confusion=confusion, disagreements=tuple(_disagreements(session, labels)),
        seed=basis.seed, resamples=basis.resamples,
    )  # fmt: skip


def _shares(labels: Labels) -> tuple[tuple[str, int], ...]:
    return tuple((name, int((labels.label == code).sum())) for code, name in enumerate(labels.labels))


def _per_label(basis: Basis, confusion: tuple[tuple[int, ...], ...]) -> tuple[LabelFigure, ...]:
    names = basis.counts.scale.labels
    figures = label_figures(basis, "alpha_label", formulas.alpha_labels)
    made = []
    for code, name in enumerate(names):
        others = [(count, names[place]) for place, count in enumerate(confusion[code]) if place != code]
        count, other = max(others, default=(0, None))
        made.append(
            LabelFigure(name, figures[f"alpha_label:{name}"], sum(confusion[code]), other if count else None, count)
        )
    return tuple(sorted(made, key=lambda figure: -figure.confused))


def _disagreements(session: Session, labels: Labels) -> Iterator[Disagreement]:
    ranked = agreement.disagreements(labels)[:LISTED]
    places = [str(item).split(":") for item, _, _ in ranked]
    texts = _texts(session, {(article, int(start)) for article, start, _ in places})
    for (_, entropy, votes), (article, start, _) in zip(ranked, places, strict=True):
        number, text = texts[article, int(start)]
        yield Disagreement(article, number, text, entropy, tuple(votes.items()))


def _texts(session: Session, places: set[tuple[str, int]]) -> dict[tuple[str, int], tuple[int, str]]:
    """Return number and text of sentences by article and start, in one query."""
    a, s = ARTICLE.c, SENTENCE.c
    found = session.execute(
        select(a.public_id, s.start, s.number, s.text)
        .join(ARTICLE, a.id == s.article_id)
        .where(
            a.public_id.in_({article for article, _ in places}), s.start.in_({start for _, start in places}),
            s.from_cut <= a.cut, or_(s.to_cut.is_(None), s.to_cut > a.cut),
        )
    )  # fmt: skip
    return {(article, start): (number, text) for article, start, number, text in found}


def report(session: Session, project_id: int, *, headings: bool = False) -> dict[str, Any]:
    """Return every figure of a project under the keys of the agreement JSON."""
    labels = Labels.from_rows(rows(session, project_id, headings=headings), order=ORDER)
    return agreement.report(labels)


def rows_of(labels: Labels) -> Iterator[Row]:
    """Yield item, annotator, label, article of the labels that figures were computed from."""
    for item, annotator, label in zip(labels.item, labels.annotator, labels.label, strict=True):
        article = labels.articles[labels.article[item]]
        yield str(labels.items[item]), str(labels.annotators[annotator]), labels.labels[label], str(article)
