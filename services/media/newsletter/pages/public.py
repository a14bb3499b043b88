"""Pages on which a resident asks for the newsletter, confirms, chooses and leaves.

A link opened by a program that looks through mail changes nothing: only a pressed button does. No page names anybody.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.media.newsletter.domain.readers import ReaderLinkExpired, Topic, Topics
from services.media.newsletter.sealed import PLACE
from services.media.newsletter.service import Readers
from services.media.requests.domain.units import MAILBOX
from shared.access import anyone
from shared.asks import TOO_OFTEN, AskedTooOften
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates
from shared.web.requests import caller

Token = Annotated[str, Path(min_length=10, max_length=400)]
_CONFIRM = PLACE + "/potwierdzenie/{token}"
_CHOOSE = PLACE + "/wybor/{token}"
_LEAVE = PLACE + "/rezygnacja/{token}"
_MESSAGES = {
    "email:missing": "Podaj adres e-mail: wyślemy na niego link.",
    "email": "Sprawdź adres e-mail, na przykład jan.nowak@poczta.pl.",
    "topics": "Zaznacz, o czym chcesz czytać.",
}


def several(value: object) -> object:
    """A form with one box ticked gives one text, not a list of one."""
    return [value] if isinstance(value, str) else value


class ChoiceForm(Form):
    """What one wants to be told of."""

    topics: Annotated[Topics, BeforeValidator(several)]


class AskForm(ChoiceForm):
    """Where one wants to be told, as typed."""

    email: str = Field(max_length=254, pattern=MAILBOX)


def pages(readers: Readers, templates: Templates) -> APIRouter:
    """Give the pages of readers."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_asking(readers, templates))
    router.include_router(_confirming(readers, templates))
    router.include_router(_choosing(readers, templates))
    return router


def _asking(readers: Readers, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200) -> Response:
        return templates.page(request, "newsletter.html", status_code=status, values=values, errors=errors)

    @router.get(PLACE)
    async def show(request: Request) -> Response:
        """Show the form."""
        return form(request, {"topics": [Topic.NEWS.value]}, {})

    @router.post(PLACE)
    async def ask(request: Request) -> Response:
        """Send the link that confirms."""
        try:
            given = await read(request, AskForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, invalid.values, invalid.errors, 422)
        try:
            await readers.ask(given.email, given.topics, caller(request))
        except AskedTooOften:
            return form(request, given.model_dump(mode="json"), {"email": TOO_OFTEN}, 429)
        return RedirectResponse(PLACE + "/wyslano", 303)

    @router.get(PLACE + "/wyslano")
    async def sent(request: Request) -> Response:
        """Say that a letter is on its way; the same to everybody."""
        return templates.page(request, "newsletter_sent.html", mails_a_day=readers.mails.most)

    return router


def _confirming(readers: Readers, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    async def link(request: Request, token: str) -> Response:
        try:
            reader = await readers.of_confirmation(token)
        except ReaderLinkExpired:
            return templates.page(request, "newsletter_gone.html", status_code=410, headers=SECRET)
        choice = readers.sealed.choice(reader.id)
        return templates.page(request, "newsletter_confirm.html", headers=SECRET, reader=reader, choice=choice)

    @router.get(_CONFIRM)
    async def show(request: Request, token: Token) -> Response:
        """Ask for the confirmation, or say that it was given."""
        return await link(request, token)

    @router.post(_CONFIRM)
    async def confirm(request: Request, token: Token) -> Response:
        """Begin to write."""
        await read(request, Form)
        try:
            await readers.confirm(token)
        except ReaderLinkExpired:
            return await link(request, token)
        return RedirectResponse(_CONFIRM.format(token=token), 303)

    return router


def _choosing(readers: Readers, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    async def choice(
        request: Request,
        token: str,
        values: Mapping[str, Any] | None,
        errors: Mapping[str, str],
        *,
        saved: bool = False,
    ) -> Response:
        reader = await readers.of_choice(token)
        if reader is None:
            return templates.page(request, "newsletter_leave.html", headers=SECRET, reader=None)
        typed = {"topics": [topic.value for topic in reader.topics]} if values is None else values
        return templates.page(
            request,
            "newsletter_choice.html",
            status_code=422 if errors else 200,
            headers=SECRET,
            values=typed,
            errors=errors,
            saved=saved,
            paused=reader.paused_at is not None,
            leave=readers.sealed.departure(reader.id),
        )

    @router.get(_CHOOSE)
    async def show(request: Request, token: Token, zapisano: bool = False) -> Response:
        """Show what one is told of."""
        return await choice(request, token, None, {}, saved=zapisano)

    @router.post(_CHOOSE)
    async def choose(request: Request, token: Token) -> Response:
        """Tell of something else from now on."""
        try:
            given = await read(request, ChoiceForm, _MESSAGES)
        except FormInvalid as invalid:
            return await choice(request, token, invalid.values, invalid.errors)
        try:
            await readers.choose(token, given.topics)
        except ReaderLinkExpired:
            return await choice(request, token, None, {})
        return RedirectResponse(_CHOOSE.format(token=token) + "?zapisano=true", 303)

    @router.get(_LEAVE)
    async def ask_to_leave(request: Request, token: Token) -> Response:
        """Ask whether one wants to leave, or say that one has left."""
        reader = await readers.of_choice(token)
        where = readers.sealed.choice(reader.id) if reader else None
        return templates.page(request, "newsletter_leave.html", headers=SECRET, reader=reader, choice=where)

    @router.post(_LEAVE)
    async def leave(request: Request, token: Token) -> Response:
        """Write no more: by the button, or by a mail program at one click (RFC 8058, which allows no redirection)."""
        await read(request, Form)
        await readers.leave(token)
        return templates.page(request, "newsletter_leave.html", headers=SECRET, reader=None)

    return router
