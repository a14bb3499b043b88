"""Plays what becomes of the proposals of a script, from the form up to the appeals against refusals."""

from datetime import datetime, time, timedelta
from typing import Any

from deploy.demo.client import Refused, until
from deploy.demo.initiatives import InitiativesPlay
from deploy.demo.script import ScriptedOpinion, ScriptedProposal, ScriptedStatement
from deploy.demo.stage import MAYOR, OFFICER, Stage, reviewers
from shared.clock import WARSAW
from shared.contracts.intake import WindowKind

_COMPLETED = 3
"""The version of a card that was opened, called for and answered."""
_HOUR = timedelta(hours=1)


class ProposalsPlay:
    """Plays one script's proposals."""

    def __init__(self, stage: Stage, initiatives: InitiativesPlay | None) -> None:
        self._stage, self._initiatives = stage, initiatives

    async def play(self) -> None:
        """Let them be filed, checked, reviewed, spoken of, admitted or refused, and appealed for."""
        await self._file()
        await self._check()
        await self._review()
        await self._settle()
        await self._hear()
        await self._admit()
        await self._appeal()

    async def _file(self) -> None:
        opens, closes = self._stage.script.window(WindowKind.SUBMISSION)
        await self._stage.go_to(opens + (closes - opens) / 2)

        async def file(proposal: ScriptedProposal) -> None:
            body = self._stage.body(proposal)
            if proposal.from_initiative is not None and self._initiatives is not None:
                body |= self._initiatives.converted[proposal.from_initiative]
            answer = await self._stage.client.post("/api/intake/v1/proposals", body)
            self._stage.ids[proposal.key], self._stage.outcome.links[proposal.key] = (
                answer["proposal_id"],
                answer["token"],
            )
            self._stage.outcome.keys[answer["proposal_id"]] = proposal.key
            self._stage.outcome.titles[answer["proposal_id"]] = proposal.title

        await self._stage.on_all("Zgłaszanie projektów", self._stage.script.proposals, file, at_once=8)

    async def _check(self) -> None:
        _, closes = self._stage.script.window(WindowKind.VERIFICATION)
        _, submitted_until = self._stage.script.window(WindowKind.SUBMISSION)
        await self._stage.go_to(min(submitted_until + 24 * _HOUR, closes - _HOUR))
        path = f"/api/verification/v1/cards?edition_id={self._stage.outcome.edition_id}&state=open"
        await self._stage.wait_for("a card for every proposal", path, len(self._stage.script.proposals), OFFICER)
        called = [proposal for proposal in self._stage.script.proposals if proposal.signatures_at_first is not None]
        if called:
            await self._stage.on_all("Uzupełnienia", called, self._correct)

        async def check(proposal: ScriptedProposal) -> None:
            passed = proposal.formal_fault is None
            body = {
                "passed": passed,
                "unit": proposal.unit if passed else None,
                "reasons": [] if passed else [proposal.formal_fault],
            }
            path = f"/api/verification/v1/cards/{self._stage.ids[proposal.key]}/result"
            version = _COMPLETED if proposal in called else 1
            await self._stage.client.post(path, body, by=OFFICER, headers={"If-Match": f'"{version}"'})

        await self._stage.on_all("Karty formalne", self._stage.script.proposals, check)

    async def _correct(self, proposal: ScriptedProposal) -> None:
        """Let an officer call for what is missing, and the applicant bring it."""
        id = self._stage.ids[proposal.key]
        card, filed = f"/api/verification/v1/cards/{id}", f"/api/intake/v1/proposals/{id}"

        async def called() -> bool:
            return (await self._stage.client.get(filed))["correctable_until"] is not None

        async def completed() -> bool:
            return bool((await self._stage.client.get(card, by=OFFICER))["version"] == _COMPLETED)

        await self._stage.client.post(f"{card}/call", {}, by=OFFICER, headers={"If-Match": '"1"'})
        await until("the call reaches the applicant", called)
        body = {name: value for name, value in self._stage.body(proposal).items() if name != "applicant"}
        answer = {
            "token": self._stage.outcome.links[proposal.key],
            "proposal": {**body, "signatures": proposal.signatures},
        }
        await self._stage.client.post("/api/intake/v1/corrections", answer)
        await until("the completed proposal reaches the card", completed)

    async def _review(self) -> None:
        passed = [proposal for proposal in self._stage.script.proposals if proposal.formal_fault is None]
        path = f"/api/verification/v1/reviews?edition_id={self._stage.outcome.edition_id}&state=open"
        await self._stage.wait_for("a review for every checked proposal", path, len(passed), OFFICER)

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
            path = f"/api/verification/v1/reviews/{self._stage.ids[proposal.key]}/result"
            await self._stage.client.post(path, body, by=reviewers(proposal.unit)[0], headers={"If-Match": '"1"'})

        await self._stage.on_all("Oceny jednostek", passed, review)

    async def _ask_unit(self, proposal: ScriptedProposal, statement: ScriptedStatement) -> None:
        """Let the unit that reviews ask another one about its part, and that one answer."""
        id = self._stage.ids[proposal.key]
        asked = {"units": [statement.unit], "question": statement.question}
        path = f"/api/verification/v1/reviews/{id}/statements"
        [one] = (await self._stage.client.post(path, asked, by=reviewers(proposal.unit)[0]))["statement_ids"]
        said = {"result": "positive", "text": statement.text}
        path = f"/api/verification/v1/statements/{one}/answer"
        await self._stage.client.post(path, said, by=reviewers(statement.unit)[0], headers={"If-Match": '"1"'})

    async def _settle(self) -> None:
        """Decide about every pair of proposals for the same place."""
        if not self._stage.script.pairs:
            return
        decisions = {frozenset((pair.first, pair.second)): pair for pair in self._stage.script.pairs}
        path = f"/api/verification/v1/conflicts?edition_id={self._stage.outcome.edition_id}"
        await self._stage.wait_for("every pair for the same place is found", path, len(decisions), OFFICER)

        async def settle(conflict: dict[str, Any]) -> None:
            keys = frozenset(self._stage.outcome.keys[conflict[side]["proposal_id"]] for side in ("first", "second"))
            body = {"excluding": decisions[keys].excluding, "reason": decisions[keys].reason}
            one = f"/api/verification/v1/conflicts/{conflict['conflict_id']}/decision"
            await self._stage.client.post(one, body, by=OFFICER, headers={"If-Match": '"1"'})

        await self._stage.on_all("Kolizje", await self._stage.items_of(path, OFFICER), settle)

    async def _hear(self) -> None:
        """Ask for opinions, round after round; the last one is left open, so that there is something to write down."""
        for place, one in enumerate(self._stage.script.rounds):
            opinions = sorted(one.opinions, key=lambda opinion: opinion.received_on)
            await self._stage.go_to(datetime.combine(opinions[0].received_on, time(9), WARSAW))
            asked = {
                "edition_id": self._stage.outcome.edition_id,
                "kind": one.kind,
                "first_day": one.first_day.isoformat(),
                "last_day": one.last_day.isoformat(),
            }
            opened = await self._stage.client.post("/api/verification/v1/opinion-rounds", asked, by=OFFICER)
            path = f"/api/verification/v1/opinion-rounds/{opened['round_id']}"
            async with self._stage.phase("Opinie", len(opinions)) as done:
                for opinion in opinions:
                    await self._stage.go_to(datetime.combine(opinion.received_on, time(12), WARSAW))
                    await self._stage.client.post(f"{path}/opinions", self._opinion(opinion), by=OFFICER)
                    done()
            if place < len(self._stage.script.rounds) - 1:
                await self._stage.go_to(datetime.combine(one.last_day + timedelta(days=1), time(9), WARSAW))
                await self._stage.client.post(f"{path}/closing", {}, by=OFFICER, headers={"If-Match": '"1"'})

    def _opinion(self, opinion: ScriptedOpinion) -> dict[str, Any]:
        resolution = {"number": opinion.resolution, "passed_on": str(opinion.resolution_on)}
        return {
            "proposal_id": self._stage.ids[opinion.about],
            "result": opinion.result,
            "text": opinion.text,
            "received_on": opinion.received_on.isoformat(),
            "resolution": resolution if opinion.resolution else None,
        }

    async def _admit(self) -> None:
        _, closes = self._stage.script.window(WindowKind.ADMISSION)
        await self._stage.go_to(closes - 24 * _HOUR)
        reviewed = [proposal for proposal in self._stage.script.proposals if proposal.formal_fault is None]
        path = f"/api/verification/v1/admissions?edition_id={self._stage.outcome.edition_id}&state=open"
        await self._stage.wait_for("an admission for every reviewed proposal", path, len(reviewed), MAYOR)
        seen: dict[str, int] = {}

        async def look() -> None:
            items = await self._stage.items_of(path, MAYOR)
            seen.update({item["proposal_id"]: item["version"] for item in items})

        async def decide(proposal: ScriptedProposal) -> None:
            id = self._stage.ids[proposal.key]
            said = {"admitted": proposal.refusal is None, "reason": proposal.refusal or ""}

            async def decided() -> bool:
                body = {**said, "versions": {id: seen[id]}}
                try:
                    await self._stage.client.post("/api/verification/v1/admissions", body, by=MAYOR)
                except Refused as refused:
                    if refused.status not in (409, 412):
                        raise
                    # The answer of its applicant is still on the way, or has come and is to be looked at.
                    await look()
                    return False
                return True

            await until("the mayor may decide", decided)

        await look()
        await self._stage.on_all("Dopuszczenie", reviewed, decide)

    async def _appeal(self) -> None:
        appealed = [proposal for proposal in self._stage.script.proposals if proposal.appeal is not None]
        if not appealed:
            return
        opens, closes = self._stage.script.window(WindowKind.APPEALS)
        await self._stage.go_to(opens + (closes - opens) / 2)
        appeals = "/api/verification/v1/appeals"

        async def appeal(proposal: ScriptedProposal) -> None:
            id = f"{self._stage.ids[proposal.key]}-1"
            filed = {"token": self._stage.outcome.links[proposal.key], "text": proposal.appeal}
            refused = f"/api/intake/v1/proposals/{self._stage.ids[proposal.key]}"

            async def told() -> bool:
                return bool((await self._stage.client.get(refused))["appeal_until"])

            await until("the refusal reaches the applicant", told)
            await self._stage.client.post("/api/intake/v1/appeals", filed)
            await until(
                "the appeal is open for its second review", lambda: self._stage.there(f"{appeals}/{id}", OFFICER)
            )
            said = {"positive": False, "opinion": proposal.appeal_answer}
            second = reviewers(proposal.unit)[-1]
            await self._stage.client.post(f"{appeals}/{id}/review", said, by=second, headers={"If-Match": '"1"'})
            decision = {"upheld": False, "reason": proposal.appeal_answer}
            await self._stage.client.post(f"{appeals}/{id}/decision", decision, by=MAYOR, headers={"If-Match": '"2"'})

        await self._stage.on_all("Odwołania", appealed, appeal)
