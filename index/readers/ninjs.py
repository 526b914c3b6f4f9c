"""ninjs, the IPTC's "News in JSON", versions 1, 2 and 3: one news object to a Record.

The generations differ in the case of names and in how they write headlines, bodies, renditions and
associations (properties of an object first, lists later); all are read as one. Read to the schemas
at https://iptc.org/std/ninjs/. Not for JSON without a standard (see `index.readers.records`).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from index.article import Origin
from index.dates import parse_instant
from index.readers.agency import ENDLESS_EMBARGO, as_item, status_of, takes_back, version_of
from index.readers.fields import SOURCE_ID, URLS
from index.readers.mapping import FieldReader
from index.readers.own_body import BODY, BODY_HTML, body_form
from index.readers.values import MOST_ITEMS, whole_number
from index.record import Record, Rejection, Skip
from index.urls import is_web_url

READER: Final = "ninjs"

_TELLING = frozenset(
    "versioncreated firstcreated contentcreated pubstatus representationtype copyrightholder copyrightnotice"
    " usageterms ednote headlines bodies descriptions renditions associations altids infosource infosources"
    " slugline located urgency subject subjects".split()
)
_FEWEST_TELLING = 2
_PICTURES = ("picture", "graphic")
_MEDIA = (*_PICTURES, "audio", "video", "component")
_WITHOUT_TEXT = (*_MEDIA, "composite")
_NOT_THE_TEXT = ("caption", "summary", "teaser", "abstract", "note")
_OWN_NAMES = ("source", "provider", "related", "secured")
"""What agencies add to ninjs under names that are usual elsewhere."""


def is_ninjs(value: Any) -> bool:
    """Whether a JSON value is a news object: by the standard it names, or by its properties.

    >>> is_ninjs({"uri": "urn:x", "versioncreated": "2021-12-14", "body_text": "Gold rose."})
    True
    >>> is_ninjs({"uri": "urn:x", "headline": "Gold rose"})
    False
    """
    if not isinstance(value, Mapping):
        return False
    names = {name.lower() for name in value}
    if not names & {"uri", "guid"}:
        return False
    telling = sum(name in _TELLING or name.startswith(("body_", "description_")) for name in names)
    return telling >= _FEWEST_TELLING or "ninjs" in _standard(value)


def _standard(value: Mapping[str, Any]) -> str:
    named = value.get("standard", value.get("$standard"))
    return str(named.get("name", "")).lower() if isinstance(named, Mapping) else ""


def read_ninjs(value: Mapping[str, Any], origin: Origin, fields: FieldReader) -> Record | Rejection | Skip:
    """The record of one news object; a Skip where nothing says when its embargo ends."""
    item = {name.lower(): held for name, held in value.items()}
    made = ninjs_fields(item)
    if not made.get("removed") and _is_endless(item.get("embargoeduntil", item.get("embargoed"))):
        return Skip(origin, ENDLESS_EMBARGO)
    record = fields.read(value, origin, READER, made)
    return record if isinstance(record, Skip) else as_item(record, made)


def ninjs_fields(item: Mapping[str, Any]) -> dict[str, object]:
    """The properties of a news object, their names in lower case, by the names that readers share.

    These are those of `index.readers.fields` and `index.readers.agency`.
    """
    status = status_of(item.get("pubstatus"))
    first, version = item.get("firstcreated") or item.get("contentcreated"), item.get("versioncreated")
    sources = _names(item.get("infosources", item.get("infosource")))
    source = item.get("source")
    associated = _objects(item.get("associations"))
    embargo = None if takes_back(status) else item.get("embargoeduntil", item.get("embargoed"))
    made = {
        "title": _headline(item),
        "excerpt": next((text.value for text in _plain_first(_texts(item, "description"))), None),
        **_body(item),
        **_identity(item),
        "publisheddatetime": _later(first or version, embargo),
        "updateddatetime": version if first else None,
        "authors": item.get("by") or item.get("byline"),
        "provider": item.get("copyrightholder")
        or next(iter(sources), None)
        or (source if isinstance(source, str) else None),
        "source": next(iter(sources), None),
        "category": _names(item.get("service")) or _names(item.get("genres", item.get("genre"))),
        "type": item.get("type"),
        "topics": _names(item.get("subjects", item.get("subject"))) + _names(item.get("keywords")),
        "images": [image for one in (item, *associated) for image in _picture(one)],
        "related": [_link(one) for one in associated if one.get("type") not in _MEDIA],
        "removed": takes_back(status),
        "status": status,
        "version": version_of(item.get("version")),
    }
    made["versioned"] = made[SOURCE_ID[0]] in (item.get("uri"), item.get("guid"))  # those of all its versions
    own = {name: item[name] for name in _OWN_NAMES if item.get(name)}
    return {name: value for name, value in (made | own).items() if value}


def _objects(value: Any) -> list[dict[str, Any]]:
    """The objects in a list, or under any names (generation 1), their own names in lower case."""
    held = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    objects = (one for one in islice(held, MOST_ITEMS + 1) if isinstance(one, Mapping))
    return [{name.lower(): inner for name, inner in one.items()} for one in objects]


def _names(value: Any) -> list[str]:
    """The names of concepts: each an object with a name, or the name itself."""
    found = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    names = [one.get("name") if isinstance(one, Mapping) else one for one in found]
    return [name for name in names if isinstance(name, str) and name.strip()]


class _Text(NamedTuple):
    """A headline, description or body: what it is for, its form in words, and itself."""

    role: str
    form: str
    value: str


def _texts(item: Mapping[str, Any], name: str, plural: str = "") -> list[_Text]:
    """The texts of one kind, as a string, as properties `name_role`, or as a list of objects, the main ones first."""
    found = []
    for key, value in item.items():
        if isinstance(value, str) and (key == name or key.startswith(f"{name}_")):
            role = key[len(name) + 1 :]
            found.append(_Text(role or "main", role, value))
        elif key in (name, plural or f"{name}s"):
            for one in _objects(value):
                role = str(one.get("role", one.get("name", ""))).lower()
                form = f"{one.get('contenttype') or one.get('mimetype') or ''} {role}".lower()
                if isinstance(one.get("value"), str):
                    found.append(_Text(role, form, one["value"]))
    return sorted((text for text in found if text.value.strip()), key=_rank)


def _rank(text: _Text) -> int:
    if text.role in ("main", ""):
        return 0
    return 2 if any(word in text.role for word in _NOT_THE_TEXT) else 1


def _plain_first(texts: list[_Text]) -> list[_Text]:
    return sorted(texts, key=lambda text: "html" in text.form or "xml" in text.form)


def _headline(item: Mapping[str, Any]) -> str | None:
    title = item.get("title")
    named = [text.value for text in _plain_first(_texts(item, "headline"))]
    return next(iter(named), title if isinstance(title, str) else None)


def _body(item: Mapping[str, Any]) -> dict[str, object]:
    """The body with its paragraphs marked, unless it is a fraction of the plain one."""
    html: list[str] = []
    plain: list[str] = []
    other: list[str] = []
    for text in _texts(item, "body", "bodies"):
        if "html" in text.form:
            html.append(text.value)
        elif "xml" in text.form or "nitf" in text.form:
            other.append(text.value)
        else:
            (html if body_form(text.value, "plain") == "html" else plain).append(text.value)
    if html and not (plain and len(html[0]) < len(plain[0]) / 2):
        return {BODY_HTML[0]: html[0]}
    return {BODY[0]: plain[0]} if plain else {BODY_HTML[0]: other[0]} if other else {}


def _identity(item: Mapping[str, Any]) -> dict[str, object]:
    """The addresses it is known by, those meant to be followed first, and an id that is no address."""
    alternatives = item.get("altids")
    other = list(alternatives.values()) if isinstance(alternatives, Mapping) else []
    if isinstance(alternatives, list):
        other = [one.get("value") for one in _objects(alternatives)]
    own = [item.get(name) for name in ("url", "weburl", "canonicalurl", "uri", "guid")]
    names = [name for name in dict.fromkeys(one for one in (*own, *other) if isinstance(one, str)) if name.strip()]
    web = [name for name in names if is_web_url(name.strip())]
    ids = [name for name in names if name not in web]
    return {**dict(zip(URLS, web, strict=False)), SOURCE_ID[0]: ids[0] if ids else None}


def _is_endless(embargo: Any) -> bool:
    """Whether there is an embargo that does not say until when, in a way that is understood."""
    if not (embargo.strip() if isinstance(embargo, str) else embargo):
        return False
    try:
        parse_instant(embargo)
    except ValueError:
        return True
    return False


def _later(created: Any, embargo: Any) -> Any:
    """When it may first be seen: at its creation, or when its embargo ends."""
    try:
        return embargo if parse_instant(embargo).at > parse_instant(created).at else created
    except (ValueError, TypeError):
        return created or embargo


def _picture(item: Mapping[str, Any]) -> list[dict[str, object]]:
    """The widest rendition of a picture or graphic, with its caption."""
    if item.get("type") not in _PICTURES:
        return []
    found = [one for one in _objects(item.get("renditions")) if isinstance(one.get("href"), str)]
    best = max(found, key=lambda one: whole_number(one.get("width")) or 0, default=None)
    if best is None:
        return []
    caption = [text.value for text in _plain_first(_texts(item, "description"))] or [_headline(item) or ""]
    return [{"url": best["href"], "title": caption[0], "width": best.get("width"), "height": best.get("height")}]


def _link(item: Mapping[str, Any]) -> dict[str, object]:
    named = {"title": _headline(item), **_identity(item), "type": item.get("type")}
    return {name: value for name, value in named.items() if value}


def media_alone(value: Mapping[str, Any]) -> str:
    """The type of a usable news object that is no text and holds none, a picture or a list of others; "" of any other.

    >>> media_alone({"uri": "urn:x", "type": "picture", "headline": "A crane"}), media_alone({"type": "text"})
    ('picture', '')
    """
    item = {name.lower(): held for name, held in value.items()}
    kind, status = item.get("type"), item.get("pubstatus") or "usable"
    is_media = kind in _WITHOUT_TEXT and str(status).lower().endswith("usable")
    return str(kind) if is_media and not _body(item) else ""
