"""What a member of staff sees of a ledger: one with a contract, and what they may do with it now."""

from services.reporting.initiatives.domain import Action, Ledger, may
from services.reporting.initiatives.service import Ledgers, actor_of
from shared.access import NotAllowed, Person
from shared.store import NotFound

PLACE = "/panel/umowy"


async def signed(ledgers: Ledgers, id: str) -> Ledger:
    """Give a ledger with a contract. Raises `NotFound`."""
    ledger = await ledgers.store.get(id)
    if ledger.contract is None:
        raise NotFound("initiative_ledgers", id)
    return ledger


def allowed(ledger: Ledger, person: Person) -> dict[str, bool]:
    """Tell what somebody may do with a ledger now, by the name of each action."""
    try:
        actor = actor_of(ledger, person)
    except NotAllowed:
        return {action.value: False for action in Action}
    return {action.value: may(action, ledger.stage, actor) for action in Action}
