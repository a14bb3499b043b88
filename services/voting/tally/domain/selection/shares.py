"""Equal Shares on a pool, and which of its ties decided. It must not report a tie that changed nothing."""

import dataclasses
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from services.voting.tally.domain.counting import Profile
from services.voting.tally.domain.equal_shares import Marks, share_out
from services.voting.tally.domain.rules import Rule
from services.voting.tally.domain.selection.greedy import give_out
from services.voting.tally.domain.selection.outcome import Outcome, PoolOutcome, ProjectOutcome, Task

_ORDERS = 256
"""How many orders among equals are tried out; a tie that is left then counts as one that decided."""

Tie = tuple[str, ...]


def share_out_pool(task: Task, order: Sequence[str], profile: Profile) -> PoolOutcome:
    """Give a pool to the projects that its voters pay for; `order` ranks projects at one rate.

    The voters of a pool are those who marked one of its projects. A project that costs nothing wins if anybody marked
    it. Under `equalshares/add1-comparison` greedy decides where more voters marked more of its winners (Pabulib).
    """
    sharing = _Sharing(task, profile)
    outcome, _ = sharing.attempt(tuple(order))
    ties = sharing.deciding(tuple(order))
    tied = set(chain.from_iterable(ties))
    rows = tuple(dataclasses.replace(row, outcome=_reason(row, tied)) for row in outcome.ranking)
    return dataclasses.replace(outcome, ranking=rows, ties=ties)


def _reason(row: ProjectOutcome, tied: Collection[str]) -> Outcome:
    """Give the reason of a project; `tied`: those whose order changes who wins, which is not greedy's to say here."""
    if row.outcome is not Outcome.SELECTED and row.project_id in tied:
        return Outcome.LOST_TIE
    if row.outcome is Outcome.LOST_TIE:
        return Outcome.EXCLUDED_BY_CONFLICT if row.in_conflict_with else Outcome.DID_NOT_FIT
    return row.outcome


class _Sharing:
    """The count of one pool by Equal Shares, whatever the order among equals."""

    def __init__(self, task: Task, profile: Profile) -> None:
        self._task, self._profile = task, profile
        self._marks = Marks.of(profile, [project.id for project in task.projects])
        self._known: dict[tuple[str, ...], tuple[PoolOutcome, frozenset[Tie]]] = {}

    def attempt(self, order: tuple[str, ...]) -> tuple[PoolOutcome, frozenset[Tie]]:
        """Give what one order decides, and the equals on the way among which it may have decided."""
        if order not in self._known:
            outcome, tied = self._share_out(order)
            if self._task.rules.rule is Rule.EQUAL_SHARES_COMPARED:
                other = give_out(self._task, order)
                tied |= set(other.ties)
                if self._better(other.selected, outcome.selected):
                    outcome = other
            self._known[order] = outcome, frozenset(tied)
        return self._known[order]

    def deciding(self, first: tuple[str, ...]) -> tuple[Tie, ...]:
        """Give the ties whose order changes who wins, found by trying their other orders, and those of theirs."""
        waiting, seen, found = deque([first]), {first}, dict[frozenset[str], Tie]()
        while waiting:
            order = waiting.popleft()
            outcome, tied = self.attempt(order)
            for tie in sorted(tied):
                for id in tie[1:]:
                    other = _moved(order, tie, id)
                    if other not in seen and len(seen) >= _ORDERS:
                        found.setdefault(frozenset(tie), tie)
                        continue
                    if set(self.attempt(other)[0].selected) != set(outcome.selected):
                        found.setdefault(frozenset(tie), tie)
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
        return tuple(found.values())

    def _share_out(self, order: tuple[str, ...]) -> tuple[PoolOutcome, frozenset[Tie]]:
        task, heads = self._task, self._marks.heads
        cost_of = {project.id: project.cost for project in task.projects}
        able = [id for id in order if heads.get(id) and task.score(id) >= task.threshold]
        winners, tied = list(task.earlier), frozenset[Tie]()
        for id in able:
            if not cost_of[id] and task.exclusions.rival(id, winners) is None:
                winners.append(id)
        costs = {id: cost_of[id] for id in able if cost_of[id] and task.exclusions.rival(id, winners) is None}
        left: Mapping[str, int] = {}
        if costs:
            raised = task.rules.rule is not Rule.EQUAL_SHARES
            shared = share_out(self._marks, costs, task.pool.amount, order, task.exclusions, raised=raised)
            winners += shared.run.winners
            left, tied = {id: shared.run.left(id) for id in shared.run.lost}, shared.tied
        return self._told(order, cost_of, winners, left), tied

    def _told(
        self, order: Sequence[str], cost_of: Mapping[str, int], winners: Sequence[str], left: Mapping[str, int]
    ) -> PoolOutcome:
        """Give every project its place and reason: winners as they were selected, the others by points."""
        task, rows = self._task, list[ProjectOutcome]()
        selected, money = winners[len(task.earlier) :], task.pool.amount
        losers = [id for id in order if id in cost_of and id not in set(selected)]
        for place, id in enumerate([*selected, *sorted(losers, key=lambda id: -task.score(id))], start=1):
            outcome, rival, before = Outcome.SELECTED, None, money
            if id not in selected:
                before, rival = left.get(id, 0), task.exclusions.rival(id, winners)
                outcome = Outcome.EXCLUDED_BY_CONFLICT if rival else Outcome.DID_NOT_FIT
                if task.score(id) < task.threshold:
                    outcome, rival = Outcome.BELOW_THRESHOLD, None
            else:
                money -= cost_of[id]
            rows.append(ProjectOutcome(id, place, cost_of[id], task.score(id), outcome, before, rival))
        return PoolOutcome(task.pool.id, task.pool.amount, task.pool.amount - money, tuple(rows), ())

    def _better(self, greedy: Sequence[str], shares: Sequence[str]) -> bool:
        """Tell whether more voters marked more of greedy's winners than marked more of the others."""
        balance, one, other = 0, set(greedy), set(shares)
        for choices, times in self._profile:
            more = sum((id in one) - (id in other) for id, _ in choices)
            balance += times * ((more > 0) - (more < 0))
        return balance > 0


def _moved(order: tuple[str, ...], tie: Tie, id: str) -> tuple[str, ...]:
    """Put one of some equals before the others."""
    rest = [other for other in order if other != id]
    at = min(rest.index(other) for other in tie if other != id)
    return (*rest[:at], id, *rest[at:])
