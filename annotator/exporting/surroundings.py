"""What stands around a bundle's tables: scheme, guideline, schema, people; events and history when asked for."""

from collections.abc import Iterator

import orjson
from sqlalchemy import String, select, type_coerce

from annotator.exporting import history
from annotator.exporting.containers import in_chunks
from annotator.exporting.job import Entry, Job
from annotator.exporting.loading import ARTICLE, SENTENCE, wanted_articles
from annotator.exporting.numbering import Numbers
from annotator.exporting.plain import stamp
from annotator.exporting.shape import json_schema
from annotator.models import Event, Membership, table_of

EVENT, MEMBERSHIP = table_of(Event), table_of(Membership)
FETCH = 1000


def pretty(value: object) -> bytes:
    """Return a value as indented JSON that ends with a line end."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def before(job: Job) -> Iterator[Entry]:
    """Yield what one needs to read the tables."""
    yield "scheme.json", [pretty(job.schemes)]
    yield "guideline.md", [job.guideline[1].encode()]
    yield "schema.json", [pretty(json_schema())]
    yield "people.jsonl", [orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in job.people()]


def after(job: Job) -> Iterator[Entry]:
    """Yield events and history, if they were asked for."""
    if job.choice.events:
        yield "events.jsonl", in_chunks(events(job))
    if job.choice.history:
        numbers = Numbers(job.session, job.project_id, history.TABLES)
        for name in history.TABLES:
            lines = history.lines(job.session, name, numbers, names=job.choice.names)
            yield f"history/{name}.jsonl", in_chunks(lines)


def events(job: Job) -> Iterator[bytes]:
    """Yield who decided what on which sentence and when, as it happened.

    How long it took and by which way it came stand there only where the project lets exports say so, else null.
    """
    e, a, s, m = EVENT.c, ARTICLE.c, SENTENCE.c, MEMBERSHIP.c
    shown = {row["annotator"]: row["name"] or row["annotator"] for row in job.people()}
    told = job.tells_times
    rows = job.session.execute(
        select(
            a.public_id, s.start, s.end, m.pseudonym, e.kind, type_coerce(e.created_at, String), e.milliseconds, e.entry
        )
        .join(ARTICLE, a.id == e.article_id)
        .outerjoin(SENTENCE, s.id == e.sentence_id)
        .outerjoin(MEMBERSHIP, (m.user_id == e.user_id) & (m.project_id == e.project_id))
        .where(wanted_articles(job.project_id, job.choice, job.left_out))
        .order_by(e.id)
        .execution_options(yield_per=FETCH)
    )  # fmt: skip
    for article, start, end, who, kind, moment, milliseconds, entry in rows:
        line = {
            "article": article, "sentence": None if start is None else f"{article}:{start}:{end}",
            "annotator": None if who is None else shown[who], "kind": kind, "at": stamp(moment),
            "milliseconds": milliseconds if told else None, "entry": entry if told else None,
        }  # fmt: skip
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
