"""Whether the crawlers of a comparison wrote the same records: our database against another's JSON lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.model.document import Document
from pipeline.storage import Store


def differences(database: Path, items: Path) -> list[str]:
    """Paths of the pages whose headings, lines, links or dates differ, or that one of the two lacks."""
    theirs = {urlsplit(item["url"]).path: _theirs(item) for item in map(json.loads, items.open())}
    with Store.open(database, read_only=True) as store:
        ours = {urlsplit(document.url).path: _ours(document) for document in store.documents()}
    ours = {path: said for path, said in ours.items() if "/topic" in path}
    return sorted(path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path))


def _ours(document: Document) -> dict[str, Any]:
    orders = {section.id: section.order for section in document.sections}
    return {
        "title": document.title,
        "sections": [
            [section.heading, section.level, list(section.path), section.text.split("\n") if section.text else []]
            for section in document.sections
        ],
        "links": [
            [urlsplit(link.url).path, link.text, orders[link.section_id or ""], link.organization]
            for link in document.links
        ],
        "dates": sorted(claim.raw for claim in document.dates if claim.source in ("meta", "text")),
    }


def _theirs(item: dict[str, Any]) -> dict[str, Any]:
    dates = [item["DC.Date.Modified"], item["DC.Date.Created"], item["last_updated"].removeprefix("Last updated ")]
    return {
        "title": item["title"],
        "sections": [[one["heading"], one["level"], one["path"], one["lines"]] for one in item["sections"]],
        "links": [
            [urlsplit(link["url"]).path, link["text"], link["section"], link["organization"]] for link in item["links"]
        ],
        "dates": sorted(filter(None, dates)),
    }


if __name__ == "__main__":  # in a process of its own: what it holds would count as its parent's children's peak
    print(*differences(Path(sys.argv[1]), Path(sys.argv[2])))
