"""The pages of initiatives as a browser without JavaScript uses them."""

import html
import re
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import lxml.html
import pytest

from services.intake.main import Settings
from services.intake.proposals.drafts import draft_id
from tests.intake.conftest import House, key
from tests.intake.initiatives.conftest import LINKS, Residents, content
from tests.intake.initiatives.test_life import WAY, Office, results
from tests.intake.proposals.test_form import FORM, fields_of, filled

PAGE = "/inicjatywa-lokalna"


@pytest.fixture
def office(house: House) -> Office:
    """The office behind an empty house."""
    return Office(house)


def fields(**changes: Any) -> dict[str, Any]:
    """A form that has everything, as a browser posts it."""
    one = content()
    flat: dict[str, Any] = {
        "form_key": "form-key-of-a-test",
        "title": one.title,
        "summary": one.summary,
        "description": one.description,
        "goal": one.goal,
        "task_area": one.task_area,
        "audience": one.audience,
        "beneficiaries": "400",
        "readiness": "plan",
        "place": one.place,
        "steps-0-name": "Sadzenie",
        "steps-0-starts": "2026-09-10",
        "steps-0-ends": "2026-09-30",
        "shares-0-subject": "120 krzewów",
        "shares-0-kind": "purchase",
        "shares-0-value": "9 000,00",
        "estimate-0-name": "Krzewy z sadzeniem",
        "estimate-0-own": "314",
        "estimate-0-city": "9000",
        "estimate-1-name": "Ziemia",
        "estimate-1-own": "1200",
        "given": "Wanda",
        "surname": "Wilgowska-Znak",
        "address": "ul. Złota 7, Kalisz",
        "email": "wanda.znak@example.org",
        "step": "save",
    }
    return flat | changes


async def begun(house: House, **changes: Any) -> str:
    """Save a form and give the token of the draft."""
    answer = await house.client.post(f"{PAGE}/zloz", data=fields(**changes))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix(f"{PAGE}/moja/").partition("?")[0].partition("/")[0]


async def test_a_form_is_saved_as_typed_and_opened_again(house: House):
    token = await begun(house, beneficiaries="kilkaset", title="X")
    page = (await house.client.get(f"{PAGE}/moja/{token}")).text

    assert 'value="kilkaset"' in page
    assert 'value="9 000,00"' in page
    assert "Lista zadań" in page


async def test_a_button_adds_rows_and_loses_nothing(house: House):
    answer = await house.client.post(f"{PAGE}/zloz", data=fields(step="steps"))
    assert answer.status_code == 200
    assert 'name="steps-4-name"' in answer.text
    assert "Wilgowska-Znak" in answer.text
    token = await begun(house)
    answer = await house.client.post(f"{PAGE}/moja/{token}", data=fields(step="estimate"))
    assert 'name="estimate-6-name"' in answer.text


async def test_a_form_with_faults_comes_back_from_the_review_with_each_at_its_place(house: House):
    token = await begun(house, title="X", **{"steps-0-ends": "2026-09-01", "shares-0-value": "dużo"})
    answer = await house.client.get(f"{PAGE}/moja/{token}/sprawdzenie")

    assert answer.status_code == 422
    for text in (
        "Nazwa jest za krótka",
        "Koniec jest przed początkiem",
        "Podaj kwotę w złotych",
        "Popraw, zanim wyślesz",
    ):
        assert text in answer.text
    assert 'value="dużo"' in answer.text


