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
_AGENT: Final = r"^[^\S\n]*+user-?[^\S\n]*+agent"
_NO_RULE: Final = r"(?!user-?[ ]?agent\b|dis+al+[oa]w|diasllow|allow)[a-z][a-z0-9_-]*(?:[ ][a-z]+)?[ \t]*:"
_OTHER_RECORD: Final = re.compile(rf"^[^\S\n]*+{_NO_RULE}.*$", re.IGNORECASE | re.MULTILINE)
_SPLITS_A_GROUP: Final = re.compile(rf"{_AGENT}\b[^\n]*+\n(?:\s++|#[^\n]*+)*+{_NO_RULE}", re.IGNORECASE | re.MULTILINE)
_NAMED: Final = re.compile(rf"({_AGENT}[^\S\n]*+:?+[^\S\n]*+)([^\s/#]++)([^\n]*+)", re.IGNORECASE | re.MULTILINE)
_ANY_AGENT: Final = re.compile(_AGENT, re.IGNORECASE | re.MULTILINE)
_ANOTHER: Final = "!"
"""Stands for every agent but ours: no product token, and in none."""


class Groups(Struct, frozen=True):
    """The groups of a robots.txt that speak to one agent.

    Attributes:
        parsed: protego's reading.
        name: what to ask protego for: the agent where a group names it, else everybody (``*``).
    """

    parsed: Protego
    name: str

    def allows(self, url: str) -> bool:
        """Whether ``url`` may be asked."""
        return bool(self.parsed.can_fetch(url, self.name))


def is_web_page(text: str) -> bool:
    """Whether what came under that name is markup that speaks to no agent."""
    return text.lstrip().startswith("<") and _ANY_AGENT.search(text) is None


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

    def allows(self, url: str) -> bool:
        """Whether we may ask for ``url``, an absolute URL of this origin."""
        match self.snapshot.verdict:
            case "allow_all":
                return True
            case "closed":
                return False
            case _:
                return self.groups.allows(url) and (self.literal is None or self.literal.allows(url))


def parse(snapshot: RobotsSnapshot, *, agent: str = PRODUCT_TOKEN) -> RobotsRules:
    """The rules of a snapshot for a product token (ours)."""
    lines = _lines(snapshot.text)
    literal = _groups(_OTHER_RECORD.sub("", lines), agent) if _SPLITS_A_GROUP.search(lines) else None
    return RobotsRules(snapshot, _groups(lines, agent), literal)


def groups_of(text: str) -> Groups:
    """The groups of a robots.txt for us."""
    return _groups(_lines(text), PRODUCT_TOKEN)


def _lines(text: str) -> str:
    """A text with its line ends made one kind, as protego takes them: where Python does."""
    return "\n".join(text.splitlines())


def _groups(lines: str, agent: str) -> Groups:
    """The groups under the product tokens they name: what follows a token is left out.

    All agents but ours are one: protego keeps the rules of a group once for each that the group names, which of
    thousands would be millions.
    """
    ours, named = agent.lower(), False

    def known(match: re.Match[str]) -> str:
        nonlocal named
        whose = match[2].lower()
        if whose.replace("*", "") == ours:  # protego takes "bot*" for "bot", too
            named = True
            return match[1] + ours
        return match[1] + ("*" if whose == "*" else _ANOTHER)

    parsed = Protego.parse(_NAMED.sub(known, lines))
    return Groups(parsed, ours if named else "*")


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
    wishes = [groups.parsed.crawl_delay(groups.name)]
    rate = groups.parsed.request_rate(groups.name)
    if rate is not None and rate.requests > 0:
        wishes.append(rate.seconds / rate.requests)
    stated = [wish for wish in wishes if wish is not None and wish >= 0]  # not a number is neither
    return min(max(stated), longest) if stated else None
