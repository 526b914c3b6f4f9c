"""What an article is recognised by, wherever it comes back: its id, its addresses, or its text. Pure.

Not for which records are one article (`index.assembly.grouping`).
"""

from __future__ import annotations

import hashlib
from typing import Final

from index.article import Article
from index.assembly.grouping import article_address
from index.twins import twin_form

_TEXT: Final = "text:"
_INDEXED: Final = len(_TEXT) + 12


def lasting_names(article: Article) -> tuple[str, ...]:
    """What an article is recognised by in another generation: its id, its addresses in all their forms, or its text.

    >>> from index.article import Kind
    >>> lasting_names(Article("a1", Kind.FULL, "Title", url="http://example.org/a/"))
    ('a1', 'https://example.org/a')
    """
    addresses = dict.fromkeys(filter(None, map(article_address, (article.url, *article.aliases))))
    return article.id, *(dict.fromkeys((*addresses, *map(twin_form, addresses))) or (text_name(article),))


def all_names(article: Article) -> tuple[str, ...]:
    """Everything an article can be asked for by: its lasting names, its URLs as they are spelt, its source's own id."""
    names = (article.id, article.url, *article.aliases, *map(twin_form, article.aliases), article.source_id)
    own = tuple(dict.fromkeys(name for name in names if name))
    return own if article.aliases else tuple(dict.fromkeys((*own, *map(indexed_form, lasting_names(article)))))


def indexed_form(name: str) -> str:
    """A name as the index has it: of one that is made of a text 48 bits, which tell millions of texts apart.

    >>> indexed_form("text:0123456789abcdef0123456789abcdef")
    'text:0123456789ab'
    """
    return name[:_INDEXED] if is_text_name(name) else name


def text_name(article: Article) -> str:
    """A name made of all that is to be read; the same however it is spaced, and in whatever case."""
    text = "\0".join(" ".join(part.casefold().split()) for part in (article.title, article.excerpt, article.body))
    return f"{_TEXT}{hashlib.blake2b(text.encode(errors='replace'), digest_size=16).hexdigest()}"


def is_text_name(name: str) -> bool:
    """Whether a name is made of a text, as of an article without an address."""
    return name.startswith(_TEXT)
