"""A flag: one question about a group of envelopes, decided by two people. It holds no choice and no personal data."""

import hashlib
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from services.voting.fraud.domain.signals import Finding, FlagKind

MOST_IN_PROPOSAL = 2_000
"""Envelopes that one proposal may be about: they leave or return in one transaction."""


class Verdict(StrEnum):
    """What becomes of envelopes that were set aside."""

    RELEASE = "release"
    VOID = "void"


class Fate(StrEnum):
    """How a suspected envelope stands."""

    ASIDE = "aside"
    RELEASED = "released"
    VOIDED = "voided"


class SameMember(Exception):
    """Who has proposed a decision cannot confirm it or send it back."""


class NothingProposed(Exception):
    """There is no proposal to decide about."""


class AlreadyProposed(Exception):
    """A proposal waits for its second person; until then there is no other one."""


class NotAside(Exception):
    """Of what was chosen, nothing or not everything is set aside under this flag."""


class FlagsUndecided(Exception):
    """The box cannot be closed: `waiting` envelopes are set aside; `fresh` more are about to be."""

    def __init__(self, waiting: int, fresh: int) -> None:
        super().__init__(f"{waiting} waiting, {fresh} fresh")
        self.waiting, self.fresh = waiting, fresh


class Proposal(BaseModel):
    """What one member of the commission proposes about envelopes of a flag; the reason only encrypted."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    envelopes: tuple[str, ...] = Field(min_length=1)
    reason: bytes
    by_id: str
    by_name: str


class Step(BaseModel):
    """One step that was taken: proposed, confirmed or sent back; `count` envelopes, the words only encrypted."""

    model_config = ConfigDict(frozen=True)

    step: str
    verdict: Verdict
    count: int
    by_id: str
    by_name: str
    words: bytes | None = None


class Flag(BaseModel):
    """A flag. `count`, `limit`: its figures; `aside`, `released`, `voided`: how its envelopes stand.

    `task`: the version at which its present task came on the work list.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    group: str
    """Which envelopes it is about, as `group_of` has it; it goes nowhere: an age could be guessed from it."""
    number: int
    kind: FlagKind
    count: int
    limit: int
    aside: int = 0
    released: int = 0
    voided: int = 0
    task: int = 0
    proposal: Proposal | None = None
    steps: tuple[Step, ...] = ()
    version: int = 1

    def next(self, **changes: object) -> Self:
        """Give the next version."""
        return self.model_copy(update={**changes, "version": self.version + 1})

    def grown(self, finding: Finding, more: int) -> Self:
        """Give the flag with `more` envelopes set aside, and the newest figures."""
        return self.next(count=max(self.count, finding.many), aside=self.aside + more)

    def proposed(self, proposal: Proposal) -> Self:
        """Give the flag with a proposal. Raises `AlreadyProposed`."""
        if self.proposal is not None:
            raise AlreadyProposed
        return self.next(
            proposal=proposal,
            steps=(*self.steps, _step("proposed", proposal, proposal.reason, proposal.by_id, proposal.by_name)),
        )

    def require_second(self, person_id: str) -> Proposal:
        """Give the proposal that this person may decide about. Raises `NothingProposed`, `SameMember`."""
        if self.proposal is None:
            raise NothingProposed
        if self.proposal.by_id == person_id:
            raise SameMember
        return self.proposal

    def confirmed(self, by_id: str, by_name: str) -> Self:
        """Give the flag after its proposal was carried out. Raises `NothingProposed`, `SameMember`."""
        proposal = self.require_second(by_id)
        count, released = len(proposal.envelopes), proposal.verdict is Verdict.RELEASE
        return self.next(
            proposal=None,
            aside=self.aside - count,
            released=self.released + (count if released else 0),
            voided=self.voided + (0 if released else count),
            steps=(*self.steps, _step("confirmed", proposal, None, by_id, by_name)),
        )

    def sent_back(self, by_id: str, by_name: str, words: bytes) -> Self:
        """Give the flag without its proposal. Raises `NothingProposed`, `SameMember`."""
        proposal = self.require_second(by_id)
        return self.next(proposal=None, steps=(*self.steps, _step("sent_back", proposal, words, by_id, by_name)))


class Suspect(BaseModel):
    """An envelope that was flagged, by its id: under the first flag that found it, and no other."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    flag_id: str
    fate: Fate = Fate.ASIDE


class Figures(BaseModel):
    """How many envelopes of an edition were set aside for a reason, and what became of them; it names none."""

    model_config = ConfigDict(frozen=True)

    kind: FlagKind
    flagged: int
    aside: int
    released: int
    voided: int


def group_of(edition_id: str, finding: Finding) -> str:
    """Give the name of the group that a finding is about: the same group is one flag however often it is found."""
    said = f"{edition_id}|{finding.kind}|{finding.key}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _step(step: str, proposal: Proposal, words: bytes | None, by_id: str, by_name: str) -> Step:
    return Step(
        step=step,
        verdict=proposal.verdict,
        count=len(proposal.envelopes),
        by_id=by_id,
        by_name=by_name,
        words=words,
    )
