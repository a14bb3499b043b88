"""Recognising a resident on the roll. It must not know how anybody voted, nor put a name or an address in an error."""

from services.voting.rolls.domain.addresses import AddressUnreadable, address_key
from services.voting.rolls.domain.codes import code_hash, new_code, read_code
from services.voting.rolls.domain.matching import (
    IdentityPolicy,
    Match,
    Matched,
    Person,
    PersonTags,
    Review,
    Unknown,
    person_tags,
    resolve,
)
from services.voting.rolls.domain.names import NameUnreadable, exact_name, fold, near_names
from services.voting.rolls.domain.reading import (
    Duplicate,
    NotUtf8,
    Reason,
    RollColumnMissing,
    RollEntry,
    RollReading,
    UnreadableLine,
    read_roll,
)

__all__ = [
    "AddressUnreadable",
    "Duplicate",
    "IdentityPolicy",
    "Match",
    "Matched",
    "NameUnreadable",
    "NotUtf8",
    "Person",
    "PersonTags",
    "Reason",
    "Review",
    "RollColumnMissing",
    "RollEntry",
    "RollReading",
    "Unknown",
    "UnreadableLine",
    "address_key",
    "code_hash",
    "exact_name",
    "fold",
    "near_names",
    "new_code",
    "person_tags",
    "read_code",
    "read_roll",
    "resolve",
]
