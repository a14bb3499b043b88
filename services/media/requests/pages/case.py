"""One case at the desk: what it is, how its date was found, what is to be done next, and what was done."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.media.releases.pages.public import DOCUMENTS, attached
from services.media.requests.api import MEMBERS
from services.media.requests.api.given import Day, Number, Short, Text, Topic, Url, Why
from services.media.requests.domain import (
    ExtendedAlready,
    ExtensionTooFar,
    ExtensionTooLate,
    GroundUnfit,
    PressRequest,
    PublicationMissing,
    TermOver,
    TermRuns,
    TermStands,
    TooManyVersions,
    UnitUnchanged,
)
from services.media.requests.domain.clocks import APPEAL, DayNotNamed, Kind, StopReason, beside, count, latest
from services.media.requests.domain.parts import GROUNDS, OF_INFORMATION, Publication, RefusalGround
from services.media.requests.domain.steps import Action, NotNow, possible
from services.media.requests.domain.units import UnitUnknown
from services.media.requests.pages.register import LIST
from services.media.requests.service import PressRequests, may_read
from services.media.requests.service.answering import AnsweredAhead, Answering, WayMissing
from services.media.requests.service.correcting import Correcting
from services.media.requests.service.rights import may
from services.media.requests.service.working import Working
from shared.access import NotAllowed, Person, Role, only, signed_in
from shared.comparing import compared
from shared.contracts.base import Id
from shared.web.form_steps import Fault, NextPage, Step, take
from shared.web.forms import VersionForm
from shared.web.render import Templates

CASE = LIST + "/sprawy/{request_id}"


class AssignForm(VersionForm):
    """Which unit drafts, and how the house calls it."""

    unit: Id
    topic: Topic


class GiveBackForm(VersionForm):
    """Why it is not the unit's."""

    back_reason: Why


class TransferForm(VersionForm):
    """Whose it is."""

    to_unit: Id
    to_reason: Why


class DraftForm(VersionForm):
    """A unit's draft."""

    draft: Text


class ComposeForm(VersionForm):
    """The press office's own answer."""

    own: Text
    own_topic: Topic


class MendForm(VersionForm):
    """Why a draft goes back."""

    mend_reason: Why


class ClearForm(VersionForm):
    """The text as the press office clears it."""

    cleared: Text


class ReturnForm(VersionForm):
    """Why the head gives it back."""

    return_reason: Why


class ApproveForm(VersionForm):
    """The text as the head approves it."""

    approved: Text


class SendForm(VersionForm):
    """How it goes out where not by mail; for a demand, when the next issue or broadcast is."""

    way: Short | None = None
    named: Day | None = None


class HoldForm(VersionForm):
    """A holding reply."""

    reply: Text


class ExtendForm(VersionForm):
    """The later day and why."""

    extend_to: Day
    extend_reason: Why


class StopForm(VersionForm):
    """Why the term does not run."""

    stop_reason: StopReason
    stop_note: Why


class RestartForm(VersionForm):
    """Why it runs again."""

    restart_note: Why


class RefuseForm(VersionForm):
    """A refusal."""

    ground: RefusalGround
    refusal_number: Number
    taken_by: Short
    refusal_reasons: Text


class DeliverForm(VersionForm):
    """When the decision was delivered."""

    delivered_on: Day


class WithdrawForm(VersionForm):
    """Why nobody asks any more."""

    withdraw_reason: Why


class PublicationForm(VersionForm):
    """Something that was published."""

    article_title: Topic
    article_on: Day
    article_url: Url | None = None

    def publication(self) -> Publication:
        """Give it in the words of the domain."""
        return Publication(title=self.article_title, on=self.article_on, url=self.article_url)


class OutcomeForm(VersionForm):
    """What the editor has done."""

    outcome_published: Annotated[str, Field(pattern="^(yes|no)$")]
    outcome_title: Topic | None = None
    outcome_on: Day | None = None
    outcome_url: Url | None = None
    outcome_note: Why

    def publication(self) -> Publication | None:
        """Give what was published; None where nothing was. Raises `PublicationMissing`."""
        if self.outcome_published == "no":
            return None
        if self.outcome_title is None or self.outcome_on is None:
            raise PublicationMissing
        return Publication(title=self.outcome_title, on=self.outcome_on, url=self.outcome_url)


