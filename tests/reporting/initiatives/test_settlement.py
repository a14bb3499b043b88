"""From the contract to the settlement over the JSON routes: tasks, reminders, returns, who may do what, two at once."""

import asyncio
from itertools import permutations

import pytest

from shared.contracts.events import FreeDaysChangedV1
from shared.contracts.initiatives.intake import ContractSignedV1, ContractTerminatedV1, InitiativeSubmittedV1
from shared.contracts.initiatives.reporting import InitiativeSettledV1, SettlementReminderDueV1, SettlementReturnedV1
from shared.contracts.initiatives.verification import InitiativeDecidedV1
from shared.contracts.reporting import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from tests.conftest import told
from tests.reporting.conftest import MAYOR, OFFICER, WRM, moment
from tests.reporting.initiatives.conftest import (
    API,
    ID,
    SOIL,
    WGOŚ,
    WORK,
    accept,
    hand_in,
    inspect,
    ledger,
    send,
    signed,
    spend,
    work,
)

TASKS = (TaskOpenedV1, TaskChangedV1, TaskClosedV1)


async def tasks(site):
    """What is on the work list of the department, by the ends of the ids."""
    await site.house.hears(*await site.house.publishes(*TASKS))
    found = await site.house.worklist.store.page(await site.house.worklist.wanted(OFFICER), 0, 50)
    return {one.id.rpartition(f"{ID}-")[2]: one for one in found}


async def test_a_contract_is_settled_from_its_ledger_once(site, clock):
    await signed(site, clock)
    for answer in (await work(site, 600), await spend(site, who=WGOŚ), await inspect(site)):
        assert answer.status_code == 201, answer.text
    assert (await send(site, "/entries", {"line": SOIL, "day": "2027-05-09", "value": 120_000})).status_code == 201
    told_now = await ledger(site)
    assert (told_now["own_delivered"], told_now["city_spent"], told_now["stage"]) == (151_400, 871_200, "running")
    assert [one["difference"] for one in told_now["lines"]] == [0, 0, -28_800]
    assert (await hand_in(site)).status_code == 200
    done = await accept(site)
    assert done.status_code == 200, done.text
    again = await accept(site)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/settlement-not-now")
    [event] = await site.house.publishes(InitiativeSettledV1)
    assert event.model_dump(exclude={"version", "settled_at"}) == {
        "initiative_id": ID,
        "case": "IL-2027-004",
        "title": "Zielony skwer przy Złotej",
        "outcome": "settled",
        "own_declared": 151_400,
        "own_delivered": 151_400,
        "city_planned": 900_000,
        "city_spent": 871_200,
        "note": None,
        "excess": 0,
    }
    assert await tasks(site) == {}
    late = await work(site, 30)
    assert (late.status_code, late.json()["stage"]) == (409, "closed")


async def test_the_department_is_asked_to_inspect_and_to_decide(site, clock):
    await signed(site, clock)
    open_now = await tasks(site)
    assert list(open_now) == ["inspection"]
    assert open_now["inspection"].due_at == moment("2027-09-30").replace(hour=21, minute=59, second=59)
    await site.house.hears(told(ContractSignedV1, annex=1, version=2, ends="2027-10-15"))
    assert (await tasks(site))["inspection"].due_at.date().isoformat() == "2027-10-15"
    await inspect(site, WGOŚ)
    await hand_in(site)
    open_now = await tasks(site)
    assert list(open_now) == ["accept-1"]
    assert open_now["accept-1"].link == f"/panel/umowy/{ID}"
    assert open_now["accept-1"].due_at.date().isoformat() == "2027-05-24"
    version = (await ledger(site))["version"]
    answer = await send(site, "/settlement/return", {"points": ["Brakuje listy obecności."]}, version=version)
    assert answer.status_code == 200
    assert await tasks(site) == {}
    [back] = await site.house.publishes(SettlementReturnedV1)
    assert back.points == ("Brakuje listy obecności.",)
    assert back.due_at.date().isoformat() == "2027-05-24"
    assert any("14" in line for line in back.explanation)
    await hand_in(site)
    assert list(await tasks(site)) == ["accept-2"]


