"""A ceremony from the calendar to its report: what the garrison has never changes, a moved day moves all clocks."""

import asyncio
import hashlib
import io
from typing import Any

import pytest
from docx import Document as WordFile
from PIL import Image
from pypdf import PdfReader

from services.events.anniversaries.domain import Planning
from services.events.anniversaries.domain.shipped import shipped
from services.events.anniversaries.service import Anniversaries
from services.events.anniversaries.store import MongoAnniversaryStore
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from services.events.memorials.store import MongoMemorialStore
from services.events.settings import Settings
from shared.access import Person
from shared.contracts.events import (
    CeremonyApprovedV1,
    CeremonyCancelledV1,
    CeremonyHeldV1,
    CeremonyReportedV1,
    TaskClosedV1,
    TaskOpenedV1,
)
from shared.deadlines import STATUTE, FreeDays
from shared.store import Transaction
from tests.conftest import Site, asked_first
from tests.events.ceremonies.conftest import (
    API,
    ASKED,
    AUDITOR,
    CONCEPT,
    ENTRY,
    ITEM,
    MAYOR,
    OFFICER,
    PRESS,
    PROTOCOL,
    WAY,
    WHY,
    act,
    asked_of_everybody,
    begun,
    done,
    entry,
    moved,
    seen,
    taken_to,
    tasks,
    told,
)

PLACE = "/panel/uroczystosci"


async def file(site: Site, path: str) -> bytes:
    answer = await site.client.get(f"{API}/ceremonies/{path}", headers=site.by(AUDITOR))
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


async def test_from_the_calendar_to_the_report(site: Site, clock):
    id = await begun(site)
    assert await tasks(site) == {
        "Napisz koncepcję uroczystości": "2026-06-15",
        "Wyślij wniosek o wojskową asystę honorową": "2026-07-15",
    }
    for step, body, who in WAY[:3]:
        await done(site, id, step, body, who)
    assert (await act(site, id, "approval")).json()["type"] == "/problems/own-ceremony"
    await done(site, id, "approval", who=MAYOR)
    await done(site, id, "military-request", ASKED)
    await done(site, id, "military-request/sending")
    answer = {"state": "partly", "composition": "Trębacz i posterunek", "sign": "12/2026", "on": "2026-04-15"}
    await done(site, id, "military-request/answer", answer)
    await done(site, id, "lock")
    assert await tasks(site) == {"Zapisz, że uroczystość się odbyła": "2026-08-21"}
    assert (await act(site, id, "holding", {"mayor_present": True})).json()["type"] == "/problems/not-yet-held"
    clock.move(days=121, hours=1)
    await done(site, id, "holding", {"mayor_present": True})
    assert await tasks(site) == {"Napisz sprawozdanie po uroczystości": "2026-08-21"}
    missing = await act(site, id, "report", {"attendance": 350, "well": "Cisza była pełna.", "speech": "nobody"})
    assert missing.json()["type"] == "/problems/speech-unknown"
    await done(site, id, "report", {"attendance": 350, "well": "Cisza była pełna.", "badly": "Za mało krzeseł."})
    assert await tasks(site) == {}
    approved, held, reported = await told(site, CeremonyApprovedV1, CeremonyHeldV1, CeremonyReportedV1)
    assert (approved.ceremony_id, held.mayor_present, reported.attendance) == (id, True, 350)
    assert (await seen(site, id))["state"] == "reported"


