"""From the rules of an edition to the rules of a count. It must not let a vote begin that nobody could count."""

from services.voting.ballots.domain.election import limits
from services.voting.rolls.domain import IdentityPolicy
from services.voting.tally.domain.rules import Rule, Rules, TiePolicy
from shared.contracts.intake import EditionRules, Section, Selection


class Uncountable(Exception):
    """The edition asks for what this department cannot do yet; `part` says what: a section, or the identity."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def rules_of(section: Section, selection: Selection) -> Rules:
    """Give the rules by which a section is counted. Raises `Uncountable`."""
    try:
        return Rules(
            rule=Rule(selection.rule),
            limits=limits(section),
            ties=TiePolicy(selection.tie),
            threshold=selection.min_votes,
        )
    except ValueError as error:  # pydantic's own is one too
        raise Uncountable(f"section {section.id}") from error


def require_countable(rules: EditionRules) -> None:
    """Let an edition pass that can be voted in and counted. Raises `Uncountable`."""
    if rules.identity not in set(IdentityPolicy):
        raise Uncountable("identity")
    covered = [pool for section in rules.sections for pool in section.pools]
    if len(set(covered)) < len(covered) or not set(covered) <= {pool.id for pool in rules.pools}:
        raise Uncountable("pools")
    for section in rules.sections:
        rules_of(section, rules.selection)
