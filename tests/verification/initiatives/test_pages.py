"""The pages of initiatives as staff use them: what waits for whom, and who comes second loses nothing."""

import re
from typing import Any

import httpx2 as httpx
import pytest

from services.verification.formal.domain.initiatives import INITIATIVE_CHECKS
from services.verification.scoring.pages.criteria import parse_bands
from shared.access import Person
from shared.store import new_id
from tests.verification.cases.test_pages import marked
from tests.verification.conftest import GREEN, MAYOR, OFFICER, ROADS, House
from tests.verification.initiatives.conftest import (
    AUDITOR,
    CHAIR,
    LOS,
    QUESTION,
    ROJ,
    TREASURER,
    card,
    close,
    filed,
    id_of,
    meet,
    opine,
    pass_on,
    reach,
    rule,
    rules_set,
    secure,
    send,
    set_total,
    shown,
    stage,
)

BASE = "/panel/weryfikacja/inicjatywy"
CASE = f"{BASE}/sprawy/{id_of()}"
TYPED = "Pisałam to przez godzinę."


async def page(house: House, path: str, who: Person = OFFICER, status: int = 200) -> str:
    answer = await house.get(path, who)
    assert answer.status_code == status, answer.text[:1500]
    return re.sub(r"\s+", " ", answer.text.replace("\u00a0", " "))


async def post(house: House, path: str, fields: dict[str, Any], who: Person) -> httpx.Response:
    return await house.client.post(path, data={"form_key": new_id(), **fields}, headers=house.by(who))


@pytest.mark.parametrize(
    ("where", "who", "link"),
    [
        ("formal", OFFICER, f"{BASE}/karty/{id_of()}"),
        ("opinions", GREEN, f"{BASE}/opinie/{id_of()}-1"),
        ("scoring", LOS, f"{BASE}/sprawy/{id_of()}"),
        ("opened", LOS, f"{BASE}/oceny/{id_of()}"),
        ("opened", CHAIR, f"{BASE}/oceny/{id_of()}"),
        ("decision", MAYOR, f"{BASE}/decyzje/{id_of()}"),
        ("funds", TREASURER, f"{BASE}/srodki/sprawy/{id_of()}"),
    ],
)
async def test_everybody_sees_first_what_waits_for_them(house: House, where: str, who: Person, link: str) -> None:
    await reach(house, where)
    assert f'href="{link}"' in await page(house, BASE, who)


@pytest.mark.parametrize(
    ("where", "who", "button"),
    [
        ("formal", OFFICER, "Sprawdź wniosek o inicjatywę lokalną i wypełnij kartę"),
        ("opened", CHAIR, "Oceń i zamknij ocenę, gdy karty są gotowe"),
        ("opened", ROJ, "Wypełnij kartę oceny"),
        ("decision", MAYOR, "Zdecyduj o inicjatywie lokalnej"),
        ("funds", TREASURER, "Zabezpiecz środki na inicjatywę lokalną"),
    ],
)
async def test_the_next_step_is_on_the_page_of_the_initiative(
    house: House, where: str, who: Person, button: str
) -> None:
    await reach(house, where)
    assert button in await page(house, CASE, who)
    assert button not in await page(house, CASE, AUDITOR)


async def test_an_officer_passes_a_card_on_the_page(house: House) -> None:
    await house.tell(rules_set(), filed())
    fields = {**marked(INITIATIVE_CHECKS, authorised="not_applicable"), "version": "1", "outcome": "pass"}
    path = f"{BASE}/karty/{id_of()}"
    refused = await post(house, path, fields, OFFICER)
    assert refused.status_code == 422
    assert "Wybierz jednostkę, która wyda opinię." in refused.text
    unasked = await post(house, path, {**fields, "units": ["WGOŚ", "ZDM"]}, OFFICER)
    assert "Napisz, o co pytasz jednostki." in unasked.text
    done = await post(house, path, {**fields, "units": ["WGOŚ", "ZDM"], "question": QUESTION}, OFFICER)
    assert (done.status_code, await stage(house)) == (303, "opinions")


async def test_nothing_is_left_without_consideration_on_the_page_before_a_call(house: House) -> None:
    await house.tell(rules_set(), filed())
    path = f"{BASE}/karty/{id_of()}"
    assert 'value="leave"' not in await page(house, path)
    fields = {**marked(INITIATIVE_CHECKS, sphere="not_met", authorised="not_applicable"), "version": "1"}
    answer = await post(house, path, {**fields, "outcome": "leave"}, OFFICER)
    assert answer.status_code == 422
    assert "Najpierw wezwij" in answer.text


SECOND: dict[str, tuple[str, Any, str, dict[str, Any], Person]] = {
    "a card": (
        "formal",
        pass_on,
        f"{BASE}/karty/{id_of()}",
        {
            **marked(INITIATIVE_CHECKS, authorised="not_applicable"),
            "version": "1",
            "outcome": "pass",
            "units": "ZDM",
            "question": TYPED,
        },
        OFFICER,
    ),
    "an opinion": (
        "opinions",
        opine,
        f"{BASE}/opinie/{id_of()}-1",
        {"version": "1", "favourable": "true", "text": TYPED},
        GREEN,
    ),
    "a score card": (
        "scored",
        close,
        f"{BASE}/oceny/{id_of()}",
        {
            "version": "0",
            "scores-0-code": "purpose",
            "scores-0-points": "5",
            "scores-0-reason": TYPED,
            "scores-1-code": "readiness",
            "scores-1-points": "3",
            "scores-1-reason": TYPED,
        },
        LOS,
    ),
    "a decision": (
        "decision",
        rule,
        f"{BASE}/decyzje/{id_of()}",
        {"version": "1", "approved": "false", "reason": TYPED},
        MAYOR,
    ),
}


