"""NLM's topic XML: both schemas, packed or not, in flat memory, and nothing a stranger writes expands."""

from __future__ import annotations

import gzip
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ReadError, UsageError
from pipeline.fetchers.medlineplus_stream import Feed
from pipeline.fetchers.medlineplus_xml import TopicXml, addresses, topics
from tools.corpus import CORPUS

TOPIC = """<health-topic meta-desc="What it is." title="Snoring" url="https://medlineplus.gov/snoring.html" id="{0}"
 language="English" date-created="01/07/2003">
<also-called>Night noise</also-called>
<full-summary>&lt;p&gt;See &lt;TOPIC ID="7" LINKTEXT="sleep"/&gt; &amp;amp; rest.&lt;/p&gt;</full-summary>
<group url="https://medlineplus.gov/earnoseandthroat.html" id="31">Ear &amp; Nose</group>
<language-mapped-topic url="https://medlineplus.gov/spanish/snoring.html" id="9"
 language="Spanish">Ronquidos</language-mapped-topic>
<mesh-heading>
<descriptor id="D012913">Snoring</descriptor>
</mesh-heading>
<primary-institute url="https://sleep.institute.example/">Institute of Sleep</primary-institute>
<related-topic url="https://medlineplus.gov/sleep.html" id="7">Sleep</related-topic>
<see-reference>Noise at night</see-reference>
<site title="Why" url="https://a.example/?a=1&amp;b=2" language-mapped-url="https://a.example/es">
<information-category>Start Here</information-category>
<information-category>Children</information-category>
<organization>First Society</organization>
<organization>Second Society</organization>
<standard-description>NIH</standard-description>
</site>
</health-topic>
"""
OLD = """<MedicalTopics total="1" dategenerated="04/23/2011 12:07:53">
<MedicalTopic ID="T1569" langcode="English"><ID>1569</ID><MedicalTopicName>Arsenic</MedicalTopicName>
<URL>http://www.nlm.nih.gov/medlineplus/arsenic.html</URL><FullSummary>&lt;p&gt;A metal.&lt;/p&gt;</FullSummary>
<DateCreated><Year>2002</Year><Month>07</Month><Day>21</Day></DateCreated>
<Groups><Group><GroupID>28</GroupID><GroupName>Poisoning</GroupName><GroupURL>http://x/p.html</GroupURL></Group></Groups>
<Synonyms><Synonym>As</Synonym></Synonyms>
<MeshHeadingList><MeshHeading><Descriptor><DescriptorName>Arsenic</DescriptorName><DescriptorUI>D001151</DescriptorUI>
</Descriptor></MeshHeading></MeshHeadingList>
<SeeReferencesList><SeeReference><SeeRefName>Arsenite</SeeRefName></SeeReference></SeeReferencesList>
<RelatedTopics><RelatedTopic IDREF="T1758"/></RelatedTopics><LanguageMappedTopicID>1435</LanguageMappedTopicID>
</MedicalTopic></MedicalTopics>"""


def feed_of(*bodies: str, total: int | None = None) -> bytes:
    root = f'<health-topics total="{len(bodies) if total is None else total}" date-generated="03/04/2025 02:30:23">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n{"".join(bodies)}</health-topics>'.encode()


def saved(folder: Path, body: bytes, name: str = "t.xml") -> Path:
    (folder / name).write_bytes(body)
    return folder / name


def test_every_field_of_a_topic_is_taken_as_it_stands(tmp_path: Path) -> None:
    """Names, numbers, addresses and lists keep the file's words and order; entities of XML are undone once."""
    feed = Feed()
    (topic,) = topics(saved(tmp_path, feed_of(TOPIC.format(3061))), feed)
    assert (topic.number, topic.title, topic.language) == ("3061", "Snoring", "English")
    assert topic.url == "https://medlineplus.gov/snoring.html"
    assert (topic.date_created, topic.description) == ("01/07/2003", "What it is.")
    assert topic.summary == '<p>See <TOPIC ID="7" LINKTEXT="sleep"/> &amp; rest.</p>'
    assert (topic.also_called, topic.see_references) == (("Night noise",), ("Noise at night",))
    assert [(one.name, one.number) for one in topic.groups] == [("Ear & Nose", "31")]
    assert [(one.name, one.number) for one in topic.mesh] == [("Snoring", "D012913")]
    assert topic.institute is not None
    assert topic.institute.name == "Institute of Sleep"
    assert topic.language_mapped is not None
    assert (topic.language_mapped.number, topic.language_mapped.language) == ("9", "Spanish")
    (site,) = topic.sites
    assert (site.title, site.url, site.also_url) == ("Why", "https://a.example/?a=1&b=2", "https://a.example/es")
    assert (site.categories, site.organizations) == (("Start Here", "Children"), ("First Society", "Second Society"))
    assert (feed.total, feed.count, feed.generated) == (1, 1, "03/04/2025 02:30:23")


