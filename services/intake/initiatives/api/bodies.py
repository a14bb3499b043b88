"""What the JSON routes of initiatives take and give."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.initiatives.domain.content import Content, Group
from services.intake.initiatives.domain.declarations import Declarant, Gift, Invitee
from services.intake.initiatives.domain.states import State
from services.intake.initiatives.service import PaperDeclaration
from services.intake.proposals.domain.draft import WebApplicant
from shared.access import Role
from shared.contracts.base import Id
from shared.contracts.initiatives.intake import (
    CityShare,
    Declared,
    EstimateItem,
    InitiativePart,
    Readiness,
    Step,
)

READERS = (Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.COMMISSION, Role.AUDITOR)
"""Who of the staff may read the register."""
_GIVEN = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Token = Annotated[str, Field(min_length=10, max_length=400)]


class WebGroup(Group):
    """Who files on the web: letters need an e-mail."""

    representative: WebApplicant


class DraftGiven(BaseModel):
    """An application before it is filed, whole; who residents are is kept sealed."""

    model_config = _GIVEN

    content: Content
    group: WebGroup


class DraftSaved(BaseModel):
    """`token` opens the draft, and the initiative once it is filed: keep it secret."""

    initiative_id: str
    token: str


class TokenGiven(BaseModel):
    """What opens the applicants' own page, or signs a declaration."""

    model_config = _GIVEN

    token: Token


class RemovalGiven(TokenGiven):
    """Which declaration the applicants of a token take off."""

    declaration_id: Id


class InvitationGiven(Invitee):
    """Whom the applicants of a token ask for a declaration."""

    token: Token


class PaperDeclarationGiven(BaseModel):
    """A declaration signed on paper. `signed_on`: in Warsaw's calendar; the rate of that day counts."""

    model_config = _GIVEN

    declarant: Declarant
    gift: Gift
    signed_on: date

    def declaration(self) -> PaperDeclaration:
        """Give it as the use cases take it."""
        return PaperDeclaration(self.declarant, self.gift, self.signed_on)


class OwnPaperGiven(PaperDeclarationGiven):
    """A declaration that the applicants of a token have on paper."""

    token: Token


class SignatureGiven(BaseModel):
    """What the person of a declaration's token gives, and who it is."""

    model_config = _GIVEN

    token: Token
    given: Annotated[str, Field(min_length=1, max_length=100)]
    surname: Annotated[str, Field(min_length=1, max_length=100)]
    address: Annotated[str, Field(min_length=3, max_length=300)]
    gift: Gift


class ShareShown(BaseModel):
    """How both sides of a draft or an initiative stand. Shares in hundredths of a percent, money in grosze."""

    own: int
    city: int
    total: int
    share: int
    threshold: int
    enough: bool
    missing: int
    missing_minutes: int
    adds_up: bool
    own_estimate: int
    city_estimate: int
    signed: int
    asked: int


class FilingGiven(DraftGiven):
    """The application of a draft's token, to be filed with what was declared for it."""

    token: Token


class PaperGiven(BaseModel):
    """An application that came on paper, with the declarations that came with it."""

    model_config = _GIVEN

    content: Content
    group: Group
    declarations: Annotated[tuple[PaperDeclarationGiven, ...], Field(max_length=100)] = ()
    received_on: date
    another: bool = False
    """True once it is clear that this is not the paper which `initiative-already-filed` named."""


class InitiativeReceived(BaseModel):
    """The receipt."""

    initiative_id: str
    number: int
    case: str
    sign: str
    submitted_at: datetime


class CorrectionGiven(BaseModel):
    """The answer to a call: the applicants' token and the whole application; what the call opens counts."""

    model_config = _GIVEN

    token: Token
    content: Content
    group: Group | None = None
    """Where the residents are called for; the representative's e-mail stays."""


class PaperCorrectionGiven(BaseModel):
    """The answer to a call that came on paper: as `CorrectionGiven`, by its day of receipt in Warsaw's calendar."""

    model_config = _GIVEN

    content: Content
    group: Group | None = None
    received_on: date


class QuestionGiven(BaseModel):
    """What the applicants of a token ask the office about their draft."""

    model_config = _GIVEN

    token: Token
    text: Annotated[str, Field(min_length=10, max_length=2_000)]


class AnswerGiven(BaseModel):
    """What the office says to the question with this number."""

    model_config = _GIVEN

    number: Annotated[int, Field(ge=1)]
    text: Annotated[str, Field(min_length=10, max_length=5_000)]


class InitiativeLine(BaseModel):
    """An initiative in the register, as everybody may see it. Amounts in grosze."""

    initiative_id: str
    number: int
    year: int
    case: str
    sign: str
    title: str
    summary: str
    task_area: str
    place: str
    latitude: float | None
    longitude: float | None
    area_name: str | None
    own: int
    city: int
    state: State
    submitted_at: datetime


class InitiativeShown(InitiativeLine):
    """An initiative with all that it says, without anybody's name."""

    rules_id: str
    own_share: int
    description: str
    goal: str
    audience: str
    beneficiaries: int
    readiness: Readiness
    organisation: str | None
    residents: int
    signatures: int
    steps: tuple[Step, ...]
    city_shares: tuple[CityShare, ...]
    declared: tuple[Declared, ...]
    estimate: tuple[EstimateItem, ...]
    converted_from: str | None
    correctable_until: datetime | None
    """Until when its applicants may complete it; None where nobody calls for that, or the answer has come."""
    opened: tuple[InitiativePart, ...]
    """What may be changed until then."""


class InitiativeList(BaseModel):
    """A part of the register, the newest first; `next` is the key to go on after, as in the Link header."""

    items: list[InitiativeLine]
    next: str | None


class Converted(BaseModel):
    """`token` opens the draft that was made: keep it secret."""

    token: str


class RulesSet(BaseModel):
    """The id of rules that were laid down."""

    rules_id: str
