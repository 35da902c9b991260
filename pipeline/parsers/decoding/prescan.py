"""WHATWG "prescan a byte stream to determine its encoding": the label a page declares near its top."""

from __future__ import annotations

import re

import webencodings  # type: ignore[import-untyped]

PRESCAN_BYTES = 1024
LATE_BYTES = 65536
"""How far down a late declaration is still believed (browsers re-parse from the start when they meet one)."""

_HINT = re.compile(rb"charset|<\?xml|^<\x00\?|^\x00<\x00\?", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:(!--)|(meta)(?=[\t\n\f\r /])|(/?[a-z][^\t\n\f\r >]*)|([!/?]))", re.IGNORECASE)
_COMMENT_END = re.compile(rb"-->")
_ATTRIBUTE = re.compile(
    rb"""[\t\n\f\r /]*
    (?: (>) | ([^\t\n\f\r />][^\t\n\f\r />=]*)
        (?: [\t\n\f\r ]* = [\t\n\f\r ]*
            (?: "([^"]*)("|\Z) | '([^']*)('|\Z) | ([^\t\n\f\r >"'][^\t\n\f\r >]*) | (?=>) ) )? )""",
    re.VERBOSE,
)
_CHARSET_IN_CONTENT = re.compile(
    rb"""charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^"'\t\n\f\r ;][^\t\n\f\r ;]*))""", re.I
)
_XML = re.compile(rb"""<\?xml[^>]*?encoding[\x00-\x20]*=[\x00-\x20]*(?:"([^"\x00-\x20]*)"|'([^'\x00-\x20]*)')[^>]*>""")


def declared_label(head: bytes) -> str | None:
    """The encoding label the first bytes declare, or ``None``.

    A ``meta`` beats an XML declaration; ``utf-16`` in either means UTF-8 and ``x-user-defined`` means windows-1252
    (both could not have been read so far otherwise). A label
    no standard knows is returned only when no known one follows.
    """
    if _HINT.search(head) is None:
        return None
    if head.startswith(b"<\x00?\x00x\x00"):
        return "utf-16le"
    if head.startswith(b"\x00<\x00?\x00x"):
        return "utf-16be"
    unknown = None
    for label in _meta_labels(head):
        if webencodings.lookup(label) is not None:
            return _readable(label)
        unknown = unknown or label
    xml = _XML.match(head)
    if xml is not None:
        return _readable((xml[1] or xml[2] or b"").decode("latin-1"))
    return unknown


def _readable(label: str) -> str:
    found = webencodings.lookup(label)
    if found is not None and found.name.startswith("utf-16"):
        return "utf-8"
    if found is not None and found.name == "x-user-defined":
        return "windows-1252"
    return label


def _meta_labels(head: bytes) -> list[str]:
    """Labels of the ``meta`` elements in order, each by the standard's rules."""
    labels: list[str] = []
    position = 0
    while (found := _MARKUP.search(head, position)) is not None:
        position = found.end()
        if found[1] is not None:
            # "<!-->" is a whole comment: the search may start at the two dashes just read.
            end = _COMMENT_END.search(head, position - 2)
            if end is None:
                break
            position = end.end()
        elif found[4] is not None:
            end_of_tag = head.find(b">", position)
            if end_of_tag < 0:
                break
            position = end_of_tag + 1
        else:
            attributes, position = _attributes(head, position)
            if position < 0:
                break
            label = _label_of(attributes) if found[2] is not None else None
            if label:
                labels.append(label)
    return labels


def _attributes(head: bytes, position: int) -> tuple[dict[bytes, bytes], int]:
    """Attributes of a tag (first of a name counts) and where it ends; -1 when the bytes end first."""
    attributes: dict[bytes, bytes] = {}
    while (found := _ATTRIBUTE.match(head, position)) is not None:
        position = found.end()
        if found[1] is not None:
            return attributes, position
        if position >= len(head) or found[4] == b"" or found[6] == b"":
            break
        value = found[3] if found[3] is not None else found[5] if found[5] is not None else found[7] or b""
        attributes.setdefault(found[2].lower(), value)
    return attributes, -1


def _label_of(attributes: dict[bytes, bytes]) -> str | None:
    if b"charset" in attributes:
        return attributes[b"charset"].decode("latin-1").strip()
    if attributes.get(b"http-equiv", b"").lower() != b"content-type":
        return None
    found = _CHARSET_IN_CONTENT.search(attributes.get(b"content", b""))
    if found is None:
        return None
    return (found[1] or found[2] or found[3] or b"").decode("latin-1").strip()
