"""Records as gzip members (RFC 1952), each one of its own."""

from __future__ import annotations

from typing import Final

from isal import isal_zlib

Parts = tuple[bytes, ...]
"""One record, in pieces that follow one another."""

GZIP_HEADER: Final = bytes.fromhex("1f8b08000000000000ff")
"""The header of every member written here: no name, no time, unknown system (RFC 1952 2.3)."""

BLOCK: Final = 0xFFFF
"""Most bytes of a stored block (RFC 1951 3.2.4)."""

_LEVEL: Final = 2
_AT_ONCE: Final = BLOCK  # bytes of a record that are copied together: that costs less than a stream of its own


def gzip_member(parts: Parts, *, packed: bool = False) -> Parts:
    """A record as one gzip member of its own, in pieces.

    Args:
        parts: the record.
        packed: most of it was compressed by the server, and no level gains anything: a short one is stored as it is.
    """
    if sum(map(len, parts)) <= _AT_ONCE:
        whole = b"".join(parts)
        return stored_member(whole) if packed else (isal_zlib.compress(whole, _LEVEL, 31),)
    compressor = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, 31)
    made = [compressor.compress(part) for part in parts]
    made.append(compressor.flush())
    return tuple(piece for piece in made if piece)


def stored_member(content: bytes, blocks: int = 1) -> Parts:
    """A gzip member that holds its content as it is, in so many blocks."""
    made = [GZIP_HEADER]
    for number in range(blocks):
        piece = content[number * BLOCK : (number + 1) * BLOCK]
        last = number == blocks - 1
        sizes = len(piece).to_bytes(2, "little") + (len(piece) ^ BLOCK).to_bytes(2, "little")
        made += [bytes((last,)) + sizes, piece]
    trailer = isal_zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
    return (*made, trailer)
