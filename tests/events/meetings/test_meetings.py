"""Meetings over the whole service: programme, documents for those they are for, minutes, tasks, and every door."""

import asyncio
import hashlib
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from services.events.meetings.store import DocumentsSealed
from shared.access import Person, Role
from shared.contracts.events import MeetingHeldV1
from tests.conftest import Site, person
from tests.events.letters.conftest import API, OFFICER, PROTOCOL, mails, post, tasks, told
from tests.events.meetings.conftest import (
    AUDITOR,
    CHAIR,
    CIPHER,
    GUEST,
    MAYOR,
    OTHER,
    PDF,
    POINTS,
    STARTS,
    UNIT,
    ZDM,
    act,
    attached,
    convened,
    done,
    entry,
    link,
    minutes,
    moved,
    seen,
    taken_to,
)

DESK, OWN = "/panel/spotkania", "/panel/spotkania/moje"


async def get(site: Site, path: str, who: Person | None = None) -> Any:
    return await site.client.get(path, headers=site.by(who) if who else {})


async def step(site: Site, path: str, who: Person | None, **typed: Any) -> Any:
    return await site.client.post(path, data=typed, headers=site.by(who) if who else {})


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


async def test_from_the_convening_to_the_approved_minutes(site: Site, clock):
    id = await convened(site, (await entry(site))["id"])
    assert await tasks(site) == [("protocol_officer", "Ułóż program spotkania")]
    for one in (CHAIR, UNIT, GUEST, OTHER):
        await done(site, id, "participants", one)
    await done(site, id, "programme", {"points": POINTS})
    assert await tasks(site) == [("officer", "Sprawdź i podpisz program spotkania")]
    assert (await act(site, id, "sign-off")).status_code == 409, "the author"
    assert (await act(site, id, "issue")).status_code == 409, "nobody has signed it"
    await done(site, id, "sign-off", None, OFFICER)
    await done(site, id, "issue")
    reading = "Przeczytaj program spotkania"
    hold = ("protocol_officer", "Zapisz, kto był na spotkaniu")
    assert sorted(await tasks(site)) == sorted([hold, ("mayor", reading), ("unit_reviewer", reading)])
    assert sorted(mail["to"] for mail in await mails(site)) == ["halina@example.pl", "ignacy@example.pl"]
    assert (await get(site, f"{OWN}/{id}", OFFICER)).status_code == 403, "the work list leads no officer there"
    assert (await get(site, f"{OWN}/{id}", ZDM)).status_code == 200
    assert ("unit_reviewer", reading) not in await tasks(site)
    assert (await act(site, id, "attendance", {})).status_code == 422, "it has not begun"
    clock.moment = STARTS + timedelta(hours=3)
    ids = [one["id"] for one in (await seen(site, id))["participants"]]
    await done(site, id, "attendance", {"present": ids[:2], "officials": ["mayor"]})
    [held] = await told(site, MeetingHeldV1)
    assert (held.with_mayor, held.title) == (True, "Narada o obchodach")
    assert await tasks(site) == [("protocol_officer", "Napisz protokół i daj go do uwag")]
    await done(site, id, "minutes", minutes())
    await done(site, id, "minutes/sending", {"until": "2026-05-13"})
    guest = await link(site, id, "Halina")
    shown = await get(site, guest)
    assert "Porządek przyjęto bez uwag." in shown.text
    assert (await step(site, f"{guest}/uwagi", None, text="Byłam do końca.")).status_code == 303
    assert (await post(site, f"/meetings/{id}/remarks", {"text": "Dopiszcie ulicę Długą."}, ZDM)).status_code == 204
    clock.move(days=8)
    assert (await step(site, f"{guest}/uwagi", None, text="Spóźniona uwaga")).status_code == 409
    assert (await act(site, id, "minutes/approval", None, OFFICER)).status_code == 409, "remarks wait"
    for one in (await seen(site, id))["remarks"]:
        await done(site, id, "minutes/answer", {"id": one["id"], "accepted": False, "text": "Wiemy, dziękujemy."})
    assert (await act(site, id, "minutes/approval")).status_code == 409, "the author"
    await done(site, id, "minutes/approval", None, MAYOR)
    body = (await get(site, f"{DESK}/{id}/protokol-1.pdf", AUDITOR)).content
    assert hashlib.sha256(body).hexdigest() == (await seen(site, id))["approved"][0]["pdf_sha256"]
    assert (await get(site, f"{guest}/protokol-1.pdf")).content == body
    assert "Halina Gościnna, Muzeum nie" in text_of(body)
    assert "Przygotuj plan objazdów" in text_of(body)
    word = WordFile(io.BytesIO((await get(site, f"{DESK}/{id}/protokol-1.docx", AUDITOR)).content))
    assert word.paragraphs[0].text == "Protokół ze spotkania: Narada o obchodach"
    assert await tasks(site) == [("unit_reviewer", "Przygotuj plan objazdów")]


