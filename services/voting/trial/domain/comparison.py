"""What the commission expects of its test ballots, and project by project whether the count says the same."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from services.voting.ballots.domain.election import Election
from services.voting.trial.domain.sheet import NumberUnreadable, PutIn, Way, numbered
from shared.contracts.voting import Outcome, ProjectResult

LONGEST = 6_000


class Expected(BaseModel):
    """The result that is expected, worked out by hand, in numbers from the ballot list.

    `figures`: votes, or points where the ballot asks for points (`O-1:2 L-3:1`); who is not named has none. `selected`:
    who wins for certain. `by_draw`: about whom the draw decides; who of them wins, its lots say afterwards.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    figures: str = Field(default="", max_length=LONGEST)
    selected: str = Field(default="", max_length=LONGEST)
    by_draw: str = Field(default="", max_length=LONGEST)


class Draw(NamedTuple):
    """What the draw decides about the test ballots, in numbers from the list: about whom, and who wins by its lots."""

    open: frozenset[str]
    winners: frozenset[str]


class Line(BaseModel):
    """One project: what was expected and what was counted.

    `drawn`: the draw was to decide about it. Then `expected_to_win` is what the lots say that were really drawn.
    """

    model_config = ConfigDict(frozen=True)

    number: str
    title: str
    pool_id: str
    expected: int
    counted: int
    expected_to_win: bool
    drawn: bool
    won: bool
    agrees: bool


class Summary(BaseModel):
    """The whole comparison. Ballots and void ones are expected from the test ballots themselves."""

    model_config = ConfigDict(frozen=True)

    ballots_expected: int
    ballots: int
    void_expected: int
    void: int
    lines: tuple[Line, ...]

    @property
    def agrees(self) -> bool:
        """Whether everything is as it was expected."""
        same = (self.ballots, self.void) == (self.ballots_expected, self.void_expected)
        return same and all(line.agrees for line in self.lines)


def compared(
    election: Election,
    sheet: Sequence[PutIn],
    expected: Expected,
    ballots: int,
    void: int,
    projects: Sequence[ProjectResult],
    draw: Draw,
) -> Summary:
    """Hold the count against what was expected; `draw`: what it decides. Raises `NumberUnreadable` as `expected_of`.

    Who is said to be drawn must be so, and win exactly where the lots let them: else to call everything drawn would
    let every count pass.
    """
    figures, selected, drawn = expected_of(election, expected)
    rows = {row.proposal_id: row for row in projects}
    lines = []
    for entry in election.entries:
        row = rows.get(entry.proposal_id)
        counted, won = (row.points, row.outcome is Outcome.SELECTED) if row else (0, False)
        wanted, open_ = figures.get(entry.number, 0), entry.number in drawn
        due = entry.number in (draw.winners if open_ else selected)
        lines.append(
            Line(
                number=entry.number,
                title=entry.title,
                pool_id=entry.pool_id,
                expected=wanted,
                counted=counted,
                expected_to_win=due,
                drawn=open_,
                won=won,
                agrees=row is not None
                and wanted == counted
                and due == won
                and (not open_ or entry.number in draw.open),
            )
        )
    return Summary(
        ballots_expected=sum(ballot.copies for ballot in sheet),
        ballots=ballots,
        void_expected=sum(ballot.copies for ballot in sheet if ballot.way is Way.VOID),
        void=void,
        lines=tuple(lines),
    )


def expected_of(election: Election, expected: Expected) -> tuple[dict[str, int], set[str], set[str]]:
    """Read what is expected: figures, winners, and those of whom the draw decides.

    Raises `NumberUnreadable`, also for a number that is not on the list, stands twice, or is both certain and drawn.
    """
    known = {entry.number for entry in election.entries}
    figures: dict[str, int] = {}
    for number, figure in numbered(expected.figures):
        if figure is None or number not in known or number in figures:
            raise NumberUnreadable(number)
        figures[number] = figure
    named = []
    for text in (expected.selected, expected.by_draw):
        numbers = [number for number, _ in numbered(text)]
        strange = [number for number in numbers if number not in known]
        if strange:
            raise NumberUnreadable(strange[0])
        named.append(set(numbers))
    selected, drawn = named
    if selected & drawn:
        raise NumberUnreadable(min(selected & drawn))
    return figures, selected, drawn
