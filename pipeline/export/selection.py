"""Who is let into an export: by site, kind of page, language and rights.

Rights are decided for each part of a page. A section falls under its own rights where it has some, under the page's
otherwise. What is not let in is withheld whole, everywhere its words could stand: its text, the links and images in it,
the page's structured data, and the evidence of issues, which quotes pages.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import UsageError
from pipeline.model.document import Document, Section
from pipeline.model.profile import RightsStatus

Withhold = Literal["drop", "link-only"]
STATUSES: tuple[str, ...] = get_args(RightsStatus)
Reason = Literal["site", "page_type", "language", "rights"]


class Kept(Struct, frozen=True):
    """A document as it goes out, and how many of its sections were withheld."""

    document: Document
    withheld: int = 0


class Selection(Struct, frozen=True, kw_only=True):
    """What to export; an empty field lets everything through.

    Attributes:
        sites: profile names.
        page_types: kinds of page.
        languages: BCP 47 ranges, basic filtering (RFC 4647 section 3.3.1): ``es`` lets ``es-US`` through.
        rights: statuses that may go out.
        withhold: ``drop`` leaves a withheld section out; ``link-only`` keeps its heading and address without words.
    """

    sites: Collection[str] = ()
    page_types: Collection[str] = ()
    languages: Collection[str] = ()
    rights: Collection[str] = ()
    withhold: Withhold = "drop"

    def check(self) -> None:
        """Refuse a rights status that does not exist: it would let nothing out and not say why.

        Raises:
            UsageError: an unknown status.
        """
        unknown = sorted(set(self.rights) - set(STATUSES))
        if unknown:
            raise UsageError(f"no rights status {', '.join(unknown)}", mend=f"statuses are {', '.join(STATUSES)}")

    def apply(self, document: Document) -> Kept | Reason:
        """The document as it may go out, or why it may not."""
        if self.sites and document.site not in self.sites:
            return "site"
        if self.page_types and document.page_type not in self.page_types:
            return "page_type"
        if self.languages and not self._speaks(document.language):
            return "language"
        return self._cleared(document) if self.rights else Kept(document)

    def _speaks(self, language: str | None) -> bool:
        tag = (language or "").lower()
        return any(tag == wanted.lower() or tag.startswith(wanted.lower() + "-") for wanted in self.languages)

    def _cleared(self, document: Document) -> Kept | Reason:
        page_cleared = document.rights.status in self.rights
        held_back = {section.id for section in document.sections if not self._allows(section, document)}
        if page_cleared and not held_back:
            return Kept(document)
        if not page_cleared and (document.rights.status != "mixed" or len(held_back) == len(document.sections)):
            return "rights"
        return Kept(self._without(document, held_back, page_cleared=page_cleared), len(held_back))

    def _allows(self, section: Section, document: Document) -> bool:
        rights = section.rights if section.rights is not None else document.rights
        return rights.status in self.rights

    def _without(self, document: Document, held_back: set[str], *, page_cleared: bool) -> Document:
        """The document without the words of some sections, and without those the page itself may not give."""

        def stays(section_id: str | None) -> bool:
            return page_cleared if section_id is None else section_id not in held_back

        if self.withhold == "link-only":
            sections = tuple(
                section if section.id not in held_back else replace(section, text="", markdown="")
                for section in document.sections
            )
        else:
            sections = tuple(section for section in document.sections if section.id not in held_back)
        return replace(
            document,
            description=document.description if page_cleared else None,
            sections=sections,
            links=tuple(link for link in document.links if stays(link.section_id)),
            images=tuple(image for image in document.images if stays(image.section_id)),
            related=document.related if page_cleared else (),
            structured_data={},
            coverage=replace(document.coverage, lost=()),
            issues=tuple(replace(issue, message=issue.code, evidence={}) for issue in document.issues),
        )
