"""WACZ packages: the WARC files in them, and whether the package is what it says (WACZ 1.1.1, sections 3 to 5).

A package is a ZIP file with ``archive/*.warc.gz``, indexes, and ``datapackage.json``, which states length and digest of
every file; ``datapackage-digest.json`` states the digest of that one. Signatures are not judged: who signed is a
question of trust that reading cannot answer.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, Final, cast

import msgspec
from msgspec import Struct

from pipeline.archive.unpacking import TROUBLE, Window
from pipeline.errors import ArchiveError, DamagedRecord

DESCRIPTION: Final = "datapackage.json"
DESCRIPTION_DIGEST: Final = "datapackage-digest.json"

PACKAGE: Final = ".wacz"
OnDamage = Callable[[ArchiveError], None]

_WARC: Final = (".warc.gz", ".warc", ".warc.zst")
_LOCAL_HEADER: Final = 30
_SLICE: Final = 2**20
_LARGEST_DESCRIPTION: Final = 64 * 2**20


class _Stats(Struct, frozen=True):
    """Of WACZ 1.0."""

    hash: str | None = None
    bytes: int | None = None


class _Resource(Struct, frozen=True):
    path: str
    hash: str | None = None
    bytes: int | None = None
    hashing: str | None = None
    stats: _Stats = _Stats()


class _Description(Struct, frozen=True):
    resources: tuple[_Resource, ...] = ()


class _Digest(Struct, frozen=True):
    hash: str
    path: str = DESCRIPTION


def package_of(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    """A package opened for reading.

    Raises:
        ArchiveError: it is no ZIP file, or its directory, which stands at the end, is cut off.
    """
    try:
        return zipfile.ZipFile(stream)
    except TROUBLE as error:
        raise ArchiveError(f"{name} is no readable WACZ package (ZIP): {error}") from error


def warc_names(package: zipfile.ZipFile, name: str) -> list[str]:
    """What the WARC files in a package are called.

    Raises:
        ArchiveError: there is none.
    """
    names = [f"{name}/{entry.filename}" for entry in package.infolist() if entry.filename.endswith(_WARC)]
    if not names:
        raise ArchiveError(f"{name}: a WACZ package without a WARC file in it")
    return names


def entry_stream(package: zipfile.ZipFile, stream: BinaryIO, entry: zipfile.ZipInfo) -> BinaryIO:
    """One file of a package, seekable.

    One that is stored, as the format asks, is read where it lies: so damage in it costs the record it is in, and not
    everything, as the ZIP reader's checksum at the end of a file would have it.

    Raises:
        ArchiveError: it cannot be opened.
    """
    try:
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
            return cast("BinaryIO", package.open(entry))
        stream.seek(entry.header_offset)
        head = stream.read(_LOCAL_HEADER)
    except (*TROUBLE, RuntimeError, NotImplementedError) as error:
        raise ArchiveError(f"{entry.filename} in the package cannot be opened: {error}") from error
    names = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    return cast("BinaryIO", Window(stream, entry.header_offset + _LOCAL_HEADER + names, entry.file_size))


@contextmanager
def open_files(stream: BinaryIO, name: str) -> Iterator[Files]:
    """The WARC files behind a name, without a look at what a package says of itself.

    Raises:
        ArchiveError: a package that cannot be opened.
    """
    with ExitStack() as stack:
        yield Files(stream, name, stack)


class Files:
    """The WARC files behind a name: the file itself, those in a package, one in a package.

    A package without a directory (it stands at the end: the file was cut) is read like a WARC file with damage before
    and between its records, which is what it is.

    Args:
        stream: the file, seekable.
        name: what it is called; ``NAME.wacz/PATH`` for one in a package.
        stack: closes what is opened.
        on_damage: told of what is wrong with a package; without it the first fault is raised.
        check: look whether a package is what it says of itself.

    Attributes:
        names: in the order they are read.
    """

    def __init__(
        self, stream: BinaryIO, name: str, stack: ExitStack, *, on_damage: OnDamage | None = None, check: bool = False
    ) -> None:
        self.names = [name]
        self._stream = stream
        self._stack = stack
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._package: zipfile.ZipFile | None = None
        package_name, inside, _ = name.partition(f"{PACKAGE}/")
        package_name += PACKAGE if inside else ""
        if not package_name.endswith(PACKAGE):
            return
        try:
            self._package = stack.enter_context(package_of(stream, package_name))
        except ArchiveError as error:
            if inside or on_damage is None:
                raise
            on_damage(error)
            return
        self._entries = {f"{package_name}/{entry.filename}": entry for entry in self._package.infolist()}
        if not inside:
            for fault in package_faults(self._package, package_name) if check else ():
                if on_damage is None:
                    raise fault
                on_damage(fault)
            self.names = warc_names(self._package, package_name)

    def view(self, name: str) -> BinaryIO:
        """One of them, open, with a position of its own."""
        if self._package is None:
            return cast("BinaryIO", Window(self._stream))
        if name not in self._entries:
            raise ArchiveError(f"{name} is not in the package")
        return self._stack.enter_context(entry_stream(self._package, self._stream, self._entries[name]))


def package_faults(package: zipfile.ZipFile, name: str) -> Iterator[DamagedRecord]:
    """What in a package is not as it says; offsets are those of the files in the package.

    A package without a description, or whose description does not name a WARC file in it, cannot be checked, which is a
    fault as well: the format asks for both.
    """
    entries = {entry.filename: entry for entry in package.infolist()}

    def fault(path: str, message: str) -> DamagedRecord:
        entry = entries.get(path)
        return DamagedRecord(f"{path}: {message}", file=name, offset=entry.header_offset if entry else 0)

    if DESCRIPTION not in entries:
        yield fault(DESCRIPTION, "the description of the package is missing")
        return
    try:
        raw = _bounded(package, DESCRIPTION)
        described = msgspec.json.decode(raw, type=_Description)
        stated = None
        if DESCRIPTION_DIGEST in entries:
            stated = msgspec.json.decode(_bounded(package, DESCRIPTION_DIGEST), type=_Digest)
    except (msgspec.DecodeError, *TROUBLE, RuntimeError, NotImplementedError) as error:
        yield fault(DESCRIPTION, f"the description of the package cannot be read: {error}")
        return
    if stated is not None and not _is_digest(stated.hash, hashlib.sha256(raw).hexdigest()):
        yield fault(DESCRIPTION, f"its digest is not the one that {DESCRIPTION_DIGEST} states")
    named = {resource.path for resource in described.resources}
    for resource in described.resources:
        if message := _resource_fault(package, entries.get(resource.path), resource):
            yield fault(resource.path, message)
    for path in entries:
        if path.endswith(_WARC) and path not in named:
            yield fault(path, f"{DESCRIPTION} does not name it")


def _resource_fault(package: zipfile.ZipFile, entry: zipfile.ZipInfo | None, resource: _Resource) -> str | None:
    if entry is None:
        return "it is not in the package"
    size = resource.bytes if resource.bytes is not None else resource.stats.bytes
    stated = resource.hash or resource.stats.hash
    if size is not None and size != entry.file_size:
        return f"it has {entry.file_size} bytes, the description says {size}"
    if stated is None:
        return "the description states no digest"
    algorithm, colon, _ = stated.partition(":")
    try:
        digest = hashlib.new(algorithm if colon else resource.hashing or "sha256", usedforsecurity=False)
    except ValueError:
        return f"its digest cannot be checked: {stated[:60]!r}"
    try:
        with package.open(entry) as stream:
            while piece := stream.read(_SLICE):
                digest.update(piece)
    except (*TROUBLE, RuntimeError, NotImplementedError) as error:
        return f"it cannot be read: {error}"
    return None if _is_digest(stated, digest.hexdigest()) else "its digest is not the one that the description states"


def _is_digest(stated: str, hexadecimal: str) -> bool:
    return stated.rpartition(":")[2].strip().lower() == hexadecimal


def _bounded(package: zipfile.ZipFile, path: str) -> bytes:
    with package.open(path) as stream:
        data = stream.read(_LARGEST_DESCRIPTION + 1)
    if len(data) > _LARGEST_DESCRIPTION:
        raise OSError(f"longer than {_LARGEST_DESCRIPTION} bytes")
    return data
