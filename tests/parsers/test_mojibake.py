"""Wrongly decoded text is noticed and mended beside the raw; real words with accents never are."""

from __future__ import annotations

import json

import pytest
from ftfy.badness import is_bad
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pipeline.parsers.decoding.encoding import beyond_ascii
from pipeline.parsers.decoding.mojibake import (
    _SOUND,
    _SUSPECTS,
    EVIDENCE_BLOCKS,
    EVIDENCE_CHARACTERS,
    _is_bad,
    damaged,
    harmless,
    harmless_source,
    mend,
    notice,
)
from pipeline.parsers.decoding.unseen import references_in
from tests.parsers.readings import generic
from tools.corpus import CORPUS


def damage(text: str) -> str:
    """What a server makes of text when it reads UTF-8 as windows-1252."""
    return text.encode().decode("cp1252")


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("EspaÃ±ol", "Español"),
        ("a fever of 37 Â°C", "a fever of 37 °C"),
        ("adults â‰¥ 65", "adults ≥ 65"),
        ("the childâ€™s doctor", "the child’s doctor"),  # noqa: RUF001
        ("niÃ±os y mÃ©dicos", "niños y médicos"),
    ],
)
def test_damage_is_noticed_with_raw_and_mended_words(raw: str, mended: str) -> None:
    """One issue holds both; the text itself is the caller's and stays as it was."""
    [issue] = notice(["A clean block.", raw])
    assert (issue.code, issue.severity) == ("mojibake", "warning")
    assert (issue.evidence["raw"], issue.evidence["mended"], issue.evidence["blocks"]) == (raw, mended, "1")
    assert mend(raw) == mended


@pytest.mark.parametrize(
    "text",
    [
        *("NÃO", "AÇÃO", "à la", "Ángel", "NÃO TOME ESTE REMÉDIO", "RELAÇÃO À MESA", "São Paulo – “teste”"),  # noqa: RUF001
        *("37 °C ± 0.5", "≥ 65", "Año nuevo", "naïve façade", "© 2024 • Œuvre", "Übergröße", "日本語", "Ελλάδα"),
        *("Россия",),
    ],
)
def test_real_words_are_left_alone(text: str) -> None:
    """Capitals with tildes, signs and other scripts are no damage; the same object comes back."""
    assert notice([text]) == []
    assert mend(text) is text


@given(st.text(alphabet=[*"aZ9 .,-(\n", *sorted(_SOUND)], min_size=1))
def test_harmless_characters_never_make_damage(text: str) -> None:
    """What is ruled out by its characters alone, ftfy finds nothing in, whatever their order."""
    assert harmless(text)
    assert mend(text) is text


@given(st.text(alphabet=[*"aZ9 .,-(\n日ж", *sorted(_SOUND), *sorted(_SUSPECTS)[:400], *"ÃÂâ€™œ°\ufffdЂ"], max_size=60))
def test_the_look_around_telling_characters_sees_what_a_look_at_all_does(text: str) -> None:
    """Damage stands around a character of some few: nothing else of a text has to be searched."""
    assert _is_bad(text) is is_bad(text)


@pytest.mark.parametrize("text", ["日本語のページ", "Россия и здоровье", "Ελλάδα", "صحة", "स्वास्थ्य", "nước và sức khỏe"])
def test_words_of_other_scripts_are_ruled_out_by_their_characters(text: str) -> None:
    """No damage that ftfy knows is made of them, so no page in them is looked at text by text."""
    assert harmless(text)


@pytest.mark.parametrize("raw", ["EspaÃ±ol", "37 Â°C", "lost \ufffd here", "Œ", "© 2024", "a\x85b"])
def test_a_character_of_any_damage_is_not_harmless(raw: str) -> None:
    """One character outside the list is enough for the exact check."""
    assert not harmless(raw)


def test_the_evidence_shows_the_first_few_of_many() -> None:
    """Numbered pairs for the first blocks and the count of all; every damaged block can be had with its place."""
    blocks = [block for number in range(9) for block in ("clean é", f"{number} EspaÃ±ol")]
    [issue] = notice(blocks)
    assert issue.evidence["blocks"] == "9"
    assert issue.evidence["raw_2"] == "1 EspaÃ±ol"
    assert issue.evidence["mended_5"] == "4 Español"
    assert f"raw_{EVIDENCE_BLOCKS + 1}" not in issue.evidence
    assert [(found.index, found.mended) for found in damaged(blocks)] == [(n * 2 + 1, f"{n} Español") for n in range(9)]


def test_long_evidence_is_cut_around_the_damage() -> None:
    """A page-long block shows the words at the damage, both sides cut alike."""
    raw = "Many clean words. " * 100 + "Then EspaÃ±ol follows. " + "More clean words. " * 100
    [issue] = notice([raw])
    assert len(issue.evidence["raw"]) <= EVIDENCE_CHARACTERS
    assert "Then EspaÃ±ol follows." in issue.evidence["raw"]
    assert issue.evidence["mended"] == issue.evidence["raw"].replace("Ã±", "ñ")


