"""A date becomes a claim only close behind a label that says what it is; the label's words decide the role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.dates import DateClaim
from pipeline.parsers.dates import DateStyle, Label, Unread, find_claims, profile_labels, unlabelled_claims
from pipeline.parsers.dates.labels import label_set
from tests.effort import in_proportion
from tests.parsers.written_dates import WRITTEN
from tools.corpus import CORPUS

Found = tuple[str, str]


def found(text: str, language: str | None = "en", order: str | None = None) -> list[Found]:
    """Roles and values of the claims of a text."""
    claims = find_claims(text, locator="p", style=DateStyle(language, order))  # type: ignore[arg-type]
    return [(claim.role, claim.value) for claim in claims]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # MedlinePlus: topics, tests, genetics (old and new), encyclopedia, drugs
        ("Last updated May 19, 2024", [("modified", "2024-05-19")]),
        ("Page last updated on 31 January 2020", [("modified", "2020-01-31")]),
        ("Reviewed: November 2008", [("reviewed", "2008-11")]),
        ("Published: March 28, 2011", [("published", "2011-03-28")]),
        ("Review Date 5/16/2024", [("reviewed", "2024-05-16")]),
        ("Last Revised - 05/15/2023", [("modified", "2023-05-15")]),
        # NHS, CDC, NCI, FDA, AHRQ, NIDDK, NHLBI, NIMH
        ("Page last reviewed: 15 March 2021", [("reviewed", "2021-03-15")]),
        ("Next review due: 15 March 2024", [("next_review_due", "2024-03-15")]),
        ("Last Reviewed: August 11, 2022", [("reviewed", "2022-08-11")]),
        ("Posted: February 27, 2019", [("published", "2019-02-27")]),
        ("Updated: August 1, 2023", [("modified", "2023-08-01")]),
        ("Content current as of: 03/15/2022", [("current_as_of", "2022-03-15")]),
        ("Content last reviewed June 2023.", [("reviewed", "2023-06")]),
        ("Last Reviewed March 2020", [("reviewed", "2020-03")]),
        ("Last updated on March 24, 2022", [("modified", "2022-03-24")]),
        # Cleveland Clinic, American Cancer Society, Healthline, WebMD, eMedicineHealth, Drugs.com
        ("Last reviewed by a Hill Clinic medical professional on 04/25/2023.", [("reviewed", "2023-04-25")]),
        ("Last Medical Review: June 1, 2022", [("reviewed", "2022-06-01")]),
        ("Last Revised: July 9, 2023", [("modified", "2023-07-09")]),
        ("Last medically reviewed on January 3, 2022", [("reviewed", "2022-01-03")]),
        ("Medically Reviewed by N. Name, MD on July 20, 2023", [("reviewed", "2023-07-20")]),
        ("Medically reviewed by A. B. Cee, M.D., Ph.D. on July 20, 2023", [("reviewed", "2023-07-20")]),
        ("Reviewed on 9/26/2022", [("reviewed", "2022-09-26")]),
        ("Medically reviewed by Pills.example on Apr 24, 2023. Written by A Firm.", [("reviewed", "2023-04-24")]),
        # Healthwise, UpToDate, patient.info, KidsHealth, Healthdirect
        (
            "By: Some Staff | Last Revised: November 24, 2010 | Medical Review: A. Name, MD",
            [("modified", "2010-11-24")],
        ),
        ("Literature review current through: Nov 2022.", [("evidence_through", "2022-11")]),
        ("Date reviewed: May 2020", [("reviewed", "2020-05")]),
        ("Reviewed by: A Name, MD, May 2020", [("reviewed", "2020-05")]),
        ("Last reviewed: May 2023", [("reviewed", "2023-05")]),
        # one of the two, which does not say that it was the review
        ("Last updated or reviewed: 3 May 2021", [("modified", "2021-05-03")]),
        ("Last reviewed or updated 3 May 2021", [("modified", "2021-05-03")]),
        ("Last reviewed and updated: 3 May 2021", [("reviewed", "2021-05-03"), ("modified", "2021-05-03")]),
    ],
)
def test_the_wordings_of_english_publishers(text: str, claims: list[Found]) -> None:
    """Each publisher's own line gives exactly the claim it makes."""
    assert found(text) == claims


