"""Names of people in a list of them, told from jobs, teams and organizations by what words a name can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.document import Person
from pipeline.parsers.about.org_words import names_house
from pipeline.patterns import when_used, word_set

_ARTICLE = re.compile(r"(?:la|el|le|il|o|a|der|die|the)\s+(?=\w+\.?\s)")
"""Before a title: "la Dra. López"."""
TITLES = re.compile(
    r"((?:(?:(?:dr|prof)\.?ª|dr|dra|dre|drs|prof|profa|pr|dott\.ssa|dott|professor|mr|mrs|ms|priv\.-doz|pd|univ\.-prof|"
    r"med|rer|nat|lic|herr|frau|sir|[mpr][uhn]dr|mgr|doc|hab|n(?=\.\s*med)|lek|uzm|doç|bs|ths|bác\s+sĩ|д-\u0440|"
    r"डॉ|डा|ডা|ডাঃ|นพ|พญ|ผศ|รศ|ศ|ดร|ทพ|ทพญ|ภก|ภญ|\u062f\u06a9\u062a\u0631|\u062f\u0643\u062a\u0648\u0631\u0629?|"
    r"[\u05d3](?:\"|\u05f4)\u05e8|\u05e4\u05e8\u05d5\u05e4'|\u062f|\u0627\u0644\u062f\u0643\u062a\u0648\u0631\u0629?)(?:\.|\b|(?=\s))\s*)+)",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r";|\s-\s(?=(?:Dr|Pr|Prof)\b)|\s+(?:and|&|y|et|und|e|og|och)\s+(?=[^\W\d_a-z]|dr\b)|,\s*(?:and|und)\s+"
)
_LETTERS = re.compile(
    r"(?:[A-Z][A-Za-z]{0,4}\.?|[A-Z]{2,}|(?:[A-Z][a-z]{0,3}\.){2,}[A-Z]?|(?:[A-Z][a-z]{0,3}\.)+[A-Z][a-z]{0,4}|[A-Z]+[-/][A-Z]+(?:-[A-Z]+)*|Psych|"
    r"(?!Ma?c[A-Z])[A-Z][a-z]{0,5}(?:[A-Z][a-z]{0,5}){1,3})"
    r"(?:\s?\((?:Hons|hons|c)\))?"
)
"""Letters behind a name: degrees, memberships, licences."""
_PLACE = re.compile(r"(?!Hons|Psych|Cert|Dipl|Pharm)[A-Z][a-z]{3,4}")
"""No letters, but a town: "Ann Lee, MRCGP, Leeds"."""
_ORDINAL = word_set("II III IV Jr Sr Jr. Sr.")
"""Behind a name, and of it."""
_COMMA_ORDINAL = re.compile(r"(?<=[^\W\d_])\.?,\s*(?=(?:Jr|Sr|I{2,3}|IV)\b\.?\s*(?:,|$))")
"""Before one that a comma parts from the name: "Ann Lee, Jr., MD"."""
_CALLED = re.compile(r"[\"\u201c\u2018'](?P<name>[^\W\d_]\w+)[\"\u201d\u2019']")
"""What somebody is called, amid the name: Robert "Chuck" Lee."""
_WORKS_AT = re.compile(r"\s(?:at|from)\s(?=(?:the\s)?[A-Z])")
"""Between somebody and a place of work without a comma: "Jane Doe at Big Hospital"."""
_DEGREE = re.compile(r"(?:Ph|Pharm|Psy|Ed)D|[DM]Phil|[BM]Pharm|[BM]Sc")
"""Letters that are not all capitals."""
_RAISED = " \xa0\t\n\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079*\u2020\u2021"
"""Raised figures and signs behind a name that lead to where its bearer works."""
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_RAISED_BEHIND = re.compile(r"(?:[\s,]*[\d\u00b9\u00b2\u00b3\u2070-\u2079*\u2020\u2021])+$")
"""Numbers and signs behind a name that lead to where its bearer works."""
_CHAIR = re.compile(r",(?=\s*(?:Jr|Sr)\.?\s+[A-Z])")
"""Within the name of a chair, which is of nobody here: "Ann Lee, MD, John Q. Donor, Jr. Professor of Medicine"."""
_BY_BEFORE = re.compile(r"^[^,;]{0,80}?(?:^|(?<!ed)(?<!ten)\s)[Bb]y\s+(?=[^\W\d_a-z])")
"""Before the first of several people: a title, and "By"; behind a verb ("Reviewed by") they are something else."""
_MARKS = r"\u0591-\u05c7\u064b-\u0652\u0900-\u0963\u0970-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c\u200d"
"""Vowel signs and joiners of scripts without capitals, which are no letters of their own."""
_TOKEN = re.compile(rf"[^\W\d_](?:[^\W\d_]|['\u2019.\-{_MARKS}])*")
_GLUED = re.compile(r"(?<!^F)[^\W\d_A-Z]{3}[A-Z]|^[A-Z]{3,}[a-z]{2}")
"""Two words that only a style sheet sets apart ("SummerReporter"); in "MacDonald" and "FitzGerald" they are one."""
_PARTICLE = re.compile(
    r"d[aeio]|d[ao]s|del|della|l[ae]|l[ao]s|van|von|vom|der|den|zu|zur|zum|bin|bint|ibn|abu|ben|al|el|ul|ten|ter|y|e|af",
    re.IGNORECASE,
)
_CASELESS = re.compile(r"\s*[\u0590-\u07ff\u0900-\u0eff]")
"""Hebrew and Arabic to Thai and Lao: scripts without capitals that part words."""
_GIVEN = 4
"""Words of the longest name there."""
_NO_FIRST = word_set("von by the das die der les los las our your new north south united saudi hong md rn phd")
_NO_NAME = when_used(
    r"(?:by|alle?|weitere|artikel|articles?|beitr[aä]ge|autoren|posts?|latest|presse|developers?|unknown|show|"
    r"staff|team|board|committee|council|panel|experts?|editors?|editorial|writers?|contributors?|group|network|"
    r"professionals?|reviewers?|authors?|director|professor|physicians?|doctors?|surgeons?|nurses?|specialists?|"
    r"consultants?|engineers?|fellow|officer|manager|president|chair|coordinator|associate|assistant|"
    r"[a-z]+(?:ologists?|iatrists?|iatricians?|therapists?|titians?|ticians?|tionists?|macists?)|"
    r"school|universit[a-z]+|hospitals?|cent(?:er|re)s?|clinics?|department|division|institut[a-z]*|college|"
    r"foundation|societ[a-z]+|association|academy|medicine|medical|clinical|health|healthcare|sciences?|research|"
    r"news|blog|media|press|agency|office|services?|library|program|ministry|government|company|inc|ltd|llc|gmbh|"
    r"national|international|american|your|our|us|website|content|admin|administrator|information|care|"
    r"istituto|instituto|dipartimento|departamento|département|abteilung|policlinico|servizio|chr?u|unità|unidad|unité|"
    r"fakultät|facoltà|facultad|faculté|[a-zäöüåé]*region(?:en)?|ärzt(?:in|e)|arzt|läkare|[a-zäöü]*redakteur(?:in)?|"
    r"nhs|cdc|who|nih|redaktion|redacci[oó]n|r[eé]daction|redazione|comit[eé]|comitato|consejo|equipo|[eé]quipe|"
    r"[a-zäöü]*team|sociedad|soci[eé]t[eé]|societ[aà]|gesellschaft|[a-zäöü]*verband|verein|stiftung|fundaci[oó]n|"
    r"minist[eèé]r(?:e|io)|ministerium|secretar[ií]a|gobierno|governo|direcci[oó]n|servicio|ag[eê]ncia|universi[a-zäöüàéí]+|cl[ií]nica|klinik[a-z]*|[a-zäöü]*institut[a-z]*|"
    r"\w*(?:sjukhus|sykehus|sygehus|sjukehus|szpital|nemocnic|kórház|egyetem|spital|hastane|üniversite|uniwersyte|univerzit|"
    r"yliopisto|sairaala|ziekenhuis|больниц|клиник|центр|институт|университет|лікарн|університет)\w*|"
    r"(?:ال)?(?:فريق|هيئة|لجنة|تحرير|موقع|مستشفى|مركز|قسم|جامعة|وزارة|إدارة|أطباء|طاقم|مجلس|مؤسسة|شركة|جمعية|محتوى|"
    r"منظمة|معهد|كلية|صحيفة|وكالة|عيادة|طبيب|طبيبة|طبي|طبية)|تیم|تحریریه|گروه|سایت|دانشگاه|بیمارستان|مرکز|انجمن|پزشک\S*|"
    r"(?:टीम|संपाद|विभाग|अस्पताल|मंत्रालय|संस्थान|बोर्ड|डेस्क|विशेषज्ञ|समिति|केंद्र|चिकित्स|डॉक्टर|विश्वविद्यालय|न्यूज|एडिटोरियल|"
    r"हेल्थ|स्वास्थ्य|फाउंडेशन|ทีม|กอง|โรงพยาบาล|คณะ|ฝ่าย|ศูนย์|กรม|สมาคม|มหาวิทยาลัย|บรรณาธิการ|แพทย์|"
    r"צוות|ה?מערכת|מכון|מרכז|אוניברסיט|משרד|קופת|בית|ה?מחלק|רופא)\S*|"
    r"responsa(?:bile|ble)|primari[oa]|dirett(?:ore|rice)|direc?t(?:ora?|eur|rice|or[ae]s)|coord[ei]n\w+|jef[ea]|chef(?:fe|in)?|leiter(?:in)?|"
    r"[a-zäöü]*(?:chefarzt|oberarzt|fachärzt\w*|facharzt)|dyrektor|kierownik|ordynator|vedoucí|primářk?a?|přednosta|"
    r"ředitelk?a?|врач\S*|заведующ\S*|профессор|главный|[a-zäöåé]{2,}läkare|[a-zäö]*lääkäri|professori|dosentti|huisarts|"
    r"hôpital|ospedale|krankenhaus|m[eé]dic[oa]s?|cient[ií]fic[oa]s?|cl[ií]nic[oa]|geral|\w+(?:[oó]log[oa]s?|ologue|ologin?|iatra|terapeuta))",
    re.IGNORECASE,
)
"""Words that no name is made of: of teams, jobs and organizations."""
_COMPANY = re.compile(r"(?:llc|l\.l\.c|inc|ltd|limited|gmbh|plc|corp|s\.a|staff|team)(?![a-z])", re.IGNORECASE)
"""Behind a comma: what stands before is no person but a company."""
_STATES = word_set(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA"
    " RI SC SD TN TX UT VT VA WA WV WI WY DC"
)
_LETTERS_TOO = word_set("MD MA MS ND PA DC CO CT MT ME")
"""States whose letters are also those of degrees and trades."""
_TOWN = re.compile(r"[A-Z][a-z]+")
_AT_WORK = re.compile(
    r"school|universit|hospital|cent(?:er|re)\b|clinic\b|klinik|department|division|institut|college|foundation|"
    r"academy|medicine\b|health\b|krankenhaus|hôpital|ospedale|policlinico|sjukhus|s[yj]u?kehus|sygehus|sairaala|yliopisto|"
    r"szpital|uniwersytet|nemocnic|univerzit|kórház|egyetem|spitalul|hastanesi|üniversite|ziekenhuis|"
    r"больниц|клиник|институт|университет|лікарн",
    re.IGNORECASE,
)


def people_in(words: str, *, role: str) -> Iterator[Person]:
    """Names with the letters behind each, parted by ``;``, "and" or commas; what is no name is passed over.

    Args:
        words: a list of people.
        role: what they are.
    """
    for part in _PARTS.split(words.strip(" ,:")):
        name: str | None = None
        letters: list[str] = []
        works: list[str] = []
        told = False
        pieces = list(_pieces(part))
        for number, piece in enumerate(pieces, start=1):
            before = told and name is not None
            if is_name(piece) and (number == 1 or _is_another(piece, pieces[number : number + 2], told=before)):
                if name is not None:
                    yield _person(name, letters, works, role)
                name, letters, works, told = piece, [], [], False
            elif name is not None and _LETTERS.fullmatch(piece) and _PLACE.fullmatch(piece) is None:
                if not told:
                    letters.append(piece)
            else:
                # letters behind a job or a place are of the place: "Northern University, Seattle, WA"
                told = told or _GLUED.search(piece) is None
                if name is not None and _AT_WORK.search(piece):
                    works.append(piece)
        if name is not None:
            yield _person(name, letters, works, role)


def _is_another(name: str, behind: list[str], *, told: bool) -> bool:
    """Whether what could be a name behind somebody's letters, job or place of work is of another person.

    Towns and houses are written alike: "Jane Doe, MD, Professor, San Francisco, CA", "Jane Doe, DO, Kaiser Permanente,
    Oakland, CA". Behind a job stands another where a title, letters or a job tell so.

    Args:
        name: what could be one.
        behind: the two pieces that follow it.
        told: whether a job or a place stands before it.
    """
    if TITLES.match(name) is not None:
        return True
    first, second = (*behind, "", "")[:2]
    if first in _STATES - _LETTERS_TOO or (second in _STATES and _TOWN.fullmatch(first) is not None):
        return False
    lettered = _LETTERS.fullmatch(first) is not None and _PLACE.fullmatch(first) is None
    return not told or lettered or any(_NO_NAME.fullmatch(word) for word in first.split())


def _pieces(part: str) -> Iterator[str]:
    """A name, the letters behind it and where its bearer works, as commas part them; an article before a title goes."""
    pieces = _without_companies(
        [
            piece
            for each in _COMMA_ORDINAL.sub(" ", _CHAIR.sub(" ", part)).split(",")
            for one in _apart(each)
            if (piece := _without_full_stop(one.strip(_RAISED)))
        ]
    )
    if len(pieces) > 1 and all(_TOKEN.fullmatch(piece) and not piece.isupper() for piece in pieces[:2]):
        pieces[:2] = [f"{pieces[1]} {pieces[0]}"]  # as catalogues write it: "Doe, Jane"
    for piece in pieces:
        article = _ARTICLE.match(piece)
        begin = article.end() if article is not None and TITLES.match(piece, article.end()) is not None else 0
        yield piece[begin:]


def _apart(piece: str) -> list[str]:
    """A name and where its bearer works, where no comma parts them."""
    name, *place = _WORKS_AT.split(piece, maxsplit=1)
    return [name, *place] if place and is_name(name.strip()) else [piece]


def people_labelled(words: str, *, role: str) -> Iterator[Person]:
    """The same behind a label ("Author:"): in a script without capitals the first needs no title there to be a name."""
    words = words.replace("\u060c", ",")
    first = words.partition(",")[0].strip(" \u0964")
    if _CASELESS.match(first) is None or TITLES.match(first) is not None:
        yield from people_in(words, role=role)
    elif _is_caseless(first):
        yield Person(name=first, role=role)


def row_of_people(words: str) -> list[Person]:
    """The authors of a journal's article, if words are nothing else: "Ann Lee, MD 1; Bo Chen, MPH 1,2 (places)"."""
    if ";" not in words:
        return []
    words = _BY_BEFORE.sub("", _ASIDE.sub("", words), count=1)
    parts = [_RAISED_BEHIND.sub("", part).strip() for part in words.split(";")]
    people = [list(people_in(part, role="author")) for part in parts]
    lettered = sum(1 for one in people if len(one) == 1 and one[0].credentials)
    return [person for one in people for person in one] if 2 * lettered > len(people) == sum(map(len, people)) else []


