"""Who wrote and reviewed a page without a profile: named people in their roles, each once; no teams, no one else's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.parsers.about.credit_lines import stated_people
from tests.parsers.readings import generic
from tests.parsers.test_page_dates import TEXT, document

URL = "https://x.test/sleep"
Stated = list[tuple[str, str | None, str]]


def stated(above: str = "", below: str = "", *, data: dict[str, Any] | None = None) -> Stated:
    script = f"<script type=application/ld+json>{json.dumps(data)}</script>" if data else ""
    page = f"<html lang=en><title>Sleep</title>{script}<body><main><h1>Sleep</h1>{above}{TEXT}{below}</main>"
    record = generic(page, URL)
    return [(person.name, person.credentials, person.role) for person in record.people]


@pytest.mark.parametrize(
    ("above", "people"),
    [
        ("<p class=byline>Medically reviewed by: Jane Doe, MD</p>", [("Jane Doe", "MD", "reviewer")]),
        (
            '<p>Reviewed by: Robert "Chuck" Doe, Jr., MD, FAAFP</p>',
            [('Robert "Chuck" Doe Jr', "MD, FAAFP", "reviewer")],
        ),
        ("<p>Reviewed by Ann Lee, III, PhD</p>", [("Ann Lee III", "PhD", "reviewer")]),
        (
            "<div class=head_byline><span>By</span><a href=/j>Jane Doe</a><span>, MD, Big Stone Center</span></div>",
            [("Jane Doe", "MD", "author")],
        ),
        (
            "<p>Answers checked by <b>Jane Doe, AuD</b>, and <b>Ann Lee, MSc</b>, in September 2025.</p>",
            [("Jane Doe", "AuD", "reviewer"), ("Ann Lee", "MSc", "reviewer")],
        ),
        (
            "<div>Medically reviewed by <a href=/j>Jane Doe, MD</a> &mdash; Written by Ann Lee, RN on May 3</div>",
            [("Jane Doe", "MD", "reviewer"), ("Ann Lee", "RN", "author")],
        ),
        (
            "<div>Reviewed by <b>Jane Doe, MD</b> on July 3, 2024<p>Written by Clinic Team, Ann Roe</p></div>",
            [("Jane Doe", "MD", "reviewer"), ("Ann Roe", None, "author")],
        ),
        (
            "<p>Reviewed By Jane van der Doe, MD, MS, Northern University School of Medicine</p>",
            [("Jane van der Doe", "MD, MS", "reviewer")],
        ),
        (
            "<p class=byline>By Ann Lee | Medically reviewed by Jane Doe, MD | February 3, 2021 | 4 min read</p>",
            [("Ann Lee", None, "author"), ("Jane Doe", "MD", "reviewer")],
        ),
        (
            "<p>Written by Ann Lee, DipPharm, MRPharmS. Medically reviewed by John Roe, BSc (Hons), MBBS.</p>",
            [("Ann Lee", "DipPharm, MRPharmS", "author"), ("John Roe", "BSc (Hons), MBBS", "reviewer")],
        ),
        (
            "<div>Authored by Dr Ann Lee, MRCGP Peer reviewed by Dr Jane Doe, MRCGP</div>",
            [("Dr Ann Lee", "MRCGP", "author"), ("Dr Jane Doe", "MRCGP", "reviewer")],
        ),
        ("<p>Documento revisado por: Dra. Ana Pérez, reumatóloga.</p>", [("Dra. Ana Pérez", None, "reviewer")]),
        ("<p>Granskare: Erik Lund, läkare</p>", [("Erik Lund", None, "reviewer")]),
        (
            "<div class=byline>By <a href=/j>Jane Doe</a> <span>Senior Writer</span></div>",
            [("Jane Doe", None, "author")],
        ),
        ("<p>By <a href=/j>Jane Doe</a><span>Senior Writer</span></p>", [("Jane Doe", None, "author")]),
        ("<div class=contributors><p>Tomas Novak, PhD \u2013 Reviewer</p></div>", [("Tomas Novak", "PhD", "reviewer")]),
        ("<h2>Contributors</h2><p>Tomas Novak, PhD (reviewer)</p>", [("Tomas Novak", "PhD", "reviewer")]),
        ("<p>Gereviewd door Jan de Vries, huisarts</p>", [("Jan de Vries", None, "reviewer")]),
        (
            "<div class=byline>Written by <a>Ann Lee</a> <i>Chief</i><p>Reviewed by <b>Jo Roe</b><i>Nurse</i></div>",
            [("Ann Lee", None, "author"), ("Jo Roe", None, "reviewer")],
        ),
        (
            "<p>Skriven av Jan van den Berg och Anne le Roux den 3 maj 2021</p>",
            [("Jan van den Berg", None, "author"), ("Anne le Roux", None, "author")],
        ),
        (
            "<section class=category-cardiologia><ul><li itemprop=author>Ana Pérez</li></ul></section>",
            [("Ana Pérez", None, "author")],
        ),
        (
            "<div class=article-author><img><div><a href=/profiles/9>Ann Lee</a><ul><li>May 3, 2024</ul></div></div>",
            [("Ann Lee", None, "author")],
        ),
        ("<div class=author><a href=/author/9>All posts</a></div>", []),
        (
            "<div class=author><a href=/author/9>Ann Lee</a></div><div class=author><a href=/author/8>Jo Roe</a></div>",
            [],
        ),
        (
            "<div>Medically reviewed by <a>Jane Doe, MD</a> — By <a>Ann Lee</a> — Updated on May 3, 2024</div>",
            [("Jane Doe", "MD", "reviewer"), ("Ann Lee", None, "author")],
        ),
        (
            "<p>Rédigé par Ann Lee, journaliste santé. Validé par Dr Jane Doe, médecin généraliste</p>",
            [("Ann Lee", None, "author"), ("Dr Jane Doe", None, "reviewer")],
        ),
        ("<p>Relecture médicale : Dr Jane Doe</p>", [("Dr Jane Doe", None, "reviewer")]),
        ("<p>Revisão médica: Dr. João Silva, Clínico geral</p>", [("Dr. João Silva", None, "reviewer")]),
        ("<p>Revisione scientifica: Dott. Mario Rossi</p>", [("Dott. Mario Rossi", None, "reviewer")]),
        (
            "<p>Kirjoittaja: Anna Virtanen, LL</p><p>Tarkastanut: Matti Korhonen</p>",
            [("Anna Virtanen", "LL", "author"), ("Matti Korhonen", None, "reviewer")],
        ),
        (
            "<p><b>Author:</b> Dr Ann Lee, Registrar (2022)<br><b>Reviewing dermatologist:</b> Dr Jane Doe (2022)</p>",
            [("Dr Ann Lee", None, "author"), ("Dr Jane Doe", None, "reviewer")],
        ),
        (
            '<p itemprop=reviewedBy itemscope itemtype="https://schema.org/Person"><b itemprop=name>Jane Doe</b></p>',
            [("Jane Doe", None, "reviewer")],
        ),
        (
            "<div class=byline><p>Reviewed By:</p><img src=j.jpg><p><a href=/j>Jane Doe, M.D., M.P.H.</a></p></div>",
            [("Jane Doe", "M.D., M.P.H.", "reviewer")],
        ),
        (
            "<div><p><b>By: Jane Doe, MD, FAAP &amp; Ann Lee, DO</b></p></div>",
            [("Jane Doe", "MD, FAAP", "author"), ("Ann Lee", "DO", "author")],
        ),
        (
            "<div><div>Medical Reviewers:</div><ul><li>Jane Doe MD</li><li>Ann Lee MSN RN</li></ul></div><p>Jo Roe</p>",
            [("Jane Doe", "MD", "reviewer"), ("Ann Lee", "MSN, RN", "reviewer")],
        ),
        (
            "<p>Medical Review:<br>A. Jane Doe MD - Family Medicine<br>Jo Roe MD - Internal Medicine<br>Green Tea</p>",
            [("A. Jane Doe", "MD", "reviewer"), ("Jo Roe", "MD", "reviewer")],
        ),
        (
            "<p>Medical Review: Ann Lee MD - Internal Medicine &amp; Jane Doe MD - Family Medicine</p>",
            [("Ann Lee", "MD", "reviewer"), ("Jane Doe", "MD", "reviewer")],
        ),
        (
            "<div><p>by</p><div class=post-author-name><a href=/j>Jane Doe</a></div></div>",
            [("Jane Doe", None, "author")],
        ),
        ("<div class=byline__name>By Newsroom</div>", []),
        ("<p class=author>Jane Doe, RD, LDN</p>", [("Jane Doe", "RD, LDN", "author")]),
        ("<div class=reviewers>Jane Doe, MD<br>Boston</div>", [("Jane Doe", "MD", "reviewer")]),
        ("<p class=author>Green Tea</p>", []),
        (
            "<div><div>Medically Reviewed</div><div class=reviewer__by>by <a>Jane Doe, MD</a></div></div>",
            [("Jane Doe", "MD", "reviewer")],
        ),
        ("<p>Posted by <a href=/a>Jane Doe</a> | June 3, 2020</p>", [("Jane Doe", None, "author")]),
        ("<p>Published by Jane Doe, RN on June 3, 2020</p>", [("Jane Doe", "RN", "author")]),
        ("<p>Publicado por Jane Doe el 3 de junio de 2020</p>", [("Jane Doe", None, "author")]),
        ("<p>Veröffentlicht von Jane Doe am 3. Juni 2020</p>", [("Jane Doe", None, "author")]),
        ("<p>Published by the Sleep Foundation</p>", []),
        (
            "<p>Expert reviewers: Pr Jane DOE - Dr Ann LEE - Last update: June 2019</p>",
            [("Pr Jane DOE", None, "reviewer"), ("Dr Ann LEE", None, "reviewer")],
        ),
        (
            "<div><span>Written by Ann Lee</span><span>Last updated 3 May 2024</span></div>",
            [("Ann Lee", None, "author")],
        ),
        (
            "<div>Reviewed by <b>Jane Doe, MD<span class=tip>Jane Doe, MD, teaches.</span></b></div>",
            [("Jane Doe", "MD", "reviewer")],
        ),
        ("<p>Reviewed by Jane Doe MD PhD</p>", [("Jane Doe", "MD, PhD", "reviewer")]),
        ("<p>Author: Dr Ann Lee, nurse, Hamilton, New Zealand, 2014</p>", [("Dr Ann Lee", None, "author")]),
        (
            "<p>Authors: Ann Lee<sup>1</sup>; Jane Doe<sup>2,3</sup>.</p>",
            [("Ann Lee", None, "author"), ("Jane Doe", None, "author")],
        ),
        (
            "<p>Written by Ann Lee</p><p>Copy edited by Jo Roe</p>",
            [("Ann Lee", None, "author"), ("Jo Roe", None, "editor")],
        ),
    ],
)
def test_people_of_the_byline(above: str, people: Stated) -> None:
    """Statements that begin with what somebody did, parted by dashes or blocks; schools and teams are no people."""
    assert stated(above) == people


def test_people_at_the_foot_of_the_content() -> None:
    """A line of the content names them as well as a byline does."""
    assert stated(below="<p>Reviewed by Jane Doe, MD. Last reviewed May 2023.</p>") == [("Jane Doe", "MD", "reviewer")]


def test_people_of_a_long_line_that_says_by_whom() -> None:
    """Posts and places of work behind each name make it as long as a paragraph."""
    line = (
        "<p>Reviewed by: Jane M. Doe, MD, Emeritus Professor of Medicine, Northern University School of Medicine, a"
        " large town in the north. Also reviewed by John Roe, MD, Medical Director, Ann Lee, Editorial Director, and"
        " the editorial team of a publisher that sells leaflets to hospitals everywhere.</p>"
    )
    people = [("Jane M. Doe", "MD", "reviewer"), ("John Roe", "MD", "reviewer"), ("Ann Lee", None, "reviewer")]
    assert stated(below=line) == people


def test_people_in_a_list_of_terms() -> None:
    """The term says by whom, its value who."""
    terms = "<dl><dt>Last reviewed</dt><dd>1 July 2022</dd><dt>Reviewed by</dt><dd>Dr Jane Doe, nephrologist</dd></dl>"
    assert stated(below=terms) == [("Dr Jane Doe", None, "reviewer")]
    cells = "<table><tr><th>Version</th><td>3</td></tr><tr><th>Author</th><td>Ann Lee, nurse</td></tr></table>"
    assert stated(below=cells) == [("Ann Lee", None, "author")]


def test_people_of_pages_that_are_led_to_are_not_this_ones() -> None:
    """A card below "Read this next" names the reviewer of what it leads to."""
    card = (
        "<li><div><a href=/nap>How to nap</a></div><div>Medically reviewed by Jane Doe, MD</div><p>Naps help.</p></li>"
    )
    below = f"<h2>Read this next</h2><ul>{card}</ul>"
    assert stated("<p>Medically reviewed by Ann Lee, MD</p>", below) == [("Ann Lee", "MD", "reviewer")]


def test_people_below_the_sources() -> None:
    """A page's foot often follows its list of sources."""
    who = "Reviewed by: Jane B. Doe, MD, Sleep Medicine and Shoulder Service, UCSF. Also reviewed by John Roe, MD."
    foot = f"<h2>References</h2><p>Name A. Sleep. 2020.</p><p>{who}</p>"
    assert stated(below=foot) == [("Jane B. Doe", "MD", "reviewer"), ("John Roe", "MD", "reviewer")]


