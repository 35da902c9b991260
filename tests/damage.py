"""What a failing disk does to a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def overwrite(file: Path, places: Iterable[int], garbage: bytes) -> None:
    """Put the same bytes at several offsets of a file."""
    with file.open("r+b") as damaged:
        for place in places:
            damaged.seek(place)
            damaged.write(garbage)


def flip_bit(file: Path, place: int) -> None:
    """Turn one bit of a file over."""
    overwrite(file, [place], bytes([file.read_bytes()[place] ^ 4]))
