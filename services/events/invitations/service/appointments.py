"""The event in the calendar programs of its guests: a file for who comes, and its change with the mail of it."""

from services.events.calendar.ical import guest_change, guest_file
from services.events.invitations.domain import Invitation, State
from services.events.invitations.service import GuestLists
from services.events.invitations.service.answers import Answers
from shared.city_hall import OFFICE
from shared.ical import Mailbox
from shared.store import NotFound, Transaction


class Appointments:
    """The event as guests keep it. It has the UID and the SEQUENCE of the city's calendar."""

    def __init__(self, lists: GuestLists, answers: Answers) -> None:
        self._lists, self._answers = lists, answers
        self._organiser = Mailbox(OFFICE, lists.house.mailbox)

    async def file(self, token: str) -> bytes:
        """Give the file of whoever has a link, as iCalendar; it says itself when the event is off, or they decline.

        Raises `GuestLinkBroken`; `NotFound` where nobody has ever said that they come.
        """
        one, guests = await self._answers.of_link(token)
        if not one.came:
            raise NotFound("invitations", one.id)
        entry = await self._lists.calendar.store.get(guests.id)
        cancelled = not entry.takes_place or one.state is State.DECLINED
        return guest_file(entry, self._lists.origin, cancelled=cancelled)

    async def change(self, tx: Transaction, one: Invitation, name: str, to: str) -> str | None:
        """Give what goes with the mail to a guest about a change; None where they cannot have the event yet.

        `name`, `to`: the guest's, as the mail is addressed.
        """
        if not one.came:
            return None
        entry = await self._lists.calendar.store.get(one.list_id, tx)
        return guest_change(entry, self._organiser, Mailbox(name, to), self._lists.origin).decode()
