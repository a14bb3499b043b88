"""The voter at work: what the browser carries between the steps, opened and checked. Nothing of it stays with us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from fastapi import Request, Response

from services.voting.ballots.domain import Choice
from services.voting.ballots.domain.election import Election
from services.voting.ballots.domain.envelope import voter_tag
from services.voting.ballots.domain.session import (
    DraftUnreadable,
    SessionExpired,
    SessionUnreadable,
    VoterSession,
    open_draft,
    open_session,
    seal_draft,
    seal_session,
)
from services.voting.ballots.service import Ballots, OpenVote
from services.voting.rolls.domain import Recognised
from shared.store import new_id

SESSION, DRAFT, RECEIPT = "__Host-vote", "__Host-vote-draft", "__Host-vote-receipt"
TIME_TO_VOTE = timedelta(minutes=45)
VISIT, TIME_AT_NODE = "__Host-vote-node", timedelta(minutes=10)

Draft = dict[str, tuple[Choice, ...]]


@dataclass(frozen=True)
class Booth:
    """A voter at work on a ballot."""

    vote: OpenVote
    session: VoterSession
    tag: str
    draft: Draft
    key: bytes

    @property
    def election(self) -> Election:
        """The vote that is open."""
        return self.vote.election

    def sealed(self, draft: Mapping[str, tuple[Choice, ...]]) -> str:
        """Give the draft as the browser keeps it: projects by their short numbers, so that it fits into a cookie."""
        numbers = {entry.proposal_id: entry.number for entry in self.election.entries}
        short = {
            section: tuple((numbers[id], points) for id, points in marks if id in numbers)
            for section, marks in draft.items()
        }
        return seal_draft(self.key, self.tag, short)


class AskWhoAgain(Exception):
    """The voter has to say once more who they are. `booth`: whose session it was, where it is only over."""

    def __init__(self, booth: Booth | None = None) -> None:
        super().__init__("over" if booth else "none")
        self.booth = booth


def carried(request: Request, ballots: Ballots, edition_id: str) -> tuple[VoterSession | None, bool]:
    """Give the session that the browser carries, whether or not the vote goes on, and whether its time is over."""
    try:
        session, over = (
            open_session(ballots.edition_key(edition_id), request.cookies.get(SESSION, ""), ballots.clock.now()),
            False,
        )
    except SessionUnreadable:
        return None, False
    except SessionExpired as expired:
        session, over = expired.session, True
    return (session, over) if session.edition == edition_id else (None, False)


async def enter(request: Request, ballots: Ballots, edition_id: str, draft: str | None = None) -> Booth:
    """Let a voter go on with the ballot; `draft` in place of the one in the cookie.

    Raises `NotFound`, `NotNow`, `WrongState`, `AskWhoAgain`.
    """
    vote = await ballots.taking(edition_id)
    key = ballots.edition_key(edition_id)
    session, over = carried(request, ballots, edition_id)
    if session is None:
        raise AskWhoAgain
    tag = voter_tag(key, edition_id, session.roll_id)
    choices = _opened(vote.election, key, tag, draft or request.cookies.get(DRAFT, "")) or {}
    booth = Booth(vote, session, tag, choices, key)
    if over:
        raise AskWhoAgain(booth)
    return booth


class Decisions(Protocol):
    """What a voter who was let in by an officer's decision depends on."""

    async def stands(self, edition_id: str, id: str, roll_id: str) -> bool:
        """Tell whether the decision has not been taken back."""
        ...


def admit(
    request: Request,
    answer: Response,
    ballots: Ballots,
    election: Election,
    known: Recognised,
    doubt: str | None = None,
    said: dict[str, str] | None = None,
) -> None:
    """Give a recognised voter the right to one ballot; a draft of their own that is still there goes on.

    `doubt`: the id of the officer's decision that says who it is, where the roll alone does not. `said`:
    what the voter declares, where there is no roll.
    """
    key = ballots.edition_key(election.id)
    session = VoterSession(
        roll_id=known.roll_id,
        edition=election.id,
        expires=ballots.clock.now() + TIME_TO_VOTE,
        age=known.age,
        home=known.home,
        doubt=doubt,
        said=said,
        nonce=new_id(),
    )
    keep(answer, SESSION, seal_session(key, session))
    tag = voter_tag(key, election.id, known.roll_id)
    if _opened(election, key, tag, request.cookies.get(DRAFT, "")) is None:
        forget(answer, DRAFT)
    forget(answer, RECEIPT)


def keep(answer: Response, name: str, value: str) -> None:
    """Give the browser a cookie that ends with the browser and goes nowhere else."""
    answer.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="strict")


def forget(answer: Response, name: str) -> None:
    """Take a cookie away."""
    answer.delete_cookie(name, path="/", secure=True, httponly=True, samesite="strict")


def _opened(election: Election, key: bytes, tag: str, sealed: str) -> Draft | None:
    ids = {entry.number: entry.proposal_id for entry in election.entries}
    try:
        short = open_draft(key, tag, sealed)
    except DraftUnreadable:
        return None
    return {
        section: tuple((ids[number], points) for number, points in marks if number in ids)
        for section, marks in short.items()
    }
