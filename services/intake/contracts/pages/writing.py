"""What officers do with a contract: its text, signatures, annexes, lent things, its end."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from services.intake.contracts.api import Number
from services.intake.contracts.domain.contract import Contract, MoneyAwaited, NotPossible, TermsUnfit
from services.intake.contracts.domain.items import DayUnfit, ItemGone
from services.intake.contracts.domain.states import Action
from services.intake.contracts.pages.forms import (
    EndForm,
    ItemBackForm,
    ItemForm,
    ReasonForm,
    SignatureForm,
    TermsForm,
    as_typed,
)
from services.intake.contracts.pages.shown import PAGE, contract_page
from services.intake.contracts.service import Contracts
from services.intake.contracts.wording import CITY_SHARES, CONTRIBUTIONS, FAULTS
from services.intake.initiatives.domain.states import NotNow
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.files import FileRefused, Files
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_MESSAGES = {
    "reason": "Napisz, dlaczego: od 5 do 2000 znaków.",
    "signed_on": "Podaj dzień, w którym podpisano.",
    "ended_on": "Podaj dzień, w którym umowa się skończyła.",
    "name": "Napisz, co wydano: od 2 do 200 znaków.",
    "condition": "Opisz stan rzeczy: od 2 do 1000 znaków.",
    "handed_on": "Podaj dzień wydania.",
    "back_on": "Podaj dzień zwrotu.",
    "back_condition": "Opisz stan rzeczy: od 2 do 1000 znaków.",
    "complete": "Zaznacz, czy wróciła cała.",
    "steps": "Każdy etap ma nazwę, początek i koniec.",
    "city": "Każda pozycja ma rodzaj, nazwę i wartość.",
    "estimate": "Każda pozycja ma nazwę i obie kwoty.",
    "declared": "Każda deklaracja ma liczbę godzin albo wartość.",
}
_REFUSALS = {
    "too_large": "Plik ma ponad 10 MB.",
    "empty": "Ten plik jest pusty.",
    "kind": "Dołącz plik PDF, JPG albo PNG.",
    "damaged": "Tego zdjęcia nie da się odczytać.",
    "too_many_pixels": "To zdjęcie jest za duże.",
}
_UNFIT = "Podaj dzień, który już był i nie jest wcześniejszy niż poprzedni krok."


def writing(contracts: Contracts, files: Files, templates: Templates) -> APIRouter:
    """Give the pages that change something."""
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    async def text_page(
        request: Request,
        one: Contract,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        if one.terms is None:
            raise NotPossible(Action.EDIT, one.state)
        return templates.page(
            request,
            "contract_text.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            values=values,
            errors=errors,
            stale=stale,
            faults=[FAULTS[fault] for fault in one.faults],
            kinds=CITY_SHARES,
            contributions=CONTRIBUTIONS,
        )

    @router.get(PAGE + "/tresc")
    async def text(request: Request, initiative_id: Id) -> Response:
        """Show the text in work as a form."""
        one = await contracts.store.get(initiative_id)
        return await text_page(request, one, as_typed(one), {})

    @router.post(PAGE + "/tresc")
    async def edit(request: Request, initiative_id: Id) -> Response:
        """Save the text in work."""
        one = await contracts.store.get(initiative_id)
        try:
            form = await read(request, TermsForm, _MESSAGES)
        except FormInvalid as invalid:
            return await text_page(request, one, invalid.values, invalid.errors, 422)
        if one.terms is None:
            raise NotPossible(Action.EDIT, one.state)
        try:
            await contracts.edit(initiative_id, form.terms(one.terms), form.version)
        except Stale:
            now = await contracts.store.get(initiative_id)
            values = {**form.model_dump(), "version": now.version}
            return await text_page(request, now, values, {}, 412, stale=True)
        return RedirectResponse(PAGE.format(initiative_id=initiative_id), 303)

    async def act(
        request: Request, initiative_id: str, form: type[Form], work: Callable[[Any], Awaitable[object]], day: str = ""
    ) -> Response:
        """Read a form and do `work` with it; `day` is the field that a day that does not fit is said at."""
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await contract_page(
                request, contracts, templates, initiative_id, invalid.values, invalid.errors, 422
            )
        try:
            await work(filled)
        except (Stale, NotPossible, NotNow, MoneyAwaited, ItemGone):
            values = filled.model_dump(mode="json", exclude={"version"})
            return await contract_page(request, contracts, templates, initiative_id, values, {}, 412, stale=True)
        except TermsUnfit:
            # The page lists what is wrong where the button is.
            return await contract_page(request, contracts, templates, initiative_id, {}, {}, 422)
        except DayUnfit:
            values = filled.model_dump(mode="json")
            return await contract_page(request, contracts, templates, initiative_id, values, {day: _UNFIT}, 422)
        return RedirectResponse(PAGE.format(initiative_id=initiative_id), 303)

    @router.post(PAGE + "/do-uzgodnienia")
    async def offer(request: Request, initiative_id: Id) -> Response:
        """Ask the applicants to accept the text."""
        return await act(request, initiative_id, VersionForm, lambda form: contracts.offer(initiative_id, form.version))

    @router.post(PAGE + "/uzgodniona")
    async def agree(request: Request, initiative_id: Id) -> Response:
        """Close the text."""
        by = signed_in(request)
        return await act(
            request, initiative_id, VersionForm, lambda form: contracts.agree(initiative_id, form.version, by)
        )

    @router.post(PAGE + "/znow-otwarta")
    async def reopen(request: Request, initiative_id: Id) -> Response:
        """Work on the text again."""
        return await act(
            request, initiative_id, VersionForm, lambda form: contracts.reopen(initiative_id, form.version)
        )

    @router.post(PAGE + "/podpis")
    async def sign(request: Request, initiative_id: Id) -> Response:
        """Enter that both sides have signed, with the copy."""
        data = await request.form(max_files=1, max_fields=10, max_part_size=10_000)
        copy = data.get("copy")
        values = {name: value for name, value in data.items() if isinstance(value, str)}
        try:
            if not isinstance(copy, UploadFile) or not copy.filename:
                text = "Dołącz skan podpisanej umowy."
                return await contract_page(request, contracts, templates, initiative_id, values, {"copy": text}, 422)
            file = await files.keep(copy)
        except FileRefused as refused:
            errors = {"copy": _REFUSALS[refused.reason]}
            return await contract_page(request, contracts, templates, initiative_id, values, errors, 422)
        finally:
            await data.close()
        by = signed_in(request)
        return await act(
            request,
            initiative_id,
            SignatureForm,
            lambda form: contracts.sign(initiative_id, form.version, form.signed_on, file, by),
            "signed_on",
        )

    @router.post(PAGE + "/aneks")
    async def annex(request: Request, initiative_id: Id) -> Response:
        """Begin an annex."""
        return await act(
            request,
            initiative_id,
            ReasonForm,
            lambda form: contracts.begin_annex(initiative_id, form.version, form.reason),
        )

    @router.post(PAGE + "/bez-aneksu")
    async def drop_annex(request: Request, initiative_id: Id) -> Response:
        """Drop the annex in work."""
        return await act(
            request, initiative_id, VersionForm, lambda form: contracts.drop_annex(initiative_id, form.version)
        )

    @router.post(PAGE + "/rzeczy")
    async def lend(request: Request, initiative_id: Id) -> Response:
        """Enter a thing that was handed over."""
        return await act(
            request,
            initiative_id,
            ItemForm,
            lambda form: contracts.lend(
                initiative_id, form.version, form.name, form.value, form.condition, form.handed_on
            ),
            "handed_on",
        )

    @router.post(PAGE + "/rzeczy/{number}/zwrot")
    async def take_back(request: Request, initiative_id: Id, number: Number) -> Response:
        """Enter a thing that is back."""
        return await act(
            request,
            initiative_id,
            ItemBackForm,
            lambda form: contracts.take_back(
                initiative_id, form.version, number, form.back_on, form.back_condition, complete=form.complete
            ),
            "back_on",
        )

    @router.post(PAGE + "/rozwiazanie")
    async def terminate(request: Request, initiative_id: Id) -> Response:
        """Enter that it has ended before its time."""
        by = signed_in(request)
        return await act(
            request,
            initiative_id,
            EndForm,
            lambda form: contracts.terminate(initiative_id, form.version, form.reason, form.ended_on, by),
            "ended_on",
        )

    return router
