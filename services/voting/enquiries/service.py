"""Use cases of enquiries: ask, ask at the desk, report, settle. They know that a ballot is there, not what it says."""

from collections.abc import Sequence
from typing import Protocol

from services.voting.ballots.domain.election import Election, ElectionState
from services.voting.ballots.service import Ballots
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
    Way,
    answer,
)
from services.voting.keys.service import Keys
from services.voting.readings.domain import What
from services.voting.readings.service import Readings
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
    async def add_report(self, tx: Transaction, report: Report) -> None: ...  # noqa: D102
    async def save_report(self, tx: Transaction, report: Report) -> None: ...  # noqa: D102


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
    ) -> None:
        self.database, self.store, self.clock = database, store, ballots.clock
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
        return await self._likely(edition_id, identity)

    async def _likely(self, edition_id: str, identity: Identity) -> Sequence[Likely]:
        policy = (await self._ballots.store.election(edition_id)).rules.identity
        return await self._rolls.likely(edition_id, policy, identity)

    async def ask_at_desk(self, edition_id: str, identity: Identity, choice: int, by: Officer) -> Answer:
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
            likely = await self._likely(edition_id, identity)
            if not 1 <= choice <= len(likely):
                raise
            roll_id = likely[choice - 1].roll_id
        except NotOnRoll:
            roll_id = f"nobody|{asker}"
        return await self._look(edition_id, Way.DESK, asker, roll_id, by)

    async def _look(self, edition_id: str, way: Way, asker: str, roll_id: str, by: Officer | None = None) -> Answer:
        tag = self._ballots.tag(edition_id, roll_id)
        lying = await self._ballots.store.of_voter(edition_id, tag)
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
            return answer(enquiry.id, lying)
        raise AskedTooOften

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

        Reported again, it is the same report. Raises `NotFound`, `NothingToReport`.
        """
        enquiry = await self.store.enquiry(edition_id, enquiry_id, tx)
        if enquiry.tag is None:
            raise NothingToReport
        known = await self.store.report_of(tx, edition_id, enquiry.tag)
        if known is not None:
            return known.number
        number = await self.database.next_number(tx, f"reports|{edition_id}")
        lying = await self._ballots.store.of_voter(edition_id, enquiry.tag, tx)
        election, now = await self._ballots.store.election(edition_id, tx), self.clock.now()
        report = Report(
            id=new_id(),
            edition_id=edition_id,
            number=number,
            tag=enquiry.tag,
            channels=answer(enquiry.id, lying).channels,
            envelopes=tuple(sorted(one.id for one in lying)),
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
