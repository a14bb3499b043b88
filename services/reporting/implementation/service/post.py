"""The house's mail to units, with links that speak for a unit. It decides about nothing."""

from collections.abc import Sequence

from itsdangerous import BadSignature, URLSafeSerializer

from services.reporting.implementation.domain import CallLinkBroken, Implementation
from services.reporting.implementation.letters import Letter
from services.reporting.implementation.service.units import AskedUnits
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Transaction


class UnitPost:
    """Writes to the mailboxes of units; to a unit without one nothing is written, its work list tells it."""

    def __init__(self, units: AskedUnits, cipher: Cipher, key: str, origin: str) -> None:
        """`key`: the house's secret, which signs the links; `origin`: where the house is found."""
        self.units, self._cipher, self._origin = units, cipher, origin
        self._links = URLSafeSerializer(key, salt="call for progress")

    def link(self, work: Implementation) -> str:
        """Give the address at which a unit answers its newest call. Who has it speaks for the unit."""
        return f"{self._origin}/budzet-obywatelski/projekty/wezwanie/{self._links.dumps([work.id, work.calls])}"

    def called(self, token: str) -> tuple[str, int]:
        """Give the work and the number of the call that a link is about. Raises `CallLinkBroken`."""
        try:
            id, number = self._links.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise CallLinkBroken from None
        return str(id), int(number)

    async def write(self, tx: Transaction, work: Implementation, letter: Letter, why: Sequence[str] = ()) -> None:
        """Write to the unit of a work; `why`: how its date was computed, or what is to be mended."""
        mailbox = await self.units.mailbox(str(work.unit), tx)
        if mailbox is not None:
            subject, text = letter(work, self.link(work), why)
            tx.send(Mail(self._cipher, mailbox, subject, text))