async def test_what_the_garrison_has_never_changes_under_its_hash(site: Site):
    id = await taken_to(site, "approval")
    await done(site, id, "military-request", ASKED)
    await done(site, id, "military-request/sending")
    [first] = (await seen(site, id))["request"]["sendings"]
    sent = await file(site, f"{id}/military-request/1/scenario.pdf")
    assert hashlib.sha256(sent).hexdigest() == first["sha256"]
    same = await act(site, id, "military-request/sending")
    assert same.json()["type"] == "/problems/nothing-new"

    await done(site, id, "items", ITEM)
    assert (await seen(site, id))["request"]["differs"]
    assert "Wyślij garnizonowi zmieniony scenariusz" in await tasks(site)
    page = (await site.client.get(f"{PLACE}/{id}/asysta", headers=site.by(PROTOCOL))).text
    assert "Garnizon ma wersję 1 scenariusza" in page
    assert "<ins>" in page
    await done(site, id, "military-request/sending")
    await moved(site, id, place="Park Miejski")
    await done(site, id, "items/removal", {"item_id": (await seen(site, id))["items"][0]["item_id"]})

    assert await file(site, f"{id}/military-request/1/scenario.pdf") == sent
    one, two = (await seen(site, id))["request"]["sendings"]
    assert (one, two["number"], two["sha256"] == first["sha256"]) == (first, 2, False)
    second = await file(site, f"{id}/military-request/2/scenario.pdf")
    assert hashlib.sha256(second).hexdigest() == two["sha256"]
    words = PdfReader(io.BytesIO(await file(site, f"{id}/military-request/1/letter.pdf"))).pages[0].extract_text()
    assert first["sha256"][:8] in words


async def letter(site: Site, id: str, number: int) -> str:
    body = await file(site, f"{id}/military-request/{number}/letter.pdf")
    return " ".join(PdfReader(io.BytesIO(body)).pages[0].extract_text().split())


@pytest.mark.parametrize("kept", [True, False])
async def test_a_letter_says_what_it_said_when_it_went_whatever_was_moved_since(site: Site, kept):
    """`kept`: False for one that was sent before what a letter says was kept."""
    id = await taken_to(site, "approval")
    await done(site, id, "military-request", ASKED)
    await done(site, id, "military-request/sending")
    if not kept:
        copies = site.database.collection("ceremony_copies")
        await copies.update_one({"_id": f"{id}-1"}, {"$unset": {"letter": ""}})
    first = await letter(site, id, 1)
    assert "14 sierpnia 2026 r., godz. 12:00, w miejscu: Pomnik przy ul. Podmiejskiej." in first
    await moved(
        site, id, title="Pamięć Kalisza", starts="2026-09-11T13:00:00+02:00", ends="2026-09-11T14:00:00+02:00",
        place="Park Miejski",
    )  # fmt: skip
    await done(site, id, "confirmation")
    await done(site, id, "military-request/sending")
    second = await letter(site, id, 2)
    assert "„Pamięć Kalisza”, która odbędzie się 11 września 2026 r., godz. 13:00, w miejscu: Park Miejski." in second
    assert await letter(site, id, 1) == first


async def test_a_copy_that_somebody_has_changed_is_not_given_out(site: Site):
    id = await taken_to(site, "approval")
    await done(site, id, "military-request", ASKED)
    await done(site, id, "military-request/sending")
    await done(site, id, "items", ITEM)
    await done(site, id, "military-request/sending")
    copies = site.database.collection("ceremony_copies")
    other = await copies.find_one({"_id": f"{id}-2"}) or {}
    await copies.update_one({"_id": f"{id}-1"}, {"$set": {"file": other["file"], "sha256": other["sha256"]}})
    answer = await site.client.get(f"{API}/ceremonies/{id}/military-request/1/scenario.pdf", headers=site.by(AUDITOR))
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/copy-broken")


