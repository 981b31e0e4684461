"""Reading ahead: the next files are read while the last one is stored."""

from collections.abc import Iterable, Iterator
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")
# What one thread looks at to see that nobody takes anything any more.
LOOK_SECONDS = 0.1


def ahead(items: Iterable[Item], count: int = 4) -> Iterator[Item]:
    """Yield the items in their order; a thread is up to `count` of them ahead. What it raises is raised here."""
    made: Queue[tuple[Item] | BaseException | None] = Queue(count)
    left = Event()
    thread = Thread(target=_make, args=(items, made, left), daemon=True)
    thread.start()
    try:
        while (one := made.get()) is not None:
            if isinstance(one, BaseException):
                raise one
            yield one[0]
    finally:
        left.set()
        while thread.is_alive():
            _emptied(made)
            thread.join(LOOK_SECONDS)


def _make(items: Iterable[Item], made: "Queue[tuple[Item] | BaseException | None]", left: Event) -> None:
    try:
        for item in items:
            made.put((item,))
            if left.is_set():
                return
    except BaseException as fault:  # noqa: BLE001  it is raised where the items are taken
        made.put(fault)
    else:
        made.put(None)


def _emptied(made: "Queue[tuple[Item] | BaseException | None]") -> None:
    """Take what still waits, so that whoever puts is not held up."""
    try:
        while True:
            made.get_nowait()
    except Empty:
        return
