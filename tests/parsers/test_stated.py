"""What a page without a profile states beside its text: rights, the way to it, other names, subjects."""

from __future__ import annotations

import json

import pytest

from tests.parsers.readings import generic
from tests.parsers.test_credits import page

SAID = "<p>Gout swells the joints of the foot, mostly at night, and whoever has it walks badly for days.</p>"


@pytest.mark.parametrize(
    ("notice", "status", "holder"),
    [
        ("<footer>Copyright &copy; 1995-2021 Example Health, Inc. All rights reserved. Terms</footer>",
         "copyrighted", "Example Health, Inc"),
        ("<footer><p>© Queensland Government 2021</p></footer>", "copyrighted", "Queensland Government"),
        ("<footer>© 2024 Wort Verlag GmbH & Co. KG</footer>", "copyrighted", "Wort Verlag GmbH & Co. KG"),
        ("<footer>Saúde Boa © 2007-2024. Todos os direitos</footer>", "copyrighted", "Saúde Boa"),
        ("<footer>Imprint © 2024</footer>", "copyrighted", None),
        ("<footer><p>© Commonwealth of Example | ABN 40 939 406 804</p></footer>", "copyrighted",
         "Commonwealth of Example"),
        ("<footer><p>© A Magazine · Terms</p></footer>", "copyrighted", "A Magazine"),
        ("<footer><p>© IFSG (Institut für Schlaf und Gesundheit im Norden)</p></footer>", "copyrighted",
         "IFSG (Institut für Schlaf und Gesundheit im Norden)"),
        ("<footer>© 2566 โรงพยาบาล สงวนลิขสิทธิ์</footer>", "copyrighted", "โรงพยาบาล"),
        ("<footer>COPYRIGHT @ 2021 질병청. ALL RIGHTS RESERVED.</footer>", "copyrighted", "질병청"),
        ("<footer>©2011-2024 丁香园 版权所有</footer>", "copyrighted", "丁香园"),
        ("<footer>© جميع الحقوق محفوظة 2024</footer>", "copyrighted", None),
        ("<footer><p>All rights reserved © 2021. Privacy</p></footer>", "copyrighted", None),
        ("<div class=copyright>Copyright 2021 by the Example Society | Privacy</div>",
         "copyrighted", "the Example Society"),
        ("<footer><script>document.write('x')</script> © 2021 Example Trust</footer>", "copyrighted", "Example Trust"),
        ("<p>The text of this page is in the public domain and may be copied.</p>", "public_domain", None),
        (("<p>Drug Leaflets®. © Copyright, 2024. The Society of Pharmacists®, 7700 High Road, Bath.</p>"
         "<footer>The content of this site is in the public domain.</footer>"), "mixed", "The Society of Pharmacists"),
        ("<p>From a book. Copyright © 2018 by Ann W. Lee. All rights reserved.</p>", "copyrighted", "Ann W. Lee"),
        ("<p>This text is in the public domain.</p><footer>© 2021 Example Trust</footer>", "mixed", "Example Trust"),
        ("<footer>© 2022 St. Example Health, Inc. All Rights Reserved.</footer>", "copyrighted",
         "St. Example Health, Inc"),
        ("<footer>© 2021-2024 Dr. med. Eva Muster. Impressum</footer>", "copyrighted", "Dr. med. Eva Muster"),
        ("<footer>© Clínica Ejemplo S.L. 2024. Aviso legal</footer>", "copyrighted", "Clínica Ejemplo S.L."),
        ("<footer>© 2024 Regione Esempio - C.F. 00000000000</footer>", "copyrighted", "Regione Esempio"),
        ("<footer>© 2026 Example Sp. z o.o. Wszelkie prawa zastrzeżone.</footer>", "copyrighted", "Example Sp. z o.o."),
        ("<footer>版权所有 © 2010-2024 丁香园 京ICP备12345678号</footer>", "copyrighted", "丁香园"),
        ("<footer>COPYRIGHT ⓒ 2024 질병청. ALL RIGHTS RESERVED.</footer>", "copyrighted", "질병청"),
        ("<footer>Copyright © 2026 · News Pro on Genesis Framework · Log in</footer>", "copyrighted", None),
        ("<footer><p>All rights reserved.</p></footer>", "copyrighted", None),
        ("<footer><p>Alle Rechte vorbehalten</p></footer>", "copyrighted", None),
        ("<footer>© 2023 उदाहरण न्यास। सर्वाधिकार सुरक्षित।</footer>", "copyrighted", "उदाहरण न्यास"),
        ("<footer><p>© Example Trust</p><p>Registered in England</p></footer>", "copyrighted", "Example Trust"),
        ("<p>All material on these pages is free of copyright restrictions.</p>", "public_domain", None),
        ("<footer>© 2026 Example Group Pte. Ltd. All rights reserved.</footer>", "copyrighted",
         "Example Group Pte. Ltd"),
        ("<footer>Copyright © 2026 · Example Health · All Rights Reserved</footer>", "copyrighted", "Example Health"),
        ("<footer>©2026 Example County. Designed by Webco</footer>", "copyrighted", "Example County"),
        ("<footer>© Example Trust. Registered charity 123</footer>", "copyrighted", "Example Trust"),
        ("<footer>Copyright Arthritis Society of Bath 2026.</footer>", "copyrighted", "Arthritis Society of Bath"),
        ("<footer>2005 © | Important notices | Site map</footer>", "copyrighted", None),
        ("<footer>جميع الحقوق محفوظة - وزارة المثال © 2026</footer>", "copyrighted", "وزارة المثال"),
        ("<footer>جميع الحقوق محفوظة © ٢٠٢٦ مؤسسة المثال</footer>", "copyrighted", "مؤسسة المثال"),
        ("<footer>© ۲۰۲۴ بنیاد نمونه</footer>", "copyrighted", "بنیاد نمونه"),
        ("<footer>Todos los derechos reservados - Clínica Ejemplo © 2026</footer>", "copyrighted", "Clínica Ejemplo"),
    ],
)  # fmt: skip
def test_a_notice_says_whose_the_page_is(notice: str, status: str, holder: str | None) -> None:
    """Holder and words as they stand; the rule says that the page itself did."""
    rights = page(after=notice).rights
    assert (rights.status, rights.holder, rights.rule) == (status, holder, "stated-notice")
    assert rights.statement is not None


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://creativecommons.org/licenses/by-nc/4.0/", "licensed"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "public_domain"),
    ],
)
def test_a_licence_that_is_linked_decides(url: str, status: str) -> None:
    """Over a notice; in words, or only in the head or in JSON-LD."""
    notice = "<footer>© 2021 Example Trust</footer>"
    for document in (
        page(after=f'<p>Under <a rel="license" href="{url}">this licence</a></p>{notice}'),
        page(after=notice, head=f'<link rel="license" href="{url}">'),
        page(after=notice, head=f'<script type="application/ld+json">{json.dumps({"license": url})}</script>'),
    ):
        assert (document.rights.status, document.rights.rule) == (status, "stated-licence")
        assert url in (document.rights.statement or "")


OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
CC = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("foot", "status", "holder", "rule"),
    [
        (f'<p>Content is under the <a href="{OGL}">OGL v3.0</a></p><p>© Crown copyright 2024</p>',
         "licensed", "Crown copyright", "stated-licence"),
        ('<a href="https://github.com/etalab/licence-ouverte/blob/master/LO.md">etalab-2.0</a>',
         "licensed", None, "stated-licence"),
        (f'<a href="{CC}"><img src="/cc.png" alt="CC BY"></a>', "licensed", None, "stated-licence"),
        (f'<p><a href="{CC}">CC BY</a></p><p>© 2024 Example Trust. All rights reserved.</p>',
         "mixed", "Example Trust", "stated-notice"),
        (f'<p>© 2024 Example Trust. All rights reserved.</p><a href="{CC}">CC BY</a>',
         "mixed", "Example Trust", "stated-notice"),
        (f'<p>© 2024 Example Trust. Banner picture: A. Name (<a href="{CC}">cc-by 4.0</a>)</p>',
         "copyrighted", "Example Trust", "stated-notice"),
    ],
)  # fmt: skip
def test_a_licence_linked_in_the_small_print_needs_no_rel(
    foot: str, status: str, holder: str | None, rule: str
) -> None:
    """Licences known by their address count at a page's foot; a picture's does not, and reserved rights contradict."""
    rights = page(after=f"<footer>{foot}</footer>").rights
    assert (rights.status, rights.holder, rights.rule) == (status, holder, rule)


