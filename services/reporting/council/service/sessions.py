"""Use cases of terms and sessions: open a term, plan, move, cancel and hold a session. It knows no resolution."""

from datetime import date, time
from typing import Protocol

from services.reporting.council.domain.sessions import (
    Moment,
    Session,
    SessionKnown,
    SessionSettled,
    Term,
    TermMisplaced,
    term_on,
)
from shared.clock import Clock, warsaw
from shared.contracts.reporting import SessionKind, SessionScheduledV1
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional


class SessionStore(Protocol):
    """What the use cases need to keep."""

    async def terms(self, tx: Transaction | None = None) -> list[Term]: ...  # noqa: D102
    async def add_term(self, tx: Transaction, term: Term) -> None: ...  # noqa: D102
    async def session(self, id: str, tx: Transaction | None = None) -> Session: ...  # noqa: D102
    async def add_session(self, tx: Transaction, session: Session) -> None: ...  # noqa: D102
    async def save_session(self, tx: Transaction, session: Session) -> None: ...  # noqa: D102
    async def newest_number(self, term_id: str) -> int: ...  # noqa: D102
    async def numbered(self, term_id: str, number: int) -> Session | None: ...  # noqa: D102
    async def planned(self, kind: SessionKind | None = None) -> list[Session]: ...  # noqa: D102
    async def page(self, today: date, moment: Moment, skip: int, limit: int) -> list[Session]: ...  # noqa: D102
    async def after(self, term_id: str | None, id: str, limit: int) -> list[Session]: ...  # noqa: D102


class Sessions:
    """The terms and sessions of the council."""

    def __init__(self, database: Database, store: SessionStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    @transactional
    async def open_term(self, tx: Transaction, *, number: int, first_day: date, last_day: date, council: str) -> str:
        """Enter a term; give its id. Raises `TermMisplaced`, also where the number is taken."""
        # Two at once would not see each other in their snapshots.
        await self.database.next_number(tx, "council terms")
        term = Term(id=new_id(), number=number, first_day=first_day, last_day=last_day, council=council)
        term.require_apart(await self.store.terms(tx))
        try:
            await self.store.add_term(tx, term)
        except Duplicate:
            raise TermMisplaced(number) from None
        return term.id

    @transactional
    async def plan(
        self, tx: Transaction, *, number: int, kind: SessionKind, on: date, place: str, begins: time | None = None
    ) -> str:
        """Plan a session in the term that has its day; give its id. Raises `TermUnknown`, `SessionKnown`."""
        term = term_on(on, await self.store.terms(tx))
        session = Session(
            id=new_id(),
            term_id=term.id,
            term_number=term.number,
            number=number,
            kind=kind,
            on=on,
            begins=begins,
            place=place,
        )
        try:
            await self.store.add_session(tx, session)
        except Duplicate:
            raise SessionKnown(number) from None
        self._tell(tx, session)
        return session.id

    @transactional
    async def move(
        self, tx: Transaction, id: str, version: int, *, on: date, place: str, begins: time | None = None
    ) -> int:
        """Set another day, hour or place; give the version.

        Raises `NotFound`, `Stale`, `SessionSettled`, `TermUnknown`.
        """
        before = await self._read(tx, id, version)
        term = term_on(on, [term for term in await self.store.terms(tx) if term.id == before.term_id])
        assert term.id == before.term_id
        return await self._save(tx, before.moved(on, place, begins))

    @transactional
    async def cancel(self, tx: Transaction, id: str, version: int, *, reason: str) -> int:
        """Cancel a session; its number is free again. Raises `NotFound`, `Stale`, `SessionSettled`."""
        return await self._save(tx, (await self._read(tx, id, version)).cancelled(reason))

    @transactional
    async def hold(self, tx: Transaction, id: str, version: int) -> int:
        """Note that a session took place. Raises `NotFound`, `Stale`, `SessionSettled`, `SessionAhead`."""
        return await self._save(tx, (await self._read(tx, id, version)).held(self.today))

    async def report(self, tx: Transaction, id: str) -> None:
        """Note, in the transaction of a report, that it was presented. Raises `NotFound`, `SessionNotHeld`."""
        await self._save(tx, (await self.store.session(id, tx)).reported())

    async def require_planned(self, tx: Transaction, id: str) -> Session:
        """Give a session that is ahead. Raises `NotFound`, `SessionSettled`."""
        session = await self.store.session(id, tx)
        if not session.planned:
            raise SessionSettled(session.state)
        return session

    async def _read(self, tx: Transaction, id: str, version: int) -> Session:
        session = await self.store.session(id, tx)
        if session.version != version:
            raise Stale("sessions", id)
        return session

    async def _save(self, tx: Transaction, session: Session) -> int:
        await self.store.save_session(tx, session)
        self._tell(tx, session)
        return session.version

    def _tell(self, tx: Transaction, session: Session) -> None:
        tx.publish(
            SessionScheduledV1(
                version=session.version,
                session_id=session.id,
                term=session.term_number,
                number=session.number,
                roman=session.roman,
                kind=session.kind,
                on=session.on,
                begins=session.begins,
                place=session.place,
                state=session.state,
                scheduled_at=self.clock.now(),
            )
        )
