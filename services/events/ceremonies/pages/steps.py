"""What all pages of ceremonies do alike: read a form, take one step, say at its field what did not hold."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, Protocol

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.events.ceremonies.domain import (
    Action,
    Ceremony,
    CeremonyFull,
    CeremonyNotNow,
    HourMissing,
    NotYetHeld,
    OwnCeremony,
    ScenarioEmpty,
    ScenarioThere,
)
from services.events.ceremonies.domain.military import NothingAsked, NothingNew, RequestNotNow
from services.events.ceremonies.domain.permits import DayUnfit, KindUnknown, PermitKnown, PermitNotNow
from services.events.ceremonies.domain.scenario import Elsewhere, NoSuchItem, PostTaken, StartUnreadable, TooManyItems
from services.events.ceremonies.service.reports import SpeechUnknown
from services.events.ceremonies.service.rights import HANDS
from services.events.ceremonies.tasks import PLACE
from shared.access import Person, signed_in
from shared.access import only as only_for
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read


class StepForm(Form):
    """The version that somebody has seen."""

    version: int = Field(ge=1)


def several(value: object) -> object:
    """Read ticked boxes: one is sent as a text, several as texts."""
    return [value] if isinstance(value, str) else value


Ticked = Annotated[tuple[Id, ...], BeforeValidator(several), Field(max_length=20)]
Run = Callable[[str, Any, Person], Awaitable[object]]


class Step(NamedTuple):
    """A step: its address under the ceremony's, what it does, its form, and the field at which a fault is said."""

    path: str
    action: Action
    form: type[StepForm]
    run: Run
    field: str


class Page(Protocol):
    """Shows a page of a ceremony with what was typed and what does not hold."""

    async def __call__(
        self,
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        stale: bool = False,
    ) -> Response:
        """Show it."""
        ...


_FAULTS: dict[type[Exception], tuple[str, str, int]] = {
    OwnCeremony: ("", "To robi ktoś inny niż autor zmian. Poproś kogoś, kto ich nie pisał.", 409),
    HourMissing: ("", "Uroczystość nie ma jeszcze godziny. Podaj ją we wpisie w kalendarzu.", 409),
    ScenarioEmpty: ("", "Scenariusz jest pusty. Najpierw ułóż punkty.", 409),
    ScenarioThere: ("", "Scenariusz ma już punkty.", 409),
    NotYetHeld: ("", "Uroczystość jeszcze się nie zaczęła.", 409),
    CeremonyFull: ("", "Więcej się tu nie zmieści.", 409),
    TooManyItems: ("", "Więcej się tu nie zmieści.", 409),
    NothingAsked: ("", "Najpierw zaznacz, o co prosimy.", 409),
    NothingNew: ("", "Garnizon ma już ten scenariusz i ten wniosek. Nic nie wysłano.", 409),
    RequestNotNow: ("", "Na ten krok wniosek jeszcze nie czeka.", 409),
    KindUnknown: ("", "Wybierz z listy.", 422),
    PermitKnown: ("kind", "To zezwolenie jest już na liście.", 409),
    PermitNotNow: ("", "Ktoś zrobił już następny krok z tym zezwoleniem.", 409),
    DayUnfit: ("on", "Ten dzień jeszcze nie nadszedł.", 422),
    NoSuchItem: ("", "Tego punktu już tu nie ma albo nie ma go dokąd przesunąć.", 409),
    PostTaken: ("post", "Na tym stanowisku ktoś już jest albo ten sztandar ma inne stanowisko.", 409),
    StartUnreadable: ("starts", "Podaj godzinę, na przykład 12:05, albo minuty od początku, na przykład T-15.", 422),
    SpeechUnknown: ("speech", "Nie ma takiego wystąpienia. Skopiuj adres jego strony z panelu.", 422),
}
_NOT_NOW = "Ktoś zrobił już następny krok. Nic nie zapisano, niżej jest obecny stan."


def fault_of(error: Exception, field: str) -> tuple[dict[str, str], int]:
    """Say at its field what did not hold."""
    if isinstance(error, Elsewhere):
        plan = "W planie na deszcz i wiatr" if error.rain else "O tej porze"
        return {field: f"{plan} „{error.what}” jest potrzebne w dwóch punktach: {error.first} i {error.second}."}, 409
    own, text, status = _FAULTS[type(error)]
    return {own or field: text}, status


FAULTS: tuple[type[Exception], ...] = (Elsewhere, *_FAULTS)


def add(router: APIRouter, steps: Sequence[Step], page: Page, messages: Mapping[str, str], back: str = "") -> None:
    """Add the steps of a page. `back`: the address of the page under the ceremony's."""
    for step in steps:
        _add(router, step, page, messages, back)


def _add(router: APIRouter, step: Step, page: Page, messages: Mapping[str, str], back: str) -> None:
    async def post(request: Request, event_id: Id) -> Response:
        try:
            filled = await read(request, step.form, messages)
        except FormInvalid as invalid:
            return await page(request, event_id, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        try:
            await step.run(event_id, filled, signed_in(request))
        except Stale:
            return await page(request, event_id, typed, {}, 412, stale=True)
        except CeremonyNotNow:
            return await page(request, event_id, typed, {step.field: _NOT_NOW}, 409, stale=True)
        except FAULTS as error:
            errors, status = fault_of(error, step.field)
            return await page(request, event_id, typed, errors, status)
        return RedirectResponse(f"{PLACE}/{event_id}{back}", 303)

    path = f"{PLACE}/{{event_id}}/{step.path}"
    router.add_api_route(path, post, methods=["POST"], dependencies=[only_for(*HANDS[step.action])])


def allowed(one: Ceremony, person: Person) -> set[str]:
    """Give what somebody may do with a ceremony now."""
    return {action.value for action in Action if one.may(action) and person.role in HANDS[action]}


def held(one: Ceremony, values: Mapping[str, Any], own: Mapping[str, Any], *, stale: bool) -> dict[str, Any]:
    """Give what the fields show: what was typed, else what there is; the version as it was seen, or the newest."""
    seen = one.version if stale else values.get("version", one.version)
    return {**own, **values, "version": seen}
