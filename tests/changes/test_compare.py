from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.changes import Grade, compare, edit_digests, fingerprint
from pipeline.changes.matching import best_pairs
from pipeline.changes.plain import lines
from pipeline.changes.words import words
from pipeline.model.document import Document, Image, Person, Rights, Section
from pipeline.model.issue import Issue
from tests.changes.change_pages import document, link, one, reviewed, section


def graded(before: str, after: str, heading: str = "Treatment") -> Grade:
    return compare(one(before, heading), one(after, heading)).grade


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("Take 5 mg daily.", "Take 10 mg daily.", "number"),
        ("Take 1.5 mg.", "Take 15 mg.", "number"),
        ("每日服用两次。", "每日服用三次。", "number"),
        ("一日二回服用してください。", "一日三回服用してください。", "number"),
        ("每次5毫克。", "每次5微克。", "unit"),
        ("请勿与酒精同服。", "请与酒精同服。", "negation"),
        ("妊娠中は服用しないでください。", "妊娠中は服用してください。", "negation"),
        ("服用できません。", "服用できます。", "negation"),
        ("饭前服用这种药。", "饭后服用这种药。", "opposite"),
        ("食前に服用してください。", "食後に服用してください。", "opposite"),
        ("Take 1½ tablets.", "Take 1/2 tablets.", "number"),
        ("Up to 10⁵ cells.", "Up to 105 cells.", "number"),
        ("If it is < 60, call.", "If it is > 60, call.", "comparator"),
        ("If it is ≥ 60, call.", "If it is ≤ 60, call.", "comparator"),
        ("Take 5mg-10mg.", "Take 5mg-15mg.", "number"),
        ("Take 5MG-10MG.", "Take 5MG-15MG.", "number"),
        ("A test for HPV-16.", "A test for HPV-18.", "number"),
        ("Take .5 mg.", "Take 5 mg.", "number"),
        ("Rest (5 mg).", "Rest (.5 mg).", "number"),
        ("Doses of about ,5 mg.", "Doses of 5 mg.", "number"),
        ("For type I diabetes.", "For type II diabetes.", "number"),
        ("In stage III.", "In stage IV.", "number"),
        ("Take it every other day.", "Take it every day.", "frequency"),
        ("Take it every week.", "Take it every other week.", "frequency"),
        ("Take it on alternate days.", "Take it on all days.", "frequency"),
        ("Tome una en días alternos.", "Tome una en días.", "frequency"),
        ("Jeden zweiten Tag eine.", "Jeden Tag eine.", "frequency"),
        ("Una a giorni alterni.", "Una a giorni.", "frequency"),
        ("Uma em dias alternados.", "Uma em dias.", "frequency"),
        ("Take 50 mcg.", "Take 50 mg.", "unit"),
        ("Take 50 µg.", "Take 50 mg.", "unit"),
        ("A fever of 38 °C.", "A fever of 38 °F.", "unit"),
        ("You should take it with food.", "You should not take it with food.", "negation"),
        ("It isn't safe.", "It is safe.", "negation"),
        ("Take it once a day.", "Take it twice a day.", "frequency"),
        ("Take it daily.", "Take it weekly.", "frequency"),
        ("Safe for children.", "Safe for adults.", "age"),
        ("Rest up to a week.", "Rest a week.", "comparator"),
        ("No debe tomarse.", "Debe tomarse.", "negation"),
        ("Tome cada mañana.", "Tome por la mañana.", "frequency"),
        ("Take it for fourteen days.", "Take it for sixteen days.", "number"),
        ("From the age of eighteen.", "From the age of nineteen.", "number"),
        ("Safe for smokers.", "Safe for non-smokers.", "negation"),
        ("Store it at -20 °C.", "Store it at 20 °C.", "number"),
        ("Nehmen Sie es ein.", "Nehmen Sie es nicht ein.", "negation"),
        ("Nehmen Sie es täglich.", "Nehmen Sie es wöchentlich.", "frequency"),
        ("Prenez-le.", "Ne prenez pas ce médicament.", "negation"),
        ("N'avalez ceci.", "Avalez ceci.", "negation"),
        ("Pour l'enfant.", "Pour l'adulte.", "age"),
        ("Não tome.", "Tome.", "negation"),
        ("Uma por dia.", "Uma por semana.", "unit"),
        ("Prendere senza cibo.", "Prendere con cibo.", "negation"),
    ],
)
def test_what_can_hurt_is_critical(before: str, after: str, why: str) -> None:
    """One number, unit, comparator, negation, frequency or age band decides, however small the edit."""
    diff = compare(one(before), one(after))
    assert diff.grade == "critical"
    assert why in diff.sections[0].edits[0].touches


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Rest and drink.", "Rest and sleep."),
        ("Call your doctor.", "Call your Doctor."),
        ("Rest, then drink.", "Rest; then drink."),
        ("Rest.", "Rest.\nDrink."),
        ("Rest.\nDrink.", "Drink."),
        ("Rest.\nDrink.", "Rest.\nDrink.\nRest."),
        ("Drink.\nRest.", "Rest.\nDrink.\nRest."),
        ("Rest.\nDrink.\nRest.", "Drink.\nRest."),
        ("A cold", "A could"),
        ("Rest. 5 is fine", "Rest 5 is fine"),
        ("Some other day", "Some day"),
        ("Every other person likes it", "Every other one likes it"),
        ("Rest.", "Rest.\nStay home with COVID-19 and HPV-16."),
        ("Two doses of 5 mcg, please", "2 doses of 5 µg, as usual"),
        ("糖尿病患者一般应检查足部。", "糖尿病患者通常应检查足部。"),
        ("1回5mgを服用すると血糖値が下がります。", "1回5mgを服用すれば血糖値が下がります。"),
    ],
)
def test_other_words_are_substantive(before: str, after: str) -> None:
    """Words, case and punctuation count; nothing here can hurt."""
    assert graded(before, after) == "substantive"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Don't take the “red” one - ever.", 'Don\u2019t  take the "red"\u00a0one \u2013 ever.'),
        ("Co\u00adoperate.\u200b", "Cooperate."),
        ("Take 5 mg (daily).", "Take 5\u202fmg ( daily )."),
        ("• Rest\n  • Drink", "1. Rest\n2. Drink"),
        ("ﬁne", "fine"),
        ("temperature \u22125", "temperature -5"),
    ],
)
def test_typesetting_is_no_change(before: str, after: str) -> None:
    """Quotation marks, dashes, spaces, ligatures, hyphenation and list bullets are folded."""
    diff = compare(one(before), one(after))
    assert (diff.grade, diff.empty) == ("none", True)
    assert fingerprint(one(before)) == fingerprint(one(after))