async def test_what_is_above_the_contract_waits_for_an_annex_that_is_named(site, clock):
    await signed(site, clock)
    await work(site, 600)
    await spend(site, 950_000)
    await inspect(site)
    await hand_in(site)
    refused = await accept(site)
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["type"] == "/problems/settlement-above-contract"
    assert (problem["spent"], problem["city"], problem["annex"]) == (950_000, 900_000, 1)
    assert await site.house.publishes(InitiativeSettledV1) == []
    await site.house.hears(told(ContractSignedV1, annex=1, version=2, city=950_000))
    assert (await accept(site, "Ziemi nie trzeba było.")).status_code == 200


async def test_what_is_above_the_contract_is_settled_once_the_applicants_pay_it(site, clock):
    await signed(site, clock)
    await work(site, 600)
    await spend(site, 950_000)
    await inspect(site)
    await hand_in(site)
    body = {"note": "Krzewy podrożały.", "excess_is_own": True}
    done = await send(site, "/settlement/acceptance", body, version=(await ledger(site))["version"])
    assert done.status_code == 200, done.text
    [event] = await site.house.publishes(InitiativeSettledV1)
    assert (event.outcome, event.city_spent, event.excess) == ("settled_with_correction", 900_000, 50_000)
    assert (await ledger(site))["settled"]["excess"] == 50_000


async def test_what_residents_did_not_give_is_no_settlement(site, clock):
    await signed(site, clock)
    await inspect(site)
    await hand_in(site)
    refused = await accept(site, "Nikt nie przyszedł.")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/nothing-delivered")
    assert await site.house.publishes(InitiativeSettledV1) == []


async def test_what_the_office_puts_right_is_told_as_a_correction(site, clock):
    await signed(site, clock)
    await work(site, 90)
    await inspect(site)
    await hand_in(site)
    right = {"right": 60, "reason": "Jedna osoba wyszła wcześniej."}
    refused = await send(site, "/entries/1/correction", right, WGOŚ)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/settlement-not-now")
    assert (await send(site, "/entries/1/correction", right)).status_code == 201
    without = await accept(site)
    assert (without.status_code, without.json()["field"]) == (422, "note")
    assert (await accept(site, "Pół godziny mniej.")).status_code == 200
    [event] = await site.house.publishes(InitiativeSettledV1)
    assert (event.outcome, event.own_delivered, event.note) == ("settled_with_correction", 3_140, "Pół godziny mniej.")
    settled = await ledger(site)
    assert [(one["number"], one["corrects"], one["value"]) for one in settled["entries"]] == [
        (1, None, 4_710),
        (2, 1, -1_570),
    ]


async def test_applicants_are_reminded_and_chased_and_the_department_hears_that_they_are_late(site, clock):
    await signed(site, clock)
    look = site.house.settlements.look_after
    clock.moment = moment("2027-10-16").replace(hour=4)
    await look()
    assert await site.house.publishes(SettlementReminderDueV1) == []
    for day in ("2027-10-16", "2027-10-16", "2027-10-27", "2027-10-31", "2027-11-07", "2027-11-30", "2027-12-30"):
        clock.moment = moment(day)
        await look()
    news = await site.house.publishes(SettlementReminderDueV1)
    # On the last day that comes late one letter goes for those that were missed.
    assert [one.days for one in news] == [14, 3, -1, -8, -31]
    assert {one.due_at.isoformat() for one in news} == {"2027-10-30T21:59:59+00:00"}
    assert list(await tasks(site)) == ["inspection", "overdue-0"]
    await hand_in(site)
    assert sorted(await tasks(site)) == ["accept-1", "inspection"]


async def test_two_replicas_remind_once(site, clock):
    await signed(site, clock)
    clock.moment = moment("2027-10-16")
    await asyncio.gather(*(site.house.settlements.look_after() for _ in range(6)))
    assert len(await site.house.publishes(SettlementReminderDueV1)) == 1


async def test_a_day_of_settlement_that_becomes_free_gives_way(site, clock):
    await signed(site, clock, settle_by="2027-10-29")
    days = ({"day": "2027-10-29", "basis": "Zarządzenie Nr 1/2027"},)
    await site.house.free_days.follow(told(FreeDaysChangedV1, days=days))
    clock.moment = moment("2027-10-28")
    await site.house.settlements.look_after()
    assert await site.house.publishes(SettlementReminderDueV1) == []
    await site.house.free_days.look_after()
    assert (await ledger(site))["due_at"].startswith("2027-11-02")
    clock.moment = moment("2027-10-30")
    await site.house.settlements.look_after()
    [reminded] = await site.house.publishes(SettlementReminderDueV1)
    assert reminded.due_at.date().isoformat() == "2027-11-02"


