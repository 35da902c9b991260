"""What asks readers what a page was worth ("Was this page helpful? Yes No"): no content, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import permutations

from selectolax.lexbor import LexborNode

from pipeline.parsers.boilerplate import FEEDBACK
from pipeline.parsers.gathering import is_within_any
from pipeline.parsers.language_tags import primary_of

_ENGLISH = {
    "ful": ("helpful", "useful"),
    "e this": ("ate this", "improve this"),
    **{words: (words,) for words in ("help you?", "find what you", "eport a problem", "ignaler un problème")},
}
"""Words without which nothing asks, by what is looked for first: a part of some of them that is seldom elsewhere."""
_HINTS = _ENGLISH | {words: (words,) for words in ("útil", "hilfreich", "utile")}
"""The same with those of languages in which no page does without letters beyond ASCII."""
_WORTH = """
de: artikel seite beitrag information inhalt / hilfreich geholfen weitergeholfen nützlich
fr: article page information contenu / utile aidé
es: página artículo información contenido / útil sirvi
pt: página artigo informaç conteúdo / útil
it: pagina articolo informazioni contenut / utile
sv: sida artikel inneh information / hjälp användbar värdefull
da: siden side artik inform / nyttig hjælp brugbar
nb no nn: siden artik inform innhold / nyttig hjelp
fi: sivu artikke tieto / hyödy hyöty apua
nl: pagina artikel informatie / nuttig geholpen behulpzaam
pl: stron artyku informacj treś / pomocn przydatn
cs: strán článek inform / užite pomoh
sk: strán článok inform / užito pomoh
hu: oldal cikk inform / asznos
ro: pagin artico inform / util
hr bs sr: stran član inform / koris
sl: stran člane inform / korist
bg: страни стати информа / полез
ru: страни стать информа материал / полез помог
uk: сторін статт інформа / корис
el: σελίδ άρθρο πληροφορί / χρήσιμ βοήθησ
tr: sayfa makale bilgi içerik / yararl faydal
ar: صفحة مقال معلومات محتوى / مفيد استفد
fa: صفحه مقاله مطلب / مفید
he: דף עמוד מאמר כתבה מידע / מועיל עזר שימושי
ja: ページ 記事 情報 / 役に立 参考にな
ko: 페이지 문서 정보 글 콘텐츠 / 도움이 만족하
zh: 页面 網頁 网页 頁面 文章 / 帮助 幫助 有用
vi: trang bài thông / ữu
th: หน้า บทความ / ประโยชน์
id ms: halaman artikel / bermanfaat membantu
hi: पृष्ठ पेज लेख / उपयोगी
ca: pàgin article / útil
et: leht artikk / kasulik
lt: puslap straipsn / nauding
lv: lapa raksts / noderīg
"""
"""By language: beginnings of what a page is called, and of what it was to its reader."""
_WORDS = {tag: line.split(": ")[1] for line in _WORTH.strip().splitlines() for tag in line.split(": ")[0].split()}
_UNMARKED = frozenset(["ar", "fa", "he", "hi", "ja", "ko", "th", "zh"])
"""Languages in which a question may close without a mark; elsewhere "Informations utiles" asks nothing."""
_AROUND = 120
"""Characters on both sides of such words that hold the rest of the question, with the white space of its markup."""
_MOST = 120
"""Characters of the longest question."""
_PRESSED = frozenset(("button", "input", "textarea", "select", "option", "label", "legend"))
_SAID = re.compile(
    r"\W*(?:yes|no|ja|nein|oui|non|s[ií]|sim|n[aã]o|thank(?:s| you).{0,80}|(?:send|submit|give) ?(?:feedback)?"
    r"|danke.{0,60}|merci.{0,60}|gracias.{0,60}|obrigad.{0,60}|grazie.{0,60}|\d+)?\W*",
    re.IGNORECASE | re.DOTALL,
)
"""What else is said beside the question and what is to be pressed."""
_NOT_SAID = frozenset(("script", "style", "template", "noscript"))


@lru_cache(maxsize=64)
def _asking(language: str) -> tuple[Mapping[str, tuple[str, ...]], re.Pattern[str]]:
    """What is looked for in a language beside the common words, and what asks in it."""
    named, _, worth = _WORDS[language].partition(" / ")
    either = [f"(?:{words.replace(' ', '|')})" for words in (named, worth)]
    mark = rf"\s?[?;\u061f\uff1f]{'?' if language in _UNMARKED else ''}"
    asks = (rf"[^.!?]{{0,50}}{one}[^.!?]{{0,40}}{other}[^.!?]{{0,24}}{mark}" for one, other in permutations(either))
    hints = _HINTS | {form: (form,) for word in worth.split() for form in (word, word.capitalize())}
    return hints, re.compile("|".join((FEEDBACK.pattern, *asks)), FEEDBACK.flags)


def asked(roots: Sequence[LexborNode], words: str, language: str | None) -> list[LexborNode]:
    """The elements of these roots that hold nothing but such a question and its answers, each the widest.

    Args:
        roots: of the content.
        words: all of them.
        language: what the page states.
    """
    tag = primary_of(language)
    looked_for, question = _asking(tag) if tag in _WORDS else (_ENGLISH if words.isascii() else _HINTS, FEEDBACK)
    hints = {hint for part, known in looked_for.items() if part in words for hint in known}
    if not any(_asks(words, hint, question) for hint in hints):
        return []
    found: dict[int, LexborNode] = {}
    for root in roots:
        more = {root.mem_id}
        for node in [each for each in root.traverse(include_text=True) if _may_ask(each, hints)]:
            around = _question(node, more, question)
            if around is not None and not is_within_any(around, found):
                found |= {each.mem_id: each for each in _widget(around, root)}
    return list(found.values())


def _asks(words: str, hint: str, question: re.Pattern[str]) -> bool:
    """Whether a question stands around one of the places where words have the hint."""
    at = words.find(hint)
    while at >= 0:
        if question.search(" ".join(words[max(0, at - _AROUND) : at + _AROUND].split())) is not None:
            return True
        at = words.find(hint, at + 1)
    return False


def _may_ask(node: LexborNode, hints: set[str]) -> bool:
    words = node.text_content if node.tag == "-text" else None
    return words is not None and any(hint in words for hint in hints)


def _question(text: LexborNode, more: set[int], asks: re.Pattern[str]) -> LexborNode | None:
    """The widest element around a text that holds nothing but a question of what the page was worth.

    Args:
        text: of the question.
        more: the elements, by ``mem_id``, that are known to hold more; those found to do are added.
        asks: how such a question reads.
    """
    question = None
    at = text.parent
    while at is not None and at.mem_id not in more:
        words = " ".join(at.text().split())
        if len(words) > _MOST or asks.fullmatch(words) is None:
            more.add(at.mem_id)
            break
        question = at
        at = at.parent
    return question


def _widget(question: LexborNode, root: LexborNode) -> list[LexborNode]:
    """A question with its answers: what holds both, or those that follow it; nothing where there are none.

    Of what opens when the question is pressed, all is no content, thanks and rules of the form with it.
    """
    at = question
    if at.tag == "summary" and at.parent is not None:
        return [at.parent]
    while at.parent is not None and at.parent.mem_id != root.mem_id and _only_answers(at.parent, at):
        at = at.parent
    widget = [at]
    beside = at.next
    while beside is not None and (beside.tag in ("-text", "-comment") or _only_answers(beside, None)):
        if beside.tag == "-text" and not _SAID.fullmatch(beside.text_content or ""):
            break
        widget += [beside] if beside.tag not in ("-text", "-comment") else []
        beside = beside.next
    return widget if any(_has_pressed(each) for each in widget) else []


def _only_answers(node: LexborNode, question: LexborNode | None) -> bool:
    """Whether an element holds nothing, beside a question in it, but what is to be pressed, and thanks."""
    for text in node.traverse(include_text=True):
        if text.tag == "img":
            return False
        if text.tag != "-text" or text.is_empty_text_node:
            continue
        at, inside = text.parent, False
        while at is not None and not inside:
            inside = _is_pressed(at) or (question is not None and at.mem_id == question.mem_id)
            if at.mem_id == node.mem_id:
                break
            at = at.parent
        if not inside and _SAID.fullmatch(text.text_content or "") is None:
            return False
    return question is not None or _has_pressed(node)


def _has_pressed(node: LexborNode) -> bool:
    return _is_pressed(node) or node.css_first("button, [role=button], input, textarea, a") is not None


def _is_pressed(node: LexborNode) -> bool:
    """Whether an element is to be pressed, or is no words; a link that leads to another page is none."""
    if node.tag == "a":
        return (node.attributes.get("href") or "#").startswith(("#", "javascript:"))
    return node.tag in _PRESSED or node.tag in _NOT_SAID
