"""The fast tokenizer of the writer against the analysis, which is the definition."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import analyze_texts
from index.codec.tokens import Tokenizer

_TRICKY = "abSU.-'’&,, 12$%é東京ك\n\"/()_x٣ß\u00ad\u200b\u0301İ"
_WRITTEN = "12,.'s-S A"  # what numbers and possessives are written with
texts = st.text(_TRICKY, max_size=14) | st.text(_WRITTEN, max_size=14) | st.text(max_size=14)
fields = st.lists(st.lists(texts, max_size=3), max_size=6)


def check(tokenizer: Tokenizer, given: list[list[str]]) -> None:
    """Every token of these fields is that of the analysis."""
    flat = [text for field in given for text in field]
    continues = np.array([at > 0 for field in given for at in range(len(field))], np.bool_)
    found = tokenizer.tokens_of(flat, continues)
    strings = tokenizer.strings
    number = 0
    for field in given:
        for tokens in analyze_texts(field):
            rows = range(int(found.bounds[number]), int(found.bounds[number + 1]))
            read = [(strings[found.terms[i]], strings[found.words[i]], int(found.positions[i])) for i in rows]
            assert read == [(token.term, token.word, token.position) for token in tokens]
            parts = [token for token in tokens if token.role == "part"]
            first, last = int(found.part_bounds[number]), int(found.part_bounds[number + 1])
            spans = zip(found.starts[first:last].tolist(), found.ends[first:last].tolist(), strict=True)
            assert list(spans) == [(token.start, token.end) for token in parts]
            base = parts[0].position if parts else 0
            runs = {base + at: end for at, end in enumerate(found.run_ends[first:last].tolist()) if end}
            assert runs == {token.position: token.end for token in tokens if token.role == "whole"}
            number += 1


@settings(max_examples=300)
@given(fields)
def test_tokens_are_those_of_the_analysis_for_any_text(given: list[list[str]]) -> None:
    """Terms, words, positions and places, also of marks, money, runs and other scripts."""
    check(Tokenizer(), given)


@settings(max_examples=30)
@given(st.lists(fields, min_size=2, max_size=4))
def test_tokens_stay_right_when_chunks_were_met_before(batches: list[list[list[str]]]) -> None:
    """What one batch left in the table serves the next, and forgetting starts anew."""
    tokenizer = Tokenizer()
    for batch in batches:
        check(tokenizer, batch)
    tokenizer.forget()
    check(tokenizer, batches[0])


def test_a_word_of_64_kib_is_one_token() -> None:
    """No length is too long."""
    check(Tokenizer(), [["x" * 65536 + " " + "é" * 65536 + "-b"]])
