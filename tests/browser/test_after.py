"""What comes after the vote, as a resident and the commission see it, on a phone and at a desk."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import Browser, Page

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.voting.ballots.test_booth import step, voted
from tests.voting.conftest import CLOSES, EDITION, OPENS, PANEL, PRIVATE, SECRET, open_at_the_desk, vote_site
from tests.voting.destruction.test_pages import reported

__all__ = ["vote_site"]
RESULTS = f"/budzet-obywatelski/wyniki/{EDITION}"
ZOFIA, OFFICER = person(Role.COMMISSION), person(Role.OFFICER)
ADAM = Person(id="p-adam-k", name="Adam Nowik", role=Role.COMMISSION)


async def test_a_resident_complains_two_people_answer_and_two_destroy(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, browser: Browser
) -> None:
    site = await vote_site()
    await open_at_the_desk(site)
    clock.moment = OPENS + timedelta(hours=1)
    await voted(site)
    report = await reported(site)
    clock.moment = CLOSES + timedelta(minutes=2)
    await step(site, "zamkniecie")
    await step(site, "liczenie", private_key=PRIVATE, secret=SECRET)
    await step(site, "wyniki")

    async with served(site.app) as origin:
        phones = await browser.new_context(viewport=PHONE)
        resident = await phones.new_page()
        desks: dict[str, Page] = {}
        for who in (ZOFIA, ADAM, OFFICER):
            token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}
            desk = await browser.new_context(viewport=DESK, extra_http_headers=token)
            desks[who.id] = await desk.new_page()
        zofia, adam, officer = desks.values()

        await zofia.goto(f"{origin}{PANEL}/skargi")
        await looked_at(zofia, "after-complaints-none")
        code = await complain(resident, origin)
        await officer.goto(f"{origin}{PANEL}/skargi/nowa")
        await officer.get_by_role("button", name="Zapisuję skargę").click()
        await looked_at(officer, "after-entry-errors")
        await officer.get_by_role("radio").first.check()
        await officer.locator("#text").fill("Lista w bibliotece wisiała za wysoko.")
        await officer.locator("#name").fill("Maria Wiśniewska")
        await officer.locator("#sent_on").fill(clock.moment.strftime("%Y-%m-%d"))
        await officer.get_by_role("button", name="Zapisuję skargę").click()
        await officer.get_by_role("heading", name="Zapisano skargę nr 2").wait_for()
        await looked_at(officer, "after-entry-filed")

        for number in (1, 2):
            await officer.goto(f"{origin}{PANEL}/skargi")
            if number == 1:
                await looked_at(officer, "after-complaints")
            await officer.get_by_role("link", name=f"Skarga nr {number}").click()
            if number == 1:
                await officer.get_by_role("button", name="Przekazuję do potwierdzenia").click()
                await looked_at(officer, "after-complaint-answering")
            await officer.get_by_role("radio").first.check()
            await officer.locator("#answer").fill("Sprawdziliśmy: karta była cała, a punkt działał zgodnie z planem.")
            await officer.get_by_role("button", name="Przekazuję do potwierdzenia").click()
            await officer.get_by_text("To Twoja odpowiedź").wait_for()
            await adam.goto(officer.url)
            if number == 1:
                await looked_at(adam, "after-complaint-confirming")
            await adam.get_by_role("button", name="Potwierdzam i wysyłam odpowiedź").click()
            await adam.get_by_text("Odpowiedź potwierdzona").wait_for()
        await looked_at(adam, "after-complaint-answered")

        await resident.locator("#kod").fill(code)
        await resident.get_by_role("button", name="Sprawdź").click()
        await resident.get_by_text("karta była cała").wait_for()
        await looked_at(resident, "after-follow-answered")
        await resident.goto(f"{origin}{RESULTS}")
        await looked_at(resident, "after-results")
        await zofia.goto(f"{origin}{PANEL}/zniszczenie")
        await looked_at(zofia, "after-destruction-early")

        words = {"version": "1", "words": "to jej karta"}
        assert (await site.client.post(report, data=words, headers=site.by(ZOFIA))).status_code == 303

        clock.move(days=20)
        await resident.goto(f"{origin}{RESULTS}/skarga")
        await resident.get_by_text("Termin na skargi minął").wait_for()
        await looked_at(resident, "after-late")
        await site.database.collection("mails").delete_many({})
        await zofia.goto(f"{origin}{PANEL}")
        await looked_at(zofia, "after-desk")
        await zofia.get_by_role("link", name="Zniszczenie kluczy i danych osobowych").click()
        await zofia.get_by_role("button", name="Proponuję zniszczenie").click()
        await looked_at(zofia, "after-destruction-errors")
        await zofia.locator("#members").fill("Zofia Rutkowska\nAdam Nowik")
        await zofia.get_by_role("button", name="Proponuję zniszczenie").click()
        await zofia.get_by_text("To Twoja propozycja").wait_for()
        await adam.goto(zofia.url)
        await adam.get_by_role("button", name="Potwierdzam: niszczymy").click()
        await looked_at(adam, "after-destruction-confirming")
        await adam.get_by_role("checkbox").check()
        await adam.get_by_role("button", name="Potwierdzam: niszczymy").click()
        await adam.get_by_text("Niszczymy. Odśwież").wait_for()
        await looked_at(adam, "after-destruction-running")
        await site.app.state.ticks.work("destruction")()
        await adam.reload()
        await adam.get_by_text("Protokół do podpisu").wait_for()
        await looked_at(adam, "after-destruction-done")
        await adam.goto(f"{origin}{PANEL}")
        await looked_at(adam, "after-desk-done")
        await resident.goto(f"{origin}{RESULTS}")
        await resident.get_by_text("dane osobowe z tego głosowania zniszczono").wait_for()
        await resident.goto(f"{origin}{RESULTS}/skarga/kod")
        await resident.locator("#kod").fill(code)
        await resident.get_by_role("button", name="Sprawdź").click()
        await resident.get_by_text("zniszczono").first.wait_for()
        await looked_at(resident, "after-follow-gone")
        for page in (resident, *desks.values()):
            await page.context.close()


async def complain(resident: Page, origin: str) -> str:
    """Let a resident complain on a phone; gives the code."""
    await resident.goto(f"{origin}{RESULTS}")
    await resident.get_by_role("link", name="Złóż skargę").click()
    await resident.get_by_role("button", name="Składam skargę").click()
    await resident.get_by_text("Popraw, zanim wyślesz").wait_for()
    await looked_at(resident, "after-form-errors")
    await resident.get_by_role("radio").first.check()
    await resident.locator("#text").fill("Karta, którą dostałam w punkcie na Polnej, była porwana.")
    await resident.locator("#name").fill("Anna Nowak")
    await resident.locator("#email").fill("anna@example.org")
    await looked_at(resident, "after-form")
    await resident.get_by_role("button", name="Składam skargę").click()
    await resident.get_by_role("heading", name="Przyjęliśmy skargę nr 1").wait_for()
    await looked_at(resident, "after-filed")
    code = await resident.locator("main b").first.inner_text()
    await resident.get_by_role("link", name="Sprawdź, co z moją skargą").click()
    await resident.locator("#kod").fill(code)
    await resident.get_by_role("button", name="Sprawdź").click()
    await resident.get_by_text("czeka na odpowiedź").wait_for()
    await looked_at(resident, "after-follow-waiting")
    return code
