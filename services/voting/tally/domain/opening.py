"""From a closed box to its result: check it against its log, open it, count it. Pure: the same on every machine.

The service and `ratusz recount` both count by this and nothing else. It must not look at who has cast an envelope.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from nacl.public import PrivateKey
from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain import Choice, faults_of_ballot
from services.voting.ballots.domain.election import Election
from services.voting.ballots.domain.envelope import CannotOpen, Channel, EnvelopeState, NotABallot, Opener, commitment
from services.voting.board.domain.audit import Finding, FindingKind, Held, check_box, check_log, standing_of
from services.voting.board.domain.log import Entry, Head
from services.voting.tally.domain.counting import Box, Profile, count, merged, weighed
from services.voting.tally.domain.draw import draw_seed, lot, seed_commitment, tie_order
from services.voting.tally.domain.edition import rules_of
from services.voting.tally.domain.rules import Pool, Project, Rule, Rules, TiePolicy
from services.voting.tally.domain.selection import reserve, select
from shared.contracts.voting import Outcome, PoolResult, ProjectResult


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


class Compared(BaseModel):
    """Who would have won by another rule, from the same ballots: told for information, decided nothing.

    `selected` in the order of selection; `spent` in grosze, by pool.
    """

    model_config = ConfigDict(frozen=True)

    rule: str
    selected: tuple[str, ...]
    spent: dict[str, int]


class Lying(NamedTuple):
    """An envelope as it lies in the box: its place in the log, what is sealed, how it stands, the way it came."""

    seq: int
    sealed: bytes
    state: EnvelopeState
    channel: Channel

    @property
    def counts(self) -> bool:
        """Whether it goes to the count as it stands."""
        return self.state is EnvelopeState.ACCEPTED


@dataclasses.dataclass(frozen=True)
class Counted:
    """The result of a box.

    `boxes`: the lawful ballots of each section, the equal ones merged and sorted: nothing is left of an envelope, nor
    of what the same voter marked in another section. `areas`: voters who marked a project of each area.
    """

    void: int
    pools: tuple[PoolResult, ...]
    projects: tuple[ProjectResult, ...]
    compared: Compared | None
    boxes: Mapping[str, Box]
    areas: Mapping[str, int]

    @property
    def digest(self) -> str:
        """SHA-256 of the result: two machines that agree have the same 64 digits."""
        text = json.dumps(
            {
                "void": self.void,
                "pools": [pool.model_dump(mode="json") for pool in self.pools],
                "projects": [project.model_dump(mode="json") for project in self.projects],
            },
            sort_keys=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(text.encode()).hexdigest()


def require_key(private_key: str, election: Election) -> bytes:
    """Give the commission's key (64 hex digits) as bytes. Raises `WrongKey`."""
    try:
        key = bytes.fromhex(private_key)
        public = bytes(PrivateKey(key).public_key).hex()
    except (ValueError, TypeError) as error:
        raise WrongKey from error
    if public != election.public_key:
        raise WrongKey
    return key


def require_secret(secret: str, election: Election) -> None:
    """Let the promised secret of the draw pass. Raises `WrongSecret`."""
    if seed_commitment(secret) != election.draw_commitment:
        raise WrongSecret


def require_unchanged(
    election: Election, entries: Sequence[Entry], heads: Sequence[Head], box: Iterable[Lying]
) -> None:
    """Let a box pass that is what its log says, and a log that is what was signed. Raises `BoxChanged`.

    The log is checked against the key in the frozen rules and against the root at the close (`election.digest`).
    """
    held = [Held(one.seq, bytes.fromhex(commitment(one.sealed, one.channel)), standing_of(one.state)) for one in box]
    findings = [*check_log(election.id, str(election.log_key), entries, heads), *check_box(entries, held)]
    if not heads or heads[-1].root != election.digest:
        findings.append(Finding(kind=FindingKind.ROOT, place=len(entries)))
    if findings:
        raise BoxChanged(findings)