def test_a_difference_of_signs_is_shown_sign_by_sign() -> None:
    """Chinese and Japanese have no spaces: a clause that went and one that came would show nothing."""
    (edit,) = compare(one("孕妇请先咨询医生再决定。"), one("孕妇请先询问医生再决定。")).sections[0].edits
    told = [(mark.op, mark.text) for mark in edit.marks]
    assert "".join(text for op, text in told if op != "added") == edit.before
    assert [(op, text) for op, text in told if op != "same"] == [("removed", "咨"), ("added", "问")]
    two = "请把药物放在儿童接触不到的地方保存\n每次服用5毫克"
    kinds = [edit.kind for edit in compare(one(two), one(two.replace("保存", "保管"))).sections[0].edits]
    assert kinds == ["changed"]


def test_any_word_under_a_warning_is_critical() -> None:
    """A critical section lends its weight to every edit in it, also to one in a section below it."""
    assert graded("Feeling tired.", "Feeling sleepy.", "Side effects") == "critical"
    assert graded("感到疲倦。", "感到困倦。", "副作用") == "critical"
    below = [document(section("Common", text, path=("Side effects", "Common"))) for text in ("Tired.", "Sleepy.")]
    assert compare(*below).grade == "critical"


def test_the_same_words_in_another_order_or_other_lines_are_structural() -> None:
    """Blocks reordered, lines broken otherwise, sections moved: the words are all there."""
    assert graded("Rest.\nDrink.", "Drink.\nRest.") == "structural"
    assert graded("Total cases:\nnone known", "Total cases: none known") == "structural"
    a, b, c = section("A", "Rest."), section("B", "Drink."), section("C", "Sleep.")
    moved = compare(document(a, b, c), document(b, c, a))
    assert (moved.grade, [(s.kind, s.after) for s in moved.sections]) == ("structural", [("moved", ("A",))])
    nested = compare(document(a, b), document(a, section("B", "Drink.", path=("A", "B"))))
    assert (nested.grade, nested.sections[0].kind) == ("structural", "moved")


