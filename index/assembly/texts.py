"""Which text an article has, and which it had before: ranked records in, the giver of its body and earlier texts out.

Pure. The rule stands in `index.assembly.assemble`. A text that is a longer one broken off inside a paragraph is an
excerpt and corrects nothing, whatever its date. One that ends with a paragraph of the other has lost, or not yet got,
its tail. One of less than half the length of the longest is an excerpt where it has no sentence of its own or is cut
off, and the notice of a page where each of its own is one; else it is a word on the article. What is a capture of
something else (`index.assembly.captures`) is kept beside the others whatever its length. Not for which text is the
later one (`index.assembly.later`) nor for how sentences are read (`index.sentences`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.assembly.captures import captures_of_others
from index.assembly.excerpts import is_broken_off, read_text, which_are_broken_off
from index.assembly.later import Later, is_later, moment, replaces, told
from index.assembly.own_words import asks_for_something, asks_to_read_on, is_about, is_wall, says_it_replaces
from index.assembly.pages import page_number
from index.assembly.said_before import SaidBefore
from index.record import Record
from index.sentences import flat, is_cut_off, is_telling, own_sentences, sentences_of
from index.versions.history import Version, in_order, reads_alike

_LEAST_SHARE = 0.5
"""Of the longest text's length; a text with less of it is no full text by its length alone."""

_LEAST_OF_WHOLE = 1 / 8
"""Of a full text's length, for a short one that does not say what it is: of 85 pages the description in the markup, in
words of its own, has up to a tenth, or is a single sentence."""

_MOST_COMPARED = 8
"""Full texts of one article that a short one is compared with."""


def strangers_last(records: Sequence[Record]) -> Sequence[Record]:
    """Ranked records, behind them captures of something else, and those with a short text and no word of the longest.

    A notice may have been got in place of the page; then its headline is none of the article's.
    """
    held = [record for record in records if _body(record)]
    if len(held) < 2:
        return records
    first = _first_pages(records)
    others = captures_of_others(first)
    strange = {id(first[number]) for number in others}
    story = max((_body(record) for record in held if id(record) not in strange), key=len)
    strange |= {id(record) for record in held if _is_strange(record, story)}
    return sorted(records, key=lambda record: id(record) in strange) if strange else records


def _is_strange(record: Record, story: str) -> bool:
    body = _body(record)
    if len(body) >= _LEAST_SHARE * len(story) or says_it_replaces(record.title, body):
        return False
    own, said = own_sentences(body, [flat(story)]), f"{record.title}\n{body}"
    is_wholly_own = bool(own) and len(own) == len(own_sentences(body, []))
    return is_wholly_own and page_number(record) == 1 and not is_about([said], said, story)


