"""What every event is: an immutable fact about one aggregate, named after its publisher. Holds no event of its own."""

import re
from importlib import import_module
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1, max_length=64)]
Line = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=20_000)]
Grosze = Annotated[int, Field(ge=0, le=10**13, description="Amount of money in grosze (1 PLN = 100).")]


class Fact(BaseModel):
    """A part of an event's body. Unknown fields are ignored, so that a newer publisher may add optional ones."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Fact):
    """An immutable fact about one aggregate.

    `version` is the aggregate's own version after the change: a reader may ignore what is older than what it
    has, and sees a gap. Nothing promises an order between events. Bodies never hold personal data: people
    appear as opaque ids only.
    """

    name: ClassVar[str]
    """`<publisher>.<noun>_<past participle>.v<major>`; also the routing key on the bus."""
    publisher: ClassVar[str]
    aggregate: ClassVar[str]
    """The field that holds the aggregate's id; it becomes the CloudEvents subject."""
    public: ClassVar[bool]
    """True where the city's other systems may read it from `city.public`."""

    version: int = Field(ge=1)

    def __init_subclass__(cls, *, aggregate: str | None = None, public: bool = False) -> None:
        super().__init_subclass__()
        if aggregate is None:
            return
        match = re.fullmatch(r"(\w+)V(\d+)", cls.__name__)
        if match is None:
            raise TypeError(f"an event class ends in V<major>: {cls.__name__}")
        words = re.sub(r"(?<!^)(?=[A-Z])", "_", match[1]).lower()
        cls.publisher = cls.__module__.rpartition(".")[2]
        cls.name = f"{cls.publisher}.{words}.v{match[2]}"
        cls.aggregate = aggregate
        cls.public = public
        _contracts[cls.name] = cls

    @property
    def aggregate_id(self) -> str:
        """The id of the aggregate that this fact is about."""
        return str(getattr(self, self.aggregate))


_contracts: dict[str, type[Event]] = {}
_PUBLISHERS = ("events", "initiatives", "intake", "media", "reporting", "verification", "voting")


def _all() -> dict[str, type[Event]]:
    # Imported here: a process that needs two of these contracts does not carry all of them.
    for publisher in _PUBLISHERS:
        import_module(f"shared.contracts.{publisher}")
    return _contracts


def contracts() -> dict[str, type[Event]]:
    """Give every contract by its name."""
    return dict(sorted(_all().items()))


def contract(name: str) -> type[Event]:
    """Give the contract called `name`; raises KeyError for a name that nobody publishes."""
    return _all()[name]


def public_event_names() -> list[str]:
    """Name the events that other city systems may read, in alphabetical order."""
    return [name for name, event in contracts().items() if event.public]
