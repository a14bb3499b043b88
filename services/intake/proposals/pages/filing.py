"""The way from an idea to a receipt: form, saved draft, review, filing. Without JavaScript, losing nothing typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.intake.editions.domain import Edition
from services.intake.editions.domain.rules import window
from services.intake.editions.service import Editions
from services.intake.guidance.domain import Sketch, missing, precheck
from services.intake.proposals.domain import withdrawal_closes
from services.intake.proposals.domain.draft import AttachmentKind
from services.intake.proposals.domain.receipt import SubmissionNotOpen, place_faults, require_open
from services.intake.proposals.drafts import Drafts, address_in, draft_id
from services.intake.proposals.pages.form import MESSAGES, ORDER, ProposalForm, SupportForm, place_errors, typed_fields
from services.intake.proposals.pages.own import Token
from services.intake.proposals.pages.typed import Typed, leave_out_repeats, read_typed
from services.intake.proposals.service import Proposals
from services.intake.similar.service import Similar
from services.intake.support.paper import support_list
from services.intake.support.service import Supporters
from shared.access import anyone
from shared.contracts.base import Id
from shared.contracts.intake import WindowKind
from shared.files import Files
from shared.web.forms import FORM_KEY, Form, FormInvalid, problem_list, read
from shared.web.render import SECRET, TYPED, Templates
from shared.web.requests import caller


@dataclass(frozen=True)
class Saved:
    """A draft that the form goes on with; `just_now` right after it was saved.

    `link`: where it is gone on with; `address`: the e-mail address in it, None where that can be none; `linked`: the
    link has gone out to it.
    """

    token: str
    at: datetime
    just_now: bool
    link: str
    address: str | None
    linked: bool


def pages(
    proposals: Proposals,
    drafts: Drafts,
    supporters: Supporters,
    editions: Editions,
    similar: Similar,
    files: Files,
    templates: Templates,
) -> APIRouter:
    """Give the pages of filing."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    def closed(request: Request, edition: Edition | None, status: int) -> Response:
        submission = window(edition.rules, WindowKind.SUBMISSION) if edition else None
        return templates.page(
            request,
            "filing_closed.html",
            status_code=status,
            edition=edition,
            window=submission,
            early=submission is not None and editions.clock.now() < submission.opens,
        )

    async def open_edition() -> tuple[Edition | None, bool]:
        edition = await editions.current()
        if edition is None:
            return None, False
        try:
            require_open(edition.rules, editions.clock.now())
        except SubmissionNotOpen:
            return edition, False
        return edition, True

    def form(
        request: Request,
        edition: Edition,
        typed: Typed,
        errors: Mapping[str, str],
        status: int = 200,
        saved: Saved | None = None,
    ) -> Response:
        return templates.page(
            request,
            "filing_form.html",
            status_code=status,
            headers=SECRET if saved else TYPED,
            saved=saved,
            edition=edition,
            rules=edition.rules,
            window=window(edition.rules, WindowKind.SUBMISSION),
            values=typed.values,
            typed_key=typed.key,
            rows=typed.rows,
            total=typed.total,
            kept=typed.kept,
            errors=problem_list(
                errors, [*ORDER[: ORDER.index("kept")], *AttachmentKind, *ORDER[ORDER.index("given") :]]
            ),
            wrong=errors,
        )

    @router.get("/budzet-obywatelski/zglos")
    async def empty(request: Request) -> Response:
        """Show the form, or when it opens."""
        edition, is_open = await open_edition()
        if edition is None or not is_open:
            return closed(request, edition, 200)
        return form(request, edition, Typed({}, (), {}), {})

    @router.post("/budzet-obywatelski/zglos")
    async def filled(request: Request) -> Response:
        """Take the form on to the review, back to the fields, or into the register."""
        edition, is_open = await open_edition()
        if edition is None or not is_open:
            return closed(request, edition, 409)
        typed = await read_typed(request, proposals.signed, files)
        if typed.step == "save":
            key = typed.key
            token = await drafts.save(edition.id, key, _keepable(typed, key), caller(request))
            return RedirectResponse(f"/budzet-obywatelski/zglos/szkic/{token}?zapisano=1", 303)
        if typed.step == "list":
            return await support(request, edition, typed)
        if typed.step not in ("review", "send"):
            return form(request, edition, typed, typed.errors)
        rules = edition.rules
        errors = typed.errors
        asked = [typed.values.get(name) or None for name in ("pool_id", "area_id", "category")]
        if all(isinstance(text, str | None) for text in asked):
            errors = {**place_errors(place_faults(rules, *asked)), **errors}
        try:
            ready = await read(request, ProposalForm, MESSAGES)
        except FormInvalid as invalid:
            return form(request, edition, typed, {**errors, **leave_out_repeats(invalid.errors)}, 422)
        errors |= {name: MESSAGES[name] for name in ("resident", "consent") if not getattr(ready, name)}
        if errors:
            return form(request, edition, typed, errors, 422)
        draft = ready.draft(edition.id)
        if typed.step == "send":
            receipt = await proposals.submit(draft, ready.applicant(), typed.attachments, draft_id(typed.key))
            return RedirectResponse(f"/budzet-obywatelski/zglos/przyjete/{receipt.proposal_id}", 303)
        online = await supporters.accepted_for(draft_id(typed.key))
        lines = precheck(
            Sketch.of(draft, sum(file.kind is AttachmentKind.SUPPORT_LIST for file in typed.attachments)),
            rules,
            editions.clock.now(),
            online,
        )
        return templates.page(
            request,
            "filing_review.html",
            headers=TYPED,
            rules=rules,
            draft=draft,
            applicant=ready.applicant(),
            pool=next(pool for pool in rules.pools if pool.id == draft.pool_id),
            area=next((area for area in rules.areas if area.id == draft.area_id), None),
            lines=lines,
            to_mend=missing(lines),
            online=online,
            similar=await similar.like(f"{draft.title} {draft.summary}"),
            kept=typed.kept,
            typed_key=typed.key,
            carried=typed_fields(typed.values),
            window=window(rules, WindowKind.SUBMISSION),
        )

    async def support(request: Request, edition: Edition, typed: Typed) -> Response:
        """Give the list to sign, as soon as it is clear what would be signed."""
        try:
            about = await read(request, SupportForm, MESSAGES)
        except FormInvalid as invalid:
            return form(request, edition, typed, {**typed.errors, **invalid.errors}, 422)
        return support_list(edition.rules, **about.model_dump())

    @router.get("/budzet-obywatelski/zglos/szkic/{token}")
    async def go_on(request: Request, token: Token, zapisano: Annotated[int, Query(ge=0, le=1)] = 0) -> Response:
        """Show a saved draft as it was typed."""
        draft, values = await drafts.open(token)
        edition, is_open = await open_edition()
        if edition is None or not is_open or edition.id != draft.edition_id:
            return closed(request, edition, 409)
        texts = values.pop("kept", [])
        kept = tuple((text, file) for text in texts if (file := proposals.signed.file(text)) is not None)
        saved = Saved(token, draft.saved_at, bool(zapisano), drafts.link(token), address_in(values), draft.linked)
        return form(request, edition, Typed(values, kept, {}), {}, saved=saved)

    @router.post("/budzet-obywatelski/zglos/szkic/{token}/usuniecie")
    async def drop(request: Request, token: Token) -> Response:
        """Delete a saved draft."""
        await read(request, Form)
        await drafts.delete(token)
        return RedirectResponse("/budzet-obywatelski/zglos", 303)

    @router.get("/budzet-obywatelski/zglos/przyjete/{proposal_id}")
    async def receipt(request: Request, proposal_id: Id) -> Response:
        """Show the number, the date of receipt, and what happens next."""
        proposal = await proposals.proposal(proposal_id)
        edition = await editions.edition(proposal.edition_id)
        return templates.page(
            request,
            "filing_receipt.html",
            proposal=proposal,
            rules=edition.rules,
            checked=window(edition.rules, WindowKind.VERIFICATION),
            vote=window(edition.rules, WindowKind.WEB_VOTE),
            withdrawal=withdrawal_closes(edition.rules),
        )

    return router


def _keepable(typed: Typed, key: str) -> dict[str, Any]:
    """Give what a draft keeps: the fields as typed, the key that makes them one form, the files."""
    names = {*ORDER, "rows"} - {"kept"}
    texts = {name: held for name, held in typed.values.items() if name in names and isinstance(held, str | list)}
    return {**texts, FORM_KEY: key, "kept": [text for text, _ in typed.kept]}
