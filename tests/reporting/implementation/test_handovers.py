"""A work that goes over to another unit: its tasks, its links and what residents read go with it."""

from datetime import date

import pytest

from services.reporting.implementation.domain import CallClosed
from services.reporting.implementation.service.units import Addresses
from shared.contracts.reporting import ImplementationHandedOverV1, TaskClosedV1, TaskOpenedV1
from tests.reporting.conftest import MAYOR, OFFICER, WRM, ZDM, key, moment, progressed, started, submitted
from tests.reporting.implementation.test_calls import NEXT, called, link_in, under_way, work
from tests.reporting.implementation.test_work import WORKS, approve, chosen, published_word, send

WHY = "Oświetlenie ulic prowadzi teraz Wydział Rozbudowy Miasta."
PAGE = "/panel/realizacja/p-1/przekazanie"


async def hand_over(site, unit="WRM", who=OFFICER, version=None):
    version = version or (await work(site)).version
    headers = {**site.by(who), "If-Match": f'"{version}"'}
    return await site.client.put(f"{WORKS}/p-1/unit", json={"unit": unit, "reason": WHY}, headers=headers)


async def open_tasks(site):
    closed = {one.task_id for one in await site.house.publishes(TaskClosedV1)}
    return [(one.unit, one.action) for one in await site.house.publishes(TaskOpenedV1) if one.task_id not in closed]


async def test_a_unit_that_takes_over_before_a_plan_has_its_own_thirty_days(site, clock):
    clock.moment = moment("2027-01-15")
    await chosen(site.house)
    clock.moment = moment("2027-02-01")
    assert (await hand_over(site)).status_code == 204
    assert await open_tasks(site) == [("WRM", "Podaj plan realizacji")]
    assert (await work(site)).due_on == date(2027, 3, 3)
    assert (await send(site)).status_code == 403
    assert (await send(site, who=WRM)).status_code == 201
    assert await open_tasks(site) == [(None, "Zatwierdź postęp realizacji")]
    [told] = await site.house.publishes(ImplementationHandedOverV1)
    assert (told.unit, told.unit_name, told.reason) == ("WRM", "Wydział Rozbudowy Miasta", WHY)


async def test_an_open_call_goes_over_and_the_link_of_the_unit_before_opens_nothing(site, clock):
    link = await called(site, clock)
    await site.house.calls.set_unit("WRM", 3, Addresses(mailboxes=("wrm@um.kalisz.example",)), 0, OFFICER)
    clock.moment = moment("2027-04-09")
    assert (await hand_over(site)).status_code == 204
    farewell, call = (await site.house.mails())[-2:]
    assert (farewell["to"], farewell["subject"]) == (
        "zdm@um.kalisz.example", "Projekt prowadzi inna jednostka: BO-2027-001",
    )  # fmt: skip
    assert (call["to"], call["subject"]) == ("wrm@um.kalisz.example", "Jak idzie realizacja: BO-2027-001")
    assert await open_tasks(site) == [("WRM", "Napisz, jak idzie realizacja")]
    with pytest.raises(CallClosed):
        await site.house.calls.answer(link, NEXT)
    new = link_in({**call, "to": "zdm@um.kalisz.example"})
    await site.house.calls.answer(new, NEXT)
    assert (await work(site)).waiting.sent_by_name == "Wydział Rozbudowy Miasta"


async def test_what_came_back_is_mended_by_the_new_unit_and_not_by_the_old_link(site, clock):
    link = await called(site, clock)
    await site.house.calls.answer(link, NEXT)
    await site.house.works.send_back("p-1", 2, "Podaj wykonawcę.", OFFICER)
    assert (await hand_over(site)).status_code == 204
    assert await open_tasks(site) == [("WRM", "Popraw postęp realizacji i wyślij ponownie")]
    with pytest.raises(CallClosed):
        await site.house.calls.answer(link, NEXT)
    mended = {"stage": "contracted", "contractor": "Zielony Plac"}
    assert (await send(site, who=WRM, **mended)).status_code == 201
    assert await open_tasks(site) == [(None, "Zatwierdź postęp realizacji")]


async def test_a_word_that_waits_is_decided_first_and_what_is_over_stays_where_it_is(site, clock):
    await under_way(site, clock)
    assert (await hand_over(site, unit="ZDM")).json()["type"] == "/problems/same-unit"
    assert (await hand_over(site, unit="NIEMA")).status_code == 404
    assert (await hand_over(site, version=1)).status_code == 412
    await send(site, percent=20)
    assert (await hand_over(site)).json()["type"] == "/problems/update-waits"
    await approve(site, 2)
    await published_word(site, stage="finished", percent=100)
    assert (await hand_over(site)).json()["type"] == "/problems/work-over"


@pytest.mark.parametrize("who", [ZDM, WRM, MAYOR])
async def test_an_officer_alone_hands_over(site, clock, who):
    await under_way(site, clock)
    assert (await hand_over(site, who=who)).status_code == 403


async def test_an_officer_hands_over_on_a_page_and_residents_read_why(site, clock):
    await under_way(site, clock)
    by, typed = site.by(OFFICER), {"form_key": key()["Idempotency-Key"], "version": (await work(site)).version}
    assert "ZDM" not in (await site.client.get(PAGE, headers=by)).text
    short = await site.client.post(PAGE, data={**typed, "unit": "WRM", "reason": "bo tak"}, headers=by)
    assert (short.status_code, "Napisz mieszkańcom" in short.text) == (422, True)
    done = await site.client.post(PAGE, data={**typed, "unit": "WRM", "reason": WHY}, headers=by)
    assert done.status_code == 303
    assert "Wcześniej prowadziły:" in (await site.client.get(done.headers["location"], headers=by)).text
    told = await site.house.publishes(ImplementationHandedOverV1)
    await site.house.hears(submitted(), started(version=1), *told, progressed(version=2))
    text = (await site.client.get("/budzet-obywatelski/projekty/p-1")).text
    assert f"Realizuje teraz: Wydział Rozbudowy Miasta. {WHY}" in text
    assert (await site.house.tracker.project("p-1")).glance.unit_name == "Wydział Rozbudowy Miasta"
