"""What a page offers to do with itself, and how long it takes to read, is no content."""

from __future__ import annotations

import re

import pytest

from tests.parsers.readings import generic, words

TEXT = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, slow.</p>" * 4
PAGE = f"<html lang=en><title>Sleep</title><body><main><h1>Sleep</h1>{{}}{TEXT}{{}}</main>"
URL = "https://health.test/sleep"

TOOLS = {
    "print": "<p><a href='#'>Print this page</a></p>",
    "a row": "<div><a href='javascript:window.print()'>Imprimir</a> <span>Escuchar</span></div>",
    "a list": "<ul><li><a href='#'>Drucken</a></li><li><a href='#'>Teilen</a></li></ul>",
    "with its page": "<p><a href='javascript:print()'>Imprimir esta página</a></p>",
    "in German": "<p><a href='#'>Diese Seite drucken</a></p>",
    "an advertisement that is not there": "<amp-ad width=300><div>Advertisement</div></amp-ad>",
    "one in German": "<div class=x><p>- Anzeige -</p></div>",
    "up": "<p><a href='#'>Back to top</a></p>",
    "minutes": "<div><span>5-minute read</span></div>",
    "a label": "<p>Temps de lecture : <b>3 min</b></p>",
    "minutes of a list": "<ul><li>Tiempo de lectura: 4 minutos</li></ul>",
    "minutes in Polish": "<div class=m>Czas czytania: 5 minut</div>",
    "minutes in Swedish": "<div class=m>Lästid: 5 minuter</div>",
    "minutes in Russian": "<div class=m>5 мин. чтения</div>",
    "minutes in Arabic": "<div class=m>وقت القراءة: ٥ دقائق</div>",  # noqa: RUF001  letters of other languages
    "minutes in Japanese": "<div class=m>この記事は約5分で読めます</div>",
    "calls in Czech": "<p>Zobrazeno: 48 213×</p>",  # noqa: RUF001  letters of other languages
    "calls in Hebrew": "<p>1,234 צפיות</p>",
    "print in Swedish": "<p><a href='#'>Skriv ut</a></p>",
    "share in Polish": "<p><a href='#'>Udostępnij artykuł</a></p>",
    "print in Korean": "<p><a href='javascript:print()'>인쇄하기</a></p>",
    "share in Arabic": "<p><a href='#'>شارك المقال</a></p>",
    "up in Russian": "<p><a href='#'>Наверх</a></p>",
    "up in Japanese": "<p><a href='#'>このページの先頭へ戻る</a></p>",
    "calls": "<div class=post-views><span>Post Views:</span> <span>1,432</span></div>",
    "calls behind": "<div><span>1,204 views</span></div>",
    "calls in Joomla": "<dl><dd>Zugriffe: 40112</dd></dl>",
    "calls in Arabic": "<div><span>عدد القراءات : </span><span>18342</span></div>",
    "calls in Chinese": "<div><span>點閱次數 5321</span></div>",
    "share in French": "<ul><li><a href='https://www.facebook.com/sharer'>Partager sur Facebook</a></li></ul>",
    "share in Spanish": "<ul><li><a href='https://twitter.com/share'>Compartir en X</a></li></ul>",
    "share in German": "<p><a href='#'>Auf Facebook teilen</a></p>",
    "open and close": "<div><a class=e href='#'>Expand all</a> | <a class=c href='#'>Collapse all</a></div>",
    "an icon to share": "<p><a href='https://share.test/share#title=Sleep'></a></p>",
    "an icon of a script": "<p><a href='#' class=bookmark><i class=icon></i></a></p>",
}
_MINUTES = re.compile("min|мин|دقائق|分")
_SPOKEN = {
    "Polish": "pl",
    "Swedish": "sv",
    "Russian": "ru",
    "Arabic": "ar",
    "Japanese": "ja",
    "Czech": "cs",
    "Hebrew": "he",
}


@pytest.mark.parametrize("name", TOOLS)
def test_no_page_says_what_it_offers_to_do_with_itself(name: str) -> None:
    """Neither its words nor its links, at the top and at the end; how long it takes is told at the top."""
    tool = TOOLS[name]
    whole = PAGE.replace("lang=en", f"lang={_SPOKEN.get(name.rpartition(' ')[2], 'en')}")
    for page in (whole.format(tool, ""), *([whole.format("", tool)] if not _MINUTES.search(tool) else [])):
        assert words_of_page(page) == words_of_page(whole.format("", ""))
        assert generic(page, URL).links == ()


def words_of_page(page: str) -> str:
    return "\n".join(section.text for section in generic(page, URL).sections)


@pytest.mark.parametrize(
    "said",
    [
        "<p>The test takes 5 minutes. Read this first.</p>",
        "<p>Share your plans with friends; print and sign the form.</p>",
        "<p><a href='#'>What is sleep?</a></p>",
        "<div>[Anzeige]</div><p>So the posts began, it took 9 minutes.</p>",
        "<p>The <b>Advertisement</b> of pills is regulated; the Anzeige shows 5 minutes.</p>",
        "<p><a href='/print-form.pdf'>Print</a></p>",
        "<p><a href='/shared-care'><img src=care.jpg alt='Shared care'></a></p>",
        "<p>It was read in 20 minutes, please <a href='#'>print</a> it as it is.</p>",
    ],
)
def test_what_only_looks_like_such_an_offer_stays(said: str) -> None:
    """A sentence, what opens on the page, a file to print, a picture that leads to another page."""
    record = generic(PAGE.format("", said), URL)
    text = " ".join(section.text for section in record.sections)
    for word in ("minutes", "Advertisement", "Anzeige", "Share your", "What is sleep?", "Print", "please print it"):
        assert (word in said) <= (word in text)
    assert len(record.links) == said.count("<a href=")


