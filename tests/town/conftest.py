"""The whole house, running, with the made-up Kalisz edition played through its public API once for all its tests."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
import pytest

from deploy.demo.kalisz.script import script
from deploy.demo.mail import link_in_mail
from deploy.demo.papers import printed
from deploy.demo.play import Player
from deploy.demo.stage import Outcome
from deploy.local.background import InBackground
from deploy.local.world import World
from shared.access import Role
from shared.store import new_id
from tests.conftest import person, poll


@dataclass(frozen=True)
class Town:
    """Where the house lives, and what came of the edition."""

    world: World
    outcome: Outcome


def asking(town: Town, **more: Any) -> httpx.AsyncClient:
    """Ask the town, and wait as long as the test may: how long an answer takes says how busy the machine is."""
    return httpx.AsyncClient(base_url=town.world.origin, timeout=None, **more)


async def signed_in(client: httpx.AsyncClient, id: str) -> dict[str, str]:
    """Sign somebody in; give the headers of what they ask."""
    answer = await client.post("/api/reporting/v1/session", json={"person": id}, headers={"Idempotency-Key": new_id()})
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def waits_for(client: httpx.AsyncClient, headers: dict[str, str], id: str) -> None:
    """Wait until something stands on somebody's work list: what the town did last is on its way there."""

    async def listed() -> bool:
        return id in (await client.get("/api/reporting/v1/tasks?limit=100", headers=headers)).text

    await poll(listed)


@pytest.fixture(scope="package")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Play the demonstration; the house stops when the last of its tests is over, for the others need the machine."""
    with InBackground(World.apart(tmp_path_factory.mktemp("town"))) as house:
        async with printed(script(), house.world.clock_file) as papers:
            yield Town(house.world, await Player(house.world, script(), papers).play())


async def of_the_desks(town: Town) -> dict[str, str]:
    """Give what partners, memorials, letters and patronage have pages of."""
    async with asking(town) as client:
        by = await signed_in(client, person(Role.PROTOCOL_OFFICER).id)

        async def listed(path: str) -> Any:
            return (await client.get(f"/api/events/v1{path}", headers=by)).json()

        memorials = await listed("/memorials/kept")
        proposed, asked = await listed("/memorial-proposals")
        partners = {one["kind"]: one["partner_id"] for one in (await listed("/partners"))["items"]}
        letters = {one["state"]: one["letter_id"] for one in (await listed("/letters"))["items"]}
        patronages = {one["state"]: one["patronage_id"] for one in await listed("/patronages")}
    society, mails = "slad@example.org", town.world.mail_folder
    return {
        "memorial": next(one["memorial_id"] for one in memorials if one["condition"] == "repair"),
        "memorial_own": (await link_in_mail(mails, society, "/miejsca-pamieci/wniosek/")).rpartition("/")[2],
        "patronage_own": (await link_in_mail(mails, society, "/patronat/")).rpartition("/")[2],
        "asked": asked["proposal_id"],
        "proposed": proposed["proposal_id"],
        "partner": partners["veterans"],
        "gone": letters["delivered"],
        "drafted": letters["drafted"],
        "reported": patronages["reported"],
        "opined": patronages["opined"],
    }
