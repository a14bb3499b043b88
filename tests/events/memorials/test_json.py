"""Memorials through JSON: what everybody reads, the register, the care of a year, proposals as cases, who may what."""

from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Person, Role
from shared.demo_people import DEMO_PEOPLE
from shared.store import new_id
from tests.conftest import Site, asked_first, person
from tests.events.conftest import KEEPER, multipart
from tests.events.memorials.test_memorials import picture

API = "/api/events/v1"
AUDITOR, MAYOR = person(Role.AUDITOR), person(Role.MAYOR)
CARD: dict[str, Any] = {
    "name": "Obelisk ofiar Katynia",
    "kind": "obelisk",
    "place": "Ogrójec oo. jezuitów",
    "latitude": 51.7611,
    "longitude": 18.091,
    "inscription": "Pamięci ofiar\nKatynia",
}
PROPOSAL: dict[str, Any] = {
    "card": {**CARD, "war_grave": True},
    "proposer": "Rodzina Kanarkowa",
    "contact": "kanarek@example.org",
    "received_on": "2026-04-15",
    "city_ground": True,
}
SEEN = {"on": "2026-04-15", "condition": "repair", "findings": "Litery napisu są wytarte."}
WHY = {"reason": "Tablicę przeniesiono do muzeum."}
ON = {"on": "2026-04-15"}


async def post(
    site: Site, path: str, body: Any = None, who: Person = KEEPER, version: int | None = None, key: str | None = None
) -> httpx.Response:
    headers = site.once(who, key) | ({"If-Match": f'"{version}"'} if version else {})
    return await site.client.post(f"{API}{path}", json=body, headers=headers)


async def seen(site: Site, path: str, who: Person | None = KEEPER) -> Any:
    answer = await site.client.get(f"{API}{path}", headers=site.by(who) if who else {})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def made(site: Site, path: str, body: Any) -> str:
    answer = await post(site, path, body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def act(site: Site, place: str, step: str, body: Any = None) -> httpx.Response:
    """Take a step from the version that is there."""
    return await post(site, f"{place}/{step}", body, version=(await seen(site, place))["version"])


async def photographed(
    site: Site, id: str, key: str | None = None, version: int | None = 1, **said: str
) -> httpx.Response:
    told = {"alt": "Granitowy obelisk pod murem klasztoru", "taken_in": "maj 2026", **said}
    body, headers = multipart("o.jpg", picture(), **told)
    headers |= site.once(KEEPER, key) | ({"If-Match": f'"{version}"'} if version else {})
    return await site.client.post(f"{API}/memorials/{id}/photographs", content=body, headers=headers)


# -- the register ------------------------------------------------------------------------------------------------------


async def test_everybody_reads_the_register_with_points_and_photographs(site: Site) -> None:
    id = await made(site, "/memorials", CARD)
    await made(site, "/memorials", {"name": "Aleja Pamięci", "kind": "other", "place": "Park Miejski"})
    assert (await photographed(site, id)).json() == {"version": 2}
    alley, obelisk = await seen(site, "/memorials", None)
    assert (alley["name"], alley["latitude"], alley["longitude"]) == ("Aleja Pamięci", None, None)
    assert (obelisk["memorial_id"], obelisk["latitude"], obelisk["longitude"]) == (id, 51.7611, 18.091)
    assert [one["name"] for one in await seen(site, "/memorials?kind=obelisk", None)] == [CARD["name"]]
    assert [one["name"] for one in await seen(site, "/memorials?page=2&limit=1", None)] == [CARD["name"]]
    one = await seen(site, f"/memorials/{id}", None)
    assert one["inscription"] == CARD["inscription"]
    assert {"condition", "inspected_on", "inspections", "version"}.isdisjoint(one), "what was found is the desk's"
    [photograph] = one["photographs"]
    assert (photograph["alt"], "by" in photograph) == ("Granitowy obelisk pod murem klasztoru", False)
    shown = await site.client.get(photograph["address"])
    assert shown.headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("Cechu Rzeźników", True),
        ("cech rzeznikow", True),
        ("Katyń", True),
        ("jezuitów pamięci", True),
        ("Cech Piekarzy", False),
    ],
    ids=["its founders", "without Polish letters", "another case", "place and inscription", "one word of two"],
)
async def test_a_memorial_is_found_by_every_word_of_its_card(site: Site, sought: str, found: bool) -> None:
    await made(site, "/memorials", CARD | {"founders": "Cech Rzeźników i mieszkańcy"})
    await made(site, "/memorials", {"name": "Aleja Lipowa", "kind": "other", "place": "Park Miejski"})
    listed = [one["name"] for one in await seen(site, f"/memorials?q={sought}", None)]
    assert listed == ([CARD["name"]] if found else [])
    assert [one["name"] for one in await seen(site, f"/memorials/kept?q={sought}")] == listed
    assert await seen(site, f"/memorials?q={sought}&kind=plaque", None) == []
    for page in ("/miejsca-pamieci", "/panel/miejsca-pamieci"):
        shown = (await site.client.get(page, params={"q": sought}, headers=site.by(KEEPER))).text
        assert (CARD["name"] in shown, "Aleja Lipowa" in shown) == (found, False)


