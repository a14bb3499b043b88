"""JSON routes of editions: for everybody to read, for the officer to announce and change."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.intake.editions.domain import Edition
from services.intake.editions.domain.help import MOST_CONTACTS, MOST_DOCUMENTS, Contact, Document
from services.intake.editions.help import Helps
from services.intake.editions.service import Editions
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id, Line
from shared.contracts.intake import Area, EditionRules, Pool, Section, Window
from shared.store import digest
from shared.web.requests import IfMatch, Keyed, etag


class RulesGiven(EditionRules):
    """The rules of an edition as an officer gives them: nothing unknown, nothing without a bound."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    windows: Annotated[tuple[Window, ...], Field(max_length=20)]
    pools: Annotated[tuple[Pool, ...], Field(min_length=1, max_length=100)]
    areas: Annotated[tuple[Area, ...], Field(max_length=500)]
    categories: Annotated[tuple[Line, ...], Field(min_length=1, max_length=100)]
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=100)]

    def rules(self) -> EditionRules:
        """Give them in the words of the contract."""
        return EditionRules.model_validate(self.model_dump())


class ChangeGiven(BaseModel):
    """The whole new rules and the reason that residents and auditors will read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: RulesGiven
    reason: Annotated[str, Field(min_length=10, max_length=2000)]


class EditionMade(BaseModel):
    """The id of the edition that has been announced."""

    edition_id: str


class EditionVersion(BaseModel):
    """The version that the change made."""

    edition_id: str
    version: int


class EditionShown(BaseModel):
    """An edition as everybody may see it."""

    edition_id: str
    version: int
    rules: EditionRules
    announced_at: datetime
    frozen_at: datetime | None
    results_at: datetime | None


class EditionList(BaseModel):
    """All editions, the newest first."""

    items: list[EditionShown]


class HelpGiven(BaseModel):
    """The contacts and documents of an edition, whole, with the reason for the change."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    contacts: Annotated[tuple[Contact, ...], Field(max_length=MOST_CONTACTS)] = ()
    documents: Annotated[tuple[Document, ...], Field(max_length=MOST_DOCUMENTS)] = ()
    reason: Annotated[str, Field(min_length=5, max_length=500)]


class HelpShown(BaseModel):
    """Whom residents may ask, and the documents. `version` is what If-Match must name, 0 before the first change."""

    contacts: tuple[Contact, ...]
    documents: tuple[Document, ...]
    version: int


def routes(editions: Editions, helps: Helps) -> APIRouter:
    """Give the routes of editions."""
    router = APIRouter(prefix="/api/intake/v1", tags=["editions"])

    @router.post("/editions", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def announce_edition(given: RulesGiven, request: Request, response: Response) -> EditionMade:
        """Announce an edition with all its rules. 409 where the city has its number; 422 says which rule is broken."""
        id = await editions.announce(given.rules(), signed_in(request))
        response.headers["Location"] = f"/api/intake/v1/editions/{id}"
        response.headers["ETag"] = etag(1)
        return EditionMade(edition_id=id)

    @router.get("/editions", dependencies=[anyone()], response_model=EditionList)
    async def list_editions(request: Request, response: Response) -> Response | EditionList:
        """List all editions, the newest first: one a year, so the list is never long."""
        found = EditionList(items=[_shown(edition) for edition in await editions.all()])
        tag = f'"{digest(found.model_dump_json().encode())[:16]}"'
        return _unless_known(request, response, tag) or found

    @router.get("/editions/{edition_id}", dependencies=[anyone()], response_model=EditionShown)
    async def get_edition(edition_id: Id, request: Request, response: Response) -> Response | EditionShown:
        """Give one edition. Its ETag is the version that a change must name in If-Match."""
        edition = await editions.edition(edition_id)
        return _unless_known(request, response, etag(edition.version)) or _shown(edition)

    @router.post("/editions/{edition_id}/changes", dependencies=[only(Role.OFFICER), Keyed])
    async def change_edition(
        edition_id: Id, given: ChangeGiven, version: IfMatch, request: Request, response: Response
    ) -> EditionVersion:
        """Replace the rules, for a reason. 409 once voting has opened; 412 where somebody changed them meanwhile."""
        new = await editions.change(edition_id, version, given.rules.rules(), given.reason, signed_in(request))
        response.headers["ETag"] = etag(new)
        return EditionVersion(edition_id=edition_id, version=new)

    @router.get("/editions/{edition_id}/help", dependencies=[anyone()])
    async def get_help(edition_id: Id, response: Response) -> HelpShown:
        """Give the contacts and documents of an edition."""
        found = await helps.of(edition_id)
        response.headers["ETag"] = etag(found.version)
        return HelpShown(**found.model_dump(include={"contacts", "documents", "version"}))

    @router.put("/editions/{edition_id}/help", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def change_help(edition_id: Id, given: HelpGiven, version: IfMatch, request: Request) -> None:
        """Publish them anew, also once the rules are frozen. 412 where somebody changed them meanwhile."""
        await helps.change(edition_id, version, given.contacts, given.documents, given.reason, signed_in(request))

    return router


def _unless_known(request: Request, response: Response, tag: str) -> Response | None:
    """Say 304 to who has this state already (RFC 9110 §13.1.2), else put the tag on the answer."""
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return None


def _shown(edition: Edition) -> EditionShown:
    return EditionShown(
        edition_id=edition.id,
        version=edition.version,
        rules=edition.rules,
        announced_at=edition.announced_at,
        frozen_at=edition.frozen_at,
        results_at=edition.results_at,
    )
