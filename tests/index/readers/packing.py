"""Small containers made in memory: tar, zip and WARC files of given members."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Files = Iterable[tuple[str, bytes]]


def tar_of(files: Files, mode: str = "w") -> bytes:
    """A tar archive; `mode` "w:gz" and the like compress it."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


def zip_of(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return made.getvalue()


class WarcFile:
    """A web archive being written, as crawlers write it."""

    def __init__(self, *, gzipped: bool = False) -> None:
        self._made = io.BytesIO()
        self._writer = WARCWriter(self._made, gzip=gzipped)

    def response(
        self, address: str, body: bytes, *, status: str = "200 OK", media: str = "text/html", **fields: str
    ) -> WarcFile:
        """What a server answered; `fields` are more of its header, `content_encoding` for Content-Encoding."""
        named = [("Content-Type", media), *((name.replace("_", "-"), value) for name, value in fields.items())]
        head = StatusAndHeaders(status, named, protocol="HTTP/1.1")
        return self.record(address, body, kind="response", head=head)

    def record(
        self,
        address: str,
        body: bytes,
        *,
        kind: str,
        media: str = "",
        head: StatusAndHeaders | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> WarcFile:
        """Any record."""
        record = self._writer.create_warc_record(
            address,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=media,
            http_headers=head,
            warc_headers_dict={"WARC-Date": "2019-07-31T23:59:59Z", **(fields or {})},
        )
        self._writer.write_record(record)
        return self

    def bytes(self) -> bytes:
        """The file so far."""
        return self._made.getvalue()
