"""Opening archive files wherever they are: on this machine, on a web server, on anything fsspec knows.

What is far away is read by stretches (:mod:`pipeline.fetchers.doors.ranges`), so a file of a gigabyte needs neither
disk nor memory, and a single record costs one request. fsspec, and what speaks to S3, GCS and Azure, are the extra
``[remote]``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, cast
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from pipeline.errors import ArchiveError, UsageError
from pipeline.fetchers.doors.ranges import Fetch, RangeFile

PUBLIC: Final = ("http://", "https://", "s3://commoncrawl/")
"""Where the archives of others lie: what is asked there is counted against the allowance of all workers."""

_OBJECT_STORES: Final = frozenset({"s3", "s3a", "gs", "az", "abfs", "abfss", "adl"})
_INSTALL: Final = "install the extra: pip install 'health-page-pipeline[remote]'"


class Listed(Struct, frozen=True):
    """A file of a folder: its address, its path relative to the folder, its bytes (if known)."""

    address: str
    path: str
    size: int | None


class Door:
    """Opens addresses.

    Args:
        web: asks a web server for a stretch of a file, and gives its length if that is known; ``None`` where none may
            be asked.
        turn: waits for a turn before a request to a public bucket.
    """

    def __init__(
        self,
        *,
        web: Callable[[str, int, int], tuple[bytes, int | None]] | None = None,
        turn: Callable[[], None] = lambda: None,
    ) -> None:
        self._web = web
        self._turn = turn
        self._systems: dict[str, Any] = {}

    def open(self, address: str, *, size: int | None = None, ahead: bool = True) -> BinaryIO:
        """A file, seekable.

        Args:
            address: a path, or a URL.
            size: its bytes, if known.
            ahead: it will be read from the front; ``False`` asks for nothing but what is read.

        Raises:
            ArchiveError: it is not there, or cannot be opened.
            UsageError: nothing that is installed opens such an address.
        """
        if is_web(address):
            if self._web is None:
                raise UsageError(f"{address}: web servers may not be asked here")
            return _remote(partial(self._web, address), size, ahead=ahead)
        if not is_remote(address):
            return _local(local_path(address))
        system, path = self._system(address)
        public = address.startswith(PUBLIC)
        if size is None:
            size = int(_told(address, lambda: system.size(path)))

        def fetch(start: int, end: int) -> tuple[bytes, int | None]:
            if public:
                self._turn()
            return bytes(_as_os_error(address, lambda: system.cat_file(path, start=start, end=end))), size

        return _remote(fetch, size, ahead=ahead)

    def is_folder(self, address: str) -> bool:
        """Whether an address is that of a folder (never on a web server, which has none).

        Raises:
            ArchiveError: the file system does not say.
            UsageError: see :meth:`open`.
        """
        if is_web(address):
            return False
        if not is_remote(address):
            return local_path(address).is_dir()
        system, path = self._system(address)
        return bool(_told(address, lambda: system.isdir(path)))

    def files(self, address: str, suffixes: tuple[str, ...]) -> list[Listed]:
        """The files of a folder and below whose names end so, by name.

        Raises:
            ArchiveError: the file system does not say.
            UsageError: see :meth:`open`.
        """
        if not is_remote(address):
            try:
                return _local_files(local_path(address), suffixes)
            except OSError as error:
                raise ArchiveError(f"{address} cannot be read: {error.strerror or error}") from error
        system, base_path = self._system(address)
        infos: dict[str, Any] = _told(address, lambda: system.find(base_path, detail=True))
        prefix = base_path.rstrip("/") + "/"
        return [
            Listed(str(system.unstrip_protocol(path)), path.removeprefix(prefix), infos[path].get("size"))
            for path in sorted(infos)
            if path.lower().endswith(suffixes)
        ]

    def _system(self, address: str) -> tuple[Any, str]:
        """The fsspec file system of an address, and the path in it."""
        protocol = address.partition("://")[0]
        try:
            if protocol not in self._systems:
                self._systems[protocol] = _file_system(protocol)
        except ImportError as error:
            raise UsageError(f"{address} cannot be opened: {error}", mend=_INSTALL) from error
        except ValueError as error:
            raise UsageError(
                f"{address} cannot be opened: {error}", mend="name a path or an address fsspec knows"
            ) from error
        system = self._systems[protocol]
        return system, str(system._strip_protocol(address))  # noqa: SLF001 - the name under which all of them offer it


def is_web(address: str) -> bool:
    """Whether an address is a web server's."""
    return address.startswith(("http://", "https://"))


def is_remote(address: str) -> bool:
    """Whether an address is a URL of another place than this machine's file system."""
    return "://" in address and not address.startswith("file://")


def local_path(address: str) -> Path:
    """The path of an address on this machine."""
    return Path(unquote(urlsplit(address).path)) if address.startswith("file://") else Path(address)


def _file_system(protocol: str) -> Any:
    """What is installed for a protocol; for object stores, obstore where nothing else is."""
    import fsspec  # noqa: PLC0415 - an optional extra

    try:
        return fsspec.filesystem(protocol)
    except ImportError:
        if protocol not in _OBJECT_STORES:
            raise
        from obstore.fsspec import register  # noqa: PLC0415 - an optional extra

        register(protocol)
        return fsspec.filesystem(protocol)


def _local_files(base: Path, suffixes: tuple[str, ...]) -> list[Listed]:
    named = sorted(path for path in base.rglob("*") if path.name.lower().endswith(suffixes) and path.is_file())
    return [Listed(str(path.resolve()), path.relative_to(base).as_posix(), path.stat().st_size) for path in named]


def _local(path: Path) -> BinaryIO:
    try:
        return cast("BinaryIO", path.open("rb", buffering=0))
    except FileNotFoundError as error:
        raise ArchiveError(f"{path} is not there", mend="name archive files that every worker reaches") from error
    except OSError as error:
        raise ArchiveError(f"{path} cannot be opened: {error.strerror or error}") from error


def _remote(fetch: Fetch, size: int | None, *, ahead: bool) -> BinaryIO:
    return cast("BinaryIO", RangeFile(fetch, size=size, ahead=ahead))


def _told(address: str, ask: Callable[[], Any]) -> Any:
    try:
        return _as_os_error(address, ask)
    except OSError as error:
        raise ArchiveError(f"{address} cannot be opened: {error}") from error


def _as_os_error(address: str, ask: Callable[[], Any]) -> Any:
    """Every file system has exceptions of its own; here they become the one that files have."""
    try:
        return ask()
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{address} is not there") from error
    except OSError:
        raise
    except Exception as error:
        first = str(error).partition("\n")[0]
        raise OSError(f"{type(error).__name__}: {first:.300}") from error
