"""Words by which pages name what stands beside their content, and what is it: classes, ids, roles. Data."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from pipeline.parsers.other_pages import MORE_FURTHER, MORE_OTHERS, MORE_PLACES
from pipeline.patterns import of_small_letters, small_letters, when_used, word_set

Verdict = Literal["beside", "byline", "talk", "teaser", "control", "content", "over", "shown", "foot", "aside", ""]
"""``talk`` is what readers of the page wrote below it; ``byline`` who wrote the page, and when; a ``teaser`` leads to
another page, or is the lead of this one; a ``control`` has labels to press, or, as some build them, what they open;
dialogs are ``over`` the page; in some that are ``shown`` by turns stands most of what it says;
the small print is its ``foot``; an ``aside`` is one by its element or role, and no name says more."""

_BESIDE = word_set("""
ad ads adbox adslot advert adverts advertisement advertorial banner sponsor sponsored promo promos promoted promotion
outbrain taboola disqus comment comments respond reply replies breadcrumb breadcrumbs crumbs cookie cookies consent
gdpr onetrust cmp footer foot masthead menu menus nav navbar navigation pager pagination paging popup modal overlay
lightbox rail remark rss share sharing sharebar sharetools shoutbox sidebar skyscraper social subscribe subscription
newsletter signup login toolbar toolbox trending popular related recommended recommendation recommendations recirc
recirculation readmore morefrom upnext tags taglist skiplink search printonly legends supplemental tooltip feedback
rating ratings follow followus pagedetails aside similar player agegate teaser teasers carousel dropdown
""")
SOFT_WORDS = word_set("""
social follow recommended recommendation recommendations consent rating ratings related popular trending tags menu
menus carousel rail similar feedback search remark supplemental legends toolbox banner foot respond reply
""")
"""Words that medicine and grammar use, too ("follow-up", "social-care", "informed-consent", "pain-rating")."""
_CONTENT_WORDS = word_set("""
article articlebody body content entry main page post text blog story column hentry shadow copy prose transcript
""")
_PANELS = frozenset(("accordion", "accordions", "faq", "faqs", "collapse", "collapsible", "toggle", "expander"))
"""Words of what opens on the page itself: "accordion-item__dropdown" is no menu."""
_TEASER = frozenset(("teaser", "teasers"))
_BYLINE = frozenset(("byline", "bylines", "dateline", "writtenby", "author", "authors", "autor", "auteur"))
_SPLIT = re.compile(r"[^a-z0-9]+|(?<=[a-z])(?=[0-9])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BESIDE_INSIDE = re.compile(
    r"footer|sidebar|breadcrumb|comment|cookie|newsletter|sponsor|advert|masthead|paginat|disqus|outbrain|taboola"
    r"|relatedp|relateda|relatedc|relatedl|topnav|navbar|sharebox|sharebar|shareb|socials|promobox|skyscraper"
)
"""Words that say the same within a longer one ("pagefooter", "commentlist")."""
_LANGUAGES = re.compile(r"(?:^|[-_ ])lang(?:uage)?s?[-_]?(?:select|switch|chooser|picker|menu|nav)", re.IGNORECASE)
"""Names of what leads to the page in other languages."""
_TALK = re.compile(r"comment|disqus|respond|repl(?:y|ies)|remark|kommentare|forum")
_TALK_CONTAINER = re.compile(r"comments|disqus|replies")
_CONTENT_INSIDE = re.compile(r"article|content|bodytext|mainbody|maintext")
_INSIDE = {
    "<beside>": _BESIDE_INSIDE,
    "<content>": _CONTENT_INSIDE,
    "<talk>": _TALK,
    "<talks>": _TALK_CONTAINER,
}
_TELLING = _BESIDE | _CONTENT_WORDS | _PANELS | _BYLINE
_SAYS_NOTHING = re.compile(
    r"(?i:(?:^|[-_])(?:no|not|non|without|with|has|hide|hidden|is|js|show|visible|d|attached|blockquote)(?:[-_]|$))"
    r"|(?:^(?:w|h)|[a-z](?:W|H))(?:as|ith(?:out)?)(?=[A-Z])"
)
"""A name that tells what a block lacks, holds or looks like somewhere ("no-sidebar", "has-menu",
"hidden-print", "anchorWithStickyNavbar"; MathJax marks each formula "CtxtMenu_Attached_0")."""
_UTILITY = re.compile(
    r"(?:[\w-]+:)*(?:text-(?:(?:[a-z]{2}-)?(?:xs|sm|md|base|lg|\d?xl|left|center|right|justify|start|end|(?:no)?wrap)"
    r"|white|black|muted|light|dark|primary|secondary|success|danger|warning|info|(?:upper|lower)case|capitalize|bold"
    r"|truncate|decoration-none|[a-z]+-\d+(?:/\d+)?|\[.*)|shadow-(?:sm|md|lg|\d?xl|inner|none)"
    r"|content-(?:start|end|center|between|around|evenly|stretch|baseline|normal|none)|(?:max|min)-[wh]-.*)"
)
"""Classes of Tailwind and Bootstrap that say how a block looks ("text-center", "md:content-start", "max-w-prose")."""
_COMPONENT = "cmp-"
"""Begins the names of AEM's components ("cmp-accordion"); elsewhere "cmp" asks for consent."""
_LAST = re.compile(
    r"(?<=[-_])(?:breadcrumbs?|crumbs|newsletter|pagination|share|sharing|related[-_]?(?:links|articles|content|pages|posts))$",
    re.IGNORECASE,
)
"""Words that, where a name ends with one, say what the block is: "article-breadcrumb" is no article."""
BESIDE_NAMES = frozenset(("beside", "talk", "teaser", "over", "shown", "foot"))
OVERLAYS = frozenset(("over", "shown"))
BESIDE_TAGS = frozenset(("nav", "footer", "aside", "menu", "dialog"))
BESIDE_ROLES = word_set("""
navigation complementary contentinfo search banner menu menubar dialog alertdialog toolbar tablist
""")


