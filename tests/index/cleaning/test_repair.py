"""Damaged strings come back as they were meant, healthy ones as they are."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning.repair import repair_line, repair_paragraph, repair_text

HEALTHY = [
    "China’s chips",
    "“Quoted” – and ‘single’ … dashes —",
    "SÃO PAULO, MARÇO, Ålesund, Århus, Škoda, Ñandú, Þór",
    "naïve café, Œuvre, Straße, ﬁn",
    "東京で雨が降った。",
    "می‌خواهم به خانه بروم",
    "हिन्दी क्‍ष",
    "👩‍🚀 and 👨‍👩‍👧",
    "Привет, мир",
    "x < y and y > z, a <XII> ticker, AT&T, R&D; if a<b",
    r"C:\new\table and \\server\names",
    "50 €, £5, ©2019, 20 °C, ½ cup, 3 × 4",
]
DAMAGED = [
    ("Chinaâ€™s chips", "China’s chips"),
    ("China’s and Chinaâ€™s", "China’s and China’s"),
    ("donÃ¢â‚¬â„¢t", "don’t"),
    ("cafÃ©, naÃ¯ve", "café, naïve"),
    ("â€œYes,â€ she said", "“Yes,” she said"),
    ("5Â â‚¬ and Â£5", "5 € and £5"),
    ("rocket ðŸš€", "rocket 🚀"),
    ("ï»¿Start", "Start"),
    ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚ Ð²Ñ\u0081ÐµÐ¼", "привет всем"),
    ("\x93It rained\x94, it\x92s said", "“It rained”, it’s said"),
    ("Fish &amp; chips", "Fish & chips"),
    ("Fish &amp;amp;amp; chips", "Fish & chips"),
    ("&acirc;&#8364;&#8482;s", "’s"),
    ("&#x201C;Yes&#8221;&nbsp;now", "“Yes” now"),
    ("soft\u00adhyphen zero\u200bwidth bell\x07", "softhyphen zerowidth bell"),
    ("\u202eevil\u202c name \u2066x\u2069", "evil name x"),
    ("a\u200cb Latin, می‌خواهم", "ab Latin, می‌خواهم"),
    ("cafe\u0301", "café"),
    ("half a pair \ud800 here", "half a pair \ufffd here"),
]
LINES = [
    ("One.\\r\\n\\r\\nTwo", "One. Two"),
    ("One\\nTwo\\tthree", "One Two three"),
    ('He said \\"no\\"', 'He said "no"'),
    ("It\\u2019s here", "It’s here"),
    ("<b>Bold</b> and <a href='x'>linked</a><br/>news", "Bold and linked news"),
    ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One Two"),
    ("Shares of <F> and <B> rose <I>", "Shares of <F> and <B> rose <I>"),
    ("a <b and c> d", "a <b and c> d"),
    ("kept <!-- secret --> text", "kept text"),
    ("  much \t space\n ", "much space"),
]


@pytest.mark.parametrize("text", HEALTHY)
def test_healthy_text_comes_back_byte_for_byte(text: str) -> None:
    """Nothing is repaired that is not broken."""
    assert repair_text(text) == text
    assert repair_line(text) == text
    assert repair_paragraph(text) == text


@pytest.mark.parametrize(("damaged", "meant"), DAMAGED)
def test_damage_is_undone_in_bodies_and_lines(damaged: str, meant: str) -> None:
    """A reader sees, and finds, what was meant."""
    assert repair_paragraph(damaged) == meant
    assert repair_line(damaged) == meant


@pytest.mark.parametrize(("written", "meant"), LINES)
def test_line_loses_markup_and_escapes(written: str, meant: str) -> None:
    """Titles and excerpts are one line of plain text."""
    assert repair_line(written) == meant


def test_lines_of_a_body_stay_when_it_is_repaired() -> None:
    """Line ends of every kind become newlines, and only the damaged words change."""
    assert repair_text("One\r\nTwo â€™\rThree\u2028Four") == "One\nTwo ’\nThree\nFour"


WRITTEN = "â€™ Ã© &amp; &lt; amp; <b> </b> <br> \\n \\r\\n < > & \\ ðŸ˜€ ï»¿ א न x A .".split()
DAMAGE = st.sampled_from([*WRITTEN, "\u200b", "\u200d", "\u0301", "\u202e", "\u200e", "\x92", "Ã ", "Â ", " ", "\n"])


@given(st.lists(st.one_of(DAMAGE, st.text(max_size=3)), max_size=10).map("".join))
def test_repairing_again_changes_nothing(text: str) -> None:
    """What has been repaired is healthy, whatever was broken before."""
    for repair in (repair_text, repair_line, repair_paragraph):
        once = repair(text)
        assert repair(once) == once


@given(st.text())
def test_repaired_line_is_one_clean_line(text: str) -> None:
    """No title or excerpt holds a control character, an override of direction or a stray space."""
    line = repair_line(text)
    assert line == " ".join(line.split())
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in line)
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b")
    line.encode("utf-8")


@pytest.mark.parametrize("piece", ["<!--", "<a a ", "&amp;", "\\", "â€", "a", "\\r", "x ", "\u200d", "<b>"])
def test_hostile_repetition_takes_no_long_time(piece: str) -> None:
    """Half a million characters of one trick cost seconds at most, never minutes."""
    text = piece * (500_000 // len(piece)) + "\\â"
    before = time.process_time()
    repair_line(text)
    assert time.process_time() - before < 20
