"""The city's officials as the calendar knows them: an opaque id and the name of a role. No framework, no await."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import Id, Line

MAILBOX = r"^[^@\s,;<>\x00-\x1f]+@[^@\s,;<>\x00-\x1f]+$"


class UnknownPerson(Exception):
    """Nobody in the settings has this id."""

    def __init__(self, person: str) -> None:
        super().__init__(f"no official {person}")
        self.person = person


class FeedLinkBroken(Exception):
    """The link to somebody's calendar has been cut off or made up, or another one was given out since."""


class Official(BaseModel):
    """Somebody who can be at one place at a time. `mail`: the box of their office, where invitations go."""

    model_config = ConfigDict(frozen=True)

    id: Id
    role: Annotated[str, Field(min_length=3, max_length=100)]
    mail: Annotated[str, Field(max_length=254, pattern=MAILBOX)] | None = None


class FeedLink(BaseModel):
    """Which link to somebody's calendar holds now. `id`: the official's."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 1


class TakenOff(BaseModel):
    """Somebody who could not go where an entry went. `elsewhere`: where they were then, `said` in a sentence."""

    model_config = ConfigDict(frozen=True)

    person: Id
    elsewhere: Id
    said: Line


class Officials(BaseModel):
    """All of them, in the order of the settings."""

    model_config = ConfigDict(frozen=True)

    every: tuple[Official, ...]

    def known(self, ids: tuple[str, ...]) -> None:
        """Pass where everybody is known. Raises `UnknownPerson`."""
        for id in ids:
            self.one(id)

    def one(self, id: str) -> Official:
        """Give one. Raises `UnknownPerson`."""
        found = next((one for one in self.every if one.id == id), None)
        if found is None:
            raise UnknownPerson(id)
        return found

    def role(self, id: str) -> str:
        """Name the role of somebody; who has left the settings is known by the id."""
        return next((one.role for one in self.every if one.id == id), id)