_UNIT, _REASON, _TEXT = "Wybierz jednostkę.", "Napisz powód.", "Napisz tekst, co najmniej jedno zdanie."
_MESSAGES = {
    "unit": _UNIT,
    "to_unit": _UNIT,
    "topic": "Napisz krótko, czego to dotyczy, bez nazwisk.",
    "own_topic": "Napisz krótko, czego to dotyczy, bez nazwisk.",
    **dict.fromkeys(["draft", "own", "cleared", "approved", "reply", "refusal_reasons"], _TEXT),
    **dict.fromkeys(
        [*("back_reason", "to_reason", "mend_reason", "return_reason", "extend_reason"), "withdraw_reason"], _REASON
    ),
    "stop_reason": "Wybierz przyczynę.",
    "stop_note": "Napisz, co przeczyta nadawca.",
    "restart_note": "Napisz, dlaczego termin znów biegnie.",
    "extend_to": "Podaj nowy dzień.",
    "ground": "Wybierz podstawę odmowy.",
    "refusal_number": "Podaj numer decyzji albo pisma.",
    "taken_by": "Podaj imiona, nazwiska i stanowiska.",
    "delivered_on": "Podaj dzień doręczenia.",
    "article_title": "Podaj tytuł.",
    "article_on": "Podaj dzień ukazania się.",
    "article_url": "Podaj cały adres, zaczyna się od https://.",
    "outcome_published": "Zaznacz, co zrobiła redakcja.",
    "outcome_note": "Napisz, co wiadomo.",
}
_FAULTS: dict[type[Exception], Fault] = {
    UnitUnknown: Fault("Miasto nie ma już takiej jednostki. Wybierz inną.", 422),
    UnitUnchanged: Fault("Ta jednostka ma już tę sprawę. Wybierz inną."),
    TooManyVersions: Fault("Ta odpowiedź ma już za dużo wersji."),
    DayNotNamed: Fault("Podaj dzień najbliższego numeru albo przekazu.", 422, "named"),
    WayMissing: Fault("Nadawca nie zostawił adresu e-mail: napisz, jak przekazano odpowiedź.", 422),
    ExtensionTooLate: Fault("Termin już minął: powiadomić trzeba było przed jego upływem."),
    ExtensionTooFar: Fault("Podaj dzień po obecnym terminie, najwyżej 2 miesiące od złożenia wniosku.", 422),
    ExtendedAlready: Fault("Termin był już raz przedłużony."),
    TermStands: Fault("Termin jest już wstrzymany."),
    TermRuns: Fault("Termin już biegnie."),
    TermOver: Fault("Termin już minął, nie można go wstrzymać."),
    GroundUnfit: Fault("Ta podstawa nie pasuje do tej sprawy. Wybierz inną.", 422),
    PublicationMissing: Fault("Podaj tytuł publikacji i dzień, w którym się ukazała.", 422, "outcome_title"),
    AnsweredAhead: Fault("Ten dzień jeszcze nie nadszedł.", 422),
    NotNow: Fault("Ktoś zrobił już następny krok. Nic nie zapisano, niżej jest obecny stan.", stale=True),
}


def _steps(working: Working, answering: Answering) -> list[Step]:
    press, unit, head = only(Role.PRESS_OFFICER), only(Role.UNIT_REVIEWER), only(Role.MAYOR)
    w, a = working, answering
    return [
        Step("przydzial", press, AssignForm, lambda i, f, p: w.assign(i, f.version, f.unit, f.topic, p), "unit"),
        Step("przyjecie", unit, VersionForm, lambda i, f, p: w.accept(i, f.version, p), "draft"),
        Step("zwrot", unit, GiveBackForm, lambda i, f, p: w.give_back(i, f.version, f.back_reason, p), "back_reason"),
        Step(
            *("przekazanie", unit, TransferForm),
            lambda i, f, p: w.transfer(i, f.version, f.to_unit, f.to_reason, p),
            "to_unit",
        ),
        Step("projekt", unit, DraftForm, lambda i, f, p: w.draft(i, f.version, f.draft, p), "draft"),
        Step("wlasna", press, ComposeForm, lambda i, f, p: w.compose(i, f.version, f.own, f.own_topic, p), "own"),
        Step("poprawki", press, MendForm, lambda i, f, p: w.send_back(i, f.version, f.mend_reason, p), "mend_reason"),
        Step("sprawdzenie", press, ClearForm, lambda i, f, p: w.clear(i, f.version, f.cleared, p), "cleared"),
        Step(
            *("do-prasy", head, ReturnForm),
            lambda i, f, p: w.give_back_text(i, f.version, f.return_reason, p),
            "return_reason",
        ),
        Step("zatwierdzenie", head, ApproveForm, lambda i, f, p: w.approve(i, f.version, f.approved, p), "approved"),
        Step(
            *("wyslanie", press, SendForm),
            lambda i, f, p: a.send(i, f.version, by=p, way=f.way, named=f.named),
            "way",
        ),
        Step("wiadomosc", press, HoldForm, lambda i, f, p: a.hold(i, f.version, f.reply, p), "reply"),
        Step(
            *("przedluzenie", press, ExtendForm),
            lambda i, f, p: a.extend(i, f.version, f.extend_to, f.extend_reason, p),
            "extend_to",
        ),
        Step(
            *("wstrzymanie", press, StopForm),
            lambda i, f, p: a.stop(i, f.version, f.stop_reason, f.stop_note, p),
            "stop_reason",
        ),
        Step(
            "wznowienie", press, RestartForm, lambda i, f, p: a.restart(i, f.version, f.restart_note, p), "restart_note"
        ),
        Step(
            *("odmowa", head, RefuseForm),
            lambda i, f, p: a.refuse(
                i,
                f.version,
                by=p,
                ground=f.ground,
                number=f.refusal_number,
                taken_by=f.taken_by,
                reasons=f.refusal_reasons,
            ),
            "ground",
        ),
        Step(
            "doreczenie", press, DeliverForm, lambda i, f, p: a.deliver(i, f.version, f.delivered_on, p), "delivered_on"
        ),
        Step(
            *("wycofanie", press, WithdrawForm),
            lambda i, f, p: a.withdraw(i, f.version, f.withdraw_reason, p),
            "withdraw_reason",
        ),
        Step(
            *("wynik", press, OutcomeForm),
            lambda i, f, p: a.settle(i, f.version, f.publication(), f.outcome_note, p),
            "outcome_on",
        ),
        Step("artykul", press, PublicationForm, lambda i, f, p: a.link(i, f.version, f.publication(), p), "article_on"),
    ]


