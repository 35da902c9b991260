"""What a ``Content-Type`` field says: the type, and the charset beside it."""

from __future__ import annotations

from email.message import Message
from functools import lru_cache


def media_type(content_type: str | None) -> str:
    """The type without its parameters, in small letters; empty where none is said."""
    return (content_type or "").partition(";")[0].strip().lower()


@lru_cache(maxsize=256)
def charset_of(content_type: str | None) -> str | None:
    """The charset parameter as it stands there (RFC 9110, 8.3.1; quoted or not); ``None`` where there is none."""
    if content_type is None or "charset" not in content_type.lower():
        return None
    fields = Message()
    fields["content-type"] = content_type
    label = fields.get_param("charset")
    return label if isinstance(label, str) and label else None
