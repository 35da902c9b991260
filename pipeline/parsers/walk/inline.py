"""Words inside a block: white space, raised and lowered figures, Markdown that means what the page means.

Markdown is CommonMark 0.31 with GitHub's tables and strike-through (https://spec.commonmark.org, https://github.github.com/gfm).
"""

from __future__ import annotations

import re
from collections.abc import Callable

BREAK = "\x00"
"""Stands for ``<br>`` until the block is laid out; an HTML parser never yields U+0000 in text."""

_MARKS = ("abcdfghijklmprstuvwxyz", "ᵃᵇᶜᵈᶠᵍʰⁱʲᵏˡᵐᵖʳˢᵗᵘᵛʷˣʸᶻ")
"""Letters that mark notes; a raised "e" or "o" ends an ordinal."""
_SUPERSCRIPT = str.maketrans("0123456789+-\u2212=()n" + _MARKS[0], "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ" + _MARKS[1])
_SUBSCRIPT = str.maketrans("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_PLAIN = str.maketrans(
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎\u2212" + _MARKS[1], "0123456789+--=()n0123456789+--=()-" + _MARKS[0]
)
_RAISABLE = re.compile(r"[0-9+\-\u2212=()n]+(?:[\s,;\u2013\u2014]+[0-9]+)*[\s,;]*")
"""Figures, one or, as marks of notes, several: raised, "50<sup>2,3</sup>" is not 502,3."""
_NOTES = re.compile(rf"[{_MARKS[0]}](?:\s*,\s*[{_MARKS[0]}])*")
_GLUED = re.compile(r"(?:[a-z\d)%\]]|[^\W_]{2})$")
"""What a raised letter would be glued to; behind a capital alone it is of the same word ("M<sup>c</sup>")."""
_LOWERABLE = re.compile("[0-9+\\-\u2212=()]+")

_ESCAPED = re.compile(r"[\\`*\[\]~]|<(?=[A-Za-z/!?]|\Z)|&(?=#?[0-9A-Za-z]+;|#?\Z)|(?<![^\W_])_|_(?![^\W_])")
"""What ends a text may be gone on with by the next: ``<`` and ``b>`` of two elements side by side are no tag."""
_AT_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+\s*$|(?:-\s*){3,}$)|(\d{1,9})(?=[.)](?:\s|$))")
_SPECIAL = "&_[]*<~`\\"
"""Characters of which every match of the pattern above holds one."""
ODD_BLANKS = "\t\x0b\x0c\r\x1c\x1d\x1e\x1f"
"""White space of ASCII beside spaces and line breaks, as :meth:`str.split` has it."""
_TWO_SPACES = re.compile("  ")
"""As a pattern, because ``in`` is five times as slow where single spaces are many."""
_DELIMITERS = frozenset("*~_`")
LINE_STARTERS = frozenset("#-+>=0123456789")
"""What a line must begin with to need a closer look."""


def collapse(text: str) -> str:
    """One line: every run of white space (non-breaking too) is one space, none at the ends."""
    return " ".join(text.split())


def raised(text: str, before: str) -> str:
    """``<sup>`` as plain text: figures become superscript figures (10⁹ is not 109), anything else stays.

    So do letters that mark notes: "10 mgᵃ" is no unit "mga".
    """
    core = text.strip()
    if _RAISABLE.fullmatch(core) or (_NOTES.fullmatch(core) and _GLUED.search(before[-2:]) is not None):
        return text.translate(_SUPERSCRIPT)
    return text


def lowered(text: str) -> str:
    """``<sub>`` as plain text: figures become subscript figures (H₂O), anything else stays."""
    core = text.strip()
    return text.translate(_SUBSCRIPT) if _LOWERABLE.fullmatch(core) else text


def level_figures(text: str) -> str:
    """Superscript and subscript figures back on the line; what a comparison with the page's own text needs."""
    return text if text.isascii() else text.translate(_PLAIN)


def is_single_spaced(content: str) -> bool:
    """Whether no white space of ASCII stands within words of this content but single spaces."""
    return "\n" not in content and _TWO_SPACES.search(content) is None


