"""The outbox against everything that can go wrong: no network, a failing server, an ended sign-in, another tab."""

from typing import Any

from playwright.sync_api import Page, Route, expect
from sqlalchemy import delete

from annotator.models import LoginSession, table_of
from tests.browser.workbench import Desk, NewDesk, entries, eventually, new_desk, story
from tests.factories import PASSWORD

__all__ = ["new_desk"]
OPS = "**/ops"


def answer(page: Page, status: int) -> None:
    """Let the saves of a page fail with a status until `page.unroute(OPS)`."""
    page.route(OPS, lambda route: route.fulfill(status=status, body="<p>It broke.</p>", content_type="text/html"))


def test_offline_decisions_are_kept_shown_and_sent_in_order_when_the_network_returns(
    new_desk: NewDesk, problems: list[str]
) -> None:
    desk = new_desk(story(8, "offline"))
    context = desk.page.context
    context.set_offline(offline=True)
    desk.press(*"23322", pause=20)
    expect(desk.page.locator("#save")).to_have_text("Not saved: 5 kept, trying again")
    expect(desk.page.locator("#alert")).to_have_text("Not saved: 5 kept, trying again")
    expect(desk.page.locator("#n5")).to_have_text("5 F")
    assert desk.labels() == [None] * 8
    context.set_offline(offline=False)
    desk.wait_until_sent()
    assert desk.labels() == ["UFS", "NFS", "NFS", "UFS", "UFS", None, None, None]
    assert [number for number, _, _ in desk.events()] == [1, 2, 3, 4, 5]
    expect(desk.page.locator("#save")).to_contain_text("Saved")
    expect(desk.page.locator("#alert")).to_have_text("")
    problems.clear()


def test_after_a_fault_of_the_server_the_same_decision_is_stored_once(new_desk: NewDesk, problems: list[str]) -> None:
    desk = new_desk(story(4, "fault"))
    answer(desk.page, 500)
    desk.press("2", "3")
    expect(desk.page.locator("#save")).to_have_text("Not saved: 2 kept, trying again")
    desk.page.unroute(OPS)
    desk.wait_until_sent()
    assert desk.labels() == ["UFS", "NFS", None, None]
    assert len(desk.events()) == 2
    problems.clear()


def test_a_lost_answer_to_a_stored_decision_is_one_row_after_the_retry(new_desk: NewDesk, problems: list[str]) -> None:
    desk = new_desk(story(4, "lost"))
    lost: list[int] = []

    def lose_first(route: Route) -> None:
        response = route.fetch()
        if lost:
            route.fulfill(response=response)
        else:
            lost.append(response.status)
            route.abort("connectionreset")

    desk.page.route(OPS, lose_first)
    desk.press("3")
    desk.wait_until_sent()
    assert lost == [200]
    assert len(desk.events()) == 1
    problems.clear()


def test_a_reload_with_unsent_decisions_loses_none_and_keeps_their_order(
    new_desk: NewDesk, problems: list[str]
) -> None:
    desk = new_desk(story(6, "reload"))
    desk.page.on("dialog", lambda dialog: dialog.accept())
    answer(desk.page, 503)
    desk.press("2", "3", "1", "j", "0")
    desk.page.wait_for_url("**?s=5")
    desk.page.reload()
    expect(desk.page.locator("#n4")).to_have_text("4 ?")
    expect(desk.page.locator("#s3 .sp-claim")).to_have_count(1)
    expect(desk.page.locator("#progress")).to_have_text("4 of 6")
    assert [entry["kind"] for entry in entries(desk.page)] == ["label", "label", "label", "flags"]
    desk.at(5)
    desk.page.unroute(OPS)
    desk.wait_until_sent()
    assert desk.labels() == ["UFS", "NFS", "CFS", "unsure", None, None]
    assert [number for number, _, _ in desk.events()] == [1, 2, 3, 4]
    problems.clear()


def test_leaving_asks_only_while_something_is_unsent(new_desk: NewDesk, problems: list[str]) -> None:
    desk = new_desk(story(3, "leave"))
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.press("2")
    desk.wait_until_sent()
    desk.page.reload()
    assert asked == []
    answer(desk.page, 500)
    desk.press("2")
    desk.page.reload()
    assert asked == ["beforeunload"]
    problems.clear()


