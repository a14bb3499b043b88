"""Letters, speeches and patronage in the browser: asked for, written, approved, checked from outside, applied for."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from shared.access import Person, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import unfold
from tests.conftest import SESSION_KEY, SetClock, Site
from tests.events.letters.conftest import AUDITOR, MAYOR, OFFICER, PROTOCOL, RARE, asked, link_in_mails, post, taken_to
from tests.events.letters.test_mailings import MAILING, act
from tests.events.letters.test_occasions import COUPLE
from tests.events.patronage.test_patronage import FILED, granted, picture
from tests.events.speeches.test_speeches import FIGURES, TEXT, approved, done, ordered


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service on an empty store."""
    return await make_site("events")


@asynccontextmanager
async def at_desk(browser: Browser, who: Person) -> AsyncIterator[Page]:
    """A window of a member of staff."""
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}
    page = await browser.new_page(viewport=DESK, extra_http_headers=token)
    yield page
    await page.close()


async def test_a_letter_is_asked_for_by_keyboard_written_checked_and_approved(browser: Browser, site: Site) -> None:
    async with served(site.app) as origin, at_desk(browser, PROTOCOL) as desk:
        await desk.goto(f"{origin}/panel/korespondencja")
        await looked_at(desk, "letters-none")
        await desk.get_by_role("link", name="Zleć list").press("Enter")
        await desk.get_by_role("heading", name="Zleć list").wait_for()
        await desk.get_by_role("button", name="Zleć list").press("Enter")
        await desk.get_by_role("link", name="Wybierz rodzaj listu.").wait_for()
        await looked_at(desk, "letter-form-fault")
        await desk.get_by_label("Rodzaj").select_option("congratulation")
        await desk.get_by_label("Temat na listach pracy").fill("Jubileusz szkoły")
        await desk.get_by_label("Okazja, tak jak kończy zdanie w liście").fill("50-lecia szkoły")
        await desk.get_by_label("Na kiedy list jest potrzebny").fill("2026-05-15")
        await desk.get_by_label("Pani", exact=True).press("Space")
        await desk.get_by_label("Imię", exact=True).fill("Żelisława")
        await desk.get_by_label("Nazwisko", exact=True).fill("Próbna")
        await desk.get_by_label("po imieniu: Szanowny Panie Janie").press("Space")
        await desk.get_by_role("button", name="Zleć list").press("Enter")
        await desk.get_by_role("heading", name="List czeka na formę grzecznościową").wait_for()
        await looked_at(desk, "letter-waits")
        await desk.get_by_role("link", name="Podaj formę").press("Enter")
        await desk.get_by_label("Wołacz imienia").fill("Żelisławo")
        await looked_at(desk, "letter-form-of-address")
        await desk.get_by_role("button", name="Zapisz formę").press("Enter")
        await desk.get_by_role("heading", name="Napisz list").wait_for()
        place = desk.url
        await desk.goto(f"{origin}/panel/korespondencja/formy?pokaz=podane")
        await looked_at(desk, "letter-forms")
        await desk.goto(place)
        text = desk.get_by_label("Tekst", exact=True)
        assert (await text.input_value()).startswith("Szanowna Pani Żelisławo,")
        await looked_at(desk, "letter-to-write")
        await desk.get_by_text("Zmień adresatów").click()
        await desk.get_by_text("Ta osoba nie żyje").click()
        await looked_at(desk, "letter-recipients")
        await desk.reload()
        await unfold(desk.get_by_text("Popraw zlecenie"))
        await desk.get_by_label("Na kiedy list jest potrzebny").fill("2026-05-22")
        await looked_at(desk, "letter-correction")
        await desk.get_by_role("button", name="Zapisz zlecenie").press("Enter")
        await desk.get_by_text("(na kiedy: było 15.05.2026, jest 22.05.2026)").wait_for()
        await desk.get_by_role("button", name="Zapisz tekst").press("Enter")
        await desk.get_by_text("Teraz tekst sprawdza ktoś inny niż autor.").wait_for()
        async with at_desk(browser, OFFICER) as other:
            await other.goto(place)
            await looked_at(other, "letter-to-check")
            await other.get_by_role("button", name="Tekst jest dobry").press("Enter")
            await other.get_by_text("do zatwierdzenia", exact=True).wait_for()
        async with at_desk(browser, MAYOR) as head:
            await head.goto(place)
            await head.get_by_role("button", name="Zatwierdź list").press("Enter")
            await head.get_by_role("button", name="List jest podpisany").press("Enter")
            await head.get_by_text("do rejestracji", exact=True).wait_for()
        await desk.goto(place)
        await desk.get_by_role("button", name="Nadaj znak sprawy").press("Enter")
        await desk.get_by_label("poczta").press("Space")
        await looked_at(desk, "letter-to-send")
        await desk.get_by_role("button", name="Zapisz wysłanie").press("Enter")
        await desk.get_by_text("wysłany", exact=True).wait_for()
        for details in await desk.locator("details.more > summary").all():
            await details.click()
        await looked_at(desk, "letter-sent")


