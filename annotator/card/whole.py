"""The card of an export, of a release as well as of now."""

from annotator.card.byhand import read
from annotator.card.facts import gather
from annotator.card.writing import markdown
from annotator.exporting.job import Job


def written(job: Job) -> str:
    """Return the card of an export: for a release the one of its day."""
    return job.card or markdown(gather(job), read(job.session, job.project_id))