def count_box(election: Election, box: Sequence[Lying], key: bytes, secret: str) -> Counted:
    """Open, check and count the envelopes that count; what is superseded, void or quarantined stays shut.

    `key`: the commission's, 32 bytes. A ballot that cannot be read, or breaks the rules, is void as a whole. The order
    of the box means nothing.
    """
    opened, void = _opened(election, [one.sealed for one in box if one.counts], key)
    rules = election.rules
    boxes = {
        section.id: dict(sorted(merged(tuple(one[section.id]) for one in opened if one.get(section.id)).items()))
        for section in rules.sections
    }
    assert election.digest is not None
    pools, projects, compared = _given_out(election, weighed_boxes(election, boxes), draw_seed(secret, election.digest))
    return Counted(void, pools, projects, compared, boxes, _areas(election, opened))


def _opened(election: Election, sealed: Sequence[bytes], key: bytes) -> tuple[list[dict[str, tuple[Choice, ...]]], int]:
    """Give the lawful ballots, and how many are none."""
    sections, opened = election.sections, list[dict[str, tuple[Choice, ...]]]()
    opener = Opener(key, election.id)
    for one in sealed:
        try:
            choices = opener.open(one)
        except (CannotOpen, NotABallot):
            continue
        if not faults_of_ballot(sections, choices):
            opened.append(choices)
    return opened, len(sealed) - len(opened)


def _areas(election: Election, opened: Iterable[Mapping[str, Sequence[Choice]]]) -> dict[str, int]:
    area_of = {entry.proposal_id: entry.area_id for entry in election.entries if entry.area_id}
    voters = dict.fromkeys((area.id for area in election.rules.areas), 0)
    for ballot in opened:
        for area in {area_of[id] for chosen in ballot.values() for id, _ in chosen if id in area_of}:
            voters[area] = voters.get(area, 0) + 1
    return voters


def candidates(election: Election) -> list[Project]:
    """Give the projects of the list in the published order: as they were submitted."""
    entries = sorted(election.entries, key=lambda entry: entry.submitted_as)
    return [Project(id=entry.proposal_id, cost=entry.cost, pool_id=entry.pool_id) for entry in entries]


def weighed_boxes(election: Election, boxes: Mapping[str, Box]) -> Profile:
    """Give the ballots of all sections, each mark with the points it is worth; `boxes` by the section's id."""
    return [
        row
        for section in election.rules.sections
        for row in weighed(boxes[section.id], rules_of(section, election.rules.selection))
    ]


def given_by(election: Election) -> tuple[Rules, list[Pool]]:
    """Give the rules by which all pools are given out at once, and the pools that a section covers, in their order."""
    rules = rules_of(election.rules.sections[0], election.rules.selection, election.exclusive)
    covered = {pool_id for section in election.rules.sections for pool_id in section.pools}
    return rules, [
        Pool(id=pool.id, amount=pool.amount, threshold=pool.min_votes)
        for pool in election.rules.pools
        if pool.id in covered
    ]


def _given_out(
    election: Election, profile: Profile, seed: str
) -> tuple[tuple[PoolResult, ...], tuple[ProjectResult, ...], Compared | None]:
    """Give out all pools in the edition's order, at once: projects of different sections can exclude each other."""
    votes, points = count(profile)
    rules, money = given_by(election)
    listed = candidates(election)
    order = tie_order(listed, rules.ties, seed)
    result = select(listed, points, money, rules, order, profile)
    compared = None
    if not rules.rule.shares:
        shares = dataclasses.replace(rules, rule=Rule.EQUAL_SHARES_ADD1)
        other = select(listed, points, money, shares, order, profile)
        spent = {pool.pool_id: pool.spent for pool in other.pools}
        compared = Compared(rule=shares.rule, selected=other.selected, spent=spent)
    following = reserve(result, rules.exclusive)
    number = {entry.proposal_id: entry.number for entry in election.entries}
    pools = tuple(
        PoolResult(
            pool_id=pool.pool_id,
            amount=pool.amount,
            spent=pool.spent,
            ties=pool.ties,
            reserve=following[pool.pool_id],
        )
        for pool in result.pools
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
            lot=lot(seed, row.project_id) if rules.ties is TiePolicy.DRAW else None,
        )
        for pool in result.pools
        for row in pool.ranking
    )
    return pools, projects, compared
