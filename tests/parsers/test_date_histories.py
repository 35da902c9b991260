"""Pages that state several dates of one role: the last change and review, the first publication, whatever the order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.model.document import Document
from pipeline.parsers import read
from pipeline.sites import by_name
from tests.captures import capture_of
from tests.parsers.readings import generic

PARAGRAPH = (
    "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, and slow to"
    " learn what is new and to do what is known.</p>"
)
TEXT = PARAGRAPH * 4
OLD, NEW = "3 January 2024", "5 May 2025"


def document(above: str = "", below: str = "", *, middle: str = "", around: str = "", lang: str = "en-GB") -> Document:
    page = f"""<html lang={lang}><title>Sleep</title><body><nav><ul><li><a href=/>Home</a></ul></nav><main><article>
    <h1>Sleep</h1>{above}{TEXT}{middle}{below}</article></main>{around}<footer><p>© 2026 A Hospital</p></footer>"""
    return generic(page)


def chosen(page: Document) -> dict[str, str]:
    dates = {
        "published": page.published,
        "modified": page.modified,
        "reviewed": page.reviewed,
        "next": page.next_review_due,
    }
    return {role: date.value for role, date in dates.items() if date is not None}


HISTORIES = {
    "paragraphs": ("<p>Updated {}</p><p>Updated {}</p>", "en"),
    "lines": ("<p>Updated {}<br>Updated {}</p>", "en"),
    "a line": ("<p>Updated {} | Updated {}</p>", "en"),
    "a list": ("<h2>History</h2><ul><li>Updated {}</li><li>Updated {}</li></ul>", "en"),
    "a list behind a summary": (
        "<details><summary>Updates</summary><ol><li>Updated {}<li>Updated {}</ol></details>",
        "en",
    ),
    "a table": ("<table><tr><td>1.1<td>Updated {}<td>Doses<tr><td>1.2<td>Updated {}<td>Naps</table>", "en"),
    "rows of a table": ("<table><tr><td>Updated<td>{}<tr><td>Updated<td>{}</table>", "en"),
    "terms": ("<dl><dt>Updated<dd>{}<dt>Updated<dd>{}</dl>", "en"),
    "sentences": (
        "<p>This article was updated on {} to add a figure.</p><p>This article was updated on {} to mend one.</p>",
        "en",
    ),
    "notes": ("<p><b>Updated {}:</b> the dose was mended.</p><p><b>Updated {}:</b> a figure was added.</p>", "en"),
    "notes in brackets": ("<p>Update ({}): the dose was mended.</p><p>Update ({}): a figure was added.</p>", "en"),
    "notes with ids": ("<div id=u1><p>Update {}: a dose.</p></div><div id=u2><p>Update {}: a nap.</p></div>", "en"),
    "long notes": (f"<ul><li>Updated {{}}: {'a dose was mended, ' * 10}<li>Updated {{}}: {'a nap, ' * 20}</ul>", "en"),
    "parts apart": (f"<h3>Why?</h3>{TEXT}<p>Updated {{}}</p><h3>How?</h3>{TEXT}<p>Updated {{}}</p>", "en"),
    "one label": ("<p>Updated {} and {}</p>", "en"),
}


@pytest.mark.parametrize(("history", "lang"), HISTORIES.values(), ids=HISTORIES.keys())
def test_the_last_of_several_changes_is_when_the_page_was_changed(history: str, lang: str) -> None:
    """A history tells the oldest first, or the newest: the page's day is the same, and no claim is lost."""
    for days in ((OLD, NEW), (NEW, OLD)):
        page = document(below=history.format(*days), lang=lang)
        assert chosen(page) == {"modified": "2025-05-05"}
        assert {claim.value for claim in page.dates if claim.role == "modified"} == {"2024-01-03", "2025-05-05"}


OTHER_LANGUAGES = {
    "de": ("<ul><li>Aktualisiert: {}<li>Aktualisiert: {}</ul>", "3. Januar 2024", "5. Mai 2025"),
    "fr": ("<p>Mise à jour : {}</p><p>Mise à jour : {}</p>", "3 janvier 2024", "5 mai 2025"),
    "es": ("<p>Actualizado: {}<br>Actualizado: {}</p>", "3 de enero de 2024", "5 de mayo de 2025"),
    "ja": ("<p>更新日:{}<br>更新日:{}</p>", "2024年1月3日", "2025年5月5日"),
    "pl": ("<ul><li>Aktualizacja: {}<li>Aktualizacja: {}</ul>", "3 stycznia 2024", "5 maja 2025"),
}


@pytest.mark.parametrize(("lang", "written"), OTHER_LANGUAGES.items(), ids=OTHER_LANGUAGES.keys())
def test_histories_in_other_languages(lang: str, written: tuple[str, str, str]) -> None:
    """In any language, in both orders."""
    history, old, new = written
    assert chosen(document(below=history.format(old, new), lang=lang)) == {"modified": "2025-05-05"}
    assert chosen(document(below=history.format(new, old), lang=lang)) == {"modified": "2025-05-05"}


