"""Where the content of a page stands that no profile knows: by density of text and of links, by names, by tags.

One walk surveys the page: how much text each block holds, how much of it is linked, what names it goes by. Paragraphs
then vote for the blocks around them (the nearer the more), links dampen the vote, and the block with most votes, with
those of its neighbours that read alike, is the content. What stands inside it and is not content (shares, related
cards, forms, comments) is left out by name or because it is nothing but links.
"""

from __future__ import annotations

from itertools import islice

from msgspec import Struct
from selectolax.lexbor import LexborNode

from pipeline.parsers.content.callouts import mark_callouts
from pipeline.parsers.content.cards import holds_only_cards
from pipeline.parsers.content.headed import (
    begins_with_further,
    begins_with_sources,
    mark_contents,
    mark_sources,
    sources_behind,
)
from pipeline.parsers.content.leftovers import NAME_BONUS, Staying, left_out
from pipeline.parsers.content.overlays import mark_overlays
from pipeline.parsers.content.survey import Box, Dated, right_in, survey, with_around
from pipeline.parsers.content.topical import mark_titled, mark_topical
from pipeline.parsers.content.weighing import lead_of, mark_talk, place, sum_up, words_of_page
from pipeline.parsers.content.widening import goes_on, is_headed_alike, widened
from pipeline.parsers.content.wrappers import without_wrappers
from pipeline.parsers.panels import Panels

_FULL = ("p", "pre", "td", "h2", "h3", "h4", "h5", "h6", "blockquote")
_PARAGRAPHS = {**dict.fromkeys(_FULL, 1.0), "li": 0.5, "dd": 0.7}
_TAG_BONUS = {
    "div": 5, "article": 8, "main": 8, "section": 2, "pre": 3, "td": 3, "blockquote": 3,
    **dict.fromkeys(("address", "ol", "ul", "dl", "dd", "dt", "li", "form"), -3),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "th"), -5),
}  # fmt: skip
_DEEP = 5
_SHORT_PARAGRAPH = 25
_NEIGHBOUR = 0.2
_ENOUGH = 500
_POOR = 600
_WORTH = 1.15
_MORE = 0.2
_PURE = 0.85
_LONG_RUN = 600
_LINKS = 0.6
_HARDLY = 0.25


class Found(Struct, frozen=True):
    """Where the content of a page stands.

    Attributes:
        root, left_out: the block that holds it, and the ids (``mem_id``) of what in it is beside it.
        lead: paragraphs of it that stand before the block, right under the title.
        behind: its sources, where they stand behind the block.
        outside: words elsewhere that are in no link and in nothing that names itself navigation or the like.
        boxes, dated: the page's blocks, and the texts in them that may hold a date.
        end: the number of the first block behind the content.
    """

    root: LexborNode
    lead: tuple[LexborNode, ...]
    behind: LexborNode | None
    left_out: frozenset[int]
    outside: int
    boxes: list[Box]
    dated: list[Dated]
    end: int


def find_content(body: LexborNode, panels: Panels, title: LexborNode | None, under: LexborNode | None) -> Found:
    """The content of a page.

    Args:
        body: of the page.
        panels: which of its hidden elements a reader can open.
        title: the heading that bears the page's title, where one does: the content does not reach beyond what holds
            both it and the text.
        under: the heading under which a lead may stand, where that is another.
    """
    dated: list[Dated] = []
    boxes = without_wrappers(survey(body, dated, panels), dated)
    place(boxes)
    mark_talk(boxes)
    mark_overlays(boxes)
    mark_callouts(boxes)
    mark_topical(boxes)
    titled = _box_of(title, boxes)
    head = titled or _box_of(under, boxes)
    if head is not None:
        mark_titled(head, boxes)
    sum_up(boxes, by_name=True)
    marked = mark_contents(boxes)
    if mark_sources(boxes) or marked:
        sum_up(boxes, by_name=True)
    found = _chosen(boxes, titled)
    small_print = [box for box in boxes if box.says == "foot" and _stays(box, *found)]
    if small_print:
        for box in small_print:
            box.says = "over"
        sum_up(boxes, by_name=True)
        found = _chosen(boxes, titled)
    root, staying = found
    lead = lead_of(root, head, boxes) if head is not None and staying.words else []
    behind = sources_behind(root, boxes) if staying.words else None
    parts = lead if behind is None else [*lead, *boxes[behind.place : behind.end]]
    outside = max(0, words_of_page(boxes) - staying.words - sum(box.own_words for box in parts))
    before, after = tuple(box.node for box in lead), None if behind is None else behind.node
    return Found(root.node, before, after, frozenset(staying.out), outside, boxes, dated, root.end)