async def test_a_task_is_closed_by_the_unit_that_has_done_it_with_what_was_done(site: Site, clock):
    id = await taken_to(site, "minutes/approval", clock)
    [task] = (await site.client.get(f"{API}/meeting-tasks", headers=site.by(ZDM))).json()
    path = f"/meeting-tasks/{task['task_id']}/completion"
    other = person(Role.UNIT_REVIEWER, "WE")
    assert (await post(site, path, {"what": "Nie moje"}, other, task["version"])).status_code == 403
    page = f"{DESK}/zadania/{task['task_id']}"
    assert "Co zrobiono" in (await get(site, page, ZDM)).text
    assert (await get(site, page, other)).status_code == 403
    assert (await step(site, page, ZDM, version=1)).status_code == 422
    assert (await step(site, page, ZDM, version=1, what="Plan jest na mapie.")).status_code == 303
    assert (await post(site, path, {"what": "Jeszcze raz"}, ZDM, 2)).status_code == 409
    assert await tasks(site) == []
    [closed] = (await site.client.get(f"{API}/meetings/{id}/tasks", headers=site.by(AUDITOR))).json()
    assert (closed["open"], closed["done"], closed["done_by"]) == (False, "Plan jest na mapie.", ZDM.name)


# -- documents: each for those whom it is for, through every door ----------------------------------------------------


async def with_documents(site: Site) -> tuple[str, dict[str, str]]:
    """An issued meeting with a document for all, for ZDM and Halina, for the chair; and one that came later."""
    id = await convened(site, (await entry(site))["id"])
    for one in (CHAIR, UNIT, GUEST, OTHER):
        await done(site, id, "participants", one)
    people = {one["label"][:6]: one["id"] for one in (await seen(site, id))["participants"]}
    await done(site, id, "programme", {"points": POINTS})
    documents = {
        "Mapa": await attached(site, id, "Mapa"),
        "Koszty": await attached(site, id, "Koszty", "chosen", (people["Zarząd"], people["Halina"])),
        "Notatka": await attached(site, id, "Notatka", "chair"),
        "Wycofane": await attached(site, id, "Wycofane"),
    }
    await done(site, id, "sign-off", None, OFFICER)
    await done(site, id, "issue")
    await done(site, id, "documents/withdrawal", {"id": documents["Wycofane"]})
    documents["Późniejsze"] = await attached(site, id, "Późniejsze")
    return id, documents


