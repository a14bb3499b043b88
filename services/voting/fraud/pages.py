"""Pages of fraud in the panel: the flags, and one flag with its pictures, envelopes and the decision of two."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.voting.ballots.service import Ballots
from services.voting.fraud.api import READERS, Words
from services.voting.fraud.domain.flags import MOST_IN_PROPOSAL, Fate, Flag, Verdict
from services.voting.fraud.domain.sentences import TITLES, sentence
from services.voting.fraud.domain.sightings import Sighting
from services.voting.fraud.service import Fraud
from shared.access import Role, only, signed_in
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_FLAGS = "/panel/glosowanie/{edition_id}/flagi"
_FLAG = _FLAGS + "/{flag_id}"
_MOST_SHOWN, _MOST_BARS = 400, 40
_MESSAGES = {
    "verdict": "Wybierz, co zrobić z głosami.",
    "reason": "Napisz w kilku słowach, skąd to wiecie.",
    "words": "Napisz w kilku słowach, dlaczego zwracasz.",
    "chosen": "Zaznacz głosy albo wybierz wszystkie.",
}


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


class ProposalForm(Form):
    """What is proposed: about the marked envelopes, or about all where none is marked."""

    version: int = Field(ge=1)
    verdict: Verdict
    reason: Words
    chosen: Annotated[list[Id], BeforeValidator(_listed), Field(max_length=MOST_IN_PROPOSAL)] = Field(default=[])


class ReturnForm(VersionForm):
    """Why a proposal is sent back."""

    words: Words


def pages(fraud: Fraud, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages of fraud."""
    router = APIRouter(include_in_schema=False)

    @router.get(_FLAGS, dependencies=[only(*READERS)])
    async def show_all(request: Request, edition_id: Id) -> Response:
        """Show the flags: first those that wait for a decision."""
        flags = sorted(await fraud.store.flags(edition_id), key=lambda flag: (not flag.aside, -flag.number))
        return templates.page(
            request,
            "flags.html",
            election=await ballots.store.election(edition_id),
            flags=[(flag, TITLES[flag.kind], sentence(flag.kind, flag.count, flag.limit)) for flag in flags],
            figures=[(TITLES[one.kind], one) for one in await fraud.figures(edition_id)],
        )

    async def page(
        request: Request,
        edition_id: str,
        flag_id: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        flag = await fraud.store.flag(edition_id, flag_id)
        suspects = await fraud.store.suspects(flag_id)
        sightings = await fraud.store.sightings([suspect.id for suspect in suspects])
        aside = [suspect.id for suspect in suspects if suspect.fate is Fate.ASIDE]
        by_id = {sighting.id: sighting for sighting in sightings}
        return templates.page(
            request,
            "flag.html",
            status_code=status,
            election=await ballots.store.election(edition_id),
            flag=flag,
            title=TITLES[flag.kind],
            sentence=sentence(flag.kind, flag.count, flag.limit),
            steps=fraud.words(flag),
            aside=[(id, _known(by_id.get(id))) for id in aside[:_MOST_SHOWN]],
            proposed=[(id, _known(by_id.get(id))) for id in flag.proposal.envelopes] if flag.proposal else [],
            why=fraud.why(flag),
            when=_by_time(sightings),
            ages=_by_age(sightings),
            own=_is_own(flag, signed_in(request).id),
            values=values or {},
            errors=errors or {},
            stale=stale,
        )

    @router.get(_FLAG, dependencies=[only(*READERS)])
    async def show(request: Request, edition_id: Id, flag_id: Id) -> Response:
        """Show a flag."""
        return await page(request, edition_id, flag_id)

    async def act(
        request: Request, edition_id: str, flag_id: str, form: type[Form], work: Callable[[Any], Awaitable[object]]
    ) -> Response:
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, edition_id, flag_id, invalid.values, invalid.errors, 422)
        try:
            await work(filled)
        except Stale:
            return await page(request, edition_id, flag_id, filled.model_dump(mode="json"), {}, 412, stale=True)
        return RedirectResponse(_FLAG.format(edition_id=edition_id, flag_id=flag_id), 303)

    @router.post(_FLAG + "/propozycja", dependencies=[only(Role.COMMISSION)])
    async def propose(request: Request, edition_id: Id, flag_id: Id) -> Response:
        """Propose a decision."""
        me = signed_in(request)

        async def work(form: ProposalForm) -> None:
            chosen = form.chosen or None
            await fraud.propose(edition_id, flag_id, form.version, form.verdict, chosen, form.reason, me)

        return await act(request, edition_id, flag_id, ProposalForm, work)

    @router.post(_FLAG + "/potwierdzenie", dependencies=[only(Role.COMMISSION)])
    async def confirm(request: Request, edition_id: Id, flag_id: Id) -> Response:
        """Confirm the other's proposal."""
        me = signed_in(request)
        return await act(
            request,
            edition_id,
            flag_id,
            VersionForm,
            lambda form: fraud.confirm(edition_id, flag_id, form.version, me),
        )

    @router.post(_FLAG + "/zwrot", dependencies=[only(Role.COMMISSION)])
    async def send_back(request: Request, edition_id: Id, flag_id: Id) -> Response:
        """Send the other's proposal back."""
        me = signed_in(request)
        return await act(
            request,
            edition_id,
            flag_id,
            ReturnForm,
            lambda form: fraud.send_back(edition_id, flag_id, form.version, form.words, me),
        )

    return router


def _is_own(flag: Flag, person_id: str) -> bool:
    return flag.proposal is not None and flag.proposal.by_id == person_id


def _known(sighting: Sighting | None) -> str:
    if sighting is None:
        return ""
    age = "" if sighting.age is None else f", {sighting.age} l."
    return f"{warsaw(sighting.bucket):%d.%m, %H:%M}{age}"


def _by_time(sightings: list[Sighting]) -> list[dict[str, Any]]:
    """Give bars over the buckets; over days where there are too many of them to be looked at."""
    for pattern in ("%d.%m, %H:%M", "%d.%m, %H:00", "%d.%m"):
        counts = Counter(f"{warsaw(one.bucket):{pattern}}" for one in sorted(sightings, key=lambda one: one.bucket))
        if len(counts) <= _MOST_BARS:
            break
    return [{"label": label, "value": count} for label, count in counts.items()]


def _by_age(sightings: list[Sighting]) -> list[dict[str, Any]]:
    """Give bars over ages; over tens of years where there are too many ages."""
    ages = [one.age for one in sightings if one.age is not None]
    exact = Counter(ages)
    if len(exact) <= _MOST_BARS:
        return [{"label": str(age), "value": exact[age]} for age in sorted(exact)]
    tens = Counter(age // 10 * 10 for age in ages)
    return [{"label": f"{ten}-{ten + 9}", "value": tens[ten]} for ten in sorted(tens)]