def test_the_vocabulary_of_2011_gives_the_same_values(tmp_path: Path) -> None:
    """The schema before June 2012: elements instead of attributes, numbers instead of addresses."""
    (topic,) = topics(saved(tmp_path, OLD.encode()))
    assert (topic.number, topic.title, topic.date_created) == ("1569", "Arsenic", "2002-07-21")
    assert (topic.also_called, topic.see_references) == (("As",), ("Arsenite",))
    assert [(one.name, one.number) for one in (*topic.groups, *topic.mesh)] == [
        ("Poisoning", "28"),
        ("Arsenic", "D001151"),
    ]
    assert [one.number for one in topic.related] == ["1758"]
    assert topic.language_mapped is not None
    assert topic.language_mapped.number == "1435"


def test_a_topic_carries_its_own_bytes(tmp_path: Path) -> None:
    """What is archived of a topic is the element as it stands in the file, from its first bracket to its last."""
    bodies = [TOPIC.format(number) for number in range(200)]
    found = list(topics(saved(tmp_path, feed_of(*bodies))))
    assert [topic.raw.decode() for topic in found] == [body.strip() for body in bodies]


@pytest.mark.parametrize("packing", ["plain", "gzip", "zip"])
def test_a_packed_file_reads_the_same(tmp_path: Path, packing: str) -> None:
    """XML, gzip and a zip with one XML file give equal topics."""
    body = feed_of(*(TOPIC.format(number) for number in range(3)))
    path = tmp_path / "t"
    if packing == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mplus_topics_2025-03-04.xml", body)
    else:
        path.write_bytes(gzip.compress(body) if packing == "gzip" else body)
    assert [topic.number for topic in topics(path)] == ["0", "1", "2"]
    assert addresses(path) == dict.fromkeys(["0", "1", "2"], "https://medlineplus.gov/snoring.html")


def test_memory_stays_flat_whatever_the_length(tmp_path: Path) -> None:
    """Ten times the topics need no more memory: one topic is held at a time."""

    def peak(count: int) -> int:
        path = saved(tmp_path, feed_of(*(TOPIC.format(number) for number in range(count))))
        tracemalloc.start()
        assert sum(1 for _ in topics(path)) == count
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(2_000) < peak(200) + 400_000


def broken() -> Iterator[tuple[str, bytes, str]]:
    whole = feed_of(TOPIC.format(1), TOPIC.format(2))
    bomb = b'<!DOCTYPE health-topics [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    yield "entity", whole.replace(b"<health-topics", bomb + b"<health-topics", 1), "declares an entity"
    yield "cut", whole[:-300], "the XML breaks"
    yield "other", b"<rss><channel/></rss>", "begins with <rss>"
    yield "deep", b"<health-topics>" + b"<a>" * 40, "deeper than"
    yield "text", b"no XML at all", "the XML breaks"
    yield "gzip", gzip.compress(whole)[:-20], "cannot be unpacked"
    yield "zip", b"PK\x03\x04" + b"\x00" * 50, "damaged zip"
    yield "long", b"<health-topics><health-topic>" + b"x" * 17_000_000, "longer than"


@pytest.mark.parametrize(("body", "says"), [pytest.param(body, says, id=name) for name, body, says in broken()])
def test_what_is_no_topic_file_is_refused_by_name(tmp_path: Path, body: bytes, says: str) -> None:
    """Entities, cuts, other XML, depth and endless topics end reading with the file's name and the reason."""
    path = saved(tmp_path, body)
    with pytest.raises(ReadError, match=says) as caught:
        list(topics(path))
    assert str(path) in caught.value.message


def test_topics_before_a_break_are_not_lost(tmp_path: Path) -> None:
    """A file that breaks off in its second topic still gives the first."""
    path = saved(tmp_path, feed_of(TOPIC.format(1) + " " * 200_000, TOPIC.format(2))[:-300])
    found: list[TopicXml] = []
    with pytest.raises(ReadError):
        found.extend(iter_until_break(path, found))
    assert [topic.number for topic in found] == ["1"]


def iter_until_break(path: Path, found: list[TopicXml]) -> Iterator[TopicXml]:
    for topic in topics(path):
        found.append(topic)
        yield from ()


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    """A missing file and a zip with two XML files are the caller's mistakes."""
    with pytest.raises(UsageError, match="cannot be read"):
        list(topics(tmp_path / "none.xml"))
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.xml", "<a/>")
        archive.writestr("b.xml", "<b/>")
    with pytest.raises(UsageError, match="2 XML files"):
        list(topics(tmp_path / "two.zip"))


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "count", "links"),
    [
        ("topics-2025-03-04-sample.xml", 11, 229),
        ("topics-2012-07-21-sample.xml", 2, 79),
        ("vocabulary-2011-04-23-sample.xml", 27, 0),
    ],
)
def test_the_real_files_are_read_whole(name: str, count: int, links: int) -> None:
    """Samples of 2011, 2012 and 2025: every topic, every link, a number, title, address and summary each."""
    file = CORPUS / "medlineplus" / "xml" / name
    found = list(topics(file))
    assert len(found) == count
    assert sum(len(topic.sites) for topic in found) == links
    assert all(topic.number.isdigit() and topic.title and topic.url and topic.summary for topic in found)
    assert all(topic.date_created for topic in found)