async def test_a_moved_event_moves_its_checklist_and_the_clocks_of_its_permits(site: Site):
    id = await taken_to(site, "lock")
    for kind in ("mass-event", "sirens", "road"):
        await done(site, id, "permits", {"kind": kind})
    road = (await seen(site, id))["permits"][2]["permit_id"]
    await done(site, id, "permits/step", {"permit_id": road, "step": "request", "on": "2026-04-15"})
    assert (await tasks(site))["Złóż wniosek o zezwolenie na imprezę masową"] == "2026-07-15"
    await moved(site, id, starts="2026-09-11T12:00:00+02:00", ends="2026-09-11T13:00:00+02:00")
    after = await seen(site, id)
    assert (after["state"], [one["due_at"][:10] for one in after["permits"]]) == (
        "moved",
        ["2026-08-12", "2026-09-04", "2026-08-12"],
    )
    assert await tasks(site) == {
        "Sprawdź uroczystość po zmianie": "2026-09-08",
        "Wyślij wniosek o wojskową asystę honorową": "2026-08-12",
        "Złóż wniosek o zezwolenie na imprezę masową": "2026-08-12",
        "Zapowiedz syreny jako trening": "2026-09-04",
        "Wpisz decyzję: Zajęcie pasa drogowego i zmiana organizacji ruchu": "2026-09-09",
    }
    await done(site, id, "confirmation")
    assert (await seen(site, id))["state"] == "approved"


async def test_a_cancelled_event_of_which_nobody_was_asked_anything_leaves_nothing_to_do(site: Site):
    id = await taken_to(site, "approval")
    await moved(site, id, step="cancellation")
    assert ((await seen(site, id))["state"], await tasks(site)) == ("cancelled", {})
    assert (await act(site, id, "items", ITEM)).json()["type"] == "/problems/ceremony-not-there"
    [event] = await told(site, CeremonyCancelledV1)
    assert (event.ceremony_id, f"{event.planned_for}") == (id, "2026-08-14")
    await moved(site, id, step="undo")
    assert ((await seen(site, id))["state"], len(await tasks(site))) == ("approved", 2)


MASS = "Wycofaj: Zezwolenie na imprezę masową (Prezydent Miasta)"
ROAD = "Wycofaj: Zajęcie pasa drogowego i zmiana organizacji ruchu (Zarząd Dróg Miejskich, w uzgodnieniu z Policją)"
MEDICAL = "Odwołaj: Zabezpieczenie medyczne i porządkowe (Straż Miejska, pogotowie)"
GARRISON = "Wyślij garnizonowi wycofanie wniosku o wojskową asystę honorową"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("cancellation", "Uroczystość nie odbędzie się."),
        ("postponement", "Uroczystość została przełożona, nowego terminu jeszcze nie ma."),
    ],
)
async def test_what_was_asked_for_a_ceremony_that_is_off_is_taken_back(site: Site, step, said):
    id, permits = await asked_of_everybody(site)
    early = await act(site, id, "military-request/withdrawal")
    assert early.json()["type"] == "/problems/ceremony-not-there"
    await moved(site, id, step=step)
    assert await tasks(site) == dict.fromkeys((GARRISON, MASS, ROAD, MEDICAL), "2026-04-16")

    await done(site, id, "military-request/withdrawal")
    assert (await act(site, id, "military-request/withdrawal")).json()["type"] == "/problems/request-not-there"
    body = await file(site, f"{id}/military-request/1/withdrawal.pdf")
    words = " ".join(PdfReader(io.BytesIO(body)).pages[0].extract_text().split())
    for part in (f"„{ENTRY['title']}”, planowaną na 14 sierpnia 2026 r., godz. 12:00", said, f"Powód: {WHY}"):
        assert part in words
    for kind in ("mass-event", "road", "medical"):
        given = {"permit_id": permits[kind], "step": "withdraw", "on": "2026-04-15"}
        await done(site, id, "permits/step", given)
    assert await tasks(site) == {}
    page = (await site.client.get(f"{PLACE}/{id}/asysta", headers=site.by(PROTOCOL))).text
    assert f"{PLACE}/{id}/asysta/1/wycofanie.pdf" in page

    await moved(site, id, step="undo")
    after = await seen(site, id)
    states = {each["kind"]: each["state"] for each in after["permits"]}
    assert states == dict.fromkeys(("mass-event", "road", "medical", "conservator"), "wanted") | {"ground": "refused"}
    assert (await tasks(site))["Wyślij wniosek o wojskową asystę honorową"] == "2026-07-15"
    await done(site, id, "military-request/sending")
    again = (await seen(site, id))["request"]
    assert (again["state"], len(again["sendings"]), len(again["withdrawals"])) == ("sent", 2, 1)


