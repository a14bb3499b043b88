"""Mergers and splits as their people see them: an officer writes and follows at a desk, authors answer on a phone."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Page

from services.intake.proposals.signed import SignedTexts
from shared.access import Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, Site, person
from tests.intake.conftest import APPLICANT, draft, key, rules

REASON = "Oba projekty proponują plac zabaw na tym samym skwerze.\nRazem będą tańsze."


@dataclass(frozen=True)
class Office:
    """A running service with an edition: an officer at a desk, an author with a phone."""

    site: Site
    origin: str
    edition_id: str
    desk: Page
    phone: Page

    @property
    def panel(self) -> str:
        """Where officers find proposals."""
        return f"{self.origin}/panel/wnioski"

    async def file(self, who: str, title: str) -> dict[str, Any]:
        """File a proposal and give the receipt."""
        applicant = APPLICANT.model_dump() | {"given": who, "email": f"{who}@example.org"}
        body = draft(self.edition_id, title=title).model_dump(mode="json") | {"applicant": applicant}
        return dict((await self.site.client.post("/api/intake/v1/proposals", json=body, headers=key())).json())

    async def coauthor(self, filed: dict[str, Any]) -> None:
        """Name a co-author, who says yes."""
        who = {"token": filed["token"], "given": "Celina", "surname": "Znak", "email": "celina@example.org"}
        await self.site.client.post("/api/intake/v1/coauthors", json=who, headers=key())
        row = await self.site.app.state.database.collection("proposals").find_one({"_id": filed["proposal_id"]})
        token = SignedTexts(SESSION_KEY).coauthor_link(filed["proposal_id"], row["coauthors"][0]["id"])
        said = {"token": token, "confirms": True}
        await self.site.client.post("/api/intake/v1/coauthor-answers", json=said, headers=key())

    async def revise(self, filed: dict[str, Any], title: str) -> None:
        """Let the applicant call a proposal otherwise, as an officer has asked."""
        asked = {"reason": REASON, "legal_basis": "§ 12 uchwały", "parts": ["description"], "due_on": "2026-04-22"}
        address = f"/api/intake/v1/proposals/{filed['proposal_id']}/arrangements"
        headers = self.site.once(person(Role.OFFICER))
        assert (await self.site.client.post(address, json=asked, headers=headers)).status_code == 201
        said = {
            "token": filed["token"],
            "proposal": draft(self.edition_id, title=title).model_dump(mode="json"),
        }
        answer = await self.site.client.post("/api/intake/v1/revisions", json=said, headers=key())
        assert answer.status_code == 204, answer.text

    async def plan_merger(self, leading: dict[str, Any], other: dict[str, Any]) -> str:
        """Ask the authors of two proposals and give the address of the plan."""
        text = draft(self.edition_id, title="Plac zabaw i huśtawki pod kasztanami").model_dump(mode="json")
        versions = {one["proposal_id"]: 1 for one in (leading, other)}
        body = {"leading": leading["proposal_id"], "versions": versions, "text": text}
        body |= {"reason": REASON, "due_on": "2026-04-22"}
        headers = self.site.once(person(Role.OFFICER))
        answer = await self.site.client.post("/api/intake/v1/mergers", json=body, headers=headers)
        return f"{self.panel}/polaczenia/{answer.json()['regrouping_id']}"

    async def answer_pages(self) -> list[str]:
        """Give the addresses at which the authors of the plan on the desk answer."""
        plan, signed = self.desk.url.rpartition("/")[2], SignedTexts(SESSION_KEY)
        found = (await self.site.client.get(f"/api/intake/v1/regroupings/{plan}", headers=OFFICER)).json()
        links = [signed.consent_link(plan, one["author_id"]) for one in found["authors"]]
        return [f"{self.origin}/budzet-obywatelski/zgoda/{link}" for link in links]

    async def answer(self, address: str, label: str) -> None:
        """Answer on the phone."""
        await self.phone.goto(address)
        await self.phone.get_by_label(label, exact=True).check()
        await self.phone.get_by_role("button", name="Wyślij odpowiedź").click()


OFFICER = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.OFFICER))}"}


@asynccontextmanager
async def opened(browser: Browser, site: Site) -> AsyncIterator[Office]:
    """Announce an edition and sit down."""
    body = rules().model_dump(mode="json")
    edition = await site.client.post("/api/intake/v1/editions", json=body, headers=site.once(person(Role.OFFICER)))
    async with served(site.app) as origin:
        phone = await browser.new_page(viewport=PHONE)
        desk = await browser.new_page(viewport=DESK, extra_http_headers=OFFICER)
        yield Office(site, origin, edition.json()["edition_id"], desk, phone)
        await phone.close()
        await desk.close()


async def test_the_office_writes_a_merger_and_looks_at_it_before_it_asks(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    async with opened(browser, await make_site("intake")) as office:
        desk, panel = office.desk, office.panel
        leading = await office.file("anna", "Plac zabaw pod kasztanami")
        other = await office.file("beata", "Huśtawki pod kasztanami")
        await desk.goto(f"{panel}/polaczenia")
        await looked_at(desk, "plans-none")
        await desk.goto(f"{panel}/{leading['proposal_id']}")
        await desk.get_by_role("link", name="Połącz z innym projektem").click()
        await desk.get_by_role("button", name="Dalej").click()
        await looked_at(desk, "merger-choice-fault")
        await desk.get_by_label("Inne numery").fill(other["case"])
        await desk.get_by_role("button", name="Dalej").click()
        await desk.get_by_label("Dlaczego prosisz o połączenie").fill("Bo")
        await desk.get_by_role("button", name="Zobacz, co dostaną autorzy").last.click()
        await looked_at(desk, "merger-fault")
        await desk.get_by_label("Dlaczego prosisz o połączenie").fill(REASON)
        await desk.get_by_label("Nazwa projektu").fill("Plac zabaw i huśtawki pod kasztanami")
        await desk.get_by_role("button", name="Zobacz, co dostaną autorzy").last.click()
        await desk.get_by_text("Tak zobaczą to autorzy.").wait_for()
        await looked_at(desk, "merger-preview")
        await desk.get_by_role("button", name="Wyślij prośbę o zgodę").click()
        await desk.get_by_text("czeka na autorów").wait_for()
        await desk.get_by_role("link", name="Wpisz odpowiedź z papieru").first.click()
        await desk.get_by_role("button", name="Zapisz odpowiedź").click()
        await looked_at(desk, "plan-paper-fault")


async def test_authors_agree_to_a_merger_on_their_phones(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    async with opened(browser, await make_site("intake")) as office:
        desk, phone, origin = office.desk, office.phone, office.origin
        leading = await office.file("anna", "Plac zabaw pod kasztanami")
        other = await office.file("beata", "Huśtawki pod kasztanami")
        plan = await office.plan_merger(leading, other)
        await desk.goto(plan)
        _, second = await office.answer_pages()
        await phone.goto(f"{origin}/budzet-obywatelski/zgloszenie/{leading['token']}")
        await looked_at(phone, "own-consent")
        await phone.get_by_role("link", name="Przeczytaj i odpowiedz").click()
        await looked_at(phone, "consent")
        await phone.get_by_role("button", name="Wyślij odpowiedź").click()
        await looked_at(phone, "consent-fault")
        await phone.get_by_label("Tak, zgadzam się").check()
        await phone.get_by_role("button", name="Wyślij odpowiedź").click()
        await phone.get_by_text("Mamy Twoją zgodę").wait_for()
        await looked_at(phone, "consent-given")
        await desk.goto(plan)
        await looked_at(desk, "plan")
        await office.answer(second, "Tak, zgadzam się")
        await phone.get_by_text("Wszyscy autorzy się zgodzili").wait_for()
        await looked_at(phone, "consent-done")
        await phone.goto(f"{origin}/budzet-obywatelski/zgloszenie/{other['token']}")
        await looked_at(phone, "own-merged")


async def test_the_office_plans_a_split_and_one_author_says_no(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    async with opened(browser, await make_site("intake")) as office:
        desk, phone, panel = office.desk, office.phone, office.panel
        leading = await office.file("anna", "Plac zabaw pod kasztanami")
        await office.coauthor(leading)
        await desk.goto(f"{panel}/{leading['proposal_id']}/podzial")
        await desk.get_by_label("Dlaczego prosisz o podział").fill(REASON)
        await desk.get_by_role("button", name="Zobacz, co dostaną autorzy").last.click()
        await looked_at(desk, "split-fault")
        await desk.locator("#p1_title").fill("Ławki pod kasztanami")
        await desk.locator("#p1_summary").fill("Wygodne ławki dla rodziców i dziadków, w cieniu.")
        await desk.locator("#p1_description").fill(
            "Osobny projekt na ławki, bo plac zabaw zmieści się bez nich na skwerze."
        )
        await desk.locator("#p1_costs-0-name").fill("Ławki")
        await desk.locator("#p1_costs-0-amount").fill("20000")
        await desk.get_by_role("button", name="Zobacz, co dostaną autorzy").last.click()
        await desk.get_by_text("Tak zobaczą to autorzy.").wait_for()
        await looked_at(desk, "split-preview")
        await desk.get_by_role("button", name="Wyślij prośbę o zgodę").click()
        await desk.get_by_text("czeka na autorów").wait_for()
        first, last = await office.answer_pages()
        await phone.goto(first)
        await looked_at(phone, "consent-split")
        await office.answer(first, "Tak, zgadzam się")
        await phone.get_by_text("Mamy Twoją zgodę").wait_for()
        await office.answer(last, "Nie zgadzam się")
        await phone.get_by_text("Nie ma zgody wszystkich autorów").wait_for()
        await looked_at(phone, "consent-refused")

        await desk.goto(f"{panel}/polaczenia")
        await looked_at(desk, "plans")
        await desk.goto(f"{panel}/{leading['proposal_id']}")
        await looked_at(desk, "register-merged")


async def test_an_officer_sees_what_changed_while_a_plan_was_written(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    async with opened(browser, await make_site("intake")) as office:
        desk, panel = office.desk, office.panel
        leading = await office.file("anna", "Plac zabaw pod kasztanami")
        other = await office.file("beata", "Huśtawki pod kasztanami")
        merger = f"{leading['proposal_id']}/polaczenie?z={other['proposal_id']}"
        for path, title in ((merger, "Huśtawki i ścianka"), (f"{other['proposal_id']}/podzial", "Sama ścianka")):
            await desk.goto(f"{panel}/{path}")
            await desk.get_by_label("Dlaczego prosisz").fill(REASON)
            await office.revise(other, title)
            await desk.get_by_role("button", name="Zobacz, co dostaną autorzy").last.click()
            await desk.get_by_role("alert").get_by_text("Niczego nie wysłaliśmy.").wait_for()
            assert await desk.get_by_text(title).first.is_visible()
            assert await desk.get_by_label("Dlaczego prosisz").input_value() == REASON
            await looked_at(desk, f"{path.partition('/')[2].partition('?')[0]}-changed")
