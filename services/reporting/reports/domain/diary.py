"""What the mayor does between sessions (działania w okresie międzysesyjnym). It reads no clock."""

from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class ActivityKind(StrEnum):
    """What kind of thing it is."""

    MEETING = "meeting"
    CEREMONY = "ceremony"
    CONFERENCE = "conference"
    VISIT = "visit"
    LETTER = "letter"
    DECISION = "decision"
    OTHER = "other"


LETTERS = {
    "congratulation": "list gratulacyjny",
    "wishes": "życzenia świąteczne",
    "thanks": "podziękowanie",
    "condolences": "kondolencje",
    "address": "adres okolicznościowy",
    "foreword": "przedmowa",
    "intent": "list intencyjny",
    "invitation": "zaproszenie",
    "refusal": "odmowa udziału",
}
"""What kinds of letters are called. They are another service's and may grow: of a new one, less is said."""


class EntryReported(Exception):
    """The entry stands in an approved report: it is changed no more."""


class Activity(BaseModel):
    """What, when, where and with whom. `participants` are described, not named: "zarząd osiedla"."""

    model_config = ConfigDict(frozen=True)

    on: date
    kind: ActivityKind
    title: str
    place: str | None = None
    participants: str | None = None


class DiaryEntry(Activity):
    """An entry of the diary. `kept` False: proposed by the calendar, and nobody has said yes to it."""

    id: str
    kept: bool = True
    proposed: bool = True
    """False where the calendar called it off, or an officer left it out: it is offered no more."""
    source: str | None = None
    """Name of the event that it comes from; None: written by an officer."""
    source_version: int = 0
    by_name: str | None = None
    """Who wrote or changed it last; None: nobody has touched what the event said."""
    reported_in: str | None = None
    """Id of the approved report in which it stands."""
    held: bool = False
    """True where it was said that it has taken place: what was planned changes nothing of it any more."""
    version: int = 1

    def changed(self, activity: Activity, by_name: str) -> Self:
        """Give the entry as an officer wants it; a proposal is kept by that. Raises `EntryReported`."""
        self._require_free()
        told = {name: getattr(activity, name) for name in Activity.model_fields}
        return self._next(**told, kept=True, by_name=by_name)

    def taken_out(self, by_name: str) -> Self:
        """Give the entry that no report is to have. Raises `EntryReported`."""
        self._require_free()
        return self._next(kept=False, proposed=False, by_name=by_name)

    def followed(self, activity: Activity, version: int, *, kept: bool, there: bool) -> Self:
        """Give the entry as a newer event tells it, unless an officer or a report has it."""
        if self.by_name is not None or self.reported_in is not None or self.held or version <= self.source_version:
            return self
        told = {name: getattr(activity, name) for name in Activity.model_fields}
        return self._next(**told, source_version=version, kept=kept, proposed=there)

    def took_place(self, activity: Activity) -> Self:
        """Give the entry of what was planned, now that it has taken place, unless an officer or a report has it."""
        if self.by_name is not None or self.reported_in is not None or self.held:
            return self
        told = {name: getattr(activity, name) for name in Activity.model_fields}
        return self._next(**told, kept=True, proposed=True, held=True)

    def _require_free(self) -> None:
        if self.reported_in is not None:
            raise EntryReported

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
