"""Labels written as text, for the tests of agreement: one string an item, one character an annotator."""

from typing import Any

from annotator.agreement import Labels, report

Rows = list[tuple[str | int, str | int, str | None, str | int | None]]


def rows_of(*items: str, articles: int = 1) -> Rows:
    """One string an item, one character an annotator (A, B, C), a dot for no label."""
    return [
        (i, "ABC"[who], "" if label == "." else label, i % articles)
        for i, item in enumerate(items)
        for who, label in enumerate(item)
    ]


def report_of(*items: str, **options: Any) -> dict[str, Any]:
    return report(Labels.from_rows(rows_of(*items)), **options)


def figures(found: dict[str, Any]) -> dict[str, Any]:
    other = {"items", "items_used", "annotators", "labels_used", "reasons", "seed", "resamples"}
    return {key: value for key, value in found.items() if key not in other and not key.startswith("ci:")}
