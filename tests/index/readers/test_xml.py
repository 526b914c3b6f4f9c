"""XML is read entry by entry: nothing in it does harm, small mistakes are mended, a broken entry costs only itself."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import xml_text, xml_tree
from index.readers.xml import LONGEST_TAG, MOST_FAULTS, Fault, read_entries, root_name
from index.readers.xml_tree import DEEPEST, MOST_NOTES, Entry

_ITEMS = frozenset({"item"})
_MIB = 1024 * 1024


def read(*chunks: str) -> list[Entry | Fault]:
    return list(read_entries(chunks, _ITEMS))


def feed(inner: str) -> str:
    return f"<rss><channel>{inner}</channel></rss>"


def item(title: str) -> str:
    return f"<item><title>{title}</title></item>"


def titles(found: list[Entry | Fault]) -> list[str]:
    return [one.element.findtext("title") or "" for one in found if isinstance(one, Entry)]


def faults(found: list[Entry | Fault]) -> list[str]:
    return [one.reason for one in found if isinstance(one, Fault)]


def title_of(markup: str) -> str:
    (found,) = read(feed(item(markup)))
    assert isinstance(found, Entry), found
    return found.element.findtext("title") or ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Up&nbsp;&amp; away &eacute;&hellip;", "Up\xa0& away é…"),
        ("&#8217;&#x2019;&#146;", "’’’"),
        ("<![CDATA[<p>Up & away &nbsp;</p>]]>", "<p>Up & away &nbsp;</p>"),
        ("<![CDATA[a]]><![CDATA[b]]>", "ab"),
        ("a <!-- & a comment <b> --> b <?php echo 1 ?> c", "a  b  c"),
        ("&lt;p&gt; &quot;x&quot;", '<p> "x"'),
        ("AT&T, R&D; 1 < 2 && 3", "AT&T, R&D; 1 < 2 && 3"),
        ("a ]]> b", "a ]]> b"),
        ("bell\x07 and &#7;", "bell  and  "),
        ("half \ud83d and &#xD83D;", "half   and \ufffd"),
        ("&nbsp", "&nbsp"),
    ],
)
def test_text_is_read_as_it_was_meant(written: str, meant: str) -> None:
    """Entities of HTML, CDATA, a bare ampersand and characters that XML forbids lose no entry."""
    assert title_of(written) == meant


def test_what_was_mended_is_told_with_its_line_and_its_entry() -> None:
    """Even where a whole feed is one line, a note goes to the entry that it stands in."""
    first, second, third = read(feed(item("sound") + item("AT&T") + "\n" + item("a < b")))
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert isinstance(third, Entry)
    assert first.notes == ()
    assert [(note.line, note.value[:2]) for note in second.notes] == [(1, "&T")]
    assert [(note.line, note.value[:3]) for note in third.notes] == [(2, "< b")]
    assert "&amp;" in second.notes[0].reason


def test_every_entry_of_a_careless_feed_tells_what_was_mended() -> None:
    """None is mended in silence because many before it were."""
    found = read(feed(item("AT&T") * 500))
    assert all(isinstance(one, Entry) and len(one.notes) == 1 for one in found)


def test_a_thousand_mended_places_are_not_a_thousand_notes() -> None:
    """The first are told one by one, the others in a word."""
    (found,) = read(feed(item("& " * 1_000)))
    assert isinstance(found, Entry)
    assert len(found.notes) == MOST_NOTES + 1
    assert "more such places" in found.notes[-1].reason


def test_a_file_of_mistakes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mending has an end, where nothing but mistakes comes."""
    monkeypatch.setattr(xml_text, "MOST_MISTAKES", 1_000)
    assert faults(read(feed(item("&" * 999)))) == []
    assert "more than 1,000 bare &" in faults(read(feed(item("&" * 2_000))))[0]


def test_a_cdata_section_that_is_not_closed_is_noted() -> None:
    """It swallows the next one, which nothing else would show."""
    (found,) = read(feed("<item><title><![CDATA[One</title></item><item><title><![CDATA[Two]]></title></item>"))
    assert isinstance(found, Entry)
    assert [note.reason for note in found.notes if "CDATA" in note.reason]


def test_a_broken_entry_costs_only_itself() -> None:
    """The others are read, and the break is told by its line and the line its entry begins in."""
    found = read(feed(f"\n{item('A')}\n<item>\n<title>B</b></title></item>\n{item('C')}\n"))
    assert titles(found) == ["A", "C"]
    assert [type(one) for one in found] == [Entry, Fault, Entry]
    assert found[1] == Fault(
        "not readable as XML: mismatched tag, in the entry that begins in line 3", line=4, number=2
    )
    assert isinstance(found[2], Entry)
    assert (found[2].number, found[2].line) == (3, 5)


def test_an_entry_that_is_not_closed_does_not_swallow_the_next() -> None:
    """Where another one begins, the first is given up."""
    found = read(feed(f"<item><title>A</title>{item('B')}{item('C')}"))
    assert titles(found) == ["B", "C"]
    (fault,) = faults(found)
    assert "not closed" in fault