@pytest.mark.parametrize(
    ("language", "text", "claims"),
    [
        ("es", "Ultima revisión 25/9/2021", [("reviewed", "2021-09-25")]),
        ("es", "Última actualización: 9 noviembre 2023", [("modified", "2023-11-09")]),
        ("es", "Publicación: 5 de mayo de 2019", [("published", "2019-05-05")]),
        ("es", "Actualización: 5 de mayo de 2019", [("modified", "2019-05-05")]),
        ("es", "Actualizado 5 de mayo de 2019 a las 18.30", [("modified", "2019-05-05")]),
        ("pt", "Atualizado em 21/09/2022 às 18h00", [("modified", "2022-09-21")]),
        ("fr", "Publié le 3 mai 2021 à 10h15", [("published", "2021-05-03")]),
        ("it", "Pubblicato il 3 maggio 2021 alle 10:15", [("published", "2021-05-03")]),
        ("en", "Updated May 3, 2021 at 10 a.m.", [("modified", "2021-05-03")]),
        ("es", "Revisión: 5 de mayo de 2019", [("reviewed", "2019-05-05")]),
        ("es", "Versión en inglés revisada por: A Name, MD, el 3 de mayo de 2021", [("source_reviewed", "2021-05-03")]),
        ("es", "Fecha de la próxima revisión: mayo de 2026", [("next_review_due", "2026-05")]),
        ("fr", "Dernière mise à jour : 1er mars 2023", [("modified", "2023-03-01")]),
        (
            "fr",
            "Publié le 3 avril 2021, mis à jour le 5 mai 2022",
            [("published", "2021-04-03"), ("modified", "2022-05-05")],
        ),
        ("fr", "Vérifié médicalement par A Name le 5 août 2022", [("reviewed", "2022-08-05")]),
        ("de", "Letzte Aktualisierung: 28.01.2022", [("modified", "2022-01-28")]),
        ("de", "Nächste geplante Aktualisierung: 2025", [("next_review_due", "2025")]),
        ("de", "Zuletzt geprüft am 12. März 2021", [("reviewed", "2021-03-12")]),
        ("de", "Stand: Juni 2016", [("current_as_of", "2016-06")]),
        ("pt", "Última atualização em 23/04/2022 10h32", [("modified", "2022-04-23")]),
        ("pt", "Revisado por A Name em 1º de março de 2023", [("reviewed", "2023-03-01")]),
        ("it", "Ultimo aggiornamento: 3 aprile 2021", [("modified", "2021-04-03")]),
        ("it", "Data di pubblicazione: 30 settembre 2020", [("published", "2020-09-30")]),
    ],
)
def test_the_wordings_of_five_other_languages(language: str, text: str, claims: list[Found]) -> None:
    """Labels with or without accents, months by name, in the page's language."""
    assert found(text, language) == claims


@pytest.mark.parametrize("text", ["Última revisión 3 mayo 2021", "ULTIMA REVISION 3 MAYO 2021"])
def test_an_unknown_language_knows_every_label(text: str) -> None:
    """A page that does not say its language may use any of the six."""
    assert found(text, None) == [("reviewed", "2021-05-03")]


def test_two_statements_in_one_line_keep_their_roles_and_scopes() -> None:
    """The topic's review is not the page's: it is typed, and its scope says so."""
    text = "Page last updated on 31 January 2020 Topic last reviewed: 19 May 2016"
    claims = find_claims(text, locator="footer", style=DateStyle("en"))
    assert [(claim.role, claim.value, claim.scope) for claim in claims] == [
        ("modified", "2020-01-31", "page"),
        ("reviewed", "2016-05-19", "topic"),
    ]


def test_the_longest_label_wins() -> None:
    """ "Next review due" is not a review, however near the word stands."""
    text = "Page last reviewed: 15 March 2021 / Next review due: 15 March 2024"
    assert found(text) == [("reviewed", "2021-03-15"), ("next_review_due", "2024-03-15")]


def test_a_date_belongs_to_the_nearest_label_before_it() -> None:
    """Reviewer, writer, update: only the update has a date here."""
    text = "Medically reviewed by N. Name, M.D. — Written by A. Other — Updated on January 3, 2022"
    assert found(text) == [("modified", "2022-01-03")]
    assert found("Literature review current through: Nov 2022. | This topic last updated: Apr 08, 2022.") == [
        ("evidence_through", "2022-11"),
        ("modified", "2022-04-08"),
    ]


def test_a_field_may_follow_a_field() -> None:
    """An everyday label right behind a claimed date opens the next field."""
    assert found("Published 3 May 2020 and updated 5 June 2021") == [
        ("published", "2020-05-03"),
        ("modified", "2021-06-05"),
    ]


