"""The speech of a ceremony: ordered from its page, seen on it, picked in its report."""

from typing import Any

from tests.conftest import SetClock, Site
from tests.events.ceremonies.conftest import AUDITOR, ENTRY, PROTOCOL, done, seen, taken_to
from tests.events.speeches.test_json import ordered

PLACE = "/panel/uroczystosci"
AT: dict[str, Any] = {"held_on": "2026-08-14", "place": ENTRY["place"]}


async def page(site: Site, path: str) -> str:
    answer = await site.client.get(path, headers=site.by(PROTOCOL))
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_speech_is_ordered_from_the_page_of_its_ceremony(site: Site):
    id = await taken_to(site, "lock")
    assert f'href="/panel/wystapienia/nowe?wydarzenie={id}"' in await page(site, f"{PLACE}/{id}")
    form = await page(site, f"/panel/wystapienia/nowe?wydarzenie={id}")
    assert f'value="{id}" selected' in form
    for said in (f'value="{ENTRY["title"]}"', f'value="{ENTRY["place"]}"', 'value="2026-08-14"'):
        assert said in form, said
    assert "selected" in await page(site, "/panel/wystapienia/nowe?wydarzenie=nothing"), (
        "one that is none fills nothing"
    )


async def test_the_speeches_of_a_ceremony_stand_on_its_page(site: Site):
    id = await taken_to(site, "lock")
    speech, other = await ordered(site, event_id=id, **AT), await ordered(site, title="Inna mowa")
    shown = await page(site, f"{PLACE}/{id}")
    assert f'href="/panel/wystapienia/{speech}"' in shown
    assert "do zebrania danych" in shown
    assert other not in shown
    read = await site.client.get(f"{PLACE}/{id}", headers=site.by(AUDITOR))
    assert "wydarzenie=" not in read.text, "who only reads orders none"


async def test_the_report_picks_from_the_speeches_of_the_ceremony(site: Site, clock: SetClock):
    id = await taken_to(site, "lock")
    speech, elsewhere = await ordered(site, event_id=id, **AT), await ordered(site, title="Inna mowa")
    clock.move(days=121, hours=1)
    await done(site, id, "holding", {"mayor_present": False})
    blank = await page(site, f"{PLACE}/{id}/sprawozdanie")
    assert f'<option value="{speech}"' in blank
    assert elsewhere not in blank
    typed = {"version": str((await seen(site, id))["version"]), "attendance": "350", "well": "Cisza", "speech": speech}
    made = await site.client.post(f"{PLACE}/{id}/sprawozdanie", data=typed, headers=site.by(PROTOCOL))
    assert made.status_code == 303, made.text
    assert (await seen(site, id))["report"]["speech"] == speech
    assert f'href="/panel/wystapienia/{speech}">Pamięć spalonego miasta,' in await page(
        site, f"{PLACE}/{id}/sprawozdanie"
    )
    await done(site, id, "report", {"attendance": 350, "well": "Cisza", "speech": elsewhere})
    kept = await page(site, f"{PLACE}/{id}/sprawozdanie")
    assert f'value="{elsewhere}" selected' in kept, "what was picked by a program is not lost"