def test_the_last_review_and_the_day_the_next_is_due() -> None:
    """Reviews are told one after the other, each with the next that was planned then."""
    lines = [
        "<p>Last reviewed: 3 January 2019. Next review due: 3 January 2022.</p>",
        "<p>Last reviewed: 5 May 2022. Next review due: 5 May 2025.</p>",
    ]
    for order in (lines, lines[::-1]):
        assert chosen(document(below="".join(order))) == {"reviewed": "2022-05-05", "next": "2025-05-05"}
    both = (
        "<p>Medically reviewed by Ann Bee, MD on 3 May 2021</p><p>Medically reviewed by Cy Dee, MD on 4 June 2023</p>"
    )
    assert chosen(document(both)) == {"reviewed": "2023-06-04"}
    assert chosen(document(below="<p>Reviewed: 3 May 2018, 4 May 2020, 6 June 2023</p>")) == {"reviewed": "2023-06-06"}
    assert chosen(document(below="<p>Reviewed 2015, 2018 &amp; 2021</p>")) == {"reviewed": "2021"}


def test_the_first_publication() -> None:
    """Later ones are of versions; what is called the first is, wherever it stands."""
    versions = ["<li>Published 3 May 2020</li>", "<li>Published 4 June 2023</li>"]
    for order in (versions, versions[::-1]):
        assert chosen(document(below=f"<ul>{''.join(order)}</ul>")) == {"published": "2020-05-03"}
    page = document("<p>Published: 4 June 2023</p>", "<p>Originally published in 2015.</p>")
    assert chosen(page) == {"published": "2015"}
    page = document("<p>Updated: 5 June 2024</p><p>Published: 4 June 2023</p>", "<p>Originally published in 2015.</p>")
    assert chosen(page) == {"modified": "2024-06-05", "published": "2015"}
    page = document("<p>Veröffentlicht: 4.6.2023</p>", "<div>Erstveröffentlichung: 3.5.2015</div>", lang="de")
    assert chosen(page) == {"published": "2015-05-03"}
    page = document(below="<p>Primera publicación: 3 de mayo de 2015</p><p>Publicado: 4 de mayo de 2023</p>", lang="es")
    assert chosen(page) == {"published": "2015-05-03"}


def test_a_day_goes_before_the_month_it_is_in() -> None:
    """The same said twice, once less exactly, is one day."""
    assert chosen(document(below="<ul><li>Updated May 2025<li>Updated 5 May 2025</ul>")) == {"modified": "2025-05-05"}
    page = document(below="<ul><li>Published 2020<li>Published 3 May 2020</ul>")
    assert chosen(page) == {"published": "2020-05-03"}


def test_a_history_with_other_roles_between() -> None:
    """Each role has its own."""
    history = "<p>History: created 1 May 2015; reviewed 3 May 2018; updated 4 May 2020; reviewed 6 June 2023.</p>"
    assert chosen(document(below=history)) == {"reviewed": "2023-06-06", "modified": "2020-05-04"}


OF_OTHERS = {
    "an aside": ("", "<aside class=sidebar><div>Exchange rates</div><div>Updated: 5 May 2025</div></aside>"),
    "a list in an aside": ("", "<aside><ul><li>Updated 5 May 2025<li>Updated 6 May 2025</ul></aside>"),
    "the foot of the site": ("", "<div class=footer><p>Last updated: 5 May 2025</p></div>"),
    "readers": ("", "<section class=comments><ul><li>Updated 5 May 2025<li>Updated 6 May 2025</ul></section>"),
    "lines of links": (
        "<h2>More</h2><p><a href=/a>Naps at night</a> (updated 5 May 2025)</p><p><a href=/b>Dreams</a> (updated 2026)",
        "",
    ),
    "links over days": ("<h2>More</h2><p><a href=/a>Naps of night workers</a><br>Updated 5 May 2025</p>", ""),
    "documents": (
        "<h2>Leaflets</h2><table><tr><th>Leaflet<th>Last updated<tr><td><a href=/a.pdf>Naps</a><td>5 May 2025</table>",
        "",
    ),
    "sources": ("<h2>References</h2><ul><li>CDC. Sleep. Updated 5 May 2025.<li>NHS. Naps. Updated 6 May 2025</ul>", ""),
    "figures": ("<h2>Figures</h2><p>Data last updated: 5 May 2025</p>", ""),
    "a plan": ("<p>Next update: 5 May 2027</p>", ""),
    "a policy": ("<p>Privacy policy last updated: 5 May 2025</p>", ""),
    "a policy at the foot": ("", "<footer><p>Privacy policy (updated 5 May 2025)</p></footer>"),
}


