"""The query language as data: what each text is read as, and what is said about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from search.query.parse import describe, parse_query, words_in
from search.query.tree import And, Everything, Fuzzy, Near, Node, Not, Or, Phrase, Range, Wildcard, Word

READ_AS = {
    # Words and operators
    "": "*",
    "  \n ": "*",
    "gold": "gold",
    "gold silver": "gold AND silver",
    "gold AND silver": "gold AND silver",
    "gold and silver or not": "gold AND and AND silver AND or AND not",
    "gold OR silver tin": "gold OR silver AND tin",
    "(gold OR silver) tin": "(gold OR silver) AND tin",
    "((gold)) (silver (tin))": "gold AND silver AND tin",
    "gold -silver": "gold AND NOT silver",
    "gold −silver": "gold AND NOT silver",
    "-gold": "NOT gold",
    "NOT gold": "NOT gold",
    "gold NOT (silver tin)": "gold AND NOT (silver AND tin)",
    "-(gold OR silver)": "NOT (gold OR silver)",
    "NOT NOT gold": "gold",
    "NOT -gold": "gold",
    "+gold +silver": "gold AND silver",
    "*": "*",
    "* -gold": "* AND NOT gold",
    "WAR AND PEACE": "WAR AND PEACE",
    # Words with something in them
    "Tencent-backed U.S. $2.7 AT&T C++": "Tencent-backed AND U.S. AND $2.7 AND AT&T AND C++",
    "10:30 said: https://example.org/a?b=c": "10:30 AND said: AND https://example.org/a?b=c",
    "https://example.org/a_(b)": "https://example.org/a_(b)",
    "(https://example.org/a)": "https://example.org/a",
    "東京 été": "東京 AND été",
    "-OR +AND": "NOT +OR AND +AND",
    # Quotes
    '"entity list"': '"entity list"',
    '-"entity list"': 'NOT "entity list"',
    "“entity list” „trade war“ «gold rush»": '"entity list" AND "trade war" AND "gold rush"',
    '“entity list"': '"entity list"',
    '"he said “entity list” today"': '"he said entity list today"',
    '"AND"': '"AND"',
    'gold"entity list"silver': 'gold AND "entity list" AND silver',
    '"trade war"~5': '"trade war"~5',
    # Wildcards
    "pre* wo*d *ing": "pre* AND wo*d AND *ing",
    "pre*, (pre*)": "pre* AND pre*",
    # Slips
    "gold~ huawei~ title:Café~1 tin~0 (co-op~)": "gold~1 AND huawei~2 AND title:Café~1 AND tin AND co-op~1",
    # Fields
    "title:gold": "title:gold",
    "Title:gold TOPICS:AI authors:lee": "title:gold AND topic:AI AND author:lee",
    'title:"entity list" title:"trade war"~3 title:pre*': 'title:"entity list" AND title:"trade war"~3 AND title:pre*',
    "title:(gold OR -silver) tin": "(title:gold OR NOT title:silver) AND tin",
    "title:(gold body:silver)": "title:gold AND body:silver",
    "title:body:gold": "title:body:gold",
    "-title:gold": "NOT title:gold",
    "title:*": "title:*",
    "title:AND": "title:AND",
    "url:https://Example.org:443/a/?utm_source=x&b=c#d": 'url:"https://example.org/a?b=c"',
    "(url:https://example.org/a_(b))": 'url:"https://example.org/a_(b)"',
    "url:example.org/a/?utm_source=x": 'url:"example.org/a"',
    "url:example.org": "url:example.org",
    # Dates and numbers
    "date:2021": "date:2021",
    "date:2021-12": "date:2021-12",
    "date:2021-2-3": "date:2021-02-03",
    "date:2021-12-01..2021-12-31": "date:2021-12",
    "date:2020..2021": "date:2020-01-01..2021-12-31",
    "date:2021-12..": "date:2021-12-01..",
    "date:..2021": "date:..2021-12-31",
    "date:>=2021-12": "date:2021-12-01..",
    "date:>2021-12": "date:2022-01-01..",
    "date:<=2021-12": "date:..2021-12-31",
    "date:<2021-12": "date:..2021-11-30",
    "date:>9999": "date:>9999-12-31",
    "date:<0001": "date:<0001-01-01",
    'date:"2021-12"': "date:2021-12",
    "date:(2020 OR 2021)": "date:2020 OR date:2021",
    "-date:2021": "NOT date:2021",
    "date:*": "date:*",
    "quality:50": "quality:50",
    "quality:>=50": "quality:>=50",
    "quality:>50": "quality:>=51",
    "quality:<50": "quality:<=49",
    "quality:10..50": "quality:10..50",
    "heat:-5": "heat:-5",
    "heat:-10..-5": "heat:-10..-5",
    "heat:<−5": "heat:<=-6",
}

NOTED = {
    '"entity list': ('"entity list"', "The quote opened before “entity list” is not closed; it was read to the end."),
    'gold "': ("gold", "A quotation mark with nothing to quote was left out."),
    '""': ("*", "A quotation mark with nothing to quote was left out."),
    "(gold": ("gold", "An opening bracket is not closed; it was read to the end."),
    "gold)": ("gold", "A closing bracket without an opening one was left out."),
    "gold ()": ("gold", "Brackets with nothing in them were left out."),
    "gold AND": ("gold", "“AND” has nothing after it and was left out."),
    "(gold OR) tin": ("gold AND tin", "“OR” has nothing after it and was left out."),
    "OR gold": ("gold", "“OR” has nothing before it and was left out."),
    "gold AND OR tin": ("gold AND tin", "“OR” right after “AND” makes no sense and was left out."),
    "NOT": ("*", "“NOT” has nothing after it and was left out."),
    "gold - tin": ("gold AND tin", "“-” stands alone and was left out; it works right before a word."),
    "gold --tin": (
        "gold AND tin",
        "The sign in “--tin” was read as punctuation; one “-” after a space excludes.",
    ),
    '"gold"-tin': ('"gold" AND tin', "The sign in “-tin” was read as punctuation; one “-” after a space excludes."),
    "gold !!!": ("gold", "“!!!” has no letters or digits to search for and was left out."),
    "gold && tin": ("gold AND tin", "“&&” has no letters or digits to search for and was left out."),
    '"..."': ("*", "“...” has no letters or digits to search for and was left out."),
    "title:": ("title:", "“title:” has nothing right after it to look for and was read as a plain word."),
    "title: gold": (
        "title: AND gold",
        "“title:” has nothing right after it to look for and was read as a plain word.",
    ),
    "title:-gold": ("NOT title:gold", "The “-” after “title:” was read as if it stood before it."),
    "date:2021-13": (
        "date:2021-13",
        "“2021-13” is not a date that exists, so “date:” was not applied and “2021-13” was searched as plain text.",
    ),
    "date:soon": (
        "date:soon",
        "“soon” is not a date such as 2021, 2021-12 or 2021-12-31, so “date:” was not applied "
        "and “soon” was searched as plain text.",
    ),
    "date:(soon OR 2021)": (
        "soon OR date:2021",
        "“soon” is not a date such as 2021, 2021-12 or 2021-12-31, so “date:” was not applied "
        "and “soon” was searched as plain text.",
    ),
    "date:2022..2021": (
        "date:2021-01-01..2022-12-31",
        "“date:2022..2021” ends before it begins and was read the other way round.",
    ),
    "quality:good": (
        "quality:good",
        "“good” is not a whole number, so “quality:” was not applied and “good” was searched as plain text.",
    ),
    "quality:..": (
        "quality:..",
        "“..” names neither a beginning nor an end, so “quality:” was not applied and “..” was searched as plain text.",
    ),
    '"trade war"~x': ('"trade war"', "“~x” after “trade war” is not a distance such as “~5”; it was read as a phrase."),
    '"trade war"~5000': ('"trade war"~1000', "The distance 5,000 is too large; 1,000 was taken."),
    "gold~5": ("gold~2", "“gold~5” asks for too many slips; 2 were taken."),
    "東京~": ("東京", "“~” is not offered; “東京~” was read as the word before it."),
    "$2.7~1": ("$2.7", "“~1” is not offered; “$2.7~1” was read as the word before it."),
    "gold^2": ("gold", "“^2” is not offered; “gold^2” was read as the word before it."),
    '"trade w*"': ('"trade w*"', "Inside quotes * is not a wildcard; “trade w*” was read without it."),
    "re:invent": ("re:invent", "There is no field “re”; “re:invent” was read as words."),
    'titel:"entity list"': ('titel: AND "entity list"', "There is no field “titel”; “titel:” was read as words."),
    "2:inv*": ("2 AND inv*", "“2:inv*” was read word by word: * stands for letters within one word."),
    "東京*": ("東京", "“東京*” was read word by word: * stands for letters within one word."),
}

_DAY = 86_400_000_000


def micros(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(("text", "expected"), READ_AS.items(), ids=READ_AS)
def test_reads_as_expected_without_a_note(text: str, expected: str) -> None:
    """Well-formed queries mean what the language says."""
    parsed = parse_query(text)
    assert describe(parsed.tree) == expected
    assert parsed.notes == ()


@pytest.mark.parametrize(("text", "expected", "note"), [(t, *e) for t, e in NOTED.items()], ids=NOTED)
def test_says_what_could_not_be_read(text: str, expected: str, note: str) -> None:
    """Where something could not be read as written, the best reading is taken and one sentence says so."""
    parsed = parse_query(text)
    assert describe(parsed.tree) == expected
    assert parsed.notes == (note,)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("gold", Word("gold")),
        ("topics:gold", Word("gold", "topic")),
        ('"a b"', Phrase("a b")),
        ('body:"a b"~2', Near("a b", 2, "body")),
        ("Pre*", Wildcard("Pre*")),
        ("topic:Golf~2", Fuzzy("Golf", 2, "topic")),
        ("url:http://e.org/", Phrase("https://e.org", "url")),
        ("a -b", And((Word("a"), Not(Word("b"))))),
        ("a b OR c d", Or((And((Word("a"), Word("b"))), And((Word("c"), Word("d")))))),
        ("quality:>50", Range("quality", 51, None)),
        ("heat:..-1", Range("heat", None, -1)),
        ("date:2021-12-01", Range("date", micros(2021, 12, 1), micros(2021, 12, 2) - 1)),
        ("date:2020-02", Range("date", micros(2020, 2, 1), micros(2020, 3, 1) - 1)),
        ("date:<2021", Range("date", None, micros(2021, 1, 1) - 1)),
        ("date:>2021", Range("date", micros(2022, 1, 1), None)),
    ],
)
def test_tree_when_parsed(text: str, tree: Node) -> None:
    """The tree itself, for each kind of leaf and join."""
    assert parse_query(text).tree == tree


def test_deep_brackets_are_left_out_with_a_note() -> None:
    """Thirty levels of brackets mean no more than the word in them."""
    parsed = parse_query("(" * 30 + "gold" + ")" * 30 + " silver")
    assert describe(parsed.tree) == "gold AND silver"
    assert parsed.notes == ("Brackets deeper than 20 levels were left out.",)


_TOO_COSTLY = (
    "Of near words, words with “~” and words with “*” before their end only the first were searched for; "
    "the others were left out."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x" * 8_001, "NOT *"),
        (f'"{"gold " * 1_700}"', "NOT *"),
        (f"({'x' * 8_001})", "NOT *"),
        (f"gold {'x' * 8_001}", "gold"),
        (f"{'x' * 8_001} OR gold", "gold"),
        (f"-{'x' * 8_001}", "*"),
        (f"date:2021 -{'x' * 8_001}", "date:2021"),
    ],
    ids=lambda text: text[:12],
)
def test_a_word_too_long_leaves_what_else_is_asked_for_and_else_nothing(text: str, expected: str) -> None:
    """Whoever asks for a word that is left out has not asked for every article."""
    parsed = parse_query(text)
    assert describe(parsed.tree) == expected
    (note,) = parsed.notes
    assert note.endswith("…” is too long to be searched for and was left out.")
    assert parse_query(describe(parsed.tree)).tree == parsed.tree


@pytest.mark.parametrize(
    ("written", "most"),
    [
        ("*gold{}*", 32),
        ("g*d{}", 32),
        ("title:*gold{}", 32),
        ("gold{}~", 32),
        ("gold{}~2", 32),
        ('"gold tin {}"~5', 128),
    ],
)
def test_words_that_are_sought_among_all_are_bounded_and_others_are_not(written: str, most: int) -> None:
    """The first of them are searched for, and all that is easily found."""
    kept = [written.format(number) for number in range(most)]
    more = [written.format(number) for number in range(most, most + 28)]
    easy = ["chip*", '"entity list"', "title:tin", "date:2021", *(f"pre{number}*" for number in range(50))]
    parsed = parse_query(" ".join([*kept, *more, *easy]))
    assert parsed.tree == parse_query(" ".join([*kept, *easy])).tree
    assert parsed.notes == (_TOO_COSTLY,)
    assert parse_query(" ".join([*kept, *easy])).notes == ()


def test_words_sought_among_all_are_bounded_together() -> None:
    """Whatever their kind, also where several are written as one."""
    parts = [f'g*d{n} gold{n}~ "gold tin {n}"~5' for n in range(14)]
    assert parse_query(f'{" ".join(parts)} "a b"~2 "a c"~2').notes == ()
    assert parse_query(f'{" ".join(parts)} "a b"~2 *a').notes == (_TOO_COSTLY,)
    assert parse_query(f"{' '.join(parts[1:])} *a:*b:*c tin").notes[-1] == _TOO_COSTLY


def test_notes_come_in_the_order_of_the_text_and_are_bounded() -> None:
    """A text full of mistakes gives a list that can still be read."""
    assert [note[:4] for note in parse_query("!!! date:x gold AND").notes] == ["“!!!", "“x” ", "“AND"]
    assert parse_query("!!! !!! !!!").notes == parse_query("!!!").notes
    assert len(parse_query(" ".join("!" * n for n in range(1, 30))).notes) == 11


def test_words_in_gives_what_is_searched_as_words() -> None:
    """Dates, numbers, addresses, wildcards and operators are no words to correct."""
    text = 'title:gld AND -"entty list" pre* date:2021 url:e.org/a https://e.org quality:(5 OR x) rush'
    assert [(word.text, word.quoted, word.bare) for word in words_in(text)] == [
        ("gld", False, False),
        ("entty list", True, False),
        ("rush", False, True),
    ]
