"""What may be done with a contract, in which state; and what is known of it, in whatever order it comes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.intake.contracts.domain.contract import Contract, MoneyAwaited, NotPossible, TermsUnfit
from services.intake.contracts.domain.items import DayUnfit, ItemGone
from services.intake.contracts.domain.parts import Agreement, Decision, Money
from services.intake.contracts.domain.states import Action, ContractState
from shared.clock import warsaw
from tests.intake.contracts.test_terms import ASKED, DATED, fewer_shrubs, terms

NOW = datetime(2027, 3, 20, 11, tzinfo=UTC)
TODAY = date(2027, 3, 20)
WHO: dict[str, Any] = {"by_name": "Anna Bielecka", "at": NOW, "today": TODAY}
AGREEMENT = Agreement(at=NOW, by_name="Anna Bielecka")
COPY = ("file", "umowa.pdf")
KNOWN: dict[str, Any] = {
    "content": ASKED,
    "decision": Decision(approved=True, city=ASKED.city, unit_name="Wydział Środowiska", version=6),
    "money": Money(city=ASKED.city, version=7),
}


def drafted() -> Contract:
    return Contract(id=ASKED.initiative_id).told(**KNOWN, clauses="Postanowienia.", at=NOW)


def agreed() -> Contract:
    return drafted().edited(terms()).agreed(AGREEMENT)


def signed() -> Contract:
    return agreed().signed_on(TODAY, COPY, **WHO)


def lending() -> Contract:
    return signed().lending("Kosiarka", 120_000, "sprawna", TODAY, today=TODAY)


STATES: dict[ContractState, Callable[[], Contract]] = {
    ContractState.AWAITED: lambda: Contract(id="i").told(content=ASKED, clauses="", at=NOW),
    ContractState.DRAFTED: lambda: drafted().edited(terms()),
    ContractState.AGREED: agreed,
    ContractState.SIGNED: lending,
    ContractState.ANNEX_DRAFTED: lambda: lending().annex_begun("Więcej krzewów."),
    ContractState.ANNEX_AGREED: lambda: lending().annex_begun("Więcej krzewów.").agreed(AGREEMENT),
    ContractState.TERMINATED: lambda: lending().terminated("Rezygnacja.", TODAY, **WHO),
    ContractState.SETTLED: lambda: lending().settled(),
    ContractState.DROPPED: lambda: drafted().dropped(),
}
DO: dict[Action, Callable[[Contract], Contract]] = {
    Action.EDIT: lambda one: one.edited(terms(clauses="Inne.")),
    Action.OFFER: lambda one: one.offered(NOW, NOW),
    Action.ANSWER: lambda one: one.accepted(NOW),
    Action.AGREE: lambda one: one.agreed(AGREEMENT),
    Action.REOPEN: lambda one: one.reopened(),
    Action.SIGN: lambda one: one.signed_on(TODAY, COPY, **WHO),
    Action.ANNEX: lambda one: one.annex_begun("Więcej krzewów."),
    Action.DROP_ANNEX: lambda one: one.annex_dropped(),
    Action.LEND: lambda one: one.lending("Taczka", 20_000, "sprawna", TODAY, today=TODAY),
    Action.TAKE_BACK: lambda one: one.taken_back(1, TODAY, "sprawna", complete=True, today=TODAY),
    Action.TERMINATE: lambda one: one.terminated("Rezygnacja.", TODAY, **WHO),
}
POSSIBLE = {
    ContractState.AWAITED: set[Action](),
    ContractState.DRAFTED: {Action.EDIT, Action.OFFER, Action.AGREE},
    ContractState.AGREED: {Action.REOPEN, Action.SIGN},
    ContractState.SIGNED: {Action.ANNEX, Action.LEND, Action.TAKE_BACK, Action.TERMINATE},
    ContractState.ANNEX_DRAFTED: {
        *(Action.EDIT, Action.OFFER, Action.AGREE, Action.DROP_ANNEX),
        *(Action.LEND, Action.TAKE_BACK, Action.TERMINATE),
    },
    ContractState.ANNEX_AGREED: {
        *(Action.REOPEN, Action.SIGN, Action.DROP_ANNEX),
        *(Action.LEND, Action.TAKE_BACK, Action.TERMINATE),
    },
    ContractState.TERMINATED: {Action.TAKE_BACK},
    ContractState.SETTLED: {Action.TAKE_BACK},
    ContractState.DROPPED: set[Action](),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", DO)
def test_a_contract_lets_itself_be_dealt_with_as_its_state_allows(state: ContractState, action: Action) -> None:
    one = STATES[state]()
    assert one.state is state
    if action in POSSIBLE[state]:
        assert one.may(action)
        assert DO[action](one).version == one.version + 1
    else:
        with pytest.raises(NotPossible):
            DO[action](one)


@pytest.mark.parametrize("state", STATES)
def test_applicants_answer_where_they_were_asked(state: ContractState) -> None:
    one = STATES[state]()
    if not one.may(Action.OFFER):
        return
    asked = one.offered(NOW, NOW)
    assert asked.accepted(NOW).may(Action.SIGN)
    objected = asked.objected(b"sealed", NOW)
    assert objected.objection == b"sealed"
    with pytest.raises(NotPossible):
        objected.accepted(NOW)


def test_what_is_known_makes_the_same_draft_in_whatever_order_and_however_often_it_comes() -> None:
    made = set[str]()
    for order in permutations(KNOWN):
        one = Contract(id="i")
        for name in (*order, *order):
            one = one.told(**{name: KNOWN[name]}, clauses="Postanowienia.", at=NOW)
        assert one.state is ContractState.DRAFTED
        made.add(one.model_dump_json(exclude={"version"}))
    assert len(made) == 1


def test_a_refusal_leaves_no_draft_though_money_was_there() -> None:
    refused = Decision(approved=False, city=0, unit_name=None, version=6)
    one = Contract(id="i").told(**{**KNOWN, "decision": refused}, clauses="", at=NOW)
    assert one.state is ContractState.DROPPED


def test_an_older_decision_does_not_undo_a_newer_one() -> None:
    older = Decision(approved=True, city=1, unit_name=None, version=5)
    assert drafted().told(decision=older, clauses="", at=NOW).limit == ASKED.city


def test_what_people_signed_to_give_changes_by_an_annex_alone() -> None:
    fewer = terms(declared=ASKED.declared[:1])
    assert drafted().edited(fewer).terms == terms()
    annexed = signed().annex_begun("Jedna osoba zrezygnowała.").edited(fewer)
    assert annexed.terms is not None
    assert annexed.terms.declared == ASKED.declared[:1]


def test_a_contract_that_does_not_add_up_is_not_closed() -> None:
    with pytest.raises(TermsUnfit) as unfit:
        drafted().agreed(AGREEMENT)
    assert unfit.value.faults == ["dates_missing"]


def test_less_money_than_agreed_stops_the_signature() -> None:
    poorer = agreed().told(money=Money(city=1, version=8), clauses="", at=NOW)
    with pytest.raises(TermsUnfit):
        poorer.signed_on(TODAY, COPY, **WHO)


def lowered() -> Contract:
    """A contract whose first annex has taken 2 000 zł off the city's part."""
    return signed().annex_begun("Mniej krzewów.").edited(fewer_shrubs()).agreed(AGREEMENT).signed_on(TODAY, COPY, **WHO)


