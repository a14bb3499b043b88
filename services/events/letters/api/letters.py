"""JSON routes of letters and of forms of address, for those who write and those who approve."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from services.events.given import Made, OnGiven, ReasonGiven
from services.events.letters.api.given import (
    CorrectionGiven,
    FormGiven,
    LetterGiven,
    RecipientsGiven,
    SendingGiven,
    TextGiven,
)
from services.events.letters.domain import Letter
from services.events.letters.domain.forms import Recipient
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.steps import Action, State
from services.events.letters.service import Letters
from services.events.letters.service.forms import Forms
from services.events.letters.service.rights import HANDS, READERS, WRITERS
from services.events.letters.service.sending import Sending
from services.events.letters.service.writing import Writing
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.history import Done
from shared.web.requests import After, Keyed, Limit, Page, etag
from shared.web.steps import Steps, add_step, filled


class LetterLine(BaseModel):
    """A letter in a list, without its readers and texts."""

    letter_id: str
    kind: Kind
    state: State
    topic: str
    sign: str | None
    needed_on: date
    due_at: datetime
    late: bool


class LetterShown(LetterLine):
    """A letter. `version` is what If-Match must name; `text`: its newest, "" before there is one."""

    phrase: str
    recipients: tuple[Recipient, ...]
    text: str
    signatory: str
    explanation: tuple[str, ...]
    deceased: int
    earlier: int
    history: tuple[Done, ...]
    version: int


class LetterList(BaseModel):
    """A part of them; `next` is the key to go on after."""

    items: list[LetterLine]
    next: str | None


def routes(letters: Letters, writing: Writing, sending: Sending, forms: Forms) -> APIRouter:
    """Give the routes."""
    router = APIRouter()
    writers, readers = only(*WRITERS), only(*READERS)

    @router.post("/letters", dependencies=[writers, Keyed], status_code=201)
    async def request_letter(given: LetterGiven, request: Request) -> Made:
        """Ask for a letter."""
        return Made(id=await letters.request(given.asking(), signed_in(request)))

    @router.get("/letters", dependencies=[readers])
    async def list_letters(
        request: Request,
        response: Response,
        state: Annotated[list[State] | None, Query(max_length=10)] = None,
        q: Annotated[str, Query(max_length=200)] = "",
        after: After = None,
        limit: Limit = 50,
    ) -> LetterList:
        """List them in a stable order, without readers and texts."""
        wanted = letters.wanted(tuple(state or ()), q, signed_in(request))
        found = await letters.store.after(wanted, after or "", limit + 1)
        more, now = (found[limit - 1].id if len(found) > limit else None), letters.clock.now()
        Page(found[:limit], more).link(request, response)
        return LetterList(items=[LetterLine(**_line(one, now)) for one in found[:limit]], next=more)

    @router.get("/letters/{letter_id}", dependencies=[readers])
    async def get_letter(letter_id: Id, request: Request, response: Response) -> LetterShown:
        """Give one. That it was read is written down."""
        one = await letters.store.get(letter_id)
        recipients = await letters.recipients(one, signed_in(request))
        warned = await letters.warnings(one)
        response.headers["ETag"] = etag(one.version)
        return LetterShown(
            **_line(one, letters.clock.now()),
            phrase=letters.sealed.phrase(one),
            recipients=recipients,
            text=letters.sealed.newest(one),
            signatory=one.signatory,
            explanation=one.explanation,
            deceased=sum(warned.deceased),
            earlier=len(warned.earlier),
            history=one.history,
            version=one.version,
        )

    step = Steps(router, "/letters/{id}", "letter").add
    w, s, a = writing, sending, Action
    step("draft", TextGiven, HANDS[a.DRAFT], lambda g: filled(w.draft, text=g.text), "Save the text.")
    step("check", TextGiven, HANDS[a.CHECK], lambda g: filled(w.check, text=g.text), "Proof-read it.")
    step("return", ReasonGiven, HANDS[a.RETURN], lambda g: filled(w.give_back, reason=g.reason), "Mend it.")
    step("approval", None, HANDS[a.APPROVE], lambda _: filled(w.approve), "Approve it; no author may.")
    step("signature", OnGiven, HANDS[a.SIGN], lambda g: filled(s.sign, on=g.on), "It is signed.")
    step("registration", None, HANDS[a.REGISTER], lambda _: filled(s.register), "Give it its sign.")
    step(
        "dispatch",
        SendingGiven,
        HANDS[a.SEND],
        lambda g: filled(s.send, way=g.way, proof=g.proof or ""),
        "Send it.",
    )
    step("delivery", OnGiven, HANDS[a.DELIVER], lambda g: filled(s.deliver, on=g.on), "It has arrived.")
    step(
        "refusal",
        ReasonGiven,
        HANDS[a.DECLINE],
        lambda g: filled(s.decline, reason=g.reason),
        "Not sent.",
    )
    step(
        "recipients",
        RecipientsGiven,
        HANDS[a.READDRESS],
        lambda g: filled(letters.readdress, recipients=tuple(each.recipient() for each in g.recipients)),
        "Mend to whom it goes.",
    )
    step(
        "correction",
        CorrectionGiven,
        HANDS[a.CORRECT],
        lambda g: filled(letters.correct, **g.model_dump()),
        "Correct what was asked for, all of it; what was written stays.",
    )
    add_step(
        router,
        "/letter-forms/{id}",
        FormGiven,
        writers,
        lambda g: filled(forms.decide, text=g.text, who=g.who),
        "letter_form",
        "Say how a word is said.",
    )
    return router


def _line(one: Letter, now: datetime) -> dict[str, Any]:
    return {
        "letter_id": one.id,
        "kind": one.kind,
        "state": one.state,
        "topic": one.topic,
        "sign": one.sign,
        "needed_on": one.needed_on,
        "due_at": one.due_at,
        "late": one.late(now),
    }
