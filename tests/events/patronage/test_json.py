"""Patronage through JSON: the organiser with the token alone, the department, the mayor; who may do what."""

import io
from typing import Any

import httpx2 as httpx
import pytest
from pypdf import PdfReader

from shared.access import Person, Role
from shared.contracts.events import PatronageEndedV1, PatronageGrantedV1
from shared.demo_people import DEMO_PEOPLE
from shared.store import new_id
from tests.conftest import Site, person
from tests.events.conftest import multipart
from tests.events.letters.conftest import AUDITOR, MAYOR, PROTOCOL, mails, told
from tests.events.patronage.test_patronage import picture

API = "/api/events/v1"
FILED: dict[str, Any] = {
    "kind": "patronage",
    "title": "Bieg Bursztynowy",
    "place": "Park Miejski",
    "starts_on": "2026-06-13",
    "ends_on": "2026-06-14",
    "about": "Bieg dla całych rodzin na 5 kilometrów.",
    "organisation": "Stowarzyszenie Próbne Biegacze",
    "name": "Żaneta Kanarek-Łoś",
    "email": "kanarek@biegacze.example",
    "telephone": "600 100 200",
    "lines": ["ul. Próbna 3", "62-800 Kalisz"],
}
OPINION = {"favourable": True, "opinion": "Wydarzenie dla mieszkańców."}
YES = {"granted": True, "reply": "Z przyjemnością obejmuję bieg patronatem."}
NO = {"granted": False, "reply": "Nie obejmuję patronatem wydarzeń reklamowych."}
WHY = {"reason": "Wydarzenie zmieniło charakter"}


async def own(site: Site, step: str = "", body: Any = None, key: str | None = None) -> httpx.Response:
    """Do what the organiser does: nobody who is signed in."""
    headers = {"Idempotency-Key": key or new_id()}
    return await site.client.post(f"{API}/patronages{step and f'/own/{step}'}", json=body, headers=headers)


async def sent(site: Site, step: str, file: bytes, key: str | None = None, **said: str) -> httpx.Response:
    body, headers = multipart("bieg.jpg", file, **said)
    headers |= {"Idempotency-Key": key or new_id()}
    return await site.client.post(f"{API}/patronages/own/{step}", content=body, headers=headers)


async def opened(site: Site, token: str) -> dict[str, Any]:
    answer = await own(site, "opening", {"token": token})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    return dict(answer.json())


async def filed(site: Site, **changes: Any) -> tuple[str, str]:
    """File one; give the organiser's token and the id."""
    answer = await own(site, body={**FILED, **changes})
    assert answer.status_code == 201, answer.text
    listed = await site.client.get(f"{API}/patronages?state=submitted&limit=1", headers=site.by(PROTOCOL))
    return answer.json()["token"], listed.json()[0]["patronage_id"]


