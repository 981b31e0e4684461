"""The sample project and the guideline in seeds/ agree with their articles, the scheme and each other."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from annotator import scheme
from annotator.splitting import split

SEEDS = Path(__file__).parent.parent / "seeds"
PROJECT = json.loads((SEEDS / "sample" / "project.json").read_text(encoding="utf-8"))
ARTICLES: list[dict[str, Any]] = PROJECT["articles"]
GUIDELINE = (SEEDS / "guideline.md").read_text(encoding="utf-8")
WHOLE_READERS = ("ada", "bo")

each_article = pytest.mark.parametrize("article", ARTICLES, ids=[article["file"] for article in ARTICLES])


def text_of(article: dict[str, Any]) -> str:
    return (SEEDS / "sample" / str(article["file"])).read_text(encoding="utf-8")


def annotated_sentences(text: str) -> list[str]:
    return [
        text[start:end]
        for segment in split(text)
        if segment.kind in scheme.ANNOTATED
        for start, end in segment.sentences
    ]


def sentences(article: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for work in article["work"]:
        for sentence in work["sentences"]:
            yield work, sentence


def quotes(sentence: dict[str, Any]) -> Iterator[str]:
    for claim in sentence["claims"]:
        yield from claim["spans"]
    for attribution in sentence["attributions"]:
        yield from (*attribution["source_spans"], *attribution["cue_spans"], *attribution["content_spans"])


def verifications(article: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for _, sentence in sentences(article):
        yield from (claim["verification"] for claim in sentence["claims"] if claim["verification"])
    yield from (entry["verification"] for entry in article.get("gold_verifications", []))


def stands_on_whole_words(text: str, quote: str) -> bool:
    """Say whether the first place of `quote` in `text` cuts no word (so "he" is not found inside "the")."""
    start = text.index(quote)
    end = start + len(quote)
    cuts_left = text[:start][-1:].isalnum() and quote[0].isalnum()
    cuts_right = text[end : end + 1].isalnum() and quote[-1].isalnum()
    return not cuts_left and not cuts_right


def take(article: dict[str, Any], who: str, text: str) -> dict[str, Any]:
    return next(sentence for work, sentence in sentences(article) if work["by"] == who and sentence["text"] == text)


def test_every_article_file_is_used_once_and_is_clean_text() -> None:
    files = {path.relative_to(SEEDS / "sample").as_posix() for path in (SEEDS / "sample" / "articles").iterdir()}
    named = [article["file"] for article in ARTICLES]
    assert sorted(named) == sorted(files)
    for article in ARTICLES:
        raw = (SEEDS / "sample" / article["file"]).read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in raw
        assert raw.endswith(b"\n")


@each_article
def test_two_people_decided_every_sentence_in_the_order_of_the_text(article: dict[str, Any]) -> None:
    expected = annotated_sentences(text_of(article))
    assert len(set(expected)) == len(expected), "two sentences with the same words could not be told apart"
    done = {work["by"]: [sentence["text"] for sentence in work["sentences"]] for work in article["work"]}
    for who in WHOLE_READERS:
        assert done[who] == expected
    for work in article["work"]:
        assert done[work["by"]] == expected[: len(done[work["by"]])]
        assert not work["submitted"] or done[work["by"]] == expected


@each_article
def test_every_quote_is_found_where_it_was_meant(article: dict[str, Any]) -> None:
    text = text_of(article)
    for _, sentence in sentences(article):
        assert sentence["text"] in text
        for quote in quotes(sentence):
            assert quote.strip() == quote != ""
            if quote in sentence["text"]:
                assert stands_on_whole_words(sentence["text"], quote), quote
            else:
                assert text.count(quote) == 1, f"{quote!r} is not in its sentence and not unique in the article"
                assert stands_on_whole_words(text, quote), quote
                assert "\n" not in quote


@each_article
def test_every_code_is_of_the_scheme(article: dict[str, Any]) -> None:
    for _, sentence in sentences(article):
        assert sentence["label"] in (*scheme.LABELS, None)
        assert set(sentence["flags"]) <= set(scheme.FLAGS)
        assert (sentence["label"] is None) == ("unsure" in sentence["flags"])
        if sentence["label"] not in scheme.DEFAULT_LAYERS["claims"]:
            assert sentence["claims"] == sentence["attributions"] == []
        for claim in sentence["claims"]:
            assert claim["spans"]
            assert claim["types"]
            assert set(claim["types"]) <= set(scheme.CLAIM_TYPES)
            assert claim["level"] in scheme.LEVELS
        for attribution in sentence["attributions"]:
            assert attribution["content_spans"]
            assert attribution["source_type"] in scheme.SOURCE_TYPES
            assert attribution["source_commitment"] in scheme.COMMITMENTS


@each_article
def test_every_key_points_to_something_of_the_same_reading(article: dict[str, Any]) -> None:
    for work in article["work"]:
        claims = [claim["key"] for sentence in work["sentences"] for claim in sentence["claims"]]
        assert len(set(claims)) == len(claims)
        for sentence in work["sentences"]:
            own = {attribution["key"] for attribution in sentence["attributions"]}
            for claim in sentence["claims"]:
                assert claim["attribution"] in {*own, None}
                assert set(claim["duplicate_of"]) <= set(claims) - {claim["key"]}
            for attribution in sentence["attributions"]:
                assert attribution["nested_in"] in {*own, None} - {attribution["key"]}


@each_article
def test_every_check_called_done_lacks_nothing(article: dict[str, Any]) -> None:
    for check in verifications(article):
        assert check["status"] in scheme.STATUSES
        assert check["verdict"] in (*scheme.VERDICTS, None)
        assert check["confidence"] in (1, 2, 3, None)
        gaps = scheme.verification_gaps(check["status"], check["verdict"], check["rationale"], len(check["evidence"]))
        assert gaps == []
        for evidence in check["evidence"]:
            assert evidence["stance"] in scheme.STANCES
            assert evidence["medium"] in scheme.MEDIA
            for address in filter(None, (evidence["url"], evidence["archived_url"])):
                assert re.match(r"https://[a-z-]+\.example/", address)


def settled_articles() -> list[dict[str, Any]]:
    return [article for article in ARTICLES if "gold" in article]


def test_gold_covers_two_articles_and_says_honestly_how_it_came_about() -> None:
    assert len(settled_articles()) == 2
    for article in settled_articles():
        submitted = [work["by"] for work in article["work"] if work["submitted"]]
        assert [entry["text"] for entry in article["gold"]] == annotated_sentences(text_of(article))
        for entry in article["gold"]:
            readings = {who: marks(take(article, who, entry["text"])) for who in submitted}
            same = sum(reading == readings[entry["take"]] for reading in readings.values())
            assert (entry["method"] == "unanimous") == (same == len(submitted)), entry["text"]
            assert entry["method"] != "majority" or same * 2 > len(submitted), entry["text"]
            assert (entry["reason"] is None) == (entry["method"] == "unanimous")
            assert entry["reason"] in (*scheme.REASONS, None)


def marks(sentence: dict[str, Any]) -> dict[str, Any]:
    """Keep what a reviewer compares: not the note, the wording of a restatement or anybody's check."""
    claims = [
        {name: value for name, value in claim.items() if name not in {"normalized", "verification"}}
        for claim in sentence["claims"]
    ]
    return {
        "label": sentence["label"],
        "flags": sorted(sentence["flags"]),
        "claims": claims,
        "attributions": sentence["attributions"],
    }


