"""The events that the services and the city's other systems exchange. No framework, no personal data, no behaviour."""

from shared.contracts import events, initiatives, intake, media, reporting, verification, voting
from shared.contracts.base import Event, contract, contracts, public_event_names

__all__ = [
    "Event",
    "contract",
    "contracts",
    "events",
    "initiatives",
    "intake",
    "media",
    "public_event_names",
    "reporting",
    "verification",
    "voting",
]
