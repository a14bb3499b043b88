"""The life of proposals through three services, whatever people do and in whatever order the news travels.

The services are whole but for their bus: what each has published waits here until Hypothesis lets it arrive, early,
late or twice. At the end everybody finishes their work, and the ballot list must go out, with all that it should.
"""

import asyncio
import itertools
import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import httpx2 as httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from deploy.demo.kalisz.script import script
from services.intake.proposals.signed import SignedTexts
from services.verification.statements.domain import StatementResult
from shared.access import Person, Role, Sessions
from shared.bus import Bus
from shared.causes import Cause, caused_by
from shared.clock import warsaw
from shared.contracts import Event, contract
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.contracts.intake import (
    ArrangementClosedV1,
    ArrangementOpenedV1,
    ArrangementPostponedV1,
    RegroupingClosedV1,
    RegroupingOpenedV1,
    WindowKind,
)
from shared.deadlines import FreeDays, Term, Unit, compute
from shared.demo_people import DEMO_PEOPLE
from shared.free_days import CityFreeDays
from shared.store import Database, NotFound, new_id
from shared.ticks import Ticks
from tests.conftest import SESSION_KEY, SetClock, person

SERVICES = ("intake", "verification", "voting")
OFFICER, MAYOR, COMMISSION = person(Role.OFFICER), person(Role.MAYOR), person(Role.COMMISSION)
SECOND_OFFICER = next(one for one in DEMO_PEOPLE if one.role is Role.OFFICER and one.id != OFFICER.id)
UNITS = ("WRM", "WGOŚ", "ZDM")
TEAMS = {
    unit: tuple(
        Person(id=f"p-{unit}-{place}", name="Zmyślona Osoba", role=Role.UNIT_REVIEWER, unit=unit, unit_name=unit)
        for place in (1, 2)
    )
    for unit in UNITS
}
"""Of each unit who reviews, and who reviews again after an appeal."""
PLAY = script()
_PARTS, _ENDS = ("description", "place", "costs"), ("revised", "declined", "withdrawn")
_MOST = 6
NUMBERS = itertools.count(500)
SHORTEST = Term(amount=7, unit=Unit.DAY)
FREE_DAYS = itertools.count(1)
"""Versions of the set of declared free days: the stores stay from one life to the next."""
TOO_FEW = {"checks": [{"code": "signatures", "result": "not_met", "note": "Brakuje podpisów."}]}
Handler = Callable[[Any], Coroutine[Any, Any, None]]
Who = Person | Callable[[dict[str, Any]], Person]
"""Who takes a step: a person, or whom the document at its address names."""


@dataclass(frozen=True)
class Delivery:
    """An event on its way to one reader."""

    reader: str
    event: Event
    id: str
    handler: Handler


