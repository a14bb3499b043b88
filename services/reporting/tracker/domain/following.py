"""The life line of a project as a pure function of events. It reads no clock and asks nobody.

Events come in any order and more than once: whatever the order, the document is the same (`apply`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from itertools import pairwise
from typing import TypeAlias

from services.reporting.tracker.domain.project import (
    PLANNED,
    CallDelivery,
    Content,
    Entry,
    EntryKind,
    Glance,
    Milestone,
    Project,
    State,
    Who,
)
from services.reporting.tracker.domain.searching import words_of
from shared.contracts.intake import (
    AppealFiledV1,
    ArrangementClosedV1,
    ArrangementOpenedV1,
    ArrangementOutcome,
    ArrangementPostponedV1,
    CallDeliveryNotedV1,
    ProposalContent,
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
    RegroupingClosedV1,
    RegroupingKind,
    RegroupingOpenedV1,
    RegroupingOutcome,
)
from shared.contracts.reporting import (
    ImplementationHandedOverV1,
    ImplementationSettledV1,
    ImplementationStartedV1,
    ProgressCallMissedV1,
    ProgressPublishedV1,
    Stage,
)
from shared.contracts.verification import (
    AdmissionDecidedV1,
    AppealDecidedV1,
    ConflictDecidedV1,
    CorrectionCalledV1,
    CorrectionPostponedV1,
    FormalCheckFinishedV1,
    MeritReviewFinishedV1,
    OpinionRecordedV1,
    OpinionResult,
    ReviewHandedOverV1,
    ReviewReturnedV1,
    StatementClosedV1,
    StatementOutcome,
    StatementRequestedV1,
)
from shared.contracts.voting import BallotListPublishedV1, Outcome, ResultsPublishedV1

ProjectEvent: TypeAlias = (
    ProposalSubmittedV1
    | ProposalWithdrawnV1
    | CorrectionCalledV1
    | CallDeliveryNotedV1
    | CorrectionPostponedV1
    | ProposalCorrectedV1
    | ArrangementOpenedV1
    | ArrangementPostponedV1
    | ArrangementClosedV1
    | ProposalRevisedV1
    | RegroupingOpenedV1
    | RegroupingClosedV1
    | ProposalRegroupedV1
    | ProposalMergedV1
    | FormalCheckFinishedV1
    | MeritReviewFinishedV1
    | ReviewHandedOverV1
    | ReviewReturnedV1
    | StatementRequestedV1
    | StatementClosedV1
    | AdmissionDecidedV1
    | AppealFiledV1
    | AppealDecidedV1
    | ConflictDecidedV1
    | OpinionRecordedV1
    | BallotListPublishedV1
    | ResultsPublishedV1
    | ImplementationStartedV1
    | ImplementationHandedOverV1
    | ProgressPublishedV1
    | ProgressCallMissedV1
    | ImplementationSettledV1
)

_ALL_VERSIONS_STAY = {
    EntryKind.CORRECTION_CALLED,
    EntryKind.CORRECTED,
    EntryKind.CHANGE_ASKED,
    EntryKind.UNCHANGED,
    EntryKind.REVISED,
    EntryKind.MERGER_ASKED,
    EntryKind.SPLIT_ASKED,
    EntryKind.NOT_REGROUPED,
    EntryKind.REGROUPED,
    EntryKind.FORMAL_CHECK,
    EntryKind.REVIEW_HANDED_OVER,
    EntryKind.MERIT_REVIEW,
    EntryKind.REVIEW_RETURNED,
    EntryKind.DECISION,
    EntryKind.APPEALED,
    EntryKind.APPEAL_DECIDED,
    EntryKind.HANDED_OVER,
    EntryKind.PROGRESS,
    EntryKind.CALL_MISSED,
}
"""A decision after an appeal does not wipe out the first one: both are part of the story."""
_OPINIONS = {OpinionResult.FAVOURABLE: True, OpinionResult.AGAINST: False, OpinionResult.NONE: None}
_RANK = {kind: rank for rank, kind in enumerate(EntryKind)}


def projects_of(event: ProjectEvent) -> Sequence[str]:
    """Give the ids of the projects that an event tells something about."""
    match event:
        case ProposalSubmittedV1() if event.split_from is not None:
            return [event.proposal_id, event.split_from.proposal_id]
        case ProposalMergedV1():
            return [event.proposal_id, event.into.proposal_id]
        case RegroupingOpenedV1() | RegroupingClosedV1() | ConflictDecidedV1():
            return event.proposals
        case BallotListPublishedV1():
            return [entry.proposal_id for entry in event.entries]
        case ResultsPublishedV1():
            return [result.proposal_id for result in event.projects]
        case _:
            return [event.proposal_id]


def apply(project: Project, *events: ProjectEvent) -> Project:
    """Give the project with what `events` say. Any order and repetition of the same events gives the same project."""
    changed = reduce(_with_event, events, project)
    # The words follow from the content alone, and most events leave it as it is.
    words = project.glance.words if changed.content is project.content else _words(changed.content)
    return changed.model_copy(update={"glance": _glance(changed, words)})


def _with_event(project: Project, event: ProjectEvent) -> Project:
    content = project.content
    own = isinstance(event, ProposalContent) and event.proposal_id == project.id
    if isinstance(event, ProposalContent) and own and (content is None or event.version > content.version):
        fields = {name: getattr(event, name) for name in Content.model_fields}
        content = Content(**fields)
    entry = _entry(project.id, event)
    entries = _with(project.entries, entry) if entry else project.entries
    deliveries = project.deliveries
    if isinstance(event, CallDeliveryNotedV1):
        known = deliveries.get(str(event.call))
        if known is None or event.version > known.version:
            told = CallDelivery(version=event.version, due_at=event.due_at)
            deliveries = dict(sorted({**deliveries, str(event.call): told}.items()))
    return project.model_copy(
        update={"content": content, "entries": _with_terms(entries, deliveries), "deliveries": deliveries}
    )


def _with_terms(entries: tuple[Entry, ...], deliveries: Mapping[str, CallDelivery]) -> tuple[Entry, ...]:
    """Count the terms of calls that went by post from their delivery."""
    return tuple(
        one.model_copy(update={"due_at": deliveries[str(one.call)].due_at})
        if one.kind is EntryKind.CORRECTION_CALLED and str(one.call) in deliveries
        else one
        for one in entries
    )


def _with(entries: tuple[Entry, ...], new: Entry) -> tuple[Entry, ...]:
    """Add an entry; of what happens once (a conflict with each rival, each opinion), the highest version stands."""
    if new.kind in _ALL_VERSIONS_STAY:
        rivals = [one for one in entries if one.kind is new.kind and one.version == new.version]
    else:
        rivals = [one for one in entries if one.kind is new.kind and one.which == new.which]
    if any(rival.version >= new.version for rival in rivals):
        return entries
    kept = [one for one in entries if one not in rivals]
    return tuple(sorted([*kept, new], key=lambda one: (one.at, _RANK[one.kind], one.version, one.which)))


def _entry(project_id: str, event: ProjectEvent) -> Entry | None:
    """Translate an event; None for a delivery, and where an event about an edition does not name the project."""
    match event:
        case CallDeliveryNotedV1():
            return None
        case ProposalSubmittedV1():
            origin = event.split_from
            if origin is not None and event.proposal_id != project_id:
                new = {"rival": event.proposal_id, "text": event.case}
                return _made(EntryKind.SPLIT_OFF, event.version, origin.at, Who.RESIDENTS, **new)
            said: dict[str, object] = {"amount": event.cost}
            if origin is not None:
                said |= {"rival": origin.proposal_id, "text": origin.case}
            return _made(EntryKind.SUBMITTED, event.version, event.submitted_at, Who.RESIDENTS, **said)
        case ProposalWithdrawnV1():
            return _made(EntryKind.WITHDRAWN, event.version, event.withdrawn_at, Who.RESIDENTS)
        case CorrectionCalledV1():
            called = {"due_at": event.due_at, "call": event.call}
            return _made(EntryKind.CORRECTION_CALLED, event.version, event.called_at, Who.DEPARTMENT, **called)
        case CorrectionPostponedV1():
            said = {"due_at": event.due_at, "reasons": event.explanation, "asked": f"call-{event.call}"}
            return _made(EntryKind.POSTPONED, event.version, event.postponed_at, Who.DEPARTMENT, **said)
        case ArrangementPostponedV1():
            said = {"due_at": event.due_at, "reasons": event.explanation, "asked": f"arrangement-{event.arrangement}"}
            return _made(EntryKind.POSTPONED, event.version, event.postponed_at, Who.DEPARTMENT, **said)
        case ProposalCorrectedV1():
            return _made(EntryKind.CORRECTED, event.version, event.corrected_at, Who.RESIDENTS, amount=event.cost)
        case ArrangementOpenedV1():
            said = {"text": event.reason, "due_at": event.due_at}
            return _made(EntryKind.CHANGE_ASKED, event.version, event.opened_at, Who.DEPARTMENT, **said)
        case ArrangementClosedV1():
            if event.outcome is ArrangementOutcome.REVISED:
                return None  # Told by the revision itself.
            said = {"positive": event.outcome is not ArrangementOutcome.DECLINED}
            who = Who.DEPARTMENT if event.outcome is ArrangementOutcome.WITHDRAWN else Who.RESIDENTS
            return _made(EntryKind.UNCHANGED, event.version, event.closed_at, who, **said)
        case ProposalRevisedV1():
            return _made(EntryKind.REVISED, event.version, event.revised_at, Who.RESIDENTS, amount=event.cost)
        case RegroupingOpenedV1():
            kind = EntryKind.MERGER_ASKED if event.kind is RegroupingKind.MERGE else EntryKind.SPLIT_ASKED
            said = {"text": event.reason, "due_at": event.due_at}
            return _made(kind, event.number, event.opened_at, Who.DEPARTMENT, **said)
        case RegroupingClosedV1():
            if event.outcome is RegroupingOutcome.DONE:
                return None  # Told by what has become of each proposal.
            who = Who.DEPARTMENT if event.outcome is RegroupingOutcome.WITHDRAWN else Who.RESIDENTS
            return _made(EntryKind.NOT_REGROUPED, event.number, event.closed_at, who, ended=event.outcome)
        case ProposalRegroupedV1():
            said = {"amount": event.cost, "positive": event.kind is RegroupingKind.MERGE}
            return _made(EntryKind.REGROUPED, event.version, event.regrouped_at, Who.RESIDENTS, **said)
        case ProposalMergedV1():
            if event.proposal_id == project_id:
                said = {"rival": event.into.proposal_id, "text": event.into.case}
                return _made(EntryKind.MERGED, event.version, event.merged_at, Who.RESIDENTS, **said)
            said = {"rival": event.proposal_id, "text": event.case}
            return _made(EntryKind.JOINED, event.version, event.merged_at, Who.RESIDENTS, **said)
        case FormalCheckFinishedV1():
            said = {"positive": event.passed, "reasons": event.reasons, "text": event.unit_name or ""}
            return _made(EntryKind.FORMAL_CHECK, event.version, event.finished_at, Who.DEPARTMENT, **said)
        case MeritReviewFinishedV1():
            said = {"positive": event.positive, "text": event.opinion, "amount": event.cost}
            said["unit_name"] = event.unit_name
            return _made(EntryKind.MERIT_REVIEW, event.version, event.finished_at, Who.UNIT, **said)
        case ReviewHandedOverV1():
            said = {"text": event.reason, "unit_name": event.unit_name}
            return _made(EntryKind.REVIEW_HANDED_OVER, event.version, event.handed_over_at, Who.DEPARTMENT, **said)
        case ReviewReturnedV1():
            said = {"text": event.reason, "unit_name": event.unit_name}
            return _made(EntryKind.REVIEW_RETURNED, event.version, event.returned_at, Who.DEPARTMENT, **said)
        case StatementRequestedV1():
            said = {"unit_name": event.unit_name, "statement": event.statement_id}
            return _made(EntryKind.STATEMENT, event.version, event.requested_at, Who.UNIT, **said)
        case StatementClosedV1():
            said = {"unit_name": event.unit_name, "statement": event.statement_id}
            said["positive"] = event.outcome is StatementOutcome.GIVEN
            return _made(EntryKind.STATEMENT, event.version, event.closed_at, Who.UNIT, **said)
        case AdmissionDecidedV1():
            said = {"positive": event.admitted, "text": event.reason, "amount": event.cost}
            return _made(EntryKind.DECISION, event.version, event.decided_at, Who.MAYOR, **said)
        case AppealFiledV1():
            return _made(EntryKind.APPEALED, event.version, event.filed_at, Who.RESIDENTS, appeal=event.appeal)
        case AppealDecidedV1():
            said = {"positive": event.upheld, "text": event.reason, "appeal": event.appeal}
            return _made(EntryKind.APPEAL_DECIDED, event.version, event.decided_at, Who.MAYOR, **said)
        case ConflictDecidedV1():
            rival = next(id for id in event.proposals if id != project_id)
            said = {"positive": not event.excluding, "text": event.reason, "rival": rival}
            return _made(EntryKind.CONFLICT, event.version, event.decided_at, Who.DEPARTMENT, **said)
        case OpinionRecordedV1():
            said = {"text": event.text, "opinion": event.opinion_id, "body": event.body}
            said["positive"] = _OPINIONS[event.result]
            return _made(EntryKind.OPINION, event.version, event.recorded_at, Who.BODY, **said)
        case BallotListPublishedV1():
            line = next((one for one in event.entries if one.proposal_id == project_id), None)
            if line is None:
                return None
            said = {"ballot_number": line.number, "amount": line.cost}
            return _made(EntryKind.BALLOT_LIST, event.version, event.published_at, Who.DEPARTMENT, **said)
        case ResultsPublishedV1():
            result = next((one for one in event.projects if one.proposal_id == project_id), None)
            if result is None:
                return None
            said = {"outcome": result.outcome, "votes": result.votes, "place": result.place, "amount": result.cost}
            said |= {"positive": result.outcome is Outcome.SELECTED, "ballot_number": result.number}
            return _made(EntryKind.RESULT, event.version, event.published_at, Who.RESIDENTS, **said)
        case ImplementationStartedV1():
            said = {"unit_name": event.unit_name, "amount": event.budget}
            return _made(EntryKind.STARTED, event.version, event.started_at, Who.UNIT, **said)
        case ImplementationHandedOverV1():
            said = {"unit_name": event.unit_name, "text": event.reason}
            return _made(EntryKind.HANDED_OVER, event.version, event.handed_over_at, Who.DEPARTMENT, **said)
        case ProgressPublishedV1():
            names = ("unit_name", "stage", "percent", "spent", "delay_reason", *PLANNED)
            said = {name: getattr(event, name) for name in names} | {"text": event.note, "amount": event.budget}
            said["reasons"] = (event.overrun_reason,) if event.overrun_reason else ()
            return _made(EntryKind.PROGRESS, event.version, event.published_at, Who.UNIT, **said)
        case ProgressCallMissedV1():
            said = {"unit_name": event.unit_name, "due_at": event.due_at, "call": event.call}
            return _made(EntryKind.CALL_MISSED, event.version, event.due_at, Who.UNIT, **said)
        case ImplementationSettledV1():
            said = {"amount": event.budget, "spent": event.actual_cost}
            return _made(EntryKind.SETTLED, event.version, event.settled_at, Who.DEPARTMENT, **said)


def _made(kind: EntryKind, version: int, at: datetime, who: Who, **said: object) -> Entry:
    # The store keeps milliseconds: an entry must sort the same before it was stored and after.
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return Entry.model_validate({"kind": kind, "version": version, "at": at, "who": who, **said})


_COPIED = set(Glance.model_fields) - {"cost"}
"""What a glance has of the content as it is."""


def _words(content: Content | None) -> tuple[str, ...]:
    if content is None:
        return ()
    return words_of(content.case, str(content.number), content.title, content.summary, content.location)


def _glance(project: Project, words: tuple[str, ...]) -> Glance:
    content, latest = project.content, project.latest()
    building_unit = _newest(latest, EntryKind.STARTED, EntryKind.HANDED_OVER, EntryKind.PROGRESS)
    started, submitted = latest.get(EntryKind.STARTED), latest.get(EntryKind.SUBMITTED)
    review, decision = latest.get(EntryKind.MERIT_REVIEW), latest.get(EntryKind.DECISION)
    listed, result = latest.get(EntryKind.BALLOT_LIST), latest.get(EntryKind.RESULT)
    progress, settled = latest.get(EntryKind.PROGRESS), latest.get(EntryKind.SETTLED)
    reached = {
        Milestone.SUBMITTED: content is not None,
        Milestone.ADMITTED: decision is not None and bool(decision.positive),
        Milestone.ON_BALLOT: listed is not None,
        Milestone.SELECTED: result is not None and bool(result.positive),
        Milestone.FINISHED: progress is not None and progress.stage is Stage.FINISHED,
    }
    costs = (one.amount for one in (result, listed, decision, review) if one and one.amount is not None)
    told = content.model_dump(include=_COPIED) if content else {}
    building, paid = progress or started, settled or progress
    first_end, delay_reason = _delay(project)
    return Glance(
        **told,
        words=words,
        state=_state(project, latest),
        milestones=tuple(name for name, there in reached.items() if there),
        submitted_at=submitted.at if submitted else None,
        cost=next(costs, content.cost if content else 0),
        votes=result.votes if result else None,
        place=result.place if result else None,
        unit_name=next((one.unit_name for one in (building_unit, _reviewing(latest)) if one), None),
        stage=progress.stage if progress else None,
        percent=progress.percent if progress else None,
        budget=building.amount if building else None,
        spent=paid.spent if paid else None,
        planned_end=progress.planned_end if progress else None,
        first_planned_end=first_end,
        final=_final(latest),
        delay_reason=delay_reason,
    )


def _reviewing(latest: Mapping[EntryKind, Entry]) -> Entry | None:
    """Give the latest entry that tells which unit reviews the project."""
    return _newest(latest, EntryKind.REVIEW_HANDED_OVER, EntryKind.MERIT_REVIEW, EntryKind.REVIEW_RETURNED)


def _newest(latest: Mapping[EntryKind, Entry], *kinds: EntryKind) -> Entry | None:
    """Give of several kinds that one publisher counts together the entry with the highest version."""
    return max((latest[kind] for kind in kinds if kind in latest), key=lambda one: one.version, default=None)


def _delay(project: Project) -> tuple[date | None, str | None]:
    """Give the end that was told first and, where the present one is later, why it was put off last."""
    told = sorted((one for one in project.entries if one.kind is EntryKind.PROGRESS), key=lambda one: one.version)
    ends = [(one.planned_end, one.delay_reason) for one in told if one.planned_end]
    if not ends:
        return None, None
    first, reasons = ends[0][0], [why for (before, _), (end, why) in pairwise(ends) if end > before and why]
    last = told[-1].planned_end
    return first, reasons[-1] if reasons and last and last > first else None


_OVER = {Stage.FINISHED: State.FINISHED, Stage.ABANDONED: State.ABANDONED}


def _state(project: Project, latest: Mapping[EntryKind, Entry]) -> State:
    """Find where the project is: what comes later on its way counts more."""
    progress = latest.get(EntryKind.PROGRESS)
    if progress is not None and progress.stage is not None:
        return _OVER.get(progress.stage, State.IN_PROGRESS)
    if latest.get(EntryKind.STARTED):
        return State.IN_PROGRESS
    if result := latest.get(EntryKind.RESULT):
        return State.SELECTED if result.positive else State.NOT_SELECTED
    if latest.get(EntryKind.WITHDRAWN):
        return State.WITHDRAWN
    if latest.get(EntryKind.MERGED):
        return State.MERGED
    if latest.get(EntryKind.BALLOT_LIST):
        return State.ON_BALLOT
    if _appeals(project, EntryKind.APPEALED) > _appeals(project, EntryKind.APPEAL_DECIDED):
        return State.APPEALED
    if decision := latest.get(EntryKind.DECISION):
        return State.ADMITTED if decision.positive else State.NOT_ADMITTED
    check = latest.get(EntryKind.FORMAL_CHECK)
    if check is not None and not check.positive:
        return State.FORMALLY_REJECTED
    reviewing = _reviewing(latest)
    if reviewing is not None and reviewing.kind is EntryKind.MERIT_REVIEW:
        return State.REVIEWED
    return State.IN_REVIEW if check else State.SUBMITTED


def _final(latest: Mapping[EntryKind, Entry]) -> bool:
    """Tell whether the last word on its way to the ballot is a dismissed appeal; verification counts the versions."""
    newest = _newest(latest, EntryKind.FORMAL_CHECK, EntryKind.DECISION, EntryKind.APPEAL_DECIDED)
    return newest is not None and newest.kind is EntryKind.APPEAL_DECIDED and not newest.positive


def _appeals(project: Project, kind: EntryKind) -> int:
    """Give the highest number of an appeal that entries of a kind speak of."""
    return max((entry.appeal or 0 for entry in project.entries if entry.kind is kind), default=0)
