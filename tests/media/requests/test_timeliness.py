"""How much is done in time, by unit, month and quarter: what is late counts once, answered or not."""

from datetime import date, timedelta

import pytest

from services.media.requests.service.timeliness import Count, by_quarter, two_years_until
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.requests.conftest import API, MAYOR, ZDM, asked, assigned, at, done


async def test_timeliness_is_counted_by_unit_and_month(site: Site, clock: SetClock):
    for late in (False, True):
        clock.moment = at("2026-04-15T12:00")
        id = await assigned(site)
        clock.moment = at("2026-05-04T10:00") if late else at("2026-04-20T10:00")
        await done(site, id, "draft", {"text": "Projekt odpowiedzi."}, ZDM)
        await done(site, id, "clearance", {"text": "Projekt odpowiedzi."})
        await done(site, id, "approval", {"text": "Projekt odpowiedzi."}, MAYOR)
        await done(site, id, "sending", {})
    url = f"{API}/timeliness?first=2026-01&last=2026-12"
    items = (await site.client.get(url, headers=site.by(PRESS))).json()["items"]
    assert [(one["month"], one["who"], one["in_time"], one["late"]) for one in items] == [
        ("2026-04", "office", 1, 1),
        ("2026-04", "ZDM", 1, 1),
    ]
    page = await site.client.get("/panel/prasa/terminowosc", headers=site.by(ZDM))
    assert "Zarząd Dróg Miejskich" in page.text
    assert page.text.count("<svg") >= 2
    table = await site.client.get("/panel/prasa/terminowosc.csv", headers=site.by(PRESS))
    assert "2026-04;Zarząd Dróg Miejskich (ZDM);1;1" in table.content.decode("utf-8-sig")


async def counts(site: Site) -> list[tuple[str, str, int, int]]:
    answer = await site.client.get(f"{API}/timeliness?first=2026-01&last=2026-12", headers=site.by(PRESS))
    return [(one["month"], one["who"], one["in_time"], one["late"]) for one in answer.json()["items"]]


async def test_what_nobody_has_answered_is_late_in_the_month_in_which_its_date_passed_and_stays_there_once(
    site: Site, clock: SetClock
):
    # Asked on Friday 17 April: the answer is due on Friday 1 May, which gives way to Monday the 4th, the draft before
    # that; so the unit is late in April and the office in May.
    clock.moment = at("2026-04-17T12:00")
    id = await assigned(site)
    row = await site.database.collection("press_requests").find_one({"_id": id}) or {}
    for moment, told in (
        (row["unit_due_at"], []),
        (row["unit_due_at"] + timedelta(seconds=1), [("2026-04", "ZDM", 0, 1)]),
        (row["due_at"], [("2026-04", "ZDM", 0, 1)]),
        (row["due_at"] + timedelta(seconds=1), [("2026-05", "office", 0, 1), ("2026-04", "ZDM", 0, 1)]),
    ):
        clock.moment = moment
        assert await counts(site) == told, moment
    clock.moment = at("2026-06-03T10:00")
    late = [("2026-05", "office", 0, 1), ("2026-04", "ZDM", 0, 1)]
    for what, body, who in (
        ("draft", {"text": "Projekt odpowiedzi."}, ZDM),
        ("clearance", {"text": "Projekt odpowiedzi."}, PRESS),
        ("approval", {"text": "Projekt odpowiedzi."}, MAYOR),
        ("sending", {}, PRESS),
    ):
        await done(site, id, what, body, who)
        assert await counts(site) == late, what
    answer = await site.client.get(f"{API}/timeliness?first=2026-05&last=2026-06", headers=site.by(PRESS))
    assert [one["who"] for one in answer.json()["items"]] == ["office"], "its month is not asked for"


async def test_what_is_stopped_or_withdrawn_is_not_late(site: Site, clock: SetClock):
    id = await assigned(site)
    await done(site, id, "stop", {"reason": "sender", "note": "Prosi o tydzień."})
    clock.moment = at("2026-06-03T10:00")
    assert await counts(site) == []
    other = await asked(site)
    clock.moment = at("2026-07-03T10:00")
    assert await counts(site) == [("2026-06", "office", 0, 1)]
    await done(site, other, "withdrawal", {"reason": "Wycofuje pytanie."})
    assert await counts(site) == []


