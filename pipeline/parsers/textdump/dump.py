"""Pages that reached us only as text: what html2text and its like wrote, or words and blank lines alone.

The dump is laid out again as the HTML that it must have come from, no more than its lines say, and read by the walk
that reads every page. What the text no longer holds is ``null``: addresses of links, levels of plain headings,
language.
Where an earlier tool dropped a heading (it left two blank lines before a paragraph), a section without a heading
begins and an issue ``heading-lost`` says where; the heading itself is not guessed.
"""

from __future__ import annotations

import html
import re
from typing import Any

from msgspec import Struct, structs

from pipeline.content_type import media_type
from pipeline.errors import ReadError
from pipeline.model.capture import Capture
from pipeline.model.dates import DateClaim
from pipeline.model.document import Crumb, Section
from pipeline.model.issue import Issue
from pipeline.parsers.dates import DateStyle, find_claims
from pipeline.parsers.page import Page
from pipeline.parsers.textdump.lines import Block, blocks_of, header_of, looks_like_heading
from pipeline.parsers.textdump.links import ESCAPE, IMAGE, LINK, listed
from pipeline.parsers.walk.outline import Outline
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline

PAGE_TYPE = "text_dump"
TYPES = frozenset(("text/plain", "text/markdown"))

_LOST = "\ue000"
"""Stands for the heading that is not there while the walk goes by; never leaves this module."""
_FLAGS = {"nih.png": "nih"}
"""A small picture in a list that is said of the link beside it, not a picture of the content."""
_CONTENTS = re.compile(
    r"(?:on this page|contents|table of contents|in this article|en esta p[aá]gina|[ií]ndice)", re.IGNORECASE
)
_HERE = re.compile(r"(?:you are here|usted est[aá] aqu[ií]|breadcrumb)\s*:?", re.IGNORECASE)
_URL_LINE = re.compile(
    r"(?:URL of this page|Direcci[oó]n de esta p[aá]gina)\s*:\s*(?P<url>https?://\S+)", re.IGNORECASE
)


class Dump(Struct, frozen=True, kw_only=True):
    """A text dump, read.

    Attributes:
        address: where the page once stood, as the dump says; ``None`` if it does not.
        texts: every block's words, those before the title too, for whoever looks for damage.
        listed: what items of lists say of links that have no address any more.
    """

    title: str
    description: str | None
    address: str | None
    breadcrumbs: tuple[Crumb, ...]
    content: Outline
    dates: tuple[DateClaim, ...]
    texts: tuple[str, ...]
    listed: tuple[dict[str, Any], ...]
    issues: tuple[Issue, ...]


def is_text(capture: Capture) -> bool:
    """Whether an answer calls itself text that is not HTML, and does not begin like HTML."""
    return media_type(capture.header("content-type")) in TYPES and not capture.body.lstrip()[:64].lower().startswith(
        (b"<!doctype", b"<html", b"<head", b"<?xml")
    )


def address_in(text: str) -> str | None:
    """Where a dump says that its page once stood."""
    fields, _ = header_of(text.splitlines()[:40])
    stated = fields.get("link") or fields.get("url")
    if stated and stated.startswith(("http://", "https://")):
        return stated
    found = _URL_LINE.search(text)
    return found["url"] if found else None


def read_dump(text: str, url: str, style: DateStyle) -> Dump:
    """Read the text of a dump.

    Raises:
        ReadError: there is nothing in it.
    """
    lines = text.splitlines()
    fields, first = header_of(lines)
    blocks = blocks_of(lines, first)
    if not blocks:
        raise ReadError(f"{url}: the dump holds no words", url=url)
    marked = any(block.kind == "heading" for block in blocks)
    if not marked:
        blocks = [structs.replace(block, kind="heading") if looks_like_heading(block) else block for block in blocks]
    issues: list[Issue] = []
    at = _title_at(blocks, marked=marked, issues=issues)
    address = address_in(text)
    body = blocks[at + 1 :] if at is not None else blocks
    if not marked and at is not None:
        body = blocks[:at] + body
    groups: dict[str, str] = {}
    if marked:
        body = _without_contents(body, groups)
    content = _outlined(body, address or url, groups, marked=marked, issues=issues)
    dates = [claim for block in blocks for claim in find_claims(block.text, locator=f"line:{block.line}", style=style)]
    return Dump(
        title=blocks[at].text if at is not None else blocks[0].text,
        description=fields.get("description"),
        address=address,
        breadcrumbs=_breadcrumbs(blocks),
        content=content,
        dates=tuple(dates),
        texts=tuple(block.text for block in blocks),
        listed=tuple(_listed(body)),
        issues=tuple(issues),
    )


def _title_at(blocks: list[Block], *, marked: bool, issues: list[Issue]) -> int | None:
    """The first heading of the highest level; in plain text the last of the headings that open the page."""
    headings = [number for number, block in enumerate(blocks) if block.kind == "heading"]
    if not headings:
        return None
    if marked:
        top = min(blocks[number].level for number in headings)
        return next(number for number in headings if blocks[number].level == top)
    if headings[0] != 0:
        return None
    last = 0
    while last + 1 < len(blocks) and blocks[last + 1].kind == "heading":
        last += 1
    if last:
        message = f"{last + 1} short lines open the page; the last of them is taken for its title"
        evidence = {"lines": " / ".join(block.text for block in blocks[: last + 1])}
        issues.append(Issue("title-uncertain", "info", message, evidence))
    return last


