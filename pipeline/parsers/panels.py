"""Which hidden elements of a page its readers can open: closed accordions and tabs, no menus and no dialogs.

A panel that stands closed when the page is served is content like any other. Nothing of this is worked out before the
first hidden element is met.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from pipeline.parsers.boilerplate import BESIDE_NAMES, BESIDE_ROLES, BESIDE_TAGS, verdict
from pipeline.parsers.gathering import Selectable, siblings
from pipeline.patterns import word_set

Attributes = dict[str, str | None]
_DIALOGS = frozenset(("dialog", "alertdialog"))
_OPEN_BY_ROLE = frozenset(("tabpanel", "region"))
_NAMING = (
    *("aria-controls", "data-target", "data-bs-target", "data-accordion-target", "data-tabs-target"),
    *("data-collapse-toggle", "data-toggle", "data-tab", "uk-toggle"),
)
"""Attributes by which a control names what it opens: ids, or selectors with ids in them."""
_CONTROLS = ",".join((*(f"[{name}]" for name in _NAMING), "[onclick]", "a[href^='#']", "a[href^='javascript:' i]"))
_TOGGLING = frozenset((*_NAMING, "aria-expanded"))
_KINDS = ("data-toggle", "data-bs-toggle", "aria-haspopup")
_POPUPS = word_set("modal dropdown offcanvas popover tooltip lightbox dialog menu listbox true")
"""Kinds of what a control opens that are no part of the page's text."""
_TABS = frozenset(("tab", "pill"))
_STREAMED = re.compile(r"S:[0-9a-f]+")
_ID = re.compile(r"[\w:.-]+")
_QUOTED = re.compile(r"""['"]#?([A-Za-z][\w:-]*)['"]""")
_POPUP_NAMES = re.compile(r"modal|pop-?up|lightbox|overlay|off-?canvas|dropdown|cookie|gdpr|onetrust", re.IGNORECASE)
_NO_PANEL = re.compile(
    r"nav(?:bar|igation)|(?:^|[-_])nav$|(?:main|site|top|mobile|header|mega|user|primary)[-_]?(?:menu|nav)"
    r"|search[-_]?(?:box|form|bar|panel)|share[-_]?(?:box|bar|links|menu|panel|buttons|this)"
    r"|^(?:menu|search|share|login)$",
    re.IGNORECASE,
)
"""Ids of what else is opened. Single words tell little: ids of panels are made of their headings' words."""
_ACCORDION = re.compile(
    r"accordion|akkordeon|acorde[oó]n|collaps|expand|toggle|faq|answer|reveal|panel|tab[-_]?(?:pane|content)", re.I
)
"""Names of panels, and of what stands around them."""
_QUESTION = re.compile(
    r"(?:accordion|acc|faq|collaps\w*|toggle|panel)[-_]*(?:title|head|question|trigger|label|btn|button|item-title)"
    r"|question|toggle[-_]?title",
    re.IGNORECASE,
)
"""Names of what heads a panel, where it is neither heading nor button."""
_HEADS = re.compile(r"accordion|akkordeon|acorde[oó]n|collapsible|(?<![\w-])faq", re.IGNORECASE)
"""Names of buttons that head a panel, whatever else they say."""
_TOGGLES = frozenset(("h2", "h3", "h4", "h5", "h6", "dt", "summary", "button"))
_WRAPPINGS = 4
"""Elements in one another that may wrap a panel."""
_LABEL = 200
"""Characters of the longest label of a panel: questions are."""
_LINKS = 0.66
"""Share of links from which what opens is a menu."""
_FORM = 500
"""Characters of a form with all that is said around it."""
_LEADS_AWAY = "a[href]:not([href^='#']):not([href^='javascript:' i])"
_ENOUGH = 4_000_000
"""Characters of panels that are looked through on one page; of those in each other, the inner ones count again."""


def is_hidden(attributes: Attributes) -> bool:
    """Whether an element is not shown as the page is served."""
    if "hidden" in attributes:
        return attributes["hidden"] != "until-found"
    style = attributes.get("style")
    if not style or ("none" not in style and "hidden" not in style):
        return False
    style = style.replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def is_dialog(tag: str | None, attributes: Attributes) -> bool:
    """Whether an element is laid over the page."""
    return tag == "dialog" or attributes.get("role") in _DIALOGS or attributes.get("aria-modal") == "true"


class _Opened(NamedTuple):
    """Ids of what the page's controls open; of these, what more than a link or a script opens; the tabs, by ids."""

    ids: set[str]
    toggled: set[str]
    tabs: dict[str, LexborNode]


