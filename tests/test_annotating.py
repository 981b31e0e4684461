"""Decisions in any order and any number of times end in the same state; every one can be undone."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.annotate import annotating
from annotator.annotate.details import default_claim, quote_type
from annotator.annotate.operations import Operation
from annotator.annotate.viewing import SentenceView
from annotator.db import Database
from tests.factories import World, make_world

COUNT = 6
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A world that each example gets a copy of."""
    path = tmp_path_factory.mktemp("world") / "world.sqlite3"
    shutil.copyfile(sqlite_template, path)
    with closing(Database(f"sqlite:///{path}")) as database:
        world = make_world(database, assigned=("ada",))
    return path, world


@contextmanager
def fresh(template: tuple[Path, World]) -> Iterator[World]:
    path, known = template
    copy = path.with_name("copy.sqlite3")
    for leftover in path.parent.glob("copy.sqlite3*"):
        leftover.unlink()
    shutil.copyfile(path, copy)
    with closing(Database(f"sqlite:///{copy}")) as database:
        yield World(database, known.slug, known.project, known.actors, known.articles)


def decisions() -> st.SearchStrategy[tuple[str, Any]]:
    labels = st.tuples(st.just("label"), st.sampled_from(["CFS", "UFS", "NFS", None]))
    flags = st.tuples(st.just("flags"), st.lists(st.sampled_from(["unsure", "discuss"]), unique=True))
    notes = st.tuples(
        st.just("note"), st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
    )
    return st.one_of(labels, flags, notes, st.just(("claim", "words")), st.just(("attribution", "words")))


def value_of(kind: str, value: Any, sentence: SentenceView) -> Any:
    if value != "words" or kind not in ("claim", "attribution"):
        return value
    span = {"start": sentence.start, "end": sentence.start + 3, "quote": sentence.text[:3]}
    made = {"spans": [span]} if kind == "claim" else {"source_spans": [], "content_spans": [span]}
    return {f"{kind}-{sentence.number}": made}


def state(world: World) -> list[tuple[Any, ...]]:
    views = world.sentences(world.articles[0], "ada")
    return [(view.label, view.flags, view.note, view.claims, view.attributions) for view in views]


def perform(world: World, ops: list[Operation]) -> None:
    with world.database.write() as session:
        for op in ops:
            annotating.annotate(session, world.actors["ada"], op)


plans = st.lists(st.lists(decisions(), max_size=4), min_size=COUNT, max_size=COUNT)


def operations(world: World, plan: list[list[tuple[str, Any]]]) -> list[list[Operation]]:
    """Return the operations of each sentence, in their order."""
    sentences = world.sentences(world.articles[0], "ada")
    return [
        [
            Operation(f"op-{place}-{turn}", kind, sentence.public_id, value_of(kind, value, sentence))
            for turn, (kind, value) in enumerate(steps)
        ]
        for place, (sentence, steps) in enumerate(zip(sentences, plan, strict=True))
    ]


@quick
@given(plan=plans, data=st.data())
def test_operations_repeated_or_reordered_across_sentences_end_in_the_same_state(
    template: tuple[Path, World], plan: list[list[tuple[str, Any]]], data: st.DataObject
) -> None:
    with fresh(template) as world:
        per_sentence = operations(world, plan)
        perform(world, [op for ops in per_sentence for op in ops])
        expected = state(world)
    with fresh(template) as world:
        queues = [list(ops) for ops in operations(world, plan)]
        mixed: list[Operation] = []
        while any(queues):
            ready = [queue for queue in queues if queue]
            mixed.append(data.draw(st.sampled_from(ready), "next sentence").pop(0))
            if data.draw(st.booleans(), "sent twice"):
                mixed.append(mixed[-1])
        perform(world, mixed)
        assert state(world) == expected


@quick
@given(plan=plans)
def test_undoing_everything_from_the_end_comes_back_to_the_beginning(
    template: tuple[Path, World], plan: list[list[tuple[str, Any]]]
) -> None:
    with fresh(template) as world:
        beginning = state(world)
        done = [op for ops in operations(world, plan) for op in ops]
        perform(world, done)
        end = state(world)
        undos = [Operation(f"undo-{op.op_id}", "undo", op.sentence, op.op_id) for op in reversed(done)]
        perform(world, undos)
        assert state(world) == beginning
        redos = [Operation(f"redo-{op.op_id}", "undo", op.sentence, op.op_id) for op in reversed(undos)]
        perform(world, redos)
        assert state(world) == end


@quick
@given(plan=plans)
def test_the_count_of_done_sentences_is_that_of_the_answered_ones(
    template: tuple[Path, World], plan: list[list[tuple[str, Any]]]
) -> None:
    from annotator.annotate import opening

    with fresh(template) as world:
        perform(world, [op for ops in operations(world, plan) for op in ops])
        with world.database.read() as session:
            opened = opening.article(session, world.actors["ada"], world.articles[0])
        assert opened.done == sum(view.answered for view in opened.annotated)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("The port will close.", "The port will close"),
        ("Will it close?!", "Will it close"),
        ("“The port will close.”", "The port will close"),
        ("“It will,” she said, “close.”", "“It will,” she said, “close.”"),
        ("Port to close", "Port to close"),
        ("…", "…"),
    ],
)
def test_the_default_claim_is_the_sentence_without_its_stop(text: str, claim: str) -> None:
    span = default_claim(text, 100)["spans"][0]
    assert (span["quote"], text[span["start"] - 100 : span["end"] - 100]) == (claim, claim)


@pytest.mark.parametrize(
    ("content", "kind"),
    [("“It will close,”", "direct"), ("that it will “soon” close", "mixed"), ("that it will close", "indirect")],
)
def test_the_quote_type_follows_the_quoted_share(content: str, kind: str) -> None:
    text = f"She said {content} on Monday. “Nobody asked me.”"
    start = text.index(content)
    assert quote_type(text, [{"start": start, "end": start + len(content)}]) == kind


def test_an_attribution_without_content_has_no_quote_type() -> None:
    assert quote_type("She said so.", []) is None
