"""The accessibility declaration: what the act asks for is there, and its yearly review is on the work list in time."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.media.accessibility.domain import Review, Statement, Status
from services.media.accessibility.service import DESK
from services.media.settings import Settings
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from shared.web.words import LANGUAGES
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

IDS = (
    "wstep podmiot url data-publikacja data-aktualizacja status data-sporzadzenie data-przeglad audytor kontakt osoba "
    "email telefon procedura architektura"
)
NOTICE = Settings.model_fields["accessibility_notice"].default


@pytest.fixture(autouse=True)
def _a_year_later(clock: SetClock) -> None:
    clock.moment = datetime(2027, 2, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("part", IDS.split())
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_declaration_has_the_ids_that_machines_look_for(site: Site, part: str, lang: str) -> None:
    page = await site.client.get("/deklaracja-dostepnosci", params={"lang": lang}, follow_redirects=True)
    assert page.text.count(f'id="a11y-{part}"') == 1


@pytest.mark.parametrize(
    ("reviewed", "now", "year"),
    [
        (date(2026, 11, 23), datetime(2027, 2, 26, 12, tzinfo=UTC), None),
        (date(2026, 11, 23), datetime(2027, 3, 1, 12, tzinfo=UTC), 2027),
        (date(2026, 11, 23), datetime(2027, 3, 31, 21, tzinfo=UTC), 2027),
        (date(2026, 11, 23), datetime(2027, 10, 1, 12, tzinfo=UTC), 2027),
        (date(2027, 1, 2), datetime(2027, 3, 31, 12, tzinfo=UTC), None),
        (date(2027, 1, 2), datetime(2028, 3, 1, 12, tzinfo=UTC), 2028),
    ],
)
def test_a_years_review_is_asked_for_once_its_time_is_near(reviewed: date, now: datetime, year: int | None) -> None:
    review = Statement().review.model_copy(update={"reviewed_on": reviewed})
    assert Statement(review=review).due(now, NOTICE) == year


async def tasks(site: Site) -> list[str]:
    return [row["name"] async for row in site.database.published_events()]


FORM = {
    "reviewed_on": "2027-03-10",
    "updated_on": "2027-01-15",
    "status": "partial",
    "gaps": "Nie ma nagrania w polskim języku migowym.\nMapa nie ma wersji dla czytników.",
}


async def test_the_review_is_one_task_until_it_is_recorded(site: Site, clock: SetClock) -> None:
    look_after = site.app.state.ticks.work("accessibility review")
    await look_after()
    assert await tasks(site) == []
    clock.moment = datetime(2027, 3, 10, 10, tzinfo=UTC)
    for _ in range(3):
        await look_after()
    assert await tasks(site) == ["media.task_opened.v1"]
    assert "Przegląd na rok 2027 czeka" in (await site.client.get(DESK, headers=site.by(PRESS))).text
    saved = await site.client.post(DESK, data=FORM | {"version": "1"}, headers=site.by(PRESS))
    assert saved.status_code == 303, saved.text
    await look_after()
    assert await tasks(site) == ["media.task_opened.v1", "media.task_closed.v1"]
    page = (await site.client.get("/deklaracja-dostepnosci")).text
    assert '<time id="a11y-data-przeglad" datetime="2027-03-10">' in page
    assert "Mapa nie ma wersji dla czytników." in page
    assert "migowym. Treść" not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reviewed_on": "2027-02-02"}, "reviewed_on"),
        ({"reviewed_on": "2026-01-01"}, "reviewed_on"),
        ({"updated_on": "2020-01-01"}, "updated_on"),
        ({"gaps": ""}, "gaps"),
        ({"gaps": "krótko"}, "gaps"),
        ({"status": "full"}, "gaps"),
        ({"status": ""}, "status"),
    ],
)
async def test_a_slip_is_told_at_its_field_and_what_was_typed_stays(
    site: Site, changes: dict[str, str], field: str
) -> None:
    typed = FORM | {"reviewed_on": "2027-02-01", "version": "0"} | changes
    answer = await site.client.post(DESK, data=typed, headers=site.by(PRESS))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


async def test_of_two_reviews_at_once_the_second_is_told(site: Site) -> None:
    typed = FORM | {"reviewed_on": "2027-02-01", "version": "0"}
    assert (await site.client.post(DESK, data=typed, headers=site.by(PRESS))).status_code == 303
    told = await site.client.post(DESK, data=typed, headers=site.by(PRESS))
    assert told.status_code == 412
    assert "Mapa nie ma wersji" in told.text


def test_a_full_review_has_no_gaps() -> None:
    review = Review(reviewed_on=date(2027, 1, 2), updated_on=date(2027, 1, 2), status=Status.FULL)
    assert Statement().reviewed(review, date(2027, 1, 2)).review.status is Status.FULL


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE} - {Role.PRESS_OFFICER}))
async def test_only_the_press_office_reviews(site: Site, role: Role) -> None:
    data: dict[str, Any] = FORM | {"version": "0"}
    assert (await site.client.post(DESK, data=data, headers=site.by(person(role)))).status_code == 403
