"""A proposal on paper: keyed in by an officer, judged by the day of receipt, like any other from then on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from services.intake.proposals.domain.receipt import moment_of_receipt
from shared.clock import warsaw
from tests.intake.conftest import APPLICANT, OFFICER, REVIEWER, House, draft, key
from tests.intake.proposals.test_form import PNG, filled

PAGE = "/panel/wnioski/papierowy"
JSON = "/api/intake/v1/paper-proposals"
BY_POST = {"given": "Zenon", "surname": "Żółw-Papierowy", "address": "ul. Cicha 3, 62-800 Kalisz"}


def body(edition_id: str, **changes: Any) -> dict[str, Any]:
    """A paper as a program sends it."""
    plain = draft(edition_id).model_dump(mode="json") | {"applicant": BY_POST, "received_on": "2026-04-14"}
    return plain | changes


def typed(**changes: str) -> dict[str, str]:
    """A paper as an officer types it."""
    plain = filled(**BY_POST, received_on="2026-04-14", step="send")
    return {**{name: text for name, text in plain.items() if name != "email"}, **changes}


@pytest.mark.parametrize(
    ("day", "now", "status", "received"),
    [
        ("2026-04-12", "2026-04-30T08:00", 409, ""),
        ("2026-04-13", "2026-04-30T08:00", 201, "2026-04-13 12:00"),
        ("2026-04-24", "2026-04-30T08:00", 201, "2026-04-24 12:00"),
        ("2026-04-25", "2026-04-30T08:00", 409, ""),
        ("2026-04-20", "2026-04-20T06:30", 201, "2026-04-20 08:30"),
        ("2026-04-20", "2026-04-20T16:30", 201, "2026-04-20 12:00"),
        # Midnight has passed in Warsaw, not yet in Greenwich.
        ("2026-04-21", "2026-04-20T22:30", 201, "2026-04-21 00:30"),
        ("2026-04-21", "2026-04-20T21:30", 422, ""),
    ],
)
async def test_the_day_of_receipt_decides_not_the_day_of_entry(
    house: House, day: str, now: str, status: int, received: str
) -> None:
    edition = await house.announce()
    house.clock.moment = datetime.fromisoformat(now).replace(tzinfo=UTC)

    answer = await house.client.post(JSON, json=body(edition, received_on=day), headers={**house.by(), **key()})

    assert answer.status_code == status, answer.text
    if received:
        moment = warsaw(datetime.fromisoformat(answer.json()["submitted_at"]))
        assert moment.strftime("%Y-%m-%d %H:%M") == received


@pytest.mark.parametrize(
    ("day", "received"),
    [("2026-04-13", "13 14:00"), ("2026-04-14", "14 12:00"), ("2026-04-24", "24 10:00")],
)
def test_on_the_first_and_the_last_day_the_hours_of_the_window_hold(day: str, received: str) -> None:
    opens = datetime.fromisoformat("2026-04-13T14:00:00+02:00")
    closes = datetime.fromisoformat("2026-04-24T10:00:00+02:00")
    late = datetime(2026, 5, 4, tzinfo=UTC)

    moment = moment_of_receipt(datetime.fromisoformat(day).date(), late, opens, closes)

    assert warsaw(moment).strftime("%d %H:%M") == received


async def test_a_paper_gets_the_next_number_and_the_same_event_as_any_other(
    house: House, at: Callable[[str], datetime]
) -> None:
    edition = await house.announce()
    await house.file(edition)
    house.clock.moment = at("2026-05-04")

    answer = await house.client.post(JSON, json=body(edition), headers={**house.by(), **key()})

    assert (answer.json()["number"], answer.json()["case"]) == (2, "BO-2027-002")
    _, event = await house.events("intake.proposal_submitted.v1")
    assert event["proposal_id"] == answer.json()["proposal_id"]
    assert event["submitted_at"] == "2026-04-14T10:00:00Z"
    assert "Papierowy" not in str(event)


async def test_who_left_no_e_mail_gets_no_mail_and_the_register_says_that_letters_go_by_post(house: House) -> None:
    edition = await house.announce()
    answer = await house.client.post(JSON, json=body(edition), headers={**house.by(), **key()})
    path = f"/panel/wnioski/{answer.json()['proposal_id']}"

    page, register = (
        await house.client.get(path, headers=house.by()),
        await house.client.get("/panel/wnioski", headers=house.by()),
    )
    opened = await house.client.post(f"{path}/dane", headers=house.by())

    assert await house.mails() == []
    assert "Wniosek przyszedł na papierze. Wpisanie: Anna Bielecka" in page.text
    assert "pisma wysyłamy pocztą" in page.text
    assert "na papierze" in register.text
    assert "Żółw-Papierowy" in opened.text
    assert "nie podano: pisma wysyłamy pocztą" in opened.text


async def test_who_left_an_e_mail_on_the_paper_is_written_to(house: House) -> None:
    edition = await house.announce()
    paper = body(edition, applicant=APPLICANT.model_dump())

    answer = await house.client.post(JSON, json=paper, headers={**house.by(), **key()})

    [mail] = await house.mails()
    assert "Data wpływu: 14.04.2026" in mail
    page = await house.client.get(f"/panel/wnioski/{answer.json()['proposal_id']}", headers=house.by())
    assert "pocztą" not in page.text


async def test_only_an_officer_keys_in_papers(house: House) -> None:
    edition = await house.announce()
    for headers, status in ((house.by(REVIEWER), 403), ({}, 401), (house.by(OFFICER), 201)):
        answer = await house.client.post(JSON, json=body(edition), headers={**headers, **key()})
        assert answer.status_code == status
    assert (await house.client.get(PAGE, headers=house.by(REVIEWER))).status_code == 403
    register = await house.client.get("/panel/wnioski", headers=house.by(REVIEWER))
    assert "Wpisz wniosek z papieru" not in register.text


@pytest.mark.parametrize(
    ("changes", "person", "warned"),
    [
        ({}, {}, True),
        ({"title": "PLAC ZABAW  pod Kasztanami!"}, {"given": "zenon", "surname": "Zolw-Papierowy"}, True),
        ({"title": "Plac zabaw pod lipami"}, {}, False),
        ({}, {"given": "Zenobia"}, False),
    ],
)
async def test_the_same_title_of_the_same_person_is_asked_about(
    house: House, changes: dict[str, str], person: dict[str, str], warned: bool
) -> None:
    edition = await house.announce()
    first = await house.client.post(JSON, json=body(edition), headers={**house.by(), **key()})
    again = body(edition, **changes, applicant=BY_POST | person)

    answer = await house.client.post(JSON, json=again, headers={**house.by(), **key()})

    assert answer.status_code == (409 if warned else 201), answer.text
    if warned:
        assert answer.json()["proposal_id"] == first.json()["proposal_id"]
        meant = await house.client.post(JSON, json=again | {"another": True}, headers={**house.by(), **key()})
        assert (meant.status_code, meant.json()["number"]) == (201, 2), "a warning leaves no gap in the numbers"


async def test_another_editions_paper_of_the_same_title_is_another_paper(house: House) -> None:
    await house.client.post(JSON, json=body(await house.announce()), headers={**house.by(), **key()})
    second = await house.announce(number=14, year=2028)

    answer = await house.client.post(JSON, json=body(second), headers={**house.by(), **key()})

    assert answer.status_code == 201


async def test_an_officer_types_the_paper_once_and_lands_on_the_proposal(
    house: House, at: Callable[[str], datetime]
) -> None:
    await house.announce()
    house.clock.moment = at("2026-05-04")
    assert "13–24\u00a0kwietnia" in (await house.client.get(PAGE, headers=house.by())).text
    files = {"support_list": ("lista.png", PNG, "image/png")}

    sent = [await house.client.post(PAGE, data=typed(), files=files, headers=house.by()) for _ in range(2)]

    assert [answer.status_code for answer in sent] == [303, 303], sent[0].text
    assert sent[0].headers["Location"] == sent[1].headers["Location"]
    page = (await house.client.get(sent[0].headers["Location"], headers=house.by())).text
    assert "14\u00a0kwietnia 2026" in page
    assert "lista.png" in page


@pytest.mark.parametrize(
    ("changes", "field", "text", "status"),
    [
        ({"received_on": ""}, "received_on", "Podaj dzień wpływu.", 422),
        ({"received_on": "2026-04-12"}, "received_on", "Tego dnia nie przyjmowaliśmy projektów.", 409),
        ({"received_on": "2026-06-12"}, "received_on", "Ten dzień jeszcze nie nadszedł.", 422),
        ({"surname": ""}, "surname", "Podaj nazwisko.", 422),
        ({"email": "bez małpy"}, "email", "Sprawdź adres e-mail", 422),
        ({"area_id": ""}, "area_id", "Wybierz osiedle albo sołectwo", 422),
        ({"consent": ""}, "consent", "Zaznacz, jeśli zgoda jest podpisana.", 422),
        ({"costs-0-amount": "dużo"}, "costs-0-amount", "Podaj kwotę w złotych", 422),
    ],
)
async def test_what_does_not_hold_is_told_at_its_field_and_nothing_typed_is_lost(
    house: House, changes: dict[str, str], field: str, text: str, status: int
) -> None:
    await house.announce()

    answer = await house.client.post(PAGE, data=typed(**changes), headers=house.by())

    assert answer.status_code == status
    assert answer.text.count(text) >= 2, "in the summary and at the field"
    assert f'href="#{field}"' in answer.text
    assert "Sad osiedlowy przy Rogatce" in answer.text
    assert (await house.events("intake.proposal_submitted.v1")) == []


async def test_a_second_officer_is_shown_the_first_entry_and_may_go_on(house: House) -> None:
    await house.announce()
    first = await house.client.post(PAGE, data=typed(), headers=house.by())

    warned = await house.client.post(PAGE, data=typed(form_key="e" * 32), headers=house.by())
    meant = await house.client.post(PAGE, data=typed(form_key="e" * 32, another="true"), headers=house.by())

    assert warned.status_code == 409
    assert f'href="{first.headers["Location"]}"' in warned.text
    assert "Sad osiedlowy przy Rogatce" in warned.text
    assert meant.status_code == 303
    assert meant.headers["Location"] != first.headers["Location"]
