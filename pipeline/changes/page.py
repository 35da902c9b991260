"""A difference as one self-contained HTML page: no network, no script, light and dark, printable.

Every word that comes from a page is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from pipeline.changes.plain import words_of
from pipeline.changes.values import Diff, Edit, Mark, SectionDiff
from pipeline.changes.words import shown as readable

_STYLE = """
:root{color-scheme:light dark;--gone:#ffe1e1;--come:#d9f5dd;--edge:#bbb;--soft:#666}
@media(prefers-color-scheme:dark){:root{--gone:#5a2323;--come:#1e4726;--edge:#555;--soft:#aaa}}
html{background:Canvas;color:CanvasText}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;overflow-wrap:break-word}
h1{font-size:1.3rem}h2{font-size:1.05rem;border-top:1px solid var(--edge);padding-top:.8rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dd{margin:0;overflow-wrap:anywhere}
del{background:var(--gone);text-decoration:line-through}ins{background:var(--come);text-decoration:underline}
.critical{font-weight:700;border:2px solid;padding:0 .2em;margin:0 .1em}
.block{margin:.4rem 0;padding:.2rem .6rem;border-inline-start:4px solid var(--edge);overflow-wrap:anywhere}
.block{white-space:pre-wrap}
.context{color:var(--soft)}
.why,.grade{font-size:.85rem;border:1px solid var(--edge);border-radius:.3rem;padding:0 .3rem}
"""


def page(diff: Diff, *, title: str, facts: dict[str, str]) -> str:
    """The whole page.

    Args:
        diff: what differs.
        title: of the page; usually the document's.
        facts: shown on top, label to value: address, versions, when each was seen.
    """
    return "\n".join(_page(diff, title, facts)) + "\n"


def _page(diff: Diff, title: str, facts: dict[str, str]) -> Iterator[str]:
    yield f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}: changes</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1 dir="auto">{escape(title)}</h1>\n<dl>'
    for label, value in {**facts, "Change": diff.grade}.items():
        yield f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>"
    for claim in diff.claims:
        moved = f"{claim.before or 'none'} → {claim.after or 'none'}"
        yield f"<dt>{escape(claim.role)} ({escape(claim.source)})</dt><dd>{escape(moved)}</dd>"
    yield "</dl>"
    if diff.collapsed:
        yield "<p><strong>Most of the words are gone: suspect the reader or the server first.</strong></p>"
    if diff.empty:
        yield "<p>Nothing that a reader sees differs.</p>"
    for section in diff.sections:
        yield from _section(section)
    if diff.links:
        yield "<h2>Links and what stands beside the text</h2>\n<ul>"
        for link in diff.links:
            tag = "ins" if link.kind == "added" else "del"
            words = f"<bdi>{escape(link.text)}</bdi> <bdi>{escape(link.url)}</bdi>"
            yield f"<li><{tag}>{escape(link.what)}: {words}</{tag}></li>"
        yield "</ul>"
    if diff.metadata:
        yield f'<p class="context">Differs, unseen by readers: {escape(", ".join(diff.metadata))}</p>'
    yield "</main>\n</body>\n</html>"


def _section(section: SectionDiff) -> Iterator[str]:
    path = section.after if section.after is not None else section.before or ()
    name = " / ".join(path) or "Title and text before the first heading"
    yield f'<section>\n<h2 dir="auto">{escape(name)} <span class="grade">{section.grade}</span>'
    if section.kind != "edited":
        was = f": was {' / '.join(section.before)}" if section.kind in ("renamed", "moved") and section.before else ""
        yield f'<span class="grade">{section.kind}{escape(was)}</span>'
    yield "</h2>"
    told = {block for edit in section.edits for block in (edit.before, edit.after)}
    for edit in section.edits:
        yield from _edit(edit, told)
    yield "</section>"


def _edit(edit: Edit, told: set[str | None]) -> Iterator[str]:
    if edit.above not in told and edit.above is not None:
        told.add(edit.above)
        yield f'<div class="block context" dir="auto">{_plain(edit.above)}</div>'
    words = "".join(map(_mark, edit.marks)) if edit.marks else escape(words_of(edit))
    why = f' <span class="why">{escape(", ".join(edit.touches))}</span>' if edit.touches else ""
    yield f'<div class="block" dir="auto">{words}{why}</div>'
    if edit.below not in told and edit.below is not None:
        told.add(edit.below)
        yield f'<div class="block context" dir="auto">{_plain(edit.below)}</div>'


def _mark(mark: Mark) -> str:
    if mark.op == "same":
        return _plain(mark.text)
    tag = "del" if mark.op == "removed" else "ins"
    shown = ' class="critical"' if mark.critical else ""
    return f"<{tag}{shown}>{_plain(mark.text)}</{tag}>"


def _plain(text: str) -> str:
    return readable(escape(text))
