"""The folder for Hugging Face with Croissant metadata beside it: `croissant.json`, a record set for each Parquet file.

Source: the Croissant format specification 1.1 (MLCommons). Its columns are flat ones; what is nested in the sentences
stands flat in annotations and spans. Hashes are obligatory, so the metadata comes after the files it speaks of.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.exporting import hub
from annotator.exporting.forms.huggingface import filled, preview, spread
from annotator.exporting.job import Entry, Job
from annotator.exporting.shape import TABLES as SHAPES
from annotator.exporting.shape import One
from annotator.exporting.spooling import Spool
from annotator.exporting.surroundings import before, pretty

__all__ = ["entries", "preview"]
TYPES = {"string": "sc:Text", "integer": "sc:Integer", "boolean": "sc:Boolean"}
CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "arrayShape": "cr:arrayShape", "citeAs": "cr:citeAs",
    "column": "cr:column", "conformsTo": "dct:conformsTo", "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases", "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty", "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract", "field": "cr:field", "fileObject": "cr:fileObject", "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5",
    "parentField": "cr:parentField", "path": "cr:path", "personalSensitiveInformation":
    "cr:personalSensitiveInformation", "rai": "http://mlcommons.org/croissant/RAI/", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace",
    "samplingRate": "cr:samplingRate", "sc": "https://schema.org/", "separator": "cr:separator",
    "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip


def entries(job: Job) -> Iterator[Entry]:
    """Yield the folder's files and then the metadata."""
    yield from before(job)
    hashes: dict[str, str] = {}
    with Spool() as spool:
        content = spread(job, spool)
        for path, chunks in filled(spool, content):
            yield path, _hashed(path, chunks, hashes)
    yield "README.md", [hub.card(job, content)]
    yield "croissant.json", [pretty(metadata(job, content, hashes))]


def _hashed(path: str, chunks: Iterable[bytes], hashes: dict[str, str]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    hashes[path] = digest.hexdigest()


def metadata(job: Job, content: hub.Content, hashes: dict[str, str]) -> dict[str, Any]:
    """Return the metadata; `hashes` are given by path. A file without rows has no record set."""
    from annotator import card as cards

    licenses = sorted(content.facts.licences.keys() - {""})
    names = cards.publishers(job)
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": job.project["slug"],
        "description": f"Sentences of articles with people's labels, claims and attributions: {job.project['name']}",
        "inLanguage": sorted(content.facts.languages),
        **({"license": licenses} if licenses else {}),
        # The card does not say whether a name is a person's; CITATION.cff takes them as bodies too.
        **({"creator": [{"@type": "Organization", "name": name} for name in names]} if names else {}),
        **_released(job),
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": f"{table}-{part}.parquet",
                "name": f"{table}-{part}.parquet",
                "contentUrl": path,
                "encodingFormat": "application/x-parquet",
                "sha256": hashes[path],
            }
            for path, (table, part) in content.paths.items()
        ],
        "recordSet": [_record_set(table, part) for table, part in content.paths.values()],
    }


def _released(job: Job) -> dict[str, str]:
    """Return what only a release has: an export of now has no version, and no clock may be in it."""
    if job.released is None:
        return {}
    name, day = job.released
    return {"version": name, "datePublished": day, "citeAs": f"{job.project['name']}, version {name}, {day[:4]}"}


def _record_set(table: str, part: str) -> dict[str, Any]:
    name = f"{table}-{part}"
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"Rows of {table} from the articles of the split {part}.",
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column}",
                "name": f"{name}/{column}",
                "dataType": TYPES[shape.kind],
                "source": {"fileObject": {"@id": f"{name}.parquet"}, "extract": {"column": column}},
            }
            for column, shape in SHAPES[table].fields.items()
            if isinstance(shape, One)
        ],
    }
