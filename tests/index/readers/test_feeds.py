"""RSS and Atom entries become records, however carelessly the feed was made."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from index import formats
from index.article import Image, Instant, Kind, Origin, Provider
from index.assembly.assemble import assemble
from index.cleaning.clean import clean_record
from index.readers.xml_forms import read_xml, xml_form
from index.record import RawBody, Record, Rejection, Skip
from index.sources import SourceFile, read_file

HEAD = "<title>Harbour Gazette</title><link>https://www.harbour.example/news/</link>"
_WORDS = "The harbour board met on Tuesday and put off the second crane once more. " * 10


def read(text: str) -> list[Record | Rejection | Skip]:
    form = xml_form(text)
    assert form is not None
    return list(read_xml(form, [text], Origin("feeds/a.xml")))


def rss(items: str, head: str = HEAD) -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel>{head}{items}</channel></rss>"
    )


def atom(inner: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://tide.example/">{inner}</feed>'


def record(text: str) -> Record:
    (found,) = read(text)
    assert isinstance(found, Record), found
    return found


def item(inner: str) -> Record:
    return record(rss(f"<item><title>A</title>{inner}</item>"))


def entry(inner: str) -> Record:
    return record(atom(f"<entry><title>A</title>{inner}</entry>"))


def test_an_item_is_read_whole() -> None:
    """Everything that RSS 2.0 and its usual extensions say arrives under our names."""
    found = record(
        rss(
            """<item><title>Cranes &amp; ships</title><link>https://www.harbour.example/cranes</link>
            <guid isPermaLink="false">harbour-17</guid><dc:creator>Ada Quill</dc:creator>
            <author>desk@harbour.example (Ben Pole)</author><category>Port</category><category>Cranes</category>
            <pubDate>Tue, 14 Dec 2021 00:50:00 EST</pubDate><source url="https://wire.example/f">Coast Wire</source>
            <description>&lt;p&gt;The board &lt;b&gt;met&lt;/b&gt;.&lt;/p&gt;</description>
            <content:encoded><![CDATA[<p>The board met & left.</p>]]></content:encoded>
            <enclosure url="/crane.jpg" type="image/jpeg" length="1"/><enclosure url="/a.mp3" type="audio/mpeg"/>
            <media:content url="big.jpg" medium="image" width="450" height="300"><media:title>Crane</media:title>
            </media:content></item>"""
        )
    )
    assert found == Record(
        origin=Origin("feeds/a.xml/1", 1),
        reader="rss",
        title="Cranes & ships",
        excerpt="The board met.",
        body=RawBody("<p>The board met & left.</p>", "html"),
        urls=("https://www.harbour.example/cranes",),
        provider=Provider("Harbour Gazette", "harbour.example"),
        source="Coast Wire",
        authors=("Ada Quill", "Ben Pole"),
        published=Instant(datetime(2021, 12, 14, 5, 50, tzinfo=UTC)),
        category="Port",
        topics=("Port", "Cranes"),
        images=(
            Image("https://www.harbour.example/crane.jpg"),
            Image("https://www.harbour.example/news/big.jpg", 450, 300, "Crane"),
        ),
        source_id="harbour-17",
    )


def test_rss_1_is_read() -> None:
    """There the items stand beside the channel, and dates are those of Dublin Core."""
    found = record(
        """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:d="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://h.example/rss"><title>Gazette</title><link>https://h.example/</link></channel>
        <item rdf:about="https://h.example/1"><title>One</title><d:date>2021-03-04</d:date><d:subject>Port</d:subject>
        </item></rdf:RDF>"""
    )
    assert (found.title, found.urls, found.topics) == ("One", ("https://h.example/1",), ("Port",))
    assert found.published == Instant(datetime(2021, 3, 4, tzinfo=UTC), "day", "assumed")
    assert found.provider == Provider("Gazette", "h.example")


def test_an_atom_entry_is_read_whole() -> None:
    """Addresses are read against `xml:base`, XHTML becomes HTML, and the feed's author is that of its entries."""
    found = record(
        atom(
            """<title type="html">Tide &amp;amp; Time</title><link rel="self" href="/feed"/><link href="/"/>
            <author><name>Desk</name></author>
            <entry xml:base="news/"><id>tag:tide.example,2021:1</id><title>High water</title>
            <link rel="edit" href="/edit/1"/><link rel="alternate" type="application/json" href="1.json"/>
            <link href="water"/><link rel="enclosure" type="image/png" href="w.png"/>
            <published>2021-12-14T00:50:00Z</published><updated>2021-12-15T08:00:00+01:00</updated>
            <category term="sea" label="The sea"/><category term="tides"/><summary>Short</summary>
            <content type="xhtml">
            <x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>One &amp; <x:em>two</x:em>.</x:p></x:div></content>
            </entry>"""
        )
    )
    assert found == Record(
        origin=Origin("feeds/a.xml/1", 3),
        reader="atom",
        title="High water",
        excerpt="Short",
        body=RawBody(f"\n{12 * ' '}<div><p>One &amp; <em>two</em>.</p></div>", "html"),
        urls=("https://tide.example/news/water",),
        provider=Provider("Tide &amp; Time", "tide.example"),
        authors=("Desk",),
        published=Instant(datetime(2021, 12, 14, 0, 50, tzinfo=UTC)),
        updated=Instant(datetime(2021, 12, 15, 7, tzinfo=UTC)),
        category="The sea",
        topics=("The sea", "tides"),
        images=(Image("https://tide.example/news/w.png"),),
        source_id="tag:tide.example,2021:1",
    )
    assert clean_record(found).provider == Provider("Tide & Time", "tide.example")


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<content>Plain &amp;\n\nsimple</content>", RawBody("Plain &\n\nsimple", "plain")),
        ('<content type="html">&lt;p&gt;One&lt;/p&gt;</content>', RawBody("<p>One</p>", "html")),
        ('<content type="text/html" mode="escaped"><![CDATA[<p>One</p>]]></content>', RawBody("<p>One</p>", "html")),
        ('<content src="https://tide.example/1" type="text/html"/>', None),
        ('<content type="image/png">iVBORw0KGgo=</content>', None),
        ('<content type="text"> </content>', None),
    ],
)
def test_the_content_of_an_entry_is_read_by_its_type(content: str, body: RawBody | None) -> None:
    """Text stays text; pictures and what is held elsewhere are no body."""
    assert entry(content).body == body


