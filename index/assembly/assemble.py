"""Many records, one article: cleaned records in; articles, and all that joining them decided, out.

A pure function of the set of records: the order in which files were read never shows. Not for
reading or cleaning. Copies of one text under different URLs stay different articles, of one story (`index.stories`).

Which records are one article
    Records that share a URL (in canonical form, any of their addresses) are one article, however
    long the chain. An address without a path, such as a site's front page, names no article.
    Records without such a URL are one article where provider, source id and title agree. The same
    provider and source id under different titles are different articles: each is kept and named
    by its place, and the report says so. All others stand alone, named by their place.

What a joined article says
    Its body is the longest one. Dates: the most exactly given one (with its zone, without, bare
    day). Everything else comes from the record updated or published last, ties by place, the
    next one filling what it leaves out; lists are united. Values that lost are in the `Merge`.
    One record with `removed: true` withdraws the article with all its addresses.

What relates
    A related entry is the archived article that has one of its URLs, else a reference: one a URL,
    put together from all that mention it, the longest title and excerpt winning.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from index.article import Article, Origin, article_id, canonical_id
from index.assembly.grouping import Group, addresses_of, group_records, name_groups, source_name
from index.assembly.joining import Loss, archived, is_empty, leading, losses, ranked
from index.assembly.linking import Links
from index.record import Record, Rejection
from index.stories.grouping import with_stories

_NOTHING_LEFT = "no title, excerpt or body is left after cleaning"


@dataclass(frozen=True, slots=True)
class Merge:
    """Records that became one article, the one that leads first, and the values that gave way."""

    id: str
    title: str
    origins: tuple[Origin, ...]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """One source id that several different articles carry; all are kept, each under its place."""

    provider: str
    source_id: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Assembly:
    """The articles, archived ones first, and what happened to records that are none of them.

    `readers` counts archived articles by the reader of their leading record. `links` counts related
    entries by what became of them: "archived", "reference", "removed", "self", "repeated".
    """

    articles: tuple[Article, ...]
    merges: tuple[Merge, ...]
    clashes: tuple[Clash, ...]
    rejections: tuple[Rejection, ...]
    removed: int
    readers: dict[str, int]
    links: dict[str, int]


def assemble(
    records: Iterable[Record], tell_stories: Callable[[Sequence[Article]], tuple[Article, ...]] = with_stories
) -> Assembly:
    """The articles that cleaned records make out, the same whatever the order they come in.

    `tell_stories` gives articles back that know their story.
    """
    withdrawn, groups, rejections = _sorted_out(group_records(records))
    ids = [_lasting_id(group, name) for group, name in zip(groups, name_groups(groups), strict=True)]
    links = Links(groups, ids, withdrawn)
    articles: list[Article] = []
    merges: list[Merge] = []
    readers: Counter[str] = Counter()
    for group, id_ in zip(groups, ids, strict=True):
        article = archived(id_, group.records, links.of(group, id_))
        articles.append(article)
        readers[leading(group.records).reader] += 1
        if len(group.records) > 1:
            merges.append(Merge(id_, article.title, article.origin, losses(article, group.records)))
    return Assembly(
        articles=tell_stories((*sorted(articles, key=lambda article: article.id), *links.references())),
        merges=tuple(sorted(merges, key=lambda merge: merge.id)),
        clashes=_clashes(groups),
        rejections=rejections,
        removed=sum(len(group.records) for group in withdrawn),
        readers=dict(sorted(readers.items())),
        links=dict(sorted(links.counts.items())),
    )


def _sorted_out(groups: Sequence[Group]) -> tuple[list[Group], list[Group], tuple[Rejection, ...]]:
    """What is withdrawn, what stays, its records ranked, and what has nothing to show."""
    # a withdrawal may name the source's id and nothing else
    struck = {
        source_name(record)
        for group in groups
        for record in group.records
        if record.removed and not record.title and not group.addresses and record.source_id
    }
    withdrawn: list[Group] = []
    kept: list[Group] = []
    rejections: list[Rejection] = []
    for group in groups:
        if any(record.removed for record in group.records) or (not group.addresses and group.names[0] in struck):
            withdrawn.append(group)
        elif is_empty(group.records):
            rejections.extend(Rejection(record.origin, _NOTHING_LEFT) for record in group.records)
        else:
            kept.append(replace(group, records=tuple(ranked(group.records))) if len(group.records) > 1 else group)
    return withdrawn, kept, tuple(sorted(rejections, key=lambda rejection: _place(rejection.origin)))


def _lasting_id(group: Group, name: str) -> str:
    """Made of the main address of the leading record, else of the name of the group."""
    for record in group.records:
        if addresses := addresses_of(record):
            return canonical_id(addresses[0])
    return article_id(name.encode(errors="backslashreplace").decode())


def _clashes(groups: Sequence[Group]) -> tuple[Clash, ...]:
    by_name: defaultdict[str, list[Record]] = defaultdict(list)
    shared = Counter(group.names[0] for group in groups)
    for group in groups:
        if shared[group.names[0]] > 1 and group.records[0].source_id:
            by_name[group.names[0]].extend(group.records)
    return tuple(
        Clash(
            provider=min(record.provider.domain or record.provider.name for record in same),
            source_id=same[0].source_id,
            origins=tuple(sorted((record.origin for record in same), key=_place)),
        )
        for _, same in sorted(by_name.items())
    )


def _place(origin: Origin) -> tuple[str, int]:
    return origin.path, origin.line or 0
