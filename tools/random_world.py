"""A publisher's site that lives by chance, for :mod:`tools.random_nights`: what it has, and how its server feels."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from pipeline.demo.behaviours import (
    ConsentWall,
    NeverNotModified,
    Nonce,
    Redirect,
    Reset,
    RetryLater,
    Rule,
    Soft404,
    Status,
    TruncatedGzip,
)
from pipeline.demo.changes import written_date
from pipeline.demo.pages import PLACEHOLDER, Page
from pipeline.demo.script import matches
from pipeline.demo.synthetic import synthetic_site

HOST = "demo.localhost"
PAGES = 30
EXPIRY = 4
"""Redirects that are kept when one expires: none may before it was seen."""

Edition = tuple[int, date | None]
"""What a page says: the number in its text, and its day of change."""

_PAGES = "*.html"
_SPOILS = (Soft404, ConsentWall, Reset, TruncatedGzip)
"""What answers 200 and is not the page."""

MOODS: tuple[tuple[float, Callable[[random.Random], Rule]], ...] = (
    (0.04, lambda chance: Rule(behaviour=Status(code=chance.choice((500, 502, 503))))),
    (0.04, lambda chance: Rule(path=_PAGES, behaviour=Status(code=chance.choice((403, 404, 410))), share=0.6)),
    (0.02, lambda _: Rule(path=_PAGES, behaviour=Status(code=404))),
    (0.03, lambda _: Rule(path=_PAGES, behaviour=Soft404(), share=0.6)),
    (0.03, lambda chance: Rule(path=_PAGES, behaviour=ConsentWall(), share=chance.choice((0.6, 1.0)))),
    (0.02, lambda _: Rule(path="/robots.txt", behaviour=Status(code=503))),
    (0.02, lambda _: Rule(path=_PAGES, behaviour=Reset(after=500), share=0.3)),
    (0.02, lambda _: Rule(path=_PAGES, behaviour=TruncatedGzip(), share=0.2)),
    (0.03, lambda chance: Rule(path=_PAGES, behaviour=_to_the_list(chance.choice((301, 302))), share=0.5)),
    (0.05, lambda chance: Rule(path=f"/*{chance.randrange(10)}.html", behaviour=Status(code=404), share=0.5)),
    (0.02, lambda _: Rule(path=_PAGES, behaviour=RetryLater(seconds=1), share=0.2, times=1)),
    (0.03, lambda _: Rule(path=_PAGES, behaviour=NeverNotModified())),
    (0.03, lambda _: Rule(path=_PAGES, behaviour=Nonce())),
)
"""What a night's server may do besides, and how often; most nights nothing."""


def _to_the_list(code: int) -> Redirect:
    return Redirect(to="/healthtopics.html", code=301 if code == 301 else 302)


class World:
    """What the publisher has at the moment: by page its address, edition and day."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._made_up = synthetic_site(PAGES, 5_000)
        self._moves = 0
        self.paths = {number: f"/topic{number:06d}.html" for number in range(PAGES)}
        self.editions = {number: (0, date(2020, 1, 1) + timedelta(days=number)) for number in range(PAGES)}
        self.deleted: set[int] = set()
        self.unlisted: set[int] = set()
        self.redirects: dict[str, str] = {}

    def go_on(self) -> None:
        """One more day at the publisher's."""
        for number in range(PAGES):
            drawn = self._chance.random()
            if number in self.deleted:
                self.deleted -= {number} if drawn < 0.06 else set()
            elif drawn < 0.13:
                self._edit(number, drawn)
            elif drawn < 0.145:
                self._move(number)
            elif drawn < 0.155:
                self.deleted.add(number)
            elif drawn < 0.17:
                self.unlisted ^= {number}
        if len(self.redirects) > EXPIRY and self._chance.random() < 0.2:
            del self.redirects[next(iter(self.redirects))]

    def _edit(self, number: int, drawn: float) -> None:
        """Mostly text and day; else the text alone, the text before, or the day alone."""
        edition, day = self.editions[number]
        if drawn < 0.10:
            edition += 1
        elif drawn < 0.11:
            edition = max(edition - 1, 0)
        if not 0.08 <= drawn < 0.11:
            day += timedelta(days=self._chance.randint(1, 30))
        self.editions[number] = edition, day

    def _move(self, number: int) -> None:
        old, self._moves = self.paths[number], self._moves + 1
        new = self.paths[number] = f"/moved{self._moves:03d}.html"
        if self._chance.random() < 0.5:
            self.redirects = {path: new if to == old else to for path, to in self.redirects.items()}
        self.redirects[old] = new

    def living(self) -> dict[str, int]:
        """Which page answers where."""
        return {path: number for number, path in self.paths.items() if number not in self.deleted}

    def leading_to(self, path: str) -> set[str]:
        """An address, and those that lead there."""
        found, more = {path}, {path}
        while more := {old for old, new in self.redirects.items() if new in more} - found:
            found |= more
        return found

    def pages(self) -> dict[str, Page]:
        """What the server has, in one night of twenty with a sitemap that is empty."""
        living = self.living()
        listed = [path for path, number in living.items() if number not in self.unlisted]
        if self._chance.random() < 0.05:
            listed = []
        locations = "".join(f"<url><loc>{PLACEHOLDER}{path}</loc></url>" for path in listed)
        links = "".join(f'<li><a href="{PLACEHOLDER}{path}">Topic {n}</a></li>' for path, n in living.items())
        frame = self._made_up["/healthtopics.html"].body
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
        return {
            **{path: self._page(number) for path, number in living.items()},
            "/healthtopics.html": Page(body=re.sub(b"<li>.*</li>", links.encode(), frame, flags=re.S), rewrite=True),
            "/sitemap.xml": Page(body=sitemap.encode(), content_type="application/xml", rewrite=True),
            "/robots.txt": self._made_up["/robots.txt"],
        }

    def _page(self, number: int) -> Page:
        first, (edition, day) = f"/topic{number:06d}.html", self.editions[number]
        said = f"<p>Leaflet{number}x in its edition{edition}x. Take {edition + 1} tablets in the morning.</p>"
        text = (
            self._made_up[first]
            .body.decode()
            .replace(f'content="{PLACEHOLDER}{first}', f'content="{PLACEHOLDER}{self.paths[number]}')
        )
        text = text.replace(
            f'canonical" href="{PLACEHOLDER}{first}', f'canonical" href="{PLACEHOLDER}{self.paths[number]}'
        )
        text = re.sub(r'(Date\.Modified" content=")[^"]*', rf"\g<1>{day.isoformat()}", text)
        text = re.sub(r"(Last updated )[^<]*", rf"\g<1>{written_date(day, 'en')}", text)
        text = text.replace('id="topic-summary" class="syndicate">', f'id="topic-summary" class="syndicate">{said}')
        changed = datetime.combine(day, datetime.min.time(), UTC)
        return Page(body=text.encode(), last_modified=changed, rewrite=True)


def mood_of(chance: random.Random) -> Rule | None:
    """What the server does besides, for one night."""
    drawn = chance.random()
    for share, made in MOODS:
        drawn -= share
        if drawn < 0:
            return made(chance)
    return None


def is_spoilt(path: str, mood: Rule | None) -> bool:
    """Whether what a server in this mood says with 200 at a path is not its page."""
    return mood is not None and isinstance(mood.behaviour, _SPOILS) and matches(mood, HOST, path)
