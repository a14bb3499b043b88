"""Residents follow a local initiative by mail as they follow a project: every public step, until all is over."""

from datetime import timedelta

import pytest

from services.reporting.followers import wording
from services.reporting.followers.domain import Followed, Kind
from services.reporting.followers.store import FollowedNamed
from services.reporting.initiatives.domain.story import Turn, entry_of
from shared.contracts.initiatives.intake import (
    ContractSignedV1,
    ContractTerminatedV1,
    InitiativeConvertedV1,
    InitiativeSubmittedV1,
    InitiativeWithdrawnV1,
)
from shared.contracts.initiatives.reporting import InitiativeSettledV1
from shared.contracts.initiatives.verification import (
    InitiativeAnswerExtendedV1,
    InitiativeDecidedV1,
    InitiativeOpinionGivenV1,
    InitiativeScoredV1,
)
from tests.conftest import told
from tests.reporting.conftest import OFFICER, key, moment
from tests.reporting.followers.test_following import ANNA, HOST, JAN, letters, link
from tests.reporting.initiatives.test_story import EVERYTHING

PAGE = "/inicjatywa-lokalna/IL-2027-004/realizacja"
ASK = "/api/reporting/v1/initiatives/IL-2027-004/followers"
ID = told(InitiativeSubmittedV1).initiative_id


@pytest.fixture(autouse=True)
def _after_the_samples(clock):
    clock.moment = moment("2027-05-10")


async def follow(site, email=ANNA):
    """Ask on the page of the initiative and confirm by the mail."""
    asked = await site.client.post(f"{PAGE}/obserwowanie", data={"email": email})
    assert (asked.status_code, asked.headers["location"]) == (303, f"{PAGE}/obserwowanie/wyslano")
    path = link((await letters(site, email))[-1], "potwierdzenie")
    assert path.startswith("/inicjatywa-lokalna/realizacja/obserwowanie/")
    assert "Potwierdź obserwowanie" in (await site.client.get(path)).text
    assert (await site.client.post(path, data={})).status_code == 303
    assert "Obserwujesz tę inicjatywę" in (await site.client.get(path)).text


async def happens(site, clock, *kinds, **changes):
    """A step an hour later, with its letters."""
    clock.move(hours=1)
    for kind in kinds:
        event = told(kind, **changes)
        at = next(name for name in type(event).model_fields if name in _MOMENTS)
        await site.house.hears(event.model_copy(update={at: clock.now()}))
    await site.house.mailings.look_after()


_MOMENTS = ("stated_at", "scored_at", "decided_at", "signed_at", "terminated_at", "settled_at", "converted_at")


async def test_who_confirms_is_told_of_every_step_from_the_opinion_to_the_settlement(site, clock):
    await site.house.hears(told(InitiativeSubmittedV1))
    await follow(site)
    await site.client.post(ASK, json={"email": JAN}, headers=key())
    assert "Adres e-mail" in (await site.client.get(PAGE)).text
    for kind in (InitiativeOpinionGivenV1, InitiativeScoredV1, InitiativeDecidedV1, ContractSignedV1):
        await happens(site, clock, kind)
    await happens(site, clock, InitiativeSettledV1)
    title = told(InitiativeSubmittedV1).title
    [_, *news] = await letters(site)
    assert [mail["subject"].removeprefix(f"{title}: ") for mail in news] == [
        "opinia za",
        "ocena Zespołu",
        "prezydent przyjął inicjatywę",
        "umowa podpisana",
        "rozliczona",
    ]
    assert all(f"{HOST}{PAGE}" in mail["text"] and mail["leave"] in mail["text"] for mail in news)
    assert "Miasto da najwyżej" in news[2]["text"]
    assert ["To ostatnia wiadomość" in mail["text"] for mail in news] == [False, False, False, False, True]
    assert len(await letters(site, JAN)) == 1, "who has not confirmed is told nothing"


