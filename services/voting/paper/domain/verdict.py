"""What a card is worth: which of its sections count, and why others do not. The same for whoever keyed it in.

Assumptions, for the rules of Kalisz do not say: a section with too many marks is void and the others count; a number
that is not on the list, or that nobody can read, is no vote, but a mark; where no section is left, the card is void.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.voting.ballots.domain import Choice, Section, TooDear, TooFew, faults_of_section
from services.voting.ballots.domain.election import Election
from services.voting.paper.domain.entry import Entry, marks_of
from services.voting.paper.domain.voids import Void, VoidReason
from services.voting.rolls.domain import DECLARED, asked


@dataclass(frozen=True)
class Verdict:
    """What counts of a card, by section, and what does not. `of_card`: whether a reason is about the whole card."""

    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    voids: tuple[Void, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether something of the card goes into the box."""
        return bool(self.choices) and not any(void.section is None for void in self.voids)


def judge(entry: Entry, election: Election) -> Verdict:
    """Judge a readable entry. Whether its person has voted before, only the box knows. Raises `MarksUnreadable`."""
    choices: dict[str, tuple[Choice, ...]] = {}
    # On a card that nobody can read an empty field says nothing, nor does a name that was guessed.
    readable = VoidReason.UNREADABLE not in entry.seen
    voids = [Void(reason=reason) for reason in _about_person(entry, election.rules.identity)] if readable else []
    voids += [Void(reason=reason) for reason in entry.seen]
    written = False
    for section in election.sections:
        marks = marks_of(section.id, entry.sections.get(section.id, ""), election)
        written = written or bool(marks)
        known = tuple((mark.project, mark.points) for mark in marks if mark.project is not None)
        if any(mark.illegible for mark in marks):
            voids.append(Void(reason=VoidReason.ILLEGIBLE_NUMBER, section=section.id))
        if any(mark.project is None and not mark.illegible for mark in marks):
            voids.append(Void(reason=VoidReason.NOT_ON_LIST, section=section.id))
        reason = _fault(section, known, len(marks))
        if reason is not None:
            voids.append(Void(reason=reason, section=section.id))
        elif known:
            choices[section.id] = known
    if not written and readable:
        voids.append(Void(reason=VoidReason.BLANK))
    return Verdict(choices, tuple(voids))


def _fault(section: Section, known: tuple[Choice, ...], marks: int) -> VoidReason | None:
    most = section.limits.max_length
    if most is not None and marks > most:
        return VoidReason.TOO_MANY_MARKS
    faults = faults_of_section(section, known) if known else []
    if not faults:
        return None
    if any(isinstance(fault, TooFew) for fault in faults):
        return VoidReason.TOO_FEW_MARKS
    return VoidReason.TOO_DEAR if any(isinstance(fault, TooDear) for fault in faults) else VoidReason.WRONG_POINTS


_MISSING = {
    "given": VoidReason.NO_FIRST_NAME,
    "surname": VoidReason.NO_SURNAME,
    "address": VoidReason.NO_ADDRESS,
    "pesel": VoidReason.NO_PESEL,
    "born": VoidReason.NO_BIRTH,
}


def _about_person(entry: Entry, policy: str) -> list[VoidReason]:
    missing = [_MISSING[name] for name in asked(policy) if name in _MISSING and not getattr(entry, name)]
    if missing or entry.roll_id is not None or entry.unclear:
        return missing
    if entry.wrong_pesel:
        return [VoidReason.WRONG_PESEL]
    # Where there is no roll, nobody is missing from it: what was declared cannot be read.
    return [VoidReason.UNREADABLE if policy in DECLARED else VoidReason.NOT_ON_ROLL]