class House:
    """The three services, their readers, and the events on their way."""

    def __init__(self, mongo_url: str, folder: Path) -> None:
        self.clock = SetClock()
        self.readers: dict[str, list[tuple[str, Handler]]] = {}
        self.loop = asyncio.Runner()
        self._sites: dict[str, tuple[httpx.AsyncClient, Database]] = {}
        self._ticks: dict[str, Ticks] = {}
        (folder / "cipher").write_text(f"k1 {'ab' * 32}\n")
        (folder / "session").write_text(SESSION_KEY)
        (folder / "voting").write_text("ab" * 32)
        self.loop.run(self._start(mongo_url, folder))

    async def _start(self, mongo_url: str, folder: Path) -> None:
        for service in SERVICES:
            main = import_module(f"services.{service}.main")
            own = {"secret_file": folder / "voting", "key_folder": folder} if service == "voting" else {}
            app = main.create_app(
                main.Settings(
                    environment="development",
                    public_origin="http://localhost:8080",
                    mongo_url=mongo_url,
                    amqp_url="amqp://127.0.0.1:1",
                    port=8100,
                    session_key_file=folder / "session",
                    cipher_key_file=folder / "cipher",
                    **own,
                )
            )
            database: Database = app.state.database
            await database.drop()
            await database.prepare()
            client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost:8080")
            self._sites[service] = client, database
            self._ticks[service] = app.state.ticks

    def close(self) -> None:
        """Let go of everything."""

        async def end() -> None:
            for client, database in self._sites.values():
                await client.aclose()
                await database.drop()
                database.close()

        self.loop.run(end())
        self.loop.close()

    def reads(self, bus: Bus, event: type[Event], *, by: str) -> Callable[[Handler], Handler]:
        """Stand in for the bus: remember who reads what."""

        def attach(handler: Handler) -> Handler:
            self.readers.setdefault(event.name, []).append((f"{bus.service}.{by}", handler))
            return handler

        return attach

    async def ask(
        self, service: str, path: str, body: dict[str, Any] | None = None, *, by: Person | None = None, version: int = 0
    ) -> httpx.Response:
        """Send a request as programs do; nobody ever gets a 500."""
        headers = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(by)}"} if by else {}
        client, _ = self._sites[service]
        if body is None:
            return await client.get(f"/api/{service}/v1/{path}", headers=headers)
        headers |= {"Idempotency-Key": new_id(), **({"If-Match": f'"{version}"'} if version else {})}
        answer = await client.post(f"/api/{service}/v1/{path}", json=body, headers=headers)
        assert answer.status_code < 500 or answer.json()["type"].endswith("edition-not-here-yet"), answer.text
        return answer

    async def tick(self) -> None:
        """Hold what is open against the declared free days, where a service computes terms."""
        for service in ("intake", "verification"):
            await self._ticks[service].work("free days")()

    async def look_after(self) -> None:
        """Let happen by itself what happens when its time has come."""
        await self.tick()
        for work in ("arrangements", "regroupings"):
            await self._ticks["intake"].work(work)()

    async def free_days(self) -> FreeDays:
        """Give the days of which intake knows that they are free."""
        return await CityFreeDays(self._sites["intake"][1]).known()

    async def take_out(self) -> list[Delivery]:
        """Take all events out of the outboxes, once for each of their readers."""
        found = []
        for _, database in self._sites.values():
            outbox = database.collection("outbox")
            for row in await outbox.find({"pending": True}).to_list(None):
                await outbox.update_one({"_id": row["_id"]}, {"$unset": {"pending": 1}})
                event = contract(row["name"]).model_validate_json(row["body"])
                found += [
                    Delivery(reader, event, row["_id"], handler) for reader, handler in self.readers.get(event.name, ())
                ]
        return found

    async def stored(self, service: str, collection: str, edition: str) -> dict[str, dict[str, Any]]:
        """Give the documents of an edition by their ids."""
        rows = self._sites[service][1].collection(collection).find({"edition_id": edition})
        return {row["_id"]: row for row in await rows.to_list(None)}

    async def published(self, service: str) -> list[dict[str, Any]]:
        """Give all events that a service has told, as plain data with their name."""
        rows = await self._sites[service][1].collection("outbox").find({}).to_list(None)
        return [{**json.loads(row["body"]), "name": row["name"]} for row in rows]


