"""Closed accordions and tabs are content, as far as something on the page opens them; what else is hidden is not."""

from __future__ import annotations

import pytest

from tests.parsers.readings import document, words

SAID = "A sprain heals faster when the joint is rested, cooled and raised, and most people walk again within a week."
CALL = "Call a doctor at once when the joint is numb, when it cannot bear any weight, or when fever comes on top."
OTHER = "This is not what anybody came to read about, but it is long enough, with commas, to be taken for a paragraph."
LINKS = "".join(f'<li><a href="/p{n}">Another page of this site, number {n}</a></li>' for n in range(6))


def article(inside: str, paragraphs: int = 6) -> str:
    return f"<main><h1>Sprains</h1>{f'<p>{SAID}</p>' * paragraphs}{inside}</main>"


def control(way: str, inside: str = f"<p>{CALL}</p>") -> str:
    return way.replace("CLOSED", "style='display: none'").replace("INSIDE", inside)


ACCORDIONS = {
    "a heading's button names it": "<h2><button aria-expanded=false aria-controls=p1>When to call</button></h2>"
    "<div id=p1 hidden>INSIDE</div>",
    "Bootstrap 4": "<div class=card><div class=card-header><button data-toggle=collapse data-target='#c-1'>When to call"
    "</button></div><div id=c-1 class=collapse CLOSED><div class=card-body>INSIDE</div></div></div>",
    "Bootstrap 5": "<h2 class=accordion-header><button data-bs-toggle=collapse data-bs-target='#c1'>When to call"
    "</button></h2><div id=c1 class='accordion-collapse collapse' CLOSED>INSIDE</div>",
    "a link that is a button": "<p><a role=button href='#more'>When to call</a></p><div id=more hidden>INSIDE</div>",
    "a heading that says it is closed": "<h3 tabindex=0 aria-expanded=false>When to call</h3><div hidden>INSIDE</div>",
    "a button in a heading that says so": "<h3><button aria-expanded=false>When to call</button></h3>"
    "<section CLOSED>INSIDE</section>",
    "a list of terms": "<dl><dt><button aria-expanded=false>When to call</button></dt><dd hidden>INSIDE</dd></dl>",
    "questions and answers without a word of ARIA": "<div class=faq-item><h3>When to call</h3>"
    "<div class=faq-answer CLOSED>INSIDE</div></div>",
    "tabs by data": "<ul class=tabs><li data-tab=tab-1>Care<li data-tab=tab-2>When to call</ul>"
    f"<div id=tab-1><p>{SAID}</p></div><div id=tab-2 hidden>INSIDE</div>",
    "tabs by links": "<ul class=tabs><li><a href='#care'>Care</a><li><a href='#call'>When to call</a></ul>"
    f"<div id=care><p>{SAID}</p></div><div id=call CLOSED>INSIDE</div>",
    "a script in a button": "<h3 onclick=\"toggle('q1')\">When to call</h3><div id=q1 CLOSED>INSIDE</div>",
    "a script in a link": "<h3><a href=\"javascript:show('q1')\">When to call</a></h3><div id=q1 CLOSED>INSIDE</div>",
    "details that a script closed": "<details><summary>When to call</summary><div CLOSED>INSIDE</div></details>",
    "Foundation": "<button data-toggle=warning>When to call</button><div id=warning hidden>INSIDE</div>",
    "UIkit": "<button uk-toggle='target: #warning'>When to call</button><div id=warning hidden>INSIDE</div>",
    "a wrapping that is hidden with it": "<h2><button aria-controls=p1>When to call</button></h2>"
    "<div CLOSED><div><div id=p1>INSIDE</div></div></div>",
    "a wrapping of tabs that is hidden with them": "<ul><li><a role=tab href='#care'>Care</a>"
    "<li><a role=tab href='#call'>When to call</a></ul>"
    f"<div CLOSED><div id=care><p>{SAID}</p></div><div id=call hidden>INSIDE</div></div>",
    "hidden from whoever cannot see it": "<h2><button aria-controls=p1>When to call</button></h2>"
    "<div id=p1 aria-hidden=true CLOSED>INSIDE</div>",
}


