"""The keys of the annotation page: what each does by default, what a person made of them, and which may not be.

A key is one character as the keyboard says it, in lower case, or `shift+` and one; "" switches an action off. Enter,
Escape and the arrows stay as they are: they go to whatever has the focus.
"""

import re
from collections.abc import Mapping
from typing import Any

from annotator.errors import BadInput

# By action, in the order in which the page of keys lists them. Labels have the keys of their scheme and come first.
DEFAULTS: dict[str, str] = {
    "claim": "c",
    "source": "s",
    "cue": "q",
    "content": "t",
    "verdict": "v",
    "evidence": "e",
    "note": "n",
    "flag": "f",
    "next": "j",
    "back": "k",
    "unlabelled": "u",
    "flagged": "shift+u",
    "undo": "z",
    "redo": "shift+z",
    "cut": "[",
    "guideline": "g",
    "history": "h",
    "find": "/",
    "keys": "?",
}
LABELS = {"label-cfs": "1", "label-ufs": "2", "label-nfs": "3", "label-unsure": "0"}
# With Shift these mean another piece or another claim, so that key is taken too.
SPANS = ("claim", "source", "cue", "content")
KEY = re.compile(r"(?:shift\+)?[^\s\x00-\x1f\x7f]")


def checked(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return a person's own keys by action, only those that differ from the default.

    Raises BadInput when something is no key, or when two actions would have the same one.
    """
    keys = {**LABELS, **DEFAULTS}
    for action, typed in wanted.items():
        key = typed.strip().lower()
        if action not in keys:
            raise BadInput("There is no such action. Reload the page and try again.")
        if key and (not KEY.fullmatch(key)):
            raise BadInput(f"“{typed.strip()[:20]}” is not one key. Give one character, or shift+ and one.")
        keys[action] = key
    taken: dict[str, str] = {}
    for action, key in keys.items():
        for one in all_of(action, key):
            if one in taken:
                raise BadInput(f"“{one}” cannot both be {taken[one]} and {action}. Give one of them another key.")
            taken[one] = action
    return {action: key for action, key in keys.items() if key != {**LABELS, **DEFAULTS}[action]}


def all_of(action: str, key: str) -> list[str]:
    """Return every key that an action listens to, when its own key is `key`."""
    if not key:
        return []
    if action in SPANS and not key.startswith("shift+"):
        return [key, f"shift+{key}"]
    return [key]


def table(preferences: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the key of every action for a person; `labels` are the keys of the project's scheme by action.

    A scheme's own keys for its labels come before the person's. All are "" when the person switched single keys off.
    """
    own = {action: key for action, key in (labels or {}).items() if LABELS.get(action) != key}
    keys = {**LABELS, **DEFAULTS, **preferences.get("keys", {}), **own}
    return dict.fromkeys(keys, "") if preferences.get("keys_off") else keys
