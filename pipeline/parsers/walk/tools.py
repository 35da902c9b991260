"""What a page offers to do with itself (print it, share it, hear it), how long it takes to read, how often it was.

That is no content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from pipeline.parsers.gathering import is_within_any, neighbour
from pipeline.parsers.language_tags import primary_of
from pipeline.parsers.walk.tool_words import (
    CALLED,
    CALLED_BEHIND,
    CALLED_HINTS,
    MINUTES,
    MORE_TOOLS,
    READING,
    READING_HINTS,
    READING_TIME,
)
from pipeline.patterns import of_small_letters, small_letters

_LINKS = (
    'a[href*="%3A%2F%2F" i], a[href*="=http" i], a[href="#"], a[href^="javascript:" i], a[href*="/share" i],'
    ' a[href*="action=edit&section="], a[href*="print" i]:not([href$=".pdf" i], [href$=".docx" i]),'
    ' a[href^="mailto:?" i], a[href*="/email" i]:not([href*="-protection"])'
)
"""Links that may hand this page's address on, print it, tell of its changes, or that only a script gives a meaning."""
_SHOWN = "img, svg, picture, video, iframe"
"""What a link without words may show."""
_AT = r"(?:facebook|twitter|x|linkedin|whatsapp|pinterest|bluesky|reddit|telegram|messenger|threads|e-?mail)"
_HANDED_ON = (
    rf"(?:share|tweet|post|pin|send)(?: (?:this|the) (?:page|article|story|link))? (?:on|to|via|with|by|through) {_AT}"
    rf"|partager (?:(?:cette page|cet article) )?(?:sur|par|via) {_AT}|(?:auf|über|per|via) {_AT} teilen"
    rf"|(?:compartir|compartilhar|partilhar|condividi|delen|deel|dela|del|udostępnij|sdílet)"
    rf" (?:en|por|no|na|su|via|per|op|på|med|v) {_AT}"
)
"""Words of offers to hand the page on somewhere, in small letters."""
_DOES = of_small_letters(
    r"[\W\d]*(?:(?:(?:print|share|save|e-?mail)(?: (?:this )?(?:page|article|story|friendly.{0,20}))?|copy link"
    r"|listen(?: to this .{0,20})?|(?:back|return) to (?:the )?top|(?:page|article)? ?top of (?:the )?page"
    r"|(?:imprimir|compartir|escuchar|compartilhar|partilhar|ouvir)"
    r"(?: (?:(?:est[ae]|la|a) )?(?:p[áa]gina|art[íi][cg]u?lo))?"
    r"|volver arriba|ir arriba|voltar ao topo"
    r"|(?:imprimer|partager|[ée]couter)(?: (?:(?:cette|cet|la) |l['\u2019])(?:page|article))?"
    r"|(?:retour en )?haut de (?:la )?page"
    r"|(?:stampa|condividi|ascolta)(?: (?:(?:questa|la) pagina|(?:questo )?articolo))?"
    r"|torna su|(?:diese[nr]? )?(?:artikel |seite )?(?:drucken|teilen|vorlesen)|(?:zum )?seitenanfang|nach oben"
    r"|(?:(?:deze )?pagina )?(?:afdrukken|delen)|(?:print|deel)(?: deze pagina)?|(?:terug )?naar boven"
    r"|print(?:able|er)?[ -](?:friendly(?: (?:version|page))?|version)|version imprimable|druck(?:version|ansicht)"
    r"|versión (?:para imprimir|imprimible)|versão para (?:impressão|imprimir)|versione stampabile"
    r"|e-?mail (?:to )?a friend"
    r"|get (?:e-?mails?|(?:e-?mail )?(?:alerts|updates)) (?:about|for|on) this (?:page|topic)"
    r"|compartilhe|retour en haut|torna all['\u2019]inizio"
    r"|(?:expand|collapse|open|close|show|hide) all(?: (?:sections|questions|answers))?"
    rf"|{_HANDED_ON}{MORE_TOOLS})(?!\w)[\W\d]*){{1,6}}"
)
"""Words of nothing but such offers, one or a row."""
_ROW = 80
"""Characters of the longest row of offers, and of the longest line that tells how long a page takes."""
_TOP = 2_000
"""Characters at the top of the content, where a page says how long it takes."""
_MINUTES = (
    r"(?:about |ca\.? |env(?:iron|\.)? |~ ?|約|约|約 )?\d{1,3}(?:\s?[-\u2013]\s?\d{1,3})?[\s-]?"
    rf"(?:min(?:uu?t\w{{0,4}})?s?\.?|{MINUTES})"
)
_TAKES = of_small_letters(
    rf"\W*(?:{_MINUTES}\s*(?:read(?:ing)?(?: time)?|lesezeit|de lectura|de lecture|de leitura|di lettura|{READING})"
    r"|(?:(?:estimated |average )?read(?:ing)? time|(?:gesch[äa]tzte )?lesezeit|tiempo (?:estimado )?de lectura"
    r"|temps de lecture|tempo (?:de leitura|di lettura)|leestijd"
    rf"|{READING_TIME})(?:\s?[:\uff1a]|\s)\s*{_MINUTES}"
    rf"|この記事は{_MINUTES}で読めます)\W*"
)
_TAKES_HINTS = (
    *("min read", "mins read", "minute read", "min. read", "Min Read", "ead time", "eading time", "ead Time"),
    *("esezeit", "lectura", "lecture", "leitura", "lettura", "eestijd"),
)
"""Of these, each line that tells how long a page takes holds one."""

