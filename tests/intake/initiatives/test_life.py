"""What becomes of an initiative: calls and answers, what the others tell, letters, conversion, the office's help."""

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.initiatives.conversion import Conversion
from services.intake.initiatives.corrections import InitiativeCorrections
from services.intake.initiatives.declarants import OfRepresentative
from services.intake.initiatives.domain.rules import kalisz
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.entering import InitiativeEntering
from services.intake.initiatives.people import People
from services.intake.initiatives.progress import FollowedEvent, InitiativeProgress
from services.intake.initiatives.rulebook import Rulebook
from services.intake.initiatives.service import Initiatives
from services.intake.initiatives.store import MongoInitiativeStore
from services.intake.proposals.domain.draft import Attachment, AttachmentKind
from services.intake.proposals.drafts import Drafts
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.signs import Signs
from services.intake.proposals.store import MongoProposalStore
from shared.contracts import Event, contract
from shared.contracts.initiatives.reporting import RepresentativeLinkRenewedV1
from shared.contracts.initiatives.verification import InitiativeCalledV1, InitiativeCallPostponedV1
from shared.contracts.voting import ResultsPublishedV1
from shared.deadlines import Term, Unit
from shared.free_days import CityFreeDays
from shared.representatives import RepresentativeLinks
from shared.store import Transaction, new_id
from tests.conftest import poll
from tests.intake.conftest import (
    APPLICANT,
    CIPHER,
    OFFICER,
    SESSION_KEY,
    House,
    applicants,
    draft,
    draft_mails,
    gatherings,
    key,
)
from tests.intake.initiatives.conftest import API, GROUP, LINKS, SOIL, WORK, Residents, content

LEDGERS = RepresentativeLinks(SESSION_KEY, "http://localhost:8080")
GOLDEN = Path(__file__).parents[2] / "contracts" / "golden"


class Office:
    """The use cases that hear of events, on the service's own store."""

    def __init__(self, house: House) -> None:
        self.house = house
        database, clock = house.database, house.clock
        store = MongoInitiativeStore(database)
        letters = applicants(database, clock).letters
        rulebook, people = Rulebook(database, store, clock, kalisz(3_140)), People(CIPHER, LINKS, letters)
        proposals, signed = MongoProposalStore(database), SignedTexts(SESSION_KEY)
        editions = Editions(database, MongoEditionStore(database), clock)
        half_a_year, days = Term(amount=6, unit=Unit.MONTH), Term(amount=14, unit=Unit.DAY)
        free, mails = CityFreeDays(database), draft_mails(database, clock)
        self.drafts = drafts = InitiativeDrafts(
            database, store, rulebook, LINKS, CIPHER, free, clock, half_a_year, days, mails
        )
        supported = gatherings(database, clock)
        theirs = Drafts(database, proposals, editions, CIPHER, signed, supported, clock, mails, "http://localhost:8080")
        signs = Signs(database, "WPKS", "525", 1)
        entering = InitiativeEntering(database, store, people, LINKS, signs, clock)
        self.initiatives = Initiatives(database, store, rulebook, people, LINKS, signs, entering, clock)
        self.corrections = InitiativeCorrections(database, store, rulebook, people, LINKS, free, clock)
        self.progress = InitiativeProgress(database, store, people, LINKS, LEDGERS)
        self.representative = OfRepresentative(database, store, people, LEDGERS, clock)
        self.conversion = Conversion(
            database,
            store,
            drafts,
            people,
            LINKS,
            proposals,
            theirs,
            applicants(database, clock),
            editions,
            signed,
            clock,
        )

    def event(self, name: str, receipt: dict[str, Any], **changes: Any) -> Event:
        """A sample of a contract, about the initiative of a receipt."""
        sample = json.loads((GOLDEN / f"{name}.json").read_text())
        return contract(name).model_validate(sample | {"initiative_id": receipt["initiative_id"]} | changes)

    async def hear(self, name: str, receipt: dict[str, Any], **changes: Any) -> None:
        """Hear of an event."""
        await self.progress.follow(cast(FollowedEvent, self.event(name, receipt, **changes)))

    async def call(
        self, receipt: dict[str, Any], *parts: str, number: int = 1, days: int = 7, term: Term | None = None
    ) -> InitiativeCalledV1:
        """Hear of a call to complete."""
        now = self.house.clock.now()
        event = InitiativeCalledV1(
            version=number,
            initiative_id=receipt["initiative_id"],
            call=number,
            points=("Brakuje dat w harmonogramie.",),
            parts=parts,
            due_at=now + timedelta(days=days),
            explanation=("7 dni od wezwania",),
            term=term,
            called_at=now,
        )
        await self.corrections.follow_call(event)
        return event


