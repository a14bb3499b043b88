"""The register for staff: filters in the address, limits beside figures, the applicant only behind an audited step."""

from shared.demo_people import DEMO_PEOPLE
from tests.intake.conftest import APPLICANT, OFFICER, REVIEWER, House


async def test_the_register_shows_what_is_above_the_cap_and_short_of_signatures(house: House) -> None:
    edition = await house.announce()
    await house.file(edition, cost_items=[{"name": "Wszystko", "amount": 120_000_00}], signatures=1)

    page = await house.client.get("/panel/wnioski", headers=house.by())

    assert "BO-2027-001" in page.text
    assert 'tag bad">limit 100\u00a0000\u00a0zł' in page.text
    assert 'tag bad">1 z 2' in page.text


async def test_filters_stand_in_the_address(house: House) -> None:
    edition = await house.announce()
    await house.file(edition, title="Plac zabaw")
    await house.file(edition, title="Dąb pamięci", pool_id="city", area_id=None)

    by_pool = await house.client.get("/panel/wnioski?pool=city&area=&q=", headers=house.by())
    by_word = await house.client.get("/panel/wnioski?q=plac", headers=house.by())
    nothing = await house.client.get("/panel/wnioski?q=plac&pool=city", headers=house.by())

    assert ("Dąb pamięci" in by_pool.text, "Plac zabaw" in by_pool.text) == (True, False)
    assert ("Dąb pamięci" in by_word.text, "Plac zabaw" in by_word.text) == (False, True)
    assert "Nic nie pasuje" in nothing.text


async def test_a_long_register_comes_in_parts(house: House) -> None:
    edition = await house.announce()
    for _ in range(52):
        await house.file(edition)

    first = await house.client.get("/panel/wnioski", headers=house.by())
    rest = await house.client.get("/panel/wnioski?after=50", headers=house.by())

    assert first.text.count("BO-2027-") == 50
    assert 'rel="next"' in first.text
    assert [f"BO-2027-05{n}" in rest.text for n in (0, 1, 2)] == [False, True, True]


async def test_the_applicant_is_shown_only_behind_the_button(house: House) -> None:
    receipt = await house.file(await house.announce())
    path = f"/panel/wnioski/{receipt['proposal_id']}"

    before = await house.client.get(path, headers=house.by(OFFICER))
    shown = await house.client.post(f"{path}/dane", headers=house.by(OFFICER))
    twice = await house.client.post(f"{path}/dane", headers=house.by(OFFICER))

    assert APPLICANT.surname not in before.text
    assert APPLICANT.surname in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Kto otwierał dane: 2" in twice.text


async def test_a_reviewer_reads_the_proposal_but_not_the_applicant(house: House) -> None:
    receipt = await house.file(await house.announce())
    path = f"/panel/wnioski/{receipt['proposal_id']}"

    page = await house.client.get(path, headers=house.by(REVIEWER))
    refused = await house.client.post(f"{path}/dane", headers=house.by(REVIEWER))

    assert page.status_code == 200
    assert "Pokaż dane wnioskodawcy" not in page.text
    assert refused.status_code == 403


async def test_every_role_finds_the_register_open_or_closed_but_never_broken(house: House) -> None:
    await house.file(await house.announce())

    for person in DEMO_PEOPLE:
        answer = await house.client.get("/panel/wnioski", headers=house.by(person))
        assert answer.status_code in (200, 403), person.role
    assert (await house.client.get("/panel/wnioski")).headers["Location"].startswith("/panel/zaloguj")
