"""The life lines that everybody reads, on a real store."""

import csv
import io

from tests.reporting.conftest import (
    EDITION,
    RULES,
    announced,
    checked,
    decided,
    handed_over,
    listed,
    moment,
    progressed,
    results,
    returned,
    reviewed,
    started,
    statement_closed,
    statement_requested,
    submitted,
    withdrawn,
)

PROJECTS = "/api/reporting/v1/projects"


async def three_projects(house):
    await house.hears(
        submitted("p-3", 3, title='=HYPERLINK("http://zly")', pool_id="city", area_id=None, category="Edukacja"),
        announced(),
        submitted("p-2", 2, title="Siłownia pod chmurką", area_id="asnyka", location="ul. Asnyka 12"),
        submitted("p-1", 1),
        checked("p-1"),
        checked("p-3", passed=False),
    )


async def test_the_list_is_in_the_order_of_numbers_and_goes_on_after_a_part(site):
    await three_projects(site.house)
    first = await site.client.get(PROJECTS, params={"limit": 2})
    assert [item["number"] for item in first.json()["items"]] == [1, 2]
    assert first.headers["link"].endswith('rel="next"')
    rest = await site.client.get(PROJECTS, params={"limit": 2, "after": first.json()["next"]})
    assert [item["number"] for item in rest.json()["items"]] == [3]
    assert rest.json()["next"] is None


async def test_a_search_finds_words_without_polish_letters_and_with_other_endings(site):
    await three_projects(site.house)

    async def found(text):
        answer = await site.client.get(PROJECTS, params={"q": text, "edition_id": EDITION})
        return [item["project_id"] for item in answer.json()["items"]]

    assert await found("silowni") == ["p-2"]
    assert await found("PLACU ZABAW") == ["p-1"]
    assert await found("BO-2027-003") == ["p-3"]
    assert await found("rogatka") == ["p-1"], "a project is found by the name of its area"
    assert await found("kasztanami rogatka") == ["p-1"]
    assert await found("asnyka kasztanami") == []
    assert await found(".*") == ["p-1", "p-2", "p-3"]


async def test_filters_narrow_the_list(site):
    await three_projects(site.house)

    async def found(**filters):
        answer = await site.client.get(PROJECTS, params=filters)
        return [item["project_id"] for item in answer.json()["items"]]

    assert await found(pool_id="city") == ["p-3"]
    assert await found(area_id="asnyka") == ["p-2"]
    assert await found(state="in_review") == ["p-1"]
    assert await found(state="formally_rejected", pool_id="local") == []
    assert (await site.client.get(PROJECTS, params={"state": "lost"})).status_code == 422


async def test_a_project_tells_its_whole_way_and_what_comes_next(site):
    await site.house.hears(announced(), submitted(), checked())
    shown = (await site.client.get(f"{PROJECTS}/p-1")).json()
    assert [entry["kind"] for entry in shown["life"]] == ["submitted", "formal_check"]
    assert shown["next_step"]["kind"] == "merit_review"
    assert shown["next_step"]["until"].startswith("2026-07-03")
    await site.house.hears(reviewed(), decided(), listed(), results(), started(), progressed())
    shown = (await site.client.get(f"{PROJECTS}/p-1")).json()
    assert shown["state"] == "in_progress"
    assert (shown["budget"], shown["spent"], shown["percent"]) == (95_000_00, 8_000_00, 40)
    assert shown["next_step"] == {
        "kind": "finish",
        "opens": None,
        "until": None,
        "planned": "2027-08-31",
        "year": None,
        "first_planned": "2027-08-31",
        "delay_reason": None,
    }


async def test_the_life_line_follows_a_review_to_another_unit_and_back_to_its_unit(site):
    await site.house.hears(submitted(), checked(), handed_over())
    shown = (await site.client.get(f"{PROJECTS}/p-1")).json()
    assert shown["state"] == "in_review"
    page = await site.client.get("/budzet-obywatelski/projekty/p-1")
    assert "Ocenia teraz: Wydział Gospodarki Komunalnej i Ochrony Środowiska." in page.text
    await site.house.hears(reviewed(version=4, finished_at=moment("2026-06-10")), returned(version=5))
    shown = (await site.client.get(f"{PROJECTS}/p-1")).json()
    assert (shown["state"], shown["next_step"]["kind"]) == ("in_review", "merit_review")
    page = await site.client.get("/budzet-obywatelski/projekty/p-1")
    assert "Ocena wróciła do jednostki" in page.text
    assert "Brakuje kosztu oświetlenia." in page.text
    await site.house.hears(reviewed(version=6, finished_at=moment("2026-06-20")))
    assert (await site.client.get(f"{PROJECTS}/p-1")).json()["state"] == "reviewed"