def test_checks_of_settled_claims_name_a_claim_that_was_taken() -> None:
    people = {person["name"]: person["roles"] for person in PROJECT["people"]}
    for article in settled_articles():
        gold = {entry["text"]: entry for entry in article["gold"]}
        for entry in article["gold_verifications"]:
            taken = take(article, gold[entry["text"]]["take"], entry["text"])
            assert entry["claim"] in [claim["key"] for claim in taken["claims"]]
            assert "reviewer" in people[entry["by"]]


def test_the_sample_has_something_to_show_on_every_screen() -> None:
    assert {check["verdict"] for article in ARTICLES for check in verifications(article)} >= {
        "Supported",
        "Refuted",
        "Not Enough Evidence",
        "Conflicting Evidence/Cherrypicking",
    }
    assert {check["status"] for article in ARTICLES for check in verifications(article)} == set(scheme.STATUSES) - {
        "not-started"
    }
    everything = [sentence for article in ARTICLES for _, sentence in sentences(article)]
    assert {label for sentence in everything if (label := sentence["label"])} == set(scheme.LABELS)
    assert {flag for sentence in everything for flag in sentence["flags"]} >= {"unsure", "needs-context", "discuss"}
    assert any(attribution["nested_in"] for sentence in everything for attribution in sentence["attributions"])
    assert any(not attribution["source_spans"] for sentence in everything for attribution in sentence["attributions"])
    assert any(len(claim["spans"]) > 1 for sentence in everything for claim in sentence["claims"])
    assert any(work["submitted"] is False for article in ARTICLES for work in article["work"])
    assert any(article["license"] is None for article in ARTICLES)
    assert any(ord(character) > 0xFFFF for article in ARTICLES for character in text_of(article))


