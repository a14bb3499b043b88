"""Whoever wants a memorial proposes it by a form, hears by e-mail, follows the case by its link to the unveiling."""

import asyncio
import re
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from shared.store import new_id
from tests.conftest import Site, person
from tests.events.conftest import KEEPER
from tests.events.letters.conftest import declared, mails, moves, tasks
from tests.events.memorials.test_json import API, AUDITOR, CARD, KEEPERS, ON, WHY, act, post, seen

SENT: dict[str, Any] = {
    "card": CARD,
    "why": "Nazwiska ofiar z Kalisza zebrała szkoła, z dokumentów archiwum.",
    "proposer": "Rodzina Kanarkowa",
    "email": "kanarek@example.org",
    "telephone": "600 100 200",
}
TYPED: dict[str, str] = {
    "name": CARD["name"],
    "kind": "obelisk",
    "place": CARD["place"],
    "latitude": "51,7611",
    "longitude": "18,0910",
    **{name: SENT[name] for name in ("why", "proposer", "email", "telephone")},
}
FORM, DESK = "/miejsca-pamieci/wniosek", "/panel/miejsca-pamieci/wnioski"
FOUND: dict[str, Any] = {"city_ground": False, "war_grave": True, "listed": None}


async def own(site: Site, step: str, body: Any, key: str | None = None) -> httpx.Response:
    """Do what who proposes does: nobody who is signed in."""
    headers = {"Idempotency-Key": key or new_id()}
    return await site.client.post(f"{API}/memorial-proposals/own{step}", json=body, headers=headers)


async def opened(site: Site, token: str) -> dict[str, Any]:
    answer = await own(site, "/opening", {"token": token})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    return dict(answer.json())


async def sent_in(site: Site, **changes: Any) -> tuple[str, str]:
    """Propose one; give the token and the address at the desk."""
    answer = await own(site, "", {**SENT, **changes})
    assert answer.status_code == 201, answer.text
    listed = await seen(site, "/memorial-proposals?limit=1")
    return answer.json()["token"], f"/memorial-proposals/{listed[0]['proposal_id']}"


async def test_a_proposal_goes_from_the_form_to_the_unveiling(site: Site) -> None:
    token, place = await sent_in(site)
    [mail] = await mails(site)
    assert (mail["to"], f"{FORM}/{token}" in mail["text"], "29.04.2026" in mail["text"]) == (SENT["email"], True, True)
    assert await tasks(site) == [("protocol_officer", "Sprawdź wniosek o upamiętnienie")]
    mine = await opened(site, token)
    assert (mine["state"], mine["sign"], mine["due_at"][:10]) == ("submitted", "WPKS.4120.0001.2026", "2026-04-29")
    assert (mine["why"], mine["needs"], mine["may_withdraw"]) == (SENT["why"], [], True)
    early = await act(site, place, "asking", {"body": "ipn", **ON})
    assert (early.status_code, early.json()["type"]) == (409, "/problems/memorial-step-not-now")
    assert (await act(site, place, "acceptance", FOUND)).json() == {"version": 2}
    assert "pytamy o opinie" in (await mails(site))[-1]["text"]
    assert (await act(site, place, "acceptance", FOUND)).json()["type"] == "/problems/memorial-step-not-now"
    assert await tasks(site) == [("protocol_officer", "Wyślij po opinie i zgody")]
    mine = await opened(site, token)
    assert mine["needs"] == ["ipn", "voivode", "owner", "council"]
    for body in mine["needs"]:
        assert (await act(site, place, "asking", {"body": body, **ON})).status_code == 200
        said = {"body": body, **ON, "positive": True, "sign": "BUWiM.1", "note": "Uwaga dla urzędu"}
        assert (await act(site, place, "answer", said)).status_code == 200
    followed = await own(site, "/opening", {"token": token})
    assert [one["positive"] for one in followed.json()["asked"]] == [True] * 4
    assert "Uwaga dla urzędu" not in followed.text, "what others write to the city is the desk's"
    assert (await act(site, place, "building", ON)).status_code == 200
    assert (await own(site, "/withdrawal", {"token": token})).json()["type"] == "/problems/memorial-step-not-now"
    assert (await act(site, place, "unveiling", ON)).status_code == 200
    assert "odsłonięto 15.04.2026" in (await mails(site))[-1]["text"]
    memorial = (await opened(site, token))["memorial_id"]
    assert [one["memorial_id"] for one in await seen(site, "/memorials", None)] == [memorial]


