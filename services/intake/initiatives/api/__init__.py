"""JSON routes of initiatives: drafts, declarations, filing and the public register, rules and papers for officers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.intake.initiatives.api import own
from services.intake.initiatives.api.bodies import (
    AnswerGiven,
    Converted,
    CorrectionGiven,
    DraftGiven,
    DraftSaved,
    FilingGiven,
    InitiativeLine,
    InitiativeList,
    InitiativeReceived,
    InitiativeShown,
    InvitationGiven,
    OwnPaperGiven,
    PaperCorrectionGiven,
    PaperDeclarationGiven,
    PaperGiven,
    QuestionGiven,
    RulesSet,
    ShareShown,
    SignatureGiven,
    TokenGiven,
)
from services.intake.initiatives.conversion import Conversion
from services.intake.initiatives.corrections import InitiativeCorrections
from services.intake.initiatives.declarants import OfRepresentative
from services.intake.initiatives.declarations import Declarations
from services.intake.initiatives.domain import Initiative
from services.intake.initiatives.domain.content import Group
from services.intake.initiatives.domain.declarations import DeclarationState, Invitee
from services.intake.initiatives.domain.rules import Rules, RulesGiven
from services.intake.initiatives.domain.shares import Balance
from services.intake.initiatives.domain.states import State
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.form import content_values, group_values
from services.intake.initiatives.rulebook import Rulebook
from services.intake.initiatives.service import Filed, Initiatives
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.store import new_id
from shared.web.forms import FORM_KEY
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, caller, etag


def read_key(key: str | None) -> tuple[int, int] | None:
    """Read the key of the list: year and number."""
    if not key:
        return None
    year, _, number = key.partition("-")
    return int(year), int(number)


def routes(
    initiatives: Initiatives,
    drafts: InitiativeDrafts,
    declarations: Declarations,
    representative: OfRepresentative,
    corrections: InitiativeCorrections,
    conversion: Conversion,
    rulebook: Rulebook,
) -> APIRouter:
    """Give the routes of initiatives."""
    router = APIRouter(prefix="/api/intake/v1", tags=["initiatives"])

    @router.get("/initiative-rules", dependencies=[anyone()])
    async def list_rules() -> list[Rules]:
        """Give all rules, the newest first. `number` of the first is what If-Match must name to lay down others."""
        return await rulebook.all()

    @router.post("/initiative-rules", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def set_rules(given: RulesGiven, version: IfMatch, request: Request) -> RulesSet:
        """Lay down rules after a resolution of the council. 412 where others were laid down meanwhile.

        What is filed keeps the rules of its day.
        """
        return RulesSet(rules_id=await rulebook.set(given, version, signed_in(request)))

    @router.post("/initiative-drafts", dependencies=[anyone(), Keyed], status_code=201)
    async def save_draft(given: DraftGiven, request: Request) -> DraftSaved:
        """Begin an application: neighbours can then be asked for declarations.

        The link goes out by mail, too, unless as many have gone out today as may (`linked` of the opened draft).
        """
        key = new_id()
        token = await drafts.save(key, _values(given) | {FORM_KEY: key}, caller(request))
        return DraftSaved(initiative_id=drafts.links.initiative_id(token), token=token)

    @router.post("/initiative-draft-deletions", dependencies=[anyone(), Keyed], status_code=204)
    async def delete_draft(given: TokenGiven) -> None:
        """Delete the draft of a token, with its declarations."""
        await drafts.delete(given.token)

    @router.post("/initiative-consultations", dependencies=[anyone(), Keyed], status_code=204)
    async def ask_office(given: QuestionGiven) -> None:
        """Ask the office about the draft of a token. 409 while it waits, or where no consultation is offered."""
        await drafts.ask(given.token, given.text)

    @router.post("/initiative-drafts/{draft_id}/answer", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def answer_question(draft_id: Id, given: AnswerGiven, request: Request) -> None:
        """Answer what was asked about a draft. 409 where nobody waits any more."""
        await drafts.answer(draft_id, given.number, given.text, signed_in(request))

    @router.post("/declaration-invitations", dependencies=[anyone(), Keyed], status_code=204)
    async def invite(given: InvitationGiven, request: Request) -> None:
        """Ask somebody by mail for a declaration. 409 where that address is asked already, or there are enough.

        429 where as many were asked from this network address today as may.
        """
        await declarations.invite(given.token, Invitee(**given.model_dump(exclude={"token"})), caller(request))

    @router.post("/declaration-signatures", dependencies=[anyone(), Keyed], status_code=204)
    async def sign(given: SignatureGiven) -> None:
        """Sign a declaration by its token, once. The hourly rate of the day counts. 409 where it is closed."""
        await declarations.sign(given.token, given.gift, given.given, given.surname, given.address)

    @router.post("/declaration-endings", dependencies=[anyone(), Keyed], status_code=204)
    async def end(given: TokenGiven) -> None:
        """Refuse to sign, or take a declaration back before the filing, by its token. Who it was is forgotten."""
        await declarations.end(given.token)

    @router.post("/paper-declarations", dependencies=[anyone(), Keyed], status_code=204)
    async def add_from_paper(given: OwnPaperGiven) -> None:
        """Enter a declaration that the applicants of a token have on paper."""
        await declarations.add_from_paper(given.token, given.declaration())

    @router.post("/initiative-shares", dependencies=[anyone()])
    async def weigh(given: FilingGiven) -> ShareShown:
        """Weigh what was declared for a draft against what its application asks of the city. Nothing is kept."""
        id = initiatives.links.initiative_id(given.token)
        every = await initiatives.store.declarations(id)
        states = [each.state for each in every]
        return _share(
            await initiatives.weigh(id, given.content),
            signed=states.count(DeclarationState.SIGNED),
            asked=states.count(DeclarationState.ASKED),
        )

    @router.post("/initiatives", dependencies=[anyone(), Keyed], status_code=201)
    async def file_initiative(given: FilingGiven, response: Response) -> InitiativeReceived:
        """File the application of a draft. 422 where the own share is too small or the estimate does not add up."""
        filed = await initiatives.submit(given.token, given.content, given.group)
        return _received(filed, response)

    @router.post("/paper-initiatives", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def file_on_paper(given: PaperGiven, request: Request, response: Response) -> InitiativeReceived:
        """Enter an application that came on paper, whatever it lacks. 409 where it seems to be entered already."""
        filed = await initiatives.submit_on_paper(
            given.content,
            given.group,
            [each.declaration() for each in given.declarations],
            given.received_on,
            signed_in(request),
            another=given.another,
        )
        return _received(filed, response)

    @router.get("/initiatives", dependencies=[anyone()])
    async def list_initiatives(
        request: Request,
        response: Response,
        q: Annotated[str, Query(max_length=100, description="Words of title, summary or place, or a sign.")] = "",
        state: State | None = None,
        after: Annotated[After, Query(pattern=r"^\d{4}-\d{1,9}$")] = None,
        limit: Limit = 50,
    ) -> InitiativeList:
        """List the register, the newest first, withdrawn initiatives included."""
        found = await initiatives.store.page(initiatives.sought(q, state), read_key(after), limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        more = f"{last.year}-{last.number}" if last is not None else None
        Page(found[:limit], more).link(request, response)
        return InitiativeList(items=[InitiativeLine(**_fields(one)) for one in found[:limit]], next=more)

    @router.get("/initiatives/{initiative_id}", dependencies=[anyone()])
    async def get_initiative(initiative_id: Id, response: Response) -> InitiativeShown:
        """Give one initiative, without anybody's name."""
        one = await initiatives.initiative(initiative_id)
        response.headers["ETag"] = etag(one.version)
        is_open = one.call is not None and one.can_correct(initiatives.clock.now())
        return InitiativeShown(
            **_fields(one),
            correctable_until=one.call.due_at if one.call and is_open else None,
            opened=one.call.opens if one.call and is_open else (),
        )

    @router.get("/initiatives/{initiative_id}/group", dependencies=[only(Role.OFFICER)])
    async def get_group(initiative_id: Id, request: Request) -> Group:
        """Give who has filed an initiative. Every reading is written down: who, what, when."""
        return await initiatives.group(initiative_id, signed_in(request))

    @router.post("/initiative-corrections", dependencies=[anyone(), Keyed], status_code=204)
    async def correct(given: CorrectionGiven) -> None:
        """Complete the initiative of a token after a call. Of what is sent counts what the call has opened."""
        await corrections.correct(given.token, given.content, given.group)

    @router.post("/initiatives/{initiative_id}/correction", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def correct_on_paper(initiative_id: Id, given: PaperCorrectionGiven, request: Request) -> None:
        """Enter an answer to a call that came on paper."""
        by = signed_in(request)
        await corrections.correct_on_paper(initiative_id, given.content, given.group, (), given.received_on, by)

    @router.post("/initiatives/{initiative_id}/declarations", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def add_called_for(initiative_id: Id, given: PaperDeclarationGiven) -> None:
        """Enter a declaration on paper for an initiative whose own share is called for."""
        await declarations.add_from_paper_for(initiative_id, given.declaration())

    @router.post("/initiative-withdrawals", dependencies=[anyone(), Keyed], status_code=204)
    async def withdraw(given: TokenGiven) -> None:
        """Withdraw the initiative of a token, before there is a contract. 409 afterwards."""
        await initiatives.withdraw(given.token)

    @router.post("/initiatives/{initiative_id}/withdrawal", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def withdraw_on_paper(initiative_id: Id) -> None:
        """Withdraw an initiative whose applicants have written so on paper."""
        await initiatives.withdraw_on_paper(initiative_id)

    @router.post("/initiative-conversions", dependencies=[anyone(), Keyed], status_code=201)
    async def convert_initiative(given: TokenGiven) -> Converted:
        """Make the draft of a civic-budget proposal of the refused initiative of a token. 409 outside the window."""
        return Converted(token=await conversion.to_proposal(given.token))

    @router.post("/proposal-conversions", dependencies=[anyone(), Keyed], status_code=201)
    async def convert_proposal(given: TokenGiven) -> Converted:
        """Make the draft of an initiative of the proposal of a token, which was refused or has not won."""
        return Converted(token=await conversion.from_proposal(given.token))

    router.include_router(own.routes(initiatives, drafts, declarations, representative))
    return router


def _values(given: DraftGiven) -> dict[str, object]:
    return content_values(given.content) | group_values(given.group)


def _share(found: Balance, signed: int, asked: int) -> ShareShown:
    fields = {name: getattr(found, name) for name in ShareShown.model_fields if name not in ("signed", "asked")}
    return ShareShown(**fields, signed=signed, asked=asked)


def _received(filed: Filed, response: Response) -> InitiativeReceived:
    response.headers["Location"] = f"/api/intake/v1/initiatives/{filed.initiative_id}"
    return InitiativeReceived(**vars(filed))


def _fields(initiative: Initiative) -> dict[str, object]:
    named = {"initiative_id", "correctable_until", "opened"}
    fields = {name: getattr(initiative, name) for name in InitiativeShown.model_fields if name not in named}
    return {**fields, "initiative_id": initiative.id}
