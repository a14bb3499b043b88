"""What can be told of a proposal before it is filed: which formal rules hold, which do not, which a person judges.

It decides nothing and refuses nothing: the formal check does, after the filing.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.editions.domain.rules import window
from services.intake.proposals.domain.draft import MOST_FILES, MOST_ITEMS, Draft, Item
from services.intake.proposals.domain.receipt import cap_of, place_faults, signatures_of, total
from shared.contracts.intake import EditionRules, WindowKind

TITLE_LEAST, SUMMARY_LEAST, DESCRIPTION_LEAST, PLACE_LEAST = 5, 20, 50, 3
"""Characters that the form asks for."""


class Sketch(BaseModel):
    """A proposal as far as it has got, without its applicant; every field may still be empty. Amounts in grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    edition_id: Annotated[str, Field(min_length=1, max_length=64)]
    title: Annotated[str, Field(max_length=200)] = ""
    summary: Annotated[str, Field(max_length=300)] = ""
    description: Annotated[str, Field(max_length=5000)] = ""
    pool_id: Annotated[str, Field(max_length=64)] = ""
    area_id: Annotated[str, Field(max_length=64)] | None = None
    category: Annotated[str, Field(max_length=300)] = ""
    location: Annotated[str, Field(max_length=300)] = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    parcel: Annotated[str, Field(max_length=60)] | None = None
    cost_items: Annotated[tuple[Item, ...], Field(max_length=MOST_ITEMS)] = ()
    signatures: Annotated[int, Field(ge=0, le=100_000)] = 0
    files: Annotated[int, Field(ge=0, le=MOST_FILES)] = 0
    """Files with the support list."""

    @classmethod
    def of(cls, draft: Draft, files: int) -> "Sketch":
        """Give the sketch of a form that is whole."""
        return cls(**draft.model_dump(include=set(cls.model_fields)), files=files)


class State(StrEnum):
    """How a rule stands."""

    MISSING = "missing"
    MET = "met"
    PERSON = "person"
    """Only a person can tell, after the filing."""


class Line(BaseModel):
    """One rule and how it stands. `text`, `advice`: Polish; `field`: where in the form to mend it.

    `have` and `need`: the figures behind it, of costs in grosze, of signatures their number.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    text: str
    state: State
    advice: str = ""
    field: str | None = None
    have: int | None = None
    need: int | None = None


_FOR_PEOPLE = (
    ("title_matches", "Tytuł odpowiada treści projektu"),
    ("right_area", "Miejsce leży na wybranym osiedlu"),
    ("costs_real", "Koszty są realne"),
    ("supporters", "Lista poparcia jest czytelna i podpisana przez mieszkańców"),
    ("consents", "Są potrzebne zgody: na teren i na korzystanie z cudzego utworu"),
    ("decent", "Nie ma treści obraźliwych ani reklamy"),
    ("resident", "Projekt zgłasza mieszkaniec miasta"),
)


def precheck(sketch: Sketch, rules: EditionRules, now: datetime, online: int = 0) -> list[Line]:
    """Hold a sketch against the formal rules of its edition: what is missing first, then what is met, then the rest.

    `online`: how many support it by a mail link already, beside the signatures on paper.
    """
    found = [*_texts(sketch), *_place(sketch, rules), *_money(sketch, rules), *_support(sketch, rules, online)]
    found.insert(0, _in_time(rules, now))
    needless = {code for code, needed in _needed(sketch, rules).items() if not needed}
    found += [Line(code=code, text=text, state=State.PERSON) for code, text in _FOR_PEOPLE if code not in needless]
    order = tuple(State)
    return sorted(found, key=lambda line: order.index(line.state))


def _needed(sketch: Sketch, rules: EditionRules) -> dict[str, bool]:
    """Tell which rules concern some places only."""
    needs_support = signatures_of(rules, sketch.pool_id, sketch.area_id) > 0
    return {"right_area": bool(sketch.area_id), "supporters": needs_support}


def missing(lines: Sequence[Line]) -> bool:
    """Tell whether something is to be mended."""
    return any(line.state is State.MISSING for line in lines)


def _line(code: str, text: str, met: bool, field: str | None, advice: str, **figures: int) -> Line:
    state = State.MET if met else State.MISSING
    return Line(code=code, text=text, state=state, field=field, advice="" if met else advice, **figures)


def _in_time(rules: EditionRules, now: datetime) -> Line:
    submission = window(rules, WindowKind.SUBMISSION)
    is_open = submission is not None and submission.opens <= now <= submission.closes
    return _line("in_time", "Trwa zgłaszanie projektów", is_open, None, "Sprawdź terminy: teraz nie przyjmujemy.")


def _texts(sketch: Sketch) -> Iterator[Line]:
    for code, text, held, least, advice in (
        ("title", "Jest nazwa projektu", sketch.title, TITLE_LEAST, "Nadaj projektowi nazwę."),
        ("summary", "Jest streszczenie", sketch.summary, SUMMARY_LEAST, "Streść pomysł w jednym albo dwóch zdaniach."),
        ("description", "Jest opis", sketch.description, DESCRIPTION_LEAST, "Opisz, co ma powstać."),
        ("location", "Podano miejsce", sketch.location, PLACE_LEAST, "Napisz, gdzie to ma być."),
    ):
        yield _line(code, text, len(held) >= least, code, advice)


def _place(sketch: Sketch, rules: EditionRules) -> Iterator[Line]:
    faults = place_faults(rules, sketch.pool_id, sketch.area_id, sketch.category)
    advice = "Wybierz kategorię."
    yield _line("category", "Wybrano kategorię tej edycji", "category" not in faults, "category", advice)
    wrong = next((field for field in ("pool_id", "area_id") if field in faults), None)
    advice = "Wybierz, czego dotyczy projekt, a dla projektu lokalnego jego osiedle albo sołectwo."
    yield _line("pool", "Wybrano pulę i obszar", wrong is None, wrong or "pool_id", advice)


def _money(sketch: Sketch, rules: EditionRules) -> Iterator[Line]:
    cost, cap = total(sketch.cost_items), cap_of(rules, sketch.pool_id, sketch.area_id)
    listed = bool(sketch.cost_items)
    yield _line("costs", "Są wypisane koszty", listed, "costs", "Wpisz co najmniej jedną pozycję kosztów.")
    if listed and cap:
        advice = "Zmniejsz koszty albo wybierz inną pulę."
        yield _line("cap", "Koszt mieści się w limicie", cost <= cap, "costs", advice, have=cost, need=cap)


def _support(sketch: Sketch, rules: EditionRules, online: int) -> Iterator[Line]:
    have, need = sketch.signatures + online, signatures_of(rules, sketch.pool_id, sketch.area_id)
    if need == 0:
        return
    advice = "Zbierz brakujące podpisy. Możesz je też donieść, gdy poprosimy."
    yield _line("signatures", "Jest dość podpisów", have >= need, "signatures", advice, have=have, need=need)
    advice = "Dołącz listę poparcia albo przynieś ją na papierze."
    without = sketch.signatures == 0 and online >= need
    yield _line("support_list", "Jest lista poparcia", sketch.files > 0 or without, "support_list", advice)
