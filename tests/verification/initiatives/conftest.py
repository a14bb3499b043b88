"""What the tests of local initiatives share: what intake tells of them, and the steps by which they are carried on."""

from datetime import UTC, date, datetime
from typing import Any

import httpx2 as httpx

from shared.access import Person
from shared.contracts.initiatives.intake import (
    ContractMoneyAskedV1,
    ContractSignedV1,
    ContractTerminatedV1,
    InitiativeConvertedV1,
    InitiativeCorrectedV1,
    InitiativeRulesSetV1,
    InitiativeSubmittedV1,
    InitiativeWithdrawnV1,
)
from shared.contracts.initiatives.reporting import InitiativeSettledV1, SettlementOutcome
from tests.verification.conftest import API, GREEN, MAYOR, OFFICER, House, person

CHAIR, ROJ, LOS, SIKORA = person("p-barbara"), person("p-czeslaw"), person("p-danuta"), person("p-grzegorz")
TREASURER, AUDITOR = person("p-krystyna"), person("p-adam")
RULES = "r" * 32
FILED = datetime(2026, 4, 14, 9, 30, tzinfo=UTC)
QUESTION = "Czy to zadanie jest potrzebne i czy da się je utrzymać?"
SZCZECIN = [
    {"up_to": 1000, "points": 1},
    {"up_to": 2000, "points": 4},
    {"up_to": 3000, "points": 6},
    {"up_to": 4000, "points": 8},
    {"up_to": None, "points": 10},
]
"""A table by the share of the residents' work, as Szczecin's council has laid it down."""
CRITERIA: dict[str, Any] = {
    "resolution": "XV/171/2015",
    "in_force_from": "2015-11-20",
    "criteria": [
        {"code": "purpose", "name": "Celowość zadania", "least": 0, "most": 10},
        {"code": "readiness", "name": "Stan przygotowania", "least": 1, "most": 5},
        {
            "code": "work",
            "name": "Udział pracy społecznej",
            "least": 0,
            "most": 10,
            "figure": "work_share",
            "bands": SZCZECIN,
        },
    ],
    "pass_mark": 12,
}


def id_of(number: int = 1) -> str:
    """The id of the initiative with this number."""
    return f"{number:032x}"


def rules_set(**changes: Any) -> InitiativeRulesSetV1:
    """Kalisz: the residents give at least a tenth."""
    plain: dict[str, Any] = {
        "version": 1,
        "rules_id": RULES,
        "resolution": "XV/171/2015",
        "in_force_from": date(2015, 11, 20),
        "own_share": 1000,
        "hourly_rate": 31_40,
        "set_at": datetime(2026, 1, 5, tzinfo=UTC),
    }
    return InitiativeRulesSetV1.model_validate(plain | changes)


def content(number: int = 1, **changes: Any) -> dict[str, Any]:
    """An application that has everything: 1514 zł of the residents, 9000 zł of the city."""
    plain: dict[str, Any] = {
        "version": 1,
        "initiative_id": id_of(number),
        "rules_id": RULES,
        "own_share": 1000,
        "number": number,
        "year": 2026,
        "case": f"IL-2026-{number:03}",
        "sign": f"WPKS.525.{number}.2026",
        "title": "Zielony skwer przy Złotej",
        "summary": "Sąsiedzi obsadzą skwer krzewami.",
        "description": "Skwer jest pusty od dziesięciu lat. Posadzimy krzewy i będziemy je podlewać.",
        "task_area": "Ochrona przyrody, w tym zieleń w miastach i wsiach",
        "place": "skwer przy ul. Złotej",
        "latitude": 51.76,
        "longitude": 18.09,
        "area_name": "Śródmieście I",
        "beneficiaries": 400,
        "readiness": "plan",
        "organisation": None,
        "residents": 3,
        "signatures": 25,
        "steps": [{"name": "Sadzenie krzewów", "starts": "2026-09-10", "ends": "2026-09-30"}],
        "city_shares": [{"kind": "purchase", "subject": "120 krzewów", "value": 9_000_00}],
        "declared": [
            {
                "declaration_id": "a" * 32,
                "number": 1,
                "kind": "work",
                "subject": "sadzenie",
                "minutes": 600,
                "rate": 31_40,
                "value": 314_00,
            },
            {
                "declaration_id": "b" * 32,
                "number": 2,
                "kind": "in_kind",
                "subject": "ziemia ogrodowa",
                "value": 1_200_00,
            },
        ],
        "estimate": [
            {"name": "Krzewy z sadzeniem", "own": 314_00, "city": 9_000_00},
            {"name": "Ziemia", "own": 1_200_00, "city": 0},
        ],
        "own": 1_514_00,
        "city": 9_000_00,
        "attachments": 1,
        "submitted_at": FILED,
    }
    return plain | changes


