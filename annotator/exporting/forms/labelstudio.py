"""Tasks for Label Studio: an article a task, everybody's sentences and spans as its annotations, and its interface.

Offsets are code points of the task's text. A sentence is a region with its label as a choice; spans are regions of
their role, and relations tie them to the first span of their claim or attribution. Gold is marked as ground truth.

Source: Label Studio's description of its import format.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from annotator import scheme
from annotator.exporting.flat import marked, said_of
from annotator.exporting.job import Entry, Job
from annotator.exporting.listing import array
from annotator.exporting.plain import GOLD, Source
from annotator.exporting.records import records


def entries(job: Job) -> Iterator[Entry]:
    """Yield the interface and the tasks."""
    yield "config.xml", [_interface(job).encode()]
    yield "tasks.json", preview(job)


def preview(job: Job) -> Iterator[bytes]:
    """Yield the tasks as an array, one a line."""
    return array([_task(job, source)] for source in job.open_sources())


def _interface(job: Job) -> str:
    labels = sorted({label["code"] for one in job.schemes for label in one["labels"]})
    flags = sorted({flag for one in job.schemes for flag in one["flags"]})
    lines = [
        "<View>", '<Labels name="span" toName="text">',
        *(f'<Label value="{name}"/>' for name in ("sentence", *scheme.ROLES)), "</Labels>",
        '<Choices name="label" toName="text" perRegion="true">',
        *(f'<Choice value="{escape(label)}"/>' for label in labels), "</Choices>",
        '<Choices name="flags" toName="text" perRegion="true" choice="multiple">',
        *(f'<Choice value="{escape(flag)}"/>' for flag in flags), "</Choices>",
        '<Text name="text" value="$text"/>', "</View>", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _task(job: Job, source: Source) -> dict[str, Any]:
    said: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for record in records(source, job.choice):
        for annotator, turn, one in said_of(record):
            said.setdefault((annotator, turn), []).extend(_results(record, one))
    return {
        "data": {"text": source.text, "article_id": source.public_id, "title": source.about["title"]},
        "annotations": [
            {"created_username": who, "round": turn, "ground_truth": who == GOLD, "result": said[who, turn]}
            for who, turn in sorted(said)
        ],
    }


def _results(record: dict[str, Any], said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    place = {"start": record["start"], "end": record["end"], "text": record["text"]}
    key = record["id"]
    yield _region(key, "span", "labels", place, ["sentence"])
    if said["label"] is not None:
        yield _region(key, "label", "choices", place, [said["label"]])
    if said["flags"]:
        yield _region(key, "flags", "choices", place, said["flags"])
    first: dict[str, str] = {}
    for number, (owner, role, span) in enumerate(marked(said)):
        region = f"{key}:{number}"
        yield _region(region, "span", "labels", span, [role])
        known = first.setdefault(owner["id"], region)
        if known != region:
            yield {"type": "relation", "from_id": known, "to_id": region, "direction": "right"}


def _region(key: str, name: str, kind: str, place: dict[str, Any], values: list[str]) -> dict[str, Any]:
    return {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": {**place, kind: values}}
