"""What a robots.txt says to us.

protego reads it. In two places its reading and the RFC's part.

A record that is no rule (Crawl-delay, Request-rate, anything) between two User-agent lines ends the group for protego,
while RFC 9309 section 2.2.4 says that other records must not interfere, so that the rules below bind both agents.
Owners mean now the one and now the other. We take whichever forbids more; for a crawler that no group names the two
are the same.

A group is ours when its product token is ours, whole (section 2.2.1). For protego a group of ``health`` would stand for
us in the place of ``*``; and one of ``health-page-pipeline/1.0``, our name as it stands in a server's log, for nobody.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from msgspec import Struct
from protego import Protego

from pipeline.fetchers.settings import PRODUCT_TOKEN
from pipeline.model.courtesy import RobotsSnapshot

MAX_BYTES: Final = 500 * 1024
"""How much of a robots.txt is read (RFC 9309 section 2.5)."""

_UTF16: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Every repetition that another could take over gives nothing back: a stranger's white space must not cost hours.
_AGENT: Final = r"^[^\S\n]*+user[- ]?agent"
_NO_RULE: Final = r"(?!user-?[ ]?agent\b|dis+al+[oa]w|diasllow|allow)[a-z][a-z0-9_-]*(?:[ ][a-z]+)?[ \t]*:"
_OTHER_RECORD: Final = re.compile(rf"^[^\S\n]*+{_NO_RULE}.*$", re.IGNORECASE | re.MULTILINE)
_SPLITS_A_GROUP: Final = re.compile(rf"{_AGENT}\b[^\n]*+\n(?:\s++|#[^\n]*+)*+{_NO_RULE}", re.IGNORECASE | re.MULTILINE)
_NAMED: Final = re.compile(rf"({_AGENT}[^\S\n]*+:?+[^\S\n]*+)([^\s/#]++)([^\n]*+)", re.IGNORECASE | re.MULTILINE)


class Groups(Struct, frozen=True):
    """The groups of a robots.txt.

    Attributes:
        parsed: protego's reading.
        agents: who is named, in lower case.
    """

    parsed: Protego
    agents: frozenset[str]

    def name(self, agent: str) -> str:
        """What to ask protego for: an agent that is named, else everybody."""
        return agent if agent.lower() in self.agents else "*"

    def allows(self, url: str, agent: str) -> bool:
        """Whether the group of an agent allows ``url``."""
        return bool(self.parsed.can_fetch(url, self.name(agent)))


class RobotsRules(Struct, frozen=True):
    """A snapshot with its rules parsed: as protego reads them, and by the letter of section 2.2.4 where that differs.

    Attributes:
        snapshot: what was read.
        groups: protego's reading.
        literal: the reading with records other than rules left out; ``None`` when there are none in the way.
    """

    snapshot: RobotsSnapshot
    groups: Groups
    literal: Groups | None = None

    def allows(self, url: str, *, agent: str = PRODUCT_TOKEN) -> bool:
        """Whether a product token (ours) may ask for ``url``, an absolute URL of this origin."""
        match self.snapshot.verdict:
            case "allow_all":
                return True
            case "closed":
                return False
            case _:
                return self.groups.allows(url, agent) and (self.literal is None or self.literal.allows(url, agent))


def parse(snapshot: RobotsSnapshot) -> RobotsRules:
    """The rules of a snapshot."""
    lines = _lines(snapshot.text)
    literal = _groups(_OTHER_RECORD.sub("", lines)) if _SPLITS_A_GROUP.search(lines) else None
    return RobotsRules(snapshot, _groups(lines), literal)


def groups_of(text: str) -> Groups:
    """The groups of a robots.txt, each under the product tokens it names: what follows a token is left out."""
    return _groups(_lines(text))


def _lines(text: str) -> str:
    """A text with its line ends made one kind, as protego takes them: where Python does."""
    return "\n".join(text.splitlines())


def _groups(lines: str) -> Groups:
    agents = frozenset(match[2].lower() for match in _NAMED.finditer(lines))
    # protego takes "bot*" for "bot", too
    return Groups(Protego.parse(_NAMED.sub(r"\1\2", lines)), agents | {agent.replace("*", "") for agent in agents})


def decode(body: bytes) -> str:
    """The text of a robots.txt: UTF-8 (RFC 9309 section 2.3), other encodings only where a BOM says so.

    Of a long one the whole lines that lie within :data:`MAX_BYTES`: half a line may say the opposite of it.
    """
    text = _decoded(body[:MAX_BYTES])
    return text if len(body) <= MAX_BYTES else "".join(text.splitlines(keepends=True)[:-1])


def _decoded(body: bytes) -> str:
    for mark, encoding in _UTF16:
        if body.startswith(mark):
            return body[2:].decode(encoding, "replace")
    return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def crawl_delay(groups: Groups, longest: float) -> float | None:
    """Seconds between requests asked of us: the longer of Crawl-delay and Request-rate, at most ``longest``."""
    ours = groups.name(PRODUCT_TOKEN)
    wishes = [groups.parsed.crawl_delay(ours)]
    rate = groups.parsed.request_rate(ours)
    if rate is not None and rate.requests > 0:
        wishes.append(rate.seconds / rate.requests)
    stated = [wish for wish in wishes if wish is not None and wish >= 0]  # not a number is neither
    return min(max(stated), longest) if stated else None
