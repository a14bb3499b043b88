"""How many letters about drafts go out in a day, of proposals and of initiatives together.

Whoever saves a form types the address: the city must not write to strangers without end. The draft is kept in any case.
"""

from shared.asks import AskedTooOften, Asks
from shared.daily_mails import DailyMails
from shared.store import Transaction


class DraftMails:
    """Counts the letters about drafts."""

    def __init__(self, asks: Asks, mails: DailyMails) -> None:
        """`asks`: the count of links that go out for one network address; `mails`: of letters to one e-mail address."""
        self._asks, self._mails = asks, mails

    async def take_link(self, tx: Transaction, email: str, network: str | None) -> bool:
        """Take the letter with the link of a draft; False where as many have gone out today as may.

        `network`: the network address that saves; None where it is not a public form that does.
        """
        try:
            await self._asks.count(tx, network)
        except AskedTooOften:
            return False
        return await self._mails.take(tx, email)

    async def take_reminder(self, tx: Transaction, email: str) -> bool:
        """Take a reminder of a draft whose link has gone out; False where it has to wait for another day."""
        return await self._mails.take(tx, email)

    async def forget(self) -> None:
        """Forget the letters of earlier days; for a tick."""
        await self._asks.forget()
        await self._mails.forget()
