"""A slow network: what is done while a part of the page or an answer is on its way is kept and does what it says."""

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.workbench import NewDesk, eventually, new_desk, story

__all__ = ["new_desk"]
PARTS = ("claims", "spans", "painting", "seldom", "aside", "recut", "fresh")


def slow(page: Page) -> None:
    """Let every part that is loaded when it is first needed take its time."""

    def late(route: Route) -> None:
        page.wait_for_timeout(150)
        route.continue_()

    for part in PARTS:
        page.route(f"**/{part}.js", late)


def test_a_cue_is_marked_by_arrows_and_a_verdict_given_while_their_parts_load(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk("The café costs two million, owners claimed.\n\nIt rained.\n")), made.page
    slow(page)
    desk.hurry("1", "q", "ArrowLeft", "Enter", "v", "3", "Enter", "2")
    desk.wait_until_sent()
    first, second = desk.stored()
    assert [span["quote"] for one in first.attributions.values() for span in one["cue_spans"]] == ["claimed"]
    assert [one["verification"]["verdict"] for one in first.claims.values()] == ["Not Enough Evidence"]
    assert second.label == "UFS"
    page.unroute_all(behavior="ignoreErrors")


def test_what_is_typed_at_once_into_note_evidence_and_search_is_all_there(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(6, "slow"))), made.page
    slow(page)
    desk.hurry("n")
    page.keyboard.type("Ask Jo")
    desk.hurry("Escape", "1", "e")
    desk.type("https://a.example/")
    expect(page.locator("#f-evidence [name=url]")).to_have_value("https://a.example/")
    page.locator("#s2").click()
    desk.hurry("/")
    page.keyboard.type("number 56")
    desk.press("Backspace", "Enter")
    desk.at(5)
    expect(page.locator("#drawer input")).to_have_value("number 5")
    desk.wait_until_sent()
    assert desk.stored()[0].note == "Ask Jo"
    page.unroute_all(behavior="ignoreErrors")


def test_guideline_undo_and_split_wait_for_their_parts_and_labels_go_where_they_were_meant(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk("The board met on Monday and the mayor spoke. It rained.\n", alone=True)), made.page
    slow(page)
    desk.hurry("g", "2", "z", "3")
    expect(page.locator("#drawer .prose")).to_be_visible()
    desk.hurry("Escape", "k", "[", "s", "j", "2")
    assert eventually(lambda: desk.labels() == ["NFS", "UFS", None], page)
    page.unroute_all(behavior="ignoreErrors")


def test_a_reason_written_before_the_part_for_claims_is_there_is_not_lost(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(3, "reason"))), made.page
    waiting: list[Route] = []
    desk.press("n", "Escape")
    page.route("**/claims.js", lambda route: waiting.append(route))  # noqa: PLW0108  Playwright needs a function of ours
    desk.hurry("1")
    assert eventually(lambda: bool(waiting), page)
    page.get_by_text("Reason and state").click()
    page.keyboard.type("The minutes say so")
    page.keyboard.press("Tab")
    waiting.pop().continue_()
    desk.wait_until_taken()
    expect(page.get_by_label("Reason for the verdict")).to_have_value("The minutes say so")
    page.locator("#s2").click()
    desk.wait_until_sent()
    (claim,) = desk.stored()[0].claims.values()
    assert claim["verification"]["rationale"] == "The minutes say so"


def test_a_button_that_is_pressed_while_an_answer_comes_does_what_it_says(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(3, "pressed"))), made.page
    down: list[bool] = []

    def late(route: Route) -> None:
        while not down:
            page.wait_for_timeout(10)
        route.continue_()

    page.route("**/ops", late)
    desk.press("1", "s", "f", "j")
    expect(page.locator("#spans li")).to_have_count(2)
    page.get_by_label("Remove Source span").hover()
    page.mouse.down()
    down.append(True)
    desk.wait_until_sent()
    page.mouse.up()
    expect(page.locator("#spans li")).to_have_count(1)
    desk.wait_until_sent()
    assert desk.stored()[0].attributions == {}
    page.unroute_all(behavior="ignoreErrors")


def test_a_new_cut_is_drawn_though_an_older_answer_is_still_on_its_way(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk("The board met on Monday. It rained.\n", alone=True)), made.page
    late: list[tuple[Route, APIResponse]] = []
    page.route("**/fresh?*", lambda route: late.append((route, route.fetch())))
    page.evaluate("dispatchEvent(new Event('focus'))")
    assert eventually(lambda: bool(late), page)
    desk.hurry("[", "Enter")
    assert eventually(lambda: len(desk.stored()) == 1, page)
    for _ in range(2):
        assert eventually(lambda: bool(late), page)
        route, answer = late.pop()
        route.fulfill(response=answer)
    expect(page.locator(".s")).to_have_count(1)
    page.unroute_all(behavior="ignoreErrors")
