"""The README of an export: what is in it, what the columns mean, whose the words are. Written from the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.config.publishing import Imprint
from pipeline.export.descriptions.hub import header
from pipeline.export.manifest import Manifest, RightsSummary, SiteSummary, TableFile
from pipeline.moments import end_of
from pipeline.nearest import many


def card(manifest: Manifest) -> str:
    """The README as Markdown, with the header a dataset card has. Words of pages are escaped."""
    return "\n".join((*header(manifest), *_lines(manifest))) + "\n"


def attribution(manifest: Manifest) -> str:
    """``ATTRIBUTION.md``: whose the words are and under which statement, to be passed on with every copy."""
    lines = ["# Attribution and rights", "", *_rights(manifest), *_compilation(manifest.facts.dataset)]
    if manifest.facts.purged:
        lines += ["## Removed for good", "", *(f"- <{url}>" for url in sorted(manifest.facts.purged)), ""]
    return "\n".join(lines) + "\n"


def _lines(manifest: Manifest) -> Iterator[str]:
    facts = manifest.facts
    yield from (f"# {plain(manifest.title)}: {f'release {plain(facts.name)}' if facts.name else 'an export'}", "")
    yield from (f"{many(manifest.documents, 'document')}, written by {manifest.generator}.", "")
    yield from _published(facts.dataset)
    if manifest.first_capture is not None and manifest.last_capture is not None:
        first, last = manifest.first_capture.date(), manifest.last_capture.date()
        dates = f"{first.isoformat()} and {last.isoformat()}"
        yield from (
            f"What the pages say was first seen between {dates}; unchanged since, as far as they were asked.",
            "",
        )
    yield from _selection(manifest)
    if facts.as_of is not None:
        meanwhile = "" if facts.as_of == end_of(facts.as_of.date()) else ", when that day was not over yet"
        yield from (f"The state of {facts.as_of.isoformat().replace('+00:00', 'Z')}{meanwhile}.", "")
    yield from _audits(manifest)
    if facts.gone:
        yield from ("Pages that are confirmed gone are in it; `gone_since` says since when.", "")
    if facts.name:
        before = f"against release {plain(facts.previous)}" if facts.previous else "the first release"
        yield from (f"What changed, {before}: `CHANGES.md`, record by record in `changelog.jsonl`.", "")
    yield from (
        "The words are the publishers' own; this is a copy for reading by machines. It is no medical advice.",
        "",
    )
    yield from ("## Sites", "", "| Site | Publisher | Documents | State |", "|---|---|---:|---|")
    for site in manifest.sites:
        publisher = "several: `publisher` of `documents`" if site.several_publishers else plain(site.publisher or "")
        yield f"| {site.name} | {publisher} | {site.documents} | {_state(site)} |"
    yield from ("", "## Attribution and rights", "")
    yield from _rights(manifest)
    yield from _compilation(facts.dataset)
    yield from ("## To cite", "", plain(manifest.citation()), "")
    yield from ("## Tables", "", "| Table | File | Rows | SHA-256 |", "|---|---|---:|---|")
    for table in manifest.tables:
        yield f"| {table.name} | `{table.path}` | {table.rows} | `{table.sha256}` |"
    yield ""
    yield from _notes(manifest)
    for table in manifest.tables:
        yield from _columns(table)


def _published(said: Imprint) -> Iterator[str]:
    """Who publishes it, as far as that was said."""
    if said.description:
        yield from (plain(said.description), "")
    if said.maintainer:
        contact = f" (<{said.contact}>)" if said.contact else ""
        yield from (f"Published by {plain(said.maintainer)}{contact}.", "")
    if places := [f"<{place}>" for place in (said.persistent, said.homepage) if place]:
        yield from (f"Its place: {', '.join(places)}.", "")


def _compilation(said: Imprint) -> Iterator[str]:
    """The terms of the maintainer's own part; they must not be read as those of the pages."""
    if said.license and said.maintainer:
        yield from (f"The compilation is by {plain(said.maintainer)}, under these terms: {plain(said.license)}", "")
        yield from ("That speaks of choice and arrangement alone. The pages stay under what stands above.", "")