def test_this_topic_is_the_page_and_this_site_is_more_than_the_page() -> None:
    """The subject before a label says whose date it is."""
    for text, scope in (
        ("This topic last updated: Apr 08, 2022.", "page"),
        ("Topic last updated: Apr 08, 2022.", "topic"),
        ("This site was last updated Apr 08, 2022.", "collection"),
        ("Page last updated Apr 08, 2022.", "page"),
    ):
        [claim] = find_claims(text, locator="p", style=DateStyle("en"))
        assert claim.scope == scope, text


def test_a_claim_carries_the_words_and_the_place() -> None:
    """Raw date, label and locator lead back to the page; the carrier and the bounds are there."""
    [claim] = find_claims("This page was last updated:  Aug. 11, 2022.", locator="main > p", style=DateStyle("en"))
    assert claim == DateClaim(
        role="modified",
        value="2022-08-11",
        precision="day",
        lo=date(2022, 8, 11),
        hi=date(2022, 8, 11),
        raw="Aug. 11, 2022",
        label="This page was last updated",
        source="text",
        locator="main > p",
    )


@pytest.mark.parametrize(
    "text",
    [
        "We reviewed 12 studies published in 2020 and updated in 2021.",
        "The agency last updated its warning on March 3, 2021.",
        "The evidence was last reviewed in March 2019.",
        "Updated 2019 guidelines say that children need less.",
        "Published in 2019, this study of 40 people found nothing.",
        "J Example Med. Published 2019 Mar 5;12:1-9 and others.",
        "Updated by: A Name, MD, Professor. Also reviewed by B Name, MD, and the editorial team.",
        "24 October 2025",
        "Last updated February 31, 2022",
        "Last updated by our large and friendly team, which began its work here in May 2020",
        "Page last reviewed: soon",
        "Last updated when all of them had come back on 5 May 2020",
        "Page last reviewed. See also 5 May 2020",
        "Last updated guidelines 2019",
        "The leaflet of 2019 was revised",
        "Reviewed! It happened on 5 May 2020",
    ],
)
def test_prose_and_impossible_dates_claim_nothing(text: str) -> None:
    """Everyday words in a sentence are no labels, and an unlabelled date has no role."""
    assert found(text) == []


def test_an_impossible_labelled_date_is_handed_back_for_an_issue() -> None:
    """Nothing is swallowed: the words come back so that the reader can raise ``date-unreadable``."""
    rejected: list[Unread] = []
    assert find_claims("Last updated February 31, 2022", locator="p", style=DateStyle("en"), rejected=rejected) == []
    assert rejected == [Unread("Last updated February 31, 2022", "Last updated", "February 31, 2022")]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Sleep. This page was last reviewed in spring 2025.",
            ("This page was last reviewed in spring 2025", "This page was last reviewed", "spring 2025"),
        ),
        (
            "en",
            "Page last reviewed: before May 2021",
            ("Page last reviewed: before May 2021", "Page last reviewed", "before May 2021"),
        ),
        (
            "en",
            "Last reviewed: May 2019\nto June 2022",
            ("Last reviewed: May 2019 to June 2022", "Last reviewed", "May 2019 to June 2022"),
        ),
        (
            "de",
            "Dieser Beitrag wurde am 31. Juni 2021 aktualisiert.",
            ("31. Juni 2021 aktualisiert", "aktualisiert", "31. Juni 2021"),
        ),
    ],
)
def test_what_cannot_be_read_is_handed_back_whole(language: str, text: str, expected: tuple[str, str, str]) -> None:
    """Label and date with all that belongs to either, whichever comes first."""
    rejected: list[Unread] = []
    assert find_claims(text, locator="p", style=DateStyle(language), rejected=rejected) == []
    assert rejected == [Unread(*expected)]


def test_numeric_order_comes_from_the_profile_or_stays_open() -> None:
    """R3, in a line: known order, region of the page, or both readings."""
    text = "Review Date 5/6/2024"
    assert found(text, "en", "mdy") == [("reviewed", "2024-05-06")]
    assert found(text, "en-GB") == [("reviewed", "2024-06-05")]
    [claim] = find_claims(text, locator="h2", style=DateStyle("en"))
    assert (claim.ambiguous, claim.lo, claim.hi) == (True, date(2024, 5, 6), date(2024, 6, 5))


def test_copyright_and_citations_are_typed_so_that_they_can_be_left_out() -> None:
    """A footer's year and a reference's access date are never a review."""
    assert found("Last Reviewed March 2020 © 1997-2026 Example") == [("reviewed", "2020-03"), ("copyright", "2026")]
    assert found("Available at example.org. [cited 2024 Nov 5]") == [("cited", "2024-11-05")]


