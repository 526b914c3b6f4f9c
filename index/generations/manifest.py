"""What a generation says about itself: of which form it is, how it was made, and its files with their fingerprints.

One JSON file, written last, so that what has one is whole. It holds what decides who sees what too (`include_future`,
`withdrawals_bytes`), and so a checksum of all the rest stands in it. Not for the files themselves
(`index.generations.fingerprints`), nor for which generation is served (`index.generations.archive`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from xxhash import xxh3_128_hexdigest

from index.errors import EngineUnavailable, IndexIncompatible
from index.generations.fingerprints import Fingerprints
from index.schema import SCHEMA_VERSION

MANIFEST = "MANIFEST.json"
_FORMAT = "backfile generation"
_CHECKSUM = "checksum"
_KEYS_OF_OLDER = frozenset(
    ("format", "schema_version", "built_at", "include_future", "withdrawals_bytes", "written_by", "files")
)
"""All that may stand in a manifest from before there were checksums: nothing that one of them became by damage."""
_ADVICE = "Run: backfile rollback, or rebuild the archive."


def encode_manifest(files: Fingerprints, about: Mapping[str, Any]) -> bytes:
    """The manifest of a generation with these files that is made now; `about` is whatever else is to be known of it."""
    manifest = {
        "format": _FORMAT,
        "schema_version": SCHEMA_VERSION,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        **about,
        "files": files,
    }
    return seal_manifest(manifest)


def seal_manifest(manifest: Mapping[str, Any]) -> bytes:
    """A manifest as it is written, with the checksum that goes with what it says."""
    told = {key: value for key, value in manifest.items() if key != _CHECKSUM}
    return orjson.dumps({**told, _CHECKSUM: _checksum(told)}, option=orjson.OPT_INDENT_2)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a generation says about itself. Raises IndexIncompatible if it is not one of this version, or damaged."""
    path = folder / MANIFEST
    try:
        manifest = orjson.loads(path.read_bytes())
    except PermissionError as error:
        raise EngineUnavailable(f"{path} cannot be read: {error.strerror}.") from error
    except OSError as error:
        raise IndexIncompatible(f"{path} cannot be read ({error.strerror}). {_ADVICE}") from error
    except ValueError as error:
        raise IndexIncompatible(f"{path} is damaged. {_ADVICE}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise IndexIncompatible(f"{folder} is not a generation of a Backfile archive. {_ADVICE}")
    if manifest.get("schema_version") != SCHEMA_VERSION:
        raise IndexIncompatible(
            f"{folder} was written with schema {manifest.get('schema_version')}, this Backfile reads {SCHEMA_VERSION}."
            " Rebuild the archive from its sources."
        )
    told = manifest.pop(_CHECKSUM, None)
    is_older = told is None and manifest.keys() <= _KEYS_OF_OLDER
    if not is_older and told != _checksum(manifest):
        raise IndexIncompatible(f"{path} is damaged. {_ADVICE}")
    return manifest


def _checksum(told: Mapping[str, Any]) -> str:
    """That of what a manifest says, however it is laid out."""
    return xxh3_128_hexdigest(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
