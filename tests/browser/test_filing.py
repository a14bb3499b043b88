"""The way of a proposal in a browser: similar ones while one types, the formal rules before sending, the way back."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.corrections import Corrections
from services.intake.similar.service import Similar
from services.intake.similar.store import MongoLikenessStore
from shared.access import COOKIE, Role, Sessions
from shared.contracts.intake import ProposalPart, ProposalSubmittedV1
from shared.contracts.verification import CorrectionCalledV1
from shared.free_days import CityFreeDays
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.browser.test_applicant import POINTS, filed, needs
from tests.conftest import SESSION_KEY, SetClock, Site, person, told
from tests.intake.conftest import draft, gatherings, key, rules
from tests.intake.proposals.test_form import FORM, filled


async def signed_in(context: BrowserContext, origin: str) -> None:
    """Sign an officer in."""
    token = Sessions(SESSION_KEY).token(person(Role.OFFICER))
    # Browsers take a __Host- cookie from a secure address only; they send it to localhost all the same.
    secure = origin.replace("http://", "https://")
    await context.add_cookies([{"name": COOKIE, "value": token, "url": secure, "secure": True}])


_CHOICES = {"category", "pool_id", "area_id", "resident", "consent", "form_key", "step"}


async def test_who_types_sees_similar_proposals_and_before_sending_what_is_missing(
    browser: Browser,
    make_site: Callable[..., Awaitable[Site]],
    deliver: Callable[..., Awaitable[None]],
    clock: SetClock,
) -> None:
    site = await make_site("intake")
    officer = site.once(person(Role.OFFICER))
    await site.client.post("/api/intake/v1/editions", json=rules().model_dump(mode="json"), headers=officer)
    editions = Editions(site.database, MongoEditionStore(site.database), clock)
    similar = Similar(site.database, MongoLikenessStore(site.database), editions)
    earlier = told(ProposalSubmittedV1, title="Sady osiedlowe nad Prosną", case="BO-2026-011")
    await deliver(earlier, similar.follow_text)
    async with served(site.app) as origin:
        page = await browser.new_page(viewport=PHONE)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        # Another service answers for the bar with the city's warnings, and it is not here.
        await page.route("**/ostrzezenia/baner", lambda route: route.fulfill(status=200, body=""))
        await page.goto(f"{origin}/budzet-obywatelski/zglos")
        assert await page.get_by_text("Podobne projekty już były").count() == 0
        await page.locator("#title").press_sequentially("Sad osiedlowy")
        await page.get_by_role("link", name="Sady osiedlowe nad Prosną").wait_for()
        assert await page.evaluate("document.activeElement.id") == "title", "the focus stays where one types"
        await looked_at(page, "form-similar")

        for name, text in filled(signatures="1").items():
            if name not in _CHOICES:
                await page.locator(f"#{name}").fill(text)
        await page.locator("#category").select_option("Zieleń i środowisko")
        await page.locator("[name=pool_id][value=local]").check()
        await page.locator("#area_id").select_option("rogatka")
        for name in ("resident", "consent"):
            await page.locator(f"[name={name}]").check()
        await page.get_by_role("button", name="Dalej: sprawdź i wyślij").click()
        await page.get_by_role("heading", name="Wymagania formalne").wait_for()
        await expect(page.get_by_role("link", name="Sady osiedlowe nad Prosną")).to_have_count(1)
        await looked_at(page, "review-missing")

        await page.get_by_role("button", name="Jest dość podpisów").focus()
        await page.keyboard.press("Enter")
        await page.get_by_label("Ile masz podpisów").wait_for()
        assert page.url.endswith("#signatures")
        assert await page.locator("#title").input_value() == "Sad osiedlowy przy Rogatce"
        assert said == []
        await page.close()


async def test_an_officer_keys_in_a_paper_is_warned_of_the_same_one_and_goes_on_by_keyboard(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    site = await make_site("intake")
    officer = person(Role.OFFICER)
    edition = await site.client.post(
        "/api/intake/v1/editions", json=rules().model_dump(mode="json"), headers=site.once(officer)
    )
    given = {"given": "Jolanta", "surname": "Kanarkowa-Znak", "address": "ul. Złota 5, Kalisz"}
    paper = draft(edition.json()["edition_id"], title=filled()["title"]).model_dump(mode="json")
    paper |= {"applicant": given, "received_on": "2026-04-14"}
    first = await site.client.post(
        "/api/intake/v1/paper-proposals", json=paper, headers={**site.once(officer), **key()}
    )
    assert first.status_code == 201, first.text
    async with served(site.app) as origin:
        context = await browser.new_context(viewport=DESK)
        await signed_in(context, origin)
        page = await context.new_page()
        await page.goto(f"{origin}/panel/wnioski")
        await page.get_by_role("link", name="Wpisz wniosek z papieru").click()
        await page.locator("#received_on").fill("2026-04-14")
        for name, text in filled().items():
            if name not in _CHOICES:
                await page.locator(f"#{name}").fill(text)
        await page.locator("#category").select_option("Zieleń i środowisko")
        await page.locator("[name=pool_id][value=local]").check()
        await page.locator("#area_id").select_option("rogatka")
        for name in ("resident", "consent"):
            await page.locator(f"[name={name}]").check()
        await page.get_by_role("button", name="Zapisz wniosek").click()
        await page.get_by_text("Mamy już taki wniosek").wait_for()
        await looked_at(page, "paper-proposal-same")
        assert await page.locator("#given").input_value() == "Jolanta"
        await page.locator("[name=another]").focus()
        await page.keyboard.press("Space")
        await page.get_by_role("button", name="Zapisz wniosek").focus()
        await page.keyboard.press("Enter")
        await page.get_by_text("Wniosek przyszedł na papierze").wait_for()
        await looked_at(page, "proposal-on-paper")
        await page.get_by_role("link", name="Policz podpisy").click()
        await looked_at(page, "count")
        for name, number in {"valid": "1", "strangers": "2", "repeated": "", "illegible": "0"}.items():
            await page.locator(f"#{name}").fill(number)
        await page.keyboard.press("Enter")
        await page.get_by_text("Wpisz liczbę.").first.wait_for()
        await looked_at(page, "count-fault")
        await page.locator("#repeated").fill("0")
        await page.keyboard.press("Enter")
        await page.get_by_text("Policzono ważne: 1 z 3 linii.").wait_for()
        await looked_at(page, "proposal-counted")
        await page.goto(f"{origin}/panel/wnioski")
        await page.get_by_role("link", name="Pisma do wysłania pocztą").click()
        await looked_at(page, "letters-waiting")
        await page.get_by_role("link", name="Potwierdzenie przyjęcia").first.click()
        await looked_at(page, "letter-to-post")
        await page.get_by_role("button", name="Wysłano pocztą").focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Cofnij: jeszcze nie wysłano").wait_for()
        await looked_at(page, "letter-posted")
        await context.close()


async def test_who_saves_a_draft_sees_its_link_and_whether_it_has_gone_out_by_mail(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    site = await make_site("intake")
    officer = site.once(person(Role.OFFICER))
    await site.client.post("/api/intake/v1/editions", json=rules().model_dump(mode="json"), headers=officer)
    said = {
        "nothing": "Gdy podasz e-mail",
        "sent": "Ten adres wysłaliśmy też na jolanta.znak@example.org.",
        "full": "Tego adresu nie wysłaliśmy na jolanta.znak@example.org",
    }
    async with served(site.app) as origin:
        page = await browser.new_page(viewport=PHONE)
        for state, words in said.items():
            if state == "full":
                for number in range(4):
                    await site.client.post(FORM, data=filled(step="save", form_key=f"{number:032}"))
            await page.goto(f"{origin}{FORM}")
            await page.locator("#email").fill("" if state == "nothing" else "jolanta.znak@example.org")
            await page.get_by_role("button", name="Zapisz i dokończ później").click()
            await page.get_by_text(words).wait_for()
            await looked_at(page, f"draft-saved-{state}")
            link = await page.get_by_role("link", name=f"{FORM}/szkic/").get_attribute("href")
            await page.goto(f"{origin}{FORM}{str(link).rpartition(FORM)[2]}")
            await page.get_by_text("To Twój szkic zapisany").wait_for()
        await page.close()


@pytest.mark.parametrize("allowed", [True, False], ids=["the browser may tell", "it may not"])
async def test_who_stands_at_the_place_fills_in_its_point_with_one_press(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], allowed: bool
) -> None:
    site = await make_site("intake")
    officer = site.once(person(Role.OFFICER))
    await site.client.post("/api/intake/v1/editions", json=rules().model_dump(mode="json"), headers=officer)
    async with served(site.app) as origin:
        context = await browser.new_context(
            viewport=PHONE,
            geolocation={"latitude": 51.76112, "longitude": 18.0909, "accuracy": 12.3},
            permissions=["geolocation"] if allowed else [],
        )
        page = await context.new_page()
        await page.goto(f"{origin}/budzet-obywatelski/zglos")
        await page.get_by_role("button", name="Wpisz miejsce, w którym teraz jestem").click()
        said = "Wpisaliśmy współrzędne z dokładnością do 13 m." if allowed else "Nie udało się ustalić położenia."
        await page.get_by_text(said).wait_for()
        point = [await page.locator(f"#{name}").input_value() for name in ("latitude", "longitude")]
        assert point == (["51,76112", "18,09090"] if allowed else ["", ""])
        await looked_at(page, "form-located")
        await context.close()


async def test_an_officer_keys_in_an_answer_that_came_on_paper_and_sees_what_it_changed(
    browser: Browser,
    make_site: Callable[..., Awaitable[Site]],
    deliver: Callable[..., Awaitable[None]],
    clock: SetClock,
) -> None:
    site = await make_site("intake")
    proposal, _ = await filed(site)
    parts = (ProposalPart.DESCRIPTION, ProposalPart.COSTS, ProposalPart.SUPPORT, ProposalPart.APPLICANT)
    times = {"called_at": datetime(2026, 4, 16, 9, tzinfo=UTC), "due_at": datetime(2026, 4, 24, 21, tzinfo=UTC)}
    call = told(CorrectionCalledV1, proposal_id=proposal, parts=parts, points=POINTS, **times)
    await deliver(
        call,
        Corrections(
            **needs(site, clock), supported=gatherings(site.database, clock), free_days=CityFreeDays(site.database)
        ).follow_call,
    )
    clock.moment = datetime(2026, 4, 28, 9, tzinfo=UTC)
    async with served(site.app) as origin:
        context = await browser.new_context(viewport=DESK)
        await signed_in(context, origin)
        page = await context.new_page()
        await page.goto(f"{origin}/panel/wnioski/{proposal}")
        await looked_at(page, "proposal-called")
        await page.get_by_role("link", name="Wpisz uzupełnienie, które przyszło na papierze").click()
        await looked_at(page, "paper-answer")
        await page.get_by_label("Opis").fill(
            "Na skwerze przy ulicy Wojska Polskiego staną huśtawki, piaskownica, tężnia i ławki dla rodziców."
        )
        await page.get_by_label("Ile masz podpisów").fill("21")
        for name, text in {"given": "Jolanta", "surname": "Znak", "address": "ul. Złota 6, Kalisz"}.items():
            await page.locator(f"#{name}").fill(text)
        await page.locator("#costs-0-amount").fill("75 000")
        await page.get_by_label("Dzień wpływu").fill("2026-04-27")
        await page.get_by_role("button", name="Zapisz uzupełnienie").click()
        await page.get_by_text("Tego dnia nie można było uzupełnić wniosku").first.wait_for()
        await looked_at(page, "paper-answer-late")
        assert await page.locator("#surname").input_value() == "Znak"
        await page.get_by_label("Dzień wpływu").fill("2026-04-24")
        await page.get_by_role("button", name="Zapisz uzupełnienie").click()
        await page.get_by_role("link", name="Zobacz, co się zmieniło").click()
        await page.get_by_role("heading", name="Co się zmieniło").wait_for()
        assert any("tężnia" in text for text in await page.locator("ins").all_inner_texts())
        await looked_at(page, "versions-changed")
        await context.close()
