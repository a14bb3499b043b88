"""Three local initiatives through four real services and the bus: what a stranger looks for stands where it should."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2 as httpx
import pytest

from deploy.demo.kalisz.script import script
from deploy.demo.mail import link_in_mail
from deploy.demo.script import ScriptedInitiative
from shared.access import Role
from shared.store import new_id
from tests.conftest import person, poll
from tests.town.conftest import Town, asking, signed_in

INTAKE, CHECK, REPORTING = "/api/intake/v1", "/api/verification/v1", "/api/reporting/v1"


@pytest.fixture(scope="module")
def played() -> dict[str, ScriptedInitiative]:
    told = script().initiatives
    assert told is not None
    return {one.key: one for one in told.initiatives}


@pytest.fixture
async def everybody(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has not signed in."""
    async with asking(town) as client:
        yield client


async def filed(client: httpx.AsyncClient, one: ScriptedInitiative) -> Any:
    """The initiative as everybody reads it in intake."""
    items = (await client.get(f"{INTAKE}/initiatives")).json()["items"]
    [line] = [item for item in items if item["title"] == one.content["title"]]
    return (await client.get(f"{INTAKE}/initiatives/{line['initiative_id']}")).json()


async def realised(client: httpx.AsyncClient, case: str) -> Any:
    """The same in reporting."""
    return (await client.get(f"{REPORTING}/initiatives/{case}")).json()


async def test_one_was_settled_with_a_correction_and_all_four_services_say_the_same(town, everybody, played):
    one = await filed(everybody, played["skwer"])
    by, id = await signed_in(everybody, person(Role.AUDITOR).id), one["initiative_id"]
    case = (await everybody.get(f"{CHECK}/initiatives/{id}", headers=by)).json()
    contract = (await everybody.get(f"{INTAKE}/contracts/{id}", headers=by)).json()
    ledger = (await everybody.get(f"{REPORTING}/initiative-ledgers/{id}", headers=by)).json()
    shown = await realised(everybody, one["case"])

    assert (one["state"], contract["state"], ledger["stage"], shown["state"]) == (
        "settled_with_correction",
        "settled",
        "closed",
        "settled",
    )
    [signed] = contract["signed"]
    estimate = signed["terms"]["estimate"]
    assert case["city"] == one["city"] == contract["city"] == shown["city"] == sum(line["city"] for line in estimate)
    assert one["own"] == contract["own"] == shown["own"] == sum(line["own"] for line in estimate)
    assert contract["not_returned"] == 0
    given, promised = (sum(line[name] for line in ledger["lines"] if line["side"] == "own") for name in _SUMS)
    assert given < promised, "a rain took eight hours, and the correction says so"
    assert ledger["settled"]["note"] in (await everybody.get(f"/inicjatywa-lokalna/{one['case']}")).text
    life = [entry["turn"] for entry in shown["life"]]
    assert life == ["submitted", "checked", "opinion", "scored", "decided", "funds", "contract", "settled"]


_SUMS = ("delivered", "planned")


async def test_a_neighbour_signed_by_the_link_of_a_mail_and_the_others_on_paper(town, everybody, played):
    mails, asked = town.world.mail_folder, [one for one in played["skwer"].declarations if one.get("email")]
    own = await link_in_mail(mails, played["skwer"].group["representative"]["email"], "/inicjatywa-lokalna/moja/")
    token = {"token": own.removesuffix("/umowa").rpartition("/")[2]}
    headers = {"Idempotency-Key": new_id()}
    opened = (await everybody.post(f"{INTAKE}/initiative-openings", json=token, headers=headers)).json()
    by_link = [one["name"] for one in opened["declarations"] if not one["on_paper"]]
    assert by_link == [f"{one['declarant']['given']} {one['declarant']['surname']}" for one in asked]
    assert len(opened["declarations"]) == len(played["skwer"].declarations)
    link = await link_in_mail(mails, asked[0]["email"], "/inicjatywa-lokalna/deklaracja/")
    assert asked[0]["gift"]["subject"] in (await everybody.get(link)).text


async def test_a_refused_one_is_a_project_now_and_each_leads_to_the_other(town, everybody, played):
    one = await filed(everybody, played["lipy"])
    shown = await realised(everybody, one["case"])
    assert (one["state"], shown["state"]) == ("rejected", "converted")
    [project] = [one for one in script().proposals if one.from_initiative == "lipy"]
    ids = {key: id for id, key in town.outcome.keys.items()}
    by = await signed_in(everybody, person(Role.OFFICER).id)
    page = (await everybody.get(f"/panel/wnioski/{ids[project.key]}", headers=by)).text
    assert f"/panel/inicjatywy/{one['initiative_id']}" in page


async def test_one_was_left_without_consideration_and_its_page_says_why(town, everybody, played):
    one = await filed(everybody, played["mural"])
    assert one["state"] == "left_unconsidered"
    assert played["mural"].missing is not None
    for page in (f"/inicjatywa-lokalna/{one['case']}", f"/inicjatywa-lokalna/{one['case']}/realizacja"):
        assert played["mural"].missing["note"] in (await everybody.get(page)).text


async def test_the_years_money_and_figures_count_what_was_contracted_alone(town, everybody, played):
    one = await filed(everybody, played["skwer"])
    by = await signed_in(everybody, person(Role.TREASURER).id)
    funds = (await everybody.get(f"{CHECK}/initiative-funds/{one['year']}", headers=by)).json()
    assert funds["secured"] <= funds["total"]
    [year] = (await everybody.get(f"{REPORTING}/initiative-statistics")).json()["items"]
    assert (year["filed"], year["approved"], year["contracted"], year["settled"]) == (3, 1, 1, 1)
    assert (year["own"], year["city"]) == (one["own"], one["city"])


async def test_nobody_of_the_initiatives_waits_on_a_desk_any_more(town, everybody, played):
    by = await signed_in(everybody, person(Role.OFFICER).id)
    cases = {(await filed(everybody, one))["case"] for one in played.values()}

    async def done() -> bool:
        tasks = (await everybody.get(f"{REPORTING}/tasks?limit=100", headers=by)).json()["items"]
        return not [task for task in tasks if task["case"] in cases]

    await poll(done)
