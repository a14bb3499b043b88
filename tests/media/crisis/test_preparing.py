"""Plans, the speakers' rota and the log for programs: the same rights and rules as on their pages."""

from datetime import timedelta
from typing import Any

from services.media.crisis.domain.hazards import HAZARDS
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

API = "/api/media/v1"
DUTY, MAYOR = person(Role.DUTY_OFFICER), person(Role.MAYOR)
READERS = {Role.DUTY_OFFICER, Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR}
WRITERS = {Role.DUTY_OFFICER, Role.PRESS_OFFICER}
STEPS = [
    ("GET", "/crisis-plans", READERS),
    ("GET", "/crisis-plans/wind", READERS),
    ("PUT", "/crisis-plans/wind", WRITERS),
    ("POST", "/crisis-plans/wind/approval", {Role.PRESS_OFFICER, Role.MAYOR}),
    ("GET", "/crisis-rota", READERS),
    ("POST", "/crisis-rota/shifts", WRITERS),
    ("DELETE", "/crisis-rota/shifts/none", WRITERS),
    ("GET", "/crisis-log", READERS),
]


async def act(site: Site, method: str, path: str, who: Any, version: int, given: Any = None, key: str = "") -> Any:
    headers = {**site.once(who, key or None), "If-Match": f'"{version}"'}
    return await site.client.request(method, f"{API}{path}", json=given, headers=headers)


async def seen(site: Site, path: str) -> Any:
    return (await site.client.get(f"{API}{path}", headers=site.by(DUTY))).json()


def shift(clock: SetClock, **changes: Any) -> dict[str, Any]:
    now = clock.now()
    ends = (now + timedelta(days=7)).isoformat()
    return {"starts": now.isoformat(), "ends": ends, "name": "Olga Maj", "telephone": "62 555 02 01"} | changes


async def test_each_thing_is_done_by_its_own_hands(site: Site) -> None:
    for role in sorted({one.role for one in DEMO_PEOPLE}):
        for method, path, hands in STEPS:
            answer = await act(site, method, path, person(role), 99)
            assert (answer.status_code == 403) == (role not in hands), (role, method, path, answer.text)


async def test_a_plan_is_rewritten_and_approved_by_another(site: Site) -> None:
    plans = await seen(site, "/crisis-plans")
    assert [one["hazard"] for one in plans] == [one.code for one in HAZARDS]
    content = (await seen(site, "/crisis-plans/wind"))["content"] | {"contact": "Dyżur miasta: 62 555 00 00"}
    assert (await act(site, "PUT", "/crisis-plans/wind", PRESS, 0, content)).status_code == 204
    assert (await act(site, "PUT", "/crisis-plans/wind", PRESS, 0, content)).status_code == 412
    own = await act(site, "POST", "/crisis-plans/wind/approval", PRESS, 1)
    assert own.json()["type"] == "/problems/same-person"
    for _ in range(2):
        assert (await act(site, "POST", "/crisis-plans/wind/approval", MAYOR, 1, key="klucz-planu")).status_code == 204
    plan = await seen(site, "/crisis-plans/wind")
    assert (plan["version"], plan["approved"]["person_name"], plan["content"]) == (2, MAYOR.name, content)
    again = await act(site, "POST", "/crisis-plans/wind/approval", MAYOR, 2)
    assert again.json()["type"] == "/problems/plan-approved"
    assert (await seen(site, "/crisis-plans/nothing"))["type"] == "/problems/hazard-unknown"


async def test_the_rota_tells_who_speaks_now_and_a_shift_is_given_once(site: Site, clock: SetClock) -> None:
    for _ in range(2):
        answer = await act(site, "POST", "/crisis-rota/shifts", DUTY, 0, shift(clock), key="klucz-dyzuru")
        assert answer.status_code == 204, answer.text
    rota = await seen(site, "/crisis-rota")
    assert (rota["now"]["name"], len(rota["shifts"]), rota["version"]) == ("Olga Maj", 1, 1)
    assert (await act(site, "POST", "/crisis-rota/shifts", DUTY, 0, shift(clock))).status_code == 412
    id = rota["shifts"][0]["shift_id"]
    assert (await act(site, "DELETE", f"/crisis-rota/shifts/{id}", DUTY, 1)).status_code == 204
    assert await seen(site, "/crisis-rota") == {"now": None, "shifts": [], "version": 2}


async def test_a_shift_that_does_not_fit_is_refused(site: Site, clock: SetClock) -> None:
    await act(site, "POST", "/crisis-rota/shifts", DUTY, 0, shift(clock))
    for changes, status, problem in (
        ({}, 409, "/problems/shift-overlaps"),
        ({"ends": clock.now().isoformat()}, 422, "/problems/shift-unfit"),
        ({"ends": "2027-04-19T08:00"}, 422, None),
        ({"telephone": "zadzwoń"}, 422, None),
        ({"extra": 1}, 422, None),
    ):
        answer = await act(site, "POST", "/crisis-rota/shifts", DUTY, 1, shift(clock, **changes))
        assert answer.status_code == status, changes
        assert problem in (None, answer.json()["type"])


async def test_the_log_is_read_in_parts_the_newest_first(site: Site) -> None:
    given = {"hazard": "wind", "exercise": True}
    for _ in range(2):
        await act(site, "POST", "/crisis-messages", DUTY, 0, given)
    entries = await seen(site, "/crisis-log")
    assert [one["number"] for one in entries] == [*range(len(entries), 0, -1)]
    assert await seen(site, "/crisis-log?limit=1&skip=1") == entries[1:2]
