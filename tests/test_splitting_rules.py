"""Each rule of sentence ends by its examples: a bar marks where a sentence must end, and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.splitting import split_sentences
from annotator.splitting.breaks import look
from annotator.splitting.languages import LANGUAGES
from annotator.splitting.rules import decide
from annotator.splitting.sentences import TERMINATORS, usual_end

ENGLISH = {
    "lower case goes on": [
        "“Why?” he asked.",
        "He lost (again!) and left.",
        "It fell 3 in. in a day.|iPhone sales rose.",
    ],
    "careless lower case opens": [
        "He is right.|i think so.",
        "Come on.|who closes at five?",
        "He sold pears, etc. but no figs.",
        "She grew approx. he says, an inch.",
        "See part i. of it.",
    ],
    "asides in lower case": [
        "Rain is due.|(or so they say.)|Take a coat.",
        "Will it hold?|[via the Lorn Gazette]",
        "He can (or could!) leave.|Nobody (so far) has.",
        "He wrote it had went. [sic] The judge smiled.",
        "Acme Inc. (once a dairy!) won.",
    ],
    "attribution": [
        "“Why?” Smith asked.|He left.",
        "“Why?” Mr. Smith asked.",
        "“Why?” White House press secretary Ann Lee said.",
        "“Why?” He asked twice.",
        "“Why?” Ann Lee, 45, said Tuesday.",
        "“Why?”|The mayor asked twice.",
        "“Why?”|Critics said they knew.",
        "“Stop!” Fire Chief Dana Orlov yelled.",
        "‘Why?’ Lowe wondered.",
        "“Go.”|Smith said nothing.",
    ],
    "headlines that start with a quote": [
        "‘Where is she?’ Owner of lost ferry asks for help",
        "“Stop!” Harbour neighbours fed up with bells (VIDEO)",
        "‘Where is she?’|Lorn has a ferry: Ida",
    ],
    "names with a mark": ["Yahoo! Inc. fell.", "He hosted Jeopardy! Tuesday."],
    "ellipsis": [
        "He left...|Then he came back.",
        "He ... left.",
        "Wait . . . .|Then go.",
        "I... I never knew.",
        "“But…”|She stopped.",
        "They [...] Smith said so.",
        "Rain fell.|...and then it froze.",
        "Rain fell.|…The rest is known.",
        "It rained on . . .|Then it froze.",
    ],
    "quotes end": ["It is “safe.”|Nobody asked.", '"One."|"Two."|Three.', "He said ‘no.’|She said ‘yes.’"],
    "nested quotes end with a blank": [
        "“He said ‘no.’ ”|She left.",
        "\"He said 'no.' \"|She left.",
    ],
    "brackets": ["Rep. Lee (D-Mo.) Tuesday said no.", "(It rained.)|She left.", "It fell (see p. 4).|It rose."],
    "titles": [
        "Mr. Smith and Lt. Col. Ann Reyes met Gen. Lee.",
        "Sgt. 1st Class Pratt left.",
        "Roe v. Wade. |".rstrip(" |"),
    ],
    "places": ["St. Louis won.", "It is on Main St.|The shop is shut.", "Ft. Worth grew."],
    "numbers": [
        "No. 10 is old.",
        "No.|It was late.",
        "On Sept. 3 he left.",
        "It cost Rs. 500 c. 1850.",
        "See Vol. II of it.",
        "It was Jan. 3.|He left.",
        "She cited Res. 242.|It holds.",
        "In Lorn (pop. 4,000) it rained.",
    ],
    "list numbers": [
        "1. Tax cuts.",
        "Two things: 1. Tax; 2. Work.",
        "It ends.|*4. The law is broken.*|So be it.",
        "Lorn: 2, Ellerwick: 0.|But it is early.",
    ],
    "datelines of a state that no table knows": [
        "LORN, Oreg. -- Rain fell.|It froze.",
        "SAINT OLAF, Neva. — Rain fell.",
        "It is in Lorn, Neva.|— Ann Lee",
    ],
    "clock": [
        "At 5 p.m. Tuesday he left.",
        "At 10 a.m. ET it began.",
        "At 5 p.m.|Then he left.",
        "At 5 p.m.|Doors open.",
    ],
    "next word": [
        "The U.S. President left.",
        "He loves the U.S.|He was born there.",
        "Acme Inc. Chief Executive Lee left.",
        "He runs Acme Corp.|Shares fell.",
        "He lives in Newark, N.J.|Reporters were told.",
        "He lives in Newark, N.J. Mayor Lee knew.",
        "They founded Acme Corp.|Sailors and clerks alike said it was late.",
        "He left for Lorn Inc.|Cheap boat trips were born.",
        "Acme Corp. Gulf plants were shut.",
        "He joined when Acme Corp. Vice President Lee was ill.",
        "She studied in Salem, Mass.|Proof so far is thin.",
        "They sold it to Lorn Bros.|Terms weren’t disclosed.",
        "It is clear to Acme Inc.|Mr. Lee agreed.",
        "He loves the U.S.|Ms. Lee does not.",
        "Nobody sailed to the U.S.|Lorn was closer.",
        "It was said in the U.S. Navy was told.",
        "Some U.S. Marines told us.",
        "He left the\nU.S.|Lorn was closer.",
        "She studied in Salem,\nMass.|Proof so far is thin.",
        "They met in Washington D.C.|Photo: Ann Lee",
        "He runs ACME CORP. (once a dairy).",
        "MR. LEE and DR. WYNN met on MAIN ST.|The rest left.",
        "Cie. Lorraine fell.",
        "He met Sam Wynn Jr.|Then he left.",
        "It cost $1.5m.|Nobody paid.",
        "He sold apples, pears, etc.|The rest stayed.",
    ],
    "initials": [
        "John B. Larson met J. K. Smith Jr. and J.R. Lee.",
        "He took vitamin C.|The cold left.",
        "No one is taller than I.|Nobody was.",
        "He fought in World War I.|The war ended.",
    ],
    "glued": [
        "It ended.|Next day it rained.",
        "He sat.|“Fine,” he said.",
        "See example.com now.",
        "It rained...Lorn drowned.",
        "Use Node.js today.",
        "In 2011.|Then",
    ],
    "addresses": ["See www.example.org/a.html.|It is new.", "Mail desk@example.org.|We answer.", "Version 2.0 is out."],
    "tweets": ["We did it! #team @ann", "Great night! 🎉🎉|Thanks all.", "No way?!|Stop it!!|Now."],
    "smileys": ["It worked! :-)|Thanks all.", "It broke. ;)|Who knew?", "One rule: (none) is best."],
    "spaced and other marks": ["It is 3.5 m.|He jumped.", "Is it “safe”?|No.", "Really?!|Yes."],
}
OTHERS = {
    "uk": [
        "У м. Києві 5 тис. осіб вийшли на вул. Хрещатик.|Було тепло.",
        "Закон ухвалили 2014 р.|Він діє.",
        "«Що це?» — запитав він.|«Ніч. |Ми йдемо», — сказала вона.".replace(" |", "|"),
        "Книги, ручки і т. д.|Музею немає.",
        "Площа — 45 кв. м.|Це багато.",
        "Твори Т. Г. Шевченка та І. Франка.",
        "Школа на вул.Портовій, 7, та ім.Франка закриті.|Зима.",
        "Збори 3 берез. — у Львові.|Вхід вільний.",
        "Ремонт коштував 5 млн грн.|Гроші знайшли.",
        "Партія (ісп. Partido del Puerto) виграла.|Вона нова.",
    ],
    "de": [
        "Am 3. Oktober kam Dr. Weigl.|Er ging.",
        "Das kostet 3,5 Mio. Euro, d. h. z. B. Kutschen.",
        "„Warum?“, fragte sie.|„Ich komme.|Du bleibst“, sagte er.",
        "Am 24. 12. 2020 schloss das Haus in der Goethestr. 5 für immer.",
        "Er lebte um 500 v. Chr. in Rom.|Das ist lange her.",
        "Kaiser Wilhelm II. König von Preußen.",
        "Es war 1910.|Damals.",
        "Gebaut wird auf den Plätzen 12 bis 18.|Frau Meier lobte es.",
        "Die Holz & Sohn GmbH u. Co. KG liefert.",
        "»Was?«|Diese Frage blieb.",
        "Es spielten Krug (77. Abel), Lotz und Beer (90. Dorn).|Tor: Beer (81.).",
        "Zum 150. Geburtstag kamen 200.|Gäste gab es viele.",
        "Es schmeckt! :-)|Danke.",
    ],
    "zh": [
        "“去哪里？”他问。|她走了。",
        "“明天！”她回答。",
        "“为什么？”|主席没有回答。",
        "“去哪里？”|她说：“回家。”|天黑了。",
        "他们喊着“加油！”的口号。",
        "《你好，明天！》上映了。",
        "他（真的？）走了。",
        "完了……然后他走了！|价格是3.5元。",
        '"你好。|再见。"|他走了。',
        "“渡轮晚点了。”他说。|“没人等。”他说，“我也走。”|天黑了。",
        "“渡轮晚点了。”|他说，明天再来。|“没人等。”|中国队赢了。",
        "“渡轮晚点了。”|这是她说的。|“快走。”的标语挂着。",
        "好吗?|他走了。",
    ],
    "ja": ["「行く。」と述べた。|「三月です。|変わりません。」|議長は黙った。"],
    "fr": [
        "L’art. 12 al. 3 le dit.|Il vaut.",
        "« Pourquoi ? » a demandé Mme Leroy.|« Fini ! »|Il est parti.",
        "M. J.-P. Morel et A. Petit, cf. l’art. 5.",
    ],
    "es": ["El Sr. Ruiz fue a EE. UU. con la Sra. Díaz.|¿Quién paga?|¡Nadie!", "Salió a las 9 a. m. con J. L. Ortega."],
    "pt": ["O Sr. Silva mora na Av. Brasil.|A Naves Ltda. venceu."],
    "tr": ["II. Dünya Savaşı bitti.|Takım 1. Lig’e çıktı.", "“Neden?” diye sordu Prof. Dr. Demir."],
    "ar": ['"لماذا؟" سأل النائب.|قال د. سامي نعم.'],
    "xx": ["Mr. Smith left.|He came back."],
}


def examples() -> list[tuple[str, str]]:
    """Language and example of every rule."""
    english = [("en", example) for several in ENGLISH.values() for example in several]
    return english + [(language, example) for language, several in OTHERS.items() for example in several]


@pytest.mark.parametrize(("language", "example"), examples())
def test_a_sentence_ends_at_the_bars_only(language: str, example: str) -> None:
    parts = example.split("|")
    blank = "" if language in ("zh", "ja") else " "
    text = blank.join(parts)
    assert [text[a:b] for a, b in split_sentences(text, 0, len(text), language)] == parts


@pytest.mark.parametrize(
    "example",
    ["It rained...|The end.", "It ended.|Next day it rained.", "In 2011.|Then he left.", "He sat.|“Fine,” he said."],
)
def test_sentences_of_scraped_text_without_blanks_are_parted(example: str) -> None:
    parts = example.split("|")
    text = "".join(parts)
    assert [text[a:b] for a, b in split_sentences(text, 0, len(text))] == parts


def test_footnotes_and_emphasis_stay_with_the_sentence_before() -> None:
    text = "It sank.[3] **It was old.** Nobody cared."
    assert [text[a:b] for a, b in split_sentences(text, 0, len(text))] == [
        "It sank.[3]",
        "**It was old.**",
        "Nobody cared.",
    ]


def test_a_straight_quote_that_is_open_closes_without_a_blank() -> None:
    text = 'He said: "I am done."The crowd left.'
    assert [text[a:b] for a, b in split_sentences(text, 0, len(text))] == ['He said: "I am done."', "The crowd left."]


WORDS = sorted({word for one in LANGUAGES.values() for word in one.abbreviations | one.openers | one.exclaimed})
TOKENS = st.sampled_from(WORDS) | st.text(st.sampled_from("aZßÄ9é,;-'’“”\"«()[]*_$@好\u00a0"), max_size=4)
ENDINGS = st.sampled_from([". ", ".", "? ", "! ", "... ", "… ", ".” ", ".) ", "?” ", '." ', ". “", ". . . ", "。", " "])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(TOKENS, ENDINGS), min_size=2, max_size=12), st.sampled_from(sorted(LANGUAGES)))
def test_what_is_settled_early_is_what_the_rules_say(pieces: list[tuple[str, str]], code: str) -> None:
    text, language = "He " + "".join(word + ending for word, ending in pieces), LANGUAGES[code]
    for match in TERMINATORS.finditer(text):
        stop, end = match.span()
        early = usual_end(text, 0, stop, end, language) if end < len(text) else None
        if early is not None:
            place = look(text, 0, stop, end, quote_open=False)
            assert early == (place.cut if place is not None and decide(place, language) else 0), text[:end]