async def test_a_terminated_contract_is_settled_without_reminders(site, clock):
    await signed(site, clock)
    await work(site)
    await site.house.hears(told(ContractTerminatedV1, terminated_on="2027-05-10"))
    assert sorted(await tasks(site)) == ["inspection", "termination"]
    clock.moment = moment("2027-11-07")
    await site.house.settlements.look_after()
    assert await site.house.publishes(SettlementReminderDueV1) == []
    assert (await accept(site, "Rozwiązana za porozumieniem stron.")).status_code == 200
    [event] = await site.house.publishes(InitiativeSettledV1)
    assert (event.outcome, event.own_delivered, event.city_spent) == ("terminated", 4_710, 0)
    assert await tasks(site) == {}


NEWS = (
    told(InitiativeSubmittedV1),
    told(InitiativeDecidedV1, unit="WGOŚ"),
    told(ContractSignedV1),
    told(ContractSignedV1, annex=1, version=2, city=950_000, settle_by="2027-11-30"),
)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
async def test_the_news_comes_in_any_order_and_twice(house, clock, order):
    clock.moment = moment("2027-04-20")
    for place in (*order, *order):
        await house.hears(NEWS[place])
    found = await house.ledgers.store.get(ID)
    assert (found.signed_contract.city, found.unit, found.stage) == (950_000, "WGOŚ", "running")
    assert found.due_at.date().isoformat() == "2027-11-30"
    assert len(await house.publishes(TaskOpenedV1)) == 1


async def test_entries_made_at_once_all_stand_and_the_same_one_sent_twice_is_there_once(site, clock):
    await signed(site, clock)
    answers = await asyncio.gather(*(work(site, 10 + number) for number in range(8)))
    assert [answer.status_code for answer in answers] == [201] * 8
    assert sorted(answer.json()["number"] for answer in answers) == list(range(1, 9))
    body = {"line": WORK, "day": "2027-05-09", "minutes": 30}
    twice = [await send(site, "/entries", body, id_key="entry-key-1") for _ in range(2)]
    assert twice[0].json() == twice[1].json()
    assert len((await ledger(site))["entries"]) == 9


async def test_who_decides_on_what_somebody_has_changed_meanwhile_looks_again(site, clock):
    await signed(site, clock)
    await work(site)
    await inspect(site)
    await hand_in(site)
    seen = (await ledger(site))["version"]
    await spend(site, 5)
    stale = await send(site, "/settlement/acceptance", {"note": None}, version=seen)
    assert stale.status_code == 412
    await asyncio.gather(*(accept(site, "Mniej osób.") for _ in range(4)))
    assert len(await site.house.publishes(InitiativeSettledV1)) == 1


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        (WGOŚ, "/entries", 201),
        (WRM, "/entries", 403),
        (MAYOR, "/entries", 403),
        (WRM, "/inspections", 403),
        (WGOŚ, "/settlement", 403),
        (WGOŚ, "/settlement/return", 403),
        (WGOŚ, "/settlement/acceptance", 403),
        (WGOŚ, "/link", 403),
        (MAYOR, "/link", 403),
    ],
)
async def test_a_unit_enters_for_its_own_initiative_and_settles_none(site, clock, who, path, status):
    await signed(site, clock)
    bodies = {
        "/entries": {"line": WORK, "day": "2027-05-10", "minutes": 60},
        "/inspections": {"on": "2027-05-08", "findings": "Krzewy posadzone, rosną."},
        "/settlement/return": {"points": ["Brakuje listy."]},
        "/settlement/acceptance": {"note": None},
    }
    version = (await ledger(site))["version"]
    answer = await send(site, path, bodies.get(path), who, version)
    assert answer.status_code == status


async def test_a_wrong_entry_names_its_field(site, clock):
    await signed(site, clock)
    ahead = await work(site, day="2027-05-11")
    assert (ahead.status_code, ahead.json()["field"], ahead.json()["fault"]) == (422, "day", "ahead")
    unknown = await send(site, "/entries", {"line": "nothing", "day": "2027-05-10", "minutes": 5})
    assert unknown.json()["type"] == "/problems/contract-line-unknown"
    assert (await send(site, "/entries/7/correction", {"right": 0, "reason": "Pomyłka."})).status_code == 404
    assert (await site.client.get(API.replace(ID, "i-unknown"), headers=site.by(OFFICER))).status_code == 404
