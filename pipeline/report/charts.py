"""Charts as SVG, drawn by pygal, without script, style or any mark of when they were drawn.

Colours and fonts come from the report's own stylesheet, so light, dark and print are one drawing.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pygal
from markupsafe import Markup

# pygal hangs a finder for its map plug-ins into the import system, in a protocol that Python 3.11 warns of at every
# later import and 3.12 has dropped. Nothing here uses plug-ins, and drawing a chart changes nobody's imports.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

_DROPPED = frozenset({"script", "style", "defs", "title"})
_IGNORED_CLASSES = frozenset({"plot overlay", "plot text-overlay", "plot tooltip-overlay"})

WIDE, NARROW = 800, 288
"""Widths that a chart is drawn for, in CSS pixels: a page, and what a screen of 320 leaves between its edges."""

LABEL = 66
"""Pixels that a label takes below standing bars; where they do not fit, every second, third, ... is written."""

FEW = 10
"""Below this height every whole number stands beside the bars, and none between: there are no halves of pages."""


def stacked_bars(
    labels: Sequence[str],
    series: Mapping[str, Sequence[int]],
    *,
    name: str,
    tone: str,
    horizontal: bool = False,
    height: int = 280,
) -> Markup:
    """Bars stacked from several series, drawn for a page and for a telephone; the stylesheet shows one of the two.

    Args:
        labels: of the bars.
        series: by name, a number for each bar; the order gives the colours ``color-0`` and so on.
        name: what the chart shows, in one sentence: its text alternative.
        tone: class by which the stylesheet colours it: ``ages``, ``grades`` or ``runs``.
        horizontal: bars lie, labels stand at the left.
        height: in CSS pixels, without the legend's further lines on a telephone.
    """
    few = 1 if horizontal else 2  # the legend stands below the bars; labels at their left leave room for one word
    return Markup("").join(
        _drawn(labels, series, name=name, tone=tone, horizontal=horizontal, width=width, height=tall, columns=columns)
        for tone, width, tall, columns in (
            (f"{tone} wide", WIDE, height, 6),
            (f"{tone} narrow", NARROW, height + 20 * ((len(series) - 1) // few), few),
        )
    )


def _drawn(
    labels: Sequence[str],
    series: Mapping[str, Sequence[int]],
    *,
    name: str,
    tone: str,
    horizontal: bool,
    width: int,
    height: int,
    columns: int,
) -> Markup:
    kind = pygal.HorizontalStackedBar if horizontal else pygal.StackedBar
    chart: Any = kind(
        js=[],
        no_prefix=True,
        disable_xml_declaration=True,
        legend_at_bottom=True,
        legend_at_bottom_columns=columns,
        width=width,
        height=height,
        margin=4,
        margin_bottom=24,
        spacing=6,
        show_minor_x_labels=horizontal or len(labels) <= width // LABEL,
        x_labels_major_every=None if horizontal else -(-len(labels) // (width // LABEL)),
        truncate_label=-1,
        truncate_legend=-1,
    )
    chart.x_labels = list(labels)
    highest = max(map(sum, zip(*series.values(), strict=True)), default=0)
    if highest < FEW:
        chart.y_labels = list(range(highest + 1))
    for title, values in series.items():
        chart.add(title, list(values))
    return _svg(chart.render_tree(), name, tone)


def _svg(root: Element, name: str, tone: str) -> Markup:
    _clean(root)
    root.attrib.pop("id", None)
    root.attrib.update(
        {"class": f"chart {tone}", "role": "img", "aria-label": name, "xmlns": "http://www.w3.org/2000/svg"}
    )
    return Markup(tostring(root, encoding="unicode", short_empty_elements=True))  # noqa: S704 - made by us


def _clean(element: Element) -> None:
    """Take out what is for pygal's own script; the value that stands beside a bar becomes its tooltip."""
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag in _DROPPED or child.get("class") in _IGNORED_CLASSES:
            element.remove(child)
        elif child.tag == "desc":
            element.remove(child)
            if child.get("class") == "value" and child.text:
                tip = Element("title")
                tip.text = child.text
                element.insert(0, tip)
        else:
            child.attrib.pop("id", None)
            _clean(child)
