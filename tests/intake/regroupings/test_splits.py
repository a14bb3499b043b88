"""Splits: one proposal becomes several when all its authors have said yes; the new ones keep its date of receipt."""

from typing import Any

import pytest

from services.intake.proposals.signed import SignedTexts
from tests.conftest import SESSION_KEY
from tests.intake.conftest import APPLICANT, House, draft
from tests.intake.regroupings.conftest import (
    DUE_BY_POST,
    again,
    all_agree,
    coauthor,
    coauthors_of,
    filed,
    filed_on_paper,
    plan_of,
    say,
    shown,
    split,
    text,
)

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n"


async def test_when_all_have_said_yes_new_proposals_stand_beside_the_reduced_one(house: House, clock: Any) -> None:
    edition = await house.announce()
    original = await filed(house, edition, "anna")
    await coauthor(house, original, "celina")
    before = await shown(house, original)
    clock.move(days=30)  # nobody could file anything now
    plan = await plan_of(house, await split(house, edition, original, due_on="2026-05-22"))
    clock.move(days=2)

    await all_agree(house, plan)

    now = await shown(house, original)
    assert (now["title"], now["cost"]) == ("Sam plac zabaw", 70_000_00)
    assert [now[name] for name in ("number", "sign", "submitted_at")] == [
        before[name] for name in ("number", "sign", "submitted_at")
    ]
    (made,) = (await again(house, plan))["made"]
    new = await shown(house, made)
    assert (new["title"], new["cost"], new["number"], new["state"]) == ("Ławki osobno", 20_000_00, 2, "submitted")
    assert new["submitted_at"] == before["submitted_at"]
    assert new["split_from"]["case"] == before["case"]
    assert new["sign"] not in ("", before["sign"])
    assert new["signatures"] == 0
    assert await coauthors_of(house, made) == await coauthors_of(house, original) == {"Celina"}
    _, submitted = await house.events("intake.proposal_submitted.v1")
    assert submitted["split_from"]["proposal_id"] == original["proposal_id"]
    assert (submitted["signatures"], submitted["signatures_counted"]) == (0, None)
    assert len(await house.events("intake.case_registered.v1")) == 2


async def test_authors_are_told_that_support_begins_anew_and_get_the_new_link(house: House) -> None:
    edition = await house.announce()
    original = await filed(house, edition, "anna")
    plan = await plan_of(house, await split(house, edition, original))
    (asked,) = (await house.mails())[1:]
    assert "NOWY PROJEKT: „Ławki osobno”" in asked
    assert "Listy poparcia zaczynają od zera" in asked

    await all_agree(house, plan)

    (made,) = (await again(house, plan))["made"]
    done, new = (await house.mails())[2:]
    assert f"Powstał z niego: {made['case']} „Ławki osobno”." in done
    assert "Ten projekt nie ma jeszcze podpisów poparcia." in new
    own = f"/budzet-obywatelski/zgloszenie/{SignedTexts(SESSION_KEY).link(made['proposal_id'])}"
    assert own in new
    assert f"Powstało z podziału projektu {original['case']}" in (await house.client.get(own)).text


async def test_a_no_leaves_the_proposal_as_it_was(house: House) -> None:
    edition = await house.announce()
    original = await filed(house, edition, "anna")
    await coauthor(house, original, "celina")
    before = await shown(house, original)
    plan = await plan_of(house, await split(house, edition, original))
    await say(house, plan, plan["authors"][0])

    assert (await say(house, plan, plan["authors"][1], consents=False)).status_code == 204

    assert await shown(house, original) == before
    assert len(await house.events("intake.proposal_submitted.v1")) == 1


async def test_who_filed_on_paper_stays_the_applicant_of_what_is_new(house: House) -> None:
    edition = await house.announce()
    original = await filed_on_paper(house, edition, "Zofia")
    plan = await plan_of(house, await split(house, edition, original, due_on=DUE_BY_POST))
    (author,) = plan["authors"]
    assert author["by_post"]

    await all_agree(house, plan)

    (made,) = (await again(house, plan))["made"]
    address = f"/api/intake/v1/proposals/{made['proposal_id']}/applicant"
    person = (await house.client.get(address, headers=house.by())).json()
    assert (person["given"], person["email"]) == ("Zofia", None)


async def test_files_that_concern_a_new_proposal_go_with_it(house: House) -> None:
    edition = await house.announce()
    fields = {
        **{name: str(value) for name, value in draft(edition).model_dump(exclude={"cost_items"}).items() if value},
        **APPLICANT.model_dump(exclude_none=True),
        **{"costs-0-name": "Urządzenia", "costs-0-amount": "90000", "resident": "true", "consent": "true"},
        "step": "send",
    }
    files = {
        "land_consent": ("zgoda.pdf", PDF, "application/pdf"),
        "support_list": ("lista.pdf", PDF, "application/pdf"),
    }
    sent = await house.client.post("/budzet-obywatelski/zglos", data=fields, files=files)
    assert sent.status_code in (200, 303), sent.text
    items = (await house.client.get(f"/api/intake/v1/proposals?edition_id={edition}")).json()["items"]
    row = await house.database.collection("proposals").find_one({"_id": items[0]["proposal_id"]})
    assert row is not None
    consent = next(file["id"] for file in row["attachments"] if file["kind"] == "land_consent")
    original = {**items[0]}
    new = [{"text": text(edition, title="Ławki osobno"), "files": [consent]}]

    plan = await plan_of(house, await split(house, edition, original, new=new))
    await all_agree(house, plan)

    (made,) = (await again(house, plan))["made"]
    assert (await shown(house, made))["attachments"] == 1
    page = await house.client.get(f"/panel/wnioski/{made['proposal_id']}/zalaczniki/{consent}", headers=house.by())
    assert page.content == PDF
    strange = [{"text": text(edition, title="Ławki osobno"), "files": ["f" * 32]}]
    assert (await split(house, edition, original, new=strange)).status_code == 422


@pytest.mark.parametrize(("count", "status"), [(0, 422), (1, 201), (3, 201), (4, 422)])
async def test_a_proposal_is_split_into_itself_and_one_to_three_new_ones(house: House, count: int, status: int) -> None:
    edition = await house.announce()
    original = await filed(house, edition, "anna")
    new = [{"text": text(edition, title=f"Nowy projekt {n}")} for n in range(count)]
    assert (await split(house, edition, original, new=new)).status_code == status