async def test_what_is_taken_out_is_the_desk_s_alone(site: Site) -> None:
    id = await made(site, "/memorials", CARD)
    assert (await photographed(site, id)).status_code == 200
    assert (await act_kept(site, id, "withdrawal", WHY)).json() == {"version": 3}
    assert (await site.client.get(f"{API}/memorials/{id}")).status_code == 404
    assert await seen(site, "/memorials", None) == await seen(site, "/memorials/kept") == []
    kept = await seen(site, f"/memorials/kept/{id}", AUDITOR)
    assert (kept["withdrawn"], kept["photographs"][0]["by"]) == (WHY["reason"], KEEPER.name)
    address = kept["photographs"][0]["address"]
    assert (await site.client.get(address, headers=site.by(AUDITOR))).headers["content-type"] == "image/jpeg"
    assert (await site.client.get(address)).status_code == 401
    refused = await act_kept(site, id, "withdrawal", WHY)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/memorial-withdrawn")


async def act_kept(site: Site, id: str, step: str, body: Any) -> httpx.Response:
    version = (await seen(site, f"/memorials/kept/{id}"))["version"]
    return await post(site, f"/memorials/{id}/{step}", body, version=version)


async def test_a_card_is_changed_from_the_version_that_was_read(site: Site) -> None:
    id = await made(site, "/memorials", CARD)
    answer = await site.client.get(f"{API}/memorials/kept/{id}", headers=site.by(KEEPER))
    headers = site.by(KEEPER) | {"If-Match": answer.headers["etag"]}
    card = {**CARD, "carer": "Szkoła Podstawowa nr 1", "founders": "Rodzina Katyńska i mieszkańcy Kalisza"}
    changed = await site.client.put(f"{API}/memorials/{id}", json=card, headers=headers)
    assert changed.json() == {"version": 2}
    shown = await seen(site, f"/memorials/{id}", None)
    assert (shown["carer"], shown["founders"]) == (card["carer"], card["founders"])
    page = await site.client.get(f"/miejsca-pamieci/{id}")
    assert card["founders"] in page.text
    assert (await site.client.put(f"{API}/memorials/{id}", json=CARD, headers=headers)).status_code == 412
    assert (await site.client.put(f"{API}/memorials/{id}", json=CARD, headers=site.by(KEEPER))).status_code == 428


async def test_photographs_come_once_and_go(site: Site) -> None:
    id = await made(site, "/memorials", CARD)
    both = [await photographed(site, id, key="zdjecie-obelisku") for _ in range(2)]
    assert both[0].json() == both[1].json() == {"version": 2}
    [photograph] = (await seen(site, f"/memorials/kept/{id}"))["photographs"]
    assert (await photographed(site, id)).status_code == 412
    assert (await photographed(site, id, version=None)).status_code == 428
    assert (await photographed(site, id, version=2, alt="krótko")).status_code == 422
    dropped = {"photograph": photograph["photograph_id"]}
    assert (await post(site, f"/memorials/{id}/photographs/removal", dropped, version=1)).status_code == 412
    assert (await act_kept(site, id, "photographs/removal", dropped)).json() == {"version": 3}
    assert (await seen(site, f"/memorials/{id}", None))["photographs"] == []
    assert (await site.client.get(photograph["address"], headers=site.by(KEEPER))).status_code == 404
    assert (await photographed(site, "nie-ma-takiego")).status_code == 404


async def test_taking_a_photograph_away_at_the_desk_asks_first_and_says_what_goes(site: Site) -> None:
    id = await made(site, "/memorials", CARD)
    assert (await photographed(site, id)).status_code == 200
    page = (await site.client.get(f"/panel/miejsca-pamieci/{id}", headers=site.by(KEEPER))).text
    fold = asked_first(page, f"/panel/miejsca-pamieci/{id}/zdjecia/usuniecie")
    assert "Zdjęcie zniknie razem z opisem. Tego nie można cofnąć." in fold


