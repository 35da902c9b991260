"""The nine page layouts that untyped date extractors read wrongly, machine fields, and the choice among claims."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.model.dates import DateClaim, DateScope, DateSource, Role
from pipeline.parsers.dates import (
    META_FIELDS,
    DateStyle,
    Order,
    choose,
    find_claims,
    http_claims,
    meta_claims,
    structured_claims,
    time_claims,
    typed_claims,
)
from pipeline.parsers.embedded.structured import metas, structured_data
from tools.corpus import CORPUS


def read(html: str, order: Order | None = None) -> list[DateClaim]:
    """All claims of a page, as a reader without a profile would collect them: lines, then metas, then JSON-LD."""
    tree = LexborHTMLParser(html)
    root = tree.root
    assert root is not None
    language = root.attributes.get("lang")
    claims: list[DateClaim] = []
    for node in tree.css("p, h2, li, div"):
        claims += find_claims(node.text(deep=True), locator=node.tag or "", style=DateStyle(language, order))
    claims += meta_claims(metas(tree), style=DateStyle(language, order))
    return claims + structured_claims(structured_data(tree, metas(tree), []), order=order)


def chosen(claims: list[DateClaim], *roles: Role) -> list[str | None]:
    """Values chosen for roles."""
    found = [choose(claims, role) for role in roles]
    return [None if one is None else one.value for one in found]


def test_nhs_says_when_it_was_reviewed_and_when_it_is_due() -> None:
    """The due date is not the date of the page."""
    claims = read(
        "<html lang=en><p>Page last reviewed: 15 March 2021<br>\nNext review due: 15 March 2024</p>",
    )
    assert chosen(claims, "reviewed", "next_review_due", "modified") == ["2021-03-15", "2024-03-15", None]


def test_the_encyclopedia_writes_american_order_on_an_english_page() -> None:
    """ "Review Date 5/6/2024" is 6 May; its expiry meta is a cache date in the other order."""
    claims = read(
        '<html lang=en><meta name="expires" content="Wed, 05 02 2025"><h2>Review Date 5/6/2024</h2>'
        "<div>Updated by: A. Name, MD, of a school. Also reviewed by B. Name.</div>",
        "mdy",
    )
    assert chosen(claims, "reviewed", "modified", "generated") == ["2024-05-06", None, "2025-02-05"]


def test_the_spanish_encyclopedia_writes_american_order_too() -> None:
    """ "11/9/2021" on a Spanish page of a US publisher is 9 November."""
    claims = read("<html lang=es><h2>Ultima revisión 11/9/2021</h2>", "mdy")
    assert chosen(claims, "reviewed") == ["2021-11-09"]


def test_cdc_metas_are_four_different_dates() -> None:
    """The publishing run is newer than the update, which is newer than the review; none stands in for another."""
    claims = read(
        '<html lang=en-us><meta property="cdc:first_published" content="January 31, 2020">'
        '<meta property="cdc:last_updated" content="May 19, 2026">'
        '<meta property="cdc:last_reviewed" content="Aug. 11, 2022">'
        '<meta name="cdc:last_published" content="2026-05-20T03:00:01Z"><meta name="DC.date" content="2026-05-20">'
    )
    assert chosen(claims, "published", "modified", "reviewed") == ["2020-01-31", "2026-05-19", "2022-08-11"]
    assert [claim.value for claim in claims if claim.role == "generated"] == ["2026-05-20T03:00:01Z", "2026-05-20"]


def test_nci_lists_posted_updated_and_reviewed() -> None:
    """Three dates in a list, of which any may be absent; the meta knows only the first."""
    claims = read(
        '<html lang=en><meta name="dcterms.issued" content="2015-01-05"><ul><li><b>Posted:</b> January 5, 2015'
        "<li><strong>Updated:</strong> February 27, 2019<li><strong>Reviewed:</strong> August 1, 2023</ul>"
    )
    assert chosen(claims, "published", "modified", "reviewed") == ["2015-01-05", "2019-02-27", "2023-08-01"]


def test_a_month_stays_a_month_beside_a_copyright_year() -> None:
    """The footer's year neither sharpens nor replaces "March 2020"."""
    claims = read("<html lang=en><p>Last Reviewed March 2020</p><div>© 1997-2026 Example Org</div>")
    assert chosen(claims, "reviewed", "modified", "published") == ["2020-03", None, None]
    assert [claim.role for claim in claims] == ["reviewed", "copyright"]


def test_uptodate_evidence_is_newer_than_the_edit() -> None:
    """The literature search date is its own role."""
    claims = read(
        "<html lang=en><p>Literature review current through: Nov 2015. | This topic last updated: Jul 15, 2014.</p>"
        "<div>© 2026</div>"
    )
    assert chosen(claims, "evidence_through", "modified") == ["2015-11", "2014-07-15"]


