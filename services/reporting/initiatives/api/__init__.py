"""JSON routes of initiatives: everybody reads what became of them, the desk keeps the ledgers and settles contracts."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.reporting.implementation.api import PHOTOGRAPH_BODY, WithdrawalGiven, photograph_of
from services.reporting.initiatives.api import representative
from services.reporting.initiatives.api.bodies import (
    AcceptanceGiven,
    Case,
    CorrectionGiven,
    EntryGiven,
    EntryNumber,
    InitiativeLine,
    InitiativeList,
    InitiativeShown,
    InspectionGiven,
    KindShown,
    LedgerLine,
    LedgerList,
    LedgerShown,
    LinkShown,
    Number,
    PhotographAdded,
    PhotographShown,
    PointsGiven,
    Version,
    ledger_line,
    line_of,
    lines_of,
)
from services.reporting.initiatives.domain import Given, Stage
from services.reporting.initiatives.domain.story import State
from services.reporting.initiatives.service import READERS, Ledgers, Wanted
from services.reporting.initiatives.service.inspections import Inspections
from services.reporting.initiatives.service.needs import Sought
from services.reporting.initiatives.service.settlements import Settlements
from services.reporting.initiatives.service.stories import Stories
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.files import Pictures
from shared.store import NotFound
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

_DESK = only(Role.OFFICER, Role.UNIT_REVIEWER)


def routes(
    ledgers: Ledgers, settlements: Settlements, inspections: Inspections, stories: Stories, pictures: Pictures
) -> APIRouter:
    """Give the routes of initiatives."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["initiatives"])
    router.include_router(_public(ledgers, stories))
    router.include_router(_reading(ledgers))
    router.include_router(_desk(ledgers, inspections, pictures))
    router.include_router(_settling(ledgers, settlements))
    router.include_router(representative.routes(ledgers, settlements, inspections, pictures))
    return router


def _public(ledgers: Ledgers, stories: Stories) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    @router.get("/initiatives")
    async def list_initiatives(
        q: Annotated[
            str, Query(max_length=200, description="Words of the title, the summary, the place; a case.")
        ] = "",
        state: State | None = None,
        skip: Annotated[int, Query(ge=0, le=100_000)] = 0,
        limit: Limit = 50,
    ) -> InitiativeList:
        """List the initiatives that were filed."""
        found, count = await stories.page(Sought(q.strip(), state), skip, limit)
        return InitiativeList(items=[InitiativeLine.model_validate(line_of(one)) for one in found], found=count)

    @router.get("/initiatives/{case}")
    async def get_initiative(case: Case) -> InitiativeShown:
        """Tell what has become of an initiative. 404 where none was filed under this case."""
        story = await stories.of_case(case)
        ledger = await ledgers.store.get_or_none(story.id)
        signed = ledger is not None and ledger.contract is not None
        shown = ledger.shown if ledger else []
        place = f"/inicjatywa-lokalna/realizacja/zdjecia/{story.id}"
        assert story.content is not None
        return InitiativeShown(
            **line_of(story),
            **story.content.model_dump(include={"summary", "place", "area_name"}),
            unit_name=story.unit_name,
            kinds=[KindShown(**one.model_dump()) for one in ledger.balance.kinds] if ledger and signed else [],
            photographs=[
                PhotographShown(
                    address=f"{place}/{one.id}/1600",
                    alt=one.alt,
                    width=one.width,
                    height=one.height,
                    added_at=one.added_at,
                )
                for one in shown
            ],
            life=list(story.entries),
        )

    return router


