"""How many guests of an event were invited and came, for neighbours: numbers, never a guest."""

from services.events.invitations.domain import Summary, counted
from services.events.invitations.service.needs import InvitationStore


class Presence:
    """Counts who came."""

    def __init__(self, store: InvitationStore) -> None:
        self._store = store

    async def of(self, event_id: str) -> Summary | None:
        """Give how many were invited and came; None where nobody was, or where nobody has noted who came."""
        guests = await self._store.guest_list_or_none(event_id)
        if guests is None:
            return None
        found = guests.summary or counted(await self._store.invitations(event_id)).summary
        return found if found.attended else None
