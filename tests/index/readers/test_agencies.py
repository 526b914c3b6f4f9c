"""The news agencies' forms, NITF and NewsML-G2, become records with all that they say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.article import Cut, Instant, Origin, Provider
from index.assembly.assemble import assemble
from index.cleaning.clean import clean_record
from index.readers.xml_forms import read_xml, xml_form
from index.record import RawBody, Record, Rejection, Skip


def read(text: str) -> list[Record | Rejection | Skip]:
    form = xml_form(text)
    assert form is not None
    return list(read_xml(form, [text], Origin("wire/a.xml")))


def record(text: str) -> Record:
    (found,) = read(text)
    assert isinstance(found, Record), found
    return found


def nitf(
    body: str = "", *, docdata: str = "", head: str = "", status: str = "usable", content: str = "<p>Text.</p>"
) -> str:
    return f"""<?xml version="1.0"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.3/specification/dtd/nitf-3-3.dtd">
<nitf><head><title>Title</title>{head}<docdata management-status="{status}">{docdata}</docdata></head>
<body><body.head>{body}</body.head><body.content>{content}</body.content></body></nitf>"""  # fmt: skip


def test_a_nitf_document_is_read_whole() -> None:
    """Head, document data and body arrive under our names; the file is one article."""
    found = record(
        nitf(
            """<hedline><hl1>Crane <em>delayed</em></hl1><hl2>Costs rise</hl2></hedline>
            <byline>By <person>Ada Quill</person><byttl>Port editor</byttl></byline>
            <distributor>Coast Wire</distributor><dateline><location>HARBOUR TOWN</location></dateline>""",
            docdata="""<doc-id id-string="n1" regsrc="HG"/><date.issue norm="20211214T080000-0500"/>
            <doc.copyright holder="Holder" year="2021"/><key-list><keyword key="cranes"/></key-list>
            <identified-content><classifier value="11"/><org>Harbour Board</org></identified-content>""",
            head="""<tobject><tobject.subject tobject.subject.type="Economy" tobject.subject.matter="Ports"/></tobject>
            <pubdata name="Harbour Gazette" ex-ref="https://harbour.example/n1" position.section="Business"/>""",
            content="<block><p>The board met.</p><hl2>Next</hl2><bq><block><p>Late again.</p></block></bq></block>",
        )
    )
    assert found == Record(
        origin=Origin("wire/a.xml"),
        reader="nitf",
        title="Crane delayed",
        excerpt="Costs rise",
        body=RawBody(
            "<p><span>HARBOUR TOWN</span></p><div><p>The board met.</p><h2>Next</h2>"
            "<blockquote><div><p>Late again.</p></div></blockquote></div>",
            "html",
        ),
        urls=("https://harbour.example/n1",),
        provider=Provider("Harbour Gazette"),
        source="Coast Wire",
        authors=("Ada Quill",),
        published=Instant(datetime(2021, 12, 14, 13, tzinfo=UTC)),
        category="Business",
        topics=("Ports", "Economy", "11", "Harbour Board", "cranes"),
        source_id="n1",
        id_giver="HG",
    )


def test_a_lead_given_twice_is_cut_once() -> None:
    """Some archives set the opening apart and repeat it in the full text."""
    lead, text = "<p>The board met.</p>", "<p>The board met.</p><p>It left.</p>"
    found = record(nitf(content=f'<block class="lead">{lead}</block><block class="full_text">{text}</block>'))
    assert found.body == RawBody(f"<div>{text}</div>", "html")
    assert found.cuts == (Cut("The board met.", "the opening, which the text itself repeats"),)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Ada Quill and Ben Pole", ("Ada Quill", "Ben Pole")),
        ("By ADA QUILL", ("ADA QUILL",)),
        ("By Ada Quill in Lagos", ("Ada Quill",)),
        ("gr/bp", ("gr/bp",)),
        ("", ()),
    ],
)
def test_a_byline_without_markup_names_its_authors(byline: str, authors: tuple[str, ...]) -> None:
    """Names are told apart where they can be; else the line is kept as it is."""
    assert record(nitf(f"<byline>{byline}</byline>")).authors == authors


def test_a_dateline_for_machines_is_not_text() -> None:
    """Figures are a date in the data, not the opening of a story."""
    found = record(nitf('<dateline><story.date norm="20170102T222800Z">20170102T222800Z</story.date></dateline>'))
    assert found.body == RawBody("<p>Text.</p>", "html")
    assert found.published == Instant(datetime(2017, 1, 2, 22, 28, tzinfo=UTC))


def test_an_article_is_out_when_its_embargo_ends() -> None:
    """It must not be dated before anybody was allowed to print it."""
    dates = '<date.issue norm="20211214T080000Z"/><date.release norm="{}"/>'
    assert str(record(nitf(docdata=dates.format("20211215T080000Z"))).published).count("2021, 12, 15") == 1
    assert str(record(nitf(docdata=dates.format("20211213T080000Z"))).published).count("2021, 12, 14") == 1


def test_a_table_keeps_its_cells_apart() -> None:
    """Results and prices are set as tables, and their words must not run together."""
    found = clean_record(record(nitf(content="<table><tr><td>Ada</td><td>72</td></tr><tr><td>Ben</td></tr></table>")))
    assert found.body == RawBody("Ada 72\n\nBen", "plain")


def test_a_cancelled_document_withdraws_the_article_whatever_its_headline_was() -> None:
    """A notice of cancellation often has a headline of its own."""
    ids = '<doc-id id-string="n1"/><doc.copyright holder="Harbour Gazette"/>'
    first = record(nitf("<hedline><hl1>Crane falls</hl1></hedline>", docdata=ids))
    second = record(nitf("<hedline><hl1>KILL: do not use</hl1></hedline>", docdata=ids, status="canceled"))
    assert (second.removed, second.body, second.title) == (True, None, "")
    assert assemble([first, second]).articles == ()


def test_a_document_cut_off_is_a_rejection_with_its_line() -> None:
    """One document is one article: half of it is none."""
    (found,) = read(nitf().partition("</body.content>")[0])
    assert isinstance(found, Rejection)
    assert "cut off" in found.reason
    assert found.origin.line == 4


def news_item(
    meta: str = "", content: str = "", text: str = "", *, guid: str = "urn:newsml:coast.example:1", kind: str = "text"
) -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="3">
<itemMeta><itemClass qcode="ninat:{kind}"/>
<provider qcode="nprov:CW"><name>Coast Wire</name></provider>{meta}</itemMeta>
<contentMeta>{content}</contentMeta><contentSet>{text}</contentSet></newsItem>"""


