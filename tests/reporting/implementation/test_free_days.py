"""What the units and the officers owe moves when the city declares a day free, once."""

import asyncio
from datetime import date

import pytest

from services.reporting.implementation.domain import Implementation
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.contracts.reporting import TaskChangedV1, TaskOpenedV1
from shared.contracts.verification import CorrectionPostponedV1
from tests.conftest import told
from tests.reporting.conftest import EDITION, OFFICER, ZDM, called, key, moment, submitted
from tests.reporting.implementation.test_work import PLAN, WORKS, approve, chosen, send

ACT = "ustawy z dnia 1 października 2026 r. (Dz. U. poz. 1300)"


def declared(*days: str, version: int = 1) -> FreeDaysChangedV1:
    given = tuple(DeclaredFreeDay(day=date.fromisoformat(day), basis=ACT) for day in days)
    return FreeDaysChangedV1(version=version, days=given, changed_at=moment("2026-10-02"))


async def declare(house, deliver, *days, version=1):
    await deliver(declared(*days, version=version), house.free_days.follow)
    await asyncio.gather(*(house.free_days.look_after() for _ in range(3)))


async def work(house) -> Implementation:
    return await house.works.store.get("p-1")


async def test_a_call_for_a_plan_moves_with_its_task(house, clock, deliver):
    clock.moment = moment("2026-10-05")
    await chosen(house)
    # Thirty days end on Wednesday 4 November.
    assert (await work(house)).due_on == date(2026, 11, 4)
    await declare(house, deliver, "2026-11-04")
    await declare(house, deliver, "2026-11-04")

    moved = await work(house)
    assert moved.due_on == date(2026, 11, 5)
    assert moved.plan_due is not None
    assert moved.plan_due.date() == date(2026, 11, 5)
    [opened] = await house.publishes(TaskOpenedV1)
    [changed] = await house.publishes(TaskChangedV1)
    assert (changed.task_id, changed.due_at) == (opened.task_id, moved.plan_due)
    assert f"4 listopada 2026 jest wolny na mocy {ACT}" in changed.explanation
    await declare(house, deliver, version=2)
    assert (await work(house)).due_on == date(2026, 11, 5), "a day taken back shortens nothing"


async def test_a_plan_that_was_published_is_asked_for_no_longer(site, clock, deliver):
    clock.moment = moment("2026-10-05")
    await chosen(site.house)
    await send(site)
    await approve(site, 1)
    await declare(site.house, deliver, "2026-11-04")
    assert (await work(site.house)).due_on == date(2027, 8, 31), "the unit's own promise is no term"
    assert await site.house.publishes(TaskChangedV1) == []


@pytest.mark.parametrize("old", [False, True])
async def test_an_approval_and_a_mending_move_too_also_those_of_old_documents(site, clock, deliver, old):
    house = site.house
    clock.moment = moment("2026-10-05")
    await chosen(house)
    await send(site)
    if old:
        await house.database.collection("implementations").update_many({}, {"$unset": {"update_due": 1}})
    # Three working days end on Thursday 8 October.
    await declare(house, deliver, "2026-10-07")
    [approval] = await house.publishes(TaskChangedV1)
    assert (approval.task_id, approval.due_at.date()) == ("p-1-approve-1", date(2026, 10, 9))

    headers = {**site.by(OFFICER), **key()}
    reason = {"reason": "Podaj termin umowy z wykonawcą."}
    returned = await site.client.post(f"{WORKS}/p-1/progress/1/return", json=reason, headers=headers)
    assert returned.status_code == 200, returned.text
    # Seven days end on Monday 12 October.
    await declare(house, deliver, "2026-10-07", "2026-10-12", version=2)
    _, mending = await house.publishes(TaskChangedV1)
    assert (mending.task_id, mending.due_at.date()) == ("p-1-mend-1", date(2026, 10, 13))
    assert (await send(site, PLAN, ZDM)).status_code == 201


async def test_residents_read_on_the_life_line_that_the_applicant_has_more_time(site):
    await site.house.hears(called(), submitted())
    await site.house.hears(told(CorrectionPostponedV1, proposal_id="p-1", edition_id=EDITION))
    page = (await site.client.get("/budzet-obywatelski/projekty/p-1")).text
    assert "Więcej czasu dla wnioskodawcy" in page
    assert "12 maja 2026 jest wolny na mocy" in page