async def test_who_proposes_hears_why_it_is_not_built(site: Site) -> None:
    token, place = await sent_in(site)
    assert (await act(site, place, "refusal", WHY)).status_code == 200
    assert WHY["reason"] in (await mails(site))[-1]["text"]
    mine = await own(site, "/opening", {"token": token})
    assert (mine.json()["state"], mine.json()["reason"], KEEPER.name in mine.text) == ("refused", WHY["reason"], False)
    assert (await seen(site, place))["ended_by"] == KEEPER.name
    assert await tasks(site) == []


async def test_who_proposes_takes_it_back_once(site: Site) -> None:
    token, place = await sent_in(site)
    both = [await own(site, "/withdrawal", {"token": token}, key="wycofanie-kanarkow") for _ in range(2)]
    assert [one.status_code for one in both] == [204, 204]
    again = await own(site, "/withdrawal", {"token": token})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/memorial-proposal-closed")
    assert ((await seen(site, place))["state"], await tasks(site)) == ("withdrawn", [])


async def test_a_form_sent_twice_with_one_key_is_one_case(site: Site) -> None:
    both = [await own(site, "", SENT, key="wniosek-kanarkow") for _ in range(2)]
    assert both[0].json() == both[1].json()
    assert (len(await seen(site, "/memorial-proposals")), len(await mails(site))) == (1, 1)


async def test_three_of_one_address_wait_and_a_fourth_when_one_was_looked_at(site: Site) -> None:
    made = await asyncio.gather(*(own(site, "", {**SENT, "email": "Kanarek@example.org"}) for _ in range(6)))
    assert sorted(one.status_code for one in made) == [201] * 3 + [409] * 3, [one.text for one in made]
    full = await own(site, "", SENT)
    assert (full.status_code, full.json()["type"]) == (409, "/problems/too-many-proposals")
    assert (await own(site, "", {**SENT, "email": "inny@example.org"})).status_code == 201
    looked_at = next(one for one in await seen(site, "/memorial-proposals") if one["sign"].endswith("0001.2026"))
    assert (await act(site, f"/memorial-proposals/{looked_at['proposal_id']}", "acceptance", FOUND)).status_code == 200
    assert (await own(site, "", SENT)).status_code == 201


async def test_the_day_on_which_it_is_looked_at_gives_way_to_a_free_day(site: Site) -> None:
    token, _ = await sent_in(site)
    await declared(site, "2026-04-29")
    [moved] = await moves(site)
    assert f"{moved.due_at:%Y-%m-%d}" == (await opened(site, token))["due_at"][:10] == "2026-04-30"


@pytest.mark.parametrize(
    "changes",
    [{"email": "kanarek"}, {"why": "Bo tak."}, {"telephone": "telefon"}, {"card": {**CARD, "longitude": None}}],
)
async def test_a_form_that_does_not_hold_is_refused(site: Site, changes: dict[str, Any]) -> None:
    assert (await own(site, "", {**SENT, **changes})).status_code == 422


async def test_a_token_that_is_none_of_ours_opens_nothing(site: Site) -> None:
    for step in ("/opening", "/withdrawal"):
        answer = await own(site, step, {"token": "nie-ma-takiego-adresu"})
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/link-broken")
    assert (await site.client.get(f"{FORM}/nie-ma-takiego-adresu")).status_code == 404


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE}))
async def test_who_keeps_the_register_says_whether_it_goes_on(site: Site, role: Role) -> None:
    answer = await post(site, "/memorial-proposals/x/acceptance", FOUND, person(role), version=9)
    assert answer.status_code == (404 if role in KEEPERS else 403)


