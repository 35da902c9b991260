"""Revisit records given the payload they leave out, where the record that holds it is at hand.

An archive that was told to store a payload once writes a ``revisit`` record for every further time it met it (WARC 1.1,
section 6.7): by its digest, by the id of the first record, or by its URL and date. A "304 Not Modified" is not given
another answer's body: nothing was sent. Neither is a revisit written here: its page was read where it was first met,
and the database knows the two as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import BinaryIO, Final

import msgspec
from fastwarc.warc import HeaderMap
from msgspec import Struct

from pipeline.archive.captures import NO_STATUS
from pipeline.archive.format import FETCH_FIELD
from pipeline.archive.originals import keys_of, keys_referred_to
from pipeline.archive.packages import PACKAGE, Files
from pipeline.archive.places import answers_at
from pipeline.archive.replay import Answer, Handling, answers
from pipeline.errors import ArchiveError
from pipeline.model.capture import ArchiveRef, Capture
from pipeline.model.unit import Place

_WAITING: Final = 32
"""Most revisits whose payloads are fetched at once."""

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
    if places is not None and name.endswith(PACKAGE):
        raise ArchiveError(f"{name}: records have places in a file of the package, not in the package")
    with ExitStack() as stack:
        files = Files(stream, name, stack, on_damage=handling.on_damage, check=True)
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
