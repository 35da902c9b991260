"""Where the walk stands: the open block, the open inline elements, the open list items, the section being filled."""

from __future__ import annotations

from msgspec import Struct
from selectolax.lexbor import LexborNode

from pipeline.model.issue import Issue
from pipeline.parsers.heading_words import Signs
from pipeline.parsers.page import Page
from pipeline.parsers.walk import inline
from pipeline.parsers.walk.blocks import Box, ListState, Table, Target, emit, emit_item, emit_paragraph
from pipeline.parsers.walk.link_index import Leads, marks_of
from pipeline.parsers.walk.outline import ImageDraft, LinkDraft, SectionDraft
from pipeline.parsers.walk.rules import ContentRules, Skips, skips_of

_EMPHASIS = {"**": "strong", "*": "em", "~~": "del"}


class Open(Struct, eq=False, gc=False):
    """An open inline element: where its pieces begin, and what to do with them when it or its block ends."""

    kind: str
    node: LexborNode
    t: int
    m: int
    parts: list[str] = []
    alt: str | None = None
    link: LinkDraft | None = None
    links_before: int = 0
    gone: bool = False


def _first_words(node: LexborNode) -> str:
    """The first text of an element; all of its text would be asked for again inside of it."""
    return next((text for each in node.traverse(include_text=True) if (text := each.text_content)), "")


