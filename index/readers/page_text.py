"""The text of a web page, as somebody copied or scraped it, to a Record.

Nothing is decided here: the first line may be a title and the last ones teasers of other stories,
which is for `index.cleaning` to tell.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from index.analysis import count_words
from index.article import Origin
from index.ciphertext import withhold
from index.record import RawBody, Record, Skip

READER = "page_text"
FEWEST_WORDS = 40

# What is no letter, and letters that stand alone: numbers, marks and the signs of a list are no words.
_NO_WORD = regex.compile(r"[^\p{L}\p{M}]+|(?<![\p{L}\p{M}])[\p{Latin}\p{Greek}\p{Cyrillic}](?![\p{L}\p{M}])")


def read_page_text(text: str, origin: Origin) -> Iterator[Record | Skip]:
    """The record of a text without any fields; a Skip where it is too short or no prose."""
    if count_words(_NO_WORD.sub(" ", withhold(text).text)) < FEWEST_WORDS:
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
