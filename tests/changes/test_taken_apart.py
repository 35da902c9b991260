"""Each state of a changed page is taken apart once, and what is read in a quick way is read the same."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.changes import Comparison, compare, fingerprint, normalise
from pipeline.changes.words import key, words
from pipeline.patterns import HAN_AND_KANA
from tests.changes.change_pages import document, section

FOLD = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02bb\u2032`\u00b4\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff", ""),
}
SIGNS = [*".,;:!?)('\"°_½²₂０ﬁ‴\uff40\u2028\u00a0\ue000|•", *FOLD, "COVID-19", "1.5", "°C", "don't", "n'"]
TEXTS = st.lists(
    st.one_of(st.sampled_from(["take", "É", "Z", "7", " ", "\n"]), st.sampled_from(SIGNS), st.characters()), max_size=12
).map("".join)


def test_a_comparison_says_what_its_halves_say() -> None:
    """The lines that both states have are read with the first; that tells nothing of where they stand."""
    before = document(section("Use", "Rest.\n• Take 5 mg.\nCall."), section("More", "Rest."))
    after = document(section("Use", "• Rest.\nTake 5 mg.\nCall us."), section("More", "Rest.\nRest."))
    both = Comparison(before, after)
    assert both.diff == compare(before, after)
    assert both.fingerprints() == (fingerprint(before), fingerprint(after))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_the_words_of_a_block_are_those_that_stand_in_it(block: str) -> None:
    """However they are found: what is all letters, or has one sign behind it, is not searched."""
    signs = re.compile(f"[{HAN_AND_KANA}]|[^{HAN_AND_KANA}]+")
    assert [sign for word in key(block).split() for sign in signs.findall(word)] == [word.text for word in words(block)]
    assert all(block[word.start : word.end] == word.text for word in words(block))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_text_is_folded_as_each_of_its_characters_says(text: str) -> None:
    """Looking first whether there is anything to fold leaves nothing unfolded."""
    text = f"é {text}"  # what is all ASCII has nothing to fold
    said = re.sub("([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", r"^\1", text)
    said = re.sub("([₀₁₂₃₄₅₆₇₈₉]+)", r"_\1", said)
    said = re.sub(r"(?<=\d)(?=[¼½¾⅐-⅞])", " ", said)
    for _ in range(2):
        said = unicodedata.normalize("NFKC", "".join(FOLD.get(one, one) for one in said))
    assert normalise(text) == " ".join(said.split())
