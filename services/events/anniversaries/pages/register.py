"""The register of anniversaries: the list, a new one, a change."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator

from services.events.anniversaries.domain import Anniversary, LegalStatus, Slug
from services.events.anniversaries.service import KEEPERS, READERS, Anniversaries
from services.events.anniversaries.tasks import BASE
from services.events.calendar.domain import Description, Title
from services.events.calendar.domain.dates import DayRule, DecidedDay, EasterDay, FixedDay, NthWeekday
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import new_id
from shared.web.forms import Form, FormInvalid, parse_lines, read, said
from shared.web.render import Templates

_LIST = f"{BASE}/rejestr"


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


class AnniversaryForm(Form):
    """An anniversary as people say it."""

    name: Title
    status: LegalStatus
    rule: Literal["fixed", "easter", "weekday", "decided"]
    month: int | None = Field(default=None, ge=1, le=12, validate_default=True)
    day: int | None = Field(default=None, ge=1, le=31, validate_default=True)
    easter: int | None = Field(default=None, ge=-70, le=70, validate_default=True)
    number: Literal["-1", "1", "2", "3", "4"] = "1"
    weekday: int = Field(default=0, ge=0, le=6)
    first_year: int | None = Field(default=None, ge=900, le=2199)
    every: int = Field(default=1, ge=1, le=100)
    places: Annotated[
        tuple[Annotated[str, Field(min_length=3, max_length=200)], ...],
        BeforeValidator(parse_lines),
        Field(max_length=10),
    ] = ()
    memorials: Annotated[tuple[Id, ...], BeforeValidator(_several), Field(max_length=10)] = ()
    programme: Description | None = None
    source: str = Field(min_length=3, max_length=300)
    certain: Literal["true", ""] = ""
    active: Literal["true", ""] = ""
    steps: Annotated[tuple[Slug, ...], BeforeValidator(_several), Field(max_length=20)] = ()
    version: int = 1

    @field_validator("month")
    @classmethod
    def _month(cls, month: int | None, info: ValidationInfo) -> int | None:
        if month is None and info.data.get("rule") in ("fixed", "weekday", "decided"):
            raise said("Wybierz miesiąc.")
        return month

    @field_validator("day")
    @classmethod
    def _day(cls, day: int | None, info: ValidationInfo) -> int | None:
        if info.data.get("rule") != "fixed" or "month" not in info.data:
            return day
        try:
            FixedDay(month=info.data["month"], day=day or 0)
        except ValidationError:
            raise said("Podaj dzień, który jest w tym miesiącu.") from None
        return day

    @field_validator("easter")
    @classmethod
    def _easter(cls, easter: int | None, info: ValidationInfo) -> int | None:
        if easter is None and info.data.get("rule") == "easter":
            raise said("Podaj, ile dni po Wielkanocy; przed nią z minusem.")
        return easter

    def day_rule(self) -> DayRule:
        """Give the rule of its day."""
        if self.rule == "easter":
            return EasterDay(days=self.easter or 0)
        assert self.month is not None
        if self.rule == "weekday":
            return NthWeekday.model_validate({"month": self.month, "weekday": self.weekday, "number": int(self.number)})
        if self.rule == "decided":
            return DecidedDay(month=self.month)
        return FixedDay(month=self.month, day=self.day or 1)

    def anniversary(self, id: str) -> Anniversary:
        """Give it in the words of the domain."""
        return Anniversary(
            id=id,
            name=self.name,
            rule=self.day_rule(),
            status=self.status,
            first_year=self.first_year,
            every=self.every,
            places=self.places,
            memorials=self.memorials,
            programme=self.programme,
            source=self.source,
            certain=bool(self.certain),
            active=bool(self.active),
            steps=self.steps,
        )


_MESSAGES = {
    "status": "Wybierz, czym jest ten dzień.",
    "rule": "Wybierz, kiedy wypada.",
    "source": "Podaj, skąd to wiadomo.",
    "places": "Podaj miejsca, każde w osobnym wierszu: najwyżej 10.",
    "memorials": "Zaznacz najwyżej 10 miejsc pamięci.",
}


def pages(anniversaries: Anniversaries, templates: Templates) -> APIRouter:
    """Give the pages of the register."""
    router = APIRouter(include_in_schema=False)
    keepers, readers = [only(*KEEPERS)], [only(*READERS)]

    @router.get(_LIST, dependencies=readers)
    async def every(request: Request) -> Response:
        """List the register."""
        found = await anniversaries.store.register()
        year = anniversaries.today.year
        found.sort(key=lambda one: (not one.active, str(one.rule.day_in(year) or f"{year}-{_month_of(one):02}-99")))
        keeps = signed_in(request).role in KEEPERS
        return templates.page(request, "anniversaries.html", found=found, year=year, keeps=keeps)

    async def form_page(
        request: Request,
        one: Anniversary | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        steps = [(step.key, step.action) for step in anniversaries.steps.values()]
        return templates.page(
            request,
            "anniversary_form.html",
            status_code=status,
            one=one,
            values=values,
            errors=errors,
            steps=steps,
            memorials=[(each.id, each.card.name) for each in await anniversaries.memorials.register()],
        )

    @router.get(f"{_LIST}/nowa", dependencies=keepers)
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return await form_page(request, None, {"every": 1, "active": "true", "certain": "true"}, {})

    @router.post(f"{_LIST}/nowa", dependencies=keepers)
    async def enter(request: Request) -> Response:
        """Enter one."""
        try:
            form = await read(request, AnniversaryForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, None, invalid.values, invalid.errors, 422)
        await anniversaries.enter(form.anniversary(new_id()))
        return RedirectResponse(_LIST, 303)

    @router.get(_LIST + "/{anniversary_id}", dependencies=keepers)
    async def one(request: Request, anniversary_id: Id) -> Response:
        """Show one, to be changed."""
        found = await anniversaries.store.anniversary(anniversary_id)
        return await form_page(request, found, _typed(found), {})

    @router.post(_LIST + "/{anniversary_id}", dependencies=keepers)
    async def change(request: Request, anniversary_id: Id) -> Response:
        """Change one."""
        found = await anniversaries.store.anniversary(anniversary_id)
        try:
            form = await read(request, AnniversaryForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, found, invalid.values, invalid.errors, 422)
        await anniversaries.change(form.anniversary(found.id), form.version)
        return RedirectResponse(_LIST, 303)

    return router


def _month_of(one: Anniversary) -> int:
    return getattr(one.rule, "month", 13)


def _typed(one: Anniversary) -> dict[str, Any]:
    rule = one.rule
    flags = {"certain": "true" if one.certain else "", "active": "true" if one.active else ""}
    return {
        **one.model_dump(mode="json"),
        **flags,
        "rule": rule.kind,
        "month": getattr(rule, "month", None),
        "day": getattr(rule, "day", None),
        "easter": getattr(rule, "days", None),
        "number": str(getattr(rule, "number", 1)),
        "weekday": getattr(rule, "weekday", 0),
        "places": "\n".join(one.places),
    }
