"""A reading: a member of staff has looked at personal data. It must not hold anything of whom they belong to."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict


class What(StrEnum):
    """What was looked at."""

    CARD = "card"
    """A paper card with the name and address on it."""
    CARD_STATE = "card_state"
    """What became of a paper card, found by the number on it."""
    CARD_PEOPLE = "card_people"
    """Who on the roll may be meant by a card."""
    DOUBT = "doubt"
    """A voter who waits, and who may be meant; or who they were found to be."""
    ENQUIRY = "enquiry"
    """Who may be meant by somebody who asks at the desk whether they have voted."""
    COMPLAINT = "complaint"
    """A complaint with who complains."""


class Reading(BaseModel):
    """Who has looked at what, and when (UTC). `of`: the id of what was looked at, where it has one.

    RODO (2016/679), art. 5 (2): the controller must be able to show who has processed personal data.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    what: What
    of: str | None
    by_id: str
    by_name: str
    at: AwareDatetime