class WalkState:
    """Everything the walk over one content subtree collects.

    Attributes:
        text, markdown: pieces of the open block.
        pending: ids met since the last word: one of them leads to the next heading.
        skipped: nodes that the rules leave out.
        left_out: ids (``mem_id``) of elements that are no content.
        tabs: whether one of them is, by its name, a row of tabs.
        length: characters of the content.
        struck: whether what is struck out is no plain text; ``None`` where nothing is, so far.
        skip: what the rules leave out.
        even: whether spaces and line breaks are the only white space of ASCII in the content.
        single: whether these are single spaces, too, wherever words stand beside them.
        plain: lines said whose words are parted by single spaces; they are counted at the end.
        special: tells a text that Markdown may take for markup; ``None`` when no text of the content can be.
    """

    __slots__ = (
        *("page", "rules", "title_id", "leads", "marks", "skip", "special", "even", "single"),
        *("text", "markdown", "open", "pending", "words", "plain", "emphasised", "preformatted"),
        *("boxes", "lists", "list_count", "ended_list", "table"),
        *("drafts", "target", "links", "images", "issues", "skipped", "notice_ids", "anchors_before"),
        *("left_out", "labels", "tabs", "length", "struck", "heading", "heading_alt", "heading_links", "signs"),
        *("leads_with_link", "item_link", "item_flags", "in_also"),
    )

    def __init__(self, page: Page, rules: ContentRules, title_id: int, words: str) -> None:
        self.page = page
        self.rules = rules
        self.title_id = title_id
        self.text: list[str] = []
        self.markdown: list[str] = []
        self.open: list[Open] = []
        self.boxes: list[Box] = []
        self.lists: list[ListState] = []
        self.list_count = 0
        self.ended_list: ListState | None = None
        self.table: Table | None = None
        self.drafts: list[SectionDraft] = []
        self.target: Target | None = None
        self.links: list[LinkDraft] = []
        self.images: list[ImageDraft] = []
        self.issues: list[Issue] = []
        self.skipped: list[LexborNode] = []
        self.words = 0
        self.plain: list[str] = []
        self.emphasised: tuple[str, str] | None = None
        self.pending: list[str] = []
        self.anchors_before = 0
        self.heading: LexborNode | None = None
        self.heading_alt: str | None = None
        self.signs: Signs | None = None
        self.heading_links = 0
        self.preformatted = 0
        self.leads_with_link = False
        self.item_link: LinkDraft | None = None
        self.item_flags: list[str] = []
        self.in_also = False
        self.notice_ids: frozenset[int] = frozenset()
        self.left_out, self.labels = set[int](), frozenset[int]()
        self.tabs = False
        self.length = len(words)
        self.struck: bool | None = None
        self.special = inline.special_among(words)
        self.even = not any(blank in words for blank in inline.ODD_BLANKS)
        self.single = self.even and inline.is_single_spaced(words)
        self.skip = skips_of(rules.skip) if page.exact else Skips(frozenset(), frozenset(), rules.skip)
        self.marks = marks_of(tuple(rules.marks.items()), self.skip.classes)
        self.leads = Leads(page, rules.internal_hosts)

    # -- blocks ------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """End the open block; open inline elements go on in the next one."""
        if self.heading is not None:
            self.text.append(" ")
            self.markdown.append(" ")
            return
        if self.open:
            for entry in reversed(self.open):
                self.close_pieces(entry, "")
        pieces, marked = self.text, self.markdown
        if len(pieces) == 1 and len(marked) == 1:
            raw, raw_markdown = pieces[0], marked[0]
        else:
            raw, raw_markdown = "".join(pieces), "".join(marked)
        if inline.BREAK in raw:
            text = inline.lay_out_text(raw)
            markdown = inline.lay_out_markdown(raw_markdown)
            self.words += len(text.split())
        else:
            words = raw.split()
            self.words += len(words)
            text = " ".join(words)
            markdown = text if raw == raw_markdown else " ".join(raw_markdown.split())
            if markdown and markdown[0] in inline.LINE_STARTERS:
                markdown = inline.escape_line_start(markdown)
        pieces.clear()
        marked.clear()
        self.emphasised = None
        for entry in self.open:
            entry.t = entry.m = 0
        if text or markdown:
            self._add_line(text, markdown)
        self.leads_with_link = False

    def say_line(self, raw: str) -> None:
        """A block that is these words and nothing else: what saying and ending it would do, at half the cost."""
        text, markdown = self.line_of(raw)
        if self.pending:
            self.pending.clear()
        self.emphasised = None
        if text:
            self._add_line(text, markdown)
        self.leads_with_link = False

    def line_of(self, raw: str) -> tuple[str, str]:
        """These words on a line of their own, plain and as Markdown, counted; empty if they are white space."""
        if (
            self.even
            and raw.isascii()
            and (self.single or ("\n" not in raw and "  " not in raw))
            and raw[0] != " " != raw[-1]
        ):
            text = raw
            self.plain.append(raw)
        else:
            words = raw.split()
            self.words += len(words)
            text = " ".join(words)
        markdown = inline.escape(text) if self.special is not None and self.special(text) else text
        if markdown and markdown[0] in inline.LINE_STARTERS:
            markdown = inline.escape_line_start(markdown)
        return text, markdown

    def _add_line(self, text: str, markdown: str) -> None:
        """Put a finished block in its place; short ways for a paragraph, and for the one line of an item of a list."""
        target, boxes = self.target, self.boxes
        if target is None or self.table is not None:
            self.add_block(text, markdown)
            return
        if not boxes:
            emit_paragraph(target, text, markdown)
            target.other += 1
        elif len(boxes) == 1 and (box := boxes[0]).fresh and box.is_item and "\n" not in markdown:
            emit_item(target, box, text, markdown)
            if self.leads_with_link:
                target.linked += 1
            else:
                target.other += 1
        else:
            self.add_block(text, markdown)
        self.ended_list = None

    def add_block(self, text: str, markdown: str) -> None:
        """Put a finished block where blocks go now, and count it for the kind of its section."""
        target = self.target
        if target is None:
            target = self.section()
        if self.table is None:
            if self.leads_with_link and self.boxes:
                target.linked += 1
            else:
                target.other += 1
        emit(target, self.boxes, text, markdown)
        self.ended_list = None

    def words_said(self) -> int:
        """How many words were said."""
        return self.words + "\n".join(self.plain).count(" ") + len(self.plain)

    def section(self) -> SectionDraft:
        """The section being filled; content before the first heading opens one without heading."""
        if not self.drafts:
            self.drafts.append(SectionDraft())
        if self.target is None:
            self.target = self.drafts[-1]
        return self.drafts[-1]

    def start_section(self, rank: int, heading: str, anchor: str | None) -> None:
        """Open a section; list items and quotes that were open do not indent it."""
        self.boxes.clear()
        self.go_on_in(SectionDraft(rank=rank, heading=heading, anchor=anchor))

    def go_on_in(self, section: SectionDraft) -> None:
        """Fill another section from here on."""
        self.drafts.append(section)
        self.target = section
        self.ended_list = None

    def section_index(self) -> int:
        """Which section a link or image met now belongs to; one in a heading belongs to that heading's section."""
        if self.heading is not None:
            return len(self.drafts)
        if not self.drafts:
            self.section()
        return len(self.drafts) - 1

    # -- inline elements ---------------------------------------------------------------------------------------

    def begin(self, kind: str, node: LexborNode) -> Open:
        """Open an inline element at this point of the block."""
        entry = Open(kind, node, len(self.text), len(self.markdown))
        self.open.append(entry)
        return entry

    def end(self, entry: Open, node: LexborNode) -> None:
        """Close an inline element."""
        after = ""
        following = node.next if entry.kind in _EMPHASIS else None
        if following is not None:
            after = (following.text_content or _first_words(following))[:1]
        self.close_pieces(entry, after)
        self.open.pop()

    def close_pieces(self, entry: Open, after: str) -> None:
        """Rewrite what an element gathered in this block: emphasis marks, link syntax, raised figures."""
        kind = entry.kind
        text, markdown = self.text, self.markdown
        if kind == "link":
            self._close_link(entry)
            return
        inner = "".join(markdown[entry.m :])
        if not inner or inner.isspace():
            return
        before = markdown[entry.m - 1][-1:] if entry.m else ""
        if entry.gone:
            text[entry.t :] = [inline.BREAK if inline.BREAK in inner else ""]
        if kind in _EMPHASIS:
            if self._goes_on(entry):
                # Two runs of the same emphasis side by side are one.
                merged = markdown[entry.m - 1][: -len(kind)] + inner.rstrip() + kind
                markdown[entry.m - 1 :] = [merged, " "] if inner[-1:].isspace() else [merged]
                return
            written = inline.emphasised(inner, kind, _EMPHASIS[kind], before, after)
            markdown[entry.m :] = [written]
            self.emphasised = (written, kind) if written.endswith(kind) and written[0] == kind[0] else None
            return
        self.emphasised = None
        if kind == "code":
            if len(self.links) == entry.links_before:
                markdown[entry.m :] = [inline.code_span("".join(text[entry.t :]), inner, before)]
        else:
            markdown[entry.m :] = [f"<{kind}>{inner}</{kind}>"]
            words, line = "".join(text[entry.t :]), "".join(text[max(0, entry.t - 2) : entry.t])
            text[entry.t :] = [inline.raised(words, line) if kind == "sup" else inline.lowered(words)]

    def _goes_on(self, entry: Open) -> bool:
        """Whether emphasis stands right behind the same emphasis, in the same element: nothing was opened between."""
        written, kind = self.emphasised or (None, None)
        follows = kind == entry.kind and entry.m > 0 and self.markdown[entry.m - 1] is written
        return follows and all(other is entry or other.m < entry.m for other in self.open)

    def _close_link(self, entry: Open) -> None:
        words = self.text[entry.t :]
        entry.parts.extend(words)
        entry.parts.append(" ")
        inner = "".join(self.markdown[entry.m :])
        core = inner.strip(" \t\n\r\f\x00\xa0")
        if core and entry.link is not None:
            start = inner.index(core[0])
            self.emphasised = None
            lead, trail = inner[:start], inner[start + len(core) :]
            if entry.m and not lead and self.markdown[entry.m - 1].endswith("!"):
                self.markdown[entry.m - 1] = inline.plain_bang(self.markdown[entry.m - 1])
            self.markdown[entry.m :] = [f"{lead}[{core}]({inline.destination(entry.link.url)}){trail}"]

    # -- links -------------------------------------------------------------------------------------------------

    def flag_of(self, attributes: dict[str, str | None], source: str) -> str | None:
        """What a picture says about the link of its item; ``None`` for a picture of the content."""
        rules = self.rules
        flag = rules.flags.get(source.rpartition("/")[2])
        if (
            flag is None
            and rules.flag_classes
            and not rules.flag_classes.isdisjoint((attributes.get("class") or "").split())
        ):
            alt = " ".join((attributes.get("alt") or "image").split())
            flag = f"media:{alt.lower().replace(' ', '-')}"
        return flag
