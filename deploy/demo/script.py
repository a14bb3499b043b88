"""What the demonstration plays: an edition, its proposals and their ways, voters, news, building.

It plays nothing; the made-up Kalisz and real elections from Pabulib files both become scripts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from deploy.demo.desks import ScriptedDesks
from deploy.demo.meeting import ScriptedMeeting
from deploy.demo.scripted_media import ScriptedMedia
from shared.contracts.intake import EditionRules, WindowKind


@dataclass(frozen=True)
class ScriptedUpdate:
    """A unit's report on a building: `spent` in per cent of the budget.

    `answers`: a call, by the "form" or the "button" behind the link in its mail; None: it comes by itself.
    """

    at: datetime
    answers: str | None
    stage: str
    percent: int
    spent: int
    note: str
    planned_end: str | None
    delay_reason: str | None
    planned_contract: str | None = None
    planned_building: str | None = None
    contractor: str | None = None


@dataclass(frozen=True)
class ScriptedStatement:
    """What the unit that reviews a proposal asks another one about its part, and what that one says for it."""

    unit: str
    question: str
    text: str


@dataclass(frozen=True)
class ScriptedProposal:
    """A proposal and its way. `key` is its name in the script; amounts in grosze."""

    key: str
    title: str
    summary: str
    description: str
    pool: str
    area: str | None
    category: str
    location: str
    point: tuple[float, float] | None
    cost_items: tuple[tuple[str, int], ...]
    signatures: int
    applicant: dict[str, str]
    unit: str
    opinion: str
    cost: int
    """What it costs after the unit's review."""
    formal_fault: str | None = None
    refusal: str | None = None
    appeal: str | None = None
    """What its applicant says against the refusal; None: nothing."""
    appeal_answer: str = ""
    """Why the appeal is dismissed, after a second review."""
    signatures_at_first: int | None = None
    """Signatures with which it is filed; its applicant is called to bring the rest. None: it is filed with all."""
    statement: ScriptedStatement | None = None
    """What another unit is asked before the review is finished; None: nothing."""
    from_initiative: str | None = None
    """The key of the refused initiative whose converted draft it files, for its representative."""


@dataclass(frozen=True)
class ScriptedPair:
    """Two proposals (by their keys) for the same place, whether at most one of them can win, and why."""

    first: str
    second: str
    excluding: bool
    reason: str


@dataclass(frozen=True)
class ScriptedOpinion:
    """What a body says about a proposal (by its key), on which day that came, and its resolution, where it has one."""

    about: str
    result: str
    text: str
    received_on: date
    resolution: str | None
    resolution_on: date | None


@dataclass(frozen=True)
class ScriptedRound:
    """A round of opinions: who is asked, from which day to which in the city, and what they say."""

    kind: str
    first_day: date
    last_day: date
    opinions: tuple[ScriptedOpinion, ...]


@dataclass(frozen=True)
class ScriptedQuestion:
    """A resident's question about the edition, and an officer's answer."""

    email: str
    asked_at: datetime
    text: str
    answered_at: datetime
    answer: str


@dataclass(frozen=True)
class ScriptedRequest:
    """What the office asks of an applicant (by the proposal's key) up to which day in the city, and the answer.

    `revised` are the fields as the applicant has changed them; None where `refusal` says why not.
    """

    about: str
    opened_at: datetime
    parts: tuple[str, ...]
    reason: str
    legal_basis: str
    due_on: date
    answered_at: datetime
    revised: dict[str, str] | None
    refusal: str | None


@dataclass(frozen=True)
class ScriptedBallot:
    """A voter (name and address; empty where codes are handed out) and the marks by section and proposal key."""

    voter: dict[str, str]
    choices: dict[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True)
class ScriptedCard:
    """A card of paper: its voter and marks, and why it is void (`no_signature` and others) where it is."""

    voter: dict[str, str]
    choices: dict[str, tuple[tuple[str, int], ...]]
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScriptedPoint:
    """A point of the vote on paper, with the cards that come out of its urn, and those spoiled and left over."""

    name: str
    address: str
    opens: datetime
    closes: datetime
    cards: tuple[ScriptedCard, ...]
    spoiled: int
    returned: int


@dataclass(frozen=True)
class ScriptedArticle:
    """A piece of news, or a `page` of the site that stays."""

    at: datetime
    title: str
    lead: str
    body: str
    kind: str = "article"


@dataclass(frozen=True)
class ScriptedEntry:
    """An entry of the city's calendar. `cancelled`: why it does not take place."""

    starts: datetime
    ends: datetime
    title: str
    place: str
    description: str | None
    cancelled: str | None


@dataclass(frozen=True)
class ScriptedCouncil:
    """The council's term, sessions, resolutions and the mayor's diary as they are sent, and one report.

    `reported`: number of its session; `inputs`: what each unit gives, by its symbol.
    """

    term: dict[str, Any]
    sessions: tuple[dict[str, Any], ...]
    resolutions: tuple[dict[str, Any], ...]
    diary: tuple[dict[str, Any], ...]
    reported: int
    introduction: str
    inputs: dict[str, dict[str, Any]]
    entered_at: datetime
    opened_at: datetime
    published_at: datetime
    presented_at: datetime


