"""Pages of one template are read alike: what one of them says in a place, the others say there, too."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic

TEXT = (
    "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, and slow to"
    " learn what is new and to do what is known.</p><p>Adults need between seven and nine hours of it a night, children"
    " more; the hours before midnight count no more than those after it, whatever people say.</p>"
)
DAY = '<time class="entry-date updated" datetime="2024-03-03T08:00:00+00:00">3 March 2024</time>'


def document(body: str, *, title: str = "Sleep", head: str = "", url: str = "https://x.test/sleep") -> Document:
    page = (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )
    return generic(page, url)


def changed(day: str) -> str:
    return (
        '<meta property="article:published_time" content="2024-03-03T08:00:00+00:00">'
        f'<meta property="article:modified_time" content="{day}T09:00:00+00:00">'
    )


@pytest.mark.parametrize(
    ("stated", "modified"),
    [(DAY, "2025-06-03"), ("Updated 4 March 2024", "2024-03-04"), (DAY.replace("3 March", "9 April"), "2024-04-09")],
    ids=["called updated", "says updated", "another day"],
)
def test_the_day_of_the_post_that_a_theme_calls_updated_is_no_change(stated: str, modified: str) -> None:
    """A page edited after its day shows its last change as do those whose theme prints no day."""
    record = document(f"<p>{stated}</p>{TEXT}", head=changed("2025-06-03"))
    assert record.modified is not None
    assert record.modified.value[:10] == modified
    untouched = document(f"<p>{DAY}</p>{TEXT}", head=changed("2024-03-03"))
    assert untouched.modified is not None
    assert untouched.modified.value == "2024-03-03"


@pytest.mark.parametrize("element", ["span id=updatedDate", "time datetime=2024-03-25", "span"])
def test_a_day_amid_a_sentence_is_not_the_pages_whatever_its_element_is_called(element: str) -> None:
    """The state of a page that has the day of its numbers in an element is dated as is the one that has it in words."""
    tag = element.partition(" ")[0]
    told = f"<p>The number of people who sleep too little was counted on <{element}>3/25/2024</{tag}>.<br></p>"
    assert [claim.value for claim in document(TEXT + told).dates] == []


@pytest.mark.parametrize(
    "line",
    [
        '<ul><li>3 May 2024 in <a href="/topics/rest">Sleep, rest and dreams</a></li></ul>',
        "<div class=comment-info>3 May 2024</div>",
        "<h2>Health desk of the north, 3 May 2024</h2>",
    ],
)
def test_under_a_long_title_stands_what_stands_under_a_short_one(line: str) -> None:
    """A title of many words is no paragraph, so the line below it is the byline."""
    long = f"Patterns of sleep in cold and warm months {'among the young, adults and the old ' * 2}of one land"
    for title in ("Sleep", long):
        claims = document(line + TEXT, title=title).dates
        assert [(claim.role, claim.value) for claim in claims] == [("unlabelled", "2024-05-03")]


def said(html: str) -> str:
    return "\n".join(f"{section.heading or ''}\n{section.text}" for section in document(html).sections)


@pytest.mark.parametrize(
    "up",
    [
        '<p class="right"><a href="#top">Back to the top</a></p>',
        "<div><span><a href='#TOP'>Nach oben</a></span></div>",
        '<a href="#page">Haut de page</a>',
        "<p><a href='#'>Top</a></p>",
    ],
)
def test_links_back_up_are_no_content_of_a_part(up: str) -> None:
    """A long page has one at the end of each part, a short one has none: the parts say the same."""
    parts = [f"<h2>{name}</h2>{TEXT}" for name in ("Causes", "Signs", "Treatment")]
    assert said(f"<div id=page>{up.join(parts)}{up}</div>") == said(f"<div id=page>{''.join(parts)}</div>")


@pytest.mark.parametrize(
    "kept",
    [
        "<p><a href='#'>What else may be done</a></p>",
        "<p>What was said of it stands <a href='#page'>above</a>.</p>",
        "<p><a href='#other'>The second part</a></p>",
    ],
)
def test_other_links_within_a_page_stay(kept: str) -> None:
    """What opens a part by a script, stands in a sentence, or leads elsewhere on the page."""
    words = kept.partition("<a")[2].partition(">")[2].partition("<")[0]
    assert words in said(f"<div id=page><h2>Causes</h2>{TEXT}{kept}<h2 id=other>Signs</h2>{TEXT}{TEXT}</div>")


@pytest.mark.parametrize("words", ["the dose was corrected.", "the dose was corrected. " * 12], ids=["short", "long"])
@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("en", "Updated 3 May 2024: "),
        ("en", "<strong>Update, 3 May 2024, 4 pm:</strong> "),
        ("de", "Update vom 3. Mai 2024, 16:05 Uhr: "),
        ("fr", "Mise à jour du 3 mai 2024 : "),
    ],
)
def test_a_dated_note_says_when_the_page_was_changed_however_much_it_tells(
    language: str, opening: str, words: str
) -> None:
    """A paragraph that opens with one may be long; that it is the page's was told of short ones alone."""
    page = f"<html lang={language}><title>Sleep</title><main><h1>Sleep</h1><p>{opening}{words}</p>{TEXT}</main></html>"
    record = generic(page)
    assert [(claim.role, claim.value) for claim in record.dates] == [("modified", "2024-05-03")]
    told = page.replace(opening, f"The numbers of 3 May 2024: {opening.partition(' ')[2]}")
    assert generic(told).modified is None


