"""What the use cases of the ballot need to keep. It must not say how."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain.closing import PaperLeft
from services.voting.ballots.domain.election import Candidate, Election, ElectionState
from services.voting.ballots.domain.envelope import Envelope, EnvelopeState
from services.voting.ballots.domain.exclusion import Pair
from services.voting.board.domain.log import Entry
from services.voting.fraud.domain.sightings import Seen
from shared.store import Transaction


class TrialNeeded(Exception):
    """The newest test vote on the present rules and list has not agreed with what was expected, or there was none."""


class KeyUsedInTrial(Exception):
    """The private half of this key has been on the server, for a test vote: it is no secret of the commission."""


class FrozenRules(BaseModel):
    """The very text whose SHA-256 was published at the opening: kept, not made again by a later version of the code."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str


class PaperCards(Protocol):
    """What the closing of the box needs to know of paper."""

    async def finish(self, tx: Transaction, edition_id: str) -> PaperLeft:
        """Let no card and no point in any more, and tell what is not finished."""
        ...


class Trials(Protocol):
    """What the opening needs to know of test votes."""

    async def require(self, tx: Transaction, edition_id: str, rules_hash: str, public_key: str) -> None:
        """Let an opening pass whose rules and list were tried with success, and whose key was not used in a trial.

        Raises `TrialNeeded`, `KeyUsedInTrial`.
        """
        ...


class Log(Protocol):
    """The public log, as far as a box adds to it."""

    async def append(self, tx: Transaction, edition_id: str, entries: Sequence[Entry], channels: Sequence[str]) -> int:
        """Add entries, whose ballots came in these ways, and give the place of the first. Raises `LogClosed`."""
        ...


class Sees(Protocol):
    """What the box tells of how ballots came."""

    def note(self, tx: Transaction, edition_id: str, seen: Mapping[str, Seen]) -> None:
        """Keep what was seen of envelopes that go in, by their ids, with the commit."""
        ...


class Watch(Sees, Protocol):
    """What the closing of the box needs to know of quarantine, beside."""

    async def finish(self, tx: Transaction, edition_id: str) -> None:
        """Raise `FlagsUndecided` while an envelope is in quarantine or about to be."""
        ...

    async def forget(self, edition_id: str) -> None:
        """Delete what was seen."""
        ...


class Waiting(Protocol):
    """What waits for somebody's decision, and for nothing any more once the box is closed."""

    async def finish(self, tx: Transaction, edition_id: str) -> None:
        """Let nothing wait, and let nothing begin to wait."""
        ...


class EmptyRoll(Exception):
    """Nobody is on the roll, and nobody could be put there any more once the vote is open."""


class People(Protocol):
    """What the opening needs to know of the roll."""

    async def settle(self, tx: Transaction, edition_id: str) -> int:
        """Let the roll that is in force stay so; give how many may vote, with the codes that were handed out.

        A roll that is being taken in at this moment is not put in force behind the opening.
        """
        ...


class BallotStore(Protocol):
    """What the use cases need to keep."""

    async def election(self, id: str, tx: Transaction | None = None) -> Election: ...  # noqa: D102
    async def state(self, id: str, tx: Transaction | None = None) -> ElectionState: ...  # noqa: D102
    async def election_or_none(self, id: str, tx: Transaction) -> Election | None: ...  # noqa: D102
    async def elections(self) -> list[Election]: ...  # noqa: D102
    async def put_election(self, tx: Transaction, election: Election) -> None: ...  # noqa: D102
    async def save_election(self, tx: Transaction, election: Election) -> None: ...  # noqa: D102
    async def candidate_or_none(self, id: str, tx: Transaction) -> Candidate | None: ...  # noqa: D102
    async def put_candidate(self, tx: Transaction, candidate: Candidate) -> None: ...  # noqa: D102
    async def candidates(self, edition_id: str, tx: Transaction | None = None) -> list[Candidate]: ...  # noqa: D102
    async def pair_or_none(self, id: str, tx: Transaction) -> Pair | None: ...  # noqa: D102
    async def put_pair(self, tx: Transaction, pair: Pair) -> None: ...  # noqa: D102
    async def pairs(self, edition_id: str, tx: Transaction | None = None) -> list[Pair]: ...  # noqa: D102
    async def freeze(self, tx: Transaction, frozen: FrozenRules) -> None: ...  # noqa: D102
    async def frozen(self, edition_id: str) -> FrozenRules: ...  # noqa: D102
    def drop_in(self, tx: Transaction, envelopes: Sequence[Envelope], first: int) -> None: ...  # noqa: D102
    async def in_the_way(self, tx: Transaction, edition_id: str, heap: Sequence[Envelope]) -> list[Envelope]: ...  # noqa: D102
    async def of_voter(self, edition_id: str, tag: str, tx: Transaction | None = None) -> list[Envelope]: ...  # noqa: D102
    async def envelope_or_none(self, id: str) -> Envelope | None: ...  # noqa: D102
    async def among(self, tx: Transaction, ids: Sequence[str], state: EnvelopeState) -> list[Envelope]: ...  # noqa: D102
    async def replaced(  # noqa: D102
        self, edition_id: str, tags: Sequence[str], tx: Transaction | None = None
    ) -> list[Envelope]: ...
    async def move(self, tx: Transaction, ids: Sequence[str], was: EnvelopeState, becomes: EnvelopeState) -> None: ...  # noqa: D102
    async def by_commitment(self, edition_id: str, start: str) -> Envelope | None: ...  # noqa: D102
    async def count_box(self, edition_id: str, tx: Transaction | None = None) -> int: ...  # noqa: D102
    def box(self, edition_id: str) -> AsyncIterator[Envelope]: ...  # noqa: D102
