"""What is said of an export before it is made: how much it holds, on both databases, and what a format lacks."""

import json
from dataclasses import replace

import pytest

from annotator import exporting
from annotator.corrections import correcting
from annotator.corrections.correcting import Wish
from annotator.db import Database
from annotator.exporting import Choice, Summary
from annotator.work import reopening
from tests.factories import World
from tests.support.exports import exported, records, settled_world, spans, text_of
from tests.support.formats import files
from tests.support.reviews import decide, submit


@pytest.fixture
def world(database: Database) -> World:
    return settled_world(database)


def summary(world: World, **choice: str) -> Summary:
    with world.database.read() as session:
        wanted = exporting.choose(choice)
        return exporting.summary(session, world.project.id, wanted, world.actors["ruth"].user_id)


def revise(world: World) -> None:
    """Let ada change a label, a claim and an answer in a second round, and bo too, who takes one away and goes on."""
    text = text_of(world)
    for name in ("ada", "bo"):
        with world.database.write() as session:
            reopening.reopen(session, world.actors[name], world.articles[0])
        title, fees, owners, nobody = (view.public_id for view in world.sentences(world.articles[0], name))
        decide(world, name, "label", title, "NFS")
        decide(world, name, "claim", fees, {f"second-{name}": {"spans": spans(text, "Fees rise")}})
        decide(world, name, "flags", owners, ["unsure"])
        decide(world, name, "note", nobody, "Later.")
    decide(world, "bo", "label", nobody, None)
    submit(world, "ada")


@pytest.mark.parametrize("states", ["all", "submitted"])
def test_the_summary_counts_the_rounds_that_the_file_holds(world: World, states: str) -> None:
    revise(world)
    counts = set()
    for rounds in ("first", "last", "all"):
        for labels in ("both", "everyone", "gold"):
            choice = {"rounds": rounds, "states": states, "labels": labels}
            rows, found = records(world, **choice), summary(world, **choice)
            said = [one for row in rows for one in (*row["annotations"], row["gold"]) if one]
            held = (
                sum(one["label"] is not None for one in said),
                sum(len(one["claims"] or ()) for one in said),
                sum(len(one["attributions"] or ()) for one in said),
            )
            assert (found.labels, found.claims, found.attributions) == held
            counts.add(held)
    # Each round holds something else, or nothing was compared here.
    assert len(counts) == 7


def test_spans_of_sentences_that_a_correction_replaced_are_no_damage(world: World) -> None:
    manager = replace(world.actors["ruth"], roles=frozenset({"manager"}))
    with world.database.write() as session:
        text = correcting.ground(session, manager, world.articles[0]).text
        correcting.correct(session, manager, world.articles[0], Wish(f"Rain fell. {text}"))
    found = summary(world)
    assert (found.spans, found.wrong) == (14, 0)
    assert len(exported(world)) > 0


@pytest.mark.parametrize("form", ["claimreview", "averitec"])
def test_a_finished_check_that_no_final_reading_holds_is_left_out_and_the_format_says_so(
    light: Database, form: str
) -> None:
    world = settled_world(light)
    checks = [
        claim["verification"]["status"]
        for record in records(world)
        for said in record["annotations"]
        for claim in said["claims"] or ()
        if claim["verification"]
    ]
    assert checks == ["done"]
    assert json.loads(exported(world, format=form)) == []
    lacks = exporting.FORMATS[form].lacks
    assert "finished checks are left out where several people annotated a sentence and nobody settled it" in lacks
    assert "an annotator’s own check where the settled claim has none" in lacks


@pytest.mark.parametrize("form", ["brat", "uima", "webannotation", "labelstudio"])
def test_what_a_format_for_spans_has_no_place_for_is_named(light: Database, form: str) -> None:
    world = settled_world(light)
    choice = Choice(format=form)
    parts = files(world, form).values() if choice.form.is_folder else [exported(world, format=form)]
    whole = b"".join(parts)
    # Types, level, type and commitment of a source, quotation, state, blindness, method and reason, a verdict.
    for lost in ("numerical", '"level"', "named-person", "asserts", "indirect", "submitted", "blind", "slip"):
        assert lost.encode() not in whole
        assert lost.encode() in exported(world)
    assert b"Supported" not in whole
    for named in ("Verifications", "types and levels of claims", "commitment", "kind of quotation", "links", "blind"):
        assert named in choice.form.lacks
    assert "how, by whom and why something was settled" in choice.form.lacks


def test_a_sentence_that_nobody_settled_has_no_row_in_checkthat_and_the_format_says_so(light: Database) -> None:
    world = settled_world(light)
    assert len(exported(world, format="checkthat").splitlines()) == 2
    lacks = exporting.FORMATS["checkthat"].lacks
    assert "A sentence that several people annotated and nobody settled has no row." in lacks