async def seen(site: Site, id: str, who: Person = PROTOCOL) -> dict[str, Any]:
    answer = await site.client.get(f"{API}/patronages/{id}", headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def post(
    site: Site, id: str, step: str, body: Any, who: Person, version: int | None, key: str | None = None
) -> httpx.Response:
    headers = site.once(who, key) | ({"If-Match": f'"{version}"'} if version else {})
    return await site.client.post(f"{API}/patronages/{id}/{step}", json=body, headers=headers)


async def act(site: Site, id: str, step: str, body: Any = None, who: Person = PROTOCOL) -> httpx.Response:
    """Take a step from the version that is there."""
    return await post(site, id, step, body, who, (await seen(site, id))["version"])


async def done(site: Site, id: str, step: str, body: Any = None, who: Person = PROTOCOL) -> None:
    answer = await act(site, id, step, body, who)
    assert answer.status_code == 200, answer.text


async def decided(site: Site, how: dict[str, Any] = YES) -> tuple[str, str]:
    token, id = await filed(site)
    await done(site, id, "check")
    await done(site, id, "opinion", OPINION)
    await done(site, id, "decision", how, MAYOR)
    return token, id


async def test_from_the_application_to_the_report(site: Site, clock: Any) -> None:
    token, id = await filed(site)
    assert token in (await mails(site))[0]["text"]
    await done(site, id, "call", {"call": "Dopisz program biegu"})
    mine = await opened(site, token)
    assert (mine["state"], mine["call"], mine["can"]) == (
        "to_complete",
        "Dopisz program biegu",
        ["complete", "withdraw"],
    )
    whole = {"token": token, "about": "Bieg z programem: start o 10."}
    assert (await own(site, "completion", whole)).status_code == 204
    assert (await own(site, "completion", whole)).json()["type"] == "/problems/patronage-not-there"
    await done(site, id, "check")
    await done(site, id, "opinion", OPINION)
    await done(site, id, "decision", YES, MAYOR)
    [event] = await told(site, PatronageGrantedV1)
    assert (event.patronage_id, (await opened(site, token))["reply"]) == (id, YES["reply"])
    none = await act(site, id, "arms", {"approved": True})
    assert (none.status_code, none.json()["type"]) == (409, "/problems/no-materials")
    assert (await sent(site, "materials", picture(), token=token)).status_code == 204
    file = await site.client.get(f"{API}/patronages/{id}/materials", headers=site.by(AUDITOR))
    assert file.headers["content-type"] == "image/jpeg"
    assert (await act(site, id, "arms", {"approved": False})).status_code == 422
    await done(site, id, "arms", {"approved": False, "note": "Herb jest za mały"})
    assert (await opened(site, token))["arms_note"] == "Herb jest za mały"
    report = {"token": token, "report": "Było dobrze, przyszło 300 osób."}
    assert (await own(site, "report", report)).json()["type"] == "/problems/report-early"
    clock.move(days=61)
    alt = "Start biegu w parku miejskim"
    both = [await sent(site, "photographs", picture(), key="zdjecie-biegu", token=token, alt=alt) for _ in range(2)]
    assert [one.status_code for one in both] == [204, 204]
    assert [each["alt"] for each in (await opened(site, token))["photographs"]] == [alt]
    slip = await sent(site, "photographs", picture(), token=token, alt="Zdjęcie nie z tego biegu")
    assert slip.status_code == 204
    gone = {"token": token, "photograph_id": (await opened(site, token))["photographs"][1]["photograph_id"]}
    assert (await own(site, "photographs/removal", gone)).status_code == 204
    assert (await own(site, "report", report)).status_code == 204
    one = await seen(site, id, AUDITOR)
    assert (one["state"], one["report"], one["opinion"]["favourable"]) == ("reported", report["report"], True)
    [photograph] = one["photographs"]
    place = f"{API}/patronages/{id}/photographs/{photograph['id']}/640"
    assert (await site.client.get(place, headers=site.by(AUDITOR))).headers["content-type"] == "image/jpeg"
    assert (await site.client.get(place)).status_code == 401


async def test_a_refusal_is_in_writing_and_final(site: Site) -> None:
    token, id = await decided(site, NO)
    assert str(NO["reply"]) in (await mails(site))[-1]["text"]
    again = await act(site, id, "decision", YES, MAYOR)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/patronage-not-there")
    assert (await own(site, "withdrawal", {"token": token, "sure": True})).status_code == 409
    pdf = await site.client.get(f"{API}/patronages/{id}/decision.pdf", headers=site.by(MAYOR))
    text = PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert "Odmowa patronatu" in text
    assert "Stowarzyszenie Próbne Biegacze" in text


async def test_withdrawn_and_revoked_ones_are_told(site: Site) -> None:
    token, first = await decided(site)
    assert (await own(site, "withdrawal", {"token": token})).status_code == 422
    assert (await own(site, "withdrawal", {"token": token, "sure": True})).status_code == 204
    _, second = await decided(site)
    await done(site, second, "revocation", WHY, MAYOR)
    ends = await told(site, PatronageEndedV1)
    assert {(one.patronage_id, one.revoked) for one in ends} == {(first, False), (second, True)}


async def test_the_list_tells_nothing_of_organisers_and_who_reads_one_is_written_down(site: Site) -> None:
    token, id = await filed(site)
    listed = await site.client.get(f"{API}/patronages?state=submitted&q=bursztynowy", headers=site.by(AUDITOR))
    assert [one["patronage_id"] for one in listed.json()] == [id]
    for word in ("Kanarek", "kanarek@", "Biegacze", "600 100 200"):
        assert word not in listed.text
        assert word not in str(await opened(site, token)), "who has the link need not learn who asked"
    assert (await site.client.get(f"{API}/patronages?state=granted", headers=site.by(AUDITOR))).json() == []
    assert await site.database.collection("event_readings").count_documents({"of": id}) == 0
    organiser = (await seen(site, id, AUDITOR))["organiser"]
    assert (organiser["email"], organiser["lines"]) == (FILED["email"], FILED["lines"])
    read = await site.database.collection("event_readings").find_one({"of": id})
    assert (read or {})["by_id"] == AUDITOR.id


async def test_an_application_sent_twice_with_one_key_is_one_and_a_stale_step_none(site: Site) -> None:
    twice = [await own(site, body=FILED, key="wniosek-o-patronat") for _ in range(2)]
    assert twice[0].json() == twice[1].json()
    [one] = (await site.client.get(f"{API}/patronages", headers=site.by(PROTOCOL))).json()
    id = one["patronage_id"]
    calls = [await post(site, id, "call", {"call": "Dopisz program"}, PROTOCOL, 1, "wezwanie-1") for _ in range(2)]
    assert calls[0].json() == calls[1].json() == {"version": 2}
    assert len(await mails(site)) == 2
    assert (await post(site, id, "check", None, PROTOCOL, 1)).status_code == 412
    assert (await post(site, id, "check", None, PROTOCOL, None)).status_code == 428
    assert (await site.client.post(f"{API}/patronages", json=FILED)).status_code == 400


async def test_a_late_application_says_that_it_knows(site: Site) -> None:
    late = {**FILED, "starts_on": "2026-05-14", "ends_on": None}
    first = await own(site, body=late)
    assert (first.status_code, first.json()["type"]) == (422, "/problems/patronage-late")
    assert first.json()["last_day"] == "2026-04-14"
    token, id = await filed(site, **{**late, "late_known": True})
    assert ((await opened(site, token))["late"], (await seen(site, id))["last_day"]) == (True, "2026-04-14")


async def test_no_form_of_ours_fills_a_strangers_letter_box(site: Site) -> None:
    answers = [await own(site, body={**FILED, "title": f"Bieg {n}"}) for n in range(6)]
    assert [one.status_code for one in answers] == [201] * 5 + [409]
    assert answers[-1].json()["type"] == "/problems/too-many-waiting"


@pytest.mark.parametrize(
    "changes", [{"starts_on": "2026-04-15"}, {"ends_on": "2026-06-12"}, {"email": "nie"}, {"about": ""}, {"vip": True}]
)
async def test_an_application_that_does_not_hold_is_refused(site: Site, changes: dict[str, Any]) -> None:
    assert (await own(site, body={**FILED, **changes})).status_code == 422


async def test_for_a_token_that_is_none_nothing_is_shown_or_kept(site: Site) -> None:
    bad = "cokolwiek-innego"
    assert (await own(site, "opening", {"token": bad})).status_code == 404
    assert (await sent(site, "materials", picture(), token=bad)).status_code == 404
    assert (await sent(site, "photographs", picture(), token=bad, alt="Start biegu w parku")).status_code == 404
    token, _ = await decided(site)
    text = await sent(site, "materials", b"to nie jest plakat", token=token)
    assert (text.status_code, text.json()["type"]) == (422, "/problems/file-refused")
    assert await site.database.collection("patronage_materials.files").count_documents({}) == 0
    assert await site.database.collection("patronage_pictures.files").count_documents({}) == 0


WRITERS = {Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER}
STEPS: dict[str, tuple[Any, set[Role]]] = {
    "call": ({"call": "Dopisz program"}, WRITERS),
    "check": (None, WRITERS),
    "opinion": (OPINION, WRITERS),
    "decision": (YES, {Role.MAYOR}),
    "arms": ({"approved": True}, WRITERS),
    "revocation": (WHY, {Role.MAYOR}),
}
READS = ["", "/x", "/x/decision.pdf", "/x/materials", "/x/photographs/y/640"]


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE}))
async def test_who_may_call_what(site: Site, role: Role) -> None:
    who = person(role)
    for path in READS:
        status = (await site.client.get(f"{API}/patronages{path}", headers=site.by(who))).status_code
        assert (status in (200, 404)) is (role in WRITERS | {Role.MAYOR, Role.AUDITOR}), (path, status)
    for step, (body, roles) in STEPS.items():
        answer = await post(site, "x", step, body, who, 9)
        assert answer.status_code == (404 if role in roles else 403), (step, answer.text)


