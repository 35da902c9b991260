from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.errors import DatabaseReadOnly, DiskFull, StorageError, UsageError
from pipeline.model.courtesy import PaceEntry, RobotsSnapshot
from pipeline.model.issue import Issue
from pipeline.model.run import RunCounts
from pipeline.model.target import Discovered
from pipeline.storage import Store
from pipeline.storage.values import AuditRow
from tests.damage import files_no_longer_than
from tests.storage.storage_pages import DAY, NOW, URL, begin, capture, document, save
from tests.values import finding

GONE = "https://health.example/a-gone.html"
A = document(texts=("Airways that swell at 1.5 mg.", "Atención: llame al médico."))


def headings(store: Store, words: str) -> list[str | None]:
    return [hit.heading for hit in store.search(words)]


def test_search_finds_words_in_any_form(store: Store) -> None:
    """Case, accents and English endings do not matter."""
    save(store, A)
    for words in ("AIRWAYS", "airway", "swelling", "helped airway"):
        assert headings(store, words) == ["Part 0"], words
    for words in ("atencion", "ATENCIÓN", "medico llame"):
        assert headings(store, words) == ["Part 1"], words
    assert {(hit.heading, hit.left_out) for hit in store.search("airways médico")} == {
        ("Part 0", ("médico",)),
        ("Part 1", ("airways",)),
    }
    (hit,) = store.search("swell")
    assert hit.snippet == "Airways that [swell] at 1.5 mg."
    assert (hit.url, hit.title, hit.section_id) == (URL, "Asthma", "s0")


@pytest.mark.parametrize(
    "words",
    [
        '"',
        '""',
        "*",
        "a AND",
        "NEAR(",
        "text:x",
        "-",
        "",
        "'; --",
        "^swollen OR",
        pytest.param("zzz\udcff", id="no text"),
        pytest.param("zz\0zz", id="the sign that ends a string"),
    ],
)
def test_no_words_break_the_search(store: Store, words: str) -> None:
    """There is no query language to trip over."""
    save(store, A)
    assert store.search(words) == []


def test_quoted_words_must_stand_together(store: Store) -> None:
    """A phrase is a phrase, numbers with their point included."""
    save(store, A)
    assert headings(store, '"that swell"') == ["Part 0"]
    assert headings(store, '"swell that"') == []
    assert headings(store, "1.5 mg") == ["Part 0"]
    assert headings(store, "15 mg") == []


def test_of_a_question_what_every_sentence_has_counts_for_nothing(store: Store) -> None:
    """A question in whole sentences finds what answers to its subject; what a hit does not hold stands in it."""
    for number in range(6):
        other = document(
            texts=("How is it, and what can it be?", "What is to be done, and how?"), title=f"Other {number}"
        )
        save(store, other, url=f"https://health.example/{number}.html")
    save(store, A)
    for question, left_out in (
        ("is asthma contagious", ("contagious",)),
        ("how can swollen airways be helped", ("swollen", "helped")),
        ('"airways that" contagious', ("contagious",)),
        ("swell airways", ()),
    ):
        hit = store.search(question)[0]
        assert (hit.url, hit.left_out) == (URL, left_out), question
    for nothing in ("contagious itchy", '"that airways" swell', "airways 15 mg", "contagious"):
        assert store.search(nothing) == [], nothing
    assert len(store.search("what is it")) == 10


def test_what_holds_much_less_than_the_best_is_no_hit(store: Store) -> None:
    """A section with one of five words is not worth a look where another one has them all."""
    full = document(texts=("Inhaled steroids may thin the bones of children.",), title="Inhalers")
    save(store, full)
    save(store, document(texts=("Steroids.",), title="Bones"), url="https://health.example/bones")
    save(store, document(texts=("Children.",), title="School"), url="https://health.example/school")
    assert [hit.title for hit in store.search("can inhaled steroids thin the bones of children")] == ["Inhalers"]


def test_the_page_that_is_called_so_comes_before_those_that_are_called_more(store: Store) -> None:
    """Also where there are hundreds of the others, and where the title has words of one letter."""
    for number in range(450):
        other = document(texts=("Cancer.",), title=f"Cancer of organ {number}")
        save(store, other, url=f"https://health.example/{number}.html")
    words = ("What many illnesses have in common that begin as cancer somewhere in the body and go on to other parts.",)
    save(store, document(texts=words, title="Cancer"))
    assert store.search("what is cancer", 2)[0].title == "Cancer"
    for letter in "ABC":
        save(
            store,
            document(texts=(f"Hepatitis {letter}.",), title=f"Hepatitis {letter}"),
            url=f"https://h.example/{letter}",
        )
    for question in ("hepatitis a", "what is Hepatitis A and who gets it"):
        assert store.search(question)[0].title == "Hepatitis A", question


