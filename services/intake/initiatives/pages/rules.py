"""The page on which an officer lays down rules after a resolution of the council."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.intake.initiatives.api.bodies import READERS
from services.intake.initiatives.domain.rules import MOST_SPHERES, Rate, Rules, RulesGiven, RulesUnfit
from services.intake.initiatives.form import zlote
from services.intake.initiatives.rulebook import Rulebook
from shared.access import Role, only, signed_in
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, Zloty, problem_list, read, said
from shared.web.render import Templates

_PAGE = "/panel/inicjatywy/zasady"


def _percent(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        share = Decimal(value.replace("%", "").replace(",", ".").strip()) * 100
    except InvalidOperation:
        raise said("Podaj procent, na przykład 10 albo 12,5.") from None
    if not share.is_finite() or share != share.to_integral_value() or not 0 <= share < 10_000:
        raise said("Podaj od 0 do 99,99 procent.")
    return int(share)


def _lines(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(line.strip() for line in value.splitlines() if line.strip())


class RateRow(Form):
    """An hourly rate as typed."""

    valid_from: date
    amount: Zloty = Field(gt=0, le=100_000)


class RulesForm(Form):
    """Rules as typed; `number`: of those that were read."""

    resolution: str = Field(min_length=5, max_length=300)
    in_force_from: date
    own_share: Annotated[int, BeforeValidator(_percent)]
    rates: Annotated[tuple[RateRow, ...], Field(min_length=1, max_length=20)]
    spheres: Annotated[
        tuple[Annotated[str, Field(min_length=3, max_length=300)], ...],
        BeforeValidator(_lines),
        Field(min_length=1, max_length=MOST_SPHERES),
    ]
    correction_days: int = Field(ge=7, le=60)
    consultation: bool = False
    number: int = Field(ge=0)

    def given(self) -> RulesGiven:
        """Give the rules."""
        rates = tuple(Rate(**row.model_dump()) for row in self.rates)
        return RulesGiven(**self.model_dump(exclude={"rates", "number"}), rates=rates)


_MESSAGES = {
    "resolution": "Podaj numer i datę uchwały.",
    "in_force_from": "Podaj dzień, od którego zasady obowiązują.",
    "rates:missing": "Podaj co najmniej jedną stawkę z datą.",
    "rates:too_short": "Podaj co najmniej jedną stawkę z datą.",
    "rates:too_long": "Zmieść stawki w 20 wierszach.",
    "spheres": "Wypisz zakresy, każdy w osobnym wierszu: najwyżej 30, każdy od 3 do 300 znaków.",
    "correction_days": "Podaj od 7 do 60 dni. Ustawa nie pozwala na mniej niż 7.",
}
_UNFIT = {
    "rates: none on the first day": ("rates", "Pierwsza stawka musi obowiązywać od pierwszego dnia zasad."),
    "rates: two from one day": ("rates", "Dwie stawki są od tego samego dnia."),
    "spheres: repeated": ("spheres", "Ten sam zakres stoi dwa razy."),
}


def pages(rulebook: Rulebook, templates: Templates) -> APIRouter:
    """Give the page of the rules."""
    router = APIRouter(include_in_schema=False)

    async def shown(
        request: Request,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        every, today = await rulebook.all(), await rulebook.today()
        filled = values if values is not None else _typed(every[0])
        rates = filled.get("rates")
        wrong = {_top(field): text for field, text in (errors or {}).items()}
        return templates.page(
            request,
            "initiative_rules.html",
            status_code=status,
            every=every,
            today=today,
            number=every[0].number,
            values=filled,
            rows=min(20, (len(rates) if isinstance(rates, list) else 0) + 1),
            errors=problem_list(wrong, list(RulesForm.model_fields)),
            wrong=wrong,
            stale=stale,
        )

    @router.get(_PAGE, dependencies=[only(*READERS)])
    async def show(request: Request) -> Response:
        """Show the rules in force and the former ones; an officer lays down others."""
        return await shown(request)

    @router.post(_PAGE, dependencies=[only(Role.OFFICER)])
    async def lay_down(request: Request) -> Response:
        """Lay down rules; what is filed keeps its own."""
        try:
            form = await read(request, RulesForm, _MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, invalid.values, invalid.errors, 422)
        given = form.given()
        try:
            await rulebook.set(given, form.number, signed_in(request))
        except RulesUnfit as unfit:
            return await shown(request, _typed(given), dict(_UNFIT[fault] for fault in unfit.faults), 422)
        except Stale:
            return await shown(request, _typed(given), {}, 412, stale=True)
        return RedirectResponse(_PAGE, 303)

    return router


def _top(field: str) -> str:
    """What is wrong in a line of the spheres is said at the one field that holds them."""
    return "spheres" if field.startswith("spheres-") else field


def _typed(rules: Rules | RulesGiven) -> dict[str, Any]:
    """Give rules as the form holds them."""
    share = f"{rules.own_share / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return {
        **rules.model_dump(mode="json", include={"resolution", "in_force_from", "correction_days", "consultation"}),
        "own_share": share,
        "rates": [{"valid_from": rate.valid_from.isoformat(), "amount": zlote(rate.amount)} for rate in rules.rates],
        "spheres": "\n".join(rules.spheres),
    }
