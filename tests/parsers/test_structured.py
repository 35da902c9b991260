"""JSON-LD, microdata and metas are handed on as the page states them; what had to be mended is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pipeline.model.issue import Issue
from pipeline.parsers.embedded.microdata import MAX_DEPTH
from pipeline.parsers.embedded.structured import metas, structured_data
from tools.corpus import CORPUS


def read(html: str) -> tuple[dict[str, Any], list[Issue]]:
    """Structured data and issues of a page."""
    issues: list[Issue] = []
    tree = LexborHTMLParser(html)
    return structured_data(tree, metas(tree), issues), issues


def script(text: str) -> str:
    """A JSON-LD script."""
    return f'<script type="application/ld+json">{text}</script>'


def test_a_page_without_structured_data_has_none() -> None:
    """Vocabularies the page does not use have no key; nothing is wrong with that."""
    assert read("<title>x</title><p>y</p>") == ({}, [])


def test_json_ld_is_kept_as_it_stands() -> None:
    """Arrays stay arrays, @graph stays @graph, one value for each script; null and empty scripts say nothing."""
    data, issues = read(
        script('[{"@type":"A"},{"@type":"B"}]') + script("null") + script(" ") + script('{"@graph":[1]}')
    )
    assert data == {"jsonld": [[{"@type": "A"}, {"@type": "B"}], {"@graph": [1]}]}
    assert issues == []


@pytest.mark.parametrize("kind", ["application/ld+json", "APPLICATION/LD+JSON", "application/ld+json; charset=utf-8"])
def test_the_script_type_is_read_as_a_media_type(kind: str) -> None:
    """Case and parameters do not matter."""
    assert read(f"<script type='{kind}'>{{}}1</script>".replace("}1", ', "a": 1}').replace("{,", "{"))[0] == {
        "jsonld": [{"a": 1}]
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "line one\nline two\tand"}', {"a": "line one\nline two\tand"}),
        ('<!-- {"a": 1} -->', {"a": 1}),
        ('//<![CDATA[\n{"a": "x // y"}\n//]]>', {"a": "x // y"}),
        ('/*<![CDATA[*/{"a": 1}/*]]>*/', {"a": 1}),
        ('<!-- who wrote this -->\n{"a": "<!-- kept -->"}', {"a": "<!-- kept -->"}),
        ('{"a": 1, // one\n "b": [1, 2,],\n /* two */ }', {"a": 1, "b": [1, 2]}),
        ('{"a": "1, ]"} ;', {"a": "1, ]"}),
        ("{&quot;a&quot;: &quot;b&quot;}", {"a": "b"}),
        ('{"a": "\\ud83d lone", "b": "\\ud83d\\ude00"}', {"a": "\ufffd lone", "b": "😀"}),
        ('{"a": NaN}', {"a": None}),
    ],
)
def test_the_breakages_publishers_make_are_mended_and_told(text: str, value: object) -> None:
    """The value is what was meant, strings untouched; an info issue says the page is not JSON and what was done."""
    data, issues = read(script(text))
    assert data == {"jsonld": [value]}
    [issue] = issues
    assert (issue.code, issue.severity) == ("jsonld-mended", "info")
    assert issue.evidence["mended"]
    json.dumps(data, ensure_ascii=False).encode()


@pytest.mark.parametrize("text", ['{"a": ', "{a: 1}", "not json", '{"a": 1} {"b": 2}', "[" * 100_000])
def test_what_cannot_be_mended_is_an_issue_with_its_text(text: str) -> None:
    """A broken script is left out, and the issue shows its beginning; other scripts still count."""
    data, issues = read(script(text) + script('{"ok": 1}'))
    assert data == {"jsonld": [{"ok": 1}]}
    [issue] = issues
    assert (issue.code, issue.severity, issue.evidence["script"]) == ("jsonld-broken", "warning", "0")
    assert issue.evidence["text"] == text.strip()[:200]


def test_metas_come_in_order_with_the_attribute_that_names_them() -> None:
    """Every named meta, empty ones too; microdata's metas and charset have no name."""
    tree = LexborHTMLParser(
        '<meta charset=utf-8><meta name="DC.Date.Modified" content="2024-07-19"><meta itemprop="position" content="1">'
        '<meta property="og:title" name="title" content="Fever"><meta name="empty" content=""><meta name="bare">'
    )
    assert metas(tree) == [
        ("name", "DC.Date.Modified", "2024-07-19"),
        ("property", "og:title", "Fever"),
        ("name", "title", "Fever"),
        ("name", "empty", ""),
    ]


