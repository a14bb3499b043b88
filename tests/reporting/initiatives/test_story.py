"""The life line of an initiative does not depend on the order in which the news comes, nor on hearing some twice."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from functools import reduce
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.initiatives.domain.story import State, Story, StoryEvent, Turn
from shared.contracts.initiatives.intake import (
    ContractSignedV1,
    ContractTerminatedV1,
    InitiativeCallDeliveryNotedV1,
    InitiativeConvertedV1,
    InitiativeCorrectedV1,
    InitiativeSubmittedV1,
    InitiativeWithdrawnV1,
)
from shared.contracts.initiatives.reporting import InitiativeSettledV1, SettlementReturnedV1
from shared.contracts.initiatives.verification import (
    FundsSecuredV1,
    InitiativeCalledV1,
    InitiativeCallPostponedV1,
    InitiativeCheckFinishedV1,
    InitiativeDecidedV1,
    InitiativeOpinionGivenV1,
    InitiativeScoredV1,
)
from tests.conftest import told
from tests.reporting.conftest import House, Site

FILED = told(InitiativeSubmittedV1)
SIGNED = told(ContractSignedV1)
EVERYTHING: tuple[StoryEvent, ...] = (
    FILED,
    told(InitiativeCalledV1),
    told(InitiativeCallPostponedV1),
    told(InitiativeCallDeliveryNotedV1, version=2),
    told(InitiativeCallDeliveryNotedV1, version=3),
    told(InitiativeCorrectedV1, version=3, title="Zielony skwer"),
    told(InitiativeCheckFinishedV1),
    told(InitiativeOpinionGivenV1),
    told(InitiativeOpinionGivenV1, opinion_id="o-2", unit_name="Zarząd Dróg Miejskich", favourable=False),
    told(InitiativeScoredV1),
    told(InitiativeDecidedV1),
    told(FundsSecuredV1),
    SIGNED,
    told(ContractSignedV1, annex=1, version=2, reason="Krzewy podrożały.", city=950_000),
    told(SettlementReturnedV1),
    told(InitiativeSettledV1),
)


def heard(*events: StoryEvent) -> Story:
    return reduce(Story.heard, events, Story(id="i-1"))


def test_a_whole_life_is_told_from_the_application_to_the_settlement():
    story = heard(*EVERYTHING)
    assert story.content is not None
    assert (story.content.title, story.case, story.state) == ("Zielony skwer", "IL-2027-004", State.SETTLED)
    assert (story.own, story.city, story.own_delivered, story.city_spent) == (151_400, 950_000, 148_260, 871_200)
    deliveries = [one for one in EVERYTHING if isinstance(one, InitiativeCallDeliveryNotedV1)]
    assert len(story.entries) == len(EVERYTHING) - len(deliveries)
    assert story.entries[0].turn is Turn.SUBMITTED


@settings(max_examples=100, deadline=None)
@given(st.permutations(EVERYTHING), st.lists(st.sampled_from(EVERYTHING), max_size=5))
def test_the_order_of_the_news_and_hearing_it_twice_change_nothing(order, again):
    assert heard(*order, *again) == heard(*EVERYTHING)


def test_the_term_of_a_call_by_post_is_told_from_its_delivery_whatever_comes_first():
    called = told(InitiativeCalledV1)
    waits = told(InitiativeCallDeliveryNotedV1, version=2, call=called.call, due_at=None, delivered_on=None)
    noted = told(InitiativeCallDeliveryNotedV1, version=3, call=called.call)
    news: tuple[StoryEvent, ...] = (called, waits, noted)
    for order in permutations(news):
        [entry] = heard(*order).entries
        assert (entry.turn, entry.due_at) == (Turn.CALLED, noted.due_at)
    for order in permutations(news[:2]):
        assert heard(*order).entries[0].due_at is None


def test_where_an_initiative_stands_follows_from_what_has_happened_to_it():
    rejected = told(InitiativeDecidedV1, outcome="rejected", city=0)
    stands: dict[State, tuple[StoryEvent, ...]] = {
        State.CONSIDERED: (FILED,),
        State.APPROVED: (FILED, told(InitiativeDecidedV1)),
        State.REJECTED: (FILED, rejected),
        State.LEFT_UNCONSIDERED: (FILED, told(InitiativeDecidedV1, outcome="left_unconsidered", city=0)),
        State.CONVERTED: (FILED, rejected, told(InitiativeConvertedV1)),
        State.WITHDRAWN: (FILED, told(InitiativeWithdrawnV1)),
        State.CONTRACTED: (FILED, told(InitiativeDecidedV1), SIGNED),
        State.TERMINATED: (FILED, SIGNED, told(ContractTerminatedV1)),
        State.SETTLED: (FILED, SIGNED, told(InitiativeSettledV1)),
    }
    assert set(stands) == set(State)
    for state, events in stands.items():
        assert heard(*events).state is state
        assert heard(*reversed(events)).state is state


def test_the_contract_alone_is_known_and_not_yet_shown():
    story = heard(SIGNED)
    assert story.contracted
    assert not story.known
    assert story.case == "IL-2027-004"


async def log(events: Sequence[StoryEvent]) -> AsyncIterator[StoryEvent]:
    for event in events:
        yield event


async def test_the_life_lines_are_the_same_after_a_replay(house: House) -> None:
    news = [event.model_copy(update={"initiative_id": id}) for id in ("i-1", "i-2", "i-3") for event in EVERYTHING]
    await house.hears(*news)
    rebuilt = await house.stories.projection.rebuild(log([*reversed(news), *news]))
    assert rebuilt.events == 2 * len(news)
    assert rebuilt.old == rebuilt.new
    await house.database.collection("initiative_stories").delete_many({})
    rebuilt = await house.stories.projection.rebuild(log(news))
    assert rebuilt.old != rebuilt.new
    assert (await house.stories.of_case("IL-2027-004")).state is State.SETTLED


async def test_initiatives_are_counted_by_the_year_of_their_application(site: Site) -> None:
    other = {"initiative_id": "i-2", "case": "IL-2027-005", "number": 5}
    last_year = {"initiative_id": "i-3", "case": "IL-2026-009", "number": 9, "year": 2026}
    await site.house.hears(
        *EVERYTHING,
        told(InitiativeSubmittedV1, **other),
        told(InitiativeSubmittedV1, **last_year),
        told(ContractTerminatedV1, initiative_id="i-3"),
        told(ContractSignedV1, initiative_id="i-4", case="IL-2027-006"),
    )
    found = (await site.client.get("/api/reporting/v1/initiative-statistics")).json()["items"]
    counted = dict.fromkeys(("approved", "contracted", "settled", "own", "city", "own_delivered", "city_spent"), 0)
    assert found == [
        {
            "year": 2027,
            "filed": 2,
            "approved": 1,
            "contracted": 1,
            "settled": 1,
            "own": 151_400,
            "city": 950_000,
            "own_delivered": 148_260,
            "city_spent": 871_200,
        },
        {"year": 2026, "filed": 1, **counted},
    ]
    answer = await site.client.get("/api/reporting/v1/initiative-statistics.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["rok", "miara", "wartość", "jednostka"]
    assert ["2027", "wkład własny z umów", "151400", "grosze"] in rows
