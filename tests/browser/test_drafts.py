"""What was begun and not yet decided: it survives a reload, a crash and a closed browser, and goes when it is stored."""

from playwright.sync_api import Page, expect

from tests.browser.workbench import Desk, NewDesk, eventually, kept_keys, new_desk

__all__ = ["new_desk"]


def begun(page: Page) -> int:
    return len(kept_keys(page, "begun."))


def crashed(desk: Desk) -> Page:
    """Close the page as a crash does, without its last words, and open the article in a new one on the same computer."""
    anew = desk.page.context.new_page()
    anew.goto(f"{desk.server.url}/account")
    kept = "() => JSON.stringify(Object.entries(localStorage).sort())"
    # The browser hands on in its own time what the page wrote down.
    assert eventually(lambda: anew.evaluate(kept) == desk.page.evaluate(kept), anew)
    desk.page.close(run_before_unload=False)
    desk.page = anew
    desk.open()
    return anew


def test_evidence_that_was_begun_is_there_in_a_new_window_until_it_is_added(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("1", "v", "2", "e")
    desk.type("https://register.example/7")
    expect(page.get_by_label("Address", exact=True)).to_have_value("https://register.example/7")
    page.get_by_label("Words quoted from it").fill("Opened in autumn.")
    desk.wait_until_sent()
    page = crashed(desk)
    expect(page.get_by_label("Address", exact=True)).to_have_value("https://register.example/7")
    expect(page.get_by_label("Words quoted from it")).to_have_value("Opened in autumn.")
    desk.press("j")
    expect(page.get_by_label("Address", exact=True)).to_be_hidden()
    desk.press("1")
    expect(page.locator("#f-evidence [name=url]")).to_have_value("")
    desk.press("k")
    expect(page.get_by_label("Address", exact=True)).to_have_value("https://register.example/7")
    page.get_by_text("Add it").click()
    desk.wait_until_sent()
    claim = next(iter(desk.stored()[0].claims.values()))
    assert [one["quote"] for one in claim["verification"]["evidence"]] == ["Opened in autumn."]
    assert begun(page) == 0


def test_a_note_and_a_reason_that_were_being_typed_become_decisions_after_a_crash(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("1", "v", "1")
    expect(page.locator("[data-verdict=Supported]")).to_have_attribute("aria-checked", "true")
    page.get_by_text("Reason and state").click()
    page.get_by_label("Reason for the verdict").press_sequentially("The minutes say so")
    expect(page.get_by_label("Reason for the verdict")).to_have_value("The minutes say so")
    assert eventually(lambda: begun(page) == 1, page)
    desk.wait_until_sent()
    page = crashed(desk)
    desk.at(1)
    expect(page.get_by_label("Reason for the verdict")).to_have_value("The minutes say so")
    page.locator("#s2").click()
    desk.press("n")
    desk.type("Ask Jo about the mill")
    expect(page.locator("#note")).to_have_value("Ask Jo about the mill")
    assert eventually(lambda: begun(page) == 1, page)
    page = crashed(desk)
    desk.at(2)
    expect(page.locator("#noted")).to_have_text("Ask Jo about the mill")
    desk.wait_until_sent()
    first, second, *_ = desk.stored()
    assert next(iter(first.claims.values()))["verification"]["rationale"] == "The minutes say so"
    assert second.note == "Ask Jo about the mill"
    assert begun(page) == 0


def test_what_was_begun_goes_when_it_is_emptied_and_when_its_person_signs_out(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("1", "c", "f", "j", "c", "k", "s", "e")
    desk.type("https://a.example")
    expect(page.get_by_label("Address", exact=True)).to_have_value("https://a.example")
    desk.wait_until_sent()
    other = page.locator("#spans [data-act=choose]").first
    other.click()  # the same box, now for another claim
    expect(other).to_have_attribute("aria-pressed", "true")
    assert eventually(lambda: begun(page) == 1, page)
    page.get_by_label("Address", exact=True).fill("")
    assert eventually(lambda: begun(page) == 0, page)
    page.get_by_label("Title").fill("Minutes")
    assert eventually(lambda: begun(page) == 1, page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{desk.server.url}/account")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    assert eventually(lambda: begun(page) == 0, page)