@pytest.mark.parametrize(("below", "around"), OF_OTHERS.values(), ids=OF_OTHERS.keys())
def test_later_days_of_others_are_not_the_pages(below: str, around: str) -> None:
    """What stands beside the page, leads away from it, or is a plan, has no part in its history."""
    assert chosen(document("<p>Updated: 3 January 2024</p>", below, around=around))["modified"] == "2024-01-03"


def test_a_policy_dates_no_page() -> None:
    """Where a page says nothing of itself, the policy that its foot links to says nothing of it either."""
    page = document(around="<footer><p><a href=/p>Privacy policy</a> (updated 5 May 2025)</p></footer>")
    assert (page.modified, [claim.scope for claim in page.dates if claim.role == "modified"]) == (None, ["collection"])


def test_earlier_publications_of_others_are_not_the_pages() -> None:
    """A picture by its text has a day of its own; so has a book that the text names in a line."""
    picture = "<figure><img src=a.jpg><figcaption>Published: 5 May 2001, A. Agency</figcaption></figure>"
    for other in (picture, "<p>Published: 1998, second edition</p>"):
        assert chosen(document("<p>Published: 3 January 2024</p>", middle=other)) == {"published": "2024-01-03"}


def test_what_parts_were_reviewed_is_no_review_of_the_page() -> None:
    """Each part says when it was reviewed: the page was, where it says so itself, or not that anybody knows."""
    parts = "".join(f"<h2>Part {n}</h2>{PARAGRAPH}<p>Last reviewed: {n} July 202{n}</p>{PARAGRAPH}" for n in (1, 2, 4))
    page = document(middle=parts)
    assert (page.reviewed, [claim.scope for claim in page.dates if claim.role == "reviewed"]) == (None, ["section"] * 3)
    assert chosen(document(middle=parts, below="<p>Page last reviewed: 1 March 2022</p>"))["reviewed"] == "2022-03-01"
    assert chosen(document("<p>Last reviewed: 1 March 2019</p>", middle=parts))["reviewed"] == "2019-03-01"
    one = f"<h2>Naps</h2>{TEXT}<p>Last reviewed: 1 March 2019</p>"
    assert chosen(document(middle=one)) == {"reviewed": "2019-03-01"}


def test_a_note_that_is_older_than_the_pages_day_dates_a_section() -> None:
    """Beside a line that says when the page was changed, a note is one of its parts; a later note is a later change."""
    notes = "<p>Update 3 January 2024: a dose was mended.</p><p>Update 5 May 2025: a nap was added.</p>"
    page = document(notes, "<div><p>Last updated: 6 June 2026</p></div>")
    assert chosen(page) == {"modified": "2026-06-06"}
    assert [(claim.value, claim.scope) for claim in page.dates if claim.role == "modified"] == [
        ("2026-06-06", "page"),
        ("2024-01-03", "section"),
        ("2025-05-05", "section"),
    ]
    assert chosen(document("<p class=byline>Updated 4 April 2024</p>", notes)) == {"modified": "2025-05-05"}
    assert chosen(document("<p class=byline>Updated May 2025</p>", notes)) == {"modified": "2025-05"}


def test_a_list_of_one_is_its_value() -> None:
    """JSON-LD may put any value into a list; of two the page does not say which is which."""
    head = '<script type="application/ld+json">{{"@type": "MedicalWebPage", "lastReviewed": {}}}</script>'
    assert chosen(document(around=head.format('["2024-05-17"]'))) == {"reviewed": "2024-05-17"}
    assert chosen(document(around=head.format('["2024-05-17", "2027-05-17"]'))) == {}


DATED_FIRST = {
    "a list": "<h2>Change history</h2><ul><li>{} - first published</li><li>{}: dosing table updated</li></ul>",
    "elements in items": "<h2>Updates to this page</h2><ol><li><time>{}</time><p>First published.</p>"
    "<li><time>{}</time><p>Dosing table updated.</p></ol>",
    "paragraphs": "<h3>Update history</h3><p>{}: First published.</p><p><b>{}:</b> Dosing table updated.</p>",
    "terms": "<h2>Revision history</h2><dl><dt>{}<dd>First published.<dt>{}<dd>Dosing table updated.</dl>",
    "versions": "<h2>Version history</h2><table><tr><th>Version<th>Date<th>Change<tr><td>1.0<td>{}<td>First version"
    "<tr><td>1.1<td>{}<td>Doses</table>",
    "columns": "<h2>Document control</h2><table><tr><th>Published<th>Updated<tr><td>{}<td>{}</table>",
    "under headings": "<h2>Page history</h2><h3>{}</h3><p>First published.</p><h3>{}</h3><p>Doses updated.</p>",
    "a label": "<details><summary>Change log</summary><ul><li>{} First published<li>{} Doses</ul></details>",
}


