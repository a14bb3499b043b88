"""Use cases of guest lists: who is invited, the letter, its approval, sending it once, what guests answer."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import BaseModel, ConfigDict

from services.events.calendar.domain import Entry as CalendarEntry
from services.events.calendar.domain import EntryKind
from services.events.calendar.service import Calendar
from services.events.invitations.domain import (
    MOST_COMPANIONS,
    MOST_GUESTS,
    Counts,
    Days,
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
from services.events.invitations.domain.seats import Seat
from services.events.invitations.service.book import AddressBook
from services.events.invitations.service.rights import Duty, require_may, require_reads
from services.events.invitations.service.telling import Telling
from services.events.invitations.wording import invited
from services.events.letters.domain.forms import Decided, Gender, Recipient, address, missing
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.templates import Template, templates
from services.events.readings.domain import What
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.deadlines import Deadline, Term
from shared.free_days import CityFreeDays
from shared.mail import Mail
from shared.privacy import Cipher
from shared.readings import Readings
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, new_id, transactional

PUBLIC = "/zaproszenie"
INVITED_TO = (EntryKind.CEREMONY, EntryKind.MEETING)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what looks alike on a badge."""
_CODE = 8


class Dispatch(BaseModel):
    """That a letter left for a guest. A unique index lets each leave once.

    `what`: invitation, reminder or change; `round`: of the list, 0 for an invitation, of which there is one.
    `done`: False where it waits to be printed and posted.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    list_id: str
    invitation_id: str
    what: str
    round: int
    by_email: bool
    done: bool = True
    at: datetime


class NotAnOccasion(Exception):
    """To this entry of the calendar nobody is invited: it is no ceremony and no meeting, over or called off."""


class ListKnown(Exception):
    """The entry has its guest list already."""


class SignatoryUnknown(Exception):
    """Nobody of that office signs."""


class DayUnfit(Exception):
    """The answer-by day is over, or not before the event."""


class TooManyGuests(Exception):
    """More than a list may hold."""


class NobodyToSend(Exception):
    """Nobody is left to whom the letter could be sent now."""


class GuestLinkBroken(Exception):
    """The address is not one of ours."""


@dataclass(frozen=True)
class House:
    """The house's own rules. `kept`: after the event, its guests' answers; `guests_kept`: a card that nobody uses."""

    days: Days
    companions: int
    kept: Term
    guests_kept: Term
    signatories: tuple[str, ...]
    mailbox: str


class Sent(NamedTuple):
    """What has become of a sending: sent by e-mail, by post; left since a form or every address is missing.

    `left_out`: who has died, or whose card nobody uses any more.
    """

    by_email: int
    by_post: int
    lacking_form: int
    unreachable: int
    left_out: int


class Line(NamedTuple):
    """A guest on a list. `form_lacks`: nobody has said yet how to address them; `said`: the answer, opened.

    `left_out`: who has died, or whose card is in use no more, so that nothing is sent; `reason`: why it was withdrawn.
    """

    invitation: Invitation
    known: Known
    form_lacks: bool
    said: Said | None
    left_out: bool = False
    reason: str = ""

    @property
    def who_comes(self) -> str:
        """The name of who comes: the guest's, or of who represents them."""
        return self.said.representative if self.said and self.said.representative else self.known.card.name

    @property
    def office(self) -> str:
        """The office of who comes."""
        if self.said and self.said.representative:
            return self.said.representative_office
        return self.known.card.function


