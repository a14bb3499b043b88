"""Pages of questions: a resident asks and reads on, an officer answers."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.editions.help import Helps
from services.intake.editions.service import Editions
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.domain.draft import EMAIL
from services.intake.proposals.pages.own import Token
from services.intake.proposals.service import Proposals
from services.intake.questions.api import AFTER, key_of, read_key
from services.intake.questions.domain import LONGEST, MOST_SAID, NotWaiting, ThreadFull, TooManyWaiting
from services.intake.questions.service import Questions
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.store import KeyReused, Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

_ASK = "/budzet-obywatelski/pytanie"
_OWN = "/budzet-obywatelski/zgloszenie/{token}/pytania"
_LIST = "/panel/wnioski/pytania"
_PART = 50
_TEXT = "Napisz od 5 do 2000 znaków."
_MESSAGES = {
    "email:missing": "Podaj adres e-mail: wyślemy na niego odpowiedź.",
    "email": "Podaj adres e-mail, na przykład anna@example.com.",
    "text:missing": "Napisz, o co pytasz.",
    "text": _TEXT,
}
_ANSWER = {"text:missing": "Napisz odpowiedź.", "text": _TEXT}
_FULL = "W tej rozmowie nie zmieści się więcej wiadomości. Zadaj nowe pytanie."
_SENT = "Poprzednie pytanie z tego formularza już do nas dotarło. Jeśli to ma być nowe pytanie, wyślij je jeszcze raz."
"""Said where somebody has gone back to the form and asks something else: shown anew, it has a key of its own."""
_TOO_MANY = "Na odpowiedź czeka już 5 Twoich pytań. Następne zadasz, gdy odpowiemy."


class TextForm(Form):
    """One text."""

    text: str = Field(min_length=5, max_length=LONGEST)


class QuestionForm(TextForm):
    """A question and where to answer."""

    email: str = Field(max_length=254, pattern=EMAIL)


class AnswerForm(TextForm):
    """The office's answer over the thread that was read in `version`."""

    version: int = Field(ge=1)


class ClosingForm(Form):
    """The version of the thread that was read."""

    version: int = Field(ge=1)


