"""Reports of one form about other people and places are no copies; copies that spell a name otherwise are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from index.article import Article, Instant, Kind, Provider, article_id
from index.stories.grouping import find_stories
from index.stories.names import placed_names

LINE = (
    "The line between {0} and {1} has been shut since the early morning because a tree fell on the wires. Passengers"
    " are asked to put off their journeys. Tickets may be used on buses. The company is sorry and says that"
    " its crews are at work. Nothing will run before the end of the day."
)
NOTICE = (
    "{0} aus {1} ist am Montag gestorben. Die Feier ist am Freitag um elf Uhr in der Petrikirche, danach bittet die"
    " Familie zum Kaffee in den Krug. Statt Blumen wünscht sie Spenden an die Rettungswache. Wer Abschied nehmen"
    " will, kommt am Donnerstag zwischen vier und sechs Uhr in die Kapelle."
)
REWARD = (
    "Полиция ищет водителя, который в субботу сбил пешехода. {0} переходил дорогу у рынка в {1}, когда его задела"
    " тёмная машина. Он в больнице, врачи говорят, что опасности для жизни нет. Всех, кто что-нибудь видел, просят"
    " позвонить в участок. Семья обещает награду за сведения."
)
BUDGET = (
    "El pleno de {0} aprobó anoche sus cuentas con los votos de la mayoría. La oposición las llamó injustas. La"
    " alcaldesa, {1}, dijo que nadie perdería ayudas y que habría dinero para las escuelas. El debate duró hasta la"
    " madrugada. El texto entra en vigor cuando se publique en el boletín."
)
DISC = (
    "{0} is out on disc this week, with a talk by its director and a reel of takes that went wrong. The picture is"
    " clear, the sound is full, and the extras are worth what they cost. Those who liked it at the cinema will want"
    " it, and those who missed it may as well borrow it first."
)
ALERT = (
    "Sirens were heard in {0} late in the evening, the governor said, and people went down to the cellars. There was"
    " no word of damage. Some streets were without light. Trams stood still, and shops closed early. After two hours"
    " the all-clear was given, and the trams went on."
)
STEEL = (
    "By {0}\n\n{1} - Shares of Borgen Steel lost a tenth on Tuesday after the firm said that its head, Nils Aaby, would"
    " go in March. Mr Aaby told {2} that he wished to see more of his family. Analysts at Skandia called the news a"
    " shock. The board has asked Kari Moe, who looks after its money, to lead the group until June."
)
LONDON = ("Isla Moar", "OSLO", "Reuters")


def are_one_report(first: str, second: str, days: float = 1, titles: tuple[str, str] = ("In short",) * 2) -> bool:
    """Whether two texts, printed some days apart, are one story."""
    held = [
        Article(article_id(str(n)), Kind.FULL, title, body=text, published=_after(n * days), provider=Provider(str(n)))
        for n, (title, text) in enumerate(zip(titles, (first, second), strict=True))
    ]
    return len(find_stories(held)) == 2


def _after(days: float) -> Instant:
    return Instant(datetime(2024, 3, 4, 9, tzinfo=UTC) + timedelta(days=days))


@pytest.mark.parametrize(
    ("form", "one", "other", "title"),
    [
        (LINE, ("Leeds", "York"), ("Derby", "Crewe"), "The line is shut"),
        (NOTICE, ("Karl Brandt", "Husum"), ("Elsa Winter", "Kiel"), "Familie"),
        (REWARD, ("Павел Жуков", "Твери"), ("Игорь Соболев", "Самаре"), "Полиция ищет водителя"),
        (BUDGET, ("Lorca", "Ana Vidal"), ("Cádiz", "Rosa Llanos"), "El pleno aprobó sus cuentas"),
        (DISC, ("The Long Night",), ("Harbour Lights",), "Out on disc"),
        (ALERT, ("Kharkiv",), ("Odesa",), "Sirens"),
    ],
    ids=["places", "a person, German", "a person, Russian", "one place of two", "a work", "one word"],
)
def test_form_filled_in_with_other_names_is_another_report(
    form: str, one: tuple[str, ...], other: tuple[str, ...], title: str
) -> None:
    """Word for word the same but for whom and what it names, it tells of another event, be it of the same day."""
    assert not are_one_report(form.format(*one), form.format(*other), 1, (title, title))
    assert not are_one_report(form.format(*one), form.format(*other), 200, (title, title))
    assert are_one_report(form.format(*one), form.format(*one) + " Ask.", 1, (title, title))


@pytest.mark.parametrize(
    "copy",
    [
        STEEL.format("Tom Reed", "Oslo", "Reuters"),
        STEEL.format(*LONDON).replace("Nils Aaby", "Nils Åby").replace("Mr Aaby", "Mr Åby"),
        STEEL.format(*LONDON).replace("Mr Aaby", "Aaby").replace("Tuesday", "Dec. 5").replace("March", "Mar"),
        STEEL.format("Isla Moar", "OSLO", "The Associated Press"),
        STEEL.format(*LONDON).split(" The board")[0],
        STEEL.format(*LONDON).replace("March", "May"),
        STEEL.format(*LONDON).upper().replace("SHOCK", "BLOW"),
    ],
    ids=["byline", "spelling", "house style", "agency", "shortened", "a word corrected", "capitals"],
)
def test_copy_with_names_as_an_editor_leaves_them_is_one_report(copy: str) -> None:
    """Bylines are no sentences, a name may be spelt otherwise or be cut off, and one word of many may be corrected."""
    assert are_one_report(STEEL.format(*LONDON), copy, 0.2, ("Borgen Steel loses its head", "Steel shares fall"))


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        (
            "{0}县气象台昨晚发布暴雨预警，请居民不要靠近河边。当地的学校今天停课，公交车也停了。消防队员整夜守在堤上，没有人"
            "受伤。水位在清晨开始回落，低处的住户可以回家了。",
            "青田",
            "安吉",
        ),
        (
            "{0}の港で火曜の朝、漁船の火事があり、船員は泳いで岸に着いた。けが人はいない。警察は原因を調べている。消防は一時間"
            "ほどで火を消し、昼には漁が再び始まった。",
            "境",
            "焼津",
        ),
        (
            "انقطع التيار عن احياء واسعة في مدينة {0} مساء الاحد بعد عطل في المحطة. وقالت الشركة ان فرقها تعمل على"
            " اصلاح العطل وان التيار سيعود قبل الفجر. ونصحت السكان بعدم استعمال المصاعد وباطفاء الاجهزة الكبيرة حتى"
            " يعود الضوء. وبقيت المستشفيات تعمل بمولداتها ولم تتوقف محطات الماء. واعتذرت الشركة للناس عما جرى ووعدت"
            " بان تقول لهم غدا لماذا لم يعمل الخط الثاني حين توقف الاول.",
            "طرابلس",
            "بنغازي",
        ),
    ],
    ids=["Chinese", "Japanese", "Arabic"],
)
def test_form_without_capitals_is_another_report_when_it_comes_late(form: str, one: str, other: str) -> None:
    """Any word may be a name there: one replaced may be an editor's on one day, and another event's weeks later."""
    first, second = form.format(one), form.format(other)
    title = form[8:24]
    assert not are_one_report(first, second, 30, (title, title))
    assert are_one_report(first, second, 1, (title, title))
    assert are_one_report(first, f"{first} {first[-12:]}", 30, (title, title))


def test_word_beside_a_number_is_found_by_it() -> None:
    """A name is known by what stands around it, and ages differ with the people."""
    assert placed_names("All rose when Ann Lee, 34, of Ely, spoke.") == {
        ("when", "0"): {"ann", "lee"},
        ("of", "spoke"): {"ely"},
    }


@pytest.mark.parametrize("text", ["", "...", "ALL IN CAPITALS.", "Roses Red, Violets", "东京今天下雨。", "It rained."])
def test_text_without_names_has_none(text: str) -> None:
    """Where nothing tells what is a name none is made up."""
    assert placed_names(text) == {}
