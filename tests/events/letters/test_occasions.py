"""Jubilees come by themselves: the November rule, the voivode's stages, one letter for each round, nobody dead."""

import asyncio
from datetime import date
from typing import Any

import pytest

from services.events.letters.domain.occasions import (
    NEXT,
    SEASONS,
    OccasionKind,
    Rules,
    Stage,
    anniversary,
    easter,
    motion_opens,
    upcoming,
)
from shared.contracts.events import TaskOpenedV1
from shared.deadlines.calendar import holiday
from tests.conftest import Site
from tests.events.letters.conftest import ANNA, AUDITOR, MAYOR, PROTOCOL, SIGNATORY, post, seen, tasks, told

JAN = {"gender": "m", "first_name": "Jan", "last_name": "Gilowski", "lines": ["ul. Próbna 2", "62-800 Kalisz"]}
COUPLE: dict[str, Any] = {
    "kind": "wedding",
    "recipients": [{**ANNA, "manner": "plain"}, JAN],
    "counted_from": "1976-06-19",
    "medal": True,
}
RULES = Rules()


@pytest.mark.parametrize("year", range(1990, 2100))
def test_easter_is_where_another_calendar_has_it(year):
    assert holiday(easter(year)) == "Niedziela Wielkanocna"


@pytest.mark.parametrize(
    ("jubilee", "opens"),
    [
        ("2027-01-01", "2026-11-01"),
        ("2027-02-28", "2026-11-01"),
        ("2027-03-01", "2027-01-01"),
        ("2027-12-31", "2027-01-01"),
    ],
)
def test_the_november_rule(jubilee, opens):
    assert motion_opens(date.fromisoformat(jubilee), RULES) == date.fromisoformat(opens)


@pytest.mark.parametrize(
    ("kind", "day", "today", "expected"),
    [
        ("wedding", "1976-06-19", "2026-04-15", (50, "2026-06-19")),
        ("wedding", "1976-04-15", "2026-04-15", (50, "2026-04-15")),
        ("wedding", "1976-04-14", "2026-04-15", (55, "2031-04-14")),
        ("wedding", "1990-04-14", "2026-04-15", (50, "2040-04-14")),
        ("wedding", "1940-04-14", "2026-04-15", None),
        ("birthday", "1926-05-01", "2026-04-15", (100, "2026-05-01")),
        ("birthday", "1920-05-01", "2026-04-15", (106, "2026-05-01")),
        ("birthday", "1928-02-29", "2026-04-15", (100, "2028-02-29")),
        ("birthday", "1928-02-29", "2028-03-01", (101, "2029-02-28")),
    ],
)
def test_the_next_years_to_congratulate_on(kind, day, today, expected):
    found = upcoming(OccasionKind(kind), date.fromisoformat(day), date.fromisoformat(today), RULES)
    assert found == (expected and (expected[0], date.fromisoformat(expected[1])))


def test_a_leap_day_is_kept_on_the_28th():
    assert anniversary(date(1976, 2, 29), 50) == date(2026, 2, 28)


def test_seasons_are_raised_a_month_ahead():
    christmas = next(one for one in SEASONS if one.code == "boze-narodzenie")
    assert not christmas.raised(date(2026, 11, 24))
    assert christmas.raised(date(2026, 11, 25))
    assert christmas.coming(date(2026, 12, 26)) == date(2027, 12, 25)


async def entered(site: Site, **changes: Any) -> str:
    answer = await post(site, "/letter-occasions", {**COUPLE, **changes})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def row(site: Site, id: str) -> dict[str, Any]:
    return await site.database.collection("letter_occasions").find_one({"_id": id}) or {}


async def act(site: Site, id: str, what: str, body: Any) -> Any:
    return await post(site, f"/letter-occasions/{id}/{what}", body, PROTOCOL, (await row(site, id))["version"])


