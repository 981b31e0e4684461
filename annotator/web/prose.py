"""Markdown as HTML: for guidelines. Raw HTML in it is shown as text, and nothing is loaded from elsewhere."""

from functools import cache

from markdown_it import MarkdownIt


@cache
def _reader() -> MarkdownIt:
    # An image would be a request to somebody else's server.
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def html(text: str) -> str:
    """Return Markdown as HTML that may stand in a page as it is."""
    return str(_reader().render(text))
