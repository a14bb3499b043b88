"""Builds a projection of reporting anew from the logs of all publishers, beside the one that people read meanwhile.

The operator's own tool: it may read every service's store, which no service may.
"""

import gc
from collections.abc import AsyncIterator, Callable, Sequence

from deploy.refusal import CannotStart
from services.reporting.main import projections
from shared.contracts import Event, contract
from shared.projection import BeingBuilt, Rebuilt
from shared.store import Database, Document

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
    """Walk the logs of all publishers of these events, what they say of one subject together.

    Nothing else is promised of the order. A document is then read and written once for all that is said of it.
    """
    publishers = sorted({contract(name).publisher for name in names})
    stores = {publisher: Database(mongo_url(publisher), publisher) for publisher in publishers}
    try:
        logs = []
        for publisher, store in stores.items():
            own = [name for name in names if contract(name).publisher == publisher]
            logs.append(store.events_by_subject(own))
        async for row in _by_subject(logs):
            yield contract(row["name"]).model_validate_json(row["body"])
    finally:
        for store in stores.values():
            store.close()


async def _by_subject(logs: Sequence[AsyncIterator[Document]]) -> AsyncIterator[Document]:
    """Merge logs, each in the order of its subjects, into one in this order."""
    heads = [(row, log) for log in logs if (row := await anext(log, None)) is not None]
    while heads:
        place = min(range(len(heads)), key=lambda place: str(heads[place][0]["subject"]))
        row, log = heads[place]
        yield row
        if (following := await anext(log, None)) is None:
            del heads[place]
        else:
            heads[place] = (following, log)