async def test_the_other_pages_of_letters_keep_what_every_page_must(browser: Browser, site: Site) -> None:
    await taken_to(site, "delivery")
    await asked(site, topic="Podziękowanie dla szkoły", kind="thanks")
    await post(site, "/letter-occasions", COUPLE)
    await post(site, "/letter-mailings", MAILING)
    await post(site, "/letter-mailings", {**MAILING, "recipients": [RARE], "title": "Radni"})
    async with served(site.app) as origin, at_desk(browser, PROTOCOL) as desk:
        place = f"{origin}/panel/korespondencja"
        for path, name in (
            ("", "letters-many"),
            ("?pokaz=rejestr", "letters-register"),
            ("?q=nikt", "letters-not-found"),
            ("/jubileusze", "occasions"),
            ("/jubileusze/nowy", "occasion-form"),
            ("/wysylki", "mailings"),
            ("/wysylki/nowa?okazja=boze-narodzenie", "mailing-form"),
        ):
            await desk.goto(f"{place}{path}")
            await looked_at(desk, name)
        await desk.goto(f"{place}/jubileusze")
        await desk.get_by_role("link", name="50 lat po ślubie").click()
        for details in await desk.locator("details.more > summary").all():
            await details.click()
        await looked_at(desk, "occasion")
        await desk.goto(f"{place}/wysylki")
        await desk.get_by_role("link", name="Dyrektorzy szkół").click()
        await looked_at(desk, "mailing")
        [id] = await site.database.collection("letter_batches").distinct("_id", {"title": MAILING["title"]})
        await act(site, id, "check", who=OFFICER)
        await desk.reload()
        await desk.get_by_text("Zwróć do poprawy").click()
        await looked_at(desk, "mailing-checked")
        await desk.goto(f"{place}/wysylki")
        await desk.get_by_role("link", name="Radni").click()
        await looked_at(desk, "mailing-waits")
        async with at_desk(browser, AUDITOR) as auditor:
            await auditor.goto(f"{place}/odczyty")
            await looked_at(auditor, "event-readings")


async def test_a_speech_is_checked_on_a_phone_and_found_in_the_archive(
    browser: Browser, site: Site, clock: SetClock
) -> None:
    earlier = await approved(site, title="Dawne słowa", held_on="2026-04-20")
    clock.move(days=6)
    await done(site, earlier, "wygloszenie", delivered_on="2026-04-20")
    await done(site, earlier, "publikacja")
    async with served(site.app) as origin, at_desk(browser, PROTOCOL) as desk:
        await desk.goto(f"{origin}/panel/wystapienia")
        await looked_at(desk, "speeches-none")
        await desk.get_by_role("link", name="Zamów wystąpienie").click()
        await looked_at(desk, "speech-form")
        await desk.goto(f"{origin}/panel/wystapienia/{earlier}")
        await desk.get_by_text("Wycofaj z archiwum").click()
        await looked_at(desk, "speech-in-archive")
        id = await ordered(site)
        await desk.goto(f"{origin}/panel/wystapienia/{id}")
        await looked_at(desk, "speech-ordered")
        await unfold(desk.get_by_text("Popraw zamówienie"))
        await desk.get_by_label("Ile minut").fill("0")
        await desk.get_by_role("button", name="Zapisz zamówienie").press("Enter")
        await desk.get_by_role("link", name="Podaj czas w minutach, od 1 do 120.").wait_for()
        await looked_at(desk, "speech-correction-fault")
        await desk.get_by_label("Ile minut").fill("4")
        await desk.get_by_role("button", name="Zapisz zamówienie").press("Enter")
        await desk.get_by_text("(minuty: było 5, jest 4)").wait_for()
        await looked_at(desk, "speech-corrected")
        await done(site, id, "dane", brief="O pamięci miasta", **FIGURES)
        await done(site, id, "tekst", text=f"{TEXT} Zginęło 95 procent domów.")
        await done(site, id, "sprawdzenie", expert="Archiwum Państwowe", email="archiwum@example.pl")
        await desk.reload()
        await desk.get_by_text("To już mówiliśmy").wait_for()
        await looked_at(desk, "speech-drafted")
        phone = await browser.new_page(viewport=PHONE)
        await phone.goto(origin + await link_in_mails(site, id))
        await phone.get_by_role("button", name="Wyślij odpowiedź").press("Enter")
        await phone.get_by_role("link", name="Zaznacz, czy ta informacja jest prawdziwa.").wait_for()
        await looked_at(phone, "speech-check-fault")
        await phone.get_by_label("Tak, potwierdzam").press("Space")
        await phone.get_by_role("button", name="Wyślij odpowiedź").press("Enter")
        await phone.get_by_text("Zapisane. Dziękujemy.").wait_for()
        await looked_at(phone, "speech-check")
        await phone.goto(f"{origin}/wystapienia/sprawdzenie/cokolwiek-innego")
        await looked_at(phone, "speech-check-closed")
        await phone.goto(f"{origin}/wystapienia?q=zniszczenie")
        await looked_at(phone, "speeches-public")
        await phone.get_by_role("link", name="Dawne słowa").press("Enter")
        await phone.get_by_text("najstarszym polskim miastem").wait_for()
        await looked_at(phone, "speech-public")
        await phone.close()


