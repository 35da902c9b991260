"""Bytes of a page to UTF-8 ready for the HTML parser, by the WHATWG rules, with what decided.

Order (WHATWG HTML, 13.2.3.2 "Determining the character encoding"): byte order mark, then the HTTP ``charset``, then the
``<meta>`` prescan (or XML declaration), then the bytes themselves, then windows-1252. Labels are looked up as WHATWG
Encoding says (``iso-8859-1`` means windows-1252).

Where a browser would lose characters we do not follow it, and say so with an issue: a declaration that the bytes refute
is set aside (``encoding-mismatch``), bytes that no encoding explains become U+FFFD and are listed
(``encoding-damaged``).
"""

from __future__ import annotations

import codecs
import re

import msgspec
import webencodings  # type: ignore[import-untyped]
from msgspec import Struct

from pipeline.content_type import charset_of
from pipeline.model.document import Encoding
from pipeline.model.issue import Issue
from pipeline.parsers.decoding.detection import detected
from pipeline.parsers.decoding.prescan import LATE_BYTES, PRESCAN_BYTES, declared_label

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32le"),
    (b"\x00\x00\xfe\xff", "utf-32be"),
    (b"\xff\xfe", "utf-16le"),
    (b"\xfe\xff", "utf-16be"),
)
_EXTRA_CODECS = {"gbk": "gb18030", "utf-32le": "utf-32-le", "utf-32be": "utf-32-be"}
"""WHATWG decodes gbk as gb18030; UTF-32 is unknown to browsers but text to an archive."""

_CODE_PAGE = re.compile(r"(?:ibm|cp|mac|iso-?2022-|iso-?8859-|johab|hz)[\w-]*", re.IGNORECASE)
"""Text encodings browsers dropped; Python's other codec names (``rot13``, ``unicode_escape``) must not be reachable."""

_STRETCHES = 16384
_STRETCH = 1024
"""Bytes that are asked for others than ASCII at a time: many first, then those of them that hold some."""
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


class Decoded(Struct, frozen=True, kw_only=True):
    """A page as UTF-8.

    Attributes:
        utf8: the text, without byte order mark; the given object itself where it already was valid UTF-8.
        encoding: WHATWG name of what the bytes were read as, and what decided.
        replacements: U+FFFD that decoding put in place of bytes it could not read (the page's own are not counted).
        issue: what is wrong with the page's declaration or bytes, if anything.
        beyond: what :func:`beyond_ascii` says of ``utf8``.
    """

    utf8: bytes
    encoding: Encoding
    replacements: int = 0
    issue: Issue | None = None
    beyond: bytes


def beyond_ascii(utf8: bytes) -> bytes:
    """The stretches of a text that hold more than ASCII; one space stands for all that lies between two of them.

    Valid UTF-8 exactly if the text is. Pages are ASCII for the most part, and to tell so costs half of decoding them.
    """
    windows = [utf8[start : start + _STRETCHES] for start in range(0, len(utf8), _STRETCHES)]
    return b"".join([b" " if window.isascii() else _stretches(window) for window in windows])


def _stretches(text: bytes) -> bytes:
    windows = [text[start : start + _STRETCH] for start in range(0, len(text), _STRETCH)]
    return b"".join([b" " if window.isascii() else window for window in windows])


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Read a body as text.

    Args:
        body: the bytes after content coding is undone.
        content_type: the HTTP field's value, if there was one.
    """
    for mark, name in _BOMS:
        if body.startswith(mark) and (not name.startswith("utf-32") or _decodes(body[4:], name)):
            return _as(body[len(mark) :], name, "bom")
    unknown = None
    for decided_by in ("http", "meta"):
        label = charset_of(content_type) if decided_by == "http" else _meta_label(body)
        if label is None:
            continue
        known = _lookup(label)
        if known is None:
            unknown = unknown or _unknown_label(label, decided_by)
            continue
        return _declared(body, known, decided_by, unknown)
    return _undeclared(body, unknown)


def _meta_label(body: bytes) -> str | None:
    """The declared label: within the prescan's 1024 bytes, else further down, where a browser re-parses the page."""
    label = declared_label(body[:PRESCAN_BYTES])
    if label is None and len(body) > PRESCAN_BYTES:
        label = declared_label(body[:LATE_BYTES])
    return label


def _lookup(label: str) -> str | None:
    """WHATWG name of a label, or Python's for a code page WHATWG leaves out; ``None`` when nobody knows the label."""
    found = webencodings.lookup(label)
    if found is not None and found.name != "replacement":
        return str(found.name)
    if _CODE_PAGE.fullmatch(label) is None:
        return None
    try:
        return codecs.lookup(label).name
    except LookupError:
        return None


def _codec(name: str) -> codecs.CodecInfo:
    extra = _EXTRA_CODECS.get(name)
    if extra is not None:
        return codecs.lookup(extra)
    found = webencodings.lookup(name)
    if found is None:
        return codecs.lookup(name)
    info: codecs.CodecInfo = found.codec_info
    return info


