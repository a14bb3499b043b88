"""Pages of contracts in the panel: the list, the case, the text in work, lent things, documents."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from gettext import NullTranslations
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.datastructures import UploadFile

from services.intake.contracts.api import READERS, Clauses, Condition, Day, Number, Thing, Why
from services.intake.contracts.domain.contract import Action, Contract, ContractState, NotPossible, TermsUnfit
from services.intake.contracts.domain.items import DayUnfit, ItemGone
from services.intake.contracts.domain.terms import Terms, value_of_work
from services.intake.contracts.parties import Parties
from services.intake.contracts.service import Contracts
from services.intake.contracts.wording import (
    CITY_SHARES,
    CONTRIBUTIONS,
    FAULTS,
    contract_text,
    giving_back,
    handover,
    name_of,
)
from shared.access import Role, only, signed_in
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.contracts.initiatives.intake import CityShare, CityShareKind, ContributionKind, Declared, EstimateItem, Step
from shared.documents import Document, as_docx, as_pdf
from shared.files import FileRefused, Files
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, Zloty, read
from shared.web.render import Templates
from shared.web.words import Words

Annex = Annotated[int, Path(ge=0, le=999)]
_LIST = "/panel/umowy"
_PAGE = _LIST + "/{initiative_id}"
_A_PAGE = 50
_ROW = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)
_FORMATS = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
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
_NOT_YET = "Podaj dzień, który już był."


class StepRow(BaseModel):
    """A line of the schedule."""

    model_config = _ROW

    name: Annotated[str, Field(min_length=2, max_length=300)]
    starts: Day
    ends: Day


class CityRow(BaseModel):
    """A line of what the city gives."""

    model_config = _ROW

    kind: CityShareKind
    subject: Annotated[str, Field(min_length=2, max_length=300)]
    value: Annotated[Zloty, Field(ge=0)]


class EstimateRow(BaseModel):
    """A line of the estimate."""

    model_config = _ROW

    name: Annotated[str, Field(min_length=2, max_length=300)]
    own: Annotated[Zloty, Field(ge=0)] = 0
    city: Annotated[Zloty, Field(ge=0)] = 0


def _hours(value: object) -> object:
    """Read hours as people write them ("2,5") into minutes."""
    if not isinstance(value, str):
        return value
    try:
        return round(float(value.replace(",", ".").strip()) * 60)
    except ValueError:
        return value


class DeclaredRow(BaseModel):
    """What an annex makes of a declaration: hours of work, or the value of anything else."""

    model_config = _ROW

    number: int = Field(ge=1)
    minutes: Annotated[int | None, BeforeValidator(_hours), Field(ge=1, le=600_000)] = None
    value: Annotated[Zloty | None, Field(ge=0)] = None


class TermsForm(Form):
    """The text in work, as it is to be."""

    version: int = Field(ge=1)
    starts: Day | None = None
    ends: Day | None = None
    settle_by: Day | None = None
    steps: Annotated[tuple[StepRow, ...], Field(max_length=60)] = ()
    city: Annotated[tuple[CityRow, ...], Field(max_length=60)] = ()
    estimate: Annotated[tuple[EstimateRow, ...], Field(max_length=60)] = ()
    declared: Annotated[tuple[DeclaredRow, ...], Field(max_length=500)] = ()
    clauses: Clauses = ""

    def terms(self, before: Terms) -> Terms:
        """Give the terms; of declarations counts what was typed for those that there are."""
        typed = {row.number: row for row in self.declared}
        return Terms(
            starts=self.starts,
            ends=self.ends,
            settle_by=self.settle_by,
            steps=tuple(Step(**dict(row)) for row in self.steps),
            city_shares=tuple(CityShare(**dict(row)) for row in self.city),
            estimate=tuple(EstimateItem(**dict(row)) for row in self.estimate),
            declared=tuple(_changed(one, typed.get(one.number)) for one in before.declared),
            clauses=self.clauses,
        )


class VersionForm(Form):
    """The version that was looked at."""

    version: int = Field(ge=1)


class ReasonForm(VersionForm):
    """Why there is to be an annex."""

    reason: Why


class EndForm(ReasonForm):
    """When a contract has ended before its time, and why."""

    ended_on: Day


class SignatureForm(VersionForm):
    """The day of the signatures; the copy comes as a file."""

    signed_on: Day


class ItemForm(VersionForm):
    """A thing that was handed over."""

    name: Thing
    value: Annotated[Zloty, Field(ge=0, le=10**12)]
    condition: Condition
    handed_on: Day


class ItemBackForm(VersionForm):
    """A thing that is back."""

    back_on: Day
    back_condition: Condition
    complete: bool


def pages(contracts: Contracts, parties: Parties, files: Files, templates: Templates) -> APIRouter:
    """Give the pages of contracts."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_reading(contracts, parties, files, templates))
    router.include_router(_writing(contracts, files, templates))
    return router


