"""Who wrote and checked a page without a profile: people by name, with their letters and where they work."""

from __future__ import annotations

import json

import pytest

from pipeline.model.document import Document
from pipeline.parsers.about.credit_lines import stated_people
from pipeline.parsers.about.names import is_name
from tests.parsers.readings import generic

TEXT = "<p>" + "A sore throat is a pain at the back of the throat, and it mostly goes away by itself. " * 6 + "</p>"
Stated = tuple[str, str, str | None]


def page(before: str = "", after: str = "", head: str = "") -> Document:
    html = (
        f"<!doctype html><html lang=en><head><title>Sore throat</title>{head}</head><body><main><h1>Sore throat</h1>"
        f"{before}{TEXT}<h2>Care</h2>{TEXT}{after}</main></body></html>"
    )
    return generic(html.encode(), "https://health.example/sore-throat")


def people(document: Document) -> list[Stated]:
    return [(person.role or "", person.name, person.credentials) for person in document.people]


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Medically reviewed by: John Smith, MD, PhD on May 3, 2021", [("reviewer", "John Smith", "MD, PhD")]),
        ("Written by Jane Doe, MA, and John Roe, RN | Reviewed by Prof. Anna Bell", [
            ("author", "Jane Doe", "MA"), ("author", "John Roe", "RN"), ("reviewer", "Prof. Anna Bell", None)]),
        ("Edited by Jane Doe • Fact checked by John Roe", [
            ("editor", "Jane Doe", None), ("fact_checker", "John Roe", None)]),
        ("Medically reviewed by Jane Doe, MD — Written by John Roe — Updated on May 3, 2021", [
            ("reviewer", "Jane Doe", "MD"), ("author", "John Roe", None)]),
        ("Reviewed by David Roe, MD, MHA, Medical Director, Brenda Lee, Editorial Director, and the Editorial team.", [
            ("reviewer", "David Roe", "MD, MHA"), ("reviewer", "Brenda Lee", None)]),
        ("Medical Reviewers: Jane Doe MD; John Roe RN MSN", [
            ("reviewer", "Jane Doe", "MD"), ("reviewer", "John Roe", "RN, MSN")]),
        ("Online Medical Reviewer: Doe, Jane, RN, BSN", [("reviewer", "Jane Doe", "RN, BSN")]),
        ("Written by Debra Rose Lee, Ph.D., M.S.N., AHN-BC", [("author", "Debra Rose Lee", "Ph.D., M.S.N., AHN-BC")]),
        ("This article was medically reviewed by J. R. Roe, MD. It is updated often.", [
            ("reviewer", "J. R. Roe", "MD")]),
        ("Reviewed June 2025 by Ludwig van Roe, MD", [("reviewer", "Ludwig van Roe", "MD")]),
        ("Fachlich geprüft von Dr. med. Anna Bell, Fachärztin für Innere Medizin, am 3. Mai 2021", [
            ("reviewer", "Dr. med. Anna Bell", None)]),
        ("Revisado por la Dra. Ana María López el 3 de mayo de 2021", [("reviewer", "Dra. Ana María López", None)]),
        ("Relu par le Dr Jean Dupont, cardiologue, le 3 mai 2021", [("reviewer", "Dr Jean Dupont", None)]),
        ("Autor: María del Mar García, MD", [("author", "María del Mar García", "MD")]),
    ],
)  # fmt: skip
def test_a_line_that_opens_by_saying_by_whom_names_them(line: str, stated: list[Stated]) -> None:
    """Role, name, letters; jobs, dates and addresses are none of it."""
    assert [(person.role or "", person.name, person.credentials) for person in stated_people(line)] == stated