async def test_a_golden_wedding_raises_its_motion_and_its_letter(site: Site, clock):
    look = site.app.state.ticks.work("letter occasions")
    id = await entered(site)
    await asyncio.gather(look(), look())
    assert await tasks(site) == [("protocol_officer", "Przygotuj wniosek o medal do wojewody")]
    clock.move(days=20)
    await look()
    assert ("protocol_officer", "Zleć list gratulacyjny") in await tasks(site)
    for stage, then in (
        ("applied", "Wyślij wniosek o medal do wojewody"),
        ("sent_to_voivode", "Zapytaj wojewodę o medal i zapisz, czy jest nadany"),
        ("awarded", "Zaplanuj wręczenie medalu"),
        ("planned", "Wręcz medal i zapisz to"),
        ("handed_over", None),
    ):
        assert (await act(site, id, "stage", {"stage": stage})).status_code == 200
        await look()
        every = {"Zleć list gratulacyjny", then} - {None}
        assert {action for _, action in await tasks(site)} == every, stage
    assert await tasks(site) == [("protocol_officer", "Zleć list gratulacyjny")]
    ordered = await act(site, id, "letter", {"signatory": SIGNATORY})
    assert ordered.status_code == 201
    letter = await seen(site, ordered.json()["id"])
    assert letter["topic"] == "Jubileusz małżeński: 50 lat"
    assert letter["needed_on"] == "2026-06-19"
    page = await site.client.get(f"/panel/korespondencja/listy/{letter['letter_id']}", headers=site.by(PROTOCOL))
    assert "Szanowni Państwo," in page.text
    assert "z okazji 50. rocznicy ślubu, złotych godów, proszę przyjąć" in page.text
    assert "zrobili Państwo" in page.text


async def test_the_voivode_is_asked_after_eight_months_and_a_refusal_is_the_end(site: Site, clock):
    look = site.app.state.ticks.work("letter occasions")
    id = await entered(site)
    await look()
    for stage in ("applied", "sent_to_voivode"):
        assert (await act(site, id, "stage", {"stage": stage})).status_code == 200
    opened = (await told(site, TaskOpenedV1))[-1]
    assert (opened.action[:16], f"{opened.due_at:%Y-%m-%d}") == ("Zapytaj wojewodę", "2026-12-15")
    clock.move(days=100)  # Its day is over, the next years have come; the medal is on its way still.
    await look()
    assert [action[:16] for _, action in await tasks(site)] == ["Zapytaj wojewodę"]
    assert (await act(site, id, "stage", {"stage": "refused"})).status_code == 200
    assert await tasks(site) == []


async def test_whoever_is_congratulated_no_more_waits_for_no_medal(site: Site):
    id = await entered(site)
    await site.app.state.ticks.work("letter occasions")()
    assert (await act(site, id, "stage", {"stage": "applied"})).status_code == 200
    assert (await act(site, id, "end", {"reason": "Para o to prosiła"})).status_code == 200
    assert await tasks(site) == []


async def test_the_motion_waits_for_november(site: Site, clock):
    id = await entered(site, counted_from="1977-02-05")
    await site.app.state.ticks.work("letter occasions")()
    assert await tasks(site) == []
    early = await act(site, id, "stage", {"stage": "applied"})
    assert (early.status_code, early.json()["type"]) == (409, "/problems/motion-not-yet")
    clock.move(days=200)  # 1 November 2026
    await site.app.state.ticks.work("letter occasions")()
    assert await tasks(site) == [("protocol_officer", "Przygotuj wniosek o medal do wojewody")]
    assert (await act(site, id, "stage", {"stage": "applied"})).status_code == 200


@pytest.mark.parametrize("at", Stage)
@pytest.mark.parametrize("to", Stage)
async def test_stages_follow_each_other(at, to):
    assert (to in NEXT[at]) is (
        (at.value, to.value)
        in {
            ("to_apply", "applied"),
            ("to_apply", "none"),
            ("applied", "sent_to_voivode"),
            ("applied", "none"),
            ("sent_to_voivode", "awarded"),
            ("sent_to_voivode", "refused"),
            ("awarded", "planned"),
            ("awarded", "handed_over"),
            ("planned", "handed_over"),
        }
    )