def _reading(contracts: Contracts, parties: Parties, files: Files, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[only(*READERS)])
    words = Words("pl", NullTranslations(), contracts.clock)

    @router.get(_LIST)
    async def listed(
        request: Request,
        stan: ContractState | None = None,
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List contracts, the newest first."""
        found = await contracts.store.listed(stan, (strona - 1) * _A_PAGE, _A_PAGE + 1)
        return templates.page(
            request,
            "contracts.html",
            found=found[:_A_PAGE],
            more=len(found) > _A_PAGE,
            number=strona,
            state=stan,
            states=list(ContractState)[1:],
        )

    @router.get(_PAGE)
    async def show(request: Request, initiative_id: Id) -> Response:
        """Show one: what waits, what holds, what was lent."""
        return await _page(request, contracts, templates, initiative_id, {}, {})

    @router.get(_PAGE + "/umowa-{annex}.{format}")
    async def give_text(request: Request, initiative_id: Id, annex: Annex, format: Literal["pdf", "docx"]) -> Response:
        """Give the text of the contract (0) or of an annex, signed or in work."""
        one = await contracts.store.get(initiative_id)
        if annex < len(one.signed):
            signed = one.signed[annex]
            terms, day = signed.terms, signed.signed_on
        elif annex == len(one.signed) and one.terms is not None:
            terms, day = one.terms, warsaw(contracts.clock.now()).date()
        else:
            raise NotFound("contract text", f"{initiative_id}-{annex}")
        document = contract_text(one, terms, await parties.party(initiative_id, signed_in(request)), day, words, annex)
        return await _document(document, format, f"{one.number}-{annex}")

    @router.get(_PAGE + "/rzeczy/{number}/{which}.{format}")
    async def give_protocol(
        request: Request,
        initiative_id: Id,
        number: Number,
        which: Literal["wydanie", "zwrot"],
        format: Literal["pdf", "docx"],
    ) -> Response:
        """Give the protocol of a thing that was handed over, or that is back."""
        one = await contracts.store.get(initiative_id)
        if number > len(one.items) or (which == "zwrot" and one.items[number - 1].returned_on is None):
            raise NotFound("protocol", f"{initiative_id}-{number}")
        write = handover if which == "wydanie" else giving_back
        document = write(one, one.items[number - 1], await parties.party(initiative_id, signed_in(request)), words)
        return await _document(document, format, f"{one.number}-{which}-{number}")

    @router.get(_PAGE + "/kopia/{annex}")
    async def give_copy(initiative_id: Id, annex: Annex) -> Response:
        """Give the copy with the signatures."""
        one = await contracts.store.get(initiative_id)
        if annex >= len(one.signed):
            raise NotFound("signed copy", f"{initiative_id}-{annex}")
        file, body = await files.read(one.signed[annex].file_id)
        return Response(body, media_type=file.media_type, headers=_attached(file.filename))

    return router


def _writing(contracts: Contracts, files: Files, templates: Templates) -> APIRouter:
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

    @router.get(_PAGE + "/tresc")
    async def text(request: Request, initiative_id: Id) -> Response:
        """Show the text in work as a form."""
        one = await contracts.store.get(initiative_id)
        return await text_page(request, one, _typed(one), {})

    @router.post(_PAGE + "/tresc")
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
        return RedirectResponse(_PAGE.format(initiative_id=initiative_id), 303)

    async def act(
        request: Request, initiative_id: str, form: type[Form], work: Callable[[Any], Awaitable[object]], day: str = ""
    ) -> Response:
        """Read a form and do `work` with it; `day` is the field that a day yet to come is said at."""
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await _page(request, contracts, templates, initiative_id, invalid.values, invalid.errors, 422)
        try:
            await work(filled)
        except (Stale, NotPossible, ItemGone):
            values = filled.model_dump(mode="json", exclude={"version"})
            return await _page(request, contracts, templates, initiative_id, values, {}, 412, stale=True)
        except TermsUnfit:
            # The page lists what is wrong where the button is.
            return await _page(request, contracts, templates, initiative_id, {}, {}, 422)
        except DayUnfit:
            values = filled.model_dump(mode="json")
            return await _page(request, contracts, templates, initiative_id, values, {day: _NOT_YET}, 422)
        return RedirectResponse(_PAGE.format(initiative_id=initiative_id), 303)

    @router.post(_PAGE + "/uzgodniona")
    async def agree(request: Request, initiative_id: Id) -> Response:
        """Close the text."""
        return await act(request, initiative_id, VersionForm, lambda form: contracts.agree(initiative_id, form.version))

    @router.post(_PAGE + "/znow-otwarta")
    async def reopen(request: Request, initiative_id: Id) -> Response:
        """Work on the text again."""
        return await act(
            request, initiative_id, VersionForm, lambda form: contracts.reopen(initiative_id, form.version)
        )

    @router.post(_PAGE + "/podpis")
    async def sign(request: Request, initiative_id: Id) -> Response:
        """Enter that both sides have signed, with the copy."""
        data = await request.form(max_files=1, max_fields=10, max_part_size=10_000)
        copy = data.get("copy")
        values = {name: value for name, value in data.items() if isinstance(value, str)}
        try:
            if not isinstance(copy, UploadFile) or not copy.filename:
                text = "Dołącz skan podpisanej umowy."
                return await _page(request, contracts, templates, initiative_id, values, {"copy": text}, 422)
            file = await files.keep(copy)
        except FileRefused as refused:
            errors = {"copy": _REFUSALS[refused.reason]}
            return await _page(request, contracts, templates, initiative_id, values, errors, 422)
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

    @router.post(_PAGE + "/aneks")
    async def annex(request: Request, initiative_id: Id) -> Response:
        """Begin an annex."""
        return await act(
            request,
            initiative_id,
            ReasonForm,
            lambda form: contracts.begin_annex(initiative_id, form.version, form.reason),
        )

    @router.post(_PAGE + "/bez-aneksu")
    async def drop_annex(request: Request, initiative_id: Id) -> Response:
        """Drop the annex in work."""
        return await act(
            request, initiative_id, VersionForm, lambda form: contracts.drop_annex(initiative_id, form.version)
        )

    @router.post(_PAGE + "/rzeczy")
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

    @router.post(_PAGE + "/rzeczy/{number}/zwrot")
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

    @router.post(_PAGE + "/rozwiazanie")
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


async def _page(
    request: Request,
    contracts: Contracts,
    templates: Templates,
    initiative_id: str,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    status: int = 200,
    stale: bool = False,
) -> Response:
    one = await contracts.store.get(initiative_id)
    return templates.page(
        request,
        "contract.html",
        status_code=status,
        headers={"Cache-Control": "no-store"},
        one=one,
        may={action.value: one.may(action) and signed_in(request).role is Role.OFFICER for action in Action},
        faults=[FAULTS[fault] for fault in one.faults],
        name_of=name_of,
        contributions=CONTRIBUTIONS,
        kinds=CITY_SHARES,
        today=warsaw(contracts.clock.now()).date(),
        values={"version": one.version, **values},
        errors=errors,
        stale=stale,
    )


async def _document(document: Document, format: Literal["pdf", "docx"], name: str) -> Response:
    make, kind = _FORMATS[format]
    body = await asyncio.to_thread(make, document)
    return Response(body, media_type=kind, headers=_attached(f"{name.replace('/', '-')}.{format}"))


def _attached(name: str) -> dict[str, str]:
    plain = name.encode("ascii", "replace").decode().replace('"', "").replace("?", "_")
    return {"Content-Disposition": f'attachment; filename="{plain}"', "Cache-Control": "no-store"}


def _changed(one: Declared, row: DeclaredRow | None) -> Declared:
    if row is None:
        return one
    if one.kind is ContributionKind.WORK:
        after = one.model_copy(update={"minutes": row.minutes or one.minutes})
        return after.model_copy(update={"value": value_of_work(after)})
    return one.model_copy(update={"value": one.value if row.value is None else row.value})


def _typed(one: Contract) -> dict[str, Any]:
    """Give the form as the text in work stands."""
    if one.terms is None:
        return {}
    terms = one.terms
    return {
        "version": one.version,
        **{name: getattr(terms, name) for name in ("starts", "ends", "settle_by", "clauses")},
        "steps": [dict(row) for row in terms.steps],
        "city": [dict(row) for row in terms.city_shares],
        "estimate": [dict(row) for row in terms.estimate],
        "declared": [dict(row) for row in terms.declared],
    }
