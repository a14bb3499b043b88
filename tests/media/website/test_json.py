"""The site for programs: what an editor does at the desk a program does too, with the same rights and rules."""

from typing import Any

import pytest

from shared.access import Person, Role
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.website.conftest import SECOND
from tests.media.website.test_files import jpeg

API = "/api/media/v1"
GIVEN: dict[str, Any] = {
    "title": "Otwieramy ogród na Rogatce",
    "lead": "W sobotę otwieramy ogród, który wybrali mieszkańcy.",
    "body": "Przyjdź o **10:00**.",
}
OTHER = {**GIVEN, "lead": "W niedzielę otwieramy ogród, który wybrali mieszkańcy."}
REASON = {"reason": "Podaliśmy złą datę otwarcia."}
MENU = {"entries": [{"group": "Miasto", "text": "Parki", "address": "/strony/parki"}]}
PRESS_ALONE, ALL = {Role.PRESS_OFFICER}, {one.role for one in DEMO_PEOPLE}
ONE = "/articles/nothing"
ROUTES: list[tuple[str, str, Any, set[Role]]] = [
    ("GET", "/articles", None, ALL),
    ("POST", "/articles", GIVEN, PRESS_ALONE),
    ("GET", "/articles/edited", None, PRESS_ALONE),
    ("GET", ONE, None, PRESS_ALONE),
    ("PUT", ONE, GIVEN, PRESS_ALONE),
    ("GET", f"{ONE}/versions", None, PRESS_ALONE),
    ("GET", f"{ONE}/versions/1", None, PRESS_ALONE),
    ("POST", f"{ONE}/versions/1/restoration", None, PRESS_ALONE),
    ("GET", f"{ONE}/difference?older=1&newer=2", None, PRESS_ALONE),
    ("POST", f"{ONE}/review", None, PRESS_ALONE),
    ("POST", f"{ONE}/return", {"remark": "Popraw datę w pierwszym zdaniu."}, PRESS_ALONE),
    ("POST", f"{ONE}/approval", {}, PRESS_ALONE),
    ("POST", f"{ONE}/unscheduling", None, PRESS_ALONE),
    ("PUT", f"{ONE}/address", {"slug": "ogrod"}, PRESS_ALONE),
    ("POST", f"{ONE}/withdrawal", REASON, PRESS_ALONE),
    ("POST", "/article-pictures", None, PRESS_ALONE),
    ("POST", "/article-files", None, PRESS_ALONE),
    ("GET", "/site-menu", None, ALL),
    ("PUT", "/site-menu", MENU, PRESS_ALONE),
]


async def call(
    site: Site,
    path: str,
    given: Any = None,
    *,
    version: int = 1,
    by: Person = PRESS,
    method: str = "POST",
    key: str | None = None,
) -> Any:
    headers = {**site.once(by, key), "If-Match": f'"{version}"'}
    return await site.client.request(method, f"{API}{path}", json=given, headers=headers)


async def upload(site: Site, path: str, body: bytes) -> Any:
    files = {"file": ("ogrod.jpg", body, "image/jpeg")}
    return await site.client.post(f"{API}{path}", files=files, headers=site.once(PRESS))


async def seen(site: Site, path: str) -> Any:
    answer = await site.client.get(f"{API}{path}", headers=site.by(PRESS))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def written(site: Site, **changes: Any) -> str:
    answer = await call(site, "/articles", {**GIVEN, **changes})
    assert answer.status_code == 201, answer.text
    return f"/articles/{answer.json()['article_id']}"


async def step(site: Site, path: str, name: str, given: Any = None, by: Person = PRESS, method: str = "POST") -> str:
    """Do a step with an article as it stands; give its stage."""
    version = (await seen(site, path))["version"]
    answer = await call(site, f"{path}/{name}", given, version=version, by=by, method=method)
    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] > version
    return str(answer.json()["stage"])


async def on_site(site: Site, **changes: Any) -> str:
    path = await written(site, **changes)
    assert await step(site, path, "review") == "review"
    assert await step(site, path, "approval", {}, SECOND) == "published"
    return path


async def test_each_route_is_for_its_own_hands(site: Site) -> None:
    for role in sorted(ALL):
        for method, path, given, hands in ROUTES:
            answer = await call(site, path, given, by=person(role), method=method)
            assert (answer.status_code == 403) == (role not in hands), (role, method, path, answer.text)
    for method, path, given, hands in ROUTES:
        headers = {"Idempotency-Key": "klucz-obcego", "If-Match": '"1"'}
        answer = await site.client.request(method, f"{API}{path}", json=given, headers=headers)
        assert (answer.status_code == 401) == (hands is not ALL), (method, path)


async def test_a_text_goes_the_whole_way_and_each_edit_is_kept_and_compared(site: Site, clock: SetClock) -> None:
    path = await written(site)
    assert (await call(site, path, OTHER, method="PUT")).json() == {"stage": "draft", "version": 2}
    assert await step(site, path, "review") == "review"
    assert await step(site, path, "return", {"remark": "Napisz, o której godzinie."}, SECOND) == "draft"
    assert (await seen(site, path))["remark"] == "Napisz, o której godzinie."
    assert await step(site, path, "review") == "review"
    later = {"publish_at": "2026-04-20T10:00:00+02:00"}
    own = await call(site, f"{path}/approval", later, version=5)
    assert (own.status_code, own.json()["type"]) == (409, "/problems/own-text")
    assert await step(site, path, "approval", later, SECOND) == "scheduled"
    assert (await seen(site, path))["publish_at"] == "2026-04-20T08:00:00Z"
    assert await step(site, path, "unscheduling") == "draft"
    assert (await site.client.get(f"{API}/articles")).json() == []
    await step(site, path, "review")
    assert await step(site, path, "approval", {}, SECOND) == "published"
    [shown] = (await site.client.get(f"{API}/articles")).json()
    assert shown["lead"] == OTHER["lead"]
    assert [one["number"] for one in await seen(site, f"{path}/versions")] == [2, 1]
    assert (await seen(site, f"{path}/versions/1"))["text"]["lead"] == GIVEN["lead"]
    [lead] = [one for one in await seen(site, f"{path}/difference?older=1&newer=2") if one["changed"]]
    assert lead["part"] == "lead"
    words = {one["kind"]: one["text"].strip() for one in lead["pieces"]}
    assert (words["out"], words["in"]) == ("sobotę", "niedzielę")
    assert [one["what"] for one in (await seen(site, path))["history"]][-2:] == ["approved", "shown"]