def _decodes(body: bytes, name: str) -> bool:
    try:
        _codec(name).decode(body, "strict")
    except UnicodeDecodeError:
        return False
    return True


def _declared(body: bytes, name: str, decided_by: str, issue: Issue | None) -> Decoded:
    """What the page or the server says, unless the bytes refute it."""
    if name == "utf-8":
        beyond = beyond_ascii(body)
        if _decodes(beyond, name):
            return Decoded(utf8=body, encoding=Encoding(name=name, decided_by=decided_by), issue=issue, beyond=beyond)
        good, bad = _utf8_balance(body)
        if good >= bad:
            return _as(body, name, decided_by)
        return _mismatch(body, declared=name, declared_by=decided_by, used=detected(body) or "windows-1252")
    if not body.isascii() and _decodes(body, "utf-8"):
        single_byte = _codec(name).name.startswith(("cp125", "iso8859", "koi8", "mac", "cp866", "cp874"))
        if single_byte or not _decodes(body, name):
            return _mismatch(body, declared=name, declared_by=decided_by, used="utf-8")
    return _as(body, name, decided_by, issue)


def _undeclared(body: bytes, issue: Issue | None) -> Decoded:
    if b"\x1b$" not in body and b"\x00" not in body:
        if body.isascii():
            # Every ASCII-compatible encoding reads these bytes alike; WHATWG's default is the honest name.
            default = Encoding(name="windows-1252", decided_by="default")
            return Decoded(utf8=body, encoding=default, issue=issue, beyond=b"")
        beyond = beyond_ascii(body)
        if _decodes(beyond, "utf-8"):
            found = Encoding(name="utf-8", decided_by="detected")
            return Decoded(utf8=body, encoding=found, issue=issue, beyond=beyond)
    name = detected(body)
    return _as(body, name or "windows-1252", "detected" if name else "default", issue)


def _mismatch(body: bytes, *, declared: str, declared_by: str, used: str) -> Decoded:
    read = _as(body, used, "detected")
    message = f"declared {declared} by {declared_by}, but the bytes are {used}; read as {used}"
    evidence = {"declared": declared, "declared_by": declared_by, "used": used, "bytes": _sample(body)}
    return msgspec.structs.replace(read, issue=Issue("encoding-mismatch", "warning", message, evidence))


def _as(body: bytes, name: str, decided_by: str, issue: Issue | None = None) -> Decoded:
    """Decode; what cannot be read becomes U+FFFD, is counted and listed."""
    encoding = Encoding(name=name, decided_by=decided_by)
    codec = _codec(name)
    try:
        text = codec.decode(body, "strict")[0]
        utf8 = body if name == "utf-8" else _utf8(text)
        return Decoded(utf8=utf8, encoding=encoding, issue=issue, beyond=beyond_ascii(utf8))
    except UnicodeDecodeError:
        pass
    lost: list[tuple[int, bytes]] = []
    windows = codec.name.startswith("cp125") or codec.name == "cp874"

    def keep_account(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        piece = error.object[error.start : error.end]
        if windows and len(piece) == 1 and piece[0] < 0xA0:
            # The WHATWG single-byte indexes map the holes of 0x80-0x9F to C1 controls; Python's codecs leave them out.
            return chr(piece[0]), error.end
        lost.append((error.start, piece))
        return "\ufffd", error.end

    codecs.register_error(_ACCOUNT, keep_account)
    text = codec.decode(body, _ACCOUNT)[0]
    if lost:
        issue = _damaged(name, lost)
    utf8 = _utf8(text)
    return Decoded(utf8=utf8, encoding=encoding, replacements=len(lost), issue=issue, beyond=beyond_ascii(utf8))


_ACCOUNT = "pipeline-account"


def _utf8(text: str) -> bytes:
    """UTF-8 of text; lone surrogates (which UTF-16 bytes can hold) become U+FFFD."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")


def _utf8_balance(body: bytes) -> tuple[int, int]:
    """How many multi-byte UTF-8 characters the body holds, and how many high bytes outside of them."""
    good = bad = 0
    for run in _HIGH_RUN.findall(body):
        found = _MULTIBYTE.findall(run)
        good += len(found)
        bad += len(run) - sum(map(len, found))
    return good, bad


def _sample(body: bytes) -> str:
    """The first non-ASCII bytes with a little context, as hexadecimal."""
    found = _HIGH_RUN.search(body)
    return "" if found is None else body[found.start() : found.start() + 16].hex(" ")


def _damaged(name: str, lost: list[tuple[int, bytes]]) -> Issue:
    places = ", ".join(f"{piece.hex()} at byte {start}" for start, piece in lost[:5])
    message = f"{len(lost)} byte sequences are not {name}; U+FFFD stands for each"
    return Issue("encoding-damaged", "warning", message, {"encoding": name, "count": str(len(lost)), "bytes": places})


def _unknown_label(label: str, decided_by: str) -> Issue:
    message = f"the page declares the encoding {label[:40]!r}, which no standard knows"
    return Issue("encoding-label-unknown", "warning", message, {"label": label[:80], "declared_by": decided_by})
