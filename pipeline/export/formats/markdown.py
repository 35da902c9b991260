"""Markdown with front matter, one file a page, for people, static sites and note-taking programs.

The front matter is YAML in which every value is written as JSON (YAML 1.2 reads JSON; what the two take otherwise is
escaped), so nothing in a title can break it. A file is named after its page's address: lower case ASCII, at most 80
letters, the document's id at the end, so that no two pages share a name, on no file system, and the same page has the
same name everywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Struct

from pipeline.export.heads import document_id, rights_of
from pipeline.export.manifest import TableFile
from pipeline.model.document import Document
from pipeline.parsers.walk.inline import escape

FOLDER = "pages"
_UNSAFE = re.compile(r"[^a-z0-9]+")
_CLOSING = re.compile(r"#+\Z")
_NO_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def file_name(document: Document) -> str:
    """Where the page of a document stands: ``pages/SITE/SLUG-ID.md``."""
    path = unquote(urlsplit(document.url).path).lower().rsplit(".", 1)[0]
    slug = _UNSAFE.sub("-", path).strip("-")[:80].rstrip("-") or "index"
    site = _UNSAFE.sub("-", document.site.lower()).strip("-") or "site"
    return f"{FOLDER}/{site}/{slug}-{document_id(document.url)}.md"


def page(document: Document) -> str:
    """The whole file."""
    return f"---\n{_front_matter(document)}---\n\n{_body(document)}"


class MarkdownWriter:
    """Writes pages into a folder; takes the table ``records`` and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sites: set[str] = set()
        self._rows = self._bytes = 0
        self._hash = hashlib.sha256()

    def add(self, table: str, rows: Sequence[Struct]) -> None:
        """A page for every record."""
        del table
        for document in rows:
            if not isinstance(document, Document):
                raise TypeError(f"{type(document).__name__} is no record")
            name = file_name(document)
            path = self._folder / name
            if document.site not in self._sites:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._sites.add(document.site)
            data = page(document).encode()
            path.write_bytes(data)
            self._hash.update(f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode())
            self._rows += 1
            self._bytes += len(data)

    def close(self) -> tuple[TableFile, ...]:
        """Describe the pages as one table: its checksum is that of their list as sha256sum prints it, by URL."""
        digest = self._hash.hexdigest()
        return (
            TableFile(
                name="records",
                path=f"{FOLDER}/",
                rows=self._rows,
                bytes=self._bytes,
                sha256=digest,
                content_sha256=digest,
            ),
        )


def _front_matter(document: Document) -> str:
    fields: dict[str, object] = {
        "title": document.title,
        "url": document.url,
        "id": document_id(document.url),
        "site": document.site,
        "page_type": document.page_type,
        "language": document.language,
        "publisher": document.publisher,
        "rights": document.rights.status,
        "rights_holder": document.rights.holder,
        "rights_statement": document.rights.statement,
        "reviewed": document.reviewed and document.reviewed.value,
        "modified": document.modified and document.modified.value,
        "published": document.published and document.published.value,
        "next_review_due": document.next_review_due and document.next_review_due.value,
        "captured_at": document.provenance.fetched_at,
        "gone_since": getattr(document, "gone_since", None),
        "also_called": document.also_called,
        "subjects": [subject.name for subject in document.subjects],
    }
    return "".join(f"{name}: {_yaml(value)}\n" for name, value in fields.items() if value not in (None, (), []))


def _yaml(value: object) -> str:
    """JSON that YAML reads as the same: what it takes for a line break or refuses stands escaped."""
    return _NO_YAML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", msgspec.json.encode(value).decode())


def _body(document: Document) -> str:
    parts = [f"# {_line(document.title) if document.title else document.url}"]
    for section in document.sections:
        if section.heading is not None:
            parts.append(f"{'#' * min(section.level + 1, 6)} {_line(section.heading)}")
        status = rights_of(section, document).status
        if status != document.rights.status:
            parts.append(f"<!-- rights: {status} -->")
        if section.markdown:
            parts.append(section.markdown)
    return "\n\n".join(parts) + "\n"


def _line(text: str) -> str:
    """Words of a page as those of a heading: nothing in them is an element or a link, nor the heading's end."""
    return _CLOSING.sub(r"\\\g<0>", escape(" ".join(text.split())))
