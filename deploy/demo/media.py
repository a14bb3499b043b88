"""Plays a script's media duty: the press, warnings, newsletter, bulletin. It moves no clock."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from deploy.demo.cases import Happening, ScriptedCase, ScriptedStep
from deploy.demo.client import Client, Refused, until
from deploy.demo.mail import link_in_mail
from deploy.demo.scripted_media import (
    ScriptedAnswer,
    ScriptedForm,
    ScriptedIssue,
    ScriptedMedia,
    ScriptedProfile,
    ScriptedReader,
    ScriptedWarning,
)
from deploy.refusal import CannotStart
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE

_API = "/api/media/v1"
_NEWSLETTER_DESK = "/panel/newsletter"
_PRESS, _SECOND = (person.id for person in DEMO_PEOPLE if person.role is Role.PRESS_OFFICER)
[_DUTY] = (person.id for person in DEMO_PEOPLE if person.role is Role.DUTY_OFFICER)
_ON_THE_WAY = "w drodze"
_VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


class MediaPlay:
    """Plays one script's media duty. `mails`: the folder of what was sent."""

    def __init__(self, client: Client, script: ScriptedMedia, mails: Path) -> None:
        self._client, self._script, self._mails = client, script, mails
        self._outlets: dict[str, str] = {}

    def happenings(self) -> Iterator[Happening]:
        """Give what happens when."""
        script = self._script
        yield script.contacts_at, self._list_contacts
        for path, cases in (
            ("press-requests", script.requests),
            ("press-releases", script.releases),
            ("press-conferences", script.conferences),
        ):
            for case in cases:
                yield from self._case(path, case)
        for answer in script.answers:
            yield answer.at, partial(self._answer, answer)
        for warning in script.warnings:
            yield from self._warning(warning)
        for reader in script.readers:
            yield reader.at, partial(self._read, reader)
        for issue in script.issues:
            yield issue.at, partial(self._send_issue, issue)
        for form in script.forms:
            yield form.at, partial(self._fill_in, form)
        for profile in script.profiles:
            yield profile.at, partial(self._keep_profile, profile)

    # -- contacts, and what journalists and the press office begin -----------------------------------------------------

    async def _list_contacts(self) -> None:
        """Write titles and journalists down, and accredit who asked for it."""
        for key, outlet in self._script.outlets.items():
            self._outlets[key] = (await self._post("outlets", outlet))["id"]
        for journalist in self._script.journalists:
            sent = {name: value for name, value in journalist.items() if name != "accreditation"}
            id = (await self._post("journalists", self._named(sent)))["id"]
            if given := journalist.get("accreditation"):
                accreditation = {**given, "outlet_id": self._outlets[given["outlet_id"]]}
                await self._post(f"journalists/{id}/accreditations", accreditation)

    def _case(self, path: str, case: ScriptedCase) -> Iterator[Happening]:
        found: list[str] = []

        async def begin() -> None:
            found.append(await self._begin(path, case))

        async def out() -> None:
            async def is_out() -> bool:
                return bool((await self._seen(path, found[0]))["published_at"])

            await until("a release is out after its embargo", is_out)

        async def take(step: ScriptedStep) -> None:
            await self._take(path, found[0], step)

        yield case.at, begin
        if embargo := case.content.get("embargo"):
            yield datetime.fromisoformat(embargo), out
        for step in case.steps:
            yield step.at, partial(take, step)

    async def _begin(self, path: str, case: ScriptedCase) -> str:
        if case.by is not None:
            [id] = (await self._post(path, self._named(case.content), by=case.by)).values()
            return str(id)
        await self._client.post(f"{_API}/{path}/from-journalists", case.content)
        waiting = (await self._client.get(f"{_API}/{path}?state=received&limit=200", by=_PRESS))["items"]
        return str(max(waiting, key=lambda one: str(one["received_at"]))["request_id"])

    async def _take(self, path: str, id: str, step: ScriptedStep) -> None:
        seen = await self._seen(path, id)
        body = None if step.body is None else self._named(step.body)
        if step.what in ("clearance", "approval") and body is None and path == "press-requests":
            body = {"text": seen["text"]}
        if step.what == "correction":
            body = {**seen["text"], **(body or {})}
        await self._post(f"{path}/{id}/{step.what}", body, by=step.by, version=seen["version"])

    async def _answer(self, answer: ScriptedAnswer) -> None:
        link = await link_in_mail(self._mails, answer.email, "/prasa/konferencje/zaproszenie/")
        await self._client.submit(link, {"answer": answer.answer})

    # -- warnings ------------------------------------------------------------------------------------------------------

    def _warning(self, warning: ScriptedWarning) -> Iterator[Happening]:
        found: list[str] = []

        async def warn() -> None:
            begun = {name: getattr(warning, name) for name in ("hazard", "exercise", "minutes_ago")}
            id = (await self._post("crisis-messages", begun, by=_DUTY))["message_id"]
            draft = await self._seen("crisis-messages", id)
            path, content = f"{_API}/crisis-messages/{id}/content", {**draft["content"], **warning.content}
            await self._client.put(path, content, by=_DUTY, headers={"If-Match": f'"{draft["version"]}"'})
            await self._issue_warning(id)
            found.append(id)

        async def call_off() -> None:
            path = f"crisis-messages/{found[0]}/follow-up"
            await self._issue_warning((await self._post(path, {"kind": "cancel"}, by=_DUTY))["message_id"])

        yield warning.at, warn
        if warning.ended_at is not None:
            yield warning.ended_at, call_off

    async def _issue_warning(self, id: str) -> None:
        for what, by in (("approval", _PRESS), ("issue", _DUTY)):
            version = (await self._seen("crisis-messages", id))["version"]
            await self._post(f"crisis-messages/{id}/{what}", by=by, version=version)

        await self._sent(f"/panel/kryzys/komunikaty/{id}", f"{_NEWSLETTER_DESK}/wysylki/warning-{id}")

    async def _sent(self, *pages: str) -> None:
        """Wait until what leaves has left, as these pages say: at its own hour, not at that of what comes next."""

        async def sent() -> bool:
            try:
                return all([_ON_THE_WAY not in await self._client.page(page, by=_PRESS) for page in pages])
            except Refused as refused:
                if refused.status != 404:
                    raise
                return False  # The word of it has not come yet.

        await until("what was to be sent has left", sent)

    # -- what is done on pages alone -----------------------------------------------------------------------------------

    async def _read(self, reader: ScriptedReader) -> None:
        """Let a resident ask for the newsletter, and confirm by the link in the mail."""
        await self._client.submit("/newsletter", {"email": reader.email, "topics": list(reader.topics)})
        link = await link_in_mail(self._mails, reader.email, "/newsletter/potwierdzenie/")
        await self._client.submit(link, {})

    async def _send_issue(self, issue: ScriptedIssue) -> None:
        """Put an issue together, let the other press officer approve it, and send it."""
        published = {
            one["title"]: next(id for name, id in one.items() if name in ("article_id", "release_id"))
            for kind in ("articles", "press-releases")
            for one in await self._client.get(f"{_API}/{kind}?limit=100")
        }
        items = [published[title] for title in issue.items]

        async def offered() -> bool:
            page = await self._client.page(f"{_NEWSLETTER_DESK}/nowe", by=_PRESS)
            return all(id in page for id in items)

        await until("the newsletter knows what was published", offered)
        typed = {name: getattr(issue, name) for name in ("topic", "subject", "opening")}
        one = await self._client.submit(f"{_NEWSLETTER_DESK}/nowe", {**typed, "items": items}, by=_PRESS)
        await self._client.submit(f"{one}/zatwierdzenie", {"version": "1"}, by=_SECOND)
        await self._sent(await self._client.submit(f"{one}/wysylka", {"version": "2"}, by=_PRESS))

    async def _fill_in(self, form: ScriptedForm) -> None:
        shown = _VERSION.search(await self._client.page(form.path, by=_PRESS))
        version = {"version": shown[1]} if shown else {}
        # A form that is taken leads on; one that asks for something more shows itself again, as kindly as a page can.
        if not await self._client.submit(form.path, {**form.fields, **version}, by=_PRESS):
            raise CannotStart(f"{form.path} was not taken.")

    async def _keep_profile(self, profile: ScriptedProfile) -> None:
        """Enter a profile of the city or the mayor, and what was said on it."""
        id = (await self._post("channels/profiles", profile.content))["id"]
        for said in profile.said:
            await self._post("channels/said", {**said, "profile_id": id})

    # -- how a step is taken -------------------------------------------------------------------------------------------

    def _named(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give what is sent, with the ids of its titles in place of their keys."""
        if "outlets" not in body:
            return body
        return {**body, "outlets": [self._outlets[key] for key in body["outlets"]]}

    async def _seen(self, path: str, id: str) -> Any:
        return await self._client.get(f"{_API}/{path}/{id}", by=_PRESS)

    async def _post(self, path: str, body: Any = None, *, by: str | None = _PRESS, version: int | None = None) -> Any:
        headers = {"If-Match": f'"{version}"'} if version else None
        return await self._client.post(f"{_API}/{path}", body, by=by, headers=headers)