def test_of_one_page_two_sections_come_before_those_of_others(store: Store) -> None:
    """A page with many sections does not hide all the others; its other sections follow."""
    save(store, document(texts=("Asthma at home.", "Asthma at work.", "Asthma at school."), title="Asthma"))
    save(store, document(texts=("Smoke, asthma and other illness of the lungs.",), title="Lungs"), url=GONE)
    assert [hit.title for hit in store.search("asthma")] == ["Asthma", "Asthma", "Lungs", "Asthma"]


def test_a_word_that_nobody_uses_is_the_beginning_of_one_and_what_is_done_has_a_noun(store: Store) -> None:
    """Short forms and verbs find what they stand for."""
    save(store, document(texts=("Pulmonary rehabilitation.", "Treatment of the lungs."), title="Lungs"))
    save(store, document(texts=("A skin that is treated well.",), title="Skin"), url=GONE)
    assert headings(store, "rehab") == ["Part 0"]
    assert headings(store, "how are lungs treated")[0] == "Part 1"
    assert headings(store, "reh") == []


def test_only_pages_in_a_language_are_found_where_one_is_asked_for(store: Store) -> None:
    """Its regions are of it, another language that begins with the same letters is not."""
    for language in ("en", "en-GB", "es", "est", None):
        url = f"https://health.example/{language}.html"
        save(store, replace(document(url, title="Asthma", texts=("Asthma.",)), language=language), url=url)
    for asked, found in (("en", 2), ("EN", 2), ("en-gb", 1), ("es", 1), ("fr", 0), (None, 5), ("e%", 0)):
        assert len(store.search("asthma", language=asked)) == found, asked


def test_a_page_is_found_by_its_other_names(store: Store) -> None:
    """As by its title, in a question too; one in quotes is looked for as it stands, one of many pages tells nothing."""
    pages = {
        "High Blood Pressure": ("Hypertension", "HBP"),
        "Back Pain": ("Lumbago", "Illness"),
        "Gout": ("Illness",),
        "Flu": ("Illness", "Influenza virus infections"),
        "Hives": ("Illness",),
    }
    for title, names in pages.items():
        url = f"https://health.example/{title.replace(' ', '-')}.html"
        made = document(url, title=title, texts=("What it is.", "How it is treated."))
        save(store, replace(made, also_called=names), url=url)
    for question, title, left_out in (
        ("hypertension", "High Blood Pressure", ()),
        ("how is HBP treated", "High Blood Pressure", ()),
        ("lumbago at night", "Back Pain", ("night",)),
        ("influenza virus infection", "Flu", ()),
    ):
        hit = store.search(question)[0]
        assert (hit.title, hit.left_out) == (title, left_out), question
    assert store.search('"hypertension"') == store.search("illness") == store.search("influenza") == []
    assert store.unheard("lumbago hypertensoin") == {"hypertensoin": "hypertension"}


def test_a_slip_is_told_with_what_was_probably_meant(store: Store) -> None:
    """Of words that no section holds, the one of a name that is much like it, or none; figures are no slips."""
    save(store, A)
    save(store, document(texts=("The bowel.",), title="Crohn's Disease"), url=GONE)
    assert store.unheard("is astma contagious") == {"astma": "asthma", "contagious": None}
    assert store.unheard("cronh 15") == {"cronh": "crohn", "15": None}
    assert store.unheard('"air ways"') == {"air ways": None}
    assert store.unheard("what is asthma") == store.unheard("") == {}


def test_the_title_counts_more_than_the_text(store: Store) -> None:
    """The page about a thing comes before a page that mentions it."""
    about, mentions = "https://health.example/b-about", "https://health.example/a-mentions"
    save(store, document(mentions, title="Lungs", texts=("Smoke and asthma.",)), url=mentions)
    save(store, document(about, title="Asthma", texts=("Smoke and pollen.",)), url=about)
    assert [hit.url for hit in store.search("asthma smoke")] == [about, mentions]


def test_what_a_page_says_comes_before_what_it_lists_and_bare_headings_last(store: Store) -> None:
    """Of the sections of the page about a thing, prose is first however short the list of links or the heading."""
    words = (
        "",
        "Asthma at home.",
        "Asthma is an illness of the tubes that carry air through the lungs, and a long one.",
    )
    made = document(title="Asthma", texts=words)
    listed = replace(made.sections[1], kind="links")
    save(store, replace(made, sections=(replace(made.sections[0], markdown=""), listed, made.sections[2])))
    assert headings(store, "asthma") == ["Part 2", "Part 1", "Part 0"]


