"""A person's corrections of segments before an article is stored. Pure: lists in, new lists out, in code points."""

import unicodedata
from typing import Any

from annotator.errors import BadInput
from annotator.reading.cutting import Segments

JOINER = "\u200d"
GONE = "That sentence is no longer there. Look at the preview again."


def joined(text: str, segments: Segments, at: int) -> Segments:
    """Join the sentence that starts at `at` with the next one; over the end of a segment the two become one.

    Raises BadInput when there is no next one, it is of another kind, or text between them was left out.
    """
    place, number = _place(segments, at)
    segment = segments[place]
    sentences: list[list[int]] = segment["sentences"]
    if number + 1 < len(sentences):
        both = [sentences[number][0], sentences[number + 1][1]]
        return _with(
            segments, place, 1, [segment | {"sentences": [*sentences[:number], both, *sentences[number + 2 :]]}]
        )
    if place + 1 == len(segments):
        raise BadInput("This is the last sentence, so there is none to join it with.")
    below = segments[place + 1]
    if segment["kind"] != below["kind"]:
        raise BadInput(
            f"This is of kind {segment['kind']}, the next of kind {below['kind']}. Give them one kind first."
        )
    if text[segment["end"] : below["start"]].strip():
        raise BadInput("Text that is left out stands between the two, so they cannot be one sentence.")
    both = [sentences[-1][0], below["sentences"][0][1]]
    one = segment | {"end": below["end"], "sentences": [*sentences[:-1], both, *below["sentences"][1:]]}
    return _with(segments, place, 2, [one])


def parted(text: str, segments: Segments, at: int) -> Segments:
    """Split the sentence around `at` into two; raises BadInput where a part would be empty or a character is cut."""
    for place, segment in enumerate(segments):
        for number, (start, end) in enumerate(segment["sentences"]):
            if start < at < end:
                parts = _parts(text, start, at, end)
                kept = segment["sentences"]
                return _with(
                    segments, place, 1, [segment | {"sentences": [*kept[:number], *parts, *kept[number + 1 :]]}]
                )
    raise BadInput("Split inside a sentence, between two words.")


def _parts(text: str, start: int, at: int, end: int) -> list[list[int]]:
    if unicodedata.category(text[at])[0] == "M" or JOINER in text[at - 1 : at + 1]:
        raise BadInput("That is inside a character. Split before or after it.")
    left, right = start + len(text[start:at].rstrip()), end - len(text[at:end].lstrip())
    sides = text[start:left], text[right:end]
    if not all(any(character.isalnum() for character in side) for side in sides):
        raise BadInput("A part would hold no word. Split between two words.")
    return [[start, left], [right, end]]


def dropped(segments: Segments, at: int) -> Segments:
    """Leave out the segment that starts at `at`; raises BadInput when it is not there."""
    place = next((place for place, segment in enumerate(segments) if segment["start"] == at), None)
    if place is None:
        raise BadInput(GONE)
    return _with(segments, place, 1, [])


def words(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """Return the words of a sentence and where each starts, to choose the place of a split; without blanks, letters."""
    piece = text[start:end]
    parts = piece.split()
    if len(parts) < 4 and len(piece) > 20:
        return [(start + place, letter) for place, letter in enumerate(piece) if not letter.isspace()][:400]
    found, place = [], start
    for part in parts:
        place = text.index(part, place)
        found.append((place, part))
        place += len(part)
    return found


def _place(segments: Segments, at: int) -> tuple[int, int]:
    for place, segment in enumerate(segments):
        for number, sentence in enumerate(segment["sentences"]):
            if sentence[0] == at:
                return place, number
    raise BadInput(GONE)


def _with(segments: Segments, place: int, count: int, new: list[dict[str, Any]]) -> Segments:
    return [*segments[:place], *new, *segments[place + count :]]
