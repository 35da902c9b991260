"""Publishers: ``sites`` lists them, ``sites check`` proves them, ``sites new`` begins one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline import sites as profiles
from pipeline.archive import read_capture
from pipeline.cli import console
from pipeline.cli.app import App, SuggestingGroup, handed
from pipeline.cli.choices import why_none
from pipeline.cli.parsing import fetched
from pipeline.cli.places import Place
from pipeline.cli.streams import reader_may_leave
from pipeline.demo.locate import fixtures_root
from pipeline.errors import PipelineError, UsageError
from pipeline.ingest.proving import Proof, prove
from pipeline.ingest.scaffold import refuse_taken, scaffold
from pipeline.sites import ENTRY_POINTS
from pipeline.storage import Store
from pipeline.urls import canonicalize, origin_of


@click.group(cls=SuggestingGroup, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a site.")
@click.pass_context
def sites(ctx: click.Context, as_json: bool) -> None:
    """List the publishers that can be read, prove them, or begin a new one."""
    if ctx.invoked_subcommand is not None:
        return
    known: list[dict[str, Any]] = [
        {
            "name": profile.name,
            "publisher": profile.publisher,
            "version": profile.version,
            "hosts": profile.scope.hosts,
            "page_types": [reader.page_type for reader in profile.readers],
        }
        for profile in profiles.profiles().values()
    ]
    if as_json:
        console.lines(known)
        return
    console.table(
        ("name", "publisher", "version", "hosts", "page types"),
        (
            (
                row["name"],
                row["publisher"],
                row["version"],
                ", ".join(row["hosts"]) or "any",
                ", ".join(row["page_types"]),
            )
            for row in known
        ),
    )


@sites.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--fixtures",
    "folders",
    multiple=True,
    type=Place(file_okay=False, exists=True),
    help="Folder with <site>/<page>.html and .json; may be given again. Default: the project's own.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a site.")
@click.pass_context
def check(ctx: click.Context, names: tuple[str, ...], folders: tuple[Path, ...], as_json: bool) -> None:
    """Read the saved pages of every publisher (or of NAME) and compare each record with the approved one.

    Exits 1 when a field differs, a page cannot be read, a record was never approved, or a publisher has no saved page.
    """
    asked = [profiles.by_name(name) for name in names] or list(profiles.profiles().values())
    where = folders or (fixtures_root(),)
    proofs = [prove(profile, where) for profile in asked if profile.readers]
    with reader_may_leave():
        if as_json:
            console.lines(proofs)
        else:
            _tell(proofs)
    ctx.exit(1 if any(proof.problems for proof in proofs) else 0)


def _tell(proofs: list[Proof]) -> None:
    console.table(
        ("site", "saved pages", "fields", "problems", "kinds of page proved", "kinds without a saved page"),
        (
            (
                proof.site,
                proof.pages,
                proof.fields,
                len(proof.problems),
                ", ".join(proof.kinds),
                ", ".join(proof.missing_kinds),
            )
            for proof in proofs
        ),
    )
    for proof in proofs:
        for problem in proof.problems:
            place = " ".join(part for part in (f"{problem.site}/{problem.page}", problem.field) if part)
            console.out(f"{place}: {problem.message}")


@sites.command()
@click.argument("name")
@click.argument("source", metavar="URL|FILE")
@click.option("--url", help="Where a FILE was served.")
@click.option(
    "--into",
    type=Place(file_okay=False),
    help="Folder for NAME.py and fixtures/NAME/. Default: this project's tree, or the current folder.",
)
@click.pass_context
def new(ctx: click.Context, name: str, source: str, url: str | None, into: Path | None) -> None:
    """Begin a publisher: write its profile, one saved page, and an expected record that nobody has approved yet.

    A URL is fetched politely and kept, and the sitemaps that robots.txt names become seeds; a FILE is read without the
    network. `sites check NAME` then fills the record, and fails until a person has read it.
    """
    asked = source.startswith(("http://", "https://"))
    profiles_folder, fixtures, ours = _folders(into)
    if asked:
        refuse_taken(name, source, profiles=profiles_folder)
    body, address, content_type = _fetched(handed(ctx), source) if asked else _from_file(source, url)
    made = scaffold(
        name,
        address,
        body,
        content_type=content_type,
        profiles=profiles_folder,
        fixtures=fixtures,
        sitemaps=_sitemaps(handed(ctx), address) if asked else (),
    )
    for file in (made.profile, made.page, made.expected):
        console.out(str(file))
    check = f"pipeline sites check {name}" if ours else f"pipeline sites check {name} --fixtures {fixtures}"
    console.say(f"Next: finish {made.profile.name}, run `{check}`, read {made.expected.name}.")
    if not ours:
        console.say(f"Before that, install {made.profile.name} in a distribution with the entry point {ENTRY_POINTS}:")
        console.say(f'  [project.entry-points."{ENTRY_POINTS}"]\n  {name} = "{name}"')
    console.say("A publisher's words are not ours to ship: say the page in your own words before you share it.")


def _folders(into: Path | None) -> tuple[Path, Path, bool]:
    """Where profiles and fixtures go, a folder of one's own or this project's source tree; whether it is the latter."""
    if into is not None:
        return into, into / "fixtures", False
    try:
        root = fixtures_root()
    except PipelineError:
        root = Path("fixtures")
    tree = root.parent / "pipeline" / "sites"
    return (tree, root, True) if tree.is_dir() else (Path(), Path("fixtures"), False)


def _from_file(source: str, url: str | None) -> tuple[bytes, str, str | None]:
    if url is None:
        raise UsageError(f"where was {source} served?", mend="say it with --url URL; scope and links depend on it")
    try:
        return Path(source).read_bytes(), canonicalize(url), None
    except OSError as error:
        raise UsageError(
            f"{source} cannot be read: {error.strerror}", mend="name a saved page, or the URL of one"
        ) from error


def _fetched(app: App, url: str) -> tuple[bytes, str, str | None]:
    """Fetch a page, and take its bytes out of the archive."""
    address = fetched(app, url)
    with Store.open(app.config.storage.database, read_only=True) as store:
        state = store.url_state(address)
        document = store.document(state.moved_to if state and state.moved_to else address)
        why = why_none(store, address)
    if document is None or document.provenance.archive is None:
        raise UsageError(
            f"{address} gave no page: {why}",
            mend=f"see `pipeline explain {address}`; or save the page, and give the file instead",
        )
    capture = read_capture(app.config.storage.archive, document.provenance.archive)
    return capture.body, document.url, capture.header("content-type")


def _sitemaps(app: App, address: str) -> tuple[str, ...]:
    """The sitemaps that robots.txt named when it was asked before the page."""
    with Store.open(app.config.storage.database, read_only=True) as store:
        robots = store.robots(origin_of(address))
    return () if robots is None else robots.sitemaps


sites.later["diff"] = (
    f"{__package__}.upgrade:diff_sites",
    "Show what today's readers would alter, before `pipeline reparse` stores it.",
)
