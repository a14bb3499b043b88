"""One reading of personal data by staff. It says nothing of whose data they were."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class What(StrEnum):
    """What was looked at."""

    LETTER = "letter"
    OCCASION = "occasion"
    BATCH = "batch"
    PATRONAGE = "patronage"
    MEMORIAL_PROPOSAL = "memorial_proposal"
    GUEST = "guest"
    GUEST_LIST = "guest_list"
    WREATHS = "wreaths"
    PARTNER = "partner"
    MEETING = "meeting"
    MEETING_DOCUMENT = "meeting_document"


class Reading(BaseModel):
    """Who has looked at what, and when (UTC). `of`: the id of what was opened.

    RODO (2016/679), art. 5 (2): the controller must be able to show who has processed personal data.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    what: What
    of: str
    by_id: str
    by_name: str
    at: datetime