def _without_contents(body: list[Block], groups: dict[str, str]) -> list[Block]:
    """The page without its list of contents, whose headings group the sections that it lists."""
    opening = next((n for n, block in enumerate(body[:4]) if _CONTENTS.fullmatch(block.text.strip(" :"))), None)
    if opening is None:
        return body
    names = [block.text for block in body[opening:] if block.kind == "heading"]
    group = ""
    end = opening + 1
    for number in range(opening + 1, len(body)):
        block = body[number]
        if block.kind == "heading":
            if block.text in groups:
                break
            group = block.text
        elif block.kind == "list":
            groups.update({name: group for item in block.items if group and (name := _named(item, names)) is not None})
        end = number + 1
    return body[:opening] + body[end:]


def _named(item: str, names: list[str]) -> str | None:
    """The heading that an item of the contents leads to: the same words, or the same and more behind them."""
    return next((name for name in names if name == item or name.startswith(f"{item} ")), None)


def _outlined(body: list[Block], url: str, groups: dict[str, str], *, marked: bool, issues: list[Issue]) -> Outline:
    pieces: list[str] = []
    before: Block | None = None
    for block in body:
        if block.kind == "heading":
            level = min(block.level or 2, 6)
            anchor = f' id="{html.escape(block.text)}"' if block.text in groups else ""
            pieces.append(f"<h{level}{anchor}>{_inline(block.text)}</h{level}>")
        elif block.kind == "list":
            pieces.append("<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in block.items) + "</ul>")
        else:
            if not marked and block.blanks >= 2:
                pieces.append(f"<h2>{_LOST}</h2>")
                issues.append(_heading_lost(block, before))
            pieces.append(f"<p>{_inline(block.text)}</p>")
        before = block
    page = Page(url, f"<body><main>{''.join(pieces)}</main>".encode("utf-8", "surrogatepass"))
    read = outline(page, [page.one("main")], ContentRules(groups=groups, flags=_FLAGS))
    sections = tuple(_restored(section, groups) for section in read.sections)
    return structs.replace(read, sections=sections, coverage=_recounted(read))


def _recounted(read: Outline) -> Any:
    """The marks for lost headings are no words."""
    marks = sum(section.heading == _LOST for section in read.sections)
    coverage = read.coverage
    return structs.replace(
        coverage, content_words=coverage.content_words - marks, recorded_words=coverage.recorded_words - marks
    )


def _restored(section: Section, groups: dict[str, str]) -> Section:
    if section.heading == _LOST:
        return structs.replace(section, heading=None, path=(), level=1, anchor=None)
    if section.anchor in groups:
        return structs.replace(section, anchor=None)  # it was ours, not the page's
    return section


def _heading_lost(block: Block, before: Block | None) -> Issue:
    message = f"two blank lines before line {block.line}: an earlier tool may have dropped a heading there"
    above = before.text if before is not None else ""
    evidence = {"line": str(block.line), "before": above[-80:], "after": block.text[:80]}
    return Issue("heading-lost", "warning", message, evidence)


def _inline(text: str) -> str:
    """Markdown's links, images and escapes as HTML; emphasis marks stay as they stand, they may be words."""
    pieces: list[str] = []
    position = 0
    found = sorted([*IMAGE.finditer(text), *LINK.finditer(text)], key=lambda match: match.start())
    for match in found:
        if match.start() < position:
            continue
        pieces.append(_words(text[position : match.start()]))
        if match.re is IMAGE:
            pieces.append(f'<img alt="{html.escape(match["alt"])}" src="{html.escape(match["url"])}">')
        else:
            pieces.append(f'<a href="{html.escape(match["url"])}">{_words(match["text"])}</a>')
        position = match.end()
    pieces.append(_words(text[position:]))
    return "".join(pieces)


def _words(text: str) -> str:
    return html.escape(ESCAPE.sub(r"\1", text), quote=False)


_ARROWS = ("->", "→", "›", "»")  # noqa: RUF001  what breadcrumbs are drawn with
_ARROW = re.compile(rf"\s*(?:{'|'.join(_ARROWS)})\s*")


def _breadcrumbs(blocks: list[Block]) -> tuple[Crumb, ...]:
    """The trail behind "You Are Here:", one step a line, an arrow behind each but the last."""
    crumbs: list[Crumb] = []
    start = next((n for n, block in enumerate(blocks) if _HERE.fullmatch(block.text.strip())), None)
    if start is None:
        return ()
    for block in blocks[start + 1 :]:
        crumbs.extend(Crumb(text=part, url=None) for part in _ARROW.split(block.text) if part)
        if not block.text.rstrip().endswith(_ARROWS):
            break
    return tuple(crumbs)


def _listed(body: list[Block]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    heading: str | None = None
    for block in body:
        if block.kind == "heading":
            heading = block.text
        found += [said for item in block.items if (said := listed(item, heading)) is not None]
    return found
