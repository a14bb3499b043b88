"""The commission's desk: one step after the other, each slip told at its field, no secret on any page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from services.voting.tally.domain import seed_commitment
from services.voting.tally.pabulib import read_text, recount
from services.voting.tally.service import LeftOut, PaperSum
from services.voting.tally.store import MongoCountStore
from shared.access import Role
from shared.contracts.voting import ResultsPublishedV1, TurnoutPart
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person
from tests.voting.ballots.test_booth import opened, site, step, voted
from tests.voting.conftest import CLOSES, EDITION, PANEL, PRIVATE, PUBLIC, SECRET, list_at_the_desk, tried

__all__ = ["site"]
RESULTS = f"/budzet-obywatelski/wyniki/{EDITION}"
PB = f"/api/voting/v1/editions/{EDITION}/results/city.pb"
CSV = f"/api/voting/v1/editions/{EDITION}/results.csv"


async def desk(site: Site, role: Role = Role.COMMISSION) -> str:
    return (await site.client.get(PANEL, headers=site.by(person(role)))).text


async def closed(site: Site, clock: SetClock) -> None:
    await opened(site, clock)
    await voted(site)
    clock.moment = CLOSES + timedelta(minutes=2)
    assert (await step(site, "zamkniecie")).status_code == 303


async def test_each_step_opens_the_next_one(site: Site, clock: SetClock) -> None:
    assert "Publikuję listę" in await desk(site)
    await step(site, "lista", seed="losowanie")
    assert "Przygotuj próbę" in await desk(site)
    await list_at_the_desk(site)
    await tried(site.database)
    assert "Zamrażam zasady i otwieram" in await desk(site)
    await opened(site, clock)
    assert "Zamykam urnę" not in await desk(site)
    await voted(site)
    clock.moment = CLOSES + timedelta(minutes=2)
    assert "Zamykam urnę" in await desk(site)
    await step(site, "zamkniecie")
    assert "Otwieram urnę i liczę" in await desk(site)
    await step(site, "liczenie", private_key=PRIVATE, secret=SECRET)
    assert (await site.client.get(RESULTS)).status_code == 404, "nobody reads the result before it is published"
    assert (await site.client.get(CSV)).status_code == 404
    assert (await site.client.get(PB)).status_code == 404, "nor the ballots"
    await step(site, "wyniki")
    file = (await site.client.get(PB)).text
    assert recount(read_text(file)).selected, "whoever counts it finds the winners"
    told = (await site.client.get(CSV.removesuffix(".csv"))).json()
    assert "paper" not in told
    assert [cell["voters"] for cell in told["turnout"]["channels"]] == [None, None]
    [row] = [row async for row in site.database.published_events([ResultsPublishedV1.name])]
    published = ResultsPublishedV1.model_validate_json(row["body"])
    assert published.channels == (TurnoutPart(of="online", ballots=None), TurnoutPart(of="paper", ballots=None))
    assert not any(part.ballots for part in published.areas), "one person has voted: a figure is 0, or hidden"
    page = (await site.client.get(RESULTS)).text
    assert "Projekt fontanna" in page
    assert "Dla porównania: równe udziały" in page
    rows = (await site.client.get(CSV)).text.removeprefix("\ufeff").splitlines()
    assert rows[0] == "numer;projekt;tytuł;pula;osiedle;miejsce;głosy;punkty;koszt;wynik;wyklucza;rezerwa;los"
    assert len(rows) == 6
    assert any(",00;wybrany;;" in row for row in rows)


@pytest.mark.parametrize(
    ("name", "form", "field"),
    [
        ("lista", {"seed": ""}, "seed"),
        ("otwarcie", {"public_key": "abc", "draw_commitment": "0" * 64}, "public_key"),
        ("otwarcie", {"public_key": PUBLIC, "draw_commitment": "nie skrót"}, "draw_commitment"),
    ],
)
async def test_a_slip_before_the_vote_is_told_at_its_field(
    site: Site, name: str, form: dict[str, str], field: str
) -> None:
    if name == "otwarcie":
        await step(site, "lista", seed="losowanie")
        await tried(site.database)
    answer = await step(site, name, **form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"private_key": "0" * 64, "secret": SECRET}, "private_key"),
        ({"private_key": "abc4f1", "secret": SECRET}, "private_key"),
        ({"private_key": PRIVATE, "secret": "to nie ten tekst, co był"}, "secret"),
    ],
)
async def test_a_wrong_key_or_secret_is_told_at_its_field_the_text_stays_and_the_key_does_not(
    site: Site, clock: SetClock, form: dict[str, str], field: str
) -> None:
    await closed(site, clock)
    answer = await step(site, "liczenie", **form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert form["private_key"] not in answer.text
    assert form["secret"] in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_key_given_in_the_field_of_the_text_does_not_stand_in_the_page(site: Site, clock: SetClock) -> None:
    await closed(site, clock)
    answer = await step(site, "liczenie", private_key=SECRET, secret=PRIVATE)
    assert answer.status_code == 422
    assert 'href="#private_key"' in answer.text
    assert PRIVATE not in answer.text


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE} - {Role.COMMISSION}))
async def test_only_the_commission_takes_steps(site: Site, role: Role) -> None:
    form = {"public_key": PUBLIC, "draw_commitment": seed_commitment(SECRET)}
    answer = await site.client.post(f"{PANEL}/otwarcie", data=form, headers=site.by(person(role)))
    assert answer.status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
async def test_officers_and_auditors_follow_without_buttons(site: Site, role: Role) -> None:
    page = await desk(site, role)
    assert "Kroki wykonuje komisja" in page
    assert "Publikuję listę" not in page


async def test_the_sealed_box_lies_where_the_commission_and_the_auditor_look_once_it_is_closed(
    site: Site, clock: SetClock
) -> None:
    box = f"/api/voting/v1/editions/{EDITION}/box.jsonl"
    await opened(site, clock)
    assert box not in await desk(site)
    await voted(site)
    clock.moment = CLOSES + timedelta(minutes=2)
    await step(site, "zamkniecie")
    for role in (Role.COMMISSION, Role.AUDITOR):
        page = await desk(site, role)
        assert f'href="{box}"' in page
        assert "„ratusz recount”" in page
        assert (await site.client.get(box, headers=site.by(person(role)))).status_code == 200
    assert box not in await desk(site, Role.OFFICER)
    assert (await site.client.get(box, headers=site.by(person(Role.OFFICER)))).status_code == 403


async def test_the_results_say_what_each_number_of_void_and_replaced_ballots_is_and_who_is_kept_off_the_reserve(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site(rules={"double_vote": "paper_wins"})
    await closed(site, clock)
    # The trees leave no money for the alleys before the benches, which exclude them, win in their own pool.
    pair = {"$set": {"exclusive": [["alejki", "lawki"]]}}
    await site.database.collection("elections").update_one({"_id": EDITION}, pair)
    await step(site, "liczenie", private_key=PRIVATE, secret=SECRET)
    await step(site, "wyniki")
    counts = MongoCountStore(site.database)
    counted = await counts.get(EDITION)
    paper = {"cards": PaperSum(void=6, in_box=9), "left_out": LeftOut(superseded=1), "version": counted.version + 1}
    await site.database.transaction(lambda tx: counts.save(tx, counted.model_copy(update=paper)))
    page = " ".join((await site.client.get(RESULTS)).text.split())
    assert "<dt>Karty papierowe nieważne, niewłożone do urny (kart, nie przyczyn)</dt> <dd>6</dd>" in page
    assert "<dt>Karty nieważne po otwarciu urny</dt> <dd>0</dd>" in page
    assert "Głosy nieważne" not in page
    assert "<dt>Głosy z internetu zastąpione kartą papierową tej samej osoby</dt> <dd>1</dd>" in page
    why = "nie jest na liście rezerwowej, bo wyklucza się z wybranym: Projekt lawki"
    assert f"zabrakło pieniędzy; {why}" in page
    assert "Poza listą rezerwową: Projekt alejki, bo wyklucza się z wybranym: Projekt lawki." in page
    told = (await site.client.get(CSV.removesuffix(".csv"))).json()
    assert "cards" not in told, "how many came on paper may be few"
    [row] = [row for row in (await site.client.get(CSV)).text.splitlines() if "Projekt alejki" in row]
    [rival] = [row for row in (await site.client.get(CSV)).text.splitlines() if "Projekt lawki" in row]
    assert f";zabrakło pieniędzy;{rival.split(';')[0]};;" in row


async def test_a_step_out_of_turn_is_refused(site: Site, clock: SetClock) -> None:
    assert (await step(site, "zamkniecie")).status_code == 409
    await opened(site, clock)
    assert (await step(site, "zamkniecie")).status_code == 409
    assert (await step(site, "lista", seed="jeszcze raz")).status_code == 409
