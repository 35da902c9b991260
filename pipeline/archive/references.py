"""Whether what revisit records refer to is there, and is what they say."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.archive.checks import ArchiveProblem, Fault, Fields
from pipeline.archive.format import FETCH_FIELD


class References:
    """The response records seen and the references not yet met. Two hashes are held for each response record."""

    def __init__(self) -> None:
        self._payloads: dict[int, int] = {}
        self._waiting: dict[str, list[tuple[str, int, Fields]]] = {}

    def follow(self, file: str, offset: int, fields: Fields) -> list[Fault]:
        """Takes note of a record; gives what is wrong with its id or with its reference to an earlier record."""
        record_id = fields.get("warc-record-id", "")
        match fields.get("warc-type"):
            case "response":
                key = hash(record_id)
                if key in self._payloads:
                    return [("duplicate-id", "an earlier response record has the same WARC-Record-ID", "warning")]
                self._payloads[key] = hash(fields.get("warc-payload-digest", "").lower())
                self._waiting.pop(record_id, None)
            case "revisit":
                return self._refer(file, offset, fields)
            case _:
                pass
        return []

    def _refer(self, file: str, offset: int, fields: Fields) -> list[Fault]:
        target = fields.get("warc-refers-to")
        if target is None:
            return []
        payload = self._payloads.get(hash(target))
        if payload is None:
            self._waiting.setdefault(target, []).append((file, offset, fields))
            return []
        stated = fields.get("warc-payload-digest", "").lower()
        if stated and payload != hash("") and payload != hash(stated):
            return [("refers-to", f"the record referred to, {target}, has another payload digest", "error")]
        return []

    def unresolved(self) -> Iterator[ArchiveProblem]:
        """The references that lead to no response record that was seen.

        In archives of others the record may simply lie in a file that was not looked at.
        """
        for target, places in self._waiting.items():
            for file, offset, fields in places:
                yield ArchiveProblem(
                    file=file,
                    offset=offset,
                    record_id=fields.get("warc-record-id"),
                    code="refers-to",
                    message=f"refers to {target}, which is not in the files looked at",
                    severity="error" if FETCH_FIELD.lower() in fields else "warning",
                )
