"""Gives planned days as a file for calendar programs."""

from collections.abc import Sequence

from services.reporting.milestones.service import Planned
from shared.contracts.reporting import Stage
from shared.ical import Appointment
from shared.ical import ical as written

_NAMES = {
    Stage.CONTRACTED: "podpisanie umowy z wykonawcą",
    Stage.BUILT: "początek prac",
    Stage.FINISHED: "koniec prac",
}


def ical(name: str, every: Sequence[Planned], origin: str) -> bytes:
    """Write a calendar called `name`; `origin` is the address of the site."""
    return written(name, "Realizacja", map(_appointment, every), origin)


def _appointment(one: Planned) -> Appointment:
    schedule, milestone = one.schedule, one.milestone
    facts = [f"Realizuje: {schedule.unit_name}."]
    if milestone.cancelled:
        facts.append("Odwołane.")
    if milestone.reached_on:
        facts.append(f"Osiągnięto: {milestone.reached_on:%d.%m.%Y}.")
    return Appointment(
        id=f"{schedule.id}-{milestone.stage.value}",
        version=milestone.version,
        changed_at=milestone.changed_at,
        title=f"{schedule.title}: {_NAMES[milestone.stage]}",
        starts=milestone.planned,
        ends=milestone.planned,
        link=f"/budzet-obywatelski/projekty/{schedule.id}",
        cancelled=milestone.cancelled,
        place=schedule.area,
        description=" ".join(facts),
    )
