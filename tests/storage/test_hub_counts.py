"""Lists beside what is stored, counted at the end of every run: from the lists to their links, not from all links."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.model.document import Link
from pipeline.storage import Store
from pipeline.storage.hubs import HubCount
from tests.storage.storage_pages import document, save

HUB = "https://health.example/all"


def steps(store: Store) -> int:
    """Thousands of steps of SQLite's machine that counting takes."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    store._sql.set_progress_handler(step, 1000)
    store.hub_counts("example")
    store._sql.set_progress_handler(None, 0)
    return taken


def test_a_list_counts_a_page_once_whatever_part_of_it_is_named(store: Store) -> None:
    """Fragments are left out, and links to elsewhere are no pages of the list."""
    for number in range(2):
        save(store, document(f"https://health.example/{number}"), url=f"https://health.example/{number}")
    named = [f"https://health.example/{n}{part}" for n in range(3) for part in ("", "#top", "#end")]
    links = (Link(order=n, url=url, text="T", section_id="s0", kind="internal") for n, url in enumerate(named))
    hub = document(HUB)
    save(store, replace(hub, page_type="hub", links=(*hub.links, *links)), url=HUB)
    assert store.hub_counts("example") == [HubCount(url=HUB, title="Asthma", listed=3, stored=2)]


def test_links_of_pages_that_are_no_lists_are_not_looked_at(store: Store) -> None:
    """A run over a million pages would read all their links at its end, and hold them in memory."""
    pages = [f"https://health.example/{number}" for number in range(40)]
    with store.batch():
        for url in pages:
            save(store, document(url, links=5), url=url)
    few = steps(store)
    links = tuple(Link(order=n, url=f"{HUB}/{n}", text="T", section_id="s0", kind="internal") for n in range(200))
    with store.batch():
        for url in pages:
            save(store, replace(document(url), links=links), url=url)
    assert steps(store) <= few + 1
