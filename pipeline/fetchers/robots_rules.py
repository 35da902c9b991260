"""What a robots.txt says to us.

protego reads it. In one place its reading and the RFC's part: a record that is no rule (Crawl-delay, Request-rate,
anything) between two User-agent lines ends the group for protego, while RFC 9309 section 2.2.4 says that other records
must not interfere, so that the rules below bind both agents. Owners mean now the one and now the other. We take
whichever forbids more; for a crawler that no group names the two are the same.
"""

from __future__ import annotations

import codecs
import math
import re
from typing import Final

from msgspec import Struct
from protego import Protego

from pipeline.fetchers.settings import PRODUCT_TOKEN
from pipeline.model.courtesy import RobotsSnapshot

MAX_BYTES: Final = 500 * 1024
"""How much of a robots.txt is read (RFC 9309 section 2.5)."""

_UTF16: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_RULE: Final = r"(?!user-?[ ]?agent\b|dis+al+[oa]w|diasllow|allow)[a-z][a-z0-9_-]*(?:[ ][a-z]+)?[ \t]*:"
_OTHER_RECORD: Final = re.compile(rf"^[ \t]*{_NO_RULE}.*$", re.IGNORECASE | re.MULTILINE)
_SPLITS_A_GROUP: Final = re.compile(rf"^[ \t]*user-?[ ]?agent\b.*\s+{_NO_RULE}.*", re.IGNORECASE | re.MULTILINE)


class RobotsRules(Struct, frozen=True):
    """A snapshot with its rules parsed: as protego reads them, and by the letter of section 2.2.4 where that differs.

    Attributes:
        snapshot: what was read.
        parsed: protego's reading.
        literal: the reading with records other than rules left out; ``None`` when there are none in the way.
    """

    snapshot: RobotsSnapshot
    parsed: Protego
    literal: Protego | None = None

    def allows(self, url: str, *, agent: str = PRODUCT_TOKEN) -> bool:
        """Whether a product token (ours) may ask for ``url``, an absolute URL of this origin."""
        match self.snapshot.verdict:
            case "allow_all":
                return True
            case "closed":
                return False
            case _:
                allowed: bool = self.parsed.can_fetch(url, agent)
                return allowed and (self.literal is None or self.literal.can_fetch(url, agent))


def parse(snapshot: RobotsSnapshot) -> RobotsRules:
    """The rules of a snapshot."""
    parsed = Protego.parse(snapshot.text)
    if not _SPLITS_A_GROUP.search(snapshot.text):
        return RobotsRules(snapshot, parsed)
    return RobotsRules(snapshot, parsed, Protego.parse(_OTHER_RECORD.sub("", snapshot.text)))


def decode(body: bytes) -> str:
    """The text of a robots.txt: UTF-8 (RFC 9309 section 2.3), other encodings only where a BOM says so."""
    body = body[:MAX_BYTES]
    for mark, encoding in _UTF16:
        if body.startswith(mark):
            return body[2:].decode(encoding, "replace")
    return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def crawl_delay(parsed: Protego, longest: float) -> float | None:
    """Seconds between requests asked of us: the longer of Crawl-delay and Request-rate, at most ``longest``."""
    wishes = [parsed.crawl_delay(PRODUCT_TOKEN)]
    rate = parsed.request_rate(PRODUCT_TOKEN)
    if rate is not None and rate.requests > 0:
        wishes.append(rate.seconds / rate.requests)
    stated = [wish for wish in wishes if wish is not None and not math.isnan(wish) and wish >= 0]
    return min(max(stated), longest) if stated else None
