"""Use cases of initiatives: file, enter from paper, keep the register, withdraw, give what a contract needs.

It checks no application: what is wrong with one, verification finds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from services.intake.initiatives.content import content as told
from services.intake.initiatives.domain import AlreadyFiled, Initiative
from services.intake.initiatives.domain.content import Content, Group
from services.intake.initiatives.domain.declarations import (
    Declarant,
    Declaration,
    DeclarationState,
    Gift,
    declared,
    from_paper,
)
from services.intake.initiatives.domain.rules import Rules
from services.intake.initiatives.domain.saved import SavedApplication
from services.intake.initiatives.domain.shares import Balance, balance, require
from services.intake.initiatives.domain.states import Actor, State
from services.intake.initiatives.entering import InitiativeEntering
from services.intake.initiatives.links import Links
from services.intake.initiatives.people import People
from services.intake.initiatives.rulebook import Rulebook
from services.intake.letters.domain.kinds import LetterKind
from services.intake.proposals.domain import Paper
from services.intake.proposals.domain.draft import Applicant, Attachment
from services.intake.proposals.domain.receipt import moment_of_receipt
from services.intake.proposals.domain.words import title_key
from services.intake.proposals.drafts import DraftGone
from services.intake.proposals.service import Reading
from services.intake.proposals.signs import Signs
from services.intake.proposals.turns import take_turn
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.contracts.initiatives.intake import InitiativeContent, InitiativeWithdrawnV1
from shared.contracts.intake import TaskClosedV1
from shared.store import Database, NotFound, Transaction, new_id, transactional

_SAME_TITLE = 50
"""Initiatives of one title that are looked through for the same representative."""


class Sought(BaseModel):
    """Which initiatives to list: those with all these words or this sign, in this state."""

    model_config = ConfigDict(frozen=True)

    text: str = ""
    sign: str | None = None
    state: State | None = None


@dataclass(frozen=True)
class PaperDeclaration:
    """A declaration that was signed on paper, on a day of Warsaw's calendar."""

    declarant: Declarant
    gift: Gift
    signed_on: date


@dataclass(frozen=True)
class Filed:
    """What the applicants get back."""

    initiative_id: str
    number: int
    case: str
    sign: str
    submitted_at: datetime


@dataclass(frozen=True)
class Party:
    """What a contract needs of an initiative: its facts as the events tell them, and who signs for the residents.

    `representative` is personal data: for the document, never for an event.
    """

    initiative: Initiative
    content: InitiativeContent
    representative: Applicant


class AskedStore(Protocol):
    """What is needed to forget who was asked."""

    async def save_declaration(self, tx: Transaction, declaration: Declaration) -> None: ...  # noqa: D102


class InitiativeStore(AskedStore, Protocol):
    """What the use cases need to keep."""

    async def draft(self, id: str, tx: Transaction | None = None) -> SavedApplication | None: ...  # noqa: D102
    async def drop_draft(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def declarations(self, initiative_id: str, tx: Transaction | None = None) -> list[Declaration]: ...  # noqa: D102
    async def declaration(self, id: str, tx: Transaction | None = None) -> Declaration: ...  # noqa: D102
    async def add_declaration(self, tx: Transaction, declaration: Declaration) -> None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Initiative: ...  # noqa: D102
    async def find(self, id: str, tx: Transaction | None = None) -> Initiative | None: ...  # noqa: D102
    async def of_case(self, case: str) -> Initiative: ...  # noqa: D102
    async def add(self, tx: Transaction, initiative: Initiative) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, initiative: Initiative) -> None: ...  # noqa: D102
    async def same_title(self, tx: Transaction, year: int, key: str, limit: int) -> list[Initiative]: ...  # noqa: D102
    async def page(self, sought: Sought, after: tuple[int, int] | None, limit: int) -> list[Initiative]: ...  # noqa: D102
    async def count(self, sought: Sought) -> int: ...  # noqa: D102
    async def note_reading(self, tx: Transaction, reading: Reading) -> None: ...  # noqa: D102
    async def readings(self, case: str) -> list[Reading]: ...  # noqa: D102


