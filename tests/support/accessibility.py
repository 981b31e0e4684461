"""axe-core on a page, offline."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe(page: Page) -> list[str]:
    """Return the violations of WCAG 2.2 A and AA and of good practice on the page as it stands, one a line.

    Each names the rule, the place and what axe says: "color-contrast at .dock > p: ...".
    """
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for violation in found
        for node in violation["nodes"]
    ]