class Panels:
    """The panels of a page."""

    def __init__(self, root: Selectable) -> None:
        self._root = root
        self._looked_through = 0
        self._judged: dict[int, bool] = {}
        self._in_order: dict[int, dict[int, LexborNode]] = {}

    def open(self, node: LexborNode, attributes: Attributes) -> bool:
        """Whether a hidden element is a panel that a reader can open; judged once, however many readers ask."""
        known = self._judged.get(node.mem_id)
        if known is None:
            known = self._judged[node.mem_id] = self._judge(node, attributes)
        return known

    def _judge(self, node: LexborNode, attributes: Attributes) -> bool:
        role, identifier = attributes.get("role"), attributes.get("id")
        if is_dialog(node.tag, attributes) or _POPUP_NAMES.search(f"{attributes.get('class')} {identifier}"):
            return False
        if "aria-labelledby" in attributes or role in _OPEN_BY_ROLE or self._is_streamed(identifier):
            return True
        opened = (identifier and identifier in self._opened.ids) or _has_toggle(node, identifier, attributes)
        if not opened and not self._wraps(node):
            return False
        return _is_part(node, attributes) and self._reads_on(node)

    def _is_streamed(self, identifier: str | None) -> bool:
        """Whether an element is content that its script puts in the place that waits for it (React 18, streaming)."""
        if identifier is None or _STREAMED.fullmatch(identifier) is None:
            return False
        return any(place.attributes.get("id") == f"B:{identifier[2:]}" for place in self._root.css("template[id]"))

    def _wraps(self, node: LexborNode) -> bool:
        """Whether an element is but the wrapping of panels: whoever opens one of these opens it, too."""
        for _ in range(_WRAPPINGS):
            inside = _elements_alone(node)
            if not inside:
                return False
            if all(self._is_panel(each, each.attributes) for each in inside):
                return True
            if len(inside) > 1:
                return False
            node = inside[0]
        return False

    def _is_panel(self, node: LexborNode, attributes: Attributes) -> bool:
        """Whether an element is one by its role, or by a control; a mere link may show it over the page."""
        identifier, tab = attributes.get("id"), attributes.get("role") == "tabpanel"
        if not (identifier or tab) or not _is_part(node, attributes) or is_dialog(node.tag, attributes):
            return False
        if _POPUP_NAMES.search(f"{attributes.get('class')} {identifier}"):
            return False
        return tab or identifier in self._opened.toggled

    def _reads_on(self, node: LexborNode) -> bool:
        """Whether an element is text of the page: no search, no form, no links to share it or to go elsewhere."""
        text = node.text()
        self._looked_through += len(text)
        if self._looked_through > _ENOUGH:
            return True
        words = len("".join(text.split()))
        if words < _FORM and node.css_first("form, textarea, [type=email]") is not None:
            return False
        linked = sum(len("".join(link.text().split())) for link in node.css("a[href]"))
        return linked <= _LINKS * words

    @cached_property
    def _opened(self) -> _Opened:
        opened = _Opened(set(), set(), {})
        for control in self._root.css(_CONTROLS):
            attributes = control.attributes
            named = _named_by(attributes)
            opened.ids.update(named)
            if attributes.get("role") == "tab" or not _TABS.isdisjoint(map(attributes.get, _KINDS)):
                opened.tabs.update(dict.fromkeys(named, control))
            if not _TOGGLING.isdisjoint(attributes) or attributes.get("role") in ("tab", "button"):
                opened.toggled.update(named)
        return opened

    def tab_of(self, panel: LexborNode, attributes: Attributes) -> LexborNode | None:
        """The tab that opens an element, by its id, or by its place among the panels; ``None`` where none does."""
        tab = self._opened.tabs.get(attributes.get("id") or "")
        if tab is not None or panel.parent is None or attributes.get("role") != "tabpanel":
            return tab
        around = panel.parent
        if around.mem_id not in self._in_order:
            self._in_order[around.mem_id] = _tabs_in_order(around)
        return self._in_order[around.mem_id].get(panel.mem_id)


def _tabs_in_order(around: LexborNode) -> dict[int, LexborNode]:
    """The tabs of the panels right in an element, by ``mem_id``: of the one row in it or right before it, if as many.

    Where neither names the other, scripts open the first panel by the first tab.
    """
    inside = [each for each in around.iter() if each.is_element_node]
    rows = [each for each in (_step(around, back=True), *inside) if each is not None and _has_role(each, "tablist")]
    panels = [each for each in inside if _has_role(each, "tabpanel")]
    tabs = rows[0].css("[role=tab]") if len(rows) == 1 else []
    return {panel.mem_id: tab for panel, tab in zip(panels, tabs, strict=True)} if len(tabs) == len(panels) else {}


