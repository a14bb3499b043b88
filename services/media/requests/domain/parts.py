"""What a request of the press is made of. Whoever asks and what they write is kept sealed, never in here."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.clock import warsaw

MOST_VERSIONS = 40
"""Versions of the text of one answer."""
MOST_CORRECTIONS = 40
"""Corrections of one entry."""


class Channel(StrEnum):
    """How it came in."""

    FORM = "form"
    EMAIL = "email"
    TELEPHONE = "telephone"
    LETTER = "letter"
    OWN = "own"
    """The city begins it: a demand for a rectification."""


class Contact(BaseModel):
    """Who is on the other side. Only ever kept sealed."""

    model_config = ConfigDict(frozen=True)

    name: str
    email: str | None = None
    telephone: str | None = None
    address: str | None = None


class Asked(BaseModel):
    """What was asked, in the sender's words. Only ever kept sealed."""

    model_config = ConfigDict(frozen=True)

    topic: str
    text: str


class Publication(BaseModel):
    """Something that was published: what a request speaks of, or what came of it."""

    model_config = ConfigDict(frozen=True)

    title: str
    on: date
    url: str | None = None


class Version(BaseModel):
    """One version of the answer's text. `role`: whose hand it is: unit_reviewer, press_officer or mayor."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by_name: str
    role: str
    sealed: bytes


class Corrected(BaseModel):
    """An entry was put right. `fields`: which of it; why, and what it said before, is in `sealed`."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by_name: str
    fields: tuple[str, ...]
    sealed: bytes


class Sent(BaseModel):
    """A text that went out: a holding reply, or the answer. `way`: email, or how it was passed on otherwise."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by_name: str
    way: str
    sealed: bytes


class RefusalGround(StrEnum):
    """Why information or a rectification is refused."""

    SECRET = "secret"  # noqa: S105  # a ground in law, no password
    PRIVACY = "privacy"
    BUSINESS = "business"
    NO_PUBLIC_INTEREST = "no_public_interest"
    NOT_FACTS = "not_facts"
    LATE = "late"
    FORM = "form"
    OFFENCE = "offence"
    JUDGMENT = "judgment"


GROUNDS = {
    RefusalGround.SECRET: "ochrona informacji niejawnych albo innej tajemnicy ustawowej (art. 5 ust. 1 u.d.i.p.)",
    RefusalGround.PRIVACY: "prywatność osoby fizycznej (art. 5 ust. 2 u.d.i.p.)",
    RefusalGround.BUSINESS: "tajemnica przedsiębiorcy (art. 5 ust. 2 u.d.i.p.)",
    RefusalGround.NO_PUBLIC_INTEREST: (
        "informacja przetworzona bez szczególnie istotnego interesu publicznego (art. 3 ust. 1 pkt 1 u.d.i.p.)"
    ),
    RefusalGround.NOT_FACTS: "nierzeczowe albo nie o faktach (art. 33 ust. 1 pkt 1 prawa prasowego)",
    RefusalGround.LATE: "po terminie albo bez podpisu (art. 33 ust. 1 pkt 2 prawa prasowego)",
    RefusalGround.FORM: "nie spełnia wymagań art. 31a ust. 4-7 (art. 33 ust. 1 pkt 3 prawa prasowego)",
    RefusalGround.OFFENCE: "treść karalna (art. 33 ust. 1 pkt 4 prawa prasowego)",
    RefusalGround.JUDGMENT: "podważa prawomocne orzeczenie (art. 33 ust. 1 pkt 5 prawa prasowego)",
}
OF_INFORMATION = frozenset(
    {RefusalGround.SECRET, RefusalGround.PRIVACY, RefusalGround.BUSINESS, RefusalGround.NO_PUBLIC_INTEREST}
)
"""The grounds on which a decision refuses information; the others refuse a rectification."""


class Refusal(BaseModel):
    """A formal refusal. Of information it is a decision (art. 16 u.d.i.p.), of a rectification a notice (art. 33).

    `number`: of the decision; `taken_by`: who took part in it, by name and function (art. 16 ust. 2 pkt 2). The
    reasons are in `sealed`. `delivered_on`: from when the term of an appeal runs, once it is known. The digests
    (SHA-256) are of its files as they were made with it, "" for one from before files were.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by_name: str
    ground: RefusalGround
    number: str
    taken_by: str
    sealed: bytes
    delivered_on: date | None = None
    pdf_sha256: str = ""
    docx_sha256: str = ""


class Paper(BaseModel):
    """The files of a refusal or of a notice as it was sent, sealed. `id`: its own. It is only ever added."""

    model_config = ConfigDict(frozen=True)

    id: str
    request_id: str
    pdf: bytes
    docx: bytes


class RefusalDue(BaseModel):
    """Until when an editor's demand can be refused (art. 33 ust. 3), and when that is brought to mind. Moments in UTC.

    `remind_at`: to who works on it, `escalate_at`: to the head. `explanation`: how the last day was found, in Polish.
    """

    model_config = ConfigDict(frozen=True)

    due_at: datetime
    remind_at: datetime
    escalate_at: datetime
    explanation: tuple[str, ...]


class ChaserKind(StrEnum):
    """What is chased: a draft that is soon wanted, a draft that is late, an answer that is soon due, one that is late.

    The same of a refusal, which has a date of its own: soon to be decided, to be decided today, too late.
    """

    REMINDER = "reminder"
    ESCALATION = "escalation"
    ANSWER_REMINDER = "answer_reminder"
    OVERDUE = "overdue"
    REFUSAL_REMINDER = "refusal_reminder"
    REFUSAL_ESCALATION = "refusal_escalation"
    REFUSAL_OVERDUE = "refusal_overdue"

    @property
    def of_refusal(self) -> bool:
        """Tell whether it is about the date of a refusal."""
        return self in (ChaserKind.REFUSAL_REMINDER, ChaserKind.REFUSAL_ESCALATION, ChaserKind.REFUSAL_OVERDUE)


class Chaser(BaseModel):
    """A chaser that went out, once for each date that it is about and each whose turn it was.

    `to`: a unit's symbol, press_officer or mayor; "" of a refusal, and from before that was kept.
    """

    model_config = ConfigDict(frozen=True)

    kind: ChaserKind
    about: datetime
    at: datetime
    to: str = ""


class Handed(BaseModel):
    """A unit has handed a draft over: for its timeliness. `month`: the one in which it counts."""

    model_config = ConfigDict(frozen=True)

    unit: str
    month: str
    in_time: bool


def counted_in(at: datetime, due_at: datetime) -> str:
    """Give the month (2026-04, by the clocks of the city) in which what was done at `at` counts.

    What is late counts in the month in which its date passed, as it did while it was open.
    """
    return f"{warsaw(min(at, due_at)):%Y-%m}"