def test_a_newer_decision_is_never_covered_by_an_older_answer(new_desk: NewDesk) -> None:
    desk = new_desk(story(3, "newer"))
    held: list[Route] = []
    desk.page.route(OPS, lambda route: held.append(route))  # noqa: PLW0108  Playwright needs a function of ours
    desk.press("2", "k", "3", "k")
    seen = set()
    while desk.unsent():
        seen.add(desk.page.locator("#n1").inner_text())
        if held:
            held.pop().continue_()
        desk.page.wait_for_timeout(10)
    assert seen == {"1 N"}
    assert desk.labels()[0] == "NFS"


def end_sign_ins(desk: Desk) -> None:
    table = table_of(LoginSession)
    with desk.world.database.write() as session:
        session.execute(delete(table).where(table.c.user_id == desk.world.actors[desk.who].user_id))


def test_an_ended_sign_in_is_renewed_in_a_dialog_and_nothing_is_lost(new_desk: NewDesk, problems: list[str]) -> None:
    desk, page = (made := new_desk(story(6, "again"))), made.page
    desk.press("2")
    desk.wait_until_sent()
    page.context.set_offline(offline=True)
    desk.press("3", "2", "3")
    end_sign_ins(desk)
    page.context.set_offline(offline=False)
    expect(page.locator("#sign-in")).to_be_visible()
    expect(page.locator("#save")).to_have_text("Signed out. 3 kept on this computer")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#sign-in .alert")).to_contain_text("do not belong together")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#sign-in")).to_be_hidden()
    desk.wait_until_sent()
    assert desk.labels() == ["UFS", "NFS", "UFS", "NFS", None, None]
    desk.press("2")
    desk.wait_until_sent()
    assert desk.labels()[4] == "UFS"
    problems.clear()


def test_someone_else_signing_in_sends_nothing_of_the_first_person(new_desk: NewDesk, problems: list[str]) -> None:
    desk, page = (made := new_desk(story(3, "else"))), made.page
    end_sign_ins(desk)
    desk.press("3")
    expect(page.locator("#sign-in")).to_be_visible()
    page.get_by_label("Name", exact=True).fill(desk.who.replace("ada", "bo"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#sign-in .alert")).to_have_text("Signed in as someone else. 1 kept for the first account")
    page.wait_for_timeout(200)
    assert desk.unsent() == 1
    assert desk.events() == []
    problems.clear()


def test_what_is_refused_is_parked_and_the_next_decision_goes_through(new_desk: NewDesk, problems: list[str]) -> None:
    desk, page = (made := new_desk(story(5, "parked"))), made.page
    answer(page, 422)
    desk.press("2")
    expect(page.locator("#parked")).to_have_text("1 not accepted: open the list")
    expect(page.locator("#n1")).to_have_text("1")
    page.unroute(OPS)
    desk.press("3")
    desk.wait_until_sent()
    assert desk.labels()[:2] == [None, "NFS"]
    page.reload()
    page.locator("#parked").click()
    expect(page.locator("#refused li")).to_contain_text("Label: Factual, not check-worthy")
    expect(page.locator("#refused .why")).to_have_text("It broke.")
    page.get_by_role("button", name="Apply again").click()
    desk.wait_until_sent()
    assert desk.labels()[:2] == ["UFS", "NFS"]
    expect(page.locator("#parked")).to_be_hidden()
    expect(page.locator("#n1")).to_have_text("1 F")
    problems.clear()


def test_a_parked_decision_can_be_dropped(new_desk: NewDesk, problems: list[str]) -> None:
    desk, page = (made := new_desk(story(5, "dropped"))), made.page
    answer(page, 409)
    desk.press("2")
    expect(page.locator("#parked")).to_be_visible()
    page.locator("#parked").click()
    page.get_by_role("button", name="Drop").click()
    expect(page.locator("#refused")).to_be_hidden()
    expect(page.locator("#parked")).to_be_hidden()
    assert entries(page, "parked.") == []
    problems.clear()


def test_a_decision_after_submission_is_parked_until_the_article_is_taken_back(
    new_desk: NewDesk, problems: list[str]
) -> None:
    desk, page = (made := new_desk(story(2, "late"))), made.page
    desk.press("2", "3")
    desk.wait_until_sent()
    other = page.context.new_page()
    other.goto(desk.url + "/finish")
    other.get_by_role("button", name="Submit").click()
    expect(other.locator("h1")).to_have_text("Submitted")
    desk.press("k", "3")
    expect(page.locator("#parked")).to_be_visible()
    page.locator("#parked").click()
    expect(page.locator("#refused .why")).to_contain_text("You have submitted this article.")
    with page.expect_navigation():  # the page draws itself anew when all is stored
        page.get_by_role("button", name="Take back and apply").click()
    assert eventually(lambda: desk.labels() == ["NFS", "NFS"], other)
    expect(page.locator("#label-ufs")).to_be_enabled()
    assert desk.unsent() == 0
    problems.clear()


def test_an_entry_of_an_older_version_is_parked_and_not_sent(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(2, "old"))), made.page
    page.evaluate("localStorage.setItem('outbox.0.x.1.1.000000000000001.op', '{\"unit\": 4}')")
    page.reload()
    expect(page.locator("#parked")).to_have_text("1 not accepted: open the list")
    page.locator("#parked").click()
    expect(page.locator("#refused .why")).to_have_text("Made by an older version of this page.")
    assert desk.unsent() == 0
    assert desk.events() == []


def test_without_room_on_the_disk_a_decision_is_not_shown_as_made(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(2, "full"))), made.page
    page.evaluate("""() => {
        const part = 'x'.repeat(1 << 16);
        try { for (let n = 0; ; n++) localStorage.setItem('fill' + n, part); } catch { /* full */ }
        try { for (let n = 0; ; n++) localStorage.setItem('rest' + n, 'x'); } catch { /* full */ }
    }""")
    desk.press("2")
    expect(page.locator("#alert")).to_contain_text("this computer has no room left")
    expect(page.locator("#n1")).to_have_text("1")
    desk.at(1)
    page.evaluate("localStorage.clear()")
    desk.press("2")
    desk.wait_until_sent()
    assert desk.labels()[0] == "UFS"


