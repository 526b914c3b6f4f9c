"""Whatever encoding a file was written in, its words arrive as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Origin
from index.readers.encoding import decode_text, is_text
from index.readers.page_text import read_page_text
from index.record import Record, Skip

_WESTERN = "Café owners in Zürich said “no” – twice. It cost €5.\n" * 3
_RUSSIAN = "Совет порта отложил установку второго крана до мая следующего года.\n" * 5
_JAPANESE = "港湾委員会は二基目のクレーンの設置を来年五月まで延期した。\n" * 5


@pytest.mark.parametrize("text", [_WESTERN, _RUSSIAN, _JAPANESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_with_and_without_its_mark(text: str, encoding: str) -> None:
    """The mark goes, the text stays."""
    data = text.encode(encoding)
    assert is_text(data)
    assert decode_text(data) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_western_text_is_read_without_a_mark(encoding: str) -> None:
    """A file of which every other byte is NUL is text after all."""
    data = _WESTERN.encode(encoding)
    assert is_text(data)
    assert decode_text(data) == _WESTERN


def test_older_western_text_is_windows_1252() -> None:
    """Curly quotes, dashes and the euro sign of an old editor come out right."""
    assert decode_text(_WESTERN.encode("cp1252")) == _WESTERN


@pytest.mark.parametrize(("text", "encoding"), [(_RUSSIAN, "cp1251"), (_JAPANESE, "euc_jp"), (_JAPANESE, "shift_jis")])
def test_a_page_is_read_as_it_declares(text: str, encoding: str) -> None:
    """An encoding that a page names is believed if its bytes fit."""
    head = f'<html><head><meta charset="{encoding.replace("_", "-")}"></head><body>'
    assert decode_text(head.encode() + text.encode(encoding)) == head + text


@pytest.mark.parametrize("label", ["rot13", "utf-7", "idna", "zlib", "unicode_escape", "nonsense", "utf-8"])
def test_a_false_declaration_does_no_harm(label: str) -> None:
    """Only encodings of text are taken from a page, and only where they fit."""
    data = f'<meta charset="{label}">'.encode() + _WESTERN.encode("cp1252")
    assert decode_text(data).endswith(_WESTERN)


def test_undeclared_cyrillic_is_recognised() -> None:
    """A whole script is told from its bytes."""
    assert decode_text(_RUSSIAN.encode("cp1251")) == _RUSSIAN


def test_one_bad_byte_costs_one_character() -> None:
    """A damaged UTF-8 file stays UTF-8 everywhere else."""
    data = _RUSSIAN.encode() + b"caf\xe9 \x81\n"
    assert decode_text(data) == _RUSSIAN + "café \x81\n"


def test_line_ends_and_nul_are_made_plain() -> None:
    """Files of every system have the same lines, and no text holds NUL."""
    assert decode_text(b"a\r\nb\rc\n\0d") == "a\nb\nc\nd"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    """What is valid UTF-8 is never taken for anything else (a mark at the start apart)."""
    if not text.startswith("\ufeff"):
        assert decode_text(text.encode()) == text


@given(st.binary(max_size=400))
def test_any_bytes_become_text_that_can_be_written(data: bytes) -> None:
    """Nothing raises, and no half characters are left that could not be stored."""
    text = decode_text(data)
    assert text.encode("utf-8").decode("utf-8") == text
    assert "\0" not in text


def test_words_are_counted_in_scripts_without_blanks() -> None:
    """A long text in Japanese or Thai is not mistaken for a label."""
    for text, form in ((_JAPANESE, Record), ("ท่าเรือเลื่อนการติดตั้งเครน" * 4, Record), ("a - 1 2 3 --- ... " * 50, Skip)):
        assert [type(found) for found in read_page_text(text, Origin("a.txt"))] == [form]
