"""What the use cases of the vote need of the keys of editions. It must not say where they lie."""

from typing import Protocol

from services.voting.keys.domain import EditionKey, EditionKeyMissing, new_key


class Keys(Protocol):
    """The keys of all editions."""

    def of(self, edition_id: str) -> EditionKey:
        """Give the key of an edition, and never a new one. Raises `EditionKeyMissing`, `EditionKeyDestroyed`."""
        ...

    def make(self, edition_id: str) -> EditionKey:
        """Make the key of an edition that is new; made already, also by another replica: the same.

        Raises `EditionKeyDestroyed`.
        """
        ...

    def destroy(self, edition_id: str) -> None:
        """Destroy the key of an edition for good; destroyed already: nothing. Raises `EditionKeyMissing`."""
        ...


class PassingKeys:
    """Keys that nobody writes down: for a test vote, which ends with its process."""

    def __init__(self) -> None:
        self._keys: dict[str, EditionKey] = {}

    def of(self, edition_id: str) -> EditionKey:
        """Give the key of an edition. Raises `EditionKeyMissing`."""
        if edition_id not in self._keys:
            raise EditionKeyMissing(edition_id)
        return self._keys[edition_id]

    def make(self, edition_id: str) -> EditionKey:
        """Make the key of an edition, once."""
        return self._keys.setdefault(edition_id, new_key())

    def destroy(self, edition_id: str) -> None:
        """Forget the key of an edition."""
        self._keys.pop(edition_id, None)
