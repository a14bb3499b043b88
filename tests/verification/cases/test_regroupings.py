"""Mergers and splits in verification: nobody decides meanwhile, what was merged ends, what goes on has a new text."""

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from shared.contracts import Event
from shared.contracts.intake import (
    OtherProposal,
    ProposalMergedV1,
    ProposalRegroupedV1,
    RegroupingClosedV1,
    RegroupingOpenedV1,
    SplitFrom,
)
from tests.conftest import poll
from tests.verification.conftest import API, EDITION, MAYOR, ROADS, House, announced, submitted

LEADING, OTHER = f"{1:032x}", f"{2:032x}"
NORTH = 51.7611
AT = datetime(2026, 4, 16, 9, tzinfo=UTC)


def opened(number: int = 1, kind: str = "merge") -> RegroupingOpenedV1:
    """The word that all authors are asked."""
    return RegroupingOpenedV1(
        version=1,
        regrouping_id=f"plan-{number}",
        edition_id=EDITION,
        number=number,
        kind=kind,
        proposals=(LEADING, OTHER) if kind == "merge" else (LEADING,),
        reason="Oba place zabaw są na tym samym skwerze.",
        opened_at=AT,
        due_at=datetime(2026, 4, 23, 21, 59, 59, tzinfo=UTC),
    )


def closed(number: int = 1, outcome: str = "refused") -> RegroupingClosedV1:
    """The word that nobody is asked any more."""
    told = opened(number).model_dump(include={"regrouping_id", "edition_id", "number", "kind", "proposals"})
    return RegroupingClosedV1(**told, version=2, outcome=outcome, closed_at=AT)


def regrouped(number: int = 1, **changes: Any) -> ProposalRegroupedV1:
    """The word of what the leading proposal says now."""
    content = submitted().model_dump() | {"version": 3, "title": "Wspólny plac zabaw", **changes}
    return ProposalRegroupedV1(**content, regrouping=number, kind="merge", regrouped_at=AT)


def merged(number: int = 1) -> ProposalMergedV1:
    """The word that the other one is a part of it."""
    into = OtherProposal(proposal_id=LEADING, number=1, case="BO-2027-001")
    told = {"proposal_id": OTHER, "edition_id": EDITION, "case": "BO-2027-002"}
    return ProposalMergedV1(**told, version=3, regrouping=number, into=into, merged_at=AT)


async def stage_of(house: House, number: int) -> str:
    """Give where a case stands."""
    row = await house.database.collection("cases").find_one({"_id": f"{number:032x}"})
    assert row is not None
    return str(row["stage"])


async def brought_to(house: House, stage: str, number: int) -> None:
    """Bring a proposal to a stage."""
    if stage in ("merit", "admission"):
        assert (await house.pass_card(number)).status_code == 200
    if stage == "admission":
        assert (await house.review(number)).status_code == 200


@pytest.mark.parametrize("outcome", ["refused", "expired", "withdrawn", "lapsed"])
async def test_nothing_is_decided_about_any_of_them_while_authors_are_asked(house: House, outcome: str) -> None:
    await house.tell(announced(), submitted(), submitted(2), opened())
    for number in (1, 2):
        assert (await house.pass_card(number)).status_code == 409
        page = await house.get(f"/panel/weryfikacja/karty/{number:032x}")
        assert "Poprosiliśmy autorów o zgodę na połączenie albo podział" in page.text

    await house.tell(closed(outcome=outcome))
    for number in (1, 2):
        assert (await house.pass_card(number)).status_code == 200
    assert "Bez połączenia i podziału" in (await house.get(f"/panel/weryfikacja/sprawy/{LEADING}")).text


async def test_the_mayor_waits_too(house: House) -> None:
    await house.tell(announced(), submitted(), submitted(2))
    await brought_to(house, "admission", 2)
    await house.tell(opened())

    assert (await house.decide(2)).status_code == 409
    many = await house.client.post(
        "/panel/weryfikacja/dopuszczenie", data={"proposals": f"{OTHER}.1"}, headers=house.by(MAYOR)
    )
    assert many.status_code == 409
    await house.tell(closed())
    assert (await house.decide(2)).status_code == 200


async def test_a_plan_that_is_done_holds_each_proposal_until_it_says_what_it_says_now(house: House) -> None:
    await house.tell(announced(), submitted(), submitted(2), opened(), closed(outcome="done"))
    assert (await house.pass_card(1)).status_code == 409
    assert (await house.pass_card(2)).status_code == 409

    await house.tell(regrouped(), merged())

    assert "Wspólny plac zabaw" in (await house.get(f"/panel/weryfikacja/karty/{LEADING}")).text
    page = await house.get(f"{API}/cards/{LEADING}")
    assert (await house.pass_card(1, version=int(page.headers["ETag"].strip('"')))).status_code == 200
    assert (await house.pass_card(2)).status_code == 409


@pytest.mark.parametrize("joint_first", [True, False])
async def test_a_joint_project_that_becomes_a_part_of_another_keeps_its_joint_text_in_any_order(
    house: House, joint_first: bool
) -> None:
    await house.tell(announced(), submitted(), submitted(2))
    joint = regrouped(proposal_id=OTHER, number=2, case="BO-2027-002", title="Wspólny plac dla starszych", version=3)
    part = merged(2).model_copy(update={"version": 5})
    await house.tell(*((joint, part) if joint_first else (part, joint)))
    assert await stage_of(house, 2) == "merged"
    row = await house.database.collection("cases").find_one({"_id": OTHER})
    assert row is not None
    assert row["proposal"]["title"] == "Wspólny plac dla starszych"


