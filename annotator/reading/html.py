"""Saved web pages: the main text with its headings, without scripts, menus and other boilerplate."""

import re
from collections.abc import Iterator
from typing import Any

from annotator.errors import BadInput
from annotator.reading.base import Options, Reading, assembled, suggestions
from annotator.reading.plain import decoded, tidied

CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
LANGUAGE = re.compile(r"<html[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\b", re.IGNORECASE)
# A parser that is given characters must not be told another encoding by the file.
PROLOGUE = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
LATIN1 = ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii")
HEAD = 4096
BLOCKS = ("p", "item", "quote", "code", "cell", "ab")
KINDS = {"head": "heading", "item": "text", "cell": "text"}
PLAIN_BLOCKS = {
    "h1": "headline",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "p": "",
    "li": "text",
    "td": "text",
}
HIDDEN = ("script", "style", "noscript", "template", "nav", "footer", "aside", "form", "iframe", "svg")
# Of a short page the extraction keeps paragraphs only and may run them together. Then every block is taken, unless they
# hold several times as much: so much more is what surrounds an article.
SHORT, SURROUNDED = 600, 3


def read_html(name: str, data: bytes, options: Options) -> Reading:
    """Return the main text of a saved page, headings marked, its metadata as suggestions.

    Nothing is fetched and no script runs. Raises BadInput for a page without text or a missing library.
    """
    try:
        from lxml import etree  # type: ignore[import-untyped]  # the library has no types
        from trafilatura import bare_extraction
    except ModuleNotFoundError as missing:
        raise BadInput(f"{name} is HTML. To read it: pip install 'annotator[files]'.") from missing
    text, warnings = decoded(name, data, options.language, _declared(data))
    tidied(name, text)
    page = PROLOGUE.sub("", text)
    try:
        found: Any = bare_extraction(page, fast=True, include_comments=False, include_tables=True, with_metadata=True)
        blocks = list(_blocks(found.body)) if found is not None else []
        if (length := _length(blocks)) < SHORT:
            every = list(_every_block(page))
            if not blocks or _length(every) < max(SURROUNDED * length, SHORT):
                blocks = every
        blocks = _titled(blocks, found.title if found is not None else None)
    except (etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as fault:
        raise BadInput(f"{name} is damaged: it cannot be read as HTML. Save the page again.") from fault
    clean, marks = assembled(blocks)
    if not clean:
        raise BadInput(f"{name} is empty: no article text was found in the page.")
    warnings = (*warnings, "Read from a web page: look whether the whole article came and nothing else.")
    metadata = _metadata(found) if found is not None else {}
    spoken = LANGUAGE.search(page, 0, HEAD)
    return Reading(clean, warnings, metadata | ({"language": spoken.group(1)} if spoken else {}), marks)


def _declared(data: bytes) -> str:
    declared = CHARSET.search(data, 0, HEAD)
    name = declared.group(1).decode("ascii", "replace").lower() if declared else ""
    # Browsers read pages that say Latin-1 as its superset, and so do we.
    return "cp1252" if name in LATIN1 else name


def _blocks(body: Any) -> Iterator[tuple[str, str]]:
    """Yield the blocks of what the extraction kept; a line break within a paragraph parts it."""
    if body is None:
        return
    for element in body.iter("head", *BLOCKS):
        if any(parent.tag in (*BLOCKS, "head") for parent in element.iterancestors()):
            continue
        kind = KINDS.get(element.tag, "")
        if element.tag == "head" and element.get("rend") == "h1":
            kind = "headline"
        for line in "".join(_pieces(element)).split("\x1e"):
            yield line, kind


def _length(blocks: list[tuple[str, str]]) -> int:
    return sum(len(text.strip()) for text, _ in blocks)


def _pieces(element: Any) -> Iterator[str]:
    """Yield the text of an element, a record separator where a line or an inner block ends."""
    if element.tag in ("lb", *BLOCKS):
        yield "\x1e"
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _pieces(child)
        yield child.tail or ""
    if element.tag in BLOCKS:
        yield "\x1e"


def _titled(blocks: list[tuple[str, str]], title: str | None) -> list[tuple[str, str]]:
    """Return blocks with one headline: the page's title goes before them when no block says it."""
    blocks = [(text, kind) for text, kind in blocks if text.strip()]
    if not blocks:
        return []
    headlines = [place for place, (_, kind) in enumerate(blocks) if kind == "headline"]
    for place in headlines[1:]:
        blocks[place] = (blocks[place][0], "heading")
    wanted = " ".join((title or "").split())
    if headlines or not wanted:
        return blocks
    for place, (text, _) in enumerate(blocks[:3]):
        if " ".join(text.split()) == wanted:
            return [*blocks[:place], (text, "headline"), *blocks[place + 1 :]]
    return [(wanted, "headline"), *blocks]


def _every_block(page: str) -> Iterator[tuple[str, str]]:
    """Yield all paragraphs of a page in which no main text stands out, or else its whole text."""
    from lxml import etree, html

    root = html.document_fromstring(page)
    etree.strip_elements(root, *HIDDEN, etree.Comment, with_tail=False)
    found = [
        (element.text_content(), PLAIN_BLOCKS[element.tag])
        for element in root.iter(*PLAIN_BLOCKS)
        if not any(parent.tag in PLAIN_BLOCKS for parent in element.iterancestors())
    ]
    body = root.find("body")
    yield from found or [(root.text_content() if body is None else body.text_content(), "")]


def _metadata(found: Any) -> dict[str, str]:
    return suggestions({
        "title": found.title, "author": found.author, "publisher": found.sitename or found.hostname,
        "published": found.date, "url": found.url, "license": found.license,
    })  # fmt: skip
