"""What happens to support by itself: the count is told, changes are told to each once, and data go in time."""

import html
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from services.intake.proposals.domain import Decision, Proposal
from services.intake.support.domain import Resident, Supporter, SupporterState
from services.intake.support.sealed import Sealed
from services.intake.support.store import MailsCountedAnew, MongoSupportStore
from shared.contracts.intake import ProposalPart, ProposalWithdrawnV1
from shared.contracts.verification import AppealDecidedV1, FormalCheckFinishedV1
from shared.contracts.voting import ResultsPublishedV1
from shared.daily_mails import DailyMails
from shared.store import ASCENDING, Database, IndexModel
from tests.conftest import SetClock, told
from tests.intake.conftest import CIPHER, SESSION_KEY, House, draft, key
from tests.intake.proposals.test_corrections import Case
from tests.intake.proposals.test_form import FORM, fields_of, filled
from tests.intake.support.conftest import API, PAGE, Gathered, all_at_once, following_of, resident

COUNT = {"valid": 3, "strangers": 1, "repeated": 0, "illegible": 0, "online": 2}
COUNTED = "intake.support_counted.v1"


async def count(gathered: Gathered, version: int, **changes: int) -> int:
    """Count the paper lists as programs do and give the status."""
    headers = {**gathered.house.by(), **key(), "If-Match": f'"{version}"'}
    place = f"{API}/proposals/{gathered.id}/support-count"
    return int((await gathered.house.client.put(place, json=COUNT | changes, headers=headers)).status_code)


async def test_the_count_goes_by_valid_paper_and_accepted_online_support_together(gathered: Gathered) -> None:
    for number in range(3):
        await gathered.support(number)
    await gathered.support(4, town="Opatówek")
    await following_of(gathered.house).tell_counts()
    first = (await gathered.house.events(COUNTED))[0]
    assert (first["version"], first["signatures_online"], first["signatures_counted"]) == (2, 3, None)

    assert await count(gathered, 2) == 204
    second = (await gathered.house.events(COUNTED))[1]
    assert (second["version"], second["signatures_counted"], second["repeated_online"]) == (3, 6, 2)
    assert (await gathered.shown())["have"] == 6

    page = html.unescape(
        (await gathered.house.client.get(f"/panel/wnioski/{gathered.id}", headers=gathered.house.by())).text
    )
    assert "Podpisy: 6, wymagane: 2." in page
    assert "W tym poparcie przez internet: 3." in page
    assert "Policzono ważne: 3 z 6 linii." in page


async def test_clicks_are_told_in_one_word_and_only_when_the_number_has_moved(gathered: Gathered) -> None:
    tokens = [await gathered.support(number) for number in range(4)]
    following = following_of(gathered.house)
    await all_at_once(*(following.tell_counts() for _ in range(4)))
    await following.tell_counts()
    assert [event["signatures_online"] for event in await gathered.house.events(COUNTED)] == [4]

    await gathered.take_back(tokens[0])
    await gathered.support(7)
    await following.tell_counts()
    assert len(await gathered.house.events(COUNTED)) == 1
    await gathered.take_back(tokens[1])
    await following.tell_counts()
    assert [(event["version"], event["signatures_online"]) for event in await gathered.house.events(COUNTED)] == [
        (2, 4),
        (3, 3),
    ]


async def test_an_officer_who_counts_lists_is_not_disturbed_by_online_support(gathered: Gathered) -> None:
    following = following_of(gathered.house)
    for number in range(3):
        await gathered.support(number)
        await following.tell_counts()

    # Read in version 1; since then nothing but the online number has moved.
    assert await count(gathered, 1) == 204
    assert (await gathered.house.events(COUNTED))[-1]["version"] == 5
    assert await count(gathered, 4) == 412
    await gathered.support(5)
    await following.tell_counts()
    assert await count(gathered, 4) == 412
    assert await count(gathered, 5, valid=7) == 204
    assert (await gathered.house.events(COUNTED))[-1]["signatures_counted"] == 11


