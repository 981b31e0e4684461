"""Spans, claims and readings carried to a corrected text, and what of them cannot be carried. No database.

A span follows its words: letters changed inside it, words added inside it or letters added to its first or last word
become part of it. When less than half of it is left, it is lost with its claim or attribution, unless that has other
spans. Every carried quote is what the new text says between its offsets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotator.annotate import details
from annotator.corrections.rewording import Group, Plan
from annotator.sentences.carrying import Reading, Values, carried, untouched_claims
from annotator.sentences.cuts import Slice

LEFT = 0.5
LISTS = {"claims": ("spans",), "attributions": ("source_spans", "cue_spans", "content_spans")}
# Without these a claim or attribution is none.
NEEDED = {"claims": "spans", "attributions": "content_spans"}
Asks = Callable[[str | None], bool]


@dataclass(frozen=True, slots=True)
class Lost:
    """Words that a claim or attribution of one sentence was about and that are not in the text any more."""

    sentence: int
    layer: str
    uuid: str
    quote: str


def span(plan: Plan, value: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a span of the old text in the new one, or None when too little of it is left."""
    start, end = _edges(plan, int(value["start"]), int(value["end"]))
    words = plan.new[start:end]
    start, words = start + len(words) - len(words.lstrip()), words.strip()
    kept = sum(_weight(plan.new[left:right]) for left, right in plan.edits.kept(value["start"], value["end"]))
    if not words or kept < LEFT * max(_weight(words), _weight(value["quote"])):
        return None
    return {"start": start, "end": start + len(words), "quote": words}


def _weight(text: str) -> int:
    return sum(not letter.isspace() for letter in text)


def _edges(plan: Plan, start: int, end: int) -> tuple[int, int]:
    """Return where a span begins and ends now: replaced words count where they stand in its place and not beside it."""
    left, first = plan.edits.around(start)
    last, right = plan.edits.around(end)
    if not _kept(plan, start) and (start == 0 or _kept(plan, start - 1)):
        first = left
    if not _kept(plan, end - 1) and (end == len(plan.old) or _kept(plan, end)):
        last = right
    while first > left and _in_word(plan.new, first) and not _in_word(plan.old, start):
        first -= 1
    while last < right and _in_word(plan.new, last) and not _in_word(plan.old, end):
        last += 1
    return first, last


def _kept(plan: Plan, place: int) -> bool:
    return next(plan.edits.kept(place, place + 1), None) is not None


def _in_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def details_of(plan: Plan, sentence: int, layer: str, values: Values) -> tuple[Values, list[Lost]]:
    """Return claims or attributions in the new text, by UUID, and what of them is lost."""
    found: Values = {}
    lost: list[Lost] = []
    for uuid, value in values.items():
        moved = dict(value)
        for name in LISTS[layer]:
            pairs = [(old, span(plan, old)) for old in value[name]]
            moved[name] = [new for _, new in pairs if new is not None]
            lost += [Lost(sentence, layer, uuid, old["quote"]) for old, new in pairs if new is None]
        if moved[NEEDED[layer]] or (not value[NEEDED[layer]] and details.all_spans(moved)):
            found[uuid] = moved
        else:
            lost += [Lost(sentence, layer, uuid, one["quote"]) for one in details.all_spans(moved)]
    return found, lost


def unlinked(claims: Values, attributions: Values, gone: set[str]) -> tuple[Values, Values]:
    """Return claims and attributions that name none of those that are `gone`."""
    if not gone:
        return claims, attributions
    kept = {
        uuid: value
        | {
            "attribution": None if value["attribution"] in gone else value["attribution"],
            "duplicate_of": [other for other in value["duplicate_of"] if other not in gone],
        }
        for uuid, value in claims.items()
    }
    return kept, {
        uuid: value | {"nested_in": None if value["nested_in"] in gone else value["nested_in"]}
        for uuid, value in attributions.items()
    }


def both(plan: Plan, sentence: int, claims: Values, attributions: Values) -> tuple[Values, Values, list[Lost]]:
    """Return the claims and attributions of one reading in the new text, and what of them is lost."""
    mine, lost = details_of(plan, sentence, "claims", claims)
    theirs, more = details_of(plan, sentence, "attributions", attributions)
    gone = (claims.keys() - mine.keys()) | (attributions.keys() - theirs.keys())
    return *unlinked(mine, theirs, gone), lost + more


def images(plan: Plan, group: Group) -> list[Slice]:
    """Return the old sentences of a group as they stand in the new text; one that became one is that one."""
    if group.single:
        return [group.new[0]._replace(id=group.old[0].id)]
    first, last = group.new[0].start, group.new[-1].end
    found = []
    for row in group.old:
        start = min(max(first, plan.edits.around(row.start)[1]), last - 1)
        end = max(start + 1, min(last, plan.edits.around(row.end)[0]))
        found.append(row._replace(start=start, end=end, text=plan.new[start:end]))
    return found


def reading(plan: Plan, row: Slice, image: Slice, said: Reading) -> tuple[Reading, list[Lost]]:
    """Return what one person said of a sentence, said of its image; a claim that is the whole sentence stays that."""
    whole = set(untouched_claims(row, said))
    marked = {uuid: value for uuid, value in said.claims.items() if uuid not in whole}
    claims, attributions, lost = both(plan, row.id, marked, said.attributions)
    default = details.default_claim(image.text, image.start)
    ordered = {uuid: default if uuid in whole else claims.get(uuid) for uuid in said.claims}
    kept = {uuid: value for uuid, value in ordered.items() if value is not None}
    return replace(said, claims=kept, attributions=attributions), lost


def readings(
    plan: Plan, group: Group, said: Mapping[int, Reading], asks: Asks, *, again: bool
) -> tuple[list[Reading], list[Lost]]:
    """Return one person's readings of the new sentences of a group, from theirs of the old ones, and what is lost.

    With `again`, and where something is lost, they are unanswered: labels are looked at again, all else is kept.
    """
    moved: list[tuple[Slice, Reading]] = []
    lost: list[Lost] = []
    if not group.new:
        for row in group.old:
            mine = said.get(row.id, Reading())
            for layer, values in (("claims", mine.claims), ("attributions", mine.attributions)):
                lost += [
                    Lost(row.id, layer, uuid, one["quote"])
                    for uuid, value in values.items()
                    for one in details.all_spans(value)
                ]
        return [], lost
    for row, image in zip(group.old, images(plan, group), strict=True):
        new, gone = reading(plan, row, image, said.get(row.id, Reading()))
        moved.append((image, new))
        lost += gone
    found = carried(moved, group.new, asks)
    return ([_unanswered(one) for one in found] if again or lost else found), lost


def _unanswered(said: Reading) -> Reading:
    return replace(said, label=None, flags=tuple(flag for flag in said.flags if flag != "unsure"))
