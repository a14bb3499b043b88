"""A unit is called for its input by mail, reminded before its day and chased after it; once each."""

import asyncio

import pytest

from services.reporting.implementation.service.units import Addresses
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.contracts.reporting import SessionScheduledV1
from tests.reporting.conftest import MAYOR, OFFICER, ZDM, Site, moment
from tests.reporting.council.conftest import made
from tests.reporting.reports.conftest import NOTHING, REPORTS, council, done, give, opened

MAILBOX = "zdm@um.example"
DUE, REMINDED, OVER = "14.05.2026", "2026-05-13", "2026-05-15"
"""The session is on 28 May: ten working days before it is 14 May, two before that 12 May."""


@pytest.fixture
async def report(site: Site) -> str:
    """A report that waits for its units, of which ZDM reads mail and its head has an address too."""
    await site.house.calls.set_unit("ZDM", 3, Addresses(mailboxes=(MAILBOX,), head="h@um.example"), 0, OFFICER)
    return await opened(site, await council(site))


async def subjects(site: Site, clock, *days: str) -> list[str]:
    """The subjects of all letters once several replicas have looked after the inputs on these days."""
    for day in days:
        clock.moment = moment(day)
        await asyncio.gather(*(site.house.inputs.look_after() for _ in range(4)))
    mails = await site.house.mails()
    assert {mail["to"] for mail in mails} == {MAILBOX}
    return [mail["subject"] for mail in mails]


CALL, REMINDER = f"Wkład do sprawozdania na sesję XX: do {DUE}", f"Przypomnienie, do {DUE}: wkład na sesję XX"
CHASER = "Brak wkładu na sesję XX"


async def test_a_unit_is_called_by_mail_with_its_form_its_date_and_how_that_was_found(site, report):
    [mail] = await site.house.mails()
    assert (mail["to"], mail["subject"]) == (MAILBOX, CALL)
    assert f"http://localhost:8080/panel/sprawozdania/{report}/wklady/1" in mail["text"]
    assert "za okres" in mail["text"]
    assert mail["text"].count("\n- ") >= 2


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (("2026-05-12",), [CALL]),
        ((REMINDED, "2026-05-14"), [CALL, REMINDER]),
        ((REMINDED, OVER, "2026-05-27"), [CALL, REMINDER, CHASER]),
        # Nobody ticked for days: the reminder comes late, and the chaser with it at the next tick.
        (("2026-05-20", "2026-05-20"), [CALL, REMINDER, CHASER]),
    ],
)
async def test_it_is_reminded_once_and_chased_once_however_many_replicas_tick(site, clock, report, days, written):
    assert await subjects(site, clock, *days) == written


async def test_who_has_answered_hears_nothing_until_it_is_to_mend_something(site, clock, report):
    assert (await give(site, report, ZDM, NOTHING)).status_code == 200
    assert await subjects(site, clock, REMINDED, "2026-05-15") == [CALL]
    assert (await give(site, report, OFFICER, {"unit": "ZDM", "reason": "Proszę o kwoty."}, what="return")).is_success
    [_, back] = await site.house.mails()
    assert back["subject"] == "Do poprawy, do 19.05.2026: wkład na sesję XX"
    assert "Proszę o kwoty." in back["text"]
    # Two working days leave no room for a reminder: the next word comes when they are over.
    assert (await subjects(site, clock, "2026-05-18", "2026-05-20"))[2:] == [CHASER]


async def test_nobody_is_chased_while_the_mayor_reads_the_report_nor_when_there_will_be_none(site, clock, report):
    await done(site, report, "compilation")
    assert await subjects(site, clock, REMINDED) == [CALL]
    await done(site, report, "refusal", {"reason": "Brakuje dróg."}, who=MAYOR)
    assert await subjects(site, clock, REMINDED) == [CALL, REMINDER]
    await done(site, report, "withdrawal", {"reason": "Sesji nie będzie."})
    assert await subjects(site, clock, OVER) == [CALL, REMINDER]


async def test_a_unit_hears_that_its_session_has_moved_and_is_reminded_of_the_new_date(site, clock, report):
    sessions = "/council-sessions/" + (await made(site, "GET", f"{REPORTS}/{report}"))["session_id"]
    await made(site, "PUT", sessions, {"on": "2026-06-03", "place": "Ratusz"}, version=1)
    await site.house.hears(*await site.house.publishes(SessionScheduledV1))
    moved = "Inny termin wkładu na sesję XX: do 20.05.2026"
    assert await subjects(site, clock, REMINDED, OVER) == [CALL, moved]
    assert (await subjects(site, clock, "2026-05-19"))[2:] == ["Przypomnienie, do 20.05.2026: wkład na sesję XX"]


async def test_a_free_day_moves_the_day_and_what_is_written_about_it(site, clock, report):
    day = DeclaredFreeDay(day="2026-05-14", basis="zarządzenie nr 9/2026")
    await site.house.free_days.follow(FreeDaysChangedV1(version=1, days=(day,), changed_at=moment("2026-04-16")))
    assert await subjects(site, clock, REMINDED) == [CALL], "first it is held against the new days"
    await site.house.free_days.look_after()
    assert await subjects(site, clock, REMINDED, "2026-05-15", "2026-05-16") == [
        CALL,
        "Przypomnienie, do 15.05.2026: wkład na sesję XX",
        CHASER,
    ]


async def test_an_officer_finds_the_addresses_of_units_beside_the_reports(site):
    found = [
        "/panel/realizacja/wezwania" in (await site.client.get("/panel/sprawozdania", headers=site.by(who))).text
        for who in (OFFICER, MAYOR, ZDM)
    ]
    assert found == [True, False, False]