@pytest.mark.parametrize(
    "line",
    [
        "Reviewed by science and medicine advisors",
        "Medically reviewed by the Medical Review Board",
        "Written by American Heart Association editorial staff",
        "Reviewed by Drugs.com",
        "Author: Northern Leaflets, LLC Staff",
        "Written by Ocean Willow, Inc.",
        "The drug was reviewed by Jane Doe, MD in a trial of two hundred patients, and found wanting.",
    ],
)
def test_teams_and_others_are_no_people_of_the_page(line: str) -> None:
    """Nobody is invented from the words behind "by"."""
    assert stated(f"<p>{line}</p>", f"<p>{line}</p>") == []


def test_people_of_jsonld_and_of_the_page_are_one() -> None:
    """Named twice, somebody is there once, with the credentials that one of the places gives; by ``@id`` as well."""
    data = {
        "@graph": [
            {
                "@type": ["Article", "MedicalWebPage"],
                "author": [{"@id": "#ann"}, {"@type": "Organization", "name": "Clinic"}],
                "reviewedBy": {"@type": "Person", "name": "Jane Doe", "honorificSuffix": "MD"},
                "editor": {"@type": "Person", "name": "Clinic Staff"},
            },
            {"@type": "Person", "@id": "#ann", "name": "Ann Lee, RN"},
            {"@type": "Comment", "author": {"@type": "Person", "name": "A. Reader"}},
            {"@type": "Article", "url": "https://x.test/other", "author": {"@type": "Person", "name": "O. Ther"}},
        ]
    }
    assert stated("<p>Medically reviewed by Dr. Jane Doe</p>", data=data) == [
        ("Dr. Jane Doe", "MD", "reviewer"),
        ("Ann Lee", "RN", "author"),
    ]