async def test_from_the_form_to_the_receipt(house: House, residents: Residents):
    token = await begun(house)
    own = f"{PAGE}/moja/{token}"
    page = (await house.client.get(f"{own}/sprawdzenie")).text
    assert "Wniosku nie można jeszcze wysłać" in page
    assert "Wyślij wniosek" not in page

    invited = {"invited_given": "Ewa", "invited_surname": "Czyżyk-Znak", "invited_email": "ewa.znak@example.org"}
    answer = await house.client.post(f"{own}/deklaracje", data=invited | {"form_key": "invitation-1"})
    assert answer.status_code == 303
    (link,) = [
        found for mail in await house.mails() for found in re.findall(r"(/inicjatywa-lokalna/deklaracja/\S+)", mail)
    ]
    page = (await house.client.get(link)).text
    assert "Zielony skwer przy Złotej" in page
    signed = {"kind": "work", "subject": "sadzenie", "hours": "10", "given": "Ewa", "surname": "Czyżyk-Znak"}
    answer = await house.client.post(link, data=signed | {"address": "ul. Złota 11", "form_key": "signature-1"})
    assert answer.status_code == 422
    assert "To zastępuje podpis" in answer.text
    assert 'value="10"' in answer.text
    told = signed | {"address": "ul. Złota 11", "declared": "true"}
    answer = await house.client.post(link, data=told | {"form_key": "signature-2"})
    assert answer.status_code == 303
    assert "10 godzin" in (await house.client.get(link)).text
    paper = {"kind": "in_kind", "subject": "ziemia", "value": "1200", "given": "Jan", "surname": "Kos-Znak"}
    answer = await house.client.post(
        f"{own}/deklaracje/papierowa",
        data=paper | {"address": "ul. Złota 2", "signed_on": "2026-04-14", "form_key": "paper-of-jan"},
    )
    assert answer.status_code == 303, answer.text
    page = (await house.client.get(f"{own}/deklaracje")).text
    assert "wkład wystarcza" in page
    assert "Kos-Znak" in page

    answer = await house.client.post(f"{own}/sprawdzenie", data={"form_key": "sending-of-it"})
    assert answer.status_code == 422
    sent = {"form_key": "sending-of-it-2", "resident": "true", "consent": "true"}
    for _ in range(2):
        answer = await house.client.post(f"{own}/sprawdzenie", data=sent)
        assert answer.status_code == 303, answer.text
    page = (await house.client.get(answer.headers["location"])).text
    assert "IL-2026-001" in page
    assert len(await house.events("intake.initiative_submitted.v1")) == 1
    again = await house.client.post(f"{PAGE}/moja/{token}", data=fields())
    assert again.status_code == 410
    for path in (PAGE, f"{PAGE}/lista", f"{PAGE}/lista?q=skwer&stan=submitted", f"{PAGE}/IL-2026-001"):
        page = (await house.client.get(path)).text
        assert "Zielony skwer przy Złotej" in page
        assert "-Znak" not in page


async def test_the_share_is_reckoned_while_somebody_types(house: House):
    token = await begun(house)
    for place in (f"{PAGE}/moja/{token}", PAGE):
        answer = await house.client.get(
            f"{place}/udzial", params={"shares-0-value": "5000", "estimate-0-own": "bzdura"}
        )
        assert "Brakuje 555,56" in answer.text


async def test_an_invitation_that_fails_says_why(house: House, residents: Residents):
    token = await begun(house, title="X")
    own = f"{PAGE}/moja/{token}/deklaracje"
    answer = await house.client.post(own, data={"invited_given": "Ewa", "form_key": "invitation-1"})
    assert (answer.status_code, "Podaj nazwisko." in answer.text) == (422, True)
    invited = {"invited_given": "Ewa", "invited_surname": "Znak", "invited_email": "ewa@example.org"}
    answer = await house.client.post(own, data=invited | {"form_key": "invitation-2"})
    assert (answer.status_code, "Najpierw wpisz w szkicu nazwę" in answer.text) == (409, True)