LICENSED = f'<footer>© 2024 Example Trust. <a rel=license href="{CC}">CC BY</a></footer>'


@pytest.mark.parametrize(
    ("line", "lender"),
    [
        ("Text © Big Publisher Inc. All rights reserved.", "Big Publisher Inc"),
        ("Reprinted with permission of Big Publisher.", "Big Publisher"),
        ("Used with kind permission.", None),
    ],
)
def test_a_section_that_others_lent_has_rights_of_its_own(line: str, lender: str | None) -> None:
    """A page under a licence gives nothing away that is not its own."""
    lent = page(after=f"<h2>Reference box</h2><p>Doses.</p><p>{line}</p>{LICENSED}").sections[-1]
    assert lent.rights is not None
    assert (lent.rights.status, lent.rights.holder, lent.rights.statement) == ("mixed", lender, line)


@pytest.mark.parametrize(
    "after",
    [
        f"<p>Text © Example Trust 2020.</p>{LICENSED}",
        f"<p>Text © The Author(s) 2020.</p>{LICENSED}",
        f"<p>© 2020 Doe and others. This is an open access article under CC BY.</p>{LICENSED}",
        f"<p>Ask for (c) Certain help.</p>{LICENSED}",
        "<p>Text © Big Publisher Inc.</p><footer>© 2024 Example Trust</footer>",
    ],
)
def test_what_is_the_pages_own_is_under_its_licence(after: str) -> None:
    """Its publisher's notice, its authors', and one that names the licence; where all is reserved, nothing is freer."""
    assert {section.rights for section in page(after=after).sections} == {None}


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("This book is distributed under the terms of {} and may be shared.", "licensed"),
        ("The content of this page is licensed under {}.", "licensed"),
        ("This is an open access article distributed under the terms of {}.", "licensed"),
        ("All content is available under {}, except where otherwise stated", "licensed"),
        ("Except where otherwise noted, content on this site is licensed under {}.", "licensed"),
        ("All our website content is published under {}.", "licensed"),
        ("All photos on this site are published under {}.", "copyrighted"),
        ("This article draws on a review published under {}.", "copyrighted"),
        ("The photo of the ear is under {}.", "copyrighted"),
        ("A study of sleep was published under {}.", "copyrighted"),
    ],
)
def test_a_licence_that_a_sentence_of_the_text_speaks_of(sentence: str, status: str) -> None:
    """By a link, or by its name: it says that it is the text's own; what others published has theirs."""
    linked = (f'<a href="{CC}">a Creative Commons licence</a>', f'the <a href="{OGL}">OGL v3.0</a>')
    for named in (*linked, "a Creative Commons Attribution 4.0 licence"):
        rights = page(after=f"<p>{sentence.format(named)}</p><footer>© 2024 Example Trust</footer>").rights
        assert (rights.status, rights.holder) == (status, "Example Trust")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("This work is licensed under a Creative Commons Attribution 4.0 International License.", "licensed"),
        ("All content is available under the Open Government Licence v3.0, except where otherwise stated", "licensed"),
        ("Content licensed CC BY-NC-SA 4.0. © 2024 Example Trust", "licensed"),
        ("Licence: CC BY 4.0", "licensed"),
        ("Text is available under CC0.", "public_domain"),
        ("Content is available under CC BY 4.0. © 2024 Example Trust. All rights reserved.", "mixed"),
    ],
)
def test_a_licence_may_be_named_without_a_link(words: str, status: str) -> None:
    """By its name, in the words of the small print; reserved rights contradict it here, too."""
    rights = page(after=f"<footer><p>{words}</p></footer>").rights
    assert (rights.status, (rights.statement or "").startswith(words)) == (status, True)


