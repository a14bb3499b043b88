"""Notices when a topic jumps: a task and a mail for the press office, once until somebody has looked."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from services.media.monitoring.domain.topic import Jump, JumpRule, Topic
from services.media.monitoring.service import Monitoring
from services.media.monitoring.wording import jumped
from shared.access import Person, Role
from shared.contracts.media import TaskClosedV1, TaskOpenedV1
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Duplicate, Transaction, transactional

PLACE = "/panel/monitoring/tematy"


class Jumping:
    """Notices jumps."""

    def __init__(
        self, monitoring: Monitoring, rule: JumpRule, cipher: Cipher, mailboxes: Sequence[str], origin: str
    ) -> None:
        """`mailboxes`: of the press office; `origin`: of the site, for links in mails."""
        self.monitoring, self.database, self.rule = monitoring, monitoring.database, rule
        self._store, self._cipher, self._mailboxes, self._origin = monitoring.store, cipher, mailboxes, origin

    async def settled(self) -> bool:
        """Tell whether monitoring has run for as long as the rule looks back: before, nothing is unusual."""
        began = await self._store.began()
        return began is not None and began <= self.monitoring.clock.now() - timedelta(days=self.rule.days)

    async def notice(self) -> None:
        """Hold today's count of every topic against the rule. A topic whose jump nobody has looked at stays quiet."""
        if not await self.settled():
            return
        open = {jump.topic_id for jump in await self._store.open_jumps()}
        for topic in await self.monitoring.active_topics():
            if topic.id in open:
                continue
            counts = [stories for _, stories, _ in await self._trend(topic)]
            if self.rule.holds(counts[-1], counts[:-1]):
                try:
                    await self._raise(topic, counts[-1], median(counts[:-1]))
                except Duplicate:
                    continue  # Raised today already, and looked at; or another replica was faster.

    async def _trend(self, topic: Topic) -> list[tuple[object, int, int]]:
        return [*await self.monitoring.trend(topic, self.rule.days + 1, self.monitoring.today)]

    @transactional
    async def _raise(self, tx: Transaction, topic: Topic, count: int, usual: float) -> None:
        now, day = self.monitoring.clock.now(), self.monitoring.today
        id = f"{topic.id}-{day.isoformat()}"
        jump = Jump(id=id, topic_id=topic.id, day=day, count=count, median=usual, at=now)
        await self._store.add_jump(tx, jump)
        link = f"{PLACE}/{topic.id}"
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=jump.task,
                kind="topic_jump",
                case="Monitoring",
                title=topic.name,
                action="Zobacz, co piszą: nagle jest tego dużo",
                link=link,
                role=Role.PRESS_OFFICER,
                opened_at=now,
            )
        )
        text = jumped(topic.name, count, usual, self.rule.days, f"{self._origin}{link}")
        subject = f"Monitoring: nagle dużo o temacie „{topic.name}”"
        for mailbox in self._mailboxes:
            tx.send(Mail(self._cipher, mailbox, subject, text, urgent=True))

    @transactional
    async def look(self, tx: Transaction, id: str, by: Person) -> None:
        """Note that somebody has looked at a jump; its task is done. Done twice, it is done once. Raises `NotFound`."""
        jump = await self._store.jump(id, tx)
        if not jump.open:
            return
        now = self.monitoring.clock.now()
        seen = {"open": False, "seen_at": now, "seen_by": by.name}
        await self._store.save_jump(tx, jump.model_copy(update=seen))
        tx.publish(TaskClosedV1(version=2, task_id=jump.task, closed_at=now))
