"""The statistics over the public addresses: pages, data, and the catalogue that names them."""

import csv
import io
import json
from typing import Any

import pytest

from services.reporting.statistics.domain.catalogue import PLACE
from shared.contracts.intake import ProposalMergedV1
from shared.contracts.voting import TurnoutPart
from tests.conftest import told
from tests.reporting.conftest import EDITION, RULES, Site, announced, progressed, started, submitted
from tests.reporting.statistics.test_figures import GOING, final

API = "/api/reporting/v1"


async def played(site: Site) -> None:
    """An edition from its announcement to a work that goes on: two of three projects were voted on, one of them won."""
    await site.house.hears(
        announced(),
        submitted(),
        submitted("p-2", 2, title="=Zielony skwer", area_id=None, pool_id="city", category="Zieleń i środowisko"),
        submitted("p-3", 3, cost=1_000_00),
        told(ProposalMergedV1, proposal_id="p-3", edition_id=EDITION, version=4),
        GOING,
        final(won=("p-1",), lost=("p-2",)),
        started(),
        progressed(),
    )


async def shown(site: Site, path: str) -> str:
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\u00a0", " ")


async def test_an_edition_is_told_in_money_and_voters(site):
    await played(site)
    found = json.loads(await shown(site, f"{API}/statistics/{EDITION}"))
    assert found["total"] == {
        "filed": 2,
        "asked": 180_000_00,
        "selected": 1,
        "won": 95_000_00,
        "planned": 95_000_00,
        "spent": 8_000_00,
    }
    assert found["amount"] == 1_370_000_00
    assert [(row["name"], row["money"]["won"]) for row in found["areas"]] == [(None, 0), ("Rogatka", 95_000_00)]
    assert found["turnout"]["ballots"] == 2_000
    assert found["turnout"]["areas"][0] == {"id": "rogatka", "name": "Rogatka", "ballots": None}
    assert found["modified"] == "2027-05-17T12:00:00Z"
    [line] = json.loads(await shown(site, f"{API}/statistics"))["items"]
    assert line["total"] == found["total"]
    assert "areas" not in line["turnout"]


async def test_ages_are_told_where_the_rules_collect_them_and_the_page_says_where_they_do_not(site):
    await played(site)
    assert "Wieku głosujących w tej edycji nie zbieramy do statystyk." in await shown(site, f"{PLACE}/{EDITION}")
    ages = (("0", 300), ("19", None), ("65", None), ("unknown", 0))
    counted = final().model_copy(
        update={"edition_id": "edition-2028", "ages": tuple(TurnoutPart(of=of, ballots=n) for of, n in ages)}
    )
    rules = RULES.model_copy(update={"age_groups": (19, 65), "year": 2028})
    await site.house.hears(announced().model_copy(update={"edition_id": "edition-2028", "rules": rules}), counted)
    found = json.loads(await shown(site, f"{API}/statistics/edition-2028"))["turnout"]["ages"]
    assert [(one["name"], one["ballots"]) for one in found] == [
        ("0–18", 300),
        ("19–64", None),
        ("65+", None),
        (None, 0),
    ]
    page = await shown(site, f"{PLACE}/edition-2028")
    assert "Wiek głosujących, w latach" in page
    assert "nie zbieramy" not in page
    table = (await site.client.get(f"{API}/statistics/edition-2028/figures.csv")).content.decode("utf-8-sig")
    assert ";wiek w latach;0–18;głosujący;300;osoby;" in table
    assert ";wiek w latach;65+;głosujący;;osoby;ukryte" in table


async def test_a_running_vote_is_told_as_far_as_voting_tells_it(site):
    await site.house.hears(announced(), GOING)
    found = json.loads(await shown(site, f"{API}/statistics/{EDITION}"))["turnout"]
    assert (found["ballots"], found["entitled"], found["final"]) == (1_990, 90_000, False)
    page = await shown(site, f"{PLACE}/{EDITION}")
    assert "1990" in page.replace(" ", "")
    assert "Ostateczne liczby podamy z wynikami." in page
    assert (await site.client.get(f"{API}/statistics/{EDITION}/results")).status_code == 404


async def test_the_tables_say_what_the_data_say_and_hold_no_formula(site):
    await played(site)
    text = (await site.client.get(f"{API}/statistics/{EDITION}/figures.csv")).content.decode("utf-8-sig")
    rows = [tuple(row.values()) for row in csv.DictReader(io.StringIO(text), delimiter=";")]
    name = "Budżet Obywatelski Kalisza 2027"
    assert (name, "2027", "osiedle", "Rogatka", "koszt wybranych", "9500000", "grosze", "") in rows
    assert (name, "2027", "sposób głosowania", "na papierze", "głosujący", "390", "osoby", "") in rows
    [hidden] = [row for row in rows if row[3] == "Rogatka" and row[4] == "głosujący"]
    assert hidden[5] == ""
    assert hidden[7].startswith("ukryte")
    told = (await site.client.get(f"{API}/statistics/{EDITION}/results.csv")).content.decode("utf-8-sig")
    assert "'=Zielony skwer" in told
    assert "wybrany" in told


