"""From a draft to a case number, through the public routes."""

import asyncio
from datetime import timedelta

import pytest

from services.intake.initiatives.domain.states import State
from tests.intake.conftest import OFFICER, House, key
from tests.intake.initiatives.conftest import API, GROUP, LINKS, SOIL, WORK, Residents, content


async def test_neighbours_sign_and_the_application_gets_its_number(house: House, residents: Residents):
    receipt = await residents.file()

    assert (receipt["number"], receipt["case"], receipt["sign"]) == (1, "IL-2026-001", "WPKS.525.1.2026")
    (event,) = await house.events("intake.initiative_submitted.v1")
    assert (event["own"], event["city"], event["residents"], event["own_share"]) == (151_400, 900_000, 2, 1_000)
    assert [each["number"] for each in event["declared"]] == [1, 2]
    assert {each["kind"]: each["value"] for each in event["declared"]} == {"work": 31_400, "in_kind": 120_000}
    assert any(
        "przyjęliśmy wniosek o inicjatywę lokalną „Zielony skwer przy Złotej”" in mail for mail in await house.mails()
    )


async def test_nobodys_name_is_in_an_event_or_in_the_open_store(house: House, residents: Residents):
    receipt = await residents.file()
    await house.client.get(f"{API}/initiatives/{receipt['initiative_id']}")

    for name in ("initiatives", "declarations", "initiative_drafts", "outbox"):
        async for row in house.database.collection(name).find():
            assert "Znak" not in repr(row)
            assert "znak@example" not in repr(row)


async def test_filed_twice_it_is_filed_once(house: House, residents: Residents):
    token = await residents.begin()
    await residents.declare(token)
    body = {"token": token, **residents.body()}

    first, second = await asyncio.gather(
        residents.post("initiatives", body, status=201), residents.post("initiatives", body, status=201)
    )

    assert first == second
    assert len(await house.events("intake.initiative_submitted.v1")) == 1


async def test_applications_at_once_get_numbers_without_gaps(house: House, residents: Residents):
    tokens = [await residents.begin(title=f"Inicjatywa numer {number}") for number in range(4)]
    for token in tokens:
        await residents.sign(await residents.ask(token), WORK)
        await residents.sign(await residents.ask(token, "ola.znak@example.org"), SOIL)

    receipts = await asyncio.gather(
        *(
            residents.post(
                "initiatives", {"token": token, **residents.body(title=f"Inicjatywa numer {at}")}, status=201
            )
            for at, token in enumerate(tokens)
        )
    )

    assert sorted(each["number"] for each in receipts) == [1, 2, 3, 4]


async def test_too_small_a_share_is_refused_with_what_is_missing(residents: Residents):
    token = await residents.begin()
    await residents.sign(await residents.ask(token), WORK)
    lines = [{"name": "Krzewy", "own": 314_00, "city": 9_000_00}]
    body = {"token": token, **residents.body(estimate=lines)}

    problem = await residents.post("initiatives", body, status=422)
    share = await residents.post("initiative-shares", body, status=200)

    assert problem["type"].endswith("own-share-too-small")
    assert problem["missing"] == share["missing"] == 686_00
    assert (share["share"], share["enough"], share["signed"], share["asked"]) == (337, False, 1, 0)


async def test_an_estimate_that_does_not_add_up_is_refused(residents: Residents):
    token = await residents.begin()
    await residents.declare(token)

    lines = [{"name": "Krzewy", "own": 314_00, "city": 9_000_00}]
    problem = await residents.post("initiatives", {"token": token, **residents.body(estimate=lines)}, status=422)

    assert problem["type"].endswith("estimate-unbalanced")


async def test_a_sphere_that_the_rules_do_not_have_is_refused(residents: Residents):
    token = await residents.begin()
    await residents.declare(token)
    await residents.post("initiatives", {"token": token, **residents.body(task_area="Loty w kosmos")}, status=422)


async def test_a_declarations_link_is_used_once(residents: Residents):
    token = await residents.begin()
    link = await residents.ask(token)
    await residents.sign(link, WORK)

    await residents.sign(link, SOIL, status=409)


async def test_when_the_last_neighbour_has_answered_the_representative_is_told(house: House, residents: Residents):
    def told(mails: list[str]) -> list[str]:
        return [mail for mail in mails if "odpowiedzieli wszyscy" in mail]

    token = await residents.begin()
    first, second = await residents.ask(token), await residents.ask(token, "ola.znak@example.org")
    await residents.sign(first, SOIL)
    assert told(await house.mails()) == []

    await residents.post("declaration-endings", {"token": second})

    (mail,) = told(await house.mails())
    assert "Podpisane deklaracje: 1, o wartości 1 200,00 zł." in mail
    assert token in mail
    await residents.post("declaration-endings", {"token": first})
    assert "Podpisane deklaracje: 0, o wartości 0,00 zł." in told(await house.mails())[-1]


