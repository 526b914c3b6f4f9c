"""Articles in, the files of one generation out: a Whoosh index of their words beside their columns.

Whoosh keeps the postings and the stored articles in one segment. Documents are numbered newest
first, undated last, then by id, which is the order of every tie. For each text field NAME there
are two Whoosh fields: NAME holds stems with positions, NAME_word the words as written (folded),
for wildcards and suggestions. Not for publishing: `index.archive` does that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh import fields, formats
from whoosh import index as whoosh_index
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.codec.whoosh3 import W3Codec

from index.analysis import Token, analyze, analyze_texts
from index.article import Article
from index.columns import write_columns
from index.schema import TEXT_FIELDS
from index.stored import encode_article

STORED_FIELD = "article"
NAME_FIELD = "name"
"""Every name an article is known by: its id, its URLs, its source's own id."""

_WRITER_MEMORY_MB = 512

Posting = tuple[bytes, int, float, bytes]


def word_field(field: str) -> str:
    """The Whoosh field that holds the words of a text field as written."""
    return f"{field}_word"


class StemAnalyzer(Analyzer):  # type: ignore[misc]
    """Our analysis in Whoosh's form, so that Whoosh's own query parser finds the same terms."""

    def __call__(self, value: str, positions: bool = False, chars: bool = False, **_: Any) -> Iterator[WhooshToken]:
        for token in analyze(value):
            yield WhooshToken(
                positions,
                chars,
                text=token.term,
                pos=token.position,
                startchar=token.start,
                endchar=token.end,
                boost=1.0,
            )


class StemField(fields.TEXT):  # type: ignore[misc]
    """A field given as tokens: indexes their terms with positions."""

    def __init__(self) -> None:
        super().__init__(analyzer=StemAnalyzer(), phrase=True)

    def index(self, value: list[Token], **_: Any) -> Iterator[Posting]:
        positions: defaultdict[str, set[int]] = defaultdict(set)
        for token in value:
            positions[token.term].add(token.position)
        for term, places in positions.items():
            yield term.encode(), len(places), float(len(places)), self.format.encode(sorted(places))


class WordField(fields.TEXT):  # type: ignore[misc]
    """A field given as tokens: indexes their words before stemming, with frequencies."""

    def __init__(self) -> None:
        super().__init__(analyzer=StemAnalyzer(), phrase=False)
        self.scorable = False  # lengths are kept in a column; Whoosh's own cost a look-up a posting

    def index(self, value: list[Token], **_: Any) -> Iterator[Posting]:
        for word, frequency in Counter(token.word for token in value).items():
            yield word.encode(), frequency, float(frequency), formats.pack_uint(frequency)


class NameField(fields.ID):  # type: ignore[misc]
    """A field given as strings, each indexed as it is."""

    def index(self, value: tuple[str, ...], **_: Any) -> Iterator[Posting]:
        for name in value:
            yield name.encode(), 1, 1.0, b""


def write_index(articles: Iterable[Article], directory: Path, *, on_article: Callable[[], None] = lambda: None) -> None:
    """Write the index of these articles into an empty folder, all of it or, by raising, none that counts.

    `on_article` is called after each article.
    """
    ordered = sorted(articles, key=_tie_order)
    lengths: dict[str, list[int]] = {field.name: [] for field in TEXT_FIELDS}
    writer = whoosh_index.create_in(directory, _whoosh_schema()).writer(
        limitmb=_WRITER_MEMORY_MB, codec=W3Codec(), compound=False
    )
    try:
        for article in ordered:
            writer.add_document(**_document(article, lengths))
            on_article()
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False)
    write_columns(ordered, lengths, directory)


def names_of(article: Article) -> tuple[str, ...]:
    """Everything an article can be asked for by: its id, its URLs, its source's own id."""
    names = (article.id, article.url, *article.aliases, article.source_id)
    return tuple(dict.fromkeys(name for name in names if name))


def _tie_order(article: Article) -> tuple[bool, int, str]:
    if article.published is None:
        return True, 0, article.id
    return False, -article.published.microseconds, article.id


def _whoosh_schema() -> fields.Schema:
    schema = fields.Schema(**{STORED_FIELD: fields.STORED(), NAME_FIELD: NameField()})
    for field in TEXT_FIELDS:
        schema.add(field.name, StemField())
        schema.add(word_field(field.name), WordField())
    return schema


def _document(article: Article, lengths: dict[str, list[int]]) -> dict[str, Any]:
    """What Whoosh is given for one article; adds its exact field lengths to `lengths`."""
    document: dict[str, Any] = {STORED_FIELD: encode_article(article), NAME_FIELD: names_of(article)}
    for field in TEXT_FIELDS:
        tokens = [token for text in analyze_texts(field.texts(article)) for token in text]
        lengths[field.name].append(sum(1 for token in tokens if token.role == "part"))
        if tokens:
            document[field.name] = document[word_field(field.name)] = tokens
    return document
