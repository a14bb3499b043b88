"""A memorial of the register, and the care that each of them gets every year. No framework, no await."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator

from services.events.letters.domain.words import terms_of
from shared.sketch import Point

MOST_PHOTOGRAPHS = 12
SHORTEST_ALT, LONGEST_ALT = 10, 300
MOST_SHOWN = 1_000
"""Of the register at once: residents see all of it on one sketch."""

Name = Annotated[str, Field(min_length=5, max_length=200)]
Where = Annotated[str, Field(min_length=3, max_length=200)]
Inscription = Annotated[str, Field(min_length=3, max_length=4000)]
Short = Annotated[str, Field(min_length=2, max_length=300)]
Findings = Annotated[str, Field(min_length=10, max_length=4000)]
Latitude = Annotated[float, Field(ge=49.0, le=55.0)]
"""Degrees north (WGS 84), inside Poland: anything else is a slip."""
Longitude = Annotated[float, Field(ge=14.0, le=24.2)]
"""Degrees east."""


class MemorialWithdrawn(Exception):
    """The memorial is no longer in the register."""

    def __init__(self, memorial_id: str) -> None:
        super().__init__(f"memorial {memorial_id} is withdrawn")
        self.memorial_id = memorial_id


class TooManyPhotographs(Exception):
    """The memorial has `MOST_PHOTOGRAPHS` already."""

    def __init__(self, memorial_id: str) -> None:
        super().__init__(f"memorial {memorial_id} has {MOST_PHOTOGRAPHS} photographs")
        self.memorial_id, self.most = memorial_id, MOST_PHOTOGRAPHS


class CareClosed(Exception):
    """The care of the year is closed: what was found stands."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the care of {year} is closed")
        self.year = year


class InspectionsMissing(Exception):
    """Sites of the year's plan have not been inspected. `names`: of the sites."""

    def __init__(self, year: int, names: tuple[str, ...]) -> None:
        super().__init__(f"{len(names)} sites of {year} have no inspection")
        self.year, self.names = year, names


class InspectedAhead(Exception):
    """The day of the inspection has not come, or lies in another year."""

    def __init__(self, on: date) -> None:
        super().__init__(f"inspected on {on.isoformat()}")
        self.on = on.isoformat()


class MemorialKind(StrEnum):
    """What a memorial is."""

    MONUMENT = "monument"
    PLAQUE = "plaque"
    OBELISK = "obelisk"
    GRAVE = "grave"
    CEMETERY = "cemetery"
    OTHER = "other"


class Condition(StrEnum):
    """How it was found."""

    GOOD = "good"
    REPAIR = "repair"
    BAD = "bad"


class Card(BaseModel):
    """What the register says of a memorial. `people`: who is remembered; `founders`: who has paid for it.

    `owner`, `carer`: institutions.
    `war_grave`: under the act on war graves of 28.03.1933; `listed`: its entry in the conservator's register.
    """

    model_config = ConfigDict(frozen=True)

    name: Name
    kind: MemorialKind
    place: Where
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    inscription: Inscription | None = None
    people: Short | None = None
    period: Short | None = None
    founders: Short | None = None
    owner: Short | None = None
    carer: Short | None = None
    war_grave: bool = False
    listed: Short | None = None

    @model_validator(mode="after")
    def _point(self) -> "Card":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("both degrees or none")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """Give every form of every word that it is found by: all that residents read on its page."""
        texts = (self.name, self.place, self.inscription, self.people, self.period)
        return terms_of(*(text for text in (*texts, self.founders, self.owner, self.carer) if text))

    @property
    def point(self) -> Point | None:
        """Give where it is, None where nobody has noted it."""
        return (self.latitude, self.longitude) if self.latitude is not None and self.longitude is not None else None


class Photograph(BaseModel):
    """A photograph with the text that says what is on it."""

    model_config = ConfigDict(frozen=True)

    id: str
    width: int
    height: int
    alt: str
    taken_in: str
    by: str


