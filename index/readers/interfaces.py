"""Records as well-known interfaces and exports give them: their fields in, the same under usual names out.

Read are what makes an object flat for a table (`source.name`), objects that hold the article inside (`_source`), and
names that mean something only in one interface. Not for names that mean the same everywhere (`index.readers.fields`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from html import escape
from itertools import takewhile
from typing import Any, Final

from index.readers.fields import (
    AUTHORS,
    CATEGORY,
    EXCERPT,
    IMAGES,
    KEYWORDS,
    PROVIDER,
    PUBLISHED,
    TITLE,
    TOPICS,
    UPDATED,
)
from index.readers.own_body import BODY, BODY_HTML
from index.readers.places import ABSENT, find
from index.readers.values import bare_name, is_absent, known_truth

ARTICLE_NAMES: Final = frozenset((*TITLE, *EXCERPT, *BODY, *BODY_HTML))
"""Bare names of which an article has one at least."""

# Elasticsearch; JSON:API, as Drupal gives it; an answer with one record; the Guardian, Contentful, Airtable.
_ENVELOPES = ("_source", "attributes", "data", "fields")
_MARKS = frozenset((*_ENVELOPES, "content_elements", "seendate", "name"))
_OF_ENVELOPE = ("type", "_type")  # what kind of thing the envelope holds
_FIELDS = (TITLE, EXCERPT, PUBLISHED, UPDATED, AUTHORS, (*TOPICS, *KEYWORDS), CATEGORY, IMAGES, PROVIDER)
_WRAPPERS = frozenset(("name", "main", "original", "rendered"))
_DEEPEST = 3
_DEEPEST_ARTICLE, _MOST_NAMES, _LONGEST_PLACE = 5, 200, 100  # that are looked at to say where one may lie
_TELLING = frozenset((*TITLE, *BODY, *BODY_HTML))
_KEYS = re.compile(r"\s*\[?[\d,\s]*\d[\d,\s]*\]?\s*")
_ANS_TEXTS = {"text": "p", "raw_html": "div", "header": "h2", "correction": "p", "endorsement": "p"}


def usual_fields(given: Mapping[str, object], places: Set[str] = frozenset()) -> Mapping[str, object]:
    """The fields of a record under usual names; itself where nothing in it is known here.

    `places` are bare names that a mapping adds to those of an article.

    >>> usual_fields({"_id": "7", "_source": {"title": "Ferry"}})
    {'title': 'Ferry', '_id': '7'}
    >>> usual_fields({"source.name": "Coast Wire", "source.id": "c"})
    {'source': {'name': 'Coast Wire', 'id': 'c'}}
    """
    if _MARKS.isdisjoint(given) and "." not in "".join(given) and not _is_wordpress(given):
        return given  # as nearly all are
    fields = given
    for _ in range(_DEEPEST):
        opened = _opened(_nested(fields), places)
        if opened is fields:
            break
        fields = opened
    if _is_wordpress(fields):
        return _of_wordpress(fields)
    if "content_elements" in fields and isinstance(fields.get("headlines"), Mapping):
        return _of_ans(fields)
    if "seendate" in fields:
        return _of_gdelt(fields)
    is_work = "datePublished" in fields and not fields.keys().isdisjoint(("provider", "@type"))
    if is_work and "name" in fields and _names(fields).isdisjoint(TITLE):
        return _titled_by_name(fields)
    return fields


def where_it_lies(value: object) -> str:
    """What to do about a record that is none, where something deeper in it looks like an article; else "".

    >>> where_it_lies({"story": {"title": "Ferry", "text": "It runs."}})
    'under `story` stand title, text: name them in a mapping file (--mapping) as `story.title`'
    >>> where_it_lies({"rows": [{"title": "A", "text": "x"}], "more": [{"title": "B", "text": "y"}]})
    'the list under `rows` seems to hold articles: give it as a file of its own'
    """
    level: list[tuple[str, object, bool]] = [("", value, False)]
    for _ in range(_DEEPEST_ARTICLE):
        below: list[tuple[str, object, bool]] = []
        for place, held, in_list in level:
            for name, inner in list(held.items())[:_MOST_NAMES] if isinstance(held, Mapping) else ():
                is_list = isinstance(inner, list) and bool(inner)
                below.append((f"{place}.{name}"[:_LONGEST_PLACE], inner[0] if is_list else inner, in_list or is_list))
        level = below[:_MOST_NAMES]
        for place, held, in_list in level:
            found = [name for name in held if bare_name(name) in _TELLING] if isinstance(held, Mapping) else []
            if len(found) > 1:
                return _advice(place[1:], found, in_list)
    return ""


def _advice(place: str, names: list[str], in_list: bool) -> str:
    if in_list:
        return f"the list under `{place}` seems to hold articles: give it as a file of its own"
    shown = ", ".join(name[:_LONGEST_PLACE] for name in names[:3])
    return f"under `{place}` stand {shown}: name them in a mapping file (--mapping) as `{place}.{names[0]}`"


def _names(fields: Mapping[str, object]) -> set[str]:
    return {bare_name(name) for name in fields}


def _nested(fields: Mapping[str, object]) -> Mapping[str, object]:
    """The fields with objects that were made flat for a table, `source.name` and `source.id`, as objects again."""
    dotted = [name.partition(".") for name in fields if "." in name]
    tops = {top for top, _, rest in dotted if (rest in _WRAPPERS or top in _ENVELOPES) and top not in fields}
    if not tops:
        return fields
    made: dict[str, Any] = {}
    for name, value in fields.items():
        top, _, rest = name.partition(".")
        if rest and top in tops:
            made.setdefault(top, {})[rest] = value
        else:
            made[name] = value
    return made


def _opened(fields: Mapping[str, object], places: Set[str]) -> Mapping[str, object]:
    """The fields of the article that an object holds which is none itself, with those around it."""
    for name in _ENVELOPES:
        inner = fields.get(name)
        if not isinstance(inner, Mapping) or not _names(_nested(inner)) & (_TELLING | {*_ENVELOPES}):
            continue
        own = _names(fields) & (ARTICLE_NAMES | places)
        if own and (name != "fields" or own != {"webtitle"}):
            continue
        if name == "attributes" and "changed" in inner:  # what Drupal calls an update; elsewhere it is a flag
            inner = {**inner, "dateupdated": inner["changed"]}
            del inner["changed"]
        around = {one: value for one, value in fields.items() if one != name and one not in inner}
        return {**inner, **{one: value for one, value in around.items() if own or one not in _OF_ENVELOPE}}
    return fields


def _is_wordpress(fields: Mapping[str, object]) -> bool:
    """Whether WordPress made this for its interface, which wraps texts so."""
    texts = (fields.get(name) for name in ("title", "content", "excerpt"))
    return any(isinstance(text, Mapping) and "rendered" in text for text in texts)


def _of_wordpress(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Its fields with names in place of the numbers of other tables, which are no names by themselves."""
    embedded = fields.get("_embedded")
    held = embedded if isinstance(embedded, Mapping) else {}
    terms = [term for group in _list(held.get("wp:term")) for term in _list(group) if isinstance(term, Mapping)]
    named = {
        "author": _all_at(held, "author.name"),
        "categories": [term.get("name") for term in terms if term.get("taxonomy") == "category"],
        "tags": [term.get("name") for term in terms if term.get("taxonomy") == "post_tag"],
    }
    made = {name: value for name, value in fields.items() if name != "_embedded"}
    for name, names in named.items():
        if name in made and _are_keys(made[name]):
            numbers = made.pop(name)
            made |= {name: names} if names else {f"{name} (numbers)": numbers}
    if pictures := _all_at(held, "wp:featuredmedia.source_url"):
        made.setdefault("images", pictures)
    return made


