"""Use cases of the mayor's diary: officers write, events of other services bring what they know."""

from datetime import date
from typing import Protocol

from services.reporting.reports.domain.diary import LETTERS, Activity, ActivityKind, DiaryEntry
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.contracts import Event
from shared.contracts.events import CeremonyHeldV1, EntryScheduledV1, LetterSentV1, MeetingHeldV1
from shared.contracts.intake import EditionAnnouncedV1
from shared.contracts.voting import ResultsPublishedV1
from shared.store import Database, Stale, Transaction, new_id, transactional

_HELD = 1_000_000
"""A ceremony and its entry in the calendar have one id and each its own versions: that it was held is the last word."""

_PROPOSED = {
    "meeting": ActivityKind.MEETING,
    "ceremony": ActivityKind.CEREMONY,
    "conference": ActivityKind.CONFERENCE,
    "other": ActivityKind.OTHER,
}
"""What of the calendar the mayor may have been at: no windows, works, sessions or free days."""


class DiaryStore(Protocol):
    """What the use cases need to keep."""

    async def entry(self, id: str, tx: Transaction | None = None) -> DiaryEntry: ...  # noqa: D102
    async def entry_or_none(self, id: str, tx: Transaction) -> DiaryEntry | None: ...  # noqa: D102
    async def add_entry(self, tx: Transaction, entry: DiaryEntry) -> None: ...  # noqa: D102
    async def save_entry(self, tx: Transaction, entry: DiaryEntry) -> None: ...  # noqa: D102
    async def entries(self, kept: bool, skip: int, limit: int) -> list[DiaryEntry]: ...  # noqa: D102


class Diary:
    """What the mayor does, day by day."""

    def __init__(self, database: Database, store: DiaryStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    @transactional
    async def write(self, tx: Transaction, activity: Activity, by: Person) -> str:
        """Write an entry; give its id."""
        entry = DiaryEntry(**activity.model_dump(), id=new_id(), by_name=by.name)
        await self.store.add_entry(tx, entry)
        return entry.id

    @transactional
    async def change(self, tx: Transaction, id: str, version: int, activity: Activity, by: Person) -> int:
        """Change an entry, or keep a proposed one; give its version. Raises `NotFound`, `Stale`, `EntryReported`."""
        return await self._save(tx, (await self._read(tx, id, version)).changed(activity, by.name))

    @transactional
    async def take_out(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Leave an entry out of reports; give its version. Raises `NotFound`, `Stale`, `EntryReported`."""
        return await self._save(tx, (await self._read(tx, id, version)).taken_out(by.name))

    @transactional
    async def follow_results(self, tx: Transaction, event: ResultsPublishedV1) -> None:
        """Know when the result of a vote was published."""
        await self._follow(
            tx,
            event,
            Activity(
                on=warsaw(event.published_at).date(),
                kind=ActivityKind.DECISION,
                title="Ogłoszenie wyników głosowania w budżecie obywatelskim",
            ),
            kept=True,
        )

    @transactional
    async def follow_edition(self, tx: Transaction, event: EditionAnnouncedV1) -> None:
        """Know when an edition of the civic budget was announced."""
        activity = Activity(
            on=warsaw(event.announced_at).date(),
            kind=ActivityKind.DECISION,
            title=f"Ogłoszenie edycji: {event.rules.name}",
        )
        await self._follow(tx, event, activity, kept=True)

    @transactional
    async def follow_calendar(self, tx: Transaction, event: EntryScheduledV1) -> None:
        """Propose what stands in the city's calendar: whether the mayor is there, an officer says.

        An anniversary is proposed once its ceremony has its hour, and what is called off no longer.
        """
        kind = _PROPOSED.get(event.kind)
        if kind is None:
            return
        activity = Activity(on=warsaw(event.starts).date(), kind=kind, title=event.title, place=event.place)
        await self._follow(tx, event, activity, kept=False, there=_is_event(kind, event) and not event.cancelled)

    @transactional
    async def follow_meeting(self, tx: Transaction, event: MeetingHeldV1) -> None:
        """Write down that the mayor was at a meeting, in the place of what the calendar has proposed for it."""
        if event.with_mayor:
            on = warsaw(event.starts).date()
            activity = Activity(on=on, kind=ActivityKind.MEETING, title=event.title, place=event.place)
            await self._took_place(tx, event, event.entry_id, activity)

    async def _took_place(self, tx: Transaction, event: Event, entry_id: str, activity: Activity) -> None:
        id = f"{event.publisher}-{entry_id}"
        before = await self.store.entry_or_none(id, tx)
        if before is None:
            entry = DiaryEntry(**activity.model_dump(), id=id, held=True, source=event.name)
            await self.store.add_entry(tx, entry)
            return
        after = before.took_place(activity)
        if after is not before:
            await self.store.save_entry(tx, after)

    @transactional
    async def follow_letter(self, tx: Transaction, event: LetterSentV1) -> None:
        """Propose an occasional letter that has left: whether it was the mayor's, an officer says."""
        what = LETTERS.get(event.kind, "list okolicznościowy")
        activity = Activity(
            on=warsaw(event.sent_at).date(), kind=ActivityKind.LETTER, title=f"Wysłano: {what} ({event.sign})"
        )
        await self._follow(tx, event, activity, kept=False)

    @transactional
    async def follow_ceremony(self, tx: Transaction, event: CeremonyHeldV1) -> None:
        """Know of a ceremony that was held: with the mayor it stands in the diary, without it is proposed no longer.

        It takes the place of what the calendar has proposed under the same id; the calendar's later word changes
        nothing of it.
        """
        activity = Activity(on=event.held_on, kind=ActivityKind.CEREMONY, title=event.title, place=event.place)
        held = event.model_copy(update={"version": _HELD + event.version})
        await self._follow(tx, held, activity, kept=event.mayor_present, there=event.mayor_present)

    async def _follow(
        self, tx: Transaction, event: Event, activity: Activity, *, kept: bool, there: bool = True
    ) -> None:
        id = f"{event.publisher}-{event.aggregate_id}"
        before = await self.store.entry_or_none(id, tx)
        if before is not None:
            after = before.followed(activity, event.version, kept=kept, there=there)
            if after is not before:
                await self.store.save_entry(tx, after)
            return
        entry = DiaryEntry(
            **activity.model_dump(),
            id=id,
            kept=kept,
            proposed=there,
            source=event.name,
            source_version=event.version,
        )
        await self.store.add_entry(tx, entry)

    async def _read(self, tx: Transaction, id: str, version: int) -> DiaryEntry:
        entry = await self.store.entry(id, tx)
        if entry.version != version:
            raise Stale("diary", id)
        return entry

    async def _save(self, tx: Transaction, entry: DiaryEntry) -> int:
        await self.store.save_entry(tx, entry)
        return entry.version


def _is_event(kind: ActivityKind, event: EntryScheduledV1) -> bool:
    if kind is ActivityKind.CEREMONY:
        return not event.all_day
    # Those who told of windows and works before they named their kinds left "other".
    return kind is not ActivityKind.OTHER or not (event.all_day or event.link)