async def test_counting_and_clicking_at_once_loses_neither(gathered: Gathered) -> None:
    tokens = [await gathered.link(number) for number in range(8)]
    following = following_of(gathered.house)

    await all_at_once(
        *(gathered.confirm(token) for token in tokens), count(gathered, 1), *(following.tell_counts() for _ in range(3))
    )
    await following.tell_counts()

    last = (await gathered.house.events(COUNTED))[-1]
    assert (last["signatures_online"], last["signatures_counted"]) == (8, 11)
    versions = [event["version"] for event in await gathered.house.events(COUNTED)]
    assert versions == sorted(set(versions))


@pytest.mark.parametrize(("since", "told", "read", "fresh"), [(3, 6, 3, True), (3, 6, 6, True), (3, 6, 2, False)])
def test_a_version_is_as_good_as_the_present_one_only_while_nothing_else_has_changed(
    since: int, told: int, read: int, fresh: bool
) -> None:
    proposal = a_proposal(version=since)
    for number in range(told - since):
        proposal = proposal.with_online(number + 1)

    assert proposal.was_read_in(read) is fresh
    after = proposal.checked(Decision(favourable=True, reasons=(), decided_at=proposal.submitted_at, version=1))
    assert not after.was_read_in(read)
    assert not after.with_online(9).was_read_in(read)
    assert after.with_online(9).was_read_in(after.version)


def a_proposal(**changes: Any) -> Proposal:
    """A proposal without anything around it."""
    plain = draft("e").model_dump(exclude={"cost_items"}) | {"cost_items": (), "cost": 0, "attachments": ()}
    more = {"id": "p", "number": 1, "case": "c", "applicant": b"", "words": (), "sign": "s"}
    return Proposal.model_validate(plain | more | {"submitted_at": "2026-04-15T10:00:00Z"} | changes)


# -- a draft and its supporters -------------------------------------------------------------------------------------


async def opened(house: House, **changes: str) -> tuple[str, Gathered]:
    """Save a draft, gather support for it, and give the address of the draft and the gathering."""
    saved = await house.client.post(FORM, data=filled(step="save") | changes)
    place = str(saved.headers["location"]).partition("?")[0]
    assert (await house.client.post(f"{place}/poparcie")).status_code == 303
    page = html.unescape((await house.client.get(f"{place}/poparcie")).text)
    found = re.search(rf"http://localhost:8080{PAGE}/(\w+)", page)
    assert found is not None
    return place, Gathered(house, found[1])


async def send(house: House, **changes: str) -> str:
    """File the form and give the id of the proposal."""
    review = fields_of((await house.client.post(FORM, data=filled() | changes)).text)
    sent = await house.client.post(FORM, data=review | {"step": "send"})
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"]).rpartition("/")[2]


async def test_a_draft_is_supported_and_takes_its_supporters_along_when_it_is_filed(house: House) -> None:
    await house.announce(online_support=True)
    place, gathered = await opened(house)
    page = html.unescape((await house.client.get(f"{PAGE}/{gathered.id}")).text)
    assert "To szkic." in page
    assert filled()["title"] in page
    assert filled()["location"] in page
    # Nothing else of the draft, least of all its author.
    for secret in (filled()["surname"], filled()["email"], place):
        assert secret not in page
    for number in range(2):
        await gathered.support(number)
    late = await gathered.link(5)
    await following_of(house).tell_counts()
    assert await house.events(COUNTED) == []

    proposal_id = await send(house)

    (submitted,) = await house.events("intake.proposal_submitted.v1")
    assert (submitted["proposal_id"], submitted["signatures_online"]) == (proposal_id, 2)
    assert await gathered.online() == 2
    # The link of the draft and the one of the proposal lead to the same support; a link out of the mail still works.
    assert (await gathered.confirm(late)).status_code == 204
    assert await Gathered(house, proposal_id).online() == 3
    await following_of(house).tell_counts()
    assert [event["signatures_online"] for event in await house.events(COUNTED)] == [3]


