"""Whether two addresses are forms of one page: a canonical address in, the form that its twins share out.

A page, its mobile form and its AMP form stand at addresses that only resemble each other. Their twin form
joins them and finds them, and is nothing else: it is no address, is never shown, and names no article's
id. Careful, for two articles joined wrongly are one lost: path and parameters must be the same but for
the marks of AMP, and those count only where what is left looks like the address of an article.
Not for spellings of one address (`index.urls`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from index.urls import canonical_url, split_url

_FORMS = r"m|mobile?|mobi|touch|wap|3g"
_LANGUAGE = r"(?!www)[a-z]{2,3}(?:-[a-z]{2,8})?"
_SITE = re.compile(rf"\A(?:(?:www\d?|amp|{_FORMS})\.|({_LANGUAGE}\.)(?:{_FORMS})\.)(?=[^.]+\.)")
_OF_NO_OTHER_FORM = re.compile(
    rf"https://(?!(?:www\d?|amp|(?:{_LANGUAGE}\.)?(?:{_FORMS}))\.)[a-z0-9.-]+(?:/(?!\S*amp)[A-Za-z0-9/_.~-]*)?"
)
_AMP_SEGMENT = re.compile(r"/(?:google-|\.)?amp(?=/)|/amp(?:\.html?)?\Z")
_AMP_ENDING = re.compile(r"\.amp(?=\.html?\Z|\Z)")
_AMP_PARAMETERS = frozenset("outputtype output format view context".split())
_YES = frozenset(("", "1", "true", "yes", "amp"))
_NAMED_LIKE_AN_ARTICLE = re.compile(
    r"\d{3}|[^-_]+[-_][^-_]+[-_]|.\.(?:s?html?|php|aspx?|ece|cms|jsp)\Z"
    r"|\A(?=[A-Za-z0-9]{8,}\Z)[A-Za-z0-9]*\d[A-Za-z]+\d"
)
"""A number, three words, a file, or a code of letters and figures by turns."""
_DATED = r"/(?:19|20)\d\d(?:/?(?:0[1-9]|1[0-2])/?(?:0[1-9]|[12]\d|3[01])|/(?:0?[1-9]|1[0-2]))"
_INDEX_PAGE = re.compile(r"/(?:index|default|home)\.\w+\Z", re.I)
# Behind a date stand a day or a page of its front, which are numbers, and articles.
_PLACED_LIKE_AN_ARTICLE = re.compile(rf"{_DATED}/(?:[^/]+/)*(?!\d{{1,2}}\Z)[^/]+\Z|/[^/]+/[^/-]+-[^/]+\Z")


@lru_cache(maxsize=1 << 18)
def twin_form(address: str) -> str:
    """What a canonical address has in common with those of the same page in other forms.

    >>> twin_form("https://m.example.org/2021/ferry-runs-again/amp"), twin_form("https://www.example.org/amp/7001?amp=1")
    ('https://example.org/2021/ferry-runs-again', 'https://example.org/7001')
    >>> twin_form("https://example.org/topics/amp"), twin_form("https://m.org/a")
    ('https://example.org/topics/amp', 'https://m.org/a')
    """
    if not address.startswith("https://") or _OF_NO_OTHER_FORM.fullmatch(address):  # as most are
        return address
    parts = split_url(address)
    if not parts.netloc:
        return address
    host = _SITE.sub(r"\1", parts.netloc, count=1)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"https://{host}{_without_amp(parts.path)}{_without_flags(parts.query)}{fragment}"


def spellings(name: str) -> tuple[str, ...]:
    """What to look for when somebody names an article: the name as it is, as an address is spelt, as its twins are.

    >>> spellings("http://www.example.org/a/")
    ('http://www.example.org/a/', 'https://www.example.org/a', 'https://example.org/a')
    """
    address = canonical_url(name)
    return tuple(dict.fromkeys((name, address, twin_form(address))))


def is_section_like(address: str) -> bool:
    """Whether an address looks like that of a section or a topic: no parameters, and no long, numbered or dated name.

    >>> is_section_like("https://a.org/news/uk-politics"), is_section_like("https://a.org/news/ferry-runs-again")
    (True, False)
    """
    parts = split_url(address)
    path = _INDEX_PAGE.sub("", parts.path)
    is_named = _NAMED_LIKE_AN_ARTICLE.search(path.rpartition("/")[2]) or re.search(_DATED, path)
    return not (is_named or parts.query or parts.fragment)


def _without_amp(path: str) -> str:
    if "amp" not in path:
        return path
    rest = _AMP_ENDING.sub("", _AMP_SEGMENT.sub("", path, count=1))
    return rest if _is_like_an_article(rest) else path


def _is_like_an_article(path: str) -> bool:
    """By its last segment alone, or by what stands before that: a date, or for two words any section."""
    return bool(_NAMED_LIKE_AN_ARTICLE.search(path.rpartition("/")[2]) or _PLACED_LIKE_AN_ARTICLE.search(path))


def _without_flags(query: str) -> str:
    if not query:
        return ""
    if "amp" not in query:
        return f"?{query}"
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = [pair for pair in pairs if not _is_flag(*pair)]
    return f"?{urlencode(kept, errors='surrogateescape')}" if kept else ""


def _is_flag(name: str, value: str) -> bool:
    lowered = name.lower()
    if lowered in ("amp", "_amp", "isamp"):
        return value.lower() in _YES
    return lowered in _AMP_PARAMETERS and value.lower() == "amp"
