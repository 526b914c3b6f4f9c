"""Addresses that a site's template gives to every page: sketches of records in, which they are out.

A section's front as everybody's rel=canonical would join all articles of a site into one, and all but one
text would be lost. Taken for such a mistake is only an address that several records with a body share, each of which
has another one that hardly another has, and of which at most half have a title or some of their text in common. A saved
page may have no other, as only its own markup says where it stood; then the address must look like a section's, for one
of an article is that of a page that was rewritten. Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Final

import numpy as np
from msgspec.structs import replace

from index.assembly.grouping import Sketch, article_address
from index.record import Record
from index.stories.wording import Uint64s, said, shingles_of, words_of
from index.twins import is_section_like, twin_form

_FEWEST: Final = 3
"""Two pages may be one that moved and was rewritten; three that have nothing in common are not."""
_FEWEST_OF_SECTION: Final = 2
_RARER: Final = 2
"""Times as many have the address in question than have another one that is a record's own."""
_MOST_AGREEING: Final = 1 / 2
"""Some pages of a site may be one that was saved twice; where most are, the address is that one's."""

_MOST_COMPARED = 20
_LEAST_COMMON = 0.1
"""Of the shorter text's shingles; texts of one article share far more, whatever was changed in it."""


def find_template_addresses(sketches: Sequence[Sketch], records: Sequence[Record]) -> dict[str, list[int]]:
    """The addresses that are everybody's, in their twin forms, with the numbers of the records that have them."""
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for number, told in enumerate(sketches):
        for form in _forms(told):
            sharing[form].append(number)
    sizes = {form: len(several) for form, several in sharing.items()}

    def stands_apart(form: str, told: Sketch) -> bool:
        others = [own for own in _forms(told) if own != form]
        return any(_RARER * sizes[own] <= sizes[form] for own in others) if others else is_section_like(form)

    def is_mistake(form: str, several: Sequence[int]) -> bool:
        fewest = _FEWEST_OF_SECTION if is_section_like(form) else _FEWEST
        if len(several) < fewest or not all(stands_apart(form, sketches[number]) for number in several):
            return False
        return _are_unlike([records[number] for number in several], fewest)

    return {form: several for form, several in sharing.items() if len(several) > 1 and is_mistake(form, several)}


def without_addresses(record: Record, mistaken: Collection[str]) -> Record:
    """A record without those of its addresses that are a template's."""
    urls = tuple(url for url in record.urls if twin_form(article_address(url)) not in mistaken)
    return record if urls == record.urls else replace(record, urls=urls)


def has_address(told: Sketch, mistaken: Collection[str]) -> bool:
    """Whether a record has one of these addresses; it may be the only one it has."""
    return any(twin_form(address) in mistaken for address in told.addresses)


def _forms(told: Sketch) -> dict[str, None]:
    forms = dict.fromkeys(map(twin_form, told.addresses))
    return forms if len(forms) > 1 or told.is_saved else {}


def _are_unlike(sharing: Sequence[Record], fewest: int) -> bool:
    """Whether there are so many with a body among them, of which few agree in title or text with each other."""
    told = sorted((record for record in sharing if record.body), key=_place)[:_MOST_COMPARED]
    return len(told) >= fewest and _most_alike(told) <= _MOST_AGREEING * len(told)


def _place(record: Record) -> tuple[str, int, str]:
    return record.origin.path, record.origin.line or 0, record.title


def _most_alike(records: Sequence[Record]) -> int:
    """How many are alike at most, each to one of the others."""
    titles = [words_of(record.title) for record in records]
    texts = [np.unique(shingles_of(said(record.body.text if record.body else ""))) for record in records]
    groups = list(range(len(records)))
    for one, other in combinations(range(len(records)), 2):
        if titles[one] == titles[other] or _have_in_common(texts[one], texts[other]):
            joined = {groups[one], groups[other]}
            groups = [min(joined) if group in joined else group for group in groups]
    return max(Counter(groups).values())


def _have_in_common(one: Uint64s, other: Uint64s) -> bool:
    return len(np.intersect1d(one, other, assume_unique=True)) > _LEAST_COMMON * min(len(one), len(other))
