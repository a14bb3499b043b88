"""The year 2027 comes out of the register as a calendar on the wall has it, and a moved day moves its checklist."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from services.events.anniversaries.domain import Anniversary, LegalStatus, PlanApproved, Planning, PlanTooFar, Step
from services.events.anniversaries.domain.shipped import shipped
from services.events.anniversaries.service import Anniversaries
from services.events.anniversaries.store import MongoAnniversaryStore
from services.events.calendar.domain.dates import EasterDay, FixedDay
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from services.events.memorials.store import MongoMemorialStore
from services.events.settings import Settings
from shared.access import Role
from shared.clock import warsaw
from shared.deadlines import STATUTE, FreeDays
from shared.store import Database, Duplicate, Stale, Transaction
from tests.conftest import SetClock, Site, person
from tests.events.conftest import KEEPER

MAYOR = person(Role.MAYOR)
WHY = "Garnizon jest wolny dopiero tego dnia."
WALL = {
    "wyzwolenie-1945": "23 I", "zolnierze-wykleci": "1 III", "katyn": "13 IV", "winiary": "30 IV",
    "konstytucja-3-maja": "3 V", "zwyciestwo-1945": "8 V", "swieto-miasta": None, "akcja-burza": "31 VII",
    "powstanie-warszawskie": "1 VIII", "poczatek-zburzenia-1914": "2 VIII", "kadrowka": "6 VIII",
    "zburzenie-1914": "14 VIII", "wojsko-polskie": "15 VIII", "wrzesien-1939": "1 IX", "sybiracy": "17 IX",
    "niepodleglosc": "11 XI", "stan-wojenny": "13 XII", "powstanie-wielkopolskie": "27 XII",
}  # fmt: skip
ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
PLANNING = Planning(10, 1, Settings.model_fields["year_plan_drawn_up"].default)
STEPS: tuple[Step, ...] = Settings.model_fields["ceremony_steps"].default


@pytest.fixture
async def calendar(database: Database, clock: SetClock) -> Calendar:
    return Calendar(database, MongoEntryStore(database), clock)


@pytest.fixture
async def anniversaries(database: Database, clock: SetClock, calendar: Calendar) -> Anniversaries:
    async def statute(_: Transaction) -> FreeDays:
        return STATUTE

    made = Anniversaries(
        database,
        MongoAnniversaryStore(database),
        calendar,
        statute,
        clock,
        shipped(),
        STEPS,
        75,
        PLANNING,
        MongoMemorialStore(database),
    )
    calendar.tells(made.follow)
    await database.prepare()
    await made.look_after()
    return made


@pytest.fixture
def told(database: Database) -> Callable[[], Awaitable[list[tuple[str, str, str]]]]:
    """What the work list was told: kind, task, and the day it is due."""

    async def read() -> list[tuple[str, str, str]]:
        found = []
        async for row in database.published_events():
            body = json.loads(row["body"])
            if "task_id" in body:
                due = warsaw(datetime.fromisoformat(body["due_at"])) if "due_at" in body else None
                found.append((row["name"].split(".")[1], body["task_id"], f"{due:%m-%d}" if due else ""))
        return found

    return read


def task_days(told: list[tuple[str, str, str]], kind: str) -> dict[str, str]:
    """The days of the tasks of one occasion, by step."""
    of = "zburzenie-1914-2027-"
    return {task.removeprefix(of): day for name, task, day in told if name == kind and task.startswith(of)}


Told = Callable[[], Awaitable[list[tuple[str, str, str]]]]


async def planning(told: Told) -> list[tuple[str, str]]:
    """What of plans waits on the work list: what, and the day it is due."""
    events = await told()
    closed = {task for kind, task, _ in events if kind == "task_closed"}
    opened = [
        (task.partition("-")[2], day) for kind, task, day in events if kind == "task_opened" and task not in closed
    ]
    return sorted(one for one in opened if one[0] in ("draw_up", "approve", "swieto-miasta-2027"))


async def test_the_plan_of_the_next_year_is_asked_for_from_its_day_in_autumn(
    anniversaries: Anniversaries, clock: SetClock, told: Told
) -> None:
    await anniversaries.draw_up(2026)
    await anniversaries.approve(2026, 1, MAYOR)
    await anniversaries.move("swieto-miasta-2026", 1, date(2026, 6, 11), "Zarządzenie prezydenta", KEEPER)
    clock.moment = datetime(2026, 9, 30, 12, tzinfo=UTC)
    await anniversaries.look_after()
    assert await planning(told) == []
    clock.move(days=1)
    await anniversaries.look_after()
    before = await told()
    # 31 October 2026 is a Saturday and All Saints the day after: Monday.
    assert await planning(told) == [("draw_up", "11-02")]
    await anniversaries.look_after()
    assert await told() == before


async def test_what_the_plan_waits_for_is_closed_as_it_is_done(
    anniversaries: Anniversaries, clock: SetClock, told: Told
) -> None:
    await anniversaries.draw_up(2026)
    await anniversaries.approve(2026, 1, MAYOR)
    await anniversaries.strike_out("swieto-miasta-2026", 1, "W tym roku bez święta", KEEPER)
    clock.moment = datetime(2026, 10, 1, 12, tzinfo=UTC)
    await anniversaries.look_after()
    await anniversaries.draw_up(2027)
    assert await planning(told) == [("approve", "12-31"), ("swieto-miasta-2027", "12-31")]
    await anniversaries.approve(2027, 1, MAYOR)
    await anniversaries.look_after()
    assert await planning(told) == [("swieto-miasta-2027", "12-31")]
    await anniversaries.move("swieto-miasta-2027", 1, date(2027, 6, 11), "Zarządzenie prezydenta", KEEPER)
    assert await planning(told) == []
    await anniversaries.look_after()
    assert await planning(told) == []


async def test_a_plan_that_nobody_made_is_asked_for_until_its_year_is_over(
    anniversaries: Anniversaries, clock: SetClock, told: Told
) -> None:
    assert await planning(told) == [("draw_up", "10-31")]  # Of 2026: it should have been there last autumn.
    clock.moment = datetime(2027, 1, 2, 12, tzinfo=UTC)
    await anniversaries.look_after()
    assert await planning(told) == [("draw_up", "11-02")]  # Of 2027.


async def test_the_tasks_of_a_plan_lead_to_the_page_where_it_is_done(site: Site, clock: SetClock) -> None:
    clock.moment = datetime(2026, 10, 2, 12, tzinfo=UTC)
    await site.app.state.ticks.work("anniversaries")()
    await site.client.post("/panel/rocznice", data={"year": "2027"}, headers=site.by(KEEPER))
    rows = [json.loads(row["body"]) async for row in site.database.published_events()]
    links = {(one["action"], one["role"]): one["link"] for one in rows if one.get("kind") == "year_plan"}
    assert links["Ustal dzień rocznicy", "protocol_officer"] == "/panel/rocznice/plan/swieto-miasta-2027"
    assert links["Zatwierdź plan rocznic", "mayor"] == "/panel/rocznice?rok=2027"
    for link in links.values():
        assert (await site.client.get(link, headers=site.by(KEEPER))).status_code == 200


async def test_the_days_of_2027_are_those_of_the_wall_calendar(anniversaries: Anniversaries) -> None:
    await anniversaries.draw_up(2027)
    days = {
        one.anniversary_id: f"{one.day.day} {ROMAN[one.day.month]}" if one.day else None
        for one in await anniversaries.store.occasions(2027)
    }
    assert days == WALL


async def test_state_holidays_of_the_register_are_free_days_of_an_independent_calendar(
    anniversaries: Anniversaries,
) -> None:
    free = holidays.country_holidays("PL", years=2027)
    for one in shipped():
        if one.status is LegalStatus.STATE:
            assert one.rule.day_in(2027) in free, one.id


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "Niedziela Wielkanocna"),
        (1, "Poniedziałek Wielkanocny"),
        (49, "Zielone Świątki"),
        (60, "Dzień Bożego Ciała"),
    ],
)
def test_movable_days_are_those_of_an_independent_calendar(days: int, name: str) -> None:
    calendar = holidays.country_holidays("PL", years=range(1990, 2100), language="pl")
    assert {EasterDay(days=days).day_in(year) for year in range(1990, 2100)} == set(calendar.get_named(name))


@pytest.mark.parametrize(
    ("first", "every", "year", "held", "number"),
    [
        (1914, 1, 2027, True, 113),
        (1914, 5, 2027, False, 113),
        (1914, 5, 2029, True, 115),
        (2027, 1, 2027, True, None),
        (None, 1, 2027, True, None),
    ],
)
def test_round_years_are_counted_from_what_is_remembered(
    first: int | None, every: int, year: int, number: int | None, *, held: bool
) -> None:
    one = Anniversary(
        id="abc", name="Rocznica", rule=FixedDay(month=8, day=14), status=LegalStatus.LOCAL, first_year=first,
        every=every, source="księga"
    )  # fmt: skip
    assert (one.held_in(year), one.number_in(year)) == (held, number)


async def test_every_step_of_the_register_is_one_of_the_house(anniversaries: Anniversaries) -> None:
    assert {key for one in shipped() for key in one.steps} <= set(anniversaries.steps)


async def test_wreaths_are_on_their_own_desk_and_no_step_of_the_checklist(anniversaries: Anniversaries) -> None:
    assert "wreaths" not in {key for one in shipped() for key in one.steps} | set(anniversaries.steps)


async def test_a_plan_is_approved_once_and_stands_in_the_calendar(
    anniversaries: Anniversaries, calendar: Calendar, published: Callable[[], Awaitable[list[str]]]
) -> None:
    await anniversaries.draw_up(2027)
    assert await calendar.feed() == []
    await anniversaries.approve(2027, 1, MAYOR)
    assert len(await calendar.feed()) == 17
    with pytest.raises(PlanApproved):
        await anniversaries.approve(2027, 2, MAYOR)
    with pytest.raises(Stale):
        await anniversaries.approve(2027, 1, MAYOR)
    assert (await published()).count("events.year_plan_approved.v1") == 1
    await anniversaries.move("swieto-miasta-2027", 1, date(2027, 6, 11), "Zarządzenie prezydenta", KEEPER)
    assert len(await calendar.feed()) == 18
    entry = await calendar.entry("zburzenie-1914-2027")
    assert entry.plan.title == "Wybuch I wojny światowej i zburzenie Kalisza (113. rocznica)"
    assert str(entry.first_day) == str(entry.last_day) == "2027-08-14"


async def test_a_plan_drawn_up_twice_is_one_plan_with_what_is_new(anniversaries: Anniversaries) -> None:
    await anniversaries.draw_up(2027)
    await anniversaries.enter(
        Anniversary(
            id="nowa", name="Nowa rocznica", rule=FixedDay(month=7, day=1), status=LegalStatus.LOCAL, source="rada"
        )
    )
    await anniversaries.draw_up(2027)
    assert len(await anniversaries.store.occasions(2027)) == 19
    with pytest.raises(Duplicate):
        await anniversaries.enter(shipped()[0])
    with pytest.raises(PlanTooFar):
        await anniversaries.draw_up(2031)


async def test_what_was_changed_in_the_register_is_not_undone_by_the_file(anniversaries: Anniversaries) -> None:
    one = await anniversaries.store.anniversary("katyn")
    await anniversaries.change(one.model_copy(update={"active": False}), 1)
    await anniversaries.look_after()
    assert not (await anniversaries.store.anniversary("katyn")).active


@pytest.fixture
async def opened(anniversaries: Anniversaries, clock: SetClock) -> Anniversaries:
    """The plan of 2027 approved, on 1 June 2027: the checklist of 14 August is on the work list."""
    await anniversaries.draw_up(2027)
    await anniversaries.approve(2027, 1, MAYOR)
    clock.moment = clock.moment.replace(year=2027, month=6, day=1)
    await anniversaries.look_after()
    return anniversaries


async def test_work_is_raised_in_advance_by_the_days_of_the_house(
    opened: Anniversaries, told: Callable[[], Awaitable[list[tuple[str, str, str]]]]
) -> None:
    due = task_days(await told(), "task_opened")
    # 14 August 2027 is a Saturday; so is 24 July, and letters leave on the Friday before; so is 21 August, and the
    # report is due on the Monday after.
    wanted = {"military-1": "07-15", "invitations-1": "07-23", "rsvp-1": "08-06", "scenario-1": "08-11",
              "report-1": "08-23"}  # fmt: skip
    assert {key: day for key, day in due.items() if key in wanted} == wanted
    before = await told()
    await opened.look_after()
    assert await told() == before


async def test_a_moved_event_moves_its_checklist_whoever_moves_it(
    opened: Anniversaries, calendar: Calendar, told: Callable[[], Awaitable[list[tuple[str, str, str]]]]
) -> None:
    await opened.move("zburzenie-1914-2027", 3, date(2027, 8, 16), WHY, KEEPER)
    changed = task_days(await told(), "task_changed")
    # Three days before Monday the 16th is a Friday: nothing is due on the free days between.
    assert changed["military-1"] == "07-16"
    assert changed["scenario-1"] == "08-13"
    entry = await calendar.entry("zburzenie-1914-2027")
    assert str(entry.first_day) == "2027-08-16"
    week = entry.plan.model_copy(
        update={"starts": entry.plan.starts + timedelta(days=7), "ends": entry.plan.ends + timedelta(days=7)}
    )
    await calendar.move(entry.id, entry.version, week, WHY, KEEPER)
    occasion = await opened.store.occasion(entry.id)
    assert (str(occasion.day), occasion.reason) == ("2027-08-23", WHY)
    assert task_days(await told(), "task_changed")["scenario-1"] == "08-20"
    assert task_days(await told(), "task_closed") == {}


async def test_what_was_done_stays_done_when_the_day_moves(opened: Anniversaries) -> None:
    await opened.done("zburzenie-1914-2027", 3, "military", KEEPER)
    await opened.move("zburzenie-1914-2027", 4, date(2027, 8, 20), WHY, KEEPER)
    works = {one.key: one for one in (await opened.store.occasion("zburzenie-1914-2027")).works}
    assert works["military"].done_by == KEEPER.name
    assert works["invitations"].open


async def test_a_ceremony_called_off_needs_no_work_until_it_is_held_after_all(
    opened: Anniversaries, calendar: Calendar, told: Callable[[], Awaitable[list[tuple[str, str, str]]]]
) -> None:
    entry = await calendar.entry("zburzenie-1914-2027")
    await calendar.call_off(entry.id, entry.version, "Alarm powodziowy w mieście.", KEEPER)
    assert len(task_days(await told(), "task_closed")) == 5
    assert (await opened.store.occasion(entry.id)).struck == "Alarm powodziowy w mieście."
    await calendar.undo(entry.id, entry.version + 1, KEEPER)
    again = task_days(await told(), "task_opened")
    assert again["military-2"] == again["military-1"]
    assert (await opened.store.occasion(entry.id)).struck is None


async def test_a_step_ticked_by_a_slip_is_opened_again(
    opened: Anniversaries, told: Callable[[], Awaitable[list[tuple[str, str, str]]]]
) -> None:
    version = await opened.done("zburzenie-1914-2027", 3, "rsvp", KEEPER)
    await opened.not_done("zburzenie-1914-2027", version, "rsvp")
    events = [
        (kind, task.rpartition("-2027-")[2]) for kind, task, _ in await told() if "rsvp" in task and "zburzenie" in task
    ]
    assert events == [("task_opened", "rsvp-1"), ("task_closed", "rsvp-1"), ("task_opened", "rsvp-2")]


# -- pages -----------------------------------------------------------------------------------------------------------


async def test_the_mayor_approves_what_the_protocol_drew_up(site: Site) -> None:
    await site.app.state.ticks.work("anniversaries")()
    drawn = await site.client.post("/panel/rocznice", data={"year": "2027"}, headers=site.by(KEEPER))
    assert drawn.headers["location"] == "/panel/rocznice?rok=2027"
    approval = {"year": "2027", "version": "1"}
    refused = await site.client.post("/panel/rocznice/zatwierdzenie", data=approval, headers=site.by(KEEPER))
    assert refused.status_code == 403
    await site.client.post("/panel/rocznice/zatwierdzenie", data=approval, headers=site.by(MAYOR))
    assert "Plan zatwierdzony" in (await site.client.get("/panel/rocznice?rok=2027", headers=site.by(MAYOR))).text
    assert "113. rocznica" in (await site.client.get("/kalendarz?miesiac=2027-08")).text
    moved = {"version": "2", "day": "2028-08-14", "reason": WHY}
    answer = await site.client.post(
        "/panel/rocznice/plan/zburzenie-1914-2027/dzien", data=moved, headers=site.by(KEEPER)
    )
    assert answer.status_code == 422
    assert 'href="#day"' in answer.text
    assert WHY in answer.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rule": "fixed", "month": "4", "day": "31"}, "day"),
        ({"rule": "easter"}, "easter"),
        ({"rule": "decided"}, "month"),
        ({"source": ""}, "source"),
    ],
)
async def test_a_slip_in_the_register_is_told_at_its_field(site: Site, changes: dict[str, str], field: str) -> None:
    form = {
        "name": "Boże Ciało na Rynku",
        "status": "local",
        "rule": "easter",
        "easter": "60",
        "every": "1",
        "source": "parafia",
    }
    if changes.get("rule") == "easter":
        del form["easter"]
    answer = await site.client.post("/panel/rocznice/rejestr/nowa", data=form | changes, headers=site.by(KEEPER))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


async def test_a_movable_anniversary_is_entered_and_stands_on_its_day(site: Site) -> None:
    form = {"name": "Boże Ciało na Rynku", "status": "local", "rule": "easter", "easter": "60", "every": "1",
            "source": "parafia", "active": "true", "certain": "true", "steps": ["invitations", "report"]}  # fmt: skip
    made = await site.client.post("/panel/rocznice/rejestr/nowa", data=form, headers=site.by(KEEPER))
    assert made.status_code == 303, made.text
    await site.client.post("/panel/rocznice", data={"year": "2027"}, headers=site.by(KEEPER))
    page = (await site.client.get("/panel/rocznice?rok=2027", headers=site.by(KEEPER))).text
    assert "2027-05-27" in page
