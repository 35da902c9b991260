"""`python -m benchmarks.accuracy.impossible_dates`: every page of the corpus read, and its claims that cannot be.

Counted are claims of what happened to the page (published, changed, reviewed, bare ...) that lie after the day the page
was captured; years and months that stand on the page only in lines of copyright ("© 2019"; a day is no copyright year:
"© An Agency | 07.11.2023 08:03" is a byline); and dates that stand only where something was looked up ("Accessed May 5,
2020"). A claim whose own label stands in such a line is the label's ("© 2010-2014 A. Last updated on Sep 21, 2017").
Lines are sought in the page's text by this module alone, not by the reader that made the claims.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from benchmarks.accuracy.peers.corpora import date_cases
from pipeline import sites
from pipeline.errors import PipelineError
from pipeline.fetchers.files import from_bytes
from pipeline.model.dates import DateClaim
from pipeline.parsers import read
from tools.corpus import CORPUS

HAPPENED = frozenset(
    ("created", "published", "modified", "major_revision", "reviewed", "current_as_of", "amended", "unlabelled")
)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_LOOKUP = re.compile(
    r"accessed|retrieved|\bcited\b|consultado|consulté|abgerufen|acess(?:o|ado) em|ultimo accesso", re.IGNORECASE
)
_READABILITY = date(2026, 1, 1)
_CDC, _DATES = date(2024, 12, 31), date(2023, 12, 31)
"""Days by which these pages were captured at the latest; a day of their own they do not have."""


class Read(Struct, frozen=True):
    """A page to read: its bytes, its address, the last day it can have been captured on."""

    path: Path
    url: str
    captured: date


class Wrong(Struct, frozen=True):
    """A claim that cannot be, and why."""

    page: str
    why: str
    claim: DateClaim


def pages(corpus: Path = CORPUS) -> Iterator[Read]:
    """Every HTML page of the corpus that has an address."""
    for entry in _index(corpus / "medlineplus" / "topics" / "index.json"):
        page = corpus / "medlineplus" / "topics" / f"{entry['slug']}.html"
        yield Read(page, entry["url"], datetime.fromisoformat(entry["captured"]).date())
    for entry in _index(corpus / "mayoclinic" / "index.json"):
        yield Read(corpus / "mayoclinic" / entry["path"], entry["url"], parsedate_to_datetime(entry["captured"]).date())
    for page in sorted((corpus / "cdc").rglob("*.htm")):
        yield Read(page, f"https://www.cdc.gov/{page.relative_to(corpus / 'cdc').as_posix()}", _CDC)
    for page in sorted((corpus / "history").glob("*/*.html")):
        yield Read(page, f"https://{page.parent.name}.test/", date.fromisoformat(page.stem[:10]))
    for page in sorted((corpus / "readability").glob("*/source.html")):
        yield Read(page, f"https://{re.sub(r'[^a-z0-9]', '-', page.parent.name.lower())}.test/", _READABILITY)
    for case in date_cases(corpus):
        yield Read(Path(case.path), case.url, _DATES)


def wrong_of(page: Read) -> list[Wrong]:
    """The claims of one page that cannot be; a page that is refused makes none."""
    body = page.path.read_bytes()
    when = datetime.combine(page.captured, datetime.min.time(), UTC)
    try:
        document = read(from_bytes(body, url=page.url, fetched_at=when), sites.for_url(page.url))
    except PipelineError:
        return []
    latest = page.captured + timedelta(days=1)
    own = [claim for claim in document.dates if claim.role in HAPPENED and claim.scope == "page"]
    name = str(page.path)
    found = [Wrong(name, "future", claim) for claim in own if claim.lo > latest]
    printed = [claim for claim in own if claim.source == "text"]
    if not printed:
        return found
    tree = LexborHTMLParser(body)
    tree.strip_tags(["script", "style", "noscript", "template"])
    lines = [" ".join(line.split()) for line in (tree.body.text(separator="\n") if tree.body else "").split("\n")]
    for claim in printed:
        holding = [line for line in lines if " ".join(claim.raw.split()) in line]
        words = " ".join((claim.label or "").split())
        if holding and all(_condemns(line, claim) and not (words and words in line) for line in holding):
            found.append(Wrong(name, "copyright or lookup", claim))
    return found


def _condemns(line: str, claim: DateClaim) -> bool:
    year = claim.precision in ("year", "month")
    return _LOOKUP.search(line) is not None or (year and _COPYRIGHT.search(line) is not None)


def main() -> None:
    """Print the count, and each claim that cannot be."""
    if not CORPUS.is_dir():
        raise SystemExit(f"no corpus at {CORPUS}: name it with the environment variable PIPELINE_CORPUS")
    count = 0
    wrong: list[Wrong] = []
    for page in pages():
        count += 1
        wrong += wrong_of(page)
    for each in wrong:
        print(
            f"{each.why}: {each.page}: {each.claim.role} {each.claim.value} ({each.claim.raw!r}, {each.claim.locator})"
        )
    future = sum(each.why == "future" for each in wrong)
    print(f"{count} pages read; {future} claims in the future, {len(wrong) - future} of copyright or lookup lines")


def _index(path: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads(path.read_bytes()) if path.is_file() else []
    return entries


if __name__ == "__main__":
    main()