def test_a_page_that_is_gone_is_found_last_and_says_so(store: Store) -> None:
    """What its publisher shows no longer is still held, but never passes for what is said today."""
    for url in (GONE, URL):
        save(store, document(url, texts=("Smoke.",)), url=url)
    for day in (1, 2, 3):
        at = NOW + day * DAY
        save(store, url=GONE, at=at, answer=capture(GONE, status=404, body=b"", at=at))
    there, gone = store.search("smoke")
    assert (there.url, there.gone_since) == (URL, None)
    assert (gone.url, gone.gone_since) == (GONE, store.gone_since(GONE))
    assert gone.gone_since is not None


def test_search_follows_the_newest_version_only(store: Store) -> None:
    """Words that were edited out are not found, kept ones are found once."""
    save(store, A)
    save(store, document(texts=("Airways that swell at 1.5 mg.", "Nothing else.")), at=NOW + DAY)
    assert (headings(store, "swell"), headings(store, "llame"), headings(store, "nothing")) == (
        ["Part 0"],
        [],
        ["Part 1"],
    )


def test_a_finding_is_one_row_with_its_since_when(store: Store) -> None:
    """Seen again it goes on, not seen it is resolved, back again it opens anew."""
    changes = store.sync_findings([finding("a"), finding("b")], now=NOW)
    assert (changes.opened, changes.resolved) == (("a", "b"), ())
    changes = store.sync_findings([finding("b", message="still"), finding("c")], now=NOW + DAY)
    assert (changes.opened, changes.resolved) == (("c",), ("a",))
    rows = {row.finding.key: row for row in store.findings(resolved=True)}
    assert (rows["b"].first_seen, rows["b"].last_seen, rows["b"].finding.message) == (NOW, NOW + DAY, "still")
    assert rows["a"].resolved_at == NOW + DAY
    assert store.sync_findings([finding("a")], now=NOW + 2 * DAY).opened == ("a",)
    (row,) = store.findings()
    assert (row.first_seen, row.finding) == (NOW + 2 * DAY, finding("a"))


def test_a_finding_that_a_newer_rule_calls_otherwise_keeps_its_since_when(store: Store) -> None:
    """Another key for the same words of a page is neither news nor an end; other words, and the same rule, are."""
    store.sync_findings([finding("gone", message="ended"), finding("old"), finding("same", rule_version=2)], now=NOW)
    now = [
        finding("new", rule_version=2),
        finding("else", rule_version=2, message="other words"),
        finding("same-2", rule_version=2, url=GONE),
    ]
    changes = store.sync_findings(now, now=NOW + DAY, rules="1+cd")
    assert (changes.opened, changes.resolved) == (("else", "same-2"), ("gone", "same"))
    rows = {row.finding.key: row for row in store.findings(resolved=True)}
    assert (rows["new"].first_seen, "old" in rows) == (NOW, False)
    assert rows["else"].first_seen == NOW + DAY


def test_an_audit_of_one_site_resolves_nothing_of_another(store: Store) -> None:
    """Findings of sites that were not looked at stay open."""
    store.sync_findings([finding("a"), finding("b", site="other")], now=NOW)
    assert store.sync_findings([], now=NOW + DAY, sites=["other"]).resolved == ("b",)
    assert [row.finding.key for row in store.findings()] == ["a"]


def test_audits_are_known_by_their_time_and_what_they_came_to(store: Store) -> None:
    """Also one that found nothing; told are the last one of every site and what was audited alone since.

    What they opened and resolved is counted since the last run: a second look in the same night hides no news.
    """
    assert store.last_audits() == []
    store.sync_findings([finding("a"), finding("b", site="other")], now=NOW, rules="1+ab")
    store.sync_findings([], now=NOW + DAY, sites=["other"], rules="1+ab")
    store.sync_findings([], now=NOW + 2 * DAY, rules="1+cd")
    whole = AuditRow(at=NOW + 2 * DAY, sites=None, rules="1+cd", findings=0, opened=0, resolved=2)
    assert store.last_audits() == [whole]
    for days in (3, 4):
        store.sync_findings([finding("c", site="other")], now=NOW + days * DAY, sites=["other"], rules="1+cd")
    later = AuditRow(at=NOW + 4 * DAY, sites=("other",), rules="1+cd", findings=1, opened=1, resolved=1)
    assert store.last_audits() == [later, whole]
    begin(store, "run-2", at=NOW + 5 * DAY)
    store.sync_findings([finding("c", site="other"), finding("d")], now=NOW + 6 * DAY, rules="1+cd")
    store.sync_findings([finding("d")], now=NOW + 7 * DAY, rules="1+cd")
    (last,) = store.last_audits()
    assert (last.findings, last.opened, last.resolved) == (1, 1, 1)