def test_a_cited_works_dates_are_not_the_pages() -> None:
    """ "Updated January 2023. Accessed May 5, 2024" dates the work that is cited: its scope is the source."""
    claims = find_claims(
        "3. Some Office. Facts about salt. Last reviewed January 12, 2023. Accessed May 5, 2024. www.example.org\n"
        "Last updated June 1, 2024",
        locator="main",
        style=DateStyle("en"),
    )
    assert [(claim.role, claim.scope) for claim in claims] == [
        ("reviewed", "source"),
        ("cited", "page"),
        ("modified", "page"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The DSM-5 (published in May 2013) lists the symptoms of ADHD.",
        "The guideline (updated March 2019) says that more people should get it.",
        "Ask for the list (last reviewed: June 3, 2020), which is long.",
        "Nous suivons cette loi de la France, modifi\u00e9e le 3 mai 2015.",
        "Ratgeber: die Leitlinie (zuletzt aktualisiert am 3. Mai 2015) r\u00e4t zur Ruhe.",
        "Rates fell in 2019, says a report by the health ministry (published 4 May 2021).",
        "This advice follows NICE guideline NG80 (last updated March 2021).",
        "The DSM-5 - published in May 2013 - lists the symptoms.",
        "The DSM-5 \u2013 last updated March 2022 \u2013 lists the symptoms.",
        "Die Leitlinie (ver\u00f6ffentlicht am 3. Mai 2021) empfiehlt das.",
        "La gu\u00eda de la OMS (actualizada en mayo de 2021) lo recomienda.",
        "Le rapport de la HAS (publi\u00e9 le 3 mai 2021) le recommande.",
        "Quelle: Robert Koch-Institut (Stand: 3. Mai 2021)",
        "According to data published online May 3, 2021 in the journal, the risk fell.",
        "The list of the WHO, last reviewed on 12 May 2020, names 300 diseases.",
    ],
)
def test_an_aside_of_a_sentence_tells_of_the_words_before_it(sentence: str) -> None:
    """In brackets, dashes or commas, it is the date of what is spoken of: kept as a source's, never the page's."""
    assert [claim.scope for claim in find_claims(sentence, locator="p")] == ["source"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "国家指南(最后更新:2015年5月3日)建议休息。"),
        ("ru", "Национальное руководство (последнее обновление: 3 мая 2015) советует покой."),
        ("en", "Last update of the drug list: 3 May 2015"),
        ("en", "Last updated list of hospitals: 3 May 2015"),
    ],
)
def test_what_brackets_or_words_behind_a_label_name_is_dated_in_each_language(language: str, sentence: str) -> None:
    """A source, or a part of the page."""
    [claim] = find_claims(sentence, locator="p", style=DateStyle(language))
    assert claim.scope in ("source", "section")


@pytest.mark.parametrize(
    "sentence",
    [
        "The national guideline, published on 3 May 2015 and last updated in June 2019, advises rest.",
        "The report (published May 3, 2015, updated June 4, 2019) names the causes.",
        "The drug list (reviewed May 2015; updated June 2019) is long.",
        "The guideline was published on 3 May 2015 and last updated on 4 June 2019.",
        "The formulary was first published in 2015, last updated in June 2019 and is free.",
        "Last updated on 3 May 2015, the report names 30 medicines.",
        "Rest helps. First published in May 2015, the guideline has been changed twice since.",
        "Read the poster [updated May 2015] before you travel.",
        "It rests on the law as last amended on 3 May 2015, and on the code as last revised in June 2019.",
        "We follow the law on sick leave, last updated: 3 May 2015.",
    ],
)
def test_each_of_several_dates_of_a_thing_is_its_own(sentence: str) -> None:
    """What is published and updated, before the dates or behind them, is what the sentence speaks of."""
    assert not [claim for claim in find_claims(sentence, locator="p") if claim.scope == "page"]


