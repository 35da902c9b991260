"""Undoing HTTP content codings (gzip, deflate, br, zstd) under caps, so that a bomb is refused and never inflated.

One call for an entity that is whole (:func:`decode_all`), one object for an entity that is still arriving
(:class:`Decoder`). Both hold at most ``max_bytes`` plus one step of output, whatever the input claims to be.

Rules: RFC 9110 section 8.4 (several codings are listed in the order applied and undone in reverse), RFC 1952 (a gzip
file may have several members), RFC 9659 (a zstd window is at most 8 MiB on the web). ``deflate`` is the zlib format,
but bare RFC 1951 streams are sent under that name and accepted, as browsers do. Bytes after the end of a gzip
or deflate stream are not content and are passed over, as browsers do; the entity as sent keeps them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final, Protocol, cast

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

_CODINGS: Final = frozenset({"gzip", "deflate", "br", "zstd"})
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

_ZSTD_OPTIONS: Final = {int(zstd.DecompressionParameter.window_log_max): 23}

_NOT_THE_CODING: Final = (cast("type[Exception]", isal_zlib.error), brotli.error, zstd.ZstdError, EOFError)


class Decoder:
    """Undoes the content codings of one entity, piece by piece.

    Args:
        content_encoding: value of the ``Content-Encoding`` field (several fields joined by commas);
            ``None``, empty and ``identity`` mean the bytes are the content.
        max_bytes: most bytes of content (and of anything between two codings) that are accepted.

    Raises:
        BadContentCoding: a coding is not known, or too many are stacked.
    """

    def __init__(self, content_encoding: str | None, *, max_bytes: int) -> None:
        self._stages = [_stage(coding) for coding in reversed(codings(content_encoding))]
        self._max_bytes = max_bytes
        self._taken = 0
        self._made = [0] * max(1, len(self._stages))

    def feed(self, chunk: bytes) -> bytes:
        """The content that ``chunk`` completes, possibly none.

        Raises:
            BadContentCoding: the bytes are not what ``Content-Encoding`` says.
            TooLarge: the content passes ``max_bytes`` or :data:`MAX_RATIO`.
        """
        if not self._stages:
            self._taken += len(chunk)
            self._count(0, len(chunk))
            return chunk
        pieces: list[bytes] = []
        view = memoryview(chunk)
        for start in range(0, len(chunk), _SLICE):
            # Counted as it is used up: of a whole bomb at hand, too, only the beginning is ever inflated.
            part = chunk if len(chunk) <= _SLICE else bytes(view[start : start + _SLICE])
            self._taken += len(part)
            pieces.extend(self._through(0, part))
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def finish(self) -> None:
        """See that every stream has come to its end; what there was to give, :meth:`feed` has given.

        An entity without a byte is an entity without content, whatever coding it names (answers to HEAD, 204, 304).

        Raises:
            TruncatedCoding: a stream has not come to its end.
        """
        for stage in self._stages:
            if stage.begun and not stage.ended:
                raise TruncatedCoding(f"the {stage.name} stream ends early, after {self._taken} bytes")

    def _through(self, index: int, data: bytes) -> Iterator[bytes]:
        if index == len(self._stages):
            yield data
            return
        stage = self._stages[index]
        for piece in _steps(stage, data):
            self._count(index, len(piece))
            yield from self._through(index + 1, piece)

    def _count(self, index: int, size: int) -> None:
        made = self._made[index] = self._made[index] + size
        if made > self._max_bytes:
            raise TooLarge(f"the content passes {self._max_bytes} bytes (from {self._taken} sent)")
        if made > RATIO_FROM and made > MAX_RATIO * self._taken:
            raise TooLarge(f"{self._taken} bytes sent inflate to more than {made}: over {MAX_RATIO:g} to one")


def decode_all(entity: bytes, content_encoding: str | None, *, max_bytes: int, whole: bool = True) -> bytes:
    """The content of an entity; without a coding this is ``entity`` itself, not a copy.

    Args:
        entity: the bytes as sent, transfer coding undone.
        content_encoding: see :class:`Decoder`.
        max_bytes: see :class:`Decoder`.
        whole: the stream must reach its end; ``False`` for an entity known to be cut: as much as there is.

    Raises:
        BadContentCoding: the bytes are not what ``Content-Encoding`` says (:class:`TruncatedCoding`: they end early).
        TooLarge: the content passes ``max_bytes`` or the ratio.
    """
    decoder = Decoder(content_encoding, max_bytes=max_bytes)
    body = decoder.feed(entity)
    if whole:
        decoder.finish()
    return body


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
    return name in _NO_CODINGS or "/" in name or (name not in _CODINGS and webencodings.lookup(name) is not None)


class _Stage(Protocol):
    """One coding being undone: ``push`` gives at most a step of output, and again with ``b""`` until it gives none."""

    name: str
    begun: bool

    @property
    def ended(self) -> bool: ...

    def push(self, data: bytes) -> bytes: ...


def _steps(stage: _Stage, data: bytes) -> Iterator[bytes]:
    """Output of a stage for ``data``, in steps."""
    if not data:
        return
    stage.begun = True
    view = memoryview(data)
    for start in range(0, len(data), _SLICE):
        part = data if len(data) <= _SLICE else bytes(view[start : start + _SLICE])
        try:
            while piece := stage.push(part):
                yield piece
                part = b""
        except _NOT_THE_CODING as error:
            raise BadContentCoding(f"the body is not {stage.name}: {error}") from error


class _Inflate:
    """gzip (one member after another) and deflate (zlib format, or bare)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.begun = False
        self._held = b""
        self._inflater: isal_zlib.Decompress | None = None
        self._members = 0
        self._passing = False

    @property
    def ended(self) -> bool:
        return self._members > 0 and self._inflater is None

    def push(self, data: bytes) -> bytes:
        data = self._held + data if self._held else data
        self._held = b""
        while not self._passing:
            if self._inflater is None and not self._open(data):
                return b""
            inflater = self._inflater
            if inflater is None:
                return b""
            piece = inflater.decompress(data, _STEP)
            data = inflater.unconsumed_tail
            if inflater.eof:
                data, self._inflater = inflater.unused_data, None
                self._members += 1
            if piece or (not data and self._inflater is not None):
                self._held = data
                return piece
        return b""

    def _open(self, data: bytes) -> bool:
        """Begins the next stream if ``data`` is the start of one; holds a single byte until the second is there."""
        if len(data) < 2:
            self._held = data
            return False
        if self._members and (self.name == "deflate" or data[:2] != b"\x1f\x8b"):
            self._passing = True
            return False
        if self.name == "gzip" and data[:2] != b"\x1f\x8b":
            raise BadContentCoding(f"the body is not gzip: it begins with {data[:8]!r}")
        if self.name == "gzip":
            self._inflater = isal_zlib.decompressobj(31)
        else:
            zlib_header = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._inflater = isal_zlib.decompressobj(15 if zlib_header else -15)
        return True


