"""Gateways, by which the city sends SMS, push messages and the like, and what goes through them. It sends nothing."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr

MOST_TRIES = 12
CLAIM = timedelta(minutes=2)
"""For how long one process has a message in hand before another may ask what became of it."""
EVERYONE = "everyone"
"""The receiver of what a gateway gives to all whom it knows: who these are, the gateway keeps, not we."""


class GatewayKind(StrEnum):
    """What people get."""

    SMS = "sms"
    PUSH = "push"
    CHAT = "chat"


class Sends(StrEnum):
    """What a gateway is for."""

    WARNINGS = "warnings"
    NEWS = "news"
    RELEASES = "releases"


class Gateway(BaseModel):
    """A gateway, from the settings. `url`: as Apprise writes it, with its secrets; it is kept nowhere else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern="^[a-z0-9-]{2,40}$")]
    name: Annotated[str, Field(min_length=2, max_length=80)]
    kind: GatewayKind
    url: SecretStr
    sends: Annotated[frozenset[Sends], Field(min_length=1)]


class DeliveryState(StrEnum):
    """What has become of a message. `IN_DOUBT`: the process that sent it was killed before it knew the answer."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"
    IN_DOUBT = "in_doubt"
    DROPPED = "dropped"
    """It was true no longer before it could leave."""
    LET_GO = "let_go"
    """Somebody has said that it is needed no longer."""


class DeliveryNotThere(Exception):
    """What was asked cannot be done to a message where it is now."""

    def __init__(self, delivery_id: str, state: DeliveryState) -> None:
        super().__init__(f"{delivery_id} is {state}")
        self.delivery_id, self.state = delivery_id, state.value


class GatewayGone(Exception):
    """The settings know no gateway of this name."""

    def __init__(self, gateway_id: str) -> None:
        super().__init__(f"no gateway {gateway_id}")
        self.gateway_id = gateway_id


class Notice(BaseModel):
    """What is said through a gateway."""

    model_config = ConfigDict(frozen=True)

    message_id: str
    title: str
    text: str
    urgent: bool = False


class Delivery(BaseModel):
    """One message through one gateway. Gateway, message and receiver together are unique.

    `due_at`: when it is tried next, or, while it is being sent, until when its sender may take. `reason`: why the last
    try has failed, in a word or two that hold no secret. `troubled`: it was given up, and since then neither taken by
    the gateway nor let go.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    gateway_id: str
    recipient: str = EVERYONE
    notice: Notice
    message_id: str
    urgent: bool
    state: DeliveryState = DeliveryState.WAITING
    tries: int = 0
    reason: str | None = None
    made_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    troubled: bool = False
    version: int = 1

    def sending(self, now: datetime) -> Self:
        """Give the message in hand."""
        changes = {"state": DeliveryState.SENDING, "tries": self.tries + 1, "due_at": now + CLAIM}
        return self._next(**changes)

    def sent(self, now: datetime) -> Self:
        """Give the message that the gateway has taken."""
        return self._next(state=DeliveryState.SENT, done_at=now, reason=None, troubled=False)

    def failed(self, reason: str, now: datetime) -> Self:
        """Give the message after a try that failed: it waits longer each time, and is given up after the last."""
        if self.tries >= MOST_TRIES:
            return self._next(state=DeliveryState.GIVEN_UP, done_at=now, reason=reason, troubled=True)
        due = now + timedelta(seconds=min(2**self.tries, 3600))
        return self._next(state=DeliveryState.WAITING, due_at=due, reason=reason)

    def interrupted(self, now: datetime) -> Self:
        """Give the message whose sender was killed: a warning is sent again, as twice is better than never.

        Anything else waits for a person: who gets news twice stops reading warnings.
        """
        if self.urgent:
            return self._next(state=DeliveryState.WAITING, due_at=now)
        return self._next(state=DeliveryState.IN_DOUBT)

    def dropped(self, now: datetime) -> Self:
        """Give the message that is true no longer."""
        return self._next(state=DeliveryState.DROPPED, done_at=now, troubled=False)

    def again(self, now: datetime) -> Self:
        """Give the message that is tried anew because a person says so. Raises `DeliveryNotThere`."""
        self._require(DeliveryState.GIVEN_UP, DeliveryState.IN_DOUBT)
        return self._next(state=DeliveryState.WAITING, tries=0, due_at=now, done_at=None)

    def let_go(self, now: datetime) -> Self:
        """Give the message that a person says is needed no longer. Raises `DeliveryNotThere`."""
        self._require(DeliveryState.GIVEN_UP, DeliveryState.IN_DOUBT)
        return self._next(state=DeliveryState.LET_GO, done_at=now, troubled=False)

    def arrived(self, now: datetime) -> Self:
        """Give the message in doubt that a person has seen arrive. Raises `DeliveryNotThere`."""
        self._require(DeliveryState.IN_DOUBT)
        return self.sent(now)

    def _require(self, *states: DeliveryState) -> None:
        if self.state not in states:
            raise DeliveryNotThere(self.id, self.state)

    def _next(self, **changes: object) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


class Trouble(BaseModel):
    """How many messages of a gateway wait to be sent again or let go, and how often there have been any.

    `id`: the gateway's.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    messages: int = 0
    times: int = 0

    @property
    def task(self) -> str:
        """Its task on the work list; each time has one of its own."""
        return f"channel-{self.id}-{self.times}"

    def more(self) -> Self:
        """Give it with one message more; the first begins another time."""
        times = self.times if self.messages else self.times + 1
        return self.model_copy(update={"messages": self.messages + 1, "times": times})

    def fewer(self) -> Self:
        """Give it with one message less."""
        return self.model_copy(update={"messages": self.messages - 1})
