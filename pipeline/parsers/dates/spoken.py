"""In which language the words of a page are, where it states none, or English that they are not.

It chooses the labels by which dates are known and no more: a record's language is what the page states.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.parsers.language_tags import primary_of

_SMALL_WORDS = """\
en: the and of to in is that for with are or be on see it at by as this from not can
es: el los las y que en del se por una con es de la para lo su no
fr: le les des et est dans une du pour sur que au de la un en il ou
de: der die das und ist nicht mit den von zu ein bei
pt: os as que em uma não com para do da por se de a o no na
it: il che di per una è del con della le si nel la un non in
nl: het een van en niet zijn met de dat voor bij je
sv: och att är det som en inte av för på till kan
da: og at er det som en ikke af for på til kan der
nb: og å er det som en ikke av for på til kan du
fi: ja on ei että tai kun voi se ovat myös jos joka
pl: się i w na nie jest z do lub że oraz może
cs: se a je na v že při nebo do jsou může které
sk: sa a je na v že pri alebo do sú môže ktoré
hu: a az és hogy nem is egy vagy ha meg lehet csak
ro: și este în la cu care sau de pentru poate sunt din o un nu
tr: ve bir bu için ile da de olan veya daha çok gibi
id: yang dan di dengan untuk ini atau dapat pada tidak dari akan
ms: yang dan di dengan untuk ini atau boleh pada tidak dari akan
vi: và của là có không được các cho bệnh khi người một
hr: i je se u na su ili za od koji može što
sl: in je se za na ki so ali pri lahko tudi pa
et: ja on ei et kui või ka see mis võib oma siis
lv: un ir ka ar no vai par kas var uz arī pēc
lt: ir yra kad su į ar iš gali tai kai nuo jei
ca: el els les i que de amb és per una del pot
ru: и в на не что с при или для по как это к из
uk: і в на не що з при або для як це та у до
bg: и в на не че с при или да се са е ще
mk: и во на не што со при или да се е ќе
sr: и у на не што са при или да се је ће
ar: في من على أو إلى التي عن أن مع هذا لا قد
fa: و در به از که است را با این یا می برای
ur: کے میں کی ہے اور سے کا کو یا پر ہیں نہیں
"""  # noqa: RUF001  letters of other languages
"""Words of each language that no text of it does without."""
_LANGUAGES_OF: dict[str, list[str]] = {}
for _line in _SMALL_WORDS.splitlines():
    for _word in _line[4:].split():
        _LANGUAGES_OF.setdefault(_word, []).append(_line[:2])
_SIGNS = {
    "ja": "[\u3041-\u30fa]", "ko": "[\uac00-\ud7af]", "zh": "[\u3400-\u9fff]", "th": "[\u0e01-\u0e4e]",
    "el": "[\u0386-\u03ce]", "he": "[\u05d0-\u05ea]", "hi": "[\u0900-\u097f]", "bn": "[\u0980-\u09ff]",
}  # fmt: skip
"""Signs that are of one language of those whose labels are known, where they are none of the languages before it."""
_WORD = re.compile(r"[^\W\d_]+")
_RARE = 200
"""Characters of English to an article, at most; other texts cite English ones."""
_ENOUGH = 1500
"""Characters that tell a language."""
_FEW = 6
"""Small words that tell none."""


def language_spoken(stated: str | None, texts: Sequence[str]) -> str | None:
    """The language to read a page's labels in: the one it states, unless that is none, or English it is not written in.

    Args:
        stated: BCP 47 tag, as the page has it.
        texts: what its sections say.
    """
    if stated and primary_of(stated) != "en":
        return stated
    if stated and _RARE * sum(text.count(" the ") for text in texts) > sum(map(len, texts)):
        return stated
    text = "\n".join(texts)[:_ENOUGH].lower()
    for language, sign in _SIGNS.items():
        if not text.isascii() and len(re.findall(sign, text)) > len(text) // 5:
            return language
    said: Counter[str] = Counter()
    told: dict[str, float] = defaultdict(float)
    for word in _WORD.findall(text):
        languages = _LANGUAGES_OF.get(word, ())
        for language in languages:
            said[language] += 1
            told[language] += 1 / len(languages)  # a word that languages share tells less of each
    best = max(told, key=told.__getitem__, default="en")
    return best if said[best] >= max(_FEW, 2 * said["en"]) else stated