def test_replacement_characters_are_an_issue_of_their_own() -> None:
    """What was lost cannot be mended; it is counted and shown with its surroundings."""
    [issue] = notice(["clean", "a caf\ufffd and a th\ufffd"])
    assert (issue.code, issue.evidence["count"]) == ("replacement-character", "2")
    assert "caf\ufffd" in issue.evidence["raw"]


@given(st.lists(st.text(st.characters(codec="ascii"))))
def test_ascii_is_never_damaged(blocks: list[str]) -> None:
    """Nothing to decode, nothing to notice."""
    assert notice(blocks) == []


@given(st.sampled_from(["El niño tiene 37 °C", "Wash the child’s hands", "médico y corazón", "über die Prüfung"]))  # noqa: RUF001
def test_what_a_wrong_decode_did_is_undone(text: str) -> None:
    """Damage, then mend, is the text again; mending twice changes nothing more."""
    assert mend(damage(text)) == text
    assert mend(mend(damage(text))) == text


@pytest.mark.corpus
def test_the_nine_damaged_pages_mend_to_their_twins() -> None:
    """Each damaged page is noticed, and its mended text equals the undamaged page; the undamaged ones are silent."""
    folder = CORPUS / "medlineplus" / "mojibake"
    pages = sorted(folder.glob("*.html"))
    assert len(pages) == 9
    for path in pages:
        bad = path.read_text(encoding="utf-8")
        good = (CORPUS / "medlineplus" / "topics" / path.name).read_text(encoding="utf-8")
        assert bad != good
        assert mend(bad) == good, path.name
        assert [issue.code for issue in notice(bad.splitlines())] == ["mojibake"], path.name
        assert notice(good.splitlines()) == [], path.name


@pytest.mark.corpus
def test_the_case_collection() -> None:
    """151 real and made cases, negative ones included, come out as their collector says."""
    folder = CORPUS / "encoding" / "mojibake-cases"
    seen = 0
    for path in sorted(folder.glob("*.json")):
        for case in json.loads(path.read_text()):
            if case["expect"] == "pass":
                assert mend(case["original"]) == case.get("fixed-encoding", case["fixed"]), case["label"]
                seen += 1
    assert seen == 151


@pytest.mark.parametrize(
    "source",
    [
        "<p>Qué es la diabetes?</p>",
        "<p>caf&eacute; &amp; t&#233; &rarr; a&nbsp;b, A & B, ?a=1&category=2</p>",
        "<p>plain</p>",
    ],
)
def test_bytes_of_clean_pages_rule_damage_out(source: str) -> None:
    """Accents and ordinary character references, written either way, need no look at the tree."""
    assert harmless_source(source.encode(), beyond_ascii(source.encode()), references_in(source.encode()))


@pytest.mark.parametrize(
    "source",
    [
        "<p>EspaÃ±ol</p>",
        "<p>it&acirc;&euro;&trade;s</p>",
        "<p>it&#226;&#8364;&#8482;s</p>",
        "<p>lost \ufffd</p>",
        "<p>lost &#0;</p>",
        "<p>lost \x00</p>",
        "<p>&#xFDD0; &#1;</p>",
        "<p>&copyright 2020</p>",
    ],
)
def test_bytes_that_may_hold_damage_rule_nothing_out(source: str) -> None:
    """Damage as characters, as references or as what a parser replaces is left to the look at every text."""
    assert not harmless_source(source.encode(), beyond_ascii(source.encode()), references_in(source.encode()))


@given(st.lists(st.sampled_from(sorted(_SOUND) + list("aé &#;x0123Ã±â€™\ufffd\x00\x81")), max_size=30))
def test_no_text_of_a_page_ruled_out_holds_damage(characters: list[str]) -> None:
    """What the bytes clear, the texts of the tree would have cleared too."""
    source = "<p>" + "".join(characters)
    if harmless_source(source.encode(), beyond_ascii(source.encode()), references_in(source.encode())):
        body = LexborHTMLParser(source.encode()).body
        assert body is not None
        assert not notice([body.text()])


def test_scripts_and_styles_are_no_words_of_the_page() -> None:
    """A table of signs in code that travels with the page is not damage to its text."""
    code = '<script>var signs={0:"\ufffd",1:"Ã©",2:"â€™"}</script><style>q::after{content:"â€œ"}</style>'
    page = f"<html lang=en><title>Cafe</title><main><h1>Café</h1><p>Rest and drink. %s</p>{code}</main></html>"
    url = "https://health.example/cafe"
    clean = generic((page % "").encode(), url)
    assert [issue.code for issue in clean.issues] == []
    spoiled = generic((page % "Ã©").encode(), url)
    assert [issue.code for issue in spoiled.issues] == ["mojibake"]
