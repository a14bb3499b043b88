"""Finds a person by keyed tags, so that the roll can be searched and not read. It must not guess: people decide."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from services.voting.keys.tags import keyed_tag
from services.voting.rolls.domain.addresses import address_key
from services.voting.rolls.domain.names import exact_name, near_names, surname_words


class IdentityPolicy(StrEnum):
    """How an edition recognises a resident: a policy, never the key of anything."""

    NAME_ADDRESS = "name_address"
    ROLL_CODE = "roll_code"
    PESEL_ROLL = "pesel_roll"
    NATIONAL_NODE = "national_node"
    """Who it is says the national node (login.gov.pl), by PESEL and surname; on paper as `PESEL_ROLL`."""
    DECLARATION = "declaration"
    DECLARATION_BORN = "declaration_born"
    """As `DECLARATION`, with the date of birth: tells a father from a son of one name at one address."""


_ASKED: Mapping[IdentityPolicy, Sequence[str]] = {
    IdentityPolicy.NAME_ADDRESS: ("given", "surname", "address"),
    IdentityPolicy.ROLL_CODE: ("code",),
    IdentityPolicy.PESEL_ROLL: ("pesel", "surname"),
    IdentityPolicy.NATIONAL_NODE: ("pesel", "surname"),
    IdentityPolicy.DECLARATION: ("given", "surname", "address"),
    IdentityPolicy.DECLARATION_BORN: ("given", "surname", "address", "born"),
}
DECLARED = frozenset({IdentityPolicy.DECLARATION, IdentityPolicy.DECLARATION_BORN})
"""Where there is no roll: a voter declares to live in the city."""
BY_PESEL = frozenset({IdentityPolicy.PESEL_ROLL, IdentityPolicy.NATIONAL_NODE})
"""Where the roll has everybody's PESEL."""
BY_NAME = DECLARED | {IdentityPolicy.NAME_ADDRESS}
"""Where a name and an address say who it is, and may be near to another's: an officer may have to decide."""


def asked(policy: str) -> Sequence[str]:
    """Name what a voter says of themselves under a policy, in the order of the fields, on the web and on a card."""
    return _ASKED[IdentityPolicy(policy)]


@dataclass(frozen=True, slots=True)
class Person:
    """What a roll or a voter writes about a person."""

    given: str
    surname: str
    address: str


@dataclass(frozen=True)
class PersonTags:
    """What is stored and looked up in place of a name and an address: HMAC-SHA256, 64 hex digits each.

    The near ones are made when somebody asks: of who is spelt as on the roll, nobody does.
    """

    exact: str
    _near: Callable[[], frozenset[str]] = field(repr=False, compare=False)

    @cached_property
    def near(self) -> frozenset[str]:
        """The tags that this person shares with everybody whose name is near."""
        return self._near()


class Recognised(NamedTuple):
    """Who votes, and what may be watched beside it. The facts go no further than to whoever looks for fraud.

    `age`: the years reached this year, where the policy or the roll tells it. `home`: a keyed tag of the address.
    """

    roll_id: str
    age: int | None = None
    home: str | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """The person is on the roll, and is one."""

    roll_id: str


@dataclass(frozen=True, slots=True)
class Review:
    """An officer decides which of these, if any, the person is."""

    roll_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody like that is on the roll."""


Match = Matched | Review | Unknown


def person_tags(key: bytes, edition: str, person: Person) -> PersonTags:
    """Give the tags of a person, on the roll and at the door alike. `key`: a secret of the edition.

    Raises `NameUnreadable`, `TooManyWords`, `AddressUnreadable`.
    """
    place = address_key(person.address)

    def tag(kind: str, name: str) -> str:
        return keyed_tag(key, f"roll|{edition}|{kind}|{name}|{place}")

    def near() -> frozenset[str]:
        return frozenset(tag("near", name) for name in near_names(person.given, person.surname))

    return PersonTags(tag("exact", exact_name(person.given, person.surname)), near)


def home_tag(key: bytes, edition: str, address: str) -> str:
    """Give the tag of a home, one for all who live there; `key`: the edition's secret. Raises `AddressUnreadable`."""
    return keyed_tag(key, f"home|{edition}|{address_key(address)}")


def surname_tags(key: bytes, edition: str, pesel: str, surname: str) -> frozenset[str]:
    """Give the tags of a surname's words beside the tag of one `pesel`: of nobody else has the same word the same one.

    Raises `NameUnreadable`, `TooManyWords`.
    """
    return frozenset(keyed_tag(key, f"surname|{edition}|{pesel}|{word}") for word in surname_words(surname))


def resolve(exact: Iterable[str], near: Iterable[str], same_words: Iterable[str]) -> Match:
    """Decide by the roll ids that share the exact tag, those that share a near one, and those that share all near ones.

    Two people of one name at one address (father and son) are never told apart by machine. Who alone at an address is
    near, with all words the same but for diacritics, hyphens and their order, is that person: many who vote on a
    telephone write no diacritics, and whatever they write it is one person with one ballot.
    """
    same, like = set(exact), set(near)
    if len(same) == 1:
        return Matched(same.pop())
    if not same and len(like) == 1 and like == set(same_words):
        return Matched(like.pop())
    candidates = same or like
    return Review(tuple(sorted(candidates))) if candidates else Unknown()