class Life(RuleBasedStateMachine):
    """People file, complete, arrange, withdraw, merge, check, review, decide, appeal; news arrives when it likes."""

    house: House

    @initialize(seed=st.integers(0, 10**6), places=st.lists(st.integers(0, 2), min_size=2, max_size=4))
    def announce(self, seed: int, places: list[int]) -> None:
        """Begin an edition with a few proposals; `seed` decides the order of what nobody draws."""
        self.chance, self.filed, self.tokens = Random(seed), list[str](), dict[str, str]()  # no secret
        self.waiting, self.places = list[Delivery](), dict[str, int]()
        self.plans, self.joined = list[dict[str, Any]](), set[str]()
        self.texts, self.ended = dict[str, dict[str, str]](), dict[tuple[str, int], str]()
        self.opened, self.answered = dict[str, int](), dict[str, int]()
        """The newest arrangement of a proposal that verification has heard of, and the newest that it knows ended."""
        self.closings = dict[str, ArrangementClosedV1]()
        self.free_days = list[date]()
        self._go_to(WindowKind.SUBMISSION)
        rules = PLAY.rules.model_copy(update={"number": next(NUMBERS)}).model_dump(mode="json")
        self.edition = self._run(self.house.ask("intake", "editions", rules, by=OFFICER)).json()["edition_id"]
        self._collect()
        self._drain()
        for place in places:
            self.file(place)

    # -- people ------------------------------------------------------------------------------------------------------

    @precondition(lambda life: len(life.filed) < _MOST)
    @rule(place=st.integers(0, 2))
    def file(self, place: int) -> None:
        """A resident files a proposal; those of one place are for the same spot."""
        body = self._body(place)
        answer = self._run(self.house.ask("intake", "proposals", body))
        assert answer.status_code in (201, 409), answer.text
        if answer.status_code == 201:
            self.filed.append(answer.json()["proposal_id"])
            self.tokens[self.filed[-1]], self.places[self.filed[-1]] = answer.json()["token"], place
            self.texts[self.filed[-1]] = {"title": body["title"], "location": body["location"]}
        self._collect()

    @rule(which=st.integers(0, 30))
    def withdraw(self, which: int) -> None:
        """An applicant takes a proposal back."""
        self._applicant(which, "withdrawals", {})

    @rule(which=st.integers(0, 30), other=st.integers(0, 30))
    def plan_a_merger(self, which: int, other: int) -> None:
        """An officer asks the authors of two proposals whether they may become one."""
        two = list(dict.fromkeys(self.filed[one % len(self.filed)] for one in (which, other) if self.filed))
        if len(two) == 2:
            text = {name: value for name, value in self._body(self.places[two[0]]).items() if name != "applicant"}
            found = [self._run(self.house.ask("intake", f"proposals/{id}", by=OFFICER)) for id in two]
            seen = {id: int(one.headers["etag"].strip('"')) for id, one in zip(two, found, strict=True)}
            body = {"leading": two[0], "versions": seen, "text": {**text, "title": _JOINT}}
            day = compute(_CONSENT, self.house.clock.now(), self._run(self.house.free_days())).day
            body |= {"reason": "Oba projekty są o tym samym.", "due_on": day.isoformat()}
            answer = self._run(self.house.ask("intake", "mergers", body, by=OFFICER))
            assert answer.status_code in (201, 409), answer.text
            if answer.status_code == 201:
                place = f"regroupings/{answer.json()['regrouping_id']}"
                self.plans.append({**self._run(self.house.ask("intake", place, by=OFFICER)).json(), "leading": two[0]})
            self._collect()

    @rule(which=st.integers(0, 10), yes=st.sampled_from([True, True, True, False]))
    def answer_a_plan(self, which: int, yes: bool) -> None:
        """The authors of a plan answer; the last of them decides."""
        if self.plans:
            plan = self.plans[which % len(self.plans)]
            authors = plan["authors"]
            for number, author in enumerate(authors):
                token = SignedTexts(SESSION_KEY).consent_link(plan["regrouping_id"], author["author_id"])
                said = {"token": token, "consents": yes or number < len(authors) - 1}
                answer = self._run(self.house.ask("intake", "consents", said))
                assert answer.status_code in (204, 409), answer.text
            now = self._run(self.house.ask("intake", f"regroupings/{plan['regrouping_id']}", by=OFFICER)).json()
            if now["state"] == "done" and plan["regrouping_id"] not in self.joined:
                self.joined.add(plan["regrouping_id"])
                self.texts[plan["leading"]] = {"title": _JOINT, "location": self._body(0)["location"]}
            self._collect()

    @rule(which=st.integers(0, 30))
    def complete(self, which: int) -> None:
        """An applicant answers a call."""
        body = {name: value for name, value in self._body(0).items() if name != "applicant"}
        self._applicant(which, "corrections", {"proposal": {**body, "signatures": 50}})

    @rule(which=st.integers(0, 30))
    def appeal(self, which: int) -> None:
        """An applicant appeals."""
        self._applicant(which, "appeals", {"text": "Proszę sprawdzić jeszcze raz, bo teren jest miejski."})

    @rule(which=st.integers(0, 30), part=st.sampled_from(_PARTS))
    def ask_for_a_change(self, which: int, part: str) -> None:
        """An officer asks an applicant for a change, with the shortest term."""
        if self.filed:
            path, free = (
                f"proposals/{self.filed[which % len(self.filed)]}/arrangements",
                self._run(self.house.free_days()),
            )
            said = {
                "reason": "Prosimy o zmianę w projekcie.",
                "legal_basis": "§ 12 uchwały",
                "parts": [part],
                "due_on": compute(SHORTEST, self.house.clock.now(), free).day.isoformat(),
            }
            answer = self._run(self.house.ask("intake", path, said, by=OFFICER))
            assert answer.status_code in (201, 409), answer.text
            self._collect()

    @rule(which=st.integers(0, 30), how=st.sampled_from(_ENDS), place=st.integers(0, 2))
    def end_a_request(self, which: int, how: str, place: int) -> None:
        """An applicant changes everything, of which counts what was opened, or says no; or the office takes it back."""
        if self.filed:
            id, pending = self._asked(which)
            match how:
                case "revised":
                    ended = self._revise(id, place, pending["parts"] if pending else [])
                case "declined":
                    ended = self._applicant(id, "refusals-to-revise", {"text": "Zostaje tak, jak jest."})
                case _:
                    number, version = (pending["number"], pending["version"]) if pending else (1, 1)
                    path = f"proposals/{id}/arrangements/{number}/withdrawal"
                    answer = self._run(self.house.ask("intake", path, {}, by=OFFICER, version=version))
                    assert answer.status_code in ((204,) if pending else (404, 409, 412)), answer.text
                    ended = answer.status_code == 204
            if ended:
                assert pending is not None, "nobody has asked for it"
                self.ended[id, pending["number"]] = how
            self._collect()

    @rule(looked_after=st.booleans())
    def days_pass(self, looked_after: bool) -> None:
        """More days pass than an applicant has; the services may notice later."""
        self.house.clock.move(days=8)
        if looked_after:
            self._look_after()

    @rule(which=st.integers(0, 30), passed=st.booleans())
    def check(self, which: int, passed: bool) -> None:
        """An officer finishes a card."""
        said = {"passed": True, "unit": "WRM"} if passed else {"passed": False, "reasons": ["Brak podpisów."]}
        self._staff(which, "cards/{id}", "/result", said, OFFICER, decides=True)

    @rule(which=st.integers(0, 30))
    def call(self, which: int) -> None:
        """An officer calls an applicant to complete a proposal."""
        self._staff(which, "cards/{id}", "/call", TOO_FEW, OFFICER, decides=True)

    @rule(which=st.integers(0, 30), positive=st.booleans())
    def review(self, which: int, positive: bool) -> None:
        """A unit reviews."""
        said = {"positive": positive, "opinion": "Widzieliśmy to miejsce.", "cost": _COST}
        self._staff(which, "reviews/{id}", "/result", said, _lead)

    @rule(which=st.integers(0, 30))
    def send_back(self, which: int) -> None:
        """An officer sends a review back."""
        self._staff(which, "reviews/{id}", "/return", {"reason": "Brakuje kosztu."}, OFFICER)

    @rule(which=st.integers(0, 30), unit=st.sampled_from(UNITS))
    def hand_over(self, which: int, unit: str) -> None:
        """An officer gives an open review to another unit."""
        self._staff(which, "reviews/{id}", "/unit", {"unit": unit, "reason": "To ich zadanie."}, OFFICER)

    @rule(which=st.integers(0, 30), units=st.lists(st.sampled_from(UNITS), min_size=1), officer=st.booleans())
    def ask_units(self, which: int, units: list[str], officer: bool) -> None:
        """The leading unit or an officer asks other units for a statement."""
        said = {"units": units, "question": "Co w Waszej części?"}
        who = OFFICER if officer else _lead
        self._staff(which, "reviews/{id}", "/statements", said, who)

    @rule(which=st.integers(0, 30), place=st.integers(0, 5), result=st.sampled_from(StatementResult))
    def give_statement(self, which: int, place: int, result: StatementResult) -> None:
        """A unit answers."""
        said = {"result": result, "text": "Widzieliśmy to.", "costs": [{"name": "Część", "amount": 1_000_00}]}
        self._statement(which, place, "answer", said, _lead)

    @rule(which=st.integers(0, 30), place=st.integers(0, 5))
    def send_statement_back(self, which: int, place: int) -> None:
        """A unit says that this is not its task."""
        self._statement(which, place, "return", {"reason": "To nie nasze."}, _lead)

    @rule(which=st.integers(0, 30), place=st.integers(0, 5), unit=st.sampled_from(UNITS))
    def hand_statement_over(self, which: int, place: int, unit: str) -> None:
        """An officer asks another unit instead."""
        self._statement(which, place, "unit", {"unit": unit, "reason": "To ich zadanie."}, OFFICER)

    @rule(which=st.integers(0, 30), place=st.integers(0, 5))
    def withdraw_request(self, which: int, place: int) -> None:
        """An officer asks for a statement no longer."""
        self._statement(which, place, "withdrawal", {"reason": "Już niepotrzebne."}, OFFICER)

    @rule(which=st.integers(0, 30), admitted=st.booleans())
    def decide(self, which: int, admitted: bool) -> None:
        """The mayor decides."""
        if self.filed:
            id = self.filed[which % len(self.filed)]
            seen = {one["proposal_id"]: one["version"] for one in self._items("admissions")}
            said = {"versions": {id: seen.get(id, 1)}, "admitted": admitted, "reason": "Taka jest decyzja."}
            self._waits(id, self._run(self.house.ask("verification", "admissions", said, by=MAYOR)))
            self._collect()

    @rule(which=st.integers(0, 30), positive=st.booleans())
    def review_again(self, which: int, positive: bool) -> None:
        """Somebody who did not do the first review does a second."""
        said = {"positive": positive, "opinion": "Widzieliśmy to jeszcze raz.", "next_unit": "WRM"}
        for appeal in (1, 2):
            self._staff(which, f"appeals/{{id}}-{appeal}", "/review", said, _second)

    @rule(which=st.integers(0, 30), upheld=st.booleans())
    def decide_appeal(self, which: int, upheld: bool) -> None:
        """The mayor decides an appeal."""
        said = {"upheld": upheld, "reason": "Taka jest ostateczna decyzja.", "next_unit": "WRM"}
        for appeal in (1, 2):
            self._staff(which, f"appeals/{{id}}-{appeal}", "/decision", said, MAYOR)

    @rule(which=st.integers(0, 30), excluding=st.booleans())
    def settle(self, which: int, excluding: bool) -> None:
        """An officer decides about a pair for one place."""
        found = self._items("conflicts")
        if found:
            self._settle(found[which % len(found)], excluding=excluding)

    @rule(window=st.sampled_from([WindowKind.VERIFICATION, WindowKind.ADMISSION, WindowKind.APPEALS]))
    def time_goes_on(self, window: WindowKind) -> None:
        """Time goes on to a later window, never back."""
        self._go_to(window)

    @rule(ahead=st.integers(1, 40), instead=st.booleans())
    def day_becomes_free(self, ahead: int, instead: bool) -> None:
        """The city declares a day free, beside the last one or instead of it; the word of it goes out."""
        day = warsaw(self.house.clock.now()).date() + timedelta(days=ahead)
        # Two at most: with more the applicants could have time beyond the final lists.
        self.free_days = [day] if instead else [*self.free_days[-1:], day]
        told = tuple(DeclaredFreeDay(day=one, basis="ustawy z dnia 1 kwietnia 2026 r.") for one in self.free_days)
        event = FreeDaysChangedV1(version=next(FREE_DAYS), days=told, changed_at=self.house.clock.now())
        for reader, handler in self.house.readers[event.name]:
            self.waiting.append(Delivery(reader, event, new_id(), handler))

    @rule()
    def tick(self) -> None:
        """What is open is held against the days that are known to be free."""
        self._run(self.house.tick())
        self._collect()

    @rule()
    def ask_for_the_list(self) -> None:
        """The commission would like to publish the list before anything is ready: it has to wait for the appeals."""
        early = self._publish()
        assert early.status_code in (404, 409), early.text

    # -- the news ----------------------------------------------------------------------------------------------------

    @rule(which=st.integers(0, 200), again=st.booleans())
    def news_arrives(self, which: int, again: bool) -> None:
        """One event reaches one of its readers; now and then it comes once more later."""
        if self.waiting:
            delivery = self.waiting[which % len(self.waiting)]
            if self._deliver(delivery) and not again:
                self.waiting.remove(delivery)
            self._collect()

    @rule()
    def all_news_arrives(self) -> None:
        """The lines are clear."""
        self._drain()

    # -- the end -----------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """Everybody finishes what waits for them; then the list goes out and holds what it should."""
        if not hasattr(self, "edition"):
            return
        self._drain()
        if self.chance.random() < 0.5:
            for which in range(len(self.filed)):
                self.ask_for_a_change(which, self.chance.choice(_PARTS))
            self._drain()
            self._finish_everything()
            for _ in self.filed[::2]:
                self.end_a_request(0, self.chance.choice(_ENDS), self.chance.randrange(3))
            self._finish_everything()
        self._go_to(WindowKind.FINAL_LISTS)
        # Longer than anybody has, with a weekend and the free days.
        self.house.clock.move(days=14)
        self._look_after()
        self._drain()
        self._everything_that_was_asked_has_ended_once()
        while self._something_is_open():
            assert self._publish().status_code == 409, "the list waits for everything that is open"
            self._finish_everything()
        cases = self._run(self.house.stored("verification", "cases", self.edition))
        assert sorted(cases) == sorted(self.filed), "no proposal is lost, and none is there twice"
        stages = {id: case["stage"] for id, case in cases.items()}
        assert set(stages.values()) <= {"admitted", "refused", "failed", "withdrawn", "merged"}, stages
        register = self._run(self.house.stored("intake", "proposals", self.edition))
        merged = {id for id, row in register.items() if row["state"] == "merged"}
        assert merged == {id for id, stage in stages.items() if stage == "merged"}
        joint = {row["merged_into"]["proposal_id"] for row in register.values() if row["merged_into"]}
        assert all(cases[id]["proposal"]["title"] == self.texts[id]["title"] for id in joint)
        assert all(row["regrouping"] is None for row in register.values())
        assert all(case["task"] is None for case in cases.values())
        asked = self._run(self.house.stored("verification", "statements", self.edition))
        assert not [id for id, one in asked.items() if one["state"] in ("open", "returned")], "no statement stays open"
        told = self._run(self.house.published("verification"))
        opened, closed = (
            [one["task_id"] for one in told if f"task_{end}" in one["name"]] for end in ("opened", "closed")
        )
        assert sorted(opened) == sorted(closed), "each task that was told has ended, once"
        admitted = {id for id, stage in stages.items() if stage == "admitted"}
        answer = self._publish()
        if not admitted:
            assert answer.json()["type"].endswith("list-empty"), answer.text
            return
        assert answer.status_code == 200, answer.text
        shown = self._run(self.house.ask("voting", f"editions/{self.edition}")).json()
        assert {entry["proposal_id"] for entry in shown["entries"]} == admitted
        for entry in shown["entries"]:
            said = {"title": entry["title"], "location": entry["location"]}
            assert said == self.texts[entry["proposal_id"]], "voters read what was arranged, and nothing else"
        pairs = self._items("conflicts")
        both = [one for one in pairs if {one["first"]["proposal_id"], one["second"]["proposal_id"]} <= admitted]
        assert {one["state"] for one in both} <= {"excluding", "compatible"}
        decided = {
            tuple(sorted((one["first"]["proposal_id"], one["second"]["proposal_id"])))
            for one in both
            if one["state"] == "excluding"
        }
        assert {tuple(pair) for pair in shown["exclusive"]} == decided
        near = {
            frozenset(two) for two in itertools.combinations(admitted, 2) if self.places[two[0]] == self.places[two[1]]
        }
        # Who moved away since stays in a pair: a person has decided it.
        assert {frozenset(one[side]["proposal_id"] for side in ("first", "second")) for one in both} >= near

    def _everything_that_was_asked_has_ended_once(self) -> None:
        kept = self._run(self.house.stored("intake", "arrangements", self.edition)).values()
        told = [(one.proposal_id, one.arrangement) for one in self.closings.values()]
        assert sorted(told) == sorted((one["proposal_id"], one["number"]) for one in kept), "each has ended, once"
        for one in kept:
            how = self.ended.get((one["proposal_id"], one["number"]))
            assert one["state"] == how or (how is None and one["state"] in ("expired", "withdrawn")), one

    def _asked(self, which: int) -> tuple[str, dict[str, Any] | None]:
        """Give a proposal with what its applicant is asked for; any proposal, where nobody is asked for anything."""
        kept = self._run(self.house.stored("intake", "arrangements", self.edition)).values()
        pending = [one for one in kept if one["state"] == "pending"]
        assert len({one["proposal_id"] for one in pending}) == len(pending), pending
        if not pending:
            return self.filed[which % len(self.filed)], None
        chosen = pending[which % len(pending)]
        return chosen["proposal_id"], chosen

    def _revise(self, id: str, place: int, parts: list[str]) -> bool:
        new = f"{self.chance.randrange(10**6)}"
        body = {name: value for name, value in self._body(place).items() if name != "applicant"}
        body |= {"title": f"Nowa nazwa {new}", "location": f"nowe miejsce {new}"}
        taken = self._applicant(id, "revisions", {"proposal": body})
        if taken and "description" in parts:
            self.texts[id]["title"] = body["title"]
        if taken and "place" in parts:
            self.texts[id]["location"], self.places[id] = body["location"], place
        return taken

    def _look_after(self) -> None:
        """Let happen what happens by itself."""
        self._run(self.house.look_after())
        self._collect()

    def _something_is_open(self) -> bool:
        cases = self._run(self.house.stored("verification", "cases", self.edition))
        admitted = {id for id, case in cases.items() if case["stage"] == "admitted"}
        pairs = [{one[side]["proposal_id"] for side in ("first", "second")} for one in self._items("conflicts", "open")]
        return any(case["stage"] in ("formal", "merit", "admission", "appeal") for case in cases.values()) or any(
            pair <= admitted for pair in pairs
        )

    def _finish_everything(self) -> None:
        """Do one step of all work that waits, some of it this way and some of it that way."""
        for which in range(len(self.plans)):
            self.answer_a_plan(which, yes=self.chance.random() < 0.7)
        self.plans.clear()
        self._drain()
        for which in range(len(self.filed)):
            self.check(which, passed=self.chance.random() < 0.7)
            self._end_statements(which)
            self.review(which, positive=self.chance.random() < 0.7)
            self.decide(which, admitted=self.chance.random() < 0.6)
            self.review_again(which, positive=self.chance.random() < 0.5)
            self.decide_appeal(which, upheld=self.chance.random() < 0.5)
        for one in self._items("conflicts", "open"):
            if self.chance.random() < 0.4:
                self._settle(one, excluding=self.chance.random() < 0.5)
        self._drain()

    def _end_statements(self, which: int) -> None:
        """Answer what is asked about a proposal, or ask no more."""
        for place, one in enumerate(self._statements(which)):
            if one["state"] == "open" and self.chance.random() < 0.7:
                self.give_statement(which, place, self.chance.choice(list(StatementResult)))
            elif one["state"] in ("open", "returned"):
                self.withdraw_request(which, place)

    # -- how it is done ----------------------------------------------------------------------------------------------

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.house.loop.run(work)

    def _body(self, place: int) -> dict[str, Any]:
        one = PLAY.proposals[0]
        return {
            "edition_id": self.edition,
            "title": one.title,
            "summary": one.summary,
            "description": one.description,
            "pool_id": one.pool,
            "area_id": one.area,
            "category": one.category,
            "location": one.location,
            "latitude": 51.75 + place / 100,
            "longitude": 18.09,
            "cost_items": [{"name": "Ławka", "amount": _COST}],
            "signatures": 50,
            "applicant": one.applicant,
        }

    def _go_to(self, kind: WindowKind) -> None:
        opens, _ = PLAY.window(kind)
        later: datetime = opens + timedelta(days=1)
        fresh = kind is WindowKind.SUBMISSION
        self.house.clock.moment = later if fresh else max(self.house.clock.moment, later)

    def _applicant(self, of: int | str, path: str, body: dict[str, Any]) -> bool:
        """Let the applicant of a proposal (its id, or any number) send something; tell whether it was taken in."""
        if not self.filed:
            return False
        id = self.filed[of % len(self.filed)] if isinstance(of, int) else of
        answer = self._run(self.house.ask("intake", path, {"token": self.tokens[id], **body}))
        assert answer.status_code in (204, 409), answer.text
        self._collect()
        return bool(answer.status_code == 204)

    def _staff(
        self, which: int, path: str, step: str, body: dict[str, Any], who: Who, *, decides: bool = False
    ) -> None:
        if not self.filed:
            return
        id = self.filed[which % len(self.filed)]
        place = path.format(id=id)
        found = self._run(self.house.ask("verification", place, by=OFFICER))
        if found.status_code == 200:
            version = int(found.headers["etag"].strip('"'))
            by = who if isinstance(who, Person) else who(found.json())
            answer = self._run(self.house.ask("verification", place + step, body, by=by, version=version))
            fit = answer.status_code in (200, 403, 409) or answer.json()["type"].endswith(_UNIT_UNFIT)
            assert fit, answer.text
            if decides:
                self._waits(id, answer)
            self._collect()

    def _waits(self, id: str, answer: httpx.Response) -> None:
        """Nobody decides about a proposal while its applicant may answer, as far as verification can know."""
        if self.opened.get(id, 0) > self.answered.get(id, 0):
            assert answer.status_code in (404, 409), answer.text

    def _statements(self, which: int) -> list[dict[str, Any]]:
        if not self.filed:
            return []
        path = f"reviews/{self.filed[which % len(self.filed)]}/statements"
        found: list[dict[str, Any]] = self._run(self.house.ask("verification", path, by=OFFICER)).json()["items"]
        return found

    def _statement(self, which: int, place: int, step: str, body: dict[str, Any], who: Who) -> None:
        found = self._statements(which)
        if found:
            self._staff(which, f"statements/{found[place % len(found)]['statement_id']}", f"/{step}", body, who)

    def _publish(self) -> httpx.Response:
        path = f"editions/{self.edition}/list"
        answer: httpx.Response = self._run(self.house.ask("voting", path, {"seed": "losowanie"}, by=COMMISSION))
        return answer

    def _settle(self, conflict: dict[str, Any], *, excluding: bool) -> None:
        said = {"excluding": excluding, "reason": "Byliśmy na miejscu."}
        path = f"conflicts/{conflict['conflict_id']}/decision"
        self._run(self.house.ask("verification", path, said, by=OFFICER, version=conflict["version"]))
        self._collect()

    def _items(self, kind: str, state: str = "") -> list[dict[str, Any]]:
        path = f"{kind}?edition_id={self.edition}&limit=200" + (f"&state={state}" if state else "")
        found: list[dict[str, Any]] = self._run(self.house.ask("verification", path, by=OFFICER)).json()["items"]
        return found

    def _collect(self) -> None:
        fresh = self._run(self.house.take_out())
        self.closings |= {one.id: one.event for one in fresh if isinstance(one.event, ArrangementClosedV1)}
        self.waiting += fresh

    def _deliver(self, delivery: Delivery) -> bool:
        """Bring an event to its reader; False where the reader wants it again later."""

        async def hand_over() -> None:
            with caused_by(Cause(f"{delivery.reader}.{delivery.event.name}", delivery.id)):
                await delivery.handler(delivery.event)

        event = delivery.event
        try:
            self._run(hand_over())
        except NotFound:
            assert isinstance(event, (*_OF_ARRANGEMENTS, RegroupingOpenedV1, RegroupingClosedV1)), event
            return False
        if isinstance(event, _OF_ARRANGEMENTS):
            heard = self.answered if isinstance(event, ArrangementClosedV1) else self.opened
            heard[event.proposal_id] = max(heard.get(event.proposal_id, 0), event.arrangement)
        return True

    def _drain(self) -> None:
        """Let everything arrive, in an order of its own, with what it brings about."""
        self._collect()
        while self.waiting:
            delivery = self.waiting.pop(self.chance.randrange(len(self.waiting)))
            if not self._deliver(delivery):
                self.waiting.append(delivery)
            self._collect()


