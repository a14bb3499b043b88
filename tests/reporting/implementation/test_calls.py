"""Units are asked for their word by a rhythm, once each, and answer by a link without an account."""

import asyncio
import re
from datetime import date

import pytest

from services.reporting.implementation.domain import CallClosed, CallLinkBroken, Progress, Rhythm
from services.reporting.implementation.service.calls import UNCHANGED
from services.reporting.implementation.service.units import Addresses
from shared.contracts.reporting import (
    ProgressCallMissedV1,
    ProgressPublishedV1,
    Stage,
    TaskChangedV1,
    TaskClosedV1,
    TaskOpenedV1,
)
from shared.store import Stale
from tests.reporting.conftest import COUNCILLOR, EDITION, MAYOR, OFFICER, WRM, ZDM, announced, key, moment
from tests.reporting.implementation.test_free_days import declare
from tests.reporting.implementation.test_work import PLAN, WORKS, approve, chosen, published_word, send

MAILBOX = "zdm@um.kalisz.example"
POST = Addresses(mailboxes=(MAILBOX,))
UNITS = "/panel/realizacja/wezwania"
NEXT = Progress(stage=Stage.CONTRACTED, percent=40, spent=0, note="Wybrano wykonawcę.", planned_end=date(2027, 8, 31))


@pytest.mark.parametrize(
    ("months", "day", "asked"),
    [
        (3, "2027-01-15", "2027-04-02"),
        (3, "2027-04-02", "2027-07-02"),
        (3, "2027-12-31", "2028-01-02"),
        (1, "2027-01-01", "2027-01-02"),
        (1, "2027-01-02", "2027-02-02"),
        (6, "2027-01-02", "2027-07-02"),
        (12, "2027-01-02", "2028-01-02"),
    ],
)
def test_the_day_of_asking_follows_the_rhythm(months: int, day: str, asked: str) -> None:
    assert Rhythm(every_months=months).next_after(date.fromisoformat(day)) == date.fromisoformat(asked)


async def under_way(site, clock):
    """A work whose plan residents can read, and a unit that reads mail."""
    clock.moment = moment("2027-01-15")
    await chosen(site.house)
    await published_word(site)
    await site.house.calls.set_unit("ZDM", 3, POST, 0, OFFICER)


async def called(site, clock):
    await under_way(site, clock)
    clock.moment = moment("2027-04-02")
    await site.house.calls.look_after()
    return link_in((await site.house.mails())[-1])


def link_in(mail):
    assert mail["to"] == MAILBOX
    [link] = re.findall(r"wezwanie/(\S+)", mail["text"])
    return link


async def work(site):
    return await site.house.works.store.get("p-1")


async def calls_on_list(site):
    return [
        task
        for task in await site.house.publishes(TaskOpenedV1)
        if task.kind == "progress" and "-call-" in task.task_id
    ]


async def test_a_unit_is_asked_on_its_day_and_not_before_by_mail_and_on_its_work_list(site, clock):
    await under_way(site, clock)
    clock.moment = moment("2027-04-01")
    await site.house.calls.look_after()
    assert await site.house.mails() == []
    clock.moment = moment("2027-04-02")
    await site.house.calls.look_after()
    [mail] = await site.house.mails()
    assert "BO-2027-001" in mail["subject"]
    # Friday 2 April and seven working days: to Tuesday 13 April.
    assert "Odpowiedź do: 13.04.2027" in mail["text"]
    [task] = await calls_on_list(site)
    assert (task.unit, task.role, task.task_id) == ("ZDM", "unit_reviewer", "p-1-call-1")
    assert task.explanation
    assert (await work(site)).next_call_on == date(2027, 7, 2)