def test_an_issue_of_a_site_is_one_open_row(store: Store) -> None:
    """Told every night it keeps its since-when; resolved it is history."""
    for n in (0, 1):
        issue = Issue(code="sitemap-empty", severity="error", message=f"night {n}")
        store.add_issues("run-1", [issue], site="example", url=None, now=NOW + n * DAY)
    (row,) = store.issues(site="example")
    assert (row.since, row.message) == (NOW, "night 1")
    assert store.resolve_issues(site="example", url=None, now=NOW + 2 * DAY) == 1
    assert list(store.issues()) == []
    assert store._sql.execute("SELECT message, resolved_at > since FROM issues").fetchall() == [("night 1", 1)]


def test_a_run_is_closed_with_the_sum_of_its_counters(store: Store) -> None:
    """What pages counted and what the caller adds come together; an unknown run is an error."""
    save(store, A)
    store.add_counts("run-1", RunCounts(requests=3))
    store.add_counts("run-1", RunCounts(requests=2, due=1))
    run = store.finish_run("run-1", verdict="ok", now=NOW + DAY)
    assert (run.verdict, run.counts.requests, run.counts.due, run.counts.new) == ("ok", 5, 1, 1)
    assert store.runs() == [run]
    with pytest.raises(StorageError, match="no run 'nobody'"):
        save(store, A, run_id="nobody")


def test_a_block_keeps_its_since_when_and_the_last_good_state(store: Store) -> None:
    """Blocked twice is blocked since the first time; a good run lifts it."""
    store.unblock_site("example", run_id="run-1", now=NOW)
    for n in (1, 2):
        store.block_site("example", reason=f"night {n}", now=NOW + n * DAY)
    state = store.site_states()["example"]
    assert (state.blocked_since, state.blocked_reason) == (NOW + DAY, "night 2")
    assert (state.last_good_run, state.last_good_at) == ("run-1", NOW)
    begin(store, "run-2")
    store.unblock_site("example", run_id="run-2", now=NOW + 3 * DAY)
    state = store.site_states()["example"]
    assert (state.blocked_since, state.last_good_run) == (None, "run-2")


def test_robots_and_pace_survive_a_restart(store: Store) -> None:
    """What politeness must remember comes back as it was said; the newest robots.txt decides."""
    old = RobotsSnapshot(
        id="1",
        origin="https://health.example",
        fetched_at=NOW,
        expires_at=NOW + DAY,
        status=200,
        text="User-agent: *",
        verdict="rules",
        reason="read",
        crawl_delay=2.5,
        sitemaps=("https://health.example/sitemap.xml",),
    )
    new = replace(old, id="2", fetched_at=NOW + DAY, expires_at=NOW + 2 * DAY, verdict="closed", status=None, text="")
    for snapshot in (old, new):
        store.save_robots(snapshot)
    store.save_pace([PaceEntry(key="health.example", last_at=NOW)])
    store.save_pace([PaceEntry(key="health.example", last_at=NOW + DAY, hold_until=NOW + 2 * DAY)])
    with Store.open(store.path) as again:
        assert again.robots("https://health.example") == new
        assert again.robots_snapshots(now=NOW + DAY) == (new,)
        assert again.robots_snapshots(now=NOW) == (old,)
        assert again.load_pace() == (PaceEntry(key="health.example", last_at=NOW + DAY, hold_until=NOW + 2 * DAY),)


CANARY = "xylophonequartz"


