"""What of the personal data that events keeps is written down as read."""

from enum import StrEnum


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
