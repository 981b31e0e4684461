"""The parts of a card that no database knows: kept with the project, so that they stay from export to export."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlmodel import Session

from annotator.errors import BadInput
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
    kept = options.get("card", {})
    return {part: str(kept.get(part, "")) for part in PARTS}


def write(session: Session, project_id: int, given: Mapping[str, str]) -> None:
    """Store the parts that are given and leave the others as they are; raises BadInput for one that is too long."""
    kept = read(session, project_id)
    for part in PARTS.keys() & given.keys():
        text = clean(given[part]).strip()
        if len(text) > MAX_PART:
            raise BadInput(f"The part {part} is over {MAX_PART} characters. Shorten it.")
        kept[part] = text
    query = select(PROJECT.c.options).where(PROJECT.c.id == project_id)
    # Other settings of the project stand in the same column.
    options = session.execute(query.with_for_update()).scalar_one()
    card = {part: text for part, text in kept.items() if text}
    session.execute(update(PROJECT).where(PROJECT.c.id == project_id).values(options={**options, "card": card}))
