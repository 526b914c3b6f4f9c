"""One spelling for every address: what makes two URLs the same article.

Not for fetching, and not for deciding whether a link may be shown (see `is_web_url` for that).
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

_TRACKING = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid igshid mc_cid mc_eid ocid cmpid ncid ref_src guccounter".split()
)
_PLAINLY_WEB = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:[/?#]|\Z)")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_web_url(text: str) -> bool:
    """Whether `text` is an absolute http or https address: the only kind ever rendered as a link.

    >>> is_web_url("javascript:alert(1)"), is_web_url("https://example.org/")
    (False, True)
    """
    if _PLAINLY_WEB.match(text):  # nearly all are, and this is four times as fast
        return True
    try:
        parts = urlsplit(text)
        return parts.scheme in _DEFAULT_PORTS and bool(parts.hostname)
    except ValueError:
        return False


def canonical_url(text: str) -> str:
    """The spelling under which a URL is compared; other text comes back as it is.

    http and https are one, so are upper and lower case in the host, a default port and none, a
    trailing slash and none. Fragments and tracking parameters go, the others are kept in order.

    >>> canonical_url("HTTP://Example.org:80/News/?utm_source=x&id=7#top")
    'https://example.org/News?id=7'
    >>> canonical_url("https://example.org/100%25/caf%e9"), canonical_url("https://example.org/100%")
    ('https://example.org/100%25/caf%E9', 'https://example.org/100%25')
    """
    if not is_web_url(text):
        return text
    parts = urlsplit(text.strip())
    try:
        port = parts.port
    except ValueError:
        return text
    host = (parts.hostname or "").rstrip(".")
    if not host:
        return text
    if ":" in host:
        host = f"[{host}]"
    if port not in (None, _DEFAULT_PORTS[parts.scheme]):
        host = f"{host}:{port}"
    try:
        # As bytes: an escape need not be UTF-8, and two different ones must stay different.
        path = quote(unquote_to_bytes(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
        pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
        kept = [pair for pair in pairs if not _is_tracking(pair[0])]
        query = f"?{urlencode(kept, errors='surrogateescape')}" if kept else ""
    except UnicodeEncodeError:
        return text
    return f"https://{host}{path}{query}"


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered.startswith("utm_") or lowered in _TRACKING