def test_numbers_of_the_text_are_no_calls_of_the_page() -> None:
    """Of fewer than three figures, or amid a sentence, they are told."""
    for said in ("<p>Views: 12</p>", "<ul><li>Zugriffe: 3</li></ul>", "<p>It had <b>1,204 views</b> of the knee.</p>"):
        text = " ".join(section.text for section in generic(PAGE.format("", said), URL).sections)
        assert any(number in text for number in ("Views: 12", "Zugriffe: 3", "1,204 views of"))


EDIT = (
    "<span class=e><span>[</span><a href='/w?title=Sleep&amp;veaction=edit&amp;section=1'>edit</a><span> | </span>"
    "<a href='/w?title=Sleep&amp;action=edit&amp;section=1'>edit source</a><span>]</span></span>"
)


@pytest.mark.parametrize(
    "heading", [f"<h2><span id=Causes>Causes</span>{EDIT}</h2>", f"<div><h2>Causes</h2>{EDIT}</div>"]
)
def test_headings_of_a_wiki_have_no_handles(heading: str) -> None:
    """What edits a part of it stands in the heading, or right behind; a page that is not yet written is a link."""
    told = "<p>Noise, light and <a href='/w?title=Worry&amp;action=edit&amp;redlink=1'>worry</a> keep people awake.</p>"
    record = generic(PAGE.format("", heading + told), URL)
    assert [section.heading for section in record.sections] == [None, "Causes"]
    assert [link.text for link in record.links] == ["worry"]
    assert "edit" not in record.sections[1].text


NOTES = ["(opens in a new tab)", "External link", "se abre en una ventana nueva", "(link is external)"]


@pytest.mark.parametrize("note", NOTES)
def test_how_a_link_opens_is_none_of_its_words(note: str) -> None:
    """In an element of its own, in the link or behind it; what the link itself says stays."""
    linked = f"<p>See <a href=https://a.test/>External beam therapy<span class=h> {note}</span></a>, then rest.</p>"
    record = generic(PAGE.format("", linked), URL)
    assert [link.text for link in record.links] == ["External beam therapy"]
    assert "See External beam therapy, then rest." in record.sections[0].text


AWAY = {
    "a form": "<div><h3>Get our newsletter</h3><p>Weekly tips.</p><input type=email><button>Send</button></div>",
    "a list to join": "<section><h2>Join our mailing list</h2><p>Monthly.</p><form><input type=email></form></section>",
    "one link": "<div><h3>More like this</h3><a href=/tea>Is tea good for you?</a></div>",
    "a row": "<aside><h4>Related</h4><div><a href=/a>Naps</a></div><div><a href=/b>Dreams</a></div></aside>",
}


@pytest.mark.parametrize("block", AWAY.values(), ids=AWAY.keys())
@pytest.mark.parametrize("behind", ["", f"<h2>Naps</h2>{TEXT}"])
def test_a_block_that_leads_away_by_its_heading_is_no_content(block: str, behind: str) -> None:
    """Also between sections, and without a name that says so."""
    page = PAGE.format("", f"<h2>Rest</h2>{TEXT}{{}}{behind}")
    assert words(page.format(block)) == words(page.format(""))


@pytest.mark.parametrize(
    "block",
    [
        "<div><h2>Related conditions</h2><p>Narcolepsy and <a href=/apnoea>sleep apnoea</a> are two of them.</p></div>",
        "<div><h2>Sign up to a study</h2><p>Ask your doctor which of them takes people like you.</p></div>",
        "<div><h2>Where to ask</h2><a href=/line>Sleep line</a></div>",
    ],
)
def test_a_block_that_says_something_under_such_a_heading_stays(block: str) -> None:
    """A heading alone takes nothing away."""
    said, plain = (words(PAGE.format("", f"<h2>Rest</h2>{TEXT}{more}")) for more in (block, ""))
    assert len(said) > len(plain) + 2


OURS = ["I nostri specialisti", "Nos médecins", "Nasi specjaliści", "Наши врачи", "관련 의료진", "أطباؤنا", "Boka tid"]


@pytest.mark.parametrize("heading", OURS)
def test_who_works_for_the_publisher_is_no_content_in_other_languages(heading: str) -> None:
    """Links under such a heading lead to people and to where they are seen."""
    block = f"<h2>{heading}</h2><ul><li><a href=/d/1>Ann Lee</a></li><li><a href=/d/2>Bo Chen</a></li></ul>"
    assert words(PAGE.format("", block)) == words(PAGE.format("", ""))


@pytest.mark.parametrize(
    "line",
    [
        "<p><a href=#top>Back to Top</a> | <a href=/print?id=3>Printable version</a></p>",
        "<p><a href=/sleep/print>Print this page</a></p>",
        "<p><a href=/email-signup>Get emails about this page</a></p>",
        '<p><a href="mailto:?subject=Sleep">Email a friend</a></p>',
    ],
)
def test_a_link_that_prints_or_sends_the_page_is_no_content(line: str) -> None:
    """Wherever it leads, its words say nothing else."""
    assert words(PAGE.format("", line)) == words(PAGE.format("", ""))


def test_a_link_to_write_to_somebody_stays() -> None:
    """An address that the network hides is one."""
    line = '<ul><li>Sleep line: <a href="/cdn-cgi/l/email-protection#03">Email</a></li></ul>'
    assert "Sleep line: Email" in words(PAGE.format("", f"<h2>Where to ask</h2>{line}"))
