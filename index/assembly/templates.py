"""Addresses that a site's template gives to every page: records in; the same without them, and which they were, out.

A section's front as everybody's rel=canonical would join all articles of a site into one, and all but one
text would be lost. Taken for such a mistake is only an address that at least three records with a body
share, each of which has another one to itself, and of which no two agree in title or text. Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from msgspec.structs import replace

from index.assembly.grouping import addresses_of, article_address
from index.record import Record
from index.stories.wording import said, shingles_of, words_of
from index.twins import twin_form

_FEWEST = 3
"""Two pages may be one that moved and was rewritten; three that have nothing in common are not."""

_MOST_COMPARED = 20
_LEAST_COMMON = 0.1
"""Of the shorter text's shingles; texts of one article share far more, whatever was changed in it."""


def without_template_addresses(records: Iterable[Record]) -> tuple[list[Record], dict[str, list[Record]]]:
    """The records without addresses that are everybody's, and those addresses with the records that had them."""
    held = list(records)
    sharing: defaultdict[str, list[Record]] = defaultdict(list)
    for record in held:
        if len(forms := _forms(record)) > 1:
            for form in forms:
                sharing[form].append(record)
    sizes = Counter({form: len(several) for form, several in sharing.items()})
    mistaken = {form: several for form, several in sharing.items() if _is_mistake(form, several, sizes)}
    if not mistaken:
        return held, {}
    return [_without(record, mistaken) for record in held], mistaken


def _forms(record: Record) -> dict[str, None]:
    addresses = addresses_of(record)
    return dict.fromkeys(map(twin_form, addresses)) if len(addresses) > 1 else {}


def _is_mistake(form: str, sharing: Sequence[Record], sizes: Counter[str]) -> bool:
    if len(sharing) < _FEWEST:
        return False
    told = sorted((record for record in sharing if record.body), key=_place)
    titles = {" ".join(words_of(record.title)) for record in told}
    if len(told) < _FEWEST or len(titles) < len(told):
        return False
    has_own = all(any(sizes[other] == 1 for other in _forms(record) if other != form) for record in sharing)
    return has_own and not _any_alike([record.body.text for record in told[:_MOST_COMPARED] if record.body])


def _place(record: Record) -> tuple[str, int, str]:
    return record.origin.path, record.origin.line or 0, record.title


def _any_alike(texts: Sequence[str]) -> bool:
    shingles = [np.unique(shingles_of(said(text))) for text in texts]
    return any(
        len(np.intersect1d(one, other, assume_unique=True)) > _LEAST_COMMON * min(len(one), len(other))
        for one, other in combinations(shingles, 2)
    )


def _without(record: Record, mistaken: dict[str, list[Record]]) -> Record:
    urls = tuple(url for url in record.urls if twin_form(article_address(url)) not in mistaken)
    return record if urls == record.urls else replace(record, urls=urls)
