"""The voter's pages: who I am, my choices by section, review, receipt. Nothing unfinished stays on the server."""

from collections.abc import Mapping
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from services.voting.ballots.domain import Refused, UnreadableCode, check, faults_of_section, read_receipt, shown_order
from services.voting.ballots.domain.election import Election, ElectionState, Entry, NotNow, WrongState
from services.voting.ballots.domain.session import VoterSession
from services.voting.ballots.pages.booth import (
    DRAFT,
    RECEIPT,
    SESSION,
    AskWhoAgain,
    Booth,
    Decisions,
    admit,
    carried,
    enter,
    forget,
    keep,
)
from services.voting.ballots.pages.fields import FAULTS, fault_of
from services.voting.ballots.pages.marks import CHOICE, Step, fault_text, hold_up, read_marks, shown
from services.voting.ballots.service import AlreadyVoted, Ballots, Came, InBox, Receipt
from services.voting.board.domain.tree import proves_inclusion
from services.voting.board.service import Inclusion, LogBroken
from services.voting.rolls.domain import DECLARED, IdentityPolicy, asked
from services.voting.rolls.service import CannotTellApart, NotOnRoll, Rolls, identity_of
from shared.access import anyone
from shared.contracts.base import Id
from shared.sketch import sketch
from shared.store import NotFound, new_id
from shared.web.render import Templates
from shared.web.requests import caller

_ROOT = "/budzet-obywatelski/glosowanie"
_NOT_A_RECEIPT = "To nie jest kod potwierdzenia. Ma 16 znaków, na przykład 7K2M-40QR-X8TD-1B3N."


class Results(Protocol):
    """Whoever knows of the results."""

    async def is_published(self, edition_id: str) -> bool:
        """Tell whether those of an edition are out."""
        ...


