"""What may stand between a label and its date: small words and an hour, a weekday, by whom."""

from __future__ import annotations

import re

from pipeline.parsers.dates.words import SHORT_WEEKDAYS, WEEKDAYS

_WEEKDAY = "(?:" + "|".join(sorted(set(WEEKDAYS).union(*SHORT_WEEKDAYS.values()), key=len, reverse=True)) + ")"
WEEKDAY_BEFORE = re.compile(rf"(?<![a-z])({_WEEKDAY})[.,]*\s+(?:(?:den|the|le|el)\s+)?$")
CONNECTORS = re.compile(
    r"[\s:.,\-|(]*(?:\$date:\s*)?(?:\d\d?[:.h]?\d\d\s*(?:[ap]\.?m\.?\s*)?(?:[a-z]{2,4}\s*)?(?:\([^)]{1,12}\))?[\s,|-]+)?(?:(?:on|in|of|the|as|at|by|date|el|la|le|en|am|vom|den|im|em|il|del|de|da|dia|a|al|nel|du|au)"
    r"(?![a-z])[\s:.,\-|(]*)*"
    rf"(?:{_WEEKDAY}(?![a-z])[.,]*\s*(?:(?:den|the|le|el)\s+)?)?"
)
BY = r"(?:by|por|par|von|vom|da|durch|da(?:l|lla|llo|i|gli|lle)|pel[oa]s?|a\ cura\ d[a-z]+)"
"""Words that name by whom."""
_DONE = r"(?:performed|conducted|completed|realizad[ao]|efectuad[ao]|feit[ao]|effectuee?|realisee?|effettuat[ao])\s+"
PEOPLE = re.compile(
    rf"\s*:?\s*(?:{_DONE})?(?:{BY}[\s:]|dall')\s*(?!.*(?<![a-z])(?:by|por|par|von|durch)[\s:])(?:[^\n].*?"
    r"(?:(?<![a-z])(?:on|el|le|am|em|il)\s+(?:the\s+)?|[,|(\-]\s*|\n\s*)(?:date\s*:?\s*)?"
    r"|[^\n,;]{2,60}?\s(?:in|en|im|nel|a)\s+)$",
    re.DOTALL,
)
"""Between a label and its date: a person. "In" and the like also stand in what is said of a team and its history."""
