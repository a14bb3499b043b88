"""Online support: a name counts once, after its owner has pressed a button behind the link in a mail."""

import html
import re
from collections.abc import Mapping
from typing import Any

import pytest

from services.intake.support.domain import Resident
from services.intake.support.domain.sameness import person_text
from tests.intake.conftest import House, key, rules
from tests.intake.support.conftest import API, PAGE, Gathered, all_at_once, following_of, resident


async def test_nothing_counts_before_the_button_behind_the_link_is_pressed(gathered: Gathered) -> None:
    token = await gathered.link()
    assert await gathered.online() == 0

    # Programs that look through mail open every link, some of them twice.
    for _ in range(2):
        page = await gathered.house.client.get(f"{PAGE}/link/{token}")
        assert "Potwierdź poparcie" in page.text
    assert await gathered.online() == 0

    pressed = await gathered.house.client.post(f"{PAGE}/link/{token}", data={"form_key": "k" * 32})
    assert pressed.status_code == 303
    assert "Dziękujemy. Poparcie jest zapisane." in (await gathered.house.client.get(f"{PAGE}/link/{token}")).text
    assert await gathered.shown() | {"gathering_id": ""} == {
        "gathering_id": "",
        "proposal_id": gathered.id,
        "title": "Plac zabaw pod kasztanami",
        "is_open": True,
        "have": 1,
        "needed": 2,
        "online": 1,
        "paper": None,
    }


async def test_sixteen_presses_at_once_count_once(gathered: Gathered) -> None:
    token = await gathered.link()

    answers = await all_at_once(*(gathered.confirm(token) for _ in range(16)))

    assert {answer.status_code for answer in answers} == {204}
    assert await gathered.online() == 1


async def test_of_sixteen_links_for_one_person_confirmed_at_once_one_counts(gathered: Gathered) -> None:
    tokens = [await gathered.link(email=f"skrzynka{number}@example.org") for number in range(16)]

    answers = await all_at_once(*(gathered.confirm(token) for token in tokens))

    assert sorted(answer.status_code for answer in answers) == [204] + [409] * 15
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["type"].endswith("already-supported")
    assert await gathered.online() == 1


async def test_sixteen_people_at_once_all_count(gathered: Gathered) -> None:
    tokens = [await gathered.link(number) for number in range(16)]

    answers = await all_at_once(*(gathered.confirm(token) for token in tokens))

    assert {answer.status_code for answer in answers} == {204}
    assert await gathered.online() == 16


async def test_the_first_ones_may_come_all_at_once(gathered: Gathered) -> None:
    answers = await all_at_once(*(gathered.ask(number) for number in range(16)))

    assert {answer.status_code for answer in answers} == {202}
    assert await gathered.house.database.collection("gatherings").count_documents({}) == 1
    assert await gathered.house.database.collection("supporters").count_documents({}) == 16


async def test_a_couple_shares_a_letter_box_and_a_third_person_is_told_even_at_once(gathered: Gathered) -> None:
    # With a plus and in capitals it is the same box.
    boxes = ("para@example.org", "PARA@example.org", "para+trzeci@example.org", "para@example.org")
    tokens = [await gathered.link(number, email=email) for number, email in enumerate(boxes)]

    answers = await all_at_once(*(gathered.confirm(token) for token in tokens))

    assert sorted(answer.status_code for answer in answers) == [204, 204, 409, 409]
    assert await gathered.online() == 2
    late = tokens[next(place for place, answer in enumerate(answers) if answer.status_code == 409)]
    page = await gathered.house.client.post(f"{PAGE}/link/{late}")
    assert (page.status_code, "Z tego adresu e-mail nie można już poprzeć" in page.text) == (409, True)


async def test_a_support_is_taken_back_by_the_same_link_and_its_data_are_gone(gathered: Gathered) -> None:
    token = await gathered.support()
    page = await gathered.house.client.post(f"{PAGE}/link/{token}/cofniecie")
    assert page.status_code == 303
    assert "Poparcie cofnięte" in (await gathered.house.client.get(f"{PAGE}/link/{token}")).text
    assert await gathered.online() == 0
    (row,) = [row async for row in gathered.house.database.collection("supporters").find()]
    assert (row["sealed"], row["who"], row["mailbox"], row["surname"]) == (b"", None, None, None)

    assert (await gathered.confirm(token)).status_code == 410
    assert (await gathered.take_back(token)).status_code == 204
    # Whoever changes their mind again is welcome.
    await gathered.support()
    assert await gathered.online() == 1