class InvitationStore(Protocol):
    """What the use cases need to keep."""

    async def guest_list(self, id: str, tx: Transaction | None = None) -> GuestList: ...  # noqa: D102
    async def guest_list_or_none(self, id: str, tx: Transaction | None = None) -> GuestList | None: ...  # noqa: D102
    async def guest_lists(self, skip: int, limit: int) -> list[GuestList]: ...  # noqa: D102
    async def with_list(self, ids: Sequence[str]) -> set[str]: ...  # noqa: D102
    async def add_list(self, tx: Transaction, one: GuestList) -> None: ...  # noqa: D102
    async def save_list(self, tx: Transaction, one: GuestList) -> None: ...  # noqa: D102
    async def invitation(self, id: str, tx: Transaction | None = None) -> Invitation: ...  # noqa: D102
    async def of_code(self, code: str, tx: Transaction | None = None) -> Invitation: ...  # noqa: D102
    async def invitations(self, list_id: str, tx: Transaction | None = None) -> list[Invitation]: ...  # noqa: D102
    async def any_in(self, list_id: str, state: State, tx: Transaction) -> bool: ...  # noqa: D102
    async def add_invitations(self, tx: Transaction, every: Sequence[Invitation]) -> None: ...  # noqa: D102
    async def save_invitation(self, tx: Transaction, one: Invitation) -> None: ...  # noqa: D102
    async def remove_invitation(self, tx: Transaction, one: Invitation) -> None: ...  # noqa: D102
    async def use_guests(self, tx: Transaction, ids: Sequence[str], at: datetime) -> None: ...  # noqa: D102
    async def add_dispatch(self, tx: Transaction, one: Dispatch) -> None: ...  # noqa: D102
    async def undone(self, list_id: str, tx: Transaction | None = None) -> list[Dispatch]: ...  # noqa: D102
    async def done(self, tx: Transaction, list_id: str) -> None: ...  # noqa: D102
    async def drop_undone(self, tx: Transaction, invitation_id: str) -> None: ...  # noqa: D102
    async def free_seats(self, tx: Transaction, invitation_id: str, number: int) -> None: ...  # noqa: D102
    async def seats(self, list_id: str, tx: Transaction | None = None) -> list[Seat]: ...  # noqa: D102


class KnowsForms(Protocol):
    """Who knows what people have said of forms of address."""

    async def decided(self, recipients: Sequence[Recipient], tx: Transaction | None = None) -> Decided: ...  # noqa: D102


