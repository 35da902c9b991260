"""The same page written otherwise: changes of its HTML that say nothing to whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from zlib import crc32

from selectolax.lexbor import LexborHTMLParser

_RAW = "script|style|noscript|textarea|title|iframe|template|svg|math|pre|select"
_TOKEN = re.compile(
    rf'<!--.*?-->|<!doctype[^>]*>|<({_RAW})(?=[\s>])[^>"]*(?:"[^"]*"[^>"]*)*>.*?</\1>'
    r'|</?[a-z][^>"]*(?:"[^"]*"[^>"]*)*>|[^<]+|<',
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"</?([a-z][\w:-]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'\s+([^\s=">/]+)="([^"]*)"')
_REFERENCE = re.compile(r"(&#?\w+;)")
_BLOCKS = frozenset(
    (
        *("p", "div", "ul", "ol", "li", "section", "article", "main", "header", "footer", "aside", "nav"),
        *("h1", "h2", "h3", "h4", "table", "tbody", "tr", "td", "th", "dl", "dt", "dd"),
    )
)


def serialised(html: bytes) -> str:
    """A page as the parser writes it: attributes in double quotes, every element closed."""
    written = LexborHTMLParser(html).html
    assert written is not None
    return written


def _tokens(page: str) -> list[str]:
    return [found[0] for found in _TOKEN.finditer(page)]


def _name(token: str) -> str:
    found = _TAG.match(token)
    return found[1].lower() if found is not None else ""


def _body(page: str, change: Callable[[str], str], *, of_text: bool) -> str:
    head, body, rest = page.partition("<body")
    tokens = _tokens(body + rest)
    return head + "".join(change(token) if of_text != token.startswith("<") else token for token in tokens)


def _words(page: str, pattern: str, change: Callable[[re.Match[str]], str]) -> str:
    def of(text: str) -> str:
        pieces = _REFERENCE.split(text)  # what a reference says is left as it is
        return "".join(piece if place % 2 else re.sub(pattern, change, piece) for place, piece in enumerate(pieces))

    return _body(page, of, of_text=True)


def indented(page: str) -> str:
    """Every block on a line of its own."""
    return _body(page, lambda tag: f"\n\t  {tag}\n  " if _name(tag) in _BLOCKS else tag, of_text=False)


def indented_far(page: str) -> str:
    """The same with the words of every block on a line of their own, far to the right."""
    far = f"\n{' ' * 36}"
    return _body(page, lambda tag: f"{far}{tag}{far}" if _name(tag) in _BLOCKS else tag, of_text=False)


def in_broken_lines(page: str) -> str:
    """A line break for every third space."""
    number = count()
    return _words(page, r"(?<=\S) (?=\S)", lambda _: " " if next(number) % 3 else "\n        ")


def with_code_between(page: str) -> str:
    """A style sheet and a script at the end of paragraphs, cells and items, with dates that nobody gets to see."""
    code = '<style>.x{color:#333}</style><script>var updated = "May 5, 2011";</script>'
    return _body(page, lambda tag: f"{code}{tag}" if tag in ("</p>", "</li>", "</td>") else tag, of_text=False)


def in_one_element(page: str) -> str:
    """An element around all that a heading says."""
    return _body(page, lambda tag: _around(tag) if _name(tag) in ("h1", "h2", "h3", "h4") else tag, of_text=False)


def _around(tag: str) -> str:
    return f"</span>{tag}" if tag.startswith("</") else f'{tag}<span class="x">'


def with_attributes_turned(page: str) -> str:
    """Attributes the other way round, their names in capitals, in single quotes or none."""

    def turned(tag: str) -> str:
        found = _ATTRIBUTE.findall(tag)
        if not found or not re.fullmatch(rf"<[a-z][\w:-]*(?:{_ATTRIBUTE.pattern})+>", tag) or "'" in tag:
            return tag
        written = [
            f"{name.upper()}={value}" if re.fullmatch(r"[\w.-]+", value) else f"{name.upper()}='{value}'"
            for name, value in reversed(found)
        ]
        return f"<{_name(tag).upper()}\n  {'  '.join(written)} >"

    return _body(page, turned, of_text=False)


def with_references(page: str) -> str:
    """All beyond ASCII as character references."""
    return _words(page, r"[^\x00-\x7f]", lambda sign: f"&#x{ord(sign[0]):x};")


def with_comments(page: str) -> str:
    """A comment in every gap between two words of a text, as frameworks leave where they filled something in."""
    return _words(page, r"(?<=\S) (?=\S)", lambda _: " <!-- -->")


def with_comments_before_figures(page: str) -> str:
    """The same before and behind all figures: "March <!-- -->3<!-- -->, <!-- -->2024"."""
    return _words(page, r"\d+", lambda figures: f"<!-- -->{figures[0]}<!-- -->")


def with_spans(page: str) -> str:
    """An element around all figures: "March <span>3</span>, 2024"."""
    return _words(page, r"\d+", lambda figures: f"<span>{figures[0]}</span>")


def with_spans_around_words(page: str) -> str:
    """An element around every fourth word."""
    number = count()
    return _words(
        page, r"[^\W\d_]{3,}", lambda word: word[0] if next(number) % 4 else f'<span class="x">{word[0]}</span>'
    )


def with_soft_hyphens(page: str) -> str:
    """Longer words with a soft hyphen, "re\u00adviewed", by its name and as it is."""
    number = count()
    signs = ("&shy;", "\u00ad", "&#173;")
    return _words(page, r"[^\W\d_]{7,}", lambda word: f"{word[0][:4]}{signs[next(number) % 3]}{word[0][4:]}")


def with_breaks_in_words(page: str) -> str:
    """Longer words with ``<wbr>``."""
    return _words(page, r"[^\W\d_]{7,}", lambda word: f"{word[0][:4]}<wbr>{word[0][4:]}")


def with_fixed_spaces(page: str) -> str:
    """Spaces beside figures that keep a line together."""
    return _words(page, r"(?<=\w) (?=\d)|(?<=\d,) (?=\d)|(?<=\d) (?=\w)", lambda _: "&nbsp;")


def in_blocks(page: str) -> str:
    """Every paragraph and list in a block of its own, as publishing systems put them."""

    def wrapped(tag: str) -> str:
        if _name(tag) not in ("p", "ul", "h2", "h3"):
            return tag
        return f"{tag}</div>" if tag.startswith("</") else f"<div>{tag}"

    return _body(page, wrapped, of_text=False)


def in_more_blocks(page: str) -> str:
    """In every block one more around all that it holds."""
    around = ("div", "section", "article", "main", "td", "blockquote", "li")

    def wrapped(tag: str) -> str:
        if _name(tag) not in around:
            return tag
        return f"</div>{tag}" if tag.startswith("</") else f"{tag}<div>"

    return _body(page, wrapped, of_text=False)


def in_elements_of_its_own(page: str) -> str:
    """Elements that the page defines itself in place of those without a meaning."""
    return _body(page, lambda tag: re.sub(r"^(</?)div", r"\1x-box", tag), of_text=False)


def without_names(page: str) -> str:
    """Landmarks as plain blocks, and classes and ids that only scripts and style sheets know."""

    def hashed(name: str) -> str:
        return f"x{crc32(name.encode()):x}".translate(str.maketrans("0123456789", "ghijklmnop"))

    def named(found: re.Match[str]) -> str:
        mark = "#" if found[1] == "href" else ""
        return f' {found[1]}="{mark}{" ".join(map(hashed, found[2].split()))}"'

    def plain(tag: str) -> str:
        tag = re.sub(r"^(</?)(?:main|article|nav|header|footer|aside|section)(?=[\s>])", r"\1div", tag)
        tag = re.sub(r'\s(class|id|for|aria-\w+by|aria-controls)="([^"]*)"', named, tag)
        return re.sub(r'\s(href)="#([^"]+)"', named, re.sub(r'(?<=^<a)\s(name)="([^"]+)"', named, tag))

    return _body(page, plain, of_text=False)


def with_empty_elements(page: str) -> str:
    """Empty elements behind the end of blocks."""
    return _body(page, lambda tag: f"{tag}<div> </div>" if tag in ("</ul>", "</h2>") else tag, of_text=False)


_DAY = r"(?:(?:January|March|April|May|September|November)\b|\d)[^<>:]{4,20}\d{4}"
_LABELLED = re.compile(rf">\s*([A-Z][^<>\d:]*(?:[Rr]eview|[Uu]pdat|[Rr]evis)[^<>\d:]*?)(:?)\s+({_DAY})\s*<")
LABELLED = {
    "side by side": "><span>{label}</span><span>{day}</span><",
    "stressed": "><strong>{label}</strong> {day}<",
    "over lines": ">{label}<br>{day}<",
    "one over the other": "><span style='display:block'>{label}</span><span style='display:block'>{day}</span><",
    "in blocks": "><div>{label}</div><div>{day}</div><",
    "by a comment": ">{label}<!-- --> <!-- -->{day}<",
}
"""Ways to write a label and its day."""


def with_labels(page: str, way: str) -> str:
    """A page with its labels of dates, and these, written in one of :data:`LABELLED`."""
    page = re.sub(r"<p>(?=[^<]{3,80}\d{4}</p>)([^<]*)</p>", r"<div>\1</div>", page)  # blocks may stand in it
    return _LABELLED.sub(lambda found: way.format(label=f"{found[1]}{found[2]}", day=found[3]), page)


FORMS: dict[str, Callable[[str], str]] = {
    form.__name__: form
    for form in (
        *(
            indented,
            indented_far,
            in_broken_lines,
            with_code_between,
            in_one_element,
            with_attributes_turned,
            with_references,
            with_comments,
            with_comments_before_figures,
            with_spans,
        ),
        *(with_spans_around_words, with_soft_hyphens, with_breaks_in_words, with_fixed_spaces, in_blocks),
        with_empty_elements,
    )
}
ENCODED: dict[str, Callable[[str], tuple[bytes, str]]] = {
    "byte order mark": lambda page: (b"\xef\xbb\xbf" + page.encode(), "text/html"),
    "lines that end with CR LF": lambda page: (page.replace("\n", "\r\n").encode(), "text/html; charset=utf-8"),
    "windows-1252 by the header": lambda page: (
        page.encode("cp1252", "xmlcharrefreplace"),
        "text/html; charset=windows-1252",
    ),
    "UTF-16 by its mark": lambda page: (b"\xff\xfe" + page.encode("utf-16-le"), "text/html"),
}
WRAPPED = (in_blocks, in_more_blocks, in_elements_of_its_own)
"""Changes of what is around the words alone; whoever does not know the publisher reads the same, too."""
