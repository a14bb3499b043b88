"""Letters: one for each step, by e-mail or by post, in words that the department may change."""

import html
import io
import re
from typing import Any

import httpx2 as httpx
import pytest
from pypdf import PdfReader

from services.intake.letters.domain import TextFaulty, check, fill, slots
from services.intake.letters.domain.kinds import LetterKind
from services.intake.letters.domain.wording import SAMPLES, default
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.intake.conftest import OFFICER, House, draft, key

LETTERS = "/api/intake/v1/letters"
TEXTS = "/api/intake/v1/letter-texts"
GIVEN = {"given": "Jolanta", "surname": "Kanarkowa-Znak", "address": "ul. Złota 5, 62-800 Kalisz"}


async def by_post(house: House, **changes: Any) -> str:
    """Key in a paper of somebody who left no e-mail; give the proposal's id."""
    edition = await house.announce()
    body = draft(edition, **changes).model_dump(mode="json") | {"applicant": GIVEN, "received_on": "2026-04-15"}
    answer = await house.client.post("/api/intake/v1/paper-proposals", json=body, headers={**house.by(), **key()})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["proposal_id"])


async def waiting(house: House) -> list[dict[str, Any]]:
    return list((await house.client.get(LETTERS, headers=house.by())).json()["items"])


async def press(
    house: House, letter: dict[str, Any], what: str = "wyslano", version: int | None = None
) -> httpx.Response:
    """Press a button on the page of a letter."""
    form = {"version": str(version or letter["version"])}
    return await house.client.post(f"/panel/wnioski/pisma/{letter['letter_id']}/{what}", data=form, headers=house.by())


async def word(house: House, kind: str = "received", version: int = 0, **changes: str) -> httpx.Response:
    """Change a wording as programs do."""
    text = {"subject": "mamy Twój projekt", "body": "dostaliśmy projekt {title}, znak {sign}.", "reason": "Prościej."}
    headers = {**house.by(), **key(), "If-Match": f'"{version}"'}
    return await house.client.put(f"{TEXTS}/{kind}", json=text | changes, headers=headers)


async def test_who_left_no_e_mail_gets_a_letter_that_waits_until_somebody_posts_it(house: House) -> None:
    await by_post(house)
    assert await house.mails() == []

    (letter,) = await waiting(house)
    assert (letter["kind"], letter["by_post"], letter["sign"]) == ("received", True, "WPKS.0632.1.2026")
    assert (await press(house, letter)).status_code == 303
    assert await waiting(house) == []
    page = await house.client.get(f"/panel/wnioski/pisma/{letter['letter_id']}", headers=house.by())
    assert f"Wysłanie: {OFFICER.name}" in page.text


async def test_a_letter_taken_for_posted_too_early_waits_again(house: House) -> None:
    await by_post(house)
    (letter,) = await waiting(house)
    await press(house, letter)

    assert (await press(house, letter, "cofnij", 2)).status_code == 303
    (again,) = await waiting(house)
    assert (again["waiting"], again["posted_by"], again["version"]) == (True, None, 3)


async def test_a_letter_to_post_is_work_with_a_date_until_it_has_gone(house: House) -> None:
    await by_post(house)
    (letter,) = await waiting(house)
    (opened,) = await house.events("intake.task_opened.v1")
    assert (opened["role"], opened["case"]) == ("officer", "BO-2027-001")
    assert opened["link"] == f"/panel/wnioski/pisma/{letter['letter_id']}"
    # Wednesday 15 April 2026 and two working days: Friday, to its last second in Warsaw.
    assert opened["due_at"].startswith("2026-04-17T21:59:59")

    await press(house, letter)
    await press(house, letter, "cofnij", 2)
    await press(house, letter, version=3)

    first, second = [event["task_id"] for event in await house.events("intake.task_opened.v1")]
    assert first != second
    assert [event["task_id"] for event in await house.events("intake.task_closed.v1")] == [first, second]


async def test_who_gets_e_mail_makes_no_work(house: House) -> None:
    await house.file(await house.announce())
    assert await house.events("intake.task_opened.v1") == []


async def test_of_two_officers_who_post_at_once_the_second_sees_that_it_has_gone(house: House) -> None:
    await by_post(house)
    (letter,) = await waiting(house)
    await press(house, letter)

    second = await press(house, letter)
    assert second.status_code == 412
    assert "Ktoś zmienił to przed chwilą" in second.text


