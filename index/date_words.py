"""A date in the words of seven languages to the same in short English words, for `index.dates` to read.

Not for deciding whether a text is a date: what is none comes back as something that is none either.
"""

from __future__ import annotations

import re
import unicodedata

# Without accents, each month from January on.
_MONTHS = (
    "january januar janner janvier enero gennaio janeiro januari jan ene gen janv",
    "february februar feber fevrier febrero febbraio fevereiro februari feb fev fevr febr",
    "march marz maerz mars marzo marco maart mar mrz mrt",
    "april avril abril aprile apr avr abr",
    "may mai mayo maggio maio mei mag",
    "june juni juin junio giugno junho jun giu",
    "july juli juillet julio luglio julho jul juil lug",
    "august aout agosto augustus aug ago",
    "september septembre septiembre setiembre settembre setembro sep sept set sett",
    "october oktober octobre octubre ottobre outubro oct okt ott out",
    "november novembre noviembre novembro nov",
    "december dezember decembre diciembre dicembre dezembro dec dez dic",
)
# Without accents, each day from Monday on; short ones are weekdays only in front, as "mar" is a month too.
_WEEKDAYS = (
    "monday montag lundi lunes lunedi segunda maandag",
    "tuesday dienstag mardi martes martedi terca dinsdag",
    "wednesday mittwoch mercredi miercoles mercoledi quarta woensdag",
    "thursday donnerstag jeudi jueves giovedi quinta donderdag",
    "friday freitag vendredi viernes venerdi sexta vrijdag",
    "saturday samstag sonnabend samedi sabado sabato zaterdag",
    "sunday sonntag dimanche domingo domenica zondag",
)
_SHORT_WEEKDAYS = (
    "mon mo lun seg ma",
    "tue tues di mar ter",
    "wed mi mer mie qua wo",
    "thu thur thurs do jeu jue gio qui",
    "fri fr ven vie sex vr",
    "sat sa sam sab za",
    "sun so dim dom zo",
)
_ENGLISH_DAYS = "mon tue wed thu fri sat sun".split()
_ENGLISH_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_OF = {word: short for words, short in zip(_MONTHS, _ENGLISH_MONTHS, strict=True) for word in words.split()}
_DAY_OF = {word: short for words, short in zip(_WEEKDAYS, _ENGLISH_DAYS, strict=True) for word in words.split()}
_SHORT_DAY_OF = {
    word: short for words, short in zip(_SHORT_WEEKDAYS, _ENGLISH_DAYS, strict=True) for word in words.split()
}
_DROPPED = dict.fromkeys(
    "de del den der di do da du el em feira hours hrs horas ore uhr uur heures kl le les the".split(), ""
)
_AT = dict.fromkeys("a as alle las om um at klo".split(), "at")
_WORDS = _DROPPED | _AT | _MONTH_OF | _DAY_OF

_WORD = re.compile(r"[^\W\d_]+")
_EASTERN = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일](?: ?[(（][^()（）]{1,3}[)）])?")
_EASTERN_CLOCK = re.compile(r"(\d{1,2}) ?[時时시] ?(?:(\d{1,2}) ?[分분])?")
_HALF = re.compile(r"\b([ap])\. ?m\b\.?|(?<=\d)([ap])m\b")
_HOUR_OF_HALF = re.compile(r"(?<![:.\d])(\d{1,2}) ?([ap]m)\b")
_FRENCH_CLOCK = re.compile(r"\b(\d{1,2}) ?h(?: ?(\d{2}))?(?![\w])")
_DOTTED_CLOCK = re.compile(r"(?<![\d.,])(\d{1,2})\.(\d{2})(?=(?: (?:[ap]m|uhr|uur|hrs|ore))?(?:,| [a-z]{1,5})?$)")
_FIRST_DAY = re.compile(r"\b(\d{1,2})(?:er|re|e|o|a|\.o|°)(?= )")
_PARTS = re.compile(r"\s*[|•·@/]\s+|\s+[-–—]\s+|\s*[;]\s*|\s*,\s*(?:,\s*)*")
_IN_BRACKETS = re.compile(r"\(([a-z]{1,5})\)")


def in_english(text: str) -> str:
    """A date with its words in short English ones, its parts parted by commas, its time of day with a colon.

    >>> in_english("Dienstag, 5. März 2024 um 14.30 Uhr"), in_english("mar. 5 mars 2024 à 14h30")
    ('tue, 5 mar 2024 at 14:30', 'tue 5 mar 2024 at 14:30')
    """
    plain = _EASTERN_CLOCK.sub(lambda at: f" {at[1]}:{(at[2] or '00'):0>2}", _EASTERN.sub(r"\1/\2/\3", text))
    plain = "".join(one for one in unicodedata.normalize("NFKD", plain.casefold()) if not unicodedata.combining(one))
    plain = _IN_BRACKETS.sub(r"\1", _PARTS.sub(", ", plain))
    plain = _HALF.sub(lambda half: f" {half[1] or half[2]}m", plain)
    plain = _HOUR_OF_HALF.sub(r"\1:00 \2", plain)
    plain = _FRENCH_CLOCK.sub(
        lambda at: f"{at[1]}:{at[2] or '00'}", _DOTTED_CLOCK.sub(r"\1:\2", " ".join(plain.split()))
    )
    plain = _WORD.sub(lambda word: _WORDS.get(word[0], word[0]), _weekday_in_front(_FIRST_DAY.sub(r"\1", plain)))
    return _tidy(plain)


def _weekday_in_front(text: str) -> str:
    """A short weekday at the beginning, unless it can only be the month."""
    first = _WORD.match(text)
    if first is None or first[0] not in _SHORT_DAY_OF:
        return text
    rest = text[first.end() :]
    if first[0] in _MONTH_OF and not any(word in _MONTH_OF for word in _WORD.findall(rest)):
        return text
    return (
        f"{_SHORT_DAY_OF[first[0]]} {rest.lstrip('. ')}" if not rest.startswith(",") else _SHORT_DAY_OF[first[0]] + rest
    )


def _tidy(text: str) -> str:
    """Without the blanks, stops and hyphens that words left behind."""
    text = re.sub(r"(?<=\d)\. (?=[a-z])", " ", " ".join(text.split()))
    text = re.sub(r"(?<=[a-z])\.(?= |,|$)|(?<=[a-z])-(?=,| |$)", "", text)
    text = re.sub(r"\bat at\b", "at", text)
    return " ".join(re.sub(r"\s+,", ",", text).split()).strip(" ,")
