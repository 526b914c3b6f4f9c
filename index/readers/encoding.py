"""Bytes to text: whatever a file holds becomes a string, and no byte but NUL is dropped.

Not for repairing text that was decoded wrongly before it was written (see `index.cleaning`).
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator

_SAMPLE = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\r\f\x1b"})  # escape begins a shift in ISO-2022-JP
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})",
    re.I,
)
# Only what pages really declare: Python also knows codecs that are not encodings of text.
_PAGE_ENCODINGS = re.compile(
    r"iso8859-\d+|cp125\d|cp874|koi8-[ru]|gb2312|gbk|gb18030|big5(hkscs)?|shift_jis|cp932|euc_(jp|kr)|cp949|iso2022_jp|mac-roman|tis-620"
)
# What browsers take these labels for (WHATWG Encoding Standard, section 4.2).
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
}
_CONTINUED = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def is_text(data: bytes) -> bool:
    """Whether bytes are a text in any encoding: at most one in fifty is a control character.

    >>> is_text(b"Gold rose\\n"), is_text(bytes(range(32)))
    (True, False)
    """
    if data.startswith(tuple(mark for mark, _ in _MARKS)) or _unmarked_wide(data):
        return True
    sample = data[:_SAMPLE]
    return (len(sample) - len(sample.translate(None, _CONTROLS))) * 50 <= len(sample)


def decode_text(data: bytes, stated: str = "") -> str:
    """Decode a file's bytes: by their mark, as UTF-8, by what is stated or declared, else by what is likely.

    `stated` is the charset that a server named. It counts before what a page declares of itself, as in browsers,
    but not if it is a western one: servers name that for whatever they are given. Never raises. NUL characters
    are dropped; every line ends in a line feed.

    >>> decode_text(b"\\xef\\xbb\\xbfcaf\\xc3\\xa9\\r\\n"), decode_text("naïve “quotes”".encode("cp1252"))
    ('café\\n', 'naïve “quotes”')
    """
    text = _decoded(data, stated)
    if "\0" in text:
        text = text.replace("\0", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def decode_blocks(blocks: Iterable[bytes]) -> Iterator[str]:
    """As `decode_text`, a long file block by block: its encoding is what its first block says.

    >>> list(decode_blocks([b"caf\\xc3", b"\\xa9\\r", b"\\nbar"]))
    ['caf', 'é', '\\nbar']
    """
    decoder: io.IncrementalNewlineDecoder | None = None
    for block in blocks:
        if decoder is None:
            mark, encoding, errors = _encoding_of(block)
            decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(errors), translate=True)
            block = block[mark:]
        yield decoder.decode(block).replace("\0", "")
    if decoder is not None and (rest := decoder.decode(b"", final=True)):
        yield rest.replace("\0", "")


def _encoding_of(data: bytes) -> tuple[int, str, str]:
    """The length of the mark a file opens with, its encoding, and what to do with bytes that do not fit."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return len(mark), encoding, "replace"
    if wide := _unmarked_wide(data):
        return 0, wide, "replace"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        if not _is_damaged_utf8(data):
            encoding = _declared_encoding(data) or _likely_encoding(data) or "cp1252"
            return 0, encoding, _AS_WINDOWS if encoding == "cp1252" else "replace"
    return 0, "utf-8", _AS_WINDOWS


def _decoded(data: bytes, stated: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if wide := _unmarked_wide(data):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, stated)


def _unmarked_wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in western text every other byte is NUL."""
    sample = data[:_SAMPLE]
    if sample.count(0) * 3 < len(sample):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else None


def _legacy(data: bytes, stated: str) -> str:
    """Text that is not UTF-8 throughout: damaged UTF-8, or an older encoding."""
    if _is_damaged_utf8(data):
        return data.decode("utf-8", _AS_WINDOWS)
    named = _page_encoding(stated)
    for encoding in (named if named != "cp1252" else None, _declared_encoding(data), _likely_encoding(data)):
        if encoding is not None:
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
    return data.decode("cp1252", _AS_WINDOWS)


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8."""
    sample = data[: 16 * _SAMPLE]
    wide = len(_CONTINUED.findall(sample))
    return wide > sum(byte > 0x7F for byte in _CONTINUED.sub(b"", sample))


def _declared_encoding(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if found is None:
        return None
    return _page_encoding((found[1] or found[2]).decode("ascii"))


def _page_encoding(label: str) -> str | None:
    """The encoding that browsers take a label for, None where it is none of a page."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _READ_AS.get(name, name)
    return name if _PAGE_ENCODINGS.fullmatch(name) else None


def _likely_encoding(data: bytes) -> str | None:
    """What the bytes look like, as far as whole scripts go; western text is Windows-1252."""
    from charset_normalizer import from_bytes  # 10 ms, which UTF-8 does without

    guess = from_bytes(data[:_SAMPLE]).best()
    if guess is None or not _PAGE_ENCODINGS.fullmatch(codecs.lookup(guess.encoding).name):
        return None
    western = {"Latin-1 Supplement", "Basic Latin", "General Punctuation", "Control character", "Latin Extended-A"}
    return None if western.issuperset(guess.alphabets) else guess.encoding


def _byte_as_windows(error: UnicodeError) -> tuple[str, int]:
    """One byte that does not fit is read as Windows-1252, or kept as the character of its number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start]
    return bytes([byte]).decode("cp1252", "ignore") or chr(byte), error.start + 1


_AS_WINDOWS = "backfile-windows-1252"
codecs.register_error(_AS_WINDOWS, _byte_as_windows)