NOTICE = '<script type="application/ld+json">{"@type": "MedicalWebPage", "copyrightNotice": "© 2023 A Trust"}</script>'
HELD = '<script type="application/ld+json">{"@type": "MedicalWebPage", "copyrightHolder": {"name": "A Trust"}}</script>'


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Dieses Werk ist lizenziert unter einer Creative Commons Namensnennung 4.0 Lizenz.", "licensed"),
        ("Die Texte stehen unter der Lizenz CC BY-SA 4.0.", "licensed"),
        ("Esta obra está bajo una licencia Creative Commons Atribución 4.0 Internacional.", "licensed"),
        ("Contenu mis à disposition selon les termes de la Licence Creative Commons BY 4.0.", "licensed"),
        ("Quest'opera è distribuita con Licenza Creative Commons Attribuzione 4.0.", "licensed"),
        ("Deze tekst is beschikbaar onder de licentie CC BY 4.0", "licensed"),
        ("Treści dostępne na licencji Creative Commons Uznanie autorstwa 3.0 Polska", "licensed"),
        ("Das Bild ist lizenziert unter CC BY 4.0", "unknown"),
        ("Photo mise à disposition sous licence CC BY 2.0", "unknown"),
    ],
)
def test_small_print_names_a_licence_in_other_languages(words: str, status: str) -> None:
    """Without a link; a picture's is not the page's."""
    assert page(after=f"<footer><p>{words}</p></footer>").rights.status == status


def test_words_on_a_licence_hold_no_rights() -> None:
    """They follow the sign as a holder does."""
    foot = "<footer><p>Crown copyright. Licensed under the Open Government Licence v3.0</p></footer>"
    assert (page(after=foot).rights.status, page(after=foot).rights.holder) == ("licensed", None)


@pytest.mark.parametrize(
    ("head", "status", "holder", "statement"),
    [
        ('<meta name="DC.rights" content="© A Trust 2023">', "copyrighted", "A Trust", "© A Trust 2023"),
        ('<meta name="copyright" content="A Trust">', "copyrighted", "A Trust", "A Trust"),
        ('<meta name="copyright" content="Copyright 2023 A Trust">', "copyrighted", "A Trust",
         "Copyright 2023 A Trust"),
        ('<meta name="dcterms.rightsHolder" content="A Trust">', "copyrighted", "A Trust", "A Trust"),
        ('<meta name="dcterms.rights" content="This work is in the public domain">', "public_domain", None,
         "This work is in the public domain"),
        (f'<meta name="dc.rights" content="{CC}">', "licensed", None, CC),
        ('<meta name="dc.rights" content="https://a-trust.example/terms">', "unknown", None, None),
        (NOTICE, "copyrighted", "A Trust", "© 2023 A Trust"),
        (HELD, "copyrighted", "A Trust", None),
        (NOTICE.replace("copyrightNotice", "license").replace("© 2023 A Trust", "CC BY 4.0"), "licensed", None,
         "CC BY 4.0"),
    ],
)  # fmt: skip
def test_rights_that_only_machines_are_told(head: str, status: str, holder: str | None, statement: str | None) -> None:
    """What metas and JSON-LD say counts where the page tells its readers nothing."""
    rights = page(head=head).rights
    assert (rights.status, rights.holder, rights.statement) == (status, holder, statement)
    assert page(head=head, after="<footer>© 2024 B Trust</footer>").rights.statement == "© 2024 B Trust"


def test_a_licence_stated_to_machines_alone_decides() -> None:
    """Over a notice, as one that the page links to does."""
    head = f'<meta name="dcterms.license" content="{CC}">'
    assert page(head=head, after="<footer>© 2024 B Trust</footer>").rights.status == "licensed"


