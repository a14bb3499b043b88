"""Use cases of a report: put it together from the data, approve, publish and present it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from services.reporting.council.domain.resolutions import OPEN
from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions
from services.reporting.interpellations.domain import Interpellation
from services.reporting.reports.domain.asked import Asked
from services.reporting.reports.domain.content import (
    Content,
    DiaryLine,
    Previous,
    Row,
    contributions,
    sha256,
)
from services.reporting.reports.domain.corrections import Difference, differences
from services.reporting.reports.domain.diary import DiaryEntry
from services.reporting.reports.domain.inputs import InputState
from services.reporting.reports.domain.report import Report, ReportState
from services.reporting.reports.domain.version import Answer, Draft, Version, version_id
from services.reporting.reports.service.opening import CalledInputs, OpeningStore, end_calls, read_version
from services.reporting.reports.service.tasks import end_confirmations, next_task, no_task, turn
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.reporting import ReportPublishedV1
from shared.deadlines import Term, compute
from shared.free_days import CityFreeDays
from shared.store import Database, Transaction, transactional


class ReportStore(OpeningStore, Protocol):
    """What the use cases need to keep."""

    async def page(self, public: bool, skip: int, limit: int) -> list[Report]: ...  # noqa: D102
    async def numbered(self, number: int, tx: Transaction | None = None) -> Report | None: ...  # noqa: D102
    async def freeze(self, tx: Transaction, version: Version) -> None: ...  # noqa: D102
    async def version(self, report_id: str, edition: int, tx: Transaction | None = None) -> Version: ...  # noqa: D102
    async def versions(self, report_id: str) -> list[Version]: ...  # noqa: D102


class ReportedDiary(Protocol):
    """What the use cases need of the diary."""

    async def to_report(self, until: date, tx: Transaction | None = None) -> list[DiaryEntry]: ...  # noqa: D102
    async def mark_reported(self, tx: Transaction, ids: Sequence[str], report_id: str) -> None: ...  # noqa: D102


class AskedOfMayor(Protocol):
    """What the use cases need of councillors' interpellations."""

    async def to_report(  # noqa: D102
        self, first: date, last: date, since: date | None, known: Sequence[str], tx: Transaction | None = None
    ) -> list[Interpellation]: ...


