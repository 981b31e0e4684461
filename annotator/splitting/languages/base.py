"""The shape of one language's tables: what the rules of sentence ends look words up in."""

from dataclasses import dataclass, field


def words(*lines: str) -> frozenset[str]:
    """Return the set of the words on the given lines, split at blanks."""
    return frozenset(word for line in lines for word in line.split())


NONE: frozenset[str] = frozenset()
COMPANIES = words(
    "Inc Corp Co Cos Ltd LLC L.L.C Bros Mfg Pty p.l.c S.p.A N.V B.V S.A N.A Jr Sr",
)


@dataclass(frozen=True, slots=True)
class Language:
    """Word tables of one language. Abbreviations stand without their last dot; upper and lower case count.

    - `never`: abbreviations that something must follow ("Mr", "Gen", "z.B"): they never end a sentence
    - `units`: those of `never` that are a unit of measure after a number ("45 кв. м.")
    - `place`: as `never`, yet a clear opener after them ends the sentence ("on Main St. The ...")
    - `numbered`: end no sentence before a number ("No. 10", "Sept. 3"); a whole word otherwise ("No. It ...")
    - `number_endings`: how such words end when they are compounds ("Goethestr. 5")
    - `maybe`: may end a sentence; the next word decides ("Inc", "p.m", "Fla")
    - `company`: may end a sentence too, also before a name and its verb ("Corp. Shares fell ...")
    - `regions`: those of `maybe` that do the same after a comma ("in Newark, N.J. Reporters were ...")
    - `clock`: abbreviations that a capital ends unless it opens one of `zones` ("5 p.m. Tuesday")
    - `openers`: words that open a sentence even after an abbreviation
    - `lower_openers`: words that open a sentence in lower case too (careless English: "was late. he left")
    - `pronouns`: with a saying verb after them they follow a quote ("?” He asked")
    - `sayings`: verbs of saying, lower case
    - `names`: lower-case words that may stand between a name and its verb of saying
    - `reported`: words after a verb of saying that show a statement of its own ("Critics said they ...")
    - `finite`: verbs that show that the capitalised word before them is a subject
    - `courtesy`: titles that open a sentence after an abbreviation ("the U.S. Mr. Lee left")
    - `countries`: those of `maybe` that end a sentence after "the" and before a name and its verb, and `bodies`, the
      words that go on after one instead ("the U.S. Navy was told")
    - `continuing`: capitalised words that continue a name after one ("Jr. Day", "Corp. Class A shares")
    - `exclaimed`: names with an exclamation mark of their own ("Yahoo")
    - `ordinals`: whether "3." is an ordinal number, and `ordinal_cues`, `ordinal_nouns` the words before and
      after it that show one
    - `before_i`: words after which "I" or "A" is a whole word ("than I.")
    - `wide_sayings`, `tails`: for scripts without blanks, how a clause of saying ends and what goes on after a quote;
      `stopped_tails` are those that do so after a quote with a full stop
    - `saying_first`: whether the verb of saying stands before the speaker ("؟" قال)
    - `dialogue_dash`: whether a dash at the start of a line is speech, not a bullet
    """

    code: str
    never: frozenset[str] = NONE
    units: frozenset[str] = NONE
    place: frozenset[str] = NONE
    numbered: frozenset[str] = NONE
    number_endings: tuple[str, ...] = ()
    maybe: frozenset[str] = NONE
    company: frozenset[str] = NONE
    regions: frozenset[str] = NONE
    clock: frozenset[str] = NONE
    zones: frozenset[str] = NONE
    openers: frozenset[str] = NONE
    lower_openers: frozenset[str] = NONE
    pronouns: frozenset[str] = NONE
    sayings: frozenset[str] = NONE
    names: frozenset[str] = NONE
    reported: frozenset[str] = NONE
    finite: frozenset[str] = NONE
    courtesy: frozenset[str] = NONE
    countries: frozenset[str] = NONE
    bodies: frozenset[str] = NONE
    continuing: frozenset[str] = NONE
    exclaimed: frozenset[str] = NONE
    ordinals: bool = False
    ordinal_cues: frozenset[str] = NONE
    ordinal_nouns: frozenset[str] = NONE
    before_i: frozenset[str] = NONE
    saying_first: bool = False
    dialogue_dash: bool = False
    wide_sayings: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    stopped_tails: tuple[str, ...] = ()

    # every word whose dot needs a second look, and those of `never` that nothing but a name follows
    abbreviations: frozenset[str] = field(init=False, default=NONE)
    leading: frozenset[str] = field(init=False, default=NONE)

    def __post_init__(self) -> None:
        """Collect the words for which a first look is enough, and those whose dot needs a second one."""
        others = self.place | self.numbered | self.maybe | self.company | self.clock
        leading = frozenset(word for word in self.never - self.units - others if word.isalpha() and not word.isupper())
        object.__setattr__(self, "abbreviations", self.never | others)
        object.__setattr__(self, "leading", leading)
