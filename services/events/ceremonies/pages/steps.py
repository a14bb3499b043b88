"""What all pages of ceremonies share: who takes a step, what is said where it does not hold, what the fields show."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from services.events.ceremonies.domain import (
    Action,
    Ceremony,
    CeremonyFull,
    CeremonyNotNow,
    HourMissing,
    NotYetHeld,
    OwnCeremony,
    RefusalStands,
    ScenarioEmpty,
    ScenarioThere,
)
from services.events.ceremonies.domain.military import NothingAsked, NothingNew, RequestNotNow
from services.events.ceremonies.domain.permits import DayUnfit, KindUnknown, PermitKnown, PermitLacking, PermitNotNow
from services.events.ceremonies.domain.scenario import Elsewhere, NoSuchItem, PostTaken, StartUnreadable, TooManyItems
from services.events.ceremonies.service.reports import SpeechUnknown
from services.events.ceremonies.service.rights import HANDS
from services.events.ceremonies.tasks import PLACE
from shared.access import Person, only
from shared.contracts.base import Id
from shared.web.form_steps import Fault


def several(value: object) -> object:
    """Read ticked boxes: one is sent as a text, several as texts."""
    return [value] if isinstance(value, str) else value


Ticked = Annotated[tuple[Id, ...], BeforeValidator(several), Field(max_length=20)]
ONE = PLACE + "/{event_id}"


def by(action: Action) -> Any:
    """Declare who may take a step."""
    return only(*HANDS[action])


def _elsewhere(error: Elsewhere) -> str:
    plan = "W planie na deszcz i wiatr" if error.rain else "O tej porze"
    return f"{plan} „{error.what}” jest potrzebne w dwóch punktach: {error.first} i {error.second}."


FAULTS: dict[type[Exception], Fault] = {
    OwnCeremony: Fault("To robi ktoś inny niż autor zmian. Poproś kogoś, kto ich nie pisał."),
    HourMissing: Fault("Uroczystość nie ma jeszcze godziny. Podaj ją we wpisie w kalendarzu."),
    ScenarioEmpty: Fault("Scenariusz jest pusty. Najpierw ułóż punkty."),
    ScenarioThere: Fault("Scenariusz ma już punkty."),
    NotYetHeld: Fault("Uroczystość jeszcze się nie zaczęła."),
    CeremonyFull: Fault("Więcej się tu nie zmieści."),
    TooManyItems: Fault("Więcej się tu nie zmieści."),
    NothingAsked: Fault("Najpierw zaznacz, o co prosimy."),
    NothingNew: Fault("Garnizon ma już ten scenariusz i ten wniosek. Nic nie wysłano."),
    RequestNotNow: Fault("Na ten krok wniosek jeszcze nie czeka."),
    KindUnknown: Fault("Wybierz z listy.", 422),
    PermitKnown: Fault("To zezwolenie jest już na liście.", field="kind"),
    PermitLacking: Fault(
        "Na tyle osób potrzebne jest zezwolenie, którego nie ma na liście. Dodaj je albo podaj powód."
    ),
    RefusalStands: Fault("Odmówiono zezwolenia albo asysty. Wystąp jeszcze raz albo podaj powód, by zamknąć mimo to."),
    PermitNotNow: Fault("Ktoś zrobił już następny krok z tym zezwoleniem."),
    DayUnfit: Fault("Ten dzień jeszcze nie nadszedł.", 422, field="on"),
    NoSuchItem: Fault("Tego punktu już tu nie ma albo nie ma go dokąd przesunąć."),
    PostTaken: Fault("Na tym stanowisku ktoś już jest albo ten sztandar ma inne stanowisko.", field="post"),
    StartUnreadable: Fault(
        "Podaj godzinę, na przykład 12:05, albo minuty od początku, na przykład T-15.", 422, field="starts"
    ),
    SpeechUnknown: Fault("Nie ma takiego wystąpienia. Skopiuj adres jego strony z panelu.", 422, field="speech"),
    Elsewhere: Fault(_elsewhere),
    CeremonyNotNow: Fault("Ktoś zrobił już następny krok. Nic nie zapisano, niżej jest obecny stan.", stale=True),
}
"""What is said of a step that did not hold, the same on every page of a ceremony."""


def allowed(one: Ceremony, person: Person) -> set[str]:
    """Give what somebody may do with a ceremony now."""
    return {action.value for action in Action if one.may(action) and person.role in HANDS[action]}


def held(one: Ceremony, values: Mapping[str, Any], own: Mapping[str, Any], *, stale: bool) -> dict[str, Any]:
    """Give what the fields show: what was typed, else what there is; the version as it was seen, or the newest."""
    seen = one.version if stale else values.get("version", one.version)
    return {**own, **values, "version": seen}