async def test_an_edit_of_what_is_on_the_site_waits_and_an_old_version_comes_back(site: Site) -> None:
    path = await on_site(site)
    version = (await seen(site, path))["version"]
    assert (await call(site, path, OTHER, version=version, method="PUT")).json()["stage"] == "draft"
    shown = await seen(site, path)
    assert (shown["text"]["lead"], shown["on_site"]["lead"]) == (OTHER["lead"], GIVEN["lead"])
    assert await step(site, path, "versions/1/restoration") == "published", "what is on the site again waits for nobody"


async def test_from_an_old_address_readers_are_led_on_and_nobody_else_gets_it(site: Site) -> None:
    path, twin = await on_site(site), await on_site(site, title="Ogród na Rogatce jest otwarty")
    assert await step(site, path, "address", {"slug": "ogrod"}, method="PUT") == "published"
    shown = await seen(site, path)
    assert (shown["path"], shown["addresses"]) == (
        "/aktualnosci/ogrod",
        ["otwieramy-ogrod-na-rogatce", "ogrod"],
    )
    old = await site.client.get("/aktualnosci/otwieramy-ogrod-na-rogatce")
    assert (old.status_code, old.headers["location"]) == (301, "/aktualnosci/ogrod")
    version = (await seen(site, twin))["version"]
    taken = await call(site, f"{twin}/address", {"slug": "otwieramy-ogrod-na-rogatce"}, version=version, method="PUT")
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/slug-taken")


async def test_a_withdrawal_names_its_reason_and_ends_all(site: Site) -> None:
    path = await on_site(site)
    assert await step(site, path, "withdrawal", REASON) == "withdrawn"
    shown = await seen(site, path)
    assert (shown["withdrawal_reason"], shown["on_site"]) == (REASON["reason"], None)
    assert (await call(site, path, OTHER, version=shown["version"], method="PUT")).status_code == 409
    [line] = await seen(site, "/articles/edited?stage=withdrawn&kind=article")
    assert f"/articles/{line['article_id']}" == path


async def test_pictures_and_files_come_first_and_their_blocks_name_them(site: Site) -> None:
    kept = []
    for place in ("/article-pictures", "/article-files"):
        answer = await upload(site, place, jpeg())
        assert answer.status_code == 201, answer.text
        kept.append(answer.json())
    image = {"kind": "image", "alt": "Ogród pełen kwiatów", **kept[0]}
    file = {"kind": "file", "text": "Zdjęcie do druku", **{k: kept[1][k] for k in ("file_id", "media_type", "size")}}
    path = await written(site, body=None, blocks=[image, file])
    assert [one["kind"] for one in (await seen(site, path))["text"]["blocks"]] == ["image", "file"]
    gone = await call(site, "/articles", {**GIVEN, "body": None, "blocks": [{**image, "file_id": "0" * 32}]})
    assert gone.status_code == 404
    refused = await upload(site, "/article-pictures", b"nic")
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/file-refused")


async def test_the_menu_is_arranged_by_who_has_read_it(site: Site) -> None:
    assert (await call(site, "/site-menu", MENU, version=3, method="PUT")).status_code == 412, (
        "nobody has read that one"
    )
    assert (await call(site, "/site-menu", MENU, version=0, method="PUT")).json() == {"version": 1}
    answer = await site.client.get(f"{API}/site-menu")
    assert (answer.headers["ETag"], answer.json()["entries"]) == ('"1"', MENU["entries"])
    assert (await call(site, "/site-menu", MENU, version=0, method="PUT")).status_code == 412
    empty: dict[str, Any] = {"entries": []}
    assert (await call(site, "/site-menu", empty, version=1, method="PUT")).json() == {"version": 2}
    outside = {"entries": [{"group": "Miasto", "text": "Obce", "address": "https://example.org"}]}
    assert (await call(site, "/site-menu", outside, version=2, method="PUT")).status_code == 422


@pytest.mark.parametrize("name", ["edit", "review", "menu"])
async def test_the_same_step_twice_with_one_key_is_done_once_and_a_stale_one_is_refused(site: Site, name: str) -> None:
    path, given, method, version = {
        "edit": (await written(site), OTHER, "PUT", 1),
        "review": (f"{await written(site)}/review", None, "POST", 1),
        "menu": ("/site-menu", MENU, "PUT", 0),
    }[name]
    answers = [await call(site, path, given, version=version, method=method, key="klucz-kroku") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert (await call(site, path, given, version=version, method=method)).status_code == 412


@pytest.mark.parametrize(
    "given",
    [
        {**GIVEN, "blocks": [{"kind": "heading", "text": "I to, i to"}]},
        {**GIVEN, "body": None},
        {**GIVEN, "extra": 1},
        {**GIVEN, "title": "x"},
    ],
)
async def test_a_text_has_either_a_body_or_blocks_and_nothing_else(site: Site, given: dict[str, Any]) -> None:
    assert (await call(site, "/articles", given)).status_code == 422
