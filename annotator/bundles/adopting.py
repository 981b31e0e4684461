"""Somebody's annotations out of a dataset, onto articles that are here: by the hash of the text, as a named person.

They are stored through the same operations as in the browser, so every rule holds and the history says where they are
from. Ids of operations follow from the content: to import the same again changes nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate import annotating
from annotator.annotate.operations import Operation
from annotator.annotate.verifying import EVIDENCE_FIELDS
from annotator.errors import AnnotatorError, BadInput
from annotator.models import Annotation, Article, Assignment, Sentence, table_of
from annotator.work import assignment

ARTICLE, SENTENCE, ASSIGNMENT, ANNOTATION = (table_of(made) for made in (Article, Sentence, Assignment, Annotation))
CHECK = ("status", "verdict", "rating", "rationale", "confidence", "claim_date")
CLAIM = ("normalized", "types", "level")
ATTRIBUTION = ("source_entity", "source_type", "source_commitment")
WHOLE_ONLY = "they come with a whole project only"
Record = dict[str, Any]
Entry = tuple[Record, Record]
Places = list[tuple[str, str]]


@dataclass
class Adopted:
    """What was stored, what does not fit with the reason, by sentence or article, and what is never taken.

    `notes` count what is never taken; `not_taken` names it, each by its sentence and what it is.
    """

    annotations: int = 0
    articles: int = 0
    submitted: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_taken: list[tuple[str, str]] = field(default_factory=list)


def adoptable(records: Iterable[Record]) -> dict[str, int]:
    """Return who annotated in a dataset, and how many sentences; raises BadInput for what are no records."""
    found: dict[str, int] = defaultdict(int)
    for record in records:
        for said in _checked(record)["annotations"]:
            found[str(said["annotator"])] += said["round"] == 1
    return dict(sorted(found.items()))


def adopt(
    session: Session, actor: Actor, records: Iterable[Record], annotator: str, comments: Iterable[tuple[str, str]] = ()
) -> Adopted:  # fmt: skip
    """Store the first readings of the dataset's `annotator` as those of `actor`, an annotator of the project.

    `comments` are sentence and writer of those in the dataset, of which none is taken. An article's work is submitted
    when all of it was and nothing is missing. Raises BadInput when the dataset has no such annotator.
    """
    found = Adopted()
    by_article, later, settled = _sorted_out(records, annotator)
    if not by_article:
        raise BadInput(f"Nobody in this dataset is called {annotator}.")
    for public, entries in by_article.items():
        _article(session, actor, public, entries, found)
    remarks = [(where, f"Comment of {who}") for where, who in comments]
    for what, why, some in (
        ("Annotations of later rounds", "only the first, made blind", later),
        ("Settled sentences", WHOLE_ONLY, settled),
        ("Comments", WHOLE_ONLY, remarks),
    ):
        if some:
            found.notes.append(f"{what} are not taken ({len(some):,}): {why}.")
    found.not_taken = [*later, *settled, *remarks]
    return found


def _sorted_out(records: Iterable[Record], annotator: str) -> tuple[dict[str, list[Entry]], Places, Places]:
    """Return the first readings of a person by article, and where their later ones and settled sentences are."""
    first, later, settled = defaultdict[str, list[Entry]](list), Places(), Places()
    for record in records:
        where = str(record.get("id"))
        for said in _checked(record)["annotations"]:
            if said["annotator"] == annotator and said["round"] == 1:
                first[record["article_id"]].append((record, said))
            elif said["annotator"] == annotator:
                later.append((where, f"Round {said['round']}"))
        if record.get("gold") is not None:
            settled.append((where, "Settled"))
    return first, later, settled


def _checked(record: Record) -> Record:
    needed = {"id", "article_id", "start", "end", "text", "annotations"}
    if not needed <= record.keys() or not isinstance(record["annotations"], list):
        raise BadInput(
            "These are no records of sentences. Give a bundle, or what annotator export --format jsonl wrote."
        )
    if not all(
        isinstance(said, dict) and {"annotator", "round", "label"} <= said.keys() for said in record["annotations"]
    ):
        raise BadInput(f"An annotation of {str(record['id'])[:60]} is not readable.")
    return record


def _article(
    session: Session, actor: Actor, public: str, entries: list[tuple[Record, Record]], found: Adopted
) -> None:  # fmt: skip
    assert actor.project is not None
    key = session.execute(
        select(ARTICLE.c.id).where(
            ARTICLE.c.project_id == actor.project.id, ARTICLE.c.public_id == public, ARTICLE.c.withdrawn_at.is_(None)
        )
    ).scalar()
    if key is None:
        found.left_out.append((public, f"No article here has this text ({len(entries)} annotations)."))
        return
    here = {(row.start, row.end): row for row in _sentences(session, key, actor)}
    fitting = []
    for record, said in entries:
        row = here.get((record["start"], record["end"]))
        if reason := _unfit(row, record, said):
            found.left_out.append((str(record["id"]), reason))
        else:
            fitting.append((record, said))
    if fitting:
        _store(session, actor, key, public, fitting, found)


def _sentences(session: Session, article: int, actor: Actor) -> Any:
    """Return the sentences of the current cut, with what the person said of them."""
    s, n = SENTENCE.c, ANNOTATION.c
    mine = (n.sentence_id == s.id) & (n.user_id == actor.user_id) & (n.layer == "own")
    return session.execute(
        select(s.start, s.end, s.text, s.number, n.id.label("annotation"))
        .join(ARTICLE, ARTICLE.c.id == s.article_id)
        .outerjoin(ANNOTATION, mine)
        .where(s.article_id == article, s.from_cut <= ARTICLE.c.cut, s.to_cut.is_(None) | (s.to_cut > ARTICLE.c.cut))
    )


def _unfit(row: Any, record: Record, said: Record) -> str | None:
    if row is None or row.number is None:
        return "No sentence here has these edges."
    if record["text"] is not None and record["text"] != row.text:
        return "The sentence here has other words."
    if row.annotation is not None:
        return "This person has annotated the sentence already."
    if said["label"] is None and "unsure" not in said.get("flags", ()):
        return "The annotation has neither a label nor the flag unsure."
    return None


def _store(
    session: Session, actor: Actor, key: int, public: str, entries: list[tuple[Record, Record]], found: Adopted
) -> None:  # fmt: skip
    assert actor.project is not None
    g = ASSIGNMENT.c
    state = session.execute(select(g.state).where(g.article_id == key, g.user_id == actor.user_id)).scalar()
    if state == "submitted":
        found.left_out.append((public, "This person has submitted the article already."))
        return
    if state is None:
        assignment.assign(session, actor.project.id, key, actor.user_id)
    stored = 0
    for record, said in entries:
        try:
            with session.begin_nested():
                for op in operations(record, said):
                    annotating.annotate(session, actor, op)
            stored += 1
        except AnnotatorError as fault:
            found.left_out.append((str(record["id"]), str(fault)))
    found.annotations += stored
    found.articles += bool(stored)
    if stored == len(entries) and all(said.get("status") == "submitted" for _, said in entries):
        _submit(session, actor, public, found)


def _submit(session: Session, actor: Actor, public: str, found: Adopted) -> None:
    op = Operation(_id(public, actor.name, "submit"), "submit", public, value=True)
    try:
        with session.begin_nested():
            assignment.hand_in(session, actor, op)
        found.submitted += 1
    except AnnotatorError as fault:
        found.left_out.append((public, f"Not submitted: {fault}"))


def operations(record: Record, said: Record) -> Iterator[Operation]:
    """Yield the operations that make one annotation of a canonical record anew."""
    sentence, who = str(record["id"]), str(said["annotator"])

    def op(kind: str, value: Any, name: str = "") -> Operation:
        return Operation(_id(sentence, who, kind, name), kind, sentence, value)

    label = op("label", said["label"])
    if said["label"] is not None:
        yield label
    if said.get("flags"):
        yield op("flags", said["flags"])
    if said.get("note"):
        yield op("note", said["note"])
    for value in said.get("attributions") or ():
        yield op("attribution", {_id(value["id"]): _attribution(value)}, value["id"])
    claims = said.get("claims")
    for value in claims or ():
        yield op("claim", {_id(value["id"]): _claim(value)}, value["id"])
    if claims is not None and said["label"] is not None:
        # The label brought the default claim, which the dataset lists itself where it was kept.
        yield op("claim", {label.op_id: None}, "default")
    for value in claims or ():
        if check := value.get("verification"):
            yield op("verification", _check(value["id"], check), value["id"])


def _claim(value: Record) -> Record:
    return {
        "spans": _spans(value["spans"]),
        **{name: value[name] for name in CLAIM if value[name] is not None},
        "attribution": value["attribution"] and _id(value["attribution"]),
        "duplicate_of": [_id(other) for other in value["duplicate_of"]],
    }


def _attribution(value: Record) -> Record:
    spans = {name: _spans(value[name]) for name in ("source_spans", "cue_spans", "content_spans")}
    return {
        **spans,
        **{name: value[name] for name in ATTRIBUTION if value[name] is not None},
        "nested_in": value["nested_in"] and _id(value["nested_in"]),
    }


def _check(claim: str, check: Record) -> Record:
    evidence = [{name: one[name] for name in EVIDENCE_FIELDS} for one in check["evidence"]]
    return {"claim": _id(claim), **{name: check[name] for name in CHECK}, "evidence": evidence}


def _spans(spans: list[Record]) -> list[Record]:
    return [{"start": span["start"], "end": span["end"], "quote": span["text"]} for span in spans]


def _id(*parts: str) -> str:
    return "import-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