async def test_confirming_and_taking_back_at_once_leaves_one_of_both(gathered: Gathered) -> None:
    token = await gathered.link()

    await all_at_once(*(do(token) for _ in range(4) for do in (gathered.confirm, gathered.take_back)))

    assert await gathered.online() == 0
    assert (await gathered.confirm(token)).status_code == 410


async def test_a_link_expires_and_says_so(gathered: Gathered) -> None:
    token = await gathered.link()
    gathered.house.clock.move(days=4)

    assert (await gathered.confirm(token)).json()["type"].endswith("link-expired")
    for answer in (
        await gathered.house.client.get(f"{PAGE}/link/{token}"),
        await gathered.house.client.post(f"{PAGE}/link/{token}"),
    ):
        assert answer.status_code == 410
        assert "Ten link stracił ważność" in answer.text
    assert await gathered.online() == 0


async def test_the_mail_is_sent_again_but_no_letter_box_is_filled_even_at_once(gathered: Gathered) -> None:
    asked = await gathered.ask()
    again = {"token": asked.json()["token"]}

    answers = await all_at_once(
        *(gathered.house.client.post(f"{API}/support-requests", json=again, headers=key()) for _ in range(8))
    )

    assert sorted(answer.status_code for answer in answers) == [204] * 3 + [429] * 5
    mails = [mail for mail in await gathered.house.mails() if f"{PAGE}/link/" in mail]
    assert len(mails) == 4
    assert len(set(mails)) == 1
    # Nor by another form, for another proposal; tomorrow is another day.
    assert (await gathered.ask(2, email="HALINA1@example.org")).status_code == 429
    page = await gathered.house.client.post(f"{PAGE}/{gathered.id}", data=form())
    assert (page.status_code, "Na ten adres wysłaliśmy dziś" in page.text) == (429, True)
    gathered.house.clock.move(days=1)
    assert (await gathered.ask()).status_code == 202


async def test_the_token_that_sends_the_mail_again_confirms_nothing(gathered: Gathered) -> None:
    token = (await gathered.ask()).json()["token"]

    assert (await gathered.confirm(token)).status_code == 404
    assert (await gathered.house.client.get(f"{PAGE}/link/{token}")).status_code == 404
    assert (await gathered.house.client.get(f"{PAGE}/wyslano/{token}")).status_code == 200