def test_an_entry_with_one_date_was_published_then() -> None:
    """Atom demands `updated` alone, and an article without a date would be found by no range."""
    found = entry("<updated>2021-12-14T00:50:00Z</updated>")
    assert found.published == found.updated == Instant(datetime(2021, 12, 14, 0, 50, tzinfo=UTC))


def test_an_entry_from_another_feed_is_that_feeds() -> None:
    """A collected feed says for each entry where it comes from."""
    found = entry('<source><title>Coast Wire</title><link href="https://coast.example/"/></source>')
    assert found.provider == Provider("Coast Wire", "coast.example")


@pytest.mark.parametrize(
    ("title", "provider"),
    [
        ("Harbour strike - day two - Coast Wire", Provider("Coast Wire", "coast.example")),
        ("Hafenstreik – Coast Wire", Provider("Coast Wire", "coast.example")),
        ("Harbour strike", Provider("Harbour Gazette", "harbour.example")),
        ("Harbour strike - Ferry Post", Provider("Harbour Gazette", "harbour.example")),
    ],
)
def test_an_item_with_its_source_behind_the_title_is_that_sources(title: str, provider: Provider) -> None:
    """So do feeds of a search for news; elsewhere the source is the agency that the paper had a story from."""
    found = record(
        rss(f'<item><title>{title}</title><source url="https://www.coast.example">Coast Wire</source></item>')
    )
    assert (found.provider, found.source) == (provider, "Coast Wire")


def test_a_deleted_entry_withdraws_its_article() -> None:
    """An archive must not keep what its source has taken back."""
    feed = atom(
        '<title>Tide</title><link href="/"/><entry><id>tag:1</id><title>A</title></entry><entry><id>tag:2</id>'
        '<title>B</title></entry><at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="tag:1"/>'
    )
    made = assemble(one for one in read(feed) if isinstance(one, Record))
    assert [article.title for article in made.articles] == ["B"]


