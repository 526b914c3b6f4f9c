"""Two addresses are one article's when, and only when, they differ in nothing that matters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.assembly.grouping import article_address
from index.urls import canonical_url, is_web_url

_SAME = [
    ("http://example.org/a", "https://example.org/a"),
    ("https://EXAMPLE.org/a", "https://example.org/a"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("https://example.org./a", "https://example.org/a"),
    ("https://example.org/a/", "https://example.org/a"),
    ("https://example.org/a#part", "https://example.org/a"),
    ("https://example.org/a?utm_source=x&fbclid=y", "https://example.org/a"),
    ("https://example.org/caf%C3%A9", "https://example.org/café"),
    ("https://example.org/%7Eann", "https://example.org/~ann"),
    ("https://example.org/100%25", "https://example.org/100%"),
    ("https://[::1]/a", "http://[::1]:80/a"),
    ("https://example.org/b/../a/./", "https://example.org/a"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://example.org/a;jsessionid=0A1B?id=1&PHPSESSID=7", "https://example.org/a?id=1"),
    (
        "https://example.org/a?id=1&itm_source=x&_hsenc=y&gad_source=1&mtm_campaign=z&srsltid=w",
        "https://example.org/a?id=1",
    ),
    ("https://example.org/a?CMP=share_btn_tw", "https://example.org/a"),
    ("https://example.org/a?at_medium=RSS&at_campaign=KARANGA&id=3", "https://example.org/a?id=3"),
    ("https://example.org/a.html?wt_mc=rss.red.ho", "https://example.org/a.html"),
    ("https://example.org/a?WT.mc_id=e_1&hsa_acc=2&gaa_at=eafs", "https://example.org/a"),
    ("https://example.org/a?ftag=YHF4&taid=60b&tblci=Gi0#tblciGi0", "https://example.org/a"),
    ("https://example.org/a?spref=tw&hootPostID=0a1b&ref_src=twsrc%5Etfw", "https://example.org/a"),
    ("https://example.org/a?emc=rss&smid=tw-share&wpisrc=nl_head&wpmm=1", "https://example.org/a"),
    ("https://example.org/a#:~:text=ferry", "https://example.org/a"),
    ("https://example.org/a#/", "https://example.org/a"),
    (
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a?usqp=mq331&amp_js_v=0.1",
        "https://www.example.org/a",
    ),
    ("https://cdn.ampproject.org/v/s/example.org/a/amp", "https://example.org/a/amp"),
    ("https://www-example-org.cdn.ampproject.org/c/www.example.org/a", "https://www.example.org/a"),
    ("https://www.google.com/amp/s/www.example.org/a#aoh=1", "https://www.example.org/a"),
    (
        "https://google.co.uk/amp/s/www-example-org.cdn.ampproject.org/c/s/www.example.org/a",
        "https://www.example.org/a",
    ),
    ("https://www-example-org.bing-amp.com/c/s/www.example.org/a", "https://www.example.org/a"),
    ("https://www.seeker.example/amp/s/www.example.org/a?id=1", "https://www.example.org/a?id=1"),
    (
        "https://seeker.example/amp/s/amp-example-org.cdn.ampproject.org/c/s/amp.example.org/a",
        "https://amp.example.org/a",
    ),
    ("https://seeker.example/turbo/s/example.org/a/", "https://example.org/a"),
    ("https://example.org/a?ito=rss", "https://example.org/a"),
]
_DIFFERENT = [
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/a?x=1&y=2", "https://example.org/a?y=2&x=1"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://example.org/caf%E9", "https://example.org/caf%E8"),
    ("https://example.org/a?q=%E9", "https://example.org/a?q=%E8"),
    ("https://example.org/%2525", "https://example.org/%25"),
    ("https://example.org/#!/story/1", "https://example.org/#!/story/2"),
    ("https://example.org/news#/story/1", "https://example.org/news"),
    ("https://example.org:80/a", "https://example.org/a"),
    ("https://example.org/a?ref=1", "https://example.org/a"),
    ("https://example.org/a?cid=1", "https://example.org/a?cid=2"),
    ("https://example.org/a?campaign_id=1", "https://example.org/a?campaign_id=2"),
    ("https://example.org/a?source=1", "https://example.org/a"),
    ("https://example.org/a?at=1", "https://example.org/a?at=2"),
    ("https://example.org/a?wt=1", "https://example.org/a?wt=2"),
    ("https://example.org/a?mod=news&emc2=1", "https://example.org/a"),
    ("https://example.org/a?utm=1", "https://example.org/a?utm=2"),
    ("https://example.org/..a", "https://example.org/a"),
    ("https://www.google.com/amp/story", "https://www.google.com/story"),
    ("https://example.org/amp/s/story-of-a.html/2", "https://story-of-a.html/2"),
    ("https://example.org/amp/s/2021.02/story", "https://2021.02/story"),
    ("https://example.org/amp/b.org/story", "https://b.org/story"),
    ("https://example.org/a?item=1", "https://example.org/a"),
    ("https://cdn.ampproject.org.example/c/s/a.org/x", "https://a.org/x"),
    ("https://x.cdn.ampproject.org/i/s/a.org/x.jpg", "https://a.org/x.jpg"),
]


@pytest.mark.parametrize(("one", "two"), _SAME)
def test_spellings_of_one_address_are_one(one: str, two: str) -> None:
    """Scheme, case of the host, default port, trailing slash, fragment and tracking do not count."""
    assert canonical_url(one) == canonical_url(two)


@pytest.mark.parametrize(("one", "two"), _DIFFERENT)
def test_different_addresses_stay_different(one: str, two: str) -> None:
    """Two articles are never merged because their addresses look alike."""
    assert canonical_url(one) != canonical_url(two)


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda rest: f"https://example.org/{rest}"))
def test_a_canonical_address_is_its_own_canonical_form(text: str) -> None:
    """Making an address canonical twice changes nothing, whatever it holds."""
    once = canonical_url(text)
    assert canonical_url(once) == once


_HOSTS = st.sampled_from(
    "a.org www.a.org m.a.org team.a.org a a. A.org a.org:80".split()
    + "x.cdn.ampproject.org cdn.ampproject.org b.bing-amp.com www.google.com".split()
)
_PATHS = st.lists(
    st.sampled_from("/ // . .. /. /.. a Z-1_~ amp /c/s/a.org/x /amp/s/a.org/x %41 ; index.html".split())
).map("".join)


@given(st.sampled_from(("http", "https")), _HOSTS, _PATHS)
def test_the_short_way_for_plain_addresses_leads_where_the_long_one_does(scheme: str, host: str, path: str) -> None:
    """An address that is spelt plainly and the same one with what does not count are one, whatever it holds."""
    address = f"{scheme}://{host}/{path}"
    assert canonical_url(address) == canonical_url(f" {address}")
    assert article_address(address) == article_address(f"{address}#part")


@given(st.text(alphabet="htps:/?#[]@.%a0- ", max_size=30))
def test_only_http_and_https_with_a_host_are_web_addresses(text: str) -> None:
    """What may be rendered as a link begins with its scheme."""
    if is_web_url(text):
        assert text.strip().lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "//example.org/a", "/a", "https://", "mailto:a@example.org", ""]
)
def test_other_addresses_are_not_web_addresses_and_stay_as_they_are(text: str) -> None:
    """A name that is no web address identifies an article by its own text."""
    assert not is_web_url(text)
    assert canonical_url(text) == text
