"""Whether the crawlers of a comparison wrote the same records: our database against another's JSON lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.model.document import Document
from pipeline.storage import Store
from pipeline.urls import origin_of

_HEAD = ("title", "description", "language", "publisher")
_SECTION = ("heading", "level", "path", "group", "kind", "lines")
_LINK = ("text", "section", "kind", "organization")


def differences(database: Path, items: Path) -> list[str]:
    """Paths of the pages of which the two hold different records, or that one of the two lacks."""
    theirs = {urlsplit(item["url"]).path: _theirs(item) for item in map(json.loads, items.open())}
    with Store.open(database, read_only=True) as store:
        ours = {urlsplit(document.url).path: _ours(document) for document in store.documents()}
    ours = {path: said for path, said in ours.items() if "/topic" in path}
    return sorted(path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path))


def _ours(document: Document) -> dict[str, Any]:
    orders = {section.id: section.order for section in document.sections}
    origin = origin_of(document.url)
    return {
        **{name: getattr(document, name) for name in _HEAD},
        "canonical_url": _here(document.canonical_url, origin),
        "subjects": [[subject.scheme, subject.name] for subject in document.subjects],
        "sections": [
            [
                section.heading,
                section.level,
                list(section.path),
                section.group,
                section.kind,
                section.text.split("\n") if section.text else [],
                _here(section.markdown, origin),
            ]
            for section in document.sections
        ],
        "links": [
            [_here(link.url, origin), link.text, orders[link.section_id or ""], link.kind, link.organization]
            for link in document.links
        ],
        "dates": [[d.role, d.value, d.raw, d.source] for d in document.dates if d.source in ("meta", "text")],
        "dublin_core": [[name, _here(said, origin)] for name, said in document.structured_data["dublin_core"]],
    }


def _theirs(item: dict[str, Any]) -> dict[str, Any]:
    origin = origin_of(item["url"])
    return {
        **{name: item[name] for name in _HEAD},
        "canonical_url": _here(item["canonical_url"], origin),
        "subjects": [[subject["scheme"], subject["name"]] for subject in item["subjects"]],
        "sections": [[*(one[name] for name in _SECTION), _here(one["markdown"], origin)] for one in item["sections"]],
        "links": [[_here(link["url"], origin), *(link[name] for name in _LINK)] for link in item["links"]],
        "dates": [[date["role"], date["value"], date["raw"], date["source"]] for date in item["dates"]],
        "dublin_core": [[name, _here(said, origin)] for name, said in item["dublin_core"]],
    }


def _here(text: str | None, origin: str) -> str | None:
    """Text without the server's origin: each crawler knew the one server by a name of its own."""
    return text.replace(origin, "") if text else text


if __name__ == "__main__":  # in a process of its own: what it holds would count as its parent's children's peak
    print(*differences(Path(sys.argv[1]), Path(sys.argv[2])))