def test_a_licence_without_words_is_stated_by_its_address() -> None:
    """A link around a picture names nothing: beside reserved rights, too, its address alone is what the page states."""
    around = "<footer><p>© 2024 A Trust. All rights reserved.</p>{}</footer>"
    rights = page(after=around.format(f'<a href="{CC}"><img src=cc.png></a>')).rights
    assert rights.statement == f"© 2024 A Trust. All rights reserved.\n{CC}"
    rights = page(after="<footer><div><p>Get our letter</p>© 2024 A Trust</div><span>Privacy</span></footer>").rights
    assert rights.statement == "© 2024 A Trust"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "<p>© Jane Doe / Picture Agency</p>",
        "<footer><p>© Getty Images | Privacy</p></footer>",
        '<figure><a rel=license href="https://creativecommons.org/licenses/by/4.0/">CC</a></figure>',
        "<footer>© 2021 WordPress Theme by Themes</footer>",
        "<footer>Copyright © 2021 | WordPress Theme by Themes</footer>",
        "<footer>© 2021. Getty Images</footer>",
        "<footer>Copyright Act of 1976.</footer>",
        "<figure><img src=a.jpg><figcaption>© 2020 Ann Lee</figcaption></figure>",
        "<p>© 2020 Getty Images</p>",
        "<article><p>A picture.</p><footer>© Ann Lee</footer></article>",
        "<div><img src=a.jpg><span class=copyright>© Ann Lee</span></div>",
        "<p>Pictures that are not copyrighted may be used.</p>",
        "<footer>Icons licensed under CC BY 4.0</footer>",
        "<p>A study was published under a Creative Commons Attribution 4.0 licence.</p>",
        "<p>Ask who holds the copyright of a leaflet.</p>",
    ],
)
def test_what_is_not_stated_is_unknown(words: str) -> None:
    """The credit of a picture, who made the site's clothes, and a sentence about rights are no notice."""
    assert page(after=words).rights.status == "unknown"


@pytest.mark.parametrize(
    "trail",
    [
        '<nav aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li><li><a href=/throat>Throat</a></li></ol></nav>',
        '<ul class="c-breadcrumbs"><li><a href="/">Home</a></li><li><a href=/throat>Throat</a></li></ul>',
        '<div id="breadcrumb"><a href="/">Home</a> / <a href=/throat>Throat</a></div>',
        '<nav aria-label="Kruimelpad"><a href="/">Home</a> &gt; <a href=/throat>Throat</a></nav>',
        '<nav aria-label=Brødsmulesti><ol><li><a href="/">Home</a></li><li><a href=/throat>Throat</a></li></ol></nav>',
        '<div class="fil-ariane"><a href="/">Home</a> &gt; <a href=/throat>Throat</a> <a href="#more">i</a></div>',
        '<div class="path"><a href="/">Home</a> &raquo; <a href=/throat>Throat</a> &raquo; Sore throat</div>',
        '<p>Sei in: <a href="/">Home</a> &gt; <a href=/throat>Throat</a> &gt; Sore throat</p>',
        '<ul class="w"><li><a href="/">Home</a> &gt; </li><li><a href=/throat>Throat</a> &gt; </li><li>Sore</li></ul>',
        '<ul class="topicpath"><li><a href="/">Home</a></li><li><a href=/throat>Throat</a></li><li>Sore</li></ul>',
        '<div id="pankuzu"><ul><li><a href="/">Home</a></li><li><a href=/throat>Throat</a></li></ul></div>',
        '<div class="m-navBread"><ol><li><a href="/">Home</a> &gt;</li><li><a href=/throat>Throat</a></li></ol></div>',
    ],
)
def test_the_way_to_a_page_is_what_is_called_a_breadcrumb(trail: str) -> None:
    """In a list or as a line of links; without a name, where arrows part them, to the page itself."""
    crumbs = [(crumb.text, crumb.url) for crumb in page(before=trail).breadcrumbs if crumb.url]
    assert crumbs == [("Home", "https://health.example/"), ("Throat", "https://health.example/throat")]


