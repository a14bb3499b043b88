"""What comes after the vote through pages and JSON: who may do what, nothing typed is lost, what the protocol says."""

import io
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from services.voting.destruction.domain import Kind
from services.voting.destruction.sentences import NAMES, STAYS
from shared.access import Person, Role
from tests.conftest import SetClock, Site, person
from tests.voting.ballots.test_booth import step, voted
from tests.voting.conftest import BASE, CLOSES, EDITION, OPENS, PANEL, PRIVATE, SECRET, open_at_the_desk

RESULTS = f"/budzet-obywatelski/wyniki/{EDITION}"
ZOFIA, OFFICER, AUDITOR = person(Role.COMMISSION), person(Role.OFFICER), person(Role.AUDITOR)
ADAM = Person(id="p-adam-k", name="Adam Nowik", role=Role.COMMISSION)
FORM = {"nonce": "n" * 16, "subject": "conduct", "name": "Anna Nowak", "text": "Karta w punkcie była porwana."}
ANSWER = {"outcome": "no_effect", "answer": "Karta była cała, sprawdziliśmy."}


@pytest.fixture
async def site(vote_site: Callable[..., Awaitable[Site]], clock: SetClock) -> Site:
    """The service with published results."""
    site = await vote_site()
    await open_at_the_desk(site)
    clock.moment = OPENS + timedelta(hours=1)
    await voted(site)
    clock.moment = CLOSES + timedelta(minutes=2)
    await step(site, "zamkniecie")
    await step(site, "liczenie", private_key=PRIVATE, secret=SECRET)
    assert (await site.client.get(f"{RESULTS}/skarga")).status_code == 404, "one complains of results that are out"
    await step(site, "wyniki")
    return site


async def complained(site: Site) -> str:
    """Let a program complain; gives the complaint's id."""
    body = {name: text for name, text in FORM.items() if name != "nonce"}
    filed = await site.client.post(f"{BASE}/complaints", json=body, headers={"Idempotency-Key": "k" * 16})
    assert filed.status_code == 201, filed.text
    [one] = (await site.client.get(f"{BASE}/complaints", headers=site.by(ZOFIA))).json()["items"]
    return str(one["id"])


async def reported(site: Site) -> str:
    """Let somebody say at the desk that the ballot in the box is not theirs; gives the report's page."""
    said = {"given": "Anna", "surname": "Nowak", "address": "Śródmiejska 1/2", "document": "tak"}
    asked = await site.client.post(f"{PANEL}/zapytania", data=said, headers=site.by(OFFICER))
    [path] = re.findall(rf'action="({PANEL}/zapytania/\w+)"', asked.text)
    assert (await site.client.post(path, headers=site.by(OFFICER))).status_code == 200
    [report] = (await site.client.get(f"{BASE}/reports", headers=site.by(ZOFIA))).json()["items"]
    return f"{PANEL}/zgloszenia/{report['id']}"


