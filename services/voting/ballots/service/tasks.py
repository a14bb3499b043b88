"""What the commission finds on its work list. It must not decide when a step may be taken."""

from dataclasses import dataclass
from datetime import datetime

from services.voting.ballots.domain.election import Election
from shared.contracts.voting import TaskClosedV1, TaskOpenedV1
from shared.store import Transaction


@dataclass(frozen=True)
class Step:
    """A step that the commission has to take; `action` is in Polish, as the work list shows it."""

    kind: str
    action: str


LIST = Step("ballot_list", "Opublikuj listę do głosowania")
TRIAL = Step("trial", "Przeprowadź głosowanie próbne")
OPENING = Step("opening", "Otwórz głosowanie: ustaw klucz komisji")
CLOSING = Step("closing", "Zamknij urnę")
COUNT = Step("count", "Policz głosy")
RESULTS = Step("results", "Sprawdź protokół i opublikuj wyniki")


def open_task(tx: Transaction, election: Election, step: Step, now: datetime, due: datetime | None = None) -> None:
    """Put a step on the work list; `due` is when it should be done, UTC."""
    tx.publish(
        TaskOpenedV1(
            version=1,
            task_id=_id(election, step),
            kind=step.kind,
            case=f"BO-{election.rules.year}",
            title=election.rules.name,
            action=step.action,
            link=f"/panel/glosowanie/{election.id}",
            role="commission",
            opened_at=now,
            due_at=due,
        )
    )


def close_task(tx: Transaction, election: Election, step: Step, now: datetime) -> None:
    """Take a step off the work list."""
    tx.publish(TaskClosedV1(version=2, task_id=_id(election, step), closed_at=now))


def _id(election: Election, step: Step) -> str:
    return f"{election.id}-{step.kind}"
