"""The switches of a project: their names, what they are when nobody set them, and what they may be."""

from collections.abc import Mapping
from typing import Any

from annotator import scheme
from annotator.errors import BadInput

DEFAULTS: dict[str, bool | int | str] = {
    "review_own": False,
    "unanimous_gold": False,
    "order": "fixed",
    "timing": True,
    "timing_published": False,
    "lease_days": 14,
    "own_accuracy": False,
}
# Which optional fields of the scheme are not asked; it is set with the labels and stays from the first annotation on.
LEFT_OUT = "left_out"
ORDERS = ("fixed", "random")
MAX_LEASE_DAYS = 365


def value(options: Mapping[str, Any], name: str) -> Any:
    """Return what a switch is set to, or its default."""
    return options.get(name, DEFAULTS[name])


def left_out(options: Mapping[str, Any]) -> frozenset[str]:
    """Return the optional fields that a project does not ask."""
    return frozenset(options.get(LEFT_OUT, ()))


def without_unasked(options: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claim or attribution with what a project does not ask as it is when nobody says anything."""
    unasked = left_out(options)
    return {name: scheme.UNASKED[name] if name in unasked else said for name, said in value.items()}


def checked(form: Mapping[str, str]) -> dict[str, bool | int | str]:
    """Return the switches from form fields; a box that is not ticked is not sent. Raises BadInput."""
    days = form.get("lease_days", "").strip()
    if not days.isascii() or not days.isdigit() or int(days[:6]) > MAX_LEASE_DAYS:
        raise BadInput(f"Give the days of idleness as a whole number from 0 to {MAX_LEASE_DAYS}; 0 means never.")
    if form.get("order") not in ORDERS:
        raise BadInput("Choose an order: as imported, or by chance for each person.")
    switches = {name: bool(form.get(name)) for name, usual in DEFAULTS.items() if isinstance(usual, bool)}
    return {**switches, "order": form["order"], "lease_days": int(days[:6])}