@pytest.mark.parametrize("way", ACCORDIONS.values(), ids=ACCORDIONS.keys())
def test_a_closed_panel_reads_as_if_it_were_open(way: str) -> None:
    """Whatever opens a panel, it is content before anybody opened it, word for word."""
    closed = article(control(way))
    opened = closed.replace("style='display: none'", "").replace(" hidden>", ">").replace("aria-hidden=true", "")
    assert CALL in words(closed)
    assert document(closed).sections == document(opened).sections


def test_the_id_of_a_panel_is_made_of_its_headings_words() -> None:
    """An id such as "follow-up" names no panel a sidebar."""
    way = "<h2><button aria-controls=follow-up>When to call</button></h2><div id=follow-up hidden>INSIDE</div>"
    assert CALL in words(article(control(way)))


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_of_closed_panels_is_found_among_what_stands_open(number: int) -> None:
    """Closed panels are weighed like any text: a page that is nothing else is not lost to what stands beside it."""
    panels = "".join(
        f"<div class=acc><h2><button aria-expanded=false aria-controls=p{n}>Question {n}</button></h2>"
        f"<div class=acc-text id=p{n} hidden>{f'<p>{SAID}</p>' * number}<p>{CALL}</p></div></div>"
        for n in range(6)
    )
    page = f"<div><div class=a><h1>Sprains</h1>{panels}</div><div class=b>{f'<p>{OTHER}</p>' * 4}</div></div>"
    assert words(page).count(CALL) == 6


SERIES = {
    "a list of terms": "<dl>{}</dl>|<dt>Question {}?</dt><dd CLOSED>INSIDE</dd>",
    "headings": "<div>{}</div>|<h3>Question {}?</h3><div CLOSED>INSIDE</div>",
    "links of a script": "<div>{}</div>|<h3><a href='#'>Question {}?</a></h3><div CLOSED>INSIDE</div>",
    "items": "<ul>{}</ul>|<li><h3>Question {}?</h3><div CLOSED>INSIDE</div></li>",
    "buttons in boxes": "<div>{}</div>|<section>"
    "<button class=collapsible>Question {}?</button><div CLOSED>INSIDE</div></section>",
}


@pytest.mark.parametrize("way", SERIES.values(), ids=SERIES.keys())
def test_answers_hidden_each_behind_its_question_read_as_if_they_were_open(way: str) -> None:
    """No name and no attribute says what opens them: several pairs built alike do."""
    around, _, pair = way.partition("|")
    pairs = [control(pair.replace("{}", str(n)), f"<p>{CALL}</p>") for n in range(3)]
    read = words(article(around.format("".join(pairs))))
    assert [f"Question {n}?" in read for n in range(3)] == [True] * 3
    assert read.count(CALL) == 3
    one_open = [pairs[0].replace("style='display: none'", "style='display: block'"), *pairs[1:]]
    assert words(article(around.format("".join(one_open)))).count(CALL) == 3


def test_what_is_hidden_under_the_names_of_other_pages_stays_out() -> None:
    """Cards that tell more where a pointer rests on them; one heading alone with something hidden behind it."""
    card = f"<div class=item><h3><a href='/p{{}}'>Another page</a></h3><div hidden><p>{OTHER}</p></div></div>"
    assert OTHER not in words(article("".join(card.format(n) for n in range(3))))
    assert OTHER not in words(article(f"<h3>When to call</h3><div hidden><p>{OTHER}</p></div><p>{SAID}</p>"))


def test_the_button_of_a_panel_heads_it() -> None:
    """A question on a button that opens its answer is kept, though other buttons are not."""
    text = words(article(f"<button aria-expanded=false>When to call</button><div hidden><p>{CALL}</p></div>"))
    assert text.endswith(f"When to call\n{CALL}")
    assert "Print" not in words(article("<button>Print</button>"))


