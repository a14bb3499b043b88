"""The officer's page for a proposal that came on paper. The day of receipt decides, not the day of entry."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.editions.domain import Edition
from services.intake.editions.domain.rules import window
from services.intake.editions.service import Editions
from services.intake.proposals.domain import AlreadyFiled
from services.intake.proposals.domain.draft import EMAIL, Applicant, AttachmentKind
from services.intake.proposals.domain.receipt import ReceivedLater, SubmissionNotOpen, place_faults
from services.intake.proposals.pages.form import MESSAGES, ORDER, ContentForm, PersonForm, place_errors
from services.intake.proposals.pages.typed import Typed, leave_out_repeats, read_typed
from services.intake.proposals.service import Proposals
from shared.access import Role, only, signed_in
from shared.contracts.intake import WindowKind
from shared.files import Files
from shared.web.forms import FormInvalid, problem_list, read
from shared.web.render import TYPED, Templates

_PATH = "/panel/wnioski/papierowy"
_MESSAGES = {
    **MESSAGES,
    "received_on": "Podaj dzień wpływu.",
    "resident": "Zaznacz, jeśli to oświadczenie jest podpisane. Projekty zgłaszają mieszkańcy.",
    "consent": "Zaznacz, jeśli zgoda jest podpisana. Bez niej nie możemy pokazać projektu.",
}
_STATEMENTS = ("resident", "consent")


class PaperForm(PersonForm, ContentForm):
    """The whole form as it stands on the paper; `another`: not the paper that has been keyed in already."""

    received_on: date
    email: str | None = Field(default=None, max_length=254, pattern=EMAIL)
    resident: bool
    consent: bool
    another: bool = False

    def applicant(self) -> Applicant:
        """Give who has filed it."""
        return Applicant.model_validate(self.model_dump(include=set(Applicant.model_fields)))


def pages(proposals: Proposals, editions: Editions, files: Files, templates: Templates) -> APIRouter:
    """Give the page for papers."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.OFFICER)])

    def form(
        request: Request,
        edition: Edition,
        typed: Typed,
        errors: Mapping[str, str],
        status: int = 200,
        same: AlreadyFiled | None = None,
    ) -> Response:
        order = ["received_on", *ORDER[: ORDER.index("kept")], *AttachmentKind, *ORDER[ORDER.index("given") :]]
        return templates.page(
            request,
            "paper_proposal.html",
            status_code=status,
            headers=TYPED,
            address=_PATH,
            rules=edition.rules,
            window=window(edition.rules, WindowKind.SUBMISSION),
            values=typed.values,
            typed_key=typed.key,
            rows=typed.rows,
            total=typed.total,
            kept=typed.kept,
            errors=problem_list(errors, order),
            wrong=errors,
            same=same,
        )

    @router.get(_PATH)
    async def empty(request: Request) -> Response:
        """Ask for what the paper says and when it came."""
        edition = await editions.current()
        if edition is None:
            return templates.page(request, "register_none.html")
        return form(request, edition, Typed({}, (), {}), {})

    @router.post(_PATH)
    async def enter(request: Request) -> Response:
        """Enter the proposal into the register, or show again what was typed."""
        edition = await editions.current()
        if edition is None:
            return templates.page(request, "register_none.html", status_code=409)
        typed = await read_typed(request, proposals.signed, files)
        if typed.step != "send":
            return form(request, edition, typed, typed.errors)
        try:
            ready = await read(request, PaperForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, edition, typed, {**typed.errors, **leave_out_repeats(invalid.errors)}, 422)
        errors = place_errors(place_faults(edition.rules, ready.pool_id, ready.area_id, ready.category)) | typed.errors
        errors |= {name: _MESSAGES[name] for name in _STATEMENTS if not getattr(ready, name)}
        if errors:
            return form(request, edition, typed, errors, 422)
        try:
            receipt = await proposals.submit_on_paper(
                ready.draft(edition.id),
                ready.applicant(),
                ready.received_on,
                signed_in(request),
                typed.attachments,
                another=ready.another,
            )
        except ReceivedLater:
            return form(request, edition, typed, {"received_on": "Ten dzień jeszcze nie nadszedł."}, 422)
        except SubmissionNotOpen:
            text = "Tego dnia nie przyjmowaliśmy projektów. Sprawdź pieczęć wpływu."
            return form(request, edition, typed, {"received_on": text}, 409)
        except AlreadyFiled as same:
            text = "Ta osoba zgłosiła już projekt o tej nazwie. Sprawdź, czy to nie ten sam wniosek."
            return form(request, edition, typed, {"another": text}, 409, same)
        return RedirectResponse(f"/panel/wnioski/{receipt.proposal_id}", 303)

    return router
