"""Withdrawing and restoring articles by name, and keeping them withdrawn when an archive is rebuilt.

In: the folder of an archive and a name. Out: a line in its log (`index.withdrawals`) with all that the
article is known by, so that it is recognised wherever it comes back. An article has its id and its
addresses; one without an address also has its text, for its id may go by the place it was read from
(and what is read there later is then taken for it, which a rebuild reports, unless its text stands elsewhere).
Not for hiding anything: engines do that, by the log.
"""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from index.article import Article, Instant, article_id
from index.assembly.grouping import article_address, goes_by_place
from index.errors import ArticleNotFound, EngineError, InvalidRequest
from index.generations.archive import Archive
from index.generations.generation import Generation
from index.naming import is_text_name, lasting_names, text_name
from index.twins import spellings, twin_form
from index.withdrawals import Action, Concealed, Entry, Withdrawal, WithdrawalLog, append, read_log

MAX_REASON = 1000
MAX_NAME = 4000
_ID = re.compile(r"[0-9a-f]{32}")


def displaced_ids(withdrawals: Iterable[Withdrawal], articles: Iterable[Article]) -> frozenset[str]:
    """Those ids of withdrawn articles that here are other articles': their places, where their texts stand elsewhere.

    Records that are put into a file move those behind them, and an innocent one comes to stand where
    a withdrawn one stood. `articles` are all of a generation that have a name of a withdrawn one, or more.
    """
    owners = {key: one for one in withdrawals if any(map(is_text_name, one.keys)) for key in one.keys}
    if not owners:
        return frozenset()
    texts = {one.id: text_name(one) for one in articles if goes_by_place(one)}
    found = {id(owners[text]) for text in texts.values() if text in owners}
    return frozenset(
        place
        for place, text in texts.items()
        if place in owners and id(owners[place]) in found and text not in owners[place].keys
    )


def withdraw(
    folder: Path, name: str, reason: str, *, until: date | None = None, force: bool = False, now: datetime | None = None
) -> Entry:
    """Withdraw an article from every answer, to the end of the day `until` or for good; returns the line logged.

    `force` also withdraws what is not in the archive, so that it never enters. Without it a slip in
    the name is ArticleNotFound, and not an article that somebody believes to be gone.
    Raises InvalidRequest for a name that could mean several articles, and for a bad reason or day.
    """
    now = now or datetime.now(UTC)
    _check(name, reason)
    if not reason.strip():
        raise InvalidRequest("A withdrawal needs a reason; it is shown where the article was.", parameter="reason")
    if until and until < now.date():
        raise InvalidRequest(f"`until` is {until}, which is past; nothing would be withdrawn.", parameter="until")
    entry = _entry(now, "withdraw", name, _known_by(folder, name, force=force), reason.strip(), until)
    append(folder, [entry])
    return entry


def restore(folder: Path, name: str, reason: str = "", *, now: datetime | None = None) -> Entry:
    """Show a withdrawn article again; returns the line logged. Raises ArticleNotFound for what is not withdrawn."""
    now = now or datetime.now(UTC)
    _check(name, reason)
    in_force = read_log(folder).in_force(to_microseconds(now))
    try:
        keys = _known_by(folder, name, force=True)
    except (InvalidRequest, EngineError):  # whatever it was withdrawn as
        keys = frozenset()
    lifted = [one for one in in_force if one.name == name or not keys.isdisjoint(one.keys)]
    if not lifted:
        Archive(folder).current()  # an archive that is not there is another error
        raise ArticleNotFound(f"{name!r} is not withdrawn. What is: backfile withdrawals")
    keys = keys.union(*(one.keys for one in lifted if one.name == name))
    entry = _entry(now, "restore", name, keys, reason.strip())
    append(folder, [entry])
    return entry