async def test_the_pages_show_pictures_with_their_tables(site):
    assert "Nie ma jeszcze czego liczyć" in await shown(site, PLACE)
    await played(site)
    page = await shown(site, f"{PLACE}/{EDITION}")
    for text in ("<svg", "Jak głosowano", "nie podajemy", "95 000 zł", "Całe miasto", "katalog.jsonld"):
        assert text in page, text
    every = await shown(site, PLACE)
    assert "2000 (2%)" in every.replace("2 000", "2000")
    assert f"{PLACE}/{EDITION}" in every
    assert (await site.client.get(f"{PLACE}/unknown")).status_code == 404


# -- the catalogue ----------------------------------------------------------------------------------------------------


async def catalogue(site: Site) -> dict[str, Any]:
    answer = await site.client.get(f"{PLACE}/katalog.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    return dict(json.loads(answer.content))


def terms(node: object) -> set[str]:
    """All names and types that a JSON-LD document uses, but its keywords."""
    match node:
        case dict():
            own = {name for name in node if not name.startswith("@")}
            own |= {kind for kind in [node.get("@type")] if kind}
            return own.union(*(terms(value) for name, value in node.items() if name != "@context"))
        case list():
            return set().union(*map(terms, node))
        case _:
            return set()


def addresses(node: object) -> set[str]:
    match node:
        case dict():
            own = {node["@id"]} if "@id" in node else set()
            return own.union(*(addresses(value) for name, value in node.items() if name != "@context"))
        case list():
            return set().union(*map(addresses, node))
        case _:
            return set()


async def test_every_term_of_the_catalogue_is_named_by_its_context_and_every_address_is_whole(site):
    await played(site)
    document = await catalogue(site)
    prefixes = document["@context"]
    used = terms(document)
    assert {"dcat:Catalog", "dcat:Dataset", "dcat:Distribution", "dct:PeriodOfTime", "dct:Location"} <= used
    assert {term.split(":")[0] for term in used} == set(prefixes)
    assert all(address.startswith(("http://", "https://")) for address in addresses(document))


async def test_a_dataset_says_all_that_dcat_ap_asks_for(site):
    await played(site)
    document = await catalogue(site)
    assert {"dct:title", "dct:description", "dct:publisher", "dct:license", "dcat:dataset", "dct:modified"} <= {
        *document
    }
    datasets = {one["dct:identifier"]: one for one in document["dcat:dataset"]}
    assert set(datasets) == {"editions", *(f"{EDITION}/{name}" for name in ("statistics", "projects", "results"))}
    named = {"dct:title", "dct:description", "dct:publisher", "dct:modified", "dct:temporal", "dct:spatial"}
    for one in datasets.values():
        assert {*named, "dcat:theme", "dcat:keyword", "dcat:distribution", "dcat:landingPage"} <= {*one}
        for file in one["dcat:distribution"]:
            assert {"dcat:accessURL", "dcat:mediaType", "dct:format", "dct:license"} <= {*file}
    results = datasets[f"{EDITION}/results"]
    assert results["dct:temporal"]["dcat:startDate"]["@value"] == "2026-04-13"
    assert results["dct:spatial"]["skos:prefLabel"]["@value"] == "Kalisz"


async def test_every_file_of_the_catalogue_answers_with_its_media_type(site):
    await played(site)
    files = [file for one in (await catalogue(site))["dcat:dataset"] for file in one["dcat:distribution"]]
    assert len(files) == 8
    for file in files:
        address = file["dcat:downloadURL"]["@id"].removeprefix("http://localhost:8080")
        answer = await site.client.get(address)
        assert answer.status_code == 200, address
        declared = file["dcat:mediaType"]["@id"].removeprefix("http://www.iana.org/assignments/media-types/")
        assert answer.headers["content-type"].split(";")[0] == declared
        assert answer.content


async def test_results_stand_in_the_catalogue_once_they_are_out(site):
    assert (await catalogue(site))["dcat:dataset"] == []
    await site.house.hears(announced(), submitted(), GOING)
    told = [one["dct:identifier"] for one in (await catalogue(site))["dcat:dataset"]]
    assert told == ["editions", f"{EDITION}/statistics", f"{EDITION}/projects"]


@pytest.mark.parametrize("path", [f"{API}/statistics/unknown", f"{API}/statistics/unknown/figures.csv"])
async def test_an_unknown_edition_has_no_statistics(site, path):
    assert (await site.client.get(path)).status_code == 404
