"""Similar proposals: found whatever the Polish endings, by rare words, in all editions, with what became of them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.similar.domain import Likeness, Outcome, alike, stem, stems_of
from services.intake.similar.service import Similar
from services.intake.similar.store import MongoLikenessStore
from shared.contracts.intake import ProposalSubmittedV1, ProposalWithdrawnV1
from shared.contracts.verification import AdmissionDecidedV1, FormalCheckFinishedV1
from shared.contracts.voting import Outcome as Result
from shared.contracts.voting import ResultsPublishedV1
from tests.conftest import poll, told
from tests.intake.conftest import REVIEWER, House
from tests.intake.proposals.test_form import FORM, fields_of, filled

JSON = "/api/intake/v1/similar-proposals"
DAY = datetime(2026, 4, 14, 10, tzinfo=UTC)
Deliver = Callable[..., Awaitable[None]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("plac zabaw", "placu zabaw"),
        ("plac zabaw", "Place zabaw"),
        ("plac zabaw", "na placach zabaw"),
        ("ścieżka rowerowa", "ścieżki rowerowe"),
        ("ścieżka rowerowa", "ścieżek rowerowych"),
        ("ścieżka rowerowa", "na ścieżce rowerowej"),
        ("ścieżka", "SCIEZKA"),
        ("rowerowy", "rower"),
        ("oświetlenie", "oświetlenia"),
        ("oświetlenie", "oświetleniem"),
        ("ławka", "ławek"),
        ("ławka", "ławki"),
        ("ławce", "ławkami"),
        ("siłownia", "siłowni"),
        ("siłownia", "siłownie"),
        ("boisko", "boiska"),
        ("boisko", "boisk"),
        ("drzewo", "drzew"),
        ("drzewa", "drzewami"),
        ("droga", "drodze"),
        ("rzeka", "rzece"),
        ("biblioteka", "bibliotece"),
        ("chodnik", "chodników"),
        ("latarnia", "latarniami"),
        ("budowa", "budowy"),
        ("szkolny", "szkolnego"),
        ("park", "parku"),
        ("owoce", "owocowy"),
    ],
)
def test_polish_endings_do_not_hide_a_likeness(one: str, other: str) -> None:
    assert stems_of(one) == stems_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("park", "parking"),
        ("ławka", "ławica"),
        ("boisko", "bój"),
        ("rower", "rura"),
        ("drzewo", "drzwi"),
        ("szkoła", "szkło"),
        ("plac", "płotek"),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert stems_of(one) != stems_of(other)


@pytest.mark.parametrize(("word", "left"), [("budowa", "budow"), ("dom", "dom"), ("psy", "psy"), ("sp15", "sp15")])
def test_short_words_and_numbers_keep_their_meaning(word: str, left: str) -> None:
    assert stem(word) == left


def test_words_of_every_proposal_count_for_nothing() -> None:
    assert stems_of("Nowa ulica dla mieszkańców Kalisza, na osiedlu") == ()


def _like(id: str, text: str, days: int = 0) -> Likeness:
    return Likeness(id=id, edition_id="e", title=text, stems=stems_of(text), filed_at=DAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        # A rare word weighs more than a frequent one.
        ("plac zabaw pod kasztanami", ["kasztany", "new", "old"]),
        # Of two that share the same, the newer comes first.
        ("place zabaw", ["new", "kasztany", "old"]),
        # One shared word of several is chance; a single word is enough for a single word.
        ("plac targowy", []),
        ("kasztan", ["kasztany"]),
        ("fontanna", []),
    ],
)
def test_rare_words_decide_then_the_date(wanted: str, order: list[str]) -> None:
    known = [
        _like("old", "Plac zabaw", 1),
        _like("new", "Placyk i plac zabaw", 3),
        _like("kasztany", "Plac zabaw, kasztany", 2),
    ]
    counts = {"plak": 90, "zabaw": 80, "kasztan": 1}

    assert [one.id for one in alike(stems_of(wanted), known, counts)] == order


class Archive:
    """The likenesses, fed as the bus does."""

    def __init__(self, house: House, deliver: Deliver) -> None:
        self.house, self._deliver = house, deliver
        database = house.database
        self.store = MongoLikenessStore(database)
        self.similar = Similar(database, self.store, Editions(database, MongoEditionStore(database), house.clock))

    async def filed(self, id: str, title: str, summary: str = "", **changes: Any) -> None:
        """A proposal was filed."""
        facts = {"title": title, "summary": summary, "submitted_at": DAY} | changes
        await self._deliver(told(ProposalSubmittedV1, proposal_id=id, **facts), self.similar.follow_text)

    async def hear(self, what: str, id: str) -> None:
        """Something was decided about it."""
        match what:
            case "withdrawn":
                await self._deliver(told(ProposalWithdrawnV1, proposal_id=id), self.similar.follow_withdrawal)
            case "passed" | "failed":
                check = told(FormalCheckFinishedV1, proposal_id=id, passed=what == "passed", version=3)
                await self._deliver(check, self.similar.follow_check)
            case "admitted" | "refused" | "admitted after an appeal":
                version = 9 if what == "admitted after an appeal" else 5
                admission = told(AdmissionDecidedV1, proposal_id=id, admitted=what != "refused", version=version)
                await self._deliver(admission, self.similar.follow_admission)
            case "selected" | "not selected":
                outcome = Result.SELECTED if what == "selected" else Result.DID_NOT_FIT
                project = told(ResultsPublishedV1).projects[0].model_dump() | {"proposal_id": id, "outcome": outcome}
                await self._deliver(told(ResultsPublishedV1, projects=(project,)), self.similar.follow_results)
            case _:
                raise ValueError(what)

    async def ask(self, text: str, **query: str) -> list[dict[str, Any]]:
        """Ask as everybody may."""
        answer = await self.house.client.get(JSON, params={"text": text, **query})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])


@pytest.fixture
def archive(house: House, deliver: Deliver) -> Archive:
    """An archive without proposals."""
    return Archive(house, deliver)


async def test_earlier_editions_are_searched_too_and_named(archive: Archive) -> None:
    earlier = await archive.house.announce(number=12, year=2026, name="Budżet obywatelski 2026")
    await archive.filed("a" * 32, "Oświetlenie alejek w parku", case="BO-2026-007", edition_id=earlier)

    [found] = await archive.ask("oświetlenia alejki w parkach")

    assert (found["case"], found["edition"]) == ("BO-2026-007", "Budżet obywatelski 2026")
    assert found["outcome"] == "filed"


@pytest.mark.parametrize(
    ("heard", "outcome"),
    [
        ([], Outcome.FILED),
        (["passed"], Outcome.FILED),
        (["failed"], Outcome.REFUSED),
        (["passed", "admitted"], Outcome.ADMITTED),
        (["passed", "refused"], Outcome.REFUSED),
        (["refused", "admitted after an appeal"], Outcome.ADMITTED),
        (["admitted", "selected"], Outcome.SELECTED),
        (["admitted", "not selected"], Outcome.NOT_SELECTED),
        (["passed", "withdrawn"], Outcome.WITHDRAWN),
    ],
)
async def test_what_became_of_it_is_told_in_whatever_order_the_news_come(
    archive: Archive, heard: list[str], outcome: Outcome
) -> None:
    for number, order in enumerate(permutations(["filed", *heard])):
        id = f"{number:032x}"
        for what in order:
            if what == "filed":
                await archive.filed(id, f"Fontanna numer{number} przy zegarze")
            else:
                await archive.hear(what, id)
        found = await archive.ask(f"numer{number}")
        assert [one["outcome"] for one in found] == [outcome.value], order


async def test_a_filed_proposal_is_found_by_its_own_event(house_on_the_bus: House) -> None:
    house = house_on_the_bus
    filed = await house.file(await house.announce(), title="Tężnia solankowa nad Prosną")

    async def found() -> list[str]:
        answer = await house.client.get(JSON, params={"text": "tężnię solankową"})
        return [item["proposal_id"] for item in answer.json()["items"]]

    async def is_found() -> bool:
        return bool(await found())

    await poll(is_found)
    assert await found() == [filed["proposal_id"]]


async def test_no_more_than_five_and_never_itself(archive: Archive) -> None:
    for number in range(7):
        await archive.filed(f"{number:032x}", "Wybieg dla psów", submitted_at=DAY + timedelta(hours=number))

    found = await archive.ask("wybiegi psów", besides=f"{6:032x}")

    assert [item["proposal_id"] for item in found] == [f"{number:032x}" for number in (5, 4, 3, 2, 1)]


@pytest.mark.parametrize("query", [{}, {"text": "x" * 601}, {"text": "plac", "besides": "x" * 65}])
async def test_the_question_is_bounded(house: House, query: dict[str, str]) -> None:
    assert (await house.client.get(JSON, params=query)).status_code == 422


async def test_a_look_up_ends_early_however_large_the_archive(archive: Archive) -> None:
    rows = [
        archive.store._likenesses.document(_like(f"{number:032x}", "Plac zabaw", number)) for number in range(1_200)
    ]
    await archive.house.database.collection("likenesses").insert_many(rows)

    plan = (
        await archive.house.database.collection("likenesses")
        .find({"stems": "zabaw"})
        .sort("filed_at", -1)
        .limit(50)
        .explain()
    )
    found = await archive.ask("plac zabaw")

    assert plan["executionStats"]["totalDocsExamined"] <= 50
    assert plan["executionStats"]["totalKeysExamined"] <= 51
    assert await archive.store.count("zabaw", 500) == 500
    assert [item["proposal_id"] for item in found] == [f"{number:032x}" for number in range(1199, 1194, -1)]


async def test_the_form_asks_for_similar_ones_while_one_types(archive: Archive) -> None:
    await archive.house.announce()
    await archive.filed("a" * 32, "Sady osiedlowe przy Rogatce", case="BO-2026-011")

    form = await archive.house.client.get(FORM)
    part = await archive.house.client.get(f"{FORM}/podobne", params={"title": "Sad osiedlowy", "summary": ""})
    nothing = await archive.house.client.get(f"{FORM}/podobne", params={"title": "Fontanna", "summary": ""})

    assert f'hx-get="{FORM}/podobne"' in form.text
    assert "BO-2026-011" in part.text
    assert f'href="/budzet-obywatelski/projekty/{"a" * 32}"' in part.text
    assert "<html" not in part.text
    assert nothing.text.strip() == ""


async def test_without_javascript_the_review_shows_them_and_the_filing_goes_on(archive: Archive) -> None:
    await archive.house.announce()
    await archive.filed("a" * 32, "Sady osiedlowe przy Rogatce", case="BO-2026-011")

    review = await archive.house.client.post(FORM, data=filled())
    sent = await archive.house.client.post(FORM, data={**fields_of(review.text), "step": "send"})

    assert "BO-2026-011" in review.text
    assert sent.status_code == 303


async def test_staff_see_them_beside_a_proposal(archive: Archive) -> None:
    await archive.filed("a" * 32, "Place zabaw pod kasztanem", case="BO-2026-011")
    receipt = await archive.house.file(await archive.house.announce())

    page = await archive.house.client.get(
        f"/panel/wnioski/{receipt['proposal_id']}", headers=archive.house.by(REVIEWER)
    )

    assert "BO-2026-011" in page.text
