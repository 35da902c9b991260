"""Lists of URLs, good, broken and hostile."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from pipeline.fetchers.sitemaps import Listed, ListLimits, UrlList, read_list
from tests.effort import at_most
from tools.corpus import CORPUS

HERE = "https://health.example/sitemap.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def urlset(*entries: str) -> bytes:
    return (HEAD + "".join(f"<url>{entry}</url>" for entry in entries) + "</urlset>").encode()


WHOLE = urlset("<loc>https://a.example/a</loc><lastmod>2020-01-01</lastmod>", "<loc>https://a.example/b</loc>")


def urls(read: UrlList) -> list[str]:
    return [listed.url for listed in read.entries or read.lists]


def test_a_urlset_gives_its_urls_and_dates_in_order() -> None:
    """lastmod stays in its own words; entities and white space are settled; a second mention adds nothing."""
    read = read_list(
        urlset(
            "<loc> https://health.example/a?b=1&amp;c=2\n</loc><lastmod>2025-06</lastmod><priority>1</priority>",
            "<loc><![CDATA[https://health.example/ñ]]></loc>",
            "<loc>https://health.example/a?b=1&amp;c=2</loc>",
        ),
        HERE,
    )
    assert (read.kind, read.verdict, read.problems) == ("urlset", "whole", ())
    assert read.entries == (
        Listed(url="https://health.example/a?b=1&c=2", lastmod="2025-06"),
        Listed(url="https://health.example/%C3%B1"),
    )


def test_an_index_gives_lists_and_no_pages() -> None:
    """What it names is to be read, not to be stored."""
    body = b"<sitemapindex><sitemap><loc>/one.xml.gz</loc><lastmod>2025</lastmod></sitemap></sitemapindex>"
    read = read_list(body, HERE)
    assert read.kind == "index"
    assert read.lists == (Listed(url="https://health.example/one.xml.gz", lastmod="2025"),)
    assert read.entries == ()


def test_addresses_of_extensions_are_not_pages() -> None:
    """image:loc, xhtml:link and nested player addresses belong to something else."""
    entry = (
        "<shop:loc>https://shop.example/p</shop:loc>"
        "<loc>https://health.example/p</loc><image:image><image:loc>https://health.example/i.png</image:loc></image:image>"
        '<xhtml:link rel="alternate" href="https://health.example/es"/><video:video><loc>https://x.example/v</loc></video:video>'
    )
    assert urls(read_list(urlset(entry), HERE)) == ["https://health.example/p"]


def test_a_gzip_file_is_known_by_its_bytes() -> None:
    """Whatever it is called and whatever its media type says."""
    assert urls(read_list(gzip.compress(urlset("<loc>https://health.example/p</loc>")), HERE)) == [
        "https://health.example/p"
    ]


def test_a_broken_list_gives_what_can_be_had_and_says_partial() -> None:
    """A bare ampersand ends the XML; what stands before and every plain loc after it is still found."""
    entries = [f"<loc>https://health.example/{number}</loc>" for number in range(5)]
    entries[2] = "<loc>https://health.example/2?a=1&b=2</loc>"
    read = read_list(urlset(*entries), HERE)
    assert read.verdict == "partial"
    assert "line 1" in read.problems[0]
    assert {"https://health.example/0", "https://health.example/1", "https://health.example/4"} <= set(urls(read))


@pytest.mark.parametrize("front", ["\n\n", "\ufeff\n ", " "])
def test_an_empty_line_in_front_of_the_xml_is_nothing(front: str) -> None:
    """XML allows nothing before its declaration, and many a template prints a line there."""
    read = read_list(front.encode() + WHOLE, HERE)
    assert (read.verdict, read.entries) == ("whole", read_list(WHOLE, HERE).entries)


@pytest.mark.parametrize("front", ["<br />\n<b>Warning</b>: Undefined index in x.php\n", "<!-- cached -->\n"])
def test_what_a_server_says_in_front_of_a_list_is_passed_over(front: str) -> None:
    """Warnings of a script in front of a sitemap cost the verdict, not the pages."""
    read = read_list(front.encode() + WHOLE, HERE)
    assert (read.verdict, read.kind, read.entries) == ("partial", "urlset", read_list(WHOLE, HERE).entries)
    assert "in front of it" in read.problems[0]


def test_the_address_that_breaks_the_xml_is_read_as_it_was_meant() -> None:
    """An ampersand that nobody escaped."""
    read = read_list(WHOLE.replace(b"/a<", b"/a?x=1&y=2<"), HERE)
    assert (read.verdict, [entry.url for entry in read.entries]) == (
        "partial",
        ["https://a.example/a?x=1&y=2", "https://a.example/b"],
    )


def test_an_address_in_an_encoding_nobody_names_is_told_and_not_guessed() -> None:
    """Bytes that are no UTF-8 break the XML; read as anything else they would be another page's address."""
    read = read_list(WHOLE.replace(b"/a<", b"/caf\xe9<"), HERE)
    assert (read.verdict, [entry.url for entry in read.entries]) == ("partial", ["https://a.example/b"])
    assert "1 entries have no address" in read.problems[-1]


