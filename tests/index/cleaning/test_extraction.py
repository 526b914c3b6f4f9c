"""The body of a page is its story whatever its elements are called, in the paragraphs a reader sees."""

from __future__ import annotations

import pytest

from index.article import Origin
from index.cleaning.clean import clean_record
from index.cleaning.html.extraction import extract_article
from index.cleaning.html.markup import html_paragraphs
from index.record import RawBody, Record

ENGLISH = (
    "The ferry across the Tarn has been out of service since a crank broke on Sunday, its owner said.",
    "About ninety people a day now take the bus, which needs an hour for the way round the lake.",
    "Nobody knows who will pay.",
    "A new crank is being cast in Turin and is expected by the end of the month.",
    "The owner has written to the county twice and has had no answer to either letter.",
)
GERMAN = (
    "Die Fähre über den Tarnsee steht still, seit am Sonntag eine Kurbel gebrochen ist, sagte der Besitzer.",
    "Rund neunzig Menschen am Tag nehmen nun den Bus, der für den Weg um den See eine Stunde braucht.",
    "Wer zahlt, weiß niemand.",
    "Eine neue Kurbel wird in Turin gegossen und soll bis zum Ende des Monats fertig sein.",
    "Der Besitzer hat dem Landkreis zweimal geschrieben und auf keinen der Briefe eine Antwort bekommen.",
)
RUSSIAN = (
    "Паром через озеро не ходит с воскресенья, когда сломался коленчатый вал, сообщил в понедельник его владелец.",
    "Около девяноста человек в день теперь ездят на автобусе, которому нужен целый час на дорогу вокруг озера.",
    "Кто заплатит, неизвестно.",
    "Новый вал отливают в Турине, и он будет готов к концу этого месяца, говорят на заводе.",
    "Владелец дважды писал в округ и ни на одно из писем не получил никакого ответа.",
)
JAPANESE = (
    "湖を渡るフェリーは日曜日にクランクが壊れてから運航を止めていると、持ち主が月曜日に話した。",
    "一日におよそ九十人が今はバスに乗り、湖を回る道に一時間をかけている。",
    "誰が払うのかは分からない。",
    "新しいクランクはトリノで鋳造されていて、月末までにできる見込みだという。",
    "持ち主は郡に二度手紙を書いたが、どちらにも返事はなかったと語った。",
)
ARABIC = (
    "توقفت العبارة عن العمل عبر البحيرة منذ يوم الأحد بعد أن انكسر عمود المحرك فيها، كما قال مالكها.",
    "يستقل نحو تسعين شخصا كل يوم الحافلة التي تحتاج إلى ساعة كاملة للطريق حول البحيرة.",
    "لا أحد يعرف من سيدفع.",
    "يجري صب عمود جديد في تورينو ومن المتوقع أن يصل قبل نهاية هذا الشهر.",
    "كتب المالك إلى المحافظة مرتين ولم يتلق أي رد على أي من الرسالتين حتى اليوم.",
)
LANGUAGES = (ENGLISH, GERMAN, RUSSIAN, JAPANESE, ARABIC)
LONG = "We may pass item one of what you tell us to our partners, who keep it as long as the law allows them to."
TALK = "<p>I have lived at the lake for years and never seen anything so badly run as this ferry.</p>"
Story = tuple[str, ...]


def page(body: str) -> str:
    return (
        "<!doctype html><html><head><meta charset=utf-8><title>Still water</title></head><body><nav><a href=/>Home</a>"
        f" <a href=/n>News</a></nav><h1>Still water</h1>{body}<footer>© Lake Post <a href=/t>Terms</a></footer></body>"
        "</html>"
    )


def told(story: Story, attributes: str = "", tag: str = "p") -> str:
    return "".join(f"<{tag} {attributes}>{paragraph}</{tag}>" for paragraph in story)


def cleaned(body: str, excerpt: str = "") -> Record:
    return clean_record(Record(Origin("x.html"), "html", excerpt=excerpt, body=RawBody(page(body), "html")))


def body_of(body: str) -> list[str]:
    record = cleaned(body)
    return record.body.text.split("\n\n") if record.body else []


