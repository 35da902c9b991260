"""Where bytes go: compressed, counted and hashed on their way, into a folder that appears whole or not at all.

Compressed files are the same on every run: gzip without name or time (RFC 1952 MTIME 0), zstd without either anyway.
Another version of a compressor may pack the same content differently, so the manifest holds the hash of the content
beside that of the file.
"""

from __future__ import annotations

import errno
import fcntl
import glob
import gzip
import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Literal, Self, cast

import msgspec
import zstandard
from msgspec import Struct

from pipeline.errors import DiskFull, UsageError
from pipeline.nearest import few_of

Compression = Literal["none", "gzip", "zstd"]
SUFFIX: dict[str, str] = {"none": "", "gzip": ".gz", "zstd": ".zst"}
MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"
LITTER = (".DS_Store", "._*", "Thumbs.db", "desktop.ini", ".~lock.*#", "~$*", ".nfs*")
"""What file managers, office programs and network drives leave in a folder that somebody looked into; nobody's work."""


class HashingSink(io.RawIOBase):
    """Passes bytes on, counting and hashing them."""

    def __init__(self, below: BinaryIO) -> None:
        super().__init__()
        self.size = 0
        self._hash = hashlib.sha256()
        self._below: BinaryIO | None = below

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: object) -> int:
        """Take all of ``data`` (anything with a buffer)."""
        view = memoryview(cast("bytes", data))
        if self._below is not None:
            self._below.write(view)
        self._hash.update(view)
        self.size += view.nbytes
        return view.nbytes

    def flush(self) -> None:
        """Hand the flush down."""
        if self._below is not None:
            self._below.flush()

    def let_go(self) -> None:
        """Pass nothing on any more: what gathers bytes above empties itself once more when it is forgotten."""
        self._below = None

    @property
    def sha256(self) -> str:
        """Hex digest of everything written so far."""
        return self._hash.hexdigest()


class OpenFile:
    """One file of an export: content goes into ``content``; sizes and hashes are known after :meth:`close`.

    Leaving its block drops what was not closed, without a word to the file below.
    """

    def __init__(self, raw: BinaryIO, compression: Compression) -> None:
        self._file = HashingSink(raw)
        below = cast("BinaryIO", self._file)
        self._compressor: gzip.GzipFile | zstandard.ZstdCompressionWriter | None = None
        if compression == "gzip":
            self._compressor = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=below, mtime=0)
        elif compression == "zstd":
            self._compressor = zstandard.ZstdCompressor(level=9, write_checksum=True).stream_writer(
                below, closefd=False
            )
        self._content = self._file if self._compressor is None else HashingSink(cast("BinaryIO", self._compressor))
        # Rows are small: gather them before they are hashed and packed.
        self._buffer = io.BufferedWriter(self._content, 1 << 18)
        self.content = cast("BinaryIO", self._buffer)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_failure: object) -> None:
        self._content.let_go()
        self._file.let_go()
        if self._compressor is not None:
            self._compressor.close()

    def close(self) -> None:
        """Finish the compressed stream; the file below stays open."""
        self._buffer.flush()
        self._buffer.detach()
        if self._compressor is not None:
            self._compressor.close()
        self._file.flush()

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._file.size

    @property
    def sha256(self) -> str:
        """Hash of the file."""
        return self._file.sha256

    @property
    def content_sha256(self) -> str:
        """Hash of the content before compression."""
        return self._content.sha256


