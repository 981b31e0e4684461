"""Reading ahead: order, faults and an early end are what they are without it."""

import threading
from collections.abc import Iterator

import pytest

from annotator.reading.ahead import ahead


def test_items_come_in_their_order_while_the_next_are_made() -> None:
    assert list(ahead(range(50))) == list(range(50))


def test_a_fault_comes_where_it_happened() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("The second one is broken.")

    made = ahead(items())
    assert next(made) == 1
    with pytest.raises(ValueError, match="second one"):
        next(made)


def test_leaving_early_ends_the_thread() -> None:
    before = threading.active_count()
    made = ahead(iter(int, 1))
    assert next(made) == 0
    made.close()  # type: ignore[attr-defined]  # a generator
    assert threading.active_count() <= before  # others may have ended meanwhile