def test_a_summary_alone_is_an_excerpt() -> None:
    """Such an article has no body, and is found by its title and excerpt."""
    found = item("<link>https://harbour.example/1</link><description>&lt;b&gt;Short&lt;/b&gt; and dry.</description>")
    assert (found.excerpt, found.body) == ("Short and dry.", None)
    (article,) = assemble([clean_record(found)]).articles
    assert (article.kind, article.excerpt, article.body) == (Kind.FULL, "Short and dry.", "")


def test_a_description_as_long_as_an_article_is_its_body() -> None:
    """Many feeds put the whole text there."""
    found = item(f"<description>&lt;p&gt;{_WORDS}&lt;/p&gt;</description>")
    assert (found.excerpt, found.body) == ("", RawBody(f"<p>{_WORDS}</p>", "html"))
    beside = f"<description>{_WORDS}</description>"
    assert item(f"{beside}<content:encoded>{_WORDS[73:]}</content:encoded>").body == RawBody(_WORDS[73:], "plain")


def test_html_escaped_twice_is_html() -> None:
    """A common fault of the programs that write feeds."""
    linked = "&amp;lt;a href='https://a.example/'&amp;gt;Up&amp;lt;/a&amp;gt;"
    assert item(f"<content:encoded>{linked}</content:encoded>").body == RawBody(
        "<a href='https://a.example/'>Up</a>", "html"
    )
    found = item("<content:encoded>&amp;lt;p&amp;gt;Up &amp;amp;amp; away&amp;lt;/p&amp;gt;</content:encoded>")
    assert found.body == RawBody("<p>Up &amp; away</p>", "html")


@pytest.mark.parametrize(
    ("markup", "urls"),
    [
        ("<link>/a</link>", ("https://www.harbour.example/a",)),
        ("<link>\n https://a.example/1 \n</link>", ("https://a.example/1",)),
        ("<guid>https://a.example/1</guid>", ("https://a.example/1",)),
        ("<guid>harbour-17</guid>", ()),
        ('<guid isPermaLink="false">https://a.example/1</guid>', ()),
        ("<link>https://a.example/1</link><guid>https://a.example/?p=1</guid>", ("https://a.example/1", "https://a.example/?p=1")),
        ("<feedburner:origLink>https://a.example/1</feedburner:origLink><link>https://p.example/~1</link>",
         ("https://a.example/1", "https://p.example/~1")),
        ("<link>?a=1&b=2</link>", ("https://www.harbour.example/news/?a=1&b=2",)),
    ],
)  # fmt: skip
def test_the_addresses_of_an_item(markup: str, urls: tuple[str, ...]) -> None:
    """The link comes first, a permanent guid is another one, and relative ones are completed."""
    assert item(markup).urls == urls


@pytest.mark.parametrize(
    "address", ["https://www.harbour.example/news/", "http://www.harbour.example/news#top", "mailto:x"]
)
def test_what_is_not_the_address_of_the_item_is_a_problem(address: str) -> None:
    """Items that all link to the feed's own page must not become one article."""
    found = item(f"<link>{address}</link>")
    assert found.urls == ()
    assert [problem.field for problem in found.problems] == ["urls"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Fri, 05 Feb 1999 08:00:00 GMT", "1999-02-05"),
        ("Fri, 05 Feb 99 08:00:00 GMT", "1999-02-05"),
        ("05 Feb 21 08:00 +0100", "2021-02-05"),
        ("2021-02-05T08:00:00Z", "2021-02-05"),
    ],
)
def test_dates_are_read_as_feeds_write_them(written: str, day: str) -> None:
    """RFC 822 with two figures or four, and ISO 8601."""
    found = item(f"<pubDate>{written}</pubDate>")
    assert found.published is not None
    assert found.published.at.date().isoformat() == day


def test_an_unreadable_date_is_a_problem_and_the_next_one_is_read() -> None:
    """It is reported and not guessed."""
    found = item("<pubDate>yesterday</pubDate><dc:date>2021-02-05</dc:date>")
    assert found.published == Instant(datetime(2021, 2, 5, tzinfo=UTC), "day", "assumed")
    assert [(problem.field, problem.value) for problem in found.problems] == [("published", "yesterday")]


