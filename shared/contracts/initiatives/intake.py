"""What intake tells the others of local initiatives: what residents ask for, what they give, what was contracted."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from shared.contracts.base import Event, Fact, Grosze, Id, Line, Text


class ContributionKind(StrEnum):
    """What residents may give to an initiative (art. 19f)."""

    WORK = "work"
    IN_KIND = "in_kind"
    MONEY = "money"


class CityShareKind(StrEnum):
    """What the city may give to an initiative."""

    PURCHASE = "purchase"
    EXPERT = "expert"
    TRAINING = "training"
    VENUE = "venue"
    EQUIPMENT = "equipment"


class Readiness(StrEnum):
    """How far an initiative is prepared when it is filed."""

    IDEA = "idea"
    PLAN = "plan"
    DESIGN = "design"
    PERMITS = "permits"


class Declared(Fact):
    """What one person has signed to give. Who that is stays in intake; the number is how others call them."""

    declaration_id: Id
    number: int = Field(ge=1, description="The number of the declaration in its initiative, without gaps.")
    kind: ContributionKind
    subject: Line = Field(description="What will be done or given; the form asks to name nobody.")
    minutes: int | None = Field(default=None, ge=1, description="Of work: how long; null for the other kinds.")
    rate: Grosze | None = Field(default=None, description="Of work: for an hour, by the rules of the day of signing.")
    value: Grosze = Field(description="Of work: minutes x rate / 60, rounded half up to a whole grosz.")


class CityShare(Fact):
    """One thing that the applicants ask of the city."""

    kind: CityShareKind
    subject: Line
    value: Grosze


class EstimateItem(Fact):
    """One line of the estimate; both sides of all lines add up to what is declared and what is asked for."""

    name: Line
    own: Grosze
    city: Grosze


class Step(Fact):
    """One step of the schedule: from `starts` to `ends`, both days of the city's calendar and both included."""

    name: Line
    starts: date
    ends: date


class InitiativePart(StrEnum):
    """A part of an application that a call to complete it can open to the applicants again."""

    RESIDENTS = "residents"
    DESCRIPTION = "description"
    PLACE = "place"
    SCHEDULE = "schedule"
    CITY_SHARE = "city_share"
    OWN_SHARE = "own_share"
    COSTS = "costs"


class InitiativeRulesSetV1(Event, aggregate="rules_id", public=True):
    """The council has laid down by which rules initiatives are taken in; they hold for what is filed from then on."""

    rules_id: Id
    resolution: Line
    in_force_from: date
    own_share: int = Field(ge=0, le=10_000, description="The least own share, in hundredths of a percent.")
    hourly_rate: Grosze = Field(description="What an hour of a resident's work counts as.")
    set_at: datetime
    correction_days: int = Field(default=7, ge=7, description="The least that applicants have to complete one.")


class InitiativeContent(Event):
    """What an application says, whole: a reader keeps the newest version, whichever event it came with."""

    initiative_id: Id
    rules_id: Id
    own_share: int = Field(ge=0, le=10_000, description="The least own share that its rules ask for, as in them.")
    number: int = Field(ge=1, description="Number among the year's applications, without gaps.")
    year: int = Field(ge=2010, le=2200)
    case: Line = Field(description="As people call it: IL-2027-004.")
    sign: Line | None = Field(default=None, description="The sign of the case (znak sprawy).")
    title: Line
    summary: Line
    description: Text
    task_area: Line = Field(description="The sphere of art. 19b ust. 1 in which it lies, in Polish.")
    place: Line
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    area_name: Line | None = Field(default=None, description="The osiedle or sołectwo, where it lies in one.")
    beneficiaries: int = Field(ge=0, description="How many people it is for, as the applicants reckon.")
    readiness: Readiness
    organisation: Line | None = Field(
        default=None, description="Through which organisation it was filed; null: residents directly."
    )
    residents: int = Field(ge=1, description="How many residents file it.")
    signatures: int = Field(default=0, ge=0, description="How many support it beside those who file it.")
    steps: tuple[Step, ...]
    city_shares: tuple[CityShare, ...]
    declared: tuple[Declared, ...] = Field(description="Signed declarations only.")
    estimate: tuple[EstimateItem, ...]
    own: Grosze = Field(description="The sum of the declarations.")
    city: Grosze = Field(description="The sum of what is asked of the city.")
    attachments: int = Field(default=0, ge=0, description="How many files came with it; they stay in intake.")
    on_paper: bool = False
    converted_from: Id | None = Field(default=None, description="The civic-budget proposal that it was made from.")
    submitted_at: datetime
    goal: Text = Field(default="", description="What it is to achieve.")
    audience: Line = Field(default="", description="Who it is for.")