def body_givers(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records whose bodies, one below the other, are that of the article: `body_giver` and its further pages.

    A page follows where it was read as the one before it was, and most of its sentences are its own.
    """
    giver = body_giver(records)
    if giver is None:
        return ()
    chosen, first = [giver], page_number(giver)
    while further := [one for one in _on_page(records, first + len(chosen)) if _is_of_one_source(one, giver)]:
        one, told = body_giver(further), "".join(flat(_body(before)) for before in chosen)
        if one is None or 2 * len(own_sentences(_body(one), [told])) <= len(own_sentences(_body(one), [])):
            break
        chosen.append(one)
    return tuple(chosen)


def _on_page(records: Sequence[Record], number: int) -> list[Record]:
    return [record for record in records if len(records) > 1 and _body(record) and page_number(record) == number]


def _first_pages(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records of the first page of which there is a text, which may be the second."""
    return tuple(_on_page(records, _first_page(records)) or records)


def _first_page(records: Sequence[Record]) -> int:
    return min((page_number(record) for record in records if _body(record)), default=1)


def body_giver(records: Sequence[Record]) -> Record | None:
    """The record whose body the article begins with: of the texts that no later one replaces, the longest."""
    return _giver(_first_pages(records))


@lru_cache(maxsize=4)  # every question about one article asks for it
def _giver(records: tuple[Record, ...]) -> Record | None:
    texts = _texts(records).whole
    if len(texts) < 2:
        return texts[0] if texts else None
    later = Later(texts)
    current = [one for one in texts if later.next_after(one) is None]
    return max(current or texts, key=lambda record: len(_body(record)))


def earlier_texts(records: Sequence[Record], giver: Record, title: str) -> tuple[Version, ...]:
    """What records say otherwise than `giver`: first those in no order with it, then what is surely earlier, in order.

    An earlier text is compared with the one after it, one in no order with all others that are kept, by sentences.
    Where none has a body, titles and excerpts are the texts. `title` is the article's; a version has that of the
    one after it, unless its record says another.
    """
    texts = _texts(_first_pages(records))
    held = texts.whole or [record for record in records if record.title or record.excerpt]
    older = sorted((record for record in held if replaces(giver, record)), key=moment, reverse=True)
    telling = [one for one in (*older, giver) if told(one) or one.fetched]
    ordered = older if giver in telling else []  # else a number alone says which is later, and not since when
    later = Later(telling)
    titles = {id(giver): title}
    versions: list[Version] = []
    for one in ordered:
        after = later.next_after(one) or giver
        titles[id(one)] = one.title if _has_other_title(one, after) else titles.get(id(after), title)
        if _says_otherwise(one, after):
            versions.append(_version(one, after, titles[id(one)]))
    known = [giver, *body_givers(records), *ordered]
    is_known = set(map(id, known))
    first = _first_page(records)
    further = [record for record in records if texts.whole and _body(record) and page_number(record) > first]
    others = [one for one in (*texts.whole, *texts.other, *further) if id(one) not in is_known]
    return tuple(sorted((*versions, *_unordered(others, [_body(one) for one in known], title)), key=in_order))


def _unordered(others: Sequence[Record], known: Sequence[str], title: str) -> Iterator[Version]:
    """Those of some texts that have sentences which none of the known ones, nor one before them, has."""
    held = SaidBefore(known if others else ())
    for one in others:
        if held.news_in(_body(one)):
            held.add(_body(one))
            yield Version(None, one.title or title, one.excerpt, _body(one), told(one), read=one.read)


class _Texts(NamedTuple):
    """The records of which the body is the whole of what an article says, and others with words of their own."""

    whole: tuple[Record, ...]
    other: tuple[Record, ...]


@lru_cache(maxsize=4)  # every question about one article asks for them
def _texts(records: tuple[Record, ...]) -> _Texts:
    others = captures_of_others(records)
    held = [record for number, record in enumerate(records) if _body(record) and number not in others]
    whole, words = _of_one_story(held, records)
    return _Texts(whole, (*words, *_of_others([records[number] for number in sorted(others)], whole)))


def _of_others(strange: Sequence[Record], whole: Sequence[Record]) -> Iterator[Record]:
    """Those of captures of something else that are more than a wall."""
    story = " ".join(map(_body, _to_compare(whole))) if strange else ""
    for record in strange:
        if any(not is_wall(one, story) and is_telling(one) for one in sentences_of(_body(record))):
            yield record


def _of_one_story(held: Sequence[Record], records: Sequence[Record]) -> _Texts:
    """Of records with a text those that have all of it, and those with words of their own."""
    if len(held) < 2:
        return _Texts(tuple(held), ())
    texts = [read_text(_body(record)) for record in held]
    longest = max(map(_body, held), key=len)
    least = _LEAST_SHARE * max(len(text.words) for text in texts)
    told = [
        (record, len(text.words) >= least)
        for record, text, is_beginning in zip(held, texts, which_are_broken_off(texts), strict=True)
        if not is_beginning and not _ends_at_a_wall(record, longest)
    ]
    full = tuple(record for record, is_full in told if is_full)
    if len(full) == len(told):
        return _Texts(full, ())
    stories = _to_compare(full)
    teasers = [flat(text) for text in dict.fromkeys(one.excerpt for one in records if one.excerpt)][:_MOST_COMPARED]
    words = [record for record, is_full in told if not is_full and _is_word_of_its_own(record, stories, teasers)]
    counting = {id(record) for record in words if any(_is_word_on(record, one) for one in stories)}
    whole = tuple(record for record, is_full in told if is_full or id(record) in counting)
    return _Texts(whole, tuple(record for record in words if id(record) not in counting))


def _ends_at_a_wall(record: Record, longest: str) -> bool:
    """Whether a text is the beginning of a longer one, and behind it what asks the reader for something to go on."""
    body = _body(record)
    last = sentences_of(body.rstrip().rpartition("\n")[2])[-1:]
    if len(body) >= len(longest) or not any(asks_to_read_on(one, longest) for one in last):  # as nearly none does
        return False
    sentences, story = sentences_of(body), flat(longest)
    count = len(sentences)
    while sentences and flat(sentences[-1]) not in story and asks_for_something(sentences[-1], longest):
        sentences.pop()
    begun = flat(" ".join(sentences))
    return 0 < len(sentences) < count and len(begun) < len(story) and story.startswith(begun)


def _to_compare(full: Sequence[Record]) -> list[Record]:
    """Those of full texts that short ones are compared with: of a page that was fetched every hour the longest."""
    distinct = {_body(record): record for record in reversed(full)}
    return sorted(distinct.values(), key=lambda record: len(_body(record)), reverse=True)[:_MOST_COMPARED]


def _is_word_of_its_own(record: Record, full: Sequence[Record], teasers: Sequence[str]) -> bool:
    """Whether a short text is more than an excerpt of a full one, a teaser that a record has, or a notice of a page."""
    body, story = _body(record), " ".join(map(_body, full))
    if says_it_replaces("", body):
        return True
    own = own_sentences(body, [*(flat(_body(one)) for one in full), *teasers])
    rest = [sentence for sentence in own if not is_wall(sentence, story)]
    return bool(rest) and not is_cut_off(body) and (len(rest) == len(own) or is_about(rest, body, story))


def _is_word_on(record: Record, full: Record) -> bool:
    """Whether a short text is one that the article had: it says so, or is about it and from where a full one came.

    Of a numbered item every text is whole. Else one of a single sentence of its own may be what a site sets behind the
    beginning of a story, or a teaser, as shorter ones are.
    """
    body, story = _body(record), _body(full)
    every = own_sentences(body, [flat(story)])
    own = [one for one in every if not is_wall(one, story)]
    if says_it_replaces(record.title, body):  # but for the beginning of a corrected text before a wall
        return len(own) == len(every) or len(every) == len(own_sentences(body, []))
    if not _is_of_one_source(record, full):
        return False
    is_whole = len(own) > 1 and len(body) >= _LEAST_OF_WHOLE * len(story)
    return (is_whole or record.versioned) and is_about(own, body, f"{full.title}\n{story}")


def _is_of_one_source(record: Record, other: Record) -> bool:
    """Whether two records were read alike and name the same provider; what gave a whole text once gives no teasers."""
    if (record.reader, record.fetched is None) != (other.reader, other.fetched is None):
        return False
    one, two = record.provider, other.provider
    return one.domain == two.domain if one.domain and two.domain else one.name == two.name


def _says_otherwise(one: Record, other: Record) -> bool:
    """Whether the titles of two records differ, or their texts, and not because one lacks what the other has."""
    if _has_other_title(one, other):
        return True
    first, second = (read_text(_body(record) or record.excerpt) for record in (one, other))
    if not first.words or not second.words or first.words == second.words:
        return False
    return not is_broken_off(first, second) and not is_broken_off(second, first)


def _has_other_title(one: Record, other: Record) -> bool:
    return bool(one.title and other.title) and not reads_alike(one.title, other.title)


def _version(one: Record, after: Record, title: str) -> Version:
    """The text of a record; where its successor bears no later date, it was noticed when that one was fetched."""
    dated, since = told(one), told(after)
    is_told = since if is_later(since, dated) else None
    replaced = is_told or after.fetched or since
    if replaced is None:
        raise ValueError("a record that bears no date and was not fetched replaces none")
    return Version(
        replaced=replaced,
        title=title,
        excerpt=one.excerpt,
        body=_body(one),
        dated=dated,
        noticed=is_told is None and after.fetched is not None,
        read=one.read,
    )


def _body(record: Record) -> str:
    return record.body.text if record.body else ""
