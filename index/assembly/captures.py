"""Which records of an article are captures of something else that was got at its address: ranked records in, those out.

A server sends a front page, a notice or a wall in place of a page that is gone, or not for everybody, and calls it a
success. What shows that a capture is one is that its first address is that of a front page, that its headline is that
of a notice and nothing else, that it asks its reader for something, or that it speaks of nothing that its address names
where another speaks of all of that; and that it has not the sentences of a capture without such a sign. Where none has
a sign all are captures of the article, however little they have in common: pages are rewritten. Pages alone are judged
so: a row of a table is what somebody wrote there, if not all of it asks for something. Pure. What becomes of them is
for `index.assembly.texts`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from index.assembly.grouping import addresses_of, article_address
from index.assembly.own_words import asks_for_something, says_it_replaces
from index.cleaning.mentions import telling_words
from index.readers.html.page import READER as HTML_READER
from index.record import Record
from index.sentences import flat, is_telling, sentences_of
from index.urls import is_web_url

_SHARE_OF_SENTENCES: Final = 1 / 4
"""Of a notice's, in a capture of the article that has the headline of one."""
_SHARE_OF_FRONT: Final = 1 / 2
"""Of the sentences of a page that calls itself a front page, as a template has it say of every story."""
_SHARE_OF_WALLS: Final = 1 / 2

_LETTERS = 16  # of a sentence that is no label
_LEAST_TELLING = 300  # characters of a story; the first word on an event has fewer, and is replaced
_FEWEST_NAMED = 3  # words of an address that tell what its page is about
_NO_LETTERS = re.compile(r"[\W\d_]+")
_LONG_LINE = 40  # characters; a longer line is a sentence
_OPENING = 400  # characters, in which a text has a whole sentence
_LONGEST_NOTICE = 800  # characters

_HEADS_A_NOTICE = re.compile(
    r"\W*(?:(?:error|fehler|erreur|errore|fout|fel|feil|fejl|ошибка)\W*)?(?:[45]\d\d\W*)?(?:"
    r"(?:page|site|file|article|content) (?:(?:was |is )?not found|(?:is )?(?:unavailable|gone|missing))"
    r"|not found|access (?:denied|forbidden)|forbidden|just a moment|one moment,? please|please wait"
    r"|attention required!?|are you (?:a )?(?:robot|human)|(?:site )?(?:down|under) (?:for )?(?:scheduled )?maintenance"
    r"|(?:scheduled )?maintenance(?: mode)?|we'?ll be (?:right )?back(?: soon| shortly)?"
    r"|(?:temporarily |service )?unavailable(?: for legal reasons| due to legal reasons)?"
    r"|bad (?:gateway|request)|gateway time-?out|(?:internal )?server error"
    r"|before you continue(?: to .{1,40})?|(?:we value )?your privacy(?: choices| settings)?"
    r"|privacy (?:choices|settings)|cookie (?:consent|settings|policy)"
    r"|(?:please )?(?:log|sign) ?in(?: to .{1,40})?|subscribe(?: now| to .{1,40})?|(?:security|browser) check"
    r"|(?:please )?verify(?:ing)? (?:you are|that you are) (?:a )?human"
    r"|(?:seite )?nicht gefunden|zugriff verweigert|wartungs(?:arbeiten|modus)|einen moment(?: bitte)?"
    r"|datenschutzeinstellungen|page (?:non trouvée|introuvable)|accès refusé|un instant|(?:site )?en maintenance"
    r"|página no encontrada|no encontrad[ao]|acceso denegado|(?:sitio )?en mantenimiento|página não encontrada"
    r"|pagina non trovata|accesso negato|in manutenzione|pagina niet gevonden|toegang geweigerd"
    r"|siden (?:blev |ble )?ikke fundet|siden finnes ikke|sidan (?:hittades inte|finns inte)|sivua ei löyty\w+"
    r"|tietosuoja-?asetukset|(?:nie znaleziono|strona nie została znaleziona)|stránka nenalezena|sayfa bulunamadı"
    r"|страница не найдена|доступ (?:запрещ[её]н|ограничен)"
    r"|ページが見つかりません|お探しのページ\w*|メンテナンス\w*|页面不存在|页面未找到|找不到页面|頁面不存在"
    r"|페이지를 찾을 수 없\w*|الصفحة غير موجودة|لم يتم العثور على الصفحة)\W*(?:\s[-–—|·•<]\s.{0,60})?",
    re.IGNORECASE,
)
"""All of the headline of a notice, behind which the name of the site may stand."""