async def test_what_was_not_taken_back_yet_stands_when_the_calling_off_was_a_slip(site: Site):
    id, _ = await asked_of_everybody(site)
    before = await tasks(site)
    await moved(site, id, step="cancellation")
    await moved(site, id, step="undo")
    assert await tasks(site) == before


async def test_who_only_reads_withdraws_nothing_and_one_key_withdraws_once(site: Site):
    id, _ = await asked_of_everybody(site)
    await moved(site, id, step="cancellation")
    version, way = (await seen(site, id))["version"], f"{API}/ceremonies/{id}/military-request/withdrawal"
    for who in (AUDITOR, PRESS, MAYOR):
        assert (await act(site, id, "military-request/withdrawal", None, who)).status_code == 403
    assert (await act(site, id, "military-request/withdrawal", version=version - 1)).status_code == 412
    headers = site.once(PROTOCOL, "the-same-key") | {"If-Match": f'"{version}"'}
    for _ in range(2):
        assert (await site.client.post(way, headers=headers)).status_code == 200
    assert len((await seen(site, id))["request"]["withdrawals"]) == 1


async def test_an_internal_ceremony_is_told_to_nobody(site: Site):
    await taken_to(site, "approval", public=False)
    assert await told(site, CeremonyApprovedV1) == []


async def statute(_: Transaction) -> FreeDays:
    return STATUTE


async def tasks_of_invitations_come_once(site: Site, store: MongoAnniversaryStore, id: str) -> None:
    """The guest list asks for the same as these steps of the checklist: from its beginning it asks alone."""
    answer = await site.client.post(f"{API}/guest-lists", json={"entry_id": id}, headers=site.once(PROTOCOL))
    assert answer.status_code == 201, answer.text
    assert (await store.occasion(id)).works == ()
    assert "Przygotuj listę gości i treść zaproszenia" in await tasks(site)
    closed = {event.task_id for event in await told(site, TaskClosedV1)}
    assert closed >= {f"{id}-invitations-1", f"{id}-rsvp-1"}


async def test_a_ceremony_takes_over_the_checklist_of_its_anniversary(site: Site, clock):
    calendar = Calendar(site.database, MongoEntryStore(site.database), clock)
    store, steps = MongoAnniversaryStore(site.database), Settings.model_fields["ceremony_steps"].default
    planning = Planning(10, 1, Settings.model_fields["year_plan_drawn_up"].default)
    memorials = MongoMemorialStore(site.database)
    remembered = Anniversaries(
        site.database, store, calendar, statute, clock, shipped(), steps, 200, planning, memorials
    )
    calendar.tells(remembered.follow)
    await remembered.look_after()
    await remembered.draw_up(2026)
    await remembered.approve(2026, 1, MAYOR)
    await remembered.look_after()
    id = "zburzenie-1914-2026"
    assert "military" in {one.key for one in (await store.occasion(id)).works}
    answer = await site.client.post(f"{API}/ceremonies/{id}", headers=site.once(PROTOCOL))
    assert answer.status_code == 201, answer.text
    rest = await store.occasion(id)
    assert {one.key for one in rest.works} & {"military", "scenario", "report"} == set()
    assert {one.key for one in rest.works} == {"invitations", "rsvp"}
    await tasks_of_invitations_come_once(site, store, id)
    link = f"/panel/uroczystosci/{id}/asysta"
    open_links = {event.task_id: event.link for event in await told(site, TaskOpenedV1) if id in event.link}
    for event in await told(site, TaskClosedV1):
        open_links.pop(event.task_id, None)
    assert [each for each in open_links.values() if "asysta" in each] == [link]


