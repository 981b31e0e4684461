"""What a reviewer's decision on one sentence comes to: the gold it makes, or why it cannot be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor
from annotator.annotate import details, verifying
from annotator.annotate.operations import Operation
from annotator.errors import BadInput, Conflict
from annotator.fields import Flags, Identifier, Strict, Text
from annotator.models import Event, User, table_of
from annotator.project import options
from annotator.review import comparing, composing, gold, weighing
from annotator.review.reviewing import Ground, column_key

EVENT, USER = table_of(Event), table_of(User)
CHOICES = ("take", "majority", "agreed", "edges", "own", "undo", "begin")
PARTS = ("claim", "source", "cue", "content")
LAYER_OF = {"claim": "claims", "source": "attributions", "cue": "attributions", "content": "attributions"}
WHOLE = "whole"
EDGES_RULE = "Only edges differed; the reading nearest to all others was taken."
Votes = Sequence[Mapping[str, Any]]


class Own(Strict):
    """A reviewer's own reading: details of one column (`keep`), part by part, those given, or the default of the label.

    Given claims and attributions stand for themselves; `keep` then says whose reading they began with.
    `verifications` are the desk's checks of claims, by their UUID.
    `parts` names for claim, source, cue and content the column to take it from; `whole` makes the default claim.
    `words` are words of the sentence to mark instead, pieces of a broken span parted by an ellipsis.
    """

    label: str = Field(max_length=40)
    flags: Flags = Field(default_factory=list)
    keep: Identifier | None = None
    parts: dict[Literal[PARTS], Identifier] | None = None  # type: ignore[valid-type]
    words: dict[Literal[PARTS], str] = Field(default_factory=dict)  # type: ignore[valid-type]
    claims: dict[Identifier, Any] | None = None
    attributions: dict[Identifier, Any] | None = None
    verifications: dict[Identifier, dict[str, Any]] = Field(default_factory=dict)


class Decision(Strict):
    """What a reviewer decides: exactly one of the choices, with what they saw (`version`) and why."""

    take: Identifier | None = None
    majority: bool = False
    agreed: bool = False
    edges: bool = False
    own: Own | None = None
    undo: Identifier | None = None
    begin: bool = False
    version: int = Field(default=0, ge=0, lt=2**31)
    reason: Literal[scheme.REASONS] | None = None  # type: ignore[valid-type]
    note: Text = None

    @property
    def choice(self) -> str:
        """Which of the choices it is."""
        return next(choice for choice in CHOICES if getattr(self, choice))

    @model_validator(mode="after")
    def _decides_one_thing(self) -> "Decision":
        if sum(bool(getattr(self, choice)) for choice in CHOICES) != 1:
            raise ValueError(f"Send exactly one of {', '.join(CHOICES)}.")
        return self


@dataclass(frozen=True, slots=True)
class Matter:
    """One sentence to decide on: `row` has its text and offsets, `votes` are the submitted annotations."""

    actor: Actor
    place: Ground
    op: Operation
    wish: Decision
    row: Any
    votes: Votes
    before: gold.State | None


def decide(session: Session, matter: Matter) -> gold.State:
    """Return the gold a decision makes; raises Conflict when it was made without seeing what is stored, or BadInput."""
    _refuse_stale(session, matter)
    choice = matter.wish.choice
    decided = _own(session, matter) if choice == "own" else DECIDERS[choice](matter)
    return _signed(matter, decided)


def _signed(matter: Matter, decided: gold.State) -> gold.State:
    names = gold.kept_names(matter.before, decided["claims"])
    if "verifications" in decided:
        decided["verifications"] = {names[uuid]: check for uuid, check in decided["verifications"].items()}
    return {
        **decided, "claims": gold.renamed(decided["claims"], names), "reason": matter.wish.reason,
        "note": matter.wish.note or (EDGES_RULE if matter.wish.edges else None), "live": True,
        "settled_by": matter.actor.user_id,
    }  # fmt: skip


def accept(matter: Matter) -> gold.State | None:
    """Return the gold of a sentence on which all agree (or differ in edges only, where that is the wish), or None.

    What is settled already stays as it is.
    """
    if matter.before is not None and matter.before["live"]:
        return None
    if matter.wish.edges:
        return _signed(matter, _edges(matter)) if _differ_in_edges(matter.votes) else None
    return _signed(matter, _agreed(matter)) if _is_unanimous(matter.votes) else None


def _refuse_stale(session: Session, matter: Matter) -> None:
    """Refuse a decision made without seeing what is stored now; the refusal shows both."""
    live = matter.before if matter.before and matter.before["live"] else None
    if matter.wish.version == (live["version"] if live else 0) or _made_here(session, matter):
        return
    yours = _yours(matter)
    if live is None:
        raise Conflict(f"Meanwhile the decision on this sentence was taken back. {yours} Look again and decide anew.")
    who = session.execute(select(USER.c.name).where(USER.c.id == live["settled_by"])).scalar_one()
    said = f" Their note: “{live['note']}”" if live["note"] else ""
    raise Conflict(
        f"Meanwhile {who} settled this sentence: {_label_name(matter, live['label'])} ({live['method']}, version "
        f"{live['version']}).{said} {yours} Neither is lost: look at both and decide again."
    )


def _made_here(session: Session, matter: Matter) -> bool:
    """Say whether what is stored came from the same tab: a quick second decision does not wait for the first answer."""
    last = session.execute(
        select(EVENT.c.user_id, EVENT.c.tab, EVENT.c.after)
        .where(EVENT.c.sentence_id == matter.row.id, EVENT.c.kind == "settle")
        .order_by(EVENT.c.id.desc())
        .limit(1)
    ).first()
    if last is None or matter.before is None or not matter.op.tab:
        return False
    (after,) = last.after.values()
    newest = after["version"] == matter.before["version"]
    return bool(newest and last.user_id == matter.actor.user_id and last.tab == matter.op.tab)


def _yours(matter: Matter) -> str:
    wish = matter.wish
    what = {"majority": "the majority", "agreed": "what all say", "edges": "the middle reading"}.get(wish.choice)
    if wish.own:
        what = f"your own, {_label_name(matter, wish.own.label)}"
    if wish.take:
        taken = next((vote["label"] for vote in matter.votes if _key(matter, vote) == wish.take), None)
        what = f"one annotation, {_label_name(matter, taken)}"
    said = f" Your note: “{wish.note}”" if wish.note else ""
    return f"Yours was: {what}.{said}"


def _label_name(matter: Matter, code: str | None) -> str:
    named = (str(label["name"]) for label in matter.place.labels if label["code"] == code)
    return next(named, code or "no label")


def _key(matter: Matter, vote: Mapping[str, Any]) -> str:
    return column_key(matter.actor, matter.row.id, vote)


def _by_key(matter: Matter, key: str) -> Mapping[str, Any]:
    for vote in matter.votes:
        if _key(matter, vote) == key:
            return vote
    raise Conflict("This annotation was changed since you looked at it. Reload the page to see it as it is now.")


def _take(matter: Matter) -> gold.State:
    assert matter.wish.take is not None
    vote = _by_key(matter, matter.wish.take)
    if vote["label"] is None:
        raise BadInput("An unsure answer settles nothing. Take another one, or write your own.")
    return _copy(vote, "settled", [vote])


def _copy(vote: Mapping[str, Any], method: str, took: Votes) -> gold.State:
    """Return an annotation as gold: label, flags, claims and attributions, but no note and nobody's checks."""
    return {
        "label": vote["label"], "flags": [flag for flag in vote["flags"] if flag != "unsure"], "method": method,
        "took": sorted(one["user_id"] for one in took), **{layer: _by_uuid(vote[layer]) for layer in gold.LAYERS},
    }  # fmt: skip


