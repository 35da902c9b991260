"""People out of the sentence that ends an encyclopedia article: who reviewed it, who else did, who translated it."""

from __future__ import annotations

import re

from pipeline.model.document import Person

_PARTS = re.compile(
    r"(?P<reviewer>updated by|reviewed by|versi[oó]n en ingl[eé]s revisada por)\s*:?\s*"
    r"|(?P<also_reviewed>(?:also reviewed by|editorial update by|tambi[eé]n revisad[ao] por)\s*:?\s*)"
    r"|(?P<translator>traducci[oó]n y localizaci[oó]n realizada por\s*:?\s*)"
    r"|(?P<ignored>review provided by)\s*:?\s*",
    re.IGNORECASE,
)
_CREDENTIAL = re.compile(
    r"(?:M\.?D\.?|D\.?O\.?|Ph\.?D\.?|Pharm\.?D\.?|Psy\.?D\.?|Ed\.?D\.?|Sc\.?D\.?|Dr\.?P\.?H\.?|D\.?D\.?S\.?|D\.?M\.?D\.?|O\.?D\.?|D\.?P\.?M\.?|"
    r"[A-Z]{2,6}(?:-[A-Z]{1,5})*|MSc|MEd|BSc|R\.N\.|FACP|Esq\.?)"
)
_TITLE = re.compile(
    r"\b(?:Director|Directora|Editor|Editorial|Professor|Profesor|Officer|Manager|Chief|President|Department|School|"
    r"University|Hospital|Center|Clinic)\b"
)
_COMPANY = re.compile(r",\s+(?:Inc|Ltd|Corp|Co)$")
"""A company whose name ends with the dot that ends the sentence as well."""
_AND = re.compile(r"^(?:and|y)\s+(?:the\s+|el\s+|la\s+)?")


def reviewers(text: str) -> tuple[Person, ...]:
    """Everybody named in the sentence, in its order.

    Roles: ``reviewer`` (of the review date), ``also_reviewed`` (the editors), ``translator``. Credentials are the
    letters behind a name; a reviewer's affiliation is all that follows them, as stated.
    """
    marks = list(_PARTS.finditer(text))
    people: list[Person] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        words = text[mark.end() : following.start() if following else len(text)].strip(" .\n")
        role = mark.lastgroup or ""
        if not words or role == "ignored":
            continue
        if role == "reviewer":
            people.append(_reviewer(words))
        elif role == "translator":
            people.append(Person(name=words + "." * (_COMPANY.search(words) is not None), role=role))
        else:
            people += _several(words, role)
    return tuple(people)


def _reviewer(words: str) -> Person:
    name, *rest = [part.strip() for part in words.split(",")]
    credentials = []
    while rest and _CREDENTIAL.fullmatch(rest[0]):
        credentials.append(rest.pop(0))
    return Person(
        name=_AND.sub("", name),
        credentials=", ".join(credentials) or None,
        affiliation=", ".join(part for part in rest if part) or None,
        role="reviewer",
    )


def _several(words: str, role: str) -> list[Person]:
    """A list of people, each a name, credentials and a title parted by commas like the people themselves."""
    found: list[tuple[str, list[str], list[str]]] = []
    for part in (piece.strip() for piece in words.split(",")):
        name = _AND.sub("", part)
        if not name:
            continue
        if found and _CREDENTIAL.fullmatch(part):
            found[-1][1].append(part)
        elif found and _TITLE.search(part) and not _AND.match(part):
            found[-1][2].append(part)
        else:
            found.append((name, [], []))
    return [
        Person(name=name, credentials=", ".join(letters) or None, affiliation=", ".join(titles) or None, role=role)
        for name, letters, titles in found
    ]