SHORT = "".join(
    f"<li>{words}</li>" for words in ("Keep the room dark and cool.", "Do not eat late.", "Walk in the afternoon.")
)
BESIDE = {
    "cards behind the article": "<main><article><h1>Sleep</h1><p>Updated on May 3, 2024</p>{}</article><aside>"
    + "".join(f"<div><h3><a href=/{n}>Rest, part {n}</a></h3><p>Updated June {n}, 2025</p></div>" for n in (1, 2, 3))
    + "</aside></main>",
    "news beside it": "<div><div><h1>Sleep</h1><p>Updated on May 3, 2024</p>{}</div><div><h2>News</h2><ul>"
    + "".join(f"<li><a href=/n/{n}>A new ward opens for everybody</a> June {n}, 2025</li>" for n in (1, 2, 3))
    + "</ul></div></div>",
}


@pytest.mark.parametrize("around", BESIDE.values(), ids=BESIDE.keys())
@pytest.mark.parametrize("content", [TEXT, f"<ul>{SHORT}</ul>", "<p>Keep the room dark and cool.</p>"])
def test_dates_beside_a_page_of_short_lines_are_none_of_it(around: str, content: str) -> None:
    """A page of lists or of one short paragraph has no paragraph to tell where its byline ends."""
    page = f"<html lang=en-US><title>Sleep</title><body>{around.replace('{}', content)}</body></html>"
    record = generic(page)
    assert [(claim.role, claim.value) for claim in record.dates] == [("modified", "2024-05-03")]


CARDS = {
    "links around all": "<div><a href=/r/{n}><span>{name}</span> <span>{day}</span></a></div>",
    "links around a heading and a time": "<a href=/r/{n}><h4>{name}</h4><time datetime=2025-06-0{n}>{day}</time></a>",
    "items": "<li><a href=/r/{n}>{name}</a><br><small>{day}</small></li>",
}
ILLNESSES = ("Asthma", "Gout", "Flu")