MONTHS = [("2025-12", "ZDM", 1, 0), ("2026-01", "office", 2, 1), ("2026-02", "ZDM", 3, 0), ("2026-03", "office", 4, 5)]
MONTHS += [("2026-03", "WE", 0, 1), ("2026-03", "ZDM", 1, 1), ("2026-04", "ZDM", 7, 0)]


def test_months_are_summed_up_to_quarters_the_newest_first_and_the_office_before_units() -> None:
    told = [Count(who=who, name="", period=month, in_time=good, late=bad) for month, who, good, bad in MONTHS]
    assert [(one.period, one.who, one.in_time, one.late, f"{one.begins:%d.%m}") for one in by_quarter(told)] == [
        ("2026-Q2", "ZDM", 7, 0, "01.04"),
        ("2026-Q1", "office", 6, 6, "01.01"),
        ("2026-Q1", "WE", 0, 1, "01.01"),
        ("2026-Q1", "ZDM", 4, 1, "01.01"),
        ("2025-Q4", "ZDM", 1, 0, "01.10"),
    ]


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 1, 1), "2024-Q2", "2026-Q1"),
        (date(2026, 6, 30), "2024-Q3", "2026-Q2"),
        (date(2026, 12, 31), "2025-Q1", "2026-Q4"),
    ],
)
def test_two_years_are_eight_quarters_that_end_with_todays(today: date, first: str, last: str) -> None:
    assert two_years_until(today) == (first, last)


async def test_timeliness_is_counted_by_quarter_too_as_a_picture_a_table_csv_and_json(site: Site, clock: SetClock):
    for moment in ("2026-03-30T12:00", "2026-04-02T12:00", "2026-06-30T23:59"):
        clock.moment = at("2026-03-30T12:00")
        id = await assigned(site)
        clock.moment = at(moment)
        await done(site, id, "draft", {"text": "Projekt odpowiedzi."}, ZDM)
    place = "/panel/prasa/terminowosc"
    url = f"{API}/timeliness/quarters?first=2026-Q1&last=2026-Q2"
    items = (await site.client.get(url, headers=site.by(PRESS))).json()["items"]
    assert items == [
        {"who": "office", "name": "", "in_time": 0, "late": 3, "quarter": "2026-Q2"},
        {"who": "ZDM", "name": "Zarząd Dróg Miejskich", "in_time": 1, "late": 1, "quarter": "2026-Q2"},
        {"who": "ZDM", "name": "Zarząd Dróg Miejskich", "in_time": 1, "late": 0, "quarter": "2026-Q1"},
    ]
    page = (await site.client.get(f"{place}?okres=kwartaly", headers=site.by(ZDM))).text
    assert page.count("<svg") >= 2
    for text in ("II kwartał 2026", "I kwartał 2026", 'href="/panel/prasa/terminowosc?okres=miesiace"'):
        assert text in page, text
    table = await site.client.get(f"{place}.csv?okres=kwartaly", headers=site.by(PRESS))
    assert "2026-Q2;Zarząd Dróg Miejskich (ZDM);1;1" in table.content.decode("utf-8-sig")
    for wrong in ("first=2026-Q0&last=2026-Q2", "first=2026-01&last=2026-Q2", "last=2026-Q2"):
        answer = await site.client.get(f"{API}/timeliness/quarters?{wrong}", headers=site.by(PRESS))
        assert answer.status_code == 422, wrong
    for role in sorted({one.role for one in DEMO_PEOPLE}):
        allowed = role in (Role.PRESS_OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.AUDITOR)
        for path in (url, f"{place}?okres=kwartaly", f"{place}.csv?okres=kwartaly"):
            answer = await site.client.get(path, headers=site.by(person(role)))
            assert answer.status_code == (200 if allowed else 403), (role, path)
