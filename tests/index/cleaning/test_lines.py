"""Which lines of a page's text are one paragraph, in scripts with capitals, without them, and without blanks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning.lines import page_paragraphs, plain_paragraphs

APART = {
    "russian": ["Главная", "Погода", "Паром снова ходит через залив", "Рейсы начались в среду, сообщил порт."],
    "german": ["Wetter", "Ölpreis fällt weiter", "Österreich kauft mehr Öl.", "Ärzte sind dagegen"],
    "greek": ["Αρχική", "Το πλοίο γυρίζει", "Όλοι περίμεναν στο λιμάνι."],
    "georgian": ["მთავარი", "ბორანი ისევ დადის", "ბორანი ოთხშაბათს გავიდა."],
    "japanese": ["ホーム", "渡し船が再開", "港の渡し船は水曜日に再開した。", "もっと見る"],
    "chinese": ["首页", "渡轮恢复航行", "渡轮星期三恢复航行。"],
    "korean": ["홈", "나룻배 다시 뜬다", "나룻배가 수요일에 다시 떴다."],
    "thai": ["หน้าแรก", "เรือข้ามฟากกลับมาแล้ว", "เรือออกวันพุธ"],
    "arabic": ["الرئيسية", "العبارة تعود إلى البحر", "عادت العبارة يوم الأربعاء."],
    "hebrew": ["ראשי", "המעבורת חוזרת לים", "המעבורת יצאה ביום רביעי."],
    "hindi": ["होम", "नाव फिर चली", "नाव बुधवार को फिर चली।"],
    "quotes as in German": ["Die Fähre fährt wieder.", "»Wir sind froh«, sagte sie.", "»Ich auch«, sagte er."],
    "quotes as in French": ["Accueil » Ports", "« Enfin », dit-elle.", "« Oui », dit-il."],
    "quotes as in Swedish": ["Färjan går igen.", "”Äntligen”, sade hon."],
    "arrows": ["Fähren", "» Fahrplan", "» Preise"],
}
TORN = {
    "russian": (["Паром,", "сообщил ", "порт", ", ходит."], "Паром, сообщил порт, ходит."),
    "german": (["Er sprach von »einer ", "Fähre", "« und ging."], "Er sprach von »einer Fähre« und ging."),
    "swiss": (["Er sprach von «einer ", "Fähre ", "» und ging."], "Er sprach von «einer Fähre » und ging."),
    "japanese": (["船は北の港", "を出て", "、Ayr", "に着いた。"], "船は北の港を出て、Ayr に着いた。"),
    "arabic": (["قال", "، إنها عادت."], "قال، إنها عادت."),
}
WRAPPED = {
    "japanese": (
        "港の渡し船は水曜日の朝に再開し、大勢の客が岸で待って",
        "いたと港の役所が伝えた。船は二年のあいだ直されていた",
        "ので、町の人は長い橋を回って学校や店に通わなければな",
        "らなかった。",
    ),
    "arabic": (
        "عادت العبارة إلى البحر يوم الأربعاء بعد عامين من",
        "الإصلاح وقال مدير الميناء للصحافة إن الرحلات ستكون",
        "يومية حتى نهاية الصيف إذا سمحت الرياح والأمواج بذلك",
        "كما كانت من قبل.",
    ),
}


@pytest.mark.parametrize("lines", APART.values(), ids=APART)
def test_lines_of_a_page_stay_apart_where_none_goes_on(lines: list[str]) -> None:
    """A capital of any script begins, so does a quote that opens, and a script without capitals says nothing."""
    assert page_paragraphs("\n".join(lines)) == lines


@pytest.mark.parametrize(("lines", "sentence"), TORN.values(), ids=TORN)
def test_sentence_torn_into_lines_is_mended(lines: list[str], sentence: str) -> None:
    """A small letter goes on, a mark that closes stands without a blank, a particle begins no line."""
    assert page_paragraphs("\n".join(lines)) == [sentence]


@pytest.mark.parametrize("name", WRAPPED)
def test_lines_without_capitals_are_one_paragraph_where_all_are_full(name: str) -> None:
    """Lines that had no room for the next word were wrapped; blanks join them only where the script has them."""
    lines = WRAPPED[name]
    joined = ("" if name == "japanese" else " ").join(lines)
    assert page_paragraphs("\n".join(lines)) == [joined]
    assert plain_paragraphs("\n".join(lines)) == ([joined] if name == "arabic" else list(lines))


def test_lines_without_capitals_are_one_paragraph_where_blank_lines_part_the_others() -> None:
    """Between blank lines stands a sentence with a link in it; a list of links has no stop at its end."""
    page = "ホーム\n\n渡し船\n\n港の\n中央波止場\nから船が出た。\n\n次の記事\n\n古い鐘が鳴る\n新しい塔が建つ"
    assert page_paragraphs(page)[2:] == ["港の中央波止場から船が出た。", "次の記事", "古い鐘が鳴る", "新しい塔が建つ"]


@given(st.text(st.sampled_from("aBäÄжЖ港をก '’”“«»„、。,\n "), max_size=60))
def test_mending_lines_loses_no_character(text: str) -> None:
    """Whatever the script and the quotes, only blanks and breaks change."""
    assert "".join("".join(page_paragraphs(text)).split()) == "".join(text.split())


def test_a_word_that_introduces_a_name_is_no_rest_of_the_headline() -> None:
    """Pages put the "by" on a line of its own, above the name."""
    found = page_paragraphs("Bakers strike in the north\nby \nAda Quill\nThe bakers have struck.")
    assert found == ["Bakers strike in the north", "by Ada Quill", "The bakers have struck."]
