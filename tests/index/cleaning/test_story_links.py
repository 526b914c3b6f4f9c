"""Links in a story take none of its lines with them, and lists of links to other stories still go."""

from __future__ import annotations

import re

import pytest

from index.article import Origin
from index.cleaning.clean import clean_record
from index.record import RawBody, Record

STORIES = {
    "The <a href=/w>warden</a> said no.": (
        "Bees have settled in the bell tower of Saint Hedda's, and the noon bell has been silent since Palm Sunday.",
        "A keeper from the next village counted some twenty thousand of them under the northern louvre.",
        "They may stay until the swarm has been moved to the orchard behind the school, the parish council decided.",
        "The hour is now struck by hand on a saucepan, which carries about as far as the baker's.",
    ),
    "Der <a href=/w>Küster</a> lehnte ab.": (
        "Im Glockenturm der Hedwigskirche wohnen Bienen, und seit Palmsonntag schweigt die Mittagsglocke.",
        "Ein Imker aus dem Nachbardorf zählte unter der nördlichen Schallluke rund zwanzigtausend Tiere.",
        "Sie dürfen bleiben, bis der Schwarm in den Obstgarten hinter der Schule umzieht, entschied die Gemeinde.",
        "Die Stunde wird nun von Hand auf einem Kochtopf geschlagen, den man bis zum Bäcker hört.",
    ),
    "<a href=/w>Сторож</a> отказался.": (
        "В колокольне поселились пчёлы, и полуденный колокол молчит с самого Вербного воскресенья.",
        "Пасечник из соседней деревни насчитал под северным окном около двадцати тысяч пчёл.",
        "Они останутся, пока рой не перенесут в сад за школой, решил в понедельник приходской совет.",
        "Час теперь отбивают вручную на кастрюле, которую слышно примерно до самой булочной.",
    ),
    "<a href=/w>番人</a>は断った。": (
        "教会の鐘楼に蜂が住みつき、正午の鐘は春の祭りの日からずっと鳴っていない。",
        "隣の村から来た養蜂家は、北の窓の下におよそ二万匹の蜂がいると数えた。",
        "群れが学校の裏の果樹園に移されるまで、蜂はそのままにすると教会の会議が決めた。",
        "時刻は今、手で鍋をたたいて知らせていて、その音はパン屋のあたりまで届くという。",
    ),
    "رفض <a href=/w>الحارس</a> ذلك.": (
        "استقر النحل في برج الكنيسة، ولم يقرع جرس الظهر منذ أحد الشعانين كما قال كاهن القرية.",
        "وأحصى مربي نحل من القرية المجاورة نحو عشرين ألف نحلة تحت النافذة الشمالية للبرج.",
        "وقرر مجلس الرعية أن يبقى النحل حتى ينقل السرب إلى البستان الواقع خلف المدرسة.",
        "وتعلن الساعة الآن بالقرع على قدر باليد يسمع صوته حتى دكان الخباز تقريبا.",
    ),
}
TOLD = STORIES["The <a href=/w>warden</a> said no."]


def body_of(article: str) -> list[str]:
    page = f"<!doctype html><html><head><title>Bees</title></head><body><h1>Bees</h1>{article}</body></html>"
    body = clean_record(Record(Origin("x.html"), "html", body=RawBody(page, "html"))).body
    return body.text.split("\n\n") if body else []


