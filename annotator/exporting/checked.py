"""Claims whose checking is done: what the formats for fact checks are made of."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from annotator.exporting.job import Job
from annotator.exporting.plain import Source
from annotator.exporting.records import records


class Checked(NamedTuple):
    """One claim with its finished check: its article, its sentence's record, and the attribution that carries it."""

    source: Source
    record: dict[str, Any]
    claim: dict[str, Any]
    attribution: dict[str, Any] | None

    @property
    def check(self) -> dict[str, Any]:
        """Return the finished verification."""
        found: dict[str, Any] = self.claim["verification"]
        return found

    @property
    def speaker(self) -> str | None:
        """Return who is said to say it: as somebody named them, else in the words of the article; None if nobody is."""
        if self.attribution is None:
            return None
        named = self.attribution["source_entity"]
        return named or " … ".join(span["text"] for span in self.attribution["source_spans"]) or None

    @property
    def words(self) -> str:
        """Return the claim as it was put in words, else the words it was marked on."""
        return str(self.claim["normalized"] or " … ".join(span["text"] for span in self.claim["spans"]))


def checked(job: Job) -> Iterator[list[Checked]]:
    """Yield for each article the claims of its sentences' final readings whose verification is done, by place."""
    for source in job.open_sources():
        made = [record for record in records(source, job.choice) if record["final"] is not None]
        carriers = {
            attribution["id"]: attribution for record in made for attribution in record["final"]["attributions"] or ()
        }
        yield [
            Checked(source, record, claim, carriers.get(claim["attribution"]))
            for record in made
            for claim in record["final"]["claims"] or ()
            if _is_done(claim["verification"])
        ]


def _is_done(check: dict[str, Any] | None) -> bool:
    return check is not None and check["status"] == "done" and check["verdict"] is not None