async def test_an_organiser_applies_on_a_phone_and_reports(browser: Browser, site: Site, clock: SetClock) -> None:
    async with served(site.app) as origin:
        phone = await browser.new_page(viewport=PHONE)
        await phone.goto(f"{origin}/patronat")
        await looked_at(phone, "patronage-form")
        await phone.get_by_role("button", name="Wyślij wniosek").press("Enter")
        await phone.get_by_role("link", name="Podaj nazwę wydarzenia.").wait_for()
        await looked_at(phone, "patronage-form-fault")
        await phone.get_by_label("Patronat honorowy prezydenta").press("Space")
        for label, name in (
            ("Nazwa wydarzenia", "title"),
            ("Miejsce", "place"),
            ("Co to za wydarzenie i dlaczego prosisz o patronat", "about"),
            ("Kto organizuje", "organisation"),
            ("Osoba do kontaktu", "name"),
            ("E-mail", "email"),
        ):
            await phone.get_by_label(label, exact=True).fill(FILED[name])
        await phone.get_by_label("Pierwszy dzień").fill("2026-04-30")
        await phone.get_by_role("button", name="Wyślij wniosek").press("Enter")
        await phone.get_by_label("Wiem, że wniosek jest późno").press("Space")
        await looked_at(phone, "patronage-form-late")
        await phone.get_by_role("button", name="Wyślij wniosek").press("Enter")
        await phone.get_by_text("Wniosek jest u nas.").wait_for()
        await looked_at(phone, "patronage-own")

        own, id = await granted(site, title="Koncert Próbny")
        plakat = {"materials": ("plakat.jpg", picture(), "image/jpeg")}
        await site.client.post(f"{own}/materialy", files=plakat)
        clock.move(days=61)
        photo = {"photo": ("bieg.jpg", picture(), "image/jpeg")}
        await site.client.post(f"{own}/zdjecia", files=photo, data={"alt": "Scena w parku miejskim"})
        await phone.goto(f"{origin}{own}")
        await unfold(phone.get_by_text("Usuń zdjęcie: Scena"))
        await phone.get_by_role("button", name="Usuń zdjęcie").wait_for()
        await looked_at(phone, "patronage-own-granted")
        await phone.close()
        async with at_desk(browser, PROTOCOL) as desk:
            await desk.goto(f"{origin}/panel/patronaty")
            await looked_at(desk, "patronages")
            await desk.goto(f"{origin}/panel/patronaty/{id}")
            await looked_at(desk, "patronage-granted")
            await desk.goto(f"{origin}/panel/patronaty")
            await desk.get_by_role("link", name="Bieg Bursztynowy").click()
            await desk.get_by_text("Poproś o uzupełnienie").click()
            await looked_at(desk, "patronage-to-check")
            await desk.get_by_role("button", name="Wniosek jest kompletny").press("Enter")
            await desk.get_by_role("heading", name="Opinia wydziału").wait_for()
            await looked_at(desk, "patronage-to-opine")
        async with at_desk(browser, MAYOR) as head:
            await head.goto(f"{origin}/panel/patronaty/{id}")
            await head.get_by_text("Cofnij patronat").first.click()
            await looked_at(head, "patronage-mayor")
