"""Any page without a profile: where its content stands, its title, the dates it states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import structs

from pipeline.model.dates import DateClaim
from pipeline.model.document import Coverage
from pipeline.model.issue import Issue
from pipeline.parsers.about.credit_lines import stated_people
from pipeline.parsers.about.credits import labels_of_people, people_of_page
from pipeline.parsers.about.titles import head_title, heading_of_lead, longest_title, title_heading, titled
from pipeline.parsers.boilerplate import heads_further, heads_others
from pipeline.parsers.content.main_content import find_content
from pipeline.parsers.content.overlays import tooltips
from pipeline.parsers.content.survey import Dated
from pipeline.parsers.content.ways import skip_links, up_links
from pipeline.parsers.dates import (
    DateStyle,
    Label,
    Order,
    address_order,
    find_claims,
    host_order,
    is_open,
    numeric_order,
    order_of_times,
)
from pipeline.parsers.dates.history import history_claims, with_notes, without_earlier
from pipeline.parsers.dates.spoken import language_spoken
from pipeline.parsers.element_words import words_of
from pipeline.parsers.head import stated_language
from pipeline.parsers.heading_words import words_of_heading
from pipeline.parsers.page import Element, Page
from pipeline.parsers.page_dates.gather import dates_of_page
from pipeline.parsers.page_dates.struck import without_struck
from pipeline.parsers.page_dates.works import labels_sources
from pipeline.parsers.profile import Reading
from pipeline.parsers.walk.outline import Outline
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.tools import tools_of
from pipeline.parsers.walk.walker import outline
from pipeline.records import OUTSIDE

_BESIDE = (
    *("footer", "aside", "body > header", '[role="banner"]', '[role="contentinfo"]', '[role="complementary"]'),
    *('[role="search"]', '[role="dialog"]', '[aria-modal="true"]', '[class*="breadcrumb"]', '[id*="breadcrumb"]'),
    *('[class*="cookie"]', '[id*="cookie"]', '[class*="consent"]', '[id*="consent"]', '[class*="share-"]'),
    *('[class*="social-"]', '[class*="related-"]', '[id*="related-"]', '[class*="newsletter"]'),
    *("form[class*='search']", "form[id*='search']", "form[class*='subscribe']"),
)
_FOOTS = 'footer, [role="contentinfo"], [class*="footer" i], [id*="footer" i]'
GENERIC_RULES = ContentRules(skip=_BESIDE)
_MUCH = 100
"""Words outside of the content that are too few to speak of."""
_LINE = 240
"""Characters of the longest line that may state a date of the page; longer ones tell of other things' dates."""
_OPENING = 80
"""Characters of a longer line in which a dated note may open: "Updated 3 May 2025: the dose was corrected ..."."""


def read_any(page: Page, labels: tuple[Label, ...] = ()) -> Reading:
    """Read a page that no profile knows.

    Raises:
        ReadError: it has no body.
    """
    named = head_title(page)
    bearing = titled(page, longest_title(page)) or titled(page, named)
    found = find_content(page.body, page.panels, bearing, heading_of_lead(page, named))
    root = Element(page, found.root)
    heading = title_heading(page, root, named)
    title = (words_of_heading(heading.node, heading.text()) if heading is not None else None) or named
    in_word = {heading.node.mem_id} if heading is not None and heading.node.tag == "p" else set()  # Word's title
    tips = tooltips(found.root)
    left_out = (
        (found.left_out - {*tips.values()})
        | {*tools_of(found.root, page.url)}
        | skip_links(found.root)
        | up_links(found.root)
        | {*tips}
        | in_word
    )
    roots = [*(Element(page, node) for node in found.lead), root]
    if found.behind is not None:
        roots.append(Element(page, found.behind))
    by_whom = labels_of_people(found.boxes, heading.node) if heading is not None else frozenset[int]()
    content = outline(page, roots, ContentRules(), title=heading, left_out=left_out, labels=by_whom)
    outside = found.outside
    if not content.sections:
        outside = 0
        content = outline(page, [Element(page, page.body)], GENERIC_RULES, title=heading)
    order = _order(page, found.dated)
    language = language_spoken(stated_language(page), [section.text for section in content.sections])
    style = DateStyle(language, order, labels)
    stated = dates_of_page(
        page.url,
        found.boxes,
        found.dated,
        root=found.root,
        title=heading.node if heading is not None else None,
        left_out=found.left_out,
        style=style,
        impossible=page.impossible,
    )
    told = text_dates(page, content, style, stated.notes)
    claims = _first_places([*stated.claims, *without_struck(told, stated.claims, stated.struck)])
    apart = {(claim.role, claim.value, claim.raw) for claim in claims if claim.scope != "page"}
    notes = [note for note in stated.notes if (note.role, note.value, note.raw) not in apart]
    noted = {(note.value, note.raw) for note in notes}
    claims = tuple(claim for claim in claims if not (_is_bare(claim) and (claim.value, claim.raw) in noted))
    coverage = structs.replace(content.coverage, outside_words=outside)
    return Reading(
        title=title,
        content=structs.replace(content, coverage=coverage),
        dates=tuple(with_notes(claims, notes)),
        histories=stated.histories,
        people=people_of_page(
            page, found.boxes, heading.node if heading is not None else None, found.end, content, stated.told
        ),
        issues=tuple(_outside(coverage)),
        of_any_page=True,
    )


