"""What a proposal knows of its support: lines counted on its lists, and how many support it online. Names nobody."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class CountClosed(Exception):
    """The signatures cannot be counted any more: the proposal was withdrawn, or its formal check is finished."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"the support of proposal {proposal_id} is not open to be counted")
        self.proposal_id = proposal_id


class SupportCount(BaseModel):
    """The signatures on a proposal's lists as an officer has counted them."""

    model_config = ConfigDict(frozen=True)

    valid: int
    strangers: int
    """Of people who do not live in the city."""
    repeated: int
    """Of people who have signed before."""
    illegible: int
    """Lines that cannot be read or lack a part."""
    online: int = 0
    """Of people who support it online as well: they count there."""
    counted_at: datetime
    counted_by_name: str

    @property
    def total(self) -> int:
        """All lines that somebody has filled in."""
        return self.valid + self.strangers + self.repeated + self.illegible + self.online


class OnlineCount(BaseModel):
    """How many support a proposal by a mail link, as the register was last told.

    `since`: a version from which up to `told` nothing but this number has changed. Who read one of these has read the
    same proposal.
    """

    model_config = ConfigDict(frozen=True)

    accepted: int
    since: int
    told: int
