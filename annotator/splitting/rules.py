"""The rules of sentence ends, small and in order: the first one with an opinion decides, and without one the text is cut.

A rule answers True (a sentence ends here), False (it goes on) or None (ask the next rule). The run of terminators chooses the
list of rules: a full stop, a question or exclamation mark, an ellipsis, or a full-width terminator that needs no blank.
"""

import re
from collections.abc import Callable

from annotator.splitting.attribution import attributed, attributed_wide
from annotator.splitting.breaks import WIDE, Break
from annotator.splitting.languages.base import Language

Rule = Callable[[Break, Language], bool | None]
MARKS = "!?؟"
ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
ENUMERATOR = re.compile(r"\(?\d{1,2}")
LISTED = re.compile(r"[:;]\s*$|[:;,]\s+(?:and|or|und|oder|et|ou|y|o|e|і|та|або)\s+$")
YEAR = re.compile(r"\d{4}")
GLUED_WORD = re.compile(r"[^\W\d_][^\W\d_]+(?=[ ,’'])")
ADDRESS = re.compile(r"[@/]|www|[A-ZА-Я]")
DOMAINS = frozenset("com org net gov edu io js uk ua de fr co tv info".split())
ROMAN = re.compile(r"[IVXLC]+")
TAGS = re.compile(r"(?:[#@]\w{1,60}\s*){1,20}")
HAN = "\u3040"  # from here on scripts are written without blanks
COMMAS = "，、；：,;:"
REACH = 40  # code points that a rule looks back
SYMBOLS = "$€£¥₴₹₽₺%#@"


def glued_text(b: Break, _: Language) -> bool | None:
    """Scraped text without a blank: "the end.Next one", "the end.”Next one"; and "好吗?他" with half-width marks."""
    if not b.glued or (b.run[-1] in MARKS and b.word[:1] >= HAN):
        return None
    if len(b.token) < 2 or not (b.token[-2:].islower() or YEAR.fullmatch(b.token)) or not b.word[:1].isupper():
        return False
    if b.closers:
        return b.closers[-1] in '”"»'
    return (
        b.run in (".", "!", "?")
        and b.word[1:].islower()
        and b.word.lower() not in DOMAINS
        and not ADDRESS.search(b.token)
        and GLUED_WORD.match(b.text, b.body) is not None
    )


def unreadable(b: Break, _: Language) -> bool | None:
    """What follows starts no sentence: a dash alone, a comma, more dots."""
    if b.word or b.opens_quote or b.text[b.body : b.body + 1] in SYMBOLS or b.opener[-1:] in ("¿", "¡"):
        return None
    return False


def hashtags_follow(b: Break, _: Language) -> bool | None:
    """"We did it! #team @friend" at the end of a block: tags have no sentence of their own."""
    return False if b.text[b.after] in "#@" and TAGS.fullmatch(b.text, b.after) else None


def comma_follows(b: Break, _: Language) -> bool | None:
    """“你好！”，他说: a comma or colon goes on, where no blank is needed."""
    return False if not b.word and b.text[b.body : b.body + 1] in COMMAS else None


def inside_title(b: Break, _: Language) -> bool | None:
    """A mark inside the title of a book or film, 《你好，明天！》, or a question in brackets, 他（真的？）走了."""
    since = max(b.start, b.stop - REACH)
    if b.text.rfind("《", since, b.stop) > b.text.rfind("》", since, b.stop):
        return False
    return False if b.run[-1] in "？！" and b.closers[:1] == "）" and b.text.rfind("（", since, b.stop) > b.start else None


def lower_case(b: Break, language: Language) -> bool | None:
    """A lower-case word goes on with the sentence: "Why?” he asked"; not "iPhone", nor a careless "i"."""
    if not b.word[:1].islower() or b.word[1:2].isupper():
        return None
    return b.word in language.lower_openers and not b.closers and b.token.isalpha() and len(b.token) > 1


def quote_attribution(b: Break, language: Language) -> bool | None:
    """“Why now?” Smith asked: one sentence."""
    return False if b.quoted and not b.opens_quote and attributed(b, language) else None


def exclaimed_name(b: Break, language: Language) -> bool | None:
    """A name with an exclamation mark of its own: "Yahoo! Inc."."""
    return False if not b.closers and b.token in language.exclaimed else None


def wide_attribution(b: Break, language: Language) -> bool | None:
    """“去哪里？”他问。: one sentence."""
    return False if b.closers and attributed_wide(b, language) else None


def bracketed_dots(b: Break, language: Language) -> bool | None:
    """An omission in brackets, "[...] Smith", goes on unless a clear opener follows."""
    return opens(b, language) if b.text[b.stop - 1 : b.stop] in ("[", "(") else None


def stammer(b: Break, _: Language) -> bool | None:
    """ "I... I never knew": the same word again."""
    return False if b.word and b.word.lower() == b.token.lower() else None


def uncased_dots(b: Break, _: Language) -> bool | None:
    """An ellipsis ends no sentence where letters have no case to tell."""
    return False if b.word[:1].isalpha() and b.word[:1].lower() == b.word[:1].upper() and not b.closers else None


def quote_end(b: Break, language: Language) -> bool | None:
    """A full stop inside a closing quote ends the sentence, but not “Mr.” as a word."""
    return b.base not in language.never if b.quoted else None


