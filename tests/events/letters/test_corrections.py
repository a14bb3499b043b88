"""What was asked of a letter or a mailing is corrected until it leaves: with its trace, its work and its clock."""

from typing import Any

import pytest

from shared.contracts.events import TaskOpenedV1
from tests.conftest import SetClock, Site
from tests.events.letters.conftest import (
    ASKED,
    MAYOR,
    OFFICER,
    PROTOCOL,
    SIGNATORY,
    act,
    asked,
    done,
    post,
    seen,
    taken_to,
    tasks,
    told,
)
from tests.events.letters.test_mailings import MAILING

ORDER: dict[str, Any] = {name: ASKED[name] for name in ("topic", "phrase", "needed_on", "signatory")}
DEPUTY = "Wiceprezydent Miasta Kalisza"
PLACE = "/panel/korespondencja/listy"


async def mended(site: Site, id: str, **changes: Any) -> dict[str, Any]:
    await done(site, id, "correction", ORDER | changes, OFFICER)
    return await seen(site, id)


async def opened(site: Site) -> list[tuple[str, str, str]]:
    """Every task that was opened: its case, its title, its day."""
    return [(one.case, one.title, f"{one.due_at:%Y-%m-%d}") for one in await told(site, TaskOpenedV1)]


async def test_another_day_moves_the_text_and_its_work_and_the_history_says_what_was_there(site: Site):
    id = await asked(site)
    after = await mended(site, id, needed_on="2026-05-22")
    assert (after["needed_on"], after["due_at"][:10], after["state"]) == ("2026-05-22", "2026-05-15", "requested")
    last = after["history"][-1]
    assert (last["action"], last["by_name"]) == ("correct", OFFICER.name)
    assert last["note"] == "na kiedy: było 15.05.2026, jest 22.05.2026"
    assert await opened(site) == [
        ("List na 15.05.2026", "Jubileusz szkoły", "2026-05-08"),
        ("List na 22.05.2026", "Jubileusz szkoły", "2026-05-15"),
    ]
    assert await tasks(site) == [("protocol_officer", "Napisz list")]
    page = await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))
    assert f"Poprawiono zlecenie, {OFFICER.name} (na kiedy: było" in page.text


async def test_another_occasion_is_in_the_text_that_is_proposed_and_in_no_history(site: Site):
    id = await asked(site)
    after = await mended(site, id, topic="Jubileusz liceum", phrase="60-lecia liceum", signatory=DEPUTY)
    assert (after["topic"], after["phrase"], after["signatory"]) == ("Jubileusz liceum", "60-lecia liceum", DEPUTY)
    assert after["history"][-1]["note"] == (
        f"temat: było „Jubileusz szkoły”, jest „Jubileusz liceum”; podpisuje: było {SIGNATORY}, jest {DEPUTY}; okazja"
    )
    page = await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))
    assert "z okazji 60-lecia liceum" in page.text.replace("\n", " ")
    found = await site.client.get("/api/events/v1/letters?q=liceum", headers=site.by(PROTOCOL))
    assert [one["letter_id"] for one in found.json()["items"]] == [id]


async def test_condolences_stay_wanted_within_hours_of_the_request(site: Site, clock: SetClock):
    id = await asked(site, kind="condolences")
    before = await seen(site, id)
    clock.move(hours=1)
    assert (await mended(site, id, needed_on="2026-05-22"))["due_at"] == before["due_at"]


async def test_a_correction_does_not_hide_that_the_letter_is_late_but_a_later_day_ends_it(site: Site, clock: SetClock):
    id = await asked(site)
    clock.move(days=25)
    assert (await mended(site, id, topic="Jubileusz liceum"))["late"]
    assert not (await mended(site, id, topic="Jubileusz liceum", needed_on="2026-05-29"))["late"]


@pytest.mark.parametrize("last", ["draft", "check", "approval", "signature", "registration"])
async def test_the_day_is_corrected_until_the_letter_leaves_and_what_was_done_stays(site: Site, last: str):
    id = await taken_to(site, last)
    before = await seen(site, id)
    after = await mended(site, id, needed_on="2026-05-22")
    assert (after["state"], after["text"], after["sign"]) == (before["state"], before["text"], before["sign"])
    assert len(await tasks(site)) == 1


async def test_a_letter_that_has_left_is_corrected_no_more(site: Site):
    id = await taken_to(site, "dispatch")
    late = await act(site, id, "correction", ORDER | {"needed_on": "2026-05-22"})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/letter-not-there")


async def test_who_signs_was_approved_with_the_text(site: Site):
    id = await taken_to(site, "approval")
    refused = await act(site, id, "correction", ORDER | {"signatory": DEPUTY})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/signatory-approved")
    await done(site, id, "return", {"reason": "Podpisze zastępca"}, MAYOR)
    assert (await mended(site, id, signatory=DEPUTY))["signatory"] == DEPUTY


async def test_a_correction_of_nothing_leaves_no_trace(site: Site):
    id = await asked(site)
    assert (await mended(site, id))["version"] == 1


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"needed_on": "2026-04-14"}, "needed_on", "Ten dzień nie jest możliwy."),
        ({"signatory": "Ktoś inny"}, "signatory", "Wybierz, kto podpisze."),
        ({"topic": "x"}, "topic", "Napisz krótko, czego dotyczy list, bez nazwisk."),
    ],
)
async def test_a_correction_that_does_not_hold_is_shown_again(
    site: Site, changes: dict[str, Any], field: str, text: str
):
    id = await asked(site)
    assert (await act(site, id, "correction", ORDER | changes)).status_code == 422
    typed = ORDER | {"version": "1", "phrase": "60-lecia szkoły"} | changes
    shown = await site.client.post(f"{PLACE}/{id}/zlecenie", data=typed, headers=site.by(PROTOCOL))
    assert shown.status_code == 422
    assert f'href="#{field}"' in shown.text
    assert text in shown.text
    assert "60-lecia szkoły" in shown.text


async def test_the_desk_corrects_a_letter_on_its_page(site: Site):
    id = await asked(site)
    typed = ORDER | {"version": "1", "needed_on": "2026-05-22"}
    made = await site.client.post(f"{PLACE}/{id}/zlecenie", data=typed, headers=site.by(PROTOCOL))
    assert (made.status_code, (await seen(site, id))["needed_on"]) == (303, "2026-05-22")
    late = await site.client.post(f"{PLACE}/{id}/zlecenie", data=typed, headers=site.by(OFFICER))
    assert (late.status_code, "Ktoś zmienił ten list" in late.text) == (412, True)


async def test_the_day_and_the_way_of_a_mailing_are_corrected_with_its_work_and_a_trace(site: Site):
    made = await post(site, "/letter-mailings", MAILING)
    id = made.json()["id"]
    by_mail = [{**one, "email": f"osoba{at}@example.pl"} for at, one in enumerate(MAILING["recipients"])]
    other = MAILING | {"needed_on": "2026-12-20", "by_email": True, "recipients": by_mail}
    answer = await post(site, f"/letter-mailings/{id}/text", other, OFFICER, 1)
    assert answer.status_code == 200, answer.text
    assert [day for _, _, day in await opened(site)] == [MAILING["needed_on"], "2026-12-20"]
    row = await site.database.collection("letter_batches").find_one({"_id": id}) or {}
    was = ".".join(reversed(MAILING["needed_on"].split("-")))
    assert (
        row["history"][-1]["note"] == f"na kiedy: było {was}, jest 20.12.2026; jak wychodzi: było poczta, jest e-mail"
    )