async def test_a_mail_program_leaves_an_initiative_at_one_click(site, clock):
    await site.house.hears(told(InitiativeSubmittedV1))
    await follow(site)
    await happens(site, clock, InitiativeScoredV1)
    leave = (await letters(site))[-1]["leave"].removeprefix(HOST)
    assert "Zrezygnować z wiadomości?" in (await site.client.get(leave)).text
    answer = await site.client.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "Nie będziemy już pisać" in answer.text) == (200, True)
    await happens(site, clock, InitiativeDecidedV1)
    assert await letters(site) == []


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (InitiativeDecidedV1, {"outcome": "rejected", "city": 0}),
        (InitiativeWithdrawnV1, {}),
        (InitiativeSettledV1, {}),
    ],
)
async def test_what_is_over_is_followed_no_more_and_its_followers_are_forgotten_in_time(site, clock, kind, changes):
    await site.house.hears(told(InitiativeSubmittedV1))
    await follow(site)
    await site.house.hears(told(kind, **changes))
    assert (await site.client.post(ASK, json={"email": JAN}, headers=key())).status_code == 409
    assert 'name="email"' not in (await site.client.get(PAGE)).text
    assert "nie będzie już wiadomości" in (await site.client.get(f"{PAGE}/obserwowanie")).text
    clock.moment = max(one.at + timedelta(days=32) for one in (await site.house.stories.story(ID)).entries)
    await site.house.mailings.forget()
    assert await site.house.followers.store.count(ID) == 0


async def test_a_terminated_contract_is_followed_until_it_is_settled(site, clock):
    await site.house.hears(told(InitiativeSubmittedV1), told(ContractSignedV1), told(ContractTerminatedV1))
    await follow(site)
    assert await site.house.followers.store.count(ID) == 1


@pytest.mark.parametrize(
    "event",
    [*EVERYTHING, told(InitiativeAnswerExtendedV1), told(ContractTerminatedV1), told(InitiativeWithdrawnV1)],
    ids=lambda event: event.name,
)
def test_every_step_has_a_letter_that_leads_to_its_page_and_lets_go(event):
    entry = entry_of(event)
    if entry is None:
        return
    followed = Followed(kind=Kind.INITIATIVE, id=ID, case="IL-2027-004", title="Skwer", page=PAGE, is_open=True)
    subject, text = wording.news(entry, followed, HOST + PAGE, "https://go")
    assert subject.startswith("Skwer: ")
    assert HOST + PAGE in text
    assert "https://go" in text
    assert "None" not in text


def test_no_turn_of_an_initiative_is_left_without_words():
    heard = {entry.turn for event in EVERYTHING if (entry := entry_of(event)) is not None}
    others = (told(ContractTerminatedV1), told(InitiativeWithdrawnV1), told(InitiativeConvertedV1))
    heard |= {entry.turn for event in (*others, told(InitiativeAnswerExtendedV1)) if (entry := entry_of(event))}
    assert heard == set(Turn)


async def test_officers_see_what_was_told_and_no_address(site, clock):
    await site.house.hears(told(InitiativeSubmittedV1), told(ContractSignedV1))
    await follow(site)
    await happens(site, clock, InitiativeScoredV1)
    answer = (await site.client.get(ASK, headers=site.by(OFFICER))).json()
    assert (answer["followers"], answer["mailings"][0]["turn"], answer["mailings"][0]["letters"]) == (1, "scored", 1)
    page = await site.client.get(f"/panel/umowy/{ID}/obserwujacy", headers=site.by(OFFICER))
    assert "Ocena Zespołu" in page.text
    assert ANNA not in page.text
    assert (await site.client.get(ASK)).status_code == 401


async def test_who_followed_a_project_before_initiatives_could_be_followed_still_does(site):
    raw = site.house.database.collection("followers")
    await raw.insert_one(
        {
            "_id": "f-1",
            "project_id": "p-1",
            "sealed": b"",
            "who": "digest",
            "asked_at": site.house.clock.now(),
            "expires_at": None,
            "version": 1,
            "schema_version": 1,
        }
    )
    for _ in range(2):
        await FollowedNamed()(site.house.database)
    follower = await site.house.followers.store.get("f-1")
    assert (follower.kind, follower.followed_id) == (Kind.PROJECT, "p-1")
