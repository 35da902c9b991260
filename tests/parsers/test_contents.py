"""Lists of what a page holds: they are no content, whatever heads them and however their links are written."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic

SAID = (
    "<p>Gout is an inflammation of a joint, often of the big toe, and comes at night, without a warning, with pain.</p>"
)
PARTS = "".join(f"<h3 id={name.lower()}>{name}</h3>{SAID}{SAID}" for name in ("Causes", "Signs", "Help"))


def page(contents: str, *, head: str = "", language: str = "en") -> Document:
    body = f"<div><h1>Gout</h1></div><div class=a><div class=b>{SAID}{contents}{PARTS}</div></div>"
    html = f"<!doctype html><html lang={language}><head><title>Gout</title>{head}</head><body>{body}</body></html>"
    return generic(html, "https://x.test/topics/gout")


def items(own: str = "") -> str:
    names = ("Causes", "Signs", "Help")
    return "".join(f'<li><a href="{own}#{name.lower()}">{name}</a></li>' for name in names)


ITEMS = items()
BLOCKS = '<a href="#causes"><div>Causes</div></a><a href="#signs"><div>Signs</div></a>'
PLAIN = page("").sections


@pytest.mark.parametrize(
    "contents",
    [
        f"<h2>On this page</h2><ul>{ITEMS}</ul>",
        f"<p>On this page</p><ul>{ITEMS}</ul>",
        f"<p><strong>Contents:</strong></p><ul>{ITEMS}</ul>",
        f"<div class=x><p>In this article</p><ul>{ITEMS}</ul></div>",
        f"<div class=x_y><div class=x_z>In this article</div><div class=x_l>{BLOCKS}</div></div>",
        f"<div><div>In this article</div></div><div>{BLOCKS}</div>",
    ],
)
def test_what_heads_a_list_of_contents_goes_with_it(contents: str) -> None:
    """Be it a heading, a paragraph or a block, and be the list items or blocks."""
    assert page(contents).sections == PLAIN


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("it", "Contenuti"),
        ("pl", "Spis treści"),
        ("cs", "Obsah"),
        ("ar", "المحتويات"),
        ("es", "Índice de contenidos"),
        ("ru", "Содержание"),
        ("fi", "Sisällysluettelo"),
        ("nb", "Innhold på denne siden"),
        ("sv", "Innehåll på den här sidan"),
        ("de", "Inhalt dieser Seite"),
        ("fr", "Contenu de cette page"),
        ("ja", "このページの内容"),
    ],
)
def test_contents_are_known_in_more_languages(language: str, heading: str) -> None:
    """What the list is called is no part of the page."""
    assert [each.heading for each in page(f"<h3>{heading}</h3><ul>{ITEMS}</ul>", language=language).sections] == [
        each.heading for each in PLAIN
    ]


def test_a_page_that_is_its_own_base_has_contents_too() -> None:
    """Joomla names the address of each page as its base, and writes it before each of its places."""
    for own in ("/topics/gout", "https://x.test/topics/gout"):
        contents = f"<h3>Contents</h3><ul>{items(own)}</ul>"
        read = page(contents, head='<base href="https://x.test/topics/gout">')
        assert [each.heading for each in read.sections] == [each.heading for each in PLAIN]
        assert not read.links
    elsewhere = page(f"<h3>Contents</h3><ul>{items('/topics/gout')}</ul>", head='<base href="https://y.test/">')
    assert [link.kind for link in elsewhere.links] == ["external"] * 3


def test_a_line_that_is_called_contents_and_heads_none_stays() -> None:
    """What is told below it is told of something else."""
    read = page("<p>Contents</p><p>Each tablet holds 100 mg of allopurinol, and lactose, and starch.</p>")
    assert "Contents\nEach tablet holds" in read.sections[0].text
