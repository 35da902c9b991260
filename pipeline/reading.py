"""A capture becomes a document, or an issue that says why not; a page that breaks the reader costs itself only."""

from __future__ import annotations

import traceback

from msgspec import Struct, structs

from pipeline import parsers
from pipeline.absence import lists_a_folder
from pipeline.binary import binary
from pipeline.content_type import media_type
from pipeline.errors import NotThere, ReadError
from pipeline.model.capture import WHOLE, Capture
from pipeline.model.document import Document
from pipeline.model.issue import Issue, Severity
from pipeline.parsers.profile import SiteProfile
from pipeline.parsers.refresh import leads_on
from pipeline.parsers.textdump import TYPES as TEXT_TYPES

HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"}) | TEXT_TYPES
"""Media types that readers read; a page without one is taken for HTML, as browsers do. Text is read as a dump."""


class Attempt(Struct, frozen=True, kw_only=True):
    """What came of reading a capture: a document, or ``None`` with the issues that explain it.

    Attributes:
        leads_to: the page that this one sends its readers to, where that is all it does.
        listing: what a server's own list of a folder reads as: it names pages, and is none.
    """

    document: Document | None
    issues: tuple[Issue, ...] = ()
    leads_to: str | None = None
    listing: Document | None = None


def is_page(*, status: int, revisit_of: str | None, truncated: str | None, content_type: str | None) -> bool:
    """Whether an answer holds a whole page that readers read."""
    return status in WHOLE and revisit_of is None and truncated is None and media_type(content_type) in HTML_TYPES


def read_capture(capture: Capture, profile: SiteProfile) -> Attempt:
    """Read a whole answer; never raises for what the page does to the reader."""
    try:
        if (nothing := _no_page(capture)) is not None:
            return nothing
        document = parsers.read(capture, profile)
    except NotThere as error:
        return _nothing("soft-404", "error", str(error))
    except ReadError as error:
        return _nothing("profile-mismatch", "error", str(error), profile=profile.name, version=profile.version)
    except Exception as error:  # noqa: BLE001  the one place where a page may break the reader
        return _nothing(
            "reader-crashed",
            "error",
            f"{capture.url}: the {profile.name} reader raised {type(error).__name__}: {error}",
            traceback="".join(traceback.format_exception(error)[-3:])[-2000:],
        )
    if lists_a_folder(document.title, capture.url):
        message = f"{capture.url} is no page but its server's own list of a folder, which has no page of its own"
        return structs.replace(_nothing("server-listing", "info", message), listing=document)
    return Attempt(document=document, issues=document.issues)


def _no_page(capture: Capture) -> Attempt | None:
    """Why an answer is nothing that readers read, if it is."""
    content_type = media_type(capture.header("content-type"))
    if content_type not in HTML_TYPES:
        return _nothing(
            "not-html", "info", f"{capture.url} is {content_type}, which no reader reads", type=content_type
        )
    if not capture.body.strip():
        return _nothing("empty-answer", "error", f"{capture.url} answered {capture.status} with nothing in it")
    if (found := binary(capture.body)) is not None:
        said = f"called {content_type}" if content_type else "sent without a media type"
        message = f"{capture.url} is {found.words}, {said}; no reader reads it"
        return _nothing("not-html", "error" if found.spoiled else "info", message, type=content_type)
    if content_type not in TEXT_TYPES and (target := leads_on(capture)) is not None:
        message = f"{capture.url} is no page but leads on to {target} (refresh)"
        return structs.replace(_nothing("leads-on", "info", message, to=target), leads_to=target)
    return None


def _nothing(code: str, severity: Severity, message: str, **evidence: str) -> Attempt:
    issue = Issue(code=code, severity=severity, message=message, evidence=evidence)
    return Attempt(document=None, issues=(issue,))
