"""The list of channels, the register of profiles and the log, as the press office meets them."""

import re
from typing import Any

import pytest

from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person

PRESS, MAYOR = person(Role.PRESS_OFFICER), person(Role.MAYOR)
DESK = "/panel/kanaly"
PROFILE = {
    "kind": "facebook",
    "name": "Prezydent Kalisza na Facebooku",
    "link": "https://facebook.example/prezydent",
    "owner": "Biuro Prasowe",
    "active": "true",
}


async def post(site: Site, path: str, data: dict[str, str], who: Any = PRESS) -> Any:
    return await site.client.post(f"{DESK}{path}", data=data, headers=site.by(who))


async def page(site: Site, path: str = "", who: Any = PRESS) -> str:
    answer = await site.client.get(f"{DESK}{path}", headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return answer.text


async def profile(site: Site, **changes: str) -> str:
    assert (await post(site, "/profile/nowy", {**PROFILE, **changes})).status_code == 303
    (id,) = re.findall(r"/panel/kanaly/profile/([0-9a-f]{32})", await page(site))
    return str(id)


async def test_a_profile_is_entered_changed_and_listed_with_who_looks_after_it(site: Site) -> None:
    id = await profile(site)
    assert "Biuro Prasowe" in await page(site, who=MAYOR)
    changed = {**PROFILE, "owner": "Gabinet Prezydenta", "version": "1"}
    assert (await post(site, f"/profile/{id}", changed)).status_code == 303
    assert "Gabinet Prezydenta" in await page(site)
    late = await post(site, f"/profile/{id}", {**changed, "name": "Wpisane przez drugą osobę"})
    assert late.status_code == 412
    assert "Wpisane przez drugą osobę" in late.text


async def test_one_address_is_one_profile(site: Site) -> None:
    await profile(site)
    again = await post(site, "/profile/nowy", {**PROFILE, "name": "Drugi raz"})
    assert again.status_code == 409
    assert "Drugi raz" in again.text


@pytest.mark.parametrize(
    "link", ["http://facebook.example/a", "javascript:alert(1)", "https://a b", 'https://a"b.example']
)
async def test_a_profile_has_a_whole_address(site: Site, link: str) -> None:
    answer = await post(site, "/profile/nowy", {**PROFILE, "link": link})
    assert answer.status_code == 422
    assert 'href="#link"' in answer.text


async def test_what_was_said_on_a_profile_is_entered_and_found_by_place(site: Site, clock: SetClock) -> None:
    id = await profile(site)
    data = {"profile_id": id, "at": "2026-04-15T09:00", "words": "Otwieramy park.", "link": "https://x.example/1"}
    assert (await post(site, "/dziennik", data)).status_code == 303
    log = await page(site, "/dziennik", MAYOR)
    assert "Otwieramy park." in log
    assert PRESS.name in log
    assert "Otwieramy park." not in await page(site, "/dziennik?gdzie=newsletter")
    assert "Otwieramy park." in await page(site, "/dziennik?gdzie=Prezydent+Kalisza+na+Facebooku")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "2026-04-15T23:00"}, "at"),
        ({"at": ""}, "at"),
        ({"at": "1026-04-15T09:00"}, "at"),
        ({"words": ""}, "words"),
        ({"link": "ftp://x.example/1"}, "link"),
        ({"profile_id": "nobody"}, "profile_id"),
    ],
)
async def test_an_entry_that_does_not_hold_says_where_and_keeps_what_was_typed(
    site: Site, changes: dict[str, str], field: str
) -> None:
    id = await profile(site)
    data = {"profile_id": id, "at": "2026-04-15T09:00", "words": "Otwieramy park.", **changes}
    answer = await post(site, "/dziennik", data)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    if field != "words":
        assert "Otwieramy park." in answer.text


async def test_channels_are_read_by_those_who_answer_for_them_and_written_by_the_press_office(site: Site) -> None:
    id = await profile(site)
    for who in DEMO_PEOPLE:
        reads = who.role in (Role.PRESS_OFFICER, Role.DUTY_OFFICER, Role.MAYOR, Role.AUDITOR)
        for path in ("", "/dziennik"):
            answer = await site.client.get(f"{DESK}{path}", headers=site.by(who))
            assert answer.status_code == (200 if reads else 403)
        if who.role is not Role.PRESS_OFFICER:
            for path in ("/profile/nowy", f"/profile/{id}", "/dziennik", "/bramki/sms/proba", "/bramki/sms/d-1"):
                assert (await post(site, path, {}, who)).status_code == 403


async def test_a_gateway_that_is_not_there_is_not_found(site: Site) -> None:
    assert (await site.client.get(f"{DESK}/bramki/nic", headers=site.by(PRESS))).status_code == 404
    assert (await post(site, "/bramki/nic/proba", {})).status_code == 404
