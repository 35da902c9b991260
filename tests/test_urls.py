"""URLs: the canonical form, resolving by the WHATWG rules, scope."""

from __future__ import annotations

import json

import ada_url
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import InvalidUrl
from pipeline.urls import Scope, canonicalize, goes_round, host_of, origin_of, page_key, resolve, without_credentials
from tests.effort import at_most
from tools.corpus import CORPUS

_WORDS = r"a B é / // .. . %2e %7E %2f %c3%B1 % %zz ? & # = utm_source=x fbclid=1 \ : @ ' | [ 80 xn-- xn--a - ;"
PIECES = st.sampled_from([*_WORDS.split(" "), " ", "\t", "\u200d", "\x00", "\ud800"])
URLS = st.builds(
    lambda scheme, host, rest: scheme + host + "".join(rest),
    st.sampled_from(["http://", "https://", "HTTP:", "http:/", "//", "ftp://", ""]),
    st.sampled_from(["a.org", "A.ORG.", "u:p@a.org:80", "a.org:443", "0x7f.1", "[::1]", "é.org", "a.1", "", "a%2eorg"]),
    st.lists(PIECES, max_size=8),
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://MedlinePlus.GOV:80/a/../Measles.html#top", "http://medlineplus.gov/Measles.html"),
        ("https://user:secret@medlineplus.gov:443", "https://medlineplus.gov/"),
        ("https://medlineplus.gov/?", "https://medlineplus.gov/"),
        ("https://medlineplus.gov/x?utm_source=a&b=2&fbclid=z&UTM_Medium=c", "https://medlineplus.gov/x?b=2"),
        ("https://medlineplus.gov/x?b=&a&a", "https://medlineplus.gov/x?b=&a&a"),
        ("https://medlineplus.gov/%7efoo/%c3%b1?q=%2f%41", "https://medlineplus.gov/~foo/%C3%B1?q=%2FA"),
        ("https://médline.example/ñ", "https://xn--mdline-bva.example/%C3%B1"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("  https://medlineplus.gov/x\n", "https://medlineplus.gov/x"),
        ("https://medlineplus.gov/%2%35%34%%34%31", "https://medlineplus.gov/%2%354%%341"),
    ],
)
def test_the_canonical_form(url: str, canonical: str) -> None:
    """One spelling per page: host, port, dots, fragment, credentials, tracking and escapes are settled."""
    assert canonicalize(url) == canonical


@given(URLS)
@example("http://a.org/%252e")
@example("http://a.org/?utm_source=x&&")
@example("http://a.org/%25%37%45")
@example("http://a.org/%%34%31")
@example("http://a.org/%2%35%34")
@example("http://a.org/%\n41")
def test_the_canonical_form_is_its_own_canonical_form(url: str) -> None:
    """Canonical once is canonical for ever, whatever the input; or it is an InvalidUrl and nothing else."""
    try:
        once = canonicalize(url)
    except InvalidUrl:
        return
    assert canonicalize(once) == once
    assert once.startswith(("http://", "https://"))
    assert "#" not in once


@pytest.mark.parametrize(
    "url", ["", "medlineplus.gov", "/path", "ftp://a.org/", "mailto:a@b.org", "http://", "http://["]
)
def test_what_is_no_web_address_is_refused_by_name(url: str) -> None:
    """The message names what was given."""
    with pytest.raises(InvalidUrl) as caught:
        canonicalize(url)
    assert repr(url) in caught.value.message


def test_a_url_longer_than_any_server_takes_is_refused_in_few_words() -> None:
    """Whoever names it, a page or an operator, is told its length and not all of it."""
    with pytest.raises(InvalidUrl, match="a URL of 70014 characters, 8000 are taken") as caught:
        canonicalize("http://a.org/" + "a" * 70_001)
    assert len(caught.value.message) < 300
    assert canonicalize("http://a.org/" + "a" * 7987)


def test_credentials_are_taken_out_and_nothing_else() -> None:
    """A name and password are part of no address that is asked."""
    assert without_credentials("http://u:p@a.org/%7ex?q#f") == "http://a.org/%7ex?q#f"
    assert without_credentials("http://u@a.org/") == "http://a.org/"
    for same in ("http://a.org/@x", "http://a.org/%7Ex", "http://[@"):
        assert without_credentials(same) == same