EAST = {
    "監修者:山田 太郎 医師": [("山田 太郎", "医師", None, "reviewer")],
    "監修:東京病院 内科 鈴木一郎先生": [("鈴木一郎", None, "東京病院 内科", "reviewer")],
    "この記事の監修者 服部 花子(内科医)": [("服部 花子", None, None, "reviewer")],
    "執筆:佐藤花子、ジョン・スミス": [("佐藤花子", None, None, "author"), ("ジョン・スミス", None, None, "author")],
    "作者:王小明 | 审核:李建国 主任医师 2024-05-01": [
        ("王小明", None, None, "author"),
        ("李建国", "主任医师", None, "reviewer"),
    ],
    "本文由张伟医生审核": [("张伟", "医生", None, "reviewer")],
    "審稿:李建國醫師": [("李建國", "醫師", None, "reviewer")],
    "감수: 김철수 전문의": [("김철수", "전문의", None, "reviewer")],
    "監修:呼吸器内科 部長 山田太郎": [("山田太郎", "部長", "呼吸器内科", "reviewer")],
    "監修\u3000消化器内科部長\u3000森田 健一 医師": [("森田 健一", "部長 医師", "消化器内科", "reviewer")],
    "撰寫:骨科護理師 林佳蓉\u3000審核:骨科 陳志豪醫師": [
        ("林佳蓉", "護理師", "骨科", "author"),
        ("陳志豪", "醫師", "骨科", "reviewer"),
    ],
    "監修 医師一覧": [],
    "執筆 山田太郎": [],
    "監修:東京病院": [],
    "監修:編集部": [],
    "作者:佚名": [],
    "執筆:スタッフ": [],
    "编辑 锁定 讨论": [],
    "この薬は山田太郎医師が監修しました": [],
}


