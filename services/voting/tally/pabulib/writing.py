"""Writes `.pb` text that Pabulib's checker accepts. It must not write anything about a voter but the marks."""

import csv
import io
from collections.abc import Collection, Iterator
from datetime import date
from itertools import chain, repeat

from services.voting.ballots.domain.choices import Limits
from services.voting.tally.domain import Ballot, Figures, TiePolicy
from services.voting.tally.pabulib.election import ELSEWHERE, EXCLUSIVE, IN_ORDER, Election, NamedProject

_HEAD = ("description", "country", "unit", "district", "subunit", "instance")


def write(election: Election, figures: Figures, selected: Collection[str]) -> str:
    """Write a whole file; `selected` are the winners' ids.

    The votes are sorted, so that nothing is left of the order in which they were cast, and numbered from 1; the
    projects stand by points, most first, or in their own order where that decides among equals. No spaces beside
    separators, quotes only where a field needs them, lines end in LF.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerow(["META"])
    rows.writerow(["key", "value"])
    rows.writerows(_meta(election).items())
    scored = election.limits.asks_points or election.limits.asks_order
    rows.writerow(["PROJECTS"])
    rows.writerow(["project_id", "cost", "votes", *(["score"] if scored else []), "name", "selected"])
    by_points = sorted(election.projects, key=lambda project: -figures.points.get(project.id, 0))
    for project in by_points if election.ties is None else election.projects:
        rows.writerow(_project(project, figures, scored, project.id in selected))
    rows.writerow(["VOTES"])
    rows.writerow(["voter_id", "vote", *(["points"] if scored else [])])
    every = chain.from_iterable(repeat(ballot, times) for ballot, times in sorted(election.ballots.items()))
    for number, ballot in enumerate(every, start=1):
        marks = ",".join(id for id, _ in ballot)
        rows.writerow([number, marks, *([_points(ballot, election)] if scored else [])])
    return text.getvalue()


def _meta(election: Election) -> dict[str, str]:
    """Put the keys in the order of the format's description."""
    own, limits = dict(election.meta), election.limits
    head = {key: own.pop(key) for key in _HEAD if key in own}
    decided = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(sum(election.ballots.values())),
        "budget": amount(election.budget),
        "vote_type": limits.vote_type.value,
        "rule": election.rule,
        "date_begin": _date(election.begins),
        "date_end": _date(election.ends),
        **_limits(limits),
    }
    if election.threshold:
        decided["min_project_score_threshold"] = str(election.threshold)
    for said in _said(election, own.get("comment", "")):
        number = own.get("comment", "").count("#") + 1
        own["comment"] = f"{own.get('comment', '')} #{number}: {said}".strip()
    written: dict[str, str] = {**head, **decided, **own}
    return {key: _one_line(value) for key, value in written.items()}


def _said(election: Election, already: str) -> Iterator[str]:
    """Give what the format has no field for, in the words that our reader looks for."""
    if election.exclusive and not EXCLUSIVE.search(already):
        yield f"mutually exclusive projects: {' / '.join(','.join(group) for group in election.exclusive)}."
    if election.elsewhere and not ELSEWHERE.search(already):
        yield f"selected in other pools: {','.join(election.elsewhere)}."
    if election.ties is TiePolicy.EARLIER_SUBMISSION and not IN_ORDER.search(already):
        yield "equals go in the order of PROJECTS."


def _limits(limits: Limits) -> dict[str, str]:
    written = {"min_length": str(limits.min_length)}
    if limits.max_length is not None:
        written["max_length"] = str(limits.max_length)
    if limits.asks_points:
        written["min_points"] = str(limits.min_points)
        if limits.max_points is not None:
            written["max_points"] = str(limits.max_points)
        written["min_sum_points"] = str(limits.min_sum_points)
        written["max_sum_points"] = str(limits.max_sum_points)
    if limits.max_sum_cost is not None:
        written["max_sum_cost"] = amount(limits.max_sum_cost)
    return written


def _project(project: NamedProject, figures: Figures, scored: bool, selected: bool) -> list[str]:
    votes, points = figures.votes.get(project.id, 0), figures.points.get(project.id, 0)
    score = [str(points)] if scored else []
    return [project.id, amount(project.cost), str(votes), *score, _one_line(project.name), "1" if selected else "0"]


def _points(ballot: Ballot, election: Election) -> str:
    if not election.limits.asks_order:
        return ",".join(str(given) for _, given in ballot)
    most = election.limits.max_length
    assert most is not None
    worth = election.rank_points or tuple(range(most, 0, -1))
    return ",".join(str(worth[place]) for place in range(len(ballot)))


def amount(grosze: int) -> str:
    """Write grosze as złoty: whole where they are whole, else with two decimals after a point."""
    zloty, rest = divmod(grosze, 100)
    return f"{zloty}.{rest:02}" if rest else str(zloty)


def _date(day: date | int) -> str:
    return str(day) if isinstance(day, int) else f"{day:%d.%m.%Y}"


def _one_line(text: str) -> str:
    """Fold white space: the checker reads line by line, so a break inside quotes would end the row."""
    return " ".join(text.split())
