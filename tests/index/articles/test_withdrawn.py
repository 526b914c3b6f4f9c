"""What agencies take back is gone however they name themselves; what they only withhold comes back; versions count."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from index.article import Origin
from index.assembly.assemble import Assembly, assemble
from index.cleaning.clean import clean_record
from index.readers.records import read_json
from index.readers.xml_forms import read_xml, xml_form
from index.record import Record, Skip

DAY = "2021-12-1{}T10:00:00Z"
TEXT = "The pilot cutter ran onto the bar at dusk. Its crew of five waded ashore."
LATER = "The pilot cutter ran onto the bar at dusk. Its crew of six waded ashore."
KINDS = ["ninjs", "newsml", "nitf"]


def item(kind: str, day: int, status: str = "usable", title: str = "Cutter aground", **told: str) -> str:
    """A version of an item as it is delivered; `by` is who says so, by a name or a code, and may be left out."""
    return _WRITERS[kind](day, status, title, {"id": "urn:wire:17", "text": TEXT, **told})


def _ninjs(day: int, status: str, title: str, told: dict[str, str]) -> str:
    made = {"guid": told["id"], "type": "text", "pubstatus": status, "headline": title, "body_text": told["text"]}
    made |= {"versioncreated": DAY.format(day), "copyrightholder": told.get("by", "")}
    return json.dumps(made | ({"version": told["version"]} if "version" in told else {}))


def _newsml(day: int, status: str, title: str, told: dict[str, str]) -> str:
    by, version = told.get("by", ""), told.get("version", "")
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{told["id"]}" version="{version}"><itemMeta>
<itemClass qcode="ninat:text"/>{by and f'<provider qcode="nprov:CW"><name>{by}</name></provider>'}
<versionCreated>{DAY.format(day)}</versionCreated><pubStatus qcode="stat:{status}"/></itemMeta><contentMeta><headline>
{title}</headline></contentMeta><contentSet><inlineData>{told["text"]}</inlineData></contentSet></newsItem>"""


def _nitf(day: int, status: str, title: str, told: dict[str, str]) -> str:
    by, version = told.get("by", ""), told.get("version", "")
    return f"""<nitf><head><docdata management-status="{status}"><doc-id id-string="{told["id"]}" regsrc="CW"/>
<du-key version="{version}"/><date.issue norm="{DAY.format(day)}"/></docdata>{by and f'<pubdata name="{by}"/>'}</head>
<body><body.head><hedline><hl1>{title}</hl1></hedline></body.head><body.content><p>{told["text"]}</p></body.content>
</body></nitf>"""


_WRITERS = {"ninjs": _ninjs, "newsml": _newsml, "nitf": _nitf}


def put_together(*delivered: str) -> Assembly:
    """What deliveries make, a file each, the same whatever their order."""
    records = [record for number, text in enumerate(delivered) for record in _records(text, f"{number}.wire")]
    made = assemble(records)
    assert assemble(records[::-1]) == made
    return made


def _records(text: str, path: str) -> list[Record]:
    form = xml_form(text)
    found = read_xml(form, [text], Origin(path)) if form else read_json(text, Origin(path))
    records = [clean_record(one) for one in found if isinstance(one, Record)]
    assert records, text
    return records


def bodies(made: Assembly) -> Sequence[str]:
    return [article.body for article in made.articles]


@pytest.mark.parametrize("status", ["canceled", "withheld"])
@pytest.mark.parametrize("by", [("", ""), ("Coast Wire", ""), ("", "Coast Wire"), ("Coast Wire", "CW")])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_back_is_gone_whoever_is_named(kind: str, by: tuple[str, str], status: str) -> None:
    """A URN means one item, whatever name its agency goes by, and a notice may have another headline."""
    made = put_together(item(kind, 1, by=by[0]), item(kind, 2, status, "KILL", by=by[1]))
    assert (made.articles, made.removed, made.notices, made.rejections) == ((), 1, (), ())


@pytest.mark.parametrize("kind", KINDS)
def test_a_correction_is_the_same_article_whoever_is_named(kind: str) -> None:
    """Its link stays the one that the first version had."""
    first = item(kind, 1, by="Coast Wire")
    made = put_together(first, item(kind, 2, title="Six waded ashore", text=LATER))
    (article,) = made.articles
    assert (article.title, article.body) == ("Six waded ashore", LATER)
    assert [article.id] == put_together(first).ids


@pytest.mark.parametrize("kind", KINDS)
def test_an_id_that_means_nothing_by_itself_counts_with_who_gave_it(kind: str) -> None:
    """Numbers are given out by everybody."""
    one, other = item(kind, 1, id="17", by="Coast Wire"), item(kind, 2, "canceled", id="17", by="Inland Press")
    other = other.replace("CW", "IP")
    made = put_together(one, other)
    assert (bodies(made), made.removed) == ([TEXT], 0)
    assert put_together(one, other.replace("IP", "CW").replace("Inland Press", "Coast Wire")).articles == ()


def test_the_giver_of_an_id_is_known_by_its_code() -> None:
    """It may be written out in one version and not in the next; a document may name only who keeps its id."""
    for kind in ("newsml", "nitf"):
        first = item(kind, 1, id="17", by="Coast Wire Service")
        second = item(kind, 2, "canceled", id="17", by="CW" if kind == "newsml" else "")
        assert put_together(first, second).articles == ()


