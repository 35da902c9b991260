"""What an origin answers to an address that cannot exist is asked again where it had said nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.demo.behaviours import Rule, Soft404, Status
from pipeline.demo.server import DemoSite, serve_in_thread
from tests.linkcheck import test_link_site
from tests.linkcheck.test_link_site import SOFT, Bench, hosts


def test_a_night_on_which_an_origin_was_down_is_not_believed_for_a_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers 200 to whatever is asked: a link to a page that is not there was fine, as nobody had heard that."""
    link, host = f"{SOFT}/not-there.html", urlsplit(SOFT).hostname
    monkeypatch.setattr(test_link_site, "EXPECTED", {link: (False, "soft-404")})
    soft = [Rule(path=path, host=host, behaviour=Soft404()) for path in ("/not-there.html", "/no-such-page-*")]
    down = [Rule(path=rule.path, host=host, behaviour=Status(code=503)) for rule in soft]
    with serve_in_thread(DemoSite(hosts=hosts(), rules=down)) as site:
        bench = Bench(tmp_path, site)
        bench.check()
        assert bench.kept()[link].verdict == "unknown"
        site.tell(*soft)
        bench.clock.ahead += timedelta(days=8)
        bench.check()
        assert (bench.kept()[link].verdict, bench.kept()[link].outcome) == ("suspect", "soft-404")
