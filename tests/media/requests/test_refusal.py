"""A refusal is a document of the case: it says what the act wants, and stays byte for byte as it was made."""

import hashlib
import io
from typing import Any

import docx
from pypdf import PdfReader

from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.requests.conftest import API, ENTERED, MAYOR, act, asked, done, entered, seen

REFUSED = {
    "ground": "privacy",
    "number": "WPKS.D.7.2026",
    "taken_by": "Anna Bielecka, inspektor",
    "reasons": "Pytanie dotyczy zdrowia.\r\n\r\nChodzi o dobra osoby fizycznej.",
}
DEMAND = {
    **ENTERED,
    "kind": "rectification_in",
    "medium": "daily",
    "address": "ul. Próbna 3\n62-800 Kalisz",
    "publication": {"title": "Gazeta miejska", "on": "2026-04-10"},
}


async def refused(site: Site, id: str, **changes: Any) -> dict[str, Any]:
    await done(site, id, "refusal", {**REFUSED, **changes}, MAYOR)
    return dict((await seen(site, id))["refusal"])


async def file(site: Site, id: str, format: str) -> bytes:
    answer = await site.client.get(f"{API}/{id}/refusal.{format}", headers=site.by(PRESS))
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.content


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def lines(word: bytes) -> str:
    return " ".join(" ".join(each.text for each in docx.Document(io.BytesIO(word)).paragraphs).split())


DECISION = (
    "Prezydent Miasta Kalisza",
    "15 kwietnia 2026 r.",
    "Żaneta Kanarek-Łoś",
    "Głos Próbny",
    "Decyzja o odmowie udostępnienia informacji publicznej",
    "WPKS.D.7.2026",
    "art. 16 ust. 1",
    "art. 104 § 1",
    "wniosku z dnia 15 kwietnia 2026 r. odmawiam udostępnienia informacji",
    "prywatność osoby fizycznej (art. 5 ust. 2 u.d.i.p.)",
    "Kiedy skończy się remont?",
    "Chodzi o dobra osoby fizycznej.",
    "Anna Bielecka, inspektor",
    "Samorządowego Kolegium Odwoławczego w Kaliszu, za pośrednictwem Prezydenta Miasta Kalisza, w ciągu 14 dni",
    "art. 127a k.p.a.",
)
NOTICE = (
    "Zawiadomienie o odmowie opublikowania sprostowania",
    "ul. Próbna 3",
    "art. 33 ust. 3",
    "„Gazeta miejska” z dnia 10 kwietnia 2026 r.",
    "po terminie albo bez podpisu (art. 33 ust. 1 pkt 2 prawa prasowego)",
    "art. 33 ust. 4",
    "art. 39 prawa prasowego",
)


async def test_a_decision_says_what_the_code_wants_of_one(site: Site):
    id = await asked(site)
    await refused(site, id)
    sign = (await seen(site, id))["sign"]
    for told in (words(await file(site, id, "pdf")), lines(await file(site, id, "docx"))):
        for text in (*DECISION, sign):
            assert text in told, text


async def test_a_notice_to_who_demands_a_rectification_names_the_publication_and_the_court(site: Site):
    id = await entered(site, **DEMAND)
    await refused(site, id, ground="late")
    told = words(await file(site, id, "pdf"))
    for text in NOTICE:
        assert text in told, text
    assert "Kolegium" not in told


async def test_the_pdf_is_tagged_and_titled(site: Site):
    id = await asked(site)
    await refused(site, id)
    read = PdfReader(io.BytesIO(await file(site, id, "pdf")))
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("pl")
    assert read.metadata is not None
    assert read.metadata.title == DECISION[4]


async def test_the_files_stay_as_they_were_made_under_the_digests_of_the_case(site: Site, clock: SetClock):
    id = await asked(site)
    shown = await refused(site, id)
    first = {format: await file(site, id, format) for format in ("pdf", "docx")}
    clock.move(days=40)
    await done(site, id, "delivery", {"on": "2026-04-17"})
    for format, body in first.items():
        assert await file(site, id, format) == body
        assert hashlib.sha256(body).hexdigest() == shown[f"{format}_sha256"]
    kept = await site.database.collection("press_refusals").find_one({"request_id": id})
    assert kept is not None
    assert all(mark not in bytes(kept["pdf"]) for mark in (b"%PDF", b"Kanarek")), "it names people: it is sealed"


async def test_only_the_press_office_opens_it_and_every_opening_is_written_down(site: Site):
    id = await asked(site)
    await refused(site, id)
    readings = site.database.collection("media_readings")
    for who in (person(role) for role in sorted({one.role for one in DEMO_PEOPLE})):
        for place in (f"{API}/{id}/refusal.pdf", f"/panel/prasa/sprawy/{id}/odmowa.docx"):
            before = await readings.count_documents({})
            answer = await site.client.get(place, headers=site.by(who))
            assert answer.status_code == (200 if who.role is Role.PRESS_OFFICER else 403), (who.role, place)
            assert await readings.count_documents({}) - before == (who.role is Role.PRESS_OFFICER)


async def test_the_desk_links_the_files_of_a_refusal_that_has_them(site: Site):
    id = await asked(site)
    await refused(site, id)
    place = f"/panel/prasa/sprawy/{id}"
    page = (await site.client.get(place, headers=site.by(PRESS))).text
    assert f"{place}/odmowa.pdf" in page
    assert f"{place}/odmowa.pdf" not in (await site.client.get(place, headers=site.by(MAYOR))).text


async def test_what_was_not_refused_has_no_such_document(site: Site):
    id = await asked(site)
    answer = await site.client.get(f"{API}/{id}/refusal.pdf", headers=site.by(PRESS))
    assert answer.status_code == 404


async def test_a_stale_or_unfit_refusal_leaves_no_document(site: Site):
    id = await asked(site)
    assert (await act(site, id, "refusal", {**REFUSED, "ground": "late"}, MAYOR)).status_code == 422
    assert (await act(site, id, "refusal", REFUSED, MAYOR, version=9)).status_code == 412
    assert await site.database.collection("press_refusals").count_documents({}) == 0
