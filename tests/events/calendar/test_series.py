"""What is left of a series moves together, by the same time on the clocks, or stays where it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx
import pytest

from services.events.calendar.api import KEEPERS
from services.events.calendar.domain import Plan
from services.events.calendar.domain.dates import Shift
from shared.access import Person, Role
from shared.clock import warsaw
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import Site, person
from tests.events.conftest import KEEPER
from tests.events.letters.conftest import API, mails, post
from tests.events.meetings import conftest as meetings

SERIES: dict[str, Any] = {
    "title": "Narada tygodniowa", "kind": "meeting", "people": ["mayor"], "place": "Ratusz, sala 36",
    "starts": "2026-10-12T09:00:00+02:00", "ends": "2026-10-12T10:00:00+02:00",
    "repeats": {"rhythm": "weekly", "until": "2026-11-09"},
}  # fmt: skip
"""Five Mondays, of which the last three are in winter time."""
WEEK_LATER: dict[str, Any] = {"days": 7, "reason": "Sala jest zajęta przez komisję."}


async def series(site: Site, **changes: Any) -> list[str]:
    answer = await post(site, "/entries", {**SERIES, **changes})
    assert answer.status_code == 201, answer.text
    return [one["entry_id"] for one in await shown(site)]


async def shown(site: Site) -> list[dict[str, Any]]:
    span = {"from": "2026-10-01T00:00:00Z", "to": "2026-12-31T00:00:00Z"}
    return list((await site.client.get(f"{API}/entries", params=span, headers=site.by(KEEPER))).json())


async def times(site: Site) -> list[str]:
    return [f"{warsaw(datetime.fromisoformat(one['starts'])):%m-%d %H:%M}" for one in await shown(site)]


async def shifted(site: Site, id: str, body: Any, who: Person = KEEPER, version: int = 1) -> httpx.Response:
    return await post(site, f"/entries/{id}/shift", body, who, version)


@pytest.mark.parametrize(
    ("shift", "starts", "ends"),
    [
        (Shift(days=7), "2026-10-26 09:00", "2026-10-26 10:30"),  # over the change of clocks
        (Shift(days=-1, minutes=45), "2026-10-18 09:45", "2026-10-18 11:15"),
        (Shift(minutes=-540), "2026-10-19 00:00", "2026-10-19 01:30"),
        (Shift(days=6, minutes=-400), "2026-10-25 02:20", "2026-10-25 03:50"),
    ],
)
def test_a_shift_goes_by_the_clocks_of_the_city(shift: Shift, starts: str, ends: str) -> None:
    begins = datetime(2026, 10, 19, 7, tzinfo=UTC)
    plan = shift.of(Plan(title="Narada", starts=begins, ends=begins + timedelta(minutes=90)))
    assert [f"{warsaw(one):%Y-%m-%d %H:%M}" for one in (plan.starts, plan.ends)] == [starts, ends]


def test_what_lasts_whole_days_moves_by_days_alone() -> None:
    begins = datetime(2026, 10, 18, 22, tzinfo=UTC)
    plan = Shift(days=7, minutes=30).of(
        Plan(title="Targi", starts=begins, ends=begins + timedelta(days=1), all_day=True)
    )
    assert [f"{warsaw(one):%m-%d %H:%M}" for one in (plan.starts, plan.ends)] == ["10-26 00:00", "10-27 00:00"]


async def test_this_one_and_all_later_ones_move_and_those_before_stand(site: Site) -> None:
    ids = await series(site)
    answer = await shifted(site, ids[2], {**WEEK_LATER, "minutes": 30})
    assert (answer.status_code, answer.json()) == (200, {"moved": 3}), answer.text
    # Each goes where the mayor was with the next one of the series, which has gone before.
    assert await times(site) == ["10-12 09:00", "10-19 09:00", "11-02 09:30", "11-09 09:30", "11-16 09:30"]
    assert [one["version"] for one in await shown(site)] == [1, 1, 2, 2, 2]
    page = (await site.client.get(f"/kalendarz/{ids[4]}")).text
    assert WEEK_LATER["reason"] in page
    back = await shifted(site, ids[2], {**WEEK_LATER, "days": -7, "minutes": -30}, version=2)
    assert back.json() == {"moved": 3}
    assert (await times(site))[2:] == ["10-26 09:00", "11-02 09:00", "11-09 09:00"]


async def test_where_somebody_would_be_at_two_places_each_is_named_and_nothing_moves(site: Site) -> None:
    ids = await series(site)
    wedding = {"title": "Złote gody", "kind": "other", "people": ["mayor", "deputy-1"]}
    hours = [
        {"starts": f"2026-{day}T10:30:00+01:00", "ends": f"2026-{day}T11:00:00+01:00"} for day in ("11-02", "11-09")
    ]
    others = [await post(site, "/entries", {**wedding, **each}) for each in hours]
    assert [one.status_code for one in others] == [201, 201]
    before = await times(site)
    answer = await shifted(site, ids[1], {"minutes": 60, "reason": WEEK_LATER["reason"]})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "series-elsewhere")
    assert sorted((one["person"], one["entry_id"], one["elsewhere"]) for one in answer.json()["collisions"]) == sorted(
        ("mayor", mine, other.json()["entry_id"]) for mine, other in zip(ids[3:], others, strict=True)
    )
    assert await times(site) == before
    form = {"version": "1", "new_day": "2026-10-19", "new_begins": "10:00", "new_why": WEEK_LATER["reason"]}
    page = await site.client.post(f"/panel/wydarzenia/{ids[1]}/przesuniecie", data=form, headers=site.by(KEEPER))
    assert page.status_code == 409
    assert "02.11.2026, 09:00–10:00: Prezydent Miasta jest wtedy gdzie indziej: Złote gody" in page.text
    assert "09.11.2026, 09:00–10:00: Prezydent Miasta" in page.text
    assert f'value="{form["new_begins"]}"' in page.text
    assert await times(site) == before


async def test_the_form_moves_the_rest_and_names_a_slip_at_its_field(site: Site) -> None:
    ids = await series(site)
    form = {"version": "1", "new_day": "2026-10-27", "new_begins": "08:15", "new_why": WEEK_LATER["reason"]}
    address = f"/panel/wydarzenia/{ids[2]}/przesuniecie"
    for slip, field in (
        ({"new_day": "2026-10-26", "new_begins": "09:00"}, "new_day"),
        ({"new_day": "2029-10-26"}, "new_day"),
        ({"new_begins": "ósma"}, "new_begins"),
        ({"new_why": ""}, "new_why"),
    ):
        answer = await site.client.post(address, data={**form, **slip}, headers=site.by(KEEPER))
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
    done = await site.client.post(address, data=form, headers=site.by(KEEPER))
    assert done.status_code == 303, done.text
    assert await times(site) == ["10-12 09:00", "10-19 09:00", "10-27 08:15", "11-03 08:15", "11-10 08:15"]


async def test_what_waits_for_a_date_waits_on_and_what_is_off_stays_off(site: Site) -> None:
    ids = await series(site)
    for id, what in ((ids[2], "postponement"), (ids[3], "cancellation")):
        answer = await post(site, f"/entries/{id}/{what}", {"reason": WEEK_LATER["reason"]}, KEEPER, 1)
        assert answer.status_code == 204, answer.text
    assert (await shifted(site, ids[1], {**WEEK_LATER, "days": 1})).json() == {"moved": 2}
    assert await times(site) == ["10-12 09:00", "10-20 09:00", "10-26 09:00", "11-02 09:00", "11-10 09:00"]
    for id, type in ((ids[2], "entry-postponed"), (ids[3], "entry-cancelled")):
        refused = await shifted(site, id, WEEK_LATER, version=2)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, type)


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE}))
async def test_only_who_keeps_the_calendar_moves_a_series(site: Site, role: Role) -> None:
    ids = await series(site)
    answer = await shifted(site, ids[0], WEEK_LATER, person(role))
    assert answer.status_code == (200 if role in KEEPERS else 403)


async def test_the_same_step_twice_moves_once_and_an_old_version_nothing(site: Site) -> None:
    ids = await series(site)
    headers = site.once(KEEPER) | {"If-Match": '"1"'}
    answers = [
        await site.client.post(f"{API}/entries/{ids[0]}/shift", json={**WEEK_LATER, "days": 1}, headers=headers)
        for _ in range(2)
    ]
    assert [(one.status_code, one.json()) for one in answers] == [(200, {"moved": 5})] * 2
    assert (await times(site))[0] == "10-13 09:00"
    assert (await shifted(site, ids[0], WEEK_LATER, version=1)).status_code == 412
    nothing = await shifted(site, ids[0], {"reason": WEEK_LATER["reason"]}, version=2)
    assert nothing.status_code == 422


async def test_participants_of_every_meeting_that_moved_are_told(site: Site) -> None:
    ids = await series(site)
    for id in ids[1:4]:
        await meetings.taken_to(site, "issue", entry_id=id)
    told = len(await mails(site))
    assert (await shifted(site, ids[2], {**WEEK_LATER, "days": 1})).json() == {"moved": 3}
    new = (await mails(site))[told:]
    to_guests = sorted(
        (mail["to"], "27 " in mail["text"] or "27.10" in mail["text"]) for mail in new if "example.pl" in mail["to"]
    )
    assert to_guests == [
        ("halina@example.pl", False), ("halina@example.pl", True),
        ("ignacy@example.pl", False), ("ignacy@example.pl", True),
    ]  # fmt: skip
