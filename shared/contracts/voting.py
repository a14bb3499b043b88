"""What voting tells the others: ballot lists, opening, closing, results. Never anything about one voter."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shared.contracts.base import Event, Fact, Grosze, Id, Line
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened


class BallotEntry(Fact):
    """A project on the ballot, with its number there."""

    proposal_id: Id
    number: Line
    section_id: Id
    pool_id: Id
    cost: Grosze


class BallotListPublishedV1(Event, aggregate="edition_id", public=True):
    """The final list of projects put to the vote is out; the numbers are drawn."""

    edition_id: Id
    entries: tuple[BallotEntry, ...]
    exclusive: tuple[tuple[Id, Id], ...] = Field(
        default=(), description="Pairs of projects of which at most one can win."
    )
    published_at: datetime


class VotingOpenedV1(Event, aggregate="edition_id", public=True):
    """The rules are frozen, the commission's public key is set, ballots may be cast."""

    edition_id: Id
    rules_hash: Line
    public_key: Line
    opens: datetime
    closes: datetime
    opened_at: datetime


class LogHeadSignedV1(Event, aggregate="edition_id", public=True):
    """What the public log of the ballot box was at a moment, signed. Whoever keeps these is a witness.

    `version` counts the heads of an edition. A later log that does not begin with the one under this root has been
    rewritten.
    """

    edition_id: Id
    size: int = Field(ge=0, description="Entries in the log.")
    root: Line = Field(description="Root of the hash tree (RFC 9162) over the entries, 64 hex digits.")
    signed_at: datetime
    signature: Line = Field(
        description="Ed25519, 128 hex digits, over the lines that docs/decisions/public-log.md names."
    )
    public_key: Line = Field(description="The key that signs this edition's heads, 64 hex digits.")


class ChannelTurnout(Fact):
    """How many voted in one way."""

    channel: Line = Field(description="`online` or `paper`.")
    ballots: int = Field(ge=0, description="0, or 10 and more.")


class VotingTurnoutV1(Event, aggregate="edition_id", public=True):
    """How many have voted so far: at most every five minutes, and only what can be about no single person.

    A ballot that was replaced by another of the same person is not counted; one in quarantine is. `version` counts the
    figures of an edition. Any two figures of an edition, of all or of one way to vote, are equal or 10 or more apart.
    """

    edition_id: Id
    ballots: int = Field(ge=10, description="People who have voted.")
    entitled: int = Field(ge=0, description="People who may vote.")
    told_at: datetime
    channels: tuple[ChannelTurnout, ...] = Field(
        default=(), description="By way of voting, as at `channels_at`; empty while one of them is from 1 to 9."
    )
    channels_at: datetime | None = None


class VotingClosedV1(Event, aggregate="edition_id", public=True):
    """No more ballots are taken. `digest` commits to all sealed ballots in the box: the root of the closed log."""

    edition_id: Id
    ballots: int = Field(ge=0)
    digest: Line
    log_size: int = Field(default=0, ge=0, description="Entries in the closed log.")
    closed_at: datetime


class Outcome(StrEnum):
    """What the count decided about one project."""

    SELECTED = "selected"
    DID_NOT_FIT = "did_not_fit"
    BELOW_THRESHOLD = "below_threshold"
    AFTER_STOP = "after_stop"
    EXCLUDED_BY_CONFLICT = "excluded_by_conflict"
    LOST_TIE = "lost_tie"


class ProjectResult(Fact):
    """The result of one project; `place` counts within its pool and, in a local pool, within its area's list too."""

    proposal_id: Id
    number: Line
    pool_id: Id
    votes: int = Field(ge=0, description="Ballots that name the project.")
    points: int = Field(ge=0, description="Votes, or points where the ballot gives points.")
    place: int = Field(ge=1)
    cost: Grosze
    outcome: Outcome
    excluded_by: Id | None = Field(
        default=None, description="The selected project that excludes this one, in a tie that it lost too."
    )
    lot: Line | None = Field(
        default=None,
        description="Where equals are drawn: SHA-256 of the draw's secret, the root of the closed log and "
        "`proposal_id`, joined by `|`, in hex; of equals the lowest goes first.",
    )


class PoolResult(Fact):
    """How much of a pool the selected projects take."""

    pool_id: Id
    amount: Grosze
    spent: Grosze
    ties: tuple[tuple[Id, ...], ...] = ()
    reserve: tuple[Id, ...] = Field(
        default=(),
        description="The projects that only money kept from winning, in the order in which they come next where "
        "some is saved.",
    )


class TurnoutPart(Fact):
    """How many of the counted ballots came in one way, name a project of one area, or are of people of one age."""

    of: Id = Field(
        description="A way of voting, `online` or `paper`; the id of an area; or a group of ages: its first year of "
        "age, or `unknown`."
    )
    ballots: int | None = Field(
        default=None, ge=0, description="0, or 10 and more; null: fewer, or hidden so that no fewer can be computed."
    )


class ResultsPublishedV1(Event, aggregate="edition_id", public=True):
    """The results are out, all at one moment."""

    edition_id: Id
    ballots: int = Field(ge=0)
    void: int = Field(ge=0)
    entitled: int = Field(ge=0)
    pools: tuple[PoolResult, ...]
    projects: tuple[ProjectResult, ...]
    digest: Line
    published_at: datetime
    channels: tuple[TurnoutPart, ...] = Field(default=(), description="The counted ballots by way of voting.")
    areas: tuple[TurnoutPart, ...] = Field(
        default=(), description="By area; a ballot that names projects of two areas stands at both."
    )
    ages: tuple[TurnoutPart, ...] = Field(
        default=(),
        description="By age reached in the year of the vote, in the groups of the rules; empty where they set none.",
    )


class DestroyedPart(Fact):
    """How many records of one kind were destroyed, or emptied of what was personal in them."""

    kind: Id
    count: int = Field(ge=0)


class EditionDataDestroyedV1(Event, aggregate="edition_id", public=True):
    """The keys and the personal data of an edition's vote were destroyed; results, public log and ballots stay."""

    edition_id: Id
    destroyed: tuple[DestroyedPart, ...]
    destroyed_at: datetime


class TaskOpenedV1(TaskOpened, aggregate="task_id"):
    """Work waits in voting."""


class TaskChangedV1(TaskChanged, aggregate="task_id"):
    """Work that waits in voting is due at another time."""


class TaskClosedV1(TaskClosed, aggregate="task_id"):
    """Work in voting has been done."""
