"""Words of a selection that no page answers to: a misspelt one would export nothing, and say that all is well."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.errors import UsageError
from pipeline.export.selection import Selection, speaks, words_of
from pipeline.nearest import meant
from pipeline.storage import Store

NAMED = 12
"""Names listed in a message, at most."""


def check_sites(store: Store, selection: Selection) -> None:
    """Refuse sites that a store knows nothing of.

    Raises:
        UsageError: there is one; the message names what there is.
    """
    for wanted in selection.sites:
        if not store.knows_site(wanted):
            raise unknown("page is of the site", wanted, store.site_states())


def check_known(store: Store, selection: Selection) -> None:
    """Refuse kinds of page, languages and subjects that no document has, now or before it was gone.

    A store without documents refuses nothing: there is nothing to tell a right word by.

    Raises:
        UsageError: there is one; the message names what there is.
    """
    if not (selection.page_types or selection.languages or selection.subjects):
        return
    there = store.facets()
    if not there.page_types:
        return
    for wanted in selection.page_types:
        if wanted not in there.page_types:
            raise unknown("page is of the type", wanted, there.page_types)
    for wanted in selection.languages:
        if not any(speaks(language, wanted) for language in there.languages):
            raise unknown("page is in the language", wanted, there.languages)
    said = {word for subject in there.subjects for word in words_of(*subject)} if selection.subjects else set()
    for wanted in selection.subjects:
        if wanted.casefold() not in said:
            raise unknown("page is about the subject", wanted, [name for _, name, _ in there.subjects])


def unknown(what: str, wanted: str, held: Collection[str]) -> UsageError:
    """That nothing is called so, with the nearest that is."""
    names = sorted(set(held))
    listed = ", ".join(names[:NAMED]) + (f", ... ({len(names)} in all)" if len(names) > NAMED else "")
    return UsageError(f"no {what} {wanted!r}{meant(wanted, names)}", mend=f"there are: {listed}" if names else None)
