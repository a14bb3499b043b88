"""The national node (Węzeł Krajowy, login.gov.pl) as voting needs it: where to send a voter, and an answer read.

Signatures, certificates and the node's own protocol are the adapter's: it is no part of this service.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol, cast

from services.voting.rolls.service.needs import Identity


class NodeRefused(Exception):
    """The answer of the node is not one for this voter, or names nobody. It carries nothing of it."""


@dataclass(frozen=True)
class NodePerson:
    """Who the node says a voter is."""

    pesel: str = field(repr=False)
    given: str = field(repr=False)
    surname: str = field(repr=False)

    def identity(self) -> Identity:
        """Give it in the roll's terms: the node has vouched for it."""
        return Identity(pesel=self.pesel, surname=self.surname).vouched_for()


class NationalNode(Protocol):
    """An adapter to the node."""

    def address(self, state: str, nonce: str, back: str) -> str:
        """Give where to send the voter's browser; the node sends it to `back` with `state` and its answer."""
        ...

    async def person(self, answer: Mapping[str, str], nonce: str) -> NodePerson:
        """Read the answer that came to `back`: its signature, its time, and that it was made for `nonce`, once.

        Raises `NodeRefused`.
        """
        ...


def adapter(named: str, public_origin: str) -> NationalNode | None:
    """Make the adapter that a setting names as `package.module:function`; None where it names none."""
    if not named:
        return None
    module, _, function = named.partition(":")
    return cast(NationalNode, getattr(import_module(module), function)(public_origin))
