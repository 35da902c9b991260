"""How publishers of health information print their dates, in markup like theirs, with what was expected."""

from __future__ import annotations

import pytest

from tests.parsers.test_date_histories import chosen, document

R, M, P, DUE = "reviewed", "modified", "published", "next"

STRUCTURES: dict[str, tuple[str, str, dict[str, str]]] = {
    "review and next review in one paragraph": (
        "en-GB",
        "<div><p>Page last reviewed: 12 March 2024<br>Next review due: 12 March 2027</p></div>",
        {R: "2024-03-12", DUE: "2027-03-12"},
    ),
    "two roles with a slash, then another": (
        "en",
        "<div>Reviewed/Revised <span>Mar 2024</span> | <span>Modified Sept 2024</span></div>",
        {R: "2024-03", M: "2024-09"},
    ),
    "a span for each field": (
        "en",
        "<div><span>Ann Lee</span><span>Updated March 13, 2024</span></div>",
        {M: "2024-03-13"},
    ),
    "a span for each label": (
        "en",
        "<div><a href=/t>Rest</a><span>Reviewed</span> <time>March 13, 2024</time><span>5 min read</span></div>",
        {R: "2024-03-13"},
    ),
    "a bare day before a field": (
        "en",
        "<div><span>March 1, 2020</span><!-- --><span>Updated March 13, 2024</span></div>",
        {M: "2024-03-13"},
    ),
    "spans of a sentence": (
        "en",
        "<p><span>The list was</span> <span>updated March 13, 2024</span> by <span>Reviewed May 2024</span> all</p>",
        {},
    ),
    "a full review or revision": (
        "en",
        "<p>Last full review/revision Mar 2024 | Content last modified Sep 2024</p>",
        {R: "2024-03", M: "2024-09"},
    ),
    "the same in Spanish": (
        "es",
        "<p>Revisado/Modificado mar 2024 | Modificado sept 2024</p>",
        {R: "2024-03", M: "2024-09"},
    ),
    "the same in Portuguese": (
        "pt-BR",
        "<p>Revisado/Corrigido: mar. 2024 | modificado set. 2024</p>",
        {R: "2024-03", M: "2024-09"},
    ),
    "the same in German": (
        "de",
        "<p>Überprüft/überarbeitet März 2024 | Geändert Sept. 2024</p>",
        {R: "2024-03", M: "2024-09"},
    ),
    "the same in Italian": (
        "it",
        "<p>Revisionato/Rivisto mar 2024 | Modificata set 2024</p>",
        {R: "2024-03", M: "2024-09"},
    ),
    "by whom at the foot": (
        "en-US",
        (
            "<div><p>Last reviewed by a Clinic medical professional on 05/03/2024.</p><p>Learn more about our <a "
            "href=/ed>Health Library</a></p></div>"
        ),
        {R: "2024-05-03"},
    ),
    "a link in the paragraph above": (
        "en-AU",
        (
            "<div><p>Learn more here about the <a href=/q>development and quality assurance of our content</a>.</p>"
            "<p>Last reviewed: May 2024</p></div>"
        ),
        {R: "2024-05"},
    ),
    "a sentence of its own amid others": (
        "en-AU",
        (
            "<p><em>Developed by the Hospital's sleep department. Reviewed May 2024. This information is awaiting"
            " routine review. Please always seek the most recent advice.</em></p>"
        ),
        {R: "2024-05"},
    ),
    "fields of a header without marks between": (
        "en-GB",
        (
            "<div><span>NICE guideline</span><span>Reference number: NG123</span><span>Published: <time>03 February"
            " 2019</time></span><span>Last updated: <time>13 May 2024</time></span></div>"
        ),
        {P: "2019-02-03", M: "2024-05-13"},
    ),
    "an overview of a medicine": ("en", "<p>This overview was last updated in 05-2024.</p>", {M: "2024-05"}),
    "what an agency calls its reports": ("en", "<p>This EPAR was last updated on 13/05/2024</p>", {M: "2024-05-13"}),
    "numbers whose order is named": ("en", "<p>Last updated (DD/MM/YYYY): 05/06/2024</p>", {M: "2024-06-05"}),
    "numbers whose order is named against the region": (
        "en-US",
        "<p>Last updated (DD/MM/YYYY): 05/06/2024</p>",
        {M: "2024-06-05"},
    ),
    "numbers whose order is named behind": (
        "en",
        "<p>Last review date: 05-03-2024 (mm-dd-yyyy)</p>",
        {R: "2024-05-03"},
    ),
    "a charity that says when it will review": (
        "en-GB",
        "<p>This information was published in <b>January 2023</b>. We will revise it in 2026.</p>",
        {P: "2023-01", DUE: "2026"},
    ),
    "the latest updates of a summary": (
        "en-US",
        "<h2>Latest Updates to This Summary (05/15/2024)</h2><p>Added a paper as reference 4.</p>",
        {M: "2024-05-15"},
    ),
    "a link to all updates": (
        "en",
        (
            "<dl><dt>Published</dt><dd>3 February 2019</dd><dt>Last updated</dt><dd>13 May 2024 — <a href=#all>See all"
            " updates</a></dd></dl>"
        ),
        {P: "2019-02-03", M: "2024-05-13"},
    ),
    "an article's history with its latest version": (
        "en-GB",
        (
            "<h2>Article history</h2><ul><li><p>Next review due: 2 May 2027</p></li><li><p>3 May 2024 | Latest version"
            "</p><p>Last updated by</p><p>Dr Cee Dee</p></li></ul>"
        ),
        {M: "2024-05-03", DUE: "2027-05-02"},
    ),
    "an instant in American": ("en", "<p>Last updated: Friday, 3rd May, 2024 at 10:45 AM EDT</p>", {M: "2024-05-03"}),
    "in elements and a table": (
        "en",
        "<table><tr><td>Last reviewed</td><td><b>3</b> <i>May</i><br>2024</td></tr></table>",
        {R: "2024-05-03"},
    ),
    "items of a list": ("en", "<ul><li><b>Last reviewed</b></li><li>3 May 2024</li></ul>", {R: "2024-05-03"}),
    "German, next in a year": (
        "de",
        "<p>Erstellt am 1. Februar 2018 | Aktualisiert am 3. Mai 2024 | Nächste geplante Aktualisierung: 2027</p>",
        {M: "2024-05-03", DUE: "2027"},
    ),
    "German, as to content": ("de", "<p>Letzte inhaltliche Änderung am: 03.05.2024</p>", {M: "2024-05-03"}),
    "French, medical": (
        "fr",
        "<p>Mis à jour le 3 mai 2024 à 10h45</p><p>Validation médicale : 3 mai 2024</p>",
        {M: "2024-05-03", R: "2024-05-03"},
    ),
    "Dutch, this information": (
        "nl",
        "<p>Deze informatie is voor het laatst herzien op 3 mei 2024</p>",
        {M: "2024-05-03"},
    ),
    "Dutch, with a weekday": (
        "nl",
        "<p>Bijgewerkt op: vrijdag 3 mei 2024</p><p>Medisch gecontroleerd op 1 april 2024</p>",
        {M: "2024-05-03", R: "2024-04-01"},
    ),
    "Swedish, a sentence": (
        "sv",
        "<p>Sidan publicerades 3 maj 2019 och uppdaterades senast 13 maj 2024</p>",
        {P: "2019-05-03", M: "2024-05-13"},
    ),
    "Swedish, terms": (
        "sv",
        (
            "<dl><dt>Publicerad:</dt><dd>2019-03-01</dd><dt>Senast uppdaterad:</dt><dd>2024-05-03</dd><dt>Senast"
            " faktagranskad:</dt><dd>2024-04-02</dd></dl>"
        ),
        {P: "2019-03-01", M: "2024-05-03", R: "2024-04-02"},
    ),
    "Norwegian": (
        "nb",
        "<p>Først publisert: 03.02.2019 Siste faglige endring: 13.05.2024</p>",
        {P: "2019-02-03", M: "2024-05-13"},
    ),
    "Danish": ("da", "<p>Sidst faglig opdateret 13.05.2024</p>", {M: "2024-05-13"}),
    "Finnish": ("fi", "<div>Lääkärikirja | Viimeksi muutettu 3.5.2024</div>", {M: "2024-05-03"}),
    "Polish": (
        "pl",
        "<p>Data publikacji: 3.02.2019, data aktualizacji: 13.05.2024 r.</p>",
        {P: "2019-02-03", M: "2024-05-13"},
    ),
}