@pytest.mark.parametrize("stage", ["formal", "merit", "admission"])
async def test_what_was_merged_ends_at_any_stage_and_troubles_nobody(house: House, stage: str) -> None:
    await house.tell(announced(), submitted(), submitted(2))
    await brought_to(house, stage, 2)
    (task,) = [one for one in await _open_tasks(house) if one.startswith(_TASKS[stage]) and OTHER in one]

    await house.tell(opened(), merged(), merged())

    assert await stage_of(house, 2) == "merged"
    assert task not in await _open_tasks(house)
    case = (await house.get(f"/panel/weryfikacja/sprawy/{OTHER}")).text
    assert "Połączony z innym projektem" in case
    assert "Jest częścią projektu BO-2027-001." in case
    assert (await house.pass_card(2)).status_code in (409, 412)
    assert (await house.review(2)).status_code in (404, 409, 412)
    assert (await house.decide(2)).status_code in (404, 409)


_TASKS = {"formal": "formal-", "merit": "merit-", "admission": "admission-"}


async def _open_tasks(house: House) -> set[str]:
    opened_ones = {one["task_id"] for one in await house.events("verification.task_opened")}
    return opened_ones - {one["task_id"] for one in await house.events("verification.task_closed")}


EVENTS: list[Event] = [submitted(2), opened(), merged(), closed(outcome="done")]


@pytest.mark.parametrize("order", [one for one in permutations(range(4)) if one.index(0) < min(one.index(1), 3)])
async def test_the_news_of_a_merger_may_come_before_the_proposal(house: House, order: tuple[int, ...]) -> None:
    await house.tell(announced(), submitted())
    await house.tell(*(EVENTS[number] for number in order))
    assert await stage_of(house, 2) == "merged"
    assert [card["proposal_id"] for card in await house.listed("cards")] == [LEADING]


async def test_what_is_merged_before_it_was_filed_opens_no_card(house: House) -> None:
    await house.tell(announced(), submitted(), merged(), submitted(2), opened())
    assert await stage_of(house, 2) == "merged"
    assert [card["proposal_id"] for card in await house.listed("cards")] == [LEADING]
    assert "Plac zabaw" in (await house.get(f"/panel/weryfikacja/sprawy/{OTHER}")).text


async def test_the_joint_text_may_come_before_the_filing_and_before_the_question(house: House) -> None:
    await house.tell(announced(), regrouped(), submitted(), submitted(2), opened())
    (card,) = [one for one in await house.listed("cards") if one["proposal_id"] == LEADING]
    assert card["title"] == "Wspólny plac zabaw"
    page = await house.get(f"{API}/cards/{LEADING}")
    assert (await house.pass_card(1, version=int(page.headers["ETag"].strip('"')))).status_code == 200
    # The other one still waits for the word of what has become of it.
    assert (await house.pass_card(2)).status_code == 409


async def test_the_end_of_a_plan_may_come_before_its_beginning_and_a_later_plan_holds_again(house: House) -> None:
    await house.tell(announced(), submitted(), submitted(2), closed(), opened(), opened(2, "split"))
    assert (await house.pass_card(2)).status_code == 200
    assert (await house.pass_card(1)).status_code == 409
    await house.tell(closed(1, "expired"))
    assert (await house.pass_card(1)).status_code == 409


async def test_a_unit_that_has_reviewed_is_told_of_the_joint_text_by_the_mayors_page(house: House) -> None:
    await house.tell(announced(), submitted(), submitted(2))
    await brought_to(house, "admission", 1)
    await house.tell(opened(), regrouped(), merged())

    text = (await house.get(f"/panel/weryfikacja/dopuszczenie/{LEADING}", MAYOR)).text
    assert "już po ocenie jednostki" in text
    assert "Wspólny plac zabaw" in text


async def test_the_unit_reviews_the_joint_text(house: House) -> None:
    await house.tell(announced(), submitted(), submitted(2))
    await brought_to(house, "merit", 1)
    await house.tell(opened(), regrouped(), merged())
    assert "Wspólny plac zabaw" in (await house.get(f"/panel/weryfikacja/oceny/{LEADING}", ROADS)).text
    assert (await house.review(1)).status_code == 412


async def test_what_was_split_off_has_its_card_in_time_though_its_day_of_receipt_is_older(house: House) -> None:
    origin = SplitFrom(proposal_id=LEADING, number=1, case="BO-2027-001", at=datetime(2026, 5, 20, 9, tzinfo=UTC))
    await house.tell(announced(), submitted(), submitted(3, split_from=origin))
    old, new = sorted(await house.listed("cards"), key=lambda card: str(card["case"]))
    assert old["due_at"] < "2026-05-20" < new["due_at"]


async def test_a_merged_proposal_stands_in_nobodys_place(house: House) -> None:
    near: dict[str, Any] = {"latitude": NORTH, "longitude": 18.091}
    await house.tell(announced(), submitted(**near), submitted(2, **near))
    for number in (1, 2):
        assert (await house.pass_card(number)).status_code == 200
    await house.come_to_rest()

    async def conflicts(state: str) -> list[Any]:
        answer = await house.get(f"{API}/conflicts?edition_id={EDITION}&state={state}")
        return list(answer.json()["items"])

    async def found() -> bool:
        return bool(await conflicts("open"))

    await poll(found)
    await house.tell(merged(), regrouped(**near))

    assert await conflicts("open") == []
    assert len(await conflicts("lapsed")) == 1
    await house.tell(submitted(3, **near))
    assert (await house.pass_card(3)).status_code == 200
    await house.come_to_rest()
    (one,) = await conflicts("open")
    assert {one["first"]["number"], one["second"]["number"]} == {1, 3}
