"""Builds a projection of reporting anew from the logs of all publishers, beside the one that people read meanwhile.

The operator's own tool: it may read every service's store, which no service may.
"""

import gc
from collections.abc import AsyncIterator, Callable, Sequence

from deploy.refusal import CannotStart
from services.reporting.main import projections
from shared.contracts import Event, contract
from shared.projection import BeingBuilt, Rebuilt
from shared.store import Database

_OWNER = "reporting"


async def replay(name: str, mongo_url: Callable[[str], str]) -> Rebuilt:
    """Build the projection `name` anew; `mongo_url` gives the address of a service's store.

    Raises `CannotStart` for an unknown one, and where somebody else is building it.
    """
    database = Database(mongo_url(_OWNER), _OWNER)
    # What is loaded by now stays: looking through all of it for garbage took a third of the time of a long replay.
    gc.freeze()
    try:
        known = projections(database)
        if name not in known:
            raise CannotStart(f"There is no projection {name!r}. There are: {', '.join(known)}.")
        return await known[name].rebuild(log(known[name].reads, mongo_url))
    except BeingBuilt:
        raise CannotStart(f"Somebody else is building {name} at this moment.") from None
    finally:
        gc.unfreeze()
        database.close()


async def log(names: Sequence[str], mongo_url: Callable[[str], str]) -> AsyncIterator[Event]:
    """Walk the logs of all publishers of these events, one after the other; nothing promises an order."""
    for publisher in sorted({contract(name).publisher for name in names}):
        store = Database(mongo_url(publisher), publisher)
        try:
            own = [name for name in names if contract(name).publisher == publisher]
            async for row in store.events_by_subject(own):
                yield contract(row["name"]).model_validate_json(row["body"])
        finally:
            store.close()
