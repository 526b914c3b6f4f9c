"""What a text says that another does not, and what kind of text says it: texts in, sentences and judgements out.

A text much shorter than another of the same article is its beginning, the wall that stands before it, or a later word
on it; which of them is told here by its sentences. Pure. Which text an article has is for `index.assembly.texts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from index.cleaning.features import see
from index.cleaning.mentions import telling_words
from index.sentences import flat

_FEWEST_SHARED = 2
"""Words of a story that a text about it has."""

_SUBJECT = (
    r"(?:this|an earlier|a previous)(?: \w+)?"
    r" (?:article|story|report|item|piece|post|text|version|column|dispatch|video)"
    r"|diese[rs]? (?:\w+ )?(?:artikel|beitrag|bericht|text|meldung)|(?:cet(?:te)?|ce) (?:article|dépêche|texte|papier)"
    r"|est[ea] (?:artículo|noticia|nota|texto|artigo|notícia|matéria)|quest[oa] (?:articolo|notizia|pezzo)"
    r"|(?:dit|deze) (?:artikel|bericht|verhaal)|denn?[ea] (?:här )?(?:artikel|artikeln|artikkelen|saken|nyhet)"
    r"|(?:эта|данная|этот) (?:статья|публикация|новость|материал)"
)
_TAKEN_BACK = (
    r"retract(?:ed|s|ing|ion)|withdrawn|withdraws|removed|deleted|unpublished|corrected|rescinded"
    r"|taken (?:down|offline)|mis(?:stated|spelt|spelled|identified|quoted|represented)|(?:incorrect|wrong|erroneous)ly"
    r"|zurückgezogen|zurückgenommen|gelöscht|entfernt|korrigiert|berichtigt|depubliziert"
    r"|retirée?|supprimée?|corrigée?|rectifiée?|annulée?"
    r"|retirad[oa]|eliminad[oa]|corregid[oa]|rectificad[oa]|removid[oa]|corrigid[oa]|apagad[oa]|despublicad[oa]"
    r"|ritirat[oa]|rimoss[oa]|corrett[oa]|rettificat[oa]"
    r"|ingetrokken|verwijderd|gecorrigeerd|gerectificeerd|trukket|trukket tilbake|fjernet|slettet|rettet"
    r"|avpublicerats?|borttagen|tagits bort|rättats?|dragits tillbaka"
    r"|отозван[аоы]?|удал[её]н[аоы]?|исправлен[аоы]?|снят[аоы]?"
)
_SAYS_SO = re.compile(
    rf"\b(?:{_SUBJECT})\b[^.!?]{{0,60}}?(?<!not )(?<!nicht )\b(?:{_TAKEN_BACK})\b"
    r"|(?:記事|本文|报道|報道|稿件|文章|기사)[^。]{0,16}(?:取り消|取消|撤回|撤销|撤銷|削除|删除|刪除|訂正|更正|삭제|정정|취소)"
    r"|(?:سحب|حذف|تصحيح|إزالة) (?:هذا |هذه )(?:المقال|الخبر|التقرير|المادة)"
    r"|\bwe (?:\w+ )?(?:retract|withdraw|correct|apologi[sz]e for)\b[^.!?]{0,60}"
    r"\b(?:article|story|report|error|mistake|version|said|wrote|stated)\b",
    re.IGNORECASE,
)
_HEADED_SO = re.compile(
    r"\W*(?:retract(?:ed|ion)|withdrawn|correct(?:ed|ion|s)|clarification|removed|deleted|erratum"
    r"|korrektur|korrigiert|berichtigung|richtigstellung|zurückgezogen|rectificati(?:f|on|e)|corrigé|correctif|retiré"
    r"|corrección|corregid[oa]|rectificación|fe de errat[ao]s|retirad[oa]|correção|corrigid[oa]|errata|rettifica"
    r"|corretto|ritirato|gecorrigeerd|ingetrokken|rättelse|rettelse|rettet|korreksjon|исправление|исправлено|опровержение"
    r"|訂正|おわび|撤回|更正|勘误|정정|تصحيح|تصويب)"
    r"(?=\s*(?:[:：.)\]】|–—-]|\Z|\n))",
    re.IGNORECASE,
)
_MARKED_SO = re.compile(
    r"(?:[(\[]|\s[-–—:|]) ?(?:correct(?:ed|ion)|retract(?:ed|ion)|withdrawn|removed|korrigiert|corrigé|corregido"
    r"|訂正|更正)[)\]]?\s*\Z",
    re.IGNORECASE,
)

_OF_A_WALL = re.compile(
    r"\b(?:subscri\w*|sign(?:ed)? (?:up|in)|log(?:ged)? ?(?:in|on)|register(?:ed)?|account|cookies?|consent|javascript"
    r"|ad[ -]?block\w*|browser|robot|captcha|(?:continue|keep|finish) reading|read (?:on|more|the (?:full|rest|whole))"
    r"|free (?:articles?|trial|access)|members?(?:hip)?|premium|unlock|access|paywall|page not found|404|our partners"
    r"|abonn\w*|abo|anmeld\w*|einloggen|eingeloggt|registrier\w*|weiterlesen|zustimm\w*|einwillig\w*|plus-artikel"
    r"|connect(?:ez|er)\w*|identifi(?:ez|er)\w*|inscri(?:vez|re)\w*|réservé\w*|la suite|poursuivre|accepte[rz]"
    r"|suscr\w*|inici\w+ sesión|regístr\w*|registr\w*|seguir leyendo|acept\w+|abbon\w*|acced\w+|continua\w* a leggere"
    r"|accett\w+|assin\w+|cadastr\w*|continu\w+ lendo|aceit\w+|inlog\w*|aanmeld\w*|(?:verder|meer) lezen|lees verder"
    r"|logg?a? ?(?:inn?|ind)|prenumer\w*|(?:les|läs) (?:videre|vidare|mer)|zaloguj\w*|subskryb\w*|czytaj dalej"
    r"|подпи[сш]\w*|войдите|зарегистр\w*|читать далее|abone\w*|giriş yap\w*)\b"
    r"|会員|ログイン|購読|続きを読む|登録|订阅|訂閱|登录|登入|会员|注册|구독|로그인|회원|اشترك|اشتراك|تسجيل|سجل",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\W*(?:(?:subscribe|sign (?:up|in)|log ?(?:in|on)|register|continue reading|keep reading|unlock|access denied"
    r"|already a|read (?:on|more|the (?:full|rest|whole)))\b|abonnieren|jetzt|weiterlesen|abonnez|connectez"
    r"|identifiez|inscrivez|suscríb|regístr|inici|abbonati|accedi|registrati|assine|cadastre|abonneer|logg|zaloguj|подпиш|войдите)",
    re.IGNORECASE,
)
_READING_ON = re.compile(
    r"\b(?:subscri\w*|(?:sign|log) ?in|(?:continue|keep|finish) reading|read (?:on|more|the (?:full|rest|whole))"
    r"|free (?:articles?|trial|access)|unlock|paywall|abonn\w*|abo|anmelden|einloggen|weiterlesen|plus-artikel"
    r"|connect(?:ez|er)\w*|réservé\w*|la suite|poursuivre|suscr\w*|inici\w+ sesión|seguir leyendo|abbon\w*|acced\w+"
    r"|continua\w* a leggere|assin\w+|continu\w+ lendo|inlog\w*|(?:verder|meer) lezen|lees verder|logg?a? ?(?:inn?|ind)"
    r"|prenumer\w*|(?:les|läs) (?:videre|vidare|mer)|zaloguj\w*|subskryb\w*|czytaj dalej|подпи[сш]\w*|войдите"
    r"|читать далее|abone\w*|giriş yap\w*)\b"
    r"|会員|ログイン|購読|続きを読む|订阅|訂閱|登录|登入|会员|구독|로그인|회원|اشترك|اشتراك",
    re.IGNORECASE,
)
"""Those of `_OF_A_WALL` that are about going on with the text: a story may ask to register for what it tells of."""
_OF_A_PAGE = re.compile(
    r"\b(?:cookies?|javascript|captcha|ad[ -]?block\w*|page not found|404|paywall|free articles|continue reading)\b"
    r"|会員|ログイン|購読|続きを読む|登録|订阅|訂閱|登录|登入|会员|注册|구독|로그인|회원|اشترك|اشتراك|تسجيل الدخول",
    re.IGNORECASE,
)
"""What pages speak of and hardly a story does."""
_ADDRESSING = re.compile(
    r"\b(?:you|your|yours|we|us|our|please|sie|ihren?|ihr|bitte|uns|unser\w*|vous|votre|vos|nous|notre|nos|usted|tu|tus|su|sus"
    r"|nuestr\w+|nosotros|você|seu|sua|nosso|nossa|il tuo|tuo|nostro|je|jouw|uw|u|ons|onze|du|din|ditt|deg|dig|oss|vi"
    r"|вы|вас|ваш\w*|нас|наш\w*|twój|nasz\w*|aby)\b",
    re.IGNORECASE,
)


def says_it_replaces(title: str, text: str) -> bool:
    """Whether a text says that the article was corrected, retracted, withdrawn or removed, or its title does.

    >>> says_it_replaces("Ferry", "This article has been retracted."), says_it_replaces("Ferry", "It was removed.")
    (True, False)
    """
    if any(_HEADED_SO.match(head) for head in (title, text)) or _MARKED_SO.search(title):
        return True
    return _SAYS_SO.search(text) is not None


def is_wall(sentence: str, story: str) -> bool:
    """Whether a sentence asks its reader for something before he may read a story, or is another notice of a page.

    >>> is_wall("Subscribe now, and read on.", ""), is_wall("Subscribers to the telegraph were few in 1890.", "")
    (True, False)
    """
    return see(sentence).notice is not None or asks_for_something(sentence, story)


def asks_for_something(sentence: str, story: str) -> bool:
    """Whether a sentence asks so by its words; what is cut from pages by its form is not looked for.

    >>> asks_for_something("Please enable cookies.", ""), asks_for_something("© 2021 Courier", "")
    (True, False)
    """
    found = _OF_A_PAGE.search(sentence)
    if found and flat(found[0]) not in flat(story):
        return True
    return bool(_OF_A_WALL.search(sentence) and (_ASKING.match(sentence) or _ADDRESSING.search(sentence)))


def asks_to_read_on(sentence: str, story: str) -> bool:
    """Whether a sentence asks its reader for something to go on with a text that breaks off before it.

    >>> asks_to_read_on("Log in to continue reading.", ""), asks_to_read_on("Register for the walk on our site.", "")
    (True, False)
    """
    return asks_for_something(sentence, story) and _READING_ON.search(sentence) is not None


def is_about(own: Iterable[str], text: str, story: str) -> bool:
    """Whether sentences of a text have words of a story, and the whole text has more than one."""
    told = _words_of_story(story)
    return not telling_words(" ".join(own)).isdisjoint(told) and len(telling_words(text) & told) >= _FEWEST_SHARED


@lru_cache(maxsize=16)
def _words_of_story(story: str) -> frozenset[str]:
    return telling_words(story)
