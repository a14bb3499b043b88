"""What cannot be merged or split, what happens to a plan meanwhile, and that two things at once do not both happen."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.appeals import Appeals
from services.intake.proposals.corrections import Corrections
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.store import MongoProposalStore
from shared.access import Role
from shared.contracts.intake import ProposalWithdrawnV1
from shared.contracts.verification import AdmissionDecidedV1, CorrectionCalledV1, FormalCheckFinishedV1
from shared.demo_people import DEMO_PEOPLE
from shared.free_days import CityFreeDays
from tests.conftest import SESSION_KEY, told
from tests.intake.conftest import House, applicants, gatherings, key
from tests.intake.regroupings.conftest import (
    API,
    REASON,
    again,
    coauthor,
    filed,
    merge,
    plan_of,
    regroupings_of,
    say,
    shown,
    split,
    text,
    version_of,
)

AT = datetime(2026, 4, 15, 12, tzinfo=UTC)
Deliver = Callable[..., Awaitable[None]]


class News:
    """What verification says of a proposal, heard by everybody in intake who reads it, in either order."""

    def __init__(self, house: House, deliver: Deliver) -> None:
        store, editions = (
            MongoProposalStore(house.database),
            Editions(house.database, MongoEditionStore(house.database), house.clock),
        )
        people, signed = applicants(house.database, house.clock), SignedTexts(SESSION_KEY)
        self._deliver, self._plans = deliver, regroupings_of(house)
        self._corrections = Corrections(
            house.database,
            store,
            editions,
            people,
            signed,
            gatherings(house.database, house.clock),
            CityFreeDays(house.database),
            house.clock,
        )
        self._appeals = Appeals(house.database, store, editions, people, signed, house.clock)

    async def tell(self, kind: str, proposal: dict[str, Any], *, plans_first: bool = False, plans: bool = True) -> None:
        """Tell what is called `kind`; `plans`: the plans hear of it, too."""
        id = proposal["proposal_id"]
        due = datetime(2026, 4, 29, 21, 59, tzinfo=UTC)
        event, follow = {
            "called": (
                lambda: told(CorrectionCalledV1, proposal_id=id, call=1, called_at=AT, due_at=due),
                self._corrections.follow_call,
            ),
            "passed": (
                lambda: told(FormalCheckFinishedV1, proposal_id=id, passed=True, finished_at=AT),
                self._appeals.follow_check,
            ),
            "failed": (
                lambda: told(FormalCheckFinishedV1, proposal_id=id, passed=False, finished_at=AT),
                self._appeals.follow_check,
            ),
            "admitted": (
                lambda: told(AdmissionDecidedV1, proposal_id=id, admitted=True, decided_at=AT),
                self._appeals.follow_admission,
            ),
        }[kind]
        said = event()
        heard = [lambda: self._deliver(said, follow)]
        if plans:
            heard.append(lambda: self._deliver(said, self._plans.follow_end))
        for hear in heard[::-1] if plans_first else heard:
            await hear()

    async def withdrawn(self, proposal: dict[str, Any]) -> None:
        """Tell of a withdrawal."""
        event = told(ProposalWithdrawnV1, proposal_id=proposal["proposal_id"])
        await self._deliver(event, self._plans.follow_end)


@pytest.fixture
def news(house: House, deliver: Deliver) -> News:
    """News from verification."""
    return News(house, deliver)


async def arrange(house: House, proposal: dict[str, Any], part: str = "place") -> Any:
    """Ask the applicant for a change."""
    asked = {"reason": REASON, "legal_basis": "§ 12 uchwały", "parts": [part], "due_on": "2026-04-22"}
    address = f"{API}/proposals/{proposal['proposal_id']}/arrangements"
    return await house.client.post(address, json=asked, headers={**house.by(), **key()})


async def revise(house: House, edition: str, proposal: dict[str, Any], title: str) -> None:
    """Let the applicant call a proposal otherwise, as was arranged."""
    assert (await arrange(house, proposal, "description")).status_code == 201
    said = {"token": proposal["token"], "proposal": text(edition, title=title)}
    assert (await house.client.post(f"{API}/revisions", json=said, headers=key())).status_code == 204


async def withdraw(house: House, proposal: dict[str, Any]) -> Any:
    """Take a proposal back."""
    return await house.client.post(f"{API}/withdrawals", json={"token": proposal["token"]}, headers=key())


@pytest.mark.parametrize(
    ("others", "status"),
    [
        ([], 422),
        (["self"], 422),
        (["pool"], 422),
        (["edition"], 422),
        (["a", "b", "c", "d", "near"], 422),
        (["nobody"], 404),
        (["arranged"], 409),
        (["withdrawn"], 409),
        (["called"], 409),
        (["failed"], 409),
        (["admitted"], 409),
        (["planned"], 409),
        (["passed"], 201),
        (["near"], 201),
        (["a", "b", "c", "d"], 201),
    ],
    ids=lambda value: "-".join(value) or "none" if isinstance(value, list) else str(value),
)
async def test_what_can_be_merged(house: House, news: News, others: list[str], status: int) -> None:
    edition = await house.announce()
    leading = await filed(house, edition, "anna")
    found: dict[str, dict[str, Any]] = {"self": leading, "nobody": {"proposal_id": "f" * 32}}
    for name in set(others) - set(found):
        place = {"pool_id": "city", "area_id": None} if name == "pool" else {}
        other = await house.announce(number=14) if name == "edition" else edition
        found[name] = await filed(house, other, f"autor-{name}", **place)
        if name == "arranged":
            assert (await arrange(house, found[name])).status_code == 201
        elif name == "withdrawn":
            assert (await withdraw(house, found[name])).status_code == 204
        elif name == "planned":
            assert (await split(house, edition, found[name])).status_code == 201
        elif name in ("called", "failed", "admitted", "passed"):
            await news.tell(name, found[name])

    answer = await merge(house, edition, leading, *(found[name] for name in others))

    assert answer.status_code == status, answer.text
    assert len(await house.events("intake.regrouping_opened.v1")) == (status == 201) + ("planned" in others)


async def test_a_plan_is_about_proposals_as_they_were_read(house: House) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    read = {one["proposal_id"]: await version_of(house, one) for one in (leading, other)}
    await revise(house, edition, other, "Huśtawki i ścianka")

    late = await merge(house, edition, leading, other, versions=read)
    assert (late.status_code, late.json()["type"]) == (412, "/problems/changed-meanwhile")
    assert late.json()["proposal_ids"] == [other["proposal_id"]]
    parted = await split(house, edition, other, version=read[other["proposal_id"]])
    assert (parted.status_code, parted.json()["proposal_ids"]) == (412, [other["proposal_id"]])
    without = {one: version for one, version in read.items() if one != leading["proposal_id"]}
    fewer = await merge(house, edition, leading, other, versions={**without, "f" * 32: 1})
    assert fewer.status_code == 422, "the leading one was not read"
    assert await house.events("intake.regrouping_opened.v1") == []
    assert (await merge(house, edition, leading, other)).status_code == 201


@pytest.mark.parametrize("page", ["polaczenie", "podzial"])
@pytest.mark.parametrize("step", ["preview", "send"])
async def test_who_writes_a_plan_sees_what_changed_meanwhile_and_keeps_what_they_typed(
    house: House, page: str, step: str
) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    about, address = (other if page == "polaczenie" else leading), f"/panel/wnioski/{leading['proposal_id']}/{page}"
    query = f"?z={other['proposal_id']}" if page == "polaczenie" else ""
    form = (await house.client.get(f"{address}{query}", headers=house.by())).text
    seen = re.findall(r'<input type="hidden" name="(z|read|version)" value="([^"]+)"', form)
    await revise(house, edition, about, "Huśtawki i ścianka")

    reason = "Oba projekty są o tym samym skwerze."
    data: dict[str, Any] = {"reason": reason, "step": step, "parts": "1", "rows": "8"}
    for name, value in seen:
        data.setdefault(name, [])
        data[name].append(value)
    late = await house.client.post(address, data=data, headers=house.by())

    assert late.status_code == 412
    shown_now = re.sub(r"\s+", " ", late.text)
    for words in ("Niczego nie wysłaliśmy.", f"Co mówi teraz {about['case']}", "Huśtawki i ścianka", reason):
        assert words in shown_now, words
    anew = re.findall(r'<input type="hidden" name="(?:read|version)" value="([^"]+)"', late.text)
    now = await version_of(house, about)
    assert (f"{about['proposal_id']}.{now}" if page == "polaczenie" else str(now)) in anew
    assert await house.events("intake.regrouping_opened.v1") == []


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-04-21", 422),  # six days
        ("2026-04-22", 201),
        ("2026-04-25", 422),  # a Saturday
        ("2026-05-01", 422),  # a holiday
        ("2026-06-15", 422),  # 61 days
    ],
)
async def test_the_last_day_is_a_working_day_seven_to_sixty_days_off(house: House, day: str, status: int) -> None:
    edition = await house.announce()
    assert (await split(house, edition, await filed(house, edition), due_on=day)).status_code == status


@pytest.mark.parametrize(
    "changes",
    [{"pool_id": "nowhere"}, {"area_id": None}, {"area_id": "nowhere"}, {"category": "Kosmos"}],
    ids=lambda changes: next(iter(changes)),
)
async def test_a_text_that_does_not_fit_the_edition_is_refused(house: House, changes: dict[str, Any]) -> None:
    edition = await house.announce()
    original = await filed(house, edition)
    assert (await split(house, edition, original, text=text(edition, **changes))).status_code == 422
    assert (await split(house, edition, original, new=[{"text": text(edition, **changes)}])).status_code == 422


async def _count(house: House, proposal: dict[str, Any]) -> int:
    address = f"{API}/proposals/{proposal['proposal_id']}"
    version = (await house.client.get(address)).headers["ETag"]
    body = {"valid": 3, "strangers": 0, "repeated": 0, "illegible": 0}
    headers = {**house.by(), **key(), "If-Match": version}
    return int((await house.client.put(f"{address}/support-count", json=body, headers=headers)).status_code)


@pytest.mark.parametrize(
    ("what", "status", "state"),
    [
        ("arrange", 409, "pending"),
        ("another plan", 409, "pending"),
        ("name a co-author", 409, "pending"),
        ("an invited person says yes", 409, "pending"),
        ("an invited person says no", 204, "pending"),
        ("a co-author leaves", 409, "pending"),
        ("a co-author is taken off", 409, "pending"),
        ("count support", 204, "pending"),
        ("withdraw", 204, "lapsed"),
        ("passed", 0, "pending"),
        ("called", 0, "lapsed"),
        ("failed", 0, "lapsed"),
        ("admitted", 0, "lapsed"),
    ],
)
@pytest.mark.parametrize("plans_first", [False, True], ids=["proposals hear first", "plans hear first"])
async def test_what_happens_while_authors_are_asked(
    house: House, news: News, what: str, status: int, state: str, plans_first: bool
) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    sure, invited = await coauthor(house, other, "celina"), await coauthor(house, other, "dorota", confirms=None)
    plan = await plan_of(house, await merge(house, edition, leading, other))
    client, place = house.client, f"/budzet-obywatelski/wspolautor/{sure}"
    person = {"token": other["token"], "given": "Ewa", "surname": "Znak", "email": "ewa@example.org"}
    said = {"token": invited, "confirms": what.endswith("yes")}
    row = await house.database.collection("proposals").find_one({"_id": other["proposal_id"]})
    assert row is not None
    own = f"/budzet-obywatelski/zgloszenie/{other['token']}/wspolautorzy/{row['coauthors'][0]['id']}/usuniecie"
    done = 0
    if what == "arrange":
        done = (await arrange(house, other)).status_code
    elif what == "another plan":
        done = (await split(house, edition, other)).status_code
    elif what == "name a co-author":
        done = (await client.post(f"{API}/coauthors", json=person, headers=key())).status_code
    elif what.startswith("an invited person"):
        done = (await client.post(f"{API}/coauthor-answers", json=said, headers=key())).status_code
    elif what == "a co-author leaves":
        done = (await client.post(f"{place}/rezygnacja", data={})).status_code
    elif what == "a co-author is taken off":
        done = (await client.post(own, data={})).status_code
    elif what == "count support":
        done = await _count(house, other)
    elif what == "withdraw":
        done = (await withdraw(house, other)).status_code
        await news.withdrawn(other)
    else:
        await news.tell(what, other, plans_first=plans_first)

    assert done == status
    now = await again(house, plan)
    assert now["state"] == state
    if state == "lapsed":
        (closed,) = await house.events("intake.regrouping_closed.v1")
        assert closed["outcome"] == "lapsed"
        # The other proposal is free.
        assert (await split(house, edition, leading)).status_code == 201
    else:
        for author in plan["authors"]:
            assert (await say(house, plan, author)).status_code == 204
        assert (await shown(house, other))["state"] == "merged"


@pytest.mark.parametrize("what", ["withdrawn", "called", "failed", "admitted"])
async def test_the_last_yes_has_no_effect_where_a_proposal_has_just_gone_another_way(
    house: House, news: News, what: str
) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    plan = await plan_of(house, await merge(house, edition, leading, other))
    await say(house, plan, plan["authors"][0])
    if what == "withdrawn":
        await withdraw(house, other)
    else:
        # Its own register has heard of it, the plan has not yet.
        await news.tell(what, other, plans=False)

    assert (await say(house, plan, plan["authors"][1])).status_code == 204

    assert (await again(house, plan))["state"] == "lapsed"
    assert (await shown(house, leading))["title"] == "Plac zabaw pod kasztanami"
    assert await house.events("intake.proposal_merged.v1") == []


async def test_of_plans_for_one_proposal_that_come_at_once_one_is_opened(house: House) -> None:
    edition = await house.announce()
    one, two, three = [await filed(house, edition, who) for who in ("anna", "beata", "celina")]

    answers = await asyncio.gather(
        merge(house, edition, one, two),
        merge(house, edition, two, three),
        merge(house, edition, three, one),
        split(house, edition, one),
        split(house, edition, two),
        split(house, edition, three),
    )

    opened = await house.events("intake.regrouping_opened.v1")
    assert sorted({answer.status_code for answer in answers}) == [201, 409]
    taken = [id for event in opened for id in event["proposals"]]
    assert len(taken) == len(set(taken))
    assert sum(answer.status_code == 201 for answer in answers) == len(opened)


async def test_the_store_itself_holds_no_proposal_in_two_pending_plans(house: House) -> None:
    edition = await house.announce()
    one, two = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    await plan_of(house, await merge(house, edition, one, two))
    rows = house.database.collection("regroupings")
    row = await rows.find_one({})
    assert row is not None
    copies = [{**row, "_id": f"copy-{n}", "number": 2 + n, "proposals": [two["proposal_id"], "x" * n]} for n in (1, 2)]

    results = await asyncio.gather(*(rows.insert_one(copy) for copy in copies), return_exceptions=True)

    assert [type(result).__name__ for result in results] == ["DuplicateKeyError"] * 2
    ended = {**copies[0], "state": "refused"}
    await rows.insert_one(ended)


async def test_an_arrangement_and_a_plan_that_come_at_once_do_not_both_ask(house: House) -> None:
    edition = await house.announce()
    for who in ("anna", "beata", "celina", "dorota"):
        proposal = await filed(house, edition, who)
        arranged, planned = await asyncio.gather(arrange(house, proposal), split(house, edition, proposal))
        assert sorted((arranged.status_code, planned.status_code)) == [201, 409]


async def test_answers_that_come_at_once_all_count_and_the_plan_is_carried_out_once(house: House) -> None:
    edition = await house.announce()
    proposals = [await filed(house, edition, who) for who in ("anna", "beata", "celina", "dorota")]
    plan = await plan_of(house, await merge(house, edition, *proposals))

    answers = await asyncio.gather(*(say(house, plan, author) for author in plan["authors"] * 2))

    assert sorted(answer.status_code for answer in answers) == [204] * 4 + [409] * 4
    assert (await again(house, plan))["state"] == "done"
    assert len(await house.events("intake.proposal_merged.v1")) == 3
    assert len(await house.events("intake.proposal_regrouped.v1")) == 1


async def test_a_yes_a_no_and_a_withdrawal_at_once_leave_everything_or_nothing(house: House) -> None:
    for number in range(4):
        edition = await house.announce(number=20 + number)
        leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
        plan = await plan_of(house, await merge(house, edition, leading, other))
        await say(house, plan, plan["authors"][0])
        last = say(house, plan, plan["authors"][1], consents=number != 0)

        await asyncio.gather(last, withdraw(house, other))

        state, ended = (await again(house, plan))["state"], (await shown(house, other))["state"]
        assert (state, ended) in {("done", "merged"), ("lapsed", "withdrawn"), ("refused", "withdrawn")}
        joint = (await shown(house, leading))["title"] == "Wspólny plac zabaw"
        assert joint == (state == "done")


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.id)
async def test_only_officers_write_plans_and_key_in_answers(house: House, person: Any) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    plan = await plan_of(house, await merge(house, edition, leading, other))
    free = await filed(house, edition, "celina", title="Wolny projekt")
    headers = {**house.by(person), **key()}
    ours = person.role is Role.OFFICER
    panel = "/panel/wnioski"
    body = {"proposal_id": free["proposal_id"], "text": text(edition), "new": [{"text": text(edition)}]}
    body |= {"reason": REASON, "due_on": "2026-04-22"}
    author = plan["authors"][0]["author_id"]
    answers = [
        await house.client.get(f"{panel}/polaczenia", headers=headers),
        await house.client.get(f"{panel}/polaczenia/{plan['regrouping_id']}", headers=headers),
        await house.client.get(f"{panel}/{free['proposal_id']}/polaczenie", headers=headers),
        await house.client.get(f"{panel}/{free['proposal_id']}/podzial", headers=headers),
        await house.client.post(f"{API}/splits", json=body, headers={**headers, "If-Match": '"1"'}),
        await house.client.post(
            f"{API}/regroupings/{plan['regrouping_id']}/authors/{author}/consent",
            json={"consents": True, "received_on": "2026-04-15"},
            headers={**house.by(person), **key()},
        ),
    ]
    assert [answer.status_code for answer in answers] == ([200] * 4 + [201, 204] if ours else [403] * 6)