@lru_cache(maxsize=4)  # every question about one article asks for them
def captures_of_others(records: tuple[Record, ...]) -> frozenset[int]:
    """The numbers of the records that tell something else than the article; none where all do, or nothing is told."""
    held = {number: record for number, record in enumerate(records) if record.body and record.body.text}
    if len({_text(record) for record in held.values()}) < 2:
        return frozenset()
    signed = {number for number, record in held.items() if _is_signed(record)} | _speaking_of_nothing(held)
    plain = [record for number, record in held.items() if number not in signed]
    if not plain:  # a template may say of every story that it is the front page
        signed = {number for number in signed if _is_notice(held[number])}
        plain = [record for number, record in held.items() if number not in signed]
    told = {letters for text in dict.fromkeys(map(_text, plain)) for letters in _told_in(text)} if signed else set()
    return frozenset(number for number in signed if plain and _is_another(held[number], told))


def _text(record: Record) -> str:
    return record.body.text if record.body else ""


def _is_signed(record: Record) -> bool:
    """Whether something shows that a record may be a capture of something else."""
    return _calls_itself_a_front(record) or _is_notice(record)


def _speaking_of_nothing(held: Mapping[int, Record]) -> set[int]:
    """The pages that have no word of those their address is made of, where another one has all of these."""
    if not any(map(_is_page, held.values())):
        return set()
    named = telling_words(" ".join(_named_by(address) for record in held.values() for address in addresses_of(record)))
    if len(named) < _FEWEST_NAMED:
        return set()
    said = {number: named & telling_words(f"{record.title}\n{_text(record)}") for number, record in held.items()}
    if not any(words == named and len(_text(held[number])) >= _LEAST_TELLING for number, words in said.items()):
        return set()
    return {number for number, words in said.items() if not words and _is_page(held[number])}


def _named_by(address: str) -> str:
    """The words of the end of an address, as a headline was made into it."""
    return _NO_LETTERS.sub(" ", address.rsplit("/", 1)[-1])


def _is_notice(record: Record) -> bool:
    if not _is_page(record):
        return _is_wholly_wall(_text(record))
    return _HEADS_A_NOTICE.fullmatch(record.title) is not None or _is_wall(_text(record))


def _is_another(record: Record, told: set[str]) -> bool:
    """Whether a record with a sign has too few of the sentences told, and does not say that it corrects the article."""
    text = _text(record)
    if _is_wholly_wall(text):
        return True
    own, is_front = _told_in(text), _calls_itself_a_front(record)
    share = _SHARE_OF_FRONT if is_front else _SHARE_OF_SENTENCES
    if own and len(own & told) >= share * len(own):
        return False
    return is_front or not says_it_replaces(record.title, text)


@lru_cache(maxsize=64)
def _told_in(text: str) -> frozenset[str]:
    """The letters of the sentences of a text, but for what is so short that it may be a label."""
    return frozenset(letters for one in sentences_of(text) if len(letters := flat(one)) >= _LETTERS)


def _calls_itself_a_front(record: Record) -> bool:
    return _is_page(record) and any(is_web_url(url) and not article_address(url) for url in record.urls[:1])


def _is_page(record: Record) -> bool:
    return record.fetched is not None or record.reader == HTML_READER or record.scraped


def _is_wall(text: str) -> bool:
    """Whether all of a text asks for something, or most of a short one."""
    if _is_wholly_wall(text):
        return True
    sentences = [one for one in sentences_of(text) if len(one) >= _LETTERS] if len(text) <= _LONGEST_NOTICE else []
    return sum(asks_for_something(one, "") for one in sentences) > _SHARE_OF_WALLS * len(sentences)


def _is_wholly_wall(text: str) -> bool:
    """Whether all of a text asks for something; of nearly all others the first sentence tells something."""
    whole_first = sentences_of(text[:_OPENING])[:-1]
    if whole_first and _tells(whole_first[0]):
        return False
    sentences = sentences_of(text)
    return any(asks_for_something(one, "") for one in sentences) and not any(map(_tells, sentences))


def _tells(sentence: str) -> bool:
    """Whether a sentence asks for nothing, and is no label."""
    return (len(sentence) > _LONG_LINE or is_telling(sentence)) and not asks_for_something(sentence, "")