@pytest.mark.parametrize("story", LANGUAGES)
@pytest.mark.parametrize(
    "around",
    [
        '<div class="comment-piece">{}</div>',
        '<div id="comment-article">{}</div>',
        '<section class="comment kommentar"><div class="inner">{}</div></section>',
        '<div class="comment-piece">{}</div><div class="comments"><ol>' + f"<li>{TALK}</li>" * 9 + "</ol></div>",
        '<div class="comment-piece">{}</div><div class="comments">' + f"<div><b>U</b>{TALK}</div>" * 9 + "</div>",
    ],
)
def test_opinion_piece_is_no_readers_comment(around: str, story: Story) -> None:
    """A story in a box named after comments is kept whole, and the comments below it are not taken for it."""
    assert body_of(around.format(told(story))) == list(story)


@pytest.mark.parametrize("story", [ENGLISH, GERMAN, RUSSIAN])
def test_opinion_piece_is_told_from_the_terms_below_it(story: Story) -> None:
    """What stands first behind the heading is the story, though only what stands behind it has no telling name."""
    terms = f"<div>{f'<p>{LONG}</p>' * 2}</div>"
    body = body_of(f'<div id="premium-share"><div class="comment">{told(story)}</div></div>{terms}')
    assert body == list(story)


def test_sections_of_an_opinion_piece_are_kept_with_their_headings() -> None:
    """A story in headed sections, in a box named after comments, is found too."""
    sections = "".join(f"<section><h2>Part {at}</h2><p>{one}</p></section>" for at, one in enumerate(ENGLISH))
    assert [line for line in body_of(f'<div class="comment">{sections}</div>') if line in ENGLISH] == list(ENGLISH)


@pytest.mark.parametrize("before", ["<article>{}</article>", "<div class=film>{}</div>"])
def test_comments_are_not_taken_for_a_short_story(before: str) -> None:
    """However many comments there are below a short text, they are not its body."""
    comments = "".join(f'<li class="comment"><b>U{at}</b>{TALK * 3}</li>' for at in range(9))
    body = body_of(f'{before.format(told(ENGLISH[:2]))}<div id="comments"><ol>{comments}</ol></div>')
    assert body == list(ENGLISH[:2])


@pytest.mark.parametrize("story", LANGUAGES)
@pytest.mark.parametrize(
    "mark",
    [
        'class="share-text"',
        'class="p hidden-print"',
        'class="meta-text"',
        'class="story-related-p"',
        "aria-hidden=true",
    ],
)
def test_names_of_paragraphs_take_none_from_a_story(mark: str, story: Story) -> None:
    """Paragraphs of one kind that make up a story stay, short ones too, whatever their class is called."""
    first, rest = told(story[:1]), story[1:]
    assert body_of(f"<div class=text>{first}{told(rest, mark)}</div>") == list(story)
    assert body_of(f"<article>{told(story, mark, 'div')}</article>") == list(story)


@pytest.mark.parametrize("mark", ["class=paywall aria-hidden=true", "class='box hidden-print'", "class=next-share-"])
def test_names_of_a_box_take_no_rest_of_a_story(mark: str) -> None:
    """The greater part of a story stays where it stands in a box of its own behind the first paragraphs."""
    assert body_of(f"<article>{told(ENGLISH[:2])}<div {mark}>{told(ENGLISH[2:])}</div></article>") == list(ENGLISH)


def test_what_is_long_beside_a_short_story_is_not_taken_for_it() -> None:
    """Teasers of other stories, or the life of the author in three sentences, are no part of a short one."""
    teaser = "<div class=item><a href=/x>Another story</a><p>The council met, and had nothing to say at all.</p></div>"
    life = "<p>Tom Reed has written about lakes and ferries for this newspaper since 1987.</p>" * 3
    story = f"<article>{told(ENGLISH)}<div class=author-bio>{life}</div></article>"
    assert body_of(f"{story}<div class=related>{teaser * 20}</div>") == list(ENGLISH)


def test_lone_invitation_and_authors_box_keep_their_names() -> None:
    """What stands alone among the paragraphs, or is small beside them, still goes by its class."""
    lone = '<p class="newsletter">Get the news of the lake in your inbox every morning from now on.</p>'
    box = '<div class="author-box"><p>Tom Reed writes about lakes and ferries for this newspaper.</p></div>'
    assert body_of(f"<article>{told(ENGLISH[:3])}{lone}{told(ENGLISH[3:])}{box}</article>") == list(ENGLISH)