@pytest.mark.parametrize(("language", "html", "dates"), STRUCTURES.values(), ids=STRUCTURES)
def test_dates_as_publishers_print_them(language: str, html: str, dates: dict[str, str]) -> None:
    """Below the text, where most stand."""
    assert chosen(document(below=html, lang=language)) == dates


@pytest.mark.parametrize(
    ("html", "lang"),
    [
        ("<p>Last reviewed: pending</p>", "en"),
        ("<p>Last reviewed: Spring 2024</p>", "en"),
        ("<p>Review due: 3 years from publication</p>", "en"),
        ("<p>Updated 2 days ago</p>", "en"),
        ("<p>Letzte Prüfung: KW 18/2024</p>", "de"),
        ("<p>Version 3.1 May 2024. Review May 2027.</p>", "en"),
        (
            "<a href=/nap><div>Updated: 3 May 2024</div><p>Naps at noon, and who needs none of them</p></a>",
            "en",
        ),
    ],
)
def test_what_is_no_date_of_the_page(html: str, lang: str) -> None:
    """Nothing is guessed of what the page does not say, or says of what a link leads to."""
    assert chosen(document(below=html, lang=lang)) == {}


@pytest.mark.parametrize(
    "html",
    [
        "<p>Figures last updated 3 May 2020. Source: a survey.</p>",
        "<p>Data last updated: 3 May 2020</p>",
        "<p>App last updated: 3 May 2024</p>",
        "<div class=alert><p>Notice updated 3 May 2024: pillows are recalled</p></div>",
    ],
)
def test_a_part_that_says_when_it_was_changed_dates_itself(html: str) -> None:
    """Kept with the scope of a section; a notice that opens a note is one in whatever pass it is read."""
    page = document(below=html)
    assert chosen(page) == {}
    assert {claim.scope for claim in page.dates if claim.role == "modified"} == {"section"}


def test_a_sentence_that_goes_on_about_the_page() -> None:
    """ "It" is the page only right behind what was said of it."""
    told = "This article was originally published on May 3, 2019. It was last updated on June 4, 2024."
    assert chosen(document(below=f"<p>{told}</p>")) == {P: "2019-05-03", M: "2024-06-04"}
    assert chosen(document(below="<p>The guideline is long. It was last updated on June 4, 2024.</p>")) == {}
