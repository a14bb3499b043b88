"""What became of a warning by one channel, whichever it is: one line of the list that those on duty look at."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.media.crisis.domain.record import Channel

STUCK = 6
"""Tries, one or two minutes: given up is a warning only after an hour, and people need it now."""


class Way(StrEnum):
    """What carries a warning: the channels of its own record, the newsletter, a gateway for SMS, push or chat."""

    BANNER = Channel.BANNER.value
    FEED = Channel.FEED.value
    BUS = Channel.BUS.value
    MAIL = Channel.MAIL.value
    RSO = Channel.RSO.value
    RCB = Channel.RCB.value
    NEWSLETTER = "newsletter"
    GATEWAY = "gateway"


class ReachState(StrEnum):
    """How far it is. `DROPPED`: it held no longer, or was let go, before it could leave."""

    WAITING = "waiting"
    PAUSED = "paused"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
    HANDED_OVER = "handed_over"


class NotToTryAgain(Exception):
    """Nothing of the warning has failed by this channel, or it holds no longer: nobody is to get it now."""

    def __init__(self, message_id: str, send_id: str) -> None:
        super().__init__(f"{message_id} is not tried again by {send_id}")
        self.message_id, self.send_id = message_id, send_id


class Reached(BaseModel):
    """A warning by one channel. `id`: among the channels of the warning; `name`: of a gateway, as colleagues call it.

    `receivers`, `failed`: of a channel that writes to each; `tries`: None where nothing is counted, as it is there with
    the press itself; `reason`: why the last try has failed, without a secret; `due_at`: the next try. `at`: when it
    came to where it is. `again`: somebody may have it tried anew now; `version` is what that must name.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    way: Way
    name: str | None = None
    state: ReachState
    receivers: int | None = None
    failed: int = 0
    tries: int | None = None
    reason: str | None = None
    due_at: datetime | None = None
    at: datetime | None = None
    by_name: str | None = None
    again: bool = False
    version: int = 1

    @property
    def stuck(self) -> bool:
        """Tell whether a person should look: it was given up, or has failed so often that minutes have passed."""
        again_and_again = self.state is ReachState.WAITING and self.reason is not None and (self.tries or 0) >= STUCK
        return self.state is ReachState.FAILED or again_and_again
