"""Use cases of declarations: a neighbour is asked by mail and signs by a link, or has signed on paper."""

from dataclasses import dataclass
from typing import Any, Protocol

from services.intake.initiatives import wording
from services.intake.initiatives.domain import Initiative
from services.intake.initiatives.domain.declarations import (
    MOST_DECLARATIONS,
    AlreadyInvited,
    Declarant,
    Declaration,
    DeclarationClosed,
    DeclarationsFull,
    DeclarationState,
    Gift,
    Invitee,
    asked,
    declared,
    from_paper,
)
from services.intake.initiatives.domain.rules import Rules
from services.intake.initiatives.domain.states import Action, Actor
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.links import Links
from services.intake.initiatives.people import People
from services.intake.initiatives.rulebook import Rulebook
from services.intake.initiatives.service import PaperDeclaration
from services.intake.proposals.drafts import DraftGone
from services.intake.proposals.turns import take_turn
from shared.asks import Asks
from shared.clock import Clock
from shared.contracts.initiatives.intake import Declared, InitiativePart
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, NotFound, Transaction, new_id, transactional

_TITLE, _SUMMARY = 5, 20
"""Characters without which nobody knows what they are asked for."""


class DraftUnready(Exception):
    """The draft has no title or no summary yet: nobody would know what they are asked for."""


class DeclarationStore(Protocol):
    """What the use cases need to keep."""

    async def find(self, id: str, tx: Transaction | None = None) -> Initiative | None: ...  # noqa: D102
    async def declarations(self, initiative_id: str, tx: Transaction | None = None) -> list[Declaration]: ...  # noqa: D102
    async def declaration(self, id: str, tx: Transaction | None = None) -> Declaration: ...  # noqa: D102
    async def add_declaration(self, tx: Transaction, declaration: Declaration) -> None: ...  # noqa: D102
    async def save_declaration(self, tx: Transaction, declaration: Declaration) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class About:
    """What a declaration is for, as somebody reads it who signs. `rules`: by which work counts."""

    initiative_id: str
    title: str
    summary: str
    place: str
    rules: Rules
    is_open: bool
    """Declarations may be signed and taken back."""


@dataclass(frozen=True)
class Named:
    """A declaration with who is asked or has signed; None of one that has ended."""

    declaration: Declaration
    declarant: Declarant | None


