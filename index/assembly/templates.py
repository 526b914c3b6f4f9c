"""Addresses that a site's template gives to every page: sketches of records in, which they are out.

A section's front as everybody's rel=canonical would join all articles of a site into one, and all but one
text would be lost. Taken for such a mistake is only an address that at least three records with a body
share, each of which has another one to itself, and of which no two agree in title or text. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import combinations

import numpy as np
from msgspec.structs import replace

from index.assembly.grouping import Sketch, article_address
from index.record import Record
from index.stories.wording import said, shingles_of, words_of
from index.twins import twin_form

_FEWEST = 3
"""Two pages may be one that moved and was rewritten; three that have nothing in common are not."""

_MOST_COMPARED = 20
_LEAST_COMMON = 0.1
"""Of the shorter text's shingles; texts of one article share far more, whatever was changed in it."""


def find_template_addresses(sketches: Sequence[Sketch], records: Sequence[Record]) -> dict[str, list[int]]:
    """The addresses that are everybody's, in their twin forms, with the numbers of the records that have them."""
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for number, told in enumerate(sketches):
        if len(forms := _forms(told)) > 1:
            for form in forms:
                sharing[form].append(number)
    sizes = {form: len(several) for form, several in sharing.items()}

    def is_mistake(form: str, several: Sequence[int]) -> bool:
        has_own = all(any(sizes[own] == 1 for own in _forms(sketches[number]) if own != form) for number in several)
        return has_own and _are_unlike([records[number] for number in several])

    return {form: several for form, several in sharing.items() if len(several) >= _FEWEST and is_mistake(form, several)}


def without_addresses(record: Record, mistaken: Collection[str]) -> Record:
    """A record without those of its addresses that are a template's."""
    urls = tuple(url for url in record.urls if twin_form(article_address(url)) not in mistaken)
    return record if urls == record.urls else replace(record, urls=urls)


def has_address(told: Sketch, mistaken: Collection[str]) -> bool:
    """Whether a record has one of these addresses; it may be the only one it has."""
    return any(twin_form(address) in mistaken for address in told.addresses)


def _forms(told: Sketch) -> dict[str, None]:
    return dict.fromkeys(map(twin_form, told.addresses)) if len(told.addresses) > 1 else {}


def _are_unlike(sharing: Sequence[Record]) -> bool:
    """Whether there are enough with a body among them, no two of which agree in title or text."""
    told = sorted((record for record in sharing if record.body), key=_place)
    titles = {" ".join(words_of(record.title)) for record in told}
    if len(told) < _FEWEST or len(titles) < len(told):
        return False
    return not _any_alike([record.body.text for record in told[:_MOST_COMPARED] if record.body])


def _place(record: Record) -> tuple[str, int, str]:
    return record.origin.path, record.origin.line or 0, record.title


def _any_alike(texts: Sequence[str]) -> bool:
    shingles = [np.unique(shingles_of(said(text))) for text in texts]
    return any(
        len(np.intersect1d(one, other, assume_unique=True)) > _LEAST_COMMON * min(len(one), len(other))
        for one, other in combinations(shingles, 2)
    )
