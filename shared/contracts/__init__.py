"""The events that the services and the city's other systems exchange. No framework, no personal data, no behaviour."""

from shared.contracts.base import Event, contract, contracts, public_event_names

__all__ = ["Event", "contract", "contracts", "public_event_names"]
