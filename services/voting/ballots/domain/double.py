"""A person who votes twice: what becomes of what lies in the box and of what comes. It moves no envelope itself.

Order is the order of the public log: no moment of casting is kept, on the web or on paper.
"""

from enum import StrEnum

from services.voting.ballots.domain.envelope import Channel


class DoubleVote(StrEnum):
    """What counts of a person who has voted twice; a rule of the edition, frozen with the others."""

    FIRST = "first"
    LAST = "last"
    PAPER_WINS = "paper_wins"
    VOID_ALL = "void_all"


class Decision(StrEnum):
    """What becomes of a ballot that comes."""

    GOES_IN = "goes_in"
    """Nothing is in its way."""
    REPLACES = "replaces"
    """It goes in, and what counted until now is superseded."""
    STAYS_OUT = "stays_out"
    """It does not go in; what counted still does."""
    VOIDS_BOTH = "voids_both"
    """It does not go in, and what counted is void; nothing of this person goes in any more."""
    WAITS = "waits"
    """It neither goes in nor stays out before the commission has decided about what is set aside."""


class BallotAside(Exception):
    """A ballot of this person is set aside: what comes on paper waits for the commission's decision about it."""


def decide(policy: DoubleVote, counting: Channel | None, barred: bool, comes: Channel, aside: bool = False) -> Decision:
    """Decide about a ballot. `counting`: how this person's ballot in the box came, None where none counts.

    `barred`: a ballot of this person is void; `aside`: one is in quarantine, so that nobody knows yet what it is
    worth: a card waits for that under every rule, and a ballot on the web is turned away. Two ballots on the web never
    meet here as equals: the voter is told at once that the vote stands. A paper card cannot be turned away like that,
    for its voter has gone home: only cards, and under `last` also a ballot on the web after a card, change what lies in
    the box.
    """
    if aside:
        return Decision.WAITS if comes is Channel.PAPER else Decision.STAYS_OUT
    if counting is None:
        return Decision.STAYS_OUT if barred and policy is DoubleVote.VOID_ALL else Decision.GOES_IN
    return _MEETING.get((policy, counting, comes), Decision.STAYS_OUT)


_ONLINE, _PAPER = Channel.ONLINE, Channel.PAPER
_MEETING = {
    # What is not named stays out.
    (DoubleVote.LAST, _ONLINE, _PAPER): Decision.REPLACES,
    (DoubleVote.LAST, _PAPER, _PAPER): Decision.REPLACES,
    (DoubleVote.LAST, _PAPER, _ONLINE): Decision.REPLACES,
    (DoubleVote.PAPER_WINS, _ONLINE, _PAPER): Decision.REPLACES,
    (DoubleVote.VOID_ALL, _ONLINE, _PAPER): Decision.VOIDS_BOTH,
    (DoubleVote.VOID_ALL, _PAPER, _PAPER): Decision.VOIDS_BOTH,
}
