"""MedlinePlus' English topics in a store, and how many questions find theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec.structs import replace

from pipeline.model.document import Related
from pipeline.storage import Store
from tests.storage.storage_pages import begin, document, save
from tools.corpus import CORPUS

TOPICS = CORPUS / "medlineplus" / "summaries-2024" / "topics_en_chunks.jsonl"


def fill(store: Store, names: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] | None = None) -> None:
    """All topics, each with a section for every question that its summary asks.

    Args:
        store: empty.
        names: of some titles, what they are also called, and what leads to them.
    """
    begin(store)
    with store.batch():
        for line in TOPICS.read_text(encoding="utf-8").splitlines():
            topic = json.loads(line)
            lines = [row.strip() for chunk in topic["chunks"] for row in chunk.split("\n")]
            asked = 0
            parts: dict[int, list[str]] = {}
            heads: dict[int, str] = {0: "Summary"}
            for row in filter(None, lines):
                if row.endswith("?") and len(row) < 90:
                    asked += 1
                    heads[asked] = row
                else:
                    parts.setdefault(asked, []).append(row)
            title = topic["metadata"]["Title"]
            made = document(title=title, texts=tuple("\n".join(parts[n]) for n in parts))
            sections = tuple(
                replace(section, heading=heads[n]) for section, n in zip(made.sections, parts, strict=True)
            )
            also, see = (names or {}).get(title, ((), ()))
            related = tuple(Related(relation="see_reference", text=name, url=None) for name in see)
            made = replace(made, sections=sections, also_called=also, related=(*made.related, *related))
            save(store, made, url=topic["metadata"]["URL"])


def found(store: Store, questions: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[int, int, list[str]]:
    first, fifth, missed = 0, 0, []
    for question, wanted in questions:
        titles = [hit.title for hit in store.search(question, 5)]
        first += titles[:1] != [] and titles[0] in wanted
        if any(title in wanted for title in titles):
            fifth += 1
        else:
            missed.append(question)
    return first, fifth, missed