@pytest.mark.parametrize("filler", [b" ", b"\n", b"<loc>", b"<loc> ", b"a"])
def test_a_broken_list_of_white_space_costs_no_time(filler: bytes) -> None:
    """A megabyte of anything behind the break is looked through at once: the whole run waits for it."""
    with at_most(seconds=5):
        read = read_list(WHOLE.replace(b"</urlset>", b"<url>&<loc>" + filler * (2**20 // len(filler))), HERE)
    assert len(read.entries) == 2


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028", "\n"])
def test_a_text_list_may_end_its_lines_as_it_likes(end: str) -> None:
    """Carriage returns alone would make one address of all of them."""
    read = read_list(f"https://a.example/a{end}https://a.example/b{end}".encode(), HERE)
    assert (read.verdict, [entry.url for entry in read.entries]) == (
        "whole",
        ["https://a.example/a", "https://a.example/b"],
    )


@pytest.mark.parametrize("line", [b"https://a.example/x\t2020-01-01", b"https://a.example/\xe4"])
def test_a_line_that_is_more_than_an_address_invents_none(line: bytes) -> None:
    """Columns would run together, letters of another encoding would become others."""
    read = read_list(b"https://a.example/a\n" + line, HERE)
    assert (read.verdict, [entry.url for entry in read.entries]) == ("partial", ["https://a.example/a"])


def test_the_link_of_a_feed_says_where_the_page_is_and_not_its_name() -> None:
    """A guid may look like an address and be none; it counts where there is no link."""
    item = b'<item><guid isPermaLink="false">https://a.example/?p=12</guid>%s</item>'
    feed = b"<rss><channel>" + item % b"<link>https://a.example/page</link>" + item % b"" + b"</channel></rss>"
    assert [entry.url for entry in read_list(feed, HERE).entries] == [
        "https://a.example/page",
        "https://a.example/?p=12",
    ]


@pytest.mark.parametrize("address", ["ftp://health.example/p", "mailto:a@health.example", "https://[", ""])
def test_an_entry_without_a_web_address_is_told_and_not_asked(address: str) -> None:
    """What stands beside it in the list is read."""
    read = read_list(urlset(f"<loc>{address}</loc>", "<loc>https://health.example/p</loc>"), HERE)
    assert (read.verdict, urls(read)) == ("partial", ["https://health.example/p"])
    assert read.problems == ("1 entries have no address that is a URL",)


def test_elements_in_elements_without_end_are_not_read() -> None:
    """No list nests as deep; what was read before counts."""
    read = read_list(urlset("<loc>https://health.example/p</loc>", "<b>" * 70), HERE)
    assert (read.verdict, urls(read)) == ("partial", ["https://health.example/p"])
    assert "nested deeper" in read.problems[0]


def test_a_list_cut_in_the_middle_is_partial() -> None:
    """The end is missing and that is told."""
    whole = urlset(*(f"<loc>https://health.example/{number}</loc>" for number in range(9)))
    read = read_list(whole[:500], HERE)
    assert read.verdict == "partial"
    assert urls(read)[0] == "https://health.example/0"
    cut = read_list(gzip.compress(whole)[:-20], HERE)
    assert cut.verdict == "partial"


@pytest.mark.parametrize(
    "body", [b"", b"<!doctype html><html><body>Not found</body></html>", b"gone", bytes(100), b"<"]
)
def test_what_is_no_list_is_unreadable(body: bytes) -> None:
    """An error page under the sitemap's address gives no URL and no impression of an empty site."""
    read = read_list(body, HERE)
    assert read.verdict == "unreadable"
    assert urls(read) == []
    assert read.problems


def test_a_list_that_is_whole_and_empty_is_whole() -> None:
    """An empty urlset is a statement; whether it is believed is decided elsewhere."""
    assert read_list(urlset(), HERE).verdict == "whole"


def test_text_has_a_url_a_line() -> None:
    """UTF-8 with or without BOM, any line ends; other lines are told."""
    read = read_list(b"\xef\xbb\xbfhttps://health.example/a\r\n\nhttps://health.example/b\nsee above\n", HERE)
    assert urls(read) == ["https://health.example/a", "https://health.example/b"]
    assert (read.kind, read.verdict) == ("text", "partial")


def test_feeds_give_the_pages_of_their_items() -> None:
    """RSS: link or permanent guid; Atom: the alternate link; the channel's own link is no page of the list."""
    rss = b"""<rss version="2.0"><channel><link>https://health.example/</link>
      <item><link>https://health.example/1</link><pubDate>Thu, 05 Jan 2017 13:34:51 +0100</pubDate></item>
      <item><guid>https://health.example/2</guid></item></channel></rss>"""
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://health.example/feed" rel="self"/>
      <entry><link rel="edit" href="/edit"/><link href="/1"/><updated>2025-01-02T03:04:05Z</updated></entry></feed>"""
    assert read_list(rss, HERE).entries == (
        Listed(url="https://health.example/1", lastmod="Thu, 05 Jan 2017 13:34:51 +0100"),
        Listed(url="https://health.example/2"),
    )
    assert read_list(atom, HERE).entries == (Listed(url="https://health.example/1", lastmod="2025-01-02T03:04:05Z"),)


@pytest.mark.parametrize(
    ("feed", "entry", "link", "leads_to"),
    [
        ("https://a.example/conditions/", "", "", "https://a.example/conditions/asthma/"),
        ("https://a.example/conditions/", "adults/", "", "https://a.example/conditions/adults/asthma/"),
        ("https://a.example/conditions/", "adults/", "../old/", "https://a.example/conditions/old/asthma/"),
        ("/conditions/", "", "", "https://health.example/conditions/asthma/"),
        ("", "", "/conditions/", "https://health.example/conditions/asthma/"),
        ("urn:x", "", "", "https://health.example/asthma/"),
        ("https://[", "", "", "https://health.example/asthma/"),
    ],
)
def test_an_address_in_a_feed_is_relative_to_what_the_feed_says(
    feed: str, entry: str, link: str, leads_to: str
) -> None:
    """``xml:base`` (RFC 4287 section 2), each relative to the one around it; what is no web address is none."""

    def based(base: str) -> str:
        return f' xml:base="{base}"' if base else ""

    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"{based(feed)}><entry{based(entry)}>'
        f'<link{based(link)} href="asthma/"/></entry><entry><link href="https://b.example/"/></entry></feed>'
    )
    assert urls(read_list(body.encode(), HERE)) == [leads_to, "https://b.example/"]


@pytest.mark.parametrize(
    ("links", "leads_to"),
    [
        ('<link rel="http://www.iana.org/assignments/relation/alternate" href="/page"/>', "/page"),
        ('<link rel="Alternate" href="/page"/>', "/page"),
        ('<link rel="related" href="/other"/><link rel="ALTERNATE" href="/page"/>', "/page"),
        ('<link type="application/pdf" href="/a.pdf"/><link type="text/html" href="/page"/>', "/page"),
        ('<link type="application/pdf" href="/a.pdf"/><link type="application/xhtml+xml" href="/page"/>', "/page"),
        ('<link type="text/plain" href="/a.txt"/><link href="/page"/>', "/page"),
        ('<link type="Text/HTML; charset=utf-8" href="/page"/><link type="text/html" href="/second"/>', "/page"),
        ('<link type="text/html" href="/page"/><link type="application/pdf" href="/a.pdf"/>', "/page"),
        ('<link type="application/pdf" href="/a.pdf"/><link type="audio/mpeg" href="/b.mp3"/>', "/a.pdf"),
    ],
)
def test_of_the_links_of_an_entry_the_page_is_the_alternate_that_is_html(links: str, leads_to: str) -> None:
    """However its relation is spelt (RFC 4287, 4.2.7.2), and where it stands; without a type it is HTML, mostly."""
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{links}</entry></feed>'.encode()
    read = read_list(body, HERE)
    assert (read.verdict, urls(read)) == ("whole", [f"https://health.example{leads_to}"])


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        pytest.param("", "Caf\u00e9".encode("latin-1"), id="latin-1"),
        pytest.param("utf-8", b"Caf\xe9", id="latin-1 called utf-8"),
        pytest.param("iso-8859-1", b"Caf\xe9 &nbsp; tea", id="a name of HTML"),
        pytest.param("utf-8", b"tea & cake", id="a bare ampersand"),
        pytest.param("utf-8", b"tea \x0b cake", id="a control character"),
        pytest.param("no-such-encoding", b"tea", id="an encoding that nobody knows"),
    ],
)
@pytest.mark.parametrize("atom", [False, True], ids=["rss", "atom"])
def test_a_feed_that_is_broken_by_its_words_names_its_pages_all_the_same(
    declared: str, words: bytes, atom: bool
) -> None:
    """One title is enough for a feed to break, and every page behind it was lost. It is said that it is broken."""
    link = b'<link href="%s"/>' if atom else b"<link>%s</link>"
    entry, root = (b"entry", b"feed") if atom else (b"item", b"rss")
    address = b"https://health.example/a?b=1&amp;c=%d"
    entries = (b"<%s><title>%s</title>%s</%s>" % (entry, words, link % (address % n), entry) for n in range(3))
    head = f'<?xml version="1.0" encoding="{declared}"?>'.encode() if declared else b""
    read = read_list(head + b"<%s>%s</%s>" % (root, b"".join(entries), root), HERE)
    assert urls(read) == [f"https://health.example/a?b=1&c={n}" for n in range(3)]
    assert read.verdict == "partial"


def test_addresses_of_a_broken_feed_are_guessed_at_nowhere() -> None:
    """What stands in CDATA is as it is; in which encoding a byte is, nobody says."""
    item = b"<item><title>tea & cake</title><link>%s</link></item>"
    links = (b"<![CDATA[https://health.example/a?b=1&copy;c=2]]>", b"https://health.example/caf\xe9")
    read = read_list(b"<rss><channel>%s</channel></rss>" % b"".join(item % link for link in links), HERE)
    assert urls(read) == ["https://health.example/a?b=1&copy;c=2"]
    assert "1 entries have no address that is a URL" in read.problems


@pytest.mark.parametrize("much", [b"&", b"&a", b"<![CDATA[", b"]", b"&#1;"])
def test_a_broken_feed_costs_its_length(much: bytes) -> None:
    with at_most(seconds=5):
        read_list(b"<rss><channel><item>" + much * 500_000, HERE)


def test_entities_expand_to_nothing() -> None:
    """A billion laughs is refused at its first declaration, in no time and no memory."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    body = f'<!DOCTYPE urlset [<!ENTITY l0 "lol">{laughs}]><urlset><url><loc>&l29;</loc></url></urlset>'.encode()
    with at_most(seconds=1):
        read = read_list(body, HERE)
    assert read.verdict == "unreadable"
    assert "entity" in read.problems[0]


def test_nothing_outside_the_document_is_loaded(tmp_path: Path) -> None:
    """An external entity is refused too."""
    secret = tmp_path / "secret"
    secret.write_text("https://health.example/secret")
    body = f'<!DOCTYPE u [<!ENTITY x SYSTEM "{secret.as_uri()}">]><urlset><url><loc>&x;</loc></url></urlset>'.encode()
    assert urls(read_list(body, HERE)) == []


def test_a_bomb_of_a_sitemap_is_refused_in_little_memory() -> None:
    """A gzip file of 1 GiB of spaces stops at the cap."""
    bomb = gzip.compress(bytes(2**24)) * 64
    tracemalloc.start()
    read = read_list(bomb, HERE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read.verdict == "unreadable"
    assert peak < 200 * 2**20


def test_limits_cut_and_say_so() -> None:
    """Too many URLs, too many bytes: the rest is not read and the verdict is partial."""
    many = urlset(*(f"<loc>https://health.example/{number}</loc>" for number in range(20)))
    read = read_list(many, HERE, limits=ListLimits(urls=7))
    assert (len(read.entries), read.verdict) == (7, "partial")
    cut = read_list(many, HERE, limits=ListLimits(inflated_bytes=400))
    assert (cut.verdict, cut.problems[0]) == ("partial", "longer than 400 bytes: the rest was not read")
    lines = b"https://health.example/1\n" * 3 + b"https://health.example/2\n"
    assert read_list(lines, HERE, limits=ListLimits(urls=3)).problems == ("more than 3 URLs: the rest was not read",)
    assert read_list(b"<urlset>" + b"<a>" * 5000, HERE).verdict == "unreadable"


def corpus(*parts: str) -> UrlList:
    path = CORPUS.joinpath("sitemaps-and-robots", *parts)
    return read_list(path.read_bytes(), "https://www.example.com/" + path.name)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("crawler-commons/sitemaps/atom.xml", "atom", 1),
        ("crawler-commons/sitemaps/sitemap.ns.xml", "urlset", None),
        ("crawler-commons/sitemaps/sitemap.badns.xml", "urlset", 2),
        ("crawler-commons/sitemaps/sitemap-with-bom.txt", "text", 2),
        ("crawler-commons/sitemaps/sitemap.txt", "text", 2),
        ("crawler-commons/sitemaps/sitemap.txt.gz", "text", 5),
        ("crawler-commons/sitemaps/xmlSitemap.gz", "urlset", 5),
        ("crawler-commons/sitemaps/sitemap.index.xml", "index", None),
        ("crawler-commons/sitemaps/extension/sitemap-images.xml", "urlset", None),
        ("crawler-commons/sitemaps/extension/sitemap-links.xml", "urlset", None),
        ("crawler-commons/sitemaps/extension/hebdenbridgetimes-articles-sitemap.xml", "urlset", None),
        ("crawler-commons/rss/xmlRss_pubDate.xml", "rss", None),
        ("crawler-commons/rss/feed.rss", "rss", None),
        ("sitemap-formats/atom0.3.xml", "atom", None),
        ("sitemap-formats/rss2.0.xml", "rss", None),
        ("sitemap-formats/simple-index.xml", "index", None),
        ("sitemap-formats/hreflang.xml", "urlset", None),
    ],
)
def test_real_lists_are_read_whole(name: str, kind: str, count: int | None) -> None:
    """Each is what it is, with as many URLs as it has entries, without a problem."""
    read = corpus(*name.split("/"))
    body = CORPUS.joinpath("sitemaps-and-robots", *name.split("/")).read_bytes()
    assert (read.kind, read.verdict, read.problems) == (kind, "whole", ())
    entries = [body.count(b"</" + tag + b">") for tag in (b"url", b"sit:url", b"sitemap", b"item", b"entry")]
    assert len(urls(read)) == (count or sum(entries) or len(body.split()))


@pytest.mark.corpus
def test_a_real_text_list_with_prose_in_it_is_partial() -> None:
    """Its URLs are taken, its prose is counted."""
    read = corpus("sitemap-formats", "plaintext.txt")
    assert (len(read.entries), read.verdict, read.problems) == (2, "partial", ("1 lines are not URLs",))
