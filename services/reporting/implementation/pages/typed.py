"""A unit's word as it is typed into the form, in the panel or by the link of a call. It sends nothing."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from services.reporting.implementation.domain import ABANDONMENT_LENGTH, LONGEST_CONTRACTOR, Implementation, Progress
from shared.contracts.reporting import Stage
from shared.web.forms import Form, FormInvalid, Zloty

ORDER = (
    "stage",
    "percent",
    "note",
    "planned_contract",
    "planned_building",
    "planned_end",
    "delay_reason",
    "contractor",
    "spent",
    "overrun_reason",
    "reason",
)
MESSAGES = {
    "stage": "Zaznacz, na jakim etapie jest realizacja.",
    "percent": "Podaj liczbę całkowitą od 0 do 100.",
    "spent:greater_than_equal": "Wydatki nie mogą być mniejsze od zera.",
    "planned_end": "Podaj datę, na przykład 31.08.2027.",
    "planned_contract": "Podaj datę, na przykład 31.03.2027.",
    "planned_building": "Podaj datę, na przykład 15.05.2027.",
}
FAULTS = {
    "percent": "Gotowe to 100%. Podaj 100 albo wybierz inny etap.",
    "note": f"Napisz mieszkańcom, dlaczego odstępujecie od realizacji: co najmniej {ABANDONMENT_LENGTH} znaków.",
    "planned_end": "Podaj, kiedy prace się skończą.",
    "planned_end:over": "Zapowiedziany koniec prac minął. Podaj nowy i napisz dlaczego albo zaznacz, że prace są "
    "skończone.",
    "delay_reason": "Termin się przesuwa. Napisz mieszkańcom dlaczego, co najmniej jednym zdaniem.",
    "overrun_reason": "Wydano więcej, niż wynosi budżet. Napisz dlaczego, co najmniej jednym zdaniem.",
    "planned_contract:over": "Ten dzień minął, a umowy nie ma. Podaj nowy i napisz dlaczego albo wybierz dalszy etap.",
    "planned_contract": "Umowa nie może być po końcu prac. Popraw jedną z dat.",
    "planned_building:over": "Ten dzień minął, a prace nie ruszyły. Podaj nowy i napisz dlaczego albo wybierz dalszy "
    "etap.",
    "planned_building:after_end": "Prace nie mogą ruszyć po swoim końcu. Popraw jedną z dat.",
    "planned_building:before_contract": "Prace nie mogą ruszyć przed umową. Popraw jedną z dat.",
}


class ProgressForm(Form):
    """How far a unit is, as typed."""

    stage: Stage
    percent: int = Field(ge=0, le=100)
    spent: Annotated[Zloty, Field(ge=0)]
    note: str = Field(min_length=3, max_length=4000)
    planned_end: Annotated[date | None, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))] = None
    delay_reason: str | None = Field(default=None, max_length=4000)
    overrun_reason: str | None = Field(default=None, max_length=4000)
    contractor: str | None = Field(default=None, min_length=2, max_length=LONGEST_CONTRACTOR)
    planned_contract: Annotated[date | None, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))] = None
    planned_building: Annotated[date | None, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))] = None


def held(work: Implementation) -> dict[str, Any]:
    """Give what the form begins with: what came back, else what was last published; reasons are written anew."""
    last = work.returned or work.last_published
    if last is None:
        return {}
    held = last.model_dump(include=set(ProgressForm.model_fields))
    if work.returned:
        return held
    return {**held, "note": None, "delay_reason": None, "overrun_reason": None, "contractor": work.contractor}


def refuse(work: Implementation, progress: Progress, today: date, typed: Any) -> None:
    """Name everything that the rules find missing at once, at its fields. Raises `FormInvalid`."""
    faults = work.faults(progress, today)
    if faults:
        raise FormInvalid(dict(typed), {field: said(field, fault) for field, fault in faults.items()})


def said(field: str, fault: str) -> str:
    """Give what a field is told about its fault."""
    return FAULTS.get(f"{field}:{fault}") or FAULTS[field]