def words_of_name(name: str) -> set[str]:
    """The words that a name is made of ("relatedConditions-2")."""
    return {word for word in _SPLIT.split(_CAMEL.sub(" ", name).lower()) if word}


@lru_cache(maxsize=16384)
def _told(name: str) -> frozenset[str]:
    """Of the words of one name those that say something, and what longer words say; of most names nothing."""
    if _SAYS_NOTHING.search(name) is not None or _UTILITY.fullmatch(name) is not None:
        return frozenset()
    words = words_of_name(name.removeprefix(_COMPONENT))
    if (last := _LAST.search(name)) is not None:
        return frozenset((last[0].lower(), "<beside>"))
    line = " ".join(words)
    return frozenset(words & _TELLING).union([said for said, inside in _INSIDE.items() if inside.search(line)])


@lru_cache(maxsize=16384)
def verdict(names: str) -> Verdict:
    """What the words of a class and an id say together; a name of both kinds ("comment-content") says neither."""
    if "lang" in names.lower() and _LANGUAGES.search(names) is not None:
        return "beside"
    # name by name, because classes come again and again with new ids beside them
    told = set[str]().union(*map(_told, names.split()))
    if not told.isdisjoint(_BYLINE):
        return "byline" if "tooltip" not in told else "beside"  # about them, and laid over the text
    if not told.isdisjoint(_PANELS):
        told.discard("dropdown")
    beside = "<beside>" in told or not told.isdisjoint(_BESIDE)
    content = "<content>" in told or not told.isdisjoint(_CONTENT_WORDS)
    if beside == content:
        return "talk" if beside and "<talks>" in told else ""
    if content:
        return "content"
    if told & _BESIDE <= _TEASER:
        return "teaser"
    return "talk" if "<talk>" in told else "beside"


@lru_cache(maxsize=4096)
def opens_by_name(names: str) -> bool:
    """Whether names say that a block opens on the page itself: an accordion, answers to questions."""
    return any(not words_of_name(name).isdisjoint(_PANELS) for name in names.split())


def is_soft(names: str) -> bool:
    """Whether the words by which names speak of what is beside the content may as well speak of its matter."""
    words = set().union(*map(words_of_name, names.split()))
    return words & _BESIDE <= SOFT_WORDS and _BESIDE_INSIDE.search(" ".join(words)) is None