async def test_a_report_that_waits_is_said_before_the_closing_and_the_results_and_bars_the_destruction(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site()
    await open_at_the_desk(site)
    clock.moment = OPENS + timedelta(hours=1)
    await voted(site)
    report = await reported(site)
    clock.moment = CLOSES + timedelta(minutes=2)
    waits = "Na sprawdzenie czeka 1 zgłoszenie „to nie mój głos”."

    async def page(path: str = "") -> str:
        return (await site.client.get(f"{PANEL}{path}", headers=site.by(ZOFIA))).text

    assert waits in await page()
    await step(site, "zamkniecie")
    await step(site, "liczenie", private_key=PRIVATE, secret=SECRET)
    assert waits in await page()
    await step(site, "wyniki")
    clock.move(days=30)
    shown = await page("/zniszczenie")
    assert waits in shown
    assert f'href="{PANEL}/zgloszenia"' in shown
    assert "Proponuję zniszczenie" not in shown
    members = {"members": "Zofia Rutkowska\nAdam Nowik"}
    refused = await site.client.post(f"{PANEL}/zniszczenie/propozycja", data=members, headers=site.by(ZOFIA))
    assert refused.status_code == 409
    assert "zgłoszenia „to nie mój głos”" in refused.text
    await site.client.post(report, data={"version": "1", "words": "to jej karta"}, headers=site.by(ZOFIA))
    assert waits not in await page("/zniszczenie")
    assert "Proponuję zniszczenie" in await page("/zniszczenie")


async def put(site: Site, path: str, by: Person, version: int, body: Any = None) -> int:
    headers = {**site.by(by), "If-Match": f'"{version}"'}
    return (await site.client.put(f"{BASE}{path}", json=body, headers=headers)).status_code


async def test_a_form_with_a_slip_keeps_what_was_typed_and_a_late_one_too(site: Site, clock: SetClock) -> None:
    slip = await site.client.post(f"{RESULTS}/skarga", data={**FORM, "email": "anna"})
    assert slip.status_code == 422
    assert FORM["text"] in slip.text
    assert "Podaj adres e-mail" in slip.text
    clock.move(days=30)
    late = await site.client.post(f"{RESULTS}/skarga", data=FORM)
    assert late.status_code == 409
    assert "Tej skargi nie przyjęliśmy" in late.text
    assert FORM["text"] in late.text
    refused = await site.client.post(
        f"{BASE}/complaints",
        json={k: v for k, v in FORM.items() if k != "nonce"},
        headers={"Idempotency-Key": "k" * 16},
    )
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/complaint-late")


@pytest.mark.parametrize(
    "field",
    [
        {"text": "x" * 5_001},
        {"text": "krótki"},
        {"name": "A"},
        {"name": "x" * 151},
        {"nonce": "short"},
        {"subject": "x"},
    ],
    ids=lambda one: next(iter(one)),
)
async def test_every_field_of_the_form_is_bounded(site: Site, field: dict[str, str]) -> None:
    assert (await site.client.post(f"{RESULTS}/skarga", data=FORM | field)).status_code == 422


async def test_a_form_sent_again_shows_the_same_code(site: Site) -> None:
    first = await site.client.post(f"{RESULTS}/skarga", data=FORM)
    again = await site.client.post(f"{RESULTS}/skarga", data=FORM)

    assert first.text == again.text
    assert "Przyjęliśmy skargę nr 1" in first.text


async def test_a_later_versions_answer_is_not_overwritten_and_nothing_typed_is_lost(site: Site) -> None:
    id = await complained(site)
    url = f"{PANEL}/skargi/{id}"
    stale = await site.client.post(f"{url}/odpowiedz", data={**ANSWER, "version": "7"}, headers=site.by(OFFICER))

    assert stale.status_code == 412
    assert ANSWER["answer"] in stale.text
    assert "w międzyczasie" in stale.text


ROLES: dict[tuple[str, Role], int] = {
    ("answer", Role.OFFICER): 204,
    ("answer", Role.COMMISSION): 204,
    ("answer", Role.AUDITOR): 403,
    ("confirmation", Role.OFFICER): 403,
    ("confirmation", Role.AUDITOR): 403,
    ("confirmation", Role.MAYOR): 403,
    ("return", Role.OFFICER): 403,
}


@pytest.mark.parametrize(("action", "role"), ROLES)
async def test_who_may_do_what_with_a_complaint(site: Site, action: str, role: Role) -> None:
    id = await complained(site)
    body = {"answer": ANSWER, "confirmation": None, "return": {"reason": "popraw datę"}}[action]

    assert await put(site, f"/complaints/{id}/{action}", person(role), 1, body) == ROLES[action, role]


async def test_the_public_page_shows_counts_and_no_words(site: Site) -> None:
    id = await complained(site)
    await put(site, f"/complaints/{id}/answer", OFFICER, 1, ANSWER)
    await put(site, f"/complaints/{id}/confirmation", ZOFIA, 2)

    page = (await site.client.get(RESULTS)).text
    assert "Złóż skargę" in page
    for secret in (FORM["text"], FORM["name"], ANSWER["answer"], id):
        assert secret not in page
    figures = (await site.client.get(f"{BASE}/complaints/figures")).json()
    assert (figures["received"], figures["answered"], figures["upheld"]) == (1, 1, 1)


async def test_the_protocol_says_what_was_destroyed_by_whom_and_what_stays(site: Site, clock: SetClock) -> None:
    id = await complained(site)
    report = await reported(site)
    words = {"version": "1", "words": "to jej karta"}
    assert (await site.client.post(report, data=words, headers=site.by(ZOFIA))).status_code == 303
    url = f"{PANEL}/zniszczenie"
    members = {"members": "Zofia Rutkowska\n\n  Adam Nowik  "}
    early = await site.client.post(f"{url}/propozycja", data=members, headers=site.by(ZOFIA))
    assert early.status_code == 409
    assert (await site.client.get(f"{url}/protokol.pdf", headers=site.by(ZOFIA))).status_code == 404
    await put(site, f"/complaints/{id}/answer", OFFICER, 1, ANSWER)
    await put(site, f"/complaints/{id}/confirmation", ZOFIA, 2)
    clock.move(days=20)
    alone = await site.client.post(f"{url}/propozycja", data={"members": "Zofia Rutkowska"}, headers=site.by(ZOFIA))
    assert alone.status_code == 422
    assert "Zofia Rutkowska" in alone.text
    assert (await site.client.post(f"{url}/propozycja", data=members, headers=site.by(OFFICER))).status_code == 403
    assert (await site.client.post(f"{url}/propozycja", data=members, headers=site.by(ZOFIA))).status_code == 303
    sure = {"version": "1", "sure": "true"}
    unsure = await site.client.post(f"{url}/potwierdzenie", data={"version": "1"}, headers=site.by(ADAM))
    assert unsure.status_code == 422
    assert (await site.client.post(f"{url}/potwierdzenie", data=sure, headers=site.by(ZOFIA))).status_code == 403
    assert (await site.client.post(f"{url}/potwierdzenie", data=sure, headers=site.by(ADAM))).status_code == 303
    await site.app.state.ticks.work("destruction")()

    pdf = await site.client.get(f"{url}/protokol.pdf", headers=site.by(AUDITOR))
    reader = PdfReader(io.BytesIO(pdf.content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    word = WordFile(io.BytesIO((await site.client.get(f"{url}/protokol.docx", headers=site.by(AUDITOR))).content))
    said = [*NAMES.values(), *(name for name, _ in STAYS), "Zofia Rutkowska", "Adam Nowik", "RODO", "udziałem"]
    for one in said:
        assert one.replace(" ", "") in text, one
    written = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert all(NAMES[kind] in written for kind in Kind)
    assert f"{NAMES[Kind.REPORTS]} 1 " in written
    assert FORM["name"] not in written
    page = (await site.client.get(RESULTS)).text
    assert "dane osobowe z tego głosowania zniszczono" in page
    shown = await site.client.get(f"{BASE}/destruction", headers=site.by(OFFICER))
    assert shown.json()["state"] == "done"
    for name in ("papier", "karty", "flagi", "watpliwosci", "skargi", f"skargi/{id}"):
        after = await site.client.get(f"{PANEL}/{name}", headers=site.by(ZOFIA))
        assert after.status_code < 500, (name, after.status_code)
    for code in ("0000-0000-0000", "x"):
        told = await site.client.post(f"{RESULTS}/skarga/kod", data={"kod": code})
        assert told.status_code == 410
    body = {name: text for name, text in FORM.items() if name != "nonce"}
    over = await site.client.post(f"{BASE}/complaints", json=body, headers={"Idempotency-Key": "z" * 16})
    assert over.json()["type"] == "/problems/complaints-over"
    doubt = await site.client.post(f"{BASE}/doubts/state", json={"code": "0000-0000-0000"})
    assert doubt.status_code == 410