def bracket_end(b: Break, language: Language) -> bool | None:
    """A full stop inside a closing bracket: "(D-Mo.) Smith" goes on."""
    if b.closers[:1] not in (")", "]", "}"):
        return None
    return opens(b, language) if abbreviated(b.base, language) else True


def enumerator(b: Break, _: Language) -> bool | None:
    """ "1. Tax cuts" at the start or after a colon is a list number."""
    if not ENUMERATOR.fullmatch(b.token):
        return None
    before = b.stop - len(b.token)
    return False if before <= b.start or LISTED.search(b.text, max(b.start, before - 8), before) else None


def ordinal(b: Break, language: Language) -> bool | None:
    """ "am 3. Oktober", "Wilhelm II. König": where a stop makes a number an ordinal, a noun follows it."""
    if not language.ordinals:
        return None
    if ROMAN.fullmatch(b.token):
        return opens(b, language)
    if not b.token.isdigit() or len(b.token) > 2 or b.closers:
        return None
    before = b.text[max(b.start, b.stop - REACH) : b.stop - len(b.token)].rsplit(None, 1)
    cued = bool(before) and before[-1] in language.ordinal_cues and not opens(b, language)
    return False if cued or b.word in language.ordinal_nouns else None


def numbered(b: Break, language: Language) -> bool | None:
    """ "No. 10", "Sept. 3", "Vol. II" go on; "No. It was late" does not."""
    if b.base not in language.numbered:
        return None
    return False if b.word[:1].isdigit() or (ROMAN.fullmatch(b.word) and b.word not in language.openers) else None


def place_name(b: Break, language: Language) -> bool | None:
    """ "St. Louis" goes on, "on Main St. The ..." does not."""
    if b.base not in language.place:
        return None
    return opens(b, language) and b.word != "A"


def title(b: Break, language: Language) -> bool | None:
    """ "Mr. Smith", "Gen. The": something must follow."""
    return False if b.base in language.never else None


def letter_by_letter(b: Break, _: Language) -> bool | None:
    """"z. B.", "J. K.": a letter with a stop after a letter with a stop."""
    return False if len(b.token) == len(b.word) == 1 and b.token.isalpha() and b.text[b.body + 1 : b.body + 2] == "." else None


def initial(b: Break, language: Language) -> bool | None:
    """ "John B. Larson" goes on; "vitamin C. The" and "than I. Nobody" do not."""
    letter = b.base
    if len(letter) != 1 or not letter.isupper():
        return None
    before = b.text[max(b.start, b.stop - 8) : b.stop - 1].split()
    if letter == "I" and before and before[-1] in language.before_i:
        return True
    return (
        opens(b, language)
        and b.word not in ("A", "I")
        and bool(before)
        and not before[-1][-1].isupper()
        and b.text[b.stop - 2].isspace()
    )


def clock_time(b: Break, language: Language) -> bool | None:
    """ "5 p.m. Tuesday", "10 a.m. ET" go on; any other capital starts anew."""
    if b.base not in language.clock:
        return None
    return b.word not in language.zones and b.opener[-1:] not in ("—", "–", "-", "(", "[")


def abbreviation(b: Break, language: Language) -> bool | None:
    """After "U.S.", "Inc.", "Fla." the next word decides: an opener, a quote or a number starts anew, a name goes on."""
    base = b.base
    if not abbreviated(base, language):
        return None
    if b.word[:1].isdigit():
        return not ACRONYM.fullmatch(base)
    if b.opener:
        return b.opens_quote
    return opens(b, language) or (base in language.company and subject_and_verb(b, language))


def subject_and_verb(b: Break, language: Language) -> bool:
    """A capitalised word and a finite verb follow: "Shares fell"."""
    following = b.text[b.body : b.body + 60].split(None, 2)
    if len(following) < 3 or b.word in ("Day", "Chief"):
        return False
    verb = following[1].rstrip(",")
    return verb in language.finite or (verb.islower() and verb.endswith("ed"))


def opens(b: Break, language: Language) -> bool:
    """The next word opens a sentence, and is no initial."""
    return b.word in language.openers and not (len(b.word) == 1 and b.text[b.body + 1 : b.body + 2] == ".")


def abbreviated(word: str, language: Language) -> bool:
    """The word is in the tables of those that may end a sentence, or is letters with dots: "U.S", "J.K"."""
    return word in language.maybe or word in language.company or bool(ACRONYM.fullmatch(word))


MARK_RULES: tuple[Rule, ...] = (glued_text, hashtags_follow, unreadable, lower_case, quote_attribution, exclaimed_name)
WIDE_RULES: tuple[Rule, ...] = (comma_follows, inside_title, wide_attribution)
DOTS_RULES: tuple[Rule, ...] = (glued_text, unreadable, lower_case, bracketed_dots, stammer, uncased_dots)
STOP_RULES: tuple[Rule, ...] = (
    *(glued_text, hashtags_follow, unreadable, lower_case, quote_end, bracket_end, enumerator, ordinal, numbered),
    *(letter_by_letter, place_name, title, clock_time, abbreviation, initial),
)


def decide(b: Break, language: Language) -> bool:
    """Whether a sentence ends at the candidate."""
    last = b.run[-1]
    if last in WIDE:
        rules = WIDE_RULES
    elif last in MARKS:
        rules = MARK_RULES
    elif len(b.run) > 1 or last == "…":
        rules = DOTS_RULES
    else:
        rules = STOP_RULES
    for rule in rules:
        verdict = rule(b, language)
        if verdict is not None:
            return verdict
    return True
