"""The rules of sentence ends, small and in order: the first one with an opinion decides, without one the text is cut.

A rule answers True (a sentence ends here), False (it goes on) or None (ask the next rule). The run of terminators
chooses the list of rules: a full stop, a question or exclamation mark, an ellipsis, or a full-width terminator that
needs no blank.
"""

import re
from collections.abc import Callable

from annotator.splitting import abbreviations as short
from annotator.splitting.attribution import attributed, attributed_wide
from annotator.splitting.breaks import OPENING_QUOTES, WIDE, Break
from annotator.splitting.languages.base import Language, words

Rule = Callable[[Break, Language], bool | None]
MARKS = "!?؟"
YEAR = re.compile(r"\d{4}")
GLUED_WORD = re.compile(r"[^\W\d_][^\W\d_]+(?=[ ,’'])")
ADDRESS = re.compile(r"[@/]|www|[A-ZА-Я]")
DOMAINS = words("com org net gov edu io js uk ua de fr co tv info")
TAGS = re.compile(r"(?:[#@]\w{1,60}\s*){1,20}")
ELIDED = re.compile(r"(?:\.\.\.|…)[^\W\d_]")
STOPS = re.compile(r"[.!?…:]")
BRACKETS = "(["
ASIDE = re.compile(r"via\b|[^()\[\]]{1,300}[.!?…][\"'”’]?[)\]]")
HEADLINE = 160  # code points, at most
HAN = "\u3040"  # from here on scripts are written without blanks
COMMAS = "，、；：,;:"
SYMBOLS = "$€£¥₴₹₽₺%#@"


def glued_text(b: Break, language: Language) -> bool | None:
    """Cut scraped text without a blank, "the end.Next one", "the end.”Next one", and leave "example.Com" whole.

    Half-width marks between letters of a script without blanks, "好吗?他", go on to the next rules.
    """
    if not b.glued or (b.run[-1] in MARKS and b.word[:1] >= HAN):
        return None
    ended = len(b.token) > 1 and (b.token[-2:].islower() or YEAR.fullmatch(b.token) is not None)
    if not ended or not b.word[:1].isupper():
        return False
    if len(b.run) > 1 and b.run[-1] == ".":  # "It rained...The end"
        return b.word in language.openers
    if b.closers:
        return b.closers[-1] in '”"»'
    named = b.word.lower() in DOMAINS or ADDRESS.search(b.token) is not None
    titled = b.token in language.never or b.token in language.place  # "вул.Портова"
    return not named and not titled and b.run in (".", "!", "?") and GLUED_WORD.match(b.text, b.body) is not None


def hashtags_follow(b: Break, _: Language) -> bool | None:
    """Keep "We did it! #team @friend" whole at the end of a block: tags have no sentence of their own."""
    return False if b.text[b.after] in "#@" and TAGS.fullmatch(b.text, b.after) else None


def unreadable(b: Break, _: Language) -> bool | None:
    """Keep going before what starts no sentence: a dash alone, a comma, more dots."""
    if b.word or b.opens_quote or b.text[b.body : b.body + 1] in SYMBOLS or b.opener[-1:] in ("¿", "¡"):
        return None
    if ELIDED.match(b.text, b.body):  # "He left. ...and she stayed"
        return len(b.token) > 1
    return False


def lower_case(b: Break, language: Language) -> bool | None:
    """Keep going before a lower-case word, "Why?” he asked", but not before "iPhone".

    In careless English "i", "he" or "but" after a whole word and a full stop open a sentence.
    """
    if not b.word[:1].islower() or b.word[1:2].isupper():
        return None
    if b.opener[-1:] in BRACKETS and b.opener and aside(b, language):
        return True
    if (
        b.run != "."
        or b.closers
        or b.word not in language.lower_openers
        or b.text.startswith(".", b.body + len(b.word))
    ):
        return False
    return len(b.token) > 1 and b.token.isalpha() and b.token not in language.abbreviations


def aside(b: Break, language: Language) -> bool:
    """See a bracket in lower case with a stop of its own, "It rained. (we were glad!)", or a source, "(via ...)".

    Any other one may belong to the sentence before: "approx. (see above)".
    """
    ended = len(b.token) > 1 and b.token.isalpha() and b.token not in language.abbreviations and not b.closers
    return ended and b.word != "sic" and ASIDE.match(b.text, b.body) is not None


