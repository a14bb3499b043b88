"""Use cases of enquiries: ask, ask at the desk, report, settle. They know that a ballot is there, not what it says."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from services.voting.ballots.domain.election import Election, ElectionState
from services.voting.ballots.domain.envelope import Envelope
from services.voting.ballots.service import Ballots
from services.voting.complaints.service import Complaints
from services.voting.enquiries.domain import (
    MOST_A_DAY,
    STRAIGHT,
    Answer,
    AskAtTheDesk,
    AskedTooOften,
    Enquiry,
    NothingToReport,
    NotYet,
    Report,
    ReportsWaiting,
    Way,
    answer,
)
from services.voting.keys.service import Keys
from services.voting.readings.domain import What
from services.voting.readings.service import Readings
from services.voting.rolls.domain import Person
from services.voting.rolls.service import CannotTellApart, Identity, Likely, NotOnRoll, Rolls
from shared.access import Person as Officer
from shared.clock import warsaw
from shared.contracts.voting import TaskClosedV1, TaskOpenedV1
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional

_LOOK = "Sprawdź, kto oddał głos za tę osobę"


class EnquiryStore(Protocol):
    """What the use cases need to keep."""

    async def asked(self, tx: Transaction, edition_id: str, asker: str, day: str) -> int: ...  # noqa: D102
    async def enquiry(self, edition_id: str, id: str, tx: Transaction) -> Enquiry: ...  # noqa: D102
    async def add(self, tx: Transaction, enquiry: Enquiry) -> None: ...  # noqa: D102
    async def report(self, edition_id: str, id: str, tx: Transaction | None = None) -> Report: ...  # noqa: D102
    async def report_of(self, tx: Transaction, edition_id: str, tag: str) -> Report | None: ...  # noqa: D102
    async def reports(self, edition_id: str) -> list[Report]: ...  # noqa: D102
    async def count_waiting(self, edition_id: str, tx: Transaction | None = None) -> int: ...  # noqa: D102
    async def add_report(self, tx: Transaction, report: Report) -> None: ...  # noqa: D102
    async def save_report(self, tx: Transaction, report: Report) -> None: ...  # noqa: D102


class AtDesk(NamedTuple):
    """What an officer reads at the desk.

    `nobody`: nobody like that is on the roll, so that no ballot means nothing. `chosen`: who it is as the roll has it,
    where the officer has chosen among those who may be meant.
    """

    answer: Answer
    nobody: bool = False
    chosen: Person | None = None


class Enquiries:
    """Residents who ask whether somebody has voted for them."""

    def __init__(
        self,
        database: Database,
        store: EnquiryStore,
        ballots: Ballots,
        rolls: Rolls,
        keys: Keys,
        readings: Readings,
        complaints: Complaints,
    ) -> None:
        self.database, self.store, self.clock = database, store, ballots.clock
        self._complaints = complaints
        self._ballots, self._rolls, self._keys, self._readings = ballots, rolls, keys, readings

    async def ask(self, edition_id: str, identity: Identity) -> Answer:
        """Answer a resident who has said who they are as for voting. Nobody on the roll is answered as no ballot is.

        Raises `NotFound`, `NotYet`, `AskAtTheDesk`, `AskedTooOften`, and what is wrong with what was typed, as
        `Rolls.recognise` does.
        """
        election = await self._opened(edition_id)
        policy = election.rules.identity
        if policy not in STRAIGHT:
            raise AskAtTheDesk
        asker = self._rolls.asker(edition_id, policy, identity)
        try:
            roll_id = (await self._rolls.recognise(edition_id, policy, identity)).roll_id
        except NotOnRoll:
            # Looked for all the same: how long an answer takes must not tell either.
            roll_id = f"nobody|{asker}"
        return await self._look(edition_id, Way.WEB, asker, roll_id)

    async def likely(self, edition_id: str, identity: Identity, by: Officer) -> Sequence[Likely]:
        """Show who on the roll may be meant, where the name and the address alone do not tell.

        The reading is written down first.
        """
        await self._readings.note(edition_id, What.ENQUIRY, None, by)
        policy = (await self._ballots.store.election(edition_id)).rules.identity
        return await self._rolls.likely(edition_id, policy, identity)

    def near_only(self, election: Election, identity: Identity, likely: Sequence[Likely]) -> bool:
        """Tell whether none of those who may be meant has the very name and address that were typed."""
        policy = election.rules.identity
        said = self._rolls.asker(election.id, policy, identity)
        return all(self._rolls.asker(election.id, policy, Identity(person=one.person)) != said for one in likely)

    async def ask_at_desk(self, edition_id: str, identity: Identity, choice: int, by: Officer) -> AtDesk:
        """Answer an officer who has seen the resident's identity document; the look is kept with the officer's name.

        `choice`: which of `likely` it is, from 1, where more than one may be meant; else 0. Raises `NotFound`,
        `NotYet`, `CannotTellApart`, and what is wrong with what was typed.
        """
        election = await self._opened(edition_id)
        policy, identity = election.rules.identity, identity.vouched_for()
        asker = self._rolls.asker(edition_id, policy, identity)
        try:
            roll_id = (await self._rolls.recognise(edition_id, policy, identity)).roll_id
        except CannotTellApart:
            likely = await self.likely(edition_id, identity, by) if choice > 0 else []
            if not 1 <= choice <= len(likely):
                raise
            chosen = likely[choice - 1]
            return AtDesk(await self._look(edition_id, Way.DESK, asker, chosen.roll_id, by), chosen=chosen.person)
        except NotOnRoll:
            return AtDesk(await self._look(edition_id, Way.DESK, asker, f"nobody|{asker}", by), nobody=True)
        return AtDesk(await self._look(edition_id, Way.DESK, asker, roll_id, by))

    async def _look(self, edition_id: str, way: Way, asker: str, roll_id: str, by: Officer | None = None) -> Answer:
        tag = self._ballots.tag(edition_id, roll_id)
        lying, replaced = await self._of(edition_id, tag)
        day = warsaw(self.clock.now()).date().isoformat()
        enquiry = Enquiry(
            id=new_id(),
            edition_id=edition_id,
            way=way,
            asker=asker,
            day=day,
            tag=tag if lying else None,
            by_id=by.id if by else None,
            by_name=by.name if by else None,
        )
        for _ in range(MOST_A_DAY):
            try:
                await self._keep(enquiry)
            except Duplicate:
                continue
            return answer(enquiry.id, lying, replaced)
        raise AskedTooOften

    async def _of(
        self, edition_id: str, tag: str, tx: Transaction | None = None
    ) -> tuple[Sequence[Envelope], Sequence[Envelope]]:
        """Give what lies in the box of a voter, and what that has replaced; both are always looked for."""
        store = self._ballots.store
        return await store.of_voter(edition_id, tag, tx), await store.replaced(edition_id, [tag], tx)

    @transactional
    async def _keep(self, tx: Transaction, enquiry: Enquiry) -> None:
        place = None
        if enquiry.way is Way.WEB:
            place = await self.store.asked(tx, enquiry.edition_id, enquiry.asker, enquiry.day)
            if place >= MOST_A_DAY:
                raise AskedTooOften
        await self.store.add(tx, enquiry.model_copy(update={"place": place}))

    # -- it was not me ---------------------------------------------------------------------------------------------

    @transactional
    async def report(self, tx: Transaction, edition_id: str, enquiry_id: str) -> int:
        """Tell the commission that the ballot found by a question is not the person's own; gives the report's number.

        Reported again, it is the same report. Raises `NotFound`, `NothingToReport`, and `ComplaintsOver` once
        what it is about is being destroyed.
        """
        period = await self._complaints.store.period(edition_id, tx)
        if period is not None:
            period.require_open()
        enquiry = await self.store.enquiry(edition_id, enquiry_id, tx)
        if enquiry.tag is None:
            raise NothingToReport
        known = await self.store.report_of(tx, edition_id, enquiry.tag)
        if known is not None:
            return known.number
        number = await self.database.next_number(tx, _numbers(edition_id))
        lying, replaced = await self._of(edition_id, enquiry.tag, tx)
        found = answer(enquiry.id, lying, replaced)
        election, now = await self._ballots.store.election(edition_id, tx), self.clock.now()
        report = Report(
            id=new_id(),
            edition_id=edition_id,
            number=number,
            tag=enquiry.tag,
            channels=found.channels,
            replaced=found.replaced,
            envelopes=tuple(sorted(one.id for one in (*lying, *replaced))),
            reported_at=now,
        )
        await self.store.add_report(tx, report)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=f"{report.id}-report",
                kind="not_my_ballot",
                case=f"BO-{election.rules.year}",
                title=f"Zgłoszenie nr {number}: to nie mój głos",
                action=_LOOK,
                link=f"/panel/glosowanie/{edition_id}/zgloszenia/{report.id}",
                role="commission",
                opened_at=now,
                due_at=election.closable_from if election.state is ElectionState.OPEN else None,
            )
        )
        return number

    @transactional
    async def settle(self, tx: Transaction, edition_id: str, id: str, version: int, words: str, by: Officer) -> None:
        """Say how a report ended. Raises `NotFound`, `Stale`, `AlreadySettled`."""
        report = await self.store.report(edition_id, id, tx)
        if report.version != version:
            raise Stale("reports", id)
        sealed = self._keys.of(edition_id).cipher.seal(words, f"reports/{id}/words")
        await self.store.save_report(tx, report.settle(sealed, by.id, by.name))
        tx.publish(TaskClosedV1(version=2, task_id=f"{id}-report", closed_at=self.clock.now()))

    # -- the end ---------------------------------------------------------------------------------------------------

    async def require_settled(self, edition_id: str, tx: Transaction) -> None:
        """Let a destruction pass. Raises `ReportsWaiting`."""
        waiting = await self.store.count_waiting(edition_id, tx)
        if waiting:
            raise ReportsWaiting(waiting)

    async def finish(self, tx: Transaction, edition_id: str) -> None:
        """Let no report in any more; part of the transaction that begins the destruction. Raises `ReportsWaiting`."""
        # A new report writes the same counter: of the two at once, one sees the other.
        await self.database.next_number(tx, _numbers(edition_id))
        await self.require_settled(edition_id, tx)

    def words(self, report: Report) -> str | None:
        """Give how a report ended, in the commission's words."""
        if report.words is None:
            return None
        return self._keys.of(report.edition_id).cipher.open(report.words, f"reports/{report.id}/words")

    async def _opened(self, edition_id: str) -> Election:
        election = await self._ballots.store.election(edition_id)
        if election.opened_at is None:
            raise NotYet
        return election


def _numbers(edition_id: str) -> str:
    return f"reports|{edition_id}"
