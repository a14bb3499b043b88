"""Whatever people do with plans and in whatever order: nobody is lost, and nothing is in two places."""

from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.intake import ProposalWithdrawnV1
from tests.conftest import SetClock, told
from tests.intake.conftest import House, key
from tests.intake.regroupings.conftest import API, again, coauthor, filed, merge, regroupings_of, say, split

NUMBERS = count(100)
PEOPLE = ("anna", "beata", "celina", "dorota")
STEPS = st.one_of(
    st.tuples(st.just("merge"), st.lists(st.integers(0, 5), min_size=2, max_size=3, unique=True)),
    st.tuples(st.just("split"), st.integers(0, 5)),
    st.tuples(st.just("say"), st.integers(0, 7), st.sampled_from([True, True, True, False])),
    st.tuples(st.just("agree")),
    st.tuples(st.just("withdraw"), st.integers(0, 5)),
    st.tuples(
        st.just("hear"),
    ),
    st.tuples(st.just("wait"), st.sampled_from([2, 9])),
)


class Story:
    """An edition with proposals of four people, and what they do."""

    def __init__(self, house: House, edition: str) -> None:
        self.house, self.edition, self.unheard = house, edition, list[str]()
        self.plans: list[dict[str, Any]] = []

    async def rows(self) -> dict[str, dict[str, Any]]:
        """Give all proposals of the edition, by id."""
        found = self.house.database.collection("proposals").find({"edition_id": self.edition})
        return {row["_id"]: row for row in await found.sort("number").to_list(None)}

    async def do(self, step: tuple[Any, ...], tokens: dict[str, str]) -> None:
        """Do one step; what is not possible is refused with a reason, never with a fault of ours."""
        ids = list(await self.rows())
        match step:
            case ("merge", which):
                chosen = list(dict.fromkeys(ids[one % len(ids)] for one in which))
                answer = await merge(self.house, self.edition, *({"proposal_id": id} for id in chosen))
                await self._opened(answer)
            case ("split", which):
                await self._opened(await split(self.house, self.edition, {"proposal_id": ids[which % len(ids)]}))
            case ("say", which, consents):
                asked = [(plan, author) for plan in self.plans for author in plan["authors"]]
                if asked:
                    plan, author = asked[-1 - which % len(asked)]
                    answer = await say(self.house, plan, author, consents=consents)
                    assert answer.status_code in (204, 409), answer.text
            case ("agree",):
                for author in self.plans[-1]["authors"] if self.plans else ():
                    await say(self.house, self.plans[-1], author)
            case ("withdraw", which):
                id = ids[which % len(ids)]
                if id in tokens:
                    body = {"token": tokens[id]}
                    answer = await self.house.client.post(f"{API}/withdrawals", json=body, headers=key())
                    assert answer.status_code in (204, 409), answer.text
                    self.unheard += [id] if answer.status_code == 204 else []
            case ("hear",):
                while self.unheard:
                    event = told(ProposalWithdrawnV1, proposal_id=self.unheard.pop())
                    await regroupings_of(self.house).follow_end(event)
            case ("wait", days):
                self.house.clock.move(days=days)
                await regroupings_of(self.house).look_after()

    async def _opened(self, answer: Any) -> None:
        assert answer.status_code in (201, 409, 422), answer.text
        if answer.status_code == 201:
            place = answer.headers["Location"]
            self.plans.append((await self.house.client.get(place, headers=self.house.by())).json())


async def people_of(house: House, row: dict[str, Any]) -> set[str]:
    """Give the first names of all authors of a proposal."""
    address = f"{API}/proposals/{row['_id']}"
    applicant = (await house.client.get(f"{address}/applicant", headers=house.by())).json()
    others = (await house.client.get(f"{address}/coauthors", headers=house.by())).json()
    names = [applicant["given"], *(one["given"] for one in others)]
    assert len(names) == len(set(names)), "nobody is author of one proposal twice"
    return set(names)


@given(st.lists(STEPS, min_size=4, max_size=14))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
async def test_every_author_stays_author_of_what_their_proposal_has_become(
    house: House, steps: list[tuple[Any, ...]]
) -> None:
    house.clock.moment = SetClock().moment
    edition = await house.announce(number=next(NUMBERS))
    tokens = {}
    for who in PEOPLE:
        one = await filed(house, edition, who, title=f"Plac zabaw {who}")
        tokens[one["proposal_id"]] = one["token"]
        if who == "anna":
            await coauthor(house, one, "ewa")
    story = Story(house, edition)
    before = {id: await people_of(house, row) for id, row in (await story.rows()).items()}

    for step in steps:
        await story.do(step, tokens)
        rows = await story.rows()
        pending = [plan for plan in [await again(house, one) for one in story.plans] if plan["state"] == "pending"]
        held = [one["proposal_id"] for plan in pending for one in plan["proposals"]]
        assert len(held) == len(set(held)), "nothing is in two plans"
        free = {id for id, row in rows.items() if row["regrouping"] is None}
        assert {id for id in held if id in free} <= set(story.unheard), "a plan holds what it is about"
        assert set(rows) - free <= set(held)

    rows = await story.rows()
    assert [row["number"] for row in rows.values()] == list(range(1, len(rows) + 1)), "no number is lost or twice"
    for id, people in before.items():
        goes_on = id
        while rows[goes_on]["state"] == "merged":
            goes_on = rows[goes_on]["merged_into"]["proposal_id"]
        assert people <= await people_of(house, rows[goes_on]), "every author is an author of what goes on"
    for row in rows.values():
        if row["split_from"] is not None:
            original = rows[row["split_from"]["proposal_id"]]
            assert row["submitted_at"] == original["submitted_at"]
            assert before.get(original["_id"], set()) <= await people_of(house, row)
