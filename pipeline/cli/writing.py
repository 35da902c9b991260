"""The database in the hands of an operator's command."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipeline.storage import Owner, Store, writer_lock


@contextmanager
def written(database: Path, *, by: str, now: datetime) -> Iterator[Store]:
    """The database, open for writing under the writer's lock.

    Args:
        database: the file.
        by: name of the command; whoever comes meanwhile is told of it.
        now: when it began.

    Raises:
        RunLocked: a run or another command holds it.
        DatabaseReadOnly: it cannot be written.
    """
    owner = Owner(pid=os.getpid(), machine=platform.node(), started_at=now.isoformat(), run_id=by)
    with writer_lock(database, owner=owner), Store.open(database) as store:
        yield store
