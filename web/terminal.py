"""Answers as text for a terminal, with the marked words in colour or between asterisks.

Not for JSON (see `web.render`). Control characters in what the archive holds are shown as "�",
so that no article can move the cursor or change the colours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import groupby

from index.article import Article, Kind
from search.model import FacetValue, Hit, MarkedArticle, SearchResponse, Snippet, Status
from web.dates import instant_to_iso

_KINDS = {Kind.FULL: "", Kind.SECURED: "body locked", Kind.REFERENCE: "reference only"}
_FACET_VALUES = 5


def response_to_text(response: SearchResponse, color: bool = False) -> str:
    """An answer: the total, what to know about the query, the hits, the commonest facet values, how to go on."""
    first = response.request.offset + 1
    blocks = [_heading(response), *(_hit(hit, first + place, color) for place, hit in enumerate(response.hits))]
    facets = [f"{facet.field}: {_values(facet.values[:_FACET_VALUES])}" for facet in response.facets if facet.values]
    blocks.append("\n".join(printable(line) for line in facets))
    if response.next_cursor:
        blocks.append(f"More: --cursor {response.next_cursor}")
    return "\n\n".join(block for block in blocks if block) + "\n"


def article_to_text(marked: MarkedArticle, color: bool = False) -> str:
    """An article to read: title, what is known about it, excerpt, body, relations and cuts."""
    article = marked.article
    blocks = [_marked(marked.title, color, bold=True), "\n".join(_facts(article))]
    if marked.excerpt.text and article.excerpt not in article.body:
        blocks.append(_marked(marked.excerpt, color))
    blocks.extend(_marked(paragraph, color) for paragraph in marked.body)
    blocks.append(_absence(article))
    blocks.append(_list("Related", [f"{one.id}  {one.title}" for one in marked.related]))
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
    ]
    return "".join(f"{name:<12}{value}\n" for name, value in rows)


def printable(text: str) -> str:
    """Text without characters that steer a terminal; line ends and tabs stay.

    >>> printable("red\\x1b[31m\\n")
    'red�[31m\\n'
    """
    return "".join("�" if _steers(one) else one for one in text)


def _steers(character: str) -> bool:
    """Whether it is a control character, half a pair, or turns the direction of what follows."""
    return (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t") or character in "\u202d\u202e"


def _heading(response: SearchResponse) -> str:
    total = f"{response.total:,} {'article' if response.total == 1 else 'articles'}"
    lines = [f"{total}  ({response.took_ms:.0f} ms)", *response.notes]
    if response.suggestion:
        lines.append(f"Did you mean: {response.suggestion}")
    return printable("\n".join(lines))


def _hit(hit: Hit, place: int, color: bool) -> str:
    article = hit.article
    line = " · ".join(_known(_provider(article), _date(article), _KINDS[article.kind], *article.topics[:4]))
    lines = [f"{place}. {_marked(hit.title, color, bold=True)}", f"   {printable(line)}", f"   {article.id}"]
    lines.extend(f"   … {_marked(passage, color)}" for passage in hit.passages)
    lines.extend(f"   {one.score:8.3f}  {one.field}: {printable(one.text)}" for one in hit.explanation)
    return "\n".join(lines)


def _facts(article: Article) -> Iterable[str]:
    facts = (
        ("provider", _provider(article)),
        ("source", article.source),
        ("authors", ", ".join(article.authors)),
        ("published", _date(article)),
        ("category", article.category),
        ("type", article.type),
        ("topics", ", ".join(article.topics)),
        ("url", article.url),
        ("id", article.id),
        ("source id", article.source_id),
    )
    return (f"{name:<12}{printable(value)}" for name, value in facts if value)


def _absence(article: Article) -> str:
    """Why there is no body, where there is none."""
    if article.kind is Kind.SECURED:
        return "The body of this article is locked: the archive holds its title, excerpt and metadata."
    if article.kind is Kind.REFERENCE:
        return "This article is known only because others relate to it; the archive does not hold it."
    return ""


def _marked(snippet: Snippet, color: bool, *, bold: bool = False) -> str:
    if not color:
        return "".join(f"*{_runs(text)}*" if marked else _runs(text) for text, marked in snippet.parts())
    base, mark = ("1", "1;33") if bold else ("", "33")
    return "".join(_painted(_runs(text), mark if marked else base) for text, marked in snippet.parts())


def _painted(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style else text


def _runs(text: str) -> str:
    """Text on one line: runs of white space become one space."""
    return printable("".join(" " if blank else "".join(run) for blank, run in groupby(text, str.isspace)))


def _provider(article: Article) -> str:
    return article.provider.name or article.provider.domain


def _date(article: Article) -> str:
    if not article.published:
        return ""
    return instant_to_iso(article.published) + (" (zone assumed)" if article.published.zone == "assumed" else "")


def _known(*values: str) -> list[str]:
    return [value for value in values if value]


def _values(values: Iterable[FacetValue]) -> str:
    return ", ".join(f"{one.value} {one.count:,}" for one in values)


def _list(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *(f"  {printable(line)}" for line in lines)]) if lines else ""