MORE_REFERENCES = (
    r"quellen(?:angaben?|verzeichnis|nachweise?|hinweise?)?(?: (?:und|&) literatur(?:hinweise)?)?"
    r"|(?:weiterführende )?literatur(?:verzeichnis|angaben|hinweise|nachweise|quellen|liste)?(?: (?:und|&) quellen)?"
    r"|bibliographie|références bibliographiques|références et sources|fuentes? (?:consultadas?|bibliográficas?)"
    r"|fuentes y referencias|fontes?(?: (?:consultadas?|bibliográficas))?|(?:fontes e )?referências(?: bibliográficas)?"
    r"|font[ei](?: (?:consultate|bibliografiche|e bibliografia))?|riferimenti bibliografici|bibliografia e fonti"
    r"|(?:geraadpleegde )?bronnen|bronvermelding(?:en)?|bronnen en literatuur|literatuur(?:lijst)?|referenties"
    r"|k[aä]ll(?:a|or|förteckning)|käll- och litteraturförteckning|referens(?:er|lista)"
    r"|kilde(?:r|liste)?|kildehenvisninger|referanse(?:r|liste)|referencer|litteratur(?:liste)?"
    r"|l[aä]h(?:teet|de|deluettelo|deviitteet)|kirjallisuu(?:s|tta|sluettelo|sviitteet)|viitteet"
    r"|[zź]r[oó]d[lł][ao]|piśmiennictwo|bibliografi[ae]|(?:použit[áé] |odborná )?literat[uú]ra|použité zdroje|zdroje"
    r"|(?:seznam|zoznam) (?:použit[ée](?:j)? )?(?:literatur|literatúr|zdroj)\w{1,2}|zdroje a literatura"
    r"|források|(?:felhasznált )?(?:irodalom|források)|irodalomjegyzék"
    r"|surse|referințe|kaynak(?:lar|ça)|izvori|viri|referensi|daftar pustaka|sumber|rujukan"
    r"|(?:использованная )?литература|источники?(?: информации| и литература)?|использованные источники"
    r"|список (?:использованн(?:ой|ых) )?(?:литературы|источников)"
    r"|джерел[ао]|(?:список )?(?:використаної )?літератури?|източници|извори|πηγές|βιβλιογραφία"  # noqa: RUF001
    r"|(?:רשימת )?מקורות(?: מידע)?|ביבליוגרפיה|(?:قائمة )?(?:المراجع|المصادر)(?: و\s?(?:المراجع|المصادر))?|منابع"
    r"|संदर्भ|स्रोत|তথ্যসূত্র|tài liệu tham khảo|nguồn|(?:เอกสาร|แหล่ง)?อ้างอิง|参考文献|参考资料|參考文獻"
    r"|參考資料|参考資料|(?:参考・)?引用文献|引用・参考文献|参考(?:サイト|図書|書籍)|出典|資料來源|资料来源"
    r"|참고 ?(?:문헌|자료)|(?:자료 )?출처"
)
"""Headings of sources in more languages, as a part of a pattern."""
WHOSE_REFERENCES = (
    r"(?:(?:article|our|selected|key|medical|main|show|view|see|all|additional|general|scientific|clinical|list of"
    r"|page|content|information|(?:further reading|evidence|resources)\s+(?:and|&))\s+){0,2}"
)
"""Words before those, as a part of a pattern."""
_REFERENCES = of_small_letters(
    rf"\s*(?:\d+\.?\s+)?{WHOSE_REFERENCES}"
    r"(?:references?|bibliography|sources?|works cited|citations?|literature|footnotes|endnotes|notes"
    r"|how we reviewed this (?:article|page)|referencias|bibliograf[ií]a|fuentes?|r[eé]f[eé]rences|einzelnachweise"
    r"|refer[eê]ncias|riferimenti|" + MORE_REFERENCES + r")(?!\w).{0,30}",
    re.DOTALL,
)
FURTHER = when_used(
    r"\s*(?:(?:further|additional|recommended|suggested) (?:reading|information|resources)|learn more|find out more"
    r"|(?:for )?more information|(?:useful |helpful |other |online |patient )?(?:resources|links|websites)"
    r"|where th(?:is|e) information (?:comes|came) from|" + MORE_FURTHER + r")\W*",
    re.IGNORECASE,
)
"""Headings of other works and places, beside which the page may still speak of itself."""


@lru_cache(maxsize=4096)
def heads_further(heading: str) -> bool:
    """Whether a heading is one of :data:`FURTHER`."""
    return FURTHER.fullmatch(heading) is not None


