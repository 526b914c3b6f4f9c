"""The meta tags of a page to fields: OpenGraph, and the names that news sites use.

Not for typing the fields (see `index.readers.fields`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import html

from index.urls import is_web_url

MOST_TAGS = 500

# For each field the tags that carry it, the surest first.
_OPEN_GRAPH: Mapping[str, tuple[str, ...]] = {
    "title": ("og:title",),
    "description": ("og:description",),
    "datepublished": ("article:published_time", "og:article:published_time", "og:published_time", "datepublished"),
    "datemodified": ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified"),
    "section": ("article:section", "og:article:section"),
    "keywords": ("article:tag", "og:article:tag"),
    "author": ("article:author_name", "og:article:author", "article:author"),
    "publisher": ("og:site_name",),
    "type": ("og:type",),
}
_NAMED: Mapping[str, tuple[str, ...]] = {
    "title": ("twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "headline"),
    "description": ("description", "twitter:description", "dc.description", "dcterms.description"),
    "datepublished": tuple(
        "parsely-pub-date sailthru.date citation_publication_date dc.date.issued dcterms.issued dc.date dcterms.date"
        " dcterms.created pubdate publishdate publish_date publish-date article.published date".split()
    ),
    "datemodified": ("dcterms.modified", "dc.date.modified", "article.updated", "last-modified", "lastmod"),
    "section": ("parsely-section", "section"),
    "keywords": ("news_keywords", "parsely-tags", "sailthru.tags", "keywords"),
    "author": (
        "parsely-author",
        "author",
        "dc.creator",
        "dcterms.creator",
        "sailthru.author",
        "citation_author",
        "byl",
    ),
    "publisher": ("dc.publisher", "dcterms.publisher", "application-name"),
}
_SEVERAL = ("keywords", "author")
_IMAGES = ("og:image", "og:image:url", "og:image:secure_url")


@dataclass(frozen=True, slots=True)
class MetaTags:
    """The meta tags of one page: every content under its name, property or itemprop, in page order."""

    contents: Mapping[str, list[str]]
    images: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, root: html.HtmlElement) -> MetaTags:
        """Read the tags of a page, but for those of items within it; of a page with very many, the first."""
        contents: dict[str, list[str]] = {}
        images: list[dict[str, str]] = []
        for tag in islice(root.iter("meta"), MOST_TAGS):
            if _is_of_item(tag):
                continue
            name = str(tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
            content = str(tag.get("content") or "").strip()
            if name and content:
                contents.setdefault(name, []).append(content)
                _add_to_image(images, name, content)
        return cls(contents, images)

    def first(self, *names: str) -> str:
        """The first content under the first of the names that is there."""
        return next((self.contents[name][0] for name in names if name in self.contents), "")

    def open_graph(self) -> dict[str, Any]:
        """What OpenGraph says of the article, images with their sizes among it."""
        return self._fields(_OPEN_GRAPH) | {"images": self.images}

    def named(self) -> dict[str, Any]:
        """What the other tags say of it."""
        return self._fields(_NAMED) | {"image": self.first("twitter:image", "twitter:image:src")}

    def _fields(self, table: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        return {name: self._all(names) if name in _SEVERAL else self.first(*names) for name, names in table.items()}

    def _all(self, names: Iterable[str]) -> list[str]:
        # `article:author` is often the address of a profile, which is no name.
        found = next((self.contents[name] for name in names if name in self.contents), [])
        return [content for content in found if not is_web_url(content)]


def _is_of_item(tag: html.HtmlElement) -> bool:
    """Whether a tag is a property of an item of microdata inside the page, which may be that of another story."""
    if tag.get("property") or tag.get("name") or not tag.get("itemprop"):
        return False
    return any(one.get("itemscope") is not None for one in tag.iterancestors() if one.tag not in ("html", "body"))


def _add_to_image(images: list[dict[str, str]], name: str, content: str) -> None:
    """OpenGraph gives an image its sizes in the tags that follow it."""
    if name in _IMAGES:
        if not images or "url" not in images[-1] or name == "og:image":
            images.append({"url": content})
    elif images and name in ("og:image:width", "og:image:height"):
        images[-1][name.rpartition(":")[2]] = content
    elif images and name == "og:image:alt":
        images[-1]["title"] = content
