"""What officers find on their work list about the vote on paper. It must not decide when it is done."""

from datetime import datetime

from services.voting.ballots.domain.election import Election
from services.voting.paper.domain.cards import Card, Register
from services.voting.paper.domain.points import Point
from shared.contracts.voting import TaskClosedV1, TaskOpenedV1
from shared.store import Transaction

_SETTLE, _CONFIRM = "Rozlicz karty punktu głosowania", "Potwierdź karty do głosowania"
_AGAIN = "Wpisz kartę jeszcze raz, jeśli wpisałaś ją lub wpisałeś: inny głos tej osoby unieważniono"


def ask_for_sheet(tx: Transaction, election: Election, point: Point, now: datetime) -> None:
    """Put the sheet of a point that has closed on the work list."""
    tx.publish(
        TaskOpenedV1(
            version=1,
            task_id=f"{point.id}-sheet",
            kind="paper_sheet",
            case=f"BO-{election.rules.year}",
            title=point.name,
            action=_SETTLE,
            link=f"/panel/glosowanie/{election.id}/punkty/{point.id}/rozliczenie",
            role="officer",
            opened_at=now,
        )
    )


def sheet_is_there(tx: Transaction, point: Point, now: datetime) -> None:
    """Take the sheet of a point off the work list."""
    tx.publish(TaskClosedV1(version=2, task_id=f"{point.id}-sheet", closed_at=now))


def ask_to_key_in_again(tx: Transaction, election: Election, card: Card, now: datetime) -> None:
    """Put a card that can count after all on the work list; who has keyed it in, keys it in again."""
    tx.publish(
        TaskOpenedV1(
            version=1,
            task_id=f"{card.id}-again-{card.again}",
            kind="paper_card_again",
            case=f"BO-{election.rules.year}",
            title=f"Karta nr {card.number}",
            action=_AGAIN,
            link=f"/panel/glosowanie/{election.id}/karty/{card.id}",
            role="officer",
            opened_at=now,
            due_at=election.closable_from,
        )
    )


def keyed_in_again(tx: Transaction, card: Card, now: datetime) -> None:
    """Take a card that was to be keyed in once more off the work list."""
    tx.publish(TaskClosedV1(version=2, task_id=f"{card.id}-again-{card.again}", closed_at=now))


def waiting(tx: Transaction, election: Election, register: Register, change: int, now: datetime) -> Register:
    """Count the cards that wait for a second person; the first one puts them on the work list, the last one off."""
    after = register.model_copy(update={"waiting": register.waiting + change})
    if register.waiting == 0 and change > 0:
        after = after.model_copy(update={"rounds": register.rounds + 1})
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=_cards(after),
                kind="paper_cards",
                case=f"BO-{election.rules.year}",
                title=election.rules.name,
                action=_CONFIRM,
                link=f"/panel/glosowanie/{election.id}/karty",
                role="officer",
                opened_at=now,
            )
        )
    elif after.waiting == 0 and change < 0:
        tx.publish(TaskClosedV1(version=2, task_id=_cards(after), closed_at=now))
    return after


def _cards(register: Register) -> str:
    return f"{register.id}-cards-{register.rounds}"