FEEDBACK = when_used(
    r"(?:was|is|did|were|has|do) (?:you )?(?:find )?(?:this|that|the) (?:page|article|information|content|topic|answer)"
    r"\b.{0,30}(?:help|useful|answer your).{0,40}|(?:was|is|did|has) this (?:help|useful).{0,40}"
    r"|did you find what.{0,60}|rate this (?:page|article|content).{0,9}"
    r"|how (?:can|could) we improve (?:this|the) page.{0,9}"
    r"|report a problem(?: or (?:a )?mistake)? (?:on|with) this page.{0,9}"
    r"|signaler un problème(?: ou une erreur)? sur cette page.{0,9}"
    r"|(?:cet article|cette page|cette information|ce contenu).{0,20}utile.{0,24}"
    r"|(?:war|ist|fanden sie) (?:dies|diese[rs]?) .{0,40}hilfreich.{0,24}|¿.{0,40}(?:útil|utilidad).{0,20}\?"
    r"|(?:esta|este) (?:página|informação|conteúdo|artigo).{0,30}útil.{0,24}"
    r"|(?:questa pagina|questo articolo).{0,30}utile.{0,24}",
    re.IGNORECASE | re.DOTALL,
)
"""What asks the reader what the page was worth: no content, and what is to be pressed below neither."""
CONTENTS = when_used(
    r"\s*(?:(?:on|in|jump to|inside) (?:this|the) (?:page|article|section|guide|topic|leaflet|fact sheet)"
    r"|(?:table of )?contents|page contents?|quick links|jump to"
    r"|inhalt(?:sverzeichnis|s[uü]bersicht)?|auf dieser seite|in diesem (?:artikel|beitrag)"
    r"|sommaire|sur cette page|dans cet article|table des mati[eè]res"
    r"|[ií]ndice|en esta p[aá]gina|en este art[ií]culo|contenidos?"
    r"|sum[aá]rio|nesta p[aá]gina|neste artigo|in questa pagina|in questo articolo|sommario"
    r"|inhoud(?:sopgave| van deze pagina)?|op deze pagina|inneh[aå]ll(?: p[aå] (?:den här )?sidan)?|p[aå] den här sidan"
    r"|p[aå] denne siden?|(?:innhold|indhold)(?: p[aå] (?:denne )?siden?)?|sisältö|tällä sivulla|(?:sivun )?sisältö"
    r"|(?:inhalte?|themen) (?:dieser|der) seite|contenu de (?:la|cette) page|conten(?:ido|uto) d(?:e|ell)a p[aá]gina"
    r"|neste (?:texto|conteúdo)|en este (?:texto|apartado)|what.s on this page"
    r"|contenuti|indice (?:dei contenuti|della pagina)|in questa scheda|[ií]ndice de conte(?:ni|ú)dos?"
    r"|tabla de contenidos?|au sommaire|plan de la page|dans cette page|spis treści|na tej stronie|w tym artykule"
    r"|obsah(?: (?:stránky|článku))?|na (?:této|tejto) stránce|tartalom(?:jegyzék)?|cuprins|содержание|оглавление"
    r"|в этой статье|зміст|içindekiler|περιεχόμενα|sisällys(?:luettelo)?|mục lục|daftar isi|สารบัญ|विषय[ -]?सूची"
    r"|תוכן עניינים|(?:جدول )?المحتويات|محتويات (?:المقال|الصفحة)|في هذه (?:المقالة|الصفحة)|في هذا المقال"
    r"|本文目[录錄]|文章目[录錄]|本[页頁]内?[内內]容|(?:この(?:記事|ページ)の)(?:内容|目次)|もくじ|이 ?페이지의? 내용"
    r"|目次|目录|目錄|목차)\s*:?\s*",
    re.IGNORECASE,
)
"""Headings of the list of what a page holds."""
_ELSEWHERE = of_small_letters(
    r"\s*(?:(?:you (?:may|might)|we think you).{0,20}(?:like|enjoy|interest)"
    r"|related(?! (?:issues|problems|disorders|diseases|complications|symptoms|risks)\b)|recommended"
    r"|read (?:this )?(?:next|more|also)"
    r"|more (?:from|on|in|about|stories|articles|news|like)\b|most (?:read|popular|viewed|shared)"
    r"|popular(?! (?:faq|q&a|questions?)\b)\b|trending"
    r"|(?:latest|recent|similar|featured)(?= (?:articles|posts|stories|news|blogs?))|latest"
    r"|(?:from )?our (?:latest|recent) (?:stories|articles|posts|news)|from (?:our|the) blog|in other news"
    r"|also (?:on|in|read)\b|up next|don.t miss|keep reading|continue reading|explore (?:more|further)|share this"
    r"|follow(?: us\b|(?=\W*$))|stay connected|sign up|subscribe|comments?\b"
    r"|(?:(?:get|join) (?:our|the) (?:\w+ )?)?newsletter"
    r"|leave a (?:reply|comment)|join our (?:mailing list|community)|stay (?:in touch|informed|up to date)"
    r"|\d+ (?:comments|responses|thoughts on)"
    r"|upcoming events?\b|(?:our|meet (?:our|the)) (?:doctors|specialists|providers|experts|locations)\b|locations near"
    r"|find (?:a|an|your|our) (?:doctor|location|provider|specialist|clinic)"
    r"|(?:kommende|nächste|anstehende) (?:termine|veranstaltungen)|pr[oó]ximos eventos|prossimi eventi"
    r"|événements à venir|prochains événements|unsere (?:ärzte|standorte|experten)\b"
    r"|mehr zum thema|[aä]hnliche|verwandte|auch interessant|das k[oö]nnte|lesen sie auch"
    r"|weitere (?:artikel|themen)|meistgelesen"
    r"|aktuelles|kommentare|teilen|(?:art[ií]culos |contenidos? )?relacionad[oa]s?"
    r"|m[aá]s (?:sobre|le[ií]do|noticias)|comentarios"
    r"|[aà] lire aussi|sur le m[eê]me|articles? (?:li[eé]s|similaires)|commentaires|leia (?:tamb[eé]m|mais)"
    r"|veja tamb[eé]m"
    rf"|leggi anche|articoli correlati|potrebbe interessarti|{MORE_OTHERS}|{MORE_PLACES}).{{0,60}}",
    re.DOTALL,
)


