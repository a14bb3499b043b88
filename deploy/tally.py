"""The count of a Pabulib file, as tables and as data. It must not read what the file says came out."""

import dataclasses
import gc
import json
from collections.abc import Sequence
from pathlib import Path

from deploy.local.world import CannotStart
from services.voting.tally.domain import Outcome, Rule, TiePolicy
from services.voting.tally.pabulib import LOST_TIE, Election, NotPabulib, RuleNotCounted, TallyOutcome, read, recount
from services.voting.tally.pabulib.writing import amount

_WORDS = {
    Outcome.SELECTED: "selected",
    Outcome.DID_NOT_FIT: "did not fit: {cost} against {money_left} left",
    Outcome.BELOW_THRESHOLD: "below the threshold of {threshold}",
    Outcome.AFTER_STOP: "after the first that did not fit",
    Outcome.EXCLUDED_BY_CONFLICT: "excluded by {by}",
    LOST_TIE: "lost the tie with {tie}",
}
_NAME = 48


def tally(
    file: Path,
    rules: Sequence[str],
    exclusive: Sequence[str] = (),
    ties: str = TiePolicy.LOWER_COST,
    seed: str | None = None,
) -> tuple[Election, list[TallyOutcome]]:
    """Count the file by each of the rules, or by its own where none is given.

    `exclusive`: groups of ids, `1,2`, of which at most one project can win; they replace those that the file names.
    Raises `CannotStart` where the file, a rule or a group cannot be used.
    """
    # A count is over before there is anything to collect; looking for it took a third of the time.
    gc.disable()
    if ties not in set(TiePolicy):
        raise CannotStart(f"{ties!r} ranks no equals. There are {', '.join(TiePolicy)}.")
    policy = TiePolicy(ties)
    if policy is TiePolicy.DRAW and not seed:
        raise CannotStart("A draw needs its seed: --seed TEXT.")
    try:
        election = read(file)
        groups = tuple(tuple(id.strip() for id in group.split(",")) for group in exclusive)
        if unknown := {id for group in groups for id in group} - {project.id for project in election.projects}:
            raise CannotStart(f"{file.name} has no project {', '.join(sorted(unknown))}.")
        election = dataclasses.replace(election, exclusive=groups or election.exclusive)
        chosen = [dataclasses.replace(election, rule=rule) for rule in rules] or [election]
        return election, [recount(one, policy, seed) for one in chosen]
    except OSError as error:
        raise CannotStart(f"{file} cannot be read: {error.strerror}.") from error
    except NotPabulib as error:
        raise CannotStart(f"{file.name}, {error}.") from error
    except RuleNotCounted as error:
        names = ", ".join(every_rule())
        raise CannotStart(f"{file.name} cannot be counted by {error.rule!r}. The rules are {names}.") from error


def every_rule() -> list[str]:
    """Give the names of all rules."""
    return [rule.value for rule in Rule]


def as_json(counted: Sequence[TallyOutcome], *, listed: bool) -> str:
    """Give a count as JSON, or all of them as a list. Amounts are in grosze."""
    found = [outcome.as_json() for outcome in counted]
    return json.dumps(found if listed else found[0], ensure_ascii=False, indent=2)


def one_table(election: Election, counted: TallyOutcome) -> str:
    """Show one count: the projects in the order of consideration, each with its reason."""
    names = {project.id: project.name for project in election.projects}
    rows = [("", "project", "points", "cost", "name", "why")]
    for row in counted.pool.ranking:
        mark = "*" if row.outcome is Outcome.SELECTED else ""
        why = _why(counted.reasons[row.project_id])
        rows.append((mark, row.project_id, str(row.points), amount(row.cost), names[row.project_id][:_NAME], why))
    voted = f"{counted.ballots} ballots, {counted.void} void"
    return "\n".join([f"{counted.rules.rule}: {voted}", "", *_aligned(rows, right={2, 3}), "", *_summary(counted)])


def comparison(election: Election, counted: Sequence[TallyOutcome]) -> str:
    """Show several counts side by side: who wins by which rule."""
    winners = [set(outcome.selected) for outcome in counted]
    points = counted[0].figures.points
    listed = sorted(election.projects, key=lambda project: -points.get(project.id, 0))
    rows = [("project", "points", "cost", *(outcome.rules.rule.value for outcome in counted), "name")]
    for project in listed:
        marks = ("*" if project.id in won else "" for won in winners)
        rows.append((project.id, str(points.get(project.id, 0)), amount(project.cost), *marks, project.name[:_NAME]))
    rows.append(("selected", "", "", *(str(len(won)) for won in winners), ""))
    rows.append(("spent", "", amount(election.budget), *(amount(outcome.pool.spent) for outcome in counted), ""))
    told = [f"{outcome.rules.rule}: {line}" for outcome in counted for line in _ties(outcome)]
    return "\n".join([*_aligned(rows, right={1, 2}), *told])


def _summary(counted: TallyOutcome) -> list[str]:
    spent = f"spent {amount(counted.pool.spent)} of {amount(counted.pool.amount)}"
    return [f"{len(counted.selected)} selected, {spent}", *_ties(counted)]


def _ties(counted: TallyOutcome) -> list[str]:
    return [f"a tie that decided, by {counted.rules.ties}: {', '.join(tie)}" for tie in counted.ties]


def _why(reason: dict[str, object]) -> str:
    return _WORDS[str(reason["code"])].format(**{name: _told(name, value) for name, value in reason.items()})


def _told(name: str, value: object) -> str:
    if isinstance(value, int) and name in ("cost", "money_left"):
        return amount(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _aligned(rows: Sequence[tuple[str, ...]], right: set[int]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
