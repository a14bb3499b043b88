"""Pages of complaints: a resident complains and follows it by a code; the commission answers, two people each time."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.voting.ballots.domain import UnreadableCode
from services.voting.ballots.service import Ballots
from services.voting.complaints.api import (
    AT_ONCE,
    MOST_TEXT,
    READERS,
    WORKERS,
    Address,
    Email,
    Name,
    Reason,
    Words,
)
from services.voting.complaints.domain import (
    ComplaintsOver,
    DayAhead,
    Outcome,
    Subject,
    TooLate,
    TooManyComplaints,
    UnknownComplaint,
)
from services.voting.complaints.service import Complaints, Said
from services.voting.keys.domain import EditionKeyDestroyed
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale, new_id
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_PUBLIC = "/budzet-obywatelski/wyniki/{edition_id}/skarga"
_LIST = "/panel/glosowanie/{edition_id}/skargi"
_ONE = _LIST + "/{complaint_id}"
_MESSAGES = {
    "subject": "Wybierz, czego dotyczy skarga.",
    "name": "Podaj imię i nazwisko.",
    "email": "Podaj adres e-mail, na przykład anna@example.org.",
    "address": "Podaj adres: ulicę, numer i miejscowość.",
    "text": "Opisz, co się stało: od 10 do 5000 znaków.",
    "sent_on": "Podaj dzień, na przykład 14.10.2026.",
    "outcome": "Wybierz, jak kończy się skarga.",
    "answer": "Napisz odpowiedź: od 10 do 5000 znaków.",
    "words": "Napisz w kilku słowach, dlaczego zwracasz.",
}
_NO_CODE = "Nie znamy takiego kodu. Przepisz go jeszcze raz."
_REFUSED: dict[type[Exception], tuple[str, str]] = {
    TooManyComplaints: (
        "text",
        "Kilka skarg od tej osoby czeka już na odpowiedź. Poczekaj na nią albo zadzwoń do nas.",
    ),
    DayAhead: ("sent_on", "Ten dzień jest jeszcze przed nami. Sprawdź datę."),
}


class ComplaintForm(Form):
    """What a resident writes; `nonce` was made with the empty form."""

    nonce: str = Field(pattern=r"^[\w-]{16,100}$")
    subject: Subject
    text: Words
    name: Name
    email: Email | None = None
    address: Address | None = None

    @property
    def said(self) -> Said:
        """What is kept of it, sealed."""
        return Said(name=self.name, email=self.email or "", address=self.address or "", text=self.text)


class EntryForm(ComplaintForm):
    """What an officer types off a paper."""

    sent_on: date


class AnswerForm(Form):
    """An answer for a second person."""

    version: int = Field(ge=1)
    outcome: Outcome
    answer: Words


class ReturnForm(VersionForm):
    """Why an answer is sent back."""

    words: Reason


def pages(complaints: Complaints, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages of complaints."""
    router = APIRouter(include_in_schema=False)

    async def page(request: Request, template: str, edition_id: str, status: int = 200, **context: Any) -> Response:
        election = await ballots.store.election(edition_id)
        no_trace = {"Cache-Control": "no-store"}
        return templates.page(
            request, template, status_code=status, headers=no_trace, election=election, most=MOST_TEXT, **context
        )

    # -- who complains -----------------------------------------------------------------------------------------------

    async def form(
        request: Request,
        edition_id: str,
        template: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        late: bool = False,
    ) -> Response:
        period = await complaints.period(edition_id)
        over = complaints.clock.now() > period.until
        shown = {"values": values or {"nonce": new_id()}, "errors": errors or {}}
        return await page(request, template, edition_id, status, period=period, over=over, late=late, **shown)

    async def take(
        request: Request,
        edition_id: str,
        template: str,
        model: type[ComplaintForm],
        work: Callable[[Any], Awaitable[str]],
    ) -> Response:
        try:
            filled = await read(request, model, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, edition_id, template, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        try:
            code = await work(filled)
        except (TooLate, ComplaintsOver):
            return await form(request, edition_id, template, typed, status=409, late=True)
        except tuple(_REFUSED) as error:
            field, text = _REFUSED[type(error)]
            return await form(request, edition_id, template, typed, {field: text}, 409)
        complaint = await complaints.by_code(edition_id, code)
        filed = {"code": code, "complaint": complaint, "mailed": bool(filled.email)}
        return await page(request, template.replace("form", "filed"), edition_id, 200, **filed)

    @router.get(_PUBLIC, dependencies=[anyone()])
    async def begin(request: Request, edition_id: Id) -> Response:
        """Let a resident complain, or say until when one could."""
        return await form(request, edition_id, "complaint_form.html")

    @router.post(_PUBLIC, dependencies=[anyone()])
    async def file(request: Request, edition_id: Id) -> Response:
        """Take the complaint and give its code."""

        async def work(filled: ComplaintForm) -> str:
            return await complaints.file(edition_id, filled.subject, filled.said, filled.nonce)

        return await take(request, edition_id, "complaint_form.html", ComplaintForm, work)

    @router.get(_PUBLIC + "/kod", dependencies=[anyone()])
    async def ask_code(request: Request, edition_id: Id) -> Response:
        """Ask for the code."""
        return await page(
            request, "complaint_follow.html", edition_id, values={}, errors={}, complaint=None, gone=False
        )

    @router.post(_PUBLIC + "/kod", dependencies=[anyone()])
    async def follow(request: Request, edition_id: Id) -> Response:
        """Tell how far a complaint is, and its answer."""
        typed = await request.form(max_fields=5, max_part_size=2_000)
        values = {"kod": str(typed.get("kod", ""))[:40]}
        shown: dict[str, Any] = {"values": values, "errors": {}, "complaint": None, "gone": False}
        try:
            found = await complaints.by_code(edition_id, values["kod"])
        except EditionKeyDestroyed:
            return await page(request, "complaint_follow.html", edition_id, 410, **{**shown, "gone": True})
        except (UnknownComplaint, UnreadableCode):
            return await page(
                request, "complaint_follow.html", edition_id, 422, **{**shown, "errors": {"kod": _NO_CODE}}
            )
        answer = complaints.answer(found)
        return await page(
            request, "complaint_follow.html", edition_id, **{**shown, "complaint": found, "answer": answer}
        )

    # -- the desk ------------------------------------------------------------------------------------------------------

    @router.get(_LIST, dependencies=[only(*READERS)])
    async def show_all(request: Request, edition_id: Id, after: Annotated[int, Query(ge=0)] = 0) -> Response:
        """Show complaints in the order of their numbers."""
        found = await complaints.store.complaints(edition_id, after, AT_ONCE + 1)
        period = await complaints.period(edition_id)
        more = found[AT_ONCE - 1].number if len(found) > AT_ONCE else None
        return await page(
            request, "complaints.html", edition_id, period=period, complaints=found[:AT_ONCE], more=more, after=after
        )

    @router.get(_LIST + "/nowa", dependencies=[only(*WORKERS)])
    async def begin_entry(request: Request, edition_id: Id) -> Response:
        """Let an officer enter a complaint that came on paper."""
        return await form(request, edition_id, "complaint_entry_form.html")

    @router.post(_LIST + "/nowa", dependencies=[only(*WORKERS)])
    async def enter(request: Request, edition_id: Id) -> Response:
        """Take it."""
        me = signed_in(request)

        async def work(filled: EntryForm) -> str:
            return await complaints.enter(edition_id, filled.subject, filled.said, filled.sent_on, filled.nonce, me)

        return await take(request, edition_id, "complaint_entry_form.html", EntryForm, work)

    async def one(
        request: Request,
        edition_id: str,
        complaint_id: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        me = signed_in(request)
        complaint, said = await complaints.read(edition_id, complaint_id, me)
        own = complaint.prepared is not None and complaint.prepared.by_id == me.id
        return await page(
            request,
            "complaint.html",
            edition_id,
            status,
            complaint=complaint,
            said=said,
            prepared=complaints.prepared(complaint),
            answer=complaints.answer(complaint),
            steps=complaints.words(complaint),
            period=await complaints.period(edition_id),
            own=own,
            values=values or {},
            errors=errors or {},
            stale=stale,
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def show(request: Request, edition_id: Id, complaint_id: Id) -> Response:
        """Show a complaint with its answer."""
        return await one(request, edition_id, complaint_id)

    async def act(
        request: Request, edition_id: str, complaint_id: str, model: type[Form], work: Callable[[Any], Awaitable[None]]
    ) -> Response:
        try:
            filled = await read(request, model, _MESSAGES)
        except FormInvalid as invalid:
            return await one(request, edition_id, complaint_id, invalid.values, invalid.errors, 422)
        try:
            await work(filled)
        except Stale:
            return await one(request, edition_id, complaint_id, filled.model_dump(mode="json"), {}, 412, stale=True)
        return RedirectResponse(_ONE.format(edition_id=edition_id, complaint_id=complaint_id), 303)

    @router.post(_ONE + "/odpowiedz", dependencies=[only(*WORKERS)])
    async def prepare(request: Request, edition_id: Id, complaint_id: Id) -> Response:
        """Prepare an answer."""
        me = signed_in(request)
        return await act(
            request,
            edition_id,
            complaint_id,
            AnswerForm,
            lambda form: complaints.prepare(edition_id, complaint_id, form.version, form.outcome, form.answer, me),
        )

    @router.post(_ONE + "/potwierdzenie", dependencies=[only(Role.COMMISSION)])
    async def confirm(request: Request, edition_id: Id, complaint_id: Id) -> Response:
        """Confirm the other's answer."""
        me = signed_in(request)
        return await act(
            request,
            edition_id,
            complaint_id,
            VersionForm,
            lambda form: complaints.confirm(edition_id, complaint_id, form.version, me),
        )

    @router.post(_ONE + "/zwrot", dependencies=[only(Role.COMMISSION)])
    async def send_back(request: Request, edition_id: Id, complaint_id: Id) -> Response:
        """Send the other's answer back."""
        me = signed_in(request)
        return await act(
            request,
            edition_id,
            complaint_id,
            ReturnForm,
            lambda form: complaints.send_back(edition_id, complaint_id, form.version, form.words, me),
        )

    return router
