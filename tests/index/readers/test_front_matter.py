"""Front matter becomes one typed record; what cannot be typed is a problem, what cannot be read a rejection."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Image, Instant, Origin, Provider
from index.readers.front_matter import is_front_matter, read_front_matter
from index.readers.yaml_values import UnreadableYaml, parse_yaml
from index.record import RawBody, Record, Rejection

_CIPHERTEXT = "c2VhbGVkIHdpdGggd2F4IGFuZCBzdHJpbmcgYnkgdGhlIGNsZXJrcw" * 3
_WHOLE = f"""---
category: news
title: "Harbour board delays the second crane"
excerpt: "Costs rose by a third.\\r\\nThe board meets again in May."
publishedDateTime: 2021-03-04T09:30:00-05:00
updatedDateTime: 2021-03-05
originalUrl: "https://harbour.example/cranes"
webUrl: "https://www.harbour.example/cranes"
ampWebUrl: "https://amp.harbour.example/cranes"
cdnAmpWebUrl: "https://cdn.example/c/s/amp.harbour.example/cranes"
type: article
quality: 74
heat: -1
published: false

provider:
  name: Harbour Gazette
  domain: harbour.example
  images:
    - url: "https://harbour.example/logo.png"
      width: 50
      height: 50

topics:
  - Ports
  - Heavy Lifting

images:
  - url: "https://harbour.example/crane.jpg"
    width: 450
    height: 300
    title: A crane
    isCached: true

related:
  - title: "Dockers ask for longer breaks"
    publishedDateTime: 2021-03-02T00:00:00Z
    webUrl: "https://docks.example/breaks"
    type: article
    provider:
      name: Dock News
      domain: docks.example
    quality: 12

secured: "{_CIPHERTEXT};{_CIPHERTEXT[:22]}=="
---
"""


def read(text: str) -> Record | Rejection:
    (found,) = read_front_matter(text, Origin("news/a.md"))
    return found


def record(text: str) -> Record:
    found = read(text)
    assert isinstance(found, Record), found
    return found


def test_every_field_is_kept_and_typed_when_all_are_there() -> None:
    """An aggregator's file loses nothing on its way into the archive."""
    found = record(_WHOLE)
    (related,) = found.related
    assert found == Record(
        origin=Origin("news/a.md"),
        reader="front_matter",
        title="Harbour board delays the second crane",
        excerpt="Costs rose by a third.\r\nThe board meets again in May.",
        urls=(
            "https://harbour.example/cranes",
            "https://www.harbour.example/cranes",
            "https://amp.harbour.example/cranes",
            "https://cdn.example/c/s/amp.harbour.example/cranes",
        ),
        provider=Provider("Harbour Gazette", "harbour.example", (Image("https://harbour.example/logo.png", 50, 50),)),
        published=Instant(datetime(2021, 3, 4, 14, 30, tzinfo=UTC)),
        updated=Instant(datetime(2021, 3, 5, tzinfo=UTC), "day", "assumed"),
        category="news",
        type="article",
        topics=("Ports", "Heavy Lifting"),
        quality=74,
        heat=-1,
        published_flag=False,
        images=(Image("https://harbour.example/crane.jpg", 450, 300, "A crane", True),),
        related=(related,),
        secured=True,
    )
    assert (related.reader, related.title, related.quality) == ("related", "Dockers ask for longer breaks", 12)
    assert related.urls == ("https://docks.example/breaks",)


@pytest.mark.parametrize(
    "line",
    [
        f'secured: "{_CIPHERTEXT}"',
        f"secured: {_CIPHERTEXT}",
        f"Secured: {_CIPHERTEXT}",
        f"secured: |\n  {_CIPHERTEXT}",
        f"secured: [{_CIPHERTEXT}]",
        f"secured: {{key: {_CIPHERTEXT}}}",
        f"secured: a\nsecured: {_CIPHERTEXT}",
        f"related:\n  - {{title: B, secured: {_CIPHERTEXT}}}\nsecured: x",
    ],
)
def test_ciphertext_is_noted_and_thrown_away_however_it_is_written(line: str) -> None:
    """Nobody finds the sealed body anywhere in a record."""
    found = record(f"---\ntitle: A\n{line}\n---\n")
    assert found.secured
    assert _CIPHERTEXT not in repr(found)


def test_scalars_stay_what_was_written() -> None:
    """YAML's own ideas of truth, numbers and dates do not eat a title."""
    for title in ("No", "007", "2021-02-30", "1e3", "0x1F", "12:30:45", "Null"):
        assert record(f"---\ntitle: {title}\n---\n").title == title


