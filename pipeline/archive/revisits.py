"""Revisit records given the payload they leave out, where the record that holds it is at hand.

An archive that was told to store a payload once writes a ``revisit`` record for every further time it met it (WARC 1.1,
section 6.7): by its digest, by the id of the first record, or by its URL and date. A "304 Not Modified" is not given
another answer's body: nothing was sent. Neither is a revisit written here: its page was read where it was first met,
and the database knows the two as one.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, Final, cast

import msgspec
from fastwarc.warc import HeaderMap
from msgspec import Struct

from pipeline.archive.captures import NO_STATUS
from pipeline.archive.format import FETCH_FIELD
from pipeline.archive.originals import keys_of, keys_referred_to
from pipeline.archive.packages import entry_stream, package_faults, package_of, warc_names
from pipeline.archive.places import answers_at
from pipeline.archive.replay import Answer, Handling, answers
from pipeline.archive.unpacking import Window
from pipeline.errors import ArchiveError
from pipeline.model.capture import ArchiveRef, Capture
from pipeline.model.unit import Place

_WAITING: Final = 32
"""Most revisits whose payloads are fetched at once."""

_PACKAGE: Final = ".wacz"

View = Callable[[str], BinaryIO]
"""Opens the file of a record a second time."""

Elsewhere = Callable[[tuple[bytes, ...]], Answer | None]
"""Finds a record in other files by what a revisit refers to it by."""


def replay(
    stream: BinaryIO,
    name: str,
    *,
    handling: Handling,
    places: Iterable[Place] | None = None,
    elsewhere: Elsewhere | None = None,
) -> Iterator[Capture]:
    """The captures of a WARC file, or of the WARC files in a WACZ package, revisits with the payload they refer to.

    A revisit comes after the record it refers to, so the order is not quite the file's; one whose payload is not among
    the records read is given without it, at the end.

    Args:
        stream: the file, seekable.
        name: what records and messages call it. A file inside a package is ``NAME.wacz/PATH``.
        handling: how it is read.
        places: only these records, in the order of their places.
        elsewhere: finds what revisits refer to in other files.

    Raises:
        ArchiveError: it cannot be read; places are asked of a package instead of a file inside it.
        DamagedRecord: without ``handling.on_damage``, at the first damage.
    """
    if places is not None and name.endswith(_PACKAGE):
        raise ArchiveError(f"{name}: records have places in a file of the package, not in the package")
    with ExitStack() as stack:
        files = Files(stream, name, stack, handling)
        revisits = _Revisits(files.view, handling, elsewhere)
        if places is not None:
            for capture, fields in answers_at(files.view(name), name, places, handling):
                yield from revisits.take(capture, fields)
        else:
            for inner_name in files.names:
                try:
                    for capture, fields in answers(files.view(inner_name), inner_name, handling):
                        yield from revisits.take(capture, fields)
                except ArchiveError as error:  # a file of a package costs itself only
                    if handling.on_damage is None or inner_name == name:
                        raise
                    handling.on_damage(error)
        yield from revisits.rest()


@contextmanager
def open_files(stream: BinaryIO, name: str) -> Iterator[Files]:
    """The WARC files behind a name, without a look at what a package says of itself.

    Raises:
        ArchiveError: a package that cannot be opened.
    """
    with ExitStack() as stack:
        yield Files(stream, name, stack, None)


class Files:
    """The WARC files behind a name: the file itself, those in a package, one in a package.

    A package without a directory (it stands at the end: the file was cut) is read like a WARC file with damage before
    and between its records, which is what it is.

    Attributes:
        names: in the order they are read.
    """

    def __init__(self, stream: BinaryIO, name: str, stack: ExitStack, handling: Handling | None) -> None:
        self.names = [name]
        self._stream = stream
        self._stack = stack
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._package: zipfile.ZipFile | None = None
        package_name, inside, _ = name.partition(f"{_PACKAGE}/")
        package_name += _PACKAGE if inside else ""
        if not package_name.endswith(_PACKAGE):
            return
        try:
            self._package = stack.enter_context(package_of(stream, package_name))
        except ArchiveError as error:
            if inside or handling is None or handling.on_damage is None:
                raise
            handling.on_damage(error)
            return
        self._entries = {f"{package_name}/{entry.filename}": entry for entry in self._package.infolist()}
        if not inside:
            if handling is not None:
                self._check(package_name, handling)
            self.names = warc_names(self._package, package_name)

    def view(self, name: str) -> BinaryIO:
        """One of them, open, with a position of its own."""
        if self._package is None:
            return cast("BinaryIO", Window(self._stream))
        if name not in self._entries:
            raise ArchiveError(f"{name} is not in the package")
        return self._stack.enter_context(entry_stream(self._package, self._stream, self._entries[name]))

    def _check(self, name: str, handling: Handling) -> None:
        for fault in package_faults(self._package, name) if self._package is not None else ():
            if handling.on_damage is None:
                raise fault
            handling.on_damage(fault)


class _Waiting(Struct, frozen=True):
    """A revisit, the digest it states, and by what it refers to another record."""

    revisit: Capture
    digest: str | None
    keys: tuple[bytes, ...]


class _Revisits:
    """Captures passing through: answers are noted by their place, revisits wait for what they refer to."""

    def __init__(self, view: View, handling: Handling, elsewhere: Elsewhere | None) -> None:
        self._view = view
        self._handling = msgspec.structs.replace(handling, on_skip=None)
        self._elsewhere = elsewhere
        self._places: dict[bytes, ArchiveRef] = {}
        self._met: list[tuple[_Waiting, ArchiveRef]] = []
        self._unmet: list[_Waiting] = []

    def take(self, capture: Capture, fields: HeaderMap) -> Iterator[Capture]:
        """Gives the capture, or keeps it until its payload is there."""
        if capture.revisit_of is None:
            if capture.archive is not None and capture.truncated is None:
                for key in keys_of(fields):
                    self._places.setdefault(key, capture.archive)
            yield capture
        elif fields.get(FETCH_FIELD) or "not-modified" in (fields.get("WARC-Profile") or "") or capture.status == 304:
            yield capture
        else:
            self._wait(_Waiting(capture, fields.get("WARC-Payload-Digest"), keys_referred_to(fields)))
            if len(self._met) >= _WAITING:
                yield from self._given()

    def rest(self) -> Iterator[Capture]:
        """What is still waiting; of a record that came before the one it refers to, the payload is known by now."""
        unmet, self._unmet = self._unmet, []
        for waiting in unmet:
            self._wait(waiting)
        while self._met:
            yield from self._given()
        for waiting in self._unmet:
            found = None if self._elsewhere is None else self._elsewhere(waiting.keys)
            yield waiting.revisit if found is None else _with_payload(waiting, *found)

    def _wait(self, waiting: _Waiting) -> None:
        place = next((self._places[key] for key in waiting.keys if key in self._places), None)
        if place is None:
            self._unmet.append(waiting)
        else:
            self._met.append((waiting, place))

    def _given(self) -> Iterator[Capture]:
        met, self._met = self._met[:_WAITING], self._met[_WAITING:]
        by_file: dict[str, dict[Place, list[_Waiting]]] = {}
        for waiting, ref in met:
            by_file.setdefault(ref.file, {}).setdefault((ref.offset, ref.length), []).append(waiting)
        for file, by_place in sorted(by_file.items()):
            for original, fields in answers_at(self._view(file), file, by_place, self._handling):
                place = original.archive
                for waiting in by_place.pop((place.offset, place.length), ()) if place is not None else ():
                    yield _with_payload(waiting, original, fields)
            for left in by_place.values():
                yield from (waiting.revisit for waiting in left)


def _with_payload(waiting: _Waiting, original: Capture, fields: HeaderMap) -> Capture:
    """The revisit with the payload; without it where the two records state different digests of it."""
    revisit = waiting.revisit
    stated = fields.get("WARC-Payload-Digest")
    if waiting.digest and stated and waiting.digest.lower() != stated.lower():
        return revisit
    stored = revisit.status != NO_STATUS
    return msgspec.structs.replace(
        revisit,
        status=revisit.status if stored else original.status,
        reason=revisit.reason if stored else original.reason,
        headers=revisit.headers if stored else original.headers,
        entity=original.entity,
        body=original.body,
        entity_sha256=original.entity_sha256,
        payload_sha256=original.payload_sha256,
        revisit_of=original.id,
        undecodable=original.undecodable,
    )
