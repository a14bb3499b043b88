"""The tasks and events of a statement: who is to do what until when, and what others are told. No texts, no people."""

from datetime import datetime

from services.verification.cases.domain import Task, Unit
from services.verification.statements.domain import Statement
from shared.access import Role
from shared.contracts.verification import StatementClosedV1, StatementOutcome, StatementRequestedV1
from shared.deadlines import Deadline


def unit_task(id: str, version: int, unit: Unit, deadline: Deadline, at: datetime) -> Task:
    """Make the task of the unit that is asked; `version` is the statement's with this task."""
    action = "Zajmij stanowisko w swojej części projektu"
    return _task(f"{id}-{version}", id, ("statement", action), (Role.UNIT_REVIEWER, unit), deadline, at)


def asker_task(statement: Statement, lead: Unit, deadline: Deadline, at: datetime) -> Task:
    """Make the task of who asked for `statement`, which was sent back: the department, or the unit that leads now."""
    who = (Role.OFFICER, None) if statement.by_department else (Role.UNIT_REVIEWER, lead)
    action = "Zdecyduj, kogo zapytać: jednostka odesłała prośbę o stanowisko"
    id = f"{statement.id}-{statement.version + 1}"
    return _task(id, statement.id, ("statement_returned", action), who, deadline, at)


def _task(
    task_id: str,
    id: str,
    what: tuple[str, str],
    who: tuple[Role, Unit | None],
    deadline: Deadline,
    at: datetime,
) -> Task:
    (kind, action), (role, unit) = what, who
    return Task(
        id=f"statement-{task_id}",
        kind=kind,
        action=action,
        link=f"/panel/weryfikacja/stanowiska/{id}",
        role=role,
        unit=unit.symbol if unit else None,
        opened_at=at,
        due_at=deadline.due_at,
        explanation=tuple(deadline.explained()),
        reckoning=deadline.reckoning,
    )


def requested(statement: Statement, at: datetime) -> StatementRequestedV1:
    """Tell which unit is asked now."""
    return StatementRequestedV1(
        version=statement.version,
        statement_id=statement.id,
        proposal_id=statement.proposal_id,
        edition_id=statement.edition_id,
        unit=statement.unit.symbol,
        unit_name=statement.unit.name,
        due_at=statement.due_at,
        requested_at=at,
    )


def closed(statement: Statement, outcome: StatementOutcome, at: datetime) -> StatementClosedV1:
    """Tell that the unit has answered, or is asked no more."""
    return StatementClosedV1(
        version=statement.version,
        statement_id=statement.id,
        proposal_id=statement.proposal_id,
        edition_id=statement.edition_id,
        unit=statement.unit.symbol,
        unit_name=statement.unit.name,
        outcome=outcome,
        closed_at=at,
    )
