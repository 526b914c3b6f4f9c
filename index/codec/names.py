"""How the fields and files of an archive are called. Not for the archive's own fields (see `index.schema`)."""

from __future__ import annotations

STORED_FIELD = "article"
"""The stored field that holds an article as `index.generations.stored` encodes it."""
NAME_FIELD = "name"
"""Every name an article is known by: its id, its URLs and their twin forms, its source's own id."""
RELATED_FIELD = "related"
"""The ids of the articles that an article relates to: asked for one, it gives those that relate to it."""
TERMS_EXTENSION, DOCUMENTS_EXTENSION = ".bft", ".bfd"
"""Of the two files of a segment."""


def word_field(field: str) -> str:
    """The field that holds the words of a text field as written.

    >>> word_field("title")
    'title_word'
    """
    return f"{field}_word"
