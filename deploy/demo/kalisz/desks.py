"""Partners, memorials, letters and patronage in the story: names what does not fit. It reads no file."""

from deploy.demo.desks import ScriptedDesks
from deploy.demo.kalisz.cases import case_faults


def desk_faults(desks: ScriptedDesks) -> list[str]:
    """Name memorials and partners that nobody has entered, and what does not fit in a case."""
    memorials = {one["name"] for one in desks.memorials.memorials}
    partners = {one["name"] for one in desks.partners.partners}
    return [
        *case_faults(desks.cases),
        *(f"no memorial {one.memorial}" for one in desks.memorials.inspections if one.memorial not in memorials),
        *(f"no partner {one['partner']}" for one in desks.partners.notes if one["partner"] not in partners),
    ]