def test_a_news_item_is_read_whole() -> None:
    """What is said of the item and of its content arrives under our names."""
    found = record(
        news_item(
            """<versionCreated>2021-12-14T09:00:00+01:00</versionCreated>
            <firstCreated>2021-12-14T08:00:00+01:00</firstCreated><pubStatus qcode="stat:usable"/>
            <link rel="irel:seeAlso" href="https://coast.example/other"/>
            <link rel="irel:permalink" href="https://coast.example/1"/>""",
            """<creator><name>Ada Quill</name></creator><by>By somebody else</by><infoSource literal="Harbour Board"/>
            <subject qcode="medtop:1"><name>ports</name><name xml:lang="de">Häfen</name></subject><subject qcode="x:2"/>
            <subject literal="cranes"/><genre qcode="g:1"><name>Analysis</name></genre>
            <headline>Crane delayed</headline><headline role="hld:sub">Costs rise</headline>
            <description>A crane</description><description role="drol:summary">Short</description>""",
            """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x
            </title></head><body><p>The board met.</p></body></html></inlineXML>""",
        )
    )
    assert found == Record(
        origin=Origin("wire/a.xml"),
        reader="newsml",
        title="Crane delayed",
        excerpt="Short",
        body=RawBody("<p>The board met.</p>", "html"),
        urls=("https://coast.example/1",),
        provider=Provider("Coast Wire"),
        source="Harbour Board",
        authors=("Ada Quill",),
        published=Instant(datetime(2021, 12, 14, 7, tzinfo=UTC)),
        updated=Instant(datetime(2021, 12, 14, 8, tzinfo=UTC)),
        category="ports",
        type="Analysis",
        topics=("ports", "cranes"),
        source_id="urn:newsml:coast.example:1",
        id_giver="CW",
        versioned=True,
        version=(3,),
    )


@pytest.mark.parametrize("space", ["", ' xmlns=""', ' xmlns="http://iptc.org/std/NITF/2006-10-18/"'])
def test_the_nitf_inside_an_item_fills_what_the_item_leaves_out(space: str) -> None:
    """The item's own word goes first."""
    inner = (
        f"<inlineXML><nitf{space}><body><body.head><hedline><hl1>Inner</hl1></hedline><byline>By Ada Quill</byline>"
        "</body.head><body.content><p>Text.</p></body.content></body></nitf></inlineXML>"
    )
    found = record(news_item("", "<headline>Outer</headline>", inner))
    assert (found.title, found.authors, found.body) == ("Outer", ("Ada Quill",), RawBody("<p>Text.</p>", "html"))
    assert record(news_item("", "", inner)).title == "Inner"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<inlineData>One.\n\nTwo.</inlineData>", RawBody("One.\n\nTwo.", "plain")),
        ("<inlineData><![CDATA[<p>One.</p>]]></inlineData>", RawBody("<p>One.</p>", "html")),
        ("<inlineXML><!-- nothing --></inlineXML><inlineData>One.</inlineData>", RawBody("One.", "plain")),
    ],
)
def test_inline_data_is_text_or_html(text: str, body: RawBody) -> None:
    """Its characters say which, not the type that is declared."""
    assert record(news_item("", "<headline>A</headline>", text)).body == body


