"""The scenario at the desk: items in their time, their order by keyboard, the plan for wind and rain, posts, sheets."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, ValidationInfo, field_validator

from services.events.ceremonies import sheets
from services.events.ceremonies.domain import Action, Ceremony, CeremonyNotNow
from services.events.ceremonies.domain.scenario import (
    LONGEST,
    MOST_POSTS,
    Item,
    Name,
    NoSuchItem,
    Note,
    Party,
    PartyKind,
    Post,
    Rain,
    Script,
    Spot,
    clock_of,
    offset_of,
    read_at,
)
from services.events.ceremonies.domain.text import rain_of, span_of
from services.events.ceremonies.pages.steps import FAULTS, ONE, allowed, by, held
from services.events.ceremonies.service.rights import HANDS, READERS
from services.events.ceremonies.service.scenario import Scenarios
from services.events.ceremonies.tasks import PLACE
from services.events.letters.paper import answer
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale, new_id
from shared.web.form_steps import Step, take
from shared.web.forms import FormInvalid, VersionForm, read, said
from shared.web.render import Templates

_ONE = PLACE + "/{event_id}"
_SCENARIO = "/scenariusz"
Paper = Literal["pdf", "docx"]


class ItemForm(VersionForm):
    """An item as people say it: an hour or minutes from the beginning; posts with commas between them."""

    title: Name
    starts: Annotated[str, Field(max_length=20)]
    minutes: int = Field(ge=1, le=LONGEST)
    place: Spot
    who: Annotated[str, Field(max_length=700)] = ""
    script: Script = ""
    wreaths: Literal["true", ""] = ""
    rain: Rain = Rain.SAME
    rain_place: Spot | None = Field(default=None, validate_default=True)
    push: Literal["true", ""] = ""

    @field_validator("who")
    @classmethod
    def _posts(cls, who: str) -> str:
        posts = _split(who)
        if len(posts) > MOST_POSTS or any(not 3 <= len(post) <= 100 for post in posts):
            raise said(f"Podaj najwyżej {MOST_POSTS} stanowisk po przecinku, każde co najmniej z 3 liter.")
        return who

    @field_validator("rain_place")
    @classmethod
    def _where(cls, place: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("rain") is Rain.OTHER_PLACE and place is None:
            raise said("Podaj miejsce na deszcz i wiatr.")
        return place

    def item(self, id: str, one: Ceremony) -> Item:
        """Give it in the words of the domain. Raises `StartUnreadable`."""
        return Item(
            id=id,
            title=self.title,
            offset=offset_of(self.starts, one.slot.begins),
            minutes=self.minutes,
            place=self.place,
            who=_split(self.who),
            script=self.script.replace("\r\n", "\n"),
            wreaths=bool(self.wreaths),
            rain=self.rain,
            rain_place=self.rain_place if self.rain is Rain.OTHER_PLACE else None,
        )


class NamedForm(VersionForm):
    """An item, or somebody at a post."""

    item: Id


class PartyForm(VersionForm):
    """Who stands at a post."""

    party_kind: PartyKind
    unit: Note
    standard: Note | None = None
    post: Post

    def party(self) -> Party:
        """Give it in the words of the domain."""
        return Party(id=new_id()[:12], kind=self.party_kind, unit=self.unit, standard=self.standard, post=self.post)


_MESSAGES = {
    "title": "Podaj nazwę punktu.",
    "starts": "Podaj godzinę, na przykład 12:05, albo minuty od początku, na przykład T-15.",
    "minutes": f"Podaj, ile minut trwa: od 1 do {LONGEST}.",
    "place": "Podaj miejsce.",
    "rain_place:said": "Podaj miejsce na deszcz i wiatr.",
    "rain_place": "Podaj miejsce na deszcz i wiatr.",
    "party_kind": "Wybierz, kto to jest.",
    "unit": "Podaj, kto wystawia: jednostkę, szkołę albo organizację.",
    "post": "Podaj stanowisko tak, jak stoi w scenariuszu.",
}


def pages(scenarios: Scenarios, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()
    store, readers, hands = scenarios.ceremonies.store, [only(*READERS)], [only(*HANDS[Action.PLAN])]

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        stale: bool = False,
    ) -> Response:
        one, sites = await store.get(id), await scenarios.announced(id)
        last = one.scenario.items[-1].ends if one.scenario.items else 0
        own = {"starts": clock_of(last, one.slot.begins), "minutes": 5, "place": one.place, "rain": "same"}
        return templates.page(
            request,
            "ceremony_scenario.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            can=allowed(one, signed_in(request)),
            wreaths={
                item.id: sum(len(site.lines) for site in read_at(item, one.scenario, sites))
                for item in one.scenario.items
            },
            rain_of=rain_of,
            span_of=span_of,
            values=held(one, values, own, stale=stale),
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE + _SCENARIO, dependencies=readers)
    async def show(request: Request, event_id: Id) -> Response:
        """Show the scenario."""
        return await page(request, event_id, {}, {}, 200)

    @router.get(_ONE + "/plan-minutowy.{format}", dependencies=readers)
    async def minute_plan(event_id: Id, format: Paper) -> Response:
        """Give the plan for the services."""
        one = await store.get(event_id)
        return answer(sheets.minute_plan(one), format, f"plan minutowy {one.slot.day:%Y-%m-%d}")

    @router.get(_ONE + "/konferansjer.{format}", dependencies=readers)
    async def announcer(event_id: Id, format: Paper) -> Response:
        """Give what the announcer reads, in large print."""
        one = await store.get(event_id)
        lines = await scenarios.announced(event_id)
        return answer(sheets.announcer(one, lines), format, f"konferansjer {one.slot.day:%Y-%m-%d}")

    async def item_page(
        request: Request,
        id: str,
        item_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        stale: bool = False,
    ) -> Response:
        one = await store.get(id)
        item = _item(one, item_id)
        return templates.page(
            request,
            "ceremony_item.html",
            status_code=status,
            one=one,
            item=item,
            values=held(one, values, _typed(item, one), stale=stale),
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE + "/scenariusz/punkty/{item_id}", dependencies=hands)
    async def edit(request: Request, event_id: Id, item_id: Id) -> Response:
        """Show an item, to be changed."""
        return await item_page(request, event_id, item_id, {}, {}, 200)

    @router.post(_ONE + "/scenariusz/punkty/{item_id}", dependencies=hands)
    async def change(request: Request, event_id: Id, item_id: Id) -> Response:
        """Change an item."""
        one = await store.get(event_id)
        _item(one, item_id)
        try:
            form = await read(request, ItemForm, _MESSAGES)
        except FormInvalid as invalid:
            return await item_page(request, event_id, item_id, invalid.values, invalid.errors, 422)
        typed = form.model_dump(mode="json")
        try:
            item = form.item(item_id, one)
            await scenarios.change(event_id, form.version, item, bool(form.push), signed_in(request))
        except Stale:
            return await item_page(request, event_id, item_id, typed, {}, 412, stale=True)
        except CeremonyNotNow:
            return await page(request, event_id, {}, {"item": "Scenariusza nie można teraz zmieniać."}, 409, stale=True)
        except tuple(FAULTS) as error:
            fault = FAULTS[type(error)]
            return await item_page(request, event_id, item_id, typed, fault.errors(error, "starts"), fault.status)
        return RedirectResponse(f"{PLACE}/{event_id}{_SCENARIO}#punkt-{item_id}", 303)

    async def added(id: str, form: ItemForm, person: Any) -> object:
        item = form.item(new_id()[:12], await store.get(id))
        return await scenarios.add(id, form.version, item, person)

    s, plan = scenarios, Action.PLAN
    under = "scenariusz/"
    steps = [
        Step(under + "szkielet", by(plan), VersionForm, lambda i, f, p: s.begin(i, f.version, p), "item"),
        Step(under + "nowy-punkt", by(plan), ItemForm, added, "starts"),
        Step(under + "usuniecie", by(plan), NamedForm, lambda i, f, p: s.remove(i, f.version, f.item, p), "item"),
        Step(under + "cofniecie", by(plan), VersionForm, lambda i, f, p: s.put_back(i, f.version, p), "item"),
        Step(under + "wczesniej", by(plan), NamedForm, lambda i, f, p: s.move(i, f.version, f.item, True, p), "item"),
        Step(under + "pozniej", by(plan), NamedForm, lambda i, f, p: s.move(i, f.version, f.item, False, p), "item"),
        Step(under + "stanowisko", by(plan), PartyForm, lambda i, f, p: s.post(i, f.version, f.party(), p), "post"),
        Step(under + "zwolnienie", by(plan), NamedForm, lambda i, f, p: s.relieve(i, f.version, f.item, p), "post"),
    ]
    take(router, ONE, steps, page, FAULTS, _MESSAGES, ONE + _SCENARIO)
    return router


def _item(one: Ceremony, id: str) -> Item:
    try:
        return one.scenario.item(id)
    except NoSuchItem:
        raise NotFound("items", id) from None


def _typed(item: Item, one: Ceremony) -> dict[str, Any]:
    return {
        **item.model_dump(mode="json"),
        "starts": clock_of(item.offset, one.slot.begins),
        "who": ", ".join(item.who),
        "wreaths": "true" if item.wreaths else "",
        "push": "true",
    }


def _split(who: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in who.split(",") if (name := " ".join(each.split()))))
