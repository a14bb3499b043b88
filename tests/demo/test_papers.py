"""The made-up papers of the demonstration: what is not out yet is not there, and what is known is not sent again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2 as httpx
import pytest

from deploy import clock
from deploy.demo.kalisz.media import media_faults
from deploy.demo.kalisz.script import script
from deploy.demo.papers import printed
from services.media.monitoring.domain.reading import read_feed

STORY = script()
MEDIA = STORY.media
assert MEDIA is not None
[PAPER, *_] = MEDIA.monitoring.papers


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who reads them on the day on which half of the first paper is out."""
    clock.move(tmp_path / "clock", (PAPER.articles[2].at + timedelta(minutes=1)).isoformat())
    async with printed(STORY, tmp_path / "clock") as origin, httpx.AsyncClient(base_url=origin) as client:
        yield client


async def test_a_feed_holds_what_is_out_and_leads_to_it(reader: httpx.AsyncClient) -> None:
    answer = await reader.get(f"/{PAPER.key}/atom.xml")
    entries = read_feed(answer.content, answer.headers["content-type"], str(answer.url))
    assert [(one.title, one.at, one.text) for one in entries] == [
        (one.title, one.at, one.text) for one in reversed(PAPER.articles[:3])
    ]
    page = (await reader.get(entries[0].url)).text
    assert PAPER.articles[2].title in page
    assert "wymyślony do pokazu" in page


async def test_what_is_known_is_not_sent_again_and_what_there_is_not_is_not_found(reader: httpx.AsyncClient) -> None:
    first = await reader.get(f"/{PAPER.key}/atom.xml")
    again = await reader.get(f"/{PAPER.key}/atom.xml", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for path in ("/robots.txt", "/", f"/{PAPER.key}/99", f"/{PAPER.key}/x"):
        assert (await reader.get(path)).status_code == 404, path


def test_a_monitoring_that_goes_back_in_time_is_named() -> None:
    assert MEDIA is not None
    watched = replace(MEDIA.monitoring, jump_at=MEDIA.monitoring.digest_at + timedelta(days=1))
    assert media_faults(replace(MEDIA, monitoring=watched), ())[-1] == "the monitoring goes back in time"
