"""The vote of one edition: from the candidates through the frozen list to the closed box. It sees no choice."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from services.voting.ballots.domain.choices import Limits, Section, VoteType
from services.voting.ballots.domain.exclusion import Pair, exclusive
from shared.contracts.intake import EditionRules, PoolKind, WindowKind
from shared.contracts.intake import Section as SectionRules
from shared.sketch import Point

GRACE = timedelta(seconds=120)
"""The box is closed this long after the window, so that a ballot taken in its last second is not turned away.

Nothing gets in behind the closing itself, however late: the public log's own document decides (`board`).
"""


def lies_in(window: tuple[datetime, datetime], now: datetime) -> bool:
    """Tell whether a moment lies in a window: the last second, which is told to people as its end, is whole."""
    opens, closes = window
    return opens <= now and now.replace(microsecond=0) <= closes


_PREFIX = {PoolKind.CITYWIDE: "O", PoolKind.GREEN: "Z", PoolKind.LOCAL: "L"}


class ElectionState(StrEnum):
    """How far the vote of an edition is."""

    ANNOUNCED = "announced"
    LISTED = "listed"
    OPEN = "open"
    CLOSED = "closed"


class WrongState(Exception):
    """The step does not fit how far the vote is."""

    def __init__(self, state: ElectionState, needed: ElectionState) -> None:
        super().__init__(f"the vote is {state}, not {needed}")
        self.state, self.needed = str(state), str(needed)


class Undecided(Exception):
    """Some proposals have neither failed the formal check nor been decided about: the list would leave them out."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} proposals are undecided")
        self.count = count


class AppealsOpen(Exception):
    """One can still appeal against a refusal: the list would not be final."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until.isoformat()


class EmptyList(Exception):
    """No proposal has been admitted."""


class InNoSection(Exception):
    """An admitted proposal belongs to a pool that no section of the ballot covers."""

    def __init__(self, proposal_id: str, pool_id: str) -> None:
        super().__init__(f"{proposal_id}: {pool_id}")
        self.proposal_id, self.pool_id = proposal_id, pool_id


class NotNow(Exception):
    """Ballots are taken only while the window is open."""

    def __init__(self, opens: datetime, closes: datetime) -> None:
        super().__init__(f"from {opens.isoformat()} to {closes.isoformat()}")
        self.opens, self.closes = opens, closes


class StillOpen(Exception):
    """The window of the vote, and the minute of grace after it, are not over."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until.isoformat()


