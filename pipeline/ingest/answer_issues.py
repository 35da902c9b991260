"""What is wrong with one answer: what its reader said, and what only shows beside what is stored."""

from __future__ import annotations

from pipeline.ingest.chains import WITHOUT_END
from pipeline.ingest.finished import Finished
from pipeline.ingest.trouble import words_of
from pipeline.model.capture import Disallowed, Outcome, OutOfScope
from pipeline.model.issue import Issue
from pipeline.storage import Saved, Store
from pipeline.urls import canonicalize

LIST_MISSING = "list-missing"

OF_ANSWERS = frozenset(
    {
        "content-collapse",
        "empty-answer",
        WITHOUT_END,
        "leads-on",
        LIST_MISSING,
        "not-html",
        "profile-mismatch",
        "reader-crashed",
        "reader-died",
        "server-listing",
        "sitemap-broken",
        "sitemap-empty",
        "soft-404",
    }
)
"""The issues that belong to an answer, not to a record (those come and go with the record)."""


def issues_of(finished: Finished, saved: Saved, store: Store) -> tuple[Issue, ...]:
    """The issues of an answer, and the one that shows beside what is stored: quarantine, a list that is missing."""
    issues, target = finished.issues, finished.target
    if saved.result in ("missing", "gone") or _is_barred(finished.outcome):
        lists = target.kind == "sitemap" or store.page_type(saved.url) == "hub"
        lists = lists and not store.is_left_out(saved.url)
        return (*issues, _list_missing(finished, store)) if lists else issues
    if any(issue.code == "sitemap-empty" for issue in issues) and not _should_name_pages(finished, store):
        return tuple(issue for issue in issues if issue.code != "sitemap-empty")
    if saved.result != "suspect":
        return issues
    collapse = Issue(
        code="content-collapse",
        severity="error",
        message=f"{saved.url}: {saved.message}; what it said before stands until a later look shows the same",
        evidence={"url": saved.url},
    )
    return (*issues, collapse)


def _should_name_pages(finished: Finished, store: Store) -> bool:
    """Whether a list is to name pages: it once did, or its site starts from it. Others may be empty for good."""
    url = finished.target.url
    return any(canonicalize(seed.url) == url for seed in finished.profile.seeds) or store.names_pages(url)


def _is_barred(outcome: Outcome) -> bool:
    """Whether robots.txt or a redirect out of the site keeps us from what was asked, for good as far as we can tell."""
    return isinstance(outcome, OutOfScope) or (isinstance(outcome, Disallowed) and not outcome.closed)


def _list_missing(finished: Finished, store: Store) -> Issue:
    """A list of pages is not there for us; the pages it named, where it ever did, stay, and are asked as before."""
    url, outcome = finished.target.url, finished.outcome
    if finished.target.kind == "page" or store.names_pages(url):
        message = f"{url} lists pages and {_now(outcome)} now; the pages it named stay, new ones are not heard of"
    else:
        message = f"{url} is named as a list of pages and {_now(outcome)} instead; no page it may name is heard of"
    return Issue(code=LIST_MISSING, severity="warning", message=message, evidence={"url": url})


def _now(outcome: Outcome) -> str:
    match outcome:
        case Disallowed():
            return "is refused by robots.txt"
        case OutOfScope(location=location):
            return f"leads out of the site, to {location},"
        case _:
            return f"answers with {words_of(outcome)}"