def filed(number: int = 1, **changes: Any) -> InitiativeSubmittedV1:
    """The word that it was filed."""
    return InitiativeSubmittedV1.model_validate(content(number, **changes))


def completed(number: int = 1, call: int = 1, **changes: Any) -> InitiativeCorrectedV1:
    """The applicants' answer to a call."""
    told = {"version": 2, "call": call, "corrected_at": datetime(2026, 4, 17, 8, tzinfo=UTC)}
    return InitiativeCorrectedV1.model_validate(content(number, **told | changes))


def taken_back(number: int = 1, **changes: Any) -> InitiativeWithdrawnV1:
    """The word that the applicants take it back."""
    at = datetime(2026, 4, 20, tzinfo=UTC)
    return InitiativeWithdrawnV1(**{"version": 9, "initiative_id": id_of(number), "withdrawn_at": at} | changes)


def converted(number: int = 1) -> InitiativeConvertedV1:
    """The word that it is a draft of a proposal now."""
    at = datetime(2026, 5, 20, tzinfo=UTC)
    return InitiativeConvertedV1(version=10, initiative_id=id_of(number), edition_id="e" * 32, converted_at=at)


def signed(number: int = 1, *, annex: int = 0, city: int = 9_000_00, version: int | None = None) -> ContractSignedV1:
    """The word of a contract, or of an annex."""
    told = content(number)
    kept = {name: told[name] for name in ("case", "title", "steps", "city_shares", "declared", "estimate", "own")}
    return ContractSignedV1.model_validate(
        {
            **kept,
            "version": version or 20 + 2 * annex,
            "initiative_id": id_of(number),
            "contract": f"UM/{number}/2026",
            "annex": annex,
            "reason": "Więcej krzewów." if annex else None,
            "signed_on": date(2026, 6, 1),
            "starts": date(2026, 6, 2),
            "ends": date(2026, 10, 31),
            "settle_by": date(2026, 11, 30),
            "city": city,
            "signed_at": datetime(2026, 6, 1, 10, tzinfo=UTC),
        }
    )


def money_asked(
    number: int = 1, *, annex: int = 1, city: int, version: int | None = None, since: int | None = None
) -> ContractMoneyAskedV1:
    """The word that an agreed annex is to give so much, or no longer is: `city` as before."""
    return ContractMoneyAskedV1(
        version=version or 19 + 2 * annex,
        initiative_id=id_of(number),
        contract=f"UM/{number}/2026",
        annex=annex,
        reason="Więcej krzewów.",
        city=city,
        since=18 + 2 * annex if since is None else since,
        asked_at=datetime(2026, 6, 20, 10, tzinfo=UTC),
    )


def terminated(number: int = 1, version: int = 40) -> ContractTerminatedV1:
    """The word that a contract has ended before its time."""
    return ContractTerminatedV1(
        version=version,
        initiative_id=id_of(number),
        contract=f"UM/{number}/2026",
        reason="Mieszkańcy nie podjęli prac.",
        terminated_on=date(2026, 9, 1),
        terminated_at=datetime(2026, 9, 1, 9, tzinfo=UTC),
    )


def settled(number: int = 1, *, spent: int, version: int = 50) -> InitiativeSettledV1:
    """The word that a contract is settled; `spent`: of the city, in grosze."""
    return InitiativeSettledV1(
        version=version,
        initiative_id=id_of(number),
        case=f"IL-2026-{number:03d}",
        title="Nasadzenia przy Majkowskiej",
        outcome=SettlementOutcome.SETTLED,
        own_declared=1_000_00,
        own_delivered=1_000_00,
        city_planned=9_000_00,
        city_spent=spent,
        settled_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
    )


def of(number: int, rest: str = "") -> str:
    """The address of an initiative, or of a part of it."""
    return f"{API}/initiatives/{id_of(number)}{rest}"


async def shown(house: House, number: int = 1) -> dict[str, Any]:
    """Give an initiative as the API shows it."""
    answer = await house.get(of(number), OFFICER)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def stage(house: House, number: int = 1) -> str:
    """Tell where an initiative stands."""
    return str((await shown(house, number))["stage"])