def _box_of(node: LexborNode | None, boxes: list[Box]) -> Box | None:
    return None if node is None else next((box for box in boxes if box.node.mem_id == node.mem_id), None)


def _chosen(boxes: list[Box], titled: Box | None) -> tuple[Box, Staying]:
    """The block that holds the content: where names leave next to nothing of the page, they mislead."""
    found = _find(boxes, titled, strict=True)
    for by_name, strict in ((True, False), (False, True), (False, False)):
        root, most = found[0], found[1].chars
        if most >= _ENOUGH or boxes[0].prose < 1.5 * most or (_is_index(root, boxes) and root.chars > boxes[0].prose):
            break
        sum_up(boxes, by_name=by_name)
        other = _find(boxes, titled, strict=strict)
        if other[1].chars > 1.5 * most:
            found = other
    return found


def _stays(box: Box, root: Box, staying: Staying) -> bool:
    """Whether something of a block is in what was found."""
    line = list(with_around(box))
    return (root in line or box in with_around(root)) and not any(
        each.node.mem_id in staying.out for each in line[: line.index(root) if root in line else 0]
    )


def _find(boxes: list[Box], titled: Box | None, *, strict: bool) -> tuple[Box, Staying]:
    _vote(boxes)
    best = max(boxes, key=lambda box: box.score, default=boxes[0])
    if best.score <= 0:
        best = boxes[0]
    votes = best.score
    best = _climbed(best, boxes, titled)
    best = _completed(best)
    wider = _landmark(best, boxes)
    if wider is None:
        whole = widened(best, boxes, titled)
        wider = whole if whole is not best else None
    root, kept = _with_neighbours(best, boxes, votes, titled) if wider is None else (wider, frozenset())
    return root, left_out(root, boxes, kept, strict=strict and not _is_index(root, boxes))


def _is_index(box: Box, boxes: list[Box]) -> bool:
    """Whether what the page names as its content is links or cards of other pages: then these are the matter."""
    if not box.landmark:
        return False
    return (box.link_density > _LINKS and box.prose_kept < _HARDLY * box.chars) or holds_only_cards(box, boxes)


