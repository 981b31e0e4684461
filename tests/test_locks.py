"""The write lock of a SQLite database, between real processes and threads."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotator import locks
from annotator.errors import SetupError
from annotator.locks import FileTurn, Turns

HOLDER = """
import sys
from annotator.locks import FileTurn
with FileTurn(sys.argv[1]):
    print("in", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(path: Path) -> "Iterator[subprocess.Popen[str]]":
    """Start another process that keeps the lock until its input ends."""
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("ending", ["leaves", "is killed"])
def test_a_process_gets_the_lock_when_another_one(ending: str, tmp_path: Path) -> None:
    turn, entered = FileTurn(str(tmp_path / "lock")), threading.Event()

    def enter() -> None:
        with turn:
            entered.set()

    with holder(tmp_path / "lock") as other:
        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.wait(0.2)
        if ending == "is killed":
            other.kill()
        else:
            assert other.stdin is not None
            other.stdin.close()
        assert entered.wait(30)
        thread.join()
    turn.close()


def test_who_waits_too_long_is_told_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.05)
    turn = FileTurn(str(tmp_path / "lock"))
    with holder(tmp_path / "lock"), pytest.raises(SetupError, match="Another program keeps the database locked"), turn:
        pass
    turn.close()


def test_a_thread_that_waits_goes_before_the_one_that_had_the_lock() -> None:
    turns, order, waits = Turns(), list[str](), threading.Event()

    def one_save() -> None:
        waits.set()
        with turns:
            order.append("save")

    saver = threading.Thread(target=one_save)
    with turns:
        saver.start()
        assert waits.wait(30)
        while not turns._next.locked():
            pass
    with turns:
        order.append("import")
    saver.join()
    assert order == ["save", "import"]
