"""Microdata to JSON as WHATWG HTML says (5.2 "Encoding microdata", 5.4 "Converting to other formats")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from selectolax.lexbor import LexborNode

from pipeline.model.issue import Issue
from pipeline.parsers.gathering import Selectable

MAX_DEPTH = 40
MAX_VALUES = 20_000
MAX_TEXT = 4_000_000
"""Bounds for pages built to explode: items that refer to each other, text nested in itself. Characters, not bytes."""

_VALUE_ATTRIBUTE = {
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("data", "meter"), "value"),
    "object": "data",
    "meta": "content",
}
_ERROR = "ERROR"
"""What the standard writes for an item that contains itself."""


class _Item(Struct):
    """An element with ``itemscope`` and the elements that are its properties, in tree order."""

    node: LexborNode
    attributes: dict[str, str | None]
    properties: list[tuple[str, LexborNode]]


class _Budget(Struct):
    values: int = MAX_VALUES
    text: int = MAX_TEXT
    spent: bool = False


def read_microdata(tree: Selectable, issues: list[Issue]) -> list[dict[str, Any]]:
    """Top-level items: ``{"type": [...], "id": ..., "properties": {name: [value, ...]}}``; URLs stay as written."""
    scopes = tree.css("[itemscope]")
    if not scopes:
        return []
    items = {node.mem_id: _Item(node=node, attributes=node.attributes, properties=[]) for node in scopes}
    _assign(tree, items)
    budget = _Budget()
    top = [item for item in items.values() if not item.attributes.get("itemprop")]
    found = [_json(item, items, budget, ()) for item in top]
    if budget.spent:
        message = f"microdata passes {MAX_DEPTH} levels, {MAX_VALUES} values or {MAX_TEXT} characters; cut there"
        issues.append(Issue("microdata-too-large", "warning", message, {"items": str(len(items))}))
    return [item for item in found if isinstance(item, dict)]


def _assign(tree: Selectable, items: dict[int, _Item]) -> None:
    """Give every ``itemprop`` element to the items it belongs to, each found by walking up once."""
    referrers = _referrers(tree, items)
    owners: dict[int, tuple[int, ...]] = {}
    # No item reaches beyond its element, unless it refers to another one.
    places: Sequence[Selectable] = [tree] if referrers else _outermost(items)
    for node in (node for place in places for node in place.css("[itemprop]")):
        names = (node.attributes.get("itemprop") or "").split()
        if not names:
            continue
        own = referrers.get(node.mem_id, ())
        for item in dict.fromkeys((*_owners(node.parent, items, referrers, owners), *own)):
            if item != node.mem_id:
                items[item].properties += [(name, node) for name in dict.fromkeys(names)]


def _outermost(items: dict[int, _Item]) -> list[LexborNode]:
    """Items that stand in no other, in page order; no way up is gone twice."""
    outermost: list[LexborNode] = []
    outside: set[int] = set()
    for item in items.values():
        way: list[int] = []
        above = item.node.parent
        while above is not None and (key := above.mem_id) not in items and key not in outside:
            way.append(key)
            above = above.parent
        if above is None or above.mem_id in outside:
            outermost.append(item.node)
            outside.update(way)
    return outermost


def _owners(
    node: LexborNode | None,
    items: dict[int, _Item],
    referrers: dict[int, tuple[int, ...]],
    known: dict[int, tuple[int, ...]],
) -> tuple[int, ...]:
    """Items whose properties stand directly inside a node: its nearest item, and all that refer to a part below it."""
    way: list[int] = []
    owner: tuple[int, ...] = ()
    while node is not None:
        key = node.mem_id
        if key in known:
            owner = known[key]
            break
        way.append(key)
        if key in items:
            owner = (key,)
            break
        node = node.parent
    for key in reversed(way):
        if key not in items and key in referrers:
            owner = (*owner, *referrers[key])
        known[key] = owner
    return owner


def _referrers(tree: Selectable, items: dict[int, _Item]) -> dict[int, tuple[int, ...]]:
    """For each element named in an ``itemref``, the items that name it."""
    wanted: dict[str, list[int]] = {}
    for key, item in items.items():
        for name in dict.fromkeys((item.attributes.get("itemref") or "").split()):
            wanted.setdefault(name, []).append(key)
    if not wanted:
        return {}
    found: dict[int, tuple[int, ...]] = {}
    for node in tree.css("[id]"):
        referring = wanted.pop(node.id or "", None)  # the first element of an id counts
        if referring:
            found[node.mem_id] = tuple(referring)
    return found


def _json(item: _Item, items: dict[int, _Item], budget: _Budget, inside: tuple[int, ...]) -> dict[str, Any] | str:
    key = item.node.mem_id
    if key in inside:
        return _ERROR
    if len(inside) >= MAX_DEPTH or budget.values <= 0:
        budget.spent = True
        return _ERROR
    result: dict[str, Any] = {}
    types = (item.attributes.get("itemtype") or "").split()
    if types:
        result["type"] = types
    if item.attributes.get("itemid"):
        result["id"] = item.attributes["itemid"]
    properties: dict[str, list[Any]] = {}
    for name, node in item.properties:
        budget.values -= 1
        inner = items.get(node.mem_id)
        value = _text_value(node, budget) if inner is None else _json(inner, items, budget, (*inside, key))
        properties.setdefault(name, []).append(value)
    result["properties"] = properties
    return result


def _text_value(node: LexborNode, budget: _Budget) -> str:
    """The property value of an element without ``itemscope``; the page's words without the white space around them."""
    tag = node.tag or ""
    attributes = node.attributes
    # The standard reads ``content`` of metas only; publishers (and schema.org's own examples) put the machine form of a
    # printed date or price there on any element.
    content = attributes.get("content")
    if content is not None:
        return content
    if tag in _VALUE_ATTRIBUTE:
        return attributes.get(_VALUE_ATTRIBUTE[tag]) or ""
    if tag == "time" and attributes.get("datetime"):
        return attributes["datetime"] or ""
    if budget.text <= 0:
        budget.spent = True
        return ""
    text = node.text(deep=True, separator="", strip=False)
    budget.text -= len(text)
    return text.strip()