class Memorial(BaseModel):
    """One memorial. `condition`: as it was found at the last inspection, on `inspected_on`."""

    model_config = ConfigDict(frozen=True)

    id: str
    card: Card
    photographs: tuple[Photograph, ...] = ()
    condition: Condition | None = None
    inspected_on: date | None = None
    withdrawn: str | None = None
    changed_at: datetime
    version: int = 1

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no property under a decorator
    @property
    def words(self) -> tuple[str, ...]:
        """What the register is searched by, kept with it."""
        return self.card.words

    def changed(self, card: Card, at: datetime) -> "Memorial":
        """Give it with another card. Raises `MemorialWithdrawn`."""
        return self._next(at, card=card)

    def with_photograph(self, one: Photograph, at: datetime) -> "Memorial":
        """Give it with one more photograph. Raises `TooManyPhotographs`, `MemorialWithdrawn`."""
        if len(self.photographs) >= MOST_PHOTOGRAPHS:
            raise TooManyPhotographs(self.id)
        return self._next(at, photographs=(*self.photographs, one))

    def without_photograph(self, id: str, at: datetime) -> "Memorial":
        """Give it without a photograph. Raises `MemorialWithdrawn`."""
        return self._next(at, photographs=tuple(one for one in self.photographs if one.id != id))

    def taken_out(self, reason: str, at: datetime) -> "Memorial":
        """Give it out of the register. Raises `MemorialWithdrawn`."""
        return self._next(at, withdrawn=reason)

    def found(self, condition: Condition, on: date, at: datetime) -> "Memorial":
        """Give it as it was found; an older finding does not hide a newer one."""
        if self.inspected_on is not None and on < self.inspected_on:
            return self
        return self.model_copy(
            update={"condition": condition, "inspected_on": on, "changed_at": at, "version": self.version + 1}
        )

    def _next(self, at: datetime, **changes: object) -> "Memorial":
        if self.withdrawn is not None:
            raise MemorialWithdrawn(self.id)
        return self.model_copy(update={**changes, "changed_at": at, "version": self.version + 1})


class Inspection(BaseModel):
    """The care inspection of one site in one year; a site of the year's plan has exactly one."""

    model_config = ConfigDict(frozen=True)

    id: str
    memorial_id: str
    year: int
    name: str
    place: str
    due_at: datetime
    explanation: tuple[str, ...]
    done_on: date | None = None
    condition: Condition | None = None
    findings: str | None = None
    by: str | None = None
    needless: bool = False
    version: int = 1

    def due(self, due_at: datetime, why: str) -> "Inspection":
        """Give it with another date and its reason."""
        return self.model_copy(update={"due_at": due_at, "explanation": (why,), "version": self.version + 1})

    def done(self, on: date, condition: Condition, findings: str, by: str, today: date) -> "Inspection":
        """Give it done, or what was found put right. Raises `InspectedAhead`."""
        if on > today or on.year != self.year:
            raise InspectedAhead(on)
        return self.model_copy(
            update={
                "done_on": on,
                "condition": condition,
                "findings": findings,
                "by": by,
                "version": self.version + 1,
            }
        )


def inspection_id(memorial_id: str, year: int) -> str:
    """Give the id of the inspection of a site in a year."""
    return f"{memorial_id}-{year}"


class HeldAt(NamedTuple):
    """That something is held at a memorial on a day, and what."""

    memorial_id: str
    day: date
    title: str


def due_on(year: int, care: tuple[int, int], held: HeldAt | None) -> tuple[date, str]:
    """Give the day by which a site is inspected in a year, and why: the house's own, or the one before a ceremony.

    `care`: month and day of the house; `held`: the first that is held there from now on, None where nothing is.
    """
    month, day = care
    own = date(year, month, day), f"Do {day:02}.{month:02} każdego roku: zasada wydziału"
    if held is None or held.day > own[0]:
        return own
    # An inspection is of a day of its year, also that of the first of January.
    return max(held.day - timedelta(days=1), date(year, 1, 1)), f"Przed uroczystością {held.day:%d.%m.%Y}: {held.title}"


class CareYear(BaseModel):
    """The care plan of a year. `id`: the year."""

    model_config = ConfigDict(frozen=True)

    id: str
    year: int
    made_at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = None
    version: int = 1

    def closed(self, inspections: list[Inspection], at: datetime, by: str) -> "CareYear":
        """Give it closed, every site of it inspected. Raises `CareClosed`, `InspectionsMissing`."""
        if self.closed_at is not None:
            raise CareClosed(self.year)
        missing = tuple(one.name for one in inspections if one.done_on is None and not one.needless)
        if missing:
            raise InspectionsMissing(self.year, missing)
        return self.model_copy(update={"closed_at": at, "closed_by": by, "version": self.version + 1})