def _said(run: Dated) -> str:
    return (run.node.text_content or "") if run.opens else run.words


def _order(page: Page, dated: list[Dated]) -> Order | None:
    """Which of day and month the page's numeric dates put first, by what shows it best (R3).

    Args:
        page: the page.
        dated: its runs of text that may hold a date.
    """
    return (
        page.date_order
        or order_of_times((node.text(), node.attributes.get("datetime") or "") for node in page.tree.tags("time"))
        or numeric_order(map(_said, dated))
        or host_order(page.url)
        or (
            address_order("\n".join(words_of(foot) for foot in page.body.css(_FOOTS)))
            if is_open(map(_said, dated))
            else None
        )
    )


def _outside(coverage: Coverage) -> Iterator[Issue]:
    """Say so where a third of a page's text was left out: the choice may be wrong, and nobody would notice."""
    outside = coverage.outside_words or 0
    if outside > max(_MUCH, coverage.content_words / 2):
        message = f"{outside} words stand outside of what was taken for the content, {coverage.content_words} in it"
        evidence = {"outside_words": str(outside), "content_words": str(coverage.content_words)}
        yield Issue(OUTSIDE, "warning", message, evidence)


def _first_places(claims: list[DateClaim]) -> tuple[DateClaim, ...]:
    """One claim of what is said twice: a line of the page is also a line of a section, where words may stand closer."""
    kept: dict[tuple[str, str, str, str], DateClaim] = {}
    for claim in claims:
        kept.setdefault((claim.role, claim.value, claim.source, claim.raw), claim)
    whole = [claim for claim in kept.values() if claim.precision == "day"]
    labelled = {(claim.value, claim.raw) for claim in whole if claim.label is not None and claim.scope == "page"}
    return tuple(
        claim
        for claim in kept.values()
        if (claim.precision == "day" and not (_is_bare(claim) and (claim.value, claim.raw) in labelled))
        or (
            claim.precision != "day"
            and not any(
                each.role == claim.role and each.value.startswith(claim.value)
                for each in whole
                if claim.source == "text"
            )
        )
    )


def _is_bare(claim: DateClaim) -> bool:
    return claim.role == "unlabelled" and claim.source == "text"


def _opens(line: str) -> bool:
    """Whether a long line may open with a date and a colon; the words of most lines do not."""
    colon = line.find(": ", 0, _OPENING)
    return colon > 0 and any(map(str.isdigit, line[:colon]))


def _below_sources(told: list[str], claims_of: Callable[[str], list[DateClaim]]) -> list[DateClaim]:
    """What the lines that close a list of sources say of the page, where they say by whom and when, or two things.

    The page's own small print often follows its sources without a heading between: lines that open with a label or by
    saying by whom. One such line may as well be the last of a work: "About measles", "Last reviewed: 20 June 2023".
    """
    stated: list[DateClaim] = []
    credited = False
    for line in reversed(told):
        found = claims_of(line) if len(line) <= _LINE and line[:1] != "\u2022" else []
        if not (found and found[0].label is not None and line.startswith(found[0].label)):
            if len(line) > _LINE or line[:1] == "\u2022" or not any(stated_people(line)):
                break
            credited = True
        stated = [*found, *stated]
    return stated if credited or len({claim.role for claim in stated}) > 1 else []


def text_dates(page: Page, content: Outline, style: DateStyle, notes: list[DateClaim]) -> list[DateClaim]:
    """Labelled dates in the words of the content; dated notes go to ``notes``."""
    claims: list[DateClaim] = []
    for section in content.sections:
        locator = f"section:{section.id}"
        if section.kind == "references":
            claims += _below_sources(section.text.split("\n"), partial(find_claims, locator=locator, style=style))
            continue
        if any(map(heads_others, section.path)):
            continue
        notes += history_claims(section.path, section.text, locator=locator, style=style)
        told = section.text.split("\n")
        told = without_earlier(told) if "ersion" in section.text else told
        further = any(map(heads_further, section.path))
        claims_of = partial(find_claims, locator=locator, style=style, notes=notes)
        rejected = page.impossible
        stated = claims_of("\n".join(line for line in told if len(line) <= _LINE), rejected=rejected, items=further)
        if stated and (sources := next((at for at, line in enumerate(told) if labels_sources(line)), None)):
            before, after = (
                "\n".join(line for line in part if len(line) <= _LINE) for part in (told[:sources], told[sources:])
            )
            stated = [*claims_of(before, notes=[], items=further), *claims_of(after, notes=[], items=True)]
        claims += stated
        if openings := [line[:_OPENING] for line in told if len(line) > _LINE and _opens(line)]:
            notes += claims_of("\n".join(f"{line[: line.rfind(': ')]}: ..." for line in openings))
    return claims
