"""Ways to damage a page: each a function of a random generator and bytes; the same seed, the same damage."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes], bytes]

_TAG = re.compile(rb"<[^<>]{1,300}>")
_NAMES = (b"div", b"table", b"ul", b"a", b"b", b"td", b"p", b"h2", b"blockquote", b"li", b"span", b"section", b"font")
_ODD = (
    b"</p></table><tr>", b"<!--", b"-->", b"<![CDATA[", b"<script>", b"</script>", b"<svg><p>", b"<math><mi><table>",
    b"<template>", b"<select><option>", b"<plaintext>", b"<frameset>", b"<base href='//[::1'>", b"<a href=''>",
    b"<a href='http://[bad'>", b"<a href='javascript:x'>", b"<img src='data:,x'>", b"<td rowspan=99999 colspan=99999>",
    b"<ol start=99999999999999999999>", b"<li value=-5>", b"<h1></h1>", b"<h7>", b"<time datetime='2024-13-45'>",
    b"Last updated: 31 February 2024", b"<html lang=''>", b"<body><body>", b"<form><form>", b"<dt><dd><dt>",
    b'<script type=application/ld+json>{"@graph":[{}]}</script>', b"<meta name=date content=0000-00-00>",
    b"<div itemscope itemref=x id=x itemprop=y>", b"\x00", b"\xff\xfe", b"\xf0\x9f", b"&#xD800;", b"&#x110000;",
)  # fmt: skip


def flip_bytes(draw: random.Random, page: bytes) -> bytes:
    """Some bytes become others."""
    damaged = bytearray(page)
    for _ in range(draw.randint(1, max(1, len(damaged) // 200))):
        damaged[draw.randrange(len(damaged))] = draw.randrange(256)
    return bytes(damaged)


def drop_tags(draw: random.Random, page: bytes) -> bytes:
    """Some tags are not there."""
    share = draw.random() ** 2
    return _TAG.sub(lambda found: b"" if draw.random() < share else found[0], page)


def repeat_piece(draw: random.Random, page: bytes) -> bytes:
    """A piece stands there several times."""
    start = draw.randrange(len(page))
    piece = page[start : start + draw.randint(1, 2000)]
    return page[:start] + piece * draw.randint(2, 20) + page[start:]


def move_piece(draw: random.Random, page: bytes) -> bytes:
    """A piece stands elsewhere."""
    start = draw.randrange(len(page))
    end = min(len(page), start + draw.randint(1, 5000))
    rest = page[:start] + page[end:]
    place = draw.randrange(len(rest) + 1)
    return rest[:place] + page[start:end] + rest[place:]


def truncate(draw: random.Random, page: bytes) -> bytes:
    """The page ends early."""
    return page[: draw.randrange(len(page)) + 1]


def nest(draw: random.Random, page: bytes) -> bytes:
    """A thousand open elements at some place, closed or not."""
    name = draw.choice(_NAMES)
    depth = draw.randint(10, 1500)
    place = draw.randrange(len(page))
    closing = b"</" + name + b">" if draw.random() < 0.5 else b""
    return page[:place] + (b"<" + name + b">") * depth + b"x" + closing * depth + page[place:]


def many_attributes(draw: random.Random, page: bytes) -> bytes:
    """An element with a thousand attributes, or with one that never ends."""
    place = draw.randrange(len(page))
    if draw.random() < 0.5:
        attributes = b"".join(b" a%d='%d'" % (number, number) for number in range(draw.randint(10, 1000)))
    else:
        attributes = b" class='" + b"related content " * draw.randint(1, 2000) + b"'"
    return page[:place] + b"<div" + attributes + b">" + page[place:]


def giant_table(draw: random.Random, page: bytes) -> bytes:
    """A table of some thousand cells with spans that overlap."""
    rows = draw.randint(1, 60)
    cells = b"".join(
        b"<td rowspan=%d colspan=%d>c" % (draw.choice((0, 1, 2, 1000)), draw.choice((0, 1, 2, 1000)))
        for _ in range(draw.randint(1, 30))
    )
    place = draw.randrange(len(page))
    return page[:place] + b"<table>" + (b"<tr>" + cells) * rows + page[place:]


def odd_markup(draw: random.Random, page: bytes) -> bytes:
    """Markup that specifications warn of, at some places."""
    for _ in range(draw.randint(1, 8)):
        place = draw.randrange(len(page) + 1)
        page = page[:place] + draw.choice(_ODD) + page[place:]
    return page


def swap_names(draw: random.Random, page: bytes) -> bytes:
    """Elements of one name become another's."""
    return page.replace(b"<" + draw.choice(_NAMES), b"<" + draw.choice(_NAMES), draw.randint(1, 200))


def splice(draw: random.Random, page: bytes) -> bytes:
    """The halves of the page change places."""
    place = draw.randrange(len(page))
    return page[place:] + page[:place]


MUTATIONS: tuple[Mutation, ...] = (
    flip_bytes, drop_tags, repeat_piece, move_piece, truncate, nest, many_attributes, giant_table, odd_markup,
    swap_names, splice,
)  # fmt: skip


def damaged(seed: int, page: bytes) -> tuple[bytes, list[str]]:
    """The page after one to three mutations, and their names."""
    draw = random.Random(seed)
    names = []
    for _ in range(draw.choice((1, 1, 1, 2, 2, 3))):
        mutation = draw.choice(MUTATIONS)
        names.append(mutation.__name__)
        page = mutation(draw, page) or b"x"
    return page, names
