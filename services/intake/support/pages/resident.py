"""Pages on which a resident supports: the form, the mail once more, the link that confirms and takes back.

A link opened by a program that looks through mail changes nothing: only a pressed button does. No page names anybody.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.editions.domain.rules import area_of, by_area, pool_of
from services.intake.proposals.domain.draft import EMAIL
from services.intake.proposals.pages.own import Token
from services.intake.support.domain import (
    AlreadySupported,
    LinkExpired,
    MailboxFull,
    Resident,
    SupportClosed,
    SupportTakenBack,
    TooManyMails,
)
from services.intake.support.domain.matter import Matter
from services.intake.support.service import Supporters
from shared.access import anyone
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, TYPED, Templates

_PLACE = "/budzet-obywatelski/poparcie"
_SENT = _PLACE + "/wyslano/{token}"
_LINK = _PLACE + "/link/{token}"
_UNKNOWN_AREA = "-"
_MESSAGES = {
    "given:missing": "Podaj imię.",
    "surname:missing": "Podaj nazwisko.",
    "street:missing": "Podaj ulicę. Jeśli jej nie ma, nazwę miejscowości.",
    "street:string_too_short": "Podaj ulicę. Jeśli jej nie ma, nazwę miejscowości.",
    "house:missing": "Podaj numer domu.",
    "town:missing": "Podaj miejscowość.",
    "town:string_too_short": "Podaj miejscowość.",
    "area_id": "Wybierz, gdzie mieszkasz, albo „nie wiem”.",
    "email:missing": "Podaj adres e-mail: wyślemy na niego link.",
    "email": "Sprawdź adres e-mail, na przykład jan.nowak@poczta.pl.",
    "declared": "Zaznacz, że popierasz projekt. Bez tego nie możemy przyjąć poparcia.",
}
_TOO_MANY = "Na ten adres wysłaliśmy dziś już tyle wiadomości, ile możemy. Sprawdź pocztę albo wróć jutro."


class SupporterForm(Form):
    """What a resident types; the order of the fields is that of the page."""

    given: str = Field(max_length=100)
    surname: str = Field(max_length=100)
    street: str = Field(min_length=2, max_length=150)
    house: str = Field(max_length=20)
    town: str = Field(min_length=2, max_length=100)
    area_id: str | None = Field(default=None, max_length=64)
    email: str = Field(max_length=254, pattern=EMAIL)
    declared: bool = False

    def resident(self) -> Resident:
        """Give the person."""
        area = None if self.area_id == _UNKNOWN_AREA else self.area_id
        return Resident(**self.model_dump(exclude={"declared", "area_id"}), area_id=area)


def pages(supporters: Supporters, templates: Templates) -> APIRouter:
    """Give the pages of residents."""
    router = APIRouter(dependencies=[anyone()])

    async def form(
        request: Request, matter: Matter, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        return templates.page(
            request,
            "support_form.html",
            status_code=status,
            headers=TYPED,
            **_about(matter),
            is_open=supporters.is_open(matter),
            local=_asks_area(matter),
            tally=await supporters.tally(matter),
            unknown_area=_UNKNOWN_AREA,
            limits=supporters.limits,
            values={"town": matter.rules.city, **values},
            errors=errors,
        )

    @router.get(_PLACE + "/{id}")
    async def show(request: Request, id: Id) -> Response:
        """Show what is supported, how many do so already, and the form."""
        return await form(request, await supporters.matter(id), {}, {}, 200)

    @router.post(_PLACE + "/{id}")
    async def ask(request: Request, id: Id) -> Response:
        """Take the form in and send the link."""
        matter = await supporters.matter(id)
        try:
            given = await read(request, SupporterForm, _MESSAGES)
        except FormInvalid as invalid:
            errors = invalid.errors
            if "declared" not in errors and not invalid.values.get("declared"):
                errors["declared"] = _MESSAGES["declared"]
            return await form(request, matter, invalid.values, errors, 422)
        errors = {} if given.declared else {"declared": _MESSAGES["declared"]}
        known = {_UNKNOWN_AREA, *(area.id for area in matter.rules.areas)}
        if _asks_area(matter) and given.area_id not in known:
            errors["area_id"] = _MESSAGES["area_id"]
        if errors:
            return await form(request, matter, given.model_dump(), errors, 422)
        try:
            token = await supporters.ask(id, given.resident())
        except SupportClosed:
            return await form(request, matter, given.model_dump(), {}, 409)
        except TooManyMails:
            return await form(request, matter, given.model_dump(), {"email": _TOO_MANY}, 429)
        return RedirectResponse(_SENT.format(token=token), 303)

    async def sent(request: Request, token: str, status: int, *, again: bool, full: bool = False) -> Response:
        try:
            supporter, matter = await supporters.asked(token)
        except LinkExpired:
            return gone(request)
        return templates.page(
            request,
            "support_sent.html",
            status_code=status,
            headers=SECRET,
            **_about(matter),
            supporter=supporter,
            again=again,
            full=full,
        )

    def gone(request: Request) -> Response:
        return templates.page(request, "support_gone.html", status_code=410, headers=SECRET)

    @router.get(_SENT)
    async def show_sent(request: Request, token: Token, znowu: Annotated[int, Query(ge=0, le=1)] = 0) -> Response:
        """Say that the mail is on its way, and offer to send it once more."""
        return await sent(request, token, 200, again=bool(znowu))

    @router.post(_SENT)
    async def send_again(request: Request, token: Token) -> Response:
        """Send the same link once more."""
        await read(request, Form)
        try:
            await supporters.ask_again(token)
        except LinkExpired:
            return gone(request)
        except TooManyMails:
            return await sent(request, token, 429, again=False, full=True)
        return RedirectResponse(_SENT.format(token=token) + "?znowu=1", 303)

    async def link(request: Request, token: str, status: int, fault: str = "") -> Response:
        try:
            supporter, matter = await supporters.of_link(token)
        except LinkExpired:
            return gone(request)
        return templates.page(
            request,
            "support_link.html",
            status_code=status,
            headers=SECRET,
            token=token,
            **_about(matter),
            supporter=supporter,
            is_open=supporters.is_open(matter),
            local=_asks_area(matter),
            tally=await supporters.tally(matter),
            fault=fault,
        )

    @router.get(_LINK)
    async def show_link(request: Request, token: Token) -> Response:
        """Ask for the confirmation, or show what became of the support."""
        return await link(request, token, 200)

    @router.post(_LINK)
    async def confirm(request: Request, token: Token) -> Response:
        """Let the support count."""
        await read(request, Form)
        try:
            await supporters.confirm(token)
        except (LinkExpired, SupportTakenBack):
            return await link(request, token, 410)
        except AlreadySupported:
            return await link(request, token, 409, "already")
        except MailboxFull:
            return await link(request, token, 409, "mailbox")
        except SupportClosed:
            return await link(request, token, 409)
        return RedirectResponse(_LINK.format(token=token), 303)

    @router.post(_LINK + "/cofniecie")
    async def take_back(request: Request, token: Token) -> Response:
        """Take the support back."""
        await read(request, Form)
        try:
            await supporters.take_back(token)
        except LinkExpired:
            return gone(request)
        return RedirectResponse(_LINK.format(token=token), 303)

    return router


def _about(matter: Matter) -> dict[str, Any]:
    text, rules = matter.text, matter.rules
    return {
        "matter": matter,
        "text": text,
        "rules": rules,
        "pool": pool_of(rules, text.pool_id),
        "area": area_of(rules, text.area_id),
    }


def _asks_area(matter: Matter) -> bool:
    pool = pool_of(matter.rules, matter.text.pool_id)
    return pool is not None and by_area(matter.rules, pool)