async def pass_on(house: House, number: int = 1, *units: str, version: int = 1) -> httpx.Response:
    """Pass a card to units; the officer answers for what the machine cannot tell."""
    body = {"passed": True, "units": list(units or ("WGOŚ",)), "question": QUESTION}
    return await house.post(of(number, "/card/result"), body, OFFICER, version=version)


async def opine(
    house: House, number: int = 1, which: int = 1, who: Person = GREEN, *, favourable: bool = True
) -> httpx.Response:
    """Give an opinion."""
    body = {"favourable": favourable, "text": "Zieleń w tym miejscu jest potrzebna."}
    return await house.post(f"{API}/unit-opinions/{id_of(number)}-{which}/answer", body, who)


async def set_criteria(house: House, **changes: Any) -> httpx.Response:
    """Write down the criteria of a resolution."""
    return await house.post(f"{API}/scoring-criteria", CRITERIA | changes, OFFICER, version=None)


async def meet(house: House, *numbers: int, who: Person = OFFICER) -> httpx.Response:
    """Open a meeting of the Team."""
    body = {"held_on": "2026-04-20", "initiatives": [id_of(number) for number in numbers or (1,)]}
    return await house.post(f"{API}/team-meetings", body, who, version=None)


def card(purpose: int = 8, readiness: int = 4) -> dict[str, Any]:
    """A member's card."""
    return {
        "scores": [
            {"code": "purpose", "points": purpose, "reason": "Skwer jest pusty."},
            {"code": "readiness", "points": readiness, "reason": "Jest plan nasadzeń."},
        ]
    }


async def send(
    house: House, who: Person = ROJ, number: int = 1, *, version: int = 0, body: dict[str, Any] | None = None
) -> httpx.Response:
    """Send a card, or correct it."""
    return await house.post(of(number, "/scoring/card"), body or card(), who, version=version)


async def excuse(house: House, who: Person = LOS, number: int = 1) -> httpx.Response:
    """Declare a conflict of interest."""
    body = {"reason": "Mieszkam przy tym skwerze."}
    return await house.post(of(number, "/scoring/conflict"), body, who, version=None)


async def close(house: House, number: int = 1, *, version: int | None = None, who: Person = CHAIR) -> httpx.Response:
    """Close a scoring; `version` None: as it stands."""
    now = (await house.get(of(number, "/scoring"), CHAIR)).json()["version"] if version is None else version
    return await house.post(of(number, "/scoring/closing"), {}, who, version=now)


APPROVE = {"approved": True, "reason": "Skwer jest potrzebny.", "city": 9_000_00, "unit": "WGOŚ"}


async def rule(house: House, number: int = 1, *, version: int | None = None, **changes: Any) -> httpx.Response:
    """Decide as the mayor does."""
    now = (await shown(house, number))["version"] if version is None else version
    return await house.post(of(number, "/decision"), APPROVE | changes, MAYOR, version=now)


async def set_total(house: House, total: int = 50_000_00, *, year: int = 2026, version: int = 0) -> httpx.Response:
    """Set the total of a year."""
    return await house.post(f"{API}/initiative-funds/{year}", {"total": total}, TREASURER, version=version)


async def secure(house: House, number: int = 1, *, year: int = 2026) -> httpx.Response:
    """Countersign."""
    now = (await shown(house, number))["version"]
    return await house.post(of(number, "/funds"), {"year": year}, TREASURER, version=now)


STEPS = ("opinions", "scoring", "opened", "scored", "decision", "funds", "secured")


async def reach(house: House, wanted: str, number: int = 1, **changes: Any) -> None:
    """Carry an initiative on until it stands at `wanted`: "formal", then as in `STEPS`."""
    await house.tell(rules_set(), filed(number, **changes))
    ways = {
        "opinions": lambda: pass_on(house, number),
        "scoring": lambda: opine(house, number),
        "opened": lambda: meet(house, number),
        "scored": lambda: send(house, number=number),
        "decision": lambda: close(house, number),
        "funds": lambda: rule(house, number, city=content(number, **changes)["city"]),
        "secured": lambda: secure(house, number),
    }
    for step in STEPS[: STEPS.index(wanted) + 1] if wanted != "formal" else ():
        if step == "opened":
            await set_criteria(house)
        if step == "secured":
            await set_total(house)
        answer = await ways[step]()
        assert answer.status_code == 200, (step, answer.text)
