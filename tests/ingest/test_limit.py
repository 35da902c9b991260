"""``--limit`` counts pages that were asked, and no others."""

from __future__ import annotations

from pathlib import Path

from pipeline.demo.behaviours import Replace, Rule
from pipeline.ingest.plan import Plan
from tests.ingest.bench import bench, small_site

REFUSED = "User-agent: *\n" + "".join(f"Disallow: /topic00000{number}.html\n" for number in range(8))


def test_pages_that_robots_txt_refuses_take_nothing_of_a_limit(tmp_path: Path) -> None:
    """They come first, and nobody asks them: the limit is spent on the pages behind them."""
    with bench(tmp_path, small_site(20), Rule(path="/robots.txt", behaviour=Replace(text=REFUSED))) as made:
        for new, left in ((5, 7), (5, 2), (2, 0)):
            report = made.run(Plan(sites=("medlineplus",), limit=5))
            asked = [path for path in made.asked() if path.startswith("/topic")]
            assert (len(asked), report.run.counts.new, report.left_due) == (new, new, left)
            assert report.run.verdict == ("incomplete" if left else "ok")
        made.run(Plan(sites=("medlineplus",), limit=5))
        assert made.asked() == []
