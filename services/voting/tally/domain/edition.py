"""From the rules of an edition to the rules of a count. It must not let a vote begin that nobody could count."""

from services.voting.ballots.domain.double import DoubleVote
from services.voting.ballots.domain.election import limits
from services.voting.rolls.domain import IdentityPolicy
from services.voting.tally.domain.rules import Rule, Rules, TiePolicy
from shared.contracts.intake import EditionRules, Section, Selection


class Uncountable(Exception):
    """The edition asks for what this department cannot do yet; `part` says what: a section, or the identity."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def rules_of(section: Section, selection: Selection, exclusive: tuple[tuple[str, ...], ...] = ()) -> Rules:
    """Give the rules by which a section is counted; `exclusive`: groups of which at most one project can win.

    The groups, not the name of the rule, say whether there are such projects. Raises `Uncountable`.
    """
    try:
        rule = Rule(selection.rule)
        if rule is Rule.GREEDY_THRESHOLD and not selection.min_votes:
            raise ValueError("greedy-threshold needs a threshold")
        if rule in (Rule.GREEDY, Rule.GREEDY_THRESHOLD) and exclusive:
            rule = Rule.GREEDY_EXCLUSIVE
        elif rule is Rule.GREEDY_EXCLUSIVE and not exclusive:
            rule = Rule.GREEDY
        return Rules(
            rule=rule,
            exclusive=exclusive,
            limits=limits(section),
            ties=TiePolicy(selection.tie),
            threshold=selection.min_votes,
            rank_points=section.place_points,
        )
    except ValueError as error:
        raise Uncountable(f"section {section.id}") from error


def require_countable(rules: EditionRules) -> None:
    """Let an edition pass that can be voted in and counted. Raises `Uncountable`."""
    if rules.identity not in set(IdentityPolicy):
        raise Uncountable("identity")
    if rules.double_vote not in set(DoubleVote):
        raise Uncountable("double_vote")
    covered = [pool for section in rules.sections for pool in section.pools]
    if len(set(covered)) < len(covered) or not set(covered) <= {pool.id for pool in rules.pools}:
        raise Uncountable("pools")
    for section in rules.sections:
        rules_of(section, rules.selection)
