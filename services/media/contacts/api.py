"""JSON routes of contacts: titles, journalists, accreditations. Private numbers go to the press office alone."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.media.contacts.domain import (
    MOST_NUMBERS,
    MOST_OUTLETS,
    Accreditation,
    Consent,
    Details,
    Journalist,
    Medium,
    Number,
    OutletFacts,
)
from services.media.contacts.service import READERS, Contacts
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.readings import Reading
from shared.web.requests import IfMatch, Keyed, Limit, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_MAILBOX = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


def _some(least: int, most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Name = Annotated[str, _some(2, 200)]
Label = Annotated[str, _some(1, 60)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_MAILBOX, max_length=254)]
Telephone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[+\d][\d ()-]{5,29}$")]
Address = Annotated[str, _some(5, 300)]
Why = Annotated[str, _some(3, 500)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]
Skip = Annotated[int, Query(ge=0, le=100_000)]


class OutletGiven(BaseModel):
    """A title. `registration`: its number in the register of the court."""

    model_config = _CLOSED

    name: Name
    medium: Medium
    email: Email | None = None
    telephone: Telephone | None = None
    address: Address | None = None
    registration: Label | None = None
    active: bool = True

    def facts(self) -> OutletFacts:
        """Give it in the words of the domain."""
        return OutletFacts(**self.model_dump())


class NumberGiven(BaseModel):
    """A telephone number, private unless its owner has said otherwise."""

    model_config = _CLOSED

    label: Label
    number: Telephone
    private: bool = True


class JournalistGiven(BaseModel):
    """A journalist. `roles`: what they write about or are; `outlets`: ids of titles."""

    model_config = _CLOSED

    name: Name
    email: Email | None = None
    numbers: Annotated[tuple[NumberGiven, ...], Field(max_length=MOST_NUMBERS)] = ()
    roles: Annotated[tuple[Label, ...], Field(max_length=10)] = ()
    outlets: Annotated[tuple[Id, ...], Field(max_length=MOST_OUTLETS)] = ()

    def details(self) -> Details:
        """Give who it is in the words of the domain."""
        numbers = tuple(Number(**number.model_dump()) for number in self.numbers)
        return Details(name=self.name, email=self.email, numbers=numbers)


class NewJournalistGiven(JournalistGiven):
    """A journalist who has agreed to be in the list, when and how."""

    consent_on: Day
    consent_how: Why

    def consent(self) -> Consent:
        """Give the consent in the words of the domain."""
        return Consent(given_on=self.consent_on, how=self.consent_how)


class ChangedJournalistGiven(JournalistGiven):
    """A journalist as they are to be."""

    active: bool = True


class AccreditationGiven(BaseModel):
    """From when until when somebody is accredited, and for which title."""

    model_config = _CLOSED

    outlet_id: Id
    first: Day
    last: Day


class EndGiven(BaseModel):
    """Why an accreditation is taken back."""

    model_config = _CLOSED

    reason: Why


class ContactMade(BaseModel):
    """The id of what was made."""

    id: str


class ContactChanged(BaseModel):
    """The version that the change made."""

    version: int


class OutletShown(OutletFacts):
    """A title; `version` is what If-Match must name."""

    outlet_id: str
    version: int


class JournalistShown(BaseModel):
    """A journalist; private numbers are only there for the press office."""

    journalist_id: str
    name: str
    email: str | None
    numbers: tuple[Number, ...]
    roles: tuple[str, ...]
    outlets: tuple[str, ...]
    consent: Consent
    active: bool
    erase_at: datetime | None
    version: int


class AccreditationShown(Accreditation):
    """An accreditation; `holds`: today."""

    holds_today: bool


def routes(contacts: Contacts) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1", tags=["contacts"])
    press = only(Role.PRESS_OFFICER)

    @router.get("/outlets", dependencies=[only(*READERS)])
    async def outlets(q: Annotated[str, Query(max_length=200)] = "") -> list[OutletShown]:
        """List titles by their names."""
        return [OutletShown(**one.model_dump(), outlet_id=one.id) for one in await contacts.outlets(q)]

    @router.post("/outlets", dependencies=[press, Keyed], status_code=201)
    async def add_outlet(given: OutletGiven) -> ContactMade:
        """Write a title down."""
        return ContactMade(id=await contacts.add_outlet(given.facts()))

    @router.put("/outlets/{outlet_id}", dependencies=[press])
    async def change_outlet(outlet_id: Id, given: OutletGiven, version: IfMatch) -> ContactChanged:
        """Put a title right. 412 where it has changed meanwhile."""
        return ContactChanged(version=await contacts.change_outlet(outlet_id, version, given.facts()))

    async def shown(request: Request, journalist: Journalist) -> JournalistShown:
        details = await contacts.details(journalist, signed_in(request))
        kept = {"roles", "outlets", "consent", "active", "erase_at", "version"}
        told = {name: getattr(journalist, name) for name in kept}
        return JournalistShown(**details.model_dump(), **told, journalist_id=journalist.id)

    @router.post("/journalists", dependencies=[press, Keyed], status_code=201)
    async def add_journalist(given: NewJournalistGiven) -> ContactMade:
        """Write a journalist down. 404 for a title that there is not, 422 for a consent that has not come."""
        consent = given.consent()
        return ContactMade(id=await contacts.add_journalist(given.details(), given.roles, given.outlets, consent))

    @router.get("/journalists/{journalist_id}", dependencies=[only(*READERS)])
    async def journalist(journalist_id: Id, request: Request, response: Response) -> JournalistShown:
        """Give a journalist; a look at private numbers is written down."""
        one = await contacts.store.journalist(journalist_id)
        response.headers["ETag"] = etag(one.version)
        return await shown(request, one)

    @router.put("/journalists/{journalist_id}", dependencies=[press])
    async def change_journalist(journalist_id: Id, given: ChangedJournalistGiven, version: IfMatch) -> ContactChanged:
        """Put a journalist right. 409 once the consent was taken back, 412 where it has changed meanwhile."""
        return ContactChanged(
            version=await contacts.change_journalist(
                journalist_id, version, given.details(), given.roles, given.outlets, active=given.active
            )
        )

    @router.post("/journalists/{journalist_id}/consent-withdrawal", dependencies=[press, Keyed])
    async def withdraw_consent(journalist_id: Id, version: IfMatch) -> ContactChanged:
        """Note that the consent was taken back. 409 where it was, 412 where it has changed meanwhile."""
        return ContactChanged(version=await contacts.withdraw_consent(journalist_id, version))

    @router.post("/journalists/{journalist_id}/accreditations", dependencies=[press, Keyed], status_code=201)
    async def accredit(journalist_id: Id, given: AccreditationGiven, request: Request) -> ContactMade:
        """Accredit a journalist. 409 once the consent was taken back, 422 for days that go backwards."""
        by = signed_in(request)
        return ContactMade(id=await contacts.accredit(journalist_id, **given.model_dump(), by=by))

    @router.post("/accreditations/{accreditation_id}/end", dependencies=[press, Keyed])
    async def end_accreditation(accreditation_id: Id, given: EndGiven, version: IfMatch) -> ContactChanged:
        """Take an accreditation back. 409 where it was, 412 where it has changed meanwhile."""
        return ContactChanged(version=await contacts.end_accreditation(accreditation_id, version, given.reason))

    @router.get("/accreditations", dependencies=[only(*READERS)])
    async def accreditations() -> list[AccreditationShown]:
        """List accreditations that hold today or will hold."""
        today = contacts.today
        return [
            AccreditationShown(**one.model_dump(), holds_today=one.holds(today))
            for one in await contacts.store.that_hold(today)
        ]

    @router.get("/readings", dependencies=[only(Role.AUDITOR)])
    async def readings(skip: Skip = 0, limit: Limit = 100) -> list[Reading]:
        """List who has looked at personal data of journalists, the newest first."""
        return await contacts.readings.newest(skip, limit)

    return router
