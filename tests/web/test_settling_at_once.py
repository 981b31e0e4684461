"""Two people at the same moment, on both databases: one is served, the other is told, and nothing is overwritten."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from annotator.annotate.operations import Operation
from annotator.db import Database
from annotator.errors import Conflict
from annotator.review import settling
from annotator.work import assignment
from tests.support.reviews import case_of, golds, key_of, reviewed


def test_two_first_decisions_at_once_make_one_gold(database: Database) -> None:
    world = reviewed(database, "NCFNCN", "NCNNCF")
    start = Barrier(2)
    wishes = [
        (name, number, {"take": key_of(world, number, taken, name)})
        for number in (3, 6)
        for name, taken in (("ruth", "ada"), ("sam", "bo"))
    ]
    ids = {number: case_of(world, number).public_id for number in (3, 6)}

    def decide(name: str) -> list[str]:
        answers = []
        for who, number, value in wishes:
            if who != name:
                continue
            start.wait()
            op = Operation(f"{name}-{number}", "settle", ids[number], value, tab=name)
            try:
                with database.write() as session:
                    settling.settle(session, world.actors[name], op)
                answers.append("stored")
            except Conflict:
                answers.append("told")
        return answers

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(decide, ("ruth", "sam")))
    assert [sorted(pair) for pair in zip(*answers, strict=True)] == [["stored", "told"]] * 2
    assert {state["version"] for state in golds(world).values()} == {1}


def test_taking_back_and_settling_at_once_never_both_succeed(database: Database) -> None:
    world = reviewed(database, "NCFNCN", "NCNNCF")
    start = Barrier(2)
    settled = Operation("first", "settle", case_of(world, 3).public_id, {"take": key_of(world, 3, "ada")})
    taken_back = Operation("back", "submit", world.articles[0], value=False)

    def settle() -> None:
        start.wait()
        with database.write() as session:
            settling.settle(session, world.actors["ruth"], settled)

    def take_back() -> None:
        start.wait()
        with database.write() as session:
            assignment.hand_in(session, world.actors["ada"], taken_back)

    with ThreadPoolExecutor(2) as pool:
        faults = [future.exception() for future in [pool.submit(settle), pool.submit(take_back)]]
    assert [type(fault) for fault in faults if fault is not None] == [Conflict]
