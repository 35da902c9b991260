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

_HEAD = ("title", "description", "language", "publisher", "canonical_url", "also_called")
_SECTION = ("heading", "level", "path", "group", "kind", "anchor", "markdown")
_LINK = ("url", "text", "kind", "organization", "from_nih", "media", "note")
_LISTS = {
    "breadcrumbs": ("text", "url"),
    "alternates": ("language", "url"),
    "subjects": ("scheme", "name"),
    "related": ("relation", "text", "url"),
    "images": ("url", "alt"),
    "people": ("name", "affiliation", "role"),
    "dates": ("role", "value", "raw", "source"),
}
_STRUCTURED = ("jsonld", "dublin_core", "opengraph", "twitter")


def differences(database: Path, items: Path) -> dict[str, list[str]]:
    """Path of each page of which the two hold different records, or that one of the two lacks, with the fields."""
    theirs = {urlsplit(item["url"]).path: of_theirs(item) for item in map(json.loads, items.open())}
    with Store.open(database, read_only=True) as store:
        ours = {urlsplit(document.url).path: of_ours(document) for document in store.documents()}
    ours = {path: said for path, said in ours.items() if "/topic" in path}
    differing: dict[str, list[str]] = {}
    for path in ours.keys() | theirs.keys():
        one, other = ours.get(path, {}), theirs.get(path, {})
        fields = [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
        if fields:
            differing[path] = fields
    return differing


def of_ours(document: Document) -> dict[str, Any]:
    """What is compared of a record of ours."""
    orders = {section.id: section.order for section in document.sections}
    said = {
        **{name: getattr(document, name) for name in _HEAD},
        "sections": [
            [*(getattr(one, name) for name in _SECTION), one.text.split("\n") if one.text else []]
            for one in document.sections
        ],
        "links": [
            [
                *(getattr(link, name) for name in _LINK),
                orders[link.section_id or ""],
                [[also.language, also.url] for also in link.also_in],
            ]
            for link in document.links
        ],
        **{
            name: [[getattr(one, field) for field in fields] for one in getattr(document, name)]
            for name, fields in _LISTS.items()
        },
        **{name: document.structured_data[name] for name in _STRUCTURED},
    }
    said["dates"] = [date for date in said["dates"] if date[-1] in ("meta", "text")]
    return _here(said, document.url)


def of_theirs(item: dict[str, Any]) -> dict[str, Any]:
    """The same of a line of another's."""
    said = {
        **{name: item[name] for name in _HEAD},
        "sections": [[*(one[name] for name in _SECTION), one["lines"]] for one in item["sections"]],
        "links": [
            [
                *(link[name] for name in _LINK),
                link["section"],
                [[also["language"], also["url"]] for also in link["also_in"]],
            ]
            for link in item["links"]
        ],
        **{name: [[one[field] for field in fields] for one in item[name]] for name, fields in _LISTS.items()},
        **{name: item[name] for name in _STRUCTURED},
    }
    return _here(said, item["url"])


def _here(said: dict[str, Any], url: str) -> dict[str, Any]:
    """What a page says without the server's origin: each crawler knew the one server by a name of its own."""
    here: dict[str, Any] = json.loads(json.dumps(said, ensure_ascii=False, default=list).replace(origin_of(url), ""))
    return here


if __name__ == "__main__":  # in a process of its own: what it holds would count as its parent's children's peak
    print(json.dumps(differences(Path(sys.argv[1]), Path(sys.argv[2]))))
