"""A parsed page: selections that say how many matches they accept, URLs made absolute."""

from __future__ import annotations

import re
from functools import cached_property

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from pipeline.errors import ReadError, SelectionError
from pipeline.parsers.dates.between import Unread
from pipeline.parsers.dates.labels import DateStyle
from pipeline.parsers.dates.orders import Order
from pipeline.parsers.embedded.structured import EVERYWHERE, Meta, metas
from pipeline.parsers.gathering import Gathered
from pipeline.parsers.panels import Panels
from pipeline.urls import is_serialised, resolve

_DOCTYPE = re.compile(rb"\s*<!doctype html\s*>", re.IGNORECASE)
_SAVED = re.compile(r"https?://[^/]+\.invalid/")
_UNSEEN = frozenset(("svg", "script", "style", "template", "noscript"))
"""Elements whose text nobody sees."""
_PARTED = ",".join(("br", *sorted(_UNSEEN)))


class Element:
    """One element of a page, selectable within. An element is itself among what its selectors may match."""

    __slots__ = ("node", "page")

    def __init__(self, page: Page, node: LexborNode) -> None:
        self.page = page
        self.node = node

    def one(self, selector: str) -> Element:
        """The only match below this element.

        Raises:
            SelectionError: none, or more than one.
        """
        found = self.page.select(self.node, selector)
        if len(found) != 1:
            raise SelectionError(url=self.page.url, selector=selector, expected="exactly 1", found=len(found))
        return Element(self.page, found[0])

    def maybe(self, selector: str) -> Element | None:
        """The only match below this element, or ``None``.

        Raises:
            SelectionError: more than one.
        """
        found = self.page.select(self.node, selector)
        if len(found) > 1:
            raise SelectionError(url=self.page.url, selector=selector, expected="at most 1", found=len(found))
        return Element(self.page, found[0]) if found else None

    def some(self, selector: str, *, at_least: int = 0, at_most: int | None = None) -> list[Element]:
        """Every match below this element, in page order.

        Raises:
            SelectionError: fewer than ``at_least`` or more than ``at_most``.
        """
        found = self.page.select(self.node, selector)
        if len(found) < at_least or (at_most is not None and len(found) > at_most):
            expected = f"at least {at_least}" if at_most is None else f"{at_least} to {at_most}"
            raise SelectionError(url=self.page.url, selector=selector, expected=expected, found=len(found))
        return [Element(self.page, node) for node in found]

    def text(self) -> str:
        """Its words on one line; may be empty. A line break parts words as a space does; icons have none."""
        child = self.node.first_child
        only = child.text_content if child is not None and child.next is None else None
        if child is None or only is not None:
            return " ".join((only or "").split())
        if self.node.css_first(_PARTED) is None:
            return " ".join(self.node.text_lexbor().split())
        pieces = (
            " " if node.tag == "br" else words if (words := node.text_content) and self._says(node) else ""
            for node in self.node.traverse(include_text=True)
        )
        return " ".join("".join(pieces).split())

    def _says(self, node: LexborNode) -> bool:
        """Whether a text in this element is one that readers see."""
        at = node.parent
        while at is not None and at.mem_id != self.node.mem_id:
            if at.tag in _UNSEEN:
                return False
            at = at.parent
        return True

    def attribute(self, name: str) -> str | None:
        """An attribute's value without white space around it; ``None`` when absent or blank."""
        value = self.node.attrs.get(name)
        return (value.strip() or None) if value else None

    def address(self, attribute: str = "href") -> str | None:
        """The URL in an attribute, absolute; ``None`` when absent or no URL."""
        value = self.attribute(attribute)
        return self.page.resolve(value) if value else None


_BEGINNING = 30_000
"""Bytes among which the first link to a place of the page stands: past the menu, in the list of its parts."""


def _with_short_anchors(utf8: bytes, url: str) -> bytes:
    """A page in which links to its own places are written "#place", as they are before a browser or a system saves it.

    Where it names another base than itself, as Joomla does, they would lead elsewhere, and stay.
    """
    path = url.partition("://")[2].partition("/")[2]
    if (
        path
        and utf8.find(f"{path[-12:]}#".encode(), 0, _BEGINNING) >= 0
        and utf8.count(b"<base") == utf8.count(f'<base href="{url}"'.encode())
    ):
        for own in (url, f"/{path}"):
            utf8 = utf8.replace(f'href="{own}#'.encode(), b'href="#')
    return utf8