def test_a_renamed_section_is_found_by_its_text() -> None:
    """Another heading over the same blocks is one structural change, not a loss and a gain."""
    text = "Rest.\nDrink.\nSleep."
    diff = compare(one(text, "Self-care"), one(text, "What to do at home"))
    assert (diff.grade, diff.sections[0].kind, diff.sections[0].edits) == ("structural", "renamed", ())
    assert compare(one(text, "Taking aspirin"), one(text, "Not taking aspirin")).grade == "critical"


def test_a_heading_that_counts_is_followed() -> None:
    """A number in a heading that changes is critical and told as one renamed section."""
    diff = compare(one("", "Confirmed: 46"), one("", "Confirmed: 64"))
    assert (diff.grade, [s.kind for s in diff.sections]) == ("critical", ["renamed"])


def test_a_heading_set_into_the_text_moves_words_and_loses_none() -> None:
    """A section that is split or joined says the same."""
    whole = document(section("Care", "Rest.\nDrink.\nSleep."))
    split = document(section("Care", "Rest."), section("Later", "Drink.\nSleep."))
    assert [compare(whole, split).grade, compare(split, whole).grade] == ["structural", "structural"]
    assert {edit.kind for s in compare(whole, split).sections for edit in s.edits} == {"moved"}
    twice = document(section("Care", "Rest.\nDrink.\nDrink."))
    assert compare(twice, document(section("Care", "Rest."), section("Later", "Drink.\nDrink."))).grade == "structural"
    once = compare(twice, document(section("Care", "Rest."), section("Later", "Drink.")))
    assert [edit.kind for edit in once.sections[0].edits] == ["moved", "removed"]


def test_an_entry_of_a_list_of_links_that_moves_is_a_link_still() -> None:
    """Its list is dissolved, and it stands under the text: two edits of links."""
    before = (section("Care", "Rest."), section("More", "Fever", kind="links"))
    fever = link("Fever", "https://a.example/f", place="More")
    diff = compare(
        document(*before, links=(fever,)),
        document(section("Care", "Rest.\n• Fever"), links=(replace(fever, section_id="Care"),)),
    )
    assert [(edit.kind, edit.grade) for s in diff.sections for edit in s.edits] == [("moved", "links-only")] * 2


def test_a_dose_that_moves_to_another_group_is_critical() -> None:
    """A block that leaves one standing section for another says something else there."""
    before = document(section("Adults", "Rest.\nTake 5 mg."), section("Children", "Sleep."))
    after = document(section("Adults", "Rest."), section("Children", "Sleep.\nTake 5 mg."))
    assert compare(before, after).grade == "critical"


def test_a_claimed_date_is_data() -> None:
    """A review date that moves is dates-only, wherever it stands; the same figures without a label are words."""
    old = one("Rest.\nLast reviewed: May 3, 2024", dates=(reviewed("2024-05-03", "May 3, 2024"),))
    new = one("Rest.\nLast reviewed: June 9, 2025", dates=(reviewed("2025-06-09", "June 9, 2025"),))
    diff = compare(old, new)
    assert (diff.grade, diff.sections) == ("dates-only", ())
    assert [(claim.before, claim.after) for claim in diff.claims] == [("2024-05-03", "2025-06-09")]
    apart = one("Rest.\nLast reviewed:\nJune 9, 2025", dates=(reviewed("2025-06-09", "June 9, 2025"),))
    assert compare(old, apart).grade == "dates-only"
    assert graded("Open until May 3, 2024.", "Open until June 9, 2025.") == "critical"