async def test_two_who_change_it_at_once_lose_nothing(site: Site):
    id = await taken_to(site, "approval")
    version = (await seen(site, id))["version"]
    answers = await asyncio.gather(
        *(
            act(site, id, "items", {**ITEM, "title": title}, who, version)
            for title, who in (("Pierwszy", PROTOCOL), ("Drugi punkt", OFFICER))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    titles = {one["title"] for one in (await seen(site, id))["items"]}
    assert len(titles & {"Pierwszy", "Drugi punkt"}) == 1


async def test_the_second_to_begin_finds_it_begun(site: Site):
    id = await entry(site)
    begin = (site.client.post(f"{PLACE}/{id}/poczatek", headers=site.by(who)) for who in (PROTOCOL, OFFICER))
    assert [answer.status_code for answer in await asyncio.gather(*begin)] == [303, 303]
    assert (await site.client.get(f"{API}/ceremonies-waiting", headers=site.by(PRESS))).json() == []


@pytest.mark.parametrize("changes", [{"kind": "meeting", "people": []}])
async def test_only_a_ceremony_of_the_calendar_is_begun(site: Site, changes):
    id = await entry(site, **changes)
    answer = await site.client.post(f"{API}/ceremonies/{id}", headers=site.once(PROTOCOL))
    assert answer.json()["type"] == "/problems/not-a-ceremony"


async def test_a_late_request_says_so_and_the_frame_plan_needs_none(site: Site, clock):
    id = await taken_to(site, "approval", starts="2026-05-08T12:00:00+02:00", ends="2026-05-08T13:00:00+02:00")
    page = (await site.client.get(f"{PLACE}/{id}/asysta", headers=site.by(PROTOCOL))).text
    assert "Termin wysłania wniosku już minął" in page
    await done(site, id, "military-request", ASKED)
    await done(site, id, "military-request/sending")
    assert (await seen(site, id))["request"]["sendings"][0]["late"]
    other = await begun(site, people=[])
    await done(site, other, "no-military-request", {"frame_plan": True})
    page = (await site.client.get(f"{PLACE}/{other}/asysta", headers=site.by(PROTOCOL))).text
    assert "ramowym planie" in page


async def test_sheets_are_tagged_and_the_announcer_reads_large_print(site: Site):
    id = await taken_to(site, "usual-scenario")
    plan = PdfReader(io.BytesIO(await file(site, f"{id}/minute-plan.pdf")))
    assert "/StructTreeRoot" in plan.root_object
    text = "".join(page.extract_text() for page in plan.pages)
    assert "11:45–11:58" in text
    assert "Zbiórka pocztów" in text.replace("\n", " ")
    read = PdfReader(io.BytesIO(await file(site, f"{id}/announcer.pdf")))
    sizes: list[float] = []
    read.pages[0].extract_text(
        visitor_text=lambda text, _c, matrix, _f, size: sizes.append(abs(size * matrix[3])) if text.strip() else None
    )
    assert sorted(sizes)[len(sizes) // 2] >= 18
    docx = WordFile(io.BytesIO(await file(site, f"{id}/announcer.docx")))
    assert docx.styles["Normal"].font.size.pt == 18


async def test_nothing_of_a_ceremony_is_readable_in_the_store(site: Site):
    id = await taken_to(site, "usual-scenario")
    row = str(await site.database.collection("ceremonies").find_one({"_id": id}))
    assert "Salwa" not in row
    assert CONCEPT["organiser"] not in row
    assert ENTRY["title"] not in row


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("zezwolenia/krok", {"step": "request", "on": "2026-08-01"}, "Ten dzień jeszcze nie nadszedł."),
        ("zezwolenia/krok", {"step": "request", "on": "", "note": "Dopisek"}, "Dopisek"),
        ("zezwolenia/nowe", {"kind": "road"}, "To zezwolenie jest już na liście."),
        ("scenariusz/nowy-punkt", {"title": "Chwila ciszy", "starts": "rano", "minutes": "2", "place": "Park"}, "T-15"),
        ("scenariusz/stanowisko", {"party_kind": "guard", "unit": "Straż Miejska"}, "Podaj stanowisko"),
        ("asysta/wniosek", {"remarks": "Bez orkiestry"}, "Bez orkiestry"),
        ("koncepcja", {"purpose": "Pamięć o mieście"}, "Pamięć o mieście"),
        ("konsultacja", {"body": "IPN", "opinion": "Zgoda", "on": "2027-01-01"}, "Ten dzień jeszcze nie nadszedł."),
    ],
)
async def test_a_form_that_does_not_hold_is_shown_again_with_what_was_typed(site: Site, step, typed, said):
    id = await taken_to(site, "usual-scenario")
    await done(site, id, "permits", {"kind": "road"})
    one = await seen(site, id)
    form = {"version": one["version"], "permit": one["permits"][0]["permit_id"], **typed}
    answer = await site.client.post(f"{PLACE}/{id}/{step}", data=form, headers=site.by(PROTOCOL))
    assert answer.status_code in (409, 422), answer.text
    assert said in answer.text
    stale = await site.client.post(f"{PLACE}/{id}/{step}", data={**form, "version": 1}, headers=site.by(PROTOCOL))
    assert stale.status_code in (412, 422)
    assert (await seen(site, id))["version"] == one["version"]


def photograph(kind: str = "JPEG") -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (90, 60), "#566").save(body, kind)
    return body.getvalue()


