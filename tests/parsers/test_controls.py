"""Buttons, tooltips, tabs and signs beside headings: what of them is a word of the text, and what is not."""

from __future__ import annotations

import pytest

from tests.parsers.outlines import read_html, text_of
from tests.parsers.readings import document, words

SAID = "Most people get well within a week at home, with rest, enough to drink, and something against the fever."
GLOSS = "<span role=tooltip id=t1>What closes a wound.</span>"


@pytest.mark.parametrize(
    "term",
    [
        "<button aria-describedby=t1>platelets</button>",
        f"<button aria-describedby=t1>platelets</button>{GLOSS}",
        "<button class=glossary-term>platelets</button>",
        "<button data-bs-toggle=tooltip title='What closes a wound'>platelets</button>",
    ],
)
@pytest.mark.parametrize("sentence", ["Your {} may be low.", "{} may be low.", "Few <b>are</b> {}."])
def test_a_button_in_a_sentence_is_a_word_of_it(term: str, sentence: str) -> None:
    """A term that explains itself when it is pressed is what the sentence speaks of; what it then says is laid over."""
    if sentence.startswith("{}") and "class" not in term and "data" not in term:
        return  # a button that begins a line may be anything
    assert text_of(f"<p>{sentence.format(term)}</p>") == sentence.format("platelets").replace("<b>are</b>", "are")


@pytest.mark.parametrize(
    "control",
    [
        "<p>The fever falls. <button>Read more</button></p>",
        "<p><button>Print</button> <button>Share</button> The fever falls.</p>",
        "<p>The fever falls. <button>A</button><button>B</button></p>",
        "<p>The fever falls.</p><div><button aria-controls=s2><span class=icon></span>Expand Section</button></div>",
    ],
)
def test_a_button_beside_a_sentence_is_none_of_its_words(control: str) -> None:
    """What is pressed to print, to share or to see more is no content."""
    assert text_of(control) == "The fever falls."


def test_a_tooltip_in_its_term_is_no_word_of_the_sentence() -> None:
    """Where only names tell it, too: the term stays, what is told of it is laid over the page."""
    term = (
        "<span class=tooltip><span class=tooltip-trigger>bilirubin</span><span class=tooltip-text>A dye.</span></span>"
    )
    plain = "<p>So is <span class=tooltip>urea<span class=tooltiptext>Waste.</span></span>.</p>"
    said = words(f"<main><h1>Blood</h1>{f'<p>{SAID}</p>' * 3}<p>High {term} is rare, as they say.</p>{plain}</main>")
    assert "High bilirubin is rare, as they say.\nSo is urea." in said


@pytest.mark.parametrize(
    "heading",
    [
        "<h2 id=s>Symptoms<a class=headerlink href=#s title=Permalink>¶</a></h2>",
        "<h2 id=s>Symptoms <a href=#s>#</a></h2>",
        "<h2 id=s><a href=#s>#</a> Symptoms</h2>",
        "<h2 id=s>Symptoms <a class=anchor-link href=#s>Link to this part</a></h2>",
        "<h2 id=s>Symptoms <button>Copy link</button></h2>",
        "<h2 id=s>Symptoms<a href=#s>Copy link</a></h2>",
        "<section id=s><h2>Symptoms <a href=#s><span>Link to this part</span><svg></svg></a></h2></section>",
        "<h2><span id=s>Symptoms</span> <a class=c1 href=#s><svg><path d='M1 1'></path></svg></a></h2>",
        "<h2 id=s><a href=#s>Symptoms</a></h2>",
        "<h2><button aria-expanded=false>Symptoms</button></h2>",
        "<h2><button>Symptoms</button></h2>",
        "<h2 id=s><a class=anchor href=#s>Symptoms</a></h2>",
        "<h2><button class=term>Symptoms</button></h2>",
    ],
)
def test_signs_and_controls_beside_a_heading_are_none_of_its_words(heading: str) -> None:
    """Neither the sign that leads to the heading itself nor a button beside its words; those in a button alone are."""
    read = read_html(f"{heading}<p>Fever.</p>")
    assert [section.heading for section in read.sections] == ["Symptoms"]
    assert read.links == ()
    assert read.coverage.lost == ()


def test_words_of_a_heading_that_lead_elsewhere_or_come_first_stay() -> None:
    """A number before the linked words, a note behind them, a link to another part."""
    page = (
        "<h2 id=a>1. <a href=#a>Symptoms</a></h2><p>A.</p><h2 id=b>Signs <a href=#note-1>1</a></h2><p>B.</p>"
        "<h2 id=c>Causes (see <a href=#a>symptoms</a>)</h2><p>C.</p>"
    )
    read = read_html(page)
    assert [section.heading for section in read.sections] == ["1. Symptoms", "Signs 1", "Causes (see symptoms)"]
    assert len(read.links) == 2


SOURCES = "<ol><li>B. Other. Colds. Updated May 2, 2019.</li><li>Colds. Accessed June 1, 2023.</li></ol>"


@pytest.mark.parametrize(
    "heading",
    [
        "<h2 id=r>References<a href=#r>Copy link</a></h2>",
        "<h2 id=r>References<button>Copy link</button></h2>",
        "<h2 id=r><button aria-expanded=true>References</button></h2>",
    ],
)
def test_sources_are_known_under_a_heading_with_controls(heading: str) -> None:
    """What they were published or updated says nothing of the page."""
    page = f"<main><h1>Colds</h1>{f'<p>{SAID}</p>' * 3}{{}}{SOURCES}</main>"
    assert document(page.format(heading)).dates == document(page.format("<h2 id=r>References</h2>")).dates


