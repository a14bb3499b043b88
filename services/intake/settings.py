"""The settings of intake, from the environment."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.deadlines import Term, Unit
from shared.settings import CommonSettings


class Settings(CommonSettings):
    """How the department signs its cases and how soon it posts its letters."""

    model_config = SettingsConfigDict(env_prefix="INTAKE_", frozen=True, populate_by_name=True, extra="ignore")

    city: str = Field("Kalisz", min_length=2, max_length=100)
    """The city whose documents these are, in the nominative."""
    case_symbol: str = Field("WPKS", min_length=1, max_length=40)
    case_class: str = Field("0632", pattern=r"^\d{2,6}$")
    """In the uniform list of files (JRWA). Which class the city keeps its civic budget in, no source tells."""
    initiative_class: str = Field("525", pattern=r"^\d{2,6}$")
    """The class for local initiatives; no source tells which one the city uses."""
    initiative_hourly_rate: int = Field(3_140, ge=1, le=100_000)
    """Grosze for an hour of a resident's work until rules are laid down: no source tells what Kalisz counts."""
    initiative_draft_kept: Term = Term(amount=6, unit=Unit.MONTH, moves=False)
    """How long a draft that nobody touches is kept, with its declarations: the house's own, no source tells."""
    consultation_term: Term = Term(amount=14, unit=Unit.DAY)
    """In which the office answers a question about a draft: the house's own, no source tells."""
    declaration_asks_a_day: int = Field(60, ge=1, le=10_000)
    """Neighbours whom somebody asks by mail for a declaration from one network address in a day."""
    draft_mails_a_day: int = Field(4, ge=1, le=50)
    """Mails about drafts, of proposals and of initiatives, that one address gets in a day: links and reminders."""
    draft_asks_a_day: int = Field(30, ge=1, le=10_000)
    """Drafts whose link is mailed for one network address in a day; an office or a library shares one. What is saved
    beyond is kept all the same."""
    terms_reminder_term: Term = Term(amount=7, unit=Unit.DAY)
    """After which applicants who have not answered are reminded of a contract's text: the house's own, no source
    tells."""
    posting_term: Term = Term(amount=2, unit=Unit.WORKING_DAY)
    """In which a letter that goes by post has to be printed and posted: the house's own, no source tells."""
    receipt_term: Term = Term(amount=30, unit=Unit.DAY)
    """In which the return receipt of a posted letter should be back: the house's own, no source tells."""
    answer_term: Term = Term(amount=3, unit=Unit.WORKING_DAY)
    """In which a question is answered: the house's own, no source tells."""
    question_retention: Term = Term(amount=12, unit=Unit.MONTH, moves=False)
    """How long a closed thread of questions is kept after its last text and the edition's results: the department's
    own, not a law's."""
    arrangement_term: Term = Term(amount=7, unit=Unit.DAY)
    """The least that an applicant is given to answer a request for a change, and authors to consent to a plan."""
    arrangement_post_term: Term = Term(amount=21, unit=Unit.DAY)
    """The same where the request goes by post: fourteen days at the post office (k.p.a. art. 44) must fit in."""
    support_link_term: Term = Term(amount=3, unit=Unit.DAY, moves=False)
    """In which a support has to be confirmed by the link in the mail: the house's own, no source tells."""
    support_kept: Term = Term(amount=30, unit=Unit.DAY)
    """How long supporters are kept once results are out or a proposal has ended for good."""
    support_per_mailbox: int = Field(2, ge=1, le=20)
    """People who may support one proposal from the same e-mail address: couples share one."""
    support_mails_a_day: int = Field(4, ge=1, le=50)
    """Mails to confirm a support that one address gets in a day, of all proposals together."""
    case_padding: int = Field(1, ge=1, le=6)
    """Digits of the number, with zeros in front: units differ."""
