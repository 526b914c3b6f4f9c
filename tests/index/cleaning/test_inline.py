"""What stands among the words of a line is theirs, whatever its element is called."""

from __future__ import annotations

import pytest

from index.article import Origin
from index.cleaning.clean import clean_record
from index.record import RawBody, Record

BEFORE = "Two barges sank in the canal below the mill on the night to Friday, the harbour office said."
BEHIND = "Divers are to look at the wrecks as soon as the water has cleared, which may take a week or more."


def cleaned(line: str, tag: str = "p") -> Record:
    page = (
        "<!doctype html><html><head><title>Barges sink</title></head><body><article><h1>Barges sink</h1>"
        f"<p>{BEFORE}</p><{tag}>{line}</{tag}><p>{BEHIND}</p><p>{BEFORE} {BEHIND}</p></article></body></html>"
    )
    return clean_record(Record(Origin("x.html"), "html", body=RawBody(page, "html")))


def line_of(line: str, tag: str = "p") -> str:
    """What is left of a line between two others."""
    body = cleaned(line, tag).body
    assert body is not None
    lines = body.text.split("\n\n")
    assert (lines[0], lines[-2]) == (BEFORE, BEHIND)
    return " ".join(lines[1:-2])


@pytest.mark.parametrize("name", ["time", "label", "output", "progress", "noindex", "span", "em", "a"])
@pytest.mark.parametrize(
    "mark",
    [
        "",
        'class="caption"',
        'class="company-link link"',
        'class="ticker-widget"',
        'class="timestamp author"',
        'class="related-tags"',
        'class="noprint message"',
        'id="share-meta"',
        'role="navigation"',
        'aria-hidden="true"',
        'style="border: none"',
    ],
)
def test_element_in_a_sentence_keeps_its_words(name: str, mark: str) -> None:
    """Neither the name nor the class of an element takes words out of a sentence."""
    record = cleaned(f"The lock will open on <{name} {mark}>Monday 3 May</{name}> for boats of all kinds.")
    told = "The lock will open on Monday 3 May for boats of all kinds."
    assert record.body is not None
    assert told in record.body.text.split("\n\n")
    assert [cut.text for cut in record.cuts if told in cut.text] == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Geöffnet wird die Schleuse <time>am 3. Mai</time>.", "Geöffnet wird die Schleuse am 3. Mai."),
        ("<span class=link>Canal Works</span> said it would pay.", "Canal Works said it would pay."),
        ("Акции <span class='stock-widget'>«Канала»</span> упали.", "Акции «Канала» упали."),
        ("水門は<time>五月三日</time>に開く。", "水門は五月三日に開く。"),
        ("يفتح الهويس في <time>3 مايو</time> أمام القوارب.", "يفتح الهويس في 3 مايو أمام القوارب."),
        ("<span class=s1 style='color: red'>It opens <time>on 3 May</time> again.</span>", "It opens on 3 May again."),
        ("<i class=a>It opens</i> <time>on 3 May</time> <i class=b>at noon.</i>", "It opens on 3 May at noon."),
        ("Kanal <b><span class=meta><i class=rating>AG</i></span></b> zahlt.", "Kanal AG zahlt."),
        ("It is <span class=bar>3,5<span class=embed> metres</span></span> deep.", "It is 3,5 metres deep."),
        ("Both<span id=more-7></span> sank<em></em> at <a name=x><span></span></a>once.", "Both sank at once."),
    ],
)
def test_short_sentences_and_their_ends_are_whole(line: str, told: str) -> None:
    """A sentence keeps its first and last words too, and those behind an empty element."""
    assert line_of(line) == told


@pytest.mark.parametrize("tag", ["li", "dd", "td", "blockquote"])
def test_lines_of_lists_and_tables_are_whole(tag: str) -> None:
    """It is the same in an entry of a list, in a cell and in a quotation."""
    around = {"li": "ul", "dd": "dl", "td": "table"}.get(tag, "div")
    other = "<td>The small lock</td>" if tag == "td" else ""
    line = f"{other}<{tag}>Open from <time>9:00</time> to <span class=timestamp>17:00</span> each day</{tag}>"
    assert "Open from 9:00 to 17:00 each day" in line_of(line, around)


@pytest.mark.parametrize(
    "line",
    [
        "<time>Monday 3 May, 10:05</time>",
        "<span class=author>Ada Quill</span> <time>3 May 2021</time>",
        "<span class=share-tools>Send</span> | <span class=meta>Print</span>",
    ],
)
def test_what_has_no_words_beside_it_goes_by_its_name(line: str) -> None:
    """A date, or an author and a date, in a line of their own are no part of the story."""
    assert line_of(line) == ""
    assert line_of(line, "div") == ""


@pytest.mark.parametrize(
    "element",
    [
        "<button class=link>Play</button>",
        "<script>run()</script>",
        "<style>p { color: red }</style>",
        "<span hidden>twice</span>",
        "<select><option>One</option></select>",
        "<rt>gloss</rt>",
    ],
)
def test_what_is_not_read_stays_out_of_a_sentence(element: str) -> None:
    """Buttons, scripts and what is hidden are no words of a sentence."""
    assert (
        line_of(f"The lock will open {element} for boats of all kinds.") == "The lock will open for boats of all kinds."
    )


def test_what_follows_a_whole_sentence_keeps_its_name() -> None:
    """Behind the end of a paragraph a label is no part of it."""
    line = "The lock will open for boats of all kinds."
    assert line_of(f"{line} <span class=share-tools>Send this</span>") == line


@pytest.mark.parametrize(
    "box",
    [
        "<div class=ad></div>",
        "<div class=ad><script>show()</script></div>",
        "<div><figure><img src=a.jpg><figcaption>A lock.</figcaption></figure></div>",
        "<div class=share><a href=#>Mail</a></div>",
        "<section></section>",
        "<h3></h3>",
        "<center><img src=a.jpg></center>",
    ],
)
def test_bare_text_behind_a_box_stays_when_the_box_goes(box: str) -> None:
    """What stands behind an advertisement or a picture without an element of its own is told like the rest."""
    line = "The lock will open on Monday for boats of all kinds."
    assert line_of(f"{box}{line}", "div") == line
    assert line_of(f"<p>Both sank.</p>{box}{line}<br>Or so they hope.", "div") == f"Both sank. {line} Or so they hope."


def test_very_long_line_is_read() -> None:
    """A line of very many elements takes no time beyond reason."""
    words = "<span class=meta>one</span> two " * 1_500
    assert line_of(f"{words} said the office.").endswith("one two said the office.")
