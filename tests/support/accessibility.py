"""axe-core on a page, offline."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another theme can break: it changes colours and nothing else.
COLOURS = ["color-contrast", "link-in-text-block"]
# Colours are compared when nothing fades: changes are over, and what comes and goes by itself is there.
STILL = """() => document.getAnimations().forEach(one => {
    if (one instanceof CSSTransition) one.finish(); else { one.pause(); one.currentTime = 1000; }
})"""
AGAIN = "() => document.getAnimations().forEach(one => one.play())"


def axe(page: Page) -> list[str]:
    """Return the violations of WCAG 2.2 A and AA and of good practice on the page as it stands, one a line.

    Each names the rule, the place and what axe says: "color-contrast at .dock > p: ...". The page is looked at in the
    light theme, and its colours in the dark one too.
    """
    page.evaluate(Axe().axe_script)
    found = _violations(page, "tag", TAGS)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark, {one}" for one in _violations(page, "rule", COLOURS)]
    page.emulate_media(color_scheme="light")
    return found


def _violations(page: Page, kind: str, values: list[str]) -> list[str]:
    page.evaluate(STILL)
    options = {"runOnly": {"type": kind, "values": values}, "resultTypes": ["violations"]}
    answer: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    page.evaluate(AGAIN)
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]
