"""Commands that put side by side: ``dates`` (carriers of one page) and ``languages`` (a page and its translation)."""

from __future__ import annotations

import click
from click.core import ParameterSource

from pipeline.audit.languages import Pair, language_pairs
from pipeline.audit.reconcile import PageDates, Trust, measure_trust, page_dates
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.choices import known_sites, no_record, only_sites
from pipeline.errors import UsageError
from pipeline.export.known import check_known
from pipeline.export.selection import Selection
from pipeline.nearest import many
from pipeline.storage import Store
from pipeline.storage.beside import Beside
from pipeline.urls import canonicalize


@click.command()
@click.argument("url", required=False)
@click.option(
    "--site", callback=known_sites, help="How often each carrier of this site told the truth, instead of one page."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def dates(ctx: click.Context, url: str | None, site: str | None, *, as_json: bool) -> None:
    """Show every date that speaks of a page, side by side, and how far each carrier can be believed.

    Visible text, time elements, JSON-LD, metas, sitemap and HTTP beside what we saw ourselves. A carrier's trust is
    measured: how many of its moves came with a change, and how many changes it told of.

    \b
    Examples
      pipeline dates https://medlineplus.gov/asthma.html
      pipeline dates --site medlineplus
    """
    if (url is None) == (site is None):
        raise UsageError(
            "dates takes one page or one site", mend="`pipeline dates URL` or `pipeline dates --site NAME`"
        )
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        if site is not None:
            _show_trust(measure_trust(Beside.over(store), site), as_json=as_json)
            return
        address = canonicalize(url or "")
        document = store.document(address)
        if document is None:
            raise no_record(store, address)
        found = page_dates(document, store.versions(address), store.url_state(address))
        trust = measure_trust(Beside.over(store), found.site)
    if as_json:
        console.data({"page": found, "trust": trust})
    else:
        _show_page(found, {one.source: one for one in trust})


def _show_page(found: PageDates, trust: dict[str, Trust]) -> None:
    rows: list[tuple[object, ...]] = [
        (claim.role, claim.value, claim.source, claim.label, claim.raw, claim.scope, _told(trust.get(claim.source)))
        for claim in found.claims
    ]
    if found.sitemap:
        rows.append(("modified", found.sitemap, "sitemap", "lastmod", None, "page", _told(trust.get("sitemap"))))
    if found.last_modified and not any(claim.source == "http" for claim in found.claims):
        rows.append(("transport_modified", found.last_modified, "http", "Last-Modified", None, "page", None))
    console.table(("role", "value", "carrier", "label", "raw", "scope", "trust"), rows, title=found.url)
    console.out("used: " + (", ".join(f"{role} {value}" for role, value in found.chosen.items()) or "none"))
    seen = found.observed
    if seen is None:
        return
    console.out(f"seen: first {seen.first_seen:%Y-%m-%d}, last {seen.last_seen:%Y-%m-%d}")
    if seen.changed_by and seen.changed_after:
        when = f"between {seen.changed_after:%Y-%m-%d} and {seen.changed_by:%Y-%m-%d}"
        console.out(f"changed: {when} ({seen.grade})")


def _told(trust: Trust | None) -> str:
    if trust is None or trust.precision is None:
        return "not measured"
    return f"{trust.moved_true} of {trust.moved} moves true"


def _show_trust(trust: list[Trust], *, as_json: bool) -> None:
    if as_json:
        console.lines(trust)
        return
    console.table(
        ("carrier", "moves", "true", "precision", "changes", "told", "recall"),
        (
            (
                one.source,
                one.moved,
                one.moved_true,
                "" if one.precision is None else f"{one.precision:.1%}",
                one.changes,
                one.changes_told,
                "" if one.recall is None else f"{one.recall:.1%}",
            )
            for one in trust
        ),
        empty="no carrier moved a date yet, and no page changed",
    )


@click.command()
@only_sites(help="Only this site; repeatable.")
@click.option("--original", default="en", show_default=True, help="Language that is translated.")
@click.option("--translation", default="es", show_default=True, help="Language it is translated into.")
@click.option(
    "--lag", type=click.IntRange(min=0), default=180, show_default=True, help="Days a translation may lie behind."
)
@click.option("--all", "everything", is_flag=True, help="Also pairs that are in step.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a pair.")
@click.pass_context
def languages(
    ctx: click.Context,
    sites: tuple[str, ...],
    original: str,
    translation: str,
    lag: int,
    everything: bool,
    as_json: bool,
) -> None:
    """Compare pages with their translations: missing pages, missing sections, dates that lie behind.

    \b
    Example
      pipeline languages --site medlineplus --lag 90
    """
    spoken = {"original": original, "translation": translation}
    asked = [code for name, code in spoken.items() if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT]
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        check_known(store, Selection(languages=asked))
        original, translation = (code.partition("-")[0].lower() for code in spoken.values())  # as pairs are kept
        pairs = list(language_pairs(Beside.over(store), original=original, translation=translation, sites=sites))
    shown = [pair for pair in pairs if everything or pair.skewed(lag=lag)]
    if as_json:
        console.lines(shown)
        return
    if shown:
        console.table(
            (original, translation, "missing", "lag (days)", f"only in {original}", f"only in {translation}"),
            (_row(pair) for pair in shown),
        )
    if not pairs:
        console.say(f"no page in {original} names a page in {translation} as its translation, nor the other way round")
    console.out(f"{many(len(pairs), 'pair')}, {sum(pair.skewed(lag=lag) for pair in pairs)} not in step")


def _row(pair: Pair) -> tuple[object, ...]:
    return (
        pair.original,
        pair.translation,
        pair.why,
        pair.lag_days,
        "\n".join(pair.missing_in_translation),
        "\n".join(pair.missing_in_original),
    )
