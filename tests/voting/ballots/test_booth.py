"""The ballot as a voter walks through it: nothing typed is lost, nothing is left behind on a shared computer."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.access import Role
from shared.store import new_id
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import (
    CLOSES,
    EDITION,
    OPENS,
    PANEL,
    PRIVATE,
    PROPOSALS,
    SECRET,
    open_at_the_desk,
    rules,
)

ROOT = "/budzet-obywatelski/glosowanie"
ANNA = {"given": "Anna", "surname": "Nowak", "address": "Śródmiejska 1/2"}
COMMISSION = person(Role.COMMISSION)


@pytest.fixture
async def site(vote_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service with an edition whose list is ready to be published."""
    return await vote_site()


async def step(site: Site, name: str, **form: str) -> Any:
    """Let the commission take a step."""
    return await site.client.post(f"{PANEL}/{name}", data=form, headers=site.by(COMMISSION))


async def opened(site: Site, clock: SetClock) -> None:
    """Let the commission open the vote."""
    assert (await open_at_the_desk(site))["people"] == 4
    clock.moment = OPENS


def hidden(page: str) -> dict[str, str]:
    """What the review's form sends besides its button."""
    found = re.findall(r'name="(draft)" value="([^"]*)"', page)
    return dict(found)


async def marked(site: Site) -> None:
    """Walk through both sections."""
    await site.client.post(ROOT, data=ANNA)
    await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": ["fontanna", "drzewa"]})
    await site.client.post(f"{ROOT}/{EDITION}/2", data={"wybor": "lawki"})


async def review(site: Site) -> str:
    return str((await site.client.get(f"{ROOT}/{EDITION}/podsumowanie")).text)


async def voted(site: Site) -> str:
    """Cast the ballot; gives the page with the receipt."""
    await marked(site)
    answer = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=hidden(await review(site)))
    assert answer.status_code == 303, answer.text
    return str((await site.client.get(answer.headers["location"])).text)


def code_in(page: str) -> str:
    found = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", page)
    assert found, page
    return found[0]


async def test_a_voter_walks_from_name_to_receipt_and_finds_the_ballot_in_the_box(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    code = code_in(await voted(site))
    answer = await site.client.post(f"{ROOT}/potwierdzenie", data={"kod": code.lower()})
    assert "Tak. Karta z tym potwierdzeniem jest w urnie." in answer.text
    assert code not in str(answer.url)


async def test_the_review_shows_what_was_marked(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await marked(site)
    page = await review(site)
    assert all(f"Projekt {id}" in page for id in ("fontanna", "drzewa", "lawki"))
    assert "Projekt alejki" not in page


async def test_going_back_shows_the_marks_and_they_can_be_changed(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await marked(site)
    first = (await site.client.get(f"{ROOT}/{EDITION}/1")).text
    assert len(re.findall(r"<input[^>]* checked", first)) == 2
    await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": "alejki"})
    page = await review(site)
    assert "Projekt alejki" in page
    assert "Projekt fontanna" not in page


async def test_no_page_of_the_ballot_is_kept_by_the_browser(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await marked(site)
    for path in (ROOT, f"{ROOT}/{EDITION}/1", f"{ROOT}/{EDITION}/podsumowanie"):
        assert (await site.client.get(path)).headers["cache-control"] == "no-store"


async def test_after_the_ballot_is_cast_the_next_person_at_the_computer_finds_nothing_of_it(
    site: Site, clock: SetClock
) -> None:
    await opened(site, clock)
    await voted(site)
    assert set(site.client.cookies) == {"__Host-vote-receipt"}
    answer = await site.client.get(f"{ROOT}/{EDITION}/podsumowanie")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{ROOT}?powod=karta"


async def test_a_second_ballot_of_the_same_person_is_told_kindly(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await voted(site)
    await marked(site)
    answer = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=hidden(await review(site)))
    assert answer.status_code == 409
    assert "już" in answer.text


@pytest.mark.parametrize("after", [timedelta(seconds=2), timedelta(hours=2)])
async def test_who_pressed_the_button_in_the_last_second_and_lost_the_answer_gets_the_receipt_after_the_end(
    site: Site, clock: SetClock, after: timedelta
) -> None:
    await opened(site, clock)
    clock.moment = CLOSES - timedelta(minutes=1)
    await marked(site)
    form, cookies = hidden(await review(site)), dict(site.client.cookies)
    clock.moment = CLOSES
    first = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=form)
    clock.moment = CLOSES + after
    site.client.cookies.clear()
    for name, value in cookies.items():
        site.client.cookies.set(name, value)
    again = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=form)
    assert again.status_code == 303
    assert again.cookies["__Host-vote-receipt"] == first.cookies["__Host-vote-receipt"]


async def test_the_button_pressed_twice_gives_one_ballot_and_one_receipt(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await marked(site)
    form, cookies = hidden(await review(site)), dict(site.client.cookies)
    codes = set()
    for _ in range(2):
        site.client.cookies.clear()
        for name, value in cookies.items():
            site.client.cookies.set(name, value)
        answer = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=form)
        codes.add(answer.cookies["__Host-vote-receipt"])
    assert len(codes) == 1


async def test_who_was_still_marking_when_the_window_closed_is_told_so(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    clock.moment = CLOSES - timedelta(minutes=1)
    await marked(site)
    form = hidden(await review(site))
    clock.moment = CLOSES + timedelta(seconds=2)
    assert (await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=form)).status_code == 409


@pytest.mark.parametrize("marks_anew", [False, True])
async def test_who_lost_the_answer_and_goes_back_gets_the_receipt_of_the_ballot_that_counts(
    site: Site, clock: SetClock, marks_anew: bool
) -> None:
    await opened(site, clock)
    await marked(site)
    form, cookies = hidden(await review(site)), dict(site.client.cookies)
    first = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=form)
    site.client.cookies.clear()
    for name, value in cookies.items():
        site.client.cookies.set(name, value)
    if marks_anew:
        await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": "alejki"})
        answer = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=form)
    else:
        answer = await site.client.get(f"{ROOT}/{EDITION}/podsumowanie")
    assert answer.status_code == 303
    assert answer.cookies["__Host-vote-receipt"] == first.cookies["__Host-vote-receipt"]
    assert "przyjęliśmy już wcześniej" in (await site.client.get(answer.headers["location"])).text


