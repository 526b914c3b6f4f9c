"""A line in, whether it is a date or a time and nothing else out: in English, and with figures in many languages.

Only how dates look. Not for reading one (`index.dates`), nor for lines that name somebody too
(`index.cleaning.signature`).
"""

from __future__ import annotations

import re

_LONGEST = 90  # characters
_LONGEST_FOREIGN = 120
_FEWEST_NUMBERS = 2  # of a day and a year, or a day and a time
_NUMBER = re.compile(r"\d+")
_YEAR_OR_CLOCK = re.compile(r"(?<!\d)(?:\d{4}|\d{1,2}[:h]\d{2})(?!\d)")
_READING_TIME = re.compile(r"\s*[|•·,(–-]?\s*\d+[ -]?min(?:ute)?s?\.?(?: (?:to )?read)?\)?$", re.IGNORECASE)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember)\.?"
)
_CLOCK = r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: ?\(?[A-Z]{2,4}\)?)?|\d{1,2} ?[ap]\.?m\.?(?: [A-Z]{2,4})?"
_DAY = (
    rf"{_MONTH} \d{{1,2}}(?!\d)(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}\.? {_MONTH}(?:,? \d{{4}})?"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日"
    rf"|{_MONTH}(?: \d{{4}})?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?|today|yesterday|(?:just|right) now"
    r"|\d+ ?(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|years?) ?ago"
    r"|an? (?:hour|minute|day|week|month|year) ago|vor \d+ \w+|\d+(?:分|時間|日)前|منذ \d* ?\S+"
)
_VERB = (
    r"(?:first |last |originally )?(?:published|updated|posted|modified|created|stand|veröffentlicht|aktualisiert|date)"
    r"(?: (?:on|at|by|am))?[: ]*"
)
# Possessive: a line that is almost a date must not be tried in every way.
_STAMP = re.compile(
    rf"(?:{_VERB}|{_DAY}|{_CLOCK}|at|on|et|est|edt|gmt|utc|uhr|\d{{4}}|[\s,|•·/:()@–-]|T\d\d:\d\d(?::\d\d)?Z?)++",
    re.IGNORECASE,
)

# Of German, French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Polish, Russian and Arabic dates.
_WORDS = (
    "jänner januar jan februar feber feb märz mrz mär april apr mai juni jun juli jul august aug september sep sept"
    " oktober okt november nov dezember dez janvier janv février févr fév mars avril avr juin juillet juil août"
    " septembre octobre oct novembre décembre déc enero ene febrero marzo abril abr mayo may junio julio agosto ago"
    " septiembre setiembre octubre noviembre diciembre dic gennaio gen febbraio aprile maggio mag giugno giu luglio"
    " lug settembre set ottobre ott dicembre janeiro fevereiro fev março maio junho julho setembro outubro out"
    " novembro dezembro januari februari maart mrt mei augustus december dec maj marts oktobra января февраля марта"
    " апреля мая июня июля августа сентября октября ноября декабря stycznia lutego marca kwietnia maja czerwca lipca"
    " sierpnia września października listopada grudnia يناير فبراير مارس أبريل ابريل إبريل مايو يونيو يوليو أغسطس"
    " سبتمبر أكتوبر نوفمبر ديسمبر"
    " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so lundi mardi mercredi"
    " jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì"
    " giovedì venerdì sabato domenica segunda terça quarta quinta sexta feira maandag dinsdag woensdag donderdag"
    " vrijdag zaterdag zondag понедельник вторник среда четверг пятница суббота воскресенье"
    " الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت"
    " veröffentlicht aktualisiert geändert erschienen stand zuletzt am um den uhr vom publié publiée paru mis mise à"
    " jour modifié modifiée actualisé le h min publicado publicada actualizado actualizada modificado el de del a las"
    " la los hrs horas pubblicato pubblicata aggiornato aggiornata modificato il alle ore e atualizado atualizada em"
    " às as gepubliceerd bijgewerkt geplaatst gewijzigd laatst op om uur publicerad uppdaterad publisert oppdatert"
    " publiceret opdateret kl den av klokka opublikowano aktualizacja dodano godz r опубликовано обновлено в г"
    " نشر نُشر تم في آخر تحديث بتاريخ الساعة م ص"
    " há hace hora horas minuto minutos heures minutes ore minuti stunden minuten cet cest mez mesz gmt utc brt art msk"
    " 오전 오후 입력 수정 公開 更新 配信 掲載 发布 发布于 更新于"
)
_WORD = "|".join(sorted(map(re.escape, _WORDS.split()), key=len, reverse=True))
_FOREIGN = re.compile(
    rf"(?:(?:{_WORD})(?!\w)\.?|\d{{1,2}} ?h ?\d{{2}}(?!\w)|\d{{1,4}} ?[年月日時时分秒년월일시분]"
    r"|\d{1,4}(?:er|º|°)?(?!\w)|[\s.,;|•·/:()@–-])++",
    re.IGNORECASE,
)


def is_date_line(line: str) -> bool:
    """Whether a line is a date or a time and nothing else, but for how long the text below takes to read.

    >>> [is_date_line(one) for one in ("July 9, 2019", "Publié le 5 mars 2024 à 14h10", "May I?", "March 5 2 min read")]
    [True, True, False, True]
    """
    if not any(map(str.isalnum, line)) or len(line) > _LONGEST_FOREIGN:
        return False
    if len(line) <= _LONGEST and _STAMP.fullmatch(line):
        return True
    plain = without_reading_time(line)
    if plain != line and len(plain) <= _LONGEST and _NUMBER.search(plain) and _STAMP.fullmatch(plain):
        return True
    if len(_NUMBER.findall(plain)) < _FEWEST_NUMBERS or not _YEAR_OR_CLOCK.search(plain):
        return False
    return _FOREIGN.fullmatch(plain) is not None


def without_reading_time(line: str) -> str:
    """A line without how long the text takes to read at its end.

    >>> without_reading_time("March 5, 2024 · 2 min read")
    'March 5, 2024'
    """
    return _READING_TIME.sub("", line)