def quote_attribution(b: Break, language: Language) -> bool | None:
    """Keep “Why now?” Smith asked. in one sentence."""
    return False if b.quoted and not b.opens_quote and attributed(b, language) else None


def quoted_headline(b: Break, _: Language) -> bool | None:
    """Keep ‘Where is it?’ Owner of lost ferry asks for help whole: a headline starts with a quote and has no stop."""
    if not b.quoted or b.start or b.opens_quote or len(b.text) > HEADLINE or b.text[0] not in OPENING_QUOTES:
        return None
    return None if STOPS.search(b.text, b.cut) else False


def exclaimed_name(b: Break, language: Language) -> bool | None:
    """Keep a name with an exclamation mark of its own whole: "Yahoo! Inc."."""
    return False if not b.closers and b.token in language.exclaimed else None


def comma_follows(b: Break, _: Language) -> bool | None:
    """Keep “你好！”，他说 whole: a comma or colon goes on, where no blank is needed."""
    return False if not b.word and b.text[b.body : b.body + 1] in COMMAS else None


def inside_title(b: Break, _: Language) -> bool | None:
    """Keep a title with a mark, 《你好，明天！》, and a question in brackets, 他（真的？）走了, whole."""
    since = max(b.start, b.stop - short.REACH)
    if b.text.rfind("《", since, b.stop) > b.text.rfind("》", since, b.stop):
        return False
    asked = b.run[-1] in "？！" and b.closers[:1] == "）"
    return False if asked and b.text.rfind("（", since, b.stop) > b.start else None


def wide_attribution(b: Break, language: Language) -> bool | None:
    """Keep “去哪里？”他问。 in one sentence."""
    return False if b.closers and attributed_wide(b, language) else None


def bracketed_dots(b: Break, language: Language) -> bool | None:
    """Keep "[...] Smith" whole unless a clear opener follows."""
    return short.opens(b, language) if b.text[b.stop - 1 : b.stop] in ("[", "(") else None


def stammer(b: Break, _: Language) -> bool | None:
    """Keep "I... I never knew" whole: the same word again."""
    return False if b.word and b.word.lower() == b.token.lower() else None


def uncased_dots(b: Break, _: Language) -> bool | None:
    """Keep going after an ellipsis where letters have no case to tell."""
    return False if b.word[:1].isalpha() and b.word[:1].lower() == b.word[:1].upper() and not b.closers else None


def whole_word(b: Break, language: Language) -> bool | None:
    """Cut after a word that is no abbreviation, "in Idaho. The": the usual case, settled early."""
    token = b.token
    number = b.word[:1].isdigit()
    known = token in language.abbreviations or (language.ordinals and token.isupper())
    if len(token) > 1 and not b.closers and not number and token.isalpha() and not known:
        return not short.dateline(b)
    return None


def quote_end(b: Break, language: Language) -> bool | None:
    """Cut after a full stop inside a closing quote, but not after “Mr.” as a word."""
    return b.base not in language.never if b.quoted else None


MARK_RULES: tuple[Rule, ...] = (
    *(glued_text, hashtags_follow, unreadable, lower_case, quote_attribution, quoted_headline, exclaimed_name),
)
WIDE_RULES: tuple[Rule, ...] = (comma_follows, inside_title, wide_attribution)
DOTS_RULES: tuple[Rule, ...] = (glued_text, unreadable, lower_case, bracketed_dots, stammer, uncased_dots)
STOP_RULES: tuple[Rule, ...] = (
    *(glued_text, hashtags_follow, unreadable, lower_case, whole_word, quote_end),
    *(short.bracket_end, short.enumerator, short.ordinal, short.numbered, short.letter_by_letter),
    *(short.place_name, short.title, short.clock_time, short.abbreviation, short.initial),
)


def rules_for(run: str) -> tuple[Rule, ...]:
    """Choose the rules for a run of terminators."""
    if run == ".":
        return STOP_RULES
    last = run[-1]
    if last in WIDE:
        return WIDE_RULES
    if last in MARKS:
        return MARK_RULES
    return DOTS_RULES if len(run) > 1 or last == "…" else STOP_RULES


def decide(b: Break, language: Language) -> bool:
    """Say whether a sentence ends at the candidate."""
    for rule in rules_for(b.run):
        verdict = rule(b, language)
        if verdict is not None:
            return verdict
    return True