@pytest.mark.parametrize(("line", "people"), EAST.items(), ids=EAST.keys())
def test_names_without_capitals(line: str, people: list[tuple[str, str | None, str | None, str]]) -> None:
    """In Chinese, Japanese and Korean a line that opens by saying by whom names people; no hospital, no team."""
    found = [(one.name, one.credentials, one.affiliation, one.role) for one in stated_people(line)]
    assert found == people


def test_a_label_without_a_colon_names_whom_a_title_tells() -> None:
    """A term of a list and its words, as hospitals in Japan print them; a word alone may head anything."""
    for told, people in (
        ("<dl><dt>監修</dt><dd>消化器内科部長\u3000森田 健一 医師</dd></dl>", [("森田 健一", "reviewer")]),
        ("<p>監修</p><p>青葉クリニック院長 佐藤花子先生</p>", [("佐藤花子", "reviewer")]),
        ("<p>監修</p><p>病気の解説</p>", []),
        ("<p>執筆者</p><p>佐藤花子</p>", [("佐藤花子", "author")]),
    ):
        assert [(one.name, one.role) for one in document(f"<h2>胃の病気</h2>{told}").people] == people


def test_a_second_reviewer_has_a_day_of_their_own() -> None:
    """Each is named, and the page was last reviewed on the later day; what was done then besides is no review."""
    both = [("Ann Bee", "MD", "reviewer"), ("Cy Dee", "MD", "reviewer")]
    for line in (
        "Medically reviewed by Ann Bee, MD on 3 May 2021 and by Cy Dee, MD on 4 June 2023",
        "Reviewed by: Ann Bee, MD (3 May 2021), Cy Dee, MD (4 June 2023)",
        "Reviewed by Ann Bee, MD, 3 May 2021; Cy Dee, MD, 4 June 2023",
    ):
        page = document(f"<p>{line}</p>")
        assert [(one.name, one.credentials, one.role) for one in page.people] == both
        assert page.reviewed is not None
        assert page.reviewed.value == "2023-06-04"
    one = document("<p>Reviewed by Ann Bee, MD on 3 May 2021 and first published by A Journal on 4 June 2023</p>")
    assert [claim.value for claim in one.dates if claim.role == "reviewed"] == ["2021-05-03"]