class Reports:
    """The reports of the mayor to the council, one after the other."""

    def __init__(
        self,
        database: Database,
        store: ReportStore,
        inputs: CalledInputs,
        diary: ReportedDiary,
        sessions: Sessions,
        resolutions: Resolutions,
        asked: AskedOfMayor,
        clock: Clock,
        free_days: CityFreeDays,
        mending: Term,
        long_days: int,
    ) -> None:
        """Take after how many days an open resolution is open long (`long_days`).

        `mending`: what the officers have for a correction that the mayor sends back.
        """
        self._free_days, self._mending = free_days, mending
        self._asked = asked
        self.database, self.store, self.clock, self.resolutions = database, store, clock, resolutions
        self._inputs, self._diary, self._sessions, self._long_days = inputs, diary, sessions, long_days

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- the draft ---------------------------------------------------------------------------------------------------

    @transactional
    async def introduce(self, tx: Transaction, id: str, version: int, text: str) -> int:
        """Write the introduction; give the version. Raises `NotFound`, `Stale`, `ReportNotThere`."""
        after = (await read_version(tx, self.store, id, version)).introduced(text)
        await self.store.save_report(tx, after)
        return after.version

    async def preview(self, report: Report, tx: Transaction | None = None) -> Content:
        """Put together what a report would say now; every count in it comes from the data."""
        inputs = await self._inputs.inputs(report.id, tx)
        accepted = [one for one in inputs if one.state is InputState.ACCEPTED]
        former = await self._former(report, tx)
        previous = Previous.of(former) if former else None
        resolutions = await self.resolutions.store.to_report(
            report.term_id,
            report.last_day,
            previous.last_day if previous else None,
            previous.open if previous else (),
            tx,
        )
        return Content(
            number=report.number,
            session=report.session,
            session_on=report.session_on,
            council=report.council,
            first_day=report.first_day,
            last_day=report.last_day,
            made_on=self.today,
            long_days=self._long_days,
            introduction=report.introduction,
            rows=tuple(Row.of(one) for one in resolutions),
            contributions=contributions(accepted),
            missing=tuple(one.unit_name for one in inputs if one.state is not InputState.ACCEPTED),
            diary=tuple(DiaryLine.of(one) for one in await self._diary.to_report(report.last_day, tx)),
            previous=previous,
            asked=await self._asked_by_councillors(report, former, tx),
        )

    async def _former(self, report: Report, tx: Transaction | None) -> Content | None:
        former = await self.store.numbered(report.number - 1, tx)
        return (await self.store.version(former.id, former.edition, tx)).content if former else None

    async def _asked_by_councillors(
        self, report: Report, former: Content | None, tx: Transaction | None
    ) -> tuple[Asked, ...]:
        """Give what councillors have asked and the report before has not told as answered.

        That was made ahead of its last day: what came after is told here.
        """
        told = {one.interpellation_id: one.answered_on is not None for one in former.asked} if former else {}
        waited = [id for id, answered in told.items() if not answered]
        since = former.first_day if former else None
        found = await self._asked.to_report(report.first_day, report.last_day, since, waited, tx)
        return tuple(Asked.of(one, told) for one in found if not told.get(one.id, False))

    @transactional
    async def compile(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Put the report together for the mayor; give its version.

        Raises `NotFound`, `Stale`, `ReportNotThere`, `SessionGone`, `PeriodEmpty`.
        """
        await self.database.next_number(tx, turn(id))
        report = await read_version(tx, self.store, id, version)
        content = await self.preview(report, tx)
        after = report.compiled(Draft(text=content.text(), by_name=by.name, at=self.clock.now()))
        after = next_task(tx, after, "approve", "Zatwierdź sprawozdanie dla Rady", Role.MAYOR, self.clock.now())
        await self.store.save_report(tx, after)
        return after.version

    @transactional
    async def send_back(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Do not approve; give the version. Raises `NotFound`, `Stale`, `ReportNotThere`."""
        now, action = self.clock.now(), "Popraw sprawozdanie i oddaj je do zatwierdzenia"
        before = await read_version(tx, self.store, id, version)
        after = before.sent_back(Answer(at=now, by_name=by.name, reason=reason))
        end_confirmations(tx, before.draft.confirmations if before.draft else (), now)
        # The day of a report that was approved before is over.
        due = compute(self._mending, now, await self._free_days.known(tx)) if before.frozen else None
        after = next_task(tx, after, "compile", action, Role.OFFICER, now, due)
        await self.store.save_report(tx, after)
        return after.version

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Freeze the draft as the next version, for ever; give the report's version.

        Raises `NotFound`, `Stale`, `ReportNotThere`, `UnitsNotConfirmed`, `SessionGone`, `CompiledBefore`.
        """
        await self.database.next_number(tx, turn(id))
        now = self.clock.now()
        report = await read_version(tx, self.store, id, version)
        after = report.approved(now)
        assert report.draft is not None
        frozen = await self._frozen(tx, report, report.draft, after.edition, now, by)
        await self.store.freeze(tx, frozen)
        if report.open:
            ids = [line.entry_id for line in frozen.content.diary]
            await self._diary.mark_reported(tx, ids, report.id)
            await end_calls(tx, self._inputs, report, now)
        if after.state is ReportState.APPROVED:
            after = next_task(tx, after, "publish", "Opublikuj zatwierdzone sprawozdanie", Role.OFFICER, now)
        else:
            after = no_task(tx, after, now)
        await self.store.save_report(tx, after)
        if after.public:
            self._tell(tx, after, frozen, now)
        return after.version

    async def _frozen(
        self, tx: Transaction, report: Report, draft: Draft, edition: int, now: datetime, by: Person
    ) -> Version:
        changes: tuple[Difference, ...] = ()
        if report.frozen:
            former = await self.store.version(report.id, report.edition, tx)
            changes = differences(former.content, draft.content)
        return Version(
            id=version_id(report.id, edition),
            report_id=report.id,
            edition=edition,
            text=draft.text,
            sha256=sha256(draft.text),
            approved_at=now,
            approved_by_name=by.name,
            reasons=draft.reasons,
            changes=changes,
            confirmations=draft.confirmations,
        )

    @transactional
    async def publish(self, tx: Transaction, id: str, version: int) -> int:
        """Let everybody read the approved report; give its version. Raises `NotFound`, `Stale`, `ReportNotThere`."""
        now = self.clock.now()
        after = no_task(tx, (await read_version(tx, self.store, id, version)).published(now), now)
        await self.store.save_report(tx, after)
        self._tell(tx, after, await self.store.version(id, after.edition, tx), now)
        return after.version

    @transactional
    async def present(self, tx: Transaction, id: str, version: int) -> int:
        """Note that the report was presented at its session, which was held; give its version.

        Raises `NotFound`, `Stale`, `ReportNotThere`, `SessionNotHeld`.
        """
        after = (await read_version(tx, self.store, id, version)).presented(self.clock.now())
        await self._sessions.report(tx, after.session_id)
        await self.store.save_report(tx, after)
        return after.version

    # -- tasks and events --------------------------------------------------------------------------------------------

    def _tell(self, tx: Transaction, report: Report, version: Version, now: datetime) -> None:
        content = version.content
        tx.publish(
            ReportPublishedV1(
                version=report.version,
                report_id=report.id,
                number=report.number,
                edition=version.edition,
                session_id=report.session_id,
                session=report.session,
                first_day=report.first_day,
                last_day=report.last_day,
                resolutions=len(content.rows),
                open=content.count(*OPEN),
                sha256=version.sha256,
                link=f"/sprawozdania/{report.id}",
                published_at=now,
            )
        )
