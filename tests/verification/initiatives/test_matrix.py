"""Who may do what with an initiative, and when: every stage by every action by every role."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pytest

from shared.access import Person
from tests.verification.conftest import API, GREEN, MAYOR, OFFICER, ROADS, House, person
from tests.verification.initiatives.conftest import (
    APPROVE,
    AUDITOR,
    CHAIR,
    LOS,
    QUESTION,
    STEPS,
    TREASURER,
    card,
    id_of,
    money_asked,
    of,
    pass_on,
    reach,
    set_criteria,
    set_total,
    shown,
    signed,
    taken_back,
    terminated,
)

PEOPLE: dict[str, Person | None] = {
    "officer": OFFICER,
    "its unit": GREEN,
    "another unit": ROADS,
    "member": LOS,
    "chair": CHAIR,
    "mayor": MAYOR,
    "treasurer": TREASURER,
    "auditor": AUDITOR,
    "commission": person("p-zofia"),
    "press officer": person("p-olga"),
    "nobody": None,
}


class Action(NamedTuple):
    """A step, its address and body, the only people and stages in which it is taken, and the stage after it."""

    path: str
    body: dict[str, Any]
    people: tuple[str, ...]
    stages: dict[str, str]
    version: Callable[[House], Awaitable[int]] | None = None


async def of_case(house: House) -> int:
    return int((await shown(house))["version"])


async def of_card(house: House) -> int:
    answer = await house.get(of(1, "/card"))
    return int(answer.json()["version"]) if answer.status_code == 200 else 1


async def of_opinion(house: House) -> int:
    items = (await house.get(of(1, "/opinions"))).json()["items"]
    return int(items[0]["version"]) if items else 1


async def of_scoring(house: House) -> int:
    answer = await house.get(of(1, "/scoring"))
    return int(answer.json()["version"]) if answer.status_code == 200 else 1


async def first(house: House) -> int:
    return 0


MISSING = {"checks": [{"code": "owner_consents", "result": "not_met", "note": "Dołącz zgodę."}]}
ASKED = {"passed": True, "units": ["WGOŚ"], "question": QUESTION}
OPINION = f"{API}/unit-opinions/{id_of()}-1"
ACTIONS = {
    "pass the card": Action(of(1, "/card/result"), ASKED, ("officer",), {"formal": "opinions"}, of_card),
    "call": Action(of(1, "/card/call"), MISSING, ("officer",), {"formal": "formal"}, of_card),
    "leave unconsidered": Action(of(1, "/card/result"), {"passed": False, **MISSING}, ("officer",), {}, of_card),
    "ask more units": Action(
        of(1, "/opinions"), {"units": ["ZDM"], "question": QUESTION}, ("officer",), {"opinions": "opinions"}
    ),
    "give the opinion": Action(
        f"{OPINION}/answer",
        {"favourable": True, "text": "Zgoda."},
        ("its unit",),
        {"opinions": "scoring"},
        of_opinion,
    ),
    "hand the opinion over": Action(
        f"{OPINION}/unit",
        {"unit": "WE", "reason": "To teren szkoły."},
        ("officer", "its unit"),
        {"opinions": "opinions"},
        of_opinion,
    ),
    "withdraw the request": Action(
        f"{OPINION}/withdrawal", {"reason": "Niepotrzebna."}, ("officer",), {"opinions": "scoring"}, of_opinion
    ),
    "open the scoring": Action(
        f"{API}/team-meetings",
        {"held_on": "2026-04-20", "initiatives": [id_of()]},
        ("officer", "chair"),
        {"scoring": "scoring"},
    ),
    "send a card": Action(
        of(1, "/scoring/card"), card(), ("member", "chair"), {"opened": "scoring", "scored": "scoring"}, first
    ),
    "declare a conflict": Action(
        of(1, "/scoring/conflict"),
        {"reason": "To moi sąsiedzi."},
        ("member", "chair"),
        {"opened": "scoring", "scored": "scoring"},
    ),
    "close the scoring": Action(of(1, "/scoring/closing"), {}, ("chair",), {"scored": "decision"}, of_scoring),
    "say that the answer is late": Action(
        of(1, "/answer-term"),
        {"until": "2026-12-01", "reason": "Czekamy na opinię konserwatora."},
        ("officer",),
        {one: one for one in ("formal", "opinions", "scoring", "decision")}
        | {"opened": "scoring", "scored": "scoring"},
        of_case,
    ),
    "decide": Action(of(1, "/decision"), APPROVE, ("mayor",), {"decision": "funds"}, of_case),
    "secure": Action(of(1, "/funds"), {"year": 2026}, ("treasurer",), {"funds": "secured"}, of_case),
    "cover": Action(of(1, "/funds/cover"), {}, ("treasurer",), {"short": "contracted"}, of_case),
}


async def contracted(house: House) -> None:
    await reach(house, "secured")
    await house.tell(signed())


async def short(house: House) -> None:
    await contracted(house)
    await house.tell(money_asked(city=60_000_00))
    await set_total(house, 90_000_00, version=2)


async def ended(house: House) -> None:
    await contracted(house)
    await house.tell(terminated())


async def withdrawn(house: House) -> None:
    await reach(house, "scored")
    await house.tell(taken_back())


async def rejected(house: House) -> None:
    await reach(house, "decision")
    body = {**APPROVE, "approved": False}
    answer = await house.post(of(1, "/decision"), body, MAYOR, version=await of_case(house))
    assert answer.status_code == 200, answer.text


async def left(house: House) -> None:
    await reach(house, "formal")
    await house.post(of(1, "/card/call"), MISSING, OFFICER)
    house.clock.move(days=9)
    answer = await house.post(of(1, "/card/result"), {"passed": False, **MISSING}, OFFICER, version=2)
    assert answer.status_code == 200, answer.text


MORE = {"contracted": contracted, "short": short, "terminated": ended, "withdrawn": withdrawn, "rejected": rejected}
STAGES = ("formal", *STEPS, *MORE, "left")


async def put(house: House, stage: str) -> None:
    """Carry the initiative to a stage, with a total and criteria where the next step needs them."""
    if stage == "left":
        await left(house)
    elif stage in MORE:
        await MORE[stage](house)
    else:
        await reach(house, stage)
    if stage == "scoring":
        await set_criteria(house)
    if stage == "funds":
        await set_total(house)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", ACTIONS)
async def test_a_step_is_taken_by_its_people_at_its_stage_alone(house: House, stage: str, name: str) -> None:
    await put(house, stage)
    action, told = ACTIONS[name], len(await house.events())
    before = await shown(house)
    allowed = action.people if stage in action.stages else ()
    headers_of = {who: (house.by(one) if one else {}) for who, one in PEOPLE.items()}
    version = await action.version(house) if action.version else None
    for who in PEOPLE:
        if who in allowed:
            continue
        headers = {**headers_of[who], "Idempotency-Key": f"{name} {who}".replace(" ", "-") + stage}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        answer = await house.client.post(action.path, json=action.body, headers=headers)
        assert answer.status_code in ((401,) if who == "nobody" else (403, 404, 409)), (who, answer.text)
    assert await shown(house) == before, "who was refused has changed nothing"
    assert len(await house.events()) == told
    if allowed:
        one = PEOPLE[allowed[-1]]
        assert one is not None
        answer = await house.post(action.path, action.body, one, version=version)
        assert answer.status_code == 200, answer.text
        assert (await shown(house))["stage"] == action.stages[stage]


@pytest.mark.parametrize("who", PEOPLE)
async def test_staff_who_work_with_initiatives_read_them_and_nobody_else(house: House, who: str) -> None:
    await reach(house, "scored")
    one = PEOPLE[who]
    reads = who not in ("commission", "press officer", "nobody")
    for path in ("", "/card", "/opinions", "/scoring"):
        answer = await house.client.get(of(1, path), headers=house.by(one) if one else {})
        assert answer.status_code == (200 if reads else 401 if one is None else 403), path


async def test_only_who_is_named_sets_criteria_and_totals(house: House) -> None:
    for who, one in PEOPLE.items():
        headers = {**(house.by(one) if one else {}), "Idempotency-Key": f"key-of-{who}".replace(" ", "-")}
        refused = 401 if one is None else 403
        total = await house.client.post(
            f"{API}/initiative-funds/2026", json={"total": 1}, headers={**headers, "If-Match": '"0"'}
        )
        assert total.status_code == (200 if who == "treasurer" else refused), who
        faulty = await house.client.post(f"{API}/scoring-criteria", json={}, headers=headers)
        assert faulty.status_code == (422 if who == "officer" else refused), who
    assert (await pass_on(house)).status_code == 404