class Initiatives:
    """The register of initiatives of all years."""

    def __init__(
        self,
        database: Database,
        store: InitiativeStore,
        rulebook: Rulebook,
        people: People,
        links: Links,
        signs: Signs,
        entering: InitiativeEntering,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.links, self.clock = database, store, links, clock
        self.rulebook, self._people, self._signs, self._entering = rulebook, people, signs, entering

    def sought(self, text: str, state: State | None = None) -> Sought:
        """Say which initiatives somebody looks for; a `text` that is the sign of a case means that case."""
        sign = self._signs.read(text)
        return Sought(text="" if sign else text, sign=sign, state=state)

    async def weigh(self, id: str, content: Content | None, rules: Rules | None = None) -> Balance:
        """Weigh what was declared for a draft or an initiative against what it asks of the city, by today's rules."""
        rules = rules or await self.rulebook.today()
        shares, estimate = (content.city_shares, content.estimate) if content else ((), ())
        rate = rules.rate_on(warsaw(self.clock.now()).date())
        return balance(declared(await self.store.declarations(id)), shares, estimate, rules.own_share, rate)

    async def submit(
        self, token: str, content: Content, group: Group, attachments: tuple[Attachment, ...] = ()
    ) -> Filed:
        """File the application of a draft with what was declared for it, and write to the representative.

        The moment of the call is the date of receipt; sent twice, it is filed once. Raises `LinkBroken`, `DraftGone`,
        `SphereUnknown`, `EstimateUnbalanced`, `OwnShareTooSmall`.
        """
        id = self.links.initiative_id(token)
        return _filed(await self._submit(id, content, group, attachments, self.clock.now()))

    @transactional
    async def _submit(
        self,
        tx: Transaction,
        id: str,
        content: Content,
        group: Group,
        attachments: tuple[Attachment, ...],
        received: datetime,
    ) -> dict[str, Any]:
        # Nobody signs, and nobody takes a declaration back, while it is filed.
        await take_turn(self.database, tx, id)
        draft = await self.store.draft(id, tx)
        if draft is None:
            before = await self.store.find(id, tx)
            if before is None:
                raise DraftGone
            return _answer(before)
        day = warsaw(received).date()
        rules = await self.rulebook.on(day, tx)
        signed = await self.store.declarations(id, tx)
        found = balance(declared(signed), content.city_shares, content.estimate, rules.own_share, rules.rate_on(day))
        require(found)
        await self.store.drop_draft(tx, id)
        await forget_asked(tx, self.store, signed)
        if draft.waits:
            tx.publish(TaskClosedV1(version=2, task_id=draft.task, closed_at=received))
        return _answer(
            await self._entering.enter(
                tx, id, content, group, attachments, signed, rules, received, None, draft.converted_from
            )
        )

    async def submit_on_paper(
        self,
        content: Content,
        group: Group,
        declarations: Sequence[PaperDeclaration],
        received_on: date,
        by: Person,
        attachments: tuple[Attachment, ...] = (),
        *,
        another: bool = False,
    ) -> Filed:
        """Enter an application that came on paper, by its day of receipt in Warsaw's calendar.

        An office takes in whatever comes (k.p.a. art. 63): that the shares do not add up, the formal check says.
        `another`: the officer has seen the one that `AlreadyFiled` named, and this is not the same paper. Raises
        `ReceivedLater`, `AlreadyFiled`, `SphereUnknown`, `SignedLater`, `RateUnknown`.
        """
        return _filed(await self._submit_on_paper(content, group, declarations, received_on, by, attachments, another))

    @transactional
    async def _submit_on_paper(
        self,
        tx: Transaction,
        content: Content,
        group: Group,
        declarations: Sequence[PaperDeclaration],
        received_on: date,
        by: Person,
        attachments: tuple[Attachment, ...],
        another: bool,
    ) -> dict[str, Any]:
        now, id = self.clock.now(), new_id()
        year = warsaw(now).year
        # First of all: whoever keys in the same paper meanwhile waits here, and is then warned.
        number = await self._entering.next_number(tx, year)
        if not another:
            for other in await self.store.same_title(tx, year, title_key(content.title), _SAME_TITLE):
                if group.representative.same_person(self._people.of(other).representative):
                    raise AlreadyFiled(other)
        received = moment_of_receipt(received_on, now, None, None)
        rules = await self.rulebook.on(received_on, tx)
        signed = []
        for each in declarations:
            key = new_id()
            sealed = self._people.seal_declarant(key, each.declarant)
            of_day = await self.rulebook.on(each.signed_on, tx)
            one = from_paper(key, id, each.gift, sealed, of_day, each.signed_on, now)
            await self.store.add_declaration(tx, one)
            signed.append(one)
        paper = Paper(keyed_by=by.id, keyed_by_name=by.name, keyed_at=now, by_post=group.representative.email is None)
        return _answer(
            await self._entering.enter(
                tx, id, content, group, attachments, signed, rules, received, paper, None, number
            )
        )

    async def initiative(self, id: str) -> Initiative:
        """Give an initiative. Raises `NotFound`."""
        return await self.store.get(id)

    async def of_case(self, case: str) -> Initiative:
        """Give the initiative that people call so. Raises `NotFound`."""
        return await self.store.of_case(case)

    async def of_applicant(self, token: str) -> Initiative | None:
        """Give the initiative that an applicants' link opens, None where it is a draft still. Raises `LinkBroken`."""
        return await self.store.find(self.links.initiative_id(token))

    async def withdraw(self, token: str) -> None:
        """Withdraw the initiative of an applicants' link. Raises `LinkBroken`, `NotFound`, `NotNow`."""
        await self._withdraw(self.links.initiative_id(token), Actor.APPLICANT)

    async def withdraw_on_paper(self, id: str) -> None:
        """Withdraw an initiative for its applicants, who have written so. Raises `NotFound`, `NotNow`."""
        await self._withdraw(id, Actor.OFFICER)

    @transactional
    async def _withdraw(self, tx: Transaction, id: str, actor: Actor) -> None:
        now = self.clock.now()
        withdrawn = (await self.store.get(id, tx)).withdrawn(actor, now)
        await self.store.save(tx, withdrawn)
        tx.publish(InitiativeWithdrawnV1(version=withdrawn.version, initiative_id=id, withdrawn_at=now))
        await self._people.letter(tx, withdrawn, LetterKind.INITIATIVE_WITHDRAWN)

    async def bind(self, tx: Transaction, id: str) -> None:
        """Let nobody withdraw an initiative, since its contract is signed in this transaction.

        Both write the initiative, so of a signature and a withdrawal at once only one holds.

        Raises `NotFound`, `NotNow` where it was withdrawn.
        """
        await self.store.save(tx, (await self.store.get(id, tx)).bound(self.clock.now()))

    async def party(self, initiative_id: str, tx: Transaction | None = None) -> Party:
        """Give what a contract needs: the facts of an initiative as they stand, and who signs for the residents.

        Whoever shows the representative to a person writes that down (`note`). Raises `NotFound`.
        """
        initiative = await self.store.get(initiative_id, tx)
        content = InitiativeContent(**told(initiative), version=initiative.version)
        return Party(initiative, content, self._people.of(initiative).representative)

    async def group(self, id: str, by: Person) -> Group:
        """Show an officer who has filed an initiative; the reading is written down first. Raises `NotFound`."""
        initiative = await self.store.get(id)
        await self.note(initiative.case, "applicant", by)
        return self._people.of(initiative)

    async def declarants(self, id: str, by: Person) -> list[tuple[Declaration, Declarant]]:
        """Show an officer who has signed what; the reading is written down first. Raises `NotFound`."""
        initiative = await self.store.get(id)
        await self.note(initiative.case, "declarants", by)
        known = {each.id: each for each in await self.store.declarations(id)}
        signed = [known[each.declaration_id] for each in initiative.declared]
        # Who has taken a declaration back while a call was open is forgotten, answered or not.
        return [(each, self._people.declarant(each)) for each in signed if each.sealed]

    async def attachment(self, id: str, file_id: str, by: Person) -> Attachment:
        """Hand an officer a file that came with an initiative; the reading is written down first. Raises `NotFound`."""
        initiative = await self.store.get(id)
        for file in initiative.attachments:
            if file.id == file_id:
                await self.note(initiative.case, "attachment", by)
                return file
        raise NotFound("attachment", file_id)

    @transactional
    async def note(self, tx: Transaction, case: str, what: str, by: Person) -> None:
        """Write down that a member of staff reads personal data of a case."""
        reading = Reading(id=new_id(), who=by.id, what=what, case=case, at=self.clock.now())
        await self.store.note_reading(tx, reading)


async def forget_asked(tx: Transaction, store: AskedStore, declarations: Sequence[Declaration]) -> None:
    """Forget who was asked and has not signed: once the sums are sent, nobody needs their data."""
    for each in declarations:
        if each.state is DeclarationState.ASKED:
            await store.save_declaration(tx, each.ended())


def _answer(initiative: Initiative) -> dict[str, Any]:
    plain = initiative.model_dump(mode="json", include={"number", "case", "sign", "submitted_at"})
    return {"initiative_id": initiative.id, **plain}


def _filed(answer: dict[str, Any]) -> Filed:
    return Filed(**{**answer, "submitted_at": datetime.fromisoformat(answer["submitted_at"])})
