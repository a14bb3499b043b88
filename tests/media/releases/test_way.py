"""The way of a press release: two pairs of eyes, its number, what was put right, withdrawal."""

import asyncio
import re
from typing import Any

import pytest

from services.media.releases.domain.steps import TABLE, Action, State
from services.media.releases.service.rights import APPROVERS, HANDS, READERS, WRITERS
from services.media.releases.store import ReleasesFound
from shared.access import Role
from shared.contracts.media import (
    PressReleaseCorrectedV1,
    PressReleasePublishedV1,
    PressReleaseWithdrawnV1,
    TaskClosedV1,
    TaskOpenedV1,
)
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, asked_first, person
from tests.media.conftest import PRESS
from tests.media.releases.conftest import (
    API,
    GIVEN,
    MAYOR,
    OTHER,
    act,
    approved,
    done,
    embargoed,
    made,
    seen,
    tick,
    told,
)

FIXED = {
    **GIVEN,
    "lead": "Od marca na linię wyjadą trzy elektryczne przegubowce.",
    "what": "Wozów jest trzy, nie cztery.",
}
REASON = {"reason": "Umowa została rozwiązana."}
BODIES: dict[Action, Any] = {
    Action.GIVE_BACK: REASON,
    Action.WITHDRAW: REASON,
    Action.CORRECT: FIXED,
    Action.SEND: {"outlets": ["nobody"]},
}
PATHS = {
    Action.SUBMIT: "submission",
    Action.GIVE_BACK: "return",
    Action.APPROVE: "approval",
    Action.RECALL: "recall",
    Action.DISCARD: "discarding",
    Action.CORRECT: "correction",
    Action.CONFIRM: "correction/confirmation",
    Action.DROP: "correction/dropping",
    Action.WITHDRAW: "withdrawal",
    Action.SEND: "mailing",
}


async def in_state(site: Site, clock: SetClock, state: State) -> str:
    """One that is there."""
    if state is State.APPROVED:
        return await embargoed(site, clock)
    if state in (State.PUBLISHED, State.WITHDRAWN):
        id = await approved(site)
        if state is State.WITHDRAWN:
            await done(site, id, "withdrawal", body=REASON)
        return id
    id = await made(site)
    if state is State.REVIEW:
        await done(site, id, "submission")
    if state is State.DISCARDED:
        await done(site, id, "discarding")
    assert (await seen(site, id))["state"] == state.value
    return id


@pytest.mark.parametrize("state", State)
async def test_in_each_state_only_what_has_its_time_is_done(site: Site, clock: SetClock, state: State) -> None:
    """Every action by OTHER, who has not written a word, on a release of its own in this state."""
    for action, path in PATHS.items():
        id = await in_state(site, clock, state)
        answer = await act(site, id, path, OTHER, BODIES.get(action))
        # These have their state, but not yet what they are about.
        unready = {Action.CONFIRM: 409, Action.DROP: 409, Action.SEND: 409 if state is State.APPROVED else 404}
        expected = unready.get(action, 200) if state in TABLE[action] else 409
        assert answer.status_code == expected, (state, action, answer.text)
    headers = {**site.by(PRESS), "If-Match": f'"{(await seen(site, id))["version"]}"'}
    rewritten = await site.client.put(f"{API}/{await in_state(site, clock, state)}", json=GIVEN, headers=headers)
    assert rewritten.status_code in ((200, 412) if state in TABLE[Action.REWRITE] else (409, 412))


