"""W3C Web Annotations as JSON-LD: one for each label and each claim or attribution, with position and quote selectors.

Positions are code points, as the recommendation counts them. Source: Web Annotation Data Model, W3C, 2017.
"""

from collections.abc import Iterator
from typing import Any

from annotator.exporting.flat import said_of
from annotator.exporting.job import Job
from annotator.exporting.listing import array
from annotator.exporting.naming import ROLES
from annotator.exporting.plain import Source
from annotator.exporting.records import records

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# Code points before and behind a quote, by which it is found again in a text that changed.
AROUND = 32
NAMES = {"claims": "claim", "attributions": "attribution"}


def lines(job: Job) -> Iterator[bytes]:
    """Yield the annotations as an array, one a line."""
    return array(_of_article(job, source) for source in job.sources())


def _of_article(job: Job, source: Source) -> Iterator[dict[str, Any]]:
    for record in records(source, job.choice):
        for annotator, turn, said in said_of(record):
            yield from _annotations(job, source, record, (annotator, turn), said)


def _annotations(
    job: Job, source: Source, record: dict[str, Any], who: tuple[str, int], said: dict[str, Any]
) -> Iterator[dict[str, Any]]:  # fmt: skip
    annotator, turn = who
    tags = [said["label"]] if said["label"] is not None else []
    bodies = [_body(value, "classifying") for value in tags] + [_body(flag, "tagging") for flag in said["flags"]]
    bodies += [_body(said["note"], "commenting")] if said["note"] is not None else []
    if bodies:
        # An id is an address, in which no name could stand.
        key = f"{record['id']}:{job.pseudonyms.get(annotator, annotator)}" + (f":{turn}" if turn > 1 else "")
        yield _annotation(key, annotator, said, bodies, [_target(source, record)])
    for layer, name in NAMES.items():
        for value in said[layer] or ():
            spans = [(role, span) for field, role in ROLES.items() for span in value.get(field, ())]
            words = value.get("normalized") or value.get("source_entity")
            bodies = [_body(name, "classifying"), *([_body(words, "describing")] if words else [])]
            targets = [_target(source, span, role if layer == "attributions" else None) for role, span in spans]
            yield _annotation(value["id"], annotator, said, bodies, targets)


def _annotation(key: str, who: str, said: dict[str, Any], bodies: list[Any], targets: list[Any]) -> dict[str, Any]:
    made = said.get("created_at")
    return {
        "@context": CONTEXT,
        "id": f"urn:annotator:{key}",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"type": "Person", "nickname": who},
        **({"created": made} if made else {}),
        "body": bodies,
        "target": targets,
    }


def _body(value: str, purpose: str) -> dict[str, Any]:
    return {"type": "TextualBody", "value": value, "purpose": purpose}


def _target(source: Source, place: dict[str, Any], role: str | None = None) -> dict[str, Any]:
    start, end = place["start"], place["end"]
    selectors: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": start, "end": end}]
    if not source.hidden:
        text = source.text
        selectors.append(
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - AROUND) : start],
                "suffix": text[end : end + AROUND],
            }
        )
    found = {
        "type": "SpecificResource",
        "source": source.about["url"] or f"urn:annotator:{source.public_id}",
        "selector": selectors,
    }
    # The model has no roles; a class by which a reader can tell targets apart is what comes nearest.
    return found | ({"styleClass": role} if role else {})
