"""What media tells the others: the news of the city's site, its warnings, what waits in the press office."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shared.contracts.base import Event, Id, Line, Text
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened


class ArticlePublishedV1(Event, aggregate="article_id", public=True):
    """An article is on the city's site."""

    article_id: Id
    slug: Line = Field(pattern="^[a-z0-9-]+$")
    title: Line
    lead: Line
    published_at: datetime


class WarningKind(StrEnum):
    """What a warning is to the one before it."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class CrisisMessageIssuedV1(Event, aggregate="message_id", public=True):
    """A warning of the city is out, or an update or a cancellation of one.

    Whoever passes it on says that an exercise is one: its texts begin with the word ĆWICZENIE.
    """

    message_id: Id
    incident_id: Id = Field(description="The id of the first warning about the same event.")
    kind: WarningKind
    previous_id: Id | None = Field(default=None, description="The warning that this one updates or cancels.")
    exercise: bool
    hazard: Id
    headline: Line
    description: Text
    instruction: Text
    contact: Line = Field(description="Whom to call.")
    area: Text = Field(description="Where it holds, in Polish.")
    severity: Id = Field(description="As CAP 1.2 names it.")
    urgency: Id = Field(description="As CAP 1.2 names it.")
    certainty: Id = Field(description="As CAP 1.2 names it.")
    issued_at: datetime
    expires: datetime
    page: Line = Field(pattern="^/", description="Its page on the city's site.")
    file: Line = Field(pattern="^/", description="Its CAP 1.2 file.")


class WarningEnd(StrEnum):
    """How a warning has ended."""

    UPDATED = "updated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class CrisisMessageEndedV1(Event, aggregate="message_id", public=True):
    """A warning holds no longer. `followed_by`: the update or cancellation; an expired one has none."""

    message_id: Id
    incident_id: Id
    exercise: bool
    end: WarningEnd
    followed_by: Id | None = None
    ended_at: datetime


class TaskOpenedV1(TaskOpened, aggregate="task_id"):
    """Work waits in media."""


class TaskChangedV1(TaskChanged, aggregate="task_id"):
    """Work that waits in media is due at another time."""


class TaskClosedV1(TaskClosed, aggregate="task_id"):
    """Work in media has been done."""


# -- press releases and press conferences ----------------------------------------------------------------------------


class PressReleasePublishedV1(Event, aggregate="release_id", public=True):
    """A press release (komunikat prasowy) is out: its embargo, where it had one, is over."""

    release_id: Id
    number: Line = Field(pattern=r"^K-\d{4}-\d{3,}$", description="As people call it: K-2027-014.")
    slug: Line = Field(pattern="^[a-z0-9-]+$")
    title: Line
    lead: Line
    published_at: datetime
    page: Line = Field(pattern="^/", description="Its page on the city's site.")


class PressReleaseCorrectedV1(Event, aggregate="release_id", public=True):
    """A press release that is out says something else now; its page shows what was put right, and when."""

    release_id: Id
    slug: Line = Field(pattern="^[a-z0-9-]+$")
    title: Line
    lead: Line
    what: Text = Field(description="What was put right, in Polish.")
    corrected_at: datetime
    page: Line = Field(pattern="^/", description="Its page on the city's site.")


class PressReleaseWithdrawnV1(Event, aggregate="release_id", public=True):
    """The city no longer stands by a press release that was out. Why is on its page."""

    release_id: Id
    withdrawn_at: datetime


class PressConferenceScheduledV1(Event, aggregate="conference_id", public=True):
    """A press conference is set, or set anew: moved, postponed or called off. The newest version holds."""

    conference_id: Id
    title: Line
    place: Line
    starts: datetime
    ends: datetime
    page: Line = Field(pattern="^/", description="Its page on the city's site.")
    cancelled: bool = Field(default=False, description="True where it does not take place, or not on this day.")
    scheduled_at: datetime
