"""Plays the vote on paper of a script: a point is opened, its cards are accounted for, keyed in and confirmed."""

from collections.abc import Callable, Mapping
from typing import Any

from deploy.demo.client import Client, Refused, until
from deploy.demo.script import ScriptedCard, ScriptedPoint

KEEPER, SECOND, COMMISSION = "p-anna", "p-ola", "p-zofia"
_CONFLICT, _CHANGED = 409, 412


async def open_point(client: Client, edition: str, point: ScriptedPoint) -> str:
    """Open a point of the vote (`edition`: its path); gives the point's path."""
    body = {
        "name": point.name,
        "address": point.address,
        "hours": [{"opens": point.opens.isoformat(), "closes": point.closes.isoformat()}],
        "reason": "Zarządzenie o głosowaniu na papierze",
    }
    made = await client.post(f"{edition}/points", body, by=KEEPER)
    return f"{edition}/points/{made['id']}"


async def settle_point(client: Client, path: str, point: ScriptedPoint) -> None:
    """Account for the cards of a point that has closed."""
    sheet = {"cast": len(point.cards), "spoiled": point.spoiled, "returned": point.returned}
    given = {**sheet, "issued": sum(sheet.values())}

    async def settled() -> bool:
        version = (await client.get(path, by=COMMISSION))["version"]
        try:
            await client.put(f"{path}/sheet", given, by=COMMISSION, headers={"If-Match": f'"{version}"'})
        except Refused as refused:
            if refused.status != _CHANGED:
                raise
            return False  # The sheet has just been put on the work list.
        return True

    await until("the point is accounted for", settled)


async def key_cards_in(
    client: Client, edition: str, path: str, point: ScriptedPoint, ids: Mapping[str, str], done: Callable[[], None]
) -> None:
    """Let one officer key the cards in and another one confirm each; `ids`: of proposals, by their keys."""
    entries = (await client.get(edition))["entries"]
    by_id = {entry["proposal_id"]: entry["number"] for entry in entries}
    numbers = {key: by_id[id] for key, id in ids.items() if id in by_id}
    for card in point.cards:
        typed = _typed(card, numbers)
        keyed = await client.post(f"{path}/cards", typed, by=KEEPER)
        one, version = f"{edition}/cards/{keyed['id']}", {"If-Match": f'"{keyed["version"]}"'}
        if await _drawn(client, one):
            await client.put(f"{one}/second-entry", typed, by=SECOND, headers=version)
        else:
            await client.post(f"{one}/confirmation", by=SECOND, headers=version)
        done()


def _typed(card: ScriptedCard, numbers: Mapping[str, str]) -> dict[str, Any]:
    marks = {section: " ".join(numbers[key] for key, _ in marks) for section, marks in card.choices.items()}
    return {**card.voter, "sections": marks, "seen": list(card.seen)}


async def _drawn(client: Client, card: str) -> bool:
    """Tell whether the second officer has to key a card in as well, without seeing what the first one has typed."""
    try:
        await client.get(f"{card}/content", by=SECOND)
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        return True
    return False
