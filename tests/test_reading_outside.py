"""The reading process: whatever a file holds, it ends in articles or in one sentence, in bounded time and memory."""

import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from annotator.errors import AnnotatorError
from annotator.reading.base import Options
from annotator.reading.outside import Came, Reader
from tests.support.hostile import GOOD, generated, known

HOSTILE = known()
REFUSED = {
    "bomb": "would unpack to", "locked zip": "locked with a password", "locked pdf": "password",
    "cut-off pdf": "damaged or cut off", "cut-off word": "damaged or cut off", "lines": "characters; an article may have",
    "short lines": "lines; an article may have", "one line": "characters; an article may have", "deep json": "not readable JSON", "zip in zip": "an archive in an",
    "nul": "is not text", "surrogate": "half a character", "marks": "is empty", "wrong name": "no PDF file",
    "wrong word": "damaged or cut off", "script": "no article text",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.end()


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_ends_in_an_article_or_one_sentence(reader: Reader, case: str) -> None:
    name, data = HOSTILE[case]
    begun = time.monotonic()
    found = list(reader.articles(name, data, Options()))
    assert time.monotonic() - begun < 240, "it ends, on a busy machine too"
    assert found
    said = " ".join(str(one) for one in found if isinstance(one, AnnotatorError))
    assert REFUSED.get(case, "") in said
    assert "\n" not in said
    texts = " ".join(one.reading.text for one in found if isinstance(one, Came))
    assert "<script" not in texts
    assert "localhost" not in texts
    assert isinstance(next(iter(list(reader.articles("b.txt", GOOD, Options())))), Came)


def test_two_hundred_generated_files_end_in_articles_or_sentences(reader: Reader) -> None:
    for name, data in generated(200, seed=1):
        for one in reader.articles(name, data, Options()):
            if isinstance(one, AnnotatorError):
                assert str(one)
                continue
            text = one.reading.text
            edges = [edge for part in one.segments for sentence in part["sentences"] for edge in sentence]
            assert edges == sorted(edges)
            assert edges[-1] <= len(text)


def test_a_file_that_takes_too_long_is_left_and_the_next_one_is_read() -> None:
    hasty = Reader(seconds=0.001)
    try:
        (late,) = hasty.articles("slow.txt", GOOD * 10_000, Options())
        assert "takes over" in str(late)
        hasty.seconds = 20
        assert isinstance(next(iter(list(hasty.articles("b.txt", GOOD, Options())))), Came)
    finally:
        hasty.end()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell what a process had of the processor")
def test_a_process_that_gets_no_time_on_a_busy_machine_is_waited_for(reader: Reader) -> None:
    list(reader.articles("a.txt", GOOD, Options()))
    assert reader._process is not None
    assert reader._watch is not None
    reader._watch._seconds = 0.2
    reader._process.send_signal(signal.SIGSTOP)
    on = threading.Timer(0.6, reader._process.send_signal, [signal.SIGCONT])
    on.start()
    assert isinstance(next(iter(list(reader.articles("b.txt", GOOD, Options())))), Came)
    on.join()
    reader.end()


def test_the_process_is_used_again_and_replaced_when_it_died(reader: Reader) -> None:
    list(reader.articles("a.txt", GOOD, Options()))
    first = reader._process
    list(reader.articles("b.txt", GOOD, Options()))
    assert first is not None
    assert reader._process is first
    first.kill()
    first.wait()
    assert isinstance(next(iter(list(reader.articles("c.txt", GOOD, Options())))), Came)
    assert reader._process is not first


def test_a_file_over_20_mb_is_refused_unread(reader: Reader) -> None:
    (refused,) = reader.articles("big.txt", b"word " * (5 * 2**20), Options())
    assert str(refused) == "big.txt is over 20 MB. Cut it into smaller files."
