"""What events tells the others: the calendar, declared free days, letters, speeches, patronage, what waits there."""

from datetime import date, datetime

from pydantic import Field

from shared.contracts.base import Event, Fact, Id, Line
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened


class EntryScheduledV1(Event, aggregate="entry_id", public=True):
    """An entry of the calendar is set, or set anew."""

    entry_id: Id
    title: Line
    starts: datetime
    ends: datetime
    all_day: bool
    link: Line | None = Field(default=None, pattern="^/")
    place: Line | None = None
    cancelled: bool = Field(default=False, description="True where it does not take place after all.")
    kind: Id = Field(
        default="other", description="ceremony, meeting, conference, session, window, milestone, free_day or other."
    )
    postponed: bool = Field(default=False, description="True where it is called off until a new date is found.")
    scheduled_at: datetime


class DeclaredFreeDay(Fact):
    """A day free from work by an act that calendars of the country do not know yet."""

    day: date = Field(description="A day in the city's calendar.")
    basis: Line = Field(description='The act, in Polish, as it follows "jest wolny na mocy".')


class FreeDaysChangedV1(Event, aggregate="calendar_id", public=True):
    """All days that the city has declared free beside those of the statute; the newest version holds, whole.

    A day that is missing was taken back; dates that were told because of it stand.
    """

    calendar_id: Id = "city"
    days: tuple[DeclaredFreeDay, ...]
    changed_at: datetime


class TaskOpenedV1(TaskOpened, aggregate="task_id"):
    """Work waits in events."""


class TaskChangedV1(TaskChanged, aggregate="task_id"):
    """Work that waits in events is due at another time."""


class TaskClosedV1(TaskClosed, aggregate="task_id"):
    """Work in events has been done."""


class PlannedOccasion(Fact):
    """An occasion of the year's plan. Without a `day` it waits for one."""

    occasion_id: Id
    title: Line
    day: date | None = None


class YearPlanApprovedV1(Event, aggregate="plan_id", public=True):
    """The plan of the year's anniversaries is approved; those with a day stand in the calendar, and move there."""

    plan_id: Id
    year: int
    occasions: tuple[PlannedOccasion, ...]
    approved_at: datetime


class MemorialListedV1(Event, aggregate="memorial_id", public=True):
    """A memorial stands in the public register, or what the register says of it has changed."""

    memorial_id: Id
    title: Line
    kind: Id
    place: Line
    page: Line = Field(pattern="^/", description="Its page on the city's site.")
    withdrawn: bool = Field(default=False, description="True where the register shows it no longer.")
    listed_at: datetime


class LetterSentV1(Event, aggregate="letter_id"):
    """An occasional letter has left the house. To whom, no event says."""

    letter_id: Id
    kind: Id = Field(description="What it is, as a code: congratulation, thanks, condolences, …")
    sign: Line = Field(description="The sign of its case.")
    way: Id = Field(description="How it left: post, courier, in_person, e_delivery or email.")
    sent_at: datetime


class SpeechPublishedV1(Event, aggregate="speech_id", public=True):
    """A speech of the city's authorities stands in the public archive."""

    speech_id: Id
    title: Line
    occasion: Line
    speaker: Line = Field(description="The office of who spoke.")
    delivered_on: date = Field(description="A day in the city's calendar.")
    page: Line = Field(pattern="^/")
    withdrawn: bool = Field(default=False, description="True where the archive shows it no longer.")
    published_at: datetime


class PatronageGrantedV1(Event, aggregate="patronage_id", public=True):
    """An event has the honorary patronage of the mayor. Who organises it may be a person, so it is not told."""

    patronage_id: Id
    title: Line
    place: Line
    starts_on: date = Field(description="A day in the city's calendar.")
    ends_on: date = Field(description="A day in the city's calendar.")
    granted_at: datetime


class PatronageEndedV1(Event, aggregate="patronage_id", public=True):
    """An event has the patronage no longer: it was taken back, or its organiser has given it up."""

    patronage_id: Id
    revoked: bool = Field(description="True where the city has taken it back.")
    ended_at: datetime


class MeetingHeldV1(Event, aggregate="meeting_id"):
    """A meeting of the calendar has been held. Who was there, no event says, but for whether the mayor was."""

    meeting_id: Id
    entry_id: Id = Field(description="Its entry in the calendar.")
    title: Line
    starts: datetime
    ends: datetime
    place: Line | None = None
    with_mayor: bool = Field(description="True where the mayor was there.")
    held_at: datetime = Field(description="When it was noted.")


class CeremonyApprovedV1(Event, aggregate="ceremony_id", public=True):
    """A ceremony of the city is approved. Its hour may still change: the calendar's entry of the same id says when."""

    ceremony_id: Id = Field(description="The id of its entry in the calendar.")
    title: Line
    place: Line | None = None
    starts: datetime
    all_day: bool = Field(default=False, description="True where its hour is not set yet.")
    approved_at: datetime


class CeremonyHeldV1(Event, aggregate="ceremony_id", public=True):
    """A ceremony was held."""

    ceremony_id: Id
    title: Line
    place: Line | None = None
    held_on: date = Field(description="A day in the city's calendar.")
    mayor_present: bool = Field(description="True where the mayor was there.")
    held_at: datetime


class CeremonyReportedV1(Event, aggregate="ceremony_id", public=True):
    """The report after a ceremony is written, or put right; the newest version holds."""

    ceremony_id: Id
    title: Line
    place: Line | None = None
    held_on: date = Field(description="A day in the city's calendar.")
    attendance: int = Field(ge=0, description="How many people came, as counted or judged by the organisers.")
    reported_at: datetime


class CeremonyCancelledV1(Event, aggregate="ceremony_id", public=True):
    """A ceremony that was being prepared does not take place. Should it after all, the calendar says so."""

    ceremony_id: Id
    title: Line
    place: Line | None = None
    planned_for: date = Field(description="A day in the city's calendar.")
    cancelled_at: datetime
