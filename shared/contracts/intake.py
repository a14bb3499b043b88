"""What intake tells the others: editions of the civic budget and the proposals that residents file."""

from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import Field, field_validator

from shared.contracts.base import Event, Fact, Grosze, Id, Line, Text
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened


class WindowKind(StrEnum):
    """The windows of an edition. They overlap: never read them as a line of phases."""

    SUBMISSION = "submission"
    VERIFICATION = "verification"
    OPINIONS = "opinions"
    ADMISSION = "admission"
    APPEALS = "appeals"
    FINAL_LISTS = "final_lists"
    WEB_VOTE = "web_vote"
    PAPER_VOTE = "paper_vote"
    RESULTS = "results"


class Window(Fact):
    """When something may be done: from `opens` up to and including `closes`, both UTC."""

    kind: WindowKind
    opens: datetime
    closes: datetime


class PoolKind(StrEnum):
    """What a pool's money is for (art. 5a ust. 6 ustawy o samorządzie gminnym allows areas and categories)."""

    CITYWIDE = "citywide"
    GREEN = "green"
    LOCAL = "local"


class Pool(Fact):
    """A part of the edition's money. `cap` and `signatures` hold where the area sets none."""

    id: Id
    name: Line
    kind: PoolKind
    amount: Grosze
    cap: Grosze
    signatures: int = Field(ge=0, le=100_000)
    min_votes: int | None = Field(
        default=None,
        ge=0,
        le=1_000_000,
        description="Votes, or points, that a project of this pool needs to win; null: as `selection` says.",
    )


class Area(Fact):
    """An auxiliary unit of the city (jednostka pomocnicza): osiedle or sołectwo."""

    id: Id
    name: Line
    residents: int = Field(ge=0)
    cap: Grosze = Field(description="The most that a local project may cost here.")
    signatures: int = Field(
        ge=1, description="Signatures a local project needs: floor(0.1 % of residents), at least 1."
    )


class VoteType(StrEnum):
    """How a section of the ballot is filled in, by Pabulib's names."""

    APPROVAL = "approval"
    ORDINAL = "ordinal"
    CUMULATIVE = "cumulative"


class Section(Fact):
    """A part of the ballot: the pools it covers and how many choices a voter has in it."""

    id: Id
    name: Line
    pools: tuple[Id, ...]
    vote_type: VoteType = VoteType.APPROVAL
    min_choices: int = Field(default=0, ge=0, le=100)
    max_choices: int = Field(ge=1, le=100)
    max_points: int | None = Field(
        default=None, ge=1, le=1000, description="For cumulative ballots: points to give out."
    )
    max_project_points: int | None = Field(
        default=None, ge=1, le=1000, description="For cumulative ballots: the most that one project may be given."
    )
    place_points: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = Field(
        default=(),
        max_length=100,
        description="For ordinal ballots: points of the first, second, ... place; empty: max_choices ... 1.",
    )
    max_cost: Grosze | None = Field(default=None, description="The most that the marked projects may cost together.")
    by_area: bool = Field(default=False, description="True where the voter first names the area whose list to see.")


class Selection(Fact):
    """How winners are found, by Pabulib's names; frozen and hashed when voting opens."""

    rule: Id
    min_votes: int = Field(default=0, ge=0)
    tie: Id = "draw"


class EditionRules(Fact):
    """All that an edition lays down, as its council resolution does."""

    number: int = Field(ge=1)
    year: int = Field(ge=2013, le=2200, description="The budget year in which the winners are built.")
    name: Line
    city: Line
    resolution: Line
    expenditure_basis: Grosze = Field(description="Expenditure of the last submitted report; 0 where not known.")
    windows: tuple[Window, ...]
    pools: tuple[Pool, ...]
    areas: tuple[Area, ...]
    categories: tuple[Line, ...]
    sections: tuple[Section, ...]
    selection: Selection
    identity: Id = Field(
        description="How a voter is recognised: name_address, roll_code, pesel_roll, national_node, declaration[_born]."
    )
    online_support: bool = Field(
        default=False, description="True where a resident may support a proposal by a mail link, beside paper lists."
    )
    double_vote: Id = Field(
        default="first",
        description="What counts of a person who votes twice: first, last, paper_wins or void_all.",
    )
    complaint_days: int | None = Field(
        default=None,
        ge=1,
        le=366,
        description="Days after the results in which one can complain of the vote; null: as the department has set.",
    )
    age_groups: tuple[Annotated[int, Field(ge=1, le=120)], ...] = Field(
        default=(),
        max_length=12,
        description="The first year of age of every group but the youngest in the statistics of the vote, rising: "
        "19, 65 gives up to 18, 19 to 64, 65 and more. Empty: ages are not collected.",
    )

    @field_validator("age_groups")
    @classmethod
    def _rising(cls, groups: tuple[int, ...]) -> tuple[int, ...]:
        if list(groups) != sorted(set(groups)):
            raise ValueError("the groups of ages must rise")
        return groups

    @property
    def age_names(self) -> dict[str, str]:
        """The groups of ages by their first year: {"0": "0–18", "19": "19–64", "65": "65+"}; empty without groups."""
        if not self.age_groups:
            return {}
        closed = {str(first): f"{first}–{after - 1}" for first, after in pairwise((0, *self.age_groups))}
        return closed | {str(self.age_groups[-1]): f"{self.age_groups[-1]}+"}