async def test_nobody_sees_a_document_that_is_not_for_them_through_any_door(site: Site):
    id, documents = await with_documents(site)
    guests = {name: await link(site, id, name) for name in ("Halina", "Ignacy")}
    doors: list[tuple[str, str, Person | None, set[str]]] = [
        ("the chair", f"{OWN}/{id}", MAYOR, {"Mapa", "Notatka"}),
        ("ZDM", f"{OWN}/{id}", ZDM, {"Mapa", "Koszty"}),
        ("a chosen guest", guests["Halina"], None, {"Mapa", "Koszty"}),
        ("another guest", guests["Ignacy"], None, {"Mapa"}),
    ]
    for who, place, signed, allowed in doors:
        page = (await get(site, place, signed)).text
        programme = text_of((await get(site, f"{place}/program.pdf", signed)).content)
        docx = WordFile(io.BytesIO((await get(site, f"{place}/program.docx", signed)).content))
        words = " ".join(cell.text for table in docx.tables for row in table.rows for cell in row.cells)
        whole = zipfile.ZipFile(io.BytesIO((await get(site, f"{place}/komplet.zip", signed)).content))
        inside = {name[3:-4] for name in whole.namelist()} - {"program", "program."}
        assert inside == allowed, who
        for name, document in documents.items():
            answer = await get(site, f"{place}/dokumenty/{document}", signed)
            assert answer.status_code == (200 if name in allowed else 404), (who, name)
            for told_of in (page, programme, words):
                assert (name in told_of) is (name in allowed), (who, name)
    desk: list[tuple[str, Person, set[str]]] = [
        ("who put them in", PROTOCOL, {"Mapa", "Koszty", "Notatka", "Późniejsze"}),
        ("a colleague", OFFICER, {"Mapa", "Późniejsze"}),
        ("the chair", MAYOR, {"Mapa", "Notatka"}),
        ("the auditor", AUDITOR, set()),
    ]
    for who, signed, allowed in desk:
        page, json = (await get(site, f"{DESK}/{id}", signed)).text, await seen(site, id, signed)
        programme = text_of((await get(site, f"{DESK}/{id}/program-1.pdf", signed)).content)
        assert {one["title"] for one in json["documents"]} == allowed, who
        assert json["restricted"] == 4 - len(allowed)
        for name, document in documents.items():
            answer = await get(site, f"{DESK}/{id}/dokumenty/{document}", signed)
            assert (answer.status_code == 200) is (name in allowed), (who, name)
            assert (name in page) is (name in allowed), (who, name)
            # An issued programme never changes; who may see a withdrawn document of it, nobody.
            assert (name in programme) is (name in allowed - {"Późniejsze"}), (who, name)
    outsiders = [
        (f"{OWN}/{id}", person(Role.UNIT_REVIEWER, "WE"), 403),
        (f"{DESK}/{id}", ZDM, 403),
        (f"{DESK}/{id}", None, 303),
    ]
    for place, outsider, status in outsiders:
        for door in ("", f"/dokumenty/{documents['Mapa']}"):
            assert (await get(site, place + door, outsider)).status_code in (status, 401), (place, door)


async def test_who_was_removed_or_has_a_made_up_link_sees_nothing(site: Site):
    id, documents = await with_documents(site)
    place = await link(site, id, "Halina")
    halina = next(one for one in (await seen(site, id))["participants"] if one["label"].startswith("Halina"))
    await done(site, id, "participants/removal", {"id": halina["id"]})
    for door in ("", "/komplet.zip", "/program.pdf", f"/dokumenty/{documents['Mapa']}"):
        assert (await get(site, place + door)).status_code == 404, door
        assert (await get(site, f"/spotkanie/{'x' * 40}{door}")).status_code == 404, door


async def participant(site: Site, id: str, name: str) -> str:
    shown = (await seen(site, id))["participants"]
    return str(next(one["id"] for one in shown if one["label"].startswith(name)))


@pytest.mark.parametrize("by_page", [True, False])
async def test_a_guest_with_a_new_link_is_written_to_and_the_old_one_opens_nothing(site: Site, clock, by_page):
    id = await taken_to(site, "issue", clock)
    old, other, halina = (
        await link(site, id, "Halina"),
        await link(site, id, "Ignacy"),
        await participant(site, id, "H"),
    )
    before = len(await mails(site))
    if by_page:
        version = (await seen(site, id))["version"]
        answer = await step(site, f"{DESK}/{id}/uczestnicy/odsylacz", PROTOCOL, version=version, one=halina)
        assert answer.status_code == 303
    else:
        await done(site, id, "participants/link", {"id": halina})
    new = await link(site, id, "Halina")
    for door in ("", "/program.pdf", "/komplet.zip"):
        assert (await get(site, old + door)).status_code == 404, door
        assert (await get(site, new + door)).status_code == 200, door
        assert (await get(site, other + door)).status_code == 200, door
    *_, mail = await mails(site)
    assert len(await mails(site)) == before + 1
    assert (mail["to"], mail["subject"]) == ("halina@example.pl", "Nowy adres strony spotkania")
    assert new in mail["text"]
    assert "Dano gościowi nowy odsyłacz" in (await get(site, f"{DESK}/{id}", PROTOCOL)).text