def test_a_bare_ampersand_is_read_and_reported() -> None:
    """The most common fault of feeds costs nothing, and the report says so."""
    found = item("<description>AT&T &nbsp;rose</description>")
    assert found.excerpt == "AT&T rose"
    assert [(problem.field, problem.value[:2]) for problem in found.problems] == [("xml", "&T")]


def test_an_item_without_a_title_is_called_by_its_text() -> None:
    """RSS lets the title go where there is a description."""
    found = record(rss("<item><description>The ferry runs.</description></item>"))
    (article,) = assemble([clean_record(found)]).articles
    assert article.title == "The ferry runs."


def test_items_that_say_nothing_or_break_are_rejected_alone() -> None:
    """Each rejection names the place."""
    found = read(rss("\n<item></item>\n<item><title>B</i></title></item>\n<item><title>C</title></item>"))
    assert [(type(one), one.origin) for one in found] == [
        (Rejection, Origin("feeds/a.xml/1", 2)),
        (Rejection, Origin("feeds/a.xml/2", 3)),
        (Record, Origin("feeds/a.xml/3", 4)),
    ]


def test_the_same_guid_twice_is_one_article() -> None:
    """A feed that repeats an item does not repeat the article; one that reuses its guids loses none."""
    items = "".join(f"<item><guid>1</guid><title>{title}</title></item>" for title in "AAB")
    made = assemble(one for one in read(rss(items)) if isinstance(one, Record))
    assert sorted(article.title for article in made.articles) == ["A", "B"]
    assert len(made.clashes) == 1


def test_a_wordpress_export_gives_what_was_published() -> None:
    """Such a file is RSS with drafts, menus and attachments among its items."""
    posts = "".join(
        f"<item><title>{kind} {status}</title><wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status></item>"
        for kind, status in [("post", "publish"), ("post", "draft"), ("attachment", "inherit")]
    )
    assert [type(one) for one in read(rss(posts))] == [Record, Skip, Skip]


def test_a_feed_without_entries_is_skipped() -> None:
    """It is no fault, and no article."""
    (found,) = read(rss(""))
    assert isinstance(found, Skip)


@pytest.mark.parametrize("text", ["<svg/>", "<urlset/>", "<feed xmlns='urn:cattle'/>", "<rdf:RDF/>", "<NewsML/>", "x"])
def test_other_xml_is_not_taken_for_a_feed(text: str) -> None:
    """Drawings, sitemaps and other vocabularies are left to be skipped."""
    assert xml_form(text) is None


def _read(path: Path, data: bytes) -> list[Record | Rejection | Skip]:
    path.write_bytes(data)
    return list(read_file(SourceFile(str(path), "a.md", named=True)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "UTF-16", "no-such-thing"])
@pytest.mark.parametrize("limit", [formats.LARGEST_FILE, 100])
def test_a_lie_about_the_encoding_does_no_harm(
    tmp_path: Path, encoding: str, declared: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes decide, in a file read whole and in one that is read in pieces."""
    monkeypatch.setattr(formats, "LARGEST_FILE", limit)
    text = f'\r\n<?xml version="1.0" encoding="{declared}"?>\r\n' + rss("\n<item><title>Café\0 “naïve”</title></item>")
    (found,) = _read(tmp_path / "a", text.replace("“", '"').replace("”", '"').encode(encoding))
    assert isinstance(found, Record), found
    assert found.title == 'Café "naïve"'
    assert found.origin == Origin("a.md/1", 4)


def test_a_feed_beyond_the_bound_for_whole_files_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same records come out as of a file that is read whole."""
    items = "".join(f"<item><title>Größe {n}</title><description>{_WORDS}</description></item>\n" for n in range(2_000))
    data = rss(items).encode()
    whole = _read(tmp_path / "a", data)
    monkeypatch.setattr(formats, "LARGEST_FILE", 10_000)
    assert _read(tmp_path / "a", data) == whole
    assert len(whole) == 2_000
    assert all(isinstance(one, Record) for one in whole)
