"""Plays a script through the public HTTP API: a year of the civic budget in a minute or two, each step a real request.

It looks into no database and calls no use case; what it cannot do over HTTP, nobody can.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy import clock
from deploy.demo.ceremony import CeremonyPlay
from deploy.demo.client import Client, Refused, until
from deploy.demo.council import CouncilPlay
from deploy.demo.desks import DesksPlay
from deploy.demo.initiatives import InitiativesPlay
from deploy.demo.media import MediaPlay
from deploy.demo.meeting import MeetingPlay
from deploy.demo.monitoring import MonitoringPlay
from deploy.demo.paper import key_cards_in, open_point, settle_point
from deploy.demo.script import (
    Script,
    ScriptedArticle,
    ScriptedBallot,
    ScriptedEntry,
    ScriptedOpinion,
    ScriptedProposal,
    ScriptedQuestion,
    ScriptedRequest,
    ScriptedStatement,
)
from deploy.keys import ceremony, join
from deploy.local.world import World
from deploy.refusal import CannotStart
from shared.access import Role
from shared.clock import WARSAW
from shared.contracts.intake import WindowKind
from shared.demo_people import DEMO_PEOPLE

OFFICER, MAYOR, COMMISSION, PROTOCOL = "p-anna", "p-mayor", "p-zofia", "p-piotr"
PRESS, SECOND_PRESS = "p-olga", "p-kamil"
_AT_ONCE = 16
_LEFT_TO_APPROVE = 3
"""The last reports stay on the officer's desk: who looks around afterwards finds something to do."""
_COMPLETED = 3
"""The version of a card that was opened, called for and answered."""
_HOUR = timedelta(hours=1)

T = TypeVar("T")


@dataclass
class Outcome:
    """What came of the play: the results as everybody may read them, and whether they are the official ones."""

    edition_id: str = ""
    results: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """The script's key of each proposal, by its id in the house."""
    titles: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    """What opens each applicant's own page, by the script's key of the proposal."""
    threads: list[str] = field(default_factory=list)
    """What opens each question, the first first."""
    receipts: list[str] = field(default_factory=list)
    """The code that each voter was given."""
    identical: bool | None = None
    """Whether the winners are the official ones; None where the script knows none."""

    @property
    def winners(self) -> list[str]:
        """Ids of the selected proposals, in the order of their pools and places."""
        return [row["proposal_id"] for row in self.results["projects"] if row["outcome"] == "selected"]


async def hold_test_vote(client: Client, edition: str) -> None:
    """Hold the test vote that is proposed for a vote (`edition`: its path), with keys of its own.

    Raises `CannotStart` where it does not agree.
    """
    keys = ceremony(people=3, needed=2)
    wanted = await client.get(f"{edition}/trials/proposal", by=COMMISSION)
    wanted |= {
        "public_key": keys.public_key,
        "private_key": join(keys.shares[:2], keys.public_key),
        "secret": keys.secret,
    }
    held = await client.post(f"{edition}/trials", wanted, by=COMMISSION)
    if not held["agrees"]:
        raise CannotStart("The test vote did not give what was expected.")