def pages(
    questions: Questions,
    editions: Editions,
    helps: Helps,
    proposals: Proposals,
    applicants: Applicants,
    templates: Templates,
) -> APIRouter:
    """Give the pages of questions."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_residents(questions, editions, helps, proposals, applicants, templates))
    router.include_router(_officers(questions, templates))
    return router


def _residents(
    questions: Questions,
    editions: Editions,
    helps: Helps,
    proposals: Proposals,
    applicants: Applicants,
    templates: Templates,
) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    async def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
        edition = await editions.current()
        if edition is None:
            return templates.page(request, "edition_none.html")
        return templates.page(
            request,
            "question_form.html",
            status_code=status,
            edition=edition,
            help=await helps.of(edition.id),
            answer_by=await questions.answer_by(),
            longest=LONGEST,
            values=values,
            errors=errors,
        )

    @router.get(_ASK)
    async def show_form(request: Request) -> Response:
        """Show the form of a question about the budget."""
        return await form(request, {}, {}, 200)

    @router.post(_ASK)
    async def ask(request: Request) -> Response:
        """Take a question in."""
        try:
            given = await read(request, QuestionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, invalid.values, invalid.errors, 422)
        edition = await editions.current()
        if edition is None:
            return await form(request, {}, {}, 200)
        try:
            token = await questions.ask(edition.id, given.email, given.text)
        except TooManyWaiting:
            return await form(request, given.model_dump(), {"text": _TOO_MANY}, 409)
        except KeyReused:
            return await form(request, given.model_dump(), {"text": _SENT}, 409)
        return RedirectResponse(f"{_ASK}/{token}?wyslano=1", 303)

    async def thread(
        request: Request, token: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int, sent: bool
    ) -> Response:
        question = await questions.of_asker(token)
        return templates.page(
            request,
            "question_thread.html",
            status_code=status,
            headers=SECRET,
            token=token,
            question=question,
            texts=questions.texts(question),
            most=MOST_SAID,
            longest=LONGEST,
            values=values,
            errors=errors,
            sent=sent,
        )

    @router.get(_ASK + "/{token}")
    async def show_thread(request: Request, token: Token, wyslano: Annotated[int, Query(ge=0, le=1)] = 0) -> Response:
        """Show what was asked and answered."""
        return await thread(request, token, {}, {}, 200, bool(wyslano))

    @router.post(_ASK + "/{token}")
    async def ask_on(request: Request, token: Token) -> Response:
        """Take one more text in."""
        try:
            given = await read(request, TextForm, _MESSAGES)
        except FormInvalid as invalid:
            return await thread(request, token, invalid.values, invalid.errors, 422, sent=False)
        try:
            await questions.ask_on(token, given.text)
        except (ThreadFull, TooManyWaiting) as full:
            text = _FULL if isinstance(full, ThreadFull) else _TOO_MANY
            return await thread(request, token, given.model_dump(), {"text": text}, 409, sent=False)
        except KeyReused:
            return await thread(request, token, given.model_dump(), {"text": _SENT}, 409, sent=False)
        return RedirectResponse(f"{_ASK}/{token}?wyslano=1", 303)

    async def own(
        request: Request, token: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        proposal = await proposals.of_applicant(token)
        asked = await questions.store.of_proposal(proposal.id)
        return templates.page(
            request,
            "own_questions.html",
            status_code=status,
            headers=SECRET,
            token=token,
            proposal=proposal,
            asked=[(one, questions.signed.question_link(one.id)) for one in asked],
            longest=LONGEST,
            knows_email=applicants.of(proposal).email is not None,
            values=values,
            errors=errors,
        )

    @router.get(_OWN)
    async def show_own(request: Request, token: Token) -> Response:
        """Show what was asked about a proposal, and a form to ask."""
        return await own(request, token, {}, {}, 200)

    @router.post(_OWN)
    async def ask_about(request: Request, token: Token) -> Response:
        """Take an applicant's question in. The answer goes to the address that the proposal came with."""
        proposal = await proposals.of_applicant(token)
        known = applicants.of(proposal).email
        try:
            given = await read(request, TextForm if known else QuestionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await own(request, token, invalid.values, invalid.errors, 422)
        email = given.email if isinstance(given, QuestionForm) else known
        assert email is not None  # Where none is known, the form asks for one.
        try:
            asked = await questions.ask_about(proposal, email, given.text)
        except TooManyWaiting:
            return await own(request, token, given.model_dump(), {"text": _TOO_MANY}, 409)
        except KeyReused:
            return await own(request, token, given.model_dump(), {"text": _SENT}, 409)
        return RedirectResponse(f"{_ASK}/{asked}?wyslano=1", 303)

    return router


def _officers(questions: Questions, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    @router.get(_LIST)
    async def listed(
        request: Request,
        stan: Annotated[str, Query(pattern="^(wszystkie)?$")] = "",
        after: Annotated[str, Query(pattern=AFTER + "|^$")] = "",
    ) -> Response:
        """List the threads that wait for an answer, or all."""
        waiting = stan != "wszystkie"
        found = await (questions.store.waiting if waiting else questions.store.every)(read_key(after), _PART + 1)
        return templates.page(
            request,
            "questions.html",
            questions=found[:_PART],
            waiting=waiting,
            count=await questions.store.count_waiting(),
            after=after,
            next=key_of(found[_PART - 1], waiting=waiting) if len(found) > _PART else None,
        )

    async def shown(
        request: Request,
        question_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        question = await questions.question(question_id, signed_in(request))
        return templates.page(
            request,
            "question.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            question=question,
            texts=questions.texts(question),
            most=MOST_SAID,
            longest=LONGEST,
            values={**values, "version": question.version},
            errors=errors,
            stale=stale,
        )

    @router.get(_LIST + "/{question_id}")
    async def one(request: Request, question_id: Id) -> Response:
        """Show a thread with the form of an answer; the reading is written down."""
        return await shown(request, question_id, {}, {})

    @router.post(_LIST + "/{question_id}/odpowiedz")
    async def answer(request: Request, question_id: Id) -> Response:
        """Answer."""
        try:
            given = await read(request, AnswerForm, _ANSWER)
        except FormInvalid as invalid:
            return await shown(request, question_id, invalid.values, invalid.errors, 422)
        try:
            await questions.answer(question_id, given.version, given.text, signed_in(request))
        except ThreadFull:
            return await shown(request, question_id, given.model_dump(), {"text": _FULL}, 409)
        except Stale:
            return await shown(request, question_id, given.model_dump(), {}, 412, stale=True)
        return RedirectResponse(f"{_LIST}/{question_id}", 303)

    @router.post(_LIST + "/{question_id}/bez-odpowiedzi")
    async def close(request: Request, question_id: Id) -> Response:
        """Note that nothing is to be answered."""
        try:
            given = await read(request, ClosingForm)
            await questions.close(question_id, given.version, signed_in(request))
        except (FormInvalid, Stale, NotWaiting):
            # The form holds nothing but the version: where that is broken, the page is as old as where it is stale.
            return await shown(request, question_id, {}, {}, 412, stale=True)
        return RedirectResponse(f"{_LIST}/{question_id}", 303)

    return router