def _by_uuid(values: list[dict[str, Any]] | None) -> dict[str, dict[str, Any]]:
    return {value["uuid"]: {name: value[name] for name in value if name != "uuid"} for value in values or ()}


def _majority(matter: Matter) -> gold.State:
    found = weighing.majority(matter.votes)
    if found.chosen is None:
        tied = "The label has a majority, its spans have none" if found.tie == weighing.DETAILS_TIE else "It is a tie"
        raise BadInput(f"{tied}, so there is no majority to take. Take one annotation or write your own.")
    return _copy(found.chosen, "majority", found.members)


def _is_unanimous(votes: Votes) -> bool:
    return len(votes) > 1 and comparing.differs(votes) == comparing.AGREE


def _differ_in_edges(votes: Votes) -> bool:
    return len(votes) > 1 and comparing.differs(votes) == comparing.EDGES


def _edges(matter: Matter) -> gold.State:
    """Take the reading nearest to all others; the rule stands in the note, so that everyone can see it."""
    if not _differ_in_edges(matter.votes):
        raise BadInput("More than edges differs on this sentence. Take one annotation or write your own.")
    return _copy(composing.middle(matter.votes), "settled", matter.votes)


def _agreed(matter: Matter) -> gold.State:
    if not _is_unanimous(matter.votes):
        raise BadInput("People differ on this sentence. Take one annotation or write your own.")
    return unanimous(matter.votes)


