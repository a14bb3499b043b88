"""The page on which an officer splits a proposal: what stays of it, what becomes new, a look at it, sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.intake.arrangements.domain import DueDayUnfit
from services.intake.editions.service import Editions
from services.intake.proposals.domain import TEXT_PARTS, Proposal
from services.intake.proposals.domain.draft import Draft
from services.intake.proposals.pages.form import ORDER
from services.intake.proposals.pages.opened import answer_of, as_filed
from services.intake.proposals.pages.typed import Typed, leave_out_repeats, read_typed
from services.intake.proposals.pages.versions import namer
from services.intake.proposals.service import Proposals
from services.intake.regroupings.domain import MOST_NEW, NewProposal, RegroupingNotOpen, changed_by
from services.intake.regroupings.pages.writing import PLAN, PRIVATE, UNFIT, head_of
from services.intake.regroupings.service import Asked, ChangedSinceRead, Regroupings
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import EditionRules
from shared.files import Files
from shared.web.forms import problem_list
from shared.web.render import Templates

_PLACE = "/panel/wnioski/{proposal_id}/podzial"
_KEPT = ("pool_id", "area_id", "category", "location", "latitude", "longitude", "parcel")
"""What a new proposal most likely has in common with the one that it is split from."""


@dataclass(frozen=True)
class Part:
    """One of the texts on the page: the first is what stays of the original."""

    number: int
    typed: Typed

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"p{self.number}_"

    @property
    def files(self) -> tuple[str, ...]:
        """Which of the original's files go with it."""
        value = self.typed.values.get("files") or []
        return tuple(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


def pages(
    regroupings: Regroupings, proposals: Proposals, editions: Editions, files: Files, templates: Templates
) -> APIRouter:
    """Give the page."""
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    async def page(
        request: Request,
        original: Proposal,
        typed: Typed,
        count: int,
        errors: Mapping[str, str],
        status: int = 200,
        drafts: list[Draft] | None = None,
        changed: bool = False,
    ) -> Response:
        """Show the form; `changed`: the original says something else now than when its writer read it."""
        rules = (await editions.edition(original.edition_id)).rules
        parts = _parts(typed, count)
        order = ["reason", "due_on", *(f"{part.prefix}{name}" for part in parts for name in (*ORDER, "files"))]
        return templates.page(
            request,
            "split.html",
            status_code=status,
            headers=PRIVATE,
            proposal=original,
            parts=parts,
            most=MOST_NEW,
            rules=rules,
            values=typed.values,
            typed_key=typed.key,
            rows=typed.rows,
            errors=problem_list(errors, order),
            wrong=errors,
            people=regroupings.everybody([original]),
            difference=changed_by(original, drafts[0]) if drafts else None,
            drafts=drafts[1:] if drafts else [],
            name=namer(rules),
            open=await regroupings.is_open(original),
            changed=changed,
        )

    @router.get(_PLACE)
    async def show(request: Request, proposal_id: Id) -> Response:
        """Show the form: the original as it is, and a new proposal at the same place."""
        original = await proposals.proposal(proposal_id)
        filed = as_filed(original)
        values: dict[str, Any] = {f"p0_{name}": value for name, value in filed.items()}
        values |= _new(filed, 1) | {"due_on": (await regroupings.earliest_day([original])).isoformat()}
        return await page(request, original, Typed(values, (), {}), 1, {})

    @router.post(_PLACE)
    async def send(request: Request, proposal_id: Id) -> Response:
        """Show what the authors would see, or ask them."""
        original = await proposals.proposal(proposal_id)
        typed = await read_typed(request, proposals.signed, files)
        count = _count(typed)
        if not await regroupings.is_open(original):
            return await page(request, original, typed, count, {}, 409)
        version = _version(typed.values.get("version"))
        if not original.was_read_in(version):
            return await page(request, original, typed, count, {}, 412, changed=True)
        if typed.step in ("more", "fewer"):
            after = min(MOST_NEW, count + 1) if typed.step == "more" else max(1, count - 1)
            added = _new(as_filed(original), after) if after > count else {}
            values = {**{name: value for name, value in typed.values.items() if name != "step"}, **added}
            return await page(request, original, Typed(values, (), {}), after, {})
        if typed.step == "rows":
            return await page(request, original, typed, count, {})
        rules, errors = (await editions.edition(original.edition_id)).rules, dict(typed.errors)
        head, drafts = head_of(typed.values, errors), _drafts(typed, count, original, rules, errors)
        if errors or head is None:
            return await page(request, original, typed, count, errors, 422)
        if typed.step != "send":
            return await page(request, original, typed, count, {}, drafts=drafts)
        known = {file.id for file in original.attachments}
        new = [
            NewProposal(text=text, files=tuple(id for id in part.files if id in known))
            for part, text in zip(_parts(typed, count)[1:], drafts[1:], strict=True)
        ]
        asked = Asked(head.reason, head.due_on, signed_in(request))
        try:
            plan = await regroupings.open_split(original.id, version, drafts[0], new, asked)
        except ChangedSinceRead:
            now = await proposals.proposal(proposal_id)
            return await page(request, now, typed, count, {}, 412, changed=True)
        except DueDayUnfit:
            return await page(request, original, typed, count, {"due_on": UNFIT}, 422)
        except RegroupingNotOpen:
            return await page(request, original, typed, count, {}, 409)
        return RedirectResponse(PLAN.format(plan_id=plan), 303)

    return router


def _drafts(typed: Typed, count: int, original: Proposal, rules: EditionRules, errors: dict[str, str]) -> list[Draft]:
    """Read all texts; what is wrong is added to `errors` under the names of the fields on the page."""
    found = []
    for part in _parts(typed, count):
        wrong: dict[str, str] = {}
        answer = answer_of(part.typed, original, TEXT_PARTS, rules, wrong)
        errors |= {f"{part.prefix}{field}": text for field, text in leave_out_repeats(wrong).items()}
        if answer is not None:
            found.append(answer.draft)
    return found


def _parts(typed: Typed, count: int) -> list[Part]:
    """Give the texts of the page, each as a form of its own."""
    beside: dict[str, Any] = {name: typed.values[name] for name in ("rows", "step") if name in typed.values}
    found = []
    for number in range(count + 1):
        prefix = f"p{number}_"
        own = {name.removeprefix(prefix): value for name, value in typed.values.items() if name.startswith(prefix)}
        found.append(Part(number, Typed({**own, **beside}, (), {})))
    return found


def _version(value: object) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else 0


def _count(typed: Typed) -> int:
    asked = typed.values.get("parts")
    return min(MOST_NEW, max(1, int(asked))) if isinstance(asked, str) and asked.isdigit() and len(asked) < 3 else 1


def _new(filed: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {f"p{number}_{name}": filed[name] for name in _KEPT if name in filed}
