"""The short pages of the demo site that are not content: errors, the soft 404, the consent wall."""

from __future__ import annotations

from http import HTTPStatus

_FRAME = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"/><title>{title} | MedlinePlus</title></head>
<body><div id="mplus-content"><article><h1>{title}</h1>{body}</article></div></body>
</html>
"""

NOT_FOUND = _FRAME.format(
    title="Page Not Found",
    body='<p>We looked everywhere and this page is not here. Try the <a href="/">front page</a> of the demo site.</p>',
).encode()

CONSENT_WALL = _FRAME.format(
    title="Before you go on",
    body=(
        "<p>This demo site would like to count its visitors. Choose what it may store, then you will see the page.</p>"
        '<form method="post" action="/consent"><button name="all">Agree to everything</button>'
        '<button name="some">Only what is needed</button></form>'
    ),
).encode()


def short_page(code: int) -> bytes:
    """A page that says no more than its status."""
    return _FRAME.format(title=f"{code} {reason(code)}", body="<p>The demo server was told to answer so.</p>").encode()


def reason(code: int) -> str:
    """The reason phrase of a status code."""
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Unknown"
