"""Pages of letters: those to be posted, one letter, and the wording of each kind."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.letters.api import AFTER, key_of, read_key
from services.intake.letters.domain import DeliveryHow, DeliveryUnfit, NoReceiptAwaited, TextFaulty, check, fill, slots
from services.intake.letters.domain.kinds import LetterKind
from services.intake.letters.domain.wording import SAMPLES
from services.intake.letters.paper import letter_pdf
from services.intake.letters.receipts import Receipts
from services.intake.letters.service import Letters
from services.intake.proposals.service import Proposals
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_LIST = "/panel/wnioski/pisma"
_TEXTS = "/panel/wnioski/pisma/wzory"
_PART = 50
_PRIVATE = {"Cache-Control": "no-store"}
_MESSAGES = {
    "subject": "Napisz temat: od 3 do 150 znaków.",
    "body": "Napisz treść: od 20 do 5000 znaków.",
    "how": "Zaznacz, co jest na zwrotce.",
    "day": "Podaj dzień ze zwrotki.",
    "reason": "Napisz powód zmiany: od 5 do 500 znaków. Zostanie w historii.",
}


class PostedForm(Form):
    """The version of the letter that was read."""

    version: int = Field(ge=1)


class DeliveryForm(Form):
    """What a return receipt says."""

    how: DeliveryHow
    day: date
    version: int = Field(ge=1)


class WordingForm(Form):
    """A wording with the reason for its change. `step`: "preview" shows it filled and saves nothing."""

    step: str = Field(default="save", max_length=10)
    subject: str = Field(min_length=3, max_length=150)
    body: str = Field(min_length=20, max_length=5_000)
    reason: str = Field(min_length=5, max_length=500)
    version: int = Field(ge=0)


def pages(letters: Letters, proposals: Proposals, receipts: Receipts, templates: Templates) -> APIRouter:
    """Give the pages of letters."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.OFFICER)])

    @router.get(_LIST)
    async def waiting(request: Request, after: Annotated[str, Query(pattern=AFTER + "|^$")] = "") -> Response:
        """List the letters that wait to be posted, the oldest first."""
        found = await letters.store.waiting(read_key(after), _PART + 1)
        return templates.page(
            request,
            "letters.html",
            letters=found[:_PART],
            count=await letters.store.count_waiting(),
            after=after,
            next=key_of(found[_PART - 1]) if len(found) > _PART else None,
        )

    @router.get(_TEXTS)
    async def wordings(request: Request) -> Response:
        """List the kinds of letters with who changed their wording last."""
        return templates.page(request, "letter_texts.html", texts=[await letters.text(kind) for kind in LetterKind])

    async def wording(
        request: Request,
        kind: LetterKind,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
        faulty: TextFaulty | None = None,
    ) -> Response:
        body, subject = str(values.get("body", "")), str(values.get("subject", ""))
        return templates.page(
            request,
            "letter_text.html",
            status_code=status,
            kind=kind,
            slots=[(name, SAMPLES[name]) for name in slots(kind)],
            history=await letters.history(kind),
            subject=fill(subject, SAMPLES),
            paragraphs=fill(body, SAMPLES).split("\n\n"),
            values=values,
            errors=errors,
            faults=[fault.split(": ") for fault in faulty.faults] if faulty else [],
            stale=stale,
        )

    @router.get(_TEXTS + "/{kind}")
    async def show_wording(request: Request, kind: LetterKind) -> Response:
        """Show a wording, what it looks like filled, and its history."""
        text = await letters.text(kind)
        return await wording(request, kind, text.model_dump(include={"subject", "body", "version"}), {})

    @router.post(_TEXTS + "/{kind}")
    async def change_wording(request: Request, kind: LetterKind) -> Response:
        """Change a wording, or show what it would look like."""
        try:
            form = await read(request, WordingForm, _MESSAGES)
        except FormInvalid as invalid:
            # Who only tries a wording needs no reason yet.
            errors = dict(invalid.errors)
            if invalid.values.get("step") == "preview":
                errors.pop("reason", None)
            return await wording(request, kind, invalid.values, errors, 422 if errors else 200)
        values = form.model_dump()
        try:
            if form.step == "preview":
                check(kind, form.subject, form.body)
                return await wording(request, kind, values, {})
            await letters.change_text(kind, form.version, form.subject, form.body, form.reason, signed_in(request))
        except TextFaulty as faulty:
            text = "Sprawdź pola w klamrach: jest nieznane albo brakuje potrzebnego."
            return await wording(request, kind, values, {"body": text}, 422, faulty=faulty)
        except Stale:
            now = (await letters.text(kind)).version
            return await wording(request, kind, values | {"version": now}, {}, 412, stale=True)
        return RedirectResponse(f"{_TEXTS}/{kind}", 303)

    async def shown(
        request: Request,
        letter_id: str,
        status: int = 200,
        stale: bool = False,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        letter = await letters.letter(letter_id)
        noted = letter.delivery
        return templates.page(
            request,
            "letter.html",
            status_code=status,
            headers=_PRIVATE,
            letter=letter,
            content=letters.content(letter),
            stale=stale,
            values=values or (noted.model_dump(mode="json", include={"how", "day"}) if noted else {}),
            errors=errors or {},
        )

    @router.get(_LIST + "/{letter_id}")
    async def one(request: Request, letter_id: Id) -> Response:
        """Show what a letter says, without its addressee."""
        return await shown(request, letter_id)

    @router.get(_LIST + "/{letter_id}/pdf")
    async def file(request: Request, letter_id: Id) -> Response:
        """Give the letter as it is posted, with its addressee; the reading is written down."""
        letter = await letters.letter(letter_id)
        await proposals.note_letter(letter.case, signed_in(request))
        return letter_pdf(letter, letters.content(letter))

    @router.post(_LIST + "/{letter_id}/wyslano")
    async def post(request: Request, letter_id: Id) -> Response:
        """Note that it has gone to the post."""
        try:
            form = await read(request, PostedForm)
            await letters.post(letter_id, form.version, signed_in(request))
        except (FormInvalid, Stale):
            # The form holds nothing but the version: where that is broken, the page is as old as where it is stale.
            return await shown(request, letter_id, 412, stale=True)
        return RedirectResponse(f"{_LIST}/{letter_id}", 303)

    @router.post(_LIST + "/{letter_id}/doreczenie")
    async def note_delivery(request: Request, letter_id: Id) -> Response:
        """Note what the return receipt says."""
        try:
            form = await read(request, DeliveryForm, _MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, letter_id, 422, values=invalid.values, errors=invalid.errors)
        values = form.model_dump(mode="json")
        try:
            await receipts.note_delivery(letter_id, form.version, form.how, form.day, signed_in(request))
        except DeliveryUnfit as unfit:
            return await shown(request, letter_id, 422, values=values, errors={"day": _unfit(form, unfit)})
        except (Stale, NoReceiptAwaited):
            return await shown(request, letter_id, 412, stale=True, values=values)
        return RedirectResponse(f"{_LIST}/{letter_id}", 303)

    @router.post(_LIST + "/{letter_id}/cofnij")
    async def take_back(request: Request, letter_id: Id) -> Response:
        """Let it wait again."""
        try:
            form = await read(request, PostedForm)
            await letters.take_back(letter_id, form.version)
        except (FormInvalid, Stale):
            # The form holds nothing but the version: where that is broken, the page is as old as where it is stale.
            return await shown(request, letter_id, 412, stale=True)
        return RedirectResponse(f"{_LIST}/{letter_id}", 303)

    return router


def _unfit(form: DeliveryForm, unfit: DeliveryUnfit) -> str:
    posted_on, delivered_on = (f"{date.fromisoformat(day):%d.%m.%Y}" for day in (unfit.posted_on, unfit.delivered_on))
    if form.day.isoformat() < unfit.posted_on:
        return f"Pismo wysłano dopiero {posted_on}."
    if form.how is DeliveryHow.LEFT:
        return f"Pismo będzie uznane za doręczone dopiero {delivered_on}. Wpisz to tego dnia albo później."
    return "Ten dzień jeszcze nie nadszedł."