def _has_role(node: LexborNode, role: str) -> bool:
    return node.attributes.get("role") == role


def opens_panel(attributes: Attributes) -> bool:
    """Whether a button's words head a part of the page, as far as the button tells."""
    if "aria-controls" in attributes or _HEADS.search(attributes.get("class") or "") is not None:
        return True
    opens = "aria-expanded" in attributes or "data-target" in attributes or "data-bs-target" in attributes
    return opens and not _opens_popup(attributes)


def _opens_popup(attributes: Attributes) -> bool:
    return any(attributes.get(name) in _POPUPS for name in _KINDS)


def _named_by(control: Attributes) -> list[str]:
    """Ids that a control names."""
    if _opens_popup(control):
        return []
    ids: list[str] = []
    for name in _NAMING:
        if value := control.get(name):
            ids += _ID.findall(value)
    href = control.get("href") or ""
    if href[:1] == "#":
        ids.append(href[1:])
    else:
        ids += _QUOTED.findall(href)
    if script := control.get("onclick"):
        ids += _QUOTED.findall(script)
    return ids


def _has_toggle(node: LexborNode, identifier: str | None, attributes: Attributes) -> bool:
    """Whether what opens an element stands right before it: a control that says so, or the heading of an accordion."""
    before = _before(node)
    around = node.parent
    if before is None or around is None:
        return False
    if around.tag == "details" and before.tag == "summary":
        return True
    controls = [each.attributes for each in before.css("[aria-expanded]")]
    if len(controls) == 1:
        aim = controls[0].get("aria-controls")
        return (not aim or aim == identifier) and not _opens_popup(controls[0]) and _is_label(before)
    names = f"{attributes.get('class')} {around.attributes.get('class')} {before.attributes.get('class')}"
    is_toggle = before.tag in _TOGGLES or before.attributes.get("role") == "button"
    is_toggle = is_toggle or _QUESTION.search(before.attributes.get("class") or "") is not None
    return is_toggle and _is_label(before) and (_ACCORDION.search(names) is not None or _in_series(node, before))


def _in_series(node: LexborNode, before: LexborNode) -> bool:
    """Whether a heading and what is hidden right behind it are one pair of several built alike, as questions are."""
    around = node.parent
    if node.tag == "p" or before.css_first(_LEADS_AWAY) is not None:
        return False  # a paragraph is hidden by itself; what is told under the name of another page is a card
    for one in (_step(_step(node)), _step(before, back=True)):
        if one is not None and _is_pair(_step(one, back=True), one, before, node):
            return True
    if around is None or around.tag == "body":
        return False
    for other in (_step(around), _step(around, back=True)):
        if other is not None and other.tag == around.tag:
            inside = [child for child in other.iter() if child.is_element_node]
            if any(_is_pair(one, two, before, node) for one, two in pairwise(inside)):
                return True
    return False


def _is_pair(first: LexborNode | None, second: LexborNode, before: LexborNode, node: LexborNode) -> bool:
    if first is None or first.tag != before.tag or second.tag != node.tag or not _is_label(first):
        return False
    return is_hidden(second.attributes) and second.attributes.get("class") == node.attributes.get("class")


def _step(node: LexborNode | None, *, back: bool = False) -> LexborNode | None:
    """The next element behind another one, or before it."""
    beside = siblings(node, back=back) if node is not None else ()
    return next((each for each in beside if each.is_element_node), None)


def _before(node: LexborNode) -> LexborNode | None:
    """The element right before another one, with no words between."""
    for before in siblings(node, back=True):
        if before.is_element_node:
            return before
        if before.is_text_node and (before.text_content or "").strip():
            return None
    return None


def _elements_alone(node: LexborNode) -> list[LexborNode]:
    """The elements right in another one; none where words stand among them."""
    inside = []
    for child in node.iter(include_text=True):
        if child.is_element_node:
            inside.append(child)
        elif child.is_text_node and not child.is_empty_text_node:
            return []
    return inside


def _is_label(node: LexborNode) -> bool:
    return 0 < len(node.text().strip()) <= _LABEL


def _is_part(node: LexborNode, attributes: Attributes) -> bool:
    """Whether tag, role and names of what a control opens speak of no menu, no dialog and nothing beside the page."""
    if node.tag in BESIDE_TAGS or attributes.get("role") in BESIDE_ROLES:
        return False
    return verdict(attributes.get("class") or "") not in BESIDE_NAMES and not _NO_PANEL.search(
        attributes.get("id") or ""
    )
