"""Opening an article to annotate it: CPU of the server, bytes and requests, cold and warm.

    python -m tests.bench.bench_pages [--times 50]

CPU is measured in the application without a network; bytes as a browser would get them, compressed where the server
compresses. "Cold" is a browser that has never been here, "warm" one that keeps what it may keep for ever.
"""

import argparse
import re
import tempfile
import time
from pathlib import Path

from annotator import migrate
from annotator.app import create_app
from annotator.db import Database
from annotator.settings import Settings
from tests.factories import SECRET, Client, make_world


def text_of(sentences: int) -> str:
    """Return an article with a headline and paragraphs of five sentences."""
    body = [
        f"The board counted {number} boats in the harbour, chair Lena Ortiz said." for number in range(sentences - 1)
    ]
    paragraphs = [" ".join(body[start : start + 5]) for start in range(0, len(body), 5)]
    return "**Harbour board counts its boats**\n\n" + "\n\n".join(paragraphs)


def fetch(client: Client, address: str) -> tuple[int, str]:
    """Return bytes on the wire (body and headers) and the text of an address."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, address
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers)
    text = "" if answer.headers.get("Content-Encoding") else answer.text
    return len(answer.data) + head, text


def static_parts(client: Client, page: str) -> dict[str, int]:
    """Return the bytes of every static file a page and its scripts load."""
    todo = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    found: dict[str, int] = {}
    while todo:
        address = todo.pop()
        if address in found:
            continue
        found[address] = fetch(client, address)[0]
        if address.endswith(".js"):
            source = client.get(address).text
            folder = address.rsplit("/", 1)[0]
            todo += [
                f"{folder}/{name}"
                for name in re.findall(r'from\s*"\./([^"]+)"|import\s*"\./([^"]+)"', source)
                for name in name
                if name
            ]
    return found


def measure(client: Client, address: str, times: int) -> None:
    """Print the figures of one page."""
    size, page = fetch(client, address)
    if not page:
        page = client.get(address).text
    parts = static_parts(client, page)
    begun = time.process_time()
    for _ in range(times):
        client.get(address)
    cpu = (time.process_time() - begun) / times * 1000
    scripts = sum(parts[name] for name in parts if name.endswith(".js"))
    print(
        f"{page.count('data-unit='):4} sentences  {cpu:6.1f} ms CPU  cold {(size + sum(parts.values())) / 1000:5.1f} kB in "
        f"{1 + len(parts)} requests (scripts {scripts / 1000:.1f} kB)  warm {size / 1000:5.1f} kB in 1 request"
    )


def main() -> None:
    """Print one line for each size of article."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        database = Database(url)
        migrate.upgrade(database)
        world = make_world(database, texts=(text_of(25), text_of(500)), assigned=("ada",))
        app = create_app(Settings(url, Path(folder), SECRET, cheap_passwords=True))
        client = Client(app.test_client())
        client.sign_in("ada")
        for article in world.articles:
            for place, sentence in enumerate(world.sentences(article, "ada")[:20]):
                client.op(world.slug, "label", sentence.public_id, ("CFS", "UFS", "NFS")[place % 3])
            measure(client, f"/projects/{world.slug}/articles/{article}", options.times)
        app.extensions["annotator.database"].close()
        database.close()


if __name__ == "__main__":
    main()
