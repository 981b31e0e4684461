"""Files that mean no good, made here: bombs, entities, cut-off and locked files, noise under a good name."""

import io
import random
import struct
import zipfile
from collections.abc import Iterator

from tests.support.papers import column, pdf, word, zipped

GOOD = b"The ferry stopped on Friday. Nobody was hurt, the harbour board said.\n"
ENTITY = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "&a;&a;&a;&a;">]>'
NAMES = ("a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.csv", "a.jsonl", "a.json", "a.zip")


def bomb() -> bytes:
    """Return a zip of a few kB that says that it unpacks to 100 MB."""
    return zipped([(f"{n}.txt", b"\0" * (10 * 2**20)) for n in range(10)])


def liar() -> bytes:
    """Return a zip whose directory says that a large file is small."""
    data = bytearray(zipped([("a.txt", GOOD * 1000)]))
    place = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 10)
    return bytes(data)


def locked_zip() -> bytes:
    """Return a zip that says that its file is encrypted."""
    data = bytearray(zipped([("a.txt", GOOD)]))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def poisoned_word() -> bytes:
    """Return a Word file with entities that name a file of the machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word([("Normal", "The ferry stopped.")]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "word/document.xml":
                body = body.replace(b"?>", b"?>" + ENTITY.encode(), 1).replace(b"The ferry", b"&b; The ferry")
            new.writestr(name, body)
    return out.getvalue()


def locked_pdf() -> bytes:
    """Return a PDF that says that it is encrypted."""
    crypt = "/Filter /Standard /V 1 /R 2 /O (" + "x" * 32 + ") /U (" + "y" * 32 + ") /P -4"
    data = pdf([column(["The ferry stopped."])])
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [(a) (a)] /Encrypt << " + crypt.encode() + b" >>")


def known() -> dict[str, tuple[str, bytes]]:
    """Return the files that have a name of their own."""
    pages = pdf([column(["The ferry stopped on Friday."] * 20)])
    return {
        "bomb": ("a.zip", bomb()), "liar": ("a.zip", liar()), "locked zip": ("a.zip", locked_zip()),
        "poisoned word": ("a.docx", poisoned_word()), "locked pdf": ("a.pdf", locked_pdf()),
        "cut-off pdf": ("a.pdf", pages[:200]), "cut-off word": ("a.docx", word([("Normal", "The ferry.")])[:3000]),
        "lines": ("a.txt", b"A.\n" * 1_000_000), "short lines": ("a.txt", b"A\n" * 900_000), "one line": ("a.txt", b"word " * 2_000_000),
        "deep page": ("a.html", b"<div>" * 200_000 + GOOD), "deep json": ("a.jsonl", b"[" * 100_000),
        "deep object": ("a.json", b'[{"a":' * 50_000), "big number": ("a.jsonl", b'{"text": ' + b"9" * 100_000 + b"}"),
        "zip in zip": ("a.zip", zipped([("b.zip", zipped([("c.txt", GOOD)]))])),
        "script": ("a.html", b"<html><body><script>" + GOOD * 50 + b"</script></body></html>"),
        "nul": ("a.txt", b"The ferry\0 stopped."), "surrogate": ("a.jsonl", b'{"text": "Half \\ud800 a letter."}'),
        "marks": ("a.txt", "\u200f\u200e\u202e\u2066".encode()), "headings": ("a.txt", b"# One\n\n# Two\n"),
        "wrong name": ("a.pdf", GOOD), "wrong word": ("a.docx", b"PK\x03\x04" + GOOD),
        "wide csv": ("a.csv", b"text" + b"," * 50_000 + b"\n" + b"x" * 1000), "quote": ("a.csv", b'text\n"' + GOOD * 1000),
    }  # fmt: skip


def generated(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield files made from good ones by cutting, changing, repeating and mixing, and noise, all from a seed."""
    draw = random.Random(seed)
    good = [
        GOOD, b"<html><body><p>" + GOOD + b"</p></body></html>", word([("Normal", GOOD.decode())]),
        pdf([column([GOOD.decode()] * 3)]), b"id,text\n1," + GOOD, b'{"text": "It rained."}\n', zipped([("a.txt", GOOD)]),
    ]  # fmt: skip
    for _ in range(count):
        data = bytearray(draw.choice(good))
        for _change in range(draw.randint(0, 8)):
            place = draw.randrange(len(data)) if data else 0
            match draw.randrange(5):
                case 0:
                    del data[place:]
                case 1:
                    data[place : place + 4] = draw.randbytes(4)
                case 2:
                    data[place:place] = data[: draw.randint(0, 200)] * draw.randint(1, 5)
                case 3:
                    data[place:place] = draw.choice(good)[:500]
                case _:
                    data[place:place] = draw.choice([b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"&a;", b"<![CDATA[", b'"'])
        yield draw.choice(NAMES), bytes(data)
