"""An entry of the register put right with its trace, until it is answered; and which journalist of the list it is."""

from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Person, Role
from shared.contracts.media import TaskChangedV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import Site, person
from tests.media.conftest import PRESS
from tests.media.requests.conftest import ENTERED, approved, asked, done, entered, mails, seen, told

FORM = {
    "outlet": "Tygodnik Próbny",
    "medium": "periodical",
    "name": "Jan Wróbel",
    "email": "wrobel@tygodnik.example",
    "topic": "Krytyka utrzymania chodników",
    "text": ENTERED["text"],
    "received_at": "2026-04-15T09:00",
    "reason": "Literówka przy wpisywaniu.",
}


async def put_right(site: Site, id: str, who: Person = PRESS, **changes: Any) -> httpx.Response:
    form = {**FORM, "version": str((await seen(site, id))["version"]), **changes}
    return await site.client.post(f"/panel/prasa/sprawy/{id}/poprawka", data=form, headers=site.by(who))


async def case(site: Site, id: str) -> str:
    return (await site.client.get(f"/panel/prasa/sprawy/{id}", headers=site.by(PRESS))).text


async def test_what_was_entered_wrongly_is_put_right_and_what_it_said_stays(site: Site) -> None:
    id = await entered(site, outlet="Tygodnk Prubny", name="Jan Wrubel", email="wrubel@tygodnik.example")
    assert (await put_right(site, id)).status_code == 303
    one = await seen(site, id)
    assert one["outlet"] == "Tygodnik Próbny"
    page = await case(site, id)
    for said in ("Tygodnk Prubny", "Jan Wrubel", "wrubel@tygodnik.example", "Literówka przy wpisywaniu.", "Jan Wróbel"):
        assert said in page
    found = await site.client.get("/panel/prasa?q=wróbel", headers=site.by(PRESS))
    assert "Krytyka utrzymania" in found.text


async def test_another_day_of_receipt_counts_the_term_anew_and_moves_the_task(site: Site) -> None:
    id = await entered(site)
    before = await seen(site, id)
    assert (await put_right(site, id, received_at="2026-04-10T09:00")).status_code == 303
    after = await seen(site, id)
    assert after["due_at"] < before["due_at"]
    assert "10 kwietnia 2026" in " ".join(after["explanation"]).replace("\u00a0", " ")
    [changed] = await told(site, TaskChangedV1)
    assert isinstance(changed, TaskChangedV1)
    assert changed.due_at.isoformat().startswith(after["due_at"][:16])


async def test_another_day_of_receipt_moves_the_date_of_a_refusal_too(site: Site) -> None:
    publication = {"title": "Gazeta miejska", "on": "2026-04-08"}
    demand = {"kind": "rectification_in", "named": "2026-05-20", "publication": publication}
    id = await entered(site, **demand)
    days = []
    for received in ("2026-04-15T09:00", "2026-04-10T09:00"):
        assert (await put_right(site, id, received_at=received)).status_code == 303
        row = await site.database.collection("press_requests").find_one({"_id": id})
        assert row is not None
        days.append(f"{row['refuse']['due_at']:%Y-%m-%d}")
    assert days == ["2026-04-22", "2026-04-17"]
    assert (await seen(site, id))["due_at"] == "2026-05-20T21:59:59Z"


async def test_a_correction_that_leaves_the_day_leaves_the_term(site: Site) -> None:
    id = await entered(site)
    before = await seen(site, id)
    assert (await put_right(site, id, outlet="Tygodnik Nowy")).status_code == 303
    after = await seen(site, id)
    assert (after["due_at"], after["received_at"]) == (before["due_at"], before["received_at"])
    assert (await put_right(site, id, outlet="Tygodnik Nowy", text=FORM["text"] + "\r\n")).status_code == 303
    assert (await seen(site, id))["version"] == after["version"], "nothing was put right, so nothing is written"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_at": "2026-04-16T09:00"}, "received_at"),
        ({"reason": ""}, "reason"),
        ({"outlet": ""}, "outlet"),
        ({"email": "wrobel"}, "email"),
    ],
)
async def test_a_slip_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, changes: dict[str, Any], field: str
) -> None:
    id = await entered(site)
    answer = await put_right(site, id, **{"topic": "Nowy temat sprawy", **changes})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Nowy temat sprawy" in answer.text