class Candidate(BaseModel):
    """A proposal on its way to the list. Its parts come with events in any order; what has not come is None."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    number: int | None = None
    title: str = ""
    summary: str = ""
    location: str = ""
    point: Point | None = None
    category: str = ""
    pool_id: str | None = None
    area_id: str | None = None
    submitted: bool = False
    content_version: int = 0
    failed: bool = False
    check_version: int = 0
    admitted: bool | None = None
    decision_version: int = 0
    cost: int = Field(default=0, ge=0)
    withdrawn: bool = False
    merged: bool = False
    """A part of another proposal."""
    appeals_filed: int = 0
    """The number of the newest appeal against its refusal; 0: none."""
    appeals_decided: int = 0
    upheld_version: int = 0
    """The version of the check or the admission that follows from an upheld appeal."""

    @property
    def undecided(self) -> bool:
        """Whether the list must wait for it."""
        if not self.submitted or self.withdrawn or self.merged:
            return False
        if self.appeals_filed > self.appeals_decided or self.upheld_version > max(
            self.check_version, self.decision_version
        ):
            return True
        return not self.failed and self.admitted is None

    @property
    def on_the_list(self) -> bool:
        """Whether it is put to the vote."""
        return self.submitted and not (self.withdrawn or self.merged) and bool(self.admitted)


class Entry(BaseModel):
    """A project on the ballot, as voters see it; `cost` in grosze."""

    model_config = ConfigDict(frozen=True)

    proposal_id: str
    number: str
    section_id: str
    pool_id: str
    area_id: str | None
    submitted_as: int
    title: str
    summary: str
    location: str
    point: Point | None = None
    """Where it is to be, as the applicant gave it; None where only the words say so."""
    category: str
    cost: int

    def frozen(self) -> dict[str, object]:
        """Give it as it is hashed; without a point, as before there were points: a test vote of then still holds."""
        return self.model_dump(mode="json", exclude={"point"} if self.point is None else None)


class Election(BaseModel):
    """The vote of one edition. `rules` follow the edition until the list is out; from the opening they are hashed."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_version: int
    rules: EditionRules
    state: ElectionState = ElectionState.ANNOUNCED
    entries: tuple[Entry, ...] = ()
    exclusive: tuple[tuple[str, str], ...] = ()
    """Pairs of projects on the list of which at most one can win."""
    waiting: bool = False
    """Whether the commission has been told that decisions come in."""
    list_seed: str | None = None
    list_published_at: datetime | None = None
    public_key: str | None = None
    log_key: str | None = None
    """The public half of the key that signs the heads of the public log."""
    draw_commitment: str | None = None
    rules_hash: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    ballots: int = 0
    digest: str | None = None
    key_print: str | None = None
    """Which key the edition's tags and sealed data are made with (`keys`)."""
    version: int = 1

    def require(self, state: ElectionState) -> None:
        """Raise `WrongState` where the vote is not at `state`."""
        if self.state is not state:
            raise WrongState(self.state, state)

    @property
    def window(self) -> tuple[datetime, datetime]:
        """When ballots are taken on the web (UTC)."""
        for window in self.rules.windows:
            if window.kind is WindowKind.WEB_VOTE:
                return window.opens, window.closes
        raise WrongState(self.state, ElectionState.OPEN)

    @property
    def paper_window(self) -> tuple[datetime, datetime] | None:
        """When cards are taken at the points (UTC); None where the edition has no vote on paper."""
        for window in self.rules.windows:
            if window.kind is WindowKind.PAPER_VOTE:
                return window.opens, window.closes
        return None

    @property
    def closable_from(self) -> datetime:
        """When the box may be closed (UTC): nobody votes any more, neither on the web nor at a point."""
        ends: list[datetime] = [self.window[1], *(self.paper_window or ())]
        return max(ends) + GRACE

    def takes(self, now: datetime) -> bool:
        """Tell whether the window for ballots is open at this moment."""
        return lies_in(self.window, now)

    def require_taking(self, now: datetime) -> None:
        """Raise `WrongState` or `NotNow` where no ballot is taken at this moment."""
        self.require(ElectionState.OPEN)
        if not self.takes(now):
            raise NotNow(*self.window)

    @property
    def sections(self) -> list[Section]:
        """The ballot's sections with their limits and the projects that may be marked in each."""
        costs: dict[str, dict[str, int]] = {section.id: {} for section in self.rules.sections}
        for entry in self.entries:
            costs[entry.section_id][entry.proposal_id] = entry.cost
        return [
            Section(id=section.id, limits=limits(section), costs=costs[section.id]) for section in self.rules.sections
        ]

    def listed(
        self, candidates: Sequence[Candidate], pairs: Sequence[Pair], seed: str, order: Sequence[str], now: datetime
    ) -> "Election":
        """Give the vote with its final list; `order` (drawn) numbers the projects.

        Raises `AppealsOpen`, `Undecided`, `EmptyList`, `InNoSection`, `ConflictsOpen`.
        """
        self.require(ElectionState.ANNOUNCED)
        appeals = next((window for window in self.rules.windows if window.kind is WindowKind.APPEALS), None)
        if appeals is not None and now <= appeals.closes:
            raise AppealsOpen(appeals.closes)
        waiting = sum(candidate.undecided for candidate in candidates)
        if waiting:
            raise Undecided(waiting)
        entries = _numbered([candidate for candidate in candidates if candidate.on_the_list], order, self.rules)
        if not entries:
            raise EmptyList
        return self._next(
            state=ElectionState.LISTED,
            entries=tuple(entries),
            exclusive=exclusive(pairs, (entry.proposal_id for entry in entries)),
            list_seed=seed,
            list_published_at=now,
        )

    def rivals(self, proposal_id: str) -> list[Entry]:
        """Give the projects on the list that exclude this one."""
        ids = {id for pair in self.exclusive if proposal_id in pair for id in pair if id != proposal_id}
        return [entry for entry in self.entries if entry.proposal_id in ids]

    def opened(self, public_key: str, log_key: str, draw_commitment: str, now: datetime) -> "Election":
        """Give the vote with its rules frozen and hashed."""
        self.require(ElectionState.LISTED)
        frozen = self._next(
            state=ElectionState.OPEN,
            public_key=public_key,
            log_key=log_key,
            draw_commitment=draw_commitment,
            opened_at=now,
        )
        return frozen.model_copy(update={"rules_hash": frozen.hash_of_rules()})

    def require_closable(self, now: datetime) -> None:
        """Raise `WrongState` or `StillOpen` where the box cannot be closed at this moment."""
        self.require(ElectionState.OPEN)
        if now < self.closable_from:
            raise StillOpen(self.closable_from)

    def closed(self, ballots: int, digest: str, now: datetime) -> "Election":
        """Give the vote with its box closed over `ballots` envelopes; `digest` is the root of the closed log."""
        self.require_closable(now)
        return self._next(state=ElectionState.CLOSED, ballots=ballots, digest=digest, closed_at=now)

    def with_trial(self) -> "Election":
        """Give the next version, with nothing changed: a step of a test vote and the opening exclude each other."""
        return self._next()

    def with_waiting(self) -> "Election":
        """Give the vote after the commission was told that it can prepare the list."""
        return self._next(waiting=True)

    def hash_of_rules(self) -> str:
        """Give SHA-256 of the frozen text."""
        return hashlib.sha256(self.frozen_text().encode()).hexdigest()

    def frozen_text(self) -> str:
        """Give everything that may not change once the first ballot is in: rules, list, keys; anybody can hash it."""
        frozen = {
            "edition": self.id,
            "rules": self.rules.model_dump(mode="json"),
            "entries": [entry.frozen() for entry in self.entries],
            "exclusive": self.exclusive,
            "public_key": self.public_key,
            "log_key": self.log_key,
            "draw_commitment": self.draw_commitment,
        }
        return json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def _next(self, **changes: object) -> "Election":
        return self.model_copy(update={**changes, "version": self.version + 1})


