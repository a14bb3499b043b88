"""Plays a script's local initiatives: filed, checked, scored, decided, contracted, settled. It moves no clock."""

import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from deploy.demo.client import Client, Refused, until
from deploy.demo.mail import link_in_mail
from deploy.demo.script import ScriptedInitiative, ScriptedInitiatives
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from shared.documents import Document, Paragraph, as_pdf

_INTAKE, _CHECK, _LEDGER = "/api/intake/v1", "/api/verification/v1", "/api/reporting/v1/initiative-ledgers"


def _of(role: Role, unit: str | None = None) -> list[str]:
    return [one.id for one in DEMO_PEOPLE if one.role is role and unit in (None, one.unit)]


[_OFFICER, *_], [_MAYOR], [_CHAIR], [_TREASURER] = (
    _of(role) for role in (Role.OFFICER, Role.MAYOR, Role.TEAM_CHAIR, Role.TREASURER)
)


class InitiativesPlay:
    """Plays one script's initiatives."""

    def __init__(self, client: Client, script: ScriptedInitiatives, mails: Path) -> None:
        self._client, self._script, self._mails = client, script, mails
        self._ids: dict[str, str] = {}
        self._links: dict[str, str] = {}
        self._entries: dict[tuple[int, str], int] = {}
        """Numbers of ledger entries, by declaration and day."""
        self.converted: dict[str, dict[str, Any]] = {}
        """Which draft the proposal that was made of an initiative files, and for whom, by the initiative's key."""

    def happenings(self) -> Iterator[tuple[datetime, Callable[[], Awaitable[None]]]]:
        """Give what happens when."""
        at = self._script.moments
        yield at["prepared_at"], self.prepare
        yield at["filed_at"], self.file
        yield at["checked_at"], self.check
        yield at["advised_at"], self.advise
        yield at["left_at"], self.leave
        yield at["scored_at"], self.score
        yield at["decided_at"], self.decide
        yield at["contracted_at"], self.contract
        yield at["converted_at"], self.convert
        yield at["inspected_at"], self.inspect
        yield at["settled_at"], self.settle

    async def prepare(self) -> None:
        """Write down the Team's criteria and the year's total."""
        await self._client.post(f"{_CHECK}/scoring-criteria", self._script.criteria, by=_OFFICER)
        year = self._script.moments["filed_at"].year
        await self._post(f"{_CHECK}/initiative-funds/{year}", {"total": self._script.total}, by=_TREASURER, version=0)

    async def file(self) -> None:
        """Let neighbours declare and their representative file, one application after the other."""
        today = self._script.moments["filed_at"].date().isoformat()
        for one in self._script.initiatives:
            application = {"content": one.content, "group": one.group}
            draft = await self._client.post(f"{_INTAKE}/initiative-drafts", application)
            token = draft["token"]
            for declared in one.declarations:
                who, gift = declared["declarant"], declared["gift"]
                if declared.get("email") is not None:
                    await self._sign(token, who, declared["email"], gift)
                else:
                    paper = {"token": token, "declarant": who, "gift": gift, "signed_on": today}
                    await self._client.post(f"{_INTAKE}/paper-declarations", paper)
            filed = await self._client.post(f"{_INTAKE}/initiatives", {**application, "token": token})
            self._ids[one.key], self._links[one.key] = filed["initiative_id"], token

    async def _sign(self, token: str, who: Mapping[str, str], email: str, gift: Mapping[str, Any]) -> None:
        """Let a neighbour who is asked by mail sign by its link."""
        asked = {"token": token, "given": who["given"], "surname": who["surname"], "email": email}
        await self._client.post(f"{_INTAKE}/declaration-invitations", asked)
        link = await link_in_mail(self._mails, email, "/inicjatywa-lokalna/deklaracja/")
        signed = {**who, "token": link.rpartition("/")[2], "gift": gift}
        await self._client.post(f"{_INTAKE}/declaration-signatures", signed)

    async def check(self) -> None:
        """Pass what is complete to a unit, and call for what is missing."""
        for one in self._script.initiatives:
            card = f"{_CHECK}/initiatives/{self._ids[one.key]}/card"
            version = await self._version(card)
            if one.missing is not None:
                await self._post(f"{card}/call", {"checks": [one.missing]}, version=version)
            else:
                body = {"passed": True, "units": [one.unit], "question": one.question}
                await self._post(f"{card}/result", body, version=version)

    async def advise(self) -> None:
        """Let the units say what they think."""
        for one in self._checked:
            opinions = f"{_CHECK}/initiatives/{self._ids[one.key]}/opinions"
            [asked] = await self._some(opinions)
            body = {"favourable": one.approved, "text": one.opinion}
            [reviewer, *_] = _of(Role.UNIT_REVIEWER, one.unit)
            path = f"{_CHECK}/unit-opinions/{asked['opinion_id']}/answer"
            await self._post(path, body, by=reviewer, version=asked["version"])

    async def leave(self) -> None:
        """Leave without consideration what was not completed in time."""
        for one in self._script.initiatives:
            if one.missing is not None:
                card = f"{_CHECK}/initiatives/{self._ids[one.key]}/card"
                body = {"passed": False, "checks": [one.missing], "reasons": [one.missing["note"]]}
                await self._post(f"{card}/result", body, version=await self._version(card))

    async def score(self) -> None:
        """Let the Team meet: every member sends a card, the first of them says that they know an applicant."""
        day = self._script.moments["scored_at"].date().isoformat()
        ids = [self._ids[one.key] for one in self._checked]
        await self._until_stage("scoring", len(ids))
        meeting = {"held_on": day, "initiatives": ids}
        await self._client.post(f"{_CHECK}/team-meetings", meeting, by=_CHAIR)
        first, *others = _of(Role.TEAM_MEMBER)
        for one in self._checked:
            scoring = f"{_CHECK}/initiatives/{self._ids[one.key]}/scoring"
            reason = {"reason": "Mieszkam obok wnioskodawców i sam podpisałem poparcie."}
            await self._client.post(f"{scoring}/conflict", reason, by=first)
            for place, member in enumerate([*others, _CHAIR]):
                scores = [
                    {"code": code, "points": max(0, points - place), "reason": why}
                    for code, (points, why) in one.scores.items()
                ]
                await self._post(f"{scoring}/card", {"scores": scores}, by=member, version=0)
            await self._post(f"{scoring}/closing", None, by=_CHAIR, version=await self._version(scoring))

    async def decide(self) -> None:
        """Let the mayor decide, and the treasurer countersign."""
        await self._until_stage("decision", len(self._checked))
        for one in self._checked:
            case = f"{_CHECK}/initiatives/{self._ids[one.key]}"
            found = await self._client.get(case, by=_MAYOR)
            body: dict[str, Any] = {"approved": one.approved, "reason": one.decision}
            if one.approved:
                body |= {"city": found["city"], "unit": one.unit}
            moved = await self._post(f"{case}/decision", body, by=_MAYOR, version=found["version"])
            if one.approved:
                year = {"year": self._script.moments["filed_at"].year}
                await self._post(f"{case}/funds", year, by=_TREASURER, version=moved["version"])

    async def convert(self) -> None:
        """Let whoever was refused make a draft for the civic budget of it."""
        for one in self._checked:
            if not one.approved:
                token = {"token": self._links[one.key]}
                made = await self._client.post(f"{_INTAKE}/initiative-conversions", token)
                filed = {"draft_token": made["token"], "applicant": one.group["representative"]}
                self.converted[one.key] = filed

    async def contract(self) -> None:
        """Agree on the contract at the second try, sign it, and lend what it needs."""
        for one, plan in self._contracted:
            contract = f"{_INTAKE}/contracts/{self._ids[one.key]}"
            found = await self._shown(contract)
            days = {name: plan[name] for name in ("starts", "ends", "settle_by")}
            await self._put(f"{contract}/terms", {**found["terms"], **days}, version=found["version"])
            token = self._links[one.key]
            await self._post(f"{contract}/offer", version=await self._version(contract))
            words = {"token": token, "version": await self._version(contract), "text": plan["objection"]}
            await self._client.post(f"{_INTAKE}/contracts/objections", words)
            await self._post(f"{contract}/offer", version=await self._version(contract))
            accepted = {"token": token, "version": await self._version(contract)}
            await self._client.post(f"{_INTAKE}/contracts/acceptances", accepted)
            today = self._script.moments["contracted_at"].date()
            content, kind = _signed_copy(one.content["title"], today)
            await self._client.post(
                f"{contract}/signature",
                by=_OFFICER,
                content=content,
                headers={"Content-Type": kind, "If-Match": f'"{await self._version(contract)}"'},
            )
            lent = {**plan["lent"], "on": today.isoformat()}
            await self._post(f"{contract}/items", lent, version=await self._version(contract))

    async def inspect(self) -> None:
        """Enter what was done, given and spent, look at the place, and take back what was lent."""
        for one, plan in self._contracted:
            ledger = f"{_LEDGER}/{self._ids[one.key]}"
            lines = {(line["side"], line["number"]): line["id"] for line in (await self._shown(ledger))["lines"]}
            for given in (*plan["work"], *plan["goods"]):
                own = lines["own", given["declaration"]]
                body = {"line": own, "day": given["on"], "minutes": given["minutes"], "value": given["value"]}
                added = await self._client.post(f"{ledger}/entries", body, by=_OFFICER)
                self._entries[given["declaration"], given["on"]] = added["number"]
            for cost in plan["spent"]:
                city = lines["city", cost["share"]]
                body = {"line": city, "day": cost["on"], "value": cost["value"], "invoice": cost["invoice"]}
                await self._client.post(f"{ledger}/entries", body, by=_OFFICER)
            day = self._script.moments["inspected_at"].date().isoformat()
            visit = {"on": day, "findings": plan["findings"]}
            await self._client.post(f"{ledger}/inspections", visit, by=_OFFICER)
            contract = f"{_INTAKE}/contracts/{self._ids[one.key]}"
            back = {"on": day, "condition": plan["back"], "complete": True}
            await self._post(f"{contract}/items/1/return", back, version=await self._version(contract))

    async def settle(self) -> None:
        """Settle what was contracted, with an entry put right and a word on what came out differently."""
        for one, plan in self._contracted:
            ledger = f"{_LEDGER}/{self._ids[one.key]}"
            await self._post(f"{ledger}/settlement", version=await self._version(ledger))
            wrong = plan["correction"]
            number = self._entries[wrong["declaration"], wrong["on"]]
            body = {"right": wrong["right"], "reason": wrong["reason"]}
            await self._client.post(f"{ledger}/entries/{number}/correction", body, by=_OFFICER)
            note = {"note": plan["note"]}
            await self._post(f"{ledger}/settlement/acceptance", note, version=await self._version(ledger))

    @property
    def _checked(self) -> list[ScriptedInitiative]:
        return [one for one in self._script.initiatives if one.missing is None]

    @property
    def _contracted(self) -> list[tuple[ScriptedInitiative, Mapping[str, Any]]]:
        return [(one, one.contract) for one in self._script.initiatives if one.contract is not None]

    async def _some(self, path: str) -> list[Any]:
        async def there() -> bool:
            return bool((await self._client.get(path, by=_OFFICER))["items"])

        await until("units are asked for opinions", there)
        return list((await self._client.get(path, by=_OFFICER))["items"])

    async def _until_stage(self, stage: str, count: int) -> None:
        path = f"{_CHECK}/initiatives?stage={stage}"

        async def there() -> bool:
            return len((await self._client.get(path, by=_OFFICER))["items"]) >= count

        await until(f"initiatives wait for their {stage}", there)

    async def _there(self, path: str) -> bool:
        try:
            await self._client.get(path, by=_OFFICER)
        except Refused as refused:
            if refused.status != 404:
                raise
            return False
        return True

    async def _version(self, path: str) -> int:
        return int((await self._shown(path))["version"])

    async def _shown(self, path: str) -> Any:
        await until(f"{path} is there", lambda: self._there(path))
        return await self._client.get(path, by=_OFFICER)

    async def _post(self, path: str, body: Any = None, *, by: str = _OFFICER, version: int) -> Any:
        return await self._client.post(path, body, by=by, headers={"If-Match": f'"{version}"'})

    async def _put(self, path: str, body: Any, *, version: int) -> Any:
        return await self._client.put(path, body, by=_OFFICER, headers={"If-Match": f'"{version}"'})


def _signed_copy(title: str, day: date) -> tuple[bytes, str]:
    """Give a multipart body with the day of the signatures and a file that stands for the scan; and its type."""
    text = "W pokazie zamiast skanu z podpisami jest ta kartka."
    scan = as_pdf(Document(f"Umowa: {title}", "Pokaz", day, [Paragraph(text)]))
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="signed_on"\r\n\r\n{day.isoformat()}\r\n'
    file = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="copy"; filename="umowa.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = head.encode() + file.encode() + scan + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
