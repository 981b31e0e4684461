"""Our splitter beside the usual libraries on the hand-cut set: `python -m tests.bench.bench_splitting`.

S is the F1 of sentences with both offsets exact, F that of sentence ends inside paragraphs, in per cent. Ours is given
whole documents. A library is given whole documents (`whole`), and once more one paragraph at a time (`parts`), the
kindest way. Our rules were written with the set in sight: its figures compare, they do not predict. A library that is missing or lacks its data is named with the reason.
"""

import importlib
import time
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from annotator.splitting import split
from tests.splitting import gold

Cut = Callable[[str, str], list[str]]
LANGUAGES = ("en", "uk", "de", "zh", "fr", "es", "pt", "tr", "ar", "ja")
SPEED_SIZE = 1_000_000  # bytes of English text for the speed column; slow libraries get a tenth


def ours(one: gold.Document) -> gold.Spans:
    """Our sentences of a whole document."""
    return [span for segment in split(one.text, one.language) for span in segment.sentences]


def located(pieces: list[str], text: str, start: int) -> gold.Spans:
    """Where the trimmed pieces stand in the text, from `start` on; pieces that were changed are left out."""
    found: gold.Spans = []
    for piece in (piece.strip() for piece in pieces):
        at = text.find(piece, start) if piece else -1
        if at >= 0:
            found.append((at, at + len(piece)))
            start = at + len(piece)
    return found


def whole(cut: Cut) -> Callable[[gold.Document], gold.Spans]:
    """A library on whole documents."""
    return lambda one: located(cut(one.text, one.language), one.text, 0)


def parts(cut: Cut) -> Callable[[gold.Document], gold.Spans]:
    """A library on one paragraph at a time."""
    return lambda one: [
        span
        for start, end in one.paragraphs
        for span in located(cut(one.text[start:end], one.language), one.text, start)
    ]


def pysbd_cut() -> Cut:
    """Build pysbd; Ukrainian, Portuguese and Turkish get English rules, since it has none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in its source
        pysbd = importlib.import_module("pysbd")

    @cache
    def segmenter(language: str) -> Any:
        known = language if language in ("en", "de", "zh", "fr", "es", "ar", "ja") else "en"
        return pysbd.Segmenter(language=known, clean=False)

    return lambda text, language: list(segmenter(language).segment(text))


def sentencex_cut() -> Cut:
    """Build sentencex, which knows all ten languages."""
    sentencex = importlib.import_module("sentencex")
    return lambda text, language: list(sentencex.segment(language, text))


def blingfire_cut() -> Cut:
    """Build blingfire, one model for all languages; it gives lines."""
    blingfire = importlib.import_module("blingfire")
    return lambda text, _: blingfire.text_to_sentences(text).split("\n")


def nupunkt_cut() -> Cut:
    """Build nupunkt with its English model."""
    nupunkt = importlib.import_module("nupunkt")
    return lambda text, _: list(nupunkt.sent_tokenize(text))


def punkt_cut() -> Cut:
    """Build nltk's punkt, trained here on the set itself, since its models are a download of their own."""
    punkt = importlib.import_module("nltk.tokenize.punkt")

    @cache
    def tokenizer(language: str) -> Any:
        text = "\n".join(one.text for one in gold.documents() if one.language == language)
        return punkt.PunktSentenceTokenizer(text)

    return lambda text, language: list(tokenizer(language).tokenize(text))


LIBRARIES: dict[str, Callable[[], Cut]] = {
    "pysbd": pysbd_cut,
    "sentencex": sentencex_cut,
    "blingfire": blingfire_cut,
    "nupunkt": nupunkt_cut,
    "punkt (trained here)": punkt_cut,
}


def speed(splitter: Callable[[gold.Document], gold.Spans], size: int) -> float:
    """MB/s on English documents repeated to about `size` bytes, the best of three."""
    english = [one for one in gold.documents() if one.language == "en"]
    rounds = max(1, size // sum(len(one.text.encode()) for one in english))
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        for _ in range(rounds):
            for one in english:
                splitter(one)
        best = min(best, time.perf_counter() - started)
    return rounds * sum(len(one.text.encode()) for one in english) / best / 1e6


def row(name: str, splitter: Callable[[gold.Document], gold.Spans], size: int) -> str:
    """One line of the table: speed, S and F on English, S and F of each other language."""
    documents = gold.documents()
    figures = [gold.score([one for one in documents if one.language == code], splitter) for code in LANGUAGES]
    cells = " ".join(f"{100 * one.s:5.1f}/{100 * one.f:5.1f}" for one in figures)
    return f"{name:28} {speed(splitter, size):6.2f} {cells}"


def variants() -> None:
    """Print our figures on straight quotes and hard-wrapped text beside the plain ones."""
    english = [one for one in gold.documents() if one.language == "en"]
    for name, change in (("plain", None), ("straight quotes", gold.straight), ("wrapped at 72", gold.hard_wrapped)):
        changed = [change(one) if change else one for one in english]
        figures = gold.score(changed, ours)
        print(f"ours, English, {name:16} S {100 * figures.s:.2f}  F {100 * figures.f:.2f}")


def main() -> None:
    """Print the table."""
    documents = gold.documents()
    print(f"{len(documents)} documents, {sum(len(one.sentences) for one in documents)} sentences; S/F in per cent")
    print(f"{'':28} {'MB/s':>6} " + " ".join(f"{code:^11}" for code in LANGUAGES))
    print(row("ours, whole", ours, SPEED_SIZE))
    for name, build in LIBRARIES.items():
        try:
            cut = build()
        except ImportError as missing:
            print(f"{name:28} skipped: {missing}")
            continue
        for way, feed in (("whole", whole), ("parts", parts)):
            print(row(f"{name}, {way}", feed(cut), SPEED_SIZE // 10))
    variants()


if __name__ == "__main__":
    main()
