"""The tags of a page in their order, by the tokenizer of the WHATWG standard (13.2.5), without a tree."""

from __future__ import annotations

import re
from typing import NamedTuple

_TAG = re.compile(
    rb"<(?:(/?)([a-zA-Z][^\t\n\f\r />]*+)"
    rb"((?:[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+"  # the name of an attribute, which may begin with anything
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+|(?=>)))?+"
    rb"(?![\t\n\f\r ]*+=[\t\n\f\r ]*+[\"']))*+)"  # a value in quotes that does not end, and so no tag
    rb"[\t\n\f\r ]*+(/?)[\t\n\f\r /]*+>|(!--)(?:-?+>)?+|(/?[a-zA-Z])|[!?/])"
)
"""A tag, by the tokenizer of the standard; a comment's beginning; a tag that the page ends in; a wrong comment."""
_COMMENT_END = re.compile(rb"--!?>")
_IN_SCRIPT = re.compile(rb"<!--(-?>)?|(-->)|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)


class Tag(NamedTuple):
    """Where a tag begins and ends; its name in small letters."""

    start: int
    end: int
    closes: bool
    name: bytes
    attributes: bytes
    closes_itself: bool


def tag_from(html: bytes, at: int, *, cdata: bool = False) -> Tag | None:
    """The next tag; none where the page ends before or within it. Only drawings and formulas have sections of CDATA."""
    while (found := _TAG.search(html, at)) is not None:
        closes, name, attributes, slash, comment, unended = found.groups()
        if name is not None:
            return Tag(found.start(), found.end(), bool(closes), name.lower(), attributes, bool(slash))
        if unended:
            return None
        at = found.end()
        if cdata and html.startswith(b"[CDATA[", at):
            at = html.find(b"]]>", at) + 3 if html.find(b"]]>", at) > 0 else len(html)
        elif not comment:
            at = html.find(b">", at) + 1 or len(html)
        elif html[at - 1 : at] != b">":
            end = _COMMENT_END.search(html, at)
            at = len(html) if end is None else end.end()
    return None


def text_end(html: bytes, name: bytes, at: int) -> int:
    """Where the text of an element that holds nothing else ends: at its end tag, or with the page."""
    if name in (b"script", b"plaintext"):
        return _script_end(html, at) if name == b"script" else len(html)
    end = re.compile(b"</" + name + rb"(?=[\t\n\f\r />])", re.IGNORECASE).search(html, at)
    return len(html) if end is None else end.start()


def _script_end(html: bytes, at: int) -> int:
    """The same of a script: in what looks like a comment, what looks like a script ends before it does."""
    escaped = inside = False
    for found in _IN_SCRIPT.finditer(html, at):
        empty, closes_comment, closes = found.groups()
        if closes is None:
            escaped = closes_comment is None and empty is None
            inside = inside and escaped
        elif closes and not inside:
            return found.start()
        else:
            inside = escaped and not closes
    return len(html)
