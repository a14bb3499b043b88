"""The work of units at a glance: what is counted, and that each number leads to the list of just those reviews."""

import re
from html import unescape

import pytest

from tests.verification.conftest import API, GREEN, MAYOR, OFFICER, ROADS, House, announced, person, submitted
from tests.verification.statements.conftest import of_unit

PLACE = "/panel/weryfikacja/jednostki"


async def counted(house: House, unit: str) -> dict[str, float | None]:
    """Give what is told of a unit."""
    items = (await house.get(f"{API}/units")).json()["items"]
    [one] = [item for item in items if item["unit"] == unit]
    return {name: one[name] for name in ("open", "late", "week", "finished", "median_days")}


@pytest.fixture
async def busy(house: House) -> House:
    """The roads have finished three reviews, after 2, 4 and 10 days, have one late and two due in five days."""
    await house.tell(announced(), *(submitted(number) for number in range(1, 8)))
    for number in (1, 2, 3, 4):
        await house.pass_card(number)
    await house.pass_card(7, unit="WGOŚ")
    for days, number in ((2, 1), (2, 2), (6, 3)):
        house.clock.move(days=days)
        assert (await house.review(number)).status_code == 200
    # The 11th day; what is passed now is due 30 days later.
    await house.pass_card(5)
    await house.pass_card(6)
    house.clock.move(days=25)
    return house


async def test_each_unit_is_counted_by_itself(busy: House) -> None:
    assert await counted(busy, "ZDM") == {"open": 3, "late": 1, "week": 2, "finished": 3, "median_days": 4.0}
    green = await counted(busy, "WGOŚ")
    assert green == {"open": 1, "late": 1, "week": 0, "finished": 0, "median_days": None}
    assert (await counted(busy, "MBP"))["open"] == 0, "a unit without work is told, too"


async def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle(busy: House) -> None:
    await busy.review(4)
    # 2, 4, 10 and 35 days.
    assert (await counted(busy, "ZDM"))["median_days"] == 7.0


async def test_statements_that_wait_for_a_unit_are_its_work_too_and_the_late_ones_are_seen(busy: House) -> None:
    body = {"units": ["WGOŚ", "WE"], "question": "Czy są tam drzewa?"}
    assert (await busy.post(f"{API}/reviews/{5:032x}/statements", body, OFFICER, version=None)).status_code == 200
    busy.clock.move(days=15)
    assert (await busy.post(f"{API}/reviews/{6:032x}/statements", body, OFFICER, version=None)).status_code == 200
    items = (await busy.get(f"{API}/units")).json()["items"]
    told = {one["unit"]: (one["statements"], one["statements_late"]) for one in items if one["statements"]}
    assert told == {"WGOŚ": (2, 1), "WE": (2, 1)}
    back = {"reason": "To nie szkoła."}
    assert (await busy.post(f"{API}/statements/{6:032x}-2/return", back, of_unit("WE"))).status_code == 200
    assert 'termin=po-terminie">1</a>' in unescape((await busy.get(PLACE, MAYOR)).text)
    for unit, late, count in (("WGOŚ", "", 2), ("WGOŚ", "&termin=po-terminie", 1), ("WE", "", 1)):
        listed = (await busy.get(f"/panel/weryfikacja/stanowiska?jednostka={unit}{late}", MAYOR)).text
        assert len(re.findall(r'stanowiska/0+\d-\d">', listed)) == count, (unit, late)


async def test_each_number_leads_to_the_list_of_those_reviews(busy: House) -> None:
    text = (await busy.get(PLACE, MAYOR)).text
    links = [
        (unescape(href), int(count))
        for href, count in re.findall(r'<td class="number"[^>]*><a href="([^"]+)">(\d+)</a>', text)
    ]
    assert len(links) == 6
    for href, count in links:
        listed = (await busy.get(href, MAYOR)).text
        assert len(set(re.findall(r">(BO-2027-\d{3})<", listed))) == count, href


async def test_only_officers_and_the_mayor_see_the_work_of_all(house: House) -> None:
    for who in (ROADS, GREEN, person("p-adam")):
        for path in (PLACE, f"{PLACE}/zakonczone?jednostka=ZDM", f"{API}/units"):
            assert (await house.get(path, who)).status_code == 403
    assert (await house.get(PLACE, OFFICER)).status_code == 200
    assert "nie zakończyła jeszcze żadnej oceny" in (await house.get(f"{PLACE}/zakonczone?jednostka=ZDM", OFFICER)).text
