"""Makes the script of the made-up Kalisz from its story, its residents and their votes."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pydantic import BaseModel

from deploy.demo.kalisz import FOLDER
from deploy.demo.kalisz.ceremony import StoryCeremony
from deploy.demo.kalisz.council import StoryCouncil
from deploy.demo.kalisz.initiatives import StoryInitiatives
from deploy.demo.kalisz.residents import Resident, Vote, residents, votes
from deploy.demo.kalisz.story import Outcome, Proposal, Story, read_story
from deploy.demo.script import (
    Building,
    Script,
    ScriptedArticle,
    ScriptedBallot,
    ScriptedCard,
    ScriptedCeremony,
    ScriptedCouncil,
    ScriptedDay,
    ScriptedEntry,
    ScriptedInitiative,
    ScriptedInitiatives,
    ScriptedOpinion,
    ScriptedPair,
    ScriptedPoint,
    ScriptedProposal,
    ScriptedQuestion,
    ScriptedRequest,
    ScriptedRound,
    ScriptedStatement,
    ScriptedUpdate,
)
from shared.clock import WARSAW
from shared.contracts.intake import WindowKind

SEED = 2027
_CARDS = 12
"""Of those who prefer paper so many go to the point; the others are talked into voting on the web."""
_TODAY = datetime(2027, 4, 19, 10, 0, tzinfo=WARSAW).astimezone(UTC)
"""The winners are being built, and the next edition is about to take proposals."""


@dataclass(frozen=True, kw_only=True)
class KaliszBuilding(Building):
    """The courses that the story plans for its winners, up to the day on which the demonstration ends."""

    story: Story

    def updates(self, winners: list[str]) -> dict[str, tuple[ScriptedUpdate, ...]]:
        """Give the reports on each winner, the oldest first."""
        return {
            id: tuple(
                ScriptedUpdate(
                    at=at,
                    answers=update.answers,
                    stage=update.stage.value,
                    percent=update.percent,
                    spent=update.spent,
                    note=update.note,
                    planned_end=_iso(update.planned_end),
                    delay_reason=update.delay_reason,
                    planned_contract=_iso(update.planned_contract),
                    planned_building=_iso(update.planned_building),
                    contractor=update.contractor,
                )
                for update in course.updates
                if (at := datetime.combine(update.on, time(11), WARSAW).astimezone(UTC)) < _TODAY
            )
            for id, course in self.story.progress(winners).items()
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def script() -> Script:
    """Read the story and make its script; the same every time. Raises what `read_story` raises."""
    story = read_story(FOLDER)
    people = residents(SEED)
    cast = votes(SEED, people, story.admitted())
    at_the_point = [vote for vote in cast if vote.on_paper][:_CARDS]
    online = [vote for vote in cast if vote not in at_the_point]
    return Script(
        rules=story.rules,
        announced=min(window.opens for window in story.rules.windows) - timedelta(days=35),
        proposals=tuple(_proposal(proposal, people[place]) for place, proposal in enumerate(story.proposals)),
        ballots=tuple(ScriptedBallot(voter=_says(people[vote.voter]), choices=_choices(vote)) for vote in online),
        point=_point(story, people, at_the_point, online),
        roll=_roll(people),
        pairs=tuple(ScriptedPair(*pair.between, pair.excluding, pair.reason) for pair in story.pairs),
        rounds=tuple(
            ScriptedRound(
                kind=round_.kind,
                first_day=round_.first_day,
                last_day=round_.last_day,
                opinions=tuple(ScriptedOpinion(**opinion.model_dump()) for opinion in round_.opinions),
            )
            for round_ in story.rounds
        ),
        questions=tuple(ScriptedQuestion(**question.model_dump()) for question in story.questions),
        requests=tuple(ScriptedRequest(**request.model_dump()) for request in story.requests),
        articles=tuple(
            ScriptedArticle(article.published_at, article.title, article.lead, article.body, article.kind)
            for article in story.news
        ),
        entries=tuple(ScriptedEntry(**entry.model_dump()) for entry in story.calendar),
        building=KaliszBuilding(
            called_at=story.building.called_at,
            missed_at=story.building.missed_at,
            mailboxes=story.building.mailboxes,
            story=story,
        ),
        council=_council(story.council),
        initiatives=_initiatives(story.initiatives),
        ceremony=_ceremony(story.ceremony),
        meeting=story.meeting,
        desks=story.desks,
        media=story.media,
        today=_TODAY,
    )


def _point(
    story: Story, people: Sequence[Resident], at_the_point: Sequence[Vote], online: Sequence[Vote]
) -> ScriptedPoint:
    """Make the point with its cards; one is not signed, and one is of somebody who has voted on the web as well."""
    opens = next(window.opens for window in story.rules.windows if window.kind is WindowKind.PAPER_VOTE)
    voted = {vote.voter for vote in (*at_the_point, *online)}
    unsigned = next(place for place in range(len(people)) if place not in voted)
    late, other = online[-1], online[-2]
    cards = [ScriptedCard(_says(people[vote.voter]), _choices(vote)) for vote in at_the_point]
    return ScriptedPoint(
        name="Urząd Miasta, hol główny",
        address="Główny Rynek 20",
        opens=opens + timedelta(hours=9),
        closes=opens + timedelta(hours=18),
        cards=(
            *cards,
            ScriptedCard(_says(people[unsigned]), _choices(other), seen=("no_signature",)),
            ScriptedCard(_says(people[late.voter]), _choices(other)),
        ),
        spoiled=2,
        returned=34,
    )


def _choices(vote: Vote) -> dict[str, tuple[tuple[str, int], ...]]:
    return {
        "citywide": tuple((id, 1) for id in vote.citywide),
        "local": tuple((id, 1) for id in vote.local),
    }


def _proposal(proposal: Proposal, applicant: Resident) -> ScriptedProposal:
    return ScriptedProposal(
        key=proposal.id,
        title=proposal.title,
        summary=proposal.summary,
        description=proposal.description,
        pool=proposal.pool,
        area=proposal.area,
        category=proposal.category,
        location=proposal.location,
        point=(proposal.latitude, proposal.longitude),
        cost_items=tuple((item.name, item.amount) for item in proposal.cost_items),
        signatures=proposal.signatures,
        appeal=proposal.appeal,
        appeal_answer=proposal.appeal_answer or "",
        signatures_at_first=proposal.signatures_at_first,
        applicant={**_says(applicant), "email": f"mieszkaniec.{proposal.id}@example.org"},
        unit=proposal.unit or "",
        opinion=proposal.opinion or "",
        cost=proposal.reviewed_cost,
        statement=ScriptedStatement(**proposal.statement.model_dump()) if proposal.statement else None,
        formal_fault=proposal.reason if proposal.outcome is Outcome.FORMAL else None,
        refusal=proposal.reason if proposal.outcome is Outcome.MERIT else None,
        from_initiative=proposal.from_initiative,
    )


def _council(council: StoryCouncil) -> ScriptedCouncil:
    def sent(part: BaseModel) -> dict[str, Any]:
        return part.model_dump(mode="json")

    return ScriptedCouncil(
        term=sent(council.term),
        sessions=tuple(sent(session) for session in council.sessions),
        resolutions=tuple(sent(resolution) for resolution in council.resolutions),
        diary=tuple(sent(activity) for activity in council.diary),
        reported=council.reported,
        introduction=council.introduction,
        inputs={
            given.unit: {**given.model_dump(mode="json", exclude={"unit"}), "nothing": not given.says_something}
            for given in council.inputs
        },
        entered_at=council.entered_at,
        opened_at=council.opened_at,
        published_at=council.published_at,
        presented_at=council.presented_at,
    )


def _initiatives(story: StoryInitiatives) -> ScriptedInitiatives:
    sent = story.model_dump(mode="json")
    return ScriptedInitiatives(
        moments={name: value for name, value in dict(story).items() if isinstance(value, datetime)},
        total=story.total,
        criteria=sent["criteria"],
        initiatives=tuple(
            ScriptedInitiative(**{**plain, "scores": one.scores, "declarations": tuple(plain["declarations"])})
            for one, plain in zip(story.initiatives, sent["initiatives"], strict=True)
        ),
    )


def _ceremony(story: StoryCeremony) -> ScriptedCeremony:
    sent = story.model_dump(mode="json")
    return ScriptedCeremony(
        moments={name: value for name, value in dict(story).items() if isinstance(value, datetime)},
        years=story.years,
        days=tuple(ScriptedDay(**dict(one)) for one in story.days),
        occasion=story.occasion,
        entry=sent["entry"],
        concept={**{name: sent[name] for name in ("purpose", "organiser", "expected")}, "outdoors": True},
        opinion=story.opinion,
        asked=story.asked,
        composition=story.composition,
        permits=story.permits,
        parties=story.parties,
        delegations=story.delegations,
        guests=story.guests,
        speech=sent["speech"]["order"],
        brief=story.speech.brief,
        figures=story.speech.figures,
        expert=story.speech.expert,
        expert_email=story.speech.expert_email,
        text=story.speech.text,
        report={name: sent[name] for name in ("attendance", "well", "badly")},
    )


def _says(person: Resident) -> dict[str, str]:
    return {"given": person.first_name, "surname": person.last_name, "address": _address(person)}


def _address(person: Resident) -> str:
    return f"{person.street} {person.house}" + (f"/{person.flat}" if person.flat else "")


def _roll(people: tuple[Resident, ...]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow(["imię", "nazwisko", "adres", "data urodzenia"])
    # Only the year is made up: groups of ages need no more.
    rows.writerows([one.first_name, one.last_name, _address(one), f"{one.birth_year}-06-30"] for one in people)
    return text.getvalue().encode()
