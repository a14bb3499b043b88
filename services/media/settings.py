"""The settings of media, from the environment."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import SettingsConfigDict

from services.media.crisis.domain.content import NO_CONTROLS
from services.media.monitoring.domain.topic import JumpRule
from services.media.requests.domain.units import MAILBOX, PressUnit
from services.media.requests.service.terms import Terms
from shared.deadlines import Term, Unit
from shared.settings import CommonSettings

MailAddress = Annotated[
    str, Field(min_length=6, max_length=254, pattern=r"^[^@\s,;<>\x00-\x1f]+@[^@\s,;<>\x00-\x1f]+$")
]

_UNITS = (
    PressUnit(symbol="ZDM", name="Zarząd Dróg Miejskich"),
    PressUnit(symbol="WGOŚ", name="Wydział Gospodarki Komunalnej i Ochrony Środowiska"),
    PressUnit(symbol="WRM", name="Wydział Rozbudowy Miasta"),
    PressUnit(symbol="WE", name="Wydział Edukacji"),
    PressUnit(symbol="OSRiR", name="Ośrodek Sportu, Rehabilitacji i Rekreacji"),
    PressUnit(symbol="MZBM", name="Miejski Zarząd Budynków Mieszkalnych"),
    PressUnit(symbol="MBP", name="Miejska Biblioteka Publiczna im. Adama Asnyka"),
    PressUnit(symbol="WSSM", name="Wydział Spraw Społecznych i Mieszkaniowych"),
    PressUnit(symbol="SM", name="Straż Miejska Kalisza"),
)


def _each_once(mailboxes: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out an address that is there already, in any case: nobody gets the same mail twice."""
    return tuple({mailbox.casefold(): mailbox for mailbox in mailboxes}.values())


_Mailboxes = Annotated[tuple[Annotated[str, Field(max_length=254, pattern=MAILBOX)], ...], AfterValidator(_each_once)]


class Settings(CommonSettings):
    """What media needs beside the common settings: who answers the press, in which terms of the house, who is warned.

    `warned`: the addresses that get every warning by mail (units, media), a JSON list of at most 200. `warning_sender`,
    `warning_sender_name`, `city` and `teryt` name the city to machines that read its warnings (CAP 1.2). The terms of
    the law are no settings.
    """

    model_config = SettingsConfigDict(env_prefix="MEDIA_", frozen=True, populate_by_name=True, extra="ignore")

    warned: Annotated[tuple[MailAddress, ...], Field(max_length=200)] = ()
    warning_sender: MailAddress = "wpks@um.kalisz.pl"
    warning_sender_name: Annotated[str, Field(min_length=3, max_length=200, pattern=NO_CONTROLS)] = (
        "Urząd Miasta Kalisza"
    )
    city: Annotated[str, Field(min_length=2, max_length=100, pattern=NO_CONTROLS)] = "Kalisz"
    teryt: Annotated[str, Field(pattern="^[0-9]{7}$")] = "3061011"

    def issuer(self) -> dict[str, str]:
        """Give what names the city to machines, without its site's address."""
        names = {"sender": self.warning_sender, "sender_name": self.warning_sender_name}
        return {**names, "city": self.city, "teryt": self.teryt}

    gateways_file: Path | None = None
    """A TOML file of the gateways for SMS and push, with their secrets: tables `[[gateway]]`, see docs/decisions."""
    newsletter_link: Term = Term(amount=3, unit=Unit.DAY, moves=False)
    """In which an address confirms that it wants the newsletter."""
    newsletter_mails_a_day: int = Field(4, ge=1, le=20)
    """That an address gets before it has confirmed."""
    newsletter_asks_a_day: int = Field(30, ge=1, le=10_000)
    """Sign-ups that are taken from one network address in a day; an office or a library shares one."""
    newsletter_refusals: int = Field(3, ge=1, le=20)
    """Letters in a row whose address a mail server refuses for good: then none is sent there until it confirms anew."""
    newsletter_paused_kept: Term = Term(amount=30, unit=Unit.DAY, moves=False)
    """After nothing is sent to an address any more, as it is refused for good: then it is deleted."""
    press_units: tuple[PressUnit, ...] = Field(_UNITS, min_length=1)
    """Those that are asked to draft answers to the press."""
    press_mailboxes: _Mailboxes = Field((), max_length=20)
    """Where the press office reads what is late, and in the morning what waits; each mail goes once to each of them."""
    press_leadership: _Mailboxes = Field((), max_length=20)
    """Where the city's leadership reads what is soon late or late with it, and the letters of the morning."""
    press_morning_hour: int = Field(7, ge=0, le=23)
    """By the clocks of the city: from then on, on working days, what waits for an answer is mailed in the morning."""
    press_symbol: str = Field("WPKS", min_length=1, max_length=40)
    """The unit whose list of cases requests of the press are entered in."""
    press_class: str = Field("1431", pattern=r"^\d{2,6}$")
    """Its class in the list of files: 1431 is the giving of public information; cities differ."""
    # No source tells these: they are the house's own.
    press_interview_term: Term = Term(amount=2, unit=Unit.WORKING_DAY)
    """To answer somebody who asks for an interview; no act knows a term for it."""
    press_asks_a_day: int = Field(30, ge=1, le=10_000)
    """Requests, and as many to come to a conference, taken from one network address in a day; a newsroom shares one."""
    press_draft: Term = Term(amount=3, unit=Unit.WORKING_DAY)
    """Before the answer is due: the unit's draft is wanted."""
    press_reminder: Term = Term(amount=1, unit=Unit.WORKING_DAY)
    """Before the draft is wanted: its unit is reminded of it."""

    def press_terms(self) -> Terms:
        """Give the house's own terms for the press."""
        return Terms(self.press_interview_term, self.press_draft, self.press_reminder)

    def morning_mailboxes(self) -> tuple[str, ...]:
        """Give who gets the morning's letters, of what waits and of what the media say: each address once."""
        return _each_once((*self.press_mailboxes, *self.press_leadership))

    press_consent_kept: Term = Term(amount=30, unit=Unit.DAY, moves=False)
    """After a journalist has taken the consent back: then everything of them is erased."""
    accessibility_notice: Term = Term(amount=30, unit=Unit.DAY, moves=False)
    """Before 31 March: the yearly review of the accessibility declaration is put on the work list."""

    monitoring_inside: tuple[IPv4Network | IPv6Network, ...] = Field((), max_length=20)
    """Networks whose sites monitoring may fetch although they are not public, a JSON list."""
    monitoring_every: int = Field(30, ge=5, le=1_440)
    """Minutes between two looks at a source that answers."""
    monitoring_likeness: float = Field(0.6, gt=0, le=1)
    """From which share of common runs of words on two publications are the same story."""
    monitoring_join: int = Field(72, ge=1, le=720)
    """Hours within which the same words are the same story."""
    monitoring_snippet: int = Field(240, ge=40, le=400)
    """Characters that are kept of a publication beside its headline: a quotation, never the text."""
    monitoring_kept: int = Field(365, ge=30, le=3_650)
    """Days for which mentions are kept."""
    monitoring_jump: JumpRule = JumpRule(times=3, least=5, days=14)
    """When a topic has jumped."""
    monitoring_digest_hour: int = Field(7, ge=0, le=23)
    """By the clocks of the city: from then on, on working days, the digest is written and mailed in the morning."""
