"""Rules for a full stop that may only close an abbreviation, an initial or a number.

Each answers True (a sentence ends here), False (it goes on) or None (not my case), like all rules.
"""

import re

from annotator.splitting.breaks import Break
from annotator.splitting.languages.base import Language

ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
ENUMERATOR = re.compile(r"\(?[1-9]\d?")
LISTED = re.compile(r"[:;]\s*$|[:;,]\s+(?:and|or|und|oder|et|ou|y|o|e|і|та|або)\s+$")
MEASURED = re.compile(r"(?:\d|кв\.?|куб\.?)\s$")
DAY_BEFORE = re.compile(r"(?<!\d)\d{1,2}\.\s$")
ROMAN = re.compile(r"[IVXLC]+")
REACH = 40  # code points that a rule looks back
VERB_REACH = 90  # code points to the right in which a subject and its verb are looked for
CLAUSE_REACH = 240  # code points to the left in which the verb of the sentence so far is looked for
SUBJECT = 7  # words of a subject and the verb, at most
EMPHASIS = 3  # signs before a list number, at most: "***4. "
NOT = ("n't", "n’t")
PHRASE = re.compile(r"[^,;:.!?\"“”()\[\]—–]+")
DASHES = "—–-"
DATELINE = re.compile(r"[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ .'’-]+, \w{2,6}")


def bracket_end(b: Break, language: Language) -> bool | None:
    """Keep "(D-Mo.) Smith" whole, and cut after any other stop inside a closing bracket."""
    if b.closers[:1] not in (")", "]", "}"):
        return None
    return opens(b, language) if abbreviated(b.base, language) else True


def enumerator(b: Break, _: Language) -> bool | None:
    """Keep "1. Tax cuts" whole at the start of a sentence and after a colon: a list number."""
    if not ENUMERATOR.fullmatch(b.token):
        return None
    before = b.stop - len(b.token)
    first = before - b.start <= EMPHASIS and not b.text[b.start : before].strip("*_")
    return False if first or LISTED.search(b.text, max(b.start, before - 8), before) else None


def ordinal(b: Break, language: Language) -> bool | None:
    """Keep "am 3. Oktober" and "Wilhelm II. König" whole where a stop makes a number an ordinal."""
    if not language.ordinals:
        return None
    if ROMAN.fullmatch(b.token):
        return opens(b, language)
    if not b.token.isdigit() or len(b.token) > 2 or b.closers:
        long = b.token.isdigit() and len(b.token) == 3 and not b.closers
        return False if long and b.word in language.ordinal_nouns else None
    first = b.stop - len(b.token)
    if b.word.isdigit():  # "24. 12. 2020"
        dated = len(b.word) <= 2 and b.text.startswith(".", b.body + len(b.word))
        return False if dated or DAY_BEFORE.search(b.text, max(b.start, first - 5), first) else None
    before = b.text[max(b.start, b.stop - REACH) : first].split()
    # "12 bis 18." is a range of plain numbers
    plain = len(before) > 1 and before[-2].isdigit()
    cued = bool(before) and before[-1] in language.ordinal_cues and not plain and not opens(b, language)
    minute = b.text.startswith("(", max(b.start, first - 1))  # of a change of players: "Krug (77. Abel)"
    return False if cued or minute or b.word in language.ordinal_nouns else None


def numbered(b: Break, language: Language) -> bool | None:
    """Keep "No. 10", "Sept. 3", "Vol. II" whole; "No. It was late" is left to the next rules."""
    if b.base not in language.numbered and not b.base.endswith(language.number_endings):
        return None
    return False if b.word[:1].isdigit() or (ROMAN.fullmatch(b.word) and b.word not in language.openers) else None


def letter_by_letter(b: Break, _: Language) -> bool | None:
    """Keep "z. B." and "J. K." whole: a letter with a stop before a letter with a stop."""
    single = len(b.token) == len(b.word) == 1 and b.token.isalpha()
    return False if single and b.text.startswith(".", b.body + 1) else None


def place_name(b: Break, language: Language) -> bool | None:
    """Keep "St. Louis" whole, and cut "on Main St. The ..."."""
    if b.base not in language.place:
        return None
    return opens(b, language) and b.word != "A"