@pytest.mark.parametrize("sign", ["", "<a href=#k>#</a>", " <a href=#k>Copy link</a>"])
@pytest.mark.parametrize("space", ["", " " * 80])
def test_parts_behind_one_that_leads_elsewhere_are_content(sign: str, space: str) -> None:
    """However their headings are written: what "Related" heads ends where the next heading of its rank begins."""
    listed = "<ul><li><a href=https://x.example/{}>{}, told at length</a></ul>"
    part = f"<section><div><h2 id={{}}>{{}}{{}}</h2></div>{listed}</section>"
    parts = "".join(
        part.format(key, name, sign.replace("#k", f"#{key}"), key, name)
        for key, name in (("r", f"Related pages{space}"), ("j", "Journals"), ("t", "Trials"))
    )
    text = words(f"<main><h1>Colds</h1><h2>What they are</h2>{f'<p>{SAID}</p>' * 3}{parts}</main>")
    assert "Journals, told at length" in text
    assert "Trials, told at length" in text
    assert "Related pages, told" not in text


def test_related_issues_are_content() -> None:
    """What is related in the body is the matter of the page."""
    listed = "<h2>Related issues</h2><ul><li><a href=/x>Colds and the ears, told at length</a></li></ul>"
    assert "the ears" in words(f"<main><h1>Colds</h1><h2>What they are</h2>{f'<p>{SAID}</p>' * 3}{listed}</main>")


def test_controls_at_the_end_of_the_title_are_none_of_its_words() -> None:
    """ "Gout Listen #" is called "Gout", "Type 2 diabetes" is so also where the last word is a button."""
    gout = "<main><h1 id=g>Gout <button>Listen</button><a href=#g>#</a></h1>{0}{0}</main>".format(f"<p>{SAID}</p>")
    assert document(gout).title == document(gout.replace("</button>", "</button><a href='#'>Print</a>")).title == "Gout"
    assert document(gout.replace("Gout <button>", "Gout <button class=glossary>")).title == "Gout Listen"


TABS = {
    "by role": "<div role=tablist><button role=tab aria-controls=t1>Adults</button>"
    "<button role=tab aria-controls=t2>Children</button></div>"
    "<div role=tabpanel id=t1><p>{0}</p></div><div role=tabpanel id=t2 hidden><p>{1}</p></div>",
    "by links of a role": "<ul role=tablist><li role=presentation><a role=tab href=#t1>Adults</a>"
    "<li role=presentation><a role=tab href=#t2>Children</a></ul>"
    "<section role=tabpanel id=t1><p>{0}</p></section><section role=tabpanel id=t2><p>{1}</p></section>",
    "Bootstrap": "<ul class='nav nav-tabs'><li><a data-toggle=tab href=#t1>Adults</a><li><a data-toggle=tab href=#t2>"
    "Children</a></ul><div class=tab-content><div class='tab-pane active' id=t1><p>{0}</p></div>"
    "<div class=tab-pane id=t2><p>{1}</p></div></div>",
}


@pytest.mark.parametrize("way", TABS.values(), ids=TABS.keys())
@pytest.mark.parametrize("headed", [False, True])
def test_each_panel_of_tabs_stands_under_the_label_of_its_tab(way: str, *, headed: bool) -> None:
    """Doses of adults and of children are told apart by nothing else; a label that the panel repeats is said once."""
    doses = ("500 mg three times a day.", "15 mg for each kilogram, three times a day.")
    panels = [
        f"<b>{who}</b><br>{dose}" if headed else dose for who, dose in zip(("Adults", "Children"), doses, strict=True)
    ]
    page = f"<main><h1>Dose</h1>{f'<p>{SAID}</p>' * 3}<h2>How much</h2>{way.format(*panels)}<p>{SAID}</p></main>"
    read = document(page)
    assert read.sections[-1].text.split("\n")[:4] == ["Adults", doses[0], "Children", doses[1]]
    assert read.coverage.lost == ()


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td><div class=tooltip>Warfarin<div class=tooltip-content>It thins</div></div><td>5 mg</table>",
        "<ul><li><div class=tooltip>Warfarin<span class=tooltiptext>It thins</span></div> 5 mg</ul>",
    ],
)
def test_a_term_in_a_block_of_its_own_stays(html: str) -> None:
    """What is called a tooltip and holds one is the term: without it a dose is anybody's."""
    told = words(
        f"<main><h1>A page</h1>{'<p>Sleep is a state, and a need, of the body of us all.</p>' * 5}{html}</main>"
    )
    assert "Warfarin" in told
    assert "thins" not in told


@pytest.mark.parametrize("label", ["On this page", "Contents", "Auf dieser Seite"])
def test_a_button_that_opens_the_list_of_contents_is_no_content(label: str) -> None:
    """Its list is left out, or made when it is pressed: without it the label heads nothing."""
    button = f"<div class=toc-collapsible><button class=tocCollapsibleButton>{label}</button></div>"
    assert words(f"<main><h1>Blood</h1>{button}{f'<p>{SAID}</p>' * 3}</main>") == "\n" + "\n".join([SAID] * 3)
