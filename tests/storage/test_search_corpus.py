"""Does a question of a consumer find the topic that answers it? Measured over MedlinePlus' own topics."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.storage import Store
from tests.storage.search_topics import fill, found

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("how is breast cancer treated", ("Breast Cancer",)),
    ("what are the symptoms of diabetes", ("Diabetes", "Diabetes Type 1", "Diabetes Type 2")),
    ("what causes high blood pressure", ("High Blood Pressure",)),
    ("is shingles contagious", ("Shingles",)),
    (
        "how can I lower my cholesterol",
        ("How to Lower Cholesterol", "How to Lower Cholesterol with Diet", "Cholesterol"),
    ),
    ("what is a normal a1c level", ("A1C",)),
    ("can you die from the flu", ("Flu",)),
    ("how long does a cold last", ("Common Cold",)),
    ("what should I eat if I have celiac disease", ("Celiac Disease",)),
    ("how do I know if I have a concussion", ("Concussion",)),
    ("what helps with migraine headaches", ("Migraine",)),
    ("why does my back hurt", ("Back Pain",)),
    ("how to get rid of head lice", ("Head Lice",)),
    ("what are the side effects of chemotherapy", ("Cancer Chemotherapy",)),
    ("is it safe to take antidepressants during pregnancy", ("Antidepressants", "Pregnancy and Medicines")),
    ("what vaccines does my baby need", ("Childhood Vaccines",)),
    ("how is strep throat diagnosed", ("Streptococcal Infections", "Sore Throat")),
    ("what does a high psa test mean", ("Prostate Cancer Screening",)),
    ("how do you get hepatitis c", ("Hepatitis C",)),
    ("what are the signs of a heart attack in women", ("Heart Attack", "Heart Disease in Women")),
    ("what are the warning signs of a stroke", ("Stroke", "Ischemic Stroke", "Hemorrhagic Stroke")),
    ("how do I stop smoking", ("Quitting Smoking",)),
    ("can children get arthritis", ("Juvenile Arthritis",)),
    ("what foods are high in fiber", ("Dietary Fiber",)),
    ("how much sleep do teenagers need", ("Healthy Sleep",)),
    ("what is the difference between alzheimer's and dementia", ("Alzheimer's Disease", "Dementia")),
    ("is there a cure for lupus", ("Lupus",)),
    ("how do I take care of someone with alzheimer's", ("Alzheimer's Caregivers",)),
    ("why am I always tired", ("Fatigue",)),
    ("my knee hurts when I walk", ("Knee Injuries and Disorders",)),
    ("what to do for a bee sting", ("Insect Bites and Stings",)),
    ("how do you treat a burn at home", ("Burns",)),
    ("when does menopause start", ("Menopause",)),
    ("does my child have autism", ("Autism Spectrum Disorder",)),
    ("what is the treatment for kidney stones", ("Kidney Stones",)),
    ("how can I prevent osteoporosis", ("Osteoporosis",)),
    ("do I need the shingles vaccine", ("Shingles",)),
    ("I can't sleep at night what can I do", ("Insomnia",)),
    ("what causes ringing in the ears", ("Tinnitus",)),
    ("how do I get rid of acne", ("Acne",)),
    ("what is hepatitis a", ("Hepatitis A",)),
    ("do I need more vitamin d", ("Vitamin D", "Vitamin D Deficiency")),
    ("who should not get a flu shot", ("Flu Shot",)),
    ("can my dog give me rabies", ("Rabies",)),
    ("what happens during a colonoscopy", ("Colonoscopy",)),
    ("how do I know if my mole is skin cancer", ("Moles", "Melanoma", "Skin Cancer")),
    ("is it normal to be sad after having a baby", ("Postpartum Depression",)),
    ("what does aids do to your immune system", ("HIV",)),
    ("how long can you live with multiple sclerosis", ("Multiple Sclerosis",)),
    ("are there any treatments for hair loss", ("Hair Loss",)),
    ("what is gout and how do you treat it", ("Gout",)),
    ("how is asthma diagnosed in children", ("Asthma in Children",)),
    ("what should I do if someone is choking", ("Choking",)),
    (
        "does high cholesterol run in families",
        (
            "Cholesterol",
            'LDL: The "Bad" Cholesterol',
            "Cholesterol Levels: What You Need to Know",
            "High Cholesterol in Children and Teens",
        ),
    ),
    (
        "why do I get dizzy when I stand up",
        ("Low Blood Pressure", "Dizziness and Vertigo", "Autonomic Nervous System Disorders"),
    ),
    ("what is the best diet for type 2 diabetes", ("Diabetic Diet", "Diabetes Type 2")),
    ("can stress cause hair to fall out", ("Hair Loss",)),
    ("how do they test for sleep apnea", ("Sleep Apnea",)),
    ("are antibiotics good for a cold", ("Antibiotics", "Common Cold", "Antibiotic Resistance")),
    ("how much calcium do I need each day", ("Calcium",)),
    ("what is it like to live with crohn's disease", ("Crohn's Disease",)),
    ("can men get breast cancer", ("Male Breast Cancer",)),
    ("what is a normal blood pressure", ("High Blood Pressure", "Low Blood Pressure", "Vital Signs")),
    ("is pneumonia contagious", ("Pneumonia",)),
    ("how do you treat a sprained ankle", ("Sprains and Strains", "Ankle Injuries and Disorders")),
    ("what are the stages of kidney disease", ("Chronic Kidney Disease",)),
    ("how can you prevent tick bites", ("Tick Bites",)),
    ("what medicines are used for depression", ("Antidepressants", "Depression")),
    (
        "why is my baby not gaining weight",
        (
            "Infant and Newborn Nutrition",
            "Growth Disorders",
            "Infant and Newborn Development",
            "Birth Weight",
            "Common Infant and Newborn Problems",
        ),
    ),
    ("what is the prognosis for pancreatic cancer", ("Pancreatic Cancer",)),
)
"""Questions in whole sentences, and the topics that answer them; written down before the first was asked."""
SHORT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("bone marrow", ("Bone Marrow Diseases", "Bone Marrow Transplantation")),
    ("breast cancer", ("Breast Cancer",)),
    ("flu", ("Flu",)),
    ("flu shot", ("Flu Shot",)),
    ("heart attack", ("Heart Attack",)),
    ("diabetes type 2", ("Diabetes Type 2",)),
    ("vitamin d", ("Vitamin D",)),
    ("hepatitis a", ("Hepatitis A",)),
    ("asthma", ("Asthma",)),
    ("high blood pressure pregnancy", ("High Blood Pressure in Pregnancy",)),
    ("ringing in ears", ("Tinnitus",)),
    ("std", ("Sexually Transmitted Infections",)),
    ("stroke rehab", ("Stroke Rehabilitation",)),
    ("c diff", ("C. diff Infections",)),
    ("long covid", ("Post-COVID Conditions (Long COVID)",)),
    ("mri", ("MRI Scans",)),
    ("lactose intolerance symptoms", ("Lactose Intolerance",)),
    ("kidney stones treatment", ("Kidney Stones",)),
    ("covid vaccine", ("COVID-19 Vaccines",)),
    ("hiv", ("HIV",)),
    ("cancer", ("Cancer",)),
    ("pain", ("Pain",)),
)
"""What most people type."""


@pytest.fixture(scope="module")
def topics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """All 1,023 English topics, each with a section for every question that its summary asks."""
    with Store.open(tmp_path_factory.mktemp("topics") / "health.db") as store:
        fill(store)
        yield store


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("questions", "first", "fifth"),
    [pytest.param(QUESTIONS, 58, 68, id="questions"), pytest.param(SHORT, 19, 22, id="words")],
)
def test_a_question_finds_its_topic(
    topics: Store, questions: tuple[tuple[str, tuple[str, ...]], ...], first: int, fifth: int
) -> None:
    """First, and among the first five: floors that are not lowered."""
    at_first, in_five, missed = found(topics, questions)
    assert in_five >= fifth, missed
    assert at_first >= first, (at_first, in_five)
