"""One paragraph in, the kind of page furniture it is by its wording out, or None.

Every rule names a kind that all sites have (a button row, a call to subscribe, a copyright line), in
English and where it is usual in German, French, Spanish, Japanese and Arabic. Only short paragraphs that
are wholly of that kind match. Not for what can only be told from the neighbours (see `index.cleaning.page`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST = 420  # characters; a longer paragraph says something besides
_SHORT = 120  # characters; a longer paragraph is looked at only where a word of its kind is in it
_NETWORKS = (
    r"facebook|twitter|whatsapp|linked ?in|pinterest|reddit|instagram|telegram|tumblr|google ?(?:\+|plus)|flipboard"
    r"|stumbleupon|messenger|youtube|snapchat|tiktok|weibo|wechat|bluesky|mastodon|rss"
)
_AGENCIES = r"AP|AFP|Reuters|Getty(?: Images)?|EPA(?:-EFE)?|EFE|Bloomberg|Shutterstock|iStock|dpa|PA Wire"


# One word at least of every rule below that takes a long paragraph.
_TELLING = re.compile(
    r"in-?box|free articles|newsletter|subscri|sign(?:ing|ed)? ?up|register|your e-?mail|cookies?\b|privacy|copyright|©"
    r"|\(c\)"
    r"|rights reserved"
    r"|rechte vorbehalten|droits réservés|derechos|disclaimer|advice|purposes only|redistributed|reproduced|republished"
    r"|published|trade ?mark|service mark|(?:this|our) (?:web ?)?(?:site|blog|page)|been evaluated"
    r"|results (?:may )?vary"
    r"|\bon (?:facebook|twitter|instagram)|commenting|javascript|browser|abonn|suscr|haftung"
    r"|read more|read also|also read|see also|related|watch(?: live)?:|\((?:read|see|watch|more)|: ?http"
    r"|all comments|responses to"
    r"|\d issues (?:for|from)|\[/\w"
    r"|follow (?:him|her|them|me)|column|on twitter|@\w|window\.|push\(|document\.|function|subscrib|signed"
    r"|メルマガ|ニュースレター|会員|免責|無断|クッキー|اشترك|حقوق|اقرأ|إخلاء|الارتباط|photo|image|credit|lorem",
    re.IGNORECASE,
)


class _Kind(NamedTuple):
    reason: str
    pattern: re.Pattern[str]


def _kind(reason: str, *patterns: str, flags: int = re.IGNORECASE) -> _Kind:
    return _Kind(reason, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags))


_SHARE_WORD = (
    rf"(?:{_NETWORKS}|share|shares|tweet|e-?mail|print|sms|pin(?: it)?|copy link|comments?|more|save"
    r"|via|on|this|connect|[+|/·•,:]|\d+)"
)

_HEADING = _kind(
    "heading of links to other stories",
    r"(?:related|recommended|similar)(?: (?:articles?|stories|story|news|content|topics?|coverage|posts?|links?"
    r"|videos?|reading|for you))?",
    r"(?:most|more) (?:popular|read|viewed|shared|recent|commented)(?: (?:articles|stories|videos|posts|news|now"
    r"|today))?",
    r"(?:trending|popular|latest|top|more|breaking|featured)(?: (?:now|news|stories|headlines|articles|posts"
    r"|videos|today|on|this week|from .{2,40}|in .{2,40}|on this(?: story| topic)?))?",
    r"most read (?!.*\b(?:of|by|for)\b)(?:in )?[\w& ]{2,40}|(?:latest|more|top) (?:\w+ ){0,2}videos?",
    r"you (?:may|might)(?: also)? (?:like|be interested in|have missed|enjoy)|what to read next|don['’]t miss|up next"
    r"|(?:editor['’]?s['’]?|our) (?:picks?|choice)|from (?:our|the) (?:partners|web|archive)|more stories"
    r"|also (?:on|in) .{2,40}"
    r"|(?:around|elsewhere on) the web|promoted stories|in case you missed it|next up|read next|explore more"
    r"|discover more",
    r"mehr zum thema|das könnte sie auch interessieren|meistgelesen|ähnliche artikel|weitere (?:artikel|themen"
    r"|meldungen)|auch interessant",
    r"関連記事|関連ニュース|あわせて読みたい|おすすめ(?:記事)?|人気記事|(?:アクセス)?ランキング|新着記事|最新記事",
    r"(?:مواضيع|أخبار|مقالات|قصص) ذات صلة|الأكثر (?:قراءة|مشاهدة|تداولا)|قد يعجبك أيض[اً]+",
    r"à lire aussi|sur le même sujet|articles? (?:liés|similaires)|les plus lus|te puede interesar"
    r"|noticias relacionadas|lo más leído",
)
_KINDS = (
    _kind(
        "placeholder left by the page",
        r"place ?holder|go ?(?:to ?)?top|back to top|(?:scroll|return) to top(?: of (?:the )?page)?|quote|undefined"
        r"|null|nan|loading(?:[ .…]*)"
        r"|more_vert|video_youtube|embed(?: code)?|close|lorem ipsum.*|\[?advertisement]?|amp|nach oben"
        r"|ページトップへ?(?:戻る)?|العودة إلى الأعلى",
        r"a(?: a)+ ?[+-]?|prev|next|comments?|edit|go|less|play_arrow|(?:keyboard|navigate|arrow)_\w+|buy photo"
        r"|go to permalink"
        r"|image \d+ ?(?:of|/|of/) ?\d+|\d+ (?:of|/) \d+"
        r"|.{0,12}weather(?:\.com)? quick look|enter city(?:,| and| or) .{0,40}|your weather is set to .{0,100}",
        r"(?:screen ?shot .{0,60}|[\w.-]{1,80})\.(?:jpe?g|png|gif|webp)"
        r"|\[(?P<code>\w+) [^\]]{0,200}=[^\]]{0,200}].{0,100}\[/(?P=code)]",
        r".{0,40}(?:window\.\w+ ?=|\w\.push\(\{|document\.\w+\(|function ?\(\w*\) ?\{).{0,380}",
    ),
    _kind(
        "date beside another story",
        r"(?:(?:just now|today|yesterday)|(?:\d+|an?|one) (?:min(?:ute)?|hour|hr|day|week|month|year)s? ago)"
        r"|(?:; ?)?(?:originally |first |last )?(?:published|updated|posted)"
        r"(?: at:? \d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?",
    ),
    _kind(
        "advertisement label",
        r"(?:-+ ?)?(?:advertisement|advertising|advert|sponsored(?: content| by .{2,40})?|promoted(?: content)?"
        r"|paid content|publicidad|publicité|anzeige|werbung|広告|スポンサーリンク|إعلان)s?(?: ?-+)?",
        r"(?:story|article)(?: continues?d?| continued)? below(?: (?:this )?(?:ad|advertisement|video|graphic))?"
        r"|(?:continue reading|scroll down)(?: (?:below|the main story|for more))?|skip (?:this )?(?:ad"
        r"|advertisement)|report this ad|(?:die|der) artikel geht .{2,40} weiter",
    ),
    _kind("sharing buttons", rf"(?=.*(?:{_NETWORKS}|share|tweet|e-?mail|print)){_SHARE_WORD}(?:\W*{_SHARE_WORD})*+"),
    _kind(
        "call to share or follow",
        r"(?:please )?(?:share|tweet|print|e-?mail|save|pin|like|bookmark) (?:this|it|the)\b(?: (?:story|article"
        r"|post|page|news|link|video|entry|with .{2,30}))?(?: .{0,50})?",
        rf"(?:share|tweet|click|tap)\b.{{0,40}} (?:to|on|via|with) (?:share|{_NETWORKS}|e-?mail|print).{{0,40}}",
        rf"(?:you can )?(?:follow|like|find|join|friend|add) .{{1,60}} (?:on|at) (?:{_NETWORKS}).{{0,120}}"
        rf"|follow (?:us|@\w+|.{{2,40}}@\w+).{{0,80}}",
        r"share ?(?:this )?(?:story|article|post|page)?(?: ?view more share(?:ing)? options)?"
        rf"|view more shar(?:e|ing) options|(?:{_NETWORKS})\d[\d,.]*k? ?(?:retweets|likes|shares|comments)",
        r"read or share this story:?.*|teilen(?: sie diesen artikel.*| auf .*)?|(?:この記事を)?シェア(?:する)?|ツイート"
        r"|شارك(?: (?:المقال|الخبر|على|هذا).*)?|تابعنا على .*|folgen sie uns .*|partager(?: .{0,30})?|compartir",
    ),
    _kind(
        "call to subscribe",
        r"(?:please |click here to |not a member\? |want more\? )*(?:sign(?:ing)? up|subscribe|register"
        r"|join)\b.*\b(?:newsletters?|e-?mails?|in-?box|alerts?|updates?|free|trial|briefing|mailing list|channel"
        r"|today|now|here|access|digital|membership|podcast)\b.*",
        r"(?:get|receive|have) .{0,200}\b(?:in|to|into) your (?:e-?mail )?in-?box.*|(?:subscribe|sign up|register"
        r"|subscribe now|sign up now|start your (?:free )?trial.*|subscribe to .{2,60}|become a (?:member"
        r"|subscriber|supporter).{0,80})",
        r".{0,60}(?:free|daily|weekly|our) (?:e-?mail )?newsletter.{0,60}|thank(?:s| you) for (?:signing up"
        r"|subscribing|registering).{0,120}|already (?:a subscriber|subscribed|a member|have an account).{0,80}",
        r"(?:to (?:read|continue reading|view|access) (?:the|this|our) (?:full|rest|complete"
        r"|entire)?.{0,60}(?:subscribe|log in|sign in|register|story).{0,80})|(?:enter|add|submit) your (?:e-?mail"
        r"|email address).{0,80}|your e-?mail(?: address)?\*?",
        r"you(?:['’]ve| have) (?:read|used|reached|viewed|had) .{0,60}\b(?:articles?|stories)\b.*",
        r"you (?:have|are) (?:now )?(?:successfully |already )?(?:subscribed|signed in)\b.{0,120}"
        r"|(?:breaking news|daily|morning|evening) (?:e-?mails?|alerts?|briefings?)|print subscribers?\?.{0,40}",
        r"your (?:subscription|contribution) (?:supports?|helps?|funds?|makes?) .{0,120}|be the first to know"
        r"|try (?:one|two|three|\d+) (?:days?|weeks?|months?) for (?:just |only )?[$£€¥]\d.{0,30}"
        r"|choose the (?:plan|subscription) .{0,60}"
        r"|(?:unlimited )?digital access(?: or .{0,40}delivery)?(?:[.,:]? [$£€¥]\d.{0,30})?"
        r"|never miss a (?:story|beat).{0,60}"
        r"|(?=.*\byou(?:r|['’]ll)?\b)(?!.*[“”\"„]).{0,200}\bdigital subscription\b.{0,200}",
        r"(?:[\w'’&]+ ){1,4}newsletter|get .{0,120}\bsubscri.{0,120} for (?:as little as|just|only) .{0,240}"
        r"|(?=[^$£€¥]*+[$£€¥]\d).{0,120}\b\d+ issues (?:for|from) (?:just |only )?[$£€¥]\d.{0,100}",
        r"you (?:can|may) unsubscribe at any time|you must be (?:logged|signed) in to .{2,60}"
        r"|(?:(?:tap|click) here to )?turn on (?:desktop )?notifications\b.{0,80}",
        r"please check the (?:opt-in )?box .*|keep an eye on your inbox.*|there was an error processing your .*"
        r"|by (?:signing up|subscribing|providing your e-?mail|clicking).{0,300}",
        r".{0,80}newsletter.{0,60}(?:abonnieren|anmelden|bestellen|bestellen sie).{0,60}|(?:jetzt )?(?:abonnieren"
        r"|abo testen|anmelden|registrieren).{0,60}|abonnez-vous.{0,80}|suscríbete.{0,80}",
        r".{0,60}(?:メルマガ|ニュースレター|メールマガジン|無料会員).{0,60}(?:登録|購読|ご覧).{0,40}|会員登録.{0,40}|اشترك.{0,120}|(?:انضم"
        r"|سجل) .{0,60}(?:النشرة|بريدك|البريد).{0,60}",
    ),
    _kind(
        "link to another story",
        r"(?:read|see|watch|learn|find out|view|show|load|click(?: here)? for|discover)(?: (?:more|also|next|all"
        r"|full (?:article|story|coverage)|the full (?:article|story)|comments|related))(?: (?:on|about|from|here"
        r"|at|in|stories|articles|news|posts|videos)\b.{0,60})?[ .…»>→]*",
        r"(?:read more|read also|also read|see (?:also|more)|read next|related(?: (?:story|article|news|coverage|video"
        r"|link)s?)?|more(?: from .{2,30}| on .{2,30}| here)?|recommended|must read|watch(?: now| more| live)?"
        r"|listen(?: now)?|don['’]t miss|next article|previous article|previous(?: post| story)?|next(?: post"
        r"| story)?|lesen sie (?:auch|mehr)|mehr dazu|lire aussi|à lire aussi|lea también|اقرأ (?:أيضا|أيضاً|أيضًا"
        r"|المزيد)|関連)\s?[:：|»>→–-].{0,200}(?<![.!?][\"”])",
        r"\[ (?!editor|note|correction|update|clarif)[^\[\]]{20,160} ]",
        r"\((?:related|read|see|watch|more|also read)\b ?[:-].{3,200}\)|(?:weiterlesen|mehr lesen|続きを読む|全文を読む"
        r"|もっと見る|اقرأ المزيد|عرض المزيد|lire la suite|leer más)[ .…»>→]*|click here(?: (?:for|to) .{2,80})?"
        r"|in pictures:.{2,80}",
    ),
    _kind(
        "copyright line",
        r"(?:©|\(c\)|copyright(?: ©| \(c\)|:| \d{4}|(?-i:(?: [A-Z][\w&]*){1,3}) \d{4}\b)|&copy).{0,300}"
        r"|.{0,160}all rights reserved.{0,200}"
        r"|.{0,160}alle rechte vorbehalten.{0,100}|.{0,60}(?:無断転載|無断複写).{0,80}|.{0,80}جميع الحقوق محفوظة.{0,80}"
        r"|.{0,80}tous droits réservés.{0,80}|.{0,80}(?:todos los|reservados todos los) derechos.{0,80}",
        r".{0,120}(?:material|content|story|report) (?:may not|cannot|must not) be (?:published|reproduced|copied"
        r"|republished|redistributed).{0,260}",
    ),
    _kind(
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
    ),
    _kind(
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
    ),
    _kind(
        "about the author",
        r"\w.{2,60} (?:is|has been) (?:an?|the) .{0,120}\b(?:reporter|correspondent|columnist|contributor|editor|fellow"
        r"|(?:staff|senior) writer|journalist)\b.{0,200}"
        r"(?:follow (?:him|her|them|me)\b|(?:his|her|their) column (?:appears|runs)\b|on twitter:? @\w+).{0,280}",
        r"(?=[^@]*+@)(?:.{10,300}[.!?”)] follow (?:him|her|them|me) on twitter:? @\w+.{0,160}"
        r"|.{0,140}\b(?:can|may) be reached (?:at|by|via) \S+@\S+ follow (?:him|her|them|me) on .{1,100})",
    ),
    _kind(
        "comment prompt",
        r"(?:leave|post|add|write|make|submit|be the first to|view|show|read|see|hide|load)(?: (?:a|your|the|all"
        r"|more|\d+))? (?:comments?|reply|replies|responses?).{0,40}|(?:no|\d[\d,]*) (?:comments?|replies"
        r"|responses|shares|views)(?: yet| on .{2,80})?|comments? ?(?:\(\d*\)|:|\d+|are closed.{0,40}|policy"
        r"|guidelines|section)|(?:join|start) the (?:conversation|discussion|debate).{0,60}",
        r"\d+ (?:responses|thoughts|comments|replies) (?:to|on) .{1,200}|(?:feed for|rss for|all) comments"
        r"|comments? feed",
        r"to (?:find out|learn) more about .{0,40}comment.{0,120}|(?:log|sign) ?in to (?:comment|reply|post"
        r"|join).{0,60}|your e-?mail address will not be published.{0,80}|required fields are marked.{0,20}"
        r"|have your say.{0,40}|tell us what you think"
        r"|what do you think\? (?:leave|let us|tell us|comment).{0,100}|(?:kommentar(?:e)?"
        r"|diskutieren sie).{0,40}(?:schreiben|verfassen|hinterlassen|mit|lesen)|コメント(?:を(?:書く|残す"
        r"|見る))?(?:\(\d+\))?|(?:اترك|أضف) (?:تعليق|رد).{0,30}|التعليقات|reply|notify me of .{0,80}"
        r"|save my name.{0,120}",
    ),
    _kind(
        "reading time",
        r"(?:[•·|] ?)?(?:(?:estimated )?reading time:? ?)?\d+[ -]?(?:min(?:ute)?s?"
        r"|sec(?:ond)?s?)\.?(?:[ -](?:to )?read(?:ing time)?)?(?: [•·|])?|lesezeit:? .{1,20}|読了時間.{0,20}"
        r"|مدة القراءة.{0,20}",
    ),
    _kind(
        "player or script notice",
        r".{2,40} no longer supports? (?:your browser|internet explorer).{0,120}",
        r"(?:please )?upgrade your browser.{0,60}",
        r"(?:please )?(?:enable|turn on) javascript.{0,120}|.{0,60}javascript (?:is )?(?:required|disabled"
        r"|must be enabled|to be enabled).{0,120}|(?:your|this|sorry, your) browser (?:does|is|doesn['’]t"
        r"|do)(?:n['’]t| not)? (?:support|able|up to date).{0,160}|.{0,20}(?:video|media|audio) (?:player|playback"
        r"|is (?:unavailable|not available)|caption).{0,80}|(?:play|pause|mute|unmute|replay|fullscreen"
        r"|toggle .{2,40}|now playing|play video|watch (?:video|the video|now)|video|photos?|gallery|slideshow"
        r"|audio|skip|hide caption|toggle caption|enlarge(?: this)? image|view (?:gallery|photos?|slideshow|image)"
        r"|back to (?:the )?gallery|(?:purchase:? )?order (?:a )?reprints?|open in app"
        r"|listen to (?:this )?article.{0,30})",
    ),
    _kind(
        "navigation of the page",
        r"skip to (?:main )?(?:content|navigation|article|footer|search).{0,30}|(?:main |site )?menu"
        r"|home(?: ?page)?|search(?: .{2,20})?|log ?(?:in|out|on)|sign (?:in|out)|my account|account|(?:contact"
        r"|about)(?: us)?|help|faqs?|site ?map|advertise(?: with us)?|careers|login|register|share this:?"
        r"|tags?:?"
        r"|filed under:?.{0,80}|topics?:|categories:?|startseite|menü|anmelden|suche"
        r"|ホーム|メニュー|ログイン|検索|الرئيسية"
        r"|القائمة|تسجيل الدخول|accueil|inicio|connexion",
        r"(?:home|startseite|ホーム|الرئيسية|start) ?[>»›/|→].{0,120}|(?:jump|go) to (?:section|navigation|content"
        r"|comments).{0,30}|(?:view|switch to) (?:mobile|desktop|full) (?:site|version)|(?:english|deutsch"
        r"|français|español|中文|日本語|العربية)(?: edition)?",
    ),
    _kind(
        "picture credit",
        r"[^.!?]{0,200}\((?:images?|photos?|pictures?|credit): ?[^()]{2,60}\)"
        r"|(?=[^©]*+©)[^.!?]{0,120}\b(?:photos?|images?|pictures?|illustrations?) ?© ?[^.!?]{2,60}",
        r".{0,340}[.!?)”’] (?:(?:image|photo|picture|video) )?(?-i:Credits?: ?[^\W\d_a-z])[^.!?]{1,60}",
        r"\(?(?:photos?|photograph|images?|picture|pictured?|illustration|foto"
        r"|bild|video)(?: credits?"
        r"| courtesy(?: of)?| source| by|:| ?/)\W? ?[^.!?]{2,90}\)?|(?:写真|画像)(?:提供)?[:：].{1,40}|(?:الصورة"
        r"|تصوير)\s?[:：].{1,60}",
        r"\((?-i:[^\W\d_a-z])[^()/.!?]{2,40}/[^()/.!?]{2,40}\)"
        r"|(?-i:(?:Media|Graphic|Screenshot|GIF): [A-Z][\w.]+(?: [A-Z(][\w.)]+){0,3})"
        r"|(?-i:[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2} / [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3})",
        rf"\(?[^.!?]{{2,60}}(?: ?[/|,–-] ?| via )(?:{_AGENCIES})(?: Photo| Images| Pictures"
        rf"| News)?(?: ?/ ?[^.!?]{{2,40}})?\)?|\(?(?:{_AGENCIES})(?: Photo| Images)?(?: ?[/|–-] ?"
        rf"| via )[^.!?]{{2,60}}\)?",
        flags=re.IGNORECASE,
    ),
)


def heading_of_links(paragraph: str) -> bool:
    """Whether a paragraph heads a list of other stories: what follows is most likely theirs.

    >>> heading_of_links("Most popular stories"), heading_of_links("Related stories of loss were told at the vigil.")
    (True, False)
    """
    return len(paragraph) <= 60 and _HEADING.pattern.fullmatch(paragraph.rstrip(" :：…>»")) is not None


def notice(paragraph: str) -> str | None:
    """The kind of furniture a paragraph is by its wording alone, or None.

    >>> notice("Sign up for our daily newsletter"), notice("They signed up for the war.")
    ('call to subscribe', None)
    """
    if len(paragraph) > _LONGEST:
        return None
    if len(paragraph) > _SHORT and not _TELLING.search(paragraph):
        return None
    if heading_of_links(paragraph):
        return _HEADING.reason
    bare = paragraph.strip(" :：*#|•·>»→.…-")
    for kind in _KINDS:
        if kind.pattern.fullmatch(bare) or (bare != paragraph and kind.pattern.fullmatch(paragraph)):
            return kind.reason
    return None