@pytest.mark.parametrize(
    "line",
    [
        "(Last updated March 3, 2019)",
        "This page was published in 2015, last updated in 2019 and reviewed in May 2020.",
        "Last updated 3 May 2015, the page is free for all people to use.",
        "Last updated 3 May 2015, The Lantern Clinic, 12 High Street, Lantern",
        "This article was first published in The Lancet on 3 May 2019, last updated 4 June 2020.",
        "1. Doe J. Sleep. Updated May 2019\nLast reviewed 4 June 2020",
        "Asthma in children (updated March 2019)",
        "This page (last reviewed March 2019) is for adults.",
        "The information in our leaflet (last reviewed March 2019) is for adults.",
        "Our doctors check this site (last reviewed March 2019).",
        "By N. Name (updated March 2019), for the health desk",
        "Reviewed by N. Name (last updated March 2019) and others",
        "3 May 2018 (updated March 3, 2019) by N. Name",
        "Veröffentlicht am 6.10.2018 (letztes Update: 6.3.2019)",
        "Ask your doctor. (Last updated: March 2019) More on asthma",
        "Health desk - Updated March 2019 - 5 min read",
        "Medically reviewed by N. Name, MD, last updated March 3, 2019 for accuracy",
        "The content of this page was last updated March 3, 2019 for accuracy",
        "By N. Name, last updated March 3, 2019 at 10:30 in Asthma",
        "Health desk, last updated March 3, 2019 by N. Name",
        "This leaflet, written by nurses and last reviewed in March 2019, is for adults.",
    ],
)
def test_a_date_after_no_words_or_words_for_the_page_is_the_pages(line: str) -> None:
    """A line of its own, a title, a byline, a sentence that speaks of the page."""
    assert [claim.scope for claim in find_claims(line, locator="p")][-1:] == ["page"]


def test_a_profiles_labels_overrule_the_vocabulary() -> None:
    """Spanish encyclopedia pages print the review date of their English source under an everyday label."""
    text = "Ultima revisión 11/9/2021"
    own = (Label("Ultima revisión", ("source_reviewed",), scope="translation"),)
    [claim] = find_claims(text, locator="h2", style=DateStyle("es", "mdy", own))
    assert (claim.role, claim.value, claim.scope) == ("source_reviewed", "2021-11-09", "translation")
    carefully = profile_labels({"zorgvuldig nagekeken": "reviewed"})
    [claim] = find_claims("Zorgvuldig nagekeken: 3 May 2021 ", locator="p", style=DateStyle("nl", labels=carefully))
    assert claim.role == "reviewed"


def test_a_day_below_a_reviewer_is_not_said_to_be_the_review() -> None:
    """Bylines end with the day of the article, whoever is named last; what is called the date is of the reviewer."""
    assert found("Written by N. Name\nReviewed by A. Cee, MD\nMar. 3, 2024") == []
    assert found("Reviewed by A. Cee, MD\nDate: Mar. 3, 2024") == [("reviewed", "2024-03-03")]
    assert found("Reviewed by A. Cee, MD, Mar. 3, 2024") == [("reviewed", "2024-03-03")]


def test_an_unlabelled_line_is_a_claim_only_where_asked() -> None:
    """WHO prints a bare date under the title: its role is ``unlabelled``, and a bare year or prose is none."""
    (claim,) = unlabelled_claims(" 24 October 2025 ", locator=".date", style=DateStyle("en"))
    assert (claim.role, claim.value, claim.raw, claim.label) == ("unlabelled", "2025-10-24", "24 October 2025", None)
    assert unlabelled_claims("2025", locator=".date", style=DateStyle()) == []
    assert unlabelled_claims("By our staff", locator=".date", style=DateStyle()) == []


