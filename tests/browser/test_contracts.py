"""The contract of an initiative: an officer writes it at a desk, the applicant reads it on a phone. By keyboard."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from playwright.async_api import Browser, FilePayload

from services.intake.contracts.service import Contracts
from services.intake.contracts.store import MongoContractStore
from shared.access import Role, Sessions
from shared.contracts.initiatives.intake import InitiativeSubmittedV1
from shared.contracts.initiatives.verification import FundsSecuredV1, InitiativeDecidedV1
from shared.privacy import Cipher
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import press
from tests.conftest import SESSION_KEY, SetClock, Site, person, told
from tests.intake.conftest import key
from tests.intake.contracts.test_terms import REMINDED_AFTER
from tests.intake.initiatives.conftest import GROUP, SOIL, WORK, content

API = "/api/intake/v1"


async def _filed(site: Site) -> tuple[str, str]:
    """File an application whose declarations were signed on paper; give its id and the applicants' token."""

    async def post(path: str, body: Any) -> Any:
        answer = await site.client.post(f"{API}/{path}", json=body, headers=key())
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    body = {"content": content().model_dump(mode="json"), "group": GROUP.model_dump(mode="json")}
    token = str((await post("initiative-drafts", body))["token"])
    for number, gift in enumerate((WORK, SOIL), 1):
        who = {"given": "Ewa", "surname": f"Czyżyk-Znak {number}", "address": "ul. Złota 11, Kalisz"}
        await post("paper-declarations", {"token": token, "gift": gift, "signed_on": "2026-04-13", "declarant": who})
    receipt = await post("initiatives", {"token": token, **body})
    return str(receipt["initiative_id"]), token


async def _approved(site: Site, clock: SetClock, cipher: Cipher, id: str) -> Contracts:
    """Bring the news of an application, of the mayor's approval and of the money for it, as the bus does."""
    [row] = [row async for row in site.database.published_events([InitiativeSubmittedV1.name])]
    nobody: Any = None
    contracts = Contracts(site.database, MongoContractStore(site.database), nobody, cipher, clock, REMINDED_AFTER)
    await contracts.follow_content(InitiativeSubmittedV1.model_validate_json(row["body"]))
    await contracts.follow_decision(told(InitiativeDecidedV1, initiative_id=id))
    await contracts.follow_money(told(FundsSecuredV1, initiative_id=id))
    return contracts


async def test_the_office_writes_a_contract_and_the_applicant_asks_for_a_change_before_accepting_it(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], clock: SetClock, cipher: Cipher
) -> None:
    site = await make_site("intake")
    id, token = await _filed(site)
    bearer = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.OFFICER))}"}
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=bearer)
        phone = await browser.new_page(viewport=PHONE)
        own = f"{origin}/inicjatywa-lokalna/moja/{token}/umowa"
        await desk.goto(f"{origin}/panel/inicjatywy/umowy")
        await looked_at(desk, "contracts-empty")
        await _approved(site, clock, cipher, id)
        await desk.goto(f"{origin}/panel/inicjatywy/umowy")
        await looked_at(desk, "contracts")
        await press(desk, desk.get_by_role("link", name="UIL-2026-001"))
        await looked_at(desk, "contract-unfit")
        await press(desk, desk.get_by_role("link", name="Uzupełnij treść"))
        await looked_at(desk, "contract-text")
        await desk.get_by_label("Początek").fill("2026-09-01")
        await desk.get_by_label("Koniec").fill("2026-10-31")
        await desk.locator("#city-0-value").fill("dziewięć tysięcy")
        await press(desk, desk.get_by_role("button", name="Zapisz treść"))
        await desk.get_by_role("alert").wait_for()
        await looked_at(desk, "contract-text-wrong")
        assert await desk.get_by_label("Koniec").input_value() == "2026-10-31"
        await desk.locator("#city-0-value").fill("9 000")
        await desk.get_by_label("Rozliczenie najpóźniej").fill("2026-11-30")
        await press(desk, desk.get_by_role("button", name="Zapisz treść"))
        await desk.get_by_text("Wszystko się zgadza").wait_for()
        await looked_at(desk, "contract-fit")

        await phone.goto(own)
        await looked_at(phone, "own-contract-in-work")
        await press(desk, desk.get_by_role("button", name="Wyślij wnioskodawcom"))
        await desk.get_by_text("Wnioskodawcy czytają treść").wait_for()
        await looked_at(desk, "contract-offered")
        await phone.goto(own.removesuffix("/umowa"))
        await looked_at(phone, "own-initiative-asked")
        await press(phone, phone.get_by_role("link", name="Przeczytaj i odpowiedz"))
        await phone.get_by_role("heading", name="Umowa UIL-2026-001").wait_for()
        await looked_at(phone, "own-contract")
        await press(phone, phone.locator("summary", has_text="Coś trzeba zmienić"))
        await phone.get_by_label("Co zmienić").fill("krótko")
        await press(phone, phone.get_by_role("button", name="Wyślij"))
        await phone.get_by_role("alert").wait_for()
        await looked_at(phone, "own-contract-wrong")
        await phone.get_by_label("Co zmienić").fill("Zacznijmy dopiero we wrześniu, po wakacjach.")
        await press(phone, phone.get_by_role("button", name="Wyślij"))
        await phone.get_by_text("Mamy Twoją odpowiedź").wait_for()
        await looked_at(phone, "own-contract-objected")
        await desk.reload()
        await desk.get_by_text("Wnioskodawcy proszą o zmianę").wait_for()
        await looked_at(desk, "contract-objected")
        await press(desk, desk.get_by_role("button", name="Wyślij wnioskodawcom"))
        await desk.get_by_text("Wnioskodawcy czytają treść").wait_for()
        await phone.reload()
        await press(phone, phone.get_by_role("button", name="Zgadzam się na tę treść"))
        await phone.get_by_text("Treść jest uzgodniona").wait_for()
        await looked_at(phone, "own-contract-accepted")
        await phone.close()
        await desk.close()


