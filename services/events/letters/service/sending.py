"""Use cases on the way out of the house: signature, register, dispatch, delivery; and what is not sent after all."""

from datetime import date, timedelta

from services.events.letters.domain import DayImpossible, Dispatch, EmailMissing, RecipientDeceased, Way
from services.events.letters.domain.steps import Action, require
from services.events.letters.service import Letters
from shared.access import Person
from shared.contracts.events import LetterSentV1
from shared.mail import Mail
from shared.store import Transaction, transactional


class Sending:
    """What leaves the house. All raise `NotFound`, `Stale`, `NotAllowed`, `NotNow`."""

    def __init__(self, letters: Letters) -> None:
        self.letters, self.database = letters, letters.database

    @transactional
    async def sign(self, tx: Transaction, id: str, version: int, on: date, by: Person) -> int:
        """Note that the signatory has signed it on paper. Raises `DayImpossible`."""
        letter = await self.letters.read(tx, id, version, Action.SIGN, by)
        if not letter.requested_at.date() - timedelta(days=1) <= on <= self.letters.today:
            raise DayImpossible
        return await self.letters.keep(tx, letter, letter.signed(on, by, self.letters.clock.now()))

    @transactional
    async def register(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Enter it in the list of cases: it gets its sign."""
        letter = await self.letters.read(tx, id, version, Action.REGISTER, by)
        # Before a number is taken.
        require(Action.REGISTER, letter.state)
        sign = await self.letters.next_sign(tx, self.letters.today)
        return await self.letters.keep(tx, letter, letter.registered(sign, by, self.letters.clock.now()))

    @transactional
    async def send(self, tx: Transaction, id: str, version: int, way: Way, proof: str, by: Person) -> int:
        """Send it; by e-mail the house itself writes to each reader. Raises `RecipientDeceased`, `EmailMissing`."""
        letter = await self.letters.read(tx, id, version, Action.SEND, by)
        sealed, now = self.letters.sealed, self.letters.clock.now()
        after = letter.sent(Dispatch(way=way, at=now, by_name=by.name, proof=proof))
        if await self.letters.store.deceased(letter.who, tx):
            raise RecipientDeceased
        if way is Way.EMAIL:
            text = sealed.newest(letter)
            for one in sealed.recipients(letter):
                if one.email is None:
                    raise EmailMissing
                tx.send(
                    Mail(sealed.cipher, one.email, "List z Urzędu Miasta Kalisza", f"{text}\n\n{letter.signatory}\n")
                )
        assert letter.sign is not None  # Only a registered letter is sent.
        tx.publish(
            LetterSentV1(
                version=after.version,
                letter_id=id,
                kind=letter.kind.value,
                sign=letter.sign,
                way=way.value,
                sent_at=now,
            )
        )
        return await self.letters.keep(tx, letter, after)

    @transactional
    async def deliver(self, tx: Transaction, id: str, version: int, on: date, by: Person) -> int:
        """Note the day on which it was handed over. Raises `DayImpossible`."""
        letter = await self.letters.read(tx, id, version, Action.DELIVER, by)
        if on > self.letters.today or (letter.dispatch and on < letter.dispatch.at.date()):
            raise DayImpossible
        return await self.letters.keep(tx, letter, letter.delivered(on, by, self.letters.clock.now()))

    @transactional
    async def decline(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Say that it is not sent, and why."""
        letter = await self.letters.read(tx, id, version, Action.DECLINE, by)
        return await self.letters.keep(tx, letter, letter.declined(reason, by, self.letters.clock.now()))