@pytest.mark.parametrize("names", ["accordion", "btn collapsible", "faq-toggle"])
def test_a_button_called_an_accordion_heads_what_a_style_sheet_closes(names: str) -> None:
    """As tutorials teach it: nothing but its class tells what the button does; other buttons are controls."""
    text = words(article(f"<button class='{names}'>When to call?</button><div class=panel>{CALL}</div>"))
    assert text.endswith(f"When to call?\n{CALL}")
    assert "Ask" not in words(article("<button class='btn ask-question'>Ask a question</button>"))


NO_PANELS = {
    "nothing opens it": f"<p hidden>{OTHER}</p><div style='display:none'><p>{OTHER}</p></div>",
    "a control of something else": f"<button aria-controls=x>More</button><div id=y hidden><p>{OTHER}</p></div>",
    "a modal by its control": "<button data-toggle=modal data-target='#m'>Watch</button>"
    f"<div id=m style='display:none'><p>{OTHER}</p></div>",
    "a modal by its class": "<a class=button href='#m'>Watch</a>"
    f"<div id=m class='modal fade' aria-labelledby=t style='display:none'><p>{OTHER}</p></div>",
    "a dialog by its role": "<button aria-controls=m>Watch</button>"
    f"<div id=m role=dialog aria-labelledby=t hidden><p>{OTHER}</p></div>",
    "a dialog by its element": f"<button aria-controls=m>Watch</button><dialog id=m hidden><p>{OTHER}</p></dialog>",
    "settings of cookies": "<button aria-controls=cookie-settings>Settings</button>"
    f"<div id=cookie-settings hidden><p>{OTHER}</p></div>",
    "a menu": f"<button aria-expanded=false>Menu</button><div hidden><p>{OTHER[:40]}</p><ul>{LINKS}</ul></div>",
    "a menu by its id": "<button aria-controls=mobile-menu>Menu</button>"
    f"<div id=mobile-menu hidden><p>{OTHER}</p></div>",
    "what a popup button opens": "<button aria-haspopup=true aria-expanded=false>About</button>"
    f"<div hidden>{OTHER}</div>",
    "a search": "<button aria-controls=s>Search</button>"
    f"<div id=s hidden><p>{OTHER}</p><form><input type=search></form></div>",
    "a form": f"<a href='#c'>Contact</a><div id=c hidden><form><p>{OTHER}</p><textarea></textarea></form></div>",
    "a box to share": f"<button aria-controls=s>Share</button><div id=s class=share-box hidden><p>{OTHER}</p></div>",
    "an overlay": f"<a href='#pushOverlay'>News</a><div id=pushOverlay style='display:none'><p>{OTHER}</p></div>",
    "a lightbox in its wrapping": f"<a href='#l1'>Watch</a><div hidden><div id=l1><p>{OTHER}</p></div></div>",
    "a modal in its wrapping": f"<button aria-controls=m1>Watch</button><div hidden>"
    f"<div id=m1 class=modal><p>{OTHER}</p></div></div>",
    "a panel among other things": f"<button aria-controls=p1>More</button><div hidden>{OTHER}"
    f"<div id=p1>{SAID}</div></div>",
    "something after a paragraph": f"<p>{SAID}</p><div class=panel hidden><p>{OTHER}</p></div>",
}


@pytest.mark.parametrize("hidden", NO_PANELS.values(), ids=NO_PANELS.keys())
@pytest.mark.parametrize("paragraphs", [1, 6])
def test_what_is_hidden_and_no_panel_stays_out(hidden: str, paragraphs: int) -> None:
    """Dialogs, menus, searches, forms, and whatever no control opens, are no content."""
    assert OTHER[:40] not in words(article(hidden, paragraphs))


