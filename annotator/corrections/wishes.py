"""Open requests to change the sentences of an article follow these when its text is corrected."""

from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from annotator.corrections.rewording import Plan
from annotator.models import CutRequest, table_of
from annotator.sentences import requesting
from annotator.sentences.cuts import Slice, Wish, concerned
from annotator.sentences.recutting import Place

REQUEST = table_of(CutRequest)


def follow(session: Session, place: Place, plan: Plan) -> None:
    """Let each open request ask the same of its sentence as it is now; `place` is the article as it was.

    Where that sentence was cut anew, or the words at a split are gone, the request stays as it was asked, and its page
    says that the sentences were changed since.
    """
    r = REQUEST.c
    query = select(r.id, r.sentence, r.value, r.cut).where(r.article_id == place.id, r.state == "open")
    for row in session.execute(query.order_by(r.id)).all():
        wish = Wish(**row.value)
        sentence = _sentence(plan, row, wish)
        value = _value(plan, sentence, wish, row.value) if sentence is not None else None
        if sentence is not None and value is not None:
            name = f"{place.public_id}:{sentence.start}:{sentence.end}"
            moved = {"sentence": name, "text": sentence.text, "value": value, "cut": place.cut + 1}
            session.execute(update(REQUEST).where(r.id == row.id).values(moved))


def _sentence(plan: Plan, row: Any, wish: Wish) -> Slice | None:
    """Return the sentence that a request is about now; None where it, or the one it is to be joined with, is gone."""
    olds = sorted((one for group in plan.groups for one in group.old), key=lambda one: one.start)
    news = sorted((one for group in plan.groups for one in group.new), key=lambda one: one.start)
    at = requesting.place_of_wish(row, wish, olds)
    if at is None:
        return None
    became = {group.old[0].start: group.new[0] for group in plan.groups if group.single}
    now = [became.get(one.start) for one in concerned(wish, olds, at)]
    first = next((to for to, one in enumerate(news) if one is now[0]), len(news))
    following = news[first : first + len(now)]
    together = len(following) == len(now) and all(one is other for one, other in zip(now, following, strict=True))
    return now[0] if together else None


def _value(plan: Plan, sentence: Slice, wish: Wish, value: dict[str, Any]) -> dict[str, Any] | None:
    """Return what is asked in the offsets of the new text; None when the place of a split is not to be told."""
    if wish.split is None:
        return value
    left, right = plan.edits.around(wish.split)
    inside = sentence.start < right < sentence.end and not plan.new[left:right].strip()
    return {"split": right} if inside else None
