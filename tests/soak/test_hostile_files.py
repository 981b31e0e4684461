"""Two thousand generated files through the reading process: no hang, no crash of ours, one sentence each."""

import time

from annotator.errors import AnnotatorError
from annotator.reading.base import Options
from annotator.reading.outside import Reader
from tests.support.hostile import generated


def test_two_thousand_generated_files_end_in_articles_or_sentences() -> None:
    reader = Reader()
    slowest = 0.0
    try:
        for name, data in generated(2000, seed=2):
            begun = time.monotonic()
            for one in reader.articles(name, data, Options()):
                assert not isinstance(one, AnnotatorError) or str(one)
            slowest = max(slowest, time.monotonic() - begun)
    finally:
        reader.end()
    assert slowest < 8
