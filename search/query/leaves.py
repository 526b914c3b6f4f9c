"""One word or quote of a query in, one leaf of the tree out: wildcards, near words, ranges, addresses.

Not for how clauses combine (see `search.query.parse`).
"""

from __future__ import annotations

import re

import regex

from index.analysis import fold_pattern, is_by_character, query_terms
from index.urls import canonical_url, is_web_url
from search.query.lexer import Notes, cited, plain_text
from search.query.tree import And, Everything, Fuzzy, Near, Node, Phrase, Wildcard, Word
from search.query.values import RANGE_FIELDS, Unreadable, parse_range

MAX_DISTANCE = 1_000
MAX_NEAR_WORDS = 32
MAX_SLIPS = 2
_TWO_SLIPS_FROM = 6  # letters; a shorter word with two slips could be anything

_NOT_OFFERED = re.compile(r"(?<=.)(?:[~^][\d.]*)+$", re.DOTALL)
_SLIPS = re.compile(r"([^~^]+)~(\d{0,3})", re.ASCII)
_DISTANCE = re.compile(r"~(\d{1,9})", re.ASCII)
_STAR_IN_QUOTES = re.compile(r"\w\*|\*\w")
_PATTERN = regex.compile(r"[\p{L}\p{N}\p{M}\p{Sc}*%&.,'\u2019\u02bc\u2010\u2011\u00ad\u200b-\u200d-]+")
_EDGES = "-&.,'\u2019\u02bc\u2010\u2011\u00ad\u200b\u200c\u200d"


def read_word(text: str, field: str | None, place: int, notes: Notes) -> Node | None:
    """The leaf for a bare word, None where nothing in it can be searched."""
    if field in RANGE_FIELDS:
        return _read_range(text, field, place, notes) or read_word(text, None, place, notes)
    if field == "url" and (address := _address(text)):
        return _searchable(Phrase(address, "url"), address, place, notes)
    if "*" in text:
        return _read_wildcard(text, field, place, notes)
    if (sloppy := _SLIPS.fullmatch(text)) and (leaf := _read_fuzzy(sloppy[1], sloppy[2], field, place, notes)):
        return leaf
    if (extra := _NOT_OFFERED.search(text)) and _has_terms(text[: extra.start()]):
        notes.add(place, f"“{extra.group()[:9]}” is not offered; {cited(text)} was read as the word before it.")
        text = text[: extra.start()]
    return _searchable(Word(text, field), text, place, notes)


def usual_slips(word: str) -> int:
    """How many slips somebody who types a word may have made.

    >>> usual_slips("gold"), usual_slips("huawei")
    (1, 2)
    """
    return 2 if len(word) >= _TWO_SLIPS_FROM else 1


def read_field_value(text: str, field: str, place: int, notes: Notes) -> Node | None:
    """The leaf for `field:text`; a value that the field cannot have is searched as the words it is."""
    if field not in RANGE_FIELDS:
        return read_word(text, field, place, notes)
    whole = f"{field}:{text}"
    return _read_range(text, field, place, notes) or _searchable(Word(whole), whole, place, notes)


def read_quote(quoted: str, tail: str, field: str | None, place: int, notes: Notes) -> Node | None:
    """The leaf for quoted words, with what clings to the closing mark, such as "~5"."""
    text = plain_text(quoted)
    if not text:
        notes.add(place, "A quotation mark with nothing to quote was left out.")
        return None
    if field in RANGE_FIELDS:
        if tail:
            notes.add(place, f"{cited(tail)} after {cited(text)} was left out: “{field}:” takes no distance.")
        return _read_range(text, field, place, notes) or read_quote(quoted, tail, None, place, notes)
    if field == "url":
        text = _address(text) or text
    if _STAR_IN_QUOTES.search(text):
        notes.add(place, f"Inside quotes * is not a wildcard; {cited(text)} was read without it.")
    distance = _read_distance(text, tail, place, notes) if tail else None
    leaf = Phrase(text, field) if distance is None else Near(text, distance, field)
    return _searchable(leaf, text, place, notes)