async def test_however_many_replicas_tick_a_call_a_reminder_and_a_miss_come_once(site, clock):
    await under_way(site, clock)
    for day in ("2027-04-02", "2027-04-10", "2027-04-14", "2027-04-14"):
        clock.moment = moment(day)
        await asyncio.gather(*(site.house.calls.look_after() for _ in range(4)))
    subjects = [mail["subject"] for mail in await site.house.mails()]
    assert subjects == [
        "Jak idzie realizacja: BO-2027-001",
        "Przypomnienie, do 13.04.2027: BO-2027-001",
        "Brak informacji o realizacji: BO-2027-001",
    ]
    assert len(await calls_on_list(site)) == 1
    [missed] = await site.house.publishes(ProgressCallMissedV1)
    assert (missed.call, missed.due_at.date()) == (1, date(2027, 4, 13))


async def test_residents_see_a_call_that_was_missed_and_the_word_that_came_after_it(site, clock):
    link = await called(site, clock)
    clock.moment = moment("2027-04-14")
    for _ in range(2):
        await site.house.calls.look_after()
    await site.house.hears(*await site.house.publishes(ProgressCallMissedV1))
    page = "/budzet-obywatelski/projekty/p-1"
    shown = (await site.client.get(page)).text.replace("\u00a0", " ")
    assert "Do 13 kwietnia 2027 nie przyszła." in shown
    await site.house.calls.answer(link, NEXT)
    await approve(site, 2)
    await site.house.hears((await site.house.publishes(ProgressPublishedV1))[-1])
    text = (await site.client.get(page)).text
    assert text.index("Wybrano wykonawcę.") < text.index("nie przyszła"), "the newest first, and the miss stays"


async def test_who_does_not_answer_is_written_to_every_week_and_then_left_alone(site, clock):
    await called(site, clock)
    for _ in range(12):
        clock.move(days=7)
        for _ in range(2):
            await site.house.calls.look_after()
    chasers = [mail for mail in await site.house.mails() if mail["subject"].startswith("Brak")]
    assert len(chasers) == 1 + 4


async def test_a_unit_that_keeps_silent_is_called_again_on_every_day_of_its_rhythm(site, clock):
    link = await called(site, clock)
    for _ in range(38):  # three quarters
        clock.move(days=7)
        for _ in range(2):
            await site.house.calls.look_after()
    missed = await site.house.publishes(ProgressCallMissedV1)
    assert [(one.call, one.due_at.date().isoformat()) for one in missed] == [
        (1, "2027-04-13"),
        (2, "2027-07-13"),
        (3, "2027-10-19"),
    ]
    assert [task.task_id for task in await calls_on_list(site)] == ["p-1-call-1", "p-1-call-2", "p-1-call-3"]
    closed = [task.task_id for task in await site.house.publishes(TaskClosedV1)]
    assert {"p-1-call-1", "p-1-call-2"} <= set(closed)
    assert "p-1-call-3" not in closed, "one of them waits"
    later = {"planned_end": date(2028, 5, 31), "delay_reason": "Wykonawca zszedł z budowy."}
    await site.house.calls.answer(link, NEXT.model_copy(update=later))
    assert (await work(site)).call is None, "the link of the first mail still takes the answer"
    for mail in await site.house.mails():
        if mail["subject"].startswith("Jak idzie"):
            with pytest.raises(CallClosed):
                await site.house.calls.asked(link_in(mail))


async def test_a_unit_that_gives_no_plan_is_asked_for_it_on_the_day_after_its_term_and_then_by_its_rhythm(site, clock):
    clock.moment = moment("2027-01-15")
    await chosen(site.house)
    # Thirty days end on Sunday 14 February, so the term on Monday.
    assert (await work(site)).due_on == date(2027, 2, 15)
    await site.house.calls.set_unit("ZDM", 3, POST, 0, OFFICER)
    for day in ("2027-02-15", "2027-02-16", "2027-02-26", "2027-02-26", "2027-04-02"):
        clock.moment = moment(day)
        for _ in range(2):
            await site.house.calls.look_after()
    [first, *_, last] = await site.house.mails()
    assert first["subject"] == "Plan realizacji: BO-2027-001"
    assert "termin na plan realizacji projektu BO-2027-001" in first["text"]
    assert "nic się nie zmieniło" not in first["text"]
    assert [(one.task_id, one.action) for one in await calls_on_list(site)] == [
        ("p-1-call-1", "Podaj plan realizacji"),
        ("p-1-call-2", "Podaj plan realizacji"),
    ]
    [missed] = await site.house.publishes(ProgressCallMissedV1)
    assert missed.due_at.date() == date(2027, 2, 25)
    page = (await site.client.get(f"/budzet-obywatelski/projekty/wezwanie/{link_in(first)}")).text
    assert "pierwsza informacja" in page
    assert "Nic się nie zmieniło" not in page
    with pytest.raises(CallClosed):
        await site.house.calls.answer_unchanged(link_in(first))
    await site.house.calls.answer(link_in(last), NEXT)
    assert {"p-1-plan", "p-1-call-1", "p-1-call-2"} == {one.task_id for one in await site.house.publishes(TaskClosedV1)}
    await approve(site, 1)
    assert (await work(site)).next_call_on == date(2027, 7, 2)


