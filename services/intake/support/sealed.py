"""Supporters' data: sealed, opened and told apart unread, here alone."""

from services.intake.support.domain import Resident, Supporter
from shared.privacy import Cipher, keyed_digest


class Sealed:
    """What is kept of people, and what they are known again by."""

    def __init__(self, cipher: Cipher, key: str) -> None:
        """Take the `key` by which names and addresses are told apart unread."""
        self.cipher, self._key = cipher, key

    def seal(self, supporter_id: str, resident: Resident) -> bytes:
        """Give what is kept of a resident."""
        return self.cipher.seal(resident.model_dump_json(), _place(supporter_id))

    def resident(self, supporter: Supporter) -> Resident:
        """Open who supports. Whoever shows it to a person writes that down first."""
        return Resident.model_validate_json(self.cipher.open(supporter.sealed, _place(supporter.id)))

    def seal_reason(self, supporter_id: str, reason: str) -> bytes:
        """Give what is kept of an officer's reason."""
        return self.cipher.seal(reason, f"{_place(supporter_id)}/reason")

    def reason(self, supporter: Supporter) -> str | None:
        """Open why an officer has decided so."""
        sealed = supporter.reason
        return None if sealed is None else self.cipher.open(sealed, f"{_place(supporter.id)}/reason")

    def digest(self, kind: str, text: str) -> str:
        """Give a keyed digest, by which the same text is known again by whoever has the key alone."""
        return keyed_digest(self._key, f"support|{kind}|{text}")


def _place(supporter_id: str) -> str:
    return f"supporters/{supporter_id}"
