"""The voter's pages: who I am, my choices by section, review, receipt. Nothing unfinished stays on the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from services.voting.ballots.domain import (
    Choice,
    DraftUnreadable,
    Fault,
    Refused,
    SessionExpired,
    SessionUnreadable,
    TooFew,
    TooFewPoints,
    TooMany,
    TooManyPoints,
    UnreadableCode,
    VoterSession,
    VoteType,
    faults_of_section,
    open_draft,
    open_session,
    read_receipt,
    seal_draft,
    seal_session,
    shown_order,
    voter_tag,
)
from services.voting.ballots.domain.election import Election, ElectionState, Entry, NotNow, WrongState
from services.voting.ballots.service import AlreadyVoted, Ballots
from services.voting.rolls.domain import AddressUnreadable, NameUnreadable, Person
from services.voting.rolls.service import CannotTellApart, Identity, NotOnRoll, Rolls
from shared.access import anyone
from shared.contracts.base import Id
from shared.contracts.intake import Section
from shared.store import new_id
from shared.web.render import Templates

_ROOT = "/budzet-obywatelski/glosowanie"
_SESSION, _DRAFT = "__Host-vote", "__Host-vote-draft"
_TIME_TO_VOTE = timedelta(minutes=45)
_CHOICE = "wybor"

_IDENTITY_FAULTS: dict[type[Exception], tuple[str, str]] = {
    NotOnRoll: (
        "surname",
        "Nie znaleźliśmy takiej osoby w spisie. Sprawdź pisownię imienia, nazwiska i adresu.",
    ),
    CannotTellApart: (
        "surname",
        "Pod tym adresem jest więcej osób o podobnych danych. Zadzwoń do nas, pomożemy oddać głos.",
    ),
    NameUnreadable: ("surname", "Wpisz imię i nazwisko."),
    AddressUnreadable: ("address", "Wpisz ulicę i numer, na przykład: Śródmiejska 12/3."),
    UnreadableCode: ("code", "W kodzie jest pomyłka. Przepisz go z listu jeszcze raz."),
}


@dataclass(frozen=True)
class _Booth:
    """A voter at work on a ballot: what the browser brought, opened and checked."""

    election: Election
    roll_id: str
    tag: str
    draft: dict[str, tuple[Choice, ...]]
    key: bytes

    def sealed(self, draft: Mapping[str, tuple[Choice, ...]]) -> str:
        """Give the draft as the browser keeps it."""
        return seal_draft(self.key, self.tag, draft)


class _AskWhoAgain(Exception):
    """The session is over or not there: the voter says who they are once more."""


def pages(ballots: Ballots, rolls: Rolls, templates: Templates) -> APIRouter:
    """Give the pages of the ballot."""
    router = APIRouter(prefix=_ROOT, include_in_schema=False, dependencies=[anyone()])

    async def booth(request: Request, edition_id: str, draft: str | None = None) -> _Booth:
        election = await ballots.store.election(edition_id)
        election.require_taking(ballots.clock.now())
        key = ballots.edition_key(edition_id)
        try:
            session = open_session(key, request.cookies.get(_SESSION, ""), ballots.clock.now())
        except (SessionUnreadable, SessionExpired):
            raise _AskWhoAgain from None
        if session.edition != edition_id:
            raise _AskWhoAgain
        tag = voter_tag(key, edition_id, session.roll_id)
        try:
            choices = open_draft(key, tag, draft or request.cookies.get(_DRAFT, ""))
        except DraftUnreadable:
            choices = {}
        return _Booth(election, session.roll_id, tag, choices, key)

    @router.get("")
    async def begin(request: Request) -> Response:
        """Ask who is voting, or say when the vote will be."""
        election = current(await ballots.store.elections())
        if election is None:
            return templates.page(request, "ballot_none.html", election=None)
        try:
            election.require_taking(ballots.clock.now())
        except (NotNow, WrongState):
            return templates.page(request, "ballot_none.html", election=election, over=_over(election, ballots))
        return templates.page(request, "ballot_who.html", election=election, values={}, errors={})

    @router.post("")
    async def recognise(request: Request) -> Response:
        """Find the person on the roll and open the ballot."""
        election = current(await ballots.store.elections())
        if election is None:
            return RedirectResponse(_ROOT, 303)
        election.require_taking(ballots.clock.now())
        form = await request.form(max_fields=20, max_part_size=2_000)
        values = {name: str(form.get(name, ""))[:200].strip() for name in ("given", "surname", "address", "code")}
        asked = ("code",) if election.rules.identity == "roll_code" else ("given", "surname", "address")
        errors = {name: "Wypełnij to pole." for name in asked if not values[name]}
        if not errors:
            person = Person(values["given"], values["surname"], values["address"])
            identity = Identity(code=values["code"]) if asked == ("code",) else Identity(person=person)
            try:
                roll_id = await rolls.recognise(election.id, election.rules.identity, identity)
            except tuple(_IDENTITY_FAULTS) as error:
                field, text = next(said for kind, said in _IDENTITY_FAULTS.items() if isinstance(error, kind))
                errors[field if field in asked else asked[0]] = text
        if errors:
            return templates.page(
                request, "ballot_who.html", status_code=422, election=election, values=values, errors=errors
            )
        answer = RedirectResponse(f"{_ROOT}/{election.id}/1", 303)
        session = VoterSession(roll_id=roll_id, edition=election.id, expires=ballots.clock.now() + _TIME_TO_VOTE)
        _keep(answer, _SESSION, seal_session(ballots.edition_key(election.id), session))
        answer.delete_cookie(_DRAFT, secure=True, httponly=True)
        return answer

    @router.get("/potwierdzenie")
    async def check_receipt(
        request: Request,
        kod: Annotated[str, Query(max_length=40)] = "",
        edycja: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """Tell whether a ballot is in the box, by its receipt."""
        elections = [
            e for e in await ballots.store.elections() if e.state in (ElectionState.OPEN, ElectionState.CLOSED)
        ]
        in_box, error = None, None
        if kod:
            try:
                code = read_receipt(kod)
                wanted = [e for e in elections if not edycja or e.id == edycja]
                in_box = any([await ballots.has_receipt(election.id, code) for election in wanted])
            except UnreadableCode:
                error = "To nie jest kod potwierdzenia. Ma 16 znaków, na przykład 7K2M-40QR-X8TD-1B3N."
        return templates.page(
            request, "ballot_check.html", status_code=422 if error else 200, code=kod, in_box=in_box, error=error
        )

    @router.get("/{edition_id}/podsumowanie")
    async def review(request: Request, edition_id: Id) -> Response:
        """Show the whole ballot before it is cast."""
        try:
            at = await booth(request, edition_id)
        except _AskWhoAgain:
            return RedirectResponse(_ROOT, 303)
        return _review(request, at, {}, 200)

    @router.post("/{edition_id}/podsumowanie")
    async def cast(request: Request, edition_id: Id) -> Response:
        """Cast the ballot and give the receipt. Reloaded, the page gives the same receipt."""
        form = await request.form(max_fields=10, max_part_size=20_000)
        draft, nonce = str(form.get("draft", "")), str(form.get("nonce", ""))[:100]
        try:
            at = await booth(request, edition_id, draft)
        except _AskWhoAgain:
            return RedirectResponse(_ROOT, 303)
        try:
            receipt = await ballots.cast(edition_id, at.roll_id, at.draft, nonce)
        except Refused as refused:
            errors = {fault.section or "ballot": _fault_text(fault) for fault in refused.faults}
            return _review(request, at, errors, 422)
        except AlreadyVoted:
            return templates.page(request, "ballot_voted.html", status_code=409, election=at.election)
        page = templates.page(request, "ballot_receipt.html", election=at.election, receipt=receipt)
        page.delete_cookie(_DRAFT, secure=True, httponly=True)
        return page

    @router.get("/{edition_id}/{place}")
    async def section(
        request: Request, edition_id: Id, place: int, osiedle: Annotated[str, Query(max_length=64)] = ""
    ) -> Response:
        """Show one section of the ballot."""
        try:
            at = await booth(request, edition_id)
        except _AskWhoAgain:
            return RedirectResponse(_ROOT, 303)
        if not 1 <= place <= len(at.election.rules.sections):
            return RedirectResponse(f"{_ROOT}/{edition_id}/podsumowanie", 303)
        chosen = at.draft.get(at.election.rules.sections[place - 1].id, ())
        return _section(request, at, place, chosen, osiedle, {}, 200)

    @router.post("/{edition_id}/{place}")
    async def choose(request: Request, edition_id: Id, place: int) -> Response:
        """Take the choices of one section and go on."""
        try:
            at = await booth(request, edition_id)
        except _AskWhoAgain:
            return RedirectResponse(_ROOT, 303)
        if not 1 <= place <= len(at.election.rules.sections):
            return RedirectResponse(f"{_ROOT}/{edition_id}/podsumowanie", 303)
        form = await request.form(max_fields=2_000, max_part_size=200)
        rules = at.election.rules.sections[place - 1]
        chosen, strange = marks(form, rules.vote_type)
        limits = at.election.sections[place - 1]
        faults = faults_of_section(limits, chosen) if chosen else []
        if strange or faults:
            text = strange or _fault_text(faults[0])
            area = str(form.get("osiedle", ""))[:64]
            return _section(request, at, place, chosen, area, {_CHOICE: text}, 422)
        last = place == len(at.election.rules.sections)
        answer = RedirectResponse(f"{_ROOT}/{edition_id}/{'podsumowanie' if last else place + 1}", 303)
        _keep(answer, _DRAFT, at.sealed({**at.draft, rules.id: chosen}))
        return answer

    def _section(
        request: Request,
        at: _Booth,
        place: int,
        chosen: tuple[Choice, ...],
        area: str,
        errors: Mapping[str, str],
        status: int,
    ) -> Response:
        rules, limits = at.election.rules.sections[place - 1], at.election.sections[place - 1].limits
        by_id = {entry.proposal_id: entry for entry in at.election.entries if entry.section_id == rules.id}
        entries = [by_id[id] for id in shown_order(at.tag, by_id)]
        mine = [entry for entry in entries if rules.by_area and entry.area_id == area]
        return templates.page(
            request,
            "ballot_section.html",
            status_code=status,
            election=at.election,
            section=rules,
            place=place,
            mine=mine,
            entries=[entry for entry in entries if entry not in mine],
            areas=_areas(at.election, entries) if rules.by_area else [],
            area=area,
            area_names={area.id: area.name for area in at.election.rules.areas},
            chosen=_shown(chosen, rules),
            used=sum(points for _, points in chosen) if limits.asks_points else len(chosen),
            limit=limits.max_sum_points if limits.asks_points else limits.max_length,
            errors=errors,
        )

    def _review(request: Request, at: _Booth, errors: Mapping[str, str], status: int) -> Response:
        entries = {entry.proposal_id: entry for entry in at.election.entries}
        parts = [
            {
                "section": section,
                "place": place,
                "marks": [(entries[id], points) for id, points in at.draft.get(section.id, ()) if id in entries],
            }
            for place, section in enumerate(at.election.rules.sections, start=1)
        ]
        return templates.page(
            request,
            "ballot_review.html",
            status_code=status,
            election=at.election,
            parts=parts,
            blank=not any(at.draft.values()),
            draft=at.sealed(at.draft),
            nonce=new_id(),
            errors=errors,
        )

    return router


def current(elections: list[Election]) -> Election | None:
    """Give the vote that a visitor means: an open one, else the newest whose list is out, else the newest."""
    for state in (ElectionState.OPEN, ElectionState.LISTED):
        for election in elections:
            if election.state is state:
                return election
    return elections[0] if elections else None


def marks(form: FormData, vote_type: str) -> tuple[tuple[Choice, ...], str | None]:
    """Read the marks of a section from its form; with a Polish text where they cannot be read."""
    if vote_type == VoteType.APPROVAL:
        return tuple((str(id)[:64], 1) for id in form.getlist(_CHOICE)), None
    given: list[tuple[str, int]] = []
    for name, value in form.multi_items():
        if name.startswith(f"{_CHOICE}-") and value:
            text = str(value)
            if not (text.isascii() and text.isdigit() and len(text) < 4):
                return tuple(given), "Wybierz liczbę z listy."
            given.append((name.removeprefix(f"{_CHOICE}-")[:64], int(text)))
    if vote_type == VoteType.CUMULATIVE:
        return tuple((id, points) for id, points in given if points), None
    given.sort(key=lambda mark: mark[1])
    ranks = [rank for _, rank in given]
    if len(set(ranks)) < len(ranks):
        return tuple(given), "Każde miejsce możesz dać tylko jednemu projektowi."
    if ranks != list(range(1, len(ranks) + 1)):
        return tuple(given), "Nie pomijaj miejsc: najpierw 1., potem 2. i dalej."
    return tuple((id, 1) for id, _ in given), None


def _shown(chosen: tuple[Choice, ...], section: Section) -> dict[str, int]:
    """Give what each chosen project has on the page: its points, or its place where places count."""
    if VoteType(section.vote_type) is VoteType.ORDINAL and all(points == 1 for _, points in chosen):
        return {id: place for place, (id, _) in enumerate(chosen, start=1)}
    return dict(chosen)


def _areas(election: Election, entries: list[Entry]) -> list[tuple[str, str]]:
    with_projects = {entry.area_id for entry in entries}
    return [(area.id, area.name) for area in election.rules.areas if area.id in with_projects]


def _over(election: Election, ballots: Ballots) -> bool:
    return ballots.clock.now() > election.window[1]


def _fault_text(fault: Fault) -> str:
    match fault:
        case TooMany():
            return "Zaznaczono za dużo projektów. Odznacz niektóre."
        case TooFew():
            return "Zaznaczono za mało projektów."
        case TooManyPoints():
            return "Rozdano za dużo punktów. Odejmij niektóre."
        case TooFewPoints():
            return "Rozdano za mało punktów."
        case _:
            return "Ten wybór nie jest możliwy. Zaznacz projekty jeszcze raz."


def _keep(answer: Response, name: str, value: str) -> None:
    """Give the browser a cookie that ends with the browser and goes nowhere else."""
    answer.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="strict")
