"""The rules of a project for what comes in: "leave out every line that starts with Read more"."""

from sqlalchemy import select, update
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor
from annotator.errors import BadInput
from annotator.intake import articles
from annotator.intake.importing import FILE, in_batch, summary
from annotator.models import Project, table_of
from annotator.reading.cutting import ANNOTATED, DROP, Rule, ruled

PROJECT = table_of(Project)
KEY = "import_rules"
MAX_RULES, MAX_STARTS, MIN_STARTS = 100, 100, 2


def rules(session: Session, actor: Actor) -> list[Rule]:
    """Return the rules of the actor's project, in the order in which they were made."""
    assert actor.project is not None
    return rules_of(session, actor.project.id)


def rules_of(session: Session, project_id: int) -> list[Rule]:
    """Return the rules of a project, in the order in which they were made."""
    found = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == project_id)).scalar_one()
    return [Rule(*rule) for rule in (found or {}).get(KEY, [])]


def add(session: Session, actor: Actor, starts: str, kind: str) -> Rule:
    """Add a rule, in the place of one for the same words; raises BadInput with one sentence."""
    words = articles.line(starts)
    if not MIN_STARTS <= len(words) <= MAX_STARTS:
        raise BadInput(f"Give the first words of the line, {MIN_STARTS} to {MAX_STARTS} characters.")
    if kind not in (DROP, *scheme.KINDS):
        raise BadInput("Say what such a line is: leave it out, or one of the kinds.")
    options = _options(session, actor)
    others = [rule for rule in options.get(KEY, []) if rule[0].casefold() != words.casefold()]
    if len(others) >= MAX_RULES:
        raise BadInput(f"A project may have {MAX_RULES} rules. Remove one first.")
    _save(session, actor, options | {KEY: [*others, [words, kind]]})
    return Rule(words, kind)


def remove(session: Session, actor: Actor, starts: str) -> None:
    """Remove a rule; one that is not there changes nothing."""
    options = _options(session, actor)
    _save(session, actor, options | {KEY: [rule for rule in options.get(KEY, []) if rule[0] != starts]})


def apply(session: Session, actor: Actor, batch: str, rule: Rule, keys: list[int]) -> int:
    """Apply a rule to some waiting files of a batch and return how many it changed.

    One that would lose its last sentence to annotate stays as it is.
    """
    query = select(FILE.c.id, FILE.c.text, FILE.c.segments, FILE.c.details)
    changed = 0
    for row in session.execute(query.where(in_batch(actor, batch), FILE.c.id.in_(keys), FILE.c.state == "waiting")):
        segments = ruled(row.text, row.segments, [rule])
        if segments == row.segments or not any(segment["kind"] in ANNOTATED for segment in segments):
            continue
        values = {"segments": segments, "details": row.details | summary(segments)}
        session.execute(update(FILE).where(FILE.c.id == row.id).values(**values))
        changed += 1
    return changed


def _options(session: Session, actor: Actor) -> dict[str, list[list[str]]]:
    assert actor.project is not None
    found = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == actor.project.id)).scalar_one()
    return found or {}


def _save(session: Session, actor: Actor, options: dict[str, list[list[str]]]) -> None:
    assert actor.project is not None
    session.execute(update(PROJECT).where(PROJECT.c.id == actor.project.id).values(options=options))