def test_a_purged_page_leaves_a_tombstone_and_no_byte(store: Store) -> None:
    """Its words are in no table, index, log or hole of the file; what it shared stays; it is never asked for again.

    Nor are those that it lost before, and after another was removed.
    """
    other, before = "https://health.example/other", "https://health.example/before"
    save(store, document(before), url=before)
    store.purge(before, reason="asked to", now=NOW)
    alias, unheard = "http://health.example/asthma.html", "https://www.health.example/Asthma.html"
    many = tuple(f"secret {CANARY} {n}" for n in range(400))
    secret = document(texts=(*many, "Shared words."), title=CANARY)
    save(store, secret)
    assert save(store, replace(secret, url=alias), url=alias).result == "redirected"
    save(store, document(texts=("edited", "Shared words.")), at=NOW + DAY)
    save(store, document(other, texts=("Shared words.",)), url=other)
    seen = {row.id for row in store.captures() if row.requested_url in (URL, alias)}
    assert len(seen) == 3
    assert set(store.purge(URL, reason="asked to", now=NOW + 2 * DAY)) == seen
    assert store.document(URL) is None
    assert [hit.url for hit in store.search("shared")] == [other]
    assert [(c.kind, c.url) for c in store.changes()][-1] == ("purged", URL)
    spelt = [Discovered(url=url, site="example", found_by="link") for url in (URL, alias, unheard)]
    store.discover(spelt, now=NOW + 3 * DAY)
    assert [t.url for t in store.due(now=NOW + 999 * DAY, force=True)] == [other]
    for file in store.path.parent.iterdir():
        assert CANARY.encode() not in file.read_bytes(), file
        assert CANARY[:10].encode() not in file.read_bytes(), file
    with pytest.raises(StorageError, match="no page"):
        store.purge(URL, reason="again", now=NOW)


def test_a_backup_is_a_database_of_its_own(store: Store) -> None:
    """Taken while the store is open, whole, sound, and not touched by what follows."""
    save(store, A)
    copy = store.path.with_name("copy.db")
    store.backup(copy)
    save(store, document(), at=NOW + DAY)
    with Store.open(copy, read_only=True) as saved:
        assert saved.check() == []
        assert len(saved.versions(URL)) == 1
    with pytest.raises(StorageError):
        store.backup(store.path.parent / "nowhere" / "copy.db")


def test_a_backup_has_the_name_it_is_given(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that SQLite would take for an address: ``backup file:b.db`` failed, and made nothing."""
    monkeypatch.chdir(store.path.parent)
    store.backup(Path("file:b.db"))
    with Store.open(Path("file:b.db"), read_only=True) as copy:
        assert copy.counts() == store.counts()


@pytest.mark.parametrize("end", ["", "-wal", ".lock"])
def test_a_database_is_not_replaced_by_its_own_backup(store: Store, end: str) -> None:
    """Nor is a file that belongs to it: a run that has it open would go on writing to what is no longer there."""
    save(store, A)
    aside = store.path.parent / "aside"
    aside.symlink_to(store.path.parent)
    with pytest.raises(UsageError, match="belongs to the database itself"):
        store.backup(aside / (store.path.name + end))
    assert store.check() == []


def test_a_backup_takes_the_place_of_no_device(store: Store) -> None:
    """Who is root and names /dev/null has it afterwards."""
    pipe = store.path.with_name("pipe")
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="pipe is no file"):
        store.backup(pipe)
    assert pipe.is_fifo()


def test_a_backup_takes_the_place_of_another_with_what_lies_beside_it(store: Store) -> None:
    """The log of one that somebody opened and left would be mixed into the new one."""
    save(store, A)
    copy = store.path.with_name("copy.db")
    copy.write_bytes(b"old")
    log = store.path.with_name("copy.db-wal")
    log.write_bytes(store.path.with_name(f"{store.path.name}-wal").read_bytes())
    store.backup(copy)
    assert not log.exists()


def test_a_search_index_that_cannot_be_checked_is_not_called_wrong(store: Store) -> None:
    """A file that may not be written says nothing of the index in it."""
    save(store, A)
    store._sql.execute("PRAGMA query_only=ON")
    with pytest.raises(DatabaseReadOnly):
        store.check_search()


def test_a_backup_that_does_not_fit_leaves_nothing_behind(store: Store) -> None:
    """Neither a part of the copy nor its journal, which would be rolled back into the next one."""
    save(store, A)
    copy = store.path.with_name("copy.db")
    with files_no_longer_than(64 * 1024), pytest.raises(DiskFull, match=r"copy\.db"):
        store.backup(copy)
    assert [path.name for path in copy.parent.glob("copy.db*")] == []


def test_the_check_sees_what_is_wrong(store: Store) -> None:
    """A dangling pointer is told, and a search index that disagrees with the texts, which a rebuild mends."""
    save(store, A, answer=capture())
    store._sql.execute("UPDATE urls SET capture = 99")
    assert store.check() == [f"{URL} points to a missing capture or document"]
    store._sql.execute("UPDATE urls SET capture = 1")
    store._sql.execute("INSERT INTO sections_fts (sections_fts) VALUES ('delete-all')")
    (index,) = store.check()
    assert index.startswith("the search index does not match the texts")
    store.rebuild_search()
    assert store.check() == []
