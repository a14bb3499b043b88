"""Who has died, whose card is in use no more, who has declined or was withdrawn hears nothing more of us."""

from typing import Any

import pytest

from tests.conftest import Site
from tests.events.invitations.test_invitations import (
    NAMES,
    PLACE,
    RARE,
    RECTOR,
    SENATOR,
    entered,
    listed,
    own,
    sent,
    shown,
    step,
    work,
)
from tests.events.letters.conftest import API, MAYOR, OFFICER, PROTOCOL, asked, mails, post, tasks

NOTICES = ("protocol_officer", "Zawiadom gości zaproszonych pocztą, że wydarzenie się zmieniło")
OTHER: dict[str, Any] = {**RECTOR, "first_name": "Adam", "last_name": "Nowak", "email": "inny@example.pl"}


async def died(site: Site, card: dict[str, Any]) -> None:
    """Somebody notes at a letter that its reader has died."""
    reader = {key: card[key] for key in ("gender", "first_name", "last_name", "lines") if key in card}
    letter = await asked(site, recipients=[reader])
    noted = await post(site, f"/letters/{letter}/deceased", {"place": 0})
    assert noted.status_code == 204, noted.text


async def hidden(site: Site, id: str, card: dict[str, Any]) -> None:
    """The card of a guest is in use no more."""
    answer = await post(site, f"/guests/{id}", {**card, "active": False}, PROTOCOL, 1)
    assert answer.status_code == 200, answer.text


async def moved(site: Site, id: str) -> None:
    entry = (await site.client.get(f"{API}/entries/{id}", headers=site.by(PROTOCOL))).json()
    plan = {
        "title": entry["title"], "kind": "ceremony", "starts": "2026-06-12T12:00:00+02:00",
        "ends": "2026-06-12T14:00:00+02:00", "place": "Ratusz, Główny Rynek 20", "reason": "Zapowiadana burza",
    }  # fmt: skip
    headers = site.once(PROTOCOL) | {"If-Match": f'"{entry["version"]}"'}
    assert (await site.client.put(f"{API}/entries/{id}", json=plan, headers=headers)).status_code == 204
    await work(site)
    await work(site)


async def subjects(site: Site) -> list[tuple[str, str]]:
    return [(mail["to"], mail["subject"].split(":")[0]) for mail in await mails(site)]


async def test_nothing_is_sent_to_who_has_died_or_whose_card_is_hidden(site: Site) -> None:
    id, guests = await listed(site, RECTOR, SENATOR, OTHER)
    await step(site, id, "approval", who=MAYOR)
    await died(site, SENATOR)
    await hidden(site, guests[2], OTHER)
    told = await step(site, id, "dispatch")
    assert told == {"by_email": 1, "by_post": 0, "lacking_form": 0, "unreachable": 0, "left_out": 2}
    lines = {one["name"]: (one["state"], one["left_out"]) for one in (await shown(site, id))["guests"]}
    assert lines == {NAMES[0]: ("sent", False), NAMES[1]: ("prepared", True), "Adam Nowak": ("prepared", True)}
    page = (await site.client.get(f"{PLACE}/{id}", headers=site.by(OFFICER))).text
    assert "Pominięci: 2." in page
    letters = await site.client.get(f"{PLACE}/{id}/listy.pdf", headers=site.by(OFFICER))
    assert letters.status_code == 404, "no letter to print is left"


async def test_who_dies_or_is_hidden_afterwards_is_neither_reminded_nor_told_of_a_change(site: Site, clock) -> None:
    id, guests = await listed(site, RECTOR, SENATOR)
    await step(site, id, "approval", who=MAYOR)
    await step(site, id, "dispatch")
    await died(site, SENATOR)
    await hidden(site, guests[0], RECTOR)
    clock.move(days=47)  # 1 June: three days before the answer-by day
    await work(site)
    await moved(site, id)
    assert await subjects(site) == [("rektor@example.pl", "Zaproszenie")]
    assert NOTICES not in await tasks(site)


async def test_who_has_declined_is_told_of_no_change(site: Site) -> None:
    id = await sent(site, RECTOR, SENATOR)
    await entered(site, id, "declined")
    await moved(site, id)
    assert await subjects(site) == [("rektor@example.pl", "Zaproszenie")]
    assert NOTICES not in await tasks(site)
    assert {one["state"] for one in (await shown(site, id))["guests"]} == {"declined"}


async def test_a_withdrawn_guest_hears_nothing_more(site: Site, clock) -> None:
    id = await sent(site, RECTOR, SENATOR)
    await entered(site, id)
    await step(site, id, "layout", {"rows": 1, "places": 4})
    assert (await post(site, f"/guest-lists/{id}/seats", None)).json() == {"seated": 2}
    await moved(site, id)
    assert NOTICES in await tasks(site)
    for one in (await shown(site, id))["guests"]:
        path = f"/invitations/{one['invitation_id']}/withdrawal"
        assert (await post(site, path, {"reason": "x"}, PROTOCOL, one["version"])).status_code == 422
        headers = site.once(PROTOCOL) | {"If-Match": f'"{one["version"]}"'}
        body = {"reason": "Na prośbę rodziny"}
        twice = [await site.client.post(f"{API}{path}", json=body, headers=headers) for _ in "12"]
        assert [answer.json() for answer in twice] == [{"version": one["version"] + 1}] * 2
        assert (await post(site, path, body, PROTOCOL, one["version"])).status_code == 412
        assert (await post(site, path, body, PROTOCOL, one["version"] + 1)).status_code == 409
    guests = (await shown(site, id))["guests"]
    assert {(one["state"], one["withdrawn_for"], one["people"]) for one in guests} == {
        ("withdrawn", "Na prośbę rodziny", 0)
    }
    assert NOTICES not in await tasks(site)
    assert await site.database.collection("seats").count_documents({}) == 0
    kept = await site.database.collection("invitations").find_one({})
    assert "rodziny" not in str(kept), "the reason is sealed"
    before = await subjects(site)
    answer = await post(site, f"/entries/{id}/cancellation", {"reason": "Żałoba narodowa w kraju"}, PROTOCOL, 2)
    assert answer.status_code == 204, answer.text
    await work(site)
    assert await subjects(site) == before
    assert (await site.client.get(own((await mails(site))[0]["text"]))).status_code == 404


@pytest.mark.parametrize(("why", "status"), [("Na prośbę rodziny", 303), ("", 422)])
async def test_an_invitation_is_withdrawn_at_the_desk(site: Site, why: str, status: int) -> None:
    id = await sent(site, RECTOR)
    [one] = (await shown(site, id))["guests"]
    place = f"{PLACE}/{id}/goscie/{one['invitation_id']}"
    assert "Wycofaj zaproszenie" in (await site.client.get(place, headers=site.by(OFFICER))).text
    typed = {"version": one["version"], "why": why}
    answer = await site.client.post(f"{place}/wycofanie", data=typed, headers=site.by(OFFICER))
    assert answer.status_code == status
    page = (await site.client.get(place, headers=site.by(OFFICER))).text
    assert (why in page and "Powód wycofania" in page) is (status == 303)


async def test_who_was_not_written_to_is_taken_off_and_not_withdrawn(site: Site) -> None:
    id, _ = await listed(site, RARE)
    [one] = (await shown(site, id))["guests"]
    path = f"/invitations/{one['invitation_id']}/withdrawal"
    assert (await post(site, path, {"reason": "pomyłka"}, PROTOCOL, one["version"])).status_code == 409
