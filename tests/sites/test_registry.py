"""Which profile a URL belongs to."""

from __future__ import annotations

import pytest

from pipeline import sites
from pipeline.errors import ConfigError, InvalidUrl


def test_a_profile_is_found_by_being_in_the_folder() -> None:
    """Every file of sites/ with a PROFILE is a profile under its own name, the generic one last."""
    names = list(sites.profiles())
    assert "medlineplus" in names
    assert names[-1] == "generic"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://medlineplus.gov/asthma.html", "medlineplus"),
        ("HTTPS://MedlinePlus.gov/spanish/asthma.html?utm_source=x", "medlineplus"),
        ("https://medlineplus.gov/images/logo.png", "medlineplus"),
        ("https://example.org/asthma.html", "generic"),
        ("https://medlineplus.gov.example.org/asthma.html", "generic"),
    ],
)
def test_a_url_belongs_to_the_site_of_its_host(url: str, name: str) -> None:
    """The host decides; a host that only begins like a site's is another site."""
    assert sites.for_url(url).name == name


def test_an_unknown_site_is_named_with_the_known_ones() -> None:
    """Asking for a site that is not there says which are."""
    with pytest.raises(ConfigError) as caught:
        sites.by_name("medlinepluss")
    assert "medlineplus" in (caught.value.mend or "")


def test_a_relative_address_has_no_site() -> None:
    """Only absolute http(s) URLs have a site."""
    with pytest.raises(InvalidUrl):
        sites.for_url("asthma.html")
