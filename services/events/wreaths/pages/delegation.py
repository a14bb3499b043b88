"""A delegation that lays a wreath at the desk: entered, changed, moved, withdrawn, and its wreath from the city."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.calendar.domain import EntryCancelled
from services.events.given import Email
from services.events.partners.domain import PartnerEnded
from services.events.partners.service import Partners
from services.events.precedence.domain import NothingMoved, RankUnknown, Reason
from services.events.precedence.pages import LAST, WHY
from services.events.wreaths.domain import (
    Action,
    Delegation,
    DelegationGone,
    Given,
    Heads,
    Institution,
    Offering,
    OrderClosed,
    People,
    Provider,
    ReadAs,
    SpotUnknown,
    State,
    Supply,
    TooManyDelegations,
    WreathOrder,
)
from services.events.wreaths.pages.order import BASE, CLOSED, lines_of_sites
from services.events.wreaths.service import HANDS, KEEPERS, READERS, Contact, Wreaths
from services.events.wreaths.tasks import PLACE
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_ONE = BASE + "/{delegation_id}"
_PART = r"[A-Za-z0-9-]{1,64}"


class SpotForm(VersionForm):
    """To which monument and before whom, and why."""

    spot: Annotated[str, Field(pattern=rf"^{_PART}:{_PART}$")]
    reason: Reason


class DelegationForm(Form):
    """A delegation."""

    partner_id: Id | None = None
    institution: Institution | None = None
    read_as: ReadAs | None = None
    rank_id: Id | None = None
    count: Heads
    people: People | None = None
    email: Email | None = None
    offering: Offering
    provider: Provider

    def given(self, partner: str | None) -> Given:
        """Give it in the words of the domain. `partner`: the name of the one that was picked."""
        told = self.model_dump(exclude={"institution", "people", "email"})
        return Given(**told, institution=self.institution or partner or "")

    def contact(self) -> Contact:
        """Give who lays, and its mailbox."""
        return Contact(self.people or "", self.email or "")


class NewForm(DelegationForm):
    """A delegation, and at which monument."""

    site_id: Id


class ChangeForm(DelegationForm):
    """A delegation; `of`: which version of it was seen."""

    of: int = Field(ge=1)


class SupplyForm(Form):
    """How far a wreath of the city is; `of`: which version of the delegation was seen."""

    of: int = Field(ge=1)
    supply: Supply


class WithdrawForm(VersionForm):
    """Why it does not come."""

    why_not: Reason


_MESSAGES = {
    "reason": WHY,
    "why_not": "Napisz, dlaczego delegacji nie będzie.",
    "institution": "Podaj nazwę: co najmniej 2 znaki.",
    "read_as": "Napisz, co konferansjer czyta po słowie „składa”: co najmniej 3 znaki.",
    "count": "Podaj, ile osób składa: od 1 do 100.",
    "people": "Podaj imiona i nazwiska: najwyżej 1000 znaków.",
    "email": "Podaj adres e-mail, na przykład biuro@sybiracy.pl.",
    "offering": "Wybierz, co składa delegacja.",
    "provider": "Wybierz, kto zapewnia.",
    "site_id": "Wybierz miejsce.",
    "spot": "Wybierz miejsce.",
    "supply": "Wybierz stan.",
}
_WHO = "Wybierz partnera albo wpisz nazwę."


def pages(wreaths: Wreaths, partners: Partners, templates: Templates) -> APIRouter:
    """Give the pages of a delegation."""
    router = APIRouter()

    def by(action: Action) -> list[Any]:
        return [only(*HANDS[action])]

    async def fields() -> dict[str, Any]:
        return {
            "partners": [(one.id, one.card.name) for one in await partners.to_pick()],
            "ranks": [(one.id, f"{one.place}. {one.name}") for one in await wreaths.precedence.ranks()],
        }

    async def picked(form: DelegationForm) -> Given:
        """Give what was typed, with its partner's name. Raises `FormInvalid` where nobody is named."""
        name = None
        if form.partner_id is not None:
            try:
                name = (await partners.store.get(form.partner_id)).card.name
            except NotFound:
                raise FormInvalid(form.model_dump(mode="json"), {"partner_id": _WHO}) from None
        if name is None and form.institution is None:
            raise FormInvalid(form.model_dump(mode="json"), {"institution": _WHO})
        return form.given(name)

    async def blank(
        request: Request, event_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        order = await wreaths.order(event_id)
        usual = {"count": 1, "offering": "wreath", "provider": "delegation", "site_id": order.sites[0].id}
        return templates.page(
            request,
            "wreath_new.html",
            status_code=status,
            order=order,
            values={**usual, **values},
            errors=errors,
            **await fields(),
        )

    @router.get(f"{BASE}/nowa", dependencies=by(Action.ENTER))
    async def new(request: Request, event_id: Id) -> Response:
        """Show the form of a delegation."""
        return await blank(request, event_id, {}, {})

    @router.post(f"{BASE}/nowa", dependencies=by(Action.ENTER))
    async def enter(request: Request, event_id: Id) -> Response:
        """Enter a delegation."""
        try:
            form = await read(request, NewForm, _MESSAGES)
            given = await picked(form)
        except FormInvalid as invalid:
            return await blank(request, event_id, invalid.values, invalid.errors, 422)
        typed = form.model_dump(mode="json")
        try:
            id = await wreaths.enter(event_id, form.site_id, given, form.contact(), signed_in(request))
        except (OrderClosed, EntryCancelled):
            return await blank(request, event_id, typed, {"institution": CLOSED}, 409)
        except tuple(_FAULTS) as fault:
            field, text = _FAULTS[type(fault)]
            return await blank(request, event_id, typed, {field: text}, 409)
        return RedirectResponse(f"{PLACE}/{event_id}/wience?ruch={id}", 303)

    async def one_page(
        request: Request,
        event_id: str,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        order, one, person = await wreaths.order(event_id), await wreaths.one(event_id, id), signed_in(request)
        contact = await wreaths.contact(one, person)
        found = await wreaths.store.delegations(event_id)
        spots = []
        for site, line in lines_of_sites(order, found):
            label = f"{site.name}: " if len(order.sites) > 1 else ""
            rest = [each for each in line if each.id != id]
            spots += [(f"{site.id}:{each.id}", f"{label}{each.given.institution}") for each in rest]
            spots.append((f"{site.id}:{LAST}", f"{label}{LAST}"))
        held = {
            **one.given.model_dump(mode="json"),
            **contact._asdict(),
            "supply": one.supply.value,
            "spot": _following(order, found, one),
        }
        return templates.page(
            request,
            "wreath.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            order=order,
            one=one,
            spots=spots,
            contact=contact,
            rank=(await wreaths.precedence.named()).get(one.given.rank_id or ""),
            site=next((site for site in order.sites if site.id == one.site_id), order.sites[0]),
            keeps=person.role in KEEPERS and order.state(wreaths.today) is State.OPEN,
            stale=stale,
            values={**held, **values, "of": one.version if stale else values.get("of", one.version)},
            errors=errors,
            **await fields(),
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def one(request: Request, event_id: Id, delegation_id: Id) -> Response:
        """Show a delegation. That its names were read is written down."""
        return await one_page(request, event_id, delegation_id, {}, {})

    def on_one(
        path: str,
        action: Action,
        model: type[Form],
        run: Callable[[str, str, Any, Person], Awaitable[object]],
        field: str,
    ) -> None:
        """Add a step with one delegation."""

        async def post(request: Request, event_id: Id, delegation_id: Id) -> Response:
            await wreaths.one(event_id, delegation_id)
            try:
                form = await read(request, model, _MESSAGES)
                typed = form.model_dump(mode="json")
                await run(event_id, delegation_id, form, signed_in(request))
            except FormInvalid as invalid:
                return await one_page(request, event_id, delegation_id, invalid.values, invalid.errors, 422)
            except (Stale, DelegationGone, SpotUnknown):
                return await one_page(request, event_id, delegation_id, typed, {}, 412, stale=True)
            except NothingMoved:
                text = "Ta delegacja stoi już w tym miejscu."
                return await one_page(request, event_id, delegation_id, typed, {"spot": text}, 409)
            except OrderClosed:
                return await one_page(request, event_id, delegation_id, typed, {field: CLOSED}, 409)
            except tuple(_FAULTS) as fault:
                at, text = _FAULTS[type(fault)]
                return await one_page(request, event_id, delegation_id, typed, {at: text}, 409)
            return RedirectResponse(f"{PLACE}/{event_id}/wience?ruch={delegation_id}", 303)

        router.add_api_route(f"{_ONE}/{path}", post, methods=["POST"], dependencies=by(action))

    async def change(event_id: str, id: str, form: Any, person: Person) -> None:
        await wreaths.change(event_id, id, form.of, await picked(form), form.contact(), person)

    async def to_spot(event_id: str, id: str, form: Any, person: Person) -> None:
        site, before = form.spot.split(":")
        await wreaths.move(event_id, form.version, id, site, None if before == LAST else before, form.reason, person)

    on_one("dane", Action.CHANGE, ChangeForm, change, "institution")
    on_one("miejsce", Action.MOVE, SpotForm, to_spot, "spot")
    on_one(
        "zaopatrzenie", Action.SUPPLY, SupplyForm, lambda e, i, f, p: wreaths.supply(e, i, f.of, f.supply, p), "supply"
    )
    on_one(
        "wycofanie",
        Action.WITHDRAW,
        WithdrawForm,
        lambda e, i, f, p: wreaths.withdraw(e, i, f.version, f.why_not, p),
        "why_not",
    )
    on_one(
        "przywrocenie",
        Action.PUT_BACK,
        VersionForm,
        lambda e, i, f, p: wreaths.put_back(e, i, f.version, p),
        "put_back",
    )
    return router


_FAULTS: dict[type[Exception], tuple[str, str]] = {
    RankUnknown: ("rank_id", "Tej rangi nie ma już w precedencji. Wybierz inną."),
    PartnerEnded: ("partner_id", "Z tym partnerem już nie współpracujemy. Wybierz innego."),
    SpotUnknown: ("site_id", "Tego miejsca już nie ma. Wybierz inne."),
    TooManyDelegations: ("institution", "Delegacji jest już tyle, ile może być."),
}


def _following(order: WreathOrder, found: list[Delegation], one: Delegation) -> str:
    """Give the spot at which a delegation stands now, as the form names it."""
    for site, line in lines_of_sites(order, found):
        if one in line:
            rest = line[line.index(one) + 1 :]
            return f"{site.id}:{rest[0].id if rest else LAST}"
    return f"{order.sites[0].id}:{LAST}"
