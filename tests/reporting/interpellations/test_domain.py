"""The way of an interpellation: what can follow what, and until when."""

from datetime import date

import pytest

from services.reporting.interpellations.domain import (
    Answer,
    AnsweredOutOfTime,
    Draft,
    Interpellation,
    InterpellationNotThere,
    Remark,
    Signatory,
    counted,
)
from shared.contracts.reporting import InterpellationKind
from shared.deadlines import STATUTE, Term, Unit, compute
from tests.reporting.conftest import moment

DUE = compute(Term(amount=14, unit=Unit.DAY, moves=False), date(2026, 4, 13), STATUTE)
TODAY = date(2026, 5, 30)
ONE = Interpellation(
    id="i-1",
    kind=InterpellationKind.INTERPELLATION,
    number=7,
    councillor="Radna Próbna",
    topic="Boisko przy ul. Podmiejskiej",
    text="Nawierzchnia pęka. Kiedy będzie naprawiona?",
    received_on=date(2026, 4, 13),
    year=2026,
    **counted(DUE),
    remind_at=None,
)
WHY = Remark(at=moment("2026-04-14"), by_name="Ktoś", reason="Brak kosztu.")
DRAFT = Draft(text="Naprawimy do lipca.", by_name="Ktoś", at=moment("2026-04-14"))


def answer(on: date = date(2026, 4, 20)) -> Answer:
    at = moment("2026-04-20")
    return Answer(text="Naprawimy do lipca.", on=on, signatory=Signatory.MAYOR, name="Prezydent", at=at)


STEPS = {
    "assign": lambda one: one.assigned("ZDM", "Zarząd Dróg Miejskich", DUE.due_at),
    "draft": lambda one: one.drafted(DRAFT),
    "return": lambda one: one.returned(WHY, DUE.due_at),
    "answer": lambda one: one.answered(answer(), TODAY),
    "change": lambda one: one.changed(one, DUE, DUE.due_at, WHY),
}
WAYS = {
    (): {"assign", "answer", "change"},
    ("assign",): {"assign", "draft", "answer", "change"},
    ("assign", "draft"): {"return", "answer", "change"},
    ("assign", "draft", "return"): {"assign", "draft", "answer", "change"},
    ("answer",): set(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_its_time(way, step):
    one = ONE
    for before in way:
        one = STEPS[before](one)
    if step in WAYS[way]:
        assert STEPS[step](one).version == one.version + 1
    else:
        with pytest.raises(InterpellationNotThere):
            STEPS[step](one)


@pytest.mark.parametrize(
    ("on", "days"), [(date(2026, 4, 13), 0), (date(2026, 4, 27), 0), (date(2026, 4, 28), 1), (TODAY, 33)]
)
def test_an_answer_is_late_from_the_fifteenth_day(on, days):
    one = ONE.answered(answer(on), TODAY)
    assert one.late_days == days
    assert not one.late(moment("2026-12-01")), "what is answered waits for nothing"


@pytest.mark.parametrize("on", [date(2026, 4, 12), date(2026, 5, 31)])
def test_nobody_answers_before_the_receipt_or_tomorrow(on):
    with pytest.raises(AnsweredOutOfTime):
        ONE.answered(answer(on), TODAY)


def test_it_is_late_when_its_last_day_is_over():
    assert not ONE.late(DUE.due_at)
    assert ONE.late(moment("2026-04-28"))


@pytest.mark.parametrize(("moves", "day"), [(False, date(2026, 5, 3)), (True, date(2026, 5, 4))])
def test_the_last_day_stays_on_a_free_day_where_the_setting_does_not_let_it_move(moves, day):
    term = Term(amount=14, unit=Unit.DAY, moves=moves)
    assert compute(term, date(2026, 4, 19), STATUTE).day == day


def test_another_unit_does_not_get_the_draft_of_the_former_one():
    mended = ONE.assigned("ZDM", "ZDM", DUE.due_at).drafted(DRAFT).returned(WHY, DUE.due_at)
    assert mended.assigned("ZDM", "ZDM", DUE.due_at).draft == DRAFT
    assert mended.assigned("WE", "WE", DUE.due_at).draft is None