@pytest.mark.parametrize(
    "changes", [{"longitude": None}, {"latitude": 12}, {"name": "Głaz"}, {"owner_email": "a@b.pl"}]
)
async def test_a_card_that_does_not_hold_is_refused(site: Site, changes: dict[str, Any]) -> None:
    assert (await post(site, "/memorials", {**CARD, **changes})).status_code == 422


# -- the care of a year ------------------------------------------------------------------------------------------------


async def test_a_year_is_planned_inspected_and_closed(site: Site) -> None:
    id = await made(site, "/memorials", CARD)
    assert (await site.client.get(f"{API}/care-years/2026", headers=site.by(KEEPER))).status_code == 404
    assert await made(site, "/care-years", {"year": 2026}) == "2026"
    early = await act(site, "/care-years/2026", "closing")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/inspections-missing")
    [waiting] = await seen(site, "/care-years/2026/inspections", AUDITOR)
    assert (waiting["memorial_id"], waiting["due_at"][:10], waiting["done_on"]) == (id, "2026-10-15", None)
    place = f"/care-inspections/{waiting['inspection_id']}"
    ahead = await act(site, place, "findings", {**SEEN, "on": "2026-04-16"})
    assert (ahead.status_code, ahead.json()["type"]) == (422, "/problems/inspected-ahead")
    twice = [await post(site, f"{place}/findings", SEEN, version=1, key="ogledziny-2026") for _ in range(2)]
    assert twice[0].json() == twice[1].json() == {"version": 2}
    assert (await post(site, f"{place}/findings", SEEN, version=1)).status_code == 412
    kept = await seen(site, f"/memorials/kept/{id}")
    assert (kept["condition"], kept["inspections"][0]["by"]) == ("repair", KEEPER.name)
    assert (await post(site, "/care-years/2026/closing", version=7)).status_code == 412
    assert (await act(site, "/care-years/2026", "closing")).json() == {"version": 2}
    assert (await seen(site, "/care-years/2026"))["closed_by"] == KEEPER.name
    late = await act(site, place, "findings", SEEN)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/care-closed")


@pytest.mark.parametrize(("year", "status"), [(2025, 409), (2026, 201), (2027, 201), (2028, 409), (1800, 422)])
async def test_the_present_and_the_next_year_are_planned(site: Site, year: int, status: int) -> None:
    assert (await post(site, "/care-years", {"year": year})).status_code == status


# -- proposals ---------------------------------------------------------------------------------------------------------


async def test_a_proposal_goes_from_its_letter_to_the_register(site: Site) -> None:
    id = await made(site, "/memorial-proposals", PROPOSAL)
    place = f"/memorial-proposals/{id}"
    one = await seen(site, place)
    assert (one["sign"], one["needs"], one["askable"]) == (
        "WPKS.4120.0001.2026",
        ["ipn", "voivode", "council"],
        ["ipn", "voivode"],
    )
    told = {"name": PROPOSAL["proposer"], "contact": PROPOSAL["contact"], "email": None, "why": None}
    assert one["proposer"] == told
    early = await act(site, place, "asking", {"body": "council", **ON})
    assert (early.status_code, early.json()["type"]) == (409, "/problems/memorial-step-not-now")
    for body in one["needs"]:
        assert (await act(site, place, "asking", {"body": body, **ON})).status_code == 200
        said = {"body": body, **ON, "positive": True, "sign": "BUWiM.1"}
        assert (await act(site, place, "answer", said)).status_code == 200
    ahead = await act(site, place, "building", {"on": "2026-04-16"})
    assert (ahead.status_code, ahead.json()["type"]) == (422, "/problems/day-ahead")
    assert (await act(site, place, "building", ON)).status_code == 200
    version = (await seen(site, place))["version"]
    both = [await post(site, f"{place}/unveiling", ON, version=version, key="odsloniecie-1") for _ in range(2)]
    assert both[0].json() == both[1].json()
    memorial = both[0].json()["id"]
    assert (await seen(site, place))["memorial_id"] == memorial
    assert [each["memorial_id"] for each in await seen(site, "/memorials", None)] == [memorial]
    over = await act(site, place, "refusal", WHY)
    assert (over.status_code, over.json()["type"]) == (409, "/problems/memorial-proposal-closed")


@pytest.mark.parametrize(("step", "state"), [("refusal", "refused"), ("withdrawal", "withdrawn")])
async def test_a_proposal_ends_with_its_reason(site: Site, step: str, state: str) -> None:
    id = await made(site, "/memorial-proposals", PROPOSAL)
    assert (await act(site, f"/memorial-proposals/{id}", step, WHY)).status_code == 200
    one = await seen(site, f"/memorial-proposals/{id}")
    assert (one["state"], WHY["reason"] in one["reason"]) == (state, True)


