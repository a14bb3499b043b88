"""What is typed on the page of a case, one form for each step, and what is said of what does not hold."""

from typing import Annotated

from pydantic import Field

from services.media.requests.api.given import Day, Number, Short, Text, Topic, Url, Why
from services.media.requests.domain import PublicationMissing
from services.media.requests.domain.clocks import StopReason
from services.media.requests.domain.parts import Publication, RefusalGround
from shared.contracts.base import Id
from shared.web.forms import Form, VersionForm


class AssignForm(VersionForm):
    """Which unit drafts, and how the house calls it."""

    unit: Id
    topic: Topic


class GiveBackForm(VersionForm):
    """Why it is not the unit's."""

    back_reason: Why


class TransferForm(VersionForm):
    """Whose it is."""

    to_unit: Id
    to_reason: Why


class DraftForm(VersionForm):
    """A unit's draft."""

    draft: Text


class ComposeForm(VersionForm):
    """The press office's own answer."""

    own: Text
    own_topic: Topic


class MendForm(VersionForm):
    """Why a draft goes back."""

    mend_reason: Why


class ClearForm(VersionForm):
    """The text as the press office clears it."""

    cleared: Text


class ReturnForm(VersionForm):
    """Why the head gives it back."""

    return_reason: Why


class ApproveForm(VersionForm):
    """The text as the head approves it."""

    approved: Text


class SendForm(VersionForm):
    """How it goes out where not by mail; for a demand, when the next issue or broadcast is."""

    way: Short | None = None
    named: Day | None = None


class HoldForm(VersionForm):
    """A holding reply."""

    reply: Text
    reply_way: Short | None = None


class DayForm(VersionForm):
    """How a letter with the day that holds was passed on where not by mail."""

    day_way: Short | None = None


class ExtendForm(VersionForm):
    """The later day and why."""

    extend_to: Day
    extend_reason: Why
    extend_way: Short | None = None


class StopForm(VersionForm):
    """Why the term does not run."""

    stop_reason: StopReason
    stop_note: Why
    stop_way: Short | None = None


class RestartForm(VersionForm):
    """Why it runs again."""

    restart_note: Why
    restart_way: Short | None = None


class RefuseForm(VersionForm):
    """A refusal."""

    ground: RefusalGround
    refusal_number: Number
    taken_by: Short
    refusal_reasons: Text


class DeliverForm(VersionForm):
    """When the decision was delivered."""

    delivered_on: Day


class WithdrawForm(VersionForm):
    """Why nobody asks any more."""

    withdraw_reason: Why


class PublicationForm(VersionForm):
    """Something that was published."""

    article_title: Topic
    article_on: Day
    article_url: Url | None = None

    def publication(self) -> Publication:
        """Give it in the words of the domain."""
        return Publication(title=self.article_title, on=self.article_on, url=self.article_url)


class AboutForm(Form):
    """The publication that a request is about."""

    publication_title: Topic | None = None
    publication_on: Day | None = None
    publication_url: Url | None = None

    def publication(self) -> Publication | None:
        """Give it; None where nothing is typed. Raises `PublicationMissing` for half of one."""
        if not any((self.publication_title, self.publication_on, self.publication_url)):
            return None
        if self.publication_title is None or self.publication_on is None:
            raise PublicationMissing
        return Publication(title=self.publication_title, on=self.publication_on, url=self.publication_url)


class OutcomeForm(VersionForm):
    """What the editor has done."""

    outcome_published: Annotated[str, Field(pattern="^(yes|no)$")]
    outcome_title: Topic | None = None
    outcome_on: Day | None = None
    outcome_url: Url | None = None
    outcome_note: Why

    def publication(self) -> Publication | None:
        """Give what was published; None where nothing was. Raises `PublicationMissing`."""
        if self.outcome_published == "no":
            return None
        if self.outcome_title is None or self.outcome_on is None:
            raise PublicationMissing
        return Publication(title=self.outcome_title, on=self.outcome_on, url=self.outcome_url)


_UNIT, _REASON, _TEXT = "Wybierz jednostkę.", "Napisz powód.", "Napisz tekst, co najmniej jedno zdanie."
MESSAGES = {
    "unit": _UNIT,
    "to_unit": _UNIT,
    "topic": "Napisz krótko, czego to dotyczy, bez nazwisk.",
    "own_topic": "Napisz krótko, czego to dotyczy, bez nazwisk.",
    **dict.fromkeys(["draft", "own", "cleared", "approved", "reply", "refusal_reasons"], _TEXT),
    **dict.fromkeys(
        [*("back_reason", "to_reason", "mend_reason", "return_reason", "extend_reason"), "withdraw_reason"], _REASON
    ),
    "stop_reason": "Wybierz przyczynę.",
    "stop_note": "Napisz, co przeczyta nadawca.",
    "restart_note": "Napisz, dlaczego termin znów biegnie.",
    "extend_to": "Podaj nowy dzień.",
    "ground": "Wybierz podstawę odmowy.",
    "refusal_number": "Podaj numer decyzji albo pisma.",
    "taken_by": "Podaj imiona, nazwiska i stanowiska.",
    "delivered_on": "Podaj dzień doręczenia.",
    "article_title": "Podaj tytuł.",
    "article_on": "Podaj dzień ukazania się.",
    "article_url": "Podaj cały adres, zaczyna się od https://.",
    "outcome_published": "Zaznacz, co zrobiła redakcja.",
    "outcome_note": "Napisz, co wiadomo.",
}