@pytest.fixture
def office(house: House) -> Office:
    """The office behind an empty house."""
    return Office(house)


async def letters_of(house: House, text: str) -> int:
    """Count the mails that say so."""
    return sum(text in mail for mail in await house.mails())


async def test_a_call_opens_what_it_names_and_its_answer_changes_nothing_else(
    house: House, residents: Residents, office: Office
):
    receipt = await residents.file()
    await office.call(receipt, "schedule")
    shown = await residents.shown(receipt["initiative_id"])
    assert (shown["state"], shown["opened"]) == ("called", ["schedule"])
    assert await letters_of(house, "Brakuje dat w harmonogramie.") == 1

    steps = [{"name": "Sadzenie", "starts": "2026-10-01", "ends": "2026-10-02"}]
    answer = content(steps=steps, title="Zupełnie inna nazwa").model_dump(mode="json")
    await residents.post("initiative-corrections", {"token": receipt["token"], "content": answer})

    (event,) = await house.events("intake.initiative_corrected.v1")
    assert (event["steps"][0]["name"], event["title"], event["call"]) == ("Sadzenie", "Zielony skwer przy Złotej", 1)
    await residents.post("initiative-corrections", {"token": receipt["token"], "content": answer}, status=409)


async def test_a_called_own_share_takes_new_declarations_until_it_is_sent(
    house: House, residents: Residents, office: Office
):
    receipt = await residents.file()
    await office.call(receipt, "own_share")
    link = await residents.ask(receipt["token"], "iga.znak@example.org")
    await residents.sign(link, {"kind": "money", "subject": "składka", "value": 100_00})
    body = {"token": receipt["token"], "content": content().model_dump(mode="json")}
    await residents.post("initiative-corrections", body, status=422)

    lines = [
        {"name": "Krzewy z sadzeniem", "own": 414_00, "city": 9_000_00},
        {"name": "Ziemia", "own": 1_200_00},
    ]
    body["content"] = content(estimate=lines).model_dump(mode="json")
    await residents.post("initiative-corrections", body)

    (event,) = await house.events("intake.initiative_corrected.v1")
    assert (event["own"], [each["number"] for each in event["declared"]]) == (1_614_00, [1, 2, 3])
    await residents.post("declaration-endings", {"token": link}, status=409)