async def test_a_plan_that_came_in_time_is_followed_by_the_rhythm_alone(site, clock):
    await under_way(site, clock)
    assert (await work(site)).next_call_on == date(2027, 4, 2)


async def test_a_call_for_a_plan_is_made_later_where_a_free_day_gives_the_plan_longer(site, clock, deliver):
    clock.moment = moment("2027-01-15")
    await chosen(site.house)
    await declare(site.house, deliver, "2027-02-15")
    assert (await work(site)).next_call_on == date(2027, 2, 17)


async def test_a_free_day_gives_a_call_for_a_plan_longer_though_the_plan_itself_is_late(site, clock, deliver):
    clock.moment = moment("2027-01-15")
    await chosen(site.house)
    clock.moment = moment("2027-02-16")
    await site.house.calls.look_after()
    await declare(site.house, deliver, "2027-02-25")
    late = await work(site)
    assert late.call is not None
    assert (late.call.due_at.date(), late.due_on) == (date(2027, 2, 26), date(2027, 2, 15))
    [moved] = await site.house.publishes(TaskChangedV1)
    assert moved.task_id == "p-1-call-1"


async def test_a_word_that_went_back_and_is_not_mended_in_its_time_is_called_for_again(site, clock):
    link = await called(site, clock)
    await site.house.calls.answer(link, NEXT)
    await site.house.works.send_back("p-1", 2, "Podaj wykonawcę.", OFFICER)
    clock.moment = moment("2027-07-02")
    await site.house.calls.look_after()
    mail = (await site.house.mails())[-1]
    assert mail["subject"] == "Czekamy na poprawkę: BO-2027-001"
    assert (await calls_on_list(site))[-1].action == "Popraw postęp realizacji i wyślij ponownie"
    assert link_in(mail) != link
    await site.house.calls.answer(link, NEXT)
    assert (await work(site)).call is None, "the link in the letter that sent it back still takes the answer"
    closed = {one.task_id for one in await site.house.publishes(TaskClosedV1)}
    assert {"p-1-mend-2", "p-1-call-2"} <= closed


async def test_an_answer_by_the_link_waits_for_an_officer_and_ends_the_call(site, clock):
    link = await called(site, clock)
    page = await site.client.get(f"/budzet-obywatelski/projekty/wezwanie/{link}")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "Plac zabaw pod kasztanami" in page.text
    typed = {
        "stage": "contracted",
        "percent": "40",
        "spent": "0",
        "note": "Wybrano wykonawcę.",
        "planned_end": "2027-08-31",
    }
    answer = await site.client.post(
        f"/budzet-obywatelski/projekty/wezwanie/{link}", data={**typed, "form_key": key()["Idempotency-Key"]}
    )
    assert answer.status_code == 303, answer.text
    assert "Dziękujemy, mamy odpowiedź" in (await site.client.get(answer.headers["location"])).text
    now = await work(site)
    assert now.call is None
    assert (now.waiting.sent_by, now.waiting.sent_by_name) == ("call-1", now.unit_name)
    assert len(await site.house.publishes(ProgressPublishedV1)) == 1, "an officer has not approved it"
    assert "p-1-call-1" in [task.task_id for task in await site.house.publishes(TaskClosedV1)]
    again = await site.client.post(
        f"/budzet-obywatelski/projekty/wezwanie/{link}", data={**typed, "form_key": key()["Idempotency-Key"]}
    )
    assert again.status_code == 409
    clock.moment = moment("2027-05-20")
    await site.house.calls.look_after()
    assert len(await site.house.mails()) == 1, "who has answered is not reminded"