def test_unreadable_values_are_problems_and_the_record_goes_on() -> None:
    """One bad value costs that value and no more, and the report can name it."""
    found = record(
        "---\ntitle: A\nquality: abc\npublishedDateTime: 2021-02-30\npublished: perhaps\nwebUrl: ftp://x.example/\n---\n"
    )
    assert (found.title, found.quality, found.published, found.urls) == ("A", None, None, ())
    assert {(problem.field, problem.value) for problem in found.problems} == {
        ("quality", "abc"),
        ("published", "2021-02-30"),
        ("published", "perhaps"),
        ("urls", "ftp://x.example/"),
    }
    assert all(problem.reason for problem in found.problems)


def test_repeated_fields_are_reported() -> None:
    """Of a field given twice the last one counts, and nobody is left to wonder."""
    found = record("---\ntitle: A\ntitle: B\n---\n")
    assert found.title == "B"
    assert [problem.field for problem in found.problems] == ["title"]


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("Plain *words*.\n\nMore of them.", "markdown"),
        ("Words with <em>one</em> tag.", "markdown"),
        ("<p>One.</p>\n<p>Two.</p>", "html"),
        ("<!DOCTYPE html><html><body>One.</body></html>", "html"),
        ("<!DOCTYPE html>\n<html><body>\nOne.\n</body></html>", "html"),
        ("<div>\n<p>One\ntwo.</p>\n</div>\n<!-- a\nnote -->", "html"),
        ("<p>One.</p>\n\n# Heading\n\n* item", "markdown"),
        ("<p>One.</p>\n# Heading\n<p>Two.</p>", "markdown"),
    ],
)
def test_the_body_is_markdown_unless_it_is_clearly_html(body: str, form: str) -> None:
    """What stands behind the front matter is the body, and its form is known."""
    assert record(f"---\ntitle: A\n---\n\n{body}\n").body == RawBody(body, form)  # type: ignore[arg-type]


def test_a_rule_in_the_body_does_not_end_it() -> None:
    """Only the first line of dashes closes the front matter."""
    assert record("---\ntitle: A\n---\nOne\n---\nTwo\n").body == RawBody("One\n---\nTwo", "markdown")


def read_all(text: str) -> list[tuple[int | None, str, str]]:
    """Of each article in a file: its line, its title or what is wrong with it, its body."""
    return [
        (one.origin.line, one.title, one.body.text if one.body else "")
        if isinstance(one, Record)
        else (one.origin.line, one.reason, "")
        for one in read_front_matter(text, Origin("a.md"))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: A\n---\nOne\n\n---\ntitle: B\n---\nTwo\n", [(None, "A", "One"), (6, "B", "Two")]),
        ("---\ntitle: A\n---\n---\ntitle: B\n---\n", [(None, "A", ""), (4, "B", "")]),
        ("---\ntitle: A\n---\ntitle: B\ncategory: c\n---\nTwo\n", [(None, "A", ""), (4, "B", "Two")]),
        ("title: A\ncategory: c\n---\n\ntitle: B\ncategory: c\n", [(None, "A", ""), (5, "B", "")]),
        ("---\ntitle: A\n---\n```\n---\ntitle: B\n---\n```\n", [(None, "A", "```\n---\ntitle: B\n---\n```")]),
        ("---\ntitle: A\n---\nOne\n---\nTitle words: so\n---\n", [(None, "A", "One\n---\nTitle words: so\n---")]),
    ],
    ids=["bodies", "no bodies", "one rule between", "no first rule", "fenced code", "prose between rules"],
)
def test_articles_behind_one_another_are_told_apart(text: str, expected: list[tuple[int | None, str, str]]) -> None:
    """Each article of a file is one record with its line; rules and code in a body begin none."""
    assert read_all(text) == expected


def test_a_bad_article_behind_a_good_one_is_rejected_with_its_line() -> None:
    """One broken article costs itself; those before and behind it are read."""
    found = read_all("---\ntitle: A\n---\nOne\n---\ntitle: B: B\n---\nTwo\n---\ntitle: C\n---\n")
    assert found[0] == (None, "A", "One")
    assert found[1][0] == 6
    assert "not readable as YAML" in found[1][1]
    assert found[2] == (9, "C", "")


def test_the_last_article_is_rejected_when_its_front_matter_is_never_closed() -> None:
    """The missing line is missed, not read over."""
    found = read_all("---\ntitle: A\n---\nOne\n---\ntitle: B\ncategory: c\n")
    assert [(line, "never closed" in text) for line, text, _ in found] == [(None, False), (5, True)]