def unread(words: str, **parts: str) -> Issue:
    return Issue("date-unreadable", "warning", "a labelled date cannot be read", {"raw": words, **parts})


@pytest.mark.parametrize("told", [{"label": "Last reviewed", "date": "31 June 2025"}, {}], ids=["told apart", "older"])
def test_a_date_that_cannot_be_read_is_data(told: dict[str, str]) -> None:
    """An edit of a labelled date to or from one that no calendar has is an edit of dates; beside it, words are words.

    Records of older readers do not say which of its words are the date.
    """
    old = one("Rest.\nLast reviewed: May 3, 2024", dates=(reviewed("2024-05-03", "May 3, 2024"),))
    odd = one("Rest.\nLast reviewed: 31 June 2025", issues=(unread("Last reviewed: 31 June 2025", **told),))
    assert fingerprint(old) == fingerprint(odd)
    for before, after in ((old, odd), (odd, old)):
        diff = compare(before, after)
        assert (diff.grade, diff.sections) == ("dates-only", ())
        assert {claim.role for claim in diff.claims} == {"reviewed", "unreadable"}
    vague = one("Rest.\nLast reviewed: spring 2025", issues=(unread("Last reviewed: spring 2025"),))
    (change,) = compare(odd, vague).claims
    assert (change.before, change.after) == ("Last reviewed: 31 June 2025", "Last reviewed: spring 2025")
    assert (
        compare(odd, replace(odd, sections=one("Sleep.\nLast reviewed: 31 June 2025").sections)).grade == "substantive"
    )


def test_a_date_that_cannot_be_read_leaves_its_sentence() -> None:
    """In a line that says more the two dates leave the same words."""
    old = one("Last reviewed: May 3, 2024 by 3 nurses", dates=(reviewed("2024-05-03", "May 3, 2024"),))
    told = {"label": "Last reviewed", "date": "31 June 2025"}
    new = one("Last reviewed: 31 June 2025 by 3 nurses", issues=(unread("Last reviewed: 31 June 2025", **told),))
    assert compare(old, new).grade == "dates-only"


def test_a_date_before_its_label_is_data() -> None:
    """As German has it: an edit to it is none of the words."""
    days = (("2021-05-03", "3. Mai 2021"), ("2022-06-04", "4. Juni 2022"))
    old, new = (
        one(f"Ruhe.\nDieser Text wurde am {raw} geprüft.", dates=(reviewed(value, raw, label="geprüft"),))
        for value, raw in days
    )
    assert (compare(old, new).grade, compare(old, new).sections) == ("dates-only", ())


def test_dates_in_a_row_below_their_labels_are_data() -> None:
    """Each belongs to the label of its column, and none is words, as far as the row goes."""
    rows = []
    for first, last in (("1 May 2020", "3 June 2025"), ("1 May 2021", "4 July 2026")):
        dates = (reviewed("2020-05-01", first, label="Published"), reviewed("2025-06-03", last, label="Updated"))
        rows.append(one(f"Rest.\nPublished | Updated\n{first} | {last}", dates=dates))
    assert fingerprint(rows[0]) == fingerprint(rows[1])


def test_a_date_inside_a_sentence_leaves_the_sentence() -> None:
    """Only the date is taken out of a line that says more, so that an edit beside it is seen."""
    old = one("Last reviewed: May 3, 2024 by nurses", dates=(reviewed("2024-05-03", "May 3, 2024"),))
    new = one("Last reviewed: June 9, 2025 by doctors", dates=(reviewed("2025-06-09", "June 9, 2025"),))
    (edit,) = compare(old, new).sections[0].edits
    assert [mark.text.strip() for mark in edit.marks if mark.op != "same"] == ["nurses", "doctors"]


