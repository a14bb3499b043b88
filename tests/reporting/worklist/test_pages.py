"""Signing in, and everybody's morning."""

import pytest

from shared.access import COOKIE, Role
from shared.contracts import events, media
from shared.demo_people import DEMO_PEOPLE
from shared.web.sign_in import our_address
from tests.reporting.conftest import OFFICER, ZDM, moment, person
from tests.reporting.worklist.test_tasks import opened

PANEL = "/panel"


async def test_an_officer_signs_in_sees_her_morning_and_signs_out(site, clock):
    clock.moment = moment("2026-04-15")
    await site.house.hears(opened("a", role="officer", unit=None, due_at=moment("2026-04-14")), opened("b"))
    to_sign_in = await site.client.get(PANEL)
    assert to_sign_in.headers["location"] == "/panel/zaloguj?next=/panel"
    assert "Anna Bielecka" in (await site.client.get(to_sign_in.headers["location"])).text
    answer = await site.client.post("/panel/zaloguj", data={"person": OFFICER.id, "next": "/panel"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/panel")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "Path=/", "SameSite=lax", "Secure"):
        assert part in cookie
    assert "Domain" not in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    page = await site.client.get(PANEL, headers={"Cookie": f"{COOKIE}={token}"})
    assert "Dzień dobry, Anno" in page.text
    assert '<tr class="late">' in page.text
    assert "Co czeka w jednostkach" in page.text
    assert page.headers["cache-control"] == "no-store"
    out = await site.client.post("/panel/wyloguj")
    assert out.status_code == 303
    assert f'{COOKIE}="";' in out.headers["set-cookie"]


@pytest.mark.parametrize(("contracts", "name"), [(media, "Media"), (events, "Wydarzenia")])
async def test_work_is_from_the_part_of_the_house_that_the_menu_calls_by_that_name(site, contracts, name):
    task = opened("a", role="press_officer", unit=None).model_dump(mode="json", exclude={"name"})
    await site.house.hears(contracts.TaskOpenedV1.model_validate(task))
    page = await site.client.get(PANEL, headers=site.by(person(Role.PRESS_OFFICER)))
    assert f">{name}" in "".join(page.text.split('data-label="Od"')[1].split())


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "panel", "/a\r\nX: y"],
)
async def test_nobody_is_led_to_another_site(site, address):
    assert our_address(address) == "/panel"
    answer = await site.client.post("/panel/zaloguj", data={"person": OFFICER.id, "next": address})
    assert answer.headers["location"] == "/panel"


def test_one_goes_on_to_where_one_was_going():
    assert our_address("/panel/realizacja/p-1?etap=built") == "/panel/realizacja/p-1?etap=built"


async def test_who_is_not_of_the_demonstration_is_not_let_in(site):
    answer = await site.client.post("/panel/zaloguj", data={"person": "p-nobody"})
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers
    assert (await site.client.post("/api/reporting/v1/session", json={"person": "p-nobody"})).status_code == 422


async def test_a_program_of_the_demonstration_gets_a_session(site):
    answer = await site.client.post("/api/reporting/v1/session", json={"person": ZDM.id})
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert "Dzień dobry, Marku" in (await site.client.get(PANEL, headers=headers)).text


async def test_in_production_nobody_signs_in_as_anybody(make_site):
    site = await make_site("production")
    for answer in (
        await site.client.get("/panel/zaloguj"),
        await site.client.post("/panel/zaloguj", data={"person": OFFICER.id}),
    ):
        assert answer.status_code == 503
        assert "Logowanie nie jest jeszcze skonfigurowane" in answer.text
        assert "set-cookie" not in answer.headers
    assert (await site.client.post("/api/reporting/v1/session", json={"person": OFFICER.id})).status_code == 404


@pytest.mark.parametrize("one", {one.role: one for one in DEMO_PEOPLE}.values())
async def test_everybody_has_a_morning_though_nothing_waits(site, one):
    page = await site.client.get(PANEL, headers=site.by(one))
    assert page.status_code == 200
    assert "Dziś nic nie czeka" in page.text


async def test_an_officer_looks_into_what_waits_in_one_unit(site):
    await site.house.hears(opened("a"), opened("b", unit="WRM", case="BO-2027-099"))
    page = await site.client.get(f"{PANEL}?czyje=jednostki&jednostka=WRM", headers=site.by(OFFICER))
    assert "BO-2027-099" in page.text
    assert "BO-2027-041" not in page.text
    mayor = await site.client.get(f"{PANEL}?czyje=jednostki", headers=site.by(person(Role.MAYOR)))
    assert "BO-2027-041" not in mayor.text


@pytest.mark.parametrize(
    ("link", "lead"),
    [
        ("/panel/prasa/sprawy/p-1", "prowadzi biuro prasowe"),
        ("/panel/spotkania/moje/m-1", "czytają uczestnicy spotkania"),
        ("/panel/sprawozdania/r-1/potwierdzenie", "potwierdza jednostka"),
    ],
)
async def test_an_officer_is_told_who_leads_what_is_closed_to_her_and_is_sent_to_no_closed_door(site, link, lead):
    await site.house.hears(opened("a", link=link), opened("b", case="BO-2027-099", link="/panel/rada/uchwaly/u-1"))
    page = (await site.client.get(f"{PANEL}?czyje=jednostki", headers=site.by(OFFICER))).text
    assert f'href="{link}"' not in page
    assert "BO-2027-041" in page
    assert page.count(lead) == 1
    assert '<a href="/panel/rada/uchwaly/u-1">BO-2027-099</a>' in page
    its_own = (await site.client.get(PANEL, headers=site.by(ZDM))).text
    assert f'<a href="{link}">BO-2027-041</a>' in its_own
    assert lead not in its_own


async def test_a_filter_without_a_find_leads_back(site):
    await site.house.hears(opened("a", role="officer", unit=None))
    page = await site.client.get(f"{PANEL}?q=smok&termin=po-terminie", headers=site.by(OFFICER))
    assert "Nic tu nie pasuje" in page.text
