"""Short stand-ins for the JSON-LD contexts that a reader would fetch: the terms that our exports use, and no others."""

from typing import Any

AS, DC, OA, RDF, XSD = (
    "http://www.w3.org/ns/activitystreams#",
    "http://purl.org/dc/terms/",
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2001/XMLSchema#",
)
# Source: the terms as the recommendation's own context defines them.
ANNO: dict[str, Any] = {
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    "Annotation": f"{OA}Annotation",
    "TextualBody": f"{OA}TextualBody",
    "SpecificResource": f"{OA}SpecificResource",
    "TextPositionSelector": f"{OA}TextPositionSelector",
    "TextQuoteSelector": f"{OA}TextQuoteSelector",
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "nickname": "http://xmlns.com/foaf/0.1/nick",
    "body": {"@type": "@id", "@id": f"{OA}hasBody"},
    "target": {"@type": "@id", "@id": f"{OA}hasTarget"},
    "source": {"@type": "@id", "@id": f"{OA}hasSource"},
    "selector": {"@type": "@id", "@id": f"{OA}hasSelector"},
    "motivation": {"@type": "@vocab", "@id": f"{OA}motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": f"{OA}hasPurpose"},
    "classifying": f"{OA}classifying",
    "tagging": f"{OA}tagging",
    "commenting": f"{OA}commenting",
    "describing": f"{OA}describing",
    "creator": {"@type": "@id", "@id": f"{DC}creator"},
    "created": {"@type": f"{XSD}dateTime", "@id": f"{DC}created"},
    "value": f"{RDF}value",
    "start": {"@type": f"{XSD}nonNegativeInteger", "@id": f"{OA}start"},
    "end": {"@type": f"{XSD}nonNegativeInteger", "@id": f"{OA}end"},
    "exact": f"{OA}exact",
    "prefix": f"{OA}prefix",
    "suffix": f"{OA}suffix",
    "styleClass": f"{OA}styleClass",
}
SCHEMA: dict[str, Any] = {"@vocab": "http://schema.org/", "url": {"@type": "@id"}}
CONTEXTS = {"http://www.w3.org/ns/anno.jsonld": ANNO, "https://schema.org": SCHEMA, "https://schema.org/": SCHEMA}


def load(url: str, options: dict[str, Any]) -> dict[str, Any]:
    """Give a JSON-LD reader a context without asking the net."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": CONTEXTS[url]},
    }
