"""Seconds for agreement on labels, spans and stored counts, beside krippendorff, nltk and statsmodels in the same run.

Run from the root of the repository: `python -m tests.bench.bench_agreement`. The other libraries come with the extra
"bench"; one that is not installed is named and left out.
"""

import importlib.util
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from annotator.agreement import (
    Attribution,
    Attributions,
    Counts,
    Labels,
    Marks,
    alpha,
    attribution_agreement,
    from_bytes,
    merge,
    pair_matrix,
    read_labels,
    report,
    span_agreement,
    to_bytes,
    without,
)

ANNOTATORS = 3
SENTENCES = 25


def made(labels: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Return codes of about so many labels: three annotators an item, 25 items an article, articles unlike in difficulty."""
    chance = np.random.default_rng(seed)
    items = labels // ANNOTATORS
    truth = chance.choice(3, size=items, p=[0.6, 0.15, 0.25])
    article = np.arange(items) // SENTENCES
    hard = chance.beta(1, 4, size=int(article[-1]) + 1)[article]
    slips = chance.random((items, ANNOTATORS)) < hard[:, None]
    given = np.where(slips, chance.integers(0, 3, size=(items, ANNOTATORS)), truth[:, None])
    return {
        "item": np.repeat(np.arange(items), ANNOTATORS),
        "annotator": np.tile(np.arange(ANNOTATORS), items),
        "label": given.ravel(),
        "article": article,
    }


def labels_of(codes: dict[str, np.ndarray]) -> Labels:
    """Build labels from arrays."""
    return Labels.from_codes(codes["item"], codes["annotator"], codes["label"], article=codes["article"])


def clock(name: str, work: Callable[[], Any], repeats: int = 3) -> Any:
    """Print the quickest of some runs and return the last answer."""
    best, answer = float("inf"), None
    for _ in range(repeats):
        start = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - start)
    print(f"  {name:<66}{best:9.4f} s")
    return answer


def ours(codes: dict[str, np.ndarray]) -> None:
    """Time our own figures from arrays."""
    counts = Counts.of(labels_of(codes))
    clock("ours: alpha nominal, from arrays, no interval", lambda: alpha(labels_of(codes), resamples=0))
    clock("ours: alpha nominal, from arrays, 1,000 resamples of articles", lambda: alpha(labels_of(codes)))
    clock("ours: alpha interval, from arrays, 1,000 resamples", lambda: alpha(labels_of(codes), "interval"))
    clock("ours: alpha ordinal, from arrays, 1,000 resamples", lambda: alpha(labels_of(codes), "ordinal"))
    clock("ours: every figure with every interval, from arrays", lambda: report(labels_of(codes)), repeats=1)
    clock("ours: pair matrix from kept counts", lambda: pair_matrix(counts))
    data = to_bytes(counts)
    articles = len(counts.articles)
    some = codes["article"][codes["item"]] == articles // 2
    part = {name: codes[name][some] for name in ("item", "annotator", "label")}

    def renewed() -> Any:
        fresh = Counts.of(
            Labels.from_rows(
                (int(i), int(a), str(k), articles // 2)
                for i, a, k in zip(part["item"], part["annotator"], part["label"], strict=True)
            )
        )
        return alpha(merge([without(from_bytes(data), [articles // 2]), fresh]))

    clock(f"ours: one of {articles} articles changed, counts kept ({len(data) / 1e6:.1f} MB), 1,000 resamples", renewed)


def others(codes: dict[str, np.ndarray]) -> None:
    """Time the libraries that are installed on the same labels; none of them gives an interval by article."""
    table = codes["label"].reshape(-1, ANNOTATORS)
    if importlib.util.find_spec("krippendorff"):
        import krippendorff

        matrix = table.T.astype(float)
        value = clock(
            "krippendorff: alpha nominal, no interval",
            lambda: krippendorff.alpha(reliability_data=matrix, level_of_measurement="nominal"),
        )
        print(f"    krippendorff - ours: {value - (alpha(labels_of(codes), resamples=0).value or 0):.1e}")
    else:
        print("  krippendorff is not installed")
    if importlib.util.find_spec("statsmodels"):
        from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

        value = clock("statsmodels: Fleiss' kappa, no interval", lambda: fleiss_kappa(aggregate_raters(table)[0]))
        print(f"    statsmodels - ours: {value - report(labels_of(codes), resamples=0)['fleiss']:.1e}")
    else:
        print("  statsmodels is not installed")
    if importlib.util.find_spec("nltk"):
        from nltk.metrics.agreement import AnnotationTask

        rows = [(str(a), str(i), str(k)) for i, item in enumerate(table.tolist()) for a, k in enumerate(item)]
        value = clock("nltk: alpha nominal, no interval", lambda: AnnotationTask(rows).alpha(), repeats=1)
        print(f"    nltk - ours: {value - (alpha(labels_of(codes), resamples=0).value or 0):.1e}")
    else:
        print("  nltk is not installed")


def reading(labels: int) -> None:
    """Time a file of labels, from bytes to every figure."""
    codes = made(labels)
    lines = ["item,annotator,label,article"]
    places = codes["article"][codes["item"]]
    names = ("NFS", "UFS", "CFS")
    lines += [
        f"sentence-{i},annotator-{a},{names[k]},article-{p}"
        for i, a, k, p in zip(codes["item"], codes["annotator"], codes["label"], places, strict=True)
    ]
    data = "\n".join(lines).encode()
    print(f"a file of {labels:,} labels, {len(data) / 1e6:.0f} MB")
    read = clock("ours: read and check", lambda: read_labels(data), repeats=1)
    clock("ours: every figure with every interval", lambda: report(read), repeats=1)


def spans(articles: int = 400, marks: int = 30) -> None:
    """Time spans and attributions of three annotators."""
    chance = np.random.default_rng(2)
    rows, said = [], []
    for article in range(articles):
        start = np.sort(chance.integers(0, 5900, size=marks))
        for who in range(ANNOTATORS):
            shift = chance.integers(0, 4, size=marks)
            found = [((int(s + d), int(s + d + 60)),) for s, d in zip(start, shift, strict=True)]
            rows.append(Marks(article, who, tuple(found), 6000, article))
            said.append(Attributions(article, who, tuple(Attribution(f, f, (), "Mira Holt") for f in found), article))
    print(f"{articles} articles, {ANNOTATORS} annotators, {marks} spans each: {articles * ANNOTATORS * marks:,} spans")
    clock("ours: span F1 exact, overlap, characters and alpha_U, intervals", lambda: span_agreement(rows), repeats=1)
    clock("ours: attributions, intervals", lambda: attribution_agreement(said), repeats=1)


def memory(codes: dict[str, np.ndarray]) -> None:
    """Print the most memory that alpha with its interval takes beyond its input."""
    tracemalloc.start()
    alpha(labels_of(codes))
    print(f"  ours: most memory in use during alpha with interval {tracemalloc.get_traced_memory()[1] / 1e6:6.0f} MB")
    tracemalloc.stop()


def main() -> None:
    """Print all timings."""
    for size in (30_000, 1_000_000):
        codes = made(size)
        print(f"{size:,} labels, {int(codes['article'][-1]) + 1:,} articles")
        ours(codes)
        others(codes)
    memory(codes)
    reading(1_000_000)
    spans()


if __name__ == "__main__":
    main()