@pytest.mark.parametrize("cut", ["<item><title>B", "<item><title>B</title>", "<item><ti", "<", "", "<![CDATA[", "<!--"])
def test_a_file_that_was_cut_off_is_read_up_to_there(cut: str) -> None:
    """The entries before are there, and one fault says that the end is missing."""
    found = read(f"<rss><channel>\n{item('A')}\n{cut}")
    assert titles(found) == ["A"]
    (fault,) = [one for one in found if isinstance(one, Fault)]
    assert "cut off" in fault.reason
    assert fault.line == 3


def test_text_behind_the_document_is_told() -> None:
    """A second document in the same file is not read, and not passed over in silence."""
    found = read(feed(item("A")), feed(item("B")))
    assert titles(found) == ["A"]
    assert faults(found) == ["more text behind the end of the document; a file is one document"]


def test_a_comment_behind_the_document_is_nothing() -> None:
    """Caches write there when they served a page."""
    assert len(read(feed(item("A")) + "\n<!-- cached & served -->\n")) == 1


_BOMBS = {
    "laughs": """<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]>""",
    "quadratic": f'<!DOCTYPE rss [\n<!ENTITY big "{"x" * 50_000}">]>',
    "file": '<!DOCTYPE rss [\n<!ENTITY file SYSTEM "file:///etc/passwd">]>',
    "network": '<!doctype rss [\n<!entity page PUBLIC "x" "http://attacker.example/x">]>',
    "hidden": '<!DOCTYPE rss [\n<!ENTITY nbsp "&#160;"><!-- ]> --><!ENTITY evil SYSTEM "file:///etc/passwd">]>',
}


@pytest.mark.parametrize("name", _BOMBS)
def test_a_document_with_entities_of_its_own_is_refused(name: str) -> None:
    """Neither unfolded nor fetched: the file is rejected, with the line of the declaration."""
    found = read(_BOMBS[name] + feed(item("&lol3;&big;&big;&file;&page;&evil;")))
    assert titles(found) == []
    (fault,) = [one for one in found if isinstance(one, Fault)]
    assert "declares an entity of its own" in fault.reason
    assert fault.line == 2


def test_parameter_entities_are_never_followed(tmp_path: Path) -> None:
    """What a document type would load is not loaded; a feed that has one for its `&eacute;` is read all the same."""
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY leak "LEAKED">', encoding="utf-8")
    (found,) = read(
        f'<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "{secret.as_uri()}">\n'
        f"%HTMLlat1;\n]>{feed(item('caf&eacute; &leak;'))}"
    )
    assert isinstance(found, Entry)
    assert found.element.findtext("title") == "café &leak;"
    assert found.line == 3


def test_a_plain_document_type_is_passed_over() -> None:
    """RSS 0.91 names one that has been gone for twenty years."""
    kind = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.example/rss-0.91.dtd">'
    assert titles(read(f"\n\n<?xml version='1.0'?>\n{kind}{feed(item('A'))}")) == ["A"]


def test_an_endless_document_type_is_refused() -> None:
    """It is not searched again and again for an end."""
    (fault,) = faults(read("<!DOCTYPE rss [", *["<!--"] * 100_000))
    assert "document type" in fault


def test_deep_nesting_is_refused_and_the_next_entry_read() -> None:
    """A hundred thousand levels end at the bound, not in the parser."""
    deep = "<item>" + "<a>" * 100_000 + "</a>" * 100_000 + "</item>"
    found = read(feed(item("A") + deep + item("B")))
    assert titles(found) == ["A", "B"]
    assert [reason for reason in faults(found) if f"more than {DEEPEST} deep" in reason]


def test_nesting_within_the_bound_is_read() -> None:
    """Real articles nest some twenty levels."""
    depth = DEEPEST - 4
    assert titles(read(feed(f"<item><title>A</title>{'<a>' * depth}{'</a>' * depth}</item>"))) == ["A"]


def _huge(opening: str, ending: str) -> Iterator[str]:
    yield "<rss><channel>" + item("A") + opening
    for _ in range(200):
        yield ">" + "x" * (_MIB - 1)
    yield ending + item("B") + "</channel></rss>"


@pytest.mark.parametrize(
    ("opening", "ending", "reason"),
    [
        ("<item title='", "'/>", f"a tag of more than {LONGEST_TAG:,}"),
        ("<item><title><![CDATA[", "]]></title></item>", "characters in one entry"),
        ("<item><title>", "</title></item>", "characters in one entry"),
    ],
)
def test_two_hundred_megabytes_in_one_place_are_refused_in_little_memory(
    opening: str, ending: str, reason: str
) -> None:
    """An attribute or a text of any length is given up at the bound, and the next entry is read."""
    tracemalloc.start()
    found = list(read_entries(_huge(opening, ending), _ITEMS))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert titles(found) == ["A", "B"]
    assert reason in faults(found)[0]
    assert peak < 40 * _MIB


