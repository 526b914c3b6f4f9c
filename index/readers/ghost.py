"""An export of Ghost: its tables in, a post out with the names of its authors and tags in it.

Not for reading posts (see `index.readers.records`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

_LEFT_OUT = ("mobiledoc", "lexical", "comment_id", "codeinjection_head", "codeinjection_foot")
_OWN_SITE = "__GHOST_URL__"
"""What stands in an export for the site's address, which it does not tell."""
_INTERNAL = "#"


def ghost_posts(value: Any) -> list[dict[str, Any]] | None:
    """The posts of an export, None where a JSON value is none.

    >>> ghost_posts({"db": [{"data": {"posts": [{"title": "A"}]}}]})
    [{'title': 'A'}]
    """
    bases = value.get("db") if isinstance(value, Mapping) else None
    base = bases[0] if isinstance(bases, list) and bases else None
    tables = base.get("data") if isinstance(base, Mapping) else None
    if not isinstance(tables, Mapping) or not isinstance(tables.get("posts"), list):
        return None
    authors = _named(tables, "posts_authors", "author_id", "users")
    tags = _named(tables, "posts_tags", "tag_id", "tags")
    users = _names(tables, "users")
    posts = []
    for post in _rows(tables, "posts"):
        writer = users.get(str(post.get("author_id")))
        own = {
            "authors": authors[str(post.get("id"))] or list(filter(None, [writer])),
            "tags": tags[str(post.get("id"))],
        }
        given = {name: held for name, held in post.items() if name not in _LEFT_OUT and not _is_of_site(held)}
        excerpt = {"excerpt": given.pop("custom_excerpt", None), "image": given.pop("feature_image", None)}
        posts.append(given | {name: held for name, held in (own | excerpt).items() if held})
    return posts


def _rows(tables: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _names(tables: Mapping[str, Any], name: str) -> dict[str, str]:
    """The names in a table by the ids of their rows; internal tags, which no reader sees, left out."""
    rows = ((str(row.get("id")), row.get("name")) for row in _rows(tables, name))
    return {key: held for key, held in rows if isinstance(held, str) and held[:1] != _INTERNAL}


def _named(tables: Mapping[str, Any], pairs: str, key: str, name: str) -> dict[str, list[str]]:
    """The names that each post has in a table, in their order."""
    names, found = _names(tables, name), defaultdict[str, list[str]](list)
    for row in sorted(_rows(tables, pairs), key=lambda row: str(row.get("sort_order", "")).zfill(6)):
        if held := names.get(str(row.get(key))):
            found[str(row.get("post_id"))].append(held)
    return found


def _is_of_site(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_OWN_SITE)