async def photographed(
    site: Site, id: str, who: Person = PROTOCOL, body: bytes | None = None, key: str | None = None, **changes: Any
) -> Any:
    """Add a photograph to a report over the public API."""
    version = changes.pop("version", None) or (await seen(site, id))["version"]
    return await site.client.post(
        f"{API}/ceremonies/{id}/photographs",
        data={"alt": "Warta przed pomnikiem", **changes},
        files={"file": ("warta.jpg", photograph() if body is None else body, "image/jpeg")},
        # The same boundary each time: a key stands for one body.
        headers=site.once(who, key)
        | {"If-Match": f'"{version}"', "Content-Type": "multipart/form-data; boundary=photograph"},
    )


async def over(site: Site, clock: Any) -> str:
    id = await taken_to(site, "lock")
    clock.move(days=121, hours=1)
    await done(site, id, "holding", {"mayor_present": False})
    return id


async def test_taking_a_photograph_out_of_the_report_asks_first_and_says_what_goes(site: Site, clock):
    id = await over(site, clock)
    assert (await photographed(site, id)).status_code == 200
    page = (await site.client.get(f"{PLACE}/{id}/sprawozdanie", headers=site.by(PROTOCOL))).text
    fold = asked_first(page, f"{PLACE}/{id}/sprawozdanie/zdjecia/usuniecie")
    assert "Zdjęcie zniknie razem z opisem. Tego nie można cofnąć." in fold


async def test_photographs_of_the_report_go_over_the_api_too(site: Site, clock):
    id = await over(site, clock)
    version = (await seen(site, id))["version"]
    for _ in range(2):
        assert (await photographed(site, id, key="the-same-key", version=version)).status_code == 200
    assert (await photographed(site, id, version=version)).status_code == 412
    [one] = (await seen(site, id))["photographs"]
    assert one["alt"] == "Warta przed pomnikiem"
    way = f"{API}/ceremonies/{id}/photographs/{one['photograph_id']}"
    shown = await site.client.get(f"{way}/640", headers=site.by(AUDITOR))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert (await site.client.get(f"{way}/300", headers=site.by(AUDITOR))).status_code == 422
    assert (await site.client.get(f"{way}/640")).status_code == 401
    gone = {"photograph": one["photograph_id"]}
    assert (await act(site, id, "photographs/removal", gone, AUDITOR)).status_code == 403
    assert (await act(site, id, "photographs/removal", gone)).status_code == 200
    assert (await act(site, id, "photographs/removal", gone)).status_code == 404
    assert (await site.client.get(f"{way}/640", headers=site.by(AUDITOR))).status_code == 404


