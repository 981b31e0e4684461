"""Which language a text looks like by its letters alone, where the script leaves little choice."""

import re

from annotator.splitting.languages.base import words

SAMPLE = 4000  # code points that are looked at
# Languages that are written in one of these scripts: nothing is said where one of them was chosen.
OWN = words("ar fa ur ps ckb ug he yi zh yue wuu ja ko")
ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
HEBREW = re.compile(r"[\u05d0-\u05ea]")
KANA = re.compile(r"[\u3041-\u30fa]")
HAN = re.compile(r"[\u3400-\u9fff]")
HANGUL = re.compile(r"[\uac00-\ud7a3]")


def looks_like(text: str, language: str) -> str:
    """Return the name of the language that most letters of a text speak for, or "" where `language` may be right."""
    if language.partition("-")[0].lower() in OWN:
        return ""
    start = text[:SAMPLE]
    half = sum(map(str.isalpha, start)) / 2
    kana = len(KANA.findall(start))
    counts = {
        "Arabic": len(ARABIC.findall(start)), "Hebrew": len(HEBREW.findall(start)),
        "Korean": len(HANGUL.findall(start)), "Japanese" if kana else "Chinese": len(HAN.findall(start)) + kana,
    }  # fmt: skip
    return next((name for name, count in counts.items() if count > half), "")
