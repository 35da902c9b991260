"""By whom a page is, in languages that put the verb behind the name: "Dieser Text wurde von A. Name geprüft"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.document import Person
from pipeline.parsers.about.names import people_in
from pipeline.patterns import any_of, of_small_letters

_ROLES = {
    "reviewer": "gözden geçiril|incelen|kontrol edil|onaylan|geprüft|überprüft|beoordeeld|gecontroleerd"
    "|समीक्षित|सत्यापित",
    "author": "hazirlan|yazil|kaleme alin|verfasst|geschrieben|erstellt|geschreven|लिखित",
    "editor": "düzenlen|bearbeitet|संपादित",
}
_ROLE_OF = {verb: role for role, verbs in _ROLES.items() for verb in verbs.split("|")}
"""Verbs by role, in small letters (:func:`pipeline.patterns.small_letters`)."""
_VERB = rf"\s+(?P<verb>{any_of(_ROLE_OF)})"
_AGENTS = ("tarafindan", "द्वारा")
_AGENT = of_small_letters(
    rf"(?:(?:bu|यह)\s+\S+\s+)?(?P<who>\S.{{3,80}}?)\s+(?:{'|'.join(_AGENTS)})(?:\s+\S+){{0,2}}?{_VERB}"
)
"""Behind the name stands a word that says that it did it: Turkish and Hindi."""
_PASSIVES = (" wurde von ", " ist von ", " is door ", " werd door ")
_PASSIVE = of_small_letters(
    rf"(?:dies\w+|der|die|das|deze|dit|de|het)\s+\S+(?:{'|'.join(_PASSIVES)})(?P<who>\S.{{3,80}}?){_VERB}(?!\w)"
)
"""A sentence of the page that ends with its verb: German and Dutch."""
_ADVERBS = re.compile(r"(?:\s+(?![A-Z])\w+)+$")
"""How it was done, between the name and the verb: "ärztlich"."""


def people_before_verb(line: str, small: str) -> Iterator[Person]:
    """People of a line that says by whom and then what they did.

    Args:
        line: words of one block.
        small: the same in small letters.
    """
    if any(agent in small for agent in _AGENTS):
        stated = _AGENT.match(small)
    elif any(passive in small for passive in _PASSIVES):
        stated = _PASSIVE.match(small)
    else:
        return
    if stated is not None:
        who = _ADVERBS.sub("", line[stated.start("who") : stated.end("who")])
        yield from people_in(who, role=_ROLE_OF[stated["verb"]])
