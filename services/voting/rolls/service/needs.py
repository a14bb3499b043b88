"""What the use cases of the roll need to keep and to know. It must not say how."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain.election import ElectionState
from services.voting.rolls.domain import Person
from shared.store import Transaction

CODES = "codes"
"""The batch of those who have a code; a new roll leaves it alone."""


class NotOnRoll(Exception):
    """Nobody like that is on the roll, or the code is not one of ours."""


class CannotTellApart(Exception):
    """More than one person on the roll may be meant: an officer decides."""


class WrongIdentity(Exception):
    """The edition recognises voters in another way."""

    def __init__(self, policy: str) -> None:
        super().__init__(f"the edition asks for {policy}")
        self.policy = policy


class NotDeclared(Exception):
    """The edition asks for a statement, and it was not made."""


class Identity(NamedTuple):
    """What a voter says to be recognised: a name and an address, a code, or a PESEL and the surname. Never shown.

    `born`: a date of birth as typed; `declares`: whether they have made the statement that a declaration needs;
    `vouched`: whether it was not only typed by whoever votes.
    """

    person: Person | None = None
    code: str | None = None
    pesel: str | None = None
    surname: str | None = None
    born: str | None = None
    declares: bool = False
    vouched: bool = False

    def __repr__(self) -> str:
        return f"Identity(declares={self.declares}, vouched={self.vouched})"

    def vouched_for(self) -> "Identity":
        """Give it where somebody else vouches for it: the national node, or a clerk who has the paper before them."""
        return self._replace(vouched=True)

    def declaring(self) -> "Identity":
        """Give it with the statement made."""
        return self._replace(declares=True)


def identity_of(
    given: str | None = None,
    surname: str | None = None,
    address: str | None = None,
    code: str | None = None,
    pesel: str | None = None,
    born: str | None = None,
) -> Identity:
    """Give what was typed in the roll's terms; what is empty is not said."""
    person = Person(given, surname, address) if given and surname and address else None
    return Identity(person, code or None, pesel or None, surname or None, born or None)


class Voter(BaseModel):
    """A person on the roll: tags to be found by, and what may be watched, so that a ballot opens nothing sealed.

    `roll_id` is what the voter's tag is made of. It comes from the name and the address, or from the PESEL where the
    edition recognises by it, so that the same person has the same one in every import. `home`: a keyed tag of the
    address; `born`: the year of birth; `family`: keyed tags of the surname's words, beside a PESEL alone; `sealed`: the
    name and the address, encrypted, for an officer who must decide.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    roll_id: str
    edition_id: str
    batch: str
    exact: str | None = None
    near: tuple[str, ...] = ()
    code: str | None = None
    pesel: str | None = None
    family: tuple[str, ...] = ()
    home: str | None = None
    born: int | None = None
    sealed: bytes | None = None


class Alike(NamedTuple):
    """A person on the roll who is like somebody who votes, with what a ballot asks of them: `Voter` says what it is.

    `near` is empty for who was found by the exact tag: nobody asks for it then.
    """

    id: str
    roll_id: str
    exact: str | None = None
    near: Sequence[str] = ()
    home: str | None = None
    born: int | None = None


class Roll(BaseModel):
    """Which batch of voters is in force for an edition. A new import replaces the old one at one moment."""

    model_config = ConfigDict(frozen=True)

    id: str
    batch: str | None = None
    people: int = 0
    codes: int = 0
    version: int = 1


class Declared(BaseModel):
    """Somebody who has declared who they are, by the id that the exact identity makes.

    `like`: the tags of all near names at the address; `alone`: what nobody else may have, the same tags but for whom an
    officer has set `apart`. `sealed`: the name and the address, encrypted, for an officer who must decide.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    like: tuple[str, ...]
    alone: tuple[str, ...]
    apart: bool
    home: str
    born: int | None
    sealed: bytes


class RollStore(Protocol):
    """What the use cases need to keep."""

    async def roll(self, edition_id: str, tx: Transaction | None = None) -> Roll | None: ...  # noqa: D102
    async def people(self, edition_id: str, tx: Transaction | None = None) -> int: ...  # noqa: D102
    async def settle(self, tx: Transaction, edition_id: str) -> int: ...  # noqa: D102
    async def put_roll(self, tx: Transaction, roll: Roll) -> None: ...  # noqa: D102
    async def add(self, voters: Sequence[Voter], tx: Transaction | None = None) -> None: ...  # noqa: D102
    async def drop(self, edition_id: str, batch: str) -> None: ...  # noqa: D102
    async def by_exact(self, edition_id: str, batch: str, tags: Sequence[str]) -> list[Alike]: ...  # noqa: D102
    async def by_near(self, edition_id: str, batch: str, tags: Sequence[str]) -> list[Alike]: ...  # noqa: D102
    async def by_pesel(self, edition_id: str, batch: str, pesel: str) -> Voter | None: ...  # noqa: D102
    async def by_code(self, edition_id: str, code: str) -> Voter | None: ...  # noqa: D102
    async def by_roll_id(self, edition_id: str, batch: str, roll_id: str) -> Voter | None: ...  # noqa: D102
    async def declared(self, edition_id: str, id: str, tx: Transaction | None = None) -> Declared | None: ...  # noqa: D102
    async def declared_like(self, edition_id: str, near: Sequence[str]) -> list[Declared]: ...  # noqa: D102
    async def add_declared(self, tx: Transaction, declared: Declared) -> None: ...  # noqa: D102
    async def drop_apart(self, tx: Transaction, edition_id: str, id: str) -> None: ...  # noqa: D102


class Elections(Protocol):
    """Gives the secret of an edition, tells how it recognises voters and how far its vote is."""

    def edition_key(self, edition_id: str) -> bytes: ...  # noqa: D102
    async def state(self, edition_id: str, tx: Transaction | None = None) -> ElectionState: ...  # noqa: D102
    async def identity(self, edition_id: str) -> str: ...  # noqa: D102
