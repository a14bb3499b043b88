"""What somebody has seen on the spot: inspections and photographs, the representative's among them."""

from datetime import date, datetime
from typing import Self

from services.reporting.implementation.domain.photographs import NoSuchPhotograph, TooManyPhotographs
from services.reporting.initiatives.domain.kept import Kept
from services.reporting.initiatives.domain.ledger import EntryIncomplete, Maker
from services.reporting.initiatives.domain.parts import Inspection, Taken
from services.reporting.initiatives.domain.permits import Action, Actor, require
from shared.clock import warsaw

MOST_PHOTOGRAPHS = 60
"""Of one initiative, so that its page opens on a telephone: the house's own."""


class Seen(Kept):
    """A ledger with what was seen on the spot."""

    def inspected(self, on: date, findings: str, actor: Actor, by: Maker, now: datetime) -> Self:
        """Note an inspection. Raises `NotNow`, `EntryIncomplete` for a day outside of what it can be."""
        require(Action.INSPECT, self.stage, actor)
        if on > warsaw(now).date():
            raise EntryIncomplete("on", "ahead")
        if on < self.since:
            raise EntryIncomplete("on", "before_contract")
        noted = Inspection(number=len(self.inspections) + 1, on=on, by=by, findings=findings, noted_at=now)
        return self.changed(inspections=(*self.inspections, noted))

    def photographed(self, photograph: Taken, actor: Actor) -> Self:
        """Add a photograph. Raises `NotNow`, `NotForActor`, `TooManyPhotographs`, `EntryIncomplete`."""
        require(Action.PHOTOGRAPH, self.stage, actor)
        if photograph.inspection is not None and photograph.inspection > len(self.inspections):
            raise EntryIncomplete("inspection", "unknown")
        if len(self.shown) + len(self.offered) >= MOST_PHOTOGRAPHS:
            raise TooManyPhotographs(MOST_PHOTOGRAPHS)
        offered = actor is Actor.REPRESENTATIVE
        taken = photograph.model_copy(update={"offered": offered})
        begins = offered and not self.offered
        return self.changed(photographs=(*self.photographs, taken), offers=self.offers + begins)

    def with_shown(self, id: str) -> Self:
        """Let everybody see what the representative has sent. Raises `NotNow`, `NoSuchPhotograph`."""
        require(Action.SHOW_PHOTOGRAPH, self.stage, Actor.OFFICER)
        if all(one.id != id for one in self.offered):
            raise NoSuchPhotograph(id)
        kept = tuple(one.model_copy(update={"offered": False}) if one.id == id else one for one in self.photographs)
        return self.changed(photographs=kept)

    def without_photograph(self, id: str, reason: str, by_name: str, now: datetime) -> Self:
        """Withdraw a photograph; that it was there, and why it is not, stays. Raises `NotNow`, `NoSuchPhotograph`."""
        require(Action.WITHDRAW_PHOTOGRAPH, self.stage, Actor.OFFICER)
        self.photograph(id, seen_by_all=False)
        kept = tuple(one.withdrawn(reason, by_name, now) if one.id == id else one for one in self.photographs)
        return self.changed(photographs=kept)

    @property
    def shown(self) -> list[Taken]:
        """The photographs that everybody sees, the newest first."""
        return [one for one in reversed(self.photographs) if one.withdrawn_at is None and not one.offered]

    @property
    def offered(self) -> list[Taken]:
        """The photographs of the representative that wait for an officer, the newest first."""
        return [one for one in reversed(self.photographs) if one.withdrawn_at is None and one.offered]

    def photograph(self, id: str, *, seen_by_all: bool = True) -> Taken:
        """Give a photograph that everybody sees, or (`seen_by_all` False) also one that waits for an officer.

        Raises `NoSuchPhotograph`.
        """
        known = self.shown if seen_by_all else [*self.shown, *self.offered]
        found = next((one for one in known if one.id == id), None)
        if found is None:
            raise NoSuchPhotograph(id)
        return found
