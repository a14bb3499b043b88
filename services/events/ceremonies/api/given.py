"""What programs give of ceremonies: bounded, and closed to what nobody knows."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.events.ceremonies.domain import LONGEST_ALT, SHORTEST_ALT, Concept, Essay, Headcount, Line, Report
from services.events.ceremonies.domain.military import Composition, RequestState
from services.events.ceremonies.domain.permits import Nature, PermitStep
from services.events.ceremonies.domain.scenario import (
    EARLIEST,
    LATEST,
    LONGEST,
    MOST_POSTS,
    Item,
    Name,
    Note,
    Party,
    PartyKind,
    Post,
    Rain,
    Script,
    Spot,
)
from services.events.given import Day, Why
from shared.contracts.base import Id

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Remarks = Annotated[str, Field(max_length=1_000)]
Sign = Annotated[str, Field(max_length=100)]


class ConceptGiven(BaseModel):
    """The concept."""

    model_config = _CLOSED

    purpose: Essay
    organiser: Line
    partners: Annotated[str, Field(max_length=1_000)] = ""
    expected: Headcount
    outdoors: bool
    nature: Nature = Nature.ENTERTAINMENT

    def concept(self) -> Concept:
        """Give it in the words of the domain."""
        return Concept(**self.model_dump())


class ConsultationGiven(BaseModel):
    """What somebody who was asked has said."""

    model_config = _CLOSED

    body: Line
    on: Day
    opinion: Essay


class PhotographGiven(BaseModel):
    """What a photograph shows, for those who do not see it."""

    model_config = _CLOSED

    alt: Annotated[str, Field(min_length=SHORTEST_ALT, max_length=LONGEST_ALT)]


class PhotographDropped(BaseModel):
    """Which photograph goes."""

    model_config = _CLOSED

    photograph: Id


class ReasonGiven(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Why


class HeldGiven(BaseModel):
    """Whether the mayor was there."""

    model_config = _CLOSED

    mayor_present: bool


class ItemGiven(BaseModel):
    """An item: `offset` minutes after the beginning of the ceremony, before it where negative. `who`: posts."""

    model_config = _CLOSED

    title: Name
    offset: Annotated[int, Field(ge=EARLIEST, le=LATEST)]
    minutes: Annotated[int, Field(ge=1, le=LONGEST)]
    place: Spot
    who: Annotated[tuple[Post, ...], Field(max_length=MOST_POSTS)] = ()
    script: Script = ""
    wreaths: bool = False
    rain: Rain = Rain.SAME
    rain_place: Spot | None = None

    @model_validator(mode="after")
    def _placed(self) -> "ItemGiven":
        if (self.rain is Rain.OTHER_PLACE) != (self.rain_place is not None):
            raise ValueError("another place in the rain needs the place, and only that does")
        return self

    def item(self, id: str) -> Item:
        """Give it in the words of the domain."""
        return Item(id=id, **self.model_dump(include=set(ItemGiven.model_fields)))


class ItemChanged(ItemGiven):
    """An item of the scenario; `push`: the later ones move along with its end."""

    item_id: Id
    push: bool = False


class ItemNamed(BaseModel):
    """An item of the scenario."""

    model_config = _CLOSED

    item_id: Id


class ItemMoved(ItemNamed):
    """An item, and whether it goes before the one ahead of it or after the next one."""

    earlier: bool


class PartyGiven(BaseModel):
    """Who stands at a post: a colour party with its standard, a guard, another service."""

    model_config = _CLOSED

    kind: PartyKind
    unit: Note
    standard: Note | None = None
    post: Post

    def party(self, id: str) -> Party:
        """Give it in the words of the domain."""
        return Party(id=id, **self.model_dump())


class PartyNamed(BaseModel):
    """Somebody at a post."""

    model_config = _CLOSED

    party_id: Id


class RequestGiven(BaseModel):
    """What is asked for, by the codes of the list of components."""

    model_config = _CLOSED

    components: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20)]
    remarks: Remarks = ""


class NoRequestGiven(BaseModel):
    """Why no request is needed: the frame plan of the year has the ceremony, or nobody is wanted."""

    model_config = _CLOSED

    frame_plan: bool


class AnswerGiven(BaseModel):
    """What the garrison has answered."""

    model_config = _CLOSED

    state: RequestState
    composition: Composition
    sign: Sign = ""
    on: Day


class PermitGiven(BaseModel):
    """A permit that is needed, by its kind."""

    model_config = _CLOSED

    kind: Id


class PermitStepGiven(BaseModel):
    """What happened with a permit on a day."""

    model_config = _CLOSED

    permit_id: Id
    step: PermitStep
    on: Day
    sign: Sign = ""
    note: Remarks = ""


class ReportGiven(BaseModel):
    """The report. `speech`: the id of the speech that was held."""

    model_config = _CLOSED

    attendance: Headcount
    well: Essay
    badly: Annotated[str, Field(max_length=5_000)] = ""
    speech: Id | None = None

    def report(self) -> Report:
        """Give it in the words of the domain."""
        return Report(**self.model_dump())