def test_a_comment_of_any_length_is_passed_over() -> None:
    """It is dropped as it comes."""
    assert titles(list(read_entries(_huge("<!--", "-->"), _ITEMS))) == ["A", "B"]


def test_an_entry_of_very_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elements cost more memory than the text they are written in."""
    monkeypatch.setattr(xml_tree, "MOST_ELEMENTS", 100)
    found = read(feed(f"{item('A')}<item>{'<a/>' * 200}</item>{item('B')}"))
    assert titles(found) == ["A", "B"]
    assert "more than 100 elements in one entry" in faults(found)[0]


def test_a_file_broken_throughout_is_given_up() -> None:
    """After a hundred faults nothing of use is to be expected, and the report stays readable."""
    found = read("<rss><channel>" + "<item>" * 100_000)
    assert len(found) == MOST_FAULTS + 1
    assert "not read on" in faults(found)[-1]


def test_entries_are_handed_on_before_the_file_ends() -> None:
    """A feed of any size is read in the memory of one entry."""

    def endless() -> Iterator[str]:
        yield "<rss><channel>"
        while True:
            yield item("A") * 100

    reading = read_entries(endless(), _ITEMS)
    for number, one in zip(range(1, 5_001), reading, strict=False):
        assert isinstance(one, Entry)
        assert one.number == number
        assert len(one.root[0]) <= 1  # the entry that is open where the piece ends


def test_vocabularies_are_known_by_their_address_or_by_their_usual_prefix() -> None:
    """A feed may name them as it likes, and many forget to declare them."""
    (declared,) = read('<rss xmlns:d="http://purl.org/dc/elements/1.1/"><item><d:creator>Ada</d:creator></item></rss>')
    (forgotten,) = read("<rss><item><dc:creator>Ada</dc:creator></item></rss>")
    for found in (declared, forgotten):
        assert isinstance(found, Entry)
        assert found.element.findtext("dc:creator") == "Ada"


def test_the_base_of_addresses_is_inherited() -> None:
    """Each `xml:base` is read against the one around it."""
    (found,) = read('<rss xml:base="https://a.example/x/"><item xml:base="y/"/></rss>')
    assert isinstance(found, Entry)
    assert found.base == "https://a.example/x/y/"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<rss>", "rss"),
        ("\n <?xml version='1.0'?>\n<!-- x --><!DOCTYPE nitf SYSTEM 'a' [<!ENTITY a '>'>]><nitf a='1'>", "nitf"),
        ("<nar:newsItem x='y'>", "newsItem"),
        ("Gold rose <rss>", ""),
        ("<3 this", ""),
        ("", ""),
    ],
)
def test_the_root_is_found_behind_what_may_stand_before_it(text: str, name: str) -> None:
    """It decides what a file is."""
    assert root_name(text)[0] == name


_TEXTS = st.text(max_size=20) | st.sampled_from(
    [
        "&",
        "&amp;",
        "&nbsp;",
        "<",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "<?",
        "?>",
        "<!DOCTYPE",
        "[",
        "'",
        '"',
        "\n",
        "&#0;",
    ]
)
_MARKUP = st.sampled_from(
    [
        "<item>",
        "</item>",
        "<item/>",
        "<title>",
        "</title>",
        "<a b='",
        "'>",
        "</channel>",
        "</rss>",
        "<rss>",
        "<!ENTITY a",
    ]
)


@given(st.lists(_TEXTS | _MARKUP, max_size=40), st.data())
def test_how_a_file_is_cut_into_pieces_makes_no_difference(parts: list[str], data: st.DataObject) -> None:
    """Anything at all is read without an error, and the same whole, in pieces and letter by letter."""
    text = "<rss><channel>" + "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    expected = [_plain(one) for one in read(text)]
    assert [_plain(one) for one in read(*pieces)] == expected
    assert [_plain(one) for one in read(*text)] == expected


def _plain(one: Entry | Fault) -> object:
    if isinstance(one, Fault):
        return one
    return one.number, one.line, ElementTree.tostring(one.element, "unicode")


_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20)


@st.composite
def _elements(draw: st.DrawFn) -> ElementTree.Element:
    made = ElementTree.Element("item")
    for name in draw(st.lists(st.sampled_from("abc"), max_size=4)):
        child = ElementTree.SubElement(made, name, {"x": draw(_WORDS)})
        child.text, child.tail = draw(_WORDS), draw(_WORDS)
    return made


@given(st.lists(_elements(), max_size=4))
def test_sound_xml_comes_out_as_it_is(elements: list[ElementTree.Element]) -> None:
    """Mending never changes a file that needs none."""
    written = [ElementTree.tostring(element, "unicode") for element in elements]
    found = read(feed("".join(written)))
    assert all(isinstance(one, Entry) and not one.notes for one in found)
    assert [ElementTree.tostring(one.element, "unicode") for one in found if isinstance(one, Entry)] == written