async def test_what_was_reviewed_is_cast_even_where_another_window_has_changed_the_marks(
    site: Site, clock: SetClock
) -> None:
    await opened(site, clock)
    await marked(site)
    seen = hidden(await review(site))
    await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": "alejki"})
    assert (await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=seen)).status_code == 303
    clock.moment = CLOSES + timedelta(minutes=2)
    await step(site, "zamkniecie")
    await step(site, "liczenie", private_key=PRIVATE, secret=SECRET)
    await step(site, "wyniki")
    shown = (await site.client.get(f"/api/voting/v1/editions/{EDITION}/results")).json()
    assert {row["proposal_id"]: row["votes"] for row in shown["projects"] if row["votes"]} == {
        "fontanna": 1,
        "drzewa": 1,
        "lawki": 1,
    }


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"surname": ""}, "surname", "Wypełnij to pole."),
        ({"surname": "Nowakowska"}, "surname", "Nie znaleźliśmy takiej osoby"),
        ({"address": "Śródmiejska"}, "address", "Wpisz ulicę i numer"),
    ],
)
async def test_who_is_not_recognised_is_told_at_the_field_and_keeps_what_was_typed(
    site: Site, clock: SetClock, changes: dict[str, str], field: str, said: str
) -> None:
    await opened(site, clock)
    answer = await site.client.post(ROOT, data=ANNA | changes)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert said in answer.text
    assert 'value="Anna"' in answer.text


