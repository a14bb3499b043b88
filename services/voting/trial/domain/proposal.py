"""A small set of test ballots to begin with: on the web, on paper, a void one, and two projects with equal figures.

The figures are added up straight from the marks, with no box, seal or log between: what the test vote then counts has
gone the whole way, and the commission checks both by hand.
"""

from collections.abc import Iterator, Sequence

from services.voting.ballots.domain.choices import faults_of_section
from services.voting.ballots.domain.election import Election, Entry
from services.voting.tally.domain import TiePolicy, count, drawn_order, merged, select, tie_order
from services.voting.tally.domain.opening import candidates, given_by, weighed_boxes
from services.voting.trial.domain.comparison import Draw, Expected
from services.voting.trial.domain.sheet import MOST_COPIES, PutIn, Way, require_sheet
from shared.contracts.intake import Section

_ORDERS = 50
"""In how many drawn orders of equals the winners are worked out, beside those that put each first and last."""


def proposed(election: Election) -> tuple[tuple[PutIn, ...], Expected]:
    """Give test ballots for a published list, and what they add up to."""
    sheet = _sheet(election)
    return sheet, worked_out(election, sheet)


def _sheet(election: Election) -> tuple[PutIn, ...]:
    listed = {section.id: _listed(election, section) for section in election.rules.sections}
    ballot = {section.id: section for section in election.sections}
    first, second, third = [], [], []
    for section in election.rules.sections:
        entries, least = listed[section.id], max(section.min_choices, 1)
        if len(entries) < least:
            continue
        first += _marks(section, entries[:least])
        second += _marks(section, entries[1 : 1 + least] if len(entries) > least else entries[:least])
        both = entries[: max(least, 2)]
        alone = entries[-least:] if section.max_cost is None else entries[:least]
        lawful = not faults_of_section(ballot[section.id], [(entry.proposal_id, 1) for entry in both])
        third += _marks(section, both if lawful else alone)
    # Where a project needs many votes to be considered at all, one test ballot each would let nobody win.
    usual = election.rules.selection.min_votes
    needed = [usual if pool.min_votes is None else pool.min_votes for pool in election.rules.pools]
    copies = min(max(1, *needed), MOST_COPIES)
    return (
        PutIn(way=Way.ONLINE, copies=copies, marks=" ".join(first)),
        PutIn(way=Way.ONLINE, copies=copies, marks=" ".join(second)),
        PutIn(way=Way.PAPER, marks=" ".join(third)),
        PutIn(way=Way.VOID, marks=_void(election, listed)),
    )


def _listed(election: Election, section: Section) -> list[Entry]:
    """Give a section's projects: the cheapest first where what is marked may not cost too much together."""
    entries = [entry for entry in election.entries if entry.section_id == section.id]
    return entries if section.max_cost is None else sorted(entries, key=lambda entry: entry.cost)


def _marks(section: Section, entries: list[Entry]) -> list[str]:
    return [f"{entry.number}:1" if section.vote_type == "cumulative" else entry.number for entry in entries]


def _void(election: Election, listed: dict[str, list[Entry]]) -> str:
    """Give too many marks where the list is long enough for that, otherwise a number that is not on it."""
    for section in election.rules.sections:
        entries = listed[section.id]
        if len(entries) > section.max_choices:
            return " ".join(_marks(section, entries[: section.max_choices + 1]))
    return f"{election.entries[0].number[0]}-9999"


def worked_out(election: Election, sheet: tuple[PutIn, ...]) -> Expected:
    """Add the lawful ones of test ballots up, and give the pools out. Raises as `require_sheet` does."""
    played = _Played(election, sheet)
    always, ever = played.certain_and_possible()
    numbers = {entry.proposal_id: entry.number for entry in election.entries}
    points = played.points
    return Expected(
        figures=" ".join(f"{number}:{points[id]}" for id, number in numbers.items() if points.get(id)),
        selected=" ".join(number for id, number in numbers.items() if id in always),
        by_draw=" ".join(number for id, number in numbers.items() if id in ever - always),
    )


def drawn(election: Election, sheet: tuple[PutIn, ...], seed: str) -> Draw:
    """Give what the draw with `seed` decides about test ballots. Raises as `require_sheet` does."""
    played = _Played(election, sheet)
    winners = played.selected(tie_order(played.projects, played.rules.ties, seed))
    always, ever = played.certain_and_possible()
    numbers = {entry.proposal_id: entry.number for entry in election.entries}
    return Draw(
        open=frozenset(numbers[id] for id in (ever | winners) - (always & winners)),
        winners=frozenset(numbers[id] for id in winners),
    )


class _Played:
    """Test ballots added up with no box between, ready to be given out in one order of equals or another."""

    def __init__(self, election: Election, sheet: tuple[PutIn, ...]) -> None:
        cast = [one for one in require_sheet(sheet, election) if one.way is not Way.VOID]
        boxes = {
            section.id: merged(
                tuple(one.choices[section.id]) for one in cast for _ in range(one.copies) if section.id in one.choices
            )
            for section in election.rules.sections
        }
        self._profile = weighed_boxes(election, boxes)
        _, self.points = count(self._profile)
        self.rules, self._pools = given_by(election)
        self.projects = candidates(election)

    def selected(self, order: Sequence[str]) -> set[str]:
        """Give who wins in this order of equals."""
        return set(select(self.projects, self.points, self._pools, self.rules, order, self._profile).selected)

    def certain_and_possible(self) -> tuple[set[str], set[str]]:
        """Give who wins in every order that is tried, and who wins in some."""
        outcomes = [self.selected(order) for order in self._orders()]
        return set.intersection(*outcomes), set.union(*outcomes)

    def _orders(self) -> Iterator[Sequence[str]]:
        if self.rules.ties is not TiePolicy.DRAW:
            yield tie_order(self.projects, self.rules.ties)
            return
        ids = [project.id for project in self.projects]
        for n in range(_ORDERS):
            yield drawn_order(ids, f"próba {n}")
        # Whoever can win wins first among its equals, whoever can lose loses last: chance need not hit upon it.
        for id in ids:
            others = [other for other in ids if other != id]
            yield [id, *others]
            yield [*others, id]
