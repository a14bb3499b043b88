"""Use cases of the count: open the box with the commission's key, count twice, publish at one moment."""

import asyncio
import dataclasses
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from nacl.public import PrivateKey
from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain import Choice, faults_of_ballot
from services.voting.ballots.domain.election import Election, ElectionState
from services.voting.ballots.domain.envelope import CannotOpen, Channel, Envelope, NotABallot, Opener, commitment
from services.voting.ballots.service import BallotStore
from services.voting.ballots.service.tasks import COUNT, RESULTS, close_task, open_task
from services.voting.board.domain.audit import Finding, FindingKind, Held, check_box, check_log
from services.voting.board.service import Board
from services.voting.paper.domain.voids import SENTENCES, VoidReason
from services.voting.rolls.service import Rolls
from services.voting.tally.domain import (
    Ballot,
    Pool,
    Profile,
    Project,
    Rule,
    count,
    draw_seed,
    merged,
    seed_commitment,
    select,
    tie_order,
    weighed,
)
from services.voting.tally.domain.edition import rules_of
from shared.clock import Clock
from shared.contracts.voting import (
    Outcome,
    PoolResult,
    ProjectResult,
    ResultsPublishedV1,
)
from shared.store import Database, Duplicate, NotFound, Transaction, transactional


class WrongKey(Exception):
    """The private key does not belong to the public key of the edition."""


class WrongSecret(Exception):
    """The secret text of the draw is not the one whose digest was published before the vote."""


