"""Checked claims in the form of the AVeriTeC data set: claim, speaker, label, justification, questions with answers.

Pieces of evidence for the same question are answers to it. Where nobody put a question it is empty, and the quote is
the answer; where there is neither, no answer could be found. Days are written as 31-03-2026, and one that is not whole
is left out, because readers of the data set cannot parse it. Source: the data set's description (Schlichtkrull, Guo
and Vlachos, 2023) and its files. Its labels are ours but for "Not Checkable", which it has not.
"""

import re
from collections.abc import Iterable, Iterator
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
UNANSWERED = "No answer could be found."
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def lines(job: Job) -> Iterator[bytes]:
    """Yield the claims as an array, one a line."""
    return array([_claim(one) for one in found if one.check["verdict"] in LABELS] for found in checked(job))


def _claim(one: Checked) -> dict[str, Any]:
    about, check = one.source.about, one.check
    return {
        "claim": one.words,
        "required_reannotation": False,
        "label": check["verdict"],
        "justification": check["rationale"],
        "claim_date": _day(check["claim_date"]),
        "speaker": one.speaker,
        "original_claim_url": about["url"],
        "cached_original_claim_url": None,
        "reporting_source": about["publisher"],
        "fact_checking_article": None,
        "location_ISO_code": None,
        "claim_types": [TYPES[kind] for kind in one.claim["types"] or () if kind in TYPES],
        "fact_checking_strategies": [],
        "questions": _questions(check["evidence"]),
        "id": one.claim["id"],
    }


def _day(text: str | None) -> str | None:
    found = DAY.fullmatch(text or "")
    return "-".join(reversed(found.groups())) if found else None


def _questions(evidence: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = []
    asked: dict[str, list[dict[str, Any]]] = {}
    for proof in evidence:
        question = proof["question"] or ""
        if question in asked:
            asked[question].append(_answer(proof))
            continue
        answers = [_answer(proof)]
        questions.append({"question": question, "answers": answers})
        if question:
            asked[question] = answers
    return questions


def _answer(proof: dict[str, Any]) -> dict[str, Any]:
    answer, quote = proof["answer"] or "", proof["quote"] or ""
    found = {
        "answer": answer or quote or UNANSWERED,
        "answer_type": _kind(answer, quote),
        "source_url": proof["url"],
        "source_medium": MEDIA.get(proof["medium"] or "", "Other"),
        "cached_source_url": proof["archived_url"],
    }
    return found | ({"boolean_explanation": quote} if found["answer_type"] == "Boolean" else {})


def _kind(answer: str, quote: str) -> str:
    if answer.strip(" .").casefold() in ("yes", "no"):
        return "Boolean"
    if not answer and not quote:
        return "Unanswerable"
    return "Extractive" if answer in quote else "Abstractive"
