"""Channels for programs: gateways and their messages, profiles, the log, with the same rights as at the desk."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from services.media.channels.domain.gateways import MOST_TRIES, Delivery
from services.media.channels.store import MongoChannelStore
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from shared.store import Transaction
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

API = "/api/media/v1/channels"
WRITERS = {Role.PRESS_OFFICER}
READERS = {Role.PRESS_OFFICER, Role.DUTY_OFFICER, Role.MAYOR, Role.AUDITOR}
PROFILE = {
    "kind": "facebook",
    "name": "Prezydent Kalisza na Facebooku",
    "link": "https://facebook.example/prezydent",
    "owner": "Biuro Prasowe",
}
SAID = {"profile_id": "nobody", "at": "2026-04-15T09:00:00+02:00", "words": "Otwieramy park."}
STEPS = [
    ("GET", "/gateways", None, READERS),
    ("GET", "/gateways/sms/deliveries", None, READERS),
    ("POST", "/gateways/sms/test", None, WRITERS),
    ("POST", "/gateways/sms/deliveries/nothing/retry", None, WRITERS),
    ("POST", "/gateways/sms/deliveries/nothing/arrival", None, WRITERS),
    ("POST", "/gateways/sms/deliveries/nothing/letting-go", None, WRITERS),
    ("GET", "/profiles", None, READERS),
    ("GET", "/profiles/nothing", None, READERS),
    ("POST", "/profiles", PROFILE, WRITERS),
    ("PUT", "/profiles/nothing", PROFILE, WRITERS),
    ("GET", "/said", None, READERS),
    ("GET", "/said/places", None, READERS),
    ("POST", "/said", SAID, WRITERS),
]


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]], tmp_path: Path) -> Site:
    """The service with one gateway, which nobody answers at."""
    file = tmp_path / "gateways.toml"
    table = 'id = "sms"\nname = "SMS"\nkind = "sms"\nurl = "json://tajne:haslo@127.0.0.1:9"\nsends = ["warnings"]\n'
    file.write_text(f"[[gateway]]\n{table}")
    return await make_site("media", gateways_file=file)


async def act(
    site: Site, path: str, given: Any = None, *, version: int = 1, key: str | None = None, method: str = "POST"
) -> Any:
    headers = {**site.once(PRESS, key), "If-Match": f'"{version}"'}
    return await site.client.request(method, f"{API}{path}", json=given, headers=headers)


async def seen(site: Site, path: str, **params: str) -> Any:
    return (await site.client.get(f"{API}{path}", params=params, headers=site.by(PRESS))).json()


async def become(site: Site, id: str, change: Callable[[Delivery], Delivery]) -> int:
    """A message takes a step; gives its version."""
    store = MongoChannelStore(site.database)

    async def save(tx: Transaction) -> int:
        one = change(await store.delivery(id, tx))
        await store.save_delivery(tx, one)
        return one.version

    return await site.database.transaction(save)


async def test_each_thing_is_done_by_its_own_hands(site: Site) -> None:
    for role in sorted({one.role for one in DEMO_PEOPLE}):
        for method, path, given, hands in STEPS:
            headers = {**site.once(person(role)), "If-Match": '"1"'}
            answer = await site.client.request(method, f"{API}{path}", json=given, headers=headers)
            assert (answer.status_code == 403) == (role not in hands), (role, path, answer.text)


async def test_a_message_in_doubt_is_decided_about_once(site: Site, clock: SetClock) -> None:
    tests = [await act(site, "/gateways/sms/test", key="klucz-proby") for _ in range(2)]
    assert tests[0].json() == tests[1].json()
    id = tests[0].json()["id"]
    (one,) = await seen(site, "/gateways/sms/deliveries")
    assert (one["delivery_id"], one["state"], one["version"]) == (id, "waiting", 1)
    early = await act(site, f"/gateways/sms/deliveries/{id}/arrival")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/delivery-not-there")
    version = await become(site, id, lambda one: one.sending(clock.now()))
    version = await become(site, id, lambda one: one.interrupted(clock.now()))
    assert (await act(site, f"/gateways/sms/deliveries/{id}/arrival", version=1)).status_code == 412
    answers = [
        await act(site, f"/gateways/sms/deliveries/{id}/arrival", version=version, key="klucz-doszla") for _ in range(2)
    ]
    assert [answer.json() for answer in answers] == [{"version": version + 1}] * 2
    (gateway,) = await seen(site, "/gateways")
    assert (gateway["messages"], gateway["trouble"]) == ({"sent": 1}, None)
    assert "tajne" not in str(gateway)
    (entry,) = await seen(site, "/said", place="SMS")
    assert (entry["number"], entry["by_name"]) == (1, None)


async def test_a_message_that_was_given_up_is_sent_once_more(site: Site, clock: SetClock) -> None:
    id = (await act(site, "/gateways/sms/test")).json()["id"]
    await become(site, id, lambda one: one.model_copy(update={"tries": MOST_TRIES, "version": 2}))
    version = await become(site, id, lambda one: one.failed("refused", clock.now()))
    assert (await seen(site, "/gateways"))[0]["trouble"] == "refused"
    assert (await act(site, f"/gateways/sms/deliveries/{id}/retry", version=version)).json() == {"version": version + 1}
    (one,) = await seen(site, "/gateways/sms/deliveries")
    assert (one["state"], one["tries"]) == ("waiting", 0)


async def test_a_profile_is_entered_once_changed_and_spoken_of_in_the_log(site: Site) -> None:
    made = [await act(site, "/profiles", PROFILE, key="klucz-profilu") for _ in range(2)]
    assert made[0].json() == made[1].json()
    id = made[0].json()["id"]
    twin = await act(site, "/profiles", PROFILE)
    assert (twin.status_code, twin.json()["type"]) == (409, "/problems/profile-already")
    changed = {**PROFILE, "owner": "Gabinet Prezydenta", "active": False}
    assert (await act(site, f"/profiles/{id}", changed, method="PUT")).json() == {"version": 2}
    assert (await act(site, f"/profiles/{id}", changed, method="PUT")).status_code == 412
    (one,) = await seen(site, "/profiles")
    assert (one["profile_id"], one["owner"], one["active"], one["version"]) == (id, "Gabinet Prezydenta", False, 2)
    entries = [await act(site, "/said", {**SAID, "profile_id": id}, key="klucz-wpisu") for _ in range(2)]
    assert [answer.status_code for answer in entries] == [201, 201]
    (entry,) = await seen(site, "/said")
    assert (entry["words"], entry["by_name"]) == (SAID["words"], PRESS.name)
    assert await seen(site, "/said/places") == [PROFILE["name"]]


async def test_what_does_not_hold_is_refused(site: Site) -> None:
    id = (await act(site, "/profiles", PROFILE)).json()["id"]
    for path, given, status in (
        ("/gateways/nothing/test", None, 404),
        ("/profiles", {**PROFILE, "link": "javascript:alert(1)"}, 422),
        ("/profiles", {**PROFILE, "extra": 1}, 422),
        ("/said", SAID, 404),
        ("/said", {**SAID, "profile_id": id, "at": "2026-04-16T09:00:00+02:00"}, 422),
        ("/said", {**SAID, "profile_id": id, "at": "2026-04-15T09:00:00"}, 422),
    ):
        assert (await act(site, path, given)).status_code == status, (path, given)


@pytest.mark.parametrize(("step", "word"), [("retry", "again"), ("arrival", "arrived"), ("letting-go", "let_go")])
async def test_a_message_is_reached_at_its_own_gateway_alone(site: Site, clock: SetClock, step: str, word: str) -> None:
    id = (await act(site, "/gateways/sms/test")).json()["id"]
    await become(site, id, lambda one: one.sending(clock.now()))
    version = await become(site, id, lambda one: one.interrupted(clock.now()))
    assert (await act(site, f"/gateways/push/deliveries/{id}/{step}", version=version)).status_code == 404
    form = {"version": str(version), "step": word}
    page = await site.client.post(f"/panel/kanaly/bramki/push/{id}", data=form, headers=site.by(PRESS))
    assert page.status_code == 404
    (one,) = await seen(site, "/gateways/sms/deliveries")
    assert (one["state"], one["version"]) == ("in_doubt", version)
