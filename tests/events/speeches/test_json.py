"""A speech through JSON: from the order to the archive, the check from outside, and who may do what."""

from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Person, Role
from shared.contracts.events import SpeechPublishedV1
from shared.demo_people import DEMO_PEOPLE
from shared.store import new_id
from tests.conftest import Site, person
from tests.events.letters.conftest import AUDITOR, MAYOR, OFFICER, PROTOCOL, link_in_mails, mails, told

API = "/api/events/v1"
ORDER: dict[str, Any] = {
    "kind": "speech",
    "title": "Pamięć spalonego miasta",
    "occasion": "Rocznica zburzenia Kalisza",
    "speaker": "Prezydent Miasta Kalisza",
    "place": "ul. Podmiejska",
    "held_on": "2026-08-14",
    "minutes": 5,
}
EARLIER = "Kalisz jest najstarszym polskim miastem, a jego mieszkańcy potrafią odbudować to, co inni zniszczyli."
TEXT = f"Szanowni Państwo,\n\n14 sierpnia 1914 roku zaczęło się zniszczenie miasta.\n\n{EARLIER}"
BRIEF: dict[str, Any] = {
    "brief": "O pamięci miasta",
    "figures": [
        {
            "statement": "14 sierpnia 1914 roku zaczęło się zniszczenie miasta",
            "source": "Archiwum Państwowe w Kaliszu, zespół 12",
        }
    ],
}


async def post(
    site: Site, path: str, body: Any = None, who: Person = PROTOCOL, version: int | None = None, key: str | None = None
) -> httpx.Response:
    headers = site.once(who, key) | ({"If-Match": f'"{version}"'} if version else {})
    return await site.client.post(f"{API}{path}", json=body, headers=headers)


