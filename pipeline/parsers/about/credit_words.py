"""The words by which pages say who wrote, checked and edited them, by role."""

from __future__ import annotations

import re

from pipeline.patterns import when_used

_VERBS = {
    "reviewed": "reviewer", "checked": "reviewer", "approved": "reviewer", "verified": "reviewer",
    "fact checked": "fact_checker", "fact-checked": "fact_checker",
    "edited": "editor", "updated": "editor",
    "written": "author", "authored": "author", "contributed": "author", "prepared": "author", "compiled": "author",
    "revisado": "reviewer", "revisada": "reviewer", "relu": "reviewer", "relue": "reviewer", "geprüft": "reviewer",
    "überprüft": "reviewer", "revisionato": "reviewer", "verificato": "reviewer", "revisto": "reviewer",
    "gereviewd": "reviewer", "gecontroleerd": "reviewer", "beoordeeld": "reviewer", "geschreven": "author",
    "granskad": "reviewer", "granskat": "reviewer", "faktagranskad": "reviewer", "skriven": "author",
    "skrevet": "author", "gjennomgått": "reviewer", "gennemgået": "reviewer",
    "escrito": "author", "écrit": "author", "rédigé": "author", "verfasst": "author", "geschrieben": "author",
    "scritto": "author", "redigido": "author", "validé": "reviewer", "validée": "reviewer", "vérifié": "reviewer",
    "vérifiée": "reviewer", "rivisto": "reviewer",
}  # fmt: skip
_NOUNS = {
    "reviewer": "reviewer", "reviewers": "reviewer", "reviewed": "reviewer", "revisor": "reviewer",
    "revisora": "reviewer", "relecture": "reviewer", "prüfung": "reviewer",
    "editor": "editor", "editors": "editor",
    "author": "author", "authors": "author", "writer": "author", "written": "author", "contributor": "author",
    "contributors": "author", "autor": "author", "autora": "author", "autores": "author", "autorin": "author",
    "granskare": "reviewer", "faktagranskare": "reviewer", "redaktör": "editor", "redaktør": "editor",
    "redacteur": "editor", "författare": "author", "skribent": "author", "forfatter": "author", "автор": "author",
    "kirjoittaja": "author", "kirjoittajat": "author", "tarkastanut": "reviewer", "tarkastaja": "reviewer",
    "recenzent": "reviewer", "konsultacja": "reviewer", "revisão": "reviewer", "revisione": "reviewer",
    "revisión": "reviewer", "autoren": "author",
    "medical review": "reviewer", "clinical review": "reviewer", "medical advisors": "reviewer",
    "auteur": "author", "auteure": "author", "auteurs": "author", "autore": "author",
}  # fmt: skip
_QUALITY = (
    r"(?:(?:last|also|copy|originally|most\ recently|medically|clinically|scientifically|expert|peer|online\ medical|"
    r"online|medical|clinical|content|zuletzt|medizinisch|fachlich|ärztlich|wissenschaftlich|medizinische|fachliche|wissenschaftliche)\s+)*"
)
_OF_MEDICINE = (
    r"(?:\s+(?:m[ée]dic(?:a(?:le)?|al)|cient[ií]fica|scientif(?:ica|ique)|cl[ií]nica|clinique|merytoryczna|medyczna))?"
)
"""Behind the noun, where languages put it: "Relecture médicale"."""
STATEMENT = when_used(
    r"(?:(?:this\s+\w+|the\s+(?:page|article|content|information|text))\s+(?:was|is|has\ been)\s+"
    r"|(?:(?:est[ea]|el|la|o|a|quest[oa]|il|lo|cet|cette|le|l')\s*)?"
    r"(?:documento|art[ií]culo|contenido|texto|p[aá]gina|conte[uú]do|artigo|contenuto|articolo|testo|article|contenu)\s+"
    rf"(?:(?:ha\s+sido|fue|foi|è\s+stat[oa]|a\s+été)\s+)?)?{_QUALITY}"
    rf"(?:(?P<verb>{'|'.join(_VERBS)})(?:\s+and\s+\w+|\s+y\s+\w+|\s+et\s+\w+|\s+und\s+\w+|\s+[^\W\d]+mente|\s+[^\W\d]+ment)?"
    r"(?:\s[^:|]{0,30}?\d{4})?\s*:?\s+(?:by|por|pel[oa]|par|von|durch|da|dal|dalla|door|av|af)(?:[\s:|]|$)"
    r"|(?P<care>a\s+cura\s+d(?:i|el|ella))\s"
    rf"|(?P<noun>{'|'.join(_NOUNS)})(?:\(s\))?{_OF_MEDICINE}\s*(?:[:|]|$)"
    r"|(?P<job>reviewing\s+[a-z]+)\s*(?:[:|]|$))[\s|]*",
    re.IGNORECASE,
)
"""What opens a statement: "Medically reviewed by", "Authors:"."""
OPENINGS = frozenset(
    word[:3].lower()
    for word in (*_VERBS, *_NOUNS, "medically", "clinically", "last", "also", "copy", "online", "content", "reviewing")
)
ENDS = when_used(
    r"[|\u2022\u00b7\u2014\u2013\[]|\((?!hons|c\))|\s-\s"
    r"|\.?\s+(?:last|next|medically|clinically|peer|reviewed|updated|written|edited|fact|on|am|le|el|il|em|en)\s"
    r"|(?<=\.[a-z]\.)(?=\s+(?-i:[A-Z][a-z]*\s+[a-z]+\s+[a-z]))"
    r"|(?<!\bdr)(?<!\bdra)(?<!\bprof)(?<!\bdott)(?<!\bmed)(?<!\s[a-z])(?<!\.[a-z])\.(?:\s+|$)",
    re.IGNORECASE,
)
"""What ends a list of people; the dot of a title and of an initial does not."""


def role_of(statement: re.Match[str]) -> str:
    """The role of the people behind a match of :data:`STATEMENT`."""
    verb, noun = statement["verb"], statement["noun"]
    if statement["job"] is not None:
        return "reviewer"
    return _VERBS[verb.lower()] if verb else _NOUNS[noun.lower()] if noun else "author"