@pytest.mark.parametrize(
    ("below", "people"),
    [
        (
            "<h3>Medically reviewed by</h3><ul><li>Ann Lee, MD</li><li>Jane Doe, PhD</li></ul>",
            [("Ann Lee", "MD", "reviewer"), ("Jane Doe", "PhD", "reviewer")],
        ),
        ("<h3>Contributors</h3><p>Ann Lee, MD</p>", [("Ann Lee", "MD", "author")]),
        ("<h3>Authors</h3><p>We thank all who wrote.</p><p>Ann Lee sleeps well.</p>", []),
        ("<h3>Our patients</h3><p>Ann Lee</p>", []),
    ],
)
def test_people_under_a_heading_that_says_by_whom(below: str, people: Stated) -> None:
    """Line by line, as long as people are named."""
    assert stated(below=below) == people


def test_people_whom_a_journal_names_to_be_cited() -> None:
    """The authors of an article, in the form of catalogues, beside those of its byline."""
    head = '<meta name="citation_author" content="Lee, Ann"><meta name="citation_author" content="Doe, Jane">'
    page = f"<html lang=en><title>Sleep</title>{head}<body><main><h1>Sleep</h1><p>By Ann Lee, MD</p>{TEXT}</main>"
    record = generic(page, URL)
    people = [(person.name, person.credentials, person.role) for person in record.people]
    assert people == [("Ann Lee", "MD", "author"), ("Jane Doe", None, "author")]


