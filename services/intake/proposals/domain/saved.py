"""A form that somebody has begun and will finish later."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from services.intake.editions.domain.rules import window
from shared.contracts.intake import EditionRules, WindowKind

REMIND_BEFORE = timedelta(days=3)
REMIND_AGAIN = timedelta(days=1)
"""After which it is tried again where an address has had its letters of the day."""
DELETE_AFTER = timedelta(days=14)
"""Drafts hold personal data, which nobody needs once the submission is over (RODO art. 5 ust. 1 lit. e)."""


class SavedDraft(BaseModel):
    """A form that somebody has begun and will finish later. `content` is sealed: it holds personal data."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    content: bytes
    saved_at: datetime
    remind_at: datetime | None
    """When its author is told that time runs out; None where that is done, or no link has gone out by mail."""
    delete_at: datetime
    linked: bool = True
    """Its link has gone out to the address that it holds. Before this was noted it went out wherever there was one."""
    converted_from: str | None = None
    """The initiative that it was made from."""


def draft_times(rules: EditionRules, now: datetime) -> tuple[datetime, datetime]:
    """Give when to remind of a draft saved now, and when to delete it: before and after the submission closes."""
    submission = window(rules, WindowKind.SUBMISSION)
    assert submission is not None  # `check` refuses rules without it
    return max(now, submission.closes - REMIND_BEFORE), submission.closes + DELETE_AFTER
