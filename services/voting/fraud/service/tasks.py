"""What the commission finds on its work list about flags. It must not decide anything about them."""

from datetime import datetime

from services.voting.ballots.domain.election import Election
from services.voting.fraud.domain.flags import Flag
from services.voting.fraud.domain.sentences import TITLES
from shared.contracts.voting import TaskClosedV1, TaskOpenedV1
from shared.store import Transaction

_DECIDE, _CONFIRM = "Rozstrzygnij, czy głosy w kwarantannie się liczą", "Potwierdź albo zwróć propozycję o kwarantannie"


def follow(tx: Transaction, election: Election, before: Flag | None, after: Flag, now: datetime) -> Flag:
    """Put the next step of a flag on the work list and take the one before off; gives the flag that knows its task."""
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
            kind="fraud_flag",
            case=f"BO-{election.rules.year}",
            title=f"{TITLES[after.kind]} (flaga nr {after.number})",
            action=wanted,
            link=f"/panel/glosowanie/{election.id}/flagi/{after.id}",
            role="commission",
            opened_at=now,
            due_at=election.closable_from,
        )
    )
    return followed


def _wanted(flag: Flag | None) -> str | None:
    if flag is None or not flag.aside:
        return None
    return _CONFIRM if flag.proposal else _DECIDE


def _id(flag: Flag) -> str:
    return f"{flag.id}-{flag.task}"
