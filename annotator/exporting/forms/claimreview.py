"""schema.org ClaimReview as JSON-LD: one object for each claim whose checking is done.

The rating is the desk's own words, and where it gave none its verdict. What was not finished is not there at all: "not
verified" is no rating. Source: schema.org, ClaimReview; the required fields are those of its users' guidelines.
"""

from collections.abc import Iterator
from typing import Any

from annotator.exporting.checked import Checked, checked
from annotator.exporting.job import Job
from annotator.exporting.listing import array

# Who says something is a person or an organisation to schema.org, so a document is nobody.
ORGANISATIONS, NOBODY = ("named-organisation", "collective"), ("document",)


def lines(job: Job) -> Iterator[bytes]:
    """Yield the objects as an array, one a line."""
    return array([_review(job, one) for one in found] for found in checked(job))


def _review(job: Job, one: Checked) -> dict[str, Any]:
    about, check = one.source.about, one.check
    appearance = {"@type": "CreativeWork", "headline": about["title"], "url": about["url"], **_published(about)}
    claim = {
        "@type": "Claim",
        "author": _speaker(one),
        "datePublished": check["claim_date"],
        "appearance": _filled(appearance),
    }
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": f"urn:annotator:{one.claim['id']}",
            "claimReviewed": one.words,
            "datePublished": (check["reviewed_at"] or "")[:10] or None,
            "author": {"@type": "Organization", "name": job.project["name"]},
            "reviewRating": {"@type": "Rating", "alternateName": check["rating"] or check["verdict"]},
            "reviewBody": check["rationale"],
            "itemReviewed": _filled(claim),
            "citation": [proof["url"] for proof in check["evidence"] if proof["url"]] or None,
        }
    )


def _speaker(one: Checked) -> dict[str, str] | None:
    kind = one.attribution["source_type"] if one.attribution else None
    if one.speaker is None or kind in NOBODY:
        return None
    return {"@type": "Organization" if kind in ORGANISATIONS else "Person", "name": one.speaker}


def _published(about: dict[str, str | None]) -> dict[str, Any]:
    publisher = about["publisher"]
    return {
        "datePublished": about["published"],
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
    }


def _filled(value: dict[str, Any]) -> dict[str, Any]:
    """Return an object without what is not known: JSON-LD leaves it out."""
    return {name: one for name, one in value.items() if one is not None}
