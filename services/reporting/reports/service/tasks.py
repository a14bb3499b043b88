"""What waits for whom because of a report, on the list of work of the house."""

from collections.abc import Iterable
from datetime import datetime

from services.reporting.reports.domain.confirmations import Confirmation
from services.reporting.reports.domain.inputs import Input
from services.reporting.reports.domain.report import Report
from shared.access import Role
from shared.contracts.reporting import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import Deadline
from shared.store import Transaction


def turn(report_id: str) -> str:
    """Name the turn of a report: no input is decided about while it is put together or approved."""
    return f"report-{report_id}"


def title(report: Report) -> str:
    """Say what the report is called on lists, in Polish."""
    return f"Sprawozdanie za okres {report.first_day:%d.%m.%Y} – {report.last_day:%d.%m.%Y}"


def next_task(
    tx: Transaction, report: Report, name: str, action: str, role: Role, now: datetime, due: Deadline | None = None
) -> Report:
    """Close the open task of a report and open the next one; `due`: where it has another day than the report."""
    report = no_task(tx, report, now)
    report = report.with_task(task := f"{report.id}-{name}-{report.version}", due)
    told = report.mending or report
    tx.publish(
        TaskOpenedV1(
            version=1,
            task_id=task,
            kind="council_report",
            case=f"Sesja {report.session}",
            title=title(report),
            action=action,
            link=f"/panel/sprawozdania/{report.id}",
            role=role,
            opened_at=now,
            due_at=told.due_at,
            explanation=told.explanation,
        )
    )
    return report


def no_task(tx: Transaction, report: Report, now: datetime) -> Report:
    """Close the open task of a report."""
    if report.task is not None:
        close_task(tx, report.task, now)
    return report.with_task(None)


def open_input_task(tx: Transaction, report: Report, one: Input, action: str, now: datetime) -> None:
    """Put what a unit, or an officer for it, has to do on the list of work."""
    of_unit = one.waits
    tx.publish(
        TaskOpenedV1(
            version=1,
            task_id=one.task or "",
            kind="council_report_input",
            case=f"Sesja {report.session}",
            title=title(report) if of_unit else f"{one.unit_name}: {title(report)}",
            action=action,
            link=f"/panel/sprawozdania/{report.id}/wklady/{one.number}",
            role=Role.UNIT_REVIEWER if of_unit else Role.OFFICER,
            unit=one.unit if of_unit else None,
            opened_at=now,
            due_at=one.due_at,
            explanation=one.explanation,
        )
    )


def open_confirmation_task(tx: Transaction, report: Report, one: Confirmation, now: datetime) -> None:
    """Put on a unit's list that its corrected words wait for its word."""
    assert one.due_at is not None
    tx.publish(
        TaskOpenedV1(
            version=1,
            task_id=one.task,
            kind="council_report_input",
            case=f"Sesja {report.session}",
            title=title(report),
            action="Potwierdź poprawkę w tym, co podała jednostka",
            link=f"/panel/sprawozdania/{report.id}/potwierdzenie",
            role=Role.UNIT_REVIEWER,
            unit=one.unit,
            opened_at=now,
            due_at=one.due_at,
            explanation=one.explanation,
        )
    )


def end_confirmations(tx: Transaction, asked: Iterable[Confirmation], now: datetime) -> None:
    """Take off the lists what units need not confirm any more."""
    for one in asked:
        if one.awaited:
            close_task(tx, one.task, now)


def move_task(
    tx: Transaction, task: str, version: int, due_at: datetime, explanation: tuple[str, ...], now: datetime
) -> None:
    """Give a task another date; `version` grows with each change."""
    tx.publish(TaskChangedV1(version=version, task_id=task, due_at=due_at, explanation=explanation, changed_at=now))


def close_task(tx: Transaction, task: str, now: datetime) -> None:
    """Take a task off the list of work."""
    tx.publish(TaskClosedV1(version=2, task_id=task, closed_at=now))
