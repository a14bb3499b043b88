"""Use cases of the count: open the box with the commission's key, count twice, publish at one moment."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain.election import Election, ElectionState
from services.voting.ballots.domain.envelope import Channel, Envelope, EnvelopeState
from services.voting.ballots.service import BallotStore
from services.voting.ballots.service.tasks import COUNT, RESULTS, close_task, open_task
from services.voting.board.service import Board
from services.voting.paper.domain.points import Point, Sheet
from services.voting.paper.domain.progress import PaperProgress
from services.voting.paper.domain.voids import SENTENCES, VoidReason
from services.voting.rolls.service import Rolls
from services.voting.tally.domain import Box
from services.voting.tally.domain.opening import (
    BoxChanged,
    Compared,
    Lying,
    WrongKey,
    WrongSecret,
    count_box,
    require_key,
    require_secret,
    require_unchanged,
)
from services.voting.tally.domain.turnout import Cell, Turnout, by_age, turnout
from services.voting.tally.pabulib.second import CountsDiffer, count_again
from shared.clock import Clock
from shared.contracts.voting import PoolResult, ProjectResult, ResultsPublishedV1, TurnoutPart
from shared.store import Database, Duplicate, NotFound, Transaction, transactional

__all__ = [
    "AlreadyCounted",
    "BoxChanged",
    "Compared",
    "Count",
    "CountStore",
    "CountsDiffer",
    "LeftOut",
    "PaperSum",
    "PointSheet",
    "Tally",
    "VoidCount",
    "WrongKey",
    "WrongSecret",
]


class AlreadyCounted(Exception):
    """The edition has its count."""


class VoidCount(BaseModel):
    """How many paper cards are void for one reason; `sentence` is its wording in the protocol."""

    model_config = ConfigDict(frozen=True)

    reason: VoidReason
    sentence: str
    cards: int


class PaperSum(BaseModel):
    """What became of the paper cards of an edition: cards, not reasons. `in_box`: whatever became of them there."""

    model_config = ConfigDict(frozen=True)

    void: int
    in_box: int

    @property
    def came(self) -> int:
        """How many cards the points sent."""
        return self.void + self.in_box


class PointSheet(BaseModel):
    """What became of the cards of one point."""

    model_config = ConfigDict(frozen=True)

    name: str
    sheet: Sheet


class LeftOut(BaseModel):
    """Envelopes that lie in the box and stay shut, by what the public log says of them."""

    model_config = ConfigDict(frozen=True)

    superseded: int = 0
    void: int = 0
    quarantined: int = 0

    @property
    def all(self) -> int:
        """How many they are."""
        return self.superseded + self.void + self.quarantined


class Count(BaseModel):
    """The count of one edition. `public_value` and `secret` are the evidence of the draw: anybody can repeat it.

    `compared` is no part of the result, nor of its digest; None where the edition is decided by that rule itself.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 1
    counted_at: datetime
    published_at: datetime | None = None
    ballots: int
    void: int
    entitled: int
    pools: tuple[PoolResult, ...]
    projects: tuple[ProjectResult, ...]
    secret: str
    public_value: str
    digest: str
    compared: Compared | None = None
    paper: int = 0
    """How many of the ballots came on paper; for the protocol. What everybody may know of it is in `turnout`."""
    turnout: Turnout = Turnout()
    left_out: LeftOut = LeftOut()
    sheets: tuple[PointSheet, ...] = ()
    """What became of the paper cards, point by point; for the protocol."""
    cards: PaperSum | None = None
    """Those cards in sum, for the protocol; None where nobody could vote on paper."""
    void_cards: tuple[VoidCount, ...] = ()
    """Paper cards that were void before the count; a card with several reasons stands at each."""


class CountStore(Protocol):
    """What the use cases need to keep."""

    async def add(self, tx: Transaction, count: Count, boxes: Mapping[str, Box]) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, count: Count) -> None: ...  # noqa: D102
    async def get(self, edition_id: str, tx: Transaction | None = None) -> Count: ...  # noqa: D102
    async def known(self, edition_id: str) -> Count | None: ...  # noqa: D102
    async def published(self) -> list[Count]: ...  # noqa: D102
    async def boxes(self, edition_id: str) -> dict[str, Box]: ...  # noqa: D102
    async def ages(self, edition_id: str) -> tuple[Cell, ...] | None: ...  # noqa: D102
    async def keep_ages(self, edition_id: str, cells: tuple[Cell, ...]) -> None: ...  # noqa: D102


class PaperCounts(Protocol):
    """What the protocol says of paper cards."""

    async def points(self, edition_id: str) -> list[Point]: ...
    async def progress(self, edition_id: str) -> PaperProgress: ...


class Forgets(Protocol):
    """Whoever keeps what was seen of how ballots came."""

    async def years(self, edition_id: str, envelopes: Collection[str]) -> Mapping[int | None, int]: ...
    async def forget(self, edition_id: str) -> None: ...


class Aftermath(Protocol):
    """What comes after the results."""

    async def begin(self, tx: Transaction, election: Election, now: datetime) -> None:
        """Let the period of complaints begin."""
        ...


