"""Pieces of the play against the house itself: what it sends is taken in, and it finds again what it sent."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.cases import CasesPlay, ScriptedCase, ScriptedStep
from deploy.demo.ceremony import CeremonyPlay
from deploy.demo.client import Client
from deploy.demo.council import CouncilPlay
from deploy.demo.kalisz import FOLDER
from deploy.demo.kalisz.ceremony import StoryCeremony
from deploy.demo.kalisz.script import _ceremony, _council
from deploy.demo.kalisz.story import Story, read_story
from services.events.anniversaries.domain.shipped import shipped
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site
from tests.events.letters.conftest import PROTOCOL, tasks
from tests.reporting.conftest import OFFICER

PATRONAGES = "/api/events/v1/patronages"
APPLICATION: dict[str, Any] = {
    "kind": "patronage", "title": "Rajd „Śladami odbudowy”", "place": "Park Miejski", "starts_on": "2026-09-26",
    "ends_on": "2026-09-27", "about": "Dwudniowy rajd pieszy po miejscach, w których widać odbudowę miasta.",
    "organisation": "Stowarzyszenie „Ślad”", "name": "Ireneusz Świerk", "email": "slad@example.org",
    "telephone": "600 100 300", "lines": ["ul. Pokazowa 3", "62-800 Kalisz"],
}  # fmt: skip
AT = datetime(2026, 8, 10, tzinfo=UTC)


class House(Client):
    """The play's client at a service that a test has made; everybody is signed in."""

    def __init__(self, site: Site) -> None:
        self._http = site.client
        self._tokens = {one.id: site.by(one)["Authorization"].removeprefix("Bearer ") for one in DEMO_PEOPLE}


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    return await make_site("events")


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(FOLDER)


@pytest.fixture(scope="module")
def ceremony(story: Story) -> StoryCeremony:
    return story.ceremony


def test_every_day_that_only_people_decide_is_decided_within_the_story(ceremony: StoryCeremony) -> None:
    undecided = [one.id for one in shipped() if one.rule.kind == "decided"]
    wanted = {f"{id}-{year}" for id in undecided for year in ceremony.years}
    assert {one.occasion for one in ceremony.days} == wanted
    for one in ceremony.days:
        assert one.occasion.endswith(f"-{one.day.year}")
        assert ceremony.planned_at < one.at < ceremony.year_ended_at


async def test_a_day_that_is_decided_waits_for_nobody_any_more(
    site: Site, ceremony: StoryCeremony, tmp_path: Path
) -> None:
    look, waits = site.app.state.ticks.work("anniversaries"), ("protocol_officer", "Ustal dzień rocznicy")
    await look()
    play = CeremonyPlay(House(site), _ceremony(ceremony), tmp_path)
    await play.plan_years()
    await look()
    assert waits in await tasks(site)
    for one in _ceremony(ceremony).days:
        await play.decide(one)
    assert waits not in await tasks(site)
    shown = (await site.client.get("/api/events/v1/entries/swieto-miasta-2027")).json()
    assert shown["starts"].startswith("2027-06-10T22:00")


async def test_a_case_of_the_public_is_found_by_its_sign_though_a_newer_one_came(site: Site) -> None:
    class Crowded(House):
        async def post(self, path: str, body: Any = None, **more: Any) -> Any:
            answer = await super().post(path, body, **more)
            if path == PATRONAGES:
                other = {**APPLICATION, "title": "Festiwal chórów", "email": "chor@example.org"}
                await super().post(PATRONAGES, other)
            return answer

    case = ScriptedCase(at=AT, content=APPLICATION, steps=(ScriptedStep(at=AT, what="check", by=PROTOCOL.id),))
    for _, happen in CasesPlay(Crowded(site), PATRONAGES, [case], PATRONAGES, f"{PATRONAGES}/own").happenings():
        await happen()
    listed = (await site.client.get(PATRONAGES, headers=site.by(PROTOCOL))).json()
    assert {one["title"]: one["state"] for one in listed} == {
        APPLICATION["title"]: "checked", "Festiwal chórów": "submitted",
    }  # fmt: skip


async def test_a_reminder_before_a_unit_answers_does_no_harm(
    make_site: Callable[..., Awaitable[Site]], clock: SetClock, story: Story
) -> None:
    site = await make_site("reporting")
    told = _council(story.council)
    council = replace(told, resolutions=(), diary=(), inputs={"MZBM": told.inputs["MZBM"]})

    class Reminded(House):
        async def get(self, path: str, *, by: str | None = None) -> Any:
            answer = await super().get(path, by=by)
            if path.endswith("/inputs"):
                clock.moment = datetime.fromisoformat(answer["items"][0]["due_at"]) - timedelta(hours=1)
                await site.app.state.ticks.work("inputs for council reports")()
            return answer

    play = CouncilPlay(Reminded(site), council)
    clock.moment = council.entered_at
    await play.enter()
    clock.moment = council.opened_at
    await play.gather()
    listed = (await site.client.get("/api/reporting/v1/council-reports/all", headers=site.by(OFFICER))).json()
    inputs = f"/api/reporting/v1/council-reports/{listed['items'][0]['report_id']}/inputs"
    called = (await site.client.get(inputs, headers=site.by(OFFICER))).json()["items"]
    assert [one["unit"] for one in called if one["state"] == "accepted"] == ["MZBM"]