class EditionAnnouncedV1(Event, aggregate="edition_id", public=True):
    """An edition of the civic budget has been announced."""

    edition_id: Id
    rules: EditionRules
    announced_at: datetime


class EditionChangedV1(Event, aggregate="edition_id", public=True):
    """The rules of an edition were changed before they were frozen; the whole new state comes with the reason."""

    edition_id: Id
    rules: EditionRules
    reason: Text
    changed_at: datetime


class CostItem(Fact):
    """One line of a proposal's cost estimate."""

    name: Line
    amount: Grosze


class ProposalPart(StrEnum):
    """A part of a proposal that a call to complete it can open to its applicant again."""

    DESCRIPTION = "description"
    PLACE = "place"
    COSTS = "costs"
    SUPPORT = "support"
    APPLICANT = "applicant"


class OtherProposal(Fact):
    """A proposal that another one's news names."""

    proposal_id: Id
    number: int = Field(ge=1, description="Number in the register of the edition.")
    case: Line


class SplitFrom(OtherProposal):
    """The proposal that another one was split from, with the consent of all its authors, and when."""

    at: datetime


class ProposalContent(Event):
    """What a proposal says, whole: a reader keeps the newest version, whichever event it came with."""

    proposal_id: Id
    edition_id: Id
    number: int = Field(ge=1, description="Number in the register of the edition, without gaps.")
    case: Line
    title: Line
    summary: Line
    description: Text
    pool_id: Id
    area_id: Id | None
    category: Line
    location: Line
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    parcel: Line | None = Field(default=None, description="Number of the land parcel, as the applicant has written it.")
    cost_items: tuple[CostItem, ...]
    cost: Grosze
    signatures: int = Field(ge=0)
    attachments: int = Field(default=0, ge=0, description="How many files came with it; the files stay in intake.")
    submitted_at: datetime
    signatures_counted: int | None = Field(
        default=None,
        ge=0,
        description="Valid signatures by the department's count of the paper lists, together with "
        "`signatures_online`; null until it has counted.",
    )
    signatures_online: int = Field(
        default=0, ge=0, description="Residents who support it by a confirmed mail link, each of them once."
    )
    sign: Line | None = Field(default=None, description="The sign of the case (znak sprawy), WPKS.0632.1.2026.")
    split_from: SplitFrom | None = Field(
        default=None, description="What it was split from: it has that one's date of receipt; null where it was filed."
    )


class ProposalSubmittedV1(ProposalContent, aggregate="proposal_id", public=True):
    """A resident has filed a proposal, or it came to be by the splitting of another one."""


class ProposalCorrectedV1(ProposalContent, aggregate="proposal_id", public=True):
    """The applicant has completed a proposal after a call; only what the call had opened has changed."""

    call: int = Field(ge=1, description="The call that this answers: the first is 1.")
    corrected_at: datetime


class CallDeliveryNotedV1(Event, aggregate="proposal_id"):
    """What is known of the delivery of a call that goes by post; of one call the newest version holds.

    The term to answer runs from the delivery (art. 57 § 1 k.p.a.): until it is known, no end of it is.
    """

    proposal_id: Id
    edition_id: Id
    call: int = Field(ge=1, description="The number of the call: the first is 1.")
    delivered_on: date | None = Field(
        default=None, description="The day of delivery in the city; null while it is not known."
    )
    due_at: datetime | None = None
    explanation: tuple[Line, ...] = ()
    receipt_by: datetime = Field(description="By when the return receipt should be back.")
    noted_at: datetime


class ArrangementRequest(Event):
    """What the office asks an applicant to change in a proposal (uzgodnienie), why and until when."""

    proposal_id: Id
    edition_id: Id
    arrangement: int = Field(ge=1, description="The number among the arrangements about this proposal.")
    reason: Text
    legal_basis: Line
    parts: tuple[ProposalPart, ...] = Field(description="What may be changed; the rest of the proposal stays.")
    opened_at: datetime
    due_at: datetime


class ArrangementOpenedV1(ArrangementRequest, aggregate="proposal_id", public=True):
    """The office asks an applicant to change a proposal and says why; the applicant may say no."""


class ArrangementPostponedV1(ArrangementRequest, aggregate="proposal_id", public=True):
    """The applicant has longer than was said to answer: the last day has become free. The whole request anew."""

    explanation: tuple[Line, ...] = Field(description="Why, in Polish.")
    postponed_at: datetime


class ArrangementOutcome(StrEnum):
    """How an arrangement has ended."""

    REVISED = "revised"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class ArrangementClosedV1(Event, aggregate="proposal_id", public=True):
    """The office waits no more for an applicant's answer: changed, declined, too late, or asked for no longer."""

    proposal_id: Id
    edition_id: Id
    arrangement: int = Field(ge=1)
    outcome: ArrangementOutcome
    closed_at: datetime


