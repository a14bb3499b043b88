"""A form that is saved is opened again as it was typed, reminded of, sent once, and deleted when nobody needs it."""

import asyncio
import html
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2 as httpx
import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.drafts import LONGEST, Drafts
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.store import MongoProposalStore
from services.intake.settings import Settings
from shared.contracts.intake import EditionChangedV1
from tests.conftest import SetClock, told
from tests.intake.conftest import CIPHER, SESSION_KEY, House, draft_mails, gatherings, key, rules
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
    mails = draft_mails(database, clock)
    return Drafts(database, store, editions, CIPHER, signed, supported, clock, mails, "http://localhost:8080")


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


HERE = "81.2.69.160"
"""A network address that others share: a library, an office."""


async def saved_from(house: House, address: str, **changes: Any) -> str:
    """Save a form from a network address and give the page that follows."""
    transport = httpx.ASGITransport(app=house.app, client=(address, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        answer = await client.post(FORM, data=filled(step="save") | changes)
        assert answer.status_code == 303, answer.text
        return html.unescape((await client.get(answer.headers["location"])).text)


async def kept(house: House) -> int:
    """Count the drafts that are kept."""
    return await house.database.collection("drafts").count_documents({})


async def test_an_address_gets_only_so_many_letters_a_day_and_every_draft_is_kept(house: House) -> None:
    await house.announce()
    most = Settings.model_fields["draft_mails_a_day"].default
    emails = ["jolanta.znak@example.org", "Jolanta.Znak@example.org", "jolanta.znak+sad@example.org"]
    pages = [
        await saved_from(house, f"81.2.69.{number}", form_key=f"{number:032}", email=emails[number % 3])
        for number in range(most + 3)
    ]
    assert len(await house.mails()) == most
    assert await kept(house) == most + 3
    assert ["Ten adres wysłaliśmy też na" in page for page in pages] == [True] * most + [False] * 3
    assert ["Tego adresu nie wysłaliśmy na" in page for page in pages] == [False] * most + [True] * 3
    assert all(re.search(r">http://localhost:8080/budzet-obywatelski/zglos/szkic/[^<]+</a>", page) for page in pages)


async def test_from_one_network_address_letters_go_to_only_so_many_addresses_a_day(house: House) -> None:
    await house.announce()
    most = Settings.model_fields["draft_asks_a_day"].default
    for number in range(most + 2):
        page = await saved_from(house, HERE, form_key=f"{number:032}", email=f"osoba{number}@example.org")
    assert "Tego adresu nie wysłaliśmy na" in page
    assert 'value="Sad osiedlowy przy Rogatce"' in page, "nothing typed is lost"
    assert (len(await house.mails()), await kept(house)) == (most, most + 2)
    elsewhere = await saved_from(house, "81.2.69.161", form_key="e" * 32, email="ktos.inny@example.org")
    assert "Ten adres wysłaliśmy też na ktos.inny@example.org" in elsewhere
    rows = [row async for row in house.database.collection("draft_asks").find({})]
    assert HERE not in str(rows)


async def test_a_letter_that_did_not_go_out_goes_when_the_draft_is_saved_on_another_day(house: House) -> None:
    await house.announce()
    most = Settings.model_fields["draft_mails_a_day"].default
    for number in range(most + 1):
        await save(house, form_key=f"{number:032}")
    house.clock.move(days=1)
    for _ in range(2):
        page = await saved_from(house, HERE, form_key=f"{most:032}")
        assert "Ten adres wysłaliśmy też na jolanta.znak@example.org" in page
    assert len(await house.mails()) == most + 1


async def test_of_drafts_saved_at_once_with_one_address_as_many_send_letters_as_may(house: House) -> None:
    await house.announce()
    await asyncio.gather(*(save(house, form_key=f"{number:032}") for number in range(8)))
    assert len(await house.mails()) == Settings.model_fields["draft_mails_a_day"].default
    assert await kept(house) == 8


async def test_who_was_sent_no_link_is_not_reminded_either(house: House, clock: SetClock) -> None:
    await house.announce()
    most = Settings.model_fields["draft_asks_a_day"].default
    for number in range(most + 5):
        await saved_from(house, HERE, form_key=f"{number:032}", email=f"osoba{number}@example.org")
    clock.move(days=8)
    await drafts_of(house).look_after()
    assert sum("czeka na wysłanie" in mail for mail in await house.mails()) == most


async def test_reminders_of_many_drafts_to_one_address_are_spread_over_days(house: House, clock: SetClock) -> None:
    await house.announce()
    most, drafts = Settings.model_fields["draft_mails_a_day"].default, drafts_of(house)
    for number in range(most + 1):
        clock.move(days=number // most)
        await save(house, form_key=f"{number:032}")
    clock.move(days=6)
    counts = []
    for days in (0, 0, 1, 1):
        clock.move(days=days)
        await drafts.look_after()
        counts.append(sum("czeka na wysłanie" in mail for mail in await house.mails()))
    assert counts == [most, most, most + 1, most + 1]


async def test_a_draft_from_before_this_was_counted_gets_no_second_letter(house: House) -> None:
    await house.announce()
    await save(house)
    await house.database.collection("drafts").update_many({}, {"$unset": {"linked": 1}})
    await save(house, title="Sad na Rogatce")
    assert len(await house.mails()) == 1


async def test_an_address_with_a_slip_is_to_be_mended_and_no_letter_is_claimed(house: House) -> None:
    await house.announce()
    page = await saved_from(house, HERE, email="jolanta bez małpy")
    assert ("Popraw e-mail" in page, "wysłaliśmy" in page) == (True, False)


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
