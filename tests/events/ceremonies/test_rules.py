"""The rules of ceremonies as tables: which step has its time, whose it is, and nobody at two places at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.calendar.domain import Entry, EntryKind, Plan
from services.events.calendar.domain.places import in_one_line, places_of
from services.events.ceremonies.domain import (
    TABLE,
    Action,
    Ceremony,
    CeremonyNotNow,
    Concept,
    Consultation,
    NotYetHeld,
    OwnCeremony,
    RefusalStands,
    Report,
    State,
    slot_of,
)
from services.events.ceremonies.domain.military import ANSWERS, MilitaryRequest, NothingNew, RequestNotNow, RequestState
from services.events.ceremonies.domain.permits import (
    PERMIT_TABLE,
    Permit,
    PermitKind,
    PermitNotNow,
    PermitState,
    PermitStep,
)
from services.events.ceremonies.domain.scenario import (
    Elsewhere,
    Item,
    NoSuchItem,
    Party,
    PartyKind,
    PostTaken,
    Rain,
    Scenario,
    StartUnreadable,
    clock_of,
    offset_of,
)
from services.events.ceremonies.domain.shipped import FILE, shipped
from services.events.ceremonies.domain.text import content_of, head_of, words_of
from services.events.ceremonies.service.rights import HANDS
from shared.access import Person, Role

NOW = datetime(2026, 8, 14, 11, tzinfo=UTC)
STARTS = datetime(2026, 8, 14, 10, tzinfo=UTC)
AUTHOR, HEAD = (Person(id=f"p-{name}", name=name, role=Role.PROTOCOL_OFFICER) for name in ("a", "h"))
PLAN = Plan(
    title="Zburzenie Kalisza", kind=EntryKind.CEREMONY, starts=STARTS, ends=STARTS + timedelta(hours=2), place="Pomnik"
)
ENTRY = Entry(id="e", plan=PLAN, changed_at=NOW)
REQUEST = MilitaryRequest(components=("trumpeter",))
KIND = PermitKind(id="road", name="Pas drogowy", action="Złóż wniosek", authority="ZDM", basis="Zasada", days=30)
PERMIT = Permit(id="p", kind=KIND, due_at=NOW, explanation=())


def item(id: str = "i", offset: int = 0, minutes: int = 10, place: str = "Pomnik", **changes: Any) -> Item:
    return Item(id=id, title=f"Punkt {id}", offset=offset, minutes=minutes, place=place, **changes)


def ceremony(state: State, **changes: Any) -> Ceremony:
    before = State.READY if state in (State.MOVED, State.CANCELLED) else None
    scenario = Scenario(items=(item(),))
    plain = {"id": "e", "slot": slot_of(ENTRY), "state": state, "before": before, "scenario": scenario}
    return Ceremony(**plain | {"authors": (AUTHOR.id,), "request": REQUEST, "permits": (PERMIT,)} | changes)


STEPS: dict[Action, Any] = {
    Action.CONCEPT: lambda one: one.conceived(
        Concept(purpose="Pamięć", organiser="Miasto", expected=10, outdoors=True), AUTHOR, NOW
    ),
    Action.CONSULT: lambda one: one.consulted(
        Consultation(body="IPN", on=NOW.date(), opinion="Tak, zgoda", by_name="a"), AUTHOR, NOW
    ),
    Action.APPROVE: lambda one: one.approved(HEAD, NOW),
    Action.PLAN: lambda one: one.planned(one.scenario, AUTHOR, NOW, ""),
    Action.LOCK: lambda one: one.locked(HEAD, NOW),
    Action.REOPEN: lambda one: one.reopened("Popraw", AUTHOR, NOW),
    Action.CONFIRM: lambda one: one.confirmed(AUTHOR, NOW),
    Action.HOLD: lambda one: one.held(AUTHOR, NOW, mayor=True),
    Action.REPORT: lambda one: one.reported(Report(attendance=1, well="Wszystko"), AUTHOR, NOW),
    Action.ASK: lambda one: one.asking(("trumpeter",), "", AUTHOR, NOW),
    Action.SEND: lambda one: one.requested(REQUEST, AUTHOR, NOW, ""),
    Action.ANSWER: lambda one: one.answered(REQUEST, AUTHOR, NOW),
    Action.PERMIT: lambda one: one.permitted(PERMIT, AUTHOR, NOW),
    Action.WITHDRAW: lambda one: one.permitted(PERMIT.model_copy(update={"state": PermitState.WITHDRAWN}), AUTHOR, NOW),
}
S, A = State, Action
SIDE = {A.ASK, A.PERMIT}
WORKING = {A.PLAN, *SIDE}
ALLOWED: dict[State, dict[Action, State]] = {
    S.PLANNED: {A.CONCEPT: S.CONCEPT} | dict.fromkeys(WORKING, S.PLANNED),
    S.CONCEPT: {A.CONCEPT: S.CONCEPT, A.CONSULT: S.CONSULTED} | dict.fromkeys(WORKING, S.CONCEPT),
    S.CONSULTED: {A.CONCEPT: S.CONCEPT, A.CONSULT: S.CONSULTED, A.APPROVE: S.APPROVED}
    | dict.fromkeys(WORKING, S.CONSULTED),
    S.APPROVED: {A.LOCK: S.READY, A.REOPEN: S.CONCEPT} | dict.fromkeys({*WORKING, A.SEND, A.ANSWER}, S.APPROVED),
    S.READY: {A.REOPEN: S.APPROVED, A.HOLD: S.HELD} | dict.fromkeys({*SIDE, A.SEND, A.ANSWER}, S.READY),
    S.MOVED: {A.CONFIRM: S.APPROVED} | dict.fromkeys({*WORKING, A.SEND, A.ANSWER, A.WITHDRAW}, S.MOVED),
    S.HELD: {A.REPORT: S.REPORTED},
    S.REPORTED: {A.REPORT: S.REPORTED},
    S.CANCELLED: {A.WITHDRAW: S.CANCELLED},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_each_step_has_its_time(state, action):
    after = ALLOWED[state].get(action)
    assert (state in TABLE[action]) is (after is not None)
    if after is None:
        with pytest.raises(CeremonyNotNow):
            STEPS[action](ceremony(state))
    else:
        assert STEPS[action](ceremony(state)).state is after


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_each_step_is_for_its_roles(role, action):
    writers = {Role.PROTOCOL_OFFICER, Role.OFFICER}
    allowed = writers | {Role.MAYOR} if action in (A.APPROVE, A.LOCK, A.REOPEN) else writers
    assert (role in HANDS[action]) is (role in allowed)


def test_no_author_approves_not_even_of_a_single_item():
    with pytest.raises(OwnCeremony):
        ceremony(S.CONSULTED).approved(AUTHOR, NOW)
    helped = ceremony(S.CONSULTED, authors=()).planned(Scenario(), HEAD, NOW, "")
    with pytest.raises(OwnCeremony):
        helped.approved(HEAD, NOW)


def test_who_changes_an_approved_scenario_does_not_lock_it():
    changed = ceremony(S.APPROVED).planned(Scenario(items=(item(),)), HEAD, NOW, "")
    with pytest.raises(OwnCeremony):
        changed.locked(HEAD, NOW)
    assert changed.locked(AUTHOR, NOW).state is S.READY
    again = changed.reopened("Inaczej", AUTHOR, NOW)
    assert set(again.authors) == {AUTHOR.id, HEAD.id}, "who changed it then approves it no more"


REFUSED_PERMIT = PERMIT.model_copy(update={"state": PermitState.REFUSED})
REFUSED_REQUEST = REQUEST.model_copy(update={"state": RequestState.REFUSED})


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, ()),
        ({"permits": (REFUSED_PERMIT,)}, ("Pas drogowy",)),
        ({"permits": (REFUSED_PERMIT.model_copy(update={"state": PermitState.GRANTED}),)}, ()),
        ({"request": REFUSED_REQUEST}, ("Wojskowa asysta honorowa",)),
        ({"request": REFUSED_REQUEST, "military": False}, ()),
        ({"request": REQUEST.model_copy(update={"state": RequestState.PARTLY})}, ()),
        (
            {"permits": (REFUSED_PERMIT,), "request": REFUSED_REQUEST},
            ("Pas drogowy", "Wojskowa asysta honorowa"),
        ),
    ],
)
def test_what_was_refused_bars_the_final_scenario_unless_somebody_says_why(changes, refused):
    one = ceremony(State.APPROVED, **changes)
    assert one.refused == refused
    if refused:
        with pytest.raises(RefusalStands):
            one.locked(HEAD, NOW)
    locked = one.locked(HEAD, NOW, "Mniej osób." if refused else "")
    assert (locked.state, locked.history[-1].note) == (State.READY, "Mniej osób." if refused else "")


def test_a_ceremony_is_not_held_before_it_begins():
    with pytest.raises(NotYetHeld):
        ceremony(S.READY).held(AUTHOR, STARTS - timedelta(minutes=1), mayor=False)


LATER = ENTRY.plan.model_copy(
    update={"starts": STARTS + timedelta(days=1), "ends": STARTS + timedelta(days=1, hours=2)}
)


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (S.PLANNED, S.PLANNED),
        (S.CONCEPT, S.CONCEPT),
        (S.CONSULTED, S.CONSULTED),
        (S.APPROVED, S.MOVED),
        (S.READY, S.MOVED),
        (S.MOVED, S.MOVED),
        (S.HELD, S.HELD),
        (S.REPORTED, S.REPORTED),
    ],
)
def test_a_ceremony_goes_where_its_entry_goes(state, after):
    moved = ceremony(state).following(ENTRY.replanned(LATER, NOW, "k", "Dlaczego nie"), NOW)
    assert moved.state is after
    assert (moved.slot.starts == LATER.starts) is (state not in (S.HELD, S.REPORTED))


@pytest.mark.parametrize("state", [S.PLANNED, S.CONCEPT, S.CONSULTED, S.APPROVED, S.READY])
def test_a_slip_in_the_calendar_is_taken_back_here_too(state):
    off = ENTRY.called_off("Pomyłka urzędu", NOW)
    cancelled = ceremony(state).following(off, NOW)
    assert (cancelled.state, cancelled.off_reason) == (S.CANCELLED, "Pomyłka urzędu")
    assert cancelled.following(off.undone(NOW, "k"), NOW).state is state
    waits = ENTRY.put_off("Nie ma terminu", NOW, "k")
    put_off = ceremony(state).following(waits, NOW)
    assert (put_off.state, put_off.slot.begins) == (S.MOVED, None)
    assert put_off.following(waits.undone(NOW, "k"), NOW).state is state


def test_what_was_locked_and_moved_is_locked_anew():
    moved = ceremony(S.READY).following(ENTRY.replanned(LATER, NOW, "k", "Dlaczego nie"), NOW)
    assert moved.confirmed(AUTHOR, NOW).state is S.APPROVED


def test_an_hour_given_to_a_day_moves_nobody():
    whole = PLAN.model_copy(update={"all_day": True, "starts": STARTS.replace(hour=0), "ends": STARTS.replace(hour=22)})
    day = ENTRY.model_copy(update={"plan": whole})
    one = ceremony(S.APPROVED, slot=slot_of(day))
    given_hour = one.following(day.replanned(PLAN, NOW, "k", "Znamy godzinę"), NOW)
    assert (given_hour.state, given_hour.slot.begins) == (S.APPROVED, STARTS)


# -- the scenario -----------------------------------------------------------------------------------------------------

HERE, THERE = item("a"), item("b", place="Cmentarz")


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (HERE, item("b", offset=10), False),
        (HERE, item("b", offset=9), True),
        (HERE, THERE, False),
        (HERE, item("b", place="  POMNIK "), True),
        (item("a", who=("konferansjer",)), item("b", place="Cmentarz", who=("Konferansjer",)), True),
        (item("a", who=("konferansjer",)), item("b", place="Cmentarz", who=("trębacz",)), False),
        (item("a", rain=Rain.OTHER_PLACE, rain_place="Kościół"), item("b", place="Kościół"), True),
        (item("a", rain=Rain.OTHER_PLACE, rain_place="Kościół"), item("b", place="Kościół", rain=Rain.LEFT_OUT), False),
    ],
)
def test_nobody_and_nothing_is_at_two_places_at_once(one, other, clash):
    if clash:
        with pytest.raises(Elsewhere):
            Scenario(items=(one,)).added(other)
    else:
        assert len(Scenario(items=(one,)).added(other).items) == 2


ITEMS = st.builds(
    item,
    id=st.uuids().map(lambda id: id.hex[:12]),
    offset=st.integers(-30, 60),
    minutes=st.integers(1, 30),
    place=st.sampled_from(["Pomnik", "Cmentarz", "Kościół"]),
    who=st.lists(st.sampled_from(["konferansjer", "trębacz", "poczet"]), max_size=2, unique=True).map(tuple),
    rain=st.sampled_from([Rain.SAME, Rain.LEFT_OUT]),
)
MOVES = st.lists(st.tuples(st.sampled_from(["add", "earlier", "later", "remove", "back", "push"]), ITEMS), max_size=20)


@given(MOVES)
def test_whatever_is_done_nobody_is_at_two_places_at_once(moves):
    scenario = Scenario()
    for what, new in moves:
        at = scenario.items[new.offset % len(scenario.items)] if scenario.items else None
        try:
            if what == "add":
                scenario = scenario.added(new)
            elif what == "back":
                scenario = scenario.put_back()
            elif at and what == "remove":
                scenario = scenario.removed_one(at.id)
            elif at and what == "push":
                scenario = scenario.changed(at.model_copy(update={"minutes": new.minutes}), push=True)
            elif at:
                scenario = scenario.swapped(at.id, earlier=what == "earlier")
        except (Elsewhere, NoSuchItem):
            continue
        for plan in (scenario.items, scenario.in_rain()):
            wanted = [
                (minute, name)
                for each in plan
                for name in (f"@{each.place}", *each.who)
                for minute in range(each.offset, each.ends)
            ]
            assert len(wanted) == len(set(wanted))
        assert [each.offset for each in scenario.items] == sorted(each.offset for each in scenario.items)


def test_the_order_is_changed_and_what_lies_around_stays():
    scenario = Scenario().with_items([item("a", 0, 10), item("b", 12, 5), item("c", 20, 5)])
    after = scenario.swapped("b", earlier=True)
    assert [(one.id, one.offset) for one in after.items] == [("b", 0), ("a", 7), ("c", 20)]
    assert after.swapped("b", earlier=False).items == scenario.items
    with pytest.raises(NoSuchItem):
        after.swapped("b", earlier=True)


def test_a_longer_item_pushes_the_later_ones():
    scenario = Scenario().with_items([item("a", 0, 10), item("b", 10, 5)])
    with pytest.raises(Elsewhere):
        scenario.changed(item("a", 0, 15), push=False)
    assert [one.offset for one in scenario.changed(item("a", 0, 15), push=True).items] == [0, 15]


def test_a_removed_item_comes_back_once():
    scenario = Scenario().with_items([item("a", 0, 10), item("b", 10, 5)])
    gone = scenario.removed_one("a")
    assert gone.put_back().items == scenario.items
    with pytest.raises(NoSuchItem):
        gone.put_back().put_back()


@pytest.mark.parametrize(
    ("text", "offset"),
    [("12:05", 5), ("11.45", -15), ("T-15", -15), ("−15", -15), ("t+10", 10), ("0", 0), ("23:30", 690), ("0:30", -690)],
)
def test_a_beginning_is_read_as_people_write_it(text, offset):
    assert offset_of(text, STARTS) == offset


@pytest.mark.parametrize("text", ["", "rano", "25:00", "12:60", "T-9999", "12:0"])
def test_what_says_no_time_is_refused(text):
    with pytest.raises(StartUnreadable):
        offset_of(text, STARTS)


def test_without_an_hour_time_is_counted_from_the_beginning():
    assert [clock_of(offset, None) for offset in (-15, 0, 5)] == ["T-15", "T", "T+5"]
    with pytest.raises(StartUnreadable):
        offset_of("12:05", None)


def test_one_stands_at_a_post_and_a_standard_at_one():
    def party(id: str, post: str, standard: str | None) -> Party:
        return Party(id=id, kind=PartyKind.COLOUR_PARTY, unit="Straż Miejska", post=post, standard=standard)

    scenario = Scenario(items=(item(who=("poczet pierwszy",)),)).posted(party("1", "Poczet pierwszy", "Sztandar SM"))
    for other in (party("2", "poczet PIERWSZY", None), party("2", "poczet drugi", "sztandar sm")):
        with pytest.raises(PostTaken):
            scenario.posted(other)
    second = scenario.posted(party("2", "poczet drugi", "Sztandar ZS"))
    assert [one.id for one in second.unused()] == ["2"]
    assert second.relieved("2") == scenario


def test_the_usual_scenario_holds_and_begins_a_quarter_before():
    usual = shipped(FILE, {})
    scenario = Scenario().with_items([one.item(str(number), "Pomnik") for number, one in enumerate(usual.items)])
    assert (scenario.items[0].offset, sum(one.wreaths for one in scenario.items)) == (-15, 1)
    assert shipped(FILE, {"road": 45}).kind("road").days == 45


# -- military assistance, permits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", RequestState)
def test_a_request_is_answered_after_it_was_sent(state):
    for told in (*ANSWERS, RequestState.SENT):
        request = REQUEST.model_copy(update={"state": state})
        if state in (RequestState.DRAFT, RequestState.WITHDRAWN) or told not in ANSWERS:
            with pytest.raises(RequestNotNow):
                request.answered(told, "Kompania", "", NOW.date(), "a")
        else:
            assert request.answered(told, "Kompania", "", NOW.date(), "a").state is told


def test_a_request_goes_anew_only_with_something_new():
    sent = REQUEST.sent("s", "c", NOW, "a", late=False).answered(RequestState.GRANTED, "Tak jest", "", NOW.date(), "a")
    with pytest.raises(NothingNew):
        sent.sent("s", "c", NOW, "a", late=False)
    again = sent.sent("s2", "c2", NOW, "a", late=False)
    assert (again.state, [one.number for one in again.sendings]) == (RequestState.SENT, [1, 2])
    assert sent.drafted(("drummer",), "").sent("s", "c", NOW, "a", late=False).sendings[1].components == ("drummer",)


@pytest.mark.parametrize("state", PermitState)
@pytest.mark.parametrize("step", PermitStep)
def test_a_permit_goes_its_way(state, step):
    permit = PERMIT.model_copy(update={"state": state})
    after = PERMIT_TABLE[step].get(state)
    if after is None:
        with pytest.raises(PermitNotNow):
            permit.stepped(step, NOW.date(), "", "", late=False)
    else:
        assert permit.stepped(step, NOW.date(), "", "", late=False).state is after


def test_what_is_only_announced_is_done_by_that():
    sirens = PERMIT.model_copy(update={"kind": KIND.model_copy(update={"announces": True})})
    assert sirens.stepped(PermitStep.REQUEST, NOW.date(), "", "", late=True).state is PermitState.GRANTED


def test_two_scenarios_are_told_apart_by_any_word():
    one = ceremony(S.APPROVED)
    for changes in ({"minutes": 11}, {"place": "Park"}, {"who": ("trębacz",)}, {"script": "Baczność"}):
        other = one.model_copy(update={"scenario": Scenario(items=(item(**changes),))})
        assert content_of(other) != content_of(one), changes
    assert "12:00–12:10 Punkt i" in words_of(one)


@pytest.mark.parametrize("title", ["Zburzenie Kalisza", "Rocznica, 14.08.1914, 12:00", "Pamięć\nKalisza"])
@pytest.mark.parametrize("place", ["Pomnik", "Rynek, 20", "Park\nPrzy stawie"])
def test_the_words_of_a_scenario_still_tell_what_when_and_where(title, place):
    one = ceremony(S.APPROVED)
    slot = one.slot.model_copy(update={"title": title, "place": place})
    assert head_of(words_of(one.model_copy(update={"slot": slot}))) == (title, STARTS, place)


@pytest.mark.parametrize("lengths", [(150,), (198,), (98, 98), (150, 60), (60, 100, 40)])
def test_where_an_entry_is_an_item_of_its_scenario_can_be(lengths):
    """Places that have no room in one line are left out whole, and the line is a place of the usual scenario."""
    places = [str(number) * length for number, length in enumerate(lengths, 1)]
    line = in_one_line(places)
    assert line is not None
    assert places[: len(places_of(line))] == list(places_of(line))
    assert shipped(FILE, {}).items[1].item("i", line).place == line