class ProposalRevisedV1(ProposalContent, aggregate="proposal_id", public=True):
    """The applicant has changed a proposal as it was arranged with the office; only the opened parts have changed."""

    arrangement: int = Field(ge=1, description="The arrangement that this answers.")
    revised_at: datetime


class RegroupingKind(StrEnum):
    """What is planned: several proposals become one, or one becomes several."""

    MERGE = "merge"
    SPLIT = "split"


class RegroupingOpenedV1(Event, aggregate="regrouping_id", public=True):
    """The office asks every author of these proposals for their consent to a merger or a split, and says why."""

    regrouping_id: Id
    edition_id: Id
    number: int = Field(
        ge=1, description="The number of the plan in its edition: of two plans the later has the higher."
    )
    kind: RegroupingKind
    proposals: tuple[Id, ...] = Field(description="What it is about; of a merger, the one that goes on is the first.")
    reason: Text
    opened_at: datetime
    due_at: datetime


class RegroupingOutcome(StrEnum):
    """How a plan has ended."""

    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class RegroupingClosedV1(Event, aggregate="regrouping_id", public=True):
    """The office waits for no consent any more. `lapsed`: one of the proposals was withdrawn, called or decided.

    Where it is done, what has become of each proposal comes with `ProposalRegroupedV1` and `ProposalMergedV1`.
    """

    regrouping_id: Id
    edition_id: Id
    number: int = Field(ge=1)
    kind: RegroupingKind
    proposals: tuple[Id, ...]
    outcome: RegroupingOutcome
    closed_at: datetime


class ProposalRegroupedV1(ProposalContent, aggregate="proposal_id", public=True):
    """With the consent of all authors a proposal has the joint text of a merger, or the rest of a split."""

    regrouping: int = Field(ge=1, description="The number of the plan.")
    kind: RegroupingKind
    regrouped_at: datetime


class ProposalMergedV1(Event, aggregate="proposal_id", public=True):
    """With the consent of all authors a proposal has become a part of another one, and goes no further itself."""

    proposal_id: Id
    edition_id: Id
    case: Line
    regrouping: int = Field(ge=1, description="The number of the plan.")
    into: OtherProposal
    merged_at: datetime


class SupportCountedV1(ProposalContent, aggregate="proposal_id"):
    """The support of a proposal is known anew: an officer has counted its lists, or residents have supported it online.

    `strangers`, `repeated`, `illegible` and `repeated_online` are lines of the paper lists, 0 until these are counted.
    """

    strangers: int = Field(ge=0, description="Signatures of people who do not live in the city.")
    repeated: int = Field(ge=0, description="Signatures of people who have signed before.")
    illegible: int = Field(ge=0, description="Lines that cannot be read or lack a part.")
    repeated_online: int = Field(default=0, ge=0, description="Signatures of people who support it online as well.")
    counted_at: datetime


class CaseRegisteredV1(Event, aggregate="proposal_id", public=True):
    """A proposal has been entered in the list of cases of its unit and class: for the city's records system (EZD).

    By the office instruction, rozporządzenie Prezesa Rady Ministrów z 18.01.2011 (Dz.U. 2011 nr 14 poz. 67).
    """

    proposal_id: Id
    edition_id: Id
    sign: Line = Field(description="The whole sign as it is written: WPKS.0632.1.2026.")
    symbol: Line = Field(description="The unit's symbol.")
    jrwa: Line = Field(description="The class in the uniform list of files.")
    number: int = Field(ge=1, description="The number in the year's list of this unit and class, without gaps.")
    year: int = Field(ge=1950, le=2200, description="The year of the list, in Warsaw's calendar.")
    subject: Line = Field(description="What the case is about: the proposal's title.")
    opened_at: datetime = Field(description="The date of receipt.")
    on_paper: bool
    attachments: int = Field(ge=0)


class AppealFiledV1(Event, aggregate="proposal_id"):
    """An applicant appeals against the refusal of a proposal (odwołanie, art. 5a ust. 7 pkt 3)."""

    proposal_id: Id
    edition_id: Id
    appeal: int = Field(ge=1, description="The number of the appeal: the first is 1.")
    text: Text = Field(description="Why, in the applicant's words; the form asks to name nobody.")
    on_paper: bool = False
    filed_at: datetime = Field(description="When it came in; on paper the date of receipt.")


class ProposalWithdrawnV1(Event, aggregate="proposal_id", public=True):
    """The applicant has withdrawn a proposal before the ballot list."""

    proposal_id: Id
    edition_id: Id
    withdrawn_at: datetime


class TaskOpenedV1(TaskOpened, aggregate="task_id"):
    """Work waits in intake."""


class TaskChangedV1(TaskChanged, aggregate="task_id"):
    """Work that waits in intake is due at another time."""


class TaskClosedV1(TaskClosed, aggregate="task_id"):
    """Work in intake has been done."""
