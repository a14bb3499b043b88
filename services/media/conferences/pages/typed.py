"""What is typed at the desk of press conferences: read into the words of the domain, shown again as it was typed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

from fastapi import Request
from pydantic import AfterValidator, BeforeValidator, Field

from services.media.conferences.api import MOST_OUTLETS
from services.media.conferences.domain import MOST_SPEAKERS, About, Conference, Contact, Content, Kind, Title, Why
from services.media.conferences.domain.programme import (
    Place,
    ProgrammeUnfit,
    Said,
    SeriesTooFar,
    TimesUnfit,
    When,
    programme_of,
)
from shared.clock import WARSAW, warsaw
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read, said
from shared.web.series import SERIES_FAULTS, SERIES_MESSAGES, SeriesForm


def _lines(value: object) -> object:
    """Read a text of lines as a list."""
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


def _day(value: date) -> date:
    if not 2000 < value.year < 2199:
        raise said("Sprawdź rok.")
    return value


def _several(value: object) -> object:
    """A form with one box ticked gives one text, not a list of one."""
    return [value] if isinstance(value, str) else value


Rest = Literal["true", ""]
"""Ticked: all later ones of the series, too."""


class ContentForm(Form):
    """What nobody has to be told; the programme as typed, a point in each line."""

    version: int = 0
    about: About
    contact: Contact
    programme: Annotated[str, Field(max_length=8000)] = ""
    speakers: Annotated[tuple[Said, ...], BeforeValidator(_lines), Field(max_length=MOST_SPEAKERS)] = ()

    def content(self, starts: datetime) -> Content:
        """Give it in the words of the domain. Raises `ProgrammeUnfit`."""
        points = programme_of(self.programme, starts)
        return Content(about=self.about, contact=self.contact, programme=points, speakers=self.speakers)


class WhenForm(Form):
    """When and where."""

    version: int = 0
    day: Annotated[date, AfterValidator(_day)]
    begins: time
    ends: time
    place: Place

    def when(self) -> When:
        """Give the moments by the clocks of the city."""
        starts, ends = (datetime.combine(self.day, at, WARSAW).astimezone(UTC) for at in (self.begins, self.ends))
        return When(starts=starts, ends=ends, place=self.place)


class ConferenceForm(WhenForm, ContentForm):
    """A conference as typed, and what was pressed."""

    kind: Kind
    title: Title
    step: Literal["save", "announce", "announce_rest"] = "save"


class PlanForm(SeriesForm, ConferenceForm):
    """A new conference as typed, or a series of them."""


class StepForm(VersionForm):
    """A step without words: to let a draft go, to take a file away."""

    discard_rest: Rest = ""


class MoveForm(WhenForm):
    """Another time or place, and why."""

    reason: Why


class PostponeForm(VersionForm):
    """Why it does not take place on its day."""

    postpone_reason: Why


class CancelForm(VersionForm):
    """Why it does not take place."""

    cancel_reason: Why
    cancel_rest: Rest = ""


class InviteForm(VersionForm):
    """Whom to invite."""

    outlets: Annotated[tuple[Id, ...], BeforeValidator(_several), Field(min_length=1, max_length=MOST_OUTLETS)]


class MaterialForm(VersionForm):
    """What is typed of a file."""

    what: Annotated[str, Field(min_length=10, max_length=300)]


_WHY = "Napisz powód co najmniej jednym zdaniem: przeczytają go wszyscy, także zaproszeni."
MESSAGES = {
    **SERIES_MESSAGES,
    "kind": "Wybierz, co to będzie.",
    "title:missing": "Napisz, czego dotyczy.",
    "day:missing": "Podaj dzień.",
    "begins": "Podaj godzinę rozpoczęcia.",
    "ends": "Podaj godzinę zakończenia.",
    "place:missing": "Podaj miejsce.",
    "about:missing": "Napisz, o czym będzie mowa.",
    "contact:missing": "Napisz, z kim dziennikarz może o tym porozmawiać.",
    "speakers": "Wpisz każdą osobę w osobnej linii, najwyżej 20 osób.",
    "reason": _WHY,
    "postpone_reason": _WHY,
    "cancel_reason": _WHY,
    "outlets": "Wybierz co najmniej jedną redakcję.",
    "what": "Napisz, co to za plik: od 10 do 300 znaków.",
}
_FAULTS: Mapping[type[Exception], dict[str, str]] = {
    **SERIES_FAULTS,
    TimesUnfit: {"begins": "Początek musi być przed nami, a koniec po nim, najwyżej 12 godzin później."},
    SeriesTooFar: {"until": "Ostatni termin serii może być najdalej za rok. Podaj wcześniejszy dzień."},
    ProgrammeUnfit: {
        "programme": "W każdej linii zacznij od godziny, na przykład „10:00 Otwarcie”. Godziny idą po kolei i mieszczą "
        "się między początkiem a końcem."
    },
}
UNFIT = tuple(_FAULTS)
"""What does not fit of what is planned, see `fault`."""
OVERTAKEN = "Ktoś zmienił to przed Tobą. To, co masz w formularzu, zostało. Sprawdź i zapisz jeszcze raz."


async def step(request: Request) -> StepForm:
    """Read a form that nobody types in: where a field is broken, the page is as old as where it is stale."""
    try:
        return await read(request, StepForm)
    except FormInvalid:
        raise Stale("conference", request.path_params["conference_id"]) from None


def fault(unfit: Exception) -> dict[str, str]:
    """Say at its field what does not fit."""
    return _FAULTS[type(unfit)]


def typed(form: Form) -> dict[str, Any]:
    """Give a form as it was typed."""
    values = form.model_dump()
    for name in ("begins", "ends"):
        if name in values:
            values[name] = f"{values[name]:%H:%M}"
    if "speakers" in values:
        values["speakers"] = "\n".join(values["speakers"])
    return values


def known(one: Conference) -> dict[str, Any]:
    """Give one as the form shows it."""
    starts, ends = warsaw(one.when.starts), warsaw(one.when.ends)
    return {
        "version": one.version,
        "kind": one.kind.value,
        "title": one.title,
        "day": starts.date(),
        "begins": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": one.when.place,
        "about": one.content.about,
        "contact": one.content.contact,
        "programme": "\n".join(f"{warsaw(at):%H:%M} {text}" for at, text in one.timetable),
        "speakers": "\n".join(one.content.speakers),
    }
