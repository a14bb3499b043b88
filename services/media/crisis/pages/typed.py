"""Forms of crisis information: a warning, a cancellation, a plan, a shift, as people type them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from services.media.crisis.api.messages import FollowUp, MinutesAgo, Relayed
from services.media.crisis.domain.area import (
    DISTRICTS,
    MOST_POINTS,
    Area,
    AreaKind,
    Circle,
    Districts,
    Latitude,
    Longitude,
    Place,
    Point,
    Polygon,
    Radius,
    WholeCity,
)
from services.media.crisis.domain.content import (
    Certainty,
    Contact,
    Content,
    Headline,
    Long,
    Reason,
    Severity,
    Urgency,
    Words,
)
from services.media.crisis.domain.plan import Hours, Minutes, PlanContent
from services.media.crisis.domain.rota import Name, Telephone
from shared.clock import WARSAW
from shared.contracts.base import Id
from shared.web.forms import Form, VersionForm, said


def _city_time(value: datetime) -> datetime:
    """A time without an offset is one of the city's clocks."""
    return (value.replace(tzinfo=WARSAW) if value.tzinfo is None else value).astimezone(UTC)


def _several(value: object) -> object:
    """A form with one box ticked gives one text, not a list of one."""
    return [value] if isinstance(value, str) else value


def _comma(value: object) -> object:
    """People write 51,76 as well as 51.76."""
    return value.strip().replace(",", ".") if isinstance(value, str) else value


_OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2199, 1, 1, tzinfo=UTC)


def _sensible(value: datetime) -> datetime:
    if not _OLDEST < value.replace(tzinfo=value.tzinfo or UTC) < _LATEST:
        raise said("Sprawdź rok.")
    return value


Moment = Annotated[datetime, AfterValidator(_city_time), AfterValidator(_sensible)]


class BeginForm(Form):
    """What happened, and whether it is an exercise. `minutes_ago`: since the report."""

    hazard: Id
    exercise: bool
    minutes_ago: MinutesAgo = 0


class StepForm(Form):
    """The version that a step was decided on."""

    version: int = Field(ge=0)
    step: Literal["approve", "issue"] = "approve"


class FollowForm(Form):
    """What is to follow a warning."""

    kind: FollowUp


class AskedForm(Form):
    """Which channel that is not ours was asked for."""

    channel: Relayed


class AgainForm(VersionForm):
    """By which channel a warning is to be tried anew, in the version that was seen."""

    send: Id


