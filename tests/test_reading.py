"""Files into text: encodings, what is no text, and sentences that say what to do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import BadInput
from annotator.reading import Options, read
from annotator.reading.scripts import looks_like

ENGLISH = "“We had no choice,” chair Lena Ortiz said. It’s late — and naïve."


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(BadInput) as refused:
        read(name, data)
    return str(refused.value)


def test_utf_8_is_kept_character_for_character() -> None:
    text = "  **Headline**\n\n\tThe harbour’s fees rose.\u200f \n\n\n"
    assert read("a.txt", text.encode()).text == text
    assert read("a.txt", text.encode()).warnings == ()


def test_line_ends_become_lf_and_a_byte_order_mark_goes() -> None:
    assert read("a.txt", b"\xef\xbb\xbfOne.\r\nTwo.\rThree.").text == "One.\nTwo.\nThree."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_unicode_with_a_byte_order_mark_is_read_without_a_warning(encoding: str) -> None:
    assert read("a.txt", ENGLISH.encode(encoding)).text == ENGLISH
    assert read("a.txt", ENGLISH.encode(encoding)).warnings == ()


@pytest.mark.parametrize(
    ("encoding", "language", "text"),
    [
        ("cp1252", "en", ENGLISH),
        ("cp1252", "de", "Die Gebühren für Schüler steigen. Das sagte Frau Müller am Montag."),
        ("cp1252", "pt", "A câmara não irá à reunião; não há condições."),
        ("cp1250", "cs", "Rada hlasovala v pondělí pro zvýšení poplatků. Lidé jsou naštvaní, říká."),
        ("cp1250", "pl", "Rada miasta zagłosowała w poniedziałek za podwyżką opłat. Mieszkańcy są źli."),
        ("cp1251", "uk", "Рада підтримала проєкт у понеділок. Це добре."),
        ("koi8_u", "uk", "Рада підтримала проєкт у понеділок. Це добре."),
        ("cp1254", "tr", "Belediye başkanı pazartesi günü köprünün kapalı kalacağını açıkladı."),
        ("cp1256", "ar", "أعلن رئيس البلدية يوم الاثنين أن الجسر سيبقى مغلقا."),
        ("cp932", "ja", "市長は月曜日に発表した。橋は閉鎖される。"),
        ("gb18030", "zh", "市长星期一宣布，大桥整个冬天将关闭。"),
    ],
)
def test_an_old_encoding_is_found_and_said(encoding: str, language: str, text: str) -> None:
    reading = read("a.txt", text.encode(encoding), Options(language))
    assert reading.text == text
    assert encoding in reading.warnings[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\n --- \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"%PDF-1.7 and so on", "is damaged or cut off: it cannot be read as a PDF"),
        (b"PK\x03\x04rest of a zip", "is damaged or cut off: it cannot be opened"),
        (b"\x89PNG\r\n", "is an image"),
        (bytes(range(256)) * 4, "is not text"),
        (b"The board\x00 voted.", "is not text"),
        (b"\x01\x02\x03\x04 abc", "is not text"),
        (b"The board \xed\xa0\x80 voted.", "half a character"),
        (b"\xff\xfeab\x00", "says that it is utf-16-le but is not"),
        (b"caf\xe9 and \xe2\x80\x9cquoted\xe2\x80\x9d and caf\xc3\xa9", "mixes encodings"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, says: str) -> None:
    message = refusal("board.txt", data)
    assert message.startswith("board.txt ")
    assert says in message


def test_lost_characters_are_pointed_out() -> None:
    assert "lost" in read("a.txt", "The caf\ufffd is shut.".encode()).warnings[0]


def text_of(data: bytes) -> str | None:
    """Return the text of a file, or None where it is refused by its name."""
    try:
        return read("a.txt", data).text
    except BadInput as refused:
        return None if str(refused).startswith("a.txt ") else str(refused)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_one_sentence(data: bytes) -> None:
    text = text_of(data)
    assert text is None or not {"\x00", "\r"} & set(text)
    assert text is None or text.encode().decode() == text


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_any_text_with_a_letter_comes_back_as_it_was(text: str) -> None:
    if not text.startswith("\ufeff") and any(character.isalnum() for character in text):
        assert text_of(text.encode()) == text


@pytest.mark.parametrize(
    ("text", "language", "like"),
    [
        ("سيبقى الجسر مغلقا طوال الشتاء.", "en", "Arabic"),
        ("הגשר יישאר סגור כל החורף.", "en", "Hebrew"),
        ("人行桥冬天关闭。", "en-GB", "Chinese"),
        ("歩道橋は冬の間閉鎖される。", "de", "Japanese"),
        ("다리는 겨울 내내 닫힌다.", "uk", "Korean"),
        ("人行桥冬天关闭。", "zh-Hant", ""),
        ("پل در زمستان بسته است.", "fa", ""),
        ("The sign says 桥. It is old.", "en", ""),
    ],
)
def test_a_text_in_a_script_of_another_language_looks_like_it(text: str, language: str, like: str) -> None:
    assert looks_like(text, language) == like