async def test_nobody_who_is_not_signed_in_sees_the_desk_or_takes_its_steps(site: Site) -> None:
    for path in READS:
        assert (await site.client.get(f"{API}/patronages{path}")).status_code == 401, path
    for step, (body, _) in STEPS.items():
        headers = {"Idempotency-Key": new_id(), "If-Match": '"1"'}
        answer = await site.client.post(f"{API}/patronages/x/{step}", json=body, headers=headers)
        assert answer.status_code == 401, step


async def test_materials_that_were_never_handed_in_go_in_a_day_and_those_of_an_application_stay(
    site: Site, clock: Any
) -> None:
    token, id = await decided(site)
    assert (await sent(site, "materials", picture(), token=token)).status_code == 204
    files, look = (
        site.database.collection("patronage_materials.files"),
        site.app.state.ticks.work("patronage materials"),
    )
    [first] = [row["_id"] async for row in files.find()]
    assert (await sent(site, "materials", picture(), token=token)).status_code == 204
    [kept] = [row["_id"] async for row in files.find()]
    assert kept != first, "what was handed in before goes with it"
    whole = await files.find_one({}) or {}
    await files.insert_one({**whole, "_id": "broken-off", "metadata": {"media_type": "image/jpeg"}})
    await files.update_many({}, {"$set": {"uploadDate": clock.now()}})
    for days, left in ((0, {kept, "broken-off"}), (2, {kept}), (2, {kept})):
        clock.move(days=days)
        await look()
        assert {row["_id"] async for row in files.find()} == left
    shown = await site.client.get(f"{API}/patronages/{id}/materials", headers=site.by(AUDITOR))
    assert shown.content