_TIMES = r"(?:\d(?:[.,\xa0 ]?\d){2,9}|\d{1,3}(?:[.,]\d)?\s?[km])"
"""How often a page was called up: of three figures or more, as fewer may be a number of the text."""
_CALLED = of_small_letters(
    r"\W*(?:(?:(?:post |page |article |total )?(?:views|hits)|visitas|visualiza[çc](?:[õo]es|iones)|acessos|visite"
    r"|visualizzazioni|affichages|zugriffe|(?:seiten)?aufrufe|weergaven|odsłony|wyświetle(?:ń|nia)|просмотр(?:ов|ы)"
    r"|(?:عدد )?(?:القراءات|المشاهدات|الزيارات)|閲覧数|조회 ?수"
    rf"|(?:點閱|點擊|瀏覽|閱讀|浏览|点击|阅读)(?:次[數数]|人次|量)|{CALLED})"
    rf"\s*[:\uff1a]?\s*{_TIMES}(?:\s?(?:[x×]|kertaa|gånger|veces|volte|krát|раз|kez|kere|alkalommal))?"  # noqa: RUF001
    rf"|{_TIMES}\s?(?:(?:page ?)?views|aufrufe|weergaven|wyświetleń|просмотров|{CALLED_BEHIND}))\W*"
)
_CALLED_HINTS = (
    *(" views", "Views", "VIEWS", "Hits:", "isitas:", "isualiza", "cessos:", "isite:", "isualizzazioni", "ffichages"),
    *("ugriffe:", "ufrufe", "eergaven", "dsłony", "yświetle", "росмотр"),
    *("القراءات", "المشاهدات", "الزيارات", "閲覧数"),
    *("閱次數", "擊次數", "覽次數", "讀次數", "览次数", "击次数", "读次数", "覽人次", "閱人次", "阅读量", "조회"),
)
"""Of these, each line that tells how often a page was called up holds one."""
_OPENS = of_small_letters(
    r"\W*(?:(?:(?:this )?link )?(?:will )?opens? (?:in )?(?:a )?new (?:browser )?(?:tab|window)(?: or (?:tab|window))?"
    r"|(?:this )?(?:link is )?external(?: link| site| website)?(?: icon| disclaimer)?"
    r"|(?:se )?abre en (?:una )?(?:nueva )?(?:ventana|pesta[ñn]a)(?: nueva)?|(?:enlace|sitio) externo"
    r"|(?:s['\u2019])?ouvre dans (?:un |une )?nouve(?:l|lle) (?:onglet|fen[êe]tre)|lien externe"
    r"|(?:öffnet )?(?:sich )?in (?:einem )?neuem (?:fenster|tab)|externer link)\W*"
)
_SOLD = of_small_letters(
    r"[\s:\u2013-]*(?:advertisement|(?:article|story|content) continues (?:below|after)(?: (?:this )?advertisement)?"
    r"|anzeige|werbung|publicité|publicidad|publicidade|pubblicità|advertentie|reklama|annons|annonse|annonce)"
    r"[\s:\u2013-]*"
)
_SOLD_HINTS = (
    *("dvertisement", "DVERTISEMENT", "nzeige", "NZEIGE", "erbung", "ERBUNG", "ublici", "UBLICI", "ubblici", "UBBLICI"),
    *("dvertentie", "DVERTENTIE", "eklama", "EKLAMA", "nnons", "NNONS", "nnonce", "NNONCE", "ontinues"),
)
"""Of these, each line that labels an advertisement holds one."""
_IN_LINKS = "a span, a small, a em, a i, a sup, a + span, a + small, a + sup, a + a"
"""Where notes on how a link opens stand."""
_OPENS_HINTS = ("new tab", "new window", "nueva", "onglet", "neuem")
_EXTERNAL_HINTS = ("External link", "(external", "is external", "externo", "en externe", "xterner L")
"""Of these, each note on how a link opens holds one. Every page is searched for them, and a search of a long text
costs: those of the second kind are sought where there is what all of them hold."""
_EXTERNAL = "xtern"


