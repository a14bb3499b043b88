"""Plays how the winners of a script are built: what units say by themselves and when they are called for it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from deploy.demo.client import until
from deploy.demo.mail import link_in_mail
from deploy.demo.script import ScriptedUpdate
from deploy.demo.stage import OFFICER, Stage, reviewers
from shared.clock import warsaw

_API = "/api/reporting/v1"
_LEFT_TO_APPROVE = 3
"""The last reports stay on the officer's desk: who looks around afterwards finds something to do."""


class BuildingPlay:
    """Plays the building of one script."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._client, self._script = stage, stage.client, stage.script.building
        self._works = f"{_API}/implementations?edition_id={stage.outcome.edition_id}"
        self._links: dict[str, str] = {}
        """The last call that each work has answered."""

    async def play(self) -> None:
        """Play every word of the units and every call on its day."""
        keys = [self._stage.outcome.keys[id] for id in self._stage.outcome.winners]
        updates = [(one.at, key, one) for key, every in self._script.updates(keys).items() for one in every]
        updates.sort(key=lambda update: update[:2])
        if not updates:
            return
        await self._say_where_units_read()
        works = {work["proposal_id"]: work for work in await self._stage.items_of(self._works, OFFICER)}
        async with self._stage.phase("Budowa", len(updates)) as done:
            steps: list[tuple[datetime, Callable[[], Awaitable[None]]]] = [
                (at, partial(self._called, at)) for at in self._script.called_at
            ]
            if self._script.missed_at is not None:
                steps.append((self._script.missed_at, partial(self._missed, self._script.missed_at)))
            for place, (at, key, update) in enumerate(updates):
                approved = place < len(updates) - _LEFT_TO_APPROVE
                steps.append((at, partial(self._report, works[self._stage.ids[key]], update, done, approved=approved)))
            for at, happen in sorted(steps, key=lambda step: step[0]):
                await self._stage.go_to(at)
                await happen()

    async def _say_where_units_read(self) -> None:
        for unit, mailbox in self._script.mailboxes.items():
            path = f"{_API}/units/{unit}/calls"
            asked = {"every_months": (await self._client.get(path, by=OFFICER))["every_months"], "mailboxes": [mailbox]}
            await self._client.put(path, asked, by=OFFICER, headers={"If-Match": '"0"'})

    async def _called(self, at: datetime) -> None:
        """Wait until every unit whose day has come is called."""
        today = warsaw(at).date().isoformat()

        async def all_are() -> bool:
            days = [work["next_call_on"] for work in await self._stage.items_of(self._works, OFFICER)]
            return all(day is None or day > today for day in days)

        await until("the units are called for their word", all_are)

    async def _missed(self, at: datetime) -> None:
        """Wait until residents see each call that has no answer."""

        async def all_are_seen() -> bool:
            silent = [
                work["proposal_id"]
                for work in await self._stage.items_of(self._works, OFFICER)
                if work["called_until"] and datetime.fromisoformat(work["called_until"]) < at
            ]
            lives = [(await self._client.get(f"{_API}/projects/{id}"))["life"] for id in silent]
            return all(any(entry["kind"] == "call_missed" for entry in life) for life in lives)

        await until("residents see who has not answered", all_are_seen)

    async def _report(
        self, work: dict[str, Any], update: ScriptedUpdate, done: Callable[[], None], *, approved: bool
    ) -> None:
        """Let a unit report, and an officer approve it."""
        said = {
            "stage": update.stage,
            "percent": update.percent,
            "spent": work["budget"] * update.spent // 100,
            "note": update.note,
            "planned_end": update.planned_end,
            "delay_reason": update.delay_reason,
            "planned_contract": update.planned_contract,
            "planned_building": update.planned_building,
            "contractor": update.contractor,
        }
        one = f"{_API}/implementations/{work['implementation_id']}"
        if update.answers:
            await self._answer(work, {} if update.answers == "button" else said)
        else:
            await self._client.post(f"{one}/progress", said, by=reviewers(work["unit"])[0])
        if approved:
            number = (await self._client.get(one, by=OFFICER))["waiting"]
            await self._client.post(f"{one}/progress/{number}/approval", by=OFFICER)
        done()

    async def _answer(self, work: dict[str, Any], said: dict[str, Any]) -> None:
        """Let a unit answer by the link in its mail, without an account; `said` empty: nothing has changed."""
        case, mailbox = work["case"], self._script.mailboxes[work["unit"]]
        place, known = "/budzet-obywatelski/projekty/wezwanie/", self._links.get(case, "")
        link = await link_in_mail(self._stage.world.mail_folder, mailbox, place, about=case, known=known)
        typed = {name: str(value) for name, value in said.items() if value is not None}
        if said:
            typed["spent"] = f"{said['spent'] // 100},{said['spent'] % 100:02d}"
        await self._client.submit(link if said else f"{link}/bez-zmian", typed)
        self._links[case] = link
