"""How many have voted so far, and what of it may be told (frekwencja). No figure told may be about single people.

Whoever sees two figures can subtract them. So a figure is told when it is `LEAST` or more, and anew only when it has
grown by as many; until then the one told before stands, with its moment. Of the two ways to vote, each can be found by
subtracting the other from their sum, and the public log tells the sum at any time: so they are told together, when both
have either not changed or grown by so much.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from services.voting.ballots.domain.envelope import Channel
from services.voting.board.domain.log import EntryKind, Sum
from shared.clock import WARSAW
from shared.contracts.voting import ChannelTurnout, VotingTurnoutV1

LEAST = 10
"""A figure, or a difference between two, from 1 up to, without, this one could be about somebody."""
PAUSE = timedelta(minutes=5)
"""Figures are told no more often."""

_CHANGES = {EntryKind.CAST: 1, EntryKind.SUPERSEDED: -1, EntryKind.VOID: -1, EntryKind.REINSTATED: 1}
"""What an entry of the log changes. A ballot in quarantine is still its voter's until two people have decided."""


class Split(BaseModel):
    """How many voted online and on paper, told at a moment (UTC)."""

    model_config = ConfigDict(frozen=True)

    online: int
    paper: int
    at: datetime


class Day(BaseModel):
    """How many had voted by the end of a day of Warsaw, by what was told on it last."""

    model_config = ConfigDict(frozen=True)

    day: date
    ballots: int


class Turnout(BaseModel):
    """The turnout of an edition. `entries` of its log are counted, as `online` and `paper`; the rest has been told.

    `told`: how many voted, None before the first figure; `told_at` (UTC). `entitled`: people who may vote.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 1
    entries: int = 0
    online: int = 0
    paper: int = 0
    told: int | None = None
    told_at: datetime | None = None
    entitled: int = 0
    split: Split | None = None
    days: tuple[Day, ...] = ()
    figures: int = Field(default=0, ge=0)
    """How many figures have been told."""

    def counted(self, sums: Iterable[Sum]) -> "Turnout":
        """Count the entries of the log that follow."""
        entries, many = self.entries, dict.fromkeys(Channel, 0)
        for one in sums:
            entries += one.many
            many[Channel(one.channel)] += _CHANGES.get(one.kind, 0) * one.many
        return self.model_copy(
            update={
                "entries": entries,
                "online": self.online + many[Channel.ONLINE],
                "paper": self.paper + many[Channel.PAPER],
            }
        )

    def telling(self, now: datetime, entitled: int) -> "Turnout | None":
        """Tell a new figure, None while there is none that may be told. `now` is UTC."""
        ballots = self.online + self.paper
        if ballots < (self.told or 0) + LEAST or (self.told_at is not None and now < self.told_at + PAUSE):
            return None
        before = (self.split.online, self.split.paper) if self.split else (0, 0)
        safe = all(new == old or new >= old + LEAST for new, old in zip((self.online, self.paper), before, strict=True))
        split = Split(online=self.online, paper=self.paper, at=now) if safe else self.split
        today = Day(day=now.astimezone(WARSAW).date(), ballots=ballots)
        days = (*(one for one in self.days if one.day != today.day), today)
        told = {"told": ballots, "told_at": now, "entitled": entitled, "split": split, "days": days}
        return self.model_copy(update={**told, "figures": self.figures + 1})

    def event(self) -> VotingTurnoutV1:
        """Give what has been told last as the others hear it."""
        assert self.told is not None
        assert self.told_at is not None
        channels = {Channel.ONLINE: self.split.online, Channel.PAPER: self.split.paper} if self.split else {}
        return VotingTurnoutV1(
            version=self.figures,
            edition_id=self.id,
            ballots=self.told,
            entitled=self.entitled,
            told_at=self.told_at,
            channels=tuple(ChannelTurnout(channel=name.value, ballots=many) for name, many in channels.items()),
            channels_at=self.split.at if self.split else None,
        )

    def by_day(self) -> tuple[Day, ...]:
        """Give every day from the first figure to the last one; on a day without its own the one before stands."""
        if not self.days:
            return ()
        known, filled = {one.day: one.ballots for one in self.days}, list[Day]()
        for number in range((self.days[-1].day - self.days[0].day).days + 1):
            day = self.days[0].day + timedelta(days=number)
            filled.append(Day(day=day, ballots=known.get(day, filled[-1].ballots if filled else 0)))
        return tuple(filled)
