"""A result as its pages show it. It must not decide what was counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.voting.ballots.domain.election import Election
from services.voting.tally.draws import draw_of, numbers_of
from services.voting.tally.kept_off import kept_off
from services.voting.tally.service import Count
from shared.contracts.voting import Outcome


def shown(election: Election, counted: Count) -> dict[str, Any]:
    """Give a result as its page shows it: pool by pool, each project with its title and reason."""
    entries = {entry.proposal_id: entry for entry in election.entries}
    areas = {area.id: area.name for area in election.rules.areas}
    names = {pool.id: pool.name for pool in election.rules.pools}
    by_points = {pool: section.vote_type != "approval" for section in election.rules.sections for pool in section.pools}
    least = {pool.id: pool.min_votes for pool in election.rules.pools}
    pools, off = [], kept_off(election, counted)
    for pool in counted.pools:
        own = [row for row in counted.projects if row.pool_id == pool.pool_id]
        rows = [
            {
                **row.model_dump(),
                "title": entries[row.proposal_id].title,
                "area": areas.get(entries[row.proposal_id].area_id or ""),
                "won": row.outcome is Outcome.SELECTED,
                "rival": entries[row.excluded_by].title if row.excluded_by else None,
                "kept_off_by": entries[off[row.proposal_id]].title if row.proposal_id in off else None,
            }
            for row in own
        ]
        by_id = {row["proposal_id"]: row for row in rows}
        pools.append(
            {
                "id": pool.pool_id,
                "name": names[pool.pool_id],
                "amount": pool.amount,
                "spent": pool.spent,
                "min_votes": least[pool.pool_id],
                "points": by_points[pool.pool_id],
                "ties": [[entries[id].title for id in tie] for tie in pool.ties],
                "reserve": [by_id[id] for id in pool.reserve],
                "selected": sum(row["won"] for row in rows),
                "most": max((row.points for row in own), default=0),
                "rows": rows,
            }
        )
    return {
        "election": election,
        "counted": counted,
        "pools": pools,
        "areas": areas,
        "cards": _cards(counted),
        "compared": _compared(pools, counted),
        "draw": draw_of(election, counted),
        "numbers": numbers_of(election),
    }


def _cards(counted: Count) -> dict[str, int] | None:
    """Give what became of the paper cards of all points; None where there were none, or too few voters to tell."""
    told = {cell.of: cell.voters for cell in counted.turnout.channels}
    if not counted.sheets or told.get("paper") is None:
        return None
    sheets = [one.sheet for one in counted.sheets]
    return {
        "issued": sum(sheet.issued for sheet in sheets),
        "cast": sum(sheet.cast for sheet in sheets),
        "spoiled": sum(sheet.spoiled for sheet in sheets),
        "returned": sum(sheet.returned for sheet in sheets),
    }


def _compared(pools: Sequence[Mapping[str, Any]], counted: Count) -> list[dict[str, Any]]:
    """Give, pool by pool, what Equal Shares would have changed: who would also win, who would not."""
    if counted.compared is None:
        return []
    others = set(counted.compared.selected)
    return [
        {
            "name": pool["name"],
            "amount": pool["amount"],
            "spent": counted.compared.spent.get(pool["id"], 0),
            "more": [row for row in pool["rows"] if row["proposal_id"] in others and not row["won"]],
            "fewer": [row for row in pool["rows"] if row["won"] and row["proposal_id"] not in others],
        }
        for pool in pools
        if pool["rows"]
    ]
