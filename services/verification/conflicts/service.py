"""Use cases of conflicts: follow where proposals are, find pairs, report one by hand, decide."""

from datetime import datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By
from services.verification.cases.service import Cases, PlaceUnreadable
from services.verification.conflicts.domain import (
    Conflict,
    ConflictKnown,
    ConflictState,
    Decision,
    ListPublished,
    NotAPair,
    Place,
    Point,
    fold_parcel,
    pair,
)
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.intake import ProposalContent, ProposalMergedV1, ProposalWithdrawnV1, WindowKind
from shared.contracts.verification import (
    AdmissionDecidedV1,
    ConflictDecidedV1,
    ConflictFoundV1,
    FormalCheckFinishedV1,
    TaskClosedV1,
    TaskOpenedV1,
)
from shared.contracts.voting import BallotListPublishedV1
from shared.store import Database, Stale, Transaction, transactional

_DUE = (WindowKind.VERIFICATION, WindowKind.ADMISSION, WindowKind.FINAL_LISTS)
"""Windows by whose end a conflict should be decided: the first that is not over."""


class ConflictPlace(BaseModel):
    """Where a part of the list ends: the number of its last conflict's first proposal, and the conflict's id."""

    model_config = ConfigDict(frozen=True)

    number: int
    id: str

    @classmethod
    def of(cls, conflict: Conflict) -> "ConflictPlace":
        """Give the place of a conflict."""
        return cls(number=conflict.first.number, id=conflict.id)

    @classmethod
    def parse(cls, text: str) -> "ConflictPlace":
        """Read a key. Raises `PlaceUnreadable`."""
        number, _, id = text.partition("-")
        if not number.isdecimal() or len(number) > 9 or not id:
            raise PlaceUnreadable
        return cls(number=int(number), id=id)

    @property
    def text(self) -> str:
        """The key for an address."""
        return f"{self.number}-{self.id}"


class ConflictStore(Protocol):
    """What the use cases need to keep."""

    async def place(self, id: str, tx: Transaction) -> Place | None: ...  # noqa: D102
    async def put_place(self, tx: Transaction, place: Place) -> None: ...  # noqa: D102
    async def by_number(  # noqa: D102
        self, edition_id: str, number: int, tx: Transaction | None = None
    ) -> Place | None: ...
    async def neighbours(self, tx: Transaction, place: Place, radius: int) -> list[Place]: ...  # noqa: D102
    async def conflict(self, id: str, tx: Transaction | None = None) -> Conflict: ...  # noqa: D102
    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> list[Conflict]: ...  # noqa: D102
    async def add(self, tx: Transaction, conflict: Conflict) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, conflict: Conflict) -> None: ...  # noqa: D102
    async def page(  # noqa: D102
        self, edition_id: str, state: ConflictState | None, after: ConflictPlace | None, limit: int
    ) -> list[Conflict]: ...
    async def count(self, edition_id: str, state: ConflictState) -> int: ...  # noqa: D102
    async def list_published(self, edition_id: str, tx: Transaction | None = None) -> bool: ...  # noqa: D102
    async def put_list(self, tx: Transaction, edition_id: str, published_at: datetime) -> None: ...  # noqa: D102