@contextmanager
def staged(out: Path, *, fresh: bool = False) -> Iterator[Path]:
    """A folder to fill that takes the name ``out`` when the block ends well, and leaves nothing when it does not.

    A folder with a file that no export wrote is refused: an earlier export goes whole, and that file would go with it.
    An earlier export of that name is set aside first and removed last, so that at every moment the name holds a whole
    export or nothing; a crash between the two renames is mended by the next export, which puts the old one back. Of
    several that are written at once each takes its turn, and the last one stays.

    Args:
        out: the name.
        fresh: an earlier export of that name stays, also one that another process finished meanwhile.

    Raises:
        UsageError: ``out`` is a file, or a folder with something in it that no export wrote or that has to stay.
        DiskFull: no space is left.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow a link and replace its target
    previous = out.with_name(f".{out.name}.previous")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _alone(out.parent):
            if not out.exists() and (previous / MANIFEST).exists():
                previous.rename(out)
            _check_replaceable(out)
            _clear_abandoned(out)
            partial = out.with_name(f".{out.name}.partial-{token_hex(4)}")
            partial.mkdir()
            lock = os.open(partial, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError as error:
        raise _said(error, out) from error
    try:
        yield partial
        _settle(partial)
        with _alone(out.parent):
            if fresh:
                _take_name(partial, out)
            else:
                _replace(partial, out, previous)
    except OSError as error:
        raise _said(error, out) from error
    finally:
        os.close(lock)
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Nobody else looks at exports in a folder, sets one aside or gives one its name meanwhile."""
    lock = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _clear_abandoned(out: Path) -> None:
    """Remove what exports that were killed left behind: a living one holds the lock of its folder."""
    for partial in out.parent.glob(f".{glob.escape(out.name)}.partial-*"):
        try:
            held = os.open(partial, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            continue
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(partial, ignore_errors=True)
        finally:
            os.close(held)


class _Ours(Struct):
    """What tells our manifests from others of that name: web applications and browser extensions have one, too."""

    manifest_version: str = ""
    delta_version: str = ""


def _check_replaceable(out: Path) -> None:
    """Refuse a folder that holds a file which no export wrote: it would be gone with the earlier export."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"{out} is not a folder", mend="name a new folder, or one that holds an earlier export")
    if not out.exists():
        return
    ours = _written_by_us(out)
    foreign = sorted(
        name
        for path in out.rglob("*")
        if (path.is_symlink() or not path.is_dir())
        and (name := path.relative_to(out).as_posix()) not in ours
        and not any(fnmatchcase(path.name, pattern) for pattern in LITTER)
    )
    if foreign:
        raise UsageError(
            f"{out} holds what no export wrote, and it would be lost: {few_of(foreign)}",
            mend="name a new folder, or move those out of this one",
        )


def _written_by_us(out: Path) -> set[str]:
    """The files of an earlier export or delta, as its checksums name them; none where the manifest is not ours."""
    try:
        told = msgspec.json.decode((out / MANIFEST).read_bytes(), type=_Ours)
        sums = (out / CHECKSUMS).read_text("utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError, msgspec.MsgspecError):
        return set()
    if not (told.manifest_version or told.delta_version):
        return set()
    return {CHECKSUMS, *(line.partition("  ")[2] for line in sums)}


def _settle(partial: Path) -> None:
    for path in sorted(partial.rglob("*")):
        if path.is_file():
            with path.open("rb") as written:
                os.fsync(written.fileno())


def _take_name(partial: Path, out: Path) -> None:
    try:
        partial.rename(out)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        raise UsageError(f"{out} was written meanwhile, and stays", mend="take another name") from error


def _replace(partial: Path, out: Path, previous: Path) -> None:
    _check_replaceable(out)  # an export takes its time, and somebody may have put something there meanwhile
    _remove(previous)
    if out.exists():
        out.rename(previous)
    partial.rename(out)
    _remove(previous)


def _remove(export: Path) -> None:
    # The manifest goes first: what a crash leaves of the folder is then never taken for a whole export.
    (export / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(export, ignore_errors=True)


def _said(error: OSError, out: Path) -> DiskFull | UsageError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(f"no space left for the export {out}", mend="free some space, or export to another disk")
    if error.errno == errno.EIO:
        return DiskFull(
            f"no part of the export {out} stands: {error.strerror}",
            mend="look at quota, limits on the size of files (ulimit -f) and the disk's health, or export elsewhere",
        )
    file = next((path for path in (out, *out.parents) if path.exists() and not path.is_dir()), None)
    if file is not None:
        return UsageError(f"cannot write the export {out}: {file} is a file", mend="name a folder with -o")
    return UsageError(
        f"cannot write the export {out}: {error.strerror or error}",
        mend="make its folder writable for this user, or name another with -o",
    )