def raising() -> Contract:
    """A contract whose second annex, agreed on, gives them back."""
    return lowered().annex_begun("Jednak wszystkie krzewy.").edited(terms()).agreed(AGREEMENT)


def countersigned(one: Contract, city: int, version: int = 20) -> Contract:
    """The contract that knows that the treasurer has countersigned what it asks for now."""
    return one.told(money=Money(city=city, version=version, asked=one.asked), clauses="", at=NOW)


def test_an_annex_that_gives_more_is_signed_after_the_treasurer_has_countersigned_it() -> None:
    one = raising()
    assert one.awaits_money
    assert not one.may(Action.SIGN)
    with pytest.raises(MoneyAwaited):
        one.signed_on(TODAY, COPY, **WHO)
    after = countersigned(one, ASKED.city)
    assert after.signed_on(TODAY, COPY, **WHO).in_force.terms.city == ASKED.city


def test_the_countersignature_of_less_or_of_another_text_is_none_for_this_annex() -> None:
    one = raising()
    assert countersigned(one, ASKED.city - 1).awaits_money
    again = one.reopened().agreed(AGREEMENT)
    assert again.asked != one.asked
    late = again.told(money=Money(city=ASKED.city, version=20, asked=one.asked), clauses="", at=NOW)
    assert late.awaits_money


def test_an_annex_that_gives_no_more_waits_for_nobody() -> None:
    assert not lowered().annex_begun("Dłużej.").agreed(AGREEMENT).awaits_money
    assert not raising().reopened().awaits_money
    assert not raising().annex_dropped().awaits_money