def tools_of(root: LexborNode, url: str) -> Iterator[int]:
    """Ids of what a page offers to do with itself, and of links that show nothing at all.

    Links that hand its own address on (to share it, to sign in and come back), that print it or lead to its top, with
    what is offered beside them; in a wiki those that edit a part of it.

    Args:
        root: of the content.
        url: of the page.
    """
    own = url.partition("://")[2].partition("?")[0].rstrip("/")
    for link in root.css(_LINKS):
        address, words = link.attributes["href"] or "", link.text(strip=True)
        if "/" in own and own in unquote(address.partition("?")[2]):
            yield link.mem_id
        elif "action=edit&section=" in address:
            yield _widest(link, root, _is_but_links)
        elif not words:
            led = address.partition("://")[2].partition("/")[0]
            out = address[:1] == "#" or address[:11].lower() == "javascript:" or led not in ("", own.partition("/")[0])
            if out and not link.attributes.get("aria-label") and link.css_first(_SHOWN) is None:
                yield link.mem_id
        elif len(words) <= _ROW and _offers(link) and not _is_amid_words(link):
            yield _widest(link, root, _offers)


def _offers(node: LexborNode) -> bool:
    words = " ".join(node.text(separator=" ").split())
    return len(words) <= _ROW and _DOES.fullmatch(small_letters(words)) is not None


def _is_amid_words(link: LexborNode) -> bool:
    """Whether a link, or a word, stands in a sentence: right before or behind it are words of the same line."""
    beside = (neighbour(link, back=True), neighbour(link))
    return any(one is not None and one.is_text_node and any(map(str.isalnum, one.text())) for one in beside)


def _is_but_links(node: LexborNode) -> bool:
    """Whether an element says nothing but its links, signs aside: "[edit | edit source]"."""
    linked = "".join([each.text() for each in node.css("a")])
    return sum(map(str.isalnum, node.text())) <= sum(map(str.isalnum, linked))


def _widest(link: LexborNode, root: LexborNode, is_no_more: Callable[[LexborNode], bool]) -> int:
    """The id of the widest element around a link that is no more than it."""
    at = link
    while (around := at.parent) is not None and around.mem_id != root.mem_id and is_no_more(around):
        at = around
    return at.mem_id


def notes_of(roots: Sequence[LexborNode], words: str, language: str | None) -> list[LexborNode]:
    """The widest elements that say nothing of the page's matter, but how long it takes or how a link opens.

    "5 min read"; "1,204 views", which are others whenever somebody looks; "(opens in a new tab)", which links say to
    screen readers; "Advertisement", where none is loaded.

    Args:
        roots: of the content.
        words: all of them.
        language: what the page states.
    """
    tag = primary_of(language)
    reading = _TAKES_HINTS + READING_HINTS.get(tag, ())
    takes = any(words.find(hint, 0, _TOP) >= 0 for hint in reading)
    opens = any(hint in words for hint in _OPENS_HINTS)
    opens = opens or (_EXTERNAL in words and any(hint in words for hint in _EXTERNAL_HINTS))
    hints: tuple[str, ...] = reading if takes else ()
    for sorts in (_SOLD_HINTS, _CALLED_HINTS, CALLED_HINTS.get(tag, ())):
        hints += sorts if any(hint in words for hint in sorts) else ()
    found: dict[int, LexborNode] = {}
    for root in roots if hints or opens else ():
        nodes = [each for each in root.traverse() if _says_one(each, hints)] if hints else []
        for node in (*nodes, *(root.css(_IN_LINKS) if opens else ())):
            at, note = node, None
            while at.mem_id != root.mem_id and (notes := _notes(at)) is not None:
                note = at if notes else note
                if at.parent is None:
                    break
                at = at.parent
            if note is not None and not is_within_any(note, found):
                found[note.mem_id] = note
    return list(found.values())


def _says_one(node: LexborNode, hints: Sequence[str]) -> bool:
    """Whether an element has one of these words right in it."""
    child = node.first_child
    while child is not None:
        if child.tag == "-text" and any(hint in (child.text_content or "") for hint in hints):
            return True
        child = child.next
    return False


def _notes(node: LexborNode) -> bool | None:
    """Whether an element is such a note; ``None`` where it says too much to."""
    words = " ".join(node.text(separator=" ").split())
    if len(words) > _ROW:
        return None
    small = small_letters(words)
    if _SOLD.fullmatch(small) is not None or _CALLED.fullmatch(small) is not None:
        return not _is_amid_words(node)
    return _TAKES.fullmatch(small) is not None or _OPENS.fullmatch(small) is not None