async def test_a_new_link_is_for_guests_alone_and_given_by_who_keeps_the_meeting(site: Site):
    id = await convened(site, (await entry(site))["id"])
    for one in (CHAIR, GUEST):
        await done(site, id, "participants", one)
    chair, halina = await participant(site, id, "Prezydent"), await participant(site, id, "Halina")
    assert (await act(site, id, "participants/link", {"id": chair})).status_code == 404, "who signs in has no link"
    assert (await act(site, id, "participants/link", {"id": "nobody"})).status_code == 404
    for who in (AUDITOR, MAYOR, ZDM):
        assert (await act(site, id, "participants/link", {"id": halina}, who)).status_code == 403, who.role
    await done(site, id, "participants/link", {"id": halina})
    assert await mails(site) == [], "nobody was told of the meeting yet"


async def test_readings_are_noted_and_those_of_restricted_documents_by_staff_are_audit_events(site: Site):
    id, documents = await with_documents(site)
    place = await link(site, id, "Halina")
    await get(site, f"{place}/dokumenty/{documents['Koszty']}")
    await get(site, f"{OWN}/{id}/dokumenty/{documents['Koszty']}", ZDM)
    await get(site, f"{OWN}/{id}/dokumenty/{documents['Mapa']}", ZDM)
    rows = [row async for row in site.database.collection("meeting_readings").find({"what": "document"})]
    assert sorted((row["of"] == documents["Koszty"], row["by_name"]) for row in rows) == [
        (False, ZDM.name), (True, ""), (True, ZDM.name),
    ]  # fmt: skip
    audit = [row async for row in site.database.collection("event_readings").find({"what": "meeting_document"})]
    assert [(row["of"], row["by_name"]) for row in audit] == [(documents["Koszty"], ZDM.name)]
    assert "dokument spotkania nie dla wszystkich" in (await get(site, "/panel/korespondencja/odczyty", AUDITOR)).text


@pytest.mark.parametrize(("body", "name"), [(b"", "a.pdf"), (b"MZ" + b"\0" * 64, "a.pdf"), (b"#!/bin/sh\n", "a.docx")])
async def test_a_file_of_another_kind_is_refused(site: Site, body, name):
    id = await convened(site, (await entry(site))["id"])
    answer = await site.client.post(
        f"{DESK}/{id}/dokumenty",
        data={"version": "1", "title": "Załącznik", "audience": "all"},
        files={"file": (name, body, "application/pdf")},
        headers=site.by(PROTOCOL),
    )
    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    told = await site.client.post(
        f"{API}/meetings/{id}/documents",
        data={"title": "Załącznik"},
        files={"file": (name, body, "application/pdf")},
        headers=site.once(PROTOCOL) | {"If-Match": '"1"'},
    )
    assert (told.status_code, told.json()["type"].rpartition("/")[2]) == (422, "file-refused")


# -- what is issued or approved never changes ------------------------------------------------------------------------


async def test_an_issued_programme_never_changes_and_the_next_version_says_what_did(site: Site, clock):
    id = await taken_to(site, "issue", clock)
    first = await site.database.collection("meeting_programmes").find_one({"meeting_id": id, "number": 1})
    pdf = text_of((await get(site, f"{DESK}/{id}/program-1.pdf", AUDITOR)).content)
    changed = [POINTS[0], {**POINTS[1], "title": "Zamknięcie Podmiejskiej"}]
    await done(site, id, "programme", {"points": changed})
    guest = await link(site, id, "Halina")
    assert "Podmiejskiej" not in (await get(site, guest)).text, "what is not issued, participants do not see"
    await done(site, id, "sign-off", None, OFFICER)
    await done(site, id, "issue")
    assert await site.database.collection("meeting_programmes").find_one({"meeting_id": id, "number": 1}) == first
    assert text_of((await get(site, f"{DESK}/{id}/program-1.pdf", AUDITOR)).content) == pdf
    page = (await get(site, guest)).text
    assert "<ins>Podmiejskiej" in page
    assert sum("wersja 2" in mail["text"] for mail in await mails(site)) == 2