async def test_who_has_an_e_mail_is_not_written_to_by_post_but_the_letter_is_kept(house: House) -> None:
    filed = await house.file(await house.announce())

    assert await waiting(house) == []
    page = (await house.client.get(f"/panel/wnioski/{filed['proposal_id']}", headers=house.by())).text
    address = re.search(r"/panel/wnioski/pisma/[0-9a-f]{32}", page)
    assert address is not None
    letter = html.unescape((await house.client.get(address[0], headers=house.by())).text)
    assert "wysłano e-mailem" in letter
    assert "przyjęliśmy projekt „Plac zabaw pod kasztanami”" in letter
    assert filed["token"] not in letter


async def test_the_file_reads_aloud_holds_the_addressee_and_is_fit_for_the_archive(house: House) -> None:
    title = "Ławki *pod* #kasztanami $x$ „Żółć”"
    await by_post(house, title=title)
    (letter,) = await waiting(house)

    answer = await house.client.get(f"{LETTERS}/{letter['letter_id']}/pdf", headers=house.by())

    assert answer.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    text = "".join(page.extract_text() for page in reader.pages)
    for words in ("Jolanta Kanarkowa-Znak", "62-800 Kalisz", "Znak sprawy: WPKS.0632.1.2026", title):
        assert words in text
    assert "Kalisz, 15 kwietnia 2026 r." in text
    catalog: dict[str, Any] = reader.root_object
    assert catalog["/Lang"] == "pl"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    about = str(reader.xmp_metadata.stream.get_data() if reader.xmp_metadata else "")
    assert "pdfuaid:part" in about
    assert "pdfaid:part" in about
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("BO-2027-001: ")


async def test_who_opens_the_file_is_written_down(house: House) -> None:
    proposal = await by_post(house)
    (letter,) = await waiting(house)
    await house.client.get(f"/panel/wnioski/pisma/{letter['letter_id']}/pdf", headers=house.by())

    page = await house.client.get(f"/panel/wnioski/{proposal}", headers=house.by())
    assert "pismo z adresem" in page.text


async def test_a_page_of_a_letter_names_nobody_and_the_store_holds_it_sealed(house: House) -> None:
    await by_post(house)
    (letter,) = await waiting(house)

    page = await house.client.get(f"/panel/wnioski/pisma/{letter['letter_id']}", headers=house.by())
    assert "Kanarkowa" not in page.text
    stored = await house.database.collection("letters").find_one({"_id": letter["letter_id"]})
    assert stored is not None
    assert "Kanarkowa" not in repr(stored)
    assert "kasztanami" not in repr(stored["sealed"])


async def test_letters_are_for_officers_alone(house: House) -> None:
    await by_post(house)
    (letter,) = await waiting(house)
    places = [
        "/panel/wnioski/pisma",
        "/panel/wnioski/pisma/wzory",
        "/panel/wnioski/pisma/wzory/called",
        LETTERS,
        f"{TEXTS}/called",
    ]
    places += [f"/panel/wnioski/pisma/{letter['letter_id']}{end}" for end in ("", "/pdf")]
    for other in DEMO_PEOPLE:
        expected = 200 if other.role is Role.OFFICER else 403
        for place in places:
            answer = await house.client.get(place, headers=house.by(other))
            assert (other.role, place, answer.status_code) == (other.role, place, expected)
        if expected == 403:
            form = {"version": "1"}
            address = f"/panel/wnioski/pisma/{letter['letter_id']}/wyslano"
            assert (await house.client.post(address, data=form, headers=house.by(other))).status_code == 403


async def test_the_list_comes_in_parts_the_oldest_first(house: House) -> None:
    edition = await house.announce()
    for number in range(5):
        body = draft(edition, title=f"Ławki {number} przy rynku").model_dump(mode="json")
        body |= {"applicant": GIVEN, "received_on": "2026-04-15", "another": True}
        await house.client.post("/api/intake/v1/paper-proposals", json=body, headers={**house.by(), **key()})
        house.clock.move(seconds=1)

    seen, after = [], ""
    while True:
        query = {"limit": "2"} | ({"after": after} if after else {})
        part = (await house.client.get(LETTERS, params=query, headers=house.by())).json()
        seen += [item["case"] for item in part["items"]]
        after = part["next"]
        if not after:
            break
    assert seen == [f"BO-2027-00{number}" for number in range(1, 6)]