async def test_a_form_by_the_link_keeps_what_was_typed_and_names_every_fault(site, clock):
    link = await called(site, clock)
    typed = {
        "stage": "contracted",
        "percent": "40",
        "spent": "150 000",
        "note": "Wybrano wykonawcę.",
        "planned_end": "2027-12-01",
    }
    answer = await site.client.post(
        f"/budzet-obywatelski/projekty/wezwanie/{link}", data={**typed, "form_key": key()["Idempotency-Key"]}
    )
    assert answer.status_code == 422
    assert "Termin się przesuwa." in answer.text
    assert "Wydano więcej, niż wynosi budżet." in answer.text
    assert "Wybrano wykonawcę.</textarea>" in answer.text


async def test_nothing_has_changed_is_one_button_but_not_when_the_promised_end_is_over(site, clock):
    link = await called(site, clock)
    path = f"/budzet-obywatelski/projekty/wezwanie/{link}/bez-zmian"
    answer = await site.client.post(path, data=form_key())
    assert answer.status_code == 303
    now = await work(site)
    assert (now.waiting.note, now.waiting.percent, now.waiting.planned_end) == (UNCHANGED, 5, date(2027, 8, 31))
    await approve(site, 2)
    clock.moment = moment("2027-10-02")
    await site.house.calls.look_after()
    late = link_in((await site.house.mails())[-1])
    refused = await site.client.post(f"/budzet-obywatelski/projekty/wezwanie/{late}/bez-zmian", data=form_key())
    assert refused.status_code == 422
    assert "Zapowiedziany koniec prac minął." in refused.text


async def test_nothing_has_changed_is_no_answer_where_the_day_of_the_contract_has_passed(site, clock):
    clock.moment = moment("2027-01-15")
    await chosen(site.house)
    await published_word(site, planned_contract="2027-03-31")
    await site.house.calls.set_unit("ZDM", 3, POST, 0, OFFICER)
    clock.moment = moment("2027-04-02")
    await site.house.calls.look_after()
    [mail] = await site.house.mails()
    path = f"/budzet-obywatelski/projekty/wezwanie/{link_in(mail)}"
    shown = (await site.client.get(path)).text.replace("\u00a0", " ")
    assert "Planowana umowa z wykonawcą: 31 marca 2027. Ten dzień minął, napisz, co dalej." in shown
    assert "Nic się nie zmieniło" not in shown, "nobody is offered what would be refused"
    refused = await site.client.post(f"{path}/bez-zmian", data=form_key())
    assert refused.status_code == 422
    assert "Ten dzień minął, a umowy nie ma." in refused.text
    assert (await work(site)).call is not None


def form_key():
    return {"form_key": key()["Idempotency-Key"]}


async def test_what_was_sent_back_is_mended_by_the_same_link(site, clock):
    link = await called(site, clock)
    await site.house.calls.answer(link, NEXT)
    with pytest.raises(CallClosed):
        await site.house.calls.asked(link)
    await site.house.works.send_back("p-1", 2, "Podaj wykonawcę.", OFFICER)
    mail = (await site.house.mails())[-1]
    assert "Podaj wykonawcę." in mail["text"]
    assert link_in(mail) == link
    assert (await site.house.calls.asked(link)).returned is not None
    await site.house.calls.answer(link, NEXT)
    with pytest.raises(CallClosed):
        await site.house.calls.answer(link, NEXT)