def test_readers_differ_on_a_plausible_share_of_the_labels() -> None:
    pairs = differing = 0
    for article in ARTICLES:
        labels: dict[str, list[str]] = {}
        for _, sentence in sentences(article):
            if sentence["label"]:
                labels.setdefault(sentence["text"], []).append(sentence["label"])
        for given in labels.values():
            for one, other in combinations(given, 2):
                pairs += 1
                differing += one != other
    assert 0.15 <= differing / pairs <= 0.25


def test_the_guideline_numbers_its_sections_without_a_gap() -> None:
    headings = re.findall(r"^(##|###) (\d+)(?:\.(\d+))? \S", GUIDELINE, re.MULTILINE)
    assert len(headings) == len(re.findall(r"^##", GUIDELINE, re.MULTILINE))
    chapter = part = 0
    for level, big, small in headings:
        chapter, part = (chapter + 1, 0) if level == "##" else (chapter, part + 1)
        assert (int(big), int(small or 0)) == (chapter, part)


def test_sections_named_in_notes_and_in_the_guideline_exist() -> None:
    exist = set(re.findall(r"^#{2,3} (\d(?:\.\d+)?) ", GUIDELINE, re.MULTILINE))
    notes = [sentence["note"] for article in ARTICLES for _, sentence in sentences(article)]
    notes += [entry["note"] for article in settled_articles() for entry in article["gold"]]
    named = re.findall(r"(?:\(|[Ss]ection )(\d\.\d+)", "\n".join([GUIDELINE, *filter(None, notes)]))
    assert named
    assert set(named) <= exist


def test_the_guideline_explains_every_word_of_the_scheme() -> None:
    words = (
        *scheme.LABELS,
        *scheme.FLAGS,
        *scheme.CLAIM_TYPES,
        *scheme.SOURCE_TYPES,
        *scheme.COMMITMENTS,
        *scheme.VERDICTS,
        *scheme.LEVELS,
    )
    for word in (*words, *scheme.STATUSES):
        assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", GUIDELINE), word
    for label in scheme.LABELS:
        assert f"Near-misses, not {label}" in GUIDELINE


def test_the_practice_article_has_a_headline_and_six_sentences() -> None:
    kinds = [
        segment.kind
        for segment in split((SEEDS / "sample" / "practice.txt").read_text(encoding="utf-8"))
        for _ in segment.sentences
    ]
    assert kinds == ["headline", *["body"] * 6]
