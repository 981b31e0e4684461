"""One annotation of a canonical record as the operations that make it anew, as a browser would send them.

Ids of operations follow from the content, so the history tells which annotation of which dataset became whose, and to
send them again changes nothing. Ids of claims and attributions keep the order of the dataset, by which they are told
apart where two are alike.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.annotate.operations import Operation
from annotator.annotate.verifying import EVIDENCE_FIELDS

CHECK = ("status", "verdict", "rating", "rationale", "confidence", "claim_date")
CLAIM = ("normalized", "types", "level")
ATTRIBUTION = ("source_entity", "source_type", "source_commitment")
SPANS = ("source_spans", "cue_spans", "content_spans")
Record = dict[str, Any]
Standing = Iterable[tuple[str, str]]


def operations(record: Record, said: Record, standing: Standing = ()) -> Iterator[Operation]:
    """Yield the operations of an annotation of `record`; raises KeyError or TypeError for what is no annotation.

    `standing` are kind and UUID of the claims and attributions that stand there from the round before, and go.
    """
    later = said["round"] > 1
    label = _operation(record, said, "label", said["label"])
    for kind, uuid in standing:
        yield _operation(record, said, kind, {uuid: None}, f"{uuid} goes")
    if said["label"] is not None:
        yield label
    if later or said.get("flags"):
        yield _operation(record, said, "flags", said.get("flags", []))
    if later or said.get("note"):
        yield _operation(record, said, "note", said.get("note"))
    for value in said.get("attributions") or ():
        yield _operation(record, said, "attribution", {uuid_of(value["id"]): attribution(value)}, value["id"])
    claims = said.get("claims")
    for value in claims or ():
        yield _operation(record, said, "claim", {uuid_of(value["id"]): claim(value)}, value["id"])
    if claims is not None and said["label"] is not None:
        # The label brought the default claim, which the dataset lists itself where it was kept.
        yield _operation(record, said, "claim", {label.op_id: None}, "default")
    for value in claims or ():
        if found := value.get("verification"):
            yield _operation(record, said, "verification", check(value["id"], found), value["id"])


def _operation(record: Record, said: Record, kind: str, value: Any, name: str = "") -> Operation:
    return Operation(_id_of(record, said, kind, name), kind, str(record["id"]), value)


def _id_of(record: Record, said: Record, kind: str, name: str = "") -> str:
    turn = () if said["round"] == 1 else (str(said["round"]),)
    return identifier(str(record["id"]), str(said["annotator"]), kind, name, *turn)


def first_ids(record: Record, said: Record) -> list[str]:
    """Return the ids of operations of which each adopted annotation has one."""
    return [_id_of(record, said, kind) for kind in ("label", "flags")]


def claim(value: Record) -> Record:
    """Return a claim of a record as it is sent."""
    return {
        "spans": _spans(value["spans"]),
        **{name: value[name] for name in CLAIM if value[name] is not None},
        "attribution": value["attribution"] and uuid_of(value["attribution"]),
        "duplicate_of": [uuid_of(other) for other in value["duplicate_of"]],
    }


def attribution(value: Record) -> Record:
    """Return an attribution of a record as it is sent."""
    return {
        **{name: _spans(value[name]) for name in SPANS},
        **{name: value[name] for name in ATTRIBUTION if value[name] is not None},
        "nested_in": value["nested_in"] and uuid_of(value["nested_in"]),
    }


def check(of_claim: str, value: Record) -> Record:
    """Return the check of a claim of a record as it is sent."""
    evidence = [{name: one[name] for name in EVIDENCE_FIELDS} for one in value["evidence"]]
    return {"claim": uuid_of(of_claim), **{name: value[name] for name in CHECK}, "evidence": evidence}


def _spans(spans: list[Record]) -> list[Record]:
    return [{"start": span["start"], "end": span["end"], "quote": span["text"]} for span in spans]


def with_words(said: Record, text: str) -> Record:
    """Return an annotation with the words of its spans, where the dataset holds offsets only."""

    def filled(value: Record) -> Record:
        found = {name: value[name] for name in ("spans", *SPANS) if name in value}
        return value | {
            name: [span | {"text": text[span["start"] : span["end"]]} for span in spans]
            for name, spans in found.items()
        }

    layers = {name: said.get(name) for name in ("claims", "attributions")}
    return said | {name: values and [filled(value) for value in values] for name, values in layers.items()}


def uuid_of(public: str) -> str:
    """Return under which id a claim or attribution of a dataset is stored."""
    base, _, number = public.partition("~")
    return f"{identifier(base)[:-8]}-{number or 1:0>4}"


def identifier(*parts: str) -> str:
    """Return an id that follows from some words."""
    return "import-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
