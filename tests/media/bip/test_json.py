"""The bulletin for programs: anybody reads every version, the press office alone puts entries in."""

from typing import Any

from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import Site, person
from tests.media.bip.test_bulletin import FORM
from tests.media.conftest import PRESS

API = "/api/media/v1/bip/entries"
WHY = {"why": "Zastąpiło je nowe zarządzenie."}
CHANGED = {**FORM, "body": "Opłata wynosi **4 zł** za godzinę.", "what": "Zmiana stawki uchwałą Rady"}
STEPS = [("POST", "", FORM), ("PUT", "/{id}", CHANGED), ("POST", "/{id}/end", WHY)]


async def act(
    site: Site,
    method: str,
    path: str,
    given: dict[str, str],
    who: Any = PRESS,
    *,
    version: int = 1,
    key: str | None = None,
) -> Any:
    headers = {**site.once(who, key), "If-Match": f'"{version}"'}
    return await site.client.request(method, f"{API}{path}", json=given, headers=headers)


async def put_in(site: Site, **changes: str) -> str:
    answer = await act(site, "POST", "", FORM | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["entry_id"])


async def test_an_entry_goes_its_whole_way_and_anybody_reads_every_version(site: Site) -> None:
    id = await put_in(site)
    assert (await act(site, "PUT", f"/{id}", CHANGED)).json() == {"version": 2}
    assert (await act(site, "POST", f"/{id}/end", WHY, version=2)).json() == {"version": 3}
    answer = await site.client.get(f"{API}/{id}")
    assert (answer.headers["ETag"], answer.json()["ended"], answer.json()["path"]) == ('"3"', True, f"/bip/{id}")
    assert "4 zł" in answer.json()["body"]
    log = (await site.client.get(f"{API}/{id}/versions")).json()
    assert [(one["number"], one["what"], one["put_in_by"]) for one in log] == [
        (3, WHY["why"], PRESS.name),
        (2, CHANGED["what"], PRESS.name),
        (1, "Pierwsza publikacja", PRESS.name),
    ]
    first = (await site.client.get(f"{API}/{id}/versions/1")).json()
    assert "3 zł" in first["content"]["body"]
    ended = await act(site, "PUT", f"/{id}", CHANGED, version=3)
    assert (ended.status_code, ended.json()["type"]) == (409, "/problems/bip-ended")


async def test_entries_are_listed_by_section_in_parts(site: Site) -> None:
    for number in range(3):
        await put_in(site, title=f"Zarządzenie numer {number}")
    await put_in(site, title="Wykaz nieruchomości", section="Majątek")
    assert (await site.client.get("/api/media/v1/bip/sections")).json() == ["Majątek", "Zarządzenia"]
    (one,) = (await site.client.get(API, params={"section": "Majątek"})).json()
    assert one["title"] == "Wykaz nieruchomości"
    parts = [(await site.client.get(API, params={"skip": skip, "limit": 3})).json() for skip in (0, 3)]
    assert [len(part) for part in parts] == [3, 1]
    assert len({entry["entry_id"] for part in parts for entry in part}) == 4


async def test_only_the_press_office_takes_the_steps(site: Site) -> None:
    id = await put_in(site)
    for method, path, given in STEPS:
        for role in sorted({one.role for one in DEMO_PEOPLE} - {Role.PRESS_OFFICER}):
            answer = await act(site, method, path.format(id=id), given, person(role))
            assert answer.status_code == 403, (role, path)
        headers = {"Idempotency-Key": "klucz-numer-1", "If-Match": '"1"'}
        answer = await site.client.request(method, f"{API}{path.format(id=id)}", json=given, headers=headers)
        assert answer.status_code == 401, path


async def test_the_same_step_twice_with_one_key_is_one_step(site: Site) -> None:
    made = [await act(site, "POST", "", FORM, key="klucz-wpisu-1") for _ in range(2)]
    assert made[0].json() == made[1].json()
    assert len((await site.client.get(API)).json()) == 1
    id = made[0].json()["entry_id"]
    ended = [await act(site, "POST", f"/{id}/end", WHY, key="klucz-konca-1") for _ in range(2)]
    assert [answer.json() for answer in ended] == [{"version": 2}] * 2


async def test_who_read_an_older_version_is_told_so(site: Site) -> None:
    id = await put_in(site)
    assert (await act(site, "PUT", f"/{id}", CHANGED)).is_success
    for method, path, given in STEPS[1:]:
        assert (await act(site, method, path.format(id=id), given)).status_code == 412


async def test_what_does_not_hold_is_not_put_in(site: Site) -> None:
    for changes, type in (
        ({"made_on": "2026-04-16"}, "/problems/bip-made-ahead"),
        ({"title": "x"}, "/problems/invalid"),
        ({"made_by": ""}, "/problems/invalid"),
        ({"extra": "x"}, "/problems/invalid"),
    ):
        answer = await act(site, "POST", "", FORM | changes)
        assert (answer.status_code, answer.json()["type"]) == (422, type), changes
    assert (await site.client.get(API)).json() == []
