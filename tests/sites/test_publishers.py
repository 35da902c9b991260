"""What every publisher's profile must say: whose page it is, who may use it, how old a review may grow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import parsers, sites
from pipeline.parsers.profile import SiteProfile
from tests.captures import capture_of

ROOT = Path(__file__).parents[2]
NAMED = [profile for name, profile in sites.profiles().items() if name != sites.GENERIC]
named = pytest.mark.parametrize("profile", NAMED, ids=lambda profile: profile.name)
SAVED = [
    (page, str(json.loads(page.with_suffix(".json").read_bytes())["url"]))
    for profile in NAMED
    for page in sorted((ROOT / "fixtures" / profile.name).glob("*.html"))
    if page.with_suffix(".json").exists()
]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.nhs.uk/conditions/asthma/", "nhs"),
        ("https://www.cdc.gov/asthma/about/index.html", "cdc"),
        ("https://www.cdc.gov/pcd/issues/2024/23_0315.htm", "cdc"),
        ("https://www.cancer.gov/types/lung/patient/lung-treatment-pdq", "nci"),
        ("https://www.niddk.nih.gov/health-information/kidney-disease", "niddk"),
        ("https://www.nhlbi.nih.gov/health/asthma", "nhlbi"),
        ("https://www.fda.gov/consumers/consumer-updates/sunscreen", "fda"),
        ("https://www.who.int/news-room/fact-sheets/detail/asthma", "who"),
        ("https://www.mayoclinic.org/diseases-conditions/asthma/symptoms-causes/syc-20369653", "mayoclinic"),
        ("https://my.clevelandclinic.org/health/diseases/6424-asthma", "clevelandclinic"),
        ("https://www.cancer.org/cancer/types/lung-cancer/about/what-is.html", "cancer_org"),
        ("https://patient.info/chest-lungs/asthma-leaflet", "patient_info"),
        ("https://www.healthdirect.gov.au/asthma", "healthdirect"),
        ("https://www.nhs.uk.example.org/conditions/asthma/", "generic"),
    ],
)
def test_a_page_belongs_to_its_publisher(url: str, name: str) -> None:
    """The host decides which profile reads a page."""
    assert sites.for_url(url).name == name


@named
def test_a_profile_says_what_a_run_and_a_record_need(profile: SiteProfile) -> None:
    """Publisher, hosts, seeds inside the hosts, pace, policy, rights and expectations are all stated."""
    assert profile.publisher
    assert profile.scope.hosts
    assert profile.seeds
    assert all(any(host in seed.url for host in profile.scope.hosts) for seed in profile.seeds)
    assert profile.pace.delay >= 1.0
    assert profile.review_policy is not None
    assert profile.review_policy.warn_after < profile.review_policy.error_after
    assert profile.review_policy.source
    assert profile.rights
    assert all(rule.name and rule.statement for rule in profile.rights)
    assert profile.rights[-1].page_types == () or profile.name == "medlineplus"
    assert any(reader.expects or profile.expects.fill for reader in profile.readers)


@pytest.mark.parametrize("name", ["nhs", "patient_info"])
def test_a_stated_review_policy_is_cited(name: str) -> None:
    """Where the publisher says how often it reviews, the policy cites it instead of assuming."""
    policy = sites.by_name(name).review_policy
    assert policy is not None
    assert policy.source != "assumed"


@pytest.mark.parametrize(
    ("name", "status", "word"),
    [
        ("cdc", "public_domain", "agencymaterials"),
        ("nci", "public_domain", "copyright-reuse"),
        ("niddk", "public_domain", "website-policies"),
        ("nhlbi", "public_domain", "web-policies"),
        ("fda", "public_domain", "website-policies"),
        ("nhs", "licensed", "Open Government Licence"),
        ("who", "licensed", "CC BY-NC-SA"),
        ("mayoclinic", "copyrighted", "terms-conditions"),
        ("clevelandclinic", "copyrighted", "terms-of-use"),
        ("cancer_org", "copyrighted", "content-usage"),
        ("patient_info", "copyrighted", "terms-and-conditions"),
        ("healthdirect", "copyrighted", "healthdirect.gov.au/copyright"),
    ],
)
def test_rights_are_the_publishers_and_say_where(name: str, status: str, word: str) -> None:
    """The last rule of every publisher fits any page of it, and cites the page that says so."""
    rule = sites.by_name(name).rights[-1]
    assert rule.status == status
    assert word in (rule.statement or "")
    assert status == "public_domain" or rule.holder


@pytest.mark.parametrize(("page", "url"), SAVED, ids=[f"{page.parent.name}/{page.stem}" for page, _ in SAVED])
def test_every_record_and_every_lent_section_names_its_rule(page: Path, url: str) -> None:
    """No record is without rights; a section's own rights differ from the page's and quote the words that say so."""
    document = parsers.read(capture_of(page.read_bytes(), url), sites.for_url(url))
    assert document.rights.status != "unknown"
    assert document.rights.rule not in ("", "no-rule")
    for section in document.sections:
        if section.rights is not None:
            assert section.rights.rule != document.rights.rule
            assert section.rights.statement
            assert section.rights.statement in section.text


@pytest.mark.parametrize(
    ("page", "printed", "value"),
    [
        ("nhs/glass-ankle", "17 May 2024", "2024-04-03"),
        ("mayoclinic/spoon-thumb", "April 30, 2022", "2024-03-04"),
        ("cancer_org/button-cancer", "January 12, 2021", "2024-03-04"),
    ],
)
def test_printed_numeric_dates_are_read_in_the_order_of_the_profile(page: str, printed: str, value: str) -> None:
    """Said once, in the profile, it holds for the words that its reader looks at, too."""
    file = ROOT / "fixtures" / f"{page}.html"
    url = json.loads(file.with_suffix(".json").read_bytes())["url"]
    document = parsers.read(capture_of(file.read_text().replace(printed, "03/04/2024"), url), sites.for_url(url))
    (claim,) = [claim for claim in document.dates if claim.raw == "03/04/2024"]
    assert (claim.source, claim.value, claim.ambiguous) == ("text", value, False)


def test_a_licence_on_a_page_overrules_the_sites_rule() -> None:
    """A Healthdirect page that names a Creative Commons licence is licensed; the site's other pages are not."""
    file = ROOT / "fixtures" / "healthdirect" / "hat-headache.html"
    licensed = file.read_text().replace(
        "</main>", '<a rel="license" href="https://creativecommons.org/licenses/by-nc-nd/4.0/">CC BY-NC-ND</a></main>'
    )
    document = parsers.read(
        capture_of(licensed, "https://www.healthdirect.gov.au/hat-headache"), sites.by_name("healthdirect")
    )
    assert (document.rights.status, document.rights.rule) == ("licensed", "healthdirect-page-licence")
    assert "CC BY-NC-ND" in (document.rights.statement or "")


@named
def test_the_guide_names_every_publisher(profile: SiteProfile) -> None:
    """docs/guides/publishers.md has a row for each profile."""
    assert f"| `{profile.name}` |" in (ROOT / "docs" / "guides" / "publishers.md").read_text("utf-8")


@named
def test_a_profile_written_without_real_pages_says_so(profile: SiteProfile) -> None:
    """The guide's "markup" and the file's own words agree."""
    guide = (ROOT / "docs" / "guides" / "publishers.md").read_text("utf-8")
    row = next(line for line in guide.splitlines() if line.startswith(f"| `{profile.name}` |"))
    place = ROOT / "pipeline" / "sites"
    file = (
        place / f"{profile.name}.py"
        if (place / f"{profile.name}.py").exists()
        else place / profile.name / "__init__.py"
    )
    assert (
        "could not be had" in " ".join(file.read_text("utf-8").split()) or "could be had" in file.read_text("utf-8")
    ) == ("markup" in row)
