"""The words pages put before a date, and the role each gives it; six languages, folded, as data.

A label in the second column of a row is *bare*: an everyday word ("updated"), believed only where nothing but the date
follows it and a line or a field begins with it. The others say what they mean wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from pipeline.model.dates import DateScope, Role
from pipeline.parsers.dates.folding import fold


class Label(Struct, frozen=True):
    """Words before a date: the roles they give it, whether they are bare, the scope they imply (``None``: no opinion)."""

    words: str
    roles: tuple[Role, ...]
    bare: bool = False
    scope: DateScope | None = None


_Row = tuple[Role, str, str]
_ROWS: dict[str, tuple[_Row, ...]] = {
    "en": (
        ("reviewed",
         "last reviewed;last medically reviewed;last clinically reviewed;last medical review;last review;last full review;"
         "last review date;date last reviewed;date of last review;date reviewed;review date;medical review date;"
         "medically reviewed;clinically reviewed;medical review;clinical review;most recently reviewed;last checked",
         "reviewed"),
        ("next_review_due",
         "next review due;next review date;next review;next scheduled review;next planned review;next medical review;"
         "date of next review;next update due;next planned update;next update;review due;due for review;review due date",
         ""),
        ("modified",
         "last updated;last update;last modified;last revised;last revision;last edited;last changed;date last updated;"
         "date last modified;date of last update;date updated;date modified;latest update;most recent update;update date;"
         "revision date;most recently updated;last substantive update;last full update",
         "updated;revised;modified;update"),
        ("major_revision", "last major update;last major revision;major revision", ""),
        ("published",
         "originally published;first published;date published;publication date;publish date;published online;"
         "first posted;originally posted;date posted;date issued;issue date;release date;original publication date",
         "published;posted;issued;released"),
        ("created", "date created;creation date;originally created;originally written", "created"),
        ("current_as_of", "current as of;up to date as of;accurate as of;correct as of", ""),
        ("evidence_through",
         "literature review current through;literature current through;evidence current to;evidence is current to;"
         "evidence current through;evidence is up to date to;searches current to;literature search date;search date;"
         "date of search;date of literature search", ""),
        ("source_reviewed",
         "english version reviewed;english version last reviewed;original version reviewed;source last reviewed", ""),
        ("amended", "corrected on;amended on;correction published;date of correction",
         "correction;erratum;amended;corrected;addendum;clinical editor's comments;editor's note"),
        ("generated", "page generated;generated on;date printed;printed on;page rendered", ""),
        ("copyright", "copyright;(c);©", ""),
        ("cited", "accessed;last accessed;date accessed;retrieved;cited;date cited;date retrieved;viewed on", ""),
    ),
    "es": (
        ("reviewed",
         "ultima revision;ultima revision medica;fecha de revision;fecha de la ultima revision;fecha de ultima revision;"
         "revisado por ultima vez;revisada por ultima vez;revision medica;revisado medicamente;revisada medicamente",
         "revisado;revisada;revision"),
        ("next_review_due",
         "proxima revision;fecha de la proxima revision;fecha de proxima revision;proxima actualizacion", ""),
        ("modified",
         "ultima actualizacion;fecha de actualizacion;fecha de la ultima actualizacion;actualizado por ultima vez;"
         "actualizada por ultima vez;ultima modificacion;fecha de modificacion;ultima vez actualizado",
         "actualizado;actualizada;actualizacion;modificado;modificada"),
        ("published", "fecha de publicacion;publicado originalmente;publicado por primera vez",
         "publicado;publicada;publicacion"),
        ("created", "fecha de creacion", "creado;creada"),
        ("current_as_of", "contenido actual a partir del;contenido actual a partir de;vigente al;actual a partir de", ""),
        ("evidence_through", "fecha de busqueda;revision de la literatura actualizada hasta", ""),
        ("source_reviewed", "version en ingles revisada;version en ingles revisada por;version en ingles actualizada", ""),
        ("cited", "consultado;consultada;fecha de consulta;fecha de acceso;acceso el;citado", ""),
    ),
    "fr": (
        ("reviewed",
         "derniere revision;date de revision;derniere relecture;derniere verification;relecture medicale;"
         "verifie medicalement;valide medicalement;date de validation;derniere validation;revise medicalement",
         "revise;revisee;revision;relu;verifie"),
        ("next_review_due", "prochaine revision;prochaine mise a jour;prochaine relecture", ""),
        ("modified",
         "derniere mise a jour;date de mise a jour;derniere modification;date de modification;derniere actualisation",
         "mise a jour;mis a jour;modifie;modifiee;actualise;actualisee"),
        ("published", "date de publication;date de parution;premiere publication",
         "publie;publiee;publication;mis en ligne;mise en ligne;paru"),
        ("created", "date de creation", "cree;creee;redige"),
        ("current_as_of", "a jour au;contenu a jour en date du", ""),
        ("cited", "consulte;consultee;date de consultation;dernier acces", ""),
    ),
    "de": (
        ("reviewed",
         "zuletzt gepruft;letzte prufung;letzte uberprufung;zuletzt uberpruft;medizinisch gepruft;fachlich gepruft;"
         "arztlich gepruft;medizinische prufung;medizinisch uberpruft;letzte medizinische prufung",
         "gepruft;uberpruft"),
        ("next_review_due",
         "nachste geplante aktualisierung;nachste aktualisierung;nachste prufung;nachste uberprufung", ""),
        ("modified",
         "letzte aktualisierung;zuletzt aktualisiert;letzte anderung;zuletzt geandert;aktualisierungsdatum;"
         "zuletzt bearbeitet;letztes update;anderungsdatum",
         "aktualisiert;aktualisierung;geandert;uberarbeitet"),
        ("published", "erstveroffentlichung;veroffentlichungsdatum;erstmals veroffentlicht;erscheinungsdatum",
         "veroffentlicht;erschienen;publiziert"),
        ("created", "erstellungsdatum", "erstellt"),
        ("current_as_of", "stand der information;stand der informationen;informationsstand", "stand"),
        ("evidence_through", "letzte literaturrecherche;literaturrecherche", ""),
        ("cited", "abgerufen;zuletzt abgerufen;letzter zugriff;letzter abruf;zugriff am;aufgerufen", ""),
    ),
    "pt": (
        ("reviewed",
         "ultima revisao;data de revisao;data da revisao;data da ultima revisao;revisao medica;revisado clinicamente;"
         "revisto clinicamente",
         "revisado;revisada;revisto;revista;revisao"),
        ("next_review_due", "proxima revisao;data da proxima revisao;proxima atualizacao", ""),
        ("modified",
         "ultima atualizacao;data de atualizacao;data da ultima atualizacao;ultima modificacao;atualizado pela ultima vez",
         "atualizado;atualizada;atualizacao;modificado;modificada"),
        ("published", "data de publicacao;data da publicacao;publicado originalmente",
         "publicado;publicada;publicacao"),
        ("created", "data de criacao;data da criacao", "criado;criada"),
        ("cited", "acessado;acesso em;consultado;data de acesso;citado", ""),
    ),
    "it": (
        ("reviewed",
         "ultima revisione;data di revisione;data dell'ultima revisione;revisione medica;ultima verifica;"
         "revisione scientifica",
         "revisionato;revisionata;verificato;revisione"),
        ("next_review_due", "prossima revisione;prossimo aggiornamento", ""),
        ("modified",
         "ultimo aggiornamento;data di aggiornamento;data ultimo aggiornamento;ultima modifica;data di modifica",
         "aggiornato;aggiornata;aggiornamento;modificato;modificata"),
        ("published", "data di pubblicazione;pubblicato originalmente;data pubblicazione",
         "pubblicato;pubblicata;pubblicazione"),
        ("created", "data di creazione", "creato;creata"),
        ("cited", "consultato;consultata;ultimo accesso;accesso il", ""),
    ),
}  # fmt: skip

_TWO_ROLES = {
    "en": "last reviewed and updated;last updated and reviewed;reviewed and updated;reviewed/updated;"
    "last reviewed/updated;updated/reviewed;last updated/reviewed;reviewed/revised",
    "es": "revisado y actualizado;actualizado y revisado",
}
"""One date claimed for both roles."""

SUBJECT = re.compile(
    r"(?<![a-z])(?:(?:this|the|esta|este|la|cette|ce|cet|diese|dieser|dieses|die|der|das|questa|questo|a|o)\ )?"
    r"(?P<noun>web\ ?pages?|pages?|content|article|topic|document|information|fact\ sheet|leaflet|summary|entry|material|"
    r"web\ ?site|site|pagina|contenido|articulo|tema|documento|informacion|hoja\ informativa|sitio|contenu|fiche|"
    r"seite|artikel|inhalt|inhalte|beitrag|text|conteudo|artigo|contenuto|articolo|scheda|sito)"
    r"(?:\ (?:content|information))?"
    r"(?:\ (?:was|were|is|has\ been|fue|ha\ sido|se|a\ ete|wurde|wurden|foi|e\ stata|e\ stato))?[\ :-]*$"
)
"""What a page calls itself before a label ("This page was last updated"): makes the sentence a statement of the page."""

SCOPES: dict[str, DateScope] = {
    "topic": "topic", "tema": "topic",
    "site": "collection", "website": "collection", "web site": "collection", "sitio": "collection", "sito": "collection",
}  # fmt: skip

AUXILIARY = re.compile(
    r"(?<![a-z])(?:was|were|been|be|being|are|is|get|gets|when|fue|fueron|ser|sido|ete|sera|wurde|wurden|werden|foi|foram|"
    r"stato|stata|stati|essere)\ $"
)
"""Before a label without a subject, these make it a sentence about something else ("the evidence was last reviewed")."""


class LabelSet(Struct, frozen=True):
    """Labels ready for use: the pattern finds the longest at each place, ``by_words`` says what it means."""

    pattern: re.Pattern[str]
    hint: re.Pattern[str]
    by_words: dict[str, Label]


def label_set(language: str | None, extra: tuple[Label, ...] = ()) -> LabelSet:
    """Labels of a page's language and of English; of all six languages where the language is unknown or another."""
    primary = (language or "")[:2].lower()
    return _label_set(primary if primary in _ROWS else "", extra)


