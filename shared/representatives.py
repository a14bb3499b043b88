"""The link by which the representative of an initiative enters what residents gave: one service mails it, one reads it.

No event, log line or page of the office holds a link: who makes one has the house's secret, and says only its number.
"""

from itsdangerous import BadSignature, URLSafeSerializer

PLACE = "/inicjatywa-lokalna/realizacja/wpis"
"""Where the links lead to, without their tokens."""
NAMES = "/inicjatywa-lokalna/deklarujacy"
"""Where the same token opens who has declared what, in the service that knows them."""


class RepresentativeLinkBroken(Exception):
    """The link has been cut off or made up."""


class RepresentativeLinks:
    """Makes and reads these links. Who has one speaks for the residents, until the office gives out another."""

    def __init__(self, key: str, origin: str) -> None:
        """`key`: the house's secret, which signs the links; `origin`: where the house is found."""
        self._serializer, self._origin = URLSafeSerializer(key, salt="representative of an initiative"), origin

    def address(self, initiative_id: str, number: int) -> str:
        """Give the link of an initiative. `number`: which one holds now; the first is 1."""
        return f"{self._origin}{PLACE}/{self._serializer.dumps([initiative_id, number])}"

    def read(self, token: str) -> tuple[str, int]:
        """Give the initiative and the number of a link. Raises `RepresentativeLinkBroken`."""
        try:
            id, number = self._serializer.loads(token)
            return str(id), int(number)
        except (BadSignature, ValueError, TypeError):
            raise RepresentativeLinkBroken from None