async def test_approved_minutes_never_change_and_a_correction_is_the_next_version(site: Site, clock):
    id = await taken_to(site, "minutes/approval", clock)
    first = (await get(site, f"{DESK}/{id}/protokol-1.pdf", AUDITOR)).content
    assert (await act(site, id, "minutes", minutes())).status_code == 409
    await done(site, id, "minutes/correction", {"reason": "Zła nazwa ulicy"})
    more = {"what": "Powiadom mieszkańców", "role": "press_officer", "due": "2026-06-10"}
    await done(site, id, "minutes", minutes(tasks=[more], items=[{"said": "Poprawiono."}]))
    await done(site, id, "minutes/sending", {"until": clock.now().date().isoformat()})
    clock.move(days=2)
    await done(site, id, "minutes/approval", None, OFFICER)
    assert (await get(site, f"{DESK}/{id}/protokol-1.pdf", AUDITOR)).content == first
    second = text_of((await get(site, f"{DESK}/{id}/protokol-2.pdf", AUDITOR)).content)
    assert "Zła nazwa ulicy" in second
    assert "Przygotuj plan objazdów" in second, "no correction loses a task"
    assert [one["number"] for one in (await seen(site, id))["approved"]] == [1, 2]
    assert sorted(role for role, _ in await tasks(site)) == ["press_officer", "unit_reviewer"], "none is given twice"


# -- from one meeting to the next ------------------------------------------------------------------------------------


@pytest.mark.parametrize("stands_at", ["minutes", "minutes/sending", "minutes/approval"])
async def test_no_task_is_lost_between_two_meetings_of_a_series(site: Site, clock, stands_at):
    first = await entry(site, repeats={"rhythm": "monthly_by_day", "until": "2026-07-31"})
    rows = site.database.collection("entries").find({"kind": {"$exists": False}}).sort("plan.starts", 1)
    ids = [row["_id"] async for row in rows]
    assert ids[0] == first["id"]
    id = await taken_to(site, stands_at, clock, first["id"])
    following = await convened(site, ids[1])
    shown = await seen(site, following)
    assert shown["previous"] == id
    assert [point["title"] for point in shown["points"]] == ["Przyjęcie porządku"], "standing points come again"
    page = (await get(site, f"{DESK}/{following}", PROTOCOL)).text
    assert "Przygotuj plan objazdów" in page
    assert ("protokół jeszcze niezatwierdzony" in page) is (stands_at != "minutes/approval")
    await done(site, following, "participants", GUEST)
    await done(site, following, "sign-off", None, OFFICER)
    await done(site, following, "issue")
    assert "Przygotuj plan objazdów" in text_of((await get(site, f"{DESK}/{following}/program-1.pdf", AUDITOR)).content)
    if stands_at == "minutes/approval":
        [task] = (await site.client.get(f"{API}/meeting-tasks", headers=site.by(ZDM))).json()
        path = f"/meeting-tasks/{task['task_id']}/completion"
        assert (await post(site, path, {"what": "Gotowe"}, ZDM, task["version"])).status_code == 200
        later = await convened(site, ids[2])
        assert "Przygotuj plan objazdów" not in (await get(site, f"{DESK}/{later}", PROTOCOL)).text


async def test_a_meeting_that_follows_another_carries_its_tasks_over(site: Site, clock):
    id = await taken_to(site, "minutes/approval", clock)
    later = STARTS + timedelta(days=60)
    second = await entry(site, starts=later.isoformat(), ends=(later + timedelta(hours=1)).isoformat())
    following = await convened(site, second["id"], follows=id)
    assert "Przygotuj plan objazdów" in (await get(site, f"{DESK}/{following}", PROTOCOL)).text


# -- the calendar ----------------------------------------------------------------------------------------------------


