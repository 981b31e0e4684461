"""Pages that are open since before an upgrade of the program."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.test_outbox import OPS
from tests.browser.workbench import NewDesk, new_desk, story

__all__ = ["new_desk"]


def test_a_tab_from_before_an_upgrade_asks_to_be_reloaded_and_keeps_its_outbox(
    new_desk: NewDesk, problems: list[str]
) -> None:
    desk = new_desk(story(4, "upgrade"))
    asking = desk.page.locator(".toast.updated")
    desk.press("2")
    desk.wait_until_sent()
    expect(asking).to_have_count(0)

    def upgraded(route: Any) -> None:
        answered = route.fetch()
        route.fulfill(response=answered, headers={**answered.headers, "x-assets": "0123456789ab"})

    desk.page.route(OPS, upgraded)
    desk.press("3")
    expect(asking).to_contain_text("Annotator was updated")
    desk.wait_until_sent()
    desk.page.unroute(OPS)
    desk.page.context.set_offline(offline=True)
    desk.press("2")
    assert desk.unsent() == 1
    desk.page.context.set_offline(offline=False)
    problems.clear()
    desk.page.on("dialog", lambda dialog: dialog.accept())
    asking.get_by_role("button", name="Reload").click()
    desk.wait_until_sent()
    assert desk.labels()[:3] == ["UFS", "NFS", "UFS"]
    problems.clear()
