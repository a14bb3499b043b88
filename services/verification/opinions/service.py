"""Use cases of opinions: open, move and close a round, write down and correct what a body says, tell who waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from services.verification.cases.domain import By, Case, Proposal
from services.verification.cases.service import Cases
from services.verification.opinions.domain import (
    Body,
    Given,
    NotInRound,
    Opinion,
    OpinionKnown,
    PoolsMisplaced,
    Round,
    RoundExists,
    RoundKind,
    RoundState,
    Said,
    name_of,
)
from services.verification.opinions.domain.rounds import require_window
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.intake import PoolKind
from shared.contracts.verification import OpinionRecordedV1, OpinionResult, TaskClosedV1, TaskOpenedV1
from shared.free_days import OpenDeadlines
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional


class OpinionStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def round(self, id: str, tx: Transaction | None = None) -> Round: ...  # noqa: D102
    async def rounds(self, edition_id: str, state: RoundState | None = None) -> list[Round]: ...  # noqa: D102
    async def add_round(self, tx: Transaction, round_: Round) -> None: ...  # noqa: D102
    async def save_round(self, tx: Transaction, round_: Round) -> None: ...  # noqa: D102
    async def opinion(self, id: str, tx: Transaction | None = None) -> Opinion: ...  # noqa: D102
    async def in_round(self, round_id: str, after: int = 0, limit: int = 1_000) -> list[Opinion]: ...  # noqa: D102
    async def about(self, proposal_ids: Sequence[str]) -> list[Opinion]: ...  # noqa: D102
    async def add(self, tx: Transaction, opinion: Opinion) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, opinion: Opinion) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Overview:
    """A round with its proposals by their numbers, and the opinions by the ids of the proposals."""

    round: Round
    cases: tuple[Case, ...]
    opinions: Mapping[str, Opinion]

    @property
    def said(self) -> int:
        """How many of the proposals have their opinion."""
        return sum(case.id in self.opinions for case in self.cases)

    @property
    def waiting(self) -> list[Case]:
        """The proposals without one."""
        return [case for case in self.cases if case.id not in self.opinions]

    def said_about(self, proposal_id: str) -> Case | None:
        """Give the case of a proposal that has its opinion, None where it has none."""
        return next((case for case in self.cases if case.id == proposal_id and case.id in self.opinions), None)

    def next_after(self, number: int) -> Case | None:
        """Give the next proposal without an opinion: the first one after `number`, else the first of all."""
        waiting = self.waiting
        later = (case for case in waiting if case.proposal is not None and case.proposal.number > number)
        return next(later, waiting[0] if waiting else None)


@dataclass(frozen=True)
class Awaited:
    """An opinion that may still come."""

    round: Round
    body: Body


@dataclass
class Heard:
    """What has been said about one proposal, and whose opinion may still come."""

    opinions: list[Opinion] = field(default_factory=list)
    waiting: list[Awaited] = field(default_factory=list)

    def count(self, result: OpinionResult | str) -> int:
        """Count the opinions with a result; pages name it by its word."""
        return sum(opinion.newest.result == result for opinion in self.opinions)


class Opinions:
    """Opinions about proposals. They are published and do not bind the mayor."""

    def __init__(self, database: Database, store: OpinionStore, cases: Cases, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._cases = cases

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- rounds ------------------------------------------------------------------------------------------------------

    @transactional
    async def open_round(
        self,
        tx: Transaction,
        edition_id: str,
        *,
        kind: RoundKind,
        name: str,
        first_day: date,
        last_day: date,
        pools: Sequence[str],
        by: Person,
    ) -> dict[str, Any]:
        """Open a round; `name` is that of a committee, else ""; without `pools` it is about all of them.

        Raises `EditionUnknown`, `PlaceUnknown`, `NameMisplaced`, `PoolsMisplaced`, `WindowWrong`, `RoundExists`.
        """
        edition = await self._cases.edition(edition_id, tx)
        said_name = name_of(kind, name)
        require_window(first_day, last_day, self.today)
        if kind is RoundKind.AREAS and pools:
            raise PoolsMisplaced
        chosen = [edition.pool(id) for id in dict.fromkeys(pools)] or [
            pool for pool in edition.rules.pools if kind is not RoundKind.AREAS or pool.kind is PoolKind.LOCAL
        ]
        opened = Round(
            id=new_id(),
            edition_id=edition_id,
            kind=kind,
            name=said_name,
            first_day=first_day,
            last_day=last_day,
            pools=tuple(pool.id for pool in chosen),
            opened_by=By(id=by.id, name=by.name),
            opened_at=self.clock.now(),
        )
        try:
            await self.store.add_round(tx, opened)
        except Duplicate:
            raise RoundExists(said_name) from None
        await self._remind(tx, opened)
        return _round_done(opened)

    @transactional
    async def move_end(
        self, tx: Transaction, round_id: str, version: int, *, last_day: date, reason: str, by: Person
    ) -> dict[str, Any]:
        """Move the last day of a round. Raises `NotFound`, `Stale`, `RoundClosed`, `WindowWrong`."""
        round_ = await self._in_turn(tx, round_id)
        moved = round_.moved(
            last_day, reason=reason, by=By(id=by.id, name=by.name), at=self.clock.now(), today=self.today
        )
        done = await self._save_round(tx, round_, moved, version)
        tx.publish(TaskClosedV1(version=2, task_id=_task(round_), closed_at=self.clock.now()))
        await self._remind(tx, moved)
        return done

    @transactional
    async def postpone(self, tx: Transaction, round_id: str) -> None:
        """Hold the last day of an open round against the days that the city has declared free."""
        free, before = await self._cases.free_days.known(tx), await self._in_turn(tx, round_id)
        if before.state is not RoundState.OPEN or before.free_days >= free.version:
            return
        after = before.held_against(free, self.clock.now())
        if after == before:
            await self.store.deadlines.held(tx, round_id, free.version)
            return
        await self.store.save_round(tx, after)
        tx.publish(TaskClosedV1(version=2, task_id=_task(before), closed_at=self.clock.now()))
        await self._remind(tx, after)

    @transactional
    async def close_round(
        self, tx: Transaction, round_id: str, version: int, *, reason: str, by: Person
    ) -> dict[str, Any]:
        """Close a round; before its last day is over with a reason.

        Raises `NotFound`, `Stale`, `RoundClosed`, `ClosingUnexplained`.
        """
        round_ = await self._in_turn(tx, round_id)
        closed = round_.closed(reason=reason, by=By(id=by.id, name=by.name), at=self.clock.now(), today=self.today)
        tx.publish(TaskClosedV1(version=2, task_id=_task(round_), closed_at=self.clock.now()))
        return await self._save_round(tx, round_, closed, version)

    async def _remind(self, tx: Transaction, round_: Round) -> None:
        edition = await self._cases.edition(round_.edition_id, tx)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=_task(round_),
                kind="opinions",
                case=f"BO-{edition.rules.year}",
                title=round_.name,
                action="Zbierz opinie i zamknij opiniowanie",
                link=f"/panel/weryfikacja/opinie/{round_.id}",
                role=Role.OFFICER,
                opened_at=self.clock.now(),
                due_at=round_.due_at,
                explanation=tuple(round_.explained()),
            )
        )

    async def _save_round(self, tx: Transaction, before: Round, after: Round, version: int) -> dict[str, Any]:
        if version != before.version:
            raise Stale("opinion_rounds", before.id)
        await self.store.save_round(tx, after)
        return _round_done(after)

    async def _in_turn(self, tx: Transaction, round_id: str) -> Round:
        """Give a round that nobody else changes meanwhile: no opinion slips in while the round is being closed."""
        await self.database.next_number(tx, f"opinions-{round_id}")
        return await self.store.round(round_id, tx)

    # -- opinions ----------------------------------------------------------------------------------------------------

    @transactional
    async def record(
        self, tx: Transaction, round_id: str, proposal_id: str, given: Given, *, by: Person
    ) -> dict[str, Any]:
        """Write down what the round's body says about a proposal: an area's own body, else who is asked.

        Raises `NotFound`, `NotInRound`, `RoundClosed`, `ReceivedEarly`, `ReceivedLate`, `ReceivedAhead`,
        `ResolutionLater`, `OpinionKnown`, `EditionUnknown`.
        """
        round_ = await self._in_turn(tx, round_id)
        case = await self._cases.case(proposal_id, tx)
        proposal = self._proposal(round_, case)
        body = round_.body(proposal, await self._cases.edition(round_.edition_id, tx))
        said = self._said(round_, given, by)
        opinion = Opinion(
            id=new_id(),
            round_id=round_id,
            edition_id=round_.edition_id,
            proposal_id=proposal_id,
            number=proposal.number,
            body=body,
            said=(said,),
        )
        try:
            await self.store.add(tx, opinion)
        except Duplicate:
            raise OpinionKnown(proposal_id, body.name) from None
        return self._tell(tx, opinion)

    @transactional
    async def correct(
        self, tx: Transaction, opinion_id: str, version: int, given: Given, *, by: Person
    ) -> dict[str, Any]:
        """Write an opinion otherwise while its round is open; the earlier wording is kept.

        Raises `NotFound`, `Stale`, `RoundClosed`, `ReceivedEarly`, `ReceivedLate`, `ReceivedAhead`, `ResolutionLater`.
        """
        opinion = await self.store.opinion(opinion_id, tx)
        round_ = await self._in_turn(tx, opinion.round_id)
        corrected = opinion.corrected(self._said(round_, given, by))
        if version != opinion.version:
            raise Stale("opinions", opinion_id)
        await self.store.save(tx, corrected)
        return self._tell(tx, corrected)

    def _said(self, round_: Round, given: Given, by: Person) -> Said:
        round_.require_received(given.received_on, self.today)
        given.require_order()
        return Said(**given.model_dump(), by=By(id=by.id, name=by.name), at=self.clock.now())

    def _proposal(self, round_: Round, case: Case) -> Proposal:
        """Give the proposal of a case that the round is about. Raises `NotInRound`."""
        proposal = case.proposal
        if proposal is None or case.edition_id != round_.edition_id:
            raise NotInRound(case.id)
        if not case.passed or not round_.covers(proposal):
            raise NotInRound(case.id)
        return proposal

    def _tell(self, tx: Transaction, opinion: Opinion) -> dict[str, Any]:
        said = opinion.newest
        tx.publish(
            OpinionRecordedV1(
                version=opinion.version,
                opinion_id=opinion.id,
                round_id=opinion.round_id,
                proposal_id=opinion.proposal_id,
                edition_id=opinion.edition_id,
                body=opinion.body.name,
                result=said.result,
                text=said.text,
                received_on=said.received_on,
                resolution=said.resolution.number if said.resolution else None,
                resolution_on=said.resolution.passed_on if said.resolution else None,
                recorded_at=said.at,
            )
        )
        return {"opinion_id": opinion.id, "proposal_id": opinion.proposal_id, "version": opinion.version}

    # -- what people see ---------------------------------------------------------------------------------------------

    async def overview(self, round_id: str) -> Overview:
        """Give a round with its proposals and opinions. Raises `NotFound`."""
        return await self._overview(await self.store.round(round_id))

    async def overviews(self, edition_id: str) -> list[Overview]:
        """Give all rounds of an edition, the earliest first."""
        return [await self._overview(round_) for round_ in await self.store.rounds(edition_id)]

    async def _overview(self, round_: Round) -> Overview:
        found = await self._cases.store.passed(round_.edition_id, round_.pools)
        cases = tuple(case for case in found if case.proposal is not None and round_.covers(case.proposal))
        opinions = {opinion.proposal_id: opinion for opinion in await self.store.in_round(round_.id)}
        return Overview(round_, cases, opinions)

    async def asked(self, overview: Overview, proposal_id: str) -> tuple[Case, Body]:
        """Give the case of a proposal and whose opinion is asked. Raises `NotFound`, `NotInRound`, `EditionUnknown`.

        An opinion that was given stays to be read after its proposal has been withdrawn.
        """
        case = await self._cases.case(proposal_id)
        known = overview.opinions.get(proposal_id)
        if known is not None:
            return case, known.body
        proposal = self._proposal(overview.round, case)
        return case, overview.round.body(proposal, await self._cases.edition(case.edition_id))

    async def heard(self, cases: Sequence[Case]) -> dict[str, Heard]:
        """Tell by the ids of proposals what has been said about each, and whose opinion may still come."""
        heard = {case.id: Heard() for case in cases}
        for opinion in await self.store.about(list(heard)):
            heard[opinion.proposal_id].opinions.append(opinion)
        for edition_id in {case.edition_id for case in cases}:
            edition = await self._cases.store.edition(edition_id)
            rounds = await self.store.rounds(edition_id, RoundState.OPEN)
            waiting = [round_ for round_ in rounds if round_.waits(self.today)]
            for case in cases:
                if edition is None or case.proposal is None or case.edition_id != edition_id or not case.passed:
                    continue
                said = {opinion.round_id for opinion in heard[case.id].opinions}
                for round_ in waiting:
                    if round_.id not in said and round_.covers(case.proposal):
                        heard[case.id].waiting.append(Awaited(round_, round_.body(case.proposal, edition)))
        return heard


def _task(round_: Round) -> str:
    """Name the task of a round: with another last day it is another task."""
    moved = sum(not change.closed for change in round_.changes)
    return f"opinions-{round_.id}" + (f"-{moved}" if moved else "")


def _round_done(round_: Round) -> dict[str, Any]:
    return {"round_id": round_.id, "state": round_.state.value, "version": round_.version}
