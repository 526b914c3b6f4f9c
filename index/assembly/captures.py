"""Which records of an article are captures of something else that was got at its address: ranked records in, those out.

A server sends a front page, a notice or a wall in place of a page that is gone, or not for everybody, and calls it a
success. Texts that have their headline, some sentences or a fair share of their telling words in common tell one story,
those that do not several, of which one is the article's: not one of notices, then not a front page, then what other
sources have too, whose headline the address names, whose text speaks of its headline, what bears an author or a date,
what is no mere line, what was got first. Pages alone are judged so: a row of a table is what somebody wrote there, if
not all of it asks its reader for something. Pure. What becomes of them is for `index.assembly.texts`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import regex

from index.assembly.grouping import addresses_of, article_address
from index.assembly.own_words import asks_for_something, says_it_replaces
from index.cleaning.mentions import HALF, speaks_of, telling_words
from index.readers.html.page import READER as HTML_READER
from index.record import Record
from index.sentences import flat, is_telling, sentences_of
from index.urls import is_web_url, split_url
from index.versions.history import reads_alike

_FEWEST_WORDS: Final = 3
_SHARE_OF_WORDS: Final = 1 / 4
"""Of the telling words of the text that has fewer: a notice, or another story, has up to a fifth of a long one's, one
written anew three tenths or more."""
_SHARE_OF_SENTENCES: Final = 1 / 4
_SHARE_OF_TITLE: Final = 1 / 2
_SHARE_OF_FRONT: Final = 1 / 2
"""Of the sentences of a page that calls itself a front page, as a template has it say of every story."""
_SHARE_OF_WALLS: Final = 1 / 2

_LETTERS = 16  # of a sentence that is no label
_LONG_LINE = 40  # characters; a longer line is a sentence
_LONG = 800  # characters; with so many a text is no mere line, however long others are
_LEAST_OF_LONGEST = 0.5
_BY_PAIRS = regex.compile(r"[\p{Han}\p{Katakana}ー]+")
_BY_FOURS = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+")
_WITHOUT_BLANKS = regex.compile(r"[\p{Han}\p{Katakana}\p{Hiragana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+")

_MOST_STORIES = 16  # that a text is compared with: the first ones and the last

_HEADS_A_NOTICE = re.compile(
    r"\W*(?:(?:error|fehler|erreur|errore|fout|fel|feil|fejl|ошибка) ?)?(?:4\d\d|5\d\d)?\W*(?:"
    r"(?:page|site|file|article|content) (?:(?:was |is )?not found|(?:is )?(?:unavailable|gone|missing))"
    r"|not found(?! guilty)|(?:access )?(?:denied|forbidden)|just a moment|one moment|please wait|attention required"
    r"|are you (?:a )?(?:robot|human)|(?:site |down |under |scheduled )+(?:for )?maintenance|we'?ll be (?:right )?back"
    r"|(?:temporarily |service )?unavailable(?: for legal reasons| due to legal reasons)?"
    r"|bad (?:gateway|request)|gateway time-?out|(?:internal )?server error"
    r"|before you continue|(?:we value )?your privacy|privacy (?:choices|settings)|cookie (?:consent|settings|policy)"
    r"|(?:log|sign) ?in|subscribe|(?:security|browser) check|verif(?:y|ication|ying)\b"
    r"|(?:seite )?nicht gefunden|zugriff verweigert|wartungs?(?:arbeiten)?|einen moment|datenschutzeinstellungen"
    r"|page (?:non trouvée|introuvable)|accès refusé|un instant|(?:site )?en maintenance"
    r"|página no encontrada|no encontrad[ao]|acceso denegado|un momento|en mantenimiento|página não encontrada"
    r"|pagina non trovata|accesso negato|in manutenzione|pagina niet gevonden|toegang geweigerd"
    r"|siden (?:blev |ble )?ikke fundet|siden finnes ikke|sidan (?:hittades inte|finns inte)|sivua ei löyty\w+"
    r"|(?:nie znaleziono|strona nie została znaleziona)|stránka nenalezena|sayfa bulunamadı"
    r"|страница не найдена|доступ (?:запрещ[её]н|ограничен)"
    r"|ページが見つかりません|お探しのページ\w*|メンテナンス\w*|页面不存在|页面未找到|找不到页面|頁面不存在"
    r"|페이지를 찾을 수 없\w*|الصفحة غير موجودة|لم يتم العثور على الصفحة)",
    re.IGNORECASE,
)
"""As the headline of a page begins; that of a story may too, so that it only tells which of two is none."""


@dataclass(frozen=True, slots=True)
class _Capture:
    """A record, and by what it is held against others. `numbers` are those of all records with its text."""

    record: Record
    numbers: list[int]
    title: frozenset[str]
    words: frozenset[str]
    sentences: frozenset[str]
    is_wall: bool
    is_notice: bool
    is_front: bool

    @property
    def length(self) -> int:
        return len(self.record.body.text) if self.record.body else 0


@dataclass(slots=True)
class _Story:
    """Captures that tell one story, in the order in which they were got."""

    captures: list[_Capture] = field(default_factory=list)

    def is_told_by(self, one: _Capture) -> bool:
        """Whether a capture tells it too: it is held against the first and the last ones."""
        return any(_tell_one_story(one, other) for other in (*self.captures[:2], *self.captures[2:][-2:]))


@lru_cache(maxsize=4)  # every question about one article asks for them
def captures_of_others(records: tuple[Record, ...]) -> frozenset[int]:
    """The numbers of the records that tell something else than the article; none where all do, or nothing is told."""
    bodies = {record.body.text for record in records if record.body and record.body.text}
    if len(bodies) < 2:
        return frozenset()
    if not any(map(_is_page, records)):
        return _walls(records)
    if _are_plainly_one(bodies, records):
        return frozenset()
    captures = sorted(_captures(records), key=_fetched)
    stories = _stories(captures)
    longest = max(capture.length for capture in captures)
    chosen = max(stories, key=lambda story: _likely(story, min(_LEAST_OF_LONGEST * longest, _LONG)))
    others = (capture for story in stories if story is not chosen for capture in story.captures)
    return frozenset(number for one in others if _may_be_another(one) for number in one.numbers)


def _are_plainly_one(bodies: Collection[str], records: Sequence[Record]) -> bool:
    """Whether all have sentences of the longest one, as nearly all captures have: the others cost more to be told."""
    if any(map(_calls_itself_a_front, records)) or any(map(_is_wholly_wall, bodies)):
        return False
    told = list(map(_told_in, bodies))
    longest = max(told, key=len)
    return all(len(one & longest) >= max(1, _SHARE_OF_SENTENCES * len(one)) for one in told)


def _told_in(text: str) -> frozenset[str]:
    """The letters of the sentences of a text, but for what is so short that it may be a label."""
    return frozenset(letters for one in sentences_of(text) if len(letters := flat(one)) >= _LETTERS)


def _calls_itself_a_front(record: Record) -> bool:
    return any(is_web_url(url) and not article_address(url) for url in record.urls[:1])


def _walls(records: Sequence[Record]) -> frozenset[int]:
    """Those of which every sentence asks for something, if there are others."""
    held = {n: record.body.text for n, record in enumerate(records) if record.body and record.body.text}
    found = frozenset(n for n, text in held.items() if _is_wholly_wall(text))
    return found if len(found) < len(held) else frozenset()


def _is_wholly_wall(text: str) -> bool:
    asking = False
    for one in sentences_of(text):
        if asks_for_something(one, ""):
            asking = True
        elif len(one) > _LONG_LINE or is_telling(one):
            return False
    return asking


def _may_be_another(one: _Capture) -> bool:
    """Whether it may be something else than the article: a page that does not say it corrects it, or a mere wall."""
    if one.is_wall:
        return True
    text = one.record.body.text if one.record.body else ""
    return _is_page(one.record) and (one.is_front or not says_it_replaces(one.record.title, text))


def _is_page(record: Record) -> bool:
    return record.fetched is not None or record.reader == HTML_READER or record.scraped


def _captures(records: Sequence[Record]) -> Iterator[_Capture]:
    """One of every text."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for number, record in enumerate(records):
        if record.body and record.body.text:
            numbers.setdefault((record.title, record.body.text), []).append(number)
    for (_, text), same in numbers.items():
        yield _read(min((records[number] for number in same), key=_when), same, text)


