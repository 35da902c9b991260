"""What an operator's command writes: the database, and files that take the place of earlier ones of ours."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.storage import Owner, Store


def written(database: Path, *, by: str, now: datetime) -> AbstractContextManager[Store]:
    """The database, which is there, open for writing under the writer's lock.

    Args:
        database: the file.
        by: name of the command; whoever comes meanwhile is told of it.
        now: when it began.

    Raises:
        DatabaseMissing: there is none.
        RunLocked: a run or another command holds it.
        DatabaseReadOnly: it cannot be written.
    """
    return Store.held(database, owner=Owner.of_this_process(by, now), create=False)


def check_replaceable(file: Path, *, begins: bytes, what: str) -> None:
    """Refuse to write over a file that is none of its kind: a slip of an option would cost a database or its settings.

    Args:
        file: where something is to be written.
        begins: what every file of its kind begins with.
        what: its kind, in words.

    Raises:
        UsageError: another file is there.
    """
    if not file.is_file():
        return
    with file.open("rb") as there:
        head = there.read(len(begins))
    if head and head != begins:
        raise UsageError(f"{file} is no {what}, and would be lost", mend="name another file, or move that one away")