def test_two_tabs_store_what_both_decide_and_show_it_to_each_other(new_desk: NewDesk) -> None:
    desk = new_desk(story(12, "tabs"))
    other: Any = desk.page.context.new_page()
    other.goto(f"{desk.url}?s=7")
    for key in "232323":
        desk.page.keyboard.press(key)
        other.keyboard.press(key)
    # What one tab has not sent the other learns in its own time.
    assert eventually(lambda: desk.labels() == ["UFS", "NFS"] * 6, desk.page)
    assert len(desk.events()) == 12
    shown = "[...document.querySelectorAll('.sn')].map(n => n.textContent.split(' ')[1])"
    for page in (desk.page, other):
        assert eventually(lambda page=page: page.evaluate(shown) == ["F", "N"] * 6, page), page.evaluate(shown)


def test_an_answer_that_is_not_the_servers_empties_nothing(new_desk: NewDesk) -> None:
    desk = new_desk(story(2, "portal"))
    answer(desk.page, 200)
    desk.press("2")
    expect(desk.page.locator("#save")).to_contain_text("Not saved: 1 kept")
    desk.page.unroute(OPS)
    desk.wait_until_sent()
    assert desk.labels() == ["UFS", None]


def test_signing_out_with_unsent_decisions_asks_first(new_desk: NewDesk, problems: list[str]) -> None:
    desk, page = (made := new_desk(story(2, "out"))), made.page
    asked: list[str] = []
    answer(page, 500)
    desk.press("2")
    page.on(
        "dialog",
        lambda dialog: (asked.append(dialog.message), dialog.accept() if len(asked) != 2 else dialog.dismiss()),
    )
    page.goto(f"{desk.server.url}/account")
    page.get_by_role("button", name="Sign out").click()
    assert eventually(lambda: len(asked) == 2, page)
    assert "Not saved yet: 1." in asked[1]
    assert page.url.endswith("/account")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert eventually(lambda: desk.unsent() == 0, page)
    problems.clear()
