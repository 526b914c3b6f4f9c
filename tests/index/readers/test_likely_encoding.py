"""Text of any older encoding comes out as it was written, whatever its file says of itself."""

from __future__ import annotations

import codecs

import pytest

from index.readers.encoding import decode_text, encoding_of, is_text
from tests.index.readers.languages import SAMPLES, Sample

_CODECS = {"windows-874": "cp874"}
_LABELS = ("", "utf-8", "iso-8859-1", "us-ascii")
_TOO_SHORT = {"Croatian", "Lithuanian", "Slovak"}  # their headlines may be western ones as well
_FURNITURE = "<ul><li><a href='/about'>About us</a></li><li>Contact, terms and conditions</li></ul>" * 5


def _page(label: str, headline: str, body: str) -> str:
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    return f"<html><head>{declared}<title>{headline}</title></head><body>{body}</body></html>"


def _pages(sample: Sample, label: str) -> list[str]:
    """A page of a headline alone, of a paragraph, and of many."""
    paragraph = f"<p>{sample.paragraph}</p>\n"
    return [_page(label, sample.headline, body) for body in ("", paragraph, paragraph * 8 + _FURNITURE)]


def _texts(sample: Sample) -> list[str]:
    return [
        f"{sample.headline}\n\n{sample.paragraph}",
        f'{{"title": "{sample.headline}", "body": "{sample.paragraph}", "url": "https://harbour.example/a"}}',
        f'id,title,body\n1,"{sample.headline}","{sample.paragraph}"\n',
    ]


def _encoded(text: str, encoding: str) -> tuple[bytes, str]:
    """A text in an encoding, and the same without what that has no place for."""
    data = text.encode(_CODECS.get(encoding, encoding), "replace")
    return data, data.decode(_CODECS.get(encoding, encoding))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_a_right_label_is_believed(sample: Sample) -> None:
    """What a page rightly declares is what it is read in, a headline too."""
    for encoding in sample.encodings:
        for page in _pages(sample, encoding):
            data, text = _encoded(page, encoding)
            assert decode_text(data) == text


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_a_missing_or_lying_label_does_no_harm(sample: Sample) -> None:
    """Without a label, or with one that is untrue, the letters tell."""
    for encoding in sample.encodings:
        for label in _LABELS:
            for page in _pages(sample, label)[sample.language in _TOO_SHORT :]:
                data, text = _encoded(page, encoding)
                assert decode_text(data) == text


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_files_that_cannot_say_their_encoding_are_read(sample: Sample) -> None:
    """Plain text, JSON and CSV have no label at all."""
    for encoding in sample.encodings:
        for text in _texts(sample):
            data, expected = _encoded(text, encoding)
            assert is_text(data)
            assert decode_text(data) == expected


@pytest.mark.parametrize(
    "sample", [one for one in SAMPLES if "windows-1252" in one.encodings], ids=lambda one: one.language
)
def test_short_western_text_stays_western(sample: Sample) -> None:
    """A few words with an accent or a curly quote are never taken for another script."""
    words = f"{sample.headline} {sample.paragraph}".split()
    for length in (1, 2, 4, 8):
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length])
            for text in (phrase, f"id,title\n1,{phrase}\n", f'{{"title": "{phrase}"}}'):
                assert decode_text(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "text",
    [
        "“Café” story",
        "Año nuevo, niño de 7 años",
        "Straße",
        "Plan—approved",
        "5 × 4",
        "It’s",
        "£4.2m",
        "30°C",
        "• News",
    ],
)
def test_western_phrases_stay_western(text: str) -> None:
    """Bytes of accents, quotes and dashes are halves of ideographs elsewhere."""
    assert decode_text(text.encode("cp1252")) == text


