"""What a dataset holds that can be adopted: the canonical records, and from a bundle with its history more beside them.

Only the history knows comments and when somebody submitted; without it the events of a bundle know the latter.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from annotator.bundles.reading import Bundle, line_of, opened, readable
from annotator.doctor.kinds import is_moment

Record = dict[str, Any]
Row = dict[str, Any]


class Remark(NamedTuple):
    """One thing said of a sentence; `where` is the sentence's public id and `text` its words.

    `owner` is who asked the question it belongs to, None in a talk. `resolved` is when and by whom its thread was.
    """

    where: str
    text: str
    who: str
    body: str
    answer: str | None
    at: datetime
    owner: str | None
    resolved: tuple[datetime, str] | None

    @property
    def article(self) -> str:
        """The public id of its article."""
        return self.where.partition(":")[0]


@dataclass
class Dataset:
    """The records, once; `submitted` by article and annotator, `texts` the hash of each text, `rounds` as chosen.

    `history` says whether comments would stand in it, if there were any.
    """

    records: Iterable[Record]
    remarks: list[Remark] = field(default_factory=list)
    submitted: dict[tuple[str, str], datetime] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    rounds: str = "all"
    history: bool = False


@contextmanager
def dataset_of(path: Path) -> Iterator[Dataset]:
    """Open a bundle, checked, or a file of JSON lines; raises BadInput or SetupError for what is neither."""
    if path.suffix.lower() == ".jsonl":
        with path.open("rb") as file:
            yield Dataset(line_of(line, number, path.name) for number, line in enumerate(file, 1))
        return
    with opened(path) as bundle:
        bundle.check()
        with readable():
            found = _beside(bundle)
        yield found


def _beside(bundle: Bundle) -> Dataset:
    made = Dataset(bundle.lines("sentences.jsonl"), rounds=str(bundle.manifest["choice"]["rounds"]))
    if bundle.has("articles.jsonl"):
        made.texts = {row["id"]: row["sha256"] for row in bundle.lines("articles.jsonl")}
    if bundle.has("history/comment.jsonl"):
        people = _people(bundle)
        public = {row["n"]: str(row["public_id"]) for row in bundle.lines("history/article.jsonl")}
        made.history = True
        made.remarks = list(_remarks(bundle, people, public))
        made.submitted = {
            (public[row["article_id"]], people[row["user_id"]]): moment(row["submitted_at"])
            for row in bundle.lines("history/assignment.jsonl")
            if row["submitted_at"] is not None and row["user_id"] in people
        }
    elif bundle.has("events.jsonl"):
        made.submitted = {
            (row["article"], row["annotator"]): moment(row["at"])
            for row in bundle.lines("events.jsonl")
            if row["kind"] == "submit"
        }
    return made


def _people(bundle: Bundle) -> dict[int, str]:
    """Return what the records call each person, by the number of the account: the pseudonym, or the name if asked."""
    shown = {row["annotator"]: row["name"] or row["annotator"] for row in bundle.lines("people.jsonl")}
    return {
        row["user_id"]: str(shown.get(row["pseudonym"], row["pseudonym"]))
        for row in bundle.lines("history/membership.jsonl")
    }


def _remarks(bundle: Bundle, people: dict[int, str], public: dict[int, str]) -> Iterator[Remark]:
    said = list(bundle.lines("history/comment.jsonl"))
    about = {row["sentence_id"] for row in said}
    sentences = {row["n"]: row for row in bundle.lines("history/sentence.jsonl") if row["n"] in about}
    threads = {row["n"]: row for row in bundle.lines("history/thread.jsonl")}
    for row in said:
        sentence, thread = sentences[row["sentence_id"]], threads.get(row["thread_id"])
        yield Remark(
            where=f"{public[sentence['article_id']]}:{sentence['start']}:{sentence['end']}", text=sentence["text"],
            who=people.get(row["user_id"], "somebody"), body=row["body"], answer=row["answer"],
            at=moment(row["created_at"]), owner=_owner(row, thread, people), resolved=_resolved(thread, people),
        )  # fmt: skip


def _owner(row: Row, thread: Row | None, people: dict[int, str]) -> str | None:
    if not row["private"]:
        return None
    return people.get((thread or row)["user_id"], "somebody")


def _resolved(thread: Row | None, people: dict[int, str]) -> tuple[datetime, str] | None:
    if thread is None or thread["resolved_at"] is None or thread["resolved_by"] is None:
        return None
    return moment(thread["resolved_at"]), people.get(thread["resolved_by"], "somebody")


def moment(text: str) -> datetime:
    """Return a moment of a dataset, UTC; raises ValueError for what is none or has no zone."""
    found = datetime.fromisoformat(text)
    if not is_moment(found):
        raise ValueError("A moment needs its zone, and a year that people live in.")
    return found
