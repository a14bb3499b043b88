"""Who was not invited asks to come: the press office lets in or says why not, and forgets who it was the day after."""

import re
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Role
from shared.contracts.media import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.demo_people import DEMO_PEOPLE
from shared.store import new_id
from tests.conftest import SetClock, Site, person
from tests.media.conferences.conftest import API, REASON, announced, done, made, mails, told, when
from tests.media.conftest import PRESS

ASKER = {"name": "Żaneta Kanarek", "outlet": "Głos Nowy", "email": "zaneta@glosnowy.example"}


async def ask(site: Site, id: str, **changes: str) -> httpx.Response:
    headers = {"Idempotency-Key": new_id()}
    return await site.client.post(f"{API}/{id}/admissions", json={**ASKER, **changes}, headers=headers)


async def asking(site: Site, id: str) -> list[dict[str, Any]]:
    answer = await site.client.get(f"{API}/{id}/admissions", headers=site.by(PRESS))
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def decide(site: Site, id: str, what: str, given: Any = None, who: Any = PRESS) -> httpx.Response:
    (one,) = await asking(site, id)
    headers = {**site.once(who), "If-Match": f'"{one["version"]}"'}
    path = f"{API}/{id}/admissions/{one['admission_id']}/{what}"
    return await site.client.post(path, json=given, headers=headers)


async def desk(site: Site, id: str, who: Any = PRESS) -> str:
    return (await site.client.get(f"/panel/prasa/konferencje/{id}", headers=site.by(who))).text


async def open_tasks(site: Site) -> list[str]:
    opened = [one.task_id for one in await told(site, TaskOpenedV1) if one.kind == "press_conference"]
    closed = {one.task_id for one in await told(site, TaskClosedV1)}
    return [task for task in opened if task not in closed]


