"""While somebody is away, their tasks are at the desk of who stands in, marked; afterwards they are gone from there."""

import asyncio
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.worklist.domain.absence import Absence, AbsenceMisplaced, Absences, stood_in_for
from services.reporting.worklist.domain.holding import NotAColleague
from shared.store import Stale
from tests.reporting.conftest import WRM, ZDM, key, moment
from tests.reporting.worklist.test_handing import DOROTA, ID, MARTA
from tests.reporting.worklist.test_tasks import opened, seen

PAGE, API = "/panel/nieobecnosci", "/api/reporting/v1/absences"
FIRST, LAST = date(2026, 4, 20), date(2026, 4, 24)


async def test_the_tasks_of_who_is_away_show_with_who_stands_in_and_come_back(house, clock):
    await house.hears(opened(unit="WRM"))
    await house.colleagues.know(MARTA)
    await house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    await house.covers.declare(DOROTA, 0, FIRST, LAST, MARTA.id)
    for day, at_hers in (("2026-04-19", []), ("2026-04-20", ["t-1"]), ("2026-04-24", ["t-1"]), ("2026-04-25", [])):
        clock.moment = moment(day)
        assert await seen(house, MARTA) == at_hers, day
        assert await seen(house, DOROTA) == ["t-1"], "she sees them all the time"
        assert await seen(house, WRM) == []


async def test_who_stands_in_may_return_the_task_and_the_history_says_who_did(house, clock):
    await house.hears(opened(unit="WRM"))
    await house.colleagues.know(MARTA)
    await house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    await house.covers.declare(DOROTA, 0, FIRST, LAST, MARTA.id)
    clock.moment = moment("2026-04-21")
    await house.handing.give_back(ID, 1, "", MARTA)
    assert (await house.handing.shown(ID, WRM)).history[-1].by == MARTA.name
    assert await seen(house, WRM) == ["t-1"]


@pytest.mark.parametrize(
    ("covers", "sees"),
    [
        ({}, []),
        ({"ala": "ola"}, ["ala"]),
        ({"ala": "ewa", "ewa": "ola"}, ["ala", "ewa"]),
        ({"ala": "ola", "ola": "ala"}, ["ala"]),
        ({"ala": "ewa", "ewa": "ala"}, []),
        ({"ala": "ala"}, []),
    ],
)
def test_who_stands_in_for_one_who_stands_in_has_the_work_of_both(covers, sees):
    assert sorted(stood_in_for("ola", covers)) == sees


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("2026-04-21", "2026-04-20", "last"),
        ("2026-04-10", "2026-04-14", "last"),
        ("2026-04-15", "2027-04-16", "last"),
        ("2026-05-04", "2026-05-06", "first"),
        ("2026-05-08", "2026-05-20", "first"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(first, last, wrong):
    today = date(2026, 4, 15)
    known = Absences(id="ala", absences=(Absence(first="2026-05-01", last="2026-05-08", cover="ola"),))
    with pytest.raises(AbsenceMisplaced) as told:
        known.declared(Absence(first=first, last=last, cover="ola"), today)
    assert told.value.field == wrong


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=12))
def test_absences_of_one_person_never_overlap_whatever_is_declared(wishes):
    today, kept = date(2026, 1, 1), Absences(id="ala")
    for start, length in wishes:
        first, last = date.fromordinal(today.toordinal() + start), date.fromordinal(today.toordinal() + start + length)
        try:
            kept = kept.declared(Absence(first=first, last=last, cover="ola"), today)
        except AbsenceMisplaced:
            continue
    days = [one.first.toordinal() + n for one in kept.absences for n in range((one.last - one.first).days + 1)]
    assert len(days) == len(set(days))


async def test_an_absence_can_end_before_its_last_day_and_one_ahead_be_called_off(house, clock):
    await house.covers.declare(DOROTA, 0, FIRST, LAST, WRM.id)
    await house.covers.declare(DOROTA, 1, date(2026, 6, 1), date(2026, 6, 5), WRM.id)
    clock.moment = moment("2026-04-22")
    assert list(await house.covers.stood_in_for(WRM.id)) == [DOROTA.id]
    await house.covers.end(DOROTA, 2, FIRST)
    await house.covers.end(DOROTA, 3, date(2026, 6, 1))
    assert list(await house.covers.stood_in_for(WRM.id)) == []
    assert [(one.first, one.last) for one in (await house.covers.of(DOROTA.id)).absences] == [
        (FIRST, date(2026, 4, 21))
    ]
    with pytest.raises(AbsenceMisplaced):
        await house.covers.end(DOROTA, 4, FIRST)


async def test_only_a_colleague_of_the_same_unit_stands_in(house):
    for stranger in (ZDM.id, DOROTA.id, "p-nobody"):
        with pytest.raises(NotAColleague):
            await house.covers.declare(DOROTA, 0, FIRST, LAST, stranger)


async def test_the_same_days_declared_eight_times_at_once_are_declared_once(house):
    tries = [house.covers.declare(DOROTA, 0, FIRST, LAST, WRM.id) for _ in range(8)]
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert (ends.count(1), sum(isinstance(end, Stale) for end in ends)) == (1, 7)


async def test_the_pages_declare_show_and_end_an_absence(site, clock):
    await site.house.hears(opened(unit="WRM"))
    await site.house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    form = {"first": "2026-04-20", "last": "2026-04-19", "cover": WRM.id, "version": "0", "form_key": "klucz-jeden"}
    wrong = await site.client.post(PAGE, data=form, headers=site.by(DOROTA))
    assert wrong.status_code == 422
    assert "2026-04-20" in wrong.text, "nothing typed is lost"
    right = {**form, "last": "2026-04-24", "form_key": "klucz-dwa-x"}
    assert (await site.client.post(PAGE, data=right, headers=site.by(DOROTA))).status_code == 303
    clock.moment = moment("2026-04-21")
    desk = (await site.client.get("/panel", headers=site.by(WRM))).text
    assert f"za: {DOROTA.name}" in desk
    assert "Zastępujesz:" in desk
    assert DOROTA.name in (await site.client.get(PAGE, headers=site.by(WRM))).text
    end = {"first": "2026-04-20", "version": "1", "form_key": "klucz-trzy-x"}
    assert (await site.client.post(f"{PAGE}/koniec", data=end, headers=site.by(DOROTA))).status_code == 303
    assert DOROTA.name not in (await site.client.get("/panel", headers=site.by(WRM))).text


async def test_a_program_declares_an_absence_and_ends_it(site, clock):
    body = {"first": "2026-04-15", "last": "2026-04-24", "cover": WRM.id}
    headers = {**site.by(DOROTA), "If-Match": '"0"'}
    made = await site.client.post(API, json=body, headers={**headers, **key()})
    assert made.json() == {"version": 1}
    assert (await site.client.post(API, json=body, headers={**headers, **key()})).status_code == 412
    assert (await site.client.get(API, headers=site.by(WRM))).json()["stood_in_for"] == [DOROTA.id]
    again = await site.client.post(API, json=body, headers={**headers, **key(), "If-Match": '"1"'})
    assert again.status_code == 422
    ended = await site.client.post(
        f"{API}/end", json={"first": "2026-04-15"}, headers={**headers, **key(), "If-Match": '"1"'}
    )
    assert ended.json() == {"version": 2}
    assert (await site.client.get(API, headers=site.by(DOROTA))).json()["absences"] == []
