"""What news agencies say of an item beside its text: what identifies it, which version it is, whether it may be shown.

One rule for NITF, NewsML-G2 and ninjs, whose readers give it under names of its own: `status`, `id_giver`, `version`
and `versioned`. Which records are one item and what a withdrawal hits is told in `index.assembly`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec.structs import replace

from index.record import Record, Rejection, bare

Status = Literal["", "embargoed", "withheld", "canceled"]
"""The publishing status of an item, "" where it may be used."""

ENDLESS_EMBARGO: Final = "a news item under an embargo without an end"

_STATUSES: Final[dict[str, Status]] = {
    "embargoed": "embargoed",
    "withheld": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
}
_VERSION = re.compile(r"\d{1,18}(?:\.\d{1,18}){0,3}", re.A)


def status_of(written: object) -> Status:
    """The status that a word, or a code with the name of its list before it, means.

    >>> status_of("stat:canceled"), status_of("http://cv.iptc.org/newscodes/pubstatusg2/withheld"), status_of("usable")
    ('canceled', 'withheld', '')
    """
    return _STATUSES.get(re.split("[:/]", str(written or "").strip().lower())[-1], "")


def version_of(written: object) -> tuple[int, ...]:
    """The parts of a version number, to be compared one by one; none where it is no number.

    >>> version_of("10") > version_of(9), version_of("1.10") > version_of("1.9"), version_of("final")
    (True, True, ())
    """
    if isinstance(written, bool) or not isinstance(written, str | int):
        return ()
    text = str(written).strip()
    return tuple(map(int, text.split("."))) if _VERSION.fullmatch(text) else ()


def takes_back(status: Status) -> bool:
    """Whether an item of this status is to be seen no more."""
    return status in ("canceled", "withheld")


def as_item(record: Record | Rejection, fields: Mapping[str, Any]) -> Record | Rejection:
    """The record as one version of an item, by the fields that it was read from.

    Of one that takes its item back only stays what names it and when it was said: no title, so that none need agree,
    and no text. It must have been read as `removed`, which needs neither.
    """
    status: Status = fields.get("status", "")
    if not takes_back(status):
        return _numbered(record, fields) if isinstance(record, Record) else record
    if isinstance(record, Rejection) or not (record.urls or record.source_id):
        return Rejection(record.origin, f"{status} by its agency, but nothing says which item it is")
    notice = replace(bare(record), removed=status == "canceled", withheld=status == "withheld")
    return _numbered(notice, fields)


def _numbered(record: Record, fields: Mapping[str, Any]) -> Record:
    return replace(
        record,
        id_giver=fields.get("id_giver", ""),
        version=fields.get("version", ()),
        versioned=bool(record.source_id and fields.get("versioned")),
    )