async def test_confirming_while_the_draft_is_filed_loses_nobody(house: House) -> None:
    await house.announce(online_support=True)
    _, gathered = await opened(house)
    tokens = [await gathered.link(number) for number in range(8)]

    await all_at_once(send(house), *(gathered.confirm(token) for token in tokens))
    await following_of(house).tell_counts()

    assert await gathered.online() == 8
    online = [event["signatures_online"] for event in await house.events("intake.proposal_submitted.v1")]
    assert [*online, *(event["signatures_online"] for event in await house.events(COUNTED))][-1] == 8


async def test_what_a_draft_lacks_is_said_before_it_is_shown_to_anybody(house: House) -> None:
    await house.announce(online_support=True)
    saved = await house.client.post(FORM, data=filled(step="save", title="Sad", area_id=""))
    place = str(saved.headers["location"]).partition("?")[0]

    page = await house.client.post(f"{place}/poparcie")

    assert page.status_code == 422
    assert "Nazwa jest za krótka" in page.text
    assert await house.database.collection("gatherings").count_documents({}) == 0


async def test_a_draft_changes_for_its_supporters_only_when_its_author_says_so(house: House) -> None:
    await house.announce(online_support=True)
    place, gathered = await opened(house)
    await gathered.support()
    await house.client.post(FORM, data=filled(step="save", title="Zupełnie inny pomysł"))
    assert filled()["title"] in html.unescape((await house.client.get(f"{PAGE}/{gathered.id}")).text)

    assert "Szkic zmienił się od tego czasu" in (await house.client.get(f"{place}/poparcie")).text
    await house.client.post(f"{place}/poparcie")
    assert "Zupełnie inny pomysł" in (await house.client.get(f"{PAGE}/{gathered.id}")).text
    house.clock.move(minutes=2)
    await following_of(house).tell_changes()
    assert "Nazwa: teraz „Zupełnie inny pomysł”." in (await house.mails())[-1]


async def test_who_supported_a_draft_that_is_deleted_is_forgotten_with_it(house: House) -> None:
    await house.announce(online_support=True)
    place, gathered = await opened(house)
    await gathered.support()
    await house.client.post(f"{place}/usuniecie")
    assert (await gathered.shown())["is_open"] is False

    await following_of(house).forget()

    assert await house.database.collection("supporters").count_documents({}) == 0
    # Saved anew, it begins anew.
    _, again = await opened(house)
    assert (again.id != gathered.id, await again.online()) == (True, 0)


async def test_the_review_before_filing_counts_online_support(house: House) -> None:
    await house.announce(online_support=True)
    _, gathered = await opened(house)
    for number in range(2):
        await gathered.support(number)

    review = html.unescape((await house.client.post(FORM, data=filled(signatures="0"))).text)

    assert "Poparcie przez internet" in review
    assert "Liczba podpisów to" not in review
    assert "Nie ma listy poparcia." not in review


# -- supporters hear of changes --------------------------------------------------------------------------------------


@pytest.fixture
async def case(house: House, deliver: Callable[..., Awaitable[None]]) -> Case:
    """A filed proposal that is supported online."""
    return Case(house, deliver, await house.file(await house.announce(online_support=True), signatures=0))


async def mails_of_change(house: House) -> list[str]:
    """Give the mails that tell of a change."""
    return [mail for mail in await house.mails() if "który popierasz, zmienił się" in mail]


async def change(case: Case, part: ProposalPart, typed: dict[str, str], number: int = 1) -> None:
    """Call for a part and complete it, then let two minutes pass and the mails go."""
    await case.call(part, number=number)
    assert (await case.send(**typed)).status_code == 303
    case.house.clock.move(minutes=2)
    await following_of(case.house).tell_changes()


PLACE = {"pool_id": "local", "area_id": "rogatka", "location": "skwer przy ul. Wojska Polskiego"}
COSTS = {
    "costs-0-name": "Urządzenia", "costs-0-amount": "70 000", "costs-1-name": "Montaż", "costs-1-amount": "20 000",
}  # fmt: skip
WORDS = draft("e").model_dump(include={"title", "summary", "description", "category"})


