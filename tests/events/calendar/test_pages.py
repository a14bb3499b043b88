"""The calendar as residents read it, as its keepers fill it in, and as other systems call it."""

from typing import Any

import icalendar
import pytest

from shared.access import Role
from tests.conftest import SetClock, Site, person
from tests.events.conftest import KEEPER

FORM = {
    "title": "Święto Miasta Kalisza",
    "place": "Główny Rynek",
    "day": "2026-06-11",
    "begins": "10:30",
    "ends": "12:00",
}
GIVEN = {"title": "Święto Miasta Kalisza", "starts": "2026-06-11T10:30:00+02:00", "ends": "2026-06-11T12:00:00+02:00"}


async def put_in(site: Site, **changes: str) -> str:
    answer = await site.client.post("/panel/wydarzenia/nowe", data=FORM | changes, headers=site.by(KEEPER))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rsplit("/", 1)[-1]


async def month(site: Site, month: str = "2026-06") -> str:
    return (await site.client.get("/kalendarz", params={"miesiac": month})).text


async def test_residents_see_the_new_entry_in_its_month_and_on_its_own_page(site: Site) -> None:
    id = await put_in(site)
    assert "Święto Miasta Kalisza" in await month(site)
    assert "Święto Miasta Kalisza" not in await month(site, "2026-07")
    page = (await site.client.get(f"/kalendarz/{id}")).text
    assert "Główny Rynek" in page
    assert "10:30–12:00" in page


async def test_an_empty_month_leads_to_the_next_one(site: Site) -> None:
    assert "W tym miesiącu nic nie zaplanowano" in await month(site)


async def test_the_present_month_is_shown_where_none_is_asked_for(site: Site, clock: SetClock) -> None:
    assert "kwiecień 2026" in (await site.client.get("/kalendarz")).text
    clock.move(days=31)
    assert "maj 2026" in (await site.client.get("/kalendarz")).text


@pytest.mark.parametrize("wanted", ["2026-13", "9999-01", "x", "2026-06-01"])
async def test_a_month_that_does_not_exist_is_refused(site: Site, wanted: str) -> None:
    assert (await site.client.get("/kalendarz", params={"miesiac": wanted})).status_code == 422


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"title": ""}, "title", "Napisz, co to za wydarzenie."),
        ({"day": "jutro"}, "day", "Podaj datę"),
        ({"day": "1850-01-01"}, "day", "po roku 2000"),
        ({"ends": ""}, "ends", "Podaj obie godziny"),
        ({"ends": "09:00"}, "ends", "Koniec nie może być przed początkiem"),
        ({"last_day": "2026-06-01"}, "last_day", "Ostatni dzień nie może"),
        ({"last_day": "2031-06-01"}, "last_day", "Ostatni dzień nie może"),
    ],
)
async def test_a_slip_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, changes: dict[str, str], field: str, said: str
) -> None:
    typed = FORM | {"description": "Z orkiestrą dętą."} | changes
    answer = await site.client.post("/panel/wydarzenia/nowe", data=typed, headers=site.by(KEEPER))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert said in answer.text
    assert "Z orkiestrą dętą." in answer.text


async def test_hours_left_out_make_a_whole_day(site: Site) -> None:
    id = await put_in(site, begins="", ends="", last_day="2026-06-14")
    shown = (await site.client.get(f"/api/events/v1/entries/{id}")).json()
    assert shown["all_day"]
    assert [shown["starts"], shown["ends"]] == ["2026-06-10T22:00:00Z", "2026-06-14T22:00:00Z"]


async def test_an_entry_called_off_stays_with_its_reason_and_changes_no_more(site: Site) -> None:
    id = await put_in(site)
    off = {"version": "1", "reason": "Ostrzeżenie przed burzą drugiego stopnia"}
    await site.client.post(f"/panel/wydarzenia/{id}/odwolanie", data=off, headers=site.by(KEEPER))
    assert "Ostrzeżenie przed burzą" in (await site.client.get(f"/kalendarz/{id}")).text
    assert "odwołane" in await month(site)
    again = await site.client.post(f"/panel/wydarzenia/{id}", data=FORM | {"version": "2"}, headers=site.by(KEEPER))
    assert again.status_code == 409


