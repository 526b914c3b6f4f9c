"""Bytes to text: whatever a file holds becomes a string, and no byte but NUL is dropped.

Not for repairing text that was decoded wrongly before it was written (see `index.cleaning`).
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator

from index.readers.likely_encoding import WESTERN, likely_encoding

_SAMPLE = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH = bytes(range(0x80, 0x100))
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1b"})  # escape begins a shift in ISO-2022
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})",
    re.I,
)
# Only what pages really declare: Python also knows codecs that are not encodings of text.
_PAGE_ENCODINGS = re.compile(
    r"iso8859-\d+|cp125\d|cp874|cp866|koi8-[ru]|gb18030|big5(hkscs)?|cp950|cp932|euc_jp|cp949|iso2022_(jp|kr)|hz|mac-roman|mac-cyrillic"
)
# What browsers take these labels for (WHATWG Encoding Standard, section 4.2): first those that Python has no name for.
_READ_AS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "windows-949": "cp949",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-x-big5": "big5",
    "windows-874": "cp874",
    "dos-874": "cp874",
    "iso-8859-8-i": "cp1255",
    "koi8": "koi8-r",
    "koi": "koi8-r",
    "koi8-ru": "koi8-u",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_WESTERN_LABELS = (WESTERN, "iso8859-15")
# What is read where a text has characters that its encoding grew by later.
_WIDER = {"big5": "big5hkscs", "euc_jp": "euc_jis_2004", "iso8859-8": "cp1255"}
_SHIFT = re.compile(rb"\x1b\$[@B]|\x1b\([IJ]")
_KOREAN_SHIFT = b"\x1b$)C"
_SHIFTS = b"\x0e\x0f"
_MOST_BAD = 50  # of so many bytes that are not ASCII one may be damaged
_CONTINUED = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def is_text(data: bytes) -> bool:
    """Whether bytes are a text in any encoding: at most one in fifty is a control character.

    >>> is_text(b"Gold rose\\n"), is_text(bytes(range(32)))
    (True, False)
    """
    if data.startswith(tuple(mark for mark, _ in _MARKS)) or _unmarked_wide(data):
        return True
    sample = data[:_SAMPLE]
    controls = _CONTROLS if _KOREAN_SHIFT not in sample else _CONTROLS.translate(None, _SHIFTS)
    return (len(sample) - len(sample.translate(None, controls))) * 50 <= len(sample)


def decode_text(data: bytes, stated: str = "") -> str:
    """Decode a file's bytes: by their mark, as UTF-8, by what is stated or declared, else by what is likely.

    `stated` is the charset that a server named. It counts before what a page declares of itself, as in browsers.
    A western one is believed only if the bytes do not speak for another: programs name that for whatever they
    are given. Never raises. NUL characters are dropped; every line ends in a line feed.

    >>> decode_text(b"\\xef\\xbb\\xbfcaf\\xc3\\xa9\\r\\n"), decode_text("naïve “quotes”".encode("cp1252"))
    ('café\\n', 'naïve “quotes”')
    """
    mark, encoding = encoding_of(data, stated)
    text = data[mark:].decode(encoding, _errors(encoding))
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
            mark, encoding = encoding_of(block, whole=False)
            make = codecs.getincrementaldecoder(encoding)
            decoder = io.IncrementalNewlineDecoder(make(_errors(encoding)), translate=True)
            block = block[mark:]
        yield decoder.decode(block).replace("\0", "")
    if decoder is not None and (rest := decoder.decode(b"", final=True)):
        yield rest.replace("\0", "")


def encoding_of(data: bytes, stated: str = "", *, whole: bool = True) -> tuple[int, str]:
    """The length of the mark a text opens with, and its encoding, as `decode_text` tells it.

    Where the text is not `whole`, it may end inside a character.

    >>> encoding_of(b"\\xef\\xbb\\xbfGold"), encoding_of("Цена золота".encode("koi8-r"))
    ((3, 'utf-8'), (0, 'koi8-r'))
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return len(mark), encoding
    return 0, _unmarked_wide(data) or _unmarked(data, stated, whole)


def _unmarked(data: bytes, stated: str, whole: bool) -> str:
    if data.isascii():
        return _shifted(data) or "utf-8"
    if _fits(data, "utf-8", whole) or _is_damaged_utf8(data):
        return "utf-8"
    labels = [label for label in (_page_encoding(stated), _declared_encoding(data)) if label]
    for label in labels:
        if label not in _WESTERN_LABELS:
            fitting = next((name for name in (label, _WIDER.get(label, label)) if _fits(data, name, whole)), None)
            if fitting or _nearly_fits(data, label):
                return fitting or label
    western = next((label for label in labels if label in _WESTERN_LABELS), None)
    likely = likely_encoding(data, labelled_western=western is not None)
    if western and likely == WESTERN:
        return western
    wider = _WIDER.get(likely)
    return wider if wider and not _fits(data, likely, whole) and _fits(data, wider, whole) else likely


def _shifted(data: bytes) -> str | None:
    """ISO-2022, whose characters are ASCII between shifts; HZ only if it is declared, as its shifts are words."""
    declared = _declared_encoding(data)
    if _SHIFT.search(data):
        encoding = "iso2022_jp_ext"
    elif _KOREAN_SHIFT in data[:_SAMPLE]:
        encoding = "iso2022_kr"
    elif declared == "hz" and b"~{" in data:
        encoding = declared
    else:
        return None
    text = data[:_SAMPLE].decode(encoding, "replace")
    wide = sum(not character.isascii() for character in text)
    return encoding if text.count("\ufffd") * _MOST_BAD <= wide else None


def _fits(data: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(data, whole)
    except UnicodeDecodeError:
        return False
    return True


def _nearly_fits(data: bytes, encoding: str) -> bool:
    """Whether so few bytes do not fit that they are damaged ones."""
    wide = len(data) - len(data.translate(None, _HIGH))
    return data.decode(encoding, "replace").count("\ufffd") * _MOST_BAD <= wide


def _errors(encoding: str) -> str:
    """What is done with bytes that do not fit."""
    return _AS_WINDOWS if encoding in ("utf-8", WESTERN) else "replace"


def _unmarked_wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in western text every other byte is NUL."""
    sample = data[:_SAMPLE]
    if sample.count(0) * 3 < len(sample):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else None


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
    label = label.lower()
    try:
        name = codecs.lookup(_READ_AS.get(label, label)).name
    except (LookupError, ValueError):
        return None
    name = _READ_AS.get(name, name)
    return name if _PAGE_ENCODINGS.fullmatch(name) else None


def _byte_as_windows(error: UnicodeError) -> tuple[str, int]:
    """One byte that does not fit is read as Windows-1252, or kept as the character of its number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start]
    return bytes([byte]).decode("cp1252", "ignore") or chr(byte), error.start + 1


_AS_WINDOWS = "backfile-windows-1252"
codecs.register_error(_AS_WINDOWS, _byte_as_windows)
