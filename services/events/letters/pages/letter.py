"""One letter at the desk: to whom, what is to be done next, its text and versions, and what was done."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.given import Day, Phrase, Short, Text, Topic, Why
from services.events.letters import paper
from services.events.letters.domain import (
    MOST_RECIPIENTS,
    DayImpossible,
    EmailMissing,
    Letter,
    OwnText,
    RecipientDeceased,
    SignatoryApproved,
    TooManyVersions,
    Way,
)
from services.events.letters.domain.forms import FormUnknown, titles
from services.events.letters.domain.steps import Action, NotNow, State, possible
from services.events.letters.pages import people
from services.events.letters.service import Letters, SignatoryUnknown
from services.events.letters.service.occasions import Occasions
from services.events.letters.service.rights import HANDS, READERS, WRITERS, may
from services.events.letters.service.sending import Sending
from services.events.letters.service.telling import PLACE
from services.events.letters.service.writing import Writing
from shared.access import Person, only, signed_in
from shared.comparing import Piece, compared
from shared.contracts.base import Id
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

LETTER = PLACE + "/listy/{letter_id}"


class DraftForm(VersionForm):
    """The text."""

    text: Text


class CheckForm(VersionForm):
    """The text as it was proof-read."""

    checked: Text


class ReturnForm(VersionForm):
    """What is to be mended."""

    return_reason: Why


class SignForm(VersionForm):
    """When it was signed."""

    signed_on: Day


class SendForm(VersionForm):
    """How it leaves."""

    way: Way
    proof: Short | None = None


class DeliverForm(VersionForm):
    """When it has arrived."""

    delivered_on: Day


class DeclineForm(VersionForm):
    """Why it is not sent."""

    decline_reason: Why


class ReaddressForm(VersionForm):
    """Other readers."""

    recipients: people.Changed


class CorrectForm(VersionForm):
    """What was asked for, corrected."""

    topic: Topic
    phrase: Phrase
    needed_on: Day
    signatory: Short


class ReaderForm(Form):
    """The place of one of the readers, from 0."""

    place: int = Field(ge=0, le=100)


_MESSAGES = {
    "text": "Napisz tekst listu.",
    "checked": "Tekst nie może być pusty.",
    "return_reason": "Napisz, co poprawić.",
    "signed_on": "Podaj dzień podpisu.",
    "way": "Wybierz, jak list wychodzi.",
    "delivered_on": "Podaj dzień doręczenia.",
    "decline_reason": "Napisz, dlaczego list nie wyjdzie.",
    "topic": "Napisz krótko, czego dotyczy list, bez nazwisk.",
    "phrase": "Napisz, z jakiej okazji.",
    "needed_on": "Podaj dzień, na który list jest potrzebny.",
    "signatory": "Wybierz, kto podpisze.",
    **people.MESSAGES,
}
_FAULTS: dict[type[Exception], Fault] = {
    OwnText: Fault("Tego tekstu nie możesz sprawdzić ani zatwierdzić: jesteś jego autorem. Poproś kogoś innego."),
    TooManyVersions: Fault("Ten tekst ma już za dużo wersji."),
    RecipientDeceased: Fault("Adresat nie żyje. List nie wyjdzie: zakończ go z powodem."),
    EmailMissing: Fault("Nie ma adresu e-mail adresata. Wybierz inną drogę.", 422),
    SignatoryUnknown: Fault("Wybierz, kto podpisze.", 422, "signatory"),
    SignatoryApproved: Fault(
        "Kto podpisze, zatwierdzono razem z tekstem. Żeby to zmienić, zwróć list do poprawy.", field="signatory"
    ),
    DayImpossible: Fault("Ten dzień nie jest możliwy.", 422),
    NotNow: Fault("Ktoś zrobił już następny krok. Nic nie zapisano, niżej jest obecny stan.", stale=True),
}


def _steps(letters: Letters, writing: Writing, sending: Sending) -> list[Step]:
    w, s = writing, sending

    def by(action: Action) -> Any:
        return only(*HANDS[action])

    return [
        Step("tekst", by(Action.DRAFT), DraftForm, lambda i, f, p: w.draft(i, f.version, f.text, p), "text"),
        Step(
            "sprawdzenie", by(Action.CHECK), CheckForm, lambda i, f, p: w.check(i, f.version, f.checked, p), "checked"
        ),
        Step(
            "poprawki",
            by(Action.RETURN),
            ReturnForm,
            lambda i, f, p: w.give_back(i, f.version, f.return_reason, p),
            "return_reason",
        ),
        Step("zatwierdzenie", by(Action.APPROVE), VersionForm, lambda i, f, p: w.approve(i, f.version, p), "approve"),
        Step("podpis", by(Action.SIGN), SignForm, lambda i, f, p: s.sign(i, f.version, f.signed_on, p), "signed_on"),
        Step("rejestracja", by(Action.REGISTER), VersionForm, lambda i, f, p: s.register(i, f.version, p), "register"),
        Step(
            "wyslanie", by(Action.SEND), SendForm, lambda i, f, p: s.send(i, f.version, f.way, f.proof or "", p), "way"
        ),
        Step(
            "doreczenie",
            by(Action.DELIVER),
            DeliverForm,
            lambda i, f, p: s.deliver(i, f.version, f.delivered_on, p),
            "delivered_on",
        ),
        Step(
            "zakonczenie",
            by(Action.DECLINE),
            DeclineForm,
            lambda i, f, p: s.decline(i, f.version, f.decline_reason, p),
            "decline_reason",
        ),
        Step(
            "adresaci",
            by(Action.READDRESS),
            ReaddressForm,
            lambda i, f, p: letters.readdress(i, f.version, tuple(one.recipient() for one in f.recipients), p),
            "recipients-0-first_name",
        ),
        Step(
            "zlecenie",
            by(Action.CORRECT),
            CorrectForm,
            lambda i, f, p: letters.correct(i, f.version, f.topic, f.phrase, f.needed_on, f.signatory, p),
            "needed_on",
        ),
    ]


def pages(
    letters: Letters, writing: Writing, sending: Sending, occasions: Occasions, templates: Templates
) -> APIRouter:
    """Give the pages of a letter."""
    router = APIRouter()

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        letter, person = await letters.store.get(id), signed_in(request)
        recipients, newest = await letters.recipients(letter, person), letters.sealed.newest(letter)
        proposed = newest
        if not newest and letter.state is State.REQUESTED:
            try:
                proposed = await letters.proposed(letter)
            except FormUnknown:
                proposed = ""  # Said at the same moment by somebody else: the page is as good without.
        phrase = letters.sealed.phrase(letter)
        held = {
            "topic": letter.topic,
            "phrase": phrase,
            "needed_on": letter.needed_on,
            "signatory": letter.signatory,
            "text": proposed,
            "checked": newest,
            "signed_on": letters.today,
            "delivered_on": letters.today,
            "recipients": people.typed(recipients),
        }
        return templates.page(
            request,
            "letter.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            letter=letter,
            recipients=recipients,
            most=MOST_RECIPIENTS,
            phrase=phrase,
            signatories=dict.fromkeys((*letters.office.signatories, letter.signatory)),
            newest=newest,
            versions=_versions(letters, letter),
            can={action.value for action in Action if possible(action, letter.state) and may(action, person)},
            own=person.id in letter.authors,
            own_newest=bool(letter.versions) and letter.versions[-1].by_id == person.id,
            writes=person.role in WRITERS,
            warned=await letters.warnings(letter),
            titles=titles(),
            at=letters.clock.now(),
            values={
                **held,
                **values,
                "recipients": people.left(values.get("recipients")) or held["recipients"],
                "version": letter.version if stale else values.get("version", letter.version),
            },
            given=values,
            errors=errors,
            stale=stale,
        )

    @router.get(LETTER, dependencies=[only(*READERS)])
    async def show(request: Request, letter_id: Id) -> Response:
        """Show a letter with what is to be done next."""
        return await page(request, letter_id, {}, {}, 200)

    @router.get(LETTER + "/list.{format}", dependencies=[only(*READERS)])
    async def document(request: Request, letter_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the letter as a file."""
        letter = await letters.store.get(letter_id)
        recipients = await letters.recipients(letter, signed_in(request))
        text, day = letters.sealed.newest(letter), letter.signed_on or letters.today
        made = paper.letter(letter.topic, text, recipients, letter.signatory, letter.sign, day)
        return paper.answer(made, format, f"list {letter.sign or letter.id[:8]}")

    @router.get(LETTER + "/koperty.pdf", dependencies=[only(*READERS)])
    async def envelopes(request: Request, letter_id: Id) -> Response:
        """Give envelopes for its readers."""
        letter = await letters.store.get(letter_id)
        recipients = await letters.recipients(letter, signed_in(request))
        body = paper.envelopes(recipients, letters.today)
        return paper.kept_by_nobody(body, paper.PDF, f"koperty {letter.sign or letter.id[:8]}.pdf")

    @router.post(LETTER + "/zmarl", dependencies=[only(*WRITERS)])
    async def death(request: Request, letter_id: Id) -> Response:
        """Note that a reader has died."""
        return await reader(request, letter_id, occasions.note_death)

    @router.post(LETTER + "/zyje", dependencies=[only(*WRITERS)])
    async def life(request: Request, letter_id: Id) -> Response:
        """Take it back."""
        return await reader(request, letter_id, occasions.take_death_back)

    async def reader(request: Request, id: str, said: Callable[[str, int, Person], Awaitable[None]]) -> Response:
        try:
            filled = await read(request, ReaderForm)
        except FormInvalid:
            return await page(request, id, {}, {"place": "Wybierz osobę."}, 422)
        await said(id, filled.place, signed_in(request))
        return RedirectResponse(f"{PLACE}/listy/{id}", 303)

    take(router, LETTER, _steps(letters, writing, sending), page, _FAULTS, _MESSAGES)
    return router


def _versions(letters: Letters, letter: Letter) -> list[tuple[Any, list[Piece]]]:
    """Give every version with what it has changed of the one before, the newest first."""
    found, before = [], ""
    for version in letter.versions:
        text = letters.sealed.text(letter, version)
        found.append((version, compared(before, text) if before else [Piece("kept", text)]))
        before = text
    return found[::-1]
