"""Greedy: most points first, as long as there is money. It must not look at who voted for what."""

from collections.abc import Sequence
from itertools import groupby

from services.voting.tally.domain.rules import Exclusions, Project, Rule
from services.voting.tally.domain.selection.outcome import Outcome, PoolOutcome, ProjectOutcome, Task


def give_out(task: Task, order: Sequence[str]) -> PoolOutcome:
    """Select from the ranking; `order` ranks projects with equal points."""
    rules, exclusions, pool = task.rules, task.exclusions, task.pool
    turn = {id: place for place, id in enumerate(order)}
    ranked = sorted(task.projects, key=lambda project: (-task.score(project.id), turn[project.id]))
    left, stopped, place = pool.amount, False, 0
    winners = list(task.earlier)
    rows, ties = list[ProjectOutcome](), list[tuple[str, ...]]()
    for score, equals in groupby(ranked, key=lambda project: task.score(project.id)):
        group = list(equals)
        fitting = [project.id for project in _free(group, exclusions, winners) if project.cost <= left]
        tied = score >= task.threshold and not stopped and _order_matters(group, left, rules.rule, exclusions, winners)
        if tied:
            ties.append(tuple(project.id for project in group))
        for project in group:
            place += 1
            before, rival = left, exclusions.rival(project.id, winners)
            if score < task.threshold:
                outcome = Outcome.BELOW_THRESHOLD
            elif stopped:
                outcome = Outcome.AFTER_STOP
            elif rival is not None:
                outcome = Outcome.EXCLUDED_BY_CONFLICT
            elif project.cost > left:
                outcome = Outcome.DID_NOT_FIT
                stopped = rules.rule is Rule.GREEDY_NO_SKIP
            else:
                outcome = Outcome.SELECTED
                left -= project.cost
                winners.append(project.id)
            named = rival if outcome is Outcome.EXCLUDED_BY_CONFLICT else None
            if tied and outcome is not Outcome.SELECTED and project.id in fitting:
                outcome = Outcome.LOST_TIE
            rows.append(ProjectOutcome(project.id, place, project.cost, score, outcome, before, named))
    return PoolOutcome(pool.id, pool.amount, pool.amount - left, tuple(rows), tuple(ties))


def _order_matters(
    group: Sequence[Project], left: int, rule: Rule, exclusions: Exclusions, winners: Sequence[str]
) -> bool:
    """Tell whether another order of these equals would select others among them.

    Only those that fit on their own compete. If they all fit together and none excludes another, each order selects
    them all. If not, each of them wins by going first, and some order leaves one out. Without skipping, a larger equal
    that goes first ends it for the rest.
    """
    free = _free(group, exclusions, winners)
    fitting = [project for project in free if project.cost <= left]
    clash = exclusions.clash(frozenset(project.id for project in fitting))
    if rule is Rule.GREEDY_NO_SKIP:
        return clash or (bool(fitting) and sum(project.cost for project in free) > left)
    return clash or sum(project.cost for project in fitting) > left


def _free(group: Sequence[Project], exclusions: Exclusions, winners: Sequence[str]) -> list[Project]:
    return [project for project in group if exclusions.rival(project.id, winners) is None]