def pages(
    requests: PressRequests, working: Working, answering: Answering, correcting: Correcting, templates: Templates
) -> APIRouter:
    """Give the pages of a case."""
    router = APIRouter()

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one, person = await requests.store.get(id), signed_in(request)
        if not may_read(one, person):
            raise NotAllowed(person.role)
        sealed, now = requests.sealed, requests.clock.now()
        free = await requests.free_days.known()
        asked, newest = sealed.asked(one), sealed.newest(one)
        topic = one.topic or asked.topic
        held = {
            "unit": None,
            "topic": topic,
            "own_topic": topic,
            "draft": newest,
            "cleared": newest,
            "approved": newest,
            "delivered_on": requests.today,
            "article_on": requests.today,
            "outcome_on": requests.today,
        }
        delivered = answering.appeal_from(one)
        return templates.page(
            request,
            "press_case.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            title=topic,
            asked=asked,
            contact=await requests.contact(one, person),
            can=_possible(one, person, now),
            texts=_texts(requests, one),
            newest=newest,
            answer=sealed.text(one, one.answer) if one.answer else None,
            before=correcting.trace(one) if person.role is Role.PRESS_OFFICER else [],
            others=await correcting.others(one) if person.role is Role.PRESS_OFFICER else [],
            replies=[(reply, sealed.text(one, reply)) for reply in one.replies],
            refusal=sealed.text(one, one.refusal) if one.refusal else None,
            grounds=[(key.value, text) for key, text in GROUNDS.items() if (key in OF_INFORMATION) is _asks(one)],
            grounds_said=GROUNDS,
            appeal=count(APPEAL, delivered, free) if delivered else None,
            beside=beside(one.kind, one.starts_at, one.publication.on if one.publication else None, free),
            last_extension=latest(one.clock, one.starts_at, free) if one.kind is Kind.QUESTION else None,
            units=[(unit.symbol, f"{unit.name} ({unit.symbol})") for unit in requests.office.units],
            at=now,
            values={**held, **values, "version": one.version if stale else values.get("version", one.version)},
            errors=errors,
            # What was typed is not to lie behind a lid: the form that it is in stands open.
            opened={*errors, *(values if stale else ())},
            stale=stale,
        )

    @router.get(CASE, dependencies=[only(*MEMBERS)])
    async def show(request: Request, request_id: Id) -> Response:
        """Show a case with what is to be done next."""
        return await page(request, request_id, {}, {}, 200)

    @router.get(CASE + "/odmowa.{format}", dependencies=[only(Role.PRESS_OFFICER)])
    async def refusal(request: Request, request_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the refusal as it was made to be signed."""
        body = await answering.refusal_file(request_id, format, signed_in(request))
        return attached(body, DOCUMENTS[format], f"odmowa-{request_id}.{format}", {"Cache-Control": "no-store"})

    def left(step: Step) -> Step:
        async def run(id: str, form: Any, person: Person) -> NextPage | None:
            await step.run(id, form, person)
            # Who has given it away may not see it any more.
            return None if may_read(await requests.store.get(id), person) else NextPage(LIST)

        return step._replace(run=run)

    take(router, CASE, map(left, _steps(working, answering)), page, _FAULTS, _MESSAGES)
    return router


def _asks(one: PressRequest) -> bool:
    return one.kind is Kind.QUESTION


def _possible(one: PressRequest, person: Person, now: Any) -> set[str]:
    """Give what a person may do with a request now."""
    can = {action.value for action in Action if possible(action, one.kind, one.state) and may(action, person, one.unit)}
    stopped, over = one.stopped is not None, one.due_at < now
    if stopped:
        can -= {Action.STOP.value, Action.EXTEND.value}
    else:
        can -= {Action.RESTART.value}
    if over:
        can -= {Action.STOP.value, Action.EXTEND.value}
    if one.extension is not None:
        can -= {Action.EXTEND.value}
    if one.refusal is not None and person.role is Role.PRESS_OFFICER and one.kind is Kind.QUESTION:
        can |= {"deliver"}
    return can


def _texts(requests: PressRequests, one: PressRequest) -> list[tuple[Any, list[Any]]]:
    """Give the versions of the answer, the newest first, each with what it has changed in the one before."""
    texts = [requests.sealed.text(one, version) for version in one.versions]
    pieces = [compared(texts[place - 1] if place else text, text) for place, text in enumerate(texts)]
    return list(zip(one.versions, pieces, strict=True))[::-1]
