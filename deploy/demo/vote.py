"""Plays the vote of a script: the list, the keys, the ballots on the web and on paper, the count, a complaint."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from deploy.demo.client import Client, until
from deploy.demo.paper import key_cards_in, open_point, settle_point
from deploy.demo.script import ScriptedBallot
from deploy.demo.stage import COMMISSION, OFFICER, Stage
from deploy.keys import ceremony, join
from deploy.refusal import CannotStart
from shared.contracts.intake import WindowKind

_HOUR = timedelta(hours=1)


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


class VotePlay:
    """Plays one script's vote."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._point = ""
        """The path of the point of the vote on paper."""
        self._codes: Sequence[str] = ()

    async def play(self) -> None:
        """Let the residents vote and the commission count."""
        await self._list()
        await self._open()
        await self._vote(self._stage.script.ballots, *self._stage.script.window(WindowKind.WEB_VOTE))
        await self._vote_on_paper()
        await self._count()

    async def play_half(self) -> None:
        """Let half of the residents vote, and stop in the middle of the vote: the others may be played by hand."""
        await self._list()
        await self._open()
        opens, closes = self._stage.script.window(WindowKind.WEB_VOTE)
        ballots = self._stage.script.ballots
        half = len(ballots) // 2
        await self._vote(ballots[:half], opens, opens + (closes - opens) / 2)
        self._stage.outcome.not_voted = [self._voter(place, one) for place, one in enumerate(ballots[half:], half)]

    async def _list(self) -> None:
        _, closes = self._stage.script.window(WindowKind.FINAL_LISTS)
        await self._stage.go_to(closes - 24 * _HOUR)
        admitted = sum(
            proposal.formal_fault is None and proposal.refusal is None for proposal in self._stage.script.proposals
        )
        exclusive = sum(pair.excluding for pair in self._stage.script.pairs)
        edition = self._stage.edition("voting")

        async def decided() -> bool:
            found = await self._stage.client.get(f"{edition}/candidates", by=COMMISSION)
            settled = found["conflicts"] == 0 and found["exclusive"] == exclusive
            return bool(found["admitted"] == admitted and found["undecided"] == 0 and settled)

        async with self._stage.phase("Lista do głosowania", 1) as done:
            await until("every decision reaches the ballot list", decided)
            await self._stage.client.post(f"{edition}/list", {"seed": "losowanie numerów, ratusz"}, by=COMMISSION)
            done()

    async def _open(self) -> None:
        opens, _ = self._stage.script.window(WindowKind.WEB_VOTE)
        edition = self._stage.edition("voting")
        await self._stage.go_to(opens - 24 * _HOUR)
        self._keys = self._stage.outcome.ceremony = ceremony(people=5, needed=3)
        async with self._stage.phase("Próba i otwarcie urny", 3) as done:
            if self._stage.script.roll is not None:
                await self._stage.client.post(
                    f"{edition}/roll?dry_run=false",
                    by=COMMISSION,
                    content=self._stage.script.roll,
                    headers={"Content-Type": "text/csv"},
                )
            else:
                self._codes = await self._hand_out(edition, len(self._stage.script.ballots))
            done()
            await hold_test_vote(self._stage.client, edition)
            done()
            opening = {
                "public_key": self._keys.public_key,
                "draw_commitment": self._keys.draw_commitment,
            }
            await self._stage.client.post(f"{edition}/opening", opening, by=COMMISSION)
            done()
        if self._stage.script.point is not None:
            self._point = await open_point(self._stage.client, edition, self._stage.script.point)

    def _voter(self, place: int, ballot: ScriptedBallot) -> dict[str, str]:
        return ballot.voter or {"code": self._codes[place]}

    async def _vote(self, cast_now: Sequence[ScriptedBallot], opens: datetime, closes: datetime) -> None:
        """Let ballots, the first of the script, be cast, as many on each day; the clock stands behind `closes` then."""
        edition = self._stage.edition("voting")

        async def cast(place_and_ballot: tuple[int, ScriptedBallot]) -> None:
            place, ballot = place_and_ballot
            body = {
                "voter": self._voter(place, ballot),
                "choices": {
                    section: [{"proposal_id": self._stage.ids[key], "points": points} for key, points in marks]
                    for section, marks in ballot.choices.items()
                },
            }
            self._stage.outcome.receipts.append((await self._stage.client.post(f"{edition}/ballots", body))["code"])

        ballots = list(enumerate(cast_now))
        days = max((closes - opens).days, 1)
        async with self._stage.phase("Głosowanie", len(ballots)) as done:
            for day in range(days):
                await self._stage.go_to(opens + 24 * day * _HOUR + _HOUR)
                some = ballots[len(ballots) * day // days : len(ballots) * (day + 1) // days]
                await self._stage.side_by_side(some, cast, done)
        await self._stage.go_to(closes + _HOUR)

    async def _vote_on_paper(self) -> None:
        """Let the cards of the point come in, once the vote on the web is over."""
        point, edition = self._stage.script.point, self._stage.edition("voting")
        if point is None:
            return
        await settle_point(self._stage.client, self._point, point)
        async with self._stage.phase("Karty papierowe", len(point.cards)) as done:
            await key_cards_in(self._stage.client, edition, self._point, point, self._stage.ids, done)

    async def _hand_out(self, edition: str, count: int) -> list[str]:
        codes: list[str] = []
        while len(codes) < count:
            wanted = {"count": min(1_000, count - len(codes))}
            codes += (await self._stage.client.post(f"{edition}/codes", wanted, by=COMMISSION))["codes"]
        return codes

    async def _count(self) -> None:
        edition = self._stage.edition("voting")
        opens, closes = self._stage.script.window(WindowKind.RESULTS)
        async with self._stage.phase("Liczenie i ogłoszenie", 3) as done:
            await self._stage.client.post(f"{edition}/closing", by=COMMISSION)
            done()
            await self._stage.go_to(opens + (closes - opens) / 2)
            body = {"private_key": join(self._keys.shares[1:4], self._keys.public_key), "secret": self._keys.secret}
            await self._stage.client.post(f"{edition}/count", body, by=COMMISSION)
            done()
            await self._stage.client.post(f"{edition}/results", by=COMMISSION)
            done()
        await self._complain(edition)
        results = await self._stage.client.get(f"{edition}/results")
        self._stage.outcome.results = results
        if self._stage.script.official is not None:
            won = {self._stage.outcome.keys[id] for id in self._stage.outcome.winners}
            self._stage.outcome.identical = won == self._stage.script.official
        path = f"/api/reporting/v1/implementations?edition_id={self._stage.outcome.edition_id}"
        await self._stage.wait_for("a task for every winner", path, len(self._stage.outcome.winners), OFFICER)

    async def _complain(self, edition: str) -> None:
        """Let a resident complain of the vote, an officer prepare the answer, and the commission confirm it."""
        complaints = f"{edition}/complaints"
        async with self._stage.phase("Skarga na głosowanie", 3) as done:
            complaint = {
                "subject": "conduct",
                "name": "Halina Przykładowa",
                "email": "halina.przykladowa@example.org",
                "text": "Przez kwadrans po otwarciu głosowania strona pokazywała mi, że głosowanie się nie zaczęło.",
            }
            await self._stage.client.post(complaints, complaint)
            done()
            [one] = (await self._stage.client.get(complaints, by=COMMISSION))["items"]
            answer = {
                "outcome": "no_effect",
                "answer": "Przepraszamy. Zegar Pani komputera śpieszył się o kwadrans, a nasza strona tego nie mówiła. "
                "Głosować można było do końca terminu, więc na wynik to nie wpłynęło.",
            }
            url = f"{complaints}/{one['id']}"
            await self._stage.client.put(f"{url}/answer", answer, by=OFFICER, headers={"If-Match": '"1"'})
            done()
            await self._stage.client.put(f"{url}/confirmation", None, by=COMMISSION, headers={"If-Match": '"2"'})
            done()