@pytest.mark.parametrize("what", SECOND)
async def test_who_comes_second_is_told_and_loses_nothing(house: House, what: str) -> None:
    where, first, path, fields, who = SECOND[what]
    await reach(house, where)
    assert (await first(house)).status_code == 200
    before = await shown(house)
    answer = await post(house, path, fields, who)
    assert answer.status_code == 412, answer.text[:500]
    assert "Niczego nie zapisaliśmy." in answer.text
    if what != "a card":
        assert TYPED in answer.text
    assert await shown(house) == before


async def test_a_total_that_somebody_has_set_meanwhile_is_not_written_over(house: House) -> None:
    await set_total(house)
    fields = {"version": "0", "year": "2026", "total": "70 000"}
    answer = await post(house, f"{BASE}/srodki", fields, TREASURER)
    assert answer.status_code == 412
    assert 'value="70' in answer.text
    assert "50 000 zł" in answer.text.replace("\u00a0", " ")


async def test_the_same_card_sent_twice_counts_once(house: House) -> None:
    await reach(house, "opened")
    fields = {**SECOND["a score card"][3], "form_key": new_id()}
    path = f"{BASE}/oceny/{id_of()}"
    answers = [await house.client.post(path, data=fields, headers=house.by(LOS)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    scoring = (await house.get(f"/api/verification/v1/initiatives/{id_of()}/scoring", LOS)).json()
    assert (scoring["sent"], scoring["cards"][0]["earlier"]) == (1, [])


async def test_nobody_reads_on_a_page_what_is_not_theirs_yet(house: House) -> None:
    await reach(house, "opened")
    body = card()
    body["scores"][0]["reason"] = TYPED
    await send(house, ROJ, body=body)
    path = f"{BASE}/oceny/{id_of()}"
    for who in (LOS, CHAIR, OFFICER, MAYOR, AUDITOR):
        assert TYPED not in await page(house, path, who), who.name
        assert TYPED not in await page(house, CASE, who), who.name
    await send(house, LOS)
    assert TYPED in await page(house, path, LOS)


async def test_a_new_meeting_offers_only_what_waits_for_one(house: House) -> None:
    await reach(house, "opened")
    await house.tell(filed(2))
    await pass_on(house, 2)
    await opine(house, 2)
    offered = await page(house, f"{BASE}/posiedzenia/nowe")
    assert "IL-2026-002" in offered
    assert "IL-2026-001" not in offered
    assert (await meet(house, 2)).json()["number"] == 2


async def test_the_money_of_a_year_is_shown_to_all_who_read_and_changed_by_the_treasurer(house: House) -> None:
    await reach(house, "funds")
    await set_total(house)
    assert (await secure(house)).status_code == 200
    for who in (AUDITOR, OFFICER, ROADS):
        text = await page(house, f"{BASE}/srodki", who)
        assert "Zabezpieczone 9 000 zł z 50 000 zł" in text
        assert "Zapisz kwotę" not in text
    assert "Zapisz kwotę" in await page(house, f"{BASE}/srodki", TREASURER)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("10: 1; 20: 4; więcej: 10", [(1000, 1), (2000, 4), (None, 10)]),
        ("10 %: 1\n12,5%: 4\nPowyżej : 10", [(1000, 1), (1250, 4), (None, 10)]),
        (" ; ", []),
    ],
)
def test_a_table_is_read_as_people_write_it(text: str, rows: list[tuple[int | None, int]]) -> None:
    assert parse_bands(text) == [{"up_to": up_to, "points": points} for up_to, points in rows]


@pytest.mark.parametrize("text", ["10", "ten: 1", "10: x", "101: 1", "-1: 1", "1e999999: 1", "0,001: 1", "NaN: 1"])
async def test_a_table_that_nobody_can_read_is_said_at_its_place(house: House, text: str) -> None:
    fields = {
        "resolution": "I/1/2026",
        "in_force_from": "2026-01-01",
        "criteria-0-name": "Udział pracy",
        "criteria-0-most": "10",
        "criteria-0-figure": "work_share",
        "criteria-0-bands": text,
    }
    answer = await post(house, f"{BASE}/kryteria/nowe", fields, OFFICER)
    assert answer.status_code == 422
    assert "Wpisz progi tak:" in answer.text
    assert text in answer.text


async def test_a_slip_in_the_year_of_a_later_answer_is_said_at_its_field_and_the_reason_stays(house: House) -> None:
    await house.tell(rules_set(), filed())
    typed = {"version": (await shown(house))["version"], "until": "2206-06-01", "reason": TYPED}
    answer = await post(house, f"{CASE}/termin", typed, OFFICER)
    assert answer.status_code == 422
    assert "Podaj dzień nie dalszy niż rok od dziś." in answer.text
    assert TYPED in answer.text
