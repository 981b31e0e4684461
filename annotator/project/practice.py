"""The practice article: sentences with known answers and why, for learning the labels and keys.

It is no article of the project: it stands in the seeds or among the project's options, and nothing a person answers is
stored, so that it can never be in figures or exports.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor, may
from annotator.annotate import preferences
from annotator.errors import BadInput, Forbidden
from annotator.fields import clean
from annotator.models import Project, table_of
from annotator.settings import resource
from annotator.splitting import split

PROJECT = table_of(Project)
OURS, OWN, NONE = "sample", "own", "none"
MOST, LONGEST = 30, 1000


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the practice: what it says, the label it should get and why; `opens` begins a paragraph."""

    text: str
    label: str
    why: str
    opens: bool = False


@cache
def ours() -> tuple[Step, ...]:
    """Return the practice that comes with the application."""
    folder = resource("seeds") / "sample"
    seed = json.loads((folder / "practice.json").read_text("utf-8"))
    article = (folder / seed["file"]).read_text("utf-8")
    texts = [
        (article[start:end], not place)
        for segment in split(article)
        for place, (start, end) in enumerate(segment.sentences)
    ]
    known = {answer["text"]: answer for answer in seed["answers"]}
    return tuple(Step(text, known[text]["label"], known[text]["why"], opens) for text, opens in texts)


def read(text: str) -> list[list[str]]:
    """Read a project's own practice, one sentence a line: label | sentence | why; raises BadInput naming the line."""
    found = []
    lines = [line.strip() for line in clean(text).split("\n") if line.strip()]
    for number, line in enumerate(lines, 1):
        parts = [part.strip() for part in line.split("|", 2)]
        if len(parts) != 3 or not all(parts) or parts[0].upper() not in scheme.LABELS:
            labels = ", ".join(scheme.LABELS)
            raise BadInput(f"Line {number} must be: label | sentence | why. The labels are {labels}.")
        if max(len(part) for part in parts) > LONGEST:
            raise BadInput(f"Line {number} is too long. A sentence and its reason may have {LONGEST} characters each.")
        found.append([parts[0].upper(), parts[1], parts[2]])
    if not 1 <= len(found) <= MOST:
        raise BadInput(f"Give 1 to {MOST} sentences, one a line.")
    return found


def options(session: Session, actor: Actor) -> dict[str, Any]:
    """Return what the project chose: which practice, and the lines of its own one."""
    assert actor.project is not None
    found = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == actor.project.id)).scalar_one() or {}
    return {"which": OURS, "lines": [], **found.get("practice", {})}


def steps(chosen: Mapping[str, Any]) -> tuple[Step, ...]:
    """Return the sentences of the practice a project chose; none when it offers none."""
    if chosen["which"] == OWN:
        return tuple(Step(text, label, why) for label, text, why in chosen["lines"])
    return ours() if chosen["which"] == OURS else ()


def is_offered(session: Session, actor: Actor) -> bool:
    """Say whether the practice is to be offered: an annotator who has neither done nor skipped it here."""
    if actor.project is None or not may(actor, "annotate") or not steps(options(session, actor)):
        return False
    return str(actor.project.id) not in preferences.of(session, actor).get("practice", {})


def choose(session: Session, actor: Actor, which: str, text: str) -> None:
    """Choose the project's practice: ours, its own lines, or none; for managers. Raises BadInput for bad lines."""
    if not may(actor, "manage"):
        raise Forbidden("Only managers of this project can do that.")
    assert actor.project is not None
    if which not in (OURS, OWN, NONE):
        raise BadInput("Choose the practice that comes along, one of your own, or none.")
    lines = read(text) if which == OWN else options(session, actor)["lines"]
    kept = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == actor.project.id)).scalar_one() or {}
    made = {**kept, "practice": {"which": which, "lines": lines}}
    session.execute(update(PROJECT).where(PROJECT.c.id == actor.project.id).values(options=made))