def test_a_withdrawn_article_may_be_only_its_address() -> None:
    """A takedown notice needs no title."""
    found = record("---\nremoved: true\nwebUrl: https://harbour.example/x\n---\n")
    assert found.removed


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("---\ntitle: A\n", "never closed", None),
        ("---\n---\n", "neither a title", None),
        ("---\ntopics: [A]\n---\n", "neither a title", None),
        ("---\n- a\n- b\n---\n", "not a set of fields", None),
        ("---\nwords\n---\n", "not a set of fields", None),
        ("---\ntitle: A: B\n---\n", "not readable as YAML", 2),
        ("---\ntitle: A\n\ttopics: [B]\n---\n", "not readable as YAML", 3),
        ("---\ntitle: [A\n---\n", "not readable as YAML", None),
        ("---\ntitle: *nobody\n---\n", "alias", 2),
        ("---\n? [a, b]\n: c\n---\n", "name of a field", 2),
        ("---\ntitle: A\na: " + "[" * 20_000 + "\n---\n", "nested more than", 3),
        ("---\ntitle: A\na: " + "[" * 200 + "]" * 200 + "\n---\n", "nested more than", 3),
        ("---\n" + "- " * 20_000 + "x\n---\n", "nested more than", 2),
        ("---\n" + "? " * 20_000 + "x\n---\n", "nested more than", 2),
        ("---\ntitle: A\na: &a [*a]\n---\n", "alias", 3),
        ("---\ntitle: " + "x" * (5 * 1024 * 1024) + "\n---\n", "characters long", None),
    ],
)
def test_front_matter_that_cannot_be_read_is_rejected_with_its_reason(text: str, reason: str, line: int | None) -> None:
    """The person who wrote the file learns what is wrong and, where it is one place, in which line."""
    found = read(text)
    assert isinstance(found, Rejection)
    assert reason in found.reason
    if line is not None:
        assert found.origin.line == line


def test_a_small_file_cannot_unfold_into_a_huge_one() -> None:
    """Nine aliases of nine aliases, nine deep, are refused at once."""
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    began = time.perf_counter()
    found = read("---\ntitle: A\n" + "\n".join(levels) + "\n---\n")
    assert isinstance(found, Rejection)
    assert "aliases written out" in found.reason
    assert time.perf_counter() - began < 5


def test_an_honest_alias_is_read() -> None:
    """An alias is the value it stands for."""
    assert record("---\ntitle: &t A\nexcerpt: *t\n---\n").excerpt == "A"


def test_tags_are_never_obeyed() -> None:
    """A tag that asks for Python to be run is read past, and the value under it stays data."""
    found = record("---\ntitle: !!python/object/apply:os.system [exit 3]\nexcerpt: !!int five\n---\n")
    assert (found.title, found.excerpt) == ("exit 3", "five")


def test_mojibake_with_control_characters_survives_yaml() -> None:
    """Text that was decoded wrongly reaches cleaning whole, though YAML forbids its characters."""
    broken = "China’s “plan”".encode().decode("latin-1")
    assert record(f'---\ntitle: "{broken}"\n---\n').title == broken
    assert record("---\ntitle: one\u2028two\n---\n").title == "one\u2028two"


def test_fields_without_dashes_are_front_matter_where_they_are_an_articles() -> None:
    """A forgotten line of dashes does not turn fields into the text of an article."""
    assert record("category: news\ntitle: A\nprovider: B\n").provider == Provider("B")
    assert not is_front_matter("Warning: rain\nGold rose: a report\n")


def test_related_entries_that_name_nothing_are_problems() -> None:
    """An entry needs an address or a title; related articles of related articles are not followed."""
    found = record(
        "---\ntitle: A\nrelated:\n  - just words\n  - {quality: 5}\n  - {title: B, related: [{title: C}]}\n---\n"
    )
    assert [(related.title, related.related) for related in found.related] == [("B", ())]
    assert [problem.field for problem in found.problems] == ["related", "related"]


_yaml_values = st.recursive(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), inner),
    max_leaves=10,
)


@given(_yaml_values)
def test_values_written_as_yaml_come_back_as_strings(value: object) -> None:
    """Strings, lists and mappings make the way there and back, whatever the strings look like."""
    assert parse_yaml(json.dumps(value, ensure_ascii=False)) == value


@given(st.text(alphabet="ab:-[]{}&*?!|>'\"#%@, \n\t\x85\x00é", max_size=60))
def test_any_text_is_yaml_or_unreadable_yaml(text: str) -> None:
    """No text ends in another error than the one that carries a reason."""
    try:
        parse_yaml(text)
        reason = "read"
    except UnreadableYaml as error:
        reason = str(error)
    assert reason
