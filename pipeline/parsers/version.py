"""Which reader made a record: our rules, and the libraries whose own changes show in what a page reads as."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

PARSER_VERSION = "22"
"""Version of our rules: raised when the same bytes, the same profile and the same libraries give another record."""

_READ_WITH = ("selectolax", "ftfy", "charset-normalizer", "webencodings", "beautifulsoup4", "ada-url")
"""What parses, mends, tells charsets and resolves addresses, by the names it is installed by."""


@cache
def parser_version() -> str:
    """What records call their ``parser_version``: ``12 (selectolax 1.0.2, ftfy 6.3.1, ...)``.

    A store tells a publisher's edit from a reader's by it, so an upgraded library makes another reader as an upgraded
    rule does: three pages of the corpus read otherwise under charset-normalizer 3.3 than under 3.5. Asked for when the
    first page is read, since looking the versions up takes as long as reading two.
    """
    return f"{PARSER_VERSION} ({', '.join(f'{name} {version(name)}' for name in _READ_WITH)})"
