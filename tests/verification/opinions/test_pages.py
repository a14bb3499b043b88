"""Pages of opinions: one after the other is written down, errors keep what was typed, the mayor sees what was said."""

from typing import Any

import pytest

from tests.verification.conftest import EDITION, MAYOR, OFFICER, ROADS, House, announced, submitted
from tests.verification.opinions.conftest import AREAS, FOR, citywide, filed, opened, said_in, say

PLACE = "/panel/weryfikacja/opinie"
NOT_ALL = "Nie wszystkie opinie wpłynęły."
FORM = {"result": "against", "text": "Za blisko ulicy, kanarek-12.", "received_on": "2026-04-15", "step": "next"}


async def send(house: House, path: str, form: dict[str, str]) -> Any:
    return await house.client.post(path, data=form, headers=house.by(OFFICER))


def of(round_id: str, number: int) -> str:
    return f"{PLACE}/{round_id}/projekty/{number:032x}"


async def test_an_officer_goes_from_one_proposal_to_the_next_without_going_back(house: House) -> None:
    await filed(house, submitted(1), submitted(2), submitted(3))
    id = await opened(house)
    await say(house, id, 2)
    assert of(id, 1) in (await house.get(f"{PLACE}/{id}")).text
    first = await send(house, of(id, 1), FORM)
    assert (first.status_code, first.headers["location"]) == (303, f"{of(id, 3)}?zapisano={1:032x}")
    assert "2 z 3" in (await house.get(first.headers["location"])).text
    last = await send(house, of(id, 3), FORM)
    assert last.headers["location"] == f"{PLACE}/{id}?zapisano={3:032x}"
    assert "3 z 3" in (await house.get(last.headers["location"])).text
    assert [one["result"] for one in await said_in(house, id)] == ["against", "favourable", "against"]


async def test_who_wants_to_stay_saves_and_sees_the_round(house: House) -> None:
    await filed(house, submitted(1), submitted(2))
    id = await opened(house)
    saved = await send(house, of(id, 1), {**FORM, "step": "save"})
    assert saved.headers["location"] == f"{PLACE}/{id}?zapisano={1:032x}"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"result": ""}, "Wybierz, co mówi opinia."),
        ({"received_on": ""}, "Podaj dzień wpływu."),
        ({"received_on": "2026-04-12"}, "Ten dzień jest przed początkiem opiniowania."),
        ({"received_on": "2026-04-21"}, "Opinia wpłynęła po terminie"),
        ({"received_on": "2026-04-16"}, "Ten dzień jeszcze nie nadszedł."),
        ({"resolution_number": "IV/1"}, "Podaj dzień uchwały albo usuń jej numer."),
        ({"resolution_on": "2026-04-13"}, "Podaj numer uchwały albo usuń jej dzień."),
        ({"resolution_number": "IV/1", "resolution_on": "2026-04-16"}, "Uchwała nie może być późniejsza"),
    ],
)
async def test_an_error_stands_at_its_field_and_in_the_summary_and_nothing_typed_is_lost(
    house: House, changes: dict[str, str], text: str
) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    answer = await send(house, of(id, 1), {**FORM, **changes})
    assert answer.status_code == 422
    assert answer.text.count(text) == 2
    assert FORM["text"] in answer.text
    for value in changes.values():
        assert value in answer.text
    assert await said_in(house, id) == []


async def test_who_comes_second_sees_the_first_opinion_and_keeps_what_was_typed(house: House) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    await say(house, id)
    answer = await send(house, of(id, 1), FORM)
    assert answer.status_code == 409
    for shown in ("Ktoś właśnie zapisał tę opinię.", FORM["text"], FOR["text"]):
        assert shown in answer.text
    again = await send(house, of(id, 1), {**FORM, "version": "1"})
    assert again.status_code == 303
    page = (await house.get(of(id, 1))).text
    assert FOR["text"] in page
    assert page.count(FORM["text"]) == 2


async def test_a_correction_of_what_changed_meanwhile_is_refused_and_nothing_typed_is_lost(house: House) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    await say(house, id)
    assert (await send(house, of(id, 1), {**FORM, "version": "1"})).status_code == 303
    mine = {**FORM, "text": "Przejście jest za wąskie, kanarek-13."}
    answer = await send(house, of(id, 1), {**mine, "version": "1"})
    assert answer.status_code == 412
    for shown in ("Ktoś właśnie zapisał tę opinię.", FORM["text"], mine["text"], 'name="version" value="2"'):
        assert shown in answer.text
    assert (await send(house, of(id, 1), {**mine, "version": "2"})).status_code == 303


