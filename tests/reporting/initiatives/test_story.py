"""The life line of an initiative does not depend on the order in which the news comes, nor on hearing some twice."""

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.initiatives.domain.story import State, Story, StoryEvent, Turn
from shared.contracts.initiatives.intake import (
    ContractSignedV1,
    ContractTerminatedV1,
    InitiativeConvertedV1,
    InitiativeCorrectedV1,
    InitiativeSubmittedV1,
    InitiativeWithdrawnV1,
)
from shared.contracts.initiatives.reporting import InitiativeSettledV1, SettlementReturnedV1
from shared.contracts.initiatives.verification import (
    FundsSecuredV1,
    InitiativeCalledV1,
    InitiativeCheckFinishedV1,
    InitiativeDecidedV1,
    InitiativeOpinionGivenV1,
    InitiativeScoredV1,
)
from tests.conftest import told

FILED = told(InitiativeSubmittedV1)
SIGNED = told(ContractSignedV1)
EVERYTHING: tuple[StoryEvent, ...] = (
    FILED,
    told(InitiativeCalledV1),
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
    assert len(story.entries) == len(EVERYTHING)
    assert story.entries[0].turn is Turn.SUBMITTED


@settings(max_examples=100, deadline=None)
@given(st.permutations(EVERYTHING), st.lists(st.sampled_from(EVERYTHING), max_size=5))
def test_the_order_of_the_news_and_hearing_it_twice_change_nothing(order, again):
    assert heard(*order, *again) == heard(*EVERYTHING)


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
