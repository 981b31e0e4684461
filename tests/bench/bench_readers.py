"""Milliseconds of processor time to read one file of each kind: `python -m tests.bench.bench_readers`.

The files are made here: a saved page of 60 kB with menus and scripts, a Word file of 120 paragraphs, a PDF of ten pages
in two columns with running heads and page numbers. Each is read five times; the best and the first time are printed.
"""

import time
from textwrap import wrap

from annotator.reading import Options, read
from tests.bench.bench_import import text
from tests.support.papers import column, pdf, word

ROUNDS = 5
PAGES = 10
# The letters of the papers made here are those of Latin-1.
QUOTES = str.maketrans("“”", chr(34) * 2)


def paragraphs(count: int) -> list[str]:
    """Return so many invented paragraphs."""
    texts = (text(number).translate(QUOTES) for number in range(count // 6 + 1))
    return [part for one in texts for part in one.split("\n\n")[1:]][:count]


def page() -> bytes:
    """Return a saved web page round an article of 40 paragraphs."""
    menu = "".join(f'<li><a href="/{number}">Section {number}</a></li>' for number in range(150))
    body = "".join(f"<p>{part}</p>" for part in paragraphs(40))
    script = "<script>" + "var a = 1;\n" * 2000 + "</script>"
    head = f"<head><title>Harbour board</title>{script}</head>"
    return f"<!DOCTYPE html><html>{head}<body><nav><ul>{menu}</ul></nav><article><h1>Harbour board</h1>{body}</article></body></html>".encode()


def paper() -> bytes:
    """Return a PDF of ten pages in two columns."""
    lines = [line for part in paragraphs(150) for line in [*wrap(part, 44), ""]]
    size = 48
    columns = [lines[first : first + size] for first in range(0, 2 * PAGES * size, size)]
    pages = []
    for number in range(PAGES):
        left, right = columns[2 * number], columns[2 * number + 1]
        head = [(72.0, 800.0, 9.0, "Harbour board report"), (500.0, 40.0, 9.0, f"Page {number + 1}")]
        pages.append([*head, *column(left, x=56, size=10), *column(right, x=310, size=10)])
    return pdf(pages)


def main() -> None:
    """Print a line for each kind."""
    document = word([("Title", "Harbour board"), *(("Normal", part) for part in paragraphs(120))])
    for name, data, wanted in (("a.html", page(), 60), ("a.docx", document, 60), ("a.pdf", paper(), 500)):
        times = []
        for _ in range(ROUNDS):
            begun = time.process_time()
            reading = read(name, data, Options())
            times.append(1000 * (time.process_time() - begun))
        print(
            f"{name:7} {len(data) / 1000:6.0f} kB  {len(reading.text):7} characters  best {min(times):6.1f} ms  "
            f"first {times[0]:6.1f} ms  wanted {wanted} ms"
        )


if __name__ == "__main__":
    main()
