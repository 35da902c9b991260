from __future__ import annotations

import pytest

from pipeline.storage.asking import terms


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How is breast cancer treated?", ["breast", "cancer", "treated"]),
        ("I can\u2019t sleep, what should I do?", ["sleep"]),
        ("what is Crohn's disease", ["Crohn", "disease"]),
        ("¿Cuáles son los síntomas de la diabetes?", ["son", "síntomas", "diabetes"]),
        ("hay fever", ["hay", "fever"]),
        ("hepatitis a", ["hepatitis", "a"]),
        ("vitamin e", ["vitamin", "e"]),
        ("is hepatitis A contagious", ["hepatitis", "A", "contagious"]),
        ("what does the WHO say of AIDS", ["WHO", "say", "AIDS"]),
        ("WHO IS AT RISK", ["RISK"]),
        ("asthma AND pollen", ["asthma", "pollen"]),
        ("what is it", ["what", "is", "it"]),
        ('"how is it" asthma, Asthma', ["how is it", "asthma"]),
        ("? - !", []),
    ],
)
def test_what_a_question_asks_about(question: str, asked: list[str]) -> None:
    """Words of every sentence go, names stay, and of nothing but such words all stay."""
    assert [term.words for term in terms(question)] == asked


@pytest.mark.parametrize(("words", "needed"), [("1.5", True), ("covid-19", True), ('"to be"', True), ("asthma", False)])
def test_what_is_never_given_up(words: str, needed: bool) -> None:
    """Doses, years and what stands in quotes."""
    assert [term.needed for term in terms(words)] == [needed]
