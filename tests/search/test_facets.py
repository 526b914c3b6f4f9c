"""What a facet gives of its values: the most frequent, and all that are chosen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from index.article import Article, Kind, Provider, article_id
from index.generations.archive import Archive
from index.generations.writer import write_index
from search.engine import open_engine
from search.model import Filter, SearchRequest
from search.results.facets import MOST_VALUES


def article(title: str, provider: str) -> Article:
    return Article(id=article_id(title), kind=Kind.FULL, title=title, provider=Provider(provider, ""))


def test_chosen_values_are_marked_where_they_stand_and_added_where_they_are_rare(tmp_path: Path) -> None:
    """Chosen are one among the first, one too rare for them, one that nothing found has, and one of nobody."""
    often = [f"Wire {at:03}" for at in range(MOST_VALUES)]
    rare = [f"Zine {at}" for at in range(5)]
    articles = [article(f"tide {at}", name) for at, name in enumerate([*often, *often, *rare])]
    Archive(tmp_path).publish(partial(write_index, [*articles, article("ebb", "Elsewhere")]))
    filters = tuple(Filter("provider", name) for name in (often[3], rare[4], "Nobody", "Elsewhere"))
    engine = open_engine(f"whoosh:{tmp_path}")
    response = engine.search(SearchRequest("tide", filters=filters, facets=("provider", "provider")))
    engine.close()
    providers, again = response.facets
    assert providers == again
    assert (response.total, providers.distinct) == (3, MOST_VALUES + 5)
    assert [value.value for value in providers.values] == [*often, "Elsewhere", "Nobody", rare[4]]
    assert [value.count for value in providers.values] == [2] * MOST_VALUES + [0, 0, 1]
    assert [value.value for value in providers.values if value.selected] == [often[3], "Elsewhere", "Nobody", rare[4]]
