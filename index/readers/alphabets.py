"""What tells one written language's bytes from another's: its letters that are not ASCII, and its older encodings.

Letters and characters stand in the order of how often they are met. Not for telling languages apart where their
letters are in the same places of the same encodings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The letters beyond ASCII of one language or family, the share of all letters they are, and where they stand.

    `rarity` is what the language counts against its text before it is read, in nats: how seldom an archive has it.
    `words` are its commonest short ones in letters of ASCII.
    """

    letters: str
    share: float
    encodings: tuple[str, ...]
    rarity: float = 0.0
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ideographs:
    """The commonest characters of a language of thousands, and where they stand.

    `basic` is the standard whose characters are usual, in rows up to `usual_lead` the more so. `syllables`
    are letters met all through its text, which another language has none of. It has no `words` in ASCII.
    """

    common: str
    encodings: tuple[str, ...]
    basic: str
    usual_lead: tuple[int, int]
    syllables: str = ""
    rarity: float = 8.0
    words: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WESTERN = ("cp1252", "mac-roman")
_CENTRAL = ("cp1250", "iso8859-2")
_CYRILLIC = ("cp1251", "koi8-r", "iso8859-5", "cp866")

ALPHABETS: Final = (
    Alphabet(
        "éáíóöüñäçåøèàãâêúôæëïîûßòùìýõþðœžšÿ",
        0.006,
        _WESTERN,
        words=_words("the of and to in is for that was on with van het een de a as at by or no do it be he from said"),
    ),
    Alphabet("éàèêçùôîâûïëœü", 0.035, _WESTERN, words=_words("de la le et les des que une dans pour en du par pas un")),
    Alphabet("íóáéñúü", 0.025, _WESTERN, words=_words("de la que el en los del las por con una se no es un")),
    Alphabet("ãçáéíóõúêâàôü", 0.045, _WESTERN, words=_words("de que o e do da em um para com uma os no na se por")),
    Alphabet("üäößé", 0.018, _WESTERN, words=_words("der die und den von das ist mit ein eine zu im in auf es")),
    Alphabet("äåöé", 0.045, _WESTERN, words=_words("och att det som en av den med till om ja on ei se")),
    Alphabet("øåæéöä", 0.025, _WESTERN, words=_words("og at det er en til af av ikke som med den i et for")),
    Alphabet("àèéùìòî", 0.012, _WESTERN, words=_words("di che la il per un non del si una in con le i e")),
    Alphabet("àéèóíçòúï", 0.035, _WESTERN, words=_words("de la el que els per amb del una les en un no es")),
    Alphabet("íáðóþéúæýö", 0.10, _WESTERN, words=_words("og er sem til var um ekki af en ef eru")),
    Alphabet("äõüöšž", 0.05, _WESTERN, 1.0, words=_words("ja on ei see et ning kui ole")),
    Alphabet("ëç", 0.07, _WESTERN, 1.0, words=_words("dhe e i se nga me per nuk")),
    Alphabet("łęąóżśćńź", 0.07, _CENTRAL, 2.0, words=_words("w z na do nie jest to od dla jak po o i lub jako za")),
    Alphabet("íáěéýčřšžůúťňďó", 0.13, _CENTRAL, 2.0, words=_words("na je se v z do pro to jako nebo ve s o i bez od")),
    Alphabet(
        "áíéčýžšúľťôňďóäŕĺ", 0.10, _CENTRAL, 2.0, words=_words("na je sa v z do pre to ako alebo nie s o i bez od")
    ),
    Alphabet("áéöóőíüúű", 0.11, _CENTRAL, 2.0, words=_words("a az is nem egy hogy meg ez van csak de el")),
    Alphabet("ăîâşţ", 0.06, _CENTRAL, 2.0, words=_words("de la nu pe cu din un o sau este al se mai ale")),
    Alphabet(
        "čšžćđ", 0.035, _CENTRAL, 2.0, words=_words("je u na za i da se od ili nije su in ni ali iz ki so ne v z s")
    ),
    Alphabet("ıüşçğöİâî", 0.10, ("cp1254",), 4.0, words=_words("ve bir bu da de ile veya ya gibi olan")),
    Alphabet("ėšįųžąčūę", 0.07, ("cp1257",), 2.5, words=_words("ir yra nuo su ne arba kad tai iki ar")),
    Alphabet("āīēšūņļžķģč", 0.10, ("cp1257",), 2.5, words=_words("un ir ar no uz nav vai lai par bez")),
    Alphabet("\u0301\u0300\u0323đ\u0309\u0303ưôâăêơàéíáóèòùúãõ", 0.28, ("cp1258",), 6.0),
    Alphabet("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", 0.97, _CYRILLIC, 3.0),
    Alphabet("оанивіетрслкудпмязьбгйчхцжїюшщєфґ", 0.97, ("cp1251", "koi8-u", "iso8859-5"), 3.5),
    Alphabet("аиоентрсвлкдпмзбуягъщчцжйхфшюь", 0.97, _CYRILLIC, 3.5),
    Alphabet("аоиенртсјукдвлмпгзбчшцљњћжхђфџѓќѕ", 0.97, ("cp1251", "iso8859-5"), 3.5),
    Alphabet("анаіеорлстыкядувмўпьзбгшцчжйюхэфё", 0.97, ("cp1251", "iso8859-5"), 3.5),
    Alphabet("αοιετσνηυρπκμλςίγδόάθέωχήύφβξώζψϊϋΐΰ", 0.97, ("cp1253", "iso8859-7"), 3.0),
    Alphabet(
        "יוהלאמרבתשנכדפעקחסגטצזםןךףץ\u05b8\u05b7\u05b4\u05bc\u05b0\u05b6\u05b5\u05b9\u05bb\u05b2\u05c1",
        0.97,
        ("cp1255", "iso8859-8"),
        3.0,
    ),
    Alphabet(
        "الينمرتوبةعدسفهكقحجشصطخىذضأإغئءزثؤآظ\u064b\u064e\u064f\u0650\u0651\u0652", 0.97, ("cp1256", "iso8859-6"), 3.0
    ),
    Alphabet("اينردهمتبوسشلزکكخفگقعجپطحصذضآغئثظچژء", 0.97, ("cp1256",), 3.5),
    Alphabet("านร่อกเ้งมยลวดทัสตะปิบีคหแจขใไชืพูผซุธโถ็ำ์ณศภษฐญฏฎฉฝฟฆฮฬฤึาๆฯ๏๑๒๓๔๕", 0.97, ("cp874",), 3.0),
)

_SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公"
    "此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利二等产或新己制身果加西斯月话合回特"
    "代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活市报记"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事"
    "成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公"
    "此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利二等產或新己制身果加西斯月話合回特"
    "代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活市報記"
)
_HANGUL = (
    "이다는에의을가고한하를로지사은기도어나서대리자인시아해수일그정부들원전보있상으과제주구경장국년라것았었중여니동조만비공게치안"
    "성면화마스신러연적위오했산관용문우방미세모소당계선학교민까무간개실내음생업할된말습며후회명유단권발진등물체행료통입양재역력"
)
_KANJI = (
    "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校会社"
    "者事同議員市新部内対定所度発表県民政府方的力理合主代性法動実場経取最全現戦通体業関化要成数相党当約決明地多公開機調連保不"
)
_KANA = (
    "のにはをたがでてとしれさいあるなっかられこもまりくすんうよえけせそめおやきつどわだばちぁぃぅぇぉゃゅょみほろぬねひふへむゆびぶべぼごげぎぐざじずぜぞづぱぴぷぺぽ"
    "ーンスルトイラリアクシドレジタロマプバコメテムッフカサチィツナニハパビブベポボミモャュョエオキグケゲゴザズセソダデネノヒピヘホヤユヨワヴァェガギヌゼゾペユ"
)

IDEOGRAPHS: Final = (
    Ideographs(_SIMPLIFIED, ("gb18030",), "gb2312", (0xB0, 0xD7)),
    Ideographs(_TRADITIONAL, ("big5",), "big5", (0xA4, 0xC6)),
    Ideographs(_KANJI, ("cp932", "euc_jp"), "euc_jp", (0xB0, 0xCF), _KANA),
    Ideographs(_HANGUL, ("cp949",), "euc_kr", (0xB0, 0xC8)),
)