@pytest.mark.parametrize("given", ["", "For forty years Ada Moss took …", "Still water on the lake."])
def test_standfirst_is_the_excerpt_or_the_first_paragraph(given: str) -> None:
    """It is the excerpt where the page gives none or its beginning, and else stands before the body."""
    opening = "For forty years Ada Moss took the ferry to work. On Sunday she walked."
    body = f"<div class=head><p class=standfirst>{opening}</p></div><div class='article-body'>{told(ENGLISH)}</div>"
    record = cleaned(body, given)
    text = record.body.text if record.body else ""
    other = given.startswith("Still")
    assert record.excerpt == (given if other else opening)
    assert text.split("\n\n") == ([opening] if other else []) + list(ENGLISH)
    assert [cut for cut in record.cuts if opening in cut.text] == []


def test_caption_and_byline_are_no_standfirst() -> None:
    """What stands under a picture, or names who wrote it, is not what the page opens with."""
    caption = "<div><img src=a.jpg><p>A man waits for the ferry on the shore of the lake, 4 May 2021.</p></div>"
    body = f"{caption}<p>By Tom Reed, Ada Moss and Ines Kerr on Monday, May 4th, 2021 at 11:08 a.m.</p>"
    assert cleaned(f"<div>{body}</div><div class='article-body'>{told(ENGLISH)}</div>").excerpt == ""


@pytest.mark.parametrize(
    ("aside", "kept"),
    [
        ("<h3>What is known</h3><p>She was built in 1921 and has room for sixty people.</p>", True),
        ("<h3>Zur Sache</h3><ul><li>Gebaut 1921 in Konstanz</li><li>Länge 23 Meter, Platz für 60</li></ul>", True),
        ("<h3>Sign up for our newsletter</h3><p>The lake in your inbox, every Friday at noon for nothing.</p>", False),
        ("<h3>The lake by mail</h3><p>All of it, every Friday at noon for nothing.</p><form><input></form>", False),
        (
            "<h3>More</h3><ul><li><a href=1>The ferry of 1920 and after</a><li><a href=2>Who owns it</a></ul>",
            False,
        ),
        ("<blockquote>No answer to either letter</blockquote>", False),
    ],
)
def test_box_of_facts_is_kept_and_other_asides_are_not(aside: str, kept: bool) -> None:
    """A headed box between the paragraphs that tells something is a part of the story."""
    body = body_of(f'<article>{told(ENGLISH[:3])}<aside class="infobox">{aside}</aside>{told(ENGLISH[3:])}</article>')
    assert [line for line in body if line in ENGLISH] == list(ENGLISH)
    assert (len(body) > len(ENGLISH)) == kept


@pytest.mark.parametrize(
    ("around", "entry"),
    [
        (
            "<div class=liveblog>{}</div>",
            '<article class="post"><time>9:00</time><h2>Entry {0}</h2><p>{1}</p></article>',
        ),
        ("<main>{}</main>", '<article><header><h3><a href="#e{0}">Entry {0}</a></h3></header><p>{1}</p></article>'),
        ("<div>{}</div>", "<section class=entry><h2>Entry {0}</h2><p>{1}</p></section>"),
        ("<ol class=live>{}</ol>", "<li><h3>Entry {0}</h3><p>{1}</p></li>"),
    ],
)
def test_live_blog_keeps_every_heading(around: str, entry: str) -> None:
    """Each entry of a live blog is a part of it, heading and all."""
    entries = "".join(entry.format(at, one) for at, one in enumerate(ENGLISH))
    expected = [line for at, one in enumerate(ENGLISH) for line in (f"Entry {at}", one)]
    assert body_of(around.format(entries)) == expected


def test_cards_of_other_stories_are_no_entries() -> None:
    """An `article` with a heading that leads elsewhere is another story, not an entry."""
    card = "<article><h3><a href=/{0}>Some other story of it</a></h3><p>A summary of the story {0}.</p></article>"
    cards = "".join(map(card.format, range(6)))
    assert body_of(f"<article>{told(ENGLISH)}</article><div class=more>{cards}</div>") == list(ENGLISH)


@pytest.mark.parametrize("story", LANGUAGES)
@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td><a href=/>Home</a><br><a href=/n>News</a></td><td><font size=3>{br}</font></td></tr></table>",
        "<table><tr><td><b>Still water</b><br><i>by Hal Penn, 3 May 1999</i><br><br>{br}<br><hr><a href=/>Go</a>",
        "<center><table><tr><td><font face=arial>{p}</font></td></tr></table></center>",
        "<table width=100%><tr><td><a href=/>Home</a></td><td><table><tr><td>{p}</td></tr></table></td></tr></table>",
        "<center><font face=arial>{p}</font></center>",
        "<div>{br}</div>",
        "<td>{br}</td>",
        "{br}",
        "<div class=comment-piece><p>{br}</p></div>",
        "<post-body><post-par>{custom}</post-par></post-body>",
        "<app-root><app-page><p>{p}</app-page></app-root>",
        "<div><a href=/>Go</a><img src=a> <post-par>{custom}</post-par> </div>",
    ],
)
def test_paragraphs_are_what_a_reader_sees_as_paragraphs(layout: str, story: Story) -> None:
    """Tables for layout, text set off by two `br` and custom elements give paragraphs, without menu and byline."""
    body = layout.format(br="<br><br>".join(story), p="<p>".join(story), custom="</post-par><post-par>".join(story))
    assert body_of(body) == list(story)