def _read_range(text: str, field: str, place: int, notes: Notes) -> Node | None:
    try:
        wanted, remark = parse_range(field, text)
    except Unreadable as why:
        value = cited(text)
        notes.add(place, f"{value} {why}, so “{field}:” was not applied and {value} was searched as plain text.")
        return None
    if remark:
        notes.add(place, f"“{field}:{text}” {remark}.")
    return wanted


def _read_distance(text: str, tail: str, place: int, notes: Notes) -> int | None:
    """The distance of near words; None, with a note, where they have to be read as a phrase."""
    written = _DISTANCE.fullmatch(tail)
    if not written:
        notes.add(place, f"{cited(tail)} after {cited(text)} is not a distance such as “~5”; it was read as a phrase.")
        return None
    if len(query_terms(text).parts) > MAX_NEAR_WORDS:
        notes.add(place, f"{cited(text)} is more than {MAX_NEAR_WORDS} near words; it was read as a phrase.")
        return None
    distance = int(written.group(1))
    if distance > MAX_DISTANCE:
        notes.add(place, f"The distance {distance:,} is too large; {MAX_DISTANCE:,} was taken.")
    return min(distance, MAX_DISTANCE)


def _address(text: str) -> str:
    """The canonical form of a web address, also of one without its scheme; "" for other text."""
    if " " in text:  # quoted words
        return ""
    try:
        if is_web_url(text):
            return canonical_url(text)
        host, slash, _ = text.partition("/")
        if slash and "." in host.strip(".") and is_web_url(f"https://{text}"):
            return canonical_url(f"https://{text}").removeprefix("https://")
    except ValueError:  # characters that no address can have
        pass
    return ""


def _read_wildcard(text: str, field: str | None, place: int, notes: Notes) -> Node | None:
    if not text.strip("*"):
        return Wildcard("*", field) if field else Everything()
    pieces = [piece for run in _PATTERN.findall(text) for piece in _patterns_of(run.strip(_EDGES))]
    leaves = tuple(leaf for piece in pieces if (leaf := _pattern_leaf(piece, field)))
    if not leaves:
        notes.add(place, f"{cited(text)} has no letters or digits to search for and was left out.")
        return None
    if len(leaves) > 1 or is_by_character(text):
        notes.add(place, f"{cited(text)} was read word by word: * stands for letters within one word.")
    return leaves[0] if len(leaves) == 1 else And(leaves)


def _read_fuzzy(text: str, slips: str, field: str | None, place: int, notes: Notes) -> Node | None:
    """The leaf for `word~` and `word~2`; None where there is no one word to vary."""
    folded = fold_pattern(text)
    if not _has_terms(text) or not folded.isalnum() or is_by_character(text):
        return None
    wanted = int(slips) if slips else usual_slips(folded)
    if wanted > MAX_SLIPS:
        notes.add(place, f"{cited(f'{text}~{wanted}')} asks for too many slips; {MAX_SLIPS} were taken.")
    return Fuzzy(text, min(wanted, MAX_SLIPS), field) if wanted else Word(text, field)


def _patterns_of(run: str) -> list[str]:
    """Scripts without spaces have words of one character, where a pattern is no more than its pieces."""
    return [piece.strip(_EDGES) for piece in run.split("*")] if is_by_character(run) else [run]


def _pattern_leaf(piece: str, field: str | None) -> Node | None:
    if not _has_terms(piece.replace("*", "")):
        return None
    return Wildcard(piece, field) if "*" in piece else Word(piece, field)


def _searchable(leaf: Node, text: str, place: int, notes: Notes) -> Node | None:
    if _has_terms(text):
        return leaf
    notes.add(place, f"{cited(text)} has no letters or digits to search for and was left out.")
    return None


def _has_terms(text: str) -> bool:
    return any(query_terms(text).parts)