async def test_the_link_of_an_older_call_a_cut_one_and_a_made_up_one_open_nothing(site, clock):
    old = await called(site, clock)
    await site.house.calls.answer(old, NEXT)
    await approve(site, 2)
    clock.moment = moment("2027-07-02")
    await site.house.calls.look_after()
    with pytest.raises(CallClosed):
        await site.house.calls.answer(old, NEXT)
    for broken in (old[:-3], "x" * 40):
        with pytest.raises(CallLinkBroken):
            await site.house.calls.asked(broken)
        assert (await site.client.get(f"/budzet-obywatelski/projekty/wezwanie/{broken}")).status_code == 404


async def test_who_has_just_written_or_waits_for_an_officer_is_not_asked(site, clock):
    await under_way(site, clock)
    clock.moment = moment("2027-03-25")
    await send(site, percent=20)
    clock.moment = moment("2027-04-02")
    await site.house.calls.look_after()
    assert await site.house.mails() == []
    await approve(site, 2)
    await site.house.calls.look_after()
    assert (await work(site)).next_call_on == date(2027, 7, 2), "the next one comes in its time"


async def test_a_work_that_is_over_is_not_asked_about(site, clock):
    await called(site, clock)
    await send(site, stage="finished", percent=100, planned_end=None, note="Plac zabaw jest otwarty.")
    await approve(site, 2)
    now = await work(site)
    assert (now.over, now.call, now.next_call_on) == (True, None, None)


async def test_a_unit_without_a_mailbox_is_asked_on_its_work_list_alone_and_may_answer_in_the_panel(site, clock):
    clock.moment = moment("2027-01-15")
    await chosen(site.house)
    await published_word(site)
    clock.moment = moment("2027-04-02")
    await site.house.calls.look_after()
    assert await site.house.mails() == []
    assert len(await calls_on_list(site)) == 1
    assert (await send(site, percent=30)).status_code == 201
    assert (await work(site)).call is None


async def test_another_rhythm_moves_the_next_day_and_of_two_officers_at_once_the_second_sees_it(site, clock):
    await under_way(site, clock)
    await site.house.calls.set_unit("ZDM", 1, POST, 1, OFFICER)
    assert (await work(site)).next_call_on == date(2027, 2, 2)
    ends = await asyncio.gather(
        *(site.house.calls.set_unit("ZDM", months, Addresses(), 2, OFFICER) for months in (2, 6)),
        return_exceptions=True,
    )
    assert [type(end) for end in ends if end] == [Stale]


async def test_the_rhythm_of_an_edition_goes_before_the_units_until_it_is_taken_back_and_its_history_stays(site, clock):
    await under_way(site, clock)
    path, by = f"/api/reporting/v1/editions/{EDITION}/calls", site.by(OFFICER)
    found = await site.client.get(path, headers=by)
    assert (found.json()["own"], found.json()["every_months"], found.headers["etag"]) == (False, 3, '"0"')
    for version, months, asked in ((0, 1, date(2027, 2, 2)), (1, 6, date(2027, 7, 2)), (2, None, date(2027, 4, 2))):
        given = await site.client.put(path, json={"every_months": months}, headers={**by, "If-Match": f'"{version}"'})
        assert given.status_code == 204
        assert (await work(site)).next_call_on == asked
    stale = await site.client.put(path, json={"every_months": 2}, headers={**by, "If-Match": '"1"'})
    assert stale.status_code == 412
    history = (await site.client.get(path, headers=by)).json()["history"]
    assert [(one["before"], one["after"], one["by_name"]) for one in history] == [
        (None, 1, OFFICER.name),
        (1, 6, OFFICER.name),
        (6, None, OFFICER.name),
    ]
    other = await site.client.get("/api/reporting/v1/editions/unknown/calls", headers=by)
    assert other.status_code == 404


async def test_a_units_new_rhythm_does_not_move_what_its_edition_has_set(site, clock):
    await under_way(site, clock)
    await site.house.calls.set_edition(EDITION, 6, 0, OFFICER)
    await site.house.calls.set_unit("ZDM", 1, POST, 1, OFFICER)
    assert (await work(site)).next_call_on == date(2027, 7, 2)
    clock.moment = moment("2027-07-02")
    await site.house.calls.look_after()
    assert (await work(site)).next_call_on == date(2028, 1, 2)


