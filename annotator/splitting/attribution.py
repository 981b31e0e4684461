"""Who said it: whether the words after a closing quote only name the speaker, so that the sentence goes on."""

import re

from annotator.splitting.breaks import Break
from annotator.splitting.languages.base import Language

REACH = 140  # code points to the right that are read
WORDS = 9  # words between the quote and its verb of saying, at most
SHORT = 4  # letters; a longer word with a stop ends a sentence, a shorter one may be a title ("Sen.")
CLAUSE = re.compile(r"([^，。：、,:；！？“「\s]{2,16})(。|[，,！])([“「『\"]?)")
# "主席没有回答。" is a sentence of its own: nobody said anything
SILENT = re.compile(r"(?:[没沒]有?|未|不)(?:说话?|說話?|回答|回应|回應|问|問)$")


def attributed(b: Break, language: Language) -> bool:
    """Say whether the speaker follows: “Why?” Smith asked / “Why?” He asked / “Why?” Ann Lee, 45, asked.

    A clear opener ("The mayor asked ...") starts a sentence of its own unless it is a pronoun with its verb.
    """
    if language.saying_first:
        return b.word in language.sayings
    words = b.text[b.after : b.after + REACH].split(None, WORDS + 1)
    if b.word in language.pronouns:
        return len(words) > 1 and words[1].rstrip(".,:;") in language.sayings
    return b.word not in language.openers and name_and_verb(words[: WORDS + 1], language)


def name_and_verb(words: list[str], language: Language) -> bool:
    """Say whether a name and its titles lead to a verb of saying, with no statement after it ("Critics said they")."""
    for position, word in enumerate(words):
        bare = word.rstrip(".,:;")
        if position and bare in language.sayings:
            return not (
                bare == word and words[position + 1 : position + 2] and words[position + 1] in language.reported
            )
        named = bare[:1].isupper() or bare.isdigit() or bare in language.names or bare.endswith("er")
        if not named or word[-1] in "?!…" or (word.endswith(".") and len(bare) > SHORT and "." not in bare):
            return False
    return False


def attributed_wide(b: Break, language: Language) -> bool:
    """Say whether “去哪里？”他问道。 or 「行く。」と述べた。 goes on: a short clause of saying, or a particle.

    Before a colon the clause announces the next quote and starts a sentence: “去哪里？” / 她说：“回家。” After a full
    stop in the quote so does one with a comma, “回家。” / 他说，天黑了。, unless the quote goes on right after it.
    """
    stopped = b.run[-1] == "。"
    if b.text.startswith(language.stopped_tails if stopped else language.tails, b.after):
        return True
    clause = CLAUSE.match(b.text, b.after)
    if clause is None or not language.wide_sayings or SILENT.search(clause.group(1)):
        return False
    said, mark, quote = clause.groups()
    return said.endswith(language.wide_sayings) and (not stopped or mark == "。" or quote != "")
