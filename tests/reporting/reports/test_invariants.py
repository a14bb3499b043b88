"""Whatever the order in which sessions move and go, and reports open, freeze and are corrected: the rules hold."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.reporting.council.domain.resolutions import ExecutionStatus
from services.reporting.council.domain.sessions import Session, SessionSettled, Term
from services.reporting.reports.domain.content import Content, Contribution, DiaryLine, sha256
from services.reporting.reports.domain.corrections import (
    Correction,
    NoSuchPlace,
    NothingToCorrect,
    PartUnclear,
    corrected,
    differences,
)
from services.reporting.reports.domain.diary import ActivityKind, DiaryEntry
from services.reporting.reports.domain.inputs import (
    Given,
    Input,
    InputEmpty,
    InputNotAwaited,
    InputState,
    NothingAndSomething,
    Return,
    Section,
)
from services.reporting.reports.domain.report import (
    CompiledBefore,
    PeriodEmpty,
    Report,
    ReportNotThere,
    ReportOpen,
    ReportState,
    SessionGone,
    first_day_after,
    require_period,
)
from services.reporting.reports.domain.version import Answer, Draft, Version, version_id
from shared.contracts.reporting import SessionKind, SessionState
from tests.reporting.reports.test_corrected_rows import SAID, UNITS, require_consistent, row

NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)
TERM = Term(id="t", number=9, first_day=date(2026, 1, 1), last_day=date(2030, 12, 31), council="Rady Miasta Kalisza")
DAYS = st.integers(0, 200).map(lambda days: TERM.first_day + timedelta(days=days))
PICK = st.integers(0, 10**6)
REFUSALS = (ReportOpen, PeriodEmpty, ReportNotThere, SessionGone, CompiledBefore, SessionSettled)
PLACES = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"unit": st.sampled_from(["ZDM", "WE"]), "section": st.just(Section.EVENTS)}),
    st.fixed_dictionaries(
        {
            "resolution_id": st.sampled_from(["r0", "r1"]),
            "unit": st.none() | st.sampled_from(UNITS),
            "status": st.none() | st.sampled_from(ExecutionStatus),
        }
    ),
)
WORDS = st.sampled_from(["", "Zrobiono.", "Nie zrobiono.", "Zrobiono więcej."])


@pytest.mark.parametrize(
    ("begins", "first"),
    [
        (None, TERM.first_day),
        (date(2026, 3, 27), date(2026, 3, 27)),
        (date(2025, 12, 1), TERM.first_day),
    ],
)
def test_the_first_period_begins_where_reports_on_paper_ended_and_never_before_the_term(begins, first):
    assert first_day_after(None, TERM, begins) == first


class Council(RuleBasedStateMachine):
    """Sessions and reports as a model of the whole; each step is tried, and a refusal changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: list[Session] = []
        self.reports: list[Report] = []
        self.inputs: dict[str, Input] = {}
        self.versions: list[Version] = []
        self.seen: dict[str, str] = {}
        self.rows = [row("r0", ExecutionStatus.NOT_STARTED), row("r1", *[ExecutionStatus.NOT_STARTED] * 3)]
        self.diary: list[DiaryEntry] = []

    # -- sessions ----------------------------------------------------------------------------------------------------

    @rule(on=DAYS)
    def plan(self, on: date) -> None:
        number = len(self.sessions) + 1
        told = {"id": f"s{number}", "term_id": "t", "term_number": 9, "number": number, "place": "Ratusz"}
        self.sessions.append(Session(**told, kind=SessionKind.ORDINARY, on=on))

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK, on=DAYS)
    def move(self, pick: int, on: date) -> None:
        place = pick % len(self.sessions)
        if self.sessions[place].planned:
            self.sessions[place] = self.sessions[place].moved(on, "Ratusz")
            self._follow(self.sessions[place])

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        place = pick % len(self.sessions)
        if self.sessions[place].planned:
            self.sessions[place] = self.sessions[place].cancelled("Brak kworum.")
            self._follow(self.sessions[place])

    def _follow(self, session: Session) -> None:
        for place, report in enumerate(self.reports):
            if report.session_id != session.id or not report.standing:
                continue
            if session.state is SessionState.CANCELLED:
                self.reports[place] = report.gone(session.version)
                continue
            try:
                self.reports[place] = report.attached(session, NOW, ())
            except PeriodEmpty:
                self.reports[place] = report.gone(session.version)

    # -- reports -----------------------------------------------------------------------------------------------------

    @property
    def newest(self) -> Report | None:
        return next((report for report in reversed(self.reports) if report.standing), None)

    def _replace(self, report: Report) -> None:
        place = next(place for place, one in enumerate(self.reports) if one.id == report.id)
        self.reports[place] = report

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK)
    def open(self, pick: int) -> None:
        session = self.sessions[pick % len(self.sessions)]
        if not session.planned or any(one.session_id == session.id and one.standing for one in self.reports):
            return
        try:
            first_day = first_day_after(self.newest, TERM)
            require_period(first_day, session.on)
        except REFUSALS:
            return
        id = f"r{len(self.reports)}"
        before = self.newest
        self.reports.append(
            Report(
                id=id,
                number=before.number + 1 if before else 1,
                term_id="t",
                council=TERM.council,
                session_id=session.id,
                session=session.roman,
                session_on=session.on,
                session_version=session.version,
                first_day=first_day,
                last_day=session.on - timedelta(days=1),
                due_at=NOW,
                explanation=(),
                opened_at=NOW,
                opened_by_name="Anna",
            )
        )
        for number, unit in enumerate(("ZDM", "WE"), 1):
            told = {"report_id": id, "number": number, "unit": unit, "unit_name": unit, "due_at": NOW}
            self.inputs[f"{id}-{unit}"] = Input(id=f"{id}-{unit}", explanation=(), **told)

    @precondition(lambda self: self.newest and self.newest.state is ReportState.COLLECTING)
    @rule(unit=st.sampled_from(["ZDM", "WE"]), nothing=st.booleans(), text=WORDS, verdict=st.booleans())
    def answer(self, unit: str, nothing: bool, text: str, verdict: bool) -> None:
        assert self.newest is not None
        key = f"{self.newest.id}-{unit}"
        given = Given(nothing=nothing, texts={Section.EVENTS: text} if text else {})
        try:
            sent = self.inputs[key].submitted(given, (), "Marek", NOW)
        except (InputEmpty, NothingAndSomething, InputNotAwaited):
            return
        why = Return(at=NOW, by_name="Anna", reason="Popraw.")
        self.inputs[key] = sent.accepted("Anna", NOW) if verdict else sent.returned(why, NOW, ())

    def _content(self, report: Report) -> Content:
        said = [one for one in self.inputs.values() if one.report_id == report.id and one.state is InputState.ACCEPTED]
        contributions = tuple(
            Contribution(unit=one.unit, name=one.unit, nothing=one.given.nothing, texts=one.given.texts)
            for one in said
            if one.given is not None
        )
        return Content(
            number=report.number,
            session=report.session,
            session_on=report.session_on,
            council=report.council,
            first_day=report.first_day,
            last_day=report.last_day,
            made_on=NOW.date(),
            long_days=180,
            introduction=report.introduction,
            rows=tuple(self.rows),
            contributions=contributions,
            missing=(),
            diary=tuple(DiaryLine.of(one) for one in self.diary if not one.reported_in and one.on <= report.last_day),
            previous=None,
        )

    @rule(pick=PICK, part=st.integers(0, 2), status=SAID)
    def carry_out(self, pick: int, part: int, status: ExecutionStatus) -> None:
        place = pick % len(self.rows)
        parts = [one.status for one in self.rows[place].parts]
        parts[part % len(parts)] = status
        self.rows[place] = row(self.rows[place].resolution_id, *parts)

    @rule(on=DAYS)
    def note(self, on: date) -> None:
        id = f"d{len(self.diary)}"
        self.diary.append(DiaryEntry(id=id, on=on, kind=ActivityKind.MEETING, title="Spotkanie"))

    @precondition(lambda self: self.newest)
    @rule()
    def compile(self) -> None:
        report = self.newest
        assert report is not None
        try:
            self._replace(report.compiled(Draft(text=self._content(report).text(), by_name="Anna", at=NOW)))
        except REFUSALS:
            return

    @precondition(lambda self: self.reports)
    @rule(pick=PICK, yes=st.booleans())
    def decide(self, pick: int, yes: bool) -> None:
        report = self.reports[pick % len(self.reports)]
        try:
            if not yes:
                self._replace(report.sent_back(Answer(at=NOW, by_name="Mayor", reason="Nie.")))
                return
            after = report.approved(NOW)
        except REFUSALS:
            return
        assert report.draft is not None
        former = [one.content for one in self.versions if one.report_id == report.id]
        text = report.draft.text
        self.versions.append(
            Version(
                id=version_id(report.id, after.edition),
                report_id=report.id,
                edition=after.edition,
                text=text,
                sha256=sha256(text),
                approved_at=NOW,
                approved_by_name="Mayor",
                reasons=report.draft.reasons,
                changes=differences(former[-1], report.draft.content) if former else (),
            )
        )
        self.seen[self.versions[-1].id] = text
        if report.open:
            told = {line.entry_id for line in report.draft.content.diary}
            self.diary = [
                one.model_copy(update={"reported_in": report.id}) if one.id in told else one for one in self.diary
            ]
        self._replace(after)

    @precondition(lambda self: self.versions)
    @rule(pick=PICK, place=PLACES, text=WORDS)
    def correct(self, pick: int, place: dict[str, Any], text: str) -> None:
        report = self.reports[pick % len(self.reports)]
        if not report.frozen:
            return
        base = [one.content for one in self.versions if one.report_id == report.id][-1]
        try:
            after = corrected(base, Correction(text=text, **place))
            draft = Draft(text=after.text(), reasons=("Pomyłka.",), by_name="Anna", at=NOW)
            self._replace(report.to_correct(draft))
        except (NothingToCorrect, NoSuchPlace, PartUnclear, *REFUSALS):
            return

    @precondition(lambda self: self.newest)
    @rule()
    def publish(self) -> None:
        report = self.newest
        assert report is not None
        try:
            self._replace(report.published(NOW))
        except REFUSALS:
            return

    @precondition(lambda self: self.newest)
    @rule()
    def withdraw(self) -> None:
        report = self.newest
        assert report is not None
        try:
            self._replace(report.withdrawn("Nie będzie."))
        except REFUSALS:
            return

    # -- what always holds ---------------------------------------------------------------------------------------------

    @invariant()
    def periods_follow_each_other_without_gap_or_overlap(self) -> None:
        standing = [report for report in self.reports if report.standing]
        assert [report.number for report in standing] == list(range(1, len(standing) + 1))
        expected = TERM.first_day
        for report in standing:
            assert report.first_day == expected
            assert report.last_day >= report.first_day
            expected = report.last_day + timedelta(days=1)

    @invariant()
    def at_most_one_report_is_open_and_it_is_the_last(self) -> None:
        opened = [report for report in self.reports if report.open]
        assert len(opened) <= 1
        assert not opened or opened[0] is self.newest

    @invariant()
    def a_frozen_version_never_changes_and_covers_the_period_of_its_report(self) -> None:
        for version in self.versions:
            assert version.text == self.seen[version.id]
            assert version.sha256 == sha256(version.text)
            report = next(one for one in self.reports if one.id == version.report_id)
            content = version.content
            assert (content.first_day, content.last_day) == (report.first_day, report.last_day)
            assert version.edition == 1 or (version.reasons and version.changes)

    @invariant()
    def what_is_counted_agrees_in_every_version(self) -> None:
        for version in self.versions:
            require_consistent(version.content)

    @invariant()
    def what_the_mayor_did_stands_in_one_report(self) -> None:
        stands = [(line.entry_id, one.report_id) for one in self.versions for line in one.content.diary]
        assert len({entry for entry, _ in set(stands)}) == len(set(stands))

    @invariant()
    def nothing_is_said_only_in_so_many_words(self) -> None:
        for one in self.inputs.values():
            if one.state is InputState.ACCEPTED:
                assert one.given is not None
                assert one.given.nothing is not bool(one.given.texts)


TestCouncil = Council.TestCase
TestCouncil.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