def test_the_page_itself_is_the_last_step_of_a_trail() -> None:
    """Behind the last sign between steps, though it is no link; escapes that a system left in a name are read."""
    links = '<a href="/">Home</a> {0} <a href=/throat>Throat</a>'
    for trail in (
        f'<div class="breadcrumb">{links.format("/")} / <span>Sore throat</span></div>',
        f'<p id="breadcrumbs"><span>{links.format("»")} » <b>Sore throat</b></span></p>',
        f'<div class="crumb">{links.format("/")} / Sore throat</div>',
        f'<nav aria-label="Breadcrumb">{links.format("")}<span>Sore throat</span></nav>',
        f"<div>{links.format('/')} / <span>Sore throat</span></div>",
    ):
        assert [crumb.text for crumb in page(before=trail).breadcrumbs] == ["Home", "Throat", "Sore throat"]
    tools = f'<div class="breadcrumb">{links.format("/")} <button>Print</button></div>'
    assert [crumb.text for crumb in page(before=tools).breadcrumbs] == ["Home", "Throat"]
    steps = [{"@type": "ListItem", "position": 1, "name": "Q&#038;A", "item": "/"}]
    trail = json.dumps({"@type": "BreadcrumbList", "itemListElement": steps})
    head = f'<script type="application/ld+json">{trail}</script>'
    assert [crumb.text for crumb in page(head=head).breadcrumbs] == ["Q&A"]


def test_other_names_stand_in_a_line_of_their_own_or_in_json_ld() -> None:
    """Each once, parted as lists are."""
    about = {"@type": "MedicalCondition", "name": "Pharyngitis", "alternateName": ["Raw throat", "Scratchy throat"]}
    head = f'<script type="application/ld+json">{json.dumps({"@type": "MedicalWebPage", "about": about})}</script>'
    document = page("<p>Also called: Pharyngitis, throat pain, or raw throat</p>", head=head)
    assert document.also_called == ("Pharyngitis", "throat pain", "raw throat", "Raw throat", "Scratchy throat")
    assert [(subject.scheme, subject.name) for subject in document.subjects] == [("schema.org about", "Pharyngitis")]
    assert page("<p>Also known as <em>raw throat</em></p>").also_called == ("raw throat",)
    assert page("<p>Also known as raw throat, it passes. See a doctor if it does not.</p>").also_called == ()


@pytest.mark.parametrize(
    "label",
    ["Andere namen: ", "Kallas också: ", "Inne nazwy: ", "Другие названия: ", "別名\uff1a", "동의어: ", "أسماء أخرى: "],
)
def test_other_names_are_told_in_more_languages(label: str) -> None:
    """Behind a colon of the language's own, too."""
    assert page(f"<p>{label}Pharyngitis, Angina</p>").also_called == ("Pharyngitis", "Angina")


def test_a_page_may_describe_its_subject_by_a_node_of_its_own() -> None:
    """The only thing of medicine among its JSON-LD; of several, none is known to be it."""
    drug = {"@type": "Drug", "name": "Paracetamol", "alternateName": ["Acetaminophen"]}
    other = {"@type": "Drug", "name": "Ibuprofen"}
    for nodes, names in (([drug, {"@type": "WebPage"}], ["Paracetamol"]), ([drug, other], [])):
        document = page(head=f'<script type="application/ld+json">{json.dumps(nodes)}</script>')
        assert [subject.name for subject in document.subjects] == names
        assert document.also_called == (("Acetaminophen",) if names else ())


