"""By whom a page is, in Chinese, Japanese and Korean: names there have no capitals, so only what says so counts.

So it is with "監修者:山田 太郎 医師", "审核:李建国 主任医师", "감수: 김철수". What is called a hospital or a team
is no person; before a name it is where the person works, and what a doctor is called stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.document import Person
from pipeline.parsers.dates.folding import EAST_SIGN
from pipeline.patterns import when_used

_ROLES = {
    "reviewer": "監修者|監修医師|監修医|監修|医師監修|医学監修|校閲|审核专家|审核医生|审核人|审核者|审核|审稿专家"
    "|审稿人|审稿|审阅|审校|医学审核|審核醫師|審核|審稿醫師|審稿|審閱|審訂|醫學審核|감수자|감수|의학 감수|검토자|검토"
    "|의학 검토",
    "author": "執筆者|執筆|著者|筆者|文責|作者|撰稿人|撰稿|撰文|撰寫|撰写|編寫|编写|編撰|编撰|作成者"
    "|작성자|작성|글쓴이|저자|글",
    "editor": "編集者|编辑|責任編輯|责任编辑|編輯|편집자|편집",
}  # fmt: skip
_ROLE_OF = {label: role for role, labels in _ROLES.items() for label in labels.split("|")}
_LABELS = "|".join(sorted(_ROLE_OF, key=len, reverse=True))
_STATEMENT = when_used(
    rf"(?:^(?:この記事の|本記事の|本文)?|[\s|;\uff1b\uff0f/])(?P<label>{_LABELS})"
    r"(?:\s*[:\uff1a|]\s*|(?<=[者師자人])\s+|(?P<bare>\s+))"
)
LABEL = re.compile(rf"(?:この記事の|本記事の|本文)?(?:{_LABELS})(?:\s*[:\uff1a]|(?<=[者師자人])|(?P<bare>))")
"""A line that only says by whom, the people standing in the next; without a colon, it may be any word."""
_SENTENCE = re.compile(
    r"本文(?:由|经|經)\s*(?P<who>\S{2,24}?)\s*(?:(?P<reviewed>审核|審核|审阅|審閱|审校)|撰写|撰寫|编写|編寫)"
)
_TITLES = re.compile(
    r"(?:医師|博士|教授|准教授|講師|院長|副院長|部長|医長|薬剤師|看護師|保健師|理学療法士|臨床心理士|公認心理師|助産師|管理栄養士|歯科医師|専門医"
    r"|副?主任医师|副?主任药师|主治医师|住院医师|医师|医生|副教授|院长|药师|营养师|护士长"
    r"|主治醫師|主任醫師|醫師|醫生|營養師|藥師|護理師|護理長|衛教師|物理治療師|職能治療師|心理師|主任"
    r"|전문의|교수|원장|박사|의사|약사|과장)$"
)
_POLITE = re.compile(r"(?:先生|氏|さん|様|선생님|님)$")
_AT_WORK = re.compile(
    r"(?:病院|クリニック|大学|センター|研究所|研究院|編集部|委員会|学会|協会|科|医院|中心|团队|團隊|编辑部|編輯部|チーム|会社|機構"
    r"|大學|醫院|學會|協會|診所|병원|센터|대학교?|학회|의원|팀|편집부|\S{2,}과|\S{3,}[部室院局社組组所会])$"
)
_NO_NAME = re.compile(
    r"編集|编辑|編輯|専門家|管理|匿名|佚名|本院|本站|网络|網路|原创|原創|未知|運営|事務局|관리|운영|スタッフ"
    r"|ライター"
)
_NAME = when_used(r"[\u3400-\u9fff々〆ヶ\u3041-\u3096\u30a1-\u30fa\u30fc・·\uac00-\ud7af]{1,12}")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]+")
_READING = re.compile(r"[\u3041-\u3096\u30fc]+")
"""In hiragana."""
_APART = re.compile(r"[\u3001,\uff0c;\uff1b\uff0f/|]")
_BESIDE = re.compile(r"[(\uff08][^)\uff09]*[)\uff09]|\d.*$")
_LONG = 80
"""Signs of the longest list of people."""
_LEAST, _MOST = 2, 9
"""Signs of a name."""
_GIVEN = 4
"""Signs of the longest given name; behind one stands where its bearer works."""
_PARTS = 2
"""Parts of a name that are written apart."""


def people_of_east(line: str) -> Iterator[Person]:
    """People of a line that opens by saying by whom, each with what they are called and where they work."""
    sentence = _SENTENCE.match(line)
    if sentence is not None:
        yield from _named(sentence["who"], "reviewer" if sentence["reviewed"] else "author")
    found = list(_STATEMENT.finditer(line))
    if not found or found[0].start() > 0:
        return
    ends = [each.start() for each in found[1:]] + [len(line)]
    for statement, end in zip(found, ends, strict=True):
        named = _named(line[statement.end() : end], _ROLE_OF[statement["label"]])
        # "監修 山田 太郎 医師": where no colon tells, what they are called does
        yield from (person for person in named if statement["bare"] is None or person.credentials)


def before_name(label: str) -> str:
    """A line that only says by whom, as it goes before the next: "監修者:" with a colon, "監修" without one."""
    told = LABEL.fullmatch(label)
    return label.rstrip(": \uff1a") + (": " if told is None or told["bare"] is None else " ")


def _named(words: str, role: str) -> Iterator[Person]:
    if len(words) > _LONG or "\u3002" in words:
        return  # a sentence
    for part in _APART.split(words):
        works: list[str] = []
        titles: list[str] = []
        names: list[str] = []
        for token in _BESIDE.sub(" ", part).split():
            bare = _POLITE.sub("", token)
            if not bare or (names and _READING.fullmatch(bare) and not _READING.fullmatch(names[0])):
                continue  # what is said politely, and how the name is read
            while (title := _TITLES.search(bare)) is not None and len(bare) > len(title[0]):
                titles.insert(0, title[0])
                bare = bare[: title.start()]
            if _TITLES.fullmatch(bare):
                titles.append(bare)  # before the name: "内科 部長 山田太郎"
                continue
            if _AT_WORK.search(bare) and (not names or len(bare) > _GIVEN):
                works.append(bare)
            else:
                names.append(bare)
        name = " ".join(names)
        if _is_name(names):
            yield Person(
                name=name, credentials=" ".join(titles) or None, affiliation=" ".join(works) or None, role=role
            )


def _is_name(parts: list[str]) -> bool:
    signs = "".join(parts)
    if not parts or len(parts) > _PARTS or not _LEAST <= len(signs) <= _MOST or _NO_NAME.search(signs):
        return False
    if not all(_NAME.fullmatch(part) for part in parts) or EAST_SIGN.search(signs) is None:
        return False
    return len(parts) > 1 or "・" in signs or "·" in signs or _KANA.fullmatch(signs) is None