@pytest.mark.parametrize("html", DATED_FIRST.values(), ids=DATED_FIRST)
def test_entries_of_a_history_that_begin_with_their_day(html: str) -> None:
    """The heading says what happened on these days; what an entry says itself goes before."""
    page = document(below=html.format(OLD, NEW))
    assert chosen(page) == {"published": "2024-01-03", "modified": "2025-05-05"}
    assert not [claim for claim in page.dates if claim.role == "unlabelled"]


def test_the_day_of_an_earlier_version_is_no_review() -> None:
    """Who is named above it reviewed the current version."""
    below = (
        "<div>HISTORY</div><p>We watch what becomes known.</p><div><p>Current Version</p><div>May 5, 2025</div>"
        "<div><p>Written By</p><span>Ann Lee</span></div><div><p>Medically Reviewed By</p><span>Jane Doe, M.D.</span>"
        "</div></div><div>Mar 10, 2016</div>"
    )
    assert chosen(document(below=below)) == {"modified": "2025-05-05"}


@pytest.mark.parametrize(
    ("html", "lang", "dates"),
    [
        (
            "<h2>Review history</h2><ul><li>5 May 2025</li><li>3 January 2024</li></ul>",
            "en",
            {"reviewed": "2025-05-05"},
        ),
        ("<h2>Änderungsverlauf</h2><ul><li>05.05.2025: Dosis</li></ul>", "de", {"modified": "2025-05-05"}),
        ("<h2>Historique des mises à jour</h2><p>5 mai 2025 : doses</p>", "fr", {"modified": "2025-05-05"}),
        ("<h2>Historial de cambios</h2><p>5 de mayo de 2025: dosis</p>", "es", {"modified": "2025-05-05"}),
        ("<h2>Update information</h2><p><b>May 2025:</b> New advice.</p>", "en", {"modified": "2025-05"}),
        ("<h2>Change log</h2><p>5 May 2025: reviewed, no changes</p>", "en", {"reviewed": "2025-05-05"}),
        (
            "<p>Last updated 6 June 2025</p><h2>Change log</h2><p>5 May 2025: doses</p>",
            "en",
            {"modified": "2025-06-06"},
        ),
        ("<h3>History</h3><p>Current Version</p><div>May 5, 2025</div>", "en", {"modified": "2025-05-05"}),
        ("<h2>History</h2><ul><li>5 May 1925: first described by Brown</li></ul>", "en", {}),
        ("<h2>Medical history</h2><p>5 May 2025: first visit</p>", "en", {}),
        ("<h2>Change history</h2><p>2019: first published</p>", "en", {}),
        (
            (
                "<h2>Review history</h2><table><tr><th>Date<th>Reviewed by<tr><td>3 January 2024<td>Ann Lee"
                "<tr><td>5 May 2025<td>Bo Chan</table>"
            ),
            "en",
            {"reviewed": "2025-05-05"},
        ),
        (
            (
                "<h2>Version history</h2><table><tr><th>No.<th>Published<th>Next review<tr><td>1<td>3 January 2024"
                "<td>3 January 2026<tr><td>2<td>5 May 2025<td>5 May 2027</table>"
            ),
            "en",
            {"published": "2024-01-03", "next": "2027-05-05"},
        ),
        ("<h2>Approval history</h2><table><tr><td>5 May 2025<td>Approved for adults</table>", "en", {}),
        ("<h2>Change history</h2><p>Editors changed much on 5 May 2025, and 6 June 2025.</p>", "en", {}),
        (
            (
                f"<h2>Change history</h2><p>5 May 2025: doses</p><p>{'Naps help those who are tired. ' * 9}</p>"
                "<p>6 June 2025: naps in the press</p>"
            ),
            "en",
            {"modified": "2025-05-05"},
        ),
    ],
)
def test_what_heads_a_history_says_what_happened(html: str, lang: str, dates: dict[str, str]) -> None:
    """A history of the page, in more languages; what is told of an illness or a drug is none."""
    assert chosen(document(below=html, lang=lang)) == dates


def test_a_history_is_read_by_profiles_that_take_dates_from_the_content() -> None:
    """The last change of the history goes before a printed one that is older."""
    history = "<h2>Change history</h2><ul><li>5 May 2030 - doses</li><li>3 January 2024 - naps</li></ul>"
    saved = Path(__file__).parents[2] / "fixtures" / "healthdirect" / "hat-headache.html"
    html, url = saved.read_text(), json.loads(saved.with_suffix(".json").read_text())["url"]
    at = html.index("</p>", html.rindex("Last reviewed")) + len("</p>")
    page = read(capture_of(html[:at] + history + html[at:], url=url), by_name("healthdirect"))
    assert page.modified is not None
    assert page.modified.value == "2030-05-05"