@pytest.mark.parametrize(
    "told",
    [
        "<h2>Alternative Names</h2><p>Cancer - throat, small cell; Raw throat</p>",
        "<h2>Nombres alternativos</h2><p>Cancer - throat, small cell; Raw throat</p>",
        "<h2>Other names for this condition</h2><ul><li>Cancer - throat, small cell</li><li>Raw throat</li></ul>",
        "<h2>Synonyms</h2><ol><li>Cancer - throat, small cell</li><li>Raw throat</li></ol>",
        "<p>Also called: Cancer - throat, small cell; Raw throat</p>",
        "<table><tr><th>Other names<td>Cancer - throat, small cell; Raw throat<tr><th>Field<td>Oncology</table>",
        "<dl><dt>Also known as<dd>Cancer - throat, small cell; Raw throat<dt>Field<dd>Oncology</dl>",
        "<p><b>Also known as:</b></p><ul><li>Cancer - throat, small cell</li><li>Raw throat</li></ul><p>Field</p>",
        "<dl><dt>Other names<dd>Cancer - throat, small cell<dd>Raw throat<dt>Field<dd>Oncology</dl>",
        (
            "<ul><li>No.: 558</li><li>Synonym(s):<ul><li>Cancer - throat, small cell</li><li>Raw throat</li></ul></li>"
            "<li>Age: any</li></ul>"
        ),
        "<ul><li>Number: 558</li><li>Synonyms: Cancer - throat, small cell; Raw throat</li></ul>",
        "<div>Other names</div><ol><li>Cancer - throat, small cell</li><li>Raw throat</li></ol>",
    ],
)
def test_other_names_stand_under_a_heading_that_says_so(told: str) -> None:
    """In a list, or in a row; between semicolons a name may hold a comma."""
    assert page(told).also_called == ("Cancer - throat, small cell", "Raw throat")
    assert (
        page("<h2>Other names</h2><p>Doctors call it by several names, which depend on the cause.</p>").also_called
        == ()
    )


def test_metas_name_subjects_and_are_their_scheme() -> None:
    """Dublin Core's and OpenGraph's; the code of a MedicalCode is one as in schema.org's own example, too."""
    head = (
        '<meta name="DC.Subject" content="Pharyngitis; Diabetes Mellitus, Type 2">'
        '<meta property="article:section" content="Throat"><meta property="article:tag" content="Pain">'
        '<script type="application/ld+json">{"@type": "MedicalWebPage", "about": {"@type": "MedicalCondition", "name":'
        ' "Pharyngitis", "code": {"@type": "MedicalCode", "code": "462", "codingSystem": "ICD-9"}}}</script>'
    )
    assert [(one.scheme, one.name, one.code) for one in page(head=head).subjects] == [
        ("ICD-9", "Pharyngitis", "462"),
        ("dc.subject", "Pharyngitis", None),
        ("dc.subject", "Diabetes Mellitus, Type 2", None),
        ("article:section", "Throat", None),
        ("article:tag", "Pain", None),
    ]


def test_codes_of_a_subject_name_their_scheme() -> None:
    """One subject for each code; a question that the page answers is no subject."""
    about = {
        "@type": "MedicalCondition",
        "name": "Pharyngitis",
        "code": [
            {"@type": "MedicalCode", "codeValue": "J02.9", "codingSystem": "ICD-10"},
            {"@type": "MedicalCode", "codeValue": "405737000", "codingSystem": "SNOMED CT"},
        ],
    }
    stated = {"@type": "MedicalWebPage", "about": about, "mainEntity": [{"@type": "Question", "name": "Is it sore?"}]}
    document = page(head=f'<script type="application/ld+json">{json.dumps(stated)}</script>')
    assert [(subject.scheme, subject.name, subject.code) for subject in document.subjects] == [
        ("ICD-10", "Pharyngitis", "J02.9"),
        ("SNOMED CT", "Pharyngitis", "405737000"),
    ]


@pytest.mark.parametrize("code", ["J02.9", {"@type": "MedicalCode", "codeValue": "J02.9"}, {"codingSystem": " "}])
def test_a_code_of_no_scheme_leaves_the_subject(code: object) -> None:
    """It says nothing, and takes nothing away."""
    about = {"@type": "MedicalCondition", "name": "Pharyngitis", "code": code}
    head = f'<script type="application/ld+json">{json.dumps({"@type": "MedicalWebPage", "about": about})}</script>'
    assert [(one.scheme, one.name, one.code) for one in page(head=head).subjects] == [
        ("schema.org about", "Pharyngitis", None)
    ]