def test_metas_are_sorted_into_their_vocabularies() -> None:
    """OpenGraph, Twitter and Dublin Core as lists of pairs: a name may come twice."""
    data, _ = read(
        '<meta property="og:image" content="a.png"><meta property="og:image" content="b.png">'
        '<meta name="twitter:card" content="summary"><meta name="DC.Title" content="Fever">'
        '<meta name="dcterms.issued" content="2020"><meta name="description" content="x">'
    )
    assert data == {
        "opengraph": [["og:image", "a.png"], ["og:image", "b.png"]],
        "twitter": [["twitter:card", "summary"]],
        "dublin_core": [["DC.Title", "Fever"], ["dcterms.issued", "2020"]],
    }


def test_microdata_follows_the_standards_json() -> None:
    """Types and values in lists, nested items as values, URLs as written, machine forms before printed ones."""
    data, _ = read(
        '<div itemscope itemtype="https://schema.org/WebPage https://schema.org/MedicalWebPage" itemid="urn:x">'
        '<h1 itemprop="name headline"> Fever </h1><a itemprop="url" href="/fever">here</a>'
        '<time itemprop="lastReviewed" datetime="2022-02-02">2 Feb</time><b itemprop="price" content="9.99">$9</b>'
        '<img itemprop="image" src="a.png"><data itemprop="code" value="A41">A 41</data>'
        '<div itemprop="breadcrumb" itemscope itemtype="https://schema.org/BreadcrumbList">'
        '<i itemprop="itemListElement">Home</i><i itemprop="itemListElement">Topics</i></div></div>'
    )
    assert data["microdata"] == [
        {
            "type": ["https://schema.org/WebPage", "https://schema.org/MedicalWebPage"],
            "id": "urn:x",
            "properties": {
                "name": ["Fever"],
                "headline": ["Fever"],
                "url": ["/fever"],
                "lastReviewed": ["2022-02-02"],
                "price": ["9.99"],
                "image": ["a.png"],
                "code": ["A41"],
                "breadcrumb": [
                    {
                        "type": ["https://schema.org/BreadcrumbList"],
                        "properties": {"itemListElement": ["Home", "Topics"]},
                    }
                ],
            },
        }
    ]


def test_itemref_brings_in_what_stands_elsewhere() -> None:
    """A referred subtree belongs to every item that names it, and to the item around it."""
    data, _ = read(
        '<p id="b"><i itemprop="name">Salt</i></p><div itemscope itemref="b none"></div>'
        '<div itemscope itemref="b"></div>'
        '<div itemscope><u id="c"><b itemprop="size">1</b></u></div><div itemscope itemref="c"></div>'
    )
    assert [item["properties"] for item in data["microdata"]] == [
        {"name": ["Salt"]},
        {"name": ["Salt"]},
        {"size": ["1"]},
        {"size": ["1"]},
    ]


def test_an_item_that_contains_itself_is_an_error_value() -> None:
    """The standard's word for a cycle; no endless loop."""
    data, _ = read('<div itemscope itemref="a"></div><div id="a" itemprop="x" itemscope itemref="a b"></div>'
                   '<i id="b" itemprop="y" itemscope itemref="a"></i>')  # fmt: skip
    assert data["microdata"] == [{"properties": {"x": [{"properties": {"y": [{"properties": {"x": ["ERROR"]}}]}}]}}]


