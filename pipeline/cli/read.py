"""Commands that show what is stored: ``show``, ``search``, ``explain``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter

import click

from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.choices import as_of_day, known_day, known_sites, no_record
from pipeline.cli.clock import now
from pipeline.errors import UsageError
from pipeline.export.heads import place
from pipeline.export.known import check_known
from pipeline.export.selection import Selection
from pipeline.export.source import Source
from pipeline.model.document import Document
from pipeline.moments import end_of
from pipeline.records import to_json
from pipeline.storage import Store
from pipeline.storage.values import Hit, IssueRow, VersionRow
from pipeline.urls import canonicalize

_UNTITLED = "(no title)"
_TOLD_OF_FETCH = attrgetter("reason", "outcome", "result", "status", "bytes", "elapsed_ms", "message", "robots_tag")


@click.command()
@click.argument("url")
@as_of_day("As it was known at the end of this day (UTC).")
@click.option("--json", "as_json", is_flag=True, help="Print the stored record as JSON.")
@click.pass_context
def show(ctx: click.Context, url: str, as_of: datetime | None, as_json: bool) -> None:
    """Show the stored record of a page, as it is or as it was."""
    address, then = canonicalize(url), end_of(known_day(as_of, now()))
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        there = lives(store, address, as_of=then)
        document = _record_at(store, there, asked=address, as_of=then)
        gone = Source(store, as_of=then).gone_since(there)
        odd = [] if as_of else list(_of_last_answer(store, document))
        versions = store.versions(there)
        version = max(_known(versions, then), key=attrgetter("number"), default=None)
        moved = then is not None and versions[0].document_id in store.moved_since(then)
    if as_json:
        click.echo(to_json(document))
        return
    console.out(f"{document.title or _UNTITLED}\n{document.url}\n")
    if document.url != address and moved:
        console.out(f"here stood the page of {address} then\n")
    elif document.url != address:
        console.out(f"this is where {address} {'led then' if as_of else 'leads'}\n")
    if gone is not None:
        console.out(f"gone since {gone:%Y-%m-%d}: its publisher shows it no longer; this is what it said last\n")
    for issue in odd:
        console.out(
            f"this is what it said before; since {issue.since:%Y-%m-%d} it answers otherwise: {issue.message}\n"
        )
    language = document.language or "language not stated"
    console.out(f"{document.page_type} of {document.site}, {language}, rights {document.rights.status}")
    if version is not None:
        last = min(version.last_seen_at, then or version.last_seen_at)
        console.out(f"seen so from {version.first_seen_at:%Y-%m-%d} to {last:%Y-%m-%d} (version {version.number})")
    console.table(
        ("role", "value", "source", "label", "raw"),
        ((claim.role, claim.value, claim.source, claim.label, claim.raw) for claim in document.dates),
        title="Date claims",
        empty="it states no date",
    )
    for section in document.sections:
        console.out(f"\n{'#' * (section.level + 1)} {section.heading or '(before the first heading)'}\n")
        console.out(section.markdown)


def _known(versions: Iterable[VersionRow], as_of: datetime | None) -> Iterator[VersionRow]:
    return (version for version in versions if as_of is None or version.first_seen_at <= as_of)


def _of_last_answer(store: Store, document: Document) -> Iterator[IssueRow]:
    """Errors that are the address's and not the record's: for these its last answer was not believed."""
    own = {issue.code for issue in document.issues}
    return (row for row in store.issues(url=document.url) if row.severity == "error" and row.code not in own)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Hits at most.")
@click.option("--site", callback=known_sites, help="Only pages of this site.")
@click.option("--language", help="Only pages in this language.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a hit.")
@click.pass_context
def search(
    ctx: click.Context, words: tuple[str, ...], limit: int, site: str | None, language: str | None, as_json: bool
) -> None:
    """Search the stored sections, best hits first.

    Words like "how is the" count only where there are no others. A section that does not hold all of the others says
    which. '"Words in quotes"' stand together; they and figures never are left out. Pages are found by their other
    names, too (hypertension). A word that no section holds is told; the word of a name that is much like it is looked
    for instead. Where a script has no spaces (Chinese, Japanese, Thai), words are found wherever they stand.

    \b
    Examples
      pipeline search bone marrow
      pipeline search "¿cómo se trata el asma?" --language es
    """
    question = " ".join(words)
    if not any(sign.isalnum() for sign in question):
        raise UsageError(f"no word to look for in {question!r}", mend="give one: `pipeline search asthma`")
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        check_known(store, Selection(languages=(language,) if language else ()))
        hits = store.search(question, limit, site=site, language=language)
        unheard = store.unheard(question)
        elsewhere = store.search(question, 1) if (site or language) and not hits else []
    for word, meant in unheard.items():
        console.say(f"no section holds {word!r}" + (f": looked for {meant!r} instead" if meant else ""))
    if not hits:
        console.say(f"nothing found; {_hint(question, elsewhere)}")
    if as_json:
        console.lines(hits)
        return
    for hit in hits:
        told = [": ".join(filter(None, (hit.title or _UNTITLED, hit.heading))), place(hit.url, hit.anchor)]
        told += [f"gone since {hit.gone_since:%Y-%m-%d}"] if hit.gone_since else []
        told += [f"without: {' '.join(hit.left_out)}"] if hit.left_out else []
        console.out("\n  ".join(filter(None, (*told, *hit.snippet.splitlines()))) + "\n")


@click.command()
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a fetch.")
@click.pass_context
def explain(ctx: click.Context, url: str, as_json: bool) -> None:
    """Say why a page was fetched, skipped, unchanged, changed or failed."""
    address = canonicalize(url)
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        state = store.url_state(address)
        rows = list(store.explain(address))
        issues = list(store.issues(url=address))
        near = store.address_like(address) if state is None else None
    if state is None:
        mend = "no seed, sitemap or link has named it yet" + (f"; did you mean {near}?" if near else "")
        raise UsageError(f"{address} is not in the frontier", mend=mend)
    if as_json:
        console.data({"state": state, "fetches": rows, "issues": issues})
        return
    on = f" on {state.found_on}" if state.found_on else ""
    console.out(f"{state.url}\n  {state.status} page of {state.site}, found by {state.found_by}{on}")
    console.out(f"  first seen {state.first_seen:%Y-%m-%d %H:%M}, due {_moment(state.next_due)} ({state.due_reason})")
    if state.failure:
        console.out(f"  failing since {_moment(state.failing_since)}: {state.failure}")
    if state.moved_to:
        console.out(f"  moved to {state.moved_to}")
    console.table(
        ("at", "because", "outcome", "result", "status", "bytes", "ms", "message", "asks of robots"),
        ((_moment(row.at), *_TOLD_OF_FETCH(row)) for row in rows),
    )
    for issue in issues:
        console.out(f"  {issue.severity} {issue.code}: {issue.message}")


def _moment(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "never"


def stored(store: Store, url: str) -> Document:
    """The record of a page, where it is now.

    Raises:
        UsageError: there is none.
    """
    return _record_at(store, lives(store, url), asked=url)


def _record_at(store: Store, address: str, *, asked: str, as_of: datetime | None = None) -> Document:
    """The record of the page at an address, or that of an earlier moment; errors name the address that was asked for.

    Raises:
        UsageError: there is none, or was none on that day.
    """
    document = store.document(address, as_of=as_of)
    if document is None and as_of is not None:
        known = [store.versions(one) for one in (address, *(move.url for move in store.moves_from(asked) if move.url))]
        first = min((versions[0].first_seen_at for versions in known if versions), default=None)
        if first is not None:
            raise UsageError(f"{asked} was not known on {as_of:%Y-%m-%d} yet: it was first seen on {first:%Y-%m-%d}")
    if document is None:
        raise no_record(store, asked)
    return document


def lives(store: Store, url: str, *, as_of: datetime | None = None) -> str:
    """Where the page of an address is now; of an earlier moment, the page that stood there, or where it led."""
    state = store.url_state(url)
    address = state.moved_to if state and state.moved_to else url
    if as_of is None:
        return address
    moves, moved = store.moves_from(url), store.moved_since(as_of)
    for move in moves:
        if move.url and moved.get(move.document_id) == url:
            return move.url
    own = own_versions(store, url)
    if own and own[0].first_seen_at <= as_of and own[0].document_id not in moved:
        ended = store.gone_since(url)
        return url if ended is None or ended > as_of else address
    left = [move.url for move in moves if move.url and move.at <= as_of]
    return left[-1] if left else address


def own_versions(store: Store, url: str) -> list[VersionRow]:
    """The versions of the page that lives, or lived, at this very address; none where it only leads to another."""
    versions = store.versions(url)
    return versions if versions and versions[0].url == url else []


def _hint(question: str, elsewhere: list[Hit]) -> str:
    """What to try where nothing was found."""
    if elsewhere:
        return f"of any site and language there is {elsewhere[0].title or _UNTITLED!r}, {elsewhere[0].url}"
    if '"' in question:
        return "what stands in quotes is found only as it stands: leave them out"
    return "try fewer words, or another name"
