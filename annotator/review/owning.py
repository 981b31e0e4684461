"""A reviewer's workbench: one sentence of an article under review, to be read anew with the tools of annotating.

What is decided there waits in the browser and is sent as one decision; nothing here writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate import verifying, viewing
from annotator.annotate.opening import Opened
from annotator.annotate.operations import Frame
from annotator.annotate.viewing import SentenceView
from annotator.errors import Conflict, NotFound
from annotator.models import Annotation, Attribution, TextVersion, User, table_of
from annotator.review import gold, states
from annotator.review.reviewing import Ground, column_key, ground

ANNOTATION, ATTRIBUTION, TEXT, USER = (table_of(model) for model in (Annotation, Attribution, TextVersion, User))
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Bench:
    """The article with its gold, the sentence in hand, and what its decision names.

    `keep` is the column it begins with, "" for none. `version`, `label`, `settled_by` and `reason` are those of its
    gold, 0 and None without one.
    """

    opened: Opened
    active: SentenceView
    keep: str
    version: int
    label: str | None
    settled_by: str | None
    reason: str | None


def bench(session: Session, actor: Actor, public_id: str, number: int, column: str = "") -> Bench:
    """Return the workbench of the sentence `number`, begun with a `column`, else with its gold, else with nothing.

    A column that has changed since is as none. Raises what `ground` raises, Conflict before the review has begun and
    NotFound without such a sentence. A fixed number of queries.
    """
    place = ground(session, actor, public_id)
    if place.must_begin:
        raise Conflict("The review of this article has not begun. Open it and begin it first.")
    frame = Frame(place.id, place.public_id, place.cut, place.layers, NOBODY, 1, place.labels)
    views = viewing.sentences(session, frame)
    active = next((view for view in views if view.number == number), None)
    if active is None:
        raise NotFound("There is no such sentence.")
    settled = {key: state for key, state in gold.stored(session, place.id).items() if state["live"]}
    own, votes = settled.get(active.id), states.submitted_annotations(session, place.id).get(active.id, [])
    vote = next((vote for vote in votes if column and column_key(actor, active.id, vote) == column), None)
    for view in views:
        _fill(view, settled.get(view.id))
    if vote is not None:
        _fill(active, _as_state(vote))
    elif own is not None:
        for uuid, check in verifying.of_desk(session, own["id"]).items():
            active.claims[uuid]["verification"] = check
    viewing.draw(views)
    return Bench(
        opened=_opened(session, place, views), active=active, keep=column if vote else "",
        version=own["version"] if own else 0, label=own["label"] if own else None,
        settled_by=_name(session, own) if own else None, reason=own["reason"] if own else None,
    )  # fmt: skip


def _as_state(vote: Mapping[str, Any]) -> gold.State:
    """Return an annotation as the beginning of a decision: nobody's note, and not unsure."""
    flags = [flag for flag in vote["flags"] if flag != "unsure"]
    details = {layer: {value["uuid"]: value for value in vote[layer] or ()} for layer in gold.LAYERS}
    return {"label": vote["label"], "flags": flags, "note": None, **details}


def _fill(view: SentenceView, state: gold.State | None) -> None:
    if state is None:
        return
    view.label, view.flags, view.note = state["label"], state["flags"], state["note"]
    for layer in gold.LAYERS:
        plain = {uuid: {name: value[name] for name in value if name != "uuid"} for uuid, value in state[layer].items()}
        setattr(view, layer, plain)


def _name(session: Session, state: gold.State) -> str:
    return str(session.execute(select(USER.c.name).where(USER.c.id == state["settled_by"])).scalar_one())


def _opened(session: Session, place: Ground, views: list[SentenceView]) -> Opened:
    t = TEXT.c
    text = session.execute(select(t.text).where(t.article_id == place.id, t.number == place.text_version)).scalar_one()
    numbered = [view for view in views if view.number is not None]
    return Opened(
        public_id=place.public_id, title=place.title, publisher=place.publisher, published=place.published, url=None,
        language=place.language, labels=place.labels, layers=place.layers, state="open", round=2,
        done=sum(view.answered for view in numbered), total=len(numbered), position=1, base=place.base,
        may_take_back=False, text=text, sentences=views,
    )  # fmt: skip


def names(session: Session, actor: Actor, public_id: str) -> list[str]:
    """Return the names of sources in what was submitted and settled of an article, in order, to complete from.

    Raises what `ground` raises.
    """
    place = ground(session, actor, public_id)
    t, n = ATTRIBUTION.c, ANNOTATION.c
    rows = session.execute(
        select(t.source_entity)
        .join(ANNOTATION, n.id == t.annotation_id)
        .where(
            n.article_id == place.id, t.article_id == place.id, t.source_entity.is_not(None), n.retired_at.is_(None),
            n.user_id.in_(place.people) | (n.layer == "gold"),
        )
        .distinct()
        .order_by(t.source_entity)
    )  # fmt: skip
    return list(rows.scalars())
