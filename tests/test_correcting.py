"""Correcting a text after import: words follow, nothing is lost unlisted, and it can be taken back."""

import shutil
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from annotator.corrections.edits import edits
from annotator.corrections.passages import GONE, NEW, pieces
from annotator.corrections.slips import same_words
from annotator.db import Database
from annotator.doctor import examining
from annotator.errors import AnnotatorError
from annotator.models import Annotation, Comment, SentenceState, now
from annotator.sentences.carrying import untouched_claims
from tests.factories import World, make_world
from tests.support import built, corrected, recut
from tests.support.corrected import EDITS, correct, edited, look, text_of, undo
from tests.support.reviews import page_of, settle_directly

ANY = settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
TEXTS = st.text(st.sampled_from("ab .\n“é👩"), max_size=40)


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A project with two people on one article, which every example gets a copy of."""
    path = tmp_path_factory.mktemp("corrected") / "template.sqlite3"
    shutil.copyfile(sqlite_template, path)
    with closing(Database(f"sqlite:///{path}")) as database:
        world = make_world(database, recut.PEOPLE | {"ruth": ("reviewer",)}, (recut.TEXT,), assigned=("ada", "bo"))
    return path, world


@settings(max_examples=200)
@given(old=TEXTS, new=TEXTS)
def test_common_runs_are_the_same_in_both_texts_and_in_order(old: str, new: str) -> None:
    made = edits(old, new)
    assert all(old[at : at + length] == new[to : to + length] != "" for at, to, length in made.runs)
    assert all(a + n <= b and x + n <= y for (a, x, n), (b, y, _) in pairwise(made.runs))
    told = pieces(old, new)
    assert "".join(piece.text for piece in told if piece.kind != NEW) == old
    assert "".join(piece.text for piece in told if piece.kind != GONE) == new


# A label that words lost from another sentence opened comes back although its own sentence stays where it is.
@example(steps=[("label", "bo", 6, 2, ""), ("attribution", "bo", 6, 18, "")], changes=[(122, 90, "!")])
@ANY
@given(steps=built.STEPS, changes=EDITS)
def test_whatever_is_edited_quotes_are_words_of_the_text_and_nothing_is_lost_unlisted(
    template: tuple[Path, World], steps: list[built.Step], changes: list[tuple[int, int, str]]
) -> None:
    with recut.copied(template) as world:
        built.play(world, steps)
        follows_and_comes_back(world, edited(text_of(world), changes))


def faults(world: World) -> list[str]:
    """Return what the doctor finds wrong."""
    return [found.wrong for found in examining.examine(world.database) if found.serious]


def everything_is_carried_or_listed(work: Any) -> None:
    """Every old sentence stays, moves or is named as gone; every mark on it is carried or named as lost."""
    stay = set(work.stay)
    grouped = {row.id: moved for moved in work.moved for row in moved.group.old}
    for owner, mine in work.said.items():
        for key, said in mine.items():
            assert (key in stay) != (key in grouped)
            if key in grouped:
                moved = grouped[key]
                carried = moved.readings.get(owner, [])
                lost = {one.uuid for one in moved.lost.get(owner, [])}
                kept = {uuid for one in carried for uuid in (*one.claims, *one.attributions)}
                row = next(row for row in moved.group.old if row.id == key)
                whole = untouched_claims(row, said)
                doubles = sum(
                    uuid in {*other.claims, *other.attributions} for other in mine.values() for uuid in said.claims
                )
                marks = {*said.claims, *said.attributions} - set(whole)
                if doubles <= len(said.claims):
                    assert marks <= kept | lost
                assert said.note is None or not carried or any(said.note in (one.note or "") for one in carried)


def follows_and_comes_back(world: World, new: str) -> None:
    """Correct a text and take that back, looking at everything in between; what is refused changes nothing."""
    old, rows = text_of(world), corrected.live(world)
    before = {who: recut.snapshot(world, who) for who in ("ada", "bo")}
    with built.refusals() as refused:
        seen = look(world, new)
    if refused:
        with pytest.raises(AnnotatorError):
            correct(world, new)
        assert corrected.live(world) == rows
        return
    everything_is_carried_or_listed(seen.work)
    correct(world, new)
    assert text_of(world) == new
    assert [words for *_, words in corrected.live(world)] == [
        new[start:end] for start, end, *_ in corrected.live(world)
    ]
    assert faults(world) == []
    undo(world)
    assert (text_of(world), corrected.live(world)) == (old, rows)
    assert {who: recut.snapshot(world, who) for who in ("ada", "bo")} == before
    assert faults(world) == []


def make(database: Database, *, submitted: bool = True) -> World:
    world = make_world(database, recut.PEOPLE | {"ruth": ("reviewer",)}, assigned=("ada", "bo"))
    for who in ("ada", "bo") if submitted else ():
        for place, view in enumerate(recut.views(world, who)):
            recut.do(world, "label", view.public_id, ("CFS", "UFS", "NFS")[place % 3], who)
        built.play(world, [("submit", who, 0, 0, "")])
    return world


def test_a_slip_of_the_pen_takes_every_label_along_and_opens_nothing(database: Database) -> None:
    world = make(database)
    correct(world, text_of(world).replace("Monday", "Mondai"))
    assert recut.labels(world) == ["CFS", "UFS", "NFS", "CFS", "UFS", "NFS"]
    assert [recut.work_of(world, who).state for who in ("ada", "bo")] == ["submitted", "submitted"]
    assert "Mondai" in recut.texts(world)[1]
    rows = recut.rows(world, SentenceState)
    assert [row.judged for row in sorted(rows, key=lambda row: row.start)] == [2] * 6


def test_other_words_and_new_sentences_go_back_to_those_who_submitted(database: Database) -> None:
    world = make(database)
    correct(world, text_of(world).replace("12 percent", "13 percent").replace("Fees rose", "It is dear. Fees rose"))
    assert recut.labels(world) == ["CFS", "UFS", "NFS", "CFS", None, None, "NFS"]
    work = recut.work_of(world, "bo")
    assert (work.state, work.round, work.done) == ("open", 1, 5)
    assert "was corrected" in work.returned_reason


def test_sentences_that_were_put_together_around_a_deleted_one_get_their_own_labels_back(database: Database) -> None:
    world = make(database)
    text = text_of(world)
    gone = text[text.index(" fees. “We") : text.index("oat owners")]
    correct(world, text.replace(gone, " fees, and b"))
    assert len(recut.texts(world)) == 4
    undo(world)
    assert recut.labels(world) == ["CFS", "UFS", "NFS", "CFS", "UFS", "NFS"]


def test_who_did_nothing_since_has_the_article_submitted_again_when_a_correction_is_taken_back(
    database: Database,
) -> None:
    world = make(database)
    begun = now()
    correct(world, text_of(world).replace("12 percent", "13 percent"))
    reworded = next(view for view in recut.views(world, "ada") if "13 percent" in view.text)
    recut.do(world, "note", reworded.public_id, "Now 13.", "ada")
    undo(world)
    ada, bo = (recut.work_of(world, who) for who in ("ada", "bo"))
    assert (ada.state, bo.state) == ("open", "submitted")
    assert (bo.round, bo.returned_at) == (1, None)
    assert bo.submitted_at <= begun
    assert faults(world) == []


def test_after_the_review_began_they_go_on_in_a_round_of_their_own(database: Database) -> None:
    world = make(database)
    for number in (1, 5):
        settle_directly(world, "ruth", number, {"majority": True})
    correct(world, text_of(world).replace("12 percent", "13 percent").replace("**Harbour", "**A harbour"))
    work = recut.work_of(world, "ada")
    assert (work.state, work.round) == ("open", 2)
    gold = [row for row in recut.rows(world, Annotation) if row.layer == "gold"]
    assert [row.retired_at is None for row in gold] == [False, False]
    undo(world)
    gold = [row for row in recut.rows(world, Annotation) if row.layer == "gold" and row.retired_at is None]
    assert sorted(row.label for row in gold) == ["CFS", "UFS"]


def test_gold_and_comments_follow_a_sentence_that_only_moved(database: Database) -> None:
    world = make(database)
    settle_directly(world, "ruth", 1, {"majority": True})
    built.play(world, [("comment", "ada", 0, 0, "Odd.")])
    correct(world, "A first line.\n\n" + text_of(world))
    moved = recut.views(world)[1]
    (gold,) = [row for row in recut.rows(world, Annotation) if row.layer == "gold" and row.retired_at is None]
    assert (gold.sentence_id, gold.label, gold.version) == (moved.id, "CFS", 2)
    assert [row.sentence_id for row in recut.rows(world, Comment)] == [moved.id]
    assert [case.former for case in page_of(world).cases] == [[]] * 7


def test_a_decision_on_other_words_is_set_aside_and_shown_beside_the_sentence(database: Database) -> None:
    world = make(database)
    settle_directly(world, "ruth", 5, {"majority": True})
    seen = look(world, text_of(world).replace("12 percent", "13 percent"))
    assert seen.counts is not None
    assert (seen.counts["unsettled"], seen.back) == (1, 2)
    correct(world, text_of(world).replace("12 percent", "13 percent"))
    (former,) = [case.former for case in page_of(world).cases if case.former]
    assert [state["label"] for state in former] == ["UFS"]


def test_sentences_before_a_change_keep_their_rows_so_that_open_pages_go_on(database: Database) -> None:
    world = make(database, submitted=False)
    kept = [view.id for view in recut.views(world)][:4]
    correct(world, text_of(world).replace("12 percent", "13 percent"))
    assert [view.id for view in recut.views(world)][:4] == kept
    recut.do(world, "label", recut.views(world)[0].public_id, "NFS", base="1.1")
    assert recut.labels(world)[0] == "NFS"


def test_what_was_decided_since_stays_when_a_correction_is_taken_back(database: Database) -> None:
    world = make(database, submitted=False)
    for view in recut.views(world):
        recut.do(world, "label", view.public_id, "NFS")
    correct(world, text_of(world).replace("12 percent", "13 percent").replace(" Nobody knows what comes next.", ""))
    recut.do(world, "label", recut.views(world)[4].public_id, "CFS")
    undo(world)
    assert recut.labels(world)[3:] == ["NFS", None, "NFS"]
    assert recut.work_of(world, "ada").done == 5


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("teh ferry", "the ferry", True),
        ("The cat sat", "the  cat, sat.", True),
        ("thecat", "the cat", True),
        ("Adminstration", "Administration", True),
        ("a million boats", "a billion boats", False),
        ("12 boats", "13 boats", False),
        ("They now go", "They not go", False),
        ("It is legal", "It is illegal", False),
        ("It rose", "It fell", False),
    ],
)
def test_only_slips_of_the_pen_say_the_same(old: str, new: str, same: bool) -> None:
    assert same_words(old, new) is same