BASES = ("https://a.org/b/c.html?d#e", "http://A.org:80", "https://a.org:8443/x", "https://u@a.org/", "ftp://a.org/")


@given(st.sampled_from(BASES), URLS)
@example("https://u@a.org/b/", "/c")
@example("https://:p@a.org/b/", "/c")
@example("https://a.org/b/", "/c\u3000")
@example("https://a.org/b/", "/c/./d")
@example("https://a.org/b/", "/c/%2e%2E/d")
@example("https://a.org/b/", "/c/%2e?q=%2e")
@example("https://a.org/b/", "https://c.org/x?q=%22a/..%2F%2e%22#%2e")
@example("https://a.org/b/", "//c.org/x")
@example("https://a.org/b/", "https://xn--a.org/")
@example("https://a.org/b/", "https://a.org/\n")
@example("mailto:x", "/a")
def test_the_short_way_resolves_like_the_parser(base: str, reference: str) -> None:
    """Plain references skip the parser; the answer is the parser's."""
    try:
        expected = str(ada_url.join_url(base, reference.strip()))
    except ValueError:
        expected = None
    assert resolve(base, reference) == expected


def test_escapes_in_a_query_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only in a path can an escape be a dot; addresses of searches are full of escaped quotation marks."""
    monkeypatch.setattr(ada_url, "join_url", None)
    search = "https://a.org/s?q=%22Bone+Neoplasms%22"
    assert resolve("https://b.org/", search) == search
    with pytest.raises(TypeError):
        resolve("https://b.org/", "https://a.org/%2e/s?q=1")


@pytest.mark.parametrize("tail", ["a." * 20_000 + " ", "a" * 40_000 + "!|", "%" * 40_000 + "\\", "/" * 40_000 + "'"])
def test_a_long_reference_costs_in_proportion(tail: str) -> None:
    """No reference makes the patterns try over and over."""
    with at_most(seconds=1):
        resolve("https://a.org/", "/" + tail)
        resolve("https://a.org/", "https://a.org/" + tail)
        resolve("https://a.org/", "https://" + tail)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://medlineplus.gov/Measles.html", "https://www.medlineplus.gov/measles.html"),
        ("https://medlineplus.gov/a/", "https://medlineplus.gov/a"),
        ("https://medlineplus.gov/a/index.html", "https://medlineplus.gov/a/"),
        ("https://medlineplus.gov", "https://medlineplus.gov/?utm_campaign=x"),
    ],
)
def test_spellings_of_one_page_have_one_key(one: str, other: str) -> None:
    """Scheme, www, case, final slash and index.html do not make another page."""
    assert page_key(canonicalize(one)) == page_key(canonicalize(other))


def test_another_page_has_another_key() -> None:
    """Path and query still count."""
    urls = ["https://a.org/", "https://a.org/b", "https://a.org/b?c=1", "https://a.org/b?c=2", "https://b.org/b"]
    assert len({page_key(url) for url in urls}) == len(urls)


def test_host_and_origin() -> None:
    """The host is without port, the origin with the port that is not the scheme's default."""
    assert host_of("https://Medlineplus.gov:443/x") == "medlineplus.gov"
    assert host_of("nonsense") == ""
    assert origin_of("https://Medlineplus.gov:443/x") == "https://medlineplus.gov"
    assert origin_of("http://127.0.0.1:8080/x") == "http://127.0.0.1:8080"
    with pytest.raises(InvalidUrl):
        origin_of("nonsense")


def test_scope_is_hosts_then_exclude_then_include() -> None:
    """A port is part of the host, exclude wins over include, no include is everything."""
    scope = Scope(hosts=("a.org", "a.org:8080"), include=(r"^/health/", r"^/drugs/"), exclude=(r"\.pdf$",))
    assert scope.contains("https://a.org/health/x")
    assert scope.contains("https://a.org/drugs/x")
    assert scope.contains("http://a.org:8080/health/x")
    assert not scope.contains("http://a.org:8081/health/x")
    assert not scope.contains("https://sub.a.org/health/x")
    assert not scope.contains("https://a.org/other")
    assert not scope.contains("https://a.org/health/x.pdf")
    assert Scope(hosts=("a.org",)).contains("https://a.org/anything")