def test_a_reviewer_belongs_to_the_dates() -> None:
    """Another name beside the review is a claim, not the page's words."""
    nurse, doctor = Person(name="A. Nurse", role="reviewer"), Person(name="A. Doctor", role="reviewer")
    assert compare(one("Rest.", people=(nurse,)), one("Rest.", people=(doctor,))).grade == "dates-only"


@pytest.mark.parametrize("line", ["Medically reviewed by {}, MD", "{}, MD (reviewer)", "Reviewed by A. B. and {}, MD"])
def test_a_reviewer_in_a_line_of_the_text_belongs_to_the_dates(line: str) -> None:
    """A byline is the page's claim wherever it stands; a sentence that names the same person is the page's words."""
    nurse = Person(name="A. Nurse", credentials="MD", role="reviewer")
    doctor = Person(name="B. Doctor", credentials="MD", role="reviewer")
    before, after = one(f"Rest.\n{line.format('A. Nurse')}", people=(nurse,)), line.format("B. Doctor")
    assert compare(before, one(f"Rest.\n{after}", people=(doctor,))).grade == "dates-only"
    assert compare(before, one(f"Sleep.\n{after}", people=(doctor,))).grade == "substantive"
    said = "Ask for {} at the desk in the hall of the house before you go in to see the others."
    changed = compare(one(said.format("A. Nurse"), people=(nurse,)), one(said.format("B. Doctor"), people=(doctor,)))
    assert changed.grade == "substantive"


def test_rights_belong_to_what_a_page_claims_of_itself() -> None:
    """A licence that is withdrawn is told, with whose the page is; the year of a notice is not."""
    free = Rights(status="licensed", holder=None, statement="CC BY 4.0", rule="stated-licence")
    kept = Rights(status="copyrighted", holder="A Trust", statement="© 2025 A Trust", rule="stated-notice")
    page = one("Rest.")
    diff = compare(replace(page, rights=free), replace(page, rights=kept))
    assert (diff.grade, diff.empty, diff.sections) == ("dates-only", False, ())
    assert list(lines(diff)) == ["rights (page): licensed -> copyrighted (A Trust)"]
    later = replace(kept, statement="© 2026 A Trust")
    assert compare(replace(page, rights=kept), replace(page, rights=later)).empty


def test_links_images_and_what_is_listed_beside_are_links_only() -> None:
    """Another target under the same words, another picture, another entry in a list of links."""
    here, there = link("More", "https://a.example/1"), link("More", "https://a.example/2")
    assert compare(one("More", links=(here,)), one("More", links=(there,))).grade == "links-only"
    image = Image(url="https://a.example/1.png", alt=None, caption=None, section_id=None)
    assert compare(one("Rest."), one("Rest.", images=(image,))).grade == "links-only"
    entry = link("Cough in 2024", "https://a.example/c")
    before = document(section("Treatment", "Fever", kind="links"), links=(link("Fever", "https://a.example/f"),))
    after = document(section("Treatment", "Cough in 2024", kind="links"), links=(entry,))
    assert compare(before, after).grade == "links-only"


@pytest.mark.parametrize(
    ("before", "after", "kind", "grade"),
    [
        ("• Cough at night\n• Fever", "• Fever\n• Cough at night", "prose", "links-only"),
        ("• Cough at night\n• Fever", "• Cough at noon\n• Fever", "prose", "links-only"),
        ("• Cough at night", "• Cough at night\n• Fever", "prose", "links-only"),
        ("Cough at night\nFever", "Fever\nCough at night", "prose", "structural"),
        ("Fever (a charity)", "Fever (a hospital)", "links", "links-only"),
        ("Fever (a charity)", "Fever (a hospital)", "prose", "substantive"),
    ],
)
def test_an_entry_of_a_list_of_links_is_a_link(before: str, after: str, kind: str, grade: str) -> None:
    """Nothing but a link in a list, or a link with its source where all are; a paragraph that is a link is text."""
    links = tuple(link(words, "https://a.example/x") for words in ("Cough at night", "Cough at noon", "Fever"))
    old, new = (document(section("Treatment", text, kind=kind), links=links) for text in (before, after))
    assert compare(old, new).grade == grade