async def test_a_jubilee_gets_one_letter_however_many_order_it(site: Site):
    id = await entered(site)
    version = (await row(site, id))["version"]
    body = {"signatory": SIGNATORY}
    answers = await asyncio.gather(
        *(post(site, f"/letter-occasions/{id}/letter", body, PROTOCOL, version) for _ in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [412] * 7
    again = await act(site, id, "letter", body)
    assert again.json()["type"] == "/problems/ordered-already"
    assert await site.database.collection("letters").count_documents({}) == 1


async def test_after_its_day_the_next_years_come(site: Site, clock):
    id = await entered(site)
    clock.move(days=100)
    await site.app.state.ticks.work("letter occasions")()
    after = await row(site, id)
    assert (after["years"], after["on"], after["letter_id"]) == (55, "2031-06-19", None)


async def test_who_has_died_is_congratulated_no_more(site: Site):
    id = await entered(site)
    await site.app.state.ticks.work("letter occasions")()
    page = await site.client.post(
        f"/panel/korespondencja/jubileusze/{id}/zmarl",
        data={"version": (await row(site, id))["version"], "place": "1"},
        headers=site.by(PROTOCOL),
    )
    assert page.status_code == 303
    assert await tasks(site) == []
    assert (await act(site, id, "letter", {"signatory": SIGNATORY})).json()["type"] == "/problems/occasion-closed"


async def test_a_death_that_was_a_mistake_lets_the_jubilee_go_on(site: Site):
    id = await entered(site)
    await site.app.state.ticks.work("letter occasions")()
    before = await tasks(site)
    place = f"/panel/korespondencja/jubileusze/{id}"
    for one in ("0", "1"):
        said = {"version": (await row(site, id))["version"], "place": one}
        assert (await site.client.post(f"{place}/zmarl", data=said, headers=site.by(PROTOCOL))).status_code == 303
    for one, closed in (("1", "Osoba nie żyje"), ("0", None)):
        assert "Zapisz, że żyje" in (await site.client.get(place, headers=site.by(PROTOCOL))).text
        said = {"version": (await row(site, id))["version"], "place": one}
        assert (await site.client.post(f"{place}/zyje", data=said, headers=site.by(PROTOCOL))).status_code == 303
        assert (await row(site, id))["closed"] == closed
    await site.app.state.ticks.work("letter occasions")()
    assert await tasks(site) == before != []


async def test_the_same_people_are_entered_once(site: Site):
    await entered(site)
    answer = await post(site, "/letter-occasions", COUPLE)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/occasion-known")


async def test_names_are_sealed_and_found_by_whole_words(site: Site):
    id = await entered(site)
    assert "Gilowsk" not in str(await row(site, id))
    found = await site.client.get("/panel/korespondencja/jubileusze?q=gilowski jan", headers=site.by(MAYOR))
    assert id in found.text
    hidden = await site.client.get("/panel/korespondencja/jubileusze?q=nikt", headers=site.by(MAYOR))
    assert id not in hidden.text


async def test_the_pages_show_and_keep(site: Site):
    blank = await site.client.post(
        "/panel/korespondencja/jubileusze/nowy", data={"kind": "wedding", "medal": "true"}, headers=site.by(PROTOCOL)
    )
    assert blank.status_code == 422
    typed = {
        "kind": "birthday",
        "counted_from": "1926-05-01",
        "recipients-0-gender": "f",
        "recipients-0-first_name": "Zofia",
        "recipients-0-last_name": "Stulatka",
    }
    made = await site.client.post("/panel/korespondencja/jubileusze/nowy", data=typed, headers=site.by(PROTOCOL))
    assert made.status_code == 303, made.text
    page = await site.client.get(made.headers["location"], headers=site.by(AUDITOR))
    assert "100. urodziny" in page.text
    again = await site.client.post("/panel/korespondencja/jubileusze/nowy", data=typed, headers=site.by(PROTOCOL))
    assert again.status_code == 409
    assert "Stulatka" in again.text