def test_fda_content_is_current_as_of_a_day() -> None:
    """A heading, then a time element: current_as_of is no review; the printed date outranks the machine's."""
    tree = LexborHTMLParser(
        '<h2>Content current as of:</h2><li><time datetime="2022-03-16T03:00:00Z">03/15/2022</time>'
    )
    node = tree.css_first("time")
    assert node is not None
    claims = time_claims(
        node.text(),
        node.attributes.get("datetime"),
        role="current_as_of",
        locator="li > time",
        label="Content current as of",
        style=DateStyle(),
    )
    assert [(claim.source, claim.value) for claim in claims] == [
        ("text", "2022-03-15"),
        ("time", "2022-03-16T03:00:00Z"),
    ]
    assert chosen(claims, "current_as_of", "reviewed") == ["2022-03-15", None]


def test_german_json_ld_and_the_printed_line_agree() -> None:
    """lastReviewed filled from the publishing system stays a claim of its own for the audit to judge."""
    claims = read(
        '<html lang=de><script type="application/ld+json">{"@type":["MedicalWebPage","Article"],'
        '"datePublished":"2022-01-28","dateModified":"2022-01-28","lastReviewed":"2022-01-28",'
        '"comment":{"@type":"Comment","datePublished":"2023-01-01"}}</script>'
        "<p>Letzte Aktualisierung: 28.01.2022</p>"
    )
    assert chosen(claims, "published", "modified", "reviewed") == ["2022-01-28"] * 3
    picked = choose(claims, "modified")
    assert picked is not None
    assert picked.source == "text"
    assert "2023-01-01" not in {claim.value for claim in claims}


def test_an_empty_meta_is_no_claim_and_an_unknown_one_neither() -> None:
    """NLM prints an empty major-revision meta; a date under a name nobody defined has no role."""
    named = [
        ("name", "NLMDC.Date.Modified.Major", ""),
        ("name", "campaign-date", "2024-01-01"),
        ("name", "DC.Date.Modified", "2024-07-19"),
        ("name", "expires", "-1"),
    ]
    [claim] = meta_claims(named)
    assert (claim.role, claim.value, claim.source) == ("modified", "2024-07-19", "meta")
    assert claim.locator == 'meta[name="DC.Date.Modified"]'


def test_a_meta_locator_is_a_selector_that_finds_the_meta() -> None:
    """What the claim points at can be found again in the page."""
    tree = LexborHTMLParser('<meta property="article:modified_time" content="2024-07-19T10:00:00+02:00">')
    [claim] = meta_claims(metas(tree))
    node = tree.css_first(claim.locator)
    assert node is not None
    assert node.attributes["content"] == claim.raw


def test_every_meta_name_is_in_the_form_it_is_looked_up_in() -> None:
    """A table entry in another form would never be found; each cites where its meaning was read."""
    for name, field in META_FIELDS.items():
        [claim] = meta_claims([("name", name.upper(), "2024-07-19")])
        assert claim.role == field.role
        assert field.rule


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("medically-reviewed-date", "reviewed"),
        ("Page-Last-Reviewed", "reviewed"),
        ("dcterms:reviewed", "reviewed"),
        ("last_review_date", "reviewed"),
        ("next-review-date", "next_review_due"),
        ("review_due_date", "next_review_due"),
        ("last_updated", "modified"),
        ("review-date", None),
        ("event:start_time", None),
    ],
)
def test_metas_that_say_when_a_page_was_reviewed_and_when_it_will_be(name: str, role: Role | None) -> None:
    """ "Review date" may be either, and is none."""
    assert [claim.role for claim in meta_claims([("name", name, "2024-07-19")])] == ([role] if role else [])


def node(kind: str, **properties: Any) -> dict[str, Any]:
    """A JSON-LD node."""
    return {"@type": kind, **properties}


def test_json_ld_dates_count_only_for_nodes_that_are_the_page() -> None:
    """Top level, @graph and mainEntity speak of the page; videos, comments and organizations of themselves."""
    article = node("Article", dateModified="2023-06-01")
    part = node("Article", dateCreated="2001")
    structured = {
        "jsonld": [
            {
                "@graph": [
                    node(
                        "MedicalWebPage",
                        lastReviewed="2023-05-04",
                        mainEntity=article,
                    ),
                    node("VideoObject", datePublished="2019-01-01"),
                    node("http://schema.org/Organization", dateCreated="1950"),
                ]
            },
            [
                node(
                    "WebPage",
                    datePublished={"@value": "2020-02-03"},
                    copyrightYear=2021,
                    hasPart=[part],
                )
            ],
        ]
    }
    claims = structured_claims(structured)
    assert [(claim.role, claim.value) for claim in claims] == [
        ("reviewed", "2023-05-04"),
        ("modified", "2023-06-01"),
        ("published", "2020-02-03"),
        ("copyright", "2021"),
    ]
    assert claims[0].locator == "script[type=application/ld+json] $[0]['@graph'][0].lastReviewed"


def test_microdata_dates_come_from_top_level_items() -> None:
    """An item inside another is a part, not the page."""
    tree = LexborHTMLParser(
        '<div itemscope itemtype="https://schema.org/MedicalWebPage">'
        '<meta itemprop="lastReviewed" content="2022-02-02">'
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        '<i itemprop="dateCreated">2023</i></div>'
    )
    claims = structured_claims(structured_data(tree, metas(tree), []))
    assert [(claim.role, claim.value, claim.source) for claim in claims] == [("reviewed", "2022-02-02", "microdata")]