def test_a_part_has_one_counterpart() -> None:
    """The best; whoever would have had either looks for another one."""
    assert best_pairs([(-0.8, 0, 1, 0), (-0.9, 0, 0, 0), (-0.7, 0, 0, 1), (-0.6, 0, 1, 1)]) == {0: 0, 1: 1}


def test_words_between_links_are_words() -> None:
    """A sentence in a list of links is graded like any other."""
    fever = link("Fever", "https://a.example/f")
    before = document(section("Treatment", "Call within 5 days.\nFever", kind="links"), links=(fever,))
    after = document(section("Treatment", "Call within 9 days.\nFever", kind="links"), links=(fever,))
    assert compare(before, after).grade == "critical"


def test_what_nobody_sees_is_no_change() -> None:
    """Metadata that differs is named and makes no change."""
    diff = compare(one("Rest."), one("Rest.", structured_data={"nonce": 1}, description="Other"))
    assert (diff.grade, diff.empty, diff.metadata) == ("none", True, ("description", "structured_data"))


def test_a_page_that_lost_most_of_its_words_has_collapsed() -> None:
    """Half the words gone, or next to nothing left: a reader's or server's fault comes first to mind."""
    long = "\n".join(f"Sentence {n} about care." for n in range(40))
    assert compare(one(long), one("Please enable cookies.")).collapsed
    assert not compare(one(long), one(long + "\nMore.")).collapsed
    title = len("Asthma")
    sized = {n: one("a" * (n - title)) for n in (1000, 500, 499, 200, 199, 198)}
    assert compare(sized[1000], sized[499]).collapsed
    assert not compare(sized[1000], sized[500]).collapsed
    assert compare(sized[200], sized[199]).collapsed
    assert not compare(sized[199], sized[198]).collapsed


def test_removed_warnings_come_first() -> None:
    """A section on side effects that lost a block stands before one that merely changed, one on warnings too."""
    old = document(section("Summary", "Rest."), section("Side effects", "May harm the liver."))
    new = document(section("Summary", "Sleep."), section("Side effects", ""))
    assert [s.after for s in compare(old, new).sections] == [("Side effects",), ("Summary",)]
    old = document(section("Warnings", "Rest."), section("Side effects", "May harm the liver.\nMay tire."))
    new = document(section("Warnings", "Sleep."), section("Side effects", "May tire."))
    assert [s.after for s in compare(old, new).sections] == [("Side effects",), ("Warnings",)]


@pytest.mark.parametrize(
    ("heading", "told"), [("Side effects", ["removed", "changed"]), ("Summary", ["changed", "removed"])]
)
def test_a_removed_block_stands_first_under_a_warning_and_in_its_place_elsewhere(heading: str, told: list[str]) -> None:
    """Who reads the first line of a section on side effects sees what is no longer said there."""
    diff = compare(one("May tire you.\nMay harm the liver.", heading), one("May tire anyone.", heading))
    assert [edit.kind for edit in diff.sections[0].edits] == told


@pytest.mark.parametrize(("before", "after"), [("Side effects", "Notes"), ("Notes", "Side effects")])
def test_a_section_that_was_or_became_one_on_warnings_is_one(before: str, after: str) -> None:
    """Another heading over the same words takes a warning away, or makes one."""
    assert [part.critical for part in compare(one("Rest.", before), one("Rest.", after)).sections] == [True]