async def test_each_thing_is_done_by_its_own_hands(site: Site, clock: SetClock) -> None:
    ready = {state: await in_state(site, clock, state) for state in State}
    for role in sorted({one.role for one in DEMO_PEOPLE}):
        for action, path in PATHS.items():
            state = sorted(TABLE[action])[0]
            allowed = role in HANDS[action]
            # Where somebody may, it is done, so each gets one of their own.
            id = await in_state(site, clock, state) if allowed else ready[state]
            answer = await act(site, id, path, person(role), BODIES.get(action), None if allowed else 1)
            assert (answer.status_code == 403) == (not allowed), (role, action, answer.text)
        answer = await site.client.post(API, json=GIVEN, headers=site.once(person(role)))
        assert answer.status_code == (201 if role in WRITERS else 403)
        answer = await site.client.get(f"{API}/{ready[State.DRAFT]}", headers=site.by(person(role)))
        assert answer.status_code == (200 if role in READERS else 403)


@pytest.mark.parametrize("who", APPROVERS)
async def test_nobody_approves_a_word_of_their_own(site: Site, who: Role) -> None:
    id = await made(site)
    headers = {**site.by(OTHER), "If-Match": '"1"'}
    assert (await site.client.put(f"{API}/{id}", json={**GIVEN, "title": "Inny tytuł"}, headers=headers)).is_success
    await done(site, id, "submission", OTHER)
    for writer in (PRESS, OTHER):
        answer = await act(site, id, "approval", writer)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/same-eyes")
    answer = await act(site, id, "approval", MAYOR)
    assert answer.status_code == 200
    assert (await seen(site, id))["state"] == "published"


async def test_who_wrote_before_a_recall_still_does_not_approve_after_it(site: Site, clock: SetClock) -> None:
    id = await embargoed(site, clock)
    await done(site, id, "recall", MAYOR)
    headers = {**site.by(OTHER), "If-Match": f'"{(await seen(site, id))["version"]}"'}
    assert (await site.client.put(f"{API}/{id}", json=GIVEN, headers=headers)).is_success
    await done(site, id, "submission", OTHER)
    assert (await act(site, id, "approval", PRESS)).status_code == 409


async def test_without_an_embargo_it_is_out_when_it_is_approved_and_has_its_number(site: Site) -> None:
    first, second = await approved(site), await approved(site)
    numbers = [(await seen(site, id))["number"] for id in (first, second)]
    assert numbers == ["K-2026-001", "K-2026-002"]
    one, two = await told(site, PressReleasePublishedV1)
    assert (one.number, one.slug) == ("K-2026-001", "nowe-autobusy-na-linii-dwunastej")
    assert two.slug == "nowe-autobusy-na-linii-dwunastej-k-2026-002"
    assert (await site.client.get(two.page)).status_code == 200
    assert one.version == (await seen(site, first))["version"]


async def test_a_discarded_draft_takes_no_number(site: Site) -> None:
    await done(site, await made(site), "discarding")
    assert (await seen(site, await approved(site)))["number"] == "K-2026-001"


async def test_numbers_begin_anew_with_the_year_of_the_city(site: Site, clock: SetClock) -> None:
    await approved(site)
    clock.moment = clock.moment.replace(year=2026, month=12, day=31, hour=23, minute=30)  # half past midnight in Kalisz
    assert (await seen(site, await approved(site)))["number"] == "K-2027-001"


async def test_a_correction_is_seen_by_a_second_person_and_leaves_its_trace(site: Site, clock: SetClock) -> None:
    id = await approved(site)
    clock.move(hours=2)
    await done(site, id, "correction", PRESS, FIXED)
    page = (await seen(site, id))["slug"]
    assert "trzy elektryczne" not in (await site.client.get(f"/prasa/komunikaty/{page}")).text
    assert (await act(site, id, "correction", OTHER, FIXED)).json()["type"] == "/problems/correction-waits"
    assert (await act(site, id, "correction/confirmation", PRESS)).json()["type"] == "/problems/same-eyes"
    await done(site, id, "correction/confirmation", OTHER)
    text = (await site.client.get(f"/prasa/komunikaty/{page}")).text.replace("&nbsp;", "\u00a0")
    assert "Wozów jest trzy, nie cztery." in text
    assert "Sprostowano 15\u00a0kwietnia 2026, 14:00" in text
    assert "trzy elektryczne" in text
    assert "cztery elektryczne" not in text
    assert "Wozów jest trzy" in (await site.client.get("/prasa/komunikaty/atom.xml")).text
    published, corrected = await told(site, PressReleasePublishedV1, PressReleaseCorrectedV1)
    assert corrected.version > published.version
    assert corrected.what == FIXED["what"]
    assert (await site.client.get(API)).json()[0]["corrections"][0]["what"] == FIXED["what"]


