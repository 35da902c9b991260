"""Undoing HTTP content codings (gzip, deflate, br, zstd) under caps, so that a bomb is refused and never inflated.

No more than ``max_bytes`` plus a step of output for each coding is ever held, whatever the input claims to be.

Rules: RFC 9110 section 8.4 (several codings are listed in the order applied and undone in reverse), RFC 1952 (a gzip
file may have several members), RFC 9659 (a zstd window is at most 8 MiB on the web). ``deflate`` is the zlib format,
but bare RFC 1951 streams are sent under that name and accepted, as browsers do. Bytes after the end of a gzip
or deflate stream are not content and are passed over, as browsers do; the entity as sent keeps them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, cast

import brotli
import webencodings  # type: ignore[import-untyped]
from isal import isal_zlib

from pipeline.errors import BadContentCoding, TooLarge, TruncatedCoding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_CODINGS: Final = 4
"""Codings one answer may stack; more is an attack or a fault (nobody stacks more than two)."""

_NO_CODINGS: Final = frozenset(
    {"identity", "none", "null", "text", "binary", "7bit", "8bit", "chunked", "aws-chunked", "*"}
)

MAX_RATIO: Final = 400.0
"""Inflated bytes per byte sent, past :data:`RATIO_FROM`. Real pages stay under 100; DEFLATE cannot pass 1,032."""

RATIO_FROM: Final = 4 * 2**20
"""Inflated bytes from which the ratio counts; below, a small repetitive page is no danger."""

_STEP: Final = 256 * 2**10
"""Output made at once, bytes (brotli may overshoot a step by half: google/brotli issue 1396)."""

_SLICE: Final = 64 * 2**10
"""Input given at once, bytes; keeps the copying of what a step left over small."""

_GZIP: Final = b"\x1f\x8b"
_ZSTD_OPTIONS: Final = {int(zstd.DecompressionParameter.window_log_max): 23}

_NOT_THE_CODING: Final = (cast("type[Exception]", isal_zlib.error), brotli.error, zstd.ZstdError, EOFError)


def decode_all(entity: bytes, content_encoding: str | None, *, max_bytes: int, whole: bool = True) -> bytes:
    """The content of an entity; without a coding this is ``entity`` itself, not a copy.

    Args:
        entity: the bytes as sent, transfer coding undone.
        content_encoding: value of the ``Content-Encoding`` field (several fields joined by commas);
            ``None``, empty and ``identity`` mean the bytes are the content.
        max_bytes: most bytes of content (and of anything between two codings) that are accepted.
        whole: the stream must reach its end; ``False`` for an entity known to be cut: as much as there is.

    Raises:
        BadContentCoding: a coding is not known, too many are stacked, or the bytes are not what ``Content-Encoding``
            says (:class:`TruncatedCoding`: they end early).
        TooLarge: the content passes ``max_bytes`` or :data:`MAX_RATIO`.
    """
    names = codings(content_encoding)
    for name in names:
        if name not in _UNDO:
            raise BadContentCoding(f"unknown content coding {name!r:.100}")
    if not names and len(entity) > max_bytes:
        raise TooLarge(f"the content passes {max_bytes} bytes (from {len(entity)} sent)")
    if not names:
        return entity
    sent = _Sent(entity)
    pieces: Iterator[bytes] = sent.slices()
    for name in reversed(names):
        pieces = _undone(name, pieces, sent, max_bytes, whole=whole)
    content = list(pieces)
    return content[0] if len(content) == 1 else b"".join(content)


def codings(content_encoding: str | None) -> tuple[str, ...]:
    """The codings in the order applied, by their registered names; ``identity`` is none.

    Nor is what belongs into another field (a charset, a media type, a transfer coding) or says that there is none:
    servers send such names, and browsers pass them over.

    Raises:
        BadContentCoding: more than :data:`MAX_CODINGS`.
    """
    names = (part.strip().lower() for part in (content_encoding or "").split(","))
    kept = tuple(name.removeprefix("x-") for name in names if name and not _is_no_coding(name))
    if len(kept) > MAX_CODINGS:
        raise BadContentCoding(f"{len(kept)} content codings on one answer: {content_encoding!r:.200}")
    return kept


def _is_no_coding(name: str) -> bool:
    return name in _NO_CODINGS or "/" in name or (name not in _UNDO and webencodings.lookup(name) is not None)


class _Sent:
    """The entity, counted as it is used up: of a whole bomb at hand, too, only the beginning is ever inflated."""

    def __init__(self, entity: bytes) -> None:
        self._entity = entity
        self.taken = 0

    def slices(self) -> Iterator[bytes]:
        for start in range(0, len(self._entity), _SLICE):
            part = self._entity[start : start + _SLICE]
            self.taken += len(part)
            yield part


def _undone(name: str, pieces: Iterator[bytes], sent: _Sent, max_bytes: int, *, whole: bool) -> Iterator[bytes]:
    """What comes of the pieces when one coding is undone, under both caps.

    A stream without a byte is one without content, whatever coding it names (answers to HEAD, 204, 304).
    """
    made = 0
    try:
        for piece in _UNDO[name](pieces):
            made += len(piece)
            if made > max_bytes:
                raise TooLarge(f"the content passes {max_bytes} bytes (from {sent.taken} sent)")
            if made > RATIO_FROM and made > MAX_RATIO * sent.taken:
                raise TooLarge(f"{sent.taken} bytes sent inflate to more than {made}: over {MAX_RATIO:g} to one")
            yield piece
    except _Early:
        if whole:
            raise TruncatedCoding(f"the {name} stream ends early, after {sent.taken} bytes") from None
    except _NOT_THE_CODING as error:
        raise BadContentCoding(f"the body is not {name}: {error}") from error


class _Early(Exception):
    """The pieces have come to their end, and the stream has not."""


def _inflated(name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The content of gzip (one member after another) or deflate (zlib format, or bare), a step at a time."""
    inflater: isal_zlib.Decompress | None = None
    members, held = 0, b""
    for piece in pieces:
        data, held = held + piece, b""
        while data or inflater is not None:
            if inflater is None and len(data) < 2:
                held = data  # what begins here is known by two bytes
                break
            if inflater is None and members and (name == "deflate" or data[:2] != _GZIP):
                for _ in pieces:  # what lies behind the stream is not content
                    pass
                return
            inflater = inflater or _inflater(name, data[:8])
            made = inflater.decompress(data, _STEP)
            data = inflater.unconsumed_tail
            if inflater.eof:
                data, inflater, members = inflater.unused_data, None, members + 1
            if made:
                yield made
            elif not data:
                break
    if inflater is not None or (held and not members):
        raise _Early


