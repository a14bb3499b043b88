"""An edition: announced, changed with a reason, frozen when voting opens, over when the results are out."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.intake.editions.domain.rules import check, window
from shared.clock import warsaw
from shared.contracts.intake import EditionRules, Window, WindowKind


class EditionFrozen(Exception):
    """Voting has opened: the rules may not change any more."""

    def __init__(self, edition_id: str) -> None:
        super().__init__(f"edition {edition_id} is frozen")
        self.edition_id = edition_id


class EditionExists(Exception):
    """The city has an edition with this number already."""

    def __init__(self, city: str, number: int) -> None:
        super().__init__(f"{city} has an edition {number}")
        self.city, self.number = city, number


class NothingChanged(Exception):
    """The new rules are the old ones."""

    def __init__(self, edition_id: str) -> None:
        super().__init__(f"nothing changes in edition {edition_id}")
        self.edition_id = edition_id


class PartsInUse(Exception):
    """Residents file proposals for these pools or areas: they cannot go. `ids`: of pools and areas."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__(f"in use: {', '.join(ids)}")
        self.ids = ids


class WindowMove(BaseModel):
    """How one window was changed; None where it was not there."""

    model_config = ConfigDict(frozen=True)

    kind: WindowKind
    before: Window | None
    after: Window | None


class Change(BaseModel):
    """One change of the rules: what, when, by whom, why. `parts` names what else changed beside windows."""

    model_config = ConfigDict(frozen=True)

    version: int
    changed_at: datetime
    person_id: str
    person_name: str
    reason: str
    windows: tuple[WindowMove, ...]
    parts: tuple[str, ...]


class Edition(BaseModel):
    """One year's civic budget of one city."""

    model_config = ConfigDict(frozen=True)

    id: str
    rules: EditionRules
    announced_at: datetime
    announced_by: str
    frozen_at: datetime | None = None
    results_at: datetime | None = None
    changes: tuple[Change, ...] = ()
    version: int = 1

    @property
    def ended_at(self) -> datetime:
        """When the results are out; before that, when they should be, by the windows."""
        results = window(self.rules, WindowKind.RESULTS)
        return self.results_at or (results or max(self.rules.windows, key=lambda one: one.closes)).closes

    def changed(self, rules: EditionRules, *, reason: str, person_id: str, person_name: str, at: datetime) -> "Edition":
        """Give the edition with new rules and the change in its history.

        Raises `EditionFrozen`, `NothingChanged`, `PartsInUse` and everything that `check` raises.
        """
        if self.frozen_at is not None:
            raise EditionFrozen(self.id)
        check(rules)
        moves, parts = window_moves(self.rules, rules), _changed_parts(self.rules, rules)
        if not moves and not parts:
            raise NothingChanged(self.id)
        submission = window(self.rules, WindowKind.SUBMISSION)
        if submission is not None and submission.opens <= at:
            gone = _places(self.rules) - _places(rules)
            if gone:
                raise PartsInUse(sorted(gone))
        change = Change(
            version=self.version + 1,
            changed_at=at,
            person_id=person_id,
            person_name=person_name,
            reason=reason,
            windows=moves,
            parts=parts,
        )
        changes = (*self.changes, change)
        return self.model_copy(update={"rules": rules, "changes": changes, "version": self.version + 1})

    def frozen(self, at: datetime) -> "Edition":
        """Give the edition with its rules frozen; the first freezing stands."""
        if self.frozen_at is not None:
            return self
        return self.model_copy(update={"frozen_at": at, "version": self.version + 1})

    def with_results(self, at: datetime) -> "Edition":
        """Give the edition whose results are out."""
        if self.results_at is not None:
            return self
        return self.model_copy(update={"results_at": at, "version": self.version + 1})


class Stage(StrEnum):
    """What a resident can do in an edition now. Where windows overlap, the more pressing thing wins."""

    WAIT = "wait"
    PROPOSE = "propose"
    FOLLOW = "follow"
    VOTE = "vote"
    COUNT = "count"
    RESULTS = "results"


def stage(edition: Edition, now: datetime) -> Stage:
    """Tell what can be done in the edition at the moment `now`."""
    rules = edition.rules
    submission, vote = window(rules, WindowKind.SUBMISSION), window(rules, WindowKind.WEB_VOTE)
    assert submission is not None and vote is not None  # noqa: PT018  # `check` refuses rules without them
    if edition.results_at is not None:
        return Stage.RESULTS
    if vote.opens <= now <= vote.closes:
        return Stage.VOTE
    if submission.opens <= now <= submission.closes:
        return Stage.PROPOSE
    if now > vote.closes:
        return Stage.COUNT
    return Stage.FOLLOW if now > submission.closes else Stage.WAIT


class PhaseName(StrEnum):
    """The parts of an edition as residents know them; some hold more than one window."""

    SUBMISSION = "submission"
    CHECKING = "checking"
    APPEALS = "appeals"
    VOTING = "voting"
    RESULTS = "results"


_PHASES: Mapping[PhaseName, tuple[WindowKind, ...]] = {
    PhaseName.SUBMISSION: (WindowKind.SUBMISSION,),
    PhaseName.CHECKING: (WindowKind.VERIFICATION, WindowKind.OPINIONS, WindowKind.ADMISSION),
    PhaseName.APPEALS: (WindowKind.APPEALS, WindowKind.FINAL_LISTS),
    PhaseName.VOTING: (WindowKind.WEB_VOTE, WindowKind.PAPER_VOTE),
    PhaseName.RESULTS: (WindowKind.RESULTS,),
}


class Phase(BaseModel):
    """A part of the edition on the line of time. More than one may be "now": windows overlap."""

    model_config = ConfigDict(frozen=True)

    name: PhaseName
    opens: datetime
    closes: datetime
    state: str


def phases(rules: EditionRules, now: datetime) -> list[Phase]:
    """Give the phases that the edition has, in the order of the year. Each lasts from its first window to its last."""
    found = []
    for name, kinds in _PHASES.items():
        held = [each for each in rules.windows if each.kind in kinds]
        if held:
            opens, closes = min(each.opens for each in held), max(each.closes for each in held)
            found.append(Phase(name=name, opens=opens, closes=closes, state=window_state(opens, closes, now)))
    return found


def window_state(opens: datetime, closes: datetime, now: datetime) -> str:
    """Tell whether something is "done", "now" or "next"."""
    return "next" if now < opens else "done" if now > closes else "now"


def building_state(rules: EditionRules, now: datetime) -> str:
    """Tell whether the year in which the winners are built is "done", "now" or "next"."""
    year = warsaw(now).year
    return "next" if year < rules.year else "done" if year > rules.year else "now"


def window_moves(old: EditionRules, new: EditionRules) -> tuple[WindowMove, ...]:
    """List the windows that differ, in the order of an edition."""
    pairs = ((kind, window(old, kind), window(new, kind)) for kind in WindowKind)
    return tuple(WindowMove(kind=kind, before=one, after=two) for kind, one, two in pairs if one != two)


def _changed_parts(old: EditionRules, new: EditionRules) -> tuple[str, ...]:
    return tuple(
        name for name in EditionRules.model_fields if name != "windows" and getattr(old, name) != getattr(new, name)
    )


def _places(rules: EditionRules) -> set[str]:
    return {pool.id for pool in rules.pools} | {area.id for area in rules.areas}