async def seen(site: Site, id: str, who: Person = PROTOCOL) -> dict[str, Any]:
    answer = await site.client.get(f"{API}/speeches/kept/{id}", headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def ordered(site: Site, **changes: Any) -> str:
    answer = await post(site, "/speeches", {**ORDER, **changes})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def act(site: Site, id: str, step: str, body: Any = None, who: Person = PROTOCOL) -> httpx.Response:
    return await post(site, f"/speeches/{id}/{step}", body, who, (await seen(site, id))["version"])


async def done(site: Site, id: str, step: str, body: Any = None, who: Person = PROTOCOL) -> None:
    answer = await act(site, id, step, body, who)
    assert answer.status_code == 200, answer.text


async def drafted(site: Site, **changes: Any) -> str:
    id = await ordered(site, **changes)
    await done(site, id, "brief", BRIEF)
    await done(site, id, "text", {"text": TEXT})
    await done(site, id, "check", {"expert": "Archiwum Państwowe", "email": "archiwum@example.pl"})
    return id


async def token_of(site: Site, id: str) -> str:
    """The token of the link that the outsider's mailbox got."""
    place = await link_in_mails(site, id)
    return place.rpartition("/")[2]


async def said(site: Site, id: str, **verdict: Any) -> httpx.Response:
    """Answer as the outsider does who has the link alone."""
    token = await token_of(site, id)
    opened = await site.client.post(f"{API}/speech-checks/opening", json={"token": token})
    assert (opened.status_code, opened.headers["cache-control"]) == (200, "no-store"), opened.text
    [figure] = opened.json()["figures"]
    body = {"token": token, "figures": [{"id": figure["id"], **verdict}]}
    return await site.client.post(f"{API}/speech-checks", json=body, headers={"Idempotency-Key": new_id()})


async def test_from_the_order_to_the_archive(site: Site, clock: Any) -> None:
    id = await drafted(site)
    assert len(await mails(site)) == 1
    shown = await seen(site, id, AUDITOR)
    assert (shown["minutes_ordered"], shown["minutes"], shown["lacking"]) == (5, 1, [])
    assert (await act(site, id, "approval", who=MAYOR)).json()["type"] == "/problems/figures-unchecked"
    assert (await said(site, id, holds=False)).status_code == 422
    assert (await said(site, id, holds=False, comment="Zaczęło się 2 sierpnia")).status_code == 204
    assert (await seen(site, id))["figures"][0]["verdict"]["comment"] == "Zaczęło się 2 sierpnia"
    assert (await said(site, id, holds=True)).status_code == 204
    token = await token_of(site, id)
    await done(site, id, "approval", who=MAYOR)
    assert (await site.client.post(f"{API}/speech-checks/opening", json={"token": token})).status_code == 410
    assert (await act(site, id, "text", {"text": TEXT})).json()["type"] == "/problems/speech-not-there"
    assert (await act(site, id, "delivery", {"on": "2026-08-14"})).status_code == 422
    clock.move(days=122)
    await done(site, id, "delivery", {"on": "2026-08-14"})
    assert (await site.client.get(f"{API}/speeches/{id}")).status_code == 404
    await done(site, id, "publication")
    assert EARLIER in (await site.client.get(f"{API}/speeches/{id}")).json()["text"]
    assert len(await told(site, SpeechPublishedV1)) == 1


async def test_every_version_is_kept_and_a_number_without_source_is_named(site: Site) -> None:
    id = await drafted(site)
    await done(site, id, "text", {"text": f"{TEXT} Zginęło 95 procent zabudowy."}, OFFICER)
    shown = await seen(site, id)
    assert (shown["lacking"], [one["number"] for one in shown["versions"]]) == (["95 procent"], [1, 2])
    refused = await act(site, id, "approval", who=MAYOR)
    assert refused.json()["type"] == "/problems/figures-without-source"
    first = await site.client.get(f"{API}/speeches/kept/{id}/versions/1", headers=site.by(AUDITOR))
    assert first.json()["text"] == TEXT
    third = await site.client.get(f"{API}/speeches/kept/{id}/versions/3", headers=site.by(AUDITOR))
    assert third.status_code == 404
    card = await site.client.get(f"{API}/speeches/kept/{id}/card.pdf", headers=site.by(AUDITOR))
    assert card.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("who", [PROTOCOL, OFFICER])
async def test_nobody_of_the_house_sees_the_link_or_confirms_a_figure_through_it(site: Site, who: Person) -> None:
    id = await drafted(site)
    token = await token_of(site, id)
    assert token not in (await site.client.get(f"{API}/speeches/kept/{id}", headers=site.by(who))).text
    shown = await seen(site, id, who)
    assert (shown["check"]["mail_host"], shown["history"][-1]["note"]) == (
        "example.pl",
        "Archiwum Państwowe, example.pl",
    )
    body = {"token": token, "figures": [{"id": shown["figures"][0]["id"], "holds": True}]}
    refused = await post(site, "/speech-checks", body, who)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/check-by-house")
    assert (await seen(site, id))["figures"][0]["verdict"] is None


async def test_who_is_asked_to_check_needs_a_mailbox(site: Site) -> None:
    id = await drafted(site)
    assert (await act(site, id, "check", {"expert": "Archiwum Państwowe"})).status_code == 422


async def test_no_author_approves_and_an_approved_one_is_given_back(site: Site) -> None:
    id = await drafted(site)
    assert (await said(site, id, holds=True)).status_code == 204
    assert (await act(site, id, "approval")).json()["type"] == "/problems/own-speech"
    await done(site, id, "approval", who=MAYOR)
    await done(site, id, "reopening", {"reason": "Krócej o roku 1914"}, MAYOR)
    assert (await seen(site, id))["state"] == "briefed"
    await done(site, id, "cancellation", {"reason": "Uroczystość odwołana"}, MAYOR)
    listed = await site.client.get(f"{API}/speeches/kept?state=cancelled&q=pamiec", headers=site.by(AUDITOR))
    assert [one["speech_id"] for one in listed.json()] == [id]


async def test_what_was_said_before_is_told(site: Site, clock: Any) -> None:
    first = await drafted(site)
    assert (await said(site, first, holds=True)).status_code == 204
    await done(site, first, "approval", who=MAYOR)
    clock.move(days=122)
    await done(site, first, "delivery", {"on": "2026-08-14"})
    second = await ordered(site, title="Nowe słowa", held_on="2026-11-11")
    await done(site, second, "brief", {"brief": "O niepodległości"})
    await done(site, second, "text", {"text": f"Drodzy Kaliszanie! {EARLIER}"})
    [earlier] = (await site.client.get(f"{API}/speeches/kept/{second}/earlier", headers=site.by(OFFICER))).json()
    assert (earlier["speech_id"], earlier["passages"][0]["text"][:6]) == (first, "Kalisz")


async def test_a_step_taken_twice_with_one_key_is_one_and_a_stale_one_none(site: Site) -> None:
    orders = [await post(site, "/speeches", ORDER, key="zamowienie-14-sierpnia") for _ in range(2)]
    assert orders[0].json() == orders[1].json()
    id = orders[0].json()["id"]
    briefs = [await post(site, f"/speeches/{id}/brief", BRIEF, version=1, key="dane-14-sierpnia") for _ in range(2)]
    assert briefs[0].json() == briefs[1].json() == {"version": 2}
    assert (await post(site, f"/speeches/{id}/brief", BRIEF, version=1)).status_code == 412
    assert len((await seen(site, id))["history"]) == 2


@pytest.mark.parametrize(
    "changes", [{"held_on": "2026-04-14"}, {"speaker": "Nikt"}, {"minutes": 0}, {"tone": "podniosły"}]
)
async def test_an_order_that_does_not_hold_is_refused(site: Site, changes: dict[str, Any]) -> None:
    assert (await post(site, "/speeches", {**ORDER, **changes})).status_code == 422


WRITING = ["correction", "brief", "text", "check", "delivery", "publication"]
HEADS = ["approval", "reopening", "withdrawal", "cancellation"]
BODIES: dict[str, Any] = {
    "correction": ORDER,
    "brief": BRIEF,
    "text": {"text": TEXT},
    "check": {"expert": "Archiwum Państwowe", "email": "archiwum@example.pl"},
    "delivery": {"on": "2026-08-14"},
    "reopening": {"reason": "Krócej"},
    "withdrawal": {"reason": "Pomyłka"},
    "cancellation": {"reason": "Odwołane"},
}


async def test_who_may_call_what(site: Site) -> None:
    id = await ordered(site)
    writers = {Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER}
    for role in {one.role for one in DEMO_PEOPLE}:
        who = person(role)
        for path in ("", f"/{id}", f"/{id}/versions/1", f"/{id}/earlier", f"/{id}/card.pdf"):
            status = (await site.client.get(f"{API}/speeches/kept{path}", headers=site.by(who))).status_code
            assert (status != 403) is (role in writers | {Role.MAYOR, Role.AUDITOR}), (role, path)
        for step in WRITING + HEADS:
            answer = await post(site, f"/speeches/{id}/{step}", BODIES.get(step), who, version=99)
            allowed = writers | {Role.MAYOR} if step in HEADS else writers
            assert answer.status_code == (412 if role in allowed else 403), (role, step, answer.text)
        assert (await post(site, "/speeches", {**ORDER, "minutes": 0}, who)).status_code == (
            422 if role in writers else 403
        )
    assert (await site.client.get(f"{API}/speeches/kept")).status_code == 401
