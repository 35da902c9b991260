"""Pages that end in the middle: the server's disk was full, the file half uploaded, or a cache kept half an answer."""

from __future__ import annotations

import re

from pipeline.model.issue import Issue

CUT_OFF = "cut-off"
_END_TAG = re.compile(rb"</(?:body|html)\b", re.IGNORECASE)
_LAST = 60


def cut_off(html: bytes) -> list[Issue]:
    """The issue of a page that ends in the middle of a text or a tag, with neither of the end tags of a page.

    Both may be left out (HTML, section 13.1.2.4); a page that does so ends with another tag.
    """
    last = html[-_LAST:].rstrip()
    if last.endswith(b">") or _END_TAG.search(html):
        return []
    message = "the page ends in the middle, without </body> or </html>: what follows is not in this record"
    return [Issue(CUT_OFF, "warning", message, {"ends": last.decode("utf-8", "ignore")})]
