"""Releases and dataset cards from the command line."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator import card as cards
from annotator import exporting, releases
from annotator.card.writing import FIGURES
from annotator.cli_common import counted, opened
from annotator.commands.export import print_bytes
from annotator.db import Database
from annotator.errors import BadInput
from annotator.exporting.containers import save, save_folder
from annotator.exporting.job import Job
from annotator.models import key_of
from annotator.project import projects
from annotator.releases import Comparison, Thawed
from annotator.releases.comparing import Move


def create(url: str | None, project: str, name: str, *, note: str, pilots: bool, open_work: bool) -> str:
    """Freeze a project's state and return the line that says what it holds."""
    with opened(url) as database:
        key = _key(database, project)
        with database.read() as session:
            frozen = releases.freeze(session, key, name, note, pilots=pilots, open_work=open_work)
        with database.write() as session:
            releases.store(session, key, frozen, None)
    return f"{name}: {_counts(frozen.figures)}. SHA-256 of the records: {frozen.sha256}"


def listed(url: str | None, project: str) -> list[str]:
    """Return a line for each release."""
    with opened(url) as database:
        key = _key(database, project)
        with database.read() as session:
            return [
                f"{one.name}\t{one.created_at:%Y-%m-%d}\t{_counts(one.figures)}\t{one.sha256}\t{one.note}"
                for one in releases.listed(session, key)
            ]


def export(url: str | None, project: str, name: str, output: str, wanted: dict[str, str]) -> None:
    """Write a release in a format to a file, a folder or standard output."""
    choice = exporting.choose(wanted)
    with opened(url) as database:
        key = _key(database, project)
        if choice.form.is_folder and output == "-":
            raise BadInput(f"{choice.form.title} is a folder. Name it with -o PATH.")
        if choice.form.is_folder:
            save_folder(Path(output), releases.folder(database, key, name, choice))
        else:
            _write(output, releases.stream(database, key, name, choice))


def compare(url: str | None, project: str, old: str, new: str) -> Iterator[str]:
    """Yield what changed from one release to another."""
    with opened(url) as database:
        key = _key(database, project)
        with database.read() as session:
            found = releases.compare(session, key, old, new)
    yield f"{'':20} {old:>12} {new:>12}"
    for name, then, now in found.counts():
        yield f"{name:20} {then:>12,} {now:>12,}"
    for figure, title in FIGURES.items():
        yield f"{title:20} {_figure(found.old, figure):>12} {_figure(found.new, figure):>12}"
    carried = f"{found.sentences_carried:,} moved or reworded by corrections"
    yield f"Sentences: {found.sentences_new:,} new, {found.sentences_gone:,} gone, {carried}."
    yield f"Labels: {found.labels_same:,} the same, {found.labels_new:,} new, {found.labels_gone:,} gone."
    yield from _moved(found)


def card(url: str | None, project: str, name: str | None, output: str, *, citation: bool) -> None:
    """Write the card of a release or of the project as it is, or the citation of a release."""
    if citation and name is None:
        raise BadInput("Name the release to cite: annotator release card NAME --citation --project NAME")
    with opened(url) as database:
        key = _key(database, project)
        with database.read() as session:
            if name is None:
                text = cards.written(Job(session, key, exporting.Choice(states="submitted")))
            elif citation:
                text = releases.citation(session, key, name)
            else:
                text = releases.find(session, key, name).card
    _write(output, [text.encode()])


def _moved(found: Comparison) -> Iterator[str]:
    for title, counts in (("Labels that moved", found.moved), ("Settled labels that moved", found.gold_moved)):
        yield f"{title}: {sum(counts.values()):,}."
        yield from (f"  {_move(move)}: {count:,}" for move, count in sorted(counts.items(), key=str))
    yield from (f"  {who} on {sentence}: {_move(move)}" for sentence, who, move in found.examples)


def _move(move: Move) -> str:
    return " to ".join(label or "none" for label in move)


def _figure(release: Thawed, name: str) -> str:
    value = release.figures["agreement"].get(name, {}).get("value")
    return "none" if value is None else f"{value:.3f}"


def _counts(figures: dict[str, dict[str, int]]) -> str:
    counts = figures["counts"]
    parts = [counted(counts.get(f"{name}s", 0), name) for name in ("article", "sentence", "annotation")]
    return ", ".join([*parts, f"{counts.get('gold', 0):,} gold"])


def _key(database: Database, project: str) -> int:
    with database.read() as session:
        return key_of(projects.by_name(session, project))


def _write(output: str, parts: Iterable[bytes]) -> None:
    if output == "-":
        print_bytes(parts)
    else:
        save(Path(output), parts)
