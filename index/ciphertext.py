"""Text in, the same text without encrypted bytes out: the one place that says what they look like.

Known are the value of a field called `secured`, in YAML, TOML, JSON, HTML or running text, and the pair
`ciphertext;initialisation vector` without a name. Both are base64. What becomes of a record that held
some is `index.cleaning.withholding`'s; a reader that meets the field itself drops it unread.
"""

from __future__ import annotations

import re
from typing import NamedTuple

SHORTEST = 24
"""Characters of the shortest run that is taken for encrypted: named, and letters and figures mixed as in no word."""

_LONGEST_WORD = 63  # no prose has more characters without a blank
_SHORTEST_PAIR = 136

_BASE64 = r"[A-Za-z0-9+/=_-]"
# Writers fold base64 into lines, written as such or as escapes or tags; a last line may be short if it is padded.
_FOLD = r"(?:\s|\\[rn]|</?(?:br|wbr|span|code)\b[^<>]{0,200}+>)"
_MORE = rf"(?:{_BASE64}{{40,}}+|(?={_BASE64}*[0-9+/]){_BASE64}{{16,}}+|{_BASE64}{{1,15}}={{1,2}}(?![\w=]))"
_RUN = rf"{_BASE64}{{16,}}+(?:;{_BASE64}{{8,}}+|{_FOLD}*+;{_FOLD}*+{_MORE}|{_FOLD}++{_MORE})*+"
_TAG = r"<[^<>]{0,300}+>"
_SIGN = rf"(?:{_TAG}|&\#?\w{{1,8}};|[^\w<&:=+/-]|[+-](?=\s))"
_NAMED = re.compile(
    rf"""(?:\\?["'`])?secured\w{{0,20}}+{_SIGN}{{0,20}}+[:=](?:{_SIGN}|[:=]|binary\b){{0,60}}+"""
    rf"""(?P<run>{_RUN})(?:\\?["'`”’]|&quot;)?""",
    re.IGNORECASE,
)
# After a dot, a per cent sign or a question mark a run is a part of an address. A run without a second half is
# matched too, and kept: so no place of a text is looked at twice.
_PAIR = re.compile(
    rf"(?<![\w+/=.%?&\#-])(?P<run>{_BASE64}{{60,}}+(?:{_FOLD}{{1,8}}+{_BASE64}{{60,}}+)*+"
    rf"(?:{_FOLD}{{1,8}}+{_BASE64}{{1,59}}+)?+(?:{_FOLD}{{0,8}}+;{_FOLD}{{0,8}}+{_BASE64}{{16,}}+)?)"
)
_FOLDS = re.compile(_FOLD)
_TAGS = re.compile(_TAG)
_MIXED = re.compile(r"(?=[^;]*[a-z])(?=[^;]*[A-Z])[^;]*[0-9]")

SECURED_LINE = re.compile(
    rf"^([\"']?secured[\"']?[ \t]*:[ \t]*)([\"']?)[A-Za-z0-9+/=;_-]{{{_LONGEST_WORD + 1},}}([\"']?)(?=[ \t]*$)",
    re.M | re.I,
)
"""A line that is a whole field `secured`; a reader that drops the field may shorten it first."""


class Withheld(NamedTuple):
    """A text without its encrypted runs, and how many characters each of them had."""

    text: str
    lengths: tuple[int, ...]


def withhold(text: str) -> Withheld:
    """The text without encrypted runs and the names they stand under; tags between the two stay.

    >>> withhold('Sealed. {"secured": "' + "c2VhbGVk" * 9 + ';EjRWeJCrze8SNFZ4"} Read on.')
    Withheld(text='Sealed. {} Read on.', lengths=(89,))
    >>> withhold("The area is secured: police said so.").lengths
    ()
    """
    lengths: list[int] = []
    if "secured" in text.lower():
        text = _NAMED.sub(lambda found: _without(found, lengths), text)
    if len(text) >= _SHORTEST_PAIR and ";" in text:
        text = _PAIR.sub(lambda found: _without(found, lengths), text)
    return Withheld(text, tuple(lengths))


def _without(found: re.Match[str], lengths: list[int]) -> str:
    """What stays of a find: all of it where it is no encrypted run after all, else the tags in it."""
    run = _FOLDS.sub("", found["run"])
    if not _is_encrypted(run, named=found.re is _NAMED):
        return found[0]
    lengths.append(len(run))
    return "".join(_TAGS.findall(found[0]))


def _is_encrypted(run: str, *, named: bool) -> bool:
    if named and len(run) > _LONGEST_WORD:
        return True
    long_enough = len(run) >= SHORTEST if named else ";" in run and len(run) >= _SHORTEST_PAIR
    return long_enough and _MIXED.match(run) is not None