class Tally:
    """The count of each edition."""

    def __init__(
        self,
        database: Database,
        store: CountStore,
        ballots: BallotStore,
        board: Board,
        rolls: Rolls,
        cards: PaperCounts,
        watch: Forgets,
        aftermath: Aftermath,
        clock: Clock,
    ) -> None:
        self.database, self.store, self._ballots, self._board = database, store, ballots, board
        self._rolls, self._cards, self._watch, self.clock = rolls, cards, watch, clock
        self._aftermath = aftermath

    async def count(self, edition_id: str, private_key: str, secret: str) -> Count:
        """Count the closed box, then the files that everybody will get; a difference is an error, not a result.

        `private_key`: the commission's X25519 key, 64 hex digits, used and forgotten. `secret`: the text whose SHA-256
        was published at the opening; the public value joined to it is the root of the closed log, which nobody could
        know before the close. Raises `NotFound`, `WrongState`, `WrongKey`, `WrongSecret`, `BoxChanged`,
        `CountsDiffer`, `AlreadyCounted`.
        """
        election = await self._ballots.election(edition_id)
        election.require(ElectionState.CLOSED)
        if await self.store.known(edition_id):
            raise AlreadyCounted
        key = require_key(private_key, election)
        require_secret(secret, election)
        envelopes = [envelope async for envelope in self._ballots.box(edition_id)]
        box = [Lying(-1 if one.seq is None else one.seq, one.sealed, one.state, one.channel) for one in envelopes]
        await self._require_unchanged(election, box)
        ages = await self._ages(election, [one.id for one in envelopes if one.counts])
        # Before anything is opened: what was seen of the voters must not lie beside what they chose. Not before the box
        # was found unchanged: else whoever changes it loses the auditor the traces.
        await self._watch.forget(edition_id)
        first = await asyncio.to_thread(count_box, election, box, key, secret)
        await asyncio.to_thread(count_again, election, first, secret)
        ballots = sum(one.counts for one in envelopes)
        paper = sum(one.counts and one.channel is Channel.PAPER for one in envelopes)
        assert election.digest is not None
        cards = await self._cards.progress(edition_id)
        result = Count(
            id=edition_id,
            counted_at=self.clock.now(),
            ballots=ballots,
            void=first.void,
            entitled=await self._rolls.count(edition_id),
            pools=first.pools,
            projects=first.projects,
            secret=secret,
            public_value=election.digest,
            digest=first.digest,
            compared=first.compared,
            paper=paper,
            turnout=turnout(ballots - paper, paper, first.areas, ages),
            left_out=_left_out(envelopes),
            sheets=tuple(
                PointSheet(name=point.name, sheet=point.sheet)
                for point in await self._cards.points(edition_id)
                if point.sheet is not None
            ),
            cards=PaperSum(void=cards.void, in_box=cards.in_box) if election.paper_window else None,
            void_cards=tuple(
                VoidCount(reason=reason, sentence=SENTENCES[reason], cards=count)
                for reason, count in cards.void_by_reason.items()
            ),
        )
        await self._keep(result, first.boxes, election)
        return result

    async def _ages(self, election: Election, counted: Collection[str]) -> tuple[Cell, ...]:
        """Give the voters by age. What may be told of them is kept: a count that is begun again finds no ages left."""
        groups = election.rules.age_groups
        if not groups:
            return ()
        if (kept := await self.store.ages(election.id)) is None:
            kept = by_age(await self._watch.years(election.id, counted), groups)
            await self.store.keep_ages(election.id, kept)
        return kept

    async def _require_unchanged(self, election: Election, box: Sequence[Lying]) -> None:
        """Raise `BoxChanged` where the log is not what was signed at the close, or the box not what the log says."""
        signed = await self._board.signed(election.id)
        heads = await self._board.all_heads(election.id)
        entries = [entry async for entry in self._board.whole(election.id, signed.size)]
        await asyncio.to_thread(require_unchanged, election, entries, heads, box)

    @transactional
    async def _keep(self, tx: Transaction, result: Count, boxes: Mapping[str, Box], election: Election) -> None:
        try:
            await self.store.add(tx, result, boxes)
        except Duplicate:
            raise AlreadyCounted from None
        close_task(tx, election, COUNT, result.counted_at)
        open_task(tx, election, RESULTS, result.counted_at)

    async def published(self, edition_id: str) -> Count:
        """Give the published count of an edition. Raises `NotFound`."""
        counted = await self.store.get(edition_id)
        if counted.published_at is None:
            raise NotFound("results", edition_id)
        return counted

    @transactional
    async def publish(self, tx: Transaction, edition_id: str) -> str:
        """Publish the result, on all channels at one moment; gives its digest. Published already: the same digest."""
        counted = await self.store.get(edition_id, tx)
        if counted.published_at is not None:
            return counted.digest
        now = self.clock.now()
        published = counted.model_copy(update={"published_at": now, "version": counted.version + 1})
        await self.store.save(tx, published)
        tx.publish(
            ResultsPublishedV1(
                version=published.version,
                edition_id=edition_id,
                ballots=published.ballots,
                void=published.void,
                entitled=published.entitled,
                pools=published.pools,
                projects=published.projects,
                digest=published.digest,
                published_at=now,
                channels=_parts(published.turnout.channels),
                areas=_parts(published.turnout.areas),
                ages=_parts(published.turnout.ages),
            )
        )
        election = await self._ballots.election(edition_id, tx)
        close_task(tx, election, RESULTS, now)
        await self._aftermath.begin(tx, election, now)
        return published.digest


def _parts(cells: Sequence[Cell]) -> tuple[TurnoutPart, ...]:
    return tuple(TurnoutPart(of=cell.of, ballots=cell.voters) for cell in cells)


def _left_out(envelopes: Sequence[Envelope]) -> LeftOut:
    of = {state: sum(one.state is state for one in envelopes) for state in EnvelopeState}
    return LeftOut(
        superseded=of[EnvelopeState.SUPERSEDED],
        # By the rule for double votes, and by two people of the commission.
        void=of[EnvelopeState.VOID] + of[EnvelopeState.REJECTED],
        quarantined=of[EnvelopeState.QUARANTINED],
    )
