"""Use cases of the scoring: set criteria, open a meeting, send and correct cards, declare a conflict, close."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from services.verification.cases.domain import By, Step, StepKind, Task
from services.verification.initiatives.domain import InitiativeCase, InitiativeStage
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.scoring.domain import (
    FARTHEST,
    Criteria,
    CriteriaKnown,
    CriteriaMissing,
    Criterion,
    Given,
    Meeting,
    MeetingTooFar,
    Scoring,
    ScoringKnown,
    ScoringState,
    computed,
)
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.initiatives.verification import CriterionScore, InitiativeScoredV1
from shared.deadlines import Deadline, Term
from shared.free_days import OpenDeadlines
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, new_id, transactional


class ScoringStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def add_criteria(self, tx: Transaction, criteria: Criteria) -> None: ...  # noqa: D102
    async def criteria(self) -> list[Criteria]: ...  # noqa: D102
    async def one_criteria(self, id: str) -> Criteria: ...  # noqa: D102
    async def criteria_on(self, day: date, tx: Transaction) -> Criteria | None: ...  # noqa: D102
    async def add_meeting(self, tx: Transaction, meeting: Meeting) -> None: ...  # noqa: D102
    async def meeting(self, id: str) -> Meeting: ...  # noqa: D102
    async def meetings(self) -> list[Meeting]: ...  # noqa: D102
    async def add(self, tx: Transaction, scoring: Scoring) -> None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Scoring: ...  # noqa: D102
    async def get_or_none(self, id: str, tx: Transaction | None = None) -> Scoring | None: ...  # noqa: D102
    async def save(self, tx: Transaction, scoring: Scoring) -> None: ...  # noqa: D102
    async def some(self, ids: Sequence[str]) -> list[Scoring]: ...  # noqa: D102
    async def open(self) -> list[Scoring]: ...  # noqa: D102


class Scorings:
    """The criteria, the meetings of the Team and the scorings of all initiatives."""

    def __init__(
        self, database: Database, store: ScoringStore, initiatives: Initiatives, term: Term, clock: Clock
    ) -> None:
        """Take `term`: how long the Team has for a scoring, from the meeting that opens it."""
        self.database, self.store, self.clock = database, store, clock
        self._initiatives, self._term = initiatives, term
        initiatives.ends(self._end)

    @transactional
    async def set_criteria(
        self,
        tx: Transaction,
        *,
        resolution: str,
        in_force_from: date,
        criteria: Sequence[Criterion],
        pass_mark: int | None,
        by: Person,
    ) -> dict[str, Any]:
        """Write down the criteria of a resolution. What was opened before keeps its own.

        Raises `CriteriaFaulty`, `CriteriaKnown`.
        """
        sound = Criteria(
            id=new_id(),
            resolution=resolution,
            in_force_from=in_force_from,
            criteria=tuple(criteria),
            pass_mark=pass_mark,
            set_at=self.clock.now(),
            set_by=By(id=by.id, name=by.name),
        )
        sound.require_sound()
        try:
            await self.store.add_criteria(tx, sound)
        except Duplicate:
            raise CriteriaKnown(in_force_from) from None
        return {"criteria_id": sound.id}

    @transactional
    async def open_meeting(
        self, tx: Transaction, *, held_on: date, initiatives: Sequence[str], by: Person
    ) -> dict[str, Any]:
        """Open the scoring of initiatives that wait for the Team, all of them or none.

        Each is scored by the criteria in force on the day on which it was filed. Raises `NotFound`, `NotAtThisStage`,
        `ScoringKnown`, `CriteriaMissing`, `MeetingTooFar`.
        """
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        if abs(held_on - warsaw(now).date()) > FARTHEST:
            raise MeetingTooFar(held_on)
        chosen = tuple(dict.fromkeys(initiatives))
        meeting = Meeting(
            id=new_id(),
            number=await self.database.next_number(tx, f"team_meetings {held_on.year}"),
            year=held_on.year,
            held_on=held_on,
            initiatives=chosen,
            opened_at=now,
            opened_by=author,
        )
        await self.store.add_meeting(tx, meeting)
        deadline = await self._initiatives.deadline(tx, self._term, now)
        for id in chosen:
            await self._open(tx, await self._initiatives.case(id, tx), meeting, deadline, author)
        return {"meeting_id": meeting.id, "number": meeting.number}

    async def _open(
        self, tx: Transaction, case: InitiativeCase, meeting: Meeting, deadline: Deadline, author: By
    ) -> None:
        case.require(InitiativeStage.SCORING)
        application, now = case.application, meeting.opened_at
        if application is None:
            raise NotFound("initiatives", case.id)
        filed = warsaw(application.submitted_at).date()
        criteria = await self.store.criteria_on(filed, tx)
        if criteria is None:
            raise CriteriaMissing(case.id, filed)
        task = _task(case.id, "score", "Wypełnij kartę oceny", Role.TEAM_MEMBER, deadline, now)
        scoring = Scoring(
            id=case.id,
            meeting_id=meeting.id,
            case=application.case,
            title=application.title,
            criteria=criteria,
            computed=computed(criteria, application),
            task=task,
            opened_at=now,
        )
        try:
            await self.store.add(tx, scoring)
        except Duplicate:
            raise ScoringKnown(case.id) from None
        self._initiatives.open_task(tx, scoring, task)
        chairs = _task(case.id, "close", "Oceń i zamknij ocenę, gdy karty są gotowe", Role.TEAM_CHAIR, deadline, now)
        step = Step(kind=StepKind.SCORING_OPENED, at=now, by=author)
        await self._initiatives.move(tx, case, case.waits(step, chairs))

    @transactional
    async def send(
        self, tx: Transaction, initiative_id: str, version: int, given: Sequence[Given], *, by: Person
    ) -> dict[str, Any]:
        """Send one's own card, or correct it; `version` is that of one's own card, 0 before the first.

        Cards of several members that come at one moment all count. Raises `NotFound`, `Stale` and what `Scoring.sent`
        raises.
        """
        scoring = await self.store.get(initiative_id, tx)
        after = scoring.sent(By(id=by.id, name=by.name), given, self.clock.now())
        own = scoring.card_of(by.id)
        if version != (own.version if own else 0):
            raise Stale("score_cards", initiative_id)
        await self.store.save(tx, after)
        return {"initiative_id": initiative_id, "version": version + 1}

    @transactional
    async def excuse(self, tx: Transaction, initiative_id: str, *, reason: str, by: Person) -> dict[str, Any]:
        """Declare a conflict of interest. Raises `NotFound` and what `Scoring.excused` raises."""
        scoring = await self.store.get(initiative_id, tx)
        after = scoring.excused(By(id=by.id, name=by.name), reason, self.clock.now())
        await self.store.save(tx, after)
        return {"initiative_id": initiative_id, "excused": True}

    @transactional
    async def close(self, tx: Transaction, initiative_id: str, version: int, *, by: Person) -> dict[str, Any]:
        """Close the scoring, tell its result and put the initiative before the mayor.

        `version` is that of the scoring: who has not seen the newest card is told. Raises `NotFound`, `Stale`,
        `NotAtThisStage` and what `Scoring.closed` raises.
        """
        scoring, case = await self.store.get(initiative_id, tx), await self._initiatives.case(initiative_id, tx)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        closed = scoring.closed(by=author, at=now)
        case.require(InitiativeStage.SCORING)
        if version != scoring.version:
            raise Stale("scorings", initiative_id)
        await self.store.save(tx, closed)
        if scoring.task is not None:
            self._initiatives.close_task(tx, scoring.task)
        decide = self._initiatives.answer_task(
            case, "decision", "Zdecyduj o inicjatywie lokalnej", "decyzje", Role.MAYOR
        )
        step = Step(kind=StepKind.SCORED, at=now, by=author)
        after = case.went(step, InitiativeStage.DECISION, task=decide)
        await self._initiatives.move(tx, case, after)
        tx.publish(_told(closed, after, now))
        return {"initiative_id": initiative_id, "state": closed.state.value, "version": closed.version}

    async def _end(self, tx: Transaction, case: InitiativeCase, at: datetime) -> None:
        """Trouble nobody with the scoring of what was taken back."""
        scoring = await self.store.get_or_none(case.id, tx)
        if scoring is not None and scoring.state is ScoringState.OPEN and scoring.task is not None:
            self._initiatives.close_task(tx, scoring.task)
            await self.store.save(tx, scoring.ended(at))

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the members' date against the days that the city has declared free."""
        free, before = await self._initiatives.free_days.known(tx), await self.store.get(id, tx)
        if before.state is not ScoringState.OPEN or before.free_days >= free.version:
            return
        after = before.held_against(free)
        if after == before or after.task is None:
            await self.store.deadlines.held(tx, id, free.version)
            return
        await self.store.save(tx, after)
        self._initiatives.change_task(tx, after.task, free)

    async def scoring(self, initiative_id: str) -> Scoring:
        """Give a scoring. Raises `NotFound`."""
        return await self.store.get(initiative_id)


def _task(id: str, what: str, action: str, role: Role, deadline: Deadline, at: datetime) -> Task:
    link = f"{PLACE}/oceny/{id}"
    kind = f"initiative_{what}"
    return Task.until(deadline, id=f"initiative-{what}-{id}", kind=kind, action=action, link=link, role=role, at=at)


def _told(scoring: Scoring, case: InitiativeCase, at: datetime) -> InitiativeScoredV1:
    result = scoring.result
    if result is None:
        raise NotFound("scorings", scoring.id)
    return InitiativeScoredV1(
        version=case.version,
        initiative_id=scoring.id,
        criteria_id=scoring.criteria.id,
        resolution=scoring.criteria.resolution,
        members=result.members,
        excused=result.excused,
        scores=tuple(
            CriterionScore(code=one.code, name=one.name, most=one.most, mean=one.mean) for one in result.scores
        ),
        mean=result.mean,
        most=result.most,
        pass_mark=result.pass_mark,
        scored_at=at,
    )
