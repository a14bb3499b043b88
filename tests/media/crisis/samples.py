"""Warnings for tests: one that is easy to read, and as many as one wants that nobody would think of."""

import random
from datetime import UTC, datetime, timedelta

from services.media.crisis.domain.area import DISTRICTS, Area, Circle, Districts, Point, Polygon, WholeCity
from services.media.crisis.domain.cap import Issuer
from services.media.crisis.domain.content import Certainty, Content, Severity, Urgency, Words
from services.media.crisis.domain.hazards import HAZARDS
from services.media.crisis.domain.message import CrisisSigned, Kind, Message

NOW = datetime(2026, 4, 15, 10, 0, tzinfo=UTC)
ISSUER = Issuer(
    sender="wpks@um.kalisz.pl",
    sender_name="Urząd Miasta Kalisza",
    city="Kalisz",
    teryt="3061011",
    origin="http://localhost:8080",
)
HUBERT = CrisisSigned(person_id="p-hubert", person_name="Hubert Kania", at=NOW)
OLGA = CrisisSigned(person_id="p-olga", person_name="Olga Maj", at=NOW)
WORDS = Words(
    headline="Silny wiatr do wieczora",
    description="Wieje do 90 km/h. Wiatr łamie gałęzie i zrywa dachówki.",
    instruction="Zostań w domu. Zabierz z balkonu wszystko, co może spaść.",
)
CONTENT = Content(
    words=WORDS,
    contact="112, dyżurny miasta",
    area=WholeCity(),
    expires=NOW + timedelta(hours=6),
    severity=Severity.SEVERE,
    urgency=Urgency.IMMEDIATE,
    certainty=Certainty.OBSERVED,
)


def a_draft(**changes: object) -> Message:
    """Give a first warning in draft, by Hubert."""
    fields = {"id": "a" * 32, "incident_id": "a" * 32, "exercise": False, "hazard": "wind", "content": CONTENT}
    about = {"reported_at": NOW - timedelta(minutes=4), "target_minutes": 15, "written": HUBERT}
    return Message.model_validate({**fields, **about, **changes})


_PIECES = (
    "Wieje. ", "Zażółć gęślą jaźń ", "<script>alert(1)</script>", "</headline><status>Actual</status>", "]]>",
    "&amp; &", "<!--", "<?xml version='1.0'?>", '" onload="x', "\u00a0", "🌪️", "\u202e", "{{ 7*7 }}", "%s %(x)s", "\\",
    "a\u0301", "\u0085", "javascript:alert(1) ", "' OR 1=1 ", "&#0; ", "&xxe; ",
)  # fmt: skip


def _text(chance: random.Random, shortest: int, longest: int, lines: bool) -> str:
    length = chance.choice((shortest, longest, chance.randint(shortest, longest)))
    pieces = (*_PIECES, "\n", "\t") if lines else _PIECES
    text = ""
    while len(text.strip()) < length:
        text = (text + chance.choice(pieces)).lstrip()
    text = text[:longest].strip()
    return text if len(text) >= shortest else text + "x" * shortest


def _area(chance: random.Random) -> Area:
    def point() -> Point:
        return Point(latitude=chance.uniform(49, 55), longitude=chance.uniform(14, 24.2))

    place = _text(chance, 3, 200, lines=False)
    kind = chance.randrange(4)
    if kind == 0:
        return Districts(names=tuple(one for one in DISTRICTS if chance.random() < 0.3) or DISTRICTS[:1])
    if kind == 1:
        return Circle(place=place, centre=point(), radius=chance.uniform(0.05, 30))
    if kind == 2:
        return Polygon(place=place, points=tuple(point() for _ in range(chance.randint(3, 100))))
    return WholeCity()


def any_content(chance: random.Random, now: datetime) -> Content:
    """Give a content as hostile as a form lets it be."""
    return Content(
        words=Words(
            headline=_text(chance, 5, 140, lines=False),
            description=_text(chance, 10, 2000, lines=True),
            instruction=_text(chance, 10, 2000, lines=True),
        ),
        contact=_text(chance, 3, 300, lines=False),
        area=_area(chance),
        expires=now + timedelta(seconds=chance.randint(1, 14 * 24 * 3600)),
        severity=chance.choice(list(Severity)),
        urgency=chance.choice(list(Urgency)),
        certainty=chance.choice(list(Certainty)),
    )


def any_message(seed: int) -> Message:
    """Give an issued warning, an update or a cancellation, on any day of the year."""
    chance = random.Random(seed)
    now = NOW.replace(year=2027, month=1, day=1) + timedelta(seconds=chance.randrange(366 * 24 * 3600))
    id = f"{chance.getrandbits(128):032x}"
    draft = a_draft(
        id=id,
        incident_id=id,
        exercise=chance.random() < 0.3,
        hazard=chance.choice(HAZARDS).code,
        content=any_content(chance, now),
        reported_at=now - timedelta(minutes=chance.randint(0, 600)),
    )
    message = draft.approve(OLGA.model_copy(update={"at": now})).issue(HUBERT.model_copy(update={"at": now}))
    for _ in range(chance.choice((0, 0, 1, 2, 5))):
        kind = chance.choice((Kind.UPDATE, Kind.UPDATE, Kind.CANCEL))
        by = HUBERT.model_copy(update={"at": now})
        content = message.content if kind is Kind.CANCEL else any_content(chance, now)
        message = message.follow_up(kind, f"{chance.getrandbits(128):032x}", content, by)
        message = message.issue_alone(by, "Sprawdzone ze strażą pożarną.", pre_approved=True)
        if kind is Kind.CANCEL:
            break
    return message