def _read(record: Record, numbers: list[int], text: str) -> _Capture:
    sentences = [one for one in sentences_of(text) if len(one) >= _LETTERS]
    walls = sum(asks_for_something(one, "") for one in sentences)
    is_notice = walls > _SHARE_OF_WALLS * len(sentences) or _HEADS_A_NOTICE.match(record.title) is not None
    return _Capture(
        record,
        numbers,
        frozenset() if reads_alike(record.title, record.provider.name) else _words(record.title),
        _words(f"{record.title}\n{text}"),
        _told_in(text),
        _is_wholly_wall(text),
        is_notice,
        _calls_itself_a_front(record),
    )


def _words(text: str) -> frozenset[str]:
    """What shows of what a text speaks; of scripts without blanks all that stands beside each other in a word.

    >>> sorted(_words("島の地震 in Oslo"))
    ['oslo', '地震']
    """
    if not _WITHOUT_BLANKS.search(text):
        return telling_words(text)
    pieces = [(run, 2) for run in _BY_PAIRS.findall(text)] + [(run, 4) for run in _BY_FOURS.findall(text)]
    found = (run[at : at + length] for run, length in pieces for at in range(len(run) - length + 1))
    return telling_words(_WITHOUT_BLANKS.sub(" ", text)).union(found)