async def test_who_proposes_is_sealed_and_their_why_is_for_who_keeps_the_register(site: Site) -> None:
    _, place = await sent_in(site)
    row = await site.database.collection("memorial_proposals").find_one({})
    assert "anark" not in repr(row)
    assert "dokumentów archiwum" not in repr(row)
    assert [row async for row in site.database.published_events() if b"anark" in row["body"]] == []
    told = (await seen(site, place))["proposer"]
    assert (told["email"], told["contact"], told["why"]) == (SENT["email"], SENT["telephone"], SENT["why"])
    assert (await seen(site, place, AUDITOR))["proposer"] is None


async def test_the_pages_from_a_resident_s_phone_to_the_desk(site: Site) -> None:
    assert FORM in (await site.client.get("/miejsca-pamieci")).text
    assert "Rada Miasta" in (await site.client.get(FORM)).text
    slip = await site.client.post(FORM, data={**TYPED, "why": "Bo tak."})
    assert (slip.status_code, 'href="#why"' in slip.text, "51,7611" in slip.text) == (422, True, True)
    made = await site.client.post(FORM, data=TYPED)
    assert made.status_code == 303, made.text
    mine = await site.client.get(made.headers["location"])
    assert ("Wniosek jest u nas." in mine.text, mine.headers["referrer-policy"]) == (True, "no-referrer")
    [listed] = await seen(site, "/memorial-proposals")
    desk = f"{DESK}/{listed['proposal_id']}"
    page = (await site.client.get(desk, headers=site.by(KEEPER))).text
    assert SENT["why"] in page
    assert "Wniosek jest kompletny" in page
    none = await site.client.post(f"{desk}/przyjecie", data={"version": "1"}, headers=site.by(KEEPER))
    assert (none.status_code, 'href="#city_ground"' in none.text) == (422, True)
    said = {"version": "1", "city_ground": "yes", "listed": "A-123"}
    assert (await site.client.post(f"{desk}/przyjecie", data=said, headers=site.by(KEEPER))).status_code == 303
    mine = await site.client.get(made.headers["location"])
    assert "pozwolenie konserwatora" in mine.text
    assert "zgoda właściciela" not in mine.text
    unsure = await site.client.post(f"{made.headers['location']}/wycofanie", data={})
    assert unsure.status_code == 422
    taken_back = await site.client.post(f"{made.headers['location']}/wycofanie", data={"sure": "true"})
    assert taken_back.status_code == 303
    late = await site.client.post(f"{made.headers['location']}/wycofanie", data={"sure": "true"})
    assert late.status_code == 409


async def test_who_goes_back_and_proposes_another_keeps_it_and_sends_it_at_the_next_press(site: Site) -> None:
    def key(page: str) -> str:
        found = re.search(r'name="form_key" value="(\w+)"', page)
        assert found
        return found[1]

    blank = await site.client.get(FORM)
    assert "no-store" not in blank.headers["cache-control"], "the way back finds what was typed"
    first = {**TYPED, "form_key": key(blank.text)}
    assert (await site.client.post(FORM, data=first)).status_code == 303
    other = {**first, "name": "Tablica Łucji Próbnej"}
    again = await site.client.post(FORM, data=other)
    assert again.status_code == 409
    assert "Poprzedni wniosek z tego formularza już do nas dotarł." in again.text
    assert all(text in again.text for text in ("Tablica Łucji Próbnej", TYPED["why"], "51,7611"))
    assert (await site.client.post(FORM, data={**other, "form_key": key(again.text)})).status_code == 303
    assert len(await seen(site, "/memorial-proposals")) == 2


async def test_a_fourth_keeps_what_was_typed(site: Site) -> None:
    for _ in range(3):
        assert (await site.client.post(FORM, data=TYPED)).status_code == 303
    full = await site.client.post(FORM, data=TYPED)
    assert (full.status_code, SENT["why"] in full.text) == (409, True)
