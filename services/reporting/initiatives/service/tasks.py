"""What of a contract is put on the work list of the department. It changes no ledger."""

from collections.abc import Sequence
from datetime import datetime

from services.reporting.initiatives.domain import Ledger
from shared.access import Role
from shared.clock import end_of
from shared.contracts.reporting import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import Deadline
from shared.store import Transaction

INSPECTION, OVERDUE, TERMINATION = "inspection", "overdue", "termination"


def acceptance(ledger: Ledger) -> str:
    """Name the task to decide about the settlement that was handed in last."""
    return f"accept-{len(ledger.handed_in)}"


class Tasks:
    """Opens, moves and closes them. Each is called after its ledger and has the version of it."""

    def open_inspection(self, tx: Transaction, ledger: Ledger, now: datetime) -> None:
        """Ask for at least one inspection while the contract runs."""
        due = end_of(ledger.last_day)
        why = (f"Ostatni dzień umowy {ledger.signed_contract.contract}",)
        self._open(tx, ledger, INSPECTION, "initiative_inspection", "Zrób wizję lokalną inicjatywy", now, due, why)

    def open_acceptance(self, tx: Transaction, ledger: Ledger, due: Deadline, now: datetime) -> None:
        """Ask for a decision about a settlement."""
        why = tuple(due.explained())
        action = "Sprawdź rozliczenie: przyjmij albo zwróć"
        self._open(tx, ledger, acceptance(ledger), "initiative_settlement", action, now, due.due_at, why)

    def open_overdue(self, tx: Transaction, ledger: Ledger, now: datetime) -> None:
        """Tell that residents are late with their settlement."""
        action = "Zadzwoń do przedstawiciela: nie ma rozliczenia"
        self._open(tx, ledger, f"{OVERDUE}-{len(ledger.handed_in)}", "initiative_overdue", action, now)

    def open_termination(self, tx: Transaction, ledger: Ledger, now: datetime) -> None:
        """Ask for the settlement of a contract that has ended before its time."""
        self._open(tx, ledger, TERMINATION, "initiative_settlement", "Rozlicz rozwiązaną umowę", now)

    def open_offers(self, tx: Transaction, ledger: Ledger, now: datetime) -> None:
        """Ask for a look at photographs of the representative."""
        action = "Obejrzyj zdjęcia od mieszkańców i pokaż je"
        self._open(tx, ledger, f"offers-{ledger.offers}", "initiative_photographs", action, now, place="/zdjecia")

    def close_offers(self, tx: Transaction, ledger: Ledger, now: datetime) -> None:
        """All are shown or withdrawn."""
        self._close(tx, ledger, f"offers-{ledger.offers}", now)

    def close_inspection(self, tx: Transaction, ledger: Ledger, now: datetime) -> None:
        """It was inspected, or needs it no longer."""
        self._close(tx, ledger, INSPECTION, now)

    def close_acceptance(self, tx: Transaction, ledger: Ledger, now: datetime) -> None:
        """It was decided."""
        self._close(tx, ledger, acceptance(ledger), now)

    def close_overdue(self, tx: Transaction, ledger: Ledger, now: datetime, handed_in: int | None = None) -> None:
        """The residents have settled. `handed_in`: how many settlements there were when it was opened."""
        before = len(ledger.handed_in) if handed_in is None else handed_in
        self._close(tx, ledger, f"{OVERDUE}-{before}", now)

    def close_termination(self, tx: Transaction, ledger: Ledger, now: datetime) -> None:
        """It was settled."""
        self._close(tx, ledger, TERMINATION, now)

    def move(
        self, tx: Transaction, ledger: Ledger, task: str, due_at: datetime, why: Sequence[str], now: datetime
    ) -> None:
        """Say that a task is due at another time."""
        tx.publish(
            TaskChangedV1(
                version=ledger.version,
                task_id=f"{ledger.id}-{task}",
                due_at=due_at,
                explanation=tuple(why),
                changed_at=now,
            )
        )

    def _open(
        self,
        tx: Transaction,
        ledger: Ledger,
        task: str,
        kind: str,
        action: str,
        now: datetime,
        due_at: datetime | None = None,
        why: tuple[str, ...] = (),
        place: str = "",
    ) -> None:
        tx.publish(
            TaskOpenedV1(
                version=ledger.version,
                task_id=f"{ledger.id}-{task}",
                kind=kind,
                case=ledger.signed_contract.case,
                title=ledger.signed_contract.title,
                action=action,
                link=f"/panel/umowy/{ledger.id}{place}",
                role=Role.OFFICER,
                opened_at=now,
                due_at=due_at,
                explanation=why,
            )
        )

    def _close(self, tx: Transaction, ledger: Ledger, task: str, now: datetime) -> None:
        tx.publish(TaskClosedV1(version=ledger.version, task_id=f"{ledger.id}-{task}", closed_at=now))