def _fetched(one: _Capture) -> tuple[bool, int, int]:
    return _when(one.record)


def _when(record: Record) -> tuple[bool, int, int]:
    at = record.fetched
    return at is None, at.microseconds if at else 0, record.origin.line or 0


def _stories(captures: Sequence[_Capture]) -> list[_Story]:
    stories: list[_Story] = []
    for one in captures:
        told = [
            story
            for story in (*stories[:_MOST_STORIES], *stories[_MOST_STORIES:][-_MOST_STORIES:])
            if story.is_told_by(one)
        ]
        if not told:
            stories.append(_Story([one]))
            continue
        for other in told[1:]:
            told[0].captures += other.captures
            stories.remove(other)
        told[0].captures.append(one)
    return stories


def _tell_one_story(one: _Capture, other: _Capture) -> bool:
    if one.is_wall or other.is_wall:
        return one.is_wall and other.is_wall
    same = len(one.sentences & other.sentences)
    if one.is_front != other.is_front:
        return same >= _SHARE_OF_FRONT * len((one if one.is_front else other).sentences)
    if same and same >= _SHARE_OF_SENTENCES * min(len(one.sentences), len(other.sentences)):
        return True
    shared = len(one.words & other.words) if one.is_notice == other.is_notice else 0
    if shared >= max(_FEWEST_WORDS, _SHARE_OF_WORDS * min(len(one.words), len(other.words))):
        return True
    return shared >= _FEWEST_WORDS and _is_fair(one.title, other.title)


def _is_fair(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two headlines have the same words, or half of those of the shorter one in common, and more than one."""
    return (one == other and bool(one)) or len({*one} & {*other}) >= max(2, _SHARE_OF_TITLE * min(len(one), len(other)))


def _likely(story: _Story, length: float) -> tuple[bool, ...]:
    """By how much a story is that of its address; of equals `max` takes the first."""
    return (
        not all(one.is_notice for one in story.captures),
        not all(one.is_front for one in story.captures),
        any(not _is_page(one.record) and one.length >= length for one in story.captures),
        any(len(one.title & _named_by_address(one.record)) > 1 for one in story.captures),
        any(_fits(one.record) for one in story.captures),
        any(bool(one.record.authors or one.record.published) for one in story.captures),
        any(one.length >= length for one in story.captures),
    )


def _fits(record: Record) -> bool:
    """Whether a text speaks of what stands above it, which the name of a site is not."""
    return bool(record.title and record.body) and speaks_of(record.body.text if record.body else "", record.title, HALF)


def _named_by_address(record: Record) -> frozenset[str]:
    """The telling words of the path of its addresses."""
    return telling_words(" ".join(re.sub(r"[\W_]+", " ", split_url(address).path) for address in addresses_of(record)))