class Conflicts:
    """Which proposals are for the same place, and which of them exclude each other."""

    def __init__(self, database: Database, store: ConflictStore, cases: Cases, radius: int, clock: Clock) -> None:
        """Take `radius`: the metres within which two points are taken for one place."""
        self.database, self.store, self.radius, self.clock = database, store, radius, clock
        self._cases = cases

    # -- what is told about proposals --------------------------------------------------------------------------------

    @transactional
    async def follow_content(self, tx: Transaction, event: ProposalContent) -> None:
        """Know where a proposal is."""
        known = await self._place(tx, event.proposal_id, event.edition_id)
        if event.version <= known.content_version:
            return
        point = None
        if event.latitude is not None and event.longitude is not None:
            point = Point(coordinates=(event.longitude, event.latitude))
        told = known.told(
            content_version=event.version,
            number=event.number,
            case=event.case,
            title=event.title,
            location=event.location,
            point=point,
            parcel=fold_parcel(event.parcel),
        )
        await self._take_over(tx, known, told)

    @transactional
    async def follow_formal_check(self, tx: Transaction, event: FormalCheckFinishedV1) -> None:
        """Know which proposals are on their way to the vote."""
        known = await self._place(tx, event.proposal_id, event.edition_id)
        if event.version > known.check_version:
            await self._take_over(tx, known, known.told(passed=event.passed, check_version=event.version))

    @transactional
    async def follow_admission(self, tx: Transaction, event: AdmissionDecidedV1) -> None:
        """Know which were refused, and which of these were admitted after an appeal."""
        known = await self._place(tx, event.proposal_id, event.edition_id)
        if event.version > known.decision_version:
            await self._take_over(tx, known, known.told(refused=not event.admitted, decision_version=event.version))

    @transactional
    async def follow_withdrawal(self, tx: Transaction, event: ProposalWithdrawnV1 | ProposalMergedV1) -> None:
        """Know which were withdrawn, or have become a part of another one."""
        known = await self._place(tx, event.proposal_id, event.edition_id)
        await self._take_over(tx, known, known.told(withdrawn=True))

    @transactional
    async def follow_list(self, tx: Transaction, event: BallotListPublishedV1) -> None:
        """Change no decision after the ballot list is out: voters have been told what excludes what."""
        await self._take_turn(tx, event.edition_id)
        await self.store.put_list(tx, event.edition_id, event.published_at)

    async def _place(self, tx: Transaction, id: str, edition_id: str) -> Place:
        return await self.store.place(id, tx) or Place(id=id, edition_id=edition_id)

    async def _take_over(self, tx: Transaction, before: Place, after: Place) -> None:
        if before.live or after.live:
            await self._take_turn(tx, after.edition_id)
        await self.store.put_place(tx, after)
        if after.live:
            await self._look_around(tx, after)
        elif before.live:
            await self._lapse(tx, after)

    async def _take_turn(self, tx: Transaction, edition_id: str) -> None:
        """Let one place of an edition change at a time.

        Two that came to be live at once would not see each other in their snapshots, and the pair would be missed.
        """
        await self.database.next_number(tx, f"conflicts-{edition_id}")

    async def _look_around(self, tx: Transaction, place: Place) -> None:
        known = {conflict.id: conflict for conflict in await self.store.of_proposal(place.id, tx)}
        for neighbour in await self.store.neighbours(tx, place, self.radius):
            found = pair(place, neighbour, self.clock.now())
            if found.id not in known:
                await self.store.add(tx, found)
                await self._open(tx, found)
        for conflict in known.values():
            if conflict.state is ConflictState.LAPSED and await self._both_live(tx, conflict, place):
                revived = conflict.revived()
                await self.store.save(tx, revived)
                await self._open(tx, revived)

    async def _both_live(self, tx: Transaction, conflict: Conflict, place: Place) -> bool:
        other = next(id for id in conflict.proposals if id != place.id)
        there = await self.store.place(other, tx)
        return there is not None and there.live

    async def _lapse(self, tx: Transaction, place: Place) -> None:
        for conflict in await self.store.of_proposal(place.id, tx):
            if conflict.state is ConflictState.OPEN:
                await self.store.save(tx, conflict.lapsed())
                self._close_task(tx, conflict)

    async def _open(self, tx: Transaction, conflict: Conflict) -> None:
        now = self.clock.now()
        tx.publish(
            ConflictFoundV1(
                version=conflict.version,
                conflict_id=conflict.id,
                edition_id=conflict.edition_id,
                proposals=conflict.proposals,
                metres=conflict.metres,
                same_parcel=conflict.same_parcel,
                found_at=now,
            )
        )
        due_at, explanation = await self._due(tx, conflict.edition_id, now)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=_task_id(conflict),
                kind="conflict",
                case=conflict.first.case,
                title=f"{conflict.first.title[:140]} · {conflict.second.case} {conflict.second.title[:140]}",
                action="Sprawdź, czy projekty się wykluczają",
                link=f"/panel/weryfikacja/kolizje/{conflict.id}",
                role=Role.OFFICER,
                opened_at=now,
                due_at=due_at,
                explanation=explanation,
            )
        )

    async def _due(self, tx: Transaction, edition_id: str, now: datetime) -> tuple[datetime | None, tuple[str, ...]]:
        edition = await self._cases.store.edition(edition_id, tx)
        windows = [edition.window(kind) for kind in _DUE] if edition is not None else []
        closes = next((window.closes for window in windows if window is not None and window.closes >= now), None)
        if closes is None:
            return None, ("Przed listą do głosowania.",)
        return closes, (f"Według harmonogramu edycji: do {warsaw(closes):%d.%m.%Y}.",)

    def _close_task(self, tx: Transaction, conflict: Conflict) -> None:
        tx.publish(TaskClosedV1(version=2, task_id=_task_id(conflict), closed_at=self.clock.now()))

    # -- what people do ----------------------------------------------------------------------------------------------

    @transactional
    async def report(
        self, tx: Transaction, edition_id: str, first: int, second: int, *, reason: str, by: Person
    ) -> dict[str, Any]:
        """Report a pair by hand; `first` and `second` are numbers of the register.

        Raises `NotAPair`, `ConflictKnown`, `ListPublished`.
        """
        await self._take_turn(tx, edition_id)
        await self._require_no_list(tx, edition_id)
        places = [await self.store.by_number(edition_id, number, tx) for number in (first, second)]
        one, other = places
        if one is None or other is None or one.id == other.id or not (one.live and other.live):
            raise NotAPair(str(first), str(second))
        reported = pair(one, other, self.clock.now(), by_hand=f"{reason} ({by.name})")
        if any(conflict.id == reported.id for conflict in await self.store.of_proposal(one.id, tx)):
            raise ConflictKnown(reported.id)
        await self.store.add(tx, reported)
        await self._open(tx, reported)
        return _done(reported)

    @transactional
    async def decide(
        self, tx: Transaction, conflict_id: str, version: int, *, excluding: bool, reason: str, by: Person
    ) -> dict[str, Any]:
        """Decide, or decide otherwise, whether two proposals exclude each other.

        Raises `NotFound`, `ConflictLapsed`, `ListPublished`, `Stale`.
        """
        conflict = await self.store.conflict(conflict_id, tx)
        await self._take_turn(tx, conflict.edition_id)
        await self._require_no_list(tx, conflict.edition_id)
        now = self.clock.now()
        decision = Decision(excluding=excluding, reason=reason, by=By(id=by.id, name=by.name), at=now)
        decided = conflict.decided(decision)
        if version != conflict.version:
            raise Stale("conflicts", conflict_id)
        await self.store.save(tx, decided)
        if conflict.state is ConflictState.OPEN:
            self._close_task(tx, conflict)
        tx.publish(
            ConflictDecidedV1(
                version=decided.version,
                conflict_id=decided.id,
                edition_id=decided.edition_id,
                proposals=decided.proposals,
                excluding=excluding,
                reason=reason,
                decided_at=now,
            )
        )
        return _done(decided)

    async def _require_no_list(self, tx: Transaction, edition_id: str) -> None:
        if await self.store.list_published(edition_id, tx):
            raise ListPublished(edition_id)


def _task_id(conflict: Conflict) -> str:
    return f"conflict-{conflict.id}-{conflict.version}"


def _done(conflict: Conflict) -> dict[str, Any]:
    return {"conflict_id": conflict.id, "state": conflict.state.value, "version": conflict.version}
