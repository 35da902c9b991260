"""Whole pages put together from independent choices, whose dates are known because they were put there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from pipeline.model.dates import Role
from pipeline.model.document import Document
from tests.parsers.readings import generic

PAGES = 40
"""Pages of one test, of which there are ten."""
PROSE = (
    "Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow to learn what is new.",
    "Adults need between seven and nine hours of it a night, and children more, whatever people say about midnight.",
    "Ask a pharmacist before you give any medicine to a child, and call your doctor if the tiredness does not pass.",
    "A walk in the morning light helps, as do meals at the same hours, and a room that is dark, quiet and cool.",
)
MENU = "<nav><ul><li><a href=/>Home</a><li><a href=/az>Health A to Z</a><li><a href=/us>About us</a></ul></nav>"
LABELS: dict[Role, tuple[str, ...]] = {
    "reviewed": (
        *("Last reviewed", "Page last reviewed", "Medically reviewed on", "Date of last review", "Reviewed"),
        *("Reviewed by Dr Tom Brandt on", "Latest review", "Accuracy last checked", "Expert reviewed"),
    ),
    "modified": ("Last updated", "Updated", "Page last modified", "Content updated", "Revised", "Edited on"),
    "published": ("Published", "First published", "Posted on", "Date of publication", "Online since"),
    "next_review_due": ("Next review due", "Due for review", "Next content review", "Review date due", "Review by"),
}
FORMS: tuple[tuple[str, int], ...] = (
    *(("%B %-d, %Y", 10), ("%-d %B %Y", 10), ("%d %b %Y", 10), ("%Y-%m-%d", 10), ("%a %-d %B %Y", 10)),
    *(("%-d %B %Y at 2:30pm", 10), ("%d.%m.%Y", 10), ("%B %Y", 7), ("%m/%Y", 7)),
)
"""How a date is written, and how many letters of its ISO form that says."""
LAYOUTS = (
    *("<p>{0}: {1}</p>", "<p><strong>{0}:</strong> {1}</p>", "<div><span>{0}</span> <span>{1}</span></div>"),
    *("<dl><dt>{0}</dt><dd>{1}</dd></dl>", "<table><tr><th>{0}</th><td>{1}</td></tr></table>"),
    *("<div><div>{0}</div><div>{1}</div></div>", "<p>{0}:</p><p>{1}</p>", "<ul><li>{0}: {1}</li></ul>"),
    *("<p>Lantern Clinic | {0}: {1} | Leaflet 12/345</p>", "<p>Lantern Clinic<br>{0}: {1}<br>Tel 020 7946 0123</p>"),
    *("<p>{0}: <time datetime=2020-02-02>{1}</time></p>", "<p>{0}<!-- -->: <!-- -->{1}</p>", "<h3>{0}: {1}</h3>"),
    *("<details><summary>About this page</summary><p>{0}: {1}</p></details>", "<small>{0}: {1}</small>"),
)
WITHIN = (
    "<p>The national guideline, published on {0} and last updated in {1}, advises against routine medicines.</p>",
    "<p>The trial was first posted on {0}, and its last update was posted on {1}.</p>",
    "<p>The medicine was approved on {0} for adults, and its label was last revised on {1} to add a warning.</p>",
    "<p>As of {0}, about 4,200 children had been treated at the clinic.</p>",
    "<p>Figures updated {0} show that one child in ten sleeps too little.</p>",
    "<h2>Wards</h2><p><strong>{0}:</strong> The ward was closed to visitors because of an outbreak.</p>",
    "<h2>Cases</h2><table><tr><th>Week<th>Cases<tr><td>{0}<td>66<tr><td>{1}<td>17</table>",
    "<p>Trial NCT20190504, version 3.1.2020, ISBN 978-0-19-201905-4, 2024-25: 15 mg/kg, 1/2 tablet, room 2021/3.</p>",
)
BEHIND = (
    "<h2>References</h2><ol><li>World Health Body. Sleep. Updated {0}. Accessed {1}.<li>Doe J. Naps. {0};3:4-9.</ol>",
    "<div><h3>2 responses</h3><div><b>Ada</b><p>Posted on {0}</p><p>Thanks.</p></div></div>",
    "<section><h2>Latest news</h2><div><h3><a href=/n>New ward opens at last</a></h3><p>Published: {0}</p></div>",
    "<h2>Related articles</h2><ul><li><a href=/r>Snoring</a> Last reviewed {0}<li><a href=/s>Naps</a> Updated {1}</ul>",
    "<div role=alert><strong>Service alert</strong> Updated {0}: phones are down.</div>",
    "<div><h3>Next clinic</h3><p>Flu jabs: {0}, 9am to noon</p></div>",
    "<footer><p><a href=/p>Privacy notice</a> updated {0}</p><p>© 2019-2024 Lantern Clinic</p></footer>",
    "<footer><p>Website last updated: {0}. Certificate valid until {1}.</p></footer>",
    "<div class=clock>Today is Sunday, {0}</div>",
)


class Made:
    """A page of one seed: its HTML, and what it states by role."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  it draws pages, no secrets
        self._months = iter(self.random.sample(range(12 * 13), 40))
        self.stated: dict[str, str] = {}
        lines = [self._line(role) for role in self.random.sample(list(LABELS), self.random.randint(0, 3))]
        self.random.shuffle(lines)
        above = self.random.random() < 0.5
        text = [f"<h2>Part {at}</h2><p>{words}</p>" for at, words in enumerate(PROSE[2:])]
        for decoy in self.random.sample(WITHIN, 2):
            text.insert(self.random.randint(0, len(text)), decoy.format(self._day(), self._day()))
        behind = "".join(decoy.format(self._day(), self._day()) for decoy in self.random.sample(BEHIND, 2))
        body = "".join(
            (*(lines if above else ()), f"<p>{PROSE[0]}</p><p>{PROSE[1]}</p>", *text, *(() if above else lines))
        )
        self.html = (
            f"<!doctype html><html lang=en><title>Sleep</title><body><header>{MENU}</header>"
            f"<main><h1>Sleep</h1>{body}</main>{behind}"
        )

    def _date(self) -> date:
        month = next(self._months)
        return date(2011 + month // 12, 1 + month % 12, self.random.randint(13, 28))

    def _day(self) -> str:
        return f"{self._date():%-d %B %Y}"

    def _line(self, role: Role) -> str:
        day = self._date() + timedelta(days=365 * 17 if role == "next_review_due" else 0)
        form, told = self.random.choice(FORMS)
        self.stated[role] = day.isoformat()[:told]
        return self.random.choice(LAYOUTS).format(self.random.choice(LABELS[role]), day.strftime(form))


def chosen(document: Document) -> dict[str, str]:
    """What is used of the page's dates, to the day."""
    used: Callable[[str], str | None] = lambda role: getattr(getattr(document, role), "value", None)  # noqa: E731
    return {role: value[:10] for role in LABELS if (value := used(role)) is not None}


@pytest.mark.parametrize("first", range(0, 10 * PAGES, PAGES))
def test_the_dates_of_a_page_are_those_that_were_put_there(first: int) -> None:
    """Each of them, as precisely as it is written, wherever and however; and none of what stands around them."""
    for seed in range(first, first + PAGES):
        made = Made(seed)
        assert chosen(generic(made.html)) == made.stated, f"seed {seed}: {made.html}"