async def test_who_takes_a_declaration_off_is_not_told_of_it(house: House, residents: Residents):
    token = await residents.begin()
    await residents.ask(token)
    (row,) = [row async for row in house.database.collection("declarations").find()]
    mails = await house.mails()
    await residents.post("declaration-removals", {"token": token, "declaration_id": row["_id"]})
    assert await house.mails() == mails


async def test_of_signatures_by_one_link_at_once_one_counts(house: House, residents: Residents):
    link = await residents.ask(await residents.begin())
    answers = await asyncio.gather(
        *(
            house.client.post(
                f"{API}/declaration-signatures",
                json={"token": link, "gift": WORK, "given": "Ewa", "surname": "Znak", "address": "ul. Złota 1"},
                headers=key(),
            )
            for _ in range(5)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409]


async def test_a_signature_that_races_the_filing_counts_or_is_refused(house: House, residents: Residents):
    token = await residents.begin()
    await residents.declare(token)
    link = await residents.ask(token, "iga.znak@example.org")
    who = {"given": "Iga", "surname": "Znak", "address": "ul. Złota 1"}
    signature = {"token": link, "gift": {"kind": "money", "subject": "składka", "value": 5_000}, **who}

    signed, filed = await asyncio.gather(
        house.client.post(f"{API}/declaration-signatures", json=signature, headers=key()),
        house.client.post(f"{API}/initiatives", json={"token": token, **residents.body()}, headers=key()),
    )

    # Signed first, the sums no longer add up and nothing is filed; filed first, the link is closed.
    assert (signed.status_code, filed.status_code) in {(204, 422), (409, 201)}


async def test_a_declaration_is_taken_back_before_the_filing_and_its_person_forgotten(
    house: House, residents: Residents
):
    token = await residents.begin()
    link = await residents.ask(token)
    await residents.sign(link, WORK)
    await residents.post("declaration-endings", {"token": link})

    (row,) = [row async for row in house.database.collection("declarations").find()]
    assert (row["state"], row["sealed"]) == ("ended", b"")
    await residents.post("declaration-endings", {"token": link}, status=409)


async def test_after_the_filing_nobody_signs_or_takes_back(residents: Residents):
    token = await residents.begin()
    await residents.declare(token)
    open_link = await residents.ask(token, "iga.znak@example.org")
    await residents.post("initiatives", {"token": token, **residents.body()}, status=201)

    await residents.sign(open_link, WORK, status=409)
    await residents.post("declaration-endings", {"token": open_link}, status=409)


async def test_who_was_asked_and_has_not_signed_is_forgotten_with_the_filing(house: House, residents: Residents):
    token = await residents.begin()
    await residents.declare(token)
    await residents.ask(token, "iga.znak@example.org")
    await residents.post("initiatives", {"token": token, **residents.body()}, status=201)

    rows = [row async for row in house.database.collection("declarations").find()]
    left = sorted((row["state"], bool(row["sealed"])) for row in rows)
    assert left == [("ended", False), ("signed", True), ("signed", True)]


async def test_nobody_is_asked_twice_and_not_for_a_draft_without_a_name(residents: Residents):
    token = await residents.begin()
    await residents.ask(token)
    who = {"given": "Ewa", "surname": "Znak", "email": "EWA.znak@example.org"}
    await residents.post("declaration-invitations", {"token": token, **who}, status=409)


async def test_a_draft_that_nobody_touches_is_deleted_with_its_declarations(house: House, residents: Residents):
    token = await residents.begin()
    await residents.declare(token)
    house.clock.moment += timedelta(days=170)
    await tick(house)
    assert any("Usuniemy go" in mail for mail in await house.mails())
    house.clock.moment += timedelta(days=20)
    await tick(house)

    assert await house.database.collection("initiative_drafts").count_documents({}) == 0
    assert await house.database.collection("declarations").count_documents({}) == 0
    await residents.post("initiatives", {"token": token, **residents.body()}, status=410)


async def tick(house: House) -> None:
    """Let the drafts be looked after."""
    await house.app.state.ticks.work("initiative drafts")()


PAPER = {
    "declarant": {"given": "Jan", "surname": "Kos-Znak", "address": "ul. Złota 2, Kalisz"},
    "gift": WORK,
    "signed_on": "2026-04-10",
}


def on_paper(**changes: object) -> dict[str, object]:
    group = GROUP.model_dump(mode="json")
    group["representative"] |= {"email": None}
    body = {"content": content().model_dump(mode="json"), "group": group, "declarations": [PAPER]}
    return {**body, "received_on": "2026-04-14", **changes}


async def test_an_officer_enters_a_paper_whatever_it_lacks_and_a_letter_waits(house: House, residents: Residents):
    receipt = await residents.post("paper-initiatives", on_paper(), status=201, headers=house.by())

    (event,) = await house.events("intake.initiative_submitted.v1")
    assert (event["on_paper"], event["own"], event["submitted_at"][:10]) == (True, 31_400, "2026-04-14")
    assert receipt["case"] == "IL-2026-001"
    (task,) = await house.events("intake.task_opened.v1")
    assert task["kind"] == "letter"
    letter = (await house.client.get(f"{API}/letters", headers=house.by())).json()["items"][0]
    assert letter["kind"] == "initiative_received"


async def test_the_same_paper_is_not_entered_twice_without_a_word(house: House, residents: Residents):
    await residents.post("paper-initiatives", on_paper(), status=201, headers=house.by())

    problem = await residents.post("paper-initiatives", on_paper(), status=409, headers=house.by())
    assert problem["case"] == "IL-2026-001"
    await residents.post("paper-initiatives", on_paper(another=True), status=201, headers=house.by())


@pytest.mark.parametrize("day", ["2026-04-16", "2027-01-01"])
async def test_a_paper_does_not_come_in_tomorrow(house: House, residents: Residents, day: str):
    await residents.post("paper-initiatives", on_paper(received_on=day), status=422, headers=house.by())


async def test_the_register_is_read_by_parts_and_by_words(house: House, residents: Residents):
    for title in ("Zielony skwer", "Ławki nad Prosną", "Malowanie świetlicy"):
        await residents.file(title=title)

    first = (await house.client.get(f"{API}/initiatives?limit=2")).json()
    rest = (await house.client.get(f"{API}/initiatives?limit=2&after={first['next']}")).json()
    found = (await house.client.get(f"{API}/initiatives?q=prosna")).json()
    signed = (await house.client.get(f"{API}/initiatives?q=wpks.525.0003.2026")).json()

    assert [each["number"] for each in first["items"] + rest["items"]] == [3, 2, 1]
    assert [each["title"] for each in found["items"]] == ["Ławki nad Prosną"]
    assert [each["number"] for each in signed["items"]] == [3]


async def test_an_initiative_is_withdrawn_by_its_link_once(house: House, residents: Residents):
    receipt = await residents.file()
    await residents.post("initiative-withdrawals", {"token": receipt["token"]})

    assert (await residents.shown(receipt["initiative_id"]))["state"] == State.WITHDRAWN
    assert len(await house.events("intake.initiative_withdrawn.v1")) == 1
    await residents.post("initiative-withdrawals", {"token": receipt["token"]}, status=409)


async def test_who_has_filed_is_shown_to_officers_alone_and_written_down(house: House, residents: Residents):
    receipt = await residents.file()
    address = f"{API}/initiatives/{receipt['initiative_id']}/group"

    assert (await house.client.get(address)).status_code == 401
    shown = (await house.client.get(address, headers=house.by())).json()

    assert shown["representative"]["surname"] == "Wilgowska-Znak"
    (reading,) = [row async for row in house.database.collection("readings").find()]
    assert (reading["who"], reading["what"], reading["case"]) == (OFFICER.id, "applicant", "IL-2026-001")


async def test_a_link_that_is_cut_off_opens_nothing(residents: Residents):
    token = LINKS.token("i-1")
    await residents.post("initiative-withdrawals", {"token": token[:-3]}, status=404)
    await residents.sign(token, WORK, status=404)


RULES = {
    "resolution": "Uchwała Nr LX/1/2026 Rady Miasta Kalisza",
    "in_force_from": "2026-05-01",
    "own_share": 2_000,
    "rates": [{"valid_from": "2026-05-01", "amount": 4_000}],
    "spheres": [content().task_area, "Rewitalizacja"],
    "correction_days": 14,
}


async def test_what_is_filed_keeps_the_rules_of_its_day(house: House, residents: Residents):
    before = await residents.file()
    rules = await residents.post("initiative-rules", RULES, status=201, headers=house.by() | {"If-Match": '"0"'})
    house.clock.moment += timedelta(days=30)
    token = await residents.begin()
    await residents.sign(await residents.ask(token), WORK)
    share = await residents.post("initiative-shares", {"token": token, **residents.body()}, status=200)

    first = await residents.shown(before["initiative_id"])
    assert (first["rules_id"], first["own_share"]) == ("kalisz-2015", 1_000)
    assert (share["threshold"], share["own"]) == (2_000, 40_000)
    (event,) = await house.events("intake.initiative_rules_set.v1")
    assert (event["rules_id"], event["hourly_rate"], event["correction_days"]) == (rules["rules_id"], 4_000, 14)


async def test_of_two_officers_who_lay_down_rules_at_once_one_is_told(house: House, residents: Residents):
    headers = house.by() | {"If-Match": '"0"'}
    answers = await asyncio.gather(
        *(house.client.post(f"{API}/initiative-rules", json=RULES, headers=headers | key()) for _ in range(3))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412]
    assert (await house.client.get(f"{API}/initiative-rules")).json()[0]["number"] == 1