@dataclass(frozen=True)
class ScriptedInitiative:
    """A local initiative as it is sent: application, group, declarations; what unit, Team and mayor say of it.

    `missing`: the check that it is called for and left because of; `contract`: what becomes of it once approved.
    """

    key: str
    content: dict[str, Any]
    group: dict[str, Any]
    declarations: tuple[dict[str, Any], ...]
    unit: str | None
    question: str
    opinion: str
    scores: dict[str, tuple[int, str]]
    approved: bool
    decision: str
    contract: dict[str, Any] | None
    missing: dict[str, str] | None


@dataclass(frozen=True)
class ScriptedInitiatives:
    """The initiatives of a year, the criteria they are scored by, the year's total (grosze), and when what happens."""

    moments: dict[str, datetime]
    total: int
    criteria: dict[str, Any]
    initiatives: tuple[ScriptedInitiative, ...]


@dataclass(frozen=True)
class ScriptedDay:
    """That the day of an anniversary (`occasion`: its id in the plan) is decided; residents read the `reason`."""

    at: datetime
    occasion: str
    day: date
    reason: str


@dataclass(frozen=True)
class ScriptedCeremony:
    """A ceremony as it is sent, part by part: its hours in the calendar, who is asked, who comes, what came of it.

    `years`: whose plans of anniversaries are drawn up; `occasion`: its id in the plan; `speech`: what is ordered, with
    its `brief`, `figures`, who checks them (`expert`, by a link to `expert_email`) and its `text`.

    `guests`: each with what it said by telephone, where it said something; `permits`: their kinds. `days`: of
    anniversaries whose day only people decide.
    """

    moments: dict[str, datetime]
    years: tuple[int, ...]
    days: tuple[ScriptedDay, ...]
    occasion: str
    entry: dict[str, Any]
    concept: dict[str, Any]
    opinion: dict[str, str]
    asked: dict[str, Any]
    composition: str
    permits: tuple[str, ...]
    parties: tuple[dict[str, str], ...]
    delegations: tuple[dict[str, Any], ...]
    guests: tuple[dict[str, str], ...]
    speech: dict[str, Any]
    brief: str
    figures: tuple[dict[str, str], ...]
    expert: str
    expert_email: str
    text: str
    report: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Building:
    """Tells how the winners are built; a script without one ends with the results.

    `called_at`: when their units are called for a word; `missed_at`: when residents see who has not answered;
    `mailboxes`: where each unit reads mail, by its symbol.
    """

    called_at: tuple[datetime, ...] = ()
    missed_at: datetime | None = None
    mailboxes: Mapping[str, str] = field(default_factory=dict)

    def updates(self, winners: list[str]) -> dict[str, tuple[ScriptedUpdate, ...]]:
        """Give the reports on each winner (proposal keys, best first)."""
        return {}


@dataclass(frozen=True)
class Script:
    """The whole of it. `official`: keys of the projects that won in reality, where it is a real election."""

    rules: EditionRules
    announced: datetime
    proposals: tuple[ScriptedProposal, ...]
    ballots: tuple[ScriptedBallot, ...]
    roll: bytes | None
    """The roll as CSV; None where one-time codes are handed out."""
    today: datetime
    """Where the clock stands at the end."""
    point: ScriptedPoint | None = None
    """Where one votes on paper; its cards are keyed in after the vote on the web."""
    pairs: tuple[ScriptedPair, ...] = ()
    rounds: tuple[ScriptedRound, ...] = ()
    """Rounds of opinions, one after the other, before the mayor decides."""
    questions: tuple[ScriptedQuestion, ...] = ()
    requests: tuple[ScriptedRequest, ...] = ()
    """Requests for a change, between the units' reviews and the mayor's decision."""
    articles: tuple[ScriptedArticle, ...] = ()
    entries: tuple[ScriptedEntry, ...] = ()
    building: Building = Building()
    council: ScriptedCouncil | None = None
    initiatives: ScriptedInitiatives | None = None
    ceremony: ScriptedCeremony | None = None
    meeting: ScriptedMeeting | None = None
    desks: ScriptedDesks | None = None
    media: ScriptedMedia | None = None
    official: frozenset[str] | None = None

    @property
    def counting(self) -> list[dict[str, tuple[tuple[str, int], ...]]]:
        """The choices that count in the end: a valid card takes the place of its voter's ballot."""
        cards = [card for card in self.point.cards if not card.seen] if self.point else []
        replaced = [card.voter for card in cards]
        ballots = [ballot.choices for ballot in self.ballots if not ballot.voter or ballot.voter not in replaced]
        return [*ballots, *(card.choices for card in cards)]

    def window(self, kind: WindowKind) -> tuple[datetime, datetime]:
        """Give the beginning and the end of a window (UTC)."""
        window = next(window for window in self.rules.windows if window.kind is kind)
        return window.opens, window.closes
