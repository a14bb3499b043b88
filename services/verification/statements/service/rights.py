"""Who may do what with a statement. It changes nothing."""

from services.verification.merit.domain import Review
from services.verification.statements.domain import Asked, Statement, StatementState
from shared.access import Person, Role


def has_review(review: Review, person: Person) -> bool:
    """Tell whether a review is in this person's hands: its own unit's people, and the department's officers."""
    return person.role is Role.OFFICER or (person.role is Role.UNIT_REVIEWER and person.unit == review.unit.symbol)


def may_answer(statement: Asked, person: Person) -> bool:
    """Tell whether a person may answer here or send it back: the reviewers of the unit that is asked, nobody else."""
    return person.role is Role.UNIT_REVIEWER and person.unit == statement.unit.symbol


def may_hand_over(statement: Statement, review: Review, person: Person) -> bool:
    """Tell whether a person may hand it over: an officer, its unit, and once it was sent back the leading unit."""
    if statement.state is StatementState.RETURNED:
        return has_review(review, person)
    return person.role is Role.OFFICER or may_answer(statement, person)
