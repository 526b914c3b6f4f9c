"""What a page shows of which article it is, to choose among the several that its metadata describe.

A page of news describes the stories it links to as well as its own. Not for reading the metadata.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.analysis import count_words
from index.cleaning.furniture import comparable
from index.twins import twin_form
from index.urls import canonical_url, is_web_url

_LONG_ENOUGH = 12  # letters of a headline that is the page's where it is a part of its title
_ALIKE = 0.4  # of the words of a headline: what shares fewer with every heading is another story's
_HEADLINE_WORDS = 4  # at least, of a heading that is no name of a site or section


@dataclass(frozen=True, slots=True)
class PageMarks:
    """The addresses of a page, as they are compared (`_compared`) and as they are spelt, its headings and titles."""

    addresses: frozenset[str] = frozenset()
    spelt: frozenset[str] = frozenset()
    headings: tuple[str, ...] = ()

    @classmethod
    def of(cls, addresses: Iterable[str], headings: Iterable[str]) -> PageMarks:
        spelt = frozenset(address.strip() for address in addresses if is_web_url(address))
        return cls(frozenset(map(_compared, spelt)), spelt, tuple(filter(None, dict.fromkeys(headings))))

    def has_address(self, addresses: Iterable[object]) -> bool:
        """Whether one of these is an address of the page."""
        return any(isinstance(one, str) and _compared(one) in self.addresses for one in addresses)

    def has_spelt(self, addresses: Iterable[object]) -> bool:
        """Whether one of these is an address of the page to the letter."""
        return any(isinstance(one, str) and one.strip() in self.spelt for one in addresses)

    def has_headline(self, headline: object) -> bool:
        """Whether the page bears this headline.

        >>> PageMarks.of([], ["Ferry talks fail - Gazette"]).has_headline("Ferry Talks Fail")
        True
        """
        wanted = comparable(headline) if isinstance(headline, str) else ""
        return bool(wanted) and any(
            wanted == heading or (len(wanted) >= _LONG_ENOUGH and wanted in heading)
            for heading in map(comparable, self.headings)
        )

    def has_unlike(self, headline: object) -> bool:
        """Whether the page has headlines and this is unlike them all; never of a headline that is not given."""
        words = set(headline.casefold().split()) if isinstance(headline, str) else set()
        theirs = [set(one.casefold().split()) for one in self.headings if count_words(one) >= _HEADLINE_WORDS]
        return bool(words and theirs) and max(len(words & one) for one in theirs) < _ALIKE * len(words)

    def is_other_article(self, addresses: Iterable[object], headline: object) -> bool:
        """Whether an article has an address of its own, none of the page's, and a headline unlike all on the page."""
        given = [one for one in addresses if isinstance(one, str) and is_web_url(one.strip())]
        return bool(given and self.addresses) and not self.has_address(given) and self.has_unlike(headline)


def _compared(address: str) -> str:
    """An address as its mobile form and its AMP form have it too."""
    return twin_form(canonical_url(address.strip()))
