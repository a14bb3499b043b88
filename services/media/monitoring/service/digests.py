"""The digest of each working day: what was found since the last one, as a page, a PDF file and a mail."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from services.media.monitoring.domain.digest import Digest, Told
from services.media.monitoring.domain.mention import Mention
from services.media.monitoring.domain.source import Source, Watch
from services.media.monitoring.domain.tone import Tone
from services.media.monitoring.service import Monitoring, Wanted
from services.media.monitoring.wording import letter
from shared.clock import warsaw
from shared.deadlines import is_working_day
from shared.free_days import CityFreeDays
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Duplicate, Transaction, transactional

MOST_TOLD = 200
"""Stories that one digest tells; how many more there are, it says."""
_FIRST = timedelta(hours=24)


class Digests:
    """Writes digests."""

    def __init__(
        self,
        monitoring: Monitoring,
        free_days: CityFreeDays,
        hour: int,
        cipher: Cipher,
        mailboxes: Sequence[str],
        page: Callable[[Told, str], str],
        origin: str,
    ) -> None:
        """`hour`: by the clocks of the city; `page`: gives the HTML of a mail, with the site's origin for links.

        `mailboxes`: who gets it by mail.
        """
        self.monitoring, self.database, self._free_days = monitoring, monitoring.database, free_days
        self._store, self._hour, self._cipher = monitoring.store, hour, cipher
        self._mailboxes, self._page, self._origin = mailboxes, page, origin

    async def write_due(self) -> None:
        """Write the digest of today, once, from its hour on, on working days; without any source there is none."""
        now, today = self.monitoring.clock.now(), self.monitoring.today
        if warsaw(now).hour < self._hour or not is_working_day(today, await self._free_days.known()):
            return
        last = await self._store.digests(1)
        if (last and last[0].day >= today) or not await self._store.sources():
            return
        digest = Digest(id=today.isoformat(), since=last[0].until if last else now - _FIRST, until=now)
        mails = await self._mails(digest)
        try:
            await self._write(digest, mails)
        except Duplicate:
            return  # Another replica was faster.

    async def _mails(self, digest: Digest) -> list[Mail]:
        if not self._mailboxes:
            return []
        told = await self.told(digest)
        subject = f"Monitoring mediów, {digest.day:%d.%m.%Y}: {told.count}"
        text = letter(told.count, told.by_tone, f"{self._origin}/panel/monitoring/przeglad/{digest.id}")
        page = self._page(told, self._origin)
        return [Mail(self._cipher, mailbox, subject, text, html=page) for mailbox in self._mailboxes]

    @transactional
    async def _write(self, tx: Transaction, digest: Digest, mails: Sequence[Mail]) -> None:
        await self._store.add_digest(tx, digest)
        for mail in mails:
            tx.send(mail)

    async def of_day(self, day: date) -> Told:
        """Give the digest of a day. Raises `NotFound`."""
        return await self.told(await self._store.digest(day))

    async def told(self, digest: Digest) -> Told:
        """Give a digest with what it tells, as it stands now: what a person has said of a tone holds here, too."""
        wanted = Wanted(since=digest.since, until=digest.until)
        found, count = await self._store.page(wanted, 0, MOST_TOLD), await self._store.count(wanted)
        topics = await self.monitoring.active_topics()
        groups: dict[str, list[Mention]] = {topic.id: [] for topic in topics}
        rest: list[Mention] = []
        for mention in found:
            own = next((topic for topic in topics if topic.fits(mention.terms)), None)
            (groups[own.id] if own else rest).append(mention)
        return Told(
            digest=digest,
            count=count,
            by_tone={tone: sum(one.tone is tone for one in found) for tone in Tone},
            topics=[(topic, groups[topic.id]) for topic in topics if groups[topic.id]],
            rest=rest,
            more=count - len(found),
            trends=[(topic, await self.monitoring.trend(topic, 7, digest.day)) for topic in topics],
            silent=await self._silent(digest.until),
        )

    async def _silent(self, at: datetime) -> list[tuple[Source, Watch]]:
        watches = await self._store.watches()
        every = [(source, watches[source.id]) for source in await self._store.sources() if source.id in watches]
        return [
            (source, watch)
            for source, watch in every
            if source.active and watch.trouble and (watch.fresh_at or source.added_at) < at - _FIRST
        ]
