"""Who reads a unit's word before residents do: the unit, and those who oversee. Others read what is published."""

from services.reporting.implementation.domain import Implementation, NoSuchUpdate, Update, UpdateState
from shared.access import Person, Role

_OVERSEERS = (Role.OFFICER, Role.MAYOR, Role.AUDITOR)
_OF_UNITS = (Role.UNIT_REVIEWER, Role.RAPPORTEUR)


def reads_all(work: Implementation, person: Person) -> bool:
    """Tell whether somebody reads what waits for an officer, or was sent back."""
    own = person.role in _OF_UNITS and person.unit is not None and person.unit == work.unit
    return own or person.role in _OVERSEERS


def words_for(work: Implementation, person: Person) -> tuple[Update, ...]:
    """Give the words that somebody may read, the oldest first."""
    whole = reads_all(work, person)
    return tuple(one for one in work.updates if whole or one.state is UpdateState.PUBLISHED)


def word_for(work: Implementation, number: int, person: Person) -> Update:
    """Give a word to who may read it. Raises `NoSuchUpdate`."""
    update = work.update(number)
    if update not in words_for(work, person):
        raise NoSuchUpdate(number)
    return update
