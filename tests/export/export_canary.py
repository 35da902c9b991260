"""A database in which a licensed word stands wherever a page could have it, before and after a change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from pipeline.model.document import Document
from pipeline.model.issue import Finding
from pipeline.storage import Store
from pipeline.storage.link_values import Told as CheckedLink
from pipeline.storage.links import Links
from tests import values
from tests.export.export_documents import CANARY, FREE, LICENSED, MIXED, a_document, a_link, a_mixed_document, a_section
from tests.storage.storage_pages import NOW, begin, save

DAY = timedelta(days=1)
MIXED_URL = "https://health.example/mixed.html"
CLOSED_URL = "https://health.example/secret.html"
OPEN_URL = "https://health.example/open.html"
DEAD = f"https://else.example/{CANARY}"
OPEN_DEAD = "https://else.example/open"


def pages(edit: int) -> list[Document]:
    """A mixed page with a free section under a licensed heading, a licensed page, a free one, and three that share."""
    said = f"{CANARY} says take {5 + edit} mg."
    sections = (
        a_section(0, f"Free words, take {edit} mg.", rights=FREE),
        a_section(1, said, rights=LICENSED, heading=CANARY, path=(CANARY,)),
        a_section(2, f"Free words below, {edit} of them.", rights=FREE, path=(CANARY, "Heading 2")),
    )
    mixed = a_mixed_document()
    links = (*mixed.links, a_link(3, "s1", url=DEAD, text=CANARY))
    made = [replace(mixed, sections=sections, links=links, description=said)]
    made.append(a_document("secret", title=f"{CANARY} {edit}", rights=LICENSED, sections=(a_section(0, said),)))
    free = (a_section(0, f"Open words, take {edit} mg."),)
    made.append(a_document("open", sections=free, links=(a_link(0, "s0", url=OPEN_DEAD, text="Open link"),)))
    for number in range(3):
        shared = a_section(1, f"Shared {CANARY} of {edit}.", rights=LICENSED)
        made.append(a_document(f"p{number}", rights=MIXED, sections=(a_section(0, rights=FREE), shared), links=()))
    return made


def put(store: Store, documents: list[Document], run: str, day: int) -> None:
    """A run that saw these pages, and what it changed."""
    at = NOW + day * DAY
    begin(store, run, at=at)
    for document in documents:
        save(store, document, at=at, url=document.url, run_id=run)
    store.settle_changes(run, now=at)
    store.finish_run(run, verdict="ok", now=at)


def fill(store: Store) -> None:
    """Two runs, a change of every page, an event, findings, two broken links, one of them of a licensed section."""
    put(store, pages(1), "run-1", 0)
    put(store, pages(2), "run-2", 1)
    store.sync_findings([finding(MIXED_URL), finding(CLOSED_URL), finding(None)], now=NOW + 2 * DAY)
    links = Links.over(store)
    for day in (1, 9):
        for url in (DEAD, OPEN_DEAD):
            told = CheckedLink(url=url, target=url, host="else.example", good=False, outcome="http-404", status=404)
            links.save_link(told, now=NOW + day * DAY)


def finding(url: str | None, **changes: Any) -> Finding:
    """A finding that quotes."""
    said = {"name": "contradicted", "message": f"says {CANARY}", "evidence": {"quote": CANARY}, "as_of": NOW.date()}
    return values.finding(f"key {url}", url, **{"rule": "FR013", "site": "example", **said, **changes})
