"""Any page of any site: content found without a profile. Facts nobody stated are not assumed."""

from __future__ import annotations

from pipeline.parsers.profile import SiteProfile
from pipeline.urls import Scope

PROFILE = SiteProfile(name="generic", publisher=None, scope=Scope(hosts=()))