def title(b: Break, language: Language) -> bool | None:
    """Keep "Mr. Smith" and "Gen. Lee" whole: something must follow."""
    if b.base not in language.never:
        return None
    measured = b.token in language.units and MEASURED.search(b.text, max(b.start, b.stop - 8), b.stop - len(b.token))
    return None if measured else False


def clock_time(b: Break, language: Language) -> bool | None:
    """Keep "5 p.m. Tuesday" and "10 a.m. ET" whole, and cut before any other capital."""
    if b.base not in language.clock:
        return None
    return b.word not in language.zones and b.opener[-1:] not in ("—", "–", "-", "(", "[")


def abbreviation(b: Break, language: Language) -> bool | None:
    """Let the next word decide after "U.S.", "Inc.", "Fla.": an opener, quote or number starts anew, a name goes on."""
    base = b.base
    if not abbreviated(base, language):
        return None
    if b.word[:1].isdigit():
        return not ACRONYM.fullmatch(base)
    if b.opener:
        return b.opens_quote
    if opens(b, language) or b.word in language.courtesy or labelled(b, language):
        return True
    if base in language.countries:
        return abroad(b, language)
    first = b.stop - len(b.token)
    comma = base in language.regions and b.text[max(b.start, first - 2) : first].rstrip() == ","
    return (base in language.company or comma) and new_clause(b, language, placed=comma)


def abroad(b: Break, language: Language) -> bool:
    """See "He left the U.S. Lorn was cold", but no body of the country's own, "the U.S. Navy was told"."""
    before = b.text[max(b.start, b.stop - len(b.token) - 5) : b.stop - len(b.token)].split()
    if before != ["the"] or b.word in language.bodies or b.word in language.continuing:
        return False
    following = b.text[b.body : b.body + VERB_REACH].split(None, 2)
    return len(following) > 1 and following[1] in language.finite


def dateline(b: Break) -> bool:
    """See "ELLERWICK, Or. — Rain fell", whatever a paper shortens its states to."""
    return b.opener[-1:] in DASHES and b.opener != "" and DATELINE.fullmatch(b.text, b.start, b.stop) is not None


def initial(b: Break, language: Language) -> bool | None:
    """Keep "John B. Larson" whole, and cut "vitamin C. The" and "than I. Nobody"."""
    letter = b.base
    if len(letter) != 1 or not letter.isupper():
        return None
    before = b.text[max(b.start, b.stop - 8) : b.stop - 1].split()
    if not before or not b.text[b.stop - 2].isspace():
        return False
    if letter == "I" and before[-1] in language.before_i:
        return True
    return opens(b, language) and b.word not in ("A", "I") and not before[-1][-1].isupper()


def new_clause(b: Break, language: Language, *, placed: bool) -> bool:
    """Say whether a subject and its verb follow, "They formed Acme Corp. Sailors and clerks alike said so".

    A subject of several words only counts after a sentence with a verb of its own, "Acme Corp. Gulf plants were shut",
    or when the abbreviation is `placed` after a city: a comma would follow "in Salem, Mass.," within a sentence.
    """
    if b.word in language.continuing:
        return False
    phrase = PHRASE.match(b.text, b.body, b.body + VERB_REACH)
    following = phrase.group().split()[1:SUBJECT] if phrase else []
    if following and is_verb(following[0], language):
        return True
    before = b.text[max(b.start, b.stop - CLAUSE_REACH) : b.stop].split()
    whole = placed or any(is_verb(word, language) for word in before)
    return whole and any(is_verb(word, language) for word in following)


def labelled(b: Break, language: Language) -> bool:
    """Say whether a label follows: "Image: Ann Lee"."""
    return b.word not in language.continuing and b.text.startswith(":", b.body + len(b.word))


def is_verb(word: str, language: Language) -> bool:
    """Say whether a word is a finite verb, "was" or "wasn't", as far as the tables and the ending tell."""
    positive = word[: -len("n't")] if word.endswith(NOT) else word
    return positive in language.finite or (word.islower() and word.endswith("ed"))


def opens(b: Break, language: Language) -> bool:
    """Say whether the next word opens a sentence, and is no initial."""
    return b.word in language.openers and not (len(b.word) == 1 and b.text.startswith(".", b.body + 1))


def abbreviated(word: str, language: Language) -> bool:
    """Say whether a word may end a sentence with its own stop: in the tables, or letters with dots ("U.S", "J.K")."""
    return word in language.maybe or word in language.company or bool(ACRONYM.fullmatch(word))
