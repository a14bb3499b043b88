"""Plays a script through the public HTTP API: a year of the civic budget in a minute or two, each step a real request.

It looks into no database and calls no use case; what it cannot do over HTTP, nobody can.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from functools import partial

from deploy.demo.building import BuildingPlay
from deploy.demo.ceremony import CeremonyPlay
from deploy.demo.client import until
from deploy.demo.council import CouncilPlay
from deploy.demo.desks import DesksPlay
from deploy.demo.initiatives import InitiativesPlay
from deploy.demo.media import MediaPlay
from deploy.demo.meeting import MeetingPlay
from deploy.demo.monitoring import MonitoringPlay
from deploy.demo.proposals import ProposalsPlay
from deploy.demo.script import Script, ScriptedArticle, ScriptedEntry, ScriptedQuestion, ScriptedRequest
from deploy.demo.stage import OFFICER, PRESS, PROTOCOL, SECOND_PRESS, Outcome, Stage
from deploy.demo.vote import VotePlay
from deploy.local.world import World
from shared.demo_people import DEMO_PEOPLE


class Player:
    """Plays one script in a world that runs and is empty."""

    def __init__(self, world: World, script: Script, papers: str = "") -> None:
        """`papers`: the address at which the papers of the script are read, where it has any."""
        self._stage, self._papers = Stage(world, script), papers
        told = script.initiatives
        mails = world.mail_folder
        self._initiatives = InitiativesPlay(self._stage.client, told, mails) if told is not None else None
        self._stage.happenings = sorted(self._between(), key=lambda happening: happening[0])

    async def play(self, *, half: bool = False) -> Outcome:
        """Play it; with `half`, up to the middle of the vote.

        Raises `CannotStart` where the house refuses something or a step never comes.
        """
        with self._stage.progress:
            try:
                for person in DEMO_PEOPLE:
                    await self._stage.client.sign_in(person.id)
                await self._announce()
                await self._keep_calendar()
                await ProposalsPlay(self._stage, self._initiatives).play()
                if half:
                    await VotePlay(self._stage).play_half()
                    return self._stage.outcome
                await VotePlay(self._stage).play()
                await BuildingPlay(self._stage).play()
                await self._stage.go_to(self._stage.script.today)
            finally:
                await self._stage.client.close()
        return self._stage.outcome

    # -- the steps -----------------------------------------------------------------------------------------------

    async def _announce(self) -> None:
        await self._stage.go_to(self._stage.script.announced)
        async with self._stage.phase("Ogłoszenie edycji", 1) as done:
            body = self._stage.script.rules.model_dump(mode="json")
            answer = await self._stage.client.post("/api/intake/v1/editions", body, by=OFFICER)
            self._stage.outcome.edition_id = answer["edition_id"]
            done()
        edition = self._stage.edition("voting")
        await until("voting knows the edition", lambda: self._stage.there(edition))

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
            id = (await self._stage.client.post(entries, body, by=PROTOCOL))["entry_id"]
            if entry.cancelled is not None:
                reason = {"reason": entry.cancelled}
                await self._stage.client.post(
                    f"{entries}/{id}/cancellation", reason, by=PROTOCOL, headers={"If-Match": '"1"'}
                )

        if self._stage.script.entries:
            await self._stage.on_all("Kalendarz", self._stage.script.entries, keep)

    # -- what happens in between ---------------------------------------------------------------------------------------

    def _between(self) -> Iterator[tuple[datetime, Callable[[], Awaitable[None]]]]:
        """Give what happens on its own day, whichever step of the edition is under way."""
        for article in self._stage.script.articles:
            yield article.at, partial(self._publish, article)
        for question in self._stage.script.questions:
            yield question.asked_at, partial(self._ask, question)
            yield question.answered_at, partial(self._answer, question)
        for request in self._stage.script.requests:
            yield request.opened_at, partial(self._request, request)
            yield request.answered_at, partial(self._respond, request)
        if (council := self._stage.script.council) is not None:
            played = CouncilPlay(self._stage.client, council)
            yield council.entered_at, played.enter
            yield council.opened_at, played.gather
            yield council.published_at, played.publish
            yield council.presented_at, played.present
        if self._initiatives is not None:
            yield from self._initiatives.happenings()
        if (ceremony := self._stage.script.ceremony) is not None:
            yield from CeremonyPlay(self._stage.client, ceremony, self._stage.world.mail_folder).happenings()
        if (meeting := self._stage.script.meeting) is not None:
            yield from MeetingPlay(self._stage.client, meeting).happenings()
        if (desks := self._stage.script.desks) is not None:
            yield from DesksPlay(self._stage.client, desks).happenings()
        if (media := self._stage.script.media) is not None:
            yield from MediaPlay(self._stage.client, media, self._stage.world.mail_folder).happenings()
            yield from MonitoringPlay(self._stage.client, media.monitoring, self._papers).happenings()

    async def _publish(self, article: ScriptedArticle) -> None:
        """Let one write an article and another approve it."""
        body = {name: getattr(article, name) for name in ("title", "lead", "body", "kind")}
        id = (await self._stage.client.post("/api/media/v1/articles", body, by=PRESS))["article_id"]
        path, first = f"/api/media/v1/articles/{id}", {"If-Match": '"1"'}
        sent = await self._stage.client.post(f"{path}/review", None, by=PRESS, headers=first)
        version = {"If-Match": f'"{sent["version"]}"'}
        await self._stage.client.post(f"{path}/approval", {}, by=SECOND_PRESS, headers=version)

    async def _ask(self, question: ScriptedQuestion) -> None:
        """Let a resident ask."""
        body = {"edition_id": self._stage.outcome.edition_id, "email": question.email, "text": question.text}
        self._stage.outcome.threads.append((await self._stage.client.post("/api/intake/v1/questions", body))["token"])

    async def _answer(self, question: ScriptedQuestion) -> None:
        """Let an officer answer the question that waits longest."""
        one = (await self._stage.client.get("/api/intake/v1/questions", by=OFFICER))["items"][0]
        path = f"/api/intake/v1/questions/{one['question_id']}/answers"
        version = {"If-Match": f'"{one["version"]}"'}
        await self._stage.client.post(path, {"text": question.answer}, by=OFFICER, headers=version)

    async def _request(self, request: ScriptedRequest) -> None:
        """Let an officer ask an applicant for a change."""
        body = {
            "reason": request.reason,
            "legal_basis": request.legal_basis,
            "parts": list(request.parts),
            "due_on": request.due_on.isoformat(),
        }
        path = f"/api/intake/v1/proposals/{self._stage.ids[request.about]}/arrangements"
        await self._stage.client.post(path, body, by=OFFICER)

    async def _respond(self, request: ScriptedRequest) -> None:
        """Let the applicant change what was asked for, or say no."""
        token = self._stage.outcome.links[request.about]
        if request.revised is None:
            body = {"token": token, "text": request.refusal}
            await self._stage.client.post("/api/intake/v1/refusals-to-revise", body)
            return
        proposal = next(one for one in self._stage.script.proposals if one.key == request.about)
        now = {
            name: value for name, value in self._stage.body(proposal).items() if name != "applicant"
        } | request.revised
        await self._stage.client.post("/api/intake/v1/revisions", {"token": token, "proposal": now})
