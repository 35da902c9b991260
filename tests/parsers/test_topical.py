"""Sections whose names say "related" because that is what they are about; cards of other pages are none of them."""

from __future__ import annotations

import pytest

from tests.parsers.readings import document, words

SAID = "Sleep is when the body mends what the day has worn out, and most adults need seven hours of it or more."
KIN = "People with restless legs, with asthma or with pain sleep badly too, and what helps them helps their nights."
LINKS = "".join(f'<li><a href="/p{n}">Another page of this site, number {n}</a></li>' for n in range(6))


def page(section: str) -> str:
    told = "".join(f"<section class=part id=part-{n}><h2>Part {n}</h2><p>{SAID}</p></section>" for n in range(5))
    return f"<main><h1>Sleep</h1>{told}{section}<section class=part id=more><h2>More</h2><p>{SAID}</p></section></main>"


@pytest.mark.parametrize(
    "section",
    [
        "<section id=related-conditions><h2>Related conditions</h2>{}</section>",
        "<div class=related-conditions><h2>Conditions related to poor sleep</h2>{}</div>",
        "<div class='part relatedConditions-2'><div><h3>Related conditions</h3></div><div>{}</div></div>",
        "<div class=section-related-conditions><h2>Related conditions</h2>{}</div>",
        "<section class=part id=recommendations><h2>Recommendations</h2>{}</section>",
        "<section id=follow-up-care class=part><h2>Follow-up care</h2>{}<p>See <a href=/a>whom</a>.</p></section>",
    ],
)
def test_a_section_named_after_its_heading_is_content(section: str) -> None:
    """Prose under a heading whose words the name repeats stays, heading and all."""
    read = words(page(section.format(f"<p>{KIN}</p>")))
    assert KIN in read
    assert section.partition("<h")[2][2:].partition("</h")[0] in read


@pytest.mark.parametrize(
    "section",
    [
        f"<section id=related-conditions><h2>Related conditions</h2><ul>{LINKS}</ul></section>",
        f"<section id=related-pages><h2>Related pages</h2><h3><a href=/legs>Legs</a></h3><p>{KIN}</p></section>",
        f"<section id=related-pages><h2>Related pages</h2><b>Legs</b><p><a href=/legs>{KIN}</a></p></section>",
        f"<div class=newsletter><h2>Our newsletter</h2><p>{KIN}</p></div>",
        f"<section class=part id=newsletter><h2>Newsletter</h2><p>{KIN}</p><input name=mail></section>",
        f"<div class='related-pages sponsored'><h2>Related pages</h2><p>{KIN}</p></div>",
        f"<section id=related-conditions><p>{KIN}</p><h2>Related conditions</h2></section>",
        f"<div class=related-pages-promo><h2>Related pages</h2><p>{KIN}</p></div>",
        f"<nav class=related-conditions><h2>Related conditions</h2><p>{KIN}</p></nav>",
        f"<section role=search class=part id=search><h2>Search</h2><p>{KIN}</p></section>",
    ],
)
def test_what_is_named_for_what_it_is_to_the_page_stays_out(section: str) -> None:
    """Links, cards, forms, and prose that nothing says is the page's own."""
    assert KIN not in words(page(section))
    assert "Another page" not in words(page(section))


def test_what_is_called_navigation_and_tells_something_is_content() -> None:
    """Sections that a list of contents leads to are called "navigation sections" by some; prose is no navigation."""
    parts = "".join(
        f"<div class=HwNavigationSection id=s{n}><h2>Part {n}</h2><h3>What is it?</h3><p>{SAID}</p></div>"
        for n in range(3)
    )
    items = "".join(f"<li>{word} of the leg or the back.</li>" for word in ("Pain", "Numbness", "Weakness"))
    risks = f"<div class=HwNavigationSection id=r><h2>Risks</h2><p>You may have:</p><ul>{items}</ul></div>"
    read = words(f"<div id=HwContent><h1>Sleep</h1>{parts}{risks}</div>")
    assert [f"Part {n}" in read for n in range(3)] == [True] * 3
    assert "Numbness" in read


def test_navigation_made_of_links_stays_beside() -> None:
    """Its heading makes no section of it."""
    menu = f"<div class=HwNavigationSection><h2>Browse</h2><ul>{LINKS}</ul></div>"
    assert "Browse" not in words(page(menu))


@pytest.mark.parametrize("name", ["follow-up", "social-care", "informed-consent", "pain-rating", "recommended-intake"])
def test_names_that_medicine_uses_too_put_no_prose_aside(name: str) -> None:
    """A section that begins with its heading and tells something without links, a paragraph, a list of sentences."""
    section = f"<div class={name}><h2>What comes next</h2><p>{KIN}</p><p>{SAID}</p></div>"
    paragraph = f"<h2>Then</h2><p class={name}>{SAID.replace('seven', 'eight')}</p>"
    listed = f"<ul class={name}><li>{KIN.replace('nights', 'evenings')}</li></ul>"
    read = words(page(section + paragraph + listed))
    assert "What comes next" in read
    assert KIN in read
    assert "eight hours" in read
    assert "evenings" in read


def test_a_short_recommendation_of_a_guideline_is_content() -> None:
    """Each stands in a block called so, under its number; without any link it leads nowhere."""
    told = "".join(f"<div class=recommendation><h3>1.1.{n}</h3><p>{KIN} {n}</p></div>" for n in (1, 2))
    read = words(page(f"<h2>1.1 Sleep</h2>{told}"))
    assert "1.1.1" in read
    assert f"{KIN} 2" in read


@pytest.mark.parametrize(
    "section",
    [
        f"<div class=popular><h2>Most read</h2><p>{KIN}</p><p>{SAID}</p></div>",
        f"<div class=recommended><h2>One</h2><p>{KIN}</p><h2>Two</h2><p>{KIN}</p><h2>Three</h2><p>{KIN}</p></div>",
        f"<div class=recommended><h2>Sleep less</h2><img src=/a.jpg><p>{KIN}</p><p>{KIN}</p></div>",
        f"<ul class=menu>{LINKS}</ul>",
    ],
)
def test_such_names_put_cards_and_links_aside(section: str) -> None:
    """Headings that lead away, several headings, pictures and links are what such names are given for."""
    read = words(page(section))
    assert KIN not in read
    assert "number 3" not in read


def test_prose_that_a_name_alone_puts_aside_is_counted() -> None:
    """Words inside what the page calls its content that only a name keeps out are told as words outside of it."""
    read = document(page(f"<div class=newsletter-item><h2>Dose</h2><p>{KIN}</p></div>"))
    assert KIN not in "".join(section.text for section in read.sections)
    assert read.coverage.outside_words == len(KIN.split())
