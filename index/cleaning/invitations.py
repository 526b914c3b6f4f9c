"""What a page asks of its visitor or lets him do, by its wording: share, subscribe, comment, play, go elsewhere.

Rules for whole paragraphs, in English and where it is usual in German, French, Spanish, Japanese and Arabic; links
that skip to the text in the languages of most pages. Not for what a page says of itself (`index.cleaning.imprint`).
"""

from __future__ import annotations

from typing import Final

from index.cleaning.wording import NETWORKS, kind

_SHARE_WORD = (
    rf"(?:{NETWORKS}|(?:fb|g)?share|shares|tweet|e-?mail|print|sms|pin(?: it)?|copy link|comments?|more|save|bio"
    r"|follow|archive|via|on|this|connect|[+|/·•,:]|\d+)"
)

HEADING: Final = kind(
    "heading of links to other stories",
    r"(?:related|recommended|similar)(?: (?:articles?|stories|story|news|content|topics?|coverage|posts?|links?"
    r"|videos?|reading|for you))?",
    r"(?:most|more) (?:popular|read|viewed|shared|recent|commented)(?: (?:articles|stories|videos|posts|news|now"
    r"|today))?",
    r"related (?:articles|stories|news|content) from .{2,40}|question of the day",
    r"(?:trending|popular|latest|top|more|breaking|featured)(?: (?:now|news|stories|headlines|articles|posts"
    r"|videos|today|on|this week|from .{2,40}|in .{2,40}|on this(?: story| topic)?))?",
    r"most read (?!.*\b(?:of|by|for)\b)(?:in )?[\w& ]{2,40}|(?:latest|more|top) (?:\w+ ){0,2}videos?",
    r"you (?:may|might)(?: also)? (?:like|be interested in|have missed|enjoy)|what to read next|don['’]t miss|up next"
    r"|(?:editor['’]?s['’]?|our) (?:picks?|choice)|from (?:our|the) (?:partners|web|archive)|more stories"
    r"|also (?:on|in) .{2,40}"
    r"|(?:around|elsewhere on) the web|promoted stories|in case you missed it|next up|read next|explore more"
    r"|discover more|interested in this (?:topic|story)\? .{0,60}",
    r"mehr zum thema|das könnte sie auch interessieren|meistgelesen|ähnliche artikel|weitere (?:artikel|themen"
    r"|meldungen)|auch interessant",
    r"関連記事|関連ニュース|あわせて読みたい|おすすめ(?:記事)?|人気記事|(?:アクセス)?ランキング|新着記事|最新記事",
    r"(?:مواضيع|أخبار|مقالات|قصص) ذات صلة|الأكثر (?:قراءة|مشاهدة|تداولا)|قد يعجبك أيض[اً]+",
    r"à lire aussi|sur le même sujet|articles? (?:liés|similaires)|les plus lus|te puede interesar"
    r"|noticias relacionadas|lo más leído",
)
SHARING: Final = kind(
    "sharing buttons", rf"(?=.*(?:{NETWORKS}|share|tweet|e-?mail|print)){_SHARE_WORD}(?:\W*{_SHARE_WORD})*+"
)
FOLLOWING: Final = kind(
    "call to share or follow",
    r"(?:please )?(?:share|tweet|print|e-?mail|save|pin|like|bookmark) (?:(?:this|it)(?: (?:on|with|via|to|by|for|now)"
    r"\b.{0,50})?|(?:(?:this|the) (?:story|article|post|page|news|link|video|entry|photo|recipe|episode)(?: .{0,50})?"
    r"|this (?:quiz|gallery|image|list|slideshow|picture|graphic|podcast|column)"
    r"(?: (?:on|with|via|to|by|for|now)\b.{0,50})?)[!?]?)|e-?mail the (?:author|editor|reporter|writer)",
    rf"(?:share|tweet|click|tap)\b.{{0,40}} (?:to|on|via|with) (?:share|{NETWORKS}|e-?mail|print).{{0,40}}",
    rf"follow .{{2,60}} on (?:{NETWORKS}) at https?:\S+.{{0,200}}",
    rf"(?:you can )?(?:follow|like|find|join|friend|add) .{{1,60}} (?:on|at) (?:{NETWORKS}).{{0,120}}"
    rf"|follow (?:us|@\w+|.{{2,40}}@\w+).{{0,80}}|(?:post|send) to (?:{NETWORKS}|a friend)"
    r"|(?-i:(?:[A-Z][\w.’'-]+ ){0,3}(?:About|Bio|Archive))(?: ?[|•·/] ?(?:about|bio|e-?mail|archive|rss|follow)){1,4}",
    r"chat with us (?:in|on|via) .{0,140}|.{0,300}\bcheck out this \w+ on \S{3,40}: ?https?:\S+",
    r"(?:close|open) share panel|share ?(?:this )?(?:story|article|post|page)?(?: ?view more share(?:ing)? options)?"
    rf"|view more shar(?:e|ing) options|(?:{NETWORKS})\d[\d,.]*k? ?(?:retweets|likes|shares|comments)",
    r"read or share this story:?.*|teilen(?: sie diesen artikel.*| auf .*)?|(?:この記事を)?シェア(?:する)?|ツイート"
    r"|شارك(?: (?:المقال|الخبر|على|هذا).*)?|تابعنا على .*|folgen sie uns .*|partager(?: .{0,30})?|compartir",
)
SUBSCRIBING: Final = kind(
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
    r"(?:get|receive) (?:our |the )?(?:\w+ ){0,2}(?:alerts|newsletters?|headlines)\b.{0,60}"
    r"|(?:get|order|buy) .{10,240}\b(?:at|from|in) (?:the [\w’' ]{0,30}(?:super|book) ?store|our (?:online )?(?:shop"
    r"|store))\b.{0,140}",
    r"sign me up!?|(?:\W*(?:do you )?want (?:to get )?this (?:briefing|newsletter|column) .{2,120})"
    r"|(?:browse|see) our (?:full )?(?:range|list) of .{0,40}newsletters.{0,20}"
    r"|(?:your|the|our) .{2,60} is (?:published|sent) .{2,120}\bsign up here\b.{0,240}",
    r"thank(?:s| you) for reading\b.{0,80}?[!.] (?:subscribe\b.{0,120}|this post is public\b.{0,80})"
    r"|.{2,80} is a reader-supported (?:publication|newsletter)\. to receive .{0,40}posts\b.{0,160}",
    r"you (?:can|may) unsubscribe at any time|you must be (?:logged|signed) in to .{2,60}"
    r"|(?:(?:tap|click) here to )?turn on (?:desktop )?notifications\b.{0,80}",
    r"please check the (?:opt-in )?box .*|keep an eye on your inbox.*|there was an error processing your .*"
    r"|by (?:signing up|subscribing|providing your e-?mail|clicking).{0,300}",
    r".{0,80}newsletter.{0,60}(?:abonnieren|anmelden|bestellen|bestellen sie).{0,60}|(?:jetzt )?(?:abonnieren"
    r"|abo testen|anmelden|registrieren).{0,60}|abonnez-vous.{0,80}|suscríbete.{0,80}",
    r".{0,60}(?:メルマガ|ニュースレター|メールマガジン|無料会員).{0,60}(?:登録|購読|ご覧).{0,40}|会員登録.{0,40}|اشترك.{0,120}|(?:انضم"
    r"|سجل) .{0,60}(?:النشرة|بريدك|البريد).{0,60}",
)
LINK: Final = kind(
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
    r"|もっと見る|lesen sie auch|lire aussi|lea también|اقرأ أيض[اً]+|اقرأ المزيد|عرض المزيد|lire la suite|leer más)"
    r"[ .…»>→]*|click here(?: (?:for|to) .{2,80})?",
)
FORM: Final = kind(
    "message of a form",
    r"newsletters? sign[ -]?up|(?:please )?verify (?:that )?you(?:['’]re| are) not a robot\b.{0,60}",
    r"(?:invalid|incorrect) (?:e-?mail|password|user ?name)\b.{0,80}|please (?:re-?)?enter (?:a valid|your) .{0,60}",
    r"(?:you must|please) (?:select|choose) an? .{0,120}",
    r"(?:opt[ -]out|unsubscribe) (?:or contact us )?(?:at )?any ?time",
    r"(?:an error (?:has )?occurred|something went wrong)\b.{0,80}(?:again|later|support)\.?|cancel ?send|posted!",
    r"a (?:link|message|confirmation|code) has been (?:sent|posted|e-?mailed) to your .{2,60}",
    r"we (?:can['’]?t|cannot|could not|couldn['’]t) find (?:an?|your) .{0,60}\b(?:subscription|account)\b.{0,60}",
)
COMMENTS: Final = kind(
    "comment prompt",
    r"please (?:review|read) (?:the |our )?community guidelines\b.{0,120}|privacy ?: we never share your .{2,40}",
    r"what would you like to see here\b.{0,80}",
    r"(?:we(?:['’]d| would)? (?:want|like|love) to hear (?:what you think|from you)|(?:submit|send)(?: us)? an? letter"
    r" to the editor)\b.{0,160}|join the (?:\w+['’]s |public )?conversation",
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
)
PLAYER: Final = kind(
    "player or script notice",
    r".{2,40} no longer supports? (?:your browser|internet explorer).{0,120}",
    r"(?:please )?upgrade your browser.{0,60}|(?:open|view) (?:the )?interactive(?: graphic| map| feature)?",
    r"re-?size text|(?:font|text) size|auto-?play|(?:hide |show )?captions?|(?:just|must)[ -]watch(?:ed)?",
    r"(?:please )?(?:enable|turn on) javascript.{0,120}|.{0,60}javascript (?:is )?(?:required|disabled"
    r"|must be enabled|to be enabled).{0,120}|(?:your|this|sorry, your) browser (?:does|is|doesn['’]t"
    r"|do)(?:n['’]t| not)? (?:support|able|up to date).{0,160}|.{0,20}(?:video|media|audio) (?:player|playback"
    r"|is (?:unavailable|not available)|caption).{0,80}|(?:play|pause|mute|unmute|replay|fullscreen"
    r"|toggle .{2,40}|now playing|play video|watch (?:video|the video|now)|video|photos?|gallery|slideshow"
    r"|audio|skip|hide caption|toggle caption|enlarge(?: this)? image|view (?:gallery|photos?|slideshow|image)"
    r"|back to (?:the )?gallery|(?:purchase:? )?order (?:a )?reprints?|open in app"
    r"|listen to (?:this )?article.{0,30})",
)
NAVIGATION: Final = kind(
    "navigation of the page",
    r"(?:get|see|read|watch|download) .{2,60} (?:by clicking|click) here",
    r"(?:show|read|view|see) (?:more|less)(?: ?[/|] ?(?:show|read|view|see) (?:more|less))+",
    r"skip to (?:main )?(?:content|navigation|article|footer|search).{0,30}|(?:main |site )?menu"
    r"|home(?: ?page)?|search(?: .{2,20})?|log ?(?:in|out|on)|sign (?:in|out)|my account|account|(?:contact"
    r"|about)(?: us)?|help|faqs?|site ?map|advertise(?: with us)?|careers|login|register|share this:?"
    r"|tags?:?"
    r"|filed under:?.{0,80}|topics?:|categories:?|startseite|menü|anmelden|suche"
    r"|ホーム|メニュー|ログイン|検索|الرئيسية"
    r"|القائمة|تسجيل الدخول|accueil|inicio|connexion",
    r"(?:skip|jump|go) (?:directly |straight )?to (?:the |our )?(?:main |page )?(?:content|menu|navigation|search"
    r"|footer)",
    r"(?:direkt zu[mr] (?:haupt)?(?:inhalt|menü|navigation|suche)|zu[mr] (?:haupt)?(?:inhalt(?:sbereich)?|menü"
    r"|navigation|suche|fußzeile) (?:springen|wechseln|gehen))|suchbegriff(?: eingeben)?|mein konto",
    r"(?:aller|passer|accéder|sauter)(?: directement)? (?:au|à la) (?:contenu|menu|navigation|recherche|pied de page)"
    r"(?: principale?)?|rechercher(?: (?:un|une) (?:article|mot|auteur|sujet)\b.{0,40}| sur le site)?|mon compte"
    r"|s['’]abonner|se connecter",
    r"(?:ir|saltar|pasar)(?: directamente)? (?:al|a la) (?:contenido|menú|navegación|búsqueda)(?: principal)?"
    r"|iniciar sesión|mi cuenta|buscar(?: en (?:el|este) sitio)?",
    r"(?:vai|salta|passa)(?: direttamente)? (?:al|alla) (?:contenuto|menu|navigazione|ricerca)(?: principale)?"
    r"|cerca nel sito|abbonati|accedi",
    r"(?:ir|pular|saltar|avançar)(?: direto)? para (?:o|a) (?:conteúdo|menu|navegação|busca)(?: principal)?"
    r"|(?:pesquisar|buscar)(?: no site| por notícias\b.{0,40})?|assine(?: já)?",
    r"(?:ga |spring |direct )?naar (?:de )?(?:hoofd)?(?:inhoud|navigatie|menu|zoeken)(?: (?:gaan|springen))?"
    r"|mijn account|inloggen|(?:przejdź|skocz) do (?:głównej )?(?:treści|nawigacji|menu)(?: strony)?|zaloguj się",
    r"(?:hoppa|gå) (?:direkt )?till (?:huvud)?(?:innehåll(?:et)?|navigering(?:en)?)|(?:hopp|gå|spring) (?:direkte )?til"
    r" (?:hoved)?(?:innhold(?:et)?|indhold(?:et)?)|перейти к (?:основному )?(?:содержанию|содержимому|контенту|меню)",
    r"(?:メイン)?(?:コンテンツ|本文)(?:へ|に)(?:スキップ|移動|ジャンプ)(?:する)?|(?:跳到|跳至|跳转到|转到)(?:主要|主)?(?:内容|內容|导航)"
    r"|본문(?:으로)? ?(?:바로 ?가기|건너뛰기)|(?:تخط[يى]?|انتقل|الانتقال|تجاوز) إلى المحتوى(?: الرئيسي)?",
    r"search for (?:news|articles|stories|topics|quotes|symbols)(?:(?:,| and| or|, or) \w+){0,4}",
    r"(?:home|startseite|ホーム|الرئيسية|start) ?[>»›/|→].{0,120}|(?:jump|go) to (?:section|navigation|content"
    r"|comments).{0,30}|(?:view|switch to) (?:mobile|desktop|full) (?:site|version)|(?:english|deutsch"
    r"|français|español|中文|日本語|العربية)(?: edition)?",
)
