"""The fields of an article's index, each once: how it is searched, weighed, counted and sorted.

Not for the layout on disk (see `index.generations.writer`) and not for the query language (see `search.query.parse`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.article import Article

SCHEMA_VERSION = 2
_DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of words. `weight` multiplies its BM25 score; `default` fields are searched by bare words.

    No phrase reaches from one of its `texts` into the next.
    """

    name: str
    texts: Callable[[Article], tuple[str, ...]]
    weight: float = 1.0
    default: bool = False


@dataclass(frozen=True, slots=True)
class FacetField:
    """A field whose exact values are counted and filtered by."""

    name: str
    values: Callable[[Article], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NumberField:
    """A field of whole numbers, for ranges and sorting; those of moments are microseconds since 1970-01-01 UTC.

    Its terms, by which Whoosh finds it, are multiples of `step`: of a moment the day, as nothing is asked for by less,
    and terms of moments take a hundredth of an archive.
    """

    name: str
    value: Callable[[Article], int | None]
    is_moment: bool = False
    step: int = 1

    def term_number(self, article: Article) -> int | None:
        """The number that is the term of an article, None where it has none."""
        number = self.value(article)
        return None if number is None else number - number % self.step


def _provider_texts(article: Article) -> tuple[str, ...]:
    return _given(*dict.fromkeys((article.provider.name, article.provider.domain)))


def _provider_value(article: Article) -> tuple[str, ...]:
    return _given(article.provider.name or article.provider.domain)


def _given(*values: str) -> tuple[str, ...]:
    return tuple(filter(None, values))


TEXT_FIELDS = (
    TextField("title", lambda a: _given(a.title), weight=3.0, default=True),
    TextField("excerpt", lambda a: _given(a.excerpt), weight=1.5, default=True),
    TextField("body", lambda a: _given(a.body), weight=1.0, default=True),
    TextField("topic", lambda a: a.topics, weight=1.5, default=True),
    TextField("provider", _provider_texts, weight=1.0, default=True),
    TextField("source", lambda a: _given(a.source), weight=1.0, default=True),
    TextField("author", lambda a: a.authors),
    TextField("category", lambda a: _given(a.category)),
    TextField("kind", lambda a: _given(a.kind.value)),
    TextField("type", lambda a: _given(a.type)),
    TextField("url", lambda a: _given(*dict.fromkeys((a.url, *a.aliases)))),
)
_FACETS = (
    FacetField("provider", _provider_value),
    FacetField("topic", lambda a: a.topics),
    FacetField("category", lambda a: _given(a.category)),
    FacetField("kind", lambda a: (a.kind.value,)),
    FacetField("type", lambda a: _given(a.type)),
    FacetField("source", lambda a: _given(a.source)),
)
NUMBER_FIELDS = (
    NumberField("date", lambda a: a.published.microseconds if a.published else None, is_moment=True, step=_DAY),
    NumberField("quality", lambda a: a.quality),
    NumberField("heat", lambda a: a.heat),
)
FACETS = {field.name: field for field in _FACETS}
FACET_FIELDS = tuple(FACETS)
DEFAULT_FIELDS = tuple(field.name for field in TEXT_FIELDS if field.default)
MARKED = ("title", "body", "excerpt")
"""The fields whose words are marked in answers, and so keep their places in the text; each is one text.

They stand in the order in which a page's texts are gone through: an excerpt is only looked at where no body is marked.
"""
