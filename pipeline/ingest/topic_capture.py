"""A topic of NLM's XML as a capture that can be read again by itself, and the reading of it.

The record needs two things that stand elsewhere in the file: when the file was made, and the addresses of topics that
are only named by number. Both go into the capture's headers, so that the archive alone is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from pipeline.content_type import media_type
from pipeline.errors import ReadError
from pipeline.fetchers.files import from_bytes
from pipeline.fetchers.medlineplus_xml import TopicXml, numbers_named, topic_of
from pipeline.model.capture import Capture
from pipeline.parsers.profile import SiteProfile
from pipeline.reading import Attempt
from pipeline.sites.medlineplus.feed import FEED_URL, address_of, document_of

SITE = "medlineplus"
XML = "application/xml"
_MADE = "Date-Generated"
_ADDRESS = "Topic-Address"


def is_topic(url: str, content_type: str | None) -> bool:
    """Whether a capture is a topic of the XML, by its address and media type."""
    return media_type(content_type) == XML and url.startswith(f"{FEED_URL}?")


def topic_capture(
    topic: TopicXml, path: Path, urls: Mapping[str, str], *, now: datetime, run_id: str | None
) -> Capture:
    """The topic's own bytes under its address; where they came from is the file's name.

    Args:
        topic: as the file has it.
        path: the file.
        urls: addresses of the file's topics by their numbers.
        now: the moment of the import.
        run_id: the run.
    """
    capture = from_bytes(topic.raw, url=address_of(topic.number), fetched_at=now)
    named = [(_ADDRESS, f"{number} {urls[number]}") for number in numbers_named(topic) if number in urls]
    made = (_MADE, topic.generated or "")
    headers = (("Content-Type", f"{XML}; charset=utf-8"), ("Content-Location", path.name), made, *named)
    return replace(capture, headers=headers, run_id=run_id)


def read_topic(capture: Capture, profile: SiteProfile) -> Attempt:
    """Read an archived topic again; no document where the capture does not say when its file was made."""
    made = capture.header(_MADE)
    if made is None:
        return Attempt(document=None)
    named = (value.partition(" ") for name, value in capture.headers if name.lower() == _ADDRESS.lower())
    urls = {number: url for number, _, url in named}
    try:
        topic = topic_of(capture.body, generated=made or None, name=capture.url)
    except ReadError:
        return Attempt(document=None)
    return Attempt(document=document_of(topic, capture, urls, profile))
