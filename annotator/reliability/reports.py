"""All figures of a project, and the exact rows they come from, for files and for the command."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlmodel import Session

from annotator import __version__, agreement
from annotator.agreement import Figure
from annotator.agreement.resample import RESAMPLES, SEED
from annotator.agreement.unitizing import alpha_u
from annotator.reliability import details, objects
from annotator.reliability.ground import Ground, counted, selected
from annotator.reliability.loading import Selection
from annotator.reliability.objects import ROLES, Objects
from annotator.reliability.tally import Tally

# Resampling units of more articles than this takes minutes; alpha for unitizing is then given without an interval.
MOST_UNITIZED = 500
ROWS = ("labels", "spans", "attributions", "matched")


def figures(session: Session, ground: Ground) -> dict[str, Any]:
    """Return every figure of a project under flat keys, with what they rest on; a dictionary that JSON can hold.

    Labels come under the keys of a file of labels, spans as `span:<role>:<figure>`, relations as
    `attribution:<figure>`, what was said of matched claims as `claim:<layer>:<figure>`.
    """
    tally = counted(session, ground, details=True)
    found = agreement.report(tally.counts)
    reasons: dict[str, str] = found.pop("reasons")
    more = _figures(session, ground, tally)
    found |= {key: figure.value for key, figure in more.items()}
    found |= {f"ci:{key}": None if figure.low is None else [figure.low, figure.high] for key, figure in more.items()}
    reasons |= {key: figure.reason for key, figure in more.items() if figure.reason}
    reasons |= {f"ci:{key}": figure.interval_reason for key, figure in more.items() if figure.interval_reason}
    return found | {"reasons": reasons} | rests_on(ground, tally)


def _figures(session: Session, ground: Ground, tally: Tally) -> dict[str, Figure]:
    made = details.of(tally, values=RESAMPLES)
    if len(ground.worked) <= MOST_UNITIZED:
        marked = objects.load(session, selected(session, ground))
        for role in ROLES:
            made.spans[role]["alpha_u"] = alpha_u(marked.marks(role, clipped=True))
    found = {f"span:{role}:{name}": figure for role, some in made.spans.items() for name, figure in some.items()}
    found |= {f"attribution:{name}": figure for name, figure in made.relations.items()}
    return found | {
        f"claim:{layer}:{name}": figure for layer, some in made.values.items() for name, figure in some.items()
    }


def rests_on(ground: Ground, tally: Tally) -> dict[str, Any]:
    """Return what anyone needs to find the same figures again: filter, seed, versions, what was left out."""
    return {
        "units": tally.units,
        "articles": len(tally.counts.articles),
        "left_out": tally.left_out | {"articles_of_ones_own": ground.hidden, "articles_withdrawn": ground.withdrawn},
        "filter": ground.wanted.query(),
        "scheme_versions": sorted(set(ground.known.versions.values())),
        "order": list(ground.known.order),
        "code_version": __version__,
        "seed": SEED,
        "resamples": RESAMPLES,
    }


def figures_csv(found: dict[str, Any]) -> Iterator[str]:
    """Yield all figures as CSV: figure, value, the interval, and the reason where one is missing."""
    yield from _csv(("figure", "value", "low", "high", "reason"), _figure_rows(found))


def _figure_rows(found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    reasons = found["reasons"]
    for key, value in found.items():
        if key in {"reasons", "left_out", "filter"} or key.startswith("ci:"):
            continue
        low, high = found.get(f"ci:{key}") or ("", "")
        shown = " ".join(map(str, value)) if isinstance(value, list) else value
        yield key, "" if shown is None else shown, low, high, reasons.get(key) or reasons.get(f"ci:{key}", "")
    for group in ("left_out", "filter"):
        for name, value in found[group].items():
            yield f"{group}:{name}", " ".join(value) if isinstance(value, list) else value, "", "", ""


def rows_csv(session: Session, ground: Ground, name: str) -> Iterator[str]:
    """Yield the rows that figures come from as CSV; `name` is one of ROWS."""
    selection = selected(session, ground)
    if name == "labels":
        return _csv(("item", "annotator", "label", "article"), _labels(selection))
    found = objects.load(session, selection)
    if name == "spans":
        return _csv(("item", "annotator", "role", "mark", "start", "end", "article"), _spans(selection, found))
    if name == "attributions":
        heads = ("item", "annotator", "attribution", "role", "start", "end", "entity", "article")
        return _csv(heads, _attributions(selection, found))
    twins = ((layer, *twin) for layer, twin in found.twins())
    return _csv(("layer", "article", "annotator_a", "annotator_b", "value_a", "value_b", "n"), twins)


def _csv(heads: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    rows = iter(rows)
    yield _lines([heads])
    while some := list(islice(rows, 5_000)):
        yield _lines(some)


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _items(selection: Selection) -> list[str]:
    """Return the public id of each sentence, by place."""
    found = selection.sentences
    columns = (found.article.tolist(), found.start.tolist(), found.end.tolist())
    return [f"{selection.places[a].public_id}:{start}:{end}" for a, start, end in zip(*columns, strict=True)]


def _labels(selection: Selection) -> Iterator[tuple[Any, ...]]:
    items, known = _items(selection), selection.frame
    for place, who, label in zip(
        selection.sentence.tolist(), selection.who.tolist(), selection.label.tolist(), strict=True
    ):
        yield items[place], known.names[who], known.order[label], items[place].partition(":")[0]


def _spans(selection: Selection, found: Objects) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each piece of a mark, numbered from 1; asked and empty is a row with mark 0."""
    items = dict(zip(selection.sentences.key.tolist(), _items(selection), strict=True))
    for role in ROLES:
        for row in found.marks(role):
            here = items[int(row.unit)], row.annotator, role
            if not row.marks:
                yield *here, 0, "", "", row.article
            for number, mark in enumerate(row.marks, 1):
                for start, end in mark:
                    yield *here, number, start, end, row.article


def _attributions(selection: Selection, found: Objects) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each piece of an attribution, numbered from 1; asked and empty is a row with number 0."""
    items = dict(zip(selection.sentences.key.tolist(), _items(selection), strict=True))
    for row in found.said():
        here = items[int(row.unit)], row.annotator
        if not row.attributions:
            yield *here, 0, "", "", "", "", row.article
        for number, made in enumerate(row.attributions, 1):
            for role in ("source", "cue", "content"):
                for start, end in getattr(made, role):
                    yield *here, number, role, start, end, made.entity or "", row.article