async def test_a_moved_meeting_is_told_and_waits_for_its_programme_anew(site: Site, clock):
    made = await entry(site)
    id = await taken_to(site, "issue", clock, made["id"])
    later = STARTS + timedelta(days=7)
    when = {"starts": later.isoformat(), "ends": (later + timedelta(hours=2)).isoformat()}
    assert (await moved(site, made["id"], made["given"], 1, **when)).status_code == 204
    shown = await seen(site, id)
    assert (shown["outdated"], shown["state"]) == (True, "issued")
    assert sum(mail["subject"].startswith("Zmiana terminu") for mail in await mails(site)) == 2
    assert ("officer", "Sprawdź i podpisz program spotkania") in await tasks(site)
    assert "Termin zmienił się" in (await get(site, await link(site, id, "Halina"))).text
    await done(site, id, "sign-off", None, OFFICER)
    await done(site, id, "issue")
    assert (await seen(site, id))["outdated"] is False


async def test_a_meeting_that_is_called_off_closes_its_work_and_its_doors_until_it_is_restored(site: Site, clock):
    made = await entry(site)
    id = await taken_to(site, "issue", clock, made["id"])
    place = await link(site, id, "Halina")
    answer = await post(site, f"/entries/{made['id']}/cancellation", {"reason": "Sala jest zalana wodą"}, PROTOCOL, 1)
    assert answer.status_code == 204
    assert (await seen(site, id))["state"] == "cancelled"
    assert await tasks(site) == []
    assert "odwołane" in (await get(site, place)).text
    assert (await get(site, f"{place}/program.pdf")).status_code == 404
    assert sum(mail["subject"] == "Spotkanie odwołane" for mail in await mails(site)) == 2
    assert (await post(site, f"/entries/{made['id']}/undo", None, PROTOCOL, 2)).status_code == 204
    assert (await seen(site, id))["state"] == "issued"
    assert (await get(site, f"{place}/program.pdf")).status_code == 200


