"""A headline and a paragraph in many languages, each with the older encodings that its pages are found in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """One language: how its encodings are named in labels, and two texts of it."""

    language: str
    encodings: tuple[str, ...]
    headline: str
    paragraph: str


_WESTERN = ("windows-1252", "iso-8859-1")
_CENTRAL = ("windows-1250", "iso-8859-2")
_CYRILLIC = ("windows-1251", "koi8-r", "iso-8859-5", "ibm866")

SAMPLES = (
    Sample(
        "English",
        ("windows-1252",),
        "Harbour board’s crane plan “too dear”, says Café owner",
        "The board’s chairman said the second crane – ordered in May – would cost £4.2m (€4.9m). “We can’t wait,”"
        " said José Müller, who runs the quay’s only café. Naïve hopes of a cheaper one have faded…",
    ),
    Sample(
        "French",
        (*_WESTERN, "macintosh"),
        "Le port reporte l'arrivée de la deuxième grue à l'été",
        "Le conseil du port a décidé mardi de repousser à l'année prochaine l'achat d'une deuxième grue. Les pêcheurs,"
        " inquiets, ont demandé où irait l'argent déjà versé. «Ça ne peut plus durer», a déclaré le maire.",
    ),
    Sample(
        "Spanish",
        _WESTERN,
        "El puerto aplaza un año la segunda grúa",
        "La dirección del puerto decidió el miércoles aplazar un año la compra de la segunda grúa. «¿Quién pagará los"
        " daños?», preguntó el señor Ibáñez, que también dirige la asociación de pequeños armadores.",
    ),
    Sample(
        "Portuguese",
        _WESTERN,
        "Porto adia instalação do segundo guindaste até maio",
        "A administração do porto decidiu adiar a instalação do segundo guindaste. Não há verba para a obra, disse a"
        " direção, e as negociações com o município serão retomadas após o verão. Três pescadores já protestaram.",
    ),
    Sample(
        "German",
        _WESTERN,
        "Hafen verschiebt zweiten Kran: Kämmerer hält Pläne für unmöglich",
        "Der Stadtrat hat den Kauf eines zweiten Krans für den Hafen auf das nächste Jahr verschoben. Die Bürger"
        " fürchten größere Schäden an der Straße, während der Kämmerer über höhere Gebühren spricht.",
    ),
    Sample(
        "Swedish",
        _WESTERN,
        "Hamnen skjuter upp den nya kranen till våren",
        "Hamnstyrelsen beslöt på tisdagen att skjuta upp köpet av en ny kran till nästa år. Fiskarna på ön är oroliga"
        " för att pengarna tar slut före sommaren, säger ordföranden Åke Sjöström.",
    ),
    Sample(
        "Danish",
        _WESTERN,
        "Havnen udsætter køb af kran til næste år",
        "Havnebestyrelsen besluttede på onsdag at udsætte købet af en større kran. Søren Kjær, der ejer to både på øen,"
        " frygter at pengene slipper op før påske, og at færgen må lægge til ved en ældre mole.",
    ),
    Sample(
        "Finnish",
        _WESTERN,
        "Satama siirtää toisen nosturin hankintaa ensi kevääseen",
        "Sataman hallitus päätti keskiviikkona siirtää toisen nosturin hankintaa. Kalastajat pelkäävät, että rahat"
        " eivät riitä enää kesällä, eikä työtä löydy kaikille. Päätöstä käsitellään vielä syksyllä.",
    ),
    Sample(
        "Icelandic",
        _WESTERN,
        "Höfnin frestar kaupum á nýjum krana fram á vor",
        "Hafnarstjórn ákvað á þriðjudag að fresta kaupum á nýjum krana til næsta árs. Sjómenn óttast að féð dugi ekki"
        " og að fiskur verði ekki unninn í bænum. Bæjarstjórinn sagði að málið yrði rætt að nýju síðar.",
    ),
    Sample(
        "Polish",
        _CENTRAL,
        "Port odkłada zakup drugiego dźwigu na przyszły rok",
        "Zarząd portu zdecydował w środę, że zakup drugiego dźwigu zostanie odłożony. Rybacy obawiają się, że pieniądze"
        " skończą się przed latem, a żegluga ucierpi. Burmistrz mówi, że są też inne źródła.",
    ),
    Sample(
        "Czech",
        _CENTRAL,
        "Přístav odkládá nákup druhého jeřábu na příští rok",
        "Správa přístavu ve středu rozhodla, že nákup druhého jeřábu odloží. Rybáři se obávají, že peníze dojdou ještě"
        " před létem a že lodě budou muset čekat déle. Starosta řekl, že město má i jiné možnosti.",
    ),
    Sample(
        "Slovak",
        _CENTRAL,
        "Prístav odkladá kúpu druhého žeriavu na budúci rok",
        "Správa prístavu v stredu rozhodla, že kúpu druhého žeriavu odloží. Rybári sa obávajú, že peniaze sa minú ešte"
        " pred letom a že lode budú musieť čakať dlhšie. Primátor povedal, že mesto má aj iné možnosti.",
    ),
    Sample(
        "Hungarian",
        _CENTRAL,
        "A kikötő jövőre halasztja a második daru vételét",
        "A kikötő vezetősége szerdán úgy döntött, hogy a második daru megvételét jövőre halasztja. A halászok attól"
        " félnek, hogy a pénz még a nyár előtt elfogy, és a hajóknak többet kell várniuk a rakpartnál.",
    ),
    Sample(
        "Romanian",
        _CENTRAL,
        "Portul amână cumpărarea celei de-a doua macarale până în mai",
        "Consiliul portului a hotărât miercuri să amâne cumpărarea macaralei. Pescarii se tem că banii se vor sfârşi"
        " înainte de vară şi că navele vor aştepta mai mult în faţa digului. Primăria spune că există şi alte soluţii.",
    ),
    Sample(
        "Croatian",
        _CENTRAL,
        "Luka odgađa kupnju druge dizalice do sljedećeg proljeća",
        "Uprava luke odlučila je u srijedu da će kupnju druge dizalice odgoditi. Ribari strahuju da će novac biti"
        " potrošen prije ljeta, a gradonačelnik kaže da će tražiti još mogućnosti i veću pomoć države.",
    ),
    Sample(
        "Turkish",
        ("windows-1254", "iso-8859-9"),
        "Liman ikinci vinç alımını gelecek yıla erteledi",
        "Liman yönetimi çarşamba günü ikinci vincin alımını gelecek yıla bıraktığını açıkladı. Balıkçılar paranın yaz"
        " gelmeden biteceğinden korkuyor. Belediye başkanı başka çözümlerin de görüşüldüğünü söyledi.",
    ),
    Sample(
        "Lithuanian",
        ("windows-1257",),
        "Uostas atidėjo antrojo krano pirkimą kitiems metams",
        "Uosto valdyba trečiadienį nusprendė atidėti antrojo krano pirkimą. Žvejai baiminasi, kad pinigų neužteks iki"
        " vasaros ir laivai turės ilgiau laukti prie krantinės. Meras sakė, kad yra ir kitų būdų jų gauti.",
    ),
    Sample(
        "Latvian",
        ("windows-1257",),
        "Osta atliek otrā celtņa iegādi līdz nākamajam gadam",
        "Ostas valde trešdien nolēma atlikt otrā celtņa iegādi. Zvejnieki baidās, ka naudas nepietiks līdz vasarai un"
        " kuģiem būs jāgaida ilgāk pie piestātnes. Mērs teica, ka pilsētai ir arī citas iespējas.",
    ),
    Sample(
        "Russian",
        _CYRILLIC,
        "Порт отложил покупку второго крана до будущего года",
        "Совет порта в среду решил отложить покупку второго крана. Рыбаки опасаются, что деньги закончатся ещё до лета,"
        " а суда будут дольше ждать у причала. Мэр сказал, что у города есть и другие возможности.",
    ),
    Sample(
        "Ukrainian",
        ("windows-1251", "koi8-u"),
        "Порт відклав купівлю другого крана до наступного року",
        "Рада порту в середу вирішила відкласти купівлю другого крана. Рибалки побоюються, що гроші закінчаться ще до"
        " літа, а судна довше чекатимуть біля причалу. Мер сказав, що місто має й інші можливості.",
    ),
    Sample(
        "Bulgarian",
        ("windows-1251", "iso-8859-5"),
        "Пристанището отлага покупката на втория кран",
        "Управата на пристанището реши в сряда да отложи покупката на втория кран. Рибарите се опасяват, че парите ще"
        " свършат преди лятото и че корабите ще чакат по-дълго. Кметът каза, че има и други възможности.",
    ),
    Sample(
        "Serbian",
        ("windows-1251",),
        "Лука одлаже куповину друге дизалице до пролећа",
        "Управа луке одлучила је у среду да одложи куповину друге дизалице. Рибари страхују да ће новац бити потрошен"
        " пре лета и да ће бродови дуже чекати. Градоначелник каже да љубитељи мора могу да помогну.",
    ),
    Sample(
        "Greek",
        ("windows-1253", "iso-8859-7"),
        "Το λιμάνι αναβάλλει την αγορά του δεύτερου γερανού",
        "Το συμβούλιο του λιμανιού αποφάσισε την Τετάρτη να αναβάλει την αγορά του δεύτερου γερανού. Οι ψαράδες"
        " φοβούνται ότι τα χρήματα θα τελειώσουν πριν από το καλοκαίρι και ότι τα πλοία θα περιμένουν.",
    ),
    Sample(
        "Hebrew",
        ("windows-1255", "iso-8859-8"),
        "הנמל דחה את רכישת המנוף השני לשנה הבאה",
        "הנהלת הנמל החליטה ביום רביעי לדחות את רכישת המנוף השני. הדייגים חוששים שהכסף ייגמר עוד לפני הקיץ,"
        " והאוניות יצטרכו לחכות זמן רב יותר. ראש העיר אמר שיש גם אפשרויות אחרות.",
    ),
    Sample(
        "Arabic",
        ("windows-1256", "iso-8859-6"),
        "الميناء يؤجل شراء الرافعة الثانية إلى العام المقبل",
        "قرر مجلس الميناء يوم الأربعاء تأجيل شراء الرافعة الثانية إلى العام المقبل. ويخشى الصيادون أن تنفد الأموال"
        " قبل الصيف وأن تنتظر السفن وقتا أطول عند الرصيف. وقال رئيس البلدية إن هناك حلولا أخرى.",
    ),
    Sample(
        "Thai",
        ("windows-874", "tis-620"),
        "ท่าเรือเลื่อนการซื้อเครนตัวที่สองไปปีหน้า",
        "คณะกรรมการท่าเรือมีมติเมื่อวันพุธให้เลื่อนการซื้อเครนตัวที่สองออกไป ชาวประมงเกรงว่าเงินจะหมดก่อนฤดูร้อน"
        " และเรือจะต้องรอนานขึ้น นายกเทศมนตรีกล่าวว่าเมืองยังมีทางเลือกอื่นอีก",
    ),
    Sample(
        "Japanese",
        ("shift_jis", "euc-jp", "iso-2022-jp"),
        "港湾委員会、二基目のクレーン購入を来年に延期",
        "港湾委員会は水曜日、二基目のクレーンの購入を来年まで延期することを決めた。漁業者らは夏までに資金が"
        "なくなり、船が岸壁で長く待たされるのではないかと心配している。市長は「ほかの方法もある」と話した。",
    ),
    Sample(
        "Korean",
        ("euc-kr", "iso-2022-kr"),
        "항만위원회, 두 번째 크레인 구입 내년으로 연기",
        "항만위원회는 수요일 두 번째 크레인의 구입을 내년으로 미루기로 결정했다. 어민들은 여름이 오기 전에"
        " 돈이 떨어지고 배들이 부두에서 더 오래 기다려야 할 것이라고 걱정한다. 시장은 다른 방법도 있다고 말했다.",
    ),
    Sample(
        "Simplified Chinese",
        ("gb2312", "gb18030"),
        "港口管理委员会决定将第二台起重机推迟到明年购买",
        "港口管理委员会星期三决定，把第二台起重机的购买推迟到明年。渔民们担心，资金在夏天之前就会用完，"
        "船只将不得不在码头等待更长的时间。市长说，城市还有其他办法，会议将在下个月继续讨论这个问题。",
    ),
    Sample(
        "Traditional Chinese",
        ("big5",),
        "港口管理委員會決定將第二台起重機延到明年購買",
        "港口管理委員會星期三決定，把第二台起重機的購買延到明年。漁民們擔心，資金在夏天之前就會用完，"
        "船隻將不得不在碼頭等待更長的時間。市長說，城市還有其他辦法，會議將在下個月繼續討論這個問題。",
    ),
)
