"""What kind of page an address of MedlinePlus leads to, told by the address alone (English and Spanish).

Checked against every URL of the site's own sitemap of December 2024 (25,195).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.patterns import word_set

HOST = "medlineplus.gov"
UNKNOWN = "unknown"

GROUPS = word_set("""
bloodheartandcirculation bonesjointsandmuscles brainandnerves cancers childrenandteenagers
complementaryandalternativetherapies diabetesmellitus diagnostictests digestivesystem disasters drugtherapy
earnoseandthroat endocrinesystem eyesandvision femalereproductivesystem fitnessandexercise foodandnutrition
geneticsbirthdefects healthsystem immunesystem infections injuriesandwounds kidneysandurinarysystem
lungsandbreathing malereproductivesystem men mentalhealthandbehavior metabolicproblems mouthandteeth olderadults
personalhealthissues poisoningtoxicologyenvironmentalhealth populationgroups pregnancyandreproduction
safetyissues sexualhealthissues skinhairandnails socialfamilyissues substanceuseanddisorders
surgeryandrehabilitation symptoms transplantationanddonation wellnessandlifestyle women
""")
"""Pages that group health topics; their addresses look like a topic's."""

LISTS = word_set("""
all_easytoread all_healthtopics druginformation encyclopedia healthchecktools healthtopics index nihinstitutes
videosandcooltools
""")
SITE_PAGES = word_set("""
5yrklftxlkkcrsfhkae62yfe09vtu1 accessibility appendixa appendixb ashpdisclaimer contactus copyright criteria
disclaimers faq framing magazine mymplusnewsletter plugins privacy quality rss sitemap testmicrosite
toyourhealth xml xmldescription
""")

_SITE_FOLDERS = (
    r"about|acercade|faq|medwords|webeval|definitions|medlineplus-connect|training|whatsnew|que-hay-de-nuevo"
    r"|social-media-toolkit|kit-de-herramientas-para-redes-sociales|coronavirus"
)

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("hub", r"/|/spanish/?"),
        ("encyclopedia_article", r"/(?:spanish/)?ency/article/\d+\.htm"),
        ("patient_instructions", r"/(?:spanish/)?ency/patientinstructions/\d+\.htm"),
        ("image_page", r"/(?:spanish/)?ency/(?:esp_)?imagepages/\d+\.htm"),
        ("patient_image", r"/(?:spanish/)?ency/(?:esp_)?patientimages/\d+\.htm"),
        ("presentation", r"/(?:spanish/)?ency/(?:esp_)?presentations/\d+(?:_\d+)?\.htm"),
        ("anatomy_video", r"/(?:spanish/)?ency/anatomyvideos/\d+\.htm"),
        ("encyclopedia_quiz", r"/(?:spanish/)?ency/quiz/\d+(?:_\d+)?\.htm"),
        ("hub", r"/(?:spanish/)?ency/encyclopedia_(?:[A-Z]|0-9)\.htm"),
        ("lab_test", r"/(?:lab-tests|spanish/pruebas-de-laboratorio)/[^/]+/?"),
        ("hub", r"/(?:lab-tests|spanish/lab-tests|spanish/pruebas-de-laboratorio)/?"),
        ("drug", r"/(?:spanish/)?druginfo/meds/a\d+(?:-es)?\.html"),
        ("site_page", r"/(?:spanish/)?druginfo/natural/methodology(?:-sp)?\.html"),
        ("herb", r"/(?:spanish/)?druginfo/natural/(?:patient-)?[\w-]+\.html"),
        ("hub", r"/(?:spanish/)?druginfo/(?:drug_\w\w|herb_All)\.html"),
        ("genetics_condition", r"/genetics/condition/[^/]+/?"),
        ("genetics_gene", r"/genetics/gene/[^/]+/?"),
        ("genetics_chromosome", r"/genetics/chromosome/[^/]+/?"),
        ("hub", r"/genetics/(?:condition|gene|chromosome)(?:-\w)?/?"),
        ("hub", r"/genetics/?|/spanish/genetica/?|/spanish/genetics/?"),
        ("hub", r"/genetics/understanding(?:/[^/]+)?/?|/spanish/genetica/entender(?:/[^/]+)?/?"),
        ("genetics_primer", r"/genetics/understanding/[^/]+/[^/]+/?|/spanish/genetica/entender/[^/]+/[^/]+/?"),
        ("recipe", r"/(?:recipes|spanish/recetas)/[^/]+/?"),
        ("hub", r"/(?:recipes|spanish/recetas)/?"),
        ("hub", r"/languages/(?:languages|display)\.html"),
        ("languages_page", r"/languages/[\w-]+\.html"),
        ("hub", r"/(?:spanish/)?healthtopics_\w+\.html"),
        ("hub", r"/organizations/\w+\.html"),
        ("hub", r"/directories/?"),
        ("video_page", r"/(?:medlineplus-videos|spanish/videos-de-medlineplus)/[^/]+/?"),
        ("hub", r"/(?:medlineplus-videos|spanish/videos-de-medlineplus)/?"),
        ("site_page", rf"/(?:spanish/)?(?:{_SITE_FOLDERS})(?:/.*)?"),
    )
)
_ROOT = re.compile(r"/(?:spanish/)?(?P<name>\w+)\.html")
_RECIPE_LISTS = word_set("""
acompanamientos almuerzo bajo-en-grasa bajo-en-sodio bebidas bocadillos breads breakfast cena dairy-free
desayuno desserts dinner dips-salsas-and-sauces drinks ensaladas gluten-sensitive low-fat low-sodium lunch pan
panes postres salads salsas-y-aderezos sensible-al-gluten side-dishes sin-gluten sin-lacteos snacks sopas soups
vegetarian vegetariana
""")


def page_type_of(url: str) -> str:
    """The kind of page at an address of MedlinePlus, or of the same paths at another origin.

    The path alone decides; query and fragment are left out. ``unknown`` is the answer for a path of no known shape.
    An address in the root that names no list and no page of the site's own is a health topic.
    """
    path = urlsplit(url).path or "/"
    root = _ROOT.fullmatch(path)
    if root is not None:
        return _root_type(root["name"])
    for kind, pattern in _RULES:
        if pattern.fullmatch(path):
            if kind == "recipe" and path.rstrip("/").rpartition("/")[2] in _RECIPE_LISTS:
                return "hub"
            return kind
    return UNKNOWN


def _root_type(name: str) -> str:
    if name in GROUPS or name in LISTS or name.startswith("healthtopics_"):
        return "hub"
    return "site_page" if name in SITE_PAGES else "health_topic"


def is_spanish(url: str) -> bool:
    """Whether an address is of the Spanish side of the site."""
    return (urlsplit(url).path or "/").startswith("/spanish/")
