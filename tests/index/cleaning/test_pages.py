"""What stays of a scraped page and what goes, on small pages of our own and on the real one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.article import Origin
from index.cleaning.clean import clean_record
from index.record import RawBody, Record
from tests.places import SHARED

CASES = sorted((Path(__file__).parent / "cleaning_cases").glob("*.txt"))
SEED = SHARED / "seeds/scraped-page.txt"


@dataclass
class Case:
    """A page, and after `@` what must be found on it, stay and go."""

    page: str
    wanted: dict[str, list[str]] = field(default_factory=dict)


def read_case(path: Path) -> Case:
    head, _, page = path.read_text(encoding="utf-8").partition("\n---\n")
    case = Case(page)
    for line in head.splitlines():
        name, _, value = line.removeprefix("@").partition(" ")
        case.wanted.setdefault(name, []).append(value)
    return case


def clean_page(page: str) -> Record:
    return clean_record(Record(Origin("page.txt"), "page", body=RawBody(page, "page")))


def body_of(record: Record) -> str:
    return record.body.text if record.body else ""


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_page_keeps_its_article_and_loses_its_furniture(path: Path) -> None:
    """What a reader would call the article stays, and what belongs to the page goes and is recorded."""
    case = read_case(path)
    record = clean_page(case.page)
    body, cuts = body_of(record), "\n".join(cut.text for cut in record.cuts)
    assert record.title == case.wanted["title"][0]
    assert [text for text in case.wanted["keep"] if text not in body] == []
    assert [text for text in case.wanted.get("cut", []) if " ".join(text.split()) in body] == []
    assert [text for text in case.wanted.get("cut", []) if " ".join(text.split()) not in cuts] == []
    assert record.source == case.wanted.get("source", [""])[0]
    assert list(record.authors) == case.wanted.get("author", [])
    published = [str(record.published.at.date())] if record.published else []
    assert published == case.wanted.get("published", [])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_page_loses_no_word_in_silence(path: Path) -> None:
    """Every word of the page is in the title, the body, a field or a recorded cut."""
    page = read_case(path).page
    record = clean_page(page)
    told = " ".join([record.title, body_of(record), *(cut.text for cut in record.cuts)])
    assert sorted(set(re.findall(r"\w+", page)) - set(re.findall(r"\w+", told))) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cleaning_again_changes_nothing(path: Path) -> None:
    """A cleaned page is clean."""
    once = clean_page(read_case(path).page)
    assert clean_record(once) == once


def test_every_cut_has_a_reason_in_words() -> None:
    """A reader of the cuts is told why, each time."""
    cuts = [cut for path in CASES for cut in clean_page(read_case(path).page).cuts]
    assert cuts
    assert all(cut.text and len(cut.reason.split()) >= 2 for cut in cuts)


def test_given_fields_are_not_overwritten_by_the_page() -> None:
    """What a reader already knew about an article counts for more than the page's own lines."""
    page = read_case(CASES[0].with_name("run_together_teasers.txt")).page
    known = Record(Origin("x"), "page", title="A known title", source="A wire", body=RawBody(page, "page"))
    cleaned = clean_record(known)
    assert (cleaned.title, cleaned.source) == ("A known title", "A wire")
    assert "Source Coastal Ledger" in [cut.text for cut in cleaned.cuts]


@pytest.mark.skipif(not SEED.exists(), reason="the real page lies outside the repository")
def test_real_page_is_told_from_its_teasers() -> None:
    """The real scraped page keeps every paragraph of its article and nothing of other stories."""
    record = clean_page(SEED.read_text(encoding="utf-8"))
    text = f"{record.title}\n{body_of(record)}"
    assert record.source == "Cryptopolitan"
    assert record.title.startswith("US places trade restrictions on Tencent-Backed AI startup")
    assert [
        word for word in ("Ethereum", "Bitcoin", "Gold", "Mitrade", "Web3", "Disclaimer", "goTop") if word in text
    ] == []
    assert [word for word in ("Zhipu", "entity list", "Sophgo", "AI Tigers", "– Zhipu") if word not in text] == []
    assert "Being included in the Entity List will not have a substantial impact on the company’s business." in text
    assert "US export restrictions target Zhipu and other Chinese tech firms" in text
    assert len(body_of(record).split("\n\n")) == 16
    assert clean_record(record) == record
