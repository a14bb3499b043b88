"""What is typed at the desk of meetings, and the words for what is wrong with it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from services.events.calendar.domain import PersonElsewhere
from services.events.given import Day, Email, Short, Topic, Why, some
from services.events.meetings.domain import (
    ChairTaken,
    MeetingDay,
    MeetingFull,
    MeetingNotNow,
    NotSignedOff,
    OwnMinutes,
    OwnProgramme,
    ProgrammeEmpty,
    RemarksWait,
)
from services.events.meetings.domain.documents import Audience
from services.events.meetings.domain.minutes import MOST_TASKS, TaskGone
from services.events.meetings.domain.people import Contact, Part
from services.events.meetings.domain.programme import MOST_POINTS, Point
from services.events.meetings.service import UnitMissing
from services.events.meetings.service.minutes import TaskGiven
from services.events.meetings.service.programme import AudienceEmpty
from shared.access import Role
from shared.web.form_steps import Fault
from shared.web.forms import Form, VersionForm

Unit = Annotated[str, some(1, 40)]
Said = Annotated[str, some(1, 10_000)]
Ids = Annotated[
    list[Annotated[str, some(1, 64)]],
    Field(max_length=60, default_factory=list),
    BeforeValidator(lambda ticked: [ticked] if isinstance(ticked, str) else ticked),
]
Places = Annotated[
    list[Annotated[int, Field(ge=0)]],
    Field(max_length=60, default_factory=list),
    BeforeValidator(lambda ticked: [ticked] if isinstance(ticked, str) else ticked),
]
RoleGiven = Literal[
    "protocol_officer", "officer", "press_officer", "unit_reviewer", "duty_officer", "mayor", "treasurer"
]
"""One of those who do."""


class ConveneForm(Form):
    """Which entry of the calendar, and which meeting it follows."""

    entry: Annotated[str, some(1, 64)]
    follows: Annotated[str, some(1, 64)] | None = None


class InviteForm(VersionForm):
    """Who takes part."""

    part: Part
    role: RoleGiven | Literal["guest"]
    unit: Unit | None = None
    name: Short
    institution: Short | None = None
    email: Email | None = None

    @property
    def contact(self) -> Contact:
        """Give it in the words of the domain."""
        return Contact(name=self.name, institution=self.institution or "", email=self.email or "")

    @property
    def staff(self) -> Role | None:
        """Give the role, None of a guest."""
        return None if self.role == "guest" else Role(self.role)


class OneForm(VersionForm):
    """Which one."""

    one: Annotated[str, some(1, 64)]


class PointForm(Form):
    """A point of the programme."""

    title: Topic
    presenter: Short | None = None
    minutes: int = Field(15, ge=1, le=600)
    decision: Annotated[str, some(2, 500)] | None = None
    standing: bool = False

    def point(self) -> Point:
        """Give it in the words of the domain."""
        return Point(
            title=self.title,
            presenter=self.presenter or "",
            minutes=self.minutes,
            decision=self.decision or "",
            standing=self.standing,
        )


class PlanForm(VersionForm):
    """The points."""

    points: Annotated[list[PointForm], Field(min_length=1, max_length=MOST_POINTS)]


class DocumentForm(VersionForm):
    """What a document is, and for whom."""

    title: Topic
    audience: Audience
    chosen: Ids


class HoldForm(VersionForm):
    """Who was there."""

    present: Ids
    officials: Ids
    others: Annotated[str, some(1, 1_000)] | None = None


class ItemForm(Form):
    """What was said and decided on a point."""

    place: int = Field(ge=0, lt=MOST_POINTS)
    said: Said | None = None
    decision: Annotated[str, some(1, 2_000)] | None = None


class TaskForm(Form):
    """A task."""

    id: Annotated[str, some(1, 64)] | None = None
    what: Topic
    role: RoleGiven
    unit: Unit | None = None
    due: Day

    def given(self) -> TaskGiven:
        """Give it in the words of the use case."""
        return TaskGiven(self.id, self.what, Role(self.role), self.unit, self.due)


class MinutesForm(VersionForm):
    """The minutes. `present`: places in the list of presence, from 0."""

    present: Places

    items: Annotated[list[ItemForm], Field(max_length=MOST_POINTS, default_factory=list)]
    tasks: Annotated[list[TaskForm], Field(max_length=MOST_TASKS, default_factory=list)]
    others: Annotated[str, some(1, 1_000)] | None = None

    def texts(self) -> list[tuple[str, str]]:
        """Give what was said and decided, in the order of the points."""
        by_place = {one.place: (one.said or "", one.decision or "") for one in self.items}
        return [by_place.get(place, ("", "")) for place in range(max(by_place, default=-1) + 1)]


class SendForm(VersionForm):
    """Until when remarks are taken."""

    until: Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


class AnswerForm(VersionForm):
    """What became of a remark."""

    remark: Annotated[str, some(1, 64)]
    accepted: Literal["yes", "no"]
    answer: Annotated[str, some(2, 2_000)]


class CorrectForm(VersionForm):
    """Why the minutes are corrected."""

    reason: Why


MESSAGES = {
    "entry": "Wybierz spotkanie z kalendarza.",
    "part": "Zaznacz, kim jest na spotkaniu.",
    "role": "Wybierz, kto to jest.",
    "name": "Podaj funkcję albo imię i nazwisko.",
    "email": "Podaj adres e-mail, na przykład anna@muzeum.pl.",
    "points": "Wpisz co najmniej jeden punkt, każdy z nazwą i czasem w minutach.",
    "title": "Podaj, co to za dokument.",
    "audience": "Zaznacz, dla kogo jest ten dokument.",
    "until": "Podaj dzień, do którego zbieramy uwagi.",
    "accepted": "Zaznacz, czy uwaga jest uwzględniona.",
    "answer": "Napisz odpowiedź, choćby krótko.",
    "reason": "Napisz, co i dlaczego poprawiamy.",
    "what": "Napisz, co zrobiono.",
    "text": "Napisz uwagę.",
}
NOT_NOW = "Ktoś zrobił już następny krok. Nic nie zapisano, niżej jest obecny stan."
FAULTS: dict[type[Exception], Fault] = {
    OwnProgramme: Fault("Nie możesz podpisać programu, który układasz. Poproś kogoś innego."),
    OwnMinutes: Fault("Nie możesz zatwierdzić protokołu, który piszesz. Poproś kogoś innego."),
    ProgrammeEmpty: Fault("W programie nie ma jeszcze punktów."),
    NotSignedOff: Fault("Najpierw ktoś inny niż autor musi podpisać program."),
    RemarksWait: Fault("Poczekaj do dnia po terminie uwag i odpowiedz na każdą z nich."),
    MeetingDay: Fault("Ten dzień nie pasuje.", 422),
    ChairTaken: Fault("Ktoś już prowadzi to spotkanie."),
    PersonElsewhere: Fault("Prezydent jest wtedy gdzie indziej. Zmień najpierw tamten termin w kalendarzu."),
    MeetingFull: Fault("Więcej się tu nie zmieści."),
    UnitMissing: Fault("Podaj jednostkę, na przykład ZDM.", 422),
    AudienceEmpty: Fault("Zaznacz, dla których uczestników jest ten dokument.", 422),
    TaskGone: Fault("Zadań z zatwierdzonego protokołu nie można usunąć."),
    MeetingNotNow: Fault(NOT_NOW, stale=True),
}
"""What is said of a step that did not hold."""