@given(some.lists(some.tuples(some.sampled_from([*Action, "countersign"]), some.integers(0, 30)), max_size=40))
def test_whatever_one_tries_nothing_is_signed_beyond_what_was_countersigned(
    tries: list[tuple[Action | str, int]],
) -> None:
    """The treasurer's word comes at any time, of any ask, also late; what was signed less is free at once."""
    one, held, asks = signed(), ASKED.city, list[tuple[int, int]]()
    for number, (action, which) in enumerate(tries):
        before = one
        try:
            if action == "countersign":
                if asks:
                    asked, city = asks[which % len(asks)]
                    one = one.told(money=Money(city=city, version=100 + number, asked=asked), clauses="", at=NOW)
                    held = city if asked == one.asked else held
            elif action is Action.EDIT:
                one = one.edited(fewer_shrubs() if which % 2 else terms())
            else:
                one = DO[Action(action)](one)
        except (NotPossible, MoneyAwaited, ItemGone, LookupError, TermsUnfit):
            assert one == before
        if one.asked is not None and one.asked != before.asked and one.terms is not None:
            asks.append((one.asked, one.terms.city))
        if len(one.signed) > len(before.signed) or (before.asked is not None and one.asked is None):
            assert one.in_force.terms.city <= held
            held = one.in_force.terms.city


def test_nobody_has_signed_tomorrow() -> None:
    with pytest.raises(DayUnfit):
        agreed().signed_on(date(2027, 3, 21), COPY, **WHO)


def test_nobody_has_signed_before_the_application_nor_an_annex_before_what_it_changes() -> None:
    asked_on = warsaw(ASKED.submitted_at).date()
    with pytest.raises(DayUnfit):
        agreed().signed_on(asked_on - timedelta(days=1), COPY, **WHO)
    assert agreed().signed_on(asked_on, COPY, **WHO).in_force.signed_on == asked_on
    annex = signed().annex_begun("Dłużej.").agreed(AGREEMENT)
    with pytest.raises(DayUnfit):
        annex.signed_on(TODAY - timedelta(days=1), COPY, **WHO)


def test_the_first_text_stays_as_it_was_signed_when_an_annex_follows() -> None:
    first = signed()
    after = (
        first.annex_begun("Dłużej.")
        .edited(terms(ends=date(2027, 10, 15)))
        .agreed(AGREEMENT)
        .signed_on(TODAY, COPY, **WHO)
    )
    assert [one.annex for one in after.signed] == [0, 1]
    assert after.signed[0] == first.signed[0]
    assert after.signed[0].terms.sha256 == after.signed[0].sha256
    assert after.in_force.terms.ends == date(2027, 10, 15)


def test_a_dropped_annex_leaves_what_was_signed() -> None:
    assert signed().annex_begun("Dłużej.").annex_dropped().in_force == signed().in_force


def test_who_withdraws_has_no_contract_but_a_signed_one_stays() -> None:
    assert drafted().dropped().state is ContractState.DROPPED
    assert signed().dropped().state is ContractState.SIGNED


def test_a_thing_comes_back_once() -> None:
    back = lending().taken_back(1, TODAY, "porysowana", complete=False, today=TODAY)
    assert back.lent == ()
    with pytest.raises(ItemGone):
        back.taken_back(1, TODAY, "porysowana", complete=False, today=TODAY)


@pytest.mark.parametrize("day", [date(2027, 3, 19), date(2027, 3, 21)])
def test_a_thing_comes_back_after_it_was_handed_over_and_not_tomorrow(day: date) -> None:
    with pytest.raises(DayUnfit):
        lending().taken_back(1, day, "sprawna", complete=True, today=TODAY)


def test_what_is_lent_is_due_on_the_last_day_of_the_contract() -> None:
    assert lending().items[0].return_by == DATED["ends"]


def test_what_is_lent_is_due_with_the_annex_that_moves_the_end_and_the_protocol_keeps_its_day() -> None:
    one = (
        lending()
        .annex_begun("Dłużej.")
        .edited(terms(ends=date(2027, 10, 15)))
        .agreed(AGREEMENT)
        .signed_on(TODAY, COPY, **WHO)
    )
    assert (one.items[0].due_on, one.items[0].return_by) == (date(2027, 10, 15), DATED["ends"])


def test_what_is_lent_is_due_when_the_contract_is_terminated_but_not_what_is_back() -> None:
    two = lending().lending("Taczka", 20_000, "sprawna", TODAY, today=TODAY)
    one = two.taken_back(2, TODAY, "sprawna", complete=True, today=TODAY).terminated("Rezygnacja.", TODAY, **WHO)
    assert [item.due_on for item in one.items] == [TODAY, DATED["ends"]]


@given(some.lists(some.sampled_from(list(Action)), max_size=25))
def test_whatever_one_tries_signed_texts_only_grow_and_the_city_never_gives_more_than_was_decided(
    tries: list[Action],
) -> None:
    one = drafted().edited(terms())
    for action in tries:
        before = one
        try:
            one = DO[action](one)
        except (NotPossible, ItemGone, LookupError):
            assert one == before
        assert one.signed[: len(before.signed)] == before.signed
        assert all(text.terms.city <= one.limit for text in one.signed)
        assert all(text.sha256 == text.terms.sha256 for text in one.signed)
        assert len(one.items) >= len(before.items)