async def test_a_round_that_changed_meanwhile_keeps_what_was_typed(house: House) -> None:
    await filed(house, submitted(1))
    place = f"{PLACE}/{await opened(house)}"
    end = {"version": "1", "last_day": "2026-04-24", "reason": "Posiedzenie jest później."}
    assert (await send(house, f"{place}/termin", end)).status_code == 303
    moved = await send(
        house, f"{place}/termin", {**end, "last_day": "2026-04-27", "reason": "Rada zbierze się później."}
    )
    closing = await send(house, f"{place}/zamkniecie", {"version": "1", "closing_reason": "Rada nie wyda opinii."})
    for answer, typed in ((moved, "Rada zbierze się później."), (closing, "Rada nie wyda opinii.")):
        assert answer.status_code == 412
        for shown in ("Ktoś w międzyczasie to zmienił.", typed, 'name="version" value="2"'):
            assert shown in answer.text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"kind": ""}, "Wybierz, kto opiniuje."),
        ({"kind": "committee"}, "Wpisz nazwę komitetu."),
        ({"kind": "areas", "pools": "local"}, "Rady osiedli i sołectw opiniują tylko projekty lokalne. Odznacz pule."),
        ({"last_day": "2026-04-14"}, "Wybierz dzień, który jeszcze nie minął"),
    ],
)
async def test_a_new_round_says_at_the_field_what_is_wrong(house: House, changes: dict[str, str], text: str) -> None:
    await house.tell(announced())
    form = {"kind": "councillors", "first_day": "2026-04-13", "last_day": "2026-04-20", **changes}
    answer = await send(house, f"{PLACE}/nowe?edycja={EDITION}", form)
    assert answer.status_code == 422
    assert answer.text.count(text) == 2
    assert form["last_day"] in answer.text


async def test_a_round_is_opened_moved_and_closed_on_its_pages(house: House) -> None:
    await house.tell(announced())
    form = {"kind": "committee", "name": "Komitet Rewitalizacji", "first_day": "2026-04-13", "last_day": "2026-04-20"}
    made = await send(house, f"{PLACE}/nowe?edycja={EDITION}", form)
    place = made.headers["location"]
    known = await send(house, f"{PLACE}/nowe?edycja={EDITION}", form)
    assert (known.status_code, known.text.count("Takie opiniowanie już trwa.")) == (422, 2)
    end = {"version": "1", "last_day": "2026-04-14", "reason": "Posiedzenie jest później."}
    wrong = await send(house, f"{place}/termin", end)
    assert wrong.status_code == 422
    assert end["reason"] in wrong.text
    assert (await send(house, f"{place}/termin", {**end, "last_day": "2026-04-24"})).status_code == 303
    early = await send(house, f"{place}/zamkniecie", {"version": "2"})
    assert (early.status_code, early.text.count("Termin jeszcze nie minął.")) == (422, 2)
    done = await send(house, f"{place}/zamkniecie", {"version": "2", "closing_reason": "Komitet nie wyda opinii."})
    assert done.status_code == 303
    page = (await house.get(place)).text
    for shown in ("zamknięte", "Komitet nie wyda opinii.", end["reason"]):
        assert shown in page
    assert "Komitet Rewitalizacji" in (await house.get(f"{PLACE}?edycja={EDITION}", MAYOR)).text


async def test_the_list_of_a_round_shows_only_those_asked_for(house: House) -> None:
    await filed(house, submitted(1), submitted(2))
    id = await opened(house)
    await say(house, id, 1)
    waiting = (await house.get(f"{PLACE}/{id}?stan=czekaja")).text
    assert of(id, 2) in waiting
    assert "BO-2027-001" not in waiting
    assert "BO-2027-002" not in (await house.get(f"{PLACE}/{id}?stan=zaopiniowane")).text


async def test_who_may_only_read_gets_no_form(house: House) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    for path in (PLACE, f"{PLACE}/{id}", of(id, 1)):
        page = await house.get(path, ROADS)
        assert page.status_code == 200
        assert 'method="post" action="/panel/weryfikacja/opinie' not in page.text, path
    assert (await house.get(f"{PLACE}/nowe?edycja={EDITION}", MAYOR)).status_code == 403


async def test_the_mayor_is_told_that_opinions_are_awaited_and_decides_all_the_same(house: House) -> None:
    await filed(house, submitted(1), citywide(2))
    for number in (1, 2):
        await house.review(number)
    areas, councillors = await opened(house, **AREAS), await opened(house)
    await say(house, areas, 1)
    await say(house, councillors, 1, result="against", text="Za drogo, kanarek-77.")
    place = "/panel/weryfikacja/dopuszczenie"
    listed = (await house.get(place, MAYOR)).text
    assert NOT_ALL in listed
    assert "za: 1, przeciw: 1" in listed
    first, second = [(await house.get(f"{place}/{number:032x}", MAYOR)).text for number in (1, 2)]
    assert NOT_ALL not in first
    for shown in ("za: 1, przeciw: 1", "Za drogo, kanarek-77.", "Jednostka pomocnicza: Rogatka", "Radni Rady Miasta"):
        assert shown in first
    assert NOT_ALL in second
    assert (await house.decide(2)).status_code == 200


@pytest.mark.parametrize(("days", "told"), [(5, True), (6, False)], ids=["on the last day", "the day after"])
async def test_nothing_is_awaited_once_the_last_day_is_over(house: House, days: int, told: bool) -> None:
    await filed(house, submitted(1))
    await house.review(1)
    await opened(house)
    house.clock.move(days=days)
    assert (NOT_ALL in (await house.get("/panel/weryfikacja/dopuszczenie", MAYOR)).text) is told


async def test_the_case_shows_what_was_said_and_who_may_still_speak(house: House) -> None:
    await filed(house, submitted(1))
    await say(house, await opened(house, **AREAS), 1, resolution={"number": "IV/12/2026", "passed_on": "2026-04-13"})
    await opened(house)
    page = (await house.get(f"/panel/weryfikacja/sprawy/{1:032x}", ROADS)).text
    for shown in (FOR["text"], "uchwała nr IV/12/2026 z", "Jeszcze czekamy: Radni Rady Miasta"):
        assert shown in page