def _without_companies(pieces: list[str]) -> list[str]:
    return [piece for at, piece in enumerate(pieces, start=1) if at == len(pieces) or not _COMPANY.match(pieces[at])]


def _without_full_stop(piece: str) -> str:
    return piece if "." in piece[:-1] else piece.rstrip(".")


def _person(name: str, letters: list[str], works: list[str], role: str) -> Person:
    *front, last = name[titles.end() if (titles := TITLES.match(name)) else 0 :].split()
    while (
        len(front) > 1
        and (last.isupper() or _DEGREE.fullmatch(last))
        and last not in _ORDINAL
        and len(last) > 1
        and "." not in last
        and not name.isupper()
    ):
        letters, name = [last, *letters], name.removesuffix(last).rstrip()
        *front, last = front
    return Person(name=name, credentials=", ".join(letters) or None, affiliation=", ".join(works) or None, role=role)


def _is_caseless(words: str) -> bool:
    """Whether words can be a name in a script that has no capitals: at least two, none of them of a job or a team."""
    tokens = words.split()
    return 1 < len(tokens) <= _GIVEN and all(
        _TOKEN.fullmatch(token) and token.upper() == token.lower() and not _NO_NAME.fullmatch(token) for token in tokens
    )


def is_name(words: str) -> bool:
    """Whether words can be a person's name: two to six of them with capitals, or one behind a title, none of a job."""
    titles = TITLES.match(words)
    bare = words[titles.end() :] if titles is not None else words
    tokens = [each["name"] if (each := _CALLED.fullmatch(token)) else token for token in bare.split()]
    if not (1 if titles is not None else 2) <= len(tokens) <= 6:
        return False
    if tokens[0].lower() in _NO_FIRST or tokens[0] in ("el", "la", "le", "il", "den", "dem"):
        return False
    capitals = 0
    for token in tokens:
        if _TOKEN.fullmatch(token) is None or _NO_NAME.fullmatch(token.rstrip(".")) or _GLUED.search(token):
            return False
        if token[0].isupper():
            capitals += len(token.rstrip(".")) > 1
        elif token[0].islower() and _PARTICLE.fullmatch(token) is None:
            return False
        elif not token[0].islower():
            capitals += titles is not None  # a script without capitals: nothing but a title tells a name
    return capitals > 0 and (titles is not None or not names_house(bare))
