"""A card as Markdown, and a citation file; both follow from what they are given alone, so that no clock is in them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from annotator.card.agreeing import KEPT
from annotator.card.byhand import NOT_STATED
from annotator.card.facts import LAYERS, Facts

MOST_SOURCES = 30
FIGURES = {
    "percent": "Observed agreement",
    "alpha:nominal": "Krippendorff's alpha",
    "ac1": "Gwet's AC1",
    "fleiss": "Fleiss' kappa",
}
REVEALED = {
    "phase": "at the end of the phase",
    "review": "after the article's review",
    "never": "never",
}
ROUNDS = {
    "first": "the first round only",
    "last": "only the last round of each annotator",
    "all": "all rounds",
}
# What an export of one kind of labels lacks.
MISSING = {
    "gold": "What is settled is all there is in this export: the annotations behind it are not part of it.",
    "everyone": "What was settled is not part of this export.",
}
SHARES = ("train", "validation", "test")


def markdown(facts: Facts, byhand: Mapping[str, str]) -> str:
    """Return the card of a dataset; a part that nobody filled in reads "not stated"."""
    said = {part: text.strip() or NOT_STATED for part, text in byhand.items()}
    sections = [
        ("Articles", _articles(facts)),
        ("How articles were chosen", [said["sampling"]]),
        ("Scheme", _scheme(facts)),
        ("Guideline", _guideline(facts)),
        ("People", _people(facts)),
        ("Recruitment", [said["recruitment"]]),
        ("Training", [said["training"]]),
        ("Pay", [said["pay"]]),
        ("Consent", [said["consent"]]),
        ("Ethics approval", [said["ethics"]]),
        ("Procedure", _procedure(facts)),
        ("Agreement", _agreement(facts)),
        ("Labels", _labels(facts)),
        ("Splits", _splits(facts)),
        ("Work that was dropped", _dropped(facts)),
        ("Known limits", [*_limits(facts), said["limits"]]),
        ("Licence", [f"Annotations: {said['license']}", "", *_table("Licence of the articles", facts.licences)]),
        ("Publisher", [said["authors"]]),
    ]
    parts = [f"# {_cell(facts.project['name'])}"]
    parts += [f"## {title}\n\n" + "\n".join(lines) for title, lines in sections]
    return "\n\n".join(parts) + "\n"


def _articles(facts: Facts) -> Iterator[str]:
    yield f"Articles: {facts.articles:,}. Sentences: {facts.sentences:,}."
    years = sorted(facts.published)
    period = f"{years[0]} to {years[-1]}" if years else NOT_STATED
    without = facts.articles - len(years)
    yield f"Published: {period}{f' ({without:,} without a date)' if years and without else ''}."
    yield f"Languages: {_listed(facts.languages) or NOT_STATED}."
    yield ""
    yield from _table("Source", facts.sources)


def _scheme(facts: Facts) -> Iterator[str]:
    newest = facts.schemes[-1]
    versions = ", ".join(str(scheme["version"]) for scheme in facts.schemes)
    yield f"{newest.get('name', 'fact-claims')}, version {newest['version']} (versions used: {versions})."
    yield ""
    yield "| label | name | definition |"
    yield "|---|---|---|"
    for label in newest["labels"]:
        yield f"| {_cell(label['code'])} | {_cell(label['name'])} | {_cell(label['definition'])} |"
    yield ""
    yield f"Flags: {', '.join(newest.get('flags', ())) or 'none'}."
    yield f"Types of claims: {', '.join(newest.get('claim_types', ())) or 'none'}."
    yield "Offsets count Unicode code points of the article's text and are half-open."


def _guideline(facts: Facts) -> Iterator[str]:
    yield f"Version {facts.guideline} of {facts.guidelines}; its text is in `guideline.md`."


def _people(facts: Facts) -> Iterator[str]:
    roles = Counter(role for person in facts.people for role in person["roles"])
    yield f"Annotators who took part: {len(facts.annotators):,}, under pseudonyms that stay the same in every export."
    yield f"Members with the role: {_listed(roles) or 'none'}."
    if facts.choice.layers != "everyone":
        yield f"Sentences settled by a reviewer who had annotated them: {facts.own_review:,}."


def _procedure(facts: Facts) -> Iterator[str]:
    splitters = ", ".join(sorted(facts.splitters)) or NOT_STATED
    yield f"Splitter of the sentences, which were looked at before the import: {splitters}."
    yield ""
    for phase in facts.phases:
        kind = " (pilot)" if phase["pilot"] else ""
        share = f" on {phase['overlap']} % of the articles, one on the others" if phase["overlap"] is not None else ""
        asked = "; ".join(
            f"{layer} asked on {', '.join(phase['layers'][layer])}" for layer in LAYERS if phase["layers"].get(layer)
        )
        shown = REVEALED.get(phase["reveal"], phase["reveal"])
        yield (
            f"- Phase {_cell(phase['name'])}{kind}: articles: {phase['articles']:,}; annotators an article: "
            f"{phase['annotators']}{share}; {asked or 'labels only'}. Others' work was shown {shown}."
        )
    yield ""
    total = sum(facts.labels.values())
    yield f"Annotations made without seeing others' work: {total - facts.not_blind:,} of {total:,}."
    if facts.choice.layers != "everyone":
        yield f"Settled sentences: {sum(facts.gold.values()):,} ({_listed(facts.methods) or 'none'})."


def _agreement(facts: Facts) -> Iterator[str]:
    found = facts.agreement
    if "reason" in found:
        yield f"Not measured: {found['reason']}"
        return
    yield (
        "On the first labels of body sentences, submitted work. Sentences with two or more labels: "
        f"{found['items_used']:,}. Annotators: {found['annotators']:,}. Intervals: 95 %, from resampling articles."
    )
    yield ""
    yield "| figure | value | interval |"
    yield "|---|---|---|"
    for key in KEPT:
        figure = found[key]
        value = f"{figure['value']:.3f}" if figure["value"] is not None else f"none: {_cell(figure['reason'] or '')}"
        bounds = figure["interval"]
        yield f"| {FIGURES[key]} | {value} | {f'{bounds[0]:.3f} to {bounds[1]:.3f}' if bounds else 'none'} |"


def _labels(facts: Facts) -> Iterator[str]:
    layers = facts.choice.layers
    parts = {
        "everyone": ("annotations", facts.labels, facts.details),
        "gold": ("settled", facts.gold, facts.gold_details),
    }
    held = [part for layer, part in parts.items() if layers in (layer, "both")]
    yield f"| label |{''.join(f' {name} | share |' for name, _, _ in held)}"
    yield f"|---|{'---|---|' * len(held)}"
    for label in sorted({label for _, counts, _ in held for label in counts}):
        cells = (f" {counts[label]:,} | {_percent(counts[label], sum(counts.values()))} |" for _, counts, _ in held)
        yield f"| {_cell(label)} |{''.join(cells)}"
    yield ""
    for name, _, details in held:
        yield f"Claims ({name}): {details['claims']:,}. Attributions ({name}): {details['attributions']:,}."
    if layers in MISSING:
        yield MISSING[layers]


def _splits(facts: Facts) -> Iterator[str]:
    parts = ", ".join(f"{name} {facts.splits[name]:,}" for name in SHARES)
    yield f"Articles, near-duplicates together, from a hash of the article's id: {parts}."


def _dropped(facts: Facts) -> Iterator[str]:
    if facts.choice.layers != "gold":
        yield f"Labels left out because they were not submitted: {facts.not_submitted:,}."
    yield f"Articles withdrawn from the project: {facts.withdrawn:,}{_because(facts.reasons)}."
    yield f"Articles of pilot phases left out: {facts.pilot_articles:,}."


def _limits(facts: Facts) -> Iterator[str]:
    yield f"Sentences with one annotator only: {facts.readers[1]:,}."
    if facts.choice.layers != "gold":
        yield f"Unsure annotations: {facts.labels['unsure']:,}."
        yield (
            f"Annotations made or changed after their annotator had submitted the article (round 2 or later): "
            f"{facts.later_rounds:,}. This export holds {ROUNDS[facts.choice.rounds]}."
        )
    yield ""


def _because(reasons: Iterable[str]) -> str:
    listed = "; ".join(_cell(reason) for reason in reasons)
    return f" ({listed})" if listed else ""


def _table(name: str, counts: Counter[str]) -> Iterator[str]:
    if not counts:
        yield f"{name}: {NOT_STATED}."
        return
    yield f"| {name} | articles |"
    yield "|---|---|"
    ordered = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    for value, count in ordered[:MOST_SOURCES]:
        yield f"| {_cell(value) or NOT_STATED} | {count:,} |"
    if rest := ordered[MOST_SOURCES:]:
        yield f"| {len(rest):,} more | {sum(count for _, count in rest):,} |"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{_cell(name) or NOT_STATED} {count:,}" for name, count in sorted(counts.items()))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _cell(text: str) -> str:
    """Return a text that stays within its cell or line, and is no markup."""
    plain = " ".join(text.split()).replace("\\", "\\\\")
    for mark in "|<>[]*_`#":
        plain = plain.replace(mark, "\\" + mark)
    return plain


def listed_names(authors: str) -> list[str]:
    """Return the names that stand one a line."""
    return [name.strip() for name in authors.splitlines() if name.strip()]


def citation(title: str, version: str, released: str, authors: str) -> str:
    """Return a CITATION.cff (Citation File Format 1.2.0) of a release.

    `released` is a day as YYYY-MM-DD; `authors` are names, one a line.
    """
    names = listed_names(authors) or [f"The annotators of {title}"]
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite this dataset as below.",
        "type: dataset",
        f"title: {_quoted(title)}",
        f"version: {_quoted(version)}",
        f"date-released: {released}",
        "authors:",
        *(f"  - name: {_quoted(name)}" for name in names),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A string of JSON is one of YAML too.
    return json.dumps(text, ensure_ascii=False)