class _Brotli:
    name = "br"

    def __init__(self) -> None:
        self.begun = False
        self._decompressor = brotli.Decompressor()

    @property
    def ended(self) -> bool:
        return bool(self._decompressor.is_finished())

    def push(self, data: bytes) -> bytes:
        return b"" if self.ended and not data else bytes(self._decompressor.process(data, output_buffer_limit=_STEP))


class _Zstd:
    """Frames one after another, RFC 8878."""

    name = "zstd"

    def __init__(self) -> None:
        self.begun = False
        self._held = b""
        self._frame: zstd.ZstdDecompressor | None = None

    @property
    def ended(self) -> bool:
        return self._frame is None

    def push(self, data: bytes) -> bytes:
        data = self._held + data if self._held else data
        self._held = b""
        while data or self._frame is not None:
            if self._frame is None:
                self._frame = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
            piece = self._frame.decompress(data, _STEP)
            data = b""
            if self._frame.eof:
                data, self._frame = self._frame.unused_data, None
            if piece or not data:
                self._held = data
                return piece
        return b""


def _stage(coding: str) -> _Stage:
    match coding:
        case "gzip" | "deflate":
            return _Inflate(coding)
        case "br":
            return _Brotli()
        case "zstd":
            return _Zstd()
        case _:
            raise BadContentCoding(f"unknown content coding {coding!r:.100}")