@pytest.mark.parametrize(
    "line",
    [
        "Medically reviewed by a Cleveland Clinic medical professional. Last reviewed on 05/03/2021.",
        "Author: Staff Writer",
        "By Mayo Clinic Staff",
        "By the Editorial Team | May 3, 2021",
        "Reviewed by the Board of Doctors on May 3, 2021",
        "Reviewed by experts at the National Institute on Aging",
        "Photo by Jane Doe",
        "By drinking Water you stay well",
        "Reviewed By:",
        "The evidence was reviewed by Jane Doe.",
    ],
)
def test_a_team_and_a_sentence_name_nobody(line: str) -> None:
    """Nor does the credit of a picture."""
    assert list(stated_people(line, byline=True)) == []


def test_where_somebody_works_stands_beside_the_name() -> None:
    """Behind the letters; a job is left out."""
    [person] = stated_people("Updated by: Linda J. Roe, MD, Clinical Professor, Department of Family Medicine")
    assert (person.name, person.credentials, person.affiliation) == (
        "Linda J. Roe", "MD", "Department of Family Medicine")  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>By Jane Doe, MD</p>", ""),
        ('<div class="byline"><a rel="author" href="/a/jane">Jane Doe, MD</a></div>', ""),
        ('<span class="article-author">By Jane Doe, MD</span>', ""),
        ("", "<ul><li>Author: Jane Doe, MD</li></ul>"),
    ],
)
def test_a_byline_names_the_author(before: str, after: str) -> None:
    """Above the text in words or by its markup, below it by a label."""
    assert people(page(before, after)) == [("author", "Jane Doe", "MD")]


@pytest.mark.parametrize(
    "after",
    [
        '<div class="comments"><p class="comment-author">By Jane Doe</p></div>',
        '<aside><a rel="author" href="/a">Jane Doe</a></aside>',
        "<h2>References</h2><ul><li>Written by Jane Doe, MD. Back pain. 2019.</li><li>Roe J. Backs. 2018.</li></ul>",
        "".join(f'<div class="post"><span class="author">By Jane Doe{"abcdefg"[n]}</span></div>' for n in range(7)),
    ],
)
def test_who_wrote_something_else_is_no_author_of_the_page(after: str) -> None:
    """Readers, cards, works that are cited, a list of other pages."""
    assert people(page("", after)) == []


def test_what_machines_are_told_of_people_counts_too() -> None:
    """JSON-LD names people by reference, list, word or parts; what it adds to a name in the text is added."""
    graph = [
        {"@type": "MedicalWebPage", "author": {"@id": "#jane"}, "reviewedBy": [
            {"@type": "Person", "name": "John Roe", "honorificSuffix": "MD", "worksFor": {"name": "Roe Hospital"}},
            {"@type": "Organization", "name": "Medical Board"}]},
        {"@type": "Person", "@id": "#jane", "name": "Jane Doe", "affiliation": [{"name": "Doe Clinic"}, "A School"]},
        {"@type": "WebPage", "editor": {"@type": "Person", "name": ["王小明"]}, "creator": {
            "@type": "Person", "givenName": "Ann", "familyName": "Poe"}},
        {"@type": "VideoObject", "author": {"@type": "Person", "name": "Max Film"}},
    ]  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    document = page("<p>Medically reviewed by John Roe</p>", head=head)
    assert [(p.role, p.name, p.credentials, p.affiliation) for p in document.people] == [
        ("reviewer", "John Roe", "MD", "Roe Hospital"),
        ("author", "Jane Doe", None, "Doe Clinic; A School"),
        ("author", "Ann Poe", None, None),
        ("editor", "王小明", None, None),
    ]


@pytest.mark.parametrize(
    "name", ["Jane Doe", "Dr. Bell", "Jean-Luc O'Brien", "Vincent van Gogh", "A. B. Roe", "JANE DOE"]
)
def test_names(name: str) -> None:
    """With initials, particles and titles."""
    assert is_name(name)


@pytest.mark.parametrize(
    "words", ["Jane", "Heart Association", "The Lancet", "Jane doe", "Chief Editor", "Roe 3", "J. R."]
)
def test_no_names(words: str) -> None:
    """One word, an organisation, a job, a number."""
    assert not is_name(words)
