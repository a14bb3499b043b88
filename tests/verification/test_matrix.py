"""Who may do what with a proposal, and when: every state by every action by every role. What is not said is refused."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from shared.access import Person, Role
from shared.contracts.intake import AppealFiledV1
from tests.verification.conftest import (
    API,
    EDITION,
    GREEN,
    MAYOR,
    OFFICER,
    ROADS,
    House,
    announced,
    person,
    submitted,
    withdrawn,
)

ID = f"{1:032x}"
SECOND_ROADS = Person(
    id="p-second", name="Druga Osoba", role=Role.UNIT_REVIEWER, unit="ZDM", unit_name="Zarząd Dróg Miejskich"
)
PEOPLE: dict[str, Person | None] = {
    "officer": OFFICER,
    "its unit": ROADS,
    "a colleague in its unit": SECOND_ROADS,
    "another unit": GREEN,
    "mayor": MAYOR,
    "auditor": person("p-adam"),
    "commission": person("p-zofia"),
    "press officer": person("p-olga"),
    "nobody": None,
}
UNIT = ("its unit", "a colleague in its unit")


class Action(NamedTuple):
    """A step, its address and body, and the only people and states in which it is taken, with the stage after it."""

    path: str
    body: dict[str, Any]
    people: tuple[str, ...]
    states: dict[str, str]
    elsewhere: tuple[str, ...] = ()
    """Who takes it in cases of another kind: the department reviews again what failed formally."""


AGAINST, FOR = "Teren nie należy do miasta.", "Można to zrobić w ciągu roku."
TOO_FEW = {"checks": [{"code": "signatures", "result": "not_met", "note": "Brakuje dwóch podpisów."}]}
ACTIONS = {
    "pass the card": Action(
        f"cards/{ID}/result", {"passed": True, "unit": "ZDM"}, ("officer",), {"checked formally": "merit"}
    ),
    "fail the card": Action(
        f"cards/{ID}/result",
        {"passed": False, "reasons": ["Brak podpisów."]},
        ("officer",),
        {"checked formally": "failed"},
    ),
    "call": Action(f"cards/{ID}/call", TOO_FEW, ("officer",), {"checked formally": "formal"}),
    "review": Action(
        f"reviews/{ID}/result",
        {"positive": True, "opinion": FOR, "cost": 90_000_00},
        UNIT,
        {"reviewed by a unit": "admission"},
    ),
    "hand over": Action(
        f"reviews/{ID}/unit",
        {"unit": "WE", "reason": "To teren szkoły."},
        ("officer", *UNIT),
        {"reviewed by a unit": "merit", "waiting for a statement": "merit", "statement sent back": "merit"},
    ),
    "ask for a statement": Action(
        f"reviews/{ID}/statements",
        {"units": ["OSRiR"], "question": "Kto będzie o to dbał?"},
        ("officer", *UNIT),
        {"reviewed by a unit": "merit", "waiting for a statement": "merit", "statement sent back": "merit"},
    ),
    "give the statement": Action(
        f"statements/{ID}-1/answer",
        {"result": "positive", "text": "Drzewa zostają."},
        ("another unit",),
        {"waiting for a statement": "merit"},
    ),
    "send the statement back": Action(
        f"statements/{ID}-1/return",
        {"reason": "To nie zieleń."},
        ("another unit",),
        {"waiting for a statement": "merit"},
    ),
    "hand the statement over": Action(
        f"statements/{ID}-1/unit",
        {"unit": "WE", "reason": "To teren szkoły."},
        ("officer", "another unit"),
        {"waiting for a statement": "merit"},
    ),
    "ask another unit instead": Action(
        f"statements/{ID}-1/unit",
        {"unit": "WE", "reason": "To teren szkoły."},
        ("officer", *UNIT),
        {"statement sent back": "merit"},
    ),
    "withdraw the request": Action(
        f"statements/{ID}-1/withdrawal",
        {"reason": "Drzew tam nie ma."},
        ("officer", *UNIT),
        {"waiting for a statement": "merit", "statement sent back": "merit"},
    ),
    "send back": Action(
        f"reviews/{ID}/return", {"reason": "Brakuje kosztu."}, ("officer", "mayor"), {"before the mayor": "merit"}
    ),
    "admit": Action(
        "admissions",
        {"admitted": True, "reason": "Tak."},
        ("mayor",),
        {"before the mayor": "admitted"},
    ),
    "refuse": Action(
        "admissions",
        {"admitted": False, "reason": AGAINST},
        ("mayor",),
        {"before the mayor": "refused"},
    ),
    "review again": Action(
        f"appeals/{ID}-1/review",
        {"positive": True, "opinion": "Miasto kupiło teren."},
        ("a colleague in its unit",),
        {"appealed": "appeal"},
        elsewhere=("officer",),
    ),
    "give the appeal to another unit": Action(
        f"appeals/{ID}-1/unit", {"unit": "WE"}, ("officer",), {"appealed": "appeal"}
    ),
    "decide the appeal": Action(
        f"appeals/{ID}-1/decision",
        {"upheld": True, "reason": "Miasto kupiło teren."},
        ("mayor",),
        {"appeal before the mayor": "admitted"},
    ),
}


async def formal(house: House) -> None:
    await house.tell(announced(), submitted())


async def called(house: House) -> None:
    await formal(house)
    assert (await house.post(f"{API}/cards/{ID}/call", TOO_FEW, OFFICER)).status_code == 200


async def failed(house: House) -> None:
    await formal(house)
    await house.post(f"{API}/cards/{ID}/result", {"passed": False, "reasons": ["Brak podpisów."]}, OFFICER)


async def merit(house: House) -> None:
    await formal(house)
    await house.pass_card()


async def asked(house: House) -> None:
    await merit(house)
    body = {"units": ["WGOŚ"], "question": "Czy są tam drzewa?"}
    assert (await house.post(f"{API}/reviews/{ID}/statements", body, ROADS, version=None)).status_code == 200


async def sent_back(house: House) -> None:
    await asked(house)
    reason = {"reason": "To nie zieleń."}
    assert (await house.post(f"{API}/statements/{ID}-1/return", reason, GREEN)).status_code == 200


async def admission(house: House) -> None:
    await merit(house)
    await house.review(positive=False, opinion=AGAINST)


async def admitted(house: House) -> None:
    await admission(house)
    await house.decide(1, admitted=True, reason="Mimo opinii jednostki.")


async def refused(house: House) -> None:
    await admission(house)
    await house.decide(1, admitted=False, reason=AGAINST)


async def appealed(house: House) -> None:
    await refused(house)
    house.clock.moment = datetime(2026, 8, 12, 10, tzinfo=UTC)
    text = "Teren miasto kupiło w marcu."
    await house.tell(
        AppealFiledV1(version=5, proposal_id=ID, edition_id=EDITION, appeal=1, text=text, filed_at=house.clock.moment)
    )


async def appeal_reviewed(house: House) -> None:
    await appealed(house)
    body = ACTIONS["review again"].body
    assert (await house.post(f"{API}/appeals/{ID}-1/review", body, SECOND_ROADS)).status_code == 200


async def appeal_dismissed(house: House) -> None:
    await appeal_reviewed(house)
    no = {"upheld": False, "reason": "Zostaje jak było."}
    assert (await house.post(f"{API}/appeals/{ID}-1/decision", no, MAYOR, version=2)).status_code == 200


async def gone(house: House) -> None:
    await merit(house)
    await house.tell(withdrawn())


STATES: dict[str, Callable[[House], Awaitable[None]]] = {
    "checked formally": formal,
    "called to be completed": called,
    "failed formally": failed,
    "reviewed by a unit": merit,
    "waiting for a statement": asked,
    "statement sent back": sent_back,
    "before the mayor": admission,
    "admitted": admitted,
    "refused": refused,
    "appealed": appealed,
    "appeal before the mayor": appeal_reviewed,
    "refused for good": appeal_dismissed,
    "withdrawn": gone,
}


async def version(house: House, path: str) -> int:
    """Give what If-Match must name for a step; 1 where there is nothing (yet)."""
    found = await house.get(f"{API}/{path.rpartition('/')[0]}")
    return int(found.headers["etag"].strip('"')) if found.status_code == 200 and "etag" in found.headers else 1


async def take(house: House, action: Action, who: Person | None) -> int:
    """Try a step; give the status of the answer."""
    # The mayor decides about many at once, and names the version of each.
    many = action.path == "admissions"
    body = {**action.body, "versions": await house.seen(1)} if many else action.body
    current = None if many else await version(house, action.path)
    if who is None:
        headers = {"Idempotency-Key": "nobody-at-all", **({"If-Match": f'"{current}"'} if current else {})}
        return (await house.client.post(f"{API}/{action.path}", json=body, headers=headers)).status_code
    return (await house.post(f"{API}/{action.path}", body, who, version=current)).status_code


async def case(house: House) -> dict[str, Any]:
    """Give the case as it is kept."""
    found = await house.database.collection("cases").find_one({"_id": ID})
    assert found is not None
    return dict(found)


def allowed(path: str, who: str, state: str) -> bool:
    """Tell whether the table lets somebody take a step in a state; one address may stand for several steps."""
    return any(one.path == path and who in one.people and state in one.states for one in ACTIONS.values())


@pytest.mark.parametrize("state", STATES)
async def test_whatever_the_table_does_not_allow_is_refused_and_changes_nothing(house: House, state: str) -> None:
    await STATES[state](house)
    before, told = await case(house), len(await house.events())
    for name, action in ACTIONS.items():
        for called_by, who in PEOPLE.items():
            if allowed(action.path, called_by, state):
                continue
            status = await take(house, action, who)
            where = f"{called_by}: {name}"
            if who is None:
                assert status == 401, where
            elif all(called_by in one.people for one in ACTIONS.values() if one.path == action.path):
                assert status in (404, 409), where
            elif who.role is Role.UNIT_REVIEWER or called_by in action.elsewhere:
                assert status in (403, 404, 409), where
            else:
                assert status == 403, where
    assert await case(house) == before
    assert len(await house.events()) == told


ALLOWED = [(state, name, who) for name, action in ACTIONS.items() for state in action.states for who in action.people]


@pytest.mark.parametrize(("state", "name", "who"), ALLOWED, ids=[f"{who}: {name}" for _, name, who in ALLOWED])
async def test_what_the_table_allows_is_done(house: House, state: str, name: str, who: str) -> None:
    await STATES[state](house)
    before, action = await case(house), ACTIONS[name]
    assert await take(house, action, PEOPLE[who]) == 200
    after = await case(house)
    assert after["stage"] == action.states[state]
    assert after["version"] == before["version"] + 1
    assert len(after["steps"]) == len(before["steps"]) + 1


def test_every_state_in_which_something_is_to_be_done_lets_somebody_do_it() -> None:
    waiting = {state for action in ACTIONS.values() for state in action.states}
    assert set(STATES) - waiting == {
        "called to be completed",  # the applicant's turn
        "failed formally",
        "admitted",
        "refused",
        "refused for good",
        "withdrawn",
    }