def with_cards(card: str, around: str, names: tuple[str, ...], day: str) -> str:
    cards = "".join(card.format(n=n, name=name, day=day.format(n)) for n, name in enumerate(names, start=1))
    return f"<{around}><h2>{names[0]} ...</h2>{cards}</{around}>"


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
@pytest.mark.parametrize("around", ["aside", "section"])
def test_cards_with_names_of_one_word_date_what_they_lead_to(card: str, around: str) -> None:
    """ "Asthma" is as good a title as "Sleep, rest and dreams of the old and the young"."""
    cards = with_cards(card, around, ILLNESSES, "Updated June {}, 2025")
    page = f"<html lang=en-US><title>Sleep</title><main><h1>Sleep</h1><p>Updated May 3, 2024</p>{TEXT}</main>{cards}"
    record = generic(page)
    assert [(claim.role, claim.value) for claim in record.dates] == [("modified", "2024-05-03")]


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
@pytest.mark.parametrize(
    ("language", "words", "last", "day", "names"),
    [
        (
            "zh",
            ("睡眠", "保持房间黑暗凉爽。", "下午散步。"),
            "最后审核日期\uff1a2024年5月3日",
            "更新日期\uff1a2025年6月{}日",
            ("休息与梦境的各个方面", "关于哮喘的一些常见问题", "流感的预防和治疗方法"),
        ),
        (
            "ja",
            ("睡眠について", "部屋を暗く涼しくしましょう。", "午後に散歩しましょう。"),
            "最終確認日\uff1a2024年5月3日",
            "更新日\uff1a2025年6月{}日",
            ("休息と夢のさまざまな側面", "喘息についてのよくある質問", "インフルエンザの予防と治療"),
        ),
    ],
)
def test_pages_without_spaces_between_words_are_measured_as_others_are(
    card: str, language: str, words: tuple[str, str, str], last: str, day: str, names: tuple[str, ...]
) -> None:
    """A sign says as much as two letters: what is a title, a paragraph and a card is told by that."""
    title, *lines = words
    cards = with_cards(card, "section", names, day)
    body = f"<div class=page><h1>{title}</h1><p>{last}</p><ul><li>{'<li>'.join(lines)}</ul></div>{cards}"
    page = f"<html lang={language}><meta charset=utf-8><title>{title}</title><body>{body}</body></html>"
    record = generic(page)
    assert [(claim.role, claim.value) for claim in record.dates] == [("reviewed", "2024-05-03")]
    assert lines[0] in record.sections[0].text
    assert names[1] not in "".join(section.text for section in record.sections)


@pytest.mark.parametrize("number", [2, 9])
@pytest.mark.parametrize("tag", ["h4", "p"])
def test_the_authors_of_a_journals_article_are_all_named(number: int, tag: str) -> None:
    """In a row under the title, as long as it may be, with raised numbers; its metadata may name the first alone."""
    first = (
        "Ada Zephyr",
        "Bo Gale",
        "Cy Breeze",
        "Di Storm",
        "Ed Squall",
        "Flo Mist",
        "Gus Hail",
        "Ivy Frost",
        "Jo Rime",
    )
    row = "; ".join(f"{name}, PhD<sup>{place}</sup>" for place, name in enumerate(first[:number], start=1))
    record = document(
        f"<{tag}>{row} (<a href=#where>View author affiliations</a>)</{tag}>{TEXT}",
        head='<meta name="citation_author" content="Ada Zephyr">',
    )
    assert [(one.name, one.credentials, one.role) for one in record.people] == [
        (name, "PhD", "author") for name in first[:number]
    ]
    told = "Sleep, rest; naps, dreams; nights, days"
    assert document(f"<{tag}>{told}</{tag}>{TEXT}").people == ()


