"""How a WARC file is compressed: one gzip member or one zstd frame for each record, or not at all.

gzip: WARC 1.1, annex D. zstd: "Zstandard Compressed WARC Files" 1.0 of the IIPC; a file may begin with a dictionary
in a skippable frame (RFC 8878, section 3.1.2), itself compressed or not, that every frame after it needs.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import Final, Protocol, cast

from isal import isal_zlib
from msgspec import Struct

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP_MAGIC: Final = b"\x1f\x8b\x08"
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
DICTIONARY_MAGIC: Final = b"\x5d\x2a\x4d\x18"
"""Of the skippable frame that holds a dictionary; its length follows in four bytes, little-endian."""

MAGICS: Final = (GZIP_MAGIC, ZSTD_MAGIC, DICTIONARY_MAGIC)

MAX_DICTIONARY: Final = 128 * 2**20
"""Longest dictionary that is unpacked, bytes."""

DAMAGE: Final = (zlib.error, cast("type[Exception]", isal_zlib.error), zstd.ZstdError)
"""What an inflater raises for bytes that are not what they should be."""


class Inflater(Protocol):
    """What the decompression objects of zlib, isal and zstd can all do."""

    @property
    def eof(self) -> bool:
        """Whether the end of the member was reached."""

    @property
    def unused_data(self) -> bytes:
        """What was given and stands behind the end."""

    def decompress(self, data: memoryview, /) -> bytes:
        """The content that ``data`` completes."""


class Packing(Struct, frozen=True):
    """One way of compressing records.

    Attributes:
        name: ``gzip`` or ``zstd``.
        part: what one compressed piece is called.
        magic: the bytes it begins with.
        inflater: makes what unpacks one.
        step: compressed bytes unpacked at once; bounds what a bomb can make of them.
    """

    name: str
    part: str
    magic: bytes
    inflater: Callable[[], Inflater]
    step: int


# isal checks CRC and length as zlib does, at a third of the time; deflate makes a thousand times as much of a step
GZIP: Final = Packing("gzip", "gzip member", GZIP_MAGIC, lambda: isal_zlib.decompressobj(31), 2**14)


def zstd_packing(dictionary: bytes | None = None) -> Packing:
    """The packing of a zstd file, with the content of a file's dictionary frame.

    Raises:
        zstd.ZstdError: the dictionary is none.
    """
    content = dictionary
    if dictionary is not None and dictionary.startswith(ZSTD_MAGIC):
        content = zstd.ZstdDecompressor().decompress(dictionary, MAX_DICTIONARY)
    trained = zstd.ZstdDict(content) if content is not None else None
    return Packing("zstd", "zstd frame", ZSTD_MAGIC, lambda: zstd.ZstdDecompressor(trained), 2**11)
