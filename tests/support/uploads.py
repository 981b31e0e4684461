"""What tests of the import pages do again and again."""

import html
import re
from io import BytesIO

from playwright.sync_api import Page, expect
from sqlmodel import func, select
from werkzeug.test import TestResponse

from annotator.models import Article, ImportFile
from tests.factories import OTHER_TEXT, PASSWORD, TEXT, Client, World

FEES, BUSES = TEXT.encode(), OTHER_TEXT.encode()


def upload(client: Client, world: World, *files: tuple[str, bytes], text: str = "", **fields: str) -> TestResponse:
    """Send the form of the import page."""
    sent = {"files": [(BytesIO(data), name) for name, data in files], "text": text, **fields}
    answer = client.post(f"/projects/{world.slug}/import", **sent)
    # The test client puts large forms into a temporary file and leaves it open.
    answer.request.environ["wsgi.input"].close()
    return answer


def looked_at(client: Client, world: World, *files: tuple[str, bytes], **fields: str) -> tuple[str, str, list[str]]:
    """Upload files and return the address of the preview, its page, and the keys of its files in order."""
    answer = upload(client, world, *files, **fields)
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location).text
    keys = re.findall(r'class="linky" name="go" value="(\d+)"', page)
    return answer.location.partition("?")[0], page, keys


def count(world: World, model: type[Article | ImportFile], **values: str) -> int:
    query = select(func.count()).select_from(model)
    for name, value in values.items():
        query = query.where(getattr(model, name) == value)
    with world.database.read() as session:
        return session.exec(query).one()


def alerts(answer: TestResponse) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'role="alert" dir="auto">([^<]+)<', answer.text)]


def open_import(page: Page, address: str, world: World) -> None:
    """Sign mia in with a browser and open the import page; `address` is the server's."""
    page.goto(f"{address}/sign-in?next=/projects/{world.slug}/import")
    page.get_by_label("Name").fill("mia")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Import articles")).to_be_visible()
    page.wait_for_load_state()  # the script that sends what is chosen has run now