def pages(ballots: Ballots, rolls: Rolls, decisions: Decisions, results: Results, templates: Templates) -> APIRouter:
    """Give the pages of the ballot."""
    router = APIRouter(prefix=_ROOT, include_in_schema=False, dependencies=[anyone()])

    def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
        # Whoever sits down at the same computer next must not find the ballot behind the "back" button.
        return templates.page(request, template, status_code=status, headers={"Cache-Control": "no-store"}, **context)

    @router.get("")
    async def begin(request: Request, powod: Annotated[str, Query(max_length=20)] = "") -> Response:
        """Ask who is voting, or say when the vote will be."""
        election = current(await ballots.store.elections())
        if election is None:
            return page(request, "ballot_none.html", election=None)
        try:
            election.require_taking(ballots.clock.now())
        except (NotNow, WrongState):
            over, told = ballots.clock.now() > election.window[1], await results.is_published(election.id)
            return page(request, "ballot_none.html", election=election, over=over, results=told)
        reason = "oddana" if powod == "karta" and request.cookies.get(RECEIPT) else powod
        return page(
            request,
            "ballot_who.html",
            election=election,
            values={},
            errors={},
            reason=reason,
            nonce=None,
            unknown=False,
        )

    @router.post("")
    async def recognise(request: Request) -> Response:
        """Find the person on the roll and open the ballot."""
        election = current(await ballots.store.elections())
        if election is None:
            return RedirectResponse(_ROOT, 303)
        election.require_taking(ballots.clock.now())
        form = await request.form(max_fields=20, max_part_size=2_000)
        policy = IdentityPolicy(election.rules.identity)
        if policy is IdentityPolicy.NATIONAL_NODE:
            return RedirectResponse(_ROOT, 303)
        values = {name: _text(form, name)[:200].strip() for name in asked(policy)}
        errors = {name: "Wypełnij to pole." for name in values if not values[name]}
        unclear = unknown = False
        declares = _text(form, "declares") == "true"
        if policy in DECLARED and not declares:
            errors["declares"] = "Bez tego oświadczenia nie można zagłosować."
        if not errors:
            try:
                known = await rolls.recognise(election.id, policy, identity_of(**values))
            except tuple(FAULTS) as error:
                unclear, unknown = isinstance(error, CannotTellApart), isinstance(error, NotOnRoll)
                field, text = fault_of(error, values, policy)
                errors[field] = text
        if errors:
            nonce = new_id() if unclear else None
            shown: dict[str, Any] = {"election": election, "errors": errors, "nonce": nonce, "unknown": unknown}
            return page(request, "ballot_who.html", 422, values={**values, "declares": declares}, reason="", **shown)
        answer = RedirectResponse(f"{_ROOT}/{election.id}/1", 303)
        admit(request, answer, ballots, election, known, said=values if policy in DECLARED else None)
        return answer

    @router.get("/potwierdzenie")
    async def ask_receipt(request: Request) -> Response:
        """Ask for the code of a receipt."""
        return page(request, "ballot_check.html", code="", asked=False, found=None, error=None)

    @router.post("/potwierdzenie")
    async def check_receipt(request: Request) -> Response:
        """Tell whether a ballot is in the box."""
        # By POST: an address with the code in it would stand in logs and traces, a moment after the ballot was cast.
        form = await request.form(max_fields=5, max_part_size=2_000)
        code = _text(form, "kod")[:40]
        try:
            rightly = read_receipt(code)
        except UnreadableCode:
            return page(request, "ballot_check.html", 422, code=code, asked=False, found=None, error=_NOT_A_RECEIPT)
        states = (ElectionState.OPEN, ElectionState.CLOSED)
        for election in await ballots.store.elections():
            found = await ballots.find(election.id, rightly) if election.state in states else None
            if found is not None:
                proof = await proof_of(ballots, election.id, found)
                shown = {"election": election, "found": found, "proof": proof}
                return page(request, "ballot_check.html", 200, code=rightly, asked=True, error=None, **shown)
        return page(request, "ballot_check.html", code=rightly, asked=True, found=None, error=None)

    @router.get("/{edition_id}/podsumowanie")
    async def review(request: Request, edition_id: Id) -> Response:
        """Show the whole ballot before it is cast."""
        try:
            at = await enter(request, ballots, edition_id)
        except AskWhoAgain as again:
            return _ask_again(again)
        earlier = await cast_in(at.session)
        return _review(request, at, {}, 200) if earlier is None else _to_receipt(edition_id, earlier, again=True)

    @router.post("/{edition_id}/podsumowanie")
    async def cast(request: Request, edition_id: Id) -> Response:
        """Cast the ballot, as it was reviewed, and lead to the receipt. The session ends with it."""
        form = await request.form(max_fields=10, max_part_size=20_000)
        try:
            at = await enter(request, ballots, edition_id, _text(form, "draft"))
        except (AskWhoAgain, NotNow, WrongState) as late:
            # Cast in the last second, and the answer was lost: the same sending again gets its receipt after the end.
            session, _ = carried(request, ballots, edition_id)
            earlier = await cast_in(session) if session else None
            if earlier is not None:
                return _to_receipt(edition_id, earlier, again=True)
            if isinstance(late, AskWhoAgain):
                return _ask_again(late)
            raise
        earlier = await cast_in(at.session)
        if earlier is not None:
            return _to_receipt(edition_id, earlier, again=True)
        doubt = at.session.doubt
        if doubt is not None and not await decisions.stands(edition_id, doubt, at.session.roll_id):
            answer = RedirectResponse(f"{_ROOT}?powod=cofniete", 303)
            forget(answer, SESSION)
            forget(answer, DRAFT)
            return answer
        came = Came(caller(request), at.session.age, at.session.home)
        try:
            if at.session.said is not None:
                check(at.vote.sections, at.draft)  # What is refused declares nothing, and is in nobody's way.
                identity = identity_of(**at.session.said).declaring()
                await rolls.declare(edition_id, at.election.rules.identity, identity)
            receipt = await ballots.cast(edition_id, at.session.roll_id, at.draft, at.session.nonce, came)
        except CannotTellApart:
            # Somebody near has been faster. The draft stays; an officer decides.
            answer = RedirectResponse(f"{_ROOT}?powod=podobna", 303)
            forget(answer, SESSION)
            return answer
        except Refused as refused:
            errors = {fault.section or "karta": fault_text(fault) for fault in refused.faults}
            return _review(request, at, errors, 422)
        except AlreadyVoted:
            voted = page(request, "ballot_voted.html", 409, election=at.election)
            forget(voted, SESSION)
            forget(voted, DRAFT)
            return voted
        return _to_receipt(edition_id, receipt)

    @router.get("/{edition_id}/oddany")
    async def show_receipt(
        request: Request, edition_id: Id, powod: Annotated[str, Query(max_length=20)] = ""
    ) -> Response:
        """Show the receipt; loaded again, the page shows the same one."""
        election = await ballots.store.election(edition_id)
        try:
            code = read_receipt(request.cookies.get(RECEIPT, ""))
        except UnreadableCode:
            return RedirectResponse(f"{_ROOT}/potwierdzenie", 303)
        found = await ballots.find(edition_id, code)
        if found is None:
            return RedirectResponse(f"{_ROOT}/potwierdzenie", 303)
        return page(request, "ballot_receipt.html", election=election, code=code, found=found, reason=powod)

    @router.get("/{edition_id}/{place:int}")
    async def section(
        request: Request, edition_id: Id, place: int, osiedle: Annotated[str, Query(max_length=64)] = ""
    ) -> Response:
        """Show one section of the ballot."""
        try:
            at = await enter(request, ballots, edition_id)
        except AskWhoAgain as again:
            return _ask_again(again)
        if not 1 <= place <= len(at.election.rules.sections):
            return RedirectResponse(f"{_ROOT}/{edition_id}/podsumowanie", 303)
        rules = at.election.rules.sections[place - 1]
        return _section(request, at, place, shown(at.draft.get(rules.id, ()), rules.vote_type), osiedle, {}, 200)

    @router.post("/{edition_id}/{place:int}")
    async def choose(request: Request, edition_id: Id, place: int) -> Response:
        """Take the choices of one section and go where the pressed button leads: none of them takes marks away."""
        form = await request.form(max_fields=2_000, max_part_size=200)
        try:
            at = await enter(request, ballots, edition_id)
        except AskWhoAgain as again:
            return _ask_again(again, place, form)
        if not 1 <= place <= len(at.election.rules.sections):
            return RedirectResponse(f"{_ROOT}/{edition_id}/podsumowanie", 303)
        rules, limits = at.election.rules.sections[place - 1], at.vote.sections[place - 1]
        marks, step, area = read_marks(form, rules.vote_type), Step.of(_text(form, "krok")), _text(form, "osiedle")[:64]
        faults = hold_up(faults_of_section(limits, marks.choices) if marks.choices else [], step)
        answer: Response
        if step is Step.STAY:
            answer = Response(status_code=204)
        elif marks.fault or faults:
            error = {CHOICE: marks.fault or fault_text(faults[0])}
            return _section(request, at, place, marks.shown, area, error, 422)
        else:
            last = place == len(at.election.rules.sections)
            answer = RedirectResponse(f"{_ROOT}/{edition_id}/{step.leads(place, area, last=last)}", 303)
        if not (marks.fault or faults):
            keep(answer, DRAFT, at.sealed({**at.draft, rules.id: marks.choices}))
        return answer

    def _section(
        request: Request,
        at: Booth,
        place: int,
        chosen: Mapping[str, int],
        area: str,
        errors: Mapping[str, str],
        status: int,
    ) -> Response:
        rules, limits = at.election.rules.sections[place - 1], at.vote.sections[place - 1].limits
        by_id = {entry.proposal_id: entry for entry in at.election.entries if entry.section_id == rules.id}
        entries = [by_id[id] for id in shown_order(at.tag, by_id)]
        mine = [entry for entry in entries if rules.by_area and entry.area_id == area]
        others = [entry for entry in entries if entry not in mine]
        drawn = sketch([entry.point for entry in (*mine, *others)])
        return page(
            request,
            "ballot_section.html",
            status,
            election=at.election,
            section=rules,
            place=place,
            mine=mine,
            entries=others,
            drawn=drawn,
            spots={place: spot.number for spot in drawn.spots for place in spot.of},
            areas=_areas(at.election, entries) if rules.by_area else [],
            area=area,
            area_names={area.id: area.name for area in at.election.rules.areas},
            chosen=chosen,
            used=sum(chosen.values()) if limits.asks_points else len(chosen),
            limit=limits.max_sum_points if limits.asks_points else limits.max_length,
            spent=sum(by_id[id].cost for id in chosen if id in by_id),
            errors=errors,
        )

    def _review(request: Request, at: Booth, errors: Mapping[str, str], status: int) -> Response:
        entries = {entry.proposal_id: entry for entry in at.election.entries}
        parts = [
            {
                "section": section,
                "place": place,
                "marks": [(entries[id], points) for id, points in at.draft.get(section.id, ()) if id in entries],
            }
            for place, section in enumerate(at.election.rules.sections, start=1)
        ]
        return page(
            request,
            "ballot_review.html",
            status,
            election=at.election,
            parts=parts,
            blank=not any(at.draft.values()),
            draft=at.sealed(at.draft),
            errors=errors,
        )

    async def cast_in(session: VoterSession) -> Receipt | None:
        return await ballots.cast_earlier(session.edition, session.roll_id, session.nonce)

    return router