@given(st.sampled_from(sorted(label_set(DateStyle("en")).by_words)), st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_every_label_of_the_vocabulary_works_at_the_start_of_a_field(words: str, day: date) -> None:
    """A vocabulary entry that could not match would be dead data."""
    roles = set(label_set(DateStyle("en")).by_words[words].roles)
    claims = find_claims(f"{words}: {day:%B} {day.day}, {day.year}", locator="p", style=DateStyle("en"))
    if roles == {"copyright"}:
        return
    assert {(claim.role, claim.value) for claim in claims} == {(role, day.isoformat()) for role in roles}


_LABELS = st.sampled_from(("Last updated", "Reviewed by A. Doe, MD", "Actualizado", "©", "published", "next review"))
_FIELDS = st.tuples(_LABELS, st.sampled_from((": ", " on ", "\n", " | ", " ")), WRITTEN).map("".join)
_NOISE = st.text(alphabet="Last updtreviw:©|\n.,0129/-MayJun ", max_size=20)
_TEXTS = st.builds(str.join, st.sampled_from(("\n", " ", "", ". ")), st.lists(_FIELDS | WRITTEN | _NOISE, max_size=5))


@given(_TEXTS, st.sampled_from(["en", "es", None]))
def test_any_text_gives_sound_claims(text: str, language: str | None) -> None:
    """No crash; every claim's words stand in the text, and its interval is the right way up."""
    for claim in find_claims(text, locator="p", style=DateStyle(language)):
        assert claim.raw in text
        assert claim.lo <= claim.hi


@pytest.mark.parametrize(
    "piece", [" ", "last ", "2020 ", "reviewed by ", "Last updated: ", "may 2020-", "\u00a9 2020, ", "page page "]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Long runs of blanks, labels or years take no more than in proportion to their length, and some noise."""

    def made(length: int) -> Callable[[], object]:
        return partial(find_claims, "2020 reviewed " + piece * (length // len(piece)), locator="p")

    in_proportion(made, 10_000, 160_000, noise=4, least=0.01)


@pytest.mark.corpus
def test_the_2020_text_dump_states_two_dates() -> None:
    """The page that reached a user only as text says when it was updated and when its topic was reviewed."""
    path = CORPUS / "text-dumps" / "002_64b13ee4fbfd3c59.txt"
    claims = find_claims(path.read_text(), locator="text", style=DateStyle("en"))
    assert [(claim.role, claim.value, claim.scope) for claim in claims] == [
        ("modified", "2020-01-31", "page"),
        ("reviewed", "2016-05-19", "topic"),
    ]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "Dieser Beitrag wurde am Samstag, 3. Dezember 2011 um 9:30 Uhr veröffentlicht und unter A abgelegt",
            [("published", "2011-12-03")],
        ),
        ("Diese Seite wurde am 3. Mai 2021 von N. Name aktualisiert.", [("modified", "2021-05-03")]),
        ("Das Gesetz wurde am 3. Mai 2021 veröffentlicht.", []),
        (
            "Dieser Artikel wurde am 14. Dezember 2015 um 14:48 von N. Name geschrieben und unter A eingeordnet.",
            [("created", "2015-12-14")],
        ),
        (
            "Der Artikel „Gut schlafen“ wurde am 5.11.2021 in der Kategorie Schlaf von N. Name veröffentlicht.",
            [("published", "2021-11-05")],
        ),
        ("Diese Seite wurde am 3. Mai 2021 gefunden. Sie wurde später veröffentlicht.", []),
        ("Zuletzt am 3. Mai 2021 um 9:30 Uhr aktualisiert", [("modified", "2021-05-03")]),
        ("Text. Am 03.05.2021 überprüft.", [("reviewed", "2021-05-03")]),
        (
            "Veröffentlicht am 3. Mai 2021 | Zuletzt am 4. Juni 2022 aktualisiert",
            [("published", "2021-05-03"), ("modified", "2022-06-04")],
        ),
        ("Die Leitlinie ist zuletzt am 3. Mai 2021 aktualisiert", []),
        ("Am 3. Mai 2021 aktualisiert die Klinik ihre Preise", []),
    ],
)
def test_german_puts_the_word_behind_the_date(text: str, claims: list[Found]) -> None:
    """The participle at the end gives the role, where the sentence speaks of the page."""
    assert found(text, "de") == claims


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Updated 2010 GMT (0410 HKT) March 14, 2021", [("modified", "2021-03-14")]),
        ("Published: 14:22 GMT, 3 May 2021", [("published", "2021-05-03")]),
        ("Updated: $Date: 2016/11/18 06:31:41 $", [("modified", "2016-11-18T06:31:41")]),
    ],
)
def test_a_clock_may_stand_between_label_and_date(text: str, claims: list[Found]) -> None:
    """News pages print the hour first; revision systems print their keyword."""
    assert found(text) == claims


@pytest.mark.parametrize(
    "line",
    [
        "Last reviewed: Spring 2021",
        "Updated in fall 2019",
        "Reviewed Q2 2021",
        "Stand: Herbst 2021",
        "Révision : automne 2021",
    ],
)
def test_a_season_is_a_date_that_cannot_be_read(line: str) -> None:
    """The page says when, and no day or month of the calendar: told, never guessed, and no year is left of it."""
    rejected: list[Unread] = []
    assert find_claims(line, locator="p", rejected=rejected) == []
    assert len(rejected) == 1


def test_a_season_in_a_sentence_is_no_date_at_all() -> None:
    """Cases last updated in spring 2021 are not the page's."""
    rejected: list[Unread] = []
    assert find_claims("The numbers we updated in spring 2021 are high.", locator="p", rejected=rejected) == []
    assert rejected == []
