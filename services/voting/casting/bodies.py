"""A ballot as a program sends it, and its receipt: read from bytes, written as bytes. It casts nothing."""

import re
from typing import Annotated, NamedTuple

from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder
from pydantic import BaseModel, ConfigDict, Field

from services.voting.ballots.domain import Choices
from services.voting.ballots.service.casting import Receipt
from services.voting.rolls.service import Identity, identity_of
from shared.contracts.base import Id
from shared.web.refusals import KeyMissing, KeyUnreadable

_NONCE = re.compile(r"[\w.:=+/-]{16,100}", re.ASCII)


class Body(BaseModel):
    """What a program says: nothing that is not asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class VoterSays(Body):
    """How the voter is recognised: by name and address, by code, or by PESEL and surname, as the edition asks.

    Where it asks for a declaration: name, address (and date of birth), and `declares`: "I live in the city, and know
    that I have to tell the truth".
    """

    given: Annotated[str, Field(max_length=100)] | None = None
    surname: Annotated[str, Field(max_length=100)] | None = None
    address: Annotated[str, Field(max_length=200)] | None = None
    code: Annotated[str, Field(max_length=40)] | None = None
    pesel: Annotated[str, Field(max_length=20)] | None = None
    born: Annotated[str, Field(max_length=20)] | None = None
    declares: bool = False

    def identity(self) -> Identity:
        """Give what was said in the roll's terms."""
        return _identity(self)


class Mark(Body):
    """A mark on the ballot; points only where the section asks for them. Order counts where places do."""

    proposal_id: Id
    points: int = Field(default=1, ge=0, le=1000)


class BallotCast(Body):
    """A whole ballot: marks by section."""

    voter: VoterSays
    choices: dict[Id, Annotated[list[Mark], Field(max_length=100)]] = Field(max_length=20)

    def said(self) -> "Said":
        """Give it in the terms of the use cases."""
        return _said(self)


class Said(NamedTuple):
    """Who votes, as they say, and for what."""

    identity: Identity
    choices: Choices


class _Voter(Struct, forbid_unknown_fields=True, gc=False):
    """As `VoterSays`."""

    given: Annotated[str, Meta(max_length=100)] | None = None
    surname: Annotated[str, Meta(max_length=100)] | None = None
    address: Annotated[str, Meta(max_length=200)] | None = None
    code: Annotated[str, Meta(max_length=40)] | None = None
    pesel: Annotated[str, Meta(max_length=20)] | None = None
    born: Annotated[str, Meta(max_length=20)] | None = None
    declares: bool = False


class _Mark(Struct, forbid_unknown_fields=True, gc=False):
    """As `Mark`."""

    proposal_id: Annotated[str, Meta(min_length=1, max_length=64)]
    points: Annotated[int, Meta(ge=0, le=1000)] = 1


class _Ballot(Struct, forbid_unknown_fields=True, gc=False):
    """As `BallotCast`."""

    voter: _Voter
    choices: Annotated[
        dict[Annotated[str, Meta(min_length=1, max_length=64)], Annotated[list[_Mark], Meta(max_length=100)]],
        Meta(max_length=20),
    ]


_read_quickly = Decoder(_Ballot).decode


def read_ballot(body: bytes) -> Said:
    """Read a ballot; of many that wait for each other, nobody keeps the models too. Raises `ValidationError`."""
    try:
        return _said(_read_quickly(body))
    except (DecodeError, RecursionError):
        # What is not written quite as it should be may be readable all the same; what is not, pydantic says better.
        return _said(BallotCast.model_validate_json(body))


def _said(ballot: BallotCast | _Ballot) -> Said:
    choices = {
        section: [(mark.proposal_id, mark.points) for mark in marks] for section, marks in ballot.choices.items()
    }
    return Said(_identity(ballot.voter), choices)


def _identity(voter: VoterSays | _Voter) -> Identity:
    identity = identity_of(voter.given, voter.surname, voter.address, voter.code, voter.pesel, voter.born)
    return identity.declaring() if voter.declares else identity


class ReceiptGiven(BaseModel):
    """The voter's receipt. `seq`: the place of the ballot in the public log."""

    code: str
    commitment: str
    seq: int


def written(receipt: Receipt) -> bytes:
    """Write a receipt as `ReceiptGiven` is written: a code and hex digits need no escape."""
    return f'{{"code":"{receipt.code}","commitment":"{receipt.commitment}","seq":{receipt.seq}}}'.encode()


def nonce_of(key: str | None) -> str:
    """Give the nonce of a voter's request from its header. Raises `KeyMissing`, `KeyUnreadable`."""
    if key is None:
        raise KeyMissing
    nonce = key.strip('"')
    if not _NONCE.fullmatch(nonce):
        raise KeyUnreadable
    return nonce