async def test_what_a_journalist_has_written_is_not_put_right(site: Site) -> None:
    id = await asked(site)
    words: dict[str, Any] = {
        "outlet": "Głos Próbny",
        "medium": "daily",
        "name": "Żaneta Kanarek-Łoś",
        "topic": "Remont",
    }
    untouched: dict[str, Any] = {"text": "", "received_at": "", "email": "kanarek@redakcja.example"}
    assert (await put_right(site, id, **words, **untouched, telephone="+48 600 100 201")).status_code == 303
    answer = await put_right(site, id, **words, text="Kiedy skończy się remont, którego nie było?")
    assert answer.status_code == 422
    assert "tak napisał nadawca" in answer.text
    assert "Pytał o to pan Gilowski" in (await seen(site, id))["asked"]["text"]


async def test_once_it_is_answered_nothing_of_the_entry_changes(site: Site) -> None:
    id = await approved(site)
    await done(site, id, "sending", {})
    version = (await seen(site, id))["version"]
    await put_right(site, id, received_at="")
    assert (await seen(site, id))["version"] == version
    answer = await site.client.get(f"/panel/prasa/sprawy/{id}/poprawka", headers=site.by(PRESS))
    assert answer.status_code == 303


async def test_who_saves_over_somebody_elses_change_is_told_and_keeps_what_was_typed(site: Site) -> None:
    id = await entered(site)
    assert (await put_right(site, id, outlet="Cudza poprawka")).status_code == 303
    answer = await put_right(site, id, version="1", outlet="Moja poprawka")
    assert answer.status_code == 412
    assert "Moja poprawka" in answer.text


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE} - {Role.PRESS_OFFICER}))
async def test_only_the_press_office_puts_right_and_sees_what_it_said(site: Site, role: Role) -> None:
    id = await entered(site, outlet="Tygodnk Prubny")
    assert (await put_right(site, id, person(role))).status_code == 403
    await put_right(site, id)
    page = await site.client.get(f"/panel/prasa/sprawy/{id}", headers=site.by(person(role)))
    assert "Prubny" not in page.text


async def test_a_correction_leaves_no_word_of_people_open(site: Site) -> None:
    id = await entered(site, name="Jan Wrubel", email="wrubel@tygodnik.example")
    await put_right(site, id, reason="Pan Wrubel nazywa się Wróbel.")
    for name in ("press_requests", "outbox"):
        async for row in site.database.collection(name).find():
            assert "wrubel" not in repr(row).lower(), name
    assert len(await mails(site)) == 1


async def test_the_journalist_is_chosen_and_the_other_requests_are_shown(site: Site) -> None:
    outlet = await site.client.post(
        "/api/media/v1/outlets", json={"name": "Tygodnik Próbny", "medium": "periodical"}, headers=site.once(PRESS)
    )
    body = {"name": "Jan Wróbel", "outlets": [outlet.json()["id"]], "consent_on": "2026-04-01", "consent_how": "listem"}
    journalist = (await site.client.post("/api/media/v1/journalists", json=body, headers=site.once(PRESS))).json()["id"]
    first, second = await entered(site, topic="Sprawa pierwsza"), await entered(site, topic="Sprawa druga")
    for id in (first, second):
        path = f"/panel/prasa/sprawy/{id}/dziennikarz"
        offered = await site.client.get(path, headers=site.by(PRESS))
        assert f'value="{journalist}"' in offered.text
        form = {"version": str((await seen(site, id))["version"]), "journalist": journalist}
        assert (await site.client.post(path, data=form, headers=site.by(PRESS))).status_code == 303
    page = await case(site, first)
    assert f"/panel/prasa/dziennikarze/{journalist}" in page
    assert "Sprawa druga" in page
    none = {"version": str((await seen(site, first))["version"])}
    await site.client.post(f"/panel/prasa/sprawy/{first}/dziennikarz", data=none, headers=site.by(PRESS))
    assert "Sprawa pierwsza" not in await case(site, second)
