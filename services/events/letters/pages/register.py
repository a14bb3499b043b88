"""The correspondence at the desk: the list with its tabs and search, and asking for a letter."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.events.given import Day, Phrase, Short, Topic
from services.events.letters.domain import MOST_RECIPIENTS, DayImpossible
from services.events.letters.domain.forms import titles
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.steps import State
from services.events.letters.domain.templates import templates as letter_templates
from services.events.letters.pages import people
from services.events.letters.service import Asking, Letters, SignatoryUnknown
from services.events.letters.service.rights import READERS, WRITERS
from services.events.letters.service.telling import PLACE as LIST
from shared.access import only, signed_in
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PER_PAGE = 30
Tab = Literal["", "do-napisania", "do-zatwierdzenia", "do-wyslania", "po-terminie", "rejestr"]
_TABS: dict[str, tuple[State, ...]] = {
    "": (),
    "do-napisania": (State.FORM_NEEDED, State.REQUESTED, State.DRAFTED),
    "do-zatwierdzenia": (State.CHECKED, State.APPROVED),
    "do-wyslania": (State.SIGNED, State.REGISTERED),
    "po-terminie": (),
    "rejestr": (),
}


class RequestForm(Form):
    """A letter as it is asked for."""

    kind: Kind
    topic: Topic
    phrase: Phrase
    needed_on: Day
    signatory: Short
    recipients: people.Recipients

    def asking(self) -> Asking:
        """Give it in the words of the domain."""
        recipients = tuple(one.recipient() for one in self.recipients)
        return Asking(self.kind, self.topic, self.phrase, recipients, self.needed_on, self.signatory)


_MESSAGES = {
    "kind": "Wybierz rodzaj listu.",
    "topic": "Napisz krótko, czego dotyczy list, bez nazwisk.",
    "phrase": "Napisz, z jakiej okazji.",
    "needed_on": "Podaj dzień, na który list jest potrzebny.",
    "signatory": "Wybierz, kto podpisze.",
    **people.MESSAGES,
}


def pages(letters: Letters, templates: Templates) -> APIRouter:
    """Give the pages of the register."""
    router = APIRouter()

    @router.get(LIST, dependencies=[only(*READERS)])
    async def listed(
        request: Request,
        pokaz: Tab = "",
        q: Annotated[str, Query(max_length=200)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List letters, without their readers."""
        by = signed_in(request)

        def wanted(tab: str, text: str) -> Any:
            return letters.wanted(_TABS[tab], text, by, late=tab == "po-terminie", registered=tab == "rejestr")

        found = await letters.store.page(wanted(pokaz, q), (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "letters.html",
            found=found[:_PER_PAGE],
            counts={tab: await letters.store.count(wanted(tab, "")) for tab in _TABS},
            shown=pokaz,
            q=q,
            at=letters.clock.now(),
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
        given = values.get("recipients") or [{}]
        return templates.page(
            request,
            "letter_form.html",
            status_code=status,
            values=values,
            errors=errors,
            count=min(len(given) + ("more" in values), MOST_RECIPIENTS),
            most=MOST_RECIPIENTS,
            signatories=letters.office.signatories,
            asks=[(kind.value, one.asks) for kind, one in letter_templates().items()],
            titles=titles(),
        )

    @router.get(f"{LIST}/nowy", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show the form."""
        return form(request, {"signatory": letters.office.signatories[0]}, {}, 200)

    @router.post(f"{LIST}/nowy", dependencies=[only(*WRITERS)])
    async def ask(request: Request) -> Response:
        """Ask for a letter, or show the form with room for one more reader."""
        try:
            filled = await read(request, RequestForm, _MESSAGES)
        except FormInvalid as invalid:
            errors = {} if "more" in invalid.values else invalid.errors
            return form(request, invalid.values, errors, 200 if "more" in invalid.values else 422)
        typed = filled.model_dump(mode="json")
        if "more" in await request.form():
            return form(request, {**typed, "more": "1"}, {}, 200)
        try:
            id = await letters.request(filled.asking(), signed_in(request))
        except DayImpossible:
            return form(request, typed, {"needed_on": "Ten dzień już minął."}, 422)
        except SignatoryUnknown:
            return form(request, typed, {"signatory": _MESSAGES["signatory"]}, 422)
        return RedirectResponse(f"{LIST}/listy/{id}", 303)

    return router