def unanimous(votes: Votes) -> gold.State:
    """Return what all say as gold; they must say the same."""
    found = weighing.majority(votes)
    assert found.chosen is not None
    return _copy(found.chosen, "unanimous", votes)


def _own(session: Session, matter: Matter) -> gold.State:
    own, codes = matter.wish.own, [label["code"] for label in matter.place.labels]
    assert own is not None
    if not own.label:
        raise BadInput("Choose a label for your own decision.")
    if own.label not in codes:
        raise BadInput(f"There is no label {own.label}. The labels are {', '.join(codes)}.")
    if "unsure" in own.flags:
        raise BadInput("Gold cannot be unsure. Choose a label, or leave the sentence unsettled.")
    # What given details began with may have changed since; it is then not taken.
    known = own.keep in {_key(matter, vote) for vote in matter.votes} or own.claims is None
    kept = _by_key(matter, own.keep) if own.keep and known else None
    parts = {role: _by_key(matter, key) for role, key in (own.parts or {}).items() if key != WHOLE}
    parts = {role: vote for role, vote in parts.items() if _asks(matter, LAYER_OF[role], own.label)}
    took = sorted({vote["user_id"] for vote in (*parts.values(), *([kept] if kept else []))})
    state: gold.State = {"label": own.label, "flags": own.flags, "method": "settled", "took": took}
    taken = _parts(matter, own, parts) if own.parts is not None else None
    for layer in gold.LAYERS:
        asked = _asks(matter, layer, own.label)
        found = taken[layer] if taken is not None else _own_details(session, matter, layer, kept)
        state[layer] = found if asked else {}
    checked = [verifying.checked({**check, "claim": uuid}) for uuid, check in own.verifications.items()]
    if checked and "verification" not in options.left_out(matter.actor.switches):
        reviewer = {"reviewer": matter.actor.user_id}
        state["verifications"] = {uuid: check | reviewer for uuid, check in checked if uuid in state["claims"]}
    return state


def _parts(matter: Matter, own: Own, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return claims and attributions put together of what was named and written, by layer."""
    claims, attributions = composing.composed(parts)
    if own.parts and own.parts.get("claim") == WHOLE:
        claims = _default(matter)
    spans = {}
    for role, words in own.words.items():
        found = composing.located(matter.row.text, matter.row.start, words)
        if found is None:
            raise BadInput(f"These words do not stand in the sentence: “{words[:80]}”. Copy them exactly.")
        if _asks(matter, LAYER_OF[role], own.label):
            spans[role] = found
    return dict(zip(gold.LAYERS, composing.written(spans, claims, attributions, matter.op.op_id), strict=True))


def _asks(matter: Matter, layer: str, label: str) -> bool:
    return scheme.asked(matter.place.layers, layer, label)


def _default(matter: Matter) -> dict[str, Any]:
    return {matter.op.op_id: details.default_claim(matter.row.text, matter.row.start)}


def _own_details(session: Session, matter: Matter, layer: str, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    given = getattr(matter.wish.own, layer)
    if given is not None:
        place = matter.place
        made = {uuid: details.checked(session, place.id, place.text_version, layer, one) for uuid, one in given.items()}
        return {uuid: options.without_unasked(matter.actor.switches, value) for uuid, value in made.items()}
    if kept is not None:
        return _by_uuid(kept[layer])
    return _default(matter) if layer == "claims" else {}


DECIDERS = {"take": _take, "majority": _majority, "agreed": _agreed, "edges": _edges}
