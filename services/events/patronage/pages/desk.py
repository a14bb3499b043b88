"""Patronage at the desk: the list, one application with what is to be done next, the decision as a file."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field, ValidationInfo, field_validator

from services.events.given import Why, some
from services.events.letters.paper import kept_by_nobody
from services.events.patronage import paper
from services.events.patronage.domain import TABLE, Action, NoMaterials, PatronageNotNow, State
from services.events.patronage.service import HANDS, READERS, Patronages
from services.events.patronage.tasks import PLACE
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.files import Files, Pictures
from shared.store import NotFound
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import VersionForm
from shared.web.render import Templates

_ONE = PLACE + "/{patronage_id}"
_PER_PAGE = 30
Tab = Literal["", "do-sprawdzenia", "do-decyzji", "przyznane", "po-wydarzeniu"]
_TABS: dict[str, tuple[State, ...]] = {
    "": (),
    "do-sprawdzenia": (State.SUBMITTED, State.TO_COMPLETE, State.CHECKED),
    "do-decyzji": (State.OPINED,),
    "przyznane": (State.GRANTED,),
    "po-wydarzeniu": (State.REPORTED,),
}


class CallForm(VersionForm):
    """What is to be completed."""

    call: Why


class OpinionForm(VersionForm):
    """What the department thinks."""

    favourable: Literal["yes", "no"]
    opinion: Annotated[str, some(10, 5_000)]


class DecisionForm(VersionForm):
    """The decision and its written reply."""

    decision: Literal["yes", "no"]
    reply: Annotated[str, some(20, 5_000)]


class ArmsForm(VersionForm):
    """Whether the arms may be used like that."""

    arms: Literal["yes", "no"]
    arms_note: Annotated[Why | None, Field(validate_default=True)] = None

    @field_validator("arms_note")
    @classmethod
    def _says_what_to_mend(cls, note: str | None, held: ValidationInfo) -> str | None:
        if held.data.get("arms") == "no" and not note:
            raise ValueError("arms")
        return note


class RevokeForm(VersionForm):
    """Why it is taken back."""

    reason: Why


_MESSAGES = {
    "arms_note": "Napisz, co poprawić.",
    "call": "Napisz, co uzupełnić.",
    "favourable": "Zaznacz, jaka jest opinia.",
    "opinion": "Napisz opinię.",
    "decision": "Zaznacz decyzję.",
    "reply": "Napisz odpowiedź dla organizatora, co najmniej jednym zdaniem.",
    "arms": "Zaznacz, czy można użyć herbu.",
    "reason": "Napisz powód.",
}
_NOT_NOW = Fault("Ktoś zrobił już następny krok. Nic nie zapisano, niżej jest obecny stan.", stale=True)
_FAULTS: dict[type[Exception], Fault] = {PatronageNotNow: _NOT_NOW, NoMaterials: _NOT_NOW}


def _steps(patronages: Patronages) -> list[Step]:
    s, a = patronages, Action
    return [
        Step("wezwanie", only(*HANDS[a.CALL]), CallForm, lambda i, f, p: s.call(i, f.version, f.call, p), "call"),
        Step("sprawdzenie", only(*HANDS[a.CHECK]), VersionForm, lambda i, f, p: s.check(i, f.version, p), "call"),
        Step(
            "opinia",
            only(*HANDS[a.OPINE]),
            OpinionForm,
            lambda i, f, p: s.opine(i, f.version, f.favourable == "yes", f.opinion, p),
            "opinion",
        ),
        Step(
            "decyzja",
            only(*HANDS[a.GRANT]),
            DecisionForm,
            lambda i, f, p: s.decide(i, f.version, f.decision == "yes", f.reply, p),
            "reply",
        ),
        Step(
            "herb",
            only(*HANDS[a.APPROVE_ARMS]),
            ArmsForm,
            lambda i, f, p: s.judge_arms(i, f.version, f.arms == "yes", f.arms_note or "", p),
            "arms",
        ),
        Step(
            "cofniecie",
            only(*HANDS[a.REVOKE]),
            RevokeForm,
            lambda i, f, p: s.revoke(i, f.version, f.reason, p),
            "reason",
        ),
    ]


def pages(patronages: Patronages, files: Files, pictures: Pictures, templates: Templates) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter()

    @router.get(PLACE, dependencies=[only(*READERS)])
    async def listed(
        request: Request,
        pokaz: Tab = "",
        q: Annotated[str, Query(max_length=200)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List applications, without their organisers."""
        found = await patronages.store.page(_TABS[pokaz], q, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "patronages.html",
            found=found[:_PER_PAGE],
            counts={tab: await patronages.store.count(states) for tab, states in _TABS.items()},
            shown=pokaz,
            q=q,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one, person = await patronages.store.get(id), signed_in(request)
        return templates.page(
            request,
            "patronage.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            organiser=await patronages.organiser(one, person),
            earlier=await patronages.earlier(one),
            reply=patronages.reply(one),
            report=patronages.report_text(one),
            last=patronages.last_day(one.starts_on),
            can={a.value for a, roles in HANDS.items() if one.state in TABLE[a] and person.role in roles},
            values={**values, "version": one.version if stale else values.get("version", one.version)},
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def show(request: Request, patronage_id: Id) -> Response:
        """Show an application."""
        return await page(request, patronage_id, {}, {}, 200)

    @router.get(_ONE + "/decyzja.{format}", dependencies=[only(*READERS)])
    async def decision(request: Request, patronage_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the written reply as a file."""
        one = await patronages.store.get(patronage_id)
        if one.reply is None:
            raise NotFound("decision", patronage_id)
        organiser = await patronages.organiser(one, signed_in(request))
        return paper.decision(one, one.reply, patronages.reply(one), organiser, format)

    @router.get(_ONE + "/materialy", dependencies=[only(*READERS)])
    async def materials(patronage_id: Id) -> Response:
        """Give what was handed in."""
        one = await patronages.store.get(patronage_id)
        if one.materials is None:
            raise NotFound("materials", patronage_id)
        file, body = await files.read(one.materials)
        return kept_by_nobody(body, file.media_type, file.filename)

    @router.get(_ONE + "/zdjecia/{picture}/{width}", dependencies=[only(*READERS)])
    async def photograph(
        patronage_id: Id, picture: Annotated[str, Path(max_length=64)], width: Literal["640", "1600"]
    ) -> Response:
        """Give a photograph of the report."""
        one = await patronages.store.get(patronage_id)
        if picture not in {photograph.id for photograph in one.photographs}:
            raise NotFound("picture", picture)
        kind, body = await pictures.read(picture, int(width))
        return Response(body, media_type=kind, headers={"Cache-Control": "no-store"})

    take(router, _ONE, _steps(patronages), page, _FAULTS, _MESSAGES)
    return router
