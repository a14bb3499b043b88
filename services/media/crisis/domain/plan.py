"""A plan for a hazard: the texts approved before anything happens, and how soon the first warning must be out."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.media.crisis.domain.area import WholeCity
from services.media.crisis.domain.content import Certainty, Contact, Content, Severity, Urgency, Words
from services.media.crisis.domain.message import CrisisSigned, Kind, SamePerson

Minutes = Annotated[int, Field(ge=1, le=1440)]
Hours = Annotated[int, Field(ge=1, le=336)]


class PlanApproved(Exception):
    """The texts of the plan are approved already: there is nothing to approve."""

    def __init__(self, hazard: str) -> None:
        super().__init__(f"plan {hazard} is approved")
        self.hazard = hazard


class PlanContent(BaseModel):
    """What a plan holds. `target_minutes`: from the report to the first warning; `hours`: for how long that holds."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    warning: Words
    cancellation: Words
    contact: Contact
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    target_minutes: Minutes
    hours: Hours

    def words(self, kind: Kind) -> Words:
        """Give the text for a warning or an update, or for a cancellation."""
        return self.cancellation if kind is Kind.CANCEL else self.warning

    def says_the_same(self, other: "PlanContent") -> bool:
        """Tell whether what people would read is the same: the times may differ."""
        times = {"target_minutes", "hours"}
        return self.model_dump(exclude=times) == other.model_dump(exclude=times)


class Plan(BaseModel):
    """The plan for one hazard. Version 0 is the text that comes with the program, which nobody here has approved."""

    model_config = ConfigDict(frozen=True)

    hazard: str
    content: PlanContent
    written: CrisisSigned | None = None
    approved: CrisisSigned | None = None
    version: int = 0

    def rewritten(self, content: PlanContent, by: CrisisSigned) -> "Plan":
        """Give the plan with another content: another text needs a new approval, another time does not."""
        if content.says_the_same(self.content):
            return self.model_copy(update={"content": content, "version": self.version + 1})
        changes = {"content": content, "written": by, "approved": None, "version": self.version + 1}
        return self.model_copy(update=changes)

    def approve(self, by: CrisisSigned) -> "Plan":
        """Give the plan with its texts approved. Raises `PlanApproved`, `SamePerson`."""
        if self.approved is not None:
            raise PlanApproved(self.hazard)
        if self.written is not None and self.written.person_id == by.person_id:
            raise SamePerson(self.hazard)
        return self.model_copy(update={"approved": by, "version": self.version + 1})

    def first_content(self, now: datetime) -> Content:
        """Give the content of a first warning: for the whole city until somebody says otherwise."""
        plan = self.content
        return Content(
            words=plan.warning,
            contact=plan.contact,
            area=WholeCity(),
            expires=(now + timedelta(hours=plan.hours)).replace(second=0, microsecond=0),
            severity=plan.severity,
            urgency=plan.urgency,
            certainty=plan.certainty,
        )

    def approves(self, kind: Kind, content: Content) -> bool:
        """Tell whether one person may issue this alone: the plan's own text was approved, whatever the area and end.

        How bad it is belongs to the text; an update may say that it is less sure or less urgent only with two.
        """
        plan = self.content
        said = (content.words, content.contact)
        same = said == (plan.words(kind), plan.contact)
        if kind is not Kind.CANCEL:
            held = (content.severity, content.urgency, content.certainty)
            same = same and held == (plan.severity, plan.urgency, plan.certainty)
        return self.approved is not None and same