def test_people_beside_the_dates_of_a_page_are_its_own() -> None:
    """A block beside the content that says when the page was reviewed says by whom; a card does so of another page."""
    box = "<dl class=revision><dt>Author<dd>Ann Lee<dt>Reviewed by<dd>Bo Chen, MD<dt>Last reviewed<dd>3 May 2024</dl>"
    assert sorted(stated(below=f"</main>{box}")) == [("Ann Lee", None, "author"), ("Bo Chen", "MD", "reviewer")]
    card = "<div class=card><a href=/{0}>About {0}</a><p>Reviewed by Cy Dee, MD. Updated 3 May 2021</div>"
    assert (
        stated(below=f"</main><section><h2>Related articles</h2>{card.format('rest')}{card.format('naps')}</section>")
        == []
    )


def test_a_byline_before_its_dates_is_no_part_of_a_sentence() -> None:
    """Fields that only a style sheet sets apart: both days are dated, and neither label is a part of the name."""
    line = "<div><span>By Ann Lee</span> <span>Published May 3, 2021</span> <span>Updated June 4, 2022</span></div>"
    html = f"<html lang=en><title>Sleep</title><body><main><h1>Sleep</h1>{line}{TEXT}</main>"
    record = generic(html, URL)
    chosen = [one.value for one in (record.published, record.modified) if one is not None]
    assert (chosen, [person.name for person in record.people]) == (["2021-05-03", "2022-06-04"], ["Ann Lee"])


@pytest.mark.parametrize(
    ("behind", "names"),
    [
        ("<div>Medically reviewed by <a href=/a>Ann Lee</a></div>", ["Ann Lee"]),
        ("<div class=meta><p>Reviewed by Ann Lee, MD; Bo Ray, RN</p></div>", ["Ann Lee", "Bo Ray"]),
        ("<h2>More</h2><div><a href=/b>Gout</a><p>Medically reviewed by Ann Lee, MD</p></div>", []),
        ("<ul><li><a href=/b>Gout</a> Medically reviewed by Ann Lee, MD</ul>", []),
        ("<div><div><a href=/b>Gout and what you can do</a><p>Medically reviewed by Ann Lee, MD</p></div></div>", []),
        ("<p>Written by Ann Lee, MD</p>", []),
    ],
)
def test_who_reviewed_a_page_stands_right_behind_its_text(behind: str, names: list[str]) -> None:
    """Outside of the element of the content, too; behind a heading, and in lists, stand other pages."""
    text = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, and slow.</p>" * 4
    page = generic(f"<html lang=en><title>Sleep</title><main><article><h1>Sleep</h1>{text}</article>{behind}</main>")
    assert [person.name for person in page.people if person.role == "reviewer"] == names


def test_an_author_stands_there_without_by_or_with_a_long_post() -> None:
    """A title of doctors tells a name in what is called an author; letters tell one before a place of work."""
    post = "By Ann B. Lee, MD, Northern District Health Board and Northern Cardiology Partners, Old Harbour Road, Town"
    assert stated(above=f"<div class=dl><span>{post}</span></div>") == [("Ann B. Lee", "MD", "author")]
    titled = "<div class=author>dr n. med. <b>Anna Lis</b><br>Klinika Skóry</div>"
    assert [name for name, _, _ in stated(above=titled)] == ["dr n. med. Anna Lis"]
    assert stated(above="<div class=author>Sleep and You<br>A guide</div>") == []
    assert stated(below="</main><footer><p>©2023 by Bright Physio.</p></footer>") == []


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Clinical review: Ann Lee, MBBS, MRCGP, GP partner, Leeds", [("Ann Lee", "MBBS, MRCGP", "reviewer")]),
        ("Last updated: 4 May 2023 · Reviewed by: Ann Lee, PhD", [("Ann Lee", "PhD", "reviewer")]),
        ("Poslední aktualizace: 4. 5. 2023 · Recenzent: MUDr. Jan Novák", [("MUDr. Jan Novák", None, "reviewer")]),
    ],
)
def test_towns_are_no_letters_and_points_part_fields(line: str, people: list[tuple[str, str | None, str]]) -> None:
    """A short word with a capital behind a name is a place; a field behind a point in mid-line says by whom, too."""
    assert stated(below=f"<p>{line}</p>") == people


