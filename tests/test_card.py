"""What a card says of an export: its own articles, what was left out of it, and nothing that is not in it."""

import re
from dataclasses import replace
from typing import Any

import pytest

from annotator import card, exporting, releases
from annotator.corrections import correcting
from annotator.corrections.correcting import Wish
from annotator.db import Database
from annotator.exporting.job import Job
from annotator.work import reopening, withdrawing
from tests.factories import OTHER_TEXT, World, make_world
from tests.support.exports import TEXT, records, settled_world
from tests.support.formats import files
from tests.support.reviews import allow_own, annotate, decide, settle_directly, submit

OPEN = "Labels left out because they were not submitted: "
LATER = "Annotations made or changed after their annotator had submitted the article (round 2 or later): "


@pytest.fixture
def world(light: Database) -> World:
    """Two articles: of the first one label is not submitted, of the second three."""
    made = settled_world(light, (TEXT, OTHER_TEXT))
    annotate(made, "bo", "NCN?", 1)
    return made


def card_of(world: World, *articles: str, **choice: str) -> str:
    """Return the card of an export of what was submitted; of some articles alone if they are named."""
    only = {"articles": "chosen"} if articles else {}
    wanted = exporting.choose({"states": "submitted", **only, **choice}, articles)
    with world.database.read() as session:
        return card.written(Job(session, world.project.id, wanted))


def frozen(world: World) -> releases.Frozen:
    with world.database.read() as session:
        return releases.freeze(session, world.project.id, "1.0")


def revise(world: World, *, hand_in: bool = True) -> None:
    """Let bo open the first article again, change a label and mark one as unsure."""
    with world.database.write() as session:
        reopening.reopen(session, world.actors["bo"], world.articles[0])
    title, _, owners, _ = world.sentences(world.articles[0], "bo")
    decide(world, "bo", "label", title.public_id, "CFS")
    decide(world, "bo", "flags", owners.public_id, ["unsure"])
    if hand_in:
        submit(world, "bo")


def labels(world: World, **choice: str) -> int:
    return sum(said["label"] is not None for record in records(world, **choice) for said in record["annotations"])


def test_labels_that_were_not_submitted_are_counted_for_the_articles_of_the_export(world: World) -> None:
    assert [card_of(world, article).split(OPEN)[1][:2] for article in world.articles] == ["1.", "3."]
    assert f"{OPEN}4." in card_of(world)
    assert f"{OPEN}0." in card_of(world, states="all")
    assert f"{OPEN}4." in frozen(world).card
    with world.database.write() as session:
        withdrawing.withdraw(session, managing(world), world.articles[1], "A copy")
    assert f"{OPEN}1." in card_of(world)
    assert "Articles withdrawn from the project: 1 (A copy)." in card_of(world, world.articles[0])


def managing(world: World) -> Any:
    return replace(world.actors["ruth"], roles=frozenset({"manager"}))


def test_labels_of_sentences_that_a_correction_replaced_were_not_left_out(world: World) -> None:
    with world.database.write() as session:
        text = correcting.ground(session, managing(world), world.articles[0]).text
        wish = Wish(f"Rain fell. {text.replace('12 percent', 'twelve percent')}")
        correcting.correct(session, managing(world), world.articles[0], wish)
    assert f"{OPEN}1." in card_of(world, world.articles[0])
    assert f"{OPEN}{labels(world) - labels(world, states='submitted')}." in card_of(world)


@pytest.mark.parametrize("rounds", ["first", "all"])
def test_labels_of_a_round_that_is_still_open_are_left_out_if_the_round_is_asked_for(world: World, rounds: str) -> None:
    revise(world, hand_in=False)
    left_out = labels(world, rounds=rounds) - labels(world, rounds=rounds, states="submitted")
    assert left_out == (5 if rounds == "all" else 4)
    assert f"{OPEN}{left_out}." in card_of(world, rounds=rounds)


def test_a_label_that_replaces_a_submitted_one_and_is_not_submitted_is_left_out(world: World) -> None:
    revise(world, hand_in=False)
    assert f"{OPEN}5." in card_of(world, rounds="last")


def test_a_phase_has_the_articles_of_the_export_and_one_without_any_is_not_named(world: World) -> None:
    assert "Phase Main round: articles: 2; annotators an article: 3; " in card_of(world)
    assert "Phase Main round: articles: 1; " in card_of(world, world.articles[1])
    assert "- Phase" not in card_of(world, articles="finished")