def test_a_document_with_an_address_is_taken_back_by_its_id() -> None:
    """A notice need not say where the article stood."""
    page = item("nitf", 1, id="17").replace("</head>", '<pubdata ex-ref="https://coast.example/cutter-17"/></head>')
    made = put_together(page, item("nitf", 2, "canceled", id="17"))
    assert (made.articles, made.removed) == ((), 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_withheld_comes_back_with_a_later_version_and_what_is_canceled_does_not(kind: str) -> None:
    """Withheld is until further notice, canceled for good; what comes too late is told."""
    first, last = item(kind, 1), item(kind, 3, text=LATER)
    withheld, canceled = (put_together(first, item(kind, 2, status), last) for status in ("withheld", "canceled"))
    assert (bodies(withheld), withheld.removed) == ([LATER], 0)
    assert (bodies(canceled), canceled.removed) == ([], 1)
    (notice,) = canceled.notices
    too_late = "a later version of an item that its agency has canceled, which is for good"
    assert notice == Skip(Origin("2.wire"), too_late, of=notice.of)
    assert put_together(first, item(kind, 3, "withheld"), item(kind, 2, text=LATER)).articles == ()


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_withheld_stays_unseen_when_its_item_comes_back(kind: str) -> None:
    """However short the new text is: the old one was held back for a reason."""
    made = put_together(item(kind, 1), item(kind, 2, "withheld"), item(kind, 3, text="It is afloat."))
    (article,) = made.articles
    assert article.body == "It is afloat."
    assert not any(history.versions for history in made.histories.values())


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_a_version_tells_what_came_after_what_was_withheld(kind: str) -> None:
    """All three may bear one time; where nothing says which is later it stays withheld."""
    versions = [item(kind, 1, version="9"), item(kind, 1, "withheld", version="10")]
    assert bodies(put_together(*versions, item(kind, 1, text=LATER, version="11"))) == [LATER]
    assert bodies(put_together(*versions, item(kind, 1, text=LATER))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_of_versions_of_one_time_the_higher_number_counts(kind: str) -> None:
    """Ten is more than nine, and the text before is kept; a later time counts more than a number."""
    ninth, tenth = item(kind, 1, text=TEXT + " None was hurt.", version="9"), item(kind, 1, text=LATER, version="10")
    made = put_together(ninth, tenth)
    (article,) = made.articles
    assert article.body == LATER
    assert [version.body for version in made.histories[article.id].versions] == [TEXT + " None was hurt."]
    assert bodies(put_together(ninth, tenth.replace(DAY.format(1), DAY.format(0)))) == [TEXT + " None was hurt."]


def test_versions_without_any_time_go_by_their_numbers() -> None:
    """The earlier text is kept, though nobody knows when it gave way; the report has it as a loss."""
    texts = [item("newsml", 1, text=text, version=number) for text, number in ((TEXT, "9"), (LATER, "10"))]
    made = put_together(*(text.replace(DAY.format(1), "") for text in texts))
    (article,) = made.articles
    assert article.body == LATER
    assert [(one.body, one.replaced) for one in made.histories[article.id].versions] == [(TEXT, None)]
    assert "body" in {loss.field for loss in made.merges[0].losses}


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("usable", 'management-doc-idref="17" management-idref-status="canceled"'),
        ("usable", 'management-doc-idref="17" management-idref-status="withheld"'),
        ("canceled", 'management-doc-idref="17"'),
    ],
)
def test_a_document_may_take_back_another(status: str, says: str) -> None:
    """An advisory to editors has an id of its own, and may be an article."""
    advisory = item("nitf", 2, status, "Advisory", id="18").replace("<docdata", f"<docdata {says}")
    made = put_together(item("nitf", 1, id="17"), advisory)
    assert [article.title for article in made.articles] == ["Advisory"] * (status == "usable")
    assert made.removed == 1
    update = advisory.replace('-idref-status="canceled"', '-idref-status="usable"').replace('"withheld"', '"usable"')
    assert status != "usable" or len(put_together(item("nitf", 1, id="17"), update).articles) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_withdrawal_of_what_is_not_there_is_told(kind: str) -> None:
    """It counts for nothing, and nothing else goes for it."""
    made = put_together(item(kind, 1, "canceled", id="urn:wire:18"), item(kind, 1, "withheld", id="urn:wire:19"))
    assert made.removed == 0
    assert [(one.origin.path, one.reason) for one in made.notices] == [
        ("0.wire", "withdraws urn:wire:18, of which nothing is in the sources"),
        ("1.wire", "withdraws urn:wire:19, of which nothing is in the sources"),
    ]


def test_a_withholding_that_stands_alone_is_told_once_it_is_lifted() -> None:
    """A document is told from its notice by its title, so that they are no versions of one article."""
    made = put_together(item("nitf", 1, "withheld", id="17"), item("nitf", 2, id="17", text=LATER))
    assert bodies(made) == [LATER]
    assert [one.reason for one in made.notices] == ["withheld 17 until a later version, which is there"]
