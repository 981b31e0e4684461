"""The card of an export, of a release as well as of now."""

from annotator.card.byhand import read
from annotator.card.facts import Facts, finished, gather
from annotator.card.writing import MISSING, listed_names, markdown
from annotator.exporting.job import Job


def written(job: Job, facts: Facts | None = None) -> str:
    """Return the card of an export: for a release the one of its day, which speaks of all kinds of labels.

    Whoever has passed over the articles already gives the facts to which all of them were added.
    """
    if job.card:
        missing = MISSING.get(job.choice.layers)
        return f"{job.card}\n## What is left out here\n\n{missing}\n" if missing else job.card
    found = gather(job) if facts is None else finished(facts, job)
    return markdown(found, read(job.session, job.project_id))


def publishers(job: Job) -> list[str]:
    """Return who publishes an export, as its card says; for a release those of its day, if they were kept."""
    said = job.authors
    return listed_names(read(job.session, job.project_id)["authors"] if said is None else said)
