"""Use cases of the report on the state of the commune: begin a year, freeze its chapter, keep the list of speakers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.reporting.commune.domain.chapter import (
    Answers,
    Chapter,
    ChapterMoved,
    ChapterVersion,
    CivicBudget,
    CommuneReport,
    YearKnown,
    due,
    require_over,
    version_id,
)
from services.reporting.commune.domain.debate import (
    LimitLowered,
    Place,
    ReceivedAhead,
    SignUp,
    SignUpsClosed,
    roster,
)
from services.reporting.council.domain.sessions import Session, term_on
from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions
from services.reporting.initiatives.service.stories import Stories
from services.reporting.interpellations.service import Interpellations
from services.reporting.reports.domain.content import Row
from services.reporting.statistics.service import Statistics
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.reporting import TaskClosedV1, TaskOpenedV1
from shared.deadlines import STATUTE, Term, compute
from shared.privacy import Cipher
from shared.readings import Readings
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional

SPEAKERS = "debate_speakers"
"""What is read: the list of who wishes to speak in a debate."""
_EXPLANATION = ("Raport o stanie gminy przedstawia się Radzie do 31 maja (art. 28aa ust. 1 u.s.g.)",)


class Speaker(BaseModel):
    """Who wishes to speak, and how to reach them. Sealed in the store."""

    model_config = ConfigDict(frozen=True)

    name: str
    contact: str


class Rules(BaseModel):
    """`signatures`: as many as a notice needs; `limit`: as many speak; `retention`: names are kept after the debate."""

    model_config = ConfigDict(frozen=True)

    signatures: int
    limit: int
    retention: Term


class CommuneStore(Protocol):
    """What the use cases need to keep."""

    async def report(self, year: int, tx: Transaction | None = None) -> CommuneReport: ...  # noqa: D102
    async def reports(self) -> list[CommuneReport]: ...  # noqa: D102
    async def add_report(self, tx: Transaction, report: CommuneReport) -> None: ...  # noqa: D102
    async def save_report(self, tx: Transaction, report: CommuneReport) -> None: ...  # noqa: D102
    async def freeze(self, tx: Transaction, version: ChapterVersion) -> None: ...  # noqa: D102
    async def version(self, year: int, edition: int) -> ChapterVersion: ...  # noqa: D102
    async def sign_up(self, id: str, tx: Transaction | None = None) -> SignUp: ...  # noqa: D102
    async def add_sign_up(self, tx: Transaction, one: SignUp) -> None: ...  # noqa: D102
    async def save_sign_up(self, tx: Transaction, one: SignUp) -> None: ...  # noqa: D102
    async def sign_ups(self, year: int, tx: Transaction | None = None) -> list[SignUp]: ...  # noqa: D102


class Commune:
    """The chapters of all years, and the debates about them."""

    def __init__(
        self,
        database: Database,
        store: CommuneStore,
        sessions: Sessions,
        resolutions: Resolutions,
        interpellations: Interpellations,
        statistics: Statistics,
        stories: Stories,
        cipher: Cipher,
        readings: Readings,
        clock: Clock,
        rules: Rules,
    ) -> None:
        self.database, self.store, self.sessions, self.clock, self.rules = database, store, sessions, clock, rules
        self._resolutions, self._interpellations, self._statistics = resolutions, interpellations, statistics
        self._stories, self._cipher, self.readings = stories, cipher, readings

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- the chapter -------------------------------------------------------------------------------------------------

    @transactional
    async def begin(self, tx: Transaction, year: int) -> str:
        """Begin the report of a year that is over; give its id. Raises `YearNotOver`, `YearKnown`."""
        require_over(year, self.today)
        report = CommuneReport(
            id=str(year), year=year, due_at=due(year), limit=self.rules.limit, task=f"commune-{year}-approve"
        )
        try:
            await self.store.add_report(tx, report)
        except Duplicate:
            raise YearKnown(year) from None
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=report.task or "",
                kind="commune_report",
                case=f"Raport {year}",
                title=f"Raport o stanie gminy za {year} rok: uchwały i budżet obywatelski",
                action="Zatwierdź rozdział raportu o stanie gminy",
                link=f"/panel/sprawozdania/stan-gminy/{year}",
                role=Role.MAYOR,
                opened_at=self.clock.now(),
                due_at=report.due_at,
                explanation=_EXPLANATION,
            )
        )
        return report.id

    async def preview(self, year: int, tx: Transaction | None = None) -> Chapter:
        """Put together what the chapter would say now; every count in it comes from the data. Raises `TermUnknown`."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        term = term_on(last, await self.sessions.store.terms(tx))
        resolutions = await self._resolutions.store.passed_between(first, last, tx)
        asked = await self._interpellations.store.of_period(first, last, tx)
        editions = [CivicBudget.of(one, year) for one in await self._statistics.editions()]
        initiatives = await self._stories.year(year)
        return Chapter(
            year=year,
            council=term.council,
            made_on=self.today,
            rows=tuple(Row.of(one) for one in resolutions),
            editions=tuple(one for one in editions if one is not None),
            answers=Answers.of(asked),
            initiatives=initiatives if initiatives.filed else None,
        )

    @transactional
    async def approve(self, tx: Transaction, year: int, version: int, seen: str, by: Person) -> int:
        """Freeze the chapter whose hash is `seen` as the next version, for ever; give the report's version.

        Raises `NotFound`, `Stale`, `TermUnknown`, and `ChapterMoved` where the data are no longer what was looked at.
        """
        report = await self._read(tx, year, version)
        chapter, now = await self.preview(year, tx), self.clock.now()
        if chapter.sha256 != seen:
            raise ChapterMoved
        after = report.approved()
        frozen = ChapterVersion(
            id=version_id(year, after.edition),
            year=year,
            edition=after.edition,
            text=chapter.text(),
            sha256=chapter.sha256,
            approved_at=now,
            approved_by_name=by.name,
        )
        await self.store.freeze(tx, frozen)
        await self.store.save_report(tx, after)
        if report.task is not None:
            tx.publish(TaskClosedV1(version=2, task_id=report.task, closed_at=now))
        return after.version

    # -- the debate --------------------------------------------------------------------------------------------------

    async def session(self, report: CommuneReport, tx: Transaction | None = None) -> Session | None:
        """Give the session on which a report is debated; None while it is not known."""
        return await self.sessions.store.session(report.session_id, tx) if report.session_id else None

    async def roster(self, year: int) -> list[Place]:
        """Give the list of speakers as it stands, without their names. Raises `NotFound`."""
        report = await self.store.report(year)
        session = await self.session(report)
        found = await self.store.sign_ups(year)
        return roster(found, session.on if session else None, self.rules.signatures, report.limit)

    async def named(self, year: int, by: Person) -> list[tuple[Place, Speaker | None]]:
        """Give the list of speakers with who they are, None once that was erased; written down before it is opened.

        Where there is nobody to be named, nothing is written down. For the desk alone. Raises `NotFound`.
        """
        places = await self.roster(year)
        if any(one.sign_up.sealed for one in places):
            await self.readings.note(SPEAKERS, str(year), by)
        return [(one, self._speaker(one.sign_up)) for one in places]

    def _speaker(self, one: SignUp) -> Speaker | None:
        return Speaker.model_validate_json(self._cipher.open(one.sealed, _place(one.id))) if one.sealed else None

    @transactional
    async def debate(self, tx: Transaction, year: int, version: int, session_id: str) -> int:
        """Say on which planned session the report is debated; give the version.

        Raises `NotFound`, `Stale`, `SessionSettled`.
        """
        report = await self._read(tx, year, version)
        await self.sessions.require_planned(tx, session_id)
        after = report.debated(session_id)
        await self.store.save_report(tx, after)
        return after.version

    @transactional
    async def limit(self, tx: Transaction, year: int, version: int, limit: int, reason: str) -> int:
        """Let more speak, as the council has decided; give the version. Raises `NotFound`, `Stale`, `LimitLowered`."""
        report = await self._read(tx, year, version)
        if limit < self.rules.limit:
            raise LimitLowered
        after = report.limited(limit, reason)
        await self.store.save_report(tx, after)
        return after.version

    @transactional
    async def enter(self, tx: Transaction, year: int, speaker: Speaker, received_at: datetime, signatures: int) -> str:
        """Enter a resident's notice with its counted signatures, whatever becomes of it; give its id.

        Raises `NotFound`, `ReceivedAhead`, `SignUpsClosed`.
        """
        session = await self.session(await self.store.report(year, tx), tx)
        if session is not None and session.on < self.today:
            raise SignUpsClosed
        if received_at > self.clock.now():
            raise ReceivedAhead
        id = new_id()
        one = SignUp(
            id=id,
            year=year,
            number=await self.database.next_number(tx, f"debate {year}"),
            received_at=received_at,
            signatures=signatures,
            sealed=self._cipher.seal(speaker.model_dump_json(), _place(id)),
        )
        await self.store.add_sign_up(tx, one)
        return id

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int) -> int:
        """Note that a resident has taken a notice back; give its version. Raises `NotFound`, `Stale`."""
        one = await self.store.sign_up(id, tx)
        if one.version != version:
            raise Stale("debate_sign_ups", id)
        after = one.gone()
        await self.store.save_sign_up(tx, after)
        return after.version

    async def erase_due(self) -> None:
        """Erase who has signed up for debates that are over for longer than names are kept."""
        for report in await self.store.reports():
            session = await self.session(report)
            over = session.on if session else warsaw(report.due_at).date()
            if compute(self.rules.retention, over, STATUTE).due_at >= self.clock.now():
                continue
            named = [one.id for one in await self.store.sign_ups(report.year) if one.sealed]
            if named:
                await self._erase(named)

    @transactional
    async def _erase(self, tx: Transaction, ids: Sequence[str]) -> None:
        for id in ids:
            one = await self.store.sign_up(id, tx)
            if one.sealed is not None:
                await self.store.save_sign_up(tx, one.erased())

    async def _read(self, tx: Transaction, year: int, version: int) -> CommuneReport:
        report = await self.store.report(year, tx)
        if report.version != version:
            raise Stale("commune_reports", str(year))
        return report


def _place(id: str) -> str:
    return f"debate_sign_ups/{id}/sealed"