@pytest.mark.parametrize(("who", "status"), [(OFFICER, 200), (ZDM, 403), (MAYOR, 403), (COUNCILLOR, 403), (None, 401)])
@pytest.mark.parametrize("path", ["units/ZDM/calls", f"editions/{EDITION}/calls"])
async def test_officers_alone_see_and_change_a_rhythm(site, path, who, status):
    await site.house.hears(announced())
    headers = site.by(who) if who else {}
    assert (await site.client.get(f"/api/reporting/v1/{path}", headers=headers)).status_code == status
    given = {**headers, "If-Match": '"0"'}
    changed = await site.client.put(f"/api/reporting/v1/{path}", json={"every_months": 2}, headers=given)
    assert changed.status_code == (204 if status == 200 else status)


async def test_an_officer_changes_the_rhythm_of_an_edition_on_its_page(site, clock):
    await under_way(site, clock)
    page, headers = f"{UNITS}/edycje/{EDITION}", site.by(OFFICER)
    assert "tak jak każda jednostka" in (await site.client.get(UNITS, headers=headers)).text
    assert "Historia zmian" not in (await site.client.get(page, headers=headers)).text
    form = {"every_months": "6", "version": "0"}
    assert (await site.client.post(page, data={**form, **form_key()}, headers=headers)).status_code == 303
    assert "co pół roku" in (await site.client.get(UNITS, headers=headers)).text
    assert "nie ustalono → co pół roku." in (await site.client.get(page, headers=headers)).text
    assert (await site.client.post(page, data={**form, **form_key()}, headers=headers)).status_code == 412
    back = {"every_months": "", "version": "1"}
    assert (await site.client.post(page, data={**back, **form_key()}, headers=headers)).status_code == 303
    assert (await work(site)).next_call_on == date(2027, 4, 2)


async def test_a_free_day_moves_an_open_call_and_its_reminder(site, clock, deliver):
    await called(site, clock)
    await declare(site.house, deliver, "2027-04-13")
    call = (await work(site)).call
    assert call.due_at.date() == date(2027, 4, 14)
    clock.moment = moment("2027-04-14")
    for _ in range(2):
        await site.house.calls.look_after()
    assert await site.house.publishes(ProgressCallMissedV1) == []


async def test_a_mailbox_is_stored_sealed_and_shown_to_officers_alone(site, clock):
    await under_way(site, clock)
    row = await site.house.database.collection("asked_units").find_one({"_id": "ZDM"})
    assert MAILBOX not in str(row)
    assert MAILBOX not in (await site.client.get("/api/reporting/v1/units/ZDM/calls", headers=site.by(OFFICER))).text
    for who in (ZDM, WRM):
        assert (await site.client.get(UNITS, headers=site.by(who))).status_code == 403


async def test_a_unit_that_builds_nothing_has_its_mailboxes_and_its_heads(site):
    headers = site.by(OFFICER)
    assert "Urząd Stanu Cywilnego" in (await site.client.get(UNITS, headers=headers)).text
    form = {"every_months": "3", "mailboxes": f"{MAILBOX}\r\n\r\n usc ", "head": "h@usc.example", "version": "0"}
    wrong = await site.client.post(f"{UNITS}/USC", data=form | form_key(), headers=headers)
    assert (wrong.status_code, "Podaj w każdym wierszu jeden adres" in wrong.text) == (422, True)
    assert "h@usc.example" in wrong.text
    form["mailboxes"] = f"{MAILBOX}\r\n\r\n usc@um.example "
    assert (await site.client.post(f"{UNITS}/USC", data=form | form_key(), headers=headers)).status_code == 303
    said = await site.house.calls.units.addresses("USC")
    assert said == Addresses(mailboxes=(MAILBOX, "usc@um.example"), head="h@usc.example")
    shown = (await site.client.get(UNITS, headers=headers)).text
    assert all(one in shown for one in (MAILBOX, "usc@um.example", "h@usc.example"))
    row = await site.house.database.collection("asked_units").find_one({"_id": "USC"})
    assert "usc" not in str(row).removeprefix("{'_id': 'USC'").casefold(), "no address lies open"