def special_among(content: str) -> Callable[[str], bool] | None:
    """How to tell whether a text out of this content may need escaping at all; ``None`` when none of it does.

    Asked of each text by itself, the question costs as much as the rest of its reading; most pages have no such
    character, or one kind.
    """
    present = [character for character in _SPECIAL if character in content]
    if not present:
        return None
    if len(present) == 1:
        only = present[0]
        return lambda text: only in text
    return _special


def _special(text: str) -> bool:
    """Searches for one character each are the cheapest way to know."""
    return (
        "&" in text
        or "_" in text
        or "[" in text
        or "]" in text
        or "*" in text
        or "<" in text
        or "~" in text
        or "`" in text
        or "\\" in text
    )


def escape(text: str) -> str:
    """Text with what Markdown would read as markup escaped."""
    return _ESCAPED.sub(r"\\\g<0>", text)


def plain_bang(piece: str) -> str:
    """What ends with ``!`` right before a link, with the mark escaped: unescaped, it makes the link a picture."""
    before = piece[:-1]
    backslashes = len(before) - len(before.rstrip("\\"))
    return piece if backslashes % 2 else f"{before}\\!"


def escape_line_start(line: str) -> str:
    """A Markdown line whose first characters would make a heading, list, quote or rule, escaped."""
    if line and line[0] in LINE_STARTERS:
        match = _AT_LINE_START.match(line)
        if match:
            if match[1]:
                return f"{match[1]}\\{line[match.end() :]}"
            return f"\\{line}"
    return line


def lay_out_text(raw: str) -> str:
    """Collected pieces as plain lines; a ``<br>`` ends a line, empty lines vanish."""
    lines = (" ".join(part.split()) for part in raw.split(BREAK))
    return "\n".join(line for line in lines if line)


def lay_out_markdown(raw: str) -> str:
    """Collected Markdown pieces as one paragraph; a ``<br>`` is a hard line break."""
    lines = (escape_line_start(" ".join(part.split())) for part in raw.split(BREAK))
    return "\\\n".join(line for line in lines if line)


def emphasised(inner: str, mark: str, tag: str, before: str, after: str) -> str:
    """``inner`` between emphasis marks, white space kept outside of them.

    A delimiter next to punctuation inside and a letter outside does not open or close (CommonMark 6.2), so there the
    HTML tag is written instead.

    Args:
        inner: the Markdown inside.
        mark: ``*``, ``**`` or ``~~``.
        tag: the HTML element of the same meaning.
        before: the character in front, or ``""``.
        after: the character behind, or ``""``.
    """
    core = inner.strip(" \t\n\r\f\x00\xa0")
    if not core:
        return inner
    start = inner.index(core[0])
    lead, trail = inner[:start], inner[start + len(core) :]
    opens = before not in _DELIMITERS and (lead or not before.isalnum() or core[0].isalnum())
    closes = trail or not after.isalnum() or core[-1].isalnum()
    if opens and closes:
        return f"{lead}{mark}{core}{mark}{trail}"
    return f"{lead}<{tag}>{core}</{tag}>{trail}"


def code_span(text: str, inner: str, before: str) -> str:
    """Inline code, fenced by more backticks than it holds in a row.

    Right behind another one the fences would be one, and a span cannot hold a hard line break: there the HTML tag is
    written instead. A picture without words is no code.

    Args:
        text: the words inside.
        inner: the Markdown inside.
        before: the character in front, or ``""``.
    """
    if before == "`" or BREAK in text:
        return f"<code>{inner}</code>"
    content = collapse(text)
    if not content:
        return inner
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if content[0] == "`" or content[-1] == "`" else ""
    return f"{fence}{pad}{content}{pad}{fence}"


def fenced(text: str) -> str:
    """Preformatted text as a fenced code block."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def destination(url: str) -> str:
    """A URL where Markdown expects one; parentheses need the angle form."""
    return f"<{url}>" if "(" in url or ")" in url or " " in url else url