def _audits(manifest: Manifest) -> Iterator[str]:
    """Of which audit the findings are, and whether links were checked: that nobody looked is no good news."""
    empty = {table.name for table in manifest.tables if not table.rows}
    if "link_checks" in empty:
        yield from ("`link_checks` is empty: no link of these pages was checked.", "")
    if manifest.facts.audits is None and "findings" in empty:
        yield from ("`findings` is empty: the last audit found nothing of these pages, or none was made yet.", "")
    if manifest.facts.audits == ():
        if "findings" in empty:
            yield from ("No audit was made: `findings` is empty, and says nothing of any page.", "")
        else:  # of a database of before migration 0022
            yield "`findings` is what an audit by an older version of the software found; it did not note when."
            yield ""
    for one in manifest.facts.audits or ():
        of = f" ({', '.join(one.sites)} only)" if one.sites else ""
        yield f"Audited {one.at:%Y-%m-%d %H:%M} UTC{of} by rules {one.rules}: `findings` is what it found here."
        yield ""


def _selection(manifest: Manifest) -> Iterator[str]:
    """That this is a part, and of what: without it a reader takes the pages of one language for all there are."""
    chosen = [
        f"{name.replace('_', ' ')} {', '.join(map(plain, values))}"
        for name, values in manifest.selection.items()
        if name != "otherwise"
    ]
    if chosen:
        why = ", ".join(f"{count} by {reason.replace('_', ' ')}" for reason, count in manifest.left_out.items())
        left = many(sum(manifest.left_out.values()), "document is", "documents are")
        left = f"{left} left out ({why})" if why else "nothing was left out"
        yield from (f"A selection, by {'; '.join(chosen)}: {left}.", "")


def _state(site: SiteSummary) -> str:
    if not site.blocked:
        last = f", last good run {site.last_good_at.date().isoformat()}" if site.last_good_at is not None else ""
        return f"current{last}"
    since = f" of {site.last_good_at.date().isoformat()}" if site.last_good_at is not None else ""
    because = f": {plain(site.reason)}" if site.reason else ""
    return f"blocked, last good state{since}{because}"


def _rights(manifest: Manifest) -> Iterator[str]:
    if not manifest.rights:
        yield from ("No documents, no rights.", "")
    for rights in manifest.rights:
        yield f"- **{rights.status}**, {rights.site}{_holder(rights)}: {_extent(rights)}, by rule `{rights.rule}`"
        if rights.statement:
            yield f"  > {plain(rights.statement)}"
    if manifest.further_rights:
        yield f"- {manifest.further_rights} more documents and sections carry statements not listed here."
    if manifest.rights:
        yield ""
    if manifest.selection.get("rights"):
        allowed = ", ".join(manifest.selection["rights"])
        yield from (
            f"Only parts that are {allowed} were let in; {many(manifest.withheld_sections, 'section')} withheld.",
            "",
        )


def _holder(rights: RightsSummary) -> str:
    return f", {plain(rights.holder)}" if rights.holder else ""


def _extent(rights: RightsSummary) -> str:
    parts = [many(rights.documents, "document")] if rights.documents or not rights.sections else []
    parts += [many(rights.sections, "section")] if rights.sections else []
    return " and ".join(parts)


def _notes(manifest: Manifest) -> Iterator[str]:
    if manifest.format == "csv":
        yield "An empty cell is an absent value, or an empty text where none may be absent; nested values are JSON."
        yield (
            "A section may be long: spreadsheets cut a cell at 32,767 characters and do not say so; Python's module"
            " `csv` takes more than 131,072 only after `csv.field_size_limit(2**31 - 1)`."
        )
        yield (
            "The files are UTF-8 without a byte order mark: a spreadsheet shows letters beyond ASCII as they are when a"
            " file is imported as UTF-8 (in Excel: Data, From Text/CSV), not when it is opened by a double click. Let"
            " it take every column for text: it makes 1 June 2025 of a page's 2025-06, and a number of ids such as"
            " 12345678901e2345."
        )
        if manifest.options.get("formulas") == "escape":
            yield (
                "A text cell that a spreadsheet would compute, or that begins with an apostrophe, is led by one more"
                " apostrophe: take one leading apostrophe off every string cell to have the page's own words."
            )
        yield ""


def _columns(table: TableFile) -> Iterator[str]:
    yield from (f"## {table.name}", "")
    if not table.columns:
        yield from ("Whole records" + (f", as `{table.schema}` describes them." if table.schema else "."), "")
        return
    yield from ("| Column | Type | May be absent | Meaning |", "|---|---|---|---|")
    for column in table.columns:
        absent = "yes" if column.nullable else ""
        yield f"| `{column.name}` | `{column.type}` | {absent} | {column.description} |"
    yield ""


def plain(text: str) -> str:
    """Page words on one line, with nothing in them that Markdown or HTML would act on."""
    return re.sub(r"([\\`*_\[\]<>|&#~])", r"\\\1", " ".join(text.split()))