def test_the_marks_put_together_are_both_states() -> None:
    """Nothing is lost between the marks of a changed block."""
    before, after = "Take 5 mg once a day with food.", "Take 10 mg twice a day, with some food."
    (edit,) = compare(one(before), one(after)).sections[0].edits
    assert "".join(mark.text for mark in edit.marks if mark.op != "removed") == after
    kept = " ".join(mark.text for mark in edit.marks if mark.op != "added")
    assert [word.text for word in words(kept)] == [word.text for word in words(before)]
    assert [mark.text.strip() for mark in edit.marks if mark.critical] == ["5", "10", "once", "twice"]


def test_rows_are_followed_by_what_they_are_about() -> None:
    """A row whose figure changed is told as that row, though another row slipped in between."""
    before, after = "Erie | 1 |\nYork | 4 |", "Dauphin | 1 |\nErie | 2 |\nYork | 4 |"
    edits = compare(one(before), one(after)).sections[0].edits
    assert [(edit.kind, edit.before, edit.after) for edit in edits] == [
        ("added", None, "Dauphin | 1 |"),
        ("changed", "Erie | 1 |", "Erie | 2 |"),
    ]


def test_the_same_edit_has_the_same_digest_on_every_page() -> None:
    """A banner is one edit wherever it is set in; a date is one edit whatever it was before."""
    pages = [
        (one("Rest.", "A"), one("Closed today.\nRest.", "A")),
        (one("Drink.", "B"), one("Drink.\nClosed today.", "B")),
    ]
    first, second = (edit_digests(compare(*pair)) for pair in pages)
    assert first.keys() == second.keys()
    dated = [one("x", dates=(reviewed(day, "r"),)) for day in ("2020-01-01", "2021-01-01", "2025-01-01")]
    assert edit_digests(compare(dated[0], dated[2])).keys() == edit_digests(compare(dated[1], dated[2])).keys()
    assert edit_digests(compare(dated[0], dated[1])).keys() != edit_digests(compare(dated[0], dated[2])).keys()


_words = st.sampled_from(["Rest.", "Take 5 mg.", "Take 10 mg.", "not", "• a", "Drink daily", "Rest. ", "", "warnings"])
_texts = st.lists(_words, max_size=5).map("\n".join)
_sections: st.SearchStrategy[Section] = st.builds(
    section,
    st.sampled_from(["Care", "Side effects", "Care 2", None]),
    _texts,
    path=st.sampled_from([None, ("Top", "Care")]),
    kind=st.sampled_from(["prose", "links"]),
)
_pages: st.SearchStrategy[Document] = (
    st.lists(_sections, max_size=4)
    .map(lambda made: document(*made))
    .flatmap(
        lambda doc: st.builds(
            lambda dates, links: replace(doc, dates=dates, links=links),
            st.lists(st.builds(reviewed, st.sampled_from(["2024-01-01", "2025-01-01"]), st.just("x")), max_size=1).map(
                tuple
            ),
            st.lists(st.builds(link, st.sampled_from(["a", "Rest."]), st.just("https://a.example/")), max_size=2).map(
                tuple
            ),
        )
    )
)


@settings(max_examples=150)
@given(before=_pages, after=_pages)
def test_a_grade_without_a_difference_is_impossible(before: Document, after: Document) -> None:
    """``grade != "none"`` exactly when there is something to show, and material words always change the fingerprint."""
    diff = compare(before, after)
    assert (diff.grade != "none") == (not diff.empty)
    assert all(part.grade != "none" for part in diff.sections)
    if diff.grade in ("critical", "substantive"):
        assert fingerprint(before) != fingerprint(after)
    assert compare(before, before).empty
    assert bool(edit_digests(diff)) == (not diff.empty)


@settings(max_examples=100)
@given(before=_pages, after=_pages)
def test_every_word_that_came_or_went_is_shown(before: Document, after: Document) -> None:
    """The added words of a difference, taken from the new page, leave no word the old page lacks."""
    diff = compare(before, after)

    def bag(page: Document) -> set[str]:
        return {word for one in page.sections for word in one.text.replace("•", "").split()}

    shown = {word for part in diff.sections for edit in part.edits for word in (edit.after or "").split()}
    assert bag(after) - bag(before) <= shown
