"""The commission holds a test vote at its desk: each slip at its field, no private key on any page."""

import html
import re

import pytest

from services.voting.tally.domain import seed_commitment
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import Site, person
from tests.voting.ballots.test_booth import COMMISSION, site, step
from tests.voting.conftest import EDITION, PANEL, PUBLIC, SECRET, list_at_the_desk
from tests.voting.trial.test_trial import KEYS

__all__ = ["site"]
TRIAL = f"{PANEL}/proba"
OPENING = {"public_key": PUBLIC, "draw_commitment": seed_commitment(SECRET)}
TEST_KEYS = {"public_key": KEYS.public_key, "private_key": KEYS.private_key, "secret": KEYS.secret}


async def prefilled(site: Site) -> dict[str, str]:
    """What the form of a test vote is filled with when it is opened."""
    page = (await site.client.get(TRIAL, headers=site.by(COMMISSION))).text
    form = dict(re.findall(r'name="(sheet-\d-(?:copies|marks))"[^>]*? value="([^"]*)"', page))
    form |= {name: html.unescape(text) for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<', page)}
    rows = {name[:7] for name in form if name.startswith("sheet")}
    for row in rows:
        select = page.partition(f'name="{row}-way"')[2].partition("</select>")[0]
        chosen = re.search(r'value="(\w+)"[^>]*selected', select)
        form[f"{row}-way"] = chosen[1] if chosen else "online"
    return form


async def held(site: Site, **changes: str) -> str:
    """Hold the test vote that is proposed; gives its page's address."""
    answer = await step(site, "proba", **(await prefilled(site) | TEST_KEYS | changes))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_the_steps_lead_from_the_list_over_the_test_vote_to_the_opening(site: Site) -> None:
    await list_at_the_desk(site)
    desk = (await site.client.get(PANEL, headers=site.by(COMMISSION))).text
    assert "Przygotuj próbę" in desk
    assert "Zamrażam zasady i otwieram" not in desk
    assert (await step(site, "otwarcie", **OPENING)).status_code == 409
    page = (await site.client.get(await held(site), headers=site.by(COMMISSION))).text
    assert "Wynik jest taki, jakiego się spodziewaliście" in page
    assert "Zamrażam zasady i otwieram" in (await site.client.get(PANEL, headers=site.by(COMMISSION))).text
    assert (await step(site, "otwarcie", **OPENING)).status_code == 303
    desk = (await site.client.get(PANEL, headers=site.by(COMMISSION))).text
    assert "Raport zerowy: w chwili otwarcia dziennik urny miał 0 wpisów" in desk


async def test_a_difference_is_shown_by_project_and_the_opening_has_no_button(site: Site) -> None:
    await step(site, "lista", seed="losowanie")
    page = (await site.client.get(await held(site, figures="O-1:7"), headers=site.by(COMMISSION))).text
    assert "spodziewano się 7, policzono 2" in page
    desk = (await site.client.get(PANEL, headers=site.by(COMMISSION))).text
    assert "Otwarcie jest zablokowane" in desk
    assert "Zamrażam zasady i otwieram" not in desk


async def test_the_key_of_the_test_vote_is_refused_at_its_field_when_the_vote_is_opened(site: Site) -> None:
    await list_at_the_desk(site)
    await held(site)
    answer = await step(site, "otwarcie", **(OPENING | {"public_key": KEYS.public_key}))
    assert answer.status_code == 422
    assert "Ten klucz był użyty w głosowaniu próbnym" in answer.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sheet-0-marks": "O-1 O-2 O-3"}, "sheet-0-marks"),
        ({"sheet-3-marks": "O-1"}, "sheet-3-marks"),
        ({"sheet-1-marks": "jeden"}, "sheet-1-marks"),
        ({"sheet-1-copies": "900"}, "sheet-1-copies"),
        ({"figures": "O-1"}, "figures"),
        ({"selected": "X-9"}, "selected"),
        ({"by_draw": "X-9"}, "by_draw"),
        ({"private_key": "0" * 64}, "private_key"),
        ({"public_key": "abc"}, "public_key"),
        ({"secret": "krótki"}, "secret"),
    ],
)
async def test_a_slip_is_told_at_its_field_and_neither_key_nor_secret_stands_in_the_page(
    site: Site, change: dict[str, str], field: str
) -> None:
    await step(site, "lista", seed="losowanie")
    answer = await step(site, "proba", **(await prefilled(site) | TEST_KEYS | change))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert KEYS.private_key not in answer.text
    assert KEYS.secret not in answer.text


async def test_the_protocol_is_there_as_pdf_and_docx(site: Site) -> None:
    await step(site, "lista", seed="losowanie")
    page = await held(site)
    for format, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = await site.client.get(f"{page}/protokol.{format}", headers=site.by(person(Role.AUDITOR)))
        assert answer.content.startswith(start)


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE} - {Role.COMMISSION}))
async def test_only_the_commission_holds_a_test_vote(site: Site, role: Role) -> None:
    await step(site, "lista", seed="losowanie")
    answer = await site.client.post(TRIAL, data=TEST_KEYS, headers=site.by(person(role)))
    assert answer.status_code == 403


async def test_a_program_holds_the_test_vote_that_is_proposed(site: Site) -> None:
    base = f"/api/voting/v1/editions/{EDITION}/trials"
    await step(site, "lista", seed="losowanie")
    wanted = (await site.client.get(f"{base}/proposal", headers=site.by(COMMISSION))).json()
    headers = site.once(COMMISSION)
    made = await site.client.post(base, json=wanted | TEST_KEYS, headers=headers)
    assert made.status_code == 201, made.text
    assert made.json()["agrees"]
    again = await site.client.post(base, json=wanted | TEST_KEYS, headers=headers)
    assert again.json() == made.json()
    assert len((await site.client.get(base, headers=site.by(COMMISSION))).json()) == 1
