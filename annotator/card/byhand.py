"""The parts of a card that no database knows: kept with the project, so that they stay from export to export."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from annotator.errors import BadInput, Conflict
from annotator.fields import clean
from annotator.models import Project, table_of

PROJECT = table_of(Project)
NOT_STATED = "not stated"
MAX_PART = 5000
# The parts in the order of the card, and what each should say.
PARTS = {
    "authors": "Who publishes the dataset, one name a line.",
    "license": "The licence of the annotations. Each article keeps its own.",
    "sampling": "How the articles were chosen.",
    "recruitment": "How annotators and reviewers were found.",
    "training": "How they were trained, and how long.",
    "pay": "What they were paid, and by whom.",
    "consent": "What they agreed to.",
    "ethics": "Who approved the work, and under which number; or why nobody had to.",
    "limits": "What the data should not be used for, and what is known to be wrong with it.",
}


def read(session: Session, project_id: int) -> dict[str, str]:
    """Return what people wrote, by part; a part that nobody filled in is empty."""
    options = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == project_id)).scalar_one()
    return _kept(options)


def _kept(options: Mapping[str, Any]) -> dict[str, str]:
    kept = options.get("card", {})
    return {part: str(kept.get(part, "")) for part in PARTS}


def changed(given: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, str]:
    """Return the parts that are given and are not what their writer saw: `was-` and the name, else what is kept."""
    texts = {part: clean(given[part]).strip() for part in PARTS if part in given}
    return {part: text for part, text in texts.items() if text != _was(given, part, kept)}


def _was(given: Mapping[str, str], part: str, kept: Mapping[str, str]) -> str:
    return clean(given.get(f"was-{part}", kept[part])).strip()


def write(session: Session, project_id: int, given: Mapping[str, str]) -> None:
    """Store the parts that were changed and leave the others as they are.

    Raises BadInput for one that is too long, Conflict for one that somebody else wrote since it was seen.
    """
    query = select(PROJECT.c.options).where(PROJECT.c.id == project_id)
    # Other settings of the project stand in the same column.
    options = session.execute(query.with_for_update()).scalar_one()
    kept = _kept(options)
    for part, text in changed(given, kept).items():
        if len(text) > MAX_PART:
            raise BadInput(f"The part {part} is over {MAX_PART} characters. Shorten it.")
        if kept[part] not in (text, _was(given, part, kept)):
            raise Conflict(
                f"Somebody else wrote the part {part} meanwhile. Compare both below, then keep what is right."
            )
        kept[part] = text
    card = {part: text for part, text in kept.items() if text}
    session.execute(update(PROJECT).where(PROJECT.c.id == project_id).values(options={**options, "card": card}))