class Player:
    """Plays one script in a world that runs and is empty."""

    def __init__(self, world: World, script: Script, papers: str = "") -> None:
        """`papers`: the address at which the papers of the script are read, where it has any."""
        self._world, self._script, self._papers = world, script, papers
        self._client = Client(world.origin)
        self._progress = Progress(
            TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        )
        self._outcome = Outcome()
        self._ids: dict[str, str] = {}
        self._point = ""
        """The path of the point of the vote on paper."""
        told = script.initiatives
        self._initiatives = InitiativesPlay(self._client, told) if told is not None else None
        self._happenings = sorted(self._between(), key=lambda happening: happening[0])

    async def play(self) -> Outcome:
        """Play it. Raises `CannotStart` where the house refuses something or a step never comes."""
        with self._progress:
            try:
                for person in DEMO_PEOPLE:
                    await self._client.sign_in(person.id)
                await self._announce()
                await self._keep_calendar()
                await self._file()
                await self._check()
                await self._review()
                await self._settle()
                await self._hear()
                await self._admit()
                await self._appeal()
                await self._list()
                await self._vote()
                await self._vote_on_paper()
                await self._count()
                await self._build()
                await self._go_to(self._script.today)
            finally:
                await self._client.close()
        return self._outcome

    # -- the steps -----------------------------------------------------------------------------------------------

    async def _announce(self) -> None:
        await self._go_to(self._script.announced)
        async with self._phase("Ogłoszenie edycji", 1) as done:
            body = self._script.rules.model_dump(mode="json")
            answer = await self._client.post("/api/intake/v1/editions", body, by=OFFICER)
            self._outcome.edition_id = answer["edition_id"]
            done()
        edition = self._edition("voting")
        await until("voting knows the edition", lambda: self._there(edition))

    async def _keep_calendar(self) -> None:
        async def keep(entry: ScriptedEntry) -> None:
            body = {
                "title": entry.title,
                "starts": entry.starts.isoformat(),
                "ends": entry.ends.isoformat(),
                "place": entry.place,
                "description": entry.description,
            }
            entries = "/api/events/v1/entries"
            id = (await self._client.post(entries, body, by=PROTOCOL))["entry_id"]
            if entry.cancelled is not None:
                reason = {"reason": entry.cancelled}
                await self._client.post(
                    f"{entries}/{id}/cancellation", reason, by=PROTOCOL, headers={"If-Match": '"1"'}
                )

        if self._script.entries:
            await self._all("Kalendarz", self._script.entries, keep)

    async def _file(self) -> None:
        opens, closes = self._script.window(WindowKind.SUBMISSION)
        await self._go_to(opens + (closes - opens) / 2)

        async def file(proposal: ScriptedProposal) -> None:
            body = self._body(proposal)
            if proposal.from_initiative is not None and self._initiatives is not None:
                body |= self._initiatives.converted[proposal.from_initiative]
            answer = await self._client.post("/api/intake/v1/proposals", body)
            self._ids[proposal.key], self._outcome.links[proposal.key] = answer["proposal_id"], answer["token"]
            self._outcome.keys[answer["proposal_id"]] = proposal.key
            self._outcome.titles[answer["proposal_id"]] = proposal.title

        await self._all("Zgłaszanie projektów", self._script.proposals, file, at_once=8)

    async def _check(self) -> None:
        _, closes = self._script.window(WindowKind.VERIFICATION)
        _, submitted_until = self._script.window(WindowKind.SUBMISSION)
        await self._go_to(min(submitted_until + 24 * _HOUR, closes - _HOUR))
        path = f"/api/verification/v1/cards?edition_id={self._outcome.edition_id}&state=open"
        await self._wait_for("a card for every proposal", path, len(self._script.proposals), OFFICER)
        called = [proposal for proposal in self._script.proposals if proposal.signatures_at_first is not None]
        if called:
            await self._all("Uzupełnienia", called, self._correct)

        async def check(proposal: ScriptedProposal) -> None:
            passed = proposal.formal_fault is None
            body = {
                "passed": passed,
                "unit": proposal.unit if passed else None,
                "reasons": [] if passed else [proposal.formal_fault],
            }
            path = f"/api/verification/v1/cards/{self._ids[proposal.key]}/result"
            version = _COMPLETED if proposal in called else 1
            await self._client.post(path, body, by=OFFICER, headers={"If-Match": f'"{version}"'})

        await self._all("Karty formalne", self._script.proposals, check)

    async def _correct(self, proposal: ScriptedProposal) -> None:
        """Let an officer call for what is missing, and the applicant bring it."""
        id = self._ids[proposal.key]
        card, filed = f"/api/verification/v1/cards/{id}", f"/api/intake/v1/proposals/{id}"

        async def called() -> bool:
            return (await self._client.get(filed))["correctable_until"] is not None

        async def completed() -> bool:
            return bool((await self._client.get(card, by=OFFICER))["version"] == _COMPLETED)

        await self._client.post(f"{card}/call", {}, by=OFFICER, headers={"If-Match": '"1"'})
        await until("the call reaches the applicant", called)
        body = {name: value for name, value in self._body(proposal).items() if name != "applicant"}
        answer = {"token": self._outcome.links[proposal.key], "proposal": {**body, "signatures": proposal.signatures}}
        await self._client.post("/api/intake/v1/corrections", answer)
        await until("the completed proposal reaches the card", completed)

    async def _review(self) -> None:
        passed = [proposal for proposal in self._script.proposals if proposal.formal_fault is None]
        path = f"/api/verification/v1/reviews?edition_id={self._outcome.edition_id}&state=open"
        await self._wait_for("a review for every checked proposal", path, len(passed), OFFICER)

        async def review(proposal: ScriptedProposal) -> None:
            if proposal.statement is not None:
                await self._ask_unit(proposal, proposal.statement)
            changed = proposal.cost != sum(amount for _, amount in proposal.cost_items)
            body = {
                "positive": proposal.refusal is None,
                "opinion": proposal.refusal or proposal.opinion,
                "cost": proposal.cost,
                "cost_reason": proposal.opinion if changed else None,
            }
            path = f"/api/verification/v1/reviews/{self._ids[proposal.key]}/result"
            await self._client.post(path, body, by=_reviewers(proposal.unit)[0], headers={"If-Match": '"1"'})

        await self._all("Oceny jednostek", passed, review)

    async def _ask_unit(self, proposal: ScriptedProposal, statement: ScriptedStatement) -> None:
        """Let the unit that reviews ask another one about its part, and that one answer."""
        id = self._ids[proposal.key]
        asked = {"units": [statement.unit], "question": statement.question}
        path = f"/api/verification/v1/reviews/{id}/statements"
        [one] = (await self._client.post(path, asked, by=_reviewers(proposal.unit)[0]))["statement_ids"]
        said = {"result": "positive", "text": statement.text}
        path = f"/api/verification/v1/statements/{one}/answer"
        await self._client.post(path, said, by=_reviewers(statement.unit)[0], headers={"If-Match": '"1"'})

    async def _settle(self) -> None:
        """Decide about every pair of proposals for the same place."""
        if not self._script.pairs:
            return
        decisions = {frozenset((pair.first, pair.second)): pair for pair in self._script.pairs}
        path = f"/api/verification/v1/conflicts?edition_id={self._outcome.edition_id}"
        await self._wait_for("every pair for the same place is found", path, len(decisions), OFFICER)

        async def settle(conflict: dict[str, Any]) -> None:
            keys = frozenset(self._outcome.keys[conflict[side]["proposal_id"]] for side in ("first", "second"))
            body = {"excluding": decisions[keys].excluding, "reason": decisions[keys].reason}
            one = f"/api/verification/v1/conflicts/{conflict['conflict_id']}/decision"
            await self._client.post(one, body, by=OFFICER, headers={"If-Match": '"1"'})

        await self._all("Kolizje", await self._items(path, OFFICER), settle)

    async def _hear(self) -> None:
        """Ask for opinions, round after round; the last one is left open, so that there is something to write down."""
        for place, one in enumerate(self._script.rounds):
            opinions = sorted(one.opinions, key=lambda opinion: opinion.received_on)
            await self._go_to(datetime.combine(opinions[0].received_on, time(9), WARSAW))
            asked = {
                "edition_id": self._outcome.edition_id,
                "kind": one.kind,
                "first_day": one.first_day.isoformat(),
                "last_day": one.last_day.isoformat(),
            }
            opened = await self._client.post("/api/verification/v1/opinion-rounds", asked, by=OFFICER)
            path = f"/api/verification/v1/opinion-rounds/{opened['round_id']}"
            async with self._phase("Opinie", len(opinions)) as done:
                for opinion in opinions:
                    await self._go_to(datetime.combine(opinion.received_on, time(12), WARSAW))
                    await self._client.post(f"{path}/opinions", self._opinion(opinion), by=OFFICER)
                    done()
            if place < len(self._script.rounds) - 1:
                await self._go_to(datetime.combine(one.last_day + timedelta(days=1), time(9), WARSAW))
                await self._client.post(f"{path}/closing", {}, by=OFFICER, headers={"If-Match": '"1"'})

    def _opinion(self, opinion: ScriptedOpinion) -> dict[str, Any]:
        resolution = {"number": opinion.resolution, "passed_on": str(opinion.resolution_on)}
        return {
            "proposal_id": self._ids[opinion.about],
            "result": opinion.result,
            "text": opinion.text,
            "received_on": opinion.received_on.isoformat(),
            "resolution": resolution if opinion.resolution else None,
        }

    async def _admit(self) -> None:
        _, closes = self._script.window(WindowKind.ADMISSION)
        await self._go_to(closes - 24 * _HOUR)
        reviewed = [proposal for proposal in self._script.proposals if proposal.formal_fault is None]
        path = f"/api/verification/v1/admissions?edition_id={self._outcome.edition_id}&state=open"
        await self._wait_for("an admission for every reviewed proposal", path, len(reviewed), MAYOR)

        async def decide(proposal: ScriptedProposal) -> None:
            body = {
                "proposal_ids": [self._ids[proposal.key]],
                "admitted": proposal.refusal is None,
                "reason": proposal.refusal or "",
            }

            async def decided() -> bool:
                try:
                    await self._client.post("/api/verification/v1/admissions", body, by=MAYOR)
                except Refused as refused:
                    if refused.status != 409:
                        raise
                    return False  # The answer of its applicant is still on the way.
                return True

            await until("the mayor may decide", decided)

        await self._all("Dopuszczenie", reviewed, decide)

    async def _appeal(self) -> None:
        appealed = [proposal for proposal in self._script.proposals if proposal.appeal is not None]
        if not appealed:
            return
        opens, closes = self._script.window(WindowKind.APPEALS)
        await self._go_to(opens + (closes - opens) / 2)
        appeals = "/api/verification/v1/appeals"

        async def appeal(proposal: ScriptedProposal) -> None:
            id = f"{self._ids[proposal.key]}-1"
            filed = {"token": self._outcome.links[proposal.key], "text": proposal.appeal}
            refused = f"/api/intake/v1/proposals/{self._ids[proposal.key]}"

            async def told() -> bool:
                return bool((await self._client.get(refused))["appeal_until"])

            await until("the refusal reaches the applicant", told)
            await self._client.post("/api/intake/v1/appeals", filed)
            await until("the appeal is open for its second review", lambda: self._there(f"{appeals}/{id}", OFFICER))
            said = {"positive": False, "opinion": proposal.appeal_answer}
            second = _reviewers(proposal.unit)[-1]
            await self._client.post(f"{appeals}/{id}/review", said, by=second, headers={"If-Match": '"1"'})
            decision = {"upheld": False, "reason": proposal.appeal_answer}
            await self._client.post(f"{appeals}/{id}/decision", decision, by=MAYOR, headers={"If-Match": '"2"'})

        await self._all("Odwołania", appealed, appeal)

    async def _list(self) -> None:
        _, closes = self._script.window(WindowKind.FINAL_LISTS)
        await self._go_to(closes - 24 * _HOUR)
        admitted = sum(
            proposal.formal_fault is None and proposal.refusal is None for proposal in self._script.proposals
        )
        exclusive = sum(pair.excluding for pair in self._script.pairs)
        edition = self._edition("voting")

        async def decided() -> bool:
            found = await self._client.get(f"{edition}/candidates", by=COMMISSION)
            settled = found["conflicts"] == 0 and found["exclusive"] == exclusive
            return bool(found["admitted"] == admitted and found["undecided"] == 0 and settled)

        async with self._phase("Lista do głosowania", 1) as done:
            await until("every decision reaches the ballot list", decided)
            await self._client.post(f"{edition}/list", {"seed": "losowanie numerów, ratusz"}, by=COMMISSION)
            done()

    async def _vote(self) -> None:
        opens, closes = self._script.window(WindowKind.WEB_VOTE)
        edition = self._edition("voting")
        await self._go_to(opens - 24 * _HOUR)
        self._keys = ceremony(people=5, needed=3)
        async with self._phase("Próba i otwarcie urny", 3) as done:
            codes: list[str] = []
            if self._script.roll is not None:
                await self._client.post(
                    f"{edition}/roll?dry_run=false",
                    by=COMMISSION,
                    content=self._script.roll,
                    headers={"Content-Type": "text/csv"},
                )
            else:
                codes = await self._codes(edition, len(self._script.ballots))
            done()
            await hold_test_vote(self._client, edition)
            done()
            opening = {
                "public_key": self._keys.public_key,
                "draw_commitment": self._keys.draw_commitment,
            }
            await self._client.post(f"{edition}/opening", opening, by=COMMISSION)
            done()
        if self._script.point is not None:
            self._point = await open_point(self._client, edition, self._script.point)

        async def cast(place_and_ballot: tuple[int, ScriptedBallot]) -> None:
            place, ballot = place_and_ballot
            body = {
                "voter": ballot.voter or {"code": codes[place]},
                "choices": {
                    section: [{"proposal_id": self._ids[key], "points": points} for key, points in marks]
                    for section, marks in ballot.choices.items()
                },
            }
            self._outcome.receipts.append((await self._client.post(f"{edition}/ballots", body))["code"])

        ballots = list(enumerate(self._script.ballots))
        days = max((closes - opens).days, 1)
        async with self._phase("Głosowanie", len(ballots)) as done:
            for day in range(days):
                await self._go_to(opens + 24 * day * _HOUR + _HOUR)
                some = ballots[len(ballots) * day // days : len(ballots) * (day + 1) // days]
                await self._side_by_side(some, cast, done)
        await self._go_to(closes + _HOUR)

    async def _vote_on_paper(self) -> None:
        """Let the cards of the point come in, once the vote on the web is over."""
        point, edition = self._script.point, self._edition("voting")
        if point is None:
            return
        await settle_point(self._client, self._point, point)
        async with self._phase("Karty papierowe", len(point.cards)) as done:
            await key_cards_in(self._client, edition, self._point, point, self._ids, done)

    async def _codes(self, edition: str, count: int) -> list[str]:
        codes: list[str] = []
        while len(codes) < count:
            wanted = {"count": min(1_000, count - len(codes))}
            codes += (await self._client.post(f"{edition}/codes", wanted, by=COMMISSION))["codes"]
        return codes

    async def _count(self) -> None:
        edition = self._edition("voting")
        opens, closes = self._script.window(WindowKind.RESULTS)
        async with self._phase("Liczenie i ogłoszenie", 3) as done:
            await self._client.post(f"{edition}/closing", by=COMMISSION)
            done()
            await self._go_to(opens + (closes - opens) / 2)
            body = {"private_key": join(self._keys.shares[1:4], self._keys.public_key), "secret": self._keys.secret}
            await self._client.post(f"{edition}/count", body, by=COMMISSION)
            done()
            await self._client.post(f"{edition}/results", by=COMMISSION)
            done()
        await self._complain(edition)
        results = await self._client.get(f"{edition}/results")
        self._outcome.results = results
        if self._script.official is not None:
            won = {self._outcome.keys[id] for id in self._outcome.winners}
            self._outcome.identical = won == self._script.official
        path = f"/api/reporting/v1/implementations?edition_id={self._outcome.edition_id}"
        await self._wait_for("a task for every winner", path, len(self._outcome.winners), OFFICER)

    async def _complain(self, edition: str) -> None:
        """Let a resident complain of the vote, an officer prepare the answer, and the commission confirm it."""
        complaints = f"{edition}/complaints"
        async with self._phase("Skarga na głosowanie", 3) as done:
            complaint = {
                "subject": "conduct",
                "name": "Halina Przykładowa",
                "email": "halina.przykladowa@example.org",
                "text": "Przez kwadrans po otwarciu głosowania strona pokazywała mi, że głosowanie się nie zaczęło.",
            }
            await self._client.post(complaints, complaint)
            done()
            [one] = (await self._client.get(complaints, by=COMMISSION))["items"]
            answer = {
                "outcome": "no_effect",
                "answer": "Przepraszamy. Zegar Pani komputera śpieszył się o kwadrans, a nasza strona tego nie mówiła. "
                "Głosować można było do końca terminu, więc na wynik to nie wpłynęło.",
            }
            url = f"{complaints}/{one['id']}"
            await self._client.put(f"{url}/answer", answer, by=OFFICER, headers={"If-Match": '"1"'})
            done()
            await self._client.put(f"{url}/confirmation", None, by=COMMISSION, headers={"If-Match": '"2"'})
            done()

    async def _build(self) -> None:
        keys = [self._outcome.keys[id] for id in self._outcome.winners]
        plan = self._script.building.updates(keys)
        steps = sorted(
            ((update.at, key, update) for key, updates in plan.items() for update in updates), key=lambda step: step[:2]
        )
        if not steps:
            return
        path = f"/api/reporting/v1/implementations?edition_id={self._outcome.edition_id}&limit=200"
        found = {item["proposal_id"]: item for item in (await self._client.get(path, by=OFFICER))["items"]}
        async with self._phase("Budowa", len(steps)) as done:
            for place, (at, key, update) in enumerate(steps):
                await self._go_to(at)
                item = found[self._ids[key]]
                one = f"/api/reporting/v1/implementations/{item['implementation_id']}"
                body = {
                    "stage": update.stage,
                    "percent": update.percent,
                    "spent": item["budget"] * update.spent // 100,
                    "note": update.note,
                    "planned_end": update.planned_end,
                    "delay_reason": update.delay_reason,
                    "planned_contract": update.planned_contract,
                    "planned_building": update.planned_building,
                    "contractor": update.contractor,
                }
                answer = await self._client.post(f"{one}/progress", body, by=_reviewers(item["unit"])[0])
                if place < len(steps) - _LEFT_TO_APPROVE:
                    await self._client.post(f"{one}/progress/{answer['number']}/approval", by=OFFICER)
                done()

    # -- what happens in between ---------------------------------------------------------------------------------------

    def _between(self) -> Iterator[tuple[datetime, Callable[[], Awaitable[None]]]]:
        """Give what happens on its own day, whichever step of the edition is under way."""
        for article in self._script.articles:
            yield article.at, partial(self._publish, article)
        for question in self._script.questions:
            yield question.asked_at, partial(self._ask, question)
            yield question.answered_at, partial(self._answer, question)
        for request in self._script.requests:
            yield request.opened_at, partial(self._request, request)
            yield request.answered_at, partial(self._respond, request)
        if (council := self._script.council) is not None:
            played = CouncilPlay(self._client, council)
            yield council.entered_at, played.enter
            yield council.opened_at, played.gather
            yield council.published_at, played.publish
            yield council.presented_at, played.present
        if self._initiatives is not None:
            yield from self._initiatives.happenings()
        if (ceremony := self._script.ceremony) is not None:
            yield from CeremonyPlay(self._client, ceremony).happenings()
        if (meeting := self._script.meeting) is not None:
            yield from MeetingPlay(self._client, meeting).happenings()
        if (desks := self._script.desks) is not None:
            yield from DesksPlay(self._client, desks).happenings()
        if (media := self._script.media) is not None:
            yield from MediaPlay(self._client, media, self._world.mail_folder).happenings()
            yield from MonitoringPlay(self._client, media.monitoring, self._papers).happenings()

    async def _publish(self, article: ScriptedArticle) -> None:
        """Let one write an article and another approve it."""
        body = {name: getattr(article, name) for name in ("title", "lead", "body", "kind")}
        id = (await self._client.post("/api/media/v1/articles", body, by=PRESS))["article_id"]
        path, first = f"/api/media/v1/articles/{id}", {"If-Match": '"1"'}
        sent = await self._client.post(f"{path}/review", None, by=PRESS, headers=first)
        version = {"If-Match": f'"{sent["version"]}"'}
        await self._client.post(f"{path}/approval", {}, by=SECOND_PRESS, headers=version)

    async def _ask(self, question: ScriptedQuestion) -> None:
        """Let a resident ask."""
        body = {"edition_id": self._outcome.edition_id, "email": question.email, "text": question.text}
        self._outcome.threads.append((await self._client.post("/api/intake/v1/questions", body))["token"])

    async def _answer(self, question: ScriptedQuestion) -> None:
        """Let an officer answer the question that waits longest."""
        one = (await self._client.get("/api/intake/v1/questions", by=OFFICER))["items"][0]
        path = f"/api/intake/v1/questions/{one['question_id']}/answers"
        version = {"If-Match": f'"{one["version"]}"'}
        await self._client.post(path, {"text": question.answer}, by=OFFICER, headers=version)

    async def _request(self, request: ScriptedRequest) -> None:
        """Let an officer ask an applicant for a change."""
        body = {
            "reason": request.reason,
            "legal_basis": request.legal_basis,
            "parts": list(request.parts),
            "due_on": request.due_on.isoformat(),
        }
        path = f"/api/intake/v1/proposals/{self._ids[request.about]}/arrangements"
        await self._client.post(path, body, by=OFFICER)

    async def _respond(self, request: ScriptedRequest) -> None:
        """Let the applicant change what was asked for, or say no."""
        token = self._outcome.links[request.about]
        if request.revised is None:
            body = {"token": token, "text": request.refusal}
            await self._client.post("/api/intake/v1/refusals-to-revise", body)
            return
        proposal = next(one for one in self._script.proposals if one.key == request.about)
        now = {name: value for name, value in self._body(proposal).items() if name != "applicant"} | request.revised
        await self._client.post("/api/intake/v1/revisions", {"token": token, "proposal": now})

    # -- how a step is taken ---------------------------------------------------------------------------------------

    def _edition(self, service: str) -> str:
        return f"/api/{service}/v1/editions/{self._outcome.edition_id}"

    def _body(self, proposal: ScriptedProposal) -> dict[str, Any]:
        latitude, longitude = proposal.point or (None, None)
        return {
            "edition_id": self._outcome.edition_id,
            "title": proposal.title,
            "summary": proposal.summary,
            "description": proposal.description,
            "pool_id": proposal.pool,
            "area_id": proposal.area,
            "category": proposal.category,
            "location": proposal.location,
            "latitude": latitude,
            "longitude": longitude,
            "cost_items": [{"name": name, "amount": amount} for name, amount in proposal.cost_items],
            "signatures": proposal.signatures if proposal.signatures_at_first is None else proposal.signatures_at_first,
            "applicant": proposal.applicant,
        }

    async def _go_to(self, moment: datetime) -> None:
        """Move the clock on; what happens in between happens on its day."""
        while self._happenings and self._happenings[0][0] <= moment:
            at, happen = self._happenings.pop(0)
            clock.move(self._world.clock_file, at.isoformat())
            await happen()
        clock.move(self._world.clock_file, moment.isoformat())

    async def _there(self, path: str, by: str | None = None) -> bool:
        try:
            await self._client.get(path, by=by)
        except CannotStart:
            return False
        return True

    async def _wait_for(self, what: str, path: str, count: int, by: str) -> None:
        """Wait until the list at `path` holds `count` items; lists are read page by page, as by any program."""

        async def full() -> bool:
            return len(await self._items(path, by)) >= count

        await until(what, full)

    async def _items(self, path: str, by: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        after = ""
        while True:
            page = await self._client.get(f"{path}&limit=200{after}", by=by)
            items += page["items"]
            if not page.get("next"):
                return items
            after = f"&after={page['next']}"

    async def _all(
        self, name: str, items: Iterable[T], work: Callable[[T], Awaitable[None]], at_once: int = _AT_ONCE
    ) -> None:
        """Do `work` on every item, `at_once` of them side by side, with a bar."""
        waiting = list(items)
        async with self._phase(name, len(waiting)) as done:
            await self._side_by_side(waiting, work, done, at_once)

    async def _side_by_side(
        self,
        items: Iterable[T],
        work: Callable[[T], Awaitable[None]],
        done: Callable[[], None],
        at_once: int = _AT_ONCE,
    ) -> None:
        gate = asyncio.Semaphore(at_once)

        async def one(item: T) -> None:
            async with gate:
                await work(item)
            done()

        async with asyncio.TaskGroup() as group:
            for item in items:
                group.create_task(one(item))

    @asynccontextmanager
    async def _phase(self, name: str, total: int) -> AsyncIterator[Callable[[], None]]:
        task = self._progress.add_task(name, total=total)
        yield lambda: self._progress.advance(task)


def _reviewers(unit: str) -> list[str]:
    """Give who reviews for a unit; where there are two, the last does second reviews."""
    return [person.id for person in DEMO_PEOPLE if person.role is Role.UNIT_REVIEWER and person.unit == unit]