@pytest.mark.parametrize(
    ("unit", "body", "status"),
    [
        ("WGOŚ", {"mailboxes": ["a@um.example", "b@um.example"], "head": "h@um.example"}, 204),
        ("WGOŚ", {"mailboxes": []}, 204),
        ("WGOŚ", {"mailboxes": ["nobody"]}, 422),
        ("WGOŚ", {"mailboxes": [f"{n}@um.example" for n in range(6)]}, 422),
        ("WGOŚ", {"head": "h@um.example\nBcc: x@y.example"}, 422),
        ("nobody", {"mailboxes": ["a@um.example"]}, 404),
    ],
)
async def test_programs_give_any_unit_of_the_city_its_addresses(site, unit, body, status):
    path, headers = f"/api/reporting/v1/units/{unit}/calls", {**site.by(OFFICER), "If-Match": '"0"'}
    assert (await site.client.put(path, json={"every_months": 3, **body}, headers=headers)).status_code == status
    told = await site.client.get(path, headers=headers)
    assert told.status_code == (404 if status == 404 else 200)
    if status == 204:
        assert (told.json()["mailboxes"], told.json()["has_head"]) == (len(body["mailboxes"]), "head" in body)


async def test_a_call_goes_to_every_mailbox_of_its_unit(site, clock):
    await under_way(site, clock)
    await site.house.calls.set_unit("ZDM", 3, Addresses(mailboxes=(MAILBOX, "b@um.example")), 1, OFFICER)
    clock.moment = moment("2027-04-02")
    await site.house.calls.look_after()
    assert {mail["to"] for mail in await site.house.mails()} == {MAILBOX, "b@um.example"}


async def test_an_officer_says_how_a_unit_is_asked(site, clock):
    clock.moment = moment("2027-01-15")
    await chosen(site.house)
    headers = site.by(OFFICER)
    assert "brak adresu" in (await site.client.get(UNITS, headers=headers)).text
    form = {"every_months": "1", "mailboxes": "zdm", "version": "0", **form_key()}
    wrong = await site.client.post(f"{UNITS}/ZDM", data=form, headers=headers)
    assert wrong.status_code == 422
    assert "Podaj w każdym wierszu jeden adres" in wrong.text
    form |= {"mailboxes": MAILBOX}
    assert (await site.client.post(f"{UNITS}/ZDM", data=form, headers=headers)).status_code == 303
    assert "co miesiąc" in (await site.client.get(UNITS, headers=headers)).text
    stale = await site.client.post(f"{UNITS}/ZDM", data={**form, **form_key()}, headers=headers)
    assert stale.status_code == 412
    assert MAILBOX in stale.text
    assert (await site.client.post(f"{UNITS}/nobody", data={**form, **form_key()}, headers=headers)).status_code == 404


async def test_programs_say_it_too_and_read_until_when_a_unit_is_asked(site, clock):
    await under_way(site, clock)
    headers = site.by(OFFICER)
    path = "/api/reporting/v1/units/ZDM/calls"
    told = await site.client.get(path, headers=headers)
    assert (told.json()["every_months"], told.json()["mailboxes"], told.json()["has_head"]) == (3, 1, False)
    body = {"every_months": 2, "mailboxes": []}
    done = await site.client.put(path, json=body, headers={**headers, "If-Match": told.headers["etag"]})
    assert done.status_code == 204
    stale = await site.client.put(path, json=body, headers={**headers, "If-Match": told.headers["etag"]})
    assert stale.status_code == 412
    clock.moment = moment("2027-03-02")
    await site.house.calls.look_after()
    shown = (await site.client.get(f"{WORKS}/p-1", headers=headers)).json()
    assert shown["called_until"].startswith("2027-03-11")
    assert PLAN["planned_end"] == shown["planned_end"]
