"""Many records, one article: cleaned records in; articles, and all that joining them decided, out.

A pure function of the set of records: the order in which files were read never shows. Not for
reading or cleaning. Copies of one text under different URLs stay different articles, of one story (`index.stories`).

Which records are one article
    Records that share a URL (any of their addresses, in canonical form, or a form of one page for
    telephones or as AMP, see `index.twins`) are one article, however long the chain. An address without
    a path, such as a site's front page, names no article, and neither does one that a site's template gives
    to pages with nothing in common (`index.assembly.templates`); the report says so.
    So are versions of one item of an agency (NewsML-G2, ninjs, NITF whose ids are URNs), by the item's id. One that
    means nothing by itself, as a bare number, counts among those of who gave it, which is its provider if it does not
    say otherwise.
    Other records without such a URL are one article where source id, who gave it, and title agree. The same
    provider and source id under different titles are different articles: each is kept and named
    by its place, and the report says so. All others stand alone, named by their place.

What a joined article says
    Records are ranked: the one updated or published last comes first, undated ones last, ties by when they
    were fetched from the web, by the number of their version, then by place; behind all others what is a capture of
    something else (`index.assembly.captures`), and one with a short text that has no word of the longest.
    Title, excerpt, link, source, category, type, numbers and the source's id are each those of the first
    record that gives one; authors, topics, images, addresses, relations and cuts are united in that
    order. The provider is the first one with both name and domain, where the name is not that of a host if another
    is given. `published` is the date given most exactly (with its zone, without, bare day) of those less than ten years
    after the first, `updated` the latest one.
    The body is a full text: one that is an excerpt of another (broken off in it; less than half as long, without a
    sentence of its own; a notice of a page) never is the body, and neither is a capture of something else. A text
    of less than half the length with words of its own counts as a full one if it says that the article was
    corrected, retracted, withdrawn or removed, or if it is about the article and of the same source as a full one,
    which is told by reader and provider, and has two sentences of its own and an eighth of its length, or is a
    version of a numbered item. Of full texts a later one replaces an earlier; of those that no date puts in an
    order the longest is the body. What a later text replaced, or, where no record has a body, a later title or
    excerpt, is an earlier version of the article; another text that has a sentence of its own is kept beside it, in
    no order with it. Texts of further pages (`index.assembly.pages`) stand below that of the first, as far as none
    lacks; they are ranked last.
    Every other value that gave way is a loss, kept with the article and told in its `Merge`.
    One record with `removed: true` withdraws the article with all its addresses; one that is withheld does so until
    a later version of the item may be shown (`index.assembly.withdrawn`).

What relates
    A related entry is the archived article that has one of its URLs, else a reference: one a URL,
    put together from all that mention it, the longest title and excerpt winning.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.article import Article, Origin
from index.assembly.findings import Clash, Merge
from index.assembly.grouping import addresses_of
from index.assembly.joining import alone, archived, leading, losses, read_as
from index.assembly.linking import Link, Links, Standing, related_ids
from index.assembly.outline import Outline, outline
from index.assembly.texts import earlier_texts, strangers_last
from index.assembly.withdrawn import lifts
from index.rebuilding.shelf import Chosen, PutBy, put_in_list
from index.record import Record, Rejection, Skip
from index.stories.grouping import with_stories
from index.twins import twin_form
from index.versions.history import MAX_LOSSES, NO_HISTORY, History, Loss

_MISSED = "withdraws {}, of which nothing is in the sources"
_LIFTED = "withheld {} until a later version, which is there"
_TOO_LATE = "a later version of an item that its agency has canceled, which is for good"
_NOT_JOINED = "joining it with others of its address or id failed ({}); please report it with these files"
_NOTHING_LEFT = "no title, excerpt or body is left after cleaning"


@dataclass(frozen=True, slots=True)
class Assembly:
    """The articles, archived ones first, their ids, and what happened to records that are none of them.

    `notices` are the places of what withdraws nothing that is there, or no more, and of later versions of what was
    canceled. `readers` counts archived articles by the reader of their leading record. `links` tells of the related
    entries of each article that has any, by its id, what became of them. `reads` tells of each
    archived article by its id what its sources said: first those it has title and text from, then each record.
    `histories` are of those that have one.
    """

    articles: Sequence[Article]
    ids: Sequence[str]
    merges: tuple[Merge, ...]
    clashes: tuple[Clash, ...]
    rejections: tuple[Rejection, ...]
    notices: tuple[Skip, ...]
    removed: int
    readers: dict[str, int]
    links: dict[str, tuple[Link, ...]]
    reads: dict[str, tuple[bytes, ...]]
    histories: dict[str, History]

    def count_links(self) -> dict[str, int]:
        """Related entries by what became of them: "archived", "reference", "removed", "self", "repeated"."""
        return dict(sorted(Counter(link.fate for links in self.links.values() for link in links).items()))


def assemble(
    records: Iterable[Record],
    tell_stories: Callable[[Sequence[Article]], Sequence[Article]] = with_stories,
) -> Assembly:
    """The articles that cleaned records make out, the same whatever the order they come in.

    `tell_stories` gives articles back that know their story.
    """
    assembly = put_together(outline(list(records)))
    return replace(assembly, articles=tuple(tell_stories(assembly.articles)))


def put_together(outlined: Outline, standing: Standing | None = None, put_by: PutBy = put_in_list) -> Assembly:
    """The articles of an outline, none of which knows its story.

    `standing` are those that are not in it. `put_by` gives what to hold articles in.
    """
    links = Links(outlined, standing or Standing(), put_by)
    articles = put_by(Article)
    merges: list[Merge] = []
    readers: Counter[str] = Counter()
    resolved: dict[str, tuple[Link, ...]] = {}
    reads: dict[str, tuple[bytes, ...]] = {}
    histories: dict[str, History] = {}
    failed: list[Rejection] = []
    for group, id_ in zip(outlined.groups, outlined.ids, strict=True):
        records = outlined.records_of(group)
        if found := links.of([mention for record in records for mention in record.related], id_):
            resolved[id_] = found
        made, left_out = _made_or_alone(id_, records, related_ids(id_, found), group.fault)
        failed += left_out
        articles.append(made.article)
        readers[made.reader] += 1
        reads[id_] = made.reads
        if made.merge:
            merges.append(made.merge)
            histories[id_] = made.history
    order = sorted(range(len(articles)), key=outlined.ids.__getitem__)
    ids = [outlined.ids[number] for number in order]
    for reference in links.references():
        order.append(len(articles))
        ids.append(reference.id)
        articles.append(reference)
    return Assembly(
        articles=Chosen(articles, order),
        ids=ids,
        merges=tuple(sorted(merges, key=lambda merge: merge.id)),
        clashes=(*_clashes(outlined), *_shared_addresses(outlined)),
        rejections=_in_order((*_rejections(outlined), *failed)),
        notices=_notices(outlined),
        removed=sum(map(outlined.is_article, outlined.withdrawn)),
        readers=dict(sorted(readers.items())),
        links=resolved,
        reads=reads,
        histories={id_: history for id_, history in histories.items() if history != NO_HISTORY},
    )


class _Made(NamedTuple):
    """An article, the reader it is counted by, what its sources said, and what came of joining them."""

    article: Article
    reader: str
    reads: tuple[bytes, ...]
    merge: Merge | None = None
    history: History = NO_HISTORY


def _made_or_alone(
    id_: str, records: Sequence[Record], related: tuple[str, ...], fault: str
) -> tuple[_Made, Sequence[Rejection]]:
    """The article that ranked records make.

    A fault of ours in joining them costs those beside the first that has a text, each of which is rejected with its
    place, and not the rebuild.
    """
    if not fault:
        try:
            return _make(id_, records, related), ()
        except Exception as error:
            if len(records) < 2:
                raise
            fault = type(error).__name__
    single, reason = alone(records), _NOT_JOINED.format(fault)
    others = [Rejection(one.origin, reason, of=_goes_by(one)) for one in records if one is not single]
    return _make(id_, (single,), related), others


def _make(id_: str, records: Sequence[Record], related: tuple[str, ...]) -> _Made:
    records = strangers_last(records)
    article = archived(id_, records, related)
    made = _Made(article, leading(records).reader, _reads(records))
    if len(records) < 2:
        return made
    lost = losses(article, records)
    merge = Merge(id_, article.title, article.origin, lost)
    return made._replace(merge=merge, history=_history(records, article.title, lost))


def _rejections(outlined: Outline) -> Iterator[Rejection]:
    records = (outlined.records[number] for group in outlined.empty for number in group.records)
    return (Rejection(record.origin, _NOTHING_LEFT, of=_goes_by(record)) for record in records)


def _in_order(rejections: Iterable[Rejection]) -> tuple[Rejection, ...]:
    return tuple(sorted(rejections, key=lambda rejection: _place(rejection.origin)))


def _notices(outlined: Outline) -> tuple[Skip, ...]:
    """What withdrawals came to nothing, and what came to nothing by one."""
    told = ((_MISSED, outlined.missed), (_LIFTED, outlined.lifted))
    skips = [
        Skip(record.origin, reason.format(record.source_id or next(iter(record.urls), "")), of=_goes_by(record))
        for reason, groups in told
        for group in groups
        for record in outlined.records_of(group)
    ]
    return tuple(sorted((*skips, *_too_late(outlined)), key=lambda skip: _place(skip.origin)))


def _too_late(outlined: Outline) -> Iterator[Skip]:
    for group in filter(outlined.is_article, outlined.withdrawn):
        records = outlined.records_of(group) if any(outlined.sketches[n].versioned for n in group.records) else ()
        canceled = [record for record in records if record.removed]
        for record in records:
            if not record.removed and not record.withheld and any(lifts(record, notice) for notice in canceled):
                yield Skip(record.origin, _TOO_LATE, of=_goes_by(record))


def _goes_by(record: Record) -> str:
    """One of `names_told`, by which a record is told from others that were read at its place."""
    return record.source_id or next(iter(record.urls), "") or record.read.hex()


def names_told(record: Record) -> frozenset[str]:
    """All that what an assembly tells of a record, or of what it clashes with, may call it."""
    return frozenset((record.source_id, record.read.hex(), *record.urls, *map(twin_form, addresses_of(record))))


def _reads(records: Sequence[Record]) -> tuple[bytes, ...]:
    return (read_as(records), *(record.read for record in records)) if len(records) > 1 else (records[0].read,)


def _history(records: Sequence[Record], title: str, lost: tuple[Loss, ...]) -> History:
    """The earlier texts of ranked records, and what gave way."""
    return History(earlier_texts(records, leading(records), title), lost[:MAX_LOSSES], len(lost))


def _clashes(outlined: Outline) -> Iterator[Clash]:
    """Ids that a source gives to several articles."""
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    shared = Counter(group.names[0] for group in outlined.groups)
    for group in outlined.groups:
        if shared[group.names[0]] > 1 and outlined.sketches[group.records[0]].name:
            by_name[group.names[0]].extend(group.records)
    for _, numbers in sorted(by_name.items()):
        same = [outlined.records[number] for number in numbers]
        yield _clash(same[0].source_id, same)


def _shared_addresses(outlined: Outline) -> Iterator[Clash]:
    for address, numbers in sorted(outlined.mistaken.items()):
        yield _clash(address, [outlined.records[number] for number in numbers])


def _clash(name: str, sharing: Sequence[Record]) -> Clash:
    provider = min(record.provider.domain or record.provider.name for record in sharing)
    return Clash(provider, name, tuple(sorted((record.origin for record in sharing), key=_place)))


def _place(origin: Origin) -> tuple[str, int]:
    return origin.path, origin.line or 0
