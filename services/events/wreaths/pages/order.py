"""The order of wreaths at the desk: moved by keyboard, its monuments, the printed sheet."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.precedence.domain import NothingMoved, Reason
from services.events.precedence.pages import LAST, REASON_KEPT, WHY
from services.events.wreaths import paper
from services.events.wreaths.domain import (
    TABLE,
    Action,
    Delegation,
    DelegationGone,
    NoMoveToUndo,
    NothingToTell,
    OrderClosed,
    Site,
    SiteName,
    SiteTaken,
    SpotUnknown,
    State,
    TooManyDelegations,
    WreathOrder,
)
from services.events.wreaths.service import HANDS, KEEPERS, READERS, Wreaths
from services.events.wreaths.tasks import PLACE
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

BASE = PLACE + "/{event_id}/wience"
_PART = r"[A-Za-z0-9-]{1,64}"
CLOSED = "Uroczystość już była albo jej nie będzie: kolejności się nie zmienia."


class MovesForm(VersionForm):
    """Which button was pressed: a delegation, and before which one it goes ("-": to the end of its line)."""

    reason: Reason
    move: Annotated[str, Field(pattern=rf"^{_PART}:{_PART}:(up|down)$")]


class SiteForm(Form):
    """A monument: of the register, or by its name."""

    memorial_id: Id | None = None
    site_name: SiteName | None = None


class SiteOffForm(VersionForm):
    """Which monument."""

    site_id: Id


_MESSAGES = {
    "reason": WHY,
    "site_id": "Wybierz miejsce.",
    "site_name": "Podaj nazwę: co najmniej 3 znaki.",
    "move": "Wybierz, co przesunąć.",
}


def pages(wreaths: Wreaths, templates: Templates) -> APIRouter:
    """Give the pages of the order."""
    router = APIRouter()
    readers = [only(*READERS)]

    def by(action: Action) -> list[Any]:
        return [only(*HANDS[action])]

    async def order_page(
        request: Request,
        event_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        held: tuple[str, str] | None = None,
        stale: bool = False,
    ) -> Response:
        order, person = await wreaths.order(event_id), signed_in(request)
        found = await wreaths.store.delegations(event_id)
        newest = order.history[-1] if order.history else None
        again = (
            newest is not None
            and newest.action is Action.MOVE
            and newest.by_id == person.id
            and wreaths.clock.now() - newest.at < REASON_KEPT
        )
        moved = next((one for one in found if held and one.id == held[0] and not one.withdrawn), None)
        lines = lines_of_sites(order, found)
        return templates.page(
            request,
            "wreaths.html",
            status_code=status,
            order=order,
            lines=lines,
            withdrawn=[one for one in found if one.withdrawn],
            ranks=await wreaths.precedence.named(),
            announced=await wreaths.announced(event_id),
            memorials=await wreaths.memorials.register(),
            keeps=person.role in KEEPERS and order.state(wreaths.today) is State.OPEN,
            tells=order.untold
            and person.role in HANDS[Action.TELL]
            and order.state(wreaths.today) in TABLE[Action.TELL]
            and any(not one.withdrawn for one in found),
            awaited=0 if order.off else sum(one.awaited for one in found),
            needless=_needless(order, found, wreaths.today, person),
            moved=moved,
            moved_of=next((len(line) for _, line in lines if moved in line), 0),
            held=held,
            stale=stale,
            values={
                "reason": newest.reason if newest and again else "",
                **values,
                "version": order.version,
            },
            errors=errors,
        )

    @router.get(BASE, dependencies=readers)
    async def show(
        request: Request, event_id: Id, ruch: Id | None = None, przycisk: Literal["", "up", "down"] = ""
    ) -> Response:
        """Show the order; `ruch`: who was just moved, by which button."""
        return await order_page(request, event_id, {}, {}, held=(ruch, przycisk) if ruch else None)

    @router.get(BASE + "/kolejnosc.{format}", dependencies=readers)
    async def sheet(event_id: Id, format: Literal["pdf", "docx"], druk: Literal["", "duzy"] = "") -> Response:
        """Give the printed sheet: A4, or in large print."""
        order, found = await wreaths.order(event_id), await wreaths.store.delegations(event_id)
        return paper.sheet(order, lines_of_sites(order, found), format, large=druk == "duzy")

    def on_order(
        path: str,
        action: Action,
        model: type[Form],
        run: Callable[[str, Any, Person], Awaitable[object]],
        field: str,
        faults: Mapping[type[Exception], str],
    ) -> None:
        """Add a step with the order as a whole; what goes wrong is told at `field`."""

        async def post(request: Request, event_id: Id) -> Response:
            try:
                form = await read(request, model, _MESSAGES)
            except FormInvalid as invalid:
                return await order_page(request, event_id, invalid.values, invalid.errors, 422)
            typed = form.model_dump(mode="json")
            move = getattr(form, "move", "")
            held = (move.split(":")[0], move.split(":")[2]) if move else None
            try:
                await run(event_id, form, signed_in(request))
            except NothingMoved:
                return await order_page(request, event_id, typed, {}, 200, held)
            except (Stale, DelegationGone, SpotUnknown, NoMoveToUndo):
                return await order_page(request, event_id, typed, {}, 412, stale=True)
            except OrderClosed:
                return await order_page(request, event_id, typed, {field: CLOSED}, 409)
            except tuple(faults) as fault:
                return await order_page(request, event_id, typed, {field: faults[type(fault)]}, 409)
            query = f"?ruch={held[0]}&przycisk={held[1]}" if held else ""
            return RedirectResponse(f"{PLACE}/{event_id}/wience{query}", 303)

        router.add_api_route(f"{BASE}/{path}", post, methods=["POST"], dependencies=by(action))

    async def move(event_id: str, form: Any, person: Person) -> None:
        id, before, _ = form.move.split(":")
        site = (await wreaths.one(event_id, id)).site_id
        await wreaths.move(event_id, form.version, id, site, None if before == LAST else before, form.reason, person)

    async def add_site(event_id: str, form: Any, person: Person) -> None:
        if form.memorial_id is None and form.site_name is None:
            raise SpotUnknown("")
        await wreaths.add_site(event_id, form.site_name, form.memorial_id, person)

    on_order("kolejnosc", Action.MOVE, MovesForm, move, "reason", {})
    on_order(
        "precedencja", Action.PROPOSE, VersionForm, lambda e, f, p: wreaths.propose(e, f.version, p), "propose", {}
    )
    on_order(
        "zawiadomienie",
        Action.TELL,
        VersionForm,
        lambda e, f, p: wreaths.tell(e, f.version, p),
        "tell",
        {NothingToTell: "Delegacje już to wiedzą."},
    )
    on_order("cofniecie", Action.UNDO, VersionForm, lambda e, f, p: wreaths.undo(e, f.version, p), "undo", {})
    on_order(
        "miejsca",
        Action.SITES,
        SiteForm,
        add_site,
        "site_name",
        {SiteTaken: "To miejsce jest już na liście.", TooManyDelegations: "Miejsc jest już tyle, ile może być."},
    )
    on_order(
        "miejsca/usuniecie",
        Action.SITES,
        SiteOffForm,
        lambda e, f, p: wreaths.drop_site(e, f.version, f.site_id, p),
        "site_name",
        {SiteTaken: "Ktoś składa tu wieniec albo to jedyne miejsce."},
    )
    return router


def _needless(order: WreathOrder, found: list[Delegation], today: date, person: Person) -> list[Delegation]:
    """Give those whose wreath somebody who may do so is to recall."""
    may = person.role in HANDS[Action.SUPPLY] and order.state(today) in TABLE[Action.SUPPLY]
    return [one for one in found if may and one.needless(order.off)]


def lines_of_sites(order: WreathOrder, found: list[Delegation]) -> list[tuple[Site, list[Delegation]]]:
    """Give who stands at each monument, without who was withdrawn."""
    return [(site, [one for one in found if one.site_id == site.id and not one.withdrawn]) for site in order.sites]
