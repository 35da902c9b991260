"""A table of small edits in four languages, each with what it means: written down before the rules were."""

# ruff: noqa: RUF001 - these are the characters that publishers use
from __future__ import annotations

import pytest

from pipeline.changes import MATERIAL, Grade, compare
from tests.changes.change_pages import one

CRITICAL = (
    ("Doctors may increase the dose slowly.", "Doctors may reduce the dose slowly."),
    ("Take the tablet once in the evening.", "Take the tablet twice in the evening."),
    ("Take it before meals.", "Take it after meals."),
    ("Take it with food.", "Take it without food."),
    ("Do not give to children under 2.", "Do not give to children under 12."),
    ("You may need to fast.", "You must need to fast."),
    ("Avoid aspirin.", "Take aspirin."),
    ("This medicine is safe in asthma.", "This medicine is unsafe in asthma."),
    ("Pain in the left arm.", "Pain in the right arm."),
    ("Put a hot pack on it.", "Put a cold pack on it."),
    ("Drink 8 glasses or more.", "Drink 8 glasses or less."),
    ("A reading ≥ 140 is high.", "A reading ≤ 140 is high."),
    ("A reading < 140 is high.", "A reading > 140 is high."),
    ("A reading of >140 is high.", "A reading of ≥140 is high."),
    ("Take 50 mcg.", "Take 50 mg."),
    ("Give 1.5 mL.", "Give 15 mL."),
    ("Give .5 mL.", "Give 5 mL."),
    ("Call 1-800-222-1222 for poison control.", "Call 1-800-222-1223 for poison control."),
    ("Fever above 100.4 °F.", "Fever above 100.4 °C."),
    ("Fever above 38°C.", "Fever above 39°C."),
    ("Raise the leg.", "Lower the leg."),
    ("Levels are high.", "Levels are low."),
    ("Blood sugar rises.", "Blood sugar falls."),
    ("Start the medicine.", "Stop the medicine."),
    ("Take it on an empty stomach.", "Take it on a full stomach."),
    ("It is allowed in pregnancy.", "It is forbidden in pregnancy."),
    ("Store in the refrigerator.", "Do not store in the refrigerator."),
    ("You should take it.", "You shouldn't take it."),
    ("Swallow the tablet whole.", "Chew the tablet."),
    ("Call 911 right away.", "Call your doctor right away."),
    ("Seek help immediately.", "Seek help soon."),
    ("Always take it with water.", "Never take it with water."),
    ("Common side effect.", "Rare side effect."),
    ("It can cause bleeding.", "It cannot cause bleeding."),
    ("Most people need surgery.", "Few people need surgery."),
    ("All patients need this test.", "Some patients need this test."),
    ("Apply to the skin.", "Apply to the eye."),
    ("Take it at night.", "Take it in the morning."),
    ("Use both inhalers.", "Use either inhaler."),
    ("Take aspirin and ibuprofen.", "Take aspirin or ibuprofen."),
    ("It is recommended for adults.", "It is not recommended for adults."),
    ("Children as young as 6 months.", "Children as young as 6 years."),
    ("Wait 2-3 hours.", "Wait 2-4 hours."),
    ("Take one tablet.", "Take 2 tablets."),
    ("Take 1/2 tablet.", "Take 1/4 tablet."),
    ("Take ½ tablet.", "Take ¼ tablet."),
    ("Take 1½ tablets.", "Take 11/2 tablets."),
    ("Take up to 4 g.", "Take 4 g."),
    ("Take every other day.", "Take every day."),
    ("Men need it.", "Women need it."),
    ("It is effective.", "It is ineffective."),
    ("It is legal and approved.", "It is illegal and unapproved."),
    ("Take more water.", "Take less water."),
    ("Limit salt.", "Increase salt."),
    ("Reduce alcohol.", "Double alcohol."),
    ("type 1 diabetes", "type 2 diabetes"),
    ("stage II cancer", "stage III cancer"),
    ("hyperglycemia needs sugar", "hypoglycemia needs sugar"),
    ("hypertension is treated", "hypotension is treated"),
    ("Positive result means infection.", "Negative result means infection."),
    ("Result was normal in them.", "Result was abnormal in them."),
    ("Benign tumors spread.", "Malignant tumors spread."),
    ("Tome una tableta antes de comer.", "Tome una tableta después de comer."),
    ("Aumente la dosis.", "Reduzca la dosis."),
    ("Tómelo con comida.", "Tómelo sin comida."),
    ("Una vez al día.", "Dos veces al día."),
    ("Niños menores de 2 años.", "Niños mayores de 2 años."),
    ("Evite la aspirina.", "Tome la aspirina."),
    ("Es seguro durante la lactancia.", "No es seguro durante la lactancia."),
    ("Brazo izquierdo.", "Brazo derecho."),
    ("Agua caliente.", "Agua fría."),
    ("Tome 1,5 ml.", "Tome 15 ml."),
    ("2 o más vasos", "2 o menos vasos"),
    ("Puede tomarlo.", "Debe tomarlo."),
    ("Siempre úselo.", "Nunca úselo."),
    ("Azúcar alta", "Azúcar baja"),
    ("Vor dem Essen einnehmen.", "Nach dem Essen einnehmen."),
    ("Die Dosis erhöhen.", "Die Dosis senken."),
    ("Mit Nahrung einnehmen.", "Ohne Nahrung einnehmen."),
    ("einmal täglich", "zweimal täglich"),
    ("Kinder unter 2 Jahren", "Kinder über 2 Jahren"),
    ("Das ist sicher.", "Das ist unsicher."),
    ("linker Arm", "rechter Arm"),
    ("warmes Wasser", "kaltes Wasser"),
    ("1,5 ml", "15 ml"),
    ("oder mehr", "oder weniger"),
    ("Sie können es nehmen.", "Sie müssen es nehmen."),
    ("immer nehmen", "nie nehmen"),
    ("Vermeiden Sie Aspirin.", "Nehmen Sie Aspirin."),
    ("Avant le repas.", "Après le repas."),
    ("Augmentez la dose.", "Réduisez la dose."),
    ("Avec de la nourriture.", "Sans nourriture."),
    ("une fois par jour", "deux fois par jour"),
    ("enfants de moins de 2 ans", "enfants de plus de 2 ans"),
    ("Évitez l'aspirine.", "Prenez l'aspirine."),
    ("bras gauche", "bras droit"),
    ("eau chaude", "eau froide"),
    ("1,5 ml", "15 ml"),
    ("Vous pouvez le prendre.", "Vous devez le prendre."),
    ("toujours", "jamais"),
    ("le matin", "le soir"),
    ("ou plus", "ou moins"),
)

