"""Use cases of conferences that come again, a weekly briefing: planned together, each one of its own from then on."""

from services.media.conferences.domain import Action, Conference, Content, Kind
from services.media.conferences.domain.programme import When, times_of
from services.media.conferences.service import Conferences, as_typed
from shared.access import Person
from shared.recurring import Repeats
from shared.store import Transaction, new_id, transactional


class Series:
    """Conferences that were planned together."""

    def __init__(self, conferences: Conferences) -> None:
        self.conferences, self.database = conferences, conferences.database

    @transactional
    async def plan(
        self, tx: Transaction, kind: Kind, title: str, when: When, content: Content, repeats: Repeats, by: Person
    ) -> str:
        """Begin all of a series or none; give the id of the first.

        Raises `TimesUnfit`, `ProgrammeUnfit`, `SeriesTooLong`, `DayNotInSeries`, `SeriesTooFar`.
        """
        now, series_id = self.conferences.clock.now(), new_id()
        every = [
            Conference.drafted(new_id(), kind, title, each, content, now, series_id)
            for each in times_of(when, repeats, now)
        ]
        for one in every:
            await self.conferences.store.add(tx, one)
        return every[0].id

    @transactional
    async def announce(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Let everybody know of one, and of the drafts of its series after it; give the version of the one.

        Raises `Stale`, `NotNow`, `TimesUnfit`.
        """
        return await self._announce(tx, await self.conferences.read(tx, id, version), by)

    @transactional
    async def announce_anew(
        self, tx: Transaction, id: str, version: int, kind: Kind, title: str, when: When, content: Content, by: Person
    ) -> int:
        """Let everybody know of one as it stands in its form, and of the drafts after it. Raises as `announce`.

        Raises `ProgrammeUnfit`, too.
        """
        one, now = await self.conferences.read(tx, id, version), self.conferences.clock.now()
        return await self._announce(tx, as_typed(one, kind, title, when, content, by.name, now), by)

    async def _announce(self, tx: Transaction, one: Conference, by: Person) -> int:
        now = self.conferences.clock.now()
        for later in await self._after(tx, one):
            if later.can(Action.ANNOUNCE):
                await self.conferences.tell(tx, later.announced(by.name, now))
        return await self.conferences.tell(tx, one.announced(by.name, now))

    @transactional
    async def cancel(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Call one off, and all of its series after it; drafts of them are let go. Gives the version of the one.

        Who was invited to several hears of each. Raises `Stale`, `NotNow`.
        """
        one, now = await self.conferences.read(tx, id, version), self.conferences.clock.now()
        for later in await self._after(tx, one):
            if later.can(Action.CANCEL):
                await self.conferences.tell(tx, later.cancelled(reason, by.name, now))
            elif later.can(Action.DISCARD):
                await self.conferences.keep(tx, later.discarded(by.name, now))
        return await self.conferences.tell(tx, one.cancelled(reason, by.name, now))

    @transactional
    async def discard(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Let a draft go, and the drafts of its series after it; give the version of the one. Raises as `announce`."""
        one, now = await self.conferences.read(tx, id, version), self.conferences.clock.now()
        for later in await self._after(tx, one):
            if later.can(Action.DISCARD):
                await self.conferences.keep(tx, later.discarded(by.name, now))
        return await self.conferences.keep(tx, one.discarded(by.name, now))

    async def every(self, one: Conference) -> list[Conference]:
        """Give all of its series by their time, it among them; none where it is of no series."""
        return await self.conferences.store.of_series(one.series_id) if one.series_id else []

    async def _after(self, tx: Transaction, one: Conference) -> list[Conference]:
        every = await self.conferences.store.of_series(one.series_id, tx) if one.series_id else []
        return [each for each in every if each.when.starts > one.when.starts]
