"""JSON-LD scripts: JSON by the letter first, then the breakages that publishers really make, each reported."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import msgspec

from pipeline.model.issue import Issue
from pipeline.parsers.gathering import Selectable

_WRAPPER = re.compile(
    r"^\s*(?:(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*/)?)+|(?:(?://|/\*)?\s*(?:-->|\]\]>)\s*(?:\*/)?)+\s*;?\s*$"
)
_COMMENTS_FIRST = re.compile(r"^\s*(?:<!--(?:(?!-->).)*-->\s*)+(?=[\[{])", re.DOTALL)
_STRING_OR_NOISE = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)
_COMMA_LEFT = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_LONE_SURROGATE = re.compile(
    r"(?<!\\)((?:\\\\)*)(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)


def read_jsonld(tree: Selectable, issues: list[Issue]) -> list[Any]:
    """Values of the page's JSON-LD scripts in order; ``null`` and empty scripts say nothing and are left out."""
    values = []
    scripts = [node for node in tree.css("script") if "ld+json" in (node.attributes.get("type") or "").lower()]
    for number, script in enumerate(scripts):
        text = script.text(deep=True)
        if not text or text.isspace():
            continue
        value = _read(text, number, issues)
        if value is not None:
            values.append(value)
    return values


def listed(value: Any) -> list[Any]:
    """The values of a property: one value stands without brackets, none is ``None``."""
    return value if isinstance(value, list) else [] if value is None else [value]


def name_of(thing: object) -> str | None:
    """What a thing is called: its ``name``, of several the first, a person's in parts, or the words in its place."""
    name = next(iter(listed(thing.get("name"))), None) if isinstance(thing, dict) else thing
    if name is None and isinstance(thing, dict):
        parts = thing.get("givenName"), thing.get("familyName")
        name = " ".join(part for part in parts if isinstance(part, str))
    return plain(name) or None if isinstance(name, str) else None


def plain(words: str) -> str:
    """Words as a reader sees them: publishing systems leave HTML's escapes in their JSON ("Q&#038;A")."""
    return " ".join((html.unescape(words) if "&" in words else words).split())


def _read(text: str, number: int, issues: list[Issue]) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        reason = str(error)
    for mended, how in _mendings(text):
        try:
            value = json.loads(mended, strict=False, parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            continue
        message = f"JSON-LD script {number} is not JSON ({reason}); read after mending: {how}"
        evidence = {"script": str(number), "error": reason, "mended": how}
        issues.append(Issue("jsonld-mended", "info", message, evidence))
        return value
    evidence = {"script": str(number), "error": reason, "text": text.strip()[:200]}
    issues.append(Issue("jsonld-broken", "warning", f"JSON-LD script {number} cannot be read: {reason}", evidence))
    return None


def _mendings(text: str) -> list[tuple[str, str]]:
    """Texts to try, the least changed first, with the name of what was done."""
    text = _LONE_SURROGATE.sub(r"\1\\ufffd", text)
    tries = [(text, "control characters")]
    bare = _WRAPPER.sub("", _COMMENTS_FIRST.sub("", text)).strip().rstrip(";")
    tries.append((bare, "wrapper"))
    plain = _COMMA_LEFT.sub(lambda found: found[1] or "", _STRING_OR_NOISE.sub(lambda found: found[1] or "", bare))
    tries.append((plain, "comments and trailing commas"))
    if "&" in bare:
        tries.append((html.unescape(bare), "entities"))
    return tries
