"""Labels as patterns: what gives a date its role, and what around a label says whose date it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec
from msgspec import Struct

from pipeline.model.dates import DateScope, Role
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.orders import Order
from pipeline.parsers.dates.vocabulary import VOCABULARY
from pipeline.parsers.language_tags import primary_of
from pipeline.patterns import any_of, phrases, when_used


class Label(Struct, frozen=True):
    """Words before a date: roles they give it, whether they are bare, the scope they imply (``None``: none)."""

    words: str
    roles: tuple[Role, ...]
    bare: bool = False
    scope: DateScope | None = None


class DateStyle(Struct, frozen=True):
    """How a page writes its dates.

    Attributes:
        language: its BCP 47 tag: chooses the vocabulary, and its region the numeric order of last resort.
        order: numeric order of this publisher (R3).
        labels: a profile's own labels; they overrule the vocabulary.
    """

    language: str | None = None
    order: Order | None = None
    labels: tuple[Label, ...] = ()


UNKNOWN_STYLE = DateStyle()


_PARTS = phrases("""
media, video, image, photo, illustration, infographic, prices, figures, statistics, data, dataset, dashboard, table,
map, chart, app, wait times, wait time, waiting times, waiting time, list, directory, opening hours, fees, bio,
biography, case counts, counts, numbers, wartezeiten, preise, zahlen, fallzahlen, daten, statistik, tabelle, karte,
offnungszeiten, sprechzeiten, donnees, chiffres, tarifs, horaires, tableau, datos, cifras, precios, horarios, tabla,
dati, prezzi, orari, tabella, dados, numeros, precos, tabela
""")
"""Parts of a page that are dated alone."""
_NAMES = phrases("""
web page, web pages, webpage, webpages, page, pages, content, article, topic, document, information, fact sheet,
factsheet, leaflet, summary, overview, guide, resource, handout, booklet, brochure, publication, faq, faqs, epar,
answers, entry, post, story, material, web site, website, site, pagina, contenido, articulo, tema, documento,
informacion, sitio, hoja informativa, folleto, contenu, fiche, seite, artikel, inhalt, inhalte, beitrag, eintrag, text,
packungsbeilage, gebrauchsinformation, conteudo, artigo, folheto, contenuto, articolo, scheda, sito, foglio,
foglio illustrativo, notice, prospecto, tekst, bijsluiter, sida, sidan, bipacksedel, bipacksedeln, informatie, folder,
broschure, informationen, artikeln, texten, informasjonen, innholdet, teksten, indholdet, side, siden, artikkelen,
artikkel, indlægsseddel, indlægssedlen, indlægsseddelen, pakningsvedlegg, pakningsvedlegget, tresc, artykul, strona,
ulotka
""")
_NOUN = any_of((*_NAMES, *_PARTS))
"""What a page calls itself, folded."""

_OF_SITE = phrases(
    fold("""
privacy policy, privacy notice, privacy statement, cookie policy, editorial policy, terms of use, terms of service,
terms and conditions, accessibility statement, cookie notice, disclaimer, notice of privacy practices,
notice of nondiscrimination, non-discrimination notice, privacy practices, Datenschutzerklärung, Datenschutzhinweise,
politique de confidentialité, mentions légales, política de privacidad, política de cookies, aviso legal,
aviso de privacidad, informativa sulla privacy, informativa privacy, política de privacidade, privacyverklaring,
privacybeleid, integritetspolicy, personvernerklæring, privatlivspolitik, tietosuojaseloste, polityka prywatności,
zásady ochrany osobních údajů, zásady ochrany osobných údajov, politică de confidențialitate, gizlilik politikası,
adatvédelmi tájékoztató, kebijakan privasi, политика конфиденциальности, політика конфіденційності,
πολιτική απορρήτου, מדיניות פרטיות, سياسة الخصوصية, プライバシーポリシー, 개인정보처리방침, 隐私政策, 隱私權政策
""")  # noqa: RUF001  letters of other languages
)
"""What a footer dates beside the page."""
_VERSIONS = tuple(
    f"{name} version"
    for name in ("english", "spanish", "french", "german", "chinese", "arabic", "vietnamese", "portuguese", "russian")
)
"""The page in another language."""

_THE = (
    r"(?:(?:this|the|esta|este|la|cette|ce|cet|diese|dieser|dieses|die|der|das|questa|questo|a|o|deze|dit|de|het|"
    r"denna|detta|den|det|denne|dette)\ )?"
)
NAMES_PAGE = when_used(rf"{_THE}{_NOUN}(?![a-z])")
"""How a claim's label opens that says of what it is: "Page last reviewed"."""