def limits(section: SectionRules) -> Limits:
    """Give the limits of a section of the edition's rules in the ballot's own terms."""
    return Limits(
        vote_type=VoteType(section.vote_type),
        min_length=section.min_choices,
        max_length=section.max_choices,
        max_points=section.max_project_points,
        max_sum_points=section.max_points,
        max_sum_cost=section.max_cost,
    )


def _numbered(chosen: Sequence[Candidate], order: Sequence[str], rules: EditionRules) -> list[Entry]:
    section_of = {pool: section.id for section in rules.sections for pool in section.pools}
    kind_of = {pool.id: pool.kind for pool in rules.pools}
    place = {id: number for number, id in enumerate(order)}
    counted: dict[str, int] = {}
    entries = []
    for candidate in sorted(chosen, key=lambda candidate: place[candidate.id]):
        assert candidate.pool_id is not None
        assert candidate.number is not None
        if candidate.pool_id not in section_of:
            raise InNoSection(candidate.id, candidate.pool_id)
        prefix = _PREFIX[kind_of[candidate.pool_id]]
        counted[prefix] = counted.get(prefix, 0) + 1
        entries.append(
            Entry(
                proposal_id=candidate.id,
                number=f"{prefix}-{counted[prefix]}",
                section_id=section_of[candidate.pool_id],
                pool_id=candidate.pool_id,
                area_id=candidate.area_id,
                submitted_as=candidate.number,
                title=candidate.title,
                summary=candidate.summary,
                location=candidate.location,
                point=candidate.point,
                category=candidate.category,
                cost=candidate.cost,
            )
        )
    return entries