class InitiativeSubmittedV1(InitiativeContent, aggregate="initiative_id", public=True):
    """Residents have filed an application for a local initiative (art. 19b ust. 1)."""


class InitiativeCorrectedV1(InitiativeContent, aggregate="initiative_id", public=True):
    """The applicants have completed an application after a call; only what the call had opened has changed."""

    call: int = Field(ge=1, description="The call that this answers: the first is 1.")
    corrected_at: datetime


class InitiativeCallDeliveryNotedV1(Event, aggregate="initiative_id"):
    """What is known of the delivery of a call that goes by post; of one call the newest version holds.

    The term to answer runs from the delivery (art. 57 § 1 k.p.a.): until it is known, no end of it is.
    """

    initiative_id: Id
    call: int = Field(ge=1, description="The number of the call: the first is 1.")
    delivered_on: date | None = Field(
        default=None, description="The day of delivery in the city; null while it is not known."
    )
    due_at: datetime | None = None
    explanation: tuple[Line, ...] = ()
    receipt_by: datetime = Field(description="By when the return receipt should be back.")
    noted_at: datetime


class InitiativeWithdrawnV1(Event, aggregate="initiative_id", public=True):
    """The applicants have withdrawn an application before a contract."""

    initiative_id: Id
    withdrawn_at: datetime


class InitiativeConvertedV1(Event, aggregate="initiative_id", public=True):
    """With the applicant's consent a refused initiative has become the draft of a civic-budget proposal."""

    initiative_id: Id
    edition_id: Id
    converted_at: datetime


class ContractSignedV1(Event, aggregate="initiative_id", public=True):
    """City and applicants have signed a contract (art. 19d) or an annex to it; the newest version holds, whole."""

    initiative_id: Id
    case: Line
    title: Line
    contract: Line = Field(description="The number of the contract.")
    annex: int = Field(ge=0, description="0: the contract itself; 1: the first annex.")
    reason: Text | None = Field(default=None, description="Why there is an annex.")
    signed_on: date
    starts: date
    ends: date
    settle_by: date = Field(description="By when the applicants settle.")
    steps: tuple[Step, ...]
    city_shares: tuple[CityShare, ...]
    declared: tuple[Declared, ...]
    estimate: tuple[EstimateItem, ...]
    own: Grosze
    city: Grosze
    signed_at: datetime = Field(description="When it was entered.")
    own_share: int = Field(
        default=0, ge=0, le=10_000, description="The least own share of its rules, in hundredths of a percent; 0: none."
    )


class ContractMoneyAskedV1(Event, aggregate="initiative_id"):
    """An agreed annex is to give more of the city's money, and is not signed before the treasurer has countersigned it.

    The newest version holds. With `city` as what holds already, nothing more is asked: the annex is not to be.
    """

    initiative_id: Id
    contract: Line
    annex: int = Field(ge=1, description="The number that the annex would have.")
    reason: Text | None = Field(default=None, description="Why there is to be an annex.")
    city: Grosze = Field(description="What the city would give by it, whole.")
    since: int = Field(ge=0, description="The version of the word of what is signed, which the annex would change.")
    asked_at: datetime


class ContractTerminatedV1(Event, aggregate="initiative_id", public=True):
    """A contract has ended before its time, and why."""

    initiative_id: Id
    contract: Line
    reason: Text
    terminated_on: date
    terminated_at: datetime
