"""The command `ratusz tally`: a count of a Pabulib file, as tables and as data. It must not read what came out."""

import argparse
import dataclasses
import gc
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.refusal import CannotStart
from services.voting.tally.domain import Outcome, Rule, TiePolicy
from services.voting.tally.pabulib import Election, NotPabulib, RuleNotCounted, TallyOutcome, read, recount
from services.voting.tally.pabulib.writing import amount

_WORDS = {
    Outcome.SELECTED: "selected",
    Outcome.DID_NOT_FIT: "did not fit: {cost} against {money_left} left",
    Outcome.BELOW_THRESHOLD: "below the threshold of {threshold}",
    Outcome.AFTER_STOP: "after the first that did not fit",
    Outcome.EXCLUDED_BY_CONFLICT: "excluded by {by}",
    Outcome.LOST_TIE: "lost the tie with {tie}",
}
_NAME = 48


def main(arguments: Sequence[str]) -> int:
    """Count as the arguments ask, print, and give the exit code: 2 where that is refused, with one sentence why."""
    asked = _parser().parse_args(arguments)
    try:
        rules = every_rule() if asked.compare else [asked.rule] if asked.rule else []
        ties = TiePolicy(asked.ties) if asked.ties else None
        election, counted = tally(asked.file, rules, asked.exclusive, ties, asked.seed)
    except CannotStart as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2
    if asked.json:
        print(as_json(counted, listed=asked.compare))
    else:
        print(comparison(election, counted) if asked.compare else one_table(election, counted[0]))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("ratusz tally", description="Count an election from its ballots: who wins, why.")
    parser.add_argument("file", type=Path, help="a Pabulib file; what it says came out is not read")
    parser.add_argument("--rule", help="count by this rule, not by the file's own")
    parser.add_argument("--compare", action="store_true", help="count by every rule, side by side")
    parser.add_argument("--json", action="store_true", help="print data; amounts in grosze")
    parser.add_argument("--ties", choices=[*TiePolicy], help="who of equals goes first, if not as the file says")
    parser.add_argument("--seed", help="the seed of the draw: secret|public value")
    help = "ids of which at most one can win, as 1,2; may come again"
    parser.add_argument("--exclusive", action="append", default=[], metavar="IDS", help=help)
    return parser


def tally(
    file: Path, rules: Sequence[str], exclusive: Sequence[str], ties: TiePolicy | None, seed: str | None
) -> tuple[Election, list[TallyOutcome]]:
    """Count the file by each of the rules, or by its own where none is given.

    `exclusive`: groups of ids, `1,2`, of which at most one project can win; they replace those that the file names.
    Raises `CannotStart` where the file, a rule or a group cannot be used.
    """
    # A count is over before there is anything to collect; looking for it took a third of the time.
    gc.disable()
    if ties is TiePolicy.DRAW and not seed:
        raise CannotStart("A draw needs its seed: --seed TEXT.")
    try:
        election = read(file)
        groups = tuple(tuple(id.strip() for id in group.split(",")) for group in exclusive)
        if unknown := {id for group in groups for id in group} - {project.id for project in election.projects}:
            raise CannotStart(f"{file.name} has no project {', '.join(sorted(unknown))}.")
        election = dataclasses.replace(election, exclusive=groups or election.exclusive)
        chosen = [dataclasses.replace(election, rule=rule) for rule in rules] or [election]
        return election, [recount(one, ties, seed) for one in chosen]
    except OSError as error:
        raise CannotStart(f"{file} cannot be read: {error.strerror}.") from error
    except NotPabulib as error:
        raise CannotStart(f"{file.name}, {error}.") from error
    except RuleNotCounted as error:
        raise CannotStart(
            f"{file.name} cannot be counted by {error.rule!r}. The rules are {', '.join(every_rule())}."
        ) from error


def every_rule() -> list[str]:
    """Give the names of all rules."""
    return [rule.value for rule in Rule]


def as_json(counted: Sequence[TallyOutcome], *, listed: bool) -> str:
    """Give a count as JSON, or all of them as a list. Amounts are in grosze."""
    found = [outcome.as_json() for outcome in counted]
    return json.dumps(found if listed else found[0], ensure_ascii=False)


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
    return _WORDS[Outcome(str(reason["code"]))].format(**{name: _told(name, value) for name, value in reason.items()})


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