@pytest.mark.parametrize(
    "question",
    ["<div class=faq-question>{}</div>", "<p class=accordion__title>{}</p>", "<div class='toggle-title x'>{}</div>"],
)
def test_a_question_that_a_script_makes_a_toggle_heads_its_panel(question: str) -> None:
    """No heading, no button, no attribute: names of the toggle and of what is around tell it."""
    faq = f"{question.format('When to call?')}<div class=faq-answer style='display:none'><p>{CALL}</p></div>"
    read = words(article(f"<div class=faq><div class=faq-item>{faq}</div></div>"))
    assert f"When to call?\n{CALL}" in read
    menu = f"<div class=menu-title>More</div><div class=menu-list style='display:none'><p>{OTHER}</p></div>"
    assert OTHER not in words(article(menu))


def test_the_panel_of_an_accordion_may_be_called_a_dropdown() -> None:
    """What a button opens on the page is no menu for its name; a dropdown that says no more is one."""
    item = (
        "<ul><li class=accordion-item><h4><button aria-expanded=false aria-controls=x1>When to call</button></h4>"
        f"<div class=accordion-item__dropdown role=region id=x1><p>{CALL}</p></div></li></ul>"
    )
    assert "When to call" in words(article(item))
    assert CALL in words(article(item))
    assert OTHER not in words(article(f"<div class=dropdown><p>{OTHER}</p></div>"))


def test_a_short_tab_beside_a_long_one_is_content() -> None:
    """Tabs that stand side by side are one page, however little stands in the closed ones."""
    tabs = (
        "<ul><li><a href=#tab1>Overview</a><li><a href=#tab2>Self-care</a></ul>"
        f"<div id=tab1 class='tab active'>{f'<p>{SAID}</p>' * 4}</div>"
        "<div id=tab2 class=tab style='display:none;'><p>Rest the joint, and raise it.</p></div>"
    )
    assert "Rest the joint" in words(f"<main><h1>Sprains</h1><div class=tabs>{tabs}</div></main>")


def test_components_of_aem_are_no_question_for_consent() -> None:
    """AEM begins all its names with "cmp-": accordions and tabs under it are content, breadcrumbs are not."""
    accordion = (
        "<div class=cmp-accordion><div class=cmp-accordion__item><h3 class=cmp-accordion__header>"
        "<button class=cmp-accordion__button aria-controls=p1>When to call</button></h3>"
        f"<div id=p1 class='cmp-accordion__panel cmp-accordion__panel--hidden' role=region><p>{CALL}</p></div>"
        "</div></div>"
    )
    trail = "<div class=cmp-breadcrumb><ol><li><a href=/>Home of the clinic</a></ol></div>"
    read = words(article(trail + accordion))
    assert "When to call" in read
    assert CALL in read
    assert "Home of the clinic" not in read


def test_what_a_script_puts_in_its_place_is_content() -> None:
    """React streams parts of a page behind it, hidden, with a template where each belongs."""
    waiting = "<main><h1>Sprains</h1><template id='B:1'></template><p>Loading...</p></main>"
    streamed = f"<div hidden id='S:1'><div><p>{CALL}</p><p>{SAID}</p><p>{CALL}</p></div></div>"
    assert CALL in words(waiting + streamed)
    assert CALL not in words(article(streamed))


@pytest.mark.parametrize(("row", "hidden"), [("tabs", "hidden"), ("row", "hidden=''"), ("tabs", "")])
def test_tabs_name_their_panels_by_their_place_where_neither_has_an_id(row: str, hidden: str) -> None:
    """Docusaurus prints as many panels as tabs, in one order: what each holds stands under the label of its tab."""
    tabs = f"<ul role=tablist class={row}><li role=tab aria-selected=true>At home<li role=tab>In the pool</ul>"
    one, two = "<div role=tabpanel><p>March.</p></div>", f"<div role=tabpanel {hidden}><p>Swim.</p></div>"
    said = f"<main><h1>Moving</h1>{f'<p>{SAID}</p>' * 3}<div>{tabs}<div>{one}{two}</div></div></main>"
    assert words(said).endswith("At home\nMarch.\nIn the pool\nSwim.")
    assert "At home" not in words(said.replace(one, one + two))
