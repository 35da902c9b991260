"""What is known of one address, and of the pages of a site that stand."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.model.capture import Hop
from pipeline.model.target import Discovered
from pipeline.storage import Store
from tests.storage.storage_pages import DAY, NOW, URL, A, B, capture, not_modified, save

SITE = "https://health.example"
NEW = f"{SITE}/conditions/asthma.html"


def page(path: str, *, found_on: str | None = None) -> Discovered:
    return Discovered(url=f"{SITE}/{path}", site="example", found_by="link", found_on=found_on)


def listing(name: str, *, found_on: str | None = None) -> Discovered:
    return Discovered(url=f"{SITE}/{name}.xml", site="example", kind="sitemap", found_by="sitemap", found_on=found_on)


def test_what_is_held_under_an_address(store: Store) -> None:
    """The kind of page, its sections and links, and the last whole answer; nothing of an address nobody asked."""
    save(store, A)
    not_modified(store, at=NOW + DAY)
    assert (store.page_type(URL), store.page_shape(URL)) == ("health_topic", (2, 3))
    assert store.last_full_answer(URL) == NOW
    assert (store.page_type(NEW), store.page_shape(NEW), store.last_full_answer(NEW)) == (None, None, None)
    assert (store.knows_site("example"), store.knows_site("other")) == (True, False)


def test_how_deep_a_list_stands_below_lists(store: Store) -> None:
    """Lists that name lists are counted, no further than asked; a page that names a list is none of them."""
    names = ("a", "b", "c", "d")
    lists = [listing(name, found_on=None if name == "a" else f"{SITE}/{chr(ord(name) - 1)}.xml") for name in names]
    store.discover([*lists, page("one.html", found_on=f"{SITE}/d.xml"), page("hub.html")], now=NOW)
    store.discover([listing("beside", found_on=f"{SITE}/hub.html")], now=NOW)
    assert [store.list_depth(each.url, at_most=9) for each in lists] == [0, 1, 2, 3]
    assert store.list_depth(lists[-1].url, at_most=2) == 2
    assert store.list_depth(f"{SITE}/beside.xml", at_most=9) == 0
    assert [store.names_pages(each.url) for each in lists] == [True] * 4
    assert not store.names_pages(f"{SITE}/one.html")


def test_how_many_of_a_kind_stand_above_a_page(store: Store) -> None:
    """Each found by a link on the one above; counted no further than asked, and not past a page of another kind."""
    store.discover([page("1")], now=NOW)
    store.discover([page(str(n), found_on=f"{SITE}/{n - 1}") for n in range(2, 6)], now=NOW)
    last = f"{SITE}/5"
    assert store.found_in_a_row(last, at_most=9, of=lambda url: True) == 4
    assert store.found_in_a_row(last, at_most=2, of=lambda url: True) == 2
    assert store.found_in_a_row(last, at_most=9, of=lambda url: url != f"{SITE}/2") == 2
    assert store.found_in_a_row(f"{SITE}/nobody", at_most=9, of=lambda url: True) == 0


def test_how_many_addresses_differ_in_their_query(store: Store) -> None:
    """The path alone, and longer paths, are none of them."""
    paths = ("list", "list?a=1", "list?b=2", "list?b=3", "list/more", "lists?a=1", "list@a")
    store.discover([page(path) for path in paths], now=NOW)
    assert store.variants(f"{SITE}/list", at_most=9) == 3
    assert store.variants(f"{SITE}/list", at_most=2) == 2


def test_how_many_pages_of_a_site_lead_elsewhere(store: Store) -> None:
    """Of those that stand; another spelling of the address is not elsewhere."""
    save(store, A)
    save(store, replace(B, url=NEW), url=NEW)
    assert store.led_away_share("example") == (2, 0)
    spelt = NEW.replace("https:", "http:")
    for asked, led, said in ((NEW, spelt, B), (URL, f"{SITE}/login", A)):
        hops = (Hop(url=asked, status=302, location=led),)
        save(store, replace(said, url=led), url=asked, answer=capture(led, asked=asked, hops=hops), at=NOW + DAY)
    assert store.led_away_share("example")[1] == 1
