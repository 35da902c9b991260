"""MathML as a line of text: what a place says is written in signs, and no two numbers become one."""

from __future__ import annotations

import pytest

from tests.parsers.outlines import read_html, text_of


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mn>1</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "1 1/2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a + b)/2"),
        ("<msup><mi>b</mi><mn>2</mn></msup><mo>-</mo><mn>4</mn><mi>a</mi><mi>c</mi>", "b^2 - 4 a c"),
        ("<msub><mi>C</mi><mi>max</mi></msub><mo>=</mo><mn>3</mn>", "C_max = 3"),
        ("<munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover><mi>x</mi>", "∑_1^n x"),
        ("<mover accent='true'><mi>x</mi><mo>¯</mo></mover>", "x¯"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x + 1)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "x^(1/3)"),
        ("<mtable><mtr><mtd>1</mtd><mtd>2</mtd></mtr>\n<mtr><mtd>3</mtd></mtr></mtable>", "1 2 ; 3"),
        ("<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\chi</annotation></semantics>", "x"),
        ("<mfrac></mfrac><mn>7</mn>", "7"),
        ("no element <!-- nor this -->at all", "no element at all"),
        ("<mrow>" * 100 + "<mi>x</mi><mi>y</mi>" + "</mrow>" * 100, "x y"),
    ],
)
def test_a_formula_is_a_line_that_says_the_same(formula: str, text: str) -> None:
    """Fractions, powers, indices, roots and rows are told by signs, and each sign of a formula is a word of its own."""
    assert text_of(f"<p>So <math>{formula}</math>, they say.</p>") == f"So {text}, they say."


def test_a_formula_that_is_drawn_beside_is_said_once() -> None:
    """Signs for the eye beside the formula (KaTeX) are not said again."""
    formula = "<span class=katex-mathml><math><msup><mi>x</mi><mn>2</mn></msup></math></span>"
    drawn = "<span class=katex-html aria-hidden=true><span>x</span><span>2</span></span>"
    assert text_of(f"<p>So <span class=katex>{formula}{drawn}</span> is.</p>") == "So x^2 is."


def test_no_word_of_a_formula_is_lost() -> None:
    """The check of loss finds every sign of a formula in the record, and does not look for what is not shown."""
    page = "<p>Take <math><msub><mi>C</mi><mi>max</mi></msub><annotation>unseen</annotation></math> of it.</p>"
    read = read_html(page)
    assert read.coverage.lost == ()
    assert read.sections[0].markdown == "Take C_max of it."