def test_custom_element_within_a_line_and_table_of_figures_stay() -> None:
    """A custom element among words does not break them, and figures keep their rows."""
    line = "<p>The <x-tip>water</x-tip> fell by a metre in one night, the county said.</p>"
    table = "<table><tr><td>Year</td><td>People</td></tr><tr><td>2019</td><td>31,000</td></tr></table>"
    body = body_of(f"<article>{line}{told(ENGLISH)}{table}</article>")
    assert body[0] == "The water fell by a metre in one night, the county said."
    assert body[-1] == "| 2019 | 31,000 |"


@pytest.mark.parametrize(
    ("fragment", "paragraphs"),
    [
        ("<x-body><x-par>It rained all day long in the lower valley.</x-par><x-par>So?</x-par></x-body>", 2),
        ("<table role=presentation><tr><td>One.</td><td>Two.</td></tr></table>", 2),
        ("<table><tr><td>1920</td><td>31</td></tr></table>", 1),
        ("<div>It is <x-b>very</x-b> wet.</div>", 1),
    ],
)
def test_fragments_have_the_same_paragraphs(fragment: str, paragraphs: int) -> None:
    """What is no whole page is read alike."""
    assert len(html_paragraphs(fragment)) == paragraphs


@pytest.mark.parametrize(
    "hidden",
    [
        "<template><p>{}</p></template>",
        "<p hidden>{}</p>",
        '<p style="display:none">{}</p>',
        '<span style="color: red; visibility : hidden">{}</span>',
        "<div hidden><div>" + "<p>{}</p>" * 12 + "</div></div>",
    ],
)
def test_what_a_browser_does_not_show_is_no_story(hidden: str) -> None:
    """Hidden text goes, were it longer than the story, and stands among the cuts unless it is a template."""
    record = cleaned(f"<article>{told(ENGLISH[:3])}{told(ENGLISH[3:])}</article>{hidden.replace('{}', LONG)}")
    inside = cleaned(f"<article>{hidden.replace('{}', 'Nobody is to see this.')}{told(ENGLISH)}</article>")
    for found in (record, inside):
        assert found.body is not None
        assert found.body.text.split("\n\n") == list(ENGLISH)


@pytest.mark.parametrize("mark", ["hidden", 'style="display: none"', 'style="visibility:hidden"'])
def test_story_that_waits_for_a_script_is_kept(mark: str) -> None:
    """A story that is hidden stays, and so does what follows its first paragraph."""
    assert body_of(f"<div class=story {mark}>{told(ENGLISH)}</div><p>Log in.</p>") == list(ENGLISH)
    assert body_of(f"<article>{told(ENGLISH[:1])}<div {mark}>{told(ENGLISH[1:])}</div></article>") == list(ENGLISH)


def test_hidden_text_of_the_article_is_kept_by_its_name() -> None:
    """What is named as the text of the article is it, though other sentences are shown."""
    shown = f"<div>{f'<p>{LONG}</p>' * 3}</div>"
    assert body_of(f'<div itemprop="articleBody" hidden>{told(ENGLISH)}</div>{shown}') == list(ENGLISH)


def test_notice_above_the_heading_is_not_taken_for_the_story() -> None:
    """Long as it is, what stands in a box of its own before the heading and is named as a notice goes."""
    markup = page(f"<div class=cookie-banner>{f'<p>{LONG}</p>' * 9}</div><main><h1>Ferry</h1>{told(ENGLISH)}</main>")
    assert extract_article(markup.replace("<h1>Still water</h1>", "")).paragraphs == list(ENGLISH)


def test_hostile_nesting_is_read() -> None:
    """Pages nested beyond reason give what can be read of them, or nothing."""
    for tag in ("div hidden", "x-y", "table><tr><td", "article", "aside", "div class=comment", "font"):
        assert extract_article(page(f"<{tag}>" * 3_000 + told(ENGLISH))) is not None