class CancellationForm(Form):
    """The words of a warning; all there is to a cancellation. `step`: save it, or send it out alone."""

    version: int = Field(ge=1)
    step: Literal["save", "alone"] = "save"
    headline: Headline
    description: Long
    instruction: Long
    contact: Contact
    reason: Reason | None = Field(default=None, validate_default=True)

    @field_validator("reason")
    @classmethod
    def _told(cls, reason: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("step") == "alone" and reason is None:
            raise said("Napisz w kilku słowach, dlaczego wydajesz to bez drugiej osoby.")
        return reason

    def content(self, before: Content) -> Content:
        """Give the content of a cancellation: its place and end are those of what it cancels."""
        return before.model_copy(update={"words": self.words(), "contact": self.contact})

    def words(self) -> Words:
        """Give the words."""
        return Words(headline=self.headline, description=self.description, instruction=self.instruction)


class WarningForm(CancellationForm):
    """A warning, with where it holds and until when."""

    area: AreaKind
    districts: Annotated[list[str], BeforeValidator(_several)] = Field(default=[], validate_default=True, max_length=60)
    place: Place | None = Field(default=None, validate_default=True)
    latitude: Annotated[Latitude | None, BeforeValidator(_comma)] = Field(default=None, validate_default=True)
    longitude: Annotated[Longitude | None, BeforeValidator(_comma)] = Field(default=None, validate_default=True)
    radius: Annotated[Radius | None, BeforeValidator(_comma)] = Field(default=None, validate_default=True)
    points: Annotated[str | None, Field(max_length=5000)] = Field(default=None, validate_default=True)
    expires: Moment
    severity: Severity
    urgency: Urgency
    certainty: Certainty

    @field_validator("districts")
    @classmethod
    def _some(cls, districts: list[str], info: ValidationInfo) -> list[str]:
        if any(one not in DISTRICTS for one in districts):
            raise said("Wybierz osiedla z listy.")
        if info.data.get("area") is AreaKind.DISTRICTS and not districts:
            raise said("Zaznacz co najmniej jedno osiedle.")
        return districts

    @field_validator("place")
    @classmethod
    def _named(cls, place: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("area") in (AreaKind.CIRCLE, AreaKind.POLYGON) and place is None:
            raise said("Napisz słowami, gdzie to jest: nie każdy widzi mapę.")
        return place

    @field_validator("latitude", "longitude", "radius")
    @classmethod
    def _measured(cls, value: float | None, info: ValidationInfo) -> float | None:
        if info.data.get("area") is AreaKind.CIRCLE and value is None:
            raise said("Podaj liczbę: koło potrzebuje środka i promienia.")
        return value

    @field_validator("points")
    @classmethod
    def _drawn(cls, points: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("area") is AreaKind.POLYGON:
            corners(points or "")
        return points

    def content(self, before: Content) -> Content:
        """Give the content."""
        return Content(
            words=self.words(),
            contact=self.contact,
            area=self._area(),
            expires=self.expires,
            severity=self.severity,
            urgency=self.urgency,
            certainty=self.certainty,
        )

    def _area(self) -> Area:
        if self.area is AreaKind.DISTRICTS:
            return Districts(names=tuple(one for one in DISTRICTS if one in self.districts))
        if self.area is AreaKind.CIRCLE and self.place and self.latitude and self.longitude and self.radius:
            centre = Point(latitude=self.latitude, longitude=self.longitude)
            return Circle(place=self.place, centre=centre, radius=self.radius)
        if self.area is AreaKind.POLYGON and self.place:
            return Polygon(place=self.place, points=corners(self.points or ""))
        return WholeCity()


_CORNER = re.compile(r"\s*(\d{2}[.,]\d{1,8})\s*[;,\s]\s*(\d{2}[.,]\d{1,8})\s*")


def corners(text: str) -> tuple[Point, ...]:
    """Read a polygon: a corner on each line, "51.76 18.09". Raises the text that the person reads."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _CORNER.fullmatch(line)
        latitude, longitude = (float(part.replace(",", ".")) for part in match.groups()) if match else (0.0, 0.0)
        if not (49 <= latitude <= 55 and 14 <= longitude <= 24.2):
            raise said("Napisz w każdej linii szerokość i długość jednego rogu, na przykład 51.7611 18.0910.")
        found.append(Point(latitude=latitude, longitude=longitude))
    if found and found[0] == found[-1]:
        found.pop()
    if not 3 <= len(found) <= MOST_POINTS:
        raise said("Wielokąt ma od 3 do 100 rogów.")
    if len(set(found)) != len(found):
        raise said("Ten sam róg jest tu dwa razy.")
    return tuple(found)


class PlanForm(Form):
    """A plan: both texts, whom to call, how bad it is, how soon and for how long."""

    version: int = Field(ge=0)
    headline: Headline
    description: Long
    instruction: Long
    cancel_headline: Headline
    cancel_description: Long
    cancel_instruction: Long
    contact: Contact
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    target_minutes: Minutes
    hours: Hours

    def content(self) -> PlanContent:
        """Give the content of the plan."""
        return PlanContent(
            warning=Words(headline=self.headline, description=self.description, instruction=self.instruction),
            cancellation=Words(
                headline=self.cancel_headline,
                description=self.cancel_description,
                instruction=self.cancel_instruction,
            ),
            **self.model_dump(include=set(PlanContent.model_fields)),
        )


class ShiftForm(Form):
    """Who speaks, and when."""

    version: int = Field(ge=0)
    name: Name
    telephone: Telephone
    starts: Moment
    ends: Moment


class RemovalForm(Form):
    """Which shift is taken away."""

    version: int = Field(ge=0)
    shift: Id


def typed(content: Content, version: int) -> dict[str, Any]:
    """Give a content as its form shows it."""
    area = content.area
    values: dict[str, Any] = {
        **content.words.model_dump(),
        **content.model_dump(mode="json", include={"contact", "severity", "urgency", "certainty"}),
        "expires": content.expires,
        "version": version,
        "area": area.kind.value,
    }
    if isinstance(area, Districts):
        values["districts"] = list(area.names)
    elif isinstance(area, Circle):
        values |= {"place": area.place, "radius": f"{area.radius:g}"}
        values |= {"latitude": f"{area.centre.latitude:.5f}", "longitude": f"{area.centre.longitude:.5f}"}
    elif isinstance(area, Polygon):
        lines = (f"{one.latitude:.5f} {one.longitude:.5f}" for one in area.points)
        values |= {"place": area.place, "points": "\n".join(lines)}
    return values


def typed_plan(content: PlanContent, version: int) -> dict[str, Any]:
    """Give a plan as its form shows it."""
    cancellation = {f"cancel_{name}": text for name, text in content.cancellation.model_dump().items()}
    rest = content.model_dump(mode="json", exclude={"warning", "cancellation"})
    return {**content.warning.model_dump(), **cancellation, **rest, "version": version}


MESSAGES: Mapping[str, str] = {
    "headline": "Napisz krótki tytuł: od 5 do 140 znaków.",
    "description": "Napisz, co się stało: od 10 do 2000 znaków.",
    "instruction": "Napisz, co mają zrobić ludzie: od 10 do 2000 znaków.",
    "cancel_headline": "Napisz krótki tytuł: od 5 do 140 znaków.",
    "cancel_description": "Napisz, co się zmieniło: od 10 do 2000 znaków.",
    "cancel_instruction": "Napisz, co teraz: od 10 do 2000 znaków.",
    "contact": "Napisz, gdzie dzwonić: od 3 do 300 znaków.",
    "expires": "Podaj dzień i godzinę, do kiedy to obowiązuje.",
    "reason:string_too_short": "Napisz powód co najmniej jednym zdaniem.",
    "area": "Wybierz, gdzie to obowiązuje.",
    "latitude": "Podaj szerokość geograficzną, na przykład 51,7611.",
    "longitude": "Podaj długość geograficzną, na przykład 18,0910.",
    "radius": "Podaj promień w kilometrach, od 0,05 do 30.",
    "hazard": "Wybierz zagrożenie z listy.",
    "exercise": "Wybierz: naprawdę czy ćwiczenie.",
    "minutes_ago": "Podaj liczbę minut, od 0 do 1440.",
    "target_minutes": "Podaj liczbę minut, od 1 do 1440.",
    "hours": "Podaj liczbę godzin, od 1 do 336.",
    "name": "Podaj imię i nazwisko.",
    "telephone": "Podaj numer telefonu: cyfry i spacje.",
    "starts": "Podaj dzień i godzinę początku.",
    "ends": "Podaj dzień i godzinę końca.",
}