class KnowsDeceased(Protocol):
    """Who knows which people have died."""

    async def died(self, recipients: Sequence[Recipient], tx: Transaction | None = None) -> list[bool]: ...  # noqa: D102


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
    ) -> None:
        """`key`: the house's secret, for links; `origin`: the address of the site."""
        self.database, self.store, self.book, self.calendar, self.clock = database, store, book, calendar, clock
        self.house, self.cipher, self.origin = house, cipher, origin.rstrip("/")
        self._forms, self._readings, self._free_days, self._telling = forms, readings, free_days, telling
        self._deceased = deceased
        self._links = URLSafeSerializer(key, salt="invitation")

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- the list ------------------------------------------------------------------------------------------------------

    @transactional
    async def open(self, tx: Transaction, entry_id: str, by: Person) -> str:
        """Begin the guest list of an entry of the calendar; give its id. Raises `NotAnOccasion`, `ListKnown`."""
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
        await self.settle(tx, guests)
        return guests.id

    @transactional
    async def write(self, tx: Transaction, id: str, version: int, letter: Letter, by: Person) -> int:
        """Write the letter; it is to be approved anew. Raises `SignatoryUnknown`, `DayUnfit`, `TemplateBroken`."""
        guests = await self._read(tx, id, version, Duty.WRITE, by)
        if letter.signatory not in self.house.signatories:
            raise SignatoryUnknown
        if not self.today <= letter.answer_by < guests.when.day:
            raise DayUnfit
        # A text whose slots there are not would fail only when it is to leave.
        text(letter, Card(gender=Gender.F, first_name="Anna", last_name="Nowak").recipient(), {})
        return await self._keep(tx, guests.written(letter, by, self.clock.now()))

    @transactional
    async def add(self, tx: Transaction, id: str, version: int, guest_ids: Sequence[str], by: Person) -> int:
        """Put guests on the list, each once; give the new version. Raises `TooManyGuests`, `NotFound`."""
        guests = await self._read(tx, id, version, Duty.ADD, by)
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
        return await self._keep(tx, guests.longer(len(new), by, now))

    @transactional
    async def take_off(self, tx: Transaction, invitation_id: str, version: int, by: Person) -> str:
        """Take a guest off who was not written to; give the list's id."""
        require_may(Duty.TAKE_OFF, by)
        one = await self._invitation(tx, invitation_id, version)
        if one.state is not State.PREPARED:
            raise InvitationNotNow(one.state, "take_off")
        guests = await self.store.guest_list(one.list_id, tx)
        await self.store.remove_invitation(tx, one)
        after = guests.shorter(by, self.clock.now())
        await self.store.save_list(tx, after)
        await self._settle_where_none_is(State.PREPARED, tx, after)
        return guests.id

    @transactional
    async def withdraw(self, tx: Transaction, invitation_id: str, version: int, reason: str, by: Person) -> int:
        """Take back an invitation that was sent; the guest hears nothing more, and their seats are free."""
        require_may(Duty.WITHDRAW, by)
        one = await self._invitation(tx, invitation_id, version)
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
        one = await self._invitation(tx, invitation_id, version)
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
        guests = await self._read(tx, id, version, Duty.APPROVE, by)
        waiting = [one for one in await self.store.invitations(id, tx) if one.state is State.PREPARED]
        if by.id in guests.authors:
            raise OwnInvitation
        if not waiting:
            raise InvitationNotNow("empty", "approve")
        for one in waiting:
            if not one.approved:
                await self.store.save_invitation(tx, one.approve())
        return await self._keep(tx, guests.approved(by, self.clock.now()))

    async def send(self, id: str, version: int, by: Person) -> Sent:
        """Send the letter, once to each who is approved, can be addressed and reached. Raises `NobodyToSend`."""
        return Sent(*await self._send(id, version, by))

    @transactional
    async def _send(self, tx: Transaction, id: str, version: int, by: Person) -> list[int]:
        guests, now = await self._read(tx, id, version, Duty.SEND, by), self.clock.now()
        waiting = [one for one in await self.store.invitations(id, tx) if one.state is State.PREPARED and one.approved]
        known = await self.book.known([one.guest_id for one in waiting], tx)
        decided = await self._forms.decided([one.card.recipient() for one in known.values()], tx)
        if guests.approved_at is None:
            raise InvitationNotNow("drafted", "send")
        gone = await self.left_out(known, tx)
        mailed = posted = lacking = unreachable = 0
        for one in waiting:
            if one.guest_id in gone:
                continue
            card = known[one.guest_id].card
            if missing([card.recipient()], decided):
                lacking += 1
                continue
            if not card.email and not card.lines:
                unreachable += 1
                continue
            by_email = bool(card.email)
            await self.store.save_invitation(tx, one.sent(guests, by_email, by, now))
            if card.email:
                said = text(guests.letter, card.recipient(), decided)
                day = f"{guests.letter.answer_by:%d.%m.%Y}"
                body = invited(said, guests.letter.signatory, guests.when, day, self.link(one.id))
                await self.mail(tx, one, "invitation", 0, card.email, f"Zaproszenie: {guests.when.title}", body)
            else:
                await self.store.add_dispatch(tx, self.dispatch(one, "invitation", 0, by_email=False, done=True))
            mailed, posted = mailed + by_email, posted + (not by_email)
        if not mailed + posted:
            raise NobodyToSend
        await self._keep(tx, guests.sent(mailed + posted, by, now))
        return [mailed, posted, lacking, unreachable, len(gone)]

    @transactional
    async def notices_posted(self, tx: Transaction, id: str, by: Person) -> None:
        """Note that the letters about a change, which wait to be posted, have left."""
        require_may(Duty.SEND, by)
        guests = await self.store.guest_list(id, tx)
        await self.store.done(tx, id)
        await self.settle(tx, guests)

    # -- answers -------------------------------------------------------------------------------------------------------

    async def of_link(self, token: str) -> tuple[Invitation, GuestList]:
        """Give the invitation that a link opens, with its list. Raises `GuestLinkBroken`, `NotFound`."""
        one = await self.store.invitation(self._id(token))
        if one.state in (State.PREPARED, State.WITHDRAWN):
            raise GuestLinkBroken
        return one, await self.store.guest_list(one.list_id)

    @transactional
    async def answer(self, tx: Transaction, token: str, version: int, said: Said) -> None:
        """Take in a guest's answer. Raises `GuestLinkBroken`, `AnswerClosed`, `TooManyCompanions`."""
        one = await self._invitation(tx, self._id(token), version)
        await self._answered(tx, one, said, None)

    @transactional
    async def enter(self, tx: Transaction, invitation_id: str, version: int, said: Said, by: Person) -> int:
        """Enter an answer that an officer has heard. Raises `AnswerClosed`, `TooManyCompanions`."""
        require_may(Duty.ENTER, by)
        one = await self._invitation(tx, invitation_id, version)
        return await self._answered(tx, one, said, by)

    async def _answered(self, tx: Transaction, one: Invitation, said: Said, by: Person | None) -> int:
        guests = await self.store.guest_list(one.list_id, tx)
        checked = said.checked(one.companions)
        sealed = b""
        if checked.representative:
            sealed = self.cipher.seal(checked.model_dump_json(), _place(one.id))
        after = one.answered(checked, sealed, guests, self.clock.now(), by)
        await self.store.save_invitation(tx, after)
        await self.store.free_seats(tx, one.id, after.people)
        if by is not None and one.state is State.SENT:
            await self._settle_where_none_is(State.SENT, tx, guests)
        return after.version

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
        decided = await self._forms.decided([one.card.recipient() for one in known.values()], tx)
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
        decided = await self._forms.decided([line.known.card.recipient() for line in lines])
        written = [line for line in lines if not line.form_lacks]
        return [(line, text(guests.letter, line.known.card.recipient(), decided)) for line in written]

    def said(self, one: Invitation) -> Said | None:
        """Open the answer in force, None where there is none."""
        if one.answer is None:
            return None
        if not one.answer.sealed:
            return Said(state=one.answer.state, companions=one.answer.companions)
        return Said.model_validate_json(self.cipher.open(one.answer.sealed, _place(one.id)))

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

    async def mail(
        self,
        tx: Transaction,
        one: Invitation,
        what: str,
        round: int,
        to: str,
        subject: str,
        body: str,
        invitation: str | None = None,
    ) -> None:
        """Mail a guest, once for each `what` and `round`; `invitation`: for their calendar. Raises `Duplicate`."""
        await self.store.add_dispatch(tx, self.dispatch(one, what, round, by_email=True, done=True))
        once = f"invitation|{one.id}|{what}|{round}"
        tx.send(
            Mail(self.cipher, to, subject, body, about=one.id, mailing=one.list_id, invitation=invitation, once=once)
        )

    def dispatch(self, one: Invitation, what: str, round: int, *, by_email: bool, done: bool) -> Dispatch:
        """Give the note that a letter leaves."""
        return Dispatch(
            id=new_id(),
            list_id=one.list_id,
            invitation_id=one.id,
            what=what,
            round=round,
            by_email=by_email,
            done=done,
            at=self.clock.now(),
        )

    # ------------------------------------------------------------------------------------------------------------------

    def _id(self, token: str) -> str:
        try:
            return str(self._links.loads(token))
        except BadSignature:
            raise GuestLinkBroken from None

    async def _read(self, tx: Transaction, id: str, version: int, duty: Duty, by: Person) -> GuestList:
        require_may(duty, by)
        guests = await self.store.guest_list(id, tx)
        if guests.version != version:
            raise Stale("guest_lists", id)
        return guests

    async def _invitation(self, tx: Transaction, id: str, version: int) -> Invitation:
        one = await self.store.invitation(id, tx)
        if one.version != version:
            raise Stale("invitations", id)
        return one

    async def _settle_where_none_is(self, state: State, tx: Transaction, guests: GuestList) -> None:
        """Let the work list say what is to be done once no invitation of a list stands there any more.

        To count a whole list with each of its guests would grow with the square of them; the rest the tick does.
        """
        if not await self.store.any_in(guests.id, state, tx):
            await self.settle(tx, guests)

    async def _keep(self, tx: Transaction, after: GuestList) -> int:
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


def _place(id: str) -> str:
    return f"invitations/{id}/answer"


def _why(id: str) -> str:
    return f"invitations/{id}/withdrawal"
