"""The site's copy of an edition, and what a resident can do in it now. It holds no project and changes no rule."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.clock import warsaw
from shared.contracts.intake import EditionRules, Window, WindowKind


class Stage(StrEnum):
    """What a resident can do in an edition now. Where windows overlap, the more pressing thing wins."""

    WAIT = "wait"
    PROPOSE = "propose"
    CHECK = "check"
    LISTED = "listed"
    VOTE = "vote"
    COUNT = "count"
    RESULTS = "results"


class PhaseName(StrEnum):
    """The parts of an edition as residents know them; some hold more than one window."""

    SUBMISSION = "submission"
    CHECKING = "checking"
    APPEALS = "appeals"
    VOTING = "voting"
    RESULTS = "results"
    BUILDING = "building"


class Phase(BaseModel):
    """A part of the edition on the line of time. More than one may be "now": windows overlap. Building has no days."""

    model_config = ConfigDict(frozen=True)

    name: PhaseName
    state: str
    opens: datetime | None = None
    closes: datetime | None = None


_PHASES: Mapping[PhaseName, tuple[WindowKind, ...]] = {
    PhaseName.SUBMISSION: (WindowKind.SUBMISSION,),
    PhaseName.CHECKING: (WindowKind.VERIFICATION, WindowKind.OPINIONS, WindowKind.ADMISSION),
    PhaseName.APPEALS: (WindowKind.APPEALS, WindowKind.FINAL_LISTS),
    PhaseName.VOTING: (WindowKind.WEB_VOTE, WindowKind.PAPER_VOTE),
    PhaseName.RESULTS: (WindowKind.RESULTS,),
}


class Edition(BaseModel):
    """What the site knows of an edition. Each part has the version it came with: older news changes nothing."""

    model_config = ConfigDict(frozen=True)

    id: str
    rules_version: int = 0
    rules: EditionRules | None = None
    list_version: int = 0
    listed: int | None = None
    """How many projects are put to the vote; None before the list is out."""
    opened_version: int = 0
    opens: datetime | None = None
    closes: datetime | None = None
    closed_version: int = 0
    closed_at: datetime | None = None
    results_version: int = 0
    results_at: datetime | None = None
    ballots: int = 0
    entitled: int = 0
    selected: int = 0

    def window(self, kind: WindowKind) -> Window | None:
        """Give the window of a kind, None where the edition has none or its rules are not known."""
        return next((held for held in self.rules.windows if held.kind is kind), None) if self.rules else None


def stage(edition: Edition, now: datetime) -> Stage:
    """Tell what can be done at the moment `now` in an edition whose rules are known.

    One can vote only from the moment voting says that it is open: a window alone opens nothing.
    """
    submission, vote = edition.window(WindowKind.SUBMISSION), edition.window(WindowKind.WEB_VOTE)
    if edition.results_at is not None:
        return Stage.RESULTS
    if edition.closed_at is not None or (vote is not None and now > vote.closes):
        return Stage.COUNT
    if edition.opens is not None and edition.closes is not None and edition.opens <= now <= edition.closes:
        return Stage.VOTE
    if submission is not None and now <= submission.closes:
        return Stage.PROPOSE if submission.opens <= now else Stage.WAIT
    return Stage.CHECK if edition.listed is None else Stage.LISTED


def phases(rules: EditionRules, now: datetime) -> list[Phase]:
    """Give the phases of the edition in the order of the year, each from first to last window, then building."""
    found = []
    for name, kinds in _PHASES.items():
        held = [each for each in rules.windows if each.kind in kinds]
        if held:
            opens, closes = min(each.opens for each in held), max(each.closes for each in held)
            state = "next" if now < opens else "done" if now > closes else "now"
            found.append(Phase(name=name, state=state, opens=opens, closes=closes))
    year = warsaw(now).year
    building = "next" if year < rules.year else "now" if year == rules.year else "done"
    return [*found, Phase(name=PhaseName.BUILDING, state=building)]