@pytest.mark.corpus
def test_every_case_of_the_web_platform_tests_resolves_as_it_says() -> None:
    """urltestdata.json: href or failure, all cases."""
    everything = json.loads((CORPUS / "urls" / "urltestdata.json").read_text())
    # "relativeTo" marks inputs that need a base and are given none: there is nothing to resolve against.
    cases = [case for case in everything if isinstance(case, dict) and "relativeTo" not in case]
    wrong = [
        case["input"]
        for case in cases
        if resolve(case.get("base") or "about:blank", case["input"]) != (None if case.get("failure") else case["href"])
    ]
    assert len(cases) > 500
    assert wrong == []


@pytest.mark.corpus
def test_every_url_of_a_real_site_is_canonical_or_becomes_so() -> None:
    """25,194 URLs: canonical form idempotent, host kept, none lost to another."""
    urls = (CORPUS / "medlineplus" / "urls-2024-12.txt").read_text().split()
    canonical = [canonicalize(url) for url in urls]
    assert [canonicalize(url) for url in canonical] == canonical
    assert len(set(canonical)) == len(set(urls))


@pytest.mark.parametrize(
    ("url", "round_"),
    [
        ("https://a.org/more/more/more/more/topic.html", True),
        ("https://a.org/a/more/b/more/c/more/d/more/topic.html", True),
        ("https://a.org/a/b/a/b/a/b/a/b/", True),
        ("https://a.org/about/openness/openness/openness", False),
        ("https://a.org/list?x=1&x=1&x=1&x=1", True),
        ("https://a.org/list?x=1&x=2&x=3&x=1&x=4", False),
        ("https://a.org/2001/01/01/01/01/01.htm", False),
        ("https://a.org/a//b///c////d", False),
        ("https://a.org/", False),
        ("https://a.org/q?path=/a/a/a/a/a", False),
        (f"https://a.org/{'a/' * 3900}", True),
    ],
)
def test_a_circle_is_known_by_what_it_repeats(url: str, round_: bool) -> None:
    """A segment or a pair of the query that stands there four times; figures of dates do not count."""
    assert goes_round(url) is round_


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://a.org/page.jsp;jsessionid=0AB1.node2?x=1", "https://a.org/page.jsp?x=1"),
        ("https://a.org/a;JSESSIONID=0AB1/b.html", "https://a.org/a/b.html"),
        ("https://a.org/a%3Bjsessionid=0AB1/b.html", "https://a.org/a%3Bjsessionid=0AB1/b.html"),
        ("https://a.org/p.php?PHPSESSID=0123456789abcdef&id=7", "https://a.org/p.php?id=7"),
        ("https://a.org/p.cfm?id=7&CFID=12&CFTOKEN=99", "https://a.org/p.cfm?id=7"),
        ("https://a.org/p.asp?ASPSESSIONIDQQ=AB", "https://a.org/p.asp"),
        ("https://a.org/(S(lit3py55t21z5v55vlm25s55))/p.aspx", "https://a.org/p.aspx"),
        ("https://a.org/(A(x)S(lit3py55)F(y))/p.aspx", "https://a.org/p.aspx"),
        ("https://a.org/aspirin-(ASA)/p.html", "https://a.org/aspirin-(ASA)/p.html"),
        ("https://a.org/(S)-ibuprofen/p.html;v=2", "https://a.org/(S)-ibuprofen/p.html;v=2"),
        ("https://a.org/list?sid=7&session=2026", "https://a.org/list?sid=7&session=2026"),
    ],
)
def test_the_visit_that_a_server_writes_into_its_links_is_no_part_of_an_address(url: str, canonical: str) -> None:
    """Who comes without cookies gets another one with every answer; names that platforms set are known, no others."""
    assert canonicalize(url) == canonical
    assert canonicalize(canonical) == canonical
