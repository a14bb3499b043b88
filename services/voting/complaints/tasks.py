"""What the commission finds on its work list after the results. It must not decide anything."""

from datetime import datetime

from services.voting.ballots.domain.election import Election
from services.voting.complaints.domain import Complaint, ComplaintState, Period
from shared.contracts.voting import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.store import Transaction

_ACTIONS = {
    ComplaintState.WAITING: "Przygotuj odpowiedź na skargę",
    ComplaintState.PREPARED: "Potwierdź albo zwróć odpowiedź na skargę",
}
_DESTROY = "Zniszcz klucze i dane osobowe głosowania"


def follow(tx: Transaction, election: Election, before: Complaint | None, after: Complaint, now: datetime) -> Complaint:
    """Put the next step of a complaint on the work list, take the one before off; gives it as it knows its task."""
    was, wanted = _wanted(before), _wanted(after)
    if was == wanted:
        return after
    if before is not None and was is not None:
        tx.publish(TaskClosedV1(version=2, task_id=_id(before), closed_at=now))
    if wanted is None:
        return after
    followed = after.model_copy(update={"task": after.version})
    tx.publish(
        TaskOpenedV1(
            version=1,
            task_id=_id(followed),
            kind="vote_complaint",
            case=f"BO-{election.rules.year}",
            title=f"Skarga nr {after.number}",
            action=wanted,
            link=f"/panel/glosowanie/{election.id}/skargi/{after.id}",
            role="commission",
            opened_at=now,
            due_at=after.due_at,
            explanation=after.explanation,
        )
    )
    return followed


def move(tx: Transaction, complaint: Complaint, now: datetime) -> None:
    """Say that a complaint is to be answered at a later time than was said."""
    _changed(tx, _id(complaint), complaint.version, complaint.due_at, complaint.explanation, now)


def move_destruction(tx: Transaction, period: Period, explanation: tuple[str, ...], now: datetime) -> None:
    """Say that keys and data are to be destroyed by a later day than was said."""
    _changed(tx, f"{period.id}-destruction", period.version, period.destroy_by, explanation, now)


def ask_to_destroy(tx: Transaction, election: Election, period: Period, explanation: tuple[str, ...]) -> None:
    """Put the destruction of keys and data on the work list."""
    tx.publish(
        TaskOpenedV1(
            version=1,
            task_id=f"{election.id}-destruction",
            kind="data_destruction",
            case=f"BO-{election.rules.year}",
            title=election.rules.name,
            action=_DESTROY,
            link=f"/panel/glosowanie/{election.id}/zniszczenie",
            role="commission",
            opened_at=period.began_at,
            due_at=period.destroy_by,
            explanation=explanation,
        )
    )


def destroyed(tx: Transaction, edition_id: str, now: datetime) -> None:
    """Take the destruction off the work list."""
    tx.publish(TaskClosedV1(version=2, task_id=f"{edition_id}-destruction", closed_at=now))


def _changed(
    tx: Transaction, task: str, version: int, due_at: datetime, explanation: tuple[str, ...], now: datetime
) -> None:
    tx.publish(TaskChangedV1(version=version, task_id=task, due_at=due_at, explanation=explanation, changed_at=now))


def _wanted(complaint: Complaint | None) -> str | None:
    if complaint is None:
        return None
    # Where the result is in question the case is not over, though it has its answer.
    return _ACTIONS.get(complaint.state) or (_ACTIONS[ComplaintState.WAITING] if complaint.can_be_answered else None)


def _id(complaint: Complaint) -> str:
    return f"{complaint.id}-{complaint.task}"
