"""Answers as text for a terminal, with the marked words in colour or between asterisks.

Not for JSON (see `web.render`). Control characters in what the archive holds are shown as "�",
so that no article can move the cursor or change the colours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from index.article import Article, Image, Instant, Kind
from index.stories.differences import Passage
from search.model import Copy, FacetValue, Hit, MarkedArticle, SearchResponse, Snippet, Status
from web.dates import instant_to_iso

_KINDS = {Kind.FULL: "", Kind.SECURED: "body locked", Kind.REFERENCE: "reference only"}
_FACET_VALUES = 5


def response_to_text(response: SearchResponse, color: bool = False) -> str:
    """An answer: the total, what to know about the query, the hits, the commonest facet values, how to go on."""
    first = response.request.offset + 1
    blocks = [_heading(response), *(_hit(hit, first + place, color) for place, hit in enumerate(response.hits))]
    facets = [f"{facet.field}: {_values(facet.values[:_FACET_VALUES])}" for facet in response.facets if facet.values]
    blocks.append("\n".join(disarm(line) for line in facets))
    if response.next_cursor:
        blocks.append(f"More: --cursor {response.next_cursor}")
    return "\n\n".join(block for block in blocks if block) + "\n"


def article_to_text(marked: MarkedArticle, color: bool = False) -> str:
    """An article to read: title, everything known about it, excerpt, body, and what belongs to it.

    What gave way when its records were joined is told with its file: this is for whoever runs the archive.
    """
    article = marked.article
    blocks = [_marked(marked.title, color, bold=True), "\n".join(_facts(article))]
    if marked.excerpt.text and article.excerpt not in article.body:
        blocks.append(_marked(marked.excerpt, color))
    blocks.extend(_marked(paragraph, color) for paragraph in marked.body)
    blocks.append(_absence(article))
    is_earlier = marked.revisions and marked.revisions[0].version.replaced
    versions = "Earlier versions" if is_earlier else "Other texts"
    blocks.append(_list(f"{versions} ({marked.revisions_total:,})", list(_revisions(marked))))
    blocks.append(_copies(marked))
    blocks.append(_list("Related", [f"{one.id}  {one.title}" for one in marked.related]))
    blocks.append(_list(f"Relating to it ({marked.related_from_total:,})", list(_relating(marked))))
    blocks.append(_list(f"Gave way to other records ({marked.losses_total:,})", list(_losses(marked))))
    cuts = [f"[{cut.reason}] {cut.text}" for cut in article.cuts]
    blocks.append(_list(f"Cut by cleaning ({len(cuts)})", cuts))
    return "\n\n".join(block for block in blocks if block) + "\n"


def status_to_text(status: Status) -> str:
    """What an archive holds, a line for each fact."""
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in status.kinds)
    span = f"{status.first} to {status.last}" if status.first else "no dates known"
    rows = [
        ("articles", f"{status.articles:,}" + (f" ({kinds})" if kinds else "")),
        ("published", span),
        ("generation", status.generation),
        ("built", status.built_at),
        ("on disk", f"{status.bytes:,} bytes"),
        ("withdrawn", f"{status.withdrawn:,}" if status.withdrawn else ""),
        ("held back", f"{status.held_back:,} until the date they bear" if status.held_back else ""),
    ]
    return "".join(f"{name:<12}{value}\n" for name, value in rows if value)


def disarm(text: str) -> str:
    """Text with "�" for the characters that steer a terminal; line ends and tabs stay.

    >>> disarm("red\\x1b[31m\\n")
    'red�[31m\\n'
    """
    return "".join("�" if _steers(one) else one for one in text)


def _steers(character: str) -> bool:
    """Whether it is a control character, half a pair, or turns the direction of what follows."""
    return (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t") or character in "\u202d\u202e"


def _heading(response: SearchResponse) -> str:
    total = f"{response.total:,} {'article' if response.total == 1 else 'articles'}"
    if response.articles > response.total:
        total += f" and {_copies_in_words(response.articles - response.total)}"
    lines = [f"{total}  ({response.took_ms:.0f} ms)", *response.notes]
    if response.suggestion:
        lines.append(f"Did you mean: {response.suggestion}")
    return disarm("\n".join(lines))


def _hit(hit: Hit, place: int, color: bool) -> str:
    article = hit.article
    line = " · ".join(_known(_provider(article), _date(article.published), _KINDS[article.kind], *article.topics[:4]))
    lines = [f"{place}. {_marked(hit.title, color, bold=True)}"]
    lines.extend(f"   {disarm(one)}" for one in (line, article.id) if one)
    lines.extend(f"   {_marked(passage, color)}" for passage in hit.passages)
    if hit.copies:
        lines.append(f"   and {_copies_in_words(hit.copies)}: --story {article.id} --copies show")
    lines.extend(f"   {one.score:8.3f}  {one.field}: {disarm(one.text)}" for one in hit.explanation)
    return "\n".join(lines)


def _facts(article: Article) -> Iterable[str]:
    facts = (
        ("provider", _with_note(_provider(article), article.provider.domain if article.provider.name else "")),
        ("source", article.source),
        ("authors", ", ".join(article.authors)),
        ("published", _date(article.published)),
        ("updated", _date(article.updated)),
        ("flag", _flag(article)),
        ("category", article.category),
        ("type", article.type),
        ("topics", ", ".join(article.topics)),
        ("quality", _number(article.quality)),
        ("heat", _number(article.heat)),
        ("url", article.url),
        *(("also at", alias) for alias in article.aliases if alias != article.url),
        *(("image", _image(image)) for image in article.images),
        *(("logo", _image(image)) for image in article.provider.images),
        ("id", article.id),
        ("source id", article.source_id),
        ("story", article.story),
    )
    return (f"{name:<12}{disarm(value)}" for name, value in facts if value)


def _absence(article: Article) -> str:
    """Why there is no body, where there is none."""
    if article.kind is Kind.SECURED:
        return "The body of this article is locked: the archive holds its title, excerpt and metadata."
    if article.kind is Kind.REFERENCE:
        return "This article is known only because others relate to it; the archive does not hold it."
    return ""


def _revisions(marked: MarkedArticle) -> Iterator[str]:
    """The texts it had before, latest first: until when, what has changed since, and where the whole of them is."""
    for revision in marked.revisions:
        version = revision.version
        how = "change noticed" if version.noticed else "changed"
        since = f"; text of {_date(version.dated)}" if version.dated else ""
        yield f"{how} {_date(version.replaced)}{since}" if version.replaced else f"another text of it{since}"
        if revision.title_after:
            yield f"  - {_runs(version.title)}"
            yield f"  + {_runs(revision.title_after)}"
        yield from _changes(revision.differences)
    left = marked.revisions_total - len(marked.revisions)
    if left:
        yield f"and {left:,} more before them"
    if marked.revisions:
        yield "whole: --format json"


def _relating(marked: MarkedArticle) -> Iterator[str]:
    yield from (f"{one.id}  {one.title}" for one in marked.related_from)
    left = marked.related_from_total - len(marked.related_from)
    if left:
        yield f"and {left:,} more"


def _losses(marked: MarkedArticle) -> Iterator[str]:
    """What gave way when its records were joined, and where each stands."""
    for one in marked.losses:
        place = one.origin.path if one.origin.line is None else f"{one.origin.path}:{one.origin.line}"
        yield f"{one.field:<12}{_runs(one.value)}  [{_runs(place)}]"
    left = marked.losses_total - len(marked.losses)
    if left:
        yield f"and {left:,} more, see the report of the rebuild"


def _copies(marked: MarkedArticle) -> str:
    """The other articles that print the report: when, who, which, and what differs."""
    lines = [line for copy in marked.copies for line in _copy(copy)]
    if marked.copies_total > len(marked.copies):
        lines.append(
            f"and {marked.copies_total - len(marked.copies):,} more: --story {marked.article.id} --copies show"
        )
    return _list(f"Copies ({marked.copies_total:,})", lines)


def _copy(copy: Copy) -> Iterator[str]:
    article = copy.article
    yield " · ".join(_known(_date(article.published), _provider(article), _runs(article.title), article.id))
    if article.url:
        yield f"  {article.url}"
    yield from _changes(copy.differences)


def _changes(passages: tuple[Passage, ...] | None) -> Iterator[str]:
    """What was removed and added, a line each; nothing where that was not compared."""
    if passages is not None and not passages:
        yield "  the same text"
    for passage in passages or ():
        if passage.fate != "same":
            yield f"  {'-' if passage.fate == 'removed' else '+'} {_runs(passage.text).strip()}"


def _copies_in_words(count: int) -> str:
    return "1 copy" if count == 1 else f"{count:,} copies"


def _marked(snippet: Snippet, color: bool, *, bold: bool = False) -> str:
    if not color:
        return "".join(f"*{_runs(text)}*" if marked else _runs(text) for text, marked in snippet.parts())
    base, mark = ("1", "1;33") if bold else ("", "33")
    return "".join(_painted(_runs(text), mark if marked else base) for text, marked in snippet.parts())


def _painted(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style else text


def _runs(text: str) -> str:
    """Text on one line: runs of white space become one space."""
    return disarm("".join(" " if blank else "".join(run) for blank, run in groupby(text, str.isspace)))


def _provider(article: Article) -> str:
    return article.provider.name or article.provider.domain


def _date(instant: Instant | None) -> str:
    if not instant:
        return ""
    return _with_note(instant_to_iso(instant), "zone assumed" if instant.zone == "assumed" else "")


def _flag(article: Article) -> str:
    """What its source said of whether it is published; "" where it said nothing."""
    return {None: "", True: "published", False: "not published"}[article.published_flag]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _image(image: Image) -> str:
    size = f"{image.width or '?'} × {image.height or '?'}" if image.width or image.height else ""
    notes = _known(size, image.title, "cached" if image.cached else "")
    return _with_note(image.url, ", ".join(notes))


def _with_note(text: str, note: str) -> str:
    return f"{text} ({note})" if text and note else text


def _known(*values: str) -> list[str]:
    return [value for value in values if value]


def _values(values: Iterable[FacetValue]) -> str:
    return ", ".join(f"{one.value} {one.count:,}" for one in values)


def _list(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *(f"  {disarm(line)}" for line in lines)]) if lines else ""
