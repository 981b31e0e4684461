"""Interface texts in the reader's language."""

import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.web import texts
from tests.factories import NewClient

# A catalogue with two texts, in the binary form that gettext reads.
PAIRS = {"": "Content-Type: text/plain; charset=UTF-8\n", "Sign in": "Увійти", "Name": "Імʼя"}


@pytest.fixture
def ukrainian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of catalogues with a Ukrainian one."""
    folder = tmp_path / "translations" / "uk" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "annotator.mo").write_bytes(packed())
    monkeypatch.setattr(texts, "FOLDER", tmp_path / "translations")
    texts.languages.cache_clear()
    texts._catalogue.cache_clear()
    yield
    texts.languages.cache_clear()
    texts._catalogue.cache_clear()


def packed() -> bytes:
    """Return the pairs as a .mo file: header, two tables of length and place, then the texts."""
    entries = [(key.encode(), value.encode()) for key, value in sorted(PAIRS.items())]
    start = 28 + 16 * len(entries)
    tables, blob = [b"", b""], b""
    for side in (0, 1):
        for entry in entries:
            tables[side] += len(entry[side]).to_bytes(4, "little") + (start + len(blob)).to_bytes(4, "little")
            blob += entry[side] + b"\0"
    head = (0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, 0)
    return b"".join(number.to_bytes(4, "little") for number in head) + tables[0] + tables[1] + blob


def test_a_reader_gets_the_language_the_browser_asks_for(ukrainian: None, new_client: NewClient) -> None:
    page = new_client().get("/sign-in", headers={"Accept-Language": "uk,en;q=0.5"}).text
    assert '<html lang="uk"' in page
    assert "Увійти" in page
    assert "Password" in page


def test_an_unknown_language_gets_english(ukrainian: None, new_client: NewClient) -> None:
    page = new_client().get("/sign-in", headers={"Accept-Language": "xx"}).text
    assert '<html lang="en"' in page
    assert "Sign in" in page


def test_the_hand_made_catalogue_is_one_that_gettext_reads(ukrainian: None, tmp_path: Path) -> None:
    found = gettext.translation("annotator", tmp_path / "translations", ["uk"])
    assert found.gettext("Name") == "Імʼя"
