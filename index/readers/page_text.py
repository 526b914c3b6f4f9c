"""The text of a web page, as somebody copied or scraped it, to a Record.

Nothing is decided here: the first line may be a title and the last ones teasers of other stories,
which is for `index.cleaning` to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.article import Origin
from index.record import RawBody, Record, Rejection, Skip

READER = "page_text"
FEWEST_WORDS = 40

# Scripts that put no blanks between words; two letters make about a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SECURED = re.compile(r"^[ \t]*[\"']?secured[\"']?[ \t]*:", re.M | re.I)


def count_words(text: str) -> int:
    """How many words a text has, about: enough to tell an article from a label.

    >>> count_words("Gold rose 2.1% on Friday."), count_words("黄金周五上涨")
    (4, 3)
    """
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + unspaced // 2


def read_page_text(text: str, origin: Origin) -> Iterator[Record | Rejection | Skip]:
    """The record of a text without any fields; a Skip where it is too short or no prose."""
    if _SECURED.search(text):
        yield Rejection(origin, "holds a `secured:` value outside front matter; put a line of --- before the fields")
    elif count_words(text) < FEWEST_WORDS:
        yield Skip(
            origin, f"plain text of fewer than {FEWEST_WORDS} words; give it front matter with a title to have it read"
        )
    elif _is_table(text):
        yield Skip(origin, "looks like a table, not an article; JSON and JSON Lines records are read")
    else:
        yield Record(origin=origin, reader=READER, body=RawBody(text.strip("\n"), "page"))


def _is_table(text: str) -> bool:
    """Whether the first lines hold as many tabs, semicolons or commas each, and at least two."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:5]
    if len(lines) < 3:
        return False
    return any(lines[0].count(mark) >= 2 and len({line.count(mark) for line in lines}) == 1 for mark in "\t;,|")
