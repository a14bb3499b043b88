"""A small set of test ballots to begin with: on the web, on paper, a void one, and two projects with equal figures.

The figures are added up straight from the marks, with no box, seal or log between: what the test vote then counts has
gone the whole way, and the commission checks both by hand.
"""

from services.voting.ballots.domain.election import Election, Entry
from services.voting.tally.domain import TiePolicy, count, drawn_order, merged, select, tie_order
from services.voting.tally.domain.opening import candidates, given_by, weighed_boxes
from services.voting.trial.domain.comparison import Expected
from services.voting.trial.domain.sheet import MOST_COPIES, PutIn, Way, require_sheet
from shared.contracts.intake import Section

_ORDERS = 200
"""In how many orders of equals the winners are worked out, to see of whom the draw decides."""


def proposed(election: Election) -> tuple[tuple[PutIn, ...], Expected]:
    """Give test ballots for a published list, and what they add up to."""
    sheet = _sheet(election)
    return sheet, worked_out(election, sheet)


def _sheet(election: Election) -> tuple[PutIn, ...]:
    listed = {
        section.id: [entry for entry in election.entries if entry.section_id == section.id]
        for section in election.rules.sections
    }
    first, second, third = [], [], []
    for section in election.rules.sections:
        entries, least = listed[section.id], max(section.min_choices, 1)
        if len(entries) < least:
            continue
        first += _marks(section, entries[:least])
        second += _marks(section, entries[1 : 1 + least] if len(entries) > least else entries[:least])
        both = entries[: max(least, 2)]
        third += _marks(section, both if len(both) <= section.max_choices else entries[-least:])
    # Where a project needs many votes to be considered at all, one test ballot each would let nobody win.
    copies = min(max(election.rules.selection.min_votes, 1), MOST_COPIES)
    return (
        PutIn(way=Way.ONLINE, copies=copies, marks=" ".join(first)),
        PutIn(way=Way.ONLINE, copies=copies, marks=" ".join(second)),
        PutIn(way=Way.PAPER, marks=" ".join(third)),
        PutIn(way=Way.VOID, marks=_void(election, listed)),
    )


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
    cast = [one for one in require_sheet(sheet, election) if one.way is not Way.VOID]
    boxes = {
        section.id: merged(
            tuple(one.choices[section.id]) for one in cast for _ in range(one.copies) if section.id in one.choices
        )
        for section in election.rules.sections
    }
    profile = weighed_boxes(election, boxes)
    _, points = count(profile)
    (rules, pools), projects = given_by(election), candidates(election)
    if rules.ties is TiePolicy.DRAW:
        orders = [drawn_order((project.id for project in projects), f"próba {n}") for n in range(_ORDERS)]
    else:
        orders = [tie_order(projects, rules.ties)]
    outcomes = [set(select(projects, points, pools, rules, order, profile).selected) for order in orders]
    always, ever = set.intersection(*outcomes), set.union(*outcomes)
    numbers = {entry.proposal_id: entry.number for entry in election.entries}
    return Expected(
        figures=" ".join(
            f"{entry.number}:{points[entry.proposal_id]}" for entry in election.entries if points.get(entry.proposal_id)
        ),
        selected=" ".join(numbers[id] for id in numbers if id in always),
        by_draw=" ".join(numbers[id] for id in numbers if id in ever - always),
    )
