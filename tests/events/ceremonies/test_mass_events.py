"""From how many people on a ceremony is a mass event (art. 3 of the act of 20.03.2009), and what it needs then."""

from typing import Any

import pytest

from services.events.ceremonies.domain import Action
from services.events.ceremonies.domain.permits import Nature
from services.events.ceremonies.domain.shipped import FILE, shipped
from services.events.ceremonies.service.rights import HANDS
from shared.access import Person, Role
from tests.conftest import Site
from tests.events.ceremonies.conftest import CONCEPT, MAYOR, OPINION, PROTOCOL, act, begun, done, seen, taken_to

KIND = shipped(FILE, {}).kind("mass-event")
PLACE = "/panel/uroczystosci"
WHY = {"reason": "Miejsc będzie najwyżej 900."}


@pytest.mark.parametrize(
    ("nature", "outdoors", "expected", "needed"),
    [
        ("entertainment", True, 999, False),
        ("entertainment", True, 1_000, True),
        ("entertainment", False, 499, False),
        ("entertainment", False, 500, True),
        ("sport", True, 999, False),
        ("sport", True, 1_000, True),
        ("sport", False, 299, False),
        ("sport", False, 300, True),
    ],
)
def test_the_act_says_from_how_many_people_on(nature: str, expected: int, *, outdoors: bool, needed: bool) -> None:
    assert KIND.needed(Nature(nature), expected, outdoors=outdoors) is needed


def test_no_other_permit_depends_on_how_many_come() -> None:
    assert [one.id for one in shipped(FILE, {}).permits if one.thresholds] == ["mass-event"]


async def crowded(site: Site, **changes: Any) -> str:
    """A ceremony of a thousand people in the open that waits to be approved."""
    id = await begun(site)
    await done(site, id, "concept", {**CONCEPT, "expected": 1_000, **changes})
    await done(site, id, "consultations", OPINION)
    return id


async def test_so_many_people_are_not_approved_without_the_permit_or_a_reason(site: Site) -> None:
    id = await crowded(site)
    page = (await site.client.get(f"{PLACE}/{id}", headers=site.by(MAYOR))).text
    assert "Na tyle osób potrzebne jest: Zezwolenie na imprezę masową." in page
    assert "Dlaczego bez zezwolenia" in page
    refused = await act(site, id, "approval", who=MAYOR)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/permit-lacking")
    typed = {"version": (await seen(site, id))["version"], "why": ""}
    path = f"{PLACE}/{id}/zatwierdzenie-bez-zezwolenia"
    assert (await site.client.post(path, data=typed, headers=site.by(MAYOR))).status_code == 422
    answer = await site.client.post(path, data={**typed, "why": WHY["reason"]}, headers=site.by(MAYOR))
    assert answer.status_code == 303
    assert (await seen(site, id))["state"] == "approved"
    assert WHY["reason"] in (await site.client.get(f"{PLACE}/{id}", headers=site.by(MAYOR))).text


async def test_with_the_permit_on_the_list_it_is_approved_as_ever(site: Site) -> None:
    id = await crowded(site)
    await done(site, id, "permits", {"kind": "mass-event"})
    assert "Na tyle osób" not in (await site.client.get(f"{PLACE}/{id}", headers=site.by(MAYOR))).text
    await done(site, id, "approval", who=MAYOR)


async def test_indoors_and_in_sport_fewer_are_enough(site: Site) -> None:
    id = await crowded(site, expected=300, outdoors=False, nature="sport")
    assert (await act(site, id, "approval", who=MAYOR)).json()["type"] == "/problems/permit-lacking"
    version = (await seen(site, id))["version"]
    step = "approval-without-permit"
    assert (await act(site, id, step, WHY, PROTOCOL, version)).json()["type"] == "/problems/own-ceremony"
    headers = site.once(MAYOR) | {"If-Match": f'"{version}"'}
    path = f"/api/events/v1/ceremonies/{id}/{step}"
    twice = [await site.client.post(path, json=WHY, headers=headers) for _ in "12"]
    assert [one.json() for one in twice] == [{"version": version + 1}] * 2
    assert (await act(site, id, step, WHY, MAYOR, version)).status_code == 412


@pytest.mark.parametrize("role", Role)
async def test_who_may_approve_may_do_so_without_the_permit(site: Site, role: Role) -> None:
    person = Person(id="somebody", name="Ktoś", role=role)
    headers = site.once(person) | {"If-Match": '"1"'}
    path = "/api/events/v1/ceremonies/nobody/approval-without-permit"
    answer = await site.client.post(path, json=WHY, headers=headers)
    assert answer.status_code == (404 if role in HANDS[Action.APPROVE] else 403)


async def test_a_refused_permit_bars_the_final_scenario_until_somebody_says_why(site: Site) -> None:
    id = await taken_to(site, "approval")
    await done(site, id, "permits", {"kind": "mass-event"})
    [permit] = (await seen(site, id))["permits"]
    for step in ("request", "refuse"):
        body = {"permit_id": permit["permit_id"], "step": step, "on": "2026-04-15"}
        await done(site, id, "permits/step", body)
    page = (await site.client.get(f"{PLACE}/{id}", headers=site.by(MAYOR))).text
    assert "Odmówiono: Zezwolenie na imprezę masową." in page
    assert (await act(site, id, "lock", who=MAYOR)).json()["type"] == "/problems/refusal-stands"
    typed = {"version": (await seen(site, id))["version"], "why": ""}
    path = f"{PLACE}/{id}/zamkniecie-mimo-odmowy"
    assert (await site.client.post(path, data=typed, headers=site.by(MAYOR))).status_code == 422
    headers = site.once(MAYOR) | {"If-Match": f'"{typed["version"]}"'}
    path = f"/api/events/v1/ceremonies/{id}/lock-despite-refusal"
    twice = [await site.client.post(path, json=WHY, headers=headers) for _ in "12"]
    assert [one.json() for one in twice] == [{"version": typed["version"] + 1}] * 2
    assert (await act(site, id, "lock-despite-refusal", WHY, MAYOR, typed["version"])).status_code == 412
    assert (await seen(site, id))["state"] == "ready"
    assert WHY["reason"] in (await site.client.get(f"{PLACE}/{id}", headers=site.by(MAYOR))).text


@pytest.mark.parametrize("role", Role)
async def test_who_may_lock_may_do_so_despite_a_refusal(site: Site, role: Role) -> None:
    person = Person(id="somebody", name="Ktoś", role=role)
    headers = site.once(person) | {"If-Match": '"1"'}
    path = "/api/events/v1/ceremonies/nobody/lock-despite-refusal"
    answer = await site.client.post(path, json=WHY, headers=headers)
    assert answer.status_code == (404 if role in HANDS[Action.LOCK] else 403)