SUBSTANTIVE = (
    ("The heart pumps blood.", "The heart moves blood."),
    ("Talk to a nurse about this.", "Talk to a pharmacist about this."),
    ("Asthma affects the lungs.", "Asthma affects the airways."),
    ("Researchers study it.", "Scientists study it."),
    ("Many people live well with it.", "People live well with it."),
    ("It is named for a physician.", "It is named for a surgeon."),
    ("The clinic opened a new wing.", "The clinic opened a new building."),
    ("Learn about the disease.", "Learn about the condition."),
    ("Hable con la enfermera.", "Hable con el farmacéutico."),
    ("Sprechen Sie mit der Schwester.", "Sprechen Sie mit dem Apotheker."),
    ("Parlez à l'infirmière.", "Parlez au pharmacien."),
)

ALIKE = (
    ("Take ½ tablet.", "Take 1/2 tablet."),
    ("Take 1½ tablets.", "Take 1 1/2 tablets."),
    ("Wait 2-3 hours.", "Wait 2–3 hours."),
    ("Wait 2-3 hours.", "Wait 2 to 3 hours."),
    ("Wait 2–3 hours.", "Wait two to three hours."),
    ("Take two tablets.", "Take 2 tablets."),
    ("Take 10 mg.", "Take ten mg."),
    ("Take 10mg.", "Take 10 mg."),
    ("It's fine — really.", "It’s fine – really."),
    ('"Take it"', "“Take it”"),
    ("38 °C", "38°C"),
    ("38 ºC", "38 °C"),
    ("37 ℃", "37 °C"),
    ("5 μg", "5 µg"),
    ("5 mcg", "5 µg"),
    ("25 percent", "25%"),
    ("25 %", "25%"),
    ("5 x 10 cm", "5 × 10 cm"),
    (">= 140", "≥ 140"),
    ("≥140", "≥ 140"),
    ("<=140", "≤140"),
    ("follow-up visit", "follow‑up visit"),
    ("ﬁve", "five"),
    ("Call 1-800-222-1222.", "Call 1 (800) 222-1222."),
    ("wait...", "wait…"),
    ("10 mL", "10 ml"),
    ("CO2", "CO₂"),
    ("2 hours and 5 minutes", "two hours and five minutes"),
    ("three out of 10", "3 out of 10"),
    ("Tome dos tabletas.", "Tome 2 tabletas."),
    ("37,5 ºC", "37,5 °C"),
    ("«Tome»", "“Tome”"),
    ("zwei Tabletten", "2 Tabletten"),
    ("2-3 Stunden", "2 bis 3 Stunden"),
    ("„Tablette“", "»Tablette«"),
    ("25 Prozent", "25 %"),
    ("deux comprimés", "2 comprimés"),
    ("« Prenez »", "“Prenez”"),
    ("l’enfant", "l'enfant"),
)