@pytest.mark.parametrize(
    ("part", "typed", "said"),
    [
        (ProposalPart.PLACE, PLACE | {"location": "łąka za szkołą"}, "jest „łąka za szkołą, Rogatka”"),
        (ProposalPart.PLACE, PLACE | {"latitude": "51,76", "longitude": "18,09"}, None),
        (ProposalPart.COSTS, COSTS | {"costs-0-amount": "75 000"}, "było 90\u00a0000 zł, jest 95\u00a0000 zł"),
        (ProposalPart.COSTS, COSTS, None),
        (ProposalPart.DESCRIPTION, WORDS | {"title": "Plac zabaw i siłownia"}, "teraz „Plac zabaw i siłownia”"),
        (ProposalPart.DESCRIPTION, WORDS | {"description": "Inny opis. " * 10}, "Opis jest inny niż przedtem."),
        (ProposalPart.DESCRIPTION, WORDS | {"category": "Zieleń i środowisko"}, None),
        (ProposalPart.SUPPORT, {"signatures": "40"}, None),
    ],
)
async def test_supporters_are_told_of_what_is_built_where_and_for_how_much_and_of_nothing_else(
    case: Case, part: ProposalPart, typed: dict[str, str], said: str | None
) -> None:
    token = await Gathered(case.house, case.id).support()

    await change(case, part, typed)

    mails = await mails_of_change(case.house)
    assert len(mails) == (1 if said else 0)
    if said:
        assert said in mails[0]
        assert f"{PAGE}/link/{token}" in mails[0]


async def test_an_arranged_change_is_told_too_and_once_for_each_change(case: Case) -> None:
    house, gathered = case.house, Gathered(case.house, case.id)
    await gathered.support(1)
    await gathered.support(2)
    await gathered.take_back(await gathered.support(3))
    await gathered.link(4)
    body = {"reason": "Pod placem biegnie gazociąg: przesuń go.", "legal_basis": "§ 12 uchwały", "parts": ["place"]}
    place = f"{API}/proposals/{case.id}/arrangements"
    headers = {**house.by(), **key()}
    opened = await house.client.post(place, json=body | {"due_on": "2026-04-22"}, headers=headers)
    assert opened.status_code == 201
    after = draft((await case.shown())["edition_id"], location="łąka").model_dump(mode="json")
    revision = {"token": case.token, "proposal": after}
    assert (await house.client.post(f"{API}/revisions", json=revision, headers=key())).status_code == 204
    # Whoever comes later has read the new words.
    house.clock.move(minutes=2)
    await gathered.support(6)

    following = following_of(house)
    await all_at_once(*(following.tell_changes() for _ in range(4)))
    await following.tell_changes()

    assert len(await mails_of_change(house)) == 2
    await change(case, ProposalPart.PLACE, PLACE)
    assert len(await mails_of_change(house)) == 5


async def test_many_supporters_are_told_in_parts_and_a_stop_in_between_tells_nobody_twice(case: Case) -> None:
    await Gathered(case.house, case.id).support()
    await crowd(case.house, case.id, 250)
    await case.call(ProposalPart.PLACE)
    await case.send(**PLACE | {"location": "łąka"})
    case.house.clock.move(minutes=2)
    following = following_of(case.house)
    (row,) = [row async for row in case.house.database.collection("supported_changes").find()]

    assert await following._tell_some(row["_id"])
    assert len(await mails_of_change(case.house)) == 100
    await following.tell_changes()

    assert len(await mails_of_change(case.house)) == 251


async def crowd(house: House, proposal_id: str, size: int) -> None:
    """Put many confirmed supporters into the store at once."""
    store, sealed = MongoSupportStore(house.database), Sealed(CIPHER, SESSION_KEY)
    gathering = await store.of_proposal(proposal_id)
    assert gathering is not None
    now = house.clock.now()
    documents = []
    for number in range(size):
        plain = {name: value for name, value in resident(number).items() if name != "declared"}
        one = Supporter(
            id=f"{number:032x}",
            gathering_id=gathering.id,
            sealed=sealed.seal(f"{number:032x}", Resident(**plain)),
            who=f"who-{number}",
            mailbox=f"box-{number}",
            surname="same",
            state=SupporterState.ACCEPTED,
            held=True,
            place=0,
            untold=True,
            asked_at=now,
            expires_at=now + timedelta(days=3),
            confirmed_at=now,
        )
        document = one.model_dump()
        documents.append({"_id": document.pop("id"), **document, "schema_version": 1})
    await house.database.collection("supporters").insert_many(documents)


