"""The applicant's own pages in the states that the played town has left behind: called, with a fault, answered."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx2 as httpx
from playwright.async_api import Browser

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.appeals import Appeals
from services.intake.proposals.corrections import Corrections
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.store import MongoProposalStore
from shared.access import Role
from shared.contracts.intake import ProposalPart
from shared.contracts.verification import AdmissionDecidedV1, CorrectionCalledV1
from shared.free_days import CityFreeDays
from tests.browser.axe import PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person, told
from tests.intake.conftest import APPLICANT, applicants, draft, gatherings, key, rules

POINTS = (
    "Niespełniony warunek: Pod projektem jest wymagana liczba podpisów. Podano podpisów: 1, potrzeba: 2.",
    "Niespełniony warunek: Kosztorys obejmuje wszystkie prace. Dopisz nadzór inwestorski i przyłącze.",
)


async def filed(site: Site) -> tuple[str, str]:
    """File a proposal; give its id and the token of its applicant."""
    officer = site.once(person(Role.OFFICER))
    edition = await site.client.post("/api/intake/v1/editions", json=rules().model_dump(mode="json"), headers=officer)
    body = draft(edition.json()["edition_id"], signatures=1).model_dump(mode="json")
    answer: httpx.Response = await site.client.post(
        "/api/intake/v1/proposals", json=body | {"applicant": APPLICANT.model_dump()}, headers=key()
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["proposal_id"], answer.json()["token"]


def needs(site: Site, clock: SetClock) -> dict[str, Any]:
    """Give what the use cases are made of."""
    signed = SignedTexts(SESSION_KEY)
    return {
        "database": site.database,
        "store": MongoProposalStore(site.database),
        "editions": Editions(site.database, MongoEditionStore(site.database), clock),
        "applicants": applicants(site.database, clock),
        "signed": signed,
        "clock": clock,
    }


async def test_who_is_called_completes_the_proposal_in_one_sitting(
    browser: Browser,
    make_site: Callable[..., Awaitable[Site]],
    deliver: Callable[..., Awaitable[None]],
    clock: SetClock,
) -> None:
    site = await make_site("intake")
    proposal, token = await filed(site)
    corrections = Corrections(
        **needs(site, clock), supported=gatherings(site.database, clock), free_days=CityFreeDays(site.database)
    )
    call = told(
        CorrectionCalledV1, proposal_id=proposal, parts=(ProposalPart.SUPPORT, ProposalPart.COSTS), points=POINTS
    )
    await deliver(call, corrections.follow_call)
    async with served(site.app) as origin:
        page = await browser.new_page(viewport=PHONE)
        await page.goto(f"{origin}/budzet-obywatelski/zgloszenie/{token}")
        await looked_at(page, "own-called")
        await page.get_by_role("link", name="Uzupełnij zgłoszenie").click()
        await looked_at(page, "correction")
        await page.get_by_label("Ile masz podpisów").fill("dwa")
        await page.get_by_role("button", name="Wyślij uzupełnienie").click()
        await looked_at(page, "correction-fault")
        assert await page.get_by_label("Ile masz podpisów").input_value() == "dwa"
        await page.get_by_label("Ile masz podpisów").fill("12")
        await page.get_by_role("button", name="Wyślij uzupełnienie").click()
        await page.get_by_text("Mamy Twoje uzupełnienie. Sprawdzimy je").wait_for()
        await looked_at(page, "own-completed")
        await page.goto(f"{origin}/budzet-obywatelski/zgloszenie/{token}/uzupelnienie")
        await looked_at(page, "correction-sent")
        await page.close()


async def test_who_is_refused_appeals_in_one_sitting(
    browser: Browser,
    make_site: Callable[..., Awaitable[Site]],
    deliver: Callable[..., Awaitable[None]],
    clock: SetClock,
) -> None:
    site = await make_site("intake")
    proposal, token = await filed(site)
    appeals = Appeals(**needs(site, clock))
    refusal = told(AdmissionDecidedV1, proposal_id=proposal, admitted=False, reason="Teren nie należy do miasta.")
    await deliver(refusal, appeals.follow_admission)
    clock.moment = datetime(2026, 8, 12, 10, tzinfo=UTC)
    async with served(site.app) as origin:
        page = await browser.new_page(viewport=PHONE)
        await page.goto(f"{origin}/budzet-obywatelski/zgloszenie/{token}")
        await looked_at(page, "own-refused")
        await page.get_by_role("link", name="Odwołaj się").click()
        await looked_at(page, "appeal-form")
        await page.get_by_label("Dlaczego ta decyzja jest błędna").fill("Nie zgadzam się")
        await page.get_by_role("button", name="Wyślij odwołanie").click()
        await looked_at(page, "appeal-fault")
        await page.get_by_label("Dlaczego ta decyzja jest błędna").fill("Miasto kupiło teren w marcu, mam odpis.")
        await page.get_by_role("button", name="Wyślij odwołanie").click()
        await page.get_by_text("odwołanie w toku").wait_for()
        await looked_at(page, "own-appealed")
        await page.goto(f"{origin}/budzet-obywatelski/zgloszenie/{token}/odwolanie")
        await looked_at(page, "appeal-sent")
        await page.close()


async def test_an_applicant_names_a_co_author_who_says_yes_on_a_phone(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await make_site("intake")
    proposal, token = await filed(site)
    async with served(site.app) as origin:
        page = await browser.new_page(viewport=PHONE)
        await page.goto(f"{origin}/budzet-obywatelski/zgloszenie/{token}")
        await page.get_by_role("link", name="Dodaj albo usuń współautora").click()
        await looked_at(page, "coauthors-none")
        await page.get_by_label("Imię").fill("Adam")
        await page.get_by_label("Nazwisko").fill("Wierzbowy")
        await page.get_by_role("button", name="Zapytaj").click()
        await page.get_by_text("Podaj adres e-mail").first.wait_for()
        await looked_at(page, "coauthors-fault")
        await page.get_by_label("E-mail").fill("adam@example.org")
        await page.get_by_role("button", name="Zapytaj").click()
        await page.get_by_text("czeka na odpowiedź").wait_for()
        await looked_at(page, "coauthors-waiting")
        stored = await site.database.collection("proposals").find_one({"_id": proposal})
        assert stored is not None
        invitation = SignedTexts(SESSION_KEY).coauthor_link(proposal, stored["coauthors"][0]["id"])
        await page.goto(f"{origin}/budzet-obywatelski/wspolautor/{invitation}")
        await looked_at(page, "coauthor-asked")
        await page.get_by_label("Tak, jestem współautorem").check()
        await page.get_by_role("button", name="Wyślij odpowiedź").click()
        await page.get_by_role("heading", name="Jesteś współautorem projektu").wait_for()
        await looked_at(page, "coauthor-sure")
        await page.get_by_role("button", name="Rezygnuję ze współautorstwa").click()
        await page.get_by_role("heading", name="Tego zaproszenia już nie ma").wait_for()
        await looked_at(page, "coauthor-gone")
        await page.close()