def profile_labels(labels: Mapping[str, Role]) -> tuple[Label, ...]:
    """A profile's own labels, from words as they stand to role; they overrule the vocabulary's."""
    return tuple(Label(words, (role,)) for words, role in labels.items())


@lru_cache(maxsize=128)
def _label_set(primary: str, extra: tuple[Label, ...]) -> LabelSet:
    by_words: dict[str, Label] = {}
    for language in (primary, "en") if primary not in {"", "en"} else (primary,) if primary else tuple(_ROWS):
        for role, plain, bare in _ROWS[language]:
            for is_bare, group in ((False, plain), (True, bare)):
                for words in filter(None, group.split(";")):
                    by_words.setdefault(words, Label(words, (role,), bare=is_bare))
        for words in filter(None, _TWO_ROLES.get(language, "").split(";")):
            by_words[words] = Label(words, ("reviewed", "modified"))
    by_words |= {" ".join(fold(label.words).split()): label for label in extra}
    longest_first = sorted(by_words, key=len, reverse=True)
    phrases = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in longest_first)
    stems = sorted({max(words.split(), key=len)[:6] for words in by_words})
    return LabelSet(
        pattern=re.compile(rf"(?<![a-z0-9])(?:{phrases})(?![a-z0-9])"),
        hint=re.compile("|".join(map(re.escape, stems))),
        by_words=by_words,
    )
