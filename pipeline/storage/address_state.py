"""What is forgotten of an address together, as parts of statements that write its row."""

from __future__ import annotations

from typing import Final

NO_TROUBLE: Final = "attempts = 0, failing_since = NULL, failure = NULL, missing_since = NULL"
"""Of an address that answers as it should."""
UNHELD: Final = "etag = NULL, last_modified = NULL, payload_sha256 = NULL, entity_sha256 = NULL, capture = NULL"
"""Of an address whose next answer is to come whole: no validators, and nothing it could be the same as."""