def test_the_licence_of_what_a_page_holds_is_not_the_pages() -> None:
    """A film that is the page's main entity has rights of its own."""
    film = {"@type": "VideoObject", "license": "https://creativecommons.org/licenses/by/4.0/"}
    stated = {"@type": "WebPage", "mainEntity": film}
    document = page(head=f'<script type="application/ld+json">{json.dumps(stated)}</script>')
    assert document.rights.status == "unknown"


def test_what_is_named_for_having_a_trail_or_a_footer_is_neither() -> None:
    """A class of the whole body: its lists are no breadcrumbs, its sentences no notice."""
    filler = "".join(f"<li><a href=/{n}>A longer way to say where to go, number {n}</a></li>" for n in range(12))
    inside = f"<p>In 2021 the copyright law changed. © 2021</p><ul>{filler}</ul></div>"
    document = page(before='<div class="has-breadcrumbs has-footer"><h1>Sore throat</h1>', after=inside)
    assert (document.breadcrumbs, document.rights.status) == ((), "unknown")


def test_a_page_that_names_no_foot_ends_with_its_notice() -> None:
    """Class names of a style system say nothing; the credit of a picture and a reader's words at the end are none."""
    links = "".join(f"<li><a href=/{place}>About the trust, part {place}</a></li>" for place in range(6))
    end = f"<div class=x1><ul>{links}</ul><div class=x2>© 2019-2021 Example Trust</div></div>"
    rights = page(after=f"{end}<script>var x = 1;</script>").rights
    assert (rights.status, rights.holder, rights.statement) == (
        "copyrighted",
        "Example Trust",
        "© 2019-2021 Example Trust",
    )
    licence = '<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>'
    for other in ("A hospital, in 2021. | © B. Name/Agency", f"Picture of the day, {licence}", "Copy it right away."):
        assert page(after=f"<div><p>{other}</p></div>").rights.status == "unknown"


@pytest.mark.parametrize(
    "row",
    [
        "<p><a href=/a>Home</a> | <a href=/b>Throat</a> | Sore throat</p>",
        "<p><a href=/a>Home</a> / <a href=/b>Throat</a> / <span>Log in</span></p>",
        "<p><a href=/a>Next &raquo;</a> <a href=/b>Last &raquo;</a></p>",
        "<p>See <a href=/a>Home</a> &gt; <a href=/b>Throat</a> &gt; Sore throat</p>",
    ],
)
def test_a_row_of_links_is_no_trail(row: str) -> None:
    """Between bars, with arrows of their own, or amid words."""
    assert page(before=row).breadcrumbs == ()


def test_the_foot_of_a_page_may_have_any_name() -> None:
    """ "Pie" is Spanish for it; the sign and a name stand in no part of the text."""
    foot = "<div id=pie><p>© Ministerio de Sanidad</p><p>Aviso legal</p></div>"
    rights = generic(f"<html lang=es><title>Gout</title><body><main><h1>Gout</h1>{SAID * 12}</main>{foot}").rights
    assert (rights.status, rights.holder) == ("copyrighted", "Ministerio de Sanidad")
    assert page("<figure><img src=/a.png>© Ann Lee</figure>").rights.status == "unknown"


def test_the_public_domain_may_be_named_behind_the_content() -> None:
    """Where nothing else is said of rights; in a column beside it something else is meant."""
    free = "<p>All material on these pages is free of copyright restrictions and may be copied.</p>"
    text = f"<html lang=en><title>Gout</title><body><main><article><h1>Gout</h1>{SAID * 12}</article>{{}}</main>"
    assert generic(text.format(f"<div>{free}</div>")).rights.status == "public_domain"
    assert generic(text.format(f"<aside>{free}</aside>")).rights.status == "unknown"
