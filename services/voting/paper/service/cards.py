"""Use cases of cards: key in, key in again, clarify, confirm. What stands on a card never leaves with an event.

No request's key is kept beside a body with choices in it: such a digest can be guessed. A card's own id is made of the
key that came with it, so the same card sent again is the same card.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from services.voting.ballots.domain.double import BallotAside, Decision
from services.voting.ballots.domain.election import Election
from services.voting.ballots.service import Ballots, OpenVote
from services.voting.fraud.domain.sightings import Seen, bucket_of
from services.voting.keys.domain import EditionKeyDestroyed
from services.voting.keys.service import Keys
from services.voting.keys.tags import keyed_tag
from services.voting.paper.domain.cards import (
    WAITING,
    Card,
    CardState,
    Clarified,
    NotDrawn,
    Register,
    SecondEntryNeeded,
)
from services.voting.paper.domain.drawing import is_drawn
from services.voting.paper.domain.entry import Entry, differences
from services.voting.paper.domain.points import AllCardsKeyed, PointUnsettled
from services.voting.paper.domain.progress import PaperProgress
from services.voting.paper.domain.verdict import Verdict, judge
from services.voting.paper.domain.voids import Void, VoidReason
from services.voting.paper.service.contents import Contents, identity_on, recognised
from services.voting.paper.service.needs import PaperStore, open_register
from services.voting.paper.service.tasks import ask_to_key_in_again, keyed_in_again, waiting
from services.voting.readings.domain import What
from services.voting.readings.service import Readings
from services.voting.rolls.domain import DECLARED, Person
from services.voting.rolls.service import CannotTellApart, Likely, Rolls
from shared.access import Person as Clerk
from shared.clock import Clock
from shared.store import Database, Duplicate, KeyReused, NotFound, Stale, Transaction, transactional

_TRIES = 8

T = TypeVar("T")


class Cards:
    """The paper cards of each edition."""

    def __init__(
        self,
        database: Database,
        store: PaperStore,
        ballots: Ballots,
        rolls: Rolls,
        keys: Keys,
        readings: Readings,
        clock: Clock,
        second_entry_percent: int,
    ) -> None:
        """`second_entry_percent`: how many of a hundred cards are keyed in twice at least."""
        self.database, self.store, self.clock = database, store, clock
        self._ballots, self._rolls, self._percent = ballots, rolls, second_entry_percent
        self._readings = readings
        self.contents = Contents(keys)

    # -- who keys in -----------------------------------------------------------------------------------------------

    async def key_in(self, edition_id: str, point_id: str, entry: Entry, nonce: str, by: Clerk) -> str:
        """Take in a card; gives its id. `nonce`: made with the empty form; the same one gives the same card.

        Raises `NotFound`, `WrongState`, `MarksUnreadable`, `UnknownMark`, `PointUnsettled`, `AllCardsKeyed`, and
        `KeyReused` where another card was keyed in with this nonce, as far as it still says what stands on it.
        """
        vote = await self._ballots.opened(edition_id)
        known = await recognised(self._rolls, vote.election, entry)
        key = self._ballots.edition_key(edition_id)
        id = keyed_tag(key, f"card|{point_id}|{by.id}|{nonce}")[:32]
        await self._add(vote.election, point_id, id, known, by)
        return id

    @transactional
    async def _add(self, tx: Transaction, election: Election, point_id: str, id: str, entry: Entry, by: Clerk) -> None:
        register = await open_register(tx, self.store, election.id)
        known = await self.store.card_or_none(id, tx)
        if known is not None:
            if known.state in WAITING and differences(self.contents.entry(known), entry, election):
                raise KeyReused
            return
        await self._require_room(tx, election.id, point_id)
        number = register.cards + 1
        card = Card(
            id=id,
            edition_id=election.id,
            point_id=point_id,
            number=number,
            state=_state(entry, election),
            keyed_by_id=by.id,
            keyed_by_name=by.name,
            bucket=bucket_of(self.clock.now()),
            entry=self.contents.seal(entry, election.id, id, "entry"),
        )
        await self.store.add_card(tx, card)
        await self._count(tx, election, register.model_copy(update={"cards": number}), 1)

    async def amend(self, edition_id: str, card_id: str, version: int, entry: Entry, by: Clerk) -> None:
        """Take in what stands on a card anew, by who has keyed it in; also of one that was undone.

        Raises `NotFound`, `Stale`, `NotYours`, `CardNotHere`, and as `key_in` does.
        """
        vote = await self._ballots.opened(edition_id)
        await self._amend(vote.election, card_id, version, await recognised(self._rolls, vote.election, entry), by)

    @transactional
    async def _amend(
        self, tx: Transaction, election: Election, card_id: str, version: int, entry: Entry, by: Clerk
    ) -> None:
        register = await open_register(tx, self.store, election.id)
        card = await self._card(tx, election.id, card_id, version)
        card.require_own(by.id)
        card.require(*WAITING, CardState.UNDONE)
        undone = card.state is CardState.UNDONE
        if undone:
            await self._require_room(tx, election.id, card.point_id)
        state = _state(entry, election)
        second = self.contents.second(card)
        if second is not None and state is CardState.KEYED and differences(entry, second, election):
            state = CardState.RETURNED
        sealed = self.contents.seal(entry, card.edition_id, card.id, "entry")
        gone = {"note": None, "clarified": None, "again": None}
        now = self.clock.now()
        await self.store.save_card(tx, card.next(state=state, entry=sealed, bucket=bucket_of(now), **gone))
        if card.again:
            keyed_in_again(tx, card, now)
        await self._count(tx, election, register, 1 if undone else 0)

    @transactional
    async def undo(self, tx: Transaction, edition_id: str, card_id: str, version: int, by: Clerk) -> None:
        """Take back a card that nobody has confirmed yet: its number stays, and waits to be keyed in anew.

        Raises `NotFound`, `Stale`, `NotYours`, `CardNotHere`, `WrongState`.
        """
        register = await open_register(tx, self.store, edition_id)
        card = await self._card(tx, edition_id, card_id, version)
        card.require_own(by.id)
        card.require(*WAITING)
        gone = {"entry": None, "second": None, "note": None, "clarified": None}
        await self.store.save_card(tx, card.next(state=CardState.UNDONE, **gone))
        vote = await self._ballots.opened(edition_id)
        await self._count(tx, vote.election, register, -1)

    # -- the second person -----------------------------------------------------------------------------------------

    def is_drawn(self, card: Card) -> bool:
        """Tell whether a card is to be keyed in twice."""
        return is_drawn(self._ballots.edition_key(card.edition_id), card.number, self._percent)

    async def read(self, card: Card, by: Clerk) -> tuple[Entry, Verdict]:
        """Show what stands on a card that waits, and what it is worth; the reading is written down first.

        Raises `CardNotHere`, and `SecondEntryNeeded` where this person has to key it in unseen.
        """
        self._require_seen(card, by)
        await self._readings.note(card.edition_id, What.CARD, card.id, by)
        return await self._judged(card)

    def _require_seen(self, card: Card, by: Clerk) -> None:
        card.require(*WAITING)
        if self.is_drawn(card) and card.second is None and by.id != card.keyed_by_id:
            raise SecondEntryNeeded

    async def _judged(self, card: Card) -> tuple[Entry, Verdict]:
        entry = self.contents.entry(card)
        election = (await self._ballots.opened(card.edition_id)).election
        return entry, judge(entry, election)

    async def meets(self, card: Card, by: Clerk) -> Decision | None:
        """Tell what becomes of a card that is confirmed now, by what its person has in the box; None: it is void.

        Until then another ballot may come or go. Part of a look that `read` has written down. Raises as `read` does.
        """
        self._require_seen(card, by)
        entry, verdict = await self._judged(card)
        if entry.roll_id is None or not verdict.counts:
            return None
        return await self._ballots.card_meets((await self._ballots.opened(card.edition_id)).election, entry.roll_id)

    async def compare(self, card: Card, by: Clerk) -> tuple[Entry, Entry, Sequence[str]] | None:
        """Give both entries of a card and the fields that differ; None where it has only one. Raises as `read` does."""
        self._require_seen(card, by)
        entry, _ = await self._judged(card)
        second = self.contents.second(card)
        if second is None:
            return None
        return entry, second, differences(entry, second, (await self._ballots.opened(card.edition_id)).election)

    async def enter_second(self, edition_id: str, card_id: str, version: int, entry: Entry, by: Clerk) -> Sequence[str]:
        """Take in the second, blind entry of a drawn card: where both say the same, it is confirmed at once.

        Gives the fields that differ; with one such the card goes back to both. Raises `NotFound`, `Stale`,
        `SamePerson`, `NotDrawn`, `CardNotHere`, `WrongState`, `MarksUnreadable`, `UnknownMark`.
        """
        vote = await self._ballots.opened(edition_id)
        known = await recognised(self._rolls, vote.election, entry)
        await self._declare(vote, await self.store.card(edition_id, card_id), version, by, known)
        return await self._again(lambda: self._enter_second(vote, card_id, version, known, by))

    @transactional
    async def _enter_second(
        self, tx: Transaction, vote: OpenVote, card_id: str, version: int, entry: Entry, by: Clerk
    ) -> list[str]:
        register = await open_register(tx, self.store, vote.election.id)
        card = await self._card(tx, vote.election.id, card_id, version)
        card.require_other(by.id)
        card.require(CardState.KEYED, CardState.RETURNED)
        if not self.is_drawn(card):
            raise NotDrawn
        found = differences(self.contents.entry(card), entry, vote.election)
        if not found:
            try:
                await self._decide(tx, vote, register, card, by, twice=True)
            except BallotAside:
                # What was typed is kept: once the commission has decided, the card needs only a confirmation.
                state = CardState.KEYED
            else:
                return found
        else:
            state = CardState.RETURNED
        sealed = self.contents.seal(entry, card.edition_id, card.id, "second")
        await self.store.save_card(tx, card.next(state=state, second=sealed, second_by_id=by.id))
        await self._count(tx, vote.election, register, 0)
        return found

    async def confirm(self, edition_id: str, card_id: str, version: int, by: Clerk) -> None:
        """Confirm that a card says what was keyed in; what counts of it goes into the box, the rest is forgotten.

        Raises `NotFound`, `Stale`, `SamePerson`, `SecondEntryNeeded`, `CardNotHere`, `WrongState`, `BallotAside`.
        """
        vote = await self._ballots.opened(edition_id)
        await self._declare(vote, await self.store.card(edition_id, card_id), version, by)
        await self._again(lambda: self._confirm(vote, card_id, version, by))

    @transactional
    async def _confirm(self, tx: Transaction, vote: OpenVote, card_id: str, version: int, by: Clerk) -> None:
        register = await open_register(tx, self.store, vote.election.id)
        card = await self._card(tx, vote.election.id, card_id, version)
        card.require_other(by.id)
        card.require(CardState.KEYED)
        drawn = self.is_drawn(card)
        if drawn:
            second = self.contents.second(card)
            if second is None or differences(self.contents.entry(card), second, vote.election):
                raise SecondEntryNeeded
        await self._decide(tx, vote, register, card, by, twice=drawn)

    @transactional
    async def give_back(
        self, tx: Transaction, edition_id: str, card_id: str, version: int, note: str, by: Clerk
    ) -> None:
        """Return a card to who has keyed it in, with what is wrong.

        Raises `NotFound`, `Stale`, `SamePerson`, `CardNotHere`, `WrongState`.
        """
        register = await open_register(tx, self.store, edition_id)
        card = await self._card(tx, edition_id, card_id, version)
        card.require_other(by.id)
        card.require(CardState.KEYED)
        sealed = self.contents.seal_words(note, edition_id, card.id, "note")
        await self.store.save_card(tx, card.next(state=CardState.RETURNED, note=sealed))
        await self.store.put_register(tx, register)

    # -- who it is -------------------------------------------------------------------------------------------------

    async def likely(self, card: Card, by: Clerk) -> tuple[Person, list[Likely]]:
        """Show the name and address on a card that is to be clarified, and who may be meant.

        The reading is written down first. Raises `CardNotHere`.
        """
        card.require(CardState.TO_CLARIFY)
        await self._readings.note(card.edition_id, What.CARD_PEOPLE, card.id, by)
        return await self._likely(card)

    async def _likely(self, card: Card) -> tuple[Person, list[Likely]]:
        card.require(CardState.TO_CLARIFY)
        entry = self.contents.entry(card)
        policy = (await self._ballots.opened(card.edition_id)).election.rules.identity
        person = Person(entry.given, entry.surname, entry.address)
        return person, await self._rolls.likely(card.edition_id, policy, identity_on(entry, policy))

    async def clarify(self, edition_id: str, card_id: str, version: int, choice: int, reason: str, by: Clerk) -> None:
        """Decide who a card is of, by the place among `likely`, from 1; 0: none of them.

        Who is none of them is nobody on the roll; where there is no roll, another person. Then it is confirmed like any
        other. Raises `NotFound`, `Stale`, `SamePerson`, `CardNotHere`, `WrongState`.
        """
        card = await self.store.card(edition_id, card_id)
        if card.version != version:
            raise Stale("cards", card_id)
        _, likely = await self._likely(card)
        card.require_other(by.id)
        if choice > len(likely):
            raise NotFound("person on the roll", str(choice))
        found = likely[choice - 1].roll_id if choice else None
        await self._clarify(edition_id, card_id, version, found, reason, by)

    @transactional
    async def _clarify(
        self, tx: Transaction, edition_id: str, card_id: str, version: int, found: str | None, reason: str, by: Clerk
    ) -> None:
        register = await open_register(tx, self.store, edition_id)
        card = await self._card(tx, edition_id, card_id, version)
        card.require_other(by.id)
        card.require(CardState.TO_CLARIFY)
        keyed, policy = self.contents.entry(card), (await self._ballots.opened(edition_id)).election.rules.identity
        roll_id = found or await self._rolls.set_apart(tx, edition_id, policy, identity_on(keyed, policy))
        entry = keyed.model_copy(update={"roll_id": roll_id, "unclear": False})
        why = Clarified(
            by_id=by.id, by_name=by.name, reason=self.contents.seal_words(reason, edition_id, card.id, "clarified")
        )
        changes = {"entry": self.contents.seal(entry, card.edition_id, card.id, "entry"), "clarified": why}
        await self.store.save_card(tx, card.next(state=CardState.KEYED, **changes))
        await self.store.put_register(tx, register)

    # -- the other ballot was void ---------------------------------------------------------------------------------

    async def ask_again(self, tx: Transaction, election: Election, voter_tags: Sequence[str]) -> None:
        """Ask for second cards of these people to be keyed in anew: the ballot that had kept them out is void now.

        Part of the transaction that voids it. What stood on them was forgotten; the paper is still there. Raises
        `WrongState`.
        """
        rivals = [self._rival(election.id, tag) for tag in voter_tags]
        found = await self.store.second_cards(tx, election.id, rivals)
        if not found:
            return
        register = await open_register(tx, self.store, election.id)
        for card in found:
            asked = card.asked_again()
            await self.store.save_card(tx, asked)
            ask_to_key_in_again(tx, election, asked, self.clock.now())
        await self.store.put_register(tx, register)

    def _rival(self, edition_id: str, voter_tag: str) -> str:
        # Not the voter's tag itself: without the edition's key a card must not lead to an envelope.
        return keyed_tag(self._ballots.edition_key(edition_id), f"rival|{voter_tag}")

    # -- what became of it -----------------------------------------------------------------------------------------

    async def find(self, edition_id: str, number: int, by: Clerk) -> Card:
        """Show what became of the card that has this number on its paper, never what stands on it.

        The reading is written down first: whoever holds the paper learns whose vote it is. Raises `NotFound`.
        """
        found = await self.store.cards(edition_id, tuple(CardState), after=number - 1, limit=1)
        if not found or found[0].number != number:
            raise NotFound("cards", str(number))
        await self._readings.note(edition_id, What.CARD_STATE, found[0].id, by)
        return found[0]

    # -- figures ---------------------------------------------------------------------------------------------------

    async def progress(self, edition_id: str) -> PaperProgress:
        """Give how far the vote on paper is."""
        register, found = await self.store.register(edition_id), await self.store.progress(edition_id)
        if register is None:
            return found
        try:
            key = self._ballots.edition_key(edition_id)
        except EditionKeyDestroyed:
            # The box was closed long ago: nothing that was drawn waited any more.
            return found.model_copy(update={"second_needed": found.second_done})
        drawn = sum(is_drawn(key, number, self._percent) for number in range(1, register.cards + 1))
        return found.model_copy(update={"second_needed": drawn})

    # -- where there is no roll --------------------------------------------------------------------------------------

    async def _declare(self, vote: OpenVote, card: Card, version: int, by: Clerk, second: Entry | None = None) -> None:
        """Keep that the person on a card that is about to count has declared, by its statements.

        `second`: the second entry, which has to agree. Where somebody near has declared since it was keyed in, the card
        goes to be clarified. Raises `CannotTellApart`.
        """
        policy = vote.election.rules.identity
        waits = card.state in (CardState.KEYED, CardState.RETURNED) and card.version == version
        if policy not in DECLARED or not waits or card.keyed_by_id == by.id or card.clarified is not None:
            return
        entry = self.contents.entry(card)
        agreed = second is None or not differences(entry, second, vote.election)
        if entry.roll_id is None or not agreed or not judge(entry, vote.election).counts:
            return
        try:
            await self._rolls.declare(vote.election.id, policy, identity_on(entry, policy))
        except CannotTellApart:
            await self._unclear(vote.election.id, card.id, version)
            raise

    @transactional
    async def _unclear(self, tx: Transaction, edition_id: str, card_id: str, version: int) -> None:
        register = await open_register(tx, self.store, edition_id)
        card = await self._card(tx, edition_id, card_id, version)
        entry = self.contents.entry(card).model_copy(update={"roll_id": None, "unclear": True})
        sealed = self.contents.seal(entry, edition_id, card.id, "entry")
        await self.store.save_card(tx, card.next(state=CardState.TO_CLARIFY, entry=sealed))
        await self.store.put_register(tx, register)

    # -- parts -----------------------------------------------------------------------------------------------------

    async def _decide(
        self, tx: Transaction, vote: OpenVote, register: Register, card: Card, by: Clerk, *, twice: bool
    ) -> None:
        entry = self.contents.entry(card)
        verdict = judge(entry, vote.election)
        state, voids, rival = CardState.VOID, verdict.voids, None
        if verdict.counts:
            assert entry.roll_id is not None, "nobody can be confirmed whom nobody knows"
            known = await self._rolls.known(vote.election.id, entry.roll_id)
            seen = Seen(clerk=card.keyed_by_id, bucket=card.bucket, age=known.age, home=known.home)
            if await self._ballots.put_card(tx, vote, entry.roll_id, verdict.choices, seen):
                state = CardState.CAST
            else:
                voids = (*voids, Void(reason=VoidReason.SECOND_CARD))
                rival = self._rival(vote.election.id, self._ballots.tag(vote.election.id, entry.roll_id))
        await self.store.save_card(tx, card.decided(state, voids, by.id, by.name, twice=twice, rival=rival))
        await self._count(tx, vote.election, register, -1)

    async def _card(self, tx: Transaction, edition_id: str, card_id: str, version: int) -> Card:
        card = await self.store.card(edition_id, card_id, tx)
        if card.version != version:
            raise Stale("cards", card_id)
        return card

    async def _require_room(self, tx: Transaction, edition_id: str, point_id: str) -> None:
        point = await self.store.point(edition_id, point_id, tx)
        if point.sheet is None:
            raise PointUnsettled
        if await self.store.keyed_at(point_id, tx) >= point.sheet.cast:
            raise AllCardsKeyed(point.sheet.cast)

    async def _count(self, tx: Transaction, election: Election, register: Register, change: int) -> None:
        await self.store.put_register(tx, waiting(tx, election, register, change, self.clock.now()))

    async def _again(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do it again where another replica was faster with this person's ballot."""
        for _ in range(_TRIES - 1):
            try:
                return await work()
            except Duplicate:
                continue
        return await work()


def _state(entry: Entry, election: Election) -> CardState:
    """A card that is void whoever it is of needs nobody to find out."""
    return CardState.TO_CLARIFY if entry.unclear and judge(entry, election).counts else CardState.KEYED