def test_sentences_that_a_reviewer_settled_who_had_annotated_them_are_those_of_the_export(light: Database) -> None:
    people = {"ada": ("annotator", "reviewer"), "bo": ("annotator",), "sam": ("reviewer",)}
    world = make_world(light, people, ("One pier. One boat.", OTHER_TEXT), assigned=("ada", "bo"))
    for name in ("ada", "bo"):
        annotate(world, name, "NN")
        submit(world, name)
    allow_own(world)
    settle_directly(world, "ada", 1, {"own": {"label": "UFS"}})
    said = "Sentences settled by a reviewer who had annotated them: "
    assert [card_of(world, one).split(said)[1][0] for one in world.articles] == ["1", "0"]
    with world.database.write() as session:
        wish = Wish("One harbour. One boat.")
        correcting.correct(session, replace(world.actors["sam"], roles=frozenset({"manager"})), world.articles[0], wish)
    assert f"{said}0." in card_of(world)


@pytest.mark.parametrize("hand_in", [True, False])
def test_what_was_changed_in_later_rounds_is_counted_whichever_rounds_go_out(world: World, *, hand_in: bool) -> None:
    assert f"{LATER}0. This export holds the first round only." in frozen(world).card
    revise(world, hand_in=hand_in)
    later = [said for record in records(world, rounds="all") for said in record["annotations"] if said["round"] > 1]
    assert f"{LATER}{len(later)}. This export holds the first round only." in frozen(world).card
    assert f"{LATER}2. This export holds all rounds." in card_of(world, rounds="all")
    assert f"{LATER}2. This export holds only the last round of each annotator." in card_of(world, rounds="last")
    assert f"{LATER}0." in card_of(world, world.articles[1])


def test_a_card_counts_the_claims_that_the_release_counts(world: World) -> None:
    made = frozen(world)
    counts = made.figures["counts"]
    assert (counts["claims"], counts["attributions"]) == (3, 1)
    assert "Claims (annotations): 3. Attributions (annotations): 1." in made.card
    assert "Claims (settled): 1. Attributions (settled): 1." in made.card


def test_a_card_of_one_of_everything_and_of_nothing_reads_well(light: Database) -> None:
    world = make_world(light, {"ada": ("annotator",)}, ("A pier.",), assigned=("ada",))
    nothing = card_of(world, articles="finished")
    annotate(world, "ada", "C")
    submit(world, "ada")
    one = card_of(world)
    assert "Languages: not stated." in nothing
    assert "Source: not stated." in nothing
    assert "Annotators who took part: 1," in one
    assert "Claims (annotations): 1." in one
    for said in (nothing, one):
        assert not re.findall(r"\b1 (?:annotators|annotations|articles|claims|attributions|sentences)\b", said)
        assert not re.findall(r"(?:: \.|by  )", said)


def table(said: str) -> list[str]:
    """Return the lines of the table of labels."""
    return said.split("## Labels\n\n")[1].partition("\n\n")[0].splitlines()


def test_a_card_tells_nothing_of_labels_that_are_not_in_the_export(world: World) -> None:
    gold, everyone = card_of(world, labels="gold"), card_of(world, labels="everyone")
    assert table(gold) == ["| label | settled | share |", "|---|---|---|", "| CFS | 1 | 100.0 % |"]
    assert table(everyone)[0] == "| label | annotations | share |"
    assert table(card_of(world))[0] == "| label | annotations | share | settled | share |"
    assert "the annotations behind it are not part of it" in gold
    assert "What was settled is not part of this export." in everyone
    for said in ("Claims (annotations)", "Unsure annotations", OPEN, LATER):
        assert (said in gold, said in everyone) == (False, True)
    for said in ("Claims (settled)", "Settled sentences:", "Sentences settled by a reviewer"):
        assert (said in gold, said in everyone) == (True, False)


def test_the_settled_labels_of_a_release_come_with_its_card_and_a_word_on_what_is_missing(world: World) -> None:
    made = frozen(world)
    with world.database.write() as session:
        releases.store(session, world.project.id, made, world.actors["ruth"].user_id)
    choice = exporting.Choice(format="huggingface", labels="gold")
    found = {
        path: b"".join(chunks) for path, chunks in releases.folder(world.database, world.project.id, "1.0", choice)
    }
    readme = found["README.md"].decode()
    assert made.card in readme
    assert "the annotations behind it are not part of it" in readme
    assert "not part of it" not in files(world, "huggingface")["README.md"].decode()
