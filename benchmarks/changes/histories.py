"""``python -m benchmarks.changes.histories``: real pages over months, versions by bytes against material versions.

Each page is read twice: by the generic reader, and by a profile of one line that names the element its content
stands in. The words of that element are also taken by another parser, as a judge: a pair of versions whose words differ
and whose grade says that nothing of the words differs was missed. With a page's name, every difference is printed
(``us-pa generic``: as the generic reader reads it).
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from bs4 import BeautifulSoup
from msgspec import structs

from pipeline import parsers, sites
from pipeline.changes import MATERIAL, Diff, compare, plain
from pipeline.errors import ReadError
from pipeline.fetchers.files import from_bytes
from pipeline.model.document import Document
from pipeline.parsers.about.titles import head_title, title_heading
from pipeline.parsers.dates import DateStyle, find_claims
from pipeline.parsers.generic import GENERIC_RULES
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, SiteProfile
from pipeline.parsers.walk.walker import outline
from tools.corpus import CORPUS

CONTAINERS = {
    "fresno-county-ca": "body",
    "gov-scot": "body",
    "health-gov-au": "main#content",
    "health-hawaii-gov": "#main",
    "health-wyo-gov": "#page-content",
    "us-il": "#content",
    "us-pa": "#contentBox",
    "us-va": "body",
}
BESIDE = "script, style, noscript, template, textarea, nav, header, footer, form, aside"


def profiled(name: str) -> SiteProfile:
    """A publisher's profile as small as can be: where the content stands."""

    def read(page: Page) -> Reading:
        root = page.root.one(CONTAINERS[name])
        content = outline(page, [root], GENERIC_RULES)
        dates = [
            claim
            for section in content.sections
            for claim in find_claims(section.text, locator=f"section:{section.id}", style=DateStyle("en"))
        ]
        heading = title_heading(page, root, head_title(page))
        return Reading(title=heading.text() if heading else name, content=content, dates=tuple(dates))

    rule = ReaderRule(page_type="page", recognise=lambda _: True, read=read)
    return structs.replace(sites.by_name("generic"), name=name, readers=(rule,))


def versions(name: str) -> list[Path]:
    """Saved pages of one address, oldest first."""
    return sorted((CORPUS / "history" / name).iterdir())


def document(file: Path, profile: SiteProfile) -> Document | None:
    """The page as read; ``None`` when the reader refuses it."""
    at = datetime.fromisoformat(file.stem[:10]).replace(tzinfo=UTC)
    url = f"https://{file.parent.name}.example/"
    capture = from_bytes(file.read_bytes(), url=url, fetched_at=at, content_type="text/html")
    try:
        return parsers.read(capture, profile)
    except ReadError:
        return None


def words(file: Path) -> Counter[str]:
    """The words of the content by another parser, as a bag."""
    soup = BeautifulSoup(file.read_bytes(), "html.parser")
    root = soup.select_one(CONTAINERS[file.parent.name]) or soup
    for beside in root.select(BESIDE):
        beside.decompose()
    return Counter(unicodedata.normalize("NFKC", root.get_text(" ")).split())


def pairs(name: str, profile: SiteProfile) -> Iterator[tuple[Path, Path, Diff | None]]:
    """Neighbouring versions and what differs; ``None`` where one cannot be read."""
    read = [(file, document(file, profile)) for file in versions(name)]
    for (before, old), (after, new) in pairwise(read):
        yield before, after, compare(old, new) if old and new else None


def table() -> None:
    """One line per page and reader; ``alarms`` and ``missed`` are what the judge holds against the grade."""
    print("| page | reader | versions by bytes | material | other grades | same words | false alarms | missed |")
    print("|---|---|---|---|---|---|---|---|")
    for name in CONTAINERS:
        judged = [words(file) for file in versions(name)]
        same = [before == after for before, after in pairwise(judged)]
        distinct = len({file.read_bytes() for file in versions(name)})
        for reader, profile in (("generic", sites.by_name("generic")), ("profile", profiled(name))):
            grades = [diff.grade if diff else "unread" for _, _, diff in pairs(name, profile)]
            other = ", ".join(f"{n} {grade}" for grade, n in Counter(grades).most_common() if grade not in MATERIAL)
            material = sum(grade in MATERIAL for grade in grades)
            alarms = sum(equal and grade in MATERIAL for equal, grade in zip(same, grades, strict=True))
            missed = sum(
                not equal and grade in ("none", "dates-only") for equal, grade in zip(same, grades, strict=True)
            )
            counts = f"{distinct} | {material} | {other} | {sum(same)} | {alarms} | {missed}"
            print(f"| {name} | {reader} | {counts} |")


def show(name: str, *, generic: bool) -> None:
    """Every difference of one page, and the words by which the judge tells the two apart."""
    for before, after, diff in pairs(name, sites.by_name("generic") if generic else profiled(name)):
        ours, theirs = words(before), words(after)
        print(f"\n===== {before.stem} {after.stem}: {diff.grade if diff else 'unread'}")
        print(f"judge: gone {dict(ours - theirs)} come {dict(theirs - ours)}"[:1500])
        if diff:
            print("\n".join(plain.lines(diff)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        show(sys.argv[1], generic="generic" in sys.argv[2:])
    else:
        table()
