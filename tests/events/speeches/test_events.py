"""A speech goes where its event goes: its day, the day on which its text is wanted, and the work with it."""

from typing import Any

import pytest

from shared.contracts.events import TaskOpenedV1
from tests.conftest import Site
from tests.events.letters.conftest import PROTOCOL, tasks, told
from tests.events.speeches.test_json import ORDER, done, drafted, ordered, post, seen

ENTRIES = "/api/events/v1/entries"
DAY: dict[str, Any] = {"starts": "2026-08-14T10:00:00+02:00", "ends": "2026-08-14T12:00:00+02:00"}
LATER: dict[str, Any] = {"starts": "2026-08-21T10:00:00+02:00", "ends": "2026-08-21T12:00:00+02:00"}
EVENT: dict[str, Any] = {"title": "Rocznica zburzenia Kalisza", "place": "ul. Podmiejska", "kind": "ceremony", **DAY}
WHY = "Ostrzeżenie przed burzą."
OFF = ("protocol_officer", "Wydarzenie odwołane albo przełożone: zdecyduj, co z wystąpieniem")
NEW_DATE = ("protocol_officer", "Podaj nowy termin albo odwołaj wydarzenie")


async def held(site: Site, **changes: Any) -> str:
    answer = await site.client.post(ENTRIES, json=EVENT | changes, headers=site.once(PROTOCOL))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["entry_id"])


async def change(site: Site, event: str, step: str = "", version: int = 1, **changes: Any) -> None:
    """Move the event, or take a step with it."""
    headers = site.once(PROTOCOL) | {"If-Match": f'"{version}"'}
    if step:
        answer = await site.client.post(f"{ENTRIES}/{event}/{step}", json={"reason": WHY}, headers=headers)
    else:
        body = EVENT | {"reason": WHY} | changes
        answer = await site.client.put(f"{ENTRIES}/{event}", json=body, headers=headers)
    assert answer.status_code == 204, answer.text


async def test_a_speech_is_spoken_on_the_new_day_of_its_event_and_its_text_is_wanted_before(site: Site):
    event = await held(site)
    id, other = await ordered(site, event_id=event), await ordered(site)
    before = await seen(site, id)
    await change(site, event, **LATER, place="Teatr im. Bogusławskiego")
    after = await seen(site, id)
    assert (after["held_on"], after["place"], after["event_id"]) == ("2026-08-21", "Teatr im. Bogusławskiego", event)
    assert [one["due_at"][:10] for one in (before, after)] == ["2026-08-11", "2026-08-18"]
    assert after["history"][-1]["note"] == "21.08.2026, Teatr im. Bogusławskiego"
    assert (await seen(site, other))["held_on"] == "2026-08-14"
    opened = [one for one in await told(site, TaskOpenedV1) if one.link.endswith(id)]
    assert [one.case for one in opened] == ["Wystąpienie 14.08.2026", "Wystąpienie 21.08.2026"]
    assert opened[1].due_at.isoformat()[:19] == after["due_at"][:19]
    assert len(await tasks(site)) == 2
    found = await site.client.get("/api/events/v1/speeches/kept?q=Teatr", headers=site.by(PROTOCOL))
    assert [one["speech_id"] for one in found.json()] == [id]


async def test_a_change_of_words_alone_touches_no_speech(site: Site):
    event = await held(site)
    id = await ordered(site, event_id=event)
    await change(site, event, title="Rocznica zburzenia miasta")
    assert (await seen(site, id))["version"] == 1


@pytest.mark.parametrize(("step", "back"), [("cancellation", "undo"), ("postponement", "undo"), ("postponement", "")])
async def test_who_writes_is_told_that_the_event_is_off_and_that_it_takes_place_again(site: Site, step: str, back: str):
    event = await held(site)
    id = await ordered(site, event_id=event)
    await change(site, event, step)
    assert (await seen(site, id))["off"] == WHY
    waits = [NEW_DATE] if step == "postponement" else []
    assert sorted(await tasks(site)) == sorted([*waits, OFF])
    page = (await site.client.get(f"/panel/wystapienia/{id}", headers=site.by(PROTOCOL))).text
    assert "Wydarzenie odwołane albo przełożone." in page
    assert WHY in page
    await change(site, event, back, 2, **LATER)
    after = await seen(site, id)
    assert (after["off"], after["held_on"]) == ("", "2026-08-14" if back else "2026-08-21")
    assert await tasks(site) == [("protocol_officer", "Zbierz dane do wystąpienia, ze źródłami")]


async def test_a_speech_of_an_event_that_is_off_is_called_off_by_a_person(site: Site):
    event = await held(site)
    id = await ordered(site, event_id=event)
    await change(site, event, "cancellation")
    await done(site, id, "cancellation", {"reason": "Nie będzie uroczystości."})
    assert ((await seen(site, id))["state"], await tasks(site)) == ("cancelled", [])


async def test_what_is_under_way_keeps_its_text_and_its_checked_figures(site: Site):
    event = await held(site)
    id = await drafted(site, event_id=event)
    before = await seen(site, id)
    await change(site, event, **LATER)
    after = await seen(site, id)
    same = ("state", "text", "figures", "check")
    assert [after[name] for name in same] == [before[name] for name in same]


@pytest.mark.parametrize("held_on", ["2026-08-13", "2026-08-15"])
async def test_a_speech_is_ordered_for_a_day_of_its_event(site: Site, held_on: str):
    event = await held(site)
    answer = await post(site, "/speeches", ORDER | {"event_id": event, "held_on": held_on})
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (422, "event-unfit")
    form = ORDER | {"event_id": event, "held_on": held_on}
    page = await site.client.post("/panel/wystapienia/nowe", data=form, headers=site.by(PROTOCOL))
    assert page.status_code == 422
    assert "To wydarzenie nie odbywa się tego dnia." in page.text
    assert f'value="{event}" selected' in page.text


async def test_a_speech_is_ordered_for_an_event_that_there_is_and_that_takes_place(site: Site):
    assert (await post(site, "/speeches", ORDER | {"event_id": "nothing"})).status_code == 404
    event = await held(site)
    blank = await site.client.get("/panel/wystapienia/nowe", headers=site.by(PROTOCOL))
    assert "Rocznica zburzenia Kalisza, 14.08.2026, 10:00–12:00" in blank.text
    form = ORDER | {"event_id": event}
    made = await site.client.post("/panel/wystapienia/nowe", data=form, headers=site.by(PROTOCOL))
    assert made.status_code == 303
    assert (
        f"/panel/wydarzenia/{event}"
        in (await site.client.get(made.headers["location"], headers=site.by(PROTOCOL))).text
    )
    await change(site, event, "cancellation")
    assert (await post(site, "/speeches", ORDER | {"event_id": event})).status_code == 422
    blank = await site.client.get("/panel/wystapienia/nowe", headers=site.by(PROTOCOL))
    assert "Rocznica zburzenia Kalisza, 14.08.2026" not in blank.text
