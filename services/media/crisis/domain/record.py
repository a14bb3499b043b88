"""What became of a warning: its delivery by each channel, and the log of what was said when, where and by whom."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.media.crisis.domain.message import Message


class Channel(StrEnum):
    """A way to people. RSO and Alert RCB are not ours: there we ask and hand over, others decide.

    Source: RSO messages are made by the voivode's centre, Alert RCB by RCB (ustawa o zarządzaniu kryzysowym, art. 21a).
    """

    BANNER = "banner"
    FEED = "feed"
    BUS = "bus"
    MAIL = "mail"
    RSO = "rso"
    RCB = "rcb"


OURS = (Channel.BANNER, Channel.FEED, Channel.BUS, Channel.MAIL)
RELAYED = (Channel.RSO, Channel.RCB)


class DeliveryState(StrEnum):
    """Whether a warning has got through."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
    """It held no longer before all could leave."""
    HANDED_OVER = "handed_over"


class AlreadyHandedOver(Exception):
    """The request has been handed over to those who decide."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(f"{channel} has been asked")
        self.channel = channel.value


class Delivery(BaseModel):
    """One warning by one channel. Its id is made of both, so that there is only one. `failed`: of several receivers."""

    model_config = ConfigDict(frozen=True)

    id: str
    message_id: str
    channel: Channel
    state: DeliveryState
    receivers: int = 1
    failed: int = 0
    started_at: datetime
    done_at: datetime | None = None
    by_name: str | None = None
    version: int = 1

    def settled(self, state: DeliveryState, at: datetime, failed: int = 0) -> "Delivery":
        """Give the delivery as it has ended."""
        return self.model_copy(update={"state": state, "done_at": at, "failed": failed, "version": self.version + 1})

    def again(self) -> "Delivery":
        """Give the delivery that is tried anew."""
        changes = {"state": DeliveryState.WAITING, "done_at": None, "failed": 0}
        return self.model_copy(update={**changes, "version": self.version + 1})


def delivery_id(message_id: str, channel: Channel) -> str:
    """Give the id of a warning's delivery by a channel."""
    return f"{message_id}-{channel.value}"


class Asked(BaseModel):
    """That somebody of the staff is asked for a step. `id`: of the task; `role`: whose.

    `late`: a target has passed; `lost`: a channel does not take it.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    message_id: str
    role: str
    action: str
    late: bool = False
    lost: bool = False
    open: bool = True


class Said(StrEnum):
    """What an entry of the log tells."""

    DRAFTED = "drafted"
    REWRITTEN = "rewritten"
    APPROVED = "approved"
    RETURNED = "returned"
    DISCARDED = "discarded"
    ISSUED = "issued"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DELIVERED = "delivered"
    FAILED = "failed"
    TRIED_AGAIN = "tried_again"
    HANDED_OVER = "handed_over"


class Entry(BaseModel):
    """One entry of the log; it is never changed. `number`: from 1 without a gap, so that a missing one would show.

    `text`: what was said, or why something was done.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    at: datetime
    what: Said
    message_id: str
    incident_id: str
    exercise: bool
    headline: str
    by_name: str | None = None
    text: str | None = None
    channels: tuple[Channel, ...] = ()
    """Where it was said, by this entry."""


def entry(
    id: str,
    number: int,
    at: datetime,
    what: Said,
    message: Message,
    by_name: str | None = None,
    text: str | None = None,
    channels: tuple[Channel, ...] = (),
) -> Entry:
    """Make an entry about a warning."""
    return Entry(
        id=id,
        number=number,
        at=at,
        what=what,
        message_id=message.id,
        incident_id=message.incident_id,
        exercise=message.exercise,
        headline=message.headline,
        by_name=by_name,
        text=text,
        channels=channels,
    )