async def test_too_many_marks_are_told_and_stay_marked(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    answer = await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": ["fontanna", "drzewa", "alejki"]})
    assert answer.status_code == 422
    assert "Zaznaczono za dużo projektów" in answer.text
    assert len(re.findall(r"<input[^>]* checked", answer.text)) == 3


def laid_down(**changes: Any) -> dict[str, Any]:
    """Rules of which the first section lays down something of its own."""
    first, second = rules().model_dump(mode="json")["sections"]
    return {"sections": [first | changes, second]}


async def test_marks_that_cost_too_much_together_are_told_with_the_sum(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site(rules=laid_down(max_cost=PROPOSALS["fontanna"][2] + 1))
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    page = (await site.client.get(f"{ROOT}/{EDITION}/1")).text
    assert "Razem mogą kosztować najwyżej" in page
    assert f'data-most="{PROPOSALS["fontanna"][2] + 1}"' in page
    answer = await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": ["fontanna", "drzewa"]})
    assert answer.status_code == 422
    assert "kosztują razem za dużo" in answer.text
    assert len(re.findall(r"<input[^>]* checked", answer.text)) == 2
    answer = await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": "fontanna"})
    assert answer.status_code == 303


async def test_places_say_what_they_are_worth(vote_site: Callable[..., Awaitable[Site]], clock: SetClock) -> None:
    places = {"vote_type": "ordinal", "max_choices": 2, "place_points": [5, 1]}
    site = await vote_site(rules=laid_down(**places))
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    page = (await site.client.get(f"{ROOT}/{EDITION}/1")).text
    assert "1. miejsce (5 punktów)" in page
    assert "2. miejsce (1 punkt)" in page


async def test_one_project_gets_no_more_points_than_it_may(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site(rules=laid_down(vote_type="cumulative", max_points=4, max_project_points=3))
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    page = (await site.client.get(f"{ROOT}/{EDITION}/1")).text
    assert "Jeden projekt może dostać najwyżej 3 punkty." in page
    assert '<option value="3"' in page
    assert '<option value="4"' not in page
    assert (await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor-fontanna": "4"})).status_code == 422
    assert (await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor-fontanna": "3"})).status_code == 303


async def test_an_empty_ballot_cannot_be_cast(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    page = await review(site)
    assert "Karta jest pusta" in page
    assert "Oddaję głos" not in page
    assert (await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data={"draft": ""})).status_code == 422


async def test_when_the_time_is_over_the_voter_says_who_they_are_and_the_marks_are_still_there(
    site: Site, clock: SetClock
) -> None:
    await opened(site, clock)
    await marked(site)
    clock.move(minutes=46)
    answer = await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": "alejki"})
    assert answer.headers["location"] == f"{ROOT}?powod=czas"
    assert "Twoje zaznaczenia czekają" in (await site.client.get(answer.headers["location"])).text
    await site.client.post(ROOT, data=ANNA)
    page = await review(site)
    assert "Projekt alejki" in page
    assert "Projekt lawki" in page


async def test_another_voter_at_the_same_computer_never_sees_the_first_ones_marks(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await marked(site)
    await site.client.post(ROOT, data={"given": "Jan", "surname": "Kowalski", "address": "Śródmiejska 1/2"})
    assert "Projekt" not in re.sub(r"Projekty \w+", "", await review(site))


async def test_residents_of_an_area_see_its_projects_first(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await site.client.post(ROOT, data=ANNA)
    page = (await site.client.get(f"{ROOT}/{EDITION}/2", params={"osiedle": "chmielnik"})).text
    assert page.index("Projekt lawki") < page.index("Projekt hustawki")


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "é" * 10, "A" * 5000])
async def test_a_cookie_that_is_not_ours_opens_nothing(site: Site, clock: SetClock, cookie: str) -> None:
    await opened(site, clock)
    header = f"__Host-vote={cookie}".encode()
    answer = await site.client.get(f"{ROOT}/{EDITION}/1", headers={b"Cookie": header})
    assert answer.status_code == 303


async def test_before_and_after_the_vote_the_page_says_when(site: Site, clock: SetClock) -> None:
    before = (await site.client.get(ROOT)).text
    assert "21" in before
    assert "Imię" not in before
    await opened(site, clock)
    clock.moment = CLOSES + timedelta(seconds=1)
    assert "Imię" not in (await site.client.get(ROOT)).text
    assert (await site.client.post(ROOT, data=ANNA)).status_code == 409


async def test_after_the_vote_its_page_leads_to_where_the_results_will_be_and_then_to_them(
    site: Site, clock: SetClock
) -> None:
    await opened(site, clock)
    await voted(site)
    clock.moment = CLOSES + timedelta(minutes=2)
    await step(site, "zamkniecie")
    await step(site, "liczenie", private_key=PRIVATE, secret=SECRET)
    counting = (await site.client.get(ROOT)).text
    assert "Komisja liczy karty. Wyniki ogłosimy na stronie wyników." in counting
    assert 'href="/budzet-obywatelski/wyniki"' in counting
    await step(site, "wyniki")
    after = (await site.client.get(ROOT)).text
    assert "Wyniki są ogłoszone." in after
    assert f'href="/budzet-obywatelski/wyniki/{EDITION}"' in after
    assert "liczy karty" not in after


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("", 422, "To nie jest kod potwierdzenia"),
        ("xyz", 422, "To nie jest kod potwierdzenia"),
        ("NENT-QAXB-NENT-QAXC", 422, "To nie jest kod potwierdzenia"),
        ("NENT-QAXB-NENT-QAXD", 200, "Nie ma w urnie karty z takim potwierdzeniem"),
    ],
)
async def test_a_code_that_is_no_receipt_is_told_so(
    site: Site, clock: SetClock, code: str, status: int, said: str
) -> None:
    await opened(site, clock)
    answer = await site.client.post(f"{ROOT}/potwierdzenie", data={"kod": code})
    assert answer.status_code == status
    assert said in answer.text


async def test_programs_cast_by_the_same_rules_as_people(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    address = f"/api/voting/v1/editions/{EDITION}/ballots"
    ballot = {"voter": ANNA, "choices": {"miasto": [{"proposal_id": "fontanna"}]}}
    assert (await site.client.post(address, json=ballot)).status_code == 400
    once = {"Idempotency-Key": "k" * 32}
    first, again = [await site.client.post(address, json=ballot, headers=once) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    second = await site.client.post(address, json=ballot, headers={"Idempotency-Key": "z" * 32})
    assert (second.status_code, second.json()["type"]) == (409, "/problems/already-voted")
    code = first.json()["code"]
    looked_up = await site.client.get(f"/api/voting/v1/editions/{EDITION}/receipts/{code}")
    assert looked_up.json() == {"in_box": True, "seq": 0, "counts": True}


@pytest.mark.parametrize(
    ("rule", "warned"),
    [
        ("first", "Karty papierowej oddanej po nim nie policzymy."),
        ("last", "Jeśli oddasz po nim kartę papierową, policzymy ją zamiast niego."),
        ("paper_wins", "Jeśli oddasz też kartę papierową, policzymy ją zamiast niego."),
        ("void_all", "Nie oddawaj po nim karty papierowej: nie policzymy wtedy żadnego z tych głosów."),
    ],
)
async def test_before_the_vote_one_reads_what_a_card_would_do_to_it_afterwards(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, rule: str, warned: str
) -> None:
    windows = [{"kind": kind, "opens": OPENS, "closes": CLOSES} for kind in ("web_vote", "paper_vote")]
    site = await vote_site(rules={"double_vote": rule, "windows": windows})
    await opened(site, clock)
    await marked(site)
    assert f"Głosu po oddaniu nie można zmienić. {warned}" in await review(site)


async def test_where_nobody_votes_on_paper_nothing_is_said_of_cards(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await marked(site)
    page = await review(site)
    assert "Głosu po oddaniu nie można zmienić." in page
    assert "papierow" not in page


async def test_whom_the_roll_does_not_have_reads_whom_to_ask(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    unknown = await site.client.post(ROOT, data={**ANNA, "surname": "Obca"})
    assert (unknown.status_code, 'href="tel:' in unknown.text.partition("<footer")[0]) == (422, True)
    empty = await site.client.post(ROOT, data={**ANNA, "surname": ""})
    assert (empty.status_code, 'href="tel:' in empty.text.partition("<footer")[0]) == (422, False)


async def test_behind_the_last_day_of_paper_one_is_led_back_to_the_web(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    ends = {"web_vote": CLOSES, "paper_vote": OPENS + timedelta(days=2)}
    windows = [{"kind": kind, "opens": OPENS, "closes": closes} for kind, closes in ends.items()]
    site = await vote_site(rules={"windows": windows})
    await opened(site, clock)
    point = {"name": "Ratusz", "address": "Rynek 20", "reason": "Zarządzenie"}
    hours = [{"opens": (OPENS + timedelta(hours=9)).isoformat(), "closes": (OPENS + timedelta(hours=15)).isoformat()}]
    answer = await site.client.post(
        f"/api/voting/v1/editions/{EDITION}/points",
        json={**point, "hours": hours},
        headers={**site.by(person(Role.OFFICER)), "Idempotency-Key": new_id()},
    )
    assert answer.status_code == 201, answer.text
    offers = 'href="/budzet-obywatelski/glosowanie/punkty"'
    assert offers in (await site.client.get(ROOT)).text
    clock.move(days=3)
    assert offers not in (await site.client.get(ROOT)).text
    page = (await site.client.get(f"{ROOT}/punkty")).text
    assert "Zagłosuj w internecie" in page
    assert "/budzet-obywatelski/wyniki" not in page.partition("<footer")[0]
