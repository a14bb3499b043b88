"""The house's mail to units and their heads, with links that speak for a unit. It decides about nothing."""

from collections.abc import Sequence

from itsdangerous import BadSignature, URLSafeSerializer

from services.reporting.implementation.domain import CallLinkBroken, Implementation
from services.reporting.implementation.letters import Letter
from services.reporting.implementation.service.units import AskedUnits
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Transaction


class UnitPost:
    """Writes to the mailboxes of units and of their heads; to who has none nothing is written, the work list tells."""

    def __init__(self, units: AskedUnits, cipher: Cipher, key: str, origin: str) -> None:
        """`key`: the house's secret, which signs the links; `origin`: where the house is found."""
        self.units, self._cipher, self.origin = units, cipher, origin.rstrip("/")
        self._links = URLSafeSerializer(key, salt="call for progress")

    def link(self, work: Implementation) -> str:
        """Give the address at which a unit answers its newest call. Who has it speaks for the unit."""
        return f"{self.origin}/budzet-obywatelski/projekty/wezwanie/{self._links.dumps([work.id, work.calls])}"

    def called(self, token: str) -> tuple[str, int]:
        """Give the work and the number of the call that a link is about. Raises `CallLinkBroken`."""
        try:
            id, number = self._links.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise CallLinkBroken from None
        return str(id), int(number)

    async def write(self, tx: Transaction, work: Implementation, letter: Letter, why: Sequence[str] = ()) -> None:
        """Write to the unit of a work; `why`: how its date was computed, or what is to be mended."""
        await self.tell(tx, str(work.unit), *letter(work, self.link(work), why))

    async def tell(self, tx: Transaction, unit: str, subject: str, text: str) -> None:
        """Write to every mailbox of a unit."""
        for mailbox in (await self.units.addresses(unit, tx)).mailboxes:
            tx.send(Mail(self._cipher, mailbox, subject, text))

    async def tell_head(self, tx: Transaction, unit: str, subject: str, text: str) -> None:
        """Write to the head of a unit."""
        head = (await self.units.addresses(unit, tx)).head
        if head is not None:
            tx.send(Mail(self._cipher, head, subject, text))
