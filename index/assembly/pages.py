"""Which page of its article a record is: a record in, a number out.

An article in several pages stands at several addresses, and each page names the first one as its own. That a record is
the second is told only where it also bears an address that is another one of its own with a page's number. Pure. What
becomes of the pages is for `index.assembly.texts`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode

from index.assembly.grouping import addresses_of
from index.record import Record
from index.twins import twin_form
from index.urls import split_url

_PARAMETERS = frozenset("page pagewanted pageno page_no pagenum pg p pn seite pagina side sida strona".split())
_NUMBER = re.compile(r"[1-9]\d?")
_ENDS_IN_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?:\.\w+)?(?:\Z|[?&])")
_IN_PATH = re.compile(
    r"/(?:(?:page|seite|pagina|side|sida|p)[/-]?)?(\d{1,2})\Z|[-_,](?:page|seite|p)?(\d{1,2})(?=\.\w+\Z)"
)


def page_number(record: Record) -> int:
    """The number of the page of its article that a record is, 1 where nothing tells."""
    addresses = addresses_of(record)
    if len(addresses) < 2 or not any(map(_ENDS_IN_NUMBER.search, addresses)):  # as of nearly all
        return 1
    forms = dict.fromkeys(map(twin_form, addresses))
    return max((number for form in forms for number, first in [_numbered(form)] if first in forms), default=1)


def _numbered(address: str) -> tuple[int, str]:
    """The number that an address bears and the address without it.

    >>> _numbered("https://a.org/fair?id=7&page=3"), _numbered("https://a.org/fair_2.htm")
    ((3, 'https://a.org/fair?id=7'), (2, 'https://a.org/fair.htm'))
    """
    parts = split_url(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for pair in pairs:
        if pair[0].lower() in _PARAMETERS and _NUMBER.fullmatch(pair[1]):
            query = urlencode([other for other in pairs if other != pair])
            return int(pair[1]), parts._replace(query=query).geturl()
    if found := _IN_PATH.search(parts.path):
        path = parts.path[: found.start()] + parts.path[found.end() :]
        return int(found[1] or found[2]) or 1, parts._replace(path=path).geturl()
    return 1, address