async def test_an_entry_has_one_meeting_however_many_convene_it(site: Site):
    id = (await entry(site))["id"]
    answers = await asyncio.gather(*(post(site, "/meetings", {"entry_id": id}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    wrong = (await entry(site, kind="other", people=[]))["id"]
    assert (await post(site, "/meetings", {"entry_id": wrong})).status_code == 422


async def test_two_who_issue_at_once_issue_one_version(site: Site, clock):
    id = await taken_to(site, "sign-off", clock)
    version = (await seen(site, id))["version"]
    answers = await asyncio.gather(*(post(site, f"/meetings/{id}/issue", None, PROTOCOL, version) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    assert await site.database.collection("meeting_programmes").count_documents({"meeting_id": id}) == 1


# -- found, kept, erased ---------------------------------------------------------------------------------------------


async def test_approved_minutes_are_found_by_words_whatever_their_form(site: Site, clock):
    id = await taken_to(site, "minutes/sending", clock)
    assert id not in (await get(site, f"{DESK}?q=objazdami", PROTOCOL)).text
    clock.move(days=8)
    await done(site, id, "minutes/approval", None, OFFICER)
    for q, found in (("OBJAZDAMI", True), ("lawki", True), ("objazd ławka", True), ("narad", True), ("tramwaj", False)):
        assert (id in (await get(site, f"{DESK}?q={q}", PROTOCOL)).text) is found, q
    plan = await site.database.collection("meetings").find({"terms": {"$in": ["a", "b"]}}).explain()
    assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"])
    row = str(await site.database.collection("meetings").find_one({"_id": id}))
    for said in ("objazdy", "Halina", "halina@example.pl", "Podmiejska"):
        assert said not in row, "what was said and who takes part is sealed"


async def test_contacts_are_erased_when_their_time_is_over_and_the_minutes_stay(site: Site, clock):
    id = await taken_to(site, "minutes/approval", clock, attach=("Mapa",))
    mapa, halina = (await seen(site, id))["documents"][0]["id"], await participant(site, id, "Halina")
    place, erase = await link(site, id, "Halina"), site.app.state.ticks.work("meetings kept")
    body = (await get(site, f"{DESK}/{id}/protokol-1.pdf", AUDITOR)).content
    await erase()
    assert (await get(site, place)).status_code == 200
    clock.move(days=1_827)
    assert await raw_files(site), "its documents are there"
    await erase()
    assert await raw_files(site) == b""
    assert (await get(site, f"{DESK}/{id}/dokumenty/{mapa}", PROTOCOL)).status_code == 404
    assert (await get(site, place)).status_code == 404
    assert "Halina" not in (await get(site, f"{DESK}/{id}", AUDITOR)).text
    assert await site.database.collection("meeting_readings").count_documents({}) == 0
    assert (await get(site, f"{DESK}/{id}/protokol-1.pdf", AUDITOR)).content == body
    assert (await act(site, id, "participants/link", {"id": halina})).status_code == 409, "there is nobody any more"


async def test_a_meeting_whose_minutes_are_being_corrected_is_not_erased(site: Site, clock):
    id = await taken_to(site, "minutes/approval", clock, attach=("Mapa",))
    clock.move(days=1_827)
    ended = (await site.database.collection("meetings").find_one({"_id": id}) or {})["ended_at"]
    await done(site, id, "minutes/correction", {"reason": "Zła nazwa ulicy"})
    erase, row = site.app.state.ticks.work("meetings kept"), {"$set": {"ended_at": ended}}
    await erase()
    assert "Halina" in str(await seen(site, id))
    await site.database.collection("meetings").update_one({"_id": id}, row)
    await erase()
    assert "Halina" in str(await seen(site, id)), "nor one whose correction was begun when its end still stayed"
    assert await raw_files(site)


async def test_the_file_of_a_document_that_is_not_taken_does_not_stay(site: Site):
    id = await convened(site, (await entry(site))["id"])
    for version, said, status in (
        (9, {"audience": "all"}, 412),
        (1, {"audience": "chosen", "chosen": ["nobody"]}, 422),
    ):
        answer = await site.client.post(
            f"{API}/meetings/{id}/documents",
            data={"title": "Mapa", **said},
            files={"file": ("mapa.pdf", PDF, "application/pdf")},
            headers=site.once(PROTOCOL) | {"If-Match": f'"{version}"'},
        )
        assert answer.status_code == status, answer.text
        assert await raw_files(site) == b""


async def raw_files(site: Site) -> bytes:
    """All that the store has of documents: what is said of them, and their bytes."""
    named = [repr(row).encode() async for row in site.database.collection("meeting_documents.files").find()]
    parts = site.database.collection("meeting_documents.chunks").find().sort([("files_id", 1), ("n", 1)])
    return b"".join([*named, *[row["data"] async for row in parts]])


async def test_documents_lie_encrypted_with_their_names(site: Site):
    id, documents = await with_documents(site)
    lying = await raw_files(site)
    assert len(lying) > 5 * len(PDF)
    for said in (b"%PDF", b"Catalog", b"Mapa", b"Koszty", b".pdf"):
        assert said not in lying, said
    answer = await get(site, f"{DESK}/{id}/dokumenty/{documents['Mapa']}", PROTOCOL)
    assert answer.content == PDF + b"Mapa"
    assert "Mapa.pdf" in answer.headers["Content-Disposition"]


async def kept_plain(site: Site, file_id: str, name: str, body: bytes) -> None:
    """Put a file in the place of another, as they lay before they were encrypted."""
    bucket = site.database.bucket("meeting_documents")
    await bucket.delete(file_id)
    metadata = {"media_type": "application/pdf"}
    await bucket.upload_from_stream_with_id(file_id, name, io.BytesIO(body), metadata=metadata)


async def test_documents_that_lay_as_they_came_are_encrypted_once_and_open_as_before(site: Site):
    id, documents = await with_documents(site)
    row = await site.database.collection("meetings").find_one({"_id": id}) or {}
    file_id = next(one["file_id"] for one in row["documents"] if one["id"] == documents["Mapa"])
    long = PDF + b"Mapa " * 200_000
    await kept_plain(site, file_id, "Mapa.pdf", long)
    assert b"Mapa" in await raw_files(site)
    encrypt = DocumentsSealed(CIPHER)
    await encrypt(site.database)
    lying = await raw_files(site)
    assert b"Mapa" not in lying
    assert b"%PDF" not in lying
    await encrypt(site.database)
    assert await raw_files(site) == lying, "what was encrypted is left alone"
    for name in ("Mapa", "Koszty", "Notatka", "Późniejsze"):
        answer = await get(site, f"{DESK}/{id}/dokumenty/{documents[name]}", PROTOCOL)
        assert answer.content == (long if name == "Mapa" else PDF + name.encode()), name
    assert (await get(site, f"{OWN}/{id}/dokumenty/{documents['Mapa']}", ZDM)).content == long


async def test_documents_of_meetings_that_were_erased_before_go_with_the_next_start(site: Site, clock):
    id, _ = await with_documents(site)
    erased = {"$set": {"erased_at": clock.now()}}
    await site.database.collection("meetings").update_one({"_id": id}, erased)
    await DocumentsSealed(CIPHER)(site.database)
    assert await raw_files(site) == b""
    assert (await seen(site, id))["documents"] == []


@pytest.mark.parametrize("part", ["chair", "member"])
async def test_who_invites_the_mayor_promises_the_mayor_in_the_calendar_too(site: Site, part):
    made = await entry(site, people=["secretary"])
    id = await convened(site, made["id"])
    await done(site, id, "participants", UNIT)
    assert (await get(site, f"{API}/entries/{made['id']}", PROTOCOL)).json()["people"] == ["secretary"]
    await done(site, id, "participants", {**CHAIR, "part": part})
    shown = (await get(site, f"{API}/entries/{made['id']}", PROTOCOL)).json()
    assert shown["people"] == ["secretary", "mayor"]
    assert len((await seen(site, id))["participants"]) == 2
    other = await post(site, "/entries", {**made["given"], "title": "Inna narada", "people": ["mayor"]})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/person-elsewhere")


async def test_the_mayor_is_invited_to_no_meeting_at_the_time_of_another(site: Site):
    await entry(site, title="Narada z prezydentem")
    made = await entry(site, people=[])
    id = await convened(site, made["id"])
    refused = await act(site, id, "participants", CHAIR)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/person-elsewhere")
    assert (await seen(site, id))["participants"] == []
    typed = {"version": (await seen(site, id))["version"], "part": "chair", "role": "mayor", "name": "Prezydent"}
    page = await step(site, f"{DESK}/{id}/uczestnicy", PROTOCOL, **typed)
    assert page.status_code == 409
    assert "Prezydent jest wtedy gdzie indziej" in page.text


async def test_a_signed_programme_stays_signed_when_the_mayor_is_invited(site: Site):
    made = await entry(site, people=[])
    id = await convened(site, made["id"])
    await done(site, id, "programme", {"points": POINTS})
    await done(site, id, "sign-off", who=OFFICER)
    before = (await seen(site, id))["signed_by"]
    await done(site, id, "participants", CHAIR)
    assert (await seen(site, id))["signed_by"] == before is not None


async def test_who_was_there_is_put_right_in_the_minutes_and_in_their_correction(site: Site, clock):
    id = await taken_to(site, "attendance", clock)

    async def there() -> list[bool]:
        return [one["present"] for one in (await seen(site, id))["minutes"]["attendance"]]

    assert await there() == [True, True, True, False]
    await done(site, id, "minutes", minutes())
    assert await there() == [True, True, True, False], "who says nothing of it changes nothing"
    page = await get(site, f"{DESK}/{id}/protokol", PROTOCOL)
    assert "Halina Gościnna, Muzeum" in page.text
    typed = {"version": str((await seen(site, id))["version"]), "present": ["0", "3"], "others": ""}
    made = await site.client.post(f"{DESK}/{id}/protokol", data=typed, headers=site.by(PROTOCOL))
    assert (made.status_code, await there()) == (303, [True, False, False, True])
    await done(site, id, "minutes/sending", {"until": (clock.now() + timedelta(days=7)).date().isoformat()})
    shown = await get(site, f"{DESK}/{id}/protokol", AUDITOR)
    assert "Nieobecni" in shown.text
    clock.move(days=8)
    await done(site, id, "minutes/approval", None, OFFICER)
    await done(site, id, "minutes/correction", {"reason": "Halina Gościnna była do końca"})
    await done(site, id, "minutes", minutes() | {"present": [0, 2, 3]})
    assert await there() == [True, False, True, True]
    unknown = await act(site, id, "minutes", minutes() | {"present": [4]})
    assert unknown.status_code == 404
