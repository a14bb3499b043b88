"""A call that goes by post, as the officer sees it: posted, awaited, and its term counted from the receipt."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from playwright.async_api import Browser

from services.intake.proposals.corrections import Corrections
from shared.access import Role, Sessions
from shared.contracts.intake import ProposalPart
from shared.contracts.verification import CorrectionCalledV1
from shared.deadlines import Term, Unit
from shared.free_days import CityFreeDays
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import served
from tests.browser.test_applicant import needs
from tests.conftest import SESSION_KEY, SetClock, Site, person, told
from tests.intake.conftest import draft, gatherings, rules
from tests.intake.letters.test_delivery import GIVEN


async def test_the_term_is_counted_from_what_the_receipt_says(
    browser: Browser,
    make_site: Callable[..., Awaitable[Site]],
    deliver: Callable[..., Awaitable[None]],
    clock: SetClock,
) -> None:
    site = await make_site("intake")
    officer = person(Role.OFFICER)
    edition = await site.client.post(
        "/api/intake/v1/editions", json=rules().model_dump(mode="json"), headers=site.once(officer)
    )
    body = draft(edition.json()["edition_id"]).model_dump(mode="json") | {
        "applicant": GIVEN,
        "received_on": "2026-04-15",
    }
    filed = await site.client.post("/api/intake/v1/paper-proposals", json=body, headers=site.once(officer))
    proposal = filed.json()["proposal_id"]
    facts = {"parts": (ProposalPart.COSTS,), "called_at": clock.now(), "term": Term(amount=7, unit=Unit.DAY)}
    call = told(CorrectionCalledV1, proposal_id=proposal, due_at=datetime(2026, 4, 22, 21, tzinfo=UTC), **facts)
    support, free_days = gatherings(site.database, clock), CityFreeDays(site.database)
    await deliver(call, Corrections(**needs(site, clock), supported=support, free_days=free_days).follow_call)
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(officer)}"}
    async with served(site.app) as origin:
        page = await browser.new_page(viewport=DESK, extra_http_headers=token)
        await page.goto(f"{origin}/panel/wnioski/{proposal}")
        await looked_at(page, "proposal-called-by-post")
        await page.get_by_role("link", name="Wezwanie i zwrotka").click()
        await looked_at(page, "call-to-post")
        await page.get_by_role("button", name="Wysłano pocztą").click()
        await page.get_by_role("heading", name="Zwrotka").wait_for()
        await looked_at(page, "call-posted")
        clock.move(days=10)
        await page.get_by_label("Nie odebrano: pismo leżało na poczcie").check()
        await page.get_by_label("Dzień ze zwrotki").fill("2026-04-20")
        await page.get_by_role("button", name="Zapisz doręczenie").click()
        await page.get_by_text("Pismo będzie uznane za doręczone dopiero 04.05.2026").first.wait_for()
        assert await page.get_by_label("Nie odebrano: pismo leżało na poczcie").is_checked()
        await looked_at(page, "receipt-too-early")
        clock.move(days=10)
        await page.get_by_role("button", name="Zapisz doręczenie").click()
        await page.get_by_text("Doręczenie: 4 maja 2026").wait_for()
        await looked_at(page, "call-delivered")
        await page.goto(f"{origin}/panel/wnioski/{proposal}")
        await page.get_by_text("Czekamy do 11 maja 2026").wait_for()
        await looked_at(page, "proposal-call-delivered")
        # Who has no e-mail has no link to their page either; whoever is given one sees the same date.
        own = f"{origin}/budzet-obywatelski/zgloszenie/{needs(site, clock)['signed'].link(proposal)}"
        for name, place in (("own-call-delivered", own), ("own-correction-delivered", f"{own}/uzupelnienie")):
            await page.goto(place)
            await page.get_by_text("do 11 maja 2026").first.wait_for()
            await looked_at(page, name)
        await page.close()
