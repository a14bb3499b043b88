"""What the others are told of a ceremony that residents may see. It changes nothing."""

from datetime import datetime

from services.events.ceremonies.domain import Ceremony, State
from shared.contracts import Event
from shared.contracts.events import CeremonyApprovedV1, CeremonyCancelledV1, CeremonyHeldV1, CeremonyReportedV1


def told(before: Ceremony, after: Ceremony, at: datetime) -> list[Event]:
    """Give the events of a change: of what only the house sees, none."""
    slot, same = after.slot, after.state is before.state
    if not slot.public or (same and after.state is not State.REPORTED):
        return []
    plain = {"version": after.version, "ceremony_id": after.id, "title": slot.title, "place": slot.place}
    if after.state is State.APPROVED and before.state is State.CONSULTED:
        return [CeremonyApprovedV1(**plain, starts=slot.starts, all_day=slot.all_day, approved_at=at)]
    if after.state is State.HELD:
        return [CeremonyHeldV1(**plain, held_on=slot.day, mayor_present=after.mayor, held_at=at)]
    if after.state is State.REPORTED and after.report is not None and after.report != before.report:
        return [CeremonyReportedV1(**plain, held_on=slot.day, attendance=after.report.attendance, reported_at=at)]
    if after.state is State.CANCELLED:
        return [CeremonyCancelledV1(**plain, planned_for=slot.day, cancelled_at=at)]
    return []