def form(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The form as a browser posts it."""
    return {name: str(value).lower() if value is True else str(value) for name, value in resident().items()} | {
        **(changes or {})
    }


async def test_a_resident_goes_the_whole_way_on_pages(gathered: Gathered) -> None:
    client = gathered.house.client
    page = html.unescape((await client.get(f"{PAGE}/{gathered.id}")).text)
    assert "Plac zabaw pod kasztanami" in page
    assert "0 z 2 podpisów" in page

    sent = await client.post(f"{PAGE}/{gathered.id}", data=form())
    assert sent.status_code == 303
    assert "Twoje poparcie jeszcze się nie liczy." in (await client.get(sent.headers["location"])).text
    assert "Kanarkowa" not in sent.headers["location"]
    again = await client.post(sent.headers["location"])
    assert "Wysłaliśmy wiadomość jeszcze raz." in (await client.get(again.headers["location"])).text
    *_, mail = await gathered.house.mails()
    link = re.findall(r"http://localhost:8080(/\S+)", mail)[0]
    assert (await client.post(link)).status_code == 303
    assert "1 z 2 podpisów" in html.unescape((await client.get(link)).text)
    assert "Link został już użyty" in (await client.get(sent.headers["location"])).text


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"given": ""}, "Podaj imię."),
        ({"street": "x"}, "Podaj ulicę."),
        ({"house": ""}, "Podaj numer domu."),
        ({"area_id": ""}, "Wybierz, gdzie mieszkasz"),
        ({"area_id": "atlantyda"}, "Wybierz, gdzie mieszkasz"),
        ({"email": "halina@"}, "Sprawdź adres e-mail"),
        ({"declared": ""}, "Zaznacz, że popierasz projekt."),
    ],
)
async def test_a_fault_is_said_at_its_field_and_nothing_typed_is_lost(
    gathered: Gathered, changes: dict[str, str], fault: str
) -> None:
    answer = await gathered.house.client.post(f"{PAGE}/{gathered.id}", data=form(changes))

    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert fault in page
    assert f'href="#{next(iter(changes))}"' in page
    if "surname" not in changes:
        assert 'value="Wróbel-Znakb"' in page
    assert not [mail for mail in await gathered.house.mails() if PAGE in mail]


async def test_an_edition_allows_no_online_support_unless_its_rules_say_so(house: House) -> None:
    assert rules().online_support is False
    filed = await house.file(await house.announce())
    closed = Gathered(house, filed["proposal_id"])

    assert (await closed.ask()).json()["type"].endswith("support-closed")
    page = await house.client.get(f"{PAGE}/{closed.id}")
    assert "Tego projektu nie można teraz poprzeć przez internet." in page.text
    assert 'name="surname"' not in page.text
    assert "Poparcia przez internet w tej edycji nie ma." in (await house.client.get("/budzet-obywatelski/zasady")).text


async def test_a_withdrawn_proposal_takes_no_support(house: House) -> None:
    filed = await house.file(await house.announce(online_support=True))
    gathered = Gathered(house, filed["proposal_id"])
    token = await gathered.link()
    await house.client.post(f"{API}/withdrawals", json={"token": filed["token"]}, headers=key())

    assert (await gathered.confirm(token)).status_code == 409
    assert "nie można już poprzeć" in (await house.client.post(f"{PAGE}/link/{token}")).text
    assert (await gathered.ask(2)).status_code == 409
    assert await gathered.online() == 0


async def test_nothing_of_a_supporter_stands_open_in_the_store_or_in_events(gathered: Gathered) -> None:
    await gathered.support()
    await following_of(gathered.house).tell_counts()

    for name in ("supporters", "gatherings", "support_mails", "outbox", "mails", "inbox"):
        rows = [str(row).casefold() async for row in gathered.house.database.collection(name).find()]
        assert rows or name == "inbox", name
        for secret in ("wróbel", "złota", "halina"):
            assert not any(secret in row for row in rows), (name, secret)


async def test_the_applicant_sees_how_many_support_and_the_address_to_pass_on(house: House) -> None:
    filed = await house.file(await house.announce(online_support=True), signatures=0)
    await Gathered(house, filed["proposal_id"]).support()

    own = html.unescape((await house.client.get(f"/budzet-obywatelski/zgloszenie/{filed['token']}")).text)

    assert "1 z 2 podpisów" in own
    assert f"{PAGE}/{filed['proposal_id']}" in own
    assert "Wróbel" not in own


SAME = [
    {"given": "Wróbel-Znakb", "surname": "Halina"},
    {"given": "HALINA", "surname": "wrobel znakb"},
    {"street": "Złota"},
    {"street": "ulica zlota"},
    {"house": "nr 1"},
]


@pytest.mark.parametrize("changes", SAME)
def test_one_person_is_known_again_however_they_write_it(changes: dict[str, Any]) -> None:
    assert person(**changes) == person()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12/3", "12 m. 3", True),
        ("12/3", "12m3", True),
        ("12a", "12 A", True),
        ("12/3", "123", False),
        ("1/23", "12/3", False),
        ("12a", "12b", False),
        ("12", "12/1", False),
    ],
)
def test_numbers_of_houses_and_flats_are_compared_as_people_mean_them(one: str, other: str, same: bool) -> None:
    assert (person(house=one) == person(house=other)) is same


@pytest.mark.parametrize("changes", [{"given": "Helena"}, {"street": "Srebrna"}, {"town": "Opatówek"}])
def test_other_people_are_others(changes: dict[str, Any]) -> None:
    assert person(**changes) != person()


def person(**changes: Any) -> str:
    plain = resident(1, **changes)
    return person_text(Resident(**{name: value for name, value in plain.items() if name != "declared"}))
