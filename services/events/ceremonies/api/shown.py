"""What the JSON routes of ceremonies answer: a line of a list, one ceremony with all that is prepared."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.events.ceremonies.domain import Ceremony, Concept, Consultation, Report, State
from services.events.ceremonies.domain.military import RequestState
from services.events.ceremonies.domain.permits import PermitState
from services.events.ceremonies.domain.scenario import Item, Party, PartyKind, Rain
from services.events.ceremonies.domain.text import content_of


class CeremonyLine(BaseModel):
    """A ceremony in a list."""

    ceremony_id: str
    title: str
    starts: datetime
    all_day: bool
    place: str | None
    state: State
    version: int


class Waiting(BaseModel):
    """A ceremony of the calendar that nobody has begun to prepare."""

    event_id: str
    title: str
    starts: datetime


class SendingShown(BaseModel):
    """A version of the scenario that the garrison was sent; `late`: after its day."""

    number: int
    sha256: str
    components: tuple[str, ...]
    at: datetime
    late: bool


class AnswerShown(BaseModel):
    """An answer of the garrison."""

    state: RequestState
    composition: str
    sign: str
    on: date
    number: int


class WithdrawalShown(BaseModel):
    """A sending that was taken back: its number, and the reason of the calendar."""

    number: int
    reason: str
    put_off: bool
    at: datetime


class RequestShown(BaseModel):
    """The request for military assistance. `differs`: the garrison has another scenario than the present one."""

    state: RequestState
    components: tuple[str, ...]
    remarks: str
    sendings: list[SendingShown]
    answers: list[AnswerShown]
    withdrawals: list[WithdrawalShown]
    differs: bool


class PermitShown(BaseModel):
    """A permit with its clock."""

    permit_id: str
    kind: str
    name: str
    basis: str
    state: PermitState
    due_at: datetime
    explanation: tuple[str, ...]
    late: bool
    on: date | None
    sign: str


class PartyShown(BaseModel):
    """Who stands at a post."""

    party_id: str
    kind: PartyKind
    unit: str
    standard: str | None
    post: str


class ItemShown(BaseModel):
    """An item of the scenario."""

    item_id: str
    title: str
    offset: int
    minutes: int
    place: str
    who: tuple[str, ...]
    script: str
    wreaths: bool
    rain: Rain
    rain_place: str | None


class PhotographShown(BaseModel):
    """A photograph of the report."""

    photograph_id: str
    alt: str


class CeremonyShown(CeremonyLine):
    """A ceremony. `version` is what If-Match must name; `plan_b`: the items as they are in wind and rain."""

    concept: Concept | None
    consultations: tuple[Consultation, ...]
    items: list[ItemShown]
    plan_b: list[ItemShown]
    parties: list[PartyShown]
    military_wanted: bool
    frame_plan: bool
    request: RequestShown | None
    permits: list[PermitShown]
    report: Report | None
    photographs: list[PhotographShown]


def line(one: Ceremony) -> dict[str, Any]:
    """Give what a list says of a ceremony."""
    slot = one.slot
    told = {"title": slot.title, "starts": slot.starts, "all_day": slot.all_day, "place": slot.place}
    return {"ceremony_id": one.id, **told, "state": one.state, "version": one.version}


def shown(one: Ceremony, now: datetime) -> CeremonyShown:
    """Give a ceremony as it stands at a moment."""
    request = one.request
    return CeremonyShown(
        **line(one),
        concept=one.concept,
        consultations=one.consultations,
        items=[_item(item) for item in one.scenario.items],
        plan_b=[_item(item) for item in one.scenario.in_rain()],
        parties=[_party(party) for party in one.scenario.parties],
        military_wanted=one.military,
        frame_plan=one.frame_plan,
        request=RequestShown(
            state=request.state,
            components=request.components,
            remarks=request.remarks,
            sendings=[SendingShown(**_only(each, SendingShown)) for each in request.sendings],
            answers=[AnswerShown(**_only(each, AnswerShown)) for each in request.answers],
            withdrawals=[WithdrawalShown(**_only(each, WithdrawalShown)) for each in request.withdrawals],
            differs=request.differs(content_of(one)),
        )
        if request
        else None,
        permits=[
            PermitShown(
                permit_id=each.id,
                kind=each.kind.id,
                name=each.kind.name,
                basis=each.kind.basis,
                state=each.state,
                due_at=each.due_at,
                explanation=each.explanation,
                late=each.late(now),
                on=each.on,
                sign=each.sign,
            )
            for each in one.permits
        ],
        report=one.report,
        photographs=[PhotographShown(photograph_id=each.id, alt=each.alt) for each in one.photographs],
    )


def _only(one: BaseModel, shown: type[BaseModel]) -> dict[str, Any]:
    return one.model_dump(include=set(shown.model_fields))


def _item(item: Item) -> ItemShown:
    return ItemShown(item_id=item.id, **item.model_dump(exclude={"id"}))


def _party(party: Party) -> PartyShown:
    return PartyShown(party_id=party.id, **party.model_dump(exclude={"id"}))
