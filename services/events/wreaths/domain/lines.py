"""Delegations in lines, one at each site: put in by precedence, moved by hand. Places are 1, 2, 3… without gaps."""

from collections.abc import Iterable, Mapping, Sequence

from services.events.precedence.domain import NothingMoved, Why
from services.events.wreaths.domain import Delegation, DelegationGone, Placed, ReadOut, Site, SpotUnknown

Lines = dict[str, list[Delegation]]
"""Who stands at each site, the first first."""
_LAST = 10_000


def lines_of(sites: Iterable[str], delegations: Iterable[Delegation]) -> Lines:
    """Give the lines of the sites, without who was withdrawn."""
    lines: Lines = {site: [] for site in sites}
    for one in sorted(delegations, key=lambda one: one.place or 0):
        if not one.withdrawn:
            lines[one.site_id].append(one)
    return lines


def read_out(sites: Sequence[Site], delegations: Iterable[Delegation]) -> tuple[ReadOut, ...]:
    """Give what is read at each site."""
    lines = lines_of([site.id for site in sites], delegations)
    return tuple(ReadOut(site.name, tuple(one.read for one in lines[site.id])) for site in sites)


def entered(lines: Lines, one: Delegation, places: Mapping[str, int]) -> Lines:
    """Give the lines with one more, where precedence puts it: before the first who was not moved and is behind it.

    `places`: of ranks. Who has no rank comes last, and of one rank who was entered first.
    """
    line, own = lines[one.site_id], _rank(one, places)
    at = next((at for at, each in enumerate(line) if each.why is None and _rank(each, places) > own), len(line))
    return {**lines, one.site_id: [*line[:at], one.model_copy(update={"why": None}), *line[at:]]}


def moved(lines: Lines, id: str, site: str, before: str | None, why: Why) -> Lines:
    """Give the lines with one moved by hand before another one, or to the end of a site's line.

    Raises `DelegationGone`, `SpotUnknown`, `NothingMoved`.
    """
    one = next((each for line in lines.values() for each in line if each.id == id), None)
    if one is None:
        raise DelegationGone(id)
    if site not in lines:
        raise SpotUnknown(site)
    if before == id:
        raise NothingMoved(id)
    rest = {key: [each for each in line if each.id != id] for key, line in lines.items()}
    ids = [each.id for each in rest[site]]
    if before is not None and before not in ids:
        raise SpotUnknown(before)
    at = len(ids) if before is None else ids.index(before)
    if one.site_id == site and at == [each.id for each in lines[site]].index(id):
        raise NothingMoved(id)
    rest[site].insert(at, one.model_copy(update={"site_id": site, "why": why}))
    return rest


def proposed(lines: Lines, places: Mapping[str, int]) -> Lines:
    """Give the lines as precedence has them; what was moved by hand is forgotten."""
    return {
        site: [one.model_copy(update={"why": None}) for one in sorted(line, key=lambda each: _rank(each, places))]
        for site, line in lines.items()
    }


def placed(lines: Lines) -> tuple[Placed, ...]:
    """Give where all stand, to be taken back to."""
    return tuple(
        Placed(delegation_id=one.id, site_id=site, place=place, why=one.why)
        for site, line in lines.items()
        for place, one in enumerate(line, 1)
    )


def back(lines: Lines, to: Sequence[Placed]) -> Lines:
    """Give the lines as they were."""
    by_id = {one.id: one for line in lines.values() for one in line}
    before: Lines = {site: [] for site in lines}
    for spot in sorted(to, key=lambda spot: spot.place):
        one = by_id[spot.delegation_id]
        before[spot.site_id].append(one.model_copy(update={"site_id": spot.site_id, "why": spot.why}))
    return before


def renumbered(lines: Lines, had: Iterable[Delegation]) -> list[Delegation]:
    """Give the next versions of those who do not stand as they did. `had`: who is there now, as it is kept."""
    known = {one.id: one for one in had}
    changed = []
    for site, line in lines.items():
        for place, one in enumerate(line, 1):
            after = known[one.id].model_copy(update={"site_id": site, "place": place, "why": one.why})
            if after != known[one.id]:
                changed.append(after.changed())
    return changed


def _rank(one: Delegation, places: Mapping[str, int]) -> int:
    return places.get(one.given.rank_id or "", _LAST)
