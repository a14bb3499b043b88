"""What residents and societies do by the form and by the link of their case: propose a memorial, take it back."""

from services.events.memorials.domain import Card
from services.events.memorials.domain.proposals import MemorialProposal, State
from services.events.memorials.service.proposals import Proposals
from services.events.memorials.service.telling import Proposer
from services.events.memorials.wording import received
from shared.asks import Asks
from shared.clock import warsaw
from shared.store import Transaction, transactional

MOST_WAITING = 3
"""Proposals of one address that nobody has looked at yet."""
_TAKEN_BACK = "Wnioskodawca wycofał wniosek."


class TooManyProposals(Exception):
    """As many proposals of this address wait as may."""


class Applications:
    """Proposals as those see them who sent them in."""

    def __init__(self, proposals: Proposals, asks: Asks) -> None:
        self._asks = asks
        self.proposals, self.store, self.database = proposals, proposals.store, proposals.database

    @transactional
    async def apply(self, tx: Transaction, card: Card, proposer: Proposer, email: str, network: str | None) -> str:
        """Send a proposal in; give the token of its page, which is mailed, too.

        `network`: the network address that it comes from. Raises `AskedTooOften`, `TooManyProposals`.
        """
        p = self.proposals
        await self._asks.count(tx, network)
        asker = p.telling.asker(email)
        taken = await self.store.places(asker, tx)
        place = next((one for one in range(MOST_WAITING) if one not in taken), None)
        if place is None:
            raise TooManyProposals
        due = await p.free_days.compute(p.terms.check, p.clock.now(), tx)
        told = {"due_at": due.due_at, "explanation": tuple(due.explained()), "asker": asker, "place": place}
        sent = proposer.model_copy(update={"email": email})
        # Whose the ground is, the department finds: until then nobody is asked.
        one = await p.take_in(tx, card, sent, p.memorials.today, city_ground=False, state=State.SUBMITTED, **told)
        p.telling.write(tx, one, "wniosek przyjęty", received(card.name, f"{warsaw(due.due_at):%d.%m.%Y}"))
        return p.telling.token(one.id)

    async def of_link(self, token: str) -> MemorialProposal:
        """Give the proposal that a link opens. Raises `ProposalLinkBroken`, `NotFound`."""
        return await self.store.proposal(self.proposals.telling.id_of(token))

    def proposer(self, one: MemorialProposal) -> Proposer:
        """Give who proposes to whoever has the link."""
        return self.proposals.telling.proposer(one)

    @transactional
    async def withdraw(self, tx: Transaction, token: str) -> None:
        """Take a proposal back. Raises `ProposalLinkBroken`, `NotFound`, `ProposalClosed`, `NotNow`."""
        one = await self.store.proposal(self.proposals.telling.id_of(token), tx)
        await self.proposals.keep(tx, one.ended(State.WITHDRAWN, _TAKEN_BACK, None))