def test_pages_built_to_explode_are_cut_and_told() -> None:
    """A ladder of items that each refer to the next twice over would double at every rung."""
    rungs = "".join(
        f'<div id="l{n}" itemprop="a" itemscope itemref="l{n + 1} r{n + 1}"></div>'
        f'<div id="r{n}" itemprop="b" itemscope itemref="l{n + 1} r{n + 1}"></div>'
        for n in range(MAX_DEPTH)
    )
    _, issues = read(f'<div itemscope itemref="l0 r0"></div>{rungs}')
    assert [issue.code for issue in issues] == ["microdata-too-large"]
    _, issues = read('<div itemprop="a" itemscope>' * 3000 + "x")
    assert issues == []
    _, issues = read("<div itemscope>" + '<div itemprop="a">' * 4000 + "word " * 1000)
    assert [issue.code for issue in issues] == ["microdata-too-large"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
).map(json.dumps)


@given(st.text(max_size=200) | _JSON | st.tuples(_JSON, st.text(max_size=3)).map("".join))
def test_any_script_text_is_read_or_reported(text: str) -> None:
    """Whatever stands in the script, nothing raises and nothing disappears unreported."""
    data, issues = read(script(text))
    said = text.partition("</")[0]
    if said.strip() and not data and not issues:
        assert json.loads(said) is None


def flat(values: list[Any]) -> list[Any]:
    """Nodes of values that are nodes or lists of nodes; empty ones left out, as the samples' makers do."""
    return [node for value in values for node in (value if isinstance(value, list) else [value]) if node]


@pytest.mark.corpus
def test_the_json_ld_corpus_reads_as_its_makers_expect() -> None:
    """Every JSON-LD sample, the deliberately broken ones too, gives the expected nodes."""
    folder = CORPUS / "structured-data"
    seen = 0
    for path in sorted(folder.rglob("*.jsonld")):
        wanted = json.loads(path.read_text())
        wanted = wanted["items"] if isinstance(wanted, dict) and set(wanted) == {"items"} else wanted
        wanted = flat(wanted if isinstance(wanted, list) else [wanted])
        tree = LexborHTMLParser(path.with_suffix(".html").read_bytes())
        data = structured_data(tree, metas(tree), [])
        assert flat(data.get("jsonld", [])) == wanted, path.name
        seen += 1
    assert seen == 13


def simple(item: Any) -> Any:
    """An item in the expected files' form: one value is no list, outer white space apart."""
    if not isinstance(item, dict):
        return " ".join(str(item).split())
    lists = {name: [simple(value) for value in values] for name, values in item["properties"].items()}
    made: dict[str, Any] = {key: item[key] for key in ("id",) if key in item}
    if "type" in item:
        made["type"] = item["type"][0] if len(item["type"]) == 1 else item["type"]
    return made | {"properties": {name: got[0] if len(got) == 1 else got for name, got in lists.items()}}


def expected(value: Any) -> Any:
    """Expected values, one-element lists unwrapped and white space folded."""
    if isinstance(value, dict):
        return {key: expected(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return expected(value[0]) if len(value) == 1 else [expected(inner) for inner in value]
    return " ".join(str(value).split())


OTHER_READING = {
    "opengraph_ns_product_test.html",  # the expected file is OpenGraph's
    "CreativeWork.001.html",  # empty items have no "properties" there
    "SearchAction.001.html",  # an extension for input constraints
    "product-ref.html",  # enters referred items, which the standard does not
    "microdata.4.2.strings.unclean.html",  # drops scripts and styles from text
    "microdata.5.3.html",  # itemref order, where the standard says tree order
    "microdata.7.1.html",  # URLs resolved
    "microdata.object.html",  # URLs resolved
    "microdata-with-description.html",  # text laid out as a browser shows it
}


@pytest.mark.corpus
def test_the_microdata_corpus_reads_as_its_makers_expect() -> None:
    """Every microdata sample agrees, but for nine where the standard and the samples' makers part."""
    folder = CORPUS / "structured-data"
    agreed, parted = 0, set()
    for path in sorted(folder.rglob("*.html")):
        tree = LexborHTMLParser(path.read_bytes())
        data = structured_data(tree, metas(tree), [])
        if "microdata" not in data or not path.with_suffix(".json").is_file():
            continue
        got = expected([simple(item) for item in data["microdata"]])
        if got == expected(json.loads(path.with_suffix(".json").read_text())):
            agreed += 1
        else:
            parted.add(path.name)
    assert parted == OTHER_READING
    assert agreed >= 14
