"""How long a key takes until it is seen and until it is saved, and whether 1,000 fast keys all arrive.

Run as `python -m tests.bench.bench_keys`. It starts a server on a throw-away SQLite file and a Chromium, presses real
keys and prints milliseconds: from the key to the next painted frame, and from the key to the stored answer.
"""

import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from annotator import migrate
from annotator.db import Database
from tests import browser_setup
from tests.browser.workbench import Desk, story
from tests.factories import make_world
from tests.support.browsing import ARGS, sign_in
from tests.support.server import Server

WATCH = """
globalThis.seen = []; globalThis.kept = []; const asked = [];
addEventListener("keydown", ev => {
  asked.push(ev.timeStamp);
  requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => seen.push(performance.now() - ev.timeStamp); port2.postMessage(0); });
}, true);
addEventListener("outbox:stored", () => kept.push(performance.now() - asked[kept.length]), true);
"""


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        with closing(Database(url)) as database:
            migrate.upgrade(database)
            texts = tuple(
                story(size, name) for size, name in ((120, "near"), (120, "far"), (1000, "fast"), (400, "long"))
            )
            world = make_world(database, {"ada": ("annotator",)}, texts, assigned=("ada",))
            server = Server(url, Path(folder))
            browser = browser_setup.find().launch(playwright, ARGS)
            page = browser.new_page()
            page.add_init_script(WATCH)
            desk = Desk(page, world, "ada", server, world.articles[0])
            sign_in(page, server, "ada")
            steady(desk, 0, "on this machine")
            delay(page, 100)
            steady(desk, 1, "with 100 ms of network")
            delay(page, 0)
            fast(desk, 2)
            opening(desk, 3)
            browser.close()
            server.stop()


def steady(desk: Desk, article: int, where: str) -> None:
    """Press 100 keys 300 ms apart."""
    desk.article = desk.world.articles[article]
    desk.open()
    for number in range(100):
        desk.press("23"[number % 2])
        desk.page.wait_for_timeout(300)
    desk.wait_until_sent()
    seen, kept = desk.page.evaluate("[seen, kept]")
    print(f"{where}: seen {quantiles(seen)}, saved {quantiles(kept)} ms")


def fast(desk: Desk, article: int) -> None:
    """Press 1,000 keys 40 ms apart and count what was lost or went elsewhere."""
    desk.article = desk.world.articles[article]
    desk.open()
    keys = "".join("23"[number % 2] for number in range(1000))
    began = time.monotonic()
    for number, key in enumerate(keys):
        desk.press(key)
        time.sleep(max(0.0, began + (number + 1) * 0.04 - time.monotonic()))
    pressed = time.monotonic() - began
    while desk.unsent():
        desk.page.wait_for_timeout(200)
    wanted = [{"2": "UFS", "3": "NFS"}[key] for key in keys]
    wrong = sum(made != meant for made, meant in zip(desk.labels(), wanted, strict=True))
    order = [number for number, _, _ in desk.events() if number is not None][-1000:]
    print(
        f"1,000 keys in {pressed:.1f} s, the last saved after {time.monotonic() - began:.1f} s: {wrong} wrong or lost, "
        f"order {'kept' if order == list(range(1, 1001)) else 'NOT kept'}, seen {quantiles(desk.page.evaluate('seen'))} ms"
    )


def opening(desk: Desk, article: int) -> None:
    """Open an article of about 5,000 words and press a key as soon as it is there."""
    desk.article = desk.world.articles[article]
    times = []
    for _ in range(5):
        desk.open()
        times.append(desk.page.evaluate("performance.getEntriesByType('navigation')[0].domComplete"))
    print(f"400 sentences, about 5,000 words: open and ready {quantiles(times)} ms")


def delay(page: Page, milliseconds: int) -> None:
    """Add a round trip to every request of the page."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    conditions = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    client.send("Network.emulateNetworkConditions", conditions)


def quantiles(values: list[Any]) -> str:
    """Return the middle and the 95th percentile in words."""
    cuts = statistics.quantiles(values, n=20)
    return f"p50 {statistics.median(values):.0f}, p95 {cuts[18]:.0f}"


if __name__ == "__main__":
    main()
