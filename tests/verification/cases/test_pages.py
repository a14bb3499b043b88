"""The pages of verification as staff use them: what waits, the card, the review, the mayor's list, the history."""

import re
from typing import Any

import pytest

from services.verification.formal.domain import CHECKS
from services.verification.merit.domain import CHECKS as MERIT_CHECKS
from shared.access import Person
from shared.store import new_id
from tests.verification.conftest import (
    GREEN,
    MAYOR,
    OFFICER,
    ROADS,
    TOO_DEAR,
    House,
    announced,
    person,
    reviewed_anew,
    submitted,
    withdrawn,
)

PANEL = "/panel/weryfikacja"


async def page(house: House, path: str, who: Person = OFFICER, status: int = 200) -> str:
    answer = await house.get(path, who)
    assert answer.status_code == status, answer.text[:2000]
    return re.sub(r"\s+", " ", answer.text)


async def send(house: House, path: str, fields: dict[str, Any], who: Person) -> Any:
    return await house.client.post(path, data={"form_key": new_id(), **fields}, headers=house.by(who))


def marked(checks: Any, **changes: str) -> dict[str, str]:
    """All checks met, except as said; `code="not_met"`."""
    fields = {}
    for place, check in enumerate(checks):
        fields[f"checks-{place}-code"] = check.code
        fields[f"checks-{place}-result"] = changes.get(check.code, "met")
        fields[f"checks-{place}-note"] = ""
    return fields


def estimated(*amounts: str) -> dict[str, str]:
    """The unit's amounts for the applicant's items."""
    named = {f"items-{place}-name": "Pozycja" for place in range(len(amounts))}
    return named | {f"items-{place}-amount": amount for place, amount in enumerate(amounts)}


def place(code: str) -> int:
    return next(place for place, check in enumerate(CHECKS) if check.code == code)


def card(number: int = 1) -> str:
    return f"{PANEL}/karty/{number:032x}"


PASS = {"version": "1", "outcome": "pass", "unit": "ZDM", "reasons": ""}


async def test_an_empty_desk_says_so(house):
    for who in (OFFICER, ROADS, MAYOR, person("p-adam")):
        assert "Dziś nic nie czeka" in await page(house, PANEL, who)
    assert "Dziś nic nie czeka" in await page(house, f"{PANEL}/dopuszczenie", MAYOR)


async def test_what_is_late_comes_first_and_is_counted(house):
    await house.tell(
        announced(),
        submitted(1, title="Później"),
        submitted(2, title="Wcześniej", submitted_at="2026-04-13T08:00:00Z"),
    )
    house.clock.move(days=13)

    text = await page(house, PANEL)

    assert text.index("Wcześniej") < text.index("Później")
    assert '<tr class="late">' in text
    late = await page(house, f"{PANEL}?termin=po-terminie")
    assert "Wcześniej" in late
    assert "Później" not in late


async def test_everybody_sees_what_waits_for_them(house):
    await house.tell(announced(), submitted(1, title="Karta"), submitted(2, title="Drogi"), submitted(3, title="Park"))
    await house.pass_card(2)
    await house.pass_card(3, unit="WGOŚ")
    await house.review(3, GREEN)

    assert [title in await page(house, PANEL) for title in ("Karta", "Drogi", "Park")] == [True, False, False]
    roads = await page(house, PANEL, ROADS)
    assert ("Drogi" in roads, "Karta" in roads) == (True, False)
    assert "Drogi" not in await page(house, PANEL, GREEN)
    assert "Park" in await page(house, PANEL, MAYOR)


async def test_a_case_is_found_by_its_number_wherever_it_stands(house):
    await house.tell(announced(), submitted(88, title="Ławka"), submitted(7, title="Fontanna"))
    await house.pass_card(88)
    for number in ("88", "BO-2027-088"):
        text = await page(house, f"{PANEL}?nr={number}")
        assert ("Ławka" in text, "Fontanna" in text) == (True, False)
    assert "Nie ma wniosku o tym numerze" in await page(house, f"{PANEL}?nr=latarnia")


