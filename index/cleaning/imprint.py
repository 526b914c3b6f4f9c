"""What a page says of itself and of what stands on it, by its wording: rights, credits, dates, small print, remnants.

Rules for whole paragraphs, in English and where it is usual in German, French, Spanish, Japanese and Arabic. Not for
what it asks of its visitor (`index.cleaning.invitations`).
"""

from __future__ import annotations

from typing import Final

from index.cleaning.wording import AGENCIES, kind

PLACEHOLDER: Final = kind(
    "placeholder left by the page",
    r"place ?holder|go ?(?:to ?)?top|back to top|(?:scroll|return) to top(?: of (?:the )?page)?|quote|undefined"
    r"|null|nan|(?-i:None)|(?-i:URL)|loading(?:[ .…]*)|powered by (?:[\w.]+ ?){1,3}"
    r"|(?:these are|this is an?) external links?\b.{0,60}|\[{0,2} ?this is a content summary only\..{0,120}"
    r"|more_vert|video_youtube|embed(?: code)?|close|lorem ipsum.*|\[?advertisement]?|amp|nach oben"
    r"|ページトップへ?(?:戻る)?|العودة إلى الأعلى",
    r"a(?: a)+ ?[+-]?|prev|next|comments?|edit|go|less|play_arrow|(?:keyboard|navigate|arrow)_\w+|buy photo"
    r"|go to permalink"
    r"|image \d+ ?(?:of|/|of/) ?\d+|\d+ (?:of|/) \d+"
    r"|(?:[^.!?]{0,40} )?\d+-day (?:weather )?forecast|.{0,140}\bwinds? [NESW]{1,3} at \d+ to \d+ ?mph\b.{0,20}"
    r"|.{0,12}weather(?:\.com)? quick look|enter city(?:,| and| or) .{0,40}|your weather is set to .{0,100}",
    r"(?:screen ?shot .{0,60}|[\w.-]{1,80})\.(?:jpe?g|png|gif|webp)"
    r"|\[(?P<code>\w+) [^\]]{0,200}=[^\]]{0,200}].{0,100}\[/(?P=code)]",
    r".{0,40}(?:window\.\w+ ?=|\w\.push\(\{|document\.\w+\(|function ?\(\w*\) ?\{).{0,380}",
)
DATE: Final = kind(
    "date beside another story",
    r"(?:(?:just now|today|yesterday)|(?:(?-i:[A-Z])\w+ )?"
    r"(?:\d+|an?|one) (?:min(?:ute)?|hour|hr|day|week|month|year)s? ago|\d+ ?[mhd] ago)"
    r"|(?:; ?)?(?:originally |first |last )?(?:published|updated|posted)"
    r"(?: at:? \d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?",
)
SOURCE: Final = kind(
    "name of the site that a story came from",
    r"(?-i:[A-Z\d])[^.!?:|•·]{1,40}•",
    r"(?:news|content|story|article) (?:provided|distributed) by|(?:bereitgestellt|zur verfügung gestellt) von"
    r"|nouvelles fournies par|noticias proporcionadas por|notizie fornite da|notícias fornecidas por"
    r"|ニュース提供[:：]?",
)
ADVERTISEMENT: Final = kind(
    "advertisement label",
    r"(?:-+ ?)?(?:advertisement|advertising|advert|sponsored(?: content| by .{2,40})?|promoted(?: content)?"
    r"|paid content|publicidad|publicité|anzeige|werbung|広告|スポンサーリンク|إعلان)s?(?: ?-+)?",
    r"(?:story|article)(?: continues?d?| continued)? below(?: (?:this )?(?:ad|advertisement|video|graphic))?"
    r"|(?:continue reading|scroll down)(?: (?:below|the main story|for more))?|skip (?:this )?(?:ad"
    r"|advertisement)|report this ad|(?:die|der) artikel geht .{2,40} weiter",
)
COPYRIGHT: Final = kind(
    "copyright line",
    r"(?:©|\(c\)|copyright(?: ©| \(c\)|:| \d{4}|(?-i:(?: [A-Z][\w&]*){1,3}) \d{4}\b)|&copy).{0,300}"
    r"|.{0,160}all rights reserved.{0,200}"
    r"|.{0,160}alle rechte vorbehalten.{0,100}|.{0,60}(?:無断転載|無断複写).{0,80}|.{0,80}جميع الحقوق محفوظة.{0,80}"
    r"|.{0,80}tous droits réservés.{0,80}|.{0,80}(?:todos los|reservados todos los) derechos.{0,80}",
    r".{0,120}(?:material|content|story|report) (?:may not|cannot|must not) be (?:published|reproduced|copied"
    r"|republished|redistributed).{0,260}",
)
COOKIES: Final = kind(
    "cookie or privacy notice",
    r".{0,80}\b(?:we|our partners|our (?:web)?site|this (?:web)?site"
    r"|this page)(?: and our partners)? (?:may )?uses? (?:[\w ]{0,30})?cookies.{0,300}|by (?:continuing|using"
    r"|browsing|visiting|closing).{0,120}(?:cookies?|terms|privacy|policy).{0,200}|(?:accept|manage|allow"
    r"|reject)(?: all)? cookies.{0,40}|cookie (?:policy|settings|preferences|notice)",
    r"privacy(?: (?:policy|notice|statement|settings|center))?|(?:terms|conditions)(?: (?:of|and|&) (?:use"
    r"|service|sale|conditions))?|do not sell my (?:personal )?info(?:rmation)?|(?:diese (?:web)?seite"
    r"|wir) verwende[tn] cookies.{0,200}|datenschutz(?:erklärung)?|impressum|.{0,40}(?:クッキー"
    r"|cookie).{0,40}(?:使用|利用)して.{0,60}"
    r"|プライバシーポリシー|利用規約|.{0,60}ملفات تعريف الارتباط.{0,120}|سياسة الخصوصية",
)
DISCLAIMER: Final = kind(
    "disclaimer of the page",
    r"(?:general |risk |legal )?disclaimers?\s?[:.–-].{0,400}|disclaimer|haftungsausschluss.{0,300}"
    r"|免責事項.{0,200}|إخلاء (?:ال)?مسؤولية.{0,300}",
    r"(?:this|the) (?:article|content|information|material|post)s? .{0,80}(?:for (?:general )?(?:information"
    r"|informational|educational) purposes only|not (?:constitute |be (?:considered|construed as) "
    r"|intended (?:as|to be) )?(?:an? )?(?:investment|financial|legal|medical|trading) advice).{0,200}",
    r"the information (?:provided|contained) (?:on|in) (?:this|our) (?:web ?site|site|blog|page)\b.{0,360}",
    r"\W*these statements have not been evaluated by .{0,300}|[+*†‡]+ ?results (?:may )?vary\b.{0,300}",
    # who tells of a quarrel about a trademark says who says so
    r"(?!.*\b(?:sa(?:id|ys)|court|judge|rul(?:ed|ing)|claim|argu|lawsuit|su(?:ed|ing)))"
    r".{1,160} (?:is|are) (?:an? )?(?:registered )?(?:trade|service) ?marks? of .{2,240}",
)
AUTHOR: Final = kind(
    "about the author",
    r"(?-i:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}),? (?:is|was|has) .{10,300}\bthe (?:views|opinions)(?: expressed)?"
    r" (?:here |in this (?:\w+ ){1,2})?are .{2,80}",
    r"\w.{2,60} (?:is|has been) (?:an?|the) .{0,120}\b(?:reporter|correspondent|columnist|contributor|editor|fellow"
    r"|(?:staff|senior) writer|journalist)\b.{0,200}"
    r"(?:follow (?:him|her|them|me)\b|(?:his|her|their) column (?:appears|runs)\b|on twitter:? @\w+).{0,280}",
    r"(?=[^@]*+@)(?:.{10,300}[.!?”)] follow (?:him|her|them|me) on twitter:? @\w+.{0,160}"
    r"|.{0,140}\b(?:can|may) be reached (?:at|by|via) \S+@\S+ follow (?:him|her|them|me) on .{1,100})",
)
READING_TIME: Final = kind(
    "reading time",
    r"(?:[•·|] ?)?(?:(?:estimated )?reading time:? ?)?\d+[ -]?(?:min(?:ute)?s?"
    r"|sec(?:ond)?s?)\.?(?:[ -](?:to )?read(?:ing time)?)?(?: [•·|])?|lesezeit:? .{1,20}|読了時間.{0,20}"
    r"|مدة القراءة.{0,20}",
)
CREDIT: Final = kind(
    "picture credit",
    r"[^.!?]{0,200}\((?:images?|photos?|pictures?|credit): ?[^()]{2,60}\)"
    r"|(?=[^©]*+©)[^.!?]{0,120}\b(?:photos?|images?|pictures?|illustrations?) ?© ?[^.!?]{2,60}",
    r".{0,340}[.!?)”’] (?:(?:image|photo|picture|video) )?(?-i:Credits?: ?[^\W\d_a-z])[^.!?]{1,60}",
    rf"\((?:{AGENCIES})\)|(?-i:(?:[A-Z][\w.’'-]+ ){{1,2}}[A-Z][\w.’'-]+)/(?:{AGENCIES}) for (?-i:[A-Z]).{{1,40}}",
    r"photo illustration: .{2,80}|(?-i:Image|Photo)(?: copyright .{2,60})?",
    r"(?-i:Credit[A-Z])[^!?]{2,60}(?:/|, via | for the | [—–] )[^.!?]{2,60}|(?-i:CreditAssociated Press)"
    rf"|[\w.@/-]{{3,40}} via (?-i:[A-Z]{{2,6}}|{AGENCIES})",
    r"\(?(?:photos?|photograph|images?|picture|pictured?|illustration|foto"
    r"|bild|video)(?: credits?"
    r"| courtesy(?: of)?| source| by|:| ?/)\W? ?[^.!?]{2,90}\)?|(?:写真|画像)(?:提供)?[:：].{1,40}|(?:الصورة"
    r"|تصوير)\s?[:：].{1,60}",
    r"\((?-i:[^\W\d_a-z])[^()/.!?]{2,40}/[^()/.!?]{2,40}\)"
    r"|(?-i:(?:Media|Graphic|Screenshot|GIF): [A-Z][\w.]+(?: [A-Z(][\w.)]+){0,3})"
    r"|(?-i:[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2} / [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3})",
    rf"\(?[^.!?]{{2,60}}(?: ?[/|,–-] ?| via )(?:{AGENCIES})(?: Photo| Images| Pictures"
    rf"| News)?(?: ?/ ?[^.!?]{{2,40}})?\)?|\(?(?:{AGENCIES})(?: Photo| Images)?(?: ?[/|–-] ?"
    rf"| via )[^.!?]{{2,60}}\)?",
)
