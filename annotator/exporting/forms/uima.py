"""UIMA XMI with its type system, as INCEpTION reads it: a folder for each annotator, a file for each article.

The offsets in these files are UTF-16 units, because UIMA counts so; the readers turn them into their own. A
discontinuous span is one annotation for each part, with the same `owner`. Signs that XML 1.0 cannot hold become U+FFFD.

Source: the XMI serialisation of the OASIS UIMA standard; INCEpTION takes layers named `webanno.custom` as custom ones.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from annotator import scheme
from annotator.exporting.flat import marked, said_of
from annotator.exporting.job import Entry, Job
from annotator.exporting.plain import Source
from annotator.exporting.records import records

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
TO_ESCAPE = re.compile('[&<>"\t\n\r]')
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
# The layers and their features, all of them texts.
LAYERS: dict[str, tuple[str, ...]] = {
    "SentenceLabel": ("identifier", "label", "flags", "note"),
    **{role.capitalize(): ("identifier", "owner", "value") for role in scheme.ROLES},
}
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
    'xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///webanno/custom.ecore" '
    'xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmi:version="2.0">\n'
    '<cas:NULL xmi:id="0"/>\n'
)


def entries(job: Job) -> Iterator[Entry]:
    """Yield the type system and a file for each article of each annotator."""
    yield "TypeSystem.xml", [_types().encode()]
    for source in job.open_sources():
        for path, lines in _files(job, source):
            yield path, [line.encode() for line in lines]


def preview(job: Job) -> Iterator[bytes]:
    """Yield the lines of the first files."""
    for source in job.open_sources():
        for _, lines in _files(job, source):
            yield "".join(lines).encode()


def _files(job: Job, source: Source) -> Iterator[tuple[str, list[str]]]:
    made = list(records(source, job.choice))
    said: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for record in made:
        for annotator, turn, one in said_of(record):
            who = job.pseudonyms.get(annotator, annotator) + (f"-{turn}" if turn > 1 else "")
            said.setdefault(who, []).append((record, one))
    units = _Units(source.text)
    for who in sorted(said):
        yield f"{who}/{source.public_id}.xmi", _document(source.text, units, made, said[who])


class _Units:
    """Turns code points of a text into UTF-16 units: signs beyond the first plane count twice."""

    def __init__(self, text: str) -> None:
        self._wide = [place for place, sign in enumerate(text) if sign > "\uffff"]

    def at(self, place: int) -> int:
        """Return the unit at which a code point begins."""
        return place + bisect_left(self._wide, place)


def _document(text: str, units: _Units, made: list[dict[str, Any]], said: list[Any]) -> list[str]:
    rows: list[tuple[str, dict[str, Any], dict[str, Any]]] = [("type:Sentence", record, {}) for record in made]
    for record, one in said:
        label = {
            "identifier": record["id"],
            "label": one["label"],
            "flags": " ".join(one["flags"]),
            "note": one["note"],
        }
        rows.append(("custom:SentenceLabel", record, label))
        for owner, role, span in marked(one):
            value = owner.get("normalized") or owner.get("source_entity")
            features = {"identifier": record["id"], "owner": owner["id"], "value": value}
            rows.append((f"custom:{role.capitalize()}", span, features))
    lines = [HEAD]
    for number, (kind, place, features) in enumerate(rows, 2):
        begin, end = units.at(place["start"]), units.at(place["end"])
        more = "".join(f' {name}="{_safe(value)}"' for name, value in features.items() if value)
        lines.append(f'<{kind} xmi:id="{number}" sofa="1" begin="{begin}" end="{end}"{more}/>\n')
    members = " ".join(str(number) for number in range(2, len(rows) + 2))
    return [
        *lines,
        '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" ', f'sofaString="{_safe(text)}"/>\n',
        f'<cas:View sofa="1" members="{members}"/>\n</xmi:XMI>\n',
    ]  # fmt: skip


def _safe(text: str) -> str:
    return TO_ESCAPE.sub(lambda found: ESCAPES[found[0]], FORBIDDEN.sub("\ufffd", text))


def _types() -> str:
    features = "".join(_type(f"webanno.custom.{name}", layer) for name, layer in LAYERS.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n'
        f"<types>\n{_type(SENTENCE, ('id',))}{features}</types>\n</typeSystemDescription>\n"
    )


def _type(name: str, features: tuple[str, ...]) -> str:
    listed = "".join(
        f"<featureDescription><name>{feature}</name><description/>"
        "<rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>\n"
        for feature in features
    )
    return (
        f"<typeDescription><name>{name}</name><description/><supertypeName>uima.tcas.Annotation</supertypeName>\n"
        f"<features>\n{listed}</features></typeDescription>\n"
    )