def conceal(
    folder: Path, generation: Generation, log: WithdrawalLog, *, include_future: bool, now: datetime
) -> Concealed:
    """What of a generation, which is about to be published, will not be shown; both in the order of ids.

    Where a withdrawn article has names that the log does not know, they are added to it first, so that
    it is recognised by them from then on.
    """
    in_force = log.in_force(to_microseconds(now))
    documents = {document for one in in_force for key in one.keys for document in generation.documents_named(key)}
    named = {document: generation.article(document) for document in sorted(documents)}
    displaced = displaced_ids(in_force, named.values())
    known = {key: one for one in in_force for key in one.keys - displaced}
    withdrawn: dict[int, Article] = {}
    news: list[Entry] = []
    for document, article in named.items():
        names = lasting_names(article)
        if held := [known[name] for name in names if name in known]:
            withdrawn[document] = article
            if not known.keys() >= set(names):
                news.append(_entry(now, "also", held[0].name, names))
    if news:
        append(folder, news)
    coming = () if include_future else _dated_after(generation, now)
    return Concealed(
        _by_id(withdrawn.values()),
        _by_id(generation.article(document) for document in coming if document not in withdrawn),
    )


def _dated_after(generation: Generation, now: datetime) -> list[int]:
    found: list[int] = np.flatnonzero(generation.columns.numbers["date"] > to_microseconds(now)).tolist()
    return found


def _by_id(articles: Iterable[Article]) -> tuple[Article, ...]:
    return tuple(sorted(articles, key=lambda article: article.id))


def to_microseconds(moment: datetime) -> int:
    """An instant as the columns of an archive have it."""
    return Instant(moment.astimezone(UTC)).microseconds


def _known_by(folder: Path, name: str, *, force: bool) -> frozenset[str]:
    """All names of what is called this."""
    articles = _articles_named(folder, name, force=force)
    if not articles:
        return frozenset(_names_of_absent(folder, name, force=force))
    own = article_address(name)
    return frozenset((*((own,) if own else ()), *(known for article in articles for known in lasting_names(article))))


def _articles_named(folder: Path, name: str, *, force: bool) -> list[Article]:
    try:
        generation = Generation(Archive(folder).current())
    except EngineError:
        if not force:
            raise
        return []
    documents = next(filter(None, map(generation.documents_named, spellings(name))), [])
    articles = [generation.article(document) for document in documents]
    if len(articles) > 1 and not (_ID.fullmatch(name) or article_address(name)):
        several = ", ".join(article.id for article in articles[:5])
        raise InvalidRequest(
            f"{name!r} is what the sources of {len(articles):,} articles call them. Name one by its id: {several}",
            parameter="name",
        )
    return articles


def _names_of_absent(folder: Path, name: str, *, force: bool) -> tuple[str, ...]:
    if not force:
        raise ArticleNotFound(
            f"No article in {folder} has the id or address {name!r}. If it is never to enter, say so: --force"
        )
    if _ID.fullmatch(name):
        return (name,)
    if address := article_address(name):
        return article_id(address), address, twin_form(address)
    raise InvalidRequest(
        f"{name!r} is neither the address of an article nor an id of 32 hexadecimal digits, so it could not be told"
        " what is meant once it comes.",
        parameter="name",
    )


def _entry(
    now: datetime, action: Action, name: str, keys: Iterable[str], reason: str = "", until: date | None = None
) -> Entry:
    """A line about all of these names."""
    ordered = sorted(set(keys))
    ids = tuple(filter(_ID.fullmatch, ordered))
    return Entry(now, action, name, ids, tuple(key for key in ordered if key not in ids), reason, until, _user())


def _check(name: str, reason: str) -> None:
    for parameter, text, most in (("name", name, MAX_NAME), ("reason", reason, MAX_REASON)):
        if len(text) > most:
            raise InvalidRequest(f"`{parameter}` has {len(text):,} characters; at most {most:,}.", parameter=parameter)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise InvalidRequest(f"`{parameter}` holds bytes that are no text in UTF-8.", parameter=parameter)


def _user() -> str:
    """Who runs this, as far as the system knows."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return ""