class BoxChanged(Exception):
    """The box or its log is not what the published head says. Do not count; call the auditor. `count`: of findings."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} findings, the first: {findings[0].kind} at {findings[0].place}")
        self.count = len(findings)
        self.findings = tuple(findings)


class CountsDiffer(Exception):
    """Two runs of the count gave two results."""


class AlreadyCounted(Exception):
    """The edition has its count."""


class Compared(BaseModel):
    """Who would have won by another rule, from the same ballots: told for information, decided nothing.

    `selected` in the order of selection; `spent` in grosze, by pool.
    """

    model_config = ConfigDict(frozen=True)

    rule: str
    selected: tuple[str, ...]
    spent: dict[str, int]


class VoidCount(BaseModel):
    """How many paper cards are void for one reason; `sentence` is its wording in the protocol."""

    model_config = ConfigDict(frozen=True)

    reason: VoidReason
    sentence: str
    cards: int


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
    """How many of the ballots came on paper."""
    void_cards: tuple[VoidCount, ...] = ()
    """Paper cards that were void before the count; a card with two reasons stands at both."""


class CountStore(Protocol):
    """What the use cases need to keep."""

    async def add(self, tx: Transaction, count: Count) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, count: Count) -> None: ...  # noqa: D102
    async def get(self, edition_id: str, tx: Transaction | None = None) -> Count: ...  # noqa: D102
    async def known(self, edition_id: str) -> Count | None: ...  # noqa: D102
    async def published(self) -> list[Count]: ...  # noqa: D102


class VoidCards(Protocol):
    """What the protocol says of void paper cards."""

    async def void_cards(self, edition_id: str) -> dict[VoidReason, int]: ...  # noqa: D102


@dataclasses.dataclass(frozen=True)
class _Counted:
    void: int
    pools: tuple[PoolResult, ...]
    projects: tuple[ProjectResult, ...]
    compared: Compared | None


class Tally:
    """The count of each edition."""

    def __init__(
        self,
        database: Database,
        store: CountStore,
        ballots: BallotStore,
        board: Board,
        rolls: Rolls,
        cards: VoidCards,
        clock: Clock,
    ) -> None:
        self.database, self.store, self._ballots, self._board = database, store, ballots, board
        self._rolls, self._cards, self.clock = rolls, cards, clock

    async def count(self, edition_id: str, private_key: str, secret: str) -> Count:
        """Count the closed box. Twice; a difference is an error, not a result.

        `private_key`: the commission's X25519 key, 64 hex digits, used and forgotten. `secret`: the text whose SHA-256
        was published at the opening; the public value joined to it is the root of the closed log, which nobody could
        know before the close. Raises `NotFound`, `WrongState`, `WrongKey`, `WrongSecret`, `BoxChanged`,
        `AlreadyCounted`.
        """
        election = await self._ballots.election(edition_id)
        election.require(ElectionState.CLOSED)
        if await self.store.known(edition_id):
            raise AlreadyCounted
        key = _matching(private_key, election)
        if seed_commitment(secret) != election.draw_commitment:
            raise WrongSecret
        box = [envelope async for envelope in self._ballots.box(edition_id)]
        await self._require_unchanged(election, box)
        sealed = [envelope.sealed for envelope in box if envelope.counts]
        assert election.digest is not None
        seed = draw_seed(secret, election.digest)
        first, second = [await asyncio.to_thread(_count_box, election, sealed, key, seed) for _ in range(2)]
        if first != second:
            raise CountsDiffer
        result = Count(
            id=edition_id,
            counted_at=self.clock.now(),
            ballots=len(sealed),
            void=first.void,
            entitled=await self._rolls.count(edition_id),
            pools=first.pools,
            projects=first.projects,
            secret=secret,
            public_value=election.digest,
            digest=_digest(first),
            compared=first.compared,
            paper=sum(envelope.counts and envelope.channel is Channel.PAPER for envelope in box),
            void_cards=tuple(
                VoidCount(reason=reason, sentence=SENTENCES[reason], cards=count)
                for reason, count in (await self._cards.void_cards(edition_id)).items()
            ),
        )
        await self._keep(result, election)
        return result

    async def _require_unchanged(self, election: Election, box: Sequence[Envelope]) -> None:
        """Raise `BoxChanged` where the log is not what was signed at the close, or the box not what the log says."""
        signed = await self._board.signed(election.id)
        heads = await self._board.all_heads(election.id)
        entries = [entry async for entry in self._board.whole(election.id, signed.size)]
        held = [
            Held(-1 if envelope.seq is None else envelope.seq, _digest_of(envelope.sealed), envelope.counts)
            for envelope in box
        ]
        assert election.log_key is not None
        findings = await asyncio.to_thread(
            lambda: [*check_log(election.id, str(election.log_key), entries, heads), *check_box(entries, held)]
        )
        if signed.root != election.digest:
            findings.append(Finding(kind=FindingKind.ROOT, place=signed.size))
        if findings:
            raise BoxChanged(findings)

    @transactional
    async def _keep(self, tx: Transaction, result: Count, election: Election) -> None:
        try:
            await self.store.add(tx, result)
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
            )
        )
        close_task(tx, await self._ballots.election(edition_id, tx), RESULTS, now)
        return published.digest


def _matching(private_key: str, election: Election) -> bytes:
    try:
        key = bytes.fromhex(private_key)
        public = bytes(PrivateKey(key).public_key).hex()
    except (ValueError, TypeError) as error:
        raise WrongKey from error
    if public != election.public_key:
        raise WrongKey
    return key


def _count_box(election: Election, box: Sequence[bytes], key: bytes, seed: str) -> _Counted:
    """Open, check and count. Pure: the same box, rules and seed give the same result."""
    sections, opener = election.sections, Opener(key, election.id)
    opened: list[dict[str, tuple[Choice, ...]]] = []
    void = 0
    for sealed in box:
        try:
            choices = opener.open(sealed)
        except (CannotOpen, NotABallot):
            void += 1
            continue
        if faults_of_ballot(sections, choices):
            void += 1
        else:
            opened.append(choices)
    profile: list[tuple[tuple[Choice, ...], int]] = []
    for section in election.rules.sections:
        ballots = (Ballot(choices[section.id]) for choices in opened if choices.get(section.id))
        profile.extend(weighed(merged(ballots), rules_of(section, election.rules.selection)))
    return _given_out(election, profile, seed, void)


def _given_out(election: Election, profile: Profile, seed: str, void: int) -> _Counted:
    """Give out all pools in the edition's order, at once: projects of different sections can exclude each other."""
    votes, points = count(profile)
    rules = rules_of(election.rules.sections[0], election.rules.selection, election.exclusive)
    entries = sorted(election.entries, key=lambda entry: entry.submitted_as)
    candidates = [Project(id=entry.proposal_id, cost=entry.cost, pool_id=entry.pool_id) for entry in entries]
    covered = {pool_id for section in election.rules.sections for pool_id in section.pools}
    money = [Pool(id=pool.id, amount=pool.amount) for pool in election.rules.pools if pool.id in covered]
    order = tie_order(candidates, rules.ties, seed)
    result = select(candidates, points, money, rules, order, profile)
    compared = None
    if not rules.rule.shares:
        shares = dataclasses.replace(rules, rule=Rule.EQUAL_SHARES_ADD1)
        other = select(candidates, points, money, shares, order, profile)
        spent = {pool.pool_id: pool.spent for pool in other.pools}
        compared = Compared(rule=shares.rule, selected=other.selected, spent=spent)
    number = {entry.proposal_id: entry.number for entry in entries}
    pools = tuple(
        PoolResult(pool_id=pool.pool_id, amount=pool.amount, spent=pool.spent, ties=pool.ties) for pool in result.pools
    )
    projects = tuple(
        ProjectResult(
            proposal_id=row.project_id,
            number=number[row.project_id],
            pool_id=pool.pool_id,
            votes=votes.get(row.project_id, 0),
            points=row.points,
            place=row.place,
            cost=row.cost,
            outcome=Outcome(row.outcome),
            excluded_by=row.in_conflict_with,
        )
        for pool in result.pools
        for row in pool.ranking
    )
    return _Counted(void, pools, projects, compared)


def _digest_of(sealed: bytes) -> bytes:
    return bytes.fromhex(commitment(sealed))


def _digest(counted: _Counted) -> str:
    """Give SHA-256 of the result: two machines that agree have the same 64 digits."""
    text = json.dumps(
        {
            "void": counted.void,
            "pools": [pool.model_dump(mode="json") for pool in counted.pools],
            "projects": [project.model_dump(mode="json") for project in counted.projects],
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()