async def test_a_long_list_goes_on_where_it_stopped(house):
    await house.tell(announced(), *(submitted(number) for number in range(1, 53)))

    first = await house.get(PANEL)
    (more,) = re.findall(r'href="(\?[^"]*po=[^"]*)"', first.text)
    second = await house.get(PANEL + more.replace("&amp;", "&"))

    seen = re.findall(r">(BO-2027-\d{3})<", first.text + second.text)
    assert sorted(seen) == [f"BO-2027-{number:03}" for number in range(1, 53)]
    assert "po=" not in second.text.split("<table")[1]
    assert (await house.get(f"{PANEL}?po=zepsute")).status_code == 400


async def test_the_card_is_filled_in_where_the_machine_can_tell(house):
    await house.tell(announced(), submitted(signatures=1))

    text = await page(house, card())

    signatures = place("signatures")
    assert re.search(rf'name="checks-{signatures}-result" value="not_met" checked', text)
    assert not re.search(rf'name="checks-{place("decent")}-result" value="\w+" checked', text)
    assert "Podano podpisów: 1, potrzeba: 2." in text
    assert 'name="version" value="1"' in text


async def test_an_officer_passes_a_card_and_is_led_on(house):
    await house.tell(announced(), submitted())

    done = await send(house, card(), {**marked(CHECKS), **PASS}, OFFICER)

    assert (done.status_code, done.headers["location"]) == (303, f"{PANEL}?zapisano={1:032x}")
    assert "BO-2027-001" in await page(house, done.headers["location"])
    assert [review["unit"] for review in await house.listed("reviews")] == ["ZDM"]


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"unit": ""}, "unit", "Wybierz jednostkę, która oceni projekt."),
        ({"outcome": ""}, "outcome", "Wybierz wynik karty."),
        ({"outcome": "fail"}, "reasons", "Zaznacz warunek, który nie jest spełniony, albo napisz powód."),
        (marked(CHECKS, decent="not_met"), f"checks-{place('decent')}-result", "nie może przejść dalej"),
        (marked(CHECKS, decent=""), f"checks-{place('decent')}-result", "Zaznacz, czy warunek jest spełniony."),
        (marked(CHECKS, located="not_applicable"), f"checks-{place('located')}-note", "inaczej niż automat"),
    ],
)
async def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(house, changes, field, text):
    await house.tell(announced(), submitted())
    typed = {f"checks-{place('title_matches')}-note": "Tytuł jest trafny."}

    answer = await send(house, card(), {**marked(CHECKS), **PASS, **changes, **typed}, OFFICER)

    assert answer.status_code == 422
    assert text in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}' in answer.text
    assert 'value="Tytuł jest trafny."' in answer.text
    assert len(await house.listed("cards")) == 1


