"""Pages that kill whoever reads them, kept so that the reader can be mended."""

from __future__ import annotations

from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec import Struct

from pipeline.archive.files import as_archive_error, put_in_place
from pipeline.archive.format import response
from pipeline.archive.members import gzip_member
from pipeline.model.capture import Capture
from pipeline.model.unit import Unit

FOLDER = "quarantine"


class Quarantined(Struct, frozen=True, kw_only=True):
    """What stands beside the page: which one it is, where it came from and what it did.

    Attributes:
        url: of the page.
        capture_id: the WARC record's id.
        payload_sha256: lower-case hex of the body.
        file, offset, length: where the record stands in the archive.
        unit: id of the unit.
        how: what became of the process.
    """

    url: str
    capture_id: str
    payload_sha256: str
    file: str | None
    offset: int | None
    length: int | None
    unit: str
    how: str


def put_in_quarantine(folder: Path, unit: Unit, capture: Capture, *, how: str) -> Path:
    """Keep a page as a WARC file of its own, with a JSON file that says what it is; the WARC's path.

    ``pipeline reparse --engine process --units FILE`` reads it again.

    Raises:
        ArchiveError, DiskFull: it cannot be written.
    """
    ref = capture.archive
    told = Quarantined(
        url=capture.url,
        capture_id=capture.id,
        payload_sha256=capture.payload_sha256,
        file=None if ref is None else ref.file,
        offset=None if ref is None else ref.offset,
        length=None if ref is None else ref.length,
        unit=unit.id,
        how=how,
    )
    where = folder / FOLDER / f"{capture.payload_sha256[:16]}-{unit.id}-{0 if ref is None else ref.offset}.warc.gz"
    record = response(capture, info_id=str(uuid5(NAMESPACE_URL, unit.id)), refers_to=None)
    with as_archive_error(where):
        where.parent.mkdir(parents=True, exist_ok=True)
        with put_in_place(where) as temporary:
            temporary.write_bytes(b"".join(gzip_member(record)))
        with put_in_place(where.with_name(where.name.removesuffix(".warc.gz") + ".json")) as temporary:
            temporary.write_bytes(msgspec.json.format(msgspec.json.encode(told)))
    return where