async def test_from_one_network_address_as_many_neighbours_are_asked_in_a_day_as_may(
    house: House, residents: Residents
):
    most = Settings.model_fields["declaration_asks_a_day"].default
    tokens = [await residents.begin() for _ in range(2)]
    transport = httpx.ASGITransport(app=house.app, client=("81.2.69.160", 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:

        async def ask(number: int) -> httpx.Response:
            who = {"given": "Ewa", "surname": "Znak", "email": f"sasiad{number}@example.org"}
            body = {"token": tokens[number % 2], **who}
            return await client.post("/api/intake/v1/declaration-invitations", json=body, headers=key())

        assert {(await ask(number)).status_code for number in range(most)} == {204}
        before = len(await house.mails())
        assert (await ask(most)).status_code == 429
        typed = {"invited_given": "Ola", "invited_surname": "Znak", "invited_email": "ola@example.org"}
        own = f"{PAGE}/moja/{tokens[0]}/deklaracje"
        page = await client.post(own, data=typed | {"form_key": "invitation-3"})
        assert (page.status_code, "Spróbuj jutro" in page.text, "ola@example.org" in page.text) == (429, True, True)
        assert len(await house.mails()) == before
        house.clock.move(days=1)
        assert (await ask(most)).status_code == 204


async def test_letters_about_drafts_have_a_bound_by_address_and_by_network_and_every_draft_is_kept(house: House):
    settings, here, kept = Settings.model_fields, "81.2.69.160", house.database.collection("initiative_drafts")
    to_one, of_one = (settings[f"draft_{what}_a_day"].default for what in ("mails", "asks"))
    transport = httpx.ASGITransport(app=house.app, client=(here, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:

        async def save(number: int, email: str) -> str:
            answer = await client.post(f"{PAGE}/zloz", data=fields(form_key=f"{number:032}", email=email))
            assert answer.status_code == 303, answer.text
            return html.unescape((await client.get(answer.headers["location"])).text)

        pages = [await save(number, "wanda.znak@example.org") for number in range(to_one + 1)]
        assert ["Ten adres wysłaliśmy też na" in page for page in pages] == [True] * to_one + [False]
        assert "Tego adresu nie wysłaliśmy na wanda.znak@example.org" in pages[-1]
        assert re.search(r">http://localhost:8080/inicjatywa-lokalna/moja/[^<]+</a>", pages[-1])
        for number in range(to_one + 1, of_one + 2):
            page = await save(number, f"osoba{number}@example.org")
        assert "Tego adresu nie wysłaliśmy na" in page
        opened = {"token": LINKS.token(draft_id(f"{of_one + 1:032}"))}
        own = await house.client.post("/api/intake/v1/initiative-openings", json=opened)
        assert own.json()["draft"]["linked"] is False
        sent = len(await house.mails())
        assert (sent, await kept.count_documents({})) == (of_one - 1, of_one + 2)
        house.clock.move(days=1)
        assert "Ten adres wysłaliśmy też na" in await save(of_one + 1, f"osoba{of_one + 1}@example.org")
    assert len(await house.mails()) == sent + 1
    house.clock.move(days=175)
    await Office(house).drafts.look_after()
    assert sum("nie jest wysłany" in mail for mail in await house.mails()) == sent + 1


async def test_who_says_no_is_forgotten(house: House, residents: Residents):
    token = await residents.begin()
    link = f"{PAGE}/deklaracja/{await residents.ask(token)}"
    answer = await house.client.post(f"{link}/odmowa", data={"form_key": "no-thank-you"})
    assert answer.status_code == 303
    assert (await house.client.get(link)).status_code == 410
    assert "Czyżyk-Znak" not in (await house.client.get(f"{PAGE}/moja/{token}/deklaracje")).text


async def test_the_applicants_take_a_declaration_off(house: House, residents: Residents):
    token = await residents.begin()
    await residents.declare(token)
    page = (await house.client.get(f"{PAGE}/moja/{token}/deklaracje")).text
    removal = re.findall(r'action="(\S+/usuniecie)"', page)[0]
    answer = await house.client.post(removal, data={"form_key": "off-the-list"})
    assert answer.status_code == 303
    assert (await house.client.get(f"{PAGE}/moja/{token}/deklaracje")).text.count("/usuniecie") == 1


async def test_what_is_wrong_with_a_paper_is_listed_as_the_page_asks_for_it(house: House, residents: Residents):
    token = await residents.begin()
    answer = await house.client.post(f"{PAGE}/moja/{token}/deklaracje/papierowa", data={"form_key": "paper-of-nobody"})
    asked = ("Podaj imię.", "Podaj nazwisko.", "Podaj adres", "Zaznacz, co dajesz.", "Podaj dzień podpisu z kartki.")
    places = [answer.text.index(text) for text in asked]
    assert (answer.status_code, places) == (422, sorted(places))


async def test_the_answer_to_a_call_on_its_page(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    own = f"{PAGE}/moja/{receipt['token']}"
    assert (await house.client.get(f"{own}/uzupelnienie")).status_code == 200
    await office.call(receipt, "schedule", "residents", "city_share")
    assert "Uzupełnij wniosek do" in (await house.client.get(own)).text
    page = (await house.client.get(f"{own}/uzupelnienie")).text
    assert 'value="Sadzenie krzewów"' in page
    assert 'name="title"' not in page
    assert "Wilgowska-Znak" not in page

    answer = await house.client.post(f"{own}/uzupelnienie", data=fields(step="send", **{"shares-0-value": "8000"}))
    assert answer.status_code == 422
    assert "Kosztorys się nie zgadza" in answer.text
    answer = await house.client.post(f"{own}/uzupelnienie", data=fields(step="send"))
    assert answer.status_code == 303, answer.text
    (event,) = await house.events("intake.initiative_corrected.v1")
    assert (event["steps"][0]["name"], event["residents"]) == ("Sadzenie", 1)
    answer = await house.client.post(f"{own}/uzupelnienie", data=fields(step="send"))
    assert answer.status_code == 409


async def test_an_officer_keys_in_an_answer(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    await office.call(receipt, "place")
    address = f"/panel/inicjatywy/{receipt['initiative_id']}/uzupelnienie"
    answer = await house.client.post(address, data={"step": "send", "place": "park"}, headers=house.by())
    assert (answer.status_code, "Podaj dzień wpływu." in answer.text) == (422, True)
    told = {"step": "send", "place": "park miejski", "received_on": "2026-04-15"}
    answer = await house.client.post(address, data=told, headers=house.by())
    assert answer.status_code == 303, answer.text
    assert "park miejski" in (await house.client.get(answer.headers["location"], headers=house.by())).text


async def test_withdrawal_and_conversion_on_the_applicants_pages(house: House, residents: Residents, office: Office):
    await house.announce()
    first, second = await residents.file(), await residents.file(title="Druga inicjatywa")
    own = f"{PAGE}/moja/{first['token']}"
    assert "Wycofać wniosek" in (await house.client.get(f"{own}/wycofanie")).text
    for status in (303, 409):
        answer = await house.client.post(f"{own}/wycofanie", data={"form_key": f"withdrawal-{status}"})
        assert answer.status_code == status
    await office.hear("verification.initiative_decided.v1", second, outcome="rejected")
    own = f"{PAGE}/moja/{second['token']}"
    assert "Zrób z tego projekt" in (await house.client.get(own)).text
    answer = await house.client.post(f"{own}/budzet", data={"form_key": "conversion-1"})
    assert (answer.status_code, "Zaznacz zgodę" in answer.text) == (422, True)
    answer = await house.client.post(f"{own}/budzet", data={"form_key": "conversion-2", "agreed": "true"})
    assert answer.status_code == 303
    assert "Druga inicjatywa" in (await house.client.get(answer.headers["location"])).text


async def test_a_converted_draft_is_filed_with_what_only_the_civic_budget_asks(
    house: House, residents: Residents, office: Office
):
    await house.announce()
    receipt = await residents.file()
    await office.hear("verification.initiative_decided.v1", receipt, outcome="rejected")
    asked = {"form_key": "conversion-1", "agreed": "true"}
    made = await house.client.post(f"{PAGE}/moja/{receipt['token']}/budzet", data=asked)
    place = made.headers["location"].partition("?")[0]
    forms = lxml.html.fromstring((await house.client.get(place)).text).forms
    [form] = [form for form in forms if "title" in form.fields]
    draft: dict[str, Any] = dict(form.form_values())
    added = {name: filled()[name] for name in ("pool_id", "area_id", "category", "resident", "consent")}
    review = await house.client.post(FORM, data={**draft, **added, "step": "review"})
    sent = await house.client.post(FORM, data=fields_of(review.text) | {"step": "send"})
    assert sent.headers["location"].startswith("/budzet-obywatelski/zglos/przyjete/"), review.text
    (event,) = await house.events("intake.proposal_submitted.v1")
    assert event["title"] == "Zielony skwer przy Złotej"
    assert (await house.client.get(place)).status_code == 410, "the draft is sent"


async def test_conversion_waits_for_the_window(house: House, residents: Residents, office: Office):
    await house.announce()
    receipt = await residents.file()
    await office.hear("verification.initiative_decided.v1", receipt, outcome="rejected")
    house.clock.moment += timedelta(days=30)
    own = f"{PAGE}/moja/{receipt['token']}/budzet"
    answer = await house.client.post(own, data={"form_key": "conversion-2", "agreed": "true"})
    assert (answer.status_code, "Teraz nie przyjmujemy projektów" in answer.text) == (409, True)
    assert await house.events("intake.initiative_converted.v1") == []


async def test_a_lost_proposal_offers_an_initiative(house: House, office: Office):
    proposal = await house.file(await house.announce())
    theirs, page = f"/budzet-obywatelski/zgloszenie/{proposal['token']}", f"{PAGE}/z-projektu/{proposal['token']}"
    assert "Zrób z tego inicjatywę" not in (await house.client.get(theirs)).text
    await office.conversion.follow_results(results(proposal["proposal_id"]))
    assert "Zrób z tego inicjatywę" in (await house.client.get(theirs)).text
    answer = await house.client.post(page, data={"form_key": "conversion-1", "agreed": "true"})
    assert answer.status_code == 303
    draft = (await house.client.get(answer.headers["location"])).text
    for text in ("Plac zabaw pod kasztanami", "Kanarkowa-Znak", "70000,00", "Rogatka"):
        assert text in draft


async def test_the_office_answers_on_its_page(house: House, residents: Residents):
    token = await residents.begin()
    own = f"{PAGE}/moja/{token}/konsultacja"
    answer = await house.client.post(own, data={"text": "Czy to się nadaje?", "form_key": "question-1"})
    assert answer.status_code == 303
    id = LINKS.initiative_id(token)
    register = (await house.client.get("/panel/inicjatywy", headers=house.by())).text
    assert f"/panel/inicjatywy/szkice/{id}" in register
    page = (await house.client.get(f"/panel/inicjatywy/szkice/{id}", headers=house.by())).text
    assert "Czy to się nadaje?" in page
    assert "Wilgowska-Znak" not in page
    reply = {"text": "Tak, ale dodajcie harmonogram.", "number": "1", "form_key": "reply-to-it-1"}
    answer = await house.client.post(f"/panel/inicjatywy/szkice/{id}", data=reply, headers=house.by())
    assert answer.status_code == 303
    assert "Tak, ale dodajcie harmonogram." in (await house.client.get(own)).text


async def test_an_officer_enters_a_paper_on_the_page(house: House, residents: Residents):
    declared = {
        "declared-0-given": "Jan",
        "declared-0-surname": "Kos-Znak",
        "declared-0-address": "ul. Złota 2",
        "declared-0-kind": "work",
        "declared-0-subject": "kopanie",
        "declared-0-signed_on": "2026-04-10",
    }
    page = "/panel/inicjatywy/papierowa"
    told = fields(step="send", email="", received_on="2026-04-14", **declared)
    answer = await house.client.post(page, data=told, headers=house.by())
    assert (answer.status_code, "Podaj, ile godzin pracy." in answer.text) == (422, True)
    told |= {"declared-0-hours": "7,5", "form_key": "paper-second-try"}
    answer = await house.client.post(page, data=told, headers=house.by())
    assert answer.status_code == 303, answer.text
    shown = (await house.client.get(answer.headers["location"], headers=house.by())).text
    assert "kosztorys się nie zgadza" in shown
    assert "Kos-Znak" not in shown
    people = await house.client.post(answer.headers["location"] + "/dane", headers=house.by())
    assert "Kos-Znak" in people.text
    assert "Kto otwierał dane: 2" in people.text
    told["form_key"] = "paper-third-try"
    answer = await house.client.post(page, data=told, headers=house.by())
    assert (answer.status_code, "Mamy już taki wniosek" in answer.text) == (409, True)


async def test_rules_are_laid_down_on_the_page_and_a_second_officer_sees_the_first(house: House):
    page = "/panel/inicjatywy/zasady"
    shown = (await house.client.get(page, headers=house.by())).text
    assert "XV/171/2015" in shown
    told = {
        "resolution": "Uchwała Nr LX/1/2026 Rady Miasta",
        "in_force_from": "2026-05-01",
        "own_share": "12,5",
        "rates-0-valid_from": "2026-06-01",
        "rates-0-amount": "40,00",
        "spheres": "Zieleń\nRewitalizacja",
        "correction_days": "7",
        "number": "0",
        "form_key": "rules-first-try",
    }
    answer = await house.client.post(page, data=told, headers=house.by())
    assert (answer.status_code, "Pierwsza stawka musi obowiązywać" in answer.text) == (422, True)
    told |= {"rates-0-valid_from": "2026-05-01", "form_key": "rules-second-try"}
    assert (await house.client.post(page, data=told, headers=house.by())).status_code == 303
    told |= {"form_key": "rules-of-another", "own_share": "20"}
    answer = await house.client.post(page, data=told, headers=house.by())
    assert answer.status_code == 412
    assert 'value="20"' in answer.text
    assert "12,5" in answer.text


async def test_the_page_of_a_settled_initiative_tells_all(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    await office.call(receipt, "place")
    hint, own = "Wpisujcie, co już zrobiliście.", f"{PAGE}/moja/{receipt['token']}"
    for name, changes, _ in WAY:
        await office.hear(name, receipt, **changes)
        if name == "intake.contract_signed.v1":
            assert hint in (await house.client.get(own)).text
    assert hint not in (await house.client.get(own)).text
    for path in (f"{PAGE}/IL-2026-001", f"{PAGE}/moja/{receipt['token']}"):
        page = (await house.client.get(path)).text
        for text in ("Umowa podpisana", "Zespół ocenił", "Rozliczona", "Pieniądze zabezpieczone", "Aneks 1"):
            assert text in page
    assert (
        await house.client.get(f"/panel/inicjatywy/{receipt['initiative_id']}", headers=house.by())
    ).status_code == 200
