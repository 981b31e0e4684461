"""Checked claims in the form of the AVeriTeC data set: claim, speaker, label, justification, questions with answers.

Each piece of evidence is a question with one answer; where nobody put a question it is empty, and the quote is the
answer. Source: the data set's description (Schlichtkrull, Guo and Vlachos, 2023). Its labels are ours but for "Not
Checkable", which it has not.
"""

from collections.abc import Iterator
from typing import Any

from annotator.exporting.checked import Checked, checked
from annotator.exporting.job import Job
from annotator.exporting.listing import array

LABELS = ("Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking")
TYPES = {
    "event-property": "Event/Property Claim", "numerical": "Numerical Claim", "causal": "Causal Claim",
    "quote-verification": "Quote Verification", "position-statement": "Position Statement",
}  # fmt: skip
MEDIA = {
    "document": "PDF", "web-page": "Web text", "image": "Image/graphic", "video": "Video", "audio": "Audio",
    "dataset": "Web table", "other": "Other",
}  # fmt: skip


def lines(job: Job) -> Iterator[bytes]:
    """Yield the claims as an array, one a line."""
    return array(_claim(one) for one in checked(job) if one.check["verdict"] in LABELS)


def _claim(one: Checked) -> dict[str, Any]:
    about, check = one.source.about, one.check
    return {
        "claim": one.words,
        "label": check["verdict"],
        "justification": check["rationale"],
        "claim_date": check["claim_date"],
        "speaker": one.speaker,
        "original_claim_url": about["url"],
        "reporting_source": about["publisher"],
        "fact_checking_article": None,
        "location_ISO_code": None,
        "claim_types": [TYPES[kind] for kind in one.claim["types"] or () if kind in TYPES],
        "fact_checking_strategies": [],
        "questions": [_question(proof) for proof in check["evidence"]],
        "id": one.claim["id"],
    }


def _question(proof: dict[str, Any]) -> dict[str, Any]:
    answer = {
        "answer": proof["answer"] or proof["quote"] or "",
        "answer_type": "Extractive" if proof["quote"] and not proof["answer"] else "Abstractive",
        "source_url": proof["url"],
        "cached_source_url": proof["archived_url"],
        "source_medium": MEDIA.get(proof["medium"] or "", "Other"),
    }
    return {"question": proof["question"] or "", "answers": [answer]}