async def test_a_changed_wording_is_used_from_the_next_letter_on_and_every_version_stays(house: House) -> None:
    assert (await word(house)).status_code == 204
    filed = await house.file(await house.announce())

    assert "dostaliśmy projekt Plac zabaw pod kasztanami, znak WPKS.0632.1.2026." in (await house.mails())[0]
    assert filed["token"] in (await house.mails())[0]
    assert (await word(house, version=1, body="mamy u siebie projekt {title}.")).status_code == 204
    page = html.unescape((await house.client.get("/panel/wnioski/pisma/wzory/received", headers=house.by())).text)
    for words in ("mamy u siebie projekt {title}.", "dostaliśmy projekt {title}, znak {sign}.", "Wzór początkowy"):
        assert words in page


async def test_two_officers_who_change_a_wording_at_once_lose_nothing(house: House) -> None:
    assert (await word(house)).status_code == 204
    assert (await word(house)).status_code == 412

    form = {"subject": "inny temat", "body": "zupełnie inna treść: {title}.", "reason": "Też prościej.", "version": "0"}
    answer = await house.client.post("/panel/wnioski/pisma/wzory/received", data=form, headers=house.by())
    assert answer.status_code == 412
    assert "Ktoś zmienił ten wzór przed chwilą" in answer.text
    assert "zupełnie inna treść: {title}." in answer.text
    again = await house.client.post(
        "/panel/wnioski/pisma/wzory/received", data=form | {"version": "1"}, headers=house.by()
    )
    assert again.status_code == 303


async def test_a_preview_shows_the_letter_filled_and_saves_nothing(house: House) -> None:
    form = {"subject": "temat", "body": "spójrz: {title} o numerze {case}.", "version": "0", "step": "preview"}
    answer = await house.client.post("/panel/wnioski/pisma/wzory/received", data=form, headers=house.by())

    assert answer.status_code == 200
    assert f"spójrz: {SAMPLES['title']} o numerze {SAMPLES['case']}." in html.unescape(answer.text)
    assert (await house.client.get(f"{TEXTS}/received", headers=house.by())).json()["version"] == 0


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("called", "uzupełnij {title} do {due_at} {where}", "Brakuje pola"),
        ("refused", "nie dopuściliśmy projektu: {reasons}", "Brakuje pola"),
        ("received", "mamy projekt {tytul}, dziękujemy", "Pismo nie zna pola"),
        ("admitted", "dopuściliśmy projekt, {reasons}", "Pismo nie zna pola"),
    ],
)
async def test_a_wording_cannot_leave_out_what_its_reader_needs(house: House, kind: str, body: str, said: str) -> None:
    assert (await word(house, kind, body=body)).json()["type"].endswith("text-faulty")
    form = {"subject": "temat", "body": body, "reason": "Bo tak lepiej.", "version": "0"}
    answer = await house.client.post(f"/panel/wnioski/pisma/wzory/{kind}", data=form, headers=house.by())
    assert answer.status_code == 422
    assert said in answer.text
    assert body in html.unescape(answer.text)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_wording_of_the_house_keeps_its_own_rules_and_fills_every_slot(kind: LetterKind) -> None:
    text = default(kind)
    check(kind, text.subject, text.body)
    filled = fill(f"{text.subject}\n\n{text.body}", SAMPLES)
    assert "{" not in filled
    assert set(slots(kind)) <= set(SAMPLES)


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("Ala ma {what}.", {"what": "kota"}, "Ala ma kota."),
        ("Ala\n\n{what}\n\nkoniec", {"what": ""}, "Ala\n\nkoniec"),
        ("{what} i {other}", {"what": "{other}", "other": "pies"}, "{other} i pies"),
        ("100% {not a slot} {}", {}, "100% {not a slot} {}"),
    ],
)
def test_a_slot_is_filled_once_and_takes_its_paragraph_along(text: str, values: dict[str, str], filled: str) -> None:
    assert fill(text, values) == filled


def test_a_faulty_wording_says_every_fault() -> None:
    with pytest.raises(TextFaulty) as faulty:
        check(LetterKind.CALLED, "{tytul}", "{points} {due}")
    assert faulty.value.faults == ["unknown: tytul", "unknown: due", "missing: due_at", "missing: where"]