ITEMS = {
    "boxes": "<div><a href=/r/{n}>{name}</a> <span>{day}</span></div>",
    "day first": "<div><span>{day}</span> <a href=/r/{n}>{name}</a></div>",
    "lines": "<p><a href=/r/{n}>{name}</a><br>{day}</p>",
    "headings": "<h3><a href=/r/{n}>{name}</a></h3><p>{day}</p>",
    "pictures": "<div><a href=/r/{n}><img src=/{n}.jpg></a><a href=/r/{n}>{name}</a><p>{day}</p></div>",
}
PLACES = {
    "behind the content": "<main><h1>Sleep</h1>{text}<p>{own}</p></main><aside>{cards}</aside>",
    "in it": "<main><h1>Sleep</h1><p>{own}</p>{text}<section>{cards}</section></main>",
    "before its end": "<main><h1>Sleep</h1>{text}<section>{cards}</section><p>{own}</p></main>",
    "before it": "<div><div>{cards}</div><div><h1>Sleep</h1>{text}<p>{own}</p></div></div>",
    "at the foot": "<main><h1>Sleep</h1><p>{own}</p>{text}</main><footer><div>{cards}</div></footer>",
}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("day", ["Updated June {}, 2025", "June {}, 2025", "Last reviewed: June {}, 2025"])
def test_days_under_related_articles_are_of_these_however_many_there_are(item: str, place: str, day: str) -> None:
    """One page of a template has one card, the next has three; their days are never its own."""
    for number in (1, 2, 3):
        cards = "".join(
            item.format(n=n, name=name, day=day.format(n)) for n, name in enumerate(ILLNESSES[:number], start=1)
        )
        own = place.format(text=TEXT, own="Last reviewed: May 3, 2024", cards=f"<h2>Related articles</h2>{cards}")
        page = f"<html lang=en-US><title>Sleep</title><body>{own}</body></html>"
        claims = generic(page).dates
        stated = [(claim.role, claim.value) for claim in claims if claim.scope == "page"]
        assert stated == [("reviewed", "2024-05-03")]


@pytest.mark.parametrize("day", ["Updated May 3, 2024", "Last reviewed: May 3, 2024", "May 3, 2024"])
@pytest.mark.parametrize("around", ["{}", "<div>{}</div>", "<section>{}</section>"])
def test_the_pages_own_day_may_stand_behind_its_related_articles(day: str, around: str) -> None:
    """Where the list is at an end, the page's foot begins."""
    links = "<h2>Related articles</h2><ul><li><a href=/r/1>Asthma</a></li><li><a href=/r/2>Gout</a></li></ul>"
    record = document(TEXT + around.format(f"{links}<p>{day}</p>"))
    assert [(claim.value, claim.scope) for claim in record.dates] == [("2024-05-03", "page")]


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("day", ["Updated June {}, 2025", "June {}, 2025", "Last reviewed: June {}, 2025"])
def test_cards_beside_the_content_need_no_heading(item: str, number: int, day: str) -> None:
    """Blocks built alike, each with a link to another page and a day of its own."""
    cards = "".join(
        item.format(n=n, name=name, day=day.format(n)) for n, name in enumerate(ILLNESSES[:number], start=1)
    )
    body = f"<div><div>{cards}</div><div><h1>Sleep</h1>{TEXT}<p>Last reviewed: May 3, 2024</p></div></div>"
    page = f"<html lang=en-US><title>Sleep</title><body>{body}</body></html>"
    claims = generic(page).dates
    assert [(claim.role, claim.value) for claim in claims if claim.scope == "page"] == [("reviewed", "2024-05-03")]


@pytest.mark.parametrize(
    "who", ["Reviewed by <a href=/{n}>{name}, MD</a>, {day}", "Reviewed {day} by <a href=/{n}>{name}</a>"]
)
def test_two_who_reviewed_a_page_are_no_cards(who: str) -> None:
    """They are linked to, too, each with a day, below the text."""
    row = "".join(
        f"<p>{who.format(n=n, name=name, day=day)}</p>"
        for n, (name, day) in enumerate([("Ann Lee", "May 3, 2024"), ("Bo Chen", "June 4, 2023")])
    )
    page = f"<html lang=en-US><title>Sleep</title><main><h1>Sleep</h1>{TEXT}</main><div>{row}</div></html>"
    record = generic(page)
    assert record.reviewed is not None
    assert record.reviewed.value == "2024-05-03"