def current(elections: list[Election]) -> Election | None:
    """Give the vote that a visitor means: an open one, else the newest whose list is out, else the newest."""
    for state in (ElectionState.OPEN, ElectionState.LISTED):
        for election in elections:
            if election.state is state:
                return election
    return elections[0] if elections else None


async def proof_of(ballots: Ballots, edition_id: str, found: InBox) -> Inclusion | None:
    """Prove a ballot's place in the log, and check the proof as a stranger would; None where it is not signed yet."""
    try:
        proved = await ballots.board.inclusion(edition_id, found.seq)
    except NotFound:
        return None
    head = proved.signed
    if not proves_inclusion(proved.leaf, proved.seq, head.size, proved.proof, bytes.fromhex(head.root)):
        raise LogBroken(edition_id, proved.seq)
    return proved


def _to_receipt(edition_id: str, receipt: Receipt, *, again: bool = False) -> Response:
    """Lead to the receipt; the session ends. `again`: of a ballot that was cast before, whatever was marked since."""
    answer = RedirectResponse(f"{_ROOT}/{edition_id}/oddany{'?powod=wczesniej' if again else ''}", 303)
    keep(answer, RECEIPT, receipt.code)
    forget(answer, SESSION)
    forget(answer, DRAFT)
    return answer


def _ask_again(again: AskWhoAgain, place: int = 0, form: FormData | None = None) -> Response:
    """Lead to the first step. Where the time is over, what was marked until then, and just now, goes along."""
    at = again.booth
    if at is None:
        return RedirectResponse(f"{_ROOT}?powod=karta", 303)
    answer = RedirectResponse(f"{_ROOT}?powod=czas", 303)
    draft = at.draft
    if form is not None and 1 <= place <= len(at.election.rules.sections):
        rules = at.election.rules.sections[place - 1]
        marks = read_marks(form, rules.vote_type)
        draft = {**draft, rules.id: marks.choices} if marks.fault is None else draft
    keep(answer, DRAFT, at.sealed(draft))
    return answer


def _areas(election: Election, entries: list[Entry]) -> list[tuple[str, str]]:
    with_projects = {entry.area_id for entry in entries}
    return [(area.id, area.name) for area in election.rules.areas if area.id in with_projects]


def _text(form: FormData, name: str) -> str:
    """Give a field's text; nothing where it is missing or a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""
