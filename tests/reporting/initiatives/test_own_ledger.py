"""The representative's link as JSON: the whole way, nothing twice, and nothing of the city's side."""

import pytest

from shared.contracts.initiatives.reporting import RepresentativeLinkRenewedV1
from shared.contracts.reporting import TaskOpenedV1
from tests.reporting.conftest import OFFICER, key
from tests.reporting.implementation.test_photographs import taken
from tests.reporting.initiatives.conftest import API, ID, WORK, ledger, send, signed, spend, work

OWN = "/api/reporting/v1/own-ledger"


def token(site, number=1):
    """What stands in the representative's link after the last slash."""
    return site.house.ledgers.links.address(ID, number).rpartition("/")[2]


async def own(site, step, body, id_key=None):
    return await site.client.post(f"{OWN}{step}", json={"token": token(site), **body}, headers=key(id_key))


async def opened(site):
    answer = await own(site, "/opening", {})
    assert answer.status_code == 200, answer.text
    return answer


async def test_the_representative_goes_the_whole_way_without_an_account(site, clock):
    await signed(site, clock)
    await work(site, 30)
    await spend(site)
    body = {"line": WORK, "day": "2027-05-09", "minutes": 60, "note": "Sadzenie krzewów."}
    for _ in range(2):
        assert (await own(site, "/entries", body, "representative-1")).json() == {"number": 3}
    right = {"number": 3, "right": 45, "reason": "Krócej."}
    for _ in range(2):
        assert (await own(site, "/corrections", right, "representative-2")).json() == {"number": 4}
    found = await opened(site)
    assert found.headers["cache-control"] == "no-store"
    told = found.json()
    assert {one["side"] for one in told["lines"]} == {"own"}
    assert [(one["number"], one["yours"], one["corrects"]) for one in told["entries"]] == [
        (1, False, None),
        (3, True, None),
        (4, True, 3),
    ]
    assert told["can"] == ["record_own", "correct", "hand_in", "photograph"]
    stale = await own(site, "/settlement", {"version": told["version"] - 1})
    assert stale.status_code == 412
    for _ in range(2):
        done = await own(site, "/settlement", {"version": told["version"]}, "representative-3")
        assert done.json() == {"version": told["version"] + 1}, done.text
    after = (await opened(site)).json()
    assert (after["stage"], after["can"]) == ("handed_in", ["photograph"])
    assert (await own(site, "/entries", body)).status_code == 409


async def test_what_is_to_be_mended_is_told_with_its_day(site, clock):
    await signed(site, clock)
    told = (await opened(site)).json()
    assert (told["points"], told["explanation"], told["due_at"] is not None) == ([], [], True)
    await own(site, "/settlement", {"version": told["version"]})
    points = {"points": ["Wpisz dzień, w którym przywieziono ziemię."]}
    back = await send(site, "/settlement/return", points, version=(await ledger(site))["version"])
    assert back.status_code == 200, back.text
    told = (await opened(site)).json()
    assert (told["points"], told["stage"]) == (points["points"], "returned")
    assert told["explanation"]


async def test_a_photograph_of_the_link_waits_for_an_officer(site, clock):
    await signed(site, clock)
    data = {"token": token(site), "alt": "Krzewy stoją, ławka będzie jutro."}
    photo = taken(80, 60)
    for _ in range(2):
        sent = await site.client.post(f"{OWN}/photographs", data=data, files={"photo": ("a.jpg", photo)}, headers=key())
        assert sent.status_code == 201, sent.text
    assert [one["waits"] for one in (await opened(site)).json()["photographs"]] == [True, True]
    [task] = [one for one in await site.house.publishes(TaskOpenedV1) if one.kind == "initiative_photographs"]
    assert task.link == f"/panel/umowy/{ID}/zdjecia"
    shown = sent.json()["photograph_id"]
    assert (await send(site, f"/photographs/{shown}/showing")).status_code == 204
    assert {one["waits"] for one in (await opened(site)).json()["photographs"]} == {True, False}


CITY, THEIRS = {"day": "2027-05-09", "value": 500}, {"number": 1, "right": 1, "reason": "Nie było tego."}


@pytest.mark.parametrize(
    ("step", "body", "status"),
    [
        ("/entries", CITY, 403),
        ("/corrections", THEIRS, 403),
        ("/entries", {"line": WORK, "day": "2027-05-11", "minutes": 60}, 422),
        ("/entries", {"line": WORK, "day": "2027-05-09", "minutes": 60, "invoice": "FV/1"}, 422),
        ("/corrections", {"number": 9, "right": 1, "reason": "Nie było tego."}, 404),
    ],
)
async def test_the_link_never_reaches_the_citys_side_nor_what_the_office_entered(site, clock, step, body, status):
    await signed(site, clock)
    await spend(site)
    if body is CITY:
        [city] = [one["id"] for one in (await ledger(site))["lines"] if one["side"] == "city"]
        body = {"line": city, **body}
    assert (await own(site, step, body)).status_code == status
    assert len((await ledger(site))["entries"]) == 1


async def test_a_link_that_is_cut_off_or_was_renewed_opens_nothing(site, clock):
    await signed(site, clock)
    cut = await site.client.post(f"{OWN}/opening", json={"token": token(site)[:-2] + "xx"})
    assert (cut.status_code, cut.json()["type"]) == (404, "/problems/representative-link-broken")
    version = (await ledger(site))["version"]
    renewed = await site.client.post(f"{API}/link", headers={**site.by(OFFICER), **key(), "If-Match": f'"{version}"'})
    assert renewed.status_code == 201, renewed.text
    [word] = [row async for row in site.house.database.published_events([RepresentativeLinkRenewedV1.name])]
    assert RepresentativeLinkRenewedV1.model_validate_json(word["body"]).link == 2
    for step, body in (("/opening", {}), ("/settlement", {"version": version + 1})):
        assert (await own(site, step, body)).status_code == 410
    number = renewed.json()["address"].rpartition("/")[2]
    assert (await site.client.post(f"{OWN}/opening", json={"token": number})).status_code == 200


async def test_initiatives_are_found_by_their_words_in_json_too(site, clock):
    await signed(site, clock)
    for words, found in (("skwery złotej", 1), ("il-2027-004", 1), ("boisko", 0)):
        answer = await site.client.get("/api/reporting/v1/initiatives", params={"q": words})
        assert (words, answer.json()["found"]) == (words, found)