def test_the_items_of_a_message_are_read_and_pictures_skipped() -> None:
    """A message carries a package, its texts and its pictures; the texts are the articles."""
    items = [
        news_item("", "<headline>A</headline>", "<inlineData>One.</inlineData>"),
        news_item("", "<headline>A picture</headline>", kind="picture", guid="urn:2"),
        news_item("", "<headline>B</headline>", "<inlineData>Two.</inlineData>", guid="https://coast.example/b"),
    ]
    package = '<packageItem guid="p"><groupSet><itemRef residref="urn:2"/></groupSet></packageItem>'
    found = read(f"<newsMessage><header/><itemSet>{package}{''.join(items)}</itemSet></newsMessage>")
    assert [type(one) for one in found] == [Skip, Record, Skip, Record]
    assert [one.origin.path for one in found] == [f"wire/a.xml/{number}" for number in (1, 2, 3, 4)]
    assert isinstance(found[3], Record)
    assert found[3].urls == ("https://coast.example/b",)


@pytest.mark.parametrize(
    "status", ["stat:canceled", "stat:withheld", "http://cv.iptc.org/newscodes/pubstatusg2/canceled"]
)
def test_a_cancelled_item_withdraws_the_article_whatever_its_headline_was(status: str) -> None:
    """It does so by the item's own id, which all its versions share."""
    code = "uri" if status.startswith("http") else "qcode"
    first = record(news_item("", "<headline>Crane falls</headline>", "<inlineData>One.</inlineData>"))
    second = record(news_item(f'<pubStatus {code}="{status}"/>', "<headline>KILL</headline>"))
    assert (second.removed, second.withheld, second.title) == (*told_of(status), "")
    assert assemble([first, second]).articles == ()


def told_of(status: str) -> tuple[bool, bool]:
    return status.endswith("canceled"), status.endswith("withheld")


@pytest.mark.parametrize("links", [("", ""), ("https://coast.example/1", ""), ("", "https://coast.example/1")])
def test_versions_of_an_item_are_one_article_whatever_their_headlines(links: tuple[str, str]) -> None:
    """The later one is the text, the earlier one is kept; not every version need name the page it is on."""

    def version(hour: int, headline: str, text: str, url: str) -> Record:
        link = f'<link rel="irel:permalink" href="{url}"/>' if url else ""
        meta = f"<versionCreated>2021-12-14T{hour:02}:00:00Z</versionCreated>{link}"
        return record(news_item(meta, f"<headline>{headline}</headline>", f"<inlineData>{text}</inlineData>"))

    first = version(8, "Crane falls", "A crane fell into the harbour.", links[0])
    second = version(9, "Two hurt by crane", "Two were hurt when a crane fell.", links[1])
    for given in ([first, second], [second, first]):
        made = assemble(given)
        (article,) = made.articles
        assert (article.title, article.body) == ("Two hurt by crane", "Two were hurt when a crane fell.")
        assert (article.aliases, made.clashes) == (tuple(filter(None, links)), ())
        (earlier,) = made.histories[article.id].versions
        assert (earlier.title, earlier.body) == ("Crane falls", "A crane fell into the harbour.")


def test_an_embargo_moves_the_date_and_one_without_end_holds_the_item_back() -> None:
    """An item is out when its embargo ends, and not before anybody knows when."""
    created = "<firstCreated>2021-12-14T08:00:00Z</firstCreated><embargoed>{}</embargoed>"
    (later,) = read(news_item(created.format("2021-12-20T08:00:00Z"), "<headline>A</headline>"))
    assert isinstance(later, Record)
    assert later.published == Instant(datetime(2021, 12, 20, 8, tzinfo=UTC))
    for endless in ("", "on request"):
        (never,) = read(news_item(created.format(endless), "<headline>A</headline>"))
        assert isinstance(never, Skip)


def test_a_document_under_an_embargo_without_an_end_is_held_back() -> None:
    """Alone or in a news item, unless that says when the embargo ends."""
    document = nitf(status="embargoed")
    (alone,) = read(document)
    inline = f"<inlineXML>{document[document.index('<nitf') :]}</inlineXML>"
    (inner,) = read(news_item("", "", inline))
    assert [alone, inner] == [Skip(one.origin, "a news item under an embargo without an end") for one in (alone, inner)]
    assert record(news_item("<embargoed>2021-12-20T08:00:00Z</embargoed>", "", inline)).body
    assert record(nitf(status="embargoed", docdata='<date.release norm="20211220T080000Z"/>')).body


def test_an_embargo_counts_where_the_date_before_it_cannot_be_read() -> None:
    """What is to come must not be seen for somebody's slip."""
    found = record(nitf(docdata='<date.issue norm="today"/><date.release norm="20311215T080000Z"/>'))
    assert found.published == Instant(datetime(2031, 12, 15, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("docdata", "version"),
    [
        ('<du-key key="ferry" generation="2" version="11"/>', (2, 11)),
        ('<du-key key="ferry" version="4"/>', (4,)),
        ('<ed-urg ed-urg="4"/><du-key key="ferry"/>', ()),
    ],
)
def test_the_key_of_the_day_numbers_a_document(docdata: str, version: tuple[int, ...]) -> None:
    """How urgent it is does not."""
    assert record(nitf(docdata=docdata)).version == version


def test_a_package_without_texts_is_skipped() -> None:
    """A list of other items is no article."""
    (found,) = read('<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="p"><groupSet/></packageItem>')
    assert found == Skip(Origin("wire/a.xml"), "a package, which lists other news items")
