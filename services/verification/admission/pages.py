"""Pages of admission: the mayor's list with one act for many, and the decision about one proposal."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.verification.admission.domain import (
    MOST_AT_ONCE,
    Admission,
    AdmissionClosed,
    AdmissionState,
    CostAboveCap,
    DecisionUnexplained,
)
from services.verification.admission.service import Admissions, ChangedSinceSeen
from services.verification.cases.api import READERS
from services.verification.cases.domain import ApplicantAsked, Edition
from services.verification.cases.pages import shown, typed
from services.verification.cases.service import Cases
from services.verification.opinions.service import Opinions
from services.verification.statements.service import Statements
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_LIST = "/panel/weryfikacja/dopuszczenie"
_SEE = (Role.MAYOR, Role.OFFICER, Role.AUDITOR)
_ASKED = "Autorzy jednego z tych projektów mają jeszcze czas na odpowiedź. Odznacz ten projekt."
_NOT_NOW = "Jednego z tych projektów nie można już dopuścić razem z innymi. Sprawdź listę i zapisz jeszcze raz."


def _versions(value: object) -> object:
    """Read what was ticked, "id.version" each, into versions by id."""
    ticked = value if isinstance(value, list) else [value]
    return dict(str(one).rpartition(".")[::2] for one in ticked)


class ManyForm(Form):
    """The proposals ticked on the list, with the version in which each stood there."""

    proposals: Annotated[dict[Id, int], BeforeValidator(_versions), Field(min_length=1, max_length=MOST_AT_ONCE)]


class OneForm(Form):
    """The decision about one proposal."""

    version: int
    admitted: bool
    reason: Annotated[str, Field(max_length=10_000)] = ""


def pages(
    admissions: Admissions, opinions: Opinions, statements: Statements, cases: Cases, templates: Templates
) -> APIRouter:
    """Give the pages of admission."""
    router = APIRouter(include_in_schema=False)

    async def listed(
        request: Request,
        edition_id: str,
        after: int,
        ticked: Collection[str],
        errors: Mapping[str, str],
        status: int,
        *,
        every: bool = False,
        changed: Collection[str] = (),
    ) -> Response:
        """Show the list; `every`: with all of it ticked that can be admitted.

        `changed`: what was ticked in an older version. It is told as it is now, and is to be ticked anew.
        """
        editions = await cases.store.editions()
        edition = next((one for one in editions if one.id == edition_id), None) or await _present(editions)
        found = await admissions.store.page(edition.id, AdmissionState.OPEN, after, MOST_AT_ONCE + 1) if edition else []
        rows = await _rows(cases, opinions, edition, found[:MOST_AT_ONCE]) if edition else []
        overtaken = [await admissions.admission(id) for id in changed]
        states = AdmissionState.OPEN, AdmissionState.ADMITTED, AdmissionState.REFUSED
        counts = [await admissions.store.count(edition.id, state) if edition else 0 for state in states]
        return templates.page(
            request,
            "admission_list.html",
            status_code=status,
            edition=edition,
            editions=editions,
            good=[row for row in rows if not row["refusal"]],
            bad=[row for row in rows if row["refusal"]],
            counts=counts,
            next=found[MOST_AT_ONCE - 1].number if len(found) > MOST_AT_ONCE else None,
            awaited={one.round.id: one.round for row in rows for one in row["heard"].waiting}.values(),
            ticked=set(ticked).difference(changed),
            every=every,
            changed=await _rows(cases, opinions, edition, overtaken) if edition else [],
            editable=signed_in(request).role is Role.MAYOR,
            errors=errors,
        )

    async def _present(editions: list[Edition]) -> Edition | None:
        """Choose the edition in which something waits, else the newest."""
        for edition in editions:
            if await admissions.store.count(edition.id, AdmissionState.OPEN):
                return edition
        return editions[0] if editions else None

    @router.get(_LIST, dependencies=[only(*_SEE)])
    async def waiting(
        request: Request,
        edycja: Annotated[str, Query(max_length=64)] = "",
        po: Annotated[int, Query(ge=0, le=10**9)] = 0,
        zaznacz: Literal["", "wszystkie"] = "",
    ) -> Response:
        """List what waits for the mayor: what the units are for, and what is proposed for refusal."""
        return await listed(request, edycja, po, (), {}, 200, every=bool(zaznacz))

    @router.post(_LIST, dependencies=[only(Role.MAYOR)])
    async def admit_many(
        request: Request,
        edycja: Annotated[str, Query(max_length=64)] = "",
        po: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> Response:
        """Admit all that are ticked, in one act."""
        try:
            form = await read(request, ManyForm, {"proposals": "Zaznacz co najmniej jeden projekt."})
        except FormInvalid as invalid:
            return await listed(request, edycja, po, (), invalid.errors, 422)
        try:
            await admissions.decide(form.proposals, admitted=True, reason="", by=signed_in(request))
        except ChangedSinceSeen as since:
            return await listed(request, edycja, po, form.proposals, {}, 412, changed=since.proposal_ids)
        except ApplicantAsked:
            return await listed(request, edycja, po, form.proposals, {"proposals": _ASKED}, 409)
        except (AdmissionClosed, CostAboveCap, DecisionUnexplained):
            return await listed(request, edycja, po, form.proposals, {"proposals": _NOT_NOW}, 409)
        return RedirectResponse(_LIST + (f"?edycja={edycja}" if edycja.isalnum() else ""), 303)

    async def page(
        request: Request, proposal_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        admission, case = await admissions.admission(proposal_id), await cases.case(proposal_id)
        cap = await admissions.cap(case)
        refusal = admission.proposed_refusal(cap)
        return templates.page(
            request,
            "admission.html",
            status_code=status,
            admission=admission,
            cap=cap,
            values=values or {"admitted": not refusal, "reason": refusal},
            errors=errors,
            refusal=refusal,
            overtaken=status == 412,
            typed=typed(values),
            heard=(await opinions.heard([case]))[proposal_id],
            statements=await statements.of_proposal(proposal_id),
            editable=admission.state is AdmissionState.OPEN and signed_in(request).role is Role.MAYOR,
            **await shown(cases, case),
        )

    @router.get(_LIST + "/{proposal_id}", dependencies=[only(*READERS)])
    async def one(request: Request, proposal_id: Id) -> Response:
        """Show what the mayor decides about, or has decided."""
        return await page(request, proposal_id, {}, {}, 200)

    @router.post(_LIST + "/{proposal_id}", dependencies=[only(Role.MAYOR)])
    async def decide(request: Request, proposal_id: Id) -> Response:
        """Write the decision about one proposal."""
        try:
            form = await read(request, OneForm, {"admitted": "Wybierz decyzję."})
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, invalid.errors, 422)
        try:
            await admissions.decide(
                {proposal_id: form.version}, admitted=form.admitted, reason=form.reason, by=signed_in(request)
            )
        except (ChangedSinceSeen, AdmissionClosed):
            return await page(request, proposal_id, form.model_dump(mode="json"), {}, 412)
        except DecisionUnexplained:
            text = "Uzasadnij odmowę albo dopuszczenie wbrew opinii jednostki."
            return await page(request, proposal_id, form.model_dump(mode="json"), {"reason": text}, 422)
        except ApplicantAsked:
            text = "Autorzy mają jeszcze czas na odpowiedź. Zdecyduj po niej."
            return await page(request, proposal_id, form.model_dump(mode="json"), {"admitted": text}, 409)
        except CostAboveCap:
            text = "Koszt przekracza limit, więc projektu nie można dopuścić."
            return await page(request, proposal_id, form.model_dump(mode="json"), {"admitted": text}, 422)
        return RedirectResponse(_LIST, 303)

    return router


async def _rows(cases: Cases, opinions: Opinions, edition: Edition, found: list[Admission]) -> list[dict[str, Any]]:
    """Put beside each admission its case, its cap, why it should be refused, if so, and what bodies say of it."""
    known = await cases.store.some([one.id for one in found])
    by_id, heard = {case.id: case for case in known}, await opinions.heard(known)
    rows = []
    for admission in found:
        case = by_id.get(admission.id)
        if case is not None and case.proposal is not None:
            cap = edition.cap(case.proposal.pool_id, case.proposal.area_id)
            row = {"admission": admission, "case": case, "cap": cap, "refusal": admission.proposed_refusal(cap)}
            rows.append({**row, "heard": heard[admission.id]})
    return rows
