"""Marks that a voter has made and not sent on: no button of the page, and no page loaded anew, takes them away."""

from collections.abc import Awaitable, Callable

import pytest

from tests.conftest import SetClock, Site
from tests.voting.ballots.test_booth import ANNA, ROOT, opened, site, voted
from tests.voting.conftest import EDITION

__all__ = ["site"]
FIRST, SECOND = f"{ROOT}/{EDITION}/1", f"{ROOT}/{EDITION}/2"


async def marked_in(site: Site, address: str) -> list[str]:
    """Give what the page of a section shows as marked."""
    page = (await site.client.get(address)).text
    return [line.split('value="')[1].split('"')[0] for line in page.splitlines() if " checked" in line]


@pytest.mark.parametrize(
    ("step", "leads"),
    [
        ("osiedle", f"{SECOND}?osiedle=chmielnik"),
        ("wstecz", FIRST),
        ("dalej", f"{ROOT}/{EDITION}/podsumowanie"),
        ("nie znamy takiego", f"{ROOT}/{EDITION}/podsumowanie"),
    ],
)
async def test_wherever_a_button_leads_the_marks_are_kept(site: Site, clock: SetClock, step: str, leads: str) -> None:
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    form = {"wybor": "lawki", "osiedle": "chmielnik", "krok": step}
    assert (await site.client.post(SECOND, data=form)).headers["location"] == leads
    assert await marked_in(site, SECOND) == ["lawki"]


async def test_the_page_keeps_each_mark_at_once_and_stays(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    answer = await site.client.post(FIRST, data={"wybor": ["fontanna", "drzewa"], "krok": "tu"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert sorted(await marked_in(site, FIRST)) == ["drzewa", "fontanna"]
    await site.client.post(FIRST, data={"krok": "tu"})
    assert await marked_in(site, FIRST) == []


async def test_a_mark_too_many_is_not_kept_and_what_was_kept_stays(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    await site.client.post(FIRST, data={"wybor": ["fontanna", "drzewa"], "krok": "tu"})
    too_many = {"wybor": ["fontanna", "drzewa", "alejki"], "krok": "tu"}
    assert (await site.client.post(FIRST, data=too_many)).status_code == 204
    assert sorted(await marked_in(site, FIRST)) == ["drzewa", "fontanna"]
    assert (await site.client.post(FIRST, data=too_many | {"krok": "wstecz"})).status_code == 422


async def test_who_goes_back_may_have_marked_too_few_so_far(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    sections = [
        {"id": "miasto", "name": "Miasto", "pools": ["city"], "max_choices": 3},
        {"id": "osiedla", "name": "Osiedla", "pools": ["local"], "min_choices": 2, "max_choices": 2},
    ]
    site = await vote_site(rules={"sections": sections})
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    assert (await site.client.post(SECOND, data={"wybor": "lawki"})).status_code == 422
    assert (await site.client.post(SECOND, data={"wybor": "lawki", "krok": "wstecz"})).status_code == 303
    assert await marked_in(site, SECOND) == ["lawki"]


async def test_who_goes_back_from_the_receipt_is_led_to_it_and_not_told_to_vote_again(
    site: Site, clock: SetClock
) -> None:
    await opened(site, clock)
    await voted(site)
    answer = await site.client.get(f"{ROOT}/{EDITION}/podsumowanie")
    page = (await site.client.get(answer.headers["location"])).text
    assert "Karta z tej przeglądarki jest już w urnie." in page
    assert f'href="{ROOT}/{EDITION}/oddany"' in page
    assert "włącz w przeglądarce ciasteczka" not in page
