"""The order of a speech is corrected until it is spoken: with its trace, its work and what the public reads later."""

import re
from typing import Any

import pytest

from shared.contracts.events import SpeechPublishedV1, TaskOpenedV1
from tests.conftest import SetClock, Site
from tests.events.letters.conftest import MAYOR, OFFICER, PROTOCOL, tasks, told
from tests.events.speeches.test_events import DAY, change, held
from tests.events.speeches.test_json import ORDER, act, done, drafted, ordered, said, seen

PLACE = "/panel/wystapienia"


async def mended(site: Site, id: str, **changes: Any) -> dict[str, Any]:
    await done(site, id, "correction", ORDER | changes, OFFICER)
    return await seen(site, id)


async def page(site: Site, id: str) -> str:
    return (await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))).text


async def test_a_title_an_occasion_and_minutes_are_corrected_and_the_history_says_what_was_there(site: Site):
    id = await ordered(site)
    before = await seen(site, id)
    after = await mended(site, id, title="Pamięć miasta", occasion="112. rocznica", minutes=3)
    assert (after["title"], after["occasion"], after["minutes_ordered"]) == ("Pamięć miasta", "112. rocznica", 3)
    last = after["history"][-1]
    assert (last["action"], last["by_name"]) == ("correct", OFFICER.name)
    assert last["note"] == (
        "tytuł: było „Pamięć spalonego miasta”, jest „Pamięć miasta”; "
        "wydarzenie: było „Rocznica zburzenia Kalisza”, jest „112. rocznica”; minuty: było 5, jest 3"
    )
    assert f"Poprawiono zamówienie, {OFFICER.name} (tytuł: było" in await page(site, id)
    assert after["due_at"] == before["due_at"]
    assert [one.title for one in await told(site, TaskOpenedV1)] == ["Pamięć spalonego miasta", "Pamięć miasta"]
    assert await tasks(site) == [("protocol_officer", "Zbierz dane do wystąpienia, ze źródłami")]
    found = await site.client.get("/api/events/v1/speeches/kept?q=112", headers=site.by(PROTOCOL))
    assert [one["speech_id"] for one in found.json()] == [id]


async def test_fewer_minutes_say_at_once_that_the_text_is_too_long_and_disturb_nobody(site: Site):
    id = await drafted(site)
    await done(site, id, "text", {"text": "słowo " * 300})
    opened = len(await told(site, TaskOpenedV1))
    after = await mended(site, id, minutes=2)
    assert (after["minutes"], after["minutes_ordered"], after["state"]) == (3, 2, "drafted")
    assert "Około 3 min z 2 min" in await page(site, id)
    assert len(await told(site, TaskOpenedV1)) == opened


async def test_another_day_moves_the_day_on_which_the_text_is_wanted(site: Site):
    id = await ordered(site)
    after = await mended(site, id, held_on="2026-08-21", place="Rynek")
    assert after["due_at"][:10] == "2026-08-18"
    assert "dzień: było 14.08.2026, jest 21.08.2026" in after["history"][-1]["note"]
    opened = [one for one in await told(site, TaskOpenedV1) if one.link.endswith(id)]
    assert [(one.case, one.due_at.isoformat()[:10]) for one in opened] == [
        ("Wystąpienie 14.08.2026", "2026-08-11"),
        ("Wystąpienie 21.08.2026", "2026-08-18"),
    ]


async def test_a_correction_does_not_hide_that_the_text_is_late(site: Site, clock: SetClock):
    id = await ordered(site)
    clock.move(days=119)
    before = await seen(site, id)
    after = await mended(site, id, title="Pamięć miasta")
    assert (after["due_at"], after["explanation"]) == (before["due_at"], before["explanation"])


async def test_what_is_corrected_stands_in_the_archive_and_in_what_the_city_is_told(site: Site, clock: SetClock):
    id = await drafted(site)
    assert (await said(site, id, holds=True)).status_code == 204
    await done(site, id, "approval", who=MAYOR)
    after = await mended(site, id, title="Pamięć miasta")
    assert (after["state"], after["approved_by"]) == ("approved", MAYOR.name)
    clock.move(days=122)
    await mended(site, id, title="Pamięć")
    await done(site, id, "delivery", {"on": "2026-08-14"})
    late = await act(site, id, "correction", ORDER)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/speech-not-there")
    await done(site, id, "publication")
    [event] = await told(site, SpeechPublishedV1)
    assert event.title == "Pamięć"


async def test_a_correction_of_nothing_leaves_no_trace(site: Site):
    id = await ordered(site)
    assert (await mended(site, id))["version"] == 1


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"held_on": "2026-04-14"}, "held_on", "Ten dzień już minął."),
        ({"speaker": "Nikt"}, "speaker", "Wybierz, kto mówi."),
        ({"minutes": 0}, "minutes", "Podaj czas w minutach, od 1 do 120."),
    ],
)
async def test_a_correction_that_does_not_hold_is_shown_again(
    site: Site, changes: dict[str, Any], field: str, text: str
):
    id = await ordered(site)
    assert (await act(site, id, "correction", ORDER | changes)).status_code == 422
    typed = ORDER | {"title": "Nowy tytuł", "version": "1"} | changes
    shown = await site.client.post(f"{PLACE}/{id}/zamowienie", data=typed, headers=site.by(PROTOCOL))
    assert shown.status_code == 422
    assert f'href="#{field}"' in shown.text
    assert text in shown.text
    assert re.search(r"<details[^>]* open>\s*<summary[^>]*>\s*(<span[^>]*>)?\s*Popraw zamówienie", shown.text)
    assert 'value="Nowy tytuł"' in shown.text


async def test_the_desk_corrects_an_order_on_its_page(site: Site):
    id = await ordered(site)
    typed = ORDER | {"title": "Nowy tytuł", "version": "1"}
    made = await site.client.post(f"{PLACE}/{id}/zamowienie", data=typed, headers=site.by(PROTOCOL))
    assert (made.status_code, (await seen(site, id))["title"]) == (303, "Nowy tytuł")
    late = await site.client.post(f"{PLACE}/{id}/zamowienie", data=typed, headers=site.by(OFFICER))
    assert (late.status_code, "Ktoś zmienił to wystąpienie" in late.text) == (412, True)


async def test_a_correction_keeps_to_the_event_or_takes_another_one(site: Site):
    event, other = await held(site), await held(site, title="Msza święta", place="Katedra")
    id = await ordered(site, event_id=event)
    unfit = await act(site, id, "correction", ORDER | {"event_id": event, "held_on": "2026-08-15"})
    assert (unfit.status_code, unfit.json()["type"]) == (422, "/problems/event-unfit")
    await change(site, event, "cancellation")
    after = await mended(site, id, event_id=event, title="Pamięć miasta")
    assert after["off"], "the words of a speech whose event is off can be corrected"
    after = await mended(site, id, event_id=other)
    assert (after["event_id"], after["off"]) == (other, "")
    assert "wydarzenie w kalendarzu" in after["history"][-1]["note"]
    await change(site, other, **DAY, title="Msza święta", place="Bazylika")
    assert (await seen(site, id))["place"] == ORDER["place"], "a place of its own stays"