async def test_who_proposes_is_for_those_who_keep_and_every_reading_is_written_down(site: Site) -> None:
    id = await made(site, "/memorial-proposals", PROPOSAL)
    listed = await site.client.get(f"{API}/memorial-proposals", headers=site.by(AUDITOR))
    assert ([one["proposal_id"] for one in listed.json()], "anark" in listed.text) == ([id], False)
    for reader in (AUDITOR, MAYOR):
        assert (await seen(site, f"/memorial-proposals/{id}", reader))["proposer"] is None
    assert await site.database.collection("event_readings").count_documents({"of": id}) == 0
    await seen(site, f"/memorial-proposals/{id}")
    read = await site.database.collection("event_readings").find_one({"of": id})
    assert (read or {})["by_id"] == KEEPER.id


async def test_a_proposal_sent_twice_with_one_key_is_one_case_and_a_stale_step_none(site: Site) -> None:
    twice = [await post(site, "/memorial-proposals", PROPOSAL, key="wniosek-kanarkow") for _ in range(2)]
    assert twice[0].json() == twice[1].json()
    assert len(await seen(site, "/memorial-proposals")) == 1
    place = f"/memorial-proposals/{twice[0].json()['id']}"
    asking = {"body": "ipn", **ON}
    assert (await post(site, f"{place}/asking", asking, version=1)).json() == {"version": 2}
    assert (await post(site, f"{place}/asking", {"body": "voivode", **ON}, version=1)).status_code == 412
    assert (await post(site, f"{place}/asking", asking)).status_code == 428
    tomorrow = {**PROPOSAL, "received_on": "2026-04-16"}
    assert (await post(site, "/memorial-proposals", tomorrow)).json()["type"] == "/problems/day-ahead"


# -- who may what ------------------------------------------------------------------------------------------------------

KEEPERS = {Role.PROTOCOL_OFFICER, Role.OFFICER}
READS = [
    "/memorials/kept",
    "/memorials/kept/x",
    "/memorials/kept/x/photographs/y/640",
    "/care-years/2026",
    "/care-years/2026/inspections",
    "/care-inspections/x",
    "/memorial-proposals",
    "/memorial-proposals/x",
]
STEPS: dict[str, Any] = {
    "/memorials/x/photographs/removal": {"photograph": "y"},
    "/memorials/x/withdrawal": WHY,
    "/care-years/2026/closing": None,
    "/care-inspections/x/findings": SEEN,
    "/memorial-proposals/x/asking": {"body": "ipn", **ON},
    "/memorial-proposals/x/answer": {"body": "ipn", **ON, "positive": True, "sign": "1"},
    "/memorial-proposals/x/building": ON,
    "/memorial-proposals/x/unveiling": ON,
    "/memorial-proposals/x/refusal": WHY,
    "/memorial-proposals/x/withdrawal": WHY,
}
MAKES = ["/memorials", "/care-years", "/memorial-proposals"]


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE}))
async def test_who_may_call_what(site: Site, role: Role) -> None:
    who = person(role)
    for path in READS:
        status = (await site.client.get(f"{API}{path}", headers=site.by(who))).status_code
        assert (status in (200, 404)) is (role in KEEPERS | {Role.MAYOR, Role.AUDITOR}), (path, status)
    for path, body in STEPS.items():
        answer = await post(site, path, body, who, version=9)
        assert answer.status_code == (404 if role in KEEPERS else 403), (path, answer.text)
    for path in MAKES:
        assert (await post(site, path, {}, who)).status_code == (422 if role in KEEPERS else 403), path
    headers = site.once(who) | {"If-Match": '"9"'}
    put = await site.client.put(f"{API}/memorials/x", json=CARD, headers=headers)
    assert put.status_code == (404 if role in KEEPERS else 403)
    sent = await site.client.post(f"{API}/memorials/x/photographs", headers=headers)
    assert sent.status_code == (404 if role in KEEPERS else 403)


async def test_nobody_who_is_not_signed_in_sees_the_desk_or_takes_a_step(site: Site) -> None:
    for path in READS:
        assert (await site.client.get(f"{API}{path}")).status_code == 401, path
    for path in (*STEPS, *MAKES):
        answer = await site.client.post(f"{API}{path}", json={}, headers={"Idempotency-Key": new_id()})
        assert answer.status_code == 401, path
