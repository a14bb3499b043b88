"""Use cases of those who support a proposal: ask for a link, confirm, take back; and of who gathers for a draft.

A name counts only after its owner has opened a mail and pressed a button. Personal data are sealed and opened here.
"""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from services.intake.editions.service import Editions
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.receipt import Misplaced, place_faults
from services.intake.proposals.signed import SignedTexts
from services.intake.support.domain import (
    AlreadySupported,
    Gathering,
    Limits,
    LinkExpired,
    MailboxFull,
    Resident,
    SupportClosed,
    Supporter,
    SupporterState,
    SupportTakenBack,
    TooManyMails,
    doubt_of,
)
from services.intake.support.domain.matter import Matter, Tally, is_open
from services.intake.support.domain.sameness import person_text, surname_text
from services.intake.support.domain.text import SupportedText
from services.intake.support.gatherings import Gatherings, GatheringStore
from services.intake.support.sealed import Sealed
from services.intake.support.wording import CONFIRM, confirm
from shared.clock import Clock, warsaw
from shared.daily_mails import DailyMails
from shared.deadlines import STATUTE, compute
from shared.mail import Mail
from shared.privacy import mailbox_of
from shared.store import Database, Duplicate, NotFound, Transaction, new_id, transactional


class SupportStore(GatheringStore, Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Gathering: ...  # noqa: D102
    async def supporter(self, id: str, tx: Transaction | None = None) -> Supporter: ...  # noqa: D102
    async def add_supporter(self, tx: Transaction, supporter: Supporter) -> None: ...  # noqa: D102
    async def save_supporter(self, tx: Transaction, supporter: Supporter) -> None: ...  # noqa: D102
    async def count_waiting(self, gathering_id: str) -> int: ...  # noqa: D102
    async def places(self, gathering_id: str, mailbox: str, tx: Transaction) -> set[int]: ...  # noqa: D102


class SupportedProposals(Protocol):
    """What the use cases read of proposals."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102


class Supporters:
    """Residents who support proposals, and the gatherings that they come to."""

    def __init__(
        self,
        database: Database,
        store: SupportStore,
        gatherings: Gatherings,
        proposals: SupportedProposals,
        editions: Editions,
        sealed: Sealed,
        signed: SignedTexts,
        clock: Clock,
        limits: Limits,
        mails: DailyMails,
        public_origin: str,
    ) -> None:
        self.database, self.store, self.signed, self.clock, self.limits = database, store, signed, clock, limits
        self._gatherings, self._proposals, self._editions = gatherings, proposals, editions
        self._sealed, self._mails, self._origin = sealed, mails, public_origin

    async def matter(self, id: str, tx: Transaction | None = None) -> Matter:
        """Give what can be supported by the id of a gathering or of a proposal. Raises `NotFound`."""
        try:
            gathering = await self.store.get(id, tx)
        except NotFound:
            proposal = await self._proposals.get(id, tx)
            found = await self.store.of_proposal(id, tx)
            if found is not None:
                return await self.about(found, tx)
            gathering = Gathering(
                id=id,
                edition_id=proposal.edition_id,
                draft_id=None,
                proposal_id=id,
                text=SupportedText.of(proposal),
                opened_at=self.clock.now(),
            )
            return replace(await self.about(gathering, tx), kept=False)
        return await self.about(gathering, tx)

    async def about(self, gathering: Gathering, tx: Transaction | None = None) -> Matter:
        """Give the matter of a gathering."""
        filed = await self._proposals.get(gathering.proposal_id, tx) if gathering.proposal_id else None
        return Matter(gathering, filed, (await self._editions.edition(gathering.edition_id, tx)).rules)

    async def tally(self, matter: Matter) -> Tally:
        """Give the figures as they are this moment."""
        if matter.gathering.erased_at is not None and matter.proposal is not None:
            return matter.tally(matter.proposal.accepted_online)
        return matter.tally(await self.store.accepted(matter.gathering.id))

    def is_open(self, matter: Matter) -> bool:
        """Tell whether support counts now."""
        return is_open(matter.gathering, matter.proposal, matter.rules, self.clock.now())

    async def gather(self, draft_token: str, edition_id: str, text: SupportedText) -> str:
        """Open, by its author's link, a page on which a draft is supported, or put another text on it; give its id.

        Raises `LinkBroken`, `SupportClosed`, `Misplaced`.
        """
        return await self._gather(self.signed.draft_id(draft_token), edition_id, text)

    @transactional
    async def _gather(self, tx: Transaction, draft_id: str, edition_id: str, text: SupportedText) -> str:
        rules, now = (await self._editions.edition(edition_id, tx)).rules, self.clock.now()
        faults = place_faults(rules, text.pool_id, text.area_id, None)
        faults.pop("category", None)
        if faults:
            raise Misplaced(faults)
        found = await self.store.of_draft(draft_id, tx)
        gathering = found or Gathering(
            id=new_id(), edition_id=edition_id, draft_id=draft_id, proposal_id=None, text=text, opened_at=now
        )
        if not is_open(gathering, None, rules, now):
            raise SupportClosed
        if found is None:
            await self.store.add(tx, gathering)
        else:
            await self._gatherings.retell(tx, gathering, text)
        return gathering.id

    async def of_draft(self, draft_token: str) -> Gathering | None:
        """Give where a draft is supported, None where its author has not asked for that. Raises `LinkBroken`."""
        return await self.store.of_draft(self.signed.draft_id(draft_token))

    async def accepted_for(self, draft_id: str) -> int:
        """Tell how many support a draft."""
        gathering = await self.store.of_draft(draft_id)
        return await self.store.accepted(gathering.id) if gathering is not None else 0

    async def to_decide(self, proposal_id: str) -> int:
        """Tell how many supporters of a proposal wait for an officer's look."""
        gathering = await self.store.of_proposal(proposal_id)
        return await self.store.count_waiting(gathering.id) if gathering is not None else 0

    async def ask(self, id: str, resident: Resident) -> str:
        """Take in who wants to support, and send the link that confirms it; give the token to send it once more.

        Raises `NotFound`, `SupportClosed`, `TooManyMails`.
        """
        return self.signed.support_request(await self._ask(id, resident))

    @transactional
    async def _ask(self, tx: Transaction, id: str, resident: Resident) -> str:
        matter, now = await self.matter(id, tx), self.clock.now()
        gathering = matter.gathering
        if not self.is_open(matter):
            raise SupportClosed
        if not matter.kept:
            await self.store.add(tx, gathering)
        supporter_id, place = new_id(), f"{gathering.id}|"
        supporter = Supporter(
            id=supporter_id,
            gathering_id=gathering.id,
            sealed=self._sealed.seal(supporter_id, resident),
            who=self._sealed.digest("person", place + person_text(resident)),
            mailbox=self._sealed.digest("mailbox", place + mailbox_of(resident.email)),
            surname=self.surname(gathering, resident.surname),
            asked_at=now,
            expires_at=compute(self.limits.link, now, STATUTE).due_at,
        )
        await self.store.add_supporter(tx, supporter)
        await self._send(tx, supporter, resident, matter)
        return supporter_id

    def surname(self, gathering: Gathering, surname: str) -> str:
        """Give what a surname is found by among the supporters of a gathering."""
        return self._sealed.digest("surname", f"{gathering.id}|{surname_text(surname)}")

    async def asked(self, request_token: str) -> tuple[Supporter, Matter]:
        """Give what a mail was sent for. Raises `LinkBroken`, `LinkExpired`."""
        supporter = await self._known(self.signed.requested(request_token))
        return supporter, await self.about(await self.store.get(supporter.gathering_id))

    async def ask_again(self, request_token: str) -> None:
        """Send the same link once more, while it has not been used.

        Raises `LinkBroken`, `LinkExpired`, `SupportClosed`, `TooManyMails`.
        """
        await self._ask_again(self.signed.requested(request_token))

    @transactional
    async def _ask_again(self, tx: Transaction, supporter_id: str) -> None:
        supporter = await self._known(supporter_id, tx)
        if supporter.state is not SupporterState.ASKED:
            return
        matter = await self.about(await self.store.get(supporter.gathering_id, tx), tx)
        if not self.is_open(matter):
            raise SupportClosed
        await self._send(tx, supporter, self._sealed.resident(supporter), matter)

    async def of_link(self, token: str) -> tuple[Supporter, Matter]:
        """Give what a mail's link opens. Raises `LinkBroken`, `LinkExpired`."""
        supporter = await self._known(self.signed.supporter_id(token))
        return supporter, await self.about(await self.store.get(supporter.gathering_id))

    async def confirm(self, token: str) -> None:
        """Let the support of a link count; a second confirmation changes nothing.

        Raises `LinkBroken`, `LinkExpired`, `SupportTakenBack`, `SupportClosed`, `AlreadySupported`, `MailboxFull`.
        """
        await self._confirm(self.signed.supporter_id(token))

    @transactional
    async def _confirm(self, tx: Transaction, supporter_id: str) -> None:
        supporter = await self._known(supporter_id, tx)
        if supporter.held:
            return
        matter = await self.about(await self.store.get(supporter.gathering_id, tx), tx)
        if not self.is_open(matter):
            raise SupportClosed
        if supporter.mailbox is None:
            raise SupportTakenBack
        taken = await self.store.places(supporter.gathering_id, supporter.mailbox, tx)
        free = next((place for place in range(self.limits.per_mailbox) if place not in taken), None)
        text = matter.text
        doubt = doubt_of(self._sealed.resident(supporter), matter.rules, text.pool_id, text.area_id)
        if free is None:
            raise MailboxFull
        try:
            await self.store.save_supporter(tx, supporter.confirmed(doubt, free, self.clock.now()))
        except Duplicate:
            # Its place was free in this transaction: what is taken is the name.
            raise AlreadySupported from None

    async def take_back(self, token: str) -> None:
        """Take a support back at any time; what was kept of the person goes. Raises `LinkBroken`, `LinkExpired`."""
        await self._take_back(self.signed.supporter_id(token))

    @transactional
    async def _take_back(self, tx: Transaction, supporter_id: str) -> None:
        supporter = await self._known(supporter_id, tx)
        if supporter.state is not SupporterState.TAKEN_BACK:
            await self.store.save_supporter(tx, supporter.taken_back())

    def link(self, supporter: Supporter) -> str:
        """Give the address at which a supporter confirms and takes back. Who has it is the supporter."""
        return f"{self._origin}/budzet-obywatelski/poparcie/link/{self.signed.support_link(supporter.id)}"

    def page(self, gathering: Gathering) -> str:
        """Give the address that is passed on from neighbour to neighbour."""
        return f"{self._origin}/budzet-obywatelski/poparcie/{gathering.id}"

    async def _known(self, supporter_id: str, tx: Transaction | None = None) -> Supporter:
        try:
            supporter = await self.store.supporter(supporter_id, tx)
        except NotFound:
            # The signature was ours: it was deleted, unused or after the end of its keeping.
            raise LinkExpired from None
        if supporter.state is SupporterState.ASKED and self.clock.now() > supporter.expires_at:
            raise LinkExpired
        return supporter

    async def _send(self, tx: Transaction, supporter: Supporter, resident: Resident, matter: Matter) -> None:
        if not await self._mails.take(tx, resident.email):
            raise TooManyMails
        until: datetime = warsaw(supporter.expires_at)
        text = confirm(matter.text.title, self.link(supporter), until.strftime("%d.%m.%Y, %H:%M"))
        tx.send(Mail(self._sealed.cipher, resident.email, CONFIRM, text))
