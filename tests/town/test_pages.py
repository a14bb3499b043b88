"""Every page of the running house, as a resident on a phone and an officer at a desk see it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from services.verification.conflicts.domain import pair_id
from shared.access import COOKIE, Sessions
from shared.demo_people import DEMO_PEOPLE
from tests.browser.axe import DESK, PHONE, looked_at
from tests.town.conftest import asking, of_the_desks

PUBLIC = {
    "home": "/",
    "news": "/aktualnosci",
    "city": "/miasto",
    "search": "/szukaj?q=projekty",
    "bulletin": "/bip",
    "accessibility": "/deklaracja-dostepnosci",
    "privacy": "/prywatnosc",
    "easy": "/tekst-latwy",
    "budget": "/budzet-obywatelski",
    "rules": "/budzet-obywatelski/zasady",
    "form": "/budzet-obywatelski/zglos",
    "ask": "/budzet-obywatelski/pytanie",
    "projects": "/budzet-obywatelski/projekty",
    "life": "/budzet-obywatelski/projekty/{winner}",
    "refused": "/budzet-obywatelski/projekty/{loser}",
    "appealed-life": "/budzet-obywatelski/projekty/{appealed}",
    "excluding-life": "/budzet-obywatelski/projekty/{excluding}",
    "opinions-life": "/budzet-obywatelski/projekty/{spoken_of}",
    "revised-life": "/budzet-obywatelski/projekty/{revised}",
    "own-revised": "/budzet-obywatelski/zgloszenie/{revised_own}",
    "own-arrangement": "/budzet-obywatelski/zgloszenie/{revised_own}/uzgodnienie",
    "own-refusal": "/budzet-obywatelski/zgloszenie/{declined_own}/uzgodnienie",
    "own-question": "/budzet-obywatelski/pytanie/{thread}",
    "glance": "/budzet-obywatelski/projekty/edycja/{edition}",
    "vote": "/budzet-obywatelski/glosowanie",
    "receipt": "/budzet-obywatelski/glosowanie/potwierdzenie?kod=7K2M-40QR-X8TD-1B3N",
    "results": "/budzet-obywatelski/wyniki/{edition}",
    "log": "/budzet-obywatelski/glosowanie/{edition}/dziennik",
    "turnout": "/budzet-obywatelski/glosowanie/{edition}/frekwencja",
    "milestones": "/budzet-obywatelski/projekty/kalendarz?miesiac=2027-08",
    "calendar": "/kalendarz",
    "september": "/kalendarz?miesiac=2026-09",
    "memorials": "/miejsca-pamieci",
    "cemeteries": "/miejsca-pamieci?rodzaj=cemetery",
    "memorial": "/miejsca-pamieci/{memorial}",
    "own-memorial": "/miejsca-pamieci/wniosek/{memorial_own}",
    "own-patronage": "/patronat/{patronage_own}",
    "nowhere": "/nie-ma-takiej-strony",
    "sign-in": "/panel/zaloguj",
}

STAFF = {
    "desk": ("/panel", "p-anna"),
    "desk-unit": ("/panel", "p-marek"),
    "editions": ("/panel/edycje", "p-anna"),
    "edition": ("/panel/edycje/{edition}", "p-anna"),
    "help": ("/panel/edycje/{edition}/pomoc", "p-anna"),
    "proposals": ("/panel/wnioski", "p-anna"),
    "versions": ("/panel/wnioski/{winner}/wersje", "p-anna"),
    "count-closed": ("/panel/wnioski/{winner}/podpisy", "p-anna"),
    "no-paper-answer": ("/panel/wnioski/{winner}/uzupelnienie", "p-anna"),
    "proposal": ("/panel/wnioski/{winner}", "p-anna"),
    "verification": ("/panel/weryfikacja", "p-anna"),
    "card": ("/panel/weryfikacja/karty/{winner}", "p-anna"),
    "case": ("/panel/weryfikacja/sprawy/{winner}", "p-anna"),
    "review": ("/panel/weryfikacja/oceny/{winner}", "p-marek"),
    "notes": ("/panel/weryfikacja/sprawy/{winner}/notatki", "p-anna"),
    "units": ("/panel/weryfikacja/jednostki", "p-mayor"),
    "unit-finished": ("/panel/weryfikacja/jednostki/zakonczone?jednostka=ZDM", "p-anna"),
    "appeals": ("/panel/weryfikacja?etap=odwolania", "p-mayor"),
    "appeal": ("/panel/weryfikacja/odwolania/{appealed}", "p-mayor"),
    "appealed-case": ("/panel/weryfikacja/sprawy/{appealed}", "p-anna"),
    "paper-appeal": ("/panel/wnioski/{appealed}/odwolanie", "p-anna"),
    "conflicts": ("/panel/weryfikacja/kolizje?stan=wszystkie", "p-anna"),
    "no-conflicts": ("/panel/weryfikacja/kolizje", "p-anna"),
    "conflict": ("/panel/weryfikacja/kolizje/{conflict}", "p-anna"),
    "new-conflict": ("/panel/weryfikacja/kolizje/nowa?edycja={edition}", "p-anna"),
    "opinion-rounds": ("/panel/weryfikacja/opinie", "p-anna"),
    "new-opinion-round": ("/panel/weryfikacja/opinie/nowe?edycja={edition}", "p-anna"),
    "closed-opinion-round": ("/panel/weryfikacja/opinie/{areas}", "p-anna"),
    "opinion-round": ("/panel/weryfikacja/opinie/{councillors}", "p-anna"),
    "no-opinions": ("/panel/weryfikacja/opinie/{councillors}?stan=zaopiniowane&po=999", "p-anna"),
    "opinion": ("/panel/weryfikacja/opinie/{areas}/projekty/{spoken_of}", "p-mayor"),
    "opinion-correction": ("/panel/weryfikacja/opinie/{councillors}/projekty/{spoken_of}", "p-anna"),
    "new-opinion": ("/panel/weryfikacja/opinie/{councillors}/projekty/{unspoken_of}", "p-anna"),
    "case-with-opinions": ("/panel/weryfikacja/sprawy/{spoken_of}", "p-mayor"),
    "admission-with-opinions": ("/panel/weryfikacja/dopuszczenie/{spoken_of}", "p-mayor"),
    "paper-proposal": ("/panel/wnioski/papierowy", "p-anna"),
    "letters": ("/panel/wnioski/pisma", "p-anna"),
    "questions": ("/panel/wnioski/pytania?stan=wszystkie", "p-anna"),
    "question-thread": ("/panel/wnioski/pytania/{question}", "p-anna"),
    "arrangements": ("/panel/wnioski/{revised}/uzgodnienia", "p-anna"),
    "declined": ("/panel/wnioski/{declined}/uzgodnienia", "p-anna"),
    "revised-versions": ("/panel/wnioski/{revised}/wersje", "p-anna"),
    "revised-case": ("/panel/weryfikacja/sprawy/{revised}", "p-anna"),
    "wordings": ("/panel/wnioski/pisma/wzory", "p-anna"),
    "wording": ("/panel/wnioski/pisma/wzory/called", "p-anna"),
    "admission": ("/panel/weryfikacja/dopuszczenie", "p-mayor"),
    "votes": ("/panel/glosowanie", "p-zofia"),
    "commission": ("/panel/glosowanie/{edition}", "p-zofia"),
    "building": ("/panel/realizacja", "p-anna"),
    "articles": ("/panel/artykuly", "p-olga"),
    "new-article": ("/panel/artykuly/nowy", "p-olga"),
    "menu": ("/panel/artykuly/menu", "p-olga"),
    "bulletin-desk": ("/panel/artykuly/bip", "p-kamil"),
    "accessibility-review": ("/panel/artykuly/deklaracja", "p-olga"),
    "happenings": ("/panel/wydarzenia", "p-piotr"),
    "memorials-desk": ("/panel/miejsca-pamieci", "p-piotr"),
    "memorial-damaged": ("/panel/miejsca-pamieci/{memorial}", "p-piotr"),
    "care": ("/panel/miejsca-pamieci/opieka?rok=2027", "p-piotr"),
    "inspection": ("/panel/miejsca-pamieci/opieka/{memorial}-2027", "p-piotr"),
    "memorial-proposals": ("/panel/miejsca-pamieci/wnioski", "p-piotr"),
    "memorial-asked": ("/panel/miejsca-pamieci/wnioski/{asked}", "p-piotr"),
    "memorial-waiting": ("/panel/miejsca-pamieci/wnioski/{proposed}", "p-piotr"),
    "partners": ("/panel/partnerzy", "p-piotr"),
    "partner": ("/panel/partnerzy/{partner}", "p-piotr"),
    "correspondence": ("/panel/korespondencja", "p-piotr"),
    "letter-gone": ("/panel/korespondencja/listy/{gone}", "p-piotr"),
    "letter-drafted": ("/panel/korespondencja/listy/{drafted}", "p-kamil"),
    "jubilees": ("/panel/korespondencja/jubileusze", "p-piotr"),
    "patronages": ("/panel/patronaty", "p-piotr"),
    "patronage-reported": ("/panel/patronaty/{reported}", "p-piotr"),
    "patronage-waiting": ("/panel/patronaty/{opined}", "p-mayor"),
    "desk-protocol": ("/panel", "p-piotr"),
    "refused-role": ("/panel/weryfikacja/dopuszczenie", "p-olga"),
}


EXPECTED = {"nowhere": 404, "refused-role": 403}
"""The answers that are meant to be no page."""


@dataclass
class Visitor:
    """A browser window, signed in or not."""

    context: BrowserContext
    page: Page
    origin: str
    places: dict[str, str]
    status: int = 0

    async def open(self, path: str) -> None:
        answer = await self.page.goto(self.origin + path.format(**self.places), wait_until="load")
        assert answer is not None
        self.status = answer.status


@pytest.fixture(scope="module")
async def visit(town, browser: Browser) -> AsyncIterator[object]:
    """Open a window: `visitor = await visit("p-anna")`. Who comes without further wishes keeps their window."""
    key = Path(town.world.environment("intake")["RATUSZ_SESSION_KEY_FILE"]).read_text().strip()
    rows = town.outcome.results["projects"]
    ids = {key: id for id, key in town.outcome.keys.items()}
    sessions = Sessions(key)
    officer = sessions.token(next(one for one in DEMO_PEOPLE if one.id == "p-anna"))
    headers = {"Authorization": f"Bearer {officer}"}
    async with asking(town, headers=headers) as client:
        asked = await client.get(f"/api/verification/v1/opinion-rounds?edition_id={town.outcome.edition_id}")
        questions = await client.get("/api/intake/v1/questions?waiting=false")
    places = {
        **await of_the_desks(town),
        **{one["kind"]: one["round_id"] for one in asked.json()["items"]},
        "spoken_of": ids["asnyka-skwer-sasiadow"],
        "unspoken_of": ids["kino-pod-chmura"],
        "revised": ids["czaszki-spokojna-handlowa"],
        "revised_own": town.outcome.links["czaszki-spokojna-handlowa"],
        "declined": ids["zrodelka-wody-pitnej"],
        "declined_own": town.outcome.links["zrodelka-wody-pitnej"],
        "thread": town.outcome.threads[0],
        "question": questions.json()["items"][0]["question_id"],
        "edition": town.outcome.edition_id,
        "winner": next(row["proposal_id"] for row in rows if row["outcome"] == "selected"),
        "loser": next(row["proposal_id"] for row in rows if row["outcome"] != "selected"),
        "appealed": ids["kaliniec-taras-przy-torach"],
        "excluding": ids["srodmiescie-i-zielone-podworko"],
        "conflict": pair_id(ids["srodmiescie-i-zielone-podworko"], ids["pracownia-drugiego-zycia-rzeczy"]),
    }
    known: dict[str | None, BrowserContext] = {}
    opened: list[BrowserContext] = []

    async def open_window(person: str | None = None, **options: Any) -> Visitor:
        context = None if options else known.get(person)
        if context is None:
            context = await browser.new_context(**{"viewport": DESK, **options})
            opened.append(context)
            if person:
                token = sessions.token(next(one for one in DEMO_PEOPLE if one.id == person))
                # Browsers take a __Host- cookie from a secure address only; they send it to localhost all the same.
                secure = town.world.origin.replace("http://", "https://")
                await context.add_cookies([{"name": COOKIE, "value": token, "url": secure, "secure": True}])
            if not options:
                known[person] = context
        for page in context.pages:
            await page.close()
        return Visitor(context, await context.new_page(), town.world.origin, places)

    yield open_window
    for context in opened:
        await context.close()


async def look(visitor: Visitor, path: str, name: str) -> None:
    """Open a page and hold it against all that every page must keep."""
    said: list[str] = []
    visitor.page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    visitor.page.on("pageerror", lambda error: said.append(str(error)))
    await visitor.open(path)
    assert visitor.status == EXPECTED.get(name, 200)
    await looked_at(visitor.page, name)
    assert [line for line in said if "404" not in line and "403" not in line] == []


@pytest.mark.parametrize("name", PUBLIC)
async def test_a_public_page_shuts_nobody_out(visit, name):
    await look(await visit(), PUBLIC[name], name)


@pytest.mark.parametrize("name", STAFF)
async def test_a_staff_page_shuts_nobody_out(visit, name):
    path, person = STAFF[name]
    await look(await visit(person), path, name)


@pytest.mark.parametrize("name", PUBLIC)
async def test_a_public_page_is_in_english_for_who_asks_for_it(town, visit, name):
    places = (await visit()).places
    async with asking(town, cookies={"lang": "en"}) as client:
        page = (await client.get(PUBLIC[name].format(**places))).text
    assert '<html lang="en"' in page
    assert ">Privacy</a>" in page


@pytest.mark.parametrize("name", ["home", "form", "projects", "life", "results", "calendar"])
async def test_a_public_page_works_without_javascript(visit, name):
    visitor = await visit(viewport=PHONE, java_script_enabled=False)
    await visitor.open(PUBLIC[name])
    assert await visitor.page.locator("h1").count() == 1
    await visitor.page.locator("details.menu summary").click()
    assert await visitor.page.locator("details.menu nav a").first.is_visible()


async def test_the_life_line_of_a_winner_tells_its_whole_way(visit):
    visitor = await visit()
    await visitor.open(PUBLIC["life"])
    text = await visitor.page.locator("ol.life").inner_text()
    for step in ("Zgłoszony", "Dopuszczony", "Wybrany"):
        assert step in text


async def test_an_officer_signs_in_and_out_with_the_keyboard_alone(visit):
    visitor = await visit(viewport=DESK)
    await visitor.open("/panel")
    assert "/panel/zaloguj" in visitor.page.url
    await visitor.page.get_by_role("button", name="Anna Bielecka").focus()
    await visitor.page.keyboard.press("Enter")
    await visitor.page.get_by_role("heading", name="Anno").wait_for()
    await visitor.page.get_by_role("button", name="Wyloguj").focus()
    await visitor.page.keyboard.press("Enter")
    await visitor.page.get_by_role("heading", name="Anno").wait_for(state="detached")
    await visitor.page.wait_for_load_state()
    await visitor.open("/panel")
    assert "/panel/zaloguj" in visitor.page.url
