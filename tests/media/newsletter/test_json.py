"""The newsletter for programs: an issue from the first word to its mailing, with the same rights as at the desk."""

from typing import Any

import pytest

from services.media.newsletter.domain.issue import Publication, Source
from services.media.newsletter.store import MongoNewsletterStore
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from shared.store import Transaction
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

API = "/api/media/v1/newsletter"
MAYOR = person(Role.MAYOR)
GIVEN = {"topic": "news", "subject": "Co nowego w mieście", "opening": "Dzień dobry, oto nowości.", "items": ["a-1"]}
WRITERS, EDITORS = {Role.PRESS_OFFICER}, {Role.PRESS_OFFICER, Role.MAYOR}
STEPS = [
    ("POST", "/issues", WRITERS),
    ("PUT", "/issues/{id}", WRITERS),
    ("POST", "/issues/{id}/approval", EDITORS),
    ("POST", "/issues/{id}/return", EDITORS),
    ("POST", "/issues/{id}/discarding", WRITERS),
    ("POST", "/issues/{id}/mailing", WRITERS),
    ("POST", "/mailings/{id}/pause", WRITERS),
    ("POST", "/mailings/{id}/resumption", WRITERS),
    ("POST", "/mailings/{id}/retry", WRITERS),
    ("GET", "/issues", EDITORS),
    ("GET", "/issues/{id}", EDITORS),
    ("GET", "/publications", EDITORS),
    ("GET", "/readers", EDITORS),
    ("GET", "/mailings", EDITORS),
    ("GET", "/mailings/{id}", EDITORS),
    ("GET", "/mailings/{id}/undelivered", EDITORS),
]


@pytest.fixture(autouse=True)
async def published(site: Site, clock: SetClock) -> None:
    """An article is on the site."""
    store = MongoNewsletterStore(site.database)
    told = {"title": "Park otwarty", "lead": "Od soboty.", "page": "/aktualnosci/park", "heard": 1}
    article = Publication(id="a-1", source=Source.ARTICLE, published_at=clock.now(), **told)

    async def put(tx: Transaction) -> None:
        await store.put_publication(tx, article)

    await site.database.transaction(put)


async def act(
    site: Site, path: str, who: Any = PRESS, *, version: int = 1, given: Any = None, key: str | None = None
) -> Any:
    headers = {**site.once(who, key), "If-Match": f'"{version}"'}
    return await site.client.post(f"{API}{path}", json=given, headers=headers)


async def seen(site: Site, path: str) -> Any:
    return (await site.client.get(f"{API}{path}", headers=site.by(PRESS))).json()


async def written(site: Site, **changes: Any) -> str:
    answer = await act(site, "/issues", given=GIVEN | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["issue_id"])


async def test_an_issue_is_written_changed_approved_by_another_and_sent(site: Site) -> None:
    id = await written(site)
    headers = {**site.by(PRESS), "If-Match": '"1"'}
    changed = {**GIVEN, "subject": "Co nowego w kwietniu"}
    assert (await site.client.put(f"{API}/issues/{id}", json=changed, headers=headers)).json() == {"version": 2}
    own = await act(site, f"/issues/{id}/approval", version=2)
    assert (own.status_code, own.json()["type"]) == (409, "/problems/same-editor")
    assert (await act(site, f"/issues/{id}/approval", MAYOR, version=2)).json() == {"version": 3}
    assert (await act(site, f"/issues/{id}/return", MAYOR, version=3)).json() == {"version": 4}
    assert (await act(site, f"/issues/{id}/approval", MAYOR, version=4)).json() == {"version": 5}
    answer = await site.client.get(f"{API}/issues/{id}", headers=site.by(MAYOR))
    assert answer.headers["ETag"] == '"5"'
    issue = answer.json()
    assert (issue["state"], issue["may"], issue["approved"]["person_name"]) == (
        "approved",
        ["return", "send", "discard"],
        MAYOR.name,
    )
    assert [item["title"] for item in issue["items"]] == ["Park otwarty"]
    assert "Park otwarty" in issue["letter"]["text"]
    assert (await act(site, f"/issues/{id}/mailing", version=5)).json() == {"version": 6}
    (mailing,) = await seen(site, "/mailings")
    assert (mailing["mailing_id"], mailing["state"], mailing["letters"]) == (id, "sending", {})
    for step, state in (("pause", "paused"), ("resumption", "sending")):
        assert (await act(site, f"/mailings/{id}/{step}")).json()["state"] == state
    early = await act(site, f"/mailings/{id}/retry")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/mailing-not-there")
    assert await seen(site, f"/mailings/{id}/undelivered") == []
    for path in ("/issues/nothing", "/mailings/nothing", "/mailings/nothing/undelivered"):
        assert (await seen(site, path))["type"] == "/problems/not-found"


async def test_each_thing_is_done_by_its_own_hands(site: Site) -> None:
    id = await written(site)
    for role in sorted({one.role for one in DEMO_PEOPLE}):
        for method, path, hands in STEPS:
            headers = {**site.once(person(role)), "If-Match": '"99"'}
            given = GIVEN if method != "GET" else None
            answer = await site.client.request(method, f"{API}{path.format(id=id)}", json=given, headers=headers)
            assert (answer.status_code == 403) == (role not in hands), (role, method, path, answer.text)


async def test_the_same_step_twice_with_one_key_is_one_step_and_an_older_version_is_refused(site: Site) -> None:
    made = [await act(site, "/issues", given=GIVEN, key="klucz-wydania") for _ in range(2)]
    assert made[0].json() == made[1].json()
    (issue,) = await seen(site, "/issues")
    id = issue["issue_id"]
    approved = [await act(site, f"/issues/{id}/approval", MAYOR, key="klucz-zgody") for _ in range(2)]
    assert [answer.json() for answer in approved] == [{"version": 2}] * 2
    assert (await act(site, f"/issues/{id}/mailing", version=1)).status_code == 412
    sent = [await act(site, f"/issues/{id}/mailing", version=2, key="klucz-wysylki") for _ in range(2)]
    assert [answer.json() for answer in sent] == [{"version": 3}] * 2
    paused = [await act(site, f"/mailings/{id}/pause", key="klucz-przerwy") for _ in range(2)]
    assert [answer.json()["state"] for answer in paused] == ["paused"] * 2
    assert (await act(site, f"/issues/{id}/discarding", version=3)).json()["type"] == "/problems/issue-not-there"


async def test_an_issue_that_does_not_hold_is_refused(site: Site) -> None:
    for changes, status in (
        ({"topic": "warnings"}, 422),
        ({"subject": "x"}, 422),
        ({"items": ["nothing"]}, 404),
        ({"items": [str(number) for number in range(21)]}, 422),
        ({"extra": 1}, 422),
    ):
        assert (await act(site, "/issues", given=GIVEN | changes)).status_code == status, changes
    id = await written(site, items=[])
    assert (await act(site, f"/issues/{id}/approval", MAYOR)).json()["type"] == "/problems/issue-empty"


async def test_what_an_issue_can_hold_and_how_many_read_is_told(site: Site) -> None:
    (one,) = await seen(site, "/publications")
    assert (one["publication_id"], one["source"]) == ("a-1", "article")
    told = await seen(site, "/readers")
    assert (set(told["reading"].values()), told["paused"]) == ({0}, 0)
