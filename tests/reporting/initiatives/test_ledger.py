"""The ledger explains itself, whatever was declared, delivered, corrected and annexed; who may do what is one table."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.initiatives.domain import (
    PERMITS,
    REPRESENTATIVE,
    AboveContract,
    Action,
    Actor,
    Contract,
    EntryIncomplete,
    Given,
    Ledger,
    Line,
    Maker,
    NoSuchEntry,
    NoSuchLine,
    NotForActor,
    NothingCorrected,
    NothingDelivered,
    NotInspected,
    NotNow,
    OutsideTerm,
    Rhythm,
    Side,
    Stage,
    Taken,
    may,
    value_of,
)
from shared.clock import end_of
from shared.contracts.initiatives.intake import ContractSignedV1
from shared.contracts.initiatives.reporting import SettlementOutcome
from shared.deadlines import STATUTE, Term, Unit, compute
from tests.conftest import told

CLERK = Maker(id="p-anna", name="Anna Bielecka")
NOW = datetime(2027, 5, 10, 9, tzinfo=UTC)
TODAY = date(2027, 5, 10)
RHYTHM = Rhythm()
DUE = compute(Term(amount=14, unit=Unit.DAY), NOW, STATUTE)
WORK, SOIL = "a1b2c3d4e5f60718293a4b5c6d7e8f90", "b1b2c3d4e5f60718293a4b5c6d7e8f91"


def contract(**changes: Any) -> Contract:
    return Contract.of(told(ContractSignedV1, **changes))


def running(**changes: Any) -> Ledger:
    ledger = Ledger(id="i-1", unit="WGOŚ").signed(contract(**changes), RHYTHM, NOW)
    assert ledger is not None
    return ledger


BUSHES = next(one.id for one in contract().lines if one.side is Side.CITY)


def worked(minutes: int | None = 90, day: date = TODAY, **more: Any) -> Given:
    return Given(line=WORK, day=day, minutes=minutes, **more)


def spent(value: int | None = 871_200, invoice: str | None = "FV/7/2027", day: date = TODAY) -> Given:
    return Given(line=BUSHES, day=day, value=value, invoice=invoice)


def record(ledger: Ledger, *gifts: Given, actor: Actor = Actor.OFFICER) -> Ledger:
    for one in gifts:
        ledger = ledger.recorded(one, actor, CLERK if actor is not Actor.REPRESENTATIVE else REPRESENTATIVE, NOW)
    return ledger


@pytest.mark.parametrize(
    ("minutes", "rate", "value"),
    [(60, 3140, 3140), (90, 3140, 4710), (1, 3150, 53), (1, 3149, 52), (1, 30, 1), (1, 29, 0), (0, 3140, 0)],
)
def test_work_counts_as_its_minutes_by_the_rate_of_an_hour_rounded_half_up(minutes, rate, value):
    assert value_of(minutes, rate) == value
    assert value_of(-minutes, rate) == -value


GIFTS = {
    "work": (worked(), None),
    "work without its length": (worked(None), ("minutes", "needed")),
    "work with a value of its own": (worked(value=5), ("value", "counted")),
    "work before the term": (worked(day=date(2027, 3, 31)), ("day", "outside_term")),
    "work on the first day of the term": (worked(day=date(2027, 4, 1)), None),
    "work that is still ahead": (worked(day=date(2027, 5, 11)), ("day", "ahead")),
    "more than a day has": (worked(1441), ("minutes", "too_many")),
    "goods": (Given(line=SOIL, day=TODAY, value=100_000), None),
    "goods without a value": (Given(line=SOIL, day=TODAY), ("value", "needed")),
    "goods in minutes": (Given(line=SOIL, day=TODAY, minutes=60, value=5), ("minutes", "not_work")),
    "goods with an invoice": (Given(line=SOIL, day=TODAY, value=5, invoice="FV/1"), ("invoice", "not_city")),
    "an invoice": (spent(), None),
    "spending without an invoice": (spent(invoice=None), ("invoice", "needed")),
    "an invoice before the contract": (spent(day=date(2027, 3, 19)), ("day", "before_contract")),
}


@pytest.mark.parametrize("name", GIFTS)
def test_an_entry_is_held_against_the_contract(name):
    gift, fault = GIFTS[name]
    if fault is None:
        assert len(record(running(), gift).entries) == 1
        return
    with pytest.raises(EntryIncomplete) as refused:
        record(running(), gift)
    assert (refused.value.field, refused.value.fault) == fault


def test_nobody_works_more_than_a_day_has_in_several_entries():
    ledger = record(running(), worked(1000), worked(440))
    with pytest.raises(EntryIncomplete):
        record(ledger, worked(1))
    with pytest.raises(EntryIncomplete):
        ledger.corrected(2, 441, "Pomyłka w liczbie.", Actor.OFFICER, CLERK, NOW)
    assert len(record(ledger, worked(1, TODAY - timedelta(days=1))).entries) == 3


def test_the_same_invoice_is_not_spent_twice_unless_it_was_taken_back():
    ledger = record(running(), spent())
    with pytest.raises(EntryIncomplete) as refused:
        record(ledger, spent(100))
    assert (refused.value.field, refused.value.fault) == ("invoice", "known")
    back = ledger.corrected(1, 0, "Faktura nie z tej umowy.", Actor.OFFICER, CLERK, NOW)
    assert len(record(back, spent()).entries) == 3


def test_what_the_contract_does_not_have_cannot_be_given():
    with pytest.raises(NoSuchLine):
        record(running(), Given(line="nothing", day=TODAY, value=5))


def test_a_correction_names_what_it_corrects_and_changes_nothing_before_it():
    before = record(running(), worked(90))
    after = before.corrected(1, 60, "Jedna osoba wyszła wcześniej.", Actor.OFFICER, CLERK, NOW)
    assert after.entries[:1] == before.entries
    last = after.entries[-1]
    assert (last.corrects, last.minutes, last.value, last.reason) == (1, -30, -1570, "Jedna osoba wyszła wcześniej.")
    assert after.entry(1).value == value_of(60, 3140)
    with pytest.raises(NothingCorrected):
        after.corrected(1, 60, "Jeszcze raz to samo.", Actor.OFFICER, CLERK, NOW)
    for number in (2, 7):
        with pytest.raises(NoSuchEntry):
            after.corrected(number, 0, "Poprawka poprawki.", Actor.OFFICER, CLERK, NOW)


def test_the_representative_puts_right_only_what_came_by_the_link():
    ledger = record(record(running(), worked(60)), worked(30), actor=Actor.REPRESENTATIVE)
    with pytest.raises(NotForActor):
        ledger.corrected(1, 0, "To nie nasze.", Actor.REPRESENTATIVE, REPRESENTATIVE, NOW)
    assert ledger.corrected(2, 0, "Pomyłka.", Actor.REPRESENTATIVE, REPRESENTATIVE, NOW).entry(2).value == 0


def test_an_annex_changes_what_was_promised_and_never_what_was_entered():
    ledger = record(running(), worked(90), Given(line=SOIL, day=TODAY, value=100_000))
    [first, _] = told(ContractSignedV1).declared
    dearer = first.model_copy(update={"rate": 4000, "value": 40_000})
    annexed = ledger.signed(contract(annex=1, version=2, declared=(dearer,), own=40_000), RHYTHM, NOW)
    assert annexed is not None
    assert annexed.entries == ledger.entries
    work, dropped = annexed.balance.of(Side.OWN)
    assert (work.line.planned, work.delivered) == (40_000, value_of(90, 3140))
    assert (dropped.line.name, dropped.line.planned, dropped.delivered) == ("ziemia ogrodowa", 0, 100_000)
    assert record(annexed, worked(60)).entries[-1].value == 4000
    assert ledger.signed(contract(), RHYTHM, NOW) is None
    assert annexed.signed(contract(version=9), RHYTHM, NOW) is None


def test_an_annex_leaves_the_days_since_the_contract_open_for_invoices_and_inspections():
    first = date(2027, 3, 22)
    ledger = running().signed(contract(annex=1, version=2, signed_on=date(2027, 5, 5)), RHYTHM, NOW)
    assert ledger is not None
    assert record(ledger, spent(day=first)).entries[-1].day == first
    assert ledger.inspected(first, "Teren jest przekazany.", Actor.OFFICER, CLERK, NOW).inspections[-1].on == first
    with pytest.raises(EntryIncomplete):
        record(ledger, spent(day=date(2027, 3, 19)))


def test_the_day_of_the_contract_is_known_in_whichever_order_contract_and_annex_come():
    annex = running(annex=1, version=2, signed_on=date(2027, 5, 5))
    told_late = annex.signed(contract(), RHYTHM, NOW)
    assert told_late is not None
    assert told_late.signed_contract.annex == 1
    assert record(told_late, spent(day=date(2027, 3, 22))).entries[-1].value == 871_200


def test_two_shares_of_the_city_with_one_name_are_one_line_and_keep_it_where_an_annex_moves_them():
    [bushes] = told(ContractSignedV1).city_shares
    other = bushes.model_copy(update={"subject": "30 sadzonek drzew", "value": 100})
    lines = contract(city_shares=(other, bushes, bushes)).lines
    assert [(one.number, one.planned) for one in lines if one.side is Side.CITY] == [(1, 100), (2, 1_800_000)]
    assert lines[-1].id == BUSHES


# -- the settlement ----------------------------------------------------------------------------------------------------


def settled(ledger: Ledger, note: str | None = None) -> Ledger:
    return ledger.accepted(note, CLERK, NOW)


def handed(ledger: Ledger) -> Ledger:
    return ledger.handed(Actor.OFFICER, CLERK, NOW, DUE)


def inspected(ledger: Ledger) -> Ledger:
    return ledger.inspected(TODAY, "Krzewy posadzone, rosną.", Actor.OFFICER, CLERK, NOW)


def soil(value: int = 120_000) -> Given:
    return Given(line=SOIL, day=TODAY, value=value)


def whole() -> tuple[Given, ...]:
    """All that the residents have declared: ten hours and the soil."""
    return worked(600), soil()


def test_a_settlement_is_never_above_the_contract_without_an_annex():
    ledger = handed(inspected(record(running(), *whole(), spent(900_001))))
    with pytest.raises(AboveContract) as refused:
        settled(ledger)
    assert (refused.value.spent, refused.value.city, refused.value.annex) == (900_001, 900_000, 1)
    annexed = ledger.signed(contract(annex=1, version=2, city=950_000), RHYTHM, NOW)
    assert annexed is not None
    done = settled(annexed).settled
    assert done is not None
    assert (done.outcome, done.city_planned, done.city_spent) == (SettlementOutcome.SETTLED, 950_000, 900_001)


@pytest.mark.parametrize("ended", [False, True])
def test_what_invoices_say_beyond_the_contract_is_settled_as_the_applicants_own(ended):
    ledger = inspected(record(running(own_share=1_000), *whole(), spent(930_000)))
    after = ledger.terminated(TODAY, "Rezygnacja.") if ended else handed(ledger)
    assert after is not None
    with pytest.raises(AboveContract):
        settled(after, "Krzewy podrożały.")
    with pytest.raises(EntryIncomplete):
        after.accepted(None, CLERK, NOW, excess_is_own=True)
    done = after.accepted("Krzewy podrożały.", CLERK, NOW, excess_is_own=True).settled
    assert done is not None
    assert (done.city_planned, done.city_spent, done.excess, done.own_delivered) == (900_000, 900_000, 30_000, 151_400)
    wanted = SettlementOutcome.TERMINATED if ended else SettlementOutcome.SETTLED_WITH_CORRECTION
    assert done.outcome is wanted


def test_a_settlement_needs_an_inspection():
    with pytest.raises(NotInspected):
        settled(handed(record(running(), *whole())))


@pytest.mark.parametrize("gifts", [(), (spent(),)], ids=["nothing", "the city alone"])
def test_what_residents_gave_nothing_for_is_not_settled(gifts):
    with pytest.raises(NothingDelivered):
        settled(handed(inspected(record(running(), *gifts))), "Nikt nie przyszedł.")


@pytest.mark.parametrize(
    ("gifts", "lines"),
    [
        ((worked(600), soil()), []),
        ((worked(599), soil()), [WORK]),
        ((worked(600),), [SOIL]),
        ((worked(660), soil(119_999)), [SOIL]),
        ((worked(1),), [WORK, SOIL]),
    ],
)
def test_less_than_one_person_has_declared_is_settled_with_a_reason_whatever_others_gave_more(gifts, lines):
    ledger = handed(inspected(record(running(), *gifts)))
    assert [one.line.id for one in ledger.short] == lines
    if lines:
        with pytest.raises(EntryIncomplete):
            settled(ledger)
    done = settled(ledger, "Dwie osoby zachorowały.").settled
    assert done is not None
    assert (done.outcome is SettlementOutcome.SETTLED) == (not lines)


def test_work_that_was_entered_day_by_day_is_not_short_by_what_was_rounded():
    days = [date(2027, 4, 1) + timedelta(days=day) for day in range(10)]
    odd = {**contract().declared[0].model_dump(), "minutes": 610, "rate": 3_149, "value": value_of(610, 3_149)}
    ledger = running(declared=[odd], own=odd["value"], starts=days[0])
    ledger = record(ledger, *(worked(61, day) for day in days))
    assert ledger.balance.lines[0].difference != 0
    assert ledger.short == []


@pytest.mark.parametrize(("share", "below"), [(1_000, False), (1_439, False), (1_440, True)])
def test_the_own_share_of_what_was_given_is_held_against_the_threshold_of_the_rules(share, below):
    ledger = handed(inspected(record(running(own_share=share), *whole(), spent(900_000))))
    assert ledger.below_share is below
    wanted = SettlementOutcome.SETTLED_WITH_CORRECTION if below else SettlementOutcome.SETTLED
    assert ledger.outcome is wanted


def test_what_the_office_puts_right_while_it_waits_is_accepted_with_a_correction_and_a_note():
    ledger = handed(inspected(record(running(), worked(90))))
    right = ledger.corrected(1, 60, "Godzinę liczono dwa razy.", Actor.OFFICER, CLERK, NOW)
    with pytest.raises(EntryIncomplete):
        settled(right)
    done = settled(right, "Jedna osoba przepracowała pół godziny krócej.").settled
    assert done is not None
    assert (done.outcome, done.own_delivered) == (SettlementOutcome.SETTLED_WITH_CORRECTION, 3140)


def test_a_correction_before_it_was_handed_in_is_no_correction_of_the_settlement():
    ledger = inspected(record(running(), worked(630), soil()))
    done = settled(handed(ledger.corrected(1, 600, "Pomyłka.", Actor.OFFICER, CLERK, NOW))).settled
    assert done is not None
    assert done.outcome is SettlementOutcome.SETTLED


def test_work_that_an_annex_has_put_outside_the_term_is_mended_before_it_is_settled():
    ledger = inspected(record(running(), worked(60), worked(60, date(2027, 4, 2))))
    later = ledger.signed(contract(annex=1, version=2, starts=date(2027, 4, 15)), RHYTHM, NOW)
    assert later is not None
    with pytest.raises(OutsideTerm) as refused:
        settled(handed(later))
    assert refused.value.entries == [2]
    mended = handed(later).corrected(2, 0, "Przed umową.", Actor.OFFICER, CLERK, NOW)
    assert settled(mended, "Dzień sprzed umowy nie liczy się.").settled is not None


def test_a_terminated_contract_is_settled_as_terminated_with_what_was_given_until_then():
    ledger = record(running(), worked(60)).terminated(TODAY, "Wnioskodawcy zrezygnowali.")
    assert ledger is not None
    assert (ledger.stage, ledger.due_at, ledger.remind_at) == (Stage.TERMINATED, None, None)
    assert ledger.terminated(TODAY, "Drugi raz.") is None
    later = NOW + timedelta(days=1)
    with pytest.raises(EntryIncomplete):
        ledger.recorded(worked(day=TODAY + timedelta(days=1)), Actor.OFFICER, CLERK, later)
    done = settled(record(ledger, worked(60)), "Rozwiązana za porozumieniem stron.").settled
    assert done is not None
    assert (done.outcome, done.own_delivered) == (SettlementOutcome.TERMINATED, 6280)


def test_a_termination_that_comes_before_the_contract_holds():
    early = Ledger(id="i-1").terminated(TODAY, "Rezygnacja.")
    assert early is not None
    ledger = early.signed(contract(), RHYTHM, NOW)
    assert ledger is not None
    assert (ledger.stage, ledger.last_day) == (Stage.TERMINATED, TODAY)


# -- dates -------------------------------------------------------------------------------------------------------------


def test_applicants_are_reminded_before_the_day_and_chased_after_it():
    due, now = end_of(date(2027, 10, 30)), NOW
    moments = []
    while (moment := RHYTHM.next_after(now, due)) is not None:
        moments.append(moment.isoformat())
        now = moment
    # At seven on the clocks of the city, which go back on 31 October.
    assert moments == [
        "2027-10-16T05:00:00+00:00",
        "2027-10-27T05:00:00+00:00",
        "2027-10-31T06:00:00+00:00",
        "2027-11-07T06:00:00+00:00",
        "2027-11-14T06:00:00+00:00",
        "2027-11-21T06:00:00+00:00",
    ]


def test_an_annex_with_another_day_of_settlement_moves_the_reminders():
    later = running().signed(contract(annex=1, version=2, settle_by=date(2027, 12, 1)), RHYTHM, NOW)
    assert later is not None
    assert later.due_at == end_of(date(2027, 12, 1))
    assert later.remind_at is not None
    assert later.remind_at.date() == date(2027, 11, 17)


def test_a_date_is_told_with_how_it_was_found_and_that_of_the_contract_needs_no_reckoning():
    ledger = running()
    assert (ledger.explanation, ledger.reckoning) == ((), None)
    waiting = handed(ledger)
    assert waiting.explanation == tuple(DUE.explained())
    later = compute(Term(amount=20, unit=Unit.DAY), NOW, STATUTE)
    returned = waiting.sent_back(("Brakuje listy.",), CLERK, NOW, later, RHYTHM)
    assert returned.explanation == tuple(later.explained()) != waiting.explanation
    assert returned.due_at == later.due_at


# -- who may do what ---------------------------------------------------------------------------------------------------


def _in(stage: Stage) -> Ledger:
    """A ledger in a stage, with an entry, an inspection and a photograph."""
    if stage is Stage.WAITING:
        return Ledger(id="i-1", unit="WGOŚ")
    ledger = inspected(record(running(), worked(60), actor=Actor.REPRESENTATIVE))
    ledger = ledger.photographed(_photograph("f-0"), Actor.OFFICER)
    ledger = ledger.photographed(_photograph("f-2"), Actor.REPRESENTATIVE)
    if stage is Stage.TERMINATED:
        ended = ledger.terminated(TODAY, "Rezygnacja.")
        assert ended is not None
        return ended
    if stage in (Stage.HANDED_IN, Stage.RETURNED, Stage.CLOSED):
        ledger = handed(ledger)
    if stage is Stage.RETURNED:
        return ledger.sent_back(("Brakuje listy obecności.",), CLERK, NOW, DUE, RHYTHM)
    return settled(ledger, "Mniej osób.") if stage is Stage.CLOSED else ledger


def _photograph(id: str) -> Taken:
    return Taken(id=id, alt="Sąsiedzi sadzą krzewy.", width=80, height=60, added_at=NOW, added_by_name="Anna")


def _act(ledger: Ledger, action: Action, actor: Actor) -> Ledger:
    by = REPRESENTATIVE if actor is Actor.REPRESENTATIVE else CLERK
    match action:
        case Action.RECORD_OWN:
            return ledger.recorded(worked(30), actor, by, NOW)
        case Action.RECORD_CITY:
            return ledger.recorded(spent(), actor, by, NOW)
        case Action.CORRECT:
            return ledger.corrected(1, 0, "Pomyłka.", actor, by, NOW)
        case Action.HAND_IN:
            return ledger.handed(actor, by, NOW, DUE)
        case Action.SEND_BACK:
            return ledger.sent_back(("Punkt.",), by, NOW, DUE, RHYTHM)
        case Action.ACCEPT:
            return ledger.accepted("Uwaga.", by, NOW)
        case Action.INSPECT:
            return ledger.inspected(TODAY, "W porządku.", actor, by, NOW)
        case Action.PHOTOGRAPH:
            return ledger.photographed(_photograph("f-1"), actor)
        case Action.SHOW_PHOTOGRAPH:
            return ledger.with_shown("f-2")
        case Action.WITHDRAW_PHOTOGRAPH:
            return ledger.without_photograph("f-0", "Widać twarz.", "Anna", NOW)
        case Action.RENEW_LINK:
            return ledger.with_new_link()


OFFICERS_ALONE = {
    Action.SEND_BACK,
    Action.ACCEPT,
    Action.SHOW_PHOTOGRAPH,
    Action.WITHDRAW_PHOTOGRAPH,
    Action.RENEW_LINK,
}
"""Their routes let nobody else in: the ledger is not told who acts (see test_routes)."""


@pytest.mark.parametrize(("stage", "action", "actor"), list(product(Stage, Action, Actor)))
def test_who_may_do_what_while_a_ledger_is_where_it_is(stage, action, actor):
    if action in OFFICERS_ALONE and actor is not Actor.OFFICER:
        assert not may(action, stage, actor)
        return
    ledger = _in(stage)
    if may(action, stage, actor):
        after = _act(ledger, action, actor)
        assert after.version == ledger.version + 1
        assert after.entries[: len(ledger.entries)] == ledger.entries
        return
    with pytest.raises((NotNow, NotForActor)):
        _act(ledger, action, actor)


def test_the_table_of_permits_names_every_action_and_a_closed_ledger_takes_no_money():
    assert set(PERMITS) == set(Action)
    assert not any(Stage.WAITING in stages for stages in PERMITS.values())
    closed = {action for action, stages in PERMITS.items() if Stage.CLOSED in stages}
    assert closed == {Action.PHOTOGRAPH, Action.SHOW_PHOTOGRAPH, Action.WITHDRAW_PHOTOGRAPH}
    city = {actor for actors in PERMITS[Action.RECORD_CITY].values() for actor in actors}
    assert Actor.REPRESENTATIVE not in city


# -- balances explain themselves ---------------------------------------------------------------------------------------

_KEYS = st.integers(0, 5)
_MONEY = st.integers(1, 10**7)
_STEPS = st.one_of(
    st.tuples(st.just("give"), _KEYS, _MONEY, st.integers(1, 900), st.integers(0, 39)),
    st.tuples(st.just("correct"), st.integers(1, 30), st.integers(0, 1_000)),
    st.tuples(
        st.just("annex"),
        st.sets(st.integers(0, 3), min_size=1),
        st.sets(st.integers(0, 1)),
        st.integers(1_000, 9_000),
    ),
)
_NAMES = ("sadzenie", "ziemia ogrodowa", "wpłata", "malowanie")


def _promised(keys: set[int], shares: set[int], rate: int, annex: int) -> Contract:
    kinds = ("work", "in_kind", "money", "work")
    declared: list[dict[str, Any]] = [
        {"declaration_id": f"d-{key}", "number": key + 1, "kind": kinds[key], "subject": _NAMES[key]}
        | ({"minutes": 600, "rate": rate, "value": value_of(600, rate)} if kinds[key] == "work" else {"value": 5_000})
        for key in sorted(keys)
    ]
    city: list[dict[str, Any]] = [
        {"kind": ("purchase", "venue")[key], "subject": ("krzewy", "sala")[key], "value": 70_000}
        for key in sorted(shares)
    ]
    own, cost = sum(one["value"] for one in declared), sum(one["value"] for one in city)
    return contract(annex=annex, version=annex + 1, declared=declared, city_shares=city, own=own, city=cost)


def _annexed(ledger: Ledger, agreed: Contract) -> Ledger:
    after = ledger.signed(agreed, RHYTHM, NOW)
    assert after is not None
    return after


def _lines(ledger: Ledger) -> list[Line]:
    return list(ledger.signed_contract.lines)


@settings(max_examples=150, deadline=None)
@given(st.lists(_STEPS, max_size=30))
def test_a_balance_always_explains_itself(steps):
    ledger, annexes = _annexed(Ledger(id="i-1"), _promised({0, 1, 2}, {0, 1}, 3_140, 0)), 0
    for step in steps:
        before = ledger.entries
        match step:
            case ("give", key, value, minutes, days):
                line = _lines(ledger)[key % len(_lines(ledger))]
                work = line.rate is not None
                gift = Given(
                    line=line.id,
                    day=TODAY - timedelta(days=days),
                    minutes=minutes if work else None,
                    value=None if work else value,
                    invoice=f"FV/{len(before)}" if line.side is Side.CITY else None,
                )
                if not ledger.faults(gift, TODAY):
                    ledger = record(ledger, gift)
            case ("correct", number, right):
                try:
                    ledger = ledger.corrected(number, right, "Tak było naprawdę.", Actor.OFFICER, CLERK, NOW)
                except (NoSuchEntry, NothingCorrected, EntryIncomplete):
                    assert ledger.entries == before
            case ("annex", keys, shares, rate):
                annexes += 1
                ledger = _annexed(ledger, _promised(keys, shares, rate, annexes))
        # Nothing that was entered is ever changed, and numbers have no gaps.
        assert ledger.entries[: len(before)] == before
        assert [one.number for one in ledger.entries] == list(range(1, len(ledger.entries) + 1))
        _explains(ledger)


def _explains(ledger: Ledger) -> None:
    found, agreed = ledger.balance, ledger.signed_contract
    assert found.planned(Side.OWN) == agreed.own
    assert found.planned(Side.CITY) == agreed.city
    # Each sum is that of its lines, each line that of its entries, and no entry is in none or in two.
    told = [one.entry.number for line in found.lines for one in line.standing]
    told += [fix.number for line in found.lines for one in line.standing for fix in one.corrections]
    assert sorted(told) == [one.number for one in ledger.entries]
    for side in Side:
        assert found.delivered(side) == sum(one.value for one in ledger.entries if one.side is side)
        assert found.delivered(side) == sum(one.delivered for one in found.kinds if one.side is side)
    for line in found.lines:
        assert line.delivered - line.line.planned == line.difference
        for one in line.standing:
            assert one.value >= 0
            assert all(fix.corrects == one.entry.number and fix.reason for fix in one.corrections)
            if one.entry.rate is not None:
                assert one.minutes is not None
                assert one.value == value_of(one.minutes, one.entry.rate)