def _are_keys(value: object) -> bool:
    """Whether a value is nothing but numbers, as of rows in another table.

    >>> _are_keys([1, 2]), _are_keys("[5]"), _are_keys(3), _are_keys(["Sea", 7])
    (True, True, True, False)
    """
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(_KEYS.fullmatch(str(item)) for item in items)


def _of_ans(fields: Mapping[str, object]) -> Mapping[str, object]:
    """A story of Arc: its text is a list of elements, its other texts stand under `basic`."""
    body = "".join(_ans_paragraphs(fields.get("content_elements")))
    return _with(
        {name: value for name, value in fields.items() if name != "content_elements"},
        {
            "title": ("headlines.basic",),
            "excerpt": ("description.basic", "subheadlines.basic"),
            "datepublished": ("first_publish_date", "publish_date", "display_date"),
            "dateupdated": ("last_updated_date",),
            "authors": ("credits.by.name",),
            "topics": ("taxonomy.tags.text",),
            "section": ("taxonomy.primary_section.name",),
            "images": ("promo_items.basic.url",),
        },
    ) | {"contenthtml": body}


def _ans_paragraphs(elements: object) -> Iterator[str]:
    for element in _list(elements):
        if not isinstance(element, Mapping):
            continue
        kind, text = str(element.get("type")), element.get("content")
        if isinstance(text, str) and kind in _ANS_TEXTS:
            yield f"<{_ANS_TEXTS[kind]}>{text}</{_ANS_TEXTS[kind]}>"
        elif kind == "quote":
            yield f"<blockquote>{''.join(_ans_paragraphs(element.get('content_elements')))}</blockquote>"
        elif kind == "list":
            items = (one.get("content") for one in _list(element.get("items")) if isinstance(one, Mapping))
            yield f"<ul>{''.join(f'<li>{item}</li>' for item in items if isinstance(item, str))}</ul>"
        elif kind == "image" and isinstance(caption := element.get("caption"), str):
            yield f"<figure><figcaption>{escape(caption)}</figcaption></figure>"