async def test_the_report_is_a_tagged_document_that_says_all_of_it(site: Site, clock):
    id = await over(site, clock)
    assert (await site.client.get(f"{API}/ceremonies/{id}/report.pdf", headers=site.by(AUDITOR))).status_code == 404
    report = {"attendance": 1350, "well": "Cisza była pełna.\n\nPoczty stały równo.", "badly": "Za mało krzeseł."}
    await done(site, id, "report", report)
    assert (await photographed(site, id)).status_code == 200
    pdf = PdfReader(io.BytesIO(await file(site, f"{id}/report.pdf")))
    assert "/StructTreeRoot" in pdf.root_object
    docx = WordFile(io.BytesIO(await file(site, f"{id}/report.docx")))
    table = [cell.text for each in docx.tables for row in each.rows for cell in row.cells]
    texts = (
        " ".join("".join(page.extract_text() for page in pdf.pages).split()),
        " ".join(" ".join([*(each.text for each in docx.paragraphs), *table]).split()),
    )
    for text in texts:
        for said in (ENTRY["title"], "1 350", "nieobecny", "Poczty stały równo.", "Za mało krzeseł.", "1. Warta przed"):
            assert said in text, (said, text)
        assert PROTOCOL.name in text
        assert "Zbiórka pocztów" in text
    page = await site.client.get(f"{PLACE}/{id}/sprawozdanie", headers=site.by(AUDITOR))
    assert f'href="{PLACE}/{id}/sprawozdanie.docx"' in page.text
    for kind in ("pdf", "docx"):
        sheet = await site.client.get(f"{PLACE}/{id}/sprawozdanie.{kind}", headers=site.by(AUDITOR))
        assert (sheet.status_code, sheet.headers["cache-control"]) == (200, "no-store")
        assert (await site.client.get(f"{API}/ceremonies/{id}/report.{kind}")).status_code == 401


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"body": b"MZ" + b"\0" * 64}, 422),
        ({"body": b""}, 422),
        ({"alt": "Warta"}, 422),
        ({"caption": "Nie znamy tego"}, 422),
        ({"who": AUDITOR}, 403),
    ],
    ids=["no picture", "empty", "nobody could tell what it shows", "a field nobody knows", "who only reads"],
)
async def test_a_photograph_that_does_not_hold_is_refused(site: Site, clock, changes, status):
    id = await over(site, clock)
    assert (await photographed(site, id, **changes)).status_code == status
    assert (await seen(site, id))["photographs"] == []


async def test_a_photograph_comes_after_the_ceremony(site: Site):
    assert (await photographed(site, await begun(site))).status_code == 409


@pytest.mark.parametrize(
    ("last", "step"),
    [
        (None, "koncepcja"),
        ("concept", "konsultacja"),
        ("consultations", "zatwierdzenie"),
        ("approval", "zamkniecie"),
        ("lock", "odbycie"),
    ],
)
async def test_the_next_step_comes_first_and_the_other_parts_before_all_that_was_done(site: Site, last, step):
    id = await taken_to(site, last) if last else await begun(site)
    page = (await site.client.get(f"{PLACE}/{id}", headers=site.by(MAYOR if last == "consultations" else OFFICER))).text
    order = [
        f'action="{PLACE}/{id}/{step}"',
        f'href="{PLACE}/{id}/wience"',
        f'href="/panel/zaproszenia/wydarzenie/{id}"',
        ">Historia<",
    ]
    assert sorted(order, key=page.index) == order


async def test_the_history_says_which_step_a_permit_has_taken(site: Site):
    id = await taken_to(site, "usual-scenario")
    await done(site, id, "permits", {"kind": "road"})
    [permit] = (await seen(site, id))["permits"]
    for step in ("request", "refuse", "want", "drop"):
        given = {"permit_id": permit["permit_id"], "step": step, "on": "2026-04-15"}
        await done(site, id, "permits/step", given)
    page = (await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))).text
    for said in (
        "Zezwolenie albo zgłoszenie jest potrzebne",
        "Złożono wniosek o zezwolenie",
        "Odmówiono zezwolenia",
        "Zezwolenie albo zgłoszenie nie jest potrzebne",
    ):
        assert said in page, said