_WAS = r"(?:was|were|is|has\ been|fue|ha\ sido|se|a\ ete|ont\ ete|wurden?|foi|e\ stat[ao]|werd|ar|blev?|er)"
SUBJECT = when_used(
    r"(?<![a-z])(?:(?:the\ )?(?:content|information|material)\ (?:on|in|of)\ (?=this\ ))?"
    rf"{_THE}(?P<noun>{_NOUN}|{any_of((*_OF_SITE, *_VERSIONS))}(?:[ ][(])?)"
    rf"(?:\ (?:content|information))?(?P<was>\ {_WAS})?[\ ,:-]*\Z"
)
"""What a page calls itself before a label ("This page was last updated"): the sentence speaks of the page."""

_THIS = (
    r"(?:this|these|our|est[aeo]s?|nuestr[oa]s?|cet?|cette|ces|notre|nos|dies[a-z]*|unser[a-z]*|quest[oaie]|"
    r"nostr[oaie]|noss[oa]s?|deze|dit|onze)"
)
WORKS = (
    r"(?:guidelines?|guidance|recommendations?|statements?|standards?|database|protocols?|report|formulary"
    r"|regist(?:er|ry)|act|law|code|study|trial|paper|survey|handbook|manual|leitlinien?|guia|directrices"
    r"|recommandations?|linee guida|richtlijn|diretrizes?|gesetz|loi|ley|lei|legge|wet)"
)
"""What works of others are called, that sentences tell of."""
_ITSELF = when_used(
    r"(?<![a-z])(?P<noun>it|they|this\ one|sie|er|es|elle|il|ze|zij|hij|het|fue|ha\ sido|se|foi|e\ stat[oa])"
    rf"(?:\ {_WAS})?[\ ,]*\Z"
)
"""The same as a pronoun, or a verb that needs none: "It was last updated", "Se actualizo ..."."""
_OF_THIS = when_used(
    rf"(?:^|[\n|]|[.!?]\s)\s*(?:all\ (?:of\ )?)?(?:(?:the\ )?{_NOUN}\ (?:on|in|of)\ )?{_THIS}\ (?:[a-z]+\ ){{0,2}}?"
    rf"(?P<noun>{any_of(_NAMES)})(?:e?s|en|n)?(?![a-z])"
    rf"(?:(?!\ {WORKS}(?![a-z]))[^.!?\n|]|\.(?=\S)){{0,200}}[.!?]\s+\Z"
)
"""The sentence before it, which opens with the page, and tells of no work that the pronoun may stand for."""
_OWNED = re.compile(
    r"(?:(?<![a-z])(?:an?|another|one|that|his|her|its|their|whose|first|second|earlier|previous|other|some|many"
    r"|un[ao]?|une|uma?|ein[er]?|sein[e]?|ihr[e]?|su|son|leur|suo|een|et|ett|en)|'s|s')\ $"
)
"""Before a noun of a sentence: it is another's, or one of several."""
_OWNER = re.compile(r"(?<![A-Za-z])(?:[Tt]he|[Aa]n?) (?:[A-Z][\w&.'-]* ){1,4}$")
_OWNERS_REACH = 60


