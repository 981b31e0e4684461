"""The main job from one end to the other, as three people do it in three browsers on a new installation."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.browsing import press_enter, wait_until_stored
from tests.support.server import Server, StartServer

NewPage = Callable[..., Page]
PASSWORD = "a few plain words"
ARTICLE = """**Ferry fares to rise in the new year**

The harbour board will raise fares by 4 per cent in January, it said on Monday.
“We held them for three years,” said its chair, Ilse Brandt. “We cannot do so again.”
**Protest on the islands**
Some 300 islanders signed a letter against the plan. It is an insult, the letter says.
**Reporting by the town desk**
Read More @ ferries.example
"""
KINDS = ["headline", "body", "body", "body", "heading", "body", "body", "credit", "link"]
# One key a sentence, Enter after a claim: a headline, three sentences, a heading, two sentences. They differ on two.
FIRST = ["3", "1", "Enter", "2", "3", "3", "2", "3"]
SECOND = ["3", "1", "Enter", "1", "Enter", "3", "3", "1", "Enter", "3"]


def join(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    if page.get_by_label("I have read this and agree").count():
        page.get_by_label("I have read this and agree").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("header.bar")).to_contain_text(name)


def invite(page: Page, home: str, role: str) -> str:
    page.goto(f"{home}/people")
    form = page.locator("form").filter(has_text="Make a link")
    for other in ("annotator", "reviewer", "manager"):
        form.get_by_label(other).set_checked(other == role)
    form.get_by_role("button", name="Make a link").click()
    return page.locator("input[readonly]").input_value()


def annotate(page: Page, home: str, keys: list[str]) -> None:
    """Take the article, label it by keyboard and submit it."""
    page.goto(f"{home}/")
    press_enter(page)
    page.wait_for_url("**/articles/art_*")
    expect(page.locator("#s1[data-active]")).to_be_visible()
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/finish")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("main")).to_contain_text("All done")


def make_project(page: Page, server: Server, text: str) -> str:
    """Follow the link of the first start, make a project and paste an article into it; return the project's address."""
    link = re.search(r"http://127\.0\.0\.1:\d+/link/[\w-]+", server.log())
    assert link is not None
    join(page, link[0], "Mara")
    page.goto(server.url)
    page.locator("form").get_by_label("Name", exact=True).fill("Ferries")
    page.keyboard.press("Enter")
    page.wait_for_url("**/setup")
    home = f"{server.url}/projects/ferries"
    page.goto(f"{home}/import")
    page.get_by_label("Or paste a text").fill(text)
    page.get_by_role("button", name="Look at the split").click()
    page.get_by_role("button", name="Import 1 article").click()
    expect(page.get_by_role("heading", name="1 article imported")).to_be_visible()
    return home


def settle(page: Page, home: str) -> None:
    """Settle all that differs by taking the first column, with the keyboard alone."""
    page.goto(f"{home}/review")
    press_enter(page)
    page.wait_for_url("**/review?*")
    expect(page.locator(".case.now [data-key]").first).to_be_attached()
    for settled in ("1 of 2 settled", "2 of 2 settled"):
        page.keyboard.press("1")
        expect(page.locator("header.bar")).to_contain_text(settled)
    wait_until_stored(page)


def exported(page: Page, home: str, form: str, folder: Path) -> str:
    page.goto(f"{home}/export?format={form}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("^Download|^Export")).first.click()
    path = folder / form
    waiting.value.save_as(path)
    return path.read_text("utf-8")


def test_an_article_becomes_a_dataset(start_server: StartServer, new_page: NewPage, tmp_path: Path) -> None:
    server = start_server(f"sqlite:///{tmp_path}/new.sqlite3")
    manager = new_page()
    home = make_project(manager, server, ARTICLE)
    people = {"Ada": ("annotator", FIRST), "Bo": ("annotator", SECOND), "Ruth": ("reviewer", [])}
    pages = {}
    for name, (role, keys) in people.items():
        link = invite(manager, home, role)
        pages[name] = new_page()
        join(pages[name], link, name)
        if keys:
            annotate(pages[name], home, keys)
    settle(pages["Ruth"], home)
    records = [json.loads(line) for line in exported(manager, home, "jsonl", tmp_path).splitlines()]
    assert [record["kind"] for record in records] == KINDS
    settled = [record["text"] for record in records if record["gold"]]
    assert len(settled) == 2, settled
    labels = exported(manager, home, "csv", tmp_path).splitlines()
    assert labels[0] == "item,annotator,label,article"
    assert len(labels) == 1 + 2 * 5
    manager.goto(f"{home}/agreement")
    main = manager.locator("main")
    expect(main).to_contain_text("5 of 5 sentences have labels of two or more people; 2 people, 1 article, 10 labels.")
