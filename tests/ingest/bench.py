"""An operator's folder and a real server: what the end-to-end tests run the pipeline on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from pipeline import records
from pipeline.config import Config, Fetch, Schedule, Site, Storage
from pipeline.demo.behaviours import Rule, Status
from pipeline.demo.pages import PLACEHOLDER, Page
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.demo.synthetic import synthetic_site
from pipeline.ingest.closing import RunReport
from pipeline.ingest.events import Event
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from pipeline.storage import Store
from tools.nights import MovableClock

HOST = "demo.localhost"
ORIGIN = f"http://{HOST}"
Pages = Mapping[str, Page | tuple[bytes, str]]


class Bench:
    """One operator: a folder, a configuration, a clock; and the site that is asked."""

    def __init__(self, folder: Path, site: DemoSite) -> None:
        self.folder = folder
        self.site = site
        self.clock = MovableClock()
        self.events: list[Event] = []
        self.config = config_for(folder, site)

    @property
    def database(self) -> Path:
        return self.config.storage.database

    def run(self, plan: Plan | None = None, *, kind: str = "run") -> RunReport:
        """One run in this process; what it told stands in ``events``, what it asked in the site's log."""
        self.events = []
        self.site.log.clear()
        plan = plan or Plan(sites=("medlineplus",))
        return execute(self.config, plan, clock=self.clock, listen=self.events.append, kind=kind)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.clock.ahead += timedelta(**span)

    @contextmanager
    def reading(self) -> Iterator[Store]:
        with Store.open(self.database, read_only=True) as store:
            yield store

    def records(self) -> dict[str, bytes]:
        """Every record as it is printed, by URL."""
        with self.reading() as store:
            return {document.url: records.to_json(document) for document in store.documents()}

    def found(self, before: Mapping[str, bytes]) -> dict[str, bytes]:
        """The records that are found where records were, under the addresses of then."""
        with self.reading() as store:
            held = {url: store.document(url) for url in before}
        return {url: records.to_json(replace(one, url=url)) for url, one in held.items() if one is not None}

    def told(self, name: str) -> list[Event]:
        return [event for event in self.events if event.name == name]

    def asked(self) -> list[str]:
        """The paths asked since the last run began, in order."""
        return [entry.path for entry in self.site.requests]


def config_for(folder: Path, site: DemoSite) -> Config:
    """The configuration of an operator whose publisher is the demo server, asked without delay."""
    port = urlsplit(site.url).port
    return Config(
        storage=Storage(database=folder / "health.db", archive=folder / "archive"),
        fetch=Fetch(connect_to={HOST: f"127.0.0.1:{port}"}, delay=0.0, backoff=0.01, read_timeout=5.0),
        schedule=Schedule(interval_days=1.0),
        sites={"medlineplus": Site(origin=ORIGIN, delay=0.0)},
    )


@contextmanager
def bench(folder: Path, pages: Pages | None = None, *rules: Rule) -> Iterator[Bench]:
    """A bench over these pages (30 made-up topics if none are given)."""
    with serve_in_thread(DemoSite(pages=small_site(30) if pages is None else pages, rules=rules)) as site:
        yield Bench(folder, site)


def small_site(count: int, size: int = 6_000) -> dict[str, Page | tuple[bytes, str]]:
    """Made-up topics with robots.txt and sitemap."""
    return dict(synthetic_site(count, size))


def altered(pages: Pages) -> list[Rule]:
    """Rules by which pages and lists answer whole, and with 203."""
    rules = []
    for path, page in pages.items():
        if path != "/robots.txt":
            assert isinstance(page, Page)
            body = page.body.decode().replace(PLACEHOLDER, ORIGIN)
            rules.append(Rule(path=path, behaviour=Status(code=203, body=body)))
    return rules


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
