"""One spelling for every address: what makes two URLs the same article.

Not for fetching, and not for deciding whether a link may be shown (see `is_web_url` for that).
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit

_TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid gad_source srsltid msclkid yclid twclid ttclid li_fat_id igshid igsh epik"
    " mc_cid mc_eid mkt_tok _hsenc _hsmi hsctatracking vero_id oly_enc_id oly_anon_id ck_subscriber_id dm_i rb_clickid"
    " fb_action_ids fb_action_types fb_source fb_ref __twitter_impression _branch_match_id _ga _gl s_cid xtor"
    " ocid cmpid ref_src guccounter guce_referrer guce_referrer_sig soc_src soc_trk smid sr_share spm"
    " amp_js_v amp_gsa usqp phpsessid jsessionid"
    # where a link was shared or clicked: Facebook, Blogger, Hootsuite, Taboola, Outbrain, Reddit, Yandex, AOL, others
    " mibextid spref hootpostid taid tblci dicbo ob_click_id rdt_cid ysclid _openstat ncid icid"
    # what newspapers write into newsletters, feeds and buttons: New York Times, Washington Post, Guardian, CBS, Mail
    " emc smtyp smprod wpisrc wpmm wpmk wpsrc cmp intcmp ftag tpcc ito"
    # campaigns, as Piano (AT Internet), Webtrekk (Mapp), Adobe, Oracle and those who send newsletters document them
    " at_medium at_campaign at_campaign_type at_format at_link_id at_link_origin at_link_type at_ptr_name at_bbc_team"
    " at_custom1 at_custom2 at_custom3 at_custom4 at_creation at_network at_variant at_recipient_id at_recipient_list"
    " wt_mc wt_zmc s_kwcid ef_id cm_mmc elqtrackid elqtrack elqaid elqat _bta_tid _bta_c trk_contact"
    " trk_msg trk_module trk_sid _ke _kx __s __hstc __hssc __hsfp ml_subscriber ml_subscriber_hash".split()
)
"""In lower case. Each tells a tool that counts readers where one comes from, and stands in the documents of that
tool or in public lists of such parameters (as `tracking-query-params-registry`); none chooses what is shown. Names by
which some sites do choose an article ("id", "cid", "ref", "source", "campaign_id", "share") are not among them."""
_TRACKING_FAMILIES = ("utm_", "itm_", "mtm_", "pk_", "piwik_", "matomo_", "ns_", "hsa_", "gaa_", "wt.")
"""Google and Piwik (Matomo), BBC, HubSpot, Google's access for subscribers, Webtrends."""
_SESSION = re.compile(r";jsessionid=[^/;]*", re.I)
_AMP_CACHE = re.compile(r"(?:.+\.)?cdn\.ampproject\.org|.+\.(?:ampproject\.net|bing-amp\.com)")
_AMP_VIEWER = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}")
_VIEWED_ANYWHERE = re.compile(r"/(?:amp|turbo)/s/((?:[\w-]+\.)+(?!html?|php|aspx?)[a-z]{2,24}/.+)", re.I)
"""As search engines show a page of another site; no site's own path has a host of another in it so."""
_CACHED = re.compile(r"/(?:c|v|wp)/(?:s/)?((?:[\w-]+\.)+[\w-]+/.+)")
_VIEWED = re.compile(r"/amp/(?:s/)?((?:[\w-]+\.)+[\w-]+/.+)")
_PLAINLY_WEB = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:[/?#]|\Z)")
_SPELT_ALREADY = re.compile(
    r"https?://(?!\S*(?:(?:ampproject|bing-amp|google)\.|/(?:amp|turbo)/s/))"
    r"([a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*)/?"
)
"""An address without a port, parameters or escapes, and in no cache: only its scheme and its end may have to change."""
_PLAIN = "/:@!$&'()*+,;=~-._"
"""What stands in a path as it is; a fragment may have "?" too."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_PARTS: Final = SplitResult("", "", "", "", "")
_NAMES_ITSELF = re.compile(r"(?:urn|tag):\S+|\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.I)


def is_web_url(text: str) -> bool:
    """Whether `text` is an absolute http or https address: the only kind ever rendered as a link.

    >>> is_web_url("javascript:alert(1)"), is_web_url("https://example.org/")
    (False, True)
    """
    if _PLAINLY_WEB.match(text):  # nearly all are, and this is four times as fast
        return True
    parts = split_url(text)
    return parts.scheme in _DEFAULT_PORTS and bool(parts.hostname)


def split_url(text: str) -> SplitResult:
    """The parts of an address, all of them empty where it cannot be parsed: such a text is no address.

    >>> split_url("https://example.org/a?b=1").path, split_url("https://[site]/a").path
    ('/a', '')
    """
    try:
        return urlsplit(text)
    except ValueError:
        return _NO_PARTS


def absolute_url(base: str, address: str) -> str:
    """An address as it is meant on the page `base`; as it is where either of them cannot be parsed.

    >>> absolute_url("https://harbour.example/news/", "cranes"), absolute_url("", "https://[broken")
    ('https://harbour.example/news/cranes', 'https://[broken')
    """
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def web_base(page: str, given: str) -> str:
    """What the addresses of a page are relative to: the base it names, read against its own address, else that.

    >>> web_base("https://a.example/x", "/news/"), web_base("https://a.example/x", "http://[site]/")
    ('https://a.example/news/', 'https://a.example/x')
    """
    base = absolute_url(page, given)
    return base if is_web_url(base) else page


def host_of(address: str) -> str:
    """The host of an http or https address without `www.`, "" for any other text.

    >>> host_of("https://www.Harbour.example/cranes"), host_of("//[")
    ('harbour.example', '')
    """
    return (split_url(address).hostname or "").removeprefix("www.") if is_web_url(address) else ""


def is_global_id(text: str) -> bool:
    """Whether an id means one thing wherever it stands: a web address, a URN, a tag URI (RFC 4151) or a UUID.

    >>> is_global_id("urn:newsml:wire.example:20210304:1"), is_global_id("20210304-17")
    (True, False)
    """
    return _NAMES_ITSELF.fullmatch(text) is not None or ("://" in text and is_web_url(text))


def canonical_url(text: str) -> str:
    """The spelling under which a URL is compared; other text comes back as it is.

    http and https are one, so are upper and lower case in the host, a default port and none, a
    trailing slash and none. Fragments go, but for those that name a page (`#!/a`, `#/a`), and so do tracking
    parameters and session numbers; other parameters are kept in order. A page in a cache of AMP pages is the
    page it is a copy of. What only resembles another address stays apart (see `index.twins`).

    >>> canonical_url("HTTP://Example.org:80/News/?utm_source=x&id=7#top")
    'https://example.org/News?id=7'
    >>> canonical_url("https://example.org/100%25/caf%e9"), canonical_url("https://example.org/100%")
    ('https://example.org/100%25/caf%E9', 'https://example.org/100%25')
    """
    plain = _SPELT_ALREADY.fullmatch(text)  # as most are, and this takes a tenth of the time
    return f"https://{plain[1]}" if plain else _canonical(text)


def _canonical(text: str) -> str:
    """As `canonical_url`, of an address spelt in any way."""
    if not is_web_url(text):
        return text
    parts = urlsplit(text.strip())
    try:
        port = parts.port
    except ValueError:
        return text
    host = _host(parts.hostname or "")
    if not host:
        return text
    if inner := _in_amp_cache(host, parts):
        return canonical_url(inner)
    if port not in (None, _DEFAULT_PORTS[parts.scheme]):
        host = f"{host}:{port}"
    try:
        return f"https://{host}{_path(parts.path)}{_query(parts.query)}{_route(parts.fragment)}"
    except UnicodeEncodeError:
        return text


def _host(name: str) -> str:
    """A host as it is compared: international names in their ASCII form."""
    host = name.rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return host
    return f"[{host}]" if ":" in host else host


def _in_amp_cache(host: str, parts: SplitResult) -> str:
    """The address of the page that an address of an AMP cache or viewer stands for, "" for any other.

    >>> _in_amp_cache("a-org.cdn.ampproject.org", urlsplit("https://a-org.cdn.ampproject.org/c/s/a.org/x?id=1"))
    'https://a.org/x?id=1'
    """
    if _AMP_CACHE.fullmatch(host):
        found = _CACHED.fullmatch(parts.path)
    elif _AMP_VIEWER.fullmatch(host):
        found = _VIEWED.fullmatch(parts.path)
    else:
        found = _VIEWED_ANYWHERE.fullmatch(parts.path)
    return f"https://{found[1]}{f'?{parts.query}' if parts.query else ''}" if found else ""


def _path(path: str) -> str:
    # As bytes: an escape need not be UTF-8, and two different ones must stay different.
    plain = quote(unquote_to_bytes(_SESSION.sub("", path)), safe=_PLAIN)
    return _without_dots(plain).rstrip("/")


def _without_dots(path: str) -> str:
    """A path without "." and ".." as segments (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    return "".join(f"/{segment}" for segment in kept)


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = [pair for pair in pairs if not _is_tracking(pair[0])]
    return f"?{urlencode(kept, errors='surrogateescape')}" if kept else ""


def _route(fragment: str) -> str:
    """A fragment that names the page, as sites do that are one program: "#!/story/7", "#/story/7"."""
    if not fragment.startswith(("!", "/")) or not fragment.strip("!/"):
        return ""
    return "#" + quote(unquote_to_bytes(fragment), safe="?" + _PLAIN)


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered.startswith(_TRACKING_FAMILIES) or lowered in _TRACKING
