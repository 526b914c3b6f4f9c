"""One spelling for every address: what makes two URLs the same article.

Not for fetching, and not for deciding whether a link may be shown (see `is_web_url` for that).
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid igshid mc_cid mc_eid ocid cmpid ncid ref_src guccounter".split()
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_web_url(text: str) -> bool:
    """Whether `text` is an absolute http or https address: the only kind ever rendered as a link.

    >>> is_web_url("javascript:alert(1)"), is_web_url("https://example.org/")
    (False, True)
    """
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
    """
    if not is_web_url(text):
        return text
    parts = urlsplit(text.strip())
    try:
        port = parts.port
    except ValueError:
        return text
    host = (parts.hostname or "").rstrip(".")
    if port not in (None, _DEFAULT_PORTS[parts.scheme]):
        host = f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._%").rstrip("/")
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(pair[0])]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"https://{host}{path}{query}"


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered.startswith("utm_") or lowered in _TRACKING