async def test_a_journalist_asks_by_the_page_and_is_let_in(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    place = f"/prasa/konferencje/{id}"
    wrong = await site.client.post(place, data={**ASKER, "email": "zaneta"})
    assert wrong.status_code == 422
    assert 'href="#email"' in wrong.text
    assert ASKER["outlet"] in wrong.text, "nothing typed is lost"
    sent = await site.client.post(place, data=ASKER)
    assert sent.status_code == 303
    assert "Odpowiedź przyjdzie e-mailem" in (await site.client.get(sent.headers["location"])).text
    assert await mails(site) == [], "nobody is written to before a person has looked"
    [task] = await told(site, TaskOpenedV1)
    assert (task.role, task.link) == (Role.PRESS_OFFICER, f"/panel/prasa/konferencje/{id}#prosby")
    assert task.due_at == clock.now() + timedelta(days=3)
    page = await desk(site, id)
    assert ASKER["name"] in page
    assert ASKER["name"] not in await desk(site, id, person(Role.MAYOR))
    found = re.search(r"/prosby/(\w+)/zgoda", page)
    assert found
    step = f"/panel/prasa/konferencje/{id}/prosby/{found[1]}/zgoda"
    assert (await site.client.post(step, data={"version": "1"}, headers=site.by(PRESS))).status_code == 303
    assert "z akredytacją" in await desk(site, id)
    [mail] = await mails(site)
    assert mail["to"] == ASKER["email"]
    assert "mają Państwo akredytację" in mail["text"]
    assert await open_tasks(site) == []
    assert (await site.client.post(step, data={"version": "2"}, headers=site.by(PRESS))).status_code == 409


async def test_who_is_not_let_in_reads_why_and_a_reason_left_out_is_asked_for(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    await ask(site, id)
    (one,) = await asking(site, id)
    step = f"/panel/prasa/konferencje/{id}/prosby/{one['admission_id']}/odmowa"
    why = f"why_{one['admission_id']}"
    blank = await site.client.post(step, data={"version": "1", why: "Brak"}, headers=site.by(PRESS))
    assert blank.status_code == 422
    assert f'href="#{why}"' in blank.text
    assert ">Brak</textarea>" in blank.text
    reason = "Sala ma dwadzieścia miejsc i wszystkie są zajęte."
    told_ = await site.client.post(step, data={"version": "1", why: reason}, headers=site.by(PRESS))
    assert told_.status_code == 303
    [mail] = await mails(site)
    assert reason in mail["text"]
    assert await open_tasks(site) == []
    assert [each["state"] for each in await asking(site, id)] == ["refused"]


async def test_one_address_asks_once_whatever_its_case_and_is_told_the_same(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    answers = [await ask(site, id), await ask(site, id, email="Zaneta@GlosNowy.example", name="Kto inny")]
    assert [one.status_code for one in answers] == [202, 202]
    assert len(await asking(site, id)) == 1
    assert len(await open_tasks(site)) == 1


async def test_nobody_asks_to_come_to_what_is_no_more_or_not_yet(site: Site, clock: SetClock) -> None:
    draft = await made(site, clock)
    assert (await ask(site, draft)).status_code == 404
    off = await announced(site, clock)
    await done(site, off, "cancellation", REASON)
    assert (await ask(site, off)).status_code == 409
    assert "Poproś o akredytację" not in (await site.client.get(f"/prasa/konferencje/{off}")).text
    over = await announced(site, clock)
    clock.move(days=4)
    assert (await ask(site, over)).status_code == 409


async def test_who_asks_by_the_page_of_what_was_called_off_meanwhile_sees_that_and_where_the_others_are(
    site: Site, clock: SetClock
) -> None:
    id = await announced(site, clock)
    await done(site, id, "cancellation", REASON)
    late = await site.client.post(f"/prasa/konferencje/{id}", data=ASKER)
    assert late.status_code == 409
    assert "Na to spotkanie nie można się już zgłosić. Prośby nie zapisaliśmy." in late.text
    assert REASON["reason"] in late.text
    assert 'href="/prasa/konferencje">Wszystkie konferencje' in late.text


async def test_who_asks_or_may_come_hears_of_every_change(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    await ask(site, id)
    await done(site, id, "move", {"when": when(clock, 5), **REASON})
    [changed] = await told(site, TaskChangedV1)
    assert changed.due_at == clock.now() + timedelta(days=5)
    assert (await decide(site, id, "grant")).status_code == 200
    await done(site, id, "postponement", REASON)
    await done(site, id, "cancellation", REASON)
    subjects = [mail["subject"].partition(":")[0] for mail in await mails(site)]
    assert sorted(subjects) == ["Akredytacja", "Odwołane", "Przełożone", "Zmiana terminu lub miejsca"]
    assert "/zaproszenie/" not in "".join(mail["text"] for mail in await mails(site)), "nobody was invited"


async def test_what_is_called_off_asks_nobody_to_decide(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    await ask(site, id)
    await done(site, id, "cancellation", REASON)
    assert await open_tasks(site) == []
    assert (await decide(site, id, "grant")).status_code == 409


@pytest.mark.parametrize("end", ["held", "cancelled"])
async def test_the_day_after_nobody_knows_who_asked(site: Site, clock: SetClock, end: str) -> None:
    id = await announced(site, clock)
    await ask(site, id)
    if end == "cancelled":
        await done(site, id, "cancellation", REASON)
    forget = site.app.state.ticks.work("conference admissions")
    kept = site.database.collection("conference_admissions")
    clock.move(days=1 if end == "cancelled" else 4, seconds=-1 if end == "cancelled" else 0)
    await forget()
    assert await kept.count_documents({}) == 1
    clock.move(days=1)
    await forget()
    assert await kept.count_documents({}) == 0
    assert await open_tasks(site) == []


async def test_the_press_office_alone_reads_and_decides_and_each_reading_is_written_down(
    site: Site, clock: SetClock
) -> None:
    id = await announced(site, clock)
    await ask(site, id)
    for role in sorted({one.role for one in DEMO_PEOPLE} - {Role.PRESS_OFFICER}):
        who = person(role)
        assert (await decide(site, id, "grant", who=who)).status_code == 403, role
        answer = await site.client.get(f"{API}/{id}/admissions", headers=site.by(who))
        assert answer.status_code == 403, role
    readings = site.database.collection("media_readings")
    before = await readings.count_documents({"what": "admissions", "of": id})
    await desk(site, id)
    assert await readings.count_documents({"what": "admissions", "of": id}) == before + 1
    page = await site.client.get("/panel/prasa/odczyty", headers=site.by(person(Role.AUDITOR)))
    assert "kto prosi o akredytację" in page.text


async def test_documents_and_events_hold_nothing_of_who_asks(site: Site, clock: SetClock) -> None:
    id = await announced(site, clock)
    await ask(site, id)
    assert (await decide(site, id, "refusal", {"reason": "Sala jest już pełna, przepraszamy."})).status_code == 200
    for name in ("conference_admissions", "mails", "outbox", "media_readings"):
        async for row in site.database.collection(name).find():
            assert not re.search("(?i)kanarek|glosnowy|Głos Nowy", repr(row)), name


async def test_no_more_ask_from_one_network_address_in_a_day_than_the_house_has_set(
    site: Site, clock: SetClock
) -> None:
    id = await announced(site, clock)
    place, counts = f"/prasa/konferencje/{id}", site.database.collection("conference_asks")
    transport = httpx.ASGITransport(app=site.app, client=("81.2.69.160", 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        assert (await client.post(place, data=ASKER)).status_code == 303
        await counts.update_many({}, {"$set": {"count": 30}})
        full = await client.post(place, data={**ASKER, "email": "inna@glosnowy.example"})
        assert full.status_code == 429
        assert "Spróbuj jutro" in full.text
        assert "inna@glosnowy.example" in full.text
    assert len(await asking(site, id)) == 1