def _reading(ledgers: Ledgers) -> APIRouter:
    router = APIRouter(dependencies=[only(*READERS)])

    @router.get("/initiative-ledgers")
    async def list_ledgers(
        request: Request,
        response: Response,
        unit: Id | None = None,
        stage: Stage | None = None,
        late: Annotated[bool, Query(description="Only those whose day is over.")] = False,
        after: After = None,
        limit: Limit = 50,
    ) -> LedgerList:
        """List the contracts, in a stable order."""
        wanted = Wanted(unit, stage, ledgers.clock.now() if late else None)
        found = await ledgers.store.after(wanted, after or "", limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return LedgerList(items=[LedgerLine.model_validate(ledger_line(one)) for one in found[:limit]], next=more)

    @router.get("/initiative-ledgers/{initiative_id}")
    async def get_ledger(initiative_id: Id, response: Response) -> LedgerShown:
        """Give a contract with its whole ledger. 404 before it is signed."""
        ledger = await ledgers.store.get(initiative_id)
        if ledger.contract is None:
            raise NotFound("initiative_ledgers", initiative_id)
        response.headers["ETag"] = etag(ledger.version)
        told = ledger.model_dump(
            include={"terminated_on", "entries", "inspections", "photographs", "returned", "version"}
        )
        days = ledger.contract.model_dump(include={"starts", "ends", "settle_by"})
        return LedgerShown.model_validate(
            {
                **ledger_line(ledger),
                **told,
                **days,
                "signed_on": ledger.since,
                "settled": ledger.settled,
                "outside_term": ledger.outside_term,
                "lines": lines_of(ledger.balance.lines),
            }
        )

    return router


def _desk(ledgers: Ledgers, inspections: Inspections, pictures: Pictures) -> APIRouter:
    router = APIRouter()
    place = "/initiative-ledgers/{initiative_id}"

    @router.post(f"{place}/entries", dependencies=[_DESK, Keyed], status_code=201)
    async def add_entry(initiative_id: Id, given: EntryGiven, request: Request) -> EntryNumber:
        """Enter what residents gave or the city spent. 403 for another unit's, 409 where the ledger is closed.

        It adds to the ledger and overwrites nothing: no If-Match is asked for. 422 names the field that is wrong.
        """
        entry = Given(**given.model_dump())
        return EntryNumber(number=await ledgers.record(initiative_id, entry, signed_in(request)))

    @router.post(f"{place}/entries/{{number}}/correction", dependencies=[_DESK, Keyed], status_code=201)
    async def correct_entry(initiative_id: Id, number: Number, given: CorrectionGiven, request: Request) -> EntryNumber:
        """Put an entry right by a further one that names it. 404 for a correction: it is put right by another one."""
        by = signed_in(request)
        return EntryNumber(number=await ledgers.correct(initiative_id, number, given.right, given.reason, by))

    @router.post(f"{place}/inspections", dependencies=[_DESK, Keyed], status_code=201)
    async def add_inspection(initiative_id: Id, given: InspectionGiven, request: Request) -> EntryNumber:
        """Note an inspection."""
        by = signed_in(request)
        return EntryNumber(number=await inspections.inspect(initiative_id, given.on, given.findings, by))

    @router.post(f"{place}/photographs", dependencies=[_DESK, Keyed], status_code=201, openapi_extra=PHOTOGRAPH_BODY)
    async def add_photograph(
        initiative_id: Id,
        request: Request,
        inspection: Annotated[int | None, Query(ge=1, le=1000, description="Of which inspection it is.")] = None,
    ) -> PhotographAdded:
        """Add a photograph with its text; everybody sees it. It is written anew, without what its camera hid."""
        picture, alt = await photograph_of(request, pictures)
        id = await inspections.add(initiative_id, picture.id, alt, inspection, signed_in(request))
        return PhotographAdded(photograph_id=id)

    @router.post(
        f"{place}/photographs/{{photograph_id}}/showing", dependencies=[only(Role.OFFICER), Keyed], status_code=204
    )
    async def show_photograph(initiative_id: Id, photograph_id: Id) -> None:
        """Let everybody see a photograph that the representative has sent. 404 where none waits under this id."""
        await inspections.show(initiative_id, photograph_id)

    @router.post(
        f"{place}/photographs/{{photograph_id}}/withdrawal",
        dependencies=[only(Role.OFFICER), Keyed],
        status_code=204,
    )
    async def withdraw_photograph(
        initiative_id: Id, photograph_id: Id, given: WithdrawalGiven, request: Request
    ) -> None:
        """Show a photograph to nobody any more and delete its picture. 404 where it is not shown."""
        await inspections.withdraw(initiative_id, photograph_id, given.reason, signed_in(request))

    @router.post(f"{place}/link", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def renew_link(initiative_id: Id, version: IfMatch, response: Response) -> LinkShown:
        """Give the representative another link; the former opens nothing any more."""
        number = await ledgers.renew_link(initiative_id, version)
        response.headers["Cache-Control"] = "no-store"
        return LinkShown(number=number, address=ledgers.links.address(initiative_id, number))

    return router


def _settling(ledgers: Ledgers, settlements: Settlements) -> APIRouter:
    router = APIRouter(dependencies=[only(Role.OFFICER)])
    place = "/initiative-ledgers/{initiative_id}/settlement"

    @router.post(place, dependencies=[Keyed])
    async def hand_in(initiative_id: Id, version: IfMatch, request: Request) -> Version:
        """Hand the settlement in for the residents. 412 where the ledger has changed since it was read."""
        return Version(version=await settlements.hand_in(initiative_id, version, signed_in(request)))

    @router.post(f"{place}/return", dependencies=[Keyed])
    async def send_back(initiative_id: Id, given: PointsGiven, version: IfMatch, request: Request) -> Version:
        """Ask the residents to mend it."""
        by = signed_in(request)
        return Version(version=await settlements.send_back(initiative_id, version, given.points, by))

    @router.post(f"{place}/acceptance", dependencies=[Keyed])
    async def accept(initiative_id: Id, given: AcceptanceGiven, version: IfMatch, request: Request) -> Version:
        """Settle the contract, for good.

        409 where the city has spent more than the contract says (`annex`: the one that it needs) and the excess is not
        named as the applicants' own, where entries are
        outside the term, or where residents gave nothing or nobody has inspected it; 422 where a note is missing: it
        says why less was given than declared, what the office put right, or why the contract has ended. 412 where the
        ledger has changed since it was read.
        """
        by = signed_in(request)
        return Version(
            version=await settlements.accept(initiative_id, version, given.note, by, excess_is_own=given.excess_is_own)
        )

    return router