_OF_ARRANGEMENTS = (ArrangementOpenedV1, ArrangementPostponedV1, ArrangementClosedV1)
_CONSENT = Term(amount=10, unit=Unit.WORKING_DAY)
_JOINT = "Wspólny projekt"
_COST = 90_000_00
_UNIT_UNFIT = ("unit-leads", "unit-unchanged")


def _lead(found: dict[str, Any]) -> Person:
    """Give who works for the unit that has this."""
    return TEAMS[found["unit"]][0]


def _second(appeal: dict[str, Any]) -> Person:
    """Give who did not do the first review."""
    return TEAMS[appeal["unit"]][1] if appeal["unit"] else SECOND_OFFICER


@pytest.fixture
def house(mongo_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The three services on a real store; the bus is the test's."""
    made = House.__new__(House)
    monkeypatch.setattr(Bus, "reads", lambda bus, event, *, by: made.reads(bus, event, by=by))
    for service in SERVICES:
        settings_of = import_module(f"services.{service}.main").Settings
        monkeypatch.setattr(settings_of, "clock", lambda _: made.clock)
    made.__init__(mongo_url, tmp_path)  # type: ignore[misc]  # after the bus has been replaced
    yield made
    made.close()


def test_no_proposal_is_lost_and_none_is_on_the_list_before_everything_about_it_is_decided(house: House) -> None:
    Life.house = house
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=5,
            stateful_step_count=40,
            deadline=None,
            # No shrinking: ids are random, so that a shorter story is another story. The seed in `announce` and the
            # steps that are printed tell enough.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
