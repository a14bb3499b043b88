"""The kinds of occasional letters. How long ahead each is begun, a setting says."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.clock import end_of
from shared.deadlines import FreeDays, Postponed, Term, Unit, before, compute, next_working_day


class Kind(StrEnum):
    """What a letter is. Speeches and laudations are in `speeches`."""

    CONGRATULATION = "congratulation"
    WISHES = "wishes"
    THANKS = "thanks"
    CONDOLENCES = "condolences"
    ADDRESS = "address"
    FOREWORD = "foreword"
    INTENT = "intent"
    INVITATION = "invitation"
    REFUSAL = "refusal"


class Lead(BaseModel):
    """How long a kind of letters takes: ahead of the day it is needed on, or (`from_request`) from when it is asked."""

    model_config = ConfigDict(frozen=True)

    term: Term
    from_request: bool = False


def _ahead(days: int) -> Lead:
    return Lead(term=Term(amount=days, unit=Unit.WORKING_DAY))


LEADS: Mapping[Kind, Lead] = {
    Kind.CONGRATULATION: _ahead(5),
    Kind.WISHES: _ahead(10),
    Kind.THANKS: _ahead(3),
    Kind.CONDOLENCES: Lead(term=Term(amount=6, unit=Unit.HOUR), from_request=True),
    Kind.ADDRESS: _ahead(10),
    Kind.FOREWORD: _ahead(14),
    Kind.INTENT: _ahead(7),
    Kind.INVITATION: _ahead(21),
    Kind.REFUSAL: _ahead(3),
}
"""The house's own: no source tells them, so a setting may change each."""


def text_due(lead: Lead, needed_on: date, asked_at: datetime, free: FreeDays) -> Postponed:
    """Find until when (UTC) the text is wanted. Asked late, it is wanted by the end of the day it is needed on."""
    if lead.from_request:
        found = compute(lead.term, asked_at, free)
        return Postponed(found.due_at, tuple(found.explained()))
    ahead = before(lead.term, needed_on, free)
    if ahead.due_at > asked_at:
        return Postponed(ahead.due_at, tuple(ahead.explained()))
    return Postponed(end_of(needed_on), (f"Potrzebny {needed_on:%d.%m.%Y}; zwykły czas na tekst już minął",))


def letter_due(needed_on: date) -> Postponed:
    """Give until when (UTC) an approved letter leaves: it may be handed over on the day it is needed on."""
    return Postponed(end_of(needed_on), (f"Potrzebny {needed_on:%d.%m.%Y}",))


def text_postponed(lead: Lead, needed_on: date, asked_at: datetime, told: datetime, free: FreeDays) -> Postponed | None:
    """Find the later moment (UTC) that declared free days make of one that was `told`; None where it stays.

    Hours run on every day. What is due ahead of a day gives way alone where its own day has become free, and not
    beyond the day it is needed on; it never comes nearer.
    """
    if lead.term.unit is Unit.HOUR:
        return None
    if lead.from_request and (anew := text_due(lead, needed_on, asked_at, free)).due_at > told:
        return anew
    later = next_working_day(told, free)
    beyond = later is not None and not lead.from_request and later.due_at > end_of(needed_on)
    return None if beyond else later