def graded(before: str, after: str) -> Grade:
    lines = "Some other long sentence stands here.\n{}\nAnd a last line."
    return compare(one(lines.format(before), "About"), one(lines.format(after), "About")).grade


@pytest.mark.parametrize(("before", "after"), CRITICAL)
def test_what_can_hurt_is_critical_both_ways(before: str, after: str) -> None:
    """Words that turn a sentence round when they take each other's place count like numbers and units."""
    assert graded(before, after) == graded(after, before) == "critical"


@pytest.mark.parametrize(("before", "after"), SUBSTANTIVE)
def test_other_words_are_no_alarm(before: str, after: str) -> None:
    """Something else is said, and nothing that turns advice into its contrary."""
    assert graded(before, after) == graded(after, before) == "substantive"


@pytest.mark.parametrize(("before", "after"), ALIKE)
def test_what_is_only_written_otherwise_says_the_same(before: str, after: str) -> None:
    """Figures for words, ranges, signs for units and comparators, forms of one telephone number."""
    assert not {graded(before, after), graded(after, before)} & MATERIAL


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Give 1.500 mg.", "Give 1500 mg."),
        ("Give 1,500 g.", "Give 1500 g."),
        ("Give .5 mL.", "Give 0.5 mL."),
        ("Give 2.0 mg.", "Give 20 mg."),
        ("Call 800 222 1222.", "Call 800 222 1223."),
        ("Wait 2 to 3 hours.", "Wait 2 or 3 hours."),
    ],
)
def test_what_can_mean_two_things_is_not_folded(before: str, after: str) -> None:
    """A point or comma before three figures is one thing in one language and another in the next."""
    assert graded(before, after) in MATERIAL


def test_a_contrary_is_told_as_one_and_marked() -> None:
    """What came and what went stands out, and the reason is named."""
    (section,) = compare(one("Doctors may increase the dose."), one("Doctors may reduce the dose.")).sections
    (edit,) = section.edits
    assert edit.touches == ("opposite",)
    assert [(mark.op, mark.text) for mark in edit.marks if mark.critical] == [
        ("removed", "increase "),
        ("added", "reduce "),
    ]


def test_a_spelling_under_a_warning_is_no_alarm() -> None:
    """A heading on doses lends its weight to edits that say something."""
    assert compare(one("Take two tablets.", "Dosage"), one("Take 2 tablets.", "Dosage")).grade == "structural"
