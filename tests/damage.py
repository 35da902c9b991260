"""What a failing disk does to a file."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterable, Iterator
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


@contextlib.contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """A write beyond it fails, as it does where a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
