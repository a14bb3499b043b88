"""Pages on which an officer merges proposals: choose them, write the joint text, look at it, send it."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.intake.arrangements.domain import DueDayUnfit
from services.intake.editions.service import Editions
from services.intake.proposals.domain import TEXT_PARTS, Proposal
from services.intake.proposals.domain.draft import Draft
from services.intake.proposals.pages.form import ORDER
from services.intake.proposals.pages.opened import answer_of, as_filed, shown
from services.intake.proposals.pages.typed import Typed, leave_out_repeats, read_typed
from services.intake.proposals.pages.versions import namer
from services.intake.proposals.service import Proposals
from services.intake.regroupings.domain import MOST_MERGED, NotTogether, RegroupingNotOpen, changed_by
from services.intake.regroupings.pages.writing import PLAN, PRIVATE, UNFIT, head_of
from services.intake.regroupings.service import Asked, ChangedSinceRead, Regroupings, require_together
from services.intake.similar.domain import Outcome
from services.intake.similar.service import Similar
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.files import Files
from shared.web.forms import problem_list
from shared.web.render import Templates

_PLACE = "/panel/wnioski/{proposal_id}/polaczenie"
_Chosen = Annotated[list[Id], Query(max_length=20)]
_TAKEN = "O ten projekt już o coś pytamy, jest decyzja albo wniosek się zakończył."
_OTHER_POOL = "Połączony projekt zostaje w tej samej puli co projekty, z których powstaje."


def pages(
    regroupings: Regroupings,
    proposals: Proposals,
    editions: Editions,
    similar: Similar,
    files: Files,
    templates: Templates,
) -> APIRouter:
    """Give the pages. The proposal of the address is the one that goes on; `z` are those that end in it."""
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    async def chosen(
        leading: Proposal, ids: Sequence[str], numbers: str, errors: dict[str, str], about: list[str]
    ) -> list[Proposal]:
        """Give the other proposals of the merger; what does not fit is added to `errors`, and which to `about`."""
        found = {one.id: one for one in [await proposals.proposal(id) for id in ids]}
        wanted = _numbers(numbers)
        by_number = await regroupings.numbered(leading.edition_id, wanted)
        found |= {one.id: one for one in by_number}
        found.pop(leading.id, None)
        others = list(found.values())
        unknown = sorted(set(wanted) - {one.number for one in by_number})
        if unknown:
            errors["numery"] = "W tej edycji nie ma projektu o takim numerze. Sprawdź numery."
            about.append(str(unknown[0]))
        elif not others:
            errors["numery"] = "Zaznacz projekt z listy albo wpisz numer projektu, który ma się połączyć z tym."
        elif len(others) >= MOST_MERGED:
            errors["numery"] = "Naraz połączysz najwyżej 5 projektów. Zostaw ten i najwyżej 4 inne."
        else:
            errors |= await unfit(leading, others, about)
        return others

    async def unfit(leading: Proposal, others: Sequence[Proposal], about: list[str]) -> dict[str, str]:
        """Say which of them cannot be merged, and why."""
        for one in (leading, *others):
            if not await regroupings.is_open(one):
                about.append(one.case)
                return {"numery": _TAKEN}
            try:
                require_together([leading, one])
            except NotTogether:
                about.append(one.case)
                return {"numery": "Połączysz tylko projekty z jednej edycji i jednej puli."}
        return {}

    async def choose(
        request: Request,
        leading: Proposal,
        ids: Sequence[str],
        numbers: str,
        errors: Mapping[str, str],
        status: int,
        about: Sequence[str] = (),
    ) -> Response:
        alike = await similar.like(f"{leading.title} {leading.summary}", leading.id)
        near = [one for one in alike if one.edition_id == leading.edition_id and one.outcome is Outcome.FILED]
        return templates.page(
            request,
            "merger_choice.html",
            status_code=status,
            headers=PRIVATE,
            proposal=leading,
            near=near,
            values={"z": list(ids), "numery": numbers},
            errors=errors,
            about=about,
            open=await regroupings.is_open(leading),
        )

    async def write(
        request: Request,
        leading: Proposal,
        others: Sequence[Proposal],
        typed: Typed,
        errors: Mapping[str, str],
        status: int = 200,
        draft: Draft | None = None,
        changed: Sequence[Proposal] = (),
    ) -> Response:
        """Show the form; `changed`: what says something else now than when its writer read it."""
        rules = (await editions.edition(leading.edition_id)).rules
        every = [leading, *others]
        context = shown(leading, TEXT_PARTS, rules, typed, errors)
        context["errors"] = problem_list(errors, ["reason", "due_on", *ORDER])
        return templates.page(
            request,
            "merger.html",
            status_code=status,
            headers=PRIVATE,
            others=others,
            changed=changed,
            people=regroupings.everybody(every),
            differences=[(one, changed_by(one, draft)) for one in every] if draft is not None else [],
            draft=draft,
            name=namer(rules),
            leads=[(one, _address(one, every)) for one in others],
            **context,
        )

    @router.get(_PLACE)
    async def show(
        request: Request,
        proposal_id: Id,
        z: _Chosen = [],  # noqa: B006  FastAPI copies it.
        numery: Annotated[str, Query(max_length=200)] = "",
        dalej: Annotated[int, Query(ge=0, le=1)] = 0,
    ) -> Response:
        """Ask which proposals are merged; once that is said, show the form, filled with the leading one's text."""
        leading, errors, about = await proposals.proposal(proposal_id), dict[str, str](), list[str]()
        if not (z or numery or dalej):
            return await choose(request, leading, z, numery, {}, 200)
        others = await chosen(leading, z, numery, errors, about)
        if errors:
            return await choose(request, leading, z, numery, errors, 422, about)
        if numery or dalej:
            return RedirectResponse(_address(leading, [leading, *others]), 303)
        filled: dict[str, Any] = {
            **as_filed(leading),
            "due_on": (await regroupings.earliest_day([leading, *others])).isoformat(),
        }
        return await write(request, leading, others, Typed(filled, (), {}), {})

    @router.post(_PLACE)
    async def send(request: Request, proposal_id: Id) -> Response:
        """Show what the authors would see, or ask them."""
        leading, apart, about = await proposals.proposal(proposal_id), dict[str, str](), list[str]()
        typed = await read_typed(request, proposals.signed, files)
        ids = _ids(typed.values.get("z"))
        others = await chosen(leading, ids, "", apart, about)
        if apart:
            return await choose(request, leading, ids, "", apart, 409, about)
        read = _read(typed.values.get("read"))
        changed = [one for one in (leading, *others) if not one.was_read_in(read.get(one.id, 0))]
        if changed:
            return await write(request, leading, others, typed, {}, 412, changed=changed)
        if typed.step == "rows":
            return await write(request, leading, others, typed, {})
        rules, errors = (await editions.edition(leading.edition_id)).rules, dict(typed.errors)
        head, answer = head_of(typed.values, errors), answer_of(typed, leading, TEXT_PARTS, rules, errors)
        if answer is not None and answer.draft.pool_id != leading.pool_id:
            errors["pool_id"] = _OTHER_POOL
        if errors or head is None or answer is None:
            return await write(request, leading, others, typed, leave_out_repeats(errors), 422)
        if typed.step != "send":
            return await write(request, leading, others, typed, {}, draft=answer.draft)
        asked = Asked(head.reason, head.due_on, signed_in(request))
        try:
            versions = {one.id: read[one.id] for one in (leading, *others)}
            plan = await regroupings.open_merger(leading.id, versions, answer.draft, asked)
        except ChangedSinceRead as since:
            now = {one.id: await proposals.proposal(one.id) for one in (leading, *others)}
            changed = [now[id] for id in since.proposal_ids]
            return await write(request, *_parted(now, leading.id), typed, {}, 412, changed=changed)
        except DueDayUnfit:
            return await write(request, leading, others, typed, {"due_on": UNFIT}, 422)
        except RegroupingNotOpen as taken:
            return await choose(request, leading, ids, "", {"numery": _TAKEN}, 409, [taken.case])
        return RedirectResponse(PLAN.format(plan_id=plan), 303)

    return router


def _address(leading: Proposal, every: Sequence[Proposal]) -> str:
    """Give the address at which `leading` goes on and the rest of `every` ends in it."""
    chosen = [("z", one.id) for one in every if one.id != leading.id]
    return f"{_PLACE.format(proposal_id=leading.id)}?{urlencode(chosen)}"


def _numbers(text: str) -> list[int]:
    """Read numbers as people type them: "12, 15" or "BO-2027-012"."""
    found = (re.search(r"(\d{1,6})$", word) for word in re.split(r"[\s,;]+", text))
    return list(dict.fromkeys(int(match[1]) for match in found if match))


def _parted(every: Mapping[str, Proposal], leading: str) -> tuple[Proposal, list[Proposal]]:
    return every[leading], [one for id, one in every.items() if id != leading]


def _read(value: object) -> dict[str, int]:
    """Read which versions the writer has read, "id.version" each, by id."""
    every = (str(one).rpartition(".") for one in (value if isinstance(value, list) else [value]))
    return {id: int(version) for id, _, version in every if version.isdecimal() and len(version) < 10}


def _ids(value: object) -> list[str]:
    every = value if isinstance(value, list) else [value]
    return [one for one in every if isinstance(one, str) and 0 < len(one) <= 64][:20]
