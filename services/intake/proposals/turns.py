"""Turns: of one proposal, one thing at a time is asked of its authors. It keeps nothing but a counter."""

from shared.store import Database, Transaction


async def take_turn(database: Database, tx: Transaction, proposal_id: str) -> None:
    """Let nobody else ask the authors of this proposal until the transaction ends; take it before reading anything.

    An arrangement and a plan to merge that come at once would not see each other in their snapshots.
    """
    await database.next_number(tx, f"asked|{proposal_id}")