async def test_what_stands_in_the_form_is_saved_as_it_is_handed_over(site: Site) -> None:
    id = await made(site)
    desk, typed = f"/panel/komunikaty/{id}", {**GIVEN, "version": "1", "step": "submit"}
    slip = await site.client.post(desk, data={**typed, "lead": "Za krótko"}, headers=site.by(PRESS))
    assert (slip.status_code, (await seen(site, id))["state"]) == (422, "draft")
    handed = {**typed, "lead": "Od marca na linię wyjadą trzy przegubowce."}
    assert (await site.client.post(desk, data=handed, headers=site.by(PRESS))).status_code == 303
    one = await seen(site, id)
    assert (one["state"], one["text"]["lead"], one["version"]) == ("review", handed["lead"], 2)
    again = await site.client.post(desk, data=handed, headers=site.by(PRESS))
    assert again.status_code == 412


async def test_handing_over_what_nobody_has_changed_makes_nobody_its_writer(site: Site) -> None:
    id = await made(site)
    typed = {**GIVEN, "version": "1", "step": "submit"}
    await site.client.post(f"/panel/komunikaty/{id}", data=typed, headers=site.by(OTHER))
    assert (await act(site, id, "approval", OTHER)).status_code == 200


async def test_who_approves_a_correction_sees_word_by_word_what_it_changes(site: Site) -> None:
    id = await made(site)
    await done(site, id, "submission")
    await done(site, id, "approval", OTHER)
    await done(site, id, "correction", PRESS, FIXED)
    page = (await site.client.get(f"/panel/komunikaty/{id}", headers=site.by(OTHER))).text
    assert re.search(r"<del>cztery( elektryczne)? </del><ins>trzy( elektryczne)? </ins>", page)


async def test_dropping_a_proposed_correction_asks_first_and_says_that_its_text_goes(site: Site) -> None:
    id = await made(site)
    await done(site, id, "submission")
    await done(site, id, "approval", OTHER)
    await done(site, id, "correction", PRESS, FIXED)
    page = (await site.client.get(f"/panel/komunikaty/{id}", headers=site.by(OTHER))).text
    fold = asked_first(page, f"/panel/komunikaty/{id}/sprostowanie/rezygnacja")
    assert "Proponowany tekst zniknie. Tego nie można cofnąć." in fold


async def test_a_correction_that_changes_nothing_is_none(site: Site) -> None:
    id = await approved(site)
    answer = await act(site, id, "correction", PRESS, {**GIVEN, "what": "Nic się nie zmienia."})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/nothing-corrected")


async def test_a_withdrawn_release_answers_gone_with_its_reason_and_no_text_or_file(site: Site) -> None:
    id = await approved(site)
    slug = (await seen(site, id))["slug"]
    await done(site, id, "withdrawal", MAYOR, REASON)
    page = await site.client.get(f"/prasa/komunikaty/{slug}")
    assert page.status_code == 410
    assert REASON["reason"] in page.text
    assert "z dotacji" not in page.text
    for path in ("materialy.zip", "komunikat.pdf", "komunikat.docx"):
        assert (await site.client.get(f"/prasa/komunikaty/{slug}/{path}")).status_code == 404
    for path in ("/prasa/komunikaty", "/prasa/komunikaty/atom.xml", "/prasa/komunikaty/sitemap.xml", API):
        assert "autobusy" not in (await site.client.get(path)).text.lower()
    [gone] = await told(site, PressReleaseWithdrawnV1)
    assert gone.version == (await seen(site, id))["version"]


