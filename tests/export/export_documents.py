"""Documents of an imaginary publisher, as the readers would give them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from pipeline.model.dates import ChosenDate, DateClaim
from pipeline.model.document import (
    Coverage,
    Document,
    Encoding,
    Image,
    Link,
    Person,
    Related,
    Rights,
    Section,
    Subject,
)
from pipeline.model.issue import Issue
from tests.captures import document_of, provenance_of
from tests.values import claim, section

FREE = Rights(status="public_domain", holder=None, statement="In the public domain; please name us.", rule="ours")
LICENSED = Rights(status="licensed", holder="Acme", statement="All rights reserved by Acme.", rule="acme")
MIXED = Rights(status="mixed", holder=None, statement=None, rule="mixed")
CANARY = "zimtsternfink"
"""A word that only ever stands in what is licensed."""


def a_claim(value: str = "2025-06", **changes: Any) -> DateClaim:
    """A reviewed claim of June 2025 in the visible text."""
    made = claim("2025-06", raw="June 2025", label="Last reviewed", locator="p.foot")
    return msgspec.structs.replace(made, value=value, **changes)


def a_section(order: int = 0, text: str = "Words.", **changes: Any) -> Section:
    """A section under the title."""
    return msgspec.structs.replace(section(f"Heading {order}", text, order=order, anchor=f"h{order}"), **changes)


def a_link(order: int = 0, section_id: str | None = "s0", **changes: Any) -> Link:
    """A link to somewhere else."""
    link = Link(order=order, url="https://else.example/", text="Elsewhere", section_id=section_id, kind="external")
    return msgspec.structs.replace(link, **changes)


def a_document(name: str = "asthma", **changes: Any) -> Document:
    """A page with one of everything."""
    url, at = f"https://health.example/{name}.html", datetime(2026, 1, 5, 12, 30, tzinfo=UTC)
    document = document_of(
        url,
        at,
        site="healthy",
        title=name.title(),
        description=f"About {name}.",
        publisher="Healthy Institute",
        also_called=("Wheeze",),
        subjects=(Subject(scheme="MeSH", name="Asthma", code="D001249"),),
        sections=(a_section(0), a_section(1, "More words.")),
        links=(a_link(),),
        dates=(a_claim(),),
        reviewed=ChosenDate(value="2025-06", precision="month", source="text"),
        people=(Person(name="A. Smith", credentials="MD", role="reviewer"),),
        rights=FREE,
        provenance=provenance_of(
            url,
            at,
            capture_id=f"capture-{name}",
            encoding=Encoding(name="UTF-8", decided_by="http"),
            profile="healthy",
            run_id="run-1",
        ),
    )
    return msgspec.structs.replace(document, **changes)


def a_mixed_document(name: str = "mixed") -> Document:
    """A page whose second section is licensed, with that section's word wherever a reader could have put it."""
    return a_document(
        name,
        rights=MIXED,
        description=f"{CANARY} in the description",
        sections=(a_section(0, "Free words.", rights=FREE), a_section(1, f"A {CANARY} sings.", rights=LICENSED)),
        links=(a_link(0, "s0"), a_link(1, "s1", text=CANARY), a_link(2, None, text=CANARY)),
        images=(Image(url="https://health.example/i.png", alt=CANARY, caption=None, section_id="s1"),),
        related=(Related(relation="related_topic", text=CANARY, url=None),),
        structured_data={"json-ld": [{"articleBody": f"A {CANARY} sings."}]},
        coverage=Coverage(content_words=10, recorded_words=9, lost=(CANARY,)),
        issues=(Issue(code="mojibake", severity="warning", message=f"{CANARY}!", evidence={"raw": CANARY}),),
    )