class Declarations:
    """What residents declare to give."""

    def __init__(
        self,
        database: Database,
        store: DeclarationStore,
        drafts: InitiativeDrafts,
        rulebook: Rulebook,
        people: People,
        links: Links,
        cipher: Cipher,
        clock: Clock,
        asks: Asks,
    ) -> None:
        """Take `asks`: the count of neighbours whom somebody asks in a day."""
        self.database, self.store, self.clock, self._links, self.asks = database, store, clock, links, asks
        self._drafts, self._rulebook, self._people, self._cipher = drafts, rulebook, people, cipher

    async def about(self, initiative_id: str, tx: Transaction | None = None) -> About:
        """Say what declarations of a draft or an initiative are for. Raises `DraftGone`."""
        initiative = await self.store.find(initiative_id, tx)
        if initiative is None:
            _, values = await self._drafts.of(initiative_id, tx)
            texts = {name: _text(values.get(name)) for name in ("title", "summary", "place")}
            return About(initiative_id, rules=await self._rulebook.today(tx), is_open=True, **texts)
        opened = initiative.call.opens if initiative.call is not None else ()
        return About(
            initiative_id,
            title=initiative.title,
            summary=initiative.summary,
            place=initiative.place,
            # What is filed keeps the rules of its day.
            rules=await self._rulebook.get(initiative.rules_id),
            is_open=InitiativePart.OWN_SHARE in opened and initiative.can_correct(self.clock.now()),
        )

    async def of(self, token: str) -> list[Named]:
        """Give the declarations of an applicants' link that have not ended. Raises `LinkBroken`."""
        every = await self.store.declarations(self._links.initiative_id(token))
        live = [each for each in every if each.state is not DeclarationState.ENDED]
        live.sort(key=lambda each: (each.signed_at is None, each.signed_at or each.asked_at, each.id))
        return [Named(each, self._people.declarant(each)) for each in live]

    async def invite(self, token: str, invitee: Invitee, network: str | None) -> None:
        """Ask somebody by mail, for the applicants with this link.

        `network`: the network address that asks: nobody sends the city's mail to as many strangers as they like.
        Raises `LinkBroken`, `DraftGone`, `DraftUnready`, `DeclarationClosed`, `DeclarationsFull`, `AlreadyInvited`,
        `AskedTooOften`.
        """
        await self._invite(self._links.initiative_id(token), invitee, network)

    @transactional
    async def _invite(self, tx: Transaction, id: str, invitee: Invitee, network: str | None) -> None:
        about, every = await self._open(tx, id)
        live = [self._people.declarant(each) for each in every if each.state is not DeclarationState.ENDED]
        if invitee.email.casefold() in {each.email.casefold() for each in live if each.email is not None}:
            raise AlreadyInvited
        if len(about.title) < _TITLE or len(about.summary) < _SUMMARY:
            raise DraftUnready
        await self.asks.count(tx, network)
        key = new_id()
        sealed = self._people.seal_declarant(key, Declarant(**invitee.model_dump()))
        await self.store.add_declaration(tx, asked(key, id, sealed, self.clock.now()))
        text = wording.asked(about.title, about.summary, self._links.declaration_page(id, key))
        tx.send(Mail(self._cipher, invitee.email, wording.ASKED, text))

    async def add_from_paper(self, token: str, given: PaperDeclaration) -> None:
        """Enter a declaration that the applicants with this link have on paper.

        Raises `LinkBroken`, `DraftGone`, `DeclarationClosed`, `DeclarationsFull`, `SignedLater`, `RateUnknown`.
        """
        await self._add_from_paper(self._links.initiative_id(token), given)

    async def add_from_paper_for(self, initiative_id: str, given: PaperDeclaration) -> None:
        """Enter a declaration that came on paper to an initiative whose own share is called for. Raises as above.

        As the answer itself it may be entered past the call's date: the letter's days run from its delivery.
        """
        await self._add_from_paper(initiative_id, given, by_office=True)

    def open_on_paper(self, initiative: Initiative) -> bool:
        """Tell whether an officer may enter declarations that came on paper."""
        opened = initiative.call.opens if initiative.call is not None else ()
        return InitiativePart.OWN_SHARE in opened and initiative.may(Action.CORRECT_ON_PAPER, Actor.OFFICER)

    async def signed(self, initiative_id: str) -> tuple[Declared, ...]:
        """Give what is declared so far, without its people."""
        return declared(await self.store.declarations(initiative_id))

    @transactional
    async def _add_from_paper(
        self, tx: Transaction, id: str, given: PaperDeclaration, *, by_office: bool = False
    ) -> None:
        about, _ = await self._open(tx, id, by_office=by_office)
        key = new_id()
        sealed = self._people.seal_declarant(key, given.declarant)
        filed = await self.store.find(id, tx) is not None
        rules = about.rules if filed else await self._rulebook.on(given.signed_on, tx)
        one = from_paper(key, id, given.gift, sealed, rules, given.signed_on, self.clock.now())
        await self.store.add_declaration(tx, one)

    async def _open(self, tx: Transaction, id: str, *, by_office: bool = False) -> tuple[About, list[Declaration]]:
        # Whoever files or signs meanwhile waits: the sum must be of one moment.
        await take_turn(self.database, tx, id)
        about, every = await self.about(id, tx), await self.store.declarations(id, tx)
        filed = await self.store.find(id, tx) if by_office else None
        if not (about.is_open if filed is None else self.open_on_paper(filed)):
            raise DeclarationClosed(id)
        if len(every) >= MOST_DECLARATIONS:
            raise DeclarationsFull
        return about, every

    async def asked_by(self, token: str) -> tuple[About, Named]:
        """Give what a declaration's link opens. Raises `LinkBroken`, `DeclarationClosed` (ended, or the draft gone)."""
        initiative_id, id = self._links.declaration(token)
        try:
            declaration, about = await self.store.declaration(id), await self.about(initiative_id)
        except (NotFound, DraftGone):
            raise DeclarationClosed(id) from None
        if declaration.state is DeclarationState.ENDED:
            raise DeclarationClosed(id)
        return about, Named(declaration, self._people.declarant(declaration))

    async def sign(self, token: str, gift: Gift, given: str, surname: str, address: str) -> None:
        """Sign a declaration by its link, once. The rate of the day counts. What was signed is confirmed by mail.

        Raises `LinkBroken`, `DeclarationClosed`, `RateUnknown`.
        """
        initiative_id, id = self._links.declaration(token)
        await self._sign(initiative_id, id, gift, {"given": given, "surname": surname, "address": address})

    @transactional
    async def _sign(self, tx: Transaction, initiative_id: str, id: str, gift: Gift, who: dict[str, Any]) -> None:
        about, before = await self._closing(tx, initiative_id, id)
        if before.state is not DeclarationState.ASKED:
            raise DeclarationClosed(id)
        person = Declarant(email=self._people.declarant(before).email, **who)
        after = before.signed(gift, self._people.seal_declarant(id, person), about.rules, self.clock.now())
        await self.store.save_declaration(tx, after)
        if person.email is not None:
            text = wording.signed(about.title, after, self._links.declaration_page(initiative_id, id))
            tx.send(Mail(self._cipher, person.email, wording.SIGNED, text))
        await self._tell_applicants(tx, about)

    async def end(self, token: str) -> None:
        """Refuse to sign, or take back what was signed, by a declaration's link: who it was is forgotten.

        Raises `LinkBroken`, `DeclarationClosed`.
        """
        initiative_id, id = self._links.declaration(token)
        await self._end(initiative_id, id, by_applicants=False)

    async def remove(self, token: str, declaration_id: str) -> None:
        """Take a declaration off, by the applicants' link. Raises `LinkBroken`, `DeclarationClosed`."""
        await self._end(self._links.initiative_id(token), declaration_id, by_applicants=True)

    @transactional
    async def _end(self, tx: Transaction, initiative_id: str, id: str, *, by_applicants: bool) -> None:
        about, before = await self._closing(tx, initiative_id, id)
        await self.store.save_declaration(tx, before.ended())
        if not by_applicants:
            await self._tell_applicants(tx, about)

    async def _tell_applicants(self, tx: Transaction, about: About) -> None:
        """Write to the applicants once nobody whom they have asked is waited for."""
        every = await self.store.declarations(about.initiative_id, tx)
        if any(each.state is DeclarationState.ASKED for each in every):
            return
        filed = await self.store.find(about.initiative_id, tx)
        if filed is None:
            email = await self._drafts.address(about.initiative_id, tx)
        else:
            email = self._people.of(filed).representative.email
        if email is None:
            return
        signed = declared(every)
        value, link = sum(each.value for each in signed), self._links.own_page(about.initiative_id)
        text = wording.all_answered(about.title, len(signed), value, link)
        tx.send(Mail(self._cipher, email, wording.ALL_ANSWERED, text))

    async def _closing(self, tx: Transaction, initiative_id: str, id: str) -> tuple[About, Declaration]:
        await take_turn(self.database, tx, initiative_id)
        try:
            about, declaration = await self.about(initiative_id, tx), await self.store.declaration(id, tx)
        except (NotFound, DraftGone):
            raise DeclarationClosed(id) from None
        if declaration.initiative_id != initiative_id or not about.is_open:
            raise DeclarationClosed(id)
        return about, declaration


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
