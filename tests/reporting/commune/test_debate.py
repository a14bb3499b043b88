"""Who speaks in the debate: a table of the act, and the list that only the desk sees."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.commune.domain.debate import SignUp, Verdict, roster
from shared.access import Role
from shared.readings import Readings
from shared.store import Stale
from tests.reporting.conftest import COUNCILLOR, MAYOR, OFFICER, Site, moment, person
from tests.reporting.council.conftest import call, made, session, term

AUDITOR = person(Role.AUDITOR)
SESSION = date(2026, 6, 25)
REPORT = "/commune-reports/2025"
NOTICE = {"name": "Kanarek Mieszkaniec", "contact": "ul. Próbna 1", "received_at": "2026-04-14T08:00:00Z"}


def notice(number: int, at: str, signatures: int = 50, *, withdrawn: bool = False) -> SignUp:
    received = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return SignUp(
        id=f"s-{number}",
        year=2025,
        number=number,
        received_at=received,
        signatures=signatures,
        sealed=b"",
        withdrawn=withdrawn,
    )


@pytest.mark.parametrize(
    ("at", "signatures", "verdict"),
    [
        ("2026-06-01T10:00", 50, Verdict.SPEAKS),
        ("2026-06-01T10:00", 49, Verdict.TOO_FEW),
        ("2026-06-24T21:59", 50, Verdict.SPEAKS),
        ("2026-06-24T22:00", 50, Verdict.TOO_LATE),
        ("2026-06-24T22:00", 10, Verdict.TOO_LATE),
    ],
    ids=["whole", "a signature short", "the last minute of the day before", "midnight in Warsaw", "late and short"],
)
def test_a_notice_needs_its_signatures_and_the_day_before(at, signatures, verdict):
    [place] = roster([notice(1, at, signatures)], SESSION, 50, 15)
    assert place.verdict is verdict


def test_the_order_is_that_of_receipt_and_who_goes_makes_room():
    came = [
        notice(1, "2026-06-03T10:00"),
        notice(2, "2026-06-01T10:00"),
        notice(3, "2026-06-01T10:00"),
        notice(4, "2026-06-02T10:00", withdrawn=True),
        notice(5, "2026-06-04T10:00"),
    ]
    told = roster(came, SESSION, 50, 3)
    assert [(one.sign_up.number, one.verdict.value, one.place) for one in told] == [
        (2, "speaks", 1),
        (3, "speaks", 2),
        (4, "withdrawn", None),
        (1, "speaks", 3),
        (5, "reserve", 4),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(40, 60), st.booleans()), max_size=30),
    st.integers(1, 20),
)
def test_never_more_speak_than_may_and_nobody_is_passed_over(given_, limit):
    start = datetime(2026, 6, 10, tzinfo=UTC)
    came = [
        notice(number, (start + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M"), signatures, withdrawn=withdrawn)
        for number, (days, signatures, withdrawn) in enumerate(given_, 1)
    ]
    told = roster(reversed(came), SESSION, 50, limit)
    speaking = [one for one in told if one.verdict is Verdict.SPEAKS]
    waiting = [one for one in told if one.verdict is Verdict.RESERVE]
    assert len(told) == len(came)
    assert len(speaking) <= limit
    assert not waiting or len(speaking) == limit
    assert [one.place for one in (*speaking, *waiting)] == list(range(1, len(speaking) + len(waiting) + 1))
    assert all(one.sign_up.signatures >= 50 and not one.sign_up.withdrawn for one in (*speaking, *waiting))


# -- over the public API ----------------------------------------------------------------------------------------------


async def begun(site: Site, on: str = "2026-06-25") -> str:
    """The report of 2025, with its session; the clock stands at 15 April 2026."""
    await term(site)
    await made(site, "POST", "/commune-reports", {"year": 2025})
    id = await session(site, 25, on)
    await made(site, "PUT", f"{REPORT}/session", {"session_id": id}, version=1)
    return id


async def enter(site: Site, **changes) -> str:
    return str((await made(site, "POST", f"{REPORT}/speakers", {**NOTICE, "signatures": 50, **changes}))["id"])


async def speakers(site: Site) -> list[tuple[str | None, str]]:
    items = (await made(site, "GET", f"{REPORT}/speakers"))["items"]
    return [(one["name"], one["verdict"]) for one in items]


async def test_the_desk_keeps_the_list_in_the_order_of_receipt(site):
    await begun(site)
    await enter(site, name="Druga Osoba", received_at="2026-04-14T09:00:00Z")
    first = await enter(site, name="Pierwsza Osoba")
    await enter(site, name="Trzecia Osoba", signatures=49)
    assert await speakers(site) == [
        ("Pierwsza Osoba", "speaks"),
        ("Trzecia Osoba", "too_few"),
        ("Druga Osoba", "speaks"),
    ]
    assert (await call(site, "POST", f"/debate-speakers/{first}/withdrawal", version=2)).status_code == 412
    await made(site, "POST", f"/debate-speakers/{first}/withdrawal", version=1)
    assert (await speakers(site))[0] == ("Pierwsza Osoba", "withdrawn")


async def test_only_the_desk_sees_who_has_signed_up(site):
    await begun(site)
    await enter(site)
    place = "/panel/sprawozdania/stan-gminy/2025/debata"
    for who in (MAYOR, COUNCILLOR):
        assert (await call(site, "GET", f"{REPORT}/speakers", who=who)).status_code == 403
        assert (await site.client.get(place, headers=site.by(who))).status_code == 403
    assert "Kanarek Mieszkaniec" in (await site.client.get(place, headers=site.by(OFFICER))).text
    kept = [row async for row in site.house.database.collection("debate_sign_ups").find({})]
    assert "Kanarek" not in str(kept)
    assert "Próbna" not in str(kept)
    told = [row["body"] async for row in site.house.database.published_events()]
    assert not [body for body in told if "Kanarek" in str(body)]


@pytest.mark.parametrize(
    ("limit", "status"), [(14, 422), (15, 200), (30, 200)], ids=["fewer than the act", "the act's", "more"]
)
async def test_the_council_can_only_let_more_speak(site, limit, status):
    await begun(site)
    given = {"limit": limit, "reason": "Uchwała Rady w tej sprawie."}
    assert (await call(site, "PUT", f"{REPORT}/limit", given, version=2)).status_code == status


async def test_nobody_is_entered_ahead_of_time_or_after_the_debate(site, clock):
    await begun(site, "2026-04-16")
    ahead = await call(
        site, "POST", f"{REPORT}/speakers", {**NOTICE, "signatures": 50, "received_at": "2026-04-15T10:01:00Z"}
    )
    assert ahead.status_code == 422
    clock.moment = moment("2026-04-17")
    assert (await call(site, "POST", f"{REPORT}/speakers", {**NOTICE, "signatures": 50})).status_code == 409


async def test_names_are_erased_three_months_after_the_debate(site, clock, make_commune):
    await begun(site)
    await enter(site)
    commune = make_commune(site)
    clock.moment = moment("2026-09-25")
    await commune.erase_due()
    assert await speakers(site) == [("Kanarek Mieszkaniec", "speaks")]
    clock.moment = moment("2026-09-26")
    await commune.erase_due()
    await commune.erase_due()
    assert await speakers(site) == [(None, "speaks")]
    page = await site.client.get("/panel/sprawozdania/stan-gminy/2025/debata", headers=site.by(OFFICER))
    assert "dane usunięte" in page.text


async def test_whoever_looks_at_the_names_of_speakers_is_written_down_first_and_the_auditor_reads_it(site):
    await begun(site)
    page, desk = "/panel/sprawozdania/stan-gminy", site.by(OFFICER)
    assert (await site.client.get(f"{page}/2025/debata", headers=desk)).status_code == 200
    assert (
        "Nikt jeszcze nie czytał list mówców"
        in (await site.client.get(f"{page}/odczyty", headers=site.by(AUDITOR))).text
    )
    await enter(site)
    assert "Kanarek" in (await site.client.get(f"{page}/2025/debata", headers=desk)).text
    assert (await site.client.get(f"/api/reporting/v1{REPORT}/speakers", headers=desk)).status_code == 200
    told = await site.client.get("/api/reporting/v1/readings", headers=site.by(AUDITOR))
    assert [(one["what"], one["of"], one["by_name"]) for one in told.json()["items"]] == [
        ("debate_speakers", "2025", OFFICER.name)
    ] * 2
    assert "Kanarek" not in told.text
    shown = (await site.client.get(f"{page}/odczyty", headers=site.by(AUDITOR))).text
    assert "lista mówców w debacie nad raportem za 2025 rok" in shown
    assert f"{page}/odczyty" in (await site.client.get(page, headers=site.by(AUDITOR))).text


async def test_what_cannot_be_written_down_is_not_shown(site, monkeypatch):
    await begun(site)
    await enter(site)

    async def full(*_: object) -> None:
        raise Stale("readings", "2025")

    monkeypatch.setattr(Readings, "note", full)
    told = await site.client.get(f"/api/reporting/v1{REPORT}/speakers", headers=site.by(OFFICER))
    assert told.status_code == 412
    assert "Kanarek" not in told.text


@pytest.mark.parametrize(("who", "status"), [(OFFICER, 403), (MAYOR, 403), (COUNCILLOR, 403), (None, 401)])
async def test_the_auditor_alone_reads_who_has_looked(site, who, status):
    headers = site.by(who) if who else {}
    assert (await site.client.get("/api/reporting/v1/readings", headers=headers)).status_code == status
    page = await site.client.get("/panel/sprawozdania/stan-gminy/odczyty", headers=headers)
    assert page.status_code == (403 if who else 303)