def test_a_row_of_authors_may_open_with_the_title_and_by() -> None:
    """Which are no part of the first name."""
    row = "<div class=head><h1>Sleep</h1><p>Sleep By Ann Lee, MD; Bo Chen, MD</p></div>"
    assert stated(above=row) == [("Ann Lee", "MD", "author"), ("Bo Chen", "MD", "author")]


def test_letters_behind_a_place_are_of_the_place() -> None:
    """States of America read as degrees do."""
    line = "Updated by: Ann Lee, MD, MPH, Professor, Northern University, Seattle, WA. Also reviewed by Bo Chen, PA"
    people = [("Ann Lee", "MD, MPH", "editor"), ("Bo Chen", "PA", "reviewer")]
    assert stated(below=f"<p>{line}</p>") == people


@pytest.mark.parametrize("name", ["auteur", "autor"])
def test_an_author_at_the_end_of_a_text_is_known_by_a_class_in_other_languages(name: str) -> None:
    """Also where the line is left out of the text for its name."""
    said = "<p>L'acné est une maladie de la peau fréquente, dans laquelle les poils sont obstrués.</p>"
    text = f"<article><h1>Acné</h1>{said}<h2>Causes</h2>{said}<p class={name}>Rédigé par : Anne Roy</p></article>"
    asked = "<div class=avis><h2>Donnez votre avis</h2><form><textarea></textarea></form></div>"
    page = generic(f"<html lang=fr><title>Acné</title><section class=main>{text}{asked}</section>", URL)
    assert [person.name for person in page.people] == ["Anne Roy"]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Written and reviewed by Jane Doe, MD", [("Jane Doe", "author"), ("Jane Doe", "reviewer")]),
        ("Written and medically reviewed by: Jane Doe, MD", [("Jane Doe", "author"), ("Jane Doe", "reviewer")]),
        ("Reviewed and updated by Jane Doe, MD", [("Jane Doe", "reviewer")]),
        ("Escrito y revisado por Ana Ruiz", [("Ana Ruiz", "author"), ("Ana Ruiz", "reviewer")]),
        (
            "This article was written by Ann Lee and reviewed by Dr Jane Doe.",
            [("Ann Lee", "author"), ("Dr Jane Doe", "reviewer")],
        ),
        ("Reviewed for medical accuracy by Jane Doe, MD", [("Jane Doe", "reviewer")]),
        ("Reviewed for a second time in a trial by Jane Doe, MD", []),
    ],
)
def test_one_person_may_have_written_and_reviewed(line: str, people: list[tuple[str, str]]) -> None:
    """Each of the two is said; who only brought it up to date is no author."""
    assert [(one.name, one.role) for one in stated_people(line)] == people


@pytest.mark.parametrize(
    "byline",
    [
        "<div class=reviewer><span>Medical reviewer</span><span>Jane Doe, MD</span></div>",
        "<div class=byline><b>Reviewer</b> <a href=/j>Jane Doe, MD</a></div>",
        "<p class=authors><strong>Reviewers:</strong> Jane Doe, MD</p>",
    ],
)
def test_an_element_of_its_own_says_what_somebody_is(byline: str) -> None:
    """A style sheet sets it apart, and no sign does."""
    assert stated(byline) == [("Jane Doe", "MD", "reviewer")]


@pytest.mark.parametrize(("role", "kind"), [("Автор статьи:", "author"), ("Медицинский редактор:", "editor")])
def test_a_label_in_a_block_of_its_own_may_stand_before_a_name_in_none(role: str, kind: str) -> None:
    """The name is a link between two blocks: what the box says is read in its order."""
    box = f"<div class=e><div class=r>{role}</div><a href=/v>Иванова Анна Петровна</a><div>Врач</div></div>"
    text = "<p>Кожа зудит и краснеет; кто её чешет, тот делает хуже, и она заживает медленнее, чем обычно.</p>" * 4
    page = generic(f"<html lang=ru><title>Зуд</title><body><div><h1>Зуд</h1><div>{box}</div>{text}</div>")
    assert [(person.name, person.role) for person in page.people] == [("Иванова Анна Петровна", kind)]
