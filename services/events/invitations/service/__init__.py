"""Use cases of guest lists: who is invited, the letter, its approval; what they wait for, who may read them."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from itsdangerous import BadSignature, URLSafeSerializer

from services.events.anniversaries.service import Anniversaries
from services.events.calendar.domain import Entry as CalendarEntry
from services.events.calendar.domain import EntryKind
from services.events.calendar.service import Calendar
from services.events.invitations.domain import (
    MOST_COMPANIONS,
    MOST_GUESTS,
    Counts,
    Entry,
    GuestList,
    Invitation,
    InvitationNotNow,
    Letter,
    OwnInvitation,
    Said,
    State,
    Status,
    When,
    counted,
)
from services.events.invitations.domain.guests import Card, Known
from services.events.invitations.service.book import AddressBook
from services.events.invitations.service.needs import (
    DayUnfit,
    Dispatch,
    GuestLinkBroken,
    House,
    InvitationStore,
    KnowsDeceased,
    KnowsForms,
    Line,
    ListKnown,
    NobodyToSend,
    NotAnOccasion,
    SignatoryUnknown,
    TooManyGuests,
)
from services.events.invitations.service.rights import Duty, require_may, require_reads
from services.events.invitations.service.telling import Telling
from services.events.letters.domain.forms import Decided, Gender, Recipient, address, missing
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.templates import Template, templates
from services.events.readings.domain import What
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.deadlines import Deadline
from shared.free_days import CityFreeDays
from shared.privacy import Cipher
from shared.readings import Readings
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, new_id, transactional

__all__ = [
    "PUBLIC",
    "DayUnfit",
    "Dispatch",
    "GuestLinkBroken",
    "GuestLists",
    "House",
    "Line",
    "ListKnown",
    "NobodyToSend",
    "NotAnOccasion",
    "SignatoryUnknown",
    "TooManyGuests",
]
PUBLIC = "/zaproszenie"
INVITED_TO = (EntryKind.CEREMONY, EntryKind.MEETING)
TAKEN_OVER = frozenset({"invitations", "rsvp"})
"""Steps of the anniversaries' checklist that a guest list does itself."""
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what looks alike on a badge."""
_CODE = 8


class GuestLists:
    """The guest lists. Steps raise `NotFound`, `Stale`, `NotAllowed`, `InvitationNotNow`."""

    def __init__(
        self,
        database: Database,
        store: InvitationStore,
        book: AddressBook,
        forms: KnowsForms,
        deceased: KnowsDeceased,
        calendar: Calendar,
        readings: Readings,
        free_days: CityFreeDays,
        telling: Telling,
        cipher: Cipher,
        key: str,
        origin: str,
        house: House,
        clock: Clock,
        anniversaries: Anniversaries,
    ) -> None:
        """`key`: the house's secret, for links; `origin`: the address of the site."""
        self._anniversaries = anniversaries
        self.database, self.store, self.book, self.calendar, self.clock = database, store, book, calendar, clock
        self.house, self.cipher, self.origin = house, cipher, origin.rstrip("/")
        self.forms, self._readings, self._free_days, self._telling = forms, readings, free_days, telling
        self._deceased = deceased
        self._links = URLSafeSerializer(key, salt="invitation")

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- the list ------------------------------------------------------------------------------------------------------

    @transactional
    async def open(self, tx: Transaction, entry_id: str, by: Person) -> str:
        """Begin the guest list of an entry of the calendar; give its id.

        It does what the anniversary's checklist asked of invitations. Raises `NotAnOccasion`, `ListKnown`.
        """
        require_may(Duty.OPEN, by)
        entry, now = await self.calendar.store.get(entry_id, tx), self.clock.now()
        if entry.plan.kind not in INVITED_TO or not entry.takes_place or entry.plan.starts <= now:
            raise NotAnOccasion
        when = when_of(entry)
        letter = Letter(
            phrase=f"wydarzenie „{when.title}”",
            body=templates()[Kind.INVITATION].body.strip(),
            signatory=self.house.signatories[0],
            answer_by=self.house.days.answer_by(when, self.today, await self._free_days.known(tx)),
            companions=self.house.companions,
        )
        begun = (Entry(at=now, action="open", by_name=by.name),)
        guests = GuestList(id=entry.id, when=when, letter=letter, authors=(by.id,), history=begun)
        try:
            await self.store.add_list(tx, guests)
        except Duplicate:
            raise ListKnown from None
        await self._anniversaries.hand_over(tx, entry.id, TAKEN_OVER)
        await self.settle(tx, guests)
        return guests.id

    @transactional
    async def write(self, tx: Transaction, id: str, version: int, letter: Letter, by: Person) -> int:
        """Write the letter; it is to be approved anew. Raises `SignatoryUnknown`, `DayUnfit`, `TemplateBroken`."""
        guests = await self.read(tx, id, version, Duty.WRITE, by)
        if letter.signatory not in self.house.signatories:
            raise SignatoryUnknown
        if not self.today <= letter.answer_by < guests.when.day:
            raise DayUnfit
        # A text whose slots there are not would fail only when it is to leave.
        text(letter, Card(gender=Gender.F, first_name="Anna", last_name="Nowak").recipient(), {})
        return await self.keep(tx, guests.written(letter, by, self.clock.now()))

    @transactional
    async def add(self, tx: Transaction, id: str, version: int, guest_ids: Sequence[str], by: Person) -> int:
        """Put guests on the list, each once; give the new version. Raises `TooManyGuests`, `NotFound`."""
        guests = await self.read(tx, id, version, Duty.ADD, by)
        there = {one.guest_id for one in await self.store.invitations(id, tx)}
        new = [guest_id for guest_id in dict.fromkeys(guest_ids) if guest_id not in there]
        if len(there) + len(new) > MOST_GUESTS:
            raise TooManyGuests
        known = await self.book.known(new, tx)
        for guest_id in new:
            if guest_id not in known or not known[guest_id].guest.active:
                raise NotFound("guests", guest_id)
        if not new:
            return guests.version
        now = self.clock.now()
        made = [
            Invitation(
                id=new_id(),
                list_id=id,
                guest_id=guest_id,
                code=new_code(),
                companions=guests.letter.companions,
                history=(Entry(at=now, action="add", by_name=by.name),),
            )
            for guest_id in new
        ]
        try:
            await self.store.add_invitations(tx, made)
        except Duplicate:
            raise Stale("guest_lists", id) from None
        await self.store.use_guests(tx, new, now)
        return await self.keep(tx, guests.longer(len(new), by, now))

    @transactional
    async def take_off(self, tx: Transaction, invitation_id: str, version: int, by: Person) -> str:
        """Take a guest off who was not written to; give the list's id."""
        require_may(Duty.TAKE_OFF, by)
        one = await self.invitation(tx, invitation_id, version)
        if one.state is not State.PREPARED:
            raise InvitationNotNow(one.state, "take_off")
        guests = await self.store.guest_list(one.list_id, tx)
        await self.store.remove_invitation(tx, one)
        after = guests.shorter(by, self.clock.now())
        await self.store.save_list(tx, after)
        await self.settle_where_none_is(State.PREPARED, tx, after)
        return guests.id

    @transactional
    async def withdraw(self, tx: Transaction, invitation_id: str, version: int, reason: str, by: Person) -> int:
        """Take back an invitation that was sent; the guest hears nothing more, and their seats are free."""
        require_may(Duty.WITHDRAW, by)
        one = await self.invitation(tx, invitation_id, version)
        after = one.withdrawn(self.cipher.seal(reason, _why(one.id)), by, self.clock.now())
        await self.store.save_invitation(tx, after)
        await self.store.free_seats(tx, one.id, 0)
        await self.store.drop_undone(tx, one.id)
        await self.settle(tx, await self.store.guest_list(one.list_id, tx))
        return after.version

    @transactional
    async def allow(self, tx: Transaction, invitation_id: str, version: int, companions: int, by: Person) -> int:
        """Say how many a guest may bring, before they have answered."""
        require_may(Duty.ENTER, by)
        one = await self.invitation(tx, invitation_id, version)
        if one.state not in (State.PREPARED, State.SENT):
            raise InvitationNotNow(one.state, "allow")
        after = one.model_copy(
            update={"companions": min(max(companions, 0), MOST_COMPANIONS), "version": one.version + 1}
        )
        await self.store.save_invitation(tx, after)
        return after.version

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Approve the letter and whom it goes to. Raises `OwnInvitation` for whoever has written any of it."""
        guests = await self.read(tx, id, version, Duty.APPROVE, by)
        waiting = [one for one in await self.store.invitations(id, tx) if one.state is State.PREPARED]
        if by.id in guests.authors:
            raise OwnInvitation
        if not waiting:
            raise InvitationNotNow("empty", "approve")
        for one in waiting:
            if not one.approved:
                await self.store.save_invitation(tx, one.approve())
        return await self.keep(tx, guests.approved(by, self.clock.now()))

    # -- following the calendar ----------------------------------------------------------------------------------------

    async def follow(self, tx: Transaction, _: CalendarEntry | None, entry: CalendarEntry) -> None:
        """Let a guest list go where its entry goes; for the calendar to tell. Guests are told by the next tick."""
        guests = await self.store.guest_list_or_none(entry.id, tx)
        if guests is None or guests.closed_at is not None:
            return
        when = when_of(entry)
        last = self.house.days.answer_by(when, self.today, await self._free_days.known(tx))
        after = guests.following(when, last, self.clock.now())
        if after is not guests:
            await self.store.save_list(tx, after)
            await self.settle(tx, after)

    # -- reading -------------------------------------------------------------------------------------------------------

    async def lines(self, guests: GuestList, by: Person) -> list[Line]:
        """Give the guests of a list in the order of their ranks; the reading is written down first."""
        require_reads(by)
        await self._readings.note(What.GUEST_LIST, guests.id, by)
        return await self.opened(await self.store.invitations(guests.id))

    async def line(self, invitation_id: str, by: Person) -> Line:
        """Give one of them; the reading is written down first. Raises `NotFound`."""
        require_reads(by)
        one = await self.store.invitation(invitation_id)
        return await self.line_of(one, by)

    async def line_of(self, one: Invitation, by: Person) -> Line:
        """Give one that was found; the reading is written down first."""
        await self._readings.note(What.GUEST, one.guest_id, by)
        return (await self.opened([one]))[0]

    async def opened(self, invitations: Sequence[Invitation], tx: Transaction | None = None) -> list[Line]:
        """Open invitations, for whoever has written the reading down."""
        known = await self.book.known([one.guest_id for one in invitations], tx)
        decided = await self.forms.decided([one.card.recipient() for one in known.values()], tx)
        gone = await self.left_out(known, tx)
        found = [
            Line(
                one,
                known[one.guest_id],
                bool(missing([known[one.guest_id].card.recipient()], decided)),
                self.said(one),
                one.guest_id in gone,
                self.cipher.open(one.withdrawn_for, _why(one.id)) if one.withdrawn_for else "",
            )
            for one in invitations
        ]
        return sorted(found, key=lambda line: line.known.order)

    async def texts(self, guests: GuestList, lines: Sequence[Line]) -> list[tuple[Line, str]]:
        """Give the letters to these guests, of whom every form of address is known."""
        decided = await self.forms.decided([line.known.card.recipient() for line in lines])
        written = [line for line in lines if not line.form_lacks]
        return [(line, text(guests.letter, line.known.card.recipient(), decided)) for line in written]

    def said(self, one: Invitation) -> Said | None:
        """Open the answer in force, None where there is none."""
        if one.answer is None:
            return None
        if not one.answer.sealed:
            return Said(state=one.answer.state, companions=one.answer.companions)
        return Said.model_validate_json(self.cipher.open(one.answer.sealed, answer_place(one.id)))

    async def counts(self, id: str, tx: Transaction | None = None) -> Counts:
        """Count the invitations of a list; nobody's name is opened."""
        return counted(await self.store.invitations(id, tx))

    async def coming(self, limit: int = 100) -> list[CalendarEntry]:
        """Give entries of the calendar to which a list could be begun, the next one first."""
        entries = await self.calendar.store.from_now(self.clock.now(), 0, limit)
        fit = [one for one in entries if one.plan.kind in INVITED_TO and one.takes_place]
        known = await self.store.with_list([one.id for one in fit])
        return [one for one in fit if one.id not in known and one.plan.starts > self.clock.now()]

    async def send_by(self, guests: GuestList) -> Deadline:
        """Give by when the letters leave, with how that was computed."""
        return self.house.days.send_by(guests.when, await self._free_days.known())

    def link(self, invitation_id: str) -> str:
        """Give the address by which a guest answers."""
        return f"{self.origin}{PUBLIC}/{self.token(invitation_id)}"

    def token(self, invitation_id: str) -> str:
        """Give the token that opens a guest's page."""
        return str(self._links.dumps(invitation_id))

    def opened_by(self, token: str) -> str:
        """Give the id of the invitation that a token opens. Raises `GuestLinkBroken`."""
        try:
            return str(self._links.loads(token))
        except BadSignature:
            raise GuestLinkBroken from None

    async def left_out(self, known: Mapping[str, Known], tx: Transaction | None = None) -> set[str]:
        """Give the ids of guests to whom nothing is sent: who has died, and whose card is in use no more."""
        died = await self._deceased.died([one.card.recipient() for one in known.values()], tx)
        return {id for (id, one), dead in zip(known.items(), died, strict=True) if dead or not one.guest.active}

    # -- for the other use cases of invitations ------------------------------------------------------------------------

    async def close(self, tx: Transaction, guests: GuestList) -> None:
        """Keep of a list how many were invited and came, and nothing else."""
        summary = (await self.counts(guests.id, tx)).summary
        after = guests.erased(summary, self.clock.now())
        await self.store.save_list(tx, after)
        await self.settle(tx, after)

    async def settle(self, tx: Transaction, guests: GuestList) -> None:
        """Let the work list say what is to be done now."""
        counts, undone = await self.counts(guests.id, tx), await self.store.undone(guests.id, tx)
        await self._telling.settle(tx, guests, counts, len(undone), await self._free_days.known(tx))

    async def read(self, tx: Transaction, id: str, version: int, duty: Duty, by: Person) -> GuestList:
        """Give a list that the caller read in `version`, for one of its steps. Raises `NotAllowed`, `Stale`."""
        require_may(duty, by)
        guests = await self.store.guest_list(id, tx)
        if guests.version != version:
            raise Stale("guest_lists", id)
        return guests

    async def invitation(self, tx: Transaction, id: str, version: int) -> Invitation:
        """Give an invitation that the caller read in `version`. Raises `Stale`."""
        one = await self.store.invitation(id, tx)
        if one.version != version:
            raise Stale("invitations", id)
        return one

    async def settle_where_none_is(self, state: State, tx: Transaction, guests: GuestList) -> None:
        """Let the work list say what is to be done once no invitation of a list stands there any more.

        To count a whole list with each of its guests would grow with the square of them; the rest the tick does.
        """
        if not await self.store.any_in(guests.id, state, tx):
            await self.settle(tx, guests)

    async def keep(self, tx: Transaction, after: GuestList) -> int:
        """Write the next version of a list, with what it waits for; give its number."""
        await self.store.save_list(tx, after)
        await self.settle(tx, after)
        return after.version


def when_of(entry: CalendarEntry) -> When:
    """Give an entry of the calendar as guests are told of it."""
    plan = entry.plan
    status = Status.OFF if entry.cancelled else Status.PUT_OFF if entry.postponed else Status.ON
    return When(
        title=plan.title, starts=plan.starts, ends=plan.ends, all_day=plan.all_day, place=plan.place, status=status
    )


def text(letter: Letter, recipient: Recipient, decided: Decided) -> str:
    """Write the letter to a guest. Raises `FormUnknown`, `TemplateBroken`."""
    template = Template(kind=Kind.INVITATION, version=1, asks="", body=letter.body)
    return template.text(address([recipient], decided), {"okazja": letter.phrase})


def new_code() -> str:
    """Make the opaque code of a badge."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE))


def answer_place(id: str) -> str:
    """Name the place of an answer, to which its seal is bound."""
    return f"invitations/{id}/answer"


def _why(id: str) -> str:
    return f"invitations/{id}/withdrawal"