def heads_sources(heading: str) -> bool:
    """Whether a heading stands over what the page rests on: its lists of links are content."""
    return _REFERENCES.fullmatch(small_letters(heading)) is not None


def heads_elsewhere(heading: str) -> bool:
    """Whether a heading stands over what leads away from the page: lists of links under it are no content."""
    return _ELSEWHERE.fullmatch(small_letters(heading)) is not None


def opens_elsewhere(words: str) -> bool:
    """Whether words open as such a heading does."""
    return _ELSEWHERE.match(small_letters(words)) is not None


OTHERS = when_used(
    r"\s*(?:you (?:may|might) .{0,20}(?:like|enjoy)|related"
    r"(?: (?:content|articles?|pages|stories|topics|links|reading|posts|news|conditions|information|resources|guides))?"
    r"|(?:latest|recent|popular|featured|trending) (?:articles|posts|stories|news)|trending(?: now)?"
    r"|neueste (?:artikel|beitr[aä]ge|meldungen)|derniers articles|[uú]ltim[ao]s (?:noticias|articulos|art[ií]culos)"
    r"|\u76f8\u5173(?:\u6587\u7ae0|\u9605\u8bfb|\u65b0\u95fb)|\u95a2\u9023(?:\u8a18\u4e8b|\u30da\u30fc\u30b8)"
    r"|\uad00\ub828 ?(?:\uae30\uc0ac|\uae00)"
    r"|recommended (?:for you|articles|reading)|read (?:this )?next|up next|more (?:articles|stories|like this)"
    r"|most (?:read|popular|viewed)|verwandte (?:artikel|themen)|[aä]hnliche artikel|das k[oö]nnte sie.{0,30}"
    r"|art[ií]culos relacionados|contenidos? relacionados?|articles (?:li[eé]s|similaires)|[aà] lire aussi"
    r"|articoli correlati|leia tamb[eé]m|artigos relacionados|" + MORE_OTHERS + r")\s*:?\s*",
    re.IGNORECASE,
)
"""Of these, headings over nothing but cards of other pages, whose dates are theirs."""


@lru_cache(maxsize=4096)
def heads_others(heading: str) -> bool:
    """Whether a heading is one of :data:`OTHERS`."""
    return OTHERS.fullmatch(heading) is not None


TALK = re.compile(
    r"\s*(?:\d+\s+(?:comment|response|repl|commentaire|kommentar|comentario|coment[aá]rio|komentar|komentář"
    r"|коммент|комент|yorum|hozzászólás|σχόλι|bình luận|תגובות|تعليق)\w*"
    r"|leave a (?:reply|comment)|join the (?:conversation|discussion)|schreibe einen kommentar"
    r"|laisser un commentaire|deja un(?:a)? (?:comentario|respuesta))\b.{0,60}"
    r"|\s*(?:(?:reader |user )?comments|responses|replies|commentaires|kommentare|comentarios|coment[aá]rios|commenti"
    r"|reacties|kommentarer|kommentit|komentar(?:ze|i)?|komentáře|комментарии|коментар[иі]|yorumlar|hozzászólások"
    r"|comentarii|σχόλια|bình luận|ความคิดเห็น|(?:ال)?تعليقات|نظرات|תגובות|टिप्पणियाँ|댓글)"
    r"(?:[\W\d]*|\s+(?:on|to|for|about|sur|zu|su|a|en|em|sobre|op)\s+"
    r"(?:[\"“«„'].{0,60}|(?:this|the (?:article|post|page|story))\b.{0,40}))"
    r"|\W*(?:所有|全部|发表|發表|网友|網友)?(?:留言|评论|評論|回應|コメント)(?:列表|一覧)?[\W\d]*",
    re.IGNORECASE | re.DOTALL,
)
"""Headings over what readers wrote: everything under them is theirs."""
