"""Reading ahead: the next files are read while the last one is stored."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def ahead(items: Iterable[Item], count: int = 4) -> Iterator[Item]:
    """Yield the items in their order; a thread is up to `count` of them ahead. What it raises is raised here."""
    source = iter(items)
    pool = ThreadPoolExecutor(1)
    try:
        waiting: deque[Future[tuple[Item] | None]] = deque(pool.submit(_next, source) for _ in range(count))
        while (one := waiting.popleft().result()) is not None:
            waiting.append(pool.submit(_next, source))
            yield one[0]
    finally:
        pool.shutdown(cancel_futures=True)


def _next(source: Iterator[Item]) -> tuple[Item] | None:
    """Return the next item in a tuple of its own, as an item may be None; or None at the end."""
    for item in source:
        return (item,)
    return None