async def test_the_same_form_sent_twice_counts_once(house):
    await house.tell(announced(), submitted())
    fields = {**marked(CHECKS), **PASS, "form_key": new_id()}

    answers = [await send(house, card(), fields, OFFICER) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {303}
    assert len(await house.events("verification.formal_check_finished")) == 1


async def test_a_form_with_other_lines_than_the_card_is_refused(house):
    await house.tell(announced(), submitted())
    fields = {**marked(CHECKS), **PASS, "checks-3-code": "beautiful"}
    assert (await send(house, card(), fields, OFFICER)).status_code == 422


async def test_a_finished_card_tells_what_the_machine_and_the_officer_said(house):
    await house.tell(announced(), submitted(signatures=1))
    why = "Drugą kartę listy złożono osobno."
    fields = {**marked(CHECKS), **PASS, f"checks-{place('signatures')}-note": why}
    assert (await send(house, card(), fields, OFFICER)).status_code == 303

    text = await page(house, card(), MAYOR)

    assert why in text
    assert "Automat: niespełniony. Podano podpisów: 1, potrzeba: 2." in text.replace("</span>", "")


async def test_a_card_waits_politely_for_the_rules(house):
    await house.tell(submitted())
    assert "Zasady tej edycji jeszcze do nas nie dotarły" in await page(house, card())


async def test_a_unit_reviews_with_another_cost_and_its_reason(house):
    await house.tell(announced(), submitted())
    await house.pass_card()
    path = f"{PANEL}/oceny/{1:032x}"
    fields = {
        **marked(MERIT_CHECKS),
        "version": "1",
        "positive": "true",
        "opinion": "Można to zrobić w rok.",
        **estimated("75 000,50", "20 000"),
    }

    refused = await send(house, path, fields, ROADS)
    done = await send(house, path, {**fields, "cost_reason": "Doszło odwodnienie."}, ROADS)

    assert (refused.status_code, done.status_code) == (422, 303)
    assert "Napisz, skąd wynika różnica." in refused.text
    assert 'value="75 000,50"' in refused.text.replace("\u00a0", " ")
    (waiting,) = await house.listed("admissions")
    assert waiting["cost"] == 95_000_50


async def test_another_unit_reads_and_does_not_write(house):
    await house.tell(announced(), submitted())
    await house.pass_card()
    path = f"{PANEL}/oceny/{1:032x}"
    assert "Zakończ ocenę" not in await page(house, path, GREEN)
    assert "Zakończ ocenę" in await page(house, path, ROADS)
    fields = {
        **marked(MERIT_CHECKS),
        "version": "1",
        "positive": "true",
        "opinion": "Tak.",
        **estimated("70 000", "20 000"),
    }
    assert (await send(house, path, fields, GREEN)).status_code == 403


def ticked_in(text: str) -> list[str]:
    """What is ticked on the mayor's list."""
    return re.findall(r'name="proposals" value="([^"]+)" checked', text)


@pytest.fixture
async def before_the_mayor(house):
    """Two good proposals, one that the unit is against, one that became too dear."""
    await house.tell(announced(), *(submitted(number) for number in (1, 2, 3, 4)))
    for number in (1, 2, 3, 4):
        await house.pass_card(number)
    await house.review(1)
    await house.review(2)
    await house.review(3, positive=False, opinion="Teren nie należy do miasta.")
    await house.review(4, cost=120_000_00, cost_reason="Doszło odwodnienie.", checks=[TOO_DEAR])
    return house


async def test_the_mayor_admits_many_at_once(before_the_mayor):
    house = before_the_mayor
    text = await page(house, f"{PANEL}/dopuszczenie?zaznacz=wszystkie", MAYOR)
    ticked = ticked_in(text)
    assert ticked == [f"{1:032x}.1", f"{2:032x}.1"]

    done = await send(house, f"{PANEL}/dopuszczenie", {"proposals": ticked}, MAYOR)

    assert done.status_code == 303
    assert [row["number"] for row in await house.listed("admissions", "admitted")] == [1, 2]


async def test_what_cannot_be_admitted_with_others_admits_nothing_and_ticks_nothing_else(before_the_mayor):
    house = before_the_mayor
    for bad in (3, 4):
        ticked = [f"{1:032x}.1", f"{bad:032x}.1"]
        answer = await send(house, f"{PANEL}/dopuszczenie", {"proposals": ticked}, MAYOR)
        assert answer.status_code == 409
        assert "nie można już dopuścić razem z innymi" in answer.text
        assert ticked_in(answer.text) == [f"{1:032x}.1"]
    assert await house.listed("admissions", "admitted") == []


async def test_what_changed_since_the_mayor_looked_is_shown_and_to_be_ticked_anew(before_the_mayor):
    """Nothing is admitted then, as with every step about many at once: it is one decision."""
    house = before_the_mayor
    for number in (5, 6):
        await house.tell(submitted(number))
        await house.pass_card(number)
        await house.review(number)
    ticked = ticked_in(await page(house, f"{PANEL}/dopuszczenie?zaznacz=wszystkie", MAYOR))
    assert len(ticked) == 4
    await reviewed_anew(house, 2, cost=95_000_00, cost_reason="Doszedł nadzór.")
    await reviewed_anew(house, 5, positive=False, opinion="Pod ziemią biegnie gazociąg.")
    await house.tell(withdrawn(6))

    late = await send(house, f"{PANEL}/dopuszczenie", {"proposals": ticked}, MAYOR)

    assert late.status_code == 412
    assert await house.listed("admissions", "admitted") == []
    text = re.sub(r"\s+", " ", late.text)
    [notice] = re.findall(r'<div class="notice bad" role="alert">.*?</div>', text)
    assert "Niczego nie dopuściliśmy." in notice
    lines = [re.sub("<[^>]*>", "", line).replace("\xa0", " ") for line in notice.split("<li>")[1:]]
    for line, case, now in zip(
        lines,
        ("BO-2027-002", "BO-2027-005", "BO-2027-006"),
        ("Koszt: 95 000 zł, limit: 100 000 zł.", "Pod ziemią biegnie gazociąg.", "wycofany"),
        strict=True,
    ):
        assert case in line
        assert now in line
    assert ticked_in(text) == [f"{1:032x}.1"], "the rest stays ticked"
    assert len(re.findall("zmieniony</", text)) == 1, "at its place in the list"
    anew = [*ticked_in(text), f"{2:032x}.3"]
    assert f'value="{anew[1]}"' in text
    assert (await send(house, f"{PANEL}/dopuszczenie", {"proposals": anew}, MAYOR)).status_code == 303
    assert [row["number"] for row in await house.listed("admissions", "admitted")] == [1, 2]


@pytest.mark.parametrize("ticked", [f"{1:032x}", f"{1:032x}.", ".1", "x.y"])
async def test_what_was_ticked_without_the_version_that_was_seen_admits_nothing(before_the_mayor, ticked):
    answer = await send(before_the_mayor, f"{PANEL}/dopuszczenie", {"proposals": ticked}, MAYOR)
    assert answer.status_code == 422
    assert await before_the_mayor.listed("admissions", "admitted") == []


async def test_ticking_nothing_is_said(before_the_mayor):
    answer = await send(before_the_mayor, f"{PANEL}/dopuszczenie", {}, MAYOR)
    assert answer.status_code == 422
    assert "Zaznacz co najmniej jeden projekt." in answer.text


async def test_what_should_be_refused_has_its_reason_written(before_the_mayor):
    negative = await page(before_the_mayor, f"{PANEL}/dopuszczenie/{3:032x}", MAYOR)
    assert re.search(r'value="false" checked', negative)
    assert re.search(r"<textarea[^>]*>Teren nie należy do miasta.</textarea>", negative)
    dear = await page(before_the_mayor, f"{PANEL}/dopuszczenie/{4:032x}", MAYOR)
    assert "Koszt przekracza limit, więc projektu nie można dopuścić." in dear
    assert "Dopuszczam do głosowania" not in dear

    fields = {"version": "1", "admitted": "true", "reason": "Mimo to."}
    forced = await send(before_the_mayor, f"{PANEL}/dopuszczenie/{4:032x}", fields, MAYOR)
    assert forced.status_code == 422

    fields = {"version": "1", "admitted": "false", "reason": "Teren nie należy do miasta."}
    done = await send(before_the_mayor, f"{PANEL}/dopuszczenie/{3:032x}", fields, MAYOR)
    assert done.status_code == 303
    assert [row["number"] for row in await before_the_mayor.listed("admissions", "refused")] == [3]


async def test_the_history_tells_who_when_and_why(before_the_mayor):
    house = before_the_mayor
    await house.decide(3, admitted=False, reason="Miasto nie kupi tego terenu.")

    text = await page(house, f"{PANEL}/sprawy/{3:032x}")

    steps = [
        "Niedopuszczony do głosowania",
        "Prezydent Miasta",
        "Miasto nie kupi tego terenu.",
        "Jednostka oceniła negatywnie",
        "Marek Zieliński",
        "Teren nie należy do miasta.",
        "Karta formalna w porządku",
        "Anna Bielecka",
        "Przekazano do oceny: Zarząd Dróg Miejskich.",
        "Wniosek wpłynął",
    ]
    history = text[text.index("Historia") :]
    places = [history.index(step) for step in steps]
    assert places == sorted(places)


async def test_a_withdrawn_case_says_so(house):
    await house.tell(announced(), submitted(), withdrawn())
    assert "Wycofany przez wnioskodawcę" in await page(house, f"{PANEL}/sprawy/{1:032x}")
    assert "Wnioskodawca wycofał projekt" in await page(house, card())
    assert "wycofany" in await page(house, f"{PANEL}?etap=zakonczone")


async def test_a_withdrawal_without_its_proposal_has_no_page_yet(house):
    await house.tell(announced(), withdrawn())
    await page(house, f"{PANEL}/sprawy/{1:032x}", status=404)