def _vote(boxes: list[Box]) -> None:
    voted: set[int] = set()
    for box in boxes:
        if box.beside or box.own < _SHORT_PARAGRAPH:
            continue
        weight = _PARAGRAPHS.get(box.tag, 1.0)
        alone = not box.blocks
        # A long run without paragraphs of its own is several, parted by line breaks.
        points = weight * (1 + box.commas + (min(box.own // 100, 3) if box.own < _LONG_RUN else box.own / 200))
        at = box.parent if alone or box.tag in _PARAGRAPHS else box
        level = 0
        while at is not None and level < _DEEP:
            if id(at) not in voted:
                voted.add(id(at))
                at.score += _TAG_BONUS.get(at.tag, 0) + NAME_BONUS[at.says]
            at.score += points / (1 if level == 0 else 2 if level == 1 else level * 3)
            at = at.parent
            level += 1
    for box in boxes:
        if box.score:
            box.score *= 1 - box.link_density


def _shared(best: Box, boxes: list[Box]) -> Box:
    """The block around three or more that are nearly as good as the best; the best itself where there is none."""
    rivals = [
        box
        for box in sorted(boxes, key=lambda box: -box.score)[:5]
        if box.score >= 0.75 * best.score and box is not best
    ]
    lines = [set(map(id, islice(with_around(rival), 1, None))) for rival in rivals]
    for ancestor in with_around(best):
        if sum(id(ancestor) in line for line in lines) >= 3:
            return best if ancestor.parent is None else ancestor
    return best


def _climbed(best: Box, boxes: list[Box], titled: Box | None) -> Box:
    best = _shared(best, boxes)
    if _is_the_article(best, boxes):
        return best
    last = best.score
    third = last / 3
    start, at = best, best.parent
    while at is not None and at.parent is not None:
        if at.score:
            if at.score < third:
                break
            if at.score > last and _worth(at, best):
                best = at
                break
            last = at.score
        if _is_the_article(at, boxes) or (titled is not None and at.place <= titled.place < start.place):
            break  # what holds the title, too, holds the page
        at = at.parent
    while best.parent is not None and best.parent.parent is not None and best.parent.chars <= best.chars:
        best = best.parent
    return best


def _is_the_article(box: Box, boxes: list[Box]) -> bool:
    """Whether a block is what the page calls its content and holds most of its prose: what stands beside is beside."""
    return box.landmark and box.prose_kept > 0.5 * boxes[0].prose_kept


def _worth(wider: Box, best: Box) -> bool:
    """Whether a block around adds anything that reads like content: prose, or lists under headings."""
    if wider.prose_kept > _WORTH * best.prose_kept:
        return True
    return (wider.headings - wider.cards) - (best.headings - best.cards) > 1


def _completed(best: Box) -> Box:
    """The block around that adds text of the same kind and hardly anything else (rows of a page builder).

    What stands outside of the article is not of the article.
    """
    named = {id(box) for box in with_around(best) if box.landmark}
    at = best.parent
    while at is not None and at.parent is not None and id(best) not in named:
        more = at.chars - best.chars
        prose = at.prose_kept - best.prose_kept
        if prose > _MORE * best.prose_kept and prose >= _PURE * more and at.cards - best.cards <= 1:
            best = at
        if id(at) in named:
            break
        at = at.parent
    return best


def _landmark(best: Box, boxes: list[Box]) -> Box | None:
    """The block that the page itself names as its content, where much of the page's text would be lost without it."""
    if best.prose >= _POOR:
        return None
    around = set(map(id, with_around(best)))
    for box in boxes:
        if not box.landmark or box.beside or box is best:
            continue
        if best.chars < (0.3 if id(box) in around else 0.5) * box.chars:
            return box
    return None


def _with_neighbours(best: Box, boxes: list[Box], votes: float, titled: Box | None) -> tuple[Box, frozenset[int]]:
    """The best block alone, or its parent with those of its children that read alike."""
    parent = best.parent
    if parent is None or _is_the_article(best, boxes):
        return best, frozenset()
    least = max(10.0, max(best.score, votes) * _NEIGHBOUR)
    names = best.node.attributes.get("class")
    kept = {best.place}
    passed = False
    for box in right_in(parent, boxes):
        passed = passed or box is best
        if box is best or box.beside:
            continue
        bonus = best.score * 0.2 if names and box.node.attributes.get("class") == names else 0
        if (
            (box.score and box.score + bonus >= least)
            or (not passed and parent.tag in ("article", "main") and box.prose >= 80 and box.link_density < 0.2)
            or (titled is not None and titled.end <= box.place < best.place and is_headed_alike(box, best, boxes))
            or (passed and goes_on(box, parent) and is_headed_alike(box, best, boxes))
        ):
            kept.add(box.place)
        elif box.node.tag == "p":
            density = box.link_density
            if (box.chars > 80 and density < 0.25) or (
                0 < box.chars <= 80 and not (density or box.commas) and box.own and box.node.text().strip()[-1:] == "."
            ):
                kept.add(box.place)
    if len(kept) == 1:
        return best, frozenset()
    behind = [box for box in right_in(parent, boxes) if box.place > best.place and not box.beside]
    kept.update(box.place for box in behind if begins_with_sources(box, boxes) or begins_with_further(box, boxes))
    return parent, frozenset(kept)
