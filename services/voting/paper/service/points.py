"""Use cases of points: open, change, withdraw, account for the cards. They see no card."""

from services.voting.ballots.domain.election import Election, ElectionState
from services.voting.ballots.service import BallotStore
from services.voting.paper.domain.points import (
    Change,
    MoreCardsKeyed,
    Point,
    PointInUse,
    PointNotOpenYet,
    PointPlan,
    Sheet,
    require_fit,
)
from services.voting.paper.service.needs import PaperStore, open_register
from services.voting.paper.service.tasks import ask_for_sheet, sheet_is_there
from shared.access import Person
from shared.clock import Clock
from shared.store import Database, Stale, Transaction, new_id, transactional

ADDED, CHANGED, WITHDRAWN, SETTLED = "added", "changed", "withdrawn", "settled"


class Points:
    """Where one votes on paper in each edition."""

    def __init__(self, database: Database, store: PaperStore, ballots: BallotStore, clock: Clock) -> None:
        self.database, self.store, self.clock, self._ballots = database, store, clock, ballots

    @transactional
    async def add(self, tx: Transaction, edition_id: str, plan: PointPlan, reason: str, by: Person) -> str:
        """Open a point; gives its id. Raises `NotFound`, `WrongState`, `NoPaperVote`, `HoursUnfit`."""
        await self._open(tx, edition_id, plan)
        point = Point(
            **plan.model_dump(),
            id=new_id(),
            edition_id=edition_id,
            opens_at=plan.hours[0].opens,
            ends_at=plan.hours[-1].closes,
            changes=(self._change(ADDED, reason, by),),
        )
        await self.store.add_point(tx, point)
        return point.id

    @transactional
    async def change(
        self, tx: Transaction, edition_id: str, point_id: str, version: int, plan: PointPlan, reason: str, by: Person
    ) -> None:
        """Change what everybody knows of a point.

        Raises `NotFound`, `Stale`, `WrongState`, `NoPaperVote`, `HoursUnfit`, `PointInUse`.
        """
        await self._open(tx, edition_id, plan)
        point = await self._point(tx, edition_id, point_id, version)
        if point.sheet is not None:
            raise PointInUse
        changes = {
            **{name: getattr(plan, name) for name in PointPlan.model_fields},
            "opens_at": plan.hours[0].opens,
            "ends_at": plan.hours[-1].closes,
        }
        await self._save(tx, point, CHANGED, reason, by, **changes)

    @transactional
    async def withdraw(
        self, tx: Transaction, edition_id: str, point_id: str, version: int, reason: str, by: Person
    ) -> None:
        """Let a point be none any more. Raises `NotFound`, `Stale`, `WrongState`, `PointInUse`."""
        await self._open(tx, edition_id, None)
        point = await self._point(tx, edition_id, point_id, version)
        if point.sheet is not None:
            raise PointInUse
        await self._save(tx, point, WITHDRAWN, reason, by, withdrawn=True)
        if point.asked:
            sheet_is_there(tx, point, self.clock.now())

    @transactional
    async def settle(
        self, tx: Transaction, edition_id: str, point_id: str, version: int, sheet: Sheet, reason: str, by: Person
    ) -> None:
        """Take in the sheet of a point, or a corrected one; `reason` says why it is corrected.

        Raises `NotFound`, `Stale`, `WrongState`, `PointNotOpenYet`, `SheetDiffers`, `MoreCardsKeyed`.
        """
        await self._open(tx, edition_id, None)
        point, now = await self._point(tx, edition_id, point_id, version), self.clock.now()
        if now < point.opens_at:
            raise PointNotOpenYet
        sheet.require_reconciled()
        keyed = await self.store.keyed_at(point_id, tx)
        if keyed > sheet.cast:
            raise MoreCardsKeyed(keyed)
        first = point.sheet is None
        await self._save(tx, point, SETTLED, reason, by, sheet=sheet, asked=True)
        if first and point.asked:
            sheet_is_there(tx, point, now)

    async def ask_for_sheets(self) -> None:
        """Put the sheets of points that have closed on the work list."""
        for point in await self.store.unasked(self.clock.now()):
            await self._ask(point.edition_id, point.id)

    @transactional
    async def _ask(self, tx: Transaction, edition_id: str, point_id: str) -> None:
        point, now = await self.store.point(edition_id, point_id, tx), self.clock.now()
        if point.asked or point.withdrawn or point.sheet is not None or point.ends_at > now:
            return
        election = await self._ballots.election(edition_id, tx)
        await self.store.save_point(tx, point.model_copy(update={"asked": True, "version": point.version + 1}))
        ask_for_sheet(tx, election, point, now)

    async def _open(self, tx: Transaction, edition_id: str, plan: PointPlan | None) -> Election:
        """Let a change pass while the box is not closed, and queue it with the others."""
        register = await open_register(tx, self.store, edition_id)
        election = await self._ballots.election(edition_id, tx)
        if election.state is ElectionState.CLOSED:
            election.require(ElectionState.OPEN)
        if plan is not None:
            require_fit(plan.hours, election)
        await self.store.put_register(tx, register)
        return election

    async def _point(self, tx: Transaction, edition_id: str, point_id: str, version: int) -> Point:
        point = await self.store.point(edition_id, point_id, tx)
        if point.version != version or point.withdrawn:
            raise Stale("points", point_id)
        return point

    async def _save(self, tx: Transaction, point: Point, what: str, reason: str, by: Person, **changes: object) -> None:
        made = (*point.changes, self._change(what, reason, by))
        after = point.model_copy(update={**changes, "changes": made, "version": point.version + 1})
        await self.store.save_point(tx, after)

    def _change(self, what: str, reason: str, by: Person) -> Change:
        return Change(at=self.clock.now(), by_id=by.id, by_name=by.name, what=what, reason=reason)
