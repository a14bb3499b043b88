"""Who builds a project and what it has cost in the end: told to residents beside what was planned."""

import pytest

from shared.contracts.reporting import ImplementationSettledV1, ProgressPublishedV1
from tests.reporting.conftest import MAYOR, OFFICER, ZDM
from tests.reporting.implementation.test_pages import TYPED, post
from tests.reporting.implementation.test_work import WORKS, approve, chosen, published_word, send

FIRM = "Zielony Plac sp. z o.o."
END = {"stage": "finished", "percent": 100, "spent": 93_500_00, "note": "Plac zabaw jest otwarty.", "planned_end": None}
PUBLIC = "/api/reporting/v1/projects/p-1"


async def settle(site, contractor=FIRM, actual_cost=None, version=None, who=OFFICER):
    if version is None:
        version = (await site.client.get(f"{WORKS}/p-1", headers=site.by(OFFICER))).headers["etag"]
    body = {"contractor": contractor, "actual_cost": actual_cost}
    return await site.client.put(f"{WORKS}/p-1/settlement", json=body, headers={**site.by(who), "If-Match": version})


async def hears_itself(site, *kinds):
    """The service reads its own events; here without a broker."""
    await site.house.hears(*await site.house.publishes(*kinds))


async def shown(site):
    return (await site.client.get("/budzet-obywatelski/projekty/p-1")).text.replace("\u00a0", " ")


async def test_residents_read_who_builds_it_once_an_officer_has_approved_the_word(site):
    await chosen(site.house)
    await send(site, contractor=FIRM)
    assert FIRM not in await shown(site)
    await approve(site, 1)
    assert FIRM in await shown(site)
    assert (await site.client.get(PUBLIC)).json()["contractor"] == FIRM


async def test_a_word_that_says_nothing_of_the_contractor_leaves_it_as_it_is(site):
    await chosen(site.house)
    await published_word(site, contractor=FIRM)
    await published_word(site, percent=20)
    assert (await site.client.get(PUBLIC)).json()["contractor"] == FIRM


async def test_what_was_spent_when_it_was_finished_is_what_it_has_cost(site):
    await chosen(site.house)
    await published_word(site)
    assert (await site.client.get(PUBLIC)).json()["actual_cost"] is None
    await published_word(site, **END)
    told = (await site.client.get(PUBLIC)).json()
    assert (told["actual_cost"], told["difference"]) == (93_500_00, -1_500_00)
    text = await shown(site)
    for words in ("Planowany koszt", "95 000 zł", "Koszt ostateczny", "93 500 zł", "o 1 500 zł mniej"):
        assert words in text


@pytest.mark.parametrize(
    ("cost", "difference", "words"),
    [
        (95_000_00, 0, "bez różnicy"),
        (95_100_50, 100_50, "o 100,50 zł więcej"),
        (0, -95_000_00, "o 95 000 zł mniej"),
    ],
)
async def test_an_officer_enters_what_the_last_invoice_has_changed(site, cost, difference, words):
    await chosen(site.house)
    await published_word(site, **END)
    assert (await settle(site, FIRM, cost)).status_code == 204
    told = (await site.client.get(PUBLIC)).json()
    assert (told["actual_cost"], told["difference"], told["contractor"]) == (cost, difference, FIRM)
    assert words in await shown(site)
    (event,) = await site.house.publishes(ImplementationSettledV1)
    assert (event.actual_cost, event.budget) == (cost, 95_000_00)
    await hears_itself(site, ProgressPublishedV1, ImplementationSettledV1)
    told = (await site.client.get(PUBLIC)).json()
    assert told["spent"] == cost
    assert [one["spent"] for one in told["life"] if one["kind"] == "settled"] == [cost]


async def test_the_cost_in_the_end_is_not_known_before_the_end(site):
    await chosen(site.house)
    await published_word(site)
    answer = await settle(site, FIRM, 90_000_00)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/cost-too-early")
    assert (await settle(site, FIRM)).status_code == 204
    assert await site.house.publishes(ImplementationSettledV1) == []


async def test_who_enters_it_over_somebody_elses_change_is_told_so(site):
    await chosen(site.house)
    await published_word(site, **END)
    version = (await site.client.get(f"{WORKS}/p-1", headers=site.by(OFFICER))).headers["etag"]
    assert (await settle(site, FIRM, 1_00, version)).status_code == 204
    assert (await settle(site, "Inna firma", 2_00, version)).status_code == 412
    page = "/panel/realizacja/p-1/rozliczenie"
    form = {"version": version.strip('"'), "settled_contractor": "Inna firma", "actual_cost": "2,00"}
    answer = await site.client.post(page, data=form, headers=site.by(OFFICER))
    assert answer.status_code == 412
    assert "Inna firma" in answer.text
    assert "Ktoś zmienił to w międzyczasie" in answer.text


@pytest.mark.parametrize("who", [ZDM, MAYOR])
async def test_only_officers_settle(site, who):
    await chosen(site.house)
    assert (await settle(site, who=who)).status_code == 403


async def test_days_that_are_in_no_order_are_named_at_their_fields(site):
    await chosen(site.house)
    late = await post(site, "/postep", ZDM, **TYPED, planned_contract="2027-09-30")
    assert late.status_code == 422
    assert "Umowa nie może być po końcu prac." in late.text
    crossed = {"planned_contract": "2027-05-01", "planned_building": "2027-04-01"}
    answer = await post(site, "/postep", ZDM, **TYPED, **crossed)
    assert "Prace nie mogą ruszyć przed umową." in answer.text
    refused = await send(site, planned_building="2027-12-01")
    assert (refused.status_code, refused.json()["field"]) == (422, "planned_building")


async def test_the_same_cost_entered_again_is_told_once(site):
    await chosen(site.house)
    await published_word(site, **END)
    for _ in range(2):
        await settle(site, FIRM, 94_000_00)
    assert len(await site.house.publishes(ImplementationSettledV1)) == 1
