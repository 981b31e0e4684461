"""Annotating in a real browser: labels, cursor, undo, details, submitting; with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.workbench import NewDesk, eventually, new_desk, shown_texts, story
from tests.support.server import StartServer

__all__ = ["new_desk"]
AWKWARD = """**“Tide” & <b>bold</b> plans**

The café’s flag 🇺🇦 cost 𝟓𝟎 euros, the family 👨‍👩‍👧 said. “We   keep it,” they added; é was e with an accent. It was < 3 & > 2 metres.
Nobody asked "why".

**Photo: Ann Example**
"""


def test_ten_keys_in_ten_sentences_at_forty_milliseconds_are_ten_rows(new_desk: NewDesk) -> None:
    desk = new_desk(story(12, "ten"))
    desk.press(*"2322332232", pause=40)
    desk.wait_until_sent()
    names = {"2": "UFS", "3": "NFS"}
    assert desk.labels() == [names[key] for key in "2322332232"] + [None, None]
    assert [number for number, _, _ in desk.events()] == list(range(1, 11))
    expect(desk.page.locator("#progress")).to_have_text("10 of 12")


def test_a_claim_stays_for_its_details_and_enter_goes_on(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.press("1")
    desk.at(1)
    expect(desk.page.locator("#spans li")).to_have_count(1)
    desk.press("Enter")
    desk.at(2)
    desk.press("0")
    desk.at(3)
    desk.wait_until_sent()
    assert desk.labels()[:3] == ["CFS", "unsure", None]


def test_the_cursor_walks_by_letters_arrows_clicks_and_to_the_next_without_a_label(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.press("j", "ArrowDown", "k")
    desk.at(2)
    desk.press("3", "3", "k", "k", "ArrowUp")
    desk.at(1)
    desk.press("3", "u")
    desk.at(4)
    desk.page.locator("#s7").click()
    desk.at(7)
    desk.page.locator("#c9").click()
    desk.at(9)
    desk.page.wait_for_url("**?s=9")
    desk.wait_until_sent()


def test_the_text_in_the_page_is_the_stored_text_before_and_after_decisions(new_desk: NewDesk) -> None:
    desk = new_desk(AWKWARD)
    stored = [view.text for view in desk.stored()]
    assert len(stored) >= 4
    assert shown_texts(desk.page) == stored
    for _ in stored:
        desk.press("1", "j")
    assert shown_texts(desk.page) == stored
    desk.wait_until_sent()
    desk.open()
    assert shown_texts(desk.page) == stored
    expect(desk.page.locator(".foot summary")).to_contain_text("1 line ")


def test_undo_goes_to_the_sentence_says_what_it_undid_and_survives_a_reload(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.press("2", "3", "3")
    desk.press("z")
    desk.at(3)
    expect(desk.page.locator("#say")).to_have_text("Undone in sentence 3: Label")
    desk.wait_until_sent()
    assert desk.labels()[:3] == ["UFS", "NFS", None]
    desk.page.reload()
    desk.open(9)
    desk.press("Shift+Z")
    desk.at(3)
    desk.press("z", "z", "z")
    desk.at(1)
    desk.wait_until_sent()
    assert desk.labels()[:3] == [None, None, None]
    desk.open(5)
    desk.press("Shift+Z", "Shift+Z", "Shift+Z", "z")
    desk.wait_until_sent()
    assert desk.labels()[:3] == ["UFS", "NFS", None]
    desk.press("Shift+Z", "z", "z", "z", "z")
    expect(desk.page.locator("#say")).to_have_text("There is nothing more here.")
    desk.wait_until_sent()
    assert desk.labels()[:3] == [None, None, None]


def test_undoing_a_claim_takes_its_underlines_away_at_once(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.press("1")
    expect(desk.page.locator("#s1 .sp-claim")).to_have_count(1)
    desk.press("z")
    expect(desk.page.locator("#s1 .sp-claim")).to_have_count(0)
    expect(desk.page.locator("#spans")).to_be_hidden()
    desk.wait_until_sent()
    assert desk.stored()[0].claims == {}


def test_a_note_and_flags_are_kept_and_no_letter_typed_is_a_key(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.press("n")
    desk.type("2 checks: call Jo, 3 pm")
    desk.press("Escape")
    desk.at(1)
    desk.press("f", "1")
    desk.press("f", "3")
    desk.wait_until_sent()
    first = desk.stored()[0]
    assert (first.label, first.note, first.flags) == (None, "2 checks: call Jo, 3 pm", ["discuss", "needs-context"])
    desk.press("f", "3", "2")
    desk.wait_until_sent()
    assert desk.stored()[0].flags == ["needs-context"]
    assert desk.labels()[0] == "UFS"


def test_a_verdict_with_evidence_is_stored_and_done_asks_for_its_reason(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("1", "v", "2")
    expect(page.locator("[data-verdict=Refuted]")).to_have_attribute("aria-checked", "true")
    page.get_by_text("Reason and state").click()
    page.get_by_label("State").select_option("done")
    expect(page.locator("#gap")).to_have_text("Not done yet: write down the reason first.")
    page.get_by_label("Reason for the verdict").fill("The register says otherwise.")
    desk.press("Tab")
    desk.press("Escape")
    page.locator("#s1").click()
    desk.press("e")
    desk.type("https://register.example/7")
    page.get_by_label("Words quoted from it").fill("Opened in autumn.")
    page.get_by_label("What it does to the claim").select_option("refutes")
    page.get_by_text("Add it").click()
    expect(page.locator("#proof .tag")).to_have_text("Refutes")
    page.get_by_text("Reason and state").click()
    page.get_by_label("State").select_option("done")
    desk.wait_until_sent()
    ((claim, *_),) = [list(desk.stored()[0].claims.values())]
    check = claim["verification"]
    assert (check["status"], check["verdict"], check["rationale"]) == (
        "done",
        "Refuted",
        "The register says otherwise.",
    )
    assert [(one["url"], one["stance"]) for one in check["evidence"]] == [("https://register.example/7", "refutes")]


def test_details_of_claim_and_source_are_stored(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("1", "s", "f", "j")
    expect(page.locator("#spans li")).to_have_count(2)
    page.get_by_text("Source details").click()
    page.get_by_label("Who it is").fill("Town council")
    page.get_by_label("Kind of source").select_option("named-organisation")
    page.get_by_label("How the source stands to it").select_option("denies")
    page.get_by_text("Claim details").click()
    page.get_by_label("As a sentence that stands alone").fill("The tram was opened in spring 2026.")
    page.get_by_label("Numbers").check()
    page.get_by_label("Said by").select_option("Town council")
    desk.wait_until_sent()
    first = desk.stored()[0]
    ((key, source),) = first.attributions.items()
    (claim,) = first.claims.values()
    assert (source["source_entity"], source["source_type"], source["source_commitment"]) == (
        "Town council", "named-organisation", "denies",
    )  # fmt: skip
    assert claim["normalized"] == "The tram was opened in spring 2026."
    assert (claim["types"], claim["attribution"]) == (["numerical"], key)


def test_submitting_waits_for_labels_and_for_the_outbox_and_can_be_taken_back(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(3, "short"), story(2, "next"))), made.page
    desk.press("2", "3", "Enter")
    expect(page.locator("h1")).to_have_text("Submit this article?")
    page.get_by_text("Go to sentence 3").click()
    page.wait_for_url("**?s=3")
    desk.press("0")
    desk.press("Enter")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("h1")).to_have_text("Submitted")
    assert desk.labels() == ["UFS", "NFS", "unsure"]
    desk.open()
    desk.press("2")
    assert desk.unsent() == 0
    expect(page.locator("#label-ufs")).to_be_disabled()
    page.get_by_text("Take back or go on").click()
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("h1")).to_have_text("Submit this article?")
    desk.open(1)
    desk.press("3")
    desk.wait_until_sent()
    assert desk.labels()[0] == "NFS"
    desk.press("u")
    page.goto(desk.url + "/finish")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("link", name="Next article").click()
    desk.article = desk.world.articles[1]
    page.wait_for_url(desk.url)
    expect(page.locator("#progress")).to_have_text("0 of 2")
    desk.press("3", "3")
    desk.wait_until_sent()
    page.goto(desk.url + "/finish")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("All done.")).to_be_visible()


def test_without_scripts_labels_notes_undo_and_submitting_work_as_forms(new_desk: NewDesk) -> None:
    desk = new_desk(story(2, "plain"), java_script_enabled=False, opened=False)
    page = desk.page
    page.goto(desk.url)
    page.get_by_role("radio", name="Not factual").click()
    page.wait_for_url("**?s=2")
    page.locator("summary", has_text="Note").click()
    page.locator("#note").fill("Ask the mayor.")
    page.get_by_text("Keep the note").click()
    page.wait_for_url("**?s=2")
    page.get_by_role("radio", name="Unsure").click()
    assert eventually(lambda: desk.labels() == ["NFS", "unsure"], page)
    assert desk.stored()[1].note == "Ask the mayor."
    page.get_by_role("button", name="Undo").click()
    assert eventually(lambda: desk.labels() == ["NFS", None], page)
    page.locator("#label-cfs").click()
    page.get_by_role("link", name="Done, next sentence").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("h1")).to_have_text("Submitted")


def test_on_a_plain_http_host_of_the_network_decisions_are_saved_in_order(
    new_desk: NewDesk, start_server: StartServer
) -> None:
    desk = new_desk(story(6, "lan"), opened=False)
    insecure = start_server(desk.server.database_url, "--insecure-http")
    origin = insecure.url.replace("127.0.0.1", "newsroom.test")
    # The address is known to Chromium only, so the cookie of the loopback address is carried over.
    cookies = desk.page.context.cookies()
    desk.page.context.add_cookies([{**one, "domain": "newsroom.test"} for one in cookies])  # type: ignore[typeddict-item]
    desk.open(url=desk.url.replace(desk.server.url, origin))
    assert desk.page.evaluate("[typeof crypto.randomUUID, typeof navigator.locks]") == ["undefined", "undefined"]
    desk.press(*"23232", pause=40)
    desk.wait_until_sent()
    assert desk.labels() == ["UFS", "NFS", "UFS", "NFS", "UFS", None]


@pytest.mark.parametrize("bad", ["0", "99", "x"])
def test_an_unknown_sentence_in_the_address_opens_the_first(new_desk: NewDesk, bad: str) -> None:
    desk = new_desk(story(2, bad))
    desk.page.goto(f"{desk.url}?s={bad}")
    desk.at(1)


def test_when_the_part_for_claims_cannot_be_loaded_labels_go_on_and_it_loads_later(
    new_desk: NewDesk, problems: list[str]
) -> None:
    desk, page = (made := new_desk(story(4, "broken"))), made.page
    page.route("**/claims.js", lambda route: route.abort())
    desk.press("1", "s")
    expect(page.locator("#say")).to_have_text("No answer. Try again in a moment.")
    desk.press("j", "2", "3")
    desk.wait_until_sent()
    assert desk.labels() == ["CFS", "UFS", "NFS", None]
    page.unroute("**/claims.js")
    page.locator("#s1").click()
    expect(page.locator("#spans li")).to_have_count(1)
    problems.clear()