def _inflater(name: str, begins: bytes) -> isal_zlib.Decompress:
    if name == "deflate":
        zlib_header = begins[0] & 15 == 8 and int.from_bytes(begins[:2], "big") % 31 == 0
        return isal_zlib.decompressobj(15 if zlib_header else -15)
    if not begins.startswith(_GZIP):
        raise BadContentCoding(f"the body is not gzip: it begins with {begins!r}")
    return isal_zlib.decompressobj(31)


def _unbrotlied(pieces: Iterator[bytes]) -> Iterator[bytes]:
    stream, begun = brotli.Decompressor(), False
    for piece in pieces:
        data, begun = piece, True
        while data or not stream.is_finished():
            made = stream.process(data, output_buffer_limit=_STEP)
            data = b""
            if not made:
                break
            yield made
    if begun and not stream.is_finished():
        raise _Early


def _unzstd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Frames one after another, RFC 8878."""
    frame: zstd.ZstdDecompressor | None = None
    for piece in pieces:
        data = piece
        while data or frame is not None:
            frame = frame or zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
            made = frame.decompress(data, _STEP)
            data = b""
            if frame.eof:
                data, frame = frame.unused_data, None
            if made:
                yield made
            elif not data:
                break
    if frame is not None:
        raise _Early


_UNDO: Final[dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]]] = {
    "gzip": partial(_inflated, "gzip"),
    "deflate": partial(_inflated, "deflate"),
    "br": _unbrotlied,
    "zstd": _unzstd,
}