def _of_gdelt(fields: Mapping[str, object]) -> Mapping[str, object]:
    """An entry of GDELT, which dates an article by when it met it, within minutes of its publication.

    Other programs add what they know of the article itself, and that goes before.
    """
    places = {"datepublished": ("seendate",), "images": ("socialimage",), "provider": ("domain",)}
    return _with(fields, places)


def _titled_by_name(fields: Mapping[str, object]) -> Mapping[str, object]:
    """A dated work of schema.org, as Bing gives articles, whose name is its title."""
    return _with(fields, {"title": ("name",), "images": ("image.thumbnail.contentUrl", "image")})


def _with(fields: Mapping[str, object], places: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """The fields with what stands at these places under the names given, where those of the record are not filled."""
    found = {
        name: value
        for name, ways in places.items()
        if not _has_own(fields, name, ways) and (value := _first(fields, ways)) is not ABSENT
    }
    used = {way.partition(".")[0] for name, ways in places.items() for way in ways if name in found or "." in way}
    return {**found, **{name: value for name, value in fields.items() if name not in used and name not in found}}


def _has_own(fields: Mapping[str, object], name: str, ways: tuple[str, ...]) -> bool:
    """Whether a record fills its field of this name itself, under a name that is surer than those of `ways` in it."""
    tops = {way.partition(".")[0] for way in ways} & fields.keys()
    aside = {bare_name(top) for top in tops}
    surer = takewhile(lambda one: one not in aside, next(names for names in _FIELDS if name in names))
    filled = {bare_name(one) for one, value in fields.items() if one not in tops and _says(value)}
    if known_truth(fields.get("published")) is not None:
        filled.discard("published")  # a flag, not a date
    return not filled.isdisjoint(surer)


def _says(value: object) -> bool:
    return not is_absent(value) and value not in ([], {})


def _first(fields: Mapping[str, object], ways: tuple[str, ...]) -> object:
    found = (find(fields, way) for way in ways)
    return next((value for value in found if value is not ABSENT and _says(value)), ABSENT)


def _all_at(fields: Mapping[str, object], place: str) -> list[object]:
    found = find(fields, place)
    return [one for one in _list(found) if isinstance(one, str) and one.strip()]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
