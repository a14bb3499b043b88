"""A form that is saved is opened again as it was typed, reminded of, sent once, and deleted when nobody needs it."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.drafts import LONGEST, Drafts
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.store import MongoProposalStore
from shared.contracts.intake import EditionChangedV1
from tests.conftest import SetClock, told
from tests.intake.conftest import CIPHER, SESSION_KEY, House, gatherings, key, rules
from tests.intake.proposals.test_form import FORM, PNG, fields_of, filled


async def save(house: House, **changes: Any) -> str:
    """Save a form and give the address of the draft."""
    answer = await house.client.post(FORM, data=filled(step="save") | changes)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def drafts_of(house: House) -> Drafts:
    database, clock = house.database, house.clock
    editions = Editions(database, MongoEditionStore(database), clock)
    signed = SignedTexts(SESSION_KEY)
    store, supported = MongoProposalStore(database), gatherings(database, clock)
    return Drafts(database, store, editions, CIPHER, signed, supported, clock, "http://localhost:8080")


async def test_a_half_filled_form_is_saved_and_opens_as_it_was_typed(house: House) -> None:
    await house.announce()
    place = await save(house, title="Sad", description="", given="", **{"costs-0-amount": "dużo"})
    page = (await house.client.get(f"{place}?zapisano=1")).text
    assert "Szkic jest zapisany." in page
    assert 'value="Sad"' in page
    assert 'value="dużo"' in page
    assert "trawnik przy ul. Wojska Polskiego 12" in page


async def test_files_of_a_draft_are_there_when_it_is_opened_again(house: House) -> None:
    await house.announce()
    answer = await house.client.post(
        FORM, data=filled(step="save"), files={"support_list": ("lista.png", PNG, "image/png")}
    )
    page = (await house.client.get(answer.headers["location"])).text
    assert "lista.png" in page
    assert fields_of(page)["kept"]


async def test_a_form_saved_twice_is_one_draft_with_the_last_words(house: House) -> None:
    await house.announce()
    first, second = await save(house), await save(house, title="Sad na Rogatce")
    assert first == second
    assert 'value="Sad na Rogatce"' in (await house.client.get(first)).text


async def test_the_link_goes_out_by_mail_once(house: House) -> None:
    await house.announce()
    place = await save(house)
    await save(house, title="Sad na Rogatce")
    (mail,) = await house.mails()
    assert place in mail


async def test_without_an_address_no_mail_goes_out(house: House) -> None:
    await house.announce()
    await save(house, email="jolanta bez małpy")
    assert await house.mails() == []


async def test_a_draft_that_was_sent_is_gone(house: House) -> None:
    await house.announce()
    place = await save(house)
    review = fields_of((await house.client.post(FORM, data=filled())).text)
    sent = await house.client.post(FORM, data=review | {"step": "send"})
    assert sent.headers["location"].startswith("/budzet-obywatelski/zglos/przyjete/")
    again = await house.client.get(place)
    assert again.status_code == 410
    assert "Tego szkicu już nie ma" in again.text


async def test_its_author_deletes_a_draft(house: House) -> None:
    await house.announce()
    place = await save(house)
    await house.client.post(f"{place}/usuniecie", data={"form_key": "k" * 32})
    assert (await house.client.get(place)).status_code == 410


async def test_a_link_that_was_changed_opens_nothing(house: House) -> None:
    await house.announce()
    place = await save(house)
    assert (await house.client.get(place[:-2] + "xy")).status_code == 404


async def test_a_draft_too_long_for_its_fields_is_refused(house: House) -> None:
    await house.announce()
    answer = await house.client.post(FORM, data=filled(step="save", description="x" * (LONGEST + 1)))
    assert answer.status_code == 413


async def test_after_the_last_day_a_draft_is_told_that_it_is_too_late(house: House) -> None:
    await house.announce()
    place = await save(house)
    house.clock.move(days=30)
    answer = await house.client.get(place)
    assert answer.status_code == 409
    assert "Zgłaszanie już się skończyło" in answer.text


async def test_an_unfinished_draft_is_reminded_of_once_three_days_before_the_end(house: House, clock: SetClock) -> None:
    await house.announce()
    await save(house)
    drafts = drafts_of(house)
    counts = []
    for days in (0, 5, 2, 1, 1):
        clock.move(days=days)
        await drafts.look_after()
        counts.append(len(await house.mails()))
    assert counts == [1, 1, 2, 2, 2]
    assert sum("czeka na wysłanie" in mail for mail in await house.mails()) == 1


async def test_two_weeks_after_the_end_drafts_and_their_data_are_deleted(house: House, clock: SetClock) -> None:
    await house.announce()
    await save(house)
    clock.move(days=9 + 15)
    await drafts_of(house).look_after()
    assert await house.database.collection("drafts").count_documents({}) == 0


async def test_what_a_draft_holds_lies_sealed(house: House) -> None:
    await house.announce()
    await save(house)
    (row,) = [row async for row in house.database.collection("drafts").find()]
    assert not re.search("Kanarkowa|jolanta|Złota", repr(row))


@pytest.mark.parametrize("email", ["", "a@b"])
async def test_a_draft_without_an_address_is_never_reminded_of(house: House, clock: SetClock, email: str) -> None:
    await house.announce()
    await save(house, email=email)
    clock.move(days=8)
    await drafts_of(house).look_after()
    assert await house.mails() == []


async def test_who_leaves_an_address_only_later_is_reminded_too(house: House, clock: SetClock) -> None:
    await house.announce()
    await save(house, email="")
    await save(house)
    clock.move(days=7)
    await drafts_of(house).look_after()
    assert sum("czeka na wysłanie" in mail for mail in await house.mails()) == 1


async def test_who_was_reminded_is_not_reminded_again_after_saving_once_more(house: House, clock: SetClock) -> None:
    await house.announce()
    await save(house)
    drafts = drafts_of(house)
    clock.move(days=7)
    await drafts.look_after()
    await save(house, title="Sad na Rogatce")
    await drafts.look_after()
    assert sum("czeka na wysłanie" in mail for mail in await house.mails()) == 1


@pytest.mark.parametrize(
    ("closes", "reminded", "gone"),
    # The test stands on 15 April; the window was to close on the 24th.
    [("2026-04-30", 13, 30), ("2026-04-21", 4, 21)],
)
async def test_when_the_window_is_moved_reminder_and_deletion_move_with_it(
    house: House,
    clock: SetClock,
    deliver: Callable[..., Awaitable[None]],
    closes: str,
    reminded: int,
    gone: int,
) -> None:
    edition, drafts = await house.announce(), drafts_of(house)
    await save(house)
    windows = [window.model_dump(mode="json") for window in rules().windows]
    windows[0]["closes"] = f"{closes}T23:59:59+02:00"
    body = {"rules": rules(windows=windows).model_dump(mode="json"), "reason": "Zarządzenie 12/2026"}
    path = f"/api/intake/v1/editions/{edition}/changes"
    changed = await house.client.post(path, json=body, headers={**house.by(), **key(), "If-Match": '"1"'})
    assert changed.is_success, changed.text
    await deliver(told(EditionChangedV1, edition_id=edition, version=2), drafts.follow_change)

    seen = []
    for _ in range(40):
        await drafts.look_after()
        reminders = sum("czeka na wysłanie" in mail for mail in await house.mails())
        seen.append((reminders, await house.database.collection("drafts").count_documents({})))
        clock.move(days=1)

    assert [entry[0] for entry in seen].index(1) == reminded
    assert [entry[1] for entry in seen].index(0) == gone
    assert seen[-1] == (1, 0)