async def test_the_life_line_tells_which_other_unit_looks_at_it_and_not_what_it_says(site):
    await site.house.hears(submitted(), checked(), statement_requested(), statement_requested(statement_id="p-1-2"))
    page = (await site.client.get("/budzet-obywatelski/projekty/p-1")).text
    assert page.count("Wypowie się też inna jednostka") == 2
    assert "Wydział Gospodarki Komunalnej i Ochrony Środowiska" in page
    await site.house.hears(statement_closed(), statement_closed(statement_id="p-1-2", outcome="withdrawn"))
    page = (await site.client.get("/budzet-obywatelski/projekty/p-1")).text
    assert "Wypowie się też inna jednostka" not in page
    assert "Wypowiedziała się też inna jednostka" in page
    assert "Stanowisko innej jednostki nie jest potrzebne" in page
    shown = (await site.client.get(f"{PROJECTS}/p-1")).json()
    assert (shown["state"], shown["next_step"]["kind"]) == ("in_review", "merit_review")


async def test_a_decision_after_an_appeal_does_not_wipe_out_the_first(site):
    await site.house.hears(decided(version=3, decided_at=moment("2026-08-19")), submitted(), decided(admitted=False))
    life = (await site.client.get(f"{PROJECTS}/p-1")).json()["life"]
    assert [entry["positive"] for entry in life if entry["kind"] == "decision"] == [False, True]


async def test_a_project_is_not_there_before_its_filing_has_come(site):
    await site.house.hears(reviewed(), decided())
    assert (await site.client.get(f"{PROJECTS}/p-1")).status_code == 404
    assert (await site.client.get(PROJECTS)).json()["items"] == []


async def test_results_reach_every_project_whichever_came_first(house):
    await house.hears(results(won=("p-1",), lost=("p-2",)), submitted("p-1", 1), submitted("p-2", 2))
    assert (await house.tracker.project("p-1")).glance.state == "selected"
    assert (await house.tracker.project("p-2")).glance.state == "not_selected"
    edition = await house.tracker.edition(EDITION)
    assert edition.pools[0].spent == 95_000_00


async def test_an_older_state_of_the_rules_does_not_come_back(house):
    await house.hears(announced(version=2), announced(version=1, rules=RULES.model_copy(update={"name": "Stara"})))
    assert (await house.tracker.editions())[0].rules.name == RULES.name


async def test_the_sums_of_an_edition_add_up(house):
    await three_projects(house)
    await house.hears(decided("p-1"), decided("p-2"), listed("p-1", "p-2"), results(won=("p-1",), lost=("p-2",)))
    await house.hears(started(), progressed(stage="finished", percent=100, spent=90_000_00))
    sums = await house.tracker.store.sums(EDITION)
    assert sum(one.reached["submitted"] for one in sums) == 3
    assert sum(one.reached["on_ballot"] for one in sums) == 2
    assert sum(one.reached["finished"] for one in sums) == 1
    assert sum(one.selected for one in sums) == 95_000_00
    assert sum(one.spent for one in sums) == 90_000_00


async def test_open_data_can_be_opened_in_a_spreadsheet_without_harm(site):
    await three_projects(site.house)
    answer = await site.client.get(f"/api/reporting/v1/editions/{EDITION}/projects.csv")
    assert answer.content.startswith("﻿".encode())
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["numer"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["koszt_zl"] == "90000,00"
    assert rows[0]["osiedle"] == "Rogatka"
    assert rows[2]["tytul"].startswith("'=")


async def test_a_withdrawn_project_stays_in_the_list_and_says_so(site):
    await site.house.hears(withdrawn(), submitted())
    assert (await site.client.get(PROJECTS)).json()["items"][0]["state"] == "withdrawn"


async def test_a_delay_is_an_end_later_than_was_told_first_and_keeps_its_reason(house):
    slip = {"planned_end": "2027-11-30", "delay_reason": "Nie wpłynęła żadna oferta."}
    await house.hears(submitted(), progressed(version=9, percent=60, planned_end="2027-11-30"))
    await house.hears(progressed(version=8, **slip), progressed(version=7, delay_reason="To jeszcze nie opóźnienie."))
    glance = (await house.tracker.project("p-1")).glance
    assert str(glance.first_planned_end) == "2027-08-31"
    assert glance.delay_reason == "Nie wpłynęła żadna oferta."
    await house.hears(progressed(version=10, planned_end="2027-08-20"))
    assert (await house.tracker.project("p-1")).glance.delay_reason is None
