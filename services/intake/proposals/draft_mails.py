"""How many letters about drafts go out in a day, of proposals and of initiatives together.

Whoever saves a form types the address: the city must not write to strangers without end. The draft is kept in any case.
"""

from typing import NamedTuple

from shared.asks import AskedTooOften, Asks
from shared.daily_mails import DailyMails
from shared.store import Transaction


class Link(NamedTuple):
    """What becomes of a draft's link at one saving.

    `known`: the address on the form has it or gets it now; where not, too many letters have gone out today, or there is
    no address. `letter_to`: whom a letter goes to now.
    """

    known: bool
    letter_to: str | None


class DraftMails:
    """Counts the letters about drafts."""

    def __init__(self, asks: Asks, mails: DailyMails) -> None:
        """`asks`: the count of links that go out for one network address; `mails`: of letters to one e-mail address."""
        self._asks, self._mails = asks, mails

    async def take_link(self, tx: Transaction, email: str | None, former: str | None, network: str | None) -> Link:
        """Take the letter with the link of a draft, if one goes out: nobody gets the same link twice.

        `email`: the address on the form now; `former`: the one that was sent the link before, if any. `network`: the
        network address that saves; None where it is not a public form that does.
        """
        if email is None:
            return Link(known=False, letter_to=None)
        if email == former:
            return Link(known=True, letter_to=None)
        try:
            await self._asks.count(tx, network)
        except AskedTooOften:
            return Link(known=False, letter_to=None)
        taken = await self._mails.take(tx, email)
        return Link(known=taken, letter_to=email if taken else None)

    async def take_reminder(self, tx: Transaction, email: str) -> bool:
        """Take a reminder of a draft whose link has gone out; False where it has to wait for another day."""
        return await self._mails.take(tx, email)

    async def forget(self) -> None:
        """Forget the letters of earlier days; for a tick."""
        await self._asks.forget()
        await self._mails.forget()
