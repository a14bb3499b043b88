"""The roll in the panel: looked at first, put in force as it was looked at, and never empty when the vote opens."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from services.voting.ballots.service import EmptyRoll
from services.voting.tally.domain import seed_commitment
from shared.access import Role
from tests.conftest import Site, person
from tests.voting.conftest import EDITION, PANEL, PUBLIC, ROLL, SECRET, Vote, open_at_the_desk, tried

PAGE = f"{PANEL}/spis"


@pytest.fixture
async def site(vote_site: Callable[..., Any]) -> Site:
    """The service with an edition whose list is ready to be published."""
    site: Site = await vote_site()
    return site


async def sent(site: Site, text: str | bytes | None, role: Role = Role.COMMISSION, **form: str) -> Any:
    data = text.encode() if isinstance(text, str) else text
    files = None if data is None else {"file": ("spis.csv", data, "text/csv")}
    return await site.client.post(PAGE, data=form, files=files, headers=site.by(person(role)))


def checked(page: str) -> str:
    found = re.search(r'name="checked" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


async def on_roll(site: Site) -> int:
    page = (await site.client.get(PAGE, headers=site.by(person(Role.COMMISSION)))).text
    found = re.search(r"(\d+)</b>\s*osób w obowiązującym spisie|(\d+)[^0-9]*osób w obowiązującym spisie", page)
    assert found, page
    return int(found[1] or found[2])


async def test_a_file_that_was_looked_at_is_put_in_force(site: Site) -> None:
    page = (await sent(site, ROLL, step="check")).text
    assert await on_roll(site) == 0, "looking writes nothing"
    answer = await sent(site, ROLL, step="take_in", checked=checked(page))
    assert answer.status_code == 303
    assert await on_roll(site) == 4


async def test_lines_that_cannot_be_read_are_told_by_number_and_reason_without_their_text(site: Site) -> None:
    page = (await sent(site, ROLL + "Zdzisław;;Kwiatowa 1\nIrena;Wilk;Bezdroża\n", step="check")).text
    assert "nie będzie w spisie" in page
    assert "brakuje imienia albo nazwiska" in page
    assert "adres bez ulicy albo bez numeru domu" in page
    assert "Zdzisław" not in page
    assert "Wilk" not in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "Wybierz plik."),
        ("imię;nazwisko\nAnna;Nowak\n", "brakuje kolumny"),
        ("imię;nazwisko;adres\nJózef;Nowak;Polna 1\n".encode("cp1250"), "nie jest zapisany w UTF-8"),
    ],
)
async def test_a_file_that_is_no_roll_is_told_at_its_field(site: Site, text: str | bytes | None, said: str) -> None:
    answer = await sent(site, text, step="check")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'href="#file"' in answer.text


async def test_another_file_than_the_one_that_was_looked_at_is_not_put_in_force(site: Site) -> None:
    page = (await sent(site, ROLL, step="check")).text
    answer = await sent(site, ROLL + "Ewa;Obca;Polna 9\n", step="take_in", checked=checked(page))
    assert answer.status_code == 422
    assert "To inny plik" in answer.text
    assert await on_roll(site) == 0


async def test_from_the_opening_on_the_roll_is_frozen(site: Site) -> None:
    await open_at_the_desk(site)
    page = (await site.client.get(PAGE, headers=site.by(person(Role.COMMISSION)))).text
    assert "spis jest zamrożony" in page
    assert 'type="file"' not in page
    assert (await sent(site, ROLL, step="check")).status_code == 409


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
async def test_only_the_commission_sends_a_roll(site: Site, role: Role) -> None:
    assert (await sent(site, ROLL, role, step="check")).status_code == 403


async def test_a_vote_with_nobody_on_its_roll_is_not_opened(vote: Vote) -> None:
    await vote.list(roll="imię;nazwisko;adres\n")
    await tried(vote.ballots.database)
    with pytest.raises(EmptyRoll):
        await vote.ballots.open(EDITION, PUBLIC, seed_commitment(SECRET))