@pytest.mark.parametrize("name", ["São Paulo", "El Niño", "Søren", "Hašek", "½ µm", "è", "¥500"])
def test_a_name_that_comes_back_in_english_stays_western(name: str) -> None:
    """One foreign name says no more about an encoding by standing in every paragraph."""
    english = "In the end it was up to the board to do as it saw fit, and no one on the quay had a say in it.\n"
    for text in ((english + f"He asked what {name} was for.\n") * 5, (english * 4 + f"It was {name} again.\n") * 9):
        assert decode_text(text.encode("cp1252")) == text


def test_headlines_too_short_to_tell_are_western_or_right() -> None:
    """What could be two languages is read in one of the two."""
    for sample in SAMPLES:
        if sample.language in _TOO_SHORT:
            for encoding in sample.encodings:
                data = sample.headline.encode(encoding)
                assert decode_text(data) in (sample.headline, data.decode("cp1252"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_utf8_stays_utf8_whatever_is_declared(sample: Sample) -> None:
    """Valid UTF-8 needs no label and fears none."""
    for label in (*_LABELS, *sample.encodings):
        for page in _pages(sample, label):
            assert decode_text(page.encode(), sample.encodings[0]) == page


@pytest.mark.parametrize("label", ["x-sjis", "windows-31j", "Shift_JIS"])
def test_labels_are_known_by_the_names_browsers_give(label: str) -> None:
    """A label that Python has no name for is one all the same."""
    page = _page(label, "港の①クレーン", "")
    assert decode_text(page.encode("cp932")) == page


def test_hz_is_read_where_it_is_declared() -> None:
    """Its shifts are ASCII that may stand in any text, so that its label alone tells."""
    sample = next(one for one in SAMPLES if one.language == "Simplified Chinese")
    page = _page("hz-gb-2312", sample.headline, "")
    assert decode_text(page.encode("hz")) == page
    assert decode_text(b"a ~{ b ~} c") == "a ~{ b ~} c"


def test_escapes_of_a_terminal_are_no_japanese() -> None:
    """A log in colours is ASCII, and so is one that has a shift but no characters behind it."""
    for text in ("\x1b[31mred\x1b[0m and \x1b(B plain", "\x1b$B cut", "$B is no shift"):
        assert decode_text(text.encode()) == text


def test_a_damaged_byte_does_not_undo_a_right_label() -> None:
    """One character that is cut in two costs itself."""
    sample = next(one for one in SAMPLES if one.language == "Japanese")
    page = _page("euc-jp", sample.headline, sample.paragraph * 3)
    data = page.encode("euc-jp")
    assert decode_text(data[:-30] + b"\x8e" + data[-30:]).startswith(page[:-40])


def test_characters_an_encoding_grew_by_later_are_read() -> None:
    """Big5 of Hong Kong and numbers in circles stand beside characters of the first standards."""
    sample = next(one for one in SAMPLES if one.language == "Traditional Chinese")
    for label, text, encoding in (
        ("big5", sample.paragraph + "啲嘢", "big5hkscs"),
        ("euc-jp", "港の①番クレーン", "euc_jis_2004"),
    ):
        page = _page(label, text, "")
        assert decode_text(page.encode(encoding)) == page


def test_french_ligatures_and_the_euro_are_read_by_their_label() -> None:
    """ISO-8859-15 differs from Windows-1252 in eight places, which only its label tells."""
    page = _page("iso-8859-15", "Le cœur du marché à 5 €", "<p>Une œuvre déjà vendue où l'été s'achève.</p>" * 9)
    assert decode_text(page.encode("iso8859-15")) == page


def test_the_encoding_is_told_of_a_block_that_ends_inside_a_character() -> None:
    """A large file is told by its first block, wherever that ends."""
    for sample in SAMPLES:
        for encoding in sample.encodings:
            data = (sample.paragraph * 3).encode(_CODECS.get(encoding, encoding), "replace")
            for end in (-1, -2, -3):
                name = encoding_of(data[:end], whole=False)[1]
                read = codecs.getincrementaldecoder(name)("replace").decode(data)
                assert read[:-4] == data.decode(_CODECS.get(encoding, encoding))[: len(read) - 4], (encoding, name)
