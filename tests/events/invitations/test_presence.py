"""After an event: who came, on the list of presence and in the report of the ceremony; also from a list on paper."""

import io

from docx import Document as WordFile

from tests.conftest import SetClock, Site
from tests.events.ceremonies.conftest import done as ceremony_done
from tests.events.ceremonies.conftest import taken_to
from tests.events.invitations.test_invitations import PLACE, RECTOR, SENATOR, entered, made, sent, shown, step
from tests.events.letters.conftest import AUDITOR, MAYOR, OFFICER, post


async def code_of(site: Site, id: str, name: str) -> str:
    return next(one["code"] for one in (await shown(site, id))["guests"] if one["name"] == name)


async def sheet(site: Site, id: str) -> tuple[str, list[str]]:
    """The title of the list of guests and what it says of each."""
    answer = await site.client.get(f"{PLACE}/{id}/lista.docx", headers=site.by(AUDITOR))
    file = WordFile(io.BytesIO(answer.content))
    return file.paragraphs[0].text, [cell.text for row in file.tables[-1].rows[1:] for cell in row.cells]


async def page(site: Site, path: str) -> str:
    return (await site.client.get(f"{PLACE}/{path}", headers=site.by(OFFICER))).text


async def test_after_the_event_the_list_of_guests_is_one_of_presence(site: Site, clock: SetClock):
    id = await sent(site, RECTOR, SENATOR)
    await entered(site, id)
    senator = await code_of(site, id, "Anna Gilowska")
    assert (await sheet(site, id))[0].startswith("Lista gości: ")
    clock.move(days=57)
    assert (await post(site, f"/badges/{senator}/arrival", {"people": 2})).status_code == 200
    assert "w środku" in await page(site, id)
    clock.move(days=1)
    title, cells = await sheet(site, id)
    assert title.startswith("Lista obecności: ")
    assert [text for text in cells if "obecn" in text or "przysz" in text] == ["obecny/a", "nie przyszedł/a"]
    now = await page(site, id)
    assert "Lista obecności" in now
    assert "nie przyszedł/a" in now
    assert "w środku" not in now.replace("osób w środku", "")


async def test_who_stood_on_a_list_on_paper_is_entered_within_a_week_after(site: Site, clock: SetClock):
    id = await sent(site, RECTOR, SENATOR)
    await entered(site, id)
    rector, senator = await code_of(site, id, "Jan Kanarek-Łoś"), await code_of(site, id, "Anna Gilowska")
    clock.move(days=59)
    door = await page(site, f"wejscie/{senator}")
    assert "Zapisz, że gość był" in door
    assert ">Wpuść<" not in door
    assert (await post(site, f"/badges/{senator}/arrival", {})).status_code == 200
    assert "Obecność wpisano po wydarzeniu" in await page(site, f"wejscie/{senator}")
    clock.move(days=7)
    assert (await post(site, f"/badges/{rector}/arrival", {})).status_code == 409
    assert "Kto był, można wpisać tylko przez tydzień po wydarzeniu." in await page(site, f"wejscie/{rector}")


async def test_where_nobody_was_noted_at_the_door_nobody_is_said_to_be_absent(site: Site, clock: SetClock):
    id = await sent(site, RECTOR, SENATOR)
    await entered(site, id)
    clock.move(days=59)
    title, cells = await sheet(site, id)
    assert title.startswith("Lista gości: ")
    assert "nie przyszedł/a" not in cells


async def test_the_report_of_a_ceremony_says_how_many_guests_were_invited_and_came(site: Site, clock: SetClock):
    id = await taken_to(site, "lock")
    guests = [await made(site, "/guests", card) for card in (RECTOR, SENATOR)]
    assert await made(site, "/guest-lists", {"entry_id": id}) == id
    await step(site, id, "guests", {"guests": guests})
    await step(site, id, "approval", who=MAYOR)
    await step(site, id, "dispatch")
    clock.move(days=121, hours=1)
    assert (await post(site, f"/badges/{await code_of(site, id, 'Anna Gilowska')}/arrival", {"people": 2})).is_success
    await ceremony_done(site, id, "holding", {"mayor_present": False})
    await ceremony_done(site, id, "report", {"attendance": 350, "well": "Cisza była pełna."})
    place = f"/panel/uroczystosci/{id}/sprawozdanie"
    shown_now = await site.client.get(place, headers=site.by(AUDITOR))
    assert "przyszło 1 z 2, osób z towarzyszącymi: 2" in shown_now.text
    answer = await site.client.get(f"{place}.docx", headers=site.by(AUDITOR))
    text = "\n".join(part.text for part in WordFile(io.BytesIO(answer.content)).paragraphs)
    assert "przyszło 1 z 2, osób z towarzyszącymi: 2" in text