def amount(grosze: int) -> str:
    """The amount as one types it."""
    return f"{grosze / 100:.2f}".replace(".", ",")


async def test_a_signed_contract_lends_a_thing_and_changes_by_an_annex(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], clock: SetClock, cipher: Cipher
) -> None:
    site = await make_site("intake")
    id, token = await _filed(site)
    contracts = await _approved(site, clock, cipher, id)
    drafted = await contracts.store.get(id)
    days = {"starts": date(2026, 9, 1), "ends": date(2026, 10, 31), "settle_by": date(2026, 11, 30)}
    [share, *shares], [line, *lines] = drafted.shown.city_shares, drafted.shown.estimate
    less = {
        "city_shares": (share.model_copy(update={"value": share.value - 1_000_00}), *shares),
        "estimate": (line.model_copy(update={"city": line.city - 1_000_00}), *lines),
    }
    text = drafted.shown.model_copy(update=days | less)
    await contracts.agree(id, await contracts.edit(id, text, drafted.version), person(Role.OFFICER))
    bearer = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.OFFICER))}"}
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=bearer)
        phone = await browser.new_page(viewport=PHONE)
        own = f"{origin}/inicjatywa-lokalna/moja/{token}/umowa"
        await desk.goto(f"{origin}/panel/inicjatywy/{id}/umowa")
        await desk.get_by_label("Kiedy podpisano").fill("2026-04-15")
        await press(desk, desk.get_by_role("button", name="Zapisz podpisaną"))
        await desk.get_by_role("alert").wait_for()
        await looked_at(desk, "contract-no-copy")
        copy = FilePayload(name="umowa.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        await desk.get_by_label("Podpisana umowa").set_input_files(copy)
        await desk.get_by_label("Kiedy podpisano").fill("2026-04-15")
        await press(desk, desk.get_by_role("button", name="Zapisz podpisaną"))
        await desk.get_by_text("Co obowiązuje").wait_for()
        await looked_at(desk, "contract-signed")
        await press(desk, desk.locator("summary", has_text="Wydaj rzecz"))
        await desk.get_by_label("Co wydano").fill("Kosiarka spalinowa")
        await desk.get_by_label("Wartość", exact=True).fill("1 200")
        await desk.get_by_label("Stan przy wydaniu").fill("sprawna, po przeglądzie")
        await desk.get_by_label("Kiedy wydano").fill("2026-04-15")
        await press(desk, desk.get_by_role("button", name="Zapisz wydanie"))
        await desk.get_by_text("Kosiarka spalinowa").first.wait_for()
        await looked_at(desk, "contract-lent")
        await press(desk, desk.locator("summary", has_text="Zmień umowę aneksem"))
        await desk.get_by_label("Dlaczego").first.fill("Sadzimy dłużej, bo padało.")
        await press(desk, desk.get_by_role("button", name="Zacznij aneks"))
        await desk.get_by_text("Aneks nr 1 w uzgadnianiu").wait_for()
        await looked_at(desk, "contract-annex")
        await press(desk, desk.get_by_role("link", name="Zmień treść"))
        await looked_at(desk, "contract-annex-text")
        await desk.locator("#city-0-value").fill(amount(share.value))
        await desk.locator("#estimate-0-city").fill(amount(line.city))
        await press(desk, desk.get_by_role("button", name="Zapisz treść"))
        await desk.get_by_text("Wszystko się zgadza").wait_for()
        await press(desk, desk.get_by_role("button", name="Uzgodniono na spotkaniu albo na papierze"))
        await desk.get_by_text("Aneks czeka na kontrasygnatę skarbnika").wait_for()
        assert await desk.get_by_label("Podpisana umowa").count() == 0
        await looked_at(desk, "contract-annex-awaits-money")
        await phone.goto(own)
        await looked_at(phone, "own-contract-annex")
        await phone.close()
        await desk.close()
