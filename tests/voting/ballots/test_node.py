"""The national node: the answer is bound to the browser that went there, and only it says who a voter is."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from deploy.demo.node import FakeNode, NotInProduction, code, create_app, fake_node
from services.voting.ballots.service import NoNationalNode
from services.voting.rolls.service import Identity, WrongIdentity
from services.voting.rolls.service.node import NodeRefused, adapter
from services.voting.tally.domain import seed_commitment
from tests.conftest import SetClock, Site
from tests.voting.conftest import BASE, EDITION, OPENS, PUBLIC, SECRET, Vote, open_at_the_desk, tried
from tests.voting.rolls.pesel import number

ROOT = "/budzet-obywatelski/glosowanie"
ANNA, EWA = number(date(1980, 5, 14)), number(date(1990, 5, 14))
ROLL = f"imię;nazwisko;adres;pesel\nAnna;Nowak;Polna 5;{ANNA}\n"
NODE = "deploy.demo.node:fake_node"
Sites = Callable[..., Awaitable[Site]]


@pytest.fixture
async def site(vote_site: Sites, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("RATUSZ_ENV", "demo")
    made = await vote_site(rules={"identity": "national_node"}, national_node=NODE)
    await open_at_the_desk(made, ROLL)
    clock.moment = OPENS
    return made


async def gone(site: Site) -> dict[str, str]:
    """Go to the node; gives what its page was given."""
    sent = await site.client.get(f"{ROOT}/wezel")
    assert sent.status_code == 303
    return {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}


async def test_a_voter_whom_the_node_names_opens_the_ballot_and_nothing_of_them_is_in_an_address(site: Site) -> None:
    page = (await site.client.get(ROOT)).text
    assert f'href="{ROOT}/wezel"' in page
    at = await gone(site)
    answer = {"state": at["state"], "code": code(ANNA, "Anna", "Nowak", at["nonce"])}
    assert not [word for word in (ANNA, "Anna", "Nowak") if word in str(answer)]
    back = await site.client.get(urlsplit(at["back"]).path, params=answer)
    assert (back.status_code, f'href="{ROOT}/{EDITION}/1"' in back.text) == (200, True)
    assert ANNA not in back.text
    assert (await site.client.get(f"{ROOT}/{EDITION}/1")).status_code == 200
    again = await site.client.get(urlsplit(at["back"]).path, params=answer)
    assert again.headers["location"] == f"{ROOT}?powod=karta"


@pytest.mark.parametrize("fault", ["state", "code", "nonce", "nothing", "late", "other browser"])
async def test_an_answer_that_is_not_this_browsers_opens_nothing(site: Site, clock: SetClock, fault: str) -> None:
    at = await gone(site)
    answer = {"state": at["state"], "code": code(ANNA, "Anna", "Nowak", at["nonce"])}
    if fault == "state":
        answer["state"] = "x" * 43
    elif fault == "code":
        answer["code"] = answer["code"][:-8] + "AAAAAAA="
    elif fault == "nonce":
        answer["code"] = code(ANNA, "Anna", "Nowak", "another")
    elif fault == "nothing":
        answer = {}
    elif fault == "late":
        clock.moment = OPENS + timedelta(minutes=11)
    else:
        await gone(site)
    back = await site.client.get(urlsplit(at["back"]).path, params=answer)
    assert back.status_code == 422
    assert (await site.client.get(f"{ROOT}/{EDITION}/1")).headers["location"] == f"{ROOT}?powod=karta"


async def test_who_is_not_on_the_roll_is_told_so(site: Site) -> None:
    at = await gone(site)
    answer = {"state": at["state"], "code": code(EWA, "Ewa", "Lis", at["nonce"])}
    back = await site.client.get(urlsplit(at["back"]).path, params=answer)
    assert (back.status_code, "nie ma Cię w spisie" in back.text) == (422, True)


async def test_what_somebody_only_types_is_not_what_the_node_says(site: Site) -> None:
    said = {"pesel": ANNA, "surname": "Nowak"}
    assert (await site.client.post(ROOT, data=said)).headers["location"] == ROOT
    body = {"voter": said, "choices": {"miasto": [{"proposal_id": "drzewa"}]}}
    refused = await site.client.post(f"{BASE}/ballots", json=body, headers={"Idempotency-Key": "n" * 16})
    assert refused.json()["type"].endswith("identity-incomplete")


async def test_an_edition_that_needs_the_node_is_not_opened_without_one(vote: Vote) -> None:
    await vote.list(roll=ROLL, identity="national_node")
    await tried(vote.ballots.database)
    with pytest.raises(NoNationalNode):
        await vote.ballots.open(EDITION, PUBLIC, seed_commitment(SECRET))
    with pytest.raises(WrongIdentity):
        await vote.rolls.recognise(EDITION, "national_node", Identity(pesel=ANNA, surname="Nowak"))
    vouched = Identity(pesel=ANNA, surname="Nowak").vouched_for()
    assert (await vote.rolls.recognise(EDITION, "national_node", vouched)).roll_id


def test_the_made_up_node_is_none_in_production_and_none_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert adapter("", "https://x") is None
    monkeypatch.setenv("RATUSZ_ENV", "demo")
    assert isinstance(adapter(NODE, "https://x"), FakeNode)
    for environment in ("production", None):
        monkeypatch.delenv("RATUSZ_ENV")
        if environment:
            monkeypatch.setenv("RATUSZ_ENV", environment)
        with pytest.raises(NotInProduction):
            fake_node("https://x")
        monkeypatch.setenv("RATUSZ_ENV", "demo")


async def test_the_made_up_node_reads_only_what_its_own_page_sealed_and_leads_back_only_to_the_house() -> None:
    node = FakeNode("http://localhost:1/")
    assert (await node.person({"code": code(ANNA, "Anna", "Nowak", "n")}, "n")).pesel == ANNA
    for wrong in ({}, {"code": "abc"}, {"code": code(ANNA, "Anna", "Nowak", "m")}):
        with pytest.raises(NodeRefused):
            await node.person(wrong, "n")
    routes = {route.path for route in create_app("https://x").routes}  # type: ignore[attr-defined]
    assert routes == {"/"}
