"""Import in a real browser: files chosen or dropped, looked at, corrected, stored, and found in the queue."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from annotator.db import Database
from tests.browser.workbench import eventually
from tests.factories import OTHER_TEXT, TEXT, World, all_roles, make_world
from tests.support.accessibility import axe
from tests.support.server import Server
from tests.support.uploads import open_import

pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]
FEES: FilePayload = {"name": "fees.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
BUSES: FilePayload = {"name": "buses.md", "mimeType": "text/markdown", "buffer": OTHER_TEXT.encode()}
DROP = """(zone, files) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name, { type: "text/plain" }));
  for (const kind of ["dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def world(light: Database) -> World:
    return make_world(light, {"mia": all_roles()}, texts=())


def has_numbers(page: Page, count: int) -> None:
    """Check that the sentences are numbered from 1, and are so many; a line that is not annotated has no number."""
    wanted = list(map(str, range(1, count + 1)))

    def found() -> list[str]:
        shown = [text.split()[-1] for text in page.locator(".segs .no").all_inner_texts()]
        return [number for number in shown if number.isdigit()]

    assert eventually(lambda: found() == wanted, page), found()


def test_two_files_are_looked_at_corrected_and_found_in_the_queue(page: Page, server: Server, world: World) -> None:
    open_import(page, server.url, world)
    page.locator("[name=files]").set_input_files([FEES, BUSES])
    expect(page.get_by_role("heading", name="Preview: fees.txt")).to_be_visible()
    expect(page.get_by_text("“We had no choice,” chair Lena Ortiz said.")).to_be_visible()
    has_numbers(page, 6)
    page.wait_for_load_state()  # the script that looks at a choice has run now
    kind = page.get_by_label("Kind of segment 2")
    kind.select_option("credit")
    expect(page.locator(".seg-credit")).to_contain_text("The board voted")
    has_numbers(page, 3)
    expect(kind).to_be_focused()
    page.get_by_label("Title").fill("Fees go up")
    page.get_by_role("button", name="buses.md").click()
    expect(page.get_by_role("heading", name="Preview: buses.md")).to_be_visible()
    expect(page.locator(".segs")).to_contain_text("It was high time.")
    page.get_by_role("button", name="Import 2 articles").click()
    expect(page.get_by_role("heading", name="2 articles imported")).to_be_visible()
    page.get_by_role("button", name="Take it to work: Fees go up").click()
    page.wait_for_url("**/articles/*")
    page.goto(f"{server.url}/projects/{world.slug}/")
    expect(page.get_by_role("link", name="Fees go up", exact=True)).to_be_visible()
    expect(page.get_by_text("1 article waits for an annotator.")).to_be_visible()
    page.get_by_role("button", name="Take the next article").click()
    page.wait_for_url("**/articles/*")
    page.goto(f"{server.url}/projects/{world.slug}/")
    expect(page.get_by_role("link", name="Night buses return to the valley", exact=True)).to_be_visible()


def test_dropped_files_are_looked_at(page: Page, server: Server, world: World) -> None:
    open_import(page, server.url, world)
    page.locator(".drop").evaluate(DROP, [["fees.txt", TEXT], ["again.txt", TEXT]])
    expect(page.get_by_role("heading", name="Preview: fees.txt")).to_be_visible()
    expect(page.get_by_text("again.txt has the same text as the file fees.txt of this upload.")).to_be_visible()


def test_everything_works_without_scripts(new_page: NewPage, server: Server, world: World) -> None:
    page = new_page(java_script_enabled=False)
    open_import(page, server.url, world)
    page.locator("[name=files]").set_input_files([FEES])
    page.get_by_label("Or paste a text").fill(OTHER_TEXT)
    page.get_by_role("button", name="Look at the split").click()
    page.get_by_label("Kind of segment 2").select_option("link")
    page.get_by_role("button", name="Next file").click()
    expect(page.get_by_role("heading", name="Preview: Pasted text")).to_be_visible()
    page.get_by_label("Author").fill("Mara Lind")
    page.get_by_role("button", name="Import 2 articles").click()
    expect(page.get_by_role("heading", name="2 articles imported")).to_be_visible()
    expect(page.get_by_text(re.compile("fees.txt, 3 sentences"))).to_be_visible()


def test_a_file_that_is_too_large_stays_where_it_is(page: Page, server: Server, world: World, tmp_path: Path) -> None:
    open_import(page, server.url, world)
    big = tmp_path / "big.txt"
    big.write_bytes(b"word " * (5 * 2**20))
    page.locator("[name=files]").set_input_files(big)
    expect(page.get_by_role("alert")).to_have_text("Uploads may have 20 MB at once. Choose fewer or smaller files.")
    page.locator("[name=files]").set_input_files([FEES])
    expect(page.get_by_role("heading", name="Preview: fees.txt")).to_be_visible()


def test_the_server_says_what_is_too_large(
    new_page: NewPage, server: Server, world: World, tmp_path: Path, problems: list[str]
) -> None:
    page = new_page(java_script_enabled=False)
    open_import(page, server.url, world)
    big = tmp_path / "big.txt"
    big.write_bytes(b"word " * (6 * 2**20))
    page.locator("[name=files]").set_input_files(big)
    page.get_by_role("button", name="Look at the split").click()
    expect(page.get_by_text("Uploads may have 20 MB.")).to_be_visible()
    # The browser reports every answer of 413 on its console.
    problems[:] = [problem for problem in problems if "413" not in problem]


@pytest.mark.parametrize("width", [1440, 390])
def test_no_import_page_breaks_a_rule_of_accessibility(
    new_page: NewPage, server: Server, world: World, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 844})
    open_import(page, server.url, world)
    assert axe(page) == []
    photo: FilePayload = {"name": "photo.txt", "mimeType": "text/plain", "buffer": b"\x89PNG"}
    page.locator("[name=files]").set_input_files(
        [FEES, BUSES, FilePayload(name="twin.txt", mimeType="text/plain", buffer=FEES["buffer"]), photo]
    )
    expect(page.get_by_role("heading", name="Preview: fees.txt")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("Kind of segment 2").select_option("credit")
    expect(page.locator(".seg-credit")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Import 2 articles").click()
    expect(page.get_by_role("heading", name="2 articles imported")).to_be_visible()
    assert axe(page) == []