class Page:
    """A page as bytes in UTF-8, parsed once by lexbor (the WHATWG algorithm, scripting on, as a browser does).

    Attributes:
        url: where the page was served, absolute, without fragment.
        date_order: of day and month in its publisher's numeric dates; ``None`` where nobody knows.
        tree: the parsed document.
        panels: which of its hidden elements a reader can open.
        impossible: labelled dates that cannot be ("Published: 31 February 2024"), as its readers meet them.
        exact: whether the page is certain to be in standards mode, where letter case counts in ids and classes.
    """

    def __init__(self, url: str, utf8: bytes, *, date_order: Order | None = None) -> None:
        # With scripting on <noscript> is one text node; otherwise a tracking pixel in it would close <head> early.
        # The one event that the parser would act on copies the words of a chosen option, which are no content.
        self.url = url.partition("#")[0]
        utf8 = _with_short_anchors(utf8, self.url)
        self.tree = LexborHTMLParser(utf8, scripting=True, options=LexborDocumentOptions.WO_EVENTS)
        self.exact = _DOCTYPE.match(utf8) is not None
        self.date_order = date_order
        self.panels = Panels(self.tree)
        self.impossible: list[Unread] = []
        self._resolved: dict[str, str | None] = {}
        self._gathered: Gathered | None = None

    @cached_property
    def base_url(self) -> str:
        """What relative references resolve against: ``<base href>`` or ``url``; looked for when it is first needed."""
        return self._declared_base() or self.url

    def _declared_base(self) -> str | None:
        head = self.tree.head
        if head is None:
            return None
        if (declared := head.css_first("base[href]")) is not None:
            return resolve(self.url, declared.attributes.get("href") or "")
        if _SAVED.match(self.url):
            # A file's address is nobody's (RFC 2606): its references are those of the page that it was saved from.
            own = head.css_first('link[rel="canonical" i][href]')
            return resolve(self.url, own.attributes.get("href") or "") if own is not None else None
        return None

    @property
    def root(self) -> Element:
        """The ``<html>`` element, which every HTML parser makes.

        Raises:
            SelectionError: the document is empty beyond what the parser mends.
        """
        node = self.tree.root
        if node is None:
            raise SelectionError(url=self.url, selector=":root", expected="exactly 1", found=0)
        return Element(self, node)

    @property
    def body(self) -> LexborNode:
        """The ``<body>`` element, which every HTML parser makes where there is no ``<frameset>``.

        Raises:
            ReadError: it is a page of frames.
        """
        node = self.tree.body
        if node is None:
            raise ReadError(f"{self.url}: the page has frames and no body", url=self.url)
        return node

    @property
    def date_style(self) -> DateStyle:
        """How its publisher writes dates, in the language that ``<html lang>`` states."""
        return DateStyle(self.language, self.date_order)

    @property
    def language(self) -> str | None:
        """The BCP 47 tag that ``<html lang>`` states."""
        return self.root.attribute("lang")

    def gather(self, *selectors: str) -> None:
        """Make these simple selections (``#id``, ``.class``, ``[attribute]``, ``tag``) at once, wherever on the page.

        Whoever asks for one of them later, in the page or in an element of it, gets what was found now. What every page
        is asked for is among them unnamed. A reader that makes many selections begins with this; it changes no answer.
        """
        wanted = dict.fromkeys((*EVERYWHERE, *selectors))
        self._gathered = Gathered(self.tree, self.root.node, wanted, exact=self.exact)

    def select(self, node: LexborNode, selector: str) -> list[LexborNode]:
        """Every match that is ``node`` or below it, in page order."""
        found = self._gathered.within(node, selector) if self._gathered is not None else None
        return node.css(selector) if found is None else found

    def css(self, query: str) -> list[LexborNode]:
        """Every match on the page, in page order."""
        if self._gathered is None:
            self.gather()
        found = self._gathered.nodes.get(query) if self._gathered is not None else None
        return self.tree.css(query) if found is None else found

    def one(self, selector: str) -> Element:
        """See :meth:`Element.one`."""
        return self.root.one(selector)

    def maybe(self, selector: str) -> Element | None:
        """See :meth:`Element.maybe`."""
        return self.root.maybe(selector)

    def some(self, selector: str, *, at_least: int = 0, at_most: int | None = None) -> list[Element]:
        """See :meth:`Element.some`."""
        return self.root.some(selector, at_least=at_least, at_most=at_most)

    @cached_property
    def named(self) -> list[Meta]:
        """Every named ``<meta>`` of the page, see :func:`pipeline.parsers.embedded.structured.metas`."""
        return metas(self)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for _, key, content in self.named:
            if words := content.strip():
                found.setdefault(key.lower(), []).append(words)
        return found

    def metas(self, name: str) -> list[str]:
        """Contents of every ``<meta>`` of this name or property (any case), in page order, blank ones left out."""
        return list(self._by_name.get(name.lower(), ()))

    def meta(self, name: str) -> str | None:
        """Content of the first ``<meta>`` of this name or property that is not blank."""
        return next(iter(self.metas(name)), None)

    def resolve(self, reference: str) -> str | None:
        """``reference`` made absolute against the page's base; ``None`` if it is no URL."""
        if is_serialised(reference):
            return reference
        reference = reference.strip()
        try:
            return self._resolved[reference]
        except KeyError:
            absolute = self._resolved[reference] = resolve(self.base_url, reference)
            return absolute