async def test_when_a_proposal_moves_its_supporters_are_looked_at_anew(case: Case) -> None:
    gathered = Gathered(case.house, case.id)
    await gathered.support(1)
    await gathered.support(2, area_id="dobro")
    await following_of(case.house).tell_counts()
    assert await gathered.online() == 1

    await change(case, ProposalPart.PLACE, PLACE | {"area_id": "dobro"})
    await following_of(case.house).tell_counts()

    # Who lives in Dobro counts now, who lives in Rogatka waits for an officer.
    answer = await case.house.client.get(f"{API}/proposals/{case.id}/strangers", headers=case.house.by())
    assert [(one["house"], one["state"]) for one in answer.json()["items"]] == [("1", "waiting")]
    assert await gathered.online() == 1


# -- the end ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["withdrawn", "refused for good", "results"])
async def test_supporters_are_deleted_a_month_after_the_end_and_the_number_stays(
    case: Case, deliver: Callable[..., Awaitable[None]], how: str
) -> None:
    house, gathered, following = case.house, Gathered(case.house, case.id), following_of(case.house)
    await gathered.support()
    await crowd(house, case.id, 250)
    await following.tell_counts()
    now, edition = house.clock.now(), (await case.shown())["edition_id"]
    if how == "withdrawn":
        event = told(ProposalWithdrawnV1, proposal_id=case.id, withdrawn_at=now)
        await deliver(event, following.follow_withdrawal)
    elif how == "refused for good":
        upheld = told(AppealDecidedV1, proposal_id=case.id, upheld=True, decided_at=now - timedelta(days=90))
        await deliver(upheld, following.follow_appeal_decision)
        refused = told(AppealDecidedV1, proposal_id=case.id, upheld=False, decided_at=now)
        await deliver(refused, following.follow_appeal_decision)
    else:
        await deliver(told(ResultsPublishedV1, edition_id=edition, published_at=now), following.follow_results)
    house.clock.move(days=29)
    await following.forget()
    assert await house.database.collection("supporters").count_documents({}) == 251

    house.clock.move(days=5)
    await following.forget()
    await following.tell_counts()

    assert await house.database.collection("supporters").count_documents({}) == 0
    assert await gathered.online() == 251
    assert [event["signatures_online"] for event in await house.events(COUNTED)] == [251]


async def test_who_does_not_confirm_in_time_is_forgotten(gathered: Gathered) -> None:
    await gathered.link(1)
    await gathered.support(2)
    gathered.house.clock.move(days=4)

    await following_of(gathered.house).forget()

    assert await gathered.house.database.collection("supporters").count_documents({}) == 1
    assert await gathered.online() == 1


async def test_after_the_formal_check_nothing_is_told_and_nobody_supports(case: Case) -> None:
    gathered = Gathered(case.house, case.id)
    token = await gathered.support(1)
    late = await gathered.link(2)
    await case.decide(told(FormalCheckFinishedV1, proposal_id=case.id))
    await following_of(case.house).tell_counts()

    assert (await gathered.confirm(late)).status_code == 409
    assert (await gathered.ask(3)).status_code == 409
    assert await case.house.events(COUNTED) == []
    # One's own data one may take back for ever.
    assert (await gathered.take_back(token)).status_code == 204


async def test_a_store_with_the_former_counts_of_letters_is_made_ready(
    database: Database, clock: SetClock, mongo_url: str
) -> None:
    database.collection("support_mails", [IndexModel([("day", ASCENDING)])])
    await database.prepare()
    await database.collection("support_mails").insert_one({"_id": "digest|2026-04-15|0", "day": "2026-04-15"})
    now = Database(mongo_url, database.name)
    DailyMails(now, "support_mails", SESSION_KEY, clock, 4)

    await now.prepare([MailsCountedAnew()])
    now.close()

    assert await database.collection("support_mails").count_documents({}) == 0