async def test_who_saves_what_another_has_changed_is_told(site: Site) -> None:
    id = await made(site)
    headers = {**site.by(PRESS), "If-Match": '"1"'}
    first = await site.client.put(f"{API}/{id}", json={**GIVEN, "title": "Pierwszy tytuł"}, headers=headers)
    second = await site.client.put(f"{API}/{id}", json={**GIVEN, "title": "Drugi tytuł"}, headers=headers)
    assert (first.status_code, second.status_code) == (200, 412)


async def test_of_twenty_who_approve_at_once_one_publishes_it(site: Site) -> None:
    id = await made(site)
    await done(site, id, "submission")
    version = (await seen(site, id))["version"]
    answers = await asyncio.gather(*[act(site, id, "approval", OTHER, version=version) for _ in range(20)])
    assert sorted(answer.status_code for answer in answers).count(200) == 1
    assert len(await told(site, PressReleasePublishedV1)) == 1


async def test_who_has_to_look_finds_it_on_the_work_list_without_a_word_of_it(site: Site, clock: SetClock) -> None:
    id = await made(site, embargo="2026-04-16T08:00:00+02:00")
    await done(site, id, "submission")
    await done(site, id, "return", OTHER, REASON)
    await done(site, id, "submission")
    await done(site, id, "approval", OTHER)
    opened, closed = await told(site, TaskOpenedV1), await told(site, TaskClosedV1)
    assert [(one.role, one.action.partition(" ")[0]) for one in opened] == [
        ("mayor", "Sprawdź"),
        ("press_officer", "Popraw"),
        ("mayor", "Sprawdź"),
    ]
    assert {one.task_id for one in opened} == {one.task_id for one in closed}
    assert opened[0].due_at is not None
    assert not any("autobus" in one.model_dump_json().lower() for one in opened)
    clock.move(days=2)
    await tick(site)
    assert (await seen(site, id))["state"] == "published"


async def test_an_embargo_that_has_ended_is_none(site: Site) -> None:
    answer = await site.client.post(
        API, json={**GIVEN, "embargo": "2026-04-15T11:59:00+02:00"}, headers=site.once(PRESS)
    )
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/embargo-unfit")


async def test_an_embargo_that_ends_before_anybody_approves_holds_nothing_back(site: Site, clock: SetClock) -> None:
    id = await made(site, embargo="2026-04-15T13:00:00+02:00")
    await done(site, id, "submission")
    clock.move(hours=3)
    await tick(site)
    assert (await seen(site, id))["state"] == "review"
    await done(site, id, "approval", OTHER)
    assert (await seen(site, id))["state"] == "published"


async def titles(site: Site, words: str) -> list[str]:
    """What the search of the site finds."""
    answer = await site.client.get(f"/api/media/v1/search?q={words}")
    return [hit["title"] for hit in answer.json()["hits"] if hit["kind"] == "release"]


async def test_the_search_finds_it_as_it_stands_until_it_is_withdrawn(site: Site) -> None:
    id = await approved(site)
    assert await titles(site, "autobusie") == [GIVEN["title"]]
    put_right = {**GIVEN, "title": "Nowe trolejbusy na linii dwunastej", "what": "Kupiliśmy trolejbusy."}
    await done(site, id, "correction", PRESS, put_right)
    assert await titles(site, "trolejbusach") == []
    await done(site, id, "correction/confirmation", OTHER)
    assert await titles(site, "trolejbusach") == [put_right["title"]]
    # Those that were out before the search knew any are found as well.
    await site.database.collection("findable").delete_many({})
    await ReleasesFound()(site.database)
    assert await titles(site, "dotacji") == [put_right["title"]]
    await done(site, id, "withdrawal", OTHER, {"reason": "To były jednak autobusy."})
    assert await titles(site, "trolejbusach") == []