def subject_of(text: str, folded: str, start: int) -> re.Match[str] | None:
    """What the words before a label at ``start`` speak of, where that is the page or a part of it.

    "The WHO fact sheet was last updated" and "An article was published" are of other works. "It" is the page behind a
    sentence that opens with it: "This page is reviewed every year. It was last reviewed".
    """
    found = SUBJECT.search(folded, max(0, start - 60), start)
    if found is None:
        found = _ITSELF.search(folded, max(0, start - 24), start)
        if found is None:
            return None
        before = _OF_THIS.search(folded, max(0, found.start() - 300), found.start())
        return found if before is not None and SCOPES.get(before["noun"], "topic") == "topic" else None
    if found["was"] is not None:
        begins = max(0, found.start() - _OWNERS_REACH)
        noun = text[found.start("noun")]
        if _OWNED.search(folded, begins, found.start()) is not None:
            return None
        if noun.islower() and _OWNER.search(text, begins, found.start("noun")) is not None:
            return None
    return found


OF_PART = when_used(
    r"\s+(?:(?:of|to|for|der|des|de|du|del|dei|della|delle|do|da|dos|das|van)\s+(?:(?:the|l[ao]s?|les)\s+)?"
    rf"(?:[a-z]+\s+)?)?{any_of(_PARTS)}(?![a-z])|\s+of\s+(?:your|his|her)\s"
)
"""The same behind a label, of a part of the page: "Last update of the drug list"; what is a reader's is none."""

SPOKEN_OF = when_used(rf"(?<![a-z]){_THIS}\ (?:[a-z]+\ )?{_NOUN}(?![a-z])")
"""The page in the middle of a sentence: "our leaflet", "this health topic"."""

SCOPES: dict[str, DateScope] = {
    "topic": "topic",
    "tema": "topic",
    **dict.fromkeys(_PARTS, "section"),
    **dict.fromkeys(_VERSIONS, "translation"),
    **dict.fromkeys(("site", "website", "web site", "sitio", "sito", *_OF_SITE), "collection"),
}

_AUXILIARY = (
    r"(?<![a-z])(?:was|were|been|be|being|are|is|get|gets|when|fue|fueron|ser|sido|ete|sera|wurde|wurden|werden|foi|foram"
    r"|werd|werden|blev|ble|stato|stata|stati|essere)\ "
)
AUXILIARY = re.compile(
    rf"{_AUXILIARY}$|(?<![a-z])as\ $"
    rf"|{_AUXILIARY}(?:[a-z]+\ ){{1,3}}[^.!?;\n]{{0,20}}\d{{4}},?\ (?:(?:and|y|et|und|e|och|og|en|oraz)\ )?$"
)
"""Before a label without a subject: a sentence about something else ("the evidence was last reviewed", "the guideline
was published in 2015 and last updated")."""
OF_THE_SAME = re.compile(r"[.,;]?\s*(?:(?:and|then|but|y|et|und|e)\s+)*(?:(?:it\s+)?(?:was|has\ been)\s+(?:then\s+)?)?")
"""Between a date of the page and a label without a subject: "This page was published in 2019. It was last updated"."""


_FIELD_START = re.compile(r"(?:^|[\n|•·()\[\]>/;.,:\-])\s*$")
YEAR_SIGN = r"(?:\s*(?:\u0433|\u0440|r)\.?(?!\w))?"
"""The word for year behind one, as Russian, Ukrainian and Polish shorten it."""
NEXT_FIELD = re.compile(
    YEAR_SIGN
    + r"(?:,?\s*(?:(?:at|a las|as|a|um|alle)\s)?\s*\d\d?[:.h]\d\d(?:\s?(?:uhr|hrs?|h|[ap]\.?m\.?)(?![a-z]))?)?"
    r"[\s,.;|/()·•\-]*(?:(?:and|y|et|und|e|och|og|en|oraz)\s+(?:se\s+)?)?"
)
"""Between the date of a field and the label of the next."""


_AND = re.compile(" (?:and|y|et|und|e) ")


class LabelSet(Struct, frozen=True):
    """Labels ready for use: the pattern finds the longest at each place, ``by_words`` says what it means."""

    pattern: re.Pattern[str]
    hint: re.Pattern[str]
    by_words: dict[str, Label]

    def of(self, words: re.Match[str]) -> Label:
        """The label that a match of the pattern is."""
        return self.by_words[" ".join(words[0].split())]


