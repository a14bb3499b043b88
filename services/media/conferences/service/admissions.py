"""Use cases of who was not invited and asks to come: take it in, grant it, refuse it, tell of changes, erase it."""

from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from services.media.conferences.domain import Action, Conference, State
from services.media.conferences.domain.admission import Admission, AdmissionState, Asker, require_open
from services.media.conferences.wording import CASES, granted, notice, refused
from shared.access import Person, Role
from shared.asks import Asks
from shared.clock import Clock
from shared.contracts.media import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.mail import Mail
from shared.privacy import Cipher, keyed_digest
from shared.readings import Readings
from shared.store import Database, NotFound, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

_KEPT = timedelta(days=1)
"""After it is over: then nobody needs to know any more who asked to come."""
_AT_ONCE = 100
_EXPLAINED = ("Do początku spotkania z mediami",)


class AdmissionStore(Protocol):
    """What the use cases need to keep."""

    async def public(self, id: str) -> Conference: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Conference: ...  # noqa: D102
    async def admission(self, id: str, tx: Transaction | None = None) -> Admission: ...  # noqa: D102
    async def admissions(self, conference_id: str, tx: Transaction | None = None) -> list[Admission]: ...  # noqa: D102
    async def asked_by(self, tx: Transaction, conference_id: str, tag: str) -> bool: ...  # noqa: D102
    async def add_admission(self, tx: Transaction, one: Admission) -> None: ...  # noqa: D102
    async def save_admission(self, tx: Transaction, one: Admission) -> None: ...  # noqa: D102
    async def erase_admission(self, tx: Transaction, one: Admission) -> None: ...  # noqa: D102
    async def admissions_over(self, before: datetime, limit: int) -> list[str]: ...  # noqa: D102


class Admissions:
    """Who was not invited and asks to come."""

    def __init__(
        self,
        database: Database,
        store: AdmissionStore,
        readings: Readings,
        cipher: Cipher,
        key: str,
        clock: Clock,
        origin: str,
        asks: Asks,
    ) -> None:
        """`key`: by which addresses are told apart unread; `origin`: the address of the site."""
        self.database, self.store, self._readings, self._clock = database, store, readings, clock
        self._cipher, self._key, self._origin, self._asks = cipher, key, origin, asks

    @transactional
    async def ask(self, tx: Transaction, conference_id: str, asker: Asker, network: str | None) -> None:
        """Take it in, once of each address: who asks again gets the same answer, and no mail leaves unseen.

        `network`: the network address that it comes from. Raises `NotFound`, `AdmissionClosed`, `AskedTooOften`.
        """
        one = await self.store.public(conference_id)
        require_open(one, self._clock.now())
        await self._asks.count(tx, network)
        tag = keyed_digest(self._key, f"admission|{asker.email.lower()}")
        if await self.store.asked_by(tx, conference_id, tag):
            return
        id = new_id()
        admission = Admission(
            id=id,
            conference_id=conference_id,
            tag=tag,
            sealed=self._cipher.seal(asker.model_dump_json(), _place(id)),
            asked_at=self._clock.now(),
            ends=one.when.ends,
        )
        await self.store.add_admission(tx, admission)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=admission.task,
                kind="press_conference",
                case=CASES[one.kind],
                title=one.title,
                action="Zdecyduj o prośbie o akredytację",
                link=f"/panel/prasa/konferencje/{one.id}#prosby",
                role=Role.PRESS_OFFICER,
                opened_at=admission.asked_at,
                due_at=one.when.starts,
                explanation=_EXPLAINED,
            )
        )

    async def opened(self, conference_id: str, by: Person) -> list[tuple[Admission, Asker]]:
        """Give who asks to come to one, the first first; the reading is written down before."""
        found = await self.store.admissions(conference_id)
        if found:
            await self._readings.note("admissions", conference_id, by)
        return [(one, self._open(one)) for one in found]

    @transactional
    async def grant(self, tx: Transaction, conference_id: str, id: str, version: int, by: Person) -> int:
        """Let somebody in and write so; give the version.

        Raises `NotFound`, `Stale`, `AdmissionDecided`, `AdmissionClosed`.
        """
        conference = await self.store.get(conference_id, tx)
        require_open(conference, self._clock.now())
        mail = granted(conference, self._origin)
        return await self._decide(tx, conference_id, id, version, AdmissionState.GRANTED, mail, by)

    @transactional
    async def refuse(self, tx: Transaction, conference_id: str, id: str, version: int, reason: str, by: Person) -> int:
        """Let somebody not in, and write why; give the version. Raises `NotFound`, `Stale`, `AdmissionDecided`."""
        mail = refused(await self.store.get(conference_id, tx), reason, self._origin)
        return await self._decide(tx, conference_id, id, version, AdmissionState.REFUSED, mail, by)

    async def follow(self, tx: Transaction, after: Conference) -> None:
        """Tell who asks to come, or may, what has become of a conference, in the caller's transaction."""
        waiting = [one for one in await self.store.admissions(after.id, tx) if one.state is not AdmissionState.REFUSED]
        for one in waiting:
            await self.store.save_admission(tx, one.following(after))
            self._write(tx, one, notice(after, None, self._origin))
            if one.state is not AdmissionState.ASKED:
                continue
            if after.state is State.CANCELLED:
                self._close(tx, one)
            elif after.changes[-1].action is Action.MOVE:
                tx.publish(
                    TaskChangedV1(
                        version=after.version,
                        task_id=one.task,
                        due_at=after.when.starts,
                        explanation=_EXPLAINED,
                        changed_at=after.changed_at,
                    )
                )

    async def forget(self) -> None:
        """Erase who asked to come to what is over, at most so many at once; for a tick."""
        over = await self.store.admissions_over(self._clock.now() - _KEPT, _AT_ONCE)
        await in_turn([partial(self._erase, id) for id in over])

    @transactional
    async def _erase(self, tx: Transaction, id: str) -> None:
        try:
            one = await self.store.admission(id, tx)
        except NotFound:
            return  # Another replica was faster.
        await self.store.erase_admission(tx, one)
        if one.state is AdmissionState.ASKED:
            self._close(tx, one)

    async def _decide(
        self,
        tx: Transaction,
        conference_id: str,
        id: str,
        version: int,
        state: AdmissionState,
        mail: tuple[str, str],
        by: Person,
    ) -> int:
        one = await self.store.admission(id, tx)
        if one.conference_id != conference_id:
            raise NotFound("admission", id)
        if one.version != version:
            raise Stale("admission", id)
        after = one.decided(state, by.name, self._clock.now())
        await self.store.save_admission(tx, after)
        self._write(tx, one, mail)
        self._close(tx, one)
        return after.version

    def _open(self, one: Admission) -> Asker:
        return Asker.model_validate_json(self._cipher.open(one.sealed, _place(one.id)))

    def _write(self, tx: Transaction, one: Admission, mail: tuple[str, str]) -> None:
        subject, text = mail
        tx.send(Mail(self._cipher, self._open(one).email, subject, text, about=one.conference_id))

    def _close(self, tx: Transaction, one: Admission) -> None:
        tx.publish(TaskClosedV1(version=2, task_id=one.task, closed_at=self._clock.now()))


def _place(id: str) -> str:
    return f"conference_admissions/{id}"
