"""The words by which pages say who wrote, checked and edited them, by role."""

from __future__ import annotations

import re

from pipeline.patterns import any_of, of_small_letters, when_used


def _roles(written: str) -> dict[str, str]:
    """Roles by word, from lines "role: word, word, ..."."""
    lines = (line.partition(": ") for line in written.replace("\n    ", " ").strip().splitlines())
    return {_key(word): role for role, _, words in lines for word in words.split(", ")}


def _key(word: str) -> str:
    """A word as it is looked up, in whatever letters a pattern found it ("EDİTÖR")."""
    return " ".join(word.casefold().replace("\u0307", "").replace("\u0131", "i").split())


_VERBS = _roles("""
reviewer: reviewed, checked, approved, verified, revisado, revisada, validado, validada, supervisado, supervisada,
    relu, relue, revu, revue, révisé, révisée, validé, validée, vérifié, vérifiée, geprüft, überprüft,
    expertenprüfung, revisionato, revisionata, verificato, verificata, rivisto, revisione, revisto, gereviewd,
    gecontroleerd, beoordeeld, nagekeken, nagelezen, granskad, granskat, faktagranskad, gjennomgått, gennemgået,
    zweryfikowane, zweryfikowano, zweryfikowana, zweryfikowany, revizuit, verificat, ditinjau
fact_checker: fact checked, fact-checked
editor: edited, updated
author: written, authored, contributed, prepared, compiled, geschreven, skriven, skrevet, escrito, écrit, rédigé,
    verfasst, geschrieben, scritto, redigido, scris, ditulis
""")
_NOUNS = _roles("""
reviewer: reviewer, reviewers, reviewed, medical review, clinical review, evaluación médica, medical advisors,
    revisor, revisora, revisores, revisoras, relecteur, relectrice, relecteurs, comité de lecture, comité de
    relecture, revisore, revisori, revisori scientifici, revisore scientifico, relecture, validation, prüfung,
    fachliche beratung, beratender experte, beratende expertin, mediziner prüfend, medizinerin prüfend, arzt prüfend,
    wissenschaftliche beratung, medizinische beratung, revisão, revisione, revisión, granskare, faktagranskare,
    fagmedarbeider, fagmedarbeidere, fagmedarbejder, fagmedarbejdere, tarkastanut, tarkistanut, tarkastaja,
    asiantuntija, recenzent, konsultacja, weryfikacja, odborná revize, lektor, lektorálta, επιστημονική επιμέλεια,
    ιατρική επιμέλεια, рецензент, эксперт, проверил, проверила, проверено врачом, перевірено лікарем, перевірила,
    перевірив, peninjau, tham vấn y khoa, נבדק על ידי, בדיקה רפואית, تمت المراجعة من قبل,
    تمت المراجعة الطبية من قبل, تمت المراجعة الطبية بواسطة, مراجعة, مراجعة طبية, تدقيق طبي, المراجعة الطبية,
    تمت المراجعة بواسطة, المراجع الطبي, بازبینی علمی, تایید علمی, inceleme, inceleyen,
    onaylayan, kontrol eden, समीक्षक, समीक्षा, चिकित्सकीय समीक्षा, चिकित्सीय समीक्षा, मेडिकल समीक्षा, ตรวจสอบโดย,
    ตรวจทานโดย, ทบทวนโดย, ผู้ตรวจสอบ, odborný garant, odborná garance, garant, odborný lektor, odborný recenzent,
    odborně zkontroloval, odborně zkontrolovala, odborná kontrola, recenzja, responsabile scientifico, supervisione
    scientifica, revisor técnico, revisora técnica, revisó, validó, врач-эксперт, медицинская проверка,
    медицинский рецензент, проверил врач, проверено экспертом,
    geprüft, überprüft, revisado, revisada, relu, relue, revisionato, granskad, gecontroleerd, zweryfikowano,
    odborná revízia, odborne skontroloval, odborne skontrolovala, lääketieteellinen tarkastus, asiantuntijana,
    medische controle, ייעוץ מקצועי, ייעוץ רפואי, راجعه, راجعته
editor: editor, editors, lektorat, redaktion, redakcja, edição, redaktör, redaktør, redacteur, editör, редактор,
    επιμέλεια, संपादक, บรรณาธิการ, עריכה, ویراستار
author: author, authors, kirjoittanut, elaboró, escribió, zpracoval, zpracovala, napsal, napsala, pripravil,
    pripravila, opracowanie, opracował, opracowała, подготовил, подготовила, autoria, autoría,
    writer, written, contributor, contributors, autor, autora, autores, autorin, autoren,
    auteur, auteure, auteurs, rédaction, rédacteur, rédactrice, autore, författare, skribent,
    forfatter, forfattere, kirjoittaja, kirjoittajat, tekijä, autorka, autorzy, autoři, autor textu, szerző, szerzők,
    írta, yazar, hazırlayan, συντάκτης, συντάκτρια, συγγραφέας, автор, автор статьи, авторы, автори, penulis, tác giả,
    كتابة, كتبه, بقلم, إعداد, الكاتب, الكاتبة, تمت الكتابة بواسطة, מאת, נכתב על ידי, نویسنده, लेखक, लेखिका, लेखन,
    ผู้เขียน, เขียนโดย, เรียบเรียงโดย
""")  # noqa: RUF001  letters of other languages
_QUALITY = (
    r"(?:(?:last|also|copy|originally|most\ recently|medically|clinically|scientifically|expert|peer|primary|"
    r"specialist|online\ medical|online|medical|clinical|content|zuletzt|medizinische?|fachliche?|ärztlich|"
    r"wissenschaftliche?|medisch|medisinsk|faglig|fagligt|vetenskapligt|medicinskt|t[i\u0131]bbi|научный|медицинский|науковий|медичний)\s+)*"
)
_QUALITIES = re.compile(_QUALITY, re.IGNORECASE)
_OF_MEDICINE = (
    r"(?:\s+(?:secara\s+medis|m[ée]dic(?:a(?:le)?|al)|cient[ií]fica|scientif(?:ica|ique)|cl[ií]nica|clinique"
    r"|t[ée]cnica|merytoryczna|medyczna))?"
)
"""Behind the noun, where languages put it: "Relecture médicale"."""
_BY_EAST = r"(?:(?<=بواسطة)|(?<=من قبل)|(?<=על ידי))\s(?=د\.|ד\"ר|פרופ')"
"""Between "by" and a title, where Arabic and Hebrew write no colon."""
STATEMENT = of_small_letters(
    r"(?:(?:this\s+\w+|the\s+(?:page|article|content|information|text)(?:\s+(?:on|in|of)\s+this\s+\w+)?)\s+"
    r"(?:was|is|has\ been)\s+|(?:page|article|content|leaflet|fact\ ?sheet|answers?|guide)\s+(?=(?:\w+\s+){0,2}\w+ed\s)"
    r"|(?:(?:est[ea]|el|la|o|a|quest[oa]|il|lo|cet|cette|le|l')\s*)?"
    r"(?:documento|art[ií]culo|contenido|texto|p[aá]gina|conte[uú]do|artigo|contenuto|articolo|testo|article|contenu|artykuł|treść|tekst|strona)\s+"
    rf"(?:(?:ha\s+sido|fue|foi|è\s+stat[oa]|a\s+été)\s+)?|versi[oó]n\s+en\s+ingl[eé]s\s+)?{_QUALITY}"
    rf"(?:(?P<verb>{any_of(_VERBS)}){_OF_MEDICINE}(?:\s+(?:and|&|y|et|und)\s+(?:\w+ly\s+)?(?P<also>\w+)|\s+[^\W\d]+mente|\s+[^\W\d]+ment"
    r"|\s+for\s+(?:\w+\s+){0,3}accuracy)?(?:\s[^:|]{0,30}?\d{4})?\s*:?\s+(?:by|por|pel[oa]|par|von|durch|da|dal|dalla|door|av|af|de|del|przez|oleh|"
    r"a\s+cura\s+d(?:i|el|ella))(?:[\s:|]|$)"
    r"|(?P<care>a\s+cura\s+d(?:i|el|ella))[\s:]"
    rf"|(?P<noun>{any_of(_NOUNS)})(?:\(s\)|[/*:]\w{{1,5}})?{_OF_MEDICINE}\s*(?:[:|]|\s[\u2013\u2014]\s|$|{_BY_EAST})"
    r"|(?P<job>reviewing\s+[a-z]+)\s*(?:[:|]|$))[\s|]*",
)
"""What opens a statement, in small letters: "medically reviewed by", "authors:"."""
OPENINGS = frozenset(
    word[:3].lower()
    for word in (
        *_VERBS,
        *_NOUNS,
        "medically",
        "clinically",
        "last",
        "also",
        "copy",
        "online",
        "content",
        "page",
        "article",
        "leaflet",
        "answer",
        "guide",
        "reviewing",
        "versión",
        *("medizinische", "fachliche", "ärztlich", "wissenschaftliche", "vetenskapligt", "t\u0131bbi"),
        *("научный", "медицинский", "науковий", "медичний"),
    )
)
ENDS = when_used(
    r"[|\u2022\u00b7\u2014\u2013\[]|\((?!hons|c\))|\s-\s(?!(?:dr|pr|prof)\b)"
    r"|\.?\s+(?:last|next|medically|clinically|peer|reviewed|updated|written|edited|fact|on|dnia)\s"
    r"|\s+(?:am|le|el|il|em|en|den)\s+(?=\d|(?-i:[a-zà-þ]+),?\s+(?:de\s+)?\d|[a-z]+tag\b)"
    r"|\.?\s+(?:actualizad[oa]|atualizad[oa]|publicad[oa]|aktualisiert|aggiornat[oa]|opdateret|oppdatert|uppdaterad|data"
    r"|mis\s+à)[\s:]"
    r"|(?-i:(?<=[a-z.])(?=(?:Last|Medically|Clinically|Updated|Reviewed|Written|Published|Posted|Fact)(?![a-z])))"
    r"|(?<=\.[a-z]\.)(?=\s+(?-i:[A-Z][a-z]*\s+[a-z]+\s+[a-z]))"
    r"|(?<!\bdr)(?<!\bdra)(?<!\bdrª)(?<!\bdrs)(?<!\bprof)(?<!\bdott)(?<!\bmed)(?<!\b[mpr][uhn]dr)(?<!\bmgr)(?<!\bdoc)"
    r"(?<!\bhab)(?<!\blic)(?<!\blek)(?<!\buzm)(?<!\bdoç)(?<!\bbs)(?<!\bths)(?<!\b\u062f)(?<!डॉ)(?<!นพ)(?<!พญ)(?<!ดร)(?<!ผศ)(?<!รศ)(?<!\s[^\W\d_])(?<!\.[^\W\d_])\.(?!\s+professor\s+of\s)(?:\s+|$)",
    re.IGNORECASE,
)
"""What ends a list of people; the dot of a title and of an initial does not."""

BY = re.compile(r"(?:[Bb]y|BY|[Vv]on|[Pp]or|[Pp]ar|[Dd]i|[Aa]f|[Aa]v|[Dd]oor|[Oo]leh):?\s+(?=[^\W\d_a-z])")
"""What opens a byline: "By Ann Lee"."""


def roles_of(statement: re.Match[str]) -> tuple[str, ...]:
    """The roles of the people behind a match of :data:`STATEMENT`: two where it says "written and reviewed by"."""
    verb, noun = statement["verb"], statement["noun"]
    if statement["job"] is not None:
        return ("reviewer",)
    role = _VERBS[_key(verb)] if verb else _NOUNS[_key(noun)] if noun else "author"
    also = _VERBS.get(_key(statement["also"] or ""))
    return (role, also) if also in ("author", "reviewer") and also != role else (role,)


def role_named(words: str) -> str | None:
    """The role that words say and nothing else: "medical reviewer"; ``None`` where they say none."""
    return _NOUNS.get(_key(_QUALITIES.sub("", words, count=1)))


def without_by(name: str) -> str:
    """A name without the "By" before it."""
    opening = BY.match(name)
    return name if opening is None else name[opening.end() :]