def bare(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", markup).split())


def told(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"<p>{one}</p>" for one in paragraphs)


def between(part: str) -> list[str]:
    """What is left of a part that stands among the paragraphs."""
    body = body_of(f"<article>{told(TOLD[:2])}{part}{told(TOLD[2:])}</article>")
    assert [line for line in body if line in TOLD] == list(TOLD)
    return [line for line in body if line not in TOLD]


def behind(part: str) -> list[str]:
    """What is left of a part that stands behind the paragraphs."""
    body = body_of(f"<article>{told(TOLD)}{part}</article>")
    assert body[: len(TOLD)] == list(TOLD)
    return body[len(TOLD) :]


@pytest.mark.parametrize("short", STORIES)
@pytest.mark.parametrize("place", [1, 4])
@pytest.mark.parametrize(
    ("around", "paragraph"),
    [
        ("<article>{}</article>", "<div class=piece><p>{}</p></div>"),
        ("<article>{}</article>", '<div data-kind="text"><div class=inner><p>{}</p></div></div>'),
        ("<article>{}</article>", "<div class=piece><p>{}</p><span class=x></span></div>"),
        ("<main><div>{}</div></main>", "<section><div><p>{}</p></div></section>"),
        ("<div class=page><div>{}</div></div>", "<div class=par>{}</div>"),
        ("<article>{}</article>", "<blockquote><p>{}</p></blockquote>"),
        ("<x-story>{}</x-story>", "<x-par>{}</x-par>"),
    ],
)
def test_paragraph_with_a_link_stays_in_a_box_of_its_own(around: str, paragraph: str, place: int, short: str) -> None:
    """However short a paragraph is and whatever it stands in, one linked name does not take it away."""
    story = [*STORIES[short][:place], short, *STORIES[short][place:]]
    assert body_of(around.format("".join(map(paragraph.format, story)))) == list(map(bare, story))


@pytest.mark.parametrize("short", STORIES)
@pytest.mark.parametrize(
    "post",
    [
        "<div class=post><p>{}</p><a href=#>+</a></div>",
        "<div><h3>Bees</h3><p>{}</p><a href=#>Share</a> <a href=#>Mail</a></div>",
        "<div class=post><div class=text><h3>Bees</h3><p>{}</p></div><div class=x><a href=#>+</a></div></div>",
        "<div class=post><a href=/u/7>Ada Quill</a><p>{}</p></div>",
        "<div class=post><h3><a href=#p7>10:05</a></h3><p>{}</p></div>",
        "<li><div><p>{}</p><a href=#>Share</a></div></li>",
        "<div class=row><h2>What the <a href=/w>warden</a> did</h2><p>{}</p></div>",
    ],
)
def test_posts_of_a_live_blog_stay_to_the_last(post: str, short: str) -> None:
    """Posts that each hold a link to share them, or their author's, are the story, short ones too."""
    posts = (*STORIES[short], bare(short))
    body = body_of(f"<article>{''.join(map(post.format, posts))}</article>")
    assert [one for one in posts if one not in " ".join(body)] == []


@pytest.mark.parametrize(
    ("part", "lines"),
    [
        ("<p><a href=/a>Ek</a> and <a href=/b>Onwu</a> agreed.</p>", ["Ek and Onwu agreed."]),
        ("<div><h2>Honey</h2><p>The <a href=/w>warden</a> got two jars.</p></div>", ["Honey", "two jars."]),
        ("<div><h2>The <a href=/w>warden</a> and the bees</h2><p>He hid.</p></div>", ["the bees", "He hid."]),
        ("<div class=row><p>He left.</p><p>She <a href=/x>stayed</a>.</p></div>", ["He left.", "She stayed."]),
        ("<div><ul><li>Tower, see <a href=/m>map</a></li><li>Orchard</li></ul></div>", ["Tower, see map", "Orchard"]),
        (
            "<ul><li><a href=/a>Hedda</a> 3 <a href=/b>Odo</a> 1</li><li><a href=/c>Bede</a> 0 <a href=/d>Cuthbert</a>"
            " 0</li></ul>",
            ["Hedda 3 Odo 1", "Bede 0 Cuthbert 0"],
        ),
        (
            "<ul><li><a href=/a>Ada Quill</a> as the queen</li><li><a href=/b>Bo Ek</a> as the drone</li></ul>",
            ["Ada Quill as the queen", "Bo Ek as the drone"],
        ),
        (
            "<dl><dt><a href=/a>Ada Quill</a></dt><dd>the queen</dd><dt><a href=/b>Bo Ek</a></dt><dd>drone</dd></dl>",
            ["Ada Quill", "the queen", "Bo Ek"],
        ),
        (
            "<table><tr><th><a href=#>Team</a></th><th><a href=#>Points</a></th></tr>"
            + "".join(f"<tr><td><a href=/{at}>Bell Ringers of {at}</a></td><td>{at}</td></tr>" for at in range(20, 40))
            + "</table>",
            ["| Bell Ringers of 20 | 20 |", "| Bell Ringers of 39 | 39 |"],
        ),
    ],
)
def test_short_parts_with_linked_names_stay(part: str, lines: list[str]) -> None:
    """Short lines, results, casts, tables and headed boxes are told whole among the paragraphs."""
    left = " ".join(between(part))
    assert [line for line in lines if line not in left] == []


def test_bare_box_among_paragraphs_is_one() -> None:
    """A sentence that stands in a `div` without a name between paragraphs is told, and so is the next."""
    lines = [
        "The warden keeps a ladder there which nobody has climbed since.",
        "It leans against the old yew behind the wall, he said.",
    ]
    assert between("".join(f"<div>{line}</div>" for line in lines)) == lines
    assert between(f"<div><span>{lines[0]}</span></div>") == lines[:1]
    assert between(f"<div class=caption>{lines[0]}</div>") == []


@pytest.mark.parametrize(
    "part",
    [
        "<ul><li><a href=/1>Owls leave the mill after forty years</a><li><a href=/2>Well found under the bank</a></ul>",
        "<ol><li>1 <a href=/1>Owls leave the mill</a><li>2 <a href=/2>Well under bank</a></ol>",
        "<ul><li><a href=/1>World</a> (12)</li><li><a href=/2>Sport</a> (9)</li></ul>",
        "<ul><li>Tags: <a href=/1>Bees</a>, <a href=/2>Bells</a></li></ul>",
        "<p>Filed under <a href=/1>Bees</a>, <a href=/2>Bells</a></p>",
        "<div><p>Temas: <a href=/1>Abejas</a></p></div>",
        "<p><b><a href=/1>Owls leave the mill after forty years</a></b></p>",
        "<div><a href=#>Mail</a> <a href=#>Print</a></div>",
        "<div class=card><h3><a href=/1>Owls leave</a></h3><p>They had lived in it for as long as he knew.</p></div>"
        * 3,
        "<div class=card><h3>Owls leave</h3><p>They had lived in it for years, he said.</p><a href=/1>Go</a></div>" * 3,
    ],
)
def test_links_to_other_stories_go(part: str) -> None:
    """Among the paragraphs and behind them."""
    assert between(part) == []
    assert behind(part) == []


def test_line_behind_the_story_has_to_look_like_it() -> None:
    """Where the sentences have ended, a short line with a link is the story's only where it stands as they do."""
    line = "Spotted a swarm? <a href=/w>Write to us</a>."
    assert behind(f"<div class=x><p>{line}</p></div>") == []
    assert behind("<p><a href=/a>Ek</a> and <a href=/b>Onwu</a> agreed.</p>") == ["Ek and Onwu agreed."]
