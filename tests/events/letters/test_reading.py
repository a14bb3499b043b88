"""Jubilees and mailings as programs read them: lists without names, one with its version, each opening written down."""

from typing import Any

import pytest

from services.events.letters.service.rights import READERS, WRITERS
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from shared.store import new_id
from tests.conftest import Site, person
from tests.events.letters import test_mailings as mailings
from tests.events.letters import test_occasions as occasions
from tests.events.letters.conftest import API, AUDITOR, OFFICER, PROTOCOL, SIGNATORY, person_of, post


async def got(site: Site, path: str, status: int = 200, role: Role = Role.AUDITOR) -> Any:
    answer = await site.client.get(f"{API}{path}", headers=site.by(person(role)))
    assert answer.status_code == status, answer.text
    return answer


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE}))
async def test_each_route_is_for_its_roles(site: Site, role: Role) -> None:
    jubilee, mailing = await occasions.entered(site), await mailings.made(site)
    reads, writes = role in READERS, role in WRITERS
    for path in (
        "/letter-occasions",
        f"/letter-occasions/{jubilee}",
        "/letter-mailings",
        f"/letter-mailings/{mailing}",
    ):
        await got(site, path, 200 if reads else 403, role)
        assert (await site.client.get(f"{API}{path}")).status_code == 401
    other = {**occasions.COUPLE, "recipients": [person_of(1), person_of(1, gender="m", first_name="Jan")]}
    steps = [
        (f"/letter-occasions/{jubilee}/stage", {"stage": "applied"}, 200),
        (f"/letter-occasions/{jubilee}/letter", {"signatory": SIGNATORY}, 201),
        (f"/letter-occasions/{jubilee}/end", {"reason": "Na ich prośbę"}, 200),
        ("/letter-occasions", other, 201),
        (f"/letter-mailings/{mailing}/drop", {"reason": "Nie w tym roku"}, 200),
    ]
    version = 1
    for path, body, status in steps:
        given = 1 if "mailings" in path else version
        answer = await post(site, path, body, person(role), given)
        assert answer.status_code == (status if writes else 403), (path, answer.text)
        version += path.startswith(f"/letter-occasions/{jubilee}")


async def test_a_jubilee_is_read_with_the_version_that_a_step_needs(site: Site) -> None:
    id = await occasions.entered(site)
    read = await got(site, f"/letter-occasions/{id}")
    shown = read.json()
    assert (read.headers["etag"], shown["version"]) == ('"1"', 1)
    assert [one["last_name"] for one in shown["recipients"]] == ["Gilowska", "Gilowski"]
    assert shown.items() >= {
        "kind": "wedding", "counted_from": "1976-06-19", "years": 50, "on": "2026-06-19", "stage": "to_apply",
        "motion_from": "2026-01-01", "closed": False,
    }.items()  # fmt: skip
    headers = site.once(PROTOCOL) | {"If-Match": read.headers["etag"]}
    path, ended = f"{API}/letter-occasions/{id}/end", {"reason": "Wyprowadzili się."}
    answers = [await site.client.post(path, json=ended, headers=headers) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [(200, {"version": 2})] * 2
    after = (await got(site, f"/letter-occasions/{id}")).json()
    assert (after["closed"], after["closed_for"], after["version"]) == (True, "Wyprowadzili się.", 2)
    late = await post(site, f"/letter-occasions/{id}/end", {"reason": "Jeszcze raz."}, OFFICER, 1)
    assert late.status_code == 412
    await got(site, f"/letter-occasions/{new_id()}", 404)


async def test_jubilees_are_listed_by_their_day_a_page_at_a_time_without_names(site: Site) -> None:
    days = ("1976-09-01", "1976-06-19", "1976-12-24")
    ids = {}
    for number, day in enumerate(days):
        pair = [person_of(number), person_of(number, gender="m", first_name="Jan")]
        ids[day] = await occasions.entered(site, counted_from=day, recipients=pair)
    answer = await got(site, "/letter-occasions?limit=2")
    assert [one["occasion_id"] for one in answer.json()] == [ids[days[1]], ids[days[0]]]
    assert "Próbna" not in answer.text
    rest = await got(site, "/letter-occasions?limit=2&page=2")
    assert [one["on"] for one in rest.json()] == ["2026-12-24"]
    assert (
        await post(site, f"/letter-occasions/{ids[days[1]]}/end", {"reason": "Pomyłka."}, version=1)
    ).status_code == 200
    assert [one["occasion_id"] for one in (await got(site, "/letter-occasions?closed=true")).json()] == [ids[days[1]]]
    for wrong in ("limit=0", "limit=101", "page=0"):
        await got(site, f"/letter-occasions?{wrong}", 422)


async def test_a_mailing_is_read_with_its_version_and_listed_without_its_readers(site: Site) -> None:
    id = await mailings.signed(site)
    [line] = (await got(site, "/letter-mailings")).json()
    assert (line["mailing_id"], line["state"], line["count"], "recipients" in line) == (id, "signed", 2, False)
    read = await got(site, f"/letter-mailings/{id}")
    shown = read.json()
    assert (read.headers["etag"], shown["body"]) == (f'"{shown["version"]}"', mailings.BODY)
    assert [one["first_name"] for one in shown["recipients"]] == ["Jan", "Anna"]
    sent = await post(site, f"/letter-mailings/{id}/dispatch", None, PROTOCOL, shown["version"])
    assert sent.status_code == 200, sent.text
    after = (await got(site, f"/letter-mailings/{id}")).json()
    assert (after["state"], after["left_out"], after["sign"] is None) == ("sent", 0, False)
    assert (await got(site, "/letter-mailings?page=2")).json() == []


async def test_each_opening_is_written_down(site: Site) -> None:
    jubilee, mailing = await occasions.entered(site), await mailings.made(site)
    await got(site, f"/letter-occasions/{jubilee}")
    await got(site, f"/letter-mailings/{mailing}")
    rows = [row async for row in site.database.collection("event_readings").find().sort("at", 1)]
    assert {(row["what"], row["of"]) for row in rows} == {("occasion", jubilee), ("batch", mailing)}
    assert {row["by_name"] for row in rows} == {AUDITOR.name}