def test_last_modified_is_transport_and_never_the_page() -> None:
    """The header is kept under its own role; no content role ever takes it."""
    claims = http_claims((("Content-Type", "text/html"), ("last-modified", "Wed, 21 Oct 2015 07:28:00 GMT")))
    assert [(claim.role, claim.value, claim.source) for claim in claims] == [
        ("transport_modified", "2015-10-21T07:28:00Z", "http")
    ]
    assert choose(claims, "modified") is None
    assert http_claims(()) == []


def claim_at(
    value: str, source: DateSource, locator: str = "x", scope: DateScope = "page", role: Role = "modified"
) -> DateClaim:
    """A claim of one role, by carrier."""
    (made,) = typed_claims(role, value, source=source, locator=locator, scope=scope)
    return made


def test_authority_is_text_then_time_then_jsonld_then_own_meta_then_generic_meta_then_transport() -> None:
    """R5, whatever the order in the page; with the best taken away the next one stands."""
    ladder = [
        claim_at("2001-01-01", "text"),
        claim_at("2002-01-01", "time"),
        claim_at("2003-01-01", "jsonld"),
        claim_at("2004-01-01", "meta", 'meta[property="cdc:last_updated"]'),
        claim_at("2005-01-01", "meta", 'meta[name="DC.Date.Modified"]'),
        claim_at("2006-01-01", "sitemap"),
    ]
    for first in range(len(ladder)):
        assert chosen(list(reversed(ladder[first:])), "modified") == [ladder[first].value]


def test_equals_are_decided_by_page_order() -> None:
    """Two statements of one carrier: the first in the page."""
    assert chosen([claim_at("2020-05-01", "text"), claim_at("2021-05-01", "text")], "modified") == ["2020-05-01"]


def test_no_role_stands_in_for_another() -> None:
    """R6: a page that says only when it was updated was, as far as it says, never reviewed."""
    assert choose([claim_at("2024-01-01", "text")], "reviewed") is None


def test_only_the_pages_and_its_topics_dates_are_chosen() -> None:
    """A section's or a source's review is not the page's; the topic's serves where the page states none."""
    topic = claim_at("2016-05-19", "text", scope="topic", role="reviewed")
    section = claim_at("2022-01-01", "text", scope="section", role="reviewed")
    source = claim_at("2023-01-01", "text", scope="source", role="reviewed")
    page = claim_at("2015-01-01", "meta", scope="page", role="reviewed")
    assert chosen([section, source], "reviewed") == [None]
    assert chosen([section, source, topic], "reviewed") == ["2016-05-19"]
    assert chosen([section, source, topic, page], "reviewed") == ["2015-01-01"]


def test_an_ambiguous_date_is_settled_by_a_claim_that_agrees_with_it() -> None:
    """Text that reads both ways yields to JSON-LD naming one of the two days, not to one naming a third."""
    text = claim_at("5/6/2024", "text")
    assert chosen([text, claim_at("2024-06-05", "jsonld")], "modified") == ["2024-06-05"]
    assert chosen([text, claim_at("2020-01-01", "jsonld")], "modified") == ["2024-05-06/2024-06-05"]
    assert chosen([text], "modified") == ["2024-05-06/2024-06-05"]


@pytest.mark.corpus
def test_every_topic_page_prints_the_date_its_meta_says() -> None:
    """41 of 41: the visible "Last updated" and DC.Date.Modified are the same day; created is typed; no other role."""
    folder = CORPUS / "medlineplus" / "topics"
    pages = sorted(folder.glob("*.html"))
    assert len(pages) == 41
    for path in pages:
        tree = LexborHTMLParser(path.read_bytes())
        from_metas = meta_claims(metas(tree))
        assert {claim.role for claim in from_metas} == {"modified", "created"}, path.name
        assert tree.body is not None
        printed = find_claims(tree.body.text(separator="\n"), locator="body", style=DateStyle("en"))
        assert [claim.role for claim in printed] == ["modified"], path.name
        assert chosen(printed, "modified") == chosen(from_metas, "modified"), path.name


@pytest.mark.corpus
def test_cdc_and_mayo_metas_are_typed() -> None:
    """52 CDC pages: reviewed is ``cdc:last_reviewed`` and the printed line; 47 Mayo pages: PublishDate; no future."""
    seen = {"cdc": 0, "mayoclinic": 0}
    for site, role in (("cdc", "reviewed"), ("mayoclinic", "published")):
        for path in sorted((CORPUS / site).rglob("*.htm*")):
            tree = LexborHTMLParser(path.read_bytes())
            stated = [claim for claim in meta_claims(metas(tree)) if claim.role == role]
            assert len(stated) == 1, path.name
            assert stated[0].hi < date(2026, 1, 1)
            seen[site] += 1
            if site == "cdc":
                assert tree.body is not None
                printed = find_claims(tree.body.text(separator="\n"), locator="body", style=DateStyle("en"))
                assert chosen(printed, "reviewed") == [stated[0].value], path.name
    assert seen == {"cdc": 52, "mayoclinic": 47}