async def test_who_changes_what_somebody_changed_meanwhile_is_told_so(site: Site) -> None:
    id = await put_in(site)
    first = await site.client.post(
        f"/panel/wydarzenia/{id}", data=FORM | {"version": "1", "title": "Święto Kalisza"}, headers=site.by(KEEPER)
    )
    second = await site.client.post(f"/panel/wydarzenia/{id}", data=FORM | {"version": "1"}, headers=site.by(KEEPER))
    assert (first.status_code, second.status_code) == (303, 412)
    assert "Święto Kalisza" in (await site.client.get(f"/kalendarz/{id}")).text


async def test_the_same_form_sent_twice_makes_one_entry(site: Site) -> None:
    form = FORM | {"form_key": "0123456789abcdef"}
    answers = [await site.client.post("/panel/wydarzenia/nowe", data=form, headers=site.by(KEEPER)) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]


async def test_keepers_find_what_comes_and_what_is_over(site: Site, clock: SetClock) -> None:
    await put_in(site)
    desk = "/panel/wydarzenia"
    assert "Święto Miasta" in (await site.client.get(desk, headers=site.by(KEEPER))).text
    clock.move(days=90)
    assert "Święto Miasta" not in (await site.client.get(desk, headers=site.by(KEEPER))).text
    assert "Święto Miasta" in (await site.client.get(f"{desk}?pokaz=minione", headers=site.by(KEEPER))).text


async def test_only_keepers_keep_the_calendar(site: Site) -> None:
    reviewer = site.once(person(Role.UNIT_REVIEWER))
    assert (await site.client.post("/api/events/v1/entries", json=GIVEN, headers=reviewer)).status_code == 403
    assert (await site.client.post("/api/events/v1/entries", json=GIVEN)).status_code == 401
    assert (await site.client.get("/panel/wydarzenia", headers=reviewer)).status_code == 403


async def test_a_program_puts_in_moves_and_calls_off(site: Site) -> None:
    made = await site.client.post("/api/events/v1/entries", json=GIVEN, headers=site.once(KEEPER))
    path = f"/api/events/v1/entries/{made.json()['entry_id']}"
    moved = await site.client.put(
        path,
        json=GIVEN | {"place": "Ratusz", "reason": "Na Rynku trwa remont nawierzchni."},
        headers={**site.by(KEEPER), "If-Match": made.headers.get("etag", '"1"')},
    )
    assert (moved.status_code, moved.headers["etag"]) == (204, '"2"')
    late = await site.client.put(path, json=GIVEN, headers={**site.by(KEEPER), "If-Match": '"1"'})
    assert late.status_code == 412
    off = await site.client.post(
        f"{path}/cancellation",
        json={"reason": "Ostrzeżenie przed burzą"},
        headers={**site.once(KEEPER), "If-Match": '"2"'},
    )
    assert off.status_code == 204
    span = {"from": "2026-06-01T00:00:00Z", "to": "2026-07-01T00:00:00Z"}
    (shown,) = (await site.client.get("/api/events/v1/entries", params=span)).json()
    assert (shown["place"], shown["cancelled"], shown["version"]) == ("Ratusz", True, 3)


@pytest.mark.parametrize(
    "changes",
    [{"ends": "2026-06-11T10:00:00+02:00"}, {"starts": "2026-06-11T10:30:00"}, {"title": "x" * 201}, {"odd": 1}],
)
async def test_a_program_that_sends_nonsense_is_told_so(site: Site, changes: dict[str, Any]) -> None:
    answer = await site.client.post("/api/events/v1/entries", json=GIVEN | changes, headers=site.once(KEEPER))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_whole_calendar_is_one_file_for_a_phone(site: Site) -> None:
    id = await put_in(site)
    answer = await site.client.get("/kalendarz/kalisz.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["uid"], event["location"]) == (f"{id}@localhost", "Główny Rynek")
    one = icalendar.Calendar.from_ical((await site.client.get(f"/kalendarz/{id}.ics")).content)
    assert [event["uid"] for event in one.walk("VEVENT")] == [f"{id}@localhost"]