_BODY = when_used(
    r"(?:\ advisory)?\ (?:board|team|panel|committee|council|group|department|staff|policy|process)(?![a-z])"
)
_BODY_BEFORE = when_used(
    r"(?<![a-z])(?:comite|comision|equipo|junta|consejo|equipe|comitato|comissao|conselho)\ d[eio]\ $"
)


def names_body(folded: str, words: re.Match[str]) -> bool:
    """Whether the words of a label are those of a name: "the Acme Medical Review Board"."""
    return (
        _BODY.match(folded, words.end()) is not None
        or _BODY_BEFORE.search(folded, max(0, words.start() - 16), words.start()) is not None
    )


def scope_by(subject: re.Match[str] | None, label: Label) -> DateScope | None:
    """What the noun before a label speaks of; "This topic" is the page itself, "Topic last reviewed" is not.

    "Data" before a label that is not English is a date: "Data ultima revisione".
    """
    if subject is None or (subject["noun"] == "topic" and subject[0].startswith("this ")):
        return None
    if subject["noun"] == "data" and label.words not in _ENGLISH:
        return None
    return SCOPES.get(subject["noun"].rstrip(" ("))


def starts_field(folded: str, words: re.Match[str], field: int) -> bool:
    """The label opens a line or field: at a start, behind a separator, or right behind the date of the field before."""
    apart = words.start() - field
    if field and apart < 32 and NEXT_FIELD.fullmatch(folded, field, words.start()):
        return True
    return (not field or apart >= 8) and _FIELD_START.search(
        folded[max(field, words.start() - 8) : words.start()]
    ) is not None


def label_set(style: DateStyle) -> LabelSet:
    """Labels of a page's language and of English; of the six common ones where the language is unknown or another."""
    primary = primary_of(style.language)
    return _label_set(primary if primary in LANGUAGES else "", style.labels)


def profile_labels(labels: Mapping[str, Role]) -> tuple[Label, ...]:
    """A profile's own labels, from words as they stand to role; they overrule the vocabulary's."""
    return tuple(Label(words, (role,)) for words, role in labels.items())


def _read(vocabulary: str) -> dict[str, tuple[Label, ...]]:
    """Labels by language from the written vocabulary; a malformed line fails the import."""
    languages: dict[str, list[Label]] = {}
    named: list[str] = []
    for line in vocabulary.replace("\n    ", " ").strip().splitlines():
        if line.startswith("["):
            named = line.strip("[]").split()
            continue
        name, _, words = line.partition(": ")
        roles = tuple(msgspec.convert(role, Role) for role in name.rstrip("?").split("+"))
        bare = name.endswith("?")
        written = words.split(", ")
        if len(roles) > 1:
            written += [_AND.sub(sign, each) for each in written for sign in (" & ", "/", " / ") if _AND.search(each)]
        labels = [Label(fold(each), roles, bare=bare) for each in written]
        for language in named:
            languages.setdefault(language, []).extend(labels)
    return {language: tuple(labels) for language, labels in languages.items()}


LANGUAGES = _read(VOCABULARY)
"""Labels of the vocabulary by language."""
_ENGLISH = frozenset(label.words for label in LANGUAGES["en"])
_COMMON = ("en", "es", "fr", "de", "pt", "it")


@lru_cache(maxsize=128)
def _label_set(primary: str, extra: tuple[Label, ...]) -> LabelSet:
    by_words: dict[str, Label] = {}
    for language in dict.fromkeys((primary, "en")) if primary else _COMMON:
        for label in LANGUAGES[language]:
            by_words.setdefault(label.words, label)
    by_words |= {" ".join(fold(label.words).split()): label for label in extra}
    return LabelSet(
        pattern=re.compile(rf"(?<![a-z0-9]){any_of(by_words)}(?![a-z0-9])"),
        hint=re.compile("|".join(map(re.escape, _stems(by_words)))),
        by_words=by_words,
    )


def _stems(phrases: Iterable[str]) -> list[str]:
    """The beginnings of their longest words, each once: a text without one of them has none of the phrases."""
    stems = {max(words.split(), key=len)[:6] for words in phrases}
    return sorted(stem for stem in stems if not any(stem[:cut] in stems for cut in range(1, len(stem))))
