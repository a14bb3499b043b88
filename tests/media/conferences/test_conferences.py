"""Press conferences: announced, invited to, moved and called off with reasons, in the city's calendar by an event."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.media.conferences.domain import TABLE, Action, State
from services.media.conferences.domain.programme import ProgrammeUnfit, programme_of
from services.media.conferences.service import READERS, WRITERS
from shared.contracts.media import PressConferenceScheduledV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, asked_first, person
from tests.media.conferences.conftest import (
    API,
    REASON,
    act,
    announced,
    body,
    done,
    made,
    mails,
    seen,
    told,
    when,
)
from tests.media.conftest import PRESS

PATHS = {
    Action.ANNOUNCE: "announcement",
    Action.INVITE: "invitations",
    Action.MOVE: "move",
    Action.POSTPONE: "postponement",
    Action.CANCEL: "cancellation",
    Action.DISCARD: "discarding",
}


def given_for(action: Action, clock: SetClock) -> Any:
    if action is Action.INVITE:
        return {"outlets": ["nobody"]}
    if action is Action.MOVE:
        return {"when": when(clock, 5), **REASON}
    return REASON if action in (Action.POSTPONE, Action.CANCEL) else None


async def in_state(site: Site, clock: SetClock, state: State) -> str:
    id = await made(site, clock)
    steps = {
        State.DRAFT: (),
        State.ANNOUNCED: ("announcement",),
        State.POSTPONED: ("announcement", "postponement"),
        State.CANCELLED: ("announcement", "cancellation"),
        State.DISCARDED: ("discarding",),
    }
    for step in steps[state]:
        await done(site, id, step, REASON if step in ("postponement", "cancellation") else None)
    assert (await seen(site, id))["state"] == state.value
    return id


@pytest.mark.parametrize("state", State)
async def test_in_each_state_only_what_has_its_time_is_done(site: Site, clock: SetClock, state: State) -> None:
    for action, path in PATHS.items():
        id = await in_state(site, clock, state)
        answer = await act(site, id, path, given_for(action, clock))
        # The title that nobody knows is looked for before the state is.
        expected = (404,) if action is Action.INVITE else (200,) if state in TABLE[action] else (409,)
        assert answer.status_code in expected, (state, action, answer.text)


async def test_each_thing_is_done_by_the_press_office_alone(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    for role in sorted({one.role for one in DEMO_PEOPLE} - set(WRITERS)):
        for action, path in PATHS.items():
            answer = await act(site, id, path, given_for(action, clock), person(role), 1)
            assert answer.status_code == 403, (role, action)
        read = await site.client.get(f"{API}/{id}", headers=site.by(person(role)))
        assert read.status_code == (200 if role in READERS else 403)


async def test_before_it_is_announced_nobody_knows_of_it(site: Site, clock: SetClock) -> None:
    id = await made(site, clock)
    for path in (f"/prasa/konferencje/{id}", f"/prasa/konferencje/{id}.ics"):
        assert (await site.client.get(path)).status_code == 404
    for path in ("/prasa/konferencje", API):
        assert "autobusy" not in (await site.client.get(path)).text
    assert await told(site, PressConferenceScheduledV1) == []


async def test_the_city_hears_of_every_change_with_a_higher_version(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    await done(site, id, "postponement", REASON)
    await done(site, id, "move", {"when": when(clock, 7, "Teatr"), **REASON})
    await done(site, id, "cancellation", REASON)
    events = await told(site, PressConferenceScheduledV1)
    assert [(one.cancelled, one.place) for one in events] == [
        (False, "Ratusz, sala recepcyjna"),
        (True, "Ratusz, sala recepcyjna"),
        (False, "Teatr"),
        (True, "Teatr"),
    ]
    versions = [one.version for one in events]
    assert versions == sorted(set(versions))
    page = (await site.client.get(f"/prasa/konferencje/{id}")).text
    assert page.count(REASON["reason"]) == 3


async def test_when_it_is_moved_its_programme_moves_along(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    assert "<b>12:30</b> Pytania" in (await site.client.get(f"/prasa/konferencje/{id}")).text
    await done(site, id, "move", {"when": when(clock, 3 + 2 / 24), **REASON})
    assert "<b>14:30</b> Pytania" in (await site.client.get(f"/prasa/konferencje/{id}")).text


@pytest.mark.parametrize(("days", "minutes"), [(-1, 45), (400, 45), (3, 0), (3, -10), (3, 13 * 60)])
async def test_nobody_is_asked_to_come_when_nobody_could(site: Site, clock: SetClock, days: int, minutes: int) -> None:
    starts = clock.now() + timedelta(days=days)
    times = {"starts": starts.isoformat(), "ends": (starts + timedelta(minutes=minutes)).isoformat(), "place": "Ratusz"}
    answer = await site.client.post(API, json=body(clock, when=times), headers=site.once(PRESS))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/times-unfit")


@pytest.mark.parametrize("day", ["0206-04-20", "2200-04-20", "wtorek"])
async def test_a_day_of_a_wrong_year_is_told_at_its_field(site: Site, day: str) -> None:
    form = {"day": day, "begins": "10:00", "ends": "11:00", "place": "Ratusz", "kind": "conference"}
    form |= {"title": "Nowe autobusy", "about": "Pokażemy nowe autobusy.", "contact": "Biuro prasowe"}
    answer = await site.client.post("/panel/prasa/konferencje/nowa", data=form, headers=site.by(PRESS))
    assert answer.status_code == 422
    assert 'href="#day"' in answer.text
    assert "Pokażemy nowe autobusy." in answer.text


async def test_a_calendar_program_sees_the_same_entry_changed_and_called_off(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    found = []
    for step in (None, "cancellation"):
        if step:
            await done(site, id, step, REASON)
        answer = await site.client.get(f"/prasa/konferencje/{id}.ics")
        [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        found.append((str(event["uid"]), int(str(event["sequence"])), str(event["status"])))
    (uid, first, before), (same, second, after) = found
    assert uid == same
    assert second > first
    assert (before, after) == ("CONFIRMED", "CANCELLED")


async def test_journalists_who_agreed_are_invited_once_and_hear_of_every_change(
    site: Site, clock: SetClock, outlets: dict[str, str]
) -> None:
    id = await announced(site, clock)
    await done(site, id, "invitations", {"outlets": [outlets["Głos Próbny"]]})
    await done(site, id, "invitations", {"outlets": list(outlets.values())})
    invited = sorted(mail["to"].lower() for mail in await mails(site))
    assert invited == ["ala@probny.example", "bob@probny.example", "celina@probny.example"]
    assert (await seen(site, id))["invited"] == 3
    await done(site, id, "move", {"when": when(clock, 4, "Teatr"), **REASON})
    await done(site, id, "cancellation", REASON)
    subjects = [mail["subject"].partition(":")[0] for mail in await mails(site)]
    assert sorted(subjects) == ["Odwołane"] * 3 + ["Zaproszenie"] * 3 + ["Zmiana terminu lub miejsca"] * 3
    for mail in await mails(site):
        if not mail["subject"].startswith("Zaproszenie"):
            assert REASON["reason"] in mail["text"]


async def test_pressed_twenty_times_at_once_invitations_go_out_once(
    site: Site, clock: SetClock, outlets: dict[str, str]
) -> None:
    id = await announced(site, clock)
    version = (await seen(site, id))["version"]
    wanted = {"outlets": list(outlets.values())}
    answers = await asyncio.gather(*[act(site, id, "invitations", wanted, PRESS, version) for _ in range(20)])
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 19
    assert len(await mails(site)) == 3


async def test_who_was_invited_answers_by_the_link_and_may_change_it(
    site: Site, clock: SetClock, outlets: dict[str, str]
) -> None:
    id = await announced(site, clock)
    await done(site, id, "invitations", {"outlets": [outlets["Radio Próbne"]]})
    mail = next(mail for mail in await mails(site) if mail["to"].startswith("celina"))
    link = re.search(r"/prasa/konferencje/zaproszenie/\S+", mail["text"])
    assert link
    page = await site.client.get(link[0])
    assert page.headers["referrer-policy"] == "no-referrer"
    assert (await site.client.post(link[0], data={})).status_code == 422
    for answer, said in (("coming", "będzie"), ("declined", "nie będzie")):
        assert (await site.client.post(link[0], data={"answer": answer})).status_code == 303
        desk = (await site.client.get(f"/panel/prasa/konferencje/{id}", headers=site.by(PRESS))).text
        row = desk.partition("Celina Radiowa")[2].partition("</tr>")[0]
        assert f">{said}<" in row
    assert (await site.client.get(link[0][:-2] + "xx")).status_code == 404
    await done(site, id, "move", {"when": when(clock, 4), **REASON})
    desk = (await site.client.get(f"/panel/prasa/konferencje/{id}", headers=site.by(PRESS))).text
    assert "jeszcze nie" in desk.partition("Celina Radiowa")[2].partition("</tr>")[0], "of another day nobody has said"


async def test_who_is_accredited_shows_it_and_who_is_not_is_accredited_for_the_day(
    site: Site, clock: SetClock, outlets: dict[str, str]
) -> None:
    id = await announced(site, clock)
    await done(site, id, "invitations", {"outlets": [outlets["Radio Próbne"]]})
    desk = f"/panel/prasa/konferencje/{id}"

    async def row() -> str:
        page = (await site.client.get(desk, headers=site.by(PRESS))).text
        return page.partition("Celina Radiowa")[2].partition("</tr>")[0]

    guest = re.search(r"/goscie/(\w+)/akredytacja", await row())
    assert guest
    answer = await site.client.post(f"{desk}/goscie/{guest[1]}/akredytacja", headers=site.by(PRESS))
    assert answer.status_code == 303
    assert ">1/2026<" in await row()
    held = (await site.client.get("/api/media/v1/accreditations", headers=site.by(PRESS))).json()
    assert [(one["first"], one["last"]) for one in held] == [("2026-04-18", "2026-04-18")]


async def test_what_stands_in_the_form_is_saved_as_it_is_announced(site: Site, clock: SetClock) -> None:
    id = await made(site, clock)
    desk = f"/panel/prasa/konferencje/{id}"
    form = {"version": "1", "kind": "conference", "title": "Nowe autobusy elektryczne", "day": "2026-04-20"}
    form |= {"begins": "11:00", "ends": "11:45", "place": "Zajezdnia", "about": "Pokażemy nowe autobusy."}
    form |= {"contact": "Biuro prasowe, tel. 62 765 43 00", "programme": "11:00 Otwarcie", "step": "announce"}
    slip = await site.client.post(desk, data={**form, "ends": "10:00"}, headers=site.by(PRESS))
    assert (slip.status_code, (await seen(site, id))["state"]) == (422, "draft")
    assert (await site.client.post(desk, data=form, headers=site.by(PRESS))).status_code == 303
    one = await seen(site, id)
    assert (one["state"], one["place"], one["version"]) == ("announced", "Zajezdnia", 2)
    assert "Zajezdnia" in (await site.client.get(f"/prasa/konferencje/{id}")).text
    assert "Zmieniono szkic" in (await site.client.get(desk, headers=site.by(PRESS))).text


async def test_materials_are_for_all_from_the_beginning_and_not_before(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    desk = f"/panel/prasa/konferencje/{id}"
    form = {"version": str((await seen(site, id))["version"]), "what": "Prezentacja o autobusach"}
    files = {"file": ("p.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf")}
    answer = await site.client.post(f"{desk}/material", data=form, files=files, headers=site.by(PRESS))
    assert answer.status_code == 303
    page = (await site.client.get(desk, headers=site.by(PRESS))).text
    material = re.search(r"/materialy/(\w+)", page)
    assert material
    assert "Tego nie można cofnąć." in asked_first(page, f"{desk}/materialy/{material[1]}/usuniecie")
    public = f"/prasa/konferencje/{id}/materialy/{material[1]}"
    clock.move(days=3, seconds=-1)
    assert (await site.client.get(public)).status_code == 404
    assert "Prezentacja" not in (await site.client.get(f"/prasa/konferencje/{id}")).text
    clock.move(seconds=1)
    assert (await site.client.get(public)).status_code == 200
    assert "Prezentacja" in (await site.client.get(f"/prasa/konferencje/{id}")).text


async def test_events_and_documents_hold_no_name_or_address_of_a_journalist(
    site: Site, clock: SetClock, outlets: dict[str, str]
) -> None:
    id = await announced(site, clock)
    await done(site, id, "invitations", {"outlets": list(outlets.values())})
    await done(site, id, "postponement", REASON)
    for name in ("press_conferences", "conference_guests", "mails", "outbox"):
        async for row in site.database.collection(name).find():
            assert not re.search("probny.example|Radiowa|Głosowy", repr(row)), name


STARTS = datetime(2027, 2, 18, 9, 0, tzinfo=UTC)  # 10:00 in Kalisz


@given(st.lists(st.integers(0, 13 * 60), max_size=10).map(sorted))
def test_a_programme_is_read_as_it_is_written(minutes: list[int]) -> None:
    lines = [f"{10 + (after // 60)}:{after % 60:02d} Punkt {after}" for after in minutes]
    assert [point.after for point in programme_of("\n".join(lines), STARTS)] == minutes


@pytest.mark.parametrize("line", ["Otwarcie", "25:00 Otwarcie", "10:60 Otwarcie", "10:00", "10:00  x"])
def test_a_line_without_an_hour_or_a_text_is_told(line: str) -> None:
    with pytest.raises(ProgrammeUnfit) as told:
        programme_of(f"10:00 Powitanie\n{line}", STARTS)
    assert told.value.line == 2