async def test_a_call_that_comes_twice_or_late_is_one_call(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    event = await office.call(receipt, "schedule")
    later = event.due_at + timedelta(days=1)
    postponed = InitiativeCallPostponedV1(
        **event.model_dump(exclude={"version", "due_at"}), version=2, due_at=later, postponed_at=event.called_at
    )
    await office.corrections.follow_postponement(postponed)
    await office.corrections.follow_call(event)
    await office.corrections.follow_postponement(postponed)

    shown = await residents.shown(receipt["initiative_id"])
    assert shown["correctable_until"][:10] == later.date().isoformat()
    assert await letters_of(house, "Żeby mógł iść dalej") == 1
    assert await letters_of(house, "masz więcej czasu, niż pisaliśmy") == 1


async def test_a_postponement_before_its_call_brings_the_call(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    now = house.clock.now()
    told = {"call": 1, "points": ("Brak dat.",), "parts": ("schedule",), "called_at": now, "explanation": ("8 dni",)}
    postponed = InitiativeCallPostponedV1(
        version=2, initiative_id=receipt["initiative_id"], due_at=now + timedelta(days=8), postponed_at=now, **told
    )
    await office.corrections.follow_postponement(postponed)
    assert (await residents.shown(receipt["initiative_id"]))["state"] == "called"
    assert await letters_of(house, "Brak dat.") == 1


async def test_an_officer_enters_the_declarations_that_came_on_paper_also_after_the_day_of_the_call(
    house: House, residents: Residents, office: Office
):
    receipt = await residents.file()
    address = f"/panel/inicjatywy/{receipt['initiative_id']}"
    page = f"{address}/deklaracje"
    typed = {
        **{"given": "Iga", "surname": "Sowa-Znak", "address": "ul. Złota 3, Kalisz", "signed_on": "2026-04-10"},
        **{"kind": "money", "subject": "składka", "value": "100"},
    }

    async def enter(**changes: str) -> int:
        data = {**typed, "form_key": new_id(), **changes}
        return (await house.client.post(page, data=data, headers=house.by())).status_code

    assert "Nie ma otwartego wezwania" in (await house.client.get(page, headers=house.by())).text
    assert await enter() == 409
    await office.call(receipt, "own_share", days=2)
    house.clock.moment += timedelta(days=5)
    assert page in (await house.client.get(f"{address}/uzupelnienie", headers=house.by())).text
    assert (await house.client.get(page)).status_code in (303, 401)
    assert await enter(value="") == 422
    assert await enter(signed_on="2027-04-10") == 422
    assert await enter() == 303
    shown = (await house.client.get(page, headers=house.by())).text
    assert "składka" in shown
    assert "Sowa-Znak" not in shown, "whoever opens names is written down"
    lines = [{"name": "Krzewy z sadzeniem", "own": 414_00, "city": 9_000_00}, {"name": "Ziemia", "own": 1_200_00}]
    body = {"content": content(estimate=lines).model_dump(mode="json"), "received_on": "2026-04-20"}
    await residents.post(f"initiatives/{receipt['initiative_id']}/correction", body, headers=house.by())
    (event,) = await house.events("intake.initiative_corrected.v1")
    assert (event["own"], len(event["declared"])) == (1_614_00, 3)


async def test_an_answer_on_paper_counts_by_its_day(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    await office.call(receipt, "residents", days=2)
    house.clock.moment += timedelta(days=5)
    body = {"content": content().model_dump(mode="json"), "group": GROUP.model_dump(mode="json")}
    body["group"]["members"] = []
    path = f"initiatives/{receipt['initiative_id']}/correction"
    await residents.post(path, {**body, "received_on": "2026-04-20"}, headers=house.by())

    (event,) = await house.events("intake.initiative_corrected.v1")
    assert (event["residents"], event["corrected_at"][:10]) == (1, "2026-04-20")


async def test_the_term_of_a_call_by_post_runs_from_its_delivery(house: House, residents: Residents, office: Office):
    body = {"content": content().model_dump(mode="json"), "group": GROUP.model_dump(mode="json")}
    body["group"]["representative"]["email"] = None
    received = {**body, "declarations": [], "received_on": "2026-04-13"}
    id = (await residents.post("paper-initiatives", received, status=201, headers=house.by()))["initiative_id"]
    term = Term(amount=7, unit=Unit.DAY)
    await office.call({"initiative_id": id}, "schedule", term=term)
    (unknown,) = await house.events("intake.initiative_call_delivery_noted.v1")
    assert (unknown["due_at"], unknown["delivered_on"]) == (None, None)
    assert (await residents.shown(id))["correctable_until"] is None

    letters = [row async for row in house.database.collection("letters").find({"kind": "initiative_called"})]
    letter = f"letters/{letters[0]['_id']}"
    await residents.post(f"{letter}/posting", None, headers={**house.by(), "If-Match": '"1"'})
    house.clock.moment += timedelta(days=5)
    delivered = {"how": "handed_over", "day": "2026-04-16"}
    await residents.post(f"{letter}/delivery", delivered, headers={**house.by(), "If-Match": '"2"'})

    _, noted = await house.events("intake.initiative_call_delivery_noted.v1")
    assert (noted["delivered_on"], noted["due_at"]) == ("2026-04-16", "2026-04-23T21:59:59Z")
    assert (await residents.shown(id))["correctable_until"] == "2026-04-23T21:59:59Z"

    postponed = InitiativeCallPostponedV1(
        version=9,
        initiative_id=id,
        call=1,
        points=("Brakuje dat w harmonogramie.",),
        parts=("schedule",),
        due_at=house.clock.now() + timedelta(days=9),
        called_at=house.clock.now(),
        postponed_at=house.clock.now(),
    )
    await office.corrections.follow_postponement(postponed)
    (later,) = [row async for row in house.database.collection("letters").find({"kind": "initiative_postponed"})]
    assert later["call"] is None, "no term runs from the delivery of a letter that gives more time"


WAY: list[tuple[str, dict[str, Any], str]] = [
    ("verification.initiative_check_finished.v1", {"passed": True, "reasons": []}, "przeszedł ocenę formalną"),
    ("verification.initiative_opinion_given.v1", {}, "Opinia nie wiąże"),
    ("verification.initiative_scored.v1", {}, "Zespół ocenił inicjatywę"),
    ("verification.initiative_answer_extended.v1", {}, "Czekamy na opinię konserwatora zabytków."),
    ("verification.initiative_decided.v1", {"outcome": "approved"}, "Gratulujemy!"),
    ("verification.funds_secured.v1", {}, "skarbnik zabezpieczył pieniądze"),
    ("intake.contract_signed.v1", {"annex": 0}, "Wpisujcie na bieżąco"),
    ("intake.contract_signed.v1", {"annex": 1, "version": 2, "reason": "Krzewy zdrożały."}, "aneks do umowy"),
    ("reporting.settlement_returned.v1", {}, "sprawdziliśmy rozliczenie"),
    ("reporting.settlement_reminder_due.v1", {}, "przypominamy o rozliczeniu"),
    ("reporting.initiative_settled.v1", {"outcome": "settled"}, "Dziękujemy za wspólną pracę"),
]


async def test_the_way_to_the_ledger_is_mailed_with_the_contract_and_the_newest_one_with_a_reminder(
    house: House, residents: Residents, office: Office
):
    receipt = await residents.file()
    await office.hear("intake.contract_signed.v1", receipt, annex=0)
    await office.hear("reporting.settlement_reminder_due.v1", receipt, link=2)

    first, second = (LEDGERS.address(receipt["initiative_id"], number) for number in (1, 2))
    assert await letters_of(house, first) == 1
    assert await letters_of(house, second) == 1
    kept = [row async for row in house.database.collection("letters").find()]
    assert not [row for row in kept if "/realizacja/wpis/" in str(row)]


async def test_the_representative_hears_of_every_step_once(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    for name, changes, _ in WAY:
        await office.hear(name, receipt, **changes)
        await office.hear(name, receipt, **changes)

    assert [await letters_of(house, text) for _, _, text in WAY] == [1] * len(WAY)
    mails = await house.mails()
    assert not [mail for mail in mails if re.search(r"\{\w+\}", mail)], "no slot stays empty"
    assert (await residents.shown(receipt["initiative_id"]))["state"] == "settled"


async def test_of_money_the_representative_is_told_before_a_contract_and_where_an_annex_is_to_give_more(
    house: House, residents: Residents, office: Office
):
    receipt, money = await residents.file(), "verification.funds_secured.v1"
    await office.hear(money, receipt, city=900_000)
    await office.hear("intake.contract_signed.v1", receipt, annex=0, city=700_000)
    before = len(await house.mails())
    await office.hear(money, receipt, version=8, city=700_000)
    assert len(await house.mails()) == before, "what was given back the contract tells"
    await office.hear(money, receipt, version=9, city=800_000, asked=12)
    assert len(await house.mails()) == before + 1


async def test_the_representative_sees_who_has_declared_what_and_the_reading_is_written_down(
    house: House, residents: Residents, office: Office
):
    receipt = await residents.file()
    id = receipt["initiative_id"]
    own = (await residents.shown(id))["declared"]
    token = LEDGERS.address(id, 1).rpartition("/")[2]
    page = f"/inicjatywa-lokalna/deklarujacy/{token}"
    assert (await house.client.get(page)).status_code == 404, "there is no contract yet"
    await office.hear("intake.contract_signed.v1", receipt, annex=0, declared=own)
    shown, names = await house.client.get(page), await house.client.get(page + "/imiona")
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    assert shown.text.count("Ewa Czyżyk-Znak") == names.text.count("Ewa Czyżyk-Znak") == len(own)
    assert all(f'id="osoba-{one["declaration_id"]}"' in names.text for one in own)
    told = (await house.client.post(f"{API}/declarant-openings", json={"token": token})).json()
    assert [(one["number"], one["declaration_id"]) for one in told["items"]] == [
        (one["number"], one["declaration_id"]) for one in own
    ]
    readings = await office.initiatives.store.readings(receipt["case"])
    assert [(one.who, one.what) for one in readings] == [("representative", "declarants")] * 3
    assert "deklaracja 2" in (await house.client.get(f"/inicjatywa-lokalna/moja/{receipt['token']}/deklaracje")).text


async def test_a_link_that_the_office_has_replaced_opens_no_names(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    await office.hear("intake.contract_signed.v1", receipt, annex=0)
    renewed = office.event("reporting.representative_link_renewed.v1", receipt, link=2)
    assert isinstance(renewed, RepresentativeLinkRenewedV1)
    for _ in range(2):
        await office.representative.follow_link(renewed)
    first, second = (LEDGERS.address(receipt["initiative_id"], number).rpartition("/")[2] for number in (1, 2))
    answers = [
        (await house.client.post(f"{API}/declarant-openings", json={"token": token})).status_code
        for token in (first, second, second + "x", receipt["token"])
    ]
    assert answers == [410, 200, 404, 404]


_DECIDED, _SETTLED = "verification.initiative_decided.v1", "reporting.initiative_settled.v1"
_SIGNED: tuple[str, dict[str, Any]] = ("intake.contract_signed.v1", {"annex": 0})
ENDS: list[tuple[tuple[tuple[str, dict[str, Any]], ...], str]] = [
    (((_DECIDED, {"outcome": "rejected", "city": 0}),), "rejected"),
    (((_DECIDED, {"outcome": "left_unconsidered", "city": 0}),), "left_unconsidered"),
    ((_SIGNED, (_SETTLED, {"outcome": "settled"})), "settled"),
    ((_SIGNED, (_SETTLED, {"outcome": "settled_with_correction"})), "settled_with_correction"),
    ((_SIGNED, ("intake.contract_terminated.v1", {})), "terminated"),
]


@pytest.mark.parametrize(("news", "state"), ENDS, ids=[state for _, state in ENDS])
async def test_everybody_reads_over_json_how_an_initiative_ended(
    house: House,
    residents: Residents,
    office: Office,
    news: tuple[tuple[str, dict[str, Any]], ...],
    state: str,
):
    receipt = await residents.file()
    for name, changes in news:
        await office.hear(name, receipt, **changes)
    assert (await residents.shown(receipt["initiative_id"]))["state"] == state
    for filter, found in ((state, 1), ("submitted", 0)):
        listed = await house.client.get(f"{API}/initiatives", params={"state": filter})
        assert listed.status_code == 200, listed.text
        assert len(listed.json()["items"]) == found
    assert f"/inicjatywa-lokalna/{receipt['case']}" in (await house.client.get("/inicjatywa-lokalna/lista")).text


async def test_of_what_is_left_without_consideration_one_letter_tells_with_its_reasons(
    house: House, residents: Residents, office: Office
):
    receipt = await residents.file()
    before = len(await house.mails())
    await office.hear(
        "verification.initiative_check_finished.v1", receipt, passed=False, reasons=("Brak harmonogramu.",)
    )
    await office.hear(
        "verification.initiative_decided.v1", receipt, outcome="left_unconsidered", reason="Brak harmonogramu.", city=0
    )
    [letter] = (await house.mails())[before:]
    assert "zostaje bez rozpatrzenia" in letter
    assert "Brak harmonogramu." in letter


async def test_steps_that_come_at_once_are_all_kept(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    await asyncio.gather(*(office.hear(name, receipt, **changes) for name, changes, _ in reversed(WAY)))

    one = await office.initiatives.initiative(receipt["initiative_id"])
    assert one.state == "settled"
    assert (len(one.contracts), len(one.opinions), len(one.returned), len(one.reminders)) == (2, 1, 1, 1)


async def test_who_has_withdrawn_is_left_in_peace(house: House, residents: Residents, office: Office):
    receipt = await residents.file()
    await residents.post("initiative-withdrawals", {"token": receipt["token"]})
    for name, changes, _ in WAY[:4]:
        await office.hear(name, receipt, **changes)
    assert sum([await letters_of(house, text) for _, _, text in WAY[:4]]) == 0


async def test_a_contract_gets_the_facts_and_who_signs(residents: Residents, office: Office):
    receipt = await residents.file()
    party = await office.initiatives.party(receipt["initiative_id"])

    assert (party.content.own, party.content.city, party.content.case) == (1_514_00, 9_000_00, "IL-2026-001")
    assert party.representative.address == "ul. Złota 7, Kalisz"


async def test_what_was_filed_says_what_its_applicants_can_do(residents: Residents, office: Office):
    receipt = await residents.file()
    opening = {"token": receipt["token"]}
    told = await residents.post("initiative-openings", opening, status=200)
    assert (told["initiative_id"], told["draft"], told["can"]) == (receipt["initiative_id"], None, ["withdraw"])
    assert [one["state"] for one in told["declarations"]] == ["signed", "signed"]
    await office.call(receipt, "schedule")
    assert (await residents.post("initiative-openings", opening, status=200))["can"] == ["correct", "withdraw"]
    await office.hear("verification.initiative_decided.v1", receipt, version=9, outcome="rejected")
    assert (await residents.post("initiative-openings", opening, status=200))["can"] == ["convert"]


async def test_a_refused_initiative_becomes_the_draft_of_a_proposal_once(
    house: House, residents: Residents, office: Office
):
    await house.announce()
    receipt = await residents.file()
    await residents.post("initiative-conversions", {"token": receipt["token"]}, status=409)
    await office.hear("verification.initiative_decided.v1", receipt, outcome="rejected")

    first = await residents.post("initiative-conversions", {"token": receipt["token"]}, status=201)
    second = await residents.post("initiative-conversions", {"token": receipt["token"]}, status=201)

    assert first == second
    page = (await house.client.get(f"/budzet-obywatelski/zglos/szkic/{first['token']}")).text
    for text in ("Zielony skwer przy Złotej", "skwer przy ul. Złotej", "Wilgowska-Znak", "9314,00", "1200,00"):
        assert text in page
    (event,) = await house.events("intake.initiative_converted.v1")
    assert event["initiative_id"] == receipt["initiative_id"]


async def test_the_converted_draft_is_filed_and_both_know_of_each_other(
    house: House, residents: Residents, office: Office
):
    edition = await house.announce()
    receipt = await residents.file()
    await office.hear("verification.initiative_decided.v1", receipt, outcome="rejected")
    made = await residents.post("initiative-conversions", {"token": receipt["token"]}, status=201)
    body = draft(edition).model_dump(mode="json") | {"applicant": APPLICANT.model_dump()}

    broken = await residents.post("proposals", body | {"draft_token": made["token"][:-2] + "xx"}, status=404)
    filed = await residents.post("proposals", body | {"draft_token": made["token"]}, status=201)
    another = await residents.post("proposals", body, status=201)

    assert broken["type"] == "/problems/link-broken"
    shown = (await house.client.get(f"/api/intake/v1/proposals/{filed['proposal_id']}")).json()
    assert shown["converted_from"] == receipt["initiative_id"]
    assert (await house.client.get(f"/budzet-obywatelski/zglos/szkic/{made['token']}")).status_code == 410
    page = await house.client.get(f"/panel/wnioski/{filed['proposal_id']}", headers=house.by(OFFICER))
    assert f'href="/panel/inicjatywy/{receipt["initiative_id"]}"' in page.text
    plain = (await house.client.get(f"/api/intake/v1/proposals/{another['proposal_id']}")).json()
    assert plain["converted_from"] is None


async def test_a_converted_draft_that_was_deleted_unsent_is_made_anew_and_one_that_was_filed_is_not(
    house: House, residents: Residents, office: Office
):
    edition = await house.announce()
    receipt = await residents.file()
    await office.hear("verification.initiative_decided.v1", receipt, outcome="rejected")
    own = {"token": receipt["token"]}
    made = await residents.post("initiative-conversions", own, status=201)
    page = f"/budzet-obywatelski/zglos/szkic/{made['token']}"
    await house.client.post(f"{page}/usuniecie", data={"form_key": "drop-the-draft-1"})
    assert (await house.client.get(page)).status_code == 410

    again = await residents.post("initiative-conversions", own, status=201)

    assert "Zielony skwer przy Złotej" in (await house.client.get(page)).text
    body = draft(edition).model_dump(mode="json") | {"applicant": APPLICANT.model_dump()}
    await residents.post("proposals", body | {"draft_token": again["token"]}, status=201)
    await residents.post("initiative-conversions", own, status=201)
    assert (await house.client.get(page)).status_code == 410, "it has become a proposal"
    assert len(await house.events("intake.initiative_converted.v1")) == 1


async def test_without_an_edition_nothing_is_converted(residents: Residents, office: Office):
    receipt = await residents.file()
    await office.hear("verification.initiative_decided.v1", receipt, outcome="left_unconsidered")
    await residents.post("initiative-conversions", {"token": receipt["token"]}, status=409)


def results(*lost: str) -> ResultsPublishedV1:
    """Results in which these proposals were not selected."""
    sample = json.loads((GOLDEN / "voting.results_published.v1.json").read_text())
    project = sample["projects"][0]
    told = [project | {"proposal_id": id, "outcome": "did_not_fit"} for id in lost]
    return ResultsPublishedV1.model_validate(sample | {"projects": told})


async def test_a_proposal_that_has_not_won_becomes_the_draft_of_an_initiative(
    house: House, residents: Residents, office: Office
):
    proposal = await house.file(await house.announce())
    await residents.post("proposal-conversions", {"token": proposal["token"]}, status=409)
    await office.conversion.follow_results(results(proposal["proposal_id"]))
    await office.conversion.follow_results(results(proposal["proposal_id"]))

    made = await residents.post("proposal-conversions", {"token": proposal["token"]}, status=201)
    again = await residents.post("proposal-conversions", {"token": proposal["token"]}, status=201)

    assert made == again
    token = made["token"]
    await residents.declare(token)
    await residents.post("initiatives", {"token": token, **residents.body()}, status=201)
    (event,) = await house.events("intake.initiative_submitted.v1")
    assert event["converted_from"] == proposal["proposal_id"]


FILES = (
    Attachment(id="f" * 32, filename="lista.pdf", media_type="application/pdf", size=1_000),
    Attachment(
        id="e" * 32,
        filename="upowaznienie.pdf",
        media_type="application/pdf",
        size=900,
        kind=AttachmentKind.AUTHORISATION,
    ),
)


async def test_a_converted_initiative_keeps_its_osiedle_and_its_files(
    house: House, residents: Residents, office: Office
):
    await house.announce()
    receipt = await residents.file(area_name="Rogatka")
    await office.hear("verification.initiative_decided.v1", receipt, outcome="rejected")
    one = await office.initiatives.initiative(receipt["initiative_id"])

    async def attach(tx: Transaction) -> None:
        await office.initiatives.store.save(
            tx, one.model_copy(update={"attachments": FILES, "version": one.version + 1})
        )

    await house.database.transaction(attach)
    made = await residents.post("initiative-conversions", {"token": receipt["token"]}, status=201)
    page = (await house.client.get(f"/budzet-obywatelski/zglos/szkic/{made['token']}")).text
    assert "lista.pdf" in page
    assert "upowaznienie.pdf" not in page, "a resident files a proposal without one"
    assert re.search(r'<option value="rogatka"[^>]*selected', page)


async def test_a_converted_proposal_keeps_its_osiedle_and_its_files(house: House, residents: Residents, office: Office):
    proposal = await house.file(await house.announce())
    await office.conversion.follow_results(results(proposal["proposal_id"]))
    proposals = MongoProposalStore(house.database)
    one = await proposals.get(proposal["proposal_id"])

    async def attach(tx: Transaction) -> None:
        await proposals.save(tx, one.model_copy(update={"attachments": FILES[:1], "version": one.version + 1}))

    await house.database.transaction(attach)
    made = await residents.post("proposal-conversions", {"token": proposal["token"]}, status=201)
    page = (await house.client.get(f"/inicjatywa-lokalna/moja/{made['token']}")).text
    assert "lista.pdf" in page
    assert "Rogatka" in page


async def test_the_office_answers_about_a_draft_that_stays_the_authors(house: House, residents: Residents):
    token = await residents.begin()
    question = {"token": token, "text": "Czy ziemia liczy się jako wkład własny?"}
    await residents.post("initiative-consultations", question)
    await residents.post("initiative-consultations", question, status=409)
    (task,) = await house.events("intake.task_opened.v1")
    id = LINKS.initiative_id(token)
    answer = {"number": 1, "text": "Tak, według wartości z rachunku."}
    assert (
        await house.client.post(f"{API}/initiative-drafts/{id}/answer", json=answer, headers=key())
    ).status_code == 401
    await residents.post(f"initiative-drafts/{id}/answer", answer, headers=house.by())
    await residents.post(f"initiative-drafts/{id}/answer", answer, headers=house.by(), status=409)

    (closed,) = await house.events("intake.task_closed.v1")
    assert (task["kind"], closed["task_id"]) == ("initiative_consultation", task["task_id"])
    assert await letters_of(house, "Tak, według wartości z rachunku.") == 1
    await residents.post("initiative-consultations", question)


async def test_who_files_while_the_office_is_asked_needs_no_answer(house: House, residents: Residents):
    token = await residents.begin()
    await residents.sign(await residents.ask(token), WORK)
    await residents.sign(await residents.ask(token, "ola.znak@example.org"), SOIL)
    await residents.post("initiative-consultations", {"token": token, "text": "Czy to wystarczy na początek?"})
    await residents.post("initiatives", {"token": token, **residents.body()}, status=201)
    assert len(await house.events("intake.task_closed.v1")) == 1


async def test_what_the_others_tell_comes_over_the_bus_in_any_order_and_twice(house_on_the_bus: House):
    house, residents = house_on_the_bus, Residents(house_on_the_bus)
    receipt = await residents.file()
    office = Office(house)
    events = [office.event(name, receipt, **changes) for name, changes, _ in WAY]

    async def tell(tx: Transaction) -> None:
        for event in [*reversed(events), *events]:
            tx.publish(event)

    await house.database.transaction(tell)

    (money,) = [text for name, _, text in WAY if name == "verification.funds_secured.v1"]
    rest = [text for _, _, text in WAY if text != money]

    async def all_are_written() -> bool:
        return all([await letters_of(house, text) for text in rest])

    await poll(all_are_written)
    one = await office.initiatives.initiative(receipt["initiative_id"])
    assert (one.state, len(one.contracts), len(one.opinions)) == ("settled", 2, 1)
    assert {await letters_of(house, text) for text in rest} == {1}
    assert await letters_of(house, money) <= 1, "nobody is told of it whose contract was heard of before"
